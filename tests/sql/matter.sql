-- Matters: time limits with their days, and what the rows of one may not be.
-- Today is Monday, 2026-11-23.

BEGIN;
SELECT no_plan();
SET LOCAL search_path = zhen, tap;

INSERT INTO matter_limit (matter, since, days, source)
VALUES ('1', current_date, 1, 'x'), ('2', current_date + 1, 9, 'x');
SELECT is(matter_due('1', current_date), current_date + 1, 'a limit of today''s holds');
SELECT is(matter_due('1', current_date - 1), '2026-11-25'::date,
	'what was accepted before has the one before');
SELECT is(matter_days('2', current_date), 1, 'tomorrow''s doesn''t hold yet');
SELECT is(matter_due('12', current_date), workday_add(current_date, 20),
	'where nobody has said, 20 days');
SELECT is_empty($$ SELECT m.code, s.step FROM matter m JOIN matter_step s ON
	s.matter = m.code JOIN matter_limit l ON l.matter = m.code AND l.since < '2026-01-01'
	WHERE s.kind <> 'accept' GROUP BY m.code, s.step, l.days HAVING max(s.days) > l.days $$,
	'no step has longer than its matter');
SELECT throws_ok($$ INSERT INTO matter_limit (matter, since, days, source)
	VALUES ('1', '2026-01-01', 251, 'x') $$, '23514', NULL, 'a limit has limits');
SELECT throws_ok(q, '23514', NULL, q)
FROM (VALUES
	($$ INSERT INTO matter_material (matter, item, name, form) VALUES ('1', 9, 'x', 'any') $$),
	($$ INSERT INTO matter_material (matter, item, name, form, is_required)
		VALUES ('1', 9, 'x', 'copy', false) $$),
	($$ INSERT INTO matter_step (matter, step, level, duty, kind, title)
		VALUES ('1', 9, 'city', 'window', 'work', 'x') $$),
	($$ INSERT INTO matter_step (matter, step, level, duty, kind, title)
		VALUES ('1', 9, 'town', 'admin', 'work', 'x') $$),
	($$ UPDATE matter SET until = since - 1 $$)
) t (q);
SELECT throws_ok($$ INSERT INTO matter (code, title, topic, basis, who)
	VALUES ('x', 'x', '77', 'x', 'x') $$, 'ZH001', NULL, 'no such topic');
SELECT is(matter_checklist('2'), E'1 居民身份证（验原件 1 份）\n'
	'2 学历或技能证书（复印件 1 份；没有的可免）', 'the checklist, a line each');
UPDATE matter_material SET until = current_date - 1 WHERE matter = '2' AND item = 1;
INSERT INTO matter_material (matter, item, since, name, form, copies)
VALUES ('2', 1, current_date, '电子身份证', 'original', 1);
SELECT is(matter_checklist('2'), E'1 电子身份证（验原件 1 份）\n'
	'2 学历或技能证书（复印件 1 份；没有的可免）', 'as it is today');
SELECT is(matter_checklist('12'), '不要材料', 'and where there is none');

SELECT * FROM finish();
ROLLBACK;
