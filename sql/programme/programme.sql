-- Subsidy programmes as their forms define them: who was enrolled in what,
-- the rates with the month from which they hold, and every version of a
-- programme's definition. How a definition becomes functions: compile.sql.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE programme (
	code text COLLATE "C" NOT NULL,
	form text COLLATE "C" NOT NULL,
	title line_text NOT NULL,
	basis line_text NOT NULL,
	fund text COLLATE "C" NOT NULL,
	definition jsonb NOT NULL,
	loaded_at timestamptz NOT NULL DEFAULT now(),
	loaded_by name NOT NULL DEFAULT session_user,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT programme_code_key PRIMARY KEY (code),
	CONSTRAINT programme_code_check CHECK (code ~ '^[a-z][a-z0-9_]{0,39}$')
);
COMMENT ON TABLE programme IS '项目';
COMMENT ON COLUMN programme.code IS '项目代码';
COMMENT ON COLUMN programme.form IS '登记画面';
COMMENT ON COLUMN programme.title IS '名称';
COMMENT ON COLUMN programme.basis IS '政策依据';
COMMENT ON COLUMN programme.fund IS '经费类别';
COMMENT ON COLUMN programme.definition IS '现行定义';
COMMENT ON COLUMN programme.loaded_at IS '装入时间';
COMMENT ON COLUMN programme.loaded_by IS '装入人';
COMMENT ON COLUMN programme.version IS '第几版';
COMMENT ON CONSTRAINT programme_code_key ON programme IS
	'此项目已有，请重新装入';
COMMENT ON CONSTRAINT programme_code_check ON programme IS
	'项目代码应以小写字母开头，只含小写字母、数字和下划线';
GRANT SELECT ON programme TO zhen_operator;

CREATE TABLE programme_version (
	programme text COLLATE "C" NOT NULL,
	version int NOT NULL,
	since month_code NOT NULL DEFAULT 194901,
	definition jsonb NOT NULL,
	loaded_at timestamptz NOT NULL,
	loaded_by name NOT NULL,
	CONSTRAINT programme_version_version_key PRIMARY KEY (programme, version),
	CONSTRAINT programme_version_programme_fk FOREIGN KEY (programme)
		REFERENCES programme (code)
);
COMMENT ON TABLE programme_version IS '项目定义的各版';
COMMENT ON COLUMN programme_version.programme IS '项目';
COMMENT ON COLUMN programme_version.version IS '第几版';
COMMENT ON COLUMN programme_version.since IS '从哪个月份起的规则';
COMMENT ON COLUMN programme_version.definition IS '定义';
COMMENT ON COLUMN programme_version.loaded_at IS '装入时间';
COMMENT ON COLUMN programme_version.loaded_by IS '装入人';
COMMENT ON CONSTRAINT programme_version_version_key ON programme_version IS
	'项目的这一版已有，请重新装入';
COMMENT ON CONSTRAINT programme_version_programme_fk ON programme_version IS
	'没有这个项目，请先装入';
GRANT SELECT ON programme_version TO zhen_operator;

CREATE VIEW programme_rule
WITH (security_invoker = true)
AS
SELECT
	v.programme,
	v.version,
	v.since,
	lead(v.since) OVER (PARTITION BY v.programme ORDER BY v.since) AS before,
	v.definition
FROM (
	SELECT DISTINCT ON (programme, since) *
	FROM programme_version
	ORDER BY programme, since, version DESC
) v;
COMMENT ON VIEW programme_rule IS
	'哪些月份按哪一版的规则：从 since 起，到 before 的前一个月';
GRANT SELECT ON programme_rule TO zhen_operator;

CREATE VIEW programme_exclusion
WITH (security_invoker = true)
AS
SELECT
	r.programme,
	other,
	e ->> 'reason' AS reason,
	r.since,
	r.before
FROM programme_rule r
CROSS JOIN jsonb_array_elements(r.definition -> 'excludes') e
CROSS JOIN jsonb_array_elements_text(e -> 'programmes') other
UNION ALL
SELECT
	other,
	r.programme,
	format('本月已列入%s，两项不能同享', r.definition ->> 'title'),
	r.since,
	r.before
FROM programme_rule r
CROSS JOIN jsonb_array_elements(r.definition -> 'excludes') e
CROSS JOIN jsonb_array_elements_text(e -> 'programmes') other;
COMMENT ON VIEW programme_exclusion IS
	'不能同享的项目，两个方向各一行：一边写明就够了';
GRANT SELECT ON programme_exclusion TO zhen_operator;

CREATE FUNCTION programme_version_of(
	p_programme text,
	p_month int
) RETURNS int
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT version
	FROM programme_rule
	WHERE programme = p_programme AND since <= p_month
		AND (before IS NULL OR before > p_month)
$$;
COMMENT ON FUNCTION programme_version_of IS 'by which version a month is computed';
GRANT EXECUTE ON FUNCTION programme_version_of TO zhen_operator;

CREATE FUNCTION programme_pays_employer(p_programme text)
RETURNS boolean
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT EXISTS (SELECT FROM programme_version v
		WHERE v.programme = p_programme AND v.definition ? 'payee')
$$;
COMMENT ON FUNCTION programme_pays_employer IS
	'now or in an earlier version, what is due for a person goes to their unit';
GRANT EXECUTE ON FUNCTION programme_pays_employer TO zhen_operator;

CREATE TABLE rate (
	programme text COLLATE "C" NOT NULL,
	name line_text NOT NULL,
	since month_code NOT NULL,
	value numeric NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT rate_since_key PRIMARY KEY (programme, name, since),
	CONSTRAINT rate_programme_fk FOREIGN KEY (programme)
		REFERENCES programme (code)
);
COMMENT ON TABLE rate IS '项目标准：金额、比例、年龄，按起始月份';
COMMENT ON COLUMN rate.programme IS '项目';
COMMENT ON COLUMN rate.name IS '名称';
COMMENT ON COLUMN rate.since IS '起始月份';
COMMENT ON COLUMN rate.value IS '值';
COMMENT ON COLUMN rate.source IS '出处';
COMMENT ON COLUMN rate.is_demo IS '演示值，未经核实';
COMMENT ON CONSTRAINT rate_since_key ON rate IS
	'此标准在这个月份已有，请直接修改';
COMMENT ON CONSTRAINT rate_programme_fk ON rate IS
	'没有这个项目，请先装入';
SELECT shared_guard('rate');
GRANT SELECT ON rate TO zhen_operator;
GRANT INSERT, UPDATE ON rate TO zhen_admin;

CREATE SEQUENCE enrolment_id;
GRANT USAGE ON SEQUENCE enrolment_id TO zhen_window;

CREATE TABLE enrolment (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('enrolment_id'),
	programme text COLLATE "C" NOT NULL,
	resident bigint NOT NULL,
	div div_code NOT NULL,
	since month_code NOT NULL,
	until month_code,
	extra jsonb NOT NULL DEFAULT '{}',
	note line_text,
	state text COLLATE "C" NOT NULL DEFAULT 'open',
	version int NOT NULL DEFAULT 1,
	CONSTRAINT enrolment_id_key PRIMARY KEY (county, id),
	CONSTRAINT enrolment_programme_fk FOREIGN KEY (programme)
		REFERENCES programme (code),
	CONSTRAINT enrolment_resident_fk FOREIGN KEY (county, resident)
		REFERENCES resident (county, id),
	CONSTRAINT enrolment_county_check CHECK (county = div / 1000000),
	CONSTRAINT enrolment_until_check CHECK (until >= since),
	CONSTRAINT enrolment_state_check CHECK (
		state = CASE WHEN until IS NULL THEN 'open' ELSE 'ended' END
	)
) PARTITION BY LIST (county);
CREATE UNIQUE INDEX enrolment_open ON enrolment (county, programme, resident)
WHERE state = 'open';
CREATE INDEX enrolment_resident ON enrolment (county, resident, programme);
CREATE INDEX enrolment_div ON enrolment (programme, div);
COMMENT ON TABLE enrolment IS '项目登记（参保、享受）';
COMMENT ON COLUMN enrolment.county IS '县区';
COMMENT ON COLUMN enrolment.id IS '登记编号';
COMMENT ON COLUMN enrolment.programme IS '项目';
COMMENT ON COLUMN enrolment.resident IS '居民';
COMMENT ON COLUMN enrolment.div IS '村居，随居民变动';
COMMENT ON COLUMN enrolment.since IS '开始月份';
COMMENT ON COLUMN enrolment.until IS '截止月份';
COMMENT ON COLUMN enrolment.extra IS '项目自有的栏目';
COMMENT ON COLUMN enrolment.note IS '备注';
COMMENT ON COLUMN enrolment.state IS '状态：open 在册，ended 已定截止月份';
COMMENT ON COLUMN enrolment.version IS '版本';
COMMENT ON CONSTRAINT enrolment_id_key ON enrolment IS
	'此登记编号已有，请重试';
COMMENT ON CONSTRAINT enrolment_programme_fk ON enrolment IS
	'没有这个项目，请联系管理员装入';
COMMENT ON CONSTRAINT enrolment_resident_fk ON enrolment IS
	'没有这个居民，请先登记';
COMMENT ON CONSTRAINT enrolment_county_check ON enrolment IS
	'县区应与村居一致，请重新选择村居';
COMMENT ON CONSTRAINT enrolment_until_check ON enrolment IS
	'截止月份早于开始月份，请核对';
COMMENT ON CONSTRAINT enrolment_state_check ON enrolment IS
	'状态与截止月份不一致，请重新保存';
SELECT scope_guard('enrolment');
GRANT SELECT ON enrolment TO zhen_operator;
GRANT
	INSERT (county, programme, resident, div, since, until, extra, note),
	UPDATE (resident, since, until, extra, note)
ON enrolment TO zhen_window;

CREATE FUNCTION enrolment_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	other enrolment;
BEGIN
	NEW.state := CASE WHEN NEW.until IS NULL THEN 'open' ELSE 'ended' END;
	IF TG_OP = 'UPDATE' THEN
		NEW.version := OLD.version + 1;
		IF (NEW.programme, NEW.resident) <> (OLD.programme, OLD.resident) THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'resident',
				MESSAGE = '登记不能改给别的人或项目，请给那个人另办';
		END IF;
	END IF;
	SELECT r.div INTO NEW.div
	FROM resident r
	WHERE r.county = NEW.county AND r.id = NEW.resident
	FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403', COLUMN = 'resident',
			MESSAGE = '管辖范围内没有这个人，请重新查人';
	END IF;
	SELECT * INTO other
	FROM enrolment e
	WHERE e.county = NEW.county AND e.resident = NEW.resident
		AND e.programme = NEW.programme AND e.id <> NEW.id
		AND e.since <= coalesce(NEW.until, 999912)
		AND coalesce(e.until, 999912) >= NEW.since
	LIMIT 1;
	IF other.id IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'since',
			MESSAGE = format('此人在这个项目已有 %s 至 %s 的登记，请打开原登记修改',
				other.since, coalesce(other.until::text, '今'));
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION enrolment_before IS
	'an enrolment is where its person is, one at a time: the person is locked,
so that two that overlap can''t be made at once';
CREATE TRIGGER enrolment_before BEFORE INSERT OR UPDATE ON enrolment
FOR EACH ROW EXECUTE FUNCTION enrolment_before();

CREATE FUNCTION enrolment_longer(
	p_was enrolment,
	p_until int
) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF coalesce(p_until, 999912) <= coalesce(p_was.until, 999912)
		OR p_was.until >= month_of(current_date)
		AND NOT programme_has_steps(p_was.programme) THEN
		RETURN;
	END IF;
	RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'until',
		MESSAGE = format('登记已定 %s 截止，截止月份不能改晚、也不能清空；以后仍应享受的'
			'请从 %s 起重新%s', p_was.until, month_add(p_was.until, 1),
			CASE WHEN programme_has_steps(p_was.programme) THEN '申请'
				ELSE '登记' END);
END
$$;
COMMENT ON FUNCTION enrolment_longer IS
	'what has ended doesn''t go on without being asked for: it begins anew, and is
looked at. A month that is still to come may be mended, unless it was approved';
GRANT EXECUTE ON FUNCTION enrolment_longer TO zhen_operator;

CREATE FUNCTION enrolment_guard()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF current_user <> 'zhen_owner' AND NOT session_is_superuser() THEN
		PERFORM enrolment_longer(OLD, NEW.until);
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION enrolment_guard IS
	'operators, however they come; functions of the owner mend what they ended';
CREATE TRIGGER enrolment_guard BEFORE UPDATE OF until ON enrolment
FOR EACH ROW EXECUTE FUNCTION enrolment_guard();

CREATE FUNCTION enrolment_follow()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE enrolment SET div = NEW.div
	WHERE county = NEW.county AND resident = NEW.id;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION enrolment_follow IS 'enrolments go where the person goes';
CREATE TRIGGER enrolment_follow AFTER UPDATE OF div ON resident
FOR EACH ROW WHEN (NEW.div <> OLD.div)
EXECUTE FUNCTION enrolment_follow();

CREATE FUNCTION enrolment_pack(
	p_row jsonb,
	p_own text[]
) RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
	SELECT coalesce(jsonb_object_agg(own, p_row -> own), '{}')
	FROM unnest(p_own) own
	WHERE p_row ->> own IS NOT NULL
$$;
COMMENT ON FUNCTION enrolment_pack IS 'a programme''s own fields as one value';
GRANT EXECUTE ON FUNCTION enrolment_pack TO zhen_operator;

CREATE FUNCTION enrolment_insert()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	person resident;
BEGIN
	SELECT * INTO person
	FROM resident r
	WHERE r.id = NEW.resident
		AND r.county = coalesce(NEW.county, r.county);
	IF person.id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'resident',
			MESSAGE = '管辖范围内没有这个人，请重新查人';
	END IF;
	NEW.county := person.county;
	INSERT INTO enrolment (county, programme, resident, div, since, until,
		extra, note)
	VALUES (NEW.county, TG_ARGV[0], NEW.resident, person.div, NEW.since,
		NEW.until, enrolment_pack(to_jsonb(NEW), TG_ARGV[1]::text[]),
		NEW.note)
	RETURNING id, version INTO NEW.id, NEW.version;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION enrolment_insert IS
	'behind the view of every programme: its code and its own fields';

CREATE FUNCTION enrolment_update()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE enrolment SET
		resident = NEW.resident,
		since = NEW.since,
		until = NEW.until,
		extra = enrolment_pack(to_jsonb(NEW), TG_ARGV[1]::text[]),
		note = NEW.note
	WHERE county = OLD.county AND id = OLD.id AND version = OLD.version
	RETURNING version INTO NEW.version;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION enrolment_update IS
	'behind the view of every programme; nothing when the version has moved on';

CREATE FUNCTION month_count(
	p_first int,
	p_last int
) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
	SELECT (p_last / 100 - p_first / 100) * 12 + p_last % 100 - p_first % 100
		+ 1
$$;
COMMENT ON FUNCTION month_count IS 'months from the first to the last, both in';
GRANT EXECUTE ON FUNCTION month_count TO zhen_operator;

CREATE FUNCTION years_after(
	p_date date,
	p_years numeric
) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
	SELECT (p_date + make_interval(months => (p_years * 12)::int))::date
$$;
COMMENT ON FUNCTION years_after IS
	'the day so many years later, for birthdays and terms; halves count too';
GRANT EXECUTE ON FUNCTION years_after TO zhen_operator;

CREATE FUNCTION age_in(
	p_birth date,
	p_month int
) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT p_month / 100 - extract(year FROM p_birth)::int
		- (p_month % 100 < extract(month FROM p_birth))::int
$$;
COMMENT ON FUNCTION age_in IS
	'full years on the last day of a month. Who was born on February 29 completes
a year on the 28th where there is no 29th (民法典 202 条：没有对应日的，月末日
为期间的最后一日), as years_after() has it';
GRANT EXECUTE ON FUNCTION age_in TO zhen_operator;

CREATE VIEW lookup_programme
WITH (security_invoker = true)
AS
SELECT
	p.code,
	p.title::text AS name,
	pinyin_place_initials(p.title) AS initials,
	pinyin_place_spelling(p.title) AS spelling,
	p.basis::text AS note
FROM programme p
ORDER BY p.code;
COMMENT ON VIEW lookup_programme IS '项目';
GRANT SELECT ON lookup_programme TO zhen_operator;

SELECT audit_attach('programme');
SELECT audit_attach('rate');
SELECT audit_attach('enrolment');
