-- Visits of coordinators with their costs, the claim of a month, and what is
-- owed to whom for how long.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE claim_limit (
	kind line_text NOT NULL,
	since month_code NOT NULL,
	amount yuan NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	per text COLLATE "C" NOT NULL DEFAULT 'visit',
	CONSTRAINT claim_limit_per_check CHECK (per IN ('visit', 'day')),
	CONSTRAINT claim_limit_since_key PRIMARY KEY (kind, since),
	CONSTRAINT claim_limit_kind_check CHECK (
		kind IN ('transport', 'phone', 'meal')
	)
);
COMMENT ON TABLE claim_limit IS '走访的费用上限，每次或每天';
COMMENT ON COLUMN claim_limit.kind IS
	'费用：transport 交通，phone 通讯，meal 误餐';
COMMENT ON COLUMN claim_limit.since IS '起始月份';
COMMENT ON COLUMN claim_limit.amount IS '上限';
COMMENT ON COLUMN claim_limit.source IS '出处';
COMMENT ON COLUMN claim_limit.is_demo IS '演示值，未经核实';
COMMENT ON COLUMN claim_limit.per IS
	'visit 每次走访的上限；day 同时是一天合计的上限（通讯、误餐）';
COMMENT ON CONSTRAINT claim_limit_per_check ON claim_limit IS
	'上限应为 visit（每次）或 day（每天）';
COMMENT ON CONSTRAINT claim_limit_since_key ON claim_limit IS
	'此费用这个月份已有上限，请直接修改';
COMMENT ON CONSTRAINT claim_limit_kind_check ON claim_limit IS
	'费用应为 transport、phone 或 meal';
SELECT shared_guard('claim_limit');
GRANT SELECT ON claim_limit TO zhen_operator;
GRANT INSERT, UPDATE ON claim_limit TO zhen_admin;

INSERT INTO claim_limit (kind, since, amount, source, is_demo)
VALUES
	('transport', 200901, 30, '未核实，演示值', true),
	('phone', 200901, 10, '未核实，演示值', true),
	('meal', 200901, 15, '未核实，演示值', true);
INSERT INTO claim_limit (kind, since, amount, source, is_demo, per)
VALUES
	('phone', 202601, 10, '一天合计；未核实，演示值', true, 'day'),
	('meal', 202601, 15, '一天一餐；未核实，演示值', true, 'day');

CREATE SEQUENCE visit_id;
GRANT USAGE ON SEQUENCE visit_id TO zhen_coordinator;

CREATE TABLE visit (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('visit_id'),
	staff bigint NOT NULL,
	div div_code NOT NULL,
	visited_on date NOT NULL,
	village div_code NOT NULL,
	purpose line_text NOT NULL,
	people line_text,
	note line_text,
	transport yuan NOT NULL DEFAULT 0,
	phone yuan NOT NULL DEFAULT 0,
	meal yuan NOT NULL DEFAULT 0,
	kilometres numeric(5,1),
	state text COLLATE "C" NOT NULL DEFAULT 'logged',
	reason line_text,
	claimed_at timestamptz,
	checked_by name,
	checked_at timestamptz,
	paid_on date,
	voucher line_text,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT visit_id_key PRIMARY KEY (county, id),
	CONSTRAINT visit_staff_fk FOREIGN KEY (county, staff)
		REFERENCES staff (county, id),
	CONSTRAINT visit_village_fk FOREIGN KEY (village)
		REFERENCES division (code),
	CONSTRAINT visit_county_check CHECK (county = div / 1000000),
	CONSTRAINT visit_transport_check CHECK (transport >= 0),
	CONSTRAINT visit_phone_check CHECK (phone >= 0),
	CONSTRAINT visit_meal_check CHECK (meal >= 0),
	CONSTRAINT visit_kilometres_check CHECK (kilometres >= 0),
	CONSTRAINT visit_state_check CHECK (
		state IN ('logged', 'claimed', 'returned', 'approved', 'paid')
	)
);
CREATE INDEX visit_month ON visit (county, staff, visited_on);
CREATE INDEX visit_div ON visit (div, state);
COMMENT ON TABLE visit IS '走访和费用';
COMMENT ON COLUMN visit.county IS '县区';
COMMENT ON COLUMN visit.id IS '编号';
COMMENT ON COLUMN visit.staff IS '工作人员';
COMMENT ON COLUMN visit.div IS '工作人员所在村居';
COMMENT ON COLUMN visit.visited_on IS '日期';
COMMENT ON COLUMN visit.village IS '走访村居';
COMMENT ON COLUMN visit.purpose IS '事由';
COMMENT ON COLUMN visit.people IS '走访对象';
COMMENT ON COLUMN visit.note IS '情况';
COMMENT ON COLUMN visit.transport IS '交通费';
COMMENT ON COLUMN visit.phone IS '通讯费';
COMMENT ON COLUMN visit.meal IS '误餐费';
COMMENT ON COLUMN visit.kilometres IS '来回里程（公里）';
COMMENT ON COLUMN visit.state IS
	'状态：logged 未报销，claimed 待审批，returned 已退回，approved 待支付，paid 已支付';
COMMENT ON COLUMN visit.reason IS '退回原因';
COMMENT ON COLUMN visit.claimed_at IS '报销时间';
COMMENT ON COLUMN visit.checked_by IS '审批人';
COMMENT ON COLUMN visit.checked_at IS '审批时间';
COMMENT ON COLUMN visit.paid_on IS '支付日期';
COMMENT ON COLUMN visit.voucher IS '凭证号';
COMMENT ON COLUMN visit.version IS '版本';
COMMENT ON CONSTRAINT visit_id_key ON visit IS '此编号已有，请重试';
COMMENT ON CONSTRAINT visit_staff_fk ON visit IS
	'没有这个工作人员，请联系镇街服务所';
COMMENT ON CONSTRAINT visit_village_fk ON visit IS
	'没有这个村居，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT visit_county_check ON visit IS
	'县区应与村居一致，请联系镇街服务所';
COMMENT ON CONSTRAINT visit_transport_check ON visit IS '交通费不能是负数，请重新输入';
COMMENT ON CONSTRAINT visit_phone_check ON visit IS '通讯费不能是负数，请重新输入';
COMMENT ON CONSTRAINT visit_meal_check ON visit IS '误餐费不能是负数，请重新输入';
COMMENT ON CONSTRAINT visit_kilometres_check ON visit IS
	'里程不能是负数，请重新输入';
COMMENT ON CONSTRAINT visit_state_check ON visit IS
	'没有这种状态，请重新打开走访登记';

CREATE FUNCTION staff_me()
RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = zhen, pg_temp
AS $$
	SELECT id FROM staff
	WHERE role = author() AND (until IS NULL OR until >= current_date)
$$;
COMMENT ON FUNCTION staff_me IS
	'the operator, or whose change they approve, as a member of the staff, or null';
GRANT EXECUTE ON FUNCTION staff_me TO zhen_operator;

CREATE FUNCTION operator_sees_staff()
RETURNS boolean
LANGUAGE sql STABLE
AS $$
	SELECT operator_has_duty('reviewer') OR operator_has_duty('supervisor')
		OR operator_has_duty('window')
$$;
COMMENT ON FUNCTION operator_sees_staff IS
	'more than a coordinator, who sees no visits but their own';
GRANT EXECUTE ON FUNCTION operator_sees_staff TO zhen_operator;

SELECT scope_guard('visit');
CREATE POLICY mine ON visit USING (staff = (SELECT staff_me()));
COMMENT ON POLICY mine ON visit IS '自己的，调动以前的也看得见';
CREATE POLICY mine ON allowance FOR SELECT
USING (staff = (SELECT staff_me()));
COMMENT ON POLICY mine ON allowance IS '自己的，调动以前的也看得见';
CREATE POLICY mine ON allowance_payment FOR SELECT
USING (staff = (SELECT staff_me()));
COMMENT ON POLICY mine ON allowance_payment IS '自己的，调动以前的也看得见';
CREATE POLICY own ON visit AS RESTRICTIVE
USING (staff = (SELECT staff_me()) OR (SELECT operator_sees_staff()));
COMMENT ON POLICY own ON visit IS '协管员只见自己的走访';
GRANT SELECT ON visit TO zhen_operator;
GRANT
	INSERT (county, staff, div, visited_on, village, purpose, people, note,
		transport, phone, meal, kilometres),
	UPDATE (visited_on, village, purpose, people, note, transport, phone, meal,
		kilometres)
ON visit TO zhen_coordinator;

CREATE FUNCTION visit_limit(
	p_kind text,
	p_label text,
	p_amount numeric,
	p_on date
) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	most numeric;
BEGIN
	SELECT amount INTO most
	FROM claim_limit
	WHERE kind = p_kind AND since <= month_of(p_on)
	ORDER BY since DESC
	LIMIT 1;
	IF p_amount > most THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = p_kind,
			MESSAGE = format('%s每次最多 %s 元，请改小，超出的部分另行请示',
				p_label, most);
	END IF;
END
$$;

CREATE FUNCTION visit_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	steps text[] := '{logged-claimed, returned-claimed, claimed-returned,
		claimed-approved, approved-paid}';
BEGIN
	NEW.transport := coalesce(NEW.transport, 0);
	NEW.phone := coalesce(NEW.phone, 0);
	NEW.meal := coalesce(NEW.meal, 0);
	IF TG_OP = 'UPDATE' THEN
		NEW.version := OLD.version + 1;
		IF NEW.state <> OLD.state THEN
			IF OLD.state || '-' || NEW.state <> ALL (steps) THEN
				RAISE EXCEPTION USING ERRCODE = 'ZH001',
					MESSAGE = '这笔报销已经办到后面的环节，请重新打开看看';
			END IF;
			RETURN NEW;
		END IF;
		IF OLD.state NOT IN ('logged', 'returned') THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001',
				MESSAGE = '这次走访已经报销，不能再改；要改请镇街先退回';
		END IF;
	ELSE
		NEW.div := coalesce(staff_place_on(NEW.county, NEW.staff,
			NEW.visited_on), NEW.div);
		IF NEW.state <> 'logged' THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001',
				MESSAGE = '新登记的走访要先报销、审批';
		END IF;
	END IF;
	IF NEW.visited_on > current_date THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'visited_on',
			MESSAGE = '走访日期还没有到，请核对';
	END IF;
	PERFORM code_check('purpose', NEW.purpose, 'purpose');
	PERFORM visit_limit('transport', '交通费', NEW.transport, NEW.visited_on);
	PERFORM visit_limit('phone', '通讯费', NEW.phone, NEW.visited_on);
	PERFORM visit_limit('meal', '误餐费', NEW.meal, NEW.visited_on);
	RETURN NEW;
END
$$;
CREATE TRIGGER visit_before BEFORE INSERT OR UPDATE ON visit
FOR EACH ROW EXECUTE FUNCTION visit_before();

CREATE VIEW visit_entry
WITH (security_invoker = true)
AS
SELECT
	v.county,
	v.id,
	v.visited_on,
	v.village,
	v.purpose,
	v.people,
	v.note,
	nullif(v.transport, 0) AS transport,
	nullif(v.phone, 0) AS phone,
	nullif(v.meal, 0) AS meal,
	v.kilometres,
	v.reason,
	v.state,
	v.version
FROM visit v
WHERE v.staff = staff_me();
COMMENT ON VIEW visit_entry IS '本人的走访登记';
GRANT SELECT ON visit_entry TO zhen_operator;
GRANT INSERT, UPDATE ON visit_entry TO zhen_coordinator;

CREATE FUNCTION visit_entry_insert()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	me staff;
BEGIN
	SELECT * INTO me FROM staff s WHERE s.id = staff_me();
	IF me.id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '您没有登记为在岗的工作人员，请联系镇街服务所';
	END IF;
	NEW.county := me.county;
	INSERT INTO visit (county, staff, div, visited_on, village, purpose,
		people, note, transport, phone, meal, kilometres)
	VALUES (me.county, me.id, me.div, NEW.visited_on, NEW.village,
		NEW.purpose, NEW.people, NEW.note, coalesce(NEW.transport, 0),
		coalesce(NEW.phone, 0), coalesce(NEW.meal, 0), NEW.kilometres)
	RETURNING id, version INTO NEW.id, NEW.version;
	RETURN NEW;
END
$$;
CREATE TRIGGER visit_entry_insert INSTEAD OF INSERT ON visit_entry
FOR EACH ROW EXECUTE FUNCTION visit_entry_insert();

CREATE FUNCTION visit_entry_update()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE visit SET
		visited_on = NEW.visited_on,
		village = NEW.village,
		purpose = NEW.purpose,
		people = NEW.people,
		note = NEW.note,
		transport = coalesce(NEW.transport, 0),
		phone = coalesce(NEW.phone, 0),
		meal = coalesce(NEW.meal, 0),
		kilometres = NEW.kilometres
	WHERE county = OLD.county AND id = OLD.id AND version = OLD.version
	RETURNING version INTO NEW.version;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER visit_entry_update INSTEAD OF UPDATE ON visit_entry
FOR EACH ROW EXECUTE FUNCTION visit_entry_update();

SELECT audit_attach('claim_limit');
SELECT audit_attach('visit');
