-- Old ledgers come in. A client reads a file, makes its cells what the fields
-- of an entry form hold, and sends the lines here: first all of them to a
-- place where they wait (import_put), then they are judged and taken in, some
-- thousand at a time (import_step), each time all or nothing. A dry run only
-- judges. What is special about a form's relation is in its functions
-- import_RELATION() and undo_RELATION(), if it has them; without, a line is
-- an INSERT into the relation, with the operator's own rights. Here: what is
-- kept of a file, and how its headings are understood.

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
) WITH (fillfactor = 50);
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
