-- A borrower who works for himself, and days that pass while a list hangs on the
-- board: the story can't wait for them.
UPDATE resident_employment SET state = '13', since = '2026-01-01'
WHERE county = 371002 AND resident = 87 AND until IS NULL;
CREATE FUNCTION story_days(days int)
RETURNS text
LANGUAGE sql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	UPDATE application SET posted_on = posted_on - story_days.days,
		posted_until = posted_until - story_days.days
	WHERE state = 'public'
	RETURNING format('公示到 %s', posted_until)
$$;
GRANT EXECUTE ON FUNCTION story_days TO PUBLIC;
