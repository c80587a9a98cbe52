-- Whose children somebody has, by all that kinship in households has ever
-- said, and whether they are enrolled: what "family binding" asks.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION household_membership(
	p_county int,
	p_resident bigint
) RETURNS TABLE (
	household bigint,
	head bigint,
	kin text
)
LANGUAGE sql STABLE ROWS 3
SET search_path = zhen, pg_temp
AS $$
	SELECT r.household, h.head, r.kin
	FROM resident r
	JOIN household h ON h.county = r.county AND h.id = r.household
	WHERE r.county = p_county AND r.id = p_resident
	UNION
	SELECT f.household, f.head, f.kin
	FROM former_household f
	WHERE f.county = p_county AND f.resident = p_resident
$$;
-- The rows are told: else the plan looks so dear that it is compiled first.
COMMENT ON FUNCTION household_membership IS
	'every household somebody has been in, and what they were to which head';

CREATE FUNCTION household_membership_of(
	p_county int,
	p_household bigint,
	p_head bigint
) RETURNS TABLE (
	resident bigint,
	kin text
)
LANGUAGE sql STABLE ROWS 6
SET search_path = zhen, pg_temp
AS $$
	SELECT r.id, r.kin
	FROM household h
	JOIN resident r ON r.county = h.county AND r.household = h.id
	WHERE h.county = p_county AND h.id = p_household AND h.head = p_head
	UNION
	SELECT f.resident, f.kin
	FROM former_household f
	WHERE f.county = p_county AND f.household = p_household
		AND f.head = p_head
$$;
COMMENT ON FUNCTION household_membership_of IS
	'who has ever been in a household under this head';

CREATE FUNCTION family_child(
	p_county int,
	p_resident bigint
) RETURNS TABLE (
	child bigint,
	via text
)
LANGUAGE sql STABLE ROWS 5
SET search_path = zhen, pg_temp
AS $$
	SELECT DISTINCT ON (k.resident) k.resident, k.via
	FROM (
		SELECT
			o.resident,
			CASE
				WHEN kin_class(m.kin) = 'head' AND kin_class(o.kin) = 'child'
					THEN '1'
				WHEN m.kin IN ('50', '51', '52', '57', '58') AND o.kin = '02'
					THEN '1'
				WHEN m.kin IN ('53', '54') AND o.kin IN ('10', '11')
					THEN '1'
				WHEN m.kin IN ('55', '56') AND o.kin IN ('10', '12')
					THEN '1'
				WHEN kin_class(m.kin) = 'spouse' AND kin_class(o.kin) = 'child'
					THEN '2'
				WHEN m.kin IN ('50', '51', '52') AND kin_class(o.kin) = 'sibling'
					THEN '3'
			END AS via
		FROM household_membership(p_county, p_resident) m
		CROSS JOIN LATERAL
			household_membership_of(p_county, m.household, m.head) o
		WHERE o.resident <> p_resident
	) k
	WHERE k.via IS NOT NULL
	ORDER BY k.resident, k.via
$$;
COMMENT ON FUNCTION family_child IS
	'children as far as kinship tells: 1 said so, 2 of the husband or wife, 3
brothers and sisters of a child. It doesn''t tell of children who never were in
one household with them here, nor which child grandchildren are of';

CREATE FUNCTION family_children(
	county int,
	resident bigint
) RETURNS TABLE (
	child bigint,
	name text,
	id_no text,
	birth date,
	age int,
	died date,
	place text,
	via_name text,
	is_here boolean
)
LANGUAGE sql STABLE ROWS 5 SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT
		c.id,
		c.name::text,
		CASE WHEN here.is_here THEN c.id_no::text ELSE mask_idcard(c.id_no) END,
		CASE WHEN here.is_here THEN c.birth END,
		extract(year FROM age(coalesce(c.died, current_date), c.birth))::int,
		c.died,
		division_path(CASE WHEN here.is_here THEN c.div
			ELSE c.div / 1000 * 1000 END),
		code_name('family_via', k.via),
		here.is_here
	FROM resident p
	CROSS JOIN LATERAL family_child(p.county, p.id) k
	JOIN resident c ON c.county = p.county AND c.id = k.child
		AND c.next_id IS NULL
	CROSS JOIN LATERAL (
		SELECT c.div BETWEEN scope_lo() AND scope_hi() AS is_here
	) here
	WHERE p.county = family_children.county
		AND p.id = family_children.resident
		AND p.div BETWEEN scope_lo() AND scope_hi()
	ORDER BY c.birth, c.id
$$;
COMMENT ON FUNCTION family_children IS
	'the children of somebody in scope, wherever in the county they are; of those
elsewhere no more than name, age and town';
GRANT EXECUTE ON FUNCTION family_children TO zhen_operator;

CREATE FUNCTION family_binding(
	county int,
	resident bigint,
	programme text,
	from_age int DEFAULT 16
) RETURNS TABLE (
	child bigint,
	name text,
	id_no text,
	age int,
	place text,
	via_name text,
	is_here boolean,
	is_enrolled boolean,
	since int,
	state_name text
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT c.child, c.name, c.id_no, c.age, c.place, c.via_name, c.is_here,
		e.id IS NOT NULL, e.since::int,
		CASE WHEN e.id IS NOT NULL THEN '已参保' ELSE '未参保' END
	FROM family_children(family_binding.county, family_binding.resident) c
	LEFT JOIN LATERAL (
		SELECT e.*
		FROM enrolment e
		WHERE e.county = family_binding.county AND e.resident = c.child
			AND e.programme = family_binding.programme
			AND e.since <= month_of(current_date)
			AND coalesce(e.until, 999912) >= month_of(current_date)
		LIMIT 1
	) e ON true
	WHERE c.died IS NULL AND c.age >= family_binding.from_age
	ORDER BY e.id IS NOT NULL, c.age DESC, c.child
$$;
COMMENT ON FUNCTION family_binding IS
	'living children of somebody in scope, from the age at which they can be
enrolled (16: Xinhua, 2010-01-08, of the rural pension), and whether they are
this month; who isn''t comes first';
GRANT EXECUTE ON FUNCTION family_binding TO zhen_operator;

CREATE FUNCTION children_out(
	p_county int,
	p_resident bigint,
	p_programme text,
	p_month int
) RETURNS int
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT count(*)::int
	FROM family_child(p_county, p_resident) k
	JOIN resident c ON c.county = p_county AND c.id = k.child
		AND c.next_id IS NULL
	WHERE coalesce(c.died, 'infinity') > month_last(p_month)
		AND extract(year FROM age(month_last(p_month), c.birth)) BETWEEN
			coalesce((SELECT value FROM rate WHERE programme = p_programme
				AND name = 'pay_from' AND since <= p_month
				ORDER BY since DESC LIMIT 1), 16)
			AND coalesce((SELECT value FROM rate WHERE programme = p_programme
				AND name = 'pay_before' AND since <= p_month
				ORDER BY since DESC LIMIT 1), 60) - 1
		AND NOT EXISTS (
			SELECT FROM enrolment e
			WHERE e.county = p_county AND e.resident = c.id
				AND e.programme = p_programme AND e.since <= p_month
				AND coalesce(e.until, 999912) >= p_month)
$$;
COMMENT ON FUNCTION children_out IS
	'how many living children of an age to pay aren''t enrolled in a month';
GRANT EXECUTE ON FUNCTION children_out TO zhen_operator;
