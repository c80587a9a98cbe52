-- Operators as the server knows them: duties are memberships in the group
-- roles; session_open() tells the client who is at the terminal. Logins are
-- made by functions of zhen_keeper: administrators have no CREATEROLE, with
-- which they could take any role of the server.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION operator_duties(p_role name)
RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT string_agg(duty, ',' ORDER BY n)
	FROM unnest(ARRAY['window', 'reviewer', 'supervisor', 'admin',
		'coordinator']) WITH ORDINALITY AS d (duty, n)
	WHERE pg_has_role(p_role, 'zhen_' || duty, 'MEMBER')
$$;
GRANT EXECUTE ON FUNCTION operator_duties TO zhen_operator;

CREATE FUNCTION operator_has_duty(p_duty text)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
	SELECT pg_has_role(session_user, 'zhen_' || p_duty, 'MEMBER')
$$;
COMMENT ON FUNCTION operator_has_duty IS
	'for functions of the owner, who ask who is at the terminal';
GRANT EXECUTE ON FUNCTION operator_has_duty TO zhen_operator;

CREATE FUNCTION duty_role(p_duty text)
RETURNS name
LANGUAGE sql STABLE
AS $$
	SELECT rolname FROM pg_roles WHERE rolname = 'zhen_' || p_duty
$$;
COMMENT ON FUNCTION duty_role IS
	'group role of a duty, null if there is no such duty';
GRANT EXECUTE ON FUNCTION duty_role TO zhen_operator;

CREATE FUNCTION session_is_superuser()
RETURNS boolean
LANGUAGE sql STABLE
AS $$
	SELECT rolsuper FROM pg_roles WHERE rolname = session_user
$$;
COMMENT ON FUNCTION session_is_superuser IS
	'who installed the server, for functions of the owner';
GRANT EXECUTE ON FUNCTION session_is_superuser TO zhen_operator;

CREATE FUNCTION operator_check(
	p_role text,
	p_home_div bigint,
	p_duties text[]
) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	duty text;
BEGIN
	IF p_role ~ '^[a-z][a-z0-9_]{0,30}$' IS NOT TRUE
		OR p_role LIKE 'zhen\_%' OR p_role LIKE 'pg\_%' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'role',
			MESSAGE = '登录名应以小写字母开头，只含小写字母、数字和下划线';
	END IF;
	IF EXISTS (SELECT FROM pg_roles WHERE rolname = p_role
		AND (rolsuper OR rolcreaterole)) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'role',
			MESSAGE = format('%s 是数据库管理角色，请换一个登录名', p_role);
	END IF;
	IF NOT EXISTS (SELECT FROM division WHERE code = p_home_div) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'home_div',
			MESSAGE = format('没有区划 %s，请核对 12 位代码', p_home_div);
	END IF;
	FOREACH duty IN ARRAY p_duties LOOP
		IF duty NOT IN ('window', 'reviewer', 'supervisor', 'admin',
			'coordinator') THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'duties',
				MESSAGE = format('没有职责 %s，请用 window、reviewer、'
					'supervisor、admin、coordinator', duty);
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION operator_check IS
	'a login''s name, place and duties make sense, or a refusal';
GRANT EXECUTE ON FUNCTION operator_check TO zhen_keeper;

CREATE FUNCTION operator_admin_check(
	p_role text,
	p_home_div bigint,
	p_duties text[]
) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF session_is_superuser() THEN
		RETURN;
	END IF;
	PERFORM duty_require('添加操作员', 'admin');
	PERFORM scope_require(p_home_div);
	IF 'admin' = ANY (p_duties) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403', COLUMN = 'duties',
			MESSAGE = '管理员只能由服务器管理员在服务器上添加，请联系他们';
	END IF;
	IF EXISTS (SELECT FROM pg_roles WHERE rolname = p_role) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403', COLUMN = 'role',
			MESSAGE = format('服务器上已有登录名 %s，请换一个', p_role);
	END IF;
END
$$;
COMMENT ON FUNCTION operator_admin_check IS
	'an administrator adds new logins below, and gives nobody who has one more
duties: neither a colleague nor themselves; other administrators are made on
the server';
GRANT EXECUTE ON FUNCTION operator_admin_check TO zhen_keeper;

CREATE FUNCTION operator_add(
	p_role text,
	p_name text,
	p_home_div bigint,
	p_duties text[],
	p_password text DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET password_encryption = 'scram-sha-256'
AS $$
DECLARE
	duty text;
BEGIN
	PERFORM operator_check(p_role, p_home_div, p_duties);
	PERFORM operator_admin_check(p_role, p_home_div, p_duties);
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = p_role) THEN
		EXECUTE format('CREATE ROLE %I', p_role);
	END IF;
	EXECUTE format('ALTER ROLE %I LOGIN', p_role);
	IF p_password IS NOT NULL THEN
		EXECUTE format('ALTER ROLE %I PASSWORD %L', p_role, p_password);
	END IF;
	FOREACH duty IN ARRAY p_duties LOOP
		EXECUTE format('GRANT %I TO %I', 'zhen_' || duty, p_role);
	END LOOP;
	INSERT INTO operator (role, name, county, home_div, scope_lo, scope_hi)
	VALUES (p_role, p_name, p_home_div / 1000000, p_home_div, p_home_div,
		division_last(p_home_div));
	RETURN format('已添加操作员 %s（%s，%s）', p_role, p_name,
		division_path(p_home_div));
END
$$;
COMMENT ON FUNCTION operator_add IS
	'a login with its duties; runs as zhen_keeper, who may create roles';
REVOKE EXECUTE ON FUNCTION operator_add FROM PUBLIC;
GRANT EXECUTE ON FUNCTION operator_add TO zhen_admin;

CREATE FUNCTION operator_office_name(p_div bigint)
RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(
		(SELECT name FROM office WHERE div = p_div),
		(SELECT name FROM station WHERE div = p_div),
		division_name(p_div) || '人力资源和社会保障局')
$$;
GRANT EXECUTE ON FUNCTION operator_office_name TO zhen_operator;

-- The relations of screens that a role may write to, at least in part.
CREATE FUNCTION operator_writes(p_role name)
RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(string_agg(c.relname, ',' ORDER BY c.relname), '')
	FROM pg_class c
	WHERE c.relnamespace = 'zhen'::regnamespace
		AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition
		AND (has_any_column_privilege(p_role, c.oid, 'INSERT')
			OR has_any_column_privilege(p_role, c.oid, 'UPDATE'))
$$;
COMMENT ON FUNCTION operator_writes IS
	'the relations that a role may write to, for screens to say so at once';

CREATE FUNCTION lock_minutes(p_role text, p_county integer)
RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT s.value::text
	FROM setting s
	JOIN (VALUES
		('lock_minutes.' || p_role, 1),
		('lock_minutes.' || p_county, 2),
		('lock_minutes', 3)
	) AS wanted (name, rank) USING (name)
	ORDER BY wanted.rank
	LIMIT 1
$$;
COMMENT ON FUNCTION lock_minutes IS
	'minutes without a key until the screen is covered: the operator''s own, their
county''s, or everybody''s';

CREATE FUNCTION session_open(p_client text)
RETURNS TABLE (
	name text,
	value text
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	me operator;
BEGIN
	SELECT * INTO me FROM operator o WHERE o.role = session_user;
	IF me.role IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('%s 不是操作员，请联系管理员添加', session_user);
	END IF;
	IF me.is_disabled THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('操作员 %s 已停用，请联系管理员', session_user);
	END IF;
	PERFORM set_config('application_name',
		left('zhen ' || coalesce(p_client, ''), 63), false);
	RETURN QUERY VALUES
		('operator', me.role::text),
		('operator_name', me.name::text),
		('duties', operator_duties(me.role)),
		('office', me.home_div::text),
		('office_name', operator_office_name(me.home_div)),
		('mine', CASE WHEN me.scope_lo = me.scope_hi
			THEN me.home_div::text ELSE '' END),
		('lo', me.scope_lo::text),
		('hi', me.scope_hi::text),
		('county_lo', (me.scope_lo / 1000000)::text),
		('county_hi', (me.scope_hi / 1000000)::text),
		('today', to_char(current_date, 'YYYY-MM-DD')),
		('month', to_char(current_date, 'YYYYMM')),
		('now', to_char(now(), 'YYYY-MM-DD HH24:MI')),
		('writes', operator_writes(session_user)),
		('lock_minutes', lock_minutes(me.role::text, me.county)),
		('version', (SELECT s.value::text FROM setting s
			WHERE s.name = 'version'));
END
$$;
COMMENT ON FUNCTION session_open IS
	'who is at the terminal: the session values of forms';
GRANT EXECUTE ON FUNCTION session_open TO zhen_operator;

CREATE FUNCTION session_names()
RETURNS SETOF text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT unnest(ARRAY['operator', 'operator_name', 'duties', 'office',
		'office_name', 'mine', 'lo', 'hi', 'county_lo', 'county_hi', 'today',
		'month', 'now', 'writes', 'lock_minutes', 'version'])
$$;
COMMENT ON FUNCTION session_names IS
	'the names that session_open() gives, for checking forms';
GRANT EXECUTE ON FUNCTION session_names TO zhen_operator;

CREATE FUNCTION operator_list()
RETURNS TABLE (
	role text,
	name text,
	place text,
	duties text,
	state text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT
		o.role::text,
		o.name::text,
		division_path(o.home_div),
		operator_duties(o.role),
		CASE WHEN o.is_disabled THEN '停用' ELSE '在用' END
	FROM operator o
	ORDER BY o.home_div, o.role
$$;
COMMENT ON FUNCTION operator_list IS 'the operators in scope';
GRANT EXECUTE ON FUNCTION operator_list TO zhen_admin;

CREATE FUNCTION operator_disable(p_role text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	home bigint := (SELECT home_div FROM operator WHERE role = p_role);
BEGIN
	IF home IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'role',
			MESSAGE = format('没有操作员 %s，请用 zhenctl operator list 核对', p_role);
	END IF;
	IF NOT session_is_superuser() THEN
		PERFORM duty_require('停用操作员', 'admin');
		PERFORM scope_require(home);
	END IF;
	UPDATE operator SET is_disabled = true WHERE role = p_role;
	EXECUTE format('ALTER ROLE %I NOLOGIN', p_role);
	RETURN format('已停用操作员 %s', p_role);
END
$$;
COMMENT ON FUNCTION operator_disable IS
	'no login from now on, and a session that is open sees nothing any more;
what the operator did stays on record';
REVOKE EXECUTE ON FUNCTION operator_disable FROM PUBLIC;
GRANT EXECUTE ON FUNCTION operator_disable TO zhen_admin;

RESET ROLE;
GRANT zhen_operator TO zhen_keeper;
ALTER FUNCTION operator_add OWNER TO zhen_keeper;
ALTER FUNCTION operator_disable OWNER TO zhen_keeper;
