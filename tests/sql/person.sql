-- What holds of a person from a day on: rows that don't overlap, corrections that
-- stay, days of life, categories in force, who was seen alive, and any day.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

CREATE FUNCTION pg_temp.no(p_seq int) RETURNS text LANGUAGE sql AS $$
	SELECT '37010219800101' || p_seq
		|| idcard_check_digit('37010219800101' || p_seq)
$$;
CREATE FUNCTION pg_temp.id(p_seq int) RETURNS bigint LANGUAGE sql AS $$
	SELECT id FROM resident WHERE id_no = pg_temp.no(p_seq)
$$;
CREATE FUNCTION pg_temp.works() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT concat_ws(' ', since, until, state, employer_name)
	FROM resident_employment
	WHERE county = 371002 AND resident = pg_temp.id(987) AND NOT is_removed
	ORDER BY since
$$;
CREATE FUNCTION pg_temp.work(p_since date, p_until date, p_state text,
	p_seq int DEFAULT 987) RETURNS text LANGUAGE sql AS $$
	SELECT format('INSERT INTO resident_employment (county, resident, since,
		until, state) VALUES (371002, %L, %L, %L, %L)', pg_temp.id(p_seq),
		p_since, p_until, p_state)
$$;
CREATE FUNCTION pg_temp.on(p_day date) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT concat_ws(' ', life, place, hukou, marital, education, employment,
		categories::text, account)
	FROM person_on(371002, pg_temp.id(987), p_day)
$$;
CREATE FUNCTION pg_temp.seen(p_who text, p_year int, p_day date) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO survival_entry (who, year, way, checked_on)
	VALUES (p_who, p_year, '1', p_day)
$$;

SET SESSION AUTHORIZATION wang;
INSERT INTO resident_entry (id_no, name, village, account_number, hukou)
VALUES (pg_temp.no(987), '单测试', 371002001001, '6228480000000018127', '2'),
	(pg_temp.no(986), '单测试', 371002001001, NULL, '2'),
	(pg_temp.no(985), '单测亡', 371002001003, NULL, '2');

-- Periods: succession, borders, corrections.
SELECT lives_ok(pg_temp.work('2010-01-01', '2012-12-31', '11'), 'a period');
SELECT lives_ok(pg_temp.work('2013-01-01', NULL, '21'), 'the day after its end');
SELECT lives_ok(pg_temp.work('2020-05-01', NULL, '12'), 'a new state');
SELECT results_eq('SELECT pg_temp.works()', ARRAY['2010-01-01 2012-12-31 11',
	'2013-01-01 2020-04-30 21', '2020-05-01 12'],
	'ends the one before it the day before');
SELECT is(div::bigint, 371002001001, 'is where its person is')
FROM resident_employment WHERE resident = pg_temp.id(987) LIMIT 1;
SELECT throws_ok(pg_temp.work(since, until, state), code, NULL, why)
FROM (VALUES
	(date '2012-12-31', date '2012-12-31', '16', 'ZH001', 'overlaps by a day'),
	('2009-01-01', '2010-01-01', '16', 'ZH001', 'overlaps the first by a day'),
	('2009-01-01', NULL, '16', 'ZH001', 'open, before all others'),
	('2020-05-01', NULL, '16', 'ZH001', 'the same day'),
	('2008-02-01', '2008-01-31', '16', '23514', 'ends before it begins'),
	('1979-12-31', '1980-01-31', '16', 'ZH001', 'before birth'),
	(current_date + 1, NULL, '16', 'ZH001', 'not yet'),
	('2008-01-01', '2008-12-31', '77', 'ZH001', 'no such state')
) v (since, until, state, code, why);
SELECT lives_ok(pg_temp.work('1980-01-01', '2009-12-31', '31'),
	'from birth to the day before');
SELECT is((SELECT version FROM resident_employment
	WHERE resident = pg_temp.id(987) AND since = '2013-01-01'), 2,
	'what was ended has another version');
SELECT is_empty($$SELECT FROM resident_employment
	WHERE resident = pg_temp.id(987) AND replaced_by IS NOT NULL$$,
	'an end where there was none is no correction');

UPDATE resident_employment SET employer_name = '演示厂', until = '2012-11-30'
WHERE resident = pg_temp.id(987) AND since = '2010-01-01';
SELECT results_eq('SELECT pg_temp.works()', ARRAY['1980-01-01 2009-12-31 31',
	'2010-01-01 2012-11-30 11 演示厂', '2013-01-01 2020-04-30 21',
	'2020-05-01 12'], 'a correction');
SELECT results_eq($$SELECT concat_ws(' ', o.since, o.until, o.state,
		o.employer_name, o.is_removed, n.employer_name) COLLATE "default"
	FROM resident_employment o
	JOIN resident_employment n ON n.county = o.county AND n.id = o.replaced_by
	WHERE o.resident = pg_temp.id(987)$$,
	ARRAY['2010-01-01 2012-12-31 11 t 演示厂'],
	'what was wrong stays as it was, and says what took its place');
SELECT throws_ok($$UPDATE resident_employment SET state = '12'
	WHERE resident = pg_temp.id(987) AND replaced_by IS NOT NULL$$, 'ZH403',
	NULL, 'it can''t be changed');
SELECT throws_ok($$UPDATE resident_employment SET is_removed = false
	WHERE resident = pg_temp.id(987) AND replaced_by IS NOT NULL$$, 'ZH403',
	NULL, 'nor brought back');
SELECT throws_ok($$UPDATE resident_employment SET since = '2012-06-01'
	WHERE resident = pg_temp.id(987) AND since = '2013-01-01'$$, 'ZH001', NULL,
	'a correction doesn''t overlap either');
UPDATE resident_employment SET is_removed = true
WHERE resident = pg_temp.id(987) AND since = '1980-01-01';
SELECT lives_ok(pg_temp.work('2000-01-01', '2009-12-31', '16'),
	'where a row was removed there is room');
SELECT throws_ok($$UPDATE resident_employment SET is_removed = false
	WHERE resident = pg_temp.id(987) AND since = '1980-01-01'$$, 'ZH001', NULL,
	'and it comes back only without it');
RESET SESSION AUTHORIZATION;
SELECT is(count(*), 1::bigint, 'the trace has the correction too') FROM audit
WHERE tbl = 'resident_employment' AND op = 'UPDATE'
	AND new ->> 'employer_name' = '演示厂';

-- Others' people and psql.
SELECT set_config('test.one', pg_temp.id(987)::text, true),
	set_config('test.other', pg_temp.id(985)::text, true);
SET SESSION AUTHORIZATION sun;
SELECT throws_ok(format('INSERT INTO %s (county, resident, since, %s)
	VALUES (371002, %s, current_date, %s)', t, columns,
	current_setting('test.one'), vals), 'ZH403', NULL,
	'another office''s person: ' || t)
FROM (VALUES
	('resident_employment', 'state', '''12'''),
	('resident_detail', 'nation', '''01'''),
	('resident_certificate', 'kind, number', '''11'', ''X1'''),
	('resident_contact', 'phone', '''13800000000'''),
	('resident_category', 'category, evidence, confirmed_by', '''1'', ''证'', ''所'''),
	('survival_check', 'year, way', '2026, ''1''')
) v (t, columns, vals);
SELECT is_empty(format('SELECT * FROM person_on(371002, %s, current_date)',
	current_setting('test.one')), 'nor any day of theirs');
SELECT is(person_place_on(371002, current_setting('test.one')::bigint,
	current_date), NULL, 'not even where they were');
SELECT is_empty('SELECT * FROM resident_employment WHERE div / 1000 = 371002001',
	'nor their rows');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION wang;
SELECT throws_ok(q, '42501', NULL, q)
FROM (VALUES
	('INSERT INTO resident_employment (county, resident, since, state,
		replaced_by) VALUES (371002, 1, current_date, ''12'', 1)'),
	('UPDATE resident_employment SET div = 371002100208'),
	('UPDATE resident_employment SET resident = 1'),
	('UPDATE resident_employment SET replaced_by = NULL'),
	('UPDATE resident_employment SET version = 1'),
	('DELETE FROM resident_employment'),
	('UPDATE survival_check SET checked_by = ''li'''),
	('INSERT INTO survival_check (county, resident, since, year, way, checked_by)
		VALUES (371002, 1, current_date, 2026, ''1'', ''li'')'),
	('INSERT INTO hard_category (province, code, name, since, basis, source)
		VALUES (37, ''99'', ''x'', current_date, ''x'', ''x'')'),
	('UPDATE certificate_heir SET heir = ''99'''),
	('SELECT period_keep(''resident_employment'', ''{}'')'),
	('ALTER TABLE resident_employment DISABLE TRIGGER period_before')
) t (q);

-- Details: a later day is a change, the same day a correction.
UPDATE person_detail SET nation = '01', education = '70', marital = '10',
	since = '2001-06-01'
WHERE id_no = pg_temp.no(987);
UPDATE person_detail SET marital = '20', since = '2008-10-01'
WHERE id_no = pg_temp.no(987);
UPDATE person_detail SET education = '60' WHERE id_no = pg_temp.no(987);
SELECT results_eq($$SELECT concat_ws(' ', since, until, education, marital,
		is_removed) COLLATE "default"
	FROM resident_detail WHERE resident = pg_temp.id(987)
	ORDER BY since, is_removed$$,
	ARRAY['2001-06-01 2008-09-30 70 10 f', '2008-10-01 60 20 f',
	'2008-10-01 70 20 t'], 'changed once, corrected once');
SELECT is(version, 4, 'each is a version of the person')
FROM resident WHERE id_no = pg_temp.no(987);
UPDATE person_detail SET marital = '40'
WHERE id_no = pg_temp.no(987) AND version = 3;
SELECT is(marital::text, '20', 'a stale version changes nothing')
FROM person_detail WHERE id_no = pg_temp.no(987);
SELECT throws_ok(format('UPDATE person_detail SET %s WHERE id_no = %L', change,
	pg_temp.no(987)), code, NULL, why)
FROM (VALUES
	('since = ''2005-01-01''', 'ZH001', 'a begin before the end of what was'),
	('nation = ''99''', 'ZH001', 'no such nation'),
	('since = current_date + 1', 'ZH001', 'from tomorrow'),
	('hukou_where = ''3''', '23514', 'elsewhere, and not where'),
	('died = current_date + 1', '23514', 'dead tomorrow'),
	('died_source = ''2''', '23514', 'how, but not dead'),
	('died = current_date, died_source = ''77''', 'ZH001', 'by no known way')
) v (change, code, why);
UPDATE resident_entry SET died = current_date WHERE id_no = pg_temp.no(987);
UPDATE resident_entry SET died = NULL WHERE id_no = pg_temp.no(987);
SELECT is(died_source::text, NULL, 'who isn''t dead after all has no source either')
FROM person_detail WHERE id_no = pg_temp.no(987);
SELECT throws_ok(format('INSERT INTO person_detail (id_no) VALUES (%L)',
	pg_temp.no(111)), 'ZH001', '没有登记过这个人，请先用 1101 居民登记',
	'nobody is registered here');
UPDATE resident_entry SET hukou = '1' WHERE id_no = pg_temp.no(987);
SELECT results_eq($$SELECT concat_ws(' ', since, hukou, marital) COLLATE "default"
	FROM resident_detail WHERE resident = pg_temp.id(987) AND NOT is_removed
	ORDER BY since$$, ARRAY['2001-06-01 2 10', '2008-10-01 2 20',
	format('%s 1 20', current_date)], 'another hukou begins a period too');
SELECT is(until, current_date - 1, 'and ends the one before')
FROM resident_detail
WHERE resident = pg_temp.id(987) AND since = '2008-10-01' AND NOT is_removed;
RESET SESSION AUTHORIZATION;
ALTER TABLE resident DISABLE TRIGGER USER;
UPDATE resident SET created_at = '2015-01-01' WHERE id_no = pg_temp.no(986);
ALTER TABLE resident ENABLE TRIGGER USER;
SET SESSION AUTHORIZATION wang;
UPDATE resident_entry SET hukou = '1' WHERE id_no = pg_temp.no(986);
SELECT results_eq($$SELECT concat_ws(' ', since, until, hukou) COLLATE "default"
	FROM resident_detail WHERE resident = pg_temp.id(986) ORDER BY since$$,
	ARRAY[format('2015-01-01 %s 2', current_date - 1),
	format('%s 1', current_date)], 'of whom nothing else is known, since registration');

-- Categories of the province, in force.
SELECT throws_ok(format('INSERT INTO resident_category (county, resident, since,
	until, category, evidence, confirmed_by) VALUES (371002, %s, %L, %L, %L, %L, %L)',
	pg_temp.id(987), since, until, category, evidence, by), code, NULL, why)
FROM (VALUES
	(date '2011-01-01', NULL::date, '21', '证', '所', 'ZH001', 'a kind of before'),
	('2002-09-29', NULL, '21', '证', '所', 'ZH001', 'a day too early'),
	('2007-12-31', NULL, '1', '证', '所', 'ZH001', 'a kind of later'),
	('2012-01-01', NULL, '77', '证', '所', 'ZH001', 'none of the province'),
	('2012-01-01', NULL, '1', NULL, '所', '23502', 'without evidence'),
	('2012-01-01', NULL, '1', '证', NULL, '23502', 'confirmed by nobody'),
	('2012-01-02', '2012-01-01', '1', '证', '所', '23514', 'ends before')
) v (since, until, category, evidence, by, code, why);
INSERT INTO resident_category (county, resident, since, category, evidence,
	confirmed_by)
VALUES (371002, pg_temp.id(987), '2010-12-31', '21', '下岗证', '环翠楼所'),
	(371002, pg_temp.id(987), '2012-05-01', '4', '残疾人证', '区残联');
SELECT throws_ok(format('INSERT INTO resident_category (county, resident, since,
	category, evidence, confirmed_by) VALUES (371002, %s, ''2013-01-01'', ''4'',
	''证'', ''所'')', pg_temp.id(987)), 'ZH001', NULL, 'twice of the same kind');
SELECT is(count(*), 1::bigint, 'a kind that isn''t any more is listed')
FROM category_outdated WHERE resident = pg_temp.id(987);
SELECT is(category_convert(371002, pg_temp.id(987), id),
	'“国有企业下岗失业人员”到 2010-12-31 为止，转为“长期失业人员”',
	'and becomes what took its place')
FROM category_outdated WHERE resident = pg_temp.id(987);
SELECT results_eq($$SELECT concat_ws(' ', since, until, category, evidence,
		confirmed_by) COLLATE "default"
	FROM resident_category WHERE resident = pg_temp.id(987) AND NOT is_removed
	ORDER BY since$$, ARRAY['2010-12-31 2010-12-31 21 下岗证 环翠楼所',
	'2011-01-01 6 由“国有企业下岗失业人员”转入；下岗证 环翠楼所',
	'2012-05-01 4 残疾人证 区残联'], 'without a gap');
SELECT throws_ok(format('SELECT category_convert(371002, %s, %s)',
	pg_temp.id(987), (SELECT id FROM resident_category
	WHERE resident = pg_temp.id(987) AND category = '21')), 'ZH001', NULL,
	'once');

-- Certificates.
INSERT INTO resident_certificate (county, resident, since, until, kind, number)
VALUES (371002, pg_temp.id(987), '2008-01-01', NULL, '31', '3710020801A'),
	(371002, pg_temp.id(987), '2012-05-01', '2022-04-30', '11', 'CJ1');
SELECT throws_ok(format('INSERT INTO resident_certificate (county, resident,
	since, kind, number) VALUES (371002, %s, ''2012-05-01'', ''11'', ''cj2'')',
	pg_temp.id(987)), '23514', NULL, 'small letters');
SELECT is(count(*), 1::bigint, 'found by the number, small letters too')
FROM resident_by_certificate(' cj1') WHERE id = pg_temp.id(987);
SELECT is(message, format('这个号码已登记给单测试（%s），请核对',
	mask_idcard(pg_temp.no(987))), 'who has it already')
FROM certificate_notice(371002, pg_temp.id(986), '11', 'cj1');
SELECT is_empty(format('SELECT * FROM certificate_notice(371002, %s, ''11'', ''CJ1'')',
	pg_temp.id(987)), 'nobody else');
SELECT is(certificate_convert(371002, pg_temp.id(987), '371002260000000001'),
	'再就业优惠证（旧） 3710020801A 已换成就业失业登记证', 'an old kind');
SELECT results_eq($$SELECT concat_ws(' ', n.kind, n.number, o.until, o.number) COLLATE "default"
	FROM resident_certificate n
	JOIN resident_certificate o ON o.county = n.county AND o.id = n.made_from
	WHERE n.resident = pg_temp.id(987)$$,
	ARRAY[format('21 371002260000000001 %s 3710020801A', current_date - 1)],
	'becomes the new one, which says where it came from');
SELECT throws_ok(format('SELECT certificate_convert(371002, %s, ''X'')',
	pg_temp.id(986)), 'ZH001', NULL, 'who has none');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION sun;
SELECT is_empty('SELECT * FROM resident_by_certificate(''CJ1'')',
	'another office doesn''t find it');
RESET SESSION AUTHORIZATION;

-- Seen alive, by year.
SET SESSION AUTHORIZATION wang;
INSERT INTO survival_entry (who, year, way, checked_on)
VALUES (pg_temp.no(987), 2026, '1', '2026-03-01');
SELECT is((way, checked_by)::text, '(1,wang)', 'by number')
FROM survival_check WHERE resident = pg_temp.id(987);
SELECT throws_ok('SELECT pg_temp.seen(''单测试'', 2026, ''2026-03-01'')',
	'ZH001', '有 2 个人叫单测试，请输身份证号', 'a name that two have');
SELECT throws_ok(format('SELECT pg_temp.seen(%L, %s, %L)', who,
	year, day), code, NULL, why)
FROM (VALUES
	(pg_temp.no(987), 2026, date '2026-05-01', 'ZH001', 'twice a year'),
	(pg_temp.no(987), 2024, '2026-05-01', '23514', 'two years late'),
	(pg_temp.no(987), 2027, '2026-05-01', '23514', 'a year early'),
	(pg_temp.no(986), 2026, current_date + 1, 'ZH001', 'tomorrow'),
	(pg_temp.no(111), 2026, '2026-05-01', 'ZH001', 'nobody')
) v (who, year, day, code, why);
SELECT lives_ok(format('SELECT pg_temp.seen(%L, 2025, ''2026-01-05'')',
	pg_temp.no(987)), 'the year before, late');
UPDATE person_detail SET died = '2026-06-01', died_source = '4'
WHERE id_no = pg_temp.no(985);
SELECT throws_ok(format('SELECT pg_temp.seen(%L, 2026, ''2026-06-02'')',
	pg_temp.no(985)), 'ZH001', NULL, 'the dead');
SELECT lives_ok(format('SELECT pg_temp.seen(%L, 2026, ''2026-05-31'')',
	pg_temp.no(985)), 'seen before they died');
UPDATE survival_entry SET checked_on = '2026-05-30'
WHERE who = pg_temp.no(985) AND version = 1;
SELECT results_eq($$SELECT since, is_removed FROM survival_check
	WHERE resident = pg_temp.id(985) ORDER BY since$$,
	$$VALUES ('2026-05-30'::date, false), ('2026-05-31', true)$$,
	'on another day, as it turned out');
SELECT lives_ok(format('SELECT survival_void(county, id) FROM survival_entry
	WHERE who = %L', pg_temp.no(985)), 'or not at all');
SELECT throws_ok(format('SELECT survival_void(county, id) FROM survival_check
	WHERE resident = %L LIMIT 1', pg_temp.id(985)), 'ZH001', NULL, 'once');
SELECT lives_ok(format('SELECT pg_temp.seen(%L, 2026, ''2026-05-31'')',
	pg_temp.no(985)), 'then there is room for one that was');
SELECT is(severity, 'error', 'and the screen says so') FROM survival_notice(
	pg_temp.no(985), 2026);
SELECT is(count(*), 0::bigint, 'who has been seen isn''t due')
FROM survival_due(371002001001, 2026) d
JOIN survival_check s ON s.county = d.county AND s.resident = d.resident
	AND s.year = 2026 AND NOT s.is_removed;
SELECT is(bool_and(r.died IS NULL AND r.birth < '1966-12-31'), true,
	'due are those who draw a pension, and live')
FROM survival_due(371002001001, 2026) d
JOIN resident r ON r.county = d.county AND r.id = d.resident;
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION zhao;
SELECT lives_ok(format('SELECT survival_done(d.county, d.resident, 2026, ''2'')
	FROM survival_due(371002001001, 2026) d LIMIT 1'),
	'a coordinator sees people of their village');
SELECT throws_ok(format('SELECT survival_done(371002, %s, 2026)',
	current_setting('test.other')), 'ZH403', NULL, 'and no others');
SELECT throws_ok($$INSERT INTO resident_category (county, resident, since, category,
	evidence, confirmed_by) VALUES (371002, 1, current_date, '1', 'x', 'x')$$,
	'42501', NULL, 'but finds nobody hard to employ');
RESET SESSION AUTHORIZATION;

-- Any day. The person moves today, from where they were registered today.
SET SESSION AUTHORIZATION wang;
UPDATE resident_entry SET village = 371002001003,
	account_number = '6228480000000003095'
WHERE id_no = pg_temp.no(987);
SELECT is(array_agg(DISTINCT div::bigint), '{371002001003}',
	'all rows went along, also those that were corrected')
FROM (SELECT div FROM resident_employment WHERE resident = pg_temp.id(987)
	UNION ALL SELECT div FROM resident_detail WHERE resident = pg_temp.id(987)
	UNION ALL SELECT div FROM resident_category WHERE resident = pg_temp.id(987)
	UNION ALL SELECT div FROM survival_check WHERE resident = pg_temp.id(987)) x;
SELECT is(max(version), 2, 'which is no change to those who are typing')
FROM resident_employment WHERE resident = pg_temp.id(987);
RESET SESSION AUTHORIZATION;
UPDATE former_place SET since = '2015-01-01', until = '2020-01-01 12:00'
WHERE resident = pg_temp.id(987);
UPDATE account SET since = '2016-01-01', until = '2018-01-01'
WHERE resident = pg_temp.id(987) AND NOT is_current;
SET SESSION AUTHORIZATION wang;
SELECT results_eq(format('SELECT pg_temp.on(%L)', day), ARRAY[said], why)
FROM (VALUES
	(date '1979-12-31', '尚未出生 {}', 'before birth nothing holds'),
	('1980-01-01', '在世，0 岁 371002001001 1 {}', 'the day of birth'),
	('2001-05-31', '在世，21 岁 371002001001 1 16 {}', 'before what is known'),
	('2008-09-30', '在世，28 岁 371002001001 2 10 70 16 {}', 'the last day single'),
	('2008-10-01', '在世，28 岁 371002001001 2 20 60 16 {}', 'the first day married'),
	('2010-12-31', '在世，30 岁 371002001001 2 20 60 11 {21}', 'the last day of a kind'),
	('2012-12-31', '在世，32 岁 371002001001 2 20 60 {6,4}', 'a gap in work'),
	('2017-12-31', '在世，37 岁 371002001001 2 20 60 21 {6,4} 6228480000000018127',
		'the old account'),
	('2018-01-01', '在世，38 岁 371002001001 2 20 60 21 {6,4}', 'no account'),
	('2019-12-31', '在世，39 岁 371002001001 2 20 60 21 {6,4}', 'before the move'),
	('2020-01-01', '在世，40 岁 371002001003 2 20 60 21 {6,4}', 'the day of the move'),
	(current_date, format('在世，%s 岁 371002001003 1 20 60 12 {6,4} 6228480000000003095',
		extract(year FROM age(date '1980-01-01'))), 'today')
) v (day, said, why);
UPDATE person_detail SET died = '2022-02-02', died_source = '2'
WHERE id_no = pg_temp.no(987);
SELECT results_eq('SELECT pg_temp.on(''2022-02-02'')', ARRAY[
	'在世，42 岁 371002001003 2 20 60 12 {6,4}'], 'the day of death');
SELECT results_eq('SELECT pg_temp.on(''2022-02-03'')', ARRAY[
	'已死亡（2022-02-02，医院证明） 371002001003 2 20 60 {}'],
	'what ends with life has ended');
SELECT throws_ok(pg_temp.work('2022-02-03', NULL, '11'), 'ZH001', NULL,
	'nothing begins after death');
UPDATE person_detail SET died = NULL, died_source = NULL
WHERE id_no = pg_temp.no(987);
SELECT lives_ok(pg_temp.work('2022-02-03', NULL, '11'), 'until it is taken back');
UPDATE resident SET died = '2022-02-02' WHERE id_no = pg_temp.no(987);
SELECT is(died_source::text, '9', 'a death without a source says that')
FROM resident WHERE id_no = pg_temp.no(987);
SELECT is(count(*), 16::bigint, 'in words') FROM person_on_lines(pg_temp.no(987),
	'2010-12-31');
SELECT is(value, '国有企业下岗失业人员', 'the category''s name')
FROM person_on_lines(pg_temp.no(987), '2010-12-31') WHERE label = '困难类别';
SELECT is(change, '截止日期：空→2022-02-02', 'the card tells what was changed')
FROM card_changes(371002, pg_temp.id(987))
WHERE what = '就业状态' AND change <> '新登记' LIMIT 1;
SELECT is(count(*), 0::bigint, 'not what only went along with the person')
FROM card_changes(371002, pg_temp.id(987))
WHERE what <> '居民登记' AND change LIKE '村居%';
RESET SESSION AUTHORIZATION;

SELECT is(count(*), 7::bigint, 'seven tables of periods') FROM period_tables();
SELECT * FROM finish();
ROLLBACK;
