-- What the expressions of a programme may use. A month has to come out the same
-- whenever and by whomever it is computed: so nothing that looks at the clock,
-- at chance, at the session or at tables beside the person. What else is used is
-- read from the tree that the server itself made of the expression.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE programme_word (
	name text COLLATE "C" NOT NULL,
	note line_text NOT NULL,
	CONSTRAINT programme_word_name_key PRIMARY KEY (name)
);
COMMENT ON TABLE programme_word IS
	'项目的表达式除不变的函数以外还可以用的函数';
COMMENT ON COLUMN programme_word.name IS '函数名';
COMMENT ON COLUMN programme_word.note IS '用处';
COMMENT ON CONSTRAINT programme_word_name_key ON programme_word IS
	'这个函数已经可以用了';
INSERT INTO programme_word (name, note)
VALUES
	('array_to_string', '一组值连成一行'),
	('code_name', '代码的名称'),
	('concat', '连接'),
	('concat_ws', '连接'),
	('format', '连接'),
	('month_add', '几个月后的月份'),
	('month_count', '几个月'),
	('month_first', '月初'),
	('month_last', '月末'),
	('month_of', '日期所在的月份'),
	('timestamptz', '周岁 age() 里的日期'),
	('to_char', '数和日期写成文字'),
	('years_after', '几年后的日子'),
	('yuan_text', '金额写成文字');
SELECT audit_attach('programme_word');

CREATE FUNCTION compile_line(p_line jsonb)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE WHEN p_line IS NULL THEN '' ELSE format('第 %s 行 ', p_line) END
$$;
COMMENT ON FUNCTION compile_line IS 'where in its form a mistake is, if told';

CREATE FUNCTION compile_forbidden(
	p_view regclass,
	p_around regclass[]
) RETURNS SETOF text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	WITH tree AS (
		SELECT ev_action::text AS t
		FROM pg_rewrite
		WHERE ev_class = p_view
	)
	SELECT format('不能用函数 %s：结果会随时间、随人或随别的数据而变', p.proname)
	FROM tree
	CROSS JOIN regexp_matches(t,
		':(?:funcid|opfuncid|aggfnoid|winfnoid) (\d+)', 'g') m
	JOIN pg_proc p ON p.oid = m[1]::oid
	WHERE p.provolatile = 'v'
		OR p.pronamespace NOT IN ('pg_catalog'::regnamespace,
			'zhen'::regnamespace)
		OR (p.provolatile <> 'i' OR p.pronamespace <> 'pg_catalog'::regnamespace)
			AND NOT EXISTS (SELECT FROM programme_word w
				WHERE w.name = p.proname)
	UNION ALL
	SELECT format('不能读表 %s：只能用此人的栏目和 rate', c.relname)
	FROM tree
	CROSS JOIN regexp_matches(t, ':relid (\d+)', 'g') m
	JOIN pg_class c ON c.oid = m[1]::oid
	WHERE c.oid <> ALL (p_around) AND c.oid <> p_view
	UNION ALL
	SELECT '不能用当前的时间或用户：请用 month_start、month_end'
	FROM tree
	WHERE t ~ '\{(SQLVALUEFUNCTION|NEXTVALUEEXPR)'
	UNION ALL
	SELECT '不能把文字变成日期：文字可以写成今天，请用日期栏目'
	FROM tree
	WHERE t ~ ':resulttype (1082|1083|1114|1184|1266) :resultcollid 0 :coerceformat'
$$;
COMMENT ON FUNCTION compile_forbidden IS
	'what a view uses that no programme may; 1082 and so on are the types of
dates and times';

CREATE FUNCTION compile_safe(
	p_part text,
	p_sql text
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	wrong text;
BEGIN
	EXECUTE format(E'CREATE VIEW compile_part AS SELECT (%s\n) AS part
		FROM compile_person AS person CROSS JOIN compile_rate AS rate', p_sql);
	SELECT f INTO wrong
	FROM compile_forbidden('compile_part',
		ARRAY['compile_person', 'compile_rate']::regclass[]) f
	ORDER BY f COLLATE "C"
	LIMIT 1;
	IF wrong IS NULL
		AND p_sql ~* '''\s*(now|today|tomorrow|yesterday|allballs)\y' THEN
		wrong := '不能用当前的时间：请用 month_start、month_end';
	END IF;
	DROP VIEW compile_part;
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', DETAIL = p_sql,
			MESSAGE = format('%s: %s', p_part, wrong);
	END IF;
END
$$;
COMMENT ON FUNCTION compile_safe IS
	'refuses an expression that is right but not for a programme; a literal such
as ''today'' is read before there is a tree';

CREATE FUNCTION compile_safe_begin(p_scope text)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	EXECUTE format('CREATE VIEW compile_person AS SELECT person.* FROM %s',
		p_scope);
	EXECUTE format('CREATE VIEW compile_rate AS SELECT rate.* FROM %s', p_scope);
END
$$;
COMMENT ON FUNCTION compile_safe_begin IS
	'the person and the rates as relations: what an expression uses besides is
its own. They go with compile_safe_end()';

CREATE FUNCTION compile_safe_end()
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	DROP VIEW compile_person, compile_rate;
END
$$;
COMMENT ON FUNCTION compile_safe_end IS 'the expressions have been looked at';
