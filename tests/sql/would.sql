-- Who seems entitled and isn't enrolled: the programme's own conditions, asked of
-- people; what only the enrolment form tells is never taken for granted.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

CREATE TEMP SEQUENCE person_seq;
CREATE FUNCTION pg_temp.person(p_birth date, p_died date, p_since int, p_until int)
RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	n int := nextval('person_seq');
	body text := 110101 + n / 400 || to_char(p_birth, 'YYYYMMDD')
		|| lpad((n % 400 * 2 + 1)::text, 3, '0');
	home bigint;
	made bigint := nextval('resident_id');
BEGIN
	INSERT INTO household (county, div, head)
	VALUES (371002, 371002001001, made)
	RETURNING id INTO home;
	INSERT INTO resident (county, id, id_no, name, div, household, died)
	VALUES (371002, made, body || idcard_check_digit(body), '测试' || n,
		371002001001, home, p_died);
	IF p_since IS NOT NULL THEN
		INSERT INTO enrolment (county, programme, resident, div, since, until)
		VALUES (371002, 'pension', made, 371002001001, p_since, p_until);
	END IF;
	RETURN made;
END
$$;
CREATE FUNCTION pg_temp.due(p_resident bigint, p_month int) RETURNS text
LANGUAGE sql AS $$
	SELECT coalesce(string_agg(w.programme || ' ' || w.amount, ', '), '')
	FROM programme_would(371002, p_resident, p_month) w
$$;

SELECT is(pg_temp.due(pg_temp.person(birth::date, died::date, since, until), month),
	due, why)
FROM (VALUES
	('1950-12-01', NULL, NULL, NULL, 201012, 'pension 55.00', '60 in the month'),
	('1951-01-01', NULL, NULL, NULL, 201012, '', '60 the day after'),
	('1950-12-01', NULL, NULL, NULL, 202612, 'pension 103.00',
		'with the rate of the month'),
	('1950-12-01', '2010-11-30', NULL, NULL, 201012, '', 'who died gets nothing'),
	('1940-01-01', NULL, 200909, NULL, 201012, '', 'nor who is enrolled'),
	('1940-01-01', NULL, 200909, 201011, 201012, 'pension 55.00',
		'ended the month before'),
	('1940-01-01', NULL, 200909, 201012, 201012, '', 'ends in the month'),
	('1940-01-01', NULL, 201101, NULL, 201012, '', 'enrolled from later on'),
	('1940-01-01', NULL, NULL, NULL, 200908, '', 'before there was a rate'),
	('1975-01-01', NULL, NULL, NULL, 202611, '',
		'aid depends on its form: nobody is said to be entitled')
) c (birth, died, since, until, month, due, why);

SELECT pg_temp.person('1950-01-01', NULL, NULL, NULL) AS ann \gset
SET LOCAL SESSION AUTHORIZATION wang;
SELECT is((name, age, programme, amount)::text, format('(%s,76,pension,103.00)',
	(SELECT name FROM resident WHERE id = :ann)), 'in the list of their village')
FROM would_list(371002001001) WHERE resident = :ann;
SELECT is(count(*)::int, 0, 'of another programme nobody')
FROM would_list(371002001001, 'aid');
SELECT is((SELECT count(*) FROM would_list(371002001001)),
	(SELECT count(*) FROM resident r
	WHERE r.div = 371002001001 AND r.died IS NULL AND r.birth <= '1966-11-30'
		AND NOT EXISTS (SELECT FROM enrolment e WHERE e.county = r.county
			AND e.resident = r.id AND e.programme = 'pension'
			AND coalesce(e.until, 999912) >= 202611)),
	'all of them, counted by hand');
SET LOCAL SESSION AUTHORIZATION sun;
SELECT is_empty('SELECT * FROM would_list(371002001001)',
	'another office''s list is empty');
SELECT is(pg_temp.due(:ann, 202611), '', 'and their person nobody');
RESET SESSION AUTHORIZATION;

SELECT lives_ok($$SELECT programme_load('{"programme": "gift", "form": "gift",
	"title": "礼物", "basis": "无", "fund": "project", "table": "enrol_gift",
	"fields": [], "rates": [], "require": [], "amount": "1", "because": "''x''"}')$$,
	'a programme without a condition');
SELECT is_empty('SELECT * FROM would_list(371002001001, ''gift'')',
	'is due to nobody by itself');
SELECT is(obj_description('would_gift'::regproc), '礼物：没有办、看来够条件的人',
	'its function says what it is');

SELECT * FROM finish();
ROLLBACK;
