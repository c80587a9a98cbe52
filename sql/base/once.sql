-- Nobody is due twice for a programme and month, under whichever of their rows:
-- the key of an entitlement sees to one row, this to all that are one person.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION entitled_elsewhere(
	p_programme text,
	p_month int,
	p_county int
) RETURNS TABLE (
	resident bigint,
	other_county int,
	other bigint
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
SET enable_nestloop = on
AS $$
	WITH same AS MATERIALIZED (
		SELECT * FROM resident_groups()
	)
	SELECT DISTINCT ON (a.resident) a.resident, b.county, b.resident
	FROM same a
	JOIN same b ON (b.here_county, b.here) = (a.here_county, a.here)
		AND (b.county, b.resident) <> (a.county, a.resident)
	JOIN programme m ON m.code = p_programme
	JOIN entitlement e ON e.county = b.county AND e.programme = m.code
		AND e.month BETWEEN span_first(m.definition ->> 'period', p_month)
			AND span_last(m.definition ->> 'period', p_month)
		AND e.resident = b.resident
	JOIN resident r ON r.county = b.county AND r.id = b.resident
	WHERE a.county = p_county
		AND (r.closed_as IS DISTINCT FROM 'merged' OR EXISTS (
			SELECT FROM payment p
			WHERE p.county = e.county AND p.programme = e.programme
				AND p.month = e.month AND p.resident = e.resident))
	ORDER BY a.resident, b.county, b.resident
$$;
COMMENT ON FUNCTION entitled_elsewhere IS
	'people of a county who are due for the month, or another of its quarter or year
if it is paid once in that, under another row of theirs. A
draft for a row that was merged since counts for nothing: it can''t be approved';

CREATE FUNCTION entitlement_once()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	part record;
	twice record;
BEGIN
	PERFORM FROM resident r
	WHERE (r.county, r.id) IN (
		SELECT g.here_county, g.here
		FROM resident_groups() g
		JOIN added a USING (county, resident))
	ORDER BY r.county, r.id
	FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	FOR part IN SELECT DISTINCT county, programme, month FROM added LOOP
		SELECT r.name, s.* INTO twice
		FROM entitled_elsewhere(part.programme, part.month, part.county) s
		JOIN added a ON a.county = part.county AND a.programme = part.programme
			AND a.month = part.month AND a.resident = s.resident
		JOIN resident r ON r.county = part.county AND r.id = s.resident
		LIMIT 1;
		IF FOUND THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001',
				MESSAGE = format('%s本月本项目已在%s列入，请重新计算', twice.name,
					division_name(twice.other_county * 1000000::bigint));
		END IF;
	END LOOP;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION entitlement_once IS
	'locks whoever has several rows, so that two counties that compute at once
see each other';
CREATE TRIGGER entitlement_once AFTER INSERT ON entitlement
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION entitlement_once();
