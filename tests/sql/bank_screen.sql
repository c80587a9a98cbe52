-- Who says which format an office uses and which fund pays, with whom; what a
-- wrong template is told, and how a right one looks before it is kept.
BEGIN;
SET LOCAL search_path = zhen, tap;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

SELECT is(bank_preview('{n}|{holder}|{amount}', 'gbk', 1), '1|于秀英|110.00', 'a line');
SELECT is(bank_preview('{n:0>3}{holder: <12}{cents:0>6}', 'gbk', 2), '002买买提·艾山008550',
	'in columns of bytes');
SELECT is(bank_preview('{count}|{total}', 'gbk'), '2|195.50', 'the first one');
SELECT is(bank_preview('{holder: <4}', 'gbk', 1), '（比栏宽，写不下）', 'what is too narrow');
SELECT alike(bank_preview('{acount}', 'gbk', 1), '（模板里没有“{acount}”这个词%', 'or wrong');
SELECT is(bank_preview(NULL, 'gbk'), NULL, 'nothing of nothing');
SELECT is(bank_list(' 成功, 1，S,'), '{成功,1,S}', 'words with commas');

-- A broken template is refused with its line
SELECT throws_like(format('INSERT INTO bank_format SELECT (jsonb_populate_record(f,
	%L)).* FROM bank_format f WHERE code = ''plain''', change), said || '%', said)
FROM (VALUES
	('{"code": "x", "id": 90001, "header": "{counts}"}', '首行的模板里没有“{counts}”'),
	('{"code": "x", "id": 90001, "answer_trailer": "{n}"}', '回盘末行的模板里没有“{n}”'),
	('{"code": "x", "id": 90001, "file_name": "{month"}', '文件名的模板从“{month”起看不懂'),
	('{"code": "x", "id": 90001, "separator": "", "header": null}', '每人一行：固定宽度的格式')
) v (change, said);
SELECT throws_like($$INSERT INTO bank_format SELECT (jsonb_populate_record(f,
	'{"code": "x", "id": 90001, "good": ""}')).* FROM bank_format f WHERE code = 'plain'$$,
	'%bank_format_good_check%', 'no word of success');

-- The city writes formats, the county says where they are used, with a second person
SELECT lives_ok($$SELECT operator_add('try_city', '市管', 371000000000, '{admin}'),
	operator_add('try_county', '区管', 371002000000, '{admin}')$$, 'administrators');
SET SESSION AUTHORIZATION try_city;
SELECT lives_ok($$INSERT INTO bank_format (code, since, title, separator, charset,
	file_name, line, answer_line, good, source) VALUES ('rcb', '2026-11-01', '试验', '|',
	'gbk', '{batch}', '{account}|{amount}', '{n}|{account}|{amount}|{result}', '1', '试验')$$,
	'a format');
SELECT throws_ok($$UPDATE bank_format SET line = '{account}{amount}1' WHERE code = 'rcb'$$,
	'42501', NULL, 'is never changed');
SELECT lives_ok($$UPDATE bank_format SET until = '2027-01-01' WHERE code = 'rcb'$$, 'but ended');
SET SESSION AUTHORIZATION try_county;
SELECT throws_ok($$INSERT INTO bank_format (code, since, title, separator, charset,
	file_name, line, answer_line, good, source) VALUES ('rcb', '2026-12-01', '试验', '|',
	'gbk', '{batch}', '{account}|{amount}', '{n}|{account}|{amount}|{result}', '1', '试验')$$,
	'42501', NULL, 'not by a county');
SELECT throws_ok(format('INSERT INTO %s', q), 'ZH200', NULL, 'a second person has to see ' || q)
FROM unnest(ARRAY[
	$$bank_use (div, since, format) VALUES (371002000000, '2026-11-01', 'rcb')$$,
	$$programme_fund (div, programme, since, payer, class, source, purpose)
	VALUES (371002000000, 'aid', '2026-11-01', 371002001000, 'project', '1', '1')$$]) q;
SELECT throws_ok(format('INSERT INTO bank_use (div, programme, since, format)
	VALUES (%s)', q), state, NULL, q)
FROM (VALUES
	($$371082000000, NULL, '2026-11-01', 'rcb'$$, '42501'),
	($$371002000000, NULL, '2026-11-01', 'nothing'$$, 'ZH001'),
	($$371002000000, NULL, '2026-10-31', 'rcb'$$, 'ZH001'),
	($$371002000000, 'nothing', '2026-11-01', 'rcb'$$, 'ZH001'),
	($$371002001001, NULL, '2026-11-01', 'rcb'$$, 'ZH001'),
	($$371000000000, NULL, '2026-11-01', 'rcb'$$, 'ZH001')
) v (q, state);
SELECT throws_ok($$UPDATE bank_use SET until = current_date - 1$$, 'ZH001', NULL,
	'the past stays');
SET SESSION AUTHORIZATION wang;
SELECT throws_ok($$INSERT INTO bank_use (div, since, format)
	VALUES (371002001000, '2026-11-01', 'rcb')$$, '42501', NULL, 'nor the window');
RESET SESSION AUTHORIZATION;
SELECT lives_ok($$INSERT INTO bank_use (div, since, format)
	VALUES (371002001000, '2026-11-01', 'rcb')$$, 'once it is approved');
SELECT is(place || title || state, '环翠楼街道人力资源和社会保障服务所所有项目在用', 'it is shown')
FROM bank_place WHERE div = 371002001000 AND of = 'bank_use';
SELECT is_empty('SELECT * FROM verify()', 'the chains hold');
SELECT * FROM finish();
ROLLBACK;
