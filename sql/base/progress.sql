-- How far a long statement is: told while it runs, by notices that only the
-- client takes, see db_on_progress() in C.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION progress(
	p_percent bigint,
	p_said text DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql
AS $$
BEGIN
	RAISE NOTICE USING ERRCODE = 'ZH300', MESSAGE = p_percent::text;
	RETURN p_said;
END
$$;
COMMENT ON FUNCTION progress IS
	'tells the client how far what it waits for is, in hundredths, 0 first; gives
back what it is given, so that it can stand in a query around what each row says';
GRANT EXECUTE ON FUNCTION progress TO zhen_operator;
