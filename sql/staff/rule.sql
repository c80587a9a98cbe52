-- Rules and rates that an administrator keeps on a screen: rows that hold from a
-- day or month on. What is in force is never changed, because what came of it
-- stays as it was; a row that isn't yet in force may be mended. They have a place,
-- the whole city, so that a review_rule can put them under four eyes.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION rule_day(p_since text)
RETURNS date
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE WHEN p_since ~ '^\d{6}$' THEN month_first(p_since::int)
		ELSE p_since::date END
$$;
COMMENT ON FUNCTION rule_day IS 'the first day of a rule by its day or month';
GRANT EXECUTE ON FUNCTION rule_day TO zhen_operator;

CREATE FUNCTION rule_state(
	p_since text,
	p_in_force text
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE WHEN rule_day(p_since) > current_date THEN '还没到'
		WHEN p_since = p_in_force THEN '在用' ELSE '以前' END
$$;
COMMENT ON FUNCTION rule_state IS
	'what a row is today, beside the latest one that has begun';
GRANT EXECUTE ON FUNCTION rule_state TO zhen_operator;

CREATE FUNCTION rule_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	day date := rule_day(to_jsonb(NEW) ->> 'since');
	earliest date := CASE WHEN to_jsonb(NEW) ->> 'since' ~ '^\d{6}$'
		THEN month_first(month_of(current_date)) ELSE current_date END;
BEGIN
	NEW.div := audit_root() * 1000000::bigint;
	IF TG_OP = 'UPDATE' THEN
		NEW.version := OLD.version + 1;
	END IF;
	IF session_is_superuser() THEN
		RETURN NEW;
	ELSIF NOT scope_is_all() THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '全市共用的规则由市里的管理员登记，请报市里';
	ELSIF TG_OP = 'UPDATE' AND rule_day(to_jsonb(OLD) ->> 'since') <= current_date
	THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'since',
			MESSAGE = '这一行已经起用，以前的不变；要改请另加一行，写新的起始日期';
	ELSIF day < earliest AND NOT TG_ARGV[0]::boolean THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'since',
			MESSAGE = format('规则最早从 %s 起，以前的不变；请改起始日期', earliest);
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION rule_before IS
	'what has begun stays, and nothing begins in the past, unless the argument says
that it may';

CREATE FUNCTION rule_attach(
	p_table regclass,
	p_may_be_past boolean DEFAULT false
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM audit_attach(p_table);
	EXECUTE format('ALTER TABLE %s
		ADD COLUMN div div_code,
		ADD COLUMN version int NOT NULL DEFAULT 1', p_table);
	EXECUTE format('COMMENT ON COLUMN %s.div IS %L', p_table,
		'全市共用，所以是市：复核规则按它管');
	EXECUTE format('COMMENT ON COLUMN %s.version IS ''版本''', p_table);
	EXECUTE format('CREATE TRIGGER rule_before BEFORE INSERT OR UPDATE ON %s
		FOR EACH ROW EXECUTE FUNCTION rule_before(%L)', p_table, p_may_be_past);
END
$$;
COMMENT ON FUNCTION rule_attach IS
	'makes a table of rows with "since", a day or a month, one of such rules. What is
built in has no place before the divisions are there, so that the record goes by
the city itself';

CREATE FUNCTION name_rule_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF '' ~ NEW.pattern THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'pattern',
			MESSAGE = '这个样式什么名称都合，管不了；例如 .服务站$';
	END IF;
	RETURN NEW;
EXCEPTION WHEN invalid_regular_expression THEN
	RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'pattern',
		MESSAGE = '样式看不懂，请核对括号；例如 .(街道|镇|乡)服务所$';
END
$$;
COMMENT ON FUNCTION name_rule_before IS
	'a pattern that can''t be read, or that holds of anything, is refused';
CREATE TRIGGER name_rule_before BEFORE INSERT OR UPDATE ON name_rule
FOR EACH ROW EXECUTE FUNCTION name_rule_before();

SELECT rule_attach('name_rule');
SELECT rule_attach('station_rule');
SELECT rule_attach('headcount_rule');
SELECT rule_attach('staff_rule');
SELECT rule_attach('allowance_rate', true);
