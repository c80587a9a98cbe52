-- Files for the bank, what comes back, and what is sent once more: formats,
-- totals, wrong answers, and that each payment has one outcome.
BEGIN;
SET LOCAL search_path = zhen, tap;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

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
	VALUES (371002, 'try', made, 371002001001, 201001, '{}');
	RETURN made;
END
$$;
CREATE TEMP TABLE who (n int, id bigint);
CREATE TEMP TABLE b (month int, id bigint);
CREATE TEMP TABLE made (id bigint);
GRANT ALL ON who, b, made TO PUBLIC;
-- A month from compute to payments.
CREATE FUNCTION pg_temp.pay(p_month int)
RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	SET LOCAL SESSION AUTHORIZATION wang;
	PERFORM batch_compute('try', p_month);
	INSERT INTO b SELECT p_month, id FROM batch
	WHERE programme = 'try' AND month = p_month;
	PERFORM batch_submit(371002, id) FROM b WHERE month = p_month;
	SET LOCAL SESSION AUTHORIZATION li;
	SELECT batch_approve(371002, id) INTO said FROM b WHERE month = p_month;
	SET LOCAL SESSION AUTHORIZATION wang;
	RETURN said;
END
$$;
CREATE FUNCTION pg_temp.file(p_month int, p_piece int DEFAULT 1)
RETURNS text[]
LANGUAGE sql AS $$
	SELECT array_agg(regexp_replace(line_text, '110101[0-9]{11}[0-9X]', 'ID'))
	FROM bank_sent s
	JOIN b ON b.id = s.batch
	CROSS JOIN LATERAL bank_file_text(s.county::int, s.id) t
	WHERE b.month = p_month AND s.run = 0 AND s.piece = p_piece
$$;
CREATE FUNCTION pg_temp.sent(p_month int, p_run int DEFAULT 0)
RETURNS bigint
LANGUAGE sql AS $$
	SELECT s.id FROM bank_sent s JOIN b ON b.id = s.batch
	WHERE b.month = p_month AND s.run = p_run AND s.piece = 1
$$;
CREATE FUNCTION pg_temp.use(p_format text)
RETURNS void
LANGUAGE sql SECURITY DEFINER AS $$
	DELETE FROM zhen.bank_use WHERE programme = 'try';
	INSERT INTO zhen.bank_use (county, div, programme, since, format)
	VALUES (371002, 371002000000, 'try', '2009-01-01', p_format)
$$;

CREATE FUNCTION pg_temp.answer(VARIADIC p_lines text[])
RETURNS text[]
LANGUAGE sql AS $$
	SELECT array_agg(CASE WHEN l ~ '^[0-9]+[甲乙丙戊]' THEN format('%s|%s|%s|%s|%s',
		left(l, 1), r.name, r.id_no, '62284800000000000' || w.n, substr(l, 3))
		ELSE l END ORDER BY i)
	FROM unnest(p_lines) WITH ORDINALITY u (l, i)
	LEFT JOIN (who w JOIN resident r ON r.id = w.id) ON left(r.name, 1) = substr(l, 2, 1)
$$;
CREATE FUNCTION pg_temp.read(VARIADIC p_lines text[])
RETURNS text
LANGUAGE sql AS $$
	SELECT bank_return_read('a.txt', pg_temp.answer(VARIADIC p_lines),
		pg_temp.sent(201001))
$$;

SELECT lives_ok($$SELECT programme_load('{"programme": "try", "title": "试验",
	"form": "try", "table": "enrol_try", "basis": "试验", "fund": "project",
	"require": [], "amount": "100.05", "because": "''定额''", "fields": []}')$$,
	'a programme to try');
INSERT INTO who
SELECT n, pg_temp.person(n, name)
FROM (VALUES (11, '甲一'), (12, '乙二'), (13, '丙三'), (14, '䶮四'), (15, '戊·五'))
	v (n, name);

-- Templates: what they can say, and what is refused
SELECT is(bank_pad('甲a', ' ', '<', 5, 'gbk') || '|', '甲a  |', 'GBK takes 2 bytes');
SELECT is(bank_pad('甲a', ' ', '<', 5, 'utf-8') || '|', '甲a |', 'UTF-8 takes 3');
SELECT is(bank_pad('12', '0', '>', 5, 'gbk'), '00012', 'the value to the right');
SELECT is(bank_pad('甲乙丙', ' ', '<', 5, 'gbk'), NULL, 'too wide');
SELECT is(bank_holds(name), holds, 'in GBK: ' || name)
FROM (VALUES ('甲·一', true), ('䶮', false), ('a龥', true), ('㐀', false), ('０', true))
	v (name, holds);
SELECT throws_like(format('INSERT INTO bank_format SELECT (jsonb_populate_record(f,
	%L)).* FROM bank_format f WHERE code = ''plain''', change), '%' || said || '%', why)
FROM (VALUES
	('{"code": "x", "id": 90001, "line": "{account}{amount}{pin}"}', '模板里没有“{pin}”这个词',
		'a word that isn''t there'),
	('{"code": "x", "id": 90001, "line": "{account}|{amount:0>}|"}', '从“{amount:0>}|”起看不懂',
		'no width'),
	('{"code": "x", "id": 90001, "line": "{n}|{account}"}', 'bank_format_line_check', 'no amount'),
	('{"code": "x", "id": 90001, "answer_line": "{n}|{account}|{amount}"}', 'bank_format_answer_line_check',
		'no result'),
	('{"code": "x", "id": 90001, "failed": "1"}', 'bank_format_good_check', 'success that is failure'),
	('{"code": "x", "id": 90001, "separator": ""}', '每个词都要写明宽度', 'fixed without widths'),
	('{"code": "x", "id": 90001, "charset": "big5"}', 'bank_format_charset_check', 'another charset')
) v (change, said, why);
SELECT is(bank_format_on(b, '2026-11-23'), f, 'without anything said, the plain one')
FROM (SELECT (jsonb_populate_record(NULL::batch, '{"county": 371002,
	"div": 371002001000, "programme": "try"}')).*) b, bank_format f WHERE f.code = 'plain';

-- The plain one: four people, and one whose name GBK hasn't
SELECT alike(pg_temp.pay(201001), '%5 人，500.25 元%', 'five are paid');
SELECT is(count(*), 6::bigint, 'the client is shown all lines') FROM b,
	bank_file(371002, b.id);
SELECT is(count(*), 0::bigint, 'of which nothing is made') FROM bank_sent
WHERE batch = (SELECT id FROM b);
SELECT alike(bank_file_make(371002, id, 0), '%编成 1 个代发文件：4 人，400.20 元；1 人写不进%',
	'made without them') FROM b;
SELECT is(pg_temp.file(201001), '{4|400.20,1|甲一|ID|6228480000000000011|100.05,'
	'2|乙二|ID|6228480000000000012|100.05,3|丙三|ID|6228480000000000013|100.05,'
	'4|戊·五|ID|6228480000000000015|100.05}', 'the file');
SELECT throws_like($$SELECT bank_file_make(371002, id, 0) FROM b$$, '%已经编好%', 'once');
SELECT is(count(*), 5::bigint, 'the key of the batch gives the same') FROM b,
	bank_file(371002, b.id);
SELECT is(line, 5, 'who is held, by their line') FROM bank_refusal
WHERE batch = (SELECT id FROM b);
RESET SESSION AUTHORIZATION;
SELECT throws_ok(q, 'ZH403', NULL, q) FROM unnest(ARRAY[
	'UPDATE bank_sent_line SET amount = 1', 'DELETE FROM bank_sent_line']) q;
UPDATE payment SET amount = amount WHERE false;
SET LOCAL session_replication_role = replica;
UPDATE bank_sent_line SET said = replace(said, '100.05', '900.05')
WHERE line = 3 AND batch = (SELECT id FROM b);
SET LOCAL session_replication_role = origin;
SET SESSION AUTHORIZATION wang;
SELECT throws_like($$SELECT pg_temp.file(201001)$$, '%内容和编制时不一样%',
	'other content is never given out');
RESET SESSION AUTHORIZATION;
SET LOCAL session_replication_role = replica;
UPDATE bank_sent_line SET said = replace(said, '900.05', '100.05')
WHERE line = 3 AND batch = (SELECT id FROM b);
SET LOCAL session_replication_role = origin;
SET SESSION AUTHORIZATION wang;

-- An answer that isn't right is refused whole
SELECT throws_like(format('SELECT pg_temp.read(VARIADIC %L)', lines), '整个回盘文件没有读入：%'
	|| said || '%', why)
FROM (VALUES
	('{3|300.15,1甲100.05|成功|,2乙100.05|成功|}'::text[], '首行写着 3 笔，下面有 2 行',
		'another count'),
	('{2|200.11,1甲100.05|成功|,2乙100.05|成功|}', '首行写着 200.11 元，各行加起来是 200.10 元',
		'another sum, by a cent'),
	('{2|200.10,1甲100.05|成功|,3乙100.05|成功|}', '第 3 行：账号与代发文件不符', 'another''s line'),
	('{2|200.10,1甲100.05|成功|,9乙100.05|成功|}', '第 3 行：代发文件里没有序号 9', 'no such line'),
	('{2|200.10,1甲100.05|成功|,1甲100.05|成功|}', '第 2 行：序号重复；第 3 行：序号重复', 'a line twice'),
	('{1|100.06,1甲100.06|成功|}', '第 2 行：金额应为 100.05', 'another amount'),
	('{1|100.05,1甲100.05|好了|}', '第 2 行：不认识结果“好了”', 'no such result'),
	('{1|100.05,1甲100.05|成功}', '第 2 行：应有 7 栏', 'a column less'),
	('{1|100.05,1甲壹佰元|成功|}', '第 2 行：金额应为 100.05', 'an amount in words'),
	('{0|0.00}', '一笔也没有', 'nothing'),
	('{2|200.10,1甲100.05|成功|,2丙100.05|成功|}', '2 乙二|1 行对不上', 'another person''s')
) v (lines, said, why) WHERE why <> 'another person''s';
SELECT is(count(*), 0::bigint, 'nothing of these is kept') FROM bank_return_line
WHERE batch = (SELECT id FROM b);

-- Partly good, and the rest later
SELECT alike(pg_temp.read('3|300.15', '1甲100.05|成功|', '2乙100.05|失败|户名不符',
	'3丙100.05|处理中|'), '%成功 1 人 100.05 元，失败 1 人 100.05 元，处理中 1 人', 'partly good');
SELECT alike(pg_temp.read('3|300.15', '1甲100.05|成功|', '2乙100.05|失败|户名不符',
	'3丙100.05|处理中|'), '%已经读过%没有再记', 'the same file adds nothing');
SELECT throws_like($$SELECT pg_temp.read('1|100.05', '2乙100.05|成功|')$$,
	'%第 2 行：以前的回盘记为失败，结果不一样%', 'another outcome than before');
SELECT alike(pg_temp.read('3|300.15', '2乙100.05|失败|户名不符', '3丙100.05|成功|',
	'4戊100.05|撤销|'), '%成功 1 人 100.05 元，失败 1 人 100.05 元，处理中 0 人，已有结果 1 人', 'the rest');
SELECT is(array_agg(reason::text ORDER BY reason DESC), '{银行没有写原因,户名不符}'::text[], 'the reasons')
FROM bank_failed WHERE batch = (SELECT id FROM b);
SELECT is(state_name || amount, '银行退回100.05', 'it isn''t paid') FROM payment_list
WHERE programme = 'try' AND resident = (SELECT id FROM who WHERE n = 12);
SELECT is(state_name || because, '银行退回银行退回：户名不符', 'as the card says')
FROM card_payments WHERE resident = (SELECT id FROM who WHERE n = 12) AND programme = 'try';
SELECT is(state_name, '已发放', 'who got it was paid') FROM payment_list
WHERE programme = 'try' AND resident = (SELECT id FROM who WHERE n = 11);

-- Mended, asked for, approved by another, and sent once more
SELECT throws_like($$SELECT bank_reissue_ask(371002, id) FROM b$$, '没有改过账户%',
	'nothing is mended yet');
RESET SESSION AUTHORIZATION;
SELECT account_change(371002, id, 371002001001, '乙二', '6228480000000000092', NULL)
FROM who WHERE n = 12;
SET SESSION AUTHORIZATION wang;
SELECT alike(bank_reissue_ask(371002, id), '已申请补发 1 人，100.05 元%', 'what is mended')
FROM b;
SELECT alike(bank_reissue_ask(371002, b.id, who.id), '已申请补发 1 人%', 'another to the same account')
FROM b, who WHERE n = 15;
SELECT throws_ok($$SELECT bank_reissue_ask(371002, b.id, who.id) FROM b, who WHERE n = 15$$,
	'ZH001', NULL, 'once');
SELECT throws_ok($$SELECT bank_reissue_ask(371002, b.id, who.id) FROM b, who WHERE n = 11$$,
	'ZH001', NULL, 'not for who was paid');
SELECT throws_ok($$SELECT bank_reissue_approve(371002, id) FROM b$$, 'ZH403', NULL,
	'the window approves nothing');
INSERT INTO made SELECT pg_temp.sent(201001);
SET SESSION AUTHORIZATION sun;
SELECT throws_ok(format('SELECT %s(371002, id) FROM b', f), 'ZH403', NULL,
	'another office: ' || f)
FROM unnest('{bank_reissue_ask,bank_reissue_approve}'::text[]) f;
SELECT throws_ok('SELECT bank_file_text(371002, id) FROM made', 'ZH403', NULL,
	'another office''s file');
SET SESSION AUTHORIZATION li;
SELECT alike(bank_reissue_approve(371002, id), '已批准补发 2 人，200.10 元%', 'approved') FROM b;
SET SESSION AUTHORIZATION wang;
SELECT alike(bank_supplement_make(371002, id), '%第 1 个补发文件：2 人，200.10 元%', 'a run')
FROM b;
SELECT is(array_agg(regexp_replace(line_text, '[0-9]{17}[0-9X]\|', 'ID|')),
	'{2|200.10,1|乙二|ID|6228480000000000092|100.05,2|戊·五|ID|6228480000000000015|100.05}',
	'its file') FROM b, bank_supplement(371002, b.id, 1);
SELECT throws_like($$SELECT bank_return_read('b.txt', pg_temp.answer('2|200.10',
	'1甲100.05|成功|', '2乙100.05|成功|'), pg_temp.sent(201001, 1))$$,
	'%与代发文件 %有 2 行对不上：第 2 行：账号与代发文件不符%', 'an answer to another file');
SELECT is(state_name || amount, '已补发100.05', 'paid after all') FROM payment_list
WHERE programme = 'try' AND resident = (SELECT id FROM who WHERE n = 12);

-- What came back and was reversed waits here to be paid anew, and nowhere else
SELECT is(bank_failed.state, 'reissued', 'sent once more') FROM bank_failed
WHERE batch = (SELECT id FROM b) AND resident = (SELECT id FROM who WHERE n = 12) AND part = 0;
SELECT is_empty($$SELECT * FROM cycle_wrong('try', 201001, 201001)$$, 'nothing is wrong');
SELECT alike(bank_return_read('s.txt', ARRAY(SELECT line_text || CASE i WHEN 1 THEN ''
	WHEN 2 THEN '|失败|销户' ELSE '|成功|' END
	FROM bank_supplement(371002, b.id, 1) WITH ORDINALITY t (line_text, i)),
	pg_temp.sent(201001, 1)), '%失败 1 人%', 'the reissue of one comes back too') FROM b;
SELECT alike(correction_ask(371002, 'try', 201001, who.id, '1', '先冲正'), '%冲正 100.05 元', 'reversed')
FROM who WHERE n = 12;
SET SESSION AUTHORIZATION li;
SELECT alike(correction_approve(371002, (SELECT id FROM correction WHERE state = 'open'
	AND programme = 'try')), '%已批准%', 'by another');
SET SESSION AUTHORIZATION wang;
SELECT is(bank_failed.state, 'reversed', 'it waits among what came back') FROM bank_failed
WHERE batch = (SELECT id FROM b) AND resident = (SELECT id FROM who WHERE n = 12) AND part = 2;
SELECT is_empty($$SELECT * FROM cycle_wrong('try', 201001, 201001)$$,
	'and not among what is wrong');
SELECT alike(correction_ask(371002, 'try', 201001, who.id, '5', '改好再发'), '%补发 100.05 元%',
	'asked for') FROM who WHERE n = 12;
SELECT is(bank_failed.state, 'asked', 'as is shown') FROM bank_failed
WHERE batch = (SELECT id FROM b) AND resident = (SELECT id FROM who WHERE n = 12) AND part = 2;
-- Others: several files, fixed columns, another charset
RESET SESSION AUTHORIZATION;
SELECT pg_temp.use('fixed');
SET SESSION AUTHORIZATION wang;
SELECT alike(pg_temp.pay(201002), '%5 人%', 'another month');
SELECT alike(bank_file_make(371002, id, 0), '%4 人%', 'fixed') FROM b WHERE month = 201002;
SELECT is((pg_temp.file(201002))[2:], ARRAY['0000016228480000000000011   甲一'
	|| repeat(' ', 16) || '000000010005', '0000026228480000000000092   乙二'
	|| repeat(' ', 16) || '000000010005', '0000036228480000000000013   丙三'
	|| repeat(' ', 16) || '000000010005', '0000046228480000000000015   戊·五'
	|| repeat(' ', 14) || '000000010005', 'T000004000000000040020'], 'each in its columns');
SELECT alike(bank_return_read('f.dat', ARRAY['H20260101000001',
	'0000016228480000000000011   甲一' || repeat(' ', 16) || '000000010005E1'
	|| '账号销户' || repeat(' ', 32), 'T000001000000000010005'], pg_temp.sent(201002)),
	'%成功 0 人 0.00 元，失败 1 人 100.05 元%', 'and read from them');
SELECT is(reason::text, '账号销户', 'its reason') FROM bank_failed f JOIN b ON b.id = f.batch
WHERE b.month = 201002;
RESET SESSION AUTHORIZATION;
INSERT INTO bank_format
SELECT (jsonb_populate_record(f, '{"code": "twos", "id": 90002, "lines": 2}')).* FROM bank_format f
WHERE code = 'comma';
SELECT pg_temp.use('twos');
SELECT alike(pg_temp.pay(201003), '%5 人%', 'a third month');
SELECT throws_like($$SELECT bank_file(371002, id) FROM b WHERE month = 201003$$,
	'%请到代发文件（2141）%', 'several files aren''t one');
SELECT alike(bank_file_make(371002, id, 0), '%编成 3 个代发文件：5 人，500.25 元%', 'in UTF-8 all')
FROM b WHERE month = 201003;
SELECT is(pg_temp.file(201003, 1), '{"1,6228480000000000011,甲一,100.05,201003",'
	'"2,6228480000000000092,乙二,100.05,201003","T,2,200.10"}', 'the first');
SELECT is(pg_temp.file(201003, 3), '{"1,6228480000000000015,戊·五,100.05,201003","T,1,100.05"}',
	'the last');
SELECT alike(bank_return_read('c.csv', '{"1,6228480000000000011,甲一,100.05,S,",'
	'"2,6228480000000000092,乙二,100.05,F,x","T,2,200.10"}', NULL),
	'%成功 1 人 100.05 元，失败 1 人%', 'found by its count and first line');
SELECT throws_like($$SELECT bank_return_read('c.csv', '{"1,6228480000000000011,甲一,100.05,S,",
	"T,1,100.05"}', NULL)$$, '%认不出是哪个代发文件%', 'nothing it could be');
RESET SESSION AUTHORIZATION;
SELECT is_empty('SELECT * FROM verify()', 'the chains hold');
SELECT * FROM finish();
ROLLBACK;
