-- What the card says is due next, and programmes of any time.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT plan(11);

SELECT r.county, r.id, r.id_no
FROM resident r
WHERE r.div / 1000 = 371002001 AND r.died IS NULL
	AND EXISTS (SELECT FROM enrolment e WHERE e.county = r.county
		AND e.resident = r.id AND e.programme = 'pension' AND e.until IS NULL)
	AND NOT EXISTS (SELECT FROM survival_check s WHERE s.county = r.county
		AND s.resident = r.id AND s.year = 2026)
	AND NOT EXISTS (SELECT FROM service_case c WHERE c.county = r.county
		AND c.resident = r.id)
	AND NOT EXISTS (SELECT FROM resident_certificate c WHERE c.county = r.county
		AND c.resident = r.id)
ORDER BY r.id LIMIT 1 \gset
-- Nearly sixty, in no programme: their birthday is within six months.
SELECT r.county AS young_county, r.id AS young,
	month_of((r.birth + interval '60 years')::date) AS of_age
FROM resident r
WHERE r.div / 1000 = 371002001 AND r.died IS NULL
	AND r.birth + interval '60 years' BETWEEN current_date + 40 AND current_date + 150
	AND NOT EXISTS (SELECT FROM enrolment e WHERE e.county = r.county
		AND e.resident = r.id)
ORDER BY r.id LIMIT 1 \gset

SET SESSION AUTHORIZATION wang;
SELECT results_eq(format('SELECT due_on, what, screen, who, year
	FROM card_due(%s, %s)', :county, :id),
	format($$VALUES (date '2026-12-31', '生存认证', 'survival', %L, 2026)$$, :'id_no'),
	'the survival check of this year');
INSERT INTO resident_certificate (county, resident, since, until, kind, number)
SELECT :county, :id, current_date - 400, current_date + 30, min(code), 'TRY1'
FROM code WHERE set = 'certificate';
SELECT is(array_agg(screen ORDER BY due_on), '{person_papers,survival}',
	'a paper that runs out, the nearest first') FROM card_due(:county, :id);
SELECT is(key, :id::bigint, 'opened by whose it is')
FROM card_due(:county, :id) WHERE screen = 'person_papers';
INSERT INTO resident_certificate (county, resident, since, until, kind, number)
SELECT :county, :id, current_date, current_date + 4000, min(code), 'TRY2'
FROM code WHERE set = 'certificate';
SELECT is(array_agg(screen), '{survival}', 'not when there is a new one')
FROM card_due(:county, :id);
SELECT survival_done(:county, :id, 2026) \gset
SELECT is_empty(format('SELECT * FROM card_due(%s, %s)', :county, :id),
	'nothing once they were seen');
SELECT is(due_on, month_first(:of_age), 'a programme begins with a birthday')
FROM card_due(:young_county, :young) WHERE screen = 'pension';
SELECT is(count(*), 0::bigint, 'which isn''t due today')
FROM programme_would(:young_county, :young) WHERE form = 'pension';
UPDATE enrolment SET until = 202610
WHERE county = :county AND resident = :id AND programme = 'pension';
SELECT is(array_agg(enrolled), '{已截止}', 'one that ended is there still')
FROM card_enrolments WHERE county = :county AND resident = :id;
SELECT is(count(*), 0::bigint, 'no check for a year without a pension at its end')
FROM card_due(:county, :id) WHERE screen = 'survival';
RESET SESSION AUTHORIZATION;

SET SESSION AUTHORIZATION sun;
SELECT is_empty(format('SELECT * FROM card_due(%s, %s)', :young_county, :young),
	'nothing of another office');
SELECT is_empty($$SELECT * FROM resident_by_tail('819X', 99) k
	WHERE NOT EXISTS (SELECT FROM resident r
		WHERE r.county = k.county AND r.id = k.resident)$$,
	'nor keys of people who aren''t in scope');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
