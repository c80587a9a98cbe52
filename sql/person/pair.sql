-- What operators do about a pair of rows that may be one person: look at both,
-- say that they are two, ask for a merge, and, another than who asked, make it.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION pair_lock(
	p_what text,
	p_county int,
	p_resident bigint,
	p_other_county int,
	p_other bigint,
	p_both boolean,
	VARIADIC p_states text[]
) RETURNS duplicate
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	pair duplicate;
	ours int;
BEGIN
	SELECT * INTO pair
	FROM duplicate d
	WHERE (d.county, d.resident, d.other_county, d.other)
		= (p_county, p_resident, p_other_county, p_other)
	FOR UPDATE;
	ours := count(*) FROM unnest(ARRAY[pair.div, pair.other_div]) d
		WHERE d BETWEEN scope_lo() AND scope_hi();
	IF ours = 0 THEN
		PERFORM scope_require(NULL);
	ELSIF p_both AND ours < 2 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('有一边不在您的管辖范围，%s要由管两边的上级办理',
				p_what);
	ELSIF pair.state <> ALL (p_states) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('这一对现在是“%s”，不能这样办理，请重新打开看看',
				pair_state_name(pair.state));
	END IF;
	RETURN pair;
END
$$;
COMMENT ON FUNCTION pair_lock IS
	'the pair, in one of these states and kept from others until the end of the
transaction; both its people in scope, or one of them';

CREATE FUNCTION pair_state_name(p_state text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE p_state
		WHEN 'open' THEN '待核对'
		WHEN 'asked' THEN '待复核'
		WHEN 'merged' THEN '已合并'
		WHEN 'different' THEN '不是同一人'
		ELSE p_state
	END
$$;
GRANT EXECUTE ON FUNCTION pair_state_name TO zhen_operator;

CREATE FUNCTION pair_row(
	p_county int,
	p_resident bigint
) RETURNS resident
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	SELECT r.* FROM resident r
	WHERE r.county = p_county AND r.id = p_resident
	FOR UPDATE
$$;
COMMENT ON FUNCTION pair_row IS
	'one side, locked: the left one always first, so that two never wait for each
other';

CREATE FUNCTION merge_ask(
	county int,
	resident bigint,
	other_county int,
	other bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	is_left boolean := (county, resident) < (other_county, other);
	pair duplicate;
BEGIN
	PERFORM duty_require('提出合并', 'window', 'reviewer', 'supervisor');
	pair := CASE WHEN is_left
		THEN pair_lock('合并', county, resident, other_county, other, false, 'open')
		ELSE pair_lock('合并', other_county, other, county, resident, false, 'open')
		END;
	UPDATE duplicate d SET
		state = 'asked',
		keeps = CASE WHEN is_left THEN 'left' ELSE 'right' END,
		reason = claim_text(merge_ask.reason, 'reason',
			'请写明凭什么认定是同一人，供复核'),
		asked_by = session_user,
		asked_at = now(),
		answer = NULL,
		decided_by = NULL,
		decided_at = NULL
	WHERE (d.county, d.resident, d.other_county, d.other) = (pair.county,
		pair.resident, pair.other_county, pair.other);
	RETURN format('已提出合并，留下%s边，请复核人员核对后办理',
		CASE WHEN is_left THEN '左' ELSE '右' END);
END
$$;
COMMENT ON FUNCTION merge_ask IS
	'asks for a merge in which the row named first stays';

CREATE FUNCTION merge_accept(
	county int,
	resident bigint,
	other_county int,
	other bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	pair duplicate;
	one resident;
	two resident;
	made jsonb;
BEGIN
	PERFORM duty_require('合并', 'reviewer', 'supervisor');
	pair := pair_lock('合并', county, resident, other_county, other, true, 'asked');
	IF pair.asked_by = session_user THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这次合并是您提出的，请另一位复核人员办理';
	END IF;
	one := pair_row(pair.county, pair.resident);
	two := pair_row(pair.other_county, pair.other);
	PERFORM pair_open_require(one, two);
	INSERT INTO review_pass (xact, maker)
	VALUES (pg_current_xact_id(), pair.asked_by);
	made := CASE pair.keeps WHEN 'left' THEN merge_do(one, two)
		ELSE merge_do(two, one) END;
	DELETE FROM review_pass WHERE xact = pg_current_xact_id();
	UPDATE duplicate d SET
		state = 'merged',
		undo = made,
		decided_by = session_user,
		decided_at = now()
	WHERE (d.county, d.resident, d.other_county, d.other) = (pair.county,
		pair.resident, pair.other_county, pair.other);
	RETURN format('已合并，%s以后只有一份档案；发放和记录都还在，按 U 可以撤销',
		one.name);
END
$$;
COMMENT ON FUNCTION merge_accept IS
	'makes the merge that another asked for: two people have seen it, so that no
other rule asks for a second one';

CREATE FUNCTION pair_open_require(
	p_one resident,
	p_two resident
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF p_one.next_id IS NOT NULL OR p_two.next_id IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '有一边已经迁出或合并过了，请查出现在的档案再看';
	END IF;
	IF EXISTS (SELECT FROM relocation t WHERE t.state = 'asked'
		AND (t.county, t.resident) IN ((p_one.county, p_one.id),
			(p_two.county, p_two.id))) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '有一边正在办理迁移（1141），请办完再合并';
	END IF;
END
$$;

CREATE FUNCTION pair_settle(
	p_pair duplicate,
	p_state text,
	p_answer text
) RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	UPDATE duplicate d SET
		state = p_state,
		keeps = NULL,
		undo = NULL,
		answer = p_answer,
		asked_by = CASE WHEN p_state = 'open' THEN d.asked_by END,
		decided_by = CASE WHEN session_user <> d.asked_by OR p_state <> 'open'
			OR d.asked_by IS NULL THEN session_user END,
		decided_at = now()
	WHERE (d.county, d.resident, d.other_county, d.other) = (p_pair.county,
		p_pair.resident, p_pair.other_county, p_pair.other)
$$;
COMMENT ON FUNCTION pair_settle IS
	'what was said last of a pair; who takes back their own asking decides nothing';

CREATE FUNCTION merge_refuse(
	county int,
	resident bigint,
	other_county int,
	other bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	pair duplicate;
BEGIN
	PERFORM duty_require('退回合并', 'window', 'reviewer', 'supervisor');
	pair := pair_lock('退回', county, resident, other_county, other, false,
		'asked');
	IF pair.asked_by <> session_user THEN
		PERFORM duty_require('退回合并', 'reviewer', 'supervisor');
		pair := pair_lock('退回', county, resident, other_county, other, true,
			'asked');
	END IF;
	PERFORM pair_settle(pair, 'open', claim_text(reason, 'reason',
		'请写明为什么不合并，让提出的人知道'));
	RETURN '已退回，这一对回到待核对';
END
$$;
COMMENT ON FUNCTION merge_refuse IS
	'no merge: by a reviewer, or by who asked for it';

CREATE FUNCTION pair_differ(
	county int,
	resident bigint,
	other_county int,
	other bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM duty_require('判定疑似重复', 'window', 'reviewer', 'supervisor');
	PERFORM pair_settle(pair_lock('判定', county, resident, other_county, other,
		true, 'open'), 'different', claim_text(reason, 'reason',
		'请写明凭什么认定不是同一人'));
	RETURN '已记下不是同一人，以后不再提示';
END
$$;
COMMENT ON FUNCTION pair_differ IS 'these are two people, for good';

CREATE FUNCTION pair_again(
	county int,
	resident bigint,
	other_county int,
	other bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM duty_require('重新核对', 'reviewer', 'supervisor');
	PERFORM pair_settle(pair_lock('重新核对', county, resident, other_county,
		other, true, 'different'), 'open', claim_text(reason, 'reason',
		'请写明为什么要重新核对'));
	RETURN '这一对回到待核对';
END
$$;
COMMENT ON FUNCTION pair_again IS 'somebody was wrong: it has to be looked at again';

CREATE FUNCTION pair_later(
	county int,
	resident bigint,
	other_county int,
	other bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	pair duplicate;
BEGIN
	PERFORM duty_require('核对疑似重复', 'window', 'reviewer', 'supervisor');
	pair := pair_lock('核对', county, resident, other_county, other, false,
		'open');
	UPDATE duplicate d SET later_at = now()
	WHERE (d.county, d.resident, d.other_county, d.other) = (pair.county,
		pair.resident, pair.other_county, pair.other);
	RETURN '以后再看，已排到后面';
END
$$;
COMMENT ON FUNCTION pair_later IS 'puts an open pair behind the others';

CREATE FUNCTION merge_undo(
	county int,
	resident bigint,
	other_county int,
	other bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	pair duplicate;
	one resident;
	two resident;
BEGIN
	PERFORM duty_require('撤销合并', 'reviewer', 'supervisor');
	pair := pair_lock('撤销合并', county, resident, other_county, other, true,
		'merged');
	one := pair_row(pair.county, pair.resident);
	two := pair_row(pair.other_county, pair.other);
	INSERT INTO review_pass (xact) VALUES (pg_current_xact_id());
	IF pair.keeps = 'left' THEN
		PERFORM merge_undo_do(one, two, pair.undo);
	ELSE
		PERFORM merge_undo_do(two, one, pair.undo);
	END IF;
	DELETE FROM review_pass WHERE xact = pg_current_xact_id();
	PERFORM pair_settle(pair, 'open', claim_text(reason, 'reason',
		'请写明为什么撤销合并'));
	RETURN format('已撤销，%s又是两份档案，参保、账户和家庭都照合并前', one.name);
END
$$;
COMMENT ON FUNCTION merge_undo IS 'takes a merge back, with a reason';

CREATE FUNCTION pair_scan()
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	count int;
BEGIN
	PERFORM duty_require('查找疑似重复', 'window', 'reviewer', 'supervisor');
	WITH pair AS (
		SELECT
			CASE WHEN (a.county, a.id) < (b.county, b.id) THEN a ELSE b END AS l,
			CASE WHEN (a.county, a.id) < (b.county, b.id) THEN b ELSE a END AS r
		FROM resident a
		JOIN resident b ON b.name = a.name AND b.birth = a.birth
			AND b.next_id IS NULL AND (b.county, b.id) <> (a.county, a.id)
		WHERE a.div BETWEEN scope_lo() AND scope_hi() AND a.next_id IS NULL
	), kept AS (
		INSERT INTO duplicate (county, resident, div, other_county, other,
			other_div, why)
		SELECT DISTINCT (p.l).county, (p.l).id, (p.l).div, (p.r).county,
			(p.r).id, (p.r).div, 'birth'
		FROM pair p
		ON CONFLICT DO NOTHING
		RETURNING 1
	)
	SELECT count(*) INTO count FROM kept;
	RETURN format('查过了，新发现 %s 对同名同出生日期的', count);
END
$$;
COMMENT ON FUNCTION pair_scan IS
	'keeps the pairs that people of the scope make with anybody by name and date of
birth; those with near numbers are found when somebody is written';

GRANT EXECUTE ON FUNCTION pair_scan, merge_ask, merge_accept,
	merge_refuse, merge_undo, pair_differ, pair_again, pair_later
TO zhen_operator;
