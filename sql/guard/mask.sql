-- What is shown of numbers that aren't one's own business.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION mask_number(p_text text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT '****' || right(p_text, least(4, length(p_text) / 3))
$$;
COMMENT ON FUNCTION mask_number IS
	'the last four characters, or fewer: never more than a third';
GRANT EXECUTE ON FUNCTION mask_number TO zhen_operator;

CREATE FUNCTION mask_account(p_number text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT mask_number(p_number)
$$;
COMMENT ON FUNCTION mask_account IS 'a bank account: ****1234';
GRANT EXECUTE ON FUNCTION mask_account TO zhen_operator;

CREATE FUNCTION mask_phone(p_phone text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE WHEN p_phone ~ '^1[0-9]{10}$'
		THEN left(p_phone, 3) || '****' || right(p_phone, 4)
		ELSE mask_number(p_phone) END
$$;
COMMENT ON FUNCTION mask_phone IS 'a mobile number: 138****1234; others as any';
GRANT EXECUTE ON FUNCTION mask_phone TO zhen_operator;

CREATE FUNCTION mask_idcard(p_id_no text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE WHEN p_id_no ~ '^[0-9]{17}[0-9X]$'
		THEN left(p_id_no, 6) || '********' || right(p_id_no, 4)
		ELSE mask_number(p_id_no) END
$$;
COMMENT ON FUNCTION mask_idcard IS
	'371002********1234, without the date of birth; others as any';
GRANT EXECUTE ON FUNCTION mask_idcard TO zhen_operator;
