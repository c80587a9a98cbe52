-- An operator opens psql with their own password. Each attempt names the rule
-- that refuses it: 42501 no grant, 22023/42704 settings, ZH... our own.

BEGIN;
SELECT no_plan();

CREATE FUNCTION pg_temp.victim() RETURNS bigint LANGUAGE sql STABLE
SECURITY DEFINER
AS $$
	SELECT r.id FROM zhen.resident r
	WHERE r.div / 1000 = 371002001 AND NOT EXISTS (
		SELECT FROM zhen.account a WHERE a.county = r.county AND a.resident = r.id)
	ORDER BY r.id LIMIT 1
$$;
SELECT set_config('test.victim', pg_temp.victim()::text, true);
SELECT set_config('test.home', household::text, true)
FROM resident WHERE county = 371002 AND id = pg_temp.victim();
SELECT set_config('test.key', gen_random_uuid()::text, true);

SET SESSION AUTHORIZATION wang;
SELECT lives_ok(
	$$SELECT request_open(current_setting('test.key')::uuid, 'resident')$$,
	'a request of wang');
RESET SESSION AUTHORIZATION;

-- A window operator of another office.
SET SESSION AUTHORIZATION sun;
SELECT is(count(*), 0::bigint, 'rows of another office: row security')
FROM resident WHERE div / 1000 = 371002001;
SELECT is(count(*), 0::bigint, 'through a join with its divisions')
FROM division d JOIN resident r ON r.div = d.code WHERE d.parent = 371002001000;
SELECT is(count(*), 0::bigint, 'its accounts')
FROM account WHERE div / 1000 = 371002001;
SELECT is(count(*), 0::bigint, 'its payments')
FROM payment WHERE div / 1000 = 371002001;
SELECT throws_ok('SELECT * FROM audit', '42501', NULL, 'any record of changes');
SELECT throws_ok('SELECT * FROM request', '42501', NULL, 'any requests');
SELECT is_empty(format('SELECT * FROM request_own(ARRAY[%L::uuid])',
	current_setting('test.key')), 'one of wang''s by its key');
SELECT is(count(*), 0::bigint, 'its visits')
FROM visit WHERE div / 1000 = 371002001;
SELECT is(count(*), 0::bigint, 'its search')
FROM resident_by_id_no_prefix('3706') r WHERE r.div / 1000 = 371002001;
SELECT is(count(*), 0::bigint, 'its card')
FROM card WHERE resident = current_setting('test.victim')::bigint;
SELECT is(count(*), 0::bigint, 'statistics of its names')
FROM pg_stats WHERE schemaname = 'zhen' AND tablename LIKE 'resident%';
SELECT lives_ok($$
	UPDATE resident SET phone = '13800000000'
	WHERE id = current_setting('test.victim')::bigint$$, 'an update finds nothing');
SELECT throws_ok('SELECT * FROM resident_371002', '42501', NULL, 'a partition');
SELECT throws_ok('SELECT * FROM payment_371002', '42501', NULL, 'a partition of money');
SELECT throws_ok('SELECT * FROM identity', '42501', NULL, 'the directory of numbers');
SELECT throws_ok($$
	INSERT INTO resident_entry (id_no, name, sex, hukou, village)
	VALUES ('371002199108080013', '外人', '1', '1', 371002001001)$$,
	NULL, NULL, 'a person into another office');
SELECT throws_ok('SELECT batch_approve(371002, 1)', 'ZH403', NULL,
	'another office''s batch');
SELECT throws_ok($$
	INSERT INTO account (county, resident, div, number, holder)
	VALUES (371002, current_setting('test.victim')::bigint, 371002100208,
		'6228480000000099999', '孙涛')$$, 'ZH403', NULL,
	'one''s own account for somebody of theirs who has none');
SELECT throws_ok($$
	INSERT INTO enrolment (county, programme, resident, div, since)
	VALUES (371002, 'aid', current_setting('test.victim')::bigint, 371002100208,
		202001)$$, 'ZH403', NULL, 'enrolling somebody of theirs at home');
SELECT throws_ok($$
	INSERT INTO enrol_aid (resident, since)
	VALUES (current_setting('test.victim')::bigint, 202001)$$, 'ZH001', NULL,
	'by the screen''s view');
SELECT throws_ok($$
	UPDATE resident SET household = current_setting('test.home')::bigint
	WHERE id = (SELECT min(id) FROM resident)$$, 'ZH403', NULL,
	'moving into a household of theirs');
SELECT throws_ok($$
	UPDATE resident SET div = 371002001001
	WHERE id = (SELECT min(id) FROM resident)$$, '42501', NULL,
	'sending somebody there');
SELECT throws_ok($$
	INSERT INTO household (county, div) VALUES (371002, 371002001001)$$,
	'42501', NULL, 'a household there');
SELECT is_empty($$SELECT * FROM card_changes(371002,
	current_setting('test.victim')::bigint)$$, 'its trace by the definer''s hand');
SELECT is_empty($$SELECT * FROM programme_pension(371000, 371099, 371002001000,
	371002001999, 202601)$$, 'its programme by the function');
SET ROLE zhen_window;
SELECT is(count(*), 0::bigint, 'as the group''s role: scope is the session''s')
FROM resident WHERE div / 1000 = 371002001;
RESET ROLE;
SELECT throws_ok(
	$$SELECT request_open(current_setting('test.key')::uuid, 'resident')$$,
	'ZH403', NULL, 'another operator''s key');
RESET SESSION AUTHORIZATION;
SELECT isnt(phone::text, '13800000000', 'and nothing was changed')
FROM resident WHERE id = current_setting('test.victim')::bigint AND county = 371002;

-- A window operator at home.
SET SESSION AUTHORIZATION wang;
SELECT throws_ok('GRANT zhen_reviewer TO wang', NULL, NULL, 'promoting oneself');
SELECT throws_ok('SET ROLE zhen_owner', '42501', NULL, 'becoming the owner');
SELECT throws_ok('SET ROLE zhen_reviewer', '42501', NULL, 'becoming a reviewer');
SELECT throws_ok('ALTER ROLE wang SUPERUSER', '42501', NULL, 'becoming superuser');
SELECT throws_ok('CREATE ROLE mallory', '42501', NULL, 'a role');
SELECT throws_ok($$UPDATE operator SET scope_hi = 371099999999$$, '42501', NULL, 'a wider scope');
SELECT throws_ok('SET row_security = off; SELECT count(*) FROM resident', '42501',
	NULL, 'row security off is refused, not obeyed');
SELECT throws_ok('SET session_replication_role = replica', '42501', NULL, 'triggers off');
SELECT throws_ok('ALTER TABLE resident DISABLE TRIGGER ALL', '42501', NULL, 'triggers off by table');
SELECT throws_ok('DELETE FROM resident', '42501', NULL, 'deleting people');
SELECT throws_ok('TRUNCATE payment', '42501', NULL, 'emptying payments');
SELECT throws_ok('DELETE FROM payment', '42501', NULL, 'deleting payments');
SELECT throws_ok('UPDATE payment SET amount = 9999', '42501', NULL, 'a higher payment');
SELECT throws_ok('INSERT INTO payment SELECT * FROM payment', '42501', NULL, 'paying again');
SELECT throws_ok('UPDATE entitlement SET amount = 9999', '42501', NULL, 'a higher entitlement');
SELECT throws_ok($$UPDATE batch SET state = 'paid'$$, '42501', NULL, 'a paid batch');
SELECT throws_ok('UPDATE rate SET value = 9999', '42501', NULL, 'a higher rate');
SELECT throws_ok('UPDATE audit SET new = NULL', '42501', NULL, 'another past');
SELECT throws_ok('DELETE FROM audit', '42501', NULL, 'no past');
SELECT throws_ok('UPDATE audit_chain SET digest = prev', '42501', NULL, 'a chain mended');
SELECT throws_ok('DELETE FROM request', '42501', NULL, 'a request undone');
SELECT throws_ok('UPDATE visit SET state = ''approved''', '42501', NULL, 'a claim approved by hand');
SELECT throws_ok('CREATE TABLE zhen.mine (x int)', '42501', NULL, 'a table in the schema');
SELECT throws_ok('CREATE TABLE public.mine (x int)', '42501', NULL, 'a table in public');
SELECT throws_ok('CREATE TEMP TABLE resident (x int)', '42501', NULL, 'a table that shadows');
SELECT throws_ok($$
	CREATE FUNCTION zhen.scope_hi() RETURNS bigint
	LANGUAGE sql AS 'SELECT 1::bigint'$$, '42501', NULL, 'a function that shadows');
SELECT throws_ok(q, '42501', NULL, q)
FROM unnest(ARRAY[
	'SELECT pg_read_file(''/etc/passwd'')',
	'COPY resident TO PROGRAM ''cat''',
	'COPY (SELECT 1) TO ''/tmp/zhen''',
	'SELECT lo_import(''/etc/passwd'')',
	'SELECT lo_create(0)',
	'SELECT lo_from_bytea(0, '''')',
	'DO ''BEGIN PERFORM pg_sleep(9); END''',
	'LOCK TABLE resident IN ACCESS EXCLUSIVE MODE',
	'LOCK TABLE audit_head IN EXCLUSIVE MODE',
	'ALTER ROLE li PASSWORD ''''',
	'ALTER DATABASE template1 SET row_security = off',
	'CREATE SCHEMA mine',
	'CREATE EXTENSION citext',
	'UPDATE resident SET id = 1',
	'UPDATE resident SET version = 1',
	'UPDATE resident SET initials = ''x''',
	'UPDATE account SET number = ''6228480000000000011''',
	'UPDATE account SET resident = 1',
	'UPDATE enrolment SET programme = ''aid''',
	'INSERT INTO request SELECT * FROM request',
	'UPDATE code SET name = ''x''',
	'SELECT * FROM audit_chain',
	'SELECT audit_close(371002, 1)',
	'SELECT audit_adopt(''resident'')',
	'SELECT audit_attach(''resident'')',
	'SELECT scope_guard(''resident'')',
	'SELECT batch_lock(371002, 1)',
	'SELECT batch_make(NULL, 202601, 371002001000)',
	'SELECT batch_fill(NULL)',
	'SELECT claim_step(''x'', 371002, 1, 202601, ''claimed'', ''paid'', ''x'')',
	'SELECT compile_try(''x'', ''x'', ''SELECT 1'')',
	'SELECT bank_body(NULL, 0)',
	'SELECT operator_disable(''li'')'
]) q;
SELECT throws_ok('SELECT setup()', '42501', NULL, 'setting up again');
SELECT throws_ok('SELECT partition_add(371099)', '42501', NULL, 'a county of one''s own');
SELECT throws_ok('SELECT verify()', '42501', NULL, 'the auditor''s work');
SELECT throws_ok($$SELECT programme_load('{}')$$, '42501', NULL, 'a programme of one''s own');
SELECT throws_ok($$
	SELECT operator_add('mallory', '坏人', 371002001000, '{reviewer}')$$,
	'42501', NULL, 'a colleague of one''s own');
SELECT throws_ok('SELECT allowance_accrue(202611)', NULL, NULL, 'accruing is the reviewer''s');
SELECT throws_ok($$
	INSERT INTO resident_entry (id_no, name, sex, hukou, village)
	VALUES ('371002199108080013', E'\u001b[2J', '1', '1', 371002001001)$$,
	'23514', NULL, 'ESC in a name: domain');
SELECT throws_ok($$
	INSERT INTO resident_entry (id_no, name, sex, hukou, village)
	VALUES ('371002199108080013', E'张\u202e三', '1', '1', 371002001001)$$,
	'23514', NULL, 'bidi in a name: domain');
RESET SESSION AUTHORIZATION;

-- A coordinator.
SET SESSION AUTHORIZATION zhao;
SELECT throws_ok(q, e, NULL, q)
FROM (VALUES
	('SELECT identity_place(''371002199108080013'')', '42501'),
	('INSERT INTO visit (county, staff, div, visited_on, village, purpose)
		VALUES (371002, 1, 371002001001, ''2026-01-01'', 371002001001, ''1'')',
		'42501'),
	('INSERT INTO visit (county, staff, div, visited_on, village, purpose,
			paid_on, voucher)
		VALUES (371002, staff_me(), 371002001001, ''2026-01-01'', 371002001001,
			''1'', ''2026-01-01'', ''x'')', '42501'),
	('UPDATE visit SET voucher = ''x''', '42501'),
	('SELECT claim_approve(371002, staff_me(), 202610)', 'ZH403'),
	('SELECT claim_pay(371002, staff_me(), 202609, ''x'')', 'ZH403'),
	('SELECT allowance_pay(371002, staff_me(), 202610, ''x'')', 'ZH403'),
	('SELECT bank_file(371002, 1)', 'ZH403'),
	('INSERT INTO allowance_payment SELECT * FROM allowance_payment', '42501')
) v (q, e);
RESET SESSION AUTHORIZATION;

-- An administrator of a county: logins below them, and nothing of the city.
SELECT lives_ok($$
	SELECT operator_add('try_admin', '县管', 371002000000, '{admin}')$$,
	'the server''s superuser makes administrators');
SET SESSION AUTHORIZATION try_admin;
SELECT lives_ok($$
	SELECT operator_add('try_new', '新人', 371002001000, '{window}')$$,
	'who make operators');
SELECT throws_ok(q, e, NULL, q)
FROM (VALUES
	('SELECT operator_add(''try_x'', ''某'', 371002001000, ''{admin}'')', 'ZH403'),
	('SELECT operator_add(''try_x'', ''某'', 371082000000, ''{window}'')', 'ZH403'),
	('SELECT operator_add(''try_admin'', ''某'', 371002000000, ''{window}'')',
		'ZH403'),
	('SELECT operator_add(''wang'', ''某'', 371002001000, ''{reviewer}'', ''x'')',
		'ZH403'),
	('SELECT operator_add(''postgres'', ''某'', 371002001000, ''{window}'')',
		'ZH001'),
	('SELECT operator_disable(''zhou'')', 'ZH403'),
	('CREATE ROLE try_x', '42501'),
	('GRANT zhen_window TO try_admin', '42501'),
	('SET ROLE zhen_keeper', '42501'),
	('UPDATE operator SET scope_hi = 371099999999', '42501'),
	('INSERT INTO operator (role) SELECT role FROM operator', '42501'),
	('INSERT INTO rate VALUES (''aid'', ''x'', 202001, 1, ''x'')', '42501'),
	('INSERT INTO code VALUES (''fund'', ''x'', ''x'', '''', '''', 1, ''x'')', '42501'),
	('INSERT INTO claim_limit VALUES (''meal'', 202601, 9999, ''x'')', '42501'),
	('INSERT INTO allowance_rate VALUES (''window'', 202601, 9999, ''x'')',
		'ZH403'),
	('SELECT programme_load(''{"programme": "evil"}'')', 'ZH403'),
	('DELETE FROM audit_chain', '42501')
) v (q, e);
SELECT is_empty('UPDATE rate SET value = 9999 RETURNING 1', 'no rate is theirs');
SELECT is_empty('UPDATE code SET name = ''x'' RETURNING 1', 'and no code');
SELECT lives_ok($$SELECT operator_disable('try_new')$$, 'and disable them');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION try_new;
SELECT throws_ok($$SELECT batch_compute('pension', 202601)$$, 'ZH403', NULL,
	'whose open session is over');
SELECT is_empty('SELECT * FROM resident', 'and sees nobody');
RESET SESSION AUTHORIZATION;
UPDATE operator SET is_disabled = true WHERE role = 'zhao';
SET SESSION AUTHORIZATION zhao;
SELECT throws_ok('SELECT claim_submit(202611)', 'ZH403', NULL,
	'as a coordinator''s is');
RESET SESSION AUTHORIZATION;

-- A forged request leaves no other name in the record: it is the session's.
SET SESSION AUTHORIZATION sun;
SELECT set_config('zhen.request', current_setting('test.key'), true);
SELECT lives_ok($$
	UPDATE resident SET phone = '13800000009'
	WHERE id = (SELECT min(id) FROM resident)$$, 'a change under a foreign key');
RESET SESSION AUTHORIZATION;
SELECT is(operator::text, 'sun', 'is on record under the own name')
FROM audit WHERE tbl LIKE 'resident%' ORDER BY at DESC, seq DESC LIMIT 1;

SELECT is_empty('SELECT * FROM verify()', 'and the chains hold');

SELECT * FROM finish();
ROLLBACK;
