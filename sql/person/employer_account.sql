-- The bank accounts of units (对公账户), for what is paid to them: as account for
-- people, one in use at a time, older ones kept. Both have ids of one sequence,
-- so that the id alone tells where a reissue goes.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE employer_account (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('account_id'),
	employer bigint NOT NULL,
	div div_code NOT NULL,
	number line_text NOT NULL,
	bank line_text,
	holder line_text NOT NULL,
	since date NOT NULL DEFAULT current_date,
	until date,
	is_current boolean NOT NULL DEFAULT true,
	kept_by name NOT NULL DEFAULT author(),
	CONSTRAINT employer_account_id_key PRIMARY KEY (county, id),
	CONSTRAINT employer_account_employer_fk FOREIGN KEY (county, employer)
		REFERENCES employer (county, id),
	CONSTRAINT employer_account_county_check CHECK (county = div / 1000000),
	CONSTRAINT employer_account_number_check CHECK (
		number ~ '^[0-9]{8,30}$'
	),
	CONSTRAINT employer_account_holder_check CHECK (
		length(holder) BETWEEN 2 AND 50 AND holder = btrim(holder)
	),
	CONSTRAINT employer_account_until_check CHECK (
		is_current = (until IS NULL)
	)
);
CREATE UNIQUE INDEX employer_account_current
ON employer_account (county, employer) WHERE is_current;
COMMENT ON TABLE employer_account IS '单位的对公账户；换账户时旧的留存';
COMMENT ON COLUMN employer_account.county IS '县区';
COMMENT ON COLUMN employer_account.id IS '编号，与居民的银行账户同一序列';
COMMENT ON COLUMN employer_account.employer IS '单位';
COMMENT ON COLUMN employer_account.div IS '村居，随单位变动';
COMMENT ON COLUMN employer_account.number IS '账号';
COMMENT ON COLUMN employer_account.bank IS '开户银行';
COMMENT ON COLUMN employer_account.holder IS '户名';
COMMENT ON COLUMN employer_account.since IS '启用日期';
COMMENT ON COLUMN employer_account.until IS '停用日期（当天已不用）';
COMMENT ON COLUMN employer_account.is_current IS '现用';
COMMENT ON COLUMN employer_account.kept_by IS '登记人';
COMMENT ON CONSTRAINT employer_account_id_key ON employer_account IS
	'此编号已有，请重试';
COMMENT ON CONSTRAINT employer_account_employer_fk ON employer_account IS
	'没有这个单位，请先登记';
COMMENT ON CONSTRAINT employer_account_county_check ON employer_account IS
	'县区应与村居一致，请重新选择村居';
COMMENT ON CONSTRAINT employer_account_number_check ON employer_account IS
	'账号应为 8 至 30 位数字，请照开户许可证或银行回单重新输入';
COMMENT ON CONSTRAINT employer_account_holder_check ON employer_account IS
	'户名应为 2 至 50 个字，请照开户许可证或银行回单重新输入';
COMMENT ON CONSTRAINT employer_account_until_check ON employer_account IS
	'现用的账户没有停用日期，停用的应有，请重新登记';
SELECT scope_guard('employer_account');
GRANT SELECT ON employer_account TO zhen_operator;

CREATE VIEW payee
WITH (security_invoker = true)
AS
SELECT a.county, a.id, a.resident, NULL::bigint AS employer,
	a.number::text AS number, a.holder::text AS holder, a.is_current
FROM account a
UNION ALL
SELECT u.county, u.id, NULL, u.employer, u.number, u.holder, u.is_current
FROM employer_account u;
COMMENT ON VIEW payee IS '账户：居民的和单位的';
GRANT SELECT ON payee TO zhen_operator;

CREATE FUNCTION employer_account_set(
	county int,
	employer bigint,
	number text,
	bank text,
	holder text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	own employer;
	was employer_account;
	name text;
BEGIN
	PERFORM duty_require('登记对公账户', 'window');
	SELECT * INTO own FROM employer e
	WHERE e.county = $1 AND e.id = $2
		AND e.div BETWEEN scope_lo() AND scope_hi()
	FOR UPDATE;
	IF own.id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '管辖范围内没有这个单位，请在“单位”(1302)里重新查询';
	END IF;
	name := coalesce(nullif(btrim($5), ''), own.name);
	SELECT * INTO was FROM employer_account a
	WHERE a.county = $1 AND a.employer = $2 AND a.is_current;
	IF (was.number, was.holder, coalesce(was.bank, ''))
		= (btrim($3), name, coalesce(btrim($4), '')) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'number',
			MESSAGE = '这就是现用的账户，不用再登记';
	END IF;
	UPDATE employer_account a SET is_current = false, until = current_date
	WHERE a.county = was.county AND a.id = was.id;
	INSERT INTO employer_account (county, employer, div, number, bank, holder)
	VALUES (own.county, own.id, own.div, btrim($3), nullif(btrim($4), ''), name);
	RETURN format('%s：账号 %s，户名 %s，%s', own.name, btrim($3), name,
		CASE WHEN was.id IS NULL THEN '已登记'
			ELSE '已更换，原账号 ' || was.number || ' 留存' END);
END
$$;
COMMENT ON FUNCTION employer_account_set IS
	'where a unit is paid from now on; the account before is kept';
GRANT EXECUTE ON FUNCTION employer_account_set TO zhen_window;

CREATE FUNCTION employer_account_follow()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE employer_account SET div = NEW.div
	WHERE county = NEW.county AND employer = NEW.id;
	RETURN NULL;
END
$$;
CREATE TRIGGER employer_account_follow AFTER UPDATE OF div ON employer
FOR EACH ROW WHEN (NEW.div <> OLD.div)
EXECUTE FUNCTION employer_account_follow();

CREATE FUNCTION employer_paid_to(
	p_county int,
	p_employer bigint
) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT format('拨付给%s：', e.name)
	FROM employer e
	WHERE e.county = p_county AND e.id = p_employer
		AND e.county BETWEEN scope_lo() / 1000000 AND scope_hi() / 1000000
$$;
COMMENT ON FUNCTION employer_paid_to IS
	'in front of how an amount came about: which unit gets it, if one does; the name
only, as far as the operator''s county';
GRANT EXECUTE ON FUNCTION employer_paid_to TO zhen_operator;

SELECT audit_attach('employer_account');
