-- The papers of a person that stand under rows closed in favour of theirs: what
-- another county kept, and what a row had that was merged. Shown where they are,
-- for they are that ledger's.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION card_elsewhere(
	p_county int,
	p_resident bigint
) RETURNS TABLE (
	place text,
	what text,
	said text,
	since date,
	until date
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	IF NOT EXISTS (SELECT FROM card_rows(p_county, p_resident)) THEN
		RETURN;
	END IF;
	RETURN QUERY
	SELECT format('%s（%s）', s.place, s.closed), x.what, x.said, x.since,
		x.until
	FROM card_rows(p_county, p_resident) s
	CROSS JOIN LATERAL (
		SELECT c.kind_name AS what, concat_ws(' ', c.number, c.grade) AS said,
			c.since, c.until
		FROM card_certificates c
		WHERE c.county = s.county AND c.resident = s.resident
		UNION ALL
		SELECT '联系人', concat_ws(' ', c.name, c.kin_name, c.phone), NULL, NULL
		FROM card_contacts c
		WHERE c.county = s.county AND c.resident = s.resident
		UNION ALL
		SELECT '生存认证', format('%s 年 %s', c.year, c.way_name), c.checked_on,
			NULL
		FROM card_survival c
		WHERE c.county = s.county AND c.resident = s.resident
		UNION ALL
		SELECT c.category_name, c.evidence, c.since, c.until
		FROM card_categories c
		WHERE c.county = s.county AND c.resident = s.resident
		UNION ALL
		SELECT '就业', concat_ws(' ', c.employment_name, c.employer_name),
			c.since, c.until
		FROM card_employment c
		WHERE c.county = s.county AND c.resident = s.resident
	) x
	ORDER BY x.since DESC NULLS LAST, x.what, x.said;
END
$$;
COMMENT ON FUNCTION card_elsewhere IS
	'certificates, contacts, survival checks, categories and employment of a
person in scope under rows that were closed since, with where; asked as the owner,
because those are hidden from operators';
GRANT EXECUTE ON FUNCTION card_elsewhere TO zhen_operator;
