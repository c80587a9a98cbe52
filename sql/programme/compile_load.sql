-- Loading a definition: who may, from which month its rules hold, and what would
-- become of everybody's money, before anything is stored.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION compile_rules(p_definition jsonb)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
	SELECT jsonb_build_array(p_definition -> 'amount',
		p_definition -> 'because', p_definition -> 'period',
		p_definition -> 'in', p_definition -> 'payee', (
			SELECT jsonb_agg(r - 'line' ORDER BY kind, n)
			FROM unnest('{require,stop,excludes}'::text[]) kind
			CROSS JOIN jsonb_array_elements(p_definition -> kind)
				WITH ORDINALITY e (r, n)))
$$;
COMMENT ON FUNCTION compile_rules IS
	'what of a definition a month is computed by, wherever it stands in its file';

CREATE FUNCTION compile_check_since(p_definition jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	newest programme_version;
	since int := compile_since(p_definition);
	said text;
BEGIN
	SELECT * INTO newest
	FROM programme_version v
	WHERE v.programme = p_definition ->> 'programme'
	ORDER BY v.version DESC
	LIMIT 1;
	IF since < newest.since THEN
		said := format('第 %s 版的规则从 %s 起，新的一版不能更早，请在 programme '
			'一行末尾写明 from %s 或以后的月份', newest.version, newest.since,
			newest.since);
	ELSIF since = newest.since
		AND compile_rules(p_definition) <> compile_rules(newest.definition)
		AND EXISTS (SELECT FROM batch b
			WHERE b.programme = newest.programme AND b.month >= since) THEN
		said := format('规则变了，可是 %s 起已有月份按第 %s 版算过：请在 programme '
			'一行末尾写明新规则从哪个月起，如 from %s', since, newest.version,
			month_of(current_date));
	END IF;
	IF said IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = format('%sfrom: %s',
			compile_line(p_definition -> 'line'), said);
	END IF;
END
$$;
COMMENT ON FUNCTION compile_check_since IS
	'rules by which a month has been computed are never changed in place; as long
as none has, a file may be loaded again and again';

CREATE TYPE compile_due AS (
	county int,
	enrolment bigint,
	resident bigint,
	amount numeric,
	reason text
);

CREATE FUNCTION compile_month(
	p_programme text,
	p_month int
) RETURNS compile_due[]
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET jit = off
AS $$
DECLARE
	query text := format('
		SELECT array_agg(q::compile_due)
		FROM (
			SELECT county, enrolment, resident,
				CASE WHEN reason IS NULL THEN amount END, reason
			FROM programme_%s($1, $2, $3, $4, $5, NULL, $6)
		) q', p_programme);
	lo bigint := (SELECT min(code) FROM division WHERE level = 'county');
	hi bigint := (SELECT max(code) FROM division WHERE level = 'county');
	broken programme_broken[] := '{}';
	one int;
	found compile_due[];
BEGIN
	BEGIN
		EXECUTE query INTO found
		USING (lo / 1000000)::int, (hi / 1000000)::int, lo, hi + 999999,
			p_month, NULL::bigint[];
		RETURN found;
	EXCEPTION WHEN data_exception THEN
		NULL;
	END;
	FOR one IN SELECT DISTINCT e.county FROM enrolment e
		WHERE e.programme = p_programme LOOP
		broken := broken || programme_broken_of(p_programme, one,
			one * 1000000::bigint, one * 1000000::bigint + 999999, p_month);
	END LOOP;
	EXECUTE query INTO found
	USING (lo / 1000000)::int, (hi / 1000000)::int, lo, hi + 999999, p_month,
		ARRAY(SELECT b.enrolment FROM unnest(broken) b);
	RETURN found || ARRAY(
		SELECT (b.county, b.enrolment, b.resident, NULL, b.said)::compile_due
		FROM unnest(broken) b);
END
$$;
COMMENT ON FUNCTION compile_month IS
	'a month of the whole city: without who breaks it, and those by name';

CREATE FUNCTION compile_compare(
	p_month int,
	p_was compile_due[],
	p_will compile_due[]
) RETURNS SETOF text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	WITH both_of AS MATERIALIZED (
		SELECT coalesce(w.county, n.county) AS county,
			coalesce(w.resident, n.resident) AS resident,
			w.amount AS was, n.amount AS will, n.reason
		FROM unnest(p_was) w
		FULL JOIN unnest(p_will) n USING (county, enrolment)
	), total AS (
		SELECT count(was) AS were, coalesce(sum(was), 0) AS paid,
			count(will) AS are, coalesce(sum(will), 0) AS due,
			count(will) FILTER (WHERE was IS NULL) AS gain,
			count(was) FILTER (WHERE will IS NULL) AS lose,
			count(*) FILTER (WHERE will > was) AS more,
			count(*) FILTER (WHERE will < was) AS less,
			count(*) FILTER (WHERE reason LIKE '算不出来%') AS broken
		FROM both_of
	), example AS (
		SELECT b.*, r.name, d.name AS village, row_number() OVER (
			ORDER BY (b.reason LIKE '算不出来%') DESC NULLS LAST,
				b.was IS NOT NULL AND b.will IS NOT NULL, b.county, b.resident) AS n
		FROM both_of b
		JOIN resident r ON r.county = b.county AND r.id = b.resident
		JOIN division d ON d.code = r.div
		WHERE b.was IS DISTINCT FROM b.will OR b.reason LIKE '算不出来%'
	)
	SELECT format('试算 %s：每月由 %s 人 %s 元变为 %s 人 %s 元', p_month, were,
		yuan_text(paid), are, yuan_text(due))
	FROM total
	UNION ALL
	SELECT format('新列入 %s 人，不再列入 %s 人，增加 %s 人，减少 %s 人%s', gain,
		lose, more, less, CASE WHEN broken > 0
			THEN format('，算不出来 %s 人', broken) ELSE '' END)
	FROM total
	UNION ALL
	(SELECT format('%s（%s）%s → %s', name, village,
		CASE WHEN was IS NULL THEN '无' ELSE yuan_text(was) END,
		CASE WHEN will IS NULL THEN coalesce(reason, '无')
			ELSE yuan_text(will) END)
	FROM example
	WHERE n <= 10
	ORDER BY n)
$$;
COMMENT ON FUNCTION compile_compare IS
	'two computations of a month: the sums, and ten people by name';

CREATE FUNCTION compile_store(p_definition jsonb)
RETURNS int
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	version int;
	others text[] := ARRAY(SELECT x.other FROM programme_exclusion x
		WHERE x.programme = p_definition ->> 'programme');
BEGIN
	PERFORM compile_check_names(p_definition);
	PERFORM compile_check_since(p_definition);
	PERFORM compile_check_rates(p_definition);
	version := compile_keep(p_definition);
	PERFORM programme_compile(p_definition);
	PERFORM compile_make_function(p.definition),
		compile_make_would(p.definition), compile_make_apply(p.definition)
	FROM programme p
	WHERE p.code = ANY (others || ARRAY(SELECT x.other
			FROM programme_exclusion x WHERE x.programme = p_definition ->> 'programme'));
	RETURN version;
END
$$;
COMMENT ON FUNCTION compile_store IS
	'with the programmes that it excludes, or did: they exclude it as well';

CREATE FUNCTION compile_begin(p_definition jsonb)
RETURNS jsonb
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF NOT (operator_has_duty('admin') AND scope_is_all()
		OR session_is_superuser()) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '装入项目要有市级的管理职责，请联系市管理员';
	END IF;
	LOCK TABLE programme IN SHARE ROW EXCLUSIVE MODE;
	RETURN '{"rates": [], "require": [], "fields": []}'::jsonb
		|| jsonb_strip_nulls(p_definition);
END
$$;
COMMENT ON FUNCTION compile_begin IS 'who may, one at a time';

CREATE FUNCTION compile_preview(
	p_definition jsonb,
	p_month int DEFAULT NULL,
	p_always boolean DEFAULT true
) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
AS $$
DECLARE
	code text := p_definition ->> 'programme';
	now_is jsonb := (SELECT definition FROM programme p
		WHERE p.code = p_definition ->> 'programme');
	month int;
	was compile_due[] := '{}';
	said text[];
BEGIN
	p_definition := compile_begin(p_definition);
	IF NOT p_always AND (now_is IS NULL
		OR compile_rules(p_definition) = compile_rules(now_is)) THEN
		RETURN;
	END IF;
	month := coalesce(p_month, greatest(compile_since(p_definition),
		month_of(current_date)));
	IF now_is IS NOT NULL THEN
		was := compile_month(code, month);
	END IF;
	BEGIN
		PERFORM compile_store(p_definition);
		said := ARRAY(SELECT compile_compare(month, was,
			compile_month(code, month)));
		RAISE EXCEPTION USING ERRCODE = 'ZHTRY';
	EXCEPTION WHEN SQLSTATE 'ZHTRY' THEN
		RETURN QUERY SELECT unnest(said);
	END;
END
$$;
COMMENT ON FUNCTION compile_preview IS
	'what loading would do to the people enrolled, in this month or the first
one of the new rules; nothing of it is stored. Unless it is wanted always, only
where other rules come in the place of those in force';
GRANT EXECUTE ON FUNCTION compile_preview TO zhen_admin;

CREATE FUNCTION programme_load(p_definition jsonb)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	version int;
BEGIN
	p_definition := compile_begin(p_definition);
	version := compile_store(p_definition);
	RETURN format('已装入项目 %s（%s）第 %s 版%s：%s 个条件，%s 个标准',
		p_definition ->> 'programme', p_definition ->> 'title', version,
		CASE WHEN p_definition ? 'from'
			THEN format('，从 %s 起', p_definition ->> 'from') ELSE '' END,
		jsonb_array_length(p_definition -> 'require'),
		jsonb_array_length(p_definition -> 'rates'));
END
$$;
COMMENT ON FUNCTION programme_load IS
	'makes a programme of what its form says, or nothing at all';
GRANT EXECUTE ON FUNCTION programme_load TO zhen_admin;
