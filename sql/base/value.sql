-- How often each operator takes which value of a list, so that the most used
-- stand first; and pinyin for the words of the program itself.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE value_use (
	operator name NOT NULL,
	set line_text NOT NULL,
	code line_text NOT NULL,
	uses int NOT NULL
		CONSTRAINT value_use_uses_check CHECK (uses > 0),
	CONSTRAINT value_use_operator_key PRIMARY KEY (operator, set, code)
);
COMMENT ON TABLE value_use IS
	'选项使用次数：只影响选项表的先后，不是业务数据，不留痕';
COMMENT ON CONSTRAINT value_use_uses_check ON value_use IS '使用次数应大于零';
COMMENT ON CONSTRAINT value_use_operator_key ON value_use IS
	'这个选项的使用次数已经有了';
COMMENT ON COLUMN value_use.operator IS 'login';
COMMENT ON COLUMN value_use.set IS 'of lookup()';
COMMENT ON COLUMN value_use.code IS 'as lookup() gives it';
COMMENT ON COLUMN value_use.uses IS 'at most a million';

CREATE FUNCTION value_uses(p_set text)
RETURNS TABLE (
	code text,
	uses int
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT u.code, u.uses
	FROM value_use u
	WHERE u.operator = session_user AND u.set = p_set
$$;
COMMENT ON FUNCTION value_uses IS
	'how often the operator has taken the values of a list';
GRANT EXECUTE ON FUNCTION value_uses TO zhen_operator;

CREATE FUNCTION value_used(
	p_set text[],
	p_code text[]
) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	INSERT INTO value_use AS u (operator, set, code, uses)
	SELECT session_user, taken.set, taken.code, count(*)
	FROM unnest(p_set[:200], p_code[:200]) AS taken (set, code)
	WHERE EXISTS (SELECT FROM operator o
			WHERE o.role = session_user AND NOT o.is_shut)
		AND length(taken.set) <= 63 AND length(taken.code) <= 40
	GROUP BY taken.set, taken.code
	ON CONFLICT (operator, set, code)
	DO UPDATE SET uses = least(u.uses + excluded.uses, 1000000)
$$;
COMMENT ON FUNCTION value_used IS
	'counts values that the operator has taken: the n-th code is of the n-th set;
at most 200 a call';
GRANT EXECUTE ON FUNCTION value_used TO zhen_operator;

CREATE FUNCTION characters(p_reading text)
RETURNS TABLE (
	code text,
	ch text,
	reading text
)
LANGUAGE sql STABLE
AS $$
	SELECT 'U+' || upper(to_hex(ascii(p.ch))), p.ch, p.reading
	FROM pinyin p
	WHERE p.reading = replace(lower(btrim(p_reading)), 'ü', 'v')
	ORDER BY ascii(p.ch) BETWEEN x'4E00'::int AND x'9FA5'::int, p.ch
	LIMIT 1000
$$;
COMMENT ON FUNCTION characters IS
	'those read so, first the ones that GBK lacks, which no input method of an
old terminal types';
GRANT EXECUTE ON FUNCTION characters TO zhen_operator;

CREATE FUNCTION spell(p_text text[])
RETURNS TABLE (
	initials text,
	spelling text
)
LANGUAGE sql STABLE
AS $$
	SELECT pinyin_place_initials(t.text), pinyin_place_spelling(t.text)
	FROM unnest(p_text) WITH ORDINALITY AS t (text, n)
	ORDER BY t.n
$$;
COMMENT ON FUNCTION spell IS 'a row for each text, in their order';
GRANT EXECUTE ON FUNCTION spell TO zhen_operator;
