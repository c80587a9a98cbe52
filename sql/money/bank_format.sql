-- How files for a bank look and what its answers look like: text templates in
-- rows with effective dates. A word in braces stands for a value; behind a
-- colon, what fills it up, on which side the value stands and how many bytes it
-- takes, as {amount:0>12} or {holder: <20}. Templates become expressions of
-- SQL, so that half a million lines are one statement.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION bank_list(p_text text)
RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT array_remove(regexp_split_to_array(coalesce(p_text, ''), '[ ,，]+'), '')
$$;
COMMENT ON FUNCTION bank_list IS 'words that stand in a line with commas';
GRANT EXECUTE ON FUNCTION bank_list TO zhen_operator;

CREATE SEQUENCE bank_row_id;

CREATE TABLE bank_format (
	code line_text NOT NULL,
	since date NOT NULL,
	until date,
	title line_text NOT NULL,
	separator line_text NOT NULL,
	charset line_text NOT NULL,
	lines int,
	file_name line_text NOT NULL,
	header line_text,
	line line_text NOT NULL,
	trailer line_text,
	answer_header line_text,
	answer_line line_text NOT NULL,
	answer_trailer line_text,
	good line_text NOT NULL,
	failed line_text,
	pending line_text,
	source line_text NOT NULL,
	div div_code,
	id bigint NOT NULL DEFAULT nextval('bank_row_id'),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT bank_format_code_key PRIMARY KEY (code, since),
	CONSTRAINT bank_format_id_key UNIQUE (id),
	CONSTRAINT bank_format_until_check CHECK (until >= since),
	CONSTRAINT bank_format_separator_check CHECK (length(separator) <= 1),
	CONSTRAINT bank_format_charset_check CHECK (charset IN ('gbk', 'utf-8')),
	CONSTRAINT bank_format_lines_check CHECK (lines > 0),
	CONSTRAINT bank_format_line_check CHECK (
		line ~ '\{account[:}]' AND line ~ '\{(amount|cents)[:}]'
	),
	CONSTRAINT bank_format_answer_line_check CHECK (
		answer_line ~ '\{n[:}]' AND answer_line ~ '\{(amount|cents)[:}]'
		AND answer_line ~ '\{account[:}]' AND answer_line ~ '\{result[:}]'
	),
	CONSTRAINT bank_format_good_check CHECK (
		bank_list(good) <> '{}' AND NOT bank_list(good) && bank_list(failed)
		AND NOT bank_list(good) && bank_list(pending)
		AND NOT bank_list(failed) && bank_list(pending)
	)
);
COMMENT ON TABLE bank_format IS '银行文件格式：代发文件和回盘文件的模板';
COMMENT ON COLUMN bank_format.code IS '格式';
COMMENT ON COLUMN bank_format.since IS '从哪天起';
COMMENT ON COLUMN bank_format.until IS '到哪天止';
COMMENT ON COLUMN bank_format.title IS '名称';
COMMENT ON COLUMN bank_format.separator IS '各栏之间的分隔符；空为固定宽度';
COMMENT ON COLUMN bank_format.charset IS '编码：gbk 或 utf-8';
COMMENT ON COLUMN bank_format.lines IS '一个文件最多几人；空为不限';
COMMENT ON COLUMN bank_format.file_name IS '文件名模板';
COMMENT ON COLUMN bank_format.header IS '首行模板；空为没有';
COMMENT ON COLUMN bank_format.line IS '每人一行的模板';
COMMENT ON COLUMN bank_format.trailer IS '末行模板；空为没有';
COMMENT ON COLUMN bank_format.answer_header IS '回盘首行模板；空为没有';
COMMENT ON COLUMN bank_format.answer_line IS '回盘每人一行的模板';
COMMENT ON COLUMN bank_format.answer_trailer IS '回盘末行模板；空为没有';
COMMENT ON COLUMN bank_format.good IS '回盘里表示成功的写法，用逗号隔开';
COMMENT ON COLUMN bank_format.failed IS '回盘里表示失败的写法，用逗号隔开';
COMMENT ON COLUMN bank_format.pending IS '回盘里表示还在处理的写法，用逗号隔开';
COMMENT ON COLUMN bank_format.source IS '出处';
COMMENT ON COLUMN bank_format.div IS '全市共用，所以是市：复核规则按它管';
COMMENT ON COLUMN bank_format.id IS '编号';
COMMENT ON COLUMN bank_format.version IS '版本';
COMMENT ON CONSTRAINT bank_format_code_key ON bank_format IS
	'这个格式从这天起的模板已有，请改起始日';
COMMENT ON CONSTRAINT bank_format_id_key ON bank_format IS
	'此编号已有，请重试';
COMMENT ON CONSTRAINT bank_format_until_check ON bank_format IS
	'截止日早于起始日，请核对';
COMMENT ON CONSTRAINT bank_format_separator_check ON bank_format IS
	'分隔符应为一个字符，固定宽度的空着';
COMMENT ON CONSTRAINT bank_format_charset_check ON bank_format IS
	'编码应为 gbk 或 utf-8';
COMMENT ON CONSTRAINT bank_format_lines_check ON bank_format IS
	'每个文件的人数应大于零，不限的空着';
COMMENT ON CONSTRAINT bank_format_line_check ON bank_format IS
	'每行应有账号 {account} 和金额 {amount} 或 {cents}';
COMMENT ON CONSTRAINT bank_format_answer_line_check ON bank_format IS
	'回盘每行应有序号 {n}、账号 {account}、金额和结果 {result}';
COMMENT ON CONSTRAINT bank_format_good_check ON bank_format IS
	'应写明成功的写法；同一种写法应只表示成功、失败、处理中的一种';
SELECT shared_guard('bank_format');
GRANT SELECT ON bank_format TO zhen_operator;
GRANT INSERT, UPDATE (until) ON bank_format TO zhen_admin;
GRANT USAGE ON SEQUENCE bank_row_id TO zhen_admin;

CREATE TABLE bank_use (
	county county_code NOT NULL,
	div div_code NOT NULL,
	programme line_text NOT NULL,
	since date NOT NULL,
	until date,
	format line_text NOT NULL,
	id bigint NOT NULL DEFAULT nextval('bank_row_id'),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT bank_use_programme_key
		PRIMARY KEY (county, div, programme, since),
	CONSTRAINT bank_use_id_key UNIQUE (county, id),
	CONSTRAINT bank_use_county_check CHECK (county = div / 1000000),
	CONSTRAINT bank_use_until_check CHECK (until >= since)
);
COMMENT ON TABLE bank_use IS
	'哪里的哪个项目用哪种银行文件格式；没有写的用 plain';
COMMENT ON COLUMN bank_use.county IS '县区';
COMMENT ON COLUMN bank_use.div IS '服务所；县区的管到没有另写的所';
COMMENT ON COLUMN bank_use.programme IS '项目；* 为所有项目';
COMMENT ON COLUMN bank_use.since IS '从哪天起';
COMMENT ON COLUMN bank_use.until IS '到哪天止';
COMMENT ON COLUMN bank_use.format IS '格式';
COMMENT ON COLUMN bank_use.id IS '编号';
COMMENT ON COLUMN bank_use.version IS '版本';
COMMENT ON CONSTRAINT bank_use_programme_key ON bank_use IS
	'这里这个项目从这天起的格式已有，请改起始日';
COMMENT ON CONSTRAINT bank_use_id_key ON bank_use IS
	'此编号已有，请重试';
COMMENT ON CONSTRAINT bank_use_county_check ON bank_use IS
	'县区应为区划代码的前六位，请核对';
COMMENT ON CONSTRAINT bank_use_until_check ON bank_use IS
	'截止日早于起始日，请核对';
SELECT scope_guard('bank_use');
GRANT SELECT ON bank_use TO zhen_operator;
GRANT INSERT, UPDATE (until) ON bank_use TO zhen_admin;

CREATE FUNCTION bank_parts(p_template text)
RETURNS TABLE (
	i int,
	said text,
	word text,
	fill text,
	side text,
	width int
)
LANGUAGE sql IMMUTABLE
AS $$
	SELECT (row_number() OVER ())::int, m[1], m[2], m[3], m[4], m[5]::int
	FROM regexp_matches(p_template,
		'([^{}]*)(?:\{([a-z]+)(?::(.)([<>])([0-9]{1,3}))?\})?', 'g') m
	WHERE m[1] <> '' OR m[2] IS NOT NULL
$$;
COMMENT ON FUNCTION bank_parts IS
	'a template taken apart: what is said, then a word';

CREATE FUNCTION bank_pad(
	p_value text,
	p_fill text,
	p_side text,
	p_width int,
	p_charset text
) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE
		WHEN p_width < w THEN NULL
		WHEN p_side = '<' THEN p_value || repeat(p_fill, p_width - w)
		ELSE repeat(p_fill, p_width - w) || p_value
	END
	FROM (SELECT CASE WHEN p_charset = 'utf-8' THEN octet_length(p_value)
		ELSE length(p_value)
			+ length(regexp_replace(p_value, '[\u0001-\u007f]', '', 'g'))
	END) s (w)
$$;
COMMENT ON FUNCTION bank_pad IS
	'a value with so many bytes; null if it has more';

CREATE FUNCTION bank_slice(
	p_text text,
	p_from int,
	p_width int,
	p_charset text
) RETURNS text
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	code text := CASE p_charset WHEN 'utf-8' THEN 'UTF8' ELSE 'GB18030' END;
BEGIN
	RETURN btrim(convert_from(substring(convert_to(p_text, code)
		FROM p_from FOR p_width), code));
EXCEPTION WHEN character_not_in_repertoire OR untranslatable_character THEN
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION bank_slice IS 'the bytes of a column of fixed width';

CREATE FUNCTION bank_holds(p_text text)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
	RETURN p_text !~ '[^\u0001-\u007f\u4e00-\u9fa5·]'
		OR convert_to(p_text, 'GBK') IS NOT NULL;
EXCEPTION WHEN untranslatable_character THEN
	RETURN false;
END
$$;
COMMENT ON FUNCTION bank_holds IS
	'whether GBK has all of it; nearly every name is answered by a look';

CREATE FUNCTION bank_expression(
	p_template text,
	p_charset text,
	p_words text[]
) RETURNS text
LANGUAGE plpgsql IMMUTABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one record;
	made text[];
	piece text;
	back text := '';
BEGIN
	IF p_template IS NULL THEN
		RETURN 'NULL::text';
	END IF;
	FOR one IN SELECT * FROM bank_parts(p_template) LOOP
		piece := one.said || coalesce('{' || one.word || coalesce(
			':' || one.fill || one.side || one.width, '') || '}', '');
		EXIT WHEN NOT starts_with(p_template, back || piece);
		back := back || piece;
		IF one.said <> '' THEN
			made := made || quote_literal(one.said);
		END IF;
		IF one.word <> ALL (p_words) THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001',
				MESSAGE = format('模板里没有“{%s}”这个词，请用：%s', one.word,
					array_to_string(p_words, ' '));
		ELSIF one.fill IS NOT NULL THEN
			made := made || format('bank_pad(coalesce(%I::text, ''''), %L, %L, '
				'%s, %L)', one.word, one.fill, one.side, one.width, p_charset);
		ELSIF one.word IS NOT NULL THEN
			made := made || format('coalesce(%I::text, '''')', one.word);
		END IF;
	END LOOP;
	IF back <> p_template THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('模板从“%s”起看不懂，写法如 {amount}',
				substr(p_template, 1 + length(back)));
	END IF;
	RETURN array_to_string(made, ' || ');
END
$$;
COMMENT ON FUNCTION bank_expression IS
	'a template as SQL over columns that are called like its words; null where a
value is too wide';

CREATE FUNCTION bank_cut(
	p_template text,
	p_word text,
	p_separator text,
	p_charset text
) RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce((
		SELECT CASE p_separator
			WHEN '' THEN format('bank_slice(said, %s, %s, %L)', 1 + before_width,
				width, p_charset)
			ELSE format('btrim(split_part(said, %L, %s))', p_separator,
				1 + length(before) - length(replace(before, p_separator, '')))
		END
		FROM (
			SELECT p.*,
				string_agg(p.said, '') OVER earlier AS before,
				sum(octet_length(convert_to(p.said, CASE p_charset
					WHEN 'utf-8' THEN 'UTF8' ELSE 'GB18030' END))) OVER earlier
					+ sum(coalesce(p.width, 0)) OVER earlier
					- coalesce(p.width, 0) AS before_width
			FROM bank_parts(p_template) p
			WINDOW earlier AS (ORDER BY p.i)
		) s
		WHERE s.word = p_word
		ORDER BY s.i
		LIMIT 1), 'NULL::text')
$$;
COMMENT ON FUNCTION bank_cut IS
	'SQL that finds a word''s value in a line "said" of such a template';

CREATE FUNCTION bank_file_words()
RETURNS text[]
LANGUAGE sql IMMUTABLE
AS $$
	SELECT '{file,county,office,programme,month,batch,run,piece,pieces,date,count,
		total,totalcents,good,goodtotal,failed,failedtotal}'::text[]
$$;

CREATE FUNCTION bank_line_words()
RETURNS text[]
LANGUAGE sql IMMUTABLE
AS $$
	SELECT '{n,holder,id,account,amount,cents,village,result,reason,county,office,
		programme,month,batch,run,date}'::text[]
$$;

CREATE FUNCTION bank_format_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one record;
BEGIN
	NEW.div := audit_root() * 1000000::bigint;
	IF TG_OP = 'UPDATE' THEN
		NEW.version := OLD.version + 1;
	END IF;
	FOR one IN
		SELECT * FROM (VALUES
			('file_name', '文件名', NEW.file_name::text, bank_file_words()),
			('header', '首行', NEW.header, bank_file_words()),
			('line', '每人一行', NEW.line, bank_line_words()),
			('trailer', '末行', NEW.trailer, bank_file_words()),
			('answer_header', '回盘首行', NEW.answer_header, bank_file_words()),
			('answer_line', '回盘每人一行', NEW.answer_line, bank_line_words()),
			('answer_trailer', '回盘末行', NEW.answer_trailer, bank_file_words())
		) v (field, label, template, words)
	LOOP
		BEGIN
			PERFORM bank_expression(one.template, NEW.charset, one.words);
		EXCEPTION WHEN SQLSTATE 'ZH001' THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = one.field,
				MESSAGE = one.label || '的' || SQLERRM;
		END;
		IF NEW.separator = '' AND one.field <> 'file_name' AND EXISTS (
			SELECT FROM bank_parts(one.template) p
			WHERE p.word IS NOT NULL AND p.width IS NULL) THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = one.field,
				MESSAGE = one.label
					|| '：固定宽度的格式，每个词都要写明宽度，如 {amount:0>12}';
		END IF;
	END LOOP;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION bank_format_before IS
	'a template that can''t be understood is refused at its field';
CREATE TRIGGER bank_format_before BEFORE INSERT OR UPDATE ON bank_format
FOR EACH ROW EXECUTE FUNCTION bank_format_before();

CREATE FUNCTION bank_format_on(
	p_batch batch,
	p_day date
) RETURNS bank_format
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT f
	FROM bank_format f
	WHERE p_day BETWEEN f.since AND coalesce(f.until, 'infinity')
		AND f.code = coalesce((
			SELECT u.format
			FROM bank_use u
			WHERE u.county = p_batch.county
				AND u.div IN (p_batch.div, u.county * 1000000::bigint)
				AND u.programme IN (p_batch.programme, '*')
				AND p_day BETWEEN u.since AND coalesce(u.until, 'infinity')
			ORDER BY u.div DESC, u.programme DESC, u.since DESC
			LIMIT 1), 'plain')
	ORDER BY f.since DESC
	LIMIT 1
$$;
COMMENT ON FUNCTION bank_format_on IS
	'the format of a batch''s files that are made that day';

INSERT INTO bank_format (code, since, title, separator, charset, lines,
	file_name, header, line, trailer, answer_header, answer_line,
	answer_trailer, good, failed, pending, source)
VALUES
	('plain', '2009-01-01', '竖线分隔（通用）', '|', 'gbk', NULL,
		'{programme}-{month}-{batch}.txt', '{count}|{total}',
		'{n}|{holder}|{id}|{account}|{amount}', NULL,
		'{count}|{total}', '{n}|{holder}|{id}|{account}|{amount}|{result}|{reason}',
		NULL, '成功,1', '失败,撤销,2', '处理中,待处理,0,3,4',
		'状态码 0 待处理、1 成功、2 撤销、3 和 4 处理中：安徽新农保 2010 年接口'),
	('core', '2009-01-01', '银行核心系统文件（每个 500 人）', '|', 'gbk', 500,
		'BC{office:0>12}{date}{piece:0>3}.TXT', '{count}|{total}|1|0|',
		'{n}|{holder}|{id}|{account}|{amount}|', NULL,
		'{count}|{total}|1|0|', '{n}|{holder}|{id}|{account}|{amount}|{result}|{reason}|',
		NULL, '1', '2', '0,3,4',
		'安徽新农保 2010 年接口：文件名、首行、500 行和状态码；各栏为演示，未核实'),
	('utility', '2009-01-01', '农商行导盘（成功、失败分两个文件回来）', '|', 'gbk',
		NULL, '{programme}-{month}-{batch}-{piece}.txt',
		'0|1|{date}|{office}|{count}|{total}|',
		'{n}|{holder}|{amount}|{account}|{office}|1|1|01|', NULL,
		'0|1|{date}|{office}|{count}|{total}|',
		'{n}|{holder}|{amount}|{account}|{office}|1|1|{result}|{reason}|', NULL,
		'00', '01,02,03,99', NULL,
		'某农商行代扣水费导盘格式；回盘的结果码为演示，未核实'),
	('comma', '2009-01-01', '逗号分隔，末行合计（UTF-8）', ',', 'utf-8', 2000,
		'{programme}-{month}-{batch}-{piece}.csv', NULL,
		'{n},{account},{holder},{amount},{month}', 'T,{count},{total}',
		NULL, '{n},{account},{holder},{amount},{result},{reason}',
		'T,{count},{total}', 'S', 'F', 'P', '演示'),
	('fixed', '2009-01-01', '固定宽度，首行末行（GBK）', '', 'gbk', 2000,
		'{programme}-{month}-{batch}-{piece}.dat',
		'H{date: <8}{count:0>6}', '{n:0>6}{account: <22}{holder: <20}{cents:0>12}',
		'T{count:0>6}{totalcents:0>15}', 'H{date: <8}{count:0>6}',
		'{n:0>6}{account: <22}{holder: <20}{cents:0>12}{result: <2}{reason: <40}',
		'T{count:0>6}{totalcents:0>15}', '00', 'E1,E2,E3,E9', 'PP', '演示');

SELECT audit_attach('bank_format');
SELECT audit_attach('bank_use');
