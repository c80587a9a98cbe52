-- What a programme may read of a household: who lives there at the end of the
-- month, how old they are, what the others are enrolled in; as it was then, when
-- it has changed since. The day is 2026-11-23.
BEGIN;
SET LOCAL search_path = zhen, tap;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

CREATE TEMP TABLE who (n int, id bigint DEFAULT nextval('resident_id'), birth date,
	kin text, died date);
INSERT INTO who (n, birth, kin, died) VALUES
	(1, '1980-05-10', '02', NULL), (2, '1982-02-28', '10', NULL),
	(3, '2009-11-30', '20', NULL), (4, '1950-01-01', '50', '2026-06-30'),
	(5, '2026-10-31', '20', NULL);
INSERT INTO household (county, div, head) SELECT 371002, 371002001001, id FROM who
WHERE n = 1;
INSERT INTO resident (county, id, id_no, name, div, household, kin, died, hukou,
	created_at)
SELECT 371002, w.id, body || idcard_check_digit(body), '户员' || n, h.div, h.id, kin,
	died, '2', '2020-01-01'
FROM who w
CROSS JOIN (SELECT h.* FROM household h JOIN who ON who.n = 1 AND h.head = who.id) h
CROSS JOIN LATERAL (SELECT format('110101%s%s', to_char(birth, 'YYYYMMDD'),
	lpad((900 + n)::text, 3, '0')) AS body) b;

SELECT lives_ok($$SELECT programme_load('{"programme": "try", "title": "试",
	"form": "try", "table": "enrol_try", "basis": "试", "fund": "project",
	"require": [{"sql": "household_size > 1", "reason": "一个人"}],
	"amount": "household_size * 100 + household_enrolled * 10 + (SELECT count(*) FROM unnest(household_ages) a WHERE a < 18)",
	"because": "concat_ws('';'', array_to_string(household_ages, '',''), array_to_string(household_programmes, '',''))"}')$$,
	'the names may be used');
CREATE FUNCTION pg_temp.due(p_n int, p_month int) RETURNS text
LANGUAGE sql AS $$
	SELECT coalesce(reason, concat_ws(' ', amount, because))
	FROM programme_try(371002, 371002, 371002001001, 371002001001, p_month) d
	JOIN who ON who.id = d.resident
	WHERE who.n = p_n
$$;
INSERT INTO enrolment (county, programme, resident, div, since, until)
SELECT 371002, programme, who.id, 371002001001, since, until
FROM (VALUES ('try', 1, 202001, NULL), ('try', 2, 202609, NULL),
	('aid', 2, 202601, 202603), ('pension', 4, 202001, 202606)) e (programme, n, since, until)
JOIN who USING (n);

SELECT is(pg_temp.due(1, month), due, why)
FROM (VALUES
	(202601, '401.00 76,45,43,16;aid,pension', 'four of them, one a minor'),
	(202603, '401.00 76,45,44,16;aid,pension', 'an enrolment''s last month'),
	(202602, '401.00 76,45,44,16;aid,pension', 'a birthday on the last of February'),
	(202604, '401.00 76,45,44,16;pension', 'and the month after it'),
	(202605, '401.00 76,46,44,16;pension', 'before a death'),
	(202606, '301.00 46,44,16;', 'who died on the last day isn''t there at its end'),
	(202607, '301.00 46,44,16;', 'nor after'),
	(202608, '301.00 46,44,16;', 'nobody else is enrolled'),
	(202609, '311.00 46,44,16;try', 'another of them is in the same'),
	(202610, '412.00 46,44,16,0;try', 'born on the last day of the month'),
	(202611, '412.00 46,44,17,0;try', 'seventeen on the last day')
) c (month, due, why);
SELECT is(pg_temp.due(2, 202610), '412.00 46,44,16,0;try', 'the other sees the first');
SELECT is(pg_temp.due(2, 202608), NULL, 'not enrolled yet');

-- One leaves, one comes; what went before stays.
UPDATE enrolment SET until = 202612 WHERE programme = 'try'
	AND resident = (SELECT id FROM who WHERE n = 2);
INSERT INTO household (county, div, head) SELECT 371002, 371002001001, id FROM who
WHERE n = 2;
UPDATE resident SET household = (SELECT max(id) FROM household WHERE county = 371002),
	kin = '02' WHERE county = 371002 AND id = (SELECT id FROM who WHERE n = 2);
SELECT is(pg_temp.due(n, month), due, why)
FROM (VALUES
	(1, 202610, '412.00 46,44,16,0;try', 'she was there then'),
	(1, 202611, '302.00 46,17,0;', 'and isn''t now'),
	(2, 202610, '412.00 46,44,16,0;try', 'and he with her'),
	(2, 202611, '一个人', 'she lives alone')
) c (n, month, due, why);

-- Asked of who isn't enrolled: the others are seen as well.
SELECT is((SELECT amount || ' ' || because FROM would_try_person(371002,
	(SELECT id FROM who WHERE n = 3), 202611)), '312.00 46,17,0;try', 'who would be due');
SELECT throws_like($$SELECT programme_load('{"programme": "odd", "title": "试",
	"form": "odd", "table": "enrol_odd", "basis": "试", "fund": "project",
	"rates": [{"name": "household_size", "value": 1, "from": 201001, "source": "试"}],
	"amount": "1", "because": "''x''"}')$$, 'rate: 标准 household_size 和栏目同名%',
	'a rate isn''t called as they are');
SELECT is_empty('SELECT * FROM verify()', 'the chains hold');
SELECT * FROM finish();
ROLLBACK;
