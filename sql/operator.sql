-- Operators as the server knows them: duties are memberships in the group
-- roles; session_open() tells the client who is at the terminal.

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

CREATE FUNCTION operator_add(
	p_role text,
	p_name text,
	p_home_div bigint,
	p_duties text[],
	p_password text DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	duty text;
	verb text := 'CREATE';
BEGIN
	IF p_role !~ '^[a-z][a-z0-9_]{0,30}$' OR p_role LIKE 'zhen\_%'
		OR p_role LIKE 'pg\_%' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'role',
			MESSAGE = '登录名应以小写字母开头，只含小写字母、数字和下划线';
	END IF;
	IF NOT EXISTS (SELECT FROM division WHERE code = p_home_div) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'home_div',
			MESSAGE = format('没有区划 %s，请核对 12 位代码', p_home_div);
	END IF;
	IF EXISTS (SELECT FROM pg_roles WHERE rolname = p_role) THEN
		verb := 'ALTER';
	END IF;
	IF EXISTS (SELECT FROM pg_roles WHERE rolname = p_role
		AND (rolsuper OR rolcreaterole)) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'role',
			MESSAGE = format('%s 是数据库管理角色，请换一个登录名', p_role);
	END IF;
	PERFORM set_config('password_encryption', 'scram-sha-256', true);
	EXECUTE format('%s ROLE %I LOGIN PASSWORD %L', verb, p_role, p_password);
	FOREACH duty IN ARRAY p_duties LOOP
		IF duty NOT IN ('window', 'reviewer', 'supervisor', 'admin',
			'coordinator') THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'duties',
				MESSAGE = format('没有职责 %s，请用 window、reviewer、'
					'supervisor、admin、coordinator', duty);
		END IF;
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
	'a login role with its duties; run by who may create roles';
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
		'month', 'version'])
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
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE operator SET is_disabled = true WHERE role = p_role;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'role',
			MESSAGE = format('没有操作员 %s，请用 zhenctl operator list 核对', p_role);
	END IF;
	EXECUTE format('ALTER ROLE %I NOLOGIN', p_role);
	RETURN format('已停用操作员 %s', p_role);
END
$$;
COMMENT ON FUNCTION operator_disable IS
	'no login from now on; what the operator did stays on record';
GRANT EXECUTE ON FUNCTION operator_disable TO zhen_admin;
