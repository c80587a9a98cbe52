-- Operators as the server knows them: duties are memberships in the group
-- roles. Logins are made and changed by functions of zhen_keeper:
-- administrators have no CREATEROLE, with which they could take any role of
-- the server. A password comes as the verifier that the client has made of it.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION duty_all()
RETURNS text[]
LANGUAGE sql IMMUTABLE
AS $$
	SELECT ARRAY['window', 'reviewer', 'supervisor', 'admin', 'coordinator',
		'auditor']
$$;
GRANT EXECUTE ON FUNCTION duty_all TO zhen_operator;

CREATE FUNCTION operator_duties(p_role name)
RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT string_agg(duty, ',' ORDER BY n)
	FROM unnest(duty_all()) WITH ORDINALITY AS d (duty, n)
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
		IF (duty = ANY (duty_all())) IS NOT TRUE THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'duties',
				MESSAGE = format('没有职责 %s，请用 %s', duty,
					array_to_string(duty_all(), '、'));
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

CREATE FUNCTION operator_one_side(p_role text)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF operator_duties(p_role::name) LIKE '%,auditor' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'duties',
			MESSAGE = '审计员只看不办，不能兼别的职责，请只留 auditor 或去掉它';
	END IF;
END
$$;
COMMENT ON FUNCTION operator_one_side IS
	'an auditor has no duty that writes; asked behind the grants, so that duties
from before count too';
GRANT EXECUTE ON FUNCTION operator_one_side TO zhen_keeper;

CREATE FUNCTION verifier_require(p_verifier text)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
	IF (p_verifier ~ '^SCRAM-SHA-256\$[1-9][0-9]{3,6}:[A-Za-z0-9+/]{22,86}={0,2}'
		'\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$') IS NOT TRUE
		OR substring(p_verifier, '\$([0-9]+):')::int < 4096 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'password',
			MESSAGE = '这不是口令的 SCRAM 校验值，请用 zhen 或 zhenctl 改口令';
	END IF;
END
$$;
COMMENT ON FUNCTION verifier_require IS
	'what a client has made of a password, with 4096 rounds or more; a password
in clear is refused: it would stand in logs';
GRANT EXECUTE ON FUNCTION verifier_require TO zhen_keeper;

CREATE FUNCTION verifier_set(
	p_role text,
	p_verifier text
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM verifier_require(p_verifier);
	EXECUTE format('ALTER ROLE %I PASSWORD %L', p_role, p_verifier);
END
$$;
GRANT EXECUTE ON FUNCTION verifier_set TO zhen_keeper;

CREATE FUNCTION password_length(
	p_role text,
	p_home_div bigint
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT setting_for('password_length', p_role, (coalesce(p_home_div,
		(SELECT home_div FROM operator WHERE role = p_role)) / 1000000)::int)
$$;
COMMENT ON FUNCTION password_length IS
	'how long a new password is at least; the place of a login that is being
made, null for one that there is';
GRANT EXECUTE ON FUNCTION password_length TO zhen_admin;

CREATE FUNCTION operator_add(
	p_role text,
	p_name text,
	p_home_div bigint,
	p_duties text[],
	p_verifier text DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
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
	IF p_verifier IS NOT NULL THEN
		PERFORM verifier_set(p_role, p_verifier);
	END IF;
	FOREACH duty IN ARRAY p_duties LOOP
		EXECUTE format('GRANT %I TO %I', 'zhen_' || duty, p_role);
	END LOOP;
	PERFORM operator_one_side(p_role);
	INSERT INTO operator (role, name, county, home_div, scope_lo, scope_hi,
		duties, must_change)
	VALUES (p_role, p_name, p_home_div / 1000000, p_home_div, p_home_div,
		division_last(p_home_div), operator_duties(p_role::name),
		p_verifier IS NOT NULL);
	RETURN format('已添加操作员 %s（%s，%s）', p_role, p_name,
		division_path(p_home_div))
		|| CASE WHEN p_verifier IS NULL THEN ''
			ELSE '；口令只用来改口令，第一次登录时须改' END;
END
$$;
COMMENT ON FUNCTION operator_add IS
	'a login with its duties; runs as zhen_keeper, who may create roles';
REVOKE EXECUTE ON FUNCTION operator_add FROM PUBLIC;
GRANT EXECUTE ON FUNCTION operator_add TO zhen_admin;

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
