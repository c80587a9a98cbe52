-- Getting back what wasn't due: who plans it, what comes in, what is overdue,
-- and that the ledger says what is owed.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();
SELECT isnt(operator_add(role, name, place, duties::text[]), NULL, role)
FROM (VALUES
	('try_maker', '经甲', 371002001000, '{window,reviewer}'),
	('try_check', '复乙', 371002001000, '{reviewer}'),
	('try_far', '远丁', 371002100000, '{window,reviewer}')
) v (role, name, place, duties);
CREATE FUNCTION pg_temp.n(p_kind text) RETURNS bigint
LANGUAGE sql SECURITY DEFINER AS $$
	SELECT id FROM zhen.correction WHERE kind = p_kind AND note LIKE '试：%'
$$;
CREATE FUNCTION pg_temp.owed() RETURNS numeric LANGUAGE sql AS $$
	SELECT coalesce(sum(amount), 0) FROM zhen.ledger_line WHERE account = '1201'
$$;
SELECT set_config('test.before', pg_temp.owed()::text, true);
SET SESSION AUTHORIZATION try_maker;
SELECT correction_ask(county, programme, month, resident, kind, '试：去世')
FROM (SELECT *, CASE row_number() OVER (ORDER BY resident) WHEN 1 THEN '1'
		ELSE '3' END AS kind
	FROM payment WHERE programme = 'pension' AND month = 202610
	ORDER BY resident LIMIT 2) p;
SELECT throws_ok(format('SELECT recovery_plan(371002, %s, 3, current_date,
	''商定'')', pg_temp.n('1')), 'ZH001', NULL, 'nothing is owed before approval');
SELECT matches(bank_file_make(county, id, 0), '编成') FROM batch
WHERE programme = 'pension' AND month = 202610 AND div = 371002001000;
SET SESSION AUTHORIZATION try_check;
SELECT correction_approve(county, id) FROM correction WHERE state = 'open'
	AND note LIKE '试：%';
SELECT throws_ok(format('SELECT recovery_plan(371002, %s, 3, current_date,
	''商定'')', pg_temp.n('1')), 'ZH403', NULL, 'a reviewer plans nothing');
SET SESSION AUTHORIZATION try_far;
SELECT throws_ok(format('SELECT recovery_plan(371002, %s, 3, current_date,
	''商定'')', pg_temp.n('1')), 'ZH403', NULL, 'nor another office');
SELECT is(count(*), 0::bigint, 'which sees none of it') FROM recovery_list;
SET SESSION AUTHORIZATION try_maker;
SELECT is(state, 'none', 'waits for a plan') FROM todo_recovery
WHERE key = pg_temp.n('1');
SELECT throws_ok(format('SELECT recovery_plan(371002, %s, %s)', pg_temp.n(kind),
	args), state, NULL, why)
FROM (VALUES
	('3', '3, current_date, ''商定''', 'ZH001', 'what is sent again is owed by nobody'),
	('1', '0, current_date, ''商定''', '23514', 'no instalments'),
	('1', '121, current_date, ''商定''', '23514', 'too many'),
	('1', '104, current_date, ''商定''', '23514', 'less than a yuan each'),
	('1', '3, NULL, ''商定''', '23502', 'no day'),
	('1', '3, current_date, '' ''', '23514', 'nothing agreed')
) v (kind, args, state, why);
SELECT throws_ok(format('SELECT recovery_receive(371002, %s, ''person'', 1,
	current_date, ''V'')', pg_temp.n('1')), '23503', NULL, 'no money without a plan');
-- 103 yuan in three: 34.33, 34.33, 34.34; the first was due a month ago.
SELECT matches(recovery_plan(371002, pg_temp.n('1'), 3,
	(current_date - interval '1 month')::date, '与其子商定'), '每期 34.33');
SELECT is(overdue, 34.33, 'the first is overdue') FROM recovery_list
WHERE correction = pg_temp.n('1');
SELECT is(state_name, '逾期', 'and waits') FROM todo_recovery
WHERE key = pg_temp.n('1');
SELECT throws_ok(format('SELECT recovery_receive(371002, %s, %s)', pg_temp.n('1'),
	args), 'ZH001', NULL, why)
FROM (VALUES
	('''person'', 103.01, current_date, ''V''', 'more than is owed'),
	('''person'', 5, current_date + 1, ''V''', 'tomorrow'),
	('''person'', 5, current_date, '' ''', 'no voucher'),
	('''bank'', 5, current_date, ''V''', 'what the bank never sent back')
) v (args, why);
SELECT matches(recovery_receive(371002, pg_temp.n('1'), 'person', 34.33,
	current_date, 'V1'), '还欠 68.67');
SELECT is(state, 'running', 'paid for now') FROM recovery_list
WHERE correction = pg_temp.n('1');
SELECT is(next_on, current_date, 'the next is due') FROM recovery_list
WHERE correction = pg_temp.n('1');
SELECT is(pg_temp.owed() - current_setting('test.before')::numeric, 68.67,
	'the ledger says what is owed');
SELECT matches(recovery_receive(371002, pg_temp.n('1'), 'person', 68.67,
	current_date, 'V2'), '还欠 0.00');
SELECT is(state, 'done', 'all of it') FROM recovery_list
WHERE correction = pg_temp.n('1');
SELECT is_empty('SELECT * FROM todo_recovery WHERE key = pg_temp.n(''1'')',
	'waits no more');
SELECT throws_ok('UPDATE recovery SET owed = 1', '42501');
SELECT throws_ok('INSERT INTO recovery_money (county) VALUES (371002)', '42501');
RESET SESSION AUTHORIZATION;
SELECT throws_ok('UPDATE recovery_money SET amount = 1', 'ZH403');
SELECT is(amount::numeric, 103.00, 'what was paid stays as it was') FROM payment
WHERE programme = 'pension' AND month = 202610 AND part = 0
	AND resident = (SELECT resident FROM correction WHERE id = pg_temp.n('1'));
SELECT is_empty('SELECT verify_ledger(371002)', 'the ledger is what the record says');
SELECT is(pg_temp.owed(), current_setting('test.before')::numeric, 'nothing is owed');
SELECT * FROM finish();
ROLLBACK;
