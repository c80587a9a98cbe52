-- Cases and enquiries: when what is due, who may accept, decide and see, what is
-- missing, and that nothing happens without a trace. Monday is 2026-11-23 here.

BEGIN;
SELECT no_plan();
SET LOCAL search_path = zhen, tap;

INSERT INTO matter_limit (matter, since, days, source)
VALUES ('1', current_date, 1, 'x');
SELECT operator_add('try_ann', '安经办', 371002001000, '{window}');
SELECT operator_add('try_bob', '包经办', 371002001000, '{window}');
SELECT operator_add('try_rev', '任复核', 371002001000, '{reviewer}');
SELECT operator_add('try_all', '全能', 371002001000, '{window,reviewer}');
SELECT operator_add('try_vil', '村协管', 371002001001, '{coordinator}');
SELECT operator_add('try_two', '村又一', 371002001001, '{coordinator}');
SELECT operator_add('try_far', '远经办', 371002100000, '{window}');
SELECT operator_add('try_top', '区经办', 371002000000, '{window,supervisor}');
SELECT set_config('try.r', (SELECT id_no FROM resident
	WHERE div = 371002001001 AND phone IS NOT NULL AND died IS NULL
	ORDER BY id LIMIT 1), true) IS NOT NULL AS is_set;
SELECT set_config('try.far', (SELECT id_no FROM resident
	WHERE div / 1000 = 371002100 AND died IS NULL ORDER BY id LIMIT 1), true)
	IS NOT NULL AS is_set;
CREATE FUNCTION pg_temp.accept(p_matter text, p_name text DEFAULT '试一试',
	p_missing text DEFAULT NULL) RETURNS bigint
LANGUAGE sql AS $$ INSERT INTO zhen.case_entry (matter, way, name, phone, missing)
	VALUES (p_matter, '1', p_name, '13800001111', p_missing) RETURNING id $$;

-- Accepted.
SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT is(string_agg(code, ' ' ORDER BY code), '1 10 11 2 3 4 5 6 7 8 9 99',
	'the window accepts what has a step for it') FROM lookup_case_matter;
INSERT INTO case_entry (matter, way, id_no) VALUES ('6', '1', current_setting('try.r'));
SELECT is((c.state, c.due_on, c.holder, c.id_no)::text,
	'(accepted,2026-12-07,try_ann,)', 'of somebody registered: by number alone')
FROM service_case c WHERE accepted_by = session_user;
SELECT is((l.name, l.phone, l.id_no)::text, (r.name, r.phone, r.id_no)::text,
	'with the name and phone of the register')
FROM case_list l JOIN resident r ON r.id_no = current_setting('try.r')
WHERE l.holder = session_user;
SELECT is(count(*)::int, 1, 'on the card')
FROM card_cases k JOIN resident r ON r.county = k.county AND r.id = k.resident
WHERE r.id_no = current_setting('try.r') AND k.matter_title = '养老保险';
INSERT INTO case_entry (matter, way, id_no, name)
VALUES ('1', '2', current_setting('try.far'), '外来人');
SELECT is((c.resident, c.name)::text, '(,外来人)',
	'somebody of another office is accepted, and isn''t found out about')
FROM service_case c WHERE matter = '1' AND holder = session_user;
SELECT matches(min(number), '^371002001-20261123-\d{4}$', 'a number of office and day')
FROM service_case WHERE holder = session_user;
SELECT throws_ok(q, state, m, q)
FROM (VALUES
	($$ INSERT INTO case_entry (matter, way) VALUES ('1', '1') $$, 'ZH001',
		'请输姓名；登记过的人只输身份证号就行'),
	($$ INSERT INTO case_entry (matter, way, id_no, name)
		VALUES ('1', '1', current_setting('try.r'), '别人') $$, 'ZH001', NULL),
	($$ INSERT INTO case_entry (matter, way, name) VALUES ('1', '9', '某') $$, 'ZH001', NULL),
	($$ INSERT INTO case_entry (matter, way, name) VALUES ('1', '4', '某') $$, '23514', NULL),
	($$ INSERT INTO case_entry (matter, way, name, agent_name) VALUES ('1', '4', '某', '乙') $$, '23514', NULL),
	($$ INSERT INTO case_entry (matter, way, name) VALUES ('77', '1', '某') $$, 'ZH001', NULL),
	($$ INSERT INTO case_entry (matter, way, name) VALUES ('12', '1', '某') $$, 'ZH001',
		'“政策咨询”：不作为办件受理，请在“咨询”里登记'),
	($$ INSERT INTO case_entry (matter, way, name, missing) VALUES ('1', '1', '某', '5') $$, 'ZH001',
		'材料清单上没有第 5 项，请看清单再输'),
	($$ INSERT INTO case_entry (matter, way, name, missing) VALUES ('1', '1', '某', '户口簿') $$, 'ZH001', NULL),
	($$ INSERT INTO case_entry (matter, way, name, missing) VALUES ('1', '1', '某', '99999999999') $$, 'ZH001', NULL),
	($$ INSERT INTO service_case (county, div, number, matter, way, name) VALUES
		(371002, 371002001000, 'x', '1', '1', '某') $$, '42501', NULL),
	($$ UPDATE service_case SET state = 'done', result = '好' $$, '42501', NULL),
	($$ UPDATE case_material SET is_shown = true $$, '42501', NULL),
	($$ INSERT INTO case_step (county, case_id, div, kind) VALUES (371002, 1, 371002001000, 'finish') $$, '42501', NULL),
	($$ SELECT case_number(371002, 371002001000, current_date) $$, '42501', NULL),
	($$ SELECT * FROM case_counter $$, '42501', NULL),
	($$ UPDATE matter_step SET needs_other = false $$, '42501', NULL)
) t (q, state, m);

-- Materials.
SELECT set_config('try.a', pg_temp.accept('1', '缺材料', '2、3, 4')::text, true);
SELECT is((c.state, c.due_on, c.reason)::text, '(returned,,缺户口簿、一寸照片)',
	'missing ones are told by name, those that may be are not; nothing is promised')
FROM service_case c WHERE name = '缺材料';
SELECT is(missing, '2 3 4', 'and what is missing can be read again')
FROM case_entry WHERE name = '缺材料';
SELECT throws_ok($$ SELECT case_finish(371002, current_setting('try.a')::bigint, '发证') $$,
	'ZH001', NULL, 'not done without materials');
SELECT throws_ok($$ SELECT case_supply(371002, current_setting('try.a')::bigint, '1') $$,
	'ZH001', NULL, 'nor supplied with what was there');
SELECT is(case_supply(371002, current_setting('try.a')::bigint, '3'), '还缺户口簿',
	'one came');
SELECT is(case_supply(371002, current_setting('try.a')::bigint, '2'),
	'材料齐全，2026-11-24 前办结', 'the last that must be: from today');
SELECT is(case_begin(371002, current_setting('try.a')::bigint) ~ '开始办理', true, 'begun');
SELECT throws_ok($$ SELECT case_begin(371002, current_setting('try.a')::bigint) $$,
	'ZH001', '这件现在是“办理中”，不能这样办，请重新打开看看', 'once');
SELECT throws_ok($$ SELECT case_finish(371002, current_setting('try.a')::bigint, ' ') $$,
	'ZH001', '办结请写明结果', 'not closed without a result');
SELECT throws_ok($$ SELECT case_rate(371002, current_setting('try.a')::bigint, '5') $$,
	'ZH001', NULL, 'nor rated before');
SELECT throws_ok($$ SELECT case_return(371002, current_setting('try.a')::bigint, NULL) $$,
	'ZH001', NULL, 'nor sent back without saying why');
SELECT lives_ok($$ SELECT case_finish(371002, current_setting('try.a')::bigint, '已发证') $$, 'done');
SELECT throws_ok($$ SELECT case_withdraw(371002, current_setting('try.a')::bigint, '不要了') $$,
	'ZH001', NULL, 'what is done isn''t withdrawn');
SELECT throws_ok($$ SELECT case_rate(371002, current_setting('try.a')::bigint, '6') $$,
	'ZH001', NULL, 'five stars at most');
SELECT lives_ok($$ SELECT case_rate(371002, current_setting('try.a')::bigint, ' 4') $$, 'rated');
SELECT throws_ok($$ SELECT case_rate(371002, current_setting('try.a')::bigint, '5') $$,
	'ZH001', '已经评过 4 分，不能重复评', 'once');
SELECT is(array_agg(kind_name ORDER BY id), '{退回补正,补齐材料,补齐材料,开始办理,办结,评价}',
	'each step has left its row')
FROM case_step_list WHERE case_id = current_setting('try.a')::bigint;

-- Who accepted isn't who decides, where the matter says so.
SELECT set_config('try.b', pg_temp.accept('5', '要援助')::text, true);
SELECT throws_ok($$ SELECT case_finish(371002, current_setting('try.b')::bigint, '同意') $$,
	'ZH403', '这个事项由县区主管、镇街复核决定，请转给他们', 'the window doesn''t decide');
SET LOCAL SESSION AUTHORIZATION try_all;
SELECT set_config('try.c', pg_temp.accept('5', '又一位')::text, true);
SELECT throws_ok($$ SELECT case_finish(371002, current_setting('try.c')::bigint, '同意') $$,
	'ZH403', '自己受理的不能自己决定，请由别的同事办结', 'nor a reviewer on their own');
SELECT throws_ok($$ SELECT case_refuse(371002, current_setting('try.c')::bigint, '不同意') $$,
	'ZH403', NULL, 'nor against it');
SELECT is(turn, 'mine', 'their own work')
FROM todo_case WHERE key = current_setting('try.c')::bigint;
SELECT is(array_agg(whom::text), '{要援助}', 'what waits for their decision')
FROM todo_list('mine') WHERE screen = 'case' AND key IN (current_setting('try.a')::bigint,
	current_setting('try.b')::bigint);
SELECT lives_ok($$ SELECT case_hand(371002, current_setting('try.c')::bigint, '包经办') $$,
	'handed to a colleague by name');
SELECT throws_ok($$ SELECT case_finish(371002, current_setting('try.c')::bigint, '同意') $$,
	'ZH403', NULL, 'which changes nothing about that');
SELECT lives_ok($$ SELECT case_finish(371002, current_setting('try.b')::bigint, '同意') $$,
	'on somebody else''s they do');
SET LOCAL SESSION AUTHORIZATION try_rev;
SELECT throws_ok($$ SELECT case_refuse(371002, current_setting('try.c')::bigint, '') $$,
	'ZH001', NULL, 'refused only with a reason');
SELECT lives_ok($$ SELECT case_refuse(371002, current_setting('try.c')::bigint, '不符合条件') $$,
	'refused');
SELECT throws_ok($$ SELECT pg_temp.accept('1') $$, '42501', NULL, 'a reviewer accepts nothing');

SELECT is_empty($$ SELECT FROM todo_list('mine') WHERE screen = 'case'
	AND whom IN ('要援助', '又一位') $$, 'what is decided waits no more');

-- A colleague's case.
SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT set_config('try.d', pg_temp.accept('2', '求职的')::text, true);
SET LOCAL SESSION AUTHORIZATION try_bob;
SELECT throws_ok(format('SELECT %s(371002, %s, ''有原因'')', f, current_setting('try.d')),
	'ZH403', '这件由安经办办理，请先接手（T）', f || ' on a colleague''s')
FROM unnest('{case_return,case_withdraw,case_finish,case_hand}'::text[]) f;
SELECT throws_ok($$ UPDATE case_entry SET phone = '13800002222' WHERE name = '求职的' $$,
	'ZH403', NULL, 'nor changed');
SELECT lives_ok($$ SELECT case_take(371002, current_setting('try.d')::bigint) $$, 'taken over');
SELECT throws_ok($$ SELECT case_take(371002, current_setting('try.d')::bigint) $$, 'ZH001', NULL, 'once');
UPDATE case_entry SET phone = '13800002222' WHERE name = '求职的';
SELECT is((phone, version)::text, '(13800002222,3)', 'then it is theirs to change')
FROM service_case WHERE name = '求职的';
SELECT throws_ok($$ UPDATE case_entry SET matter = '1' WHERE name = '求职的' $$, 'ZH001', NULL,
	'but not to what it never was');
SELECT throws_ok(format('SELECT case_hand(371002, %s, %L)', current_setting('try.d'), p),
	'ZH001', NULL, 'not handed to ' || p)
FROM unnest('{try_rev,try_far,try_vil,nobody,try_bob}'::text[]) p;
SELECT is(array_agg(due_name ORDER BY urgency), '{明天到期}', 'on the desk: what is due tomorrow')
FROM case_desk WHERE number <> '（草稿）' AND state_name <> '不予办理';

-- Overdue, today, tomorrow, and what waits.
SELECT is(case_due_name(s, d::date), w, w) FROM (VALUES
	('accepted', '2026-11-20', '逾期 3 天'), ('working', '2026-11-23', '今天到期'),
	('accepted', '2026-11-24', '明天到期'), ('accepted', '2026-11-26', '还有 3 天'),
	('returned', NULL, '待补正'), ('done', '2026-11-20', '办结')) t (s, d, w);

-- Other offices and coordinators.
SET LOCAL SESSION AUTHORIZATION try_far;
SELECT is_empty('SELECT FROM service_case WHERE div / 1000 = 371002001', 'another office sees none');
SELECT is_empty('SELECT FROM case_material WHERE div / 1000 = 371002001', 'nor their materials');
SELECT is_empty('SELECT FROM case_step_list WHERE county = 371002 AND case_id = '
	|| current_setting('try.d'), 'nor their steps');
SELECT throws_ok(format('SELECT case_take(371002, %s)', current_setting('try.d')), 'ZH403', NULL,
	'nor takes them');
SET LOCAL SESSION AUTHORIZATION try_vil;
SELECT is_empty('SELECT FROM service_case', 'a coordinator sees none of the office');
SELECT is(string_agg(code, ' ' ORDER BY code), '1 10 11 2 3 4 5 6 7 8 99',
	'accepts what is let down to the village') FROM lookup_case_matter;
SELECT throws_ok($$ SELECT pg_temp.accept('9') $$, 'ZH403',
	'“工伤与生育保险”由县区经办、镇街经办受理，请转告当事人', 'and not the rest');
SELECT set_config('try.e', pg_temp.accept('10', '老人家')::text, true);
SELECT is((number ~ '^371002001-', div)::text, '(t,371002001001)',
	'numbered by their office, kept at the village') FROM service_case;
SELECT throws_ok(format('SELECT case_finish(371002, %s, ''好了'')', current_setting('try.e')),
	'ZH403', NULL, 'who doesn''t decide');
SELECT is(count(*)::int, 2, 'with its materials') FROM case_material;
SET LOCAL SESSION AUTHORIZATION try_two;
SELECT is_empty('SELECT FROM service_case', 'a colleague of the village doesn''t see it');
SELECT is_empty('SELECT FROM case_step', 'nor its steps');
SELECT is_empty('SELECT FROM case_material', 'nor its materials');
SELECT throws_ok(format('SELECT case_withdraw(371002, %s, ''不办了'')', current_setting('try.e')),
	'ZH403', NULL, 'nor ends it');
SELECT throws_ok(format('SELECT case_take(371002, %s)', current_setting('try.e')), 'ZH403', NULL,
	'nor takes it');
SET LOCAL SESSION AUTHORIZATION try_bob;
SELECT lives_ok(format('SELECT case_take(371002, %s)', current_setting('try.e')),
	'the office does');
RESET SESSION AUTHORIZATION;
UPDATE matter_step SET until = current_date - 1 WHERE matter = '10' AND level = 'village';
UPDATE matter_step SET until = current_date - 1 WHERE matter = '1' AND kind = 'decide' AND level = 'town';
SET LOCAL SESSION AUTHORIZATION try_vil;
SELECT throws_ok($$ SELECT pg_temp.accept('10') $$, 'ZH403', NULL, 'what is taken back up isn''t accepted');
SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT set_config('try.f', pg_temp.accept('1', '归区里')::text, true);
SELECT throws_ok(format('SELECT case_finish(371002, %s, ''好了'')', current_setting('try.f')),
	'ZH403', '这个事项由县区经办决定，请转给他们', 'nor decided');
SELECT lives_ok(format('SELECT case_hand(371002, %s, ''try_top'')', current_setting('try.f')),
	'and goes up');
SET LOCAL SESSION AUTHORIZATION try_top;
SELECT lives_ok(format('SELECT case_finish(371002, %s, ''好了'')', current_setting('try.f')), 'where it is');
RESET SESSION AUTHORIZATION;

-- Nothing without a trace, for the owner neither.
SELECT throws_ok('UPDATE case_step SET content = ''改'' WHERE done_by = ''try_ann''', 'ZH001', NULL,
	'a step stays');
SELECT throws_ok('DELETE FROM case_step WHERE done_by = ''try_ann''', 'ZH001', NULL, 'always');
SELECT throws_ok('UPDATE service_case SET result = NULL WHERE state = ''done''', '23514', NULL, 'with its result');
SELECT is(count(*)::int, 1, 'the handover is in the record of changes')
FROM audit WHERE tbl = 'service_case' AND op = 'UPDATE' AND old ->> 'holder' = 'try_ann'
	AND new ->> 'holder' = 'try_top' AND operator = 'try_ann';
SELECT is(count(*)::int, count(DISTINCT number)::int, 'a number once') FROM service_case;
SELECT is((closed, rated, stars)::text, '(4,1,4.0)', 'counted by office and month')
FROM (SELECT sum(closed) AS closed, sum(rated) AS rated, max(stars) AS stars FROM case_rating
	WHERE office = 371002001000 AND month = 202611) r
WHERE NOT EXISTS (SELECT FROM service_case WHERE accepted_on < current_date);

-- Enquiries.
SET LOCAL SESSION AUTHORIZATION try_ann;
INSERT INTO enquiry (topic, question, answer, is_satisfied)
VALUES ('2', '公积金怎么提取', '到管理中心', true);
INSERT INTO enquiry (topic, question, answer, id_no)
VALUES ('1', '断缴能补吗', '能', current_setting('try.r'));
INSERT INTO enquiry (topic, question, answer, id_no, name)
VALUES ('1', '异地呢', '不能', current_setting('try.far'), '外来人');
SELECT is(array_agg((q.county, q.div, q.resident IS NOT NULL, q.id_no IS NULL)::text ORDER BY q.id),
	'{"(371002,371002001000,f,t)","(371002,371002001000,t,t)","(371002,371002001000,f,f)"}',
	'who it was is known when they are registered here')
FROM enquiry q WHERE answered_by = session_user;
SELECT is(count(*)::int, 1, 'on the card') FROM card_enquiries WHERE question = '断缴能补吗';
SELECT throws_ok($$ INSERT INTO enquiry (topic, question, answer) VALUES ('x', 'x', 'x') $$, 'ZH001', NULL, 'no such topic');
SELECT throws_ok($$ INSERT INTO enquiry (county, topic, question, answer) VALUES (371082, '1', 'x', 'x') $$,
	'42501', NULL, 'nor where one isn''t');
UPDATE enquiry SET answer = '可以补三年' WHERE question = '断缴能补吗';
SET LOCAL SESSION AUTHORIZATION try_bob;
SELECT throws_ok($$ UPDATE enquiry SET answer = '不' WHERE question = '断缴能补吗' $$, 'ZH403', NULL,
	'another doesn''t change the answer');
SET LOCAL SESSION AUTHORIZATION try_vil;
SELECT is_empty('SELECT FROM enquiry', 'a coordinator sees their own only');
SET LOCAL SESSION AUTHORIZATION try_far;
SELECT is_empty('SELECT FROM enquiry WHERE div / 1000 = 371002001', 'another office none');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
