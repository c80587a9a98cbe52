-- Everybody is checked again before a month is computed and before it is paid
-- (复查): a rule is a row and a function recheck_CODE() that is asked for the people
-- of a range to whom it applies, all at once. Who is held isn't paid until it is
-- cleared up, and then all months at once; who is stopped isn't paid any more; a
-- warning is for the eyes of the operator.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE recheck_rule (
	code text COLLATE "C" NOT NULL,
	programme line_text NOT NULL DEFAULT '*',
	since month_code NOT NULL DEFAULT 194901,
	title line_text NOT NULL,
	effect text COLLATE "C" NOT NULL,
	bound numeric,
	next line_text NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	sort int NOT NULL DEFAULT 100,
	CONSTRAINT recheck_rule_since_key PRIMARY KEY (code, programme, since),
	CONSTRAINT recheck_rule_code_check CHECK (code ~ '^[a-z][a-z0-9_]{0,39}$'),
	CONSTRAINT recheck_rule_effect_check CHECK (
		effect IN ('stop', 'hold', 'warn', 'none')
	)
);
COMMENT ON TABLE recheck_rule IS '复查规则：每月计算以前查什么、查到怎么办';
COMMENT ON COLUMN recheck_rule.code IS '代码；查的是函数 recheck_代码()';
COMMENT ON COLUMN recheck_rule.programme IS
	'项目；* 为所有项目，写明项目的一行代替它';
COMMENT ON COLUMN recheck_rule.since IS '从哪个月份起；后一行代替前一行';
COMMENT ON COLUMN recheck_rule.title IS '给操作员看的说法';
COMMENT ON COLUMN recheck_rule.effect IS
	'hold 暂缓发放，stop 停发，warn 提醒、照发，none 不查';
COMMENT ON COLUMN recheck_rule.bound IS '界限：年龄、年数等，各规则自定';
COMMENT ON COLUMN recheck_rule.next IS '查到以后怎么办';
COMMENT ON COLUMN recheck_rule.source IS '出处';
COMMENT ON COLUMN recheck_rule.is_demo IS '未经核实';
COMMENT ON COLUMN recheck_rule.sort IS '一个人有几项时先说哪一项';
COMMENT ON CONSTRAINT recheck_rule_since_key ON recheck_rule IS
	'这条规则从这个月份起的已有，请直接修改';
COMMENT ON CONSTRAINT recheck_rule_code_check ON recheck_rule IS
	'规则代码应以小写字母开头，只含小写字母、数字和下划线';
COMMENT ON CONSTRAINT recheck_rule_effect_check ON recheck_rule IS
	'查到怎么办应为 hold、stop、warn 或 none';
SELECT shared_guard('recheck_rule');
GRANT SELECT ON recheck_rule TO zhen_operator;
GRANT INSERT, UPDATE ON recheck_rule TO zhen_admin;

CREATE TYPE recheck_asked AS (
	county int,
	lo bigint,
	hi bigint,
	programme text,
	month int,
	bound numeric
);
COMMENT ON TYPE recheck_asked IS
	'what a check is told: a county, a range of its divisions, a programme, a month
(YYYYMM), and the bound in its row';
CREATE TYPE recheck_said AS (
	resident bigint,
	said text
);
COMMENT ON TYPE recheck_said IS
	'a person whom a check names, with words of its own or the title of its row';

CREATE FUNCTION recheck_rule_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF to_regprocedure(format('recheck_%s(recheck_asked)',
			NEW.code)) IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'code',
			MESSAGE = format('没有函数 recheck_%s，请先由管理员建好', NEW.code);
	END IF;
	IF NEW.programme <> '*' AND NOT EXISTS (
		SELECT FROM programme p WHERE p.code = NEW.programme) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'programme',
			MESSAGE = '没有这个项目，请先装入；所有项目写 *';
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION recheck_rule_before IS
	'a rule whose function is missing would stop every month';
CREATE TRIGGER recheck_rule_before BEFORE INSERT OR UPDATE ON recheck_rule
FOR EACH ROW EXECUTE FUNCTION recheck_rule_before();

CREATE FUNCTION recheck_rules(
	p_programme text,
	p_month int
) RETURNS SETOF recheck_rule
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT DISTINCT ON (u.code) u.*
	FROM recheck_rule u
	WHERE u.programme IN ('*', p_programme) AND u.since <= p_month
	ORDER BY u.code, u.programme <> '*' DESC, u.since DESC
$$;
COMMENT ON FUNCTION recheck_rules IS
	'those of a month: of each the latest, that of the programme before all''s';
GRANT EXECUTE ON FUNCTION recheck_rules TO zhen_operator;

CREATE FUNCTION recheck_found(
	p_county int,
	p_lo bigint,
	p_hi bigint,
	p_programme text,
	p_month int,
	p_effects text[] DEFAULT '{hold,stop}'
) RETURNS TABLE (
	resident bigint,
	rule text,
	effect text,
	said text,
	sort int
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET enable_nestloop = on
AS $$
#variable_conflict use_column
DECLARE
	one recheck_rule;
BEGIN
	FOR one IN
		SELECT *
		FROM recheck_rules(p_programme, p_month) u
		WHERE u.effect = ANY (p_effects)
	LOOP
		RETURN QUERY EXECUTE format('
			SELECT f.resident, $7, $8, coalesce(f.said, $9), $10
			FROM %I(($1, $2, $3, $4, $5, $6)) f', 'recheck_' || one.code)
		USING p_county, p_lo, p_hi, p_programme, p_month, one.bound, one.code,
			one.effect, one.title::text, one.sort;
	END LOOP;
END
$$;
COMMENT ON FUNCTION recheck_found IS
	'what the rules find among the people enrolled in a range, a line each; each
planned for itself, whatever its caller does without';

CREATE FUNCTION recheck_bars(
	p_county int,
	p_lo bigint,
	p_hi bigint,
	p_programme text,
	p_month int
) RETURNS TABLE (
	resident bigint,
	rule text,
	said text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT DISTINCT ON (f.resident) f.resident, f.rule,
		CASE f.effect WHEN 'hold' THEN '暂缓：' ELSE '停发：' END || f.said
	FROM recheck_found(p_county, p_lo, p_hi, p_programme, p_month) f
	ORDER BY f.resident, f.effect DESC, f.sort, f.rule
$$;
COMMENT ON FUNCTION recheck_bars IS
	'who isn''t to be paid, once each: what stops before what holds';

CREATE FUNCTION recheck_enrolled(asked recheck_asked)
RETURNS SETOF enrolment
LANGUAGE sql STABLE
AS $$
	SELECT e.*
	FROM zhen.enrolment e
	WHERE e.county = asked.county AND e.programme = asked.programme
		AND e.div BETWEEN asked.lo AND asked.hi AND e.since <= asked.month
		AND (e.until IS NULL OR e.until >= asked.month)
$$;
COMMENT ON FUNCTION recheck_enrolled IS
	'who is enrolled that month; becomes part of the query that asks';
