-- What can't be had together, what ends an enrolment, how far back is paid, and
-- one person for whom the rules fail: from the computation to the approval.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

CREATE TEMP TABLE who AS
SELECT row_number() OVER (ORDER BY r.id) AS n, r.id
FROM resident r
JOIN account a ON a.county = r.county AND a.resident = r.id AND a.is_current
WHERE r.county = 371002 AND r.div BETWEEN 371002001001 AND 371002001999
	AND r.died IS NULL AND NOT EXISTS (SELECT FROM enrolment e
		WHERE e.county = r.county AND e.resident = r.id)
ORDER BY r.id
LIMIT 4;
GRANT SELECT ON who TO PUBLIC;
SELECT is(count(*), 4::bigint, 'four people') FROM who;
CREATE FUNCTION pg_temp.def(p_code text, p_more jsonb DEFAULT '{}') RETURNS jsonb
LANGUAGE sql AS $$
	SELECT jsonb_build_object('programme', p_code, 'title', '项目' || p_code,
		'form', p_code, 'table', 'enrol_' || p_code, 'basis', '演示',
		'fund', 'project', 'amount', '60 / share', 'because', '''每月''',
		'fields', '[{"name": "share", "label": "份数", "sql": "integer"},
			{"name": "left_on", "label": "迁出", "sql": "date"}]'::jsonb) || p_more
$$;
CREATE FUNCTION pg_temp.enrol(p_code text, p_n int, p_share int) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO enrolment (county, programme, resident, div, since, extra)
	SELECT r.county, p_code, r.id, r.div, 202601,
		jsonb_build_object('share', p_share)
	FROM who
	JOIN resident r ON r.county = 371002 AND r.id = who.id
	WHERE who.n = p_n
$$;
CREATE FUNCTION pg_temp.left(p_code text, p_month int) RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(w.n || ' ' || l.reason, '；' ORDER BY w.n)
	FROM batch b
	JOIN left_out l ON l.county = b.county AND l.batch = b.id
	JOIN who w ON w.id = l.resident
	WHERE b.county = 371002 AND b.programme = p_code AND b.month = p_month
$$;
CREATE FUNCTION pg_temp.batch(p_code text, p_month int) RETURNS bigint
LANGUAGE sql AS $$
	SELECT max(id) FROM batch
	WHERE county = 371002 AND programme = p_code AND month = p_month
$$;

SELECT throws_matching($$SELECT programme_load(pg_temp.def('one',
	'{"excludes": [{"programmes": ["other"], "reason": "x", "line": 9}]}'))$$,
	'^第 9 行 excludes: 没有装入项目 other', 'what isn''t loaded can''t be excluded');
SELECT lives_ok('SELECT programme_load(pg_temp.def(''other''))', 'one programme');
SELECT lives_ok($$SELECT programme_load(pg_temp.def('one',
	'{"back": 2,
	"stop": [{"sql": "died < month_start", "reason": "已死亡"},
		{"sql": "left_on < month_start", "reason": "已迁出"}],
	"excludes": [{"programmes": ["other", "pension"], "reason": "已享受别的"}]}'))$$,
	'another, that excludes it');
SELECT throws_matching($$SELECT programme_load(pg_temp.def('third',
	'{"stop": [{"sql": "died < now()", "reason": "x", "line": 4}]}'))$$,
	'^第 4 行 stop 1 \(x\): 不能用函数', 'a stop is held to the same');
SELECT throws_matching($$SELECT programme_load(pg_temp.def('third',
	'{"stop": [{"sql": "true", "reason": "x", "line": 4}],
	"require": [{"sql": "true", "reason": "x"}]}'))$$,
	'^第 4 行 stop: “x”', 'one reason, one meaning');

-- 1 has both, 2 has one and divides by nought, 3 and 4 have one
SELECT pg_temp.enrol('one', n, share), pg_temp.enrol('other', m, 1)
FROM (VALUES (1, 1, 1), (2, 0, NULL), (3, 2, NULL), (4, 3, NULL)) c (n, share, m);
SET SESSION AUTHORIZATION wang;
SELECT alike(batch_compute('other', 202609), '%应发 1 人 60.00 元，未列入 0 人%',
	'the other first');
SELECT throws_ok($$SELECT batch_compute('one', 202608)$$, 'ZH001',
	'项目one最多补发 2 个月，请改为 202609 或以后的月份', 'not three months back');
SELECT alike(batch_compute('one', 202609), '%应发 2 人 50.00 元，未列入 2 人%',
	'two months back, and the rest goes on');
SELECT is(pg_temp.left('one', 202609),
	'1 已享受别的；2 算不出来（division by zero），请核对此人的登记',
	'who has the other, and for whom it fails');
SELECT lives_ok($$SELECT batch_submit(371002, pg_temp.batch('one', 202609))$$, 'submits');
SET SESSION AUTHORIZATION li;
SELECT alike(batch_approve(371002, pg_temp.batch('one', 202609)), '%2 人，50.00 元%',
	'one person who is left out keeps nobody from their money');
SET SESSION AUTHORIZATION wang;
SELECT alike(batch_compute('one', 202610), '%应发 3 人 110.00 元%', 'a month in the other order');
SELECT alike(batch_compute('other', 202610), '%应发 0 人 0.00 元，未列入 1 人%',
	'and the other is refused, though its file doesn''t say so');
SELECT is(pg_temp.left('other', 202610), '1 本月已列入项目one，两项不能同享', 'with the reason');
RESET SESSION AUTHORIZATION;

-- somebody of the batch breaks after it was submitted
SET SESSION AUTHORIZATION wang;
SELECT lives_ok($$SELECT batch_submit(371002, pg_temp.batch('one', 202610))$$, 'submits');
RESET SESSION AUTHORIZATION;
UPDATE enrolment SET extra = extra || '{"share": 0}'
WHERE programme = 'one' AND resident = (SELECT id FROM who WHERE n = 3);
SET SESSION AUTHORIZATION li;
SELECT throws_matching($$SELECT batch_approve(371002, pg_temp.batch('one', 202610))$$,
	'有 1 人情况变了（.*：算不出来（division by zero））', 'who was in it is named');
SELECT lives_ok($$SELECT batch_return(371002, pg_temp.batch('one', 202610), '重算')$$, 'returns');
RESET SESSION AUTHORIZATION;

-- 3 moved away at the end of September, 4 on 1 October
UPDATE enrolment e SET extra = format('{"share": 2, "left_on": "%s"}', left_on)::jsonb
FROM (VALUES (3, '2026-09-30'), (4, '2026-10-01')) m (n, left_on)
JOIN who USING (n)
WHERE e.programme = 'one' AND e.resident = who.id;
SET SESSION AUTHORIZATION wang;
SELECT alike(batch_compute('one', 202610), '%应发 2 人 90.00 元，未列入 2 人%', 'computes');
SELECT is(pg_temp.left('one', 202610),
	'2 算不出来（division by zero），请核对此人的登记；3 已迁出', 'stopped');
SELECT is(count(*), 0::bigint, 'a draft ends nothing') FROM enrolment
WHERE programme = 'one' AND until IS NOT NULL;
SELECT lives_ok($$SELECT batch_submit(371002, pg_temp.batch('one', 202610))$$, 'submits');
SET SESSION AUTHORIZATION li;
SELECT lives_ok($$SELECT batch_approve(371002, pg_temp.batch('one', 202610))$$, 'approves');
RESET SESSION AUTHORIZATION;
SELECT is(string_agg(w.n || ' ' || e.until, ';'), '3 202609',
	'what is paid ends the enrolment, with the month before')
FROM enrolment e JOIN who w ON w.id = e.resident
WHERE e.programme = 'one' AND until IS NOT NULL;

SELECT is_empty('SELECT * FROM verify()', 'the chains hold');

-- what was paid and taken back is free for the other; how it is taken back is
-- correction.sql's
SET LOCAL session_replication_role = replica;
INSERT INTO payment (county, programme, month, resident, div, batch, amount,
	account_number, holder, part)
SELECT county, programme, month, resident, div, batch, -amount, account_number,
	holder, 1
FROM payment
WHERE county = 371002 AND programme = 'one' AND month = 202610 AND part = 0
	AND resident = (SELECT id FROM who WHERE n = 1);
SET LOCAL session_replication_role = origin;
SET SESSION AUTHORIZATION wang;
SELECT alike(batch_compute('other', 202610), '%应发 1 人 60.00 元，未列入 0 人%',
	'after it was taken back');
RESET SESSION AUTHORIZATION;
SELECT lives_ok('SELECT programme_load(pg_temp.def(''one'', ''{"from": 202611}''))',
	'from November they may be had together');
SET SESSION AUTHORIZATION wang;
SELECT alike(batch_compute('one', 202611), '%应发 2 人 90.00 元，未列入 1 人%', 'one');
SELECT alike(batch_compute('other', 202611), '%应发 1 人 60.00 元，未列入 0 人%', 'and the other');
RESET SESSION AUTHORIZATION;

-- What has ended isn't taken up again past the window's question
SET SESSION AUTHORIZATION wang;
SELECT throws_ok(format('UPDATE enrol_one SET until = %L WHERE resident = %s', u, w.id), 'ZH001',
	'登记已定 202609 截止，截止月份不能改晚、也不能清空；以后仍应享受的请从 202610 起重新登记',
	'until ' || coalesce(u::text, 'ever'))
FROM who w, (VALUES (NULL), (202610), (209912)) v (u) WHERE w.n = 3;
SELECT lives_ok(format('UPDATE enrol_one SET until = 202608 WHERE resident = %s', id), 'earlier')
FROM who WHERE n = 3;
SELECT throws_like(format('UPDATE enrol_one SET until = 202609 WHERE resident = %s', id),
	'登记已定 202608 截止%', 'and not back') FROM who WHERE n = 3;
SELECT lives_ok(format('INSERT INTO enrol_one (resident, since, share) VALUES (%s, 202610, 2)', id),
	'anew') FROM who WHERE n = 3;
SELECT lives_ok(format('UPDATE enrol_one SET until = %L WHERE resident = %s', u, id),
	'a month to come may be mended: ' || coalesce(u::text, 'ever'))
FROM who, (VALUES (202612), (202611), (202701), (NULL)) v (u) WHERE n = 4;
RESET SESSION AUTHORIZATION;

-- A rate that was verified, by hand or by being used, isn't set anew by a file
CREATE FUNCTION pg_temp.rated(p_value numeric, p_demo boolean) RETURNS text
LANGUAGE sql AS $$
	SELECT programme_load(pg_temp.def('rated', jsonb_build_object('rates', jsonb_build_array(
		jsonb_build_object('name', 'a', 'value', p_value, 'from', 202601, 'source', '文件',
		'demo', p_demo)))))
$$;
SELECT lives_ok('SELECT pg_temp.rated(10, true)', 'a demo value');
SELECT lives_ok('SELECT pg_temp.rated(12, false)', 'verified by the file');
SELECT lives_ok('SELECT pg_temp.rated(13, false)', 'a slip, before it was used');
SELECT lives_ok('SELECT pg_temp.rated(14, true)', 'a demo value again');
SELECT is(value, 13::numeric, 'counts for nothing') FROM rate WHERE programme = 'rated';
SELECT lives_ok('SELECT pg_temp.rated(13, false)', 'the same');
UPDATE rate SET value = 15 WHERE programme = 'rated';
SELECT throws_ok('SELECT pg_temp.rated(13, false)', 'ZH001', 'rate: 标准 a 从 202601 起已是核实过的 '
	'15（文件），不能由文件改为 13；请把文件改成一致，或另写一行从新的月份起', 'set by hand');
SELECT lives_ok('SELECT pg_temp.rated(15, false)', 'the file follows');
INSERT INTO batch (county, programme, programme_version, month, div)
VALUES (371002, 'rated', 1, 202602, 371002001000);
SELECT throws_like('SELECT pg_temp.rated(16, false)', 'rate: 标准 a 从 202601 起已是核实过的 15%',
	'used');

-- Looked up once for all, and not compiled anew for each month: 1,180 functions of
-- machine code took four of the five seconds of 失业保险金
SELECT is(array_agg(p.proname), NULL, 'no expression asks by a function for each person')
FROM pg_proc p
WHERE p.proname ~ '^programme_(one|other|unemployment)$'
	AND p.prosrc ~ 'programme_(has|again)';
SELECT is(array_agg(p.proname ORDER BY p.proname), '{application_ask,batch_changed,batch_due,
	batch_fill,compile_month,correction_due,cycle_due,programme_breaks,programme_would,would_list}',
	'who runs them does so without JIT')
FROM pg_proc p
WHERE p.pronamespace = 'zhen'::regnamespace AND 'jit=off' = ANY (p.proconfig)
	AND p.prosrc ~ '''(programme|apply)_''|would_%s|programme_%s' AND p.prosrc ~ 'EXECUTE';
SELECT * FROM finish();
ROLLBACK;
