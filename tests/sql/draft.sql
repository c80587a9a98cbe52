-- Drafts: each operator's own, bounded, and gone with the save.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();
SELECT lives_ok(format('SELECT operator_add(%L, %L, 371002001000, %L)', role,
	name, '{window}'), role)
FROM (VALUES ('try_ann', '甲'), ('try_bob', '乙')) v (role, name);
CREATE TEMP TABLE n (k text PRIMARY KEY, key uuid);
INSERT INTO n VALUES ('a', gen_random_uuid()), ('b', gen_random_uuid()),
	('old', gen_random_uuid());
GRANT SELECT ON n TO PUBLIC;
CREATE FUNCTION pg_temp.keep(p_k text, p_name text, p_age int DEFAULT 0)
RETURNS void LANGUAGE sql AS $$
	SELECT draft_keep((SELECT key FROM n WHERE k = p_k), 'resident', p_name,
		'{id_no,name}', ARRAY['37', p_name], p_age)
$$;

SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT lives_ok($$ SELECT pg_temp.keep('a', '张三') $$, 'kept');
SELECT lives_ok($$ SELECT pg_temp.keep('a', '张三丰') $$, 'kept anew');
SELECT lives_ok($$ SELECT pg_temp.keep('a', '张', 60) $$, 'an older one comes late');
SELECT results_eq($$ SELECT screen, title, age, state FROM draft_list('{}') $$,
	$$ VALUES ('resident', '张三丰', 0, 'left') $$, 'the newest counts');
SELECT results_eq($$ SELECT v.* FROM n, draft_values(key) v WHERE k = 'a' $$,
	$$ VALUES ('id_no', '37'), ('name', '张三丰') $$, 'as it was typed');
SELECT throws_ok($$ SELECT pg_temp.keep('b', repeat('长', 30000)) $$, '23514',
	NULL, 'too large');
SELECT throws_ok($$ INSERT INTO kept_draft
	SELECT 'try_bob', key, 's', '', '{}', now(), 1 FROM n $$, '42501', NULL,
	'nobody writes it by hand');
SELECT throws_ok('DELETE FROM kept_draft', '42501', NULL, 'nor removes it');

-- The attack: another operator knows the key.
SET LOCAL SESSION AUTHORIZATION try_bob;
SELECT is_empty('SELECT FROM kept_draft', 'another''s is theirs');
SELECT is_empty($$ SELECT FROM draft_list((SELECT array_agg(key) FROM n)) $$,
	'not in the list');
SELECT is_empty($$ SELECT FROM n, draft_values(key) $$, 'nor its values');
SELECT lives_ok($$ SELECT draft_drop(key) FROM n $$, 'drops nothing');
SELECT lives_ok($$ SELECT pg_temp.keep('a', '李四') $$, 'one of their own');
SELECT lives_ok($$ SELECT request_open((SELECT key FROM n WHERE k = 'b'), 's') $$,
	'saves');
SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT results_eq($$ SELECT title FROM draft_list('{}') $$,
	$$ VALUES ('张三丰') $$, 'untouched');
SELECT lives_ok($$ SELECT pg_temp.keep('b', '王五') $$,
	'a key that somebody saved with keeps nothing');
SELECT is(count(*), 1::bigint, 'no second one') FROM draft_list('{}');
SELECT is_empty($$ SELECT FROM draft_list((SELECT array_agg(key) FROM n
	WHERE k = 'b')) WHERE state = 'saved' $$, 'another''s save isn''t mine');

-- Saved, or not.
SAVEPOINT before;
SELECT lives_ok($$ SELECT request_open((SELECT key FROM n WHERE k = 'a'), 's') $$,
	'saved');
SELECT is_empty('SELECT FROM kept_draft', 'the draft went with it');
SELECT lives_ok($$ SELECT pg_temp.keep('a', '张三') $$, 'a late one');
SELECT is_empty('SELECT FROM kept_draft', 'stays away');
SELECT results_eq($$ SELECT state FROM draft_list((SELECT array_agg(key) FROM n
	WHERE k = 'a')) $$, $$ VALUES ('saved') $$, 'what became of it is known');
ROLLBACK TO before;
SELECT isnt_empty('SELECT FROM kept_draft', 'a save undone leaves it');

-- Bounds.
SELECT lives_ok($$ SELECT draft_keep(gen_random_uuid(), 's', 't', '{a}', '{b}', i)
	FROM generate_series(100, 160) i $$, 'many');
SELECT is(count(*), 50::bigint, 'the newest fifty stay') FROM draft_list('{}');
SELECT lives_ok($$ SELECT draft_drop(key) FROM kept_draft $$, 'dropped');
SELECT is_empty('SELECT FROM kept_draft', 'all of them');
SELECT lives_ok($$ SELECT pg_temp.keep('old', '旧', 86400 * 31) $$, 'a month old');
SELECT is_empty($$ SELECT FROM draft_list('{}') $$, 'expired');
SELECT throws_ok($$ SELECT draft_keep(gen_random_uuid(), 's', 't', '{a,b}', '{c}', 0) $$,
	'2202E', NULL, 'names without values');

RESET SESSION AUTHORIZATION;
SELECT lives_ok($$ INSERT INTO kept_draft SELECT 'try_ann', key, 'resident', 't',
	'{"a": {"b": [1]}, "n": null, "": 7, "%key": "x\u0001y"}', now(), 0
	FROM n WHERE k = 'old' $$, 'put in by a superuser');
SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT results_eq($$ SELECT v.* FROM n, draft_values(key) v WHERE k = 'old' $$,
	$$ VALUES ('', '7'), ('%key', E'x\x01y'), ('a', '{"b": [1]}') $$,
	'whatever it holds comes as text');

RESET SESSION AUTHORIZATION;
SELECT lives_ok($$ SELECT operator_disable('try_ann') $$, 'disabled');
SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT is_empty('SELECT FROM kept_draft', 'who is disabled sees none');
SELECT lives_ok($$ SELECT pg_temp.keep('a', '张三') $$, 'no error');
RESET SESSION AUTHORIZATION;
SELECT is(count(*), 1::bigint, 'and keeps none') FROM kept_draft
WHERE operator = 'try_ann';

SELECT * FROM finish();
ROLLBACK;
