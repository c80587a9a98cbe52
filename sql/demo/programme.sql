-- Who is in a programme, and two months computed, approved and paid.

CREATE FUNCTION demo.pensioners(p_county int)
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO enrolment (county, programme, resident, div, since)
	SELECT
		r.county,
		'pension',
		r.id,
		r.div,
		greatest(201101, month_of((r.birth + interval '60 years')::date))
	FROM resident r
	CROSS JOIN demo.setting
	WHERE r.county = p_county
		AND r.birth < setting.today - interval '60 years'
		AND demo.h(r.id, 40, 12) > 0
$$;
COMMENT ON FUNCTION demo.pensioners IS 'most people from 60';

CREATE FUNCTION demo.helped()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO enrolment (county, programme, resident, div, since, extra)
	SELECT
		r.county,
		'aid',
		r.id,
		r.div,
		month_of(c.certified),
		jsonb_build_object(
			'category', CASE WHEN r.birth < setting.today
				- interval '1 year' * CASE r.sex WHEN '1' THEN 50 ELSE 40 END
				THEN '1' ELSE (2 + demo.h(r.id, 42, 6))::text END,
			'certified', c.certified,
			'paid_pension', 600 + demo.h(r.id, 43, 500),
			'paid_medical', 200 + demo.h(r.id, 44, 200))
	FROM resident r
	CROSS JOIN demo.setting
	CROSS JOIN LATERAL (
		SELECT setting.today - 60 - demo.h(r.id, 41, 1200) AS certified
	) c
	WHERE r.birth BETWEEN setting.today - interval '58 years'
			AND setting.today - interval '30 years'
		AND demo.h(r.id, 45, CASE WHEN r.div / 1000 = setting.town / 1000
			THEN 40 ELSE 200 END) = 0;
	INSERT INTO resident_category (county, resident, div, since, category,
		evidence, confirmed_by)
	SELECT e.county, e.resident, e.div, (e.extra ->> 'certified')::date,
		e.extra ->> 'category', '身份证、户口簿、申请表（演示）', o.name
	FROM enrolment e
	JOIN office o ON o.county = e.county AND o.div = e.div / 1000 * 1000
	WHERE e.programme = 'aid'
	ORDER BY e.county, e.resident;
$$;
COMMENT ON FUNCTION demo.helped IS
	'people whose insurance is subsidised, and by which kind of hardship';

CREATE FUNCTION demo.pay(
	p_programme text,
	p_month int
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	made batch;
BEGIN
	SET LOCAL SESSION AUTHORIZATION wang;
	PERFORM batch_compute(p_programme, p_month);
	SELECT * INTO made FROM batch
	WHERE programme = p_programme AND month = p_month;
	PERFORM batch_submit(made.county, made.id);
	SET LOCAL SESSION AUTHORIZATION li;
	PERFORM batch_approve(made.county, made.id);
	RESET SESSION AUTHORIZATION;
END
$$;
COMMENT ON FUNCTION demo.pay IS
	'a month of the demo town, as its operators would do it';

INSERT INTO demo.step VALUES
	(8, 0, '统计', 'ANALYZE zhen.enrolment');
