-- Somebody is enrolled; and somebody who died this month had paid for seven years.
INSERT INTO enrolment (county, programme, resident, div, since, extra)
SELECT county, 'pension', id, div, 202611, '{"way": "1"}'
FROM resident
WHERE id_no = '370620197904240968';
INSERT INTO contribution (county, programme, resident, year, tier, paid_on)
SELECT r.county, 'pension', r.id, y, '500', make_date(y, 10, 1)
FROM resident r, generate_series(2009, 2015) y
WHERE r.id_no = '370620195603063604';
