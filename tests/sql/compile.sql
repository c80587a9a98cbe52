-- What a programme's expressions may use, and what loading refuses.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

CREATE TEMP TABLE try AS SELECT $${
	"programme": "try", "title": "试验", "form": "try", "table": "enrol_try",
	"basis": "演示", "fund": "project",
	"rates": [{"name": "base", "value": 100, "from": 201001, "source": "演示", "demo": true}],
	"require": [{"sql": "died IS NULL", "reason": "已死亡", "line": 7}],
	"amount": "rate.base", "amount_line": 8,
	"because": "format('%s 岁', age)", "because_line": 9,
	"fields": [{"name": "own", "label": "自有", "sql": "text"},
		{"name": "shares", "label": "份数", "sql": "integer"}]
}$$::jsonb AS def;

SELECT throws_matching(
	format('SELECT programme_load(%L)', def || jsonb_build_object('amount', bad)),
	'^第 8 行 amount: ' || said, bad)
FROM try, (VALUES
	('random()::numeric', '不能用函数 random'),
	('to_char(now(), ''DD'')::numeric', '不能用函数 now'),
	('extract(epoch FROM birth::timestamptz)::numeric', '不能用函数 extract'),
	('extract(day FROM clock_timestamp())::numeric', '不能用函数 clock_timestamp'),
	('CASE WHEN birth < current_date THEN 1 END', '不能用当前的时间或用户'),
	('CASE WHEN birth < localtimestamp THEN 1 END', '不能用当前的时间或用户'),
	('length(current_user)', '不能用当前的时间或用户'),
	('CASE WHEN birth < ''today''::date THEN 1 END', '不能用当前的时间：'),
	('CASE WHEN birth < date ''now'' THEN 1 END', '不能用当前的时间：'),
	('CASE WHEN birth < own::date THEN 1 END', '不能把文字变成日期'),
	('CASE WHEN birth < (''to'' || ''day'')::date THEN 1 END',
		'不能把文字变成日期'),
	('extract(year FROM age(birth))::numeric', '不能用函数 age'),
	('length(current_setting(''TimeZone''))', '不能用函数 current_setting'),
	('pg_backend_pid()', '不能用函数 pg_backend_pid'),
	('scope_lo()', '不能用函数 scope_lo'),
	('(SELECT sum(amount) FROM payment)', '不能读表 payment'),
	('(SELECT 1 FROM pg_authid LIMIT 1)', 'permission denied'),
	('(SELECT 1 FROM pg_class LIMIT 1)', '不能读表 pg_class'),
	('(SELECT max(r.id) FROM resident r WHERE r.name = person.name)',
		'不能读表 resident'),
	('CASE WHEN EXISTS (SELECT FROM rate r) THEN 1 END', '不能读表 rate'),
	('(WITH x AS (SELECT value FROM setting) SELECT count(*) FROM x)',
		'不能读表 setting'),
	('count(*)', '.*GROUP BY'),
	('nextval(''enrolment_id'')', '不能用函数 nextval'),
	('lo_create(0)::int', 'permission denied'),
	('1); DROP TABLE zhen.payment; SELECT (1', 'syntax error'),
	('1), 2) FROM (SELECT 1 AS county) person; DROP TABLE zhen.payment; SELECT round((1', 'cannot open multi')
) c (bad, said);
SELECT throws_matching(format('SELECT programme_load(%L)',
	def || '{"require": [{"sql": "birth < now()", "reason": "x", "line": 12}]}'),
	'^第 12 行 require 1 \(x\): 不能用函数', 'a condition, on its line') FROM try;
SELECT throws_matching(format('SELECT programme_load(%L)',
	def || '{"because": "timeofday()"}'), '^第 9 行 because: ', 'the words') FROM try;
CREATE FUNCTION zhen.try_mine() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION tap.try_theirs() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
SELECT throws_matching(format('SELECT programme_load(%L)',
	def || jsonb_build_object('amount', f || '()')), '不能用函数 try_', f)
FROM try, unnest('{try_mine,tap.try_theirs}'::text[]) f;
SELECT is_empty('SELECT FROM pg_class WHERE relname ~ ''^compile_'' AND relkind = ''v''',
	'nothing is left of the trial');
SELECT is_empty('SELECT FROM programme WHERE code = ''try''', 'nor stored');

SELECT lives_ok(format('SELECT programme_load(%L)',
	def || jsonb_build_object('amount', good)), good)
FROM try, (VALUES
	('round(rate.base * month_count(since, month) / 12, 2)'),
	('greatest(least(age, 60), 1) * 1.5'),
	('coalesce(shares, 0) + length(regexp_replace(own, ''[^0-9]'', '''', ''g''))'),
	('CASE WHEN years_after(birth, 60) <= month_end THEN 1 ELSE 0 END'),
	('extract(year FROM age(month_end, birth))::int'),
	('(SELECT max(x) FROM (VALUES (1), (age)) v (x))'),
	('CASE WHEN sex IN (''1'', ''2'') AND hukou <> ALL (''{1,2}'') THEN 1 ELSE 2 END'),
	('CASE WHEN birth BETWEEN ''1950-01-01'' AND month_end - interval ''1 year'' THEN 1 END'),
	('length(code_name(''fund'', ''project'') || to_char(birth, ''YYYY''))')
) c (good);

-- Versions: rules hold from a month on, and earlier months stay as they were.
CREATE FUNCTION pg_temp.due(p_month int) RETURNS text
LANGUAGE sql AS $$
	SELECT coalesce(reason, amount::text)
	FROM programme_try(371002, 371002, 371002000000, 371002999999, p_month)
$$;
CREATE FUNCTION pg_temp.rule(
	p_amount text,
	p_from int DEFAULT NULL,
	p_more jsonb DEFAULT '{}'
) RETURNS jsonb
LANGUAGE sql AS $$
	SELECT jsonb_strip_nulls(def || jsonb_build_object('amount', p_amount,
		'from', p_from, 'line', 5) || p_more)
	FROM try
$$;
DELETE FROM enrolment WHERE programme = 'try';
INSERT INTO enrolment (county, programme, resident, div, since, extra)
SELECT county, 'try', id, div, 201001, '{"shares": "2"}'
FROM resident
WHERE county = 371002 AND div = 371002001001 AND died IS NULL
ORDER BY id
LIMIT 1;
SELECT lives_ok('SELECT programme_load(pg_temp.rule(''rate.base''))', 'one rule');
SELECT lives_ok('SELECT programme_load(pg_temp.rule(''rate.base + 1''))',
	'in place, as no month has been computed by it');
SELECT is(pg_temp.due(201512), '101.00', 'by the one that came later');
SELECT alike(programme_load(pg_temp.rule('rate.base * shares', 201601)),
	'%版，从 201601 起：%', 'another from a month on');
SELECT is(pg_temp.due(month), due, format('%s is %s', month, due))
FROM (VALUES (201001, '101.00'), (201512, '101.00'), (201601, '200.00'),
	(202611, '200.00')) c (month, due);
SELECT alike(programme_load(pg_temp.rule('rate.base * 3', 202701,
	'{"require": [{"sql": "own IS NOT NULL", "reason": "没有填"}], "rates": [{"name": "base", "value": 100, "from": 201001, "source": "演示", "demo": true}, {"name": "base", "value": 150, "from": 201606, "source": "演示", "demo": true}]}')),
	'%从 202701 起%', 'and a third, with another condition and rate');
SELECT is(pg_temp.due(month), due, format('%s: %s', month, why))
FROM (VALUES (201512, '101.00', 'the first rules'),
	(201605, '200.00', 'the second, the old rate'),
	(201606, '300.00', 'the new rate'), (202612, '300.00', 'their last month'),
	(202701, '没有填', 'the third')) c (month, due, why);
SELECT is(programme_version_of('try', 201512) + 1, programme_version_of('try', 201601),
	'a batch can say by which version');
SELECT throws_matching(format('SELECT programme_load(%L)', pg_temp.rule('1', f)),
	'^第 5 行 from: .*不能更早', 'none before the newest: ' || coalesce(f::text, ''))
FROM unnest(ARRAY[NULL, 202612]) f;
INSERT INTO batch (county, programme, programme_version, month, div)
VALUES (371002, 'try', 1, 202612, 371002001000);
SELECT lives_ok('SELECT programme_load(pg_temp.rule(''rate.base * 4'', 202701))',
	'nothing has been computed by the third yet');
INSERT INTO batch (county, programme, programme_version, month, div)
VALUES (371002, 'try', 1, 202701, 371002001000);
SELECT throws_matching('SELECT programme_load(pg_temp.rule(''rate.base * 5'', 202701))',
	'^第 5 行 from: 规则变了.*from 202611$', 'now there has');
SELECT lives_ok('SELECT programme_load(pg_temp.rule(''rate.base * 4'', 202701,
	''{"title": "新名称", "require": [{"sql": "died IS NULL", "reason": "已死亡", "line": 70}]}''))',
	'its name and its lines may change');
SELECT is(pg_temp.due(201512) || ' ' || pg_temp.due(201605), '101.00 200.00',
	'and all is as it was');
SELECT lives_ok('SELECT programme_compile(definition) FROM programme WHERE code = ''try''',
	'an upgrade compiles it again');
SELECT is(pg_temp.due(201512) || ' ' || pg_temp.due(201605), '101.00 200.00',
	'and keeps the old rules');
SELECT throws_ok(format('SELECT programme_load(%L)', pg_temp.rule('1', 202801,
	'{"rates": [{"name": "base", "value": 1, "from": 201001, "source": "甲"}, {"name": "base", "value": 2, "from": 201001, "source": "乙"}]}')),
	'ZH001', 'rate: 标准 base 从 201001 起写了两次，请只留一个',
	'a rate has one value from a month on');

-- The dry run: by hand, the one enrolled and two more.
INSERT INTO enrolment (county, programme, resident, div, since, extra)
SELECT county, 'try', id, div, 201001, CASE row_number() OVER (ORDER BY id)
	WHEN 1 THEN '{"shares": "4"}' ELSE '{"shares": "0"}' END::jsonb
FROM resident
WHERE county = 371002 AND div BETWEEN 371002001002 AND 371002001999
	AND died IS NULL
ORDER BY id
LIMIT 2;
CREATE TEMP TABLE before AS
SELECT (SELECT count(*) FROM programme_version) AS versions,
	pg_get_functiondef('programme_try'::regproc) AS body;
CREATE FUNCTION pg_temp.preview(p_amount text) RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(regexp_replace(t, '^[^试（]*（[^（）]*）', '某 '), E'\n' ORDER BY n)
	FROM compile_preview(pg_temp.rule(p_amount, 202802), 202802) WITH ORDINALITY o (t, n)
$$;
SELECT is(pg_temp.preview('CASE WHEN shares > 3 THEN rate.base ELSE rate.base * shares * 3 END'),
	'试算 202802：每月由 3 人 1,800.00 元变为 2 人 1,050.00 元
新列入 0 人，不再列入 1 人，增加 1 人，减少 1 人
某 600.00 → 本月金额为零
某 600.00 → 900.00
某 600.00 → 150.00',
	'who gains, who loses, the sums, and by name');
SELECT is(pg_temp.preview('rate.base * 4'),
	'试算 202802：每月由 3 人 1,800.00 元变为 3 人 1,800.00 元
新列入 0 人，不再列入 0 人，增加 0 人，减少 0 人', 'nobody');
SELECT is(pg_temp.preview('rate.base * 4 / shares'),
	'试算 202802：每月由 3 人 1,800.00 元变为 2 人 450.00 元
新列入 0 人，不再列入 1 人，增加 0 人，减少 2 人，算不出来 1 人
某 600.00 → 算不出来（division by zero）
某 600.00 → 300.00
某 600.00 → 150.00',
	'one divides by nought: the others are told all the same');
SELECT is((SELECT count(*) FROM programme_version), versions, 'nothing is stored')
FROM before;
SELECT is(pg_get_functiondef('programme_try'::regproc), body, 'nor compiled')
FROM before;
SET SESSION AUTHORIZATION wang;
SELECT throws_ok('SELECT compile_preview(''{}''::jsonb)', '42501', NULL,
	'an operator previews none');
RESET SESSION AUTHORIZATION;

SELECT is_empty('SELECT * FROM verify()', 'the chains hold');
SELECT * FROM finish();
ROLLBACK;
