-- Which files the database was made of, version by version, so that
-- "zhenctl upgrade" knows what it stands on, and what a step changes.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE installed_file (
	version int NOT NULL,
	file line_text NOT NULL,
	digest line_text NOT NULL,
	at timestamptz NOT NULL DEFAULT now(),
	by name NOT NULL DEFAULT session_user,
	CONSTRAINT installed_file_file_key PRIMARY KEY (version, file)
);
COMMENT ON TABLE installed_file IS '数据库由哪些文件装成';
COMMENT ON COLUMN installed_file.version IS '第几版';
COMMENT ON COLUMN installed_file.file IS 'sql/ 里的文件名';
COMMENT ON COLUMN installed_file.digest IS '文件的摘要（SHA-256）';
COMMENT ON COLUMN installed_file.at IS '装入时间';
COMMENT ON COLUMN installed_file.by IS '装入人';
COMMENT ON CONSTRAINT installed_file_file_key ON installed_file IS
	'这一版的这个文件已经装入，不能重复';

CREATE FUNCTION text_digest(p_text text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT encode(sha256(convert_to(p_text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION installed_keep(
	p_version int,
	p_file text,
	p_text text
) RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	INSERT INTO installed_file (version, file, digest)
	VALUES (p_version, p_file, text_digest(p_text))
$$;
COMMENT ON FUNCTION installed_keep IS 'a file of that version has been run';

CREATE FUNCTION installed_check(
	p_version int,
	p_file text,
	p_text text
) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	kept text := (SELECT digest FROM installed_file
		WHERE version = p_version AND file = p_file);
BEGIN
	IF kept IS DISTINCT FROM text_digest(p_text) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = format(
			'数据库不是用这里的第 %s 版 %s 装成的，升级会弄坏它：请用装它的那份程序的'
			'下一版，试用的库可以重建', p_version, p_file);
	END IF;
END
$$;
COMMENT ON FUNCTION installed_check IS
	'refuses a database that this file of that version isn''t in';

CREATE FUNCTION upgrade_check(
	p_newest int,
	p_files text[],
	p_at_once boolean
) RETURNS int
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	have int := (SELECT value FROM setting WHERE name = 'version');
	stray text;
	people int;
BEGIN
	IF have > p_newest THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = format(
			'数据库已是第 %s 版，本程序只到第 %s 版：请用新的 zhenctl，版本只能升、不能退',
			have, p_newest);
	END IF;
	SELECT min(format('第 %s 版 %s', version, file)) INTO stray
	FROM installed_file
	WHERE format('%s %s', version, file) <> ALL (p_files);
	IF stray IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = format(
			'数据库里有本程序不认得的文件（%s）：请用装它的那份程序的下一版', stray);
	END IF;
	IF have = p_newest THEN
		RETURN have;
	END IF;
	SELECT min(format('%s %s', object, problem)) INTO stray FROM doctor_grants();
	IF stray IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = format(
			'有不是安装时授予的权限（%s）：请先用 zhenctl check 查清并改好', stray);
	END IF;
	SELECT count(DISTINCT a.usename) INTO people
	FROM pg_stat_activity a
	JOIN operator o ON o.role = a.usename
	WHERE a.datname = current_database();
	IF people > 0 AND NOT p_at_once THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = format(
			'有 %s 位操作员正在用（zhenctl operator sessions 看是谁）：请等窗口下班再升级，'
			'一定要现在升级的加 --now', people);
	END IF;
	RETURN have;
END
$$;
COMMENT ON FUNCTION upgrade_check IS
	'the version that the database has, or why it can''t be upgraded; files: all
that the program knows, as "VERSION FILE"';

CREATE FUNCTION schema_objects()
RETURNS TABLE (object text, digest text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT CASE c.relkind WHEN 'v' THEN '视图 ' WHEN 'S' THEN '序列 '
			WHEN 'i' THEN '索引 ' ELSE '表 ' END || c.relname,
		md5(concat(CASE c.relkind WHEN 'v' THEN pg_get_viewdef(c.oid)
				WHEN 'i' THEN pg_get_indexdef(c.oid) END,
			c.relrowsecurity, (
				SELECT string_agg(format('%s %s %s %s', a.attname,
					format_type(a.atttypid, a.atttypmod), a.attnotnull,
					pg_get_expr(d.adbin, d.adrelid)), ',' ORDER BY a.attnum)
				FROM pg_attribute a
				LEFT JOIN pg_attrdef d ON d.adrelid = c.oid
					AND d.adnum = a.attnum
				WHERE a.attrelid = c.oid AND a.attnum > 0
					AND NOT a.attisdropped), (
				SELECT string_agg(pg_get_constraintdef(k.oid), ','
					ORDER BY k.conname)
				FROM pg_constraint k
				WHERE k.conrelid = c.oid), (
				SELECT string_agg(pg_get_triggerdef(t.oid), ','
					ORDER BY t.tgname)
				FROM pg_trigger t
				WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)))
	FROM pg_class c
	WHERE c.relnamespace = 'zhen'::regnamespace
		AND c.relkind IN ('r', 'p', 'v', 'S', 'i') AND NOT c.relispartition
	UNION ALL
	SELECT format('函数 %s(%s)', p.proname,
		pg_get_function_identity_arguments(p.oid)),
		md5(pg_get_functiondef(p.oid))
	FROM pg_proc p
	WHERE p.pronamespace = 'zhen'::regnamespace AND p.prokind = 'f'
$$;
COMMENT ON FUNCTION schema_objects IS
	'what the schema is made of, each with a digest of how';

CREATE FUNCTION upgrade_begin()
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
SET client_min_messages = warning
AS $$
BEGIN
	SET LOCAL lock_timeout = '10s';
	DROP TABLE IF EXISTS pg_temp.objects_before;
	CREATE TEMP TABLE objects_before ON COMMIT DROP AS
	SELECT * FROM schema_objects();
END
$$;
COMMENT ON FUNCTION upgrade_begin IS 'before the files of a version are run';

CREATE FUNCTION upgrade_end(p_version int)
RETURNS TABLE (change text, object text)
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM setup();
	PERFORM programme_compile(definition) FROM programme ORDER BY code;
	PERFORM grants_keep();
	UPDATE setting SET value = p_version WHERE name = 'version';
	RETURN QUERY
	SELECT CASE WHEN o.object IS NULL THEN '新增' WHEN n.object IS NULL
		THEN '去掉' ELSE '改动' END, coalesce(n.object, o.object)
	FROM schema_objects() n
	FULL JOIN pg_temp.objects_before o ON o.object = n.object
	WHERE n.digest IS DISTINCT FROM o.digest
	ORDER BY 1, 2;
END
$$;
COMMENT ON FUNCTION upgrade_end IS
	'the files of a version have been run: partitions and programmes follow, and
the database has that version. What changed';
