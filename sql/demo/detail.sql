-- What a grassroots ledger has of a person besides, and how complete it is.

CREATE FUNCTION demo.details(p_county int)
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO resident_detail (county, resident, div, since, nation,
		education, marital, health, political, standing, hukou, hukou_where,
		hukou_address)
	SELECT
		r.county,
		r.id,
		r.div,
		setting.today - 100 - demo.h(r.id, 70, 3000) % life.days,
		CASE WHEN demo.h(r.id, 71, 60) = 0 THEN '11' ELSE '01' END,
		CASE
			WHEN life.age < 7 THEN '90'
			WHEN life.age < 13 THEN '80'
			ELSE (ARRAY['20', '30', '40', '60', '70', '70', '70', '80'])
				[1 + demo.h(r.id, 72, 8)]
		END,
		CASE
			WHEN life.age < 24 THEN '10'
			WHEN life.age > 74 AND demo.h(r.id, 73, 2) = 0 THEN '30'
			WHEN demo.h(r.id, 73, 14) = 1 THEN '40'
			ELSE '20'
		END,
		CASE
			WHEN demo.h(r.id, 74, 40) = 0 THEN '64'
			WHEN life.age > 60 AND demo.h(r.id, 75, 4) = 0 THEN '31'
			ELSE '10'
		END,
		CASE
			WHEN life.age > 20 AND demo.h(r.id, 76, 12) = 0 THEN '01'
			ELSE '13'
		END,
		CASE
			WHEN life.age BETWEEN 7 AND 18 THEN '31'
			WHEN life.age > 60 THEN CASE r.hukou WHEN '1' THEN '80' ELSE '27' END
			WHEN life.age > 18 THEN
				(ARRAY['24', '24', '27', '27', '51', '54', '17', '70'])
					[1 + demo.h(r.id, 77, 8)]
		END,
		r.hukou,
		CASE WHEN demo.h(r.id, 78, 25) = 0 THEN '3' ELSE '1' END,
		CASE WHEN demo.h(r.id, 78, 25) = 0 THEN '外市（演示）' END
	FROM resident r
	CROSS JOIN demo.setting
	CROSS JOIN LATERAL (
		SELECT
			extract(year FROM age(setting.today, r.birth))::int AS age,
			greatest(1, setting.today - 100 - r.birth) AS days
	) life
	WHERE r.county = p_county AND demo.h(r.id, 79, 4) > 0
		AND r.birth < setting.today - 200
	ORDER BY r.id;
	INSERT INTO resident_employment (county, resident, div, since, state,
		employer_name)
	SELECT
		r.county,
		r.id,
		r.div,
		setting.today - 30 - demo.h(r.id, 80, 1500),
		work.state,
		CASE WHEN work.state IN ('11', '14') THEN
			format('%s演示第%s厂', division_short(division_name(r.div)),
				demo.h(r.id, 82, 9) + 1) END
	FROM resident r
	CROSS JOIN demo.setting
	CROSS JOIN LATERAL (
		SELECT (ARRAY['11', '11', '11', '12', '12', '13', '15', '16', '16',
			'21', '22', '14'])[1 + demo.h(r.id, 81, 12)] AS state
	) work
	WHERE r.county = p_county AND demo.h(r.id, 83, 5) > 0 AND r.died IS NULL
		AND r.birth BETWEEN setting.today - interval '60 years'
			AND setting.today - interval '22 years'
	ORDER BY r.id;
$$;
COMMENT ON FUNCTION demo.details IS
	'three of four have their details, four of five in working age their work';

CREATE FUNCTION demo.papers(p_county int)
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO resident_certificate (county, resident, div, since, until, kind,
		number, issuer, grade)
	SELECT r.county, r.id, r.div, date '2012-03-01' + demo.h(r.id, 84, 4000),
		CASE WHEN c.kind = '11' THEN date '2022-03-01' + demo.h(r.id, 84, 4000)
			END,
		c.kind,
		CASE c.kind WHEN '11' THEN r.id_no || '43'
			ELSE r.county || lpad(r.id::text, 10, '0') END,
		CASE c.kind WHEN '11' THEN '区残联（演示）'
			ELSE '区人力资源和社会保障局（演示）' END,
		CASE WHEN c.kind = '11' THEN '肢体三级' END
	FROM resident r
	CROSS JOIN demo.setting
	CROSS JOIN LATERAL (
		SELECT CASE demo.h(r.id, 85, 40)
			WHEN 0 THEN '11' WHEN 1 THEN '21' WHEN 2 THEN '22' WHEN 3 THEN '31'
			END AS kind
	) c
	WHERE r.county = p_county AND c.kind IS NOT NULL
		AND r.birth BETWEEN setting.today - interval '75 years'
			AND setting.today - interval '35 years'
	ORDER BY r.id;
	INSERT INTO resident_contact (county, resident, div, since, name, kin,
		phone)
	SELECT r.county, r.id, r.div, setting.today - demo.h(r.id, 86, 900), m.name,
		CASE m.sex WHEN '1' THEN '20' ELSE '30' END, m.phone
	FROM resident r
	JOIN resident m ON m.county = r.county AND m.household = r.household
		AND m.kin IN ('20', '30') AND m.phone IS NOT NULL
	CROSS JOIN demo.setting
	WHERE r.county = p_county AND r.kin = '02' AND demo.h(r.id, 87, 4) = 0
	ORDER BY r.id, m.id;
	INSERT INTO resident_category (county, resident, div, since, category,
		evidence, confirmed_by)
	SELECT r.county, r.id, r.div, date '2006-01-01' + demo.h(r.id, 88, 900),
		(21 + demo.h(r.id, 89, 2))::text, '下岗证（演示）', '旧台账'
	FROM resident r
	WHERE r.county = p_county AND demo.h(r.id, 90, 400) = 0
		AND r.birth BETWEEN '1962-01-01' AND '1982-12-31' AND r.died IS NULL
	ORDER BY r.id;
	INSERT INTO survival_check (county, resident, div, since, year, way,
		checked_by)
	SELECT r.county, r.id, r.div,
		least(make_date(y, 1, 5) + demo.h(r.id, 91, 340), setting.today),
		y, (1 + demo.h(r.id + y, 92, 4))::text, 'demo'
	FROM enrolment e
	JOIN resident r ON r.county = e.county AND r.id = e.resident
	CROSS JOIN demo.setting
	CROSS JOIN generate_series(2025, 2026) y
	WHERE e.county = p_county AND e.programme = 'pension'
		AND e.since < y * 100 + 1
		AND demo.h(r.id + y, 93, 100) < CASE y WHEN 2025 THEN 96 ELSE 70 END
		AND (r.died IS NULL OR r.died > make_date(y, 12, 31))
	ORDER BY r.id, y;
$$;
COMMENT ON FUNCTION demo.papers IS
	'certificates, contacts, categories (old ones too) and who was seen alive';

CREATE FUNCTION demo.completeness()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	SELECT completeness_keep(d.code, division_last(d.code))
	FROM division d
	CROSS JOIN demo.setting
	WHERE d.code = setting.town / 1000000 * 1000000;
	UPDATE completeness SET month = 202610,
		complete = greatest(complete - people / 100, 0);
	INSERT INTO completeness (county, div, month, people, complete, waived,
		gaps, counted_at, counted_by)
	SELECT c.county, c.div, m, c.people,
		greatest(c.complete - (202610 - m) * c.people
			* (1 + demo.h(c.div / 1000, 71, 3)) / 100, 0),
		0, c.gaps, month_last(m), 'demo'
	FROM completeness c
	CROSS JOIN generate_series(202606, 202609) m;
	UPDATE completeness SET counted_at = month_last(month), counted_by = 'demo';
$$;
COMMENT ON FUNCTION demo.completeness IS
	'the demo town''s county was better each month; this month isn''t counted yet';

INSERT INTO demo.step VALUES
	(20, 2, '完整率', 'SELECT demo.completeness()');
