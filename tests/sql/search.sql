-- Finding people: what is found, and that the indexes do it in every scope.
-- The plans are the planner's own on analysed tables; nothing is forced.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT plan(84 + 42 * count(*)::int) FROM operator;

-- Everybody has one row of what few have in the demo. A county has been paid for
-- nine months, so that a table of a few pages isn't what the plans are of, and
-- one person of wang's for 360.
SELECT r.county AS paid_county, r.id AS paid
FROM resident_by_name('王') r
WHERE r.div / 1000 = 371002001
ORDER BY r.name, r.div LIMIT 1 \gset
SET LOCAL session_replication_role = replica;
INSERT INTO resident_contact (county, resident, div, since, phone)
SELECT county, id, div, '2020-1-1', '1399' || lpad(id::text, 7, '0') FROM resident;
INSERT INTO resident_certificate (county, resident, div, since, kind, number)
SELECT county, id, div, '2020-1-1', 'try', 'TRY字' || id FROM resident;
INSERT INTO resident_employment (county, resident, div, since, state)
SELECT county, id, div, '2020-1-1', 'try' FROM resident;
INSERT INTO resident_category (county, resident, div, since, category, evidence,
	confirmed_by)
SELECT county, id, div, '2020-1-1', 'try', 'try', 'try' FROM resident;
INSERT INTO survival_check (county, resident, div, since, year, way)
SELECT county, id, div, '2020-1-1', 2020, '1' FROM resident;
INSERT INTO account (county, resident, div, number, holder, until, is_current)
SELECT county, id, div, '99' || lpad(id::text, 10, '0'), name, '2020-1-1', false
FROM resident;
INSERT INTO service_case (county, resident, div, number, matter, way, name, due_on,
	accepted_by, holder)
SELECT r.county, r.id, r.div, 'TRY' || r.id, m.code, '1', r.name, current_date + 9,
	'wang', 'wang'
FROM resident r, (SELECT min(code) AS code FROM matter) m;
INSERT INTO enquiry (county, resident, div, topic, question, answer, answered_by)
SELECT county, id, div, '1', 'try', 'try', 'wang' FROM resident;
INSERT INTO former_household (county, resident, div, since, until, household, kin,
	name, place, why)
SELECT county, id, div, '2019-1-1', '2020-1-1', household, kin, name, div, 'try'
FROM resident;
INSERT INTO entitlement (county, programme, month, resident, div, batch, amount,
	because)
SELECT r.county, 'pension', month_add(199611, n), r.id, r.div, b.batch, 103, 'try'
FROM resident r
JOIN generate_series(0, 359) n ON n < 9 OR r.id = :paid,
	(SELECT min(id) AS batch FROM batch WHERE county = :paid_county) b
WHERE r.county = :paid_county
ON CONFLICT DO NOTHING;
INSERT INTO payment (county, programme, month, resident, div, batch, amount,
	account_number, holder)
SELECT county, programme, month, resident, div, batch, amount, '12345678', '王'
FROM entitlement WHERE county = :paid_county AND because = 'try'
ON CONFLICT DO NOTHING;
SET LOCAL session_replication_role = origin;
ANALYZE resident_contact, resident_certificate, resident_employment,
	resident_category, survival_check, account, service_case, enquiry,
	former_household, entitlement, payment;

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
	WHERE relname ~ '^(resident|account)' AND relkind = 'r'
$$;
CREATE FUNCTION pg_temp.searches() RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	needle text;
	before bigint;
BEGIN
	FOREACH needle IN ARRAY ARRAY['370620193612250023', '3706201936', '王',
		'王秀', '王秀英', '秀英', '欧阳秀英', 'w', 'wx', 'wxy', '0023', '12250023',
		'819X', '13990000019', '990000000019', 'try字19', '91371002', '1234']
	LOOP
		before := pg_temp.scans();
		PERFORM needle_search(needle, 21);
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
		AND reltuples > 3000
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
		'card_payments WHERE', 'card_enrolments WHERE', 'card_cases WHERE',
		'card_enquiries WHERE', 'card_categories WHERE', 'card_employment WHERE',
		'card_certificates WHERE', 'card_survival WHERE', 'card_contacts WHERE',
		'card_accounts WHERE NOT is_current AND',
		'card_household WHERE until IS NOT NULL AND', 'card_gaps WHERE',
		'programme_choice WHERE enrolment IS NOT NULL AND',
		'moved_card(%1$s, %2$s) m WHERE',
		'(SELECT %1$s AS county, %2$s AS resident FROM card_due(%1$s, %2$s)) c WHERE',
		'(SELECT %1$s AS county, %2$s AS resident FROM programme_would(%1$s, %2$s)) c WHERE',
		'(SELECT %1$s AS county, %2$s AS resident FROM card_changes(%1$s, %2$s)) c WHERE']
	LOOP
		before := pg_temp.card_scans();
		EXECUTE format('SELECT FROM ' || part
			|| ' county = %1$s AND resident = %2$s', one.county, one.id);
		RETURN NEXT is(pg_temp.card_scans(), before,
			format('%s: no table is read through for %s', session_user,
				regexp_replace(part, '^.SELECT.* FROM | WHERE.*', '', 'g')));
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
SELECT is(id, :id::bigint, 'found by ' || why)
FROM (
	SELECT r.phone, a.number, right(r.id_no, 6) AS six, right(r.id_no, 4) AS four
	FROM resident r
	LEFT JOIN account a ON a.county = r.county AND a.resident = r.id AND a.is_current
	WHERE r.id = :id
) r
CROSS JOIN LATERAL (VALUES
	(four, 'the last four'),
	(lower(six), 'the last six'),
	('1399' || lpad(:'id', 7, '0'), 'the phone of a contact'),
	('99' || lpad(:'id', 10, '0'), 'an account they had'),
	('try字' || :'id', 'a certificate')
) v (needle, why), resident_search(v.needle, 2000) s
WHERE s.id = :id;
SELECT is(array_agg(s.id), ARRAY[r.id], 'a phone finds whose it is')
FROM (SELECT id, phone FROM resident WHERE phone IS NOT NULL ORDER BY id LIMIT 1) r,
	resident_search(r.phone) s
GROUP BY r.id;
SELECT is(array_agg(s.id), ARRAY[a.resident], 'an account whose it is')
FROM (SELECT resident, number FROM account WHERE is_current ORDER BY id LIMIT 1) a,
	resident_search(a.number) s
GROUP BY a.resident;
SELECT is(array_agg(right(id_no, 4) = '3706' ORDER BY n),
	array_agg(right(id_no, 4) = '3706' ORDER BY right(id_no, 4) <> '3706', n),
	'last digits before first ones')
FROM resident_search('3706', 50) WITH ORDINALITY AS s (county, id, id_no, name, sex,
	birth, age, village_name, town_name, phone, hukou_name, n);
SELECT is(max(s.employer), e.id, 'a unit by ' || v.why)
FROM (SELECT * FROM employer WHERE credit_code IS NOT NULL ORDER BY id LIMIT 1) e
CROSS JOIN LATERAL (VALUES
	(e.name::text, 'its name'),
	(e.credit_code::text, 'its code'),
	(left(e.credit_code, 16), 'the first of its code')
) v (needle, why), needle_search(v.needle) s
WHERE s.employer = e.id
GROUP BY e.id, v.why;
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

-- In a village names are read in the village's own order, not all of the county's.
SET SESSION AUTHORIZATION zhao;
SELECT pg_stat_get_xact_numscans('resident_371002_div_name_idx'::regclass) AS scans \gset
SELECT FROM resident_search('王', 2);
SELECT is(pg_stat_get_xact_numscans('resident_371002_div_name_idx'::regclass),
	:scans + 1::bigint, 'a village has its names in order');
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

-- Which tables a search asks, as the server counts it: what a number has found is
-- not asked for as anything else, and who moved away is a line without a card.
CREATE FUNCTION pg_temp.asked(p_needle text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	before jsonb;
BEGIN
	SELECT jsonb_object_agg(relid, coalesce(seq_scan, 0) + coalesce(idx_scan, 0))
	INTO before
	FROM pg_stat_xact_user_tables WHERE schemaname = 'zhen';
	PERFORM resident_search(p_needle, 21);
	RETURN (
		SELECT string_agg(DISTINCT regexp_replace(relname, '_[0-9]{6}$', ''), ' ')
		FROM pg_stat_xact_user_tables
		WHERE schemaname = 'zhen' AND coalesce(seq_scan, 0) + coalesce(idx_scan, 0)
			> coalesce((before ->> relid::text)::bigint, 0));
END
$$;
SELECT r.id AS gone, r.name AS gone_name
FROM resident r
WHERE r.div / 1000 = 371002001 AND r.next_id IS NULL AND r.died IS NULL
	AND NOT EXISTS (SELECT FROM resident x
		WHERE starts_with(x.name, r.name) AND x.id <> r.id)
ORDER BY r.id LIMIT 1 \gset
UPDATE resident SET div = (SELECT min(d.code) FROM division d, operator o
	WHERE o.role = 'sun' AND d.level = 'village'
		AND d.code BETWEEN o.scope_lo AND o.scope_hi)
WHERE id = :gone;
SET SESSION AUTHORIZATION wang;
SELECT is(pg_temp.asked(:'id_no'), 'code division operator resident',
	'a whole number that is found is asked for once');
SELECT is(pg_temp.asked('370620193612250099'), 'account identity operator resident '
	|| 'resident_certificate resident_contact', 'one that isn''t, as all else');
SELECT is(pg_temp.asked(:'gone_name'),
	'code division former_place operator resident',
	'who moved away is a line without a card');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
