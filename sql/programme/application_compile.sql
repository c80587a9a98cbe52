-- What loading makes of the flow of a programme: whether its steps can be
-- walked, and a function that asks its conditions of an application as the month
-- asks them of an enrolment.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION programme_has_steps(p_programme text)
RETURNS boolean
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT EXISTS (SELECT FROM programme p
		WHERE p.code = p_programme AND p.definition ? 'steps')
$$;
COMMENT ON FUNCTION programme_has_steps IS
	'one is enrolled by an application, not at the window';
GRANT EXECUTE ON FUNCTION programme_has_steps TO zhen_operator;

CREATE FUNCTION programme_had_steps(p_programme text)
RETURNS boolean
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT EXISTS (SELECT FROM programme_version v
		WHERE v.programme = p_programme AND v.definition ? 'steps')
$$;
COMMENT ON FUNCTION programme_had_steps IS
	'now or in an earlier version, whose applications go their way';

CREATE FUNCTION compile_check_flow(p_definition jsonb)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	wrong text;
BEGIN
	SELECT compile_line(s -> 'line') || format(CASE
		WHEN s ->> 'duty' <> ALL (
				'{window,reviewer,supervisor,coordinator}'::text[])
			THEN 'step: 没有职责 %s，请用 window、reviewer、supervisor 或 coordinator'
		WHEN s ->> 'level' <> ALL ('{village,town,county,city}'::text[])
			THEN 'step: 没有级别 %2$s，请用 village、town、county 或 city'
		ELSE 'step: “%3$s”写了两次，请写成不同的' END,
		s ->> 'duty', s ->> 'level', s ->> 'title')
	INTO wrong
	FROM (
		SELECT s, n, count(*) OVER (PARTITION BY s ->> 'title' ORDER BY n) AS nth
		FROM jsonb_array_elements(p_definition -> 'steps')
			WITH ORDINALITY x (s, n)
	) x
	WHERE nth > 1 OR s ->> 'duty' <> ALL (
			'{window,reviewer,supervisor,coordinator}'::text[])
		OR s ->> 'level' <> ALL ('{village,town,county,city}'::text[])
	ORDER BY n
	LIMIT 1;
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = wrong;
	END IF;
END
$$;
COMMENT ON FUNCTION compile_check_flow IS
	'duties and levels that there are, and no step twice';

CREATE FUNCTION compile_needs(p_definition jsonb)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT coalesce('array_remove(ARRAY[' || string_agg(
		CASE WHEN m ? 'sql' THEN format(E'CASE WHEN (%s\n) THEN %s END',
			m ->> 'sql', n) ELSE n::text END, ', ' ORDER BY n)
		|| ']::int[], NULL)', '''{}''::int[]')
	FROM jsonb_array_elements(p_definition -> 'materials')
		WITH ORDINALITY x (m, n)
$$;
COMMENT ON FUNCTION compile_needs IS 'which of its materials a person needs';

CREATE FUNCTION compile_make_apply(p_definition jsonb)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	name text := 'apply_' || (p_definition ->> 'programme');
BEGIN
	IF NOT programme_had_steps(p_definition ->> 'programme') THEN
		RETURN;
	END IF;
	EXECUTE format('CREATE OR REPLACE FUNCTION %I(p_county_lo int,
			p_county_hi int, p_lo bigint, p_hi bigint, p_month int,
			p_enrolment bigint, p_without bigint[] DEFAULT NULL)
		RETURNS TABLE (reason text, amount numeric, needs int[])
		LANGUAGE sql STABLE AS %L', name, format($sql$
		SELECT
			refused.reason,
			CASE WHEN refused.reason IS NULL THEN round((%s
			), 2) END,
			%s
		FROM %s
		CROSS JOIN LATERAL (SELECT %s AS reason) AS refused
	$sql$, p_definition ->> 'amount', compile_needs(p_definition),
		compile_scope(p_definition, 'application'),
		compile_reason(p_definition - '{in,period}'::text[])));
	EXECUTE format('COMMENT ON FUNCTION %I IS %L', name,
		(p_definition ->> 'title') || '：一件申请够不够条件，要哪些材料');
END
$$;
COMMENT ON FUNCTION compile_make_apply IS
	'for functions of the owner; by the newest version, whatever the month, also one
in which nothing is paid yet';

CREATE FUNCTION compile_applied(p_definition jsonb)
RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE WHEN programme_had_steps(p_definition ->> 'programme')
		THEN format('
		UNION ALL
		SELECT e.county, e.id, e.resident, r.name, r.id_no, r.sex, r.birth,
			r.hukou, r.died, e.since, e.until, e.note, e.version%s
		FROM application e
		JOIN resident r ON r.county = e.county AND r.id = e.resident
		WHERE e.programme = %L AND e.closed_on IS NULL',
		compile_fields(p_definition), p_definition ->> 'programme')
		ELSE '' END
$$;
COMMENT ON FUNCTION compile_applied IS
	'the open applications, for the view of a programme''s form: it shows what
was asked for as it will show what was granted';
