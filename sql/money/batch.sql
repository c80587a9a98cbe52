-- Computing a batch: everybody enrolled in the office is due an amount or
-- left out for a reason. Such functions run as the owner, so each asks first
-- for the operator's duty and scope.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION duty_require(
	p_what text,
	VARIADIC p_duties text[]
) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	maker name := author();
BEGIN
	IF scope_lo() IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('%s 不是操作员或已停用，请联系管理员', session_user);
	END IF;
	IF NOT (SELECT bool_or(pg_has_role(maker, 'zhen_' || duty, 'MEMBER'))
		FROM unnest(p_duties) duty) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('%s要由%s办理，请联系他们', p_what,
				(SELECT string_agg(coalesce(code_name('duty', duty), duty)
					|| '人员', '或') FROM unnest(p_duties) duty));
	END IF;
END
$$;
COMMENT ON FUNCTION duty_require IS
	'one of these duties, or a refusal; of what a second person makes happen, its
maker must have it still';
GRANT EXECUTE ON FUNCTION duty_require TO zhen_keeper;

CREATE FUNCTION scope_require(p_div bigint)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF (p_div BETWEEN scope_lo() AND scope_hi()) IS NOT TRUE THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这不在您的管辖范围，请由当地服务所办理';
	END IF;
END
$$;
COMMENT ON FUNCTION scope_require IS 'within the operator''s scope, or a refusal';
GRANT EXECUTE ON FUNCTION scope_require TO zhen_keeper;

CREATE FUNCTION fresh_require()
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF current_setting('transaction_isolation') <> 'read committed' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这种事务看不到别人刚存的，请改用 READ COMMITTED 重新办理';
	END IF;
END
$$;
COMMENT ON FUNCTION fresh_require IS
	'what is read after a lock is what others have left, or a refusal';

CREATE FUNCTION month_require(p_month int)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF p_month IS NULL OR p_month % 100 NOT BETWEEN 1 AND 12
		OR p_month < 194901 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'month',
			MESSAGE = '月份不正确，请输入如 201012';
	END IF;
	IF p_month > month_of(current_date) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'month',
			MESSAGE = '不能提前办理以后的月份，请改为本月或以前';
	END IF;
END
$$;

CREATE FUNCTION batch_lock(
	p_county int,
	p_batch bigint
) RETURNS batch
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	found batch;
BEGIN
	SELECT * INTO found
	FROM batch b
	WHERE b.county = p_county AND b.id = p_batch
	FOR UPDATE;
	PERFORM scope_require(found.div);
	RETURN found;
END
$$;
COMMENT ON FUNCTION batch_lock IS
	'the batch, kept from others until the end of the transaction';

CREATE FUNCTION batch_state_require(
	p_batch batch,
	VARIADIC p_states text[]
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF p_batch.state <> ALL (p_states) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('批次 %s 现在是“%s”，不能这样办理，请重新打开看看',
				p_batch.id, batch_state_name(p_batch.state));
	END IF;
END
$$;

CREATE FUNCTION batch_open(
	p_programme programme,
	p_month int,
	p_div bigint
) RETURNS batch
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	live batch;
BEGIN
	LOOP
		SELECT * INTO live
		FROM batch b
		WHERE b.county = p_div / 1000000 AND b.programme = p_programme.code
			AND b.month = p_month AND b.div = p_div AND b.state <> 'paid'
		FOR UPDATE;
		EXIT WHEN FOUND;
		INSERT INTO batch (county, programme, programme_version, month, div)
		VALUES (p_div / 1000000, p_programme.code,
			coalesce(programme_version_of(p_programme.code, p_month),
				p_programme.version), p_month, p_div)
		ON CONFLICT (county, programme, month, div) WHERE state <> 'paid'
			DO NOTHING;
	END LOOP;
	PERFORM batch_state_require(live, 'draft', 'returned');
	DELETE FROM entitlement e
	WHERE e.county = live.county AND e.programme = live.programme
		AND e.month = live.month AND e.batch = live.id;
	DELETE FROM left_out l
	WHERE l.county = live.county AND l.batch = live.id;
	DELETE FROM setoff s
	WHERE s.county = live.county AND s.batch = live.id;
	RETURN live;
END
$$;
COMMENT ON FUNCTION batch_open IS
	'the office''s unpaid batch of the month, emptied, or a new one';

CREATE FUNCTION batch_fill(
	p_batch batch,
	p_broken programme_broken[] DEFAULT '{}'
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
SET jit = off
AS $$
BEGIN
	EXECUTE format('
		WITH computed AS MATERIALIZED (
			SELECT c.*,
				CASE WHEN c.reason IS NULL THEN f.rule END AS rule,
				CASE
					WHEN c.reason IS NOT NULL THEN c.reason
					WHEN f.resident IS NOT NULL THEN f.said
					WHEN s.resident IS NOT NULL
						THEN concat(''本月已在此人'', division_name(
							s.other_county * 1000000::bigint),
							''的另一份档案里列入，不重复发放'')
					WHEN c.employer IS NOT NULL AND u.id IS NULL
						THEN ''单位没有对公账户，请在单位情况（1303）里登记''
					WHEN c.employer IS NULL AND a.id IS NULL
						THEN ''没有银行账户，请在居民登记里补上账号''
				END AS why
			FROM %I($1, $1, $2, $3, $4, NULL, $6) c
			LEFT JOIN account a ON a.county = c.county
				AND a.resident = c.resident AND a.is_current
			LEFT JOIN employer_account u ON u.county = c.county
				AND u.employer = c.employer AND u.is_current
			LEFT JOIN entitled_elsewhere($7, $4, $1) s
				ON s.resident = c.resident
			LEFT JOIN recheck_bars($1, $2, $3, $7, $4) f
				ON f.resident = c.resident
			WHERE c.county = $1 AND NOT EXISTS (
				SELECT FROM entitlement e
				WHERE e.county = $1 AND e.programme = $7 AND e.month = $4
					AND e.resident = c.resident)
		), due AS (
			INSERT INTO entitlement (county, programme, month, resident, div,
				batch, amount, because, employer)
			SELECT county, $7, $4, resident, div, $5, amount,
				coalesce(because, ''''), employer
			FROM computed
			WHERE why IS NULL
		)
		INSERT INTO left_out (county, batch, resident, div, reason, rule)
		SELECT DISTINCT ON (resident) county, $5, resident, div, why, rule
		FROM (
			SELECT county, resident, div, why, rule
			FROM computed
			WHERE why IS NOT NULL
			UNION ALL
			SELECT (b).county, (b).resident, (b).div,
				(b).said || ''，请核对此人的登记'', ''broken''
			FROM unnest($8) b
			WHERE NOT EXISTS (
				SELECT FROM entitlement e
				WHERE e.county = $1 AND e.programme = $7 AND e.month = $4
					AND e.resident = (b).resident)
		) x',
		'programme_' || p_batch.programme)
	USING p_batch.county::int, p_batch.div::bigint,
		division_last(p_batch.div), p_batch.month::int, p_batch.id,
		ARRAY(SELECT b.enrolment FROM unnest(p_broken) b),
		p_batch.programme, p_broken;
END
$$;
COMMENT ON FUNCTION batch_fill IS
	'one statement for all of the office but those who break it; who is in another
batch of the month already stays there';

CREATE FUNCTION batch_make(
	p_programme programme,
	p_month int,
	p_div bigint
) RETURNS batch
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	made batch := batch_open(p_programme, p_month, p_div);
BEGIN
	BEGIN
		PERFORM batch_fill(made);
	EXCEPTION WHEN data_exception OR check_violation THEN
		PERFORM batch_fill(made, programme_broken_of(made.programme, made.county,
			made.div, division_last(made.div), made.month));
	END;
	PERFORM setoff_fill(made);
	UPDATE batch b SET
		state = 'draft',
		programme_version = coalesce(
			programme_version_of(b.programme, b.month), p_programme.version),
		made_by = session_user,
		made_at = now(),
		submitted_by = NULL,
		submitted_at = NULL,
		checked_by = NULL,
		checked_at = NULL,
		people = e.people,
		total = e.total,
		cut = (SELECT coalesce(sum(s.amount), 0) FROM setoff s
			WHERE s.county = made.county AND s.batch = made.id),
		left_out = (SELECT count(*) FROM left_out l
			WHERE l.county = made.county AND l.batch = made.id)
	FROM (
		SELECT count(*) AS people, coalesce(sum(amount), 0) AS total
		FROM entitlement
		WHERE county = made.county AND programme = made.programme
			AND month = made.month AND batch = made.id
	) e
	WHERE b.county = made.county AND b.id = made.id
	RETURNING b.* INTO made;
	RETURN made;
END
$$;
COMMENT ON FUNCTION batch_make IS 'computes one office''s batch anew';

CREATE FUNCTION batch_divs()
RETURNS SETOF bigint
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE WHEN cover_ends > now() THEN cover_div ELSE home_div END
	FROM operator
	WHERE role = session_user AND scope_lo() / 1000000 = scope_hi() / 1000000
	UNION ALL
	SELECT code
	FROM division
	WHERE level = 'county' AND code BETWEEN scope_lo() AND scope_hi()
		AND scope_lo() / 1000000 < scope_hi() / 1000000
$$;
COMMENT ON FUNCTION batch_divs IS
	'whose batches an operator makes: the own office''s; of a city, each county''s';

CREATE FUNCTION back_require(
	p_programme programme,
	p_month int
) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	back int := p_programme.definition ->> 'back';
	today int := month_of(current_date);
BEGIN
	IF month_count(p_month, today) - 1 > back THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'month',
			MESSAGE = format('%s最多补发 %s 个月，请改为 %s 或以后的月份',
				p_programme.title, back, month_add(today, -back));
	END IF;
END
$$;
COMMENT ON FUNCTION back_require IS
	'no month further back than the programme may be paid for';

CREATE FUNCTION batch_compute(
	programme text,
	month int
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
AS $$
#variable_conflict use_column
DECLARE
	wanted programme;
	made batch;
	div bigint;
	said text[];
BEGIN
	PERFORM duty_require('计算应发', 'window');
	PERFORM scope_require(scope_lo());
	PERFORM month_require(batch_compute.month);
	SELECT * INTO wanted FROM programme p
	WHERE p.code = batch_compute.programme;
	IF wanted.code IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'programme',
			MESSAGE = '没有这个项目，请按 F4 从列表中选择';
	END IF;
	PERFORM back_require(wanted, batch_compute.month);
	IF programme_pays_employer(wanted.code)
		AND scope_lo() / 1000 = scope_hi() / 1000 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('%s拨付给单位，一个单位的人可能住在几个镇街，由县区统一'
				'计算，请联系县区经办人', wanted.title);
	END IF;
	FOR div IN SELECT * FROM batch_divs() LOOP
		made := batch_make(wanted, batch_compute.month, div);
		said := said || format('批次 %s：应发 %s 人 %s 元，未列入 %s 人',
			made.id, made.people, yuan_text(made.total), made.left_out);
	END LOOP;
	RETURN array_to_string(said, '；') || '。请到发放批次核对后提交';
END
$$;
COMMENT ON FUNCTION batch_compute IS
	'what everybody of the office is due for the month, as a draft';
GRANT EXECUTE ON FUNCTION batch_compute TO zhen_operator;
