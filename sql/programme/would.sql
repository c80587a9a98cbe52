-- Who isn't in a programme although they seem entitled: the conditions of each
-- programme, asked of residents instead of enrolments. What only the enrolment
-- form would tell is null here; a condition that depends on it holds for nobody,
-- so that a programme whose form has to be filled in first is never claimed to
-- be due.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION compile_would(
	p_definition jsonb,
	p_people text
) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	sight record;
BEGIN
	SELECT * INTO sight
	FROM compile_sight(p_definition, 'p_county', 'p_county');
	RETURN format($sql$
		SELECT
			person.county, person.resident, person.div,
			round((%s
			), 2) AS amount,
			left((%s
			), 200) AS because
		FROM (
			SELECT
				r.county::int AS county, NULL::bigint AS enrolment,
				r.id AS resident, r.div::bigint AS div, p_month AS month,
				month_first(p_month) AS month_start,
				month_last(p_month) AS month_end,
				age_in(r.birth, p_month) AS age,
				r.birth, r.sex, r.died, r.hukou, r.name::text AS name,
				p_month AS since, NULL::int AS until%s%s
			FROM resident r%s
			WHERE r.county = p_county AND r.next_id IS NULL
				AND %s
				AND NOT EXISTS (
					SELECT FROM enrolment e
					WHERE e.county = r.county AND e.resident = r.id
						AND e.programme = %L AND e.div = r.div
						AND (e.until IS NULL OR e.until >= p_month))
		) AS person
		CROSS JOIN LATERAL %s
		WHERE %s
	$sql$, p_definition ->> 'amount', p_definition ->> 'because',
		(SELECT coalesce(string_agg(format(', NULL::%s AS %I', sql, own), ''), '')
		FROM compile_own(p_definition) o (own, sql)), sight.columns,
		sight.joins, p_people, p_definition ->> 'programme',
		compile_rates(p_definition),
		CASE WHEN jsonb_array_length(p_definition -> 'require') = 0
			OR p_definition ->> 'require' ~ '\ytreatment_cases\y' THEN 'false'
			ELSE format('(%s) IS NULL', compile_reason(p_definition, 'p_county',
				'p_county')) END);
END
$$;
COMMENT ON FUNCTION compile_would IS
	'of the people of p_county (a condition on resident r): who meet all conditions
in p_month and have neither an enrolment nor one to come; nobody where there is no
condition, or where one asks for stays in hospital, which enrol by themselves';

CREATE FUNCTION compile_make_would(p_definition jsonb)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	all_of text := 'would_' || (p_definition ->> 'programme');
	one_of text := all_of || '_person';
BEGIN
	EXECUTE format('CREATE OR REPLACE FUNCTION %I(p_county int, p_div bigint,
			p_month int)
		RETURNS TABLE (county int, resident bigint, div bigint, amount numeric,
			because text)
		LANGUAGE sql STABLE AS %L', all_of, compile_would(p_definition,
		'r.div BETWEEN coalesce(p_div, p_county * 1000000::bigint)
			AND coalesce(p_div, p_county * 1000000::bigint + 999999)'));
	EXECUTE format('CREATE OR REPLACE FUNCTION %I(p_county int, p_resident bigint,
			p_month int)
		RETURNS TABLE (amount numeric, because text)
		LANGUAGE plpgsql STABLE ROWS 1
		SET plan_cache_mode = force_generic_plan AS %L', one_of, format('
		#variable_conflict use_column
		BEGIN
			RETURN QUERY SELECT w.amount, w.because FROM (%s) w;
		END', compile_would(p_definition, 'r.id = p_resident')));
	EXECUTE format('COMMENT ON FUNCTION %I IS %L', all_of,
		(p_definition ->> 'title') || '：没有办、看来够条件的人');
	EXECUTE format('COMMENT ON FUNCTION %I IS %L', one_of,
		(p_definition ->> 'title') || '：这个人没有办，是不是看来够条件');
	EXECUTE format('GRANT EXECUTE ON FUNCTION %I, %I TO zhen_operator', all_of,
		one_of);
END
$$;
COMMENT ON FUNCTION compile_make_would IS
	'the people of a village (null: of the county) who seem entitled to it, and
the same of one person, which is planned once a session';

CREATE FUNCTION programme_would(
	p_county int,
	p_resident bigint,
	p_month int DEFAULT NULL
) RETURNS TABLE (
	programme text,
	form text,
	title text,
	amount numeric,
	because text
)
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = zhen, pg_temp
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	one record;
BEGIN
	FOR one IN
		SELECT p.code, p.form, p.title
		FROM programme p
		WHERE EXISTS (SELECT FROM resident r
			WHERE r.county = p_county AND r.id = p_resident)
		ORDER BY p.title
	LOOP
		RETURN QUERY EXECUTE format('SELECT $1, $2, $3, w.amount, w.because
			FROM would_%s_person($4, $5, $6) w WHERE w.amount > 0', one.code)
		USING one.code, one.form, one.title::text, p_county, p_resident,
			coalesce(p_month, month_of(current_date));
	END LOOP;
END
$$;
COMMENT ON FUNCTION programme_would IS
	'what this person seems entitled to and doesn''t have, in a month';
GRANT EXECUTE ON FUNCTION programme_would TO zhen_operator;

CREATE FUNCTION would_list(
	p_village bigint,
	p_programme text DEFAULT NULL
) RETURNS TABLE (
	county int,
	resident bigint,
	name text,
	id_no text,
	birth date,
	age int,
	phone text,
	programme text,
	form text,
	title text,
	amount numeric,
	because text
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	one record;
BEGIN
	FOR one IN
		SELECT p.code, p.form, p.title
		FROM programme p
		WHERE p_programme IS NULL OR p.code = p_programme
		ORDER BY p.code
	LOOP
		RETURN QUERY EXECUTE format('
			SELECT r.county::int, r.id, r.name::text, r.id_no::text, r.birth,
				extract(year FROM age(r.birth))::int, r.phone::text, $1, $2, $3,
				w.amount, w.because
			FROM would_%s($4, $5, $6) w
			JOIN resident r ON r.county = w.county AND r.id = w.resident
			WHERE w.amount > 0 AND r.county = $4 AND r.div = $5', one.code)
		USING one.code, one.form, one.title::text, (p_village / 1000000)::int,
			p_village, month_of(current_date);
	END LOOP;
END
$$;
COMMENT ON FUNCTION would_list IS
	'of a village: who is in no enrolment of a programme, and seems entitled';
GRANT EXECUTE ON FUNCTION would_list TO zhen_operator;
