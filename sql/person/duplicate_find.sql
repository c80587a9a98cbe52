-- Who may be the same person twice: the same number, the same name and date of
-- birth, or the same name with a number of which one digit is another or two
-- neighbours are swapped. Check digits catch such slips in numbers of 18; those
-- of 15 had none, and whoever upgrades a wrong one gets a valid wrong one.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE INDEX resident_name_birth ON resident (name, birth)
INCLUDE (county, id, id_no, div)
WHERE next_id IS NULL;

CREATE FUNCTION idcard_near(
	p_one text,
	p_other text
) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE cardinality(d.at)
		WHEN 1 THEN true
		WHEN 2 THEN d.at[2] = d.at[1] + 1 AND overlay(p_one
			PLACING reverse(substr(p_one, d.at[1], 2)) FROM d.at[1])
			= left(p_other, 17) || substr(p_one, 18)
		ELSE false
	END
	FROM (
		SELECT array_agg(i ORDER BY i) AS at
		FROM generate_series(1, 17) i
		WHERE substr(p_one, i, 1) <> substr(p_other, i, 1)
	) d
$$;
COMMENT ON FUNCTION idcard_near IS
	'one of the first 17 digits is another, or two neighbours are swapped; the
check digit follows from them';

CREATE FUNCTION births_near(p_birth date)
RETURNS date[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
BEGIN
	RETURN (
		SELECT array_agg(DISTINCT make_date(left(c.digits, 4)::int,
			substr(c.digits, 5, 2)::int, right(c.digits, 2)::int))
		FROM (
			SELECT to_char(p_birth, 'YYYYMMDD') AS digits
		) b
		CROSS JOIN LATERAL (
			SELECT overlay(b.digits PLACING n::text FROM i) AS digits
			FROM generate_series(1, 8) i, generate_series(0, 9) n
			UNION ALL
			SELECT overlay(b.digits PLACING reverse(substr(b.digits, i, 2)) FROM i)
			FROM generate_series(1, 7) i
		) c
		WHERE idcard_date_is_valid(left(c.digits, 4)::int,
			substr(c.digits, 5, 2)::int, right(c.digits, 2)::int));
END
$$;
COMMENT ON FUNCTION births_near IS
	'the dates of birth that near numbers can have, some forty, itself among them';

CREATE FUNCTION duplicate_match(
	p_numbers text[],
	p_names text[],
	p_births date[]
) RETURNS TABLE (
	n int,
	why text,
	county int,
	resident bigint,
	id_no text,
	div bigint
)
LANGUAGE plpgsql STABLE ROWS 5
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH asked AS MATERIALIZED (
		SELECT a.n::int, k.number, a.name,
			coalesce(idcard_birth(k.number), a.birth) AS birth,
			coalesce(births_near(idcard_birth(k.number)), ARRAY[a.birth])
				AS births
		FROM unnest(p_numbers, p_names, p_births)
			WITH ORDINALITY a (number, name, birth, n)
		CROSS JOIN LATERAL (SELECT idcard_known(a.number) AS number OFFSET 0) k
	)
	SELECT a.n, 'number', i.county::int, i.resident, a.number, NULL::bigint
	FROM asked a
	CROSS JOIN LATERAL (
		SELECT * FROM identity i WHERE i.id_no = a.number OFFSET 0
	) i
	UNION ALL
	SELECT a.n, CASE WHEN r.birth = a.birth THEN 'birth' ELSE 'near' END,
		r.county::int, r.id, r.id_no::text, r.div::bigint
	FROM asked a
	CROSS JOIN LATERAL unnest(a.births) b (birth)
	CROSS JOIN LATERAL (
		SELECT r.county, r.id, r.id_no, r.div, r.birth
		FROM resident r
		WHERE r.name = a.name AND r.birth = b.birth AND r.next_id IS NULL
		OFFSET 0
	) r
	WHERE r.id_no IS DISTINCT FROM a.number
		AND (r.birth = a.birth OR idcard_near(r.id_no, a.number));
END
$$;
COMMENT ON FUNCTION duplicate_match IS
	'for each number, name and date of birth, which people may be the same, by
the registers'' indexes alone, which hold all that is told of them: each day is
looked up by itself (OFFSET 0), for some names are common. Planned once a session;
for functions of the owner';

CREATE FUNCTION duplicate_candidates_many(
	p_numbers text[],
	p_names text[],
	p_births date[]
) RETURNS TABLE (
	n int,
	why text,
	county int,
	resident bigint,
	name text,
	id_no text,
	place text
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT m.n, m.why,
		CASE WHEN s.is_ours THEN m.county END,
		CASE WHEN s.is_ours THEN m.resident END,
		CASE WHEN s.is_ours THEN r.name::text END,
		CASE WHEN s.is_ours THEN r.id_no::text END,
		division_path(CASE WHEN s.is_ours THEN r.div
			ELSE r.div / 1000 * 1000 END)
	FROM duplicate_match(p_numbers, p_names, p_births) m
	JOIN resident r ON r.county = m.county AND r.id = m.resident
	CROSS JOIN LATERAL (SELECT r.div BETWEEN (SELECT scope_lo())
		AND (SELECT scope_hi()) AS is_ours) s
	WHERE (SELECT scope_lo()) IS NOT NULL
	ORDER BY m.n, array_position('{number,near,birth}', m.why)
$$;
COMMENT ON FUNCTION duplicate_candidates_many IS
	'for many lines at once, who may be the same person: n is the line''s place.
Outside of the scope no more than county and town are told';

CREATE FUNCTION duplicate_candidates(
	p_number text,
	p_name text,
	p_birth date
) RETURNS TABLE (
	why text,
	county int,
	resident bigint,
	name text,
	id_no text,
	place text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT c.why, c.county, c.resident, c.name, c.id_no, c.place
	FROM duplicate_candidates_many(ARRAY[p_number], ARRAY[p_name],
		ARRAY[p_birth]) c
$$;
COMMENT ON FUNCTION duplicate_candidates IS 'the same for one line';
GRANT EXECUTE ON FUNCTION duplicate_candidates, duplicate_candidates_many
TO zhen_window;

CREATE FUNCTION duplicate_note(
	p_county int,
	p_resident bigint
) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	person resident;
	one record;
	count int := 0;
BEGIN
	SELECT * INTO person
	FROM resident r
	WHERE r.county = p_county AND r.id = p_resident AND r.next_id IS NULL;
	PERFORM scope_require(person.div);
	FOR one IN
		SELECT *
		FROM duplicate_match(ARRAY[person.id_no], ARRAY[person.name],
			ARRAY[person.birth]) m
		WHERE m.why <> 'number'
	LOOP
		PERFORM duplicate_keep(p_county, p_resident, one.county, one.resident,
			one.why);
		count := count + 1;
	END LOOP;
	RETURN count;
END
$$;
COMMENT ON FUNCTION duplicate_note IS
	'keeps the pairs that somebody who was just written makes with others';
GRANT EXECUTE ON FUNCTION duplicate_note TO zhen_window;

CREATE FUNCTION duplicate_notice(
	p_number text,
	p_name text
) RETURNS TABLE (
	severity text,
	message text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
BEGIN
	RETURN QUERY
	SELECT 'warning', CASE WHEN m.div BETWEEN (SELECT scope_lo())
			AND (SELECT scope_hi())
		THEN format('%s %s 已登记在%s，%s，请核对', p_name, m.id_no,
			division_name(m.div), duplicate_why_name(m.why))
		ELSE format('%s有人%s，是同一人请申请迁入（1140）',
			division_path(m.div / 1000 * 1000), duplicate_why_name(m.why)) END
	FROM duplicate_match(ARRAY[p_number], ARRAY[p_name], ARRAY[NULL::date]) m
	LEFT JOIN identity i ON i.id_no = p_number
	WHERE m.why <> 'number' AND p_name <> ''
		AND (SELECT scope_lo()) IS NOT NULL
		AND NOT EXISTS (
			SELECT FROM duplicate d
			WHERE d.state = 'different'
				AND ((d.county, d.resident, d.other_county, d.other)
					= (m.county, m.resident, i.county, i.resident)
				OR (d.other_county, d.other, d.county, d.resident)
					= (m.county, m.resident, i.county, i.resident)))
	ORDER BY array_position('{near,birth}', m.why)
	LIMIT 1;
END
$$;
COMMENT ON FUNCTION duplicate_notice IS
	'warns of somebody of the same name who was born on the same day or whose
number is near, unless the two are known to be different people';
GRANT EXECUTE ON FUNCTION duplicate_notice TO zhen_operator;
