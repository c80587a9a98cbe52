-- Hand-over: what is open changes hands, both sign, nothing is left without an
-- owner, and the record names both. Today is 2026-11-23 here.
BEGIN;
SET LOCAL search_path = zhen, tap;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

SELECT lives_ok(format('SELECT operator_add(%L, %L, %s, %L)', role, name, div,
	duties), role)
FROM (VALUES
	('try_old', '老经办', 371002100000, '{window}'),
	('try_new', '新经办', 371002100000, '{window}'),
	('try_head', '村所长', 371002100000, '{reviewer}'),
	('try_vil', '别处人', 371002001000, '{window}'),
	('try_top', '区主管', 371002000000, '{supervisor}'),
	('try_adm', '区管理', 371002000000, '{admin}')
) v (role, name, div, duties);
INSERT INTO staff (county, name, div, office_div, role, kind, since, until)
SELECT 371002, o.name, 371002100000, 371002100000, o.role, 'window', since, until
FROM (VALUES ('try_old', date '2020-01-01', NULL::date), ('try_new', '2026-11-01', NULL),
	('try_vil', '2020-01-01', NULL)) v (role, since, until)
JOIN operator o USING (role);
INSERT INTO staff (county, name, div, office_div, role, kind, since, until)
VALUES (371002, '还没来', 371002100000, 371002100000, NULL, 'window', '2026-12-01', NULL),
	(371002, '早走了', 371002100000, 371002100000, NULL, 'window', '2010-01-01', '2026-01-01');
CREATE FUNCTION pg_temp.who(text) RETURNS bigint LANGUAGE sql SECURITY DEFINER
AS $$ SELECT max(id) FROM zhen.staff WHERE name = $1 $$;
CREATE FUNCTION pg_temp.hand(p_from text, p_to text, p_leaves date DEFAULT NULL)
RETURNS bigint LANGUAGE sql AS $$
	INSERT INTO zhen.staff_handover (staff, successor, leaves_on)
	VALUES (pg_temp.who(p_from), pg_temp.who(p_to), p_leaves) RETURNING id $$;
CREATE FUNCTION pg_temp.open() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS $$
	SELECT max(id) FROM zhen.staff_handover WHERE state IN ('waiting', 'given') $$;

-- 500 open cases, 50 applications, a draft, and a change that waits for a second
-- person.
SELECT matches(programme_load('{"programme": "grant", "title": "试补贴", "form": "grant",
	"table": "enrol_grant", "basis": "试", "fund": "project", "rates": [], "require": [],
	"stop": [], "excludes": [], "amount": "100", "because": "''每月''", "fields": [],
	"materials": [{"name": "户口簿", "form": "both"}],
	"steps": [{"duty": "reviewer", "level": "town", "title": "审核", "days": 5}]}'),
	'^已装入', 'a programme with a step');
SET LOCAL SESSION AUTHORIZATION try_old;
INSERT INTO case_entry (matter, way, name, phone)
SELECT '1', '1', '试一试', '13800001111' FROM generate_series(1, 501);
SELECT isnt_empty($$ SELECT case_withdraw(county, id, '不办了') FROM (SELECT county, id
	FROM service_case WHERE holder = session_user ORDER BY id LIMIT 1) c $$, 'one is closed');
SELECT draft_keep(gen_random_uuid(), 'accept', '写了一半', '{name}', '{某}', 0);
INSERT INTO enrol_grant (county, resident, since)
SELECT county, id, 202611 FROM resident
WHERE div / 1000 = 371002100 AND died IS NULL AND next_id IS NULL ORDER BY id LIMIT 51;
SELECT isnt_empty($$ SELECT application_withdraw(county, id, '不申请了') FROM (SELECT county, id
	FROM application WHERE holder = session_user ORDER BY id LIMIT 1) a $$, 'one is closed');
SELECT alike(application_submit(county, id, '0'), '已报送%', 'one is handed in')
FROM (SELECT county, id FROM application WHERE holder = session_user AND closed_on IS NULL
	ORDER BY id LIMIT 1) a;
RESET SESSION AUTHORIZATION;
INSERT INTO review_rule (div, tbl, basis)
VALUES (371002100000, 'account', '试验');
SET LOCAL SESSION AUTHORIZATION try_old;
SELECT isnt_empty($$ SELECT review_send('resident', '某某改账号', '{"name": "某某"}',
	jsonb_build_array(jsonb_build_object('relation', 'resident_entry',
		'key', jsonb_build_object('county', county, 'id', id, 'version', version),
		'values', jsonb_build_object('account_number', '6228480000000000018'))))
	FROM (SELECT * FROM resident_entry WHERE village / 1000 = 371002100
		AND account_number IS NOT NULL ORDER BY id LIMIT 1) e $$,
	'a change waits for a second person');

-- Who may ask for what
SELECT throws_ok(q, state, m, q)
FROM (VALUES
	($$ SELECT pg_temp.hand('新经办', '老经办') $$, 'ZH403', NULL),
	($$ SELECT pg_temp.hand('老经办', '老经办') $$, '23514', NULL),
	($$ SELECT pg_temp.hand('老经办', '早走了') $$, 'ZH001', '早走了 已经离岗，请换一个继任者'),
	($$ SELECT pg_temp.hand('老经办', '新经办', '2019-12-31') $$, 'ZH001', NULL),
	($$ INSERT INTO staff_handover (staff, receiver) VALUES (1, 'try_new') $$, '42501', NULL),
	($$ UPDATE staff_handover SET state = 'done' $$, '42501', NULL),
	($$ UPDATE service_case SET holder = 'try_new' $$, '42501', NULL)
) v (q, state, m);
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT throws_ok($$ SELECT pg_temp.hand('还没来', '新经办') $$, 'ZH001', NULL,
	'who has no login has nothing in their name');

-- A successor who isn't there yet
SELECT isnt_empty($$ SELECT pg_temp.hand('老经办', '还没来') $$, 'asked for by the office');
SELECT is(concat_ws(' ', receiver, is_kept), 'try_head t', 'the office keeps it till then')
FROM handover_list WHERE id = pg_temp.open();
SELECT throws_ok($$ SELECT pg_temp.hand('老经办', '新经办') $$, '23505', NULL,
	'one at a time');
SELECT is(handover_cancel(371002, pg_temp.open()), '已撤回，什么都没有移交', 'taken back');
SELECT isnt_empty($$ SELECT pg_temp.hand('老经办', '别处人') $$,
	'and a successor who doesn''t see the place');
SELECT is(receiver::text, 'try_head', 'nor gets it') FROM handover_list
WHERE id = pg_temp.open();
SELECT isnt_empty($$ SELECT handover_cancel(371002, pg_temp.open()) $$, 'taken back');
RESET SESSION AUTHORIZATION;
UPDATE operator SET is_disabled = true WHERE role = 'try_head';
SET LOCAL SESSION AUTHORIZATION try_old;
SELECT isnt_empty($$ SELECT pg_temp.hand('老经办', NULL) $$, 'nobody yet: who leaves asks');
SELECT is(receiver::text, 'chen', 'the county, where the office has none')
FROM staff_handover WHERE id = pg_temp.open();
SELECT isnt_empty($$ SELECT handover_cancel(371002, pg_temp.open()) $$, 'taken back');
RESET SESSION AUTHORIZATION;
UPDATE operator SET is_disabled = false WHERE role = 'try_head';

-- Leaving with open cases isn't possible otherwise.
SET LOCAL SESSION AUTHORIZATION try_adm;
SELECT throws_ok($$ UPDATE staff SET until = '2026-11-23' WHERE role = 'try_old' $$,
	'ZH001', '老经办 还有 550 件没有办结，请先办交接（/3305）', 'hand over first');

-- Both sign, each for themselves and in this order.
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT isnt_empty($$ SELECT pg_temp.hand('老经办', '新经办', '2026-11-23') $$, 'asked for');
SELECT throws_ok($$ SELECT handover_give(371002, pg_temp.open()) $$, 'ZH403', NULL,
	'nobody signs for who hands over');
SET LOCAL SESSION AUTHORIZATION try_new;
SELECT throws_ok($$ SELECT handover_take(371002, pg_temp.open()) $$, 'ZH001', NULL,
	'the receiver signs last');
SET LOCAL SESSION AUTHORIZATION try_old;
SELECT is(string_agg(concat_ws(' ', turn, what), ';'), 'mine 交接', 'it waits for them')
FROM todo_handover WHERE state = 'waiting';
SELECT is(handover_give(371002, pg_temp.open()),
	'已签字移交 550 件，请新经办签字接收', 'signed by who hands over');
SELECT throws_ok($$ SELECT handover_take(371002, pg_temp.open()) $$, 'ZH403', NULL,
	'who doesn''t sign for the receiver');
SET LOCAL SESSION AUTHORIZATION try_vil;
SELECT throws_ok($$ SELECT handover_take(371002, pg_temp.open()) $$, 'ZH403', NULL,
	'nor does anybody else');
SET LOCAL SESSION AUTHORIZATION try_new;
SELECT is(string_agg(concat_ws(' ', turn, what, whom), ';'), 'mine 交接：请接收 老经办',
	'now it waits for the receiver') FROM todo_handover;
SELECT is(handover_take(371002, pg_temp.open()),
	'已接收办件 500 件、申请 50 件、改动 1 项、草稿 1 份', 'signed by who takes over');
SELECT throws_ok($$ SELECT handover_take(371002, (SELECT max(id) FROM staff_handover)) $$,
	'ZH001', NULL, 'once');
SELECT is(string_agg(title, ';' ORDER BY title), '写了一半;某某改账号',
	'the draft is theirs, and the change is one again') FROM kept_draft;
SELECT is(count(*)::int, 500, 'and the cases') FROM case_desk WHERE name = '试一试';
SELECT is(count(*)::int, 49, 'and the applications that wait for the window')
FROM todo_application WHERE turn = 'mine' AND what = '申请试补贴';
RESET SESSION AUTHORIZATION;
SELECT is(count(*)::int, 0, 'none is left with who went') FROM service_case
WHERE holder = 'try_old' AND closed_on IS NULL;
SELECT is(count(*)::int, 1, 'what is closed stays theirs') FROM service_case
WHERE holder = 'try_old';
SELECT is(count(*)::int, 0, 'none is without an owner who is there') FROM service_case c
WHERE c.div / 1000 = 371002100 AND c.name = '试一试' AND closed_on IS NULL
	AND NOT EXISTS (SELECT FROM operator o WHERE o.role = c.holder AND NOT o.is_shut);
SELECT is(string_agg(concat_ws(' ', holder, closed_on IS NULL, n), ';' ORDER BY holder),
	'try_new t 50;try_old f 1', 'no application either')
FROM (SELECT holder, closed_on, count(*) n FROM application WHERE programme = 'grant'
	GROUP BY 1, 2) a;
SELECT is(count(*)::int, 50, 'the record names both people, application by application')
FROM audit WHERE tbl = 'application' AND operator = 'try_new'
	AND old ->> 'holder' = 'try_old' AND new ->> 'holder' = 'try_new';
SELECT is(count(*)::int, 50, 'and each application tells it') FROM application_step
WHERE kind = 'hand' AND content LIKE '交接%由老经办交给新经办';
SELECT is(count(*)::int, 500, 'the record names both people, case by case') FROM audit
WHERE tbl = 'service_case' AND operator = 'try_new' AND old ->> 'holder' = 'try_old'
	AND new ->> 'holder' = 'try_new';
SELECT is(string_agg(concat_ws(' ', operator, new ->> 'state', new ->> 'giver',
	new ->> 'receiver'), ';' ORDER BY seq, row_no),
	'try_head waiting try_old try_new;try_old given try_old try_new;'
	'try_new done try_old try_new', 'and who signed') FROM audit
WHERE tbl = 'staff_handover' AND new ->> 'id' = (SELECT max(id)::text FROM staff_handover);
SELECT is(count(*)::int, 500, 'and each case tells it') FROM case_step
WHERE kind = 'hand' AND content LIKE '交接%由老经办交给新经办';
SELECT is(until::text, '2026-11-23', 'who leaves has an end') FROM staff WHERE role = 'try_old';

-- The login
SET LOCAL SESSION AUTHORIZATION try_adm;
SELECT is(string_agg(concat_ws(' ', staff_name, what_name), ';'), '老经办 请停用',
	'the administrator is told') FROM staff_login_due WHERE role LIKE 'try%';
SELECT alike(operator_disable(p_role => 'try_old'), '已停用%', 'and shuts the login');
SELECT is_empty($$ SELECT * FROM staff_login_due WHERE role LIKE 'try%' $$, 'done');

-- A step that gives an application back gives it to who has it now.
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT alike(application_return(county, id, '补户口簿'), '%已退回新经办：补户口簿', 'given back')
FROM application WHERE programme = 'grant' AND state = 'open';

-- What was accepted in spite of it
RESET SESSION AUTHORIZATION;
UPDATE application SET holder = 'try_old' WHERE programme = 'grant' AND state = 'returned';
UPDATE service_case SET holder = 'try_old' WHERE id = (SELECT max(id) FROM service_case
	WHERE holder = 'try_new');
SET LOCAL SESSION AUTHORIZATION try_head;
SELECT is(string_agg(concat_ws(' ', screen, holder_name, why), ';'),
	'application 老经办 登录已停用;case 老经办 登录已停用',
	'what is without an owner shows') FROM work_unowned() WHERE holder_name = '老经办';
SET LOCAL SESSION AUTHORIZATION try_new;
SELECT alike(application_submit(county, id, '0'), '已报送%', 'who hands it in')
FROM application WHERE holder = 'try_old' AND state = 'returned';
SELECT is(holder::text, 'try_new', 'has it') FROM application
WHERE programme = 'grant' AND state = 'open';
SET LOCAL SESSION AUTHORIZATION try_new;
SELECT throws_ok('SELECT * FROM work_unowned()', '42501', NULL, 'to who distributes work');
RESET SESSION AUTHORIZATION;
SELECT is_empty('SELECT * FROM verify()', 'the chains hold');
SELECT * FROM finish();
ROLLBACK;
