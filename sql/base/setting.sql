-- Version 2: settings are on record, and an administrator of the city changes
-- them without being a superuser.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

SELECT audit_attach('setting');

CREATE FUNCTION setting_list()
RETURNS TABLE (name text, value text, note text)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT s.name, s.value, s.note FROM setting s ORDER BY s.name
$$;
COMMENT ON FUNCTION setting_list IS 'all of them, with what they are for';
GRANT EXECUTE ON FUNCTION setting_list TO zhen_operator;

CREATE FUNCTION setting_set(
	p_name text,
	p_value text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	general setting;
BEGIN
	IF NOT (operator_has_duty('admin') AND scope_is_all()
		OR session_is_superuser()) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '改设置要有市级的管理职责，请联系市管理员';
	END IF;
	SELECT * INTO general FROM setting
	WHERE name = split_part(p_name, '.', 1);
	IF general.name IS NULL OR general.name = 'version' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'name',
			MESSAGE = format('没有能改的设置 %s，请用 zhenctl settings 看有哪些', p_name);
	END IF;
	IF general.value ~ '^[0-9]+$' AND p_value !~ '^[0-9]{1,9}$' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'value',
			MESSAGE = format('%s（%s）应为一个数', p_name, general.note);
	END IF;
	INSERT INTO setting (name, value, note)
	VALUES (p_name, p_value, general.note)
	ON CONFLICT (name) DO UPDATE SET value = excluded.value;
	RETURN format('%s 现为 %s', p_name, p_value);
END
$$;
COMMENT ON FUNCTION setting_set IS
	'changes a setting, or makes one of a county or an operator: NAME.WHOSE';
GRANT EXECUTE ON FUNCTION setting_set TO zhen_admin;
