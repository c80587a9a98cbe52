-- The work of tests/soak/merge: random pairs are merged, some of them on top of
-- each other, a month is computed while they are, and all is undone, the last
-- one first. Prints TAP.

SELECT setseed(:seed) \g /dev/null
CREATE TEMP TABLE pair AS
SELECT row_number() OVER (ORDER BY random()) AS n, a.county, a.id AS resident,
	a.div, b.county AS other_county, b.id AS other, b.div AS other_div,
	CASE WHEN random() < 0.5 THEN 'left' ELSE 'right' END AS keeps,
	'waits' AS done
FROM (SELECT *, row_number() OVER (ORDER BY random()) AS at FROM resident
	WHERE county IN (371002, 371082)) a
JOIN (SELECT *, row_number() OVER (ORDER BY random()) AS at FROM resident
	WHERE county IN (371002, 371082)) b USING (at)
WHERE (a.county, a.id) < (b.county, b.id)
LIMIT :pairs;
-- One in ten shares a side with the pair before.
UPDATE pair p SET county = q.county, resident = q.resident, div = q.div
FROM pair q
WHERE p.n % 10 = 0 AND q.n = p.n - 1
	AND (q.county, q.resident) < (p.other_county, p.other);
INSERT INTO duplicate (county, resident, div, other_county, other, other_div, why)
SELECT county, resident, div, other_county, other, other_div, 'told' FROM pair
ON CONFLICT DO NOTHING;

CREATE FUNCTION pg_temp.money() RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(', ',
		(SELECT concat(count(*), ' ', sum(amount), ' ',
			sum(hashtext(p::text)::bigint)) FROM zhen.payment p),
		(SELECT concat(count(*), ' ', sum(amount), ' ',
			sum(hashtext(e::text)::bigint)) FROM zhen.entitlement e
			WHERE month <> 202611),
		(SELECT count(*) FROM zhen.resident),
		(SELECT sum(hashtext(f::text)::bigint) FROM zhen.former_place f))
$$;
CREATE FUNCTION pg_temp.all_else() RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(', ',
		(SELECT sum(hashtext((to_jsonb(r) - 'version' - 'updated_at')::text)::bigint)
			FROM zhen.resident r),
		(SELECT concat(count(*), ' ', sum(hashtext((to_jsonb(h) - 'version')::text)::bigint))
			FROM zhen.household h),
		(SELECT concat(count(*), ' ', sum(hashtext(a::text)::bigint)) FROM zhen.account a),
		(SELECT concat(count(*), ' ', sum(hashtext((to_jsonb(e) - 'version')::text)::bigint))
			FROM zhen.enrolment e),
		(SELECT concat(count(*), ' ', sum(hashtext(i::text)::bigint)) FROM zhen.identity i))
$$;
CREATE TEMP TABLE was AS SELECT pg_temp.money() AS money, pg_temp.all_else() AS rest;
SELECT operator_add(:'second', '另一主管', 371000000000, '{supervisor}') \g /dev/null

-- Each in a transaction of its own, as operators do it.
CREATE PROCEDURE pg_temp.try(p_n bigint, p_sql text, p_done text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE p_sql;
	UPDATE pair SET done = p_done WHERE n = p_n;
EXCEPTION WHEN SQLSTATE 'ZH001' THEN
	UPDATE pair SET done = SQLERRM WHERE n = p_n;
END
$$;
GRANT ALL ON pair TO PUBLIC;
SELECT 'SET SESSION AUTHORIZATION gao' \gexec
SELECT format('CALL pg_temp.try(%s, %L, ''asked'')', n, format(
	'SELECT zhen.merge_ask(%s, %s, %s, %s, ''试验'')', VARIADIC
	CASE keeps WHEN 'left' THEN ARRAY[county, resident, other_county, other]
		ELSE ARRAY[other_county, other, county, resident] END))
FROM pair ORDER BY n \gexec
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION :second;
SELECT format('CALL pg_temp.try(%s, %L, ''merged'')', n, format(
	'SELECT zhen.merge_accept(%s, %s, %s, %s)', county, resident, other_county, other))
FROM pair WHERE done = 'asked' ORDER BY n \gexec
RESET SESSION AUTHORIZATION;

SELECT format('# %s pairs, %s merged, %s refused: %s', count(*),
	count(*) FILTER (WHERE done = 'merged'), count(*) FILTER (WHERE done <> 'merged'),
	(SELECT string_agg(DISTINCT regexp_replace(done, '^要结档的.*是户主', '……'), ' / ')
		FROM pair WHERE done <> 'merged'))
FROM pair;
SELECT CASE WHEN count(*) FILTER (WHERE done = 'merged') > count(*) / 3 THEN 'ok 1' ELSE 'not ok 1' END
	|| ' - most could be merged' FROM pair;
SELECT CASE WHEN money = pg_temp.money() THEN 'ok 2' ELSE 'not ok 2' END
	|| ' - payments, entitlements and their sums are the same while merged' FROM was;
SELECT CASE WHEN count(*) = (SELECT count(*) FROM pair WHERE done = 'merged') THEN 'ok 3' ELSE 'not ok 3' END
	|| ' - one person less for each' FROM resident WHERE next_id IS NOT NULL;
SELECT CASE WHEN count(*) = 0 THEN 'ok 4' ELSE 'not ok 4' END
	|| ' - every number leads to an open row'
FROM identity i
LEFT JOIN resident r ON r.county = i.county AND r.id = i.resident AND r.next_id IS NULL
WHERE r.id IS NULL;

-- A month computed meanwhile: nobody twice under any row.
SELECT count((batch_make(p, 202611, d)).id) AS made FROM programme p,
	(VALUES (371002001000), (371082000000)) v (d) WHERE p.code = 'pension' \gset
SELECT CASE WHEN count(*) = 0 THEN 'ok 5' ELSE 'not ok 5' END || ' - nobody is due twice'
FROM (
	SELECT 1
	FROM entitlement e
	CROSS JOIN LATERAL resident_here(e.county, e.resident) h
	WHERE e.month = 202611 AND e.programme = 'pension'
	GROUP BY h.county, h.id HAVING count(*) > 1) twice;

SET SESSION AUTHORIZATION :second;
SELECT format('CALL pg_temp.try(%s, %L, ''undone'')', n, format(
	'SELECT zhen.merge_undo(%s, %s, %s, %s, ''试验'')', county, resident, other_county, other))
FROM pair WHERE done = 'merged' ORDER BY n DESC \gexec
RESET SESSION AUTHORIZATION;
SELECT CASE WHEN count(*) = 0 THEN 'ok 6' ELSE 'not ok 6' END || ' - all are undone'
	|| coalesce(': ' || min(done), '')
FROM pair p WHERE EXISTS (SELECT FROM duplicate d WHERE d.state = 'merged'
	AND (d.county, d.resident, d.other_county, d.other)
		= (p.county, p.resident, p.other_county, p.other));
SELECT CASE WHEN money = pg_temp.money() THEN 'ok 7' ELSE 'not ok 7' END
	|| ' - the money is what it was' FROM was;
SELECT CASE WHEN rest = pg_temp.all_else() THEN 'ok 8' ELSE 'not ok 8' END
	|| ' - and so are people, households, accounts, enrolments and numbers' FROM was;
SELECT CASE WHEN count(*) = 0 THEN 'ok 9' ELSE 'not ok 9' END
	|| ' - all of it is on record' FROM verify();
SELECT '1..9';
