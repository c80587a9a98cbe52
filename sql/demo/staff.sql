-- Staff of the town offices, their allowances and visits.

CREATE FUNCTION demo.name(p_seed bigint)
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT s.name || a.ch || b.ch
	FROM demo.surname s, demo.given a, demo.given b
	WHERE s.slot = demo.h(p_seed, 50, 900)
		AND a.kind = demo.h(p_seed, 51, 4) AND a.slot = demo.h(p_seed, 52, 40)
		AND b.kind = a.kind AND b.slot = demo.h(p_seed, 53, 40)
$$;

CREATE FUNCTION demo.staff()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO staff (county, name, div, office_div, role, kind, since)
	VALUES
		(371002, '王丽娟', 371002001000, 371002001000, 'wang', 'window',
			'2011-03-01'),
		(371002, '李建军', 371002001000, 371002001000, 'li', 'window',
			'2010-07-01'),
		(371002, '赵玉梅', 371002001001, 371002001000, 'zhao', 'community',
			'2012-05-01'),
		(371002, '孙涛', 371002100000, 371002100000, 'sun', 'window',
			'2015-09-01');
	INSERT INTO staff (county, name, div, office_div, kind, since)
	SELECT o.county, demo.name(o.div + n), o.div, o.div, 'window',
		date '2010-07-01' + demo.h(o.div, 54, 4000)
	FROM office o
	CROSS JOIN generate_series(1, 2) n
	WHERE NOT EXISTS (SELECT FROM staff s WHERE s.div = o.div)
	UNION ALL
	SELECT v.county, demo.name(v.div), v.div, v.div / 1000 * 1000,
		CASE v.mode WHEN 'station' THEN 'community' ELSE 'coordinator' END,
		date '2011-01-01' + demo.h(v.div, 54, 4000)
	FROM station v
	WHERE demo.h(v.div, 55, 10) < 8
		AND NOT EXISTS (SELECT FROM staff s WHERE s.div = v.div);
	UPDATE staff SET is_established = demo.h(id, 57, 10) < 9,
		born = 1962 + demo.h(id, 58, 35),
		source = 1 + demo.h(id, 59, 4),
		education = (ARRAY['20', '30', '30', '40', '60', '70'])[1
			+ demo.h(id, 60, 6)]
	WHERE kind = 'window' OR demo.h(id, 61, 2) = 0;
	UPDATE staff SET is_established = false WHERE kind <> 'window';
	INSERT INTO office_post (county, div, since, posts, basis)
	SELECT o.county, o.div, '2010-01-01', 1 + demo.h(o.div, 62, 3),
		'演示值'
	FROM office o;
	INSERT INTO office_load (county, div, year, people, workload)
	SELECT r.county, r.div / 1000 * 1000, 2026,
		count(*) * 140, count(*) * 9
	FROM resident r
	GROUP BY r.county, r.div / 1000 * 1000;
$$;
COMMENT ON FUNCTION demo.staff IS 'two villages in ten have no coordinator';

CREATE FUNCTION demo.allowances()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO allowance (county, month, staff, div, amount, because,
		accrued_by, kind)
	SELECT d.county, m, d.staff, d.div, d.amount, d.because, 'demo', s.kind
	FROM generate_series(202605, 202610) m
	CROSS JOIN LATERAL allowance_due(m) d
	JOIN staff s ON s.county = d.county AND s.id = d.staff;
	INSERT INTO allowance_payment (county, month, staff, div, amount, paid_on,
		voucher, paid_by)
	SELECT a.county, a.month, a.staff, a.div, a.amount,
		month_first(month_add(a.month, 1)) + 9,
		format('%s-%s', a.month, a.div / 1000), 'demo'
	FROM allowance a
	CROSS JOIN demo.setting
	WHERE a.month < 202611 - CASE WHEN a.div / 1000 = setting.town / 1000
		THEN 3 ELSE demo.h(a.div / 1000, 56, 7) END;
$$;
COMMENT ON FUNCTION demo.allowances IS
	'half a year; each office is some months behind, the demo town three';

CREATE FUNCTION demo.visits()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO visit (county, staff, div, visited_on, village, purpose,
		people, transport, phone, meal, state, claimed_at, checked_by,
		checked_at, paid_on, voucher)
	SELECT
		s.county,
		s.id,
		s.div,
		month_first(v.month) + v.day,
		s.div,
		(1 + demo.h(v.seed, 61, 6))::text,
		demo.name(v.seed) || '家',
		demo.h(v.seed, 62, 25),
		demo.h(v.seed, 63, 5),
		demo.h(v.seed, 64, 2) * 15,
		v.state,
		CASE WHEN v.state <> 'logged' THEN v.closed END,
		CASE WHEN v.state IN ('approved', 'paid') THEN 'demo' END,
		CASE WHEN v.state IN ('approved', 'paid') THEN v.closed + 3 END,
		CASE WHEN v.state = 'paid' THEN v.closed + 9 END,
		CASE WHEN v.state = 'paid'
			THEN format('%s-%s-B', v.month, s.office_div / 1000) END
	FROM staff s
	CROSS JOIN demo.setting
	CROSS JOIN (
		VALUES
			(202608, 'paid'),
			(202609, 'approved'),
			(202610, 'claimed'),
			(202611, 'logged')
	) m (month, state)
	CROSS JOIN generate_series(1, 3) n
	CROSS JOIN LATERAL (
		SELECT
			m.month,
			m.state,
			month_last(m.month) AS closed,
			s.id * 1000 + m.month % 100 * 10 + n AS seed,
			n * 6 - 1 - demo.h(s.id * 1000 + m.month + n, 60, 5) AS day
	) v
	WHERE s.kind IN ('coordinator', 'community')
		AND (s.office_div = setting.town OR demo.h(s.id, 65, 12) = 0)
$$;
COMMENT ON FUNCTION demo.visits IS
	'every coordinator of the demo town, elsewhere one in twelve';

INSERT INTO demo.step VALUES
	(9, 1, '工作人员', 'SELECT demo.staff()'),
	(9, 2, '补贴', 'SELECT demo.allowances()'),
	(9, 3, '走访', 'SELECT demo.visits()');
