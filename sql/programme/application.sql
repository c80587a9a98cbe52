-- Applications (申请) for a programme whose form has steps: what was asked for,
-- which materials came, how far it is, who did what. Its row has the columns of
-- an enrolment, which it becomes, with the same number, when the last step
-- approves it; until then the programme's form shows and changes it. It is no
-- case of a matter: a case has one holder and one decision, an application
-- goes from hand to hand, and its steps are the programme's own. Both take their
-- numbers from one counter, so that an office counts what it accepts once.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE application_step_id;
CREATE SEQUENCE application_objection_id;

CREATE TABLE application (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('enrolment_id'),
	div div_code NOT NULL,
	number line_text NOT NULL,
	programme text COLLATE "C" NOT NULL,
	programme_version int NOT NULL,
	resident bigint NOT NULL,
	since month_code NOT NULL,
	until month_code,
	extra jsonb NOT NULL DEFAULT '{}',
	note line_text,
	state text COLLATE "C" NOT NULL DEFAULT 'lacking',
	round int NOT NULL DEFAULT 1,
	step int NOT NULL DEFAULT 1,
	due_on date,
	posted_on date,
	posted_until date,
	finding line_text,
	amount yuan,
	reason line_text,
	accepted_by name NOT NULL DEFAULT session_user,
	accepted_on date NOT NULL DEFAULT current_date,
	holder name NOT NULL DEFAULT session_user,
	closed_on date,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT application_id_key PRIMARY KEY (county, id),
	CONSTRAINT application_number_key UNIQUE (county, number),
	CONSTRAINT application_programme_fk FOREIGN KEY (programme)
		REFERENCES programme (code),
	CONSTRAINT application_resident_fk FOREIGN KEY (county, resident)
		REFERENCES resident (county, id),
	CONSTRAINT application_county_check CHECK (county = div / 1000000),
	CONSTRAINT application_until_check CHECK (until >= since),
	CONSTRAINT application_state_check CHECK (state IN ('lacking', 'returned',
		'open', 'posting', 'public', 'approved', 'refused', 'withdrawn')),
	CONSTRAINT application_due_on_check CHECK (
		due_on IS NOT NULL OR state NOT IN ('open', 'posting', 'public')
	),
	CONSTRAINT application_posted_on_check CHECK (
		state <> 'public' OR posted_on <= posted_until
	),
	CONSTRAINT application_reason_check CHECK (
		state NOT IN ('returned', 'refused', 'withdrawn') OR reason IS NOT NULL
	),
	CONSTRAINT application_closed_on_check CHECK (
		(closed_on IS NOT NULL)
			= (state IN ('approved', 'refused', 'withdrawn'))
	)
) PARTITION BY LIST (county);
CREATE UNIQUE INDEX application_open ON application
	(county, programme, resident) WHERE closed_on IS NULL;
CREATE INDEX application_resident ON application (county, resident);
CREATE INDEX application_div ON application (div) WHERE closed_on IS NULL;
CREATE INDEX application_holder ON application (holder, closed_on);
COMMENT ON TABLE application IS '项目申请';
COMMENT ON COLUMN application.county IS '县区';
COMMENT ON COLUMN application.id IS '编号；批准以后就是项目登记的编号';
COMMENT ON COLUMN application.div IS '村居，随居民变动';
COMMENT ON COLUMN application.number IS '受理号';
COMMENT ON COLUMN application.programme IS '项目';
COMMENT ON COLUMN application.programme_version IS '按项目第几版的材料和步骤办';
COMMENT ON COLUMN application.resident IS '居民';
COMMENT ON COLUMN application.since IS '开始月份';
COMMENT ON COLUMN application.until IS '截止月份';
COMMENT ON COLUMN application.extra IS '项目自有的栏目';
COMMENT ON COLUMN application.note IS '备注';
COMMENT ON COLUMN application.state IS
	'状态：lacking 待报送，returned 退回，open 审核中，posting 待公示，public 公示';
COMMENT ON COLUMN application.round IS '第几轮：退回再报的从头审';
COMMENT ON COLUMN application.step IS '第几步';
COMMENT ON COLUMN application.due_on IS '这一步的期限';
COMMENT ON COLUMN application.posted_on IS '公示开始';
COMMENT ON COLUMN application.posted_until IS '公示期满，当天仍可提异议';
COMMENT ON COLUMN application.finding IS '系统按项目条件的核对结果';
COMMENT ON COLUMN application.amount IS '核对时算出的金额';
COMMENT ON COLUMN application.reason IS '退回、不予批准或撤回的原因';
COMMENT ON COLUMN application.accepted_by IS '受理人';
COMMENT ON COLUMN application.accepted_on IS '受理日期';
COMMENT ON COLUMN application.holder IS
	'经办人：补材料、退回来的归谁；谁报送归谁，岗位换人时随交接走';
COMMENT ON COLUMN application.closed_on IS '办结日期';
COMMENT ON COLUMN application.version IS '版本';
COMMENT ON CONSTRAINT application_id_key ON application IS '此编号已有，请重试';
COMMENT ON CONSTRAINT application_number_key ON application IS
	'此受理号已有，请重试';
COMMENT ON CONSTRAINT application_programme_fk ON application IS
	'没有这个项目，请联系管理员装入';
COMMENT ON CONSTRAINT application_resident_fk ON application IS
	'没有这个居民，请先登记';
COMMENT ON CONSTRAINT application_county_check ON application IS
	'县区应与村居一致，请重新打开';
COMMENT ON CONSTRAINT application_until_check ON application IS
	'截止月份早于开始月份，请核对';
COMMENT ON CONSTRAINT application_state_check ON application IS
	'没有这种状态，请重新打开';
COMMENT ON CONSTRAINT application_due_on_check ON application IS
	'审核中的申请应有期限，请重新打开';
COMMENT ON CONSTRAINT application_posted_on_check ON application IS
	'公示应有起止日期，请重新打开';
COMMENT ON CONSTRAINT application_reason_check ON application IS '请写明原因';
COMMENT ON CONSTRAINT application_closed_on_check ON application IS
	'办结日期应与状态一致，请重新打开';
SELECT scope_guard('application');
GRANT SELECT ON application TO zhen_operator;

CREATE FUNCTION application_is_seen(
	p_county int,
	p_application bigint
) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT EXISTS (SELECT FROM application a
		WHERE a.county = p_county AND a.id = p_application)
$$;
COMMENT ON FUNCTION application_is_seen IS
	'asked as the operator, whom row security shows those in scope';
GRANT EXECUTE ON FUNCTION application_is_seen TO zhen_operator;

CREATE TABLE application_material (
	county county_code NOT NULL,
	application bigint NOT NULL,
	item int NOT NULL,
	div div_code NOT NULL,
	name line_text NOT NULL,
	form line_text NOT NULL,
	is_needed boolean NOT NULL,
	is_shown boolean NOT NULL DEFAULT false,
	shown_by name,
	shown_on date,
	CONSTRAINT application_material_item_key PRIMARY KEY (county, application,
		item),
	CONSTRAINT application_material_application_fk FOREIGN KEY
		(county, application) REFERENCES application (county, id),
	CONSTRAINT application_material_shown_on_check CHECK (
		is_shown = (shown_on IS NOT NULL) AND is_shown = (shown_by IS NOT NULL)
	)
) PARTITION BY LIST (county);
COMMENT ON TABLE application_material IS '申请的材料：项目要哪些，交了哪些';
COMMENT ON COLUMN application_material.county IS '县区';
COMMENT ON COLUMN application_material.application IS '申请';
COMMENT ON COLUMN application_material.item IS '第几项';
COMMENT ON COLUMN application_material.div IS '记录时的村居';
COMMENT ON COLUMN application_material.name IS '材料';
COMMENT ON COLUMN application_material.form IS
	'original 验原件，copy 收复印件，both 都要';
COMMENT ON COLUMN application_material.is_needed IS '这个人要交';
COMMENT ON COLUMN application_material.is_shown IS '已交';
COMMENT ON COLUMN application_material.shown_by IS '核对人';
COMMENT ON COLUMN application_material.shown_on IS '交来的日期';
COMMENT ON CONSTRAINT application_material_item_key ON application_material IS
	'这一项材料已有，不能重复';
COMMENT ON CONSTRAINT application_material_application_fk
	ON application_material IS '没有这个申请，请重新打开';
COMMENT ON CONSTRAINT application_material_shown_on_check
	ON application_material IS '交来的日期应与是否已交一致，请重新打开';

CREATE TABLE application_step (
	county county_code NOT NULL,
	application bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('application_step_id'),
	div div_code NOT NULL,
	round int NOT NULL,
	step int NOT NULL,
	kind line_text NOT NULL,
	content line_text,
	done_by name NOT NULL DEFAULT session_user,
	on_behalf name DEFAULT on_behalf(),
	done_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT application_step_id_key PRIMARY KEY (county, application, id),
	CONSTRAINT application_step_application_fk FOREIGN KEY
		(county, application) REFERENCES application (county, id)
) PARTITION BY LIST (county);
COMMENT ON TABLE application_step IS '申请的经过，只增不改';
COMMENT ON COLUMN application_step.county IS '县区';
COMMENT ON COLUMN application_step.application IS '申请';
COMMENT ON COLUMN application_step.id IS '编号';
COMMENT ON COLUMN application_step.div IS '当时的村居';
COMMENT ON COLUMN application_step.round IS '第几轮';
COMMENT ON COLUMN application_step.step IS '第几步';
COMMENT ON COLUMN application_step.kind IS '做了什么';
COMMENT ON COLUMN application_step.content IS '说明';
COMMENT ON COLUMN application_step.done_by IS '谁做的';
COMMENT ON COLUMN application_step.on_behalf IS '代班时，替谁办的';
COMMENT ON COLUMN application_step.done_at IS '时间';
COMMENT ON CONSTRAINT application_step_id_key ON application_step IS
	'此编号已有，请重试';
COMMENT ON CONSTRAINT application_step_application_fk ON application_step IS
	'没有这个申请，请重新打开';

CREATE TABLE application_objection (
	county county_code NOT NULL,
	application bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('application_objection_id'),
	div div_code NOT NULL,
	round int NOT NULL,
	objector line_text NOT NULL,
	phone line_text,
	content line_text NOT NULL,
	raised_on date NOT NULL DEFAULT current_date,
	made_by name NOT NULL DEFAULT session_user,
	state text COLLATE "C" NOT NULL DEFAULT 'open',
	outcome line_text,
	settled_by name,
	settled_on date,
	CONSTRAINT application_objection_id_key PRIMARY KEY (county, application,
		id),
	CONSTRAINT application_objection_application_fk FOREIGN KEY
		(county, application) REFERENCES application (county, id),
	CONSTRAINT application_objection_phone_check CHECK (
		phone ~ '^[0-9+ -]{3,20}$'
	),
	CONSTRAINT application_objection_state_check CHECK (
		state IN ('open', 'upheld', 'dismissed')
	),
	CONSTRAINT application_objection_outcome_check CHECK (
		(state = 'open') = (outcome IS NULL)
		AND (outcome IS NULL) = (settled_by IS NULL)
		AND (outcome IS NULL) = (settled_on IS NULL)
	)
) PARTITION BY LIST (county);
COMMENT ON TABLE application_objection IS '公示的异议和处理结果';
COMMENT ON COLUMN application_objection.county IS '县区';
COMMENT ON COLUMN application_objection.application IS '申请';
COMMENT ON COLUMN application_objection.id IS '编号';
COMMENT ON COLUMN application_objection.div IS '当时的村居';
COMMENT ON COLUMN application_objection.round IS '第几轮公示';
COMMENT ON COLUMN application_objection.objector IS '提出人；不肯留名的写匿名';
COMMENT ON COLUMN application_objection.phone IS '联系电话';
COMMENT ON COLUMN application_objection.content IS '异议内容';
COMMENT ON COLUMN application_objection.raised_on IS '提出日期';
COMMENT ON COLUMN application_objection.made_by IS '登记人';
COMMENT ON COLUMN application_objection.state IS
	'状态：open 没有处理，upheld 成立，dismissed 不成立';
COMMENT ON COLUMN application_objection.outcome IS '处理结果';
COMMENT ON COLUMN application_objection.settled_by IS '处理人';
COMMENT ON COLUMN application_objection.settled_on IS '处理日期';
COMMENT ON CONSTRAINT application_objection_id_key ON application_objection IS
	'此编号已有，请重试';
COMMENT ON CONSTRAINT application_objection_application_fk
	ON application_objection IS '没有这个申请，请重新打开';
COMMENT ON CONSTRAINT application_objection_phone_check
	ON application_objection IS '电话应为 3 至 20 位数字，请重新输入';
COMMENT ON CONSTRAINT application_objection_state_check
	ON application_objection IS '没有这种状态，请重新打开';
COMMENT ON CONSTRAINT application_objection_outcome_check
	ON application_objection IS '处理了的异议应写明结果';

DO $$
DECLARE
	one text;
BEGIN
	FOREACH one IN ARRAY '{application_material,application_step,'
		'application_objection}'::text[] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one);
		EXECUTE format('CREATE POLICY scope ON %I
			USING (application_is_seen(county, application))', one);
		EXECUTE format('COMMENT ON POLICY scope ON %I IS %L', one,
			'跟着申请：申请在本人管辖范围的才看得到');
		EXECUTE format('GRANT SELECT ON %I TO zhen_operator', one);
	END LOOP;
END
$$;

CREATE FUNCTION application_step_before()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'ZH001',
		MESSAGE = '申请的经过只增不改，请再记一步';
END
$$;
CREATE TRIGGER application_step_before BEFORE UPDATE OR DELETE
ON application_step
FOR EACH ROW EXECUTE FUNCTION application_step_before();

CREATE FUNCTION application_follow()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE application SET div = NEW.div
	WHERE county = NEW.county AND resident = NEW.id;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION application_follow IS 'applications go where the person goes';
CREATE TRIGGER application_follow AFTER UPDATE OF div ON resident
FOR EACH ROW WHEN (NEW.div <> OLD.div)
EXECUTE FUNCTION application_follow();

SELECT audit_attach('application');
SELECT audit_attach('application_material');
SELECT audit_attach('application_step');
SELECT audit_attach('application_objection');
