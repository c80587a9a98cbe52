-- The trace: saves by key, the chain, and what verify() finds.
BEGIN;
SET LOCAL search_path = zhen, tap;
SET LOCAL client_min_messages = warning;
SELECT plan(117);

CREATE FUNCTION pg_temp.person(p_seq text) RETURNS text
LANGUAGE sql AS $$
	SELECT '37100219800101' || p_seq
		|| idcard_check_digit('37100219800101' || p_seq)
$$;
CREATE TEMP TABLE one AS
SELECT pg_temp.person('987') AS id_no, 0::bigint AS id, 0 AS version;
GRANT ALL ON one TO PUBLIC;

SELECT is_empty('SELECT * FROM verify()', 'the chains hold at the start');

SET SESSION AUTHORIZATION wang;
SELECT lives_ok(
	$$SELECT request_open('00000000-0000-4000-8000-000000000001', 'resident')$$,
	'a save begins');
WITH made AS (
	INSERT INTO resident_entry (id_no, name, village, account_number)
	SELECT id_no, '测试人', 371002001001, '6228480000000018127' FROM one
	RETURNING id, version
)
SELECT is(version, 1, 'a person is registered') FROM made;
SELECT lives_ok(
	$$SELECT request_close('00000000-0000-4000-8000-000000000001')$$,
	'and ends');
SELECT is((SELECT changed_by FROM record_changed('resident_entry',
	'{county,id,version}', ARRAY[r.county::text, r.id::text, '1'])),
	'王丽娟', 'who made a version is known through the view that it is seen by')
FROM resident r
JOIN one USING (id_no);
SELECT is_empty(format('SELECT * FROM record_changed(''resident_entry'',
	''{county,id,version}'', ''{%s,%s,2}'')', r.county, r.id),
	'nobody made a version that there isn''t')
FROM resident r
JOIN one USING (id_no);
SET SESSION AUTHORIZATION sun;
SELECT is_empty(format('SELECT * FROM record_changed(''resident_entry'',
	''{id_no,version}'', ''{%s,1}'')', id_no),
	'who changed what is out of scope isn''t told')
FROM one;
SET SESSION AUTHORIZATION wang;
SELECT throws_ok(
	$$SELECT request_open('00000000-0000-4000-8000-000000000001', 'resident')$$,
	'ZH100', NULL, 'the same key again: done already');
SELECT throws_ok($$SELECT request_open('00000000-0000-4000-8000-000000000001',
	'resident', 'other')$$,
	'ZH102', NULL, 'the same key for something else isn''t');
SELECT lives_ok($$SELECT request_open('00000000-0000-4000-8000-000000000009',
	'resident', 'same')$$, 'what is saved may be told');
SELECT throws_ok($$SELECT request_open('00000000-0000-4000-8000-000000000009',
	'resident', 'same')$$, 'ZH100', NULL, 'and counts');
RESET SESSION AUTHORIZATION;
SELECT is(rows, 3, 'household, person and account were written')
FROM request WHERE key = '00000000-0000-4000-8000-000000000001';
SELECT is(array_agg(tbl::text ORDER BY seq), '{household,resident,account}',
	'in the trace too')
FROM audit WHERE request = '00000000-0000-4000-8000-000000000001';
SELECT is(operator, 'wang'::name, 'who')
FROM audit WHERE request = '00000000-0000-4000-8000-000000000001'
	AND tbl = 'resident';
SELECT is(screen, 'resident', 'on which screen')
FROM audit WHERE request = '00000000-0000-4000-8000-000000000001'
	AND tbl = 'resident';
SET SESSION AUTHORIZATION wang;

SELECT request_open('00000000-0000-4000-8000-000000000002', 'resident')
	IS NULL AS ignored \gset
UPDATE resident_entry SET phone = '1301' WHERE id_no =
	(SELECT id_no FROM one) AND version = 7;
SELECT throws_ok(
	$$SELECT request_close('00000000-0000-4000-8000-000000000002')$$,
	'ZH101', NULL, 'a stale version changes nothing and is told');
UPDATE resident_entry SET phone = '13000000001' WHERE id_no =
	(SELECT id_no FROM one) AND version = 1;
SELECT lives_ok(
	$$SELECT request_close('00000000-0000-4000-8000-000000000002')$$,
	'the right version is saved');
RESET SESSION AUTHORIZATION;
SELECT is(new ->> 'phone', '13000000001', 'after')
FROM audit WHERE request = '00000000-0000-4000-8000-000000000002';
SELECT is(old ->> 'phone', NULL, 'before')
FROM audit WHERE request = '00000000-0000-4000-8000-000000000002';
SET SESSION AUTHORIZATION wang;

SELECT throws_ok('SELECT request_met(0)', 'ZH101', NULL,
	'of several changes one that met no row is told');
SELECT lives_ok('SELECT request_met(1)', 'one that did is good');
SELECT request_keep('{"county": 371002, "id": 9007199254740993}') IS NULL AS ignored \gset
SELECT is((county, id)::text, '(371002,9007199254740993)',
	'a key is kept for what comes behind it, to the last digit')
FROM jsonb_populate_record(NULL::resident, request_kept());

SELECT throws_ok(q, '42501', NULL, q)
FROM unnest(ARRAY[
	'UPDATE audit SET operator = ''x''',
	'DELETE FROM audit',
	'INSERT INTO audit_chain SELECT * FROM audit_chain',
	'DELETE FROM audit_head',
	'UPDATE request SET rows = 9',
	'DELETE FROM resident',
	'SELECT * FROM audit_371002',
	'SELECT audit_close(371002, 1)',
	'SELECT verify()'
]) q;
RESET SESSION AUTHORIZATION;
SELECT is((address, client), ('local'::text, 'psql'::text),
	'from where, and with what, also without a request')
FROM audit WHERE request = '00000000-0000-4000-8000-000000000002';
SELECT is(address, 'local', 'a request knows from where')
FROM request WHERE key = '00000000-0000-4000-8000-000000000002';
SET SESSION AUTHORIZATION wang;
SELECT throws_ok('SELECT audit_look(371002, 371002001001, ''resident'',
	''{"id": 1}'', ''{id_no}'', ''x'')', '42501', NULL,
	'nobody makes up a look');
SELECT throws_ok('SELECT * FROM audit', '42501', NULL, 'a window reads no trace');
SET SESSION AUTHORIZATION chen;
SELECT is_empty('SELECT * FROM audit WHERE div NOT BETWEEN scope_lo() AND
	scope_hi()', 'the trace of others isn''t shown');
RESET SESSION AUTHORIZATION;

CREATE FUNCTION pg_temp.look(p_id bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = zhen AS $$
	SELECT audit_look(371002, 371002001001, 'resident',
		jsonb_build_object('id', p_id), '{id_no,phone}', '核对退费')
$$;
SET SESSION AUTHORIZATION chen;
SELECT pg_temp.look(r.id) IS NULL AS ignored
FROM resident r JOIN one USING (id_no) \gset
SELECT is((op, operator, address, tbl),
	('LOOK'::text, 'chen'::name, 'local'::text, 'resident'::name),
	'a look is on record: who, from where, at what')
FROM audit WHERE op = 'LOOK';
SELECT is((changed_by, change),
	('陈海燕'::text, '查看公民身份号码、电话，事由：核对退费'::text),
	'in words, on the card of the person')
FROM one
JOIN resident r USING (id_no)
CROSS JOIN LATERAL card_changes(r.county::int, r.id) LIMIT 1;
RESET SESSION AUTHORIZATION;

SELECT is_empty('SELECT * FROM verify()', 'the chains hold');

-- A batch that is computed, computed again and paid, in words of its own.
CREATE FUNCTION pg_temp.as(p_role text, p_sql text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SET SESSION AUTHORIZATION %I', p_role);
	EXECUTE p_sql;
	RESET SESSION AUTHORIZATION;
END
$$;
SELECT count(*) AS ignored FROM (VALUES
	(pg_temp.as('wang', 'SELECT batch_compute(''pension'', 202511)')),
	(pg_temp.as('wang', 'SELECT batch_compute(''pension'', 202511)'))
) done \gset
SELECT id AS batch, people FROM batch
WHERE programme = 'pension' AND month = 202511 \gset
SELECT pg_temp.as('wang', format('SELECT batch_submit(371002, %s)', :batch))
	IS NULL AS ignored \gset
SELECT throws_ok(format('DELETE FROM entitlement WHERE batch = %s', :batch),
	'ZH403', NULL, 'what is submitted stays, whoever asks');
SELECT pg_temp.as('li', format('SELECT batch_approve(371002, %s)', :batch))
	IS NULL AS ignored \gset
SELECT is(array_agg(op || ' ' || tbl ORDER BY seq), ARRAY['INSERT entitlement',
	'DELETE entitlement', 'INSERT entitlement', 'INSERT payment'],
	'a statement on a table that is its own record is one line')
FROM audit
WHERE tbl IN ('entitlement', 'payment') AND new ->> 'batch' = :batch::text;
SELECT is(array_length(c.removed, 1), :people,
	'what is computed anew is kept as it was')
FROM audit a
JOIN audit_chain c USING (county, seq)
WHERE a.op = 'DELETE' AND a.tbl = 'entitlement'
	AND a.new ->> 'batch' = :batch::text;
SELECT is((a.new ->> 'rows')::int, :people, 'how many were paid')
FROM audit a
WHERE tbl = 'payment' AND new ->> 'batch' = :batch::text;
SELECT is_empty('SELECT * FROM verify()', 'the chains hold after a payroll');

SELECT max(seq) AS top FROM audit WHERE county = 371002 \gset
SELECT max(seq) AS saved FROM audit WHERE tbl = 'resident' AND op = 'UPDATE' \gset
SELECT r.id AS person FROM resident r JOIN one USING (id_no) \gset
SELECT min(id) AS other, max(id) AS last FROM resident
WHERE county = 371002 AND id <> :person \gset

-- What verify() says after some tampering by a superuser without triggers,
-- which is undone again.
CREATE FUNCTION pg_temp.after(VARIADIC p_sql text[]) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	one text;
BEGIN
	SET LOCAL session_replication_role = replica;
	FOREACH one IN ARRAY p_sql LOOP
		EXECUTE one;
	END LOOP;
	SET LOCAL session_replication_role = origin;
	RAISE EXCEPTION USING ERRCODE = 'ZT000', MESSAGE = (
		SELECT coalesce(string_agg(concat_ws(' ', county, seq, problem), E'\n'),
			'')
		FROM unnest(ARRAY[371000, 371002]) c, verify_county(c));
EXCEPTION WHEN SQLSTATE 'ZT000' THEN
	RETURN SQLERRM;
END
$$;

SELECT matches(pg_temp.after(VARIADIC q), says, why || ' is found')
FROM (VALUES
	('a changed row of the trace', '^371002 ' || :saved || ' .*第 1 行被改动',
		ARRAY[format('UPDATE audit SET new = jsonb_set(new, ''{phone}'', ''"1"'')
			WHERE county = 371002 AND seq = %s', :saved)]),
	('a changed time', '^371002 ' || :saved || ' .*第 1 行被改动',
		ARRAY[format('UPDATE audit SET at = at - interval ''1 day''
			WHERE county = 371002 AND seq = %s', :saved)]),
	('another operator', '^371002 ' || :saved || ' .*第 1 行被改动',
		ARRAY[format('UPDATE audit SET operator = ''li''
			WHERE county = 371002 AND seq = %s', :saved)]),
	('another address', '^371002 ' || :saved || ' .*第 1 行被改动',
		ARRAY[format('UPDATE audit SET address = ''10.0.0.9''
			WHERE county = 371002 AND seq = %s', :saved)]),
	('a removed row', '^371002 ' || :saved || ' .*留痕行全部被删',
		ARRAY[format('DELETE FROM audit
			WHERE county = 371002 AND seq = %s', :saved)]),
	('an inserted row', '^371002 ' || :saved || ' .*应有 1 行，实有 2 行',
		ARRAY[format('INSERT INTO audit
			SELECT county, seq, 2, at, operator, address, client, request,
				screen, op, tbl, div, old, new
			FROM audit WHERE county = 371002 AND seq = %s', :saved)]),
	('a made-up statement', '^371002 99999999 .*链上没有这条语句',
		ARRAY[format('INSERT INTO audit
			SELECT county, 99999999, 1, at, operator, address, client, request,
				screen, op, tbl, div, old, new
			FROM audit WHERE county = 371002 AND seq = %s', :saved)]),
	('two statements that change places', '^371002 ',
		ARRAY[format('UPDATE audit SET seq = 0
			WHERE county = 371002 AND seq = %s', :top),
		format('UPDATE audit SET seq = %s
			WHERE county = 371002 AND seq = %s', :top, :saved),
		format('UPDATE audit SET seq = %s
			WHERE county = 371002 AND seq = 0', :saved)]),
	('a cut end', '^371002 .*末端不符', ARRAY[
		format('DELETE FROM audit WHERE county = 371002 AND seq = %s', :top),
		format('DELETE FROM audit_chain
			WHERE county = 371002 AND seq = %s', :top)]),
	('a head set back', '^371002 .*末端不符', ARRAY[
		'UPDATE audit_head SET link = link - 1 WHERE county = 371002']),
	('a statement that is cut out', '^371002 .*缺少第 ', ARRAY[
		format('DELETE FROM audit WHERE county = 371002 AND seq = %s', :saved),
		format('DELETE FROM audit_chain
			WHERE county = 371002 AND seq = %s', :saved)]),
	('a body made anew', '^371002 ' || :saved || ' .*链上的摘要被改动', ARRAY[
		format('UPDATE audit SET old = ''{}''
			WHERE county = 371002 AND seq = %s', :saved),
		format('UPDATE audit_chain c SET body = (
			SELECT audit_body(audit_line(a), c.hashes) FROM audit a
			WHERE a.county = c.county AND a.seq = c.seq)
			WHERE county = 371002 AND seq = %s', :saved)]),
	('a link made anew', '^371002 .*与前一条语句的摘要不相接', ARRAY[
		format('UPDATE audit SET old = ''{}''
			WHERE county = 371002 AND seq = %s', :saved),
		format('UPDATE audit_chain c SET body = (
			SELECT audit_body(audit_line(a), c.hashes) FROM audit a
			WHERE a.county = c.county AND a.seq = c.seq)
			WHERE county = 371002 AND seq = %s', :saved),
		format('UPDATE audit_chain c SET digest = audit_digest(prev, county,
			link, seq, rows, body)
			WHERE county = 371002 AND seq = %s', :saved)]),
	('a short hash', '^371002 ',
		ARRAY['UPDATE audit_chain SET hashes[1] = 7
			WHERE (county, seq) = (SELECT county, seq FROM audit_chain
			WHERE county = 371002 AND hashes IS NOT NULL LIMIT 1)']),
	('a changed payment',
		'发放台账 pension 202511 ' || :batch || '：这一行被改动，或是后加的：.*\|9999.99\|',
		ARRAY[format('UPDATE payment SET amount = 9999.99
			WHERE batch = %s AND resident = (SELECT min(resident)
			FROM payment WHERE batch = %1$s)', :batch)]),
	('another account', '发放台账 pension 202511 ' || :batch || '：这一行被改动.*\|62229999\|',
		ARRAY[format('UPDATE payment SET account_number = ''62229999''
			WHERE batch = %s AND resident = (SELECT min(resident)
			FROM payment WHERE batch = %1$s)', :batch)]),
	('a removed payment', '发放台账 pension 202511 ' || :batch
		|| '：第 2 行不见了，它写于 .*李建军.*新增发放台账',
		ARRAY[format('DELETE FROM payment WHERE batch = %s AND resident = (
			SELECT resident FROM payment WHERE batch = %1$s
			ORDER BY resident OFFSET 1 LIMIT 1)', :batch)]),
	('an added payment', '发放台账 pension 202511 ' || :batch || '：这一行被改动，或是后加的',
		ARRAY[format('INSERT INTO payment SELECT county, programme, month,
			9999999, div, batch, amount, account_number, holder, paid_at
			FROM payment WHERE batch = %s LIMIT 1', :batch)]),
	('a payment of no batch', '发放台账 pension 202511 999：这一行被改动，或是后加的',
		ARRAY[format('INSERT INTO payment SELECT county, programme, month,
			9999999, div, 999, amount, account_number, holder, paid_at
			FROM payment WHERE batch = %s LIMIT 1', :batch)]),
	('a changed entitlement', '应发 pension 202511 ' || :batch || '：这一行被改动',
		ARRAY[format('UPDATE entitlement SET amount = amount + 1
			WHERE batch = %s AND resident = (SELECT min(resident)
			FROM entitlement WHERE batch = %1$s)', :batch)]),
	('a total', '批次 ' || :batch || '（pension 202511）：批次记 ',
		ARRAY[format('UPDATE batch SET total = total + 1 WHERE id = %s',
			:batch)]),
	('what was removed', '应发 pension 202511 ' || :batch || '：',
		ARRAY[format('UPDATE audit_chain SET removed[1] = ''x''
			WHERE removed IS NOT NULL AND seq = (SELECT seq FROM audit
			WHERE op = ''DELETE'' AND tbl = ''entitlement''
			AND new ->> ''batch'' = ''%s'')', :batch)]),
	('a person changed behind the triggers',
		'居民 \[371002, ' || :person || '\]：phone 现为 110，留痕为 13000000001'
		|| '，最后的留痕是 .*王丽娟（来自 local）修改居民',
		ARRAY[format('UPDATE resident SET phone = ''110'' WHERE id = %s',
			:person)]),
	('a person removed', '居民 \[371002, ' || :person || '\]：留痕里有，表里不见了',
		ARRAY[format('DELETE FROM resident WHERE id = %s', :person)]),
	('a person of before the trace changed',
		'居民 .*' || :other || '.*：没有留痕，是后加的或被改动',
		ARRAY[format('UPDATE resident SET phone = ''110'' WHERE id = %s',
			:other)]),
	('one removed', '居民 ：写下的第 [0-9]+ 行不见了或被改动，最后的留痕是 .*接收居民',
		ARRAY[format('DELETE FROM resident WHERE id = %s', :last)]),
	('a rate', '标准.*：没有留痕，是后加的或被改动|标准.*现为',
		ARRAY['UPDATE rate SET value = value + 1
			WHERE (programme, name, since) = (SELECT programme, name, since
			FROM rate LIMIT 1)'])
) c (why, says, q);

SELECT throws_ok(q, 'ZH403', NULL, 'the owner and the superuser too: ' || q)
FROM unnest(ARRAY[
	'UPDATE audit SET operator = ''x''',
	'DELETE FROM audit',
	'TRUNCATE audit',
	'TRUNCATE audit_371002',
	'UPDATE audit_371002 SET at = now()',
	'UPDATE audit_chain SET digest = prev',
	'DELETE FROM audit_chain',
	'TRUNCATE audit_chain',
	'UPDATE audit_head SET link = 1',
	'DELETE FROM audit_head',
	'TRUNCATE audit_head',
	'UPDATE payment SET amount = 1',
	'TRUNCATE payment CASCADE',
	'TRUNCATE payment_371002 CASCADE',
	'UPDATE entitlement SET amount = 1',
	'TRUNCATE account'
]) q;
UPDATE resident_371002 SET phone = '13000000003' WHERE id = :person;
SELECT is((a.tbl, a.op, a.new ->> 'phone'),
	('resident'::name, 'UPDATE'::text, '13000000003'::text),
	'who writes to a partition is on record as well')
FROM audit a
WHERE a.county = 371002
ORDER BY a.seq DESC LIMIT 1;
SELECT is_empty('SELECT * FROM verify()', 'and the chains hold');

SELECT is(count(*), 0::bigint, 'a head that was written down still stands')
FROM verify_heads() h
WHERE verify_against(h.county, h.link, left(h.digest, 16)) IS NOT NULL;
SELECT matches(verify_against(371002, (SELECT link FROM verify_heads()
	WHERE county = 371002), 'ffffffffffffffff'), '重做过',
	'another digest was written down: the chain was made anew');
SELECT matches(verify_against(371002, 99999999, 'ffffffffffffffff'),
	'截短或重做过', 'a link that is gone');
SELECT is(v.county, NULL, 'since a day: no complaint')
FROM (SELECT 1) one
LEFT JOIN verify_county(371002, current_date) v ON true;

SET LOCAL session_replication_role = replica;
INSERT INTO payment SELECT county, programme, 202001, resident, div, 777,
	amount, account_number, holder, paid_at
FROM payment WHERE batch = :batch;
SET LOCAL session_replication_role = origin;
SELECT matches(string_agg(problem, '；'), '发放台账 pension 202001 777：这一行.*'
	'总账 发放批次', 'old payments')
FROM verify_county(371002);
SELECT is(audit_adopt('payment'), :people::bigint, 'are taken on record');
SELECT is(ledger_open(), 1, 'and booked');
SELECT is_empty('SELECT * FROM verify()', 'and proved from then on');

-- Many rows at once: they are the record, one digest proves them. One of them
-- is changed and one removed in the ordinary way, which keeps what they were.
SELECT max(seq) AS before FROM audit WHERE county = 371002 \gset
INSERT INTO enrolment (county, programme, resident, div, since)
SELECT county, 'aid', id, div, 201001 FROM (
	SELECT r.* FROM resident r
	WHERE r.county = 371002 AND r.id NOT IN (
		SELECT e.resident FROM enrolment e WHERE e.county = 371002)
	ORDER BY r.id LIMIT 150) r;
SELECT results_eq(format('SELECT op, (new ->> ''rows'')::int, tbl FROM audit
	WHERE county = 371002 AND seq > %s', :before),
	$$VALUES ('INSERT', 150, 'enrolment'::name)$$, 'many rows leave one line');
SELECT is_empty('SELECT * FROM verify()', 'that proves them');
SELECT min(id) AS first, min(id) + 1 AS second, max(id) AS last,
	min(resident) AS enrolled
FROM enrolment WHERE county = 371002 AND programme = 'aid' AND since = 201001 \gset
SELECT is(array_agg(op ORDER BY seq DESC), '{INSERT}', 'a person''s trace finds it')
FROM audit_about(371002, :enrolled) WHERE seq > :before;
UPDATE enrolment SET until = 201002 WHERE county = 371002 AND id = :second;
UPDATE enrolment SET until = 201003 WHERE county = 371002 AND id = :second;
ALTER TABLE enrolment DISABLE TRIGGER USER;
ALTER TABLE enrolment ENABLE TRIGGER audit_delete;
DELETE FROM enrolment WHERE county = 371002 AND id = :last;
ALTER TABLE enrolment ENABLE TRIGGER USER;
SELECT is_empty('SELECT * FROM verify()', 'also when some change later');
ALTER TABLE enrolment ADD COLUMN later text;
SELECT is_empty('SELECT * FROM verify()', 'or have a column more');
INSERT INTO enrolment (county, programme, resident, div, since, later)
SELECT county, 'aid', id, div, 201001, 'x' FROM (
	SELECT r.* FROM resident r
	WHERE r.county = 371002 AND r.id NOT IN (
		SELECT e.resident FROM enrolment e WHERE e.county = 371002)
	ORDER BY r.id DESC LIMIT 150) r;
SELECT is_empty('SELECT * FROM verify()', 'which later digests know');
SELECT matches(pg_temp.after(VARIADIC q), says, why)
FROM (VALUES
	('one of many is changed', '项目登记 .*：没有留痕，是后加的或被改动',
		ARRAY[format('UPDATE enrolment SET since = 201002 WHERE id = %s', :first)]),
	('one of many is removed', '项目登记 ：写下的第 1 行不见了或被改动，最后的留痕是 .*新增项目登记',
		ARRAY[format('DELETE FROM enrolment WHERE id = %s', :first)]),
	('one more', '项目登记 .*：没有留痕，是后加的或被改动',
		ARRAY[format('INSERT INTO enrolment SELECT county, 999999999, programme,
			resident + 1000000, div, since FROM enrolment WHERE id = %s', :first)]),
	('one that was removed is back', '项目登记 .*：留痕里已删，表里却还有',
		ARRAY[format('INSERT INTO enrolment SELECT (jsonb_populate_record(
			NULL::enrolment, old)).* FROM audit WHERE tbl = ''enrolment''
			AND op = ''DELETE'' AND (old ->> ''id'')::bigint = %s', :last)]),
	('what one was before', '项目登记 .*|.*留痕的第',
		ARRAY[format('UPDATE audit SET old = old || ''{"since": 201005}''
			WHERE tbl = ''enrolment'' AND op = ''UPDATE''
			AND (old ->> ''id'')::bigint = %s AND old ->> ''until'' IS NULL', :second)])
) c (why, says, q);

-- A statement that writes several parts, its rows in no order.
INSERT INTO payment SELECT county, programme, m, resident, div, 778, amount,
	account_number, holder, paid_at
FROM payment, unnest('{202002,202003}'::int[]) m
WHERE batch = :batch
ORDER BY -resident % 7, m;
SELECT results_eq($$SELECT (new ->> 'month')::int, (new ->> 'rows')::int
	FROM audit WHERE tbl = 'payment' AND new ->> 'batch' = '778' ORDER BY 1$$,
	format('VALUES (202002, %1$s), (202003, %1$s)', :people),
	'has a line for each');
SELECT is_empty('SELECT * FROM verify()', 'and each digest is in key order');
INSERT INTO payment SELECT county, programme, 202004, resident, div, 779, amount,
	account_number, holder, paid_at
FROM payment WHERE batch = :batch AND resident = (
	SELECT min(resident) FROM payment WHERE batch = :batch);
INSERT INTO payment SELECT county, programme, 202004, resident, div, 779, amount,
	account_number, holder, paid_at
FROM payment WHERE batch = 778 AND month = 202002
ORDER BY resident OFFSET 1;
SELECT is_empty('SELECT * FROM verify()', 'rows that come in order, in two statements');
INSERT INTO payment SELECT * FROM payment WHERE false;
SELECT is_empty('SELECT * FROM verify()', 'none at all');
SELECT is((SELECT attstorage::text FROM pg_attribute
	WHERE attrelid = 'audit_chain'::regclass AND attname = 'hashes'), 'e',
	'short hashes aren''t compressed, which they can''t be');

GRANT zhen_auditor TO chen;
SET SESSION AUTHORIZATION chen;
SELECT is(array_agg(county), '{371002}', 'an auditor proves their county')
FROM verify_counties();
SELECT is_empty('SELECT * FROM verify()', 'with no complaint');
SELECT is(array_agg(county), '{371002}', 'and writes down its head')
FROM verify_heads();
SELECT throws_ok('SELECT verify_county(371082)', 'ZH403', NULL,
	'what names people of others isn''t shown');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
