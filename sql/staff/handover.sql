-- Hand-over (交接): what is open in somebody's name goes to who comes after them.
-- A successor who isn't there yet, or can't see the place, is stood in for by
-- the office's reviewer or supervisor. What goes over, and how both sign, is in
-- handover_step.sql.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE staff_handover_id;
GRANT USAGE ON SEQUENCE staff_handover_id
TO zhen_window, zhen_coordinator, zhen_reviewer, zhen_supervisor;

CREATE TABLE staff_handover (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('staff_handover_id'),
	div div_code NOT NULL,
	staff bigint NOT NULL,
	giver name NOT NULL,
	successor bigint,
	receiver name NOT NULL,
	leaves_on date,
	note line_text,
	state text COLLATE "C" NOT NULL DEFAULT 'waiting',
	made_by name NOT NULL DEFAULT session_user,
	made_at timestamptz NOT NULL DEFAULT now(),
	given_at timestamptz,
	taken_at timestamptz,
	cases int,
	applications int,
	changes int,
	drafts int,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT staff_handover_id_key PRIMARY KEY (county, id),
	CONSTRAINT staff_handover_staff_fk FOREIGN KEY (county, staff)
		REFERENCES staff (county, id),
	CONSTRAINT staff_handover_successor_fk FOREIGN KEY (county, successor)
		REFERENCES staff (county, id),
	CONSTRAINT staff_handover_successor_check CHECK (successor <> staff),
	CONSTRAINT staff_handover_receiver_check CHECK (receiver <> giver),
	CONSTRAINT staff_handover_state_check CHECK (
		state IN ('waiting', 'given', 'done', 'withdrawn')
	),
	CONSTRAINT staff_handover_taken_at_check CHECK (
		state <> 'done' OR given_at IS NOT NULL AND taken_at IS NOT NULL
	)
);
CREATE UNIQUE INDEX staff_handover_open ON staff_handover (county, staff)
WHERE state IN ('waiting', 'given');
COMMENT ON TABLE staff_handover IS '交接：名下没有办完的给谁，双方各自签字';
COMMENT ON COLUMN staff_handover.county IS '县区';
COMMENT ON COLUMN staff_handover.id IS '编号';
COMMENT ON COLUMN staff_handover.div IS '移交人工作的村居或镇街';
COMMENT ON COLUMN staff_handover.staff IS '移交人';
COMMENT ON COLUMN staff_handover.giver IS '移交人的登录名';
COMMENT ON COLUMN staff_handover.successor IS '继任者；空为还没有';
COMMENT ON COLUMN staff_handover.receiver IS
	'接收人的登录名：继任者，还没到岗的由所里复核人员或主管先接';
COMMENT ON COLUMN staff_handover.leaves_on IS '在岗到哪天；空为不离岗，只是换人办';
COMMENT ON COLUMN staff_handover.note IS '说明';
COMMENT ON COLUMN staff_handover.state IS
	'状态：waiting 待移交人签字，given 待接收人签字，done 已交接，withdrawn 已撤回';
COMMENT ON COLUMN staff_handover.made_by IS '经办人';
COMMENT ON COLUMN staff_handover.made_at IS '登记时间';
COMMENT ON COLUMN staff_handover.given_at IS '移交人签字时间';
COMMENT ON COLUMN staff_handover.taken_at IS '接收人签字时间';
COMMENT ON COLUMN staff_handover.cases IS '移交办件数';
COMMENT ON COLUMN staff_handover.applications IS '移交项目申请数';
COMMENT ON COLUMN staff_handover.changes IS '移交的送复核改动数';
COMMENT ON COLUMN staff_handover.drafts IS '移交草稿数';
COMMENT ON COLUMN staff_handover.version IS '版本';
COMMENT ON CONSTRAINT staff_handover_id_key ON staff_handover IS
	'此编号已有，请重试';
COMMENT ON CONSTRAINT staff_handover_staff_fk ON staff_handover IS
	'没有这个工作人员，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT staff_handover_successor_fk ON staff_handover IS
	'没有这个继任者，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT staff_handover_successor_check ON staff_handover IS
	'不能交给自己，请换一个继任者';
COMMENT ON CONSTRAINT staff_handover_receiver_check ON staff_handover IS
	'不能交给自己，请换一个继任者';
COMMENT ON CONSTRAINT staff_handover_state_check ON staff_handover IS
	'没有这种状态，请重新打开';
COMMENT ON CONSTRAINT staff_handover_taken_at_check ON staff_handover IS
	'交接要双方签字，请重新打开';
SELECT scope_guard('staff_handover');
GRANT SELECT ON staff_handover TO zhen_operator;
GRANT INSERT (staff, successor, leaves_on, note) ON staff_handover
TO zhen_window, zhen_coordinator, zhen_reviewer, zhen_supervisor;

CREATE FUNCTION handover_keeper(
	p_div bigint,
	p_giver name
) RETURNS name
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT o.role
	FROM operator o
	WHERE NOT o.is_shut AND o.role <> p_giver
		AND p_div BETWEEN o.scope_lo AND o.scope_hi
		AND (pg_has_role(o.role, 'zhen_reviewer', 'MEMBER')
			OR pg_has_role(o.role, 'zhen_supervisor', 'MEMBER'))
	ORDER BY o.scope_hi - o.scope_lo, o.role
	LIMIT 1
$$;
COMMENT ON FUNCTION handover_keeper IS
	'who keeps what has no successor: the nearest reviewer or supervisor';

CREATE FUNCTION handover_receiver(
	p_staff staff,
	p_successor bigint
) RETURNS name
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	next staff;
	receiver name;
BEGIN
	SELECT * INTO next FROM staff s
	WHERE s.county = p_staff.county AND s.id = p_successor;
	IF next.until < current_date THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'successor',
			MESSAGE = format('%s 已经离岗，请换一个继任者', next.name);
	END IF;
	SELECT o.role INTO receiver FROM operator o
	WHERE o.role = next.role AND next.since <= current_date AND NOT o.is_shut
		AND p_staff.div BETWEEN o.scope_lo AND o.scope_hi;
	receiver := coalesce(receiver,
		handover_keeper(p_staff.div, p_staff.role));
	IF receiver IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'successor',
			MESSAGE = '没有能接的人：继任者没有到岗，所里和县区也没有复核人员或主管；'
				'请管理员先添加一位';
	END IF;
	RETURN receiver;
END
$$;
COMMENT ON FUNCTION handover_receiver IS
	'the successor, if they are there, have a login and see the place; else who
keeps it for them';

CREATE FUNCTION staff_handover_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one staff;
BEGIN
	IF TG_OP = 'UPDATE' THEN
		NEW.version := OLD.version + 1;
		RETURN NEW;
	END IF;
	one := staff_in_scope(NEW.staff);
	IF one.role IS DISTINCT FROM session_user THEN
		PERFORM duty_require('给别人登记交接', 'reviewer', 'supervisor');
	END IF;
	IF one.role IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'staff',
			MESSAGE = format('%s 没有登录名，名下没有要交接的；离岗请管理员填离岗日期',
				one.name);
	END IF;
	IF NEW.leaves_on < one.since THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'leaves_on',
			MESSAGE = format('%s %s 才到岗，请核对离岗日期', one.name, one.since);
	END IF;
	NEW.county := one.county;
	NEW.div := one.div;
	NEW.giver := one.role;
	NEW.receiver := handover_receiver(one, NEW.successor);
	RETURN NEW;
END
$$;
CREATE TRIGGER staff_handover_before BEFORE INSERT OR UPDATE ON staff_handover
FOR EACH ROW EXECUTE FUNCTION staff_handover_before();

SELECT audit_attach('staff_handover');
