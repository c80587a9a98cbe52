-- Which tables leave a trace: audit_attach() makes their triggers,
-- audit_adopt() takes on record what they hold already.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION table_words(p_table name)
RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(regexp_replace(obj_description(to_regclass(p_table),
		'pg_class'), '[（：；].*', ''), p_table)
$$;
COMMENT ON FUNCTION table_words IS 'what people call a table';
GRANT EXECUTE ON FUNCTION table_words TO zhen_operator;

CREATE FUNCTION audit_root()
RETURNS int
LANGUAGE sql STABLE
AS $$
	SELECT county FROM division WHERE level = 'city' ORDER BY code LIMIT 1
$$;
COMMENT ON FUNCTION audit_root IS
	'where tables that belong to no county leave their trace';

CREATE FUNCTION audit_has(
	p_table regclass,
	p_column name
) RETURNS boolean
LANGUAGE sql STABLE
AS $$
	SELECT EXISTS (SELECT FROM pg_attribute
		WHERE attrelid = p_table AND attname = p_column AND attnum > 0
			AND NOT attisdropped)
$$;

CREATE FUNCTION audit_place(
	p_table regclass,
	p_div name,
	p_row text
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT format('%s AS county, %s AS div',
		CASE WHEN audit_has(p_table, 'county') THEN format(p_row, 'county')
			ELSE 'audit_root()' END,
		CASE WHEN audit_has(p_table, p_div) THEN format(p_row, p_div)
			ELSE 'audit_root()::bigint * 1000000' END)
$$;

CREATE FUNCTION audit_keys(p_table regclass)
RETURNS name[]
LANGUAGE sql STABLE
AS $$
	SELECT array_agg(a.attname ORDER BY k.n)
	FROM pg_index i
	CROSS JOIN LATERAL unnest(i.indkey::smallint[])
		WITH ORDINALITY k (attnum, n)
	JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
	WHERE i.indrelid = p_table AND i.indisprimary
$$;

CREATE FUNCTION audit_columns(
	p_table regclass,
	p_without name[] DEFAULT '{}'
) RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
	FROM pg_attribute
	WHERE attrelid = p_table AND attnum > 0 AND NOT attisdropped
		AND attname <> ALL (p_without)
$$;

CREATE FUNCTION audit_values(
	p_table regclass,
	p_columns text
) RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT format('concat_ws(''|'', %s)', string_agg(
		CASE WHEN t.typcategory IN ('N', 'D', 'B') THEN
			CASE WHEN a.attnotnull THEN c.name
				ELSE format('coalesce(%s::text, ''~'')', c.name) END
		WHEN a.attnotnull THEN
			format('octet_length(%1$s::text), %1$s', c.name)
		ELSE format('coalesce(octet_length(%1$s::text)::text, ''~''), '
			'coalesce(%1$s::text, '''')', c.name)
		END, ', ' ORDER BY c.n))
	FROM unnest(string_to_array(p_columns, ', ')) WITH ORDINALITY c (name, n)
	JOIN pg_attribute a ON a.attrelid = p_table
		AND quote_ident(a.attname) = c.name
	JOIN pg_type t ON t.oid = a.atttypid
$$;
COMMENT ON FUNCTION audit_values IS
	'a row as one line: quicker than the text of a record, and as clear, for
what may hold a bar goes behind its length';

CREATE FUNCTION audit_order(
	p_table regclass,
	p_without name[] DEFAULT '{}'
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT string_agg(quote_ident(k.name), ', ' ORDER BY k.n DESC)
	FROM unnest(audit_keys(p_table)) WITH ORDINALITY k (name, n)
	WHERE k.name <> ALL (p_without)
$$;
COMMENT ON FUNCTION audit_order IS
	'by the key, from its last column, which tells rows of a batch apart';

CREATE FUNCTION audit_trigger(
	p_table regclass,
	p_op text,
	p_call text
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one regclass;
BEGIN
	FOR one IN
		SELECT p_table
		UNION ALL
		SELECT inhrelid FROM pg_inherits WHERE inhparent = p_table
	LOOP
		EXECUTE format('CREATE OR REPLACE TRIGGER audit_%1$s
			AFTER %1$s ON %2$s
			REFERENCING %3$s
			FOR EACH STATEMENT EXECUTE FUNCTION %4$s', p_op, one,
			CASE p_op
				WHEN 'insert' THEN 'NEW TABLE AS changed'
				WHEN 'update' THEN 'OLD TABLE AS before NEW TABLE AS changed'
				ELSE 'OLD TABLE AS changed'
			END, p_call);
	END LOOP;
END
$$;
COMMENT ON FUNCTION audit_trigger IS
	'on the table and its partitions, for a statement that names one of these
fires no trigger of the table';

CREATE FUNCTION audit_attach_sum(
	p_table regclass,
	p_part name[]
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	told name[] := p_part || 'county'::name;
	columns text := audit_columns(p_table, told);
	call text := format('audit_sum(%L, %L, %L, %L)', p_table,
		array_to_string(p_part, ', '), columns,
		audit_values(p_table, columns));
BEGIN
	PERFORM audit_trigger(p_table, op, call)
	FROM unnest(ARRAY['insert', 'delete']) op;
	EXECUTE format('CREATE OR REPLACE TRIGGER audit_fixed BEFORE UPDATE ON %s
		FOR EACH ROW EXECUTE FUNCTION audit_refuse()', p_table);
END
$$;
COMMENT ON FUNCTION audit_attach_sum IS
	'a line of the digest leaves out what its part says of all rows';

CREATE FUNCTION audit_attach(
	p_table regclass,
	p_div name DEFAULT 'div',
	p_part name[] DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
	one text := format('SELECT %s, %%s FROM changed r',
		audit_place(p_table, p_div, 'r.%I'));
	pair text := format('SELECT %s, to_jsonb(o) AS old, to_jsonb(n) AS new
		FROM before o FULL JOIN changed n ON %s',
		audit_place(p_table, p_div, 'coalesce(n.%1$I, o.%1$I)'),
		(SELECT string_agg(format('o.%1$I = n.%1$I', k), ' AND ')
		FROM unnest(audit_keys(p_table)) k));
BEGIN
	INSERT INTO audit_table (tbl, part)
	VALUES (p_table::text, p_part)
	ON CONFLICT (tbl) DO UPDATE SET part = EXCLUDED.part;
	EXECUTE format('CREATE OR REPLACE TRIGGER audit_keep BEFORE TRUNCATE ON %s
		FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()', p_table);
	IF p_part IS NOT NULL THEN
		PERFORM audit_attach_sum(p_table, p_part);
		RETURN;
	END IF;
	PERFORM audit_trigger(p_table, op, format('audit_write(%L, %L, %L)',
		p_table, format(one, sides), pair))
	FROM (VALUES
		('insert', 'NULL::jsonb AS old, to_jsonb(r) AS new'),
		('update', ''),
		('delete', 'to_jsonb(r) AS old, NULL::jsonb AS new')
	) k (op, sides);
	IF audit_root() IS NOT NULL THEN
		PERFORM audit_adopt(p_table);
	END IF;
END
$$;
COMMENT ON FUNCTION audit_attach IS
	'from now on every change of the table is on record. With a part, columns, the
table is append-only and its own record, and each statement leaves a digest for
each of their values';

CREATE FUNCTION audit_adopt_parts(
	p_table regclass,
	p_part name[]
) RETURNS bigint
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	columns text := audit_columns(p_table, p_part || 'county'::name);
	one record;
	said record;
	adopted bigint := 0;
BEGIN
	FOR one IN EXECUTE audit_parts(p_table::text,
		array_to_string(p_part, ', ')) LOOP
		CONTINUE WHEN EXISTS (
			SELECT FROM audit a
			WHERE a.county = one.county AND a.tbl = p_table::text
				AND audit_part_of(a.new) = one.part);
		EXECUTE audit_lines(p_table::text, audit_values(p_table, columns),
			audit_order(p_table), audit_part(one.county, one.part))
		INTO said
		USING false;
		PERFORM audit_note(one.county, division_common(one.lo, one.hi), 'ADOPT',
			p_table::text, one.part || jsonb_build_object('rows', said.rows,
				'columns', columns, 'sha256', said.sum), said.hashes);
		adopted := adopted + said.rows;
	END LOOP;
	RETURN adopted;
END
$$;
COMMENT ON FUNCTION audit_adopt_parts IS
	'the same for a table that is its own record: the parts with no line yet';

CREATE FUNCTION audit_adopt(p_table regclass)
RETURNS bigint
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
SET timezone = 'UTC'
SET datestyle = 'ISO, YMD'
SET work_mem = '256MB'
AS $$
DECLARE
	place text := CASE WHEN audit_has(p_table, 'county') THEN 'county'
		ELSE 'audit_root()' END;
	columns text := audit_columns(p_table);
	line text := audit_values(p_table, columns);
	part name[] := (SELECT a.part FROM audit_table a
		WHERE a.tbl = p_table::text);
	of_county int;
	said record;
	adopted bigint := 0;
BEGIN
	EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', p_table);
	IF part IS NOT NULL THEN
		RETURN audit_adopt_parts(p_table, part);
	END IF;
	FOR of_county IN EXECUTE format('SELECT DISTINCT %s FROM %s ORDER BY 1',
		place, p_table) LOOP
		EXECUTE audit_lines(p_table::text, line, line || ' COLLATE "C"',
			place || ' = ' || of_county)
		INTO said
		USING false;
		PERFORM audit_note(of_county, of_county * 1000000::bigint, 'ADOPT',
			p_table::text, jsonb_build_object('rows', said.rows, 'columns',
			columns, 'sha256', said.sum), said.hashes);
		adopted := adopted + said.rows;
	END LOOP;
	RETURN adopted;
END
$$;
COMMENT ON FUNCTION audit_adopt IS
	'takes on record what the table holds, county by county: rows that came
there without a trace, as from an old system. From then on it is held against
that and what was changed since';

CREATE FUNCTION audit_adopt_all()
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one audit_table;
	adopted bigint := 0;
BEGIN
	FOR one IN
		SELECT *
		FROM audit_table t
		WHERE part IS NULL
			AND NOT EXISTS (SELECT FROM audit a WHERE a.tbl = t.tbl)
		ORDER BY tbl
	LOOP
		adopted := adopted + audit_adopt(one.tbl::text::regclass);
	END LOOP;
	RETURN adopted;
END
$$;
COMMENT ON FUNCTION audit_adopt_all IS
	'takes on record every table that has no trace yet';

SELECT audit_attach('operator', 'home_div');
SELECT audit_attach('office');
SELECT audit_attach('station');
