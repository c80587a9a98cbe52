-- What is otherwise than last month, and why (与上月差异): who is new, who stopped,
-- whose amount is another, what was paid for earlier months. Read by row security:
-- nobody sees more people here than anywhere else.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION cycle_rates(
	p_programme text,
	p_month int
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT string_agg(format('%s %s → %s', n.name, trim_scale(o.value),
		trim_scale(n.value)), '，' ORDER BY n.name)
	FROM rate n
	CROSS JOIN LATERAL (
		SELECT r.value
		FROM rate r
		WHERE r.programme = n.programme AND r.name = n.name AND r.since < n.since
		ORDER BY r.since DESC
		LIMIT 1
	) o
	WHERE n.programme = p_programme AND n.since = p_month AND n.value <> o.value
$$;
COMMENT ON FUNCTION cycle_rates IS 'the rates that are others from this month on';
GRANT EXECUTE ON FUNCTION cycle_rates TO zhen_operator;

CREATE FUNCTION cycle_late(
	p_county int,
	p_programme text,
	p_month int,
	p_div bigint
) RETURNS TABLE (
	kind text,
	resident bigint,
	was numeric,
	will numeric,
	why text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT 'back', e.resident, 0::numeric, e.amount::numeric,
		format('补发 %s：%s', e.month, coalesce(l.reason, e.because))
	FROM batch b
	JOIN entitlement e ON e.county = b.county AND e.programme = b.programme
		AND e.month = b.month AND e.batch = b.id
	LEFT JOIN LATERAL (
		SELECT x.reason
		FROM batch f
		JOIN left_out x ON x.county = f.county AND x.batch = f.id
		WHERE f.county = b.county AND f.programme = b.programme
			AND f.month = b.month AND f.id < b.id AND x.resident = e.resident
		ORDER BY f.id DESC
		LIMIT 1
	) l ON true
	WHERE b.county = p_county AND b.programme = p_programme
		AND b.div BETWEEN p_div AND division_last(p_div) AND b.month < p_month
		AND month_of(b.made_at::date) = p_month
		AND EXISTS (
			SELECT FROM batch f
			WHERE f.county = b.county AND f.programme = b.programme
				AND f.month = b.month AND f.div = b.div AND f.id < b.id
				AND f.state = 'paid')
	UNION ALL
	SELECT 'corrected', c.resident, c.was::numeric, c.amount::numeric,
		format('更正 %s：%s', c.month, code_name('correction', c.kind))
	FROM correction c
	WHERE c.county = p_county AND c.programme = p_programme
		AND c.div BETWEEN p_div AND division_last(p_div)
		AND c.state = 'approved' AND month_of(c.checked_at::date) = p_month
$$;
COMMENT ON FUNCTION cycle_late IS
	'money of earlier months that was computed or corrected in this one';
GRANT EXECUTE ON FUNCTION cycle_late TO zhen_operator;

CREATE FUNCTION cycle_change(
	p_county int,
	p_programme text,
	p_month int,
	p_div bigint
) RETURNS TABLE (
	kind text,
	resident bigint,
	was numeric,
	will numeric,
	why text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	WITH due AS MATERIALIZED (
		SELECT e.month, e.resident, e.amount::numeric AS amount, e.because,
			e.div / 1000 * 1000 AS office
		FROM entitlement e
		WHERE e.county = p_county AND e.programme = p_programme
			AND e.month IN (p_month, month_add(p_month, -1))
			AND e.div BETWEEN p_div AND division_last(p_div)
	), left_by AS MATERIALIZED (
		SELECT DISTINCT ON (b.month, l.resident) b.month, l.resident, l.reason
		FROM batch b
		JOIN left_out l ON l.county = b.county AND l.batch = b.id
		WHERE b.county = p_county AND b.programme = p_programme
			AND b.month IN (p_month, month_add(p_month, -1))
			AND b.div BETWEEN p_div AND division_last(p_div)
		ORDER BY b.month, l.resident, b.id DESC
	), rates AS MATERIALIZED (
		SELECT cycle_rates(p_programme, p_month) AS said
	), computed AS MATERIALIZED (
		SELECT DISTINCT b.div AS office
		FROM batch b
		WHERE b.county = p_county AND b.programme = p_programme
			AND b.month = p_month
	), both_of AS (
		SELECT resident, o.amount AS was, n.amount AS will, o.because AS before,
			n.because, o.office
		FROM (SELECT * FROM due WHERE month = month_add(p_month, -1)) o
		FULL JOIN (SELECT * FROM due WHERE month = p_month) n USING (resident)
	)
	SELECT
		CASE WHEN b.was IS NULL THEN 'new'
			WHEN b.will IS NULL THEN CASE WHEN w.waits THEN 'waiting'
				ELSE 'stopped' END
			WHEN b.was = b.will THEN 'same'
			WHEN rates.said IS NOT NULL THEN 'rate' ELSE 'person' END,
		b.resident, coalesce(b.was, 0),
		CASE WHEN NOT w.waits THEN coalesce(b.will, 0) END,
		CASE WHEN b.was IS NULL THEN coalesce('上月：' || l.reason,
				CASE WHEN n.since = p_month THEN '本月起登记'
					ELSE '上月不在本所名单' END)
			WHEN b.will IS NULL THEN coalesce(l.reason,
				CASE WHEN n.resident IS NULL THEN '登记已截止或已迁出'
					ELSE '本月还没有计算' END)
			WHEN b.was = b.will THEN ''
			WHEN rates.said IS NOT NULL THEN '标准 ' || rates.said
			ELSE format('%s → %s', b.before, b.because) END
	FROM both_of b
	CROSS JOIN rates
	LEFT JOIN left_by l ON l.resident = b.resident
		AND l.month = CASE WHEN b.was IS NULL THEN month_add(p_month, -1)
			ELSE p_month END
	LEFT JOIN enrolment n ON n.county = p_county AND n.programme = p_programme
		AND n.resident = b.resident AND n.since <= p_month
		AND (n.until IS NULL OR n.until >= p_month)
		AND n.div BETWEEN p_div AND division_last(p_div)
	CROSS JOIN LATERAL (SELECT b.will IS NULL AND n.resident IS NOT NULL
		AND NOT EXISTS (SELECT FROM computed c WHERE c.office = b.office)) w (waits)
	UNION ALL
	SELECT * FROM cycle_late(p_county, p_programme, p_month, p_div)
$$;
COMMENT ON FUNCTION cycle_change IS
	'everybody of an office who is due this month or was last month, and what is
otherwise; then the earlier months. Who waits for the month to be computed has no
amount yet';
GRANT EXECUTE ON FUNCTION cycle_change TO zhen_operator;

CREATE FUNCTION cycle_kind_name(p_kind text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE p_kind WHEN 'new' THEN '新列入' WHEN 'stopped' THEN '不再列入'
		WHEN 'waiting' THEN '尚未核算'
		WHEN 'rate' THEN '调整标准' WHEN 'person' THEN '本人有变'
		WHEN 'back' THEN '补发以前' WHEN 'corrected' THEN '更正以前'
		ELSE '没有变化' END
$$;
GRANT EXECUTE ON FUNCTION cycle_kind_name TO zhen_operator;

CREATE FUNCTION cycle_kinds(
	p_county int,
	p_programme text,
	p_month int,
	p_div bigint
) RETURNS TABLE (
	county int,
	programme text,
	month int,
	div bigint,
	kind text,
	kind_name text,
	people bigint,
	was numeric,
	will numeric,
	change numeric,
	bar text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	WITH sums AS (
		SELECT k.kind, count(*) AS people, sum(k.was) AS was,
			sum(k.will) AS will, sum(k.will - k.was) AS change
		FROM cycle_change(p_county, p_programme, p_month, p_div) k
		GROUP BY k.kind
	)
	SELECT p_county, p_programme, p_month, p_div, s.kind,
		cycle_kind_name(s.kind), s.people, s.was, s.will, s.change,
		repeat(CASE WHEN s.change < 0 THEN '-' ELSE '+' END,
			ceil(12 * abs(s.change)
				/ nullif(max(abs(s.change)) OVER (), 0))::int)
	FROM sums s
	ORDER BY array_position('{new,stopped,rate,person,back,corrected,waiting,same}',
		s.kind)
$$;
COMMENT ON FUNCTION cycle_kinds IS
	'the differences by kind; the longest bar is the greatest change of money';
GRANT EXECUTE ON FUNCTION cycle_kinds TO zhen_operator;

CREATE FUNCTION cycle_people(
	p_county int,
	p_programme text,
	p_month int,
	p_div bigint,
	p_kind text DEFAULT NULL
) RETURNS TABLE (
	county int,
	resident bigint,
	name text,
	id_no text,
	kind text,
	kind_name text,
	was numeric,
	will numeric,
	change numeric,
	why text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT p_county, k.resident, coalesce(r.name::text, m.name),
		coalesce(r.id_no::text, m.id_no), k.kind, cycle_kind_name(k.kind), k.was,
		k.will, k.will - k.was, k.why
	FROM cycle_change(p_county, p_programme, p_month, p_div) k
	LEFT JOIN resident r ON r.county = p_county AND r.id = k.resident
	LEFT JOIN LATERAL moved_card(p_county,
		CASE WHEN r.id IS NULL THEN k.resident END) m ON true
	WHERE CASE WHEN p_kind IS NULL THEN k.kind NOT IN ('same', 'waiting')
		ELSE k.kind = p_kind END
$$;
COMMENT ON FUNCTION cycle_people IS 'the same person by person, of one kind or all that changed';
GRANT EXECUTE ON FUNCTION cycle_people TO zhen_operator;
