-- From a draft to payments: submit, approve by another person or return. Row
-- locks and keys decide when two come at once.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION batch_other_person(p_batch batch)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
	IF session_user IN (p_batch.made_by, p_batch.submitted_by) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这个批次是您经办的，请另一位复核人员审批';
	END IF;
END
$$;
COMMENT ON FUNCTION batch_other_person IS 'maker is not checker';

CREATE FUNCTION batch_submit(
	county int,
	batch bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one batch;
BEGIN
	PERFORM duty_require('提交批次', 'window');
	one := batch_lock(batch_submit.county, batch_submit.batch);
	PERFORM batch_state_require(one, 'draft', 'returned');
	IF one.people = 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '这个批次没有应发的人，请看未列入的原因，改好后重新计算';
	END IF;
	UPDATE batch b SET
		state = 'submitted',
		submitted_by = session_user,
		submitted_at = now(),
		checked_by = NULL,
		checked_at = NULL
	WHERE b.county = one.county AND b.id = one.id;
	RETURN format('批次 %s 已提交：%s 人，%s 元。请复核人员审批', one.id,
		one.people, yuan_text(one.total));
END
$$;
COMMENT ON FUNCTION batch_submit IS 'hands a draft to the reviewer';
GRANT EXECUTE ON FUNCTION batch_submit TO zhen_operator;

CREATE FUNCTION batch_due(
	p_batch batch,
	p_enrolment bigint,
	OUT reason text,
	OUT amount numeric
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET jit = off
AS $$
BEGIN
	EXECUTE format('SELECT reason, amount FROM %I($1, $1, $2, $3, $4, $5)',
		'programme_' || p_batch.programme)
	INTO reason, amount
	USING p_batch.county::int, p_batch.div::bigint, division_last(p_batch.div),
		p_batch.month::int, p_enrolment;
EXCEPTION WHEN data_exception THEN
	reason := '算不出来';
END
$$;
COMMENT ON FUNCTION batch_due IS 'what one enrolment comes to in a batch, now';

CREATE FUNCTION batch_changed(
	p_batch batch,
	p_broken programme_broken[],
	OUT people int,
	OUT example text
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET enable_nestloop = off
SET jit = off
AS $$
BEGIN
	EXECUTE format('
		WITH c AS MATERIALIZED (
			SELECT county, resident, reason, amount, employer
			FROM %I($1, $1, $2, $3, $4, NULL, $7)
			UNION ALL
			SELECT (b).county, (b).resident, (b).said, NULL, NULL
			FROM unnest($8) b
		)
		SELECT count(*), min(concat(r.name, ''：'',
			coalesce(c.reason, CASE WHEN c.amount <> e.amount
				THEN ''金额应为 '' || c.amount ELSE ''换了单位'' END)))
		FROM entitlement e
		JOIN resident r ON r.county = e.county AND r.id = e.resident
		JOIN c ON c.county = e.county AND c.resident = e.resident
		WHERE e.county = $1 AND e.programme = $6 AND e.month = $4
			AND e.batch = $5
			AND (c.reason IS NOT NULL OR c.amount <> e.amount
				OR c.employer IS DISTINCT FROM e.employer)',
		'programme_' || p_batch.programme)
	INTO people, example
	USING p_batch.county::int, p_batch.div::bigint,
		division_last(p_batch.div), p_batch.month::int, p_batch.id,
		p_batch.programme,
		ARRAY(SELECT b.enrolment FROM unnest(p_broken) b), p_broken;
END
$$;
COMMENT ON FUNCTION batch_changed IS
	'who isn''t due any more what is in the batch';

CREATE FUNCTION batch_recheck(p_batch batch)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
SET enable_nestloop = off
SET jit = off
AS $$
DECLARE
	changed int;
	example text;
BEGIN
	PERFORM allowance_lock(p_batch);
	SELECT count(*), min(format('%s：%s', r.name, CASE
		WHEN r.closed_as = 'merged' THEN '已并入另一份档案'
		WHEN s.resident IS NOT NULL THEN '另一份档案本月已列入'
		WHEN f.resident IS NOT NULL THEN f.said
		WHEN n.id IS NULL THEN '已不在册或已迁出'
		WHEN e.employer IS NOT NULL THEN '单位没有对公账户'
		ELSE '没有银行账户' END))
	INTO changed, example
	FROM entitlement e
	JOIN resident r ON r.county = e.county AND r.id = e.resident
	LEFT JOIN enrolment n ON n.county = e.county
		AND n.programme = e.programme AND n.resident = e.resident
		AND n.div BETWEEN p_batch.div AND division_last(p_batch.div)
		AND n.since <= e.month AND (n.until IS NULL OR n.until >= e.month)
	LEFT JOIN account a ON a.county = e.county AND a.resident = e.resident
		AND a.is_current
	LEFT JOIN employer_account u ON u.county = e.county
		AND u.employer = e.employer AND u.is_current
	LEFT JOIN entitled_elsewhere(p_batch.programme, p_batch.month,
		p_batch.county) s ON s.resident = e.resident
	LEFT JOIN recheck_bars(p_batch.county, p_batch.div,
		division_last(p_batch.div), p_batch.programme, p_batch.month) f
		ON f.resident = e.resident
	WHERE e.county = p_batch.county AND e.programme = p_batch.programme
		AND e.month = p_batch.month AND e.batch = p_batch.id
		AND (n.id IS NULL OR CASE WHEN e.employer IS NULL THEN a.id
			ELSE u.id END IS NULL OR r.closed_as = 'merged'
			OR s.resident IS NOT NULL OR f.resident IS NOT NULL);
	PERFORM setoff_recheck(p_batch);
	IF changed = 0 THEN
		BEGIN
			SELECT * INTO changed, example FROM batch_changed(p_batch, '{}');
		EXCEPTION WHEN data_exception THEN
			SELECT * INTO changed, example
			FROM batch_changed(p_batch, programme_broken_of(p_batch.programme,
				p_batch.county, p_batch.div, division_last(p_batch.div),
				p_batch.month));
		END;
	END IF;
	IF changed > 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('提交以后有 %s 人情况变了（%s），请按 F11 退回重算',
				changed, example);
	END IF;
END
$$;
COMMENT ON FUNCTION batch_recheck IS
	'everybody is still due what was submitted, or a refusal. Nothing is known
yet of how many rows a new batch has; without nested loops one pass does';

CREATE FUNCTION batch_stop(p_batch batch)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	reasons text[] := ARRAY(
		SELECT s ->> 'reason'
		FROM programme_version v
		CROSS JOIN jsonb_array_elements(v.definition -> 'stop') s
		WHERE v.programme = p_batch.programme
			AND v.version = programme_version_of(p_batch.programme,
				p_batch.month));
BEGIN
	UPDATE enrolment n SET until = greatest(n.since, month_add(p_batch.month, -1))
	FROM left_out l
	JOIN recheck_found(p_batch.county, p_batch.div, division_last(p_batch.div),
		p_batch.programme, p_batch.month, '{stop}') f
		ON f.resident = l.resident AND f.rule = l.rule
	WHERE l.county = p_batch.county AND l.batch = p_batch.id
		AND n.county = l.county AND n.resident = l.resident
		AND n.programme = p_batch.programme AND n.since <= p_batch.month
		AND (n.until IS NULL OR n.until >= p_batch.month);
	IF reasons = '{}' THEN
		RETURN;
	END IF;
	UPDATE enrolment n SET until = greatest(n.since, month_add(p_batch.month, -1))
	FROM left_out l
	WHERE l.county = p_batch.county AND l.batch = p_batch.id
		AND l.reason = ANY (reasons) AND n.county = l.county
		AND n.resident = l.resident AND n.programme = p_batch.programme
		AND n.since <= p_batch.month
		AND (n.until IS NULL OR n.until >= p_batch.month)
		AND (SELECT d.reason FROM batch_due(p_batch, n.id) d) = ANY (reasons);
END
$$;
COMMENT ON FUNCTION batch_stop IS
	'who was left out because the programme or a check stops for them, and still
is, ends with the month before';

CREATE FUNCTION batch_pay(p_batch batch)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	people int;
	total numeric;
BEGIN
	WITH paid AS (
		INSERT INTO payment (county, programme, month, resident, div, batch,
			amount, account_number, holder, cut, employer)
		SELECT e.county, e.programme, e.month, e.resident, e.div, e.batch,
			e.amount, CASE WHEN e.employer IS NULL THEN a.number
				ELSE u.number END,
			CASE WHEN e.employer IS NULL THEN a.holder ELSE u.holder END,
			coalesce(s.amount, 0), e.employer
		FROM entitlement e
		LEFT JOIN account a ON a.county = e.county AND a.resident = e.resident
			AND a.is_current
		LEFT JOIN employer_account u ON u.county = e.county
			AND u.employer = e.employer AND u.is_current
		LEFT JOIN (
			SELECT resident, sum(amount) AS amount
			FROM setoff
			WHERE county = p_batch.county AND batch = p_batch.id
			GROUP BY resident
		) s ON s.resident = e.resident
		WHERE CASE WHEN e.employer IS NULL THEN a.id ELSE u.id END IS NOT NULL
			AND e.county = p_batch.county AND e.programme = p_batch.programme
			AND e.month = p_batch.month AND e.batch = p_batch.id
		RETURNING amount
	)
	SELECT count(*), sum(amount) INTO people, total FROM paid;
	IF (people, total) IS DISTINCT FROM (p_batch.people, p_batch.total) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '审批时有人的账户正在变动，请稍后重新审批';
	END IF;
	PERFORM setoff_take(p_batch);
	PERFORM batch_stop(p_batch);
END
$$;
COMMENT ON FUNCTION batch_pay IS
	'enters the payments of a batch, all of them; the caller makes it paid';

CREATE FUNCTION batch_approve(
	county int,
	batch bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
AS $$
#variable_conflict use_column
DECLARE
	one batch;
	waits boolean;
BEGIN
	PERFORM duty_require('审批批次', 'reviewer');
	one := batch_lock(batch_approve.county, batch_approve.batch);
	PERFORM batch_state_require(one, 'submitted');
	PERFORM batch_other_person(one);
	PERFORM batch_recheck(one);
	waits := (programme_fund_of(one)).class IS NOT NULL;
	IF NOT waits THEN
		PERFORM batch_pay(one);
	END IF;
	UPDATE batch b SET
		state = CASE WHEN waits THEN 'approved' ELSE 'paid' END,
		checked_by = session_user,
		checked_at = now(),
		reason = NULL
	WHERE b.county = one.county AND b.id = one.id;
	RETURN format(CASE WHEN waits
		THEN '批次 %s 已审批：%s 人，%s 元。请另一人授权经费，然后才发放'
		ELSE '批次 %s 已审批：%s 人，%s 元记入台账。按 F12 取银行文件' END,
		one.id, one.people, yuan_text(one.total));
END
$$;
COMMENT ON FUNCTION batch_approve IS
	'makes payments of a submitted batch, once, by another than its maker; where a
fund is named for it, they wait for who authorises that';
GRANT EXECUTE ON FUNCTION batch_approve TO zhen_operator;

CREATE FUNCTION batch_return(
	county int,
	batch bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one batch;
BEGIN
	PERFORM duty_require('退回批次', 'reviewer');
	one := batch_lock(batch_return.county, batch_return.batch);
	PERFORM batch_state_require(one, 'submitted', 'approved');
	PERFORM batch_other_person(one);
	IF coalesce(btrim(batch_return.reason), '') = '' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'reason',
			MESSAGE = '请写明退回原因，让经办人知道改什么';
	END IF;
	UPDATE batch b SET
		state = 'returned',
		checked_by = session_user,
		checked_at = now(),
		reason = btrim(batch_return.reason)
	WHERE b.county = one.county AND b.id = one.id;
	RETURN format('批次 %s 已退回：%s', one.id, btrim(batch_return.reason));
END
$$;
COMMENT ON FUNCTION batch_return IS 'gives a submitted batch back, with a reason';
GRANT EXECUTE ON FUNCTION batch_return TO zhen_operator;
