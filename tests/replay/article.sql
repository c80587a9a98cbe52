-- The figures of the founding article, of about 2011: 23 streets and 51 towns,
-- 282 communities of which 279 have somebody, 2,651 villages, 105 people in
-- offices of whom 93 in posts. The places are those of the demo and a made-up
-- town; which of them are streets is shared out by their codes.
SET session_replication_role = replica;
INSERT INTO division (code, name, level, parent, county, initials, spelling)
SELECT 371082900000 + n, CASE n WHEN 0 THEN '示例镇' ELSE format('示例%s村', n) END,
	CASE n WHEN 0 THEN 'town' ELSE 'village' END,
	CASE n WHEN 0 THEN 371082000000 ELSE 371082900000 END, 371082, 'sl', 'shili'
FROM generate_series(0, 165) n;
INSERT INTO office (county, div, name)
VALUES (371082, 371082900000, '示例镇人力资源和社会保障服务所');
INSERT INTO station (county, div, name, mode)
SELECT county, code, name || '人力资源和社会保障服务站', 'coordinator'
FROM division WHERE code BETWEEN 371082900001 AND 371082900165;
UPDATE office o SET is_street = n <= 23
FROM (SELECT div, row_number() OVER (ORDER BY NOT is_street, div) AS n
	FROM office) r
WHERE r.div = o.div;
CREATE TEMP TABLE site AS
SELECT county, div, row_number() OVER (ORDER BY mode DESC, div) AS n FROM station;
UPDATE station s SET mode = CASE WHEN n <= 282 THEN 'station' ELSE 'coordinator' END
FROM site r WHERE r.div = s.div;
UPDATE staff s SET until = date '2026-09-30' - r.n::int
FROM site r WHERE r.div = s.div AND r.n IN (77, 154, 231);
INSERT INTO staff (county, name, div, office_div, kind, since)
SELECT r.county, '示例', r.div, r.div / 1000 * 1000, 'coordinator', '2011-01-01'
FROM site r
WHERE r.n NOT IN (77, 154, 231)
	AND NOT EXISTS (SELECT FROM staff s WHERE s.div = r.div);
UPDATE staff s SET until = CASE WHEN n > 105 THEN date '2026-06-30' END,
	is_established = n <= 93
FROM (SELECT id, row_number() OVER (ORDER BY role NULLS LAST, id) AS n
	FROM staff WHERE div = office_div) r
WHERE r.id = s.id;
