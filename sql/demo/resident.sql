-- Residents of a range of numbers, and the operators who may see them.

CREATE FUNCTION demo.residents(
	p_lo bigint,
	p_hi bigint
) RETURNS bigint
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
SET work_mem = '256MB'
SET jit = off
AS $$
	WITH people AS MATERIALIZED (
		SELECT
			q.*,
			q.native || to_char(q.birth, 'YYYYMMDD')
				|| lpad((((coalesce(u.last, 0) + q.n) * 167
					+ demo.h(q.birth - '1900-01-01', q.native, 499)) % 499 * 2
					+ CASE WHEN q.is_male THEN 1 ELSE 2 END)::text, 3, '0')
				AS body
		FROM (
			SELECT
				p.*,
				(p.code / 1000000)::int AS county,
				row_number() OVER (PARTITION BY p.native, p.birth, p.is_male
					ORDER BY p.p)::int AS n
			FROM demo.person(p_lo / 55 * 20, (p_hi + 54) / 55 * 20) p
			WHERE p.p >= p_lo AND p.p < p_hi
		) q
		LEFT JOIN demo.used u ON u.native = q.native AND u.birth = q.birth
			AND u.is_male = q.is_male
	), homes AS (
		INSERT INTO household (county, id, div, head)
		SELECT county, home + 1, code, p + 1
		FROM people
		WHERE member = 'h'
	), registered AS (
		INSERT INTO resident (county, id, id_no, old_id_no, name, initials,
			spelling, sex, birth, native, hukou, div, address, phone,
			household, kin, died, died_source)
		SELECT
			county,
			p + 1,
			body || idcard_check_digit(body),
			CASE WHEN birth < '1985-01-01' AND demo.h(p, 22, 30) = 0
				THEN left(body, 6) || substr(body, 9) END,
			name,
			initials,
			spelling,
			CASE WHEN is_male THEN '1' ELSE '2' END,
			birth,
			native,
			CASE WHEN demo.h(home, 23, 10) = 0 OR code % 1000 < 200
				THEN '1' ELSE '2' END,
			code,
			short || demo.h(home, 24, 300) + 1 || '号',
			CASE WHEN age > 15 AND demo.h(p, 25, 10) > 0
				THEN '13' || demo.h(p, 26, 10) || '0000'
					|| lpad(demo.h(p, 27, 10000)::text, 4, '0') END,
			home + 1,
			CASE member
				WHEN 'h' THEN '02'
				WHEN 'w' THEN CASE WHEN is_male THEN '11' ELSE '12' END
				WHEN 'f' THEN '51'
				WHEN 'm' THEN '52'
				ELSE CASE WHEN is_male THEN '20' ELSE '30' END
			END,
			CASE WHEN age > 64 AND demo.h(p, 28, 80) = 0
				THEN setting.today - demo.h(p, 29, 300) END,
			CASE WHEN age > 64 AND demo.h(p, 28, 80) = 0
				THEN (1 + demo.h(p, 30, 6))::text END
		FROM people
		CROSS JOIN demo.setting
	), numbers AS (
		INSERT INTO identity (id_no, county, resident)
		SELECT body || idcard_check_digit(body), county, p + 1
		FROM people
	), accounts AS (
		INSERT INTO account (county, id, resident, div, number, bank, holder,
			since)
		SELECT
			county,
			p + 1,
			p + 1,
			code,
			b.prefix || lpad((p + 1)::text, 9, '0')
				|| demo.luhn_digit(b.luhn, p + 1),
			b.name,
			people.name,
			setting.today - 30 - demo.h(p, 33, 2000)
		FROM people
		JOIN demo.bank b ON b.slot = demo.h(p, 34, 3)
		CROSS JOIN demo.setting
		WHERE age > 15 AND demo.h(p, 35, 7) > 0
	), given_out AS (
		INSERT INTO demo.used AS u (native, birth, is_male, last)
		SELECT native, birth, is_male, max(n)
		FROM people
		GROUP BY native, birth, is_male
		ON CONFLICT (native, birth, is_male)
			DO UPDATE SET last = u.last + excluded.last
	)
	SELECT count(*) FROM people
$$;

CREATE TABLE demo.index AS
SELECT
	c.relname AS name,
	replace(pg_get_indexdef(c.oid), ' ON ONLY ', ' ON ') AS definition
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid IN ('zhen.resident'::regclass, 'zhen.account'::regclass)
	AND NOT i.indisprimary
	AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = c.oid);

CREATE FUNCTION demo.index_drop()
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
	one text;
BEGIN
	FOR one IN SELECT name FROM demo.index LOOP
		EXECUTE format('DROP INDEX zhen.%I', one);
	END LOOP;
END
$$;
COMMENT ON FUNCTION demo.index_drop IS
	'a big load is half as long when these come afterwards';

CREATE FUNCTION demo.index_make(p_name name)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
SET maintenance_work_mem = '256MB'
AS $$
BEGIN
	EXECUTE definition FROM demo.index WHERE name = p_name;
END
$$;

CREATE FUNCTION demo.count_on()
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM setval('household_id', (SELECT max(id) FROM household));
	PERFORM setval('resident_id', (SELECT max(id) FROM resident));
	PERFORM setval('account_id', (SELECT max(id) FROM account));
	ANALYZE household, resident, identity, account;
END
$$;

CREATE FUNCTION demo.operators()
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	o demo.operator;
BEGIN
	FOR o IN SELECT * FROM demo.operator LOOP
		PERFORM operator_add(o.role, o.name, o.div,
			string_to_array(o.duties, ','));
		UPDATE operator SET note = o.note WHERE role = o.role;
		EXECUTE format('COMMENT ON ROLE %I IS %L', o.role, demo.mark());
	END LOOP;
END
$$;
COMMENT ON FUNCTION demo.operators IS
	'who can log in; column note of table operator says for what';

INSERT INTO demo.step VALUES
	(1, 0, '操作员', 'SELECT demo.operators()'),
	(6, 0, '统计', 'SELECT demo.count_on()');
