-- A ledger is opened and its lines are put where they wait, each told what is
-- wrong with it by itself.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION import_county()
RETURNS int
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF scope_lo() IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('%s 不是操作员或已停用：导入要用经办人员自己的登录名，'
				'例如 PGUSER=wang zhenctl import ...', session_user);
	END IF;
	IF scope_lo() / 1000000 <> scope_hi() / 1000000 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '台账由县区或服务所的经办人员导入，请用他们的登录名';
	END IF;
	RETURN scope_lo() / 1000000;
END
$$;
COMMENT ON FUNCTION import_county IS
	'the county of the operator, or a refusal: an import is of one county';

CREATE FUNCTION import_require(p_relation text)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF to_regclass(quote_ident(p_relation)) IS NULL
		OR NOT has_any_column_privilege(session_user,
			to_regclass(quote_ident(p_relation)), 'INSERT') THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这种台账要由登记它的人员导入，请联系他们';
	END IF;
END
$$;
COMMENT ON FUNCTION import_require IS
	'who may add to a relation by its screen may import into it';

CREATE FUNCTION import_own(p_import bigint)
RETURNS import_file
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	found import_file;
BEGIN
	SELECT * INTO found
	FROM import_file
	WHERE county = import_county() AND id = p_import
		AND operator = session_user AND state = 'open';
	IF found.id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('没有正在进行的导入 %s，请重新导入文件', p_import);
	END IF;
	PERFORM import_require(found.relation);
	RETURN found;
END
$$;
COMMENT ON FUNCTION import_own IS
	'the operator''s own import that is under way, or a refusal';

CREATE FUNCTION import_lookup(
	p_form text,
	p_fingerprint text
) RETURNS TABLE (
	heading text,
	field text,
	is_kept boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	kept import_map;
BEGIN
	SELECT * INTO kept FROM import_map m
	WHERE m.county = import_county() AND m.form = p_form
		AND m.fingerprint = p_fingerprint;
	RETURN QUERY
	SELECT k.heading, k.field, true
	FROM unnest(kept.heading, kept.field) k (heading, field)
	UNION ALL
	SELECT h.heading::text, h.field::text, false
	FROM import_heading h;
END
$$;
COMMENT ON FUNCTION import_lookup IS
	'which field a heading means: as it was said for just these headings before,
and the words that ledgers use';
GRANT EXECUTE ON FUNCTION import_lookup TO zhen_operator;

CREATE FUNCTION import_words(p_set text)
RETURNS TABLE (
	word text,
	code text
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT w.word::text, w.code::text FROM import_word w WHERE w.set = p_set
$$;
COMMENT ON FUNCTION import_words IS 'how ledgers write the values of a set';
GRANT EXECUTE ON FUNCTION import_words TO zhen_operator;

CREATE FUNCTION import_map_keep(
	p_form text,
	p_fingerprint text,
	p_heading text[],
	p_field text[]
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF cardinality(p_heading) > 200
		OR octet_length(p_heading::text) + octet_length(p_field::text) > 40000
		OR p_heading::text || p_field::text ~ '[\u0001-\u001f\u007f-\u009f]' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '标题行太长或含有控制字符，请改短后重试';
	END IF;
	INSERT INTO import_map (county, form, fingerprint, heading, field, div)
	VALUES (import_county(), p_form, p_fingerprint, p_heading, p_field,
		scope_lo())
	ON CONFLICT (county, form, fingerprint) DO UPDATE
	SET heading = excluded.heading, field = excluded.field,
		div = excluded.div, operator = excluded.operator, at = excluded.at;
END
$$;
COMMENT ON FUNCTION import_map_keep IS
	'next time these headings mean the same, for the whole county';
GRANT EXECUTE ON FUNCTION import_map_keep TO zhen_operator;

CREATE FUNCTION import_open(
	p_relation text,
	p_title text,
	p_file text,
	p_digest text,
	p_shape text,
	p_field text[],
	p_label text[],
	p_dry boolean
) RETURNS TABLE (
	import bigint,
	before text
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	of_county int := import_county();
	known import_file;
BEGIN
	PERFORM import_require(p_relation);
	SELECT f.* INTO known
	FROM import_file f
	WHERE f.county = of_county AND f.relation = p_relation
		AND f.digest = p_digest AND f.state IN ('open', 'in')
		AND f.is_dry <= p_dry
		AND (f.state = 'in' OR f.operator = session_user)
	ORDER BY f.state, f.id DESC
	LIMIT 1;
	IF known.state = 'in' AND known.bad = 0 THEN
		RETURN QUERY SELECT known.id, format('这个文件已在 %s 由 %s 导入过（导入 %s）',
			to_char(known.started_at, 'YYYY-MM-DD HH24:MI'),
			coalesce(operator_name(known.operator), known.operator), known.id);
		RETURN;
	END IF;
	IF known.state = 'open' AND known.is_dry = p_dry THEN
		DELETE FROM import_stage s
		WHERE s.county = of_county AND s.import = known.id;
		DELETE FROM import_problem p
		WHERE p.county = of_county AND p.import = known.id;
		UPDATE import_file f SET field = p_field, label = p_label,
			shape = p_shape
		WHERE f.county = of_county AND f.id = known.id;
		RETURN QUERY SELECT known.id, NULL::text;
		RETURN;
	END IF;
	DELETE FROM import_stage s
	USING import_file f
	WHERE s.county = of_county AND f.county = s.county AND f.id = s.import
		AND (f.state <> 'open' OR f.started_at < now() - interval '7 days');
	RETURN QUERY
	INSERT INTO import_file (county, div, relation, title, file, digest, shape,
		field, label, is_dry)
	SELECT of_county, CASE WHEN o.cover_ends > now() THEN o.cover_div
		ELSE o.home_div END, p_relation, p_title, p_file, p_digest, p_shape,
		p_field, p_label, p_dry
	FROM operator o
	WHERE o.role = session_user
	RETURNING id, NULL::text;
END
$$;
COMMENT ON FUNCTION import_open IS
	'begins an import, or goes on with the one of the same file that was cut
short; "before" says that the file is in already, without a bad line';
GRANT EXECUTE ON FUNCTION import_open TO zhen_operator;

CREATE FUNCTION import_plain(
	p_text text,
	p_length int
) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT left(regexp_replace(p_text,
		'[\u0001-\u001f\u007f-\u009f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069]',
		' ', 'g'), p_length)
$$;
COMMENT ON FUNCTION import_plain IS 'what a file holds, fit to be shown';

CREATE FUNCTION import_tell(
	p_import import_file,
	p_line int[],
	p_severity text[],
	p_label text[],
	p_value text[],
	p_message text[],
	p_first int
) RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	INSERT INTO import_problem (county, import, line, n, div, severity, label,
		value, message)
	SELECT p_import.county, p_import.id, t.line,
		p_first + row_number() OVER (PARTITION BY t.line ORDER BY t.n),
		p_import.div, t.severity, import_plain(t.label, 60),
		import_plain(t.value, 60), import_plain(t.message, 400)
	FROM unnest(p_line, p_severity, p_label, p_value, p_message)
		WITH ORDINALITY t (line, severity, label, value, message, n)
$$;

CREATE FUNCTION import_put(
	p_import bigint,
	p_lines text,
	p_problems text
) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	file import_file := import_own(p_import);
	count int;
BEGIN
	INSERT INTO import_stage (county, import, line, key, cell)
	SELECT file.county, file.id, cell[1]::int, coalesce(cell[2], ''), cell[2:]
	FROM string_to_table(p_lines, E'\x1e') l (line)
	CROSS JOIN LATERAL (SELECT string_to_array(l.line, E'\x1f', '') AS cell
		OFFSET 0) c
	WHERE l.line <> '';
	GET DIAGNOSTICS count = ROW_COUNT;
	PERFORM import_tell(file, array_agg(cell[1]::int), array_agg(cell[2]),
		array_agg(cell[3]), array_agg(cell[4]), array_agg(cell[5]), 0)
	FROM string_to_table(p_problems, E'\x1e') l (line)
	CROSS JOIN LATERAL (SELECT string_to_array(l.line, E'\x1f', '') AS cell
		OFFSET 0) c
	WHERE l.line <> ''
	HAVING count(*) > 0;
	RETURN count;
END
$$;
COMMENT ON FUNCTION import_put IS
	'lines end in U+001E, their cells in U+001F, the first is the number of the
line; one parameter and not COPY, which row security refuses. Problems that the
client found: line, severity, label, value, message';
GRANT EXECUTE ON FUNCTION import_put TO zhen_operator;

CREATE FUNCTION import_skip(
	p_import bigint,
	p_from int,
	p_to int
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
DECLARE
	file import_file := import_own(p_import);
	nothing text;
BEGIN
	WITH known AS (
		SELECT s.line, r.import, r.line AS before
		FROM import_stage s
		CROSS JOIN LATERAL (
			SELECT r.import, r.line
			FROM import_row r
			WHERE r.county = s.county AND r.relation = file.relation
				AND r.hash = hashtextextended(s.cell::text, 0)
			UNION ALL
			SELECT s.import, t.line
			FROM import_stage t
			WHERE t.county + 0 = s.county AND t.import + 0 = s.import
				AND t.key = s.key AND t.cell = s.cell AND t.line + 0 < s.line
			LIMIT 1
		) r
		WHERE s.county = file.county AND s.import = file.id AND s.state = 'new'
			AND s.line BETWEEN p_from AND p_to
	), marked AS (
		UPDATE import_stage s SET state = 'same'
		FROM known k
		WHERE s.county = file.county AND s.import = file.id
			AND s.line = k.line
	)
	SELECT import_tell(file, array_agg(k.line), array_agg('same'::text),
		array_agg(NULL::text), array_agg(NULL::text),
		array_agg(format('和%s第 %s 行完全一样，没有再导', CASE
			WHEN k.import = file.id THEN '本文件'
			ELSE format('导入 %s 的', k.import) END, k.before)), 100)
	FROM known k
	HAVING count(*) > 0
	INTO nothing;
END
$$;
COMMENT ON FUNCTION import_skip IS
	'tells which lines of an own import were taken in before; they are left out';
GRANT EXECUTE ON FUNCTION import_skip TO zhen_operator;

CREATE FUNCTION import_take(
	p_import bigint,
	p_from int,
	p_to int
) RETURNS TABLE (
	line int,
	cell text[]
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
DECLARE
	file import_file := import_own(p_import);
BEGIN
	RETURN QUERY
	SELECT s.line, s.cell
	FROM import_stage s
	WHERE s.county = file.county AND s.import = file.id AND s.state = 'new'
		AND s.line BETWEEN p_from AND p_to
	ORDER BY s.line;
END
$$;
COMMENT ON FUNCTION import_take IS
	'the lines of an own import that are to be added';
GRANT EXECUTE ON FUNCTION import_take TO zhen_operator;
