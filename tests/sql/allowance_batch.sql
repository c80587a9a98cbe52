-- Allowances that go with a batch: who is who, what is due, what is paid, and what
-- is no arrears any more. Today is 2026-11-23 here.
BEGIN;
SET LOCAL search_path = zhen, tap;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

SELECT lives_ok(format('SELECT operator_add(%L, %L, %s, %L)', role, name, div,
	duties), role)
FROM (VALUES
	('try_head', '所长', 371002001000, '{reviewer}'),
	('try_win', '窗口', 371002001000, '{window}')
) v (role, name, div, duties);
DELETE FROM allowance_rate;
INSERT INTO allowance_rate (kind, since, amount, source)
VALUES ('coordinator', 202501, 300, '试验');
SELECT r.id AS one, r.name AS one_name, r.id_no AS one_id_no
FROM resident r JOIN account a ON a.county = r.county AND a.resident = r.id AND a.is_current
WHERE r.div = 371002001001 AND r.closed_as IS NULL AND r.died IS NULL
ORDER BY r.id LIMIT 1 \gset
INSERT INTO staff (county, name, div, office_div, kind, since, until)
VALUES
	(371002, :'one_name', 371002001001, 371002001000, 'coordinator', '2020-01-01', '2026-09-30'),
	(371002, :'one_name', 371002002001, 371002002000, 'coordinator', '2026-09-30', NULL),
	(371002, '别人', 371002001001, 371002001000, 'coordinator', '2020-01-01', NULL);
SELECT min(id) AS first, max(id) AS second FROM staff WHERE name = :'one_name' AND id > (
	SELECT max(id) - 3 FROM staff) \gset
SELECT max(id) AS other FROM staff WHERE name = '别人' \gset

SET LOCAL SESSION AUTHORIZATION try_head;
SELECT throws_ok(format('SELECT staff_resident_set(371002, %s, %L)', staff, id_no),
	'ZH001', NULL, why)
FROM (VALUES
	(:first::bigint, '370620193612250099', 'nobody of that number'),
	(:other, :'one_id_no', 'somebody of another name'),
	(:second, :'one_id_no', 'staff of another office')
) v (staff, id_no, why);
SELECT is(staff_resident_set(371002, :first, ' ' || :'one_id_no'),
	:'one_name' || ' 的补贴以后可以随批次发放', 'who is who');
RESET SESSION AUTHORIZATION;
UPDATE staff SET office_div = 371002001000, div = 371002001001 WHERE id = :second;
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT throws_ok(format('SELECT staff_resident_set(371002, %s, %L)', :second,
	:'one_id_no'), 'ZH001',
	'此人已由环翠楼街道发补贴，不能两处都发；兼岗请登记在兼岗里（/3301）',
	'one day in two places');
SELECT lives_ok(format('SELECT allowance_accrue(%s)', m), 'accrued ' || m)
FROM unnest('{202608,202609}'::int[]) m;
SELECT is(count(*), 2::bigint, 'two months owed') FROM arrears WHERE staff = :first;
SELECT lives_ok(format('SELECT allowance_pay(371002, %s, 202608, ''凭1'')', :first),
	'one is paid by hand');

SET LOCAL SESSION AUTHORIZATION try_win;
INSERT INTO enrol_staff_pay (county, resident, since) VALUES (371002, :one, 202608);
SELECT lives_ok(format('SELECT batch_compute(''staff_pay'', %s)', m), 'computed ' || m)
FROM unnest('{202608,202609,202610}'::int[]) m;
SELECT is((SELECT coalesce(max(e.amount)::text, max(l.reason)) FROM batch b
	LEFT JOIN entitlement e ON e.county = b.county AND e.batch = b.id
		AND e.resident = :one
	LEFT JOIN left_out l ON l.county = b.county AND l.batch = b.id
		AND l.resident = :one
	WHERE b.programme = 'staff_pay' AND b.month = v.month), want, v.month::text)
FROM (VALUES
	(202608, '本月没有计提的补贴，或已另行支付'),
	(202609, '300.00'),
	(202610, '本月没有计提的补贴，或已另行支付')
) v (month, want);
SELECT is(because, '村级协管员每月 300.00 元（202501 起）', 'how it came about')
FROM entitlement WHERE county = 371002 AND programme = 'staff_pay'
	AND month = 202609 AND resident = :one;
SELECT id AS batch FROM batch WHERE programme = 'staff_pay' AND month = 202609
	AND div = 371002001000 \gset
SELECT lives_ok(format('SELECT batch_submit(371002, %s)', :batch), 'submitted');
RESET SESSION AUTHORIZATION;
SELECT ok(xmax = 0, 'nobody holds what was accrued') FROM allowance
WHERE staff = :first AND month = 202609;
SELECT batch_recheck(b) FROM batch b WHERE b.county = 371002 AND b.id = :batch \g /dev/null
SELECT ok(xmax <> 0, 'but who checks before paying does') FROM allowance
WHERE staff = :first AND month = 202609;
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT lives_ok(format('SELECT batch_approve(371002, %s)', :batch), 'approved');
SELECT is_empty(format('SELECT * FROM arrears WHERE staff = %s', :first),
	'nothing is owed any more');
SELECT is(voucher::text, '批次 ' || :batch, 'the batch is its voucher')
FROM allowance_payment WHERE staff = :first AND month = 202609;
SELECT throws_ok(format('SELECT allowance_pay(371002, %s, 202609, ''凭2'')', :first),
	'23505', NULL, 'it isn''t paid by hand again');
RESET SESSION AUTHORIZATION;
SELECT is(ROW(d.amount, d.reason)::text, '(300.00,)', 'nor is there anything to correct')
FROM payment p
CROSS JOIN LATERAL correction_due(p) d
WHERE p.county = 371002 AND p.batch = :batch AND p.resident = :one;

-- Reversed: owed again, and shown so; paid after all by the batch, or by hand.
CREATE FUNCTION pg_temp.correct(p_kind text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE said text;
BEGIN
	SET LOCAL SESSION AUTHORIZATION try_win;
	PERFORM zhen.correction_ask(p.county, p.programme, p.month, p.resident, p_kind,
		'试：更正')
	FROM zhen.payment_list p WHERE p.programme = 'staff_pay' AND p.month = 202609;
	SET LOCAL SESSION AUTHORIZATION try_head;
	SELECT zhen.correction_approve(c.county, c.correction) INTO said
	FROM zhen.correction_list c WHERE c.note = '试：更正' AND c.state = 'open';
	RESET SESSION AUTHORIZATION;
	RETURN said;
END
$$;
CREATE FUNCTION pg_temp.owes() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(month || ' ' || amount, ', ') FROM zhen.arrears
	WHERE staff = current_setting('test.first')::bigint
$$;
CREATE FUNCTION pg_temp.payable() RETURNS numeric LANGUAGE sql AS $$
	SELECT -sum(l.amount) FROM zhen.ledger_line l
	WHERE l.account = '2002' AND l.for_month = 202609
$$;
SELECT set_config('test.first', :'first', true),
	set_config('test.payable', pg_temp.payable()::text, true) \g /dev/null
SELECT matches(pg_temp.correct('3'), '已批准');
SELECT is(pg_temp.owes(), NULL, 'sent anew it is paid still');
INSERT INTO allowance (county, month, staff, div, amount, because, line, corrects)
VALUES (371002, 202609, :first, 371002001001, 50, '补差', 1, 0);
SELECT matches(pg_temp.correct('3'), '已批准');
SELECT is(pg_temp.owes(), '202609 50.00', 'as much sent anew pays nothing that came since');
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT lives_ok(format('SELECT allowance_pay(371002, %s, 202609, ''凭补'', 1)', :first), 'by hand');
SELECT matches(pg_temp.correct('1'), '已批准');
SELECT is(pg_temp.owes(), '202609 300.00', 'reversed it is owed again');
SELECT is(pg_temp.payable() - current_setting('test.payable')::numeric, 300.00,
	'and payable in the ledger');
SELECT matches(pg_temp.correct('5'), '已批准');
SELECT is(pg_temp.owes(), NULL, 'paid after all');
SELECT matches(pg_temp.correct('1'), '已批准');
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT lives_ok(format('SELECT allowance_pay(371002, %s, 202609, ''凭3'')', :first),
	'by hand');
SELECT throws_ok(format('SELECT allowance_pay(371002, %s, 202609, ''凭4'')', :first),
	'23505', NULL, 'once');
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.owes(), NULL, 'and nothing is owed');
SELECT throws_ok('SELECT pg_temp.correct(''5'')', 'ZH001', NULL,
	'nor paid by the batch again');
RESET SESSION AUTHORIZATION;
SELECT is_empty('SELECT verify_ledger(371002)', 'the ledger is what the record says');

SELECT * FROM finish();
ROLLBACK;
