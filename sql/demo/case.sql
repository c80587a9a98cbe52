-- Cases and enquiries of the windows.

CREATE FUNCTION demo.case_plan()
RETURNS TABLE (
	resident bigint,
	town bigint,
	matter text,
	day date,
	due date,
	state text,
	seed bigint
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT q.id, q.town, q.matter, q.day, q.due,
		CASE WHEN demo.h(q.id, 72, 12) = 0 THEN 'returned'
			WHEN q.due < setting.today AND demo.h(q.id, 73, 14) > 0
				OR demo.h(q.id, 74, 3) = 0 THEN 'done'
			WHEN demo.h(q.id, 75, 2) = 0 THEN 'working'
			ELSE 'accepted' END,
		q.id
	FROM demo.setting
	CROSS JOIN LATERAL (
		SELECT p.*, matter_due(p.matter, p.day) AS due
		FROM (
			SELECT r.id, r.div / 1000 * 1000 AS town,
				(ARRAY['1', '2', '3', '6', '7', '10'])[1 + demo.h(r.id, 70, 6)]
					AS matter,
				workday_add(setting.today - 1 - demo.h(r.id, 71, 45), 1) AS day,
				row_number() OVER (PARTITION BY r.div / 1000
					ORDER BY demo.h(r.id, 76, 1000000), r.id) AS n
			FROM resident r
			WHERE r.died IS NULL AND demo.h(r.id, 77, 40) = 0
				AND r.birth < setting.today - interval '18 years'
		) p
		WHERE p.n <= CASE WHEN p.town = setting.town THEN 40 ELSE 3 END
		OFFSET 0
	) q
$$;
COMMENT ON FUNCTION demo.case_plan IS
	'who came to their office when for what: forty to that of the demo town,
three to each other';

CREATE FUNCTION demo.cases()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO service_case (county, div, number, matter, way, resident, name,
		phone, accepted_by, accepted_at, accepted_on, holder, due_on, state,
		result, reason, closed_by, closed_at, closed_on, stars)
	SELECT r.county, c.town,
		format('%s-%s-%s', c.town / 1000, to_char(c.day, 'YYYYMMDD'),
			lpad(row_number() OVER (PARTITION BY c.town, c.day
				ORDER BY c.seed)::text, 4, '0')),
		c.matter, (1 + demo.h(c.seed, 78, 10) / 8)::text, r.id, r.name, r.phone,
		o.role, c.day + time '09:30', c.day, o.role,
		CASE WHEN c.state <> 'returned' THEN c.due END, c.state,
		CASE c.state WHEN 'done' THEN '已办理' END,
		CASE c.state WHEN 'returned' THEN '缺居民身份证' END,
		CASE c.state WHEN 'done' THEN o.role END,
		CASE c.state WHEN 'done' THEN d.day + time '15:00' END,
		CASE c.state WHEN 'done' THEN d.day END,
		CASE WHEN c.state = 'done' AND demo.h(c.seed, 79, 3) > 0
			THEN 5 - demo.h(c.seed, 80, 8) / 5 - demo.h(c.seed, 81, 12) / 11
			END
	FROM demo.case_plan() c
	JOIN resident r ON r.county = c.town / 1000000 AND r.id = c.resident
	CROSS JOIN demo.setting
	CROSS JOIN LATERAL (SELECT CASE WHEN c.town = setting.town THEN 'wang'
		ELSE 'demo' END AS role) o
	CROSS JOIN LATERAL (SELECT least(workday_add(c.day, 1), setting.today)
		AS day) d;
	INSERT INTO case_counter (county, office, day, last)
	SELECT county, div, accepted_on, count(*)
	FROM service_case
	GROUP BY county, div, accepted_on;
	INSERT INTO case_material (county, case_id, item, div, name, form, copies,
		is_required, is_shown, shown_by, shown_at)
	SELECT c.county, c.id, m.item, c.div, m.name, m.form_name, m.copies,
		m.is_required, s.is_shown, CASE WHEN s.is_shown THEN c.accepted_by END,
		CASE WHEN s.is_shown THEN c.accepted_at END
	FROM service_case c
	JOIN matter_material_list m ON m.matter = c.matter
	CROSS JOIN LATERAL (SELECT c.state <> 'returned' OR m.name <> '居民身份证'
		AS is_shown) s;
	INSERT INTO case_step (county, case_id, div, kind, content, done_by, done_at)
	SELECT county, id, div, CASE state WHEN 'returned' THEN 'return'
		ELSE 'accept' END, reason, accepted_by, accepted_at
	FROM service_case
	UNION ALL
	SELECT county, id, div, 'finish', result, closed_by, closed_at
	FROM service_case
	WHERE state = 'done';
$$;
COMMENT ON FUNCTION demo.cases IS 'what offices have accepted and done';

CREATE FUNCTION demo.enquiries()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO enquiry (county, div, asked_at, topic, question, answer,
		is_satisfied, answered_by)
	SELECT 371002, setting.town,
		workday_add(setting.today - 1 - demo.h(n, 82, 20), 1) + time '10:00'
			+ make_interval(mins => n),
		t.topic, t.question, t.answer,
		CASE WHEN demo.h(n, 83, 3) > 0 THEN demo.h(n, 84, 9) > 0 END, 'wang'
	FROM generate_series(1, 30) n
	CROSS JOIN demo.setting
	JOIN (VALUES
		(0, '1', '灵活就业怎样缴养老保险', '带身份证来窗口登记，每月或按年缴'),
		(1, '2', '公积金怎样提取', '到住房公积金管理中心，带身份证和购房合同'),
		(2, '3', '养老金什么时候到账', '每月发放，到账请查存折'),
		(3, '6', '有没有电工培训', '下一期已登记意向，开班电话通知'),
		(4, '8', '社保卡丢了怎么办', '先电话挂失，再带身份证来补办')
	) t (slot, topic, question, answer) ON t.slot = demo.h(n, 85, 5)
$$;
COMMENT ON FUNCTION demo.enquiries IS 'what the window of the demo town was asked';

INSERT INTO demo.step VALUES
	(9, 4, '办件', 'SELECT demo.cases(), demo.enquiries()');
