-- The matters (事项) that offices accept, as rows: legal basis, who may apply,
-- which materials, who does what within how many working days, and at which
-- level (delegation). The code set of the same name groups them. The rows come
-- from data/matter*.csv, so that setup() attaches the record of changes.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE matter (
	code line_text NOT NULL,
	title line_text NOT NULL,
	topic line_text NOT NULL,
	basis line_text NOT NULL,
	who line_text NOT NULL,
	fee line_text NOT NULL DEFAULT '不收费',
	objection line_text NOT NULL
		DEFAULT '可向区、市人社局反映，也可依法申请复议或诉讼',
	note line_text,
	since date NOT NULL DEFAULT '2009-01-01',
	until date,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT matter_code_key PRIMARY KEY (code),
	CONSTRAINT matter_code_check CHECK (code ~ '^[a-z0-9_]{1,40}$'),
	CONSTRAINT matter_until_check CHECK (until >= since)
);
COMMENT ON TABLE matter IS '事项：服务所受理什么，依据什么，谁可以申请';
COMMENT ON COLUMN matter.code IS '代码';
COMMENT ON COLUMN matter.title IS '名称';
COMMENT ON COLUMN matter.topic IS '类别';
COMMENT ON COLUMN matter.basis IS '法律依据';
COMMENT ON COLUMN matter.who IS '谁可以申请';
COMMENT ON COLUMN matter.fee IS '收费';
COMMENT ON COLUMN matter.objection IS '有异议怎么办';
COMMENT ON COLUMN matter.note IS '说明';
COMMENT ON COLUMN matter.since IS '从何时起';
COMMENT ON COLUMN matter.until IS '到何时止';
COMMENT ON COLUMN matter.is_demo IS '演示值，未经核实';
COMMENT ON CONSTRAINT matter_code_key ON matter IS
	'此事项代码已有，请换一个';
COMMENT ON CONSTRAINT matter_code_check ON matter IS
	'代码应为 1 至 40 个小写字母、数字或下划线';
COMMENT ON CONSTRAINT matter_until_check ON matter IS
	'结束早于开始，请核对';
SELECT shared_guard('matter');
GRANT SELECT ON matter TO zhen_operator;
GRANT INSERT, UPDATE ON matter TO zhen_admin;

CREATE TABLE matter_limit (
	matter line_text NOT NULL,
	since date NOT NULL,
	days int NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT matter_limit_since_key PRIMARY KEY (matter, since),
	CONSTRAINT matter_limit_matter_fk FOREIGN KEY (matter)
		REFERENCES matter (code),
	CONSTRAINT matter_limit_days_check CHECK (days BETWEEN 0 AND 250)
);
COMMENT ON TABLE matter_limit IS '事项的办理时限，按起始日期';
COMMENT ON COLUMN matter_limit.matter IS '事项';
COMMENT ON COLUMN matter_limit.since IS '起始日期';
COMMENT ON COLUMN matter_limit.days IS '工作日；0 为当日办结';
COMMENT ON COLUMN matter_limit.source IS '出处';
COMMENT ON COLUMN matter_limit.is_demo IS '演示值，未经核实';
COMMENT ON CONSTRAINT matter_limit_since_key ON matter_limit IS
	'此事项这一天已有时限，请直接修改';
COMMENT ON CONSTRAINT matter_limit_matter_fk ON matter_limit IS
	'没有这个事项，请先登记事项';
COMMENT ON CONSTRAINT matter_limit_days_check ON matter_limit IS
	'时限应为 0 至 250 个工作日，请核对';
SELECT shared_guard('matter_limit');
GRANT SELECT ON matter_limit TO zhen_operator;
GRANT INSERT, UPDATE ON matter_limit TO zhen_admin;

CREATE TABLE matter_material (
	matter line_text NOT NULL,
	item int NOT NULL,
	since date NOT NULL DEFAULT '2009-01-01',
	name line_text NOT NULL,
	form line_text NOT NULL,
	copies int NOT NULL DEFAULT 1,
	is_required boolean NOT NULL DEFAULT true,
	unless line_text,
	until date,
	CONSTRAINT matter_material_item_key PRIMARY KEY (matter, item, since),
	CONSTRAINT matter_material_matter_fk FOREIGN KEY (matter)
		REFERENCES matter (code),
	CONSTRAINT matter_material_item_check CHECK (item BETWEEN 1 AND 99),
	CONSTRAINT matter_material_form_check CHECK (
		form IN ('original', 'copy', 'both')
	),
	CONSTRAINT matter_material_copies_check CHECK (copies BETWEEN 1 AND 20),
	CONSTRAINT matter_material_unless_check CHECK (
		is_required OR unless IS NOT NULL
	),
	CONSTRAINT matter_material_until_check CHECK (until >= since)
);
COMMENT ON TABLE matter_material IS '事项的材料清单；清单以外的不能要';
COMMENT ON COLUMN matter_material.matter IS '事项';
COMMENT ON COLUMN matter_material.item IS '第几项';
COMMENT ON COLUMN matter_material.since IS '从何时起';
COMMENT ON COLUMN matter_material.name IS '材料';
COMMENT ON COLUMN matter_material.form IS
	'original 验原件，copy 收复印件，both 验原件收复印件';
COMMENT ON COLUMN matter_material.copies IS '份数';
COMMENT ON COLUMN matter_material.is_required IS '必须有';
COMMENT ON COLUMN matter_material.unless IS '什么情况下可以没有';
COMMENT ON COLUMN matter_material.until IS '到何时止';
COMMENT ON CONSTRAINT matter_material_item_key ON matter_material IS
	'此事项已有这一项材料，请换一个序号';
COMMENT ON CONSTRAINT matter_material_matter_fk ON matter_material IS
	'没有这个事项，请先登记事项';
COMMENT ON CONSTRAINT matter_material_item_check ON matter_material IS
	'序号应为 1 至 99';
COMMENT ON CONSTRAINT matter_material_form_check ON matter_material IS
	'应为 original（原件）、copy（复印件）或 both（都要）';
COMMENT ON CONSTRAINT matter_material_copies_check ON matter_material IS
	'份数应为 1 至 20';
COMMENT ON CONSTRAINT matter_material_unless_check ON matter_material IS
	'不是必须的材料，请写明什么情况下可以没有';
COMMENT ON CONSTRAINT matter_material_until_check ON matter_material IS
	'结束早于开始，请核对';
SELECT shared_guard('matter_material');
GRANT SELECT ON matter_material TO zhen_operator;
GRANT INSERT, UPDATE ON matter_material TO zhen_admin;

CREATE TABLE matter_step (
	matter line_text NOT NULL,
	step int NOT NULL,
	level text COLLATE "C" NOT NULL,
	duty line_text NOT NULL,
	since date NOT NULL DEFAULT '2009-01-01',
	kind text COLLATE "C" NOT NULL,
	title line_text NOT NULL,
	days int NOT NULL DEFAULT 0,
	needs_other boolean NOT NULL DEFAULT false,
	until date,
	CONSTRAINT matter_step_step_key PRIMARY KEY (matter, step, level, duty, since),
	CONSTRAINT matter_step_matter_fk FOREIGN KEY (matter)
		REFERENCES matter (code),
	CONSTRAINT matter_step_step_check CHECK (step BETWEEN 1 AND 20),
	CONSTRAINT matter_step_level_check CHECK (
		level IN ('county', 'town', 'village')
	),
	CONSTRAINT matter_step_duty_check CHECK (
		duty IN ('window', 'reviewer', 'supervisor', 'coordinator')
	),
	CONSTRAINT matter_step_kind_check CHECK (
		kind IN ('accept', 'work', 'decide')
	),
	CONSTRAINT matter_step_days_check CHECK (days BETWEEN 0 AND 250),
	CONSTRAINT matter_step_until_check CHECK (until >= since)
);
COMMENT ON TABLE matter_step IS
	'事项的步骤：哪一级的什么人做什么；下放和收回都在这里改';
COMMENT ON COLUMN matter_step.matter IS '事项';
COMMENT ON COLUMN matter_step.step IS '第几步';
COMMENT ON COLUMN matter_step.level IS
	'哪一级：county 县区，town 镇街，village 村居';
COMMENT ON COLUMN matter_step.duty IS '职责';
COMMENT ON COLUMN matter_step.since IS '从何时起';
COMMENT ON COLUMN matter_step.kind IS 'accept 受理，work 办理，decide 决定';
COMMENT ON COLUMN matter_step.title IS '做什么';
COMMENT ON COLUMN matter_step.days IS '几个工作日之内；0 为当日';
COMMENT ON COLUMN matter_step.needs_other IS '受理的人不能自己做这一步';
COMMENT ON COLUMN matter_step.until IS '到何时止';
COMMENT ON CONSTRAINT matter_step_step_key ON matter_step IS
	'此事项这一级已有这一步，请直接修改';
COMMENT ON CONSTRAINT matter_step_matter_fk ON matter_step IS
	'没有这个事项，请先登记事项';
COMMENT ON CONSTRAINT matter_step_step_check ON matter_step IS
	'步骤应为 1 至 20';
COMMENT ON CONSTRAINT matter_step_level_check ON matter_step IS
	'应为 county（县区）、town（镇街）或 village（村居）';
COMMENT ON CONSTRAINT matter_step_duty_check ON matter_step IS
	'职责应为 window、reviewer、supervisor 或 coordinator';
COMMENT ON CONSTRAINT matter_step_kind_check ON matter_step IS
	'应为 accept（受理）、work（办理）或 decide（决定）';
COMMENT ON CONSTRAINT matter_step_days_check ON matter_step IS
	'应为 0 至 250 个工作日';
COMMENT ON CONSTRAINT matter_step_until_check ON matter_step IS
	'结束早于开始，请核对';
SELECT shared_guard('matter_step');
GRANT SELECT ON matter_step TO zhen_operator;
GRANT INSERT, UPDATE ON matter_step TO zhen_admin;

CREATE FUNCTION matter_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM code_check('matter', NEW.topic, 'topic');
	RETURN NEW;
END
$$;
CREATE TRIGGER matter_before BEFORE INSERT OR UPDATE ON matter
FOR EACH ROW EXECUTE FUNCTION matter_before();

CREATE FUNCTION matter_days(
	p_matter text,
	p_on date
) RETURNS int
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT days
	FROM matter_limit
	WHERE matter = p_matter AND since <= p_on
	ORDER BY since DESC
	LIMIT 1
$$;
COMMENT ON FUNCTION matter_days IS
	'working days that a matter may take when it is accepted that day, or null';
GRANT EXECUTE ON FUNCTION matter_days TO zhen_operator;

CREATE FUNCTION matter_due(
	p_matter text,
	p_on date
) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT workday_add(p_on, coalesce(matter_days(p_matter, p_on), 20))
$$;
COMMENT ON FUNCTION matter_due IS
	'the day by which what is accepted on a day is done; 20 working days where
nobody has said (行政许可法 Art. 42)';
GRANT EXECUTE ON FUNCTION matter_due TO zhen_operator;

CREATE FUNCTION operator_place()
RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE WHEN cover_ends > now() THEN cover_div ELSE home_div END
	FROM operator
	WHERE role = session_user AND NOT is_shut
$$;
COMMENT ON FUNCTION operator_place IS
	'where the operator works, or stands in; null for anybody else';
GRANT EXECUTE ON FUNCTION operator_place TO zhen_operator;

CREATE FUNCTION matter_steps_mine(
	p_matter text,
	p_kind text
) RETURNS SETOF matter_step
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT s.*
	FROM matter_step s
	JOIN division d ON d.code = operator_place() AND d.level = s.level
	WHERE s.matter = p_matter AND s.kind = p_kind
		AND s.since <= current_date
		AND (s.until IS NULL OR s.until >= current_date)
		AND operator_has_duty(s.duty)
	ORDER BY s.needs_other
$$;
COMMENT ON FUNCTION matter_steps_mine IS
	'steps of a kind that the operator may do where they are, the freer ones
first';
GRANT EXECUTE ON FUNCTION matter_steps_mine TO zhen_operator;

CREATE FUNCTION matter_who(
	p_matter text,
	p_kind text
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT string_agg(DISTINCT code_name('level', s.level)
		|| code_name('duty', s.duty), '、')
	FROM matter_step s
	WHERE s.matter = p_matter AND s.kind = p_kind
		AND s.since <= current_date
		AND (s.until IS NULL OR s.until >= current_date)
$$;
COMMENT ON FUNCTION matter_who IS 'who does such a step, for a refusal';
GRANT EXECUTE ON FUNCTION matter_who TO zhen_operator;

CREATE VIEW matter_list
WITH (security_invoker = true)
AS
SELECT
	m.code,
	m.title,
	m.topic,
	code_name('matter', m.topic) AS topic_name,
	m.basis,
	m.who,
	m.fee,
	m.objection,
	m.note,
	matter_days(m.code, current_date) AS days,
	CASE matter_days(m.code, current_date)
		WHEN 0 THEN '当日办结'
		ELSE coalesce(matter_days(m.code, current_date) || ' 个工作日', '')
	END AS days_name,
	matter_who(m.code, 'accept') AS accepted_by,
	matter_who(m.code, 'decide') AS decided_by,
	(SELECT count(*) FROM matter_material x
		WHERE x.matter = m.code AND x.since <= current_date
			AND (x.until IS NULL OR x.until >= current_date))::int AS materials,
	c.sort
FROM matter m
JOIN code c ON c.set = 'matter' AND c.code = m.topic
WHERE m.since <= current_date
	AND (m.until IS NULL OR m.until >= current_date);
COMMENT ON VIEW matter_list IS '事项指南';
GRANT SELECT ON matter_list TO zhen_operator;

CREATE VIEW matter_material_list
WITH (security_invoker = true)
AS
SELECT
	x.matter,
	x.item,
	x.name,
	CASE x.form WHEN 'original' THEN '验原件' WHEN 'copy' THEN '复印件'
		ELSE '验原件收复印件' END AS form_name,
	x.copies,
	x.is_required,
	CASE WHEN x.is_required THEN '必须' ELSE x.unless END AS need
FROM matter_material x
WHERE x.since <= current_date AND (x.until IS NULL OR x.until >= current_date);
COMMENT ON VIEW matter_material_list IS '今天的材料清单';
GRANT SELECT ON matter_material_list TO zhen_operator;

CREATE VIEW matter_step_list
WITH (security_invoker = true)
AS
SELECT
	s.matter,
	s.step,
	min(s.title) || CASE WHEN bool_or(s.needs_other)
		THEN '（受理人不能自己做）' ELSE '' END AS title,
	string_agg(code_name('level', s.level) || code_name('duty', s.duty), '、'
		ORDER BY s.level DESC, s.duty) AS doers,
	max(s.days) AS days
FROM matter_step s
WHERE s.since <= current_date AND (s.until IS NULL OR s.until >= current_date)
GROUP BY s.matter, s.step;
COMMENT ON VIEW matter_step_list IS '今天的步骤，各级合在一起';
GRANT SELECT ON matter_step_list TO zhen_operator;

CREATE FUNCTION matter_checklist(p_matter text)
RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(string_agg(format('%s %s（%s %s 份%s）', item, name,
		form_name, copies, CASE WHEN is_required THEN ''
		ELSE '；' || need || '可免' END), E'\n' ORDER BY item), '不要材料')
	FROM matter_material_list
	WHERE matter = p_matter
$$;
COMMENT ON FUNCTION matter_checklist IS
	'the materials of a matter, a line each, to be read at the window';
GRANT EXECUTE ON FUNCTION matter_checklist TO zhen_operator;

CREATE VIEW lookup_case_matter
WITH (security_invoker = true)
AS
SELECT
	m.code::text AS code,
	m.title::text AS name,
	pinyin_place_initials(m.title) AS initials,
	pinyin_place_spelling(m.title) AS spelling,
	m.days_name AS note
FROM matter_list m
WHERE EXISTS (SELECT FROM matter_steps_mine(m.code, 'accept'))
ORDER BY m.sort, m.title;
COMMENT ON VIEW lookup_case_matter IS '操作员能受理的事项';
GRANT SELECT ON lookup_case_matter TO zhen_operator;

CREATE VIEW lookup_matter_title
WITH (security_invoker = true)
AS
SELECT
	m.code::text AS code,
	m.title::text AS name,
	pinyin_place_initials(m.title) AS initials,
	pinyin_place_spelling(m.title) AS spelling,
	NULL::text AS note
FROM matter m
ORDER BY m.title;
COMMENT ON VIEW lookup_matter_title IS '所有事项，停办的也在内';
GRANT SELECT ON lookup_matter_title TO zhen_operator;
