-- What operators have typed and not saved yet, so that it outlives their
-- program and is there at another terminal. A draft has the key of the save
-- that it is to become, and goes in the transaction of that save.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

INSERT INTO setting (name, value, note)
VALUES ('draft_days', '30', '没保存的草稿保留的天数');

CREATE TABLE kept_draft (
	operator name NOT NULL,
	key uuid NOT NULL,
	screen line_text NOT NULL,
	title line_text NOT NULL,
	value jsonb NOT NULL
		CONSTRAINT kept_draft_value_check CHECK (jsonb_typeof(value) = 'object'
			AND octet_length(value::text) <= 65536),
	at timestamptz NOT NULL,
	pid int NOT NULL,
	CONSTRAINT kept_draft_key_key PRIMARY KEY (operator, key)
);
CREATE INDEX kept_draft_at ON kept_draft (at);
COMMENT ON TABLE kept_draft IS
	'草稿：操作员输入了还没有保存的内容，只有本人能看，到期自动清除，不留痕';
COMMENT ON COLUMN kept_draft.operator IS '操作员';
COMMENT ON COLUMN kept_draft.key IS '将来保存时用的标识';
COMMENT ON COLUMN kept_draft.screen IS '画面';
COMMENT ON COLUMN kept_draft.title IS '开头几项，供辨认';
COMMENT ON COLUMN kept_draft.value IS '各项的名称和输入的内容';
COMMENT ON COLUMN kept_draft.at IS '输入的时间';
COMMENT ON COLUMN kept_draft.pid IS '哪个连接送来的';
COMMENT ON CONSTRAINT kept_draft_value_check ON kept_draft IS
	'草稿太大，服务器不留，请先保存';
COMMENT ON CONSTRAINT kept_draft_key_key ON kept_draft IS
	'这份草稿已有，不能重复';
ALTER TABLE kept_draft ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON kept_draft FOR SELECT
	USING (operator = session_user AND (SELECT scope_lo()) IS NOT NULL);
COMMENT ON POLICY own ON kept_draft IS '只见自己的草稿';
GRANT SELECT ON kept_draft TO zhen_operator;

CREATE FUNCTION draft_keep(
	p_key uuid,
	p_screen text,
	p_title text,
	p_name text[],
	p_value text[],
	p_age int
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF scope_lo() IS NULL
		OR EXISTS (SELECT FROM request WHERE key = p_key) THEN
		RETURN;
	END IF;
	INSERT INTO kept_draft AS d (operator, key, screen, title, value, at, pid)
	VALUES (session_user, p_key, p_screen, left(p_title, 100),
		jsonb_object(p_name, p_value),
		now() - make_interval(secs => greatest(p_age, 0)),
		pg_backend_pid())
	ON CONFLICT (operator, key) DO UPDATE
	SET title = excluded.title, value = excluded.value, at = excluded.at,
		pid = excluded.pid
	WHERE d.at <= excluded.at + interval '10 seconds';
	DELETE FROM kept_draft d
	WHERE d.operator = session_user AND d.key IN (
		SELECT key FROM kept_draft
		WHERE operator = session_user
		ORDER BY at DESC, key
		OFFSET 50);
END
$$;
COMMENT ON FUNCTION draft_keep IS
	'the n-th value is of the n-th name; age: seconds since it was typed, so that
an older one that comes late doesn''t replace a newer one, give or take what
the line delays. The newest 50 of an
operator stay; what is saved already isn''t kept';
GRANT EXECUTE ON FUNCTION draft_keep TO zhen_operator;

CREATE FUNCTION draft_drop(p_key uuid)
RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	DELETE FROM kept_draft WHERE operator = session_user AND key = p_key
$$;
COMMENT ON FUNCTION draft_drop IS 'the operator doesn''t want it any more';
GRANT EXECUTE ON FUNCTION draft_drop TO zhen_operator;

CREATE FUNCTION draft_expire()
RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	DELETE FROM kept_draft
	WHERE at < now() - make_interval(days => (
		SELECT value::int FROM setting WHERE name = 'draft_days'))
$$;
COMMENT ON FUNCTION draft_expire IS
	'everybody''s: an operator who doesn''t come back leaves no people''s data';
GRANT EXECUTE ON FUNCTION draft_expire TO zhen_operator;

CREATE FUNCTION draft_list(p_local uuid[])
RETURNS TABLE (
	key uuid,
	screen text,
	title text,
	opened text,
	age int,
	state text
)
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM draft_expire();
	RETURN QUERY
	SELECT d.key, d.screen::text, d.title::text,
		coalesce((
			SELECT string_agg(substr(e.key, 7) || '=' || e.value, '&'
				ORDER BY substr(e.key, 7) || '=' || e.value COLLATE "C")
			FROM jsonb_each_text(d.value) e
			WHERE starts_with(e.key, '%with ')), ''),
		extract(epoch FROM now() - d.at)::int,
		CASE WHEN EXISTS (
			SELECT FROM pg_stat_activity a
			WHERE a.pid = d.pid AND a.pid <> pg_backend_pid()
				AND a.datname = current_database()
				AND a.usename = session_user)
			THEN 'open' ELSE 'left' END
	FROM kept_draft d
	WHERE d.operator = session_user AND NOT EXISTS (
		SELECT FROM request_own(ARRAY[d.key]))
	UNION ALL
	SELECT r.key, r.screen::text, '', '',
		extract(epoch FROM now() - r.at)::int, 'saved'
	FROM request_own(p_local) r;
END
$$;
COMMENT ON FUNCTION draft_list IS
	'the operator''s drafts, with what their screen was opened with: left behind,
or open at another terminal; and which of those that a client has itself
(local) are saved already';
GRANT EXECUTE ON FUNCTION draft_list TO zhen_operator;

CREATE FUNCTION draft_values(p_key uuid)
RETURNS TABLE (
	name text,
	value text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT e.key, e.value
	FROM kept_draft d
	CROSS JOIN jsonb_each_text(d.value) e
	WHERE d.operator = session_user AND d.key = p_key
		AND e.value IS NOT NULL
	ORDER BY e.key
$$;
COMMENT ON FUNCTION draft_values IS 'what a draft of the operator''s holds';
GRANT EXECUTE ON FUNCTION draft_values TO zhen_operator;

CREATE FUNCTION draft_saved()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	DELETE FROM kept_draft WHERE operator = NEW.operator AND key = NEW.key;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION draft_saved IS
	'a save ends its draft: both happen, or neither';
CREATE TRIGGER draft_saved AFTER INSERT ON request
FOR EACH ROW EXECUTE FUNCTION draft_saved();
