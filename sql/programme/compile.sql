-- From the definition of a programme, as its form gives it, to a view for its
-- enrolments and a function that computes a month for a range of divisions
-- in one statement. The SQL in a definition runs with the owner's rights:
-- loading one is programming, so only administrators of the city may.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION compile_own(p_definition jsonb)
RETURNS TABLE (
	name text,
	sql text
)
LANGUAGE sql IMMUTABLE
AS $$
	SELECT f ->> 'name', f ->> 'sql'
	FROM jsonb_array_elements(p_definition -> 'fields') WITH ORDINALITY e (f, n)
	WHERE f ->> 'name' NOT IN ('county', 'id', 'resident', 'since', 'until',
		'note', 'version', 'name', 'id_no', 'sex', 'birth', 'hukou', 'died')
	ORDER BY n
$$;
COMMENT ON FUNCTION compile_own IS
	'the fields that are the programme''s own; the others are the enrolment''s
or show the person';

CREATE FUNCTION compile_fields(p_definition jsonb)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT coalesce(string_agg(
		format(', (e.extra ->> %1$L)::%2$s AS %1$I', name, sql), ''), '')
	FROM compile_own(p_definition)
$$;

CREATE FUNCTION compile_rates(p_definition jsonb)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT format('(SELECT true AS is_there%s) AS rate',
		(SELECT string_agg(format(', (SELECT value FROM rate
			WHERE programme = %L AND name = %L AND since <= p_month
			ORDER BY since DESC LIMIT 1) AS %I',
			p_definition ->> 'programme', name, name), '')
		FROM (SELECT DISTINCT r ->> 'name' AS name
			FROM jsonb_array_elements(p_definition -> 'rates') r) rates))
$$;
COMMENT ON FUNCTION compile_rates IS 'FROM: the rates of a month';

CREATE FUNCTION compile_scope(
	p_definition jsonb,
	p_of text DEFAULT 'enrolment'
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT format($sql$(
		SELECT
			e.county::int AS county, e.id AS enrolment, e.resident,
			e.div::bigint AS div, p_month AS month,
			month_first(p_month) AS month_start,
			month_last(p_month) AS month_end,
			age_in(r.birth, p_month) AS age,
			r.birth, r.sex, r.died, r.hukou, r.name::text AS name,
			e.since::int AS since, e.until::int AS until%s%s
		FROM %I e
		JOIN resident r ON r.county = e.county AND r.id = e.resident%s
		WHERE e.programme = %L
			AND r.closed_as IS DISTINCT FROM 'merged'
			AND e.county BETWEEN p_county_lo AND p_county_hi
			AND r.county BETWEEN p_county_lo AND p_county_hi
			AND e.div BETWEEN p_lo AND p_hi
			AND e.since <= p_month
			AND (e.until IS NULL OR e.until >= p_month)
			AND (p_enrolment IS NULL OR e.id = p_enrolment)
			AND (p_without IS NULL OR e.id <> ALL (p_without))
	) AS person
	CROSS JOIN LATERAL %s$sql$,
		compile_fields(p_definition), sight.columns, p_of, sight.joins,
		p_definition ->> 'programme',
		compile_rates(p_definition))
	FROM compile_sight(p_definition, 'p_county_lo', 'p_county_hi') sight
$$;
COMMENT ON FUNCTION compile_scope IS
	'FROM: the person as the expressions see them, and the month''s rates; of
enrolments, or of another relation that has their columns';

CREATE FUNCTION compile_try(
	p_part text,
	p_sql text,
	p_query text
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one record;
	what text;
	state text;
BEGIN
	FOR one IN EXECUTE p_query LOOP
		EXIT;
	END LOOP;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS what = MESSAGE_TEXT, state = RETURNED_SQLSTATE;
	RAISE EXCEPTION USING ERRCODE = state, DETAIL = p_sql,
		MESSAGE = format('%s: %s', p_part, what);
END
$$;
COMMENT ON FUNCTION compile_try IS
	'runs one query, as a cursor so that it can''t be two; names the part of the
programme that is wrong';

CREATE FUNCTION compile_check_parts(p_definition jsonb)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	scope text := format('(SELECT 0 AS p_county_lo, 0 AS p_county_hi,
		0::bigint AS p_lo, 0::bigint AS p_hi, 201001 AS p_month,
		NULL::bigint AS p_enrolment, NULL::bigint[] AS p_without) AS parameter
		CROSS JOIN LATERAL %s',
		compile_scope(p_definition));
	part record;
BEGIN
	PERFORM compile_safe_begin(scope);
	FOR part IN
		SELECT
			format('%s%s %s (%s)', compile_line(r -> 'line'), kind, n,
				r ->> 'reason') AS name,
			r ->> 'sql' AS sql,
			E'EXPLAIN SELECT 1 FROM %s WHERE (%s\n)' AS query
		FROM unnest('{require,stop}'::text[]) kind
		CROSS JOIN jsonb_array_elements(p_definition -> kind)
			WITH ORDINALITY e (r, n)
		UNION ALL
		SELECT format('%smaterial (%s)', compile_line(m -> 'line'),
				m ->> 'name'),
			m ->> 'sql',
			E'EXPLAIN SELECT 1 FROM %s WHERE (%s\n)'
		FROM jsonb_array_elements(p_definition -> 'materials') m
		WHERE m ? 'sql'
		UNION ALL
		SELECT compile_line(p_definition -> 'amount_line') || 'amount',
			p_definition ->> 'amount',
			E'EXPLAIN SELECT person.county, round((%2$s\n), 2) FROM %1$s'
		UNION ALL
		SELECT compile_line(p_definition -> 'in_line') || 'in',
			p_definition ->> 'in',
			E'EXPLAIN SELECT person.month = (%2$s\n) FROM %1$s'
		WHERE p_definition ? 'in'
		UNION ALL
		SELECT compile_line(p_definition -> 'because_line') || 'because',
			p_definition ->> 'because',
			E'EXPLAIN SELECT person.county, left((%2$s\n), 1) FROM %1$s'
	LOOP
		PERFORM compile_try(part.name, part.sql,
			format(part.query, scope, part.sql));
		PERFORM compile_safe(part.name, part.sql);
	END LOOP;
	PERFORM compile_safe_end();
END
$$;
COMMENT ON FUNCTION compile_check_parts IS
	'each expression alone, so that a mistake is told with its place; planned
only, as it isn''t known yet to be harmless';

CREATE FUNCTION compile_check_names(p_definition jsonb)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	wrong text;
	code text := p_definition ->> 'programme';
BEGIN
	SELECT format('%s: "%s" is no name for a field of a programme', 'field',
		name)
	INTO wrong
	FROM compile_own(p_definition)
	WHERE name !~ '^[a-z][a-z0-9_]{0,62}$'
		OR name IN ('month', 'month_start', 'month_end', 'age', 'enrolment',
			'div', 'is_there', 'rate', 'person')
		OR name IN (SELECT s.name FROM compile_sights() s)
		OR sql !~ '^[a-z]+( [a-z]+)?(\([0-9]+(,[0-9]+)?\))?$';
	IF wrong IS NULL AND p_definition ->> 'table' !~ '^enrol_[a-z0-9_]{1,50}$'
	THEN
		wrong := format('table: "%s" should be called enrol_%s',
			p_definition ->> 'table', code);
	END IF;
	IF wrong IS NULL AND code_name('fund', p_definition ->> 'fund') IS NULL
		AND EXISTS (SELECT FROM code WHERE set = 'fund') THEN
		wrong := format('fund: there is no class "%s"', p_definition ->> 'fund');
	END IF;
	IF wrong IS NULL AND NOT EXISTS (SELECT FROM programme p
			WHERE p.code = p_definition ->> 'programme')
		AND EXISTS (SELECT FROM pg_proc
			WHERE proname IN ('programme_' || code, 'would_' || code,
				'would_' || code || '_person', 'apply_' || code)
			AND pronamespace = 'zhen'::regnamespace) THEN
		wrong := format('programme: the name "%s" is taken', code);
	END IF;
	IF wrong IS NULL THEN
		SELECT format('rate: 标准 %s 和栏目同名，表达式分不清，请给标准改个名字',
			r ->> 'name')
		INTO wrong
		FROM jsonb_array_elements(p_definition -> 'rates') r
		WHERE r ->> 'name' IN ('month', 'month_start', 'month_end', 'age',
				'birth', 'sex', 'died', 'hukou', 'name', 'since', 'until')
			OR r ->> 'name' IN (SELECT s.name FROM compile_sights() s)
			OR r ->> 'name' IN (SELECT o.name FROM compile_own(p_definition) o);
	END IF;
	IF wrong IS NULL THEN
		SELECT format('rate: 标准 %s 从 %s 起写了两次，请只留一个',
			r ->> 'name', r ->> 'from')
		INTO wrong
		FROM jsonb_array_elements(p_definition -> 'rates') r
		GROUP BY r ->> 'name', r ->> 'from'
		HAVING count(*) > 1;
	END IF;
	IF wrong IS NULL THEN
		SELECT format('%sexcludes: 没有装入项目 %s，请先装入它',
			compile_line(e -> 'line'), other)
		INTO wrong
		FROM jsonb_array_elements(p_definition -> 'excludes') e
		CROSS JOIN jsonb_array_elements_text(e -> 'programmes') other
		WHERE other = code
			OR NOT EXISTS (SELECT FROM programme p WHERE p.code = other);
	END IF;
	IF wrong IS NULL THEN
		SELECT format('%sstop: “%s”也是 require 的原因，请写成不同的',
			compile_line(s -> 'line'), s ->> 'reason')
		INTO wrong
		FROM jsonb_array_elements(p_definition -> 'stop') s
		JOIN jsonb_array_elements(p_definition -> 'require') r
			ON r ->> 'reason' = s ->> 'reason';
	END IF;
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = wrong;
	END IF;
END
$$;

CREATE FUNCTION compile_reason(
	p_definition jsonb,
	p_lo text DEFAULT 'p_county_lo',
	p_hi text DEFAULT 'p_county_hi'
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce('CASE ' || string_agg(
			format(E'WHEN %s THEN %s', condition, reason), E'\n'
			ORDER BY part, n) || ' END',
		'NULL::text')
	FROM (
		SELECT 1 AS part, n, format(E'(%s\n)', r ->> 'sql') AS condition,
			quote_literal(r ->> 'reason') AS reason
		FROM jsonb_array_elements(p_definition -> 'stop')
			WITH ORDINALITY e (r, n)
		UNION ALL
		SELECT 2, 1, condition, reason
		FROM compile_when(p_definition)
		UNION ALL
		SELECT 3, n, format(E'(%s\n) IS NOT TRUE', r ->> 'sql'),
			quote_literal(r ->> 'reason')
		FROM jsonb_array_elements(p_definition -> 'require')
			WITH ORDINALITY e (r, n)
		UNION ALL
		SELECT 3, 0, 'person.employer IS NULL', quote_literal(
			'月末没有登记在哪个单位就业，请在居民详细信息里登记单位')
		WHERE p_definition ? 'payee'
		UNION ALL
		SELECT 4, row_number() OVER (ORDER BY x.other, x.since), format(
			'p_month >= %s AND p_month < %s AND %s', x.since,
			coalesce(x.before, 999999), compile_had(x.other, 'e.month = p_month',
				p_lo, p_hi)), quote_literal(x.reason)
		FROM programme_exclusion x
		WHERE x.programme = p_definition ->> 'programme'
		UNION ALL
		SELECT 5, 1, condition, reason
		FROM compile_again(p_definition, p_lo, p_hi)
	) c
$$;
COMMENT ON FUNCTION compile_reason IS
	'why somebody is left out, or null; in a range of counties';

CREATE FUNCTION compile_months(
	p_definition jsonb,
	p_since int,
	p_before int
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT format($sql$
		SELECT
			c.county, c.enrolment, c.resident, c.div,
			CASE
				WHEN c.reason IS NOT NULL THEN c.reason
				WHEN c.amount IS NULL
					THEN '金额算不出：本月没有标准或登记不全，请补登或联系管理员'
				WHEN c.amount <= 0 THEN '本月金额为零'
			END,
			c.amount,
			c.because,
			c.employer
		FROM (
			SELECT
				person.county, person.enrolment, person.resident, person.div,
				refused.reason, %s AS employer,
				CASE WHEN refused.reason IS NULL THEN round((%s
				), 2) END AS amount,
				CASE WHEN refused.reason IS NULL THEN left((%s
				), 200) END AS because
			FROM %s
			CROSS JOIN LATERAL (SELECT %s AS reason) AS refused
			WHERE p_month >= %s AND p_month < %s
		) AS c
	$sql$, CASE WHEN p_definition ? 'payee' THEN 'person.employer'
			ELSE 'NULL::bigint' END,
		p_definition ->> 'amount', p_definition ->> 'because',
		compile_scope(p_definition), compile_reason(p_definition), p_since,
		coalesce(p_before, 999999))
$$;
COMMENT ON FUNCTION compile_months IS
	'the enrolments of a month that is computed by this definition';

CREATE FUNCTION compile_make_function(p_definition jsonb)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	name text := 'programme_' || (p_definition ->> 'programme');
	months text;
BEGIN
	SELECT string_agg(compile_months(definition, since, before),
		' UNION ALL ' ORDER BY since)
	INTO months
	FROM programme_rule
	WHERE programme = p_definition ->> 'programme';
	EXECUTE format('CREATE OR REPLACE FUNCTION %I(p_county_lo int,
			p_county_hi int, p_lo bigint, p_hi bigint, p_month int,
			p_enrolment bigint DEFAULT NULL, p_without bigint[] DEFAULT NULL)
		RETURNS TABLE (county int, enrolment bigint, resident bigint,
			div bigint, reason text, amount numeric, because text,
			employer bigint)
		LANGUAGE sql STABLE AS %L', name, months);
	EXECUTE format('COMMENT ON FUNCTION %I IS %L', name,
		p_definition ->> 'title');
	EXECUTE format('GRANT EXECUTE ON FUNCTION %I TO zhen_operator', name);
END
$$;
COMMENT ON FUNCTION compile_make_function IS
	'a month of a programme, by the version then in force: every enrolment, or one,
or all without some, with an amount or the reason why there is none';

CREATE FUNCTION compile_since(p_definition jsonb)
RETURNS int
LANGUAGE sql IMMUTABLE
AS $$
	SELECT coalesce((p_definition ->> 'from')::int, 194901)
$$;
COMMENT ON FUNCTION compile_since IS 'the month from which its rules hold';

CREATE FUNCTION compile_check_rates(p_definition jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	said text;
BEGIN
	SELECT format('rate: 标准 %s 从 %s 起已是核实过的 %s（%s），不能由文件改为 %s；'
		'请把文件改成一致，或另写一行从新的月份起', r.name, r.since, r.value,
		r.source, n ->> 'value')
	INTO said
	FROM jsonb_array_elements(p_definition -> 'rates') n
	JOIN rate r ON r.programme = p_definition ->> 'programme'
		AND r.name = n ->> 'name' AND r.since = (n ->> 'from')::int
	LEFT JOIN programme p ON p.code = r.programme
	WHERE NOT r.is_demo AND r.value <> (n ->> 'value')::numeric
		AND NOT coalesce((n ->> 'demo')::boolean, false)
		AND (EXISTS (SELECT FROM batch b
				WHERE b.programme = r.programme AND b.month >= r.since)
			OR NOT EXISTS (
				SELECT FROM jsonb_array_elements(p.definition -> 'rates') o
				WHERE o ->> 'name' = r.name AND (o ->> 'from')::int = r.since
					AND (o ->> 'value')::numeric = r.value))
	LIMIT 1;
	IF said IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = said;
	END IF;
END
$$;
COMMENT ON FUNCTION compile_check_rates IS
	'what somebody has verified by hand, or a month was computed by, isn''t set
anew by a file; a slip in a file that nothing was computed by may be mended';

CREATE FUNCTION compile_keep(p_definition jsonb)
RETURNS int
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	kept programme;
BEGIN
	INSERT INTO programme AS p (code, form, title, basis, fund, definition)
	VALUES (p_definition ->> 'programme', p_definition ->> 'form',
		p_definition ->> 'title', p_definition ->> 'basis',
		p_definition ->> 'fund', p_definition)
	ON CONFLICT (code) DO UPDATE SET
		form = EXCLUDED.form,
		title = EXCLUDED.title,
		basis = EXCLUDED.basis,
		fund = EXCLUDED.fund,
		definition = EXCLUDED.definition,
		loaded_at = EXCLUDED.loaded_at,
		loaded_by = EXCLUDED.loaded_by,
		version = p.version + 1
	RETURNING * INTO kept;
	INSERT INTO programme_version (programme, version, since, definition,
		loaded_at, loaded_by)
	VALUES (kept.code, kept.version, compile_since(kept.definition),
		kept.definition, kept.loaded_at, kept.loaded_by);
	INSERT INTO rate AS r (programme, name, since, value, source, is_demo)
	SELECT
		kept.code,
		n ->> 'name',
		(n ->> 'from')::int,
		(n ->> 'value')::numeric,
		n ->> 'source',
		coalesce((n ->> 'demo')::boolean, false)
	FROM jsonb_array_elements(p_definition -> 'rates') n
	ON CONFLICT (programme, name, since) DO UPDATE SET
		value = EXCLUDED.value,
		source = EXCLUDED.source,
		is_demo = EXCLUDED.is_demo
	WHERE r.is_demo OR NOT EXCLUDED.is_demo;
	RETURN kept.version;
END
$$;
COMMENT ON FUNCTION compile_keep IS
	'a demo value never replaces a rate that somebody has verified';

CREATE FUNCTION programme_compile(p_definition jsonb)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM compile_check_parts(p_definition);
	PERFORM compile_check_flow(p_definition);
	PERFORM compile_make_view(p_definition);
	PERFORM compile_make_function(p_definition);
	PERFORM compile_make_would(p_definition);
	PERFORM compile_make_apply(p_definition);
	PERFORM compile_keep_grants(p_definition ->> 'table');
	PERFORM grants_keep(format('函数 ' || name || '(%%',
		p_definition ->> 'programme'))
	FROM unnest(ARRAY['programme_%s', 'would_%s', 'would_%s_person']) name;
END
$$;
COMMENT ON FUNCTION programme_compile IS
	'makes its view and its function of a definition; again after an upgrade';
