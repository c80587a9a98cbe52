-- What a ledger has of a person beyond registration: nation, schooling,
-- marriage, health, party, standing, where their hukou is. One row while all of
-- it holds; a change begins the next. The screen sees the person and what holds
-- now as one row.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE resident_detail (
	LIKE period INCLUDING ALL,
	nation line_text,
	education line_text,
	marital line_text,
	health line_text,
	political line_text,
	standing line_text,
	hukou line_text,
	hukou_where line_text,
	hukou_div div_code,
	hukou_address line_text,
	CONSTRAINT resident_detail_hukou_div_fk FOREIGN KEY (hukou_div)
		REFERENCES division (code),
	CONSTRAINT resident_detail_hukou_address_check CHECK (
		hukou_where IS DISTINCT FROM '3' OR hukou_address IS NOT NULL
	)
) PARTITION BY LIST (county);
COMMENT ON TABLE resident_detail IS '居民详细信息';
COMMENT ON COLUMN resident_detail.nation IS '民族 GB/T 3304';
COMMENT ON COLUMN resident_detail.education IS '文化程度 GB/T 4658';
COMMENT ON COLUMN resident_detail.marital IS '婚姻状况 GB/T 2261.2';
COMMENT ON COLUMN resident_detail.health IS '健康状况 GB/T 2261.3';
COMMENT ON COLUMN resident_detail.political IS '政治面貌 GB/T 4762';
COMMENT ON COLUMN resident_detail.standing IS '个人身份 GB/T 2261.4';
COMMENT ON COLUMN resident_detail.hukou IS '户口性质 GA 324.1（随居民登记变动）';
COMMENT ON COLUMN resident_detail.hukou_where IS '户籍在哪里';
COMMENT ON COLUMN resident_detail.hukou_div IS '户籍地（在本市的）';
COMMENT ON COLUMN resident_detail.hukou_address IS '户籍地址';
COMMENT ON CONSTRAINT resident_detail_hukou_div_fk ON resident_detail IS
	'没有这个户籍地，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT resident_detail_hukou_address_check ON resident_detail IS
	'户籍在外市的请写明户籍地址';
SELECT period_attach('resident_detail', p_codes => '{nation=nation,
	education=education,marital=marital,health=health,political=political,
	standing=standing,hukou=hukou,hukou_where=hukou_where}',
	p_succeeds => true);
CREATE UNIQUE INDEX resident_detail_now ON resident_detail (county, resident)
WHERE until IS NULL AND NOT is_removed;
GRANT
	INSERT (county, resident, since, until, nation, education, marital, health,
		political, standing, hukou, hukou_where, hukou_div, hukou_address),
	UPDATE (since, until, is_removed, nation, education, marital, health,
		political, standing, hukou_where, hukou_div, hukou_address)
ON resident_detail TO zhen_window;

CREATE FUNCTION resident_detail_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF NEW.replaced_by IS NULL THEN
		NEW.hukou := coalesce(NEW.hukou, (SELECT r.hukou FROM resident r
			WHERE r.county = NEW.county AND r.id = NEW.resident));
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION resident_detail_before IS
	'what hukou the person has by now goes along';
CREATE TRIGGER resident_detail_before BEFORE INSERT ON resident_detail
FOR EACH ROW EXECUTE FUNCTION resident_detail_before();

CREATE FUNCTION resident_hukou_keep()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	was resident_detail;
BEGIN
	SELECT * INTO was
	FROM resident_detail d
	WHERE d.county = NEW.county AND d.resident = NEW.id AND d.until IS NULL
		AND NOT d.is_removed;
	IF was.since = current_date THEN
		UPDATE resident_detail SET hukou = NEW.hukou
		WHERE county = was.county AND id = was.id;
		RETURN NULL;
	END IF;
	IF was.id IS NULL AND OLD.created_at < current_date THEN
		INSERT INTO resident_detail (county, resident, since, until, hukou)
		SELECT NEW.county, NEW.id, OLD.created_at::date, current_date - 1,
			OLD.hukou
		WHERE NOT EXISTS (
			SELECT FROM resident_detail d
			WHERE d.county = NEW.county AND d.resident = NEW.id
				AND NOT d.is_removed);
	END IF;
	INSERT INTO resident_detail (county, resident, since, nation, education,
		marital, health, political, standing, hukou, hukou_where, hukou_div,
		hukou_address)
	VALUES (NEW.county, NEW.id, current_date, was.nation, was.education,
		was.marital, was.health, was.political, was.standing, NEW.hukou,
		was.hukou_where, was.hukou_div, was.hukou_address);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION resident_hukou_keep IS
	'registration has the hukou of now; that of before stays here';
CREATE TRIGGER resident_hukou_keep AFTER UPDATE OF hukou ON resident
FOR EACH ROW WHEN (NEW.hukou <> OLD.hukou AND NEW.died IS NULL)
EXECUTE FUNCTION resident_hukou_keep();

CREATE VIEW lookup_hukou_place
WITH (security_invoker = true)
AS
SELECT code, name, initials, spelling, note
FROM lookup_village
UNION ALL
SELECT code, name, initials, spelling, note
FROM division_choice
WHERE level = 'town'
ORDER BY code;
COMMENT ON VIEW lookup_hukou_place IS '户籍地：本处的村居，全市的镇街';
GRANT SELECT ON lookup_hukou_place TO zhen_operator;

CREATE VIEW person_detail
WITH (security_invoker = true)
AS
SELECT
	r.county,
	r.id,
	r.id_no,
	r.name,
	r.birth,
	r.div AS village,
	d.nation,
	d.education,
	d.marital,
	d.health,
	d.political,
	d.standing,
	d.hukou_where,
	d.hukou_div,
	d.hukou_address,
	d.since,
	r.died,
	r.died_source,
	r.version,
	r.initials
FROM resident r
LEFT JOIN resident_detail d ON d.county = r.county AND d.resident = r.id
	AND d.until IS NULL AND NOT d.is_removed;
COMMENT ON VIEW person_detail IS '居民详细信息，现在的';
GRANT SELECT ON person_detail TO zhen_operator;
GRANT INSERT, UPDATE ON person_detail TO zhen_window;

CREATE FUNCTION person_detail_insert()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'id_no',
		MESSAGE = '没有登记过这个人，请先用 1101 居民登记';
END
$$;
CREATE TRIGGER person_detail_insert INSTEAD OF INSERT ON person_detail
FOR EACH ROW EXECUTE FUNCTION person_detail_insert();

CREATE FUNCTION person_detail_update()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE resident SET died = NEW.died, died_source = NEW.died_source
	WHERE county = OLD.county AND id = OLD.id AND version = OLD.version
	RETURNING version INTO NEW.version;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	IF (NEW.since, NEW.nation, NEW.education, NEW.marital, NEW.health,
		NEW.political, NEW.standing, NEW.hukou_where, NEW.hukou_div,
		NEW.hukou_address) IS NOT DISTINCT FROM (OLD.since, OLD.nation,
		OLD.education, OLD.marital, OLD.health, OLD.political, OLD.standing,
		OLD.hukou_where, OLD.hukou_div, OLD.hukou_address) THEN
		RETURN NEW;
	END IF;
	NEW.since := coalesce(NEW.since, current_date);
	IF NEW.since <= OLD.since THEN
		UPDATE resident_detail SET
			since = NEW.since,
			nation = NEW.nation,
			education = NEW.education,
			marital = NEW.marital,
			health = NEW.health,
			political = NEW.political,
			standing = NEW.standing,
			hukou_where = NEW.hukou_where,
			hukou_div = NEW.hukou_div,
			hukou_address = NEW.hukou_address
		WHERE county = OLD.county AND resident = OLD.id AND until IS NULL
			AND NOT is_removed;
		RETURN NEW;
	END IF;
	INSERT INTO resident_detail (county, resident, since, nation, education,
		marital, health, political, standing, hukou_where, hukou_div,
		hukou_address)
	VALUES (OLD.county, OLD.id, NEW.since, NEW.nation, NEW.education,
		NEW.marital, NEW.health, NEW.political, NEW.standing, NEW.hukou_where,
		NEW.hukou_div, NEW.hukou_address);
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION person_detail_update IS
	'with a later day it is a change, and what was ends the day before; with the
same or an earlier day a correction. The person''s own version is asked and grows,
so that two who save at once meet';
CREATE TRIGGER person_detail_update INSTEAD OF UPDATE ON person_detail
FOR EACH ROW EXECUTE FUNCTION person_detail_update();
