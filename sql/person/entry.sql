-- What the registration screen reads and saves: a person with household and
-- account as one row. And what its fields are told before the save.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE VIEW resident_entry
WITH (security_invoker = true)
AS
SELECT
	r.county,
	r.id,
	r.id_no,
	r.name,
	r.sex,
	r.birth,
	r.native,
	r.hukou,
	r.div AS village,
	r.address,
	r.phone,
	a.number AS account_number,
	a.bank AS account_bank,
	head.id_no AS head_id_no,
	r.kin,
	r.died,
	r.version,
	r.initials
FROM resident r
LEFT JOIN account a ON a.county = r.county AND a.resident = r.id
	AND a.is_current
LEFT JOIN household h ON h.county = r.county AND h.id = r.household
LEFT JOIN resident head ON head.county = h.county AND head.id = h.head
	AND head.id <> r.id;
COMMENT ON VIEW resident_entry IS '居民登记';
COMMENT ON COLUMN resident_entry.village IS '所属村居';
COMMENT ON COLUMN resident_entry.account_number IS '账号';
COMMENT ON COLUMN resident_entry.account_bank IS '开户银行';
COMMENT ON COLUMN resident_entry.head_id_no IS '户主身份证号';
GRANT SELECT ON resident_entry TO zhen_operator;
GRANT INSERT, UPDATE ON resident_entry TO zhen_window;

CREATE FUNCTION household_of(
	p_head_id_no text,
	p_county int
) RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	head resident;
BEGIN
	SELECT * INTO head FROM resident WHERE id_no = p_head_id_no;
	IF head.id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'head_id_no',
			MESSAGE = format('没有找到户主 %s，请先登记户主，或留空另立一户',
				p_head_id_no);
	END IF;
	IF head.county <> p_county THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'head_id_no',
			MESSAGE = format('户主 %s 登记在%s，请留空另立一户', head.name,
				division_name(head.county::bigint * 1000000));
	END IF;
	RETURN head.household;
END
$$;
COMMENT ON FUNCTION household_of IS
	'the household that this person is in, among those in scope';
GRANT EXECUTE ON FUNCTION household_of TO zhen_operator;

CREATE FUNCTION account_change(
	p_county int,
	p_resident bigint,
	p_div bigint,
	p_holder text,
	p_number text,
	p_bank text
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE account SET is_current = false
	WHERE county = p_county AND resident = p_resident AND is_current;
	IF p_number IS NOT NULL THEN
		INSERT INTO account (county, resident, div, number, bank, holder)
		VALUES (p_county, p_resident, p_div, p_number, p_bank, p_holder);
	END IF;
END
$$;
COMMENT ON FUNCTION account_change IS
	'from today on this account, or none; the old one stays on record';
GRANT EXECUTE ON FUNCTION account_change TO zhen_window;

CREATE FUNCTION resident_entry_insert()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	home bigint;
BEGIN
	PERFORM village_check(NEW.village);
	PERFORM identity_check(NEW.id_no);
	NEW.county := NEW.village / 1000000;
	NEW.id := nextval('resident_id');
	IF NEW.head_id_no IS NOT NULL AND NEW.head_id_no <> NEW.id_no THEN
		home := household_of(NEW.head_id_no, NEW.county);
		IF coalesce(NEW.kin, '02') = '02' THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'kin',
				MESSAGE = '加入别人的户时请选与户主的关系，不能是“户主”';
		END IF;
	ELSE
		NEW.head_id_no := NULL;
		NEW.kin := '02';
		INSERT INTO household (county, div, head)
		VALUES (NEW.county, NEW.village, NEW.id)
		RETURNING id INTO home;
	END IF;
	INSERT INTO resident (county, id, id_no, name, sex, birth, native, hukou,
		div, address, phone, household, kin, died)
	VALUES (NEW.county, NEW.id, NEW.id_no, NEW.name, NEW.sex, NEW.birth,
		NEW.native, NEW.hukou, NEW.village, NEW.address, NEW.phone, home,
		NEW.kin, NEW.died)
	RETURNING sex, birth, native, kin, version
	INTO NEW.sex, NEW.birth, NEW.native, NEW.kin, NEW.version;
	IF NEW.account_number IS NOT NULL THEN
		PERFORM account_change(NEW.county, NEW.id, NEW.village, NEW.name,
			NEW.account_number, NEW.account_bank);
	END IF;
	PERFORM duplicate_note(NEW.county, NEW.id);
	RETURN NEW;
END
$$;

CREATE FUNCTION resident_entry_update()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	home bigint;
BEGIN
	IF NEW.village <> OLD.village THEN
		PERFORM village_check(NEW.village);
	END IF;
	SELECT household INTO home FROM resident
	WHERE county = OLD.county AND id = OLD.id;
	IF NEW.head_id_no IS DISTINCT FROM OLD.head_id_no THEN
		home := household_change(OLD.county, OLD.id, home, NEW.village,
			NEW.head_id_no);
		IF NEW.head_id_no IS NULL THEN
			NEW.kin := '02';
		END IF;
	END IF;
	IF NEW.id_no <> OLD.id_no THEN
		NEW.birth := idcard_birth(NEW.id_no);
		NEW.native := left(NEW.id_no, 6)::int;
	END IF;
	UPDATE resident SET
		id_no = NEW.id_no,
		name = NEW.name,
		sex = NEW.sex,
		birth = NEW.birth,
		native = NEW.native,
		hukou = NEW.hukou,
		county = NEW.village / 1000000,
		div = NEW.village,
		address = NEW.address,
		phone = NEW.phone,
		household = home,
		kin = NEW.kin,
		died = NEW.died
	WHERE county = OLD.county AND id = OLD.id AND version = OLD.version
	RETURNING version INTO NEW.version;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	IF (NEW.account_number, NEW.account_bank)
		IS DISTINCT FROM (OLD.account_number, OLD.account_bank) THEN
		PERFORM account_change(NEW.county, NEW.id, NEW.village, NEW.name,
			NEW.account_number, NEW.account_bank);
	END IF;
	IF (NEW.id_no, NEW.name) <> (OLD.id_no, OLD.name) THEN
		PERFORM duplicate_note(NEW.county, NEW.id);
	END IF;
	RETURN NEW;
END
$$;

CREATE FUNCTION household_change(
	p_county int,
	p_resident bigint,
	p_from bigint,
	p_div bigint,
	p_head_id_no text
) RETURNS bigint
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	home bigint;
BEGIN
	IF EXISTS (
		SELECT FROM resident r
		JOIN household h ON h.county = r.county AND h.id = r.household
		WHERE h.county = p_county AND h.id = p_from
			AND h.head = p_resident AND r.id <> p_resident) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'head_id_no',
			MESSAGE = '此人是户主，家里还有别人，请先把其他人改到新户主名下';
	END IF;
	IF p_head_id_no IS NOT NULL THEN
		RETURN household_of(p_head_id_no, p_county);
	END IF;
	INSERT INTO household (county, div, head)
	VALUES (p_county, p_div, p_resident)
	RETURNING id INTO home;
	RETURN home;
END
$$;
COMMENT ON FUNCTION household_change IS
	'moves to the household of a head, or without one to a new household';
GRANT EXECUTE ON FUNCTION household_change TO zhen_window;

CREATE FUNCTION village_check(p_village bigint)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM division
		WHERE code = p_village AND level = 'village') THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'village',
			MESSAGE = '没有这个村居，请按 F4 从列表中选择';
	END IF;
	IF p_village NOT BETWEEN scope_lo() AND scope_hi() THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403', COLUMN = 'village',
			MESSAGE = format('%s不在您的管辖范围，请重新选择村居',
				division_path(p_village));
	END IF;
END
$$;
GRANT EXECUTE ON FUNCTION village_check TO zhen_operator;

CREATE TRIGGER resident_entry_insert INSTEAD OF INSERT ON resident_entry
FOR EACH ROW EXECUTE FUNCTION resident_entry_insert();
CREATE TRIGGER resident_entry_update INSTEAD OF UPDATE ON resident_entry
FOR EACH ROW EXECUTE FUNCTION resident_entry_update();

CREATE FUNCTION identity_notice(
	p_id_no text,
	p_name text DEFAULT NULL
) RETURNS TABLE (
	severity text,
	message text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	RETURN QUERY
	SELECT
		CASE WHEN r.div BETWEEN scope_lo() AND scope_hi()
			THEN 'info' ELSE 'error' END,
		CASE WHEN r.div BETWEEN scope_lo() AND scope_hi()
			THEN format('%s 已登记在%s', r.name, division_path(r.div))
			ELSE format('此身份证号已在%s登记，请核对；确为同一人的请联系该所',
				division_path(r.div / 1000 * 1000)) END
	FROM identity i
	JOIN resident r ON r.county = i.county AND r.id = i.resident
	WHERE i.id_no = p_id_no AND scope_lo() IS NOT NULL
	UNION ALL
	SELECT * FROM duplicate_notice(p_id_no, p_name);
END
$$;
COMMENT ON FUNCTION identity_notice IS
	'where this number is registered already, and who may be the same person;
outside the scope no more than county and town';
GRANT EXECUTE ON FUNCTION identity_notice TO zhen_operator;

CREATE FUNCTION household_notice(p_head_id_no text)
RETURNS TABLE (
	severity text,
	message text
)
LANGUAGE sql STABLE
AS $$
	SELECT
		CASE WHEN head.id IS NULL THEN 'error' ELSE 'info' END,
		CASE WHEN head.id IS NULL
			THEN '没有找到这位户主，请先登记户主，或留空另立一户'
			ELSE format('户主 %s，%s，现有 %s 口人', head.name,
				division_path(head.div),
				(SELECT count(*) FROM resident m
					WHERE m.county = head.county
						AND m.household = head.household)) END
	FROM (SELECT p_head_id_no AS id_no) asked
	LEFT JOIN resident head ON head.id_no = asked.id_no
	WHERE asked.id_no IS NOT NULL
$$;
COMMENT ON FUNCTION household_notice IS 'who would be the head';
GRANT EXECUTE ON FUNCTION household_notice TO zhen_operator;
