-- Who says which fund pays, and which file a bank gets, doesn't decide alone.

CREATE FUNCTION demo.bank_rules()
RETURNS void
LANGUAGE sql
SET search_path = zhen, demo, pg_temp
AS $$
	INSERT INTO review_rule (county, div, tbl, checks, level, since, basis)
	SELECT 371002, 371002000000, t, 'supervisor', 'county', '2026-01-01', '演示'
	FROM unnest('{bank_use,programme_fund}'::text[]) t;
	INSERT INTO bank_use (county, div, programme, since, format)
	SELECT 371002, 371002000000, p.code, '2026-01-01', 'core'
	FROM programme p
	WHERE p.code = 'loan_interest';
$$;
INSERT INTO demo.step VALUES
	(19, 0, '银行格式', 'SELECT demo.bank_rules()');
