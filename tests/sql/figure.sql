-- Figures: of a month that is over they stay, in scope, as computed then.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

SELECT is(figure_spark(v), s, s)
FROM (VALUES ('{0,7}'::numeric[], '▁█'), ('{1,2,4,8}', '▁▂▄█'), ('{5}', '█'),
	('{NULL,3}', ' █'), ('{0,0}', NULL)) v (v, s);
SELECT throws_ok(format('SELECT figure_keep(%s)', month_of(current_date)), 'ZH001',
	NULL, 'a month that runs isn''t kept');
SELECT is(array_agg(f.code), NULL, 'each figure has its function')
FROM figure f WHERE to_regprocedure(format('figure_%s(int)', f.code)) IS NULL;

-- However it is asked, who is counted is who is on the lists.
SELECT is(sum(v.value), (SELECT count(DISTINCT (r.county, r.id))::numeric
	FROM resident r
	JOIN enrolment e ON e.county = r.county AND e.resident = r.id
	WHERE r.next_id IS NULL AND (r.died IS NULL OR r.died > month_last(m.month))
		AND age(month_last(m.month), r.birth) >= interval '16 years'
		AND m.month BETWEEN e.since AND coalesce(e.until, 219912)),
	'covered is each person once')
FROM (SELECT month_add(month_of(current_date), -1)) m (month)
CROSS JOIN LATERAL figure_values('covered', m.month) v
GROUP BY m.month;
SELECT is(sum(value), (SELECT count(*)::numeric
	FROM division v
	CROSS JOIN LATERAL would_list(v.code)
	WHERE v.level = 'village' AND v.code / 1000000 = 371073),
	'and who isn''t enrolled is whom the villages'' lists tell of')
FROM figure_values('unenrolled', month_of(current_date)) WHERE county = 371073;
SELECT is_empty($$ SELECT FROM figure_values('unenrolled', 202001) $$,
	'which nobody knows of long ago');

-- What is kept is what is computed for that month, and doesn't change.
CREATE TEMP TABLE last AS SELECT month_add(month_of(current_date), -1) AS month;
SELECT is(sum(m.value), (SELECT sum(v.value) FROM figure_values('arrears', month) v),
	'the arrears of last month')
FROM last JOIN figure_month m USING (month) WHERE figure = 'arrears' GROUP BY month;
CREATE TEMP TABLE was AS
SELECT sum(value) AS value FROM figure_month JOIN last USING (month)
WHERE figure = 'arrears';
INSERT INTO allowance (county, month, staff, div, amount, because)
SELECT county, 200901, id, div, 1000, 'x' FROM staff LIMIT 1;
SELECT is(figure_keep(month), 0, 'kept once') FROM last;
SELECT is(sum(m.value), was.value, 'what came later isn''t in it')
FROM was, last JOIN figure_month m USING (month)
WHERE figure = 'arrears' GROUP BY was.value;
SELECT throws_ok('UPDATE figure_month SET value = 1', 'ZH403', NULL, 'nobody changes it');
SELECT throws_ok('DELETE FROM figure_month', 'ZH403', NULL, 'nor removes it');
SELECT throws_ok('TRUNCATE figure_month', 'ZH403', NULL, 'nor empties it');
SELECT isnt_empty($$ SELECT FROM audit WHERE tbl = 'figure_month'
	AND op = 'INSERT' AND new ->> 'month' = (SELECT month::text FROM last) $$,
	'that it was kept is on record');
SELECT is((SELECT count(*) FROM verify_county(371002) WHERE problem IS NOT NULL), 0::bigint,
	'and the record holds');
SET LOCAL session_replication_role = replica;
UPDATE figure_month SET value = value + 1 WHERE figure = 'arrears'
	AND county = 371002 AND month = (SELECT month FROM last);
SET LOCAL session_replication_role = origin;
SELECT matches(string_agg(problem, ' '), '月末数.*被改动', 'a figure bent by the owner shows')
FROM verify_county(371002) WHERE problem IS NOT NULL;

-- What is slow is counted, and stays so until it is counted anew; a share is of
-- the whole; a place's parts add up to it.
UPDATE figure_now SET counted_at = now() - interval '1 hour';
INSERT INTO enrolment (county, programme, resident, div, since)
SELECT r.county, 'pension', r.id, r.div, month_of(current_date)
FROM resident r
WHERE r.county = 371002 AND r.next_id IS NULL AND r.died IS NULL
	AND r.birth < current_date - interval '70 years'
	AND NOT EXISTS (SELECT FROM enrolment e WHERE e.resident = r.id) LIMIT 1;
CREATE TEMP TABLE seen AS SELECT sum(value) AS value FROM figure_running('enrolled');
SELECT is((SELECT sum(value) FROM figure_running('enrolled', true)), value + 1,
	'live has one more') FROM seen;
SET LOCAL track_functions = 'pl';
SELECT matches(figure_count(), '^已重新统计', 'counted anew');
SELECT is(pg_stat_get_xact_function_calls('figure_keep(int)'::regprocedure), NULL,
	'without a look at the months that are kept');
SELECT is((SELECT sum(value) FROM figure_running('enrolled')), value + 1,
	'and the page, too') FROM seen;
SELECT matches(figure_count(), '刚统计过', 'not twice a minute');
SELECT is(count(*), 0::bigint, 'what only today tells isn''t kept for long ago')
FROM figure_month WHERE figure IN ('short', 'unenrolled')
	AND month < month_add(month_of(current_date), -1);

SET SESSION AUTHORIZATION chen;
SELECT is(l.now_is, (SELECT sum(amount) FROM arrears WHERE county = 371002),
	'a county sees its own')
FROM leader_page() l WHERE l.code = 'arrears';
SELECT is_empty('SELECT * FROM figure_month WHERE county <> 371002', 'and no other''s');
SELECT is_empty('SELECT * FROM figure_now WHERE county <> 371002', 'of now, too');
SELECT is(l.now_is, round(100 * (SELECT sum(value) FROM figure_running('covered'))
	/ (SELECT sum(value) FROM figure_running('residents')), 1), 'a share of the whole')
FROM leader_page() l WHERE l.code = 'covered';
SELECT is((SELECT sum(value) FROM leader_places('unenrolled')), l.now_is,
	'the offices add up') FROM leader_page() l WHERE l.code = 'unenrolled';
SELECT is(string_agg(code, ' ' ORDER BY code) FILTER (WHERE kind = '快照'),
	'arrears covered enrolled unenrolled', 'what is counted says so') FROM leader_page();
SELECT throws_ok('INSERT INTO figure_month (county, div, figure, month, value)
	VALUES (371002, 371002001000, ''paid'', 202001, 1)', '42501', NULL,
	'a supervisor doesn''t write one');
SELECT throws_ok('SELECT figure_keep(202001)', '42501', NULL, 'nor has it kept');
SELECT is((SELECT count(*) FROM leader_places('vacant')),
	(SELECT count(DISTINCT div / 1000) FROM station_gap), 'office by office');
SET SESSION AUTHORIZATION wang;
SELECT throws_ok('SELECT * FROM leader_page()', '42501', NULL,
	'it is a supervisor''s page');
SELECT throws_ok('SELECT figure_keep_due()', '42501', NULL, 'who keeps it, too');
SELECT throws_ok('SELECT * FROM figure_month', '42501', NULL, 'and reads it');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
