-- Numbers of certificates, and who may be registered as out of work.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

CREATE TEMP TABLE who AS
SELECT r.county, r.id, r.birth
FROM resident r
WHERE r.county = 371002 AND r.div = 371002001001 AND r.died IS NULL
	AND r.next_id IS NULL AND r.birth BETWEEN '1980-01-01' AND '2000-12-31'
	AND NOT EXISTS (SELECT FROM resident_certificate c
		WHERE c.county = r.county AND c.resident = r.id)
ORDER BY r.id
LIMIT 1;
CREATE TEMP TABLE child AS
SELECT r.county, r.id, r.birth
FROM resident r
WHERE r.county = 371002 AND r.div = 371002001001 AND r.died IS NULL
	AND r.next_id IS NULL AND r.birth > '2012-01-01'
	AND NOT EXISTS (SELECT FROM resident_employment e
		WHERE e.county = r.county AND e.resident = r.id)
ORDER BY r.id
LIMIT 1;
GRANT SELECT ON who, child TO PUBLIC;
CREATE FUNCTION pg_temp.paper(p_kind text, p_number text, p_since date) RETURNS text
LANGUAGE sql AS $$
	SELECT format('INSERT INTO resident_certificate (county, resident, since, kind,
		number) SELECT county, id, %L, %L, %L FROM who', p_since, p_kind, p_number)
$$;
SET SESSION AUTHORIZATION wang;

SELECT throws_matching(pg_temp.paper('21', bad, '2012-05-01'), '应为 18 位数字', why)
FROM (VALUES ('37100212000000001', '17 digits'),
	('3710021200000000011', '19 digits'),
	('37100212000000001X', 'a letter at the end'),
	('991002120000000001', 'begins with no province')) c (bad, why);
SELECT lives_ok(pg_temp.paper('31', '3710020801A', '2008-01-01'),
	'the old kind has no such number');
SELECT lives_ok(pg_temp.paper('21', 'DJ1', '2010-12-31'),
	'nor had one issued the day before the rule');
SELECT throws_matching(pg_temp.paper('21', '371002120000000001', '2012-05-01'),
	'此人已有就业失业登记证 DJ1', 'one at a time');
UPDATE resident_certificate SET until = '2012-04-30' WHERE number = 'DJ1'
	AND resident = (SELECT id FROM who);
SELECT lives_ok(pg_temp.paper('21', '371002120000000001', '2012-05-01'),
	'when the other has ended');
SELECT throws_matching(pg_temp.paper('22', '371002150000000001', '2016-05-01'),
	'此人已有', 'nor one of its heir');
SELECT lives_ok($$UPDATE resident_certificate SET issuer = '所' WHERE number = 'DJ1'
	AND resident = (SELECT id FROM who)$$, 'what was entered before may be mended');
SELECT throws_matching($$UPDATE resident_certificate SET number = 'DJ2', since = '2012-04-30'
	WHERE number = 'DJ1' AND resident = (SELECT id FROM who)$$, '应为 18 位数字',
	'but not into another that doesn''t fit');
SELECT is((SELECT message FROM certificate_notice(371002, (SELECT id FROM who), '21', n)),
	said, why)
FROM (VALUES ('371002120000000001', NULL, 'one of here'),
	('450102120000000001', '这本证是 450102 发的，不在本县区；迁来的请先办转移', 'from elsewhere: told, not refused'),
	('45010212', '登记证号码应为 18 位数字，前 6 位是发证地的区划代码，请照证件重新输入', 'too short: told while it is typed')) c (n, said, why);
SELECT lives_ok(pg_temp.paper('11', 'X1', '2012-05-01'), 'other kinds have no rule');

SELECT throws_matching($$INSERT INTO resident_employment (county, resident, since,
	state) SELECT county, id, years_after(birth, 16) - 1, '21' FROM child
	WHERE years_after(birth, 16) <= current_date + 1
	UNION ALL SELECT county, id, current_date, '21' FROM child$$,
	'才满 16 周岁', 'a child isn''t out of work');
SELECT lives_ok($$INSERT INTO resident_employment (county, resident, since, state)
	SELECT county, id, current_date, '31' FROM child$$, 'but at school');
SELECT throws_ok($$INSERT INTO certificate_number VALUES ('21', '2030-1-1', 'x', 'x',
	false, false, 'x', false)$$, '42501', NULL, 'the rules are the administrator''s');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
