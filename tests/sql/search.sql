-- Finding people: what is found, and that the indexes do it in every scope.
-- The plans are the planner's own on analysed tables; nothing is forced.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT plan(216);

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

-- What resident_search() does, as the server counts it.
CREATE FUNCTION pg_temp.scans() RETURNS bigint
LANGUAGE sql AS $$
	SELECT sum(pg_stat_get_xact_numscans(oid))::bigint
	FROM pg_class
	WHERE relname LIKE 'resident%' AND relkind = 'r'
$$;
CREATE FUNCTION pg_temp.searches() RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	needle text;
	before bigint;
BEGIN
	FOREACH needle IN ARRAY ARRAY['370620193612250023', '3706201936', '王',
		'王秀', '王秀英', '秀英', '欧阳秀英', 'w', 'wx', 'wxy']
	LOOP
		before := pg_temp.scans();
		PERFORM resident_search(needle, 21);
		RETURN NEXT is(pg_temp.scans() - before, 0::bigint,
			format('%s: no table is read through for %s', session_user, needle));
	END LOOP;
END
$$;

CREATE ROLE try_auditor LOGIN IN ROLE zhen_auditor;
INSERT INTO operator (role, name, county, home_div, scope_lo, scope_hi)
VALUES ('try_auditor', '审计', 371002, 371002000000, 371002000000,
	371002999999);
-- The card of one of theirs, and what is on it, as forms/card.form asks.
CREATE FUNCTION pg_temp.card_scans() RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(relname || ' ' || pg_stat_get_xact_numscans(oid), ', '
		ORDER BY relname)
	FROM pg_class
	WHERE relnamespace = 'zhen'::regnamespace AND relkind = 'r'
		AND reltuples > 1000
$$;
CREATE FUNCTION pg_temp.cards() RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	one record;
	part text;
	before text;
BEGIN
	SELECT s.county, s.id INTO one FROM resident_search('王', 1) s;
	FOREACH part IN ARRAY ARRAY['card WHERE', 'card_family WHERE',
		'card_payments WHERE', 'programme_choice WHERE enrolment IS NOT NULL AND',
		'moved_card(%1$s, %2$s) m WHERE',
		'(SELECT %1$s AS county, %2$s AS resident FROM card_changes(%1$s, %2$s)) c WHERE']
	LOOP
		before := pg_temp.card_scans();
		EXECUTE format('SELECT FROM ' || part
			|| ' county = %1$s AND resident = %2$s', one.county, one.id);
		RETURN NEXT is(pg_temp.card_scans(), before,
			format('%s: no table is read through for %s', session_user,
				split_part(part, ' ', 1)));
	END LOOP;
END
$$;

SELECT format('SET SESSION AUTHORIZATION %I', role),
	'SELECT pg_temp.plans()', 'SELECT pg_temp.searches()',
	'SELECT pg_temp.cards()',
	'RESET SESSION AUTHORIZATION'
FROM operator
ORDER BY role \gexec

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
SELECT id AS inside, substr(name, 2) AS part
FROM resident
WHERE length(name) = 3 AND substr(name, 2) NOT IN (SELECT left(name, 2) FROM resident)
ORDER BY id LIMIT 1 \gset
SELECT ok(bool_or(id = :inside) AND bool_and(strpos(name, :'part') > 1),
	'or has it inside, when none begins so')
FROM resident_search(:'part');
SELECT is(array_agg(strpos(name, '秀英') > 1 ORDER BY n),
	array_agg(strpos(name, '秀英') > 1 ORDER BY strpos(name, '秀英') > 1, n),
	'who begins so comes first')
FROM resident_search('秀英', 300) WITH ORDINALITY AS s (county, id, id_no, name, sex,
	birth, age, village_name, town_name, phone, hukou_name, n);
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
SELECT is_empty(format('SELECT * FROM resident_by_name_part(%L, 9)
	WHERE id = %s', :'part', :inside), 'by a part of the name neither');
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
