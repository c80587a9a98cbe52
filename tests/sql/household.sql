-- Households: kinship to another head, one head and one spouse, who was where
-- until when, what is refused, and whose children are enrolled.

BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

-- head's sex, through whom (kin, sex), are they the only child, who (kin, sex),
-- older than they: what is that to them
SELECT is(kin_through(a, b, bs, o, m, ms, e), x,
	format('of a head %s, through %s: %s %s', a, b, m, x))
FROM (VALUES
	('1', '12', '2', false, '02', '1', false, '11'),
	('2', '11', '1', false, '02', '2', false, '12'),
	('1', '20', '1', true, '02', '1', false, '51'),
	('2', '32', '2', true, '02', '2', false, '52'),
	('1', '27', '1', true, '02', '1', false, '57'),
	('1', '28', '1', true, '02', '1', false, '55'),
	('2', '38', '2', true, '02', '2', false, '54'),
	('1', '51', '1', false, '02', '1', false, '20'),
	('2', '54', '2', false, '02', '2', false, '38'),
	('1', '54', '2', false, '02', '1', false, NULL),
	('1', '41', '1', false, '02', '1', false, '61'),
	('1', '71', '1', false, '02', '1', false, '73'),
	('1', '72', '2', false, '02', '1', false, NULL),
	('9', '20', '1', true, '02', '9', false, NULL),
	('1', '12', '2', false, '20', '1', false, '20'),
	('1', '12', '2', false, '52', '2', false, '54'),
	('2', '11', '1', false, '51', '1', false, '55'),
	('2', '11', '1', false, '53', '1', false, '51'),
	('1', '12', '2', false, '71', '1', false, NULL),
	('1', '20', '1', true, '12', '2', false, '52'),
	('1', '27', '1', true, '12', '2', false, NULL),
	('1', '22', '1', false, '30', '2', true, '75'),
	('1', '22', '1', false, '23', '1', false, '73'),
	('1', '20', '1', true, '38', '2', false, '12'),
	('1', '20', '1', false, '38', '2', false, NULL),
	('1', '20', '1', true, '41', '1', false, '20'),
	('1', '20', '1', false, '41', '1', false, NULL),
	('1', '20', '1', true, '52', '2', false, '62'),
	('2', '20', '1', true, '51', '1', false, '63'),
	('1', '20', '1', true, '73', '1', false, '80'),
	('1', '38', '2', true, '20', '1', false, '11'),
	('1', '38', '2', true, '12', '2', false, '54'),
	('1', '38', '2', true, '42', '2', false, '30'),
	('1', '51', '1', false, '12', '2', false, '38'),
	('2', '51', '1', false, '20', '1', false, '43'),
	('1', '51', '1', false, '52', '2', false, '12'),
	('1', '51', '1', false, '77', '2', false, '30'),
	('1', '56', '2', false, '55', '1', false, '11'),
	('1', '56', '2', false, '12', '2', false, '30'),
	('1', '56', '2', false, '20', '1', false, '43'),
	('2', '54', '2', false, '20', '1', false, '41'),
	('1', '61', '1', false, '62', '2', false, '12'),
	('1', '61', '1', false, '63', '1', false, NULL),
	('1', '61', '1', false, '56', '2', false, NULL),
	('1', '71', '1', false, '51', '1', false, '51'),
	('1', '71', '1', false, '12', '2', false, '74'),
	('1', '71', '1', false, '20', '1', false, '80'),
	('1', '90', '1', false, '12', '2', false, '90'),
	('1', '12', '2', false, '90', '1', false, '90'),
	('1', '80', '1', false, '12', '2', false, NULL)
) v (a, b, bs, o, m, ms, e, x);
SELECT is(kin_class(c.code), k.class, c.code || ' ' || c.name)
FROM code c
LEFT JOIN (VALUES ('02', '02', 'head'), ('10', '12', 'spouse'),
	('20', '27', 'child'), ('28', '28', 'child_in_law'), ('30', '37', 'child'),
	('38', '38', 'child_in_law'), ('40', '44', 'grandchild'),
	('45', '46', 'grandchild_in_law'), ('50', '52', 'parent'),
	('53', '56', 'parent_in_law'), ('57', '58', 'parent'),
	('60', '64', 'grandparent'), ('70', '71', 'sibling'),
	('72', '72', 'sibling_in_law'), ('73', '73', 'sibling'),
	('74', '74', 'sibling_in_law'), ('75', '75', 'sibling'),
	('76', '76', 'sibling_in_law'), ('77', '77', 'sibling'),
	('78', '78', 'sibling_in_law'), ('80', '80', 'relative'), ('90', '90', 'none')
) k (lo, hi, class) ON c.code BETWEEN k.lo AND k.hi
WHERE c.set = 'kin';

-- A couple, their son, his wife, the grandson; the wife's mother.
SET LOCAL session_replication_role = replica;
CREATE FUNCTION pg_temp.person(n int, born text, sex int) RETURNS text
LANGUAGE sql AS $$
	SELECT body || idcard_check_digit(body)
	FROM (SELECT '371002' || born || lpad((2 * n + sex % 2)::text, 3, '0') AS body) b
$$;
INSERT INTO household (county, id, div, head)
VALUES (371002, 9000001, 371002001001, 9000001), (371002, 9000002, 371002001003, 9000007);
INSERT INTO resident (county, id, id_no, name, initials, spelling, sex, birth,
	native, div, household, kin, created_at)
SELECT 371002, 9000000 + n, i, name, 'x', 'x', sex::text, idcard_birth(i), 371002,
	div, 9000000 + home, kin, '2020-01-01'
FROM (VALUES
	(1, '甲父', '19500101', 1, 371002001001, 1, '02'),
	(2, '甲母', '19520101', 2, 371002001001, 1, '12'),
	(3, '甲子', '19780101', 1, 371002001001, 1, '20'),
	(4, '甲媳', '19790101', 2, 371002001001, 1, '38'),
	(5, '甲孙', '20120101', 1, 371002001001, 1, '41'),
	(6, '甲岳', '19300101', 2, 371002001001, 1, '56'),
	(7, '乙户', '19760101', 1, 371002001003, 2, '02')
) v (n, name, born, sex, div, home, kin),
	pg_temp.person(400 + n, born, sex) i;
INSERT INTO identity SELECT id_no, county, id FROM resident WHERE id / 1000000 = 9;
SET LOCAL session_replication_role = origin;
CREATE FUNCTION pg_temp.home(h bigint) RETURNS text LANGUAGE sql SECURITY DEFINER
AS $$
	SELECT string_agg(r.name || r.kin, ' ' ORDER BY r.id)
	FROM zhen.resident r WHERE r.county = 371002 AND r.household = 9000000 + h
$$;
CREATE FUNCTION pg_temp.past(p bigint) RETURNS text LANGUAGE sql SECURITY DEFINER
AS $$
	SELECT string_agg(concat_ws(' ', f.household - 9000000, f.head - 9000000,
		f.kin, f.why), '; ' ORDER BY f.until)
	FROM zhen.former_household f
	WHERE f.county = 371002 AND f.resident = 9000000 + p
$$;

-- One transaction is one moment: between two actions a day passes.
CREATE FUNCTION pg_temp.tomorrow() RETURNS void LANGUAGE sql SECURITY DEFINER
SET session_replication_role = replica
AS $$
	UPDATE zhen.former_household SET since = since - interval '1 day',
		until = until - interval '1 day'
	WHERE resident / 1000000 = 9
$$;

-- The rules, against psql too.
SET SESSION AUTHORIZATION wang;
SELECT throws_ok(q, state, message, q)
FROM (VALUES
	('UPDATE resident SET kin = ''02'' WHERE id = 9000003', 'ZH001',
		'一户只有一位户主，请选与户主的关系；要换户主请到“家庭”(1131)'),
	('UPDATE resident SET kin = ''12'' WHERE id = 9000004', '23505', NULL),
	('UPDATE resident SET kin = ''20'' WHERE id = 9000001', 'ZH001',
		'此人是户主，关系应为“户主”；要换户主请到“家庭”(1131)'),
	('UPDATE household SET head = 9000003 WHERE id = 9000001', '42501', NULL),
	('INSERT INTO former_household SELECT * FROM former_household', '42501', NULL),
	('UPDATE former_household SET kin = ''20''', '42501', NULL),
	('DELETE FROM former_household', '42501', NULL),
	('SELECT household_apply(371002, 9000002, NULL, ''{9000003}'', ''{80}'', ''1'')',
		'42501', NULL),
	('SELECT household_look(371002, 9000001)', '42501', NULL),
	('SELECT family_child(371002, 9000001)', '42501', NULL)
) t (q, state, message);
RESET SESSION AUTHORIZATION;
SAVEPOINT before_head;
UPDATE household SET head = 9000007 WHERE id = 9000001;
SELECT throws_ok('SET CONSTRAINTS household_head_check IMMEDIATE', 'ZH001',
	'户主应是本户的人，与户主关系为“户主”，请重新选择户主',
	'a head from elsewhere, even by the owner');
ROLLBACK TO before_head;
SELECT ok(NOT has_table_privilege('zhen_reviewer', 'household', 'INSERT'), 'reviewers');
SELECT ok(NOT has_function_privilege(r, f, 'EXECUTE'), r || ': ' || f)
FROM unnest('{zhen_operator,zhen_coordinator,zhen_reviewer,zhen_supervisor}'::text[]) r,
	unnest(ARRAY['household_split(int,bigint,text,text,text)',
	'household_join(int,bigint,text,text,text,text,text)',
	'household_head_change(int,bigint,text,text)',
	'household_move(int,bigint,bigint,text)']) f;

-- The head dies.
SET SESSION AUTHORIZATION wang;
SELECT is_empty('SELECT * FROM household_mend WHERE household = 9000001', 'all is well');
UPDATE resident SET died = '2026-11-01' WHERE id = 9000001;
SELECT is(fault_name, '户主已死亡', 'the household has to be mended')
FROM household_mend WHERE household = 9000001;
SELECT is(household_suggest(371002, 9000001), '2', 'the widow is proposed');
SELECT throws_ok('SELECT household_head_change(371002, 9000001, ''甲父'', NULL)', 'ZH001',
	'甲父已死亡，请选在世的人', 'the dead are no heads');
SELECT throws_ok('SELECT household_head_change(371002, 9000001, ''3 4'', NULL)', 'ZH001',
	'新户主只能是一个人，请重新输入', 'one head');
SELECT is((said, unsure), ('甲子 户主，甲父 父亲，甲母 母亲，甲媳 妻子，甲孙 儿子，甲岳 外祖母'::text,
	NULL::text), 'through an only son')
FROM household_preview(371002, 9000001, '甲子', NULL, NULL, NULL, true);
SELECT is(household_head_change(371002, 9000001, '2', '6=55'), '户主已换为甲母，5 人的关系已改好',
	'the widow is head; one is said otherwise');
SELECT is(pg_temp.home(1), '甲父11 甲母02 甲子20 甲媳38 甲孙41 甲岳55', 'kinship is to her');
SELECT is_empty('SELECT * FROM household_mend WHERE household = 9000001', 'mended');
SELECT is(array[pg_temp.past(2), pg_temp.past(3)], '{1 1 12 4,1 1 20 4}',
	'what they were to him is kept, and why');
SELECT pg_temp.tomorrow();

-- Split.
SELECT throws_ok(format('SELECT household_split(371002, 9000001, %L, %L, NULL)', m, w),
	state, message, message)
FROM (VALUES
	('9', '1', 'ZH001', '“9”不能确定是哪一个人，请输下面的序号，例如 2 3'),
	('2 甲子 2', '1', 'ZH001', '同一个人输了两次，请删去一个'),
	('1', '1', 'ZH001', '户主要离开时，请先给留下的人换户主，再办这一项'),
	('全部', '1', 'ZH001', '户主在内就是整户，不用分户；要搬家请按“迁村”'),
	('甲子 甲父', '1', 'ZH001', '已死亡的人留在原户，请只输在世的人'),
	('甲岳 甲媳', '1', 'ZH001', '请输甲媳与户主的关系，例如 儿子 或 20'),
	('甲子', 'x', 'ZH001', NULL)
) v (m, w, state, message);
SELECT is(household_split(371002, 9000001, '甲子，甲媳、甲孙', '1', NULL),
	'已另立一户，户主甲子，共 3 人', 'a split');
SELECT is(pg_temp.past(3), '1 1 20 4; 1 2 20 1', 'leaves a trace');
SELECT pg_temp.tomorrow();
RESET SESSION AUTHORIZATION;
SELECT household - 9000000 AS made FROM resident WHERE id = 9000003 \gset
SET SESSION AUTHORIZATION wang;
SELECT is(pg_temp.home(:made), '甲子02 甲媳12 甲孙20', 'the new household');
SELECT is(pg_temp.home(1), '甲父11 甲母02 甲岳55', 'the old one');
SELECT alike(household_split(371002, 9000000 + :made, '3', '9', NULL), '%只有未成年人%',
	'a minor alone is a warning');
RESET SESSION AUTHORIZATION;
SELECT household AS alone FROM resident WHERE id = 9000005 \gset
SET SESSION AUTHORIZATION wang;
SELECT is(fault_name, '只有未成年人', 'and to be looked at')
FROM household_mend WHERE household = :alone;
SELECT is(household_remark(371002, :alone, '寄读，由姑母照看'), '备注已记下', 'a remark');
SELECT is_empty('SELECT * FROM household_mend WHERE household = ' || :alone,
	'answers it');

-- Join, and merge.
SELECT throws_ok(format('SELECT household_join(371002, 9000001, %L, %L, %L, %L, NULL)',
	'甲岳', pg_temp.person(400 + n, born, 1), '90', '3'), state, message, message)
FROM (VALUES
	(1, '19500101', 'ZH001', '甲父就在本户，请输另一户在世户主的身份证号'),
	(9, '19500101', 'ZH403', '管辖范围内没有这位户主，请核对身份证号；别的所的请由该所办理')
) v (n, born, state, message);
SELECT is(household_join(371002, :alone, '全部', pg_temp.person(403, '19780101', 1), '20',
	'7', NULL), '1 人已转入甲子户', 'the boy is back');
SELECT is(pg_temp.home(:made), '甲子02 甲媳12 甲孙20', 'as he was');
SELECT is((h.head, h.fault), (NULL::bigint, NULL::text), 'an empty household has no head')
FROM household h WHERE id = :alone;
SELECT pg_temp.tomorrow();
SELECT is(household_join(371002, 9000001, '全部', pg_temp.person(407, '19760101', 1), '56',
	'3', '55'), '2 人已转入乙户户', 'two households are one');
SELECT is(pg_temp.home(2), '甲母56 甲岳55 乙户02', 'and kinship goes through');
SELECT is(array_agg(DISTINCT div), '{371002001003}', 'they live there')
FROM resident WHERE household = 9000002;

-- Whose children: across households, and through the past.
SELECT results_eq('SELECT name, via_name FROM family_children(371002, 9000002)',
	$$VALUES ('甲子', '登记为子女')$$, 'the son who has left');
SELECT results_eq('SELECT name, via_name FROM family_children(371002, 9000001)',
	$$VALUES ('甲子', '登记为子女')$$, 'of the father too');
SELECT results_eq('SELECT name FROM family_children(371002, 9000003)',
	$$VALUES ('甲孙')$$, 'the grandson is the son''s');
SELECT results_eq('SELECT name, state_name FROM family_binding(371002, 9000002, ''pension'')',
	$$VALUES ('甲子', '未参保')$$, 'not enrolled');
INSERT INTO enrolment (county, programme, resident, since)
VALUES (371002, 'pension', 9000003, 202601);
SELECT results_eq('SELECT is_enrolled, since FROM family_binding(371002, 9000002, ''pension'')',
	'VALUES (true, 202601)', 'enrolled');
SELECT is_empty('SELECT * FROM family_binding(371002, 9000003, ''pension'')',
	'a boy of 14 can''t be yet');
SELECT isnt_empty('SELECT * FROM family_binding(371002, 9000003, ''pension'', 10)',
	'by another age he can');

-- All of it moves to another office.
SELECT throws_ok(format('SELECT household_move(371002, 9000002, %s, NULL)', d), 'ZH001',
	'请选本县区的另一个村居；迁往外县区的另办转移', 'not to ' || d)
FROM unnest('{371002001003,371082001001,371002100000}'::bigint[]) d;
SELECT is(household_move(371002, 9000002, 371002100007, '1号'),
	'全户 3 人已迁到环翠区 张村镇 ' || division_name(371002100007), 'a move');
SELECT is_empty('SELECT * FROM household WHERE id = 9000002', 'it is gone from here');
SELECT is_empty('SELECT * FROM household_people(371002, 9000002)', 'and its people');
SELECT is((SELECT count(*) FROM household_past WHERE household = 9000001 AND resident
	IN (9000002, 9000006)), 4::bigint, 'what they were here stays');
SELECT throws_ok('SELECT household_split(371002, 9000002, ''2'', ''1'', NULL)', 'ZH403',
	'管辖范围内没有这一户，请在“家庭”(1131)里重新查询', 'and isn''t changed from here');
SELECT is((SELECT problem FROM household_preview(371002, 9000002, '2', NULL, NULL, NULL,
	false)), '管辖范围内没有这一户，请在“家庭”(1131)里重新查询', 'nor looked at');
SELECT is(household_suggest(371002, 9000002), NULL, 'nor proposed');
SELECT is_empty('SELECT * FROM family_children(371002, 9000002)', 'nor her children asked');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION sun;
SELECT results_eq('SELECT name, id_no, place, is_here FROM family_children(371002, 9000002)',
	format('SELECT %L::text, %L::text, division_path(371002001000), false', '甲子',
		mask_idcard(pg_temp.person(403, '19780101', 1))),
	'of a child elsewhere no more than name, age and town');
SELECT is(string_agg(concat(kin_name, ' ', until IS NULL), ', ' ORDER BY until IS NULL, since),
	'妻子 f, 户主 f, 岳母 t', 'her card')
FROM (SELECT * FROM card_household WHERE resident = 9000002) c;
RESET SESSION AUTHORIZATION;
SET CONSTRAINTS ALL IMMEDIATE;
SELECT pass('and every household has its head');
SELECT is_empty($$SELECT * FROM (
		SELECT old, lag(new) OVER (PARTITION BY county, new ->> 'id'
			ORDER BY seq, row_no) AS was
		FROM audit WHERE tbl = 'household' AND op <> 'ADOPT') a
	WHERE old <> was$$, 'each change of a household goes on from the one before it');

-- People who came in without triggers.
SET LOCAL session_replication_role = replica;
UPDATE household SET head = NULL WHERE id = 9000000 + :made;
SET LOCAL session_replication_role = origin;
SELECT is(household_look_all(371002), 1::bigint, 'looked through');
SET SESSION AUTHORIZATION wang;
SELECT is(fault_name, '没有户主', 'found')
FROM household_mend WHERE household = 9000000 + :made;
SELECT alike(household_head_change(371002, 9000000 + :made, '甲子', NULL), '户主已换为甲子%',
	'the one who is called head already becomes it');
SELECT is(pg_temp.home(:made), '甲子02 甲媳12 甲孙20', 'the others are what they were');
RESET SESSION AUTHORIZATION;

SELECT is((SELECT count(*) FROM audit WHERE tbl = 'former_household') > 0, true, 'on record');
SELECT * FROM finish();
ROLLBACK;
