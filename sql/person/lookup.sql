-- Lists of values, the words of refusals, and setup(), which zhenctl runs
-- when all files and data are in.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE VIEW lookup_village
WITH (security_invoker = true)
AS
SELECT d.code, d.name, d.initials, d.spelling, d.note
FROM division_choice d
WHERE d.level = 'village'
	AND d.div BETWEEN (SELECT scope_lo()) AND (SELECT scope_hi())
ORDER BY d.div;
COMMENT ON VIEW lookup_village IS '本人管辖的村居';
GRANT SELECT ON lookup_village TO zhen_operator;

CREATE VIEW lookup_town
WITH (security_invoker = true)
AS
SELECT d.code, d.name, d.initials, d.spelling, d.note
FROM division_choice d
WHERE d.level = 'town'
	AND d.div <= (SELECT scope_hi())
	AND d.div + 999 >= (SELECT scope_lo())
ORDER BY d.div;
COMMENT ON VIEW lookup_town IS '本人管辖的镇街，或所在的镇街';
GRANT SELECT ON lookup_town TO zhen_operator;

CREATE VIEW lookup_county
WITH (security_invoker = true)
AS
SELECT (d.div / 1000000)::text AS code, d.name, d.initials, d.spelling, d.note
FROM division_choice d
WHERE d.level = 'county'
	AND d.div <= (SELECT scope_hi())
	AND d.div + 999999 >= (SELECT scope_lo())
ORDER BY d.div;
COMMENT ON VIEW lookup_county IS '本人管辖的县区，或所在的县区';
GRANT SELECT ON lookup_county TO zhen_operator;

CREATE VIEW lookup_office
WITH (security_invoker = true)
AS
SELECT d.code, o.name::text AS name, d.initials, d.spelling, d.note
FROM office o
JOIN division_choice d ON d.div = o.div
ORDER BY d.div;
COMMENT ON VIEW lookup_office IS '本人管辖的服务所';
GRANT SELECT ON lookup_office TO zhen_operator;

CREATE FUNCTION lookup_rows(p_set text)
RETURNS TABLE (
	code text,
	name text,
	initials text,
	spelling text,
	note text
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF to_regclass(quote_ident('lookup_' || p_set)) IS NOT NULL THEN
		RETURN QUERY EXECUTE format('SELECT code::text, name::text,
			initials::text, spelling::text, note::text FROM %I',
			'lookup_' || p_set);
	ELSE
		RETURN QUERY
		SELECT c.code::text, c.name::text, c.initials::text,
			c.spelling::text, NULL
		FROM code c
		WHERE c.set = p_set
		ORDER BY c.sort;
		IF NOT FOUND THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001',
				MESSAGE = format('没有选项表 %s：既没有视图 lookup_%s，代码表里也没有',
					p_set, p_set);
		END IF;
	END IF;
END
$$;
COMMENT ON FUNCTION lookup_rows IS
	'the view lookup_SET when there is one, else the code set; a refusal when
there is neither';
GRANT EXECUTE ON FUNCTION lookup_rows TO zhen_operator;

CREATE FUNCTION lookup_tree(p_set text)
RETURNS TABLE (
	code text,
	name text,
	initials text,
	spelling text,
	note text,
	above text,
	is_taken boolean
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	WITH RECURSIVE taken AS MATERIALIZED (
		SELECT rpad(l.code, 12, '0')::bigint AS code, l.name
		FROM lookup_rows(p_set) l
		WHERE l.code ~ '^[1-8][0-9]{5,11}$'
	), tree AS (
		SELECT d.*
		FROM taken l
		JOIN division d ON d.code = l.code
		UNION
		SELECT up.*
		FROM tree d
		JOIN division up ON up.code = d.parent AND up.level <> 'city'
	)
	SELECT
		d.code::text,
		coalesce(l.name, d.name),
		d.initials,
		d.spelling,
		up.name::text,
		CASE WHEN up.level <> 'city' THEN up.code::text END,
		l.code IS NOT NULL
	FROM tree d
	LEFT JOIN taken l ON l.code = d.code
	LEFT JOIN division up ON up.code = d.parent
	ORDER BY d.code
$$;
COMMENT ON FUNCTION lookup_tree IS
	'the divisions that a list of values names, by their 12 digits, and those
they lie in up to the county, which come before them';
GRANT EXECUTE ON FUNCTION lookup_tree TO zhen_operator;

CREATE FUNCTION lookup(p_set text)
RETURNS TABLE (
	code text,
	name text,
	initials text,
	spelling text,
	note text,
	above text,
	is_taken boolean
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF p_set LIKE 'division %' THEN
		RETURN QUERY SELECT * FROM lookup_tree(substr(p_set, 10));
		IF NOT FOUND AND EXISTS (SELECT FROM lookup_rows(substr(p_set, 10)))
		THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001',
				MESSAGE = format('选项表 %s 里没有行政区划的代码，不能用 division',
					substr(p_set, 10));
		END IF;
	ELSE
		RETURN QUERY SELECT l.*, NULL, true FROM lookup_rows(p_set) l;
	END IF;
END
$$;
COMMENT ON FUNCTION lookup IS
	'a list of values, that of a division with what stands above each';
GRANT EXECUTE ON FUNCTION lookup TO zhen_operator;

CREATE FUNCTION refusal_field(
	p_constraint text,
	p_table text,
	p_column text
) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE
		WHEN named IS NULL OR named IN ('', 'value') THEN p_column
		ELSE named
	END
	FROM (
		SELECT substring(p_constraint
			FROM length(p_table) + 2
			FOR greatest(0, length(p_constraint) - length(p_table) - 2
				- length(substring(p_constraint FROM '_([a-z]+)$'))))
			AS named
	) parts
$$;
COMMENT ON FUNCTION refusal_field IS
	'the middle of <table>_<column>_<kind>, else the constraint''s column';

CREATE FUNCTION refusal(
	p_table text,
	p_constraint text
) RETURNS TABLE (
	field text,
	message text
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	WITH RECURSIVE found AS (
		SELECT c.*
		FROM pg_constraint c
		WHERE c.connamespace = 'zhen'::regnamespace
			AND c.conname = p_constraint
			AND (c.contypid <> 0
				OR c.conrelid = to_regclass(quote_ident(p_table)))
		UNION ALL
		SELECT up.*
		FROM found f
		JOIN pg_constraint up ON up.oid = f.conparentid
			OR f.conparentid = 0 AND up.conname = f.conname
				AND up.conrelid = (SELECT inhparent FROM pg_inherits
					WHERE inhrelid = f.conrelid)
	)
	SELECT
		refusal_field(f.conname,
			coalesce(r.relname, t.typname)::text,
			(SELECT attname::text FROM pg_attribute
				WHERE attrelid = f.conrelid AND attnum = f.conkey[1])),
		obj_description(f.oid, 'pg_constraint')
	FROM found f
	LEFT JOIN pg_class r ON r.oid = f.conrelid
	LEFT JOIN pg_type t ON t.oid = f.contypid
	WHERE obj_description(f.oid, 'pg_constraint') IS NOT NULL
	LIMIT 1
$$;
COMMENT ON FUNCTION refusal IS
	'what a constraint says to the operator, and on which field; a partition
speaks with its parent''s words';
GRANT EXECUTE ON FUNCTION refusal TO zhen_operator;

CREATE FUNCTION division_short(p_name text)
RETURNS text
LANGUAGE sql IMMUTABLE STRICT
AS $$
	SELECT regexp_replace(p_name,
		'(居民委员会|村民委员会|居委会|村委会|居委)$', '')
$$;

CREATE FUNCTION setup_pinyin()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	UPDATE division SET
		initials = pinyin_place_initials(division_short(name)),
		spelling = pinyin_place_spelling(division_short(name))
	WHERE initials IS NULL;
	UPDATE code SET
		initials = pinyin_place_initials(name),
		spelling = pinyin_place_spelling(name)
	WHERE initials IS NULL;
$$;

CREATE FUNCTION setup_offices()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	INSERT INTO office (county, div, name, is_street)
	SELECT d.county, d.code, d.name || '人力资源和社会保障服务所',
		d.name ~ '(街道|办事处)$'
	FROM division d
	WHERE d.level = 'town'
		AND NOT EXISTS (SELECT FROM office o WHERE o.div = d.code);
	INSERT INTO station (county, div, name, mode)
	SELECT
		d.county,
		d.code,
		division_short(d.name) || '人力资源和社会保障服务站',
		CASE WHEN d.name LIKE '%居%' AND d.name NOT LIKE '%村委会'
			THEN 'station' ELSE 'coordinator' END
	FROM division d
	WHERE d.level = 'village'
		AND NOT EXISTS (SELECT FROM station s WHERE s.div = d.code);
$$;

CREATE FUNCTION setup()
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	ANALYZE division, pinyin, surname;
	PERFORM partition_add(county) FROM division WHERE level = 'county';
	PERFORM partition_add(audit_root(), 'audit');
	PERFORM partition_add(audit_root(), 'audit_chain');
	PERFORM setup_pinyin();
	PERFORM setup_offices();
	PERFORM audit_attach(t)
	FROM unnest('{code,matter,matter_limit,matter_material,matter_step}'
		::regclass[]) t
	WHERE NOT EXISTS (SELECT FROM pg_trigger
		WHERE tgrelid = t AND tgname = 'audit_update');
	PERFORM audit_adopt_all();
	ANALYZE division, code, office, station;
	RETURN format('%s 个区划，%s 个服务所，%s 个服务站',
		(SELECT count(*) FROM division), (SELECT count(*) FROM office),
		(SELECT count(*) FROM station));
END
$$;
COMMENT ON FUNCTION setup IS
	'partitions, pinyin, offices and stations from the data; again does only
what is missing';
