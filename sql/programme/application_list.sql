-- What screens show of applications: views that see no more than the operator
-- does.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE VIEW application_list
WITH (security_invoker = true)
AS
SELECT
	a.county,
	a.id,
	a.div,
	division_path(a.div) AS place,
	division_name(a.div) AS village,
	a.number,
	a.programme,
	p.title AS programme_title,
	p.form,
	a.resident,
	coalesce(r.name, '（档案已结）') AS name,
	r.id_no,
	a.since,
	a.state,
	code_name('application_state', a.state) AS state_name,
	CASE WHEN a.state IN ('open', 'public') THEN s.title
		ELSE code_name('application_state', a.state) END AS stage,
	CASE WHEN a.state IN ('open', 'public') THEN review_who(s.duty, s.level)
		WHEN a.state = 'posting' THEN '窗口或协管员'
		WHEN a.closed_on IS NULL THEN '窗口 ' || operator_name(a.holder)
		END AS who,
	a.due_on,
	CASE WHEN a.state = 'public' AND a.posted_until >= current_date
			THEN '公示到 ' || to_char(a.posted_until, 'MM-DD')
		WHEN a.due_on IS NULL THEN ''
		ELSE case_due_name('working', a.due_on) END AS due_name,
	a.posted_on,
	a.posted_until,
	CASE WHEN a.state = 'public' AND a.posted_until < current_date
		THEN '已满' WHEN a.state = 'public' THEN '公示中'
		WHEN a.state = 'posting' THEN '待张贴' END AS posted_name,
	to_char(a.posted_on, 'YYYY-MM-DD') || ' 至 '
		|| to_char(a.posted_until, 'MM-DD') AS posted,
	s.publicity,
	a.finding,
	a.amount,
	a.reason,
	operator_name(a.accepted_by) AS accepter,
	operator_name(a.holder) AS holder_name,
	a.holder,
	a.accepted_on,
	a.closed_on,
	a.round,
	coalesce(application_lack(a.county, a.id), '无') AS lack,
	CASE WHEN p.version <> a.programme_version THEN
		format('按第 %s 版，现为第 %s 版', a.programme_version, p.version)
		END AS superseded,
	CASE
		WHEN a.closed_on IS NOT NULL THEN 'done'
		WHEN a.state IN ('lacking', 'returned') AND operator_has_duty('window')
			THEN 'window'
		WHEN a.state = 'posting' AND operator_has_duty('window') THEN 'post'
		WHEN (a.state = 'open' OR a.posted_until < current_date)
			AND application_may(a) THEN 'check'
		ELSE 'wait'
	END AS turn
FROM application a
JOIN programme p ON p.code = a.programme
LEFT JOIN resident r ON r.county = a.county AND r.id = a.resident
CROSS JOIN LATERAL application_stage(a.programme, a.programme_version, a.step,
	a.div) s
WHERE a.county BETWEEN (SELECT scope_county_lo())
		AND (SELECT scope_county_hi());
COMMENT ON VIEW application_list IS '申请一览';
GRANT SELECT ON application_list TO zhen_operator;

CREATE VIEW application_board
WITH (security_invoker = true)
AS
SELECT
	a.county,
	a.id,
	a.div,
	a.village,
	a.programme,
	a.programme_title,
	a.name,
	mask_idcard(a.id_no) AS id_shown,
	a.amount,
	a.since,
	a.state,
	a.posted_name,
	a.publicity,
	a.posted_on,
	coalesce(a.posted_until, workday_add(current_date, a.publicity))
		AS posted_until
FROM application_list a
WHERE a.state IN ('posting', 'public');
COMMENT ON VIEW application_board IS '公示名单：待张贴的和公示中的，证号遮住中间';
GRANT SELECT ON application_board TO zhen_operator;

CREATE VIEW application_material_list
WITH (security_invoker = true)
AS
SELECT
	m.county,
	m.application,
	m.item,
	m.name,
	CASE m.form WHEN 'original' THEN '验原件' WHEN 'copy' THEN '复印件'
		ELSE '验原件收复印件' END AS form_name,
	CASE WHEN m.is_shown THEN '已交 ' || to_char(m.shown_on, 'MM-DD')
		WHEN m.is_needed THEN '缺' ELSE '不用交' END AS shown_name,
	m.is_needed
FROM application_material m;
COMMENT ON VIEW application_material_list IS '申请的材料';
GRANT SELECT ON application_material_list TO zhen_operator;

CREATE VIEW application_step_list
WITH (security_invoker = true)
AS
SELECT
	s.county,
	s.application,
	s.id,
	to_char(s.done_at, 'YYYY-MM-DD HH24:MI') AS done,
	operator_name(s.done_by) || coalesce('（代' || operator_name(s.on_behalf)
		|| '）', '') AS doer,
	code_name('application_step', s.kind) AS kind_name,
	s.content
FROM application_step s;
COMMENT ON VIEW application_step_list IS '申请的经过';
GRANT SELECT ON application_step_list TO zhen_operator;

CREATE VIEW application_objection_list
WITH (security_invoker = true)
AS
SELECT
	o.county,
	o.id,
	o.application,
	a.number,
	a.programme_title,
	a.name,
	a.village,
	o.objector,
	o.phone,
	o.content,
	o.raised_on,
	operator_name(o.made_by) AS maker,
	o.state,
	CASE o.state WHEN 'open' THEN '待处理' WHEN 'upheld' THEN '成立'
		ELSE '不成立' END AS state_name,
	o.outcome,
	operator_name(o.settled_by) AS settler,
	o.settled_on
FROM application_objection o
JOIN application_list a ON a.county = o.county AND a.id = o.application;
COMMENT ON VIEW application_objection_list IS '公示的异议';
GRANT SELECT ON application_objection_list TO zhen_operator;

CREATE VIEW todo_application
WITH (security_invoker = true)
AS
SELECT
	CASE WHEN a.turn = 'done' THEN 'done'
		WHEN a.turn IN ('check', 'post') OR a.turn = 'window'
			AND a.holder = session_user THEN 'mine'
		ELSE 'sent' END AS turn,
	'application' AS screen,
	a.county::int AS county,
	a.id AS key,
	NULL::int AS month,
	a.state,
	'申请' || a.programme_title AS what,
	a.name::text AS whom,
	a.amount::numeric AS amount,
	CASE WHEN a.due_on < current_date AND a.due_name ~ '逾期' THEN '逾期'
		WHEN a.due_on = current_date THEN '今天' ELSE a.state_name END
		AS state_name,
	a.accepter AS maker,
	to_char(coalesce(a.closed_on, a.accepted_on), 'YYYY-MM-DD') AS at
FROM application_list a
WHERE (a.closed_on IS NULL OR a.closed_on > current_date - 30)
	AND (a.turn IN ('check', 'post') OR a.holder = session_user
		OR EXISTS (SELECT FROM application_step s
			WHERE s.county = a.county AND s.application = a.id
				AND s.done_by = session_user));
COMMENT ON VIEW todo_application IS '待办：项目申请';
GRANT SELECT ON todo_application TO zhen_operator;

CREATE VIEW programme_choice
WITH (security_invoker = true)
AS
SELECT
	r.county,
	r.id AS resident,
	r.name,
	r.id_no,
	r.birth,
	p.code AS programme,
	p.form,
	p.title,
	code_name('fund', p.fund) AS fund_name,
	coalesce(a.id, e.id) AS enrolment,
	coalesce(a.since, e.since) AS since,
	CASE WHEN a.id IS NULL THEN e.until ELSE a.until END AS until,
	CASE WHEN a.id IS NOT NULL THEN '申请中' WHEN e.state = 'open' THEN '在册'
		WHEN e.state = 'ended' THEN '已定截止' ELSE '未办' END AS enrolled
FROM resident r
CROSS JOIN programme p
LEFT JOIN LATERAL (
	SELECT x.*
	FROM enrolment x
	WHERE x.county = r.county AND x.resident = r.id AND x.programme = p.code
	ORDER BY x.since DESC
	LIMIT 1
) e ON true
LEFT JOIN application a ON a.county = r.county AND a.resident = r.id
	AND a.programme = p.code AND a.closed_on IS NULL;
COMMENT ON VIEW programme_choice IS
	'每人每项目一行：没有办完的申请，最近一次登记，或还没有办';
GRANT SELECT ON programme_choice TO zhen_operator;
