-- What every step of something that waits has in common: the row is locked,
-- within scope and in a state that the step begins from; and who decides isn't
-- who asked.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION record_lock(
	INOUT p_one anyelement,
	p_county int,
	p_id bigint,
	p_what text,
	p_set text,
	VARIADIC p_states text[]
)
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	state text;
BEGIN
	EXECUTE format('SELECT t.* FROM %s t WHERE t.county = $1 AND t.id = $2
		AND t.div BETWEEN scope_lo() AND scope_hi() FOR UPDATE',
		pg_typeof(p_one))
	INTO p_one
	USING p_county, p_id;
	state := to_jsonb(p_one) ->> 'state';
	IF state IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('管辖范围内没有%s，请从列表重新打开', p_what);
	END IF;
	IF state <> ALL (p_states) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('%s现在是“%s”，不能这样办，请重新打开看看', p_what,
				code_name(p_set, state));
	END IF;
END
$$;
COMMENT ON FUNCTION record_lock IS
	'locks a row of the table whose row type it is given, by county and id, which
is in scope and in one of these states, or refuses; for functions of the owner';

CREATE FUNCTION other_require(p_made_by name)
RETURNS void
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF session_user = p_made_by THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这是您自己经办的，请另一位办理';
	END IF;
END
$$;
COMMENT ON FUNCTION other_require IS 'another person than who asked, or a refusal';
