-- A programme that a fund pays: approved by one person, authorised by a third,
-- who takes the sum from the fund, and only then paid.
BEGIN;
SET LOCAL search_path = zhen, tap;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

CREATE TEMP TABLE b (id bigint);
GRANT ALL ON b TO PUBLIC;
SELECT lives_ok($$SELECT operator_add('try_chief', '主管', 371002001000, '{supervisor}'),
	operator_add('try_both', '双职', 371002001000, '{window,reviewer}')$$, 'a supervisor');
SELECT lives_ok($$SELECT programme_load('{"programme": "try", "title": "试验",
	"form": "try", "table": "enrol_try", "basis": "试验", "fund": "project",
	"require": [], "amount": "100.05", "because": "''定额''", "fields": []}')$$,
	'a programme to try');
INSERT INTO enrolment (county, programme, resident, div, since, extra)
SELECT a.county, 'try', a.resident, a.div, 201001, '{}'
FROM account a
JOIN resident r ON r.county = a.county AND r.id = a.resident AND r.next_id IS NULL
WHERE a.is_current AND a.div / 1000 = 371002001 AND r.died IS NULL
ORDER BY a.resident
LIMIT 4;
INSERT INTO programme_fund (county, div, programme, since, payer, class, source, purpose)
VALUES (371002, 371002000000, 'try', '2009-01-01', 371002001000, 'project', '1', '1');
SET SESSION AUTHORIZATION wang;
SELECT alike(batch_compute('try', 201001), '%应发 4 人 400.20 元%', 'computes');
INSERT INTO b SELECT id FROM batch WHERE programme = 'try';
SELECT alike(batch_submit(371002, id), '%已提交%', 'submits') FROM b;
SET SESSION AUTHORIZATION try_chief;
SELECT throws_like('SELECT batch_authorise(371002, id) FROM b', '%现在是“待审批”%',
	'nothing to authorise before the approval');
SET SESSION AUTHORIZATION li;
SELECT alike(batch_approve(371002, id), '%请另一人授权经费%', 'approves') FROM b;
SELECT is(count(*), 0::bigint, 'nothing is paid') FROM payment WHERE programme = 'try';
SELECT throws_like('SELECT bank_file(371002, id) FROM b', '%现在是“待授权”%', 'no file');
SELECT throws_ok('SELECT batch_authorise(371002, id) FROM b', 'ZH403',
	'这个批次是您经办或审批的，请第三个人授权经费', 'who approved doesn''t authorise');
SET SESSION AUTHORIZATION wang;
SELECT throws_ok('SELECT batch_authorise(371002, id) FROM b', 'ZH403', NULL,
	'nor does the window');
SET SESSION AUTHORIZATION try_chief;
SELECT throws_like('SELECT batch_authorise(371002, id) FROM b', '余额不够，差 400.20 元%',
	'a fund without money');
RESET SESSION AUTHORIZATION;
INSERT INTO fund_entry (county, div, year, class, source, kind, amount, on_date, voucher)
SELECT 371002, 371002001000, extract(year FROM current_date), 'project', '1', 'received',
	400.19, current_date, 'x';
SET SESSION AUTHORIZATION try_chief;
SELECT throws_like('SELECT batch_authorise(371002, id) FROM b', '余额不够，差 0.01 元%',
	'or a cent too little');
RESET SESSION AUTHORIZATION;
INSERT INTO fund_entry (county, div, year, class, source, kind, amount, on_date, voucher)
SELECT 371002, 371002001000, extract(year FROM current_date), 'project', '1', 'received',
	0.01, current_date, 'x';
SET SESSION AUTHORIZATION try_chief;
SELECT alike(batch_authorise(371002, id), '%定下 400.20 元，4 人记入发放台账%', 'authorises')
FROM b;
SELECT is(sum(amount), 400.20, 'paid') FROM payment WHERE programme = 'try';
SELECT is(fund_left(371002, 371002001000, extract(year FROM current_date)::int, 'project',
	'1'), 0.00, 'from the fund');
SELECT throws_like('SELECT batch_authorise(371002, id) FROM b', '%现在是“已发放”%', 'once');
RESET SESSION AUTHORIZATION;
SELECT is_empty('SELECT * FROM verify()', 'the chains hold');
SELECT * FROM finish();
ROLLBACK;
