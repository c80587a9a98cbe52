-- Getting back what was paid and wasn't due: an approved reversal leaves a debt
-- of the person; a plan says by which instalments, or that it is set off against
-- later months (setoff.sql); what comes in is recorded once and for all, and what
-- is overdue waits in 待办. No payment is edited.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE recovery (
	county county_code NOT NULL,
	correction bigint NOT NULL,
	div div_code NOT NULL,
	owed yuan NOT NULL,
	way text COLLATE "C" NOT NULL DEFAULT 'money',
	instalments smallint,
	first_on date NOT NULL,
	agreed line_text NOT NULL,
	checked_by name,
	reason line_text,
	made_by name NOT NULL DEFAULT author(),
	made_at timestamptz NOT NULL DEFAULT now(),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT recovery_correction_key PRIMARY KEY (county, correction),
	CONSTRAINT recovery_correction_fk FOREIGN KEY (county, correction)
		REFERENCES correction (county, id),
	CONSTRAINT recovery_owed_check CHECK (owed > 0),
	CONSTRAINT recovery_way_check CHECK (way IN ('money', 'setoff')),
	CONSTRAINT recovery_instalments_check CHECK (
		CASE way WHEN 'setoff' THEN instalments IS NULL
			ELSE instalments IS NOT NULL AND instalments BETWEEN 1 AND 120
				AND owed >= instalments END
	),
	CONSTRAINT recovery_checked_by_check CHECK (
		checked_by <> made_by
		AND (way = 'setoff' OR num_nulls(checked_by, reason) = 2)
	),
	CONSTRAINT recovery_reason_check CHECK (
		reason IS NULL OR checked_by IS NOT NULL
	),
	CONSTRAINT recovery_agreed_check CHECK (length(agreed) >= 2),
	CONSTRAINT recovery_county_check CHECK (county = div / 1000000)
) PARTITION BY LIST (county);
CREATE INDEX recovery_setoff ON recovery (county) WHERE way = 'setoff';
COMMENT ON TABLE recovery IS '追回计划：一个批准了的冲正一份';
COMMENT ON COLUMN recovery.county IS '县区';
COMMENT ON COLUMN recovery.correction IS '哪个更正';
COMMENT ON COLUMN recovery.div IS '发放时的村居';
COMMENT ON COLUMN recovery.owed IS '应追回多少';
COMMENT ON COLUMN recovery.way IS
	'怎样追回：money 分期交回，setoff 从以后的待遇里抵扣';
COMMENT ON COLUMN recovery.instalments IS '分几期，每月一期；抵扣的没有';
COMMENT ON COLUMN recovery.first_on IS '第一期最晚哪天；抵扣的从这个月的待遇起';
COMMENT ON COLUMN recovery.checked_by IS '谁批准或退回抵扣';
COMMENT ON COLUMN recovery.reason IS '退回抵扣的原因';
COMMENT ON COLUMN recovery.agreed IS '和谁怎样商定的';
COMMENT ON COLUMN recovery.made_by IS '登记人';
COMMENT ON COLUMN recovery.made_at IS '登记时间';
COMMENT ON COLUMN recovery.version IS '版本';
COMMENT ON CONSTRAINT recovery_correction_key ON recovery IS
	'这个更正已有追回计划，请直接修改';
COMMENT ON CONSTRAINT recovery_correction_fk ON recovery IS
	'没有这个更正，请从应追回的一览里选';
COMMENT ON CONSTRAINT recovery_owed_check ON recovery IS
	'应追回的应大于零，请核对更正';
COMMENT ON CONSTRAINT recovery_way_check ON recovery IS
	'请选分期交回或抵扣';
COMMENT ON CONSTRAINT recovery_checked_by_check ON recovery IS
	'申请和批准抵扣不能是同一个人，请另一位复核人员办理';
COMMENT ON CONSTRAINT recovery_reason_check ON recovery IS
	'退回要有退回的人，请重新办理';
COMMENT ON CONSTRAINT recovery_instalments_check ON recovery IS
	'应为 1 至 120 期，每期至少 1 元，请改期数';
COMMENT ON CONSTRAINT recovery_agreed_check ON recovery IS
	'请写明和谁怎样商定的';
COMMENT ON CONSTRAINT recovery_county_check ON recovery IS
	'县区应为区划代码的前六位，请核对';
SELECT scope_guard('recovery');
GRANT SELECT ON recovery TO zhen_operator;

CREATE SEQUENCE recovery_money_id;

CREATE TABLE recovery_money (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('recovery_money_id'),
	correction bigint NOT NULL,
	div div_code NOT NULL,
	way text COLLATE "C" NOT NULL,
	amount yuan NOT NULL,
	on_date date NOT NULL,
	voucher line_text NOT NULL,
	batch bigint,
	made_by name NOT NULL DEFAULT author(),
	made_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT recovery_money_id_key PRIMARY KEY (county, id),
	CONSTRAINT recovery_money_correction_fk FOREIGN KEY (county, correction)
		REFERENCES recovery (county, correction),
	CONSTRAINT recovery_money_way_check CHECK (
		way IN ('person', 'bank', 'setoff')
	),
	CONSTRAINT recovery_money_batch_check CHECK (
		(way = 'setoff') = (batch IS NOT NULL)
	),
	CONSTRAINT recovery_money_amount_check CHECK (amount > 0)
) PARTITION BY LIST (county);
CREATE INDEX recovery_money_of ON recovery_money (county, correction);
CREATE UNIQUE INDEX recovery_money_once
ON recovery_money (county, correction, batch) WHERE batch IS NOT NULL;
COMMENT ON TABLE recovery_money IS '追回的款项：只增不改';
COMMENT ON COLUMN recovery_money.county IS '县区';
COMMENT ON COLUMN recovery_money.id IS '编号';
COMMENT ON COLUMN recovery_money.correction IS '哪个更正的追回计划';
COMMENT ON COLUMN recovery_money.div IS '发放时的村居';
COMMENT ON COLUMN recovery_money.way IS
	'从哪里来：person 本人或家属交回，bank 银行退回的就是这一笔，setoff 抵扣';
COMMENT ON COLUMN recovery_money.amount IS '金额';
COMMENT ON COLUMN recovery_money.on_date IS '收到日期';
COMMENT ON COLUMN recovery_money.voucher IS '凭证号';
COMMENT ON COLUMN recovery_money.batch IS '从哪个批次的待遇里抵扣的';
COMMENT ON COLUMN recovery_money.made_by IS '登记人';
COMMENT ON COLUMN recovery_money.made_at IS '登记时间';
COMMENT ON CONSTRAINT recovery_money_id_key ON recovery_money IS
	'此编号已有，请重试';
COMMENT ON CONSTRAINT recovery_money_correction_fk ON recovery_money IS
	'还没有追回计划，请先定计划';
COMMENT ON CONSTRAINT recovery_money_way_check ON recovery_money IS
	'请选本人交回或银行退回';
COMMENT ON CONSTRAINT recovery_money_batch_check ON recovery_money IS
	'抵扣的应写明批次，请重新审批批次';
COMMENT ON CONSTRAINT recovery_money_amount_check ON recovery_money IS
	'金额应大于零，请重新输入';
SELECT scope_guard('recovery_money');
GRANT SELECT ON recovery_money TO zhen_operator;
CREATE TRIGGER as_received BEFORE UPDATE OR DELETE ON recovery_money
FOR EACH ROW EXECUTE FUNCTION payment_refuse();

SELECT audit_attach('recovery');
SELECT audit_attach('recovery_money', 'div', '{correction}');
SELECT ledger_attach('recovery', '追回款项', 'recovery_money', 'recovery', $$
	SELECT r.county, r.div / 1000 * 1000 AS div, c.programme,
		coalesce(v.definition ->> 'fund', g.fund) AS fund,
		c.month AS for_month, CASE r.way WHEN 'bank' THEN 'recovered_bank'
			WHEN 'setoff' THEN 'recovered_setoff' ELSE 'recovered' END AS cause,
		r.correction AS ref, month_of(r.on_date) AS on_month, r.amount
	FROM %1$s r
	JOIN correction c ON c.county = r.county AND c.id = r.correction
	LEFT JOIN batch b ON b.county = c.county AND b.id = c.batch
	LEFT JOIN programme_version v ON v.programme = b.programme
		AND v.version = b.programme_version
	LEFT JOIN programme g ON g.code = c.programme
	UNION ALL
	SELECT r.county, r.div / 1000 * 1000, b.programme,
		coalesce(v.definition ->> 'fund', g.fund), b.month, 'setoff',
		r.correction, month_of(r.on_date), r.amount
	FROM %1$s r
	JOIN batch b ON b.county = r.county AND b.id = r.batch
	LEFT JOIN programme_version v ON v.programme = b.programme
		AND v.version = b.programme_version
	LEFT JOIN programme g ON g.code = b.programme
$$);

CREATE FUNCTION recovery_due(
	p_recovery recovery,
	p_n int
) RETURNS numeric
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE WHEN p_n >= p_recovery.instalments THEN p_recovery.owed
		ELSE trunc(p_recovery.owed / p_recovery.instalments, 2) * p_n END
$$;
COMMENT ON FUNCTION recovery_due IS
	'what is to be in after so many instalments: the last takes what is left';
GRANT EXECUTE ON FUNCTION recovery_due TO zhen_operator;

CREATE FUNCTION setoff_runs(
	p_county int,
	p_correction bigint
) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT EXISTS (
		SELECT
		FROM correction c
		CROSS JOIN LATERAL resident_same(c.county::int, c.resident) s
		JOIN resident r ON r.county = s.county AND r.id = s.resident
			AND r.died IS NULL AND r.next_id IS NULL
		JOIN enrolment e ON e.county = r.county AND e.resident = r.id
			AND e.programme = c.programme
			AND coalesce(e.until, 999912) >= month_of(current_date)
		WHERE c.county = p_county AND c.id = p_correction
			AND r.county = c.county)
$$;
COMMENT ON FUNCTION setoff_runs IS
	'whether there is anything to set a debt off against: not when the person died,
or gets no more of it here';
GRANT EXECUTE ON FUNCTION setoff_runs TO zhen_operator;

CREATE FUNCTION setoff_state(p_recovery recovery)
RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE
		WHEN p_recovery.reason IS NOT NULL THEN 'returned'
		WHEN p_recovery.checked_by IS NULL THEN 'asked'
		WHEN setoff_runs(p_recovery.county::int, p_recovery.correction)
			THEN 'setoff'
		ELSE 'ended'
	END
$$;
COMMENT ON FUNCTION setoff_state IS 'how far a set-off is';
GRANT EXECUTE ON FUNCTION setoff_state TO zhen_operator;

CREATE FUNCTION setoff_state_name(p_state text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE p_state
		WHEN 'asked' THEN '待批准'
		WHEN 'returned' THEN '已退回'
		WHEN 'setoff' THEN '抵扣中'
		WHEN 'ended' THEN '抵扣已止'
		ELSE p_state
	END
$$;
GRANT EXECUTE ON FUNCTION setoff_state_name TO zhen_operator;

CREATE VIEW recovery_list
WITH (security_invoker = true)
AS
SELECT
	c.county,
	c.correction,
	c.programme,
	c.title,
	c.month,
	c.resident,
	c.name,
	c.id_no,
	c.village_name,
	c.office_name,
	c.kind_name,
	c.note,
	k.owed::numeric AS owed,
	coalesce(m.amount, 0) AS received,
	k.owed - coalesce(m.amount, 0) AS left_over,
	r.way,
	r.instalments::int AS instalments,
	r.first_on,
	r.agreed,
	r.version,
	greatest(0, d.due - coalesce(m.amount, 0)) AS overdue,
	n.next_on,
	CASE WHEN k.owed <= coalesce(m.amount, 0) THEN 'done'
		WHEN r.correction IS NULL THEN 'none'
		WHEN r.way = 'setoff' THEN s.state
		WHEN d.due > coalesce(m.amount, 0) THEN 'overdue'
		ELSE 'running' END AS state,
	CASE WHEN k.owed <= coalesce(m.amount, 0) THEN '已追回'
		WHEN r.correction IS NULL THEN '未定计划'
		WHEN r.way = 'setoff' THEN setoff_state_name(s.state)
		WHEN d.due > coalesce(m.amount, 0) THEN '逾期'
		ELSE '追回中' END AS state_name,
	c.checked,
	s.state = 'asked' AND r.made_by <> session_user AS may_check
FROM correction_list c
JOIN correction k ON k.county = c.county AND k.id = c.correction
	AND k.owed > 0
LEFT JOIN recovery r ON r.county = c.county AND r.correction = c.correction
LEFT JOIN LATERAL (
	SELECT sum(x.amount) AS amount
	FROM recovery_money x
	WHERE x.county = c.county AND x.correction = c.correction
) m ON true
LEFT JOIN LATERAL (
	SELECT coalesce(recovery_due(r, count(*)::int), 0) AS due
	FROM generate_series(0, r.instalments - 1) i
	WHERE r.first_on + make_interval(months => i) < current_date
) d ON r.correction IS NOT NULL
LEFT JOIN LATERAL (
	SELECT min((r.first_on + make_interval(months => i))::date) AS next_on
	FROM generate_series(0, r.instalments - 1) i
	WHERE recovery_due(r, i + 1) > coalesce(m.amount, 0)
) n ON r.correction IS NOT NULL
LEFT JOIN LATERAL setoff_state(r) s (state) ON r.way = 'setoff'
WHERE c.state = 'approved';
COMMENT ON VIEW recovery_list IS '应追回的：欠多少、还了多少、逾期多少';
GRANT SELECT ON recovery_list TO zhen_operator;

CREATE FUNCTION recovery_lock(
	p_county int,
	p_correction bigint,
	p_what text
) RETURNS correction
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	found correction;
BEGIN
	PERFORM duty_require(p_what, 'window');
	PERFORM fresh_require();
	SELECT * INTO found
	FROM correction c
	WHERE c.county = p_county AND c.id = p_correction
	FOR UPDATE;
	PERFORM scope_require(found.div);
	IF found.owed = 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '这个更正没有要追回的：批准了的冲正才有，没有送银行的、'
				'银行退回改发的没有';
	END IF;
	RETURN found;
END
$$;
COMMENT ON FUNCTION recovery_lock IS
	'an approved reversal that leaves a debt, kept from others';

CREATE FUNCTION recovery_plan(
	county int,
	correction bigint,
	instalments int,
	first_on date,
	agreed text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one correction := recovery_lock(recovery_plan.county,
		recovery_plan.correction, '定追回计划');
	made recovery;
BEGIN
	INSERT INTO recovery AS r (county, correction, div, owed, instalments,
		first_on, agreed)
	VALUES (one.county, one.id, one.div, one.owed, recovery_plan.instalments,
		recovery_plan.first_on, coalesce(btrim(recovery_plan.agreed), ''))
	ON CONFLICT (county, correction) DO UPDATE SET
		way = excluded.way,
		instalments = excluded.instalments,
		checked_by = NULL,
		reason = NULL,
		first_on = excluded.first_on,
		agreed = excluded.agreed,
		made_by = author(),
		made_at = now(),
		version = r.version + 1
	RETURNING * INTO made;
	RETURN format('追回 %s 元，分 %s 期，每期 %s 元，第一期到 %s',
		yuan_text(made.owed), made.instalments,
		yuan_text(recovery_due(made, 1)), made.first_on);
END
$$;
COMMENT ON FUNCTION recovery_plan IS
	'says by which instalments a debt is paid back, or says so anew';
GRANT EXECUTE ON FUNCTION recovery_plan TO zhen_operator;

CREATE FUNCTION recovery_receive(
	county int,
	correction bigint,
	way text,
	amount numeric,
	on_date date,
	voucher text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one correction := recovery_lock(recovery_receive.county,
		recovery_receive.correction, '登记追回');
	rest numeric := one.owed - coalesce((SELECT sum(m.amount)
		FROM recovery_money m
		WHERE m.county = one.county AND m.correction = one.id), 0);
BEGIN
	IF recovery_receive.way = 'setoff' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'way',
			MESSAGE = '抵扣的在审批批次时自动登记，请选本人交回或银行退回';
	ELSIF recovery_receive.amount > rest THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'amount',
			MESSAGE = format('只欠 %s 元，请改小；多收的请退还', yuan_text(rest));
	END IF;
	IF recovery_receive.on_date > current_date THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'on_date',
			MESSAGE = '日期还没有到，请核对';
	END IF;
	IF recovery_receive.way = 'bank' AND NOT EXISTS (
		SELECT FROM bank_return_line l
		WHERE l.county = one.county AND l.batch = one.batch
			AND l.resident = one.resident AND l.part = one.part
			AND NOT l.is_good) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'way',
			MESSAGE = '银行没有退回这一笔，请先读回盘，或选本人交回';
	END IF;
	INSERT INTO recovery_money (county, correction, div, way, amount, on_date,
		voucher)
	VALUES (one.county, one.id, one.div, recovery_receive.way,
		recovery_receive.amount, recovery_receive.on_date,
		claim_text(recovery_receive.voucher, 'voucher', '请输入凭证号'));
	RETURN format('已登记追回 %s 元，还欠 %s 元',
		yuan_text(recovery_receive.amount),
		yuan_text(rest - recovery_receive.amount));
END
$$;
COMMENT ON FUNCTION recovery_receive IS
	'money that came back, never more than is owed: the correction is locked';
GRANT EXECUTE ON FUNCTION recovery_receive TO zhen_operator;

CREATE VIEW lookup_recovery_way
WITH (security_invoker = true)
AS
SELECT v.code, v.name, pinyin_place_initials(v.name) AS initials,
	pinyin_place_spelling(v.name) AS spelling, v.note
FROM (VALUES
	('person', '本人交回', '本人或家属交来的'),
	('bank', '银行退回', '银行退回的就是这一笔'),
	('setoff', '抵扣', '从以后的待遇里抵扣的，自动登记')
) v (code, name, note);
COMMENT ON VIEW lookup_recovery_way IS '追回的钱从哪里来';
GRANT SELECT ON lookup_recovery_way TO zhen_operator;

CREATE VIEW todo_recovery
WITH (security_invoker = true)
AS
SELECT
	CASE WHEN r.state = 'asked' AND NOT r.may_check THEN 'sent'
		ELSE 'mine' END AS turn,
	'recovery' AS screen,
	r.county::int AS county,
	r.correction AS key,
	r.month::int AS month,
	r.state,
	'追回 ' || r.title AS what,
	r.name::text AS whom,
	CASE r.state WHEN 'overdue' THEN r.overdue ELSE r.left_over END AS amount,
	r.state_name,
	''::text AS maker,
	coalesce(to_char(r.next_on, 'YYYY-MM-DD'), right(r.checked, 16)) AS at
FROM recovery_list r
WHERE r.state IN ('none', 'overdue', 'returned', 'ended')
		AND operator_has_duty('window')
	OR r.state = 'asked' AND (NOT r.may_check OR operator_has_duty('reviewer'));
COMMENT ON VIEW todo_recovery IS '待办：没有定计划的、逾期的、抵不下去的追回，和待批准的抵扣';
GRANT SELECT ON todo_recovery TO zhen_operator;
