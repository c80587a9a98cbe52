-- Offices as institutions: names by rule with history, stations by rule, both
-- lines of authority, and an office renamed and split in mid-year, with what was
-- owed right on both sides. Today is 2026-11-23 here.
BEGIN;
SET LOCAL search_path = zhen, tap;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

SELECT lives_ok(format('SELECT operator_add(%L, %L, %s, %L)', role, name, div,
	duties), role)
FROM (VALUES
	('try_adm', '区管理', 371002000000, '{admin}'),
	('try_city', '市管理', 371000000000, '{admin}'),
	('try_head', '所长', 371002100000, '{reviewer}'),
	('try_top', '区主管', 371002000000, '{reviewer,supervisor}'),
	('try_top2', '区主管二', 371002000000, '{reviewer,supervisor}'),
	('try_ann', '协甲', 371002100208, '{coordinator}')
) v (role, name, div, duties);

-- Names
SET LOCAL SESSION AUTHORIZATION try_adm;
SELECT throws_ok(q, s, m, q)
FROM (VALUES
	($$ UPDATE office SET name = '张村人社所', named_on = '2026-07-01' WHERE div = 371002100000 $$,
		'ZH001', '名称不合统一的规定：应为镇街名称加“人力资源和社会保障服务所”，请改'),
	($$ UPDATE office SET name = '张家村镇人力资源和社会保障服务所' WHERE div = 371002100000 $$,
		'ZH001', '原名从 2009-01-01 起用；请填新名从哪天起，在那以后、今天以前'),
	($$ UPDATE office SET name = '张家村镇人力资源和社会保障服务所', named_on = '2026-11-24'
		WHERE div = 371002100000 $$, 'ZH001', NULL),
	($$ UPDATE station SET name = '王家疃村', named_on = '2026-07-01' WHERE div = 371002100208 $$,
		'ZH001', '名称不合统一的规定：应为村居名称加“人力资源和社会保障服务站”，请改'),
	($$ UPDATE office SET budget_nature = '9' WHERE div = 371002100000 $$, 'ZH001', NULL),
	($$ UPDATE office SET windows = -1 WHERE div = 371002100000 $$, '23514', NULL),
	($$ UPDATE office SET came_from = 371002100000, since = '2026-07-01'
		WHERE div = 371002100000 $$, '23514', NULL),
	($$ INSERT INTO former_name (county, div, since, until, name)
		VALUES (371002, 371002100000, '2010-01-01', '2010-01-02', 'x') $$, '42501', NULL)
) v (q, s, m);
SELECT lives_ok($$ UPDATE office SET name = '张家村镇人力资源和社会保障服务所',
	named_on = '2026-07-01', windows = 4, hours = '周一至周五', budget_nature = '1'
	WHERE div = 371002100000 $$, 'renamed in mid-year');
SELECT is(place_name_on(371002, 371002100000, day), name, day || ': what it was called')
FROM (VALUES (date '2026-06-30', '张村镇人力资源和社会保障服务所'),
	('2026-07-01', '张家村镇人力资源和社会保障服务所')) v (day, name);
SELECT results_eq($$ UPDATE office SET address = '路 1 号' WHERE div = 371081001000
	RETURNING 1 $$, $$ SELECT 1 WHERE false $$, 'not of another county');

-- A station where 1,500 people live
SELECT is(station_mode(n), mode, n || ' people') FROM (VALUES (1499, 'coordinator'),
	(1500, 'station'), (NULL, NULL)) v (n, mode);
SELECT throws_ok($$ UPDATE station SET people = 1500 WHERE div = 371002100208 $$, 'ZH001',
	'服务人口 1500 人，按标准应设站；要例外请写明理由', 'by the rule');
SELECT lives_ok($$ UPDATE station SET people = 1500, mode_reason = '没有房子'
	WHERE div = 371002100208 $$, 'or with a reason');
SELECT lives_ok($$ UPDATE station SET people = 1600, mode = 'station', mode_reason = NULL
	WHERE div = 371002100208 $$, 'or as it says');

-- Two lines of authority: each sees its part.
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT is(string_agg(concat_ws(' ', feeder, guide, nature, windows), ';'),
	'张村镇 环翠区人社局 全额预算管理 4', 'the town sees its office') FROM office_list;
SELECT throws_ok($$ UPDATE office SET windows = 9 $$, '42501', NULL, 'and changes nothing');
SET LOCAL SESSION AUTHORIZATION try_top;
SELECT is((SELECT count(*) FROM office_list), (SELECT count(*) FROM office),
	'the county sees all of its own');
SELECT is_empty($$ SELECT FROM office_list WHERE county <> 371002 $$, 'and no others');

-- The town is split on 2026-07-01: a new town, its office, and a village of it.
RESET SESSION AUTHORIZATION;
INSERT INTO division (code, county, parent, level, name)
VALUES (371002198000, 371002, 371002000000, 'town', '新分镇'),
	(371002198201, 371002, 371002198000, 'village', '王家疃村委会');
SELECT lives_ok('SELECT setup()', 'set up');
INSERT INTO staff (county, name, div, office_div, role, kind, since)
VALUES (371002, '协甲', 371002100208, 371002100000, 'try_ann', 'coordinator', '2024-01-01');
SET LOCAL SESSION AUTHORIZATION try_adm;
SELECT lives_ok($$ UPDATE office SET came_from = 371002100000, since = '2026-07-01'
	WHERE div = 371002198000 $$, 'the new office says where it came from');
SET LOCAL SESSION AUTHORIZATION try_top;
SELECT lives_ok($$ INSERT INTO staff_move (staff, to_div, moved_on, reason)
	SELECT id, 371002198201, '2026-07-01', '分镇' FROM staff WHERE role = 'try_ann' $$, 'asked for');
SET LOCAL SESSION AUTHORIZATION try_top2;
SELECT alike(staff_move_approve(371002, max(id)), '协甲 从 2026-07-01 起在环翠区 新分镇%', 'moved')
FROM staff_move WHERE state = 'waiting';
RESET SESSION AUTHORIZATION;
SELECT alike(operator_move('try_ann', 371002198201), 'try_ann%', 'with their login');
SET LOCAL SESSION AUTHORIZATION try_top2;
SELECT alike(allowance_accrue(m), m || ' 计提%', m || ' is accrued, months later')
FROM unnest('{202606,202607}'::int[]) m;
SELECT is(string_agg(concat_ws(' ', month, office_div), ';' ORDER BY month),
	'202606 371002100000;202607 371002198000', 'each month is owed by the office of then')
FROM arrears WHERE staff_name = '协甲';
SELECT is(owed::text, '300.00', 'also in the share of the budget') FROM fund_share
WHERE div = 371002198000 AND year = 2026;
SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT is(string_agg(concat_ws(' ', month, amount), ';' ORDER BY month),
	'202606 300.00;202607 300.00', 'their own page has both')
FROM arrears WHERE role = 'try_ann';
SELECT is(owed::text, '600.00', 'and the sum') FROM staff_card WHERE role = 'try_ann';
SELECT lives_ok(format('INSERT INTO visit_entry (visited_on, village, purpose, transport)
	VALUES (%L, %s, ''1'', 1)', day, village), 'a visit to the village of then')
FROM (VALUES (date '2026-06-30', 371002100208), ('2026-07-01', 371002198201)) v (day, village);
SELECT is(count(*)::int, 2, 'sees both') FROM visit_entry;

-- A rate changed in mid-month, or for months that are accrued
SET LOCAL SESSION AUTHORIZATION try_city;
SELECT throws_ok($$ INSERT INTO allowance_rate (kind, since, amount, source)
	VALUES ('coordinator', 202607, 200, '新标准') $$, 'ZH001', NULL, 'not less for accrued months');
SELECT throws_like($$ UPDATE allowance_rate SET amount = 400
	WHERE kind = 'coordinator' AND since = 202001 $$, '这一行已经起用，以前的不变%',
	'nor the old rate');
SELECT lives_ok($$ INSERT INTO allowance_rate (kind, since, amount, source)
	VALUES ('coordinator', 202701, 400, '新标准') $$, 'from the next month');

-- Visits under four eyes: a row of a table
RESET SESSION AUTHORIZATION;
INSERT INTO review_rule (div, tbl, checks, level, basis)
VALUES (371002198000, 'visit', 'reviewer', 'town', '试验');
SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT throws_ok($$ INSERT INTO visit_entry (visited_on, village, purpose)
	VALUES ('2026-11-20', 371002198201, '1') $$, 'ZH200', NULL, 'a visit wants a second person');
SELECT alike(review_send('visit', '走访', '{}', '[{"relation": "visit_entry", "key": {},
	"values": {"visited_on": "2026-11-20", "village": 371002198201, "purpose": "1"}}]'),
	'已送%', 'handed in');
SET LOCAL SESSION AUTHORIZATION try_top;
SELECT isnt_empty($$ SELECT review_approve(max(county), max(id)) FROM review_change
	WHERE state = 'waiting' AND made_by = 'try_ann' $$, 'approved');
SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT is(count(*)::int, 1, 'and is the maker''s') FROM visit_entry WHERE visited_on = '2026-11-20';
RESET SESSION AUTHORIZATION;
SELECT is_empty('SELECT * FROM verify()', 'the chains hold');
SELECT * FROM finish();
ROLLBACK;
