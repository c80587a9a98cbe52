-- Publicity (公示): the list goes up on the village's board, whoever objects is
-- put down with what became of it, and no step is done before the days are over
-- and every objection is settled.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION application_post(
	county int,
	id bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one application := application_get(county, id, '{posting}');
	stage record;
BEGIN
	PERFORM duty_require('张贴公示', 'window', 'coordinator', 'reviewer');
	SELECT * INTO stage
	FROM application_stage(one.programme, one.programme_version, one.step,
		one.div);
	UPDATE application a SET
		state = 'public',
		posted_on = current_date,
		posted_until = workday_add(current_date, stage.publicity),
		due_on = workday_add(workday_add(current_date, stage.publicity),
			stage.days),
		version = a.version + 1
	WHERE a.county = one.county AND a.id = one.id
	RETURNING * INTO one;
	PERFORM application_log(one, 'post', format('%s 至 %s', one.posted_on,
		one.posted_until));
	RETURN format('已记张贴，公示到 %s', one.posted_until);
END
$$;
COMMENT ON FUNCTION application_post IS
	'the list is up: today is the day before the first of its working days';
GRANT EXECUTE ON FUNCTION application_post
TO zhen_window, zhen_coordinator, zhen_reviewer;

CREATE FUNCTION application_object(
	county int,
	application bigint,
	objector text,
	phone text,
	content text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one application := application_get(county, application,
		'{open,posting,public,approved,refused,withdrawn,returned,lacking}');
BEGIN
	PERFORM duty_require('登记异议', 'window', 'coordinator', 'reviewer',
		'supervisor');
	IF one.state <> 'public' OR one.posted_until < current_date THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = CASE WHEN one.posted_until < current_date
				THEN format('公示已于 %s 期满，请作为来信来访受理',
					one.posted_until)
				ELSE '现在不在公示期，请作为来信来访受理' END;
	END IF;
	INSERT INTO application_objection (county, application, div, round,
		objector, phone, content)
	VALUES (one.county, one.id, one.div, one.round,
		words_require(objector, 'objector', '请写提出人，不肯留名的写“匿名”'),
		phone, words_require(content, 'content', '请写异议内容'));
	PERFORM application_log(one, 'object', content);
	RETURN '已登记异议，处理以前不能办下一步';
END
$$;
COMMENT ON FUNCTION application_object IS
	'somebody objects while the list is up; later it is a petition';
GRANT EXECUTE ON FUNCTION application_object
TO zhen_window, zhen_coordinator, zhen_reviewer, zhen_supervisor;

CREATE FUNCTION application_settle(
	p_county int,
	p_id bigint,
	p_state text,
	p_outcome text
) RETURNS text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	what application_objection;
	one application;
BEGIN
	PERFORM duty_require('处理异议', 'reviewer', 'supervisor');
	SELECT * INTO what
	FROM application_objection o
	WHERE o.county = p_county AND o.id = p_id;
	one := application_get(p_county, what.application,
		'{public,open,posting,returned,lacking}');
	SELECT * INTO what
	FROM application_objection o
	WHERE o.county = p_county AND o.application = one.id AND o.id = p_id;
	IF what.state <> 'open' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '这条异议已经处理过，请重新打开看看';
	ELSIF application_hands(one) && ARRAY[session_user, on_behalf()] THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '自己受理或审过的，异议请由别的同事处理';
	END IF;
	UPDATE application_objection o SET
		state = p_state,
		outcome = words_require(p_outcome, 'outcome', '请写明核实的情况和结果'),
		settled_by = session_user,
		settled_on = current_date
	WHERE o.county = p_county AND o.application = one.id AND o.id = p_id
	RETURNING * INTO what;
	PERFORM application_log(one, 'settle', what.outcome);
	RETURN CASE p_state WHEN 'upheld'
		THEN format('异议成立，请把申请 %s 退回或不予批准', one.number)
		ELSE '异议不成立，请答复提出人' END;
END
$$;
COMMENT ON FUNCTION application_settle IS
	'by somebody who had no hand in the application';

CREATE FUNCTION application_uphold(
	county int,
	id bigint,
	outcome text
) RETURNS text
LANGUAGE sql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT application_settle(county, id, 'upheld', outcome)
$$;
COMMENT ON FUNCTION application_uphold IS 'the objection is right';

CREATE FUNCTION application_dismiss(
	county int,
	id bigint,
	outcome text
) RETURNS text
LANGUAGE sql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT application_settle(county, id, 'dismissed', outcome)
$$;
COMMENT ON FUNCTION application_dismiss IS 'the objection is wrong';
GRANT EXECUTE ON FUNCTION application_uphold, application_dismiss
TO zhen_reviewer, zhen_supervisor;
