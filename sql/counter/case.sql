-- Cases (办件): what an office has accepted for whom, which materials were
-- shown, by when it is promised. Operators write through case_entry and the
-- functions of case_step.sql only. A case stays with the office that accepted
-- it, wherever its person moves.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE service_case_id;
CREATE SEQUENCE case_step_id;

CREATE TABLE case_counter (
	county county_code NOT NULL,
	office div_code NOT NULL,
	day date NOT NULL,
	last int NOT NULL,
	CONSTRAINT case_counter_day_key PRIMARY KEY (county, office, day)
);
COMMENT ON TABLE case_counter IS '受理号：每个服务所每天从 1 起';
COMMENT ON COLUMN case_counter.county IS '县区';
COMMENT ON COLUMN case_counter.office IS '服务所';
COMMENT ON COLUMN case_counter.day IS '日期';
COMMENT ON COLUMN case_counter.last IS '最后一个号';
COMMENT ON CONSTRAINT case_counter_day_key ON case_counter IS
	'这一天的受理号已经起头，请重试';

CREATE TABLE service_case (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('service_case_id'),
	div div_code NOT NULL,
	number line_text NOT NULL,
	matter line_text NOT NULL,
	way line_text NOT NULL,
	resident bigint,
	id_no id_no,
	name person_name NOT NULL,
	phone line_text,
	employer line_text,
	agent_name person_name,
	agent_id_no id_no,
	agent_kin line_text,
	note line_text,
	accepted_by name NOT NULL DEFAULT author(),
	accepted_at timestamptz NOT NULL DEFAULT now(),
	accepted_on date NOT NULL DEFAULT current_date,
	holder name NOT NULL DEFAULT author(),
	due_on date,
	state text COLLATE "C" NOT NULL DEFAULT 'accepted',
	result line_text,
	reason line_text,
	closed_by name,
	closed_at timestamptz,
	closed_on date,
	urgency int NOT NULL GENERATED ALWAYS AS (
		CASE WHEN closed_on IS NULL
			THEN coalesce(due_on, date '2099-01-01') - date '2000-01-01'
			ELSE 1000000 - (closed_on - date '2000-01-01') END
	) STORED,
	stars int,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT service_case_id_key PRIMARY KEY (county, id),
	CONSTRAINT service_case_number_key UNIQUE (county, number),
	CONSTRAINT service_case_matter_fk FOREIGN KEY (matter)
		REFERENCES matter (code),
	CONSTRAINT service_case_resident_fk FOREIGN KEY (county, resident)
		REFERENCES resident (county, id),
	CONSTRAINT service_case_county_check CHECK (county = div / 1000000),
	CONSTRAINT service_case_phone_check CHECK (phone ~ '^[0-9+ -]{3,20}$'),
	CONSTRAINT service_case_agent_name_check CHECK (
		way <> '4' OR agent_name IS NOT NULL
	),
	CONSTRAINT service_case_agent_kin_check CHECK (
		agent_name IS NULL OR agent_kin IS NOT NULL
	),
	CONSTRAINT service_case_state_check CHECK (state IN ('accepted',
		'returned', 'working', 'done', 'refused', 'withdrawn')),
	CONSTRAINT service_case_due_on_check CHECK (
		due_on IS NOT NULL OR state IN ('returned', 'withdrawn')
	),
	CONSTRAINT service_case_closed_at_check CHECK (
		(closed_at IS NOT NULL) = (state IN ('done', 'refused', 'withdrawn'))
		AND (closed_by IS NOT NULL) = (closed_at IS NOT NULL)
		AND (closed_on IS NOT NULL) = (closed_at IS NOT NULL)
	),
	CONSTRAINT service_case_result_check CHECK (
		state <> 'done' OR result IS NOT NULL
	),
	CONSTRAINT service_case_reason_check CHECK (
		state NOT IN ('returned', 'refused', 'withdrawn') OR reason IS NOT NULL
	),
	CONSTRAINT service_case_stars_check CHECK (
		stars IS NULL OR stars BETWEEN 1 AND 5 AND closed_at IS NOT NULL
	)
) PARTITION BY LIST (county);
CREATE INDEX service_case_holder ON service_case (holder, urgency);
CREATE INDEX service_case_urgency ON service_case (urgency, county, id);
CREATE INDEX service_case_div ON service_case (div, closed_on);
CREATE INDEX service_case_resident ON service_case (county, resident);
COMMENT ON TABLE service_case IS '办件';
COMMENT ON COLUMN service_case.county IS '县区';
COMMENT ON COLUMN service_case.id IS '编号';
COMMENT ON COLUMN service_case.div IS '受理的地方：服务所所在镇街，或代办的村居';
COMMENT ON COLUMN service_case.number IS '受理号';
COMMENT ON COLUMN service_case.matter IS '事项';
COMMENT ON COLUMN service_case.way IS '方式';
COMMENT ON COLUMN service_case.resident IS '居民；没有登记的为空';
COMMENT ON COLUMN service_case.id_no IS '身份证号；登记过的人在居民登记里';
COMMENT ON COLUMN service_case.name IS '姓名';
COMMENT ON COLUMN service_case.phone IS '电话';
COMMENT ON COLUMN service_case.employer IS '单位';
COMMENT ON COLUMN service_case.agent_name IS '代办人';
COMMENT ON COLUMN service_case.agent_id_no IS '代办人身份证号';
COMMENT ON COLUMN service_case.agent_kin IS '代办人是什么人';
COMMENT ON COLUMN service_case.note IS '备注';
COMMENT ON COLUMN service_case.accepted_by IS '受理人';
COMMENT ON COLUMN service_case.accepted_at IS '受理时间';
COMMENT ON COLUMN service_case.accepted_on IS '受理日期';
COMMENT ON COLUMN service_case.holder IS '现在由谁办';
COMMENT ON COLUMN service_case.due_on IS '承诺办结日期；材料没有补齐的不起算';
COMMENT ON COLUMN service_case.state IS '状态';
COMMENT ON COLUMN service_case.result IS '结果';
COMMENT ON COLUMN service_case.reason IS '退回、不予办理或撤回的原因';
COMMENT ON COLUMN service_case.closed_by IS '办结人';
COMMENT ON COLUMN service_case.closed_at IS '办结时间';
COMMENT ON COLUMN service_case.closed_on IS '办结日期';
COMMENT ON COLUMN service_case.urgency IS
	'次序：没有办结的先，快到期的先，待补正的后；办结的新的先';
COMMENT ON COLUMN service_case.stars IS '满意度 1 至 5';
COMMENT ON COLUMN service_case.version IS '版本';
COMMENT ON CONSTRAINT service_case_id_key ON service_case IS
	'此编号已有，请重试';
COMMENT ON CONSTRAINT service_case_number_key ON service_case IS
	'此受理号已有，请重试';
COMMENT ON CONSTRAINT service_case_matter_fk ON service_case IS
	'没有这个事项，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT service_case_resident_fk ON service_case IS
	'没有这个居民，请重新输入身份证号';
COMMENT ON CONSTRAINT service_case_county_check ON service_case IS
	'县区应与受理的地方一致，请重新登录';
COMMENT ON CONSTRAINT service_case_phone_check ON service_case IS
	'电话应为 3 至 20 位数字，请重新输入';
COMMENT ON CONSTRAINT service_case_agent_name_check ON service_case IS
	'代办的请填代办人姓名';
COMMENT ON CONSTRAINT service_case_agent_kin_check ON service_case IS
	'请选代办人是什么人，按 F4 选';
COMMENT ON CONSTRAINT service_case_state_check ON service_case IS
	'没有这种状态，请重新打开';
COMMENT ON CONSTRAINT service_case_due_on_check ON service_case IS
	'受理的办件应有承诺办结日期，请重新打开';
COMMENT ON CONSTRAINT service_case_closed_at_check ON service_case IS
	'办结时间应与状态一致，请重新打开';
COMMENT ON CONSTRAINT service_case_result_check ON service_case IS
	'办结请写明结果';
COMMENT ON CONSTRAINT service_case_reason_check ON service_case IS
	'请写明原因';
COMMENT ON CONSTRAINT service_case_stars_check ON service_case IS
	'满意度应为 1 至 5，办结以后才能评';
SELECT scope_guard('service_case');
CREATE POLICY own ON service_case AS RESTRICTIVE
USING (session_user IN (accepted_by, holder)
	OR (SELECT operator_sees_staff()));
COMMENT ON POLICY own ON service_case IS '协管员只见自己受理的办件';
GRANT SELECT ON service_case TO zhen_operator;

CREATE FUNCTION case_is_seen(
	p_county int,
	p_case bigint
) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT EXISTS (SELECT FROM service_case c
		WHERE c.county = p_county AND c.id = p_case)
$$;
COMMENT ON FUNCTION case_is_seen IS
	'asked as the operator, whom row security shows a coordinator''s own only';
GRANT EXECUTE ON FUNCTION case_is_seen TO zhen_operator;

CREATE TABLE case_material (
	county county_code NOT NULL,
	case_id bigint NOT NULL,
	item int NOT NULL,
	div div_code NOT NULL,
	name line_text NOT NULL,
	form line_text NOT NULL,
	copies int NOT NULL,
	is_required boolean NOT NULL,
	is_shown boolean NOT NULL,
	shown_by name,
	shown_at timestamptz,
	CONSTRAINT case_material_item_key PRIMARY KEY (county, case_id, item),
	CONSTRAINT case_material_case_id_fk FOREIGN KEY (county, case_id)
		REFERENCES service_case (county, id),
	CONSTRAINT case_material_shown_at_check CHECK (
		is_shown = (shown_at IS NOT NULL)
		AND is_shown = (shown_by IS NOT NULL)
	)
) PARTITION BY LIST (county);
COMMENT ON TABLE case_material IS '办件的材料：受理那天的清单，交了哪些';
COMMENT ON COLUMN case_material.county IS '县区';
COMMENT ON COLUMN case_material.case_id IS '办件';
COMMENT ON COLUMN case_material.item IS '第几项';
COMMENT ON COLUMN case_material.div IS '受理的地方';
COMMENT ON COLUMN case_material.name IS '材料';
COMMENT ON COLUMN case_material.form IS '原件或复印件';
COMMENT ON COLUMN case_material.copies IS '份数';
COMMENT ON COLUMN case_material.is_required IS '必须有';
COMMENT ON COLUMN case_material.is_shown IS '已交';
COMMENT ON COLUMN case_material.shown_by IS '核对人';
COMMENT ON COLUMN case_material.shown_at IS '交来的时间';
COMMENT ON CONSTRAINT case_material_item_key ON case_material IS
	'这一项材料已有，不能重复';
COMMENT ON CONSTRAINT case_material_case_id_fk ON case_material IS
	'没有这个办件，请重新打开';
COMMENT ON CONSTRAINT case_material_shown_at_check ON case_material IS
	'交来的时间应与是否已交一致，请重新打开';
SELECT scope_guard('case_material');
CREATE POLICY own ON case_material AS RESTRICTIVE
USING ((SELECT operator_sees_staff()) OR case_is_seen(county, case_id));
COMMENT ON POLICY own ON case_material IS '协管员只见自己受理的办件';
GRANT SELECT ON case_material TO zhen_operator;

CREATE TABLE case_step (
	county county_code NOT NULL,
	case_id bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('case_step_id'),
	div div_code NOT NULL,
	kind line_text NOT NULL,
	content line_text,
	done_by name NOT NULL DEFAULT author(),
	done_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT case_step_id_key PRIMARY KEY (county, case_id, id),
	CONSTRAINT case_step_case_id_fk FOREIGN KEY (county, case_id)
		REFERENCES service_case (county, id)
) PARTITION BY LIST (county);
COMMENT ON TABLE case_step IS '办件的经过，只增不改';
COMMENT ON COLUMN case_step.county IS '县区';
COMMENT ON COLUMN case_step.case_id IS '办件';
COMMENT ON COLUMN case_step.id IS '编号';
COMMENT ON COLUMN case_step.div IS '受理的地方';
COMMENT ON COLUMN case_step.kind IS '做了什么';
COMMENT ON COLUMN case_step.content IS '说明';
COMMENT ON COLUMN case_step.done_by IS '谁做的';
COMMENT ON COLUMN case_step.done_at IS '时间';
COMMENT ON CONSTRAINT case_step_id_key ON case_step IS '此编号已有，请重试';
COMMENT ON CONSTRAINT case_step_case_id_fk ON case_step IS
	'没有这个办件，请重新打开';
SELECT scope_guard('case_step');
CREATE POLICY own ON case_step AS RESTRICTIVE
USING ((SELECT operator_sees_staff()) OR case_is_seen(county, case_id));
COMMENT ON POLICY own ON case_step IS '协管员只见自己受理的办件';
GRANT SELECT ON case_step TO zhen_operator;

CREATE FUNCTION case_step_before()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'ZH001',
		MESSAGE = '办件的经过只增不改，请再记一步';
END
$$;
CREATE TRIGGER case_step_before BEFORE UPDATE OR DELETE ON case_step
FOR EACH ROW EXECUTE FUNCTION case_step_before();

SELECT audit_attach('service_case');
SELECT audit_attach('case_material');
SELECT audit_attach('case_step');
