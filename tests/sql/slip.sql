-- Slips: on record, by whoever prints them, and nobody takes that back.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();
SELECT lives_ok(format('SELECT operator_add(%L, %L, %s, %L)', role, name, div,
	'{window}'), role)
FROM (VALUES ('try_ann', '甲', 371002001000), ('try_bob', '乙', 371002000000),
	('try_cyd', '丙', 371002002000)) v (role, name, div);

SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT is(slip_print('petition', '371002 7'), 0, 'the first one');
SELECT is(slip_print('petition', '371002 7'), 1, 'the second');
SELECT is(slip_print('petition', '371002 8'), 0, 'of another record');
SELECT is(slip_print('claim', '371002 7'), 0, 'of another screen');
SET LOCAL SESSION AUTHORIZATION try_bob;
SELECT is(slip_print('petition', '371002 7'), 2, 'whoever prints it');
SET LOCAL SESSION AUTHORIZATION try_cyd;
SELECT is(slip_print('petition', '371002 7'), 1, 'an office counts what it and those above it print');
SELECT is(slip_print('petition', '371002 9'), 0, 'and before the others');
SET LOCAL SESSION AUTHORIZATION try_ann;
SELECT is(slip_print('petition', '371002 9'), 0, 'that record''s first one is not theirs to spoil');
SELECT throws_ok($$ SELECT slip_print('petition', '') $$, '23514', NULL,
	'a record has a key');
SELECT throws_ok('SELECT FROM printed_slip', '42501', NULL, 'nobody reads the record');
SELECT throws_ok('DELETE FROM printed_slip', '42501', NULL, 'nor empties it');
SELECT throws_ok($$ UPDATE printed_slip SET record = 'x' $$, '42501', NULL,
	'nor changes it');
SELECT throws_ok($$ INSERT INTO printed_slip (form, record, printed_by)
	VALUES ('a', 'b', 'try_ann') $$, '42501', NULL, 'nor in another''s name');
RESET SESSION AUTHORIZATION;
SELECT results_eq($$ SELECT printed_by::text COLLATE "C", count(*) FROM printed_slip
	WHERE form = 'petition' GROUP BY 1 ORDER BY 1 $$,
	$$ VALUES ('try_ann' COLLATE "C", 4::bigint), ('try_bob' COLLATE "C", 1),
		('try_cyd' COLLATE "C", 2) $$, 'who did');
SELECT * FROM finish();
ROLLBACK;
