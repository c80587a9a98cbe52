-- What the card of a person shows besides what other subjects offer: programmes
-- of any time, and what is due next.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE INDEX account_past ON account (county, resident) WHERE NOT is_current;

CREATE VIEW card_enrolments
WITH (security_invoker = true)
AS
SELECT
	e.county,
	e.resident,
	e.id AS enrolment,
	p.form,
	p.title,
	e.since,
	e.until,
	CASE WHEN e.until IS NULL THEN '在册'
		WHEN e.until < month_of(current_date) THEN '已截止'
		ELSE '已定截止' END AS enrolled
FROM enrolment e
JOIN programme p ON p.code = e.programme;
COMMENT ON VIEW card_enrolments IS '一个人办过的项目，在册的和截止的';
GRANT SELECT ON card_enrolments TO zhen_operator;

CREATE FUNCTION card_due(
	p_county int,
	p_resident bigint
) RETURNS TABLE (
	due_on date,
	what text,
	about text,
	screen text,
	key bigint,
	who text,
	year int
)
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH one AS MATERIALIZED (
		SELECT r.county, r.id, r.id_no,
			extract(year FROM current_date)::int AS year,
			month_of(current_date) AS month
		FROM resident r
		WHERE r.county = p_county AND r.id = p_resident AND r.died IS NULL
	)
	SELECT make_date(o.year, 12, 31), '生存认证', format('%s 年还没有认证', o.year),
		'survival', NULL::bigint, o.id_no::text, o.year
	FROM one o
	WHERE EXISTS (
			SELECT FROM enrolment e
			JOIN survival_rule u ON u.programme = e.programme
				AND u.since <= o.year
			WHERE e.county = o.county AND e.resident = o.id
				AND e.since <= o.month
				AND coalesce(e.until, 999912) >= o.month)
		AND NOT EXISTS (
			SELECT FROM survival_check s
			WHERE s.county = o.county AND s.resident = o.id
				AND s.year = o.year AND NOT s.is_removed)
	UNION ALL
	SELECT c.due_on, c.matter_title::text, c.due_name, 'case', c.id, NULL, NULL
	FROM case_list c
	WHERE c.county = p_county AND c.resident = p_resident AND NOT c.is_closed
	UNION ALL
	SELECT c.until, code_name('certificate', c.kind),
		CASE WHEN c.until < current_date THEN '已失效，请换证'
			ELSE '快到期，请换证' END, 'person_papers', o.id, NULL, NULL
	FROM one o
	JOIN resident_certificate c ON c.county = o.county AND c.resident = o.id
	WHERE NOT c.is_removed
		AND c.until BETWEEN current_date - 365 AND current_date + 90
		AND NOT EXISTS (
			SELECT FROM resident_certificate n
			WHERE n.county = c.county AND n.resident = c.resident
				AND NOT n.is_removed AND n.id <> c.id
				AND (n.kind = c.kind OR n.made_from = c.id)
				AND coalesce(n.until, 'infinity') > c.until)
	UNION ALL
	SELECT month_first((
			SELECT min(month_add(o.month, k))
			FROM generate_series(1, 6) k
			CROSS JOIN LATERAL programme_would(p_county, p_resident,
				month_add(o.month, k)) x
			WHERE x.programme = w.programme)),
		w.title, '从这个月起看来够条件：' || w.because, w.form, NULL, NULL, NULL
	FROM one o
	CROSS JOIN LATERAL programme_would(p_county, p_resident,
		month_add(o.month, 6)) w
	WHERE NOT EXISTS (
		SELECT FROM programme_would(p_county, p_resident, o.month) x
		WHERE x.programme = w.programme)
	ORDER BY 1 NULLS FIRST, 2;
END
$$;
COMMENT ON FUNCTION card_due IS
	'what is due next for a person: this year''s survival check, open cases, papers
that run out, and programmes that begin within six months; the screen that does
it, with what it has to be opened with. Planned once a session';
GRANT EXECUTE ON FUNCTION card_due TO zhen_operator;
