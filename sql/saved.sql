-- Queries that an operator has named, to ask them again.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE saved_query (
	operator name NOT NULL DEFAULT session_user,
	screen line_text NOT NULL
		CONSTRAINT saved_query_screen_check CHECK (length(screen) <= 63),
	name line_text NOT NULL
		CONSTRAINT saved_query_name_check
			CHECK (length(name) BETWEEN 1 AND 100),
	field line_text[] NOT NULL,
	typed line_text[] NOT NULL,
	CONSTRAINT saved_query_operator_key PRIMARY KEY (operator, screen, name),
	CONSTRAINT saved_query_typed_check
		CHECK (cardinality(field) = cardinality(typed)
			AND cardinality(field) <= 200
			AND length(array_to_string(typed, '')) <= 20000)
);
COMMENT ON TABLE saved_query IS
	'存下的查询条件：操作员自己的，不是业务数据，不留痕';
COMMENT ON COLUMN saved_query.operator IS 'login, whose it is';
COMMENT ON COLUMN saved_query.screen IS 'name of the form';
COMMENT ON COLUMN saved_query.name IS 'as the operator called it';
COMMENT ON COLUMN saved_query.field IS 'of the form';
COMMENT ON COLUMN saved_query.typed IS 'into the n-th field';
COMMENT ON CONSTRAINT saved_query_screen_check ON saved_query IS
	'画面名称太长，请联系管理员';
COMMENT ON CONSTRAINT saved_query_name_check ON saved_query IS
	'查询的名称应为 1 到 100 个字，请重新输入';
COMMENT ON CONSTRAINT saved_query_operator_key ON saved_query IS
	'已经有同名的查询，请换一个名称';
COMMENT ON CONSTRAINT saved_query_typed_check ON saved_query IS
	'条件太多，请减少一些再存';
ALTER TABLE saved_query ENABLE ROW LEVEL SECURITY;
CREATE POLICY saved_query_own ON saved_query TO zhen_operator
	USING (operator = session_user);
GRANT SELECT ON saved_query TO zhen_operator;

CREATE FUNCTION query_keep(
	p_screen text,
	p_name text,
	p_field text[],
	p_typed text[]
) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	INSERT INTO saved_query (operator, screen, name, field, typed)
	SELECT o.role, p_screen, btrim(p_name), p_field, p_typed
	FROM operator o
	WHERE o.role = session_user AND NOT o.is_shut
	ON CONFLICT (operator, screen, name)
	DO UPDATE SET field = excluded.field, typed = excluded.typed
$$;
COMMENT ON FUNCTION query_keep IS
	'under this name; another of the same name is replaced';
GRANT EXECUTE ON FUNCTION query_keep TO zhen_operator;

CREATE FUNCTION query_list(p_screen text)
RETURNS TABLE (
	name text,
	field text,
	typed text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT q.name, c.field, c.typed
	FROM saved_query q
	LEFT JOIN LATERAL unnest(q.field, q.typed)
		WITH ORDINALITY AS c (field, typed, n) ON true
	WHERE q.operator = session_user AND q.screen = p_screen
	ORDER BY q.name, c.n
$$;
COMMENT ON FUNCTION query_list IS
	'the operator''s own of a screen: a row for each condition';
GRANT EXECUTE ON FUNCTION query_list TO zhen_operator;

CREATE FUNCTION query_forget(
	p_screen text,
	p_name text
) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	DELETE FROM saved_query
	WHERE operator = session_user AND screen = p_screen AND name = p_name
$$;
GRANT EXECUTE ON FUNCTION query_forget TO zhen_operator;
COMMENT ON FUNCTION query_forget IS 'removes one of the operator''s own';
