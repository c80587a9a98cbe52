-- What is paid to units: one line of the bank for all their people, a payment
-- for each of them still, what comes back, and who may compute it.
BEGIN;
SET LOCAL search_path = zhen, tap;
SET LOCAL client_min_messages = warning;
SELECT no_plan();
SELECT operator_add('xu', '徐经办', 371002000000, '{window}'::text[]),
	operator_add('he', '何复核', 371002000000, '{reviewer}'::text[]);

-- 1 and 2 work at the first unit, in two towns, 3 at the second, 4 nowhere
CREATE TEMP TABLE who AS
SELECT row_number() OVER (ORDER BY d.n) AS n, r.id, r.name, d.div
FROM (VALUES (1, 371002001001), (2, 371002100001), (3, 371002001001),
	(4, 371002001001)) d (n, div)
CROSS JOIN LATERAL (
	SELECT r.* FROM resident r
	WHERE r.county = 371002 AND r.div = d.div AND r.died IS NULL
		AND r.birth < '2000-01-01'
		AND NOT EXISTS (SELECT FROM enrolment e
			WHERE e.county = r.county AND e.resident = r.id)
		AND NOT EXISTS (SELECT FROM resident_employment w
			WHERE w.county = r.county AND w.resident = r.id)
	ORDER BY r.id
	OFFSET d.n - 1 LIMIT 1
) r;
SELECT is(count(*), 4::bigint, 'four people') FROM who;
CREATE TEMP TABLE unit (n int, id bigint);
WITH made AS (
	INSERT INTO employer (no_code_reason, name, kind, div)
	SELECT '试验', name, '1', 371002001001
	FROM (VALUES ('甲渔具公司'), ('乙服装公司')) v (name)
	RETURNING id
)
INSERT INTO unit SELECT row_number() OVER (ORDER BY id), id FROM made;
GRANT ALL ON who, unit TO PUBLIC;
INSERT INTO resident_employment (county, resident, div, since, state, employer)
SELECT 371002, who.id, who.div, '2026-01-01', '11', unit.id
FROM who JOIN unit ON unit.n = CASE WHEN who.n < 3 THEN 1 ELSE 2 END
WHERE who.n < 4;

CREATE FUNCTION pg_temp.def(p_code text, p_more jsonb DEFAULT '{}') RETURNS jsonb
LANGUAGE sql AS $$
	SELECT jsonb_build_object('programme', p_code, 'title', '项目' || p_code,
		'form', p_code, 'table', 'enrol_' || p_code, 'basis', '演示',
		'fund', 'project', 'amount', 'share * 10.05', 'because', '''每月''',
		'fields', '[{"name": "share", "label": "份数", "sql": "integer"}]'::jsonb)
		|| p_more
$$;
SELECT lives_ok('SELECT programme_load(pg_temp.def(''own''))', 'paid to the person');
SELECT lives_ok($$SELECT programme_load(pg_temp.def('unit', '{"payee": "employer",
	"excludes": [{"programmes": ["own"], "reason": "本人已领"}]}'))$$, 'paid to the unit');
INSERT INTO enrolment (county, programme, resident, div, since, extra)
SELECT 371002, 'unit', id, div, 202601, jsonb_build_object('share', n) FROM who;

CREATE FUNCTION pg_temp.batch(p_code text, p_month int) RETURNS bigint
LANGUAGE sql AS $$
	SELECT max(id) FROM batch
	WHERE county = 371002 AND programme = p_code AND month = p_month
$$;
CREATE FUNCTION pg_temp.left(p_code text, p_month int) RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(w.n || ' ' || l.reason, '；' ORDER BY w.n)
	FROM left_out l JOIN who w ON w.id = l.resident
	WHERE l.batch = pg_temp.batch(p_code, p_month)
$$;
CREATE FUNCTION pg_temp.paid() RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(format('%s %s %s %s', w.n, p.part, p.amount, p.account_number), ', '
		ORDER BY w.n, p.part)
	FROM payment p JOIN who w ON w.id = p.resident
	WHERE p.programme = 'unit'
$$;

-- Accounts
SET SESSION AUTHORIZATION wang;
SELECT throws_ok($$SELECT batch_compute('unit', 202609)$$, 'ZH403',
	'项目unit拨付给单位，一个单位的人可能住在几个镇街，由县区统一计算，请联系县区经办人',
	'not by a town, which hasn''t all of a unit''s people');
SELECT is(employer_account_set(371002, id, ' 6001000000000001 ', '农业银行', ''),
	'甲渔具公司：账号 6001000000000001，户名 甲渔具公司，已登记', 'its account')
FROM unit WHERE n = 1;
SELECT throws_ok(format('SELECT employer_account_set(371002, %s, %L, %L, %L)', id, number, bank,
	holder), state, said, number)
FROM unit, (VALUES
	('6001000000000001', '农业银行', '', 'ZH001', '这就是现用的账户，不用再登记'),
	('12345', '', '', '23514', NULL), ('账号', '', '', '23514', NULL),
	('6001000000000002', '', '甲', '23514', NULL)) v (number, bank, holder, state, said)
WHERE n = 1;
SET SESSION AUTHORIZATION sun;
SELECT throws_ok(format('SELECT employer_account_set(371002, %s, ''6001000000000009'', '''', '''')',
	id), 'ZH403', NULL, 'not from another town') FROM unit WHERE n = 1;
SELECT is_empty('SELECT * FROM employer_account', 'which doesn''t see it either');
SET SESSION AUTHORIZATION li;
SELECT throws_ok(format('SELECT employer_account_set(371002, %s, ''6001000000000009'', '''', '''')',
	id), '42501', NULL, 'not by a reviewer') FROM unit WHERE n = 1;

-- A month
SET SESSION AUTHORIZATION xu;
SELECT alike(batch_compute('unit', 202609), '%应发 2 人 30.15 元，未列入 2 人%', 'computes');
SELECT is(pg_temp.left('unit', 202609), '3 单位没有对公账户，请在单位情况（1303）里登记；'
	'4 月末没有登记在哪个单位就业，请在居民详细信息里登记单位', 'who isn''t in it');
SELECT employer_account_set(371002, id, '6001000000000002', '', '乙服装有限公司')
FROM unit WHERE n = 2;
SELECT alike(batch_compute('unit', 202609), '%应发 3 人 60.30 元，未列入 1 人%', 'again');
RESET SESSION AUTHORIZATION;
INSERT INTO enrolment (county, programme, resident, div, since, extra)
SELECT 371002, 'own', id, div, 202601, '{"share": 1}' FROM who WHERE n = 1;
SET SESSION AUTHORIZATION xu;
SELECT alike(batch_compute('own', 202609), '%应发 0 人 0.00 元，未列入 1 人%',
	'the person''s own is refused');
SELECT is(pg_temp.left('own', 202609), '1 本月已列入项目unit，两项不能同享', 'with the reason');
SELECT batch_submit(371002, pg_temp.batch('unit', 202609));
RESET SESSION AUTHORIZATION;
UPDATE resident_employment SET employer = (SELECT id FROM unit WHERE n = 2)
WHERE resident = (SELECT id FROM who WHERE n = 2);
SET SESSION AUTHORIZATION he;
SELECT throws_matching($$SELECT batch_approve(371002, pg_temp.batch('unit', 202609))$$,
	'有 1 人情况变了（.*：换了单位）', 'a person who has another unit is noticed');
RESET SESSION AUTHORIZATION;
UPDATE resident_employment SET employer = (SELECT id FROM unit WHERE n = 1)
WHERE resident = (SELECT id FROM who WHERE n = 2);
SET SESSION AUTHORIZATION he;
SELECT alike(batch_approve(371002, pg_temp.batch('unit', 202609)), '%3 人，60.30 元%', 'approves');
SELECT is(pg_temp.paid(), '1 0 10.05 6001000000000001, 2 0 20.10 6001000000000001, '
	'3 0 30.15 6001000000000002', 'a payment for each person, to the unit');
SELECT is(string_agg(format('%s %s', w.n, c.because), '; ' ORDER BY w.n),
	'1 拨付给甲渔具公司：每月; 2 拨付给甲渔具公司：每月; 3 拨付给乙服装公司：每月',
	'their cards tell where it went')
FROM card_payments c JOIN who w ON w.id = c.resident WHERE c.programme = 'unit';

-- The bank gets two lines
SET SESSION AUTHORIZATION xu;
SELECT alike(bank_file_make(371002, pg_temp.batch('unit', 202609), 0),
	'%编成 1 个代发文件：3 人，60.30 元%', 'makes the file');
SELECT is(array_agg(line_text), '{2|60.30,1|甲渔具公司||6001000000000001|30.15,'
	'2|乙服装有限公司||6001000000000002|30.15}', 'one line a unit')
FROM bank_sent s CROSS JOIN LATERAL bank_file_text(371002, s.id)
WHERE s.batch = pg_temp.batch('unit', 202609);
SELECT is((people, total)::text, '(2,60.30)', 'lines are counted') FROM bank_sent
WHERE batch = pg_temp.batch('unit', 202609);
SELECT throws_like(format('SELECT bank_return_read(''a'', %L, %s)', lines, id), '%' || said || '%',
	said)
FROM bank_sent, (VALUES
	('{1|10.05,1|甲渔具公司||6001000000000001|10.05|成功|}'::text[], '金额应为 30.15'),
	('{2|60.30,1|甲渔具公司||6001000000000001|30.15|成功|,1|甲渔具公司||6001000000000001|30.15|成功|}',
		'序号重复'),
	('{3|60.30,1|甲渔具公司||6001000000000001|30.15|成功|,2|乙服装有限公司||6001000000000002|30.15|成功|}',
		'写着 3 笔')) v (lines, said)
WHERE batch = pg_temp.batch('unit', 202609);
SELECT alike(bank_return_read('a', '{2|60.30,1|甲渔具公司||6001000000000001|30.15|失败|账号不存在,'
	'2|乙服装有限公司||6001000000000002|30.15|成功|}', id),
	'%成功 1 人 30.15 元，失败 1 人 30.15 元，处理中 0 人%', 'the answer')
FROM bank_sent WHERE batch = pg_temp.batch('unit', 202609);
SELECT is(string_agg(w.n || ' ' || l.is_good, ', ' ORDER BY w.n), '1 false, 2 false, 3 true',
	'is the outcome of each person''s payment')
FROM bank_return_line l JOIN who w ON w.id = l.resident
WHERE l.batch = pg_temp.batch('unit', 202609);
SELECT is(balance, '相符', 'to the cent') FROM bank_balance
WHERE batch = pg_temp.batch('unit', 202609);
SELECT is((people, amount, failed)::text, '(2,30.15,2)', 'the unit''s card')
FROM unit, employer_received(371002, id) WHERE n = 1;
SET SESSION AUTHORIZATION wang;
SELECT is((people, amount, failed)::text, '(2,30.15,2)', 'also of who lives elsewhere')
FROM unit, employer_received(371002, id) WHERE n = 1;
SELECT is(string_agg(w.n::text, ',' ORDER BY w.n), '1', 'whose name isn''t told')
FROM employer_person p JOIN unit ON unit.id = p.employer AND unit.n = 1
JOIN who w ON w.id = p.resident;
SET SESSION AUTHORIZATION sun;
SELECT is_empty('SELECT r.* FROM unit, employer_received(371002, id) r', 'nor the sum, outside');

-- Once more: with the account that was wrong, both of them
SET SESSION AUTHORIZATION xu;
SELECT throws_like($$SELECT bank_reissue_ask(371002, pg_temp.batch('unit', 202609))$$,
	'%没有改过账户还没申请补发的人%', 'the account is still the same');
SELECT employer_account_set(371002, id, '6001000000000011', '', '') FROM unit WHERE n = 1;
SELECT is(count(*), 1::bigint, 'the other is kept') FROM employer_account a
JOIN unit ON unit.id = a.employer AND unit.n = 1 WHERE NOT is_current;
SELECT alike(bank_reissue_ask(371002, pg_temp.batch('unit', 202609), id), '已申请补发 2 人，30.15 元%',
	'asking for one asks for all of the unit') FROM who WHERE n = 2;
SET SESSION AUTHORIZATION he;
SELECT alike(bank_reissue_approve(371002, pg_temp.batch('unit', 202609)), '已批准补发 2 人，30.15 元%',
	'approves');
SET SESSION AUTHORIZATION xu;
SELECT alike(bank_supplement_make(371002, pg_temp.batch('unit', 202609)), '%2 人，30.15 元%', 'makes');
SELECT bank_file_make(371002, pg_temp.batch('unit', 202609), 1);
SELECT is(array_agg(line_text), '{1|30.15,1|甲渔具公司||6001000000000011|30.15}', 'one line again')
FROM bank_sent s CROSS JOIN LATERAL bank_file_text(371002, s.id)
WHERE s.batch = pg_temp.batch('unit', 202609) AND s.run = 1;
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.paid(), '1 0 10.05 6001000000000001, 1 1 -10.05 6001000000000001, '
	'1 2 10.05 6001000000000011, 2 0 20.10 6001000000000001, 2 1 -20.10 6001000000000001, '
	'2 2 20.10 6001000000000011, 3 0 30.15 6001000000000002', 'nothing was edited');
SELECT is((people, amount, failed)::text, '(2,30.15,0)', 'and the unit has it once')
FROM unit, employer_received(371002, id) WHERE n = 1;

-- The third worked at the first unit, as it turns out
UPDATE resident_employment SET employer = (SELECT id FROM unit WHERE n = 1)
WHERE resident = (SELECT id FROM who WHERE n = 3);
SET SESSION AUTHORIZATION xu;
SELECT throws_like(format('SELECT correction_ask(371002, ''unit'', 202609, %s, ''4'', ''换单位'')',
	id), '%应拨付给别的单位%', 'another unit takes two steps') FROM who WHERE n = 3;
SELECT correction_ask(371002, 'unit', 202609, id, '1', '应拨给别的单位') FROM who WHERE n = 3;
SET SESSION AUTHORIZATION he;
SELECT correction_approve(371002, id) FROM correction
WHERE programme = 'unit' AND state = 'open';
SET SESSION AUTHORIZATION xu;
SELECT alike(correction_ask(371002, 'unit', 202609, id, '5', '应拨给甲'),
	'%补发 30.15 元到%（甲渔具公司）', 'to the right one') FROM who WHERE n = 3;
SET SESSION AUTHORIZATION he;
SELECT correction_approve(371002, id) FROM correction
WHERE programme = 'unit' AND state = 'open';
SELECT is(string_agg(format('%s %s %s', u.n, r.people, r.amount), ', ' ORDER BY u.n),
	'1 3 60.30, 2 0 0.00', 'what each unit has in the end')
FROM unit u, employer_received(371002, u.id) r;

-- A second batch of the month: one line a unit in each file, and why there are two
RESET SESSION AUTHORIZATION;
INSERT INTO resident_employment (county, resident, div, since, state, employer)
SELECT 371002, who.id, 371002001001, '2026-01-01', '11', unit.id FROM who, unit
WHERE who.n = 4 AND unit.n = 1;
SET SESSION AUTHORIZATION xu;
SELECT alike(batch_compute('unit', 202609), '%应发 1 人%', 'one more person of the unit');
SELECT batch_submit(371002, pg_temp.batch('unit', 202609));
SET SESSION AUTHORIZATION he;
SELECT batch_approve(371002, pg_temp.batch('unit', 202609));
SET SESSION AUTHORIZATION xu;
SELECT alike(bank_file_make(371002, pg_temp.batch('unit', 202609), 0), '%1 个单位本月在批次 '
	|| min(id) || ' 已有一行，%所以分两行付%', 'is told') FROM batch
WHERE programme = 'unit' AND month = 202609;
RESET SESSION AUTHORIZATION;
SELECT is_empty('SELECT * FROM verify_batches(371002) v WHERE v IS NOT NULL', 'batches hold');
SELECT is_empty('SELECT * FROM verify_corrections(371002) v WHERE v IS NOT NULL',
	'corrections hold');
SELECT is(sum(amount), 0::numeric, 'the ledger sums to zero') FROM ledger_line;
SELECT * FROM finish();
ROLLBACK;
