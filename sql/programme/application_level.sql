-- Delegation (下放): at which level a step of a programme's flow is done, where
-- that isn't the level that its form says. A step goes down to the towns, or back
-- up, by a row with a date, not by another version of the programme.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE application_level_id;
GRANT USAGE ON SEQUENCE application_level_id TO zhen_admin;

CREATE TABLE application_level (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('application_level_id'),
	div div_code NOT NULL,
	programme text COLLATE "C" NOT NULL,
	title line_text NOT NULL,
	level text COLLATE "C" NOT NULL,
	since date NOT NULL DEFAULT current_date,
	until date,
	basis line_text NOT NULL,
	made_by name NOT NULL DEFAULT session_user,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT application_level_id_key PRIMARY KEY (county, id),
	CONSTRAINT application_level_div_fk FOREIGN KEY (div)
		REFERENCES division (code),
	CONSTRAINT application_level_programme_fk FOREIGN KEY (programme)
		REFERENCES programme (code),
	CONSTRAINT application_level_county_check CHECK (county = div / 1000000),
	CONSTRAINT application_level_level_check CHECK (
		level IN ('village', 'town', 'county', 'city')
	),
	CONSTRAINT application_level_until_check CHECK (until >= since)
);
COMMENT ON TABLE application_level IS '审批权限：某一步下放或上收到哪一级';
COMMENT ON COLUMN application_level.county IS '县区';
COMMENT ON COLUMN application_level.id IS '编号';
COMMENT ON COLUMN application_level.div IS '管到的区划，含下级；越近的越优先';
COMMENT ON COLUMN application_level.programme IS '项目';
COMMENT ON COLUMN application_level.title IS '哪一步';
COMMENT ON COLUMN application_level.level IS
	'哪一级：village 村居，town 镇街，county 县区，city 市；上级也可以';
COMMENT ON COLUMN application_level.since IS '从哪天起';
COMMENT ON COLUMN application_level.until IS '到哪天止；空为一直有效';
COMMENT ON COLUMN application_level.basis IS '依据';
COMMENT ON COLUMN application_level.made_by IS '谁定的';
COMMENT ON COLUMN application_level.version IS '版本';
COMMENT ON CONSTRAINT application_level_id_key ON application_level IS
	'此编号已有，请重试';
COMMENT ON CONSTRAINT application_level_div_fk ON application_level IS
	'没有这个区划，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT application_level_programme_fk ON application_level IS
	'没有这个项目，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT application_level_county_check ON application_level IS
	'县区应为区划代码的前六位，请核对';
COMMENT ON CONSTRAINT application_level_level_check ON application_level IS
	'级别应为 village、town、county 或 city';
COMMENT ON CONSTRAINT application_level_until_check ON application_level IS
	'截止日早于起始日，请核对';
ALTER TABLE application_level ENABLE ROW LEVEL SECURITY;
CREATE POLICY shared ON application_level FOR SELECT
USING ((SELECT scope_lo()) IS NOT NULL);
CREATE POLICY own_insert ON application_level FOR INSERT
WITH CHECK (div >= (SELECT scope_lo())
	AND division_last(div) <= (SELECT scope_hi()));
CREATE POLICY own_update ON application_level FOR UPDATE
USING (div >= (SELECT scope_lo())
	AND division_last(div) <= (SELECT scope_hi()));
COMMENT ON POLICY shared ON application_level IS
	'人人可看，管理员只能定本人管辖范围的';
GRANT SELECT ON application_level TO zhen_operator;
GRANT
	INSERT (div, programme, title, level, since, until, basis),
	UPDATE (until)
ON application_level TO zhen_admin;

CREATE FUNCTION application_level_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	titles text := (SELECT string_agg(s ->> 'title', '、' ORDER BY n)
		FROM programme p
		CROSS JOIN jsonb_array_elements(p.definition -> 'steps')
			WITH ORDINALITY x (s, n)
		WHERE p.code = NEW.programme);
BEGIN
	NEW.county := NEW.div / 1000000;
	IF TG_OP = 'UPDATE' THEN
		NEW.version := OLD.version + 1;
		IF NEW.until < current_date THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'until',
				MESSAGE = '最早到今天为止，过去的不能改';
		END IF;
	ELSIF NEW.since < current_date THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'since',
			MESSAGE = '最早从今天起，过去的不能改';
	ELSIF NEW.title = ANY (string_to_array(titles, '、')) IS NOT TRUE THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'title',
			MESSAGE = coalesce('这个项目的步骤是' || titles || '，请输其中一个',
				'这个项目没有审批步骤，请选别的项目');
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION application_level_before IS
	'about a step that there is; what was done under a row stays as it was';
CREATE TRIGGER application_level_before BEFORE INSERT OR UPDATE
ON application_level
FOR EACH ROW EXECUTE FUNCTION application_level_before();

CREATE FUNCTION application_stage(
	p_programme text,
	p_version int,
	p_step int,
	p_div bigint,
	OUT title text,
	OUT duty text,
	OUT level text,
	OUT days int,
	OUT publicity int,
	OUT is_last boolean
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT
		s ->> 'title',
		s ->> 'duty',
		coalesce((
			SELECT l.level
			FROM application_level l
			WHERE l.programme = p_programme AND l.title = s ->> 'title'
				AND p_div BETWEEN l.div AND division_last(l.div)
				AND current_date BETWEEN l.since AND coalesce(l.until, 'infinity')
			ORDER BY division_last(l.div) - l.div, l.since DESC, l.id DESC
			LIMIT 1), s ->> 'level'),
		(s ->> 'days')::int,
		(s ->> 'publicity')::int,
		p_step = jsonb_array_length(v.definition -> 'steps')
	FROM programme_version v
	CROSS JOIN LATERAL (SELECT v.definition -> 'steps' -> (p_step - 1)) x (s)
	WHERE v.programme = p_programme AND v.version = p_version
$$;
COMMENT ON FUNCTION application_stage IS
	'a step of a version of a programme: what, by whom, where it is delegated to';
GRANT EXECUTE ON FUNCTION application_stage TO zhen_operator;

CREATE VIEW application_level_list
WITH (security_invoker = true)
AS
SELECT
	l.county,
	l.id,
	division_path(l.div) AS place,
	p.title AS programme_title,
	l.title,
	code_name('level', l.level) AS level_name,
	l.since,
	l.until,
	l.basis
FROM application_level l
JOIN programme p ON p.code = l.programme;
COMMENT ON VIEW application_level_list IS '审批权限的下放和上收';
GRANT SELECT ON application_level_list TO zhen_operator;

CREATE VIEW lookup_flow
WITH (security_invoker = true)
AS
SELECT
	l.code,
	l.name,
	l.initials,
	l.spelling,
	(SELECT string_agg(s ->> 'title', '、' ORDER BY n)
		FROM jsonb_array_elements(p.definition -> 'steps')
			WITH ORDINALITY x (s, n)) AS note
FROM lookup_programme l
JOIN programme p USING (code)
WHERE p.definition ? 'steps';
COMMENT ON VIEW lookup_flow IS '要申请审批的项目，和它的步骤';
GRANT SELECT ON lookup_flow TO zhen_operator;

SELECT audit_attach('application_level');
