-- How the trace is written. Tables of which audit_attach() is told keep their
-- rows before and after each statement in audit. A table that is append-only
-- itself isn't copied: its rows are the record, and the statement's digest
-- over them, with a short hash a row to find the one that lies, is all that is
-- kept. A statement gets its place in the county's chain when its transaction
-- ends, so that nobody holds the chain while they work.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION audit_line(a audit)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT concat(a.row_no, '|', extract(epoch FROM a.at), '|', a.operator,
		'|', a.address, '|', a.client, '|', a.request, '|', a.screen, '|', a.op,
		'|', a.tbl, '|', a.div, '|', coalesce(a.old::text, '-'), '|',
		coalesce(a.new::text, '-'), '|', a.on_behalf)
$$;
COMMENT ON FUNCTION audit_line IS
	'a row as it goes into the digest, whatever the session''s settings';

CREATE FUNCTION audit_body(
	p_lines text,
	p_hashes bigint[]
) RETURNS bytea
LANGUAGE sql STABLE
AS $$
	SELECT sha256(convert_to(p_lines, 'UTF8')
		|| coalesce(array_send(p_hashes), ''))
$$;
COMMENT ON FUNCTION audit_body IS 'the digest of a statement by itself';

CREATE FUNCTION audit_digest(
	p_prev bytea,
	p_county int,
	p_link bigint,
	p_seq bigint,
	p_rows int,
	p_body bytea
) RETURNS bytea
LANGUAGE sql IMMUTABLE
AS $$
	SELECT sha256(p_prev || convert_to(
		concat_ws('|', p_county, p_link, p_seq, p_rows), 'UTF8') || p_body)
$$;
COMMENT ON FUNCTION audit_digest IS
	'the digest of a statement at its place in the chain';

CREATE FUNCTION audit_link()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	head audit_head;
	made bytea;
BEGIN
	LOOP
		SELECT * INTO head FROM audit_head
		WHERE county = NEW.county
		FOR UPDATE;
		EXIT WHEN FOUND;
		INSERT INTO audit_head (county, link, digest)
		VALUES (NEW.county, 0, sha256(''))
		ON CONFLICT DO NOTHING;
	END LOOP;
	made := audit_digest(head.digest, NEW.county, head.link + 1, NEW.seq,
		NEW.rows, NEW.body);
	UPDATE audit_chain SET link = head.link + 1, prev = head.digest,
		digest = made
	WHERE county = NEW.county AND seq = NEW.seq;
	UPDATE audit_head SET link = head.link + 1, digest = made
	WHERE county = NEW.county;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION audit_link IS
	'gives a statement its place when its transaction ends: only then is the
county''s chain locked, and nothing long is done under the lock';
CREATE CONSTRAINT TRIGGER audit_link AFTER INSERT ON audit_chain
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION audit_link();

CREATE FUNCTION audit_close(
	p_county int,
	p_seq bigint,
	p_hashes bigint[] DEFAULT NULL,
	p_removed text[] DEFAULT NULL
) RETURNS int
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	INSERT INTO audit_chain (county, seq, rows, body, hashes, removed)
	SELECT p_county, p_seq, s.rows, audit_body(s.lines, s.hashes), s.hashes,
		p_removed
	FROM (
		SELECT
			count(*) AS rows,
			string_agg(line, E'\n' ORDER BY row_no) AS lines,
			coalesce(p_hashes, CASE WHEN count(*) > 1 THEN
				array_agg(hashtextextended(line, 0) ORDER BY row_no)
			END) AS hashes
		FROM (
			SELECT a.row_no, audit_line(a) AS line
			FROM audit a
			WHERE a.county = p_county AND a.seq = p_seq
		) a
	) s
	RETURNING rows
$$;
COMMENT ON FUNCTION audit_close IS
	'no more rows come for this statement of the county';

CREATE FUNCTION audit_client()
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT left(current_setting('application_name'), 200)
$$;

CREATE FUNCTION audit_request()
RETURNS request
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT r
	FROM request r
	WHERE r.key = nullif(current_setting('zhen.request', true), '')::uuid
		AND r.operator = session_user
$$;
COMMENT ON FUNCTION audit_request IS 'the save that is under way, if any';

CREATE FUNCTION audit_note(
	p_county int,
	p_div bigint,
	p_op text,
	p_table name,
	p_note jsonb,
	p_hashes bigint[] DEFAULT NULL,
	p_removed text[] DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one bigint := nextval('audit_seq');
	req request := audit_request();
BEGIN
	INSERT INTO audit (county, seq, row_no, at, operator, address, client,
		request, screen, op, tbl, div, new)
	VALUES (p_county, one, 1, statement_timestamp(), session_user,
		client_address(), audit_client(), req.key, req.screen, p_op, p_table,
		p_div, p_note);
	PERFORM audit_close(p_county, one, p_hashes, p_removed);
END
$$;
COMMENT ON FUNCTION audit_note IS 'a statement that has one line in the trace';

CREATE FUNCTION audit_look(
	p_county int,
	p_div bigint,
	p_table name,
	p_key jsonb,
	p_columns text[],
	p_reason text
) RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	SELECT audit_note(p_county, p_div, 'LOOK', p_table, p_key
		|| jsonb_build_object('columns', p_columns, 'reason', p_reason,
			'xact', pg_current_xact_id()::text))
$$;
COMMENT ON FUNCTION audit_look IS
	'puts a look at masked columns on record; for functions of the owner. What
is looked at may be shown in later transactions only (audit_has_look()): this one
could be rolled back, and the record with it. The key is an object of the
table''s columns';

CREATE FUNCTION audit_person(
	tbl name,
	data jsonb
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT data ->> CASE tbl WHEN 'resident' THEN 'id' ELSE 'resident' END
$$;
COMMENT ON FUNCTION audit_person IS 'whom an audited row is about';
CREATE INDEX audit_about
ON audit (county, audit_person(tbl, coalesce(new, old)))
WHERE audit_person(tbl, coalesce(new, old)) IS NOT NULL;

CREATE FUNCTION audit_has_look(
	p_county int,
	p_table name,
	p_person bigint
) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT EXISTS (
		SELECT FROM audit a
		WHERE a.county = p_county AND a.tbl = p_table
			AND audit_person(a.tbl, coalesce(a.new, a.old)) = p_person::text
			AND a.op = 'LOOK' AND a.operator = session_user
			AND a.at > statement_timestamp() - interval '10 minutes'
			AND a.new ->> 'xact'
				IS DISTINCT FROM pg_current_xact_id_if_assigned()::text)
$$;
COMMENT ON FUNCTION audit_has_look IS
	'the operator''s look at this person is on record, for good, and not ten
minutes old';

CREATE FUNCTION audit_count(p_rows bigint)
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	UPDATE request r SET rows = r.rows + p_rows
	WHERE r.key = (audit_request()).key AND p_rows > 0
$$;
COMMENT ON FUNCTION audit_count IS 'what the save under way has changed so far';

CREATE FUNCTION audit_people(p_note jsonb)
RETURNS int8multirange
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT (p_note ->> 'whom')::int8multirange
$$;
COMMENT ON FUNCTION audit_people IS
	'whom the rows are about that a statement added at once';
CREATE INDEX audit_people ON audit USING gist (audit_people(new))
WHERE new ? 'whom';

CREATE INDEX audit_sum ON audit (county, tbl, seq) WHERE new ? 'sha256';

CREATE FUNCTION audit_import(p_county int)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	said text := nullif(current_setting('zhen.import', true), '');
BEGIN
	IF said IS NULL THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT format('导入 %s：%s', f.id, f.file)
		FROM import_file f
		WHERE f.county = p_county AND f.id = said::bigint AND f.state = 'open'
			AND f.operator = session_user);
END
$$;
COMMENT ON FUNCTION audit_import IS
	'the operator''s own import that is under way, and its file';

CREATE FUNCTION audit_many(
	p_table name,
	p_columns text,
	p_county int
) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	of regclass := p_table::text::regclass;
	place text := CASE WHEN audit_has(of, 'county')
		THEN format('county = %s', p_county) ELSE 'true' END;
	div text := CASE WHEN audit_has(of, 'div') THEN 'div'
		ELSE p_county || '000000::bigint' END;
	person text := CASE WHEN p_table = 'resident' THEN 'id'
		WHEN audit_has(of, 'resident') THEN 'resident'
		ELSE 'NULL::bigint' END;
BEGIN
	RETURN format('SELECT *
		FROM (%s) l, (
			SELECT min(%2$s) AS lo, max(%2$s) AS hi,
				range_agg(int8range(%3$s, %3$s, ''[]''))
					FILTER (WHERE %3$s IS NOT NULL) AS people
			FROM changed
			WHERE %4$s
		) p', audit_lines('changed', audit_values(of, p_columns), NULL, place),
		div, person, place);
END
$$;
COMMENT ON FUNCTION audit_many IS
	'a query for the digest of the rows of a county that a statement added, their
places and whom they are about';

CREATE FUNCTION audit_write()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET timezone = 'UTC'
SET datestyle = 'ISO, YMD'
SET work_mem = '256MB'
AS $$
DECLARE
	pairs text := TG_ARGV[CASE TG_OP WHEN 'UPDATE' THEN 2 ELSE 1 END];
	req request := audit_request();
	of record;
	one bigint;
	columns text;
	said record;
	count bigint := 0;
BEGIN
	FOR of IN EXECUTE format('SELECT county, count(*) AS rows FROM (%s) p
		GROUP BY county
		ORDER BY county', pairs) LOOP
		count := count + of.rows;
		IF TG_OP = 'INSERT' AND of.rows >= 100 THEN
			columns := audit_columns(TG_ARGV[0]::regclass);
			EXECUTE audit_many(TG_ARGV[0], columns, of.county) INTO said
			USING false;
			PERFORM audit_note(of.county, division_common(said.lo, said.hi),
				TG_OP, TG_ARGV[0], jsonb_strip_nulls(jsonb_build_object(
					'rows', said.rows, 'columns', columns, 'sha256', said.sum,
					'whom', said.people::text, 'import',
					audit_import(of.county))), said.hashes);
			CONTINUE;
		END IF;
		one := nextval('audit_seq');
		EXECUTE format('INSERT INTO audit (county, seq, row_no, at, operator,
				address, client, request, screen, op, tbl, div, old, new,
				on_behalf)
			SELECT county, $2, row_number() OVER (), statement_timestamp(),
				session_user, client_address(), audit_client(),
				$3, $4, $5, $6, div, old, new, $7
			FROM (%s) p
			WHERE county = $1', pairs)
		USING of.county, one, req.key, req.screen, TG_OP, TG_ARGV[0],
			on_behalf();
		PERFORM audit_close(of.county, one);
	END LOOP;
	PERFORM audit_count(count);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION audit_write IS
	'after a statement: its rows before and after. Of a hundred rows or more
that it adds only a digest, with a short hash a row, and whom they are about: they
are the record themselves, and before they change they are kept as they were. Its
arguments are the table and queries made by
audit_attach(); times are kept in UTC';

CREATE FUNCTION division_common(
	p_lo bigint,
	p_hi bigint
) RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $$
	SELECT p_lo / size * size
	FROM unnest(ARRAY[1, 1000, 1000000, 100000000, 1000000000000]) size
	WHERE p_lo / size = p_hi / size
	ORDER BY size
	LIMIT 1
$$;
COMMENT ON FUNCTION division_common IS
	'the smallest division that both are of';

CREATE FUNCTION audit_lines(
	p_from text,
	p_line text,
	p_order text,
	p_where text,
	p_one text DEFAULT NULL
) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT format('SELECT
			count(*) AS rows,
			encode(sha256(convert_to(string_agg(line, E''\n''), ''UTF8'')),
				''hex'') AS sum,
			array_agg(hashtextextended(line, 0)) AS hashes,
			array_agg(line) FILTER (WHERE $1) AS lines%s
		FROM (
			SELECT %s AS line%s
			FROM %s
			WHERE %s
			%s
			OFFSET 0
		) r', ', bool_and(is_one) AS is_one, min(div) AS lo, max(div) AS hi'
			|| left(p_one, 0),
		p_line, format(', div, %s AS is_one', p_one) || left(p_one, 0), p_from,
		p_where, 'ORDER BY ' || p_order)
$$;
COMMENT ON FUNCTION audit_lines IS
	'a query for the digest of rows, each a line as audit_values() has it and made
once (OFFSET 0), in a given order, or as they come: the short hashes keep it. $1:
the lines too. And if a condition holds for all of them, and their places';

CREATE FUNCTION audit_part(
	p_county int,
	p_part jsonb
) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT format('county = %s', p_county)
		|| coalesce(string_agg(format(' AND %I = %L', k.key, k.value), ''
			ORDER BY k.key), '')
	FROM jsonb_each_text(p_part) k (key, value)
$$;
COMMENT ON FUNCTION audit_part IS
	'a condition for the rows of a county''s part, such as a batch';

CREATE FUNCTION audit_part_of(p_note jsonb)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
	SELECT p_note - '{rows,columns,sha256}'::text[]
$$;
COMMENT ON FUNCTION audit_part_of IS
	'the part that a line of audit_sum() is about';

CREATE FUNCTION audit_parts(
	p_from text,
	p_part text
) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT format('SELECT county,
			(SELECT to_jsonb(p) FROM (SELECT %1$s) p) AS part,
			min(div) AS lo, max(div) AS hi
		FROM %2$s
		GROUP BY county, %1$s', p_part, p_from)
$$;
COMMENT ON FUNCTION audit_parts IS
	'a query for the parts of a table that is its own record, and their places';

CREATE FUNCTION audit_sum()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET timezone = 'UTC'
SET datestyle = 'ISO, YMD'
SET work_mem = '256MB'
AS $$
DECLARE
	parts text := audit_parts('(SELECT * FROM changed LIMIT 1) r',
		TG_ARGV[1]);
	one record;
	said record;
	is_one boolean;
	count bigint := 0;
BEGIN
	EXECUTE parts INTO one;
	IF one.county IS NULL THEN
		RETURN NULL;
	END IF;
	EXECUTE audit_lines('changed', TG_ARGV[3], NULL, 'true',
		audit_part(one.county, one.part))
	INTO said
	USING TG_OP = 'DELETE';
	is_one := said.is_one;
	IF NOT is_one THEN
		parts := audit_parts('changed', TG_ARGV[1]);
	END IF;
	FOR one IN EXECUTE parts LOOP
		IF NOT is_one THEN
			EXECUTE audit_lines('changed', TG_ARGV[3], NULL,
				audit_part(one.county, one.part), 'true')
			INTO said
			USING TG_OP = 'DELETE';
		END IF;
		PERFORM audit_note(one.county, division_common(said.lo, said.hi), TG_OP,
			TG_ARGV[0], one.part || jsonb_build_object('rows', said.rows,
				'columns', TG_ARGV[2], 'sha256', said.sum),
			said.hashes, said.lines);
		count := count + said.rows;
	END LOOP;
	PERFORM audit_count(count);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION audit_sum IS
	'after a statement on a table that is its own record: a digest for each
part, nearly always one, of the rows as they came. Its arguments are the table,
the columns of a part, the columns and a row as a line; rows that are removed are
kept as they were';
