-- Code sets, of national standards and our own. The rows come from
-- data/code.csv; setup() fills in the pinyin.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE code (
	set line_text NOT NULL,
	code line_text NOT NULL,
	name line_text NOT NULL,
	initials line_text,
	spelling line_text,
	sort int NOT NULL,
	source line_text NOT NULL,
	CONSTRAINT code_code_key PRIMARY KEY (set, code)
);
COMMENT ON TABLE code IS '代码表';
COMMENT ON COLUMN code.set IS '代码集';
COMMENT ON COLUMN code.code IS '代码';
COMMENT ON COLUMN code.name IS '名称';
COMMENT ON COLUMN code.initials IS '拼音首字母';
COMMENT ON COLUMN code.spelling IS '全拼';
COMMENT ON COLUMN code.sort IS '次序';
COMMENT ON COLUMN code.source IS '出处：国家标准号，zhen 为自编';
COMMENT ON CONSTRAINT code_code_key ON code IS
	'此代码集中已有这个代码，请换一个';
SELECT shared_guard('code');
GRANT SELECT ON code TO zhen_operator;
GRANT INSERT, UPDATE ON code TO zhen_admin;

CREATE FUNCTION code_name(
	p_set text,
	p_code text
) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT name FROM code WHERE set = p_set AND code = p_code
$$;
GRANT EXECUTE ON FUNCTION code_name TO zhen_operator;

CREATE FUNCTION code_check(
	p_set text,
	p_code text,
	p_field text
) RETURNS void
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF p_code IS NOT NULL AND NOT EXISTS (
		SELECT FROM code WHERE set = p_set AND code = p_code) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = p_field,
			MESSAGE = format('没有代码“%s”，请按 F4 从列表中选择', p_code);
	END IF;
END
$$;
COMMENT ON FUNCTION code_check IS
	'refuses a code that its set doesn''t have, on the field given';
GRANT EXECUTE ON FUNCTION code_check TO zhen_operator;
