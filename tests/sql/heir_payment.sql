-- What heirs are owed is paid once: by the bank, handed over, or returned by the
-- bank and handed over. 余额 1000: 600 to 甲, who has an account, 400 to 乙, who has
-- none. The ledger ends in cash: 1001 -1000, 2101 +1000, 2005 nothing.
BEGIN;
SET LOCAL search_path = zhen, tap;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

SELECT isnt(operator_add(role, name, place, duties::text[]), NULL, role)
FROM (VALUES
	('try_maker', '经甲', 371002001000, '{window}'),
	('try_both', '双己', 371002001000, '{window,reviewer}'),
	('try_check', '复乙', 371002001000, '{window,reviewer}'),
	('try_sup', '主丙', 371002001000, '{supervisor}'),
	('try_coo', '协戊', 371002001001, '{coordinator}'),
	('try_far', '远丁', 371002100000, '{window,reviewer}')
) v (role, name, place, duties);
INSERT INTO household (county, id, div, head)
VALUES (371002, 9300000, 371002001001, 9300001);
INSERT INTO resident (county, id, id_no, name, div, household, kin, died)
SELECT 371002, 9300001, b || idcard_check_digit(b), '逝者', 371002001001, 9300000,
	'02', '2026-10-05'
FROM (VALUES ('11010119700101702')) v (b);
INSERT INTO contribution (county, programme, resident, year, kind, tier, amount,
	match, month, paid_on)
VALUES (371002, 'pension', 9300001, 2015, '1', '500', 1000, 0, 201506, '2015-06-01');
CREATE FUNCTION pg_temp.booked() RETURNS text LANGUAGE sql SECURITY DEFINER AS $$
	SELECT string_agg(account || ' ' || amount, ', ' ORDER BY account)
	FROM (
		SELECT l.account, sum(l.amount) AS amount
		FROM zhen.ledger_line l
		JOIN zhen.ledger_entry e ON e.county = l.county AND e.id = l.entry
		WHERE NOT e.is_opening AND (e.source, e.ref) IN (('contribution', 9300001),
			('heir_payment', (SELECT max(id) FROM zhen.payout)))
		GROUP BY l.account
		HAVING sum(l.amount) <> 0) x
$$;

SET SESSION AUTHORIZATION try_maker;
INSERT INTO payout (county, programme, resident)
VALUES (371002, 'pension', 9300001) RETURNING id AS payout \gset
INSERT INTO heir (county, payout, name, id_no, kin, amount, evidence, account_number)
SELECT 371002, :payout, name, b || idcard_check_digit(b), '20', amount, '户口簿', account
FROM (VALUES ('甲', '11010119900101702', 600, '6228480000000099001'),
	('乙', '11010119900101704', 400, NULL)) v (name, b, amount, account);
SELECT is_empty('SELECT FROM heir_due WHERE payout = ' || :payout, 'not before approval');
SET SESSION AUTHORIZATION try_check;
SELECT lives_ok(format('SELECT payout_approve(371002, %s)', :payout), 'approved');
SELECT id AS one FROM heir WHERE payout = :payout AND name = '甲' \gset
SELECT id AS two FROM heir WHERE payout = :payout AND name = '乙' \gset
SELECT is(pg_temp.booked(), '1003 1000.00, 2005 -1000.00', 'the heirs are owed it');
SELECT throws_ok(format('SELECT heir_pay(371002, %s, %s, ''bank'', ''1'')', :payout, :one),
	'ZH403', '这是您批准的，请另一位经办人付款', 'not by who approved it');
SET SESSION AUTHORIZATION try_far;
SELECT throws_ok(format('SELECT heir_pay(371002, %s, %s, ''bank'', ''1'')', :payout, :one),
	'ZH403', NULL, 'nor by another office');
SET SESSION AUTHORIZATION try_sup;
SELECT throws_ok(format('SELECT heir_pay(371002, %s, %s, ''bank'', ''1'')', :payout, :one),
	'ZH403', NULL, 'nor by a supervisor');
SELECT is(count(*), 2::bigint, 'who sees both') FROM heir_due WHERE payout = :payout;
SET SESSION AUTHORIZATION try_coo;
SELECT throws_ok(format('SELECT heir_pay(371002, %s, %s, ''bank'', ''1'')', :payout, :one),
	'ZH403', NULL, 'nor by a coordinator');
SET SESSION AUTHORIZATION try_maker;
SELECT throws_ok(format('SELECT heir_pay(371002, %s, %s, %L, %L)', :payout, heir, way,
	paper), 'ZH001', said, said)
FROM (VALUES
	(:two, 'bank', '1', '乙没有登记账号，请打印领款单由本人签领'),
	(:one, 'bank', '', '请输入代发文件号或凭证号'),
	(:one, 'x', '1', '请选送银行或签领'),
	(-1, 'bank', '1', '没有这笔批准了的继承款，请重新打开一览')
) v (heir, way, paper, said);
SET SESSION AUTHORIZATION try_both;
SELECT throws_ok(format('SELECT heir_back(371002, %s, %s, ''户名不符'')', :payout, :one),
	'ZH001', '甲的没有送过银行，没有可退回的', 'nothing to come back');
SET SESSION AUTHORIZATION try_maker;
SELECT is(heir_pay(371002, :payout, :one, 'bank', '文件 7'), '甲 600.00 元已记送银行', 'sent');
SELECT throws_ok(format('SELECT heir_pay(371002, %s, %s, ''hand'', ''1'')', :payout, :one),
	'ZH001', '甲的继承款已送银行，不能再付', 'once');
SELECT is(pg_temp.booked(), '1001 -600.00, 1003 1000.00, 2005 -400.00', 'out of the bank');
SELECT throws_ok(format('SELECT heir_back(371002, %s, %s, ''户名不符'')', :payout, :one),
	'ZH403', NULL, 'a window alone doesn''t take it back');
SET SESSION AUTHORIZATION try_both;
SELECT is(heir_back(371002, :payout, :one, '户名不符'),
	'甲 600.00 元已记退回，可以改由本人签领', 'came back');
SELECT throws_ok(format('SELECT heir_back(371002, %s, %s, ''户名不符'')', :payout, :one),
	'ZH001', NULL, 'once');
SELECT is(pg_temp.booked(), '1003 1000.00, 2005 -1000.00', 'and is owed again');
SELECT throws_ok(format('SELECT heir_pay(371002, %s, %s, ''hand'', ''1'')', :payout, :one),
	'ZH403', '银行退回是您登记的，请另一位经办人付款', 'not handed over by who took it back');
SET SESSION AUTHORIZATION try_maker;
SELECT is(heir_pay(371002, :payout, :one, 'bank', '文件 8'), '甲 600.00 元已记送银行', 'again');
SET SESSION AUTHORIZATION try_check;
SELECT lives_ok(format('SELECT heir_back(371002, %s, %s, ''户名不符'')', :payout, :one),
	'came back, says who approved it');
SET SESSION AUTHORIZATION try_both;
SELECT is(heir_pay(371002, :payout, :one, 'bank', '文件 9'), '甲 600.00 元已记送银行', 'again');
SELECT throws_ok(format('SELECT heir_back(371002, %s, %s, ''户名不符'')', :payout, :one),
	'ZH403', '这是您送的银行，请另一位复核人员登记退回', 'not by who sent it, a reviewer too');
SET SESSION AUTHORIZATION try_check;
SELECT lives_ok(format('SELECT heir_back(371002, %s, %s, ''户名不符'')', :payout, :one),
	'but by another');
SET SESSION AUTHORIZATION try_maker;
SELECT is(string_agg(heir_pay(371002, :payout, heir, 'hand', '领 1'), ' ' ORDER BY heir),
	'甲 600.00 元已记签领 乙 400.00 元已记签领', 'handed over')
FROM unnest(ARRAY[:one, :two]) heir;
SELECT is(pg_temp.booked(), '1001 -1000.00, 1003 1000.00', 'nobody is owed anything');
SELECT is(string_agg(state_name, ' '), '已签领 已签领', 'said so') FROM heir_due
WHERE payout = :payout;
SELECT throws_ok('UPDATE heir_payment SET amount = 1', '42501', NULL, 'nobody writes it');
SELECT throws_ok(format('INSERT INTO heir_payment (county, payout, heir, div, way, amount,
	voucher) VALUES (371002, %s, %s, 371002001001, ''hand'', 5, ''x'')', :payout, :one),
	'42501', NULL, 'nor adds to it');
RESET SESSION AUTHORIZATION;
SELECT throws_ok('UPDATE heir_payment SET amount = amount + 1', 'ZH403', NULL,
	'not even who may do all');
SELECT is_empty('SELECT verify_ledger(371002)', 'the ledger is what the record says');
SELECT * FROM finish();
ROLLBACK;
