-- Overdrafts (超支): an office asks to spend what hasn't come yet; somebody else
-- decides. Stands before fund.sql, which counts what was approved.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE fund_overdraft_id;
GRANT USAGE ON SEQUENCE fund_overdraft_id TO zhen_window;

CREATE TABLE fund_overdraft (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('fund_overdraft_id'),
	div div_code NOT NULL,
	year int NOT NULL,
	class line_text NOT NULL,
	source line_text NOT NULL,
	amount yuan NOT NULL,
	purpose line_text NOT NULL,
	state text COLLATE "C" NOT NULL DEFAULT 'waiting',
	made_by name NOT NULL DEFAULT session_user,
	made_at timestamptz NOT NULL DEFAULT now(),
	checked_by name,
	checked_at timestamptz,
	reason line_text,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT fund_overdraft_id_key PRIMARY KEY (county, id),
	CONSTRAINT fund_overdraft_div_fk FOREIGN KEY (county, div)
		REFERENCES office (county, div),
	CONSTRAINT fund_overdraft_county_check CHECK (county = div / 1000000),
	CONSTRAINT fund_overdraft_year_check CHECK (year BETWEEN 1949 AND 2199),
	CONSTRAINT fund_overdraft_amount_check CHECK (amount > 0),
	CONSTRAINT fund_overdraft_checked_by_check CHECK (checked_by <> made_by),
	CONSTRAINT fund_overdraft_state_check CHECK (
		state IN ('waiting', 'returned', 'approved')
	)
);
COMMENT ON TABLE fund_overdraft IS '超支申请：批准以后可以先支后到';
COMMENT ON COLUMN fund_overdraft.county IS '县区';
COMMENT ON COLUMN fund_overdraft.id IS '编号';
COMMENT ON COLUMN fund_overdraft.div IS '服务所';
COMMENT ON COLUMN fund_overdraft.year IS '年度';
COMMENT ON COLUMN fund_overdraft.class IS '经费类别';
COMMENT ON COLUMN fund_overdraft.source IS '来源';
COMMENT ON COLUMN fund_overdraft.amount IS '可以超支多少';
COMMENT ON COLUMN fund_overdraft.purpose IS '为什么要超支';
COMMENT ON COLUMN fund_overdraft.state IS
	'状态：waiting 待审批，returned 已退回，approved 已批准';
COMMENT ON COLUMN fund_overdraft.made_by IS '申请人';
COMMENT ON COLUMN fund_overdraft.made_at IS '申请时间';
COMMENT ON COLUMN fund_overdraft.checked_by IS '审批人';
COMMENT ON COLUMN fund_overdraft.checked_at IS '审批时间';
COMMENT ON COLUMN fund_overdraft.reason IS '退回原因';
COMMENT ON COLUMN fund_overdraft.version IS '版本';
COMMENT ON CONSTRAINT fund_overdraft_id_key ON fund_overdraft IS
	'此编号已有，请重试';
COMMENT ON CONSTRAINT fund_overdraft_div_fk ON fund_overdraft IS
	'没有这个服务所，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT fund_overdraft_county_check ON fund_overdraft IS
	'县区应为服务所代码的前六位，请核对';
COMMENT ON CONSTRAINT fund_overdraft_year_check ON fund_overdraft IS
	'年度应为四位数字，请重新输入';
COMMENT ON CONSTRAINT fund_overdraft_amount_check ON fund_overdraft IS
	'超支的金额应大于零，请重新输入';
COMMENT ON CONSTRAINT fund_overdraft_checked_by_check ON fund_overdraft IS
	'自己申请的不能自己批，请另一位办理';
COMMENT ON CONSTRAINT fund_overdraft_state_check ON fund_overdraft IS
	'没有这种状态，请重新打开';
SELECT scope_guard('fund_overdraft');
GRANT SELECT ON fund_overdraft TO zhen_operator;
GRANT INSERT (div, year, class, source, amount, purpose) ON fund_overdraft
TO zhen_window;

CREATE FUNCTION fund_codes_check(
	p_class text,
	p_source text
) RETURNS void
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT code_check('fund', p_class, 'class'),
		code_check('fund_source', p_source, 'source')
$$;
GRANT EXECUTE ON FUNCTION fund_codes_check TO zhen_operator;

CREATE FUNCTION fund_overdraft_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		NEW.county := NEW.div / 1000000;
		PERFORM fund_codes_check(NEW.class, NEW.source);
		RETURN NEW;
	END IF;
	IF OLD.state <> 'waiting' OR (NEW.div, NEW.year, NEW.class, NEW.source,
			NEW.amount, NEW.made_by) IS DISTINCT FROM (OLD.div, OLD.year,
			OLD.class, OLD.source, OLD.amount, OLD.made_by) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '超支申请送出以后不能改，批过的也不能撤；请另办一份';
	END IF;
	NEW.version := OLD.version + 1;
	RETURN NEW;
END
$$;
CREATE TRIGGER fund_overdraft_before BEFORE INSERT OR UPDATE ON fund_overdraft
FOR EACH ROW EXECUTE FUNCTION fund_overdraft_before();

CREATE FUNCTION fund_overdraft_check(
	p_county int,
	p_id bigint,
	p_state text,
	p_reason text
) RETURNS text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one fund_overdraft := record_lock(NULL::fund_overdraft, p_county, p_id,
		'这份申请', 'overdraft_state', 'waiting');
BEGIN
	PERFORM duty_require('审批超支', 'reviewer', 'supervisor');
	PERFORM other_require(one.made_by);
	UPDATE fund_overdraft SET state = p_state, checked_by = session_user,
		checked_at = now(), reason = p_reason
	WHERE county = p_county AND id = p_id;
	RETURN format('%s超支 %s 元', CASE p_state WHEN 'approved' THEN '已批准'
		ELSE '已退回' END, yuan_text(one.amount));
END
$$;
COMMENT ON FUNCTION fund_overdraft_check IS
	'decides about an overdraft, once, by another than who asked for it';

CREATE FUNCTION fund_overdraft_approve(
	county int,
	id bigint
) RETURNS text
LANGUAGE sql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT fund_overdraft_check(county, id, 'approved', NULL)
$$;
COMMENT ON FUNCTION fund_overdraft_approve IS 'so much may be spent before it comes';

CREATE FUNCTION fund_overdraft_return(
	county int,
	id bigint,
	reason text
) RETURNS text
LANGUAGE sql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT fund_overdraft_check(county, id, 'returned',
		claim_text(reason, 'reason', '请写明退回原因'))
$$;
COMMENT ON FUNCTION fund_overdraft_return IS 'not so, with a reason';
GRANT EXECUTE ON FUNCTION fund_overdraft_approve, fund_overdraft_return
TO zhen_operator;

CREATE VIEW todo_overdraft
WITH (security_invoker = true)
AS
SELECT
	CASE WHEN o.state = 'approved' THEN 'done'
		WHEN o.state = 'waiting' AND o.made_by = session_user THEN 'sent'
		ELSE 'mine' END AS turn,
	'overdraft' AS screen,
	o.county::int AS county,
	o.id AS key,
	NULL::int AS month,
	o.state,
	'超支申请' AS what,
	operator_office_name(o.div) AS whom,
	o.amount::numeric AS amount,
	code_name('overdraft_state', o.state) AS state_name,
	operator_name(o.made_by) AS maker,
	to_char(greatest(o.made_at, o.checked_at), 'YYYY-MM-DD HH24:MI') AS at
FROM fund_overdraft o
WHERE session_user IN (o.made_by, o.checked_by) OR o.state = 'waiting'
	AND (operator_has_duty('reviewer') OR operator_has_duty('supervisor'));
COMMENT ON VIEW todo_overdraft IS '待办：超支申请';
GRANT SELECT ON todo_overdraft TO zhen_operator;

SELECT audit_attach('fund_overdraft');
