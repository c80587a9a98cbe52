-- A merge is taken back: everything as it was, unless something was built on it
-- since. For functions of the owner.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION merge_undo_check(
	p_keep resident,
	p_lose resident,
	p_undo jsonb
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one enrolment;
	now_is enrolment;
	why text;
BEGIN
	IF (p_lose.next_county, p_lose.next_id) IS DISTINCT FROM
		(p_keep.county, p_keep.id) OR p_keep.next_id IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '留下的档案后来又迁移或合并过，请先撤销后来的那一次';
	END IF;
	FOR one IN SELECT * FROM jsonb_populate_recordset(NULL::enrolment,
		p_undo -> 'carried')
	LOOP
		SELECT * INTO now_is FROM enrolment e
		WHERE e.county = one.county AND e.id = one.id
		FOR UPDATE;
		IF EXISTS (
			SELECT FROM entitlement e
			JOIN payment p USING (county, programme, month, resident)
			WHERE e.resident = one.resident AND e.county = one.county
				AND e.programme = one.programme AND e.month >= one.since
				AND e.month <= coalesce(now_is.until, 219912)
				AND p.paid_at >= p_lose.closed_at) THEN
			why := '合并后已按并来的参保发放过待遇，不能再撤销；发错的请另行更正';
		ELSIF (now_is.since, now_is.until, now_is.extra, now_is.note)
			IS DISTINCT FROM (one.since, one.until, one.extra, one.note) THEN
			why := format('并来的参保登记（%s）合并后改过，请先改回原样再撤销',
				(SELECT title FROM programme WHERE code = one.programme));
		END IF;
	END LOOP;
	IF why IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = why;
	END IF;
END
$$;
COMMENT ON FUNCTION merge_undo_check IS
	'nothing was built on a merge: no later merge or move, no payment and no
change of what it carried over; or a refusal';

CREATE FUNCTION merge_undo_household(
	p_keep resident,
	p_lose resident,
	p_undo jsonb
) RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	UPDATE household SET head = p_lose.id
	WHERE county = p_lose.county AND id = (p_undo ->> 'joined')::bigint
		AND head = p_keep.id AND (p_undo ->> 'headed')::boolean;
	UPDATE resident SET
		household = (p_undo ->> 'home')::bigint,
		kin = p_undo ->> 'kin'
	WHERE county = p_keep.county AND id = p_keep.id
		AND household = (p_undo ->> 'joined')::bigint
$$;
COMMENT ON FUNCTION merge_undo_household IS
	'back to the household from before, for who is still where the merge put them';

CREATE FUNCTION merge_undo_do(
	p_keep resident,
	p_lose resident,
	p_undo jsonb
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM merge_undo_check(p_keep, p_lose, p_undo);
	PERFORM merge_undo_household(p_keep, p_lose, p_undo);
	UPDATE resident SET
		closed_as = NULL,
		closed_at = NULL,
		next_county = NULL,
		next_id = NULL
	WHERE county = p_lose.county AND id = p_lose.id;
	PERFORM identity_point(p_lose.county, p_lose.id);
	PERFORM household_look(p_lose.county, p_lose.household);
	DELETE FROM enrolment e
	WHERE e.county = p_keep.county AND e.id IN (
		SELECT (c ->> 'id')::bigint
		FROM jsonb_array_elements(p_undo -> 'carried') c);
	DELETE FROM account a
	WHERE a.county = p_keep.county AND a.id = (p_undo ->> 'account')::bigint;
	UPDATE enrolment e SET until = (x ->> 'until')::int
	FROM jsonb_array_elements(p_undo -> 'ended') x
	WHERE e.county = p_lose.county AND e.id = (x ->> 'id')::bigint;
END
$$;
COMMENT ON FUNCTION merge_undo_do IS
	'takes back what merge_do() told. Rows that the merge itself made go, which
the record keeps as it keeps all: so that what is left is what there was';
