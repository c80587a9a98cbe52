-- Ledgers that went out: every file and print of a list or a card is on
-- record before it has its name. Like a printed slip it is told by the client:
-- who can read rows can copy them, so this says what the program did, and
-- request and audit say from where.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE exported_id;

CREATE TABLE exported (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('exported_id'),
	div div_code NOT NULL,
	exported_at timestamptz NOT NULL DEFAULT now(),
	exported_by name NOT NULL DEFAULT session_user,
	address line_text NOT NULL DEFAULT client_address(),
	screen line_text NOT NULL,
	title line_text NOT NULL,
	conditions line_text,
	format line_text NOT NULL,
	file line_text NOT NULL,
	rows bigint,
	state line_text NOT NULL DEFAULT 'begun',
	CONSTRAINT exported_id_key PRIMARY KEY (county, id),
	CONSTRAINT exported_county_check CHECK (county = div / 1000000),
	CONSTRAINT exported_rows_check CHECK (rows >= 0),
	CONSTRAINT exported_state_check CHECK (
		state IN ('begun', 'done', 'stopped')
	)
);
CREATE INDEX exported_at ON exported (exported_at, id);
COMMENT ON TABLE exported IS '导出记录：名册、总览导出成文件或打印';
COMMENT ON COLUMN exported.county IS '县区';
COMMENT ON COLUMN exported.id IS '编号';
COMMENT ON COLUMN exported.div IS '导出人所在区划';
COMMENT ON COLUMN exported.exported_at IS '时间';
COMMENT ON COLUMN exported.exported_by IS '导出人';
COMMENT ON COLUMN exported.address IS '来自何处：网络地址，本机为 local';
COMMENT ON COLUMN exported.screen IS '画面';
COMMENT ON COLUMN exported.title IS '画面的标题';
COMMENT ON COLUMN exported.conditions IS '查询条件，或是谁的总览';
COMMENT ON COLUMN exported.format IS '格式：xlsx、csv、csv-gb18030、paper（打印）';
COMMENT ON COLUMN exported.file IS '文件名';
COMMENT ON COLUMN exported.rows IS '行数';
COMMENT ON COLUMN exported.state IS '进展：begun 开始，done 完成，stopped 中途停止';
COMMENT ON CONSTRAINT exported_id_key ON exported IS '此编号已有，请重试';
COMMENT ON CONSTRAINT exported_county_check ON exported IS
	'县区应为区划代码的前六位，请联系技术人员';
COMMENT ON CONSTRAINT exported_rows_check ON exported IS
	'行数不能是负数，请联系技术人员';
COMMENT ON CONSTRAINT exported_state_check ON exported IS
	'进展应为 begun、done 或 stopped，请联系技术人员';
SELECT scope_guard('exported');
CREATE POLICY own ON exported AS RESTRICTIVE
USING (exported_by = session_user
	OR (SELECT operator_has_duty('auditor') OR operator_has_duty('supervisor')
		OR operator_has_duty('admin')));
COMMENT ON POLICY own ON exported IS
	'自己导出的自己看；别人的由审计、主管和管理员看';
GRANT SELECT ON exported TO zhen_operator;

CREATE FUNCTION exported_text(p_text text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT left(regexp_replace(p_text, '[\u0001-\u001f\u007f-\u009f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069]',
		'^', 'g'), 200)
$$;
COMMENT ON FUNCTION exported_text IS 'as much of it as a line of text takes';

CREATE FUNCTION export_begin(
	p_screen text,
	p_title text,
	p_conditions text,
	p_format text,
	p_file text
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	made bigint;
BEGIN
	INSERT INTO exported (county, div, screen, title, conditions, format, file)
	SELECT p.div / 1000000, p.div, exported_text(p_screen),
		exported_text(p_title), exported_text(nullif(p_conditions, '')),
		exported_text(p_format), exported_text(p_file)
	FROM operator o
	CROSS JOIN LATERAL (SELECT CASE WHEN o.cover_ends > now()
		THEN o.cover_div ELSE o.home_div END AS div) p
	WHERE o.role = session_user AND NOT o.is_shut
	RETURNING id INTO made;
	IF made IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('%s 不能导出：不是操作员或已停用，请联系管理员',
				session_user);
	END IF;
	RETURN made;
END
$$;
COMMENT ON FUNCTION export_begin IS
	'a ledger is about to go out: its number on record';

CREATE FUNCTION export_end(
	p_id bigint,
	p_rows bigint,
	p_state text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE exported SET rows = p_rows, state = p_state
	WHERE id = p_id AND exported_by = session_user AND state = 'begun';
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这次导出没有记录在案，不能继续，请重新导出';
	END IF;
END
$$;
COMMENT ON FUNCTION export_end IS
	'what became of it, once; a line that ends as "begun" was cut off, and no
file has its name';
GRANT EXECUTE ON FUNCTION export_begin, export_end TO zhen_operator;

CREATE VIEW exported_list
WITH (security_invoker = true)
AS
SELECT
	e.county,
	e.id,
	e.div,
	e.exported_at,
	to_char(e.exported_at, 'YYYY-MM-DD HH24:MI') AS at_text,
	e.exported_by,
	operator_name(e.exported_by) AS name,
	e.title,
	e.conditions,
	CASE e.format WHEN 'xlsx' THEN '表格' WHEN 'paper' THEN '打印'
		ELSE 'CSV' END AS format_name,
	e.rows,
	CASE e.state WHEN 'done' THEN '完成' WHEN 'stopped' THEN '停止'
		ELSE '未完成' END AS state_name,
	e.file,
	e.address
FROM exported e;
COMMENT ON VIEW exported_list IS '导出记录一览';
GRANT SELECT ON exported_list TO zhen_operator;

SELECT audit_attach('exported');
