-- What is left of earlier benefits: who is out of work again takes along the
-- months that were due and never drawn (失业保险条例第十七条).

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION benefit_rates(
	p_programme text,
	p_month int
) RETURNS jsonb
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT jsonb_object_agg(name, value)
	FROM (
		SELECT DISTINCT ON (name) name, value
		FROM rate
		WHERE programme = p_programme AND since <= p_month
		ORDER BY name, since DESC
	) r
$$;
COMMENT ON FUNCTION benefit_rates IS 'the rates of a month, by name';
GRANT EXECUTE ON FUNCTION benefit_rates TO zhen_operator;

CREATE FUNCTION benefit_left(
	p_county int,
	p_resident bigint,
	p_programme text,
	p_month int
) RETURNS int
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one record;
	rates jsonb;
	total int := 0;
BEGIN
	FOR one IN
		SELECT (e.extra ->> 'registered')::date AS registered,
			coalesce((e.extra ->> 'paid_months')::int, 0) AS paid,
			coalesce((e.extra ->> 'left_months')::int, 0) AS told,
			(SELECT count(*)
			FROM entitlement d
			WHERE d.county = e.county AND d.programme = e.programme
				AND d.resident = e.resident
				AND d.month BETWEEN e.since AND e.until
				AND coalesce((SELECT p.part % 2
					FROM payment p
					WHERE p.county = d.county AND p.programme = d.programme
						AND p.month = d.month AND p.resident = d.resident
					ORDER BY p.part DESC
					LIMIT 1), 0) = 0) AS drawn
		FROM enrolment e
		WHERE e.county = p_county AND e.resident = p_resident
			AND e.programme = p_programme AND e.until < p_month
		ORDER BY e.since
	LOOP
		rates := benefit_rates(p_programme, month_of(one.registered));
		total := greatest(0, least((rates ->> 'cap')::int,
			total + one.told + CASE
				WHEN one.paid >= (rates ->> 'ten')::int THEN (rates ->> 'long')::int
				WHEN one.paid >= (rates ->> 'five')::int
					THEN (rates ->> 'middle')::int
				WHEN one.paid >= (rates ->> 'least')::int
					THEN (rates ->> 'short')::int
				ELSE 0
			END) - one.drawn);
	END LOOP;
	RETURN total;
END
$$;
COMMENT ON FUNCTION benefit_left IS
	'months that were due by the enrolments that ended before a month and weren''t
drawn; each takes along what was left before it, up to the cap. By the rates
"least", "five", "ten", "short", "middle", "long" and "cap" of the programme';
GRANT EXECUTE ON FUNCTION benefit_left TO zhen_operator;
