-- Letters and visits to the office (信访), and what was done about each. The
-- steps belong to their petition: they are typed and saved with it.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE petition_limit (
	since month_code NOT NULL,
	days int NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT petition_limit_since_key PRIMARY KEY (since),
	CONSTRAINT petition_limit_days_check CHECK (days BETWEEN 1 AND 366)
);
COMMENT ON TABLE petition_limit IS '来信来访的办结期限，按起始月份';
COMMENT ON COLUMN petition_limit.since IS '起始月份';
COMMENT ON COLUMN petition_limit.days IS '天数';
COMMENT ON COLUMN petition_limit.source IS '出处';
COMMENT ON COLUMN petition_limit.is_demo IS '演示值，未经核实';
COMMENT ON CONSTRAINT petition_limit_since_key ON petition_limit IS
	'这个月份已有期限，请直接修改';
COMMENT ON CONSTRAINT petition_limit_days_check ON petition_limit IS
	'期限应为 1 至 366 天，请核对';
SELECT shared_guard('petition_limit');
GRANT SELECT ON petition_limit TO zhen_operator;
GRANT INSERT, UPDATE ON petition_limit TO zhen_admin;

INSERT INTO petition_limit (since, days, source)
VALUES (200505, 60, '《信访条例》（国务院令第 431 号）第三十三条');

CREATE SEQUENCE petition_id;
CREATE SEQUENCE petition_step_id;
GRANT USAGE ON SEQUENCE petition_id, petition_step_id TO zhen_window;

CREATE TABLE petition (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('petition_id'),
	village div_code NOT NULL,
	received_on date NOT NULL,
	way line_text NOT NULL,
	name person_name,
	phone line_text,
	matter line_text NOT NULL,
	content line_text NOT NULL,
	closed_on date,
	result line_text,
	received_by name NOT NULL DEFAULT author(),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT petition_id_key PRIMARY KEY (county, id),
	CONSTRAINT petition_village_fk FOREIGN KEY (village)
		REFERENCES division (code),
	CONSTRAINT petition_county_check CHECK (county = village / 1000000),
	CONSTRAINT petition_received_on_check CHECK (received_on <= current_date),
	CONSTRAINT petition_phone_check CHECK (phone ~ '^[0-9+ -]{3,20}$'),
	CONSTRAINT petition_closed_on_check CHECK (closed_on >= received_on),
	CONSTRAINT petition_result_check CHECK (
		closed_on IS NULL OR result IS NOT NULL
	)
);
CREATE INDEX petition_village ON petition (village, received_on);
COMMENT ON TABLE petition IS '来信来访';
COMMENT ON COLUMN petition.county IS '县区';
COMMENT ON COLUMN petition.id IS '编号';
COMMENT ON COLUMN petition.village IS '所属村居';
COMMENT ON COLUMN petition.received_on IS '收到日期';
COMMENT ON COLUMN petition.way IS '来信来访的方式';
COMMENT ON COLUMN petition.name IS '姓名；匿名的为空';
COMMENT ON COLUMN petition.phone IS '电话';
COMMENT ON COLUMN petition.matter IS '事项';
COMMENT ON COLUMN petition.content IS '内容';
COMMENT ON COLUMN petition.closed_on IS '办结日期';
COMMENT ON COLUMN petition.result IS '答复';
COMMENT ON COLUMN petition.received_by IS '登记人';
COMMENT ON COLUMN petition.version IS '版本';
COMMENT ON CONSTRAINT petition_id_key ON petition IS '此编号已有，请重试';
COMMENT ON CONSTRAINT petition_village_fk ON petition IS
	'没有这个村居，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT petition_county_check ON petition IS
	'不能改到别的县区，请在本县区的村居中选择';
COMMENT ON CONSTRAINT petition_received_on_check ON petition IS
	'收到日期还没有到，请核对';
COMMENT ON CONSTRAINT petition_phone_check ON petition IS
	'电话应为 3 至 20 位数字，请重新输入';
COMMENT ON CONSTRAINT petition_closed_on_check ON petition IS
	'办结日期早于收到日期，请核对';
COMMENT ON CONSTRAINT petition_result_check ON petition IS
	'办结了请写明怎样答复';
SELECT scope_guard('petition', 'village');
CREATE POLICY office ON petition AS RESTRICTIVE
USING ((SELECT operator_sees_staff()));
COMMENT ON POLICY office ON petition IS '来信来访只给服务所的人看，协管员不看';
GRANT SELECT ON petition TO zhen_operator;
GRANT
	INSERT (village, received_on, way, name, phone, matter, content,
		closed_on, result),
	UPDATE (village, received_on, way, name, phone, matter, content,
		closed_on, result)
ON petition TO zhen_window;

CREATE TABLE petition_step (
	county county_code NOT NULL,
	petition bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('petition_step_id'),
	village div_code NOT NULL,
	done_on date NOT NULL,
	way line_text NOT NULL,
	content line_text NOT NULL,
	cost yuan,
	is_removed boolean NOT NULL DEFAULT false,
	done_by name NOT NULL DEFAULT author(),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT petition_step_id_key PRIMARY KEY (county, petition, id),
	CONSTRAINT petition_step_petition_fk FOREIGN KEY (county, petition)
		REFERENCES petition (county, id),
	CONSTRAINT petition_step_done_on_check CHECK (done_on <= current_date),
	CONSTRAINT petition_step_cost_check CHECK (cost >= 0)
);
COMMENT ON TABLE petition_step IS '来信来访的办理经过';
COMMENT ON COLUMN petition_step.county IS '县区';
COMMENT ON COLUMN petition_step.petition IS '来信来访';
COMMENT ON COLUMN petition_step.id IS '编号';
COMMENT ON COLUMN petition_step.village IS '所属村居，随来信来访';
COMMENT ON COLUMN petition_step.done_on IS '日期';
COMMENT ON COLUMN petition_step.way IS '办理方式';
COMMENT ON COLUMN petition_step.content IS '办理情况';
COMMENT ON COLUMN petition_step.cost IS '费用';
COMMENT ON COLUMN petition_step.is_removed IS '已删去';
COMMENT ON COLUMN petition_step.done_by IS '登记人';
COMMENT ON COLUMN petition_step.version IS '版本';
COMMENT ON CONSTRAINT petition_step_id_key ON petition_step IS
	'此编号已有，请重试';
COMMENT ON CONSTRAINT petition_step_petition_fk ON petition_step IS
	'没有这件来信来访，请先登记';
COMMENT ON CONSTRAINT petition_step_done_on_check ON petition_step IS
	'这一天还没有到，请核对';
COMMENT ON CONSTRAINT petition_step_cost_check ON petition_step IS
	'费用不能是负数，请重新输入';
SELECT scope_guard('petition_step', 'village');
CREATE POLICY office ON petition_step AS RESTRICTIVE
USING ((SELECT operator_sees_staff()));
COMMENT ON POLICY office ON petition_step IS
	'来信来访只给服务所的人看，协管员不看';
GRANT SELECT ON petition_step TO zhen_operator;
GRANT
	INSERT (county, petition, done_on, way, content, cost),
	UPDATE (done_on, way, content, cost, is_removed)
ON petition_step TO zhen_window;

CREATE FUNCTION petition_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM code_check('petition_way', NEW.way, 'way');
	PERFORM code_check('petition_matter', NEW.matter, 'matter');
	IF TG_OP = 'INSERT' THEN
		PERFORM village_check(NEW.village);
		NEW.county := NEW.village / 1000000;
	ELSE
		IF NEW.village <> OLD.village THEN
			PERFORM village_check(NEW.village);
		END IF;
		NEW.version := OLD.version + 1;
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER petition_before BEFORE INSERT OR UPDATE ON petition
FOR EACH ROW EXECUTE FUNCTION petition_before();

CREATE FUNCTION petition_step_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	its petition;
BEGIN
	SELECT * INTO its FROM petition l
	WHERE l.county = NEW.county AND l.id = NEW.petition;
	IF its.id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '管辖范围内没有这件来信来访，请从列表重新打开';
	END IF;
	PERFORM code_check('petition_step', NEW.way, 'way');
	IF NEW.done_on < its.received_on THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'done_on',
			MESSAGE = format('早于收到日期 %s，请核对', its.received_on);
	END IF;
	IF TG_OP = 'UPDATE' AND NEW.village = its.village THEN
		NEW.version := OLD.version + 1;
	END IF;
	NEW.village := its.village;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION petition_step_before IS
	'a step is where its petition is; that it goes along with it is no change
that somebody who is typing has to look at';
CREATE TRIGGER petition_step_before BEFORE INSERT OR UPDATE ON petition_step
FOR EACH ROW EXECUTE FUNCTION petition_step_before();

CREATE FUNCTION petition_moved()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE petition_step SET village = OLD.village
	WHERE county = NEW.county AND petition = NEW.id;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION petition_moved IS
	'the steps go where the petition goes: petition_step_before() looks where';
CREATE TRIGGER petition_moved AFTER UPDATE OF village ON petition
FOR EACH ROW WHEN (NEW.village <> OLD.village)
EXECUTE FUNCTION petition_moved();

CREATE VIEW petition_list
WITH (security_invoker = true)
AS
SELECT
	l.county,
	l.id,
	l.village,
	v.name AS village_name,
	l.received_on,
	l.way,
	coalesce(l.name, '（匿名）') AS name,
	l.matter,
	l.content,
	l.closed_on,
	s.steps,
	s.cost,
	l.received_on + t.days AS due_on,
	CASE WHEN l.closed_on IS NOT NULL THEN 'closed'
		WHEN current_date > l.received_on + t.days THEN 'late'
		ELSE 'open' END AS state,
	CASE WHEN l.closed_on IS NOT NULL THEN '办结'
		WHEN current_date > l.received_on + t.days
			THEN format('逾期 %s 天', current_date - l.received_on - t.days)
		ELSE format('还有 %s 天', l.received_on + t.days - current_date)
	END AS state_name
FROM petition l
JOIN division v ON v.code = l.village
CROSS JOIN LATERAL (
	SELECT count(*) AS steps, sum(x.cost) AS cost
	FROM petition_step x
	WHERE x.county = l.county AND x.petition = l.id AND NOT x.is_removed
) s
CROSS JOIN LATERAL (
	SELECT x.days
	FROM petition_limit x
	WHERE x.since <= extract(year FROM l.received_on) * 100
		+ extract(month FROM l.received_on)
	ORDER BY x.since DESC
	LIMIT 1
) t;
COMMENT ON VIEW petition_list IS '来信来访一览：期限和办理';
GRANT SELECT ON petition_list TO zhen_operator;

SELECT audit_attach('petition_limit');
SELECT audit_attach('petition', 'village');
SELECT audit_attach('petition_step', 'village');
