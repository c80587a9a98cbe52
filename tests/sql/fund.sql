-- Funds: what is spent is tied to something and never past what came in.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

SELECT isnt(operator_add(role, name, place, duties::text[]), NULL, role)
FROM (VALUES
	('try_maker', '经甲', 371002001000, '{window,reviewer}'),
	('try_check', '复乙', 371002001000, '{reviewer}'),
	('try_far', '远丁', 371002100000, '{window,reviewer}')
) v (role, name, place, duties);
CREATE FUNCTION pg_temp.put(p_kind text, p_amount numeric, p_purpose text,
	p_settles bigint, p_source text DEFAULT '1') RETURNS bigint
LANGUAGE sql AS $$
	INSERT INTO zhen.fund_entry (div, year, class, source, kind, amount, on_date,
		payee, thing, purpose, voucher, settles)
	VALUES (371002001000, 2025, 'work', p_source, p_kind, p_amount, '2025-03-01',
		CASE WHEN p_purpose IS NOT NULL THEN '文具店' END,
		CASE WHEN p_purpose IS NOT NULL THEN '打印纸' END, p_purpose, 'V1',
		p_settles)
	RETURNING id
$$;
CREATE FUNCTION pg_temp.left_over(p_source text DEFAULT '1') RETURNS numeric
LANGUAGE sql AS $$
	SELECT zhen.fund_left(371002, 371002001000, 2025, 'work', p_source)
$$;

SET SESSION AUTHORIZATION try_maker;
SELECT isnt(pg_temp.put('budget', 10000, NULL, NULL), NULL, 'a budget');
SELECT is(pg_temp.left_over(), 0::numeric, 'is no money yet');
SELECT throws_ok($$SELECT pg_temp.put('spent', 0.01, '1', NULL)$$, 'ZH001',
	'余额不够，差 0.01 元；要先支后到，请先办超支申请（5104）', 'nothing came in');
SELECT isnt(pg_temp.put('received', 1000, NULL, NULL), NULL, 'money comes in');
SELECT throws_ok(q, e, NULL, q)
FROM (VALUES
	('SELECT pg_temp.put(''spent'', 5, NULL, NULL)', '23514'),
	('SELECT pg_temp.put(''spent'', 5, ''nothing'', NULL)', 'ZH001'),
	('SELECT pg_temp.put(''given'', 5, ''1'', NULL)', '23514'),
	('SELECT pg_temp.put(''received'', 0, NULL, NULL)', '23514'),
	('SELECT pg_temp.put(''received'', -5, NULL, NULL)', '23514'),
	('SELECT pg_temp.put(''spent'', 1000.01, ''1'', NULL)', 'ZH001'),
	('SELECT pg_temp.put(''spent'', 5, ''1'', 1)', 'ZH001'),
	('SELECT pg_temp.put(''received'', 5, NULL, 1)', 'ZH001'),
	('INSERT INTO fund_entry (div, year, class, source, kind, amount, on_date,
		voucher) VALUES (371002001000, 2024, ''work'', ''1'', ''received'',
		5, ''2025-01-01'', ''V'')', '23514'),
	('INSERT INTO fund_entry (div, year, class, source, kind, amount, on_date,
		voucher) VALUES (371002100000, 2025, ''work'', ''1'', ''received'',
		5, ''2025-01-01'', ''V'')', '42501'),
	('INSERT INTO fund_entry (div, year, class, source, kind, amount, on_date,
		voucher) VALUES (371002001000, 2025, ''play'', ''1'', ''received'',
		5, ''2025-01-01'', ''V'')', 'ZH001'),
	('INSERT INTO fund_entry (corrects) VALUES (1)', '42501'),
	('UPDATE fund_entry SET amount = 1', '42501')
) v (q, e);
SELECT set_config('test.promised',
	pg_temp.put('committed', 600, '3', NULL)::text, true);
SELECT is(pg_temp.left_over(), 400::numeric, 'what is promised is used');
SELECT throws_ok($$SELECT pg_temp.put('spent', 400.01, '1', NULL)$$, 'ZH001',
	NULL, 'so it can''t be spent on something else');
SELECT set_config('test.paid', pg_temp.put('spent', 250, '3',
	current_setting('test.promised')::bigint)::text, true);
SELECT is(pg_temp.left_over(), 400::numeric, 'paying it uses nothing more');
SELECT throws_ok(format('SELECT pg_temp.put(''spent'', 350.01, ''3'', %s)',
	current_setting('test.promised')), 'ZH001',
	'这一笔已定未付还剩 350.00 元，付不了这么多，请分开登记', 'and no more of it');
SELECT throws_ok(format('SELECT fund_correct(371002, %s, ''错'')',
	current_setting('test.promised')), 'ZH001',
	'这一笔已定未付已经付过，请先冲正付款的那一笔', 'a promise that was paid stays');
SELECT is(fund_correct(371002, current_setting('test.paid')::bigint, '付错了人'),
	'已冲正 250.00 元，请登记对的', 'the payment is taken back');
SELECT throws_ok(format('SELECT fund_correct(371002, %s, ''再错'')',
	current_setting('test.paid')), '23505', NULL, 'once');
SELECT throws_ok(format('SELECT fund_correct(371002, %s, ''错'')',
	currval('fund_entry_id') - 1), 'ZH001', NULL, 'and no correction is');
SELECT is(fund_correct(371002, current_setting('test.promised')::bigint, '不买了'),
	'已冲正 600.00 元，请登记对的', 'then the promise');
SELECT is(pg_temp.left_over(), 1000::numeric, 'all is there again');
SELECT throws_ok(format('SELECT pg_temp.put(''spent'', 1, ''3'', %s)',
	current_setting('test.promised')), 'ZH001', NULL,
	'what isn''t promised any more isn''t paid');

-- Earmarked: from the day on that its rule has.
SELECT isnt(pg_temp.put('received', 500, NULL, NULL, '3'), NULL, 'the pilot');
SELECT throws_ok($$SELECT pg_temp.put('spent', 5, '1', NULL, '3')$$,
	'ZH001', '失业保险基金试点是专款，不能用于办公费，请换来源或用途', 'has its uses');
SELECT isnt(pg_temp.put('spent', 500, '6', NULL, '3'), NULL,
	'training is one, to the last fen');
SELECT is(pg_temp.left_over('3'), 0::numeric, 'and it is empty');

-- Overdrafts: asked for by one, decided by another.
INSERT INTO fund_overdraft (div, year, class, source, amount, purpose)
VALUES (371002001000, 2025, 'work', '1', 200, '未拨款')
RETURNING set_config('test.over', id::text, true);
SELECT throws_ok(format('SELECT fund_overdraft_approve(371002, %s)',
	current_setting('test.over')), 'ZH403', '这是您自己经办的，请另一位办理',
	'not by the same');
SELECT throws_ok($$SELECT pg_temp.put('spent', 1000.01, '1', NULL)$$, 'ZH001',
	NULL, 'asking is not enough');
SET SESSION AUTHORIZATION try_far;
SELECT throws_ok(format('SELECT fund_overdraft_approve(371002, %s)',
	current_setting('test.over')), 'ZH403', NULL, 'nor by another office');
SELECT is_empty('SELECT * FROM fund_entry', 'which sees nothing of it');
SET SESSION AUTHORIZATION try_check;
SELECT is(what, '超支申请', 'waits for the colleague') FROM todo_list('mine')
WHERE screen = 'overdraft';
SELECT is(fund_overdraft_approve(371002, current_setting('test.over')::bigint),
	'已批准超支 200.00 元', 'approved');
SELECT throws_ok(format('SELECT fund_overdraft_return(371002, %s, ''x'')',
	current_setting('test.over')), 'ZH001', NULL, 'once');
SET SESSION AUTHORIZATION try_maker;
SELECT isnt(pg_temp.put('spent', 1200, '1', NULL), NULL, 'then it goes');
SELECT throws_ok($$SELECT pg_temp.put('spent', 0.01, '1', NULL)$$, 'ZH001',
	NULL, 'and no further');
RESET SESSION AUTHORIZATION;
SELECT throws_ok('UPDATE fund_entry SET amount = 1', 'ZH403', NULL,
	'the owner changes no entry');
SELECT throws_ok('DELETE FROM fund_entry', 'ZH403', NULL, 'and removes none');
SELECT throws_ok('UPDATE fund_overdraft SET amount = 9999', 'ZH403', NULL,
	'nor an approved overdraft');
SELECT is((budget, received, committed, spent, overdraft)::text,
	'(10000.00,1000.00,0.00,1200.00,200.00)', 'the account adds up')
FROM fund_balance WHERE div = 371002001000 AND year = 2025 AND source = '1';
SELECT is_empty('SELECT * FROM verify()', 'and the chains hold');
SELECT * FROM finish();
ROLLBACK;
