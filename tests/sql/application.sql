-- From an application to an enrolment: materials, steps by duty and level and
-- never the same hand twice, publicity with objections, and what comes up on
-- the way. The day is a Monday, 2026-11-23.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

SELECT isnt(operator_add(role, name, place, duties::text[]), NULL, role)
FROM (VALUES
	('try_window', '窗甲', 371002001000, '{window,reviewer}'),
	('try_other', '窗乙', 371002001000, '{window}'),
	('try_check', '审丙', 371002001000, '{reviewer}'),
	('try_check2', '审丁', 371002001000, '{reviewer}'),
	('try_county', '县戊', 371002000000, '{reviewer,supervisor}'),
	('try_boss', '县己', 371002000000, '{supervisor}'),
	('try_admin', '县管', 371002000000, '{admin}'),
	('try_village', '村庚', 371002001001, '{coordinator}'),
	('try_far', '远辛', 371002100000, '{window,reviewer,supervisor}')
) v (role, name, place, duties);

CREATE FUNCTION pg_temp.grant_form(p_more jsonb DEFAULT '{}') RETURNS text
LANGUAGE sql AS $$
	SELECT zhen.programme_load('{"programme": "grant", "title": "试补贴",
		"form": "grant", "table": "enrol_grant", "basis": "试", "fund": "project",
		"rates": [{"name": "base", "value": 100, "from": 201001, "source": "试"}],
		"require": [{"sql": "income <= 800", "reason": "收入超过 800 元"},
			{"sql": "died IS NULL OR died >= month_start", "reason": "已死亡"}],
		"stop": [], "excludes": [], "amount": "rate.base",
		"because": "''每月''",
		"materials": [{"name": "户口簿", "form": "both"},
			{"name": "残疾证", "form": "copy"},
			{"name": "监护人证", "form": "original", "sql": "grade = ''1''"}],
		"steps": [{"duty": "reviewer", "level": "town", "title": "初审", "days": 5},
			{"duty": "reviewer", "level": "county", "title": "复核", "days": 5},
			{"duty": "supervisor", "level": "county", "title": "审批", "days": 3,
				"publicity": 5}],
		"fields": [{"name": "grade", "label": "等级", "sql": "text"},
			{"name": "income", "label": "收入", "sql": "numeric"}]}'::jsonb || p_more)
$$;
SELECT matches(pg_temp.grant_form(), '^已装入项目 grant', 'loads');
SELECT throws_like(format('SELECT pg_temp.grant_form(%L)', d), m, m)
FROM (VALUES
	('{"steps": [{"duty": "boss", "level": "town", "title": "审", "days": 1}]}',
		'%没有职责 boss%'),
	('{"steps": [{"duty": "window", "level": "moon", "title": "审", "days": 1}]}',
		'%没有级别 moon%'),
	('{"steps": [{"duty": "window", "level": "town", "title": "审", "days": 1},
		{"duty": "window", "level": "town", "title": "审", "days": 1}]}',
		'%“审”写了两次%'),
	('{"materials": [{"name": "证", "form": "copy", "sql": "nothing = 1", "line": 9}]}',
		'%第 9 行 material (证)%nothing%'),
	('{"materials": [{"name": "证", "form": "copy", "sql": "random() > 0"}]}',
		'%不能用函数 random%')
) v (d, m);

CREATE TEMP TABLE one AS
SELECT row_number() OVER (ORDER BY id) AS n, county, id
FROM resident WHERE div = 371002001001 AND died IS NULL AND next_id IS NULL
ORDER BY id LIMIT 12;
GRANT SELECT ON one TO PUBLIC;
CREATE FUNCTION pg_temp.ask(p_n int, p_income numeric DEFAULT 500,
	p_grade text DEFAULT '2') RETURNS text
LANGUAGE sql AS $$
	INSERT INTO zhen.enrol_grant (county, resident, since, grade, income)
	SELECT county, id, 202612, p_grade, p_income FROM one WHERE n = p_n
	RETURNING 'asked'
$$;
CREATE FUNCTION pg_temp.app(p_n int) RETURNS zhen.application
LANGUAGE sql STABLE SECURITY DEFINER AS $$
	SELECT a FROM zhen.application a
	JOIN one o ON o.county = a.county AND o.id = a.resident
	WHERE o.n = p_n ORDER BY a.id DESC LIMIT 1
$$;
CREATE FUNCTION pg_temp.go(p_step text, p_n int, p_words text DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	EXECUTE format('SELECT zhen.application_%s($1, $2%s)', p_step,
		CASE WHEN p_words IS NOT NULL THEN ', $3' ELSE '' END)
	INTO said
	USING (pg_temp.app(p_n)).county::int, (pg_temp.app(p_n)).id, p_words;
	RETURN said;
END
$$;

-- Accepted, with something missing.
SET SESSION AUTHORIZATION try_window;
SELECT is(pg_temp.ask(1), 'asked', 'the form''s save is an application');
SELECT is_empty('SELECT FROM enrolment e JOIN one o ON o.id = e.resident
	AND o.county = e.county WHERE e.programme = ''grant''', 'nobody is enrolled');
SELECT results_eq('SELECT since::int, grade, income FROM enrol_grant
	WHERE resident = (SELECT id FROM one WHERE n = 1)',
	$$VALUES (202612, '2', 500::numeric)$$, 'and the form shows what was asked for');
SELECT is((pg_temp.app(1)).finding::text, '符合条件，每月 100.00 元',
	'the conditions have been asked');
SELECT throws_like('SELECT pg_temp.ask(1)', '%已有申请 371002001-20261123-%没有办完%',
	'one at a time');
SELECT throws_ok(format('INSERT INTO enrolment (county, programme, resident, div, since)
	SELECT county, ''grant'', id, 371002001001, 202611 FROM one WHERE n = 2'), 'ZH403',
	NULL, 'nobody is enrolled past the steps');
SELECT throws_ok('UPDATE application SET state = ''approved''', '42501', NULL,
	'nor is the table written');
SELECT throws_ok('SELECT pg_temp.go(''pass'', 1)', 'ZH001', NULL,
	'no step before it is handed in');
SELECT throws_like('SELECT pg_temp.go(''submit'', 1, ''3'')', '%没有第 3 项%',
	'what this person needn''t bring can''t be missing');
SELECT throws_like('SELECT pg_temp.go(''submit'', 1, '''')', '%都有输 0%', 'said clearly');
SELECT is(pg_temp.go('submit', 1, '2'),
	'缺2 残疾证：请打印一次性告知单交给当事人', 'told once and for all');
SELECT is((pg_temp.app(1)).state, 'lacking', 'and the clock waits');
SELECT results_eq('SELECT item, shown_name FROM application_material_list
	WHERE application = (pg_temp.app(1)).id ORDER BY item',
	$$VALUES (1, '已交 11-23'), (2, '缺'), (3, '不用交')$$, 'item by item');
UPDATE enrol_grant SET grade = '1'
WHERE resident = (SELECT id FROM one WHERE n = 1);
SELECT is(application_lack(371002, (pg_temp.app(1)).id), '2 残疾证、3 监护人证',
	'another grade needs another paper');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_other;
SELECT matches(pg_temp.go('submit', 1, '0'), '已报送；下一步“初审”，由镇街复核人员办，'
	'2026-11-30 前办完', 'a colleague hands it in: five working days from Monday');
SELECT throws_like($$UPDATE enrol_grant SET grade = '2'
	WHERE resident = (SELECT id FROM one WHERE n = 1)$$, '%正在审核%',
	'from now on it isn''t changed');
RESET SESSION AUTHORIZATION;

-- Who does which step.
SET SESSION AUTHORIZATION try_window;
SELECT throws_like('SELECT pg_temp.go(''pass'', 1)', '自己受理%', 'not whose it is');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_far;
SELECT throws_ok('SELECT pg_temp.go(''pass'', 1)', 'ZH403', NULL, 'not from elsewhere');
SELECT is_empty('SELECT FROM application_list', 'where it isn''t even seen');
SELECT is_empty('SELECT FROM application_material', 'nor its papers');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_boss;
SELECT throws_like('SELECT pg_temp.go(''pass'', 1)', '现在是“初审”，由镇街复核人员办%',
	'not out of turn');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_check;
SELECT is((SELECT turn FROM application_list WHERE id = (pg_temp.app(1)).id), 'check',
	'the list says whose turn it is');
SELECT is((SELECT count(*) FROM todo_application WHERE turn = 'mine'), 1::bigint,
	'and so does what waits');
SELECT throws_ok('SELECT pg_temp.go(''return'', 1, '''')', 'ZH001', NULL, 'with a reason');
SELECT matches(pg_temp.go('return', 1, '收入证明看不清'), '已退回窗乙', 'to who handed it in');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_window;
SELECT is((SELECT income FROM enrol_grant WHERE resident = (SELECT id FROM one WHERE n = 1)),
	500::numeric, 'with what was typed');
UPDATE enrol_grant SET income = 600 WHERE resident = (SELECT id FROM one WHERE n = 1);
SELECT matches(pg_temp.go('submit', 1, '0'), '已报送', 'mended, and handed in again');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_check;
SELECT matches(pg_temp.go('pass', 1), '初审通过；下一步“复核”，由县区复核人员办',
	'who returned it may look again');
SELECT throws_like('SELECT pg_temp.go(''pass'', 1)', '自己受理%', 'but not do the next step');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_check2;
SELECT throws_like('SELECT pg_temp.go(''pass'', 1)', '现在是“复核”%', 'nor does the town');
RESET SESSION AUTHORIZATION;

-- Delegation: the county lets its towns check.
SET SESSION AUTHORIZATION try_check2;
SELECT throws_ok($$INSERT INTO application_level (div, programme, title, level, basis)
	VALUES (371002001000, 'grant', '复核', 'town', '试')$$, '42501', NULL,
	'a reviewer delegates nothing to themselves');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_admin;
SELECT throws_ok($$INSERT INTO application_level (div, programme, title, level, basis)
	VALUES (371082000000, 'grant', '复核', 'town', '试')$$, '42501', NULL,
	'an administrator only at home');
SELECT throws_like($$INSERT INTO application_level (div, programme, title, level, basis)
	VALUES (371002000000, 'grant', '终审', 'town', '试')$$, '%步骤是初审、复核、审批%',
	'and a step that there is');
INSERT INTO application_level (div, programme, title, level, basis)
VALUES (371002000000, 'grant', '复核', 'town', '扩权强镇');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_check2;
SELECT matches(pg_temp.go('pass', 1), '下一步公示 5 个工作日', 'from today the town does');
RESET SESSION AUTHORIZATION;

-- Publicity.
SET SESSION AUTHORIZATION try_county;
SELECT throws_ok('SELECT pg_temp.go(''pass'', 1)', 'ZH001', NULL, 'not before it is posted');
SELECT throws_like($$SELECT application_object(371002, (pg_temp.app(1)).id, '匿名', NULL, '有房')$$,
	'%不在公示期%', 'nobody objects before');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_village;
SELECT is(pg_temp.go('post', 1), '已记张贴，公示到 2026-11-30', 'five working days');
SELECT matches((SELECT id_shown FROM application_board WHERE id = (pg_temp.app(1)).id),
	'^[0-9]{6}\*{8}[0-9X]{4}$', 'the board''s list masks numbers');
SELECT matches(application_object(371002, (pg_temp.app(1)).id, '邻居', '13800000000', '有汽车'),
	'已登记', 'the coordinator puts an objection down');
SELECT throws_ok($$SELECT application_dismiss(371002, (SELECT max(id)
	FROM application_objection), '核实')$$, '42501', NULL, 'and doesn''t settle it');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_county;
SELECT throws_like('SELECT pg_temp.go(''pass'', 1)', '公示到 2026-11-30 才期满%', 'days are days');
RESET SESSION AUTHORIZATION;
UPDATE application SET posted_on = '2026-11-13', posted_until = '2026-11-20'
WHERE id = (pg_temp.app(1)).id;
SET SESSION AUTHORIZATION try_county;
SELECT throws_like('SELECT pg_temp.go(''pass'', 1)', '还有异议没有处理%', 'and objections open');
SELECT throws_like($$SELECT application_object(371002, (pg_temp.app(1)).id, '匿名', NULL, '有房')$$,
	'公示已于 2026-11-20 期满%', 'the end is the end');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_check;
SELECT throws_like($$SELECT application_dismiss(371002, (SELECT max(id)
	FROM application_objection), '核实')$$, '自己受理或审过的%', 'not settled by who checked it');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_boss;
SELECT is(application_dismiss(371002, (SELECT max(id) FROM application_objection),
	'车是儿子的'), '异议不成立，请答复提出人', 'settled with a result');
SELECT throws_like($$SELECT application_uphold(371002, (SELECT max(id)
	FROM application_objection), '核实')$$, '%已经处理过%', 'once');
RESET SESSION AUTHORIZATION;

-- Approved: the enrolment, and its month.
SET SESSION AUTHORIZATION try_county;
SELECT matches(pg_temp.go('pass', 1), '已批准，从 202612 起每月 100.00 元', 'approved');
RESET SESSION AUTHORIZATION;
SELECT results_eq($$SELECT id, since::int, extra FROM enrolment WHERE programme = 'grant'$$,
	$$SELECT id, 202612, '{"grade": "1", "income": 600}'::jsonb FROM application
	WHERE id = (pg_temp.app(1)).id$$, 'the application became it');
SELECT is((SELECT amount FROM programme_grant(371002, 371002, 371002000000, 371002999999,
	202612)), 100::numeric, 'and is due');
SET SESSION AUTHORIZATION try_window;
SELECT is((SELECT count(*) FROM enrol_grant WHERE resident = (SELECT id FROM one WHERE n = 1)),
	1::bigint, 'the form shows it once');
SELECT lives_ok($$UPDATE enrol_grant SET until = 202712
	WHERE resident = (SELECT id FROM one WHERE n = 1)$$, 'and stops it as any');
SELECT throws_like('SELECT pg_temp.ask(1)', '%已有 202612 至 202712 的登记%', 'no second one');
RESET SESSION AUTHORIZATION;

-- What comes up on the way; each passes the first step before.
SET SESSION AUTHORIZATION try_window;
SELECT is(pg_temp.ask(2, 900), 'asked', 'who earns too much may still ask');
SELECT is((pg_temp.app(2)).finding::text, '不符合：收入超过 800 元', 'and is told');
SELECT isnt(pg_temp.ask(n), NULL, 'asked') FROM generate_series(3, 9) n;
SELECT matches(pg_temp.go('submit', n, '0'), '已报送', 'handed in')
FROM generate_series(2, 9) n;
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_check;
SELECT matches(pg_temp.go('pass', n), '初审通过', 'checked') FROM generate_series(2, 9) n;
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_check2;
SELECT matches(pg_temp.go('pass', n), '复核通过', 'checked again') FROM generate_series(2, 9) n;
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_other;
SELECT matches(pg_temp.go('post', n), '公示到', 'posted') FROM generate_series(2, 9) n;
SELECT matches(application_object(371002, (pg_temp.app(4)).id, '邻居', NULL, '有楼房'),
	'已登记', 'objected to');
RESET SESSION AUTHORIZATION;
UPDATE application SET posted_on = '2026-11-13', posted_until = '2026-11-20'
WHERE state = 'public';
SET SESSION AUTHORIZATION try_boss;
SELECT matches(application_uphold(371002, (SELECT max(id) FROM application_objection),
	'查实有楼房'), '请把申请', 'the objection is right');
SELECT throws_like('SELECT pg_temp.go(''pass'', 4)', '公示的异议成立%', 'so it doesn''t pass');
SELECT matches(pg_temp.go('refuse', 4, '家有楼房'), '不予批准', 'refused');
SELECT throws_like('SELECT pg_temp.go(''pass'', 2)', '不符合：收入超过 800 元%',
	'nor who fails a condition');
RESET SESSION AUTHORIZATION;

UPDATE resident SET died = '2026-11-20' WHERE id = (SELECT id FROM one WHERE n = 3);
SET SESSION AUTHORIZATION try_boss;
SELECT throws_like('SELECT pg_temp.go(''pass'', 3)', '不符合：已死亡%', 'nor who has died');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_window;
SELECT matches(pg_temp.go('withdraw', 3, '本人去世'), '已撤回', 'the window takes it back');
RESET SESSION AUTHORIZATION;

UPDATE resident SET div = (SELECT min(code) FROM division
	WHERE parent = 371002100000) WHERE id = (SELECT id FROM one WHERE n = 5);
SET SESSION AUTHORIZATION try_far;
SELECT is((SELECT count(*) FROM application_list), 1::bigint,
	'who moves to another town is looked after there');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_window;
SELECT throws_ok('SELECT pg_temp.go(''withdraw'', 5, ''迁走'')', 'ZH403', NULL, 'not here');
RESET SESSION AUTHORIZATION;

UPDATE resident SET closed_as = 'moved', closed_at = now(), next_county = 371082,
	next_id = (SELECT min(id) FROM resident WHERE county = 371082)
WHERE id = (SELECT id FROM one WHERE n = 6);
SET SESSION AUTHORIZATION try_boss;
SELECT throws_like('SELECT pg_temp.go(''pass'', 6)', '%已迁到别的县区%', 'nor who left the county');
RESET SESSION AUTHORIZATION;

-- Another version: rules and steps go on as accepted, other fields want the form
-- filled in again.
SELECT matches(pg_temp.grant_form('{"rates": [{"name": "base", "value": 130,
	"from": 202612, "source": "新"}]}'), '第 2 版', 'another rate');
SET SESSION AUTHORIZATION try_boss;
SELECT matches(pg_temp.go('pass', 7), '每月 130.00 元', 'it is paid by the new one');
RESET SESSION AUTHORIZATION;
SELECT matches(pg_temp.grant_form('{"fields": [
	{"name": "grade", "label": "等级", "sql": "text"},
	{"name": "house", "label": "住房", "sql": "text"},
	{"name": "income", "label": "收入", "sql": "numeric"}]}'), '第 3 版', 'another field');
SET SESSION AUTHORIZATION try_boss;
SELECT throws_like('SELECT pg_temp.go(''pass'', 8)', '项目已换第 3 版，登记的栏目变了%', 'is asked for');
SELECT matches(pg_temp.go('return', 8, '请补住房情况'), '已退回', 'so back to the window');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_window;
UPDATE enrol_grant SET house = '自有' WHERE resident = (SELECT id FROM one WHERE n = 8);
SELECT matches(pg_temp.go('submit', 8, '0'), '已报送', 'and on by the new one');
SELECT is((pg_temp.app(8)).programme_version, 3, 'which it says');
RESET SESSION AUTHORIZATION;
SELECT matches(zhen.programme_load((SELECT definition - 'steps' - 'materials'
	FROM programme WHERE code = 'grant')), '第 4 版', 'no steps any more');
SET SESSION AUTHORIZATION try_window;
SELECT is(pg_temp.ask(10), 'asked', 'a save is an enrolment again');
SELECT is((SELECT count(*) FROM enrolment e WHERE e.resident = (SELECT id FROM one WHERE n = 10)
	AND e.programme = 'grant'), 1::bigint, 'at once');
SELECT is((pg_temp.app(10)).id, NULL, 'with no application');
RESET SESSION AUTHORIZATION;

SELECT throws_like('DELETE FROM application_step', '申请的经过只增不改%', 'what was done stays');
SELECT is_empty('SELECT FROM review_pass', 'nothing is left open');
SELECT * FROM finish();
ROLLBACK;
