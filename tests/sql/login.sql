-- Logins: made, given a password, moved, given other duties, let in again;
-- who may do that to whom, and what an auditor may not.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

CREATE TEMP TABLE made AS
SELECT 'SCRAM-SHA-256$4096:' || encode(sha256('salt'), 'base64') || '$'
	|| encode(sha256('a'), 'base64') || ':' || encode(sha256('b'), 'base64')
	AS verifier;
GRANT SELECT ON made TO PUBLIC;

SELECT throws_ok(format('SELECT operator_add(''try_x'', ''某'', 371002001000,
	''{window}'', %L)', v), 'ZH001', NULL, 'no verifier: ' || v)
FROM unnest(ARRAY['Passw0rd!', '', 'md5' || md5('x'),
	(SELECT replace(verifier, '4096', '1024') FROM made),
	(SELECT verifier || '''' FROM made)]) v;
SELECT alike(operator_add(role, name, place, duties::text[], verifier),
	'已添加操作员 ' || role || '（%第一次登录时须改', role || ' is added')
FROM made, (VALUES
	('try_admin', '县管', 371002000000, '{admin}'),
	('try_other', '另管', 371002000000, '{admin}'),
	('try_win', '窗甲', 371002001000, '{window}'),
	('try_aud', '审甲', 371002000000, '{auditor}'),
	('try_far', '远甲', 371082000000, '{window}')
) v (role, name, place, duties);
SELECT is(state, '须改口令', 'the list tells') FROM operator_list()
WHERE role = 'try_win';
SELECT is(rolpassword, (SELECT verifier FROM made), 'kept as it came')
FROM pg_authid WHERE rolname = 'try_win';

-- Nothing before one's own password.
SET SESSION AUTHORIZATION try_win;
SELECT is(value, 'yes', 'the client is told that it must change')
FROM session_open('test') WHERE name = 'needs_password';
SELECT is_empty('SELECT * FROM resident', 'who must change it sees nobody');
SELECT is(scope_is_all(), false, 'and has no city');
SELECT throws_ok($$SELECT batch_compute('pension', 202601)$$, 'ZH403', NULL,
	'and does nothing');
SELECT throws_ok($$SELECT request_open(gen_random_uuid(), 'x')$$, 'ZH403', NULL,
	'and saves nothing');
SELECT throws_ok($$SELECT operator_password('clear')$$, 'ZH001', NULL,
	'a password in clear is none');
SELECT is(operator_password(verifier), '口令已改，下次登录请用新口令',
	'once it is changed') FROM made;
SELECT isnt_empty('SELECT * FROM resident', 'the people are there');
SELECT is(value, '', 'and it is not asked again')
FROM session_open('test') WHERE name = 'needs_password';
SELECT throws_ok(q, '42501', NULL, q)
FROM unnest(ARRAY['UPDATE operator SET must_change = false',
	'SELECT verifier_set(''li'', ''x'')', 'SELECT operator_manage(''li'', ''x'')',
	'SELECT operator_passwd(''li'', ''x'')', 'SELECT operator_enable(''li'')',
	'SELECT operator_move(''try_win'', 371082000000)',
	'SELECT operator_assign(''try_win'', ''{window,reviewer}'')',
	'SELECT * FROM operator_sessions()', 'SELECT * FROM backend_list()',
	'SELECT * FROM sign_in', 'SELECT * FROM audit', 'SELECT * FROM request',
	'SELECT sign_in_record(NULL)', 'INSERT INTO sign_in SELECT * FROM sign_in'
]) q;
RESET SESSION AUTHORIZATION;
UPDATE operator SET must_change = false WHERE role LIKE 'try\_%';

-- What an administrator may do, and to whom.
SET SESSION AUTHORIZATION try_admin;
SELECT throws_ok(format(q, who), 'ZH403', NULL, format(q, who))
FROM unnest(ARRAY[
	'SELECT operator_passwd(%L, verifier) FROM made',
	'SELECT operator_move(%L, 371002100000)',
	'SELECT operator_assign(%L, ''{window}'')',
	'SELECT operator_enable(%L)']) q,
	unnest(ARRAY['try_admin', 'try_other', 'try_far']) who;
SELECT throws_ok(q, e, NULL, q)
FROM (VALUES
	('SELECT operator_move(''try_win'', 371082000000)', 'ZH403'),
	('SELECT operator_move(''try_win'', 371002001998)', 'ZH001'),
	('SELECT operator_assign(''try_win'', ''{window,admin}'')', 'ZH403'),
	('SELECT operator_assign(''try_win'', ''{window,auditor}'')', 'ZH001'),
	('SELECT operator_assign(''nobody'', ''{window}'')', 'ZH001'),
	('SELECT operator_add(''try_y'', ''某'', 371002000000,
		''{auditor,supervisor}'')', 'ZH001')
) v (q, e);
SELECT alike(operator_move('try_win', 371002100000),
	'try_win（窗甲）已由环翠区 环翠楼街道调到环翠区 张村镇；留在原处：草稿 0 份%',
	'moves somebody, and what they leave is counted');
SELECT is(operator_assign('try_win', '{reviewer,window}'),
	'try_win（窗甲）的职责现为 window,reviewer', 'gives duties');
SELECT is(operator_assign('try_win', '{reviewer}'),
	'try_win（窗甲）的职责现为 reviewer', 'takes them');
SELECT alike(operator_passwd('try_win', verifier), '%须先改口令',
	'resets a password') FROM made;
SELECT is(operator_disable('try_win'), '已停用操作员 try_win', 'disables');
SELECT is(state, '停用', 'as the list says') FROM operator_list()
WHERE role = 'try_win';
SELECT alike(operator_enable('try_win'), '已启用操作员 try_win%', 'enables');
SELECT is(array_agg(role ORDER BY role) FILTER (WHERE role LIKE 'try\_%'),
	'{try_admin,try_aud,try_other,try_win}', 'lists those below')
FROM operator_list();
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_win;
SELECT is_empty('SELECT * FROM resident', 'a reset one sees nobody again');
SELECT ok(operator_password(verifier) <> '', 'until it is changed') FROM made;
SELECT is_empty('SELECT * FROM resident WHERE div / 1000 <> 371002100',
	'then the new place and no other');
SELECT isnt_empty('SELECT * FROM resident', 'of which there are people');
RESET SESSION AUTHORIZATION;
SELECT is(count(*), 9::bigint, 'all of it is on record')
FROM audit WHERE tbl = 'operator' AND coalesce(new, old) ->> 'role' = 'try_win'
	AND op = 'UPDATE';
SELECT is(new ->> 'duties', 'reviewer', 'with the duties')
FROM audit WHERE tbl = 'operator' AND new ->> 'role' = 'try_win'
ORDER BY seq DESC LIMIT 1;

-- An auditor reads what was done, and does nothing.
SET SESSION AUTHORIZATION try_aud;
SELECT is_empty('SELECT * FROM audit WHERE div / 1000000 <> 371002',
	'an auditor reads the trace of the own county');
SELECT isnt_empty('SELECT * FROM audit', 'of which there is one');
SELECT lives_ok(q, q) FROM unnest(ARRAY['SELECT * FROM request',
	'SELECT * FROM sign_in', 'SELECT * FROM setting',
	'SELECT * FROM operator_sessions()']) q;
SELECT is(array_agg(operator || ' ' || what || ' ' || address),
	'{"try_win in local","try_win in local"}', 'and who was here')
FROM sign_in WHERE operator LIKE 'try\_%';
SELECT throws_ok(q, e, NULL, q)
FROM (VALUES
	('SELECT operator_enable(''try_win'')', '42501'),
	('SELECT batch_compute(''pension'', 202601)', 'ZH403'),
	('SELECT batch_approve(371002, 1)', 'ZH403'),
	('SELECT allowance_accrue(202610)', 'ZH403'),
	('SELECT claim_submit(202610)', 'ZH403'),
	('UPDATE setting SET value = ''0''', '42501')
) v (q, e);
RESET SESSION AUTHORIZATION;
SELECT is(operator_writes('zhen_auditor'), '', 'an auditor writes to no table');

SELECT * FROM finish();
ROLLBACK;
