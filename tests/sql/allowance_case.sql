-- Allowances, claims and arrears, case by case, each worked out by hand. Today is
-- 2026-11-23 here. Rates: 310 yuan a month from 2026-01, 620 from 2026-03 for
-- coordinators; 3000 for the community. By days from 2026-01, whole months before.
BEGIN;
SET LOCAL search_path = zhen, tap;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

SELECT lives_ok(format('SELECT operator_add(%L, %L, %s, %L)', role, name, div,
	duties), role)
FROM (VALUES
	('try_ann', '协甲', 371002001001, '{coordinator}'),
	('try_bob', '协乙', 371002001003, '{coordinator}'),
	('try_head', '所长', 371002001000, '{reviewer}'),
	('try_top', '区主管', 371002000000, '{supervisor}'),
	('try_city', '市主管', 371000000000, '{supervisor}')
) v (role, name, div, duties);
DELETE FROM allowance_rate;
INSERT INTO allowance_rate (kind, since, amount, source)
VALUES ('coordinator', 202501, 310, '试验'), ('coordinator', 202603, 620, '试验'),
	('community', 202501, 3000, '试验');
DELETE FROM allowance_part;
INSERT INTO allowance_part (since, method, source)
VALUES (202501, 'month', '试验'), (202601, 'day', '试验');
INSERT INTO staff (county, name, div, office_div, role, kind, since, until)
VALUES
	(371002, '协甲', 371002001001, 371002001000, 'try_ann', 'coordinator', '2025-01-01', NULL),
	(371002, '协乙', 371002001003, 371002001000, 'try_bob', 'coordinator', '2025-01-01', NULL),
	(371002, '例一日', 371002001001, 371002001000, NULL, 'coordinator', '2026-01-01', NULL),
	(371002, '例二日', 371002001001, 371002001000, NULL, 'coordinator', '2026-01-02', NULL),
	(371002, '例月中', 371002001001, 371002001000, NULL, 'coordinator', '2026-01-16', NULL),
	(371002, '例月末', 371002001001, 371002001000, NULL, 'coordinator', '2026-01-31', NULL),
	(371002, '例二月', 371002001001, 371002001000, NULL, 'coordinator', '2026-02-15', NULL),
	(371002, '例调标', 371002001001, 371002001000, NULL, 'coordinator', '2026-03-16', NULL),
	(371002, '例离岗', 371002001001, 371002001000, NULL, 'coordinator', '2025-01-01', '2026-04-15'),
	(371002, '例首离', 371002001001, 371002001000, NULL, 'coordinator', '2025-01-01', '2026-04-01'),
	(371002, '例末离', 371002001001, 371002001000, NULL, 'coordinator', '2025-01-01', '2026-04-30'),
	(371002, '例一天', 371002001001, 371002001000, NULL, 'coordinator', '2026-05-10', '2026-05-10'),
	(371002, '例来去', 371002001001, 371002001000, NULL, 'coordinator', '2026-05-10', '2026-05-19'),
	(371002, '例旧中', 371002001001, 371002001000, NULL, 'coordinator', '2025-12-16', NULL),
	(371002, '例旧离', 371002001001, 371002001000, NULL, 'coordinator', '2025-01-01', '2025-12-01'),
	(371002, '例兼岗', 371002001000, 371002001000, NULL, 'community', '2025-01-01', NULL),
	(371002, '例无标', 371002001000, 371002001000, NULL, 'window', '2025-01-01', NULL),
	(371002, '例补登', 371002001001, 371002001000, NULL, 'coordinator', '2026-06-01', NULL);
CREATE FUNCTION pg_temp.who(text) RETURNS bigint LANGUAGE sql SECURITY DEFINER
AS $$ SELECT max(id) FROM zhen.staff WHERE name = $1 $$;
SET LOCAL SESSION AUTHORIZATION try_head;
INSERT INTO staff_duty (staff, post, share, since)
SELECT pg_temp.who('例兼岗'), p, 50, '2025-01-01' FROM unnest('{pension,medical}'::text[]) p;
RESET SESSION AUTHORIZATION;

-- Accrual: name, month, yuan, why
SELECT is((SELECT amount::text FROM allowance_due(month)
	WHERE staff = pg_temp.who(name)), due, format('%s %s: %s', name, month, why))
FROM (VALUES
	('例一日', 202512, NULL, 'the month before the first day'),
	('例一日', 202601, '310.00', 'from the first: all of it'),
	('例二日', 202601, '300.00', 'from the second: 30 of 31 days'),
	('例月中', 202601, '160.00', 'mid-month: 16 of 31 days'),
	('例月中', 202602, '310.00', 'the month after: all'),
	('例月末', 202601, '10.00', 'the last day: 1 of 31'),
	('例二月', 202602, '155.00', 'mid-February: 14 of 28'),
	('例二月', 202601, NULL, 'nothing in January'),
	('例一日', 202602, '310.00', 'the last month of the old rate'),
	('例一日', 202603, '620.00', 'the first of the new'),
	('例调标', 202603, '320.00', 'began in the month of the new rate: 16 of 31 of 620'),
	('例调标', 202604, '620.00', 'and all the month after'),
	('例离岗', 202603, '620.00', 'the month before leaving'),
	('例离岗', 202604, '310.00', 'left in mid-month: 15 of 30'),
	('例离岗', 202605, NULL, 'nothing after'),
	('例首离', 202604, '20.67', 'left on the first: 1 of 30, to the fen'),
	('例末离', 202604, '620.00', 'left on the last day: all'),
	('例末离', 202605, NULL, 'and nothing after'),
	('例一天', 202605, '20.00', 'one day: 1 of 31'),
	('例来去', 202605, '200.00', 'came and went in a month: 10 of 31'),
	('例旧中', 202512, '310.00', 'before the rule by days: a day is a month'),
	('例旧离', 202512, '310.00', 'the same for who left'),
	('例旧中', 202601, '310.00', 'at work all January'),
	('例兼岗', 202605, '3000.00', 'two posts, one person: once'),
	('例无标', 202605, NULL, 'a kind without a rate'),
	('例一日', 202412, NULL, 'before any rate')
) c (name, month, due, why);
SELECT is(because, '村级协管员每月 620.00 元（202603 起），在岗 15/30 天',
	'and it says how') FROM allowance_due(202604) WHERE staff = pg_temp.who('例离岗');

-- Back pay: registered late, the month is accrued again for who was missed only.
UPDATE staff SET since = '2026-07-01' WHERE name = '例补登';
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT isnt_empty('SELECT allowance_accrue(202606)', 'June is accrued');
RESET SESSION AUTHORIZATION;
UPDATE staff SET since = '2026-06-16' WHERE name = '例补登';
INSERT INTO allowance_rate (kind, since, amount, source)
VALUES ('coordinator', 202605, 930, '试验');
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT alike(allowance_accrue(202606), '%计提 1 人，465.00 元%',
	'who was missed gets what is theirs: 15 of 30 of today''s rate');
SELECT is(amount::numeric, 620.00, 'what was accrued stays as it was') FROM allowance
WHERE staff = pg_temp.who('例一日') AND month = 202606;
SELECT alike(allowance_accrue(202606), '%计提 0 人%', 'and nobody twice');
SELECT throws_ok('SELECT allowance_accrue(202612)', 'ZH001', NULL, 'nor ahead');
RESET SESSION AUTHORIZATION;
SELECT throws_ok($$ INSERT INTO staff (county, name, div, office_div, role, kind, since)
	VALUES (371002, '协甲', 371002100000, 371002100000, 'try_ann', 'window', '2026-01-01') $$,
	'23505', NULL, 'one login is paid by one office');

-- Claims
DELETE FROM claim_limit;
INSERT INTO claim_limit (kind, since, amount, source, per)
VALUES ('transport', 202501, 20, 'x', 'visit'), ('transport', 202610, 30, 'x', 'visit'),
	('meal', 202501, 15, 'x', 'visit'), ('meal', 202610, 15, 'x', 'day'),
	('phone', 202501, 10, 'x', 'visit');
CREATE TEMP TABLE claim (n int, on_day date, village bigint, transport numeric,
	meal numeric, state text, message text, why text);
INSERT INTO claim VALUES
	(1, '2026-09-30', 371002001001, 20, NULL, NULL, NULL, 'the old limit to the fen'),
	(2, '2026-09-30', 371002001001, 20.01, NULL, 'ZH001', NULL, 'not above it'),
	(3, '2026-10-01', 371002001001, 30, NULL, NULL, NULL, 'the new limit from its month'),
	(4, '2026-10-01', 371002001001, 30.01, NULL, 'ZH001', NULL, 'nor above that'),
	(5, '2026-09-02', 371002001001, 1, 15, NULL, NULL, 'a meal'),
	(6, '2026-09-02', 371002001001, 1, 15, NULL, NULL,
		'two in a day, where the limit is by visit'),
	(7, '2026-10-02', 371002001001, 1, 10, NULL, NULL, 'a meal by day'),
	(8, '2026-10-02', 371002001001, 1, 5, NULL, NULL, 'a second within the day''s limit'),
	(9, '2026-10-02', 371002001001, 1, 0.01, 'ZH001',
		'误餐费一天最多 15.00 元，2026-10-02 已经登记 15.00 元，请改小或空着', 'two claims a day'),
	(10, '2026-10-02', 371002001001, 5, NULL, NULL, NULL, 'a visit without a meal goes'),
	(11, '2026-10-03', 371002001003, 5, NULL, 'ZH001',
		'那天您负责的是环翠区 环翠楼街道 东北村居委会，不能报到别处走访的费用；请核对村居和日期',
		'outside one''s beat'),
	(12, '2026-10-03', 371082001001, 5, NULL, 'ZH001', NULL, 'nor in another county'),
	(13, '2026-11-23', 371002001001, 5, NULL, NULL, NULL, 'today'),
	(14, '2026-11-24', 371002001001, 5, NULL, 'ZH001', '走访日期还没有到，请核对', 'tomorrow'),
	(15, '2026-10-04', 371002001001, -1, NULL, '23514', NULL, 'never negative');
GRANT SELECT ON claim TO PUBLIC;
SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT CASE WHEN state IS NULL THEN lives_ok(q, why) ELSE throws_ok(q, state, message, why) END
FROM (SELECT *, format('INSERT INTO visit_entry (visited_on, village, purpose, transport, meal)
	VALUES (%L, %s, ''1'', %L, %L)', on_day, village, transport, meal) AS q
	FROM claim ORDER BY n) c;
SELECT throws_ok($$ UPDATE visit_entry SET meal = 6 WHERE visited_on = '2026-10-02'
	AND meal = 5 $$, 'ZH001', NULL, 'a change keeps the day''s limit too');

-- Moved in mid-month: each village while it was theirs.
SET LOCAL SESSION AUTHORIZATION try_head;
INSERT INTO staff_move (staff, to_div, moved_on, reason)
VALUES (pg_temp.who('协甲'), 371002001004, '2026-10-16', '换村');
SET LOCAL SESSION AUTHORIZATION try_top;
SELECT isnt_empty($$ SELECT staff_move_approve(371002, max(id)) FROM staff_move $$, 'moved');
RESET SESSION AUTHORIZATION;
SELECT alike(operator_move('try_ann', 371002001004), 'try_ann%', 'with their login');
SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT CASE WHEN state IS NULL THEN lives_ok(q, why) ELSE throws_ok(q, state, NULL, why) END
FROM (SELECT *, format('INSERT INTO visit_entry (visited_on, village, purpose, transport)
	VALUES (%L, %s, ''1'', 1)', on_day, village) AS q
	FROM (VALUES
		(date '2026-10-15', 371002001001, NULL, 'the old village, the day before'),
		('2026-10-16', 371002001001, 'ZH001', 'not on the day of the move'),
		('2026-10-16', 371002001004, NULL, 'the new one, that day'),
		('2026-10-15', 371002001004, 'ZH001', 'not the day before')
	) v (on_day, village, state, why)) c;

-- Arrears: whose turn. The end of 202610 is no whole month ago, that of 202607 is
-- three, that of 202604 six.
RESET SESSION AUTHORIZATION;
DELETE FROM arrears_rule;
INSERT INTO arrears_rule (level, since, months, source)
VALUES ('town', '2009-01-01', 1, 'x'), ('county', '2009-01-01', 9, 'x'),
	('county', '2026-11-23', 3, 'x'), ('county', '2026-11-24', 1, 'x'),
	('city', '2009-01-01', 6, 'x');
INSERT INTO allowance (county, month, staff, div, amount, because)
SELECT 371002, m, s.id, s.div, 100, 'x'
FROM staff s
CROSS JOIN unnest('{202604,202605,202607,202608,202609,202610}'::int[]) m
WHERE s.name IN ('例一日', '例兼岗');
SELECT is((SELECT string_agg(concat_ws(' ', payer, turn), ';') FROM arrears_turn
	WHERE staff = pg_temp.who(name) AND month = c.month), want,
	format('%s %s: %s', name, month, why))
FROM (VALUES
	('例一日', 202610, 'town', 'just over: nobody''s yet'),
	('例一日', 202609, 'town town', 'a month: the office'),
	('例一日', 202608, 'town town', 'two'),
	('例一日', 202607, 'town county', 'three: the county, by today''s rule'),
	('例一日', 202605, 'town county', 'five'),
	('例一日', 202604, 'town city', 'six: the city'),
	('例兼岗', 202610, 'county', 'just over'),
	('例兼岗', 202609, 'county county', 'never below who pays'),
	('例兼岗', 202604, 'county city', 'but above')
) c (name, month, want, why);
SET LOCAL SESSION AUTHORIZATION try_city;
SELECT isnt_empty($$ SELECT FROM todo_arrears WHERE key = 371002001000
	AND what = '拖欠满 6 个月' $$, 'the city is reminded');
SET LOCAL SESSION AUTHORIZATION try_top;
SELECT set_config('try.sum', sum(amount)::text, true) IS NOT NULL AS is_set
FROM todo_arrears WHERE key = 371002001000;
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT isnt_empty($$ SELECT allowance_pay(371002, pg_temp.who('例一日'), 202607, '记-1') $$,
	'what the county is reminded of is paid, with its voucher');
SET LOCAL SESSION AUTHORIZATION try_top;
SELECT is(sum(amount), current_setting('try.sum')::numeric - 100, 'and is no reminder any more')
FROM todo_arrears WHERE key = 371002001000;
SELECT is(sum(young + middle + old + oldest), sum(amount), 'the ages add up')
FROM arrears_by_level;
SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT is_empty('SELECT * FROM todo_arrears', 'a coordinator isn''t asked');
RESET SESSION AUTHORIZATION;
SELECT is_empty('SELECT * FROM verify()', 'the chains hold');
SELECT * FROM finish();
ROLLBACK;
