-- Four eyes (复核): a row of review_rule puts any kind of record under them. A
-- write that a rule is about is refused with ZH200, whatever way it comes. It
-- is handed in instead: an INSERT INTO review_change tries it with the maker's
-- own rights, undoes it and keeps it; another person makes it happen or gives
-- it back. What is kept are relations, keys and values, and never SQL.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE review_rule_id;
CREATE SEQUENCE review_change_id;

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

CREATE TABLE review_change (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('review_change_id'),
	div div_code NOT NULL,
	screen line_text NOT NULL,
	title line_text,
	parts jsonb NOT NULL
		CONSTRAINT review_change_parts_check CHECK (
			octet_length(parts::text) <= 65536),
	draft jsonb,
	shown jsonb NOT NULL,
	rule bigint NOT NULL,
	checks text COLLATE "C" NOT NULL,
	level text COLLATE "C" NOT NULL,
	amount yuan,
	state text COLLATE "C" NOT NULL DEFAULT 'waiting',
	made_by name NOT NULL DEFAULT session_user,
	made_at timestamptz NOT NULL DEFAULT now(),
	on_behalf name,
	checked_by name,
	checked_at timestamptz,
	reason line_text,
	CONSTRAINT review_change_id_key PRIMARY KEY (county, id),
	CONSTRAINT review_change_checked_by_check CHECK (checked_by <> made_by),
	CONSTRAINT review_change_state_check CHECK (
		state IN ('waiting', 'returned', 'approved', 'withdrawn')
	)
);
CREATE INDEX review_change_open ON review_change (div)
WHERE state IN ('waiting', 'returned');
CREATE INDEX review_change_made ON review_change (made_by, made_at);
CREATE INDEX review_change_checked ON review_change (checked_by, checked_at);
COMMENT ON TABLE review_change IS '送复核的改动：复核同意后才算数';
COMMENT ON COLUMN review_change.county IS '县区';
COMMENT ON COLUMN review_change.id IS '编号';
COMMENT ON COLUMN review_change.div IS '所属区划';
COMMENT ON COLUMN review_change.screen IS '画面';
COMMENT ON COLUMN review_change.title IS '关于谁';
COMMENT ON COLUMN review_change.parts IS '改哪里：relation、key、version、values';
COMMENT ON COLUMN review_change.draft IS '输入的内容，退回后接着改用';
COMMENT ON COLUMN review_change.shown IS '改动前后，给复核人看，由服务器写';
COMMENT ON COLUMN review_change.rule IS '按哪条规则';
COMMENT ON COLUMN review_change.checks IS '谁复核（职责）';
COMMENT ON COLUMN review_change.level IS '在哪一级复核';
COMMENT ON COLUMN review_change.amount IS '金额';
COMMENT ON COLUMN review_change.state IS
	'状态：waiting 待复核，returned 已退回，approved 已同意，withdrawn 已撤回';
COMMENT ON COLUMN review_change.made_by IS '经办人';
COMMENT ON COLUMN review_change.made_at IS '送出时间';
COMMENT ON COLUMN review_change.on_behalf IS '代班时，替谁办的';
COMMENT ON COLUMN review_change.checked_by IS '复核人';
COMMENT ON COLUMN review_change.checked_at IS '复核时间';
COMMENT ON COLUMN review_change.reason IS '退回原因';
COMMENT ON CONSTRAINT review_change_id_key ON review_change IS
	'此编号已有，请重试';
COMMENT ON CONSTRAINT review_change_parts_check ON review_change IS
	'一次送复核的内容太多，请分几次保存';
COMMENT ON CONSTRAINT review_change_checked_by_check ON review_change IS
	'自己经办的不能自己复核，请另一位复核人员办理';
COMMENT ON CONSTRAINT review_change_state_check ON review_change IS
	'没有这种状态，请重新打开';
SELECT scope_guard('review_change');
GRANT SELECT ON review_change TO zhen_operator;
GRANT INSERT (screen, title, parts, draft) ON review_change TO zhen_operator;
GRANT USAGE ON SEQUENCE review_change_id TO zhen_operator;

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
			greatest((p_old ->> r.amount)::numeric,
				(p_new ->> r.amount)::numeric) AS amount
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
row';

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
	IF rule.makes IS NOT NULL THEN
		PERFORM duty_require('改动' || table_words(rule.tbl),
			VARIADIC regexp_split_to_array(rule.makes, ' *, *'));
	END IF;
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

-- Applying: the parts in their order, the rows of a new record behind it.

CREATE FUNCTION review_names(
	p_values jsonb,
	p_prefix text DEFAULT ''
) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT string_agg(p_prefix || quote_ident(k), ', ' ORDER BY k)
	FROM jsonb_object_keys(p_values) k
$$;
GRANT EXECUTE ON FUNCTION review_names TO zhen_operator;

CREATE FUNCTION review_insert(
	p_relation text,
	p_values jsonb
) RETURNS jsonb
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	made jsonb;
BEGIN
	EXECUTE format('INSERT INTO %1$I AS t (%2$s)
		SELECT %2$s FROM jsonb_populate_record(NULL::%1$I, $1) r
		RETURNING to_jsonb(t)', p_relation, review_names(p_values))
	INTO made
	USING p_values;
	RETURN jsonb_build_object('relation', p_relation, 'new', made);
END
$$;
GRANT EXECUTE ON FUNCTION review_insert TO zhen_operator;

CREATE FUNCTION review_update(
	p_relation text,
	p_key jsonb,
	p_values jsonb
) RETURNS jsonb
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	met text := (SELECT string_agg(format('t.%1$I = k.%1$I', c), ' AND ')
		FROM jsonb_object_keys(p_key) c);
	was jsonb;
	made jsonb;
BEGIN
	EXECUTE format('SELECT to_jsonb(t)
		FROM %1$I t, jsonb_populate_record(NULL::%1$I, $1) k
		WHERE %2$s', p_relation, met)
	INTO was
	USING p_key;
	EXECUTE format('UPDATE %1$I AS t SET (%2$s) = ROW(%3$s)
		FROM jsonb_populate_record(NULL::%1$I, $1) k,
			jsonb_populate_record(NULL::%1$I, $2) v
		WHERE %4$s
		RETURNING to_jsonb(t)', p_relation, review_names(p_values),
		review_names(p_values, 'v.'), met)
	INTO made
	USING p_key, p_values;
	IF made IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH101',
			MESSAGE = '此记录已被别人改过，请看对方改了什么，再决定是否保存';
	END IF;
	RETURN jsonb_build_object('relation', p_relation, 'old', was, 'new', made);
END
$$;
GRANT EXECUTE ON FUNCTION review_update TO zhen_operator;

CREATE FUNCTION review_apply(p_parts jsonb)
RETURNS jsonb
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	part jsonb;
	done jsonb := '[]';
BEGIN
	FOR part IN SELECT * FROM jsonb_array_elements(p_parts) LOOP
		IF part -> 'key' <> '{}' THEN
			done := done || (review_update(part ->> 'relation', part -> 'key',
				part -> 'values')
				|| jsonb_build_object('columns', part -> 'values'));
		ELSE
			done := done || (review_insert(part ->> 'relation',
				(part -> 'values') || coalesce((
					SELECT jsonb_object_agg(k.key, done -> 0 -> 'new' -> k.value)
					FROM jsonb_each_text(part -> 'kept') k), '{}'))
				|| jsonb_build_object('columns', part -> 'values'));
		END IF;
	END LOOP;
	RETURN done;
END
$$;
COMMENT ON FUNCTION review_apply IS
	'writes what was handed in, with the rights of who calls: the maker, who
tries it, or the owner behind an approval. A part without a key is a new row;
its "kept" columns come from the first part, which was given its key only now';
GRANT EXECUTE ON FUNCTION review_apply TO zhen_operator;

CREATE FUNCTION column_words(
	p_relation text,
	p_column name
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(regexp_replace(min(col_description(a.attrelid, a.attnum)),
		'[（：；].*', ''), p_column)
	FROM pg_attribute a
	WHERE a.attname = p_column AND NOT a.attisdropped
		AND (a.attrelid = to_regclass(p_relation)
			OR a.attrelid IN (SELECT to_regclass(t)
				FROM record_tables(p_relation) t))
$$;
COMMENT ON FUNCTION column_words IS
	'what people call a column of a table, or of a view over tables';

CREATE FUNCTION value_words(
	p_column name,
	p_value text
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(code_name(p_column, p_value),
		CASE WHEN p_value ~ '^[1-9][0-9]{11}$'
			THEN division_path(p_value::bigint) END,
		p_value)
$$;
COMMENT ON FUNCTION value_words IS
	'a code by its name, where the set is called as the column, and a place by
its path';

CREATE FUNCTION review_shown(p_done jsonb)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT jsonb_agg(jsonb_build_object(
		'label', column_words(d ->> 'relation', c),
		'was', value_words(c, d -> 'old' ->> c),
		'now_is', value_words(c, d -> 'new' ->> c)) ORDER BY n, c)
	FROM jsonb_array_elements(p_done) WITH ORDINALITY x (d, n)
	CROSS JOIN LATERAL jsonb_object_keys(d -> 'columns') c
	WHERE d -> 'old' ->> c IS DISTINCT FROM d -> 'new' ->> c
$$;
COMMENT ON FUNCTION review_shown IS
	'what review_apply() changed, column by column in words';
GRANT EXECUTE ON FUNCTION review_shown TO zhen_operator;

CREATE FUNCTION review_change_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	said jsonb;
BEGIN
	BEGIN
		PERFORM review_pass_open();
		said := review_apply(NEW.parts);
		said := jsonb_build_object('shown', review_shown(said),
			'pass', to_jsonb(review_pass_now()));
		RAISE EXCEPTION USING ERRCODE = 'ZH299', DETAIL = said;
	EXCEPTION WHEN SQLSTATE 'ZH299' THEN
		GET STACKED DIAGNOSTICS said = PG_EXCEPTION_DETAIL;
	END;
	IF said -> 'pass' ->> 'rule' IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '这项改动不用复核，请直接保存';
	END IF;
	SELECT r.id, r.checks, r.level
	INTO NEW.rule, NEW.checks, NEW.level
	FROM review_rule r
	WHERE r.id = (said -> 'pass' ->> 'rule')::bigint;
	NEW.div := said -> 'pass' ->> 'div';
	NEW.county := NEW.div / 1000000;
	NEW.amount := said -> 'pass' ->> 'amount';
	NEW.shown := coalesce(said -> 'shown', '[]');
	NEW.on_behalf := on_behalf();
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION review_change_before IS
	'tries what is handed in, with the rights of who does, so that whatever
refuses a save refuses it now, and undoes it';
CREATE TRIGGER review_change_before BEFORE INSERT ON review_change
FOR EACH ROW EXECUTE FUNCTION review_change_before();

CREATE FUNCTION review_change_keep()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF TG_OP = 'UPDATE' AND OLD.state IN ('waiting', 'returned')
		AND (to_jsonb(OLD) - '{state,checked_by,checked_at,reason}'::text[])
			= (to_jsonb(NEW) - '{state,checked_by,checked_at,reason}'::text[])
	THEN
		RETURN NEW;
	END IF;
	RAISE EXCEPTION USING ERRCODE = 'ZH403',
		MESSAGE = '送复核的内容不能再改；要改请先撤回或退回，改好再送';
END
$$;
CREATE TRIGGER review_change_keep BEFORE UPDATE OR DELETE ON review_change
FOR EACH ROW EXECUTE FUNCTION review_change_keep();

CREATE FUNCTION review_send(
	p_screen text,
	p_title text,
	p_draft jsonb,
	p_parts jsonb
) RETURNS text
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	INSERT INTO review_change (screen, title, draft, parts)
	VALUES (p_screen, p_title, p_draft, p_parts)
	RETURNING format('已送%s复核，同意后才算数；在“待办”里看办到哪一步',
		review_who(checks, level))
$$;
COMMENT ON FUNCTION review_send IS
	'hands in what a save would have written, and tells the maker who is next';
GRANT EXECUTE ON FUNCTION review_send TO zhen_operator;

-- The steps: each locks the row, so that of two at once one comes too late.

CREATE FUNCTION review_lock(
	p_county int,
	p_id bigint,
	VARIADIC p_states text[]
) RETURNS review_change
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one review_change;
BEGIN
	SELECT * INTO one FROM review_change
	WHERE county = p_county AND id = p_id
	FOR UPDATE;
	PERFORM scope_require(one.div);
	IF one.state <> ALL (p_states) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('这项改动现在是“%s”，不能这样办理，请重新打开看看',
				code_name('review_state', one.state));
	END IF;
	RETURN one;
END
$$;

CREATE FUNCTION review_check(
	p_county int,
	p_id bigint
) RETURNS review_change
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one review_change := review_lock(p_county, p_id, 'waiting');
BEGIN
	PERFORM duty_require('复核', one.checks);
	IF NOT review_may_check(one.checks, one.level, one.made_by, one.on_behalf)
	THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = CASE WHEN session_user IN (one.made_by, one.on_behalf)
				THEN '这项改动是您经办的，请另一位复核人员办理'
				ELSE format('这项改动要由%s复核',
					review_who(one.checks, one.level)) END;
	END IF;
	RETURN one;
END
$$;
COMMENT ON FUNCTION review_check IS
	'a change that waits, for its second person; a refusal for anybody else';

CREATE FUNCTION review_approve(
	county int,
	id bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one review_change := review_check(review_approve.county, review_approve.id);
BEGIN
	INSERT INTO review_pass (xact, maker)
	VALUES (pg_current_xact_id(), one.made_by);
	BEGIN
		PERFORM review_apply(one.parts);
	EXCEPTION WHEN SQLSTATE 'ZH101' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '送来以后这条记录又被改过，请按 F11 退回，让经办人看过再送';
	END;
	DELETE FROM review_pass WHERE xact = pg_current_xact_id();
	UPDATE review_change SET
		state = 'approved',
		checked_by = session_user,
		checked_at = now(),
		reason = NULL
	WHERE county = one.county AND id = one.id;
	RETURN format('已同意，%s的改动现在算数', operator_name(one.made_by));
END
$$;
COMMENT ON FUNCTION review_approve IS
	'makes a change happen that was handed in, once, by its second person';
GRANT EXECUTE ON FUNCTION review_approve TO zhen_operator;

CREATE FUNCTION review_return(
	county int,
	id bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one review_change := review_check(review_return.county, review_return.id);
	why text := claim_text(review_return.reason, 'reason',
		'请写明退回原因，让经办人知道改什么');
BEGIN
	UPDATE review_change SET
		state = 'returned',
		checked_by = session_user,
		checked_at = now(),
		reason = why
	WHERE county = one.county AND id = one.id;
	RETURN format('已退回给%s：%s', operator_name(one.made_by), why);
END
$$;
COMMENT ON FUNCTION review_return IS 'gives a change back to its maker';
GRANT EXECUTE ON FUNCTION review_return TO zhen_operator;

CREATE FUNCTION review_withdraw(
	county int,
	id bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one review_change := review_lock(review_withdraw.county, review_withdraw.id,
		'waiting', 'returned');
BEGIN
	IF session_user <> one.made_by THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('这是%s经办的，只有本人能撤回',
				operator_name(one.made_by));
	END IF;
	UPDATE review_change SET state = 'withdrawn'
	WHERE county = one.county AND id = one.id;
	IF one.draft IS NOT NULL THEN
		INSERT INTO kept_draft (operator, key, screen, title, value, at, pid)
		VALUES (session_user, gen_random_uuid(), one.screen,
			left(coalesce(one.title, ''), 100), one.draft, now(),
			pg_backend_pid());
	END IF;
	RETURN '已撤回，内容放回草稿：按 Ctrl-V 打开，改好再送';
END
$$;
COMMENT ON FUNCTION review_withdraw IS
	'takes a change back that waits or was given back; what was typed is a draft
again, to be mended and handed in anew';
GRANT EXECUTE ON FUNCTION review_withdraw TO zhen_operator;

CREATE VIEW review_list
WITH (security_invoker = true)
AS
SELECT
	c.county,
	c.id,
	c.div,
	c.screen,
	c.title,
	c.amount,
	c.state,
	code_name('review_state', c.state) AS state_name,
	c.made_by,
	operator_name(c.made_by)
		|| coalesce('（代' || operator_name(c.on_behalf) || '）', '') AS maker,
	to_char(c.made_at, 'YYYY-MM-DD HH24:MI') AS made,
	c.checks,
	review_who(c.checks, c.level) AS who,
	c.checked_by,
	operator_name(c.checked_by) AS checker,
	to_char(c.checked_at, 'YYYY-MM-DD HH24:MI') AS checked,
	c.reason,
	r.basis,
	table_words(r.tbl) AS what,
	CASE WHEN c.state = 'waiting'
		AND review_may_check(c.checks, c.level, c.made_by, c.on_behalf)
		THEN 'check' WHEN c.made_by = session_user
		AND c.state IN ('waiting', 'returned') THEN 'mine' END AS turn
FROM review_change c
JOIN review_rule r ON r.id = c.rule;
COMMENT ON VIEW review_list IS '送复核的改动';
GRANT SELECT ON review_list TO zhen_operator;

CREATE VIEW review_columns
WITH (security_invoker = true)
AS
SELECT
	c.county,
	c.id,
	x.n,
	x.v ->> 'label' AS label,
	x.v ->> 'was' AS was,
	x.v ->> 'now_is' AS now_is
FROM review_change c
CROSS JOIN LATERAL jsonb_array_elements(c.shown) WITH ORDINALITY x (v, n);
COMMENT ON VIEW review_columns IS '送复核的改动，逐栏改前改后';
GRANT SELECT ON review_columns TO zhen_operator;

SELECT audit_attach('review_rule');
SELECT audit_attach('review_change');
