-- What was handed to the bank and what came back: files, their lines, answers
-- (回盘) and their lines. Nothing here is ever changed: a payment goes into one
-- file and has one outcome, by key; who isn't paid after all gets a reissue,
-- which is another part of the payment and goes into another file.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE bank_sent_id;

CREATE TABLE bank_sent (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('bank_sent_id'),
	div div_code NOT NULL,
	batch bigint NOT NULL,
	run int NOT NULL,
	piece int NOT NULL,
	format line_text NOT NULL,
	since date NOT NULL,
	charset line_text NOT NULL,
	file_name line_text NOT NULL,
	people int NOT NULL,
	total numeric(15,2) NOT NULL,
	header line_text,
	trailer line_text,
	digest text COLLATE "C" NOT NULL,
	made_by name NOT NULL DEFAULT session_user,
	made_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT bank_sent_id_key PRIMARY KEY (county, id),
	CONSTRAINT bank_sent_piece_key UNIQUE (county, batch, run, piece),
	CONSTRAINT bank_sent_batch_fk FOREIGN KEY (county, batch)
		REFERENCES batch (county, id),
	CONSTRAINT bank_sent_format_fk FOREIGN KEY (format, since)
		REFERENCES bank_format (code, since),
	CONSTRAINT bank_sent_county_check CHECK (county = div / 1000000)
);
COMMENT ON TABLE bank_sent IS '代发文件：编好就不再变';
COMMENT ON COLUMN bank_sent.county IS '县区';
COMMENT ON COLUMN bank_sent.id IS '文件号';
COMMENT ON COLUMN bank_sent.div IS '服务所所在区划';
COMMENT ON COLUMN bank_sent.batch IS '批次';
COMMENT ON COLUMN bank_sent.run IS '0 为批次的发放，其他为第几次补发';
COMMENT ON COLUMN bank_sent.piece IS '分成几个文件的，第几个';
COMMENT ON COLUMN bank_sent.format IS '格式';
COMMENT ON COLUMN bank_sent.since IS '格式的哪一版：从哪天起';
COMMENT ON COLUMN bank_sent.charset IS '编码';
COMMENT ON COLUMN bank_sent.file_name IS '文件名';
COMMENT ON COLUMN bank_sent.people IS '笔数';
COMMENT ON COLUMN bank_sent.total IS '金额';
COMMENT ON COLUMN bank_sent.header IS '首行';
COMMENT ON COLUMN bank_sent.trailer IS '末行';
COMMENT ON COLUMN bank_sent.digest IS '全部内容的 SHA-256，转码以前';
COMMENT ON COLUMN bank_sent.made_by IS '编制人';
COMMENT ON COLUMN bank_sent.made_at IS '编制时间';
COMMENT ON CONSTRAINT bank_sent_id_key ON bank_sent IS '此文件号已有，请重试';
COMMENT ON CONSTRAINT bank_sent_piece_key ON bank_sent IS
	'这个文件已经编好，请直接取，不能重复';
COMMENT ON CONSTRAINT bank_sent_batch_fk ON bank_sent IS
	'没有这个批次，请重新打开发放批次';
COMMENT ON CONSTRAINT bank_sent_format_fk ON bank_sent IS
	'没有这种格式，请核对';
COMMENT ON CONSTRAINT bank_sent_county_check ON bank_sent IS
	'县区应为区划代码的前六位，请核对';
SELECT scope_guard('bank_sent');
GRANT SELECT ON bank_sent TO zhen_operator;

CREATE TABLE bank_sent_line (
	county county_code NOT NULL,
	batch bigint NOT NULL,
	resident bigint NOT NULL,
	part smallint NOT NULL,
	run int NOT NULL,
	piece int NOT NULL,
	line int NOT NULL,
	div div_code NOT NULL,
	amount yuan NOT NULL,
	said line_text,
	is_first boolean GENERATED ALWAYS AS (said IS NOT NULL) STORED,
	CONSTRAINT bank_sent_line_resident_key
		PRIMARY KEY (county, batch, resident, part)
) PARTITION BY LIST (county);
COMMENT ON TABLE bank_sent_line IS
	'代发文件的行：一笔发放只在一个文件里；拨付给单位的几笔合成一行';
COMMENT ON COLUMN bank_sent_line.county IS '县区';
COMMENT ON COLUMN bank_sent_line.batch IS '批次';
COMMENT ON COLUMN bank_sent_line.resident IS '居民';
COMMENT ON COLUMN bank_sent_line.part IS '发放台账的第几笔';
COMMENT ON COLUMN bank_sent_line.run IS '0 为批次的发放，其他为第几次补发';
COMMENT ON COLUMN bank_sent_line.piece IS '第几个文件';
COMMENT ON COLUMN bank_sent_line.line IS '文件里的序号';
COMMENT ON COLUMN bank_sent_line.div IS '村居';
COMMENT ON COLUMN bank_sent_line.amount IS '金额';
COMMENT ON COLUMN bank_sent_line.said IS
	'写给银行的一行；几个人合成拨付给单位的一行时，只记在第一个人名下';
COMMENT ON COLUMN bank_sent_line.is_first IS '一行的第一个人';
COMMENT ON CONSTRAINT bank_sent_line_resident_key ON bank_sent_line IS
	'这笔发放已在一个代发文件里，不能重复';
SELECT scope_guard('bank_sent_line');
GRANT SELECT (county, batch, resident, part, run, piece, line, div, amount,
	is_first)
ON bank_sent_line TO zhen_operator;

CREATE SEQUENCE bank_return_id;

CREATE TABLE bank_return (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('bank_return_id'),
	div div_code NOT NULL,
	sent bigint NOT NULL,
	batch bigint NOT NULL,
	file_name line_text NOT NULL,
	digest text COLLATE "C" NOT NULL,
	people int NOT NULL,
	total numeric(15,2) NOT NULL,
	good int NOT NULL,
	good_total numeric(15,2) NOT NULL,
	failed int NOT NULL,
	failed_total numeric(15,2) NOT NULL,
	made_by name NOT NULL DEFAULT session_user,
	made_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT bank_return_id_key PRIMARY KEY (county, id),
	CONSTRAINT bank_return_digest_key UNIQUE (county, sent, digest),
	CONSTRAINT bank_return_sent_fk FOREIGN KEY (county, sent)
		REFERENCES bank_sent (county, id),
	CONSTRAINT bank_return_county_check CHECK (county = div / 1000000)
);
CREATE INDEX bank_return_batch ON bank_return (county, batch);
COMMENT ON TABLE bank_return IS '回盘：银行对代发文件的答复';
COMMENT ON COLUMN bank_return.county IS '县区';
COMMENT ON COLUMN bank_return.id IS '回盘编号';
COMMENT ON COLUMN bank_return.div IS '服务所所在区划';
COMMENT ON COLUMN bank_return.sent IS '答复的是哪个代发文件';
COMMENT ON COLUMN bank_return.batch IS '批次';
COMMENT ON COLUMN bank_return.file_name IS '文件名';
COMMENT ON COLUMN bank_return.digest IS '全部内容的 SHA-256，认出同一个文件';
COMMENT ON COLUMN bank_return.people IS '文件里的笔数';
COMMENT ON COLUMN bank_return.total IS '文件里的金额';
COMMENT ON COLUMN bank_return.good IS '新增的成功笔数';
COMMENT ON COLUMN bank_return.good_total IS '新增的成功金额';
COMMENT ON COLUMN bank_return.failed IS '新增的失败笔数';
COMMENT ON COLUMN bank_return.failed_total IS '新增的失败金额';
COMMENT ON COLUMN bank_return.made_by IS '读入人';
COMMENT ON COLUMN bank_return.made_at IS '读入时间';
COMMENT ON CONSTRAINT bank_return_id_key ON bank_return IS
	'此回盘编号已有，请重试';
COMMENT ON CONSTRAINT bank_return_digest_key ON bank_return IS
	'这个回盘文件已经读过，不能重复';
COMMENT ON CONSTRAINT bank_return_sent_fk ON bank_return IS
	'没有这个代发文件，请核对文件号';
COMMENT ON CONSTRAINT bank_return_county_check ON bank_return IS
	'县区应为区划代码的前六位，请核对';
SELECT scope_guard('bank_return');
GRANT SELECT ON bank_return TO zhen_operator;

CREATE TABLE bank_return_line (
	county county_code NOT NULL,
	batch bigint NOT NULL,
	resident bigint NOT NULL,
	part smallint NOT NULL,
	return bigint NOT NULL,
	div div_code NOT NULL,
	amount yuan NOT NULL,
	is_good boolean NOT NULL,
	reason line_text,
	CONSTRAINT bank_return_line_resident_key
		PRIMARY KEY (county, batch, resident, part),
	CONSTRAINT bank_return_line_reason_check CHECK (
		is_good OR reason IS NOT NULL
	)
) PARTITION BY LIST (county);
CREATE INDEX bank_return_line_failed ON bank_return_line (county, batch)
WHERE NOT is_good;
COMMENT ON TABLE bank_return_line IS '回盘的行：一笔发放一个结果，不再改';
COMMENT ON COLUMN bank_return_line.county IS '县区';
COMMENT ON COLUMN bank_return_line.batch IS '批次';
COMMENT ON COLUMN bank_return_line.resident IS '居民';
COMMENT ON COLUMN bank_return_line.part IS '发放台账的第几笔';
COMMENT ON COLUMN bank_return_line.return IS '回盘编号';
COMMENT ON COLUMN bank_return_line.div IS '村居';
COMMENT ON COLUMN bank_return_line.amount IS '金额';
COMMENT ON COLUMN bank_return_line.is_good IS '是否成功';
COMMENT ON COLUMN bank_return_line.reason IS '失败原因';
COMMENT ON CONSTRAINT bank_return_line_resident_key ON bank_return_line IS
	'这笔发放已有结果，不能重复';
COMMENT ON CONSTRAINT bank_return_line_reason_check ON bank_return_line IS
	'失败应有原因，请核对回盘文件';
SELECT scope_guard('bank_return_line');
GRANT SELECT ON bank_return_line TO zhen_operator;

CREATE FUNCTION bank_keep()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'ZH403',
		MESSAGE = '代发文件和回盘只增不改；没有发到的请申请补发，编入另一个文件';
END
$$;
CREATE TRIGGER as_sent BEFORE UPDATE OR DELETE ON bank_sent
FOR EACH ROW EXECUTE FUNCTION bank_keep();
CREATE TRIGGER as_sent BEFORE UPDATE OR DELETE ON bank_sent_line
FOR EACH ROW EXECUTE FUNCTION bank_keep();
CREATE TRIGGER as_sent BEFORE UPDATE OR DELETE ON bank_return
FOR EACH ROW EXECUTE FUNCTION bank_keep();
CREATE TRIGGER as_sent BEFORE UPDATE OR DELETE ON bank_return_line
FOR EACH ROW EXECUTE FUNCTION bank_keep();

SELECT audit_attach('bank_sent');
SELECT audit_attach('bank_sent_line', 'div', '{batch,run,piece}');
SELECT audit_attach('bank_return');
SELECT audit_attach('bank_return_line', 'div', '{batch,return}');
