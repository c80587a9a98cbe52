-- Logins that fail, as log.sql reads them, whenever somebody's session opens and
-- by "zhenctl operator sweep". Too many of them lock the login for a while.
-- Whatever is the matter with the log, logins go on.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

INSERT INTO setting (name, value, note)
VALUES
	('login_failures', '5', '口令连错多少次就锁定登录名；0 为不锁；'
		'名称后加“.区县代码”或“.操作员”可单独设置'),
	('login_failures_minutes', '15', '多少分钟之内的才算连错'),
	('login_lock_minutes', '30', '锁定多少分钟，到时自动解锁');

CREATE TABLE login_lock (
	role name NOT NULL,
	until timestamptz,
	CONSTRAINT login_lock_role_key PRIMARY KEY (role)
);
COMMENT ON TABLE login_lock IS '因连错口令被锁定的登录名；锁定和解锁记在 sign_in';
COMMENT ON COLUMN login_lock.role IS '登录名';
COMMENT ON COLUMN login_lock.until IS '锁定到何时，空为没有锁定';
COMMENT ON CONSTRAINT login_lock_role_key ON login_lock IS
	'此登录名已有一行，请直接修改';
ALTER TABLE login_lock ENABLE ROW LEVEL SECURITY;
CREATE POLICY keeper ON login_lock TO zhen_keeper USING (true);
COMMENT ON POLICY keeper ON login_lock IS '只由 login_sweep() 读写';
GRANT SELECT, INSERT, UPDATE ON login_lock TO zhen_keeper;

GRANT SELECT, INSERT ON sign_in TO zhen_keeper;
CREATE POLICY keeper ON sign_in TO zhen_keeper USING (true);
COMMENT ON POLICY keeper ON sign_in IS 'login_sweep() 记下失败、锁定和解锁';

CREATE FUNCTION login_failed(
	p_role name,
	p_at timestamptz
) RETURNS int
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT count(*)::int
	FROM operator o
	JOIN sign_in s ON s.county = o.county AND s.operator = o.role
		AND s.what = 'failed' AND s.at <= p_at
		AND s.at > p_at - make_interval(mins => setting_for(
			'login_failures_minutes', o.role, o.county)::int)
		AND NOT EXISTS (
			SELECT FROM sign_in e
			WHERE e.county = s.county AND e.operator = s.operator
				AND e.what IN ('in', 'unlocked') AND e.at > s.at
				AND e.at <= p_at)
	WHERE o.role = p_role
$$;
COMMENT ON FUNCTION login_failed IS
	'how often the password was wrong lately, since it was right';
GRANT EXECUTE ON FUNCTION login_failed, setting_for TO zhen_keeper;
GRANT SELECT ON setting TO zhen_keeper;

CREATE FUNCTION login_note(
	p_role name,
	p_at timestamptz,
	p_what text,
	p_address text,
	p_pid int
) RETURNS boolean
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	INSERT INTO sign_in (county, div, operator, at, what, address, pid)
	SELECT o.county, o.home_div, o.role, p_at, p_what, p_address, p_pid
	FROM operator o
	WHERE o.role = p_role
	ON CONFLICT DO NOTHING;
	RETURN FOUND;
END
$$;
COMMENT ON FUNCTION login_note IS 'false if it is known, or nobody has the login';
GRANT EXECUTE ON FUNCTION login_note TO zhen_keeper;

CREATE FUNCTION login_lock(
	p_role name,
	p_at timestamptz,
	p_address text
) RETURNS boolean
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one operator;
	most int;
	ends timestamptz;
BEGIN
	SELECT * INTO one FROM operator WHERE role = p_role;
	most := setting_for('login_failures', one.role, one.county);
	ends := p_at + make_interval(mins => setting_for('login_lock_minutes',
		one.role, one.county)::int);
	IF most = 0 OR ends <= now() OR login_failed(one.role, p_at) < most
		OR EXISTS (SELECT FROM login_lock
			WHERE role = one.role AND until > now()) THEN
		RETURN false;
	END IF;
	INSERT INTO login_lock (role, until) VALUES (one.role, ends)
	ON CONFLICT (role) DO UPDATE SET until = excluded.until;
	EXECUTE format('ALTER ROLE %I NOLOGIN', one.role);
	IF (SELECT coalesce(rolvaliduntil, 'infinity') = 'infinity' FROM pg_roles
		WHERE rolname = one.role) THEN
		EXECUTE format('ALTER ROLE %I VALID UNTIL ''-infinity''', one.role);
	END IF;
	RETURN login_note(one.role, clock_timestamp(), 'locked', p_address,
		pg_backend_pid());
END
$$;
COMMENT ON FUNCTION login_lock IS
	'no login for a while, if there were too many failures. NOLOGIN alone would
answer the right password otherwise than a wrong one, and so help with guessing';
GRANT EXECUTE ON FUNCTION login_lock TO zhen_keeper;

CREATE FUNCTION login_unlock(p_role name)
RETURNS boolean
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE login_lock SET until = NULL
	WHERE role = p_role AND until IS NOT NULL;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	IF EXISTS (SELECT FROM operator WHERE role = p_role AND NOT is_disabled)
	THEN
		EXECUTE format('ALTER ROLE %I LOGIN', p_role);
	END IF;
	IF (SELECT rolvaliduntil = '-infinity' FROM pg_roles
		WHERE rolname = p_role) THEN
		EXECUTE format('ALTER ROLE %I VALID UNTIL ''infinity''', p_role);
	END IF;
	RETURN login_note(p_role, clock_timestamp(), 'unlocked', client_address(),
		pg_backend_pid());
END
$$;
COMMENT ON FUNCTION login_unlock IS 'ends a lock; false if there is none';
GRANT EXECUTE ON FUNCTION login_unlock TO zhen_keeper;

CREATE FUNCTION login_read(
	INOUT p_log login_log,
	OUT is_end boolean,
	OUT failed int,
	OUT locked int,
	OUT note text
)
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	part record;
	lines text;
	one record;
	whole bigint;
BEGIN
	failed := 0;
	locked := 0;
	SELECT * INTO part FROM log_part(p_log.file, p_log.read_to);
	lines := encode(part.bytes, 'escape');
	lines := left(lines, length(lines) - length(substring(lines, '[^\n]*$')));
	whole := length(decode(lines, 'escape'));
	IF whole = 0 AND length(part.bytes) = 1048576 THEN
		whole := length(part.bytes);
	END IF;
	is_end := whole = 0 AND part.file IS NOT DISTINCT FROM p_log.file
		AND part.read_to = p_log.read_to;
	FOR one IN SELECT * FROM log_failures(lines) LOOP
		IF login_note(one.role::name, one.at, 'failed', one.address, one.pid)
		THEN
			failed := failed + 1;
			locked := locked + login_lock(one.role::name, one.at,
				one.address)::int;
		END IF;
	END LOOP;
	p_log.file := part.file;
	p_log.read_to := part.read_to + whole;
	p_log.trouble := part.trouble;
	note := part.note;
END
$$;
COMMENT ON FUNCTION login_read IS
	'reads a part of the log to its last whole line, or goes on to the next file';
GRANT EXECUTE ON FUNCTION login_read TO zhen_keeper;

CREATE FUNCTION login_sweep()
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	log login_log;
	step record;
	failed int := 0;
	locked int := 0;
	unlocked int;
	notes text := '';
BEGIN
	SELECT count(*) FILTER (WHERE login_unlock(l.role)) INTO unlocked
	FROM login_lock l
	WHERE l.until <= now();
	IF NOT log_is_read() THEN
		SELECT * INTO log FROM login_log FOR UPDATE SKIP LOCKED;
	END IF;
	FOR part IN 1..10000 LOOP
		EXIT WHEN log.name IS NULL;
		step := login_read(log);
		log := step.p_log;
		failed := failed + step.failed;
		locked := locked + step.locked;
		notes := notes || coalesce('；' || step.note, '');
		EXIT WHEN step.is_end;
	END LOOP;
	UPDATE login_log SET file = log.file, read_to = log.read_to,
		read_at = clock_timestamp(), trouble = log.trouble
	WHERE name = log.name
		AND (file, read_to, trouble) IS DISTINCT FROM
			(log.file, log.read_to, log.trouble);
	RETURN format('新的失败登录 %s 次，锁定 %s 个登录名，解锁 %s 个', failed,
		locked, unlocked) || notes || coalesce('；' || log.trouble, '');
END
$$;
COMMENT ON FUNCTION login_sweep IS
	'reads on in the server''s log, locks who failed too often and unlocks who
has waited; who finds another reading leaves it to them';
REVOKE EXECUTE ON FUNCTION login_sweep FROM PUBLIC;
GRANT EXECUTE ON FUNCTION login_sweep TO zhen_owner, zhen_admin;

CREATE FUNCTION login_watch()
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF NOT current_setting('transaction_read_only')::boolean THEN
		PERFORM login_sweep();
	END IF;
EXCEPTION WHEN OTHERS THEN
	UPDATE login_log SET trouble = left(SQLERRM, 200);
END
$$;
COMMENT ON FUNCTION login_watch IS
	'login_sweep() by the way: what goes wrong is noted and stops nobody';

CREATE FUNCTION login_locked(p_role name)
RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT until FROM login_lock WHERE role = p_role AND until > now()
$$;
COMMENT ON FUNCTION login_locked IS 'until when the login is locked, or null';
GRANT EXECUTE ON FUNCTION login_locked TO zhen_admin;

CREATE FUNCTION login_left(p_refused int)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one operator;
	most int;
	rest int;
	until timestamptz;
BEGIN
	PERFORM login_watch();
	SELECT * INTO one FROM operator WHERE role = session_user;
	most := setting_for('login_failures', one.role, one.county);
	until := login_locked(one.role);
	rest := most - greatest(login_failed(one.role, clock_timestamp()),
		p_refused);
	RETURN CASE
		WHEN until IS NOT NULL THEN format('%s 自动解锁，也可请管理员启用',
			to_char(until, 'HH24:MI'))
		WHEN most = 0 OR EXISTS (SELECT FROM login_log
			WHERE trouble IS NOT NULL) THEN ''
		WHEN rest > 0 THEN format('还可以试 %s 次', rest)
		ELSE '就要锁定，请稍候再试，或请管理员启用'
	END;
END
$$;
COMMENT ON FUNCTION login_left IS
	'how often the operator may still try, for a session that is open and
covered; the client counts too, because the log comes a moment later';
GRANT EXECUTE ON FUNCTION login_left TO zhen_operator;

RESET ROLE;
ALTER FUNCTION login_sweep OWNER TO zhen_keeper;
GRANT EXECUTE ON FUNCTION login_sweep TO zhen_owner, zhen_admin;
-- What is in the log already is nobody's yet.
SELECT login_sweep();
