-- What is told of a programme before anybody asks for it (办事指南): for whom, by
-- which law, what to bring, who does what by when, and at which rates. All of it
-- is read from the programme's own file, so that no guide says anything else.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE VIEW programme_guide
WITH (security_invoker = true)
AS
SELECT
	p.code,
	p.title,
	p.basis,
	coalesce(p.definition ->> 'who', '—') AS who,
	code_name('fund', p.fund) AS fund_name,
	CASE p.definition ->> 'period' WHEN 'once' THEN '一次'
		WHEN 'quarter' THEN '按季' WHEN 'year' THEN '按年' ELSE '按月' END
		AS period_name,
	CASE WHEN p.definition ? 'payee' THEN '单位' ELSE '本人' END AS payee_name,
	CASE WHEN p.definition ? 'steps' THEN '申请审批' ELSE '窗口登记' END
		AS way_name,
	coalesce(jsonb_array_length(p.definition -> 'materials'), 0) AS materials,
	(SELECT sum((s ->> 'days')::int + coalesce((s ->> 'publicity')::int, 0))
	FROM jsonb_array_elements(p.definition -> 'steps') s)::int AS days
FROM programme p;
COMMENT ON VIEW programme_guide IS
	'办事指南：给谁、凭什么、怎么办；工作日含公示，窗口登记的当场办完，为空';
GRANT SELECT ON programme_guide TO zhen_operator;

CREATE VIEW programme_guide_material
WITH (security_invoker = true)
AS
SELECT
	p.code,
	m.n::int AS item,
	m.x ->> 'name' AS name,
	CASE m.x ->> 'form' WHEN 'original' THEN '验原件' WHEN 'copy' THEN '复印件'
		ELSE '验原件收复印件' END AS form_name,
	CASE WHEN m.x ? 'sql' THEN '有这种情况的才要' ELSE '' END AS need
FROM programme p
CROSS JOIN jsonb_array_elements(p.definition -> 'materials')
	WITH ORDINALITY m (x, n);
COMMENT ON VIEW programme_guide_material IS '办事指南：带什么';
GRANT SELECT ON programme_guide_material TO zhen_operator;

CREATE VIEW programme_guide_step
WITH (security_invoker = true)
AS
SELECT
	p.code,
	s.n::int AS step,
	s.x ->> 'title' AS title,
	review_who(s.x ->> 'duty', s.x ->> 'level') AS doer,
	(s.x ->> 'days')::int AS days,
	(s.x ->> 'publicity')::int AS publicity
FROM programme p
CROSS JOIN jsonb_array_elements(p.definition -> 'steps')
	WITH ORDINALITY s (x, n);
COMMENT ON VIEW programme_guide_step IS
	'办事指南：谁办、几个工作日；这一步以前先公示几个工作日';
GRANT SELECT ON programme_guide_step TO zhen_operator;

CREATE VIEW programme_guide_rate
WITH (security_invoker = true)
AS
SELECT
	r.programme AS code,
	r.name,
	r.value,
	r.since,
	r.source,
	CASE WHEN r.is_demo THEN '演示' ELSE '' END AS demo_name
FROM rate r
WHERE r.since = (SELECT max(n.since) FROM rate n
	WHERE n.programme = r.programme AND n.name = r.name
		AND n.since <= month_of(current_date));
COMMENT ON VIEW programme_guide_rate IS '办事指南：本月的标准和出处';
GRANT SELECT ON programme_guide_rate TO zhen_operator;
