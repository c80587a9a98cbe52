-- Who may be one person twice: what counts as near, what is found and told to
-- whom, how it is looked for, and that "not the same" holds.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

CREATE FUNCTION pg_temp.number(body text) RETURNS text
LANGUAGE sql AS 'SELECT body || zhen.idcard_check_digit(body)';

SELECT is(idcard_known(n), k, 'known: ' || coalesce(n, 'null'))
FROM (VALUES
	(pg_temp.number('37100219850612402'), pg_temp.number('37100219850612402')),
	('371002850612402', pg_temp.number('37100219850612402')),
	(lower(pg_temp.number('37100219850612400')), pg_temp.number('37100219850612400')),
	('371002198506124020', NULL), ('000000000000000000', NULL),
	('111111111111111', NULL), (pg_temp.number('11111119850612402'), NULL),
	(pg_temp.number('12345619850612402'), NULL), ('000000', NULL), ('', NULL),
	(pg_temp.number('37100219850612000'), NULL), ('3.70634E+17', NULL),
	(pg_temp.number('99100219850612402'), NULL), (NULL, NULL)
) v (n, k);

SELECT is(idcard_near(pg_temp.number(a), pg_temp.number(b)), near, what)
FROM (VALUES
	('37100219850612402', '37100219850613402', true, 'one digit of the day'),
	('37100219850612402', '37100219850612412', true, 'one of the order number'),
	('37100219850612402', '37100219850613412', false, 'two digits'),
	('37100219850612402', '37100219580612402', true, 'neighbours swapped in the year'),
	('37100219850612402', '37100219850162402', true, 'neighbours swapped in month and day'),
	('37100219850612402', '37100219850612042', true, 'neighbours swapped in the order number'),
	('37100219850612402', '37100219850612402', false, 'the same isn''t near')
) v (a, b, near, what);
SELECT is(n, '{t,t,t,f}', 'dates of near numbers')
FROM (SELECT array_agg(d = ANY (births_near('1985-06-12')) ORDER BY i) AS n
	FROM (VALUES (1, date '1985-06-12'), (2, '1985-06-13'), (3, '1958-06-12'),
		(4, '1985-07-13')) v (i, d)) x;
SELECT is(max(cardinality(births_near(d))) < 60, true, 'are few')
FROM (SELECT DISTINCT birth AS d FROM resident) b;

-- 王重阳 of 环翠楼, 王重阳 of 张村 with a digit of the year wrong, and one of the
-- same day in 荣成.
SET SESSION AUTHORIZATION wang;
INSERT INTO resident_entry (id_no, name, hukou, village)
VALUES (pg_temp.number('37100219850612402'), '王重阳', '1', 371002001001);
SELECT is_empty('SELECT * FROM pair_list()', 'alone she is no pair');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION sun;
SELECT is(severity || ': ' || message,
	'warning: 环翠区 环翠楼街道有人同名号码相近，是同一人请申请迁入（1140）',
	'in the round trip of the ID check: of others'' people no more than the town')
FROM identity_notice(pg_temp.number('37100219950612402'), '王重阳');
SELECT is_empty(format('SELECT * FROM identity_notice(%L, %L)',
	pg_temp.number('37100219950612402'), n), 'nobody: ' || coalesce(n, 'null'))
FROM unnest(ARRAY['王重', '', NULL, '李重阳']) n;
INSERT INTO resident_entry (id_no, name, hukou, village)
VALUES (pg_temp.number('37100219950612402'), '王重阳', '1', 371002100007);
SELECT is((one_name, two_name, why_name, state_name)::text,
	'("环翠区 环翠楼街道",王重阳,同名号码相近,待核对)', 'the pair is kept')
FROM pair_list() WHERE '王重阳' IN (one_name, two_name);
SELECT is(array_agg(one ORDER BY n) FILTER (WHERE one IS NOT NULL), '{"环翠区 环翠楼街道"}',
	'the other side shows where it is, and nothing else')
FROM pair_list() l, pair_facts(l.county, l.resident, l.other_county, l.other)
WHERE l.two_name = '王重阳';
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION zhou;
SELECT is_empty('SELECT * FROM pair_list() WHERE two_name = ''王重阳''',
	'of no business to another county');
INSERT INTO resident_entry (id_no, name, hukou, village)
SELECT pg_temp.number('37108219850612401'), '王重阳', '1', min(code)
FROM division WHERE level = 'village' AND county = 371082;
SELECT is(string_agg(concat_ws('|', why, county, name, id_no, place), '; ' ORDER BY why, place),
	(SELECT concat('birth|371082|王重阳|', id_no, '|', division_path(div)) FROM resident
		WHERE name = '王重阳') || '; near|环翠区 张村镇; number|环翠区 环翠楼街道',
	'candidates: one''s own in full, others by their town')
FROM duplicate_candidates(pg_temp.number('37100219850612402'), '王重阳', NULL);
SELECT results_eq($$SELECT n, array_agg(why ORDER BY why) FROM duplicate_candidates_many(
		ARRAY['111111111111111', NULL, '371002850612402', 'nonsense'],
		ARRAY['王重阳', '王重阳', '某某某', '王重阳'],
		ARRAY[NULL, '1985-06-12', NULL, '1985-06-12']::date[])
	GROUP BY n ORDER BY n$$,
	$$VALUES (2, ARRAY['birth', 'birth']), (3, ARRAY['number']), (4, ARRAY['birth', 'birth'])$$,
	'many lines at once; placeholders and nonsense match by name and day only');
RESET SESSION AUTHORIZATION;

-- No table is read through, whoever asks.
CREATE TEMP TABLE read_through AS
SELECT relid, seq_scan FROM pg_stat_xact_user_tables WHERE schemaname = 'zhen';
GRANT SELECT ON read_through TO PUBLIC;
SELECT format('SET SESSION AUTHORIZATION %I', role),
	format('SELECT lives_ok(%L, %L)', format('SELECT * FROM identity_notice(%L, %L)',
		pg_temp.number('37100219850612402'), '王重阳'), role || ' asks'),
	'RESET SESSION AUTHORIZATION'
FROM operator
ORDER BY role \gexec
SELECT is(array_agg(s.relname::text), NULL, 'the ID check reads no table of people through')
FROM pg_stat_xact_user_tables s
LEFT JOIN read_through r USING (relid)
WHERE s.schemaname = 'zhen' AND s.seq_scan > coalesce(r.seq_scan, 0)
	AND s.relname ~ '^(resident|identity|account|duplicate)';
CREATE FUNCTION pg_temp.plan() RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	SET LOCAL search_path = zhen;
	SET LOCAL enable_seqscan = off;
	RETURN QUERY EXECUTE 'EXPLAIN ' || replace(replace(replace(
		substring(prosrc FROM 'WITH asked.*a.number..'),
		'p_numbers', 'ARRAY[''371002198506124021'']'), 'p_names', 'ARRAY[''王重阳'']'),
		'p_births', 'ARRAY[NULL::date]')
	FROM pg_proc WHERE proname = 'duplicate_match';
END $$;
CREATE TEMP TABLE plan AS SELECT * FROM pg_temp.plan() line;
SET LOCAL search_path = zhen, tap;
SELECT is(array_agg(line), NULL, 'one plan, by indexes only')
FROM plan WHERE line ~ 'Seq Scan|Bitmap Heap|Hash|Sort';
SELECT is(array_agg(line), NULL, 'which hold all that is told')
FROM plan WHERE line ~ 'Index Scan|Heap Scan';
SELECT ok(count(*) >= 7, 'each county''s by name and date of birth')
FROM plan WHERE line ~ 'Index Cond: .*name.*birth';
SELECT is(count(*), 1::bigint, 'and the city''s register of numbers')
FROM plan WHERE line ~ 'Index (Only )?Scan using identity_id_no_key';

-- "Not the same" is remembered.
SELECT county, resident, other_county, other FROM duplicate
WHERE why = 'near' AND (county, resident) IN (SELECT county, id FROM resident WHERE name = '王重阳')
	AND other_county = 371002 \gset
\set pair :county , :resident , :other_county , :other
SET SESSION AUTHORIZATION sun;
SELECT throws_ok(format('SELECT pair_differ(%s, %s, %s, %s, ''另一个人'')', :pair), 'ZH403',
	'有一边不在您的管辖范围，判定要由管两边的上级办理', 'half of a pair can''t be judged');
SELECT lives_ok(format('SELECT pair_later(%s, %s, %s, %s)', :pair), 'but put off');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION chen;
SELECT throws_ok(format('SELECT pair_differ(%s, %s, %s, %s, '' '')', :pair), 'ZH001',
	'请写明凭什么认定不是同一人', 'not without a reason');
SELECT lives_ok(format('SELECT pair_differ(%s, %s, %s, %s, ''看过两人的证件'')', :pair), 'two people');
SELECT throws_ok(format('SELECT pair_differ(%s, %s, %s, %s, ''再说一遍'')', :pair), 'ZH001',
	'这一对现在是“不是同一人”，不能这样办理，请重新打开看看', 'once');
SELECT is(note, '看过两人的证件', 'in the list of those')
FROM pair_list('different') WHERE one_name = '王重阳';
SELECT is_empty('SELECT * FROM pair_list() WHERE other_county = 371002 AND one_name = ''王重阳''
	AND two_name = ''王重阳''', 'and no longer among the open ones');
SELECT is_empty(format('SELECT * FROM identity_notice(%L, ''王重阳'') n WHERE n.message ~ ''相近''',
	pg_temp.number('37100219850612402')), 'nor told again when she is opened');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION sun;
UPDATE resident_entry SET name = '王重阳二' WHERE name = '王重阳';
UPDATE resident_entry SET name = '王重阳' WHERE name = '王重阳二';
RESET SESSION AUTHORIZATION;
SELECT is(state, 'different', 'nor found again')
FROM duplicate WHERE (county, resident, other_county, other) = (:pair);
SET SESSION AUTHORIZATION chen;
SELECT lives_ok(format('SELECT pair_again(%s, %s, %s, %s, ''看错了'')', :pair),
	'unless somebody says why');
RESET SESSION AUTHORIZATION;

-- What nobody has typed since is looked for: of the same name and day.
SET SESSION AUTHORIZATION zhao;
SELECT throws_ok('SELECT pair_scan()', 'ZH403', NULL, 'not by a coordinator');
RESET SESSION AUTHORIZATION;
DELETE FROM duplicate WHERE why = 'birth';
SET SESSION AUTHORIZATION zhou;
SELECT alike(pair_scan(), '查过了，新发现 % 对%', 'looked for');
SELECT alike(pair_scan(), '查过了，新发现 0 对%', 'once');
SELECT is(count(*), 1::bigint, 'and found') FROM pair_list()
WHERE two_name = '王重阳' AND one_name = '环翠区 环翠楼街道';
RESET SESSION AUTHORIZATION;

-- A pair is where its people are, and psql writes none.
UPDATE resident SET div = 371002100007 WHERE county = 371002 AND id = :resident;
SELECT is(div::bigint, 371002100007, 'a pair goes along') FROM duplicate
WHERE (county, resident, other_county, other) = (:pair);
SET SESSION AUTHORIZATION wang;
SELECT throws_ok(q, '42501', NULL, q)
FROM unnest(ARRAY[
	'UPDATE duplicate SET state = ''different''',
	'INSERT INTO duplicate (county) VALUES (371002)',
	'DELETE FROM duplicate',
	'SELECT undo FROM duplicate',
	'SELECT * FROM duplicate_match(ARRAY[''''], ARRAY[''王伟''], ARRAY[NULL::date])',
	'SELECT duplicate_keep(371002, 1, 371002, 2, ''told'')'
]) q;
SELECT throws_ok('SELECT duplicate_note(371082, 1)', 'ZH403', NULL, 'noting other counties'' people');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
