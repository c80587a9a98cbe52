-- A programme that pays once, once a quarter or once a year, and what its rules
-- may read of work, units and kinds. Months and amounts are worked out by hand.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

CREATE FUNCTION pg_temp.def(p_more jsonb) RETURNS jsonb
LANGUAGE sql AS $$
	SELECT jsonb_build_object('programme', 'try', 'title', '试验', 'form', 'try',
		'table', 'enrol_try', 'basis', '演示', 'fund', 'project', 'rates', '[]'::jsonb,
		'require', '[]'::jsonb, 'amount', '100', 'because', '''x''',
		'fields', '[{"name": "claimed", "label": "申请", "sql": "date"}]'::jsonb)
		|| p_more
$$;
CREATE FUNCTION pg_temp.due(p_month int) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	RETURN (SELECT coalesce(reason, amount::text)
		FROM programme_try(371002, 371002, 371002000000, 371002999999, p_month));
END
$$;
CREATE TEMP TABLE one AS
SELECT r.county, r.id, r.div
FROM resident r
JOIN account a ON a.county = r.county AND a.resident = r.id AND a.is_current
WHERE r.county = 371002 AND r.div = 371002001001 AND r.died IS NULL
	AND r.next_id IS NULL
ORDER BY r.id
LIMIT 1;
CREATE FUNCTION pg_temp.paid(p_month int) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO entitlement (county, programme, month, resident, div, batch,
		amount, because)
	SELECT county, 'try', p_month, id, div, 0, 100, '' FROM one
$$;
CREATE FUNCTION pg_temp.move(p_month int) RETURNS void
LANGUAGE sql
SET session_replication_role = replica
AS $$
	UPDATE entitlement SET month = p_month WHERE programme = 'try'
$$;

SELECT lives_ok($$SELECT programme_load(pg_temp.def('{"period": "quarter"}'))$$,
	'by the quarter');
INSERT INTO enrolment (county, programme, resident, div, since, extra)
SELECT county, 'try', id, div, 202501, '{"claimed": "2026-05-20"}' FROM one;
SELECT is(pg_temp.due(month), due, format('quarter: %s', month))
FROM (VALUES (202601, '按季发放，在季末的月份（3、6、9、12 月）计算'),
	(202602, '按季发放，在季末的月份（3、6、9、12 月）计算'),
	(202603, '100.00'), (202604, '按季发放，在季末的月份（3、6、9、12 月）计算'),
	(202612, '100.00')) c (month, due);

SELECT lives_ok($$SELECT programme_load(pg_temp.def('{"period": "year"}'))$$,
	'by the year');
SELECT is(pg_temp.due(month), due, format('year: %s', month))
FROM (VALUES (202611, '按年发放，在十二月计算'), (202612, '100.00'),
	(202512, '100.00')) c (month, due);

SELECT lives_ok($$SELECT programme_load(pg_temp.def(
	'{"period": "year", "in": "month_of(claimed)", "in_line": 4}'))$$,
	'once a year, in a month that the form tells');
SELECT is(pg_temp.due(202605), '100.00', 'in that month');
SELECT is(pg_temp.due(202606), '应在 202605 计算，不在本月', 'in no other');
SELECT pg_temp.paid(202601);
SELECT is(pg_temp.due(202605), '本年已经发放过', 'not twice a year');
SELECT pg_temp.move(202605);
SELECT is(pg_temp.due(202605), '100.00', 'its own month doesn''t count');
SELECT pg_temp.move(202512);
SELECT is(pg_temp.due(202605), '100.00', 'nor does last year');
UPDATE enrolment SET extra = '{}' WHERE programme = 'try';
SELECT is(pg_temp.due(202605), '还没有登记到可以计算的那一步', 'nothing claimed');
SELECT pg_temp.move(202412);

SELECT lives_ok($$SELECT programme_load(pg_temp.def('{"period": "once"}'))$$,
	'once an enrolment');
SELECT is(pg_temp.due(202603), '100.00', 'the first month that is asked for');
SELECT pg_temp.paid(202602);
SELECT is(pg_temp.due(202603), '这次登记已经发放过，只发一次', 'and no other');
SELECT is(pg_temp.due(202602), '100.00', 'the month itself stays as it is');
SET LOCAL session_replication_role = replica;
INSERT INTO payment (county, programme, month, resident, div, batch, amount,
	account_number, holder, part)
SELECT county, 'try', 202602, id, div, 0, CASE part WHEN 0 THEN 100 ELSE -100 END,
	'6228480000000000018', '试', part
FROM one, unnest(ARRAY[0, 1]) part;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.due(202603), '100.00', 'what was taken back isn''t had');
UPDATE enrolment SET until = 202512 WHERE programme = 'try';
INSERT INTO enrolment (county, programme, resident, div, since, extra)
SELECT county, 'try', id, div, 202601, '{}' FROM one;
SELECT pg_temp.paid(202511);
SELECT is(pg_temp.due(202603), '100.00', 'a new enrolment is another once');

-- The same person under a row in another county, in another month of the year.
SELECT lives_ok($$SELECT programme_load(pg_temp.def(
	'{"period": "year", "in": "month_of(claimed)"}'))$$, 'by the year again');
SET LOCAL session_replication_role = replica;
UPDATE resident SET next_county = one.county, next_id = one.id,
	closed_as = 'moved', closed_at = now()
FROM one, (SELECT min(id) AS id FROM resident WHERE county = 371082) o
WHERE resident.county = 371082 AND resident.id = o.id;
INSERT INTO entitlement (county, programme, month, resident, div, batch, amount,
	because)
SELECT 371082, 'try', 202602, min(id), min(div), 0, 100, ''
FROM resident WHERE county = 371082 AND next_id = (SELECT id FROM one);
SET LOCAL session_replication_role = origin;
SELECT is((SELECT count(*) FROM entitled_elsewhere('try', m, 371002)), due::bigint,
	format('in %s', m))
FROM (VALUES (202602, 1), (202605, 1), (202512, 0)) c (m, due);
SELECT is(span_first(p, 202608) || ' ' || span_last(p, 202608), due, 'span of a ' || p)
FROM (VALUES ('year', '202601 202612'), ('quarter', '202607 202609'),
	('once', '202608 202608')) c (p, due);

SELECT throws_matching(format('SELECT programme_load(%L)',
	pg_temp.def(jsonb_build_object('in_line', 6, 'period', 'year', 'in', bad))),
	'^第 6 行 in: ' || said, bad)
FROM (VALUES ('month_of(current_date)', '不能用当前的时间'),
	('claimed', '.*integer = date'), ('(SELECT max(month) FROM payment)', '不能读表')
) c (bad, said);

-- What the rules read beside the person.
DELETE FROM resident_employment WHERE resident = (SELECT id FROM one);
DELETE FROM resident_category WHERE resident = (SELECT id FROM one);
INSERT INTO employer (name, no_code_reason, kind, div)
VALUES ('试验厂', '试验', '1', 371002001001);
INSERT INTO resident_employment (county, resident, since, until, state, employer)
SELECT county, id, d.since, d.until, d.state, CASE d.state WHEN '11' THEN
	(SELECT max(e.id) FROM employer e) END
FROM one, (VALUES (date '2026-01-10', date '2026-03-30', '11'),
	('2026-03-31', NULL, '21')) d (since, until, state);
INSERT INTO resident_category (county, resident, since, until, category, evidence,
	confirmed_by)
SELECT county, id, d.since, d.until, d.kind, '证', '所'
FROM one, (VALUES (date '2020-02-01', date '2026-02-28', '1'),
	('2026-02-01', NULL, '4')) d (since, until, kind);
INSERT INTO employer_contribution (county, employer, month, div, people, amount)
SELECT 371002, e.id, m.month, e.div, m.people, m.amount
FROM (SELECT * FROM employer ORDER BY id DESC LIMIT 1) e,
	(VALUES (202602, 5, 500), (202602, 6, 600), (202603, 7, 700))
		m (month, people, amount);
SELECT lives_ok($$SELECT programme_load(pg_temp.def(
	'{"amount": "100", "stop": [{"reason": "r", "sql": "concat_ws('' '', employment, employed_since, employer_kind, employer_people, employer_paid, categories, category_since, employer IS NULL) = ''-''"}], "because": "concat_ws('' '', employment, employed_since, employer_kind, employer_people, employer_paid, categories, category_since, employer IS NULL)"}'))$$,
	'they read work, unit, what it paid, and kinds');
SELECT is(because, due, format('as of %s', month))
FROM (VALUES (202601, '11 2026-01-10 1 {1} 2020-02-01 f'),
	(202602, '11 2026-01-10 1 6 600.00 {1,4} 2020-02-01 f'),
	(202603, '21 2026-03-31 {4} 2020-02-01 t'),
	(201912, NULL), (202512, '{1} 2020-02-01 t')) c (month, due)
LEFT JOIN LATERAL programme_try(371002, 371002, 371002000000, 371002999999, month) t
	ON true;
SELECT lives_ok($$SELECT * FROM would_try(371002, 371002001001, 202602)$$,
	'those who aren''t enrolled are asked about too');
SELECT ok(pg_get_functiondef('programme_pension'::regproc) !~ 'resident_(employment|category)|JOIN employer',
	'a programme that doesn''t name them doesn''t join them');
SELECT throws_matching(format('SELECT programme_load(%L)', pg_temp.def(jsonb_build_object(
	'fields', jsonb_build_array(jsonb_build_object('name', f, 'label', 'x', 'sql', 'text'))))),
	'"' || f || '" is no name', f || ' is no field')
FROM unnest('{employment,categories,employer_paid}'::text[]) f;

SELECT * FROM finish();
ROLLBACK;
