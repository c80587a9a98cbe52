-- What heirs are owed is paid (继承款): by the bank to their account, or handed over
-- against their signature; what the bank returns is owed again. Rows are added
-- and never changed; what is out to an heir is never more than their share.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE heir_payment_id;

CREATE TABLE heir_payment (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('heir_payment_id'),
	payout bigint NOT NULL,
	heir bigint NOT NULL,
	div div_code NOT NULL,
	way text COLLATE "C" NOT NULL,
	account_number line_text,
	amount yuan NOT NULL,
	voucher line_text NOT NULL,
	made_by name NOT NULL DEFAULT session_user,
	made_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT heir_payment_id_key PRIMARY KEY (county, id),
	CONSTRAINT heir_payment_heir_fk FOREIGN KEY (county, payout, heir)
		REFERENCES heir (county, payout, id),
	CONSTRAINT heir_payment_way_check CHECK (way IN ('bank', 'hand', 'back')),
	CONSTRAINT heir_payment_amount_check CHECK (
		CASE way WHEN 'back' THEN amount < 0 ELSE amount > 0 END
	),
	CONSTRAINT heir_payment_account_number_check CHECK (
		(way = 'hand') = (account_number IS NULL)
	),
	CONSTRAINT heir_payment_county_check CHECK (county = div / 1000000)
) PARTITION BY LIST (county);
CREATE INDEX heir_payment_heir ON heir_payment (county, payout, heir);
COMMENT ON TABLE heir_payment IS '付给继承人的：只增不改';
COMMENT ON COLUMN heir_payment.county IS '县区';
COMMENT ON COLUMN heir_payment.id IS '编号';
COMMENT ON COLUMN heir_payment.payout IS '哪一次继承';
COMMENT ON COLUMN heir_payment.heir IS '哪个继承人';
COMMENT ON COLUMN heir_payment.div IS '村居，随去世的人';
COMMENT ON COLUMN heir_payment.way IS
	'怎样付：bank 送银行，hand 凭领款单签领，back 银行退回';
COMMENT ON COLUMN heir_payment.account_number IS '账号；签领的没有';
COMMENT ON COLUMN heir_payment.amount IS '金额，退回的为负';
COMMENT ON COLUMN heir_payment.voucher IS '代发文件号或凭证号；退回的为原因';
COMMENT ON COLUMN heir_payment.made_by IS '登记人';
COMMENT ON COLUMN heir_payment.made_at IS '登记时间';
COMMENT ON CONSTRAINT heir_payment_id_key ON heir_payment IS '此编号已有，请重试';
COMMENT ON CONSTRAINT heir_payment_heir_fk ON heir_payment IS
	'没有这个继承人，请从继承款一览里选';
COMMENT ON CONSTRAINT heir_payment_way_check ON heir_payment IS
	'请选送银行、签领或银行退回';
COMMENT ON CONSTRAINT heir_payment_amount_check ON heir_payment IS
	'付的应大于零，退回的应小于零，请重新打开';
COMMENT ON CONSTRAINT heir_payment_account_number_check ON heir_payment IS
	'送银行的要有账号，没有账号的请凭领款单签领';
COMMENT ON CONSTRAINT heir_payment_county_check ON heir_payment IS
	'县区应为区划代码的前六位，请核对';
SELECT scope_guard('heir_payment');
GRANT SELECT ON heir_payment TO zhen_operator;
CREATE TRIGGER as_paid BEFORE UPDATE OR DELETE ON heir_payment
FOR EACH ROW EXECUTE FUNCTION payment_refuse();
SELECT audit_attach('heir_payment', 'div', '{payout}');
SELECT ledger_attach('heir_payment', '继承款', 'heir_payment', 'payout', $$
	SELECT r.county, r.div / 1000 * 1000 AS div, p.programme, g.fund,
		month_of(p.died) AS for_month, 'heir_paid' AS cause, r.payout AS ref,
		month_of(r.made_at::date) AS on_month, r.amount
	FROM %s r
	JOIN payout p ON p.county = r.county AND p.id = r.payout
	JOIN programme g ON g.code = p.programme
$$);

CREATE VIEW heir_due
WITH (security_invoker = true)
AS
SELECT
	h.county,
	h.payout,
	h.id AS heir,
	h.div,
	p.programme,
	g.title,
	r.name AS dead,
	h.name,
	h.id_no,
	h.amount::numeric AS amount,
	coalesce(h.account_number, '') AS account_number,
	coalesce(m.paid, 0) AS paid,
	CASE WHEN m.paid > 0 THEN 'paid' WHEN m.lines > 0 THEN 'back' ELSE 'due' END
		AS state,
	CASE WHEN m.paid > 0 AND l.way = 'hand' THEN '已签领'
		WHEN m.paid > 0 THEN '已送银行'
		WHEN m.lines > 0 THEN '银行退回' ELSE '待付' END AS state_name,
	l.voucher,
	l.way,
	p.checked_at,
	p.checked_by,
	l.made_by
FROM heir h
JOIN payout p ON p.county = h.county AND p.id = h.payout AND p.state = 'approved'
JOIN resident r ON r.county = p.county AND r.id = p.resident
JOIN programme g ON g.code = p.programme
LEFT JOIN LATERAL (
	SELECT sum(x.amount) AS paid, count(*) AS lines
	FROM heir_payment x
	WHERE x.county = h.county AND x.payout = h.payout AND x.heir = h.id
) m ON true
LEFT JOIN LATERAL (
	SELECT x.way, x.voucher, x.made_by
	FROM heir_payment x
	WHERE x.county = h.county AND x.payout = h.payout AND x.heir = h.id
	ORDER BY x.id DESC
	LIMIT 1
) l ON true
WHERE NOT h.is_removed;
COMMENT ON VIEW heir_due IS '批准了的继承款：付给谁，付了没有';
GRANT SELECT ON heir_due TO zhen_operator;

CREATE FUNCTION heir_lock(
	p_county int,
	p_payout bigint,
	p_heir bigint
) RETURNS heir_due
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one heir_due;
	its payout;
BEGIN
	PERFORM fresh_require();
	SELECT * INTO its FROM payout p
	WHERE p.county = p_county AND p.id = p_payout
	FOR UPDATE;
	PERFORM scope_require(its.div);
	SELECT * INTO one FROM heir_due h
	WHERE h.county = p_county AND h.payout = p_payout AND h.heir = p_heir;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '没有这笔批准了的继承款，请重新打开一览';
	END IF;
	RETURN one;
END
$$;
COMMENT ON FUNCTION heir_lock IS
	'what an heir is owed, kept from others';

CREATE FUNCTION heir_pay(
	county int,
	payout bigint,
	heir bigint,
	way text,
	voucher text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one heir_due;
BEGIN
	PERFORM duty_require('付继承款', 'window');
	one := heir_lock(heir_pay.county, heir_pay.payout, heir_pay.heir);
	IF one.checked_by = session_user THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这是您批准的，请另一位经办人付款';
	ELSIF one.way = 'back' AND one.made_by = session_user THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '银行退回是您登记的，请另一位经办人付款';
	ELSIF one.paid <> 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('%s的继承款%s，不能再付', one.name, one.state_name);
	ELSIF heir_pay.way = 'bank' AND one.account_number = '' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('%s没有登记账号，请打印领款单由本人签领', one.name);
	ELSIF (heir_pay.way IN ('bank', 'hand')) IS NOT TRUE THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'way',
			MESSAGE = '请选送银行或签领';
	END IF;
	INSERT INTO heir_payment (county, payout, heir, div, way, account_number,
		amount, voucher)
	VALUES (one.county, one.payout, one.heir, one.div, heir_pay.way,
		CASE heir_pay.way WHEN 'bank' THEN one.account_number END, one.amount,
		claim_text(heir_pay.voucher, 'voucher', '请输入代发文件号或凭证号'));
	RETURN format('%s %s 元%s', one.name, yuan_text(one.amount),
		CASE heir_pay.way WHEN 'bank' THEN '已记送银行' ELSE '已记签领' END);
END
$$;
COMMENT ON FUNCTION heir_pay IS 'an heir''s share goes out, once: not by who approved it, nor by who said that it
came back';

CREATE FUNCTION heir_back(
	county int,
	payout bigint,
	heir bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one heir_due;
BEGIN
	PERFORM duty_require('登记银行退回', 'reviewer');
	one := heir_lock(heir_back.county, heir_back.payout, heir_back.heir);
	IF one.paid = 0 OR one.way <> 'bank' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('%s的没有送过银行，没有可退回的', one.name);
	ELSIF one.made_by = session_user THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这是您送的银行，请另一位复核人员登记退回';
	END IF;
	INSERT INTO heir_payment (county, payout, heir, div, way, account_number,
		amount, voucher)
	VALUES (one.county, one.payout, one.heir, one.div, 'back',
		one.account_number, -one.paid,
		claim_text(heir_back.reason, 'reason', '请写明银行退回的原因'));
	RETURN format('%s %s 元已记退回，可以改由本人签领', one.name,
		yuan_text(one.paid));
END
$$;
COMMENT ON FUNCTION heir_back IS 'the bank returned it: it is owed again. Another than who sent it says so';
GRANT EXECUTE ON FUNCTION heir_pay, heir_back TO zhen_operator;
