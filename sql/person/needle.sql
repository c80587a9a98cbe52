-- The other ways to a person, by the end of an ID number and by the numbers of
-- other things; and the needle, which finds units too. As search.sql: index
-- scans in every scope.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE INDEX resident_tail
ON resident (reverse(right(id_no, 6)) COLLATE "C", div);
CREATE INDEX resident_phone ON resident (phone, div);
CREATE INDEX resident_contact_phone ON resident_contact (phone, div);

CREATE FUNCTION resident_by_tail(
	p_tail text,
	p_limit int
) RETURNS TABLE (
	county int,
	resident bigint
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	wanted text := reverse(p_tail);
	lo bigint := scope_lo();
	hi bigint := scope_hi();
BEGIN
	RETURN QUERY
	SELECT r.county::int, r.id
	FROM resident r
	WHERE reverse(right(r.id_no, 6)) COLLATE "C" >= wanted
		AND reverse(right(r.id_no, 6)) COLLATE "C" < text_after(wanted)
		AND r.div BETWEEN lo AND hi
		AND r.county BETWEEN lo / 1000000 AND hi / 1000000
	ORDER BY reverse(right(r.id_no, 6)) COLLATE "C", r.div
	LIMIT p_limit;
END
$$;
COMMENT ON FUNCTION resident_by_tail IS
	'who in scope has an ID number that ends so, by 4 to 6 characters: keys only,
what is read of them is for row security. What cuts a text isn''t leakproof, so
this asks in the owner''s name, as resident_by_name_part()';
GRANT EXECUTE ON FUNCTION resident_by_tail TO zhen_operator;

CREATE FUNCTION resident_by_number(p_number text)
RETURNS TABLE (
	county int,
	resident bigint
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	county_lo int := scope_lo() / 1000000;
	county_hi int := scope_hi() / 1000000;
BEGIN
	RETURN QUERY
	SELECT r.county::int, r.id
	FROM resident r
	WHERE r.phone = p_number AND r.county BETWEEN county_lo AND county_hi
	UNION
	SELECT c.county::int, c.resident
	FROM resident_contact c
	WHERE c.phone = p_number AND NOT c.is_removed
		AND c.county BETWEEN county_lo AND county_hi
	UNION
	SELECT a.county::int, a.resident
	FROM account a
	WHERE a.number = p_number AND a.county BETWEEN county_lo AND county_hi
	UNION
	SELECT c.county::int, c.resident
	FROM resident_certificate c
	WHERE c.number = upper(p_number) AND NOT c.is_removed
		AND c.county BETWEEN county_lo AND county_hi;
END
$$;
COMMENT ON FUNCTION resident_by_number IS
	'by the whole number of a phone, theirs or a contact''s, of an account or of a
certificate, also one used before';
GRANT EXECUTE ON FUNCTION resident_by_number TO zhen_operator;

CREATE FUNCTION needle_search(
	needle text,
	p_limit int DEFAULT 200
) RETURNS TABLE (
	screen text,
	county int,
	id bigint,
	employer bigint,
	id_no text,
	name text,
	sex text,
	age int,
	village_name text,
	town_name text,
	phone text
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	way record := resident_search_way(btrim(needle));
	found int;
BEGIN
	RETURN QUERY
	SELECT 'card', s.county, s.id, NULL::bigint, s.id_no, s.name, s.sex, s.age,
		s.village_name, s.town_name, s.phone
	FROM resident_search(needle_search.needle, p_limit) s;
	GET DIAGNOSTICS found = ROW_COUNT;
	IF found >= p_limit OR way.finder = 'resident_by_id_no_tail'
		OR found > 0 AND way.finder = 'resident_by_id_no' THEN
		RETURN;
	END IF;
	RETURN QUERY
	SELECT 'employer_card', e.county::int, NULL::bigint, e.id, e.name::text,
		'单位', NULL::text, NULL::int, division_name(e.div),
		division_name(e.div / 1000 * 1000), e.phone::text
	FROM employer_search(needle_search.needle, p_limit - found) e;
END
$$;
COMMENT ON FUNCTION needle_search IS
	'one box for all: people, as resident_search(), then units, which have their
name where people have their number; screen is what opens them';
GRANT EXECUTE ON FUNCTION needle_search TO zhen_operator;
