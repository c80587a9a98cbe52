-- What is due and what was paid. A batch is a programme's month of an office:
-- computed and submitted by one operator, approved by another, paid once.
-- Nobody writes these tables but the functions of batch.sql; what can't be
-- undone is refused by triggers as well.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE batch_id;

CREATE TABLE batch (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('batch_id'),
	programme text COLLATE "C" NOT NULL,
	programme_version int NOT NULL,
	month month_code NOT NULL,
	div div_code NOT NULL,
	state text COLLATE "C" NOT NULL DEFAULT 'draft',
	made_by name NOT NULL DEFAULT session_user,
	made_at timestamptz NOT NULL DEFAULT now(),
	submitted_by name,
	submitted_at timestamptz,
	checked_by name,
	checked_at timestamptz,
	reason line_text,
	people int NOT NULL DEFAULT 0,
	left_out int NOT NULL DEFAULT 0,
	total numeric(15,2) NOT NULL DEFAULT 0,
	cut numeric(15,2) NOT NULL DEFAULT 0,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT batch_id_key PRIMARY KEY (county, id),
	CONSTRAINT batch_programme_fk FOREIGN KEY (programme)
		REFERENCES programme (code),
	CONSTRAINT batch_state_check CHECK (
		state IN ('draft', 'submitted', 'returned', 'approved', 'paid')
	),
	CONSTRAINT batch_checked_by_check CHECK (
		checked_by <> made_by AND checked_by <> submitted_by
	),
	CONSTRAINT batch_paid_check CHECK (
		state NOT IN ('approved', 'paid')
		OR checked_by IS NOT NULL AND submitted_by IS NOT NULL
	),
	CONSTRAINT batch_county_check CHECK (county = div / 1000000)
);
CREATE UNIQUE INDEX batch_live ON batch (county, programme, month, div)
WHERE state <> 'paid';
COMMENT ON TABLE batch IS '发放批次';
COMMENT ON COLUMN batch.county IS '县区';
COMMENT ON COLUMN batch.id IS '批次号';
COMMENT ON COLUMN batch.programme IS '项目';
COMMENT ON COLUMN batch.programme_version IS '按项目定义第几版算出';
COMMENT ON COLUMN batch.month IS '所属月份';
COMMENT ON COLUMN batch.div IS '服务所所在区划';
COMMENT ON COLUMN batch.state IS
	'状态：draft 待提交，submitted 待审批，returned 已退回，approved 待授权经费，paid 已发放';
COMMENT ON COLUMN batch.made_by IS '计算人';
COMMENT ON COLUMN batch.made_at IS '计算时间';
COMMENT ON COLUMN batch.submitted_by IS '提交人';
COMMENT ON COLUMN batch.submitted_at IS '提交时间';
COMMENT ON COLUMN batch.checked_by IS '复核人';
COMMENT ON COLUMN batch.checked_at IS '复核时间';
COMMENT ON COLUMN batch.reason IS '退回原因';
COMMENT ON COLUMN batch.people IS '人数';
COMMENT ON COLUMN batch.left_out IS '未列入人数';
COMMENT ON COLUMN batch.total IS '合计金额';
COMMENT ON COLUMN batch.cut IS '其中抵扣以前多发的，不付';
COMMENT ON COLUMN batch.version IS '版本';
COMMENT ON CONSTRAINT batch_id_key ON batch IS '此批次号已有，请重试';
COMMENT ON CONSTRAINT batch_programme_fk ON batch IS
	'没有这个项目，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT batch_state_check ON batch IS
	'没有这种状态，请重新打开发放批次';
COMMENT ON CONSTRAINT batch_checked_by_check ON batch IS
	'经办和复核不能是同一个人，请另一位复核人员审批';
COMMENT ON CONSTRAINT batch_paid_check ON batch IS
	'没有提交人和复核人的批次不能发放，请先提交再由另一人审批';
COMMENT ON CONSTRAINT batch_county_check ON batch IS
	'县区应为区划代码的前六位，请核对';
SELECT scope_guard('batch');
GRANT SELECT ON batch TO zhen_operator;

CREATE TABLE entitlement (
	county county_code NOT NULL,
	programme text COLLATE "C" NOT NULL,
	month month_code NOT NULL,
	resident bigint NOT NULL,
	div div_code NOT NULL,
	batch bigint NOT NULL,
	amount yuan NOT NULL,
	because line_text NOT NULL,
	employer bigint,
	CONSTRAINT entitlement_resident_key
		PRIMARY KEY (county, programme, month, resident),
	CONSTRAINT entitlement_amount_check CHECK (amount > 0)
) PARTITION BY LIST (county);
CREATE INDEX entitlement_person ON entitlement (resident);
COMMENT ON TABLE entitlement IS '应发：每人每项目每月一行';
COMMENT ON COLUMN entitlement.county IS '县区';
COMMENT ON COLUMN entitlement.programme IS '项目';
COMMENT ON COLUMN entitlement.month IS '所属月份';
COMMENT ON COLUMN entitlement.resident IS '居民';
COMMENT ON COLUMN entitlement.div IS '村居';
COMMENT ON COLUMN entitlement.batch IS '批次';
COMMENT ON COLUMN entitlement.amount IS '金额';
COMMENT ON COLUMN entitlement.because IS '算法';
COMMENT ON COLUMN entitlement.employer IS '拨付给哪个单位；空为发给本人';
COMMENT ON CONSTRAINT entitlement_resident_key ON entitlement IS
	'有人本月本项目已列入别的批次，请重新计算';
COMMENT ON CONSTRAINT entitlement_amount_check ON entitlement IS
	'应发金额应大于零，请核对项目标准';
SELECT scope_guard('entitlement');
GRANT SELECT ON entitlement TO zhen_operator;

CREATE TABLE left_out (
	county county_code NOT NULL,
	batch bigint NOT NULL,
	resident bigint NOT NULL,
	div div_code NOT NULL,
	reason line_text NOT NULL,
	rule text COLLATE "C",
	CONSTRAINT left_out_resident_key PRIMARY KEY (county, batch, resident),
	CONSTRAINT left_out_batch_fk FOREIGN KEY (county, batch)
		REFERENCES batch (county, id)
) PARTITION BY LIST (county);
COMMENT ON TABLE left_out IS '登记了项目而本月未列入的人';
COMMENT ON COLUMN left_out.county IS '县区';
COMMENT ON COLUMN left_out.batch IS '批次';
COMMENT ON COLUMN left_out.resident IS '居民';
COMMENT ON COLUMN left_out.div IS '村居';
COMMENT ON COLUMN left_out.reason IS '原因';
COMMENT ON COLUMN left_out.rule IS '哪条复查规则；空为项目的条件';
COMMENT ON CONSTRAINT left_out_resident_key ON left_out IS
	'此人在这个批次里已有未列入的原因，请重新计算';
COMMENT ON CONSTRAINT left_out_batch_fk ON left_out IS
	'没有这个批次，请重新计算';
SELECT scope_guard('left_out');
GRANT SELECT ON left_out TO zhen_operator;

CREATE TABLE payment (
	county county_code NOT NULL,
	programme text COLLATE "C" NOT NULL,
	month month_code NOT NULL,
	resident bigint NOT NULL,
	div div_code NOT NULL,
	batch bigint NOT NULL,
	amount yuan NOT NULL,
	account_number line_text NOT NULL,
	holder person_name NOT NULL,
	paid_at timestamptz NOT NULL DEFAULT now(),
	part smallint NOT NULL DEFAULT 0,
	cut yuan NOT NULL DEFAULT 0,
	employer bigint,
	CONSTRAINT payment_resident_key
		PRIMARY KEY (county, programme, month, resident, part),
	CONSTRAINT payment_amount_check CHECK (
		part >= 0 AND CASE part % 2 WHEN 0 THEN amount > 0 ELSE amount < 0 END
	),
	CONSTRAINT payment_cut_check CHECK (
		abs(cut) < abs(amount) AND cut * amount >= 0
	)
) PARTITION BY LIST (county);
CREATE INDEX payment_employer ON payment (county, employer, month)
WHERE employer IS NOT NULL;
COMMENT ON TABLE payment IS '发放台账：只增不改，发错的由后一笔更正前一笔';
COMMENT ON COLUMN payment.county IS '县区';
COMMENT ON COLUMN payment.programme IS '项目';
COMMENT ON COLUMN payment.month IS '所属月份';
COMMENT ON COLUMN payment.resident IS '居民';
COMMENT ON COLUMN payment.div IS '村居';
COMMENT ON COLUMN payment.batch IS '批次';
COMMENT ON COLUMN payment.amount IS '金额';
COMMENT ON COLUMN payment.account_number IS '账号';
COMMENT ON COLUMN payment.holder IS '户名';
COMMENT ON COLUMN payment.paid_at IS '记账时间';
COMMENT ON COLUMN payment.part IS
	'第几笔：0 为原发放，单数冲正前一笔，双数在冲正后补发';
COMMENT ON COLUMN payment.cut IS '其中抵扣以前多发的，银行发的是减去它的';
COMMENT ON CONSTRAINT payment_cut_check ON payment IS
	'抵扣的应比应发的少，请重新计算';
COMMENT ON COLUMN payment.employer IS '拨付给哪个单位；空为发给本人';
COMMENT ON CONSTRAINT payment_amount_check ON payment IS
	'发放和补发应大于零，冲正应小于零，请核对金额';
COMMENT ON CONSTRAINT payment_resident_key ON payment IS
	'有人本月本项目已经发过，不能重复发放，请退回重新计算';
SELECT scope_guard('payment');
GRANT SELECT ON payment TO zhen_operator;

CREATE TABLE bank_refusal (
	county county_code NOT NULL,
	batch bigint NOT NULL,
	line int,
	resident bigint NOT NULL,
	div div_code NOT NULL,
	reason line_text NOT NULL,
	found_by name NOT NULL DEFAULT session_user,
	found_at timestamptz NOT NULL DEFAULT now(),
	part smallint NOT NULL DEFAULT 0,
	CONSTRAINT bank_refusal_resident_key
		PRIMARY KEY (county, batch, resident, part),
	CONSTRAINT bank_refusal_batch_fk FOREIGN KEY (county, batch)
		REFERENCES batch (county, id)
) PARTITION BY LIST (county);
COMMENT ON TABLE bank_refusal IS '没有写进银行文件的人，改用其他方式发放';
COMMENT ON COLUMN bank_refusal.county IS '县区';
COMMENT ON COLUMN bank_refusal.batch IS '批次';
COMMENT ON COLUMN bank_refusal.line IS '在完整文件中的行号';
COMMENT ON COLUMN bank_refusal.resident IS '居民';
COMMENT ON COLUMN bank_refusal.div IS '村居';
COMMENT ON COLUMN bank_refusal.reason IS '原因';
COMMENT ON COLUMN bank_refusal.found_by IS '操作员';
COMMENT ON COLUMN bank_refusal.found_at IS '时间';
COMMENT ON COLUMN bank_refusal.part IS '发放台账的第几笔';
COMMENT ON CONSTRAINT bank_refusal_resident_key ON bank_refusal IS
	'此人已记为没有写进银行文件，不用再记';
COMMENT ON CONSTRAINT bank_refusal_batch_fk ON bank_refusal IS
	'没有这个批次，请重新打开发放批次';
SELECT scope_guard('bank_refusal');
GRANT SELECT ON bank_refusal TO zhen_operator;

CREATE FUNCTION payment_refuse()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'ZH403',
		MESSAGE = '台账只增不改；待遇发错的请用 2110 申请更正，由另一人批准冲正、补发';
END
$$;
CREATE TRIGGER as_paid BEFORE UPDATE OR DELETE ON payment
FOR EACH ROW EXECUTE FUNCTION payment_refuse();
COMMENT ON TRIGGER as_paid ON payment IS
	'before audit_fixed, by its name, to tell what to do instead';

CREATE FUNCTION entitlement_removed()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF EXISTS (
		SELECT FROM batch b
		WHERE b.state NOT IN ('draft', 'returned')
			AND (b.county, b.id) IN (SELECT county, batch FROM removed)
	) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '批次已提交或已发放，名单不能再改；要改请先退回重算';
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION entitlement_removed IS
	'only what nobody has submitted is computed anew';
CREATE TRIGGER entitlement_removed AFTER DELETE ON entitlement
REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION entitlement_removed();
CREATE TRIGGER left_out_removed AFTER DELETE ON left_out
REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION entitlement_removed();

CREATE FUNCTION batch_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF TG_OP = 'DELETE' OR OLD.state = 'paid'
		OR (NEW.county, NEW.id, NEW.programme, NEW.month, NEW.div)
			<> (OLD.county, OLD.id, OLD.programme, OLD.month, OLD.div) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '批次不能删除，发放后也不能再改';
	END IF;
	IF (OLD.state, NEW.state) NOT IN (('draft', 'draft'),
		('draft', 'submitted'), ('submitted', 'returned'),
		('submitted', 'approved'), ('submitted', 'paid'),
		('approved', 'paid'), ('approved', 'returned'), ('returned', 'draft'),
		('returned', 'submitted')) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('批次 %s 现在是“%s”，不能这样办理，请重新打开看看',
				OLD.id, batch_state_name(OLD.state));
	END IF;
	NEW.version := OLD.version + 1;
	RETURN NEW;
END
$$;
CREATE TRIGGER batch_before BEFORE UPDATE OR DELETE ON batch
FOR EACH ROW EXECUTE FUNCTION batch_before();

CREATE FUNCTION batch_state_name(p_state text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE p_state
		WHEN 'draft' THEN '待提交'
		WHEN 'submitted' THEN '待审批'
		WHEN 'returned' THEN '已退回'
		WHEN 'approved' THEN '待授权'
		WHEN 'paid' THEN '已发放'
		ELSE p_state
	END
$$;
GRANT EXECUTE ON FUNCTION batch_state_name TO zhen_operator;

CREATE FUNCTION yuan_text(p_amount numeric)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT to_char(coalesce(p_amount, 0), 'FM999,999,999,999,990.00')
$$;
COMMENT ON FUNCTION yuan_text IS 'an amount as it stands in a sentence';
GRANT EXECUTE ON FUNCTION yuan_text TO zhen_operator;

SELECT audit_attach('batch');
SELECT audit_attach('entitlement', 'div', '{programme,month,batch}');
SELECT audit_attach('left_out', 'div', '{batch}');
SELECT audit_attach('payment', 'div', '{programme,month,batch}');
SELECT audit_attach('bank_refusal');
