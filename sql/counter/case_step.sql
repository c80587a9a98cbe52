-- The way of a case: each step is a function, checks who may do it, and leaves
-- a row in case_step. Who does the steps is the holder; who decides is for
-- the matter's own steps to say.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION case_get(
	p_county int,
	p_case bigint,
	p_states text[]
) RETURNS service_case
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one service_case;
BEGIN
	SELECT * INTO one
	FROM service_case c
	WHERE c.county = p_county AND c.id = p_case
		AND c.div BETWEEN scope_lo() AND scope_hi()
		AND (session_user IN (c.accepted_by, c.holder)
			OR operator_sees_staff())
	FOR UPDATE;
	IF one.id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '管辖范围内没有这个办件，请从列表重新打开';
	END IF;
	IF one.state <> ALL (p_states) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('这件现在是“%s”，不能这样办，请重新打开看看',
				code_name('case_state', one.state));
	END IF;
	RETURN one;
END
$$;
COMMENT ON FUNCTION case_get IS
	'locks a case that the operator sees and that is in one of these states, or
refuses; for functions of the owner';

CREATE FUNCTION case_held(
	p_county int,
	p_case bigint,
	p_states text[]
) RETURNS service_case
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one service_case := case_get(p_county, p_case, p_states);
BEGIN
	IF one.holder <> session_user THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('这件由%s办理，请先接手（T）',
				operator_name(one.holder));
	END IF;
	RETURN one;
END
$$;
COMMENT ON FUNCTION case_held IS 'the same, of a case that is the operator''s';

CREATE FUNCTION case_deciding(
	p_county int,
	p_case bigint
) RETURNS service_case
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one service_case := case_get(p_county, p_case, '{accepted,working}');
	step matter_step;
BEGIN
	SELECT * INTO step FROM matter_steps_mine(one.matter, 'decide') LIMIT 1;
	IF step.matter IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('这个事项由%s决定，请转给他们',
				coalesce(matter_who(one.matter, 'decide'), '上级'));
	END IF;
	IF step.needs_other AND session_user = one.accepted_by THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '自己受理的不能自己决定，请由别的同事办结';
	END IF;
	IF NOT step.needs_other AND session_user <> one.holder THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('这件由%s办理，请先接手（T）',
				operator_name(one.holder));
	END IF;
	RETURN one;
END
$$;
COMMENT ON FUNCTION case_deciding IS
	'the same, of a case on which the operator may decide: by the matter''s steps,
their level and duty, and not on what they accepted where the matter says so';

CREATE FUNCTION words_require(
	p_text text,
	p_field text,
	p_what text
) RETURNS text
LANGUAGE plpgsql
AS $$
BEGIN
	IF coalesce(length(btrim(p_text)), 0) < 2 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = p_field,
			MESSAGE = p_what;
	END IF;
	RETURN btrim(p_text);
END
$$;
COMMENT ON FUNCTION words_require IS 'a text of two characters at least, trimmed';

CREATE FUNCTION case_save(p_case service_case)
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	UPDATE service_case c
	SET state = p_case.state, holder = p_case.holder, due_on = p_case.due_on,
		result = p_case.result, reason = p_case.reason, stars = p_case.stars,
		closed_by = CASE WHEN p_case.closed_at IS NOT NULL
			THEN coalesce(c.closed_by, session_user) END,
		closed_at = p_case.closed_at, closed_on = p_case.closed_at::date,
		version = c.version + 1
	WHERE c.county = p_case.county AND c.id = p_case.id
$$;

CREATE FUNCTION case_begin(
	county int,
	id bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one service_case := case_held(county, id, '{accepted}');
BEGIN
	one.state := 'working';
	PERFORM case_save(one);
	PERFORM case_log(one, 'begin');
	RETURN format('%s 开始办理，%s 前办结', one.number, one.due_on);
END
$$;
COMMENT ON FUNCTION case_begin IS 'the work begins';

CREATE FUNCTION case_return(
	county int,
	id bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one service_case := case_held(county, id, '{accepted,working}');
BEGIN
	one.reason := words_require(reason, 'reason', '请写明要补正什么');
	one.state := 'returned';
	one.due_on := NULL;
	PERFORM case_save(one);
	PERFORM case_log(one, 'return', one.reason);
	RETURN format('%s 退回补正，补齐以后重新起算', one.number);
END
$$;
COMMENT ON FUNCTION case_return IS
	'something has to be mended; the time limit begins anew when it is';

CREATE FUNCTION case_supply(
	county int,
	id bigint,
	items text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one service_case := case_held(county, id, '{accepted,returned,working}');
	is_all boolean := btrim(items) IN ('0', '全', '全部');
	given int[] := CASE WHEN NOT is_all
		THEN items_of(items, one.matter, 'items') ELSE '{}' END;
	lack text;
BEGIN
	UPDATE case_material m
	SET is_shown = true, shown_by = session_user, shown_at = now()
	WHERE m.county = one.county AND m.case_id = one.id AND NOT m.is_shown
		AND (is_all OR m.item = ANY (given));
	IF NOT FOUND AND NOT is_all THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'items',
			MESSAGE = '这几项已经有了，请输还缺的序号，或输 0 表示全部补齐';
	END IF;
	SELECT string_agg(m.name, '、' ORDER BY m.item) INTO lack
	FROM case_material m
	WHERE m.county = one.county AND m.case_id = one.id AND m.is_required
		AND NOT m.is_shown;
	IF one.state = 'returned' AND lack IS NULL THEN
		one.state := 'accepted';
		one.reason := NULL;
		one.due_on := matter_due(one.matter, current_date);
	ELSIF lack IS NOT NULL THEN
		one.reason := '缺' || lack;
	END IF;
	PERFORM case_save(one);
	PERFORM case_log(one, 'supply', coalesce('还缺' || lack, '材料齐全'));
	RETURN coalesce('还缺' || lack, format('材料齐全，%s 前办结', one.due_on));
END
$$;
COMMENT ON FUNCTION case_supply IS
	'materials that were missing have come: by number, or all (0); the time limit
begins when none is missing';

CREATE FUNCTION case_close(
	p_one service_case,
	p_state text,
	p_kind text,
	p_words text
) RETURNS text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	p_one.state := p_state;
	p_one.closed_at := now();
	PERFORM case_save(p_one);
	PERFORM case_log(p_one, p_kind, p_words);
	RETURN p_one.number;
END
$$;
COMMENT ON FUNCTION case_close IS
	'saves a case that has come to its end, and tells its number';

CREATE FUNCTION case_finish(
	county int,
	id bigint,
	result text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one service_case := case_deciding(county, id);
BEGIN
	one.result := words_require(result, 'result', '办结请写明结果');
	one.reason := NULL;
	RETURN case_close(one, 'done', 'finish', one.result)
		|| ' 办结；请当事人评满意度（V）';
END
$$;
COMMENT ON FUNCTION case_finish IS 'done, with what came of it';

CREATE FUNCTION case_refuse(
	county int,
	id bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one service_case := case_deciding(county, id);
BEGIN
	one.reason := words_require(reason, 'reason',
		'不予办理请写明原因和依据');
	RETURN case_close(one, 'refused', 'refuse', one.reason)
		|| ' 不予办理，请把原因和救济途径书面告知当事人';
END
$$;
COMMENT ON FUNCTION case_refuse IS 'decided against, with the reason';

CREATE FUNCTION case_withdraw(
	county int,
	id bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one service_case := case_held(county, id, '{accepted,returned,working}');
BEGIN
	one.reason := words_require(reason, 'reason', '撤回请写明原因');
	RETURN case_close(one, 'withdrawn', 'withdraw', one.reason) || ' 已撤回';
END
$$;
COMMENT ON FUNCTION case_withdraw IS
	'the person doesn''t want it any more, or it was accepted by mistake';

CREATE FUNCTION case_give(
	p_case service_case,
	p_to name,
	p_kind text,
	p_content text
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF p_to = p_case.holder THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'colleague',
			MESSAGE = format('这件已经由%s办理，请换一个人',
				operator_name(p_to));
	END IF;
	p_case.holder := p_to;
	PERFORM case_save(p_case);
	PERFORM case_log(p_case, p_kind, p_content);
END
$$;

CREATE FUNCTION case_hand(
	county int,
	id bigint,
	colleague text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one service_case := case_held(county, id, '{accepted,returned,working}');
	found name[];
BEGIN
	SELECT array_agg(o.role) INTO found
	FROM operator o
	WHERE btrim(colleague) IN (o.role, o.name) AND NOT o.is_shut
		AND one.div BETWEEN o.scope_lo AND o.scope_hi
		AND pg_has_role(o.role, 'zhen_window', 'MEMBER');
	IF found IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'colleague',
			MESSAGE = format('没有能办这件的经办“%s”，请输本所或上级经办的登录名',
				btrim(colleague));
	END IF;
	IF cardinality(found) > 1 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'colleague',
			MESSAGE = format('有同名的：%s，请输登录名',
				array_to_string(found, '、'));
	END IF;
	PERFORM case_give(one, found[1], 'hand',
		format('移交%s', operator_name(found[1])));
	RETURN format('%s 已移交%s', one.number, operator_name(found[1]));
END
$$;
COMMENT ON FUNCTION case_hand IS
	'from now on a colleague has it: somebody of the window who sees it';

CREATE FUNCTION case_take(
	county int,
	id bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one service_case := case_get(county, id, '{accepted,returned,working}');
BEGIN
	IF NOT operator_has_duty('window') THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '接手办件的应是经办，请由经办接手';
	END IF;
	PERFORM case_give(one, session_user, 'take',
		format('原由%s办理', operator_name(one.holder)));
	RETURN format('%s 现在由您办理', one.number);
END
$$;
COMMENT ON FUNCTION case_take IS
	'takes over from a colleague who isn''t there; it stays on record from whom';

CREATE FUNCTION case_rate(
	county int,
	id bigint,
	stars text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one service_case := case_get(county, id, '{done,refused,withdrawn}');
BEGIN
	IF session_user NOT IN (one.holder, one.closed_by) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '满意度由经办的人当场登记';
	END IF;
	IF btrim(stars) ~ '^[1-5]$' IS NOT TRUE THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'stars',
			MESSAGE = '满意度应为 1 至 5，5 最满意';
	END IF;
	IF one.stars IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'stars',
			MESSAGE = format('已经评过 %s 分，不能重复评', one.stars);
	END IF;
	one.stars := btrim(stars)::int;
	PERFORM case_save(one);
	PERFORM case_log(one, 'rate', one.stars || ' 分');
	RETURN format('已登记：%s 分', one.stars);
END
$$;
COMMENT ON FUNCTION case_rate IS 'how satisfied the person was, once';

GRANT EXECUTE ON FUNCTION case_begin, case_return, case_supply, case_finish,
	case_refuse, case_withdraw, case_hand, case_take, case_rate
TO zhen_window, zhen_reviewer, zhen_supervisor, zhen_coordinator;
