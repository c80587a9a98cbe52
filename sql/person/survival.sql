-- Whoever draws a pension is seen alive once a year (生存认证): who was, how and
-- by whom, and who still has to be.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE survival_rule (
	programme line_text NOT NULL,
	since int NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT survival_rule_programme_key PRIMARY KEY (programme),
	CONSTRAINT survival_rule_since_check CHECK (since BETWEEN 1949 AND 2199)
);
COMMENT ON TABLE survival_rule IS '哪些项目每年要做生存认证';
COMMENT ON COLUMN survival_rule.programme IS '项目';
COMMENT ON COLUMN survival_rule.since IS '从哪一年起';
COMMENT ON COLUMN survival_rule.source IS '出处';
COMMENT ON COLUMN survival_rule.is_demo IS '未经核实';
COMMENT ON CONSTRAINT survival_rule_programme_key ON survival_rule IS
	'这个项目已有，请直接修改';
COMMENT ON CONSTRAINT survival_rule_since_check ON survival_rule IS
	'年份应为四位，请核对';
SELECT shared_guard('survival_rule');
GRANT SELECT ON survival_rule TO zhen_operator;
GRANT INSERT, UPDATE ON survival_rule TO zhen_admin;
INSERT INTO survival_rule (programme, since, source, is_demo)
VALUES ('pension', 2011, '各地经办规程，起始年份未经核实', true);
SELECT audit_attach('survival_rule');

CREATE TABLE survival_check (
	LIKE period INCLUDING ALL,
	year int NOT NULL,
	way line_text NOT NULL,
	note line_text,
	checked_by name NOT NULL DEFAULT author(),
	CONSTRAINT survival_check_year_check CHECK (
		year IN (extract(year FROM since), extract(year FROM since) - 1)
	),
	CONSTRAINT survival_check_once_check CHECK (until IS NULL)
) PARTITION BY LIST (county);
COMMENT ON TABLE survival_check IS '生存认证';
COMMENT ON COLUMN survival_check.since IS '认证日期';
COMMENT ON COLUMN survival_check.until IS '不用：认证只在一天';
COMMENT ON COLUMN survival_check.year IS '哪一年的认证';
COMMENT ON COLUMN survival_check.way IS '方式';
COMMENT ON COLUMN survival_check.note IS '说明';
COMMENT ON COLUMN survival_check.checked_by IS '谁认证的';
COMMENT ON CONSTRAINT survival_check_year_check ON survival_check IS
	'只能补上一年的，请核对年度和认证日期';
COMMENT ON CONSTRAINT survival_check_once_check ON survival_check IS
	'认证没有截止日期，请只填认证日期';
SELECT period_attach('survival_check', '{year}', '{way=survival_way}');
GRANT
	INSERT (county, resident, since, year, way, note),
	UPDATE (since, is_removed, year, way, note)
ON survival_check TO zhen_window, zhen_coordinator;

CREATE FUNCTION resident_named(p_who text)
RETURNS SETOF resident
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT r.*
	FROM resident_by_id_no(CASE WHEN p_who ~ '^[0-9]{15}$'
		THEN idcard_upgrade(p_who) ELSE upper(btrim(p_who)) END) r
	WHERE p_who ~ '^[0-9]'
	UNION ALL
	SELECT r.*
	FROM resident_by_name(btrim(p_who)) r
	WHERE p_who !~ '^[0-9]' AND r.name = btrim(p_who)
		AND r.div BETWEEN scope_lo() AND scope_hi()
	LIMIT 10
$$;
COMMENT ON FUNCTION resident_named IS
	'by the whole ID number or the whole name, ten at most';
GRANT EXECUTE ON FUNCTION resident_named TO zhen_operator;

CREATE FUNCTION resident_one(p_who text)
RETURNS resident
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	found resident[] := ARRAY(SELECT r FROM resident_named(p_who) r);
BEGIN
	IF cardinality(found) = 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'who',
			MESSAGE = '管辖范围内没有这个人，请核对身份证号或姓名';
	ELSIF cardinality(found) > 1 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'who',
			MESSAGE = format('有 %s 个人叫%s，请输身份证号', cardinality(found),
				p_who);
	END IF;
	RETURN found[1];
END
$$;
COMMENT ON FUNCTION resident_one IS
	'who is meant, or a refusal that says why it isn''t clear';
GRANT EXECUTE ON FUNCTION resident_one TO zhen_operator;

CREATE FUNCTION survival_notice(
	p_who text,
	p_year int
) RETURNS TABLE (
	severity text,
	message text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	WITH found AS MATERIALIZED (
		SELECT r.*, count(*) OVER () AS people
		FROM resident_named(p_who) r
	)
	SELECT 'error', '管辖范围内没有这个人，请核对身份证号或姓名'
	WHERE NOT EXISTS (SELECT FROM found)
	UNION ALL
	(SELECT
		CASE WHEN r.people > 1 OR r.died IS NOT NULL THEN 'error'
			WHEN s.since IS NOT NULL THEN 'warning'
			ELSE 'info' END,
		CASE WHEN r.people > 1
				THEN format('有 %s 个人叫%s，请输身份证号', r.people, r.name)
			WHEN r.died IS NOT NULL
				THEN format('%s已于 %s 死亡，不能认证', r.name, r.died)
			ELSE format('%s %s %s 岁 %s，%s 年%s', r.name,
				code_name('sex', r.sex), extract(year FROM age(r.birth)),
				division_name(r.div), p_year, CASE WHEN s.since IS NULL
					THEN '还没有认证'
					ELSE format('已于 %s 认证', s.since) END) END
	FROM found r
	LEFT JOIN survival_check s ON s.county = r.county AND s.resident = r.id
		AND s.year = p_year AND NOT s.is_removed
	LIMIT 1)
$$;
COMMENT ON FUNCTION survival_notice IS 'who is meant, and whether it is done';
GRANT EXECUTE ON FUNCTION survival_notice TO zhen_operator;

CREATE FUNCTION survival_done(
	county int,
	resident bigint,
	year int,
	way text DEFAULT '1',
	checked_on date DEFAULT current_date,
	note text DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	its resident;
	was survival_check;
BEGIN
	SELECT * INTO its
	FROM resident r
	WHERE r.county = survival_done.county AND r.id = survival_done.resident;
	SELECT * INTO was
	FROM survival_check s
	WHERE s.county = its.county AND s.resident = its.id
		AND s.year = survival_done.year AND NOT s.is_removed;
	IF was.id IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'year',
			MESSAGE = format('%s %s 年已于 %s 认证，不用再认证', its.name, was.year,
				was.since);
	END IF;
	INSERT INTO survival_check (county, resident, since, year, way, note)
	VALUES (survival_done.county, survival_done.resident,
		survival_done.checked_on, survival_done.year, survival_done.way,
		survival_done.note);
	RETURN format('%s %s 年已认证', its.name, survival_done.year);
END
$$;
COMMENT ON FUNCTION survival_done IS 'somebody was seen alive';

GRANT EXECUTE ON FUNCTION survival_done TO zhen_window, zhen_coordinator;

CREATE FUNCTION survival_void(
	county int,
	id bigint
) RETURNS text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	was survival_check;
BEGIN
	UPDATE survival_check s SET is_removed = true
	WHERE s.county = survival_void.county AND s.id = survival_void.id
		AND NOT s.is_removed
	RETURNING s.* INTO was;
	IF was.id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '没有这次认证，或已经作废，请重新打开';
	END IF;
	RETURN format('%s 年 %s 的认证已作废，要重新认证', was.year, was.since);
END
$$;
COMMENT ON FUNCTION survival_void IS
	'somebody wasn''t seen after all; what was written stays on record';
GRANT EXECUTE ON FUNCTION survival_void TO zhen_window, zhen_coordinator;

CREATE VIEW survival_entry
WITH (security_invoker = true)
AS
SELECT
	s.county,
	s.id,
	r.id_no::text AS who,
	r.name,
	s.year,
	s.way,
	s.since AS checked_on,
	s.note,
	s.version
FROM survival_check s
JOIN resident r ON r.county = s.county AND r.id = s.resident
WHERE NOT s.is_removed;
COMMENT ON VIEW survival_entry IS '生存认证登记';
GRANT SELECT ON survival_entry TO zhen_operator;
GRANT INSERT, UPDATE ON survival_entry TO zhen_window, zhen_coordinator;

CREATE FUNCTION survival_entry_insert()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	its resident := resident_one(NEW.who);
BEGIN
	PERFORM survival_done(its.county, its.id, NEW.year, NEW.way,
		NEW.checked_on, NEW.note);
	SELECT s.county, s.id, s.version INTO NEW.county, NEW.id, NEW.version
	FROM survival_check s
	WHERE s.county = its.county AND s.resident = its.id
		AND s.year = NEW.year AND NOT s.is_removed;
	RETURN NEW;
END
$$;
CREATE TRIGGER survival_entry_insert INSTEAD OF INSERT ON survival_entry
FOR EACH ROW EXECUTE FUNCTION survival_entry_insert();

CREATE FUNCTION survival_entry_update()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE survival_check SET
		year = NEW.year,
		way = NEW.way,
		since = NEW.checked_on,
		note = NEW.note
	WHERE county = OLD.county AND id = OLD.id AND version = OLD.version
	RETURNING version INTO NEW.version;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER survival_entry_update INSTEAD OF UPDATE ON survival_entry
FOR EACH ROW EXECUTE FUNCTION survival_entry_update();

CREATE FUNCTION survival_due(
	p_div bigint,
	p_year int
) RETURNS TABLE (
	county int,
	resident bigint,
	name text,
	id_no text,
	age int,
	div bigint,
	village_name text,
	phone text,
	last_check date
)
LANGUAGE sql STABLE
AS $$
	SELECT r.county::int, r.id, r.name::text, r.id_no::text,
		extract(year FROM age(current_date, r.birth))::int, r.div::bigint,
		division_name(r.div), r.phone::text,
		(SELECT max(s.since) FROM survival_check s
			WHERE s.county = r.county AND s.resident = r.id
				AND NOT s.is_removed)
	FROM resident r
	WHERE r.div BETWEEN p_div AND division_last(p_div)
		AND r.county = (p_div / 1000000)::int
		AND r.died IS NULL
		AND EXISTS (
			SELECT FROM enrolment e
			JOIN survival_rule u ON u.programme = e.programme
				AND u.since <= p_year
			WHERE e.county = r.county AND e.resident = r.id
				AND e.div BETWEEN p_div AND division_last(p_div)
				AND e.since <= p_year * 100 + 12
				AND coalesce(e.until, 999912) > p_year * 100)
		AND NOT EXISTS (
			SELECT FROM survival_check s
			WHERE s.county = r.county AND s.resident = r.id
				AND s.year = p_year AND NOT s.is_removed)
$$;
COMMENT ON FUNCTION survival_due IS
	'who of a village or town still has to be seen this year';
GRANT EXECUTE ON FUNCTION survival_due TO zhen_operator;
