-- What a backup holds beside the dump of the database: the roles, which
-- belong to the server, and the counts that prove a restored one.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION backup_roles()
RETURNS SETOF text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	WITH ours AS (
		SELECT a.*
		FROM pg_authid a
		WHERE a.rolname LIKE 'zhen\_%'
			OR EXISTS (SELECT FROM operator o WHERE o.role = a.rolname)
	)
	SELECT format('DO $do$ BEGIN IF EXISTS (SELECT FROM pg_authid WHERE rolname = '
		'%1$L AND (rolcanlogin, rolpassword) IS DISTINCT FROM (%2$L, %3$L)) '
		'THEN RAISE EXCEPTION USING MESSAGE = %4$L; ELSIF NOT EXISTS (SELECT '
		'FROM pg_authid WHERE rolname = %1$L) THEN CREATE ROLE %1$I %5$s %6$s '
		'%7$s; END IF; END $do$;', rolname, rolcanlogin, rolpassword,
		format('服务器上已有另一个登录名 %s：请恢复到新的服务器', rolname),
		CASE WHEN rolcanlogin THEN 'LOGIN' ELSE 'NOLOGIN' END,
		CASE WHEN rolcreaterole THEN 'CREATEROLE' END,
		CASE WHEN rolpassword IS NOT NULL
			THEN format('PASSWORD %L', rolpassword) END)
	FROM ours
	UNION ALL
	SELECT format('GRANT %I TO %I;', g.rolname, m.rolname)
	FROM pg_auth_members x
	JOIN pg_roles g ON g.oid = x.roleid
	JOIN ours m ON m.oid = x.member
	UNION ALL
	SELECT format('DO $do$ BEGIN EXECUTE format(%L, current_database()); '
		'END $do$;', change)
	FROM (
		SELECT 'REVOKE ALL ON DATABASE %I FROM PUBLIC' AS change
		UNION ALL
		SELECT format('GRANT %s ON DATABASE %%I TO %I', privilege, grantee)
		FROM grants_now()
		WHERE object = '数据库' AND grantee <> 'PUBLIC'
		UNION ALL
		SELECT format('ALTER DATABASE %%I SET %I = %s', split_part(c, '=', 1),
			CASE split_part(c, '=', 1) WHEN 'search_path'
				THEN substr(c, strpos(c, '=') + 1)
				ELSE quote_literal(substr(c, strpos(c, '=') + 1)) END)
		FROM pg_db_role_setting s
		JOIN pg_database d ON d.oid = s.setdatabase
		CROSS JOIN unnest(s.setconfig) c
		WHERE d.datname = current_database() AND s.setrole = 0
	) changes
$$;
COMMENT ON FUNCTION backup_roles IS
	'statements that make the roles, with their passwords as the server keeps
them, and give the database its rights; for a superuser';

CREATE FUNCTION backup_manifest()
RETURNS TABLE (name text, value text)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one text;
	count bigint;
BEGIN
	RETURN QUERY
	SELECT 'version', s.value::text FROM setting s WHERE s.name = 'version';
	FOR one IN
		SELECT c.relname
		FROM pg_class c
		WHERE c.relnamespace = 'zhen'::regnamespace
			AND c.relkind IN ('r', 'p') AND NOT c.relispartition
		ORDER BY c.relname
	LOOP
		EXECUTE format('SELECT count(*) FROM %I', one) INTO count;
		RETURN QUERY SELECT 'rows ' || one, count::text;
	END LOOP;
	RETURN QUERY
	SELECT 'head ' || h.county, format('%s %s', h.link, encode(h.digest, 'hex'))
	FROM audit_head h
	ORDER BY h.county;
END
$$;
COMMENT ON FUNCTION backup_manifest IS
	'what there is: version, rows of each table, where each chain ends';
