-- How an amount came about, line by line: the rules of that month, the rates with
-- the month from which they hold, what the register says of the person, each
-- condition, and the sum with the values in it. Worked out when somebody asks.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION explain_field_name(
	p_definition jsonb,
	p_name text
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce((
			SELECT f ->> 'label'
			FROM jsonb_array_elements(p_definition -> 'fields') f
			WHERE f ->> 'name' = p_name),
		CASE p_name WHEN 'age' THEN '月末周岁' WHEN 'month' THEN '所属月份'
			WHEN 'month_start' THEN '月初' WHEN 'month_end' THEN '月末'
			WHEN 'sex' THEN '性别' WHEN 'died' THEN '死亡日期'
			WHEN 'birth' THEN '出生日期' WHEN 'hukou' THEN '户口性质'
			WHEN 'since' THEN '登记开始' WHEN 'until' THEN '登记截止'
			WHEN 'name' THEN '姓名' END, p_name)
$$;
COMMENT ON FUNCTION explain_field_name IS 'what the form calls a value';

CREATE FUNCTION explain_sum(
	p_sql text,
	p_values jsonb
) RETURNS text
LANGUAGE plpgsql IMMUTABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	said text := regexp_replace(btrim(p_sql), '\s+', ' ', 'g');
	one record;
BEGIN
	FOR one IN
		SELECT key, value
		FROM jsonb_each_text(p_values)
		ORDER BY length(key) DESC
	LOOP
		said := regexp_replace(said, '(^|[^.''[:alnum:]_])'
			|| replace(one.key, '.', '\.') || '\M',
			'\1' || coalesce(one.value, '空'), 'g');
	END LOOP;
	RETURN said;
END
$$;
COMMENT ON FUNCTION explain_sum IS
	'an expression with values in the place of their names';

CREATE FUNCTION explain_values(
	p_definition jsonb,
	p_month int,
	p_enrolment enrolment
) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	conditions text;
	found jsonb;
BEGIN
	SELECT coalesce(string_agg(format(E', jsonb_build_array(%L, (%s%s\n)%s)',
		r ->> 'reason', CASE kind WHEN 'stop' THEN 'NOT coalesce((' ELSE '(' END
		|| (r ->> 'sql'), CASE kind WHEN 'stop' THEN E'\n), false)'
		ELSE E'\n) IS TRUE' END, ''), '' ORDER BY kind DESC, n), '')
	INTO conditions
	FROM unnest('{stop,require}'::text[]) kind
	CROSS JOIN jsonb_array_elements(p_definition -> kind)
		WITH ORDINALITY e (r, n);
	EXECUTE format(E'SELECT jsonb_build_object(''person'', to_jsonb(person.*),
			''rate'', to_jsonb(rate.*), ''amount'', round((%s\n), 2),
			''because'', (%s\n), ''conditions'', jsonb_build_array(%s))
		FROM (SELECT $1 AS p_county_lo, $1 AS p_county_hi, $2 AS p_lo,
			$2 AS p_hi, $3 AS p_month, $4 AS p_enrolment,
			NULL::bigint[] AS p_without) AS parameter
		CROSS JOIN LATERAL %s',
		p_definition ->> 'amount', p_definition ->> 'because',
		substr(conditions, 2), compile_scope(p_definition))
	INTO found
	USING p_enrolment.county::int, p_enrolment.div::bigint, p_month,
		p_enrolment.id;
	RETURN found;
EXCEPTION WHEN data_exception THEN
	RETURN jsonb_build_object('broken', SQLERRM);
END
$$;
COMMENT ON FUNCTION explain_values IS
	'what the parts of a definition come to for one enrolment and month';

CREATE FUNCTION explain_lines(
	p_programme text,
	p_month int,
	p_enrolment enrolment
) RETURNS TABLE (
	label text,
	value text,
	note text
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	used programme_rule;
	found jsonb;
	parts text;
BEGIN
	SELECT * INTO used
	FROM programme_rule r
	WHERE r.programme = p_programme AND r.since <= p_month
		AND (r.before IS NULL OR r.before > p_month);
	found := explain_values(used.definition, p_month, p_enrolment);
	parts := concat_ws(' ', used.definition ->> 'amount', (
		SELECT string_agg(r ->> 'sql', ' ')
		FROM unnest('{stop,require}'::text[]) kind
		CROSS JOIN jsonb_array_elements(used.definition -> kind) r));
	RETURN QUERY
	SELECT '规则', format('第 %s 版', used.version), concat_ws('，',
		CASE WHEN used.since > 194901 THEN used.since || ' 起' END,
		used.definition ->> 'basis');
	RETURN QUERY
	SELECT '标准 ' || r.name, trim_scale(r.value)::text, format('%s 起，%s%s',
		r.since, r.source, CASE WHEN r.is_demo THEN '（演示值）' ELSE '' END)
	FROM (
		SELECT DISTINCT ON (x.name) x.*
		FROM rate x
		WHERE x.programme = p_programme AND x.since <= p_month
		ORDER BY x.name, x.since DESC
	) r
	WHERE parts ~ format('\mrate\.%s\M', r.name);
	IF found ? 'broken' OR found IS NULL THEN
		RETURN QUERY SELECT '算不出来', '', coalesce(found ->> 'broken',
			'这个月没有登记');
		RETURN;
	END IF;
	RETURN QUERY
	SELECT explain_field_name(used.definition, f.key),
		coalesce(f.value, '空'), CASE WHEN f.key IN ('age', 'month',
			'month_start', 'month_end') THEN '由月份算出' ELSE '登记里的值' END
	FROM jsonb_each_text(found -> 'person') f
	WHERE parts ~ format('(^|[^.[:alnum:]_])%s\M', f.key)
		AND f.key NOT IN ('county', 'div', 'enrolment', 'resident');
	RETURN QUERY
	SELECT '条件', CASE WHEN (c ->> 1)::boolean THEN '符合' ELSE '不符合' END,
		'不符合时：' || (c ->> 0)
	FROM jsonb_array_elements(found -> 'conditions') c;
	RETURN QUERY
	SELECT '算式', coalesce(yuan_text((found ->> 'amount')::numeric), '空'),
		explain_sum(used.definition ->> 'amount', (
			SELECT jsonb_object_agg(v.key, v.value)
			FROM (
				SELECT key, value FROM jsonb_each(found -> 'person')
				UNION ALL
				SELECT 'rate.' || key, value FROM jsonb_each(found -> 'rate')
			) v));
	RETURN QUERY SELECT '说明', '', found ->> 'because';
END
$$;
COMMENT ON FUNCTION explain_lines IS 'the same in words, a line each';

CREATE FUNCTION programme_explain(
	p_county int,
	p_programme text,
	p_month int,
	p_resident bigint
) RETURNS TABLE (
	n bigint,
	label text,
	value text,
	note text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	enrolled enrolment;
BEGIN
	SELECT * INTO enrolled
	FROM enrolment e
	WHERE e.county = p_county AND e.programme = p_programme
		AND e.resident = p_resident AND e.since <= p_month
		AND (e.until IS NULL OR e.until >= p_month);
	IF enrolled.div BETWEEN scope_lo() AND scope_hi() THEN
		RETURN QUERY
		SELECT row_number() OVER (), l.*
		FROM (
			SELECT * FROM explain_lines(p_programme, p_month, enrolled)
			UNION ALL
			SELECT * FROM setoff_lines(p_county, p_programme, p_month,
				p_resident)
		) l;
	ELSE
		RETURN QUERY SELECT 1::bigint, '登记', '', '这个月在本所没有登记，算不出来';
	END IF;
END
$$;
COMMENT ON FUNCTION programme_explain IS
	'how a month of a person in scope comes about by what is known today: asked as
the owner, because a definition is compiled from its parts';
GRANT EXECUTE ON FUNCTION programme_explain TO zhen_operator;
