-- Staff of offices and villages, the monthly allowance of each and what has
-- been paid of it. Amounts and limits are rows with the month from which
-- they hold.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE staff_id;

CREATE TABLE staff (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('staff_id'),
	name person_name NOT NULL,
	div div_code NOT NULL,
	office_div div_code NOT NULL,
	role name,
	kind line_text NOT NULL,
	since date NOT NULL,
	until date,
	is_established boolean NOT NULL DEFAULT false,
	source line_text,
	education line_text,
	born int,
	resident bigint,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT staff_id_key PRIMARY KEY (county, id),
	CONSTRAINT staff_role_key UNIQUE (role),
	CONSTRAINT staff_office_div_fk FOREIGN KEY (county, office_div)
		REFERENCES office (county, div),
	CONSTRAINT staff_resident_fk FOREIGN KEY (county, resident)
		REFERENCES resident (county, id),
	CONSTRAINT staff_div_check CHECK (
		div BETWEEN office_div AND office_div + 999
	),
	CONSTRAINT staff_county_check CHECK (county = div / 1000000),
	CONSTRAINT staff_until_check CHECK (until >= since),
	CONSTRAINT staff_born_check CHECK (born BETWEEN 1900 AND 2199)
);
CREATE INDEX staff_office ON staff (office_div);
CREATE INDEX staff_div ON staff (county, div);
CREATE INDEX staff_resident ON staff (county, resident)
WHERE resident IS NOT NULL;
COMMENT ON TABLE staff IS '工作人员：服务所人员和村居协管员';
COMMENT ON COLUMN staff.county IS '县区';
COMMENT ON COLUMN staff.id IS '编号';
COMMENT ON COLUMN staff.name IS '姓名';
COMMENT ON COLUMN staff.div IS '工作的村居或镇街';
COMMENT ON COLUMN staff.office_div IS '所属服务所';
COMMENT ON COLUMN staff.role IS '登录名';
COMMENT ON COLUMN staff.kind IS '岗位';
COMMENT ON COLUMN staff.since IS '到岗日期';
COMMENT ON COLUMN staff.until IS '离岗日期';
COMMENT ON COLUMN staff.is_established IS '在编';
COMMENT ON COLUMN staff.source IS '来源：高校毕业生、公开招聘、调入等';
COMMENT ON COLUMN staff.education IS '文化程度 GB/T 4658';
COMMENT ON COLUMN staff.born IS '出生年份';
COMMENT ON COLUMN staff.resident IS '本人的居民登记；补贴随发放批次发到他的账户';
COMMENT ON COLUMN staff.version IS '版本';
COMMENT ON CONSTRAINT staff_id_key ON staff IS '此编号已有，请重试';
COMMENT ON CONSTRAINT staff_role_key ON staff IS
	'此登录名已属于别的工作人员，请核对';
COMMENT ON CONSTRAINT staff_office_div_fk ON staff IS
	'没有这个服务所，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT staff_resident_fk ON staff IS
	'没有这个居民，请先办居民登记';
COMMENT ON CONSTRAINT staff_div_check ON staff IS
	'村居应在所属服务所的范围内，请核对';
COMMENT ON CONSTRAINT staff_county_check ON staff IS
	'县区应为区划代码的前六位，请核对';
COMMENT ON CONSTRAINT staff_until_check ON staff IS
	'离岗日期早于到岗日期，请核对';
COMMENT ON CONSTRAINT staff_born_check ON staff IS
	'出生年份应为四位数字，请核对';
SELECT scope_guard('staff');
GRANT SELECT ON staff TO zhen_operator;
GRANT
	INSERT,
	UPDATE (name, role, kind, since, until, is_established, source, education,
		born)
ON staff TO zhen_admin;
GRANT USAGE ON SEQUENCE staff_id TO zhen_admin;

CREATE TABLE allowance_rate (
	kind line_text NOT NULL,
	since month_code NOT NULL,
	amount yuan NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT allowance_rate_since_key PRIMARY KEY (kind, since),
	CONSTRAINT allowance_rate_amount_check CHECK (amount >= 0)
);
COMMENT ON TABLE allowance_rate IS '每月补贴标准，按岗位和起始月份';
COMMENT ON COLUMN allowance_rate.kind IS '岗位';
COMMENT ON COLUMN allowance_rate.since IS '起始月份';
COMMENT ON COLUMN allowance_rate.amount IS '每月金额';
COMMENT ON COLUMN allowance_rate.source IS '出处';
COMMENT ON COLUMN allowance_rate.is_demo IS '演示值，未经核实';
COMMENT ON CONSTRAINT allowance_rate_since_key ON allowance_rate IS
	'此岗位这个月份已有标准，请改起始月份';
COMMENT ON CONSTRAINT allowance_rate_amount_check ON allowance_rate IS
	'补贴不能是负数，请核对';
SELECT shared_guard('allowance_rate');
GRANT SELECT ON allowance_rate TO zhen_operator;
GRANT INSERT, UPDATE ON allowance_rate TO zhen_admin;

INSERT INTO allowance_rate (kind, since, amount, source, is_demo)
VALUES
	('coordinator', 200901, 100, '未核实，演示值', true),
	('coordinator', 202001, 300, '未核实，演示值', true),
	('community', 200901, 800, '未核实，演示值', true),
	('community', 202001, 2100, '未核实，演示值', true),
	('public_post', 200901, 300, '公益性岗位补贴每月 300 元（某市 2011 年）', true),
	('public_post', 202001, 2200, '约当最低工资；未核实，演示值', true);

CREATE TABLE allowance_part (
	since month_code NOT NULL,
	method text COLLATE "C" NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT allowance_part_since_key PRIMARY KEY (since),
	CONSTRAINT allowance_part_method_check CHECK (method IN ('month', 'day'))
);
COMMENT ON TABLE allowance_part IS '不满一个月的补贴怎么算，按起始月份';
COMMENT ON COLUMN allowance_part.since IS '起始月份';
COMMENT ON COLUMN allowance_part.method IS
	'month 在岗一天算一个月；day 按在岗天数占当月天数折算';
COMMENT ON COLUMN allowance_part.source IS '出处';
COMMENT ON COLUMN allowance_part.is_demo IS '演示值，未经核实';
COMMENT ON CONSTRAINT allowance_part_since_key ON allowance_part IS
	'这个月份已有，请直接修改';
COMMENT ON CONSTRAINT allowance_part_method_check ON allowance_part IS
	'算法应为 month（整月）或 day（按天）';
SELECT shared_guard('allowance_part');
GRANT SELECT ON allowance_part TO zhen_operator;
GRANT INSERT, UPDATE ON allowance_part TO zhen_admin;

INSERT INTO allowance_part (since, method, source, is_demo)
VALUES
	(200901, 'month', '未核实，演示值', true),
	(202601, 'day', '按天折算是通常做法；未核实，演示值', true);

CREATE FUNCTION allowance_days(
	p_month int,
	p_since date,
	p_until date
) RETURNS int
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE WHEN coalesce((SELECT p.method FROM allowance_part p
			WHERE p.since <= p_month ORDER BY p.since DESC LIMIT 1), 'month')
			= 'month' THEN date_part('day', month_last(p_month))::int
		ELSE least(coalesce(p_until, 'infinity'), month_last(p_month))
			- greatest(p_since, month_first(p_month)) + 1 END
$$;
COMMENT ON FUNCTION allowance_days IS
	'for how many days of a month somebody who was at work in it is paid';
GRANT EXECUTE ON FUNCTION allowance_days TO zhen_operator;

CREATE TABLE allowance (
	county county_code NOT NULL,
	month month_code NOT NULL,
	staff bigint NOT NULL,
	div div_code NOT NULL,
	amount yuan NOT NULL,
	because line_text NOT NULL,
	accrued_by name NOT NULL DEFAULT author(),
	accrued_at timestamptz NOT NULL DEFAULT now(),
	line smallint NOT NULL DEFAULT 0,
	corrects smallint,
	kind line_text,
	CONSTRAINT allowance_staff_key PRIMARY KEY (county, month, staff, line),
	CONSTRAINT allowance_staff_fk FOREIGN KEY (county, staff)
		REFERENCES staff (county, id),
	CONSTRAINT allowance_amount_check CHECK (amount > 0),
	CONSTRAINT allowance_corrects_check CHECK (
		CASE line WHEN 0 THEN corrects IS NULL
			ELSE corrects IS NOT NULL AND corrects = line - 1 END
	)
);
CREATE INDEX allowance_person ON allowance (county, staff);
COMMENT ON TABLE allowance IS '每月补贴：计提';
COMMENT ON COLUMN allowance.county IS '县区';
COMMENT ON COLUMN allowance.month IS '月份';
COMMENT ON COLUMN allowance.staff IS '工作人员';
COMMENT ON COLUMN allowance.div IS '村居';
COMMENT ON COLUMN allowance.amount IS '金额';
COMMENT ON COLUMN allowance.because IS '算法';
COMMENT ON COLUMN allowance.accrued_by IS '计提人';
COMMENT ON COLUMN allowance.accrued_at IS '计提时间';
COMMENT ON COLUMN allowance.line IS '这个月的第几笔：0 为计提，以后为补差';
COMMENT ON COLUMN allowance.corrects IS '补差补的是哪一笔';
COMMENT ON COLUMN allowance.kind IS '计提时的岗位';
COMMENT ON CONSTRAINT allowance_staff_key ON allowance IS
	'此人这个月已经计提，不能重复';
COMMENT ON CONSTRAINT allowance_staff_fk ON allowance IS
	'没有这个工作人员，请核对';
COMMENT ON CONSTRAINT allowance_amount_check ON allowance IS
	'补贴应大于零，请核对标准';
COMMENT ON CONSTRAINT allowance_corrects_check ON allowance IS
	'补差应接着前一笔，请重新计提补差';
SELECT scope_guard('allowance');
GRANT SELECT ON allowance TO zhen_operator;

CREATE TABLE allowance_payment (
	county county_code NOT NULL,
	month month_code NOT NULL,
	staff bigint NOT NULL,
	div div_code NOT NULL,
	amount yuan NOT NULL,
	paid_on date NOT NULL DEFAULT current_date,
	voucher line_text NOT NULL,
	batch bigint,
	part smallint NOT NULL DEFAULT 0,
	paid_by name NOT NULL DEFAULT author(),
	line smallint NOT NULL DEFAULT 0,
	CONSTRAINT allowance_payment_staff_key
		PRIMARY KEY (county, month, staff, line, part),
	CONSTRAINT allowance_payment_amount_check CHECK (
		part >= 0 AND (amount > 0) = (part % 2 = 0) AND amount <> 0
	),
	CONSTRAINT allowance_payment_staff_fk FOREIGN KEY (county, month, staff, line)
		REFERENCES allowance (county, month, staff, line)
);
COMMENT ON TABLE allowance_payment IS '每月补贴：支付，只增不改';
COMMENT ON COLUMN allowance_payment.county IS '县区';
COMMENT ON COLUMN allowance_payment.month IS '月份';
COMMENT ON COLUMN allowance_payment.staff IS '工作人员';
COMMENT ON COLUMN allowance_payment.div IS '村居';
COMMENT ON COLUMN allowance_payment.amount IS '金额';
COMMENT ON COLUMN allowance_payment.paid_on IS '支付日期';
COMMENT ON COLUMN allowance_payment.voucher IS '凭证号';
COMMENT ON COLUMN allowance_payment.batch IS '哪个发放批次；空为另行支付';
COMMENT ON COLUMN allowance_payment.part IS
	'第几笔：单数冲正前一笔，双数为冲正后又付的';
COMMENT ON COLUMN allowance_payment.paid_by IS '登记人';
COMMENT ON COLUMN allowance_payment.line IS '付的是这个月的第几笔';
COMMENT ON CONSTRAINT allowance_payment_staff_key ON allowance_payment IS
	'此人这个月的补贴已经支付，不能重复';
COMMENT ON CONSTRAINT allowance_payment_amount_check ON allowance_payment IS
	'支付应大于零，冲正应小于零，请核对金额';
COMMENT ON CONSTRAINT allowance_payment_staff_fk ON allowance_payment IS
	'此人这个月还没有计提，请先计提';
SELECT scope_guard('allowance_payment');
GRANT SELECT ON allowance_payment TO zhen_operator;
CREATE TRIGGER allowance_payment_change
BEFORE UPDATE OR DELETE ON allowance_payment
FOR EACH ROW EXECUTE FUNCTION payment_refuse();
CREATE TRIGGER allowance_payment_truncate
BEFORE TRUNCATE ON allowance_payment
FOR EACH STATEMENT EXECUTE FUNCTION payment_refuse();

CREATE VIEW allowance_settled
WITH (security_invoker = true)
AS
SELECT p.*
FROM allowance_payment p
WHERE p.part % 2 = 0 AND NOT EXISTS (
	SELECT FROM allowance_payment x
	WHERE x.county = p.county AND x.month = p.month AND x.staff = p.staff
		AND x.line = p.line AND x.part = p.part + 1);
COMMENT ON VIEW allowance_settled IS '付了又没有冲正的补贴：每笔计提至多一行';
GRANT SELECT ON allowance_settled TO zhen_operator;

CREATE FUNCTION allowance_part(
	p_county int,
	p_month int,
	p_staff bigint,
	p_line int
) RETURNS int
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(max(p.part) + max(p.part) % 2, 0)
	FROM allowance_payment p
	WHERE p.county = p_county AND p.month = p_month AND p.staff = p_staff
		AND p.line = p_line
$$;
COMMENT ON FUNCTION allowance_part IS
	'which part a payment would be: the one that is there if it stands, so that
the key refuses it';

CREATE FUNCTION allowance_accrue(month int)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	count int;
	total numeric;
	due int;
BEGIN
	PERFORM duty_require('计提补贴', 'reviewer', 'supervisor');
	PERFORM scope_require(scope_lo());
	PERFORM month_require(allowance_accrue.month);
	SELECT count(*) INTO due
	FROM allowance_due(allowance_accrue.month)
	WHERE div BETWEEN scope_lo() AND scope_hi();
	WITH accrued AS (
		INSERT INTO allowance (county, month, staff, div, amount, because, kind)
		SELECT d.county, allowance_accrue.month, d.staff, d.div, d.amount,
			d.because, s.kind
		FROM allowance_due(allowance_accrue.month) d
		JOIN staff s ON s.county = d.county AND s.id = d.staff
		WHERE d.div BETWEEN scope_lo() AND scope_hi()
		ON CONFLICT DO NOTHING
		RETURNING amount
	)
	SELECT count(*), coalesce(sum(amount), 0) INTO count, total FROM accrued;
	RETURN format('%s 计提 %s 人，%s 元；先前已计提 %s 人',
		allowance_accrue.month, count, yuan_text(total), due - count);
END
$$;
COMMENT ON FUNCTION allowance_accrue IS
	'a month''s allowance for all at work in scope; again only who was missed';
GRANT EXECUTE ON FUNCTION allowance_accrue TO zhen_operator;

CREATE FUNCTION allowance_pay(
	county int,
	staff bigint,
	month int,
	voucher text,
	line int DEFAULT 0
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	due allowance;
BEGIN
	PERFORM duty_require('登记支付', 'reviewer', 'supervisor');
	SELECT * INTO due
	FROM allowance a
	WHERE a.county = allowance_pay.county AND a.staff = allowance_pay.staff
		AND a.month = allowance_pay.month AND a.line = allowance_pay.line
	FOR UPDATE;
	PERFORM scope_require(due.div);
	PERFORM staff_other_person(due.county, due.staff);
	IF coalesce(btrim(allowance_pay.voucher), '') = '' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'voucher',
			MESSAGE = '请输入支付凭证号';
	END IF;
	INSERT INTO allowance_payment (county, month, staff, div, amount, voucher,
		part, line)
	VALUES (due.county, due.month, due.staff, due.div, due.amount,
		btrim(allowance_pay.voucher), allowance_part(due.county::int,
			due.month::int, due.staff, due.line), due.line);
	RETURN format('已登记支付 %s 元', yuan_text(due.amount));
END
$$;
COMMENT ON FUNCTION allowance_pay IS
	'a month''s allowance, or a difference of it, was handed over';
GRANT EXECUTE ON FUNCTION allowance_pay TO zhen_operator;

CREATE FUNCTION staff_other_person(
	p_county int,
	p_staff bigint
) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF EXISTS (SELECT FROM staff s
		WHERE s.county = p_county AND s.id = p_staff
			AND s.role = session_user) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这是您自己的，请另一位复核人员办理';
	END IF;
END
$$;
COMMENT ON FUNCTION staff_other_person IS 'nobody decides about themselves';

SELECT audit_attach('staff');
SELECT audit_attach('allowance_part');
SELECT audit_attach('allowance');
SELECT audit_attach('allowance_payment');
