-- The server's own log: PostgreSQL runs nothing when a login fails, so that is
-- where failures are found (logging_collector, jsonlog). zhen_watch may read it,
-- from where it was read last; only login_sweep() may ask it to.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE login_log (
	name text COLLATE "C" NOT NULL DEFAULT 'jsonlog',
	file line_text,
	read_to bigint NOT NULL DEFAULT 0,
	read_at timestamptz,
	trouble line_text,
	CONSTRAINT login_log_name_key PRIMARY KEY (name),
	CONSTRAINT login_log_name_check CHECK (name = 'jsonlog')
);
COMMENT ON TABLE login_log IS '服务器日志读到了哪里，只有一行';
COMMENT ON COLUMN login_log.name IS '日志的格式';
COMMENT ON COLUMN login_log.file IS '文件';
COMMENT ON COLUMN login_log.read_to IS '读到第几个字节';
COMMENT ON COLUMN login_log.read_at IS '读的时间';
COMMENT ON COLUMN login_log.trouble IS '读不到的原因，空为正常';
COMMENT ON CONSTRAINT login_log_name_key ON login_log IS '只有一行，请直接修改';
COMMENT ON CONSTRAINT login_log_name_check ON login_log IS '应为 jsonlog';
ALTER TABLE login_log ENABLE ROW LEVEL SECURITY;
CREATE POLICY keeper ON login_log TO zhen_keeper, zhen_watch USING (true);
COMMENT ON POLICY keeper ON login_log IS '只由 login_sweep() 读写';
GRANT SELECT, UPDATE ON login_log TO zhen_keeper;
INSERT INTO login_log DEFAULT VALUES;

CREATE FUNCTION log_next(
	p_file text,
	p_current text
) RETURNS text
LANGUAGE sql STABLE
AS $$
	WITH files AS (
		SELECT l.name, l.modification,
			regexp_replace(p_current, '[^/]*$', '') || l.name AS file
		FROM pg_ls_logdir() l
		WHERE l.name LIKE '%.json'
	)
	SELECT coalesce((
		SELECT f.file
		FROM files f
		JOIN files before ON before.file = p_file
		WHERE (f.modification, f.name) > (before.modification, before.name)
		ORDER BY f.modification, f.name
		LIMIT 1), p_current)
$$;
COMMENT ON FUNCTION log_next IS 'the file that was begun behind this one';
GRANT EXECUTE ON FUNCTION log_next TO zhen_watch;

CREATE FUNCTION log_part(
	p_file text,
	p_from bigint
) RETURNS TABLE (
	file text,
	read_to bigint,
	bytes bytea,
	trouble text,
	note text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	current text := pg_current_logfile('jsonlog');
	size bigint := (pg_stat_file(p_file, true)).size;
BEGIN
	IF current IS NULL THEN
		RETURN QUERY SELECT p_file, p_from, ''::bytea,
			'服务器没有写 jsonlog 日志，请设 logging_collector 和 log_destination',
			NULL;
	ELSIF p_file IS NULL THEN
		RETURN QUERY SELECT current, (pg_stat_file(current, true)).size, ''::bytea,
			NULL, NULL;
	ELSIF size IS NULL THEN
		RETURN QUERY SELECT current, 0::bigint, ''::bytea, NULL,
			format('日志 %s 不见了，没读到的失败登录不算', p_file);
	ELSIF size < p_from THEN
		RETURN QUERY SELECT p_file, 0::bigint, ''::bytea, NULL,
			format('日志 %s 被截短，从头读', p_file);
	ELSIF size = p_from AND p_file <> current THEN
		RETURN QUERY SELECT log_next(p_file, current), 0::bigint, ''::bytea,
			NULL, NULL;
	ELSE
		RETURN QUERY SELECT p_file, p_from,
			pg_read_binary_file(p_file, p_from, 1048576, true), NULL, NULL;
	END IF;
END
$$;
COMMENT ON FUNCTION log_part IS
	'the next part of the log, or where to go on; runs as zhen_watch, and is for
login_sweep() only, which alone says what file';

CREATE FUNCTION log_failures(p_lines text)
RETURNS TABLE (
	role text,
	at timestamptz,
	address text,
	pid int
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	line text;
	entry jsonb;
BEGIN
	FOR line IN
		SELECT l FROM string_to_table(p_lines, E'\n') l
		WHERE l LIKE '%"state\_code":"28P01"%'
	LOOP
		BEGIN
			entry := convert_from(decode(line, 'escape'), 'UTF8')::jsonb;
		EXCEPTION WHEN data_exception THEN
			CONTINUE;
		END;
		CONTINUE WHEN entry ->> 'state_code' IS DISTINCT FROM '28P01'
			OR entry ->> 'error_severity' IS DISTINCT FROM 'FATAL';
		role := entry ->> 'user';
		at := substring(entry ->> 'timestamp', '^[0-9-]+ [0-9:.]+')::timestamp
			AT TIME ZONE current_setting('log_timezone');
		address := replace(coalesce(entry ->> 'remote_host', 'local'),
			'[local]', 'local');
		pid := coalesce((entry ->> 'pid')::int, 0);
		RETURN NEXT;
	END LOOP;
END
$$;
COMMENT ON FUNCTION log_failures IS
	'the failed logins of a part of the log, as encode(bytes, ''escape'') gives it:
who tries to log in says what stands there, so no line is trusted to be text.
The time zone of a stamp is the log''s own; its letters mean others elsewhere';
GRANT EXECUTE ON FUNCTION log_failures TO zhen_keeper;

CREATE FUNCTION log_is_read()
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(l.file = pg_current_logfile('jsonlog')
		AND l.read_to = (pg_stat_file(l.file, true)).size, false)
	FROM login_log l
$$;
COMMENT ON FUNCTION log_is_read IS
	'nothing new since the log was read; runs as zhen_watch';
GRANT SELECT ON login_log TO zhen_watch;

CREATE FUNCTION doctor_login()
RETURNS TABLE (object text, problem text)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT '设置 log_destination', trouble || '；否则猜口令的不会被锁定'
	FROM login_log
	WHERE trouble IS NOT NULL
$$;
COMMENT ON FUNCTION doctor_login IS 'why failed logins aren''t seen';

RESET ROLE;
GRANT EXECUTE ON FUNCTION pg_current_logfile(text), pg_ls_logdir(),
	pg_stat_file(text, boolean),
	pg_read_binary_file(text, bigint, bigint, boolean)
TO zhen_watch;
ALTER FUNCTION log_part OWNER TO zhen_watch;
ALTER FUNCTION log_is_read OWNER TO zhen_watch;
GRANT EXECUTE ON FUNCTION log_part, log_is_read TO zhen_keeper;
