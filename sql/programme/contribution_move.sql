-- What was paid in goes along when somebody moves to another county (转移接续):
-- each row that counts is taken back in the old county by one that names it, and
-- stands in the new one, of the month that it had there. What was drawn of an
-- account is a row of its own, so that as much is left in it as before.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION contribution_move_month(
	p_county int,
	p_programme text,
	p_resident bigint
) RETURNS int
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT greatest(month_of(current_date), (
		SELECT month_add(max(e.month), 1)
		FROM entitlement e
		WHERE e.county = p_county AND e.programme = p_programme
			AND e.resident = p_resident), (
		SELECT max(c.month)
		FROM contribution c
		WHERE c.county = p_county AND c.programme = p_programme
			AND c.resident = p_resident AND c.other_county IS NOT NULL))
$$;
COMMENT ON FUNCTION contribution_move_month IS
	'from which month on what moves is gone, or back: after all that the county has
computed, so that it comes out as before, and not before an earlier move';

CREATE FUNCTION contribution_move_drawn(
	p_from resident,
	p_to resident
) RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	INSERT INTO contribution (county, programme, resident, div, year, kind,
		amount, month, paid_on, other_county)
	SELECT v.county, d.programme, v.resident, v.div,
		extract(year FROM current_date), '6', v.amount, v.month, current_date,
		v.other
	FROM (
		SELECT c.programme, least(sum(c.amount + c.match + c.collective),
			account_drawn(p_from.county::int, c.programme, p_from.id,
				contribution_move_month(p_from.county::int, c.programme,
					p_from.id)) - coalesce(sum(c.amount) FILTER (
				WHERE c.kind = '6' AND c.amount > 0 AND c.corrects IS NULL), 0))
			AS amount
		FROM contribution c
		WHERE c.county = p_from.county AND c.resident = p_from.id
		GROUP BY c.programme
		HAVING count(*) FILTER (WHERE c.kind = '5') = 0
	) d
	CROSS JOIN LATERAL (VALUES
		(p_from.county, p_from.id, p_from.div, d.amount,
			contribution_move_month(p_from.county::int, d.programme, p_from.id),
			p_to.county),
		(p_to.county, p_to.id, p_to.div, -d.amount,
			extract(year FROM current_date)::int * 100 - 88, p_from.county)
	) v (county, resident, div, amount, month, other)
	WHERE d.amount > 0
$$;
COMMENT ON FUNCTION contribution_move_drawn IS
	'what was drawn of accounts in the old county, and isn''t told yet: it is less in
the new one, as if drawn before this year, of which interest is reckoned';

CREATE FUNCTION contribution_move(
	p_from resident,
	p_to resident
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM contribution_move_drawn(p_from, p_to);
	WITH counts AS MATERIALIZED (
		SELECT c.*
		FROM contribution c
		WHERE c.county = p_from.county AND c.resident = p_from.id
			AND c.corrects IS NULL AND NOT (c.kind = '6' AND c.amount > 0)
			AND NOT EXISTS (SELECT FROM contribution x
				WHERE x.county = c.county AND x.corrects = c.id)
			AND NOT EXISTS (SELECT FROM contribution x
				WHERE x.county = c.county AND x.resident = c.resident
					AND x.programme = c.programme AND x.kind = '5')
	), out AS (
		INSERT INTO contribution (county, programme, resident, div, year, kind,
			tier, amount, match, collective, month, paid_on, voucher, corrects,
			reason, other_county)
		SELECT county, programme, resident, div, year, kind, tier, -amount, -match,
			-collective, contribution_move_month(p_from.county::int, programme,
				p_from.id), current_date, voucher, id,
			'转往' || division_name(p_to.county * 1000000::bigint), p_to.county
		FROM counts
	)
	INSERT INTO contribution (county, programme, resident, div, year, kind, tier,
		amount, match, collective, month, paid_on, voucher, other_county)
	SELECT p_to.county, programme, p_to.id, p_to.div, year, kind, tier, amount,
		match, collective, CASE WHEN EXISTS (SELECT FROM contribution x
			WHERE x.county = p_to.county AND x.resident = p_to.id
				AND x.programme = c.programme AND x.kind <> '6')
			THEN contribution_move_month(p_to.county::int, c.programme, p_to.id)
			ELSE month END, current_date, voucher,
		p_from.county
	FROM counts c
	ORDER BY id;
END
$$;
COMMENT ON FUNCTION contribution_move IS
	'takes what was paid in to the county where the person is from today. Months that
are computed come out as before: what is taken back counts from the one after, and
so does what comes back to a county that had it. Accounts that went to heirs stay';
