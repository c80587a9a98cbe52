-- Posts and norms, at their borders.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

SELECT is(headcount_norm(people, workload), norm, format('%s people, %s cases',
	people, workload))
FROM (VALUES (0, 0, 2), (16000, 0, 2), (16001, 0, 3), (8000, 12000, 3),
	(8000, 12001, 4)) v (people, workload, norm);
INSERT INTO headcount_rule (since, per_people, per_workload, least, source)
VALUES (current_date + 1, 1000, 1000, 9, 'x');
SELECT is(headcount_norm(0, 0), 2, 'a rule to come doesn''t hold yet');
SELECT is(headcount_norm(0, 0, current_date + 1), 9, 'but from its day on');

SELECT isnt(operator_add('try_admin', '县管', 371002000000, '{admin}'), NULL, 'admin');
SET SESSION AUTHORIZATION try_admin;
INSERT INTO office_post (div, since, posts, basis)
VALUES (371002001000, current_date, 5, '批文'),
	(371002001000, current_date + 1, 9, '批文');
SELECT is(posts, 5, 'the posts of today') FROM establishment
WHERE div = 371002001000;
SELECT throws_ok($$INSERT INTO office_post (div, since, posts, basis)
	VALUES (371082001000, current_date, 5, 'x')$$, '42501', NULL,
	'not of another county');
SELECT throws_ok($$INSERT INTO office_post (div, since, posts, basis)
	VALUES (371002001000, current_date, -1, 'x')$$, '23514', NULL, 'nor fewer than none');
SELECT throws_ok('UPDATE office_post SET posts = 1', '42501', NULL,
	'what was is kept');
RESET SESSION AUTHORIZATION;

UPDATE staff SET until = current_date WHERE role = 'wang';
UPDATE staff SET until = current_date - 1 WHERE role = 'li';
UPDATE staff SET is_established = true WHERE role IN ('wang', 'li');
SET SESSION AUTHORIZATION chen;
SELECT is((established, actual)::text, '(1,1)', 'who leaves today is still there')
FROM establishment WHERE div = 371002001000;
SELECT is((SELECT offices FROM establishment_summary()),
	(SELECT count(*)::int FROM office), 'a county sees its own offices');
SELECT is_empty('SELECT * FROM establishment WHERE county <> 371002', 'and no others');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
