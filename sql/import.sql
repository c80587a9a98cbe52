-- Old ledgers come in. A client reads a file, makes its cells what the fields
-- of an entry form hold, and sends the lines here: first all of them to a
-- place where they wait (import_put), then they are judged and taken in, some
-- thousand at a time (import_step), each time all or nothing. A dry run only
-- judges. What is special about a form's relation is in its functions
-- import_RELATION() and undo_RELATION(), if it has them; without, a line is
-- an INSERT into the relation, with the operator's own rights.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE import_id;

CREATE TABLE import_file (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('import_id'),
	div div_code NOT NULL,
	operator name NOT NULL DEFAULT session_user,
	relation name NOT NULL,
	title line_text NOT NULL,
	file line_text NOT NULL,
	digest line_text NOT NULL,
	shape line_text NOT NULL,
	field name[] NOT NULL,
	label text[] NOT NULL,
	is_dry boolean NOT NULL,
	state text COLLATE "C" NOT NULL DEFAULT 'open',
	started_at timestamptz NOT NULL DEFAULT now(),
	ended_at timestamptz,
	added int NOT NULL DEFAULT 0,
	same int NOT NULL DEFAULT 0,
	bad int NOT NULL DEFAULT 0,
	CONSTRAINT import_file_id_key PRIMARY KEY (county, id),
	CONSTRAINT import_file_county_check CHECK (county = div / 1000000),
	CONSTRAINT import_file_state_check CHECK (
		state IN ('open', 'checked', 'in', 'undone')
	)
);
CREATE INDEX import_file_digest ON import_file (county, relation, digest);
COMMENT ON TABLE import_file IS '导入：每个台账文件一行';
COMMENT ON COLUMN import_file.county IS '县区';
COMMENT ON COLUMN import_file.id IS '导入编号';
COMMENT ON COLUMN import_file.div IS '操作员所在区划';
COMMENT ON COLUMN import_file.operator IS '操作员';
COMMENT ON COLUMN import_file.relation IS '导入到哪个表或视图';
COMMENT ON COLUMN import_file.title IS '台账';
COMMENT ON COLUMN import_file.file IS '文件名';
COMMENT ON COLUMN import_file.digest IS '文件内容和所用各列的摘要，认出同一个文件';
COMMENT ON COLUMN import_file.shape IS '按什么读的：编码、分隔、标题在第几行';
COMMENT ON COLUMN import_file.field IS '各列对应的栏目';
COMMENT ON COLUMN import_file.label IS '各列对应的栏目名称';
COMMENT ON COLUMN import_file.is_dry IS '只检查：不存入，只有表的约束才拒绝的要到导入时才知道';
COMMENT ON COLUMN import_file.state IS
	'open 没有导完，checked 检查过，in 已导入，undone 已撤销';
COMMENT ON COLUMN import_file.started_at IS '开始时间';
COMMENT ON COLUMN import_file.ended_at IS '结束时间';
COMMENT ON COLUMN import_file.added IS '新增行数';
COMMENT ON COLUMN import_file.same IS '重复行数，没有再导';
COMMENT ON COLUMN import_file.bad IS '有问题的行数，没有导入';
COMMENT ON CONSTRAINT import_file_id_key ON import_file IS
	'此导入编号已有，请重试';
COMMENT ON CONSTRAINT import_file_county_check ON import_file IS
	'县区应为区划的前六位，请核对';
COMMENT ON CONSTRAINT import_file_state_check ON import_file IS
	'状态应为 open、checked、in 或 undone';
SELECT scope_guard('import_file');
GRANT SELECT ON import_file TO zhen_window, zhen_reviewer, zhen_supervisor;
SELECT audit_attach('import_file');

CREATE TABLE import_problem (
	county county_code NOT NULL,
	import bigint NOT NULL,
	line int NOT NULL,
	n int NOT NULL,
	div div_code NOT NULL,
	severity text COLLATE "C" NOT NULL,
	label text COLLATE "C",
	value text COLLATE "C",
	message text NOT NULL,
	CONSTRAINT import_problem_line_key PRIMARY KEY (county, import, line, n),
	CONSTRAINT import_problem_import_fk FOREIGN KEY (county, import)
		REFERENCES import_file (county, id),
	CONSTRAINT import_problem_severity_check CHECK (
		severity IN ('bad', 'same', 'info')
	)
) PARTITION BY LIST (county);
COMMENT ON TABLE import_problem IS
	'导入时发现的问题，重新导入同一文件时重写，不留痕';
COMMENT ON COLUMN import_problem.county IS '县区';
COMMENT ON COLUMN import_problem.import IS '导入编号';
COMMENT ON COLUMN import_problem.line IS '行号';
COMMENT ON COLUMN import_problem.n IS '序号';
COMMENT ON COLUMN import_problem.div IS '操作员所在区划';
COMMENT ON COLUMN import_problem.severity IS
	'bad 没有导入，same 重复没有再导，info 提示';
COMMENT ON COLUMN import_problem.label IS '栏目';
COMMENT ON COLUMN import_problem.value IS '值';
COMMENT ON COLUMN import_problem.message IS '问题和怎么改';
COMMENT ON CONSTRAINT import_problem_line_key ON import_problem IS
	'此问题已有，不能重复';
COMMENT ON CONSTRAINT import_problem_import_fk ON import_problem IS
	'没有这次导入，请核对编号';
COMMENT ON CONSTRAINT import_problem_severity_check ON import_problem IS
	'应为 bad、same 或 info';
SELECT scope_guard('import_problem');
GRANT SELECT ON import_problem TO zhen_window, zhen_reviewer, zhen_supervisor;

CREATE UNLOGGED TABLE import_stage (
	county int NOT NULL,
	import bigint NOT NULL,
	line int NOT NULL,
	key text COLLATE "C" NOT NULL,
	cell text[] NOT NULL,
	state text COLLATE "C" NOT NULL DEFAULT 'new',
	CONSTRAINT import_stage_line_key PRIMARY KEY (county, import, line)
) WITH (fillfactor = 80);
CREATE INDEX import_stage_key ON import_stage (key);
COMMENT ON TABLE import_stage IS
	'正在导入的行，导完即清；断电后为空，重新导入即可；没有人能直接读写，不留痕';
COMMENT ON COLUMN import_stage.county IS '县区';
COMMENT ON COLUMN import_stage.import IS '导入编号';
COMMENT ON COLUMN import_stage.line IS '行号';
COMMENT ON COLUMN import_stage.key IS '第一栏，有号码的是号码，用来找重复的行';
COMMENT ON COLUMN import_stage.cell IS '各栏的值';
COMMENT ON COLUMN import_stage.state IS
	'new 未处理，good 检查过，in 已导入，same 重复，bad 有问题';
COMMENT ON CONSTRAINT import_stage_line_key ON import_stage IS
	'此行已送来，不能重复';

CREATE TABLE import_row (
	county county_code NOT NULL,
	import bigint NOT NULL,
	line int NOT NULL,
	relation name NOT NULL,
	hash bigint NOT NULL,
	CONSTRAINT import_row_hash_key PRIMARY KEY (county, relation, hash),
	CONSTRAINT import_row_import_fk FOREIGN KEY (county, import)
		REFERENCES import_file (county, id)
) PARTITION BY LIST (county);
COMMENT ON TABLE import_row IS
	'没有号码可认的台账已导入的行，只留摘要，使同一行不会导入两次；不留痕';
COMMENT ON COLUMN import_row.county IS '县区';
COMMENT ON COLUMN import_row.import IS '导入编号';
COMMENT ON COLUMN import_row.line IS '行号';
COMMENT ON COLUMN import_row.relation IS '导入到哪个表或视图';
COMMENT ON COLUMN import_row.hash IS '各栏的值的摘要';
COMMENT ON CONSTRAINT import_row_hash_key ON import_row IS
	'这一行已导入过，不能重复';
COMMENT ON CONSTRAINT import_row_import_fk ON import_row IS
	'没有这次导入，请核对编号';

CREATE TABLE import_heading (
	heading line_text NOT NULL,
	field name NOT NULL,
	CONSTRAINT import_heading_heading_key PRIMARY KEY (heading, field)
);
COMMENT ON TABLE import_heading IS '台账上常见的列标题和对应的栏目';
COMMENT ON COLUMN import_heading.heading IS '列标题，不含空格和括号里的说明';
COMMENT ON COLUMN import_heading.field IS '栏目';
COMMENT ON CONSTRAINT import_heading_heading_key ON import_heading IS
	'这个标题已有，不能重复';

INSERT INTO import_heading (heading, field)
SELECT unnest(string_to_array(h.headings, ' ')), h.field
FROM (VALUES
	('id_no', '身份证 身份证号 身份证号码 身份证件号码 公民身份号码 公民身份证号码 '
		'证件号码 证件号 社会保障号码 AAC002'),
	('name', '姓名 居民姓名 人员姓名 本人姓名 AAC003'),
	('sex', '性别 AAC004'),
	('birth', '出生日期 出生年月日 出生年月 生日 AAC006'),
	('hukou', '户口性质 户籍性质 户口类别 户口类型 AAC009'),
	('village', '村居 所属村居 村 村名 村居名称 所在村居 所在村 社区 所属社区 '
		'村居代码 行政区划 行政区划代码'),
	('address', '住址 地址 家庭住址 家庭地址 居住地址 现住址 详细地址 AAE006'),
	('phone', '电话 联系电话 手机 手机号 手机号码 电话号码 联系方式 AAE005'),
	('account_number', '账号 帐号 银行账号 银行帐号 卡号 银行卡号 存折账号 '
		'存折号 账户 AAE010'),
	('account_bank', '开户银行 开户行 银行 银行名称'),
	('head_id_no', '户主身份证号 户主身份证 户主身份证号码 户主公民身份号码'),
	('kin', '与户主关系 户主关系 关系 家庭关系')
) h (field, headings);

CREATE TABLE import_word (
	set line_text NOT NULL,
	word line_text NOT NULL,
	code line_text NOT NULL,
	CONSTRAINT import_word_word_key PRIMARY KEY (set, word)
);
COMMENT ON TABLE import_word IS '台账上常见的写法和对应的代码';
COMMENT ON COLUMN import_word.set IS '代码集';
COMMENT ON COLUMN import_word.word IS '写法';
COMMENT ON COLUMN import_word.code IS '代码';
COMMENT ON CONSTRAINT import_word_word_key ON import_word IS
	'这种写法已有，不能重复';

INSERT INTO import_word (set, word, code)
SELECT w.set, unnest(string_to_array(w.words, ' ')), w.code
FROM (VALUES
	('sex', '男性', '1'),
	('sex', '女性', '2'),
	('hukou', '农业 农业户口 农业家庭户 农村 农村户口', '2'),
	('hukou', '非农业 非农 非农业户口 非农业家庭户 城镇 城镇户口 城市', '1'),
	('kin', '本人 户主本人', '02'),
	('kin', '夫', '11'),
	('kin', '妻', '12'),
	('kin', '子', '20'),
	('kin', '女', '30'),
	('kin', '父', '51'),
	('kin', '母', '52'),
	('kin', '孙', '41'),
	('kin', '媳 儿媳妇', '38'),
	('kin', '婿', '28')
) w (set, words, code);

CREATE TABLE import_map (
	county county_code NOT NULL,
	form line_text NOT NULL,
	fingerprint line_text NOT NULL,
	heading text[] NOT NULL,
	field text[] NOT NULL,
	div div_code NOT NULL,
	operator name NOT NULL DEFAULT session_user,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT import_map_fingerprint_key
		PRIMARY KEY (county, form, fingerprint)
);
COMMENT ON TABLE import_map IS
	'台账的列对应哪个栏目：对过一次就记住，全县区共用；不是业务数据，不留痕';
COMMENT ON COLUMN import_map.county IS '县区';
COMMENT ON COLUMN import_map.form IS '画面';
COMMENT ON COLUMN import_map.fingerprint IS '标题行的摘要';
COMMENT ON COLUMN import_map.heading IS '各列的标题';
COMMENT ON COLUMN import_map.field IS '各列的栏目，空为不用';
COMMENT ON COLUMN import_map.div IS '谁对的：所在区划';
COMMENT ON COLUMN import_map.operator IS '谁对的';
COMMENT ON COLUMN import_map.at IS '时间';
COMMENT ON CONSTRAINT import_map_fingerprint_key ON import_map IS
	'这种标题行已记住，不能重复';

CREATE FUNCTION import_county()
RETURNS int
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF scope_lo() IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('%s 不是操作员或已停用：导入要用经办人员自己的登录名，'
				'例如 PGUSER=wang zhenctl import ...', session_user);
	END IF;
	IF scope_lo() / 1000000 <> scope_hi() / 1000000 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '台账由县区或服务所的经办人员导入，请用他们的登录名';
	END IF;
	RETURN scope_lo() / 1000000;
END
$$;
COMMENT ON FUNCTION import_county IS
	'the county of the operator, or a refusal: an import is of one county';

CREATE FUNCTION import_require(p_relation text)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF to_regclass(quote_ident(p_relation)) IS NULL
		OR NOT has_any_column_privilege(session_user,
			to_regclass(quote_ident(p_relation)), 'INSERT') THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这种台账要由登记它的人员导入，请联系他们';
	END IF;
END
$$;
COMMENT ON FUNCTION import_require IS
	'who may add to a relation by its screen may import into it';

CREATE FUNCTION import_own(p_import bigint)
RETURNS import_file
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	found import_file;
BEGIN
	SELECT * INTO found
	FROM import_file
	WHERE county = import_county() AND id = p_import
		AND operator = session_user AND state = 'open';
	IF found.id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('没有正在进行的导入 %s，请重新导入文件', p_import);
	END IF;
	PERFORM import_require(found.relation);
	RETURN found;
END
$$;
COMMENT ON FUNCTION import_own IS
	'the operator''s own import that is under way, or a refusal';

CREATE FUNCTION import_lookup(
	p_form text,
	p_fingerprint text
) RETURNS TABLE (
	heading text,
	field text,
	is_kept boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	kept import_map;
BEGIN
	SELECT * INTO kept FROM import_map m
	WHERE m.county = import_county() AND m.form = p_form
		AND m.fingerprint = p_fingerprint;
	RETURN QUERY
	SELECT k.heading, k.field, true
	FROM unnest(kept.heading, kept.field) k (heading, field)
	UNION ALL
	SELECT h.heading::text, h.field::text, false
	FROM import_heading h;
END
$$;
COMMENT ON FUNCTION import_lookup IS
	'which field a heading means: as it was said for just these headings before,
and the words that ledgers use';
GRANT EXECUTE ON FUNCTION import_lookup TO zhen_operator;

CREATE FUNCTION import_words(p_set text)
RETURNS TABLE (
	word text,
	code text
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT w.word::text, w.code::text FROM import_word w WHERE w.set = p_set
$$;
COMMENT ON FUNCTION import_words IS 'how ledgers write the values of a set';
GRANT EXECUTE ON FUNCTION import_words TO zhen_operator;

CREATE FUNCTION import_map_keep(
	p_form text,
	p_fingerprint text,
	p_heading text[],
	p_field text[]
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF cardinality(p_heading) > 200
		OR octet_length(p_heading::text) + octet_length(p_field::text) > 40000
		OR p_heading::text || p_field::text ~ '[\u0001-\u001f\u007f-\u009f]' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '标题行太长或含有控制字符，请改短后重试';
	END IF;
	INSERT INTO import_map (county, form, fingerprint, heading, field, div)
	VALUES (import_county(), p_form, p_fingerprint, p_heading, p_field,
		scope_lo())
	ON CONFLICT (county, form, fingerprint) DO UPDATE
	SET heading = excluded.heading, field = excluded.field,
		div = excluded.div, operator = excluded.operator, at = excluded.at;
END
$$;
COMMENT ON FUNCTION import_map_keep IS
	'next time these headings mean the same, for the whole county';
GRANT EXECUTE ON FUNCTION import_map_keep TO zhen_operator;

CREATE FUNCTION import_open(
	p_relation text,
	p_title text,
	p_file text,
	p_digest text,
	p_shape text,
	p_field text[],
	p_label text[],
	p_dry boolean
) RETURNS TABLE (
	import bigint,
	before text
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	of_county int := import_county();
	known import_file;
BEGIN
	PERFORM import_require(p_relation);
	SELECT f.* INTO known
	FROM import_file f
	WHERE f.county = of_county AND f.relation = p_relation
		AND f.digest = p_digest AND f.state IN ('open', 'in')
		AND f.is_dry <= p_dry
		AND (f.state = 'in' OR f.operator = session_user)
	ORDER BY f.state, f.id DESC
	LIMIT 1;
	IF known.state = 'in' AND known.bad = 0 THEN
		RETURN QUERY SELECT known.id, format('这个文件已在 %s 由 %s 导入过（导入 %s）',
			to_char(known.started_at, 'YYYY-MM-DD HH24:MI'),
			coalesce(operator_name(known.operator), known.operator), known.id);
		RETURN;
	END IF;
	IF known.state = 'open' AND known.is_dry = p_dry THEN
		DELETE FROM import_stage s
		WHERE s.county = of_county AND s.import = known.id;
		DELETE FROM import_problem p
		WHERE p.county = of_county AND p.import = known.id;
		UPDATE import_file f SET field = p_field, label = p_label,
			shape = p_shape
		WHERE f.county = of_county AND f.id = known.id;
		RETURN QUERY SELECT known.id, NULL::text;
		RETURN;
	END IF;
	DELETE FROM import_stage s
	USING import_file f
	WHERE s.county = of_county AND f.county = s.county AND f.id = s.import
		AND (f.state <> 'open' OR f.started_at < now() - interval '7 days');
	RETURN QUERY
	INSERT INTO import_file (county, div, relation, title, file, digest, shape,
		field, label, is_dry)
	SELECT of_county, CASE WHEN o.cover_ends > now() THEN o.cover_div
		ELSE o.home_div END, p_relation, p_title, p_file, p_digest, p_shape,
		p_field, p_label, p_dry
	FROM operator o
	WHERE o.role = session_user
	RETURNING id, NULL::text;
END
$$;
COMMENT ON FUNCTION import_open IS
	'begins an import, or goes on with the one of the same file that was cut
short; "before" says that the file is in already, without a bad line';
GRANT EXECUTE ON FUNCTION import_open TO zhen_operator;

CREATE FUNCTION import_plain(
	p_text text,
	p_length int
) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT left(regexp_replace(p_text,
		'[\u0001-\u001f\u007f-\u009f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069]',
		' ', 'g'), p_length)
$$;
COMMENT ON FUNCTION import_plain IS 'what a file holds, fit to be shown';

CREATE FUNCTION import_tell(
	p_import import_file,
	p_line int[],
	p_severity text[],
	p_label text[],
	p_value text[],
	p_message text[],
	p_first int
) RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	INSERT INTO import_problem (county, import, line, n, div, severity, label,
		value, message)
	SELECT p_import.county, p_import.id, t.line,
		p_first + row_number() OVER (PARTITION BY t.line ORDER BY t.n),
		p_import.div, t.severity, import_plain(t.label, 60),
		import_plain(t.value, 60), import_plain(t.message, 400)
	FROM unnest(p_line, p_severity, p_label, p_value, p_message)
		WITH ORDINALITY t (line, severity, label, value, message, n)
$$;

CREATE FUNCTION import_put(
	p_import bigint,
	p_lines text,
	p_problems text
) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	file import_file := import_own(p_import);
	count int;
BEGIN
	INSERT INTO import_stage (county, import, line, key, cell)
	SELECT file.county, file.id, cell[1]::int, coalesce(cell[2], ''), cell[2:]
	FROM string_to_table(p_lines, E'\x1e') l (line)
	CROSS JOIN LATERAL (SELECT string_to_array(l.line, E'\x1f', '') AS cell
		OFFSET 0) c
	WHERE l.line <> '';
	GET DIAGNOSTICS count = ROW_COUNT;
	PERFORM import_tell(file, array_agg(cell[1]::int), array_agg(cell[2]),
		array_agg(cell[3]), array_agg(cell[4]), array_agg(cell[5]), 0)
	FROM string_to_table(p_problems, E'\x1e') l (line)
	CROSS JOIN LATERAL (SELECT string_to_array(l.line, E'\x1f', '') AS cell
		OFFSET 0) c
	WHERE l.line <> ''
	HAVING count(*) > 0;
	RETURN count;
END
$$;
COMMENT ON FUNCTION import_put IS
	'lines end in U+001E, their cells in U+001F, the first is the number of the
line; one parameter and not COPY, which row security refuses. Problems that the
client found: line, severity, label, value, message';
GRANT EXECUTE ON FUNCTION import_put TO zhen_operator;

CREATE FUNCTION import_skip(
	p_import bigint,
	p_from int,
	p_to int
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
DECLARE
	file import_file := import_own(p_import);
	nothing text;
BEGIN
	WITH known AS (
		SELECT s.line, r.import, r.line AS before
		FROM import_stage s
		CROSS JOIN LATERAL (
			SELECT r.import, r.line
			FROM import_row r
			WHERE r.county = s.county AND r.relation = file.relation
				AND r.hash = hashtextextended(s.cell::text, 0)
			UNION ALL
			SELECT s.import, t.line
			FROM import_stage t
			WHERE t.county + 0 = s.county AND t.import + 0 = s.import
				AND t.key = s.key AND t.cell = s.cell AND t.line + 0 < s.line
			LIMIT 1
		) r
		WHERE s.county = file.county AND s.import = file.id AND s.state = 'new'
			AND s.line BETWEEN p_from AND p_to
	), marked AS (
		UPDATE import_stage s SET state = 'same'
		FROM known k
		WHERE s.county = file.county AND s.import = file.id
			AND s.line = k.line
	)
	SELECT import_tell(file, array_agg(k.line), array_agg('same'::text),
		array_agg(NULL::text), array_agg(NULL::text),
		array_agg(format('和%s第 %s 行完全一样，没有再导', CASE
			WHEN k.import = file.id THEN '本文件'
			ELSE format('导入 %s 的', k.import) END, k.before)), 100)
	FROM known k
	HAVING count(*) > 0
	INTO nothing;
END
$$;
COMMENT ON FUNCTION import_skip IS
	'tells which lines of an own import were taken in before; they are left out';
GRANT EXECUTE ON FUNCTION import_skip TO zhen_operator;

CREATE FUNCTION import_take(
	p_import bigint,
	p_from int,
	p_to int
) RETURNS TABLE (
	line int,
	cell text[]
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
DECLARE
	file import_file := import_own(p_import);
BEGIN
	RETURN QUERY
	SELECT s.line, s.cell
	FROM import_stage s
	WHERE s.county = file.county AND s.import = file.id AND s.state = 'new'
		AND s.line BETWEEN p_from AND p_to
	ORDER BY s.line;
END
$$;
COMMENT ON FUNCTION import_take IS
	'the lines of an own import that are to be added';
GRANT EXECUTE ON FUNCTION import_take TO zhen_operator;

CREATE FUNCTION import_settle(
	p_import bigint,
	p_lines int[]
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
DECLARE
	file import_file := import_own(p_import);
BEGIN
	IF NOT file.is_dry THEN
		INSERT INTO import_row (county, import, line, relation, hash)
		SELECT s.county, s.import, s.line, file.relation,
			hashtextextended(s.cell::text, 0)
		FROM import_stage s
		WHERE s.county = file.county AND s.import = file.id
			AND s.line = ANY (p_lines)
		ON CONFLICT DO NOTHING;
	END IF;
	UPDATE import_stage s
	SET state = CASE WHEN file.is_dry THEN 'good' ELSE 'in' END
	WHERE s.county = file.county AND s.import = file.id
		AND s.line = ANY (p_lines) AND s.state = 'new';
END
$$;
COMMENT ON FUNCTION import_settle IS
	'these lines of an own import are in, and never again';
GRANT EXECUTE ON FUNCTION import_settle TO zhen_operator;

CREATE FUNCTION import_refuse(
	p_import bigint,
	p_line int,
	p_field text,
	p_message text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	file import_file := import_own(p_import);
	at int := array_position(file.field, p_field::name);
BEGIN
	UPDATE import_stage s SET state = 'bad'
	WHERE s.county = file.county AND s.import = file.id AND s.line = p_line;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	PERFORM import_tell(file, ARRAY[p_line], '{bad}', ARRAY[file.label[at]],
		ARRAY[(SELECT s.cell[at] FROM import_stage s
			WHERE s.county = file.county AND s.import = file.id
				AND s.line = p_line)],
		ARRAY[p_message], 200);
END
$$;
COMMENT ON FUNCTION import_refuse IS 'why this line of an own import isn''t in';
GRANT EXECUTE ON FUNCTION import_refuse TO zhen_operator;

CREATE FUNCTION import_of(
	p_import bigint,
	OUT relation text,
	OUT fields text[],
	OUT is_dry boolean,
	OUT has_function boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	file import_file := import_own(p_import);
BEGIN
	relation := file.relation;
	fields := file.field;
	is_dry := file.is_dry;
	has_function := to_regproc('import_' || file.relation) IS NOT NULL;
END
$$;
GRANT EXECUTE ON FUNCTION import_of TO zhen_operator;

CREATE FUNCTION import_insert(
	p_import bigint,
	p_from int,
	p_to int
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
DECLARE
	file record := import_of(p_import);
	lines int[];
BEGIN
	EXECUTE format('WITH line AS MATERIALIZED (
			SELECT * FROM import_take($1, $2, $3)
		), added AS (
			INSERT INTO %I (%s)
			SELECT %s FROM line ORDER BY line
		)
		SELECT array_agg(line) FROM line', file.relation,
		(SELECT string_agg(quote_ident(f), ', ' ORDER BY n)
		FROM unnest(file.fields) WITH ORDINALITY AS u (f, n)),
		(SELECT string_agg(format('cell[%s]::%s', n, format_type(a.atttypid,
			a.atttypmod)), ', ' ORDER BY n)
		FROM unnest(file.fields) WITH ORDINALITY AS u (f, n)
		JOIN pg_attribute a ON a.attname = f
			AND a.attrelid = to_regclass(quote_ident(file.relation))))
	INTO lines
	USING p_import, p_from, p_to;
	IF file.is_dry THEN
		RAISE EXCEPTION USING ERRCODE = 'ZHDRY', MESSAGE = 'dry',
			DETAIL = coalesce(lines, '{}')::text;
	END IF;
	PERFORM import_settle(p_import, lines);
END
$$;
COMMENT ON FUNCTION import_insert IS
	'the lines as INSERTs of the operator''s own, with all that follows from
them; a dry run ends in an exception, so that nothing stays';
GRANT EXECUTE ON FUNCTION import_insert TO zhen_operator;

CREATE FUNCTION import_step(
	p_import bigint,
	p_from int,
	p_to int,
	p_last boolean
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	file record := import_of(p_import);
	said text;
	of_constraint text;
	of_table text;
	of_column text;
	of_state text;
	more text;
	middle int := p_from + (p_to - p_from) / 2;
BEGIN
	IF NOT file.has_function AND NOT p_last THEN
		PERFORM import_skip(p_import, p_from, p_to);
	END IF;
	BEGIN
		IF file.has_function THEN
			EXECUTE format('SELECT %I($1, $2, $3, $4)',
				'import_' || file.relation)
			USING p_import, p_from, p_to, p_last;
		ELSIF NOT p_last THEN
			PERFORM import_insert(p_import, p_from, p_to);
		END IF;
		RETURN;
	EXCEPTION WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS of_state = RETURNED_SQLSTATE,
			said = MESSAGE_TEXT, more = PG_EXCEPTION_DETAIL,
			of_constraint = CONSTRAINT_NAME, of_table = TABLE_NAME,
			of_column = COLUMN_NAME;
		IF of_state ~ '^(25|40|53|54|55|57|58|XX)' OR p_to < p_from THEN
			RAISE;
		END IF;
	END;
	IF of_state = 'ZHDRY' THEN
		PERFORM import_settle(p_import, more::int[]);
	ELSIF p_from < p_to THEN
		PERFORM import_step(p_import, p_from, middle, p_last);
		PERFORM import_step(p_import, middle + 1, p_to, p_last);
	ELSE
		SELECT coalesce(r.field, of_column), coalesce(r.message, said)
		INTO of_column, said
		FROM (SELECT) one
		LEFT JOIN refusal(of_table, of_constraint) r ON true;
		PERFORM import_refuse(p_import, p_from, of_column,
			CASE WHEN of_state = '42501' THEN '这一行不在您的管辖范围，请由当地服务所导入'
			ELSE said END);
	END IF;
END
$$;
COMMENT ON FUNCTION import_step IS
	'judges and adds the lines from .. to, all or none of them; what is refused is
halved until the line that is to blame stands alone and is told. Lines that
wait for others of the file are left for the last round';
GRANT EXECUTE ON FUNCTION import_step TO zhen_operator;

CREATE FUNCTION import_problems(
	p_import bigint,
	p_line int,
	p_n int
) RETURNS TABLE (
	line int,
	n int,
	severity text,
	label text,
	value text,
	message text
)
LANGUAGE sql STABLE
AS $$
	SELECT p.line, p.n, p.severity, p.label, p.value, p.message
	FROM import_problem p
	WHERE p.county = scope_county_lo() AND p.import = p_import
		AND (p.line, p.n) > (p_line, p_n)
	ORDER BY p.line, p.n
	LIMIT 1000
$$;
COMMENT ON FUNCTION import_problems IS 'the next thousand behind this one';
GRANT EXECUTE ON FUNCTION import_problems TO zhen_operator;

CREATE FUNCTION import_close(p_import bigint)
RETURNS TABLE (
	added int,
	same int,
	bad int
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	file import_file := import_own(p_import);
	lines int[];
BEGIN
	SELECT array_agg(s.line) INTO lines FROM import_stage s
	WHERE s.county = file.county AND s.import = file.id AND s.state = 'new';
	IF lines IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = format(
			'还有 %s 行没有处理，请重新导入这个文件', cardinality(lines));
	END IF;
	RETURN QUERY
	UPDATE import_file f
	SET state = CASE WHEN file.is_dry THEN 'checked' ELSE 'in' END,
		ended_at = clock_timestamp(), added = c.added, same = c.same, bad = p.bad
	FROM (
		SELECT
			count(*) FILTER (WHERE s.state IN ('in', 'good')) AS added,
			count(*) FILTER (WHERE s.state = 'same') AS same
		FROM import_stage s
		WHERE s.county = file.county AND s.import = file.id
	) c, (
		SELECT count(DISTINCT p.line) AS bad
		FROM import_problem p
		WHERE p.county = file.county AND p.import = file.id
			AND p.severity = 'bad'
	) p
	WHERE f.county = file.county AND f.id = file.id
	RETURNING f.added, f.same, f.bad;
	DELETE FROM import_stage s
	WHERE s.county = file.county AND s.import = file.id;
END
$$;
COMMENT ON FUNCTION import_close IS 'ends an import and counts';
GRANT EXECUTE ON FUNCTION import_close TO zhen_operator;

CREATE FUNCTION import_undo(number bigint)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	file import_file;
	gone int;
BEGIN
	SELECT * INTO file FROM import_file
	WHERE county = import_county() AND id = number
		AND div BETWEEN scope_lo() AND scope_hi()
	FOR UPDATE;
	IF file.id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('没有导入 %s，请在导入台账画面核对编号', number);
	END IF;
	PERFORM import_require(file.relation);
	IF file.is_dry OR file.state = 'undone' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = format(
			'导入 %s %s，不用撤销', number, CASE WHEN file.is_dry
				THEN '只是检查，没有存入' ELSE '已经撤销过' END);
	END IF;
	IF to_regproc('undo_' || file.relation) IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = format(
			'“%s”的导入不能整批撤销，请逐条更正', file.title);
	END IF;
	EXECUTE format('SELECT %I($1, $2)', 'undo_' || file.relation)
	INTO gone
	USING file.county, file.id;
	UPDATE import_file SET state = 'undone', ended_at = clock_timestamp()
	WHERE county = file.county AND id = file.id;
	DELETE FROM import_stage
	WHERE county = file.county AND import = file.id;
	RETURN format('已撤销导入 %s，退回 %s 行；原来的内容都在改动记录里', number, gone);
END
$$;
COMMENT ON FUNCTION import_undo IS
	'takes an import back whole, or says what has been built on it';
GRANT EXECUTE ON FUNCTION import_undo TO zhen_operator;

CREATE FUNCTION import_state_name(
	p_state text,
	p_bad int
) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE
		WHEN p_state = 'open' THEN '未导完'
		WHEN p_state = 'checked' THEN '只检查'
		WHEN p_state = 'undone' THEN '已撤销'
		WHEN p_bad > 0 THEN '有问题行'
		ELSE '已导入'
	END
$$;
GRANT EXECUTE ON FUNCTION import_state_name TO zhen_operator;

CREATE VIEW import_list WITH (security_invoker = true) AS
SELECT
	f.county,
	f.id,
	f.started_at,
	to_char(f.started_at, 'YYYY-MM-DD HH24:MI') AS at_text,
	f.title,
	f.file,
	f.shape,
	f.state,
	import_state_name(f.state, f.bad) AS state_name,
	f.added,
	f.same,
	f.bad,
	operator_name(f.operator) AS importer
FROM import_file f;
COMMENT ON VIEW import_list IS '导入台账';
GRANT SELECT ON import_list TO zhen_window, zhen_reviewer, zhen_supervisor;

CREATE VIEW lookup_import_severity WITH (security_invoker = true) AS
SELECT s.code, s.name, s.initials, s.spelling, NULL::text AS note
FROM (VALUES
	('bad', '没有导入', 'mydr', 'meiyoudaoru'),
	('same', '重复', 'cf', 'chongfu'),
	('info', '提示', 'ts', 'tishi')
) s (code, name, initials, spelling);
COMMENT ON VIEW lookup_import_severity IS '导入问题的轻重';
GRANT SELECT ON lookup_import_severity TO zhen_operator;
