-- Rural medical insurance: a household pays together, nobody twice; a stay in
-- hospital is reimbursed once, of a year that was paid for, and becomes due.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

SELECT isnt(operator_add(role, name, place, duties::text[]), NULL, role)
FROM (VALUES
	('try_maker', '经甲', 371002001000, '{window}'),
	('try_check', '复乙', 371002001000, '{reviewer}'),
	('try_far', '远丁', 371002100000, '{window,reviewer}')
) v (role, name, place, duties);
INSERT INTO household (county, id, div, head)
VALUES (371002, 9200000, 371002001003, 9200001);
INSERT INTO resident (county, id, id_no, name, div, household, kin, died)
SELECT 371002, 9200000 + n, body || idcard_check_digit(body), '合' || n,
	371002001003, 9200000, CASE n WHEN 1 THEN '02' ELSE '20' END, died
FROM (VALUES (1, '1970-01-01', NULL::date), (2, '2000-12-31', NULL),
	(3, '2025-01-01', NULL), (4, '1940-01-01', '2025-05-05'),
	(5, '1995-01-01', '2026-03-31')
) v (n, birth, died)
CROSS JOIN LATERAL (SELECT '110101' || replace(birth, '-', '')
	|| lpad((n * 2 + 700)::text, 3, '0') AS body) b;
SELECT id_no AS head_no FROM resident WHERE county = 371002 AND id = 9200001 \gset

CREATE FUNCTION pg_temp.stay(p_n int, p_invoice text, p_level text DEFAULT '1',
	p_left date DEFAULT '2026-11-10', p_cost numeric DEFAULT 1200,
	p_covered numeric DEFAULT 1100, p_in date DEFAULT NULL) RETURNS bigint
LANGUAGE sql AS $$
	INSERT INTO zhen.treatment (county, programme, resident, hospital, level,
		diagnosis, admitted_on, left_on, cost, covered, invoice)
	VALUES (371002, 'rcms', 9200000 + p_n, '镇卫生院', p_level, '肺炎',
		coalesce(p_in, p_left - 5), p_left, p_cost, p_covered, p_invoice)
	RETURNING id
$$;

SET SESSION AUTHORIZATION try_maker;
SELECT is(string_agg(name || state_name, ' ' ORDER BY name), '合1未缴 合2未缴 合3未缴',
	'the living of the household')
FROM contribution_household(:'head_no', 'rcms', 2026);
SELECT results_eq($$SELECT people, paid FROM contribution_gaps(371002001003, 'rcms', 2026)
	WHERE household = 9200000$$, 'VALUES (3, 0)', 'none of three');
SELECT is(contribute(371002, 9200002, 'rcms', 2026, '2'),
	'合2 2026 年已缴 0.00 元，政府补贴 230.00 元', 'one whom the county pays for');
SELECT is(contribute_household(371002, 9200000, 'rcms', 2026, '1'),
	'2 人 2026 年共缴 60.00 元，政府补贴 400.00 元', 'the others together');
SELECT throws_ok($$SELECT contribute_household(371002, 9200000, 'rcms', 2026, '1')$$,
	'ZH001', '这一户 2026 年都缴过了', 'once');
SELECT throws_ok($$SELECT contribute(371002, 9200002, 'rcms', 2026, '1')$$, 'ZH001', NULL,
	'nor one alone');
SELECT is_empty($$SELECT * FROM contribution_gaps(371002001003, 'rcms', 2026)
	WHERE household = 9200000$$, 'nobody lacks');
SET SESSION AUTHORIZATION try_far;
SELECT throws_ok($$SELECT contribute_household(371002, 9200000, 'rcms', 2027, '1')$$,
	'ZH001', NULL, 'another town sees no household');

SELECT throws_ok('SELECT pg_temp.stay(1, ''F0'')', 'ZH403', NULL, 'nor its people');
SET SESSION AUTHORIZATION try_check;
SELECT throws_ok('SELECT pg_temp.stay(1, ''F0'')', '42501', NULL, 'a window''s work');
SET SESSION AUTHORIZATION try_maker;
SELECT pg_temp.stay(1, 'F1') AS stay \gset
SELECT is((t.month, d.amount)::text, '(202611,800.00)', '1000 at 80 %, this month')
FROM treatment t, treatment_due(371002, 'rcms', 9200001, 2026) d
WHERE t.id = :stay AND d.id = t.id;
SELECT is((since, until)::text, '(202611,202611)', 'its person is in this month''s list')
FROM enrolment WHERE county = 371002 AND resident = 9200001 AND programme = 'rcms';
SELECT throws_ok(format('SELECT pg_temp.stay(%s)', args), e, said, args)
FROM (VALUES
	('2, ''F1''', 'ZH001', '发票 F1 在 202611 已经登记过，不能再报'),
	('1, ''F2'', ''1'', ''2026-11-08''', 'ZH001',
		'与 2026-11-05 至 2026-11-10 在镇卫生院的住院重叠，请核对日期'),
	('1, ''F3'', ''1'', ''2025-11-10''', 'ZH001',
		'合1 2025 年没有参合缴费，不能报销；漏登的请先登记缴费（2303）'),
	('5, ''F4'', ''1'', ''2026-04-01''', 'ZH001', '合5已于 2026-03-31 死亡，请核对日期'),
	('2, ''F5'', ''9''', '23514', NULL),
	('2, ''F6'', ''1'', ''2026-11-24''', '23514', NULL),
	('2, ''F7'', ''1'', ''2026-11-10'', 1000, 1000.01', '23514', NULL),
	('2, ''F8'', ''1'', ''2026-11-10'', 0, 0', '23514', NULL),
	('2, ''F9'', ''1'', ''2026-11-10'', 10, 10, ''2026-11-11''', '23514', NULL),
	('99, ''F9''', 'ZH403', NULL)
) v (args, e, said);
SELECT lives_ok('SELECT pg_temp.stay(1, ''F2'', ''2'', ''2026-11-20'', 2000, 1300, ''2026-11-10'')',
	'on the day of leaving to another hospital');
SELECT is((reason, amount, because)::text, '(,1450.00,"镇卫生院可报 1,100.00，起付 100，报 80%；镇卫生院可报 1,300.00，起付 300，报 65%")',
	'both are due together')
FROM programme_rcms(371002, 371002, 371002001003, 371002001003, 202611)
WHERE resident = 9200001;
UPDATE treatment SET is_removed = true WHERE id = :stay;
SELECT is(amount, 650.00, 'a void one isn''t')
FROM programme_rcms(371002, 371002, 371002001003, 371002001003, 202611)
WHERE resident = 9200001;
SELECT lives_ok('SELECT pg_temp.stay(2, ''F1'')', 'its invoice is free again');
SELECT is(contribution_correct(371002, id, '未缴'), '已冲正 2026 年的缴费 0.00 元，请登记对的',
	'a premium that wasn''t paid after all')
FROM contribution WHERE resident = 9200002 AND corrects IS NULL;
SELECT is(reason, '本月没有可报的住院登记', 'takes the stay with it')
FROM programme_rcms(371002, 371002, 371002001003, 371002001003, 202611)
WHERE resident = 9200002;
SELECT throws_ok(q, '42501', NULL, q)
FROM (VALUES
	('UPDATE treatment SET month = 202610'),
	('UPDATE treatment SET resident = 9200002'),
	('DELETE FROM treatment'),
	('DELETE FROM referral')
) v (q);
RESET SESSION AUTHORIZATION;

SELECT finish();
ROLLBACK;
