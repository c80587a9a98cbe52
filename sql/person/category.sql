-- People who have it hard on the labour market (就业困难人员) and other kinds
-- that policy knows: which kinds a province has, from when to when, and who was
-- one of them, by what evidence and who said so.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE hard_category (
	province int NOT NULL,
	code line_text NOT NULL,
	name line_text NOT NULL,
	since date NOT NULL,
	until date,
	becomes line_text,
	basis line_text NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT hard_category_code_key PRIMARY KEY (province, code),
	CONSTRAINT hard_category_becomes_fk FOREIGN KEY (province, becomes)
		REFERENCES hard_category (province, code)
		DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT hard_category_province_check CHECK (province BETWEEN 11 AND 82),
	CONSTRAINT hard_category_until_check CHECK (until >= since),
	CONSTRAINT hard_category_becomes_check CHECK (
		becomes IS NULL OR becomes <> code AND until IS NOT NULL
	)
);
COMMENT ON TABLE hard_category IS '困难人员类别，各省自定';
COMMENT ON COLUMN hard_category.province IS '省级代码，两位';
COMMENT ON COLUMN hard_category.code IS '类别代码';
COMMENT ON COLUMN hard_category.name IS '名称';
COMMENT ON COLUMN hard_category.since IS '从哪天起认定';
COMMENT ON COLUMN hard_category.until IS '认定到哪天；空为现行';
COMMENT ON COLUMN hard_category.becomes IS '停止认定以后转成哪一类';
COMMENT ON COLUMN hard_category.basis IS '依据';
COMMENT ON COLUMN hard_category.source IS '出处';
COMMENT ON COLUMN hard_category.is_demo IS '未经核实';
COMMENT ON CONSTRAINT hard_category_code_key ON hard_category IS
	'这个类别已有，请直接修改';
COMMENT ON CONSTRAINT hard_category_becomes_fk ON hard_category IS
	'没有要转成的类别，请先登记它';
COMMENT ON CONSTRAINT hard_category_province_check ON hard_category IS
	'省级代码应为 11 至 82，请核对';
COMMENT ON CONSTRAINT hard_category_until_check ON hard_category IS
	'停止日期早于开始日期，请核对';
COMMENT ON CONSTRAINT hard_category_becomes_check ON hard_category IS
	'停止认定的才转成别的类别，请填停止日期，并选另一类';
SELECT shared_guard('hard_category');
GRANT SELECT ON hard_category TO zhen_operator;
GRANT INSERT, UPDATE ON hard_category TO zhen_admin;

INSERT INTO hard_category (province, code, name, since, until, becomes, basis,
	source, is_demo)
SELECT 37, code, name, since::date, until::date, becomes, basis,
	'类别见法律条文；山东省的范围和起止日期未经核实', true
FROM (VALUES
	('1', '“4050”人员', '2008-01-01', NULL, NULL,
		'《就业促进法》第五十二条'),
	('2', '零就业家庭成员', '2008-01-01', NULL, NULL,
		'《就业促进法》第五十二条、第五十六条'),
	('3', '享受最低生活保障人员', '2008-01-01', NULL, NULL,
		'《就业促进法》第五十二条'),
	('4', '残疾人员', '2008-01-01', NULL, NULL, '《就业促进法》第五十二条'),
	('5', '失地农民', '2008-01-01', NULL, NULL, '《就业促进法》第五十二条'),
	('6', '长期失业人员', '2008-01-01', NULL, NULL,
		'《就业促进法》第五十二条'),
	('7', '单亲家庭抚养人员', '2008-01-01', NULL, NULL,
		'《就业促进法》第五十二条'),
	('8', '困难家庭高校毕业生', '2008-01-01', NULL, NULL,
		'《就业促进法》第五十二条'),
	('9', '成年孤儿', '2008-01-01', NULL, NULL, '《就业促进法》第五十二条'),
	('21', '国有企业下岗失业人员', '2002-09-30', '2010-12-31', '6',
		'再就业政策（中发〔2002〕12号）'),
	('22', '国有企业富余职工', '2002-09-30', '2010-12-31', '6',
		'再就业政策（中发〔2002〕12号）')
) v (code, name, since, until, becomes, basis);
SELECT audit_attach('hard_category');

CREATE TABLE resident_category (
	LIKE period INCLUDING ALL,
	category line_text NOT NULL,
	evidence line_text NOT NULL,
	confirmed_by line_text NOT NULL,
	made_from bigint
) PARTITION BY LIST (county);
COMMENT ON TABLE resident_category IS '困难类别';
COMMENT ON COLUMN resident_category.since IS '认定日期';
COMMENT ON COLUMN resident_category.until IS '退出日期（当天还算；空为在册）';
COMMENT ON COLUMN resident_category.category IS '类别';
COMMENT ON COLUMN resident_category.evidence IS '凭什么认定：看了哪些材料';
COMMENT ON COLUMN resident_category.confirmed_by IS '谁认定的';
COMMENT ON COLUMN resident_category.made_from IS '由哪一条旧类别转来';
SELECT period_attach('resident_category', '{category}');
CREATE INDEX resident_category_category
ON resident_category (category, div) WHERE until IS NULL AND NOT is_removed;
GRANT
	INSERT (county, resident, since, until, category, evidence, confirmed_by,
		made_from),
	UPDATE (since, until, is_removed, category, evidence, confirmed_by)
ON resident_category TO zhen_window;

CREATE FUNCTION category_of(
	p_county int,
	p_code text
) RETURNS hard_category
LANGUAGE sql STABLE
AS $$
	SELECT c
	FROM hard_category c
	WHERE c.province = p_county / 10000 AND c.code = p_code
$$;
COMMENT ON FUNCTION category_of IS 'a category as the county''s province has it';
GRANT EXECUTE ON FUNCTION category_of TO zhen_operator;

CREATE FUNCTION category_name(
	p_county int,
	p_code text
) RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT (category_of(p_county, p_code)).name
$$;
GRANT EXECUTE ON FUNCTION category_name TO zhen_operator;

CREATE FUNCTION resident_category_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	kind hard_category := category_of(NEW.county, NEW.category);
BEGIN
	IF NEW.is_removed OR TG_OP = 'UPDATE'
		AND (OLD.category, OLD.since) = (NEW.category, NEW.since) THEN
		RETURN NEW;
	END IF;
	IF kind.code IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'category',
			MESSAGE = format('没有类别“%s”，请按 F4 从列表中选择', NEW.category);
	END IF;
	IF NEW.since NOT BETWEEN kind.since AND coalesce(kind.until, 'infinity') THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'since',
			MESSAGE = format('“%s”只在 %s 认定，请核对认定日期或改选类别',
				kind.name, period_words(kind.since, kind.until));
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION resident_category_before IS
	'nobody is found to be of a kind that policy didn''t have on that day';
CREATE TRIGGER resident_category_before
BEFORE INSERT OR UPDATE ON resident_category
FOR EACH ROW EXECUTE FUNCTION resident_category_before();

CREATE VIEW lookup_hard_category
WITH (security_invoker = true)
AS
SELECT
	c.code,
	c.name,
	pinyin_place_initials(c.name) AS initials,
	pinyin_place_spelling(c.name) AS spelling,
	CASE WHEN c.until < current_date
		THEN format('%s 起不再认定', c.until + 1) END AS note
FROM hard_category c
WHERE c.province = (SELECT scope_lo() / 10000000000)
ORDER BY c.until < current_date DESC NULLS FIRST, length(c.code), c.code;
COMMENT ON VIEW lookup_hard_category IS '本省的困难人员类别';
GRANT SELECT ON lookup_hard_category TO zhen_operator;

CREATE VIEW category_outdated
WITH (security_invoker = true)
AS
SELECT
	m.county,
	m.resident,
	m.id,
	m.div,
	r.name,
	r.id_no,
	division_name(m.div) AS village_name,
	was.name AS category_name,
	m.since,
	was.until AS ended,
	now_is.name AS becomes_name
FROM resident_category m
JOIN resident r ON r.county = m.county AND r.id = m.resident
JOIN hard_category was ON was.province = m.county / 10000
	AND was.code = m.category
LEFT JOIN hard_category now_is ON now_is.province = was.province
	AND now_is.code = was.becomes
WHERE m.until IS NULL AND NOT m.is_removed AND r.died IS NULL
	AND was.until < current_date;
COMMENT ON VIEW category_outdated IS '还在册的旧类别';
GRANT SELECT ON category_outdated TO zhen_operator;

CREATE FUNCTION category_convert(
	county int,
	resident bigint,
	id bigint
) RETURNS text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	old resident_category;
	was hard_category;
BEGIN
	UPDATE resident_category m
	SET until = greatest(m.since, was.until)
	FROM hard_category was
	WHERE m.county = category_convert.county
		AND m.resident = category_convert.resident
		AND m.id = category_convert.id
		AND m.until IS NULL AND NOT m.is_removed
		AND was.province = m.county / 10000 AND was.code = m.category
		AND was.until < current_date
	RETURNING m.* INTO old;
	IF old.id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '这一条已经不是在册的旧类别，请重新打开列表';
	END IF;
	was := category_of(old.county, old.category);
	IF was.becomes IS NOT NULL AND NOT EXISTS (
		SELECT FROM resident_category m
		WHERE m.county = old.county AND m.resident = old.resident
			AND m.category = was.becomes AND NOT m.is_removed
			AND coalesce(m.until, 'infinity') > old.until) THEN
		INSERT INTO resident_category (county, resident, since, category,
			evidence, confirmed_by, made_from)
		VALUES (old.county, old.resident, old.until + 1, was.becomes,
			left(format('由“%s”转入；%s', was.name, old.evidence), 200),
			old.confirmed_by, old.id);
	END IF;
	RETURN format('“%s”到 %s 为止%s', was.name, old.until,
		coalesce(format('，转为“%s”', category_name(old.county, was.becomes)),
			''));
END
$$;
COMMENT ON FUNCTION category_convert IS
	'a membership of a kind that policy doesn''t have any more ends with it, and
goes on as the kind that took its place';
GRANT EXECUTE ON FUNCTION category_convert TO zhen_window;
