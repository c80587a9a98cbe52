-- What expressions may read of the household that somebody is in at the end of a
-- month: how many live there and how old they are, and what the others are
-- enrolled in. Looked up by an index a person, and only for programmes that name
-- it.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION household_on(
	p_county int,
	p_resident bigint,
	p_now bigint,
	p_day date
) RETURNS bigint
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce((
		SELECT f.household
		FROM former_household f
		WHERE f.county = p_county AND f.resident = p_resident
			AND f.until >= p_day + 1
		ORDER BY f.until
		LIMIT 1), p_now)
$$;
COMMENT ON FUNCTION household_on IS
	'the household somebody who is in p_now was in at the end of a day; before the
first change that is known, the one they left by it';
GRANT EXECUTE ON FUNCTION household_on TO zhen_operator;

CREATE FUNCTION household_living(
	p_county int,
	p_resident bigint,
	p_now bigint,
	p_day date
) RETURNS TABLE (
	resident bigint,
	birth date
)
LANGUAGE sql STABLE ROWS 4
SET search_path = zhen, pg_temp
AS $$
	WITH home AS MATERIALIZED (
		SELECT household_on(p_county, p_resident, p_now, p_day) AS id
	), near AS (
		SELECT r.id
		FROM home
		JOIN resident r ON r.county = p_county AND r.household = home.id
		UNION
		SELECT f.resident
		FROM home
		JOIN former_household f ON f.county = p_county
			AND f.household = home.id AND f.until >= p_day + 1
	)
	SELECT m.id, m.birth
	FROM home, near
	JOIN resident m ON m.county = p_county AND m.id = near.id
	WHERE (m.next_id IS NULL
			OR m.closed_as = 'moved' AND m.closed_at >= p_day + 1)
		AND m.birth <= p_day AND coalesce(m.died, 'infinity') > p_day
		AND household_on(p_county, m.id, m.household, p_day) = home.id
$$;
COMMENT ON FUNCTION household_living IS
	'who lived in somebody''s household at the end of a day, that person too';
GRANT EXECUTE ON FUNCTION household_living TO zhen_operator;

CREATE FUNCTION household_sights()
RETURNS TABLE (
	name text,
	sql text,
	source text
)
LANGUAGE sql IMMUTABLE
AS $$
	VALUES
		('household_size', 'coalesce(home.size, 0)', 'household'),
		('household_ages', 'home.ages', 'household'),
		('household_programmes', 'home.programmes', 'household'),
		('household_enrolled', 'coalesce(home.enrolled, 0)', 'household')
$$;
COMMENT ON FUNCTION household_sights IS
	'as compile_sights(): how many live in the household, their ages, the programmes
that the others are enrolled in, and how many of the others are in this one';

CREATE FUNCTION household_sight_sources()
RETURNS TABLE (
	n int,
	source text,
	serves text[],
	joins text
)
LANGUAGE sql IMMUTABLE
AS $$
	VALUES
		(31, 'household', '{household}'::text[], '
			LEFT JOIN LATERAL (
				SELECT count(*)::int AS size,
					array_agg(age_in(m.birth, p_month) ORDER BY m.birth,
						m.resident) AS ages,
					(count(*) FILTER (WHERE PROGRAMME = ANY (o.codes)))::int
						AS enrolled,
					coalesce(string_to_array(string_agg(DISTINCT nullif(
						array_to_string(o.codes, '' ''), ''''), '' ''), '' ''),
						''{}'') AS programmes
				FROM household_living(r.county, r.id, r.household,
					month_last(p_month)) m
				CROSS JOIN LATERAL (
					SELECT ARRAY(SELECT x.programme::text
						FROM enrolment x
						WHERE m.resident <> r.id AND x.county = r.county
							AND x.resident = m.resident AND x.since <= p_month
							AND coalesce(x.until, 999912) >= p_month) AS codes
				) o
				WHERE r.county BETWEEN LO AND HI
			) home ON true')
$$;
COMMENT ON FUNCTION household_sight_sources IS 'as compile_sight_sources()';
