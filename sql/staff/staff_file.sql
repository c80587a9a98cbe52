-- What is kept of people at work besides their posts: training against a norm of
-- hours, contracts, and how an office's people were judged. Written by a
-- reviewer or supervisor of the place, never about oneself.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION staff_about_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one staff := staff_in_scope(NEW.staff);
BEGIN
	PERFORM staff_other_person(one.county, one.id);
	IF TG_OP = 'UPDATE' THEN
		NEW.version := OLD.version + 1;
		RETURN NEW;
	END IF;
	NEW.county := one.county;
	NEW.div := one.div;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION staff_about_before IS
	'trigger of tables with staff, county, div and version: about somebody in scope,
by somebody else; div is where they worked when it was written';

CREATE TABLE training_norm (
	kind line_text NOT NULL,
	since int NOT NULL,
	hours int NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT training_norm_since_key PRIMARY KEY (kind, since),
	CONSTRAINT training_norm_since_check CHECK (since BETWEEN 1949 AND 2199),
	CONSTRAINT training_norm_hours_check CHECK (hours BETWEEN 0 AND 2000)
);
COMMENT ON TABLE training_norm IS '培训计划：每年至少学多少学时，按岗位和起始年度';
COMMENT ON COLUMN training_norm.kind IS '岗位';
COMMENT ON COLUMN training_norm.since IS '起始年度';
COMMENT ON COLUMN training_norm.hours IS '每年学时';
COMMENT ON COLUMN training_norm.source IS '出处';
COMMENT ON COLUMN training_norm.is_demo IS '演示值，未经核实';
COMMENT ON CONSTRAINT training_norm_since_key ON training_norm IS
	'此岗位这个年度已有，请直接修改';
COMMENT ON CONSTRAINT training_norm_since_check ON training_norm IS
	'年度应为四位数字，请重新输入';
COMMENT ON CONSTRAINT training_norm_hours_check ON training_norm IS
	'学时应为 0 至 2000，请重新输入';
SELECT shared_guard('training_norm');
GRANT SELECT ON training_norm TO zhen_operator;
GRANT INSERT, UPDATE ON training_norm TO zhen_admin;

INSERT INTO training_norm (kind, since, hours, source, is_demo)
VALUES
	('window', 2009, 40, '未核实，演示值', true),
	('community', 2009, 24, '未核实，演示值', true),
	('coordinator', 2009, 16, '未核实，演示值', true),
	('public_post', 2009, 16, '未核实，演示值', true);

CREATE SEQUENCE staff_training_id;
GRANT USAGE ON SEQUENCE staff_training_id TO zhen_reviewer, zhen_supervisor;

CREATE TABLE staff_training (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('staff_training_id'),
	staff bigint NOT NULL,
	div div_code NOT NULL,
	topic line_text NOT NULL,
	held_on date NOT NULL,
	hours int NOT NULL,
	organiser line_text,
	result text COLLATE "C" NOT NULL DEFAULT 'attended',
	made_by name NOT NULL DEFAULT author(),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT staff_training_id_key PRIMARY KEY (county, id),
	CONSTRAINT staff_training_staff_fk FOREIGN KEY (county, staff)
		REFERENCES staff (county, id),
	CONSTRAINT staff_training_topic_key UNIQUE (county, staff, held_on, topic),
	CONSTRAINT staff_training_hours_check CHECK (hours BETWEEN 1 AND 400),
	CONSTRAINT staff_training_held_on_check CHECK (
		held_on BETWEEN '2000-01-01' AND current_date
	),
	CONSTRAINT staff_training_result_check CHECK (
		result IN ('attended', 'passed', 'failed', 'absent')
	)
);
COMMENT ON TABLE staff_training IS '培训：谁、哪天、什么内容、多少学时、结果';
COMMENT ON COLUMN staff_training.county IS '县区';
COMMENT ON COLUMN staff_training.id IS '编号';
COMMENT ON COLUMN staff_training.staff IS '工作人员';
COMMENT ON COLUMN staff_training.div IS '登记时所在村居或镇街';
COMMENT ON COLUMN staff_training.topic IS '内容';
COMMENT ON COLUMN staff_training.held_on IS '日期';
COMMENT ON COLUMN staff_training.hours IS '学时';
COMMENT ON COLUMN staff_training.organiser IS '主办单位';
COMMENT ON COLUMN staff_training.result IS
	'结果：attended 已参加，passed 合格，failed 不合格，absent 缺席；后两种不计学时';
COMMENT ON COLUMN staff_training.made_by IS '登记人';
COMMENT ON COLUMN staff_training.version IS '版本';
COMMENT ON CONSTRAINT staff_training_id_key ON staff_training IS
	'此编号已有，请重试';
COMMENT ON CONSTRAINT staff_training_staff_fk ON staff_training IS
	'没有这个工作人员，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT staff_training_topic_key ON staff_training IS
	'此人这一天的这项培训已经登记，请直接修改';
COMMENT ON CONSTRAINT staff_training_hours_check ON staff_training IS
	'学时应为 1 至 400，请重新输入';
COMMENT ON CONSTRAINT staff_training_held_on_check ON staff_training IS
	'培训日期不能晚于今天，请核对';
COMMENT ON CONSTRAINT staff_training_result_check ON staff_training IS
	'没有这种结果，请按 F4 从列表中选择';
SELECT scope_guard('staff_training');
GRANT SELECT ON staff_training TO zhen_operator;
GRANT
	INSERT (staff, topic, held_on, hours, organiser, result),
	UPDATE (hours, organiser, result)
ON staff_training TO zhen_reviewer, zhen_supervisor;
CREATE TRIGGER staff_training_before BEFORE INSERT OR UPDATE ON staff_training
FOR EACH ROW EXECUTE FUNCTION staff_about_before();

CREATE FUNCTION training_hours(
	p_county int,
	p_staff bigint,
	p_year int
) RETURNS bigint
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(sum(t.hours) FILTER (
		WHERE t.result IN ('attended', 'passed')), 0)
	FROM staff_training t
	WHERE t.county = p_county AND t.staff = p_staff
		AND t.held_on BETWEEN make_date(p_year, 1, 1) AND make_date(p_year, 12, 31)
$$;
COMMENT ON FUNCTION training_hours IS
	'hours that count in a year: attended or passed';

CREATE FUNCTION training_year(p_year int)
RETURNS TABLE (
	county int,
	staff bigint,
	div bigint,
	hours bigint,
	norm int,
	short bigint,
	source text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT s.county::int, s.id, s.div::bigint, h.hours, n.hours,
		greatest(n.hours - h.hours, 0), n.source
	FROM staff s
	CROSS JOIN LATERAL (SELECT training_hours(s.county, s.id, p_year) AS hours) h
	LEFT JOIN LATERAL (
		SELECT x.hours, x.source
		FROM training_norm x
		WHERE x.kind = s.kind AND x.since <= p_year
		ORDER BY x.since DESC
		LIMIT 1
	) n ON true
	WHERE s.since <= make_date(p_year, 12, 31)
		AND (s.until IS NULL OR s.until >= make_date(p_year, 12, 31))
$$;
COMMENT ON FUNCTION training_year IS
	'who is at work at the end of the year, their hours, the norm and what is
missing of it';
GRANT EXECUTE ON FUNCTION training_hours, training_year TO zhen_operator;

CREATE VIEW staff_training_list
WITH (security_invoker = true)
AS
SELECT
	t.*,
	s.name AS staff_name,
	regexp_replace(division_path(s.div), '^\S+ ', '') AS place_name,
	code_name('training_result', t.result) AS result_name,
	operator_name(t.made_by) AS maker
FROM staff_training t
JOIN staff s ON s.county = t.county AND s.id = t.staff;
COMMENT ON VIEW staff_training_list IS '培训';
GRANT SELECT ON staff_training_list TO zhen_operator;

CREATE SEQUENCE staff_contract_id;
GRANT USAGE ON SEQUENCE staff_contract_id TO zhen_reviewer, zhen_supervisor;

CREATE TABLE staff_contract (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('staff_contract_id'),
	staff bigint NOT NULL,
	div div_code NOT NULL,
	kind text COLLATE "C" NOT NULL,
	employer line_text NOT NULL,
	since date NOT NULL,
	until date,
	is_full_time boolean NOT NULL DEFAULT true,
	made_by name NOT NULL DEFAULT author(),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT staff_contract_id_key PRIMARY KEY (county, id),
	CONSTRAINT staff_contract_staff_fk FOREIGN KEY (county, staff)
		REFERENCES staff (county, id),
	CONSTRAINT staff_contract_until_check CHECK (until >= since),
	CONSTRAINT staff_contract_kind_check CHECK (
		kind IN ('open', 'fixed', 'dispatch', 'none')
	)
);
CREATE INDEX staff_contract_staff ON staff_contract (county, staff);
COMMENT ON TABLE staff_contract IS '劳动合同：和谁签、到哪天、全日制与否';
COMMENT ON COLUMN staff_contract.county IS '县区';
COMMENT ON COLUMN staff_contract.id IS '编号';
COMMENT ON COLUMN staff_contract.staff IS '工作人员';
COMMENT ON COLUMN staff_contract.div IS '登记时所在村居或镇街';
COMMENT ON COLUMN staff_contract.kind IS
	'种类：open 无固定期限，fixed 固定期限，dispatch 劳务派遣，none 没有签';
COMMENT ON COLUMN staff_contract.employer IS '用人单位';
COMMENT ON COLUMN staff_contract.since IS '从哪天起';
COMMENT ON COLUMN staff_contract.until IS '到哪天止；空为没有期限';
COMMENT ON COLUMN staff_contract.is_full_time IS '全日制';
COMMENT ON COLUMN staff_contract.made_by IS '登记人';
COMMENT ON COLUMN staff_contract.version IS '版本';
COMMENT ON CONSTRAINT staff_contract_id_key ON staff_contract IS
	'此编号已有，请重试';
COMMENT ON CONSTRAINT staff_contract_staff_fk ON staff_contract IS
	'没有这个工作人员，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT staff_contract_until_check ON staff_contract IS
	'截止日早于起始日，请核对';
COMMENT ON CONSTRAINT staff_contract_kind_check ON staff_contract IS
	'没有这种合同，请按 F4 从列表中选择';
SELECT scope_guard('staff_contract');
GRANT SELECT ON staff_contract TO zhen_operator;
GRANT
	INSERT (staff, kind, employer, since, until, is_full_time),
	UPDATE (until)
ON staff_contract TO zhen_reviewer, zhen_supervisor;

CREATE FUNCTION staff_contract_check()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	other date;
BEGIN
	IF NEW.kind IN ('fixed', 'dispatch') AND NEW.until IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'until',
			MESSAGE = '有期限的合同要填到哪天止';
	END IF;
	SELECT c.since INTO other
	FROM staff_contract c
	WHERE c.county = NEW.county AND c.staff = NEW.staff AND c.id <> NEW.id
		AND NEW.is_full_time AND c.is_full_time
		AND daterange(c.since, c.until, '[]')
			&& daterange(NEW.since, NEW.until, '[]');
	IF FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'since',
			MESSAGE = format('%s 起已有一份全日制合同，请先填它的截止日期，'
				'或登记为非全日制', other);
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER staff_contract_before BEFORE INSERT OR UPDATE ON staff_contract
FOR EACH ROW EXECUTE FUNCTION staff_about_before();
CREATE TRIGGER staff_contract_check BEFORE INSERT OR UPDATE ON staff_contract
FOR EACH ROW EXECUTE FUNCTION staff_contract_check();

CREATE VIEW staff_contract_list
WITH (security_invoker = true)
AS
SELECT
	s.county,
	s.id AS staff,
	s.div,
	s.name AS staff_name,
	s.kind AS staff_kind,
	regexp_replace(division_path(s.div), '^\S+ ', '') AS place_name,
	c.id,
	coalesce(c.kind, 'none') AS kind,
	c.employer,
	c.since,
	c.until,
	c.is_full_time,
	c.until - current_date AS days_left
FROM staff s
LEFT JOIN LATERAL (
	SELECT *
	FROM staff_contract x
	WHERE x.county = s.county AND x.staff = s.id AND x.since <= current_date
	ORDER BY x.since DESC, x.id DESC
	LIMIT 1
) c ON true
WHERE s.until IS NULL OR s.until >= current_date;
COMMENT ON VIEW staff_contract_list IS
	'在岗人员现在的合同：没有签的、快到期的、已经过期的都看得见';
GRANT SELECT ON staff_contract_list TO zhen_operator;

SELECT audit_attach('training_norm');
SELECT audit_attach('staff_training');
SELECT audit_attach('staff_contract');
