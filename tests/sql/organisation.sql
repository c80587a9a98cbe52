-- Divisions, offices, operators and their scope.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT plan(48);

SELECT is(count(*), 2849::bigint, 'the tree of Weihai') FROM division;
SELECT is(division_path(371002001001), '环翠区 环翠楼街道 东北村居委会',
	'path of a village');
SELECT is(division_path(371002000000), '环翠区', 'path of a county');
SELECT is(division_last(c), hi, format('last code below %s', c))
FROM (VALUES
	(371000000000, 371099999999),
	(371002000000, 371002999999),
	(371002001000, 371002001999),
	(371002001001, 371002001001)
) v (c, hi);
SELECT is_empty($$SELECT code FROM division WHERE initials = ''$$,
	'every division has pinyin');
SELECT is(name::text, '环翠楼街道人力资源和社会保障服务所', 'an office')
FROM office WHERE div = 371002001000;
SELECT is(name || ' ' || mode, '东北村人力资源和社会保障服务站 station',
	'a station')
FROM station WHERE div = 371002001001;
SELECT is(mode, 'coordinator', 'a village has a coordinator')
FROM station WHERE div = 371073112238;
SELECT lives_ok('SELECT setup()', 'setup() again');
SELECT is_empty(
	$$SELECT div FROM office GROUP BY div HAVING count(*) > 1$$,
	'setup() again adds nothing');

SELECT is(severity, 'warning', 'a foreign card is a warning')
FROM native_notice(110101);
SELECT alike(message, '%110101%可继续%', 'and one may go on')
FROM native_notice(110101);
SELECT is_empty(format('SELECT * FROM native_notice(%s)', c),
	format('%s is ours', c))
FROM unnest(ARRAY[371002, 371081, 372132, 370633]) c;
SELECT is_empty('SELECT * FROM native_notice(NULL)', 'nothing to say on null');

SELECT throws_ok(format('SELECT operator_add(%L, %L, %s, %L)', r, '某', d, u),
	'ZH001', NULL, why)
FROM (VALUES
	('Tian', 371002001000, '{window}', 'capital in a role'),
	('zhen_x', 371002001000, '{window}', 'a role of ours'),
	('tian', 371002001998, '{window}', 'no such division'),
	('tian', 371002001000, '{king}', 'no such duty')
) v (r, d, u, why);
SELECT lives_ok(
	$$SELECT operator_add('tian', '田禾', 371002100208, '{coordinator}')$$,
	'a coordinator is added');
SELECT is(operator_duties('tian'), 'coordinator', 'has the duty');

SET SESSION AUTHORIZATION tian;
SELECT is(value, v, n)
FROM (VALUES
	('operator', 'tian'),
	('operator_name', '田禾'),
	('duties', 'coordinator'),
	('office', '371002100208'),
	('office_name', '王家疃人力资源和社会保障服务站'),
	('mine', '371002100208'),
	('lo', '371002100208'),
	('county_hi', '371002')
) e (n, v)
JOIN session_open('test') s ON s.name = e.n;
SELECT is((SELECT array_agg(n ORDER BY n) FROM session_names() n),
	(SELECT array_agg(name ORDER BY name) FROM session_open('test')),
	'session_names() knows what session_open() gives');
SELECT is(value, 'case_entry,enquiry,recheck_done,review_change,staff_handover,'
	'survival_check,survival_entry,visit,visit_day,visit_entry,visit_week',
	'a coordinator writes what is done in a village, and hands in')
FROM session_open('test') WHERE name = 'writes';
SELECT is(count(*), 1::bigint, 'sees one village') FROM lookup('village');
SELECT is(count(*), 1::bigint, 'and the county around it')
FROM lookup('county');
SELECT is(count(*), 0::bigint, 'no office') FROM lookup('office');
SELECT results_eq(
	$$SELECT code, note, above, is_taken FROM lookup('division village')$$,
	$$VALUES ('371002000000', '威海市', NULL, false),
		('371002100000', '环翠区', '371002000000', false),
		('371002100208', '张村镇', '371002100000', true)$$,
	'the tree of one village');
SELECT results_eq(
	$$SELECT code, is_taken FROM lookup('division county')$$,
	$$VALUES ('371002000000', true)$$, 'a county has 12 digits in a tree');
SELECT throws_like($$SELECT * FROM lookup('division nowhere')$$,
	'%nowhere%', 'no tree of what there is not');
SELECT throws_like($$SELECT * FROM lookup('division sex')$$,
	'%sex%', 'no tree of what are no places');
RESET SESSION AUTHORIZATION;

SELECT ok(string_to_array(operator_writes('zhen_window'), ',')
	@> '{petition,petition_step,resident_entry}', 'the window to some');
SELECT is_empty($$
	SELECT c.relname
	FROM regexp_split_to_table(operator_writes('zhen_window'), ',') w
	JOIN pg_class c ON c.relname = w AND c.relnamespace = 'zhen'::regnamespace
	WHERE c.relispartition$$, 'by the names that forms use');

UPDATE operator SET is_disabled = true WHERE role = 'tian';
SET SESSION AUTHORIZATION tian;
SELECT throws_ok($$SELECT * FROM session_open('test')$$, 'ZH403', NULL,
	'a disabled operator is turned away');
SELECT is_empty('SELECT * FROM resident', 'and sees nobody');
SELECT throws_ok('CREATE TABLE x ()', '42501', NULL, 'makes no table');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
