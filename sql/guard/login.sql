-- Changing a login that there is: its password, place and duties. An
-- administrator changes those below them, on record; neither themselves nor
-- other administrators.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION operator_manage(
	p_role text,
	p_what text
) RETURNS operator
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one operator;
BEGIN
	SELECT * INTO one FROM operator WHERE role = p_role;
	IF one.role IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'role',
			MESSAGE = format('没有操作员 %s，请用 zhenctl operator list 核对',
				p_role);
	END IF;
	IF session_is_superuser() THEN
		RETURN one;
	END IF;
	PERFORM duty_require(p_what, 'admin');
	PERFORM scope_require(one.home_div);
	IF one.role = session_user THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403', COLUMN = 'role',
			MESSAGE = format('%s不能自己给自己办，请由服务器管理员办理', p_what);
	END IF;
	IF pg_has_role(one.role, 'zhen_admin', 'MEMBER') THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403', COLUMN = 'role',
			MESSAGE = format('%s 是管理员，请由服务器管理员在服务器上办理', p_role);
	END IF;
	RETURN one;
END
$$;
COMMENT ON FUNCTION operator_manage IS
	'the operator, if whoever asks may change their login, or a refusal';
GRANT EXECUTE ON FUNCTION operator_manage TO zhen_keeper;

CREATE FUNCTION operator_passwd(
	p_role text,
	p_verifier text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one operator := operator_manage(p_role, '重设口令');
BEGIN
	PERFORM verifier_set(p_role, p_verifier);
	UPDATE operator SET must_change = true, version = version + 1
	WHERE role = p_role;
	PERFORM login_unlock(p_role::name);
	RETURN format('已重设 %s（%s）的口令；下次登录须先改口令', one.role, one.name);
END
$$;
COMMENT ON FUNCTION operator_passwd IS
	'another password, which only serves to change it';
REVOKE EXECUTE ON FUNCTION operator_passwd FROM PUBLIC;
GRANT EXECUTE ON FUNCTION operator_passwd TO zhen_admin;

CREATE FUNCTION operator_password(p_verifier text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM operator
		WHERE role = session_user AND NOT is_disabled) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('%s 不是操作员或已停用，请联系管理员', session_user);
	END IF;
	PERFORM verifier_set(session_user, p_verifier);
	UPDATE operator SET must_change = false, version = version + 1
	WHERE role = session_user;
	RETURN '口令已改，下次登录请用新口令';
END
$$;
COMMENT ON FUNCTION operator_password IS
	'one''s own password, which lets whoever must change it in; how long it is
and that it is new, only the client can see';
REVOKE EXECUTE ON FUNCTION operator_password FROM PUBLIC;
GRANT EXECUTE ON FUNCTION operator_password TO zhen_operator;

CREATE FUNCTION operator_left_open(p_role name)
RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT format('草稿 %s 份、未办结来信来访 %s 件、未发放批次 %s 个',
		(SELECT count(*) FROM kept_draft WHERE operator = p_role),
		(SELECT count(*) FROM petition
			WHERE received_by = p_role AND closed_on IS NULL),
		(SELECT count(*) FROM batch
			WHERE made_by = p_role AND state <> 'paid'))
$$;
COMMENT ON FUNCTION operator_left_open IS
	'what somebody who goes elsewhere leaves behind';
REVOKE EXECUTE ON FUNCTION operator_left_open FROM PUBLIC;
GRANT EXECUTE ON FUNCTION operator_left_open TO zhen_keeper;

CREATE FUNCTION operator_move(
	p_role text,
	p_home_div bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one operator := operator_manage(p_role, '调动操作员');
BEGIN
	PERFORM operator_check(p_role, p_home_div, '{}');
	IF NOT session_is_superuser() THEN
		PERFORM scope_require(p_home_div);
	END IF;
	UPDATE operator SET
		county = p_home_div / 1000000,
		home_div = p_home_div,
		scope_lo = p_home_div,
		scope_hi = division_last(p_home_div),
		cover_of = NULL,
		cover_div = NULL,
		cover_ends = NULL,
		version = version + 1
	WHERE role = p_role;
	RETURN format('%s（%s）已由%s调到%s；留在原处：%s', one.role, one.name,
		division_path(one.home_div), division_path(p_home_div),
		operator_left_open(one.role));
END
$$;
COMMENT ON FUNCTION operator_move IS
	'another place to work at, which takes effect at once';
REVOKE EXECUTE ON FUNCTION operator_move FROM PUBLIC;
GRANT EXECUTE ON FUNCTION operator_move TO zhen_admin;

CREATE FUNCTION operator_assign(
	p_role text,
	p_duties text[]
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one operator := operator_manage(p_role, '更改职责');
	duty text;
BEGIN
	PERFORM operator_check(p_role, one.home_div, p_duties);
	IF 'admin' = ANY (p_duties) AND NOT session_is_superuser() THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403', COLUMN = 'duties',
			MESSAGE = '管理员只能由服务器管理员在服务器上添加，请联系他们';
	END IF;
	FOREACH duty IN ARRAY duty_all() LOOP
		CONTINUE WHEN pg_has_role(p_role, 'zhen_' || duty, 'MEMBER')
			= (duty = ANY (p_duties));
		EXECUTE format(CASE WHEN duty = ANY (p_duties) THEN 'GRANT %I TO %I'
			ELSE 'REVOKE %I FROM %I' END, 'zhen_' || duty, p_role);
	END LOOP;
	PERFORM operator_one_side(p_role);
	UPDATE operator SET duties = operator_duties(p_role::name),
		version = version + 1
	WHERE role = p_role;
	RETURN format('%s（%s）的职责现为 %s', one.role, one.name,
		operator_duties(p_role::name));
END
$$;
COMMENT ON FUNCTION operator_assign IS
	'these duties and no others; with the guard of operator_add()';
REVOKE EXECUTE ON FUNCTION operator_assign FROM PUBLIC;
GRANT EXECUTE ON FUNCTION operator_assign TO zhen_admin;

CREATE FUNCTION operator_enable(p_role text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one operator := operator_manage(p_role, '启用操作员');
BEGIN
	EXECUTE format('ALTER ROLE %I LOGIN', p_role);
	UPDATE operator SET is_disabled = false, version = version + 1
	WHERE role = p_role;
	PERFORM login_unlock(p_role::name);
	RETURN format('已启用操作员 %s（%s）', one.role, one.name);
END
$$;
COMMENT ON FUNCTION operator_enable IS 'may log in again, also who is locked';
REVOKE EXECUTE ON FUNCTION operator_enable FROM PUBLIC;
GRANT EXECUTE ON FUNCTION operator_enable TO zhen_admin;

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
		CASE WHEN o.is_disabled THEN '停用'
			WHEN login_locked(o.role) IS NOT NULL THEN '已锁至 '
				|| to_char(login_locked(o.role), 'HH24:MI')
			WHEN o.must_change THEN '须改口令'
			ELSE '在用' END || coalesce(cover_until(o.role), '')
	FROM operator o
	ORDER BY o.home_div, o.role
$$;
COMMENT ON FUNCTION operator_list IS 'the operators in scope';
GRANT EXECUTE ON FUNCTION operator_list TO zhen_admin;

CREATE FUNCTION backend_list()
RETURNS TABLE (
	role name,
	address text,
	since timestamptz,
	client text,
	pid int
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT a.usename, coalesce(host(a.client_addr), 'local'), a.backend_start,
		a.application_name, a.pid
	FROM pg_stat_activity a
	WHERE a.datname = current_database() AND a.usename IS NOT NULL
		AND a.backend_type = 'client backend'
$$;
COMMENT ON FUNCTION backend_list IS
	'who is connected; runs as zhen_watch, who sees that, and nothing of what
they do';
REVOKE EXECUTE ON FUNCTION backend_list FROM PUBLIC;

CREATE FUNCTION operator_sessions()
RETURNS TABLE (
	role text,
	name text,
	place text,
	address text,
	since timestamptz,
	client text,
	pid int
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF NOT session_is_superuser() THEN
		PERFORM duty_require('看谁在登录', 'admin', 'auditor');
	END IF;
	RETURN QUERY
	SELECT o.role::text, o.name::text, division_path(o.home_div), b.address,
		b.since, b.client, b.pid
	FROM backend_list() b
	JOIN operator o ON o.role = b.role
	WHERE session_is_superuser()
		OR o.home_div BETWEEN scope_lo() AND scope_hi()
	ORDER BY o.home_div, o.role, b.since;
END
$$;
COMMENT ON FUNCTION operator_sessions IS
	'who is logged in now, from where, since when and with what, in scope';
REVOKE EXECUTE ON FUNCTION operator_sessions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION operator_sessions TO zhen_admin, zhen_auditor;

RESET ROLE;
ALTER FUNCTION operator_passwd OWNER TO zhen_keeper;
ALTER FUNCTION operator_password OWNER TO zhen_keeper;
ALTER FUNCTION operator_move OWNER TO zhen_keeper;
ALTER FUNCTION operator_assign OWNER TO zhen_keeper;
ALTER FUNCTION operator_enable OWNER TO zhen_keeper;
ALTER FUNCTION backend_list OWNER TO zhen_watch;
GRANT EXECUTE ON FUNCTION backend_list TO zhen_owner;
