-- The lines that wait are taken in, step by step, or an import is undone; and
-- what screens show of imports.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION import_settle(
	p_import bigint,
	p_lines int[]
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
DECLARE
	file import_file := import_own(p_import);
BEGIN
	IF NOT file.is_dry THEN
		INSERT INTO import_row (county, import, line, relation, hash)
		SELECT s.county, s.import, s.line, file.relation,
			hashtextextended(s.cell::text, 0)
		FROM import_stage s
		WHERE s.county = file.county AND s.import = file.id
			AND s.line = ANY (p_lines)
		ON CONFLICT DO NOTHING;
	END IF;
	UPDATE import_stage s
	SET state = CASE WHEN file.is_dry THEN 'good' ELSE 'in' END
	WHERE s.county = file.county AND s.import = file.id
		AND s.line = ANY (p_lines) AND s.state = 'new';
END
$$;
COMMENT ON FUNCTION import_settle IS
	'these lines of an own import are in, and never again';
GRANT EXECUTE ON FUNCTION import_settle TO zhen_operator;

CREATE FUNCTION import_refuse(
	p_import bigint,
	p_line int,
	p_field text,
	p_message text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	file import_file := import_own(p_import);
	at int := array_position(file.field, p_field::name);
BEGIN
	UPDATE import_stage s SET state = 'bad'
	WHERE s.county = file.county AND s.import = file.id AND s.line = p_line;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	PERFORM import_tell(file, ARRAY[p_line], '{bad}', ARRAY[file.label[at]],
		ARRAY[(SELECT s.cell[at] FROM import_stage s
			WHERE s.county = file.county AND s.import = file.id
				AND s.line = p_line)],
		ARRAY[p_message], 200);
END
$$;
COMMENT ON FUNCTION import_refuse IS 'why this line of an own import isn''t in';
GRANT EXECUTE ON FUNCTION import_refuse TO zhen_operator;

CREATE FUNCTION import_of(
	p_import bigint,
	OUT relation text,
	OUT fields text[],
	OUT is_dry boolean,
	OUT has_function boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	file import_file := import_own(p_import);
BEGIN
	relation := file.relation;
	fields := file.field;
	is_dry := file.is_dry;
	has_function := to_regproc('import_' || file.relation) IS NOT NULL;
END
$$;
GRANT EXECUTE ON FUNCTION import_of TO zhen_operator;

CREATE FUNCTION import_insert(
	p_import bigint,
	p_from int,
	p_to int
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
DECLARE
	file record := import_of(p_import);
	lines int[];
BEGIN
	EXECUTE format('WITH line AS MATERIALIZED (
			SELECT * FROM import_take($1, $2, $3)
		), added AS (
			INSERT INTO %I (%s)
			SELECT %s FROM line ORDER BY line
		)
		SELECT array_agg(line) FROM line', file.relation,
		(SELECT string_agg(quote_ident(f), ', ' ORDER BY n)
		FROM unnest(file.fields) WITH ORDINALITY AS u (f, n)),
		(SELECT string_agg(format('cell[%s]::%s', n, format_type(a.atttypid,
			a.atttypmod)), ', ' ORDER BY n)
		FROM unnest(file.fields) WITH ORDINALITY AS u (f, n)
		JOIN pg_attribute a ON a.attname = f
			AND a.attrelid = to_regclass(quote_ident(file.relation))))
	INTO lines
	USING p_import, p_from, p_to;
	IF file.is_dry THEN
		RAISE EXCEPTION USING ERRCODE = 'ZHDRY', MESSAGE = 'dry',
			DETAIL = coalesce(lines, '{}')::text;
	END IF;
	PERFORM import_settle(p_import, lines);
END
$$;
COMMENT ON FUNCTION import_insert IS
	'the lines as INSERTs of the operator''s own, with all that follows from
them; a dry run ends in an exception, so that nothing stays';
GRANT EXECUTE ON FUNCTION import_insert TO zhen_operator;

CREATE FUNCTION import_step(
	p_import bigint,
	p_from int,
	p_to int,
	p_last boolean
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	file record := import_of(p_import);
	said text;
	of_constraint text;
	of_table text;
	of_column text;
	of_state text;
	more text;
	middle int := p_from + (p_to - p_from) / 2;
BEGIN
	PERFORM set_config('zhen.import', p_import::text, true);
	IF NOT file.has_function AND NOT p_last THEN
		PERFORM import_skip(p_import, p_from, p_to);
	END IF;
	BEGIN
		IF file.has_function THEN
			EXECUTE format('SELECT %I($1, $2, $3, $4)',
				'import_' || file.relation)
			USING p_import, p_from, p_to, p_last;
		ELSIF NOT p_last THEN
			PERFORM import_insert(p_import, p_from, p_to);
		END IF;
		RETURN;
	EXCEPTION WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS of_state = RETURNED_SQLSTATE,
			said = MESSAGE_TEXT, more = PG_EXCEPTION_DETAIL,
			of_constraint = CONSTRAINT_NAME, of_table = TABLE_NAME,
			of_column = COLUMN_NAME;
		IF of_state ~ '^(25|40|53|54|55|57|58|XX)' OR p_to < p_from THEN
			RAISE;
		END IF;
	END;
	IF of_state = 'ZHDRY' THEN
		PERFORM import_settle(p_import, more::int[]);
	ELSIF p_from < p_to THEN
		PERFORM import_step(p_import, p_from, middle, p_last);
		PERFORM import_step(p_import, middle + 1, p_to, p_last);
	ELSE
		SELECT coalesce(r.field, of_column), coalesce(r.message, said)
		INTO of_column, said
		FROM (SELECT) one
		LEFT JOIN refusal(of_table, of_constraint) r ON true;
		PERFORM import_refuse(p_import, p_from, of_column,
			CASE WHEN of_state = '42501' THEN '这一行不在您的管辖范围，请由当地服务所导入'
			ELSE said END);
	END IF;
END
$$;
COMMENT ON FUNCTION import_step IS
	'judges and adds the lines from .. to, all or none of them; what is refused is
halved until the line that is to blame stands alone and is told. Lines that
wait for others of the file are left for the last round';
GRANT EXECUTE ON FUNCTION import_step TO zhen_operator;

CREATE FUNCTION import_problems(
	p_import bigint,
	p_line int,
	p_n int
) RETURNS TABLE (
	line int,
	n int,
	severity text,
	label text,
	value text,
	message text
)
LANGUAGE sql STABLE
AS $$
	SELECT p.line, p.n, p.severity, p.label, p.value, p.message
	FROM import_problem p
	WHERE p.county = scope_county_lo() AND p.import = p_import
		AND (p.line, p.n) > (p_line, p_n)
	ORDER BY p.line, p.n
	LIMIT 1000
$$;
COMMENT ON FUNCTION import_problems IS 'the next thousand behind this one';
GRANT EXECUTE ON FUNCTION import_problems TO zhen_operator;

CREATE FUNCTION import_close(p_import bigint)
RETURNS TABLE (
	added int,
	same int,
	bad int
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	file import_file := import_own(p_import);
	lines int[];
BEGIN
	SELECT array_agg(s.line) INTO lines FROM import_stage s
	WHERE s.county = file.county AND s.import = file.id AND s.state = 'new';
	IF lines IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = format(
			'还有 %s 行没有处理，请重新导入这个文件', cardinality(lines));
	END IF;
	IF to_regproc('hint_' || file.relation) IS NOT NULL THEN
		EXECUTE format('SELECT %I($1)', 'hint_' || file.relation) USING file;
	END IF;
	RETURN QUERY
	UPDATE import_file f
	SET state = CASE WHEN file.is_dry THEN 'checked' ELSE 'in' END,
		ended_at = clock_timestamp(), added = c.added, same = c.same, bad = p.bad
	FROM (
		SELECT
			count(*) FILTER (WHERE s.state IN ('in', 'good')) AS added,
			count(*) FILTER (WHERE s.state = 'same') AS same
		FROM import_stage s
		WHERE s.county = file.county AND s.import = file.id
	) c, (
		SELECT count(DISTINCT p.line) AS bad
		FROM import_problem p
		WHERE p.county = file.county AND p.import = file.id
			AND p.severity = 'bad'
	) p
	WHERE f.county = file.county AND f.id = file.id
	RETURNING f.added, f.same, f.bad;
	DELETE FROM import_stage s
	WHERE s.county = file.county AND s.import = file.id;
END
$$;
COMMENT ON FUNCTION import_close IS 'ends an import and counts';
GRANT EXECUTE ON FUNCTION import_close TO zhen_operator;

CREATE FUNCTION import_undo(number bigint)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	file import_file;
	gone int;
BEGIN
	SELECT * INTO file FROM import_file
	WHERE county = import_county() AND id = number
		AND div BETWEEN scope_lo() AND scope_hi()
	FOR UPDATE;
	IF file.id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('没有导入 %s，请在导入台账画面核对编号', number);
	END IF;
	PERFORM import_require(file.relation);
	IF file.is_dry OR file.state = 'undone' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = format(
			'导入 %s %s，不用撤销', number, CASE WHEN file.is_dry
				THEN '只是检查，没有存入' ELSE '已经撤销过' END);
	END IF;
	IF to_regproc('undo_' || file.relation) IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = format(
			'“%s”的导入不能整批撤销，请逐条更正', file.title);
	END IF;
	EXECUTE format('SELECT %I($1, $2)', 'undo_' || file.relation)
	INTO gone
	USING file.county, file.id;
	UPDATE import_file SET state = 'undone', ended_at = clock_timestamp()
	WHERE county = file.county AND id = file.id;
	DELETE FROM import_stage
	WHERE county = file.county AND import = file.id;
	RETURN format('已撤销导入 %s，退回 %s 行；原来的内容都在改动记录里', number, gone);
END
$$;
COMMENT ON FUNCTION import_undo IS
	'takes an import back whole, or says what has been built on it';
GRANT EXECUTE ON FUNCTION import_undo TO zhen_operator;

CREATE FUNCTION import_state_name(
	p_state text,
	p_bad int
) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE
		WHEN p_state = 'open' THEN '未导完'
		WHEN p_state = 'checked' THEN '只检查'
		WHEN p_state = 'undone' THEN '已撤销'
		WHEN p_bad > 0 THEN '有问题行'
		ELSE '已导入'
	END
$$;
GRANT EXECUTE ON FUNCTION import_state_name TO zhen_operator;

CREATE VIEW import_list WITH (security_invoker = true) AS
SELECT
	f.county,
	f.id,
	f.started_at,
	to_char(f.started_at, 'YYYY-MM-DD HH24:MI') AS at_text,
	f.title,
	f.file,
	f.shape,
	f.state,
	import_state_name(f.state, f.bad) AS state_name,
	f.added,
	f.same,
	f.bad,
	operator_name(f.operator) AS importer
FROM import_file f;
COMMENT ON VIEW import_list IS '导入台账';
GRANT SELECT ON import_list TO zhen_window, zhen_reviewer, zhen_supervisor;

CREATE VIEW lookup_import_severity WITH (security_invoker = true) AS
SELECT s.code, s.name, s.initials, s.spelling, NULL::text AS note
FROM (VALUES
	('bad', '没有导入', 'mydr', 'meiyoudaoru'),
	('same', '重复', 'cf', 'chongfu'),
	('info', '提示', 'ts', 'tishi')
) s (code, name, initials, spelling);
COMMENT ON VIEW lookup_import_severity IS '导入问题的轻重';
GRANT SELECT ON lookup_import_severity TO zhen_operator;
