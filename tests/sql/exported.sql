-- Ledgers that went out: on record under the operator's own name and place, and
-- nobody changes that; who looks after them sees all of their place.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();
CREATE TEMP TABLE made (id bigint);
GRANT ALL ON made TO PUBLIC;

SET LOCAL SESSION AUTHORIZATION wang;
INSERT INTO made SELECT export_begin('person', '查人', '查谁：王', 'xlsx', 'a.xlsx');
SELECT is((county, div, exported_by, state, rows)::text, '(371002,371002001000,wang,begun,)',
	'it begins, with its place')
FROM exported WHERE id = (SELECT id FROM made);
SELECT lives_ok('SELECT export_end((SELECT id FROM made), 12, ''done'')', 'it ends');
SELECT is((name, format_name, rows, state_name)::text, '(王丽娟,表格,12,完成)', 'in the list')
FROM exported_list WHERE id = (SELECT id FROM made);
SELECT throws_ok('SELECT export_end((SELECT id FROM made), 1, ''stopped'')', 'ZH403',
	NULL, 'once');
SELECT throws_ok('SELECT export_end(export_begin(''a'', ''b'', '''', ''csv'', ''c''), 1, ''x'')',
	'23514', NULL, 'as done or stopped');
SELECT is(length(e.conditions), 200, 'a long text is cut')
FROM export_begin('a', 'b', repeat('长', 500), 'csv', 'c') b
JOIN exported e ON e.id = b;
SELECT is(e.conditions, 'a^b^c', 'what can''t be seen becomes a mark')
FROM export_begin('a', 'b', E'a\u0007b\u202ec', 'csv', 'c') b
JOIN exported e ON e.id = b;
SELECT throws_ok('UPDATE exported SET rows = 0', '42501', NULL, 'nobody changes it');
SELECT throws_ok('DELETE FROM exported', '42501', NULL, 'nor removes it');
SELECT throws_ok('INSERT INTO exported (county, div, exported_by) VALUES (1, 1, ''li'')',
	'42501', NULL, 'nor in another''s name');
SET LOCAL SESSION AUTHORIZATION li;
SELECT throws_ok('SELECT export_end((SELECT max(id) FROM made), 1, ''done'')', 'ZH403',
	NULL, 'nobody ends another''s');
SELECT is_empty('SELECT FROM exported WHERE id = (SELECT id FROM made)',
	'a colleague doesn''t see it');
SET LOCAL SESSION AUTHORIZATION chen;
SELECT is(count(*)::int, 1, 'a supervisor does')
FROM exported WHERE id = (SELECT id FROM made);
SET LOCAL SESSION AUTHORIZATION zhou;
SELECT is_empty('SELECT FROM exported WHERE id = (SELECT id FROM made)',
	'none of another county');
RESET SESSION AUTHORIZATION;
SELECT is(array_agg(op ORDER BY seq)::text, '{INSERT,UPDATE}', 'all of it is on record')
FROM audit WHERE tbl = 'exported'
	AND coalesce(new, old) ->> 'id' = (SELECT id::text FROM made);
SELECT * FROM finish();
ROLLBACK;
