-- Four eyes (复核): a row of review_rule puts any kind of record under them, and
-- its table gets a trigger, so that a write that a rule is about is refused with
-- ZH200, whatever way it comes, unless it is being tried or was approved
-- (review_pass). What becomes of it: review.sql.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE review_rule_id;

CREATE TABLE review_rule (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('review_rule_id'),
	div div_code NOT NULL,
	tbl name NOT NULL,
	columns line_text,
	amount name,
	from_amount yuan,
	makes line_text,
	checks line_text NOT NULL DEFAULT 'reviewer',
	level text COLLATE "C" NOT NULL DEFAULT 'town',
	since date NOT NULL DEFAULT current_date,
	until date,
	basis line_text NOT NULL,
	made_by name NOT NULL DEFAULT session_user,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT review_rule_id_key PRIMARY KEY (county, id),
	CONSTRAINT review_rule_div_fk FOREIGN KEY (div) REFERENCES division (code),
	CONSTRAINT review_rule_county_check CHECK (county = div / 1000000),
	CONSTRAINT review_rule_from_amount_check CHECK (
		(amount IS NULL) = (from_amount IS NULL)
	),
	CONSTRAINT review_rule_level_check CHECK (
		level IN ('village', 'town', 'county', 'city')
	),
	CONSTRAINT review_rule_until_check CHECK (until >= since)
);
COMMENT ON TABLE review_rule IS '复核规则：哪些改动要第二个人复核才算数';
COMMENT ON COLUMN review_rule.county IS '县区';
COMMENT ON COLUMN review_rule.id IS '编号';
COMMENT ON COLUMN review_rule.div IS '管到的区划，含下级';
COMMENT ON COLUMN review_rule.tbl IS '表';
COMMENT ON COLUMN review_rule.columns IS
	'改了这些列才要复核，用逗号隔开；空为任何一列';
COMMENT ON COLUMN review_rule.amount IS '金额在哪一列；空为不看金额';
COMMENT ON COLUMN review_rule.from_amount IS '从多少元起要复核';
COMMENT ON COLUMN review_rule.makes IS '谁可以经办（职责）；空为有权写的人';
COMMENT ON COLUMN review_rule.checks IS '谁复核（职责）';
COMMENT ON COLUMN review_rule.level IS
	'在哪一级复核：village 村居，town 镇街，county 县区，city 市；上级也可以';
COMMENT ON COLUMN review_rule.since IS '从哪天起';
COMMENT ON COLUMN review_rule.until IS '到哪天止；空为一直有效';
COMMENT ON COLUMN review_rule.basis IS '依据';
COMMENT ON COLUMN review_rule.made_by IS '谁定的';
COMMENT ON COLUMN review_rule.version IS '版本';
COMMENT ON CONSTRAINT review_rule_id_key ON review_rule IS
	'此编号已有，请重试';
COMMENT ON CONSTRAINT review_rule_div_fk ON review_rule IS
	'没有这个区划，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT review_rule_county_check ON review_rule IS
	'县区应为区划代码的前六位，请核对';
COMMENT ON CONSTRAINT review_rule_from_amount_check ON review_rule IS
	'看金额的规则要写明金额在哪一列、从多少元起，请两项都填或都不填';
COMMENT ON CONSTRAINT review_rule_level_check ON review_rule IS
	'复核的级别应为 village、town、county 或 city';
COMMENT ON CONSTRAINT review_rule_until_check ON review_rule IS
	'截止日早于起始日，请核对';
ALTER TABLE review_rule ENABLE ROW LEVEL SECURITY;
CREATE POLICY shared ON review_rule FOR SELECT
USING ((SELECT scope_lo()) IS NOT NULL);
CREATE POLICY own_insert ON review_rule FOR INSERT
WITH CHECK (div >= (SELECT scope_lo())
	AND division_last(div) <= (SELECT scope_hi()));
CREATE POLICY own_update ON review_rule FOR UPDATE
USING (div >= (SELECT scope_lo())
	AND division_last(div) <= (SELECT scope_hi()));
COMMENT ON POLICY shared ON review_rule IS '规则人人可看，管理员只能改本人管辖范围的';
GRANT SELECT ON review_rule TO zhen_operator;
GRANT
	INSERT (div, tbl, columns, amount, from_amount, makes, checks, level, since,
		until, basis),
	UPDATE (until)
ON review_rule TO zhen_admin;
GRANT USAGE ON SEQUENCE review_rule_id TO zhen_admin;
GRANT SELECT ON audit_table TO zhen_admin;

CREATE FUNCTION level_rank(p_level text)
RETURNS int
LANGUAGE sql IMMUTABLE
AS $$
	SELECT array_position('{village,town,county,city}', p_level)
$$;
COMMENT ON FUNCTION level_rank IS 'the higher, the higher up';
GRANT EXECUTE ON FUNCTION level_rank TO zhen_operator;

CREATE FUNCTION operator_level()
RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT d.level
	FROM operator o
	JOIN division d ON d.code = CASE WHEN o.cover_ends > now() THEN o.cover_div
		ELSE o.home_div END
	WHERE o.role = session_user AND NOT o.is_shut
$$;
COMMENT ON FUNCTION operator_level IS 'where the operator sits: village to city';
GRANT EXECUTE ON FUNCTION operator_level TO zhen_operator;

CREATE FUNCTION review_may_check(
	p_duty text,
	p_level text,
	p_made_by name,
	p_on_behalf name DEFAULT NULL
) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT session_user <> p_made_by
		AND session_user IS DISTINCT FROM p_on_behalf
		AND operator_has_duty(p_duty)
		AND level_rank(operator_level()) >= level_rank(p_level)
$$;
COMMENT ON FUNCTION review_may_check IS
	'whether the operator is the second person: another than the maker and than
the colleague it was made for, of that duty, and not below that level';
GRANT EXECUTE ON FUNCTION review_may_check TO zhen_operator;

CREATE FUNCTION review_place(p_table regclass)
RETURNS name
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT p FROM unnest('{div,village,home_div}'::name[]) p
	WHERE audit_has(p_table, p)
	LIMIT 1
$$;
COMMENT ON FUNCTION review_place IS 'the column that says where a row is';

CREATE FUNCTION review_rule_for(
	p_table name,
	p_old jsonb,
	p_new jsonb
) RETURNS review_rule
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT r
	FROM review_rule r
	CROSS JOIN LATERAL (
		SELECT (p_new ->> review_place(r.tbl::text::regclass))::bigint AS div,
			greatest(abs((p_old ->> r.amount)::numeric),
				abs((p_new ->> r.amount)::numeric)) AS amount
	) n
	WHERE r.tbl = p_table
		AND current_date BETWEEN r.since AND coalesce(r.until, 'infinity')
		AND n.div BETWEEN r.div AND division_last(r.div)
		AND (r.columns IS NULL OR EXISTS (
			SELECT FROM regexp_split_to_table(r.columns, ' *, *') c
			WHERE p_old ->> c IS DISTINCT FROM p_new ->> c))
		AND (r.amount IS NULL OR n.amount >= r.from_amount)
	ORDER BY level_rank(r.level) DESC, r.from_amount DESC NULLS LAST, r.id
	LIMIT 1
$$;
COMMENT ON FUNCTION review_rule_for IS
	'the strictest rule about such a change of a row, or null; old: null of a new
row. An amount that takes one back, below zero, weighs as much as it';

CREATE FUNCTION review_pass_mark(
	p_rule review_rule,
	p_new jsonb
) RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	UPDATE review_pass p SET
		rule = p_rule.id,
		div = (p_new ->> review_place(p_rule.tbl::text::regclass))::bigint,
		amount = (p_new ->> p_rule.amount)::numeric
	WHERE p.xact = pg_current_xact_id() AND NOT EXISTS (
		SELECT FROM review_rule r
		WHERE r.id = p.rule AND level_rank(r.level) > level_rank(p_rule.level))
$$;
COMMENT ON FUNCTION review_pass_mark IS
	'notes which rule a change met, of several the strictest';

CREATE FUNCTION review_makes(p_rule review_rule)
RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF p_rule.makes IS NOT NULL THEN
		PERFORM duty_require('改动' || table_words(p_rule.tbl),
			VARIADIC regexp_split_to_array(p_rule.makes, ' *, *'));
	END IF;
END
$$;
COMMENT ON FUNCTION review_makes IS
	'whether the author is one of those who may make such a change, or a refusal';
GRANT EXECUTE ON FUNCTION review_makes TO zhen_operator;

CREATE FUNCTION review_guard()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	rule review_rule := review_rule_for(TG_ARGV[0],
		CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) END, to_jsonb(NEW));
BEGIN
	IF rule.id IS NULL OR session_is_superuser() THEN
		RETURN NEW;
	END IF;
	IF EXISTS (SELECT FROM review_pass WHERE xact = pg_current_xact_id()) THEN
		PERFORM review_pass_mark(rule, to_jsonb(NEW));
		RETURN NEW;
	END IF;
	PERFORM review_makes(rule);
	RAISE EXCEPTION USING ERRCODE = 'ZH200',
		MESSAGE = format('%s要由%s复核后才算数', table_words(rule.tbl),
			review_who(rule.checks, rule.level));
END
$$;
COMMENT ON FUNCTION review_guard IS
	'before a row is written: ZH200 if a rule wants a second person, unless it is
being tried or was approved. Its argument is the table';

CREATE FUNCTION review_who(
	p_duty text,
	p_level text
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE p_level WHEN 'village' THEN '' WHEN 'town' THEN '镇街'
			WHEN 'county' THEN '县区' ELSE '市' END
		|| coalesce(code_name('duty', p_duty), p_duty) || '人员'
$$;
COMMENT ON FUNCTION review_who IS 'the second person in words';
GRANT EXECUTE ON FUNCTION review_who TO zhen_operator;

CREATE FUNCTION review_attach(p_table regclass)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET client_min_messages = warning
AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_trigger
		WHERE tgrelid = p_table AND tgname = 'zz_review') THEN
		EXECUTE format('CREATE TRIGGER zz_review BEFORE INSERT OR UPDATE ON %1$s
			FOR EACH ROW EXECUTE FUNCTION review_guard(%1$L)', p_table);
	END IF;
END
$$;
COMMENT ON FUNCTION review_attach IS
	'the guard of a table that has a rule: behind its other triggers, which fill
the row in';

CREATE FUNCTION review_rule_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one name;
BEGIN
	NEW.county := NEW.div / 1000000;
	IF TG_OP = 'UPDATE' THEN
		NEW.version := OLD.version + 1;
		IF NEW.until < current_date THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'until',
				MESSAGE = '规则最早到今天为止，过去的不能改';
		END IF;
		RETURN NEW;
	END IF;
	IF NOT EXISTS (SELECT FROM audit_table
		WHERE tbl = NEW.tbl AND part IS NULL)
		OR review_place(NEW.tbl::text::regclass) IS NULL
		OR starts_with(NEW.tbl, 'review_') THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'tbl',
			MESSAGE = format('“%s”不能用复核规则管：应是按区划管、逐行留痕的表',
				NEW.tbl);
	END IF;
	FOR one IN
		SELECT * FROM regexp_split_to_table(NEW.columns, ' *, *')
		UNION ALL
		SELECT NEW.amount WHERE NEW.amount IS NOT NULL
	LOOP
		IF NOT audit_has(NEW.tbl::text::regclass, one) THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'columns',
				MESSAGE = format('%s里没有“%s”这一列，请核对',
					table_words(NEW.tbl), one);
		END IF;
	END LOOP;
	FOR one IN
		SELECT * FROM regexp_split_to_table(
			concat_ws(',', NEW.checks, NEW.makes), ' *, *')
	LOOP
		IF one <> ALL (duty_all()) THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'checks',
				MESSAGE = format('没有职责 %s，请用 %s', one,
					array_to_string(duty_all(), '、'));
		END IF;
	END LOOP;
	PERFORM review_attach(NEW.tbl::text::regclass);
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION review_rule_before IS
	'a rule is about a table and columns that there are; only its end changes,
so that what was handed in under it stays clear';
CREATE TRIGGER review_rule_before BEFORE INSERT OR UPDATE ON review_rule
FOR EACH ROW EXECUTE FUNCTION review_rule_before();

CREATE FUNCTION review_pass_open()
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF pg_trigger_depth() = 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '改动要送复核，不能直接放行';
	END IF;
	INSERT INTO review_pass (xact) VALUES (pg_current_xact_id());
END
$$;
COMMENT ON FUNCTION review_pass_open IS
	'lets writes under a rule pass in this subtransaction. Only a trigger may
call it, so that nobody does but review_change_before(), which undoes it all';
GRANT EXECUTE ON FUNCTION review_pass_open TO zhen_operator;

CREATE FUNCTION review_pass_now()
RETURNS review_pass
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT p FROM review_pass p WHERE xact = pg_current_xact_id_if_assigned()
$$;
COMMENT ON FUNCTION review_pass_now IS 'under which rule, and where';
GRANT EXECUTE ON FUNCTION review_pass_now TO zhen_operator;

SELECT audit_attach('review_rule');
