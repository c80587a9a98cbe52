-- Letters and their steps: who sees them, where a step belongs, what is
-- refused and with which words.

BEGIN;
SELECT plan(21);

SET LOCAL search_path = zhen, tap;
CREATE FUNCTION pg_temp.one() RETURNS SETOF petition
LANGUAGE sql AS 'SELECT * FROM zhen.petition WHERE content = ''少发一个月''';

SET SESSION AUTHORIZATION wang;
WITH made AS (
	INSERT INTO petition (village, received_on, way, name, matter, content)
	VALUES (371002001001, current_date - 30, '2', '王建国', '4', '少发一个月')
	RETURNING county, version, received_by
)
SELECT is((county, version, received_by)::text, '(371002,1,wang)',
	'a petition is received; its county follows from the village')
FROM made;
INSERT INTO petition_step (county, petition, done_on, way, content, cost)
SELECT county, id, current_date - 20, '1', '查了发放记录', 12.5 FROM pg_temp.one();
INSERT INTO petition_step (county, petition, done_on, way, content)
SELECT county, id, current_date - 10, '2', '电话答复' FROM pg_temp.one();
SELECT is(array_agg(s.village), '{371002001001,371002001001}',
	'its steps are where it is')
FROM petition_step s JOIN pg_temp.one() o ON s.county = o.county AND s.petition = o.id;
SELECT is((l.steps, l.cost, l.state_name)::text, '(2,12.50,"还有 30 天")', 'in the list')
FROM petition_list l JOIN pg_temp.one() o USING (county, id);

UPDATE petition_step SET is_removed = true
WHERE (county, petition) = (SELECT county, id FROM pg_temp.one()) AND cost IS NOT NULL
	AND version = 1;
SELECT is((l.steps, l.cost)::text, '(1,)', 'a removed step doesn''t count')
FROM petition_list l JOIN pg_temp.one() o USING (county, id);
SELECT is(array_agg(version ORDER BY id), '{2,1}', 'and has another version')
FROM petition_step WHERE (county, petition) = (SELECT county, id FROM pg_temp.one());
RESET SESSION AUTHORIZATION;
SELECT is(count(*)::int, 1, 'what it was is on record')
FROM audit
WHERE tbl = 'petition_step' AND op = 'UPDATE' AND old ->> 'cost' = '12.50'
	AND new ->> 'is_removed' = 'true';
SET SESSION AUTHORIZATION wang;

UPDATE petition SET village = 371002001003
WHERE (county, id) = (SELECT county, id FROM pg_temp.one());
SELECT is(array_agg(DISTINCT village), '{371002001003}',
	'the steps go where the petition goes')
FROM petition_step WHERE (county, petition) = (SELECT county, id FROM pg_temp.one());
SELECT is(array_agg(version ORDER BY id), '{2,1}',
	'which is no change to those who are typing')
FROM petition_step WHERE (county, petition) = (SELECT county, id FROM pg_temp.one());

SELECT throws_ok(q, state, NULL, q)
FROM (VALUES
	('INSERT INTO petition_step (county, petition, done_on, way, content)
		SELECT county, id, current_date - 31, ''1'', ''早了'' FROM pg_temp.one()', 'ZH001'),
	('INSERT INTO petition_step (county, petition, done_on, way, content)
		SELECT county, id, current_date, ''7'', ''没有的方式'' FROM pg_temp.one()', 'ZH001'),
	('INSERT INTO petition_step (county, petition, done_on, way, content)
		SELECT county, id, current_date + 1, ''1'', ''还没有到'' FROM pg_temp.one()', '23514'),
	('INSERT INTO petition_step (county, petition, done_on, way, content, cost)
		SELECT county, id, current_date, ''1'', ''负数'', -1 FROM pg_temp.one()', '23514'),
	('INSERT INTO petition_step (county, petition, done_on, way, content)
		SELECT county, -1, current_date, ''1'', ''没有这件'' FROM pg_temp.one()', 'ZH403'),
	('UPDATE petition SET closed_on = current_date', '23514'),
	('INSERT INTO petition (village, received_on, way, matter, content)
		VALUES (371003001006, current_date, ''2'', ''4'', ''外县'')', 'ZH403'),
	('DELETE FROM petition_step', '42501'),
	('UPDATE petition_step SET petition = 1', '42501'),
	('UPDATE petition_step SET done_by = ''li''', '42501')
) t (q, state);

RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION zhao;
SELECT is(count(*)::int, 0, 'a coordinator sees no petitions') FROM petition;
SELECT is(count(*)::int, 0, 'nor their steps') FROM petition_step;
SELECT throws_ok('INSERT INTO petition (village, received_on, way, matter, content)
	VALUES (371002001001, current_date, ''2'', ''4'', ''x'')', '42501', NULL,
	'nor writes any');
SELECT * FROM finish();
ROLLBACK;
