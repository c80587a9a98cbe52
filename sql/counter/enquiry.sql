-- Enquiries (咨询): who asked what, and what was answered; ten seconds each.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE enquiry_id;
GRANT USAGE ON SEQUENCE enquiry_id TO zhen_window, zhen_coordinator;

CREATE TABLE enquiry (
	county county_code NOT NULL DEFAULT operator_place() / 1000000,
	id bigint NOT NULL DEFAULT nextval('enquiry_id'),
	div div_code NOT NULL DEFAULT operator_place(),
	asked_at timestamptz NOT NULL DEFAULT now(),
	topic line_text NOT NULL,
	question line_text NOT NULL,
	answer line_text NOT NULL,
	is_satisfied boolean,
	id_no id_no,
	resident bigint,
	name person_name,
	phone line_text,
	answered_by name NOT NULL DEFAULT author(),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT enquiry_id_key PRIMARY KEY (county, id),
	CONSTRAINT enquiry_resident_fk FOREIGN KEY (county, resident)
		REFERENCES resident (county, id),
	CONSTRAINT enquiry_county_check CHECK (county = div / 1000000),
	CONSTRAINT enquiry_phone_check CHECK (phone ~ '^[0-9+ -]{3,20}$')
) PARTITION BY LIST (county);
CREATE INDEX enquiry_div ON enquiry (div, asked_at);
CREATE INDEX enquiry_at ON enquiry (asked_at, id);
CREATE INDEX enquiry_resident ON enquiry (county, resident);
COMMENT ON TABLE enquiry IS '咨询';
COMMENT ON COLUMN enquiry.county IS '县区';
COMMENT ON COLUMN enquiry.id IS '编号';
COMMENT ON COLUMN enquiry.div IS '在哪里问的：镇街或村居';
COMMENT ON COLUMN enquiry.asked_at IS '时间';
COMMENT ON COLUMN enquiry.topic IS '问的是什么';
COMMENT ON COLUMN enquiry.question IS '问题';
COMMENT ON COLUMN enquiry.answer IS '答复';
COMMENT ON COLUMN enquiry.is_satisfied IS '满意；没有表示的为空';
COMMENT ON COLUMN enquiry.id_no IS '身份证号；登记过的人在居民登记里';
COMMENT ON COLUMN enquiry.resident IS '居民；没有留身份证号的为空';
COMMENT ON COLUMN enquiry.name IS '姓名；没有留的为空';
COMMENT ON COLUMN enquiry.phone IS '电话';
COMMENT ON COLUMN enquiry.answered_by IS '答复人';
COMMENT ON COLUMN enquiry.version IS '版本';
COMMENT ON CONSTRAINT enquiry_id_key ON enquiry IS '此编号已有，请重试';
COMMENT ON CONSTRAINT enquiry_resident_fk ON enquiry IS
	'没有这个居民，请重新输入身份证号';
COMMENT ON CONSTRAINT enquiry_county_check ON enquiry IS
	'县区应与登记的地方一致，请重新登录';
COMMENT ON CONSTRAINT enquiry_phone_check ON enquiry IS
	'电话应为 3 至 20 位数字，请重新输入';
SELECT scope_guard('enquiry');
CREATE POLICY own ON enquiry AS RESTRICTIVE
USING (answered_by = session_user OR (SELECT operator_sees_staff()));
COMMENT ON POLICY own ON enquiry IS '协管员只见自己答复的咨询';
GRANT SELECT ON enquiry TO zhen_operator;
GRANT
	INSERT (topic, question, answer, is_satisfied, id_no, name, phone),
	UPDATE (topic, question, answer, is_satisfied, name, phone)
ON enquiry TO zhen_window, zhen_coordinator;

CREATE FUNCTION enquiry_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	who resident;
BEGIN
	PERFORM code_check('enquiry_topic', NEW.topic, 'topic');
	IF TG_OP = 'UPDATE' THEN
		IF OLD.answered_by <> session_user THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH403',
				MESSAGE = '只有答复的人能改，请另登记一条';
		END IF;
		NEW.version := OLD.version + 1;
		RETURN NEW;
	END IF;
	SELECT * INTO who
	FROM resident r
	WHERE r.county = NEW.county AND r.id_no = NEW.id_no AND r.next_id IS NULL;
	IF who.id IS NOT NULL THEN
		NEW.resident := who.id;
		NEW.name := coalesce(NEW.name, who.name);
		NEW.id_no := NULL;
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION enquiry_before IS
	'where it was asked are defaults that nobody may set: the partition is
chosen before a trigger runs';
CREATE TRIGGER enquiry_before BEFORE INSERT OR UPDATE ON enquiry
FOR EACH ROW EXECUTE FUNCTION enquiry_before();

CREATE VIEW enquiry_list
WITH (security_invoker = true)
AS
SELECT
	q.county,
	q.id,
	q.div,
	q.asked_at,
	to_char(q.asked_at, 'YYYY-MM-DD') AS asked,
	q.topic,
	q.question,
	q.answer,
	q.is_satisfied,
	CASE WHEN q.is_satisfied THEN '满意' WHEN NOT q.is_satisfied THEN '不满意'
		ELSE '' END AS satisfied,
	q.resident,
	coalesce(q.name, '') AS name,
	operator_name(q.answered_by) AS answerer
FROM enquiry q
WHERE q.county BETWEEN (SELECT scope_county_lo())
		AND (SELECT scope_county_hi());
COMMENT ON VIEW enquiry_list IS '咨询一览';
GRANT SELECT ON enquiry_list TO zhen_operator;

CREATE VIEW enquiry_topics
WITH (security_invoker = true)
AS
SELECT
	month_of(q.asked_at::date) AS month,
	q.topic,
	code_name('enquiry_topic', q.topic) AS topic_name,
	count(*)::int AS enquiries,
	count(*) FILTER (WHERE q.is_satisfied)::int AS satisfied,
	count(*) FILTER (WHERE NOT q.is_satisfied)::int AS dissatisfied
FROM enquiry q
WHERE q.county BETWEEN (SELECT scope_county_lo())
		AND (SELECT scope_county_hi())
GROUP BY month_of(q.asked_at::date), q.topic;
COMMENT ON VIEW enquiry_topics IS '咨询按月份和类别';
GRANT SELECT ON enquiry_topics TO zhen_operator;

CREATE VIEW card_enquiries
WITH (security_invoker = true)
AS
SELECT
	q.county,
	q.resident,
	q.id AS enquiry,
	q.asked,
	code_name('enquiry_topic', q.topic) AS topic_name,
	q.question,
	q.answer,
	q.satisfied
FROM enquiry_list q
WHERE q.resident IS NOT NULL;
COMMENT ON VIEW card_enquiries IS '一个人的咨询';
GRANT SELECT ON card_enquiries TO zhen_operator;

SELECT audit_attach('enquiry');
