-- The trace: saves by key, the chain, and what verify() finds.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT plan(42);

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
	'SELECT audit_link(371002, 1, '''')',
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
SELECT max(seq) AS top FROM audit WHERE county = 371002 \gset

-- What verify() says after some tampering, which is undone again.
CREATE FUNCTION pg_temp.after(VARIADIC p_sql text[]) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	one text;
BEGIN
	FOREACH one IN ARRAY p_sql LOOP
		EXECUTE one;
	END LOOP;
	RAISE EXCEPTION USING ERRCODE = 'ZT000', MESSAGE = (
		SELECT coalesce(string_agg(county || ' ' || seq, ', '), '')
		FROM verify());
EXCEPTION WHEN SQLSTATE 'ZT000' THEN
	RETURN SQLERRM;
END
$$;

SELECT is(pg_temp.after(VARIADIC q),
	'371002 ' || :top + CASE why WHEN 'a removed row' THEN -1 ELSE 0 END,
	why || ' is found')
FROM (VALUES
	('a changed row', ARRAY[format('UPDATE audit
		SET new = jsonb_set(new, ''{phone}'', ''"1"'')
		WHERE county = 371002 AND seq = %s', :top)]),
	('a removed row', ARRAY[format('DELETE FROM audit
		WHERE county = 371002 AND seq = %s - 1', :top)]),
	('an inserted row', ARRAY[format('INSERT INTO audit
		SELECT county, seq, 2, at, operator, address, client, request, screen,
			op, tbl, div, old, new
		FROM audit WHERE county = 371002 AND seq = %s', :top)]),
	('a cut end', ARRAY[
		format('DELETE FROM audit WHERE county = 371002 AND seq = %s', :top),
		format('DELETE FROM audit_chain
			WHERE county = 371002 AND seq = %s', :top)]),
	('a digest made anew', ARRAY[
		format('UPDATE audit SET old = ''{}''
			WHERE county = 371002 AND seq = %s', :top),
		format('UPDATE audit_chain c
			SET digest = audit_digest(c.prev, c.county, c.seq,
				(SELECT string_agg(audit_line(a), E''\n'' ORDER BY a.row_no)
				FROM audit a
				WHERE a.county = c.county AND a.seq = c.seq))
			WHERE county = 371002 AND seq = %s', :top)])
) c (why, q);
SELECT is(pg_temp.after('DELETE FROM audit WHERE county = 371002 AND seq = 2',
	'DELETE FROM audit_chain WHERE county = 371002 AND seq = 2'),
	'371002 3', 'a statement that is cut out is found');

SELECT * FROM finish();
ROLLBACK;
