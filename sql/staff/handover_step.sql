-- The steps of a hand-over: both sign, and with the second signature everything
-- that is open in the giver's name is the receiver's. Those who leave have an
-- end then.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION work_held(p_role name)
RETURNS bigint
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT (SELECT count(*) FROM service_case
			WHERE holder = p_role AND urgency < 500000)
		+ (SELECT count(*) FROM application
			WHERE holder = p_role AND closed_on IS NULL)
$$;
COMMENT ON FUNCTION work_held IS
	'how many open cases and applications are somebody''s: see
service_case.urgency, which goes to 36160 while they are open, and begins far
above that when they are closed';

CREATE FUNCTION work_require_none(p_staff staff)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF work_held(p_staff.role) > 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'until',
			MESSAGE = format('%s 还有 %s 件没有办结，请先办交接（/3305）',
				p_staff.name, work_held(p_staff.role));
	END IF;
END
$$;
COMMENT ON FUNCTION work_require_none IS
	'nothing is open in their name, or a refusal: hand over first';

CREATE FUNCTION handover_lock(
	p_county int,
	p_id bigint,
	VARIADIC p_states text[]
) RETURNS staff_handover
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	SELECT record_lock(NULL::staff_handover, p_county, p_id, '这份交接',
		'handover_state', VARIADIC p_states)
$$;

CREATE FUNCTION handover_unclaimed(p_one staff_handover)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	visits int;
	cost numeric;
BEGIN
	SELECT count(*), sum(v.transport + v.phone + v.meal) INTO visits, cost
	FROM visit v
	WHERE v.county = p_one.county AND v.staff = p_one.staff
		AND v.state IN ('logged', 'returned')
		AND v.transport + v.phone + v.meal > 0;
	IF p_one.leaves_on IS NOT NULL AND visits > 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('您还有 %s 次走访的费用 %s 元没有报销，离岗以后不能再报；'
				'请先在“我的走访”里报销，再签字', visits, yuan_text(cost));
	END IF;
END
$$;
COMMENT ON FUNCTION handover_unclaimed IS
	'who leaves can''t claim any more: their own costs come first, or a refusal';

CREATE FUNCTION handover_give(
	county int,
	id bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one staff_handover := handover_lock(handover_give.county,
		handover_give.id, 'waiting');
BEGIN
	IF session_user <> one.giver THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('移交要%s本人签字，请本人登录办理',
				operator_name(one.giver));
	END IF;
	PERFORM handover_unclaimed(one);
	UPDATE staff_handover SET state = 'given', given_at = now()
	WHERE county = one.county AND id = one.id;
	RETURN format('已签字移交 %s 件，请%s签字接收', work_held(one.giver),
		operator_name(one.receiver));
END
$$;
COMMENT ON FUNCTION handover_give IS 'signed by who hands over';

CREATE FUNCTION handover_heir(
	p_one staff_handover,
	p_div bigint
) RETURNS name
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(
		(SELECT o.role FROM operator o WHERE o.role = p_one.receiver
			AND p_div BETWEEN o.scope_lo AND o.scope_hi),
		handover_keeper(p_div, p_one.giver), p_one.receiver)
$$;
COMMENT ON FUNCTION handover_heir IS
	'who gets what lies there: the receiver, or who keeps a place they don''t see';

CREATE FUNCTION handover_words(
	p_one staff_handover,
	p_holder name
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT format('交接 %s：由%s交给%s', p_one.id, operator_name(p_one.giver),
		operator_name(p_holder))
$$;

CREATE FUNCTION handover_cases(p_one staff_handover)
RETURNS int
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	moved int;
BEGIN
	WITH gone AS (
		UPDATE service_case c SET holder = handover_heir(p_one, c.div),
			version = c.version + 1
		WHERE c.holder = p_one.giver AND c.urgency < 500000
		RETURNING c.*
	)
	INSERT INTO case_step (county, case_id, div, kind, content)
	SELECT g.county, g.id, g.div, 'hand', handover_words(p_one, g.holder)
	FROM gone g;
	GET DIAGNOSTICS moved = ROW_COUNT;
	RETURN moved;
END
$$;
COMMENT ON FUNCTION handover_cases IS 'every open case, as its own steps tell too';

CREATE FUNCTION handover_applications(p_one staff_handover)
RETURNS int
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	moved int;
BEGIN
	WITH gone AS (
		UPDATE application a SET holder = handover_heir(p_one, a.div),
			version = a.version + 1
		WHERE a.holder = p_one.giver AND a.closed_on IS NULL
		RETURNING a.*
	)
	INSERT INTO application_step (county, application, div, round, step, kind,
		content)
	SELECT g.county, g.id, g.div, g.round, g.step, 'hand',
		handover_words(p_one, g.holder)
	FROM gone g;
	GET DIAGNOSTICS moved = ROW_COUNT;
	RETURN moved;
END
$$;
COMMENT ON FUNCTION handover_applications IS
	'every open application: who has it hands in what is missing, and gets it back
when a step returns it';

CREATE FUNCTION handover_changes(p_one staff_handover)
RETURNS int
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	moved int;
BEGIN
	WITH gone AS (
		UPDATE review_change c SET
			state = 'withdrawn',
			reason = format('交接 %s：由%s接着送', p_one.id,
				operator_name(p_one.receiver))
		WHERE c.made_by = p_one.giver AND c.state IN ('waiting', 'returned')
		RETURNING c.screen, c.title, c.draft
	), kept AS (
		INSERT INTO kept_draft (operator, key, screen, title, value, at, pid)
		SELECT p_one.receiver, gen_random_uuid(), g.screen,
			left(coalesce(g.title, ''), 100), g.draft, now(), pg_backend_pid()
		FROM gone g
		WHERE g.draft IS NOT NULL
	)
	SELECT count(*) INTO moved FROM gone;
	RETURN moved;
END
$$;
COMMENT ON FUNCTION handover_changes IS
	'what waits for a second person was the giver''s word: it becomes a draft of
the receiver, who sends it under their own name';

CREATE FUNCTION handover_take(
	county int,
	id bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one staff_handover := handover_lock(handover_take.county,
		handover_take.id, 'given');
BEGIN
	IF session_user <> one.receiver THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('接收要%s本人签字，请本人登录办理',
				operator_name(one.receiver));
	END IF;
	one.cases := handover_cases(one);
	one.applications := handover_applications(one);
	UPDATE kept_draft SET operator = one.receiver WHERE operator = one.giver;
	GET DIAGNOSTICS one.drafts = ROW_COUNT;
	one.changes := handover_changes(one);
	UPDATE staff_handover SET state = 'done', taken_at = now(),
		cases = one.cases, applications = one.applications,
		changes = one.changes, drafts = one.drafts
	WHERE county = one.county AND id = one.id;
	UPDATE staff SET until = one.leaves_on, version = version + 1
	WHERE county = one.county AND id = one.staff AND one.leaves_on IS NOT NULL;
	UPDATE staff_duty SET until = one.leaves_on
	WHERE county = one.county AND staff = one.staff
		AND since <= one.leaves_on
		AND coalesce(until, 'infinity') > one.leaves_on;
	RETURN format('已接收办件 %s 件、申请 %s 件、改动 %s 项、草稿 %s 份', one.cases,
		one.applications, one.changes, one.drafts);
END
$$;
COMMENT ON FUNCTION handover_take IS
	'signed by who takes over: now it is all theirs, and who leaves has an end';

CREATE FUNCTION handover_cancel(
	county int,
	id bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one staff_handover := handover_lock(handover_cancel.county,
		handover_cancel.id, 'waiting', 'given');
BEGIN
	IF session_user NOT IN (one.made_by, one.giver) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '只有经办人或移交人能撤回这份交接';
	END IF;
	UPDATE staff_handover SET state = 'withdrawn'
	WHERE county = one.county AND id = one.id;
	RETURN '已撤回，什么都没有移交';
END
$$;
COMMENT ON FUNCTION handover_cancel IS 'not so, or to somebody else: begin anew';
GRANT EXECUTE ON FUNCTION handover_give, handover_take, handover_cancel
TO zhen_window, zhen_coordinator, zhen_reviewer, zhen_supervisor;

CREATE FUNCTION staff_leave_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF NEW.until IS NOT NULL AND NEW.until IS DISTINCT FROM OLD.until
		AND NOT session_is_superuser() THEN
		PERFORM work_require_none(NEW);
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER staff_leave_before BEFORE UPDATE OF until ON staff
FOR EACH ROW EXECUTE FUNCTION staff_leave_before();
