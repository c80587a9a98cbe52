-- Back pay: a rate raised from a month that is accrued already, case by case, each
-- worked out by hand. Coordinators had 310 from 2025-10 and 620 from 2026-03; on
-- 2026-11-23 it becomes 930 from 2026-01. By days from 2026-01.
BEGIN;
SET LOCAL search_path = zhen, tap;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

SELECT lives_ok(format('SELECT operator_add(%L, %L, %s, %L)', role, name, div,
	duties), role)
FROM (VALUES
	('try_ann', '例整月', 371002001001, '{coordinator}'),
	('try_head', '所长', 371002001000, '{reviewer}'),
	('try_far', '别所长', 371002002000, '{reviewer}'),
	('try_win', '窗口', 371002001000, '{window}'),
	('try_city', '市管', 371000000000, '{admin}')
) v (role, name, div, duties);
DELETE FROM allowance_rate WHERE kind = 'coordinator';
INSERT INTO allowance_rate (kind, since, amount, source)
VALUES ('coordinator', 202510, 310, '试验'), ('coordinator', 202603, 620, '试验'),
	('coordinator', 202605, 300, '演示的标准');
SELECT r.id AS one, r.name AS one_name
FROM resident r JOIN account a ON a.county = r.county AND a.resident = r.id AND a.is_current
WHERE r.div = 371002001001 AND r.closed_as IS NULL AND r.died IS NULL
ORDER BY r.id LIMIT 1 \gset
INSERT INTO staff (county, name, div, office_div, role, kind, since, until, resident)
VALUES
	(371002, '例整月', 371002001001, 371002001000, 'try_ann', 'coordinator', '2025-01-01', NULL, NULL),
	(371002, '例月中', 371002001001, 371002001000, NULL, 'coordinator', '2026-01-16', NULL, NULL),
	(371002, '例末日', 371002001001, 371002001000, NULL, 'coordinator', '2026-02-28', NULL, NULL),
	(371002, '例离岗', 371002001001, 371002001000, NULL, 'coordinator', '2025-01-01', '2026-02-10', NULL),
	(371002, '例早离', 371002001001, 371002001000, NULL, 'coordinator', '2025-01-01', '2025-12-31', NULL),
	(371002, '例社区', 371002001000, 371002001000, NULL, 'community', '2025-01-01', NULL, NULL),
	(371002, '例兼岗', 371002001001, 371002001000, NULL, 'coordinator', '2025-01-01', NULL, NULL),
	(371002, '例未提', 371002001001, 371002001000, NULL, 'coordinator', '2026-01-01', NULL, NULL),
	(371002, '例别所', 371002002001, 371002002000, NULL, 'coordinator', '2025-01-01', NULL, NULL),
	(371002, :'one_name', 371002001001, 371002001000, NULL, 'coordinator', '2025-01-01', NULL, :one);
CREATE FUNCTION pg_temp.who(text) RETURNS bigint LANGUAGE sql SECURITY DEFINER
AS $$ SELECT max(id) FROM zhen.staff WHERE name = $1 $$;
UPDATE staff SET until = '2026-01-01' WHERE name = '例未提';
SET LOCAL SESSION AUTHORIZATION try_head;
INSERT INTO staff_duty (staff, post, share, since)
SELECT pg_temp.who('例兼岗'), p, 50, '2025-01-01' FROM unnest('{pension,medical}'::text[]) p;
SELECT lives_ok(format('SELECT allowance_accrue(%s)', m), 'accrued ' || m)
FROM unnest('{202512,202601,202602,202603}'::int[]) m;
SELECT is_empty('SELECT * FROM allowance_short(202601)', 'nothing is short');
SELECT lives_ok(format('SELECT allowance_pay(371002, %s, 202601, ''凭1'')',
	pg_temp.who('例整月')), 'January is paid by hand');

-- A lower rate is never one of the past, a higher one may be.
SET LOCAL SESSION AUTHORIZATION try_city;
SELECT throws_like($$ INSERT INTO allowance_rate (kind, since, amount, source)
	VALUES ('coordinator', 202601, 300, 'x') $$, '%降低的标准最早从 2026-03 起%', 'not lower');
SELECT lives_ok($$ INSERT INTO allowance_rate (kind, since, amount, source)
	VALUES ('coordinator', 202601, 930, '试验') $$,
	'raised from January');
RESET SESSION AUTHORIZATION;
CREATE TEMP TABLE want (name text, month int, amount numeric, why text);
GRANT SELECT ON want TO PUBLIC;
INSERT INTO want VALUES
	('例整月', 202512, NULL, 'the month before'),
	('例整月', 202601, 620.00, 'a whole month: 930 - 310, paid already or not'),
	('例整月', 202602, 620.00, 'the next'),
	('例整月', 202603, NULL, 'March has a later rate of its own, 620'),
	('例月中', 202601, 320.00, 'from mid-January, 16 of 31: 480 - 160'),
	('例月中', 202602, 620.00, 'then all'),
	('例末日', 202602, 22.14, 'one day of 28: 33.21 - 11.07'),
	('例末日', 202601, NULL, 'not at work yet'),
	('例离岗', 202601, 620.00, 'who has left is paid, too'),
	('例离岗', 202602, 221.43, 'until they left, 10 of 28: 332.14 - 110.71'),
	('例早离', 202601, NULL, 'left before'),
	('例社区', 202601, NULL, 'of another kind'),
	('例兼岗', 202601, 620.00, 'two posts, one person: once'),
	('例未提', 202601, 20.00, 'one day of 31: 30 - 10'),
	('例别所', 202601, NULL, 'another office''s, never accrued');
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT is((SELECT s.amount FROM allowance_short(202601) s
	WHERE s.staff = pg_temp.who(name) AND s.month = w.month), amount,
	format('%s %s: %s', name, month, why))
FROM want w;
SELECT is(s.because, '应 480.00 元，已计提 160.00 元；村级协管员每月 930.00 元（202601 起），在岗 16/31 天',
	'and it says how')
FROM allowance_short(202601) s WHERE s.staff = pg_temp.who('例月中') AND s.month = 202601;
SELECT is((SELECT count(*) FROM allowance_short(202602) s WHERE s.month < 202602), 0::bigint,
	'from a month on');

-- Made lines: what was accrued stays; once only; in one's own office only.
SET LOCAL SESSION AUTHORIZATION try_win;
SELECT throws_ok('SELECT allowance_back_pay(202601)', 'ZH403', NULL, 'not by a window');
SET LOCAL SESSION AUTHORIZATION try_far;
SELECT is(allowance_back_pay(202601), '补差 0 人 0 笔，0.00 元', 'nor by another office');
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT throws_ok('SELECT allowance_back_pay(202612)', 'ZH001', NULL, 'nor ahead');
SELECT matches(allowance_back_pay(202601), '^补差 \d+ 人 \d+ 笔', 'accrued');
SELECT is(allowance_back_pay(202601), '补差 0 人 0 笔，0.00 元', 'and nothing again');
SELECT is((SELECT string_agg(concat_ws(' ', a.line, a.amount, a.corrects), ';' ORDER BY a.line)
	FROM allowance a WHERE a.staff = pg_temp.who('例整月') AND a.month = 202601),
	'0 310.00;1 620.00 0', 'a line of its own, which says what it corrects');
SELECT throws_ok('UPDATE allowance SET amount = 1', '42501', NULL, 'nobody changes a line');

-- Raised once more
SET LOCAL SESSION AUTHORIZATION try_city;
SELECT lives_ok($$ INSERT INTO allowance_rate (kind, since, amount, source)
	VALUES ('coordinator', 202602, 961, '试验') $$, 'raised again, from February');
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT isnt_empty('SELECT allowance_back_pay(202601)', 'again');
SELECT is((SELECT string_agg(concat_ws(' ', a.line, a.amount, a.corrects), ';' ORDER BY a.line)
	FROM allowance a WHERE a.staff = pg_temp.who('例离岗') AND a.month = 202602),
	'0 110.71;1 221.43 0;2 11.07 1', 'over two changes: 961 of 10/28 is 343.21');

-- Paid: each line by its voucher, and never twice
SELECT is((SELECT string_agg(concat_ws(' ', what, amount), ';' ORDER BY what)
	FROM arrears WHERE staff = pg_temp.who('例整月') AND month = 202601), '补差 620.00',
	'what is owed of January is the difference');
SELECT throws_ok(format('SELECT allowance_pay(371002, %s, 202601, ''凭2'')',
	pg_temp.who('例整月')), '23505', NULL, 'the first line was paid');
SELECT is(allowance_pay(371002, pg_temp.who('例整月'), 202601, '凭2', 1), '已登记支付 620.00 元',
	'the difference is paid');
SELECT throws_ok(format('SELECT allowance_pay(371002, %s, 202601, ''凭3'', 1)',
	pg_temp.who('例整月')), '23505', NULL, 'once');
SELECT is_empty(format('SELECT FROM arrears WHERE staff = %s AND month = 202601',
	pg_temp.who('例整月')), 'and nothing is owed');
SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT is((SELECT string_agg(concat_ws(' ', line_name, amount, paid), ';' ORDER BY line)
	FROM allowance_list WHERE role = 'try_ann' AND month = 202601),
	' 310.00 t;补差 620.00 t', 'their own page has both');
SELECT alike(because, '应 930.00 元，已计提 310.00 元；村级协管员每月 930.00 元（202601 起）',
	'and why') FROM allowance_list WHERE role = 'try_ann' AND month = 202601 AND line = 1;

-- In a batch: all lines of a month; a month that a batch has paid is corrected.
SELECT set_config('test.one', pg_temp.who(:'one_name')::text, true) \g /dev/null
SET LOCAL SESSION AUTHORIZATION try_win;
INSERT INTO enrol_staff_pay (county, resident, since) VALUES (371002, :one, 202601);
SELECT lives_ok($$SELECT batch_compute('staff_pay', 202601)$$, 'computed');
SELECT is(e.amount::numeric, 930.00, 'a batch pays both lines of January') FROM entitlement e
WHERE e.county = 371002 AND e.programme = 'staff_pay' AND e.month = 202601
	AND e.resident = :one;
SELECT id AS batch FROM batch WHERE programme = 'staff_pay' AND month = 202601
	AND div = 371002001000 \gset
SELECT lives_ok(format('SELECT batch_submit(371002, %s)', :batch), 'submitted');
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT lives_ok(format('SELECT batch_approve(371002, %s)', :batch), 'approved');
SELECT is((SELECT count(*) FROM arrears WHERE staff = current_setting('test.one')::bigint
	AND month = 202601), 0::bigint, 'nothing of January is owed');
RESET SESSION AUTHORIZATION;
UPDATE allowance_rate SET amount = 1000 WHERE kind = 'coordinator' AND since = 202601;
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT isnt_empty('SELECT allowance_back_pay(202601)', 'raised after it was paid');
RESET SESSION AUTHORIZATION;
SELECT is((correction_due(p)).amount, 1000.00, 'the paid month is corrected by what is due now')
FROM payment p WHERE p.county = 371002 AND p.batch = :batch AND p.resident = :one;
SET LOCAL SESSION AUTHORIZATION try_win;
SELECT lives_ok(format('SELECT correction_ask(371002, ''staff_pay'', 202601, %s, ''4'', ''试：补差'')',
	:one), 'asked for');
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT alike(correction_approve(c.county, c.correction), '%补发 1,000.00 元%', 'and approved')
FROM correction_list c WHERE c.note = '试：补差';
SELECT is((SELECT string_agg(concat_ws(' ', p.line, p.amount), ';' ORDER BY p.line, p.part)
	FROM allowance_payment p WHERE p.staff = current_setting('test.one')::bigint),
	'0 310.00;1 620.00;2 70.00', 'each line is paid once');

-- Another kind since is no rate that was raised: 930 + 70 as a coordinator stays.
RESET SESSION AUTHORIZATION;
INSERT INTO allowance_rate (kind, since, amount, source)
VALUES ('community', 202601, 5000, '试验') ON CONFLICT (kind, since) DO UPDATE SET amount = 5000;
UPDATE staff SET kind = 'community' WHERE name = '例兼岗';
SELECT is_empty(format('SELECT FROM allowance_short(202601) WHERE staff = %s', pg_temp.who('例兼岗')),
	'nothing is short of who changed their kind');
SELECT is_empty('SELECT verify_ledger(371002)', 'the ledger is what the record says');
SELECT * FROM finish();
ROLLBACK;
