-- Programmes: what is due to whom in a month, worked out by hand; enrolling;
-- loading definitions good and bad. A third programme is one JSON object.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

CREATE TEMP SEQUENCE person_seq;
CREATE FUNCTION pg_temp.person(
	p_birth date,
	p_sex text DEFAULT '1',
	p_died date DEFAULT NULL,
	p_village bigint DEFAULT 371002001001
) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	n int := nextval('person_seq');
	body text := 110101 + n / 400 || to_char(p_birth, 'YYYYMMDD')
		|| lpad((n % 400 * 2 + CASE p_sex WHEN '1' THEN 1 ELSE 2 END)::text,
			3, '0');
	home bigint;
	made bigint := nextval('resident_id');
BEGIN
	INSERT INTO household (county, div, head)
	VALUES (p_village / 1000000, p_village, made)
	RETURNING id INTO home;
	INSERT INTO resident (county, id, id_no, name, div, household, died)
	VALUES (p_village / 1000000, made, body || idcard_check_digit(body),
		'测试' || n, p_village, home, p_died);
	RETURN made;
END
$$;

CREATE FUNCTION pg_temp.due(
	p_programme text,
	p_resident bigint,
	p_month int,
	p_since int,
	p_until int DEFAULT NULL,
	p_extra jsonb DEFAULT '{}'
) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	made bigint;
	said text;
BEGIN
	INSERT INTO enrolment (county, programme, resident, div, since, until,
		extra)
	SELECT county, p_programme, id, div, p_since, p_until, p_extra
	FROM resident WHERE id = p_resident AND county = 371002
	RETURNING id INTO made;
	EXECUTE format('SELECT coalesce(reason, amount::text)
		FROM programme_%s(371002, 371002, 371002000000, 371002999999, $1, $2)',
		p_programme) INTO said USING p_month, made;
	RETURN coalesce(said, 'absent');
END
$$;

SELECT is(pg_temp.due('pension', pg_temp.person('1950-12-01'), 201012, 200901),
	'55.00', 'pension: 60 on the first');

SELECT alike(because, '60 周岁，基础养老金每月 55%', 'it says why')
FROM programme_pension(371002, 371002, 371002000000, 371002999999, 201012)
WHERE resident = (SELECT id FROM resident
	WHERE name = '测试1' AND native = 110101);

-- Enrolling, as the operator does it
CREATE TEMP TABLE one AS
SELECT pg_temp.person('1950-12-01') AS id,
	pg_temp.person('1950-12-01', '1', NULL, 371002100001) AS foreign_id;
GRANT SELECT ON one TO PUBLIC;
SET SESSION AUTHORIZATION wang;
INSERT INTO enrol_pension (county, resident, name, since, note)
SELECT 371002, id, '不该改的', 201001, '备注' FROM one;
SELECT is(p.name || p.note, r.name || '备注', 'the person''s name is only shown')
FROM enrol_pension p
JOIN resident r ON r.county = p.county AND r.id = p.resident
JOIN one ON one.id = p.resident;
SELECT throws_ok($$INSERT INTO enrol_pension (resident, since)
	SELECT id, 201101 FROM one$$, 'ZH001', NULL, 'not twice');
SELECT throws_ok($$INSERT INTO enrol_pension (county, resident, since)
	SELECT 371002, foreign_id, 201101 FROM one$$, 'ZH001', NULL,
	'nobody of another office');
WITH saved AS (
	UPDATE enrol_pension SET until = 201105
	WHERE resident = (SELECT id FROM one) AND version = 1
	RETURNING version
)
SELECT is(version, 2, 'a change makes a new version') FROM saved;
SELECT is_empty($$UPDATE enrol_pension SET note = 'x'
	WHERE resident = (SELECT id FROM one) AND version = 1 RETURNING id$$,
	'an old version changes nothing');
SELECT throws_ok($$UPDATE enrol_pension SET until = 200912
	WHERE resident = (SELECT id FROM one)$$, '23514', NULL,
	'it can''t end before it began');
SELECT throws_ok($$INSERT INTO enrol_pension (resident, since)
	SELECT id, 201105 FROM one$$, 'ZH001', NULL, 'no month twice');
SELECT lives_ok($$INSERT INTO enrol_pension (resident, since)
	SELECT id, 201106 FROM one$$, 'again when the first has ended');
SELECT throws_ok($$INSERT INTO enrol_aid (resident, since, paid_pension)
	SELECT id, 201001, 'much' FROM one$$, '22P02', NULL,
	'own fields have their types');
INSERT INTO enrol_aid (resident, since, certified, paid_pension)
SELECT id, 201001, '2010-01-05', 12.5 FROM one;
SELECT is(paid_pension, 12.50, 'and keep them') FROM enrol_aid
WHERE resident = (SELECT id FROM one);
SELECT throws_ok($$SELECT programme_load('{}')$$, '42501', NULL,
	'an operator loads no programme');
SET SESSION AUTHORIZATION sun;
SELECT is_empty($$SELECT * FROM enrol_pension
	WHERE resident = (SELECT id FROM one)$$,
	'another office doesn''t see the enrolment');
SET SESSION AUTHORIZATION li;
SELECT throws_ok($$UPDATE enrol_pension SET note = 'x'
	WHERE resident = (SELECT id FROM one)$$, '42501', NULL,
	'a reviewer changes none');
RESET SESSION AUTHORIZATION;

UPDATE resident SET div = 371002001003
WHERE county = 371002 AND id = (SELECT id FROM one);
SELECT is(min(div)::bigint, 371002001003, 'enrolments go where the person goes')
FROM enrolment WHERE resident = (SELECT id FROM one);

-- A third programme: 高龄津贴, from the month after the birthday
CREATE TEMP TABLE third AS SELECT $${
	"programme": "gaoling", "title": "高龄津贴", "form": "gaoling",
	"table": "enrol_gaoling", "basis": "演示", "fund": "project",
	"rates": [
		{"name": "eighty", "value": 100, "from": 201001, "source": "演示", "demo": true},
		{"name": "ninety", "value": 200, "from": 201001, "source": "演示", "demo": true},
		{"name": "hundred", "value": 500, "from": 201001, "source": "演示", "demo": true}],
	"require": [
		{"sql": "died IS NULL OR died >= month_start", "reason": "已死亡"},
		{"sql": "years_after(birth, 80) < month_start -- from the next month",
		"reason": "未满 80 周岁的次月"}],
	"amount": "CASE WHEN years_after(birth, 100) < month_start THEN rate.hundred WHEN years_after(birth, 90) < month_start THEN rate.ninety ELSE rate.eighty END",
	"because": "format('%s 周岁', age)",
	"fields": [{"name": "resident", "label": "", "sql": "integer"},
		{"name": "card_no", "label": "老年证号", "sql": "text"}]
}$$::jsonb AS def;
SELECT alike(programme_load(def), '%第 1 版：2 个条件，3 个标准', 'loads')
FROM third;
SELECT is(
	pg_temp.due('gaoling', pg_temp.person(birth::date), month, 201001),
	due, format('gaoling: %s', why))
FROM (VALUES
	('1931-03-15', 201103, '未满 80 周岁的次月', 'the month of the 80th birthday'),
	('1931-03-15', 201104, '100.00', 'the month after'),
	('1931-03-31', 201104, '100.00', 'birthday on the last day'),
	('1931-04-01', 201104, '未满 80 周岁的次月', 'birthday on the first'),
	('1932-02-29', 201203, '100.00', 'born on 29 February'),
	('1921-03-15', 201103, '100.00', 'the month of the 90th'),
	('1921-03-15', 201104, '200.00', 'the month after'),
	('1911-03-15', 201104, '500.00', 'after the 100th')
) c (birth, month, due, why);
SELECT lives_ok($$INSERT INTO enrol_gaoling (resident, since, card_no)
	SELECT id, 201106, '123' FROM one$$, 'its view takes rows');
SELECT is(card_no, '123', 'and keeps its own field') FROM enrol_gaoling
WHERE resident = (SELECT id FROM one);

UPDATE rate SET value = 120, is_demo = false, source = '文件'
WHERE programme = 'gaoling' AND name = 'eighty';
SELECT alike(programme_load(def), '%第 2 版%', 'loads again') FROM third;
SELECT is(value, 120::numeric, 'a demo value doesn''t replace a verified one')
FROM rate WHERE programme = 'gaoling' AND name = 'eighty';
SELECT is(count(*), 2::bigint, 'old definitions are kept')
FROM programme_version WHERE programme = 'gaoling';

-- What somebody hung on the view stays there when it is loaded again, whatever
-- becomes of its columns.
CREATE FUNCTION zhen.try_hung() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN RAISE EXCEPTION USING ERRCODE = ''ZT001'', MESSAGE = ''hung''; END';
CREATE TRIGGER try_hung INSTEAD OF DELETE ON enrol_gaoling
FOR EACH ROW EXECUTE FUNCTION zhen.try_hung();
GRANT SELECT ON enrol_gaoling TO zhen_watch WITH GRANT OPTION;
GRANT SELECT (card_no, since) ON enrol_gaoling TO zhen_keeper;
COMMENT ON COLUMN enrol_gaoling.card_no IS '老年证';
CREATE FUNCTION pg_temp.hung() RETURNS text[]
LANGUAGE sql AS $$
	SELECT array_agg(h ORDER BY h COLLATE "C") FROM compile_hung_on('enrol_gaoling') h
	WHERE h ~ 'try_hung|watch|keeper|COMMENT'
$$;
SELECT is(cardinality(pg_temp.hung()), 5, 'five things are on its view');
CREATE TEMP TABLE hung AS SELECT pg_temp.hung() AS was,
	'enrol_gaoling'::regclass::oid AS view;
SELECT lives_ok(format('SELECT programme_load(%L)', def || fields::jsonb), why)
FROM third, (VALUES
	('{}', 'as it was'),
	('{"fields": [{"name": "card_no", "sql": "text"}, {"name": "more", "sql": "date"}]}',
		'with another field'),
	('{"fields": [{"name": "more", "sql": "date"}, {"name": "card_no", "sql": "text"}]}',
		'in another order'),
	('{"fields": [{"name": "card_no", "sql": "numeric(12,2)"}]}', 'of another type')
) f (fields, why);
SELECT is(pg_temp.hung(), was, 'all are still there') FROM hung;
SELECT isnt('enrol_gaoling'::regclass::oid, view, 'though it is made anew') FROM hung;
SELECT throws_ok('DELETE FROM enrol_gaoling', 'ZT001', 'hung', 'and in force');
SELECT is(array_agg(object || problem), '{视图 enrol_gaolingzhen_watch 多了 SELECT 权限，请收回,'
	'视图 enrol_gaoling.card_nozhen_keeper 多了 SELECT 权限，请收回,'
	'视图 enrol_gaoling.sincezhen_keeper 多了 SELECT 权限，请收回}',
	'loading blesses no grant of others')
FROM (SELECT * FROM doctor_grants() WHERE object ~ 'enrol_gaoling' ORDER BY object COLLATE "C") d;
SELECT grants_keep('视图 enrol_gaoling%');
SELECT lives_ok(format('SELECT programme_load(%L)', def || '{"fields": []}'),
	'without its field') FROM third;
SELECT is(cardinality(pg_temp.hung()), 3, 'what was on that is gone');
SELECT is_empty('SELECT * FROM doctor_grants() WHERE object ~ ''enrol_gaoling''',
	'and nothing is missing');
SELECT lives_ok(format('SELECT programme_load(%L)', def), 'and back') FROM third;

SELECT throws_matching(
	format('SELECT programme_load(%L)', def || bad::jsonb), said, why)
FROM third, (VALUES
	('{"amount": "rate.eigthy"}', '^amount: .*eigthy', 'a rate that isn''t there'),
	('{"amount": "name"}', '^amount: ', 'an amount that is no number'),
	('{"require": [{"sql": "age", "reason": "x"}]}',
		'^require 1 \(x\): .*boolean', 'a condition that is none'),
	('{"require": [{"sql": "true", "reason": "a"}, {"sql": "ag > 3", "reason": "b"}]}',
		'^require 2 \(b\): .*ag', 'it says which'),
	('{"because": "format("}', '^because: ', 'a syntax error'),
	('{"amount": "1); DROP TABLE zhen.payment; SELECT (1"}', '^amount: ',
		'two statements'),
	('{"table": "resident"}', '^table: .*enrol_', 'another''s table'),
	('{"programme": "load"}', '^programme: .*taken', 'a name that is taken'),
	('{"fund": "pocket"}', '^fund: ', 'an unknown fund'),
	('{"fields": [{"name": "age", "sql": "integer"}]}', '^field: ',
		'a field named like a variable'),
	('{"fields": [{"name": "x", "sql": "text; DROP TABLE x"}]}', '^field: ',
		'a type that is none'),
	('{"fields": [{"name": "card_no", "sql": "integer"}, {"name": "y", "sql": "date"}], "amount": "y"}',
		'^amount: ', 'types of own fields count')
) c (bad, said, why);
SELECT is(version, 8, 'what fails leaves the old one in force')
FROM programme WHERE code = 'gaoling';
SELECT throws_matching(format('SELECT programme_load(%L)',
	def || '{"programme": "bad", "table": "enrol_bad", "title": null}'),
	'title', 'a title is needed')
FROM third;

SELECT is(month_count(200912, 201001), 2, 'months, both counted');
SELECT is(years_after('1960-02-29', 50), '2010-02-28', 'fifty years later');
SELECT is(years_after('1950-01-31', 55.5), '2005-07-31', 'and half a year');
SELECT is(name, '新农保基础养老金', 'a lookup of programmes')
FROM lookup('programme') WHERE code = 'pension';
SELECT is_empty('SELECT * FROM verify()', 'the chains hold');
SELECT * FROM finish();
ROLLBACK;
