-- Households, residents and their accounts, partitioned by county, and the
-- register of ID numbers over all counties.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE household_id;
CREATE SEQUENCE resident_id;
CREATE SEQUENCE account_id;
GRANT USAGE ON SEQUENCE household_id, resident_id, account_id TO zhen_window;

CREATE TABLE household (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('household_id'),
	div div_code NOT NULL,
	head bigint,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT household_id_key PRIMARY KEY (county, id),
	CONSTRAINT household_div_fk FOREIGN KEY (div) REFERENCES division (code),
	CONSTRAINT household_county_check CHECK (county = div / 1000000)
) PARTITION BY LIST (county);
COMMENT ON TABLE household IS '家庭';
COMMENT ON COLUMN household.county IS '县区';
COMMENT ON COLUMN household.id IS '户编号';
COMMENT ON COLUMN household.div IS '村居';
COMMENT ON COLUMN household.head IS '户主';
COMMENT ON COLUMN household.version IS '版本';
COMMENT ON CONSTRAINT household_id_key ON household IS '此户编号已有，请重试';
COMMENT ON CONSTRAINT household_div_fk ON household IS
	'没有这个村居，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT household_county_check ON household IS
	'县区应为村居代码的前六位，请核对';
SELECT scope_guard('household');
GRANT SELECT ON household TO zhen_operator;
GRANT INSERT (county, div, head), UPDATE (div, head)
ON household TO zhen_window;

CREATE TABLE resident (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('resident_id'),
	id_no id_no NOT NULL,
	old_id_no line_text,
	name person_name NOT NULL,
	initials text COLLATE "C" NOT NULL,
	spelling text COLLATE "C" NOT NULL,
	sex text COLLATE "C" NOT NULL,
	birth date NOT NULL,
	native int NOT NULL,
	hukou line_text,
	div div_code NOT NULL,
	address line_text,
	phone line_text,
	household bigint NOT NULL,
	kin line_text NOT NULL DEFAULT '02',
	died date,
	died_source line_text,
	created_at timestamptz NOT NULL DEFAULT now(),
	updated_at timestamptz NOT NULL DEFAULT now(),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT resident_id_key PRIMARY KEY (county, id),
	CONSTRAINT resident_id_no_key UNIQUE (id_no, county),
	CONSTRAINT resident_village_fk FOREIGN KEY (div)
		REFERENCES division (code),
	CONSTRAINT resident_household_fk FOREIGN KEY (county, household)
		REFERENCES household (county, id),
	CONSTRAINT resident_village_check CHECK (county = div / 1000000),
	CONSTRAINT resident_birth_check CHECK (birth = idcard_birth(id_no)),
	CONSTRAINT resident_sex_check CHECK (sex IN ('0', '1', '2', '9')),
	CONSTRAINT resident_phone_check CHECK (phone ~ '^[0-9+ -]{3,20}$'),
	CONSTRAINT resident_died_check CHECK (
		died >= birth AND died <= current_date
	),
	CONSTRAINT resident_died_source_check CHECK (
		died IS NOT NULL OR died_source IS NULL
	),
	CONSTRAINT resident_old_id_no_check CHECK (old_id_no ~ '^[0-9]{15}$')
) PARTITION BY LIST (county);
CREATE INDEX resident_name ON resident (name, div);
CREATE INDEX resident_initials ON resident (initials, div);
CREATE INDEX resident_div ON resident (div, name);
CREATE INDEX resident_household ON resident (county, household);
COMMENT ON TABLE resident IS '居民';
COMMENT ON COLUMN resident.county IS '县区';
COMMENT ON COLUMN resident.id IS '个人编号';
COMMENT ON COLUMN resident.id_no IS '公民身份号码（15 位的已升为 18 位）';
COMMENT ON COLUMN resident.old_id_no IS '旧台账上的 15 位号码';
COMMENT ON COLUMN resident.name IS '姓名';
COMMENT ON COLUMN resident.initials IS '姓名拼音首字母';
COMMENT ON COLUMN resident.spelling IS '姓名全拼';
COMMENT ON COLUMN resident.sex IS '性别 GB/T 2261.1';
COMMENT ON COLUMN resident.birth IS '出生日期';
COMMENT ON COLUMN resident.native IS '身份证号前六位';
COMMENT ON COLUMN resident.hukou IS '户口性质 GA 324.1';
COMMENT ON COLUMN resident.div IS '村居';
COMMENT ON COLUMN resident.address IS '住址';
COMMENT ON COLUMN resident.phone IS '电话';
COMMENT ON COLUMN resident.household IS '家庭';
COMMENT ON COLUMN resident.kin IS '与户主关系 GB/T 4761';
COMMENT ON COLUMN resident.died IS '死亡日期';
COMMENT ON COLUMN resident.died_source IS '从哪里知道死亡的';
COMMENT ON COLUMN resident.created_at IS '登记时间';
COMMENT ON COLUMN resident.updated_at IS '修改时间';
COMMENT ON COLUMN resident.version IS '版本';
COMMENT ON CONSTRAINT resident_id_key ON resident IS
	'此个人编号已有，请重试';
COMMENT ON CONSTRAINT resident_id_no_key ON resident IS
	'此身份证号已登记，请按 F3 查询后直接修改';
COMMENT ON CONSTRAINT resident_village_fk ON resident IS
	'没有这个村居，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT resident_household_fk ON resident IS
	'没有这个家庭，请重新输入户主身份证号';
COMMENT ON CONSTRAINT resident_village_check ON resident IS
	'居民的县区应与村居一致，请重新选择村居';
COMMENT ON CONSTRAINT resident_birth_check ON resident IS
	'出生日期与身份证号不一致，请核对证件';
COMMENT ON CONSTRAINT resident_sex_check ON resident IS
	'性别应为 1 男、2 女、0 未知或 9 未说明';
COMMENT ON CONSTRAINT resident_phone_check ON resident IS
	'电话应为 3 至 20 位数字，请重新输入';
COMMENT ON CONSTRAINT resident_died_check ON resident IS
	'死亡日期应在出生之后、今天以前，请核对';
COMMENT ON CONSTRAINT resident_died_source_check ON resident IS
	'没有死亡日期，请填上日期或去掉来源';
COMMENT ON CONSTRAINT resident_old_id_no_check ON resident IS
	'旧身份证号应为 15 位数字，请核对';
SELECT scope_guard('resident');
GRANT SELECT ON resident TO zhen_operator;
GRANT
	INSERT (county, id, id_no, old_id_no, name, sex, birth, native, hukou, div,
		address, phone, household, kin, died, died_source),
	UPDATE (id_no, old_id_no, name, sex, birth, native, hukou, county, div,
		address, phone, household, kin, died, died_source)
ON resident TO zhen_window;

CREATE TABLE identity (
	id_no id_no NOT NULL,
	county county_code NOT NULL,
	resident bigint NOT NULL,
	CONSTRAINT identity_id_no_key PRIMARY KEY (id_no)
		INCLUDE (county, resident)
);
COMMENT ON TABLE identity IS '身份证号总册：全市一人一号';
COMMENT ON COLUMN identity.id_no IS '公民身份号码';
COMMENT ON COLUMN identity.county IS '登记县区';
COMMENT ON COLUMN identity.resident IS '个人编号';
COMMENT ON CONSTRAINT identity_id_no_key ON identity IS
	'此身份证号已登记，请按 F3 查询';

CREATE TABLE account (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('account_id'),
	resident bigint NOT NULL,
	div div_code NOT NULL,
	number line_text NOT NULL,
	bank line_text,
	holder person_name NOT NULL,
	since date NOT NULL DEFAULT current_date,
	until date,
	is_current boolean NOT NULL DEFAULT true,
	CONSTRAINT account_id_key PRIMARY KEY (county, id),
	CONSTRAINT account_resident_fk FOREIGN KEY (county, resident)
		REFERENCES resident (county, id),
	CONSTRAINT account_county_check CHECK (county = div / 1000000),
	CONSTRAINT account_account_number_check CHECK (
		number ~ '^[0-9]{8,30}$'
	)
) PARTITION BY LIST (county);
CREATE UNIQUE INDEX account_resident
ON account (county, resident, (CASE WHEN is_current THEN 0 ELSE id END));
COMMENT ON INDEX account_resident IS
	'one current account each; those of before are found by it too';
CREATE INDEX account_number ON account (number);
COMMENT ON TABLE account IS '银行账户；换账户时旧的留存';
COMMENT ON COLUMN account.county IS '县区';
COMMENT ON COLUMN account.id IS '编号';
COMMENT ON COLUMN account.resident IS '居民';
COMMENT ON COLUMN account.div IS '村居';
COMMENT ON COLUMN account.number IS '账号';
COMMENT ON COLUMN account.bank IS '开户银行';
COMMENT ON COLUMN account.holder IS '户名';
COMMENT ON COLUMN account.since IS '启用日期';
COMMENT ON COLUMN account.until IS '停用日期（当天已不用）';
COMMENT ON COLUMN account.is_current IS '现用';
COMMENT ON CONSTRAINT account_id_key ON account IS '此编号已有，请重试';
COMMENT ON CONSTRAINT account_resident_fk ON account IS
	'没有这个居民，请先登记';
COMMENT ON CONSTRAINT account_county_check ON account IS
	'县区应与村居一致，请重新选择村居';
COMMENT ON CONSTRAINT account_account_number_check ON account IS
	'账号应为 8 至 30 位数字，请对照存折或银行卡重新输入';
SELECT scope_guard('account');
GRANT SELECT ON account TO zhen_operator;
GRANT
	INSERT (county, resident, div, number, bank, holder),
	UPDATE (div, is_current)
ON account TO zhen_window;

CREATE FUNCTION resident_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	NEW.birth := coalesce(NEW.birth, idcard_birth(NEW.id_no));
	NEW.sex := coalesce(NEW.sex, idcard_sex(NEW.id_no));
	NEW.native := coalesce(NEW.native, left(NEW.id_no, 6)::int);
	NEW.kin := coalesce(NEW.kin, '02');
	IF TG_OP = 'UPDATE' THEN
		NEW.version := OLD.version + 1;
		NEW.updated_at := now();
		IF NEW.county <> OLD.county THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'village',
				MESSAGE = '不能直接改到别的县区，请在本县区的村居中选择';
		END IF;
	END IF;
	IF (TG_OP = 'INSERT' OR NEW.household <> OLD.household) AND NOT EXISTS (
		SELECT FROM household h
		WHERE h.county = NEW.county AND h.id = NEW.household) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403', COLUMN = 'head_id_no',
			MESSAGE = '管辖范围内没有这个家庭，请重新输入户主身份证号';
	END IF;
	IF TG_OP = 'INSERT' OR NEW.name <> OLD.name THEN
		NEW.initials := pinyin_initials(NEW.name);
		NEW.spelling := pinyin_spelling(NEW.name);
	END IF;
	IF NEW.died IS NOT NULL THEN
		NEW.died_source := coalesce(NEW.died_source, '9');
	ELSIF TG_OP = 'UPDATE' AND NEW.died_source = OLD.died_source THEN
		NEW.died_source := NULL;
	END IF;
	PERFORM code_check('hukou', NEW.hukou, 'hukou');
	PERFORM code_check('kin', NEW.kin, 'kin');
	PERFORM code_check('died_source', NEW.died_source, 'died_source');
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION resident_before IS 'what is left out';
CREATE TRIGGER resident_before BEFORE UPDATE ON resident
FOR EACH ROW EXECUTE FUNCTION resident_before();
CREATE TRIGGER resident_before_insert BEFORE INSERT ON resident
FOR EACH ROW WHEN (NEW.initials IS NULL) EXECUTE FUNCTION resident_before();
COMMENT ON TRIGGER resident_before_insert ON resident IS
	'only functions of the owner can bring initials: they bring whole rows and
have looked for the household themselves';

CREATE FUNCTION account_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	SELECT r.div INTO NEW.div
	FROM resident r
	WHERE r.county = NEW.county AND r.id = NEW.resident;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403', COLUMN = 'resident',
			MESSAGE = '管辖范围内没有这个人，请重新查人';
	END IF;
	IF TG_OP = 'UPDATE' AND OLD.is_current AND NOT NEW.is_current THEN
		NEW.until := current_date;
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION account_before IS
	'an account is where its person is; a foreign key alone would let anybody
give people of other offices an account. One that isn''t used any more says
since when';
CREATE TRIGGER account_before BEFORE UPDATE ON account
FOR EACH ROW EXECUTE FUNCTION account_before();
CREATE TRIGGER account_before_insert BEFORE INSERT ON account
FOR EACH ROW WHEN (current_user <> 'zhen_owner')
EXECUTE FUNCTION account_before();

CREATE FUNCTION household_before()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
	NEW.version := OLD.version + 1;
	RETURN NEW;
END
$$;
CREATE TRIGGER household_before BEFORE UPDATE ON household
FOR EACH ROW EXECUTE FUNCTION household_before();

CREATE FUNCTION identity_place(p_id_no text)
RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT division_path(r.div / 1000 * 1000)
	FROM identity i
	JOIN resident r ON r.county = i.county AND r.id = i.resident
	WHERE i.id_no = p_id_no
$$;
COMMENT ON FUNCTION identity_place IS
	'county and town where this number is registered, and nothing else';

CREATE FUNCTION identity_check(p_id_no text)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	place text := identity_place(p_id_no);
BEGIN
	IF place IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'id_no',
			MESSAGE = format('身份证号 %s 已在%s登记，请核对证件；确为同一人的，'
				'在本所就按 F3 查询后修改，不在就联系该所', p_id_no, place);
	END IF;
END
$$;
COMMENT ON FUNCTION identity_check IS
	'one person, one number: refuses one that is registered';
GRANT EXECUTE ON FUNCTION identity_place, identity_check TO zhen_window;

CREATE FUNCTION identity_keep()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	DELETE FROM identity
	WHERE id_no = OLD.id_no AND county = OLD.county AND resident = OLD.id;
	IF TG_OP = 'DELETE' THEN
		RETURN NULL;
	END IF;
	INSERT INTO identity (id_no, county, resident)
	VALUES (NEW.id_no, NEW.county, NEW.id)
	ON CONFLICT DO NOTHING;
	IF NOT FOUND THEN
		PERFORM identity_check(NEW.id_no);
	END IF;
	RETURN NULL;
END
$$;
CREATE TRIGGER identity_keep
AFTER DELETE OR UPDATE OF id_no, county, id ON resident
FOR EACH ROW EXECUTE FUNCTION identity_keep();

CREATE FUNCTION resident_added()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	kept bigint;
BEGIN
	PERFORM code_check('hukou', c.hukou, 'hukou'),
		code_check('kin', c.kin, 'kin'),
		code_check('died_source', c.died_source, 'died_source')
	FROM (SELECT DISTINCT hukou, kin, died_source FROM added) c;
	INSERT INTO identity (id_no, county, resident)
	SELECT id_no, county, id FROM added
	ON CONFLICT DO NOTHING;
	GET DIAGNOSTICS kept = ROW_COUNT;
	IF kept < (SELECT count(*) FROM added) THEN
		PERFORM identity_check(a.id_no)
		FROM added a
		LEFT JOIN identity i ON i.id_no = a.id_no
		WHERE (i.county, i.resident) IS DISTINCT FROM (a.county, a.id);
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION resident_added IS
	'all rows of a statement at once: their codes, and one person, one number';
CREATE TRIGGER resident_added AFTER INSERT ON resident
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION resident_added();

CREATE FUNCTION resident_moved()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE account SET div = NEW.div
	WHERE county = NEW.county AND resident = NEW.id;
	UPDATE household SET div = NEW.div
	WHERE county = NEW.county AND id = NEW.household AND head = NEW.id;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION resident_moved IS
	'accounts go where the person goes, the household where its head goes';
CREATE TRIGGER resident_moved AFTER UPDATE OF div ON resident
FOR EACH ROW WHEN (NEW.div <> OLD.div)
EXECUTE FUNCTION resident_moved();

SELECT audit_attach('household');
SELECT audit_attach('resident');
SELECT audit_attach('account');
