-- Hand-over (交接): what is open in somebody's name goes to who comes after them,
-- and both sign, each at their own login. A successor who isn't there yet, or
-- can't see the place, is stood in for by the office's reviewer or supervisor.
-- Then those who leave have an end, and the administrator is told to shut the
-- login.

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

CREATE FUNCTION handover_lock(
	p_county int,
	p_id bigint,
	VARIADIC p_states text[]
) RETURNS staff_handover
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one staff_handover;
BEGIN
	SELECT * INTO one FROM staff_handover
	WHERE county = p_county AND id = p_id
	FOR UPDATE;
	PERFORM scope_require(one.div);
	IF one.state <> ALL (p_states) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('这份交接现在是“%s”，不能这样办，请重新打开看看',
				code_name('handover_state', one.state));
	END IF;
	RETURN one;
END
$$;

CREATE FUNCTION handover_give(
	county int,
	id bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one staff_handover := handover_lock(handover_give.county,
		handover_give.id, 'waiting');
BEGIN
	IF session_user <> one.giver THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('移交要%s本人签字，请本人登录办理',
				operator_name(one.giver));
	END IF;
	UPDATE staff_handover SET state = 'given', given_at = now()
	WHERE county = one.county AND id = one.id;
	RETURN format('已签字移交 %s 件，请%s签字接收', cases_held(one.giver),
		operator_name(one.receiver));
END
$$;
COMMENT ON FUNCTION handover_give IS 'signed by who hands over';

CREATE FUNCTION handover_cases(p_one staff_handover)
RETURNS int
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	moved int;
BEGIN
	WITH gone AS (
		UPDATE service_case c SET
			holder = coalesce(
				(SELECT o.role FROM operator o WHERE o.role = p_one.receiver
					AND c.div BETWEEN o.scope_lo AND o.scope_hi),
				handover_keeper(c.div, p_one.giver), p_one.receiver),
			version = c.version + 1
		WHERE c.holder = p_one.giver AND c.urgency < 500000
		RETURNING c.county, c.id, c.div, c.holder
	)
	INSERT INTO case_step (county, case_id, div, kind, content)
	SELECT g.county, g.id, g.div, 'hand', format('交接 %s：由%s交给%s',
		p_one.id, operator_name(p_one.giver), operator_name(g.holder))
	FROM gone g;
	GET DIAGNOSTICS moved = ROW_COUNT;
	RETURN moved;
END
$$;
COMMENT ON FUNCTION handover_cases IS
	'every open case to the receiver, or to who keeps a place they don''t see';

CREATE FUNCTION handover_changes(p_one staff_handover)
RETURNS int
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	moved int;
BEGIN
	WITH gone AS (
		UPDATE review_change c SET
			state = 'withdrawn',
			reason = format('交接 %s：由%s接着送', p_one.id,
				operator_name(p_one.receiver))
		WHERE c.made_by = p_one.giver AND c.state IN ('waiting', 'returned')
		RETURNING c.screen, c.title, c.draft
	), kept AS (
		INSERT INTO kept_draft (operator, key, screen, title, value, at, pid)
		SELECT p_one.receiver, gen_random_uuid(), g.screen,
			left(coalesce(g.title, ''), 100), g.draft, now(), pg_backend_pid()
		FROM gone g
		WHERE g.draft IS NOT NULL
	)
	SELECT count(*) INTO moved FROM gone;
	RETURN moved;
END
$$;
COMMENT ON FUNCTION handover_changes IS
	'what waits for a second person was the giver''s word: it becomes a draft of
the receiver, who sends it under their own name';

CREATE FUNCTION handover_take(
	county int,
	id bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one staff_handover := handover_lock(handover_take.county,
		handover_take.id, 'given');
BEGIN
	IF session_user <> one.receiver THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('接收要%s本人签字，请本人登录办理',
				operator_name(one.receiver));
	END IF;
	one.cases := handover_cases(one);
	UPDATE kept_draft SET operator = one.receiver WHERE operator = one.giver;
	GET DIAGNOSTICS one.drafts = ROW_COUNT;
	one.changes := handover_changes(one);
	UPDATE staff_handover SET state = 'done', taken_at = now(),
		cases = one.cases, changes = one.changes, drafts = one.drafts
	WHERE county = one.county AND id = one.id;
	UPDATE staff SET until = one.leaves_on, version = version + 1
	WHERE county = one.county AND id = one.staff AND one.leaves_on IS NOT NULL;
	UPDATE staff_duty SET until = one.leaves_on
	WHERE county = one.county AND staff = one.staff
		AND since <= one.leaves_on
		AND coalesce(until, 'infinity') > one.leaves_on;
	RETURN format('已接收办件 %s 件、改动 %s 项、草稿 %s 份', one.cases,
		one.changes, one.drafts);
END
$$;
COMMENT ON FUNCTION handover_take IS
	'signed by who takes over: now it is all theirs, and who leaves has an end';

CREATE FUNCTION handover_cancel(
	county int,
	id bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one staff_handover := handover_lock(handover_cancel.county,
		handover_cancel.id, 'waiting', 'given');
BEGIN
	IF session_user NOT IN (one.made_by, one.giver) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '只有经办人或移交人能撤回这份交接';
	END IF;
	UPDATE staff_handover SET state = 'withdrawn'
	WHERE county = one.county AND id = one.id;
	RETURN '已撤回，什么都没有移交';
END
$$;
COMMENT ON FUNCTION handover_cancel IS 'not so, or to somebody else: begin anew';
GRANT EXECUTE ON FUNCTION handover_give, handover_take, handover_cancel
TO zhen_window, zhen_coordinator, zhen_reviewer, zhen_supervisor;

CREATE FUNCTION staff_leave_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF NEW.until IS NOT NULL AND NEW.until IS DISTINCT FROM OLD.until
		AND NOT session_is_superuser() AND cases_held(NEW.role) > 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'until',
			MESSAGE = format('%s 还有 %s 件没有办结，请先办交接（/3305）',
				NEW.name, cases_held(NEW.role));
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER staff_leave_before BEFORE UPDATE OF until ON staff
FOR EACH ROW EXECUTE FUNCTION staff_leave_before();

CREATE FUNCTION case_unowned()
RETURNS TABLE (
	county int,
	id bigint,
	number text,
	matter_title text,
	name text,
	holder_name text,
	due_on date,
	why text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM duty_require('看没有人负责的办件', 'reviewer', 'supervisor');
	RETURN QUERY
	SELECT c.county::int, c.id, c.number::text, m.title::text, c.name::text,
		operator_name(c.holder), c.due_on, w.why
	FROM service_case c
	JOIN matter m ON m.code = c.matter
	LEFT JOIN operator o ON o.role = c.holder
	CROSS JOIN LATERAL (
		SELECT CASE
			WHEN o.role IS NULL OR o.is_disabled THEN '登录已停用'
			WHEN NOT c.div BETWEEN o.scope_lo AND o.scope_hi THEN '已调走'
			WHEN EXISTS (SELECT FROM staff s WHERE s.role = c.holder
				AND s.until < current_date) THEN '已离岗'
		END AS why
	) w
	WHERE c.urgency < 500000 AND c.div BETWEEN scope_lo() AND scope_hi()
		AND w.why IS NOT NULL
	ORDER BY c.urgency
	LIMIT 1000;
END
$$;
COMMENT ON FUNCTION case_unowned IS
	'open cases in scope that are in the name of somebody who can''t do them';
GRANT EXECUTE ON FUNCTION case_unowned TO zhen_reviewer, zhen_supervisor;

CREATE VIEW handover_list
WITH (security_invoker = true)
AS
SELECT
	h.county,
	h.id,
	h.div,
	h.staff,
	s.staff_name,
	s.place_name,
	s.office_name,
	n.staff_name AS successor_name,
	h.receiver,
	operator_name(h.receiver) AS receiver_name,
	n.role IS DISTINCT FROM h.receiver AS is_kept,
	h.leaves_on,
	h.note,
	h.state,
	code_name('handover_state', h.state) AS state_name,
	operator_name(h.made_by) AS maker,
	to_char(h.made_at, 'YYYY-MM-DD HH24:MI') AS made,
	to_char(h.given_at, 'YYYY-MM-DD HH24:MI') AS given,
	to_char(h.taken_at, 'YYYY-MM-DD HH24:MI') AS taken,
	h.cases,
	h.changes,
	h.drafts,
	h.state = 'waiting' AND h.giver = session_user AS may_give,
	h.state = 'given' AND h.receiver = session_user AS may_take,
	h.state IN ('waiting', 'given')
		AND session_user IN (h.made_by, h.giver) AS may_cancel,
	session_user IN (h.made_by, h.giver, h.receiver) AS is_mine
FROM staff_handover h
JOIN staff_list s ON s.county = h.county AND s.staff = h.staff
LEFT JOIN staff_list n ON n.county = h.county AND n.staff = h.successor;
COMMENT ON VIEW handover_list IS '交接';
GRANT SELECT ON handover_list TO zhen_operator;

CREATE VIEW todo_handover
WITH (security_invoker = true)
AS
SELECT
	CASE WHEN h.state IN ('done', 'withdrawn') THEN 'done'
		WHEN h.may_give OR h.may_take THEN 'mine'
		ELSE 'sent' END AS turn,
	'handover' AS screen,
	h.county::int AS county,
	h.id AS key,
	NULL::int AS month,
	h.state,
	CASE WHEN h.may_take THEN '交接：请接收' ELSE '交接' END AS what,
	h.staff_name::text AS whom,
	NULL::numeric AS amount,
	h.state_name,
	h.maker,
	greatest(h.made, h.given, h.taken) AS at
FROM handover_list h
WHERE h.is_mine;
COMMENT ON VIEW todo_handover IS '待办：交接';
GRANT SELECT ON todo_handover TO zhen_operator;

CREATE VIEW staff_login_due
WITH (security_invoker = true)
AS
SELECT
	s.county,
	s.id AS staff,
	s.name AS staff_name,
	s.role,
	division_path(o.home_div) AS login_place,
	s.div,
	division_path(s.div) AS place,
	s.until,
	CASE WHEN s.until IS NOT NULL THEN 'left' ELSE 'moved' END AS what,
	CASE WHEN s.until > current_date THEN format('%s 后停用', s.until)
		WHEN s.until IS NOT NULL THEN '请停用'
		ELSE '请调动' END AS what_name
FROM staff s
JOIN operator o ON o.role = s.role AND NOT o.is_disabled
WHERE s.until IS NOT NULL OR s.div <> o.home_div AND EXISTS (
	SELECT FROM staff_move m WHERE m.county = s.county AND m.staff = s.id
		AND m.state = 'approved');
COMMENT ON VIEW staff_login_due IS
	'离岗的人登录还没有停用的，调动的人登录还没有调过去的，给管理员看';
GRANT SELECT ON staff_login_due TO zhen_admin;

SELECT audit_attach('staff_handover');
