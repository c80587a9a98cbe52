-- Funds (经费): an office's budget, what came in, what is promised and what was
-- spent, by year, class and source. A ledger of entries that nobody changes: a
-- mistake is corrected by an entry that names it. What is spent is tied to a
-- payee, a thing and a purpose, and never goes past what came in unless
-- somebody else has approved it.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE fund_use (
	source line_text NOT NULL,
	purpose line_text NOT NULL,
	since date NOT NULL,
	until date,
	basis line_text NOT NULL,
	CONSTRAINT fund_use_purpose_key PRIMARY KEY (source, purpose, since),
	CONSTRAINT fund_use_until_check CHECK (until >= since)
);
COMMENT ON TABLE fund_use IS
	'专款的用途：列在这里的来源只能用于列出的用途，没有列出的来源不限';
COMMENT ON COLUMN fund_use.source IS '来源';
COMMENT ON COLUMN fund_use.purpose IS '用途';
COMMENT ON COLUMN fund_use.since IS '从哪天起';
COMMENT ON COLUMN fund_use.until IS '到哪天止';
COMMENT ON COLUMN fund_use.basis IS '依据';
COMMENT ON CONSTRAINT fund_use_purpose_key ON fund_use IS
	'这个来源的这个用途已有，请直接修改';
COMMENT ON CONSTRAINT fund_use_until_check ON fund_use IS
	'截止日早于起始日，请核对';
SELECT shared_guard('fund_use');
GRANT SELECT ON fund_use TO zhen_operator;
GRANT INSERT, UPDATE ON fund_use TO zhen_admin;

INSERT INTO fund_use (source, purpose, since, basis)
SELECT '3', purpose, '2006-01-01',
	'东部 7 省（市）扩大失业保险基金支出范围试点；用途按已见的市级文件，未核实'
FROM unnest('{6,7,8,9,10}'::text[]) purpose;

CREATE SEQUENCE fund_entry_id;
GRANT USAGE ON SEQUENCE fund_entry_id TO zhen_window;

CREATE TABLE fund_entry (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('fund_entry_id'),
	div div_code NOT NULL,
	year int NOT NULL,
	class line_text NOT NULL,
	source line_text NOT NULL,
	kind line_text NOT NULL,
	amount yuan NOT NULL,
	on_date date NOT NULL,
	payee line_text,
	thing line_text,
	purpose line_text,
	voucher line_text,
	settles bigint,
	corrects bigint,
	made_by name NOT NULL DEFAULT author(),
	made_at timestamptz NOT NULL DEFAULT now(),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT fund_entry_id_key PRIMARY KEY (county, id),
	CONSTRAINT fund_entry_corrects_key UNIQUE (county, corrects),
	CONSTRAINT fund_entry_div_fk FOREIGN KEY (county, div)
		REFERENCES office (county, div),
	CONSTRAINT fund_entry_settles_fk FOREIGN KEY (county, settles)
		REFERENCES fund_entry (county, id),
	CONSTRAINT fund_entry_corrects_fk FOREIGN KEY (county, corrects)
		REFERENCES fund_entry (county, id),
	CONSTRAINT fund_entry_county_check CHECK (county = div / 1000000),
	CONSTRAINT fund_entry_kind_check CHECK (
		kind IN ('budget', 'received', 'committed', 'spent')
	),
	CONSTRAINT fund_entry_amount_check CHECK (
		amount > 0 AND corrects IS NULL OR amount < 0 AND corrects IS NOT NULL
	),
	CONSTRAINT fund_entry_on_date_check CHECK (
		extract(year FROM on_date) = year
	),
	CONSTRAINT fund_entry_payee_check CHECK (
		kind IN ('budget', 'received') OR payee IS NOT NULL
	),
	CONSTRAINT fund_entry_thing_check CHECK (
		kind IN ('budget', 'received') OR thing IS NOT NULL
	),
	CONSTRAINT fund_entry_purpose_check CHECK (
		kind IN ('budget', 'received') OR purpose IS NOT NULL
	),
	CONSTRAINT fund_entry_voucher_check CHECK (
		kind IN ('budget', 'committed') OR voucher IS NOT NULL
	),
	CONSTRAINT fund_entry_settles_check CHECK (
		settles IS NULL OR kind = 'spent'
	)
);
CREATE INDEX fund_entry_account
ON fund_entry (county, div, year, class, source);
CREATE INDEX fund_entry_settled ON fund_entry (county, settles)
WHERE settles IS NOT NULL;
COMMENT ON TABLE fund_entry IS '经费台账：只增不改，错了用红字冲正';
COMMENT ON COLUMN fund_entry.county IS '县区';
COMMENT ON COLUMN fund_entry.id IS '编号';
COMMENT ON COLUMN fund_entry.div IS '服务所';
COMMENT ON COLUMN fund_entry.year IS '年度';
COMMENT ON COLUMN fund_entry.class IS '经费类别：工作、人员、项目';
COMMENT ON COLUMN fund_entry.source IS '来源';
COMMENT ON COLUMN fund_entry.kind IS
	'种类：budget 预算，received 到账，committed 已定未付，spent 支出';
COMMENT ON COLUMN fund_entry.amount IS '金额；冲正的为负';
COMMENT ON COLUMN fund_entry.on_date IS '日期';
COMMENT ON COLUMN fund_entry.payee IS '付给谁';
COMMENT ON COLUMN fund_entry.thing IS '买什么、付什么';
COMMENT ON COLUMN fund_entry.purpose IS '用途';
COMMENT ON COLUMN fund_entry.voucher IS '凭证号';
COMMENT ON COLUMN fund_entry.settles IS '付的是哪一笔已定未付';
COMMENT ON COLUMN fund_entry.corrects IS '冲正哪一笔';
COMMENT ON COLUMN fund_entry.made_by IS '登记人';
COMMENT ON COLUMN fund_entry.made_at IS '登记时间';
COMMENT ON COLUMN fund_entry.version IS '版本';
COMMENT ON CONSTRAINT fund_entry_id_key ON fund_entry IS '此编号已有，请重试';
COMMENT ON CONSTRAINT fund_entry_corrects_key ON fund_entry IS
	'这一笔已经冲正过，不能重复';
COMMENT ON CONSTRAINT fund_entry_div_fk ON fund_entry IS
	'没有这个服务所，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT fund_entry_settles_fk ON fund_entry IS
	'没有这一笔已定未付，请核对编号';
COMMENT ON CONSTRAINT fund_entry_corrects_fk ON fund_entry IS
	'没有要冲正的这一笔，请核对编号';
COMMENT ON CONSTRAINT fund_entry_county_check ON fund_entry IS
	'县区应为服务所代码的前六位，请核对';
COMMENT ON CONSTRAINT fund_entry_kind_check ON fund_entry IS
	'种类应为预算、到账、已定未付或支出，请按 F4 选';
COMMENT ON CONSTRAINT fund_entry_amount_check ON fund_entry IS
	'金额应大于零，请重新输入；登记错了的在台账里按 F11 冲正';
COMMENT ON CONSTRAINT fund_entry_on_date_check ON fund_entry IS
	'日期不在这个年度里，请核对';
COMMENT ON CONSTRAINT fund_entry_payee_check ON fund_entry IS
	'请写明付给谁';
COMMENT ON CONSTRAINT fund_entry_thing_check ON fund_entry IS
	'请写明买什么、付什么';
COMMENT ON CONSTRAINT fund_entry_purpose_check ON fund_entry IS
	'请按 F4 选用途';
COMMENT ON CONSTRAINT fund_entry_voucher_check ON fund_entry IS
	'请输入凭证号';
COMMENT ON CONSTRAINT fund_entry_settles_check ON fund_entry IS
	'只有支出能付清已定未付，请核对种类';
SELECT scope_guard('fund_entry');
GRANT SELECT ON fund_entry TO zhen_operator;
GRANT INSERT (div, year, class, source, kind, amount, on_date, payee, thing,
	purpose, voucher, settles)
ON fund_entry TO zhen_window;

CREATE VIEW fund_balance
WITH (security_invoker = true)
AS
SELECT
	e.county,
	e.div,
	e.year,
	e.class,
	e.source,
	coalesce(sum(e.amount) FILTER (WHERE e.kind = 'budget'), 0) AS budget,
	coalesce(sum(e.amount) FILTER (WHERE e.kind = 'received'), 0) AS received,
	coalesce(sum(e.amount) FILTER (WHERE e.kind = 'committed'), 0)
		- coalesce(sum(e.amount) FILTER (WHERE e.settles IS NOT NULL), 0)
		AS committed,
	coalesce(sum(e.amount) FILTER (WHERE e.kind = 'spent'), 0) AS spent,
	(SELECT coalesce(sum(o.amount), 0) FROM fund_overdraft o
		WHERE o.county = e.county AND o.div = e.div AND o.year = e.year
			AND o.class = e.class AND o.source = e.source
			AND o.state = 'approved') AS overdraft
FROM fund_entry e
GROUP BY e.county, e.div, e.year, e.class, e.source;
COMMENT ON VIEW fund_balance IS
	'经费余额：预算、到账、已定未付、支出和批准的超支，按服务所、年度、类别、来源';
GRANT SELECT ON fund_balance TO zhen_operator;

CREATE FUNCTION fund_left(
	p_county int,
	p_div bigint,
	p_year int,
	p_class text,
	p_source text
) RETURNS numeric
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce((
		SELECT received + overdraft - committed - spent
		FROM fund_balance
		WHERE county = p_county AND div = p_div AND year = p_year
			AND class = p_class AND source = p_source), 0)
$$;
COMMENT ON FUNCTION fund_left IS
	'yuan that may still be promised or spent of an account';
GRANT EXECUTE ON FUNCTION fund_left TO zhen_operator;

CREATE FUNCTION fund_use_check(e fund_entry)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM code_check('fund_purpose', e.purpose, 'purpose');
	IF e.purpose IS NOT NULL
		AND EXISTS (SELECT FROM fund_use u WHERE u.source = e.source)
		AND NOT EXISTS (
			SELECT FROM fund_use u
			WHERE u.source = e.source AND u.purpose = e.purpose
				AND e.on_date BETWEEN u.since AND coalesce(u.until, 'infinity'))
	THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'purpose',
			MESSAGE = format('%s是专款，不能用于%s，请换来源或用途',
				code_name('fund_source', e.source),
				code_name('fund_purpose', e.purpose));
	END IF;
END
$$;
COMMENT ON FUNCTION fund_use_check IS
	'an earmarked source pays for what it is meant for';

CREATE FUNCTION fund_settle_check(e fund_entry)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	open numeric := (
		SELECT c.amount - coalesce(sum(s.amount), 0)
		FROM fund_entry c
		LEFT JOIN fund_entry s ON s.county = c.county AND s.settles = c.id
		WHERE c.county = e.county AND c.id = e.settles
			AND c.kind = 'committed' AND (c.div, c.year, c.class, c.source)
				= (e.div, e.year, e.class, e.source)
			AND NOT EXISTS (SELECT FROM fund_entry x
				WHERE x.county = c.county AND x.corrects = c.id)
		GROUP BY c.amount);
BEGIN
	IF open IS NULL OR e.amount > open THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'settles',
			MESSAGE = coalesce(format('这一笔已定未付还剩 %s 元，付不了这么多，请分开登记',
				yuan_text(open)), '同一经费里没有这一笔已定未付，请核对编号');
	END IF;
END
$$;
COMMENT ON FUNCTION fund_settle_check IS
	'a payment of what was promised is of the same account, and no more of it';

CREATE FUNCTION fund_entry_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	left_over numeric;
BEGIN
	NEW.county := NEW.div / 1000000;
	PERFORM fund_codes_check(NEW.class, NEW.source);
	PERFORM fund_use_check(NEW);
	IF NEW.on_date > current_date AND NEW.kind <> 'budget' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'on_date',
			MESSAGE = '日期还没有到，请核对';
	END IF;
	PERFORM FROM office o WHERE o.div = NEW.div FOR NO KEY UPDATE;
	IF NEW.settles IS NOT NULL AND NEW.corrects IS NULL THEN
		PERFORM fund_settle_check(NEW);
	END IF;
	left_over := fund_left(NEW.county, NEW.div, NEW.year, NEW.class, NEW.source)
		- CASE NEW.kind WHEN 'budget' THEN 0 WHEN 'received' THEN -NEW.amount
			WHEN 'spent' THEN CASE WHEN NEW.settles IS NULL THEN NEW.amount
				ELSE 0 END
			ELSE NEW.amount END;
	IF left_over < 0 AND NEW.kind <> 'budget' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'amount',
			MESSAGE = format('余额不够，差 %s 元；要先支后到，请先办超支申请（5104）',
				yuan_text(-left_over));
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION fund_entry_before IS
	'the office is locked, so that two entries at once can''t both use what is
left';
CREATE TRIGGER fund_entry_before BEFORE INSERT ON fund_entry
FOR EACH ROW EXECUTE FUNCTION fund_entry_before();

CREATE FUNCTION fund_entry_keep()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'ZH403',
		MESSAGE = '经费台账只增不改；登记错了的请在台账里按 F11 冲正';
END
$$;
CREATE TRIGGER fund_entry_keep BEFORE UPDATE OR DELETE ON fund_entry
FOR EACH ROW EXECUTE FUNCTION fund_entry_keep();

CREATE FUNCTION fund_correct(
	county int,
	id bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	wrong fund_entry;
	why text := claim_text(fund_correct.reason, 'reason', '请写明为什么冲正');
BEGIN
	PERFORM duty_require('冲正经费', 'window');
	SELECT * INTO wrong FROM fund_entry e
	WHERE e.county = fund_correct.county AND e.id = fund_correct.id;
	PERFORM scope_require(wrong.div);
	IF wrong.corrects IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '冲正的这一笔不能再冲正，请重新登记对的';
	END IF;
	PERFORM FROM office o WHERE o.div = wrong.div FOR NO KEY UPDATE;
	IF (SELECT sum(e.amount) FROM fund_entry e
		WHERE e.county = wrong.county AND e.settles = wrong.id) <> 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '这一笔已定未付已经付过，请先冲正付款的那一笔';
	END IF;
	INSERT INTO fund_entry (div, year, class, source, kind, amount, on_date,
		payee, thing, purpose, voucher, settles, corrects)
	VALUES (wrong.div, wrong.year, wrong.class, wrong.source, wrong.kind,
		-wrong.amount, least(current_date, make_date(wrong.year, 12, 31)),
		wrong.payee, left('冲正：' || why, 200), wrong.purpose, wrong.voucher,
		wrong.settles, wrong.id);
	RETURN format('已冲正 %s 元，请登记对的', yuan_text(wrong.amount));
END
$$;
COMMENT ON FUNCTION fund_correct IS
	'takes an entry back, once, by another that names it';
GRANT EXECUTE ON FUNCTION fund_correct TO zhen_operator;

CREATE VIEW fund_share
WITH (security_invoker = true)
AS
SELECT
	o.county,
	o.div,
	y.year,
	y.owed,
	coalesce(b.budget, 0) AS budget,
	CASE WHEN y.owed > 0
		THEN least(1, round(coalesce(b.budget, 0) / y.owed, 4)) END AS share
FROM office o
CROSS JOIN LATERAL (
	SELECT m.month / 100 AS year, sum(m.amount) AS owed
	FROM staff_money m
	WHERE m.county = o.county AND m.div BETWEEN o.div AND division_last(o.div)
	GROUP BY m.month / 100
) y
LEFT JOIN (
	SELECT f.county, f.div, f.year, sum(f.budget) AS budget
	FROM fund_balance f
	WHERE f.class = 'personnel'
	GROUP BY f.county, f.div, f.year
) b ON b.county = o.county AND b.div = o.div AND b.year = y.year;
COMMENT ON VIEW fund_share IS
	'补贴和报销有多少列入人员经费预算，目标 100%';
GRANT SELECT ON fund_share TO zhen_operator;

SELECT audit_attach('fund_use');
SELECT audit_attach('fund_entry');
