-- One village has paid for its rural medical insurance, most households of it.

CREATE FUNCTION demo.insured()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO contribution (county, programme, resident, made_for, div, year,
		kind, tier, amount, match, month, paid_on, made_by)
	SELECT r.county, 'rcms', r.id, r.id, r.div, 2026, '1', '1', 30, 200, 202511,
		'2025-11-20', 'wang'
	FROM resident r
	CROSS JOIN demo.setting
	WHERE r.county = 371002 AND r.div = setting.town + 1 AND r.died IS NULL
		AND r.birth < '2025-11-20' AND demo.h(r.household, 91, 6) > 0
	ORDER BY r.household, r.id;
$$;

INSERT INTO demo.step VALUES
	(10, 0, '参合', 'SELECT demo.insured()');
