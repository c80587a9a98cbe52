-- Rural medical insurance (新农合) and its like: who is sent to which hospital
-- (转诊), what a stay cost, and what is reimbursed of it (报销). By rates of the
-- programme: of what is covered less "floor_L", "share_L", for hospitals of level
-- L; who went to one of level 3 without being sent, times "unreferred"; "ceiling"
-- a year. What is paid for a year is in contribution.sql. The money goes out by
-- the month as of any programme: a stay enrols its person for the month in which
-- it is handed in.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE referral_id;
GRANT USAGE ON SEQUENCE referral_id TO zhen_window;

CREATE TABLE referral (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('referral_id'),
	programme text COLLATE "C" NOT NULL,
	resident bigint NOT NULL,
	div div_code NOT NULL,
	from_hospital line_text NOT NULL,
	hospital line_text NOT NULL,
	diagnosis line_text NOT NULL,
	referred_on date NOT NULL,
	until date NOT NULL,
	is_removed boolean NOT NULL DEFAULT false,
	made_by name NOT NULL DEFAULT author(),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT referral_id_key PRIMARY KEY (county, id),
	CONSTRAINT referral_programme_fk FOREIGN KEY (programme)
		REFERENCES programme (code),
	CONSTRAINT referral_resident_fk FOREIGN KEY (county, resident)
		REFERENCES resident (county, id),
	CONSTRAINT referral_county_check CHECK (county = div / 1000000),
	CONSTRAINT referral_until_check CHECK (until >= referred_on)
) PARTITION BY LIST (county);
CREATE INDEX referral_resident ON referral (county, resident);
COMMENT ON TABLE referral IS '转诊登记';
COMMENT ON COLUMN referral.county IS '县区';
COMMENT ON COLUMN referral.id IS '编号';
COMMENT ON COLUMN referral.programme IS '项目';
COMMENT ON COLUMN referral.resident IS '居民';
COMMENT ON COLUMN referral.div IS '村居';
COMMENT ON COLUMN referral.from_hospital IS '从哪家医院';
COMMENT ON COLUMN referral.hospital IS '转到哪家医院';
COMMENT ON COLUMN referral.diagnosis IS '诊断';
COMMENT ON COLUMN referral.referred_on IS '转诊日期';
COMMENT ON COLUMN referral.until IS '有效到哪天（当天还算）';
COMMENT ON COLUMN referral.is_removed IS '已作废';
COMMENT ON COLUMN referral.made_by IS '登记人';
COMMENT ON COLUMN referral.version IS '版本';
COMMENT ON CONSTRAINT referral_id_key ON referral IS '此编号已有，请重试';
COMMENT ON CONSTRAINT referral_programme_fk ON referral IS
	'没有这个项目，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT referral_resident_fk ON referral IS
	'没有这个居民，请先登记';
COMMENT ON CONSTRAINT referral_county_check ON referral IS
	'县区应与村居一致，请重新查人';
COMMENT ON CONSTRAINT referral_until_check ON referral IS
	'有效期早于转诊日期，请核对';
SELECT scope_guard('referral');
GRANT SELECT ON referral TO zhen_operator;
GRANT
	INSERT (county, programme, resident, from_hospital, hospital, diagnosis,
		referred_on, until),
	UPDATE (from_hospital, hospital, diagnosis, referred_on, until, is_removed)
ON referral TO zhen_window;

CREATE SEQUENCE treatment_id;
GRANT USAGE ON SEQUENCE treatment_id TO zhen_window;

CREATE TABLE treatment (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('treatment_id'),
	programme text COLLATE "C" NOT NULL,
	resident bigint NOT NULL,
	div div_code NOT NULL,
	month month_code NOT NULL DEFAULT month_of(current_date),
	hospital line_text NOT NULL,
	level line_text NOT NULL,
	diagnosis line_text NOT NULL,
	admitted_on date NOT NULL,
	left_on date NOT NULL,
	is_urgent boolean NOT NULL DEFAULT false,
	cost yuan NOT NULL,
	covered yuan NOT NULL,
	invoice line_text NOT NULL,
	is_removed boolean NOT NULL DEFAULT false,
	made_by name NOT NULL DEFAULT author(),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT treatment_id_key PRIMARY KEY (county, id),
	CONSTRAINT treatment_programme_fk FOREIGN KEY (programme)
		REFERENCES programme (code),
	CONSTRAINT treatment_resident_fk FOREIGN KEY (county, resident)
		REFERENCES resident (county, id),
	CONSTRAINT treatment_county_check CHECK (county = div / 1000000),
	CONSTRAINT treatment_level_check CHECK (level IN ('1', '2', '3')),
	CONSTRAINT treatment_left_on_check CHECK (
		left_on BETWEEN admitted_on AND current_date
	),
	CONSTRAINT treatment_cost_check CHECK (cost > 0),
	CONSTRAINT treatment_covered_check CHECK (covered BETWEEN 0 AND cost)
) PARTITION BY LIST (county);
CREATE INDEX treatment_resident ON treatment (county, resident, programme);
CREATE INDEX treatment_month ON treatment (county, programme, month);
CREATE UNIQUE INDEX treatment_invoice
ON treatment (county, programme, invoice) WHERE NOT is_removed;
COMMENT ON TABLE treatment IS '住院和报销登记';
COMMENT ON COLUMN treatment.county IS '县区';
COMMENT ON COLUMN treatment.id IS '编号';
COMMENT ON COLUMN treatment.programme IS '项目';
COMMENT ON COLUMN treatment.resident IS '居民';
COMMENT ON COLUMN treatment.div IS '村居';
COMMENT ON COLUMN treatment.month IS '在哪个月报销';
COMMENT ON COLUMN treatment.hospital IS '医院';
COMMENT ON COLUMN treatment.level IS '医院级别';
COMMENT ON COLUMN treatment.diagnosis IS '诊断';
COMMENT ON COLUMN treatment.admitted_on IS '入院日期';
COMMENT ON COLUMN treatment.left_on IS '出院日期';
COMMENT ON COLUMN treatment.is_urgent IS '急诊入院，不要转诊';
COMMENT ON COLUMN treatment.cost IS '总费用';
COMMENT ON COLUMN treatment.covered IS '目录内可报的费用';
COMMENT ON COLUMN treatment.invoice IS '发票号';
COMMENT ON COLUMN treatment.is_removed IS '已作废';
COMMENT ON COLUMN treatment.made_by IS '登记人';
COMMENT ON COLUMN treatment.version IS '版本';
COMMENT ON CONSTRAINT treatment_id_key ON treatment IS '此编号已有，请重试';
COMMENT ON CONSTRAINT treatment_programme_fk ON treatment IS
	'没有这个项目，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT treatment_resident_fk ON treatment IS
	'没有这个居民，请先登记';
COMMENT ON CONSTRAINT treatment_county_check ON treatment IS
	'县区应与村居一致，请重新查人';
COMMENT ON CONSTRAINT treatment_level_check ON treatment IS
	'没有这种医院级别，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT treatment_left_on_check ON treatment IS
	'出院日期早于入院日期，或者还没有到，请核对';
COMMENT ON CONSTRAINT treatment_cost_check ON treatment IS
	'总费用应大于零，请照发票重新输入';
COMMENT ON CONSTRAINT treatment_covered_check ON treatment IS
	'可报费用不能是负数，也不能多于总费用，请核对';
SELECT scope_guard('treatment');
GRANT SELECT ON treatment TO zhen_operator;
GRANT
	INSERT (county, programme, resident, hospital, level, diagnosis,
		admitted_on, left_on, is_urgent, cost, covered, invoice),
	UPDATE (hospital, level, diagnosis, admitted_on, left_on, is_urgent, cost,
		covered, invoice, is_removed)
ON treatment TO zhen_window;

CREATE FUNCTION medical_person(
	p_county int,
	p_resident bigint
) RETURNS resident
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	its resident;
BEGIN
	SELECT * INTO its FROM resident r
	WHERE r.county = p_county AND r.id = p_resident AND r.next_id IS NULL
	FOR NO KEY UPDATE;
	IF (its.div BETWEEN scope_lo() AND scope_hi() OR session_is_superuser())
		IS NOT TRUE THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403', COLUMN = 'resident',
			MESSAGE = '管辖范围内没有这个人，请重新查人';
	END IF;
	RETURN its;
END
$$;
COMMENT ON FUNCTION medical_person IS 'somebody in scope, kept from others';

CREATE FUNCTION referral_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'div' = to_jsonb(NEW) - 'div' THEN
		RETURN NEW;
	END IF;
	NEW.div := (medical_person(NEW.county, NEW.resident)).div;
	NEW.version := CASE TG_OP WHEN 'UPDATE' THEN OLD.version + 1 ELSE 1 END;
	RETURN NEW;
END
$$;
CREATE TRIGGER referral_before BEFORE INSERT OR UPDATE ON referral
FOR EACH ROW EXECUTE FUNCTION referral_before();

CREATE FUNCTION treatment_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	its resident;
	other treatment;
BEGIN
	IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'div' = to_jsonb(NEW) - 'div' THEN
		RETURN NEW;
	END IF;
	its := medical_person(NEW.county, NEW.resident);
	NEW.div := its.div;
	NEW.version := CASE TG_OP WHEN 'UPDATE' THEN OLD.version + 1 ELSE 1 END;
	IF NEW.is_removed THEN
		RETURN NEW;
	END IF;
	SELECT * INTO other FROM treatment t
	WHERE t.county = NEW.county AND t.programme = NEW.programme
		AND NOT t.is_removed AND t.id <> NEW.id
		AND (t.invoice = NEW.invoice OR t.resident = NEW.resident
			AND t.admitted_on < NEW.left_on AND t.left_on > NEW.admitted_on)
	LIMIT 1;
	IF other.invoice = NEW.invoice THEN
		PERFORM contribution_refuse('invoice', format('发票 %s 在 %s 已经登记过，'
			'不能再报', other.invoice, other.month));
	ELSIF other.id IS NOT NULL THEN
		PERFORM contribution_refuse('admitted_on', format('与 %s 至 %s 在%s的住院'
			'重叠，请核对日期', other.admitted_on, other.left_on, other.hospital));
	ELSIF NEW.left_on > its.died THEN
		PERFORM contribution_refuse('left_on', format('%s已于 %s 死亡，请核对日期',
			its.name, its.died));
	ELSIF contribution_paid(NEW.county, NEW.programme, NEW.resident,
		extract(year FROM NEW.left_on)::int) = 0 THEN
		PERFORM contribution_refuse('left_on', format('%s %s 年没有参合缴费，'
			'不能报销；漏登的请先登记缴费（2303）', its.name,
			extract(year FROM NEW.left_on)));
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION treatment_before IS
	'an invoice is reimbursed once, a day in hospital too, and only of a year that
was paid for';
CREATE TRIGGER treatment_before BEFORE INSERT OR UPDATE ON treatment
FOR EACH ROW EXECUTE FUNCTION treatment_before();

CREATE FUNCTION treatment_after()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	INSERT INTO enrolment (county, programme, resident, div, since, until)
	SELECT NEW.county, NEW.programme, NEW.resident, NEW.div, NEW.month,
		NEW.month
	WHERE NOT EXISTS (SELECT FROM enrolment e
		WHERE e.county = NEW.county AND e.resident = NEW.resident
			AND e.programme = NEW.programme AND e.since <= NEW.month
			AND coalesce(e.until, 999912) >= NEW.month);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION treatment_after IS
	'so that the month''s batch looks at this person, and at nobody else';
CREATE TRIGGER treatment_after AFTER INSERT ON treatment
FOR EACH ROW EXECUTE FUNCTION treatment_after();

CREATE FUNCTION medical_follow()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE referral SET div = NEW.div
	WHERE county = NEW.county AND resident = NEW.id;
	UPDATE treatment SET div = NEW.div
	WHERE county = NEW.county AND resident = NEW.id;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION medical_follow IS 'both go where the person goes';
CREATE TRIGGER medical_follow AFTER UPDATE OF div ON resident
FOR EACH ROW WHEN (NEW.div <> OLD.div)
EXECUTE FUNCTION medical_follow();

SELECT audit_attach('referral');
SELECT audit_attach('treatment');
