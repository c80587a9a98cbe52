-- Figures: of a month that is over they stay, in scope, as computed then.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

SELECT is(figure_spark(v), s, s)
FROM (VALUES ('{0,7}'::numeric[], '▁█'), ('{1,2,4,8}', '▁▂▄█'), ('{5}', '█'),
	('{NULL,3}', ' █'), ('{0,0}', NULL)) v (v, s);
SELECT throws_ok(format('SELECT figure_keep(%s)', month_of(current_date)), 'ZH001',
	NULL, 'a month that runs isn''t kept');
SELECT is(array_agg(f.code), NULL, 'each figure has its function')
FROM figure f WHERE to_regprocedure(format('figure_%s(int)', f.code)) IS NULL;

-- What is kept is what is computed for that month, and doesn't change.
CREATE TEMP TABLE last AS SELECT month_add(month_of(current_date), -1) AS month;
SELECT is(sum(m.value), (SELECT sum(v.value) FROM figure_values('arrears', month) v),
	'the arrears of last month')
FROM last JOIN figure_month m USING (month) WHERE figure = 'arrears' GROUP BY month;
CREATE TEMP TABLE was AS
SELECT sum(value) AS value FROM figure_month JOIN last USING (month)
WHERE figure = 'arrears';
INSERT INTO allowance (county, month, staff, div, amount, because)
SELECT county, 200901, id, div, 1000, 'x' FROM staff LIMIT 1;
SELECT is(figure_keep(month), 0, 'kept once') FROM last;
SELECT is(sum(m.value), was.value, 'what came later isn''t in it')
FROM was, last JOIN figure_month m USING (month)
WHERE figure = 'arrears' GROUP BY was.value;
SELECT throws_ok('UPDATE figure_month SET value = 1', 'ZH403', NULL, 'nobody changes it');
SELECT throws_ok('DELETE FROM figure_month', 'ZH403', NULL, 'nor removes it');

SET SESSION AUTHORIZATION chen;
SELECT is(l.now_is, (SELECT sum(amount) FROM arrears WHERE county = 371002),
	'a county sees its own')
FROM leader_page() l WHERE l.code = 'arrears';
SELECT is_empty('SELECT * FROM figure_month WHERE county <> 371002', 'and no other''s');
SELECT is((SELECT count(*) FROM leader_places('vacant')),
	(SELECT count(DISTINCT div / 1000) FROM station_gap), 'office by office');
SET SESSION AUTHORIZATION wang;
SELECT throws_ok('SELECT * FROM leader_page()', '42501', NULL,
	'it is a supervisor''s page');
SELECT throws_ok('SELECT figure_keep_due()', '42501', NULL, 'who keeps it, too');
SELECT throws_ok('SELECT * FROM figure_month', '42501', NULL, 'and reads it');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
