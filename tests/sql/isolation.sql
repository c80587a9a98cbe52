-- What decides by sums that others may add to refuses a transaction that doesn't
-- see what they saved while it waited for its lock.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

SELECT lives_ok($$ SELECT operator_add('try_maker', '经甲', 371002001000,
	'{window,reviewer}') $$, 'who may do it');
SET SESSION AUTHORIZATION try_maker;
SELECT throws_ok(call, 'ZH403',
	'这种事务看不到别人刚存的，请改用 READ COMMITTED 重新办理', call)
FROM (VALUES
	('SELECT heir_pay(371002, 1, 1, ''hand'', ''1'')'),
	('SELECT heir_back(371002, 1, 1, ''户名不符'')'),
	('SELECT recovery_plan(371002, 1, 1, current_date, ''商定'')'),
	('SELECT recovery_receive(371002, 1, ''person'', 1, current_date, ''1'')')
) v (call);
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
