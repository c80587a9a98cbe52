-- What screens show of cases: views that see no more than the operator does.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION case_due_name(
	p_state text,
	p_due_on date
) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT CASE
		WHEN p_state NOT IN ('accepted', 'returned', 'working')
			THEN code_name('case_state', p_state)
		WHEN p_state = 'returned' THEN '待补正'
		WHEN p_due_on < current_date
			THEN format('逾期 %s 天', current_date - p_due_on)
		WHEN p_due_on = current_date THEN '今天到期'
		WHEN p_due_on = current_date + 1 THEN '明天到期'
		ELSE format('还有 %s 天', p_due_on - current_date)
	END
$$;
GRANT EXECUTE ON FUNCTION case_due_name TO zhen_operator;

CREATE FUNCTION case_recent()
RETURNS int
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT 1000000 - (current_date - 30 - date '2000-01-01')
$$;
COMMENT ON FUNCTION case_recent IS
	'the urgency above which cases are done for more than thirty days';
GRANT EXECUTE ON FUNCTION case_recent TO zhen_operator;

CREATE VIEW case_list
WITH (security_invoker = true)
AS
SELECT
	c.county,
	c.id,
	c.div,
	c.number,
	c.matter,
	m.title AS matter_title,
	c.way,
	code_name('case_way', c.way) AS way_name,
	c.resident,
	coalesce(c.id_no, r.id_no) AS id_no,
	c.name,
	c.phone,
	c.employer,
	c.agent_name,
	c.agent_id_no,
	concat_ws('，', c.agent_name, code_name('case_agent', c.agent_kin),
		c.agent_id_no) AS agent,
	c.note,
	c.accepted_on,
	to_char(c.accepted_at, 'YYYY-MM-DD HH24:MI') AS accepted,
	operator_name(c.accepted_by) AS accepter,
	c.holder,
	operator_name(c.holder) AS holder_name,
	c.due_on,
	c.state,
	code_name('case_state', c.state) AS state_name,
	case_due_name(c.state, c.due_on) AS due_name,
	c.closed_at IS NOT NULL AS is_closed,
	c.closed_at,
	c.closed_on,
	operator_name(c.closed_by) AS closer,
	coalesce(c.result, c.reason) AS outcome,
	c.stars,
	CASE WHEN c.closed_at IS NOT NULL AND c.stars IS NULL
		AND session_user IN (c.holder, c.closed_by) THEN '可评' END AS rating,
	c.urgency
FROM service_case c
JOIN matter m ON m.code = c.matter
LEFT JOIN resident r ON r.county = c.county AND r.id = c.resident
WHERE c.county BETWEEN (SELECT scope_county_lo())
		AND (SELECT scope_county_hi());
COMMENT ON VIEW case_list IS '办件一览：没有办结的先，快到期的先';
GRANT SELECT ON case_list TO zhen_operator;

CREATE VIEW case_desk
WITH (security_invoker = true)
AS
SELECT
	c.county,
	c.id,
	'case'::text AS form,
	c.number,
	c.matter_title,
	c.name,
	c.accepted_on,
	c.due_on,
	c.state_name,
	c.due_name,
	c.urgency,
	c.id AS place
FROM case_list c
WHERE c.holder = session_user AND c.urgency < case_recent()
UNION ALL
SELECT
	NULL,
	NULL,
	d.screen,
	'（草稿）',
	d.title,
	NULL,
	d.at::date,
	NULL,
	'没有保存',
	'没有保存',
	0,
	row_number() OVER (ORDER BY d.at)
FROM kept_draft d
WHERE d.operator = session_user AND d.screen IN ('accept', 'enquiry');
COMMENT ON VIEW case_desk IS
	'本人的办件：草稿最先，再是没有办结的，最后是一个月内办结的';
GRANT SELECT ON case_desk TO zhen_operator;

CREATE VIEW case_step_list
WITH (security_invoker = true)
AS
SELECT
	s.county,
	s.case_id,
	s.id,
	to_char(s.done_at, 'YYYY-MM-DD HH24:MI') AS done,
	operator_name(s.done_by) AS doer,
	code_name('case_step', s.kind) AS kind_name,
	s.content
FROM case_step s;
COMMENT ON VIEW case_step_list IS '办件的经过';
GRANT SELECT ON case_step_list TO zhen_operator;

CREATE VIEW case_material_list
WITH (security_invoker = true)
AS
SELECT
	m.county,
	m.case_id,
	m.item,
	m.name,
	m.form,
	m.copies,
	CASE WHEN m.is_shown THEN '已交 ' || to_char(m.shown_at, 'MM-DD')
		WHEN m.is_required THEN '缺' ELSE '可免' END AS shown_name
FROM case_material m;
COMMENT ON VIEW case_material_list IS '办件的材料';
GRANT SELECT ON case_material_list TO zhen_operator;

CREATE VIEW case_rating
WITH (security_invoker = true)
AS
SELECT
	c.county,
	c.div / 1000 * 1000 AS office,
	operator_office_name(c.div / 1000 * 1000) AS office_name,
	month_of(c.closed_on) AS month,
	count(*)::int AS closed,
	count(*) FILTER (WHERE c.closed_on > c.due_on)::int AS late,
	count(c.stars)::int AS rated,
	round(avg(c.stars), 1) AS stars,
	count(*) FILTER (WHERE c.stars >= 4)::int AS good,
	count(*) FILTER (WHERE c.stars <= 2)::int AS bad
FROM service_case c
WHERE c.closed_on IS NOT NULL
	AND c.county BETWEEN (SELECT scope_county_lo())
		AND (SELECT scope_county_hi())
GROUP BY c.county, c.div / 1000 * 1000, month_of(c.closed_on);
COMMENT ON VIEW case_rating IS '各所每月办结的件数、逾期和满意度';
GRANT SELECT ON case_rating TO zhen_operator;

CREATE VIEW card_cases
WITH (security_invoker = true)
AS
SELECT
	c.county,
	c.resident,
	c.id AS case_id,
	c.number,
	c.matter_title,
	c.accepted_on,
	c.due_name,
	c.outcome
FROM case_list c
WHERE c.resident IS NOT NULL;
COMMENT ON VIEW card_cases IS '一个人的办件';
GRANT SELECT ON card_cases TO zhen_operator;

CREATE FUNCTION matters_to_decide()
RETURNS text[]
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT array_agg(m.code::text)
	FROM matter m
	WHERE EXISTS (SELECT FROM matter_steps_mine(m.code, 'decide') s
		WHERE s.needs_other)
$$;
COMMENT ON FUNCTION matters_to_decide IS
	'matters on which the operator decides what others have accepted';
GRANT EXECUTE ON FUNCTION matters_to_decide TO zhen_operator;

CREATE VIEW todo_case
WITH (security_invoker = true)
AS
SELECT
	CASE WHEN c.closed_at IS NOT NULL THEN 'done'
		WHEN c.holder = session_user OR c.accepted_by <> session_user
			THEN 'mine'
		ELSE 'sent' END AS turn,
	'case' AS screen,
	c.county::int AS county,
	c.id AS key,
	NULL::int AS month,
	c.state,
	m.title::text AS what,
	c.name::text AS whom,
	NULL::numeric AS amount,
	CASE WHEN c.closed_at IS NOT NULL OR c.state = 'returned'
			THEN code_name('case_state', c.state)
		WHEN c.due_on < current_date THEN '逾期'
		WHEN c.due_on = current_date THEN '今天'
		WHEN c.due_on = current_date + 1 THEN '明天'
		ELSE '在办' END AS state_name,
	operator_name(c.holder) AS maker,
	to_char(coalesce(c.closed_at, c.accepted_at), 'YYYY-MM-DD HH24:MI') AS at
FROM service_case c
JOIN matter m ON m.code = c.matter
WHERE c.county BETWEEN (SELECT scope_county_lo())
		AND (SELECT scope_county_hi())
	AND (c.holder = session_user AND c.urgency < case_recent()
		OR c.urgency < 100000 AND (c.accepted_by = session_user
			OR c.state IN ('accepted', 'working')
				AND c.matter = ANY ((SELECT matters_to_decide())::text[]))
		OR c.urgency BETWEEN 100000 AND case_recent()
			AND session_user IN (c.accepted_by, c.closed_by));
COMMENT ON VIEW todo_case IS '待办：手上的办件，和等本人决定的办件';
GRANT SELECT ON todo_case TO zhen_operator;
