-- Finding people: what is found, and that the indexes do it in every scope.
-- The plans are the planner's own on analysed tables; nothing is forced.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT plan(44);

CREATE FUNCTION pg_temp.seq_scans(p_sql text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	tree json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || p_sql INTO tree;
	RETURN (
		SELECT string_agg(p ->> 'Relation Name', ', ')
		FROM jsonb_path_query(tree::jsonb,
			'strict $.**?(@."Node Type" == "Seq Scan")') p
		WHERE p ->> 'Relation Name' LIKE 'resident%');
END
$$;
CREATE TEMP TABLE way AS
SELECT *
FROM (VALUES
	('ID number', 'resident_by_id_no', '370620193612250023', 'id_no, county'),
	('first digits', 'resident_by_id_no_prefix', '3706201936', 'id_no, county'),
	('name', 'resident_by_name', '王秀英', 'name, div'),
	('two characters', 'resident_by_name', '王秀', 'name, div'),
	('initials', 'resident_by_initials', 'wxy', 'initials, div')
) w (what, finder, needle, sort);
GRANT SELECT ON way TO PUBLIC;

CREATE FUNCTION pg_temp.plans() RETURNS SETOF text
LANGUAGE sql AS $$
	SELECT is(pg_temp.seq_scans(format('SELECT * FROM %s(%L) r
		WHERE r.div BETWEEN %s AND %s AND r.county BETWEEN %s AND %s
		ORDER BY %s LIMIT 21', finder, needle, scope_lo(), scope_hi(),
		scope_county_lo(), scope_county_hi(), sort)), NULL,
		format('%s: %s by index', session_user, what))
	FROM way
$$;

SET SESSION AUTHORIZATION zhao;
SELECT pg_temp.plans();
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION wang;
SELECT pg_temp.plans();
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION chen;
SELECT pg_temp.plans();
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION gao;
SELECT pg_temp.plans();
RESET SESSION AUTHORIZATION;

SELECT r.id, r.id_no, r.old_id_no, r.name, r.initials
FROM resident r
WHERE r.div / 1000 = 371002001 AND r.old_id_no IS NOT NULL
ORDER BY r.id LIMIT 1 \gset

SET SESSION AUTHORIZATION chen;
SELECT is(id, :id::bigint, 'found by ' || why)
FROM (VALUES
	(:'id_no', 'the number'),
	(' ' || :'id_no' || ' ', 'the number with blanks'),
	(:'old_id_no', 'the old number of 15 digits'),
	(left(:'id_no', 17), '17 digits'),
	(:'name', 'the name'),
	(:'initials', 'the initials'),
	(upper(:'initials'), 'capital initials')
) v (needle, why), resident_search(v.needle, 2000) s
WHERE s.id = :id;
SELECT is(s.needle, v.needle, 'small x is folded')
FROM (VALUES ('33010219200403064X')) v (needle),
	resident_search_way('33010219200403064x') s;
SELECT is_empty(format('SELECT * FROM resident_search(%L)', n), 'nobody: ' || n)
FROM unnest(ARRAY['', '   ', '王%', '''; DROP TABLE x', '370620193612250099'])
	AS n;
SELECT throws_ok($$SELECT * FROM resident_search('370')$$, 'ZH001', NULL,
	'three digits are too few');
SELECT is_empty(
	$$SELECT * FROM resident_search('王', 500) WHERE name NOT LIKE '王%'$$,
	'a name begins so');
SELECT is_empty(
	$$SELECT * FROM resident_search('wxy', 500) s
	WHERE pinyin_initials(s.name) NOT LIKE 'wxy%'$$, 'initials begin so');
SELECT is_empty($$SELECT * FROM resident_search('w', 500)
	WHERE county <> 371002$$, 'nobody of another county');
SELECT is(count(*), 7::bigint, 'no more than asked for')
FROM resident_search('王', 7);
RESET SESSION AUTHORIZATION;

SET SESSION AUTHORIZATION sun;
SELECT is_empty(format('SELECT * FROM resident_search(%L)', :'id_no'),
	'another office finds nobody');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION zhou;
SELECT is_empty(format('SELECT * FROM resident_search(%L)', :'id_no'),
	'nor another county');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION wang;
SELECT is(count(*), 1::bigint, 'the own office does')
FROM resident_search(:'id_no');
SELECT is(age, extract(year FROM age(current_date, birth))::int, 'the age')
FROM resident_search(:'id_no');
SELECT is(town_name, '环翠楼街道', 'the town')
FROM resident_search(:'id_no');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION gao;
SELECT ok(count(*) > 3, 'rare characters are found') FROM resident
WHERE name LIKE '%𠮷' OR name LIKE '%䶮' OR name LIKE '%㛃';
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
