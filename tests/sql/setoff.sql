-- Set-off: what is owed is taken from later months, by hand to the cent.
-- Of 100.00 paid for January and February each: 1 owes both, two plans at once;
-- 2 owes 100.00 and is due only 10.00 since; 3 owes 33.33 and ends within a month's
-- share; 4 dies and 5 stops with some of it left. A fifth of a month's due may be
-- taken, half of it from May on.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();
SELECT isnt(operator_add(role, name, place, duties::text[]), NULL, role)
FROM (VALUES
	('try_maker', '经甲', 371002001000, '{window,reviewer}'),
	('try_check', '复乙', 371002001000, '{reviewer}'),
	('try_far', '远丁', 371002100000, '{window,reviewer}')
) v (role, name, place, duties);
SELECT programme_load('{"programme": "try", "title": "试验", "form": "try",
	"table": "enrol_try", "basis": "试验", "fund": "project", "require": [],
	"back": 600, "amount": "share", "because": "''定额''",
	"fields": [{"name": "share", "sql": "numeric(12,2)"}]}') \g /dev/null
CREATE TEMP TABLE p AS
SELECT n, nextval('resident_id') AS id, nextval('household_id') AS home,
	'11010119500203' || lpad((n * 2 + 100)::text, 3, '0') AS body,
	CASE n WHEN 3 THEN 33.33 ELSE 100 END AS share
FROM generate_series(1, 5) n;
GRANT SELECT ON p TO PUBLIC;
INSERT INTO household (county, id, div, head)
SELECT 371002, home, 371002001001, id FROM p;
INSERT INTO resident (county, id, id_no, name, div, household)
SELECT 371002, id, body || idcard_check_digit(body), '试甲', 371002001001, home
FROM p;
INSERT INTO account (county, resident, div, number, holder)
SELECT 371002, id, 371002001001, '6228480099' || n, '试甲' FROM p;
INSERT INTO enrolment (county, programme, resident, div, since, extra)
SELECT 371002, 'try', id, 371002001001, 202601, jsonb_build_object('share', share)
FROM p;
UPDATE setoff_limit SET share = 0.2;
INSERT INTO setoff_limit (since, share, source) VALUES (202605, 0.5, '试验');

CREATE FUNCTION pg_temp.compute(p_month int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE said text;
BEGIN
	SET LOCAL SESSION AUTHORIZATION try_maker;
	said := zhen.batch_compute('try', p_month);
	PERFORM zhen.batch_submit(371002, b.batch) FROM zhen.batch_list b
	WHERE b.programme = 'try' AND b.month = p_month AND b.state = 'draft';
	RESET SESSION AUTHORIZATION;
	RETURN said;
END
$$;
CREATE FUNCTION pg_temp.b(p_month int) RETURNS bigint LANGUAGE sql SECURITY DEFINER
AS 'SELECT max(id) FROM zhen.batch WHERE programme = ''try'' AND month = p_month';
CREATE FUNCTION pg_temp.pay(p_month int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE said text;
BEGIN
	SET LOCAL SESSION AUTHORIZATION try_check;
	said := zhen.batch_approve(371002, pg_temp.b(p_month));
	RESET SESSION AUTHORIZATION;
	RETURN said;
END
$$;
CREATE FUNCTION pg_temp.file(p_month int, p_run int) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE said text;
BEGIN
	SET LOCAL SESSION AUTHORIZATION try_maker;
	said := zhen.bank_file_make(371002, pg_temp.b(p_month), p_run);
	RESET SESSION AUTHORIZATION;
	RETURN said;
END
$$;
CREATE FUNCTION pg_temp.reverse(p_n int, p_month int, p_kind text DEFAULT '1')
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE made bigint;
BEGIN
	SET LOCAL SESSION AUTHORIZATION try_maker;
	PERFORM zhen.correction_ask(371002, 'try', p_month, p.id, p_kind, '试验')
	FROM p WHERE n = p_n;
	RESET SESSION AUTHORIZATION;
	SELECT c.id INTO made FROM zhen.correction c JOIN p ON p.id = c.resident
	WHERE p.n = p_n AND c.month = p_month AND c.state = 'open';
	SET LOCAL SESSION AUTHORIZATION try_check;
	PERFORM zhen.correction_approve(371002, made);
	RESET SESSION AUTHORIZATION;
	RETURN made;
END
$$;
CREATE FUNCTION pg_temp.c(p_n int, p_month int DEFAULT 202601) RETURNS bigint
LANGUAGE sql SECURITY DEFINER AS $$
	SELECT c.id FROM zhen.correction c JOIN p ON p.id = c.resident
	WHERE p.n = p_n AND c.month = p_month AND c.kind = '1'
$$;
CREATE FUNCTION pg_temp.cut(p_n int, p_month int) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(s.of_month || ' ' || s.amount, ', ' ORDER BY s.of_month)
	FROM zhen.setoff_list s JOIN p ON p.id = s.resident
	WHERE p.n = p_n AND s.month = p_month
$$;
CREATE FUNCTION pg_temp.stands(p_account text) RETURNS numeric LANGUAGE sql AS $$
	SELECT coalesce(sum(amount), 0) FROM zhen.ledger_line
	WHERE account = p_account AND programme = 'try'
$$;
CREATE FUNCTION pg_temp.wrong() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(v, ' / ') FROM (SELECT zhen.verify_setoff(371002)
		UNION ALL SELECT zhen.verify_ledger(371002)
		UNION ALL SELECT zhen.verify_batches(371002)
		UNION ALL SELECT zhen.verify_corrections(371002)) v (v)
$$;

SELECT matches(pg_temp.compute(m), '5 人'), matches(pg_temp.pay(m), '已审批'),
	matches(pg_temp.file(m, 0), '5 人')
FROM unnest('{202601,202602}'::int[]) m;
SELECT isnt(pg_temp.reverse(n, 202601), NULL) FROM p;
SELECT isnt(pg_temp.reverse(1, 202602), NULL);
SELECT is(pg_temp.stands('1201'), 533.33, 'owed: 5 times 100.00 and 33.33');

-- Who may, and how.
SELECT throws_ok(format('SET LOCAL SESSION AUTHORIZATION %s;
	SELECT recovery_setoff(371002, %s, %s, ''%s'')', role, pg_temp.c(1), month,
	agreed), state, NULL, why)
FROM (VALUES
	('try_check', '202603', '商定', 'ZH403', 'a reviewer asks for none'),
	('try_far', '202603', '商定', 'ZH403', 'nor another office'),
	('try_maker', '202601', '商定', 'ZH001', 'not from the month itself'),
	('try_maker', '202613', '商定', 'ZH001', 'nor from none'),
	('try_maker', 'NULL', '商定', 'ZH001', 'nor from nothing'),
	('try_maker', '202603', ' ', '23514', 'nor with nothing agreed')
) v (role, month, agreed, state, why);
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_maker;
SELECT matches(recovery_setoff(371002, pg_temp.c(n), 202603, '与本人商定'),
	'每月最多应发的 20%')
FROM p;
SELECT matches(recovery_setoff(371002, pg_temp.c(1, 202602), 202603, '与本人商定'),
	'202603 起');
SELECT throws_ok(format('SELECT setoff_approve(371002, %s)', pg_temp.c(1)), 'ZH403',
	NULL, 'not by who asked');
SELECT is(turn, 'sent', 'who waits for another') FROM todo_recovery
WHERE key = pg_temp.c(1);
SELECT throws_ok(format('UPDATE recovery SET checked_by = ''try_check''
	WHERE correction = %s', pg_temp.c(1)), '42501');
SELECT throws_ok('INSERT INTO setoff (county) VALUES (371002)', '42501');
SELECT throws_ok('DELETE FROM setoff', '42501');
SELECT throws_ok('UPDATE setoff_limit SET share = 0.9', '42501');
SET SESSION AUTHORIZATION try_far;
SELECT throws_ok(format('SELECT setoff_approve(371002, %s)', pg_temp.c(1)), 'ZH403',
	NULL, 'nor by another office');
RESET SESSION AUTHORIZATION;
SELECT matches(pg_temp.compute(202603), '433.33 元');
SELECT is_empty('SELECT * FROM setoff', 'nothing is taken before approval');
SET SESSION AUTHORIZATION try_check;
SELECT is(turn, 'mine', 'it waits for the reviewer') FROM todo_recovery
WHERE key = pg_temp.c(1);
SELECT throws_ok(format('SELECT setoff_return(371002, %s, '' '')', pg_temp.c(1)),
	'ZH001', '请写明退回原因，让经办人知道改什么');
SELECT matches(setoff_return(371002, pg_temp.c(1), '先问本人'), '已退回');
SELECT throws_ok(format('SELECT setoff_approve(371002, %s)', pg_temp.c(1)), 'ZH001',
	NULL, 'what was returned isn''t approved');
SET SESSION AUTHORIZATION try_maker;
SELECT is(state, 'returned', 'and comes back') FROM todo_recovery
WHERE key = pg_temp.c(1);
SELECT matches(recovery_setoff(371002, pg_temp.c(1), 202603, '问过本人'), '已申请');
SET SESSION AUTHORIZATION try_check;
SELECT matches(setoff_approve(371002, c), '从 202603 的待遇起')
FROM (SELECT pg_temp.c(n) FROM p UNION ALL SELECT pg_temp.c(1, 202602)) c (c);
RESET SESSION AUTHORIZATION;
SELECT throws_ok('SELECT pg_temp.pay(202603)', 'ZH001', NULL,
	'a batch from before has to be computed again');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_check;
SELECT matches(batch_return(371002, pg_temp.b(202603), '抵扣'), '已退回');
RESET SESSION AUTHORIZATION;

-- March: a fifth. 2 is due 10.00 since.
UPDATE enrolment SET extra = '{"share": 10}'
WHERE resident = (SELECT id FROM p WHERE n = 2);
SELECT matches(pg_temp.compute(202603), '343.33 元');
SELECT is(pg_temp.cut(n, 202603), cut, why)
FROM (VALUES
	(1, '202601 20.00', 'the older debt first'),
	(2, '202601 2.00', 'a fifth of what is due, however much is owed'),
	(3, '202601 6.66', 'a fifth of 33.33, cut off'),
	(4, '202601 20.00', 'a fifth'),
	(5, '202601 20.00', 'a fifth')
) v (n, cut, why);
SELECT is(pg_temp.stands('1201'), 533.33, 'a draft books nothing');
SELECT matches(pg_temp.pay(202603), '343.33 元');
SELECT is(pg_temp.stands(account), amount::numeric, account || ' ' || why)
FROM (VALUES
	('1201', 464.67, '68.66 came back'),
	('2004', 0, 'through nothing'),
	('2001', -274.67, 'payable is the rest')
) v (account, amount, why);
SELECT matches(pg_temp.file(202603, 0), '5 人，274.67 元');
SELECT is(pg_temp.stands('2001'), 0::numeric, 'which the bank gets');
SELECT is(string_agg(l.amount::text, ' ' ORDER BY p.n), '80.00 8.00 26.67 80.00 80.00',
	'line by line')
FROM bank_sent_line l JOIN p ON p.id = l.resident
WHERE l.batch = pg_temp.b(202603);
SELECT is(array_agg(label || ' ' || value ORDER BY n), '{抵扣 -20.00,抵扣后 80.00}',
	'how the amount came about tells it')
FROM (SELECT e.* FROM p, setoff_lines(371002, 'try', 202603, p.id)
	WITH ORDINALITY e (label, value, note, n) WHERE p.n = 1) e;
SELECT is(pg_temp.wrong(), NULL, 'all of it verifies');

-- 3's comes back, and is sent again: 26.67.
INSERT INTO bank_return_line (county, batch, resident, part, return, div, amount,
	is_good, reason)
SELECT l.county, l.batch, l.resident, 0, 1, l.div, l.amount, p.n <> 3,
	CASE p.n WHEN 3 THEN '户名不符' END
FROM bank_sent_line l JOIN p ON p.id = l.resident
WHERE l.batch = pg_temp.b(202603);
SET SESSION AUTHORIZATION try_maker;
SELECT matches(bank_reissue_ask(371002, pg_temp.b(202603), p.id), '1 人，33.33')
FROM p WHERE n = 3;
SET SESSION AUTHORIZATION try_check;
SELECT matches(bank_reissue_approve(371002, pg_temp.b(202603)), '1 人');
SET SESSION AUTHORIZATION try_maker;
SELECT matches(bank_supplement_make(371002, pg_temp.b(202603)), '1 人');
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.stands('2001'), -26.67, 'payable again');
SELECT matches(pg_temp.file(202603, 1), '1 人，26.67 元');
SELECT is(pg_temp.stands('2001'), 0::numeric, 'and out again');
SELECT is(pg_temp.wrong(), NULL, 'which verifies');

-- 4 dies in April, 5 stopped with March: both still owe 80.00.
UPDATE resident SET died = '2026-04-10' WHERE id = (SELECT id FROM p WHERE n = 4);
UPDATE enrolment SET until = 202603 WHERE resident = (SELECT id FROM p WHERE n = 5);
SET SESSION AUTHORIZATION try_maker;
SELECT is(l.state || ' ' || l.left_over, 'ended 80.00', 'the rest is owed')
FROM recovery_list l WHERE l.correction IN (pg_temp.c(4), pg_temp.c(5));
SELECT is(count(*), 2::bigint, 'and waits for another plan') FROM todo_recovery
WHERE state = 'ended';
SELECT throws_ok(format('SELECT recovery_setoff(371002, %s, 202605, ''商定'')',
	pg_temp.c(5)), 'ZH001', NULL, 'which can''t be a set-off');
SELECT matches(recovery_plan(371002, pg_temp.c(5), 4, '2026-12-15', '分四个月还'),
	'80.00|100.00');
RESET SESSION AUTHORIZATION;

-- April: 2 pays 97.00 of the 98.00 between computing and approval.
SELECT matches(pg_temp.compute(202604), '4 人|3 人');
SELECT is(pg_temp.cut(n, 202604), cut, n || ' in April')
FROM (VALUES
	(1, '202601 20.00'), (2, '202601 2.00'), (3, '202601 6.66'), (4, NULL),
	(5, NULL)
) v (n, cut);
SET SESSION AUTHORIZATION try_maker;
SELECT throws_ok(format('SELECT recovery_receive(371002, %s, ''setoff'', 5,
	current_date, ''V'')', pg_temp.c(2)), 'ZH001', NULL, 'no set-off by hand');
SELECT matches(recovery_receive(371002, pg_temp.c(2), 'person', 97, current_date,
	'V1'), '还欠 1.00');
RESET SESSION AUTHORIZATION;
SELECT throws_ok('SELECT pg_temp.pay(202604)', 'ZH001', '提交以后试甲的抵扣变了'
	'（算的是 2.00 元，现在是 1.00 元），请按 F11 退回重算', 'not more than is owed');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_check;
SELECT matches(batch_return(371002, pg_temp.b(202604), '抵扣'), '已退回');
RESET SESSION AUTHORIZATION;
SELECT pg_temp.compute(202604) \g /dev/null
SELECT is(pg_temp.cut(2, 202604), '202601 1.00', 'the rest');
SELECT matches(pg_temp.pay(202604), '已审批');

-- May: half. 1: 50 of the first (90 in all); 3: 16.66 (29.98).
SELECT pg_temp.compute(202605), pg_temp.pay(202605) \g /dev/null
SELECT is(pg_temp.cut(n, 202605), cut, n || ' in May')
FROM (VALUES (1, '202601 50.00'), (2, NULL), (3, '202601 16.66')) v (n, cut);
-- June: 1: 10 closes the first, 40 of the second; 3: the last 3.35.
SELECT pg_temp.compute(202606), pg_temp.pay(202606) \g /dev/null
SELECT is(pg_temp.cut(n, 202606), cut, n || ' in June')
FROM (VALUES
	(1, '202601 10.00, 202602 40.00'), (2, NULL), (3, '202601 3.35')
) v (n, cut);
-- July and August are computed before either is paid: 50, and the last 10.
SELECT pg_temp.compute(202607), pg_temp.compute(202608) \g /dev/null
SELECT is(pg_temp.cut(1, m), cut, m::text)
FROM (VALUES (202607, '202602 50.00'), (202608, '202602 10.00')) v (m, cut);
SELECT matches(pg_temp.pay(m), '已审批') FROM unnest('{202608,202607}'::int[]) m;
SELECT pg_temp.compute(202609) \g /dev/null
SELECT is(pg_temp.cut(1, 202609), NULL, 'nothing is left to take');
SET SESSION AUTHORIZATION try_maker;
SELECT is(string_agg(state, ' ' ORDER BY correction), 'done done done done',
	'1, 2 and 3 have paid all of it')
FROM recovery_list WHERE programme = 'try'
	AND correction NOT IN (pg_temp.c(4), pg_temp.c(5));
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.stands('1201'), 160.00, 'what 4 and 5 owe is what is left');
SELECT is(pg_temp.stands('2004'), 0::numeric, 'the clearing is empty');
SELECT is(pg_temp.wrong(), NULL, 'all of it verifies');

-- A month with a cut that wasn't due after all, before the bank had it: 10.00 of it
-- was had by what it paid off, 90.00 never left.
SELECT isnt(pg_temp.reverse(1, 202608), NULL);
SELECT is(owed::numeric, 10.00, 'owed is what it paid off') FROM correction
WHERE id = pg_temp.c(1, 202608);
SELECT is(pg_temp.stands('1201'), 170.00, 'and booked so');
SELECT is(pg_temp.wrong(), NULL, 'which verifies');
SET LOCAL session_replication_role = replica;
UPDATE setoff SET amount = amount + 0.01 WHERE batch = pg_temp.b(202607);
SET LOCAL session_replication_role = origin;
SELECT matches(pg_temp.wrong(), '抵扣 批次.*名单 50.01 元，台账 50.00 元',
	'a cent of it shows');
-- By what was taken nothing is taken otherwise later.
SELECT throws_ok('UPDATE setoff_limit SET share = 0.9 WHERE since = 202605', 'ZH001',
	NULL, 'a share by which something was taken stays');
SELECT throws_like($$ INSERT INTO setoff_limit (since, share, source)
	VALUES (202602, 0.3, '试验') $$, '%已经按定了的比例抵扣过%', 'nor one put below it');
SELECT lives_ok($$ INSERT INTO setoff_limit (since, share, source)
	VALUES (203001, 0.3, '试验') $$, 'another from a later month on');
SELECT lives_ok('UPDATE setoff_limit SET source = ''第几条'' WHERE since = 202605',
	'where it comes from can be mended');
SELECT throws_ok($$ INSERT INTO setoff_limit (since, share, source)
	VALUES (203101, 1, '试验') $$, '23514', NULL, 'never the whole of a month');
SELECT * FROM finish();
ROLLBACK;
