-- What the ledger has to say, computed from the record anew, and where it says
-- otherwise; and the opening of a ledger over a record that is older than it.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION ledger_recomputed(
	p_county int,
	p_source text
) RETURNS ledger_event[]
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
AS $$
DECLARE
	one ledger_source := (SELECT s FROM ledger_source s
		WHERE s.source = p_source);
	found ledger_event[];
BEGIN
	EXECUTE ledger_sum(format(one.events,
		format('(SELECT * FROM %I WHERE county = %s)', one.tbl, p_county)))
	INTO found;
	RETURN coalesce(found, '{}');
END
$$;
COMMENT ON FUNCTION ledger_recomputed IS
	'the events of a source from all of a county''s record';

CREATE FUNCTION ledger_differs(
	p_county int,
	p_source text
) RETURNS TABLE (
	div bigint,
	programme text,
	fund text,
	for_month int,
	account text,
	booked numeric,
	due numeric
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	WITH due AS (
		SELECT e.div, e.programme, e.fund, e.for_month, v.account,
			sum(v.amount) AS amount
		FROM unnest(ledger_recomputed(p_county, p_source)) e
		JOIN ledger_rule r ON r.cause = e.cause
		CROSS JOIN LATERAL (VALUES
			(r.debit, e.amount),
			(r.credit, -e.amount)
		) v (account, amount)
		GROUP BY 1, 2, 3, 4, 5
	), booked AS (
		SELECT l.div, l.programme, l.fund, l.for_month, l.account,
			sum(l.amount) AS amount
		FROM ledger_entry e
		JOIN ledger_line l ON l.county = e.county AND l.entry = e.id
		WHERE e.county = p_county AND e.source = p_source
		GROUP BY 1, 2, 3, 4, 5
	)
	SELECT div, programme, fund, for_month, account,
		coalesce(b.amount, 0), coalesce(d.amount, 0)
	FROM due d
	FULL JOIN booked b USING (div, programme, fund, for_month, account)
	WHERE coalesce(b.amount, 0) <> coalesce(d.amount, 0)
	ORDER BY 1, 2, 3, 4, 5
$$;
COMMENT ON FUNCTION ledger_differs IS
	'where what is booked of a source isn''t what its record comes to';

CREATE FUNCTION verify_ledger(p_county int)
RETURNS SETOF text
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	RETURN QUERY
	SELECT format('总账 %s（%s）：%s %s 的“%s”账上 %s 元，记录是 %s 元', s.title,
		coalesce(division_name(d.div), d.div::text),
		coalesce(nullif(code_name('programme', d.programme), ''),
			nullif(d.programme, ''), code_name('fund', d.fund), d.fund),
		d.for_month, a.name, yuan_text(d.booked), yuan_text(d.due))
	FROM ledger_source s
	CROSS JOIN LATERAL (
		SELECT * FROM ledger_differs(p_county, s.source) LIMIT 1
	) d
	JOIN ledger_account a ON a.code = d.account
	ORDER BY s.source;
	RETURN QUERY
	SELECT format('总账凭证 %s：借贷相差 %s 元', l.entry, yuan_text(sum(l.amount)))
	FROM ledger_line l
	WHERE l.county = p_county
	GROUP BY l.entry, l.programme, l.fund
	HAVING sum(l.amount) <> 0
	ORDER BY l.entry
	LIMIT 1;
	RETURN QUERY
	SELECT format('总账凭证 %s：%s 记的，那时 %s 已经结账', e.id,
		to_char(e.made_at, 'YYYY-MM-DD HH24:MI'), e.month)
	FROM ledger_entry e
	CROSS JOIN LATERAL (
		SELECT c.closed
		FROM ledger_close c
		WHERE c.county = e.county AND c.made_at <= e.made_at
		ORDER BY c.id DESC
		LIMIT 1
	) c
	WHERE e.county = p_county AND e.month <= c.closed
	ORDER BY e.id
	LIMIT 1;
	RETURN QUERY
	SELECT format('总账结到 %s 时借方共 %s 元，现在是 %s 元', c.closed,
		yuan_text(c.debit), yuan_text(n.debit))
	FROM (
		SELECT * FROM ledger_close k
		WHERE k.county = p_county
		ORDER BY k.id DESC
		LIMIT 1
	) c
	CROSS JOIN LATERAL ledger_debit(p_county, c.closed) n (debit)
	WHERE c.debit <> n.debit;
END
$$;
COMMENT ON FUNCTION verify_ledger IS
	'for verify_county(): what differs first of each source, an entry that
doesn''t balance, or that got into a closed month, and what was closed';

CREATE FUNCTION ledger_missing(
	p_county int,
	p_source text
) RETURNS ledger_event[]
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT array_agg(ROW(p_county, d.div, d.programme, d.fund, d.for_month,
		d.cause, 0, NULL, d.amount)::ledger_event)
	FROM (
		SELECT div, programme, fund, for_month, cause, sum(amount) AS amount
		FROM (
			SELECT e.div, e.programme, e.fund, e.for_month, e.cause, e.amount
			FROM unnest(ledger_recomputed(p_county, p_source)) e
			UNION ALL
			SELECT l.div, l.programme, l.fund, l.for_month, l.cause, -l.amount
			FROM ledger_entry e
			JOIN ledger_line l ON l.county = e.county AND l.entry = e.id
			JOIN ledger_rule r ON r.cause = l.cause AND r.step = l.step
				AND r.debit = l.account
			WHERE e.county = p_county AND e.source = p_source AND l.step = 1
		) v
		GROUP BY 1, 2, 3, 4, 5
		HAVING sum(amount) <> 0
	) d
$$;
COMMENT ON FUNCTION ledger_missing IS
	'what the record of a source comes to and isn''t booked';

CREATE FUNCTION ledger_open()
RETURNS int
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one record;
	opened int := 0;
BEGIN
	FOR one IN
		SELECT m.source, m.events
		FROM (SELECT DISTINCT county FROM division ORDER BY 1) d
		CROSS JOIN LATERAL (
			SELECT s.source, ledger_missing(d.county, s.source) AS events
			FROM ledger_source s
			ORDER BY s.source
		) m
		WHERE m.events IS NOT NULL
	LOOP
		PERFORM ledger_write(one.source, one.events, true);
		opened := opened + cardinality(one.events);
	END LOOP;
	RETURN opened;
END
$$;
COMMENT ON FUNCTION ledger_open IS
	'books what came into the record before the ledger, or without triggers, as
opening entries of the open month; like audit_adopt() for the owner only';

SELECT ledger_open();
