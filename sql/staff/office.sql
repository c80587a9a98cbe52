-- Offices and stations as institutions: unified names by rule, and what they
-- were called before; a station where enough people live, else a coordinator.
-- Each has two lines of authority, the government that feeds it and the county
-- office that guides it; what a place was is kept, on both sides of a split too.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE name_rule (
	kind text COLLATE "C" NOT NULL,
	since date NOT NULL,
	pattern line_text NOT NULL,
	words line_text NOT NULL,
	source line_text NOT NULL,
	CONSTRAINT name_rule_since_key PRIMARY KEY (kind, since),
	CONSTRAINT name_rule_kind_check CHECK (kind IN ('office', 'station'))
);
COMMENT ON TABLE name_rule IS '机构的统一名称，按起始日期';
COMMENT ON COLUMN name_rule.kind IS '哪种机构：office 服务所，station 服务站';
COMMENT ON COLUMN name_rule.since IS '从哪天起';
COMMENT ON COLUMN name_rule.pattern IS '名称应合的样式（正则表达式）';
COMMENT ON COLUMN name_rule.words IS '告诉操作员的说法';
COMMENT ON COLUMN name_rule.source IS '出处';
COMMENT ON CONSTRAINT name_rule_since_key ON name_rule IS
	'这一天的规则已有，请改起始日期';
COMMENT ON CONSTRAINT name_rule_kind_check ON name_rule IS
	'机构应为 office（服务所）或 station（服务站）';
SELECT shared_guard('name_rule');
GRANT SELECT ON name_rule TO zhen_operator;
GRANT INSERT, UPDATE ON name_rule TO zhen_admin;

INSERT INTO name_rule (kind, since, pattern, words, source)
VALUES
	('office', '2009-01-01', '.(街道|镇|乡|办事处)人力资源和社会保障服务所$',
		'镇街名称加“人力资源和社会保障服务所”', '统一名称'),
	('station', '2009-01-01', '.人力资源和社会保障服务站$',
		'村居名称加“人力资源和社会保障服务站”', '统一名称');

CREATE TABLE station_rule (
	since date NOT NULL,
	people int NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT station_rule_since_key PRIMARY KEY (since),
	CONSTRAINT station_rule_people_check CHECK (people > 0)
);
COMMENT ON TABLE station_rule IS '服务人口满多少设站，不满的设协管员，按起始日期';
COMMENT ON COLUMN station_rule.since IS '从哪天起';
COMMENT ON COLUMN station_rule.people IS '服务人口';
COMMENT ON COLUMN station_rule.source IS '出处';
COMMENT ON COLUMN station_rule.is_demo IS '演示值，未经核实';
COMMENT ON CONSTRAINT station_rule_since_key ON station_rule IS
	'这一天的标准已有，请改起始日期';
COMMENT ON CONSTRAINT station_rule_people_check ON station_rule IS
	'人口应大于零，请重新输入';
SELECT shared_guard('station_rule');
GRANT SELECT ON station_rule TO zhen_operator;
GRANT INSERT, UPDATE ON station_rule TO zhen_admin;

INSERT INTO station_rule (since, people, source, is_demo)
VALUES ('2009-01-01', 1500, '未核实，演示值', true);

CREATE TABLE former_name (
	county county_code NOT NULL,
	div div_code NOT NULL,
	since date NOT NULL,
	until date NOT NULL,
	name line_text NOT NULL,
	made_by name NOT NULL DEFAULT author(),
	CONSTRAINT former_name_since_key PRIMARY KEY (county, div, since),
	CONSTRAINT former_name_county_check CHECK (county = div / 1000000),
	CONSTRAINT former_name_until_check CHECK (until >= since)
);
COMMENT ON TABLE former_name IS '机构的曾用名';
COMMENT ON COLUMN former_name.county IS '县区';
COMMENT ON COLUMN former_name.div IS '镇街或村居';
COMMENT ON COLUMN former_name.since IS '从哪天起';
COMMENT ON COLUMN former_name.until IS '到哪天止';
COMMENT ON COLUMN former_name.name IS '名称';
COMMENT ON COLUMN former_name.made_by IS '改名的人';
COMMENT ON CONSTRAINT former_name_since_key ON former_name IS
	'这一天起的名称已有，请核对日期';
COMMENT ON CONSTRAINT former_name_county_check ON former_name IS
	'县区应为区划代码的前六位，请核对';
COMMENT ON CONSTRAINT former_name_until_check ON former_name IS
	'截止日早于起始日，请核对';
SELECT scope_guard('former_name');
GRANT SELECT ON former_name TO zhen_operator;

CREATE FUNCTION place_name_on(
	p_county int,
	p_div bigint,
	p_on date
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(
		(SELECT f.name::text FROM former_name f
			WHERE f.county = p_county AND f.div = p_div AND f.until >= p_on
			ORDER BY f.until LIMIT 1),
		(SELECT o.name FROM office o
			WHERE o.county = p_county AND o.div = p_div),
		(SELECT s.name FROM station s
			WHERE s.county = p_county AND s.div = p_div))
$$;
COMMENT ON FUNCTION place_name_on IS 'what an office or station was called that day';
GRANT EXECUTE ON FUNCTION place_name_on TO zhen_operator;

CREATE FUNCTION place_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	rule name_rule;
BEGIN
	NEW.version := OLD.version + 1;
	IF NEW.name = OLD.name OR session_is_superuser() THEN
		NEW.named_on := OLD.named_on;
		RETURN NEW;
	END IF;
	SELECT * INTO rule FROM name_rule r
	WHERE r.kind = TG_TABLE_NAME AND r.since <= NEW.named_on
	ORDER BY r.since DESC LIMIT 1;
	IF NEW.name !~ rule.pattern THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'name',
			MESSAGE = format('名称不合统一的规定：应为%s，请改', rule.words);
	END IF;
	IF NEW.named_on <= OLD.named_on OR NEW.named_on > current_date THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'named_on',
			MESSAGE = format('原名从 %s 起用；请填新名从哪天起，在那以后、今天以前',
				OLD.named_on);
	END IF;
	INSERT INTO former_name (county, div, since, until, name)
	VALUES (OLD.county, OLD.div, OLD.named_on, NEW.named_on - 1, OLD.name);
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION place_before IS
	'a name changes by the rule of its day, and the one before is kept';
CREATE TRIGGER place_before BEFORE UPDATE ON office
FOR EACH ROW EXECUTE FUNCTION place_before();
CREATE TRIGGER place_before BEFORE UPDATE ON station
FOR EACH ROW EXECUTE FUNCTION place_before();

CREATE FUNCTION office_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM code_check('budget_nature', NEW.budget_nature, 'budget_nature');
	RETURN NEW;
END
$$;
CREATE TRIGGER office_before BEFORE INSERT OR UPDATE OF budget_nature ON office
FOR EACH ROW EXECUTE FUNCTION office_before();

CREATE FUNCTION station_mode(p_people int)
RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE WHEN p_people >= r.people THEN 'station' ELSE 'coordinator' END
	FROM station_rule r
	WHERE r.since <= current_date AND p_people IS NOT NULL
	ORDER BY r.since DESC
	LIMIT 1
$$;
COMMENT ON FUNCTION station_mode IS
	'station or coordinator, by how many people live there; null if nobody knows';
GRANT EXECUTE ON FUNCTION station_mode TO zhen_operator;

CREATE FUNCTION station_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	NEW.mode_reason := nullif(btrim(NEW.mode_reason), '');
	IF NEW.mode <> station_mode(NEW.people) AND NEW.mode_reason IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'mode_reason',
			MESSAGE = format('服务人口 %s 人，按标准应%s；要例外请写明理由',
				NEW.people, CASE station_mode(NEW.people) WHEN 'station'
					THEN '设站' ELSE '设协管员' END);
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER station_before BEFORE INSERT OR UPDATE ON station
FOR EACH ROW EXECUTE FUNCTION station_before();

CREATE VIEW office_list
WITH (security_invoker = true)
AS
SELECT
	o.county,
	o.div,
	o.name,
	division_name(o.county::bigint * 1000000) AS county_name,
	division_name(o.div) AS town_name,
	CASE o.fed_by WHEN 'town' THEN division_name(o.div)
		ELSE division_name(o.county::bigint * 1000000) END AS feeder,
	division_name(o.county::bigint * 1000000) || '人社局' AS guide,
	code_name('budget_nature', o.budget_nature) AS nature,
	o.windows,
	o.since,
	s.stations,
	s.empty
FROM office o
CROSS JOIN LATERAL (
	SELECT count(*)::int AS stations,
		count(*) FILTER (WHERE NOT x.is_staffed)::int AS empty
	FROM station_now x
	WHERE x.county = o.county AND x.div BETWEEN o.div AND division_last(o.div)
) s;
COMMENT ON VIEW office_list IS
	'服务所：由谁拨款，由谁指导，窗口，下面多少站点，几处没有人';
GRANT SELECT ON office_list TO zhen_operator;

CREATE FUNCTION station_people_on(
	p_county int,
	p_div bigint,
	p_on date
) RETURNS SETOF staff
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT s.*
	FROM staff s
	WHERE s.county = p_county AND s.since <= p_on
		AND (s.until IS NULL OR s.until >= p_on)
		AND s.id IN (
			SELECT x.id FROM staff x WHERE x.county = p_county AND x.div = p_div
			UNION ALL
			SELECT m.staff FROM staff_move m
			WHERE m.county = p_county AND m.div = p_div AND m.state = 'approved')
		AND staff_place_on(s.county, s.id, p_on) = p_div
$$;
COMMENT ON FUNCTION station_people_on IS 'who worked at a place that day';
GRANT EXECUTE ON FUNCTION station_people_on TO zhen_operator;

CREATE FUNCTION station_left(
	p_county int,
	p_div bigint,
	p_on date
) RETURNS date
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT max(g.gone)
	FROM (
		SELECT s.until + 1
		FROM staff s
		WHERE s.county = p_county AND s.div = p_div
		UNION ALL
		SELECT m.moved_on
		FROM staff_move m
		WHERE m.county = p_county AND m.div = p_div AND m.state = 'approved'
	) g (gone)
	WHERE g.gone <= p_on
$$;
COMMENT ON FUNCTION station_left IS
	'when a place that nobody works at that day was left by the last; null if
nobody ever was there';
GRANT EXECUTE ON FUNCTION station_left TO zhen_operator;

CREATE FUNCTION station_gap_on(p_on date)
RETURNS TABLE (
	county int,
	div bigint,
	mode text,
	place text,
	office_name text,
	empty_since date
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT v.county::int, v.div::bigint, v.mode::text, division_path(v.div),
		operator_office_name(v.div / 1000 * 1000),
		station_left(v.county, v.div, p_on)
	FROM station v
	WHERE NOT EXISTS (SELECT FROM station_people_on(v.county, v.div, p_on))
$$;
COMMENT ON FUNCTION station_gap_on IS
	'communities and villages at which nobody worked that day, and since when';
GRANT EXECUTE ON FUNCTION station_gap_on TO zhen_operator;

SELECT audit_attach('former_name');
