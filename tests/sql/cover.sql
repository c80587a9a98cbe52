-- Standing in for a colleague: whose place, until when, on whose record.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

SELECT isnt(operator_add(role, name, place, duties::text[]), NULL, role)
FROM (VALUES
	('try_admin', '县管', 371002000000, '{admin}'),
	('try_ann', '代甲', 371002001000, '{window,reviewer}'),
	('try_bob', '被代', 371002100000, '{window}'),
	('try_far', '远甲', 371082000000, '{window}')
) v (role, name, place, duties);
CREATE TEMP TABLE there AS
SELECT id, county, div FROM resident WHERE div / 1000 = 371002100
ORDER BY id LIMIT 1;
GRANT SELECT ON there TO PUBLIC;

SET SESSION AUTHORIZATION try_ann;
SELECT throws_ok($$SELECT cover_begin('try_bob')$$, 'ZH403', NULL,
	'nobody stands in of their own accord');
SELECT throws_ok(q, '42501', NULL, q)
FROM unnest(ARRAY['INSERT INTO cover_grant (county, operator, colleague, home_div, ends)
		VALUES (371002, ''try_ann'', ''try_bob'', 371002100000, ''infinity'')',
	'SELECT operator_cover(''try_ann'', ''try_bob'', ''end'')',
	'UPDATE operator SET cover_div = 371002100000',
	'SELECT cover_stop(''try_ann'', ''try_bob'')']) q;
RESET SESSION AUTHORIZATION;

SET SESSION AUTHORIZATION try_admin;
SELECT throws_ok(q, e, NULL, q)
FROM (VALUES
	('SELECT operator_cover(''try_ann'', ''try_far'', ''today'')', 'ZH403'),
	('SELECT operator_cover(''try_far'', ''try_ann'', ''today'')', 'ZH403'),
	('SELECT operator_cover(''try_admin'', ''try_ann'', ''today'')', 'ZH403'),
	('SELECT operator_cover(''try_ann'', ''nobody'', ''today'')', 'ZH001'),
	('SELECT operator_cover(''try_ann'', ''try_bob'', ''yesterday'')', 'ZH001'),
	('SELECT operator_cover(''try_ann'', ''try_bob'', ''2999-01-01'')', 'ZH001'),
	('SELECT operator_cover(''try_ann'', ''try_bob'', ''soon'')', 'ZH001'),
	('SELECT operator_cover(''try_ann'', ''try_ann'', ''today'')', '23514')
) v (q, e);
SELECT is(operator_cover('try_ann', 'try_bob', 'tomorrow'),
	format('代甲 给 被代 代班到 %s，地点 环翠区 张村镇；职责仍是自己的 window,reviewer',
		current_date + 1), 'an administrator arranges it');
SELECT alike(state, '在用；可给 被代 代班至 %', 'the list tells')
FROM operator_list() WHERE role = 'try_ann';
RESET SESSION AUTHORIZATION;

SET SESSION AUTHORIZATION try_ann;
SELECT is_empty('SELECT * FROM resident WHERE div / 1000 <> 371002001',
	'the own place until it is begun');
SELECT throws_ok($$SELECT cover_begin('try_far')$$, 'ZH403', NULL,
	'not for somebody else');
SELECT is((name, place, until, state)::text, format(
	'(被代,"环翠区 张村镇",%s,"")', current_date + 1), 'what may be begun')
FROM cover_mine();
SELECT is(cover_begin('try_bob'), '现在给 被代 代班，办理的仍记在您自己名下',
	'begins');
SELECT is_empty('SELECT * FROM resident WHERE div / 1000 <> 371002100',
	'then the colleague''s place alone');
SELECT isnt_empty('SELECT * FROM resident', 'of which there are people');
SELECT is(value, v, n)
FROM (VALUES
	('stand_in', '代班：被代·'),
	('operator', 'try_ann'),
	('duties', 'window,reviewer'),
	('office', '371002100000'),
	('lo', '371002100000'),
	('hi', '371002100999')
) e (n, v)
JOIN session_open('test') s ON s.name = e.n;
UPDATE resident SET phone = '13800000007' WHERE id = (SELECT id FROM there);
SELECT request_open('00000000-0000-4000-8000-00000000c0de', 'x') IS NULL AS ignored \gset
SELECT alike(batch_compute('pension', 202601), '批次%', 'makes a batch there');
SELECT isnt(batch_submit(county, id), NULL, 'submits it')
FROM batch WHERE made_by = 'try_ann';
SELECT throws_ok(format('SELECT batch_approve(%s, %s)', county, id), 'ZH403',
	NULL, 'and doesn''t check it')
FROM batch WHERE made_by = 'try_ann';
RESET SESSION AUTHORIZATION;
SELECT is((operator, on_behalf)::text, '(try_ann,try_bob)',
	'on record under the own name, and for whom')
FROM audit WHERE tbl = 'resident' AND county = 371002 ORDER BY seq DESC LIMIT 1;
SELECT is((operator, div)::text, '(try_ann,371002100000)', 'a save too')
FROM request WHERE key = '00000000-0000-4000-8000-00000000c0de';
SELECT is((new ->> 'cover_of', operator)::text, '(try_bob,try_ann)',
	'and when it was begun')
FROM audit WHERE tbl = 'operator' AND new ->> 'role' = 'try_ann'
ORDER BY seq DESC LIMIT 1;

SET SESSION AUTHORIZATION try_ann;
SELECT is(changed_by, '代甲（代被代）', 'the card says so')
FROM card_changes(371002, (SELECT id FROM there)) LIMIT 1;
SELECT is(cover_end(), '已回到自己的岗位', 'ends');
SELECT is_empty('SELECT * FROM resident WHERE div / 1000 <> 371002001',
	'and the own place is back');
SELECT throws_ok(format('SELECT batch_approve(%s, %s)', county, id), 'ZH403',
	NULL, 'where it isn''t checked either')
FROM batch WHERE made_by = 'try_ann';
SELECT cover_begin('try_bob') IS NULL AS ignored \gset
RESET SESSION AUTHORIZATION;

-- It ends by itself, and when the administrator says so.
UPDATE operator SET cover_ends = now() WHERE role = 'try_ann';
SET SESSION AUTHORIZATION try_ann;
SELECT is(scope_hi(), 371002001999, 'the day is over: the own place');
SELECT is(value, '', 'as the screen says') FROM session_open('test')
WHERE name = 'stand_in';
SELECT is(state, '', 'not standing in') FROM cover_mine();
SELECT cover_begin('try_bob') IS NULL AS ignored \gset
SELECT is(scope_hi(), 371002100999, 'begun again');
RESET SESSION AUTHORIZATION;
SELECT is(operator_cover('try_ann', 'try_bob', 'end'), '代甲 不再给 被代 代班',
	'called off');
SET SESSION AUTHORIZATION try_ann;
SELECT is(scope_hi(), 371002001999, 'holds at once');
SELECT throws_ok($$SELECT cover_begin('try_bob')$$, 'ZH403', NULL, 'for good');
RESET SESSION AUTHORIZATION;
SELECT is(operator_cover('try_ann', 'try_bob', 'end'), '代甲 没有给 被代 代班',
	'once');

SELECT * FROM finish();
ROLLBACK;
