-- Two rows become one person, and two again. The row that gives way keeps its
-- payments and its history; its enrolments end and go on with the row that
-- stays, where that one has none for the same months. What a merge changes it
-- writes down, and undoing it puts that back. All for functions of the owner.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION merge_household(
	p_keep resident,
	p_lose resident
) RETURNS jsonb
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	home household;
	is_one_home boolean := (p_keep.county, p_keep.household)
		= (p_lose.county, p_lose.household);
	goes boolean;
BEGIN
	SELECT * INTO home
	FROM household h
	WHERE h.county = p_lose.county AND h.id = p_lose.household
	FOR NO KEY UPDATE;
	IF NOT EXISTS (SELECT FROM resident m WHERE m.county = home.county
		AND m.household = home.id AND m.next_id IS NULL AND m.id <> p_lose.id) THEN
		RETURN '{}';
	END IF;
	goes := p_keep.county = p_lose.county AND (is_one_home OR NOT EXISTS (
		SELECT FROM resident m WHERE m.county = p_keep.county
			AND m.household = p_keep.household AND m.next_id IS NULL
			AND m.id <> p_keep.id));
	IF home.head = p_lose.id AND (NOT goes
		OR num_nonnulls(p_keep.died, p_lose.died) > 0) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('要结档的%s是户主，家里还有别人，'
				'请先把其他人改到新户主名下，或留下这一边', p_lose.name);
	ELSIF NOT goes OR is_one_home AND home.head IS DISTINCT FROM p_lose.id THEN
		RETURN '{}';
	END IF;
	UPDATE household SET head = p_keep.id
	WHERE county = home.county AND id = home.id AND head = p_lose.id;
	UPDATE resident SET household = home.id, kin = p_lose.kin
	WHERE county = p_keep.county AND id = p_keep.id;
	RETURN jsonb_build_object('home', p_keep.household, 'kin', p_keep.kin,
		'joined', home.id, 'headed', home.head = p_lose.id);
END
$$;
COMMENT ON FUNCTION merge_household IS
	'the family of the row that gives way keeps its member: who stays alone joins
it in that one''s place. A dead head has to be replaced before, as it is anyway';

CREATE FUNCTION month_span(
	p_since int,
	p_until int
) RETURNS int4range
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT int4range(month_count(1, p_since), month_count(1, p_until) + 1)
$$;
COMMENT ON FUNCTION month_span IS
	'months as numbers without gaps, so that spans can be taken from each other;
month_add(1, n - 1) is the n-th';

CREATE FUNCTION merge_enrolment(
	p_keep resident,
	p_one enrolment
) RETURNS jsonb
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	WITH free AS (
		SELECT unnest(int4multirange(month_span(p_one.since, p_one.until))
			- coalesce(range_agg(month_span(k.since, k.until)), '{}')) AS months
		FROM enrolment k
		WHERE k.county = p_keep.county AND k.resident = p_keep.id
			AND k.programme = p_one.programme
	), made AS (
		INSERT INTO enrolment (county, programme, resident, div, since, until,
			extra, note)
		SELECT p_keep.county, p_one.programme, p_keep.id, p_keep.div,
			month_add(1, lower(f.months) - 1), month_add(1, upper(f.months) - 2),
			p_one.extra, p_one.note
		FROM free f
		RETURNING *
	)
	SELECT coalesce(jsonb_agg(m), '[]') FROM made m
$$;
COMMENT ON FUNCTION merge_enrolment IS
	'opens, under the row that stays, the months of an enrolment that it has none
for';

CREATE FUNCTION merge_enrolments(
	p_keep resident,
	p_lose resident
) RETURNS jsonb
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one enrolment;
	last int := month_add(month_of(current_date), -1);
	ended jsonb := '[]';
	carried jsonb := '[]';
BEGIN
	FOR one IN
		SELECT *
		FROM enrolment e
		WHERE e.county = p_lose.county AND e.resident = p_lose.id
		ORDER BY e.since, e.id
		FOR NO KEY UPDATE
	LOOP
		carried := carried || merge_enrolment(p_keep, one);
		IF coalesce(one.until > last, true) THEN
			UPDATE enrolment SET until = greatest(last, since)
			WHERE county = one.county AND id = one.id;
			ended := ended || jsonb_build_object('id', one.id, 'until', one.until);
		END IF;
	END LOOP;
	RETURN jsonb_build_object('ended', ended, 'carried', carried);
END
$$;
COMMENT ON FUNCTION merge_enrolments IS
	'ends what runs on under the row that gives way and opens it under the other.
No row that gave way is computed again, whatever the months; programme_...()
leaves it out';

CREATE FUNCTION merge_account(
	p_keep resident,
	p_lose resident
) RETURNS jsonb
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	made account;
BEGIN
	INSERT INTO account (county, resident, div, number, bank, holder)
	SELECT p_keep.county, p_keep.id, p_keep.div, a.number, a.bank, a.holder
	FROM account a
	WHERE a.county = p_lose.county AND a.resident = p_lose.id AND a.is_current
		AND NOT EXISTS (SELECT FROM account k WHERE k.county = p_keep.county
			AND k.resident = p_keep.id AND k.is_current)
	RETURNING * INTO made;
	RETURN jsonb_build_object('account', made.id);
END
$$;
COMMENT ON FUNCTION merge_account IS
	'who stays and has no account is paid into that of the row that gives way';

CREATE FUNCTION merge_do(
	p_keep resident,
	p_lose resident
) RETURNS jsonb
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	undo jsonb;
BEGIN
	UPDATE resident SET
		closed_as = 'merged',
		closed_at = now(),
		next_county = p_keep.county,
		next_id = p_keep.id
	WHERE county = p_lose.county AND id = p_lose.id;
	undo := merge_household(p_keep, p_lose) || merge_enrolments(p_keep, p_lose)
		|| merge_account(p_keep, p_lose);
	PERFORM household_look(p_lose.county, p_lose.household);
	PERFORM identity_point(p_keep.county, p_keep.id);
	RETURN undo;
END
$$;
COMMENT ON FUNCTION merge_do IS
	'closes one row in favour of another and tells what that took';
