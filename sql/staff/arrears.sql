-- A month's claim from the coordinator to the payment, and what is owed to
-- whom for how long: by person, office and county.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION visit_state_name(p_state text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE p_state
		WHEN 'logged' THEN '未报销'
		WHEN 'claimed' THEN '待审批'
		WHEN 'returned' THEN '已退回'
		WHEN 'approved' THEN '待支付'
		WHEN 'paid' THEN '已支付'
		ELSE p_state
	END
$$;
GRANT EXECUTE ON FUNCTION visit_state_name TO zhen_operator;

CREATE FUNCTION claim_submit(month int)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	count int;
	total numeric;
BEGIN
	PERFORM duty_require('报销走访费用', 'coordinator');
	PERFORM month_require(claim_submit.month);
	WITH claimed AS (
		UPDATE visit v SET
			state = 'claimed',
			claimed_at = now(),
			reason = NULL
		WHERE v.staff = staff_me() AND v.state IN ('logged', 'returned')
			AND v.visited_on BETWEEN month_first(claim_submit.month)
				AND month_last(claim_submit.month)
			AND v.transport + v.phone + v.meal > 0
		RETURNING v.transport + v.phone + v.meal AS cost
	)
	SELECT count(*), sum(cost) INTO count, total FROM claimed;
	IF count = 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'month',
			MESSAGE = '这个月没有可报销的走访费用，请核对月份';
	END IF;
	RETURN format('已报销 %s 次走访，%s 元，请等镇街服务所审批', count,
		yuan_text(total));
END
$$;
COMMENT ON FUNCTION claim_submit IS
	'claims the costs of the operator''s own visits of the month';
GRANT EXECUTE ON FUNCTION claim_submit TO zhen_operator;

CREATE FUNCTION claim_step(
	p_what text,
	p_county int,
	p_staff bigint,
	p_month int,
	p_from text,
	p_to text,
	p_text text
) RETURNS text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one staff;
	count int;
	total numeric;
BEGIN
	PERFORM duty_require(p_what, 'reviewer', 'supervisor');
	SELECT * INTO one FROM staff s
	WHERE s.county = p_county AND s.id = p_staff;
	PERFORM scope_require(one.div);
	PERFORM staff_other_person(p_county, p_staff);
	PERFORM month_require(p_month);
	WITH stepped AS (
		UPDATE visit v SET
			state = p_to,
			checked_by = CASE p_to WHEN 'paid' THEN v.checked_by
				ELSE session_user END,
			checked_at = CASE p_to WHEN 'paid' THEN v.checked_at
				ELSE now() END,
			reason = CASE p_to WHEN 'returned' THEN p_text END,
			voucher = CASE p_to WHEN 'paid' THEN p_text END,
			paid_on = CASE p_to WHEN 'paid' THEN current_date END
		WHERE v.county = p_county AND v.staff = p_staff AND v.state = p_from
			AND v.visited_on BETWEEN month_first(p_month)
				AND month_last(p_month)
		RETURNING v.transport + v.phone + v.meal AS cost
	)
	SELECT count(*), sum(cost) INTO count, total FROM stepped;
	IF count = 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('%s 这个月没有“%s”的报销，可能别人已经办了，请重新打开',
				one.name, visit_state_name(p_from));
	END IF;
	RETURN format('%s：%s %s 次，%s 元', p_what, one.name, count,
		yuan_text(total));
END
$$;
COMMENT ON FUNCTION claim_step IS
	'one step of a person''s month, by a reviewer who isn''t that person';

CREATE FUNCTION claim_text(
	p_text text,
	p_field text,
	p_message text
) RETURNS text
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
	IF coalesce(btrim(p_text), '') = '' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = p_field,
			MESSAGE = p_message;
	END IF;
	RETURN btrim(p_text);
END
$$;

CREATE FUNCTION claim_approve(
	county int,
	staff bigint,
	month int
) RETURNS text
LANGUAGE sql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT claim_step('审批报销', county, staff, month, 'claimed', 'approved',
		NULL)
$$;
COMMENT ON FUNCTION claim_approve IS 'a claimed month is right';
GRANT EXECUTE ON FUNCTION claim_approve TO zhen_operator;

CREATE FUNCTION claim_return(
	county int,
	staff bigint,
	month int,
	reason text
) RETURNS text
LANGUAGE sql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT claim_step('退回报销', county, staff, month, 'claimed', 'returned',
		claim_text(reason, 'reason', '请写明退回原因，让本人知道改什么'))
$$;
COMMENT ON FUNCTION claim_return IS 'a claimed month goes back, with a reason';
GRANT EXECUTE ON FUNCTION claim_return TO zhen_operator;

CREATE FUNCTION claim_pay(
	county int,
	staff bigint,
	month int,
	voucher text
) RETURNS text
LANGUAGE sql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT claim_step('登记支付', county, staff, month, 'approved', 'paid',
		claim_text(voucher, 'voucher', '请输入支付凭证号'))
$$;
COMMENT ON FUNCTION claim_pay IS 'an approved month was handed over';
GRANT EXECUTE ON FUNCTION claim_pay TO zhen_operator;

CREATE VIEW staff_list
WITH (security_invoker = true)
AS
SELECT
	s.county,
	s.id AS staff,
	s.name AS staff_name,
	s.role,
	s.kind,
	s.div,
	division_name(s.div) AS place_name,
	s.office_div,
	operator_office_name(s.office_div) AS office_name,
	s.since,
	s.until
FROM staff s;
COMMENT ON VIEW staff_list IS '工作人员';
GRANT SELECT ON staff_list TO zhen_operator;

CREATE VIEW visit_list
WITH (security_invoker = true)
AS
SELECT
	v.county,
	v.id,
	v.staff,
	s.staff_name,
	s.role,
	s.office_name,
	v.div,
	v.visited_on,
	month_of(v.visited_on) AS visit_month,
	division_name(v.village) AS village_name,
	v.purpose,
	v.people,
	v.transport,
	v.phone,
	v.meal,
	v.transport + v.phone + v.meal AS total,
	v.state,
	visit_state_name(v.state) AS state_name,
	v.reason,
	v.claimed_at,
	v.checked_by,
	v.paid_on,
	v.voucher
FROM visit v
JOIN staff_list s ON s.county = v.county AND s.staff = v.staff;
COMMENT ON VIEW visit_list IS '走访';
GRANT SELECT ON visit_list TO zhen_operator;

CREATE VIEW claim_list
WITH (security_invoker = true)
AS
SELECT
	v.county,
	v.staff,
	v.staff_name,
	v.role,
	v.office_name,
	v.visit_month AS month,
	v.state,
	v.state_name,
	array_position('{claimed,approved,returned,paid,logged}', v.state)
		AS state_rank,
	count(*) AS visits,
	sum(v.transport) AS transport,
	sum(v.phone) AS phone,
	sum(v.meal) AS meal,
	sum(v.total) AS total,
	max(v.claimed_at)::date AS claimed_on,
	operator_name(max(v.checked_by)) AS checker,
	max(v.paid_on) AS paid_on,
	max(v.voucher) AS voucher
FROM visit_list v
GROUP BY v.county, v.staff, v.staff_name, v.role, v.office_name,
	v.visit_month, v.state, v.state_name;
COMMENT ON VIEW claim_list IS '报销：每人每月每种状态一行';
GRANT SELECT ON claim_list TO zhen_operator;

CREATE VIEW allowance_list
WITH (security_invoker = true)
AS
SELECT
	a.county,
	a.staff,
	a.month,
	s.staff_name,
	s.role,
	s.kind,
	s.office_name,
	a.div,
	a.amount,
	a.because,
	p.staff IS NOT NULL AS paid,
	p.paid_on,
	p.voucher,
	a.line,
	CASE WHEN a.line > 0 THEN '补差' ELSE '' END AS line_name
FROM allowance a
JOIN staff_list s ON s.county = a.county AND s.staff = a.staff
LEFT JOIN allowance_settled p ON p.county = a.county AND p.month = a.month
	AND p.staff = a.staff AND p.line = a.line;
COMMENT ON VIEW allowance_list IS '补贴台账';
GRANT SELECT ON allowance_list TO zhen_operator;

CREATE VIEW staff_money
WITH (security_invoker = true)
AS
SELECT
	a.county, a.staff, a.div,
	CASE WHEN a.line > 0 THEN '补差' ELSE '补贴' END AS what, a.month, a.amount,
	p.paid_on, p.voucher
FROM allowance a
LEFT JOIN allowance_settled p ON p.county = a.county AND p.month = a.month
	AND p.staff = a.staff AND p.line = a.line
UNION ALL
SELECT
	v.county, v.staff, v.div, '报销', month_of(v.visited_on),
	sum(v.transport + v.phone + v.meal), v.paid_on, max(v.voucher)
FROM visit v
WHERE v.state IN ('approved', 'paid')
GROUP BY v.county, v.staff, v.div, month_of(v.visited_on), v.state, v.paid_on;
COMMENT ON VIEW staff_money IS '每人应得：计提的补贴和审批过的报销，付了没有';
GRANT SELECT ON staff_money TO zhen_operator;

CREATE VIEW staff_payments
WITH (security_invoker = true)
AS
SELECT m.*, s.role
FROM staff_money m
JOIN staff s ON s.county = m.county AND s.id = m.staff
WHERE m.paid_on IS NOT NULL;
COMMENT ON VIEW staff_payments IS '已发的补贴和报销';
GRANT SELECT ON staff_payments TO zhen_operator;

CREATE VIEW arrears
WITH (security_invoker = true)
AS
SELECT
	m.county,
	m.div,
	m.staff,
	s.staff_name,
	s.role,
	s.kind,
	division_name(m.div) AS place_name,
	(m.div / 1000 * 1000)::bigint AS office_div,
	operator_office_name(m.div / 1000 * 1000) AS office_name,
	m.what,
	m.month,
	m.amount,
	month_age(m.month, current_date) AS age_months
FROM staff_money m
JOIN staff_list s ON s.county = m.county AND s.staff = m.staff
WHERE m.paid_on IS NULL;
COMMENT ON VIEW arrears IS '拖欠：应得未发，按月，记在当时工作的所';
GRANT SELECT ON arrears TO zhen_operator;

CREATE VIEW arrears_by_staff
WITH (security_invoker = true)
AS
SELECT
	county,
	staff,
	staff_name,
	kind,
	place_name,
	office_div,
	office_name,
	count(*) AS items,
	sum(amount) AS amount,
	max(age_months) AS oldest
FROM arrears
GROUP BY county, staff, staff_name, kind, place_name, office_div, office_name;
COMMENT ON VIEW arrears_by_staff IS '拖欠：每人';
GRANT SELECT ON arrears_by_staff TO zhen_operator;

CREATE VIEW arrears_by_office
WITH (security_invoker = true)
AS
SELECT
	county,
	division_name(county::bigint * 1000000) AS county_name,
	office_div,
	office_name,
	count(DISTINCT staff) AS people,
	count(*) AS items,
	sum(amount) AS amount,
	max(age_months) AS oldest
FROM arrears
GROUP BY county, office_div, office_name;
COMMENT ON VIEW arrears_by_office IS '拖欠：每个服务所';
GRANT SELECT ON arrears_by_office TO zhen_operator;

CREATE VIEW arrears_by_county
WITH (security_invoker = true)
AS
SELECT
	county,
	division_name(county::bigint * 1000000) AS county_name,
	count(DISTINCT office_div) AS offices,
	count(DISTINCT staff) AS people,
	count(*) AS items,
	sum(amount) AS amount,
	max(age_months) AS oldest
FROM arrears
GROUP BY county;
COMMENT ON VIEW arrears_by_county IS '拖欠：每个县区';
GRANT SELECT ON arrears_by_county TO zhen_operator;

CREATE VIEW staff_card
WITH (security_invoker = true)
AS
SELECT
	s.*,
	coalesce(m.accrued, 0) AS accrued,
	coalesce(m.paid, 0) AS paid,
	coalesce(m.accrued, 0) - coalesce(m.paid, 0) AS owed
FROM staff_list s
LEFT JOIN LATERAL (
	SELECT
		sum(x.amount) AS accrued,
		sum(x.amount) FILTER (WHERE x.paid_on IS NOT NULL) AS paid
	FROM staff_money x
	WHERE x.county = s.county AND x.staff = s.staff
) m ON true;
COMMENT ON VIEW staff_card IS '一个工作人员应得、已发、尚欠';
GRANT SELECT ON staff_card TO zhen_operator;
