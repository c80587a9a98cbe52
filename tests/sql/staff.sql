-- Visits, claims, allowances and what is owed: own visits only, limits, who
-- decides, nothing twice, and arrears by person, office and county.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

SELECT lives_ok(format('SELECT operator_add(%L, %L, %s, %L)', role, name, div,
	duties), role)
FROM (VALUES
	('try_ann', '协甲', 371002001001, '{coordinator}'),
	('try_bob', '协乙', 371002001001, '{coordinator}'),
	('try_head', '所长', 371002001000, '{reviewer}'),
	('try_other', '外所', 371002100000, '{reviewer}')
) v (role, name, div, duties);
DELETE FROM allowance_rate;
INSERT INTO allowance_rate (kind, since, amount, source)
VALUES ('coordinator', 201001, 100, '试验'), ('coordinator', 201007, 120, '试验'),
	('community', 201001, 300, '试验');
UPDATE claim_limit SET amount = 30 WHERE kind = 'transport';
INSERT INTO staff (county, name, div, office_div, role, kind, since, until)
VALUES
	(371002, '协甲', 371002001001, 371002001000, 'try_ann', 'coordinator',
		'2010-03-31', NULL),
	(371002, '协乙', 371002001001, 371002001000, 'try_bob', 'coordinator',
		'2010-04-01', '2010-06-01'),
	(371002, '所长', 371002001000, 371002001000, 'try_head', 'community',
		'2010-01-01', NULL),
	(371002, '无档', 371002001000, 371002001000, NULL, 'window',
		'2010-01-01', NULL);
CREATE TEMP TABLE who AS
SELECT id, role::text AS role, name::text FROM staff
WHERE role LIKE 'try%' OR name = '无档';
GRANT SELECT ON who TO PUBLIC;

-- Who gets what in which month
SELECT is(
	(SELECT amount FROM allowance_due(month)
		WHERE staff = (SELECT id FROM who WHERE who.name = c.name)),
	due, format('%s %s: %s', name, month, why))
FROM (VALUES
	('协甲', 201002, NULL, 'the month before the first day'),
	('协甲', 201003, 100.00, 'began on the last day'),
	('协甲', 201006, 100.00, 'the old rate''s last'),
	('协甲', 201007, 120.00, 'the new rate''s first'),
	('协乙', 201003, NULL, 'begins on the first of the next'),
	('协乙', 201004, 100.00, 'began on the first'),
	('协乙', 201006, 100.00, 'left on the first'),
	('协乙', 201007, NULL, 'the month after'),
	('所长', 201001, 300.00, 'another kind'),
	('所长', 200912, NULL, 'no rate yet'),
	('无档', 201006, NULL, 'a kind without a rate')
) c (name, month, due, why);

-- Accrual
SET SESSION AUTHORIZATION try_ann;
SELECT throws_ok('SELECT allowance_accrue(201006)', 'ZH403', NULL,
	'a coordinator accrues nothing');
SET SESSION AUTHORIZATION try_head;
SELECT throws_ok('SELECT allowance_accrue(month => 219901)', 'ZH001', NULL,
	'not for months to come');
SELECT isnt_empty('SELECT allowance_accrue(month => 201006)', 'accrues');
SELECT is(string_agg(concat_ws(' ', staff_name, amount), '；' ORDER BY staff),
	'协甲 100.00；协乙 100.00；所长 300.00', 'for everybody who was there')
FROM allowance_list
WHERE month = 201006 AND staff IN (SELECT id FROM who);
SELECT alike(allowance_accrue(201006), '%计提 0 人%', 'again: nobody twice');
SELECT throws_ok($$SELECT allowance_pay(371002, (SELECT id FROM who
	WHERE role = 'try_head'), 201006, '7')$$, 'ZH403', NULL,
	'nobody pays themselves');
SELECT throws_ok($$SELECT allowance_pay(371002, (SELECT id FROM who
	WHERE role = 'try_ann'), 201006, ' ')$$, 'ZH001', '请输入支付凭证号',
	'paying takes a voucher');
SELECT is(allowance_pay(county => 371002, staff => id, month => 201006,
	voucher => '记-7'), '已登记支付 100.00 元', 'pays')
FROM who WHERE role = 'try_bob';
SELECT throws_ok($$SELECT allowance_pay(371002, (SELECT id FROM who
	WHERE role = 'try_bob'), 201006, '8')$$, '23505', NULL, 'once');
SELECT throws_ok($$SELECT allowance_pay(371002, (SELECT id FROM who
	WHERE role = 'try_bob'), 201005, '8')$$, 'ZH403', NULL,
	'not what wasn''t accrued');
SET SESSION AUTHORIZATION try_other;
SELECT throws_ok($$SELECT allowance_pay(371002, (SELECT id FROM who
	WHERE role = 'try_ann'), 201006, '8')$$, 'ZH403', NULL,
	'nor does another office');
RESET SESSION AUTHORIZATION;
SELECT throws_ok('DELETE FROM allowance_payment', 'ZH403', NULL,
	'what was paid stays');

-- Visits
SET SESSION AUTHORIZATION try_ann;
INSERT INTO visit_entry (visited_on, village, purpose, people, transport, meal)
VALUES ('2010-06-10', 371002001001, '1', '王家', 12.5, 15),
	('2010-06-30', 371002001001, '2', '李家', 30, NULL),
	('2010-07-01', 371002001001, '2', '李家', 1, NULL);
INSERT INTO visit_entry (visited_on, village, purpose)
VALUES ('2010-06-11', 371002001001, '1');
SELECT throws_ok($$INSERT INTO visit_entry (visited_on, village, purpose,
	transport) VALUES ('2010-06-10', 371002001001, '1', 30.01)$$, 'ZH001',
	'交通费每次最多 30.00 元，请改小，超出的部分另行请示', 'a cost has its limit');
SELECT throws_ok($$INSERT INTO visit_entry (visited_on, village, purpose, meal)
	VALUES ('2010-06-10', 371002001001, '1', -1)$$, '23514', NULL,
	'and is never negative');
SELECT throws_ok($$INSERT INTO visit_entry (visited_on, village, purpose)
	VALUES (current_date + 1, 371002001001, '1')$$, 'ZH001', NULL,
	'no visit tomorrow');
SELECT throws_ok($$INSERT INTO visit_entry (visited_on, village, purpose)
	VALUES ('2010-06-10', 371002001001, '77')$$, 'ZH001', NULL,
	'an unknown purpose');
SELECT throws_ok($$INSERT INTO visit (county, staff, div, visited_on, village,
		purpose)
	SELECT 371002, id, 371002001001, '2010-06-10', 371002001001, '1'
	FROM who WHERE role = 'try_bob'$$, '42501', NULL, 'not for a colleague');
SELECT throws_ok($$UPDATE visit SET state = 'approved'$$, '42501', NULL,
	'states aren''t the coordinator''s');
SELECT results_eq(
	$$SELECT version FROM visit_entry WHERE visited_on = '2010-06-10'$$,
	'VALUES (1)', 'a visit of one''s own');
WITH saved AS (
	UPDATE visit_entry SET meal = 10 WHERE visited_on = '2010-06-10'
	RETURNING version
)
SELECT is(version, 2, 'can be changed') FROM saved;
SET SESSION AUTHORIZATION try_bob;
SELECT is_empty('SELECT * FROM visit', 'a colleague doesn''t see it');
SELECT throws_ok('SELECT claim_submit(201006)', 'ZH001', NULL,
	'and has nothing to claim');
SET SESSION AUTHORIZATION wang;
SELECT throws_ok($$INSERT INTO visit_entry (visited_on, village, purpose)
	VALUES ('2010-06-10', 371002001001, '1')$$, '42501', NULL,
	'a window operator logs none');

-- A week on one screen
SELECT is(week_of(d::date), w::date, 'the Monday of ' || d)
FROM (VALUES ('2026-11-22', '2026-11-16'), ('2026-11-23', '2026-11-23'),
	('2027-01-01', '2026-12-28')) v (d, w);
SET SESSION AUTHORIZATION try_ann;
INSERT INTO visit_day (week, weekday, village, purpose, transport)
VALUES (week_of(current_date) - 7, '7', 371002001001, '1', 5);
SELECT is(visited_on, week_of(current_date) - 1, 'a Sunday is the week''s last day')
FROM visit_entry WHERE transport = 5;
UPDATE visit_day SET weekday = '1' WHERE transport = 5;
SELECT is(visited_on, week_of(current_date) - 7, 'moved to Monday')
FROM visit_entry WHERE transport = 5;
SELECT throws_ok($$INSERT INTO visit_day (week, weekday, village, purpose)
	VALUES (week_of(current_date) + 7, '1', 371002001001, '1')$$, 'ZH001', NULL,
	'next week hasn''t come');
SELECT throws_ok($$INSERT INTO visit_day (week, weekday, village, purpose)
	VALUES (week_of(current_date), '8', 371002001001, '1')$$, 'ZH001', NULL,
	'a week has seven days');
SET SESSION AUTHORIZATION try_bob;
SELECT is_empty('SELECT * FROM visit_day', 'and others'' weeks aren''t theirs');

-- The claim
SET SESSION AUTHORIZATION try_ann;
SELECT is(claim_submit(month => 201006),
	'已报销 2 次走访，52.50 元，请等镇街服务所审批', 'claims the month');
SELECT throws_ok('SELECT claim_submit(201006)', 'ZH001', NULL, 'once');
SELECT throws_ok($$UPDATE visit_entry SET meal = 1
	WHERE visited_on = '2010-06-10'$$, 'ZH001', NULL,
	'what is claimed isn''t changed');
SELECT throws_ok($$SELECT claim_approve(371002, (SELECT id FROM who
	WHERE role = 'try_ann'), 201006)$$, 'ZH403', NULL,
	'a coordinator approves nothing');
SET SESSION AUTHORIZATION try_other;
SELECT throws_ok($$SELECT claim_approve(371002, (SELECT id FROM who
	WHERE role = 'try_ann'), 201006)$$, 'ZH403', NULL, 'nor another office');
SET SESSION AUTHORIZATION try_head;
SELECT is(string_agg(concat_ws(' ', staff_name, visits, total), '；'),
	'协甲 2 52.50', 'the office sees the claim')
FROM claim_list
WHERE state = 'claimed' AND staff IN (SELECT id FROM who);
SELECT throws_ok($$SELECT claim_pay(371002, (SELECT id FROM who
	WHERE role = 'try_ann'), 201006, '9')$$, 'ZH001', NULL,
	'it isn''t paid before it is approved');
SELECT throws_ok($$SELECT claim_return(371002, (SELECT id FROM who
	WHERE role = 'try_ann'), 201006, '')$$, 'ZH001', NULL,
	'returning takes a reason');
SELECT is(claim_return(county => 371002, staff => id, month => 201006,
	reason => '缺票据'), '退回报销：协甲 2 次，52.50 元', 'returns it')
FROM who WHERE role = 'try_ann';
SET SESSION AUTHORIZATION try_ann;
SELECT is(max(reason), '缺票据', 'the reason shows') FROM visit_entry;
UPDATE visit_entry SET transport = 10 WHERE visited_on = '2010-06-30';
SELECT is(claim_submit(201006),
	'已报销 2 次走访，32.50 元，请等镇街服务所审批', 'claims again');
SET SESSION AUTHORIZATION try_head;
SELECT is(claim_approve(county => 371002, staff => id, month => 201006),
	'审批报销：协甲 2 次，32.50 元', 'approves')
FROM who WHERE role = 'try_ann';
SELECT throws_ok($$SELECT claim_return(371002, (SELECT id FROM who
	WHERE role = 'try_ann'), 201006, 'x')$$, 'ZH001', NULL, 'no way back');

-- What is owed
SELECT is(string_agg(concat_ws(' ', what, month, amount), '；' ORDER BY amount),
	'报销 201006 32.50；补贴 201006 100.00',
	'accrued or approved, and not paid')
FROM arrears
WHERE staff IN (SELECT id FROM who WHERE role <> 'try_head');
SELECT is(max(age_months), month_age(201006, current_date), 'with its age')
FROM arrears WHERE staff = (SELECT id FROM who WHERE role = 'try_ann');
SET SESSION AUTHORIZATION chen;
SELECT is(amount, 132.50, 'a supervisor sees persons') FROM arrears_by_staff
WHERE staff = (SELECT id FROM who WHERE role = 'try_ann');
SELECT ok(amount >= 432.50, 'offices') FROM arrears_by_office
WHERE office_div = 371002001000;
SELECT ok(amount >= 432.50, 'and counties') FROM arrears_by_county
WHERE county = 371002;
SET SESSION AUTHORIZATION try_other;
SELECT is_empty($$SELECT * FROM arrears WHERE staff IN (SELECT id FROM who)$$,
	'another office sees nothing of it');
SET SESSION AUTHORIZATION try_head;
SELECT is(claim_pay(county => 371002, staff => id, month => 201006,
	voucher => '记-9'), '登记支付：协甲 2 次，32.50 元', 'pays the claim')
FROM who WHERE role = 'try_ann';
SET SESSION AUTHORIZATION try_ann;
SELECT is(concat_ws(' ', accrued, paid, owed), '132.50 32.50 100.00',
	'their own page')
FROM staff_card WHERE role = 'try_ann';
SELECT is(concat_ws(' ', what, amount, voucher), '报销 32.50 记-9',
	'and what came')
FROM staff_payments WHERE role = 'try_ann';
RESET SESSION AUTHORIZATION;
SELECT throws_ok($$UPDATE visit SET state = 'logged' WHERE state = 'paid'$$,
	'ZH001', NULL, 'states go forward only');
SELECT is_empty('SELECT * FROM verify()', 'the chains hold');
SELECT * FROM finish();
ROLLBACK;
