-- The steps of a change that was handed in: approved, given back, taken back.
-- Each locks the row, so that of two at once one comes too late.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

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

CREATE FUNCTION review_still(
	p_change review_change,
	p_mark bigint
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	rule review_rule;
BEGIN
	SELECT r.* INTO rule FROM review_rule r WHERE r.id = (review_pass_now()).rule;
	IF (rule.checks, rule.level) <> (p_change.checks, p_change.level) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('这项改动现在要由%s复核，请按 F11 退回，让经办人再送',
				review_who(rule.checks, rule.level));
	END IF;
	IF EXISTS (
		SELECT FROM review_effects(jsonb_build_array(
			jsonb_build_object('after', p_mark))) e
		WHERE e.tbl = rule.tbl AND e.div NOT BETWEEN scope_lo() AND scope_hi()
	) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这项改动也改了您管辖范围以外的记录，请由上级复核';
	END IF;
END
$$;
COMMENT ON FUNCTION review_still IS
	'whether what was just written is for its second person: the rule it meets now
says so, and it is all in their scope';

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
	mark bigint := review_mark();
	done jsonb;
BEGIN
	INSERT INTO review_pass (xact, maker)
	VALUES (pg_current_xact_id(), one.made_by);
	PERFORM review_makes(r) FROM review_rule r WHERE r.id = one.rule;
	BEGIN
		done := review_apply(one.parts);
		IF review_met(done) IS DISTINCT FROM one.met THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH101';
		END IF;
	EXCEPTION WHEN SQLSTATE 'ZH101' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '送来以后这条记录又被改过，请按 F11 退回，让经办人看过再送';
	END;
	PERFORM review_still(one, mark);
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
	RETURN CASE WHEN one.draft IS NULL THEN '已撤回，什么都没有改；要办请重新办'
		ELSE '已撤回，内容放回草稿：按 Ctrl-V 打开，改好再送' END;
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
	coalesce(k.title, '改动' || table_words(r.tbl)) AS what,
	CASE WHEN c.state = 'waiting'
		AND review_may_check(c.checks, c.level, c.made_by, c.on_behalf)
		THEN 'check' WHEN c.made_by = session_user
		AND c.state IN ('waiting', 'returned') THEN 'mine' END AS turn
FROM review_change c
JOIN review_rule r ON r.id = c.rule
LEFT JOIN review_function k ON k.name = c.parts -> 0 ->> 'call';
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
