-- Contributions: who may pay for what year, what it costs, that it is paid once;
-- the account, its interest, and what becomes of it after a death.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

SELECT isnt(operator_add(role, name, place, duties::text[]), NULL, role)
FROM (VALUES
	('try_maker', '经甲', 371002001000, '{window,supervisor}'),
	('try_check', '复乙', 371002001000, '{reviewer}'),
	('try_far', '远丁', 371002100000, '{window,reviewer}')
) v (role, name, place, duties);
INSERT INTO household (county, id, div, head)
VALUES (371002, 9100000, 371002001001, 9100001);
INSERT INTO resident (county, id, id_no, name, div, household, kin, died)
SELECT 371002, 9100000 + n, body || idcard_check_digit(body), '缴' || n,
	371002001001, 9100000, CASE n WHEN 1 THEN '02' ELSE '80' END, died
FROM (VALUES
	(1, '1970-01-01', NULL::date), (2, '2010-12-31', NULL), (3, '2011-01-01', NULL),
	(4, '1967-01-01', NULL), (5, '1967-01-02', NULL), (6, '1949-09-01', NULL),
	(7, '1960-05-05', '2026-03-05'), (8, '1964-08-31', NULL),
	(9, '1964-09-01', NULL), (10, '1950-01-01', '2026-03-05')
) v (n, birth, died)
CROSS JOIN LATERAL (SELECT '110101' || replace(birth, '-', '')
	|| lpad((n * 2 + 700)::text, 3, '0') AS body) b;
INSERT INTO enrolment (county, programme, resident, div, since)
SELECT 371002, 'pension', 9100000 + n, 371002001001, 200909
FROM generate_series(1, 10) n WHERE n <> 3;

CREATE FUNCTION pg_temp.pay(p_n int, p_year int, p_tier text DEFAULT '100',
	p_on date DEFAULT '2026-06-01', p_programme text DEFAULT 'pension')
RETURNS text LANGUAGE sql AS $$
	INSERT INTO zhen.contribution (county, programme, resident, year, tier,
		paid_on)
	VALUES (371002, p_programme, 9100000 + p_n, p_year, p_tier, p_on)
	RETURNING concat_ws(' ', kind, amount, match, month)
$$;

CREATE FUNCTION pg_temp.give(p_n int) RETURNS bigint LANGUAGE sql AS $$
	INSERT INTO zhen.payout (county, programme, resident)
	VALUES (371002, 'pension', 9100000 + p_n) RETURNING id
$$;

CREATE FUNCTION pg_temp.heir(p_payout bigint, p_n int, p_amount numeric,
	p_evidence text DEFAULT '户口簿') RETURNS void LANGUAGE sql AS $$
	INSERT INTO zhen.heir (county, payout, name, id_no, kin, amount, evidence)
	SELECT 371002, p_payout, r.name, r.id_no, '20', p_amount, p_evidence
	FROM zhen.resident r WHERE r.county = 371002 AND r.id = 9100000 + p_n
$$;

CREATE FUNCTION pg_temp.booked(p_programme text) RETURNS text LANGUAGE sql
SECURITY DEFINER AS $$
	SELECT string_agg(account || ' ' || amount, ', ' ORDER BY account)
	FROM (
		SELECT l.account, sum(l.amount) AS amount
		FROM zhen.ledger_line l
		JOIN zhen.ledger_entry e ON e.county = l.county AND e.id = l.entry
		WHERE e.source = 'contribution' AND NOT e.is_opening
			AND l.programme = p_programme
		GROUP BY l.account
		HAVING sum(l.amount) <> 0) x
$$;
SET SESSION AUTHORIZATION try_maker;
SELECT is(pg_temp.pay(1, 2026), '1 100.00 30.00 202606', 'this year, with a match');
SELECT is(pg_temp.booked('pension'), '1003 100.00, 1202 30.00, 2101 -130.00',
	'paid in and matched is owed to the account');
SELECT is(pg_temp.pay(1, 2020), '2 100.00 0.00 202606', 'arrears have none');
SELECT is(pg_temp.pay(1, 2027), '1 100.00 30.00 202606', 'next year''s beforehand');
SELECT throws_ok(format('SELECT pg_temp.pay(%s)', args), 'ZH001', said, said)
FROM (VALUES
	('1, 2026', '缴1 2026 年已经缴过，缴错了的请先冲正（2302）'),
	('1, 2028', '2026 年缴的，最多预缴 2027 年的，请核对年份'),
	('1, 2025, ''150''', '2025 年没有“150”这个档次，请按 F4 选'),
	('1, 2013, ''1000''', '2013 年没有“1000”这个档次，请按 F4 选'),
	('1, 2025, ''100'', ''2026-11-24''', '缴费日期还没有到，请核对'),
	('1, 2008', '开始时（200909）距领取年龄还有 15 年以上，不用补缴以前的年份，按年缴费就够'),
	('1, 2026, ''100'', ''2026-06-01'', ''aid''', '这个项目没有缴费档次，请按 F4 选要缴费的项目'),
	('2, 2025', '2025 年底还未满 16 周岁，不用缴费'),
	('3, 2027', '缴3还没有参保登记，请先在他的卡片上办理参保'),
	('4, 2027', '2027-01-01 已满 60 周岁，2027 年不再缴费'),
	('6, 2009', '项目开始（200909）时已满 60 周岁，不用缴费，请直接登记领取'),
	('7, 2026', '缴7已于 2026-03-05 死亡，请核对'),
	('9, 2008', '开始时（200909）距领取年龄还有 15 年以上，不用补缴以前的年份，按年缴费就够'),
	('8, 1993', '这个项目从 2009 年开始，1993 年不能补缴，请核对年份')
) v (args, said);
SELECT is(pg_temp.pay(2, 2026), '1 100.00 30.00 202606', '16 on the last day of the year');
SELECT is(pg_temp.pay(5, 2027), '1 100.00 30.00 202606', '60 on the second of January');
SELECT is(pg_temp.pay(8, y), '2 100.00 0.00 202606', 'under 15 years to go: ' || y)
FROM unnest('{1994,2008}'::int[]) y;
SELECT is(count(pg_temp.pay(8, y)), 13::bigint, '15 years in all')
FROM generate_series(1995, 2007) y;
SELECT throws_ok('SELECT pg_temp.pay(8, 1993)', 'ZH001', NULL, 'nor before that');
SELECT throws_ok(q, e, NULL, q)
FROM (VALUES
	('INSERT INTO contribution (county, programme, resident, year, tier, paid_on,
		amount) VALUES (371002, ''pension'', 9100001, 2025, ''100'', ''2026-01-01'', 1)',
		'42501'),
	('INSERT INTO contribution (county, programme, resident, year, kind, paid_on)
		VALUES (371002, ''pension'', 9100001, 2025, ''3'', ''2026-01-01'')', '42501'),
	('UPDATE contribution SET amount = 1', '42501'),
	('DELETE FROM contribution', '42501'),
	('SELECT pg_temp.pay(99, 2025)', 'ZH403')
) v (q, e);
SET SESSION AUTHORIZATION try_far;
SELECT throws_ok('SELECT pg_temp.pay(1, 2025)', 'ZH403', NULL, 'nobody of another town');
SELECT is_empty('SELECT * FROM contribution WHERE resident > 9100000', 'nor seen');
SET SESSION AUTHORIZATION try_check;
SELECT throws_ok('SELECT pg_temp.pay(1, 2025)', '42501', NULL, 'not by a reviewer');

-- Taken back, once; then the year can be paid for anew.
SELECT id AS wrong FROM contribution WHERE resident = 9100001 AND year = 2026 \gset
SET SESSION AUTHORIZATION try_far;
SELECT throws_ok(format('SELECT contribution_correct(371002, %s, ''错了'')', :wrong),
	'ZH403', NULL, 'not by another town');
SET SESSION AUTHORIZATION try_maker;
SELECT throws_ok(format('SELECT contribution_correct(371002, %s, '' '')', :wrong),
	'ZH001', '请写明为什么冲正', 'with a reason');
SELECT is(contribution_correct(371002, :wrong, '档次错了'),
	'已冲正 2026 年的缴费 100.00 元，请登记对的', 'taken back');
SELECT throws_ok(format('SELECT contribution_correct(371002, %s, ''又错'')', :wrong),
	'23505', NULL, 'once');
SELECT is(account_saved(371002, 'pension', 9100001, 202606), 230.00,
	'it counts from the month it was paid in');
SELECT is(pg_temp.pay(1, 2026, '500'), '1 500.00 50.00 202606', 'paid anew');
SELECT is(account_saved(371002, 'pension', 9100001, 202606), 780.00, 'and in');
SELECT is(account_saved(371002, 'pension', 9100001, 202605), 0::numeric, 'not before');

-- Interest: 2025 on what was there at its beginning and what came in.
SELECT is(pg_temp.pay(1, 2024, '100', '2024-07-01'), '1 100.00 30.00 202407', 'a year before');
SELECT is(pg_temp.pay(1, 2025, '100', '2025-03-01'), '1 100.00 30.00 202503', 'and one');
RESET SESSION AUTHORIZATION;
SELECT results_eq($$SELECT kind, amount FROM account_interest_due('pension', 2025,
		371002001001, 371002001001) WHERE resident = 9100001$$,
	$$VALUES ('3', 3.41)$$, '130 x 1.5 % + 130 x 1.5 % x 9/12 = 1.95 + 1.4625');
SET SESSION AUTHORIZATION try_maker;
SELECT throws_ok('SELECT account_interest(''pension'', 2026)', 'ZH001',
	'2026 年还没有过完，请到下一年再计息', 'not of a year that goes on');
SELECT alike(account_interest('pension', 2025), '2025 年计息：%', 'credited');
SELECT is(account_interest('pension', 2025),
	'2025 年没有要计息的账户，已计过的不再计', 'once');
SELECT is(account_left(371002, 'pension', 9100001, 202512), 263.41, 'in the account');
SET SESSION AUTHORIZATION try_check;
SELECT throws_ok('SELECT account_interest(''pension'', 2025)', 'ZH403', NULL,
	'by a supervisor');
RESET SESSION AUTHORIZATION;

-- A death: 10 paid 1390 in, drew 10 a month for two months, one more was paid
-- after the death.
INSERT INTO contribution (county, programme, resident, year, kind, tier, amount,
	month, paid_on)
VALUES (371002, 'pension', 9100010, 2009, '1', '500', 1390, 200912, '2009-12-01');
INSERT INTO payment (county, programme, month, resident, div, batch, amount,
	account_number, holder)
SELECT 371002, 'pension', m, 9100010, 371002001001, 1, 113, '6200', '缴10'
FROM unnest('{202602,202603,202604}'::int[]) m;
SET SESSION AUTHORIZATION try_maker;
SELECT is(account_drawn(371002, 'pension', 9100010, 202603), 20.00, '1390 / 139 a month');
SELECT throws_ok('SELECT pg_temp.give(10)', 'ZH001',
	'死亡以后还发了 202604 的待遇，请先在 2110 申请冲正', 'overpaid: that first');
SELECT throws_ok('SELECT pg_temp.give(1)', 'ZH001', '缴1没有死亡登记，请先登记死亡', 'alive');
SELECT throws_ok('SELECT pg_temp.give(7)', '23514', NULL, 'nothing in it');
RESET SESSION AUTHORIZATION;
SET LOCAL session_replication_role = replica;
INSERT INTO payment (county, programme, month, resident, div, batch, amount,
	account_number, holder, part)
VALUES (371002, 'pension', 202604, 9100010, 371002001001, 1, -113, '6200', '缴10', 1);
SET LOCAL session_replication_role = origin;
SET SESSION AUTHORIZATION try_maker;
SELECT pg_temp.give(10) AS payout \gset
SELECT is(total::numeric, 1370.00, 'what was drawn is gone') FROM payout WHERE id = :payout;
SELECT throws_ok('SELECT pg_temp.give(10)', 'ZH001',
	'此人这个项目的余额已经申请退过，请在 2305 打开原来的看', 'once');
SELECT lives_ok(format('SELECT pg_temp.heir(%s, 1, 1000)', :payout), 'an heir');
SELECT throws_ok(format('SELECT pg_temp.heir(%s, 1, 10)', :payout), 'ZH001',
	'这个继承人已经登记，请核对身份证号', 'not twice');
SELECT throws_ok(format('SELECT pg_temp.heir(%s, 10, 10)', :payout), 'ZH001',
	'这是去世的人自己的身份证号，请输继承人的', 'nor the dead');
SELECT throws_ok(format('SELECT pg_temp.heir(%s, 2, 10, ''x'')', :payout), '23514',
	NULL, 'by some evidence');
SELECT throws_ok(format('SELECT payout_approve(371002, %s)', :payout), 'ZH403', NULL,
	'not by who asked');
SET SESSION AUTHORIZATION try_check;
SELECT throws_ok(format('SELECT payout_approve(371002, %s)', :payout), 'ZH001',
	'继承人合计 1,000.00 元，余额是 1,370.00 元，请经办人改好', 'all of it');
SELECT is(what || whom || amount::text, '账户余额继承缴101370.00', 'waits for a reviewer')
FROM todo_payout WHERE key = :payout AND turn = 'mine';
SET SESSION AUTHORIZATION try_maker;
SELECT lives_ok(format('SELECT pg_temp.heir(%s, 2, 370)', :payout), 'the other heir');
SET SESSION AUTHORIZATION try_check;
SELECT is(payout_approve(371002, :payout), '已批准，退给继承人 1,370.00 元，账户结清', 'approved');
SELECT matches(pg_temp.booked('pension'), '2005 -1370.00, 2101', 'the heirs are owed it');
SELECT throws_ok(format('SELECT payout_approve(371002, %s)', :payout), 'ZH001', NULL, 'once');
SELECT is(account_left(371002, 'pension', 9100010, 202611), 0.00, 'nothing left');
SET SESSION AUTHORIZATION try_maker;
SELECT throws_ok('SELECT pg_temp.give(10)', 'ZH001', NULL, 'and not again');
SELECT throws_ok(format('UPDATE heir SET amount = 1 WHERE payout = %s', :payout),
	'ZH403', NULL, 'heirs stay as approved');
SELECT throws_ok(format('UPDATE payout SET total = 1 WHERE id = %s', :payout), '42501',
	NULL, 'and the amount');
RESET SESSION AUTHORIZATION;

-- Two rows of one person: what was paid for either counts.
INSERT INTO duplicate (county, resident, div, other_county, other, other_div, why)
VALUES (371002, 9100001, 371002001001, 371002, 9100005, 371002001001, 'told');
UPDATE resident SET closed_as = 'merged', closed_at = now(), next_county = 371002,
	next_id = 9100005
WHERE county = 371002 AND id = 9100001;
SELECT is(account_saved(371002, 'pension', 9100005, 202512), 263.41, 'comes along');
UPDATE resident SET closed_as = NULL, closed_at = NULL, next_county = NULL,
	next_id = NULL
WHERE county = 371002 AND id = 9100001;
SELECT is(account_saved(371002, 'pension', 9100005, 202512), 0::numeric, 'and goes back');
UPDATE resident SET div = 371002001003 WHERE county = 371002 AND id = 9100001;
SELECT is(count(*), 0::bigint, 'what was paid moves with its person')
FROM contribution WHERE resident = 9100001 AND div <> 371002001003;
SELECT is_empty('SELECT verify_ledger(371002)',
	'the ledger is what the record says, where they live now');

SELECT finish();
ROLLBACK;
