-- Finding people. Plain SQL functions that the planner inlines, so that the
-- indexes serve them under row security: ranges and never LIKE, because only
-- leakproof comparisons may run before the policy.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION resident_by_id_no(p_id_no text)
RETURNS SETOF resident
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT * FROM resident r
	WHERE r.id_no = p_id_no
$$;
COMMENT ON FUNCTION resident_by_id_no IS 'by the whole number';
GRANT EXECUTE ON FUNCTION resident_by_id_no TO zhen_operator;

CREATE FUNCTION resident_by_id_no_prefix(p_prefix text)
RETURNS SETOF resident
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT * FROM resident r
	WHERE r.id_no >= p_prefix AND r.id_no < text_after(p_prefix)
$$;
COMMENT ON FUNCTION resident_by_id_no_prefix IS 'by its first digits';
GRANT EXECUTE ON FUNCTION resident_by_id_no_prefix TO zhen_operator;

CREATE FUNCTION resident_by_name(p_prefix text)
RETURNS SETOF resident
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT * FROM resident r
	WHERE r.name >= p_prefix AND r.name < text_after(p_prefix)
$$;
COMMENT ON FUNCTION resident_by_name IS 'by the beginning of the name';
GRANT EXECUTE ON FUNCTION resident_by_name TO zhen_operator;

CREATE FUNCTION resident_by_initials(p_prefix text)
RETURNS SETOF resident
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT * FROM resident r
	WHERE r.initials >= lower(p_prefix)
		AND r.initials < text_after(lower(p_prefix))
$$;
COMMENT ON FUNCTION resident_by_initials IS 'by the first pinyin initials';
GRANT EXECUTE ON FUNCTION resident_by_initials TO zhen_operator;

CREATE FUNCTION name_parts_long(
	p_name text,
	p_div bigint
) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT array_agg(part) || array_agg(p_div / 1000 || part)
	FROM generate_series(2, length(p_name) - 1) i,
		substr(p_name, i, 2) part
$$;
COMMENT ON FUNCTION name_parts_long IS 'name_parts() of a name of any length';

CREATE FUNCTION name_parts(
	p_name text,
	p_div bigint
) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE length(p_name)
		WHEN 3 THEN
			ARRAY[substr(p_name, 2), p_div / 1000 || substr(p_name, 2)]
		WHEN 2 THEN NULL
		ELSE zhen.name_parts_long(p_name, p_div)
	END
$$;
COMMENT ON FUNCTION name_parts IS
	'each two characters of a name but the first two, also marked with the town.
Most names have two or three: for them it is one expression, which the index needs
no call for';
GRANT EXECUTE ON FUNCTION name_parts, name_parts_long TO zhen_operator;
CREATE INDEX resident_name_parts
ON resident USING gin (name_parts(name, div));

CREATE FUNCTION resident_by_name_part(
	p_part text,
	p_limit int
) RETURNS SETOF resident
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	lo bigint := scope_lo();
	hi bigint := scope_hi();
	counties int[] := ARRAY(
		SELECT code / 1000000
		FROM division
		WHERE code BETWEEN lo / 1000000 * 1000000 AND hi AND level = 'county'
	);
	town text := CASE WHEN lo / 1000 = hi / 1000 THEN lo / 1000 END;
	parts text[] := ARRAY(
		SELECT concat(town, substr(p_part, i, 2))
		FROM generate_series(1, length(p_part) - 1) i
	);
BEGIN
	IF parts <> '{}' THEN
		RETURN QUERY
		SELECT *
		FROM resident r
		WHERE name_parts(r.name, r.div) @> parts
			AND strpos(r.name, p_part) > 1 AND r.next_id IS NULL
			AND r.div + 0 >= lo AND r.div - 0 <= hi
			AND r.county = ANY (counties)
		LIMIT p_limit;
	END IF;
END
$$;
COMMENT ON FUNCTION resident_by_name_part IS
	'by two or more characters behind the first of a name, in no order. What
serves arrays isn''t leakproof and can''t be asked under row security, so this one
asks in the owner''s name, and holds to the same scope itself';
GRANT EXECUTE ON FUNCTION resident_by_name_part TO zhen_operator;

CREATE FUNCTION resident_search_way(
	p_needle text,
	OUT finder text,
	OUT needle text
)
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
	finder := CASE
		WHEN p_needle ~ '^([0-9]{15}|[0-9]{17}[0-9Xx])$' THEN 'resident_by_id_no'
		WHEN p_needle ~ '^([0-9]{4,6}|[0-9]{3,5}[Xx])$'
			THEN 'resident_by_id_no_tail'
		WHEN p_needle ~ '^[0-9]+$' THEN 'resident_by_id_no_prefix'
		WHEN p_needle ~ '^[A-Za-z]+$' THEN 'resident_by_initials'
		WHEN p_needle ~ '[0-9]' THEN 'resident_by_number'
		ELSE 'resident_by_name' END;
	needle := CASE WHEN p_needle ~ '^[0-9]{15}$' THEN idcard_upgrade(p_needle)
		ELSE upper(p_needle) END;
END
$$;
COMMENT ON FUNCTION resident_search_way IS
	'digits are an ID number, its last ones or its first, or that of something
else, letters initials, all else a name';
GRANT EXECUTE ON FUNCTION resident_search_way TO zhen_operator;

CREATE FUNCTION resident_line(r resident)
RETURNS TABLE (
	county int,
	id bigint,
	id_no text,
	name text,
	sex text,
	birth date,
	age int,
	village_name text,
	town_name text,
	phone text,
	hukou_name text
)
LANGUAGE sql STABLE
AS $$
	SELECT
		r.county::int,
		r.id,
		r.id_no::text,
		r.name::text,
		(SELECT c.name::text FROM code c
			WHERE c.set = 'sex' AND c.code = r.sex),
		r.birth,
		extract(year FROM age(current_date, r.birth))::int,
		(SELECT d.name::text FROM division d WHERE d.code = r.div),
		(SELECT d.name::text FROM division d
			WHERE d.code = r.div / 1000 * 1000),
		r.phone::text,
		(SELECT c.name::text FROM code c
			WHERE c.set = 'hukou' AND c.code = r.hukou)
$$;
COMMENT ON FUNCTION resident_line IS 'a person as a line of a list';
GRANT EXECUTE ON FUNCTION resident_line TO zhen_operator;

CREATE FUNCTION resident_search(
	needle text,
	p_limit int DEFAULT 200
) RETURNS TABLE (
	county int,
	id bigint,
	id_no text,
	name text,
	sex text,
	birth date,
	age int,
	village_name text,
	town_name text,
	phone text,
	hukou_name text
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	way record := resident_search_way(btrim(needle));
	lo bigint := scope_lo();
	hi bigint := scope_hi();
	county_lo int := lo / 1000000;
	county_hi int := hi / 1000000;
	found int := 0;
	more int;
BEGIN
	IF coalesce(way.needle, '') = '' THEN
		RETURN;
	END IF;
	IF way.finder = 'resident_by_id_no' THEN
		RETURN QUERY
		SELECT line.*
		FROM resident_by_id_no(way.needle) r, resident_line(r) line
		WHERE r.county BETWEEN county_lo AND county_hi
		LIMIT p_limit;
		GET DIAGNOSTICS found = ROW_COUNT;
		IF found > 0 THEN
			RETURN;
		END IF;
	ELSIF way.finder = 'resident_by_id_no_tail' THEN
		RETURN QUERY
		SELECT line.*
		FROM resident_by_tail(way.needle, p_limit) k
		CROSS JOIN LATERAL (
			SELECT r FROM resident r
			WHERE r.county = k.county AND r.id = k.resident
			LIMIT 1
		) x (person)
		CROSS JOIN LATERAL resident_line(x.person) line;
		GET DIAGNOSTICS found = ROW_COUNT;
		IF found < p_limit AND way.needle ~ '^[0-9]+$' THEN
			RETURN QUERY
			SELECT line.*
			FROM resident_by_id_no_prefix(way.needle) r, resident_line(r) line
			WHERE r.county BETWEEN county_lo AND county_hi
				AND right(r.id_no, length(way.needle)) <> way.needle
			ORDER BY r.id_no, r.county
			LIMIT p_limit - found;
		END IF;
		RETURN;
	ELSIF way.finder = 'resident_by_id_no_prefix' THEN
		IF length(way.needle) < 4 THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'needle',
				MESSAGE = '身份证号请至少输入前 4 位';
		END IF;
		RETURN QUERY
		SELECT line.*
		FROM resident_by_id_no_prefix(way.needle) r, resident_line(r) line
		WHERE r.county BETWEEN county_lo AND county_hi
		ORDER BY r.id_no, r.county
		LIMIT p_limit;
		GET DIAGNOSTICS found = ROW_COUNT;
	ELSIF way.finder = 'resident_by_initials' THEN
		RETURN QUERY
		SELECT line.*
		FROM resident_by_initials(way.needle) r, resident_line(r) line
		WHERE r.div BETWEEN lo AND hi
			AND r.county BETWEEN county_lo AND county_hi
		ORDER BY r.initials, r.div
		LIMIT p_limit;
		GET DIAGNOSTICS found = ROW_COUNT;
	ELSIF way.finder = 'resident_by_name' THEN
		IF lo = hi THEN
			RETURN QUERY
			SELECT line.*
			FROM resident_by_name(way.needle) r, resident_line(r) line
			WHERE r.div = lo AND r.county BETWEEN county_lo AND county_hi
			ORDER BY r.name
			LIMIT p_limit;
		ELSE
			RETURN QUERY
			SELECT line.*
			FROM resident_by_name(way.needle) r, resident_line(r) line
			WHERE r.div BETWEEN lo AND hi
				AND r.county BETWEEN county_lo AND county_hi
			ORDER BY r.name, r.div
			LIMIT p_limit;
		END IF;
		GET DIAGNOSTICS found = ROW_COUNT;
		IF found < p_limit THEN
			RETURN QUERY
			SELECT line.*
			FROM resident_by_name_part(way.needle, p_limit - found) r,
				resident_line(r) line;
			GET DIAGNOSTICS more = ROW_COUNT;
			found := found + more;
		END IF;
	END IF;
	IF found < p_limit AND way.finder IN ('resident_by_id_no',
		'resident_by_id_no_prefix', 'resident_by_number') THEN
		RETURN QUERY
		SELECT line.*
		FROM resident_by_number(btrim(needle)) k
		CROSS JOIN LATERAL (
			SELECT r FROM resident r
			WHERE r.county = k.county AND r.id = k.resident
			LIMIT 1
		) x (person)
		CROSS JOIN LATERAL resident_line(x.person) line
		LIMIT p_limit - found;
		GET DIAGNOSTICS more = ROW_COUNT;
		found := found + more;
	END IF;
	IF found < p_limit THEN
		RETURN QUERY
		SELECT * FROM moved_search(way.finder, way.needle, p_limit - found);
	END IF;
END
$$;
COMMENT ON FUNCTION resident_search IS
	'one box for all: ID number (15 digits too), its last 4 to 6 characters or its
first digits, the number of a phone, an account or a certificate, name or
initials; behind those whose names begin so come those who have it inside their
names, then those who moved away. Each way is planned once a session for any
scope; the order is that of its index, so that a limit stops early, also in one
village. The ranges are hints, security doesn''t rest on them';
GRANT EXECUTE ON FUNCTION resident_search TO zhen_operator;
