-- People who moved: masks, what the place they left still sees, and looks.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

SELECT is(mask_idcard(n), m, 'ID number ' || n)
FROM (VALUES
	('371002199001011234', '371002********1234'),
	('37100219900101123X', '371002********123X'),
	('371002900101123', '****1123'), ('371002', '****02'), ('37', '****'),
	('', '****'), ('371002199001011234 ', '****234 ')
) v (n, m);
SELECT is(mask_account(n), m, 'account ' || n)
FROM (VALUES
	('6228480000000011234', '****1234'), ('12345678', '****78'),
	('1234567', '****67'), ('12', '****')
) v (n, m);
SELECT is(mask_phone(n), m, 'phone ' || n)
FROM (VALUES
	('13800001234', '138****1234'), ('0631-5123456', '****3456'),
	('5123456', '****56'), ('110', '****0')
) v (n, m);
SELECT is(mask_phone(NULL), NULL, 'nothing is nothing');

-- 林 and her payments are of 环翠楼; she moves to 张村 and back, and away again.
SELECT r.id, r.id_no, r.name, r.initials, r.phone, r.div, r.created_at,
	a.number AS account, e.batch
FROM resident r
JOIN account a ON a.county = r.county AND a.resident = r.id AND a.is_current
JOIN entitlement e ON e.county = r.county AND e.resident = r.id
WHERE r.div / 1000 = 371002001 AND r.phone IS NOT NULL
ORDER BY r.id LIMIT 1 \gset
SET SESSION AUTHORIZATION wang;
SELECT is(count(*), 0::bigint, 'at home, nobody is masked')
FROM moved_card(371002, :id);
SELECT throws_ok(format('SELECT look_full(371002, %s, ''事由'')', :id), 'ZH403',
	NULL, 'and nobody has to be looked at');
RESET SESSION AUTHORIZATION;
UPDATE resident SET div = 371002100007 WHERE county = 371002 AND id = :id;
UPDATE resident SET div = :div WHERE county = 371002 AND id = :id;
UPDATE resident SET div = 371002100007, name = '改名人'
WHERE county = 371002 AND id = :id;
SELECT results_eq(format('SELECT div::bigint, since = lag(until, 1, %L) OVER (ORDER BY until)
	FROM former_place WHERE county = 371002 AND resident = %s ORDER BY until',
	:'created_at', :id),
	format('VALUES (%s, true), (371002100007, true), (%1$s, true)', :div),
	'each place has its time, without a gap');

SET SESSION AUTHORIZATION wang;
SELECT is_empty(format('SELECT * FROM resident WHERE id = %s', :id),
	'who moved is no row of this office');
SELECT is(id_no || phone || village_name || town_name,
	mask_idcard(:'id_no') || mask_phone(:'phone') || '已迁出→张村镇',
	'yet found: ' || needle)
FROM (VALUES (:'id_no'), (:'name'), (left(:'name', 2)), (:'initials')) n (needle),
	resident_search(needle, 2000) s
WHERE s.id = :id;
SELECT is(count(*), 1::bigint, 'once')
FROM resident_search(:'name', 2000) WHERE id = :id;
SELECT is_empty(format('SELECT * FROM resident_search(%L, 2000) WHERE id = %s', '改名人', :id),
	'not by the name of today');
SELECT is((name, id_no, place, phone, account, address, birth, moved),
	('改名人'::text, mask_idcard(:'id_no'), '已迁至 环翠区 张村镇'::text,
		mask_phone(:'phone'), mask_account(:'account'), NULL::text, NULL::date,
		'已迁出'::text), 'the card, masked')
FROM moved_card(371002, :id);
SELECT is(id_no, mask_idcard(:'id_no'), 'in the list of a batch she is still')
FROM batch_people WHERE county = 371002 AND batch = :batch AND resident = :id;
SELECT is(count(*), (SELECT people FROM batch WHERE county = 371002 AND id = :batch)::bigint,
	'so the list has as many as the batch')
FROM batch_people WHERE county = 371002 AND batch = :batch;
SELECT isnt(count(*), 0::bigint, 'her payments here')
FROM card_payments WHERE county = 371002 AND resident = :id;

-- A look is on record before it shows anything.
SELECT throws_ok(format('SELECT look_full(371002, %s, %L)', :id, why), 'ZH001',
	'请写明为什么要看全号，会记录在案', 'no reason')
FROM (VALUES (NULL), (''), ('  '), (' x ')) w (why);
SELECT alike(look_full(371002, :id, '退汇核对'), '已记录在案%', 'a look');
SELECT is(id_no, mask_idcard(:'id_no'),
	'shows nothing in its own transaction, which could be rolled back')
FROM moved_card(371002, :id);
SAVEPOINT inner_one;
SELECT is(id_no, mask_idcard(:'id_no'), 'nor inside of it')
FROM moved_card(371002, :id);
RESET SESSION AUTHORIZATION;
SELECT is(string_agg(concat_ws(' ', tbl, operator, div, new ->> 'reason', new -> 'columns'),
		'; ' ORDER BY seq),
	'resident wang 371002100007 退汇核对 ["id_no", "phone"]; '
	'account wang 371002100007 退汇核对 ["number"]',
	'who, at whom, where they are, what and why')
FROM audit WHERE op = 'LOOK';
-- As if it had been committed before.
ALTER TABLE audit DISABLE TRIGGER ALL;
UPDATE audit SET new = new || '{"xact": "1"}' WHERE op = 'LOOK';
SET SESSION AUTHORIZATION wang;
SELECT is(concat_ws(' ', id_no, phone, account), concat_ws(' ', :'id_no', :'phone', :'account'),
	'in full, once the look is committed') FROM moved_card(371002, :id);
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION li;
SELECT is(id_no, mask_idcard(:'id_no'), 'a colleague has to say why for themselves')
FROM moved_card(371002, :id);
RESET SESSION AUTHORIZATION;
UPDATE audit SET at = at - interval '11 minutes' WHERE op = 'LOOK';
SET SESSION AUTHORIZATION wang;
SELECT is(id_no, mask_idcard(:'id_no'), 'ten minutes later no more')
FROM moved_card(371002, :id);

-- psql has no other way.
SELECT throws_ok(q, '42501', NULL, q)
FROM unnest(ARRAY[
	'SELECT moved_resident(371002, 1)',
	'SELECT audit_look(371002, 1, ''resident'', ''{}'', ''{}'', ''x'')',
	'SELECT audit_has_look(371002, ''resident'', 1)',
	'INSERT INTO former_place SELECT * FROM former_place',
	'UPDATE former_place SET div = 371002001001',
	'DELETE FROM former_place'
]) q;
SELECT is_empty(format('SELECT * FROM account WHERE resident = %s', :id), 'her account');
SELECT is_empty(format('SELECT * FROM resident_entry WHERE id = %s', :id), 'her entry');
SELECT is_empty(format('SELECT * FROM card_changes(371002, %s)', :id), 'her changes');
SELECT is_empty(format('SELECT * FROM enrolment WHERE resident = %s', :id), 'her enrolments');
UPDATE resident SET phone = '13800000000' WHERE id = :id;
UPDATE resident_entry SET phone = '13800000000' WHERE id = :id;
RESET SESSION AUTHORIZATION;
SELECT is(phone::text, :'phone', 'nothing is written from where she was')
FROM resident WHERE county = 371002 AND id = :id;

SET SESSION AUTHORIZATION sun;
SELECT is(id_no, :'id_no', 'where she is, she is read') FROM card
WHERE county = 371002 AND resident = :id;
SELECT lives_ok(format('UPDATE resident_entry SET phone = %L WHERE county = 371002
	AND id = %s', '13800000000', :id), 'and written');
SELECT is_empty(format('SELECT * FROM moved_card(371002, %s)', :id), 'and not masked');
RESET SESSION AUTHORIZATION;
SELECT is(phone::text, '13800000000', 'indeed')
FROM resident WHERE county = 371002 AND id = :id;
SET SESSION AUTHORIZATION zhou;
SELECT is_empty(format('SELECT * FROM moved_card(371002, %s)', :id),
	'to others she is nobody');
SELECT is_empty(format('SELECT * FROM resident_search(%L)', :'id_no'), 'nor found');
SELECT throws_ok(format('SELECT look_full(371002, %s, ''事由'')', :id), 'ZH403',
	NULL, 'nor looked at');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
