-- What a backup holds beside the dump of the database: the roles, which
-- belong to the server, and the counts that prove a restored one.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION backup_roles()
RETURNS SETOF text
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET TimeZone = 'UTC'
AS $$
DECLARE
	ours name[] := ARRAY(
		WITH RECURSIVE ours AS (
			SELECT oid, rolname
			FROM pg_roles
			WHERE rolname LIKE 'zhen\_%'
				OR rolname IN (SELECT role FROM operator)
			UNION
			SELECT g.oid, g.rolname
			FROM ours
			JOIN pg_auth_members m ON m.member = ours.oid
			JOIN pg_roles g ON g.oid = m.roleid AND g.rolname !~ '^pg_'
		)
		SELECT rolname FROM ours ORDER BY rolname
	);
	making CONSTANT text := $making$
		SELECT concat_ws(' ', 'CREATE ROLE', quote_ident(rolname),
			CASE WHEN rolcanlogin THEN 'LOGIN' END,
			CASE WHEN rolsuper THEN 'SUPERUSER' END,
			CASE WHEN rolcreaterole THEN 'CREATEROLE' END,
			CASE WHEN rolcreatedb THEN 'CREATEDB' END,
			CASE WHEN rolreplication THEN 'REPLICATION' END,
			CASE WHEN rolbypassrls THEN 'BYPASSRLS' END,
			CASE WHEN NOT rolinherit THEN 'NOINHERIT' END,
			'CONNECTION LIMIT ' || rolconnlimit,
			'PASSWORD ' || quote_literal(rolpassword),
			'VALID UNTIL ' || quote_literal(rolvaliduntil))
		FROM pg_authid
		WHERE rolname = %1$L
	$making$;
	joining CONSTANT text := $joining$
		SELECT string_agg(format('GRANT %%I TO %%I%%s;', g.rolname, m.rolname,
			CASE WHEN x.admin_option THEN ' WITH ADMIN OPTION' END), ' '
			ORDER BY g.rolname)
		FROM pg_auth_members x
		JOIN pg_roles g ON g.oid = x.roleid
		JOIN pg_roles m ON m.oid = x.member
		WHERE m.rolname = %1$L
	$joining$;
	one name;
	made text;
	joined text;
	joins text := '';
BEGIN
	RETURN NEXT 'SET LOCAL TimeZone = ''UTC'';';
	FOREACH one IN ARRAY ours LOOP
		EXECUTE format(making, one) INTO made;
		EXECUTE format(joining, one) INTO joined;
		RETURN NEXT format('DO $do$ DECLARE made text := (%s); BEGIN '
			'IF made IS NULL THEN %s; ELSIF made <> %L '
			'OR (%s) IS DISTINCT FROM %L THEN '
			'RAISE EXCEPTION USING MESSAGE = %L; END IF; END $do$;',
			format(making, one), made, made, format(joining, one), joined,
			format('服务器上已有登录名或角色 %s，与备份里的不一样：请恢复到新的服务器',
				one));
		joins := concat_ws(E'\n', joins, joined);
	END LOOP;
	RETURN NEXT joins;
	RETURN QUERY
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
	) changes;
END
$$;
COMMENT ON FUNCTION backup_roles IS
	'statements that make the roles, with their passwords as the server keeps
them, and give the database its rights. A role that is there already must be
the same in all, or the statements fail. For a superuser';

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
