-- Old ledgers: what comes in and what is told, whose it is, that a line comes in
-- once, and what undoing asks.

BEGIN;
SELECT plan(45);

SET LOCAL search_path = zhen, tap;
CREATE FUNCTION pg_temp.number(p_n int) RETURNS text
LANGUAGE sql AS $$
	SELECT b || zhen.idcard_check_digit(b)
	FROM (SELECT '371002198' || p_n % 10 || '0615' || 980 + p_n / 10 * 2 AS b) one
$$;
-- Lines as a client sends them, of cells apart by a comma.
CREATE FUNCTION pg_temp.lines(VARIADIC p_line text[]) RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(replace(l, ',', E'\x1f'), E'\x1e')
	FROM unnest(p_line) l
$$;
CREATE FUNCTION pg_temp.opened(p_digest text, p_dry boolean DEFAULT false)
RETURNS bigint
LANGUAGE sql AS $$
	SELECT import FROM zhen.import_open('resident_entry', '居民登记', 'a.csv',
		p_digest, '按 GBK 读', '{id_no,name,hukou,village,phone,account_number,head_id_no,kin}',
		'{身份证号,姓名,户口性质,所属村居,电话,账号,户主身份证号,与户主关系}', p_dry)
$$;
CREATE FUNCTION pg_temp.go(p_import bigint) RETURNS text
LANGUAGE sql AS $$
	SELECT zhen.import_step(p_import, 1, 100, false);
	SELECT zhen.import_step(p_import, 1, 100, true);
	SELECT concat_ws('/', c.added, c.same, c.bad) FROM zhen.import_close(p_import) c
$$;
CREATE FUNCTION pg_temp.told(p_import bigint) RETURNS SETOF text
LANGUAGE sql AS $$
	SELECT concat_ws(' ', line, severity, label, message)
	FROM zhen.import_problems(p_import, 0, 0)
$$;
CREATE FUNCTION pg_temp.put(p_import bigint) RETURNS int
LANGUAGE sql AS $$
	SELECT zhen.import_put(p_import, pg_temp.lines(
		'2,' || pg_temp.number(2) || ',丛二,1,371002001001,,,' || pg_temp.number(1) || ',12',
		'3,' || pg_temp.number(1) || ',丛一,1,371002001001,13800000000,6217000000000000123,,',
		'4,' || pg_temp.number(1) || ',丛一,1,371002001001,,,,',
		'5,' || pg_temp.number(1) || ',丛三,1,371002001001,,,,',
		'6,' || pg_temp.number(3) || ',丛四,1,371082001008,,,,',
		'7,' || pg_temp.number(4) || ',丛五,1,371002001001,12,,,',
		'8,' || pg_temp.number(5) || ',丛六,77,371002001001,,,,',
		'9,' || pg_temp.number(6) || ',丛七,1,371002001001,,,371002198006159870,12',
		'10,37100219800615987X,丛八,1,371002001001,,,,',
		'11,' || pg_temp.number(7) || ',丛九,1,371002001001,,,' || pg_temp.number(3) || ',12',
		'12,' || pg_temp.number(8) || ',丛十,1,371002001001,,,,',
		'13,' || pg_temp.number(9) || ',丛,1,371002001001,,,' || pg_temp.number(8) || ',',
		'14,,丛,1,371002001001,,,,'),
		E'15\x1fbad\x1f姓名\x1f甲、乙\x1f两个\u001b人')
$$;

-- who may
SELECT throws_ok('SELECT * FROM pg_temp.opened(''x'')', 'ZH403', NULL,
	'an import is an operator''s');
SET SESSION AUTHORIZATION li;
SELECT throws_like('SELECT pg_temp.opened(''x'')', '%由登记它的人员导入%', 'not the reviewer''s');
SET SESSION AUTHORIZATION zhao;
SELECT throws_like('SELECT pg_temp.opened(''x'')', '%由登记它的人员导入%', 'nor the coordinator''s');
SET SESSION AUTHORIZATION gao;
SELECT throws_like('SELECT pg_temp.opened(''x'')', '%由县区或服务所%', 'nor the city''s');

-- a dry run
SET SESSION AUTHORIZATION wang;
SELECT pg_temp.opened('one', true) AS dry \gset
SELECT is(pg_temp.put(:dry), 13, 'lines wait');
SELECT is(pg_temp.go(:dry), '6/1/7', 'a dry run counts, but for what only constraints refuse');
SELECT is(array_agg(t), ARRAY[
	'4 same 身份证号 与第 3 行重复，没有再导',
	'5 bad 身份证号 与第 3 行“丛一”同号，姓名却不同，请对照证件，改正一行',
	'6 bad 所属村居 荣成市 宁津街道 富甲社区居委会不在您的管辖范围，请由当地服务所导入',
	'9 bad 户主身份证号 没有登记过这位户主，文件里也没有，请补上户主那一行，或留空另立一户',
	'11 bad 户主身份证号 户主在第 6 行，那一行没有导入，请先改好那一行',
	'13 bad 与户主关系 加入别人的户要写与户主的关系，不能空着或写“户主”',
	'14 bad 身份证号 没有身份证号，请补上',
	'15 bad 姓名 两个 人'], 'and tells')
FROM pg_temp.told(:dry) t WHERE t !~ '^(7|8|10) ';
SELECT is(count(*)::int, 0, 'nobody is registered')
FROM resident WHERE id_no = pg_temp.number(1);

-- the same for good
SELECT pg_temp.opened('one') AS first \gset
SELECT pg_temp.put(:first);
SELECT is(pg_temp.go(:first), '3/1/10', 'the same lines come in');
SELECT is(array_agg(t), ARRAY[
	'7 bad 电话 电话应为 3 至 20 位数字，请重新输入',
	'8 bad 户口性质 没有代码“77”，请按 F4 从列表中选择',
	'10 bad 身份证号 身份证号不正确（18 位、日期、校验码），请对照证件重新输入'],
	'what constraints refuse is told in their words, and alone')
FROM pg_temp.told(:first) t WHERE t ~ '^(7|8|10) ';
SELECT is((one.kin, two.kin, one.household = two.household, one.initials,
	one.spelling, one.sex, one.birth)::text, '(02,12,t,cy,congyi,2,1981-06-15)',
	'the head stands behind its household in the file')
FROM resident one, resident two
WHERE one.id_no = pg_temp.number(1) AND two.id_no = pg_temp.number(2);
SELECT is(a.number || a.holder, '6217000000000000123丛一', 'with an account')
FROM account a JOIN resident r ON r.county = a.county AND r.id = a.resident
WHERE r.id_no = pg_temp.number(1);
RESET SESSION AUTHORIZATION;
SELECT is(count(*)::int, 3, 'in the register of numbers')
FROM identity i JOIN resident r ON r.county = i.county AND r.id = i.resident
WHERE r.id_no IN (pg_temp.number(1), pg_temp.number(2), pg_temp.number(8));
SELECT is(array_agg(DISTINCT a.operator::text), '{wang}', 'and on record, as the operator''s')
FROM audit a JOIN resident r ON a.tbl = 'resident' AND a.new ->> 'id' = r.id::text
WHERE r.id_no IN (pg_temp.number(1), pg_temp.number(2));
SELECT is((SELECT count(*) FROM import_stage)::int, 0, 'nothing waits any more');
SELECT is(r.initials || r.spelling, pinyin_initials(r.name) || pinyin_spelling(r.name),
	'pinyin is as the trigger has it')
FROM resident r WHERE r.id_no = pg_temp.number(8);
SELECT is(count(*)::int, 0, 'of any name')
FROM resident r
JOIN import_spell(ARRAY(SELECT name FROM resident)) s ON s.name = r.name
WHERE (s.initials, s.spelling) <> (pinyin_initials(r.name), pinyin_spelling(r.name));

-- again
SET SESSION AUTHORIZATION wang;
SELECT pg_temp.opened('two') AS again \gset
SELECT pg_temp.put(:again);
SELECT is(pg_temp.go(:again), '0/4/10', 'nobody comes in twice');
SELECT is(t, '3 same 身份证号 已登记在环翠区 环翠楼街道 东北村居委会，没有再导', 'told with the place')
FROM pg_temp.told(:again) t WHERE t ~ '^3 ';
SET SESSION AUTHORIZATION sun;
SELECT pg_temp.opened('three') AS other \gset
SELECT import_put(:other, pg_temp.lines('2,' || pg_temp.number(1) || ',丛一,1,371002100201,,,,'), '');
SELECT is(pg_temp.go(:other), '0/0/1', 'nor at another office');
SELECT matches(t, '已在环翠区 环翠楼街道登记', 'where no more than the office is told')
FROM pg_temp.told(:other) t WHERE t ~ 'bad 身份证号';
SELECT throws_like(format('SELECT import_put(%s, '''', '''')', :again), '%没有正在进行的导入%',
	'a colleague''s import isn''t one''s own');
SELECT throws_like(format('SELECT import_undo(%s)', :first), '没有导入%', 'nor another office''s');
SELECT is(count(*)::int, 0, 'and isn''t seen') FROM import_list WHERE id = :first;
SET SESSION AUTHORIZATION wang;
SELECT import_put(pg_temp.opened('good'), pg_temp.lines('2,' || pg_temp.number(14) || ',丛末,1,371002001001,,,,'), '');
SELECT import AS good FROM import_open('resident_entry', '居民登记', 'a.csv', 'good', '', '{id_no,name,hukou,village,phone,account_number,head_id_no,kin}', '{a,b,c,d,e,f,g,h}', false) \gset
SELECT is((SELECT max(id) FROM import_file), :good::bigint, 'a file that was cut short goes on');
SELECT throws_like(format('SELECT * FROM import_put(%s, ''x'', '''')', :good), '%invalid input syntax%', 'no other lines');
SELECT import_put(:good, pg_temp.lines('2,' || pg_temp.number(14) || ',丛末,1,371002001001,,,,'), '');
SELECT is(pg_temp.go(:good), '1/0/0', 'and comes in');
SELECT matches(before, '^这个文件已在 .* 由 王丽娟 导入过', 'the same file is known')
FROM import_open('resident_entry', '居民登记', 'b.csv', 'good', '', '{id_no}', '{a}', false);

-- headings
SELECT import_map_keep('resident', 'f', '{名字,号}', '{name,id_no}');
SET SESSION AUTHORIZATION sun;
SELECT is(array_agg(heading || '=' || field), '{名字=name,号=id_no}', 'headings are known to the county')
FROM import_lookup('resident', 'f') WHERE is_kept;
SET SESSION AUTHORIZATION zhou;
SELECT is(count(*)::int, 0, 'and to no other') FROM import_lookup('resident', 'f') WHERE is_kept;

-- undo
SET SESSION AUTHORIZATION wang;
SELECT throws_like(format('SELECT import_undo(%s)', :dry), '%只是检查%', 'a dry run has nothing to undo');
SAVEPOINT untouched;
UPDATE resident_entry SET phone = '13900000000' WHERE id_no = pg_temp.number(2);
SELECT throws_like(format('SELECT import_undo(%s)', :first), '%1 人已改过登记%', 'not when somebody was changed');
ROLLBACK TO untouched;
INSERT INTO resident_entry (id_no, name, hukou, village, head_id_no, kin)
VALUES (pg_temp.number(15), '丛外', '1', 371002001001, pg_temp.number(1), '20');
SELECT throws_like(format('SELECT import_undo(%s)', :first), '%1 个别的人加入了这些户%', 'nor when somebody joined');
ROLLBACK TO untouched;
RESET SESSION AUTHORIZATION;
INSERT INTO enrolment (county, programme, resident, div, since)
SELECT county, 'pension', id, div, 202601 FROM resident WHERE id_no = pg_temp.number(8);
SET SESSION AUTHORIZATION wang;
SELECT throws_like(format('SELECT import_undo(%s)', :first), '%1 人已有项目登记%', 'nor with an enrolment');
ROLLBACK TO untouched;
SELECT is(import_undo(:first), format('已撤销导入 %s，退回 3 行；原来的内容都在改动记录里', :first), 'else it goes');
SELECT is(count(*)::int, 0, 'the people') FROM resident
WHERE id_no IN (pg_temp.number(1), pg_temp.number(2), pg_temp.number(8));
SELECT throws_like(format('SELECT import_undo(%s)', :first), '%已经撤销过%', 'once');
RESET SESSION AUTHORIZATION;
SELECT is(count(*)::int, 0, 'their numbers are free') FROM identity
WHERE id_no IN (pg_temp.number(1), pg_temp.number(2), pg_temp.number(8));
SELECT is(array_agg(DISTINCT tbl::text), '{account,household,resident}', 'what they were is on record')
FROM audit WHERE op = 'DELETE' AND operator = 'wang'
	AND tbl IN ('account', 'household', 'resident');

-- a table without a function of its own: letters
SET SESSION AUTHORIZATION wang;
SELECT import AS letters FROM import_open('petition', '来信来访', 'l.csv', 'letters', '',
	'{village,received_on,way,name,matter,content}', '{村居,日期,方式,姓名,事项,内容}', false) \gset
SELECT import_put(:letters, pg_temp.lines('2,371002001001,2026-01-05,2,甲,4,旧信一',
	'3,371002001001,2026-01-06,2,乙,4,旧信二', '4,371002001001,2026-01-06,2,乙,4,旧信二',
	'5,371082001008,2026-01-06,2,丙,4,旧信三', '6,371002001001,2026-01-06,99,丁,4,旧信四'), '');
SELECT is(pg_temp.go(:letters), '2/1/2', 'letters come in line by line');
SELECT is(string_agg(content, ',' ORDER BY content), '旧信一,旧信二', 'the good ones')
FROM petition WHERE content LIKE '旧信%';
SELECT import AS more FROM import_open('petition', '来信来访', 'm.csv', 'more', '',
	'{village,received_on,way,name,matter,content}', '{村居,日期,方式,姓名,事项,内容}', true) \gset
SELECT import_put(:more, pg_temp.lines('7,371002001001,2026-01-05,2,甲,4,旧信一',
	'8,371002001001,2026-01-07,2,戊,4,旧信五'), '');
SELECT is(pg_temp.go(:more), '1/1/0', 'none of them twice');
SELECT is(count(*)::int, 2, 'and a dry run leaves nothing') FROM petition WHERE content LIKE '旧信%';
SELECT throws_like(format('SELECT import_undo(%s)', :letters), '%不能整批撤销%', 'they can''t be undone whole');

-- who knows of people under other numbers is asked
RESET SESSION AUTHORIZATION;
SET LOCAL ROLE zhen_owner;
CREATE OR REPLACE FUNCTION zhen.duplicate_candidates_many(p_numbers text[], p_names text[],
	p_births date[]) RETURNS TABLE (n int, why text, county int, resident bigint, name text,
	id_no text, place text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = zhen, pg_temp AS $$
	SELECT 1, 'birth', NULL::int, NULL::bigint, NULL, NULL, '环翠区 环翠楼街道'
$$;
RESET ROLE;
SET SESSION AUTHORIZATION wang;
SELECT pg_temp.opened('hint', true) AS hint \gset
SELECT import_put(:hint, pg_temp.lines('2,' || pg_temp.number(16) || ',丛申,1,371002001001,,,,'), '');
SELECT is(pg_temp.go(:hint) || ' ' || (SELECT string_agg(t, ';') FROM pg_temp.told(:hint) t),
	'1/0/0 2 info 可能已用 别的号码 登记在环翠区 环翠楼街道，请对照证件；确是两个人就不用管',
	'and what they say is a hint');

SELECT * FROM finish();
ROLLBACK;
