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
	('1), 2); DROP TABLE zhen.payment; SELECT round((1', 'cannot open multi')
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
SELECT is_empty('SELECT FROM pg_class WHERE relname ~ ''^compile_''',
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

SELECT is_empty('SELECT * FROM verify()', 'the chains hold');
SELECT * FROM finish();
ROLLBACK;
