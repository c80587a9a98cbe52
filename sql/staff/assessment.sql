-- Assessment (考核) of staff on five dimensions, by year and by both lines of
-- authority: the government that feeds the office, and the county office that
-- guides it. Weights and grades are rows; a year counts once both have judged.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE assessment_rule (
	since int NOT NULL,
	policy int NOT NULL,
	service int NOT NULL,
	skill int NOT NULL,
	conduct int NOT NULL,
	expertise int NOT NULL,
	local_share int NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT assessment_rule_since_key PRIMARY KEY (since),
	CONSTRAINT assessment_rule_policy_check CHECK (
		least(policy, service, skill, conduct, expertise) >= 0
		AND policy + service + skill + conduct + expertise = 100
	),
	CONSTRAINT assessment_rule_local_share_check CHECK (
		local_share BETWEEN 0 AND 100
	)
);
COMMENT ON TABLE assessment_rule IS '考核的分值，按起始年度：五个方面合计 100 分';
COMMENT ON COLUMN assessment_rule.since IS '起始年度';
COMMENT ON COLUMN assessment_rule.policy IS '懂政策，最多几分';
COMMENT ON COLUMN assessment_rule.service IS '善服务，最多几分';
COMMENT ON COLUMN assessment_rule.skill IS '会操作，最多几分';
COMMENT ON COLUMN assessment_rule.conduct IS '思想好，最多几分';
COMMENT ON COLUMN assessment_rule.expertise IS '业务精，最多几分';
COMMENT ON COLUMN assessment_rule.local_share IS '镇街评的占百分之几，其余为县区评的';
COMMENT ON COLUMN assessment_rule.source IS '出处';
COMMENT ON COLUMN assessment_rule.is_demo IS '演示值，未经核实';
COMMENT ON CONSTRAINT assessment_rule_since_key ON assessment_rule IS
	'这个年度已有，请直接修改';
COMMENT ON CONSTRAINT assessment_rule_policy_check ON assessment_rule IS
	'五个方面的分值合计应为 100，请核对';
COMMENT ON CONSTRAINT assessment_rule_local_share_check ON assessment_rule IS
	'比例应为 0 至 100，请重新输入';
SELECT shared_guard('assessment_rule');
GRANT SELECT ON assessment_rule TO zhen_operator;
GRANT INSERT, UPDATE ON assessment_rule TO zhen_admin;

INSERT INTO assessment_rule (since, policy, service, skill, conduct, expertise,
	local_share, source, is_demo)
VALUES (2009, 20, 20, 20, 20, 20, 50, '未核实，演示值', true);

CREATE TABLE assessment_grade (
	since int NOT NULL,
	from_score numeric(5,2) NOT NULL,
	name line_text NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT assessment_grade_since_key PRIMARY KEY (since, from_score),
	CONSTRAINT assessment_grade_from_score_check CHECK (
		from_score BETWEEN 0 AND 100
	)
);
COMMENT ON TABLE assessment_grade IS '考核等次，按起始年度：从几分起';
COMMENT ON COLUMN assessment_grade.since IS '起始年度';
COMMENT ON COLUMN assessment_grade.from_score IS '从几分起';
COMMENT ON COLUMN assessment_grade.name IS '等次';
COMMENT ON COLUMN assessment_grade.source IS '出处';
COMMENT ON COLUMN assessment_grade.is_demo IS '演示值，未经核实';
COMMENT ON CONSTRAINT assessment_grade_since_key ON assessment_grade IS
	'这个年度的这一等已有，请直接修改';
COMMENT ON CONSTRAINT assessment_grade_from_score_check ON assessment_grade IS
	'分数应为 0 至 100，请重新输入';
SELECT shared_guard('assessment_grade');
GRANT SELECT ON assessment_grade TO zhen_operator;
GRANT INSERT, UPDATE ON assessment_grade TO zhen_admin;

INSERT INTO assessment_grade (since, from_score, name, source, is_demo)
VALUES
	(2009, 90, '优秀', '未核实，演示值', true),
	(2009, 70, '合格', '未核实，演示值', true),
	(2009, 60, '基本合格', '未核实，演示值', true),
	(2009, 0, '不合格', '未核实，演示值', true);

CREATE SEQUENCE assessment_id;
GRANT USAGE ON SEQUENCE assessment_id TO zhen_reviewer, zhen_supervisor;

CREATE TABLE assessment (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('assessment_id'),
	staff bigint NOT NULL,
	div div_code NOT NULL,
	year int NOT NULL,
	line text COLLATE "C" NOT NULL,
	policy int NOT NULL,
	service int NOT NULL,
	skill int NOT NULL,
	conduct int NOT NULL,
	expertise int NOT NULL,
	comment line_text,
	made_by name NOT NULL DEFAULT author(),
	made_at timestamptz NOT NULL DEFAULT now(),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT assessment_id_key PRIMARY KEY (county, id),
	CONSTRAINT assessment_year_key UNIQUE (county, staff, year, line),
	CONSTRAINT assessment_staff_fk FOREIGN KEY (county, staff)
		REFERENCES staff (county, id),
	CONSTRAINT assessment_line_check CHECK (line IN ('local', 'county')),
	CONSTRAINT assessment_year_check CHECK (
		year BETWEEN 2009 AND extract(year FROM current_date)
	),
	CONSTRAINT assessment_policy_check CHECK (policy >= 0),
	CONSTRAINT assessment_service_check CHECK (service >= 0),
	CONSTRAINT assessment_skill_check CHECK (skill >= 0),
	CONSTRAINT assessment_conduct_check CHECK (conduct >= 0),
	CONSTRAINT assessment_expertise_check CHECK (expertise >= 0)
);
COMMENT ON TABLE assessment IS '考核：一个人一年由一条线评一次';
COMMENT ON COLUMN assessment.county IS '县区';
COMMENT ON COLUMN assessment.id IS '编号';
COMMENT ON COLUMN assessment.staff IS '工作人员';
COMMENT ON COLUMN assessment.div IS '评时所在村居或镇街';
COMMENT ON COLUMN assessment.year IS '年度';
COMMENT ON COLUMN assessment.line IS '哪条线评的：local 镇街，county 县区';
COMMENT ON COLUMN assessment.policy IS '懂政策';
COMMENT ON COLUMN assessment.service IS '善服务';
COMMENT ON COLUMN assessment.skill IS '会操作';
COMMENT ON COLUMN assessment.conduct IS '思想好';
COMMENT ON COLUMN assessment.expertise IS '业务精';
COMMENT ON COLUMN assessment.comment IS '评语';
COMMENT ON COLUMN assessment.made_by IS '评的人';
COMMENT ON COLUMN assessment.made_at IS '评的时间';
COMMENT ON COLUMN assessment.version IS '版本';
COMMENT ON CONSTRAINT assessment_id_key ON assessment IS '此编号已有，请重试';
COMMENT ON CONSTRAINT assessment_year_key ON assessment IS
	'此人这一年您这条线已经评过，请打开原来的修改';
COMMENT ON CONSTRAINT assessment_staff_fk ON assessment IS
	'没有这个工作人员，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT assessment_line_check ON assessment IS
	'没有这条线，请重新打开';
COMMENT ON CONSTRAINT assessment_year_check ON assessment IS
	'年度应为 2009 年至今年，请核对';
COMMENT ON CONSTRAINT assessment_policy_check ON assessment IS
	'分数不能是负数，请重新输入';
COMMENT ON CONSTRAINT assessment_service_check ON assessment IS
	'分数不能是负数，请重新输入';
COMMENT ON CONSTRAINT assessment_skill_check ON assessment IS
	'分数不能是负数，请重新输入';
COMMENT ON CONSTRAINT assessment_conduct_check ON assessment IS
	'分数不能是负数，请重新输入';
COMMENT ON CONSTRAINT assessment_expertise_check ON assessment IS
	'分数不能是负数，请重新输入';
SELECT scope_guard('assessment');
CREATE POLICY own ON assessment AS RESTRICTIVE
USING (staff = (SELECT staff_me()) OR (SELECT operator_has_duty('reviewer'))
	OR (SELECT operator_has_duty('supervisor')));
COMMENT ON POLICY own ON assessment IS '别人的考核只有复核人员和主管看得见';
GRANT SELECT ON assessment TO zhen_operator;
GRANT
	INSERT (staff, year, policy, service, skill, conduct, expertise, comment),
	UPDATE (policy, service, skill, conduct, expertise, comment)
ON assessment TO zhen_reviewer, zhen_supervisor;

CREATE FUNCTION assessment_line()
RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE WHEN operator_place() % 1000000 = 0 THEN 'county'
		ELSE 'local' END
$$;
COMMENT ON FUNCTION assessment_line IS
	'which line the operator judges for: of the county or city, or of a town';

CREATE FUNCTION assessment_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	most assessment_rule;
	part record;
BEGIN
	IF TG_OP = 'INSERT' THEN
		NEW.line := assessment_line();
	ELSIF OLD.line <> assessment_line() THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这是另一条线评的，请评您自己的一份';
	END IF;
	SELECT * INTO most FROM assessment_rule r WHERE r.since <= NEW.year
	ORDER BY r.since DESC LIMIT 1;
	FOR part IN
		SELECT n.key, (to_jsonb(most) ->> n.key)::int AS most
		FROM jsonb_each_text(to_jsonb(NEW)) n
		WHERE n.key IN ('policy', 'service', 'skill', 'conduct', 'expertise')
			AND n.value::int > (to_jsonb(most) ->> n.key)::int
	LOOP
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = part.key,
			MESSAGE = format('这个方面最多 %s 分，请改小', part.most);
	END LOOP;
	RETURN NEW;
END
$$;
CREATE TRIGGER assessment_about BEFORE INSERT OR UPDATE ON assessment
FOR EACH ROW EXECUTE FUNCTION staff_about_before();
CREATE TRIGGER assessment_before BEFORE INSERT OR UPDATE ON assessment
FOR EACH ROW EXECUTE FUNCTION assessment_before();

CREATE VIEW assessment_year
WITH (security_invoker = true)
AS
SELECT
	a.*,
	g.name AS grade
FROM (
	SELECT
		x.county,
		x.staff,
		x.year,
		max(x.total) FILTER (WHERE x.line = 'local') AS local,
		max(x.total) FILTER (WHERE x.line = 'county') AS by_county,
		round((max(x.total) FILTER (WHERE x.line = 'local') * r.local_share
			+ max(x.total) FILTER (WHERE x.line = 'county')
				* (100 - r.local_share)) / 100.0, 2) AS score
	FROM (
		SELECT county, staff, year, line,
			policy + service + skill + conduct + expertise AS total
		FROM assessment
	) x
	CROSS JOIN LATERAL (
		SELECT r.local_share FROM assessment_rule r WHERE r.since <= x.year
		ORDER BY r.since DESC LIMIT 1
	) r
	GROUP BY x.county, x.staff, x.year, r.local_share
) a
LEFT JOIN LATERAL (
	SELECT g.name
	FROM assessment_grade g
	WHERE g.since <= a.year AND g.from_score <= a.score
	ORDER BY g.since DESC, g.from_score DESC
	LIMIT 1
) g ON true;
COMMENT ON VIEW assessment_year IS
	'一个人一年的考核：两条线的分、合计和等次；只有一条线评过的还没有合计';
GRANT SELECT ON assessment_year TO zhen_operator;

CREATE FUNCTION assessment_list(p_year int)
RETURNS TABLE (
	county int,
	staff bigint,
	staff_name text,
	place_name text,
	kind text,
	local int,
	by_county int,
	score numeric,
	grade text,
	mine bigint,
	waits boolean
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT s.county::int, s.id, s.name::text,
		regexp_replace(division_path(s.div), '^\S+ ', ''), s.kind::text,
		y.local, y.by_county, y.score, y.grade::text, m.id,
		m.id IS NULL AND s.role IS DISTINCT FROM session_user
	FROM staff s
	LEFT JOIN assessment_year y ON y.county = s.county AND y.staff = s.id
		AND y.year = p_year
	LEFT JOIN assessment m ON m.county = s.county AND m.staff = s.id
		AND m.year = p_year AND m.line = assessment_line()
	WHERE s.since <= make_date(p_year, 12, 31)
		AND (s.until IS NULL OR s.until >= make_date(p_year, 1, 1))
$$;
COMMENT ON FUNCTION assessment_list IS
	'who was at work in the year, how both lines judged, and what is the
operator''s own judgement; it waits as long as there is none';
GRANT EXECUTE ON FUNCTION assessment_line, assessment_list TO zhen_operator;

SELECT audit_attach('assessment_rule');
SELECT audit_attach('assessment_grade');
SELECT audit_attach('assessment');
