-- Units: codes, what an entry is refused for, who finds them, what they paid.

BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

SELECT is(credit_code_is_valid(c), ok, c)
FROM (VALUES
	('91350100M000100Y43', true), ('91371002MA3C8N1T39', true),
	('913710021234567885', true), ('12371000495023465N', true),
	('52371002MJE000013K', true), ('91371002MA3WU88Y6M', true),
	('91371002MA3C8N1T38', false), ('91371003MA3C8N1T39', false),
	('91371002ma3c8n1t39', false), ('9137I002MA3C8N1T39', false),
	('91371002MA3C8N1T3', false), ('91371002MA3C8N1T399', false), ('', false)
) v (c, ok);

SET SESSION AUTHORIZATION wang;
INSERT INTO employer (credit_code, name, kind, div)
VALUES ('91371002MA3C8N1T39', '海天渔具（威海）有限公司', '1', 371002001001);
SELECT is((name, initials, county, version)::text,
	'("海天渔具(威海)有限公司",htyjwhyxgs,371002,1)', 'a unit')
FROM employer WHERE credit_code = '91371002MA3C8N1T39';
INSERT INTO employer (no_code_reason, name, kind, div, old_code)
VALUES ('未办执照', '路边小店', '4', 371002001003, '495023465');
SELECT throws_ok(format('INSERT INTO employer (credit_code, no_code_reason, old_code, name, kind,
	div, established_on, closed_on) VALUES (%L, %L, %L, %L, %L, %L, %L, %L)',
	c, why, old, name, kind, div, since, until), state, message, coalesce(message, name))
FROM (VALUES
	(NULL, NULL, NULL, '甲店', '4', 371002001001, NULL, NULL, '23514', NULL),
	(NULL, ' ', NULL, '乙店', '4', 371002001001, NULL, NULL, '23514', NULL),
	('91371002MA3C8N1T38', NULL, NULL, '丙店', '4', 371002001001, NULL, NULL, '23514', NULL),
	('91371002MA3C8N1T39', NULL, NULL, '丁店', '4', 371002001001, NULL, NULL, '23505', NULL),
	('52371002MJE000013K', NULL, '12', '戊店', '4', 371002001001, NULL, NULL, '23514', NULL),
	('52371002MJE000013K', NULL, NULL, '己', '4', 371002001001, NULL, NULL, '23514', NULL),
	('52371002MJE000013K', NULL, NULL, '庚店', 'x', 371002001001, NULL, NULL, 'ZH001', NULL),
	('52371002MJE000013K', NULL, NULL, '辛店', '4', 371002001000, NULL, NULL, 'ZH001',
		'没有这个村居，请按 F4 从列表中选择'),
	('52371002MJE000013K', NULL, NULL, '壬店', '4', 371002100007, NULL, NULL, 'ZH403',
		'环翠区 张村镇 ' || division_name(371002100007) || '不在您的管辖范围，请重新选择村居'),
	('52371002MJE000013K', NULL, NULL, '癸店', '4', 371002001001, '2020-01-02', '2020-01-01',
		'23514', NULL),
	('52371002MJE000013K', NULL, NULL, '子店', '4', 371002001001, '2199-01-01', NULL,
		'23514', NULL)
) v (c, why, old, name, kind, div, since, until, state, message);

-- Found by anything, within the scope.
SELECT is((SELECT string_agg(s.name, ' ') FROM employer_search(n) s
	WHERE s.name IN ('海天渔具(威海)有限公司', '路边小店')), x, 'found: ' || n)
FROM (VALUES
	('海天', '海天渔具(威海)有限公司'), ('海天渔具（威海）', '海天渔具(威海)有限公司'),
	('渔具', '海天渔具(威海)有限公司'), ('威海)有', '海天渔具(威海)有限公司'),
	('htyj', '海天渔具(威海)有限公司'), ('HTYJ', '海天渔具(威海)有限公司'),
	('91371002MA3C8N1T39', '海天渔具(威海)有限公司'),
	('91371002ma3c', '海天渔具(威海)有限公司'), ('49502346-5', '路边小店'),
	('具威', NULL), ('天', NULL), ('海天威海', NULL)
) v (n, x);
SELECT is(n, 1::bigint, 'once, though it has it twice')
FROM (SELECT count(*) AS n FROM employer_search('海天') s WHERE s.name ~ '^海天渔具') c;
SELECT throws_ok('SELECT employer_search(''913'')', 'ZH001', '代码请至少输入前 4 位', 'a short code');
SELECT is_empty('SELECT employer_search('' '')', 'nothing');
SELECT is((SELECT severity || ' ' || message FROM employer_notice(c, n)), x, x)
FROM (VALUES
	('91371002MA3C8N1T39', NULL,
		'info 此代码已登记：海天渔具(威海)有限公司，环翠区 环翠楼街道 东北村居委会，请核对；不在本所的请联系该所'),
	(NULL, '海天渔具（威海）有限公司',
		'warning 同名的单位已登记：海天渔具(威海)有限公司，环翠区 环翠楼街道 东北村居委会；是同一家的请不要再登'),
	('52371002MJE000013K', '从来没有', NULL)
) v (c, n, x);

-- Contributions.
SELECT id AS unit FROM employer WHERE credit_code = '91371002MA3C8N1T39' \gset
SELECT is(employer_contribute(371002, :unit, 202610, 10, 9055, '2026-11-05', NULL),
	'海天渔具(威海)有限公司：202610 10 人 9055.00 元，已登记', 'a month');
SELECT throws_ok(format('SELECT employer_contribute(371002, %s, %s, %s, 100, NULL, %L)',
	:unit, m, p, w), state, message, coalesce(message, 'people ' || p))
FROM (VALUES
	(202610, 11, NULL, 'ZH001', '202610 已登记 10 人 9055.00 元；要更正请写明原因'),
	(202610, 11, ' ', 'ZH001', '202610 已登记 10 人 9055.00 元；要更正请写明原因'),
	(202612, 11, NULL, 'ZH001', '这个月还没有到，或单位那时还没有成立、已经注销，请核对'),
	(202609, -1, NULL, '23514', NULL)
) v (m, p, w, state, message);
SELECT is(employer_contribute(371002, :unit, 202610, 11, 9960.5, '2026-11-05', '少登一人'),
	'海天渔具(威海)有限公司：202610 11 人 9960.50 元，已更正（原 10 人 9055.00 元）', 'corrected');
SELECT results_eq(format('SELECT people, is_valid FROM employer_month WHERE employer = %s
	ORDER BY id', :unit), 'VALUES (10, false), (11, true)', 'both are kept');
SELECT is((last_month, people, paid_until)::text, '(202610,11,202610)', 'the newest counts')
FROM employer_list WHERE employer = :unit;
SELECT is(paid_until, 202610, 'who never paid counts from the month of the entry')
FROM employer_list WHERE name = '路边小店';
SELECT throws_ok(q, '42501', NULL, q)
FROM unnest(ARRAY[
	'UPDATE employer_contribution SET people = 1',
	'DELETE FROM employer_contribution',
	'INSERT INTO employer_contribution (county, employer, month, div, people, amount)
		VALUES (371002, 1, 202601, 371002001001, 1, 1)',
	'UPDATE employer SET county = 371003', 'DELETE FROM employer',
	'UPDATE employer SET initials = ''x''']) q;
RESET SESSION AUTHORIZATION;
SELECT throws_ok(format('SELECT employer_contribute(371002, %s, 202601, 1, 1, NULL, NULL)', :unit),
	'ZH403', NULL, 'nobody''s scope');

-- Who works there, once there is a history of employment.
RESET SESSION AUTHORIZATION;
CREATE TABLE IF NOT EXISTS zhen.resident_employment (county int, resident bigint,
	employer bigint, since date, until date, is_removed boolean, div bigint, state text);
GRANT SELECT ON zhen.resident_employment TO zhen_operator;
SET LOCAL session_replication_role = replica;
INSERT INTO zhen.resident_employment (county, resident, employer, since, until, is_removed,
	div, state)
SELECT county, id, :unit, date '2020-01-01', NULL, div / 1000 <> 371002001, div, '1'
FROM resident WHERE county = 371002 AND id IN (100, (SELECT max(id) FROM resident
	WHERE div / 1000 = 371002100));
SET LOCAL session_replication_role = origin;
SET SESSION AUTHORIZATION wang;
SELECT results_eq(format('SELECT resident, since, until FROM employer_people(371002, %s)', :unit),
	'VALUES (100::bigint, ''2020-01-01'', NULL::text)', 'who works there');
RESET SESSION AUTHORIZATION;

-- Others.
SET SESSION AUTHORIZATION sun;
SELECT is_empty('SELECT * FROM employer_search(''海天'')', 'another office finds nothing');
SELECT is_empty('SELECT * FROM employer_search(''渔具（威海'')', 'nor inside');
SELECT is_empty('SELECT * FROM employer WHERE div / 1000 = 371002001', 'nor reads');
SELECT is((SELECT message FROM employer_notice('91371002MA3C8N1T39', NULL)),
	'此代码已登记：环翠区 环翠楼街道，请核对；不在本所的请联系该所', 'but is told where it is');
SELECT throws_ok(format('SELECT employer_contribute(371002, %s, 202601, 1, 1, NULL, NULL)', :unit),
	'ZH403', '管辖范围内没有这个单位，请在“单位”(1302)里重新查询', 'nor writes');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION zhou;
SELECT is((SELECT severity FROM employer_notice('91371002MA3C8N1T39', NULL)), 'warning',
	'in another county it may be');
RESET SESSION AUTHORIZATION;
UPDATE employer SET div = 371002100007 WHERE id = :unit;
SET SESSION AUTHORIZATION sun;
SELECT is(count(*), 2::bigint, 'its months go where it goes')
FROM employer_contribution WHERE employer = :unit;
RESET SESSION AUTHORIZATION;
SELECT ok(NOT has_table_privilege(r, 'employer', 'INSERT') AND NOT has_function_privilege(r,
	'employer_contribute(int,bigint,int,int,numeric,date,text)', 'EXECUTE'), r)
FROM unnest('{zhen_reviewer,zhen_supervisor,zhen_coordinator,zhen_auditor,zhen_admin}'::text[]) r;
SELECT is(count(*), 2::bigint, 'on record') FROM audit
WHERE tbl = 'employer_contribution' AND op = 'INSERT' AND operator = 'wang';
SELECT * FROM finish();
ROLLBACK;
