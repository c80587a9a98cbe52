-- A set-off is asked for by one person and approved or returned by another;
-- recovery.sql has the debt, setoff.sql what is taken.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION recovery_setoff(
	county int,
	correction bigint,
	from_month int,
	agreed text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one correction := recovery_lock(recovery_setoff.county,
		recovery_setoff.correction, '申请抵扣');
BEGIN
	IF (recovery_setoff.from_month % 100 BETWEEN 1 AND 12
		AND recovery_setoff.from_month > one.month) IS NOT TRUE THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'from_month',
			MESSAGE = format('从多发以后的待遇里抵扣，请填 %s 或以后的月份',
				month_add(one.month, 1));
	END IF;
	IF NOT setoff_runs(one.county::int, one.id) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '此人不再领这个项目的待遇，没有可抵扣的，请按 F6 定分期追回';
	END IF;
	INSERT INTO recovery AS r (county, correction, div, owed, way, first_on,
		agreed)
	VALUES (one.county, one.id, one.div, one.owed, 'setoff',
		month_first(recovery_setoff.from_month),
		coalesce(btrim(recovery_setoff.agreed), ''))
	ON CONFLICT (county, correction) DO UPDATE SET
		way = excluded.way,
		instalments = NULL,
		first_on = excluded.first_on,
		agreed = excluded.agreed,
		made_by = session_user,
		made_at = now(),
		checked_by = NULL,
		reason = NULL,
		version = r.version + 1;
	RETURN format('已申请从 %s 起的待遇里抵扣，每月最多应发的 %s，请复核人员批准',
		recovery_setoff.from_month, trim_scale(100 * setoff_share(
			recovery_setoff.from_month)) || '%');
END
$$;
COMMENT ON FUNCTION recovery_setoff IS
	'asks that a debt be set off against the person''s later months';
GRANT EXECUTE ON FUNCTION recovery_setoff TO zhen_operator;

CREATE FUNCTION setoff_check(
	p_county int,
	p_correction bigint,
	p_what text
) RETURNS recovery
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one recovery;
BEGIN
	PERFORM duty_require(p_what, 'reviewer');
	PERFORM FROM correction c
	WHERE c.county = p_county AND c.id = p_correction
	FOR UPDATE;
	SELECT * INTO one FROM recovery r
	WHERE r.county = p_county AND r.correction = p_correction;
	PERFORM scope_require(one.div);
	IF one.way <> 'setoff' OR one.checked_by IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '没有待批准的抵扣，可能别人已经办了，请重新打开看看';
	ELSIF one.made_by = session_user THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这个抵扣是您申请的，请另一位复核人员办理';
	END IF;
	RETURN one;
END
$$;
COMMENT ON FUNCTION setoff_check IS
	'one that waits and that somebody else has asked for, kept from others';

CREATE FUNCTION setoff_approve(
	county int,
	correction bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one recovery := setoff_check(county, correction, '批准抵扣');
BEGIN
	UPDATE recovery r SET checked_by = session_user, version = r.version + 1
	WHERE r.county = one.county AND r.correction = one.correction;
	RETURN format('已批准：从 %s 的待遇起抵扣', month_of(one.first_on));
END
$$;
COMMENT ON FUNCTION setoff_approve IS
	'from now on batches that are computed take what the share allows';
GRANT EXECUTE ON FUNCTION setoff_approve TO zhen_operator;

CREATE FUNCTION setoff_return(
	county int,
	correction bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one recovery := setoff_check(county, correction, '退回抵扣');
	why text := claim_text(setoff_return.reason, 'reason',
		'请写明退回原因，让经办人知道改什么');
BEGIN
	UPDATE recovery r SET checked_by = session_user, reason = why,
		version = r.version + 1
	WHERE r.county = one.county AND r.correction = one.correction;
	RETURN format('已退回：%s', why);
END
$$;
COMMENT ON FUNCTION setoff_return IS 'gives it back, with a reason';
GRANT EXECUTE ON FUNCTION setoff_return TO zhen_operator;

CREATE VIEW setoff_list
WITH (security_invoker = true)
AS
SELECT
	s.county,
	s.correction,
	s.batch,
	s.resident,
	b.programme,
	b.month,
	c.month AS of_month,
	s.amount::numeric AS amount,
	e.amount::numeric AS due,
	b.state,
	batch_state_name(b.state) AS state_name
FROM setoff s
JOIN batch b ON b.county = s.county AND b.id = s.batch
JOIN correction c ON c.county = s.county AND c.id = s.correction
JOIN entitlement e ON e.county = s.county AND e.programme = b.programme
	AND e.month = b.month AND e.resident = s.resident;
COMMENT ON VIEW setoff_list IS '每个批次从谁的应发里抵扣了什么';
GRANT SELECT ON setoff_list TO zhen_operator;

CREATE FUNCTION setoff_lines(
	p_county int,
	p_programme text,
	p_month int,
	p_resident bigint
) RETURNS TABLE (
	label text,
	value text,
	note text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT '抵扣', '-' || yuan_text(s.amount), format('抵 %s 多发的 %s 元，最多'
		'应发的 %s%%（%s 起，%s）', s.of_month, yuan_text(k.owed),
		trim_scale(l.share * 100), l.since, l.source)
	FROM setoff_list s
	JOIN correction k ON k.county = s.county AND k.id = s.correction
	CROSS JOIN LATERAL (
		SELECT * FROM setoff_limit x
		WHERE x.since <= s.month
		ORDER BY x.since DESC
		LIMIT 1
	) l
	WHERE s.county = p_county AND s.programme = p_programme
		AND s.month = p_month AND s.resident = p_resident
	UNION ALL
	SELECT '抵扣后', yuan_text(min(s.due) - sum(s.amount)), '送银行的'
	FROM setoff_list s
	WHERE s.county = p_county AND s.programme = p_programme
		AND s.month = p_month AND s.resident = p_resident
	HAVING count(*) > 0
$$;
COMMENT ON FUNCTION setoff_lines IS
	'for programme_explain(): what was taken of a month, a line a debt, and what
is left of it';
