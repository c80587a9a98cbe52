-- Kinship after GB/T 4761: what somebody is to another head, when it follows
-- for certain from what both are to this one. Where it doesn't, these say
-- null, and the operator is asked.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION kin_class(p_kin text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE
		WHEN p_kin = '02' THEN 'head'
		WHEN p_kin IN ('10', '11', '12') THEN 'spouse'
		WHEN p_kin IN ('28', '38') THEN 'child_in_law'
		WHEN p_kin ~ '^[23][0-9]$' THEN 'child'
		WHEN p_kin IN ('45', '46') THEN 'grandchild_in_law'
		WHEN p_kin ~ '^4[0-9]$' THEN 'grandchild'
		WHEN p_kin IN ('53', '54', '55', '56') THEN 'parent_in_law'
		WHEN p_kin ~ '^5[0-9]$' THEN 'parent'
		WHEN p_kin ~ '^6[0-9]$' THEN 'grandparent'
		WHEN p_kin IN ('72', '74', '76', '78') THEN 'sibling_in_law'
		WHEN p_kin ~ '^7[0-9]$' THEN 'sibling'
		WHEN p_kin ~ '^8[0-9]$' THEN 'relative'
		WHEN p_kin ~ '^9[0-9]$' THEN 'none'
	END
$$;
COMMENT ON FUNCTION kin_class IS 'GB/T 4761 in the classes that rules speak of';
GRANT EXECUTE ON FUNCTION kin_class TO zhen_operator;

CREATE FUNCTION by_sex(
	p_sex text,
	p_man text,
	p_woman text
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE p_sex WHEN '1' THEN p_man WHEN '2' THEN p_woman END
$$;
COMMENT ON FUNCTION by_sex IS 'null for those whose sex isn''t known';
GRANT EXECUTE ON FUNCTION by_sex TO zhen_operator;

CREATE FUNCTION kin_back(
	p_kin text,
	p_sex text
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE
		WHEN kin_class(p_kin) = 'spouse' THEN by_sex(p_sex, '11', '12')
		WHEN p_kin IN ('27', '37') THEN by_sex(p_sex, '57', '58')
		WHEN p_kin = '28' THEN by_sex(p_sex, '55', '56')
		WHEN p_kin = '38' THEN by_sex(p_sex, '53', '54')
		WHEN kin_class(p_kin) = 'child' THEN by_sex(p_sex, '51', '52')
		WHEN p_kin IN ('41', '42') THEN by_sex(p_sex, '61', '62')
		WHEN p_kin IN ('43', '44') THEN by_sex(p_sex, '63', '64')
		WHEN p_kin = '40' THEN '60'
		WHEN p_kin IN ('57', '58') THEN by_sex(p_sex, '27', '37')
		WHEN p_kin IN ('53', '54') THEN by_sex(p_sex, NULL, '38')
		WHEN p_kin IN ('55', '56') THEN by_sex(p_sex, '28', NULL)
		WHEN kin_class(p_kin) = 'parent' THEN by_sex(p_sex, '20', '30')
		WHEN p_kin IN ('61', '62') THEN by_sex(p_sex, '41', '42')
		WHEN p_kin IN ('63', '64') THEN by_sex(p_sex, '43', '44')
		WHEN p_kin = '60' THEN '40'
		WHEN p_kin IN ('71', '75') THEN by_sex(p_sex, '73', '77')
		WHEN p_kin IN ('73', '77') THEN by_sex(p_sex, '71', '75')
		WHEN p_kin IN ('70', '80', '90') THEN p_kin
	END
$$;
COMMENT ON FUNCTION kin_back IS
	'what the head, of this sex, is to somebody who is this to the head';
GRANT EXECUTE ON FUNCTION kin_back TO zhen_operator;

CREATE FUNCTION kin_sibling(
	p_sex text,
	p_is_older boolean
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE WHEN p_is_older THEN by_sex(p_sex, '71', '75')
		ELSE by_sex(p_sex, '73', '77') END
$$;
GRANT EXECUTE ON FUNCTION kin_sibling TO zhen_operator;

CREATE FUNCTION kin_through_child(
	p_head_sex text,
	p_through text,
	p_through_sex text,
	p_is_only boolean,
	p_kin text,
	p_sex text,
	p_is_older boolean
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE kin_class(p_kin)
		WHEN 'spouse' THEN CASE WHEN p_through NOT IN ('27', '37')
			THEN by_sex(p_sex, '51', '52') END
		WHEN 'child' THEN kin_sibling(p_sex, p_is_older)
		WHEN 'child_in_law' THEN CASE WHEN p_is_only AND p_sex <> p_through_sex
			THEN by_sex(p_sex, '11', '12') END
		WHEN 'grandchild' THEN CASE WHEN p_is_only
			THEN by_sex(p_sex, '20', '30') END
		WHEN 'parent' THEN by_sex(p_head_sex, by_sex(p_sex, '61', '62'),
			by_sex(p_sex, '63', '64'))
		WHEN 'parent_in_law' THEN CASE WHEN p_kin IN ('53', '54')
			THEN by_sex(p_sex, '61', '62') ELSE by_sex(p_sex, '63', '64') END
		WHEN 'sibling' THEN '80'
		WHEN 'sibling_in_law' THEN '80'
	END
$$;
COMMENT ON FUNCTION kin_through_child IS
	'to a child of the head; grandchildren are theirs when there is no other';
GRANT EXECUTE ON FUNCTION kin_through_child TO zhen_operator;

CREATE FUNCTION kin_through_in_law(
	p_through text,
	p_through_sex text,
	p_is_only boolean,
	p_kin text,
	p_sex text
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE kin_class(p_kin)
		WHEN 'spouse' THEN CASE p_through WHEN '38'
			THEN by_sex(p_sex, '53', '54') ELSE by_sex(p_sex, '55', '56') END
		WHEN 'child' THEN CASE WHEN p_is_only AND p_sex <> p_through_sex
			THEN by_sex(p_sex, '11', '12') END
		WHEN 'grandchild' THEN CASE WHEN p_is_only
			THEN by_sex(p_sex, '20', '30') END
	END
$$;
COMMENT ON FUNCTION kin_through_in_law IS 'to a child''s husband or wife';
GRANT EXECUTE ON FUNCTION kin_through_in_law TO zhen_operator;

CREATE FUNCTION kin_through_parent(
	p_head_sex text,
	p_kin text,
	p_sex text
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE kin_class(p_kin)
		WHEN 'spouse' THEN by_sex(p_sex, '28', '38')
		WHEN 'child' THEN by_sex(p_head_sex, by_sex(p_sex, '41', '42'),
			by_sex(p_sex, '43', '44'))
		WHEN 'child_in_law' THEN by_sex(p_sex, '46', '45')
		WHEN 'parent' THEN by_sex(p_sex, '11', '12')
		WHEN 'sibling' THEN by_sex(p_sex, '20', '30')
	END
$$;
COMMENT ON FUNCTION kin_through_parent IS 'to the head''s father or mother';
GRANT EXECUTE ON FUNCTION kin_through_parent TO zhen_operator;

CREATE FUNCTION kin_through_elder(
	p_through text,
	p_kin text,
	p_sex text
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE
		WHEN (p_through < '60') = (p_kin < '60') AND p_kin >= '53'
			AND p_kin < '65' AND (p_kin::int - 1) / 2 = (p_through::int - 1) / 2
			THEN by_sex(p_sex, '11', '12')
		WHEN kin_class(p_through) = 'parent_in_law' THEN CASE kin_class(p_kin)
			WHEN 'spouse' THEN by_sex(p_sex, '20', '30')
			WHEN 'child' THEN CASE WHEN p_through IN ('53', '54')
				THEN by_sex(p_sex, '41', '42') ELSE by_sex(p_sex, '43', '44') END
			END
		WHEN p_through IN ('61', '62') THEN CASE
			WHEN p_kin = '51' THEN '20'
			WHEN kin_class(p_kin) = 'sibling' THEN by_sex(p_sex, '41', '42')
			WHEN kin_class(p_kin) = 'spouse' THEN by_sex(p_sex, '46', '45') END
		WHEN p_through IN ('63', '64') THEN CASE
			WHEN p_kin = '52' THEN '30'
			WHEN kin_class(p_kin) = 'sibling' THEN by_sex(p_sex, '43', '44')
			WHEN kin_class(p_kin) = 'spouse' THEN by_sex(p_sex, '46', '45') END
	END
$$;
COMMENT ON FUNCTION kin_through_elder IS
	'to a parent of the spouse or to a grandparent; each pair is married';
GRANT EXECUTE ON FUNCTION kin_through_elder TO zhen_operator;

CREATE FUNCTION kin_through(
	p_head_sex text,
	p_through text,
	p_through_sex text,
	p_is_only boolean,
	p_kin text,
	p_sex text,
	p_is_older boolean
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE
		WHEN p_kin = '02' THEN kin_back(p_through, p_head_sex)
		WHEN p_through = '02' OR p_kin = '90' OR p_through = '90' THEN
			CASE WHEN p_through = '02' THEN p_kin ELSE '90' END
		WHEN p_through IN ('57', '58') OR p_kin IN ('57', '58') THEN NULL
		WHEN p_kin = '80' THEN '80'
		WHEN kin_class(p_through) = 'child' THEN kin_through_child(p_head_sex,
			p_through, p_through_sex, p_is_only, p_kin, p_sex, p_is_older)
		WHEN kin_class(p_through) = 'child_in_law' THEN kin_through_in_law(
			p_through, p_through_sex, p_is_only, p_kin, p_sex)
		WHEN kin_class(p_through) = 'parent' THEN
			kin_through_parent(p_head_sex, p_kin, p_sex)
		WHEN kin_class(p_through) IN ('parent_in_law', 'grandparent') THEN
			kin_through_elder(p_through, p_kin, p_sex)
		WHEN kin_class(p_through) = 'spouse' THEN CASE
			WHEN kin_class(p_kin) IN ('child', 'child_in_law', 'grandchild',
				'grandchild_in_law') THEN p_kin
			WHEN p_kin IN ('51', '52') THEN by_sex(p_through_sex,
				by_sex(p_sex, '55', '56'), by_sex(p_sex, '53', '54'))
			WHEN kin_class(p_kin) = 'parent_in_law'
				THEN by_sex(p_sex, '51', '52')
			END
		WHEN kin_class(p_through) = 'sibling' THEN CASE kin_class(p_kin)
			WHEN 'parent' THEN p_kin
			WHEN 'grandparent' THEN p_kin
			WHEN 'sibling' THEN kin_sibling(p_sex, p_is_older)
			WHEN 'child' THEN '80'
			WHEN 'spouse' THEN CASE kin_back(p_through, p_head_sex)
				WHEN '71' THEN '72' WHEN '73' THEN '74'
				WHEN '75' THEN '76' WHEN '77' THEN '78' END
			END
		WHEN kin_class(p_through) = 'grandchild' AND kin_class(p_kin) = 'spouse'
			THEN CASE WHEN p_through IN ('41', '42')
				THEN by_sex(p_sex, '61', '62')
				WHEN p_through IN ('43', '44') THEN by_sex(p_sex, '63', '64') END
	END
$$;
COMMENT ON FUNCTION kin_through IS
	'what somebody is to a person "through" of the same household, when both are
known by what they are to its head; older means than that person. The only child
is taken for the parent of all grandchildren: a proposal that the operator sees.
A spouse''s children are taken for one''s own likewise';
GRANT EXECUTE ON FUNCTION kin_through TO zhen_operator;
