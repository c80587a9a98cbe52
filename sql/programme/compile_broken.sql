-- Whose data break the function of a programme: a division by zero of one person
-- in half a million is found in a few passes, so that all others are computed by
-- one statement still.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TYPE programme_broken AS (
	county int,
	enrolment bigint,
	resident bigint,
	div bigint,
	said text
);

CREATE FUNCTION programme_breaks(
	p_programme text,
	p_county int,
	p_lo bigint,
	p_hi bigint,
	p_month int,
	p_enrolment bigint DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET jit = off
AS $$
DECLARE
	computed record;
BEGIN
	EXECUTE format('SELECT count(c.reason::line_text), count(c.amount::yuan),
			count(c.because::line_text)
		FROM %I($1, $1, $2, $3, $4, $5) c', 'programme_' || p_programme)
	INTO computed
	USING p_county, p_lo, p_hi, p_month, p_enrolment;
	RETURN NULL;
EXCEPTION WHEN data_exception OR check_violation THEN
	RETURN left(SQLERRM, 100);
END
$$;
COMMENT ON FUNCTION programme_breaks IS
	'computes a month of a range, or of one enrolment, and tells what breaks it';

CREATE FUNCTION programme_broken_of(
	p_programme text,
	p_county int,
	p_lo bigint,
	p_hi bigint,
	p_month int
) RETURNS programme_broken[]
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	middle bigint;
	last bigint;
BEGIN
	IF programme_breaks(p_programme, p_county, p_lo, p_hi, p_month) IS NULL THEN
		RETURN '{}';
	END IF;
	SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY e.div), max(e.div)
	INTO middle, last
	FROM enrolment e
	WHERE e.county = p_county AND e.programme = p_programme
		AND e.div BETWEEN p_lo AND p_hi;
	IF middle = last THEN
		SELECT max(e.div) INTO middle
		FROM enrolment e
		WHERE e.county = p_county AND e.programme = p_programme
			AND e.div >= p_lo AND e.div < last;
	END IF;
	IF middle IS NOT NULL THEN
		RETURN programme_broken_of(p_programme, p_county, p_lo, middle, p_month)
			|| programme_broken_of(p_programme, p_county, middle + 1, p_hi,
				p_month);
	END IF;
	RETURN ARRAY(
		SELECT (p_county, e.id, e.resident, e.div::bigint, format(
			'算不出来（%s）', b.said))::programme_broken
		FROM enrolment e
		CROSS JOIN LATERAL programme_breaks(p_programme, p_county, e.div, e.div,
			p_month, e.id) AS b (said)
		WHERE e.county = p_county AND e.programme = p_programme
			AND e.div BETWEEN p_lo AND p_hi AND e.since <= p_month
			AND (e.until IS NULL OR e.until >= p_month)
			AND b.said IS NOT NULL
		ORDER BY e.id);
END
$$;
COMMENT ON FUNCTION programme_broken_of IS
	'by halves of the range down to a village, there one by one';
