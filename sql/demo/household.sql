-- Families that split, and people who moved.

CREATE FUNCTION demo.moved()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO former_place (county, resident, div, since, until, name,
		initials)
	SELECT r.county, r.id, v.places[1 + demo.h(r.id, 50, cardinality(v.places))],
		setting.today - 4000, setting.today - demo.h(r.id, 51, 1500), r.name,
		r.initials
	FROM resident r
	CROSS JOIN demo.setting
	JOIN (
		SELECT code / 1000000 AS county, array_agg(code ORDER BY code) AS places
		FROM demo.village
		WHERE hi > lo
		GROUP BY 1
	) v ON v.county = r.county
	WHERE demo.h(r.id, 52, 100) = 0
$$;
COMMENT ON FUNCTION demo.moved IS 'one of a hundred lived elsewhere in the county';

CREATE FUNCTION demo.families()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO former_household (county, resident, since, until, household,
		head, kin, name, place, div, why, kept_by)
	SELECT DISTINCT ON (r.county, r.id)
		r.county, r.id, setting.today - 7000,
		setting.today - 300 - demo.h(r.id, 70, 1500), p.household, p.id,
		by_sex(r.sex, '20', '30'), r.name, r.div, r.div, '1', 'demo'
	FROM resident r
	CROSS JOIN demo.setting
	JOIN resident p ON p.county = r.county AND p.div = r.div
		AND p.kin = '02' AND p.died IS NULL
		AND left(p.name, 1) = left(r.name, 1)
		AND p.birth BETWEEN r.birth - interval '33 years'
			AND r.birth - interval '22 years'
	WHERE r.kin = '02' AND r.birth BETWEEN setting.today - interval '40 years'
			AND setting.today - interval '22 years'
		AND demo.h(r.id, 71, 3) > 0
	ORDER BY r.county, r.id, demo.h(p.id, 72, 1000), p.id;
	SELECT count(household_look_all(d.county))
	FROM division d
	WHERE d.level = 'county';
$$;
COMMENT ON FUNCTION demo.families IS
	'young heads who left the household of somebody of their name; heads who died';

INSERT INTO demo.step VALUES
	(9, 0, '迁移', 'SELECT demo.moved()'),
	(9, 0, '家庭', 'SELECT demo.families()');
