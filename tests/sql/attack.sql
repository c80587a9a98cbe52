-- An operator opens psql with their own password. Each attempt names the rule
-- that refuses it: 42501 no grant, 22023/42704 settings, ZH... our own.

BEGIN;
SELECT no_plan();

CREATE FUNCTION pg_temp.victim() RETURNS bigint LANGUAGE sql SECURITY DEFINER
AS $$ SELECT id FROM zhen.resident WHERE div / 1000 = 371002001 ORDER BY id LIMIT 1 $$;
SELECT set_config('test.victim', pg_temp.victim()::text, true);
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
SELECT is(count(*), 0::bigint, 'its accounts') FROM account WHERE div / 1000 = 371002001;
SELECT is(count(*), 0::bigint, 'its payments') FROM payment WHERE div / 1000 = 371002001;
SELECT is(count(*), 0::bigint, 'its record of changes') FROM audit WHERE div / 1000 = 371002001;
SELECT is(count(*), 0::bigint, 'its requests') FROM request WHERE div / 1000 = 371002001;
SELECT is(count(*), 0::bigint, 'its visits') FROM visit WHERE div / 1000 = 371002001;
SELECT is(count(*), 0::bigint, 'its search') FROM resident_by_id_no_prefix('3706') r WHERE r.div / 1000 = 371002001;
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
SELECT throws_ok('SELECT batch_approve(371002, 1)', NULL, NULL, 'another office''s batch');
SELECT throws_ok(
	$$SELECT request_open(current_setting('test.key')::uuid, 'resident')$$,
	'ZH403', NULL, 'another operator''s key');
RESET SESSION AUTHORIZATION;
SELECT is(phone = '13800000000', false, 'and nothing was changed')
FROM resident WHERE id = current_setting('test.victim')::bigint AND county = 371002;

-- A window operator at home.
SET SESSION AUTHORIZATION wang;
SELECT throws_ok('GRANT zhen_reviewer TO wang', NULL, NULL, 'promoting oneself');
SELECT throws_ok('SET ROLE zhen_owner', '42501', NULL, 'becoming the owner');
SELECT throws_ok('SET ROLE zhen_reviewer', '42501', NULL, 'becoming a reviewer');
SELECT throws_ok('ALTER ROLE wang SUPERUSER', '42501', NULL, 'becoming superuser');
SELECT throws_ok('CREATE ROLE mallory', '42501', NULL, 'a role');
SELECT throws_ok($$UPDATE operator SET scope_hi = 371099999999$$, '42501', NULL, 'a wider scope');
SELECT throws_ok('SET row_security = off; SELECT count(*) FROM resident', '42501', NULL,
	'row security off is refused, not obeyed');
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
SELECT throws_ok('CREATE FUNCTION zhen.scope_hi() RETURNS bigint LANGUAGE sql AS ''SELECT 1::bigint''',
	'42501', NULL, 'a function that shadows');
SELECT throws_ok('SELECT pg_read_file(''/etc/passwd'')', '42501', NULL, 'a file of the server');
SELECT throws_ok('COPY resident TO PROGRAM ''cat''', '42501', NULL, 'a program of the server');
SELECT throws_ok('SELECT lo_import(''/etc/passwd'')', '42501', NULL, 'a large object from a file');
SELECT throws_ok('SELECT setup()', '42501', NULL, 'setting up again');
SELECT throws_ok('SELECT partition_add(371099)', '42501', NULL, 'a county of one''s own');
SELECT throws_ok('SELECT verify()', '42501', NULL, 'the auditor''s work');
SELECT throws_ok($$SELECT programme_load('{}')$$, '42501', NULL, 'a programme of one''s own');
SELECT throws_ok($$SELECT operator_add('mallory', '坏人', 371002001000, '{reviewer}')$$,
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

-- A forged request leaves no other name in the record: it is the session's.
SET SESSION AUTHORIZATION sun;
SELECT set_config('zhen.request', current_setting('test.key'), true);
SELECT lives_ok($$
	UPDATE resident SET phone = '13800000009'
	WHERE id = (SELECT min(id) FROM resident)$$, 'a change under a foreign key');
RESET SESSION AUTHORIZATION;
SELECT is(operator::text, 'sun', 'is on record under the own name')
FROM audit WHERE tbl LIKE 'resident%' ORDER BY at DESC, seq DESC LIMIT 1;

-- Every table, now and later.
SELECT is(array_agg(c.relname::text), NULL, 'no table without an owner, a comment')
FROM pg_class c
WHERE c.relnamespace = 'zhen'::regnamespace AND c.relkind IN ('r', 'p', 'v')
	AND NOT c.relispartition
	AND (c.relowner <> 'zhen_owner'::regrole OR obj_description(c.oid) IS NULL);
SELECT is(array_agg(DISTINCT table_name::text), NULL, 'nothing is granted to PUBLIC')
FROM information_schema.role_table_grants
WHERE table_schema = 'zhen' AND grantee = 'PUBLIC';
SELECT is(array_agg(c.relname::text), NULL, 'a table with div has row security')
FROM pg_class c
WHERE c.relnamespace = 'zhen'::regnamespace AND c.relkind IN ('r', 'p')
	AND NOT c.relispartition AND NOT c.relrowsecurity
	AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'div')
	AND EXISTS (SELECT FROM information_schema.role_table_grants g
		WHERE g.table_schema = 'zhen' AND g.table_name = c.relname
			AND g.grantee <> 'zhen_owner');
SELECT is(array_agg(table_name::text), NULL, 'nobody may delete')
FROM information_schema.role_table_grants
WHERE table_schema = 'zhen' AND privilege_type IN ('DELETE', 'TRUNCATE')
	AND grantee <> 'zhen_owner';
SELECT is(array_agg(proname::text), NULL, 'a definer pins its search_path')
FROM pg_proc
WHERE pronamespace = 'zhen'::regnamespace AND prosecdef
	AND NOT coalesce(array_to_string(proconfig, ' ') LIKE '%search\_path=zhen, pg\_temp%', false);
SELECT is(array_agg(proname::text), NULL, 'PUBLIC runs nothing')
FROM pg_proc
WHERE pronamespace = 'zhen'::regnamespace
	AND (proacl IS NULL OR proacl::text ~ '[{,]=X');

SELECT * FROM finish();
ROLLBACK;
