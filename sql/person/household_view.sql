-- What screens show of households, and what programmes ask of families.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE VIEW household_list
WITH (security_invoker = true)
AS
SELECT
	h.county,
	h.id AS household,
	h.div,
	division_name(h.div) AS village_name,
	division_path(h.div) AS place,
	chief.id AS head,
	chief.name AS head_name,
	chief.id_no AS head_id_no,
	chief.address,
	chief.phone,
	m.living,
	h.remark,
	h.fault,
	code_name('household_fault', h.fault) AS fault_name
FROM household h
LEFT JOIN resident chief ON chief.county = h.county AND chief.id = h.head
CROSS JOIN LATERAL (
	SELECT count(*) FILTER (WHERE r.died IS NULL)::int AS living
	FROM resident r
	WHERE r.county = h.county AND r.household = h.id
) m;
COMMENT ON VIEW household_list IS '家庭';
GRANT SELECT ON household_list TO zhen_operator;

CREATE VIEW household_mend
WITH (security_invoker = true)
AS
SELECT l.*
FROM household_list l
WHERE l.fault IS NOT NULL AND (l.fault <> '5' OR NOT EXISTS (
	SELECT FROM resident r
	WHERE r.county = l.county AND r.household = l.household
		AND r.died IS NULL AND r.birth <= current_date - interval '18 years'));
COMMENT ON VIEW household_mend IS
	'待整理的家庭；未成年人长大了就不再列入';
GRANT SELECT ON household_mend TO zhen_operator;

CREATE FUNCTION household_search(needle text)
RETURNS TABLE (
	county int,
	household bigint,
	head_name text,
	found text,
	living int,
	village_name text,
	fault_name text,
	remark text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT h.county::int, h.household, h.head_name::text, f.found, h.living,
		h.village_name, h.fault_name, h.remark::text
	FROM (
		SELECT r.county, r.household, string_agg(s.name, '、' ORDER BY s.n) AS found,
			min(s.n) AS n
		FROM resident_search(household_search.needle)
			WITH ORDINALITY s (county, id, id_no, name, sex, birth, age,
				village_name, town_name, phone, hukou_name, n)
		JOIN resident r ON r.county = s.county AND r.id = s.id
		GROUP BY r.county, r.household
	) f
	JOIN household_list h ON h.county = f.county AND h.household = f.household
	ORDER BY f.n
$$;
COMMENT ON FUNCTION household_search IS
	'households by any of their people, as resident_search() finds them';
GRANT EXECUTE ON FUNCTION household_search TO zhen_operator;

CREATE FUNCTION household_people(
	county int,
	household bigint
) RETURNS TABLE (
	no int,
	resident bigint,
	name text,
	kin_name text,
	sex_name text,
	id_no text,
	age int,
	state text
)
LANGUAGE sql STABLE ROWS 5 SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT m.no, m.id, m.name, code_name('kin', m.kin), code_name('sex', m.sex),
		CASE WHEN r.div BETWEEN scope_lo() AND scope_hi() THEN r.id_no::text
			ELSE mask_idcard(r.id_no) END,
		extract(year FROM age(coalesce(m.died, current_date), m.birth))::int,
		CASE WHEN m.died IS NOT NULL THEN '死亡'
			WHEN m.div <> h.div THEN division_name(m.div)
			ELSE '' END
	FROM household h
	CROSS JOIN LATERAL household_member(h.county, h.id) m
	JOIN resident r ON r.county = h.county AND r.id = m.id
	WHERE h.county = household_people.county
		AND h.id = household_people.household
		AND h.div BETWEEN scope_lo() AND scope_hi()
	ORDER BY m.no
$$;
COMMENT ON FUNCTION household_people IS
	'everybody in a household of the scope, also who lives elsewhere: theirs is
the number that the screens ask for';
GRANT EXECUTE ON FUNCTION household_people TO zhen_operator;

CREATE VIEW household_past
WITH (security_invoker = true)
AS
SELECT
	f.county,
	f.household,
	f.resident,
	f.name,
	code_name('kin', f.kin) AS kin_name,
	coalesce(chief.name, '（无）') AS head_name,
	f.since::date AS since,
	f.until::date AS until,
	f.until AS until_at,
	code_name('household_why', f.why) AS why_name,
	division_name(f.place) AS village_name,
	operator_name(f.kept_by) AS kept_by
FROM former_household f
LEFT JOIN resident chief ON chief.county = f.county AND chief.id = f.head;
COMMENT ON VIEW household_past IS '家庭成员的变动';
GRANT SELECT ON household_past TO zhen_operator;

CREATE VIEW card_household
WITH (security_invoker = true)
AS
SELECT
	p.county,
	p.resident,
	p.household,
	p.head_name,
	p.kin_name,
	p.village_name,
	p.since,
	p.until,
	p.why_name
FROM household_past p
UNION ALL
SELECT
	r.county,
	r.id,
	r.household,
	chief.name,
	code_name('kin', r.kin),
	division_name(h.div),
	(SELECT coalesce(max(f.until), r.created_at)
		FROM former_household f
		WHERE f.county = r.county AND f.resident = r.id)::date,
	NULL,
	NULL
FROM resident r
LEFT JOIN household h ON h.county = r.county AND h.id = r.household
LEFT JOIN resident chief ON chief.county = h.county AND chief.id = h.head;
COMMENT ON VIEW card_household IS '一个人在过的家庭，现在的截止为空';
GRANT SELECT ON card_household TO zhen_operator;

CREATE VIEW lookup_county_village
WITH (security_invoker = true)
AS
SELECT d.code, d.name, d.initials, d.spelling, d.note
FROM division_choice d
WHERE d.level = 'village'
	AND d.county BETWEEN (SELECT scope_county_lo())
		AND (SELECT scope_county_hi())
ORDER BY d.div;
COMMENT ON VIEW lookup_county_village IS '本县区的村居';
GRANT SELECT ON lookup_county_village TO zhen_operator;
