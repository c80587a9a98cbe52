-- Posting: a source says what events the rows of a table stand for; a statement
-- that changes rows posts the events of the rows as they are, less those of the
-- rows as they were. The same query over the whole table is what the ledger
-- has to say, for ledger_verify.sql.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION ledger_month(
	p_county int,
	p_month int
) RETURNS int
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	shut int;
BEGIN
	LOOP
		SELECT p.closed INTO shut
		FROM ledger_period p
		WHERE p.county = p_county
		FOR KEY SHARE;
		EXIT WHEN FOUND;
		INSERT INTO ledger_period (county) VALUES (p_county)
		ON CONFLICT DO NOTHING;
	END LOOP;
	RETURN greatest(least(p_month, month_of(current_date)),
		month_add(shut, 1));
END
$$;
COMMENT ON FUNCTION ledger_month IS
	'in which month something of that month is booked: there, or in the first one
that is open, which stays open until the transaction ends';

CREATE FUNCTION ledger_write(
	p_source text,
	p_events ledger_event[],
	p_is_opening boolean DEFAULT false
) RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET jit = off
AS $$
	WITH made AS MATERIALIZED (
		SELECT nextval('ledger_entry_id') AS id, o.*,
			ledger_month(o.county, o.on_month) AS month
		FROM (
			SELECT DISTINCT county, div, ref,
				coalesce(on_month, month_of(current_date)) AS on_month
			FROM unnest(p_events)
			ORDER BY 1, 2, 3, 4
		) o
	), entered AS (
		INSERT INTO ledger_entry (county, id, div, month, source, ref,
			is_opening)
		SELECT county, id, div, month, p_source, ref, p_is_opening
		FROM made
	)
	INSERT INTO ledger_line (county, entry, cause, step, account, programme,
		fund, for_month, div, month, amount)
	SELECT m.county, m.id, r.cause, r.step, v.account, e.programme, e.fund,
		e.for_month, m.div, m.month, sum(v.amount)
	FROM unnest(p_events) e
	JOIN made m ON m.county = e.county AND m.div = e.div AND m.ref = e.ref
		AND m.on_month = coalesce(e.on_month, month_of(current_date))
	JOIN ledger_rule r ON r.cause = e.cause
	CROSS JOIN LATERAL (VALUES
		(r.debit, e.amount),
		(r.credit, -e.amount)
	) v (account, amount)
	GROUP BY m.county, m.id, m.div, m.month, r.cause, r.step, v.account,
		e.programme, e.fund, e.for_month
	HAVING sum(v.amount) <> 0
$$;
COMMENT ON FUNCTION ledger_write IS
	'the only writer: an entry for each office, number and month of the events, all
of a statement at once';

CREATE FUNCTION ledger_sum(p_events text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT format('SELECT array_agg(e) FROM (
		SELECT county::int, div::bigint, coalesce(programme, ''''),
			coalesce(fund, ''''), for_month::int, cause, ref, on_month::int,
			sum(amount)
		FROM (%s) events
		GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
		HAVING sum(amount) <> 0) e', p_events)
$$;
COMMENT ON FUNCTION ledger_sum IS
	'the query that adds up what a query of events gives, for ledger_write()';

CREATE FUNCTION ledger_post()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET jit = off
AS $$
DECLARE
	events text := (SELECT s.events FROM ledger_source s
		WHERE s.source = TG_ARGV[0]);
	found ledger_event[];
BEGIN
	EXECUTE ledger_sum(CASE TG_OP
		WHEN 'INSERT' THEN format(events, 'changed')
		ELSE format('%s UNION ALL SELECT county, div, programme, fund, for_month,
			cause, ref, on_month, -amount FROM (%s) was',
			format(events, 'changed'), format(events, 'before')) END)
	INTO found;
	IF found IS NOT NULL THEN
		PERFORM ledger_write(TG_ARGV[0], found);
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION ledger_post IS
	'after a statement: posts what its rows stand for. Its argument is the source';

CREATE FUNCTION ledger_attach(
	p_source text,
	p_title text,
	p_table regclass,
	p_screen name,
	p_events text
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one regclass;
BEGIN
	INSERT INTO ledger_source (source, title, tbl, screen, events)
	VALUES (p_source, p_title, p_table::text, p_screen, p_events);
	FOR one IN
		SELECT p_table
		UNION ALL
		SELECT inhrelid FROM pg_inherits WHERE inhparent = p_table
	LOOP
		EXECUTE format('CREATE TRIGGER ledger_%1$s AFTER INSERT ON %2$s
			REFERENCING NEW TABLE AS changed
			FOR EACH STATEMENT EXECUTE FUNCTION ledger_post(%1$L)',
			p_source, one);
		EXECUTE format('CREATE TRIGGER ledger_%1$s_update AFTER UPDATE ON %2$s
			REFERENCING OLD TABLE AS before NEW TABLE AS changed
			FOR EACH STATEMENT EXECUTE FUNCTION ledger_post(%1$L)',
			p_source, one);
	END LOOP;
END
$$;
COMMENT ON FUNCTION ledger_attach IS
	'from now on what happens in the table is booked; partitions that come later
get the triggers too';

SELECT ledger_attach('payment', '发放批次', 'payment', 'batch', $$
	SELECT p.county, p.div, p.programme,
		coalesce(v.definition ->> 'fund', g.fund) AS fund, p.month AS for_month,
		'due' AS cause, p.batch AS ref, NULL::int AS on_month, p.amount
	FROM (
		SELECT county, programme, month, batch, div / 1000 * 1000 AS div,
			sum(amount) AS amount
		FROM %s r
		WHERE part = 0
		GROUP BY 1, 2, 3, 4, 5
	) p
	LEFT JOIN batch b ON b.county = p.county AND b.id = p.batch
	LEFT JOIN programme_version v ON v.programme = b.programme
		AND v.version = b.programme_version
	LEFT JOIN programme g ON g.code = p.programme
$$);

SELECT ledger_attach('correction', '发放更正', 'correction', 'correction', $$
	SELECT r.county, r.div / 1000 * 1000 AS div, r.programme,
		coalesce(v.definition ->> 'fund', g.fund) AS fund,
		r.month AS for_month, c.cause, r.id AS ref, NULL::int AS on_month,
		c.amount
	FROM %s r
	LEFT JOIN batch b ON b.county = r.county AND b.id = r.batch
	LEFT JOIN programme_version v ON v.programme = b.programme
		AND v.version = b.programme_version
	LEFT JOIN programme g ON g.code = r.programme
	CROSS JOIN LATERAL (VALUES
		('undo', r.kind IN ('1', '4'), r.owed),
		('cancelled', r.kind IN ('1', '4'), r.was - r.owed),
		('due', r.kind IN ('4', '5'), r.amount)
	) c (cause, holds, amount)
	WHERE r.state = 'approved' AND c.holds
$$);

SELECT ledger_attach('bank_sent', '代发文件', 'bank_sent_line', 'batch',
	$$
	SELECT r.county, r.div, b.programme,
		coalesce(v.definition ->> 'fund', g.fund) AS fund,
		b.month AS for_month, 'sent' AS cause, r.batch AS ref,
		NULL::int AS on_month, r.amount
	FROM (
		SELECT county, batch, div / 1000 * 1000 AS div,
			sum(amount) AS amount
		FROM %s r
		GROUP BY 1, 2, 3
	) r
	JOIN batch b ON b.county = r.county AND b.id = r.batch
	LEFT JOIN programme_version v ON v.programme = b.programme
		AND v.version = b.programme_version
	LEFT JOIN programme g ON g.code = b.programme
$$);

SELECT ledger_attach('bank_return', '银行回盘', 'bank_return_line', 'batch',
	$$
	SELECT r.county, r.div, b.programme,
		coalesce(v.definition ->> 'fund', g.fund) AS fund,
		b.month AS for_month, 'came_back' AS cause, r.batch AS ref,
		NULL::int AS on_month, r.amount
	FROM (
		SELECT county, batch, div / 1000 * 1000 AS div,
			sum(amount) AS amount
		FROM %s r
		WHERE NOT is_good
		GROUP BY 1, 2, 3
	) r
	JOIN batch b ON b.county = r.county AND b.id = r.batch
	LEFT JOIN programme_version v ON v.programme = b.programme
		AND v.version = b.programme_version
	LEFT JOIN programme g ON g.code = b.programme
$$);

SELECT ledger_attach('allowance', '计提补贴', 'allowance', 'allowances', $$
	SELECT county, div / 1000 * 1000 AS div, '' AS programme,
		'personnel' AS fund, month AS for_month, 'allowance_due' AS cause,
		month::bigint AS ref, NULL::int AS on_month, amount
	FROM %s r
$$);

SELECT ledger_attach('allowance_payment', '支付补贴', 'allowance_payment',
	'allowances', $$
	SELECT county, div / 1000 * 1000 AS div, '' AS programme,
		'personnel' AS fund, month AS for_month, CASE WHEN batch IS NULL
			THEN 'allowance_paid' ELSE 'allowance_batch' END AS cause,
		month::bigint AS ref, month_of(paid_on) AS on_month, amount
	FROM %s r
$$);

SELECT ledger_attach('visit', '走访报销', 'visit', 'claim', $$
	SELECT r.county, r.div / 1000 * 1000 AS div, '' AS programme,
		'work' AS fund, month_of(r.visited_on) AS for_month, c.cause,
		r.staff AS ref, c.on_month, r.transport + r.phone + r.meal AS amount
	FROM %s r
	CROSS JOIN LATERAL (VALUES
		('claim_due', r.state IN ('approved', 'paid'), NULL::int),
		('claim_paid', r.state = 'paid', month_of(r.paid_on))
	) c (cause, holds, on_month)
	WHERE c.holds
$$);

SELECT ledger_attach('fund_entry', '经费登记', 'fund_entry', 'fund_entries', $$
	SELECT r.county, r.div, '' AS programme, r.class::text AS fund,
		month_of(r.on_date) AS for_month, c.cause, r.id AS ref,
		month_of(r.on_date) AS on_month, r.amount
	FROM %s r
	CROSS JOIN LATERAL (VALUES
		(r.kind::text, true),
		('settled', r.settles IS NOT NULL)
	) c (cause, holds)
	WHERE c.holds
$$);
