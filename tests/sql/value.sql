-- Counts of values taken: each operator's own; and pinyin of words.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();
SELECT lives_ok(format('SELECT operator_add(%L, %L, 371002001000, %L)', role,
	name, '{window}'), role)
FROM (VALUES ('try_ann', '甲'), ('try_bob', '乙')) v (role, name);

SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT lives_ok($$ SELECT value_used('{hukou,hukou,sex}', '{10,10,1}') $$,
	'counts');
SELECT lives_ok($$ SELECT value_used('{hukou}', '{20}') $$, 'counts more');
SELECT lives_ok($$ SELECT value_used('{hukou}', '{10}') $$, 'counts again');
SELECT lives_ok($$ SELECT value_used('{}', '{}') $$, 'nothing is nothing');
SELECT lives_ok(format('SELECT value_used(%L, %L)', ARRAY[repeat('x', 64)],
	'{1}'), 'a set that can''t be is left out');
SELECT results_eq($$ SELECT code, uses FROM value_uses('hukou') ORDER BY code $$,
	$$ VALUES ('10', 3), ('20', 1) $$, 'added up');
SELECT throws_ok('SELECT * FROM value_use', '42501', NULL,
	'the table is nobody''s');
SET LOCAL SESSION AUTHORIZATION try_bob;
SELECT is_empty($$ SELECT * FROM value_uses('hukou') $$, 'another''s are theirs');
RESET SESSION AUTHORIZATION;
SELECT is(count(*), 3::bigint, 'no more than was meant') FROM value_use
WHERE operator LIKE 'try%';
SELECT lives_ok($$ SELECT operator_disable('try_bob') $$, 'disabled');
SET LOCAL SESSION AUTHORIZATION try_bob;
SELECT lives_ok($$ SELECT value_used('{hukou}', '{10}') $$, 'no error either');
RESET SESSION AUTHORIZATION;
SELECT is_empty($$ SELECT FROM value_use WHERE operator = 'try_bob' $$,
	'who is disabled counts nothing');

SELECT results_eq($$ SELECT * FROM spell(ARRAY['居民登记', 'a "b"']) $$,
	$$ VALUES ('jmdj', 'jumindengji'), ('', '') $$, 'in their order');
SELECT is((SELECT code FROM characters('Yan') WHERE ch = '䶮'), 'U+4DAE',
	'a character by its pinyin');
SELECT ok((SELECT n FROM characters('yan') WITH ORDINALITY AS c (code, ch, reading, n)
	WHERE ch = '䶮') < (SELECT n FROM characters('yan')
	WITH ORDINALITY AS c (code, ch, reading, n) WHERE ch = '言'), 'rare ones first');
SELECT isnt_empty($$ SELECT FROM characters('lü') $$, 'ü is v');
SELECT is_empty($$ SELECT FROM characters(NULL) $$, 'nothing is nothing');

SELECT * FROM finish();
ROLLBACK;
