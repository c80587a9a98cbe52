-- What screens show of corrections: a month's payment with its parts, what was
-- asked for, and the files of reissues. Views that see no more than the operator
-- does.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION part_name(p_part int)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE WHEN p_part = 0 THEN '发放' WHEN p_part % 2 = 1 THEN '冲正'
		ELSE '补发' END
$$;
GRANT EXECUTE ON FUNCTION part_name TO zhen_operator;

CREATE VIEW payment_list
WITH (security_invoker = true)
AS
SELECT
	p.county,
	p.programme,
	p.month,
	p.resident,
	coalesce(r.name, m.name) AS name,
	coalesce(r.id_no, m.id_no) AS id_no,
	g.title,
	p.batch,
	division_name(p.div) AS village_name,
	s.amount,
	CASE WHEN c.id IS NOT NULL THEN 'open'
		WHEN f.resident IS NOT NULL THEN 'failed' WHEN s.parts = 1 THEN 'paid'
		ELSE 'corrected' END AS state,
	CASE WHEN c.id IS NOT NULL THEN '更正待批准'
		WHEN f.resident IS NOT NULL THEN '银行退回'
		ELSE '已' || part_name(s.parts::int - 1) END AS state_name
FROM payment p
JOIN programme g ON g.code = p.programme
LEFT JOIN resident r ON r.county = p.county AND r.id = p.resident
LEFT JOIN LATERAL moved_card(p.county,
	CASE WHEN r.id IS NULL THEN p.resident END) m ON true
LEFT JOIN correction c ON c.county = p.county AND c.programme = p.programme
	AND c.month = p.month AND c.resident = p.resident AND c.state = 'open'
CROSS JOIN LATERAL (
	SELECT count(*) AS parts, sum(x.amount) AS amount
	FROM payment x
	WHERE x.county = p.county AND x.programme = p.programme
		AND x.month = p.month AND x.resident = p.resident
) s
LEFT JOIN bank_return_line f ON f.county = p.county AND f.batch = p.batch
	AND f.resident = p.resident AND f.part = s.parts - 1 AND NOT f.is_good
WHERE p.part = 0;
COMMENT ON VIEW payment_list IS '每人每项目每月的发放：现在实发多少';
GRANT SELECT ON payment_list TO zhen_operator;

CREATE VIEW payment_part
WITH (security_invoker = true)
AS
SELECT
	p.county,
	p.programme,
	p.month,
	p.resident,
	p.part,
	p.batch,
	part_name(p.part) AS what,
	p.amount,
	CASE WHEN EXISTS (SELECT FROM resident r
		WHERE r.county = p.county AND r.id = p.resident)
		THEN p.account_number ELSE mask_account(p.account_number) END
		AS account,
	p.holder,
	p.paid_at::date AS paid_on,
	c.id AS correction,
	CASE WHEN b.resident IS NOT NULL THEN '银行退回：' || b.reason
		WHEN f.resident IS NOT NULL THEN '未入银行'
		ELSE concat_ws('，', code_name('correction', c.kind), CASE WHEN p.cut <> 0
			THEN '抵扣 ' || yuan_text(p.cut) END) END AS because
FROM payment p
LEFT JOIN correction c ON c.county = p.county AND c.programme = p.programme
	AND c.month = p.month AND c.resident = p.resident AND c.state = 'approved'
	AND CASE WHEN p.amount < 0 THEN c.part = p.part - 1
		ELSE c.reissued = p.part END
LEFT JOIN bank_refusal f ON f.county = p.county AND f.batch = p.batch
	AND f.resident = p.resident AND f.part = p.part
LEFT JOIN bank_return_line b ON b.county = p.county AND b.batch = p.batch
	AND b.resident = p.resident AND b.part = p.part AND NOT b.is_good;
COMMENT ON VIEW payment_part IS '一笔发放和以后的冲正、补发';
GRANT SELECT ON payment_part TO zhen_operator;

CREATE VIEW correction_list
WITH (security_invoker = true)
AS
SELECT
	c.county,
	c.id AS correction,
	c.programme,
	g.title,
	c.month,
	c.resident,
	coalesce(r.name, m.name) AS name,
	coalesce(r.id_no, m.id_no) AS id_no,
	c.batch,
	division_name(c.div) AS village_name,
	operator_office_name(c.div / 1000 * 1000) AS office_name,
	code_name('correction', c.kind) AS kind_name,
	c.note,
	c.was,
	c.amount,
	CASE WHEN c.account IS NOT NULL THEN coalesce(a.number, '登记在外地的账户')
		END AS account,
	a.holder,
	c.state,
	correction_state_name(c.state) AS state_name,
	operator_name(c.made_by) AS maker,
	format('%s %s', operator_name(c.made_by),
		to_char(c.made_at, 'YYYY-MM-DD HH24:MI')) AS made,
	CASE WHEN c.checked_by IS NOT NULL THEN
		format('%s %s', operator_name(c.checked_by),
			to_char(c.checked_at, 'YYYY-MM-DD HH24:MI'))
	END AS checked,
	c.reason,
	c.file
FROM correction c
JOIN programme g ON g.code = c.programme
LEFT JOIN resident r ON r.county = c.county AND r.id = c.resident
LEFT JOIN payee a ON a.county = c.county AND a.id = c.account
LEFT JOIN LATERAL moved_card(c.county,
	CASE WHEN r.id IS NULL THEN c.resident END) m ON true;
COMMENT ON VIEW correction_list IS '发放更正';
GRANT SELECT ON correction_list TO zhen_operator;

CREATE VIEW supplement_list
WITH (security_invoker = true)
AS
SELECT
	b.county,
	b.id AS batch,
	b.programme,
	g.title,
	b.month,
	c.file,
	CASE WHEN c.file IS NULL THEN '未编文件'
		ELSE format('第 %s 个', c.file) END AS file_name,
	CASE WHEN c.file IS NULL THEN 'waiting' ELSE 'made' END AS state,
	c.people,
	c.total,
	operator_office_name(b.div) AS office_name
FROM (
	SELECT county, batch, file, count(*)::int AS people, sum(amount) AS total
	FROM correction
	WHERE state = 'approved' AND reissued IS NOT NULL
	GROUP BY county, batch, file
) c
JOIN batch b ON b.county = c.county AND b.id = c.batch
JOIN programme g ON g.code = b.programme;
COMMENT ON VIEW supplement_list IS '补发的银行文件：已编的，和等着编的';
GRANT SELECT ON supplement_list TO zhen_operator;

CREATE VIEW card_payments
WITH (security_invoker = true)
AS
SELECT
	e.county,
	e.resident,
	e.batch,
	e.programme,
	p.title,
	e.month,
	0 AS part,
	e.amount,
	CASE WHEN k.resident IS NOT NULL THEN '银行退回'
		WHEN f.resident IS NOT NULL THEN '未入银行'
		ELSE batch_state_name(b.state) END AS state_name,
	CASE WHEN k.resident IS NOT NULL THEN '银行退回：' || k.reason
		ELSE concat(employer_paid_to(e.county, e.employer), e.because) END
		AS because,
	CASE b.state WHEN 'paid' THEN 'payment' ELSE 'batch' END AS screen
FROM entitlement e
JOIN programme p ON p.code = e.programme
JOIN batch b ON b.county = e.county AND b.id = e.batch
LEFT JOIN bank_refusal f ON f.county = e.county AND f.batch = e.batch
	AND f.resident = e.resident AND f.part = 0
LEFT JOIN bank_return_line k ON k.county = e.county AND k.batch = e.batch
	AND k.resident = e.resident AND k.part = 0 AND NOT k.is_good
UNION ALL
SELECT
	x.county,
	x.resident,
	x.batch,
	x.programme,
	p.title,
	x.month,
	x.part,
	x.amount,
	CASE WHEN x.because = '未入银行' THEN '未入银行'
		WHEN x.because LIKE '银行退回：%' THEN '银行退回' ELSE x.what END,
	x.because,
	'payment'
FROM entitlement e
JOIN payment_part x ON x.county = e.county AND x.programme = e.programme
	AND x.month = e.month AND x.resident = e.resident AND x.part > 0
JOIN programme p ON p.code = x.programme;
COMMENT ON VIEW card_payments IS '一个人的应发、发放、冲正和补发';
GRANT SELECT ON card_payments TO zhen_operator;
