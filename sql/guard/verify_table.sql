-- Do the tables hold what the trace says: for verify_county(), which asks table
-- by table. Each answer names the first row that lies, in the operator's words.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION audit_statement(
	p_county int,
	p_seq bigint
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce((
		SELECT format('%s %s（来自 %s）%s%s',
			to_char(a.at, 'YYYY-MM-DD HH24:MI:SS'),
			coalesce(operator_name(a.operator), a.operator), a.address,
			CASE a.op WHEN 'INSERT' THEN '新增' WHEN 'UPDATE' THEN '修改'
				WHEN 'DELETE' THEN '删除' WHEN 'LOOK' THEN '查看'
				WHEN 'ADOPT' THEN '接收' ELSE a.op END,
			table_words(a.tbl))
		FROM audit a
		WHERE a.county = p_county AND a.seq = p_seq
		ORDER BY a.row_no
		LIMIT 1), format('语句 %s', p_seq))
$$;
COMMENT ON FUNCTION audit_statement IS
	'a statement as the trace has it: when, who, from where, what';

CREATE FUNCTION part_words(
	p_table name,
	p_part jsonb
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT format('%s %s', table_words(p_table), string_agg(k.value, ' '
		ORDER BY a.attnum))
	FROM jsonb_each_text(p_part) k (key, value)
	JOIN pg_attribute a ON a.attrelid = p_table::text::regclass
		AND a.attname = k.key
$$;

CREATE FUNCTION verify_part(
	p_county int,
	p_table name,
	p_part jsonb,
	p_columns text
) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET timezone = 'UTC'
SET datestyle = 'ISO, YMD'
SET work_mem = '256MB'
AS $$
DECLARE
	lie record;
BEGIN
	EXECUTE format('
		WITH told AS MATERIALIZED (
			SELECT a.op, a.new ->> ''sha256'' AS sum, c.*
			FROM audit a
			JOIN audit_chain c ON c.county = a.county AND c.seq = a.seq
			WHERE a.county = $1 AND a.tbl = $2 AND a.op <> ''LOOK''
				AND audit_part_of(a.new) = $3
		), pool AS (
			SELECT line, row_number() OVER (PARTITION BY hash ORDER BY from_table)
				AS nth, hash
			FROM (
				SELECT line, hashtextextended(line, 0) AS hash, from_table
				FROM (
					SELECT %1$s AS line, true AS from_table
					FROM %2$I
					WHERE %3$s
					UNION ALL
					SELECT unnest(removed), false
					FROM told
					WHERE op = ''DELETE''
				) r
			) r
		), listed AS (
			SELECT t.seq, t.sum, h.hash, h.n,
				row_number() OVER (PARTITION BY h.hash ORDER BY t.seq, h.n)
					AS nth
			FROM told t
			CROSS JOIN LATERAL unnest(t.hashes) WITH ORDINALITY h (hash, n)
			WHERE t.op <> ''DELETE''
		), met AS (
			SELECT p.line, l.seq, l.sum, l.n
			FROM pool p
			FULL JOIN listed l USING (hash, nth)
		)
		SELECT *
		FROM (
			SELECT 1 AS rank, NULL::bigint AS seq, NULL::bigint AS n,
				min(line) AS line
			FROM met
			WHERE seq IS NULL
			HAVING count(*) > 0
			UNION ALL
			SELECT 2, seq, n, NULL
			FROM (
				SELECT seq, n FROM met WHERE line IS NULL ORDER BY 1, 2 LIMIT 1
			) gone
			UNION ALL
			SELECT 3, seq, NULL, NULL
			FROM met
			GROUP BY seq, sum
			HAVING sum IS DISTINCT FROM encode(sha256(convert_to(
				string_agg(line, E''\n'' ORDER BY n), ''UTF8'')), ''hex'')
			UNION ALL
			SELECT 4, seq, NULL, NULL
			FROM told
			WHERE op = ''DELETE'' AND sum IS DISTINCT FROM
				encode(sha256(convert_to(array_to_string(removed, E''\n''),
				''UTF8'')), ''hex'')
		) lies
		ORDER BY rank
		LIMIT 1', audit_values(p_table::text::regclass, p_columns), p_table,
		audit_part(p_county, p_part))
	INTO lie
	USING p_county, p_table, p_part;
	RETURN part_words(p_table, p_part) || CASE
		WHEN lie.rank = 1 THEN format('：这一行被改动，或是后加的：%s（%s）',
			left(lie.line, 300), p_columns)
		WHEN lie.rank = 2 THEN format('：第 %s 行不见了，它写于 %s', lie.n,
			audit_statement(p_county, lie.seq))
		WHEN lie.rank > 2 THEN format('：摘要不符，写于 %s', audit_statement(p_county, lie.seq))
	END;
END
$$;
COMMENT ON FUNCTION verify_part IS
	'row by row: each that the table holds, and each that was removed and kept,
stands once in what was written; the first that doesn''t is named';

CREATE FUNCTION verify_sums(
	p_county int,
	p_table name,
	p_since timestamptz
) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET timezone = 'UTC'
SET datestyle = 'ISO, YMD'
SET work_mem = '256MB'
AS $$
DECLARE
	of regclass := p_table::text::regclass;
	part text := (SELECT array_to_string(a.part, ', ') FROM audit_table a
		WHERE a.tbl = p_table);
	one record;
	is_so boolean;
	said text;
BEGIN
	FOR one IN EXECUTE format('
		SELECT coalesce(t.part, a.part) AS part, a.entries, a.columns, a.sum
		FROM (
			SELECT audit_part_of(new) AS part, count(*) AS entries,
				min(new ->> ''columns'') AS columns,
				min(new ->> ''sha256'') AS sum, max(at) AS at
			FROM audit
			WHERE county = $1 AND tbl = $2 AND op <> ''LOOK''
			GROUP BY 1
		) a
		FULL JOIN (
			SELECT to_jsonb(p) AS part
			FROM (SELECT DISTINCT %s FROM %I WHERE county = $1) p
		) t ON t.part = a.part
		WHERE $3 IS NULL OR a.at IS NULL OR a.at >= $3
		ORDER BY 1', part, p_table)
	USING p_county, p_table, p_since
	LOOP
		is_so := false;
		IF one.entries = 1 THEN
			EXECUTE format('SELECT sum IS NOT DISTINCT FROM $2 FROM (%s) s',
				audit_lines(p_table::text, audit_values(of, one.columns),
				audit_order(of), audit_part(p_county, one.part)))
			INTO is_so
			USING false, one.sum;
		END IF;
		CONTINUE WHEN is_so;
		said := verify_part(p_county, p_table, one.part,
			coalesce(one.columns, audit_columns(of)));
		IF said IS NOT NULL THEN
			RETURN said;
		END IF;
	END LOOP;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION verify_sums IS
	'a table that is its own record, part by part: whole as it was written in
one go, or else row by row';

CREATE FUNCTION verify_differs(
	p_now jsonb,
	p_then jsonb
) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT string_agg(format('%s 现为 %s，留痕为 %s', k.key,
		coalesce(p_now ->> k.key, '空'), coalesce(p_then ->> k.key, '空')), '，')
	FROM jsonb_object_keys(p_then) k (key)
	WHERE p_now -> k.key IS DISTINCT FROM p_then -> k.key
$$;
COMMENT ON FUNCTION verify_differs IS
	'where a row isn''t what the trace says; columns made later don''t count';

CREATE FUNCTION verify_lines(
	p_table name,
	p_columns text[]
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT string_agg(format('(SELECT row_n AS n, row_deleted AS deleted,
			%s AS told, %s AS line FROM came_as
			OFFSET 0)',
		c.n, audit_values(p_table::text::regclass, c.columns)), ' UNION ALL ')
	FROM unnest(p_columns) WITH ORDINALITY c (columns, n)
$$;
COMMENT ON FUNCTION verify_lines IS
	'rows as lines of the columns that there were when each digest was made';

CREATE FUNCTION verify_state(
	p_county int,
	p_table name
) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET timezone = 'UTC'
SET datestyle = 'ISO, YMD'
SET work_mem = '256MB'
SET enable_nestloop = off
SET jit = off
AS $$
DECLARE
	of regclass := p_table::text::regclass;
	since bigint := coalesce((
		SELECT max(a.seq) FROM audit a
		WHERE a.county = p_county AND a.tbl = p_table AND a.op = 'ADOPT'
			AND a.new ? 'sha256'), 0);
	columns text[] := ARRAY(
		SELECT DISTINCT a.new ->> 'columns' FROM audit a
		WHERE a.county = p_county AND a.tbl = p_table AND a.seq >= since
			AND a.op IN ('ADOPT', 'INSERT') AND a.new ? 'sha256');
	lie record;
	key_traced text := (SELECT string_agg(format('x -> %L', k), ', ')
		FROM unnest(audit_keys(of)) k);
	key_held text := (SELECT string_agg(format('t.%I', k), ', ')
		FROM unnest(audit_keys(of)) k);
	at text := CASE WHEN audit_has(of, 'county') THEN 'county'
		ELSE 'audit_root()' END;
	is_any boolean;
BEGIN
	EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %s = $1)
		OR EXISTS (SELECT FROM audit WHERE county = $1 AND tbl = $2)',
		p_table, at)
	INTO is_any
	USING p_county, p_table;
	IF NOT is_any THEN
		RETURN NULL;
	END IF;
	IF columns = '{}' THEN
		columns := ARRAY[audit_columns(of)];
	END IF;
	EXECUTE format('
		WITH traced AS (
			SELECT *, lag(new) OVER (PARTITION BY key ORDER BY seq, row_no)
				AS before
			FROM (
				SELECT jsonb_build_array(%1$s) AS key, seq, row_no, old, new
				FROM (
					SELECT coalesce(new, old) AS x, *
					FROM audit
					WHERE county = $1 AND tbl = $2 AND seq > $3
						AND op IN (''INSERT'', ''UPDATE'', ''DELETE'')
						AND (new ? ''sha256'') IS NOT TRUE
				) a
			) a
		), last AS MATERIALIZED (
			SELECT DISTINCT ON (key) key, seq, new
			FROM traced
			ORDER BY key, seq DESC, row_no DESC
		), held AS MATERIALIZED (
			SELECT t, jsonb_build_array(%2$s) AS key
			FROM %3$I t
			WHERE %4$s = $1
		), came AS MATERIALIZED (
			SELECT row_number() OVER () AS n, deleted, r
			FROM (
				SELECT l.seq AS deleted, h.t AS r
				FROM held h
				LEFT JOIN last l ON l.key = h.key
				WHERE l.new IS NULL
				UNION ALL
				SELECT NULL, jsonb_populate_record(NULL::%3$I, f.old)
				FROM traced f
				WHERE f.old IS NOT NULL AND f.before IS NULL
			) c
		), came_as AS (
			SELECT n AS row_n, deleted AS row_deleted, (r).* FROM came
		), pool AS (
			SELECT *, row_number() OVER (PARTITION BY told, hash
				ORDER BY deleted NULLS FIRST) AS nth
			FROM (SELECT *, hashtextextended(line, 0) AS hash FROM (%5$s) l) l
		), base AS MATERIALIZED (
			SELECT a.seq, a.op, a.new ->> ''sha256'' AS sum, c.hashes,
				array_position($4, a.new ->> ''columns'') AS told
			FROM audit a
			LEFT JOIN audit_chain c ON c.county = a.county AND c.seq = a.seq
			WHERE a.county = $1 AND a.tbl = $2 AND a.seq >= $3
				AND a.op IN (''ADOPT'', ''INSERT'') AND a.new ? ''sha256''
		), listed AS (
			SELECT b.seq, b.told, h.hash, h.at,
				row_number() OVER (PARTITION BY b.told, h.hash
					ORDER BY b.seq, h.at) AS nth
			FROM base b
			CROSS JOIN LATERAL unnest(b.hashes) WITH ORDINALITY h (hash, at)
		), met AS MATERIALIZED (
			SELECT p.n, p.line, l.seq, l.at
			FROM pool p
			FULL JOIN listed l ON l.told = p.told AND l.hash = p.hash
				AND l.nth = p.nth
		)
		SELECT *
		FROM (
			SELECT 1 AS rank, l.key::text AS row, l.seq,
				CASE WHEN h.key IS NULL THEN ''留痕里有，表里不见了''
					ELSE verify_differs(to_jsonb(h.t), l.new) END AS what
			FROM last l
			LEFT JOIN held h ON h.key = l.key
			WHERE l.new IS NOT NULL AND (h.key IS NULL
				OR to_jsonb(h.t) <> l.new
					AND verify_differs(to_jsonb(h.t), l.new) IS NOT NULL)
			UNION ALL
			SELECT 2, left(min(m.line), 300), min(c.deleted),
				CASE WHEN min(c.deleted) IS NULL
					THEN ''没有留痕，是后加的或被改动''
					ELSE ''留痕里已删，表里却还有'' END
			FROM met m
			JOIN came c ON c.n = m.n
			GROUP BY m.n
			HAVING count(m.seq) = 0
			UNION ALL
			SELECT 3, to_char(m.at, ''FM0000000000''), m.seq,
				format(''写下的第 %%s 行不见了或被改动'', m.at)
			FROM met m
			WHERE m.n IS NULL
			UNION ALL
			SELECT 4, NULL, b.seq, ''写下的行有的被改动，摘要不符''
			FROM base b
			LEFT JOIN met m ON m.seq = b.seq
			GROUP BY b.seq, b.sum
			HAVING b.sum IS DISTINCT FROM encode(sha256(convert_to(
				string_agg(m.line, E''\n'' ORDER BY m.at), ''UTF8'')), ''hex'')
		) lies
		ORDER BY rank, seq, row
		LIMIT 1', key_traced, key_held, p_table, at,
			verify_lines(p_table, columns))
	INTO lie
	USING p_county, p_table, since, columns;
	IF lie.rank IS NULL THEN
		RETURN NULL;
	END IF;
	RETURN format('%s %s：%s', table_words(p_table), CASE WHEN lie.rank < 3
		THEN lie.row END, lie.what)
		|| coalesce('，最后的留痕是 '
			|| audit_statement(p_county, lie.seq), '');
EXCEPTION WHEN data_exception OR check_violation OR not_null_violation THEN
	RETURN format('%s：留痕里的值读不出来，被改动过（%s）', table_words(p_table),
		SQLERRM);
END
$$;
COMMENT ON FUNCTION verify_state IS
	'the first row of a table that isn''t what its last trace says, or, with none
of its own, isn''t in a digest: of those that came in many at once or were adopted,
each stands in one, as it was before its first trace. Nothing is known yet of how
many rows there are; without nested loops one pass does, at a cost of which JIT
would think too much';
