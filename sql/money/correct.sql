-- Correcting a payment: what would be paid instead by what is known today, ask
-- for it, and let another person approve or return it.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION payment_last(
	p_county int,
	p_programme text,
	p_month int,
	p_resident bigint
) RETURNS payment
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	first payment;
	last payment;
BEGIN
	SELECT * INTO first
	FROM payment p
	WHERE p.county = p_county AND p.programme = p_programme
		AND p.month = p_month AND p.resident = p_resident AND p.part = 0
	FOR NO KEY UPDATE;
	PERFORM scope_require(first.div);
	SELECT * INTO last
	FROM payment p
	WHERE p.county = p_county AND p.programme = p_programme
		AND p.month = p_month AND p.resident = p_resident
	ORDER BY p.part DESC
	LIMIT 1;
	RETURN last;
END
$$;
COMMENT ON FUNCTION payment_last IS
	'the part that counts, kept from others until the end of the transaction';

CREATE FUNCTION correction_due(
	p_payment payment,
	OUT amount numeric,
	OUT reason text,
	OUT employer bigint
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET jit = off
AS $$
DECLARE
	place bigint := p_payment.county * 1000000::bigint;
	enrolled bigint;
BEGIN
	SELECT e.id INTO enrolled
	FROM enrolment e
	WHERE e.county = p_payment.county AND e.resident = p_payment.resident
		AND e.programme = p_payment.programme
		AND e.since <= p_payment.month
		AND (e.until IS NULL OR e.until >= p_payment.month);
	IF enrolled IS NULL THEN
		reason := '这个月没有登记';
		RETURN;
	END IF;
	EXECUTE format('SELECT amount, reason, employer
		FROM %I($1, $1, $2, $3, $4, $5)', 'programme_' || p_payment.programme)
	INTO amount, reason, employer
	USING p_payment.county::int, place, place + 999999,
		p_payment.month::int, enrolled;
EXCEPTION WHEN data_exception THEN
	amount := NULL;
	reason := format('算不出来（%s）', left(SQLERRM, 100));
END
$$;
COMMENT ON FUNCTION correction_due IS
	'what the person is due for that month by what is known today, or why not';

CREATE FUNCTION correction_refuse(
	p_field text,
	p_message text
) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = coalesce(p_field, ''),
		MESSAGE = p_message;
END
$$;

CREATE FUNCTION correction_amount(
	p_last payment,
	p_kind text,
	OUT amount numeric,
	OUT employer bigint
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	due record;
BEGIN
	employer := p_last.employer;
	IF p_kind IN ('2', '3') THEN
		amount := p_last.amount;
		RETURN;
	ELSIF p_kind = '1' THEN
		amount := 0;
		RETURN;
	END IF;
	due := correction_due(p_last);
	IF due.reason IS NOT NULL THEN
		PERFORM correction_refuse('kind', format(CASE p_kind
			WHEN '4' THEN '重算后本月不应发（%s），请改选“不应发”，或先改好登记'
			ELSE '重算后本月不应发（%s），不能补发；登记有误的请先改好' END,
			due.reason));
	ELSIF p_kind = '4' AND due.employer IS DISTINCT FROM p_last.employer THEN
		PERFORM correction_refuse('kind', '重算后应拨付给别的单位，请先选“不应发”'
			'冲正，批准后再申请“冲正后仍应补发”');
	ELSIF due.amount = p_last.amount THEN
		PERFORM correction_refuse('kind', format('重算也是 %s 元，不用更正；'
			'登记或标准有误的请先改好', yuan_text(due.amount)));
	END IF;
	amount := due.amount;
	employer := due.employer;
END
$$;
COMMENT ON FUNCTION correction_amount IS
	'what is paid instead: nothing, the same, or what is due today; and to which
unit, if it goes to one';

CREATE FUNCTION correction_plan(
	p_last payment,
	p_kind text,
	OUT amount numeric,
	OUT account payee
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	unit bigint;
BEGIN
	PERFORM code_check('correction', coalesce(p_kind, ''), 'kind');
	IF (p_last.amount < 0) <> (p_kind = '5') THEN
		PERFORM correction_refuse('kind', CASE p_kind
			WHEN '5' THEN '这笔还没有冲正过，请选别的原因'
			ELSE '这笔已经冲正；仍应补发的请选“冲正后仍应补发”' END);
	END IF;
	SELECT c.amount, c.employer INTO amount, unit
	FROM correction_amount(p_last, p_kind) c;
	IF amount = 0 THEN
		RETURN;
	END IF;
	SELECT * INTO account
	FROM payee a
	WHERE a.county = p_last.county AND a.is_current
		AND (unit IS NULL AND a.resident = p_last.resident
			OR a.employer = unit);
	IF account.id IS NULL THEN
		PERFORM correction_refuse('kind', CASE WHEN unit IS NULL
			THEN '没有银行账户，不能补发，请先在居民登记里补上账号'
			ELSE '单位没有对公账户，不能补发，请先在单位情况（1303）里登记' END);
	ELSIF p_kind = '2' AND (account.number, account.holder)
		= (p_last.account_number, p_last.holder) THEN
		PERFORM correction_refuse('kind', format('登记的账户还是 %s，'
			'请先改居民登记；账户没错的选“银行退回”',
			mask_account(account.number)));
	END IF;
END
$$;
COMMENT ON FUNCTION correction_plan IS
	'what a correction would pay instead and where, or why it can''t be';

CREATE FUNCTION correction_words(
	p_was numeric,
	p_amount numeric,
	p_account text,
	p_holder text
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT concat_ws('，',
		CASE WHEN p_was > 0 THEN format('冲正 %s 元', yuan_text(p_was)) END,
		CASE WHEN p_amount > 0 THEN format('补发 %s 元到 %s（%s）',
			yuan_text(p_amount), mask_account(p_account), p_holder) END)
$$;

CREATE FUNCTION correction_notice(
	county int,
	programme text,
	month int,
	resident bigint,
	kind text
) RETURNS TABLE (
	severity text,
	message text
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	last payment;
	plan record;
BEGIN
	PERFORM duty_require('申请更正', 'window');
	last := payment_last(county, programme, month, resident);
	plan := correction_plan(last, kind);
	RETURN QUERY SELECT 'info', correction_words(
		greatest(last.amount, 0), plan.amount, (plan.account).number,
		(plan.account).holder);
EXCEPTION WHEN SQLSTATE 'ZH001' THEN
	RETURN QUERY SELECT 'error', SQLERRM;
END
$$;
COMMENT ON FUNCTION correction_notice IS
	'what a correction would do, before it is asked for';
GRANT EXECUTE ON FUNCTION correction_notice TO zhen_operator;

CREATE FUNCTION correction_ask(
	county int,
	programme text,
	month int,
	resident bigint,
	kind text,
	note text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	last payment;
	plan record;
	made bigint;
BEGIN
	PERFORM duty_require('申请更正', 'window');
	last := payment_last(correction_ask.county, correction_ask.programme,
		correction_ask.month, correction_ask.resident);
	IF EXISTS (SELECT FROM correction c WHERE c.county = last.county
		AND c.programme = last.programme AND c.month = last.month
		AND c.resident = last.resident AND c.state = 'open') THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '这笔发放已有一个更正待批准，请等复核人批准或退回（2111）';
	END IF;
	plan := correction_plan(last, correction_ask.kind);
	INSERT INTO correction (county, programme, month, resident, part, div,
		batch, kind, note, was, amount, account)
	VALUES (last.county, last.programme, last.month, last.resident, last.part,
		last.div, last.batch, correction_ask.kind,
		coalesce(btrim(correction_ask.note), ''), greatest(last.amount, 0),
		plan.amount, (plan.account).id)
	RETURNING id INTO made;
	RETURN format('更正 %s 已申请，请复核人员批准：%s', made, correction_words(
		greatest(last.amount, 0), plan.amount, (plan.account).number,
		(plan.account).holder));
END
$$;
COMMENT ON FUNCTION correction_ask IS
	'asks for a payment to be reversed, reissued or both; one at a time, for the
payment is locked';
GRANT EXECUTE ON FUNCTION correction_ask TO zhen_operator;

CREATE FUNCTION correction_lock(
	p_county int,
	p_id bigint
) RETURNS correction
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	found correction;
BEGIN
	SELECT * INTO found
	FROM correction c
	WHERE c.county = p_county AND c.id = p_id
	FOR UPDATE;
	PERFORM scope_require(found.div);
	IF found.state <> 'open' THEN
		PERFORM correction_refuse(NULL, format('更正 %s %s，请重新打开看看',
			p_id, correction_state_name(found.state)));
	END IF;
	IF found.made_by = session_user THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这个更正是您申请的，请另一位复核人员办理';
	END IF;
	RETURN found;
END
$$;
COMMENT ON FUNCTION correction_lock IS
	'an open correction that somebody else has asked for, kept from others';

CREATE FUNCTION correction_recheck(
	p_correction correction,
	p_last payment
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	plan record;
	changed text;
BEGIN
	BEGIN
		plan := correction_plan(p_last, p_correction.kind);
		IF (plan.amount, (plan.account).id)
			IS DISTINCT FROM (p_correction.amount, p_correction.account) THEN
			changed := '现在应' || correction_words(0, plan.amount,
				(plan.account).number, (plan.account).holder);
		END IF;
	EXCEPTION WHEN SQLSTATE 'ZH001' THEN
		changed := SQLERRM;
	END;
	IF changed IS NOT NULL OR p_last.part <> p_correction.part THEN
		PERFORM correction_refuse(NULL, format('申请以后情况变了（%s），请按 F11 '
			'退回，由经办人重新申请', coalesce(changed, '已另行更正')));
	END IF;
END
$$;
COMMENT ON FUNCTION correction_recheck IS
	'what was asked for is still what would be asked for, or a refusal';

CREATE FUNCTION correction_owed(p_correction correction)
RETURNS numeric
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF p_correction.kind IN ('1', '4') AND EXISTS (
		SELECT
		FROM bank_sent_line s
		LEFT JOIN bank_return_line r ON r.county = s.county
			AND r.batch = s.batch AND r.resident = s.resident
			AND r.part = s.part
		WHERE s.county = p_correction.county AND s.batch = p_correction.batch
			AND s.resident = p_correction.resident
			AND s.part = p_correction.part AND r.is_good IS DISTINCT FROM false)
	THEN
		RETURN p_correction.was;
	END IF;
	RETURN CASE WHEN p_correction.kind IN ('1', '4') THEN (SELECT p.cut
		FROM payment p
		WHERE p.county = p_correction.county
			AND p.programme = p_correction.programme
			AND p.month = p_correction.month
			AND p.resident = p_correction.resident
			AND p.part = p_correction.part AND p.amount > 0) END;
END
$$;
COMMENT ON FUNCTION correction_owed IS
	'what the person has of a payment that is taken back: what the bank was never
given, or has sent back, nobody owes, but what was set off against it stays so';

CREATE FUNCTION correction_approve(
	county int,
	correction bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one correction;
	last payment;
	bank payee;
BEGIN
	PERFORM duty_require('批准更正', 'reviewer');
	PERFORM FROM batch b
	JOIN correction c ON c.county = b.county AND c.batch = b.id
	WHERE c.county = correction_approve.county
		AND c.id = correction_approve.correction
	FOR SHARE OF b;
	one := correction_lock(correction_approve.county,
		correction_approve.correction);
	last := payment_last(one.county, one.programme, one.month, one.resident);
	PERFORM correction_recheck(one, last);
	UPDATE correction c SET
		state = 'approved',
		checked_by = session_user,
		checked_at = now(),
		owed = coalesce(correction_owed(one), 0),
		reissued = CASE WHEN one.amount > 0
			THEN one.part + CASE one.kind WHEN '5' THEN 1 ELSE 2 END END
	WHERE c.county = one.county AND c.id = one.id
	RETURNING * INTO one;
	SELECT * INTO bank FROM payee a
	WHERE a.county = one.county AND a.id = one.account;
	INSERT INTO payment (county, programme, month, resident, div, batch,
		amount, account_number, holder, part, cut, employer)
	SELECT last.county, last.programme, last.month, last.resident, last.div,
		last.batch, v.amount, v.number, v.holder, v.part, v.cut, v.employer
	FROM (VALUES
		(one.part + 1, -one.was, last.account_number, last.holder, -last.cut,
			last.employer),
		(one.reissued, one.amount, bank.number, bank.holder,
			CASE WHEN one.kind IN ('2', '3') THEN last.cut ELSE 0 END,
			bank.employer)
	) v (part, amount, number, holder, cut, employer)
	WHERE v.amount <> 0;
	RETURN format('更正 %s 已批准%s：%s', one.id, CASE WHEN one.amount > 0
		THEN '，请到 2114 编制补发文件' ELSE '' END, correction_words(one.was,
		one.amount, bank.number, bank.holder));
END
$$;
COMMENT ON FUNCTION correction_approve IS
	'enters what was asked for, once, by another than who asked. The batch is kept
from who makes a file of it, so that it is known whether the money has left';
GRANT EXECUTE ON FUNCTION correction_approve TO zhen_operator;

CREATE FUNCTION correction_return(
	county int,
	correction bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one correction;
	why text := btrim(correction_return.reason);
BEGIN
	PERFORM duty_require('退回更正', 'reviewer');
	one := correction_lock(correction_return.county,
		correction_return.correction);
	IF coalesce(why, '') = '' THEN
		PERFORM correction_refuse('reason',
			'请写明退回原因，让经办人知道改什么');
	END IF;
	UPDATE correction c SET
		state = 'returned',
		checked_by = session_user,
		checked_at = now(),
		reason = why
	WHERE c.county = one.county AND c.id = one.id;
	RETURN format('更正 %s 已退回：%s', one.id, why);
END
$$;
COMMENT ON FUNCTION correction_return IS
	'gives a correction back, with a reason; it can be asked for anew';
GRANT EXECUTE ON FUNCTION correction_return TO zhen_operator;
