-- Finding units, and what screens show of them. As search.sql: ranges and never
-- LIKE, one plan for any scope.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE VIEW employer_month
WITH (security_invoker = true)
AS
SELECT
	c.*,
	row_number() OVER (PARTITION BY c.county, c.employer, c.month
		ORDER BY c.id DESC) = 1 AS is_valid
FROM employer_contribution c;
COMMENT ON VIEW employer_month IS '单位按月缴费；is_valid 为当月有效的一行';
GRANT SELECT ON employer_month TO zhen_operator;

CREATE VIEW employer_list
WITH (security_invoker = true)
AS
SELECT
	e.county,
	e.id AS employer,
	e.div,
	e.name,
	e.credit_code,
	coalesce(e.credit_code, '无：' || e.no_code_reason) AS code_words,
	e.old_code,
	e.kind,
	code_name('employer_kind', e.kind) AS kind_name,
	e.legal_person,
	e.contact,
	e.phone,
	division_name(e.div) AS village_name,
	division_path(e.div) AS place,
	e.address,
	e.established_on,
	e.closed_on,
	CASE WHEN e.closed_on IS NOT NULL THEN '已注销' ELSE '在营' END AS state_name,
	e.note,
	last.month AS last_month,
	last.people,
	coalesce(last.month, month_add(month_of(coalesce(e.established_on,
		e.created_at::date)), -1)) AS paid_until
FROM employer e
LEFT JOIN LATERAL (
	SELECT c.month, c.people
	FROM employer_contribution c
	WHERE c.county = e.county AND c.employer = e.id
	ORDER BY c.month DESC, c.id DESC
	LIMIT 1
) last ON true;
COMMENT ON VIEW employer_list IS
	'单位；缴到哪个月，没有缴过的从成立（没有的从登记）起算';
GRANT SELECT ON employer_list TO zhen_operator;

CREATE FUNCTION employer_by_code(p_code text)
RETURNS SETOF employer
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT * FROM employer e
	WHERE e.credit_code >= p_code AND e.credit_code < text_after(p_code)
	UNION ALL
	SELECT * FROM employer e
	WHERE e.old_code = p_code
$$;
COMMENT ON FUNCTION employer_by_code IS
	'by the first characters of its code, or its whole old one';
GRANT EXECUTE ON FUNCTION employer_by_code TO zhen_operator;

CREATE FUNCTION employer_by_name_part(
	p_part text,
	p_limit int
) RETURNS SETOF employer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	lo bigint := scope_lo();
	hi bigint := scope_hi();
	town text := CASE WHEN lo / 1000 = hi / 1000 THEN lo / 1000 END;
	parts text[] := ARRAY(
		SELECT concat(town, substr(p_part, i, 2))
		FROM generate_series(1, length(p_part) - 1) i
	);
BEGIN
	IF parts <> '{}' THEN
		RETURN QUERY
		SELECT *
		FROM employer e
		WHERE name_parts(e.name, e.div) @> parts
			AND strpos(e.name, p_part) > 1
			AND e.div + 0 >= lo AND e.div - 0 <= hi
		LIMIT p_limit;
	END IF;
END
$$;
COMMENT ON FUNCTION employer_by_name_part IS
	'by two or more characters behind the first of a name: as
resident_by_name_part(), in the owner''s name and within the scope';
GRANT EXECUTE ON FUNCTION employer_by_name_part TO zhen_operator;

CREATE FUNCTION employer_search(
	needle text,
	p_limit int DEFAULT 200
) RETURNS SETOF employer
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	wanted text := employer_name(needle);
	lo bigint := scope_lo();
	hi bigint := scope_hi();
	found int;
BEGIN
	IF coalesce(wanted, '') = '' THEN
		RETURN;
	END IF;
	IF wanted ~ '^[0-9A-Za-z-]*[0-9][0-9A-Za-z-]*$' THEN
		IF length(wanted) < 4 THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'needle',
				MESSAGE = '代码请至少输入前 4 位';
		END IF;
		RETURN QUERY
		SELECT * FROM employer_by_code(replace(upper(wanted), '-', ''))
		LIMIT p_limit;
	ELSIF wanted ~ '^[A-Za-z]+$' THEN
		RETURN QUERY
		SELECT * FROM employer e
		WHERE e.initials >= lower(wanted)
			AND e.initials < text_after(lower(wanted))
			AND e.div BETWEEN lo AND hi
		ORDER BY e.initials, e.div
		LIMIT p_limit;
	ELSE
		RETURN QUERY
		SELECT * FROM employer e
		WHERE e.name >= wanted AND e.name < text_after(wanted)
			AND e.div BETWEEN lo AND hi
		ORDER BY e.name, e.div
		LIMIT p_limit;
		GET DIAGNOSTICS found = ROW_COUNT;
		RETURN QUERY
		SELECT * FROM employer_by_name_part(wanted, p_limit - found);
	END IF;
END
$$;
COMMENT ON FUNCTION employer_search IS
	'one box: a code or its first characters, initials, or a name, those that begin
so before those that have it inside';
GRANT EXECUTE ON FUNCTION employer_search TO zhen_operator;

CREATE FUNCTION employer_notice(
	p_credit_code text,
	p_name text,
	p_county int DEFAULT NULL,
	p_id bigint DEFAULT NULL
) RETURNS TABLE (
	severity text,
	message text
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT s.severity, format(s.words, CASE WHEN e.div BETWEEN scope_lo()
		AND scope_hi() THEN e.name || '，' || division_path(e.div)
		ELSE division_path(e.div / 1000 * 1000) END)
	FROM (
		SELECT x.*, true AS is_code FROM employer x
		WHERE x.credit_code = p_credit_code
		UNION ALL
		SELECT x.*, false FROM employer x
		WHERE x.name = employer_name(p_name) AND x.credit_code IS DISTINCT FROM p_credit_code
	) e
	CROSS JOIN LATERAL (
		SELECT
			CASE WHEN e.is_code AND e.county = scope_county_lo()
				THEN CASE WHEN e.div BETWEEN scope_lo() AND scope_hi()
					THEN 'info' ELSE 'error' END
				ELSE 'warning' END AS severity,
			CASE WHEN NOT e.is_code THEN '同名的单位已登记：%s；是同一家的请不要再登'
				WHEN e.county = scope_county_lo()
				THEN '此代码已登记：%s，请核对；不在本所的请联系该所'
				ELSE '此代码在外县区已登记：%s；确在两地参保的可继续' END AS words
	) s
	WHERE scope_lo() IS NOT NULL
		AND (e.county, e.id) IS DISTINCT FROM (p_county, p_id)
	ORDER BY s.severity, e.county, e.id
	LIMIT 1
$$;
COMMENT ON FUNCTION employer_notice IS
	'where a unit of this code or name is registered already; outside the scope
no more than county and town';
GRANT EXECUTE ON FUNCTION employer_notice TO zhen_operator;

CREATE FUNCTION employer_people(
	county int,
	employer bigint
) RETURNS TABLE (
	resident bigint,
	name text,
	since text,
	until text
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF to_regclass('zhen.resident_employment') IS NOT NULL THEN
		RETURN QUERY EXECUTE '
			SELECT m.resident, r.name::text, m.since::text, m.until::text
			FROM resident_employment m
			JOIN resident r ON r.county = m.county AND r.id = m.resident
			WHERE m.county = $1 AND m.employer = $2 AND NOT m.is_removed
			ORDER BY m.until IS NOT NULL, m.since DESC, m.resident
			LIMIT 200'
		USING employer_people.county, employer_people.employer;
	END IF;
END
$$;
COMMENT ON FUNCTION employer_people IS
	'who works at a unit and who did, as far as in scope: by the history of
employment, resident_employment, where there is one';
GRANT EXECUTE ON FUNCTION employer_people TO zhen_operator;
