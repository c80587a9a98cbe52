-- Four eyes for what functions write: held, handed in as a function with its
-- arguments, run once by a second person in its maker's name.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

SELECT isnt(operator_add(role, name, place, duties::text[]), NULL, role)
FROM (VALUES
	('try_admin', '县管', 371002000000, '{admin}'),
	('try_maker', '经甲', 371002001000, '{window,reviewer}'),
	('try_other', '复乙', 371002001000, '{reviewer}'),
	('try_post', '村戊', 371002001001, '{window,reviewer}')
) v (role, name, place, duties);
CREATE TEMP TABLE one AS
SELECT e.county, e.resident, r.household, r.name::text AS name
FROM enrolment e
JOIN resident r ON r.county = e.county AND r.id = e.resident
WHERE e.div = 371002001001 AND e.programme = 'pension' AND e.until IS NULL
	AND r.next_id IS NULL
ORDER BY e.resident LIMIT 1;
GRANT SELECT ON one TO PUBLIC;
CREATE FUNCTION pg_temp.call(p_name text, p_args jsonb) RETURNS jsonb
LANGUAGE sql AS $$
	SELECT jsonb_build_array(jsonb_build_object('call', p_name, 'args', p_args))
$$;
CREATE FUNCTION pg_temp.hand(p_name text, p_args jsonb) RETURNS text
LANGUAGE sql AS $$
	SELECT zhen.review_send('holds', NULL, NULL, pg_temp.call(p_name, p_args))
$$;
INSERT INTO fund_entry (div, year, class, source, kind, amount, on_date, voucher)
VALUES (371002001000, 2026, 'work', '1', 'received', 500, '2026-11-01', 'X1'),
	(371002001000, 2026, 'work', '1', 'received', 99.99, '2026-11-01', 'X2');
SET SESSION AUTHORIZATION try_admin;
INSERT INTO review_rule (div, tbl, amount, from_amount, makes, basis) VALUES
	(371002000000, 'hold', NULL, NULL, 'window', '内控'),
	(371002000000, 'fund_entry', 'amount', 100, NULL, '内控'),
	(371002000000, 'household', NULL, NULL, NULL, '内控');
RESET SESSION AUTHORIZATION;

-- The registry: what there is, and what is never in it.
SELECT is_empty($$SELECT k.name FROM review_function k WHERE 1 <> (
		SELECT count(*) FROM pg_proc p
		WHERE p.proname = k.name AND p.pronamespace = 'zhen'::regnamespace)$$,
	'each is one function');
SELECT is_empty($$SELECT k.name, l FROM review_function k
	JOIN pg_proc p ON p.proname = k.name AND p.pronamespace = 'zhen'::regnamespace
	CROSS JOIN LATERAL jsonb_object_keys(k.labels) l
	WHERE l <> ALL (p.proargnames)$$, 'labels are of arguments');
SELECT is_empty($$SELECT k.name FROM review_function k
	JOIN pg_proc p ON p.proname = k.name AND p.pronamespace = 'zhen'::regnamespace
	WHERE p.prosrc ~* 'session_user|set_config\(''zhen\.request'$$,
	'none looks at who is at the terminal');

-- A hold, by its function: refused, from psql too; not yet tried.
SET SESSION AUTHORIZATION try_maker;
SELECT throws_ok($$SELECT hold_add(county, resident, 'pension', 202612, '查无此人')
	FROM one$$, 'ZH200', '暂缓发放要由镇街复核人员复核后才算数', 'the function is held');
SELECT throws_ok(format('SELECT pg_temp.hand(%L, %L)', f, a), e, m, f)
FROM (VALUES
	('operator_password', '{}', 'ZH001', '“operator_password”不能送复核，请按原来的环节办理或联系管理员'),
	('review_approve', '{}', 'ZH001', NULL),
	('pg_sleep', '{}', 'ZH001', NULL),
	('batch_approve', '{}', 'ZH001', NULL),
	('hold_add', '{"county; --": "1"}', 'ZH001', '暂缓发放没有这样的内容，请从画面上重新办'),
	('hold_add', '{"county": "371002"}', 'ZH001', '暂缓发放没有这样的内容，请从画面上重新办'),
	('hold_release', '{"county": "371002", "id": "x", "answer": "好"}', '22P02', NULL),
	('hold_release', '{"county": "371002", "id": "0", "answer": "好"}', 'ZH403', NULL)
) v (f, a, e, m);
SELECT is(pg_temp.hand('hold_add', jsonb_build_object('county', county,
		'resident', resident, 'programme', 'pension', 'month', '202612',
		'reason', '查无此人')),
	'已送镇街复核人员复核，同意后才算数；在“待办”里看办到哪一步', 'handed in')
FROM one;
SELECT is_empty('SELECT * FROM hold h JOIN one USING (county, resident)',
	'nothing has happened yet');
SAVEPOINT forged;
INSERT INTO review_change (screen, parts)
SELECT 'holds', jsonb_build_array(pg_temp.call('hold_add', jsonb_build_object(
	'county', county, 'resident', resident, 'programme', 'pension', 'month', '202611',
	'reason', '查无此人')) -> 0 || '{"relation": "x", "columns": {"已核对": 1},
	"old": {}, "new": {"已核对": "原件无误"}}')
FROM one;
SELECT is_empty(format($$SELECT * FROM review_columns WHERE id = %s
	AND (label LIKE '%%核对%%' OR now_is LIKE '%%无误%%')$$, currval('review_change_id')),
	'the maker adds no words of their own to what the checker reads');
ROLLBACK TO forged;
SELECT is((c.title, c.made_by, c.state)::text,
	format('(%s,try_maker,waiting)', one.name), 'whom it is about, by the server')
FROM review_change c, one;
SELECT is(string_agg(concat_ws(' ', label, was, now_is), '，' ORDER BY n),
	format('暂缓发放 新增 %s，项目 新农保基础养老金，为什么暂缓 查无此人', one.name),
	'what it writes, in words')
FROM review_columns, one WHERE label IN ('暂缓发放', '项目', '为什么暂缓')
GROUP BY one.name;
SELECT results_eq($$SELECT what, state_name FROM todo_list('sent')
	WHERE screen = 'review'$$, $$VALUES ('暂缓发放', '待复核')$$, '已办 of the maker');
SELECT throws_ok($$SELECT review_approve(371002, (SELECT id FROM review_change))$$,
	'ZH403', '这项改动是您经办的，请另一位复核人员办理', 'the maker is no checker');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_post;
SELECT throws_ok($$SELECT review_approve(371002, (SELECT id FROM review_change))$$,
	'ZH403', '这项改动要由镇街复核人员复核', 'the station''s checker sits in the town');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_other;
SELECT throws_ok(format('SELECT pg_temp.hand(%L, %L)', 'hold_add',
	jsonb_build_object('county', county, 'resident', resident, 'programme',
		'pension', 'month', '202612', 'reason', '查无此人')), 'ZH403', NULL,
	'who may not make it, may not hand it in')
FROM one;
SELECT results_eq($$SELECT what FROM todo_list('mine') WHERE screen = 'review'$$,
	$$VALUES ('暂缓发放')$$, '待办 of the colleague');
SELECT is(review_return(371002, id, '写明谁查的'), '已退回给经甲：写明谁查的', 'returned')
FROM review_change;
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_maker;
SELECT is(review_withdraw(371002, id), '已撤回，什么都没有改；要办请重新办', 'taken back')
FROM review_change;

-- Handed in anew, under the client's key: the same is known, another refused.
SELECT lives_ok($$SELECT request_open('11111111-1111-4111-8111-111111111111',
	'holds', 'a')$$, 'a key');
SELECT isnt(pg_temp.hand('hold_add', jsonb_build_object('county', county,
	'resident', resident, 'programme', 'pension', 'month', '202612',
	'reason', '村里查无此人')), NULL, 'handed in anew')
FROM one;
SELECT throws_ok($$SELECT request_open('11111111-1111-4111-8111-111111111111',
	'holds', 'a')$$, 'ZH100', NULL, 'the key again');
SELECT throws_ok($$SELECT request_open('11111111-1111-4111-8111-111111111111',
	'holds', 'b')$$, 'ZH102', NULL, 'and with other values');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_other;
SELECT is(review_approve(371002, currval('review_change_id')),
	'已同意，经甲的改动现在算数', 'approved by who could not make it');
SELECT throws_ok(format('SELECT review_approve(371002, %s)',
	currval('review_change_id')), 'ZH001', NULL, 'once');
RESET SESSION AUTHORIZATION;
SELECT is((h.made_by, h.reason)::text, '(try_maker,村里查无此人)', 'whose author is the maker')
FROM hold h JOIN one USING (county, resident);
SELECT is((operator, on_behalf)::text, '(try_other,try_maker)', 'the trace names both')
FROM audit a, one WHERE a.tbl = 'hold' AND a.op = 'INSERT'
	AND a.new ->> 'resident' = one.resident::text AND a.on_behalf IS NOT NULL;

-- Money taken back weighs as much as it: from 100 yuan on.
SET SESSION AUTHORIZATION try_maker;
SELECT lives_ok($$SELECT fund_correct(county, id, '重复') FROM fund_entry
	WHERE voucher = 'X2'$$, 'below the amount');
SELECT throws_ok($$SELECT fund_correct(county, id, '重复') FROM fund_entry
	WHERE voucher = 'X1'$$, 'ZH200', NULL, 'from it on');
SELECT isnt(pg_temp.hand('fund_correct', jsonb_build_object('county', county,
	'id', id, 'reason', '重复')), NULL, 'two hand it in') FROM fund_entry
WHERE voucher = 'X1';
SELECT isnt(pg_temp.hand('fund_correct', jsonb_build_object('county', county,
	'id', id, 'reason', '记错')), NULL, 'and again') FROM fund_entry
WHERE voucher = 'X1';
SELECT is((c.amount, l.what)::text, '(-500.00,冲正经费)', 'how much, and what')
FROM review_change c JOIN review_list l USING (county, id)
WHERE c.id = currval('review_change_id');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_other;
SELECT lives_ok(format('SELECT review_approve(371002, %s)',
	currval('review_change_id') - 1), 'the first is approved');
SELECT throws_ok(format('SELECT review_approve(371002, %s)',
	currval('review_change_id')), 'ZH001',
	'余额不够，差 500.00 元；要先支后到，请先办超支申请（5104）',
	'what isn''t possible any more is refused to the checker');
RESET SESSION AUTHORIZATION;
SELECT is(made_by, 'try_maker', 'the entry has its maker')
FROM fund_entry WHERE corrects IS NOT NULL AND amount = -500;

-- What it met has changed since: not what was handed in.
SET SESSION AUTHORIZATION try_maker;
SELECT isnt(pg_temp.hand('household_remark', jsonb_build_object('county', county,
	'household', household, 'remark', '户主外出')), NULL, 'a remark') FROM one;
SELECT isnt(pg_temp.hand('household_remark', jsonb_build_object('county', county,
	'household', household, 'remark', '户主返乡')), NULL, 'another') FROM one;
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_other;
SELECT lives_ok(format('SELECT review_approve(371002, %s)',
	currval('review_change_id')), 'the later first');
SELECT throws_ok(format('SELECT review_approve(371002, %s)',
	currval('review_change_id') - 1), 'ZH001',
	'送来以后这条记录又被改过，请按 F11 退回，让经办人看过再送', 'the older is stale');
RESET SESSION AUTHORIZATION;

-- The maker's duties are looked at again.
SET SESSION AUTHORIZATION try_maker;
SELECT isnt(pg_temp.hand('hold_release', jsonb_build_object('county', h.county,
	'id', h.id, 'answer', '人找到了')), NULL, 'a release')
FROM hold h JOIN one USING (county, resident);
RESET SESSION AUTHORIZATION;
REVOKE zhen_window, zhen_reviewer FROM try_maker;
SET SESSION AUTHORIZATION try_other;
SELECT throws_ok(format('SELECT review_approve(371002, %s)',
	currval('review_change_id')), 'ZH403', NULL, 'who lost the duty is no maker');
RESET SESSION AUTHORIZATION;
GRANT zhen_window TO try_maker;
SET SESSION AUTHORIZATION try_other;
SELECT lives_ok(format('SELECT review_approve(371002, %s)',
	currval('review_change_id')), 'with the duty it is');
RESET SESSION AUTHORIZATION;
SELECT is(released_by, 'try_maker', 'released by its maker')
FROM hold h JOIN one USING (county, resident);

SELECT is_empty('SELECT * FROM review_pass', 'no pass is left');
SELECT is_empty('SELECT * FROM verify()', 'and the chains hold');
SELECT * FROM finish();
ROLLBACK;
