-- Queries under a name: each operator's own, whoever asks how.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();
SELECT lives_ok(format('SELECT operator_add(%L, %L, 371002001000, %L)', role,
	name, '{window}'), role)
FROM (VALUES ('try_ann', '甲'), ('try_bob', '乙')) v (role, name);

SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT lives_ok($$ SELECT query_keep('f', '一', '{a,b}', '{1,2|3}') $$, 'kept');
SELECT results_eq($$ SELECT * FROM query_list('f') $$,
	$$ VALUES ('一', 'a', '1'), ('一', 'b', '2|3') $$, 'as it was typed');
SELECT lives_ok($$ SELECT query_keep('f', ' 一 ', '{a}', '{9}') $$, 'again');
SELECT results_eq($$ SELECT * FROM query_list('f') $$,
	$$ VALUES ('一', 'a', '9') $$, 'the same name is replaced');
SELECT is_empty($$ SELECT * FROM query_list('g') $$, 'not of another screen');
SELECT lives_ok($$ SELECT query_keep('f', '空', '{}', '{}') $$,
	'no condition is one too');
SELECT throws_ok($$ SELECT query_keep('f', ' ', '{}', '{}') $$, '23514', NULL,
	'a name has a character');
SELECT throws_ok($$ SELECT query_keep('f', '二', '{a}', '{}') $$, '23514', NULL,
	'a condition for each field');

SET LOCAL SESSION AUTHORIZATION try_bob;
SELECT is_empty($$ SELECT * FROM query_list('f') $$, 'another''s are theirs');
SELECT is_empty($$ SELECT FROM saved_query $$, 'in the table too');
SELECT throws_ok($$ INSERT INTO saved_query
	VALUES ('try_ann', 'f', '三', '{}', '{}') $$, '42501', NULL,
	'nor is one put among them');
SELECT throws_ok($$ SELECT query_forget('f', '一') $$, 'ZH001', NULL, 'not theirs');
SELECT throws_ok($$ SELECT query_share('f', '一', 'county') $$, 'ZH001', NULL,
	'to share, neither');

SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT is(count(*), 2::bigint, 'so it is still there') FROM saved_query;
SELECT lives_ok($$ SELECT query_forget('f', '一') $$, 'their own');
SELECT is(count(*), 1::bigint, 'is gone') FROM saved_query;

-- What is shared: with the office, or with the county, by its owner.
SELECT lives_ok($$ SELECT query_keep('f', '共', '{a}', '{7}') $$, 'kept');
SELECT is(query_share('f', '共', 'office'), '已共享给本所', 'with the office');
SET LOCAL SESSION AUTHORIZATION try_bob;
SELECT results_eq($$ SELECT * FROM query_list('f') $$,
	$$ VALUES ('共（甲）', 'a', '7') $$, 'a colleague has it, with whose it is');
SELECT is_empty($$ SELECT FROM saved_query WHERE name <> '共' $$, 'and no other');
SET LOCAL SESSION AUTHORIZATION chen;
SELECT is_empty($$ SELECT FROM query_list('f') $$, 'the county not yet');
SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT is(query_share('f', '共', 'county'), '已共享给全县区', 'with the county');
SELECT throws_ok($$ SELECT query_share('f', '共', 'city') $$, '23514', NULL,
	'and no wider');
SET LOCAL SESSION AUTHORIZATION chen;
SELECT isnt_empty($$ SELECT FROM query_list('f') $$, 'now it has');
SET LOCAL SESSION AUTHORIZATION gao;
SELECT is_empty($$ SELECT FROM query_list('f') $$, 'the city is another place');
SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT is(query_share('f', '共', 'own'), '只有本人能用了', 'taken back');
SET LOCAL SESSION AUTHORIZATION chen;
SELECT is_empty($$ SELECT FROM query_list('f') $$, 'from all');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
