-- Working days: over weekends, holidays and the days that are worked for them.

BEGIN;
SELECT no_plan();
SET LOCAL search_path = zhen, tap;

SELECT is(workday_add(d::date, n), due::date, format('%s + %s %s', d, n, why))
FROM (VALUES
	('2026-11-27', 5, '2026-12-04', 'from a Friday'),
	('2026-11-28', 5, '2026-12-04', 'from the Saturday behind it'),
	('2026-11-29', 1, '2026-11-30', 'from a Sunday'),
	('2026-11-23', 0, '2026-11-23', 'the same day'),
	('2026-11-28', 0, '2026-11-28', 'the same day, whatever it is'),
	('2026-09-30', 1, '2026-10-08', 'over National Day'),
	('2026-09-30', 3, '2026-10-10', 'to a Saturday that is worked'),
	('2026-09-18', 1, '2026-09-20', 'to a Sunday that is worked'),
	('2026-02-13', 1, '2026-02-14', 'the Saturday before Spring Festival'),
	('2026-02-14', 1, '2026-02-24', 'over Spring Festival'),
	('2026-02-14', 5, '2026-02-28', 'and the Saturday behind it'),
	('2026-12-31', 1, '2027-01-04', 'over New Year'),
	('2026-11-23', 250, '2027-11-17', 'a year')
) t (d, n, due, why);
SELECT is(workday_count('2026-09-18', '2026-10-10'), 11, 'days counted as added');
SELECT is(count(*)::int, 0, 'the days of 2027 aren''t announced: a demo')
FROM workday WHERE day >= '2027-01-01' AND NOT is_demo;
SELECT operator_add('try_adm', '甲管理', 371002000000, '{admin}');
SET LOCAL SESSION AUTHORIZATION try_adm;
SELECT throws_ok($$ INSERT INTO workday (day, is_work, name, source)
	VALUES ('2026-11-24', false, 'x', 'x') $$, '42501', NULL,
	'the days are the city''s to set');

SELECT * FROM finish();
ROLLBACK;
