-- What is in somebody's hands: equipment and advances. It comes back, is settled,
-- or goes to who takes over when their post is handed over: then a new row says
-- so, and which hand-over it was.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE staff_item_id;
GRANT USAGE ON SEQUENCE staff_item_id TO zhen_reviewer, zhen_supervisor;

CREATE TABLE staff_item (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('staff_item_id'),
	staff bigint NOT NULL,
	div div_code NOT NULL,
	kind text COLLATE "C" NOT NULL,
	what line_text NOT NULL,
	number line_text,
	amount yuan,
	since date NOT NULL DEFAULT current_date,
	until date,
	outcome line_text,
	handover bigint,
	made_by name NOT NULL DEFAULT author(),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT staff_item_id_key PRIMARY KEY (county, id),
	CONSTRAINT staff_item_staff_fk FOREIGN KEY (county, staff)
		REFERENCES staff (county, id),
	CONSTRAINT staff_item_handover_fk FOREIGN KEY (county, handover)
		REFERENCES staff_handover (county, id),
	CONSTRAINT staff_item_kind_check CHECK (kind IN ('equipment', 'advance')),
	CONSTRAINT staff_item_amount_check CHECK (
		CASE kind WHEN 'advance' THEN coalesce(amount, 0) > 0
			ELSE coalesce(amount, 0) >= 0 END
	),
	CONSTRAINT staff_item_until_check CHECK (
		until BETWEEN since AND current_date
	),
	CONSTRAINT staff_item_outcome_check CHECK (
		(until IS NULL) = (outcome IS NULL)
	)
);
CREATE INDEX staff_item_staff ON staff_item (county, staff);
COMMENT ON TABLE staff_item IS '名下的设备和借款';
COMMENT ON COLUMN staff_item.county IS '县区';
COMMENT ON COLUMN staff_item.id IS '编号';
COMMENT ON COLUMN staff_item.staff IS '在谁名下';
COMMENT ON COLUMN staff_item.div IS '登记时所在村居或镇街';
COMMENT ON COLUMN staff_item.kind IS '种类：equipment 设备，advance 借款';
COMMENT ON COLUMN staff_item.what IS '是什么';
COMMENT ON COLUMN staff_item.number IS '资产编号或借据号';
COMMENT ON COLUMN staff_item.amount IS '金额';
COMMENT ON COLUMN staff_item.since IS '从哪天起';
COMMENT ON COLUMN staff_item.until IS '归还、还清或移交的日期';
COMMENT ON COLUMN staff_item.outcome IS '怎么了结的';
COMMENT ON COLUMN staff_item.handover IS '从哪次交接来的';
COMMENT ON COLUMN staff_item.made_by IS '登记人';
COMMENT ON COLUMN staff_item.version IS '版本';
COMMENT ON CONSTRAINT staff_item_id_key ON staff_item IS '此编号已有，请重试';
COMMENT ON CONSTRAINT staff_item_staff_fk ON staff_item IS
	'没有这个工作人员，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT staff_item_handover_fk ON staff_item IS
	'没有这次交接，请重新打开';
COMMENT ON CONSTRAINT staff_item_kind_check ON staff_item IS
	'种类应为设备或借款，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT staff_item_amount_check ON staff_item IS
	'借款要填大于零的金额，请核对';
COMMENT ON CONSTRAINT staff_item_until_check ON staff_item IS
	'了结的日期应在领用之后、今天以前，请核对';
COMMENT ON CONSTRAINT staff_item_outcome_check ON staff_item IS
	'了结的日期和怎么了结的，请一起填';
SELECT scope_guard('staff_item');
GRANT SELECT ON staff_item TO zhen_operator;
GRANT
	INSERT (staff, kind, what, number, amount, since, until, outcome),
	UPDATE (until, outcome)
ON staff_item TO zhen_reviewer, zhen_supervisor;
CREATE TRIGGER staff_item_before BEFORE INSERT OR UPDATE ON staff_item
FOR EACH ROW WHEN (pg_trigger_depth() = 0)
EXECUTE FUNCTION staff_about_before();

CREATE FUNCTION staff_item_taker(p_one staff_handover)
RETURNS bigint
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(
		(SELECT s.id FROM staff s
			WHERE s.county = p_one.county AND s.role = p_one.receiver),
		p_one.successor)
$$;
COMMENT ON FUNCTION staff_item_taker IS
	'who gets what was in the giver''s hands: who signs, or the successor when who
signs is none of the staff';

CREATE FUNCTION staff_item_hand()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	taker bigint := staff_item_taker(NEW);
BEGIN
	IF taker IS NULL AND EXISTS (SELECT FROM staff_item i
		WHERE i.county = NEW.county AND i.staff = NEW.staff AND i.until IS NULL)
	THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '名下还有设备或借款，接收人不是所里的工作人员；'
				'请先归还、还清（/3330），或撤回后填上继任者';
	END IF;
	WITH gone AS (
		UPDATE staff_item i SET
			until = current_date,
			outcome = format('交接 %s', NEW.id),
			version = i.version + 1
		WHERE i.county = NEW.county AND i.staff = NEW.staff AND i.until IS NULL
		RETURNING i.*
	)
	INSERT INTO staff_item (county, staff, div, kind, what, number, amount, since,
		handover)
	SELECT g.county, s.id, s.div, g.kind, g.what, g.number, g.amount,
		current_date, NEW.id
	FROM gone g
	JOIN staff s ON s.county = g.county AND s.id = taker;
	RETURN NULL;
END
$$;
CREATE TRIGGER staff_item_hand AFTER UPDATE OF state ON staff_handover
FOR EACH ROW WHEN (NEW.state = 'done' AND OLD.state <> 'done')
EXECUTE FUNCTION staff_item_hand();

CREATE VIEW staff_item_list
WITH (security_invoker = true)
AS
SELECT
	i.*,
	s.name AS staff_name,
	regexp_replace(division_path(s.div), '^\S+ ', '') AS place_name,
	code_name('staff_item_kind', i.kind) AS kind_name,
	coalesce(i.outcome, '在用') AS state_name
FROM staff_item i
JOIN staff s ON s.county = i.county AND s.id = i.staff;
COMMENT ON VIEW staff_item_list IS '名下的设备和借款';
GRANT SELECT ON staff_item_list TO zhen_operator;

SELECT audit_attach('staff_item');
