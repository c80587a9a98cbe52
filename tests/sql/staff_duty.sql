-- Posts held at once and moves: what counts, what takes another person, and that
-- the history is right on both sides. Today is 2026-11-23 here.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

SELECT lives_ok(format('SELECT operator_add(%L, %L, %s, %L)', role, name, div,
	duties), role)
FROM (VALUES
	('try_ann', '安所长', 371002001000, '{reviewer}'),
	('try_bob', '包所长', 371002001000, '{reviewer}'),
	('try_win', '文窗口', 371002001000, '{window}'),
	('try_far', '远所长', 371002100000, '{reviewer}'),
	('try_top', '区主管', 371002000000, '{supervisor}'),
	('try_two', '区副职', 371002000000, '{supervisor}')
) v (role, name, div, duties);
DELETE FROM staff_rule;
INSERT INTO staff_rule (since, warn_share, tenure_months, source)
VALUES ('2009-01-01', 80, 24, '试验'), ('2026-11-01', 80, 12, '试验');
INSERT INTO staff (county, name, div, office_div, role, kind, since, until)
VALUES
	(371002, '试兼', 371002001000, 371002001000, NULL, 'window', '2020-01-01', NULL),
	(371002, '试新', 371002001001, 371002001000, NULL, 'coordinator', '2026-01-10', NULL),
	(371002, '试走', 371002001001, 371002001000, NULL, 'coordinator', '2020-01-01', '2026-06-30'),
	(371002, '安所长', 371002001000, 371002001000, 'try_ann', 'window', '2020-01-01', NULL),
	(371002, '文窗口', 371002001000, 371002001000, 'try_win', 'window', '2020-01-01', NULL);
CREATE FUNCTION pg_temp.who(text) RETURNS bigint LANGUAGE sql SECURITY DEFINER
AS $$ SELECT max(id) FROM zhen.staff WHERE name = $1 $$;
CREATE FUNCTION pg_temp.duty(p_name text, p_share int, p_since date,
	p_until date DEFAULT NULL, p_reason text DEFAULT NULL) RETURNS text
LANGUAGE sql AS $$
	INSERT INTO zhen.staff_duty (staff, post, share, since, until, reason)
	VALUES (pg_temp.who(p_name), 'pension', p_share, p_since, p_until, p_reason)
	RETURNING state $$;

-- Shares
SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT is(pg_temp.duty('试兼', 60, '2026-01-01', '2026-06-30'), 'approved',
	'a post that leaves time over holds at once');
SELECT is(pg_temp.duty('试兼', 40, '2026-06-01'), 'approved',
	'all of the time, to the last per cent');
SELECT is(staff_duty_load(371002, pg_temp.who('试兼'), a, b), load, a || ' to ' || b)
FROM (VALUES
	(date '2025-12-01', date '2025-12-31', 0),
	('2026-05-31', '2026-05-31', 60),
	('2026-05-31', '2026-06-01', 100),
	('2026-06-30', NULL, 100),
	('2026-07-01', NULL, 40)
) v (a, b, load);
SELECT throws_ok($$ SELECT pg_temp.duty('试兼', 1, '2026-05-01') $$, 'ZH001',
	'试兼 的岗位合计占 101%，超过全部工作时间；请改小，或写明理由送另一位批准',
	'more than that takes a reason, wherever in the period it meets');
SELECT throws_ok($$ SELECT pg_temp.duty('试兼', 61, '2026-07-01', NULL, ' ') $$,
	'ZH001', NULL, 'blanks are none');
SELECT is(pg_temp.duty('试兼', 60, '2026-07-01'), 'approved', 'what was free again');
SELECT is(pg_temp.duty('试兼', 20, '2026-08-01', NULL, '有人休产假'), 'waiting',
	'beyond it waits');
SELECT is(load, 100, 'and doesn''t count') FROM staff_duty_list
WHERE staff = pg_temp.who('试兼') AND share = 60 AND until IS NULL;
SELECT is(message, '合计占 90%，超过 80%，请核对忙不忙得过来', 'a warning')
FROM staff_duty_notice(pg_temp.who('试新')::text, '90', '2026-08-01', NULL);
SELECT is_empty($$ SELECT * FROM staff_duty_notice(pg_temp.who('试新')::text,
	'80', '2026-08-01', NULL) $$, 'none at the threshold');
SELECT throws_ok(q, state, NULL, q)
FROM (VALUES
	($$ SELECT pg_temp.duty('试兼', 0, '2026-07-01') $$, '23514'),
	($$ SELECT pg_temp.duty('试兼', 101, '2026-07-01', NULL, '急') $$, '23514'),
	($$ SELECT pg_temp.duty('试新', 10, '2026-01-09') $$, 'ZH001'),
	($$ SELECT pg_temp.duty('试走', 10, '2026-06-30', '2026-07-01') $$, 'ZH001'),
	($$ SELECT pg_temp.duty('没有的人', 10, '2026-07-01') $$, 'ZH001'),
	($$ INSERT INTO staff_duty (staff, post, share, since) VALUES
		(pg_temp.who('试兼'), 'x', 1, current_date) $$, 'ZH001'),
	($$ INSERT INTO staff_duty (staff, post, share, since, state) VALUES
		(pg_temp.who('试兼'), 'pension', 1, current_date, 'approved') $$, '42501'),
	($$ UPDATE staff_duty SET share = 1 $$, '42501'),
	($$ UPDATE staff_duty SET until = NULL WHERE until IS NOT NULL $$, 'ZH001'),
	($$ SELECT staff_duty_approve(371002, (SELECT max(id) FROM staff_duty)) $$,
		'ZH403')
) v (q, state);
SET LOCAL SESSION AUTHORIZATION try_win;
SELECT throws_ok($$ SELECT pg_temp.duty('试兼', 1, '2026-11-01') $$, '42501', NULL,
	'the window writes none');
SET LOCAL SESSION AUTHORIZATION try_far;
SELECT throws_ok($$ SELECT pg_temp.duty('试兼', 1, '2026-11-01') $$, 'ZH001', NULL,
	'nor another office');
SET LOCAL SESSION AUTHORIZATION try_bob;
SELECT is(string_agg(concat_ws(' ', turn, whom, maker), ';'), 'mine 试兼 安所长',
	'the colleague has it to do') FROM todo_staff_duty;
SELECT is(staff_duty_approve(371002, id), '已批准，从起始日起算数', 'and approves')
FROM staff_duty WHERE state = 'waiting';
SELECT throws_ok($$ SELECT staff_duty_approve(371002, (SELECT max(id)
	FROM staff_duty)) $$, 'ZH001', NULL, 'once');
SELECT is(max(load), 120, 'now it counts') FROM staff_duty_list
WHERE staff = pg_temp.who('试兼');
UPDATE staff_duty SET until = '2026-11-22' WHERE reason = '有人休产假';
SELECT is(max(load), 100, 'until it ends') FROM staff_duty_list
WHERE staff = pg_temp.who('试兼');

-- Moves
RESET SESSION AUTHORIZATION;
CREATE FUNCTION pg_temp.move(p_name text, p_to bigint,
	p_on date DEFAULT current_date, p_reason text DEFAULT NULL) RETURNS text
LANGUAGE sql AS $$
	INSERT INTO zhen.staff_move (staff, to_div, moved_on, reason)
	VALUES (pg_temp.who(p_name), p_to, p_on, p_reason)
	RETURNING level $$;
SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT throws_ok(q, state, m, q)
FROM (VALUES
	($$ SELECT pg_temp.move('试新', 371002001003) $$, 'ZH001',
		'试新 从 2026-01-10 起才在这里，满到 2027-01-10 才能轮岗；提前调动请写明理由，送县区批准'),
	($$ SELECT pg_temp.move('试新', 371002001003, '2026-10-31') $$, 'ZH001',
		'试新 从 2026-01-10 起才在这里，满到 2028-01-10 才能轮岗；提前调动请写明理由，送县区批准'),
	($$ SELECT pg_temp.move('试兼', 371002001003, '2026-11-24') $$, 'ZH001', NULL),
	($$ SELECT pg_temp.move('试兼', 371082001000) $$, 'ZH001',
		'调到别的县区，请先在这里办离岗交接，再由对方登记到岗'),
	($$ SELECT pg_temp.move('试兼', 371002001000) $$, '23514', NULL),
	($$ SELECT pg_temp.move('试兼', 371002001001, '2020-01-01', '急') $$, '23514', NULL),
	($$ SELECT pg_temp.move('试兼', 371002000000) $$, 'ZH001', NULL),
	($$ INSERT INTO staff_move (staff, to_div, moved_on, level) VALUES
		(pg_temp.who('试兼'), 371002001001, current_date, 'town') $$, '42501', NULL),
	($$ UPDATE staff_move SET state = 'approved' $$, '42501', NULL),
	($$ UPDATE staff SET div = 371002001003 $$, '42501', NULL)
) v (q, state, m);
SELECT is(pg_temp.move('试新', 371002001003, p_reason => '原村并村'), 'county',
	'before the least time it is for the county');
SELECT throws_ok($$ SELECT pg_temp.move('试新', 371002001003, p_reason => '急') $$,
	'23505', NULL, 'one at a time');
SELECT is(pg_temp.move('试兼', 371002001001), 'town', 'else for the office');
SELECT throws_ok($$ SELECT staff_move_approve(371002, id) FROM staff_move
	WHERE staff = pg_temp.who('试兼') $$, 'ZH403',
	'这是您自己经办的，请另一位办理', 'nobody decides about what they asked for');
SET LOCAL SESSION AUTHORIZATION try_bob;
SELECT throws_ok($$ SELECT staff_move_approve(371002, id) FROM staff_move
	WHERE staff = pg_temp.who('试新') $$, 'ZH403',
	'没有待满期限或到别的所的调动要由县区批准，请等县区办理', 'nor the office on the county''s');
SELECT is(staff_move_approve(371002, id),
	'试兼 从 2026-11-23 起在环翠区 环翠楼街道 东北村居委会', 'the office''s own it does')
FROM staff_move WHERE staff = pg_temp.who('试兼');
SET LOCAL SESSION AUTHORIZATION try_top;
SELECT throws_ok($$ SELECT staff_move_return(371002, id, '') FROM staff_move
	WHERE staff = pg_temp.who('试新') $$, 'ZH001', NULL, 'giving back takes a reason');
SELECT is(string_agg(concat_ws(' ', turn, what, whom), ';'), 'mine 提前调动 试新',
	'what waits for the county') FROM todo_staff_move;
SELECT alike(staff_move_approve(371002, id), '试新 从 2026-11-23 起在%', 'approves')
FROM staff_move WHERE staff = pg_temp.who('试新');
SELECT is(string_agg(concat_ws(',', place, since, until, months, reason, checker),
	';'), '环翠区 环翠楼街道 ' || division_name(371002001003) || ',2026-11-23,0;'
	'环翠区 环翠楼街道 东北村居委会,2026-01-10,2026-11-22,10,原村并村,区主管',
	'the history has both places')
FROM staff_history(371002, pg_temp.who('试新'));
RESET SESSION AUTHORIZATION;
SELECT is(staff_place_on(371002, pg_temp.who('试新'), d), p::bigint, 'on ' || d)
FROM (VALUES (date '2026-11-22', 371002001001), ('2026-11-23', 371002001003)) v (d, p);
SELECT throws_ok($$ UPDATE staff_move SET moved_on = '2026-02-01' $$, 'ZH403', NULL,
	'what was approved stays');

-- To another office: nothing open may stay behind.
SET LOCAL SESSION AUTHORIZATION try_win;
INSERT INTO case_entry (matter, way, name, phone)
VALUES ('1', '1', '试一试', '13800001111');
SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT is(pg_temp.move('文窗口', 371002100000), 'county', 'between offices');
SET LOCAL SESSION AUTHORIZATION try_two;
SELECT throws_ok($$ SELECT staff_move_approve(371002, id) FROM staff_move
	WHERE staff = pg_temp.who('文窗口') $$, 'ZH001',
	'文窗口 还有 1 件没有办结，请先办交接（/3305）', 'open cases first');
SET LOCAL SESSION AUTHORIZATION try_win;
SELECT isnt_empty($$ SELECT case_withdraw(county, id, '不办了') FROM service_case
	WHERE holder = session_user $$, 'closed');
SET LOCAL SESSION AUTHORIZATION try_two;
SELECT isnt_empty($$ SELECT staff_move_approve(371002, id) FROM staff_move
	WHERE staff = pg_temp.who('文窗口') $$, 'then they may go');
SELECT is(string_agg(concat_ws(' ', moved_in, moved_out, inside, early), ';'
	ORDER BY office_div), '0 1 2 1;1 0 0 0', 'and the year''s turnover says so')
FROM staff_turnover(2026) WHERE office_div IN (371002001000, 371002100000);
SET LOCAL SESSION AUTHORIZATION try_far;
SELECT is(count(*)::int, 2, 'the new office knows where they were')
FROM staff_history(371002, pg_temp.who('文窗口'));
SET LOCAL SESSION AUTHORIZATION try_win;
SELECT throws_ok('SELECT * FROM staff_turnover(2026)', '42501', NULL,
	'the window sees no turnover');
RESET SESSION AUTHORIZATION;
SELECT is_empty('SELECT * FROM verify()', 'the chains hold');
SELECT * FROM finish();
ROLLBACK;
