-- Payments that were wrong: asked for by one person, approved by another, and
-- entered as further parts whose sum is nothing or one amount; what nobody can
-- do, not even the owner.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

CREATE TEMP TABLE who (n int, id bigint);
CREATE TEMP TABLE b (id bigint);
GRANT ALL ON who, b TO PUBLIC;
CREATE FUNCTION pg_temp.person(
	p_n int,
	p_name text
) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	body text := '11010119500101' || lpad(p_n::text, 3, '0');
	made bigint := nextval('resident_id');
	home bigint;
BEGIN
	INSERT INTO household (county, div, head)
	VALUES (371002, 371002001001, made)
	RETURNING id INTO home;
	INSERT INTO resident (county, id, id_no, name, div, household)
	VALUES (371002, made, body || idcard_check_digit(body), p_name,
		371002001001, home);
	INSERT INTO account (county, resident, div, number, holder)
	VALUES (371002, made, 371002001001, '62284800000000000' || p_n, p_name);
	INSERT INTO enrolment (county, programme, resident, div, since, extra)
	VALUES (371002, 'try', made, 371002001001, 201001, '{"share": 1}');
	RETURN made;
END
$$;
CREATE FUNCTION pg_temp.account(
	p_resident bigint,
	p_number text
) RETURNS void
LANGUAGE sql AS $$
	SELECT account_change(371002, p_resident, 371002001001, '新户名', p_number,
		NULL)
$$;
-- What wang asks for; the parts that there are; what they add up to.
CREATE FUNCTION pg_temp.ask(
	p_n int,
	p_kind text,
	p_note text DEFAULT '试验更正'
) RETURNS text
LANGUAGE sql AS $$
	SELECT correction_ask(371002, 'try', 201012, id, p_kind, p_note)
	FROM who WHERE n = p_n
$$;
CREATE FUNCTION pg_temp.open(p_n int)
RETURNS bigint
LANGUAGE sql AS $$
	SELECT c.id FROM correction c JOIN who ON who.id = c.resident
	WHERE who.n = p_n AND c.state = 'open' AND c.programme = 'try'
$$;
CREATE FUNCTION pg_temp.parts(p_n int)
RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(format('%s %s %s', p.what, p.amount, right(p.account, 3)),
		'，' ORDER BY p.part)
	FROM payment_part p JOIN who ON who.id = p.resident
	WHERE who.n = p_n AND p.programme = 'try'
$$;

SELECT lives_ok($$SELECT programme_load('{"programme": "try", "title": "试验",
	"form": "try", "table": "enrol_try", "basis": "试验", "fund": "project",
	"require": [{"sql": "died IS NULL", "reason": "已死亡"}],
	"amount": "100 / share", "because": "format(''份额 %s'', share)",
	"fields": [{"name": "share", "sql": "numeric(12,2)"}]}')$$,
	'a programme to try');
INSERT INTO who
SELECT n, pg_temp.person(n, name)
FROM (VALUES (11, '甲一'), (12, '乙二'), (13, '丙三'), (14, '丁四'), (15, '戊五'))
	v (n, name);
SELECT lives_ok($$SELECT operator_add('try_both', '双职', 371002001000,
	'{window,reviewer}')$$, 'somebody with both duties');
SET SESSION AUTHORIZATION wang;
SELECT alike(batch_compute('try', 201012), '%应发 5 人 500.00 元%', 'computes');
INSERT INTO b SELECT batch FROM batch_list WHERE programme = 'try';
SELECT throws_ok($$SELECT pg_temp.ask(11, '1')$$, 'ZH403', NULL,
	'what isn''t paid isn''t corrected');
SELECT alike(batch_submit(371002, id), '%5 人%', 'submits') FROM b;
SET SESSION AUTHORIZATION li;
SELECT alike(batch_approve(371002, id), '%5 人%', 'approves') FROM b;

-- Who may ask for what
SELECT throws_ok($$SELECT pg_temp.ask(11, '1')$$, 'ZH403', NULL,
	'a reviewer asks for nothing');
SET SESSION AUTHORIZATION sun;
SELECT throws_ok($$SELECT pg_temp.ask(11, '1')$$, 'ZH403', NULL,
	'nor does another office');
SELECT throws_ok($$SELECT * FROM correction_notice(371002, 'try', 201012,
	(SELECT id FROM who WHERE n = 11), '1')$$, 'ZH403', NULL,
	'which isn''t told either');
SET SESSION AUTHORIZATION wang;
SELECT throws_ok(format('SELECT pg_temp.ask(11, %L, %L)', kind, note),
	state, said, why)
FROM (VALUES
	('5', '试验', 'ZH001', '这笔还没有冲正过，请选别的原因', 'a reissue without reversal'),
	('9', '试验', 'ZH001', '没有代码“9”，请按 F4 从列表中选择', 'no such reason'),
	(NULL, '试验', 'ZH001', NULL, 'no reason'),
	('1', ' 死 ', '23514', NULL, 'nothing said'),
	('1', NULL, '23514', NULL, 'nothing at all'),
	('2', '试验', 'ZH001', '登记的账户还是 ****0011，请先改居民登记；账户没错的选“银行退回”',
		'another account that is the same'),
	('4', '试验', 'ZH001', '重算也是 100.00 元，不用更正；登记或标准有误的请先改好',
		'another amount that is the same')
) c (kind, note, state, said, why);
SELECT throws_ok($$SELECT correction_ask(371002, 'try', 201012, -1, '1', '试验')$$,
	'ZH403', NULL, 'nobody');
SELECT is(severity || message, 'info冲正 100.00 元', 'what it would do')
FROM correction_notice(371002, 'try', 201012, (SELECT id FROM who WHERE n = 11), '1');
SELECT is(severity, 'error', 'or why it wouldn''t')
FROM correction_notice(371002, 'try', 201012, (SELECT id FROM who WHERE n = 11), '4');

-- 甲一 had died: reversed, once
SELECT alike(pg_temp.ask(11, '1', '死亡后已发'), '更正 % 已申请，请复核人员批准：冲正 100.00 元',
	'asks');
SELECT throws_like($$SELECT pg_temp.ask(11, '3')$$, '%已有一个更正待批准%',
	'one at a time');
SELECT is(state_name, '更正待批准', 'it shows') FROM payment_list
WHERE resident = (SELECT id FROM who WHERE n = 11);
SELECT throws_ok($$SELECT correction_approve(371002, pg_temp.open(11))$$, 'ZH403',
	NULL, 'who isn''t a reviewer approves nothing');
SET SESSION AUTHORIZATION li;
SELECT throws_ok($$SELECT correction_return(371002, pg_temp.open(11), ' ')$$, 'ZH001',
	'请写明退回原因，让经办人知道改什么', 'returning takes a reason');
SELECT alike(correction_return(371002, pg_temp.open(11), '写明日期'),
	'更正 % 已退回：写明日期', 'returns');
SELECT is(pg_temp.parts(11), '发放 100.00 011', 'nothing is entered');
SET SESSION AUTHORIZATION wang;
SELECT alike(pg_temp.ask(11, '1', '10 月 3 日死亡'), '更正 % 已申请%', 'asks again');
SET SESSION AUTHORIZATION sun;
SELECT is_empty('SELECT * FROM correction_list WHERE programme = ''try''',
	'another office sees none');
RESET SESSION AUTHORIZATION;
CREATE TEMP TABLE asked AS SELECT pg_temp.open(11) AS id;
GRANT ALL ON asked TO PUBLIC;
SET SESSION AUTHORIZATION sun;
SELECT throws_ok('SELECT correction_approve(371002, id) FROM asked', 'ZH403', NULL,
	'nor approves it');
SET SESSION AUTHORIZATION li;
SELECT alike(correction_approve(county => 371002, correction => id),
	'更正 % 已批准：冲正 100.00 元', 'another person approves') FROM asked;
SELECT throws_like('SELECT correction_approve(371002, id) FROM asked', '%已批准，请重新打开%',
	'once');
SELECT throws_ok('SELECT correction_return(371002, id, ''错'') FROM asked', 'ZH001', NULL,
	'what is approved isn''t returned');
SELECT is(pg_temp.parts(11), '发放 100.00 011，冲正 -100.00 011',
	'a reversal to the same account');
SELECT is(amount::text || state_name, '0.00已冲正', 'nothing is paid now')
FROM payment_list WHERE resident = (SELECT id FROM who WHERE n = 11);
SELECT is(array_agg(state_name ORDER BY part), '{已发放,冲正}', 'the card shows both')
FROM card_payments WHERE resident = (SELECT id FROM who WHERE n = 11);
SET SESSION AUTHORIZATION wang;
SELECT throws_like(format('SELECT pg_temp.ask(11, %L)', kind), '%这笔已经冲正%',
	'a reversal isn''t reversed: ' || kind)
FROM unnest('{1,2,3,4}'::text[]) kind;
SELECT alike(batch_compute('try', 201012), '%应发 0 人%',
	'who was reversed isn''t computed again');
SELECT is(array_agg(split_part(line_text, '|', 2) ORDER BY line_text) ,
	'{乙二,丙三,丁四,400.00,戊五}'::text[], 'nor in the file of the bank')
FROM (SELECT line_text COLLATE "C" AS line_text
	FROM bank_file(371002, (SELECT id FROM b))) f;

-- It was a mistake after all: reissued, of what is due today
SELECT alike(pg_temp.ask(11, '5'), '%：补发 100.00 元到 ****0011（甲一）',
	'a reissue of what was reversed');
RESET SESSION AUTHORIZATION;
UPDATE enrolment SET extra = '{"share": 2}' WHERE programme = 'try'
AND resident = (SELECT id FROM who WHERE n = 11);
SET SESSION AUTHORIZATION li;
SELECT throws_like('SELECT correction_approve(371002, pg_temp.open(11))',
	'申请以后情况变了（现在应补发 50.00 元到 ****0011（甲一））%',
	'another amount than was asked for');
RESET SESSION AUTHORIZATION;
UPDATE resident SET died = '2010-01-01'
WHERE county = 371002 AND id = (SELECT id FROM who WHERE n = 11);
SET SESSION AUTHORIZATION li;
SELECT throws_like('SELECT correction_approve(371002, pg_temp.open(11))',
	'申请以后情况变了（重算后本月不应发（已死亡）%', 'nothing is due');
RESET SESSION AUTHORIZATION;
UPDATE resident SET died = NULL, died_source = NULL
WHERE county = 371002 AND id = (SELECT id FROM who WHERE n = 11);
SET SESSION AUTHORIZATION li;
SELECT alike(correction_return(371002, pg_temp.open(11), '变了'), '%已退回%', 'returned');
SET SESSION AUTHORIZATION wang;
SELECT alike(pg_temp.ask(11, '5'), '%补发 50.00 元%', 'asked for anew');
SET SESSION AUTHORIZATION li;
SELECT alike(correction_approve(371002, pg_temp.open(11)), '%编制补发文件：补发 50.00 元%',
	'approved');
SELECT is(pg_temp.parts(11),
	'发放 100.00 011，冲正 -100.00 011，补发 50.00 011', 'three parts');

-- 乙二: the account was wrong. 丙三: the bank sent it back. 丁四: the amount
RESET SESSION AUTHORIZATION;
SELECT pg_temp.account(id, '6228480000000000091') FROM who WHERE n = 12;
UPDATE enrolment SET extra = '{"share": 4}' WHERE programme = 'try'
AND resident = (SELECT id FROM who WHERE n = 14);
SET SESSION AUTHORIZATION wang;
SELECT alike(pg_temp.ask(12, '2'),
	'%冲正 100.00 元，补发 100.00 元到 ****0091（新户名）%', 'to the account of today');
SELECT alike(pg_temp.ask(13, '3'), '%补发 100.00 元到 ****0013%', 'to the same account');
SELECT alike(pg_temp.ask(14, '4'), '%冲正 100.00 元，补发 25.00 元%', 'another amount');
RESET SESSION AUTHORIZATION;
SELECT pg_temp.account(id, '6228480000000000092') FROM who WHERE n = 12;
SET SESSION AUTHORIZATION li;
SELECT throws_like('SELECT correction_approve(371002, pg_temp.open(12))',
	'申请以后情况变了（现在应补发 100.00 元到 ****0092%',
	'an account that came later isn''t what was asked for');
SELECT alike(correction_return(371002, pg_temp.open(12), '账户又变了'), '%已退回%', 'returned');
SET SESSION AUTHORIZATION wang;
SELECT alike(pg_temp.ask(12, '2'), '%****0092%', 'asked for anew');
SET SESSION AUTHORIZATION li;
SELECT alike(correction_approve(371002, pg_temp.open(n)), '%已批准%', 'approved: ' || n)
FROM who WHERE n IN (12, 13, 14);
SELECT is(pg_temp.parts(n), parts, 'the parts of ' || n)
FROM (VALUES
	(12, '发放 100.00 012，冲正 -100.00 012，补发 100.00 092'),
	(13, '发放 100.00 013，冲正 -100.00 013，补发 100.00 013'),
	(14, '发放 100.00 014，冲正 -100.00 014，补发 25.00 014')
) v (n, parts);
SELECT is(sum(amount), 375.00, 'what is paid in all')
FROM payment WHERE programme = 'try';

-- Files of reissues: each reissue is in one
SET SESSION AUTHORIZATION wang;
SELECT throws_ok('SELECT bank_supplement(371002, id, NULL) FROM b', 'ZH001', NULL,
	'a file that isn''t made');
SELECT alike(bank_supplement_make(371002, id), '%第 1 个补发文件：4 人，275.00 元%',
	'makes the first') FROM b;
SELECT throws_like('SELECT bank_supplement_make(371002, id) FROM b',
	'%没有等待编入文件的补发%', 'nothing is left');
SELECT alike(pg_temp.ask(13, '3', '又退回'), '%已申请%', 'it comes back again');
SET SESSION AUTHORIZATION li;
SELECT alike(correction_approve(371002, pg_temp.open(13)), '%已批准%', 'approved again');
SELECT is(pg_temp.parts(13), '发放 100.00 013，冲正 -100.00 013，补发 100.00 013，'
	'冲正 -100.00 013，补发 100.00 013', 'five parts');
SELECT alike(bank_supplement_make(371002, id), '%第 2 个补发文件：1 人，100.00 元%',
	'makes the second') FROM b;
SELECT is(string_agg(regexp_replace(line_text, '[0-9]{17}[0-9X]', 'ID'), '，'), lines,
	'file ' || file)
FROM b
CROSS JOIN (VALUES
	(1, '3|175.00，1|甲一|ID|6228480000000000011|50.00，'
		'2|新户名|ID|6228480000000000092|100.00，3|丁四|ID|6228480000000000014|25.00'),
	(2, '1|100.00，1|丙三|ID|6228480000000000013|100.00')
) v (file, lines)
CROSS JOIN LATERAL bank_supplement(371002, b.id, v.file) f
GROUP BY file, lines ORDER BY file;
SELECT is(array_agg(split_part(line_text, '|', 2) ORDER BY line_text),
	'{乙二,丙三,丁四,400.00,戊五}'::text[],
	'the first file stays what it was when it was made')
FROM (SELECT line_text COLLATE "C" AS line_text
	FROM bank_file(371002, (SELECT id FROM b))) f;
SELECT is(count(*), 2::bigint, 'whatever else is asked of it')
FROM bank_supplement(371002, (SELECT id FROM b), 2, '{2}');
SET SESSION AUTHORIZATION sun;
SELECT throws_ok('SELECT bank_supplement(371002, id, 1) FROM b', 'ZH403', NULL,
	'another office gets no file');
SELECT throws_ok('SELECT bank_supplement_make(371002, id) FROM b', 'ZH403', NULL,
	'nor makes one');

-- Maker is not checker, also with both duties
SET SESSION AUTHORIZATION try_both;
SELECT alike(pg_temp.ask(15, '1'), '%已申请%', 'asks');
SELECT throws_ok('SELECT correction_approve(371002, pg_temp.open(15))', 'ZH403',
	'这个更正是您申请的，请另一位复核人员办理', 'approves nothing of their own');
SELECT throws_ok('SELECT correction_return(371002, pg_temp.open(15), ''错'')', 'ZH403',
	NULL, 'nor returns it');
RESET SESSION AUTHORIZATION;
SELECT throws_ok($$UPDATE correction SET state = 'approved', checked_by = made_by
	WHERE id = pg_temp.open(15)$$, '23514', NULL, 'nor by the owner''s hand');

-- They move to another office: what this one paid stays with it
UPDATE resident SET div = 371002100007
WHERE county = 371002 AND id = (SELECT id FROM who WHERE n = 15);
SET SESSION AUTHORIZATION sun;
SELECT throws_ok($$SELECT pg_temp.ask(15, '3')$$, 'ZH403', NULL,
	'where they are now, it wasn''t paid');
SET SESSION AUTHORIZATION li;
SELECT alike(id_no, '110101********%', 'where they were, their number is masked')
FROM correction_list c JOIN who ON who.id = c.resident WHERE n = 15;
SELECT alike(correction_return(371002, pg_temp.open(15), '改补发'), '%已退回%', 'returned');
SET SESSION AUTHORIZATION wang;
SELECT alike(pg_temp.ask(15, '3'), '%补发 100.00 元到 ****0015%', 'it is corrected');
SET SESSION AUTHORIZATION li;
SELECT is(account, '登记在外地的账户', 'to an account that isn''t shown')
FROM correction_list WHERE correction = pg_temp.open(15);
SELECT alike(correction_approve(371002, pg_temp.open(15)), '%已批准%', 'and approved');
SELECT is(array_agg(left(account, 4)), '{****,****,****}', 'nor in the parts')
FROM payment_part WHERE resident = (SELECT id FROM who WHERE n = 15);

-- What the owner can't do either, each refused by its rule
RESET SESSION AUTHORIZATION;
CREATE FUNCTION pg_temp.enter(
	p_n int,
	p_part int,
	p_amount numeric,
	p_batch bigint DEFAULT 0,
	p_account text DEFAULT NULL
) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO payment (county, programme, month, resident, div, batch, amount,
		account_number, holder, part)
	SELECT county, programme, month, resident, div, batch + p_batch, p_amount,
		coalesce(p_account, account_number), holder, p_part
	FROM payment WHERE programme = 'try' AND part = 0
		AND resident = (SELECT id FROM who WHERE n = p_n)
$$;
SELECT throws_like(format('SELECT pg_temp.enter(%s, %s, %s, %s, %L)', n, part, amount,
	batch, account), '%' || said || '%', why)
FROM (VALUES
	(13, 5, -100.00, 0, NULL, '没有批准', 'a reversal nobody approved'),
	(13, 5, -99.99, 0, NULL, '完全相反', 'of another amount'),
	(13, 5, -100.00, 1, NULL, '完全相反', 'of another batch'),
	(13, 5, -100.00, 0, '62280001', '完全相反', 'of another account'),
	(13, 6, 100.00, 0, NULL, '补发应在冲正以后', 'a reissue without its reversal'),
	(13, 3, -100.00, 0, NULL, 'payment_371002_pkey', 'a part reversed twice'),
	(13, 2, 100.00, 0, NULL, 'payment_371002_pkey', 'reissued twice'),
	(13, 0, 100.00, 0, NULL, 'payment_371002_pkey', 'paid twice'),
	(13, 5, 100.00, 0, NULL, 'payment_amount_check', 'a reversal that pays'),
	(13, 6, -100.00, 0, NULL, 'payment_amount_check', 'a reissue that takes'),
	(13, -1, -100.00, 0, NULL, 'payment_amount_check', 'a part before the first')
) v (n, part, amount, batch, account, said, why);
SELECT throws_ok(sql, state, said, why)
FROM (VALUES
	('UPDATE payment SET amount = -amount WHERE part = 1', 'ZH403',
		'台账只增不改；待遇发错的请用 2110 申请更正，由另一人批准冲正、补发', 'a part changed'),
	('DELETE FROM payment WHERE part = 1', 'ZH403', NULL, 'a part removed'),
	('DELETE FROM correction', 'ZH403', NULL, 'a correction removed'),
	('UPDATE correction SET note = ''另有原因''', 'ZH403', NULL,
		'what was asked for changed'),
	('UPDATE correction SET file = 9 WHERE file = 1', 'ZH403', NULL,
		'a file changed'),
	('UPDATE correction SET state = ''open'' WHERE state = ''returned''', 'ZH403', NULL,
		'a returned one opened'),
	('INSERT INTO correction SELECT county, id + 1000000, programme, month, resident,
		part + 2, div, batch, kind, note, was, amount, owed, account, state, made_by, made_at,
		checked_by, checked_at, reason, reissued + 2 FROM correction
		WHERE state = ''approved'' AND programme = ''try''', 'ZH403', NULL,
		'one that begins approved')
) v (sql, state, said, why);
SELECT lives_ok($$INSERT INTO correction (county, programme, month, resident, part,
	div, batch, kind, note, was, amount, made_by)
	SELECT county, programme, month, resident, 0, div, batch, '1', '试验', 100, 0, 'wang'
	FROM payment WHERE programme = 'try' AND part = 0
	AND resident = (SELECT id FROM who WHERE n = 13)$$, 'a part that doesn''t count any more');
SET SESSION AUTHORIZATION li;
SELECT throws_like('SELECT correction_approve(371002, pg_temp.open(13))',
	'申请以后情况变了%', 'isn''t approved');
SELECT alike(correction_return(371002, pg_temp.open(13), '不对'), '%已退回%', 'only returned');
RESET SESSION AUTHORIZATION;

-- The record proves it all, and finds who goes round the rules
SELECT is_empty('SELECT * FROM verify()', 'the chains hold');
CREATE FUNCTION pg_temp.said(p_sql text)
RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	SET LOCAL session_replication_role = replica;
	EXECUTE p_sql;
	SET LOCAL session_replication_role = origin;
	SELECT string_agg(problem, ' / ') INTO said FROM verify_county(371002);
	RAISE EXCEPTION USING ERRCODE = 'ZT000', MESSAGE = coalesce(said, '');
EXCEPTION WHEN SQLSTATE 'ZT000' THEN
	RETURN SQLERRM;
END
$$;
SELECT alike(pg_temp.said(sql), '%' || said || '%', why)
FROM (VALUES
	('SELECT pg_temp.enter(13, 5, -100.00)', '第 5 笔：台账里有，却没有批准的更正',
		'a reversal put in'),
	('DELETE FROM payment WHERE part = 4 AND programme = ''try''',
		'第 4 笔：更正 % 已批准，台账里却没有', 'a reissue taken out'),
	('UPDATE payment SET amount = 26 WHERE amount = 25 AND programme = ''try''',
		'批准的是批次 % 的 25.00 元', 'a reissue raised'),
	('UPDATE payment SET amount = -90 WHERE part = 1 AND programme = ''try''
		AND resident = (SELECT id FROM who WHERE n = 11)', '第 1 笔：', 'a reversal changed'),
	('UPDATE correction SET state = ''returned'', reason = ''错'' WHERE programme = ''try''
		AND state = ''approved'' AND reissued IS NULL',
		'state 现为 returned，留痕为 approved', 'an approval taken back')
) v (sql, said, why);
SELECT * FROM finish();
ROLLBACK;
