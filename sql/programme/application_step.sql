-- The way of an application: handed in when nothing is missing, then one step
-- after the other, each by somebody of the duty and level that the programme (or
-- a delegation) says, and nobody twice: who had a hand in it in this round does
-- no further step. The last step makes the enrolment.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION application_get(
	p_county int,
	p_id bigint,
	p_states text[]
) RETURNS application
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	SELECT record_lock(NULL::application, p_county, p_id, '这个申请',
		'application_state', VARIADIC p_states)
$$;
COMMENT ON FUNCTION application_get IS
	'locks an application in scope that is in one of these states, or refuses; for
functions of the owner';

CREATE FUNCTION application_hands(p_one application)
RETURNS name[]
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT array_agg(who)
	FROM (
		SELECT p_one.accepted_by AS who
		UNION
		SELECT unnest(ARRAY[s.done_by, s.on_behalf])
		FROM application_step s
		WHERE s.county = p_one.county AND s.application = p_one.id
			AND s.round = p_one.round
			AND s.kind IN ('accept', 'change', 'submit', 'pass')
	) h
	WHERE who IS NOT NULL
$$;
COMMENT ON FUNCTION application_hands IS
	'who made it and who did its steps in this round, and for whom they stood in';
GRANT EXECUTE ON FUNCTION application_hands TO zhen_operator;

CREATE FUNCTION application_may(p_one application)
RETURNS boolean
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT p_one.state IN ('open', 'public')
		AND operator_has_duty(s.duty)
		AND level_rank(operator_level()) >= level_rank(s.level)
		AND NOT application_hands(p_one) && ARRAY[session_user, on_behalf()]
	FROM application_stage(p_one.programme, p_one.programme_version,
		p_one.step, p_one.div) s
$$;
COMMENT ON FUNCTION application_may IS
	'whether its next step is the operator''s: duty, level, and another person
than all before';
GRANT EXECUTE ON FUNCTION application_may TO zhen_operator;

CREATE FUNCTION application_turn(
	p_county int,
	p_id bigint
) RETURNS application
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one application := application_get(p_county, p_id, '{open,public}');
	stage record;
BEGIN
	IF application_may(one) THEN
		RETURN one;
	END IF;
	IF application_hands(one) && ARRAY[session_user, on_behalf()] THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '自己受理、修改或审过的，不能再审下一步，请由别的同事办';
	END IF;
	SELECT * INTO stage
	FROM application_stage(one.programme, one.programme_version, one.step,
		one.div);
	RAISE EXCEPTION USING ERRCODE = 'ZH403',
		MESSAGE = format('现在是“%s”，由%s办，请等他们办完', stage.title,
			review_who(stage.duty, stage.level));
END
$$;
COMMENT ON FUNCTION application_turn IS
	'locks an application whose next step is the operator''s, or refuses';

CREATE FUNCTION application_own(p_definition jsonb)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
	SELECT jsonb_object_agg(name, sql) FROM compile_own(p_definition)
$$;

CREATE FUNCTION application_sound(p_one application)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	said text;
BEGIN
	SELECT coalesce(
		(SELECT CASE r.closed_as WHEN 'moved'
			THEN format('%s已迁到别的县区，请退回撤回，由迁入地受理', r.name)
			ELSE format('%s的档案已合并，请退回撤回，在现在的档案上申请', r.name)
			END
		FROM resident r
		WHERE r.county = p_one.county AND r.id = p_one.resident
			AND r.next_id IS NOT NULL),
		(SELECT format('项目已换第 %s 版，登记的栏目变了，请退回窗口按新表重报',
			p.version)
		FROM programme p
		JOIN programme_version v ON v.programme = p.code
			AND v.version = p_one.programme_version
		WHERE p.code = p_one.programme AND application_own(p.definition)
			IS DISTINCT FROM application_own(v.definition)),
		(SELECT format('公示到 %s 才期满，期满以后才能办下一步',
			p_one.posted_until)
		WHERE p_one.state = 'public' AND p_one.posted_until >= current_date),
		(SELECT CASE WHEN bool_or(o.state = 'open')
			THEN '还有异议没有处理，请先处理异议'
			ELSE '公示的异议成立，请退回或不予批准' END
		FROM application_objection o
		WHERE o.county = p_one.county AND o.application = p_one.id
			AND o.round = p_one.round AND o.state <> 'dismissed'
		HAVING count(*) > 0))
	INTO said;
	IF said IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = said;
	END IF;
END
$$;
COMMENT ON FUNCTION application_sound IS
	'nothing has come up that a step must not pass over';

CREATE FUNCTION application_next(
	p_one application,
	p_step int
) RETURNS text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	stage record;
BEGIN
	SELECT * INTO stage
	FROM application_stage(p_one.programme, p_one.programme_version, p_step,
		p_one.div);
	UPDATE application SET
		step = p_step,
		state = CASE WHEN stage.publicity IS NULL THEN 'open' ELSE 'posting' END,
		due_on = workday_add(current_date, stage.days),
		posted_on = NULL,
		posted_until = NULL,
		reason = NULL,
		version = version + 1
	WHERE county = p_one.county AND id = p_one.id
	RETURNING * INTO p_one;
	RETURN CASE p_one.state WHEN 'posting'
		THEN format('下一步公示 %s 个工作日，请张贴名单', stage.publicity)
		ELSE format('下一步“%s”，由%s办，%s 前办完', stage.title,
			review_who(stage.duty, stage.level), p_one.due_on) END;
END
$$;
COMMENT ON FUNCTION application_next IS
	'to a step, whose time begins today; publicity is posted before it';

CREATE FUNCTION application_approve(p_one application)
RETURNS text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	p programme;
BEGIN
	SELECT * INTO p FROM programme WHERE code = p_one.programme;
	IF p_one.amount IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('%s；请退回或不予批准', p_one.finding);
	END IF;
	UPDATE application SET state = 'approved', closed_on = current_date,
		due_on = NULL, version = version + 1
	WHERE county = p_one.county AND id = p_one.id
	RETURNING * INTO p_one;
	INSERT INTO review_pass (xact) VALUES (pg_current_xact_id())
	ON CONFLICT DO NOTHING;
	EXECUTE format('INSERT INTO %1$I
		SELECT (jsonb_populate_record(NULL::%1$I, $1)).*',
		p.definition ->> 'table')
	USING p_one.extra || jsonb_build_object('county', p_one.county,
		'id', p_one.id, 'resident', p_one.resident, 'since', p_one.since,
		'until', p_one.until, 'note', p_one.note, 'version', p_one.version);
	DELETE FROM review_pass WHERE xact = pg_current_xact_id();
	RETURN format('%s 已批准，从 %s 起%s', p_one.number, p_one.since,
		application_money(p_one.programme, p_one.amount));
END
$$;
COMMENT ON FUNCTION application_approve IS
	'enrols the person through the view of the programme''s form; four eyes have
seen it, so that a rule of review lets it pass';

CREATE FUNCTION application_pass(
	county int,
	id bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one application := application_turn(county, id);
	stage record;
BEGIN
	PERFORM application_sound(one);
	one := application_find(one);
	IF application_lack(one.county, one.id) IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('缺%s，请退回窗口补齐',
				application_lack(one.county, one.id));
	END IF;
	SELECT * INTO stage
	FROM application_stage(one.programme, one.programme_version, one.step,
		one.div);
	PERFORM application_log(one, 'pass', format('%s通过。%s', stage.title,
		one.finding));
	IF stage.is_last THEN
		RETURN application_approve(one);
	END IF;
	RETURN format('%s通过；%s', stage.title,
		application_next(one, one.step + 1));
END
$$;
COMMENT ON FUNCTION application_pass IS
	'the step is done; the conditions are asked anew, the last step wants them';

CREATE FUNCTION application_return(
	county int,
	id bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one application := application_turn(county, id);
	why text := words_require(reason, 'reason', '请写明要改什么、补什么');
BEGIN
	PERFORM application_log(one, 'return', why);
	UPDATE application a SET
		state = 'returned',
		round = a.round + 1,
		step = 1,
		due_on = NULL,
		reason = why,
		version = a.version + 1
	WHERE a.county = one.county AND a.id = one.id;
	RETURN format('%s 已退回%s：%s', one.number,
		operator_name(one.holder), why);
END
$$;
COMMENT ON FUNCTION application_return IS
	'back to the window with what was typed; handed in again it begins anew';

CREATE FUNCTION application_close(
	p_one application,
	p_state text,
	p_kind text,
	p_why text
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM application_log(p_one, p_kind, p_why);
	UPDATE application a SET state = p_state, reason = p_why, due_on = NULL,
		closed_on = current_date, version = a.version + 1
	WHERE a.county = p_one.county AND a.id = p_one.id;
END
$$;

CREATE FUNCTION application_refuse(
	county int,
	id bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one application := application_turn(county, id);
BEGIN
	PERFORM application_close(one, 'refused', 'refuse', words_require(reason,
		'reason', '不予批准请写明原因和依据'));
	RETURN format('%s 不予批准，请把原因和救济途径书面告知当事人', one.number);
END
$$;
COMMENT ON FUNCTION application_refuse IS 'decided against, with the reason';

CREATE FUNCTION application_withdraw(
	county int,
	id bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one application := application_get(county, id,
		'{lacking,returned,open,posting,public}');
BEGIN
	PERFORM duty_require('撤回申请', 'window');
	PERFORM application_close(one, 'withdrawn', 'withdraw',
		words_require(reason, 'reason', '撤回请写明原因'));
	RETURN format('%s 已撤回', one.number);
END
$$;
COMMENT ON FUNCTION application_withdraw IS
	'the person doesn''t want it any more, died or moved, or it was a mistake';

GRANT EXECUTE ON FUNCTION application_withdraw TO zhen_window;
GRANT EXECUTE ON FUNCTION application_pass, application_return,
	application_refuse
TO zhen_window, zhen_reviewer, zhen_supervisor, zhen_coordinator;
