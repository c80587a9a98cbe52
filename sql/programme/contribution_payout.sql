-- Giving what is left in an account to the heirs: entered, approved or returned,
-- and shown to whom it waits for. The rules: contribution_heir.sql.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION payout_check(
	p_county int,
	p_id bigint
) RETURNS payout
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one payout;
BEGIN
	PERFORM duty_require('批准余额继承', 'reviewer');
	SELECT * INTO one FROM payout p
	WHERE p.county = p_county AND p.id = p_id
	FOR UPDATE;
	PERFORM scope_require(one.div);
	IF one.state <> 'waiting' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '已经批准或退回，请重新打开看看';
	ELSIF one.made_by = session_user THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这是您申请的，请另一位复核人员办理';
	END IF;
	RETURN one;
END
$$;
COMMENT ON FUNCTION payout_check IS
	'one that waits and that somebody else has asked for, kept from others';

CREATE FUNCTION payout_approve(
	county int,
	id bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one payout := payout_check(payout_approve.county, payout_approve.id);
	given numeric;
	due record;
BEGIN
	PERFORM FROM resident r
	WHERE r.county = one.county AND r.id = one.resident
	FOR NO KEY UPDATE;
	due := payout_due(one.county, one.programme, one.resident);
	SELECT coalesce(sum(h.amount), 0) INTO given
	FROM heir h
	WHERE h.county = one.county AND h.payout = one.id AND NOT h.is_removed;
	IF (due.total, due.died) IS DISTINCT FROM (one.total, one.died) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = format('申请以后余额变了，'
			'现在是 %s 元，请按 F11 退回，由经办人重新申请', yuan_text(due.total));
	ELSIF given <> one.total THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = format('继承人合计 %s 元，'
			'余额是 %s 元，请经办人改好', yuan_text(given), yuan_text(one.total));
	END IF;
	INSERT INTO contribution (county, programme, resident, year, kind, amount,
		month, paid_on)
	VALUES (one.county, one.programme, one.resident,
		extract(year FROM current_date), '5', -one.total,
		month_of(current_date), current_date);
	UPDATE payout p SET state = 'approved', checked_by = session_user,
		checked_at = now()
	WHERE p.county = one.county AND p.id = one.id;
	RETURN format('已批准，退给继承人 %s 元，账户结清', yuan_text(one.total));
END
$$;
COMMENT ON FUNCTION payout_approve IS
	'closes the account: what was in it is the heirs''';

CREATE FUNCTION payout_return(
	county int,
	id bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one payout := payout_check(payout_return.county, payout_return.id);
BEGIN
	UPDATE payout p SET state = 'returned', checked_by = session_user,
		checked_at = now(),
		reason = claim_text(payout_return.reason, 'reason', '请写明退回原因')
	WHERE p.county = one.county AND p.id = one.id;
	RETURN '已退回，请经办人改好以后重新申请';
END
$$;
COMMENT ON FUNCTION payout_return IS 'gives it back, with a reason';
GRANT EXECUTE ON FUNCTION payout_approve, payout_return TO zhen_operator;

CREATE FUNCTION payout_notice(
	p_who text,
	p_programme text
) RETURNS TABLE (
	severity text,
	message text
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	its resident := resident_one(p_who);
	due record;
BEGIN
	PERFORM scope_require(its.div);
	due := payout_due(its.county, p_programme, its.id);
	RETURN QUERY SELECT CASE WHEN due.total > 0 THEN 'info' ELSE 'error' END,
		format('%s %s 死亡，账户余额 %s 元', its.name, due.died,
			yuan_text(due.total));
EXCEPTION WHEN SQLSTATE 'ZH001' THEN
	RETURN QUERY SELECT 'error', SQLERRM;
END
$$;
COMMENT ON FUNCTION payout_notice IS 'what there is to give, while it is typed';
GRANT EXECUTE ON FUNCTION payout_notice TO zhen_operator;

CREATE VIEW payout_entry
WITH (security_invoker = true)
AS
SELECT
	p.county,
	p.id,
	r.id_no::text AS who,
	r.name,
	p.programme,
	p.total,
	p.note,
	p.version
FROM payout p
JOIN resident r ON r.county = p.county AND r.id = p.resident
WHERE p.state = 'waiting';
COMMENT ON VIEW payout_entry IS '余额继承登记';
GRANT SELECT ON payout_entry TO zhen_operator;
GRANT INSERT, UPDATE ON payout_entry TO zhen_window;

CREATE FUNCTION payout_entry_save()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	its resident;
BEGIN
	IF TG_OP = 'UPDATE' THEN
		UPDATE payout SET note = NEW.note
		WHERE county = OLD.county AND id = OLD.id AND version = OLD.version
		RETURNING version INTO NEW.version;
		IF NOT FOUND THEN
			RETURN NULL;
		END IF;
		RETURN NEW;
	END IF;
	its := resident_one(NEW.who);
	INSERT INTO payout (county, programme, resident, note)
	VALUES (its.county, NEW.programme, its.id, NEW.note)
	RETURNING county, id, version, total
	INTO NEW.county, NEW.id, NEW.version, NEW.total;
	RETURN NEW;
END
$$;
CREATE TRIGGER payout_entry_save INSTEAD OF INSERT OR UPDATE ON payout_entry
FOR EACH ROW EXECUTE FUNCTION payout_entry_save();

CREATE VIEW payout_list
WITH (security_invoker = true)
AS
SELECT
	p.county,
	p.id,
	p.programme,
	p.resident,
	p.div,
	r.name,
	r.id_no,
	p.died,
	g.title,
	p.total,
	(SELECT coalesce(sum(h.amount), 0) FROM heir h
		WHERE h.county = p.county AND h.payout = p.id AND NOT h.is_removed)
		AS given,
	p.state,
	code_name('payout_state', p.state) AS state_name,
	operator_name(p.made_by) AS maker,
	operator_name(p.checked_by) AS checker,
	p.reason,
	p.note,
	p.made_at,
	p.state = 'waiting' AND p.made_by <> session_user AS may_check
FROM payout p
JOIN resident r ON r.county = p.county AND r.id = p.resident
JOIN programme g ON g.code = p.programme;
COMMENT ON VIEW payout_list IS '余额继承一览';
GRANT SELECT ON payout_list TO zhen_operator;

CREATE VIEW todo_payout
WITH (security_invoker = true)
AS
SELECT
	CASE WHEN p.state = 'approved' THEN 'done'
		WHEN p.state = 'waiting' AND p.made_by = session_user THEN 'sent'
		ELSE 'mine' END AS turn,
	'payout' AS screen,
	p.county::int AS county,
	p.id AS key,
	NULL::int AS month,
	p.state::text,
	'账户余额继承' AS what,
	r.name::text AS whom,
	p.total::numeric AS amount,
	code_name('payout_state', p.state) AS state_name,
	operator_name(p.made_by) AS maker,
	to_char(greatest(p.made_at, p.checked_at), 'YYYY-MM-DD HH24:MI') AS at
FROM payout p
JOIN resident r ON r.county = p.county AND r.id = p.resident
WHERE session_user IN (p.made_by, p.checked_by)
	OR p.state = 'waiting' AND operator_has_duty('reviewer');
COMMENT ON VIEW todo_payout IS '待办：个人账户余额继承';
GRANT SELECT ON todo_payout TO zhen_operator;
