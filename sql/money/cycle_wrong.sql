-- What was paid and is not what is due by what is known today (应更正): a birth date
-- corrected after years, a death told late, a rate that came late. Shown as a
-- difference a month; asking for corrections is one step for all that are marked.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION cycle_due(
	p_county int,
	p_programme text,
	p_month int,
	p_lo bigint,
	p_hi bigint,
	p_enrolment bigint DEFAULT NULL
) RETURNS TABLE (
	resident bigint,
	amount numeric,
	reason text
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET jit = off
AS $$
DECLARE
	query text := format('
		SELECT resident, CASE WHEN reason IS NULL THEN amount END, reason
		FROM %I($1, $1, $2, $3, $4, $5, $6)', 'programme_' || p_programme);
	broken programme_broken[];
BEGIN
	BEGIN
		RETURN QUERY EXECUTE query
		USING p_county, p_lo, p_hi, p_month, p_enrolment, NULL::bigint[];
		RETURN;
	EXCEPTION WHEN data_exception THEN
		broken := programme_broken_of(p_programme, p_county, p_lo, p_hi, p_month);
	END;
	RETURN QUERY EXECUTE query
	USING p_county, p_lo, p_hi, p_month, p_enrolment,
		ARRAY(SELECT b.enrolment FROM unnest(broken) b);
	RETURN QUERY
	SELECT b.resident, NULL::numeric, b.said
	FROM unnest(broken) b
	WHERE p_enrolment IS NULL OR b.enrolment = p_enrolment;
END
$$;
COMMENT ON FUNCTION cycle_due IS
	'a month of a range, or of one enrolment, as it would be computed today';

CREATE FUNCTION cycle_came_back(
	p_county int,
	p_programme text,
	p_month int,
	p_resident bigint
) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT NOT f.is_good
	FROM payment p
	JOIN bank_return_line f ON f.county = p.county AND f.batch = p.batch
		AND f.resident = p.resident AND f.part = p.part - 1
	WHERE p.county = p_county AND p.programme = p_programme
		AND p.month = p_month AND p.resident = p_resident
	ORDER BY p.part DESC
	LIMIT 1
$$;
COMMENT ON FUNCTION cycle_came_back IS
	'whether what was reversed last never reached the person: 2142 has it, to be
paid anew there; null if no bank has answered yet';

CREATE FUNCTION cycle_wrong(
	p_programme text,
	p_first int,
	p_last int,
	p_county int DEFAULT NULL,
	p_resident bigint DEFAULT NULL
) RETURNS TABLE (
	county int,
	programme text,
	month int,
	resident bigint,
	name text,
	id_no text,
	paid numeric,
	due numeric,
	change numeric,
	why text,
	state_name text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
AS $$
#variable_conflict use_column
DECLARE
	lo bigint := scope_lo();
	hi bigint := scope_hi();
	one record;
BEGIN
	FOR one IN
		SELECT DISTINCT b.county::int AS county, b.month::int AS month
		FROM batch b
		WHERE b.programme = p_programme AND b.month BETWEEN p_first AND p_last
			AND b.state = 'paid' AND b.county BETWEEN lo / 1000000 AND hi / 1000000
			AND (p_county IS NULL OR b.county = p_county)
		ORDER BY 1, 2
	LOOP
		RETURN QUERY
		WITH paid AS MATERIALIZED (
			SELECT p.resident, sum(p.amount)::numeric AS amount
			FROM payment p
			WHERE p.county = one.county AND p.programme = p_programme
				AND p.month = one.month AND p.div BETWEEN lo AND hi
				AND (p_resident IS NULL OR p.resident = p_resident)
			GROUP BY p.resident
		), asked AS MATERIALIZED (
			SELECT c.resident
			FROM correction c
			WHERE c.county = one.county AND c.programme = p_programme
				AND c.month = one.month AND c.state = 'open'
		), stopped AS MATERIALIZED (
			SELECT DISTINCT ON (f.resident) f.resident, f.said
			FROM recheck_found(one.county, one.county * 1000000::bigint,
				one.county * 1000000::bigint + 999999, p_programme, one.month,
				'{stop}') f
			ORDER BY f.resident, f.sort
		), computed AS MATERIALIZED (
			SELECT d.*
			FROM cycle_due(one.county, p_programme, one.month,
				one.county * 1000000::bigint, one.county * 1000000::bigint + 999999,
				CASE WHEN p_resident IS NOT NULL THEN coalesce((
					SELECT e.id
					FROM recheck_enrolled((one.county,
						one.county * 1000000::bigint,
						one.county * 1000000::bigint + 999999, p_programme,
						one.month, NULL)) e
					WHERE e.resident = p_resident), 0) END) d
		)
		SELECT one.county, p_programme, one.month, p.resident, r.name::text,
			r.id_no::text, p.amount, n.amount, n.amount - p.amount,
			CASE WHEN d.resident IS NULL THEN '这个月没有登记'
				WHEN d.reason IS NOT NULL THEN d.reason
				WHEN f.resident IS NOT NULL THEN f.said
				ELSE format('重算应为 %s', yuan_text(d.amount)) END,
			CASE WHEN a.resident IS NOT NULL THEN '更正待批准' ELSE '未更正' END
		FROM paid p
		JOIN resident r ON r.county = one.county AND r.id = p.resident
			AND r.next_id IS NULL
		LEFT JOIN computed d ON d.resident = p.resident
		LEFT JOIN stopped f ON f.resident = p.resident
		LEFT JOIN asked a ON a.resident = p.resident
		CROSS JOIN LATERAL (
			SELECT CASE WHEN f.resident IS NULL THEN coalesce(d.amount, 0)
				ELSE 0 END AS amount
		) n
		WHERE p.amount <> n.amount
			AND (p.amount = 0 AND cycle_came_back(one.county, p_programme,
				one.month, p.resident)) IS NOT TRUE;
	END LOOP;
END
$$;
COMMENT ON FUNCTION cycle_wrong IS
	'payments of the operator''s scope whose sum isn''t what is due today, month by
month; of all or of one person. Who was merged or moved away is left to their
row of today';
GRANT EXECUTE ON FUNCTION cycle_wrong TO zhen_operator;

CREATE FUNCTION cycle_correct(
	county int,
	programme text,
	month int,
	resident bigint,
	note text
) RETURNS text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	wrong record;
BEGIN
	SELECT * INTO wrong
	FROM cycle_wrong(cycle_correct.programme, cycle_correct.month,
		cycle_correct.month, cycle_correct.county, cycle_correct.resident);
	IF wrong.resident IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '重算与已发的一样，不用更正，请重新打开看看';
	END IF;
	RETURN correction_ask(wrong.county, wrong.programme, wrong.month,
		wrong.resident, CASE WHEN wrong.paid = 0 THEN '5'
			WHEN wrong.due = 0 THEN '1' ELSE '4' END,
		concat_ws('；', nullif(btrim(cycle_correct.note), ''), wrong.why));
END
$$;
COMMENT ON FUNCTION cycle_correct IS
	'asks for the correction that the difference calls for: reversed, paid anew, or
paid after all';
GRANT EXECUTE ON FUNCTION cycle_correct TO zhen_operator;

CREATE FUNCTION cycle_unpaid(
	p_county int,
	p_programme text,
	p_month int,
	p_div bigint
) RETURNS TABLE (
	resident bigint,
	amount numeric
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT d.resident, d.amount
	FROM cycle_due(p_county, p_programme, p_month, p_div, division_last(p_div)) d
	JOIN account a ON a.county = p_county AND a.resident = d.resident
		AND a.is_current
	LEFT JOIN entitlement e ON e.county = p_county AND e.programme = p_programme
		AND e.month = p_month AND e.resident = d.resident
	LEFT JOIN recheck_bars(p_county, p_div, division_last(p_div), p_programme,
		p_month) f ON f.resident = d.resident
	LEFT JOIN entitled_elsewhere(p_programme, p_month, p_county) s
		ON s.resident = d.resident
	WHERE d.reason IS NULL AND e.resident IS NULL AND f.resident IS NULL
		AND s.resident IS NULL
$$;
COMMENT ON FUNCTION cycle_unpaid IS
	'who is due for a month and in no batch of it';

CREATE FUNCTION cycle_back(p_programme text)
RETURNS TABLE (
	county int,
	programme text,
	title text,
	month int,
	people bigint,
	total numeric,
	example text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
AS $$
#variable_conflict use_column
DECLARE
	one record;
BEGIN
	FOR one IN
		SELECT DISTINCT b.county::int AS county, d AS div, p.code,
			p.title::text AS title, b.month::int AS month
		FROM batch_divs() d
		JOIN batch b ON b.county = d / 1000000
			AND b.div BETWEEN d AND division_last(d)
		JOIN programme p ON p.code = b.programme
		WHERE b.state = 'paid' AND (p_programme IS NULL OR p.code = p_programme)
			AND b.month < month_of(current_date)
			AND b.month >= month_add(month_of(current_date),
				-coalesce((p.definition ->> 'back')::int, 36))
		ORDER BY p.code, 5
	LOOP
		RETURN QUERY
		SELECT one.county, one.code, one.title, one.month, count(*),
			sum(u.amount), min(r.name::text)
		FROM cycle_unpaid(one.county, one.code, one.month, one.div) u
		JOIN resident r ON r.county = one.county AND r.id = u.resident
		HAVING count(*) > 0;
	END LOOP;
END
$$;
COMMENT ON FUNCTION cycle_back IS
	'earlier months in which somebody of the operator''s office is due and wasn''t
paid: held then, enrolled since, or corrected since. Computing such a month makes
a batch for them alone';
GRANT EXECUTE ON FUNCTION cycle_back TO zhen_operator;
