-- Four eyes: a row puts records under them, whatever way the write comes.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

SELECT isnt(operator_add(role, name, place, duties::text[]), NULL, role)
FROM (VALUES
	('try_admin', '县管', 371002000000, '{admin}'),
	('try_maker', '经甲', 371002001000, '{window,reviewer}'),
	('try_other', '复乙', 371002001000, '{window,reviewer}'),
	('try_upper', '县丙', 371002000000, '{reviewer}'),
	('try_far', '远丁', 371002100000, '{reviewer}'),
	('try_post', '村戊', 371002001001, '{window,reviewer}')
) v (role, name, place, duties);
CREATE TEMP TABLE one AS
SELECT e.county, e.id, e.version, e.account_number::text
FROM resident_entry e
WHERE e.village = 371002001001 AND e.account_number IS NOT NULL
ORDER BY e.id LIMIT 2;
GRANT SELECT ON one TO PUBLIC;
CREATE FUNCTION pg_temp.part(p_number text, p_nth int DEFAULT 0) RETURNS jsonb
LANGUAGE sql STABLE AS $$
	SELECT jsonb_build_array(jsonb_build_object('relation', 'resident_entry',
		'key', jsonb_build_object('county', e.county, 'id', e.id::text,
			'version', e.version::text),
		'values', jsonb_build_object('account_number', p_number)))
	FROM one o
	JOIN zhen.resident_entry e ON e.county = o.county AND e.id = o.id
	ORDER BY o.id OFFSET p_nth LIMIT 1
$$;
CREATE FUNCTION pg_temp.number(p_nth int DEFAULT 0) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER AS $$
	SELECT a.number FROM one o
	JOIN zhen.account a ON a.county = o.county AND a.resident = o.id
		AND a.is_current
	ORDER BY o.id OFFSET p_nth LIMIT 1
$$;

-- Who makes rules, and which.
SET SESSION AUTHORIZATION try_maker;
SELECT throws_ok($$INSERT INTO review_rule (div, tbl, basis)
	VALUES (371002001000, 'account', 'x')$$, '42501', NULL,
	'a window operator makes no rules');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_admin;
SELECT throws_ok(format('INSERT INTO review_rule (div, tbl, columns, amount,
	from_amount, checks, level, until, basis) VALUES (%s, ''内控'')', v), e, NULL, v)
FROM (VALUES
	('371082000000, ''account'', NULL, NULL, NULL, ''reviewer'', ''town'', NULL',
		'42501'),
	('371002000000, ''payment'', NULL, NULL, NULL, ''reviewer'', ''town'', NULL',
		'ZH001'),
	('371002000000, ''nothing'', NULL, NULL, NULL, ''reviewer'', ''town'', NULL',
		'ZH001'),
	('371002000000, ''review_rule'', NULL, NULL, NULL, ''reviewer'', ''town'', NULL',
		'ZH001'),
	('371002000000, ''account'', ''nummer'', NULL, NULL, ''reviewer'', ''town'', NULL',
		'ZH001'),
	('371002000000, ''account'', NULL, ''amount'', 5, ''reviewer'', ''town'', NULL',
		'ZH001'),
	('371002000000, ''visit'', NULL, ''meal'', NULL, ''reviewer'', ''town'', NULL',
		'23514'),
	('371002000000, ''account'', NULL, NULL, NULL, ''boss'', ''town'', NULL',
		'ZH001'),
	('371002000000, ''account'', NULL, NULL, NULL, ''reviewer'', ''moon'', NULL',
		'23514'),
	('371002000000, ''account'', NULL, NULL, NULL, ''reviewer'', ''town'',
		''2001-01-01''', 'ZH001')
) r (v, e)
WHERE e <> 'ZH001' OR v NOT LIKE '%2001%';
SELECT lives_ok($$INSERT INTO review_rule (div, tbl, columns, level, basis)
	VALUES (371002000000, 'account', 'number, bank', 'town', '内控制度')$$,
	'accounts of the county under four eyes');
RESET SESSION AUTHORIZATION;

-- Every way is refused: the screen's view, the table.
SET SESSION AUTHORIZATION try_maker;
SELECT throws_ok($$UPDATE resident_entry SET account_number = '6228480000000000001'
	WHERE id = (SELECT min(id) FROM one)$$, 'ZH200',
	'银行账户要由镇街复核人员复核后才算数', 'through the view of the screen');
SELECT throws_ok($$INSERT INTO account (county, resident, div, number, holder)
	SELECT county, id, 371002001001, '6228480000000000001', '某' FROM one LIMIT 1$$,
	'ZH200', NULL, 'into the table');
SELECT throws_ok($$SELECT review_pass_open()$$, 'ZH403', NULL,
	'nobody lets themselves pass');
SELECT throws_ok($$INSERT INTO review_pass (xact) VALUES (pg_current_xact_id())$$,
	'42501', NULL, 'nor writes the pass');
SELECT lives_ok($$UPDATE resident_entry SET phone = '13800000001'
	WHERE id = (SELECT min(id) FROM one)$$, 'other columns go as before');

-- What is handed in has been tried: all that refuses a save refuses it.
SELECT throws_ok(format($$INSERT INTO review_change (screen, parts)
	VALUES ('resident', %L)$$, p), e, NULL, what)
FROM (VALUES
	(pg_temp.part('12'), '23514', 'a number that is none'),
	(pg_temp.part('6228480000000000001') #- '{0,values}'
		#- '{0,relation}', '22004', 'no relation'),
	(jsonb_set(pg_temp.part('6228480000000000001'), '{0,key,version}', '"99"'),
		'ZH101', 'an old version'),
	(jsonb_set(pg_temp.part('x'), '{0,values}', '{"phone": "13800000002"}'),
		'ZH001', 'what needs no second person'),
	('[{"relation": "rate", "values": {"programme": "aid", "name": "x",
		"since": 201001, "value": 1, "source": "x"}}]', '42501',
		'a table that isn''t theirs to write'),
	(jsonb_set(pg_temp.part('6228480000000000001'), '{0,values,"no; --"}', '"x"'),
		'42703', 'a column that is SQL')
) v (p, e, what);
SELECT is(pg_temp.number(), (SELECT account_number FROM one ORDER BY id LIMIT 1),
	'the account is what it was');
SELECT is_empty('SELECT * FROM review_change', 'and nothing waits');

SELECT is(review_send('resident', '某某',
		'{"account_number": "6228480000000000001"}',
		pg_temp.part('6228480000000000001')),
	'已送镇街复核人员复核，同意后才算数；在“待办”里看办到哪一步',
	'handed in, and the maker is told');
SELECT is((county, div, checks, level, state, made_by)::text,
	'(371002,371002001001,reviewer,town,waiting,try_maker)', 'waits for the town')
FROM review_change;
SELECT is(shown, jsonb_build_array(jsonb_build_object('label', '账号',
		'was', (SELECT account_number FROM one ORDER BY id LIMIT 1),
		'now_is', '6228480000000000001')), 'with what changes, in words')
FROM review_change;
SELECT is(pg_temp.number(), (SELECT account_number FROM one ORDER BY id LIMIT 1),
	'nothing has happened yet');
SELECT is_empty('SELECT * FROM review_pass_now() p WHERE p.xact IS NOT NULL',
	'and the pass is gone');
SELECT throws_ok($$SELECT review_approve(371002, (SELECT id FROM review_change))$$,
	'ZH403', '这项改动是您经办的，请另一位复核人员办理', 'the maker is no checker');
SELECT throws_ok($$UPDATE review_change SET state = 'approved'$$, '42501', NULL,
	'not by psql either');
SELECT results_eq($$SELECT screen, what, state_name FROM todo_list('sent')
	WHERE screen = 'review'$$, $$VALUES ('review', '改动银行账户', '待复核')$$,
	'已办 of the maker');
RESET SESSION AUTHORIZATION;

-- Not below the level, not elsewhere; the level above may.
SET SESSION AUTHORIZATION try_post;
SELECT throws_ok($$SELECT review_approve(371002, (SELECT id FROM review_change))$$,
	'ZH403', '这项改动要由镇街复核人员复核', 'the station can''t, the town has to');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_far;
SELECT is_empty('SELECT * FROM review_change', 'another office sees nothing');
SELECT throws_ok(format('SELECT review_return(371002, %s, ''x'')',
	currval('review_change_id')), 'ZH403', NULL, 'and returns nothing');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_other;
SELECT results_eq($$SELECT screen, what FROM todo_list('mine')
	WHERE screen = 'review'$$, $$VALUES ('review', '改动银行账户')$$,
	'待办 of the colleague');
SELECT throws_ok($$SELECT review_return(371002, (SELECT id FROM review_change), ' ')$$,
	'ZH001', NULL, 'a return needs a reason');
SELECT is(review_return(371002, id, '账号抄错'), '已退回给经甲：账号抄错', 'returned')
FROM review_change;
SELECT throws_ok($$SELECT review_approve(371002, (SELECT id FROM review_change))$$,
	'ZH001', '这项改动现在是“已退回”，不能这样办理，请重新打开看看', 'waits no more');
SELECT throws_ok($$SELECT review_withdraw(371002, (SELECT id FROM review_change))$$,
	'ZH403', '这是经甲经办的，只有本人能撤回', 'only the maker takes it back');
RESET SESSION AUTHORIZATION;

SET SESSION AUTHORIZATION try_maker;
SELECT results_eq($$SELECT screen, state_name FROM todo_list('mine')
	WHERE screen = 'review'$$, $$VALUES ('review', '已退回')$$, '待办 of the maker');
SELECT is(review_withdraw(371002, id),
	'已撤回，内容放回草稿：按 Ctrl-V 打开，改好再送', 'taken back')
FROM review_change;
SELECT results_eq($$SELECT v.name, v.value FROM draft_list('{}') d,
	draft_values(d.key) v$$,
	$$VALUES ('account_number', '6228480000000000001')$$,
	'what was typed is a draft again');
INSERT INTO review_change (screen, parts)
VALUES ('resident', pg_temp.part('6228480000000000002'));
INSERT INTO review_change (screen, parts)
VALUES ('resident', pg_temp.part('6228480000000000003'));
INSERT INTO review_change (screen, parts)
VALUES ('resident', pg_temp.part('6228480000000000004', 1));
RESET SESSION AUTHORIZATION;

-- Approved: it happens once, under both names; a second one is stale then.
SET SESSION AUTHORIZATION try_upper;
SELECT is(review_approve(371002, currval('review_change_id') - 2),
	'已同意，经甲的改动现在算数', 'a reviewer of the county may');
SELECT is(pg_temp.number(), '6228480000000000002', 'and it is so');
SELECT throws_ok(format('SELECT review_approve(371002, %s)',
	currval('review_change_id') - 2), 'ZH001', NULL, 'once');
SELECT throws_ok(format('SELECT review_approve(371002, %s)',
	currval('review_change_id') - 1), 'ZH001',
	'送来以后这条记录又被改过，请按 F11 退回，让经办人看过再送',
	'what was handed in about an older version is refused');
RESET SESSION AUTHORIZATION;
SELECT is_empty('SELECT * FROM review_pass', 'no pass is left');
SELECT is((operator, on_behalf)::text, '(try_upper,try_maker)', 'the trace names both')
FROM audit WHERE tbl = 'account' AND op = 'INSERT' AND on_behalf IS NOT NULL;
SELECT throws_ok($$UPDATE review_change SET reason = 'x' WHERE state = 'approved'$$,
	'ZH403', NULL, 'what is over stays, also for the owner');
SELECT throws_ok($$DELETE FROM review_change$$, 'ZH403', NULL, 'and nothing goes');
SET SESSION AUTHORIZATION try_other;
SELECT is(review_approve(371002, currval('review_change_id')),
	'已同意，经甲的改动现在算数', 'a colleague in the town may');
SELECT throws_ok($$UPDATE resident_entry SET account_number = '6228480000000000009'
	WHERE id = (SELECT max(id) FROM one)$$, 'ZH200', NULL,
	'and behind it, in one transaction, nothing else passes');
RESET SESSION AUTHORIZATION;

-- A key that isn't one: of one person in the maker's town and others beyond it.
SELECT r.name AS shared FROM resident r
WHERE r.next_id IS NULL
GROUP BY r.name
HAVING count(*) FILTER (WHERE r.div / 1000 = 371002001) = 1 AND count(*) > 1
ORDER BY count(*) DESC LIMIT 1 \gset
SET SESSION AUTHORIZATION try_maker;
SELECT lives_ok(format($$INSERT INTO review_change (screen, parts) VALUES ('resident',
	'[{"relation": "resident_entry", "key": {"name": "%s"},
	"values": {"account_number": "6228480000000000008", "account_bank": "某行"}}]')$$,
	:'shared'), 'tried in their own scope it is one');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_other;
SELECT throws_ok(format('SELECT review_approve(371002, %s)',
	currval('review_change_id')), 'ZH001',
	'送来的改动指的不止一条记录，请从画面上打开那一条再改',
	'approved it would be others'' accounts too');
RESET SESSION AUTHORIZATION;
SELECT is(count(*), 0::bigint, 'nobody has it') FROM account
WHERE number = '6228480000000000008';

-- The rule has become stricter since.
SET SESSION AUTHORIZATION try_maker;
INSERT INTO review_change (screen, parts)
VALUES ('resident', pg_temp.part('6228480000000000006'));
RESET SESSION AUTHORIZATION;
SAVEPOINT stricter;
INSERT INTO review_rule (div, tbl, checks, level, basis)
VALUES (371002001000, 'account', 'supervisor', 'county', 'x');
SET SESSION AUTHORIZATION try_other;
SELECT throws_like(format('SELECT review_approve(371002, %s)',
	currval('review_change_id')), '这项改动现在要由%复核，请按 F11 退回，让经办人再送',
	'what waits under another rule than it meets now goes back');
RESET SESSION AUTHORIZATION;
ROLLBACK TO stricter;

-- From an amount on, by whom, and only while the rule holds.
INSERT INTO review_rule (div, tbl, amount, from_amount, makes, checks, level, basis)
VALUES (371002000000, 'visit', 'transport', 20, 'coordinator', 'reviewer', 'town', 'x'),
	(371002000000, 'petition', NULL, NULL, 'window', 'supervisor', 'county', 'x'),
	(371002001000, 'petition', NULL, NULL, 'window', 'reviewer', 'town', 'x');
SET SESSION AUTHORIZATION zhao;
SELECT lives_ok($$INSERT INTO visit_entry (visited_on, village, purpose, transport)
	VALUES (current_date, 371002001001, '1', 19.99)$$, 'below the amount');
SELECT throws_ok($$INSERT INTO visit_entry (visited_on, village, purpose, transport)
	VALUES (current_date, 371002001001, '1', 20)$$, 'ZH200', NULL, 'from it on');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_maker;
INSERT INTO review_change (screen, parts)
VALUES ('petition', '[{"relation": "petition", "values": {"village": "371002001001",
		"received_on": "2026-01-05", "way": "1", "name": "某", "matter": "1",
		"content": "事"}},
	{"relation": "petition_step", "kept": {"county": "county", "petition": "id"},
	"values": {"done_on": "2026-01-06", "way": "1", "content": "办"}}]');
SELECT is((level, checks)::text, '(county,supervisor)', 'of two rules the strictest')
FROM review_change WHERE screen = 'petition';
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION chen;
SELECT lives_ok(format('SELECT review_approve(371002, %s)',
	currval('review_change_id')), 'a record with its rows');
RESET SESSION AUTHORIZATION;
SELECT is((p.received_by, s.done_by, s.content)::text, '(try_maker,try_maker,办)',
	'whose author is the maker')
FROM petition p
JOIN petition_step s ON s.county = p.county AND s.petition = p.id
WHERE p.content = '事';
SET SESSION AUTHORIZATION try_admin;
SELECT throws_ok($$UPDATE review_rule SET until = current_date - 1$$, 'ZH001', NULL,
	'a rule doesn''t end in the past');
SELECT throws_ok($$UPDATE review_rule SET checks = 'window'$$, '42501', NULL,
	'and isn''t made another');
RESET SESSION AUTHORIZATION;

SELECT is_empty('SELECT * FROM verify()', 'and the chains hold');
SELECT * FROM finish();
ROLLBACK;
