-- Registration: households, accounts, one number for one person, scope.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT plan(48);

CREATE FUNCTION pg_temp.person(p_seq int) RETURNS text
LANGUAGE sql AS $$
	SELECT '37010219800101' || p_seq
		|| idcard_check_digit('37010219800101' || p_seq)
$$;
CREATE FUNCTION pg_temp.saved(p_seq int) RETURNS resident_entry
LANGUAGE sql AS $$
	SELECT e FROM resident_entry e WHERE id_no = pg_temp.person(p_seq)
$$;

SET SESSION AUTHORIZATION wang;
INSERT INTO resident_entry (id_no, name, village, account_number,
	account_bank, hukou)
VALUES (pg_temp.person(987), '单测试', 371002001001, '6228480000000018127',
	'中国农业银行', '2');
SELECT is((e).county, 371002::county_code, 'county of the village'),
	is((e).birth, '1980-01-01', 'birth from the number'),
	is((e).sex, '1', 'sex from the number'),
	is((e).native, 370102, 'native division from the number'),
	is((e).kin, '02', 'head of a new household'),
	is((e).head_id_no, NULL, 'whose head is nobody else'),
	is((e).version, 1, 'first version'),
	is((e).account_bank::text, '中国农业银行', 'account')
FROM pg_temp.saved(987) e;
SELECT is(initials, 'scs', 'initials'),
	is(spelling, 'shanceshi', 'spelling of the surname')
FROM resident WHERE id_no = pg_temp.person(987);

INSERT INTO resident_entry (id_no, name, village, head_id_no, kin)
VALUES (pg_temp.person(986), '测试妻', 371002001001, pg_temp.person(987),
	'12');
SELECT is((pg_temp.saved(986)).head_id_no::text, pg_temp.person(987),
	'joins the household');
SELECT alike(message, '%现有 2 口人', 'who would be the head')
FROM household_notice(pg_temp.person(986));
SELECT is(severity, 'error', 'no such head')
FROM household_notice(pg_temp.person(111));

SELECT throws_ok(format('INSERT INTO resident_entry (id_no, name, village,
	head_id_no, kin, phone, hukou, account_number)
	VALUES (%L, ''某'', %s, %L, %L, %L, %L, %L)', id_no, village, head, kin,
	phone, hukou, number), state, NULL, why)
FROM (VALUES
	(pg_temp.person(987), 371002001001, NULL, NULL, NULL, NULL, NULL,
		'ZH001', 'a number that is taken'),
	(pg_temp.person(980), 371002001000, NULL, NULL, NULL, NULL, NULL,
		'ZH001', 'a town is no village'),
	(pg_temp.person(980), 371002100208, NULL, NULL, NULL, NULL, NULL,
		'ZH403', 'a village of others'),
	(pg_temp.person(980), 371002001001, pg_temp.person(111), '12', NULL, NULL,
		NULL, 'ZH001', 'a head who isn''t there'),
	(pg_temp.person(980), 371002001001, pg_temp.person(987), '02', NULL, NULL,
		NULL, 'ZH001', 'two heads'),
	(pg_temp.person(980), 371002001001, NULL, NULL, '13000x', NULL, NULL,
		'23514', 'letters in a phone'),
	(pg_temp.person(980), 371002001001, NULL, NULL, NULL, '77', NULL, 'ZH001',
		'an unknown kind of hukou'),
	(pg_temp.person(980), 371002001001, NULL, NULL, NULL, NULL, '123',
		'23514', 'a short account'),
	('370102198001019871', 371002001001, NULL, NULL, NULL, NULL, NULL,
		'23514', 'a wrong number')
) v (id_no, village, head, kin, phone, hukou, number, state, why);

UPDATE resident_entry SET account_number = '6228480000000003095'
WHERE id_no = pg_temp.person(987);
SELECT is((pg_temp.saved(987)).account_number::text, '6228480000000003095',
	'another account');
SELECT is((pg_temp.saved(987)).version, 2, 'is a version of the person');
SELECT is(count(*), 2::bigint, 'the old account stays')
FROM account a JOIN resident r ON r.county = a.county AND r.id = a.resident
WHERE r.id_no = pg_temp.person(987);

UPDATE resident_entry SET village = 371002001003
WHERE id_no = pg_temp.person(987);
SELECT is(count(*), 2::bigint, 'accounts move with the person')
FROM account a JOIN resident r ON r.county = a.county AND r.id = a.resident
WHERE r.id_no = pg_temp.person(987) AND a.div = 371002001003;
SELECT is(h.div::bigint, 371002001003, 'the household with its head')
FROM household h JOIN resident r ON r.county = h.county AND r.household = h.id
WHERE r.id_no = pg_temp.person(987);

SELECT throws_ok(format('UPDATE resident_entry SET head_id_no = NULL
	WHERE id_no = %L; UPDATE resident_entry SET head_id_no = %L
	WHERE id_no = %L', pg_temp.person(986), pg_temp.person(111),
	pg_temp.person(986)), 'ZH001', NULL, 'to a head who isn''t there');
UPDATE resident_entry SET head_id_no = NULL WHERE id_no = pg_temp.person(986);
SELECT is((pg_temp.saved(986)).kin, '02', 'leaves and is a head');
UPDATE resident_entry SET name = '解新名' WHERE id_no = pg_temp.person(986);
SELECT is(initials, 'xxm', 'initials follow the name')
FROM resident WHERE id_no = pg_temp.person(986);
UPDATE resident_entry SET id_no = pg_temp.person(985)
WHERE id_no = pg_temp.person(986);
SELECT is((pg_temp.saved(985)).name::text, '解新名', 'a number is corrected');
SELECT is_empty(format('SELECT * FROM identity_notice(%L)',
	pg_temp.person(986)), 'the wrong one is free again');
UPDATE resident_entry SET name = '阿卜杜拉·𠮷', phone = NULL
WHERE id_no = pg_temp.person(985) AND version = 999;
SELECT is((pg_temp.saved(985)).name::text, '解新名',
	'a stale version changes nothing');
SELECT throws_ok(format('UPDATE resident_entry SET village = 371002100208
	WHERE id_no = %L', pg_temp.person(985)), 'ZH403', NULL,
	'nobody is moved out of the scope');

SELECT is(severity, 'info', 'a number of ours')
FROM identity_notice(pg_temp.person(987));
RESET SESSION AUTHORIZATION;

SET SESSION AUTHORIZATION sun;
SELECT is_empty(format('SELECT * FROM resident_entry WHERE id_no = %L',
	pg_temp.person(987)), 'another office doesn''t see the person');
SELECT is(severity, 'error', 'but can''t register the number again')
FROM identity_notice(pg_temp.person(987));
SELECT unalike(message, '%单测试%', 'and isn''t told who it is')
FROM identity_notice(pg_temp.person(987));
SELECT throws_ok(format('INSERT INTO resident_entry (id_no, name, village)
	VALUES (%L, ''某'', 371002100208)', pg_temp.person(987)), 'ZH001', NULL,
	'refused by the server too');
SELECT throws_ok(format('INSERT INTO resident (county, id_no, name, div,
	household, initials, spelling)
	VALUES (371002, %L, ''某'', 371002001001, 1, '''', '''')',
	pg_temp.person(970)), '42501', NULL, 'nor past the view');
RESET SESSION AUTHORIZATION;

SET SESSION AUTHORIZATION chen;
SELECT is((pg_temp.saved(987)).name::text, '单测试', 'the county sees');
SELECT throws_ok('UPDATE resident SET phone = NULL', '42501', NULL,
	'and changes nothing');
RESET SESSION AUTHORIZATION;

SELECT is(message, m, 'refusal ' || c), is(field, f, 'field of ' || c)
FROM (VALUES
	('resident_371002', 'resident_phone_check', 'phone',
		'电话应为 3 至 20 位数字，请重新输入'),
	('resident_371002', 'resident_371002_id_no_county_key', 'id_no',
		'此身份证号已登记，请按 F3 查询后直接修改'),
	('', 'id_no_id_no_check', 'id_no',
		'身份证号不正确（18 位、日期、校验码），请对照证件重新输入')
) v (t, c, f, m), refusal(t, c);

SELECT * FROM finish();
ROLLBACK;
