-- Handing an application in: which materials have come, and what is missing, told
-- once and for all.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION application_lack(
	p_county int,
	p_id bigint
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT string_agg(m.item || ' ' || m.name, '、' ORDER BY m.item)
	FROM application_material m
	WHERE m.county = p_county AND m.application = p_id AND m.is_needed
		AND NOT m.is_shown
$$;
COMMENT ON FUNCTION application_lack IS 'the materials that are missing';
GRANT EXECUTE ON FUNCTION application_lack TO zhen_operator;

CREATE FUNCTION application_shown(
	p_one application,
	p_missing text
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	missing int[] := CASE WHEN p_missing ~ '^[0-9 ,，、.;；]{1,60}$' THEN ARRAY(
		SELECT n::int FROM regexp_split_to_table(p_missing, '[^0-9]+') n
		WHERE length(ltrim(n, '0')) BETWEEN 1 AND 3) END;
	wrong int;
BEGIN
	SELECT n INTO wrong
	FROM unnest(missing) n
	WHERE NOT EXISTS (SELECT FROM application_material m
		WHERE m.county = p_one.county AND m.application = p_one.id
			AND m.item = n AND m.is_needed);
	IF missing IS NULL OR wrong IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'missing',
			MESSAGE = CASE WHEN missing IS NULL
				THEN '请输缺的材料的序号，如 2 4；都有输 0'
				ELSE format('要交的材料没有第 %s 项，请看清单再输', wrong) END;
	END IF;
	UPDATE application_material m SET
		is_shown = NOT m.item = ANY (missing),
		shown_by = CASE WHEN NOT m.item = ANY (missing) THEN session_user END,
		shown_on = CASE WHEN NOT m.item = ANY (missing) THEN current_date END
	WHERE m.county = p_one.county AND m.application = p_one.id AND m.is_needed
		AND m.is_shown = (m.item = ANY (missing));
END
$$;
COMMENT ON FUNCTION application_shown IS
	'all that is needed has come but for these numbers; 0: all';

CREATE FUNCTION application_submit(
	county int,
	id bigint,
	missing text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one application := application_get(county, id, '{lacking,returned}');
	lack text;
	said text;
BEGIN
	PERFORM duty_require('报送申请', 'window');
	IF NOT programme_has_steps(one.programme) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '这个项目现在不用审批，请撤回申请，在窗口直接登记';
	END IF;
	SELECT p.version INTO one.programme_version
	FROM programme p WHERE p.code = one.programme;
	UPDATE application a SET programme_version = one.programme_version,
		holder = session_user
	WHERE a.county = one.county AND a.id = one.id;
	PERFORM application_materials(one);
	one := application_find(one);
	PERFORM application_shown(one, btrim(missing));
	lack := application_lack(one.county, one.id);
	IF lack IS NOT NULL THEN
		UPDATE application a SET
			state = 'lacking', reason = NULL, version = a.version + 1
		WHERE a.county = one.county AND a.id = one.id;
		PERFORM application_log(one, 'supply', '缺' || lack);
		RETURN format('缺%s：请打印一次性告知单交给当事人', lack);
	END IF;
	one.step := 1;
	PERFORM application_log(one, 'submit', one.finding);
	said := application_next(one, 1);
	RETURN format('已报送；%s。%s', said, one.finding);
END
$$;
COMMENT ON FUNCTION application_submit IS
	'hands it in by the checklist of today, or tells once and for all what is
missing';

GRANT EXECUTE ON FUNCTION application_submit TO zhen_window;
