-- What screens show of hand-overs, and of work that is still in the name of
-- somebody who can't do it.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION work_unowned()
RETURNS TABLE (
	screen text,
	county int,
	id bigint,
	number text,
	what text,
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
	SELECT c.screen, c.county::int, c.id, c.number::text, c.what::text,
		c.name::text, operator_name(c.holder), c.due_on, w.why
	FROM (
		SELECT 'case' AS screen, x.county, x.id, x.div, x.number,
			m.title AS what, x.name, x.holder, x.due_on, x.urgency
		FROM service_case x
		JOIN matter m ON m.code = x.matter
		WHERE x.urgency < 500000
		UNION ALL
		SELECT 'application', x.county, x.id, x.div, x.number, p.title,
			r.name, x.holder, x.due_on, 0
		FROM application x
		JOIN programme p ON p.code = x.programme
		JOIN resident r ON r.county = x.county AND r.id = x.resident
		WHERE x.state IN ('lacking', 'returned')
	) c
	LEFT JOIN operator o ON o.role = c.holder
	CROSS JOIN LATERAL (
		SELECT CASE
			WHEN o.role IS NULL OR o.is_disabled THEN '登录已停用'
			WHEN NOT c.div BETWEEN o.scope_lo AND o.scope_hi THEN '已调走'
			WHEN EXISTS (SELECT FROM staff s WHERE s.role = c.holder
				AND s.until < current_date) THEN '已离岗'
		END AS why
	) w
	WHERE c.div BETWEEN scope_lo() AND scope_hi() AND w.why IS NOT NULL
	ORDER BY c.urgency
	LIMIT 1000;
END
$$;
COMMENT ON FUNCTION work_unowned IS
	'open cases, and applications that wait for the window, in scope and in the
name of somebody who can''t do them';
GRANT EXECUTE ON FUNCTION work_unowned TO zhen_reviewer, zhen_supervisor;

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
	h.applications,
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

