-- Training, contracts, assessment, attendance and what it does to the allowance,
-- and what is in somebody's hands when they hand over. Today is 2026-11-23 here.
BEGIN;
SET LOCAL search_path = zhen, tap;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

SELECT lives_ok(format('SELECT operator_add(%L, %L, %s, %L)', role, name, div,
	duties), role)
FROM (VALUES
	('try_head', '所长', 371002001000, '{reviewer}'),
	('try_win', '窗口', 371002001000, '{window}'),
	('try_co', '协甲', 371002001001, '{coordinator}'),
	('try_co2', '协乙', 371002001001, '{coordinator}'),
	('try_far', '远所长', 371002100000, '{reviewer}'),
	('try_top', '区主管', 371002000000, '{supervisor}')
) v (role, name, div, duties);
INSERT INTO staff (county, name, div, office_div, role, kind, since, until)
VALUES
	(371002, '协甲', 371002001001, 371002001000, 'try_co', 'coordinator', '2020-01-01', NULL),
	(371002, '协乙', 371002001001, 371002001000, 'try_co2', 'coordinator', '2020-01-01', NULL),
	(371002, '例走', 371002001001, 371002001000, NULL, 'coordinator', '2020-01-01', '2025-12-30'),
	(371002, '所长', 371002001000, 371002001000, 'try_head', 'window', '2020-01-01', NULL);
DELETE FROM allowance_rate;
INSERT INTO allowance_rate (kind, since, amount, source)
VALUES ('coordinator', 202501, 300, '试验');
DELETE FROM allowance_condition;
INSERT INTO allowance_condition (kind, measure, since, least, share, source)
VALUES ('coordinator', 'attendance', 202509, 80, 50, '试验'),
	('coordinator', 'attendance', 202511, 50, 0, '试验'),
	('coordinator', 'assessment', 202509, 60, 75, '试验');
DELETE FROM assessment_rule;
INSERT INTO assessment_rule (since, policy, service, skill, conduct, expertise,
	local_share, source)
VALUES (2009, 30, 30, 20, 10, 10, 40, '试验');
DELETE FROM training_norm;
INSERT INTO training_norm (kind, since, hours, source)
VALUES ('coordinator', 2024, 10, '试验'), ('coordinator', 2026, 20, '试验');
CREATE FUNCTION pg_temp.who(text) RETURNS bigint LANGUAGE sql SECURITY DEFINER
AS $$ SELECT max(id) FROM zhen.staff WHERE name = $1 $$;
CREATE FUNCTION pg_temp.learn(p_name text, p_on date, p_hours int, p_result text)
RETURNS void LANGUAGE sql AS $$
	INSERT INTO zhen.staff_training (staff, topic, held_on, hours, result)
	VALUES (pg_temp.who(p_name), '政策', p_on, p_hours, p_result) $$;
CREATE FUNCTION pg_temp.judge(p_name text, p_year int, p_points int[])
RETURNS text LANGUAGE sql AS $$
	INSERT INTO zhen.assessment (staff, year, policy, service, skill, conduct,
		expertise)
	VALUES (pg_temp.who(p_name), p_year, p_points[1], p_points[2], p_points[3],
		p_points[4], p_points[5])
	RETURNING line $$;
CREATE FUNCTION pg_temp.attend(p_name text, p_month int, p_days numeric[])
RETURNS void LANGUAGE sql AS $$
	INSERT INTO zhen.attendance (staff, month, present, leave, absent)
	VALUES (pg_temp.who(p_name), p_month, p_days[1], p_days[2], p_days[3]) $$;

-- Training
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT lives_ok(format('SELECT pg_temp.learn(''协甲'', %L, %s, %L)', on_day, hours,
	result), why)
FROM (VALUES
	('2025-12-31', 4, 'passed', 'the last day of a year'),
	('2026-01-01', 5, 'attended', 'the first of the next'),
	('2026-03-01', 9, 'passed', 'passed'),
	('2026-04-01', 100, 'failed', 'failed'),
	('2026-05-01', 100, 'absent', 'absent')
) v (on_day, hours, result, why);
SELECT throws_ok(format('SELECT pg_temp.learn(%L, %L, %s, %L)', name, on_day, hours,
	result), code, NULL, why)
FROM (VALUES
	('协甲', '2026-03-01', 1, 'passed', '23505', 'the same course twice'),
	('协甲', '2026-11-24', 1, 'passed', '23514', 'tomorrow'),
	('协甲', '2026-03-02', 0, 'passed', '23514', 'no hours'),
	('所长', '2026-03-02', 1, 'passed', 'ZH403', 'oneself'),
	('孙涛', '2026-03-02', 1, 'passed', 'ZH001', 'another office')
) v (name, on_day, hours, result, code, why);
SELECT is(ARRAY[hours, norm, short], v.want, year || ': ' || v.why)
FROM (VALUES
	(2024, '{0,10,10}'::bigint[], 'nothing yet, the norm of then'),
	(2025, '{4,10,6}', 'what was in that year'),
	(2026, '{14,20,6}', 'failed and absent don''t count')
) v (year, want, why), training_year(v.year) t
WHERE t.staff = pg_temp.who('协甲');
SELECT is_empty($$ SELECT * FROM training_year(2025)
	WHERE staff = pg_temp.who('例走') $$, 'gone before the end of the year');

-- Contracts
SELECT lives_ok($$ INSERT INTO staff_contract (staff, kind, employer, since, until)
	VALUES (pg_temp.who('协甲'), 'fixed', '街道', '2024-01-01', '2025-12-31') $$,
	'a contract');
SELECT lives_ok($$ INSERT INTO staff_contract (staff, kind, employer, since, until)
	VALUES (pg_temp.who('协甲'), 'fixed', '街道', '2026-01-01', '2026-12-31') $$,
	'the next, a day later');
SELECT throws_ok($$ INSERT INTO staff_contract (staff, kind, employer, since)
	VALUES (pg_temp.who('协甲'), 'open', '别处', '2026-12-31') $$, 'ZH001',
	'2026-01-01 起已有一份全日制合同，请先填它的截止日期，或登记为非全日制',
	'two full-time ones on a day');
SELECT lives_ok($$ INSERT INTO staff_contract (staff, kind, employer, since,
	is_full_time) VALUES (pg_temp.who('协甲'), 'open', '别处', '2026-02-01', false) $$,
	'part-time besides');
SELECT throws_ok($$ INSERT INTO staff_contract (staff, kind, employer, since)
	VALUES (pg_temp.who('协乙'), 'fixed', '街道', '2026-12-31') $$, 'ZH001',
	'有期限的合同要填到哪天止', 'a fixed one without its end');
SELECT is(kind, 'none', 'who has signed nothing') FROM staff_contract_list
WHERE staff = pg_temp.who('协乙');

-- Assessment: 30 + 30 + 20 + 10 + 10; the town has 40 %
SELECT is(pg_temp.judge('协甲', 2025, '{20,10,10,5,5}'), 'local', 'the town');
SELECT throws_ok($$ SELECT pg_temp.judge('协乙', 2025, '{31,0,0,0,0}') $$, 'ZH001',
	'这个方面最多 30 分，请改小', 'more than there is');
SELECT throws_ok($$ SELECT pg_temp.judge('协甲', 2025, '{1,1,1,1,1}') $$, '23505',
	NULL, 'once a line');
SELECT throws_ok($$ SELECT pg_temp.judge('协甲', 2027, '{1,1,1,1,1}') $$, '23514',
	NULL, 'a year to come');
SELECT throws_ok($$ SELECT pg_temp.judge('所长', 2025, '{1,1,1,1,1}') $$, 'ZH403',
	NULL, 'nobody judges themselves');
SELECT is(score, NULL, 'one line is no result') FROM assessment_year
WHERE staff = pg_temp.who('协甲');
SET LOCAL SESSION AUTHORIZATION try_top;
SELECT is(pg_temp.judge('协甲', 2025, '{20,20,15,5,5}'), 'county', 'the county');
SELECT is(pg_temp.judge('协乙', 2025, '{30,30,20,10,10}'), 'county', 'of another');
SELECT throws_ok($$ UPDATE assessment SET policy = 30
	WHERE staff = pg_temp.who('协甲') AND line = 'local' $$, 'ZH403', NULL,
	'the other line''s isn''t one''s own');
SELECT is(ROW(local, by_county, score, grade)::text, '(50,65,59.00,不合格)',
	'50 of 40 % and 65 of 60 %') FROM assessment_year
WHERE staff = pg_temp.who('协甲');
SET LOCAL SESSION AUTHORIZATION try_co;
SELECT is(count(*), 2::bigint, 'one sees one''s own') FROM assessment;
SELECT throws_ok($$ SELECT pg_temp.judge('协乙', 2025, '{1,1,1,1,1}') $$, '42501',
	NULL, 'and judges nobody');
SET LOCAL SESSION AUTHORIZATION try_win;
SELECT is_empty('SELECT * FROM assessment', 'a colleague''s are nobody''s business');

-- Attendance, and the allowance of 300 yuan that hangs on it
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT lives_ok(format('SELECT pg_temp.attend(%L, %s, %L)', name, month, days), why)
FROM (VALUES
	('协乙', 202508, '{5,5,10}', 'before there was a condition'),
	('协乙', 202509, '{16,2,2}', 'just enough'),
	('协乙', 202510, '{15.5,2,2.5}', 'half a day less'),
	('协乙', 202511, '{9.5,0,9.5}', 'half'),
	('协乙', 202512, '{9,0,10}', 'less than half')
) v (name, month, days, why);
SELECT throws_ok(format('SELECT pg_temp.attend(%L, %s, %L)', name, month, days),
	code, NULL, why)
FROM (VALUES
	('协乙', 202510, '{1,0,0}', '23505', 'a month twice'),
	('协乙', 202602, '{20,9,0}', 'ZH001', '29 days of a February'),
	('协乙', 202602, '{0,0,0}', '23514', 'no day at all'),
	('协乙', 202602, '{1.3,0,0}', '23514', 'a third of a day'),
	('协乙', 202612, '{1,0,0}', 'ZH001', 'a month to come'),
	('所长', 202602, '{1,0,0}', 'ZH403', 'oneself')
) v (name, month, days, code, why);
SELECT is(attendance_full(pg_temp.who('协甲'), 202602), '已记满勤', 'whole');
RESET SESSION AUTHORIZATION;
SELECT is((SELECT ROW(amount, because)::text FROM allowance_due(month)
	WHERE staff = pg_temp.who(name)), due, format('%s %s: %s', name, month, why))
FROM (VALUES
	('协乙', 202508, '(300.00,"村级协管员每月 300.00 元（202501 起）")', 'no condition then'),
	('协乙', 202509, '(300.00,"村级协管员每月 300.00 元（202501 起）")', '80 % is not below'),
	('协乙', 202510, '(150.00,"村级协管员每月 300.00 元（202501 起），出勤率 77.5，低于 80，发 50%")', 'below'),
	('协乙', 202511, '(300.00,"村级协管员每月 300.00 元（202501 起）")', 'a new limit: 50 is not below'),
	('协乙', 202512, NULL, 'nothing'),
	('协乙', 202601, '(300.00,"村级协管员每月 300.00 元（202501 起）")', 'no record takes nothing; one line is no score'),
	('协甲', 202512, '(300.00,"村级协管员每月 300.00 元（202501 起）")', 'this year''s score is next year''s'),
	('协甲', 202601, '(225.00,"村级协管员每月 300.00 元（202501 起），上年考核 59，低于 60，发 75%")', 'last year''s score')
) v (name, month, due, why);
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT lives_ok('SELECT allowance_accrue(202510)', 'accrued');
SELECT throws_ok($$ UPDATE attendance SET present = 20
	WHERE staff = pg_temp.who('协乙') AND month = 202510 $$, 'ZH001',
	'202510 的补贴已经计提，考勤不能再改', 'what was accrued stays as it was');

-- Equipment and advances
SELECT lives_ok($$ INSERT INTO staff_item (staff, kind, what, number, amount, since)
	VALUES (pg_temp.who('协甲'), 'equipment', '电脑', 'Z-1', 3000, '2024-01-01'),
		(pg_temp.who('协甲'), 'advance', '备用金', 'J-1', 500, '2026-01-01') $$, 'two');
SELECT throws_ok($$ INSERT INTO staff_item (staff, kind, what)
	VALUES (pg_temp.who('协甲'), 'advance', '备用金') $$, '23514', NULL,
	'an advance of how much?');
SELECT throws_ok($$ UPDATE staff_item SET until = '2026-11-01'
	WHERE what = '电脑' AND number = 'Z-1' $$, '23514', NULL, 'ended, but how?');
SELECT throws_ok($$ UPDATE staff_item SET staff = pg_temp.who('协乙') $$, '42501',
	NULL, 'hands change by a hand-over');
INSERT INTO staff_handover (staff, successor, leaves_on)
VALUES (pg_temp.who('协甲'), pg_temp.who('协乙'), '2026-11-30');
SET LOCAL SESSION AUTHORIZATION try_co;
SELECT matches(handover_give(371002, max(id)), '^已签字移交', 'signed')
FROM staff_handover;
SET LOCAL SESSION AUTHORIZATION try_co2;
SELECT matches(handover_take(371002, max(id)), '^已接收', 'signed by the other')
FROM staff_handover;
SELECT is(what || ' ' || who || ' ' || coalesce(ended, '') || ' '
	|| coalesce(outcome, ''), want, want)
FROM (
	SELECT i.what, s.name AS who, i.until::text AS ended,
		regexp_replace(i.outcome, '\d+', 'N') AS outcome,
		row_number() OVER (ORDER BY i.what DESC, i.id) AS n
	FROM staff_item i JOIN staff s ON s.county = i.county AND s.id = i.staff
	WHERE i.number IN ('Z-1', 'J-1')
) i
JOIN (VALUES
	(1, '电脑 协甲 2026-11-23 交接 N'),
	(2, '电脑 协乙  '),
	(3, '备用金 协甲 2026-11-23 交接 N'),
	(4, '备用金 协乙  ')
) v (n, want) ON v.n = i.n;

SELECT * FROM finish();
ROLLBACK;
