-- Closing the books: a county closes through a month, after the ledger was held
-- against the record; what happens later is booked in the first open month.
-- Only the county opens them again, with a reason, and both are on record.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE ledger_close (
	county county_code NOT NULL,
	id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
	closed month_code NOT NULL,
	was month_code NOT NULL,
	entries bigint NOT NULL,
	debit numeric(18,2) NOT NULL,
	reason line_text,
	made_by name NOT NULL DEFAULT session_user,
	made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	CONSTRAINT ledger_close_id_key PRIMARY KEY (county, id),
	CONSTRAINT ledger_close_closed_check CHECK (closed <> was),
	CONSTRAINT ledger_close_reason_check CHECK (
		closed > was OR length(reason) >= 2
	)
);
COMMENT ON TABLE ledger_close IS '结账和反结账的记录，只增不改';
COMMENT ON COLUMN ledger_close.county IS '县区';
COMMENT ON COLUMN ledger_close.id IS '编号';
COMMENT ON COLUMN ledger_close.closed IS '此后结到这个月，含';
COMMENT ON COLUMN ledger_close.was IS '此前结到哪个月';
COMMENT ON COLUMN ledger_close.entries IS '到这个月共有多少张凭证';
COMMENT ON COLUMN ledger_close.debit IS '到这个月借方共多少';
COMMENT ON COLUMN ledger_close.reason IS '反结账的原因';
COMMENT ON COLUMN ledger_close.made_by IS '谁办的';
COMMENT ON COLUMN ledger_close.made_at IS '时间';
COMMENT ON CONSTRAINT ledger_close_id_key ON ledger_close IS
	'此编号已有，请重试';
COMMENT ON CONSTRAINT ledger_close_closed_check ON ledger_close IS
	'已经结到这个月，不用再结';
COMMENT ON CONSTRAINT ledger_close_reason_check ON ledger_close IS
	'请写明为什么反结账';
ALTER TABLE ledger_close ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON ledger_close
USING (county BETWEEN (SELECT scope_county_lo()) AND (SELECT scope_county_hi()));
COMMENT ON POLICY scope ON ledger_close IS '只见本人所在县区的';
GRANT SELECT ON ledger_close TO zhen_operator;
CREATE TRIGGER as_closed BEFORE UPDATE OR DELETE ON ledger_close
FOR EACH ROW EXECUTE FUNCTION ledger_keep();
SELECT audit_attach('ledger_close');

CREATE FUNCTION ledger_debit(
	p_county int,
	p_month int
) RETURNS numeric
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(sum(l.amount) FILTER (WHERE l.amount > 0), 0)
	FROM ledger_line l
	WHERE l.county = p_county AND l.month <= p_month
$$;
COMMENT ON FUNCTION ledger_debit IS 'all debits of a county through a month';

CREATE FUNCTION ledger_lock(
	p_county int,
	p_what text
) RETURNS int
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	shut int;
BEGIN
	PERFORM duty_require(p_what, 'reviewer', 'supervisor');
	PERFORM scope_require(p_county * 1000000::bigint);
	IF level_rank(operator_level()) < level_rank('county') THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('%s由县区办理，请联系县区主管', p_what);
	END IF;
	PERFORM ledger_month(p_county, 194901);
	SELECT p.closed INTO shut
	FROM ledger_period p
	WHERE p.county = p_county
	FOR UPDATE;
	RETURN shut;
END
$$;
COMMENT ON FUNCTION ledger_lock IS
	'through which month a county is closed, kept from others and from whoever is
posting, for those of the county who may';

CREATE FUNCTION ledger_shut(
	p_county int,
	p_was int,
	p_closed int,
	p_reason text
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE ledger_period p
	SET closed = p_closed, version = p.version + 1
	WHERE p.county = p_county;
	INSERT INTO ledger_close (county, closed, was, entries, debit, reason)
	SELECT p_county, p_closed, p_was, count(*),
		ledger_debit(p_county, p_closed), p_reason
	FROM ledger_entry e
	WHERE e.county = p_county AND e.month <= p_closed;
END
$$;

CREATE FUNCTION ledger_close(
	place bigint,
	month int
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	of_county int := place / 1000000;
	shut int := ledger_lock(of_county, '结账');
	wrong text;
	waiting int;
BEGIN
	PERFORM month_require(ledger_close.month);
	IF ledger_close.month <= shut THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'month',
			MESSAGE = format('已经结到 %s，请选以后的月份', shut);
	END IF;
	SELECT v INTO wrong FROM verify_ledger(of_county) v LIMIT 1;
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('账和记录不符，不能结账（%s），请联系管理员核对', wrong);
	END IF;
	PERFORM ledger_shut(of_county, shut, ledger_close.month, NULL);
	SELECT count(*) INTO waiting
	FROM batch b
	WHERE b.county = of_county AND b.state = 'submitted';
	RETURN format('已结账到 %s，以后的事记入 %s%s', ledger_close.month,
		month_add(ledger_close.month, 1), CASE WHEN waiting > 0 THEN
			format('；还有 %s 个批次待审批', waiting) ELSE '' END);
END
$$;
COMMENT ON FUNCTION ledger_close(bigint, int) IS
	'closes a county''s books through a month, if they are what the record says';
GRANT EXECUTE ON FUNCTION ledger_close(bigint, int) TO zhen_operator;

CREATE FUNCTION ledger_reopen(
	county int,
	month int,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	shut int := ledger_lock(ledger_reopen.county, '反结账');
	why text := claim_text(ledger_reopen.reason, 'reason',
		'请写明为什么反结账');
BEGIN
	PERFORM month_require(ledger_reopen.month);
	IF ledger_reopen.month > shut THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'month',
			MESSAGE = format('%s 没有结账，不用打开', ledger_reopen.month);
	END IF;
	PERFORM ledger_shut(ledger_reopen.county, shut,
		month_add(ledger_reopen.month, -1), why);
	RETURN format('%s%s 又可以记账，办完请重新结账', ledger_reopen.month,
		CASE WHEN ledger_reopen.month < shut THEN ' 至 ' || shut ELSE '' END);
END
$$;
COMMENT ON FUNCTION ledger_reopen IS
	'opens a month and those after it again, with a reason';
GRANT EXECUTE ON FUNCTION ledger_reopen TO zhen_operator;

CREATE VIEW ledger_close_list
WITH (security_invoker = true)
AS
SELECT
	c.county::int AS county,
	c.id,
	division_name(c.county * 1000000::bigint) AS place,
	CASE WHEN c.closed > c.was THEN '结账' ELSE '反结账' END AS what,
	CASE WHEN c.closed > c.was THEN c.closed
		ELSE month_add(c.closed, 1) END AS month,
	c.entries,
	c.debit::numeric AS debit,
	c.reason::text AS reason,
	operator_name(c.made_by) AS maker,
	to_char(c.made_at, 'YYYY-MM-DD HH24:MI') AS made
FROM ledger_close c;
COMMENT ON VIEW ledger_close_list IS '结账记录';
GRANT SELECT ON ledger_close_list TO zhen_operator;
