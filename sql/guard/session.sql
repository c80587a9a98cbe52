-- A session: who is at the terminal, and the record of who was, when and from
-- where. sign_in is written by functions only; see failure.sql for those who
-- were not let in.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE sign_in (
	county county_code NOT NULL,
	div div_code NOT NULL,
	operator name NOT NULL,
	at timestamptz NOT NULL,
	what text COLLATE "C" NOT NULL,
	address line_text NOT NULL,
	client line_text,
	pid int NOT NULL,
	CONSTRAINT sign_in_at_key PRIMARY KEY (county, operator, at, pid, what),
	CONSTRAINT sign_in_what_check CHECK (
		what IN ('in', 'failed', 'locked', 'unlocked')
	)
);
CREATE INDEX sign_in_at ON sign_in (at);
COMMENT ON TABLE sign_in IS '登录记录，只增不改';
COMMENT ON COLUMN sign_in.county IS '操作员所在县区';
COMMENT ON COLUMN sign_in.div IS '操作员所在区划';
COMMENT ON COLUMN sign_in.operator IS '登录名';
COMMENT ON COLUMN sign_in.at IS '时间';
COMMENT ON COLUMN sign_in.what IS
	'in 登录，failed 口令不对，locked 锁定，unlocked 解锁';
COMMENT ON COLUMN sign_in.address IS '来自何处：网络地址，本机为 local';
COMMENT ON COLUMN sign_in.client IS '客户端，由客户端自报';
COMMENT ON COLUMN sign_in.pid IS '服务器进程号';
COMMENT ON CONSTRAINT sign_in_at_key ON sign_in IS
	'这次登录已有记录，请联系管理员';
COMMENT ON CONSTRAINT sign_in_what_check ON sign_in IS
	'应为 in、failed、locked 或 unlocked';
SELECT scope_guard('sign_in');
GRANT SELECT ON sign_in TO zhen_auditor, zhen_admin;

CREATE FUNCTION sign_in_words(p_what text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE p_what
		WHEN 'in' THEN '登录'
		WHEN 'failed' THEN '口令不对'
		WHEN 'locked' THEN '锁定'
		ELSE '解锁'
	END
$$;
GRANT EXECUTE ON FUNCTION sign_in_words TO zhen_auditor, zhen_admin;

CREATE VIEW sign_in_list WITH (security_invoker = true) AS
SELECT
	s.at,
	to_char(s.at, 'YYYY-MM-DD HH24:MI:SS') AS at_text,
	s.operator,
	o.name,
	s.what,
	sign_in_words(s.what) AS what_name,
	s.address,
	s.client,
	s.pid,
	s.div,
	division_path(s.div) AS place
FROM sign_in s
LEFT JOIN operator o ON o.role = s.operator;
COMMENT ON VIEW sign_in_list IS '登录记录';
GRANT SELECT ON sign_in_list TO zhen_auditor, zhen_admin;

CREATE FUNCTION sign_in_record(p_me operator)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF current_setting('transaction_read_only')::boolean THEN
		RETURN;
	END IF;
	INSERT INTO sign_in (county, div, operator, at, what, address, client, pid)
	VALUES (p_me.county, p_me.home_div, p_me.role, clock_timestamp(), 'in',
		client_address(), current_setting('application_name'),
		pg_backend_pid());
END
$$;
COMMENT ON FUNCTION sign_in_record IS
	'notes that a session begins; a replica, which can''t, opens it all the same';

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
		left('zhen ' || replace(coalesce(p_client, ''), 'zhen ', ''), 63), false);
	PERFORM login_watch();
	PERFORM sign_in_record(me);
	IF me.cover_ends > now() THEN
		me.home_div := me.cover_div;
		me.scope_lo := me.cover_div;
		me.scope_hi := division_last(me.cover_div);
	ELSE
		me.cover_of := NULL;
	END IF;
	RETURN QUERY VALUES
		('operator', me.role::text),
		('operator_name', me.name::text),
		('duties', operator_duties(me.role)),
		('office', me.home_div::text),
		('office_name', operator_office_name(me.home_div)),
		('stand_in', coalesce('代班：' || operator_name(me.cover_of) || '·', '')),
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
		('lock_minutes', setting_for('lock_minutes', me.role::text,
			me.county)),
		('password_length', setting_for('password_length', me.role::text,
			me.county)),
		('needs_password', CASE WHEN me.must_change THEN 'yes' ELSE '' END),
		('version', (SELECT s.value::text FROM setting s
			WHERE s.name = 'version'));
END
$$;
COMMENT ON FUNCTION session_open IS
	'who is at the terminal: the session values of forms. Whoever must change
their password first is told so, and sees nothing else';
GRANT EXECUTE ON FUNCTION session_open TO zhen_operator;

CREATE FUNCTION session_names()
RETURNS SETOF text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT unnest(ARRAY['operator', 'operator_name', 'duties', 'office',
		'office_name', 'stand_in', 'mine', 'lo', 'hi', 'county_lo', 'county_hi', 'today',
		'month', 'now', 'writes', 'lock_minutes', 'password_length',
		'needs_password', 'version'])
$$;
COMMENT ON FUNCTION session_names IS
	'the names that session_open() gives, for checking forms';
GRANT EXECUTE ON FUNCTION session_names TO zhen_operator;
