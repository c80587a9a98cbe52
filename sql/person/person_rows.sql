-- A person's employment, certificates and further contacts: periods each.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE resident_employment (
	LIKE period INCLUDING ALL,
	state line_text NOT NULL,
	employer bigint,
	employer_name line_text,
	place line_text,
	note line_text
) PARTITION BY LIST (county);
COMMENT ON TABLE resident_employment IS '就业状态';
COMMENT ON COLUMN resident_employment.state IS '状态';
COMMENT ON COLUMN resident_employment.employer IS '单位编号（单位登记过的）';
COMMENT ON COLUMN resident_employment.employer_name IS '单位';
COMMENT ON COLUMN resident_employment.place IS '从业地点';
COMMENT ON COLUMN resident_employment.note IS '说明：岗位、失业原因';
SELECT period_attach('resident_employment',
	p_codes => '{state=employment_state}', p_succeeds => true);
CREATE INDEX resident_employment_state
ON resident_employment (state, div) WHERE until IS NULL AND NOT is_removed;
GRANT
	INSERT (county, resident, since, until, state, employer, employer_name,
		place, note),
	UPDATE (since, until, is_removed, state, employer, employer_name, place,
		note)
ON resident_employment TO zhen_window;

CREATE TABLE resident_certificate (
	LIKE period INCLUDING ALL,
	kind line_text NOT NULL,
	number line_text NOT NULL,
	issuer line_text,
	grade line_text,
	made_from bigint,
	CONSTRAINT resident_certificate_number_check CHECK (
		number <> '' AND number = upper(btrim(number))
	)
) PARTITION BY LIST (county);
COMMENT ON TABLE resident_certificate IS '证件';
COMMENT ON COLUMN resident_certificate.since IS '发证日期';
COMMENT ON COLUMN resident_certificate.until IS '有效期止（当天还有效；空为长期）';
COMMENT ON COLUMN resident_certificate.kind IS '证件种类';
COMMENT ON COLUMN resident_certificate.number IS '证件号码（字母大写）';
COMMENT ON COLUMN resident_certificate.issuer IS '发证机关';
COMMENT ON COLUMN resident_certificate.grade IS '等级（例如残疾类别和级别）';
COMMENT ON COLUMN resident_certificate.made_from IS '由哪一本旧证换来';
COMMENT ON CONSTRAINT resident_certificate_number_check
ON resident_certificate IS '证件号码应是大写，前后没有空格，请重新输入';
SELECT period_attach('resident_certificate', '{kind,number}',
	'{kind=certificate}');
CREATE INDEX resident_certificate_number
ON resident_certificate (number, div);
GRANT
	INSERT (county, resident, since, until, kind, number, issuer, grade,
		made_from),
	UPDATE (since, until, is_removed, kind, number, issuer, grade)
ON resident_certificate TO zhen_window;

CREATE FUNCTION resident_by_certificate(p_number text)
RETURNS SETOF resident
LANGUAGE sql STABLE
AS $$
	SELECT * FROM resident r
	WHERE (r.county, r.id) IN (
		SELECT s.county, s.resident
		FROM resident_certificate c
		CROSS JOIN LATERAL resident_same(c.county, c.resident) s
		WHERE c.number = upper(btrim(p_number)) AND NOT c.is_removed)
		AND r.next_id IS NULL
$$;
COMMENT ON FUNCTION resident_by_certificate IS
	'by the whole number of a certificate, an old one too, under whichever row of
the person it is known';
GRANT EXECUTE ON FUNCTION resident_by_certificate TO zhen_operator;

CREATE TABLE certificate_heir (
	kind line_text NOT NULL,
	heir line_text NOT NULL,
	since date NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT certificate_heir_kind_key PRIMARY KEY (kind),
	CONSTRAINT certificate_heir_heir_check CHECK (heir <> kind)
);
COMMENT ON TABLE certificate_heir IS '停发的旧证换成哪种新证';
COMMENT ON COLUMN certificate_heir.kind IS '旧证种类';
COMMENT ON COLUMN certificate_heir.heir IS '新证种类';
COMMENT ON COLUMN certificate_heir.since IS '从哪天起换发';
COMMENT ON COLUMN certificate_heir.source IS '出处';
COMMENT ON COLUMN certificate_heir.is_demo IS '未经核实';
COMMENT ON CONSTRAINT certificate_heir_kind_key ON certificate_heir IS
	'这种旧证已有新证，请直接修改';
COMMENT ON CONSTRAINT certificate_heir_heir_check ON certificate_heir IS
	'新证和旧证应是两种，请重新选择';
SELECT shared_guard('certificate_heir');
GRANT SELECT ON certificate_heir TO zhen_operator;
GRANT INSERT, UPDATE ON certificate_heir TO zhen_admin;
INSERT INTO certificate_heir (kind, heir, since, source, is_demo)
VALUES
	('31', '21', '2011-01-01',
		'人社部发〔2010〕75号，未见原文，日期未经核实', true),
	('21', '22', '2015-02-01',
		'人社部发〔2014〕97号，未见原文，日期未经核实', true);
SELECT audit_attach('certificate_heir');

CREATE FUNCTION certificate_convert(
	county int,
	resident bigint,
	number text
) RETURNS text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	old record;
BEGIN
	SELECT c.*, h.heir INTO old
	FROM resident_certificate c
	JOIN certificate_heir h ON h.kind = c.kind AND h.since <= current_date
	WHERE c.county = certificate_convert.county
		AND c.resident = certificate_convert.resident
		AND NOT c.is_removed AND (c.until IS NULL OR c.until >= current_date)
	ORDER BY c.since, c.id
	LIMIT 1;
	IF old.id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '此人没有需要换新的旧证，不用办理';
	END IF;
	UPDATE resident_certificate SET until = greatest(old.since, current_date - 1)
	WHERE county = old.county AND id = old.id;
	INSERT INTO resident_certificate (county, resident, since, kind, number,
		issuer, grade, made_from)
	VALUES (old.county, old.resident, current_date, old.heir,
		upper(btrim(certificate_convert.number)), old.issuer, old.grade,
		old.id);
	RETURN format('%s %s 已换成%s', code_name('certificate', old.kind),
		old.number, code_name('certificate', old.heir));
END
$$;
COMMENT ON FUNCTION certificate_convert IS
	'the eldest certificate that isn''t issued any more becomes one of the kind
that took its place; the old one ends, and the new one says where it came from';
GRANT EXECUTE ON FUNCTION certificate_convert TO zhen_window;

CREATE TABLE resident_contact (
	LIKE period INCLUDING ALL,
	name person_name,
	kin line_text,
	phone line_text NOT NULL,
	note line_text,
	CONSTRAINT resident_contact_phone_check CHECK (
		phone ~ '^[0-9+ -]{3,20}$'
	)
) PARTITION BY LIST (county);
ALTER TABLE resident_contact ALTER since SET DEFAULT current_date;
COMMENT ON TABLE resident_contact IS '联系人和其他电话';
COMMENT ON COLUMN resident_contact.name IS '联系人（本人的另一个电话为空）';
COMMENT ON COLUMN resident_contact.kin IS '与本人关系 GB/T 4761';
COMMENT ON COLUMN resident_contact.phone IS '电话';
COMMENT ON COLUMN resident_contact.note IS '说明';
COMMENT ON CONSTRAINT resident_contact_phone_check ON resident_contact IS
	'电话应为 3 至 20 位数字，请重新输入';
SELECT period_attach('resident_contact', '{phone}', '{kin=kin}');
GRANT
	INSERT (county, resident, since, until, name, kin, phone, note),
	UPDATE (since, until, is_removed, name, kin, phone, note)
ON resident_contact TO zhen_window;
