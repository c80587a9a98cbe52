-- Employers and units (单位), and what they have paid by month. A month's figures
-- are never changed: whoever corrects them adds a row that says why, and the
-- newest counts.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION credit_code_is_valid(p_code text)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_code ~ '^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$'
	AND (
		SELECT (31 - sum((strpos('0123456789ABCDEFGHJKLMNPQRTUWXY',
			substr(p_code, n::int, 1)) - 1) * weight) % 31) % 31
		FROM unnest(ARRAY[1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24,
			10, 30, 28]) WITH ORDINALITY w (weight, n)
	) = strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(p_code, 18)) - 1;
COMMENT ON FUNCTION credit_code_is_valid IS
	'GB 32100-2015: form and check character of an organisation''s code. A body
that is bound when it is made, as idcard_is_valid()''s';
GRANT EXECUTE ON FUNCTION credit_code_is_valid TO zhen_operator;

CREATE DOMAIN credit_code AS text COLLATE "C"
	CONSTRAINT credit_code_credit_code_check CHECK (
		credit_code_is_valid(VALUE)
	);
COMMENT ON DOMAIN credit_code IS '统一社会信用代码 GB 32100-2015';
COMMENT ON CONSTRAINT credit_code_credit_code_check ON DOMAIN credit_code IS
	'统一社会信用代码不正确（18 位、校验码），请对照营业执照或证书重新输入';

CREATE SEQUENCE employer_id;
GRANT USAGE ON SEQUENCE employer_id TO zhen_window;

CREATE TABLE employer (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('employer_id'),
	credit_code credit_code,
	no_code_reason line_text,
	old_code line_text,
	name line_text NOT NULL,
	initials text COLLATE "C" NOT NULL,
	spelling text COLLATE "C" NOT NULL,
	kind line_text NOT NULL,
	legal_person person_name,
	contact person_name,
	phone line_text,
	div div_code NOT NULL,
	address line_text,
	established_on date,
	closed_on date,
	note line_text,
	created_at timestamptz NOT NULL DEFAULT now(),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT employer_id_key PRIMARY KEY (county, id),
	CONSTRAINT employer_credit_code_key UNIQUE (credit_code, county),
	CONSTRAINT employer_div_fk FOREIGN KEY (div) REFERENCES division (code),
	CONSTRAINT employer_county_check CHECK (county = div / 1000000),
	CONSTRAINT employer_name_check CHECK (length(name) BETWEEN 2 AND 100),
	CONSTRAINT employer_no_code_reason_check CHECK (
		credit_code IS NOT NULL
		OR length(btrim(coalesce(no_code_reason, ''))) >= 2
	),
	CONSTRAINT employer_old_code_check CHECK (
		old_code ~ '^[0-9A-Z]{8}[0-9X]$|^[0-9]{15}$'
	),
	CONSTRAINT employer_phone_check CHECK (phone ~ '^[0-9+ -]{3,20}$'),
	CONSTRAINT employer_established_on_check CHECK (
		established_on <= current_date
	),
	CONSTRAINT employer_closed_on_check CHECK (closed_on >= established_on)
);
CREATE INDEX employer_name ON employer (name, div);
CREATE INDEX employer_initials ON employer (initials, div);
CREATE INDEX employer_div ON employer (div, id);
CREATE INDEX employer_old_code ON employer (old_code)
WHERE old_code IS NOT NULL;
CREATE INDEX employer_name_parts ON employer USING gin (name_parts(name, div));
COMMENT ON TABLE employer IS '单位';
COMMENT ON COLUMN employer.county IS '县区';
COMMENT ON COLUMN employer.id IS '单位编号';
COMMENT ON COLUMN employer.credit_code IS '统一社会信用代码 GB 32100-2015';
COMMENT ON COLUMN employer.no_code_reason IS '没有代码的原因';
COMMENT ON COLUMN employer.old_code IS '原组织机构代码 9 位，或原注册号 15 位';
COMMENT ON COLUMN employer.name IS '名称';
COMMENT ON COLUMN employer.initials IS '名称拼音首字母';
COMMENT ON COLUMN employer.spelling IS '名称全拼';
COMMENT ON COLUMN employer.kind IS '单位类型';
COMMENT ON COLUMN employer.legal_person IS '法定代表人或负责人';
COMMENT ON COLUMN employer.contact IS '联系人';
COMMENT ON COLUMN employer.phone IS '电话';
COMMENT ON COLUMN employer.div IS '村居';
COMMENT ON COLUMN employer.address IS '地址';
COMMENT ON COLUMN employer.established_on IS '成立日期';
COMMENT ON COLUMN employer.closed_on IS '注销日期';
COMMENT ON COLUMN employer.note IS '备注';
COMMENT ON COLUMN employer.created_at IS '登记时间';
COMMENT ON COLUMN employer.version IS '版本';
COMMENT ON CONSTRAINT employer_id_key ON employer IS '此单位编号已有，请重试';
COMMENT ON CONSTRAINT employer_credit_code_key ON employer IS
	'此统一社会信用代码已登记，请按 F3 查询后直接修改';
COMMENT ON CONSTRAINT employer_div_fk ON employer IS
	'没有这个村居，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT employer_county_check ON employer IS
	'县区应为村居代码的前六位，请核对';
COMMENT ON CONSTRAINT employer_name_check ON employer IS
	'单位名称应为 2 至 100 个字，请照执照或印章重新输入';
COMMENT ON CONSTRAINT employer_no_code_reason_check ON employer IS
	'没有统一社会信用代码的，请写明原因，例如 未办执照的小店';
COMMENT ON CONSTRAINT employer_old_code_check ON employer IS
	'原代码应为 9 位（组织机构代码）或 15 位（注册号），请核对';
COMMENT ON CONSTRAINT employer_phone_check ON employer IS
	'电话应为 3 至 20 位数字，请重新输入';
COMMENT ON CONSTRAINT employer_established_on_check ON employer IS
	'成立日期还没有到，请核对';
COMMENT ON CONSTRAINT employer_closed_on_check ON employer IS
	'注销日期早于成立日期，请核对';
SELECT scope_guard('employer');
GRANT SELECT ON employer TO zhen_operator;
GRANT
	INSERT (credit_code, no_code_reason, old_code, name, kind, legal_person,
		contact, phone, div, address, established_on, closed_on, note),
	UPDATE (credit_code, no_code_reason, old_code, name, kind, legal_person,
		contact, phone, div, address, established_on, closed_on, note)
ON employer TO zhen_window;

CREATE FUNCTION employer_name(p_name text)
RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
	SELECT translate(btrim(p_name), '（）　', '() ')
$$;
COMMENT ON FUNCTION employer_name IS
	'the same name, whichever brackets the keyboard has';
GRANT EXECUTE ON FUNCTION employer_name TO zhen_operator;

CREATE FUNCTION employer_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM code_check('employer_kind', NEW.kind, 'kind');
	NEW.name := employer_name(NEW.name);
	IF TG_OP = 'INSERT' OR NEW.div <> OLD.div THEN
		IF NOT EXISTS (SELECT FROM division d
			WHERE d.code = NEW.div AND d.level = 'village') THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'div',
				MESSAGE = '没有这个村居，请按 F4 从列表中选择';
		END IF;
		IF NEW.div NOT BETWEEN scope_lo() AND scope_hi() THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH403', COLUMN = 'div',
				MESSAGE = format('%s不在您的管辖范围，请重新选择村居',
					division_path(NEW.div));
		END IF;
	END IF;
	IF TG_OP = 'INSERT' THEN
		NEW.county := NEW.div / 1000000;
	ELSE
		NEW.version := OLD.version + 1;
	END IF;
	IF TG_OP = 'INSERT' OR NEW.name <> OLD.name THEN
		NEW.initials := pinyin_place_initials(NEW.name);
		NEW.spelling := pinyin_place_spelling(NEW.name);
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER employer_before BEFORE INSERT OR UPDATE ON employer
FOR EACH ROW EXECUTE FUNCTION employer_before();

CREATE SEQUENCE employer_contribution_id;

CREATE TABLE employer_contribution (
	county county_code NOT NULL,
	employer bigint NOT NULL,
	month month_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('employer_contribution_id'),
	div div_code NOT NULL,
	people int NOT NULL,
	amount yuan NOT NULL,
	paid_on date,
	why line_text,
	kept_by name NOT NULL DEFAULT author(),
	kept_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT employer_contribution_id_key
		PRIMARY KEY (county, employer, month, id),
	CONSTRAINT employer_contribution_employer_fk
		FOREIGN KEY (county, employer) REFERENCES employer (county, id),
	CONSTRAINT employer_contribution_people_check CHECK (
		people BETWEEN 0 AND 1000000
	),
	CONSTRAINT employer_contribution_amount_check CHECK (amount >= 0)
) PARTITION BY LIST (county);
COMMENT ON TABLE employer_contribution IS
	'单位按月缴费；同一个月以最后一行为准，前面的是更正以前的';
COMMENT ON COLUMN employer_contribution.county IS '县区';
COMMENT ON COLUMN employer_contribution.employer IS '单位';
COMMENT ON COLUMN employer_contribution.month IS '所属月份';
COMMENT ON COLUMN employer_contribution.id IS '编号';
COMMENT ON COLUMN employer_contribution.div IS '村居，随单位变动';
COMMENT ON COLUMN employer_contribution.people IS '缴费人数';
COMMENT ON COLUMN employer_contribution.amount IS '金额';
COMMENT ON COLUMN employer_contribution.paid_on IS '缴费日期';
COMMENT ON COLUMN employer_contribution.why IS '更正原因，第一次登记的为空';
COMMENT ON COLUMN employer_contribution.kept_by IS '登记人';
COMMENT ON COLUMN employer_contribution.kept_at IS '登记时间';
COMMENT ON CONSTRAINT employer_contribution_id_key ON employer_contribution IS
	'此编号已有，请重试';
COMMENT ON CONSTRAINT employer_contribution_employer_fk
ON employer_contribution IS '没有这个单位，请先登记';
COMMENT ON CONSTRAINT employer_contribution_people_check
ON employer_contribution IS '缴费人数应为 0 至 1000000，请核对';
COMMENT ON CONSTRAINT employer_contribution_amount_check
ON employer_contribution IS '金额不能是负数，请重新输入；多登的请按正确的数更正';
SELECT scope_guard('employer_contribution');
GRANT SELECT ON employer_contribution TO zhen_operator;

CREATE FUNCTION employer_contribute(
	county int,
	employer bigint,
	month int,
	people int,
	amount numeric,
	paid_on date,
	why text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	own employer;
	was employer_contribution;
BEGIN
	SELECT * INTO own FROM employer e
	WHERE e.county = $1 AND e.id = $2
		AND e.div BETWEEN scope_lo() AND scope_hi()
	FOR UPDATE;
	IF own.id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '管辖范围内没有这个单位，请在“单位”(1302)里重新查询';
	END IF;
	IF $3 > month_of(current_date)
		OR $3 < month_of(own.established_on)
		OR $3 > month_of(own.closed_on) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'month',
			MESSAGE = '这个月还没有到，或单位那时还没有成立、已经注销，请核对';
	END IF;
	SELECT * INTO was FROM employer_contribution c
	WHERE c.county = $1 AND c.employer = $2 AND c.month = $3
	ORDER BY c.id DESC LIMIT 1;
	IF was.id IS NOT NULL AND coalesce(btrim($7), '') = '' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'why',
			MESSAGE = format('%s 已登记 %s 人 %s 元；要更正请写明原因', $3,
				was.people, was.amount);
	END IF;
	INSERT INTO employer_contribution AS c (county, employer, month, div, people,
		amount, paid_on, why)
	VALUES ($1, $2, $3, own.div, $4, $5, $6,
		CASE WHEN was.id IS NOT NULL THEN btrim($7) END);
	RETURN format('%s：%s %s 人 %s 元%s', own.name, $3, $4, $5::yuan,
		CASE WHEN was.id IS NULL THEN '，已登记'
			ELSE format('，已更正（原 %s 人 %s 元）', was.people, was.amount) END);
END
$$;
COMMENT ON FUNCTION employer_contribute IS
	'a month''s contribution of a unit; once more for the same month it corrects
and has to say why';
GRANT EXECUTE ON FUNCTION employer_contribute TO zhen_window;

CREATE FUNCTION employer_follow()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE employer_contribution SET div = NEW.div
	WHERE county = NEW.county AND employer = NEW.id;
	RETURN NULL;
END
$$;
CREATE TRIGGER employer_follow AFTER UPDATE OF div ON employer
FOR EACH ROW WHEN (NEW.div <> OLD.div)
EXECUTE FUNCTION employer_follow();

SELECT audit_attach('employer');
SELECT audit_attach('employer_contribution');
