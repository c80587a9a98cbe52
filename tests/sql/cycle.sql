-- The month: everybody checked again, held and released, the differences from last
-- month, how an amount came about, and what a correction of the register makes of
-- months that were paid. A programme of its own: base 100, from 201101 on 120,
-- times a share, for people from 60; a town of ten.
BEGIN;
SET LOCAL search_path = zhen, tap;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

CREATE FUNCTION pg_temp.person(
	p_n int,
	p_born text,
	p_since int,
	p_share numeric DEFAULT 1
) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	body text := '371002' || p_born || lpad((900 + p_n)::text, 3, '0');
	made bigint := nextval('resident_id');
	home bigint;
BEGIN
	INSERT INTO household (county, div, head)
	VALUES (371002, 371002001001, made)
	RETURNING id INTO home;
	INSERT INTO resident (county, id, id_no, name, div, household)
	VALUES (371002, made, body || idcard_check_digit(body),
		'试' || substr('甲乙丙丁戊己庚辛壬癸', p_n, 1), 371002001001, home);
	INSERT INTO account (county, resident, div, number, holder)
	VALUES (371002, made, 371002001001, '62284800000000090' || lpad(p_n::text, 2,
		'0'), '试');
	INSERT INTO enrolment (county, programme, resident, div, since, extra)
	VALUES (371002, 'try', made, 371002001001, p_since,
		jsonb_build_object('share', p_share));
	RETURN made;
END
$$;
CREATE FUNCTION pg_temp.load(p_more text DEFAULT '')
RETURNS text
LANGUAGE sql AS $$
	SELECT programme_load(('{"programme": "try", "title": "试验", "form": "try",
		"table": "enrol_try", "basis": "试验", "fund": "project",
		"rates": [
			{"name": "base", "value": 100, "from": 201001, "source": "试验"},
			{"name": "base", "value": 120, "from": 201101, "source": "试验"},
			{"name": "first_age", "value": 60, "from": 201001, "source": "试验"}],
		"require": [{"sql": "age >= rate.first_age", "reason": "未满 60 周岁"}],
		"amount": "rate.base / share", "because": "format(''%s 元'', rate.base)",
		"back": 600, "fields": [{"name": "share", "label": "份数", "sql": "numeric(12,2)"}]'
		|| p_more || '}')::jsonb)
$$;
-- pay(MONTH): computed, submitted and approved by two people
CREATE FUNCTION pg_temp.pay(p_month int)
RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	one batch;
	said text;
BEGIN
	SET LOCAL SESSION AUTHORIZATION wang;
	said := batch_compute('try', p_month);
	RESET SESSION AUTHORIZATION;
	SELECT * INTO one FROM batch b WHERE b.programme = 'try'
		AND b.month = p_month AND b.state = 'draft';
	IF one.people > 0 THEN
		SET LOCAL SESSION AUTHORIZATION wang;
		PERFORM batch_submit(one.county, one.id);
		SET LOCAL SESSION AUTHORIZATION li;
		PERFORM batch_approve(one.county, one.id);
		RESET SESSION AUTHORIZATION;
	END IF;
	RETURN regexp_replace(said, '^批次 \d+：(.*)。.*', '\1');
END
$$;
-- left(MONTH): who was left out last, and why
CREATE FUNCTION pg_temp.left_of(p_month int)
RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(r.name || ' ' || l.reason, '；' ORDER BY l.resident)
	FROM left_out l
	JOIN resident r ON r.county = l.county AND r.id = l.resident
	WHERE l.batch = (SELECT max(id) FROM batch
		WHERE programme = 'try' AND month = p_month)
$$;
SELECT alike(pg_temp.load(), '%第 1 版%', 'a programme to try');
SELECT throws_like($$SELECT programme_load('{"programme": "tri", "title": "试",
	"form": "tri", "table": "enrol_tri", "basis": "试验", "fund": "project",
	"amount": "1", "because": "''一''", "fields": [], "rates": [
	{"name": "base", "value": 1, "from": 201001, "source": "试"},
	{"name": "base", "value": 2, "from": 201001, "source": "试"}]}')$$,
	'%标准 base 从 201001 起写了两次%', 'two rates of one month overlap');
SELECT throws_ok($$INSERT INTO rate (programme, name, since, value, source)
	VALUES ('try', 'base', 201101, 130, '再写一次')$$, '23505', NULL,
	'neither are they taken from an administrator');
CREATE TEMP TABLE who AS
SELECT n, pg_temp.person(n, born, since, share) AS id
FROM (VALUES
	(1, '19400101', 201001, 1),
	(2, '19400102', 201001, 1),
	(3, '19400103', 201001, 2),
	(4, '19400104', 201001, 1),
	(5, '19510228', 201001, 1),
	(6, '19520229', 201001, 1)
) v (n, born, since, share);
GRANT SELECT ON who TO PUBLIC;
CREATE FUNCTION pg_temp.id(p_n int) RETURNS bigint
LANGUAGE sql AS 'SELECT id FROM who WHERE n = p_n';
CREATE FUNCTION pg_temp.born(p_n int, p_born text) RETURNS void
LANGUAGE sql AS $$
	UPDATE resident SET birth = to_date(p_born, 'YYYYMMDD'),
		id_no = body || idcard_check_digit(body)
	FROM (SELECT '371002' || p_born || (950 + p_n) AS body) x
	WHERE county = 371002 AND id = pg_temp.id(p_n)
$$;

SELECT is(age_in('1952-02-29', 201302), 61, 'born on 29 February: a year older on the 28th where there is no 29th');
SELECT is(age_in('1952-02-29', 201301), 60, 'and not in January');
SELECT is(age_in('1952-02-29', 201602), 64, 'on the 29th where there is one');
SELECT is(age_in('1951-03-01', 201102), 59, 'not a day early');
SELECT is(count(*), 0::bigint, 'as years_after() has it, and age() on all other days')
FROM generate_series(date '1948-01-01', '1952-12-31', interval '1 day') d
CROSS JOIN generate_series(0, 11) m
CROSS JOIN LATERAL (SELECT 201101 + m AS month) x
WHERE age_in(d::date, month) <> (SELECT max(n) FROM generate_series(50, 70) n
		WHERE years_after(d::date, n) <= month_last(month))
	OR to_char(d, 'MMDD') <> '0229'
	AND age_in(d::date, month) <> extract(year FROM age(month_last(month), d));

-- 2010: three of 100 and one of 50, who has two shares; 戊 and 己 are too young
SELECT is(pg_temp.pay(201011), '应发 4 人 350.00 元，未列入 2 人', 'November');
SELECT is(pg_temp.left_of(201011), '试戊 未满 60 周岁；试己 未满 60 周岁',
	'too young');
SET SESSION AUTHORIZATION wang;
SELECT alike(hold_add(371002, pg_temp.id(1), 'try', 201012, '邻居说失联'),
	'试甲从 201012 起暂缓发放%', 'somebody is held');
SELECT throws_like($$SELECT hold_add(371002, pg_temp.id(1), 'try', 201101, '再')$$,
	'试甲从 201012 起已经暂缓（邻居说失联）%', 'not twice');
SELECT throws_like($$SELECT hold_add(371002, pg_temp.id(2), 'try', 201012, ' ')$$,
	'请写明为什么暂缓', 'not without a reason');
SELECT throws_like($$SELECT hold_add(371002, pg_temp.id(2), 'pension', 201012,
	'不在册')$$, '试乙没有登记这个项目%', 'not of a programme they aren''t in');
SET SESSION AUTHORIZATION sun;
SELECT throws_ok($$SELECT hold_add(371002, pg_temp.id(2), 'try', 201012, '外人')$$,
	'ZH403', NULL, 'not by another office');
SELECT throws_ok($$SELECT hold_release(371002, (SELECT max(id) FROM hold), '外人')$$,
	'ZH403', NULL, 'which doesn''t release either');
SET SESSION AUTHORIZATION zhao;
SELECT throws_ok($$SELECT hold_add(371002, pg_temp.id(2), 'try', 201012, '协管')$$,
	'ZH403', NULL, 'nor by a coordinator');
RESET SESSION AUTHORIZATION;
UPDATE resident SET died = '2010-11-20' WHERE county = 371002
	AND id = pg_temp.id(2);
INSERT INTO recheck_evidence (programme, proof, name, source)
VALUES ('try', 'certificate', '12', '试验');
INSERT INTO resident_certificate (county, resident, since, until, kind, number)
SELECT 371002, pg_temp.id(4), '2005-01-01', '2010-11-30', '12', 'X1';

-- December: 甲 held, 乙 died in November, 丁's certificate ran out with November
SELECT is(pg_temp.pay(201012), '应发 1 人 50.00 元，未列入 5 人', 'December');
SELECT alike(pg_temp.left_of(201012),
	'试甲 暂缓：邻居说失联；试乙 停发：已于 2010-11-20 死亡；试丁 暂缓：%到 2010-11-30 已到期；%',
	'held and stopped, each with the reason');
SELECT is(until::int, 201011, 'who is stopped ends with the month before')
FROM enrolment WHERE county = 371002 AND resident = pg_temp.id(2);
SELECT is(string_agg(concat_ws(' ', kind, people, was, will, change, bar), '；'
	ORDER BY kind), 'same 1 50.00 50.00 0.00 ；stopped 3 300.00 0 -300.00 ------------',
	'the differences by kind, with bars')
FROM cycle_kinds(371002, 'try', 201012, 371002001000);
SELECT is(string_agg(name || ' ' || change || ' ' || why, '；' ORDER BY resident),
	'试甲 -100.00 暂缓：邻居说失联；试乙 -100.00 停发：已于 2010-11-20 死亡；试丁 -100.00 暂缓：'
	|| code_name('certificate', '12') || '到 2010-11-30 已到期',
	'and who, and why')
FROM cycle_people(371002, 'try', 201012, 371002001000);

-- January: a new rate; 丁 shows a new certificate; 戊 is 60 in February only
UPDATE resident_certificate SET until = '2020-12-31' WHERE number = 'X1';
SELECT is(pg_temp.pay(201101), '应发 2 人 180.00 元，未列入 3 人', 'January');
SELECT is(string_agg(concat_ws(' ', kind, name, was, will, why), '；'
	ORDER BY resident), 'rate 试丙 50.00 60.00 标准 base 100 → 120；'
	'new 试丁 0 120.00 上月：暂缓：' || code_name('certificate', '12')
	|| '到 2010-11-30 已到期', 'a rate that changed; back on the list')
FROM cycle_people(371002, 'try', 201101, 371002001000);
SELECT is(pg_temp.pay(201102), '应发 3 人 300.00 元，未列入 2 人',
	'February: 戊 is 60 on the 28th');
SELECT is(string_agg(concat_ws(' ', name, why), '；'), '试戊 上月：未满 60 周岁',
	'new, and why now')
FROM cycle_people(371002, 'try', 201102, 371002001000);
-- March isn't computed: the three of February, who are enrolled, wait for it.
SELECT is(string_agg(concat_ws(' ', kind, people, was, will, change, bar), '；'),
	'waiting 3 300.00', 'nobody has stopped before the month is computed')
FROM cycle_kinds(371002, 'try', 201103, 371002001000);
SELECT is_empty($$SELECT * FROM cycle_people(371002, 'try', 201103, 371002001000)$$,
	'and nobody is listed as changed');

-- What wasn't paid and is due today: 丁 of December; of all, once 甲 is released
SET SESSION AUTHORIZATION wang;
SELECT is(string_agg(concat_ws(' ', month, people, total, example), '；'),
	'201012 1 100.00 试丁', 'whose month was held and is clear now')
FROM cycle_back('try');
SELECT throws_like($$SELECT hold_release(371002, id, '') FROM hold
	WHERE resident = pg_temp.id(1)$$, '请写明为什么恢复', 'released with a reason');
SELECT alike(hold_release(371002, id, '已找到本人'), '已恢复%', 'released')
FROM hold WHERE resident = pg_temp.id(1);
SELECT throws_like($$SELECT hold_release(371002, id, '再') FROM hold
	WHERE resident = pg_temp.id(1)$$, '已经恢复发放%', 'once');
SELECT is(string_agg(concat_ws(' ', month, people, total), '；'),
	'201012 2 200.00；201101 1 120.00；201102 1 120.00',
	'all months that were held are due')
FROM cycle_back('try');
SET SESSION AUTHORIZATION sun;
SELECT is_empty($$SELECT * FROM cycle_back('try')$$, 'for their own office only');
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.pay(201012), '应发 2 人 200.00 元，未列入 2 人', 'back pay');
SELECT is(pg_temp.pay(201101), '应发 1 人 120.00 元，未列入 2 人', 'of each month');
SELECT is(pg_temp.pay(201102), '应发 1 人 120.00 元，未列入 1 人', 'by itself');
SELECT is(string_agg(concat_ws(' ', kind, people, change, bar), '；'),
	'back 4 440.00 ++++++++++++', 'and shown as such in the month that paid it')
FROM cycle_kinds(371002, 'try', 202611, 371002001000);
SELECT is_empty($$SELECT * FROM cycle_back('try')$$, 'nothing is left');

-- How an amount came about
SET SESSION AUTHORIZATION wang;
SELECT is(string_agg(concat_ws(' ', label, value, note), '；' ORDER BY n),
	'规则 第 1 版 试验；标准 base 120 201101 起，试验；标准 first_age 60 201001 起，试验；'
	'月末周岁 71 由月份算出；份数 2.00 登记里的值；条件 符合 不符合时：未满 60 周岁；'
	'算式 60.00 120 / 2.00；说明  120 元', 'line by line')
FROM programme_explain(371002, 'try', 201102, pg_temp.id(3));
SELECT is(string_agg(value || ' ' || note, '；') FILTER (WHERE label = '条件'),
	'不符合 不符合时：未满 60 周岁', 'also why there is nothing')
FROM programme_explain(371002, 'try', 201201, pg_temp.id(6));
SET SESSION AUTHORIZATION sun;
SELECT is(string_agg(note, ''), '这个月在本所没有登记，算不出来',
	'another office is told nothing')
FROM programme_explain(371002, 'try', 201102, pg_temp.id(3));
RESET SESSION AUTHORIZATION;

-- A birth date corrected after years: 戊 is a year younger, twelve months from
-- February 2011 on weren't due
SELECT is(count(*), 14::bigint, 'months are paid')
FROM generate_series(0, 13) n
CROSS JOIN LATERAL pg_temp.pay(month_add(201103, n)) p
WHERE p LIKE '应发 %';
SELECT is_empty($$SELECT * FROM cycle_wrong('try', 201001, 201412)$$,
	'what was paid is what is due');
SELECT pg_temp.born(5, '19520228') \g /dev/null
SET SESSION AUTHORIZATION wang;
SELECT is(concat_ws(' ', count(*), min(month), max(month), sum(change), min(why),
	min(state_name)), '12 201102 201201 -1440.00 未满 60 周岁 未更正',
	'what was overpaid, month by month')
FROM cycle_wrong('try', 201001, 201412);
SELECT is(count(*), 12::bigint, 'of one person')
FROM cycle_wrong('try', 201001, 201412, 371002, pg_temp.id(5));
SELECT is_empty($$SELECT * FROM cycle_wrong('try', 201001, 201412, 371002,
	pg_temp.id(4))$$, 'and not of another');
SELECT is(count(*), 12::bigint, 'corrections asked for')
FROM cycle_wrong('try', 201001, 201412) w
CROSS JOIN LATERAL cycle_correct(w.county, w.programme, w.month, w.resident,
	'出生日期改正') c
WHERE c LIKE '%冲正 120.00 元';
SELECT throws_like($$SELECT cycle_correct(371002, 'try', 201102, pg_temp.id(5),
	'再')$$, '这笔发放已有一个更正待批准%', 'once');
SELECT throws_like($$SELECT cycle_correct(371002, 'try', 201102, pg_temp.id(4),
	'没错')$$, '重算与已发的一样%', 'none where nothing is wrong');
SELECT is(min(state_name), '更正待批准', 'the list tells')
FROM cycle_wrong('try', 201001, 201412);
SET SESSION AUTHORIZATION li;
SELECT is(count(*), 12::bigint, 'and approved by another')
FROM (SELECT county, correction FROM correction_list
	WHERE programme = 'try' AND state = 'open') c
CROSS JOIN LATERAL correction_approve(c.county, c.correction) a;
SELECT is_empty($$SELECT * FROM cycle_wrong('try', 201001, 201412)$$,
	'what was paid, with what was taken back, is what is due');
RESET SESSION AUTHORIZATION;
SELECT pg_temp.born(5, '19510828') \g /dev/null
SET SESSION AUTHORIZATION wang;
SELECT is(concat_ws(' ', count(*), min(month), sum(change)), '6 201108 720.00',
	'reversed, and due after all')
FROM cycle_wrong('try', 201001, 201412);
SELECT alike(cycle_correct(371002, 'try', 201108, pg_temp.id(5), '再改'),
	'%补发 120.00 元%', 'is paid after all');
RESET SESSION AUTHORIZATION;
SELECT pg_temp.born(6, '19510228') \g /dev/null
SET SESSION AUTHORIZATION wang;
SELECT is(concat_ws(' ', count(*), min(month), max(month), sum(total)),
	'12 201102 201201 1440.00', 'one who is older was underpaid: never paid at all')
FROM cycle_back('try');
RESET SESSION AUTHORIZATION;

-- One whose data divide by zero, in a village of others
UPDATE enrolment SET extra = '{"share": 0}' WHERE county = 371002
	AND resident = pg_temp.id(3);
SELECT is(pg_temp.pay(201403), '应发 4 人 480.00 元，未列入 1 人',
	'one person''s error stops nobody, and approval neither');
SELECT is(pg_temp.left_of(201403),
	'试丙 算不出来（division by zero），请核对此人的登记', 'and is named');
SET SESSION AUTHORIZATION wang;
SELECT is(string_agg(label || note, '；'), '算不出来division by zero',
	'the explanation says it too')
FROM programme_explain(371002, 'try', 201403, pg_temp.id(3))
WHERE label LIKE '算不%';
RESET SESSION AUTHORIZATION;
UPDATE enrolment SET extra = '{"share": 2}' WHERE county = 371002
	AND resident = pg_temp.id(3);

-- A programme that ends on 15 June 2014: half a month, then nothing; what went
-- before can be paid still
SELECT alike(programme_load(jsonb_set(definition, '{amount}',
		'"round(rate.base / share * (least(month_end, make_date(2014, 6, 15)) - month_start + 1) / (month_end - month_start + 1), 2)"')
	|| '{"from": 201406, "stop": [{"sql": "month_start > make_date(2014, 6, 15)",
		"reason": "项目已于 2014-06-15 停办"}]}'), '%第 2 版%', 'a programme ends')
FROM programme WHERE code = 'try';
SELECT is(pg_temp.pay(201405), '应发 5 人 540.00 元，未列入 0 人',
	'the month before, all of it');
SELECT is(pg_temp.pay(201406), '应发 5 人 270.00 元，未列入 0 人',
	'to the middle of the month, half');
SELECT is(pg_temp.pay(201407), '应发 0 人 0.00 元，未列入 5 人', 'then nothing');
SELECT alike(pg_temp.left_of(201407), '试甲 项目已于 2014-06-15 停办%', 'with the reason');
SELECT is(pg_temp.pay(201404), '应发 5 人 540.00 元，未列入 0 人',
	'an earlier month is computed by the rules it had');

-- The other checks, a line each
INSERT INTO recheck_rule (code, programme, since, title, effect, bound, next,
	source)
VALUES ('survival', 'try', 201501, '没有生存认证', 'hold', 1, '认证', '试验'),
	('age', 'try', 201502, '年龄可疑', 'hold', 75, '核实', '试验'),
	('rhythm', 'try', 201503, '该复查', 'warn', 0, '复查', '试验');
SELECT throws_ok($$INSERT INTO recheck_rule (code, title, effect, next, source)
	VALUES ('nosuch', '没有', 'hold', '无', '无')$$, 'ZH001',
	'没有函数 recheck_nosuch，请先由管理员建好', 'a rule without its function');
SELECT throws_ok($$INSERT INTO recheck_rule (code, title, effect, next, source)
	VALUES ('held', '没有', 'kill', '无', '无')$$, '23514', NULL,
	'an effect that there isn''t');
UPDATE enrolment SET until = NULL WHERE county = 371002 AND programme = 'try'
	AND resident <> pg_temp.id(2);
CREATE FUNCTION pg_temp.found(p_month int, p_rule text)
RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(substr(r.name, 2) || ' ' || f.effect || ' ' || f.said, '；'
		ORDER BY r.id)
	FROM recheck_found(371002, 371002001000, 371002001999, 'try', p_month,
		'{hold,stop,warn}') f
	JOIN resident r ON r.county = 371002 AND r.id = f.resident
	WHERE f.rule = p_rule
$$;
INSERT INTO survival_rule (programme, since, source) VALUES ('try', 2013, '试验');
INSERT INTO survival_check (county, resident, since, year, way)
SELECT 371002, id, '2014-03-01', 2014, '1' FROM who WHERE n NOT IN (2, 4);
SELECT is(pg_temp.found(201501, 'survival'), '丁 hold 2014 年没有生存认证',
	'not seen alive last year');
SELECT is(pg_temp.found(201412, 'survival'), '丁 warn 2013 年没有生存认证',
	'a rule holds from its month on; before, that of all programmes');
SELECT is(pg_temp.found(201501, 'age'), NULL, 'so with the age');
SELECT is(pg_temp.found(201502, 'age'), '甲 hold 1940 年出生，已满 75 岁；'
	'丙 hold 1940 年出生，已满 75 岁；丁 hold 1940 年出生，已满 75 岁',
	'of an age that is to be looked at');
SELECT is(said, '暂缓：1940 年出生，已满 75 岁', 'who is held twice is told once')
FROM recheck_bars(371002, 371002001000, 371002001999, 'try', 201502)
WHERE resident = pg_temp.id(4);
UPDATE account SET number = '6228480000000009001' WHERE county = 371002
	AND resident IN (pg_temp.id(1), pg_temp.id(3));
SELECT is(pg_temp.found(201501, 'account'),
	'甲 warn 2 人领到同一个账号；丙 warn 2 人领到同一个账号', 'one account of two');
SELECT duplicate_keep(371002, pg_temp.id(3), 371002, pg_temp.id(4), 'told')
\g /dev/null
SELECT is(pg_temp.found(201501, 'twin'), '丙 warn 与东北村居委会的试丁疑为同一人，'
	'都登记了本项目；丁 warn 与东北村居委会的试丙疑为同一人，都登记了本项目',
	'perhaps one person');
SET SESSION AUTHORIZATION wang;
SELECT alike(merge_ask(371002, pg_temp.id(3), 371002, pg_temp.id(4), '两次登记'),
	'已提出合并%', 'asked for');
RESET SESSION AUTHORIZATION;
SELECT alike(pg_temp.found(201501, 'double'), '丙 hold 与%；丁 hold 与%',
	'is held until it is clear');
SELECT is(pg_temp.found(201503, 'rhythm'), NULL, 'no rhythm, nothing to recheck');
SELECT alike(programme_load(definition || '{"from": 201503, "recheck": "year"}'),
	'%第 3 版%', '"recheck year"') FROM programme WHERE code = 'try';
SELECT is(split_part(pg_temp.found(201503, 'rhythm'), '；', 1),
	'甲 warn 该复查了，上次是 201001', 'more than a year ago');
UPDATE enrolment SET since = 201403 WHERE county = 371002
	AND resident = pg_temp.id(1);
SELECT is(split_part(pg_temp.found(201503, 'rhythm'), '；', 1),
	'丙 warn 该复查了，上次是 201001', 'a year ago isn''t');
SET SESSION AUTHORIZATION wang;
SELECT alike(recheck_pass(371002, pg_temp.id(3), 'try', '看了本人'), '已记下%',
	'looked at again');
SELECT throws_ok($$SELECT recheck_pass(371002, pg_temp.id(4), 'try', ' ')$$,
	'23514', NULL, 'with a note');
SELECT is(string_agg(DISTINCT effect_name, '、'), '提醒、暂缓',
	'an operator sees what was found')
FROM recheck_list('try', 201502);
SELECT alike(cycle_open(202611), '202611 已开：3 个项目，复查 %', 'opens a month');
SELECT alike(cycle_open(202611), '202611 已开：3 个项目，复查 %', 'or checks it again');
SELECT throws_ok($$SELECT cycle_open(219912)$$, 'ZH001', NULL, 'no month to come');
SELECT is(state_name, '已复查', 'and the month tells') FROM cycle_list(202611)
WHERE programme = 'try';
SET SESSION AUTHORIZATION sun;
SELECT is_empty($$SELECT * FROM recheck_list('try', 201502)$$,
	'another office sees nobody');
SELECT is_empty($$SELECT * FROM cycle_list(202611) WHERE programme = 'try'$$,
	'and no month');
SELECT is_empty($$SELECT * FROM cycle_change(371002, 'try', 201101, 371002001000)$$,
	'and no differences');
SET SESSION AUTHORIZATION li;
SELECT throws_ok($$SELECT cycle_open(202611)$$, 'ZH403', NULL,
	'a reviewer opens none');
SELECT throws_ok($$INSERT INTO hold (county, programme, resident, div, since, reason)
	VALUES (371002, 'try', 1, 371002001001, 201001, '直接写')$$, '42501', NULL,
	'nobody writes holds but by the functions');
SELECT throws_ok($$UPDATE cycle SET held = 0$$, '42501', NULL, 'or the month');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
