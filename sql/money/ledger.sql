-- The ledger (总账): double entry over funds and programmes. Nobody writes it:
-- what happens in other tables posts by ledger_post.sql, as ledger_source and
-- ledger_rule say. Each statement that adds lines balances by entry, programme
-- and fund, so that any sum over whole entries is zero at all times; lines are
-- never changed. A closed month takes nothing any more.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE ledger_account (
	code text COLLATE "C" NOT NULL,
	name line_text NOT NULL,
	kind text COLLATE "C" NOT NULL,
	side smallint NOT NULL,
	note line_text,
	CONSTRAINT ledger_account_code_key PRIMARY KEY (code),
	CONSTRAINT ledger_account_code_check CHECK (code ~ '^[1-9][0-9]{3}$'),
	CONSTRAINT ledger_account_kind_check CHECK (
		kind IN ('asset', 'liability', 'income', 'expense', 'budget')
	),
	CONSTRAINT ledger_account_side_check CHECK (side IN (1, -1))
);
COMMENT ON TABLE ledger_account IS '会计科目';
COMMENT ON COLUMN ledger_account.code IS '科目代码';
COMMENT ON COLUMN ledger_account.name IS '名称';
COMMENT ON COLUMN ledger_account.kind IS
	'类别：asset 资产，liability 负债，income 收入，expense 支出，budget 预算控制';
COMMENT ON COLUMN ledger_account.side IS '余额方向：1 借，-1 贷';
COMMENT ON COLUMN ledger_account.note IS '记什么';
COMMENT ON CONSTRAINT ledger_account_code_key ON ledger_account IS
	'此科目代码已有，请换一个';
COMMENT ON CONSTRAINT ledger_account_code_check ON ledger_account IS
	'科目代码应为四位数字，请重新输入';
COMMENT ON CONSTRAINT ledger_account_kind_check ON ledger_account IS
	'类别应为 asset、liability、income、expense 或 budget';
COMMENT ON CONSTRAINT ledger_account_side_check ON ledger_account IS
	'余额方向应为 1（借）或 -1（贷）';
SELECT shared_guard('ledger_account');
GRANT SELECT ON ledger_account TO zhen_operator;
GRANT UPDATE (name, note) ON ledger_account TO zhen_admin;

INSERT INTO ledger_account (code, name, kind, side, note)
VALUES
	('1001', '待遇补贴支付户', 'asset', 1, '发放、补贴、报销从这里付出，退回的回到这里'),
	('1002', '经费存款', 'asset', 1, '经费登记的到账和支出'),
	('1003', '保险费收入户', 'asset', 1, '居民缴的保险费、集体补助到这里'),
	('1201', '应收追回款', 'asset', 1, '多发、错发，应向本人追回的'),
	('1202', '应收财政补贴', 'asset', 1, '缴费应得的政府补贴'),
	('1203', '转移接续往来', 'asset', 1,
		'个人账户在县区之间转移，转入县区应收、转出县区应付，全市合计为零'),
	('2001', '应付待遇', 'liability', -1,
		'已审批还没有送银行的待遇，和银行退回还没有再送的；先补发后退回的为负'),
	('2002', '应付补贴', 'liability', -1, '计提还没有支付的人员补贴'),
	('2003', '应付报销', 'liability', -1, '审批还没有支付的走访报销'),
	('2004', '待遇抵扣', 'liability', -1,
		'从应付待遇转来抵应收追回款，月份之间抵平'),
	('2005', '应付继承人', 'liability', -1, '批准退给继承人的账户余额，送银行或签领的减去'),
	('2101', '个人账户', 'liability', -1,
		'缴费、补贴、利息记入的，减去退给继承人和转出的；按月领取的在待遇支出里'),
	('4001', '经费拨入', 'income', -1, '经费登记的到账'),
	('4101', '保险费收入', 'income', -1, '没有个人账户的保险收的保险费'),
	('4102', '财政补贴收入', 'income', -1, '没有个人账户的保险的政府补贴'),
	('5001', '待遇支出', 'expense', 1, '各项目审批的应发，冲正的减去'),
	('5101', '补贴支出', 'expense', 1, '计提的人员补贴'),
	('5102', '报销支出', 'expense', 1, '审批的走访报销'),
	('5103', '账户利息', 'expense', 1, '记入个人账户的利息'),
	('5201', '经费支出', 'expense', 1, '经费登记的支出'),
	('7001', '预算指标', 'budget', 1, '经费登记的预算'),
	('7002', '预算来源', 'budget', -1, '与预算指标相对'),
	('7101', '已定未付', 'budget', 1, '经费登记的已定未付，付清的减去'),
	('7102', '已定未付备抵', 'budget', -1, '与已定未付相对');

CREATE TABLE ledger_rule (
	cause text COLLATE "C" NOT NULL,
	step smallint NOT NULL,
	debit text COLLATE "C" NOT NULL,
	credit text COLLATE "C" NOT NULL,
	name line_text NOT NULL,
	CONSTRAINT ledger_rule_step_key PRIMARY KEY (cause, step),
	CONSTRAINT ledger_rule_debit_fk FOREIGN KEY (debit)
		REFERENCES ledger_account (code),
	CONSTRAINT ledger_rule_credit_fk FOREIGN KEY (credit)
		REFERENCES ledger_account (code),
	CONSTRAINT ledger_rule_credit_check CHECK (credit <> debit)
);
COMMENT ON TABLE ledger_rule IS '记账规则：什么事借哪个科目、贷哪个科目';
COMMENT ON COLUMN ledger_rule.cause IS '什么事';
COMMENT ON COLUMN ledger_rule.step IS '第几笔分录';
COMMENT ON COLUMN ledger_rule.debit IS '借';
COMMENT ON COLUMN ledger_rule.credit IS '贷';
COMMENT ON COLUMN ledger_rule.name IS '名称';
COMMENT ON CONSTRAINT ledger_rule_step_key ON ledger_rule IS
	'这件事的这笔分录已有，不能重复';
COMMENT ON CONSTRAINT ledger_rule_debit_fk ON ledger_rule IS
	'没有这个科目，请核对借方';
COMMENT ON CONSTRAINT ledger_rule_credit_fk ON ledger_rule IS
	'没有这个科目，请核对贷方';
COMMENT ON CONSTRAINT ledger_rule_credit_check ON ledger_rule IS
	'借贷不应是同一个科目，请核对';
SELECT shared_guard('ledger_rule');
GRANT SELECT ON ledger_rule TO zhen_operator;

INSERT INTO ledger_rule (cause, step, debit, credit, name)
VALUES
	('due', 1, '5001', '2001', '应发审定'),
	('sent', 1, '2001', '1001', '送银行代发'),
	('came_back', 1, '1001', '2001', '银行退回'),
	('cancelled', 1, '2001', '5001', '冲正没有付的'),
	('undo', 1, '1201', '5001', '冲正应追回'),
	('recovered', 1, '1001', '1201', '追回到账'),
	('setoff', 1, '2001', '2004', '待遇抵扣'),
	('recovered_setoff', 1, '2004', '1201', '抵扣追回'),
	('recovered_bank', 1, '2001', '1201', '退回抵追回'),
	('allowance_due', 1, '5101', '2002', '计提补贴'),
	('allowance_paid', 1, '2002', '1001', '支付补贴'),
	('allowance_batch', 1, '2002', '5001', '补贴随批次发放'),
	('claim_due', 1, '5102', '2003', '审批报销'),
	('claim_paid', 1, '2003', '1001', '支付报销'),
	('account_paid', 1, '1003', '2101', '缴费记入账户'),
	('account_match', 1, '1202', '2101', '补贴记入账户'),
	('account_interest', 1, '5103', '2101', '账户计息'),
	('account_moved', 1, '1203', '2101', '账户转移'),
	('account_drawn', 1, '1203', '5001', '转移前已领'),
	('account_heir', 1, '2101', '2005', '余额归继承人'),
	('heir_paid', 1, '2005', '1001', '付继承款'),
	('premium_paid', 1, '1003', '4101', '收保险费'),
	('premium_match', 1, '1202', '4102', '保险费补贴'),
	('budget', 1, '7001', '7002', '下达预算'),
	('received', 1, '1002', '4001', '经费到账'),
	('committed', 1, '7101', '7102', '定下未付'),
	('spent', 1, '5201', '1002', '经费支出'),
	('settled', 1, '7102', '7101', '付清已定未付');

CREATE TABLE ledger_source (
	source text COLLATE "C" NOT NULL,
	title line_text NOT NULL,
	tbl name NOT NULL,
	screen name NOT NULL,
	events text NOT NULL,
	CONSTRAINT ledger_source_source_key PRIMARY KEY (source)
);
COMMENT ON TABLE ledger_source IS '哪些表记账，怎么从它们的行得出要记的事';
COMMENT ON COLUMN ledger_source.source IS '来源';
COMMENT ON COLUMN ledger_source.title IS '名称';
COMMENT ON COLUMN ledger_source.tbl IS '表';
COMMENT ON COLUMN ledger_source.screen IS '看来由打开的画面';
COMMENT ON COLUMN ledger_source.events IS
	'得出各列为 ledger_event 的查询；%s 处是表，或者一条语句改动的那些行';
COMMENT ON CONSTRAINT ledger_source_source_key ON ledger_source IS
	'此来源已有，不能重复';
SELECT shared_guard('ledger_source');
GRANT SELECT ON ledger_source TO zhen_operator;

CREATE TYPE ledger_event AS (
	county int,
	div bigint,
	programme text,
	fund text,
	for_month int,
	cause text,
	ref bigint,
	on_month int,
	amount numeric
);
COMMENT ON TYPE ledger_event IS
	'what happened: whose office, programme, class of fund and month, by which
cause, the number of the batch or record, and in which month if not in this';

CREATE TABLE ledger_period (
	county county_code NOT NULL,
	closed month_code NOT NULL DEFAULT 194901,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT ledger_period_county_key PRIMARY KEY (county)
);
COMMENT ON TABLE ledger_period IS '各县区结账到哪个月；记账和结账用它互相等待';
COMMENT ON COLUMN ledger_period.county IS '县区';
COMMENT ON COLUMN ledger_period.closed IS '结到这个月，含';
COMMENT ON COLUMN ledger_period.version IS '版本';
COMMENT ON CONSTRAINT ledger_period_county_key ON ledger_period IS
	'此县区已有，不能重复';
ALTER TABLE ledger_period ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON ledger_period
USING (county BETWEEN (SELECT scope_county_lo()) AND (SELECT scope_county_hi()));
COMMENT ON POLICY scope ON ledger_period IS '只见本人所在县区的';
GRANT SELECT ON ledger_period TO zhen_operator;

CREATE SEQUENCE ledger_entry_id;

CREATE TABLE ledger_entry (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('ledger_entry_id'),
	div div_code NOT NULL,
	month month_code NOT NULL,
	source text COLLATE "C" NOT NULL,
	ref bigint NOT NULL,
	is_opening boolean NOT NULL DEFAULT false,
	made_by name NOT NULL DEFAULT session_user,
	made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	CONSTRAINT ledger_entry_id_key PRIMARY KEY (county, id),
	CONSTRAINT ledger_entry_month_key UNIQUE (county, id, div, month),
	CONSTRAINT ledger_entry_source_fk FOREIGN KEY (source)
		REFERENCES ledger_source (source),
	CONSTRAINT ledger_entry_county_check CHECK (county = div / 1000000)
);
CREATE INDEX ledger_entry_source ON ledger_entry (county, source, ref);
COMMENT ON TABLE ledger_entry IS '记账凭证：一条语句、一个服务所一张，只增不改';
COMMENT ON COLUMN ledger_entry.county IS '县区';
COMMENT ON COLUMN ledger_entry.id IS '凭证号';
COMMENT ON COLUMN ledger_entry.div IS '服务所所在区划';
COMMENT ON COLUMN ledger_entry.month IS '账期：记在哪个月';
COMMENT ON COLUMN ledger_entry.source IS '来源';
COMMENT ON COLUMN ledger_entry.ref IS '来源里的批次号或编号；期初为零';
COMMENT ON COLUMN ledger_entry.is_opening IS '期初：记账以前已有的';
COMMENT ON COLUMN ledger_entry.made_by IS '谁办的事';
COMMENT ON COLUMN ledger_entry.made_at IS '记账时间';
COMMENT ON CONSTRAINT ledger_entry_id_key ON ledger_entry IS
	'此凭证号已有，请重试';
COMMENT ON CONSTRAINT ledger_entry_month_key ON ledger_entry IS
	'此凭证号已有，请重试';
COMMENT ON CONSTRAINT ledger_entry_source_fk ON ledger_entry IS
	'没有这种来源，请联系管理员';
COMMENT ON CONSTRAINT ledger_entry_county_check ON ledger_entry IS
	'县区应为区划代码的前六位，请核对';
SELECT scope_guard('ledger_entry');
GRANT SELECT ON ledger_entry TO zhen_operator;

CREATE TABLE ledger_line (
	county county_code NOT NULL,
	entry bigint NOT NULL,
	cause text COLLATE "C" NOT NULL,
	step smallint NOT NULL,
	account text COLLATE "C" NOT NULL,
	programme text COLLATE "C" NOT NULL,
	fund text COLLATE "C" NOT NULL,
	for_month month_code NOT NULL,
	div div_code NOT NULL,
	month month_code NOT NULL,
	amount numeric(15,2) NOT NULL,
	CONSTRAINT ledger_line_account_key PRIMARY KEY (county, entry, cause, step,
		account, programme, fund, for_month),
	CONSTRAINT ledger_line_entry_fk FOREIGN KEY (county, entry, div, month)
		REFERENCES ledger_entry (county, id, div, month),
	CONSTRAINT ledger_line_step_fk FOREIGN KEY (cause, step)
		REFERENCES ledger_rule (cause, step),
	CONSTRAINT ledger_line_account_fk FOREIGN KEY (account)
		REFERENCES ledger_account (code),
	CONSTRAINT ledger_line_amount_check CHECK (amount <> 0)
);
CREATE INDEX ledger_line_month ON ledger_line (county, month, div);
COMMENT ON TABLE ledger_line IS '分录：借为正，贷为负，一张凭证合计为零；只增不改';
COMMENT ON COLUMN ledger_line.county IS '县区';
COMMENT ON COLUMN ledger_line.entry IS '凭证号';
COMMENT ON COLUMN ledger_line.cause IS '什么事';
COMMENT ON COLUMN ledger_line.step IS '这件事的第几笔分录';
COMMENT ON COLUMN ledger_line.account IS '科目';
COMMENT ON COLUMN ledger_line.programme IS '项目；不属于项目的为空';
COMMENT ON COLUMN ledger_line.fund IS '经费类别';
COMMENT ON COLUMN ledger_line.for_month IS '所属月份：钱是哪个月的';
COMMENT ON COLUMN ledger_line.div IS '服务所所在区划';
COMMENT ON COLUMN ledger_line.month IS '账期：记在哪个月';
COMMENT ON COLUMN ledger_line.amount IS '金额：借为正，贷为负';
COMMENT ON CONSTRAINT ledger_line_account_key ON ledger_line IS
	'凭证里这一笔已有，不能重复';
COMMENT ON CONSTRAINT ledger_line_entry_fk ON ledger_line IS
	'没有这张凭证，不能记账';
COMMENT ON CONSTRAINT ledger_line_step_fk ON ledger_line IS
	'没有这条记账规则，请联系管理员';
COMMENT ON CONSTRAINT ledger_line_account_fk ON ledger_line IS
	'没有这个科目，请核对记账规则';
COMMENT ON CONSTRAINT ledger_line_amount_check ON ledger_line IS
	'金额不应为零';
SELECT scope_guard('ledger_line');
GRANT SELECT ON ledger_line TO zhen_operator;

CREATE FUNCTION ledger_keep()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'ZH403',
		MESSAGE = '总账只增不改；错了的请在办事的画面里冲正，账会跟着记';
END
$$;
CREATE TRIGGER as_posted BEFORE UPDATE OR DELETE ON ledger_entry
FOR EACH ROW EXECUTE FUNCTION ledger_keep();
CREATE TRIGGER as_posted BEFORE UPDATE OR DELETE ON ledger_line
FOR EACH ROW EXECUTE FUNCTION ledger_keep();

CREATE FUNCTION ledger_balanced()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	wrong record;
BEGIN
	SELECT entry, sum(amount) AS amount INTO wrong
	FROM added
	GROUP BY county, entry, programme, fund
	HAVING sum(amount) <> 0
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('凭证 %s 借贷相差 %s 元，不能记账', wrong.entry,
				yuan_text(wrong.amount));
	END IF;
	SELECT a.month INTO wrong
	FROM added a
	JOIN ledger_period p ON p.county = a.county AND p.closed >= a.month
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('%s 已经结账，不能再记', wrong.month);
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION ledger_balanced IS
	'what a statement adds is zero by entry, programme and fund, and in no month
that is closed, whoever writes it';
CREATE TRIGGER ledger_balanced AFTER INSERT ON ledger_line
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION ledger_balanced();

SELECT audit_attach('ledger_account');
SELECT audit_attach('ledger_rule');
SELECT audit_attach('ledger_period');
SELECT audit_attach('ledger_entry', 'div', '{month}');
SELECT audit_attach('ledger_line', 'div', '{month}');
