-- ID numbers, months, domains, and what PUBLIC may do.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT plan(50);

SELECT is(idcard_is_valid(n), ok, format('%s: %s', coalesce(n, 'null'), why))
FROM (VALUES
	('610104196209276908', true, 'upgraded from 15 digits'),
	('33010219200403064X', true, 'check digit X'),
	('33010219200403064x', false, 'small x is folded before'),
	('330102192004030641', false, 'check digit'),
	('610104196202306908', false, '30 February'),
	('61010419620927690', false, '17 digits'),
	('010104196209276908', false, 'begins with 0'),
	('', false, 'empty')
) c (n, ok, why);
SELECT ok(idcard_date_is_valid(2000, 2, 29), '2000 was a leap year');
SELECT ok(NOT idcard_date_is_valid(1900, 2, 29), '1900 was not');
SELECT ok(NOT idcard_date_is_valid(2001, 4, 31), 'April has 30 days');
SELECT ok(NOT idcard_date_is_valid(2001, 0, 1), 'no month 0');
SELECT ok(NOT idcard_date_is_valid(2001, 1, 0), 'no day 0');
SELECT is(idcard_upgrade('610104620927690'), '610104196209276908', 'upgrade');
SELECT is(idcard_upgrade('330102200403064'), '33010219200403064X', 'to X');
SELECT is(substr(idcard_upgrade('330102100403997'), 7, 2), '18',
	'997 was a centenarian');
SELECT is(idcard_upgrade('33010220040306'), NULL, '14 digits: nothing');
SELECT is(idcard_birth('610104196209276908'), '1962-09-27', 'birth');
SELECT is(idcard_sex('610104196209276908'), '2', 'even is female');
SELECT is(idcard_sex('370102198001011237'), '1', 'odd is male');

SELECT is(month_first(202602), '2026-02-01', 'first day');
SELECT is(month_last(202602), '2026-02-28', 'last day');
SELECT is(month_last(202402), '2024-02-29', 'last day of a leap year');
SELECT is(month_of('2026-11-23'), 202611, 'month of a day');
SELECT is(month_add(202611, 2), 202701, 'over the new year');
SELECT is(month_add(202601, -1), 202512, 'and back');
SELECT is(month_add(202601, -13), 202412, 'thirteen back');
SELECT is(month_age(202610, '2026-11-23'), 0, 'not a month yet');
SELECT is(month_age(202610, '2026-11-30'), 1, 'a month on its last day');
SELECT is(month_age(202609, '2026-11-23'), 1, 'one whole month');
SELECT is(month_age(202512, '2026-11-30'), 11, 'eleven');
SELECT is(month_age(202701, '2026-11-30'), 0, 'the future has no age');

SELECT ok('王建国' COLLATE "C" < text_after('王建'), 'text_after is above');
SELECT ok('王弟' COLLATE "C" > text_after('王建'), 'and below the next');

SELECT throws_ok(format('SELECT %L::line_text', t), '23514', NULL, why)
FROM (VALUES
	('a' || chr(27) || '[31m', 'escape'),
	('a' || chr(155), 'C1 control'),
	('a' || chr(8238) || 'b', 'bidi override'),
	('a' || chr(10), 'line feed'),
	(repeat('字', 201), '201 characters')
) c (t, why);
SELECT lives_ok(format('SELECT %L::line_text', repeat('𠮷', 200)),
	'200 rare characters');
SELECT throws_ok($$SELECT ''::person_name$$, '23514', NULL, 'empty name');
SELECT throws_ok(format('SELECT %L::person_name', repeat('阿', 51)), '23514',
	NULL, '51 characters');
SELECT lives_ok(format('SELECT %L::person_name', repeat('阿·', 25)),
	'50 characters');
SELECT throws_ok($$SELECT 202613::month_code$$, '23514', NULL, 'month 13');
SELECT throws_ok($$SELECT 37100::div_code$$, '23514', NULL, 'short code');

SELECT is_empty(
	$$SELECT p.proname FROM pg_proc p,
		aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
	WHERE p.pronamespace = 'zhen'::regnamespace
		AND pg_get_userbyid(p.proowner) = 'zhen_owner' AND a.grantee = 0$$,
	'PUBLIC runs no function');
SELECT is_empty(
	$$SELECT c.relname FROM pg_class c, aclexplode(c.relacl) a
	WHERE c.relnamespace = 'zhen'::regnamespace AND a.grantee = 0$$,
	'PUBLIC reads no table');
SELECT is_empty(
	$$SELECT p.proname FROM pg_proc p
	WHERE p.pronamespace = 'zhen'::regnamespace AND p.prosecdef
		AND NOT coalesce(p.proconfig::text LIKE '%search_path%', false)$$,
	'every SECURITY DEFINER function pins its search_path');
SELECT is_empty(
	$$SELECT c.conname FROM pg_constraint c
	LEFT JOIN pg_class r ON r.oid = c.conrelid
	WHERE c.connamespace = 'zhen'::regnamespace AND c.contype IN ('c', 'f')
		AND NOT coalesce(r.relispartition, false) AND c.conparentid = 0
		AND (r.oid IS NULL
			OR has_any_column_privilege('zhen_window', r.oid, 'INSERT, UPDATE')
			OR has_any_column_privilege('zhen_coordinator', r.oid,
				'INSERT, UPDATE')
			OR has_any_column_privilege('zhen_admin', r.oid, 'INSERT, UPDATE'))
		AND obj_description(c.oid, 'pg_constraint') IS NULL$$,
	'every check and reference that an operator can meet has its words');
SELECT ok(NOT has_database_privilege('zhen_operator', current_database(),
	'TEMP'), 'operators make no temporary tables');

SELECT * FROM finish();
ROLLBACK;
