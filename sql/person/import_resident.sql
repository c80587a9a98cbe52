-- Residents from old ledgers: set by set and not by the triggers of the entry
-- screen, which would take a day for a county. The same rules are held here;
-- what is in the constraints and domains holds anyway. And how such an import
-- is taken back.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE import_chunk (
	county county_code NOT NULL,
	import bigint NOT NULL,
	n int NOT NULL,
	line int[] NOT NULL,
	resident bigint[] NOT NULL,
	account bigint[] NOT NULL,
	CONSTRAINT import_chunk_n_key PRIMARY KEY (county, import, n),
	CONSTRAINT import_chunk_import_fk FOREIGN KEY (county, import)
		REFERENCES import_file (county, id)
);
COMMENT ON TABLE import_chunk IS
	'每次导入新增了哪些居民和账户，几千行一段，供撤销；内容在居民表的留痕里';
COMMENT ON COLUMN import_chunk.county IS '县区';
COMMENT ON COLUMN import_chunk.import IS '导入编号';
COMMENT ON COLUMN import_chunk.n IS '序号';
COMMENT ON COLUMN import_chunk.line IS '行号';
COMMENT ON COLUMN import_chunk.resident IS '各行新增的居民';
COMMENT ON COLUMN import_chunk.account IS '各行新增的账户，空为没有';
COMMENT ON CONSTRAINT import_chunk_n_key ON import_chunk IS
	'此段已有，不能重复';
COMMENT ON CONSTRAINT import_chunk_import_fk ON import_chunk IS
	'没有这次导入，请核对编号';

CREATE TYPE import_person AS (
	line int,
	id_no text,
	name text,
	sex text,
	birth date,
	native int,
	hukou text,
	village bigint,
	address text,
	phone text,
	account_number text,
	account_bank text,
	head_id_no text,
	kin text
);

CREATE FUNCTION import_people(
	p_import import_file,
	p_from int,
	p_to int,
	p_last boolean,
	p_state text
) RETURNS SETOF import_person
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
DECLARE
	at int[] := ARRAY(
		SELECT coalesce(array_position(p_import.field, a.attname), 1000)
		FROM pg_attribute a
		WHERE a.attrelid = 'import_person'::regclass AND a.attnum > 1
		ORDER BY a.attnum);
BEGIN
	RETURN QUERY
	SELECT
		s.line,
		s.cell[at[1]],
		s.cell[at[2]],
		s.cell[at[3]],
		s.cell[at[4]]::date,
		coalesce(s.cell[at[5]], left(s.cell[at[1]], 6))::int,
		s.cell[at[6]],
		s.cell[at[7]]::bigint,
		s.cell[at[8]],
		s.cell[at[9]],
		s.cell[at[10]],
		s.cell[at[11]],
		nullif(s.cell[at[12]], s.cell[at[1]]),
		s.cell[at[13]]
	FROM import_stage s
	WHERE s.county = p_import.county AND s.import = p_import.id
		AND s.line BETWEEN p_from AND p_to AND s.state = p_state
		AND (p_last OR nullif(s.cell[at[12]], s.cell[at[1]]) IS NULL);
END
$$;
COMMENT ON FUNCTION import_people IS
	'waiting lines of a state, with names for their cells; not in the last round:
those without a head other than themselves';

CREATE FUNCTION import_judge(
	p_import import_file,
	p_from int,
	p_to int,
	p_last boolean
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
DECLARE
	lo bigint := scope_lo();
	hi bigint := scope_hi();
	label jsonb := (SELECT jsonb_object_agg(f, l)
		FROM unnest(p_import.field, p_import.label) u (f, l));
	nothing bigint;
BEGIN
	WITH line AS MATERIALIZED (
		SELECT * FROM import_people(p_import, p_from, p_to, p_last, 'new')
	), found AS MATERIALIZED (
		SELECT
			l.*,
			v.level AS village_level,
			twin.line AS twin,
			twin.name AS twin_name,
			r.id AS known,
			r.name AS known_name,
			r.div AS known_div,
			head.county AS head_county,
			head_line.line AS head_line,
			head_line.state AS head_state,
			(l.id_no IS NOT NULL AND l.name IS NOT NULL AND l.hukou IS NOT NULL
				AND twin.line IS NULL AND i.resident IS NULL
				AND v.level = 'village' AND l.village BETWEEN lo AND hi
				AND (l.head_id_no IS NULL
					OR head.county = p_import.county AND l.kin <> '02'))
				IS TRUE AS is_plain
		FROM line l
		LEFT JOIN division v ON v.code = l.village
		LEFT JOIN LATERAL (
			SELECT i.county, i.resident
			FROM identity i
			WHERE i.id_no = l.id_no
			OFFSET 0
		) i ON true
		LEFT JOIN LATERAL (
			SELECT r.id, r.name, r.div
			FROM resident r
			WHERE r.county = i.county AND r.id = i.resident
			OFFSET 0
		) r ON true
		LEFT JOIN LATERAL (
			SELECT t.line, t.cell[array_position(p_import.field, 'name')] AS name
			FROM import_stage t
			WHERE t.county + 0 = p_import.county
				AND t.import + 0 = p_import.id AND t.key = l.id_no AND t.line + 0 < l.line
				AND t.state <> 'bad'
			ORDER BY t.line
			LIMIT 1
		) twin ON true
		LEFT JOIN LATERAL (
			SELECT h.county, h.resident
			FROM identity h
			WHERE h.id_no = l.head_id_no
			OFFSET 0
		) h ON true
		LEFT JOIN LATERAL (
			SELECT r.county, r.id
			FROM resident r
			WHERE r.county = h.county AND r.id = h.resident
				AND r.div + 0 BETWEEN lo AND hi
			OFFSET 0
		) head ON true
		LEFT JOIN LATERAL (
			SELECT t.line, t.state
			FROM import_stage t
			WHERE l.head_id_no IS NOT NULL AND head.id IS NULL
				AND t.county + 0 = p_import.county
				AND t.import + 0 = p_import.id AND t.key = l.head_id_no
			ORDER BY t.state = 'bad', t.line
			LIMIT 1
		) head_line ON true
	), verdict AS MATERIALIZED (
		SELECT f.line, v.*
		FROM found f
		CROSS JOIN LATERAL (
			VALUES
				('bad', 'id_no', f.id_no, CASE WHEN f.id_no IS NULL
					THEN '没有身份证号，请补上' END),
				('bad', 'id_no', f.id_no, CASE WHEN f.twin_name <> f.name
					THEN format('与第 %s 行“%s”同号，姓名却不同，请对照证件，改正一行',
						f.twin, f.twin_name) END),
				('same', 'id_no', f.id_no, CASE WHEN f.twin_name = f.name
					THEN format('与第 %s 行重复，没有再导', f.twin) END),
				('bad', 'id_no', f.id_no, CASE WHEN f.twin IS NULL
					AND f.known_div NOT BETWEEN lo AND hi
					THEN format('已在%s登记，请核对证件；确为同一人的请联系该所',
						division_path(f.known_div / 1000 * 1000)) END),
				('same', 'id_no', f.id_no, CASE WHEN f.twin IS NULL
					AND f.known_div BETWEEN lo AND hi AND f.known_name = f.name
					THEN format('已登记在%s，没有再导',
						division_path(f.known_div)) END),
				('bad', 'id_no', f.id_no, CASE WHEN f.twin IS NULL
					AND f.known_div BETWEEN lo AND hi AND f.known_name <> f.name
					THEN format('此号已登记为“%s”（%s），姓名不同，请对照证件改正',
						f.known_name, division_path(f.known_div)) END),
				('bad', 'name', f.name, CASE WHEN f.name IS NULL
					THEN '没有姓名，请补上' END),
				('bad', 'hukou', f.hukou, CASE WHEN f.hukou IS NULL
					THEN '没有户口性质，请照户口簿补上' END),
				('bad', 'village', f.village::text, CASE
					WHEN f.village IS NULL
						THEN '没有所属村居，请补上村居名或 12 位代码'
					WHEN f.village_level IS DISTINCT FROM 'village'
						THEN '没有这个村居，请改成本辖区的村居名或 12 位代码'
					WHEN f.village NOT BETWEEN lo AND hi
						THEN format('%s不在您的管辖范围，请由当地服务所导入',
							division_path(f.village)) END),
				('bad', 'head_id_no', f.head_id_no, CASE
					WHEN f.head_id_no IS NULL THEN NULL
					WHEN f.head_county <> p_import.county
						THEN format('户主登记在%s，请留空另立一户',
							division_name(f.head_county::bigint * 1000000))
					WHEN f.head_county IS NOT NULL OR f.head_state = 'good' THEN NULL
					WHEN f.head_line IS NULL
						THEN '没有登记过这位户主，文件里也没有，请补上户主那一行，或留空另立一户'
					ELSE format('户主在第 %s 行，那一行没有导入，请先改好那一行',
						f.head_line) END),
				('bad', 'kin', f.kin, CASE WHEN f.head_id_no IS NOT NULL
					AND coalesce(f.kin, '02') = '02'
					THEN '加入别人的户要写与户主的关系，不能空着或写“户主”' END)
		) v (severity, field, value, message)
		WHERE NOT f.is_plain AND v.message IS NOT NULL
	), marked AS (
		UPDATE import_stage s
		SET state = coalesce(w.severity, 'good')
		FROM line l
		LEFT JOIN (
			SELECT line, min(severity) AS severity
			FROM verdict
			GROUP BY line
		) w USING (line)
		WHERE s.county = p_import.county AND s.import = p_import.id
			AND s.line BETWEEN p_from AND p_to AND s.line = l.line
			AND (p_import.is_dry OR w.severity IS NOT NULL)
		RETURNING s.line
	), told AS (
		SELECT import_tell(p_import, array_agg(line), array_agg(severity),
			array_agg(label ->> field), array_agg(value), array_agg(message), 100)
		FROM verdict
		HAVING count(*) > 0
	)
	SELECT count(*) INTO nothing FROM told;
END
$$;
COMMENT ON FUNCTION import_judge IS
	'tells all that is wrong with each line, and where a number is already; the
lines are then the same as others, or bad. The rest stay new, or in a dry run are
good: of these, nearly all, one condition says that nothing is to be told
(is_plain), and whatever is told of any more has to be in it. + 0 leaves only the
index by key: what waits has no statistics yet';

CREATE FUNCTION import_spell(p_name text[])
RETURNS TABLE (
	name text,
	initials text,
	spelling text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT n.name, coalesce(string_agg(left(c.reading, 1), '' ORDER BY c.n), ''),
		coalesce(string_agg(c.reading, '' ORDER BY c.n), '')
	FROM (
		SELECT d.name, coalesce(two.name, one.name) AS surname,
			coalesce(two.reading, one.reading) AS reading
		FROM (SELECT DISTINCT unnest(p_name) AS name) d
		LEFT JOIN surname two ON two.name = left(d.name, 2)
			AND length(d.name) > 2
		LEFT JOIN surname one ON one.name = left(d.name, 1)
	) n
	CROSS JOIN LATERAL (
		SELECT s.reading, s.n
		FROM unnest(string_to_array(n.reading, ' ')) WITH ORDINALITY s (reading, n)
		UNION ALL
		SELECT (SELECT p.reading FROM pinyin p WHERE p.ch = t.ch), 10 + t.n
		FROM string_to_table(substr(n.name, coalesce(length(n.surname), 0) + 1),
			NULL) WITH ORDINALITY t (ch, n)
	) c
	GROUP BY n.name
$$;
COMMENT ON FUNCTION import_spell IS
	'pinyin_initials() and pinyin_spelling() of many names at once, each name
once';

CREATE FUNCTION import_resident_entry(
	p_import bigint,
	p_from int,
	p_to int,
	p_last boolean
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $$
DECLARE
	file import_file := import_own(p_import);
	made record;
BEGIN
	PERFORM import_judge(file, p_from, p_to, p_last);
	IF file.is_dry THEN
		RETURN;
	END IF;
	EXECUTE 'WITH person AS MATERIALIZED (
		SELECT
			l.*,
			nextval(''resident_id'') AS id,
			coalesce(head.household, nextval(''household_id'')) AS home,
			head.id IS NULL AS is_head,
			CASE WHEN l.account_number IS NOT NULL
				THEN nextval(''account_id'') END AS account
		FROM import_people($1, $2, $3, $4, ''new'') l
		LEFT JOIN LATERAL (
			SELECT i.resident
			FROM identity i
			WHERE i.id_no = l.head_id_no AND i.county = ($1).county
			OFFSET 0
		) its ON true
		LEFT JOIN LATERAL (
			SELECT r.id, r.household
			FROM resident r
			WHERE r.county = ($1).county AND r.id = its.resident
			OFFSET 0
		) head ON true
	), homes AS (
		INSERT INTO household (county, id, div, head)
		SELECT ($1).county, home, village, id
		FROM person
		WHERE is_head
	), people AS (
		INSERT INTO resident (county, id, id_no, name, initials, spelling, sex,
			birth, native, hukou, div, address, phone, household, kin)
		SELECT ($1).county, p.id, p.id_no, p.name, s.initials, s.spelling,
			coalesce(p.sex, idcard_sex(p.id_no)),
			coalesce(p.birth, idcard_birth(p.id_no)), p.native, p.hukou,
			p.village, p.address, p.phone, p.home,
			CASE WHEN p.is_head THEN ''02'' ELSE p.kin END
		FROM person p
		JOIN import_spell(ARRAY(SELECT name FROM person)) s ON s.name = p.name
	), accounts AS (
		INSERT INTO account (county, id, resident, div, number, bank, holder)
		SELECT ($1).county, account, id, village, account_number, account_bank,
			name
		FROM person
		WHERE account IS NOT NULL
	), marked AS (
		UPDATE import_stage s SET state = ''in''
		FROM person p
		WHERE s.county = ($1).county AND s.import = ($1).id
			AND s.line BETWEEN $2 AND $3 AND s.line = p.line
	)
	SELECT array_agg(line) AS lines, array_agg(id) AS people,
		array_agg(account) AS accounts
	FROM person'
	INTO made
	USING file, p_from, p_to, p_last;
	IF made.lines IS NULL THEN
		RETURN;
	END IF;
	INSERT INTO import_chunk (county, import, n, line, resident, account)
	SELECT file.county, file.id, count(*) + 1, made.lines, made.people,
		made.accounts
	FROM import_chunk c
	WHERE c.county = file.county AND c.import = file.id;
END
$$;
COMMENT ON FUNCTION import_resident_entry IS
	'judges lines of an own import and registers the good ones; every one is
held to the operator''s scope. The statement is planned anew each time by
EXECUTE, for the tables grow under it; what it fires, the foreign keys of each row
above all, is planned once';
GRANT EXECUTE ON FUNCTION import_resident_entry TO zhen_window;

CREATE FUNCTION undo_hindrance(
	p_county int,
	p_people bigint[]
) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one regclass;
	count bigint;
BEGIN
	FOR one IN
		SELECT c.oid
		FROM pg_class c
		WHERE c.relnamespace = 'zhen'::regnamespace AND c.relkind IN ('r', 'p')
			AND NOT c.relispartition AND audit_has(c.oid, 'county')
			AND audit_has(c.oid, 'resident')
			AND c.relname NOT IN ('identity', 'account', 'import_chunk')
		ORDER BY c.relname
	LOOP
		EXECUTE format('SELECT count(DISTINCT t.resident) FROM %s t
			WHERE t.county = $1 AND t.resident = ANY ($2)', one)
		INTO count
		USING p_county, p_people;
		IF count > 0 THEN
			RETURN format('%s 人已有%s', count, table_words(one::text));
		END IF;
	END LOOP;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION undo_hindrance IS
	'what of these people is in any other table, or null';

CREATE FUNCTION undo_resident_entry(
	p_county int,
	p_import bigint
) RETURNS int
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	people bigint[] := ARRAY(
		SELECT unnest(c.resident) FROM import_chunk c
		WHERE c.county = p_county AND c.import = p_import);
	accounts bigint[] := ARRAY(
		SELECT a FROM import_chunk c
		CROSS JOIN LATERAL unnest(c.account) a
		WHERE c.county = p_county AND c.import = p_import AND a IS NOT NULL);
	homes bigint[];
	why text;
	gone int;
BEGIN
	PERFORM FROM resident r
	WHERE r.county = p_county AND r.id = ANY (people)
	ORDER BY r.id
	FOR UPDATE;
	SELECT array_agg(h.id) INTO homes
	FROM household h
	JOIN resident r ON r.county = h.county AND r.household = h.id
		AND r.id = h.head
	WHERE h.county = p_county AND r.id = ANY (people);
	DELETE FROM duplicate d
	WHERE d.state = 'open' AND (d.county = p_county AND d.resident = ANY (people)
		OR d.other_county = p_county AND d.other = ANY (people));
	why := coalesce(undo_hindrance(p_county, people), (
		SELECT format('%s 人与别的档案成对，已有结论', count(DISTINCT d.other))
		FROM duplicate d
		WHERE d.other_county = p_county AND d.other = ANY (people)
		HAVING count(*) > 0), (
		SELECT format('%s 人已改过登记', count(*)) FROM resident r
		WHERE r.county = p_county AND r.id = ANY (people) AND r.version > 1
		HAVING count(*) > 0), (
		SELECT format('%s 人不在了，可能已合并', cardinality(people) - count(*))
		FROM resident r
		WHERE r.county = p_county AND r.id = ANY (people)
		HAVING count(*) < cardinality(people)), (
		SELECT format('%s 人已换过账户', count(DISTINCT a.resident))
		FROM account a
		WHERE a.county = p_county AND a.resident = ANY (people)
			AND (NOT a.is_current OR a.id <> ALL (accounts))
		HAVING count(*) > 0), (
		SELECT format('%s 个别的人加入了这些户', count(*))
		FROM resident r
		WHERE r.county = p_county AND r.household = ANY (homes)
			AND r.id <> ALL (people)
		HAVING count(*) > 0));
	IF why IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = format(
			'不能撤销导入 %s：%s，请逐人更正', p_import, why);
	END IF;
	DELETE FROM account WHERE county = p_county AND id = ANY (accounts);
	DELETE FROM resident WHERE county = p_county AND id = ANY (people);
	GET DIAGNOSTICS gone = ROW_COUNT;
	DELETE FROM household WHERE county = p_county AND id = ANY (homes);
	DELETE FROM import_chunk WHERE county = p_county AND import = p_import;
	RETURN gone;
END
$$;
COMMENT ON FUNCTION undo_resident_entry IS
	'people who were imported and of whom nothing else is known go, whole, and
their numbers are free again; the trace keeps what they were. Nobody else
removes a person: an import is undone because these lines were never true';
