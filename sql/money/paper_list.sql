-- What goes on a board or to a desk on paper: who gets what of a batch, what the
-- bank is to pay, and the months' sums by office and programme. Functions that
-- see no more than the operator does; the lists that print them are forms.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION paper_due(
	p_county int,
	p_batch bigint,
	p_programme text,
	p_from int,
	p_until int,
	p_village bigint
) RETURNS TABLE (
	village bigint,
	village_name text,
	nth bigint,
	resident bigint,
	name text,
	id_shown text,
	months text,
	month_count bigint,
	amount numeric
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	WITH due AS MATERIALIZED (
		SELECT e.county, e.div, e.resident, min(e.month) AS since,
			max(e.month) AS until, count(*) AS month_count,
			sum(e.amount) AS amount
		FROM entitlement e
		WHERE e.county BETWEEN coalesce(p_county, scope_county_lo())
				AND coalesce(p_county, scope_county_hi())
			AND e.programme = p_programme AND e.month BETWEEN p_from AND p_until
			AND (p_batch IS NULL OR e.batch = p_batch)
			AND (p_village IS NULL OR e.div = p_village)
		GROUP BY e.county, e.div, e.resident
	)
	SELECT d.div, coalesce(division_name(d.div), ''),
		row_number() OVER (PARTITION BY d.div
			ORDER BY coalesce(r.name, m.name), d.resident),
		d.resident, coalesce(r.name::text, m.name, ''),
		coalesce(mask_idcard(r.id_no), m.id_no, ''),
		CASE WHEN d.since = d.until THEN d.since::text
			ELSE format('%s-%s', d.since, d.until) END,
		d.month_count, d.amount
	FROM due d
	LEFT JOIN resident r ON r.county = d.county AND r.id = d.resident
	LEFT JOIN LATERAL moved_card(d.county::int,
		CASE WHEN r.id IS NULL THEN d.resident END) m ON true
$$;
COMMENT ON FUNCTION paper_due IS
	'who is due what of a programme for these months, or of one batch of them,
village by village, with masked numbers';
GRANT EXECUTE ON FUNCTION paper_due TO zhen_operator;

CREATE FUNCTION paper_of(
	p_county int,
	p_batch bigint,
	p_programme text,
	p_from int,
	p_until int
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT concat_ws('  ', p.title,
		CASE WHEN p_from = p_until THEN format('%s 年 %s 月', p_from / 100,
				p_from % 100)
			ELSE format('%s 年 %s 月至 %s 年 %s 月', p_from / 100, p_from % 100,
				p_until / 100, p_until % 100) END,
		(SELECT format('批次 %s（%s）  %s', b.id, batch_state_name(b.state),
				operator_office_name(b.div))
			FROM batch b WHERE b.county = p_county AND b.id = p_batch))
	FROM programme p
	WHERE p.code = p_programme
$$;
COMMENT ON FUNCTION paper_of IS 'what a printed list is of, in a line';
GRANT EXECUTE ON FUNCTION paper_of TO zhen_operator;

CREATE FUNCTION paper_bank(
	p_county int,
	p_batch bigint
) RETURNS TABLE (
	nth bigint,
	resident bigint,
	part int,
	holder text,
	account text,
	bank text,
	amount numeric,
	state_name text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT row_number() OVER (ORDER BY p.part, p.holder, p.resident),
		p.resident, p.part::int, p.holder::text,
		CASE WHEN (SELECT operator_has_duty('window')
				OR operator_has_duty('reviewer'))
			AND EXISTS (SELECT FROM resident r
				WHERE r.county = p.county AND r.id = p.resident)
			THEN p.account_number::text ELSE mask_account(p.account_number) END,
		a.bank::text, p.amount::numeric,
		CASE WHEN l.resident IS NOT NULL AND l.is_good THEN '成功'
			WHEN l.resident IS NOT NULL THEN '银行退回'
			WHEN f.resident IS NOT NULL THEN '未入银行'
			WHEN p.part > 0 THEN '补发' ELSE '' END
	FROM batch b
	JOIN payment p ON p.county = b.county AND p.programme = b.programme
		AND p.month = b.month AND p.batch = b.id AND p.amount > 0
	LEFT JOIN account a ON a.county = p.county AND a.resident = p.resident
		AND a.number = p.account_number AND a.is_current
	LEFT JOIN bank_refusal f ON f.county = p.county AND f.batch = p.batch
		AND f.resident = p.resident AND f.part = p.part
	LEFT JOIN bank_return_line l ON l.county = p.county AND l.batch = p.batch
		AND l.resident = p.resident AND l.part = p.part
	WHERE b.county = p_county AND b.id = p_batch
$$;
COMMENT ON FUNCTION paper_bank IS
	'what the bank is to pay of a batch. Who may take its file sees the accounts,
others their last digits; of somebody who moved away everybody sees these';
GRANT EXECUTE ON FUNCTION paper_bank TO zhen_operator;

CREATE FUNCTION paper_sums(p_month int)
RETURNS TABLE (
	county int,
	div bigint,
	programme text,
	month int,
	office_name text,
	title text,
	state_name text,
	people bigint,
	amount numeric,
	fresh bigint,
	stopped bigint,
	changed bigint,
	back numeric
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT c.county, c.div, c.programme, c.month, c.office_name, c.title,
		CASE WHEN c.due_people IS NULL THEN '未核算' ELSE c.state_name END,
		c.due_people, c.due_total, k.fresh, k.stopped, k.changed,
		CASE WHEN c.due_people IS NOT NULL THEN coalesce(k.back, 0) END
	FROM cycle_list(p_month) c
	LEFT JOIN LATERAL (
		SELECT count(*) FILTER (WHERE x.kind = 'new') AS fresh,
			count(*) FILTER (WHERE x.kind = 'stopped') AS stopped,
			count(*) FILTER (WHERE x.kind IN ('rate', 'person')) AS changed,
			sum(x.will - x.was) FILTER (WHERE x.kind IN ('back', 'corrected'))
				AS back
		FROM cycle_change(c.county, c.programme, c.month, c.div) x
	) k ON c.due_people IS NOT NULL
	WHERE c.due_people IS NOT NULL OR c.last_people IS NOT NULL
$$;
COMMENT ON FUNCTION paper_sums IS
	'the month by office and programme: what is due, who is new, stopped or gets
another amount, and what is paid or taken back of earlier months. Who was paid
the month before and isn''t computed yet has no figures: nobody has stopped';
GRANT EXECUTE ON FUNCTION paper_sums TO zhen_operator;

CREATE FUNCTION paper_sums_of(
	p_month int,
	p_programme text
) RETURNS TABLE (
	people numeric,
	amount numeric,
	back numeric,
	missing text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(sum(s.people), 0), coalesce(sum(s.amount), 0),
		coalesce(sum(s.back), 0), CASE WHEN count(*) > count(s.people)
			THEN format('其中 %s 项尚未核算', count(*) - count(s.people)) END
	FROM paper_sums(p_month) s
	WHERE p_programme IS NULL OR s.programme = p_programme
$$;
COMMENT ON FUNCTION paper_sums_of IS
	'the month''s sums, and how much of it has yet to be computed';
GRANT EXECUTE ON FUNCTION paper_sums_of TO zhen_operator;
