-- What the county writes about banks and funds, and what its screens show of it:
-- which format an office uses, which fund pays, and how a format's lines will look.
-- A row is never changed, only ended; whose second person has to see it is said
-- by review_rule.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION bank_row_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF TG_OP = 'UPDATE' THEN
		NEW.version := OLD.version + 1;
		IF NEW.until < current_date THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'until',
				MESSAGE = '最早到今天为止，过去的不能改；要改请另加一条';
		END IF;
		RETURN NEW;
	END IF;
	NEW.county := NEW.div / 1000000;
	IF NOT EXISTS (SELECT FROM division d
			WHERE d.code = NEW.div AND d.level = 'county')
		AND NOT EXISTS (SELECT FROM office o
			WHERE o.county = NEW.county AND o.div = NEW.div) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'div',
			MESSAGE = '应是县区，或者一个服务所所在的镇街，请按 F4 选';
	END IF;
	IF TG_TABLE_NAME = 'bank_use' THEN
		NEW.programme := coalesce(NEW.programme, '*');
		IF NOT EXISTS (SELECT FROM bank_format f
			WHERE f.code = NEW.format AND f.since <= NEW.since) THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'format',
				MESSAGE = '那天还没有这种格式，请按 F4 从列表中选择';
		END IF;
		IF NEW.programme <> '*' AND NOT EXISTS (SELECT FROM programme p
			WHERE p.code = NEW.programme) THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'programme',
				MESSAGE = '没有这个项目，请按 F4 选，或空着管所有项目';
		END IF;
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION bank_row_before IS
	'fills in the county; a row is about a format and a programme that there are,
and only its end changes, from today on';
CREATE TRIGGER bank_row_before BEFORE INSERT OR UPDATE ON bank_use
FOR EACH ROW EXECUTE FUNCTION bank_row_before();
CREATE TRIGGER bank_row_before BEFORE INSERT OR UPDATE ON programme_fund
FOR EACH ROW EXECUTE FUNCTION bank_row_before();

CREATE FUNCTION bank_preview(
	p_template text,
	p_charset text,
	p_n int DEFAULT 0
) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	said text;
BEGIN
	EXECUTE format('
		SELECT %s
		FROM (VALUES
			(0, NULL, NULL, NULL, NULL),
			(1, ''于秀英'', ''371002195003120021'', ''6228480012345670016'', 110.00),
			(2, ''买买提·艾山'', ''371002194711020035'', ''6217000087654320021'', 85.50)
		) s (n, holder, id, account, amount)
		CROSS JOIN (SELECT 371002 AS county, 371002001000 AS office,
			371002001001 AS village, ''pension'' AS programme,
			to_char($2, ''YYYYMM'') AS month, 12 AS batch, 0 AS run,
			to_char($2, ''YYYYMMDD'') AS date, 7 AS file, 1 AS piece,
			1 AS pieces, 2 AS count, 195.50 AS total, 19550 AS totalcents,
			1 AS good, 110.00 AS goodtotal, 1 AS failed, 85.50 AS failedtotal,
			NULL AS result, NULL AS reason) w
		CROSS JOIN LATERAL (SELECT (s.amount * 100)::int AS cents) c
		WHERE n = $1', bank_expression(p_template, p_charset, CASE p_n WHEN 0
			THEN bank_file_words() ELSE bank_line_words() END))
	INTO said
	USING p_n, current_date;
	RETURN CASE WHEN p_template IS NULL THEN NULL
		ELSE coalesce(said, '（比栏宽，写不下）') END;
EXCEPTION WHEN SQLSTATE 'ZH001' THEN
	RETURN '（' || SQLERRM || '）';
END
$$;
COMMENT ON FUNCTION bank_preview IS
	'what a template makes of two people who don''t exist: 0 of their file, or a
line of one; or why it can''t';
GRANT EXECUTE ON FUNCTION
	bank_preview,
	bank_expression,
	bank_parts,
	bank_pad,
	bank_file_words,
	bank_line_words
TO zhen_operator;

CREATE VIEW lookup_bank_format
WITH (security_invoker = true)
AS
SELECT DISTINCT ON (f.code)
	f.code::text AS code,
	f.title::text AS name,
	f.code::text AS initials,
	f.code::text AS spelling,
	CASE f.charset WHEN 'gbk' THEN 'GBK' ELSE 'UTF-8' END AS note
FROM bank_format f
WHERE current_date <= coalesce(f.until, 'infinity')
ORDER BY f.code, f.since DESC;
COMMENT ON VIEW lookup_bank_format IS '银行文件格式，各取最近的一版';
GRANT SELECT ON lookup_bank_format TO zhen_operator;

CREATE VIEW bank_place
WITH (security_invoker = true)
AS
SELECT 'bank_use' AS of, u.county, u.div, u.programme, u.since,
	CASE WHEN u.div % 1000000 = 0 THEN '全县区'
		ELSE operator_office_name(u.div) END AS place,
	CASE u.programme WHEN '*' THEN '所有项目' ELSE p.title END AS title,
	CASE WHEN current_date < u.since THEN '还没到'
		WHEN current_date > u.until THEN '已停用' ELSE '在用' END AS state
FROM bank_use u
LEFT JOIN programme p ON p.code = u.programme
UNION ALL
SELECT 'programme_fund', f.county, f.div, f.programme, f.since,
	CASE WHEN f.div % 1000000 = 0 THEN '全县区'
		ELSE operator_office_name(f.div) END,
	p.title,
	CASE WHEN current_date < f.since THEN '还没到'
		WHEN current_date > f.until THEN '已停用' ELSE '在用' END
FROM programme_fund f
JOIN programme p ON p.code = f.programme;
COMMENT ON VIEW bank_place IS '银行格式和经费的规定：管哪里、哪个项目、现在用不用';
GRANT SELECT ON bank_place TO zhen_operator;
