-- A change that a second person has to see is handed in: an INSERT INTO
-- review_change tries it with the maker's own rights, undoes it and keeps it.
-- What is kept are relations, keys and values, or functions and arguments, and
-- never SQL. Functions: review_call.sql. Who makes it happen or gives it back:
-- review_step.sql.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE review_change_id;

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
	met line_text,
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
COMMENT ON COLUMN review_change.parts IS
	'改哪里：relation、key、version、values；办什么：call、args';
COMMENT ON COLUMN review_change.draft IS '输入的内容，退回后接着改用';
COMMENT ON COLUMN review_change.shown IS '改动前后，给复核人看，由服务器写';
COMMENT ON COLUMN review_change.met IS
	'办理时碰到的各行的摘要；同意时不一样就退回';
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
GRANT INSERT (screen, title, parts, draft) ON review_change
TO zhen_window, zhen_reviewer, zhen_supervisor, zhen_coordinator, zhen_admin;
GRANT USAGE ON SEQUENCE review_change_id
TO zhen_window, zhen_reviewer, zhen_supervisor, zhen_coordinator, zhen_admin;

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
	n bigint;
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
	GET DIAGNOSTICS n = ROW_COUNT;
	IF n > 1 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '送来的改动指的不止一条记录，请从画面上打开那一条再改';
	END IF;
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
		IF part ? 'call' THEN
			done := done || jsonb_build_object('call', part -> 'call',
				'args', part -> 'args',
				'after', review_call(part ->> 'call', part -> 'args'));
		ELSIF part -> 'key' <> '{}' THEN
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
its "kept" columns come from the first part, which was given its key only now;
one with a "call" is a function';
GRANT EXECUTE ON FUNCTION review_apply TO zhen_operator;

CREATE FUNCTION review_shown(p_done jsonb)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT jsonb_agg(to_jsonb(l))
	FROM (
		SELECT label, was, now_is FROM review_called(p_done)
		UNION ALL
		(SELECT column_words(d ->> 'relation', c),
			value_words(d ->> 'relation', c, d -> 'old' ->> c),
			value_words(d ->> 'relation', c, d -> 'new' ->> c)
		FROM jsonb_array_elements(p_done) WITH ORDINALITY x (d, n)
		CROSS JOIN LATERAL jsonb_object_keys(d -> 'columns') c
		WHERE d ? 'columns'
			AND d -> 'old' ->> c IS DISTINCT FROM d -> 'new' ->> c
		ORDER BY n, c)
	) l
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
	one review_rule;
BEGIN
	BEGIN
		PERFORM review_pass_open();
		said := review_apply(NEW.parts);
		said := jsonb_build_object('shown', review_shown(said),
			'met', review_met(said), 'whom', review_whom(said), 'pass', to_jsonb(review_pass_now()));
		RAISE EXCEPTION USING ERRCODE = 'ZH299', DETAIL = said;
	EXCEPTION WHEN SQLSTATE 'ZH299' THEN
		GET STACKED DIAGNOSTICS said = PG_EXCEPTION_DETAIL;
	END;
	IF said -> 'pass' ->> 'rule' IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '这项改动不用复核，请直接保存';
	END IF;
	SELECT * INTO one
	FROM review_rule r
	WHERE r.id = (said -> 'pass' ->> 'rule')::bigint;
	PERFORM review_makes(one);
	NEW.rule := one.id;
	NEW.checks := one.checks;
	NEW.level := one.level;
	NEW.div := said -> 'pass' ->> 'div';
	NEW.county := NEW.div / 1000000;
	NEW.amount := said -> 'pass' ->> 'amount';
	NEW.shown := coalesce(said -> 'shown', '[]');
	NEW.met := said ->> 'met';
	NEW.title := coalesce(said ->> 'whom', NEW.title);
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

SELECT audit_attach('review_change');
