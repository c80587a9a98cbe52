-- Queries that an operator has named, to ask them again, or to let colleagues of
-- the office or the county ask them.

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
	shared line_text NOT NULL DEFAULT 'own'
		CONSTRAINT saved_query_shared_check
			CHECK (shared IN ('own', 'office', 'county')),
	div div_code,
	shared_on date,
	CONSTRAINT saved_query_div_check CHECK (shared = 'own' OR div IS NOT NULL),
	CONSTRAINT saved_query_operator_key PRIMARY KEY (operator, screen, name),
	CONSTRAINT saved_query_typed_check
		CHECK (cardinality(field) = cardinality(typed)
			AND cardinality(field) <= 200
			AND length(array_to_string(typed, '')) <= 20000)
);
COMMENT ON TABLE saved_query IS
	'存下的查询条件：操作员自己的或共享的，不是业务数据，不留痕';
COMMENT ON COLUMN saved_query.operator IS 'login, whose it is';
COMMENT ON COLUMN saved_query.screen IS 'name of the form';
COMMENT ON COLUMN saved_query.name IS 'as the operator called it';
COMMENT ON COLUMN saved_query.field IS 'of the form';
COMMENT ON COLUMN saved_query.typed IS 'into the n-th field';
COMMENT ON COLUMN saved_query.shared IS
	'谁能用：own 本人，office 本所，county 全县区';
COMMENT ON COLUMN saved_query.div IS '共享时本人所在区划';
COMMENT ON COLUMN saved_query.shared_on IS '何时共享';
COMMENT ON CONSTRAINT saved_query_shared_check ON saved_query IS
	'共享范围应为本人、本所或全县区，请重新选择';
COMMENT ON CONSTRAINT saved_query_div_check ON saved_query IS
	'没有所在区划的不能共享，请联系管理员';
COMMENT ON CONSTRAINT saved_query_screen_check ON saved_query IS
	'画面名称太长，请联系管理员';
COMMENT ON CONSTRAINT saved_query_name_check ON saved_query IS
	'查询的名称应为 1 到 100 个字，请重新输入';
COMMENT ON CONSTRAINT saved_query_operator_key ON saved_query IS
	'已经有同名的查询，请换一个名称';
COMMENT ON CONSTRAINT saved_query_typed_check ON saved_query IS
	'条件太多，请减少一些再存';
ALTER TABLE saved_query ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION query_home()
RETURNS bigint
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT o.home_div::bigint
	FROM operator o
	WHERE o.role = session_user AND NOT o.is_shut
$$;
COMMENT ON FUNCTION query_home IS
	'where the operator works, which is where queries are shared; no matter for
whom they stand in';
GRANT EXECUTE ON FUNCTION query_home TO zhen_operator;

CREATE POLICY saved_query_own ON saved_query TO zhen_operator
	USING (operator = session_user OR CASE shared
		WHEN 'office' THEN div / 1000 = (SELECT query_home()) / 1000
		WHEN 'county' THEN div / 1000000 = (SELECT query_home()) / 1000000
		ELSE false END);
COMMENT ON POLICY saved_query_own ON saved_query IS
	'自己的，和本所、本县区同事共享的';
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

CREATE VIEW query_shown
WITH (security_invoker = true)
AS
SELECT
	q.operator,
	q.screen,
	q.name AS own_name,
	CASE WHEN q.operator = session_user THEN q.name::text
		ELSE format('%s（%s）', q.name, operator_name(q.operator)) END AS name,
	q.operator = session_user AS is_own,
	operator_name(q.operator) AS owner,
	q.shared::text AS shared,
	CASE q.shared WHEN 'office' THEN '本所' WHEN 'county' THEN '全县区'
		ELSE '本人' END AS scope,
	q.shared_on,
	q.field,
	q.typed
FROM saved_query q;
COMMENT ON VIEW query_shown IS
	'存过的查询：自己的，和同事共享的，后者带上是谁的';
GRANT SELECT ON query_shown TO zhen_operator;

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
	FROM query_shown q
	LEFT JOIN LATERAL unnest(q.field, q.typed)
		WITH ORDINALITY AS c (field, typed, n) ON true
	WHERE q.screen = p_screen
	ORDER BY q.is_own DESC, q.name, q.operator, c.n
$$;
COMMENT ON FUNCTION query_list IS
	'the operator''s own of a screen, then those shared: a row for each condition';
GRANT EXECUTE ON FUNCTION query_list TO zhen_operator;

CREATE FUNCTION query_share(
	p_screen text,
	p_name text,
	p_shared text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE saved_query SET
		shared = p_shared,
		div = query_home(),
		shared_on = CASE WHEN p_shared <> 'own' THEN current_date END
	WHERE operator = session_user AND screen = p_screen AND name = p_name;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '这个查询是别人的，只有本人能共享，请先按 F9 存成自己的';
	END IF;
	RETURN CASE p_shared WHEN 'office' THEN '已共享给本所'
		WHEN 'county' THEN '已共享给全县区' ELSE '只有本人能用了' END;
END
$$;
COMMENT ON FUNCTION query_share IS
	'lets the colleagues of the office or the county ask it, or nobody any more';
GRANT EXECUTE ON FUNCTION query_share TO zhen_operator;

CREATE FUNCTION query_forget(
	p_screen text,
	p_name text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	DELETE FROM saved_query
	WHERE operator = session_user AND screen = p_screen AND name = p_name;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '这个查询是同事共享的，只有本人能去掉';
	END IF;
END
$$;
GRANT EXECUTE ON FUNCTION query_forget TO zhen_operator;
COMMENT ON FUNCTION query_forget IS 'removes one of the operator''s own';
