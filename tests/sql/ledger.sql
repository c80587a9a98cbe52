-- The ledger: what is booked for what happens, to the cent; zero at all times;
-- closed months; held against the record.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

CREATE FUNCTION pg_temp.stands(p_account text, p_where text DEFAULT 'true')
RETURNS numeric
LANGUAGE plpgsql AS $$
DECLARE n numeric;
BEGIN
	EXECUTE format('SELECT coalesce(sum(amount), 0) FROM zhen.ledger_line
		WHERE account = %L AND entry > %s AND %s', p_account,
		current_setting('test.since'), p_where) INTO n;
	RETURN n;
END
$$;
CREATE FUNCTION pg_temp.wrong() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(v, ' / ') FROM zhen.verify_ledger(371002) v
$$;
SELECT isnt(operator_add(role, name, place, duties::text[]), NULL, role)
FROM (VALUES
	('try_maker', '经甲', 371002001000, '{window,reviewer}'),
	('try_check', '复乙', 371002001000, '{reviewer}'),
	('try_far', '远丁', 371002100000, '{window,reviewer}'),
	('try_county', '县戊', 371002000000, '{supervisor}'),
	('try_window', '窗己', 371002000000, '{window}')
) v (role, name, place, duties);

SELECT is(sum(amount), 0::numeric, 'the ledger of the demo sums to zero')
FROM ledger_line;
SELECT is(pg_temp.wrong(), NULL, 'and is what the record says');
SELECT is(-sum(l.amount), (SELECT sum(amount) FROM payment WHERE part = 0),
	'what was approved is payable until the bank has it')
FROM ledger_line l WHERE l.account = '2001';
SELECT is(ledger_open(), 0, 'a second opening adds nothing');
SELECT set_config('test.since', max(id)::text, true) FROM ledger_entry;

-- Funds.
CREATE FUNCTION pg_temp.put(p_kind text, p_amount numeric, p_purpose text,
	p_settles bigint, p_on date DEFAULT '2025-03-01') RETURNS bigint
LANGUAGE sql AS $$
	INSERT INTO zhen.fund_entry (div, year, class, source, kind, amount, on_date,
		payee, thing, purpose, voucher, settles)
	VALUES (371002001000, extract(year FROM p_on)::int, 'work', '1', p_kind,
		p_amount, p_on, CASE WHEN p_purpose IS NOT NULL THEN '文具店' END,
		CASE WHEN p_purpose IS NOT NULL THEN '打印纸' END, p_purpose, 'V1',
		p_settles)
	RETURNING id
$$;
SET SESSION AUTHORIZATION try_maker;
SELECT pg_temp.put('budget', 10000, NULL, NULL);
SELECT pg_temp.put('received', 1000, NULL, NULL);
SELECT set_config('test.promised',
	pg_temp.put('committed', 600, '3', NULL)::text, true);
SELECT set_config('test.spent', pg_temp.put('spent', 250, '3',
	current_setting('test.promised')::bigint)::text, true);
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.stands(account, 'fund = ''work'' AND month = 202503'),
	amount::numeric, account || ' ' || why)
FROM (VALUES
	('7001', 10000, 'the budget'),
	('7002', -10000, 'against it'),
	('1002', 750, 'came in less spent'),
	('4001', -1000, 'came in'),
	('7101', 350, 'promised less paid of it'),
	('7102', -350, 'against it'),
	('5201', 250, 'spent')
) v (account, amount, why);
SET SESSION AUTHORIZATION try_maker;
SELECT isnt(fund_correct(371002, current_setting('test.spent')::bigint,
	'登错了'), NULL, 'an entry taken back');
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.stands('5201'), 0::numeric, 'is booked in red');
SELECT is(pg_temp.stands('7101'), 600::numeric, 'and owed again');

-- Allowances and claims.
SET SESSION AUTHORIZATION li;
SELECT isnt(allowance_accrue(202611), NULL, 'a month is accrued');
SELECT isnt(allowance_pay(a.county, a.staff, 202611, 'V2'), NULL, 'one is paid')
FROM allowance a JOIN staff s ON s.id = a.staff
WHERE a.month = 202611 AND s.role = 'zhao';
SELECT isnt(claim_approve(371002, s.id, 202610), NULL, 'a claim is approved'),
	isnt(claim_pay(371002, s.id, 202610, 'V3'), NULL, 'and paid')
FROM staff s WHERE s.role = 'zhao';
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.stands('2002'), -(SELECT sum(a.amount) FROM allowance a
	LEFT JOIN allowance_payment p USING (county, month, staff)
	WHERE a.month = 202611 AND p.staff IS NULL), 'accrued and not paid');
SELECT is(count(*), 1::bigint, 'one entry for all of the office')
FROM ledger_entry WHERE source = 'allowance' AND id
	> current_setting('test.since')::bigint;
SELECT is(pg_temp.stands('2003'), 0::numeric, 'a claim that is paid');
SELECT is(pg_temp.stands('5102', 'for_month = 202610'), (
	SELECT sum(v.transport + v.phone + v.meal) FROM visit v
	JOIN staff s ON s.id = v.staff
	WHERE s.role = 'zhao' AND month_of(visited_on) = 202610),
	'costs what its visits cost');

-- Payable when approved, out when the bank has it, payable again when it comes
-- back. Of 103.00 each: 1 is reversed before the file is made, 2 goes into it and
-- is sent again, 3 gets it, 4 is reversed after, 5 fails and is reversed then.
SELECT set_config('test.five', string_agg(resident::text, ',' ORDER BY resident),
	true), is(min(amount), 103.00, 'each is paid'),
	is(max(amount), 103.00, 'as much')
FROM (SELECT resident, amount::numeric FROM payment WHERE programme = 'pension'
	AND month = 202610 AND div / 1000 = 371002001 AND holder !~ '䶮'
	ORDER BY resident LIMIT 5) p;
CREATE FUNCTION pg_temp.one(p_n int) RETURNS bigint LANGUAGE sql AS $$
	SELECT split_part(current_setting('test.five'), ',', p_n)::bigint
$$;
CREATE FUNCTION pg_temp.ask(p_n int, p_kind text) RETURNS text LANGUAGE sql AS $$
	SELECT correction_ask(371002, 'pension', 202610, pg_temp.one(p_n), p_kind,
		'试：' || p_n)
$$;
CREATE FUNCTION pg_temp.approve() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT correction_approve(c.county, c.correction) FROM correction_list c
	WHERE c.state = 'open' AND c.note LIKE '试：%' ORDER BY c.correction
$$;
SELECT set_config('test.batch', batch::text, true) FROM payment
WHERE programme = 'pension' AND month = 202610 AND resident = pg_temp.one(1);
SET SESSION AUTHORIZATION try_maker;
SELECT matches(pg_temp.ask(1, '1'), '已申请');
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.stands('2001'), 0::numeric, 'asking books nothing');
SET SESSION AUTHORIZATION try_check;
SELECT matches(pg_temp.approve(), '已批准');
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.stands(account), amount::numeric, account || ' ' || why)
FROM (VALUES
	('1201', 0, 'what never left is owed by nobody'),
	('5001', -103, 'and no expense'),
	('2001', 103, 'nor payable')
) v (account, amount, why);
SET SESSION AUTHORIZATION try_maker;
SELECT matches(bank_file_make(371002, current_setting('test.batch')::bigint, 0),
	'编成 1 个');
RESET SESSION AUTHORIZATION;
SELECT set_config('test.sent', sum(amount)::text, true) FROM bank_sent_line
WHERE batch = current_setting('test.batch')::bigint;
SELECT is(pg_temp.stands('1001', 'cause = ''sent'''),
	-current_setting('test.sent')::numeric, 'the file is what left');
CREATE FUNCTION pg_temp.payable() RETURNS numeric LANGUAGE sql AS $$
	SELECT -coalesce(sum(amount), 0) FROM zhen.ledger_line WHERE account = '2001'
		AND programme = 'pension' AND for_month = 202610 AND div = 371002001000
$$;
SELECT is(pg_temp.payable(), (SELECT coalesce(sum(p.amount), 0)
	FROM bank_refusal h JOIN payment p USING (county, batch, resident, part)
	WHERE h.batch = current_setting('test.batch')::bigint),
	'what is payable still couldn''t be written to the bank');
SELECT set_config('test.held', pg_temp.payable()::text, true);
SET SESSION AUTHORIZATION try_maker;
SELECT matches(pg_temp.ask(2, '3'), '已申请');
SELECT matches(pg_temp.ask(4, '1'), '已申请');
SET SESSION AUTHORIZATION try_check;
SELECT matches(pg_temp.approve(), '已批准');
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.stands('1201'), 103.00, 'what had left is owed back');
SET SESSION AUTHORIZATION try_maker;
SELECT matches(bank_supplement_make(371002, current_setting('test.batch')::bigint),
	'1 人'), matches(bank_file_make(371002,
	current_setting('test.batch')::bigint, 1), '编成 1 个');
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.payable() - current_setting('test.held')::numeric, -103.00,
	'sent again before the first came back');
INSERT INTO bank_return_line (county, batch, resident, part, return, div, amount,
	is_good, reason)
SELECT county, batch, resident, 0, 1, div, amount, resident = pg_temp.one(3),
	CASE WHEN resident <> pg_temp.one(3) THEN '户名不符' END
FROM payment WHERE programme = 'pension' AND month = 202610 AND part = 0
	AND resident IN (pg_temp.one(2), pg_temp.one(3), pg_temp.one(5));
SELECT is(pg_temp.stands('1001', 'cause = ''came_back'''), 206.00,
	'what the bank sends back is there');
SELECT is(pg_temp.payable() - current_setting('test.held')::numeric, 103.00,
	'and payable to the one to whom it wasn''t sent again');
SET SESSION AUTHORIZATION try_maker;
SELECT matches(pg_temp.ask(5, '1'), '已申请');
SET SESSION AUTHORIZATION try_check;
SELECT matches(pg_temp.approve(), '已批准');
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.payable(), current_setting('test.held')::numeric,
	'no longer when it is reversed');
SELECT is(pg_temp.stands('1201'), 103.00, 'which nobody owes');
SELECT is(pg_temp.wrong(), NULL, 'the ledger is still what the record says');

-- Nobody writes it.
SELECT throws_ok(format('SET LOCAL ROLE %s; %s', role, q), '42501')
FROM unnest('{try_maker,try_county,ma}'::text[]) role, unnest(ARRAY[
	'INSERT INTO ledger_entry (county, div, month, source, ref)
		VALUES (371002, 371002001000, 202611, ''payment'', 1)',
	'UPDATE ledger_line SET amount = 1',
	'DELETE FROM ledger_line',
	'UPDATE ledger_period SET closed = 202610',
	'INSERT INTO ledger_close (county) VALUES (371002)',
	'SELECT ledger_open()',
	'SELECT ledger_shut(371002, 194901, 202610, NULL)',
	'SELECT ledger_write(''payment'', ''{}'')']) q;
RESET ROLE;
SELECT throws_ok('UPDATE ledger_line SET amount = amount + 1', 'ZH403', NULL,
	'not even the owner changes a line');
SELECT throws_ok('DELETE FROM ledger_entry', 'ZH403', NULL, 'or removes one');
SELECT throws_ok('INSERT INTO ledger_line SELECT county, entry, ''sent'', 1,
	''1201'', programme, fund, for_month, div, month, 5 FROM ledger_line LIMIT 1',
	'ZH403', NULL, 'or adds half an entry');
SELECT throws_ok('TRUNCATE ledger_line', 'ZH403', NULL, 'or empties it');

-- Closing.
SET SESSION AUTHORIZATION try_check;
SELECT throws_ok('SELECT ledger_close(371002000000, 202610)', 'ZH403', NULL,
	'a town doesn''t close a county');
SET SESSION AUTHORIZATION try_window;
SELECT throws_ok('SELECT ledger_close(371002000000, 202610)', 'ZH403', NULL,
	'nor does the window');
SET SESSION AUTHORIZATION zhou;
SELECT throws_ok('SELECT ledger_close(371002000000, 202610)', 'ZH403', NULL,
	'nor another county');
SET SESSION AUTHORIZATION try_county;
SELECT throws_ok('SELECT ledger_close(371002000000, ' || month || ')', 'ZH001',
	NULL, why)
FROM (VALUES
	('month_add(month_of(current_date), 1)', 'not a month to come'),
	('202613', 'nor none'),
	('NULL', 'nor nothing')
) v (month, why);
SELECT matches(ledger_close(371002000000, 202610), '已结账到 202610');
SELECT throws_ok('SELECT ledger_close(371002000000, 202610)', 'ZH001', NULL,
	'once');
SET SESSION AUTHORIZATION try_maker;
SELECT set_config('test.late',
	pg_temp.put('received', 77, NULL, NULL, '2026-09-30')::text, true);
RESET SESSION AUTHORIZATION;
SELECT is(e.month::int, 202611, 'what is of a closed month is booked in the open one')
FROM ledger_entry e
WHERE e.source = 'fund_entry' AND e.ref = current_setting('test.late')::bigint;
SELECT throws_ok('INSERT INTO ledger_entry (county, div, month, source, ref)
	VALUES (371002, 371002001000, 202610, ''payment'', 1);
	INSERT INTO ledger_line SELECT county, id, ''sent'', 1, account, '''', ''work'',
	202610, div, month, amount FROM ledger_entry, (VALUES (''2001'', 5),
	(''1001'', -5)) v (account, amount) WHERE id = (SELECT max(id)
	FROM ledger_entry)', 'ZH403', NULL, 'not even the owner books in it');
SELECT is(pg_temp.wrong(), NULL, 'a closed month verifies');
SET SESSION AUTHORIZATION try_check;
SELECT throws_ok('SELECT ledger_reopen(371002, 202610, ''补记'')', 'ZH403', NULL,
	'a town doesn''t reopen');
RESET SESSION AUTHORIZATION;
CREATE FUNCTION pg_temp.reopens(p_role text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', p_role);
	RETURN zhen.ledger_reopen(371002, 202610, '补记');
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END
$$;
SELECT is(pg_temp.reopens(role), 'ZH403', 'nor does ' || who)
FROM (VALUES ('try_window', 'the window'), ('zhao', 'a coordinator'),
	('zhou', 'another county'), ('ma', 'an administrator')) v (role, who);
SELECT is(closed::int, 202610, 'all of it is still closed') FROM ledger_period
WHERE county = 371002;
SET SESSION AUTHORIZATION try_county;
SELECT throws_ok('SELECT ledger_reopen(371002, 202610, '' '')', 'ZH001',
	'请写明为什么反结账', 'not without a reason');
SELECT throws_ok('SELECT ledger_reopen(371002, 202611, ''补记'')', 'ZH001',
	'202611 没有结账，不用打开', 'not what is open');
SELECT matches(ledger_reopen(371002, 202609, '补记'), '202609 至 202610');
SELECT is(array_agg(what || month || coalesce(reason, '') ORDER BY id),
	'{结账202610,反结账202609补记}', 'both are on record')
FROM ledger_close_list;
SET SESSION AUTHORIZATION try_maker;
SELECT set_config('test.late',
	pg_temp.put('received', 78, NULL, NULL, '2026-09-29')::text, true);
RESET SESSION AUTHORIZATION;
SELECT is(e.month::int, 202609, 'an opened month takes what is of it')
FROM ledger_entry e
WHERE e.source = 'fund_entry' AND e.ref = current_setting('test.late')::bigint;

-- Held against the record.
SET SESSION AUTHORIZATION try_far;
SELECT is(count(*), 0::bigint, 'another office sees nothing')
FROM ledger_line_list WHERE div = 371002001000;
SET SESSION AUTHORIZATION try_check;
SELECT is(count(*), (SELECT count(*) FROM ledger_balances('3', NULL, NULL,
	371002001000, NULL, NULL, NULL)), 'a town sees its own')
FROM ledger_balances('3', NULL, NULL, NULL, NULL, NULL, NULL);
RESET SESSION AUTHORIZATION;
SET LOCAL session_replication_role = replica;
UPDATE payment SET amount = amount + 0.01
WHERE programme = 'pension' AND month = 202610 AND resident = pg_temp.one(3)
	AND part = 0;
SET LOCAL session_replication_role = origin;
SELECT matches(pg_temp.wrong(), '总账 发放批次.*202610.*元，记录是',
	'a cent in the record shows');
SET SESSION AUTHORIZATION try_county;
SELECT throws_ok('SELECT ledger_close(371002000000, 202610)', 'ZH001', NULL,
	'and can''t be closed over');
RESET SESSION AUTHORIZATION;
SET LOCAL session_replication_role = replica;
UPDATE payment SET amount = amount - 0.01
WHERE programme = 'pension' AND month = 202610 AND resident = pg_temp.one(3)
	AND part = 0;
UPDATE ledger_line SET amount = amount + 0.01
WHERE (entry, account) IN (SELECT entry, account FROM ledger_line
	WHERE account = '5001' AND cause = 'due' LIMIT 1);
SET LOCAL session_replication_role = origin;
SELECT matches(pg_temp.wrong(), '待遇支出.*借贷相差 0.01', 'and one in the ledger');
SET LOCAL session_replication_role = replica;
DELETE FROM bank_sent_line WHERE resident = pg_temp.one(3);
SET LOCAL session_replication_role = origin;
SELECT matches(pg_temp.wrong(), '总账 代发文件.*支付户.*记录是',
	'and a line that the bank was given');

SELECT * FROM finish();
ROLLBACK;
