-- Numbers of certificates: what one of a kind looks like, as rows with the day
-- from which it does, and what an operator is told of one that doesn't fit.
-- 就业失业登记证 registers somebody for work: one at a time, from 16 on.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE certificate_number (
	kind line_text NOT NULL,
	since date NOT NULL,
	pattern line_text NOT NULL,
	says line_text NOT NULL,
	has_division boolean NOT NULL DEFAULT false,
	is_single boolean NOT NULL DEFAULT false,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT certificate_number_since_key PRIMARY KEY (kind, since),
	CONSTRAINT certificate_number_pattern_check CHECK (
		regexp_match('', pattern) IS NULL
	)
);
COMMENT ON TABLE certificate_number IS '证件号码的规则：按种类，从哪天起发的证';
COMMENT ON COLUMN certificate_number.kind IS '证件种类';
COMMENT ON COLUMN certificate_number.since IS '从哪天起发的';
COMMENT ON COLUMN certificate_number.pattern IS '号码的样子（正则表达式）';
COMMENT ON COLUMN certificate_number.says IS '不合时怎么说';
COMMENT ON COLUMN certificate_number.has_division IS '前六位是发证地区划';
COMMENT ON COLUMN certificate_number.is_single IS '一个人同时只能有一本';
COMMENT ON COLUMN certificate_number.source IS '出处';
COMMENT ON COLUMN certificate_number.is_demo IS '未经核实';
COMMENT ON CONSTRAINT certificate_number_since_key ON certificate_number IS
	'这种证件从这天起的规则已有，请直接修改';
COMMENT ON CONSTRAINT certificate_number_pattern_check ON certificate_number IS
	'号码的规则不能让空号码通过，请重新填写';
SELECT shared_guard('certificate_number');
GRANT SELECT ON certificate_number TO zhen_operator;
GRANT INSERT, UPDATE ON certificate_number TO zhen_admin;
INSERT INTO certificate_number (kind, since, pattern, says, has_division,
	is_single, source, is_demo)
SELECT kind, '2011-01-01',
	'^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])[0-9]{16}$',
	'登记证号码应为 18 位数字，前 6 位是发证地的区划代码，请照证件重新输入',
	true, true, '广西办法（lawyee 170533 等）：18 位，前六位为发证地；本省未核实', true
FROM unnest('{21,22}'::text[]) kind;
SELECT audit_attach('certificate_number');

CREATE FUNCTION certificate_number_of(
	p_kind text,
	p_since date
) RETURNS certificate_number
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT c
	FROM certificate_number c
	WHERE c.kind = p_kind AND c.since <= coalesce(p_since, current_date)
	ORDER BY c.since DESC
	LIMIT 1
$$;
COMMENT ON FUNCTION certificate_number_of IS
	'the rule for a certificate of a kind that was issued on a day';
GRANT EXECUTE ON FUNCTION certificate_number_of TO zhen_operator;

CREATE FUNCTION certificate_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	rule certificate_number := certificate_number_of(NEW.kind, NEW.since);
	other resident_certificate;
BEGIN
	IF NEW.is_removed OR rule.kind IS NULL OR TG_OP = 'UPDATE'
		AND (OLD.kind, OLD.number, OLD.since) = (NEW.kind, NEW.number, NEW.since)
	THEN
		RETURN NEW;
	END IF;
	IF NEW.number !~ rule.pattern THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'number',
			MESSAGE = rule.says;
	END IF;
	SELECT c.* INTO other
	FROM resident_certificate c
	JOIN certificate_number n ON n.kind = c.kind AND n.is_single
	WHERE rule.is_single AND c.county = NEW.county
		AND c.resident = NEW.resident AND c.id <> NEW.id AND NOT c.is_removed
		AND c.since <= coalesce(NEW.until, 'infinity')
		AND coalesce(c.until, 'infinity') >= NEW.since
	LIMIT 1;
	IF other.id IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'kind',
			MESSAGE = format('此人已有%s %s，请先填它的有效期止，或按 F6 旧证换新',
				code_name('certificate', other.kind), other.number);
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION certificate_before IS
	'a number fits its kind, and who is registered has one certificate of it;
what was entered before the rule stays until it is changed. By its name after
period_before, which locks the person';
CREATE TRIGGER period_then_certificate
BEFORE INSERT OR UPDATE ON resident_certificate
FOR EACH ROW EXECUTE FUNCTION certificate_before();

CREATE FUNCTION certificate_notice(
	p_county int,
	p_resident bigint,
	p_kind text,
	p_number text
) RETURNS TABLE (
	severity text,
	message text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT 'warning', format('这个号码已登记给%s（%s），请核对', r.name,
		mask_idcard(r.id_no))
	FROM resident_certificate c
	JOIN resident r ON r.county = c.county AND r.id = c.resident
	WHERE c.number = upper(btrim(p_number)) AND c.kind = p_kind
		AND NOT c.is_removed
		AND (c.county, c.resident) IS DISTINCT FROM (p_county, p_resident)
	UNION ALL
	SELECT 'warning', n.says
	FROM certificate_number_of(p_kind, NULL) n
	WHERE upper(btrim(p_number)) !~ n.pattern
	UNION ALL
	SELECT 'warning', format('这本证是 %s 发的，不在本县区；迁来的请先办转移',
		left(btrim(p_number), 6))
	FROM certificate_number_of(p_kind, NULL) n
	WHERE n.has_division AND btrim(p_number) ~ n.pattern
		AND left(btrim(p_number), 6) <> p_county::text
	LIMIT 1
$$;
COMMENT ON FUNCTION certificate_notice IS
	'who else in scope has this number, or what is odd about it';
GRANT EXECUTE ON FUNCTION certificate_notice TO zhen_operator;

CREATE FUNCTION employment_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	of_age date := (SELECT years_after(r.birth, 16) FROM resident r
		WHERE r.county = NEW.county AND r.id = NEW.resident);
BEGIN
	IF NEW.state = '21' AND NOT NEW.is_removed AND NEW.since < of_age THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'since',
			MESSAGE = format('%s 才满 16 周岁，以前不能登记失业，请核对', of_age);
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION employment_before IS
	'nobody is registered as out of work before working age';
CREATE TRIGGER period_then_employment
BEFORE INSERT OR UPDATE ON resident_employment
FOR EACH ROW EXECUTE FUNCTION employment_before();
