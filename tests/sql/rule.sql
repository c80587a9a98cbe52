-- Rules and rates kept on screens: new rows from today on, none of the past, for
-- whom, and under four eyes. Today is 2026-11-23 here.
BEGIN;
SET LOCAL search_path = zhen, tap;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

SELECT lives_ok(format('SELECT operator_add(%L, %L, %s, %L)', role, name, div,
	duties), role)
FROM (VALUES
	('try_city', '市管', 371000000000, '{admin}'),
	('try_county', '区管', 371002000000, '{admin}'),
	('try_boss', '市主管', 371000000000, '{supervisor}')
) v (role, name, div, duties);
CREATE TEMP TABLE try (n int, who name, state text, said text, sql text, why text);
GRANT SELECT ON try TO PUBLIC;
INSERT INTO try VALUES
	(1, 'try_city', NULL, NULL, $$INSERT INTO name_rule (kind, since, pattern, words, source)
		VALUES ('station', '2026-11-23', '.服务站$', '村居名称加服务站', 'x')$$, 'from today'),
	(2, 'try_city', 'ZH001', '%最早从 2026-11-23 起%', $$INSERT INTO station_rule
		(since, people, source) VALUES ('2026-11-22', 900, 'x')$$, 'not from yesterday'),
	(3, 'try_city', NULL, NULL, $$INSERT INTO station_rule (since, people, source)
		VALUES ('2026-11-24', 900, 'x')$$, 'from tomorrow'),
	(4, 'try_city', NULL, NULL, $$UPDATE station_rule SET people = 1000
		WHERE since = '2026-11-24'$$, 'and mended until then'),
	(5, 'try_city', 'ZH001', '这一行已经起用，以前的不变%', $$UPDATE station_rule SET people = 1000
		WHERE since = '2009-01-01'$$, 'what is in force isn''t'),
	(6, 'try_city', 'ZH001', '%最早从%', $$UPDATE station_rule SET since = '2026-01-01'
		WHERE since = '2026-11-24'$$, 'nor moved into the past'),
	(7, 'try_city', '23505', '%station_rule_since_key%', $$INSERT INTO station_rule
		(since, people, source) VALUES ('2026-11-24', 1, 'x')$$, 'one for a day'),
	(8, 'try_city', '23514', '%station_rule_people_check%', $$INSERT INTO station_rule
		(since, people, source) VALUES ('2026-11-25', 0, 'x')$$, 'nobody is no bound'),
	(9, 'try_city', 'ZH001', '样式看不懂%', $$INSERT INTO name_rule
		(kind, since, pattern, words, source) VALUES ('office', '2027-01-01', '(所', 'x', 'x')$$,
		'a pattern that can''t be read'),
	(10, 'try_city', 'ZH001', '这个样式什么名称都合%', $$INSERT INTO name_rule
		(kind, since, pattern, words, source) VALUES ('office', '2027-01-01', '.*', 'x', 'x')$$,
		'one that holds of anything'),
	(11, 'try_city', '23514', '%kind_check%', $$INSERT INTO name_rule
		(kind, since, pattern, words, source) VALUES ('x', '2027-01-01', 'x', 'x', 'x')$$,
		'no such kind'),
	(12, 'try_city', NULL, NULL, $$INSERT INTO headcount_rule (since, per_people, per_workload,
		least, source) VALUES ('2027-01-01', 6000, 4000, 3, 'x')$$, 'a norm'),
	(13, 'try_city', NULL, NULL, $$INSERT INTO staff_rule (since, warn_share, tenure_months,
		source) VALUES ('2027-01-01', 100, 36, 'x')$$, 'tenure'),
	(14, 'try_city', NULL, NULL, $$INSERT INTO allowance_rate (kind, since, amount, source)
		VALUES ('coordinator', 202612, 320, 'x')$$, 'a rate'),
	(15, 'try_city', 'ZH001', NULL, $$INSERT INTO allowance_rate (kind, since, amount, source)
		VALUES ('king', 202612, 320, 'x')$$, 'of no such kind'),
	(16, 'try_county', 'ZH403', '%请报市里', $$INSERT INTO station_rule (since, people, source)
		VALUES ('2027-02-01', 900, 'x')$$, 'not by a county, whose neighbours share it'),
	(17, 'try_boss', '42501', NULL, $$INSERT INTO station_rule (since, people, source)
		VALUES ('2027-02-01', 900, 'x')$$, 'nor by a supervisor'),
	(18, 'try_city', '42501', NULL, 'DELETE FROM station_rule', 'and nobody deletes');
SELECT set_config('try.n', n::text, true), set_config('session_authorization', who, true),
	CASE WHEN state IS NULL THEN lives_ok(sql, why)
	ELSE throws_ok(sql, state, NULL, why) END
FROM try ORDER BY n;
RESET SESSION AUTHORIZATION;
SELECT is(people, 1000, 'as mended') FROM station_rule WHERE since = '2026-11-24';
SELECT is(div::bigint, 371000000000, 'the place is the city') FROM station_rule
WHERE since = '2026-11-24';
SELECT is(rule_state(since::text, '2009-01-01'), want, since::text)
FROM (VALUES (date '2009-01-01', '在用'), ('2008-01-01', '以前'), ('2026-11-24', '还没到'))
	v (since, want);
SELECT is(rule_state('202612', '202001'), '还没到', 'a month, too');

-- Under four eyes, by a row of review_rule
INSERT INTO review_rule (div, tbl, checks, level, basis)
VALUES (371000000000, 'allowance_rate', 'supervisor', 'city', '试验');
SET LOCAL SESSION AUTHORIZATION try_city;
SELECT throws_ok($$INSERT INTO allowance_rate (kind, since, amount, source)
	VALUES ('coordinator', 202701, 330, 'x')$$, 'ZH200', NULL, 'a rate waits for a second person');
RESET SESSION AUTHORIZATION;
SELECT is_empty('SELECT * FROM verify()', 'the chains hold');
SELECT * FROM finish();
ROLLBACK;
