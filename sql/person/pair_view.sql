-- Pairs as screens show them: the list, and both sides field by field. What
-- lies outside of the operator's scope is told as county and town.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION pair_side(
	p_row resident,
	p_what text
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE
		WHEN p_row.div BETWEEN scope_lo() AND scope_hi() THEN p_what
		ELSE division_path(p_row.div / 1000 * 1000)
	END
$$;
COMMENT ON FUNCTION pair_side IS 'a fact of one side, or only where that is';

CREATE TYPE pair_shown AS (
	county int,
	resident bigint,
	other_county int,
	other bigint,
	one_name text,
	one_id_no text,
	one_place text,
	two_name text,
	two_id_no text,
	two_place text,
	why_name text,
	state text,
	state_name text,
	note text,
	place int
);
COMMENT ON TYPE pair_shown IS
	'a pair as a line of a list: place is how likely it is one person, 1 the most';

CREATE FUNCTION pair_line(d duplicate)
RETURNS SETOF pair_shown
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT
		d.county::int, d.resident, d.other_county::int, d.other,
		pair_side(a, a.name), pair_side(a, a.id_no),
		pair_side(a, division_name(a.div)),
		pair_side(b, b.name), pair_side(b, b.id_no),
		pair_side(b, division_name(b.div)),
		duplicate_why_name(d.why),
		d.state,
		CASE WHEN d.state = 'open' AND d.later_at IS NOT NULL THEN '以后再看'
			ELSE pair_state_name(d.state) END,
		coalesce(d.answer, d.reason)::text,
		array_position('{near,told,birth}', d.why)
	FROM resident a, resident b
	WHERE a.county = d.county AND a.id = d.resident
		AND b.county = d.other_county AND b.id = d.other
		AND (d.div BETWEEN scope_lo() AND scope_hi()
			OR d.other_div BETWEEN scope_lo() AND scope_hi())
		AND (d.state NOT IN ('open', 'asked')
			OR a.next_id IS NULL AND b.next_id IS NULL)
$$;
COMMENT ON FUNCTION pair_line IS
	'a pair of which a side is in scope';

CREATE FUNCTION pair_list(p_state text DEFAULT NULL)
RETURNS SETOF pair_shown
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT l.*
	FROM duplicate d
	CROSS JOIN LATERAL pair_line(d) l
	WHERE (d.div BETWEEN (SELECT scope_lo()) AND (SELECT scope_hi())
			OR d.other_div BETWEEN (SELECT scope_lo()) AND (SELECT scope_hi()))
		AND CASE WHEN p_state IS NULL THEN d.state IN ('open', 'asked')
			ELSE d.state = p_state END
	ORDER BY d.state <> 'asked', d.later_at NULLS FIRST, l.place,
		d.found_at DESC, d.county, d.resident, d.other_county, d.other
	LIMIT 500
$$;
COMMENT ON FUNCTION pair_list IS
	'pairs of which a side is in scope, those that wait for an answer first';

CREATE FUNCTION pair_find(
	p_county int,
	p_resident bigint,
	p_other_county int,
	p_other bigint
) RETURNS SETOF pair_shown
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT l.*
	FROM duplicate d
	CROSS JOIN LATERAL pair_line(d) l
	WHERE (d.county, d.resident, d.other_county, d.other)
		= (p_county, p_resident, p_other_county, p_other)
$$;
COMMENT ON FUNCTION pair_find IS 'one pair';

CREATE VIEW todo_pair
WITH (security_invoker = true)
AS
SELECT
	CASE WHEN m.may AND d.asked_by <> session_user THEN 'mine'
		ELSE 'sent' END AS turn,
	'pairs' AS screen,
	l.county,
	l.resident AS key,
	NULL::int AS month,
	l.state,
	'合并两份档案' AS what,
	l.one_name AS whom,
	NULL::numeric AS amount,
	l.state_name,
	operator_name(d.asked_by) AS maker,
	to_char(d.asked_at, 'YYYY-MM-DD HH24:MI') AS at
FROM pair_list('asked') l
JOIN duplicate d ON (d.county, d.resident, d.other_county, d.other)
	= (l.county, l.resident, l.other_county, l.other)
CROSS JOIN LATERAL (SELECT operator_has_duty('reviewer')
	OR operator_has_duty('supervisor') AS may) m
WHERE m.may OR d.asked_by = session_user;
COMMENT ON VIEW todo_pair IS '待办：等复核的合并';
GRANT SELECT ON todo_pair TO zhen_operator;

CREATE FUNCTION person_facts(p_row resident)
RETURNS TABLE (
	n int,
	label text,
	fact text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT *
	FROM (VALUES
		(1, '姓名', p_row.name::text),
		(2, '身份证号', p_row.id_no::text),
		(3, '旧号码', p_row.old_id_no::text),
		(4, '性别', code_name('sex', p_row.sex)),
		(5, '出生日期', p_row.birth::text),
		(6, '户口性质', code_name('hukou', p_row.hukou)),
		(7, '村居', division_path(p_row.div)),
		(8, '住址', p_row.address::text),
		(9, '电话', p_row.phone::text),
		(10, '死亡日期', p_row.died::text),
		(11, '账号', (SELECT concat_ws(' ', a.number, a.bank)
			FROM account a
			WHERE a.county = p_row.county AND a.resident = p_row.id
				AND a.is_current)),
		(12, '家庭', (SELECT format('%s人：%s', count(*),
				string_agg(m.name, '、' ORDER BY m.kin, m.id))
			FROM resident m
			WHERE m.county = p_row.county AND m.household = p_row.household
				AND (m.next_id IS NULL OR m.id = p_row.id))),
		(13, '参保', (SELECT string_agg(format('%s %s—%s', p.title, e.since,
				e.until), '；' ORDER BY e.since, e.id)
			FROM enrolment e
			JOIN programme p ON p.code = e.programme
			WHERE e.county = p_row.county AND e.resident = p_row.id)),
		(14, '发放', (SELECT format('%s笔 %s元 %s—%s', count(*),
				yuan_text(sum(x.amount)), min(x.month), max(x.month))
			FROM entitlement e
			JOIN payment x ON x.county = e.county
				AND x.programme = e.programme AND x.month = e.month
				AND x.resident = e.resident
			WHERE e.county = p_row.county AND e.resident = p_row.id
			HAVING count(*) > 0)),
		(15, '登记时间', to_char(p_row.created_at, 'YYYY-MM-DD')),
		(16, '结档', CASE p_row.closed_as WHEN 'merged' THEN '已合并'
			WHEN 'moved' THEN '已迁出' END)
	) v
$$;
COMMENT ON FUNCTION person_facts IS
	'what one compares: the person, the family, the money';

CREATE FUNCTION pair_facts(
	p_county int,
	p_resident bigint,
	p_other_county int,
	p_other bigint
) RETURNS TABLE (
	n int,
	label text,
	one text,
	mark text,
	two text
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT f.n, f.label, f.fact,
		CASE WHEN f.fact IS DISTINCT FROM g.fact THEN '≠' END, g.fact
	FROM duplicate d
	JOIN resident a ON a.county = d.county AND a.id = d.resident
	JOIN resident b ON b.county = d.other_county AND b.id = d.other
	CROSS JOIN LATERAL person_facts(a) f
	JOIN LATERAL person_facts(b) g ON g.n = f.n
	CROSS JOIN LATERAL (
		SELECT a.div BETWEEN scope_lo() AND scope_hi() AS is_one,
			b.div BETWEEN scope_lo() AND scope_hi() AS is_two
	) s
	WHERE (d.county, d.resident, d.other_county, d.other)
			= (p_county, p_resident, p_other_county, p_other)
		AND s.is_one AND s.is_two
		AND (f.fact IS NOT NULL OR g.fact IS NOT NULL)
	UNION ALL
	SELECT f.n, f.label,
		CASE WHEN s.is_one THEN f.fact
			WHEN f.n = 7 THEN division_path(a.div / 1000 * 1000) END, '',
		CASE WHEN NOT s.is_one THEN f.fact
			WHEN f.n = 7 THEN division_path(b.div / 1000 * 1000) END
	FROM duplicate d
	JOIN resident a ON a.county = d.county AND a.id = d.resident
	JOIN resident b ON b.county = d.other_county AND b.id = d.other
	CROSS JOIN LATERAL (
		SELECT a.div BETWEEN scope_lo() AND scope_hi() AS is_one,
			b.div BETWEEN scope_lo() AND scope_hi() AS is_two
	) s
	CROSS JOIN LATERAL person_facts(CASE WHEN s.is_one THEN a ELSE b END) f
	WHERE (d.county, d.resident, d.other_county, d.other)
			= (p_county, p_resident, p_other_county, p_other)
		AND s.is_one <> s.is_two
		AND f.fact IS NOT NULL
	ORDER BY 1
$$;
COMMENT ON FUNCTION pair_facts IS
	'both sides of a pair, field by field; of a side outside of the scope only
its county and town';
GRANT EXECUTE ON FUNCTION pair_list, pair_find, pair_facts TO zhen_operator;
