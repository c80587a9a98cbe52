-- The leader's page, and a figure place by place. What a supervisor sees of a
-- figure is of their scope, by row security.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION figure_spark(p_values numeric[])
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT string_agg(CASE WHEN v IS NULL THEN ' ' ELSE
		substr('▁▂▃▄▅▆▇█', 1 + floor(7 * v / nullif(most, 0))::int, 1) END, ''
		ORDER BY n)
	FROM unnest(p_values) WITH ORDINALITY x (v, n)
	CROSS JOIN (SELECT max(m) AS most FROM unnest(p_values) m) t
$$;
COMMENT ON FUNCTION figure_spark IS
	'numbers as a line of bars of eight heights, from nothing to the greatest';
GRANT EXECUTE ON FUNCTION figure_spark TO zhen_supervisor;

CREATE FUNCTION leader_page(p_live boolean DEFAULT false)
RETURNS TABLE (
	code text,
	title text,
	unit text,
	kind text,
	screen text,
	sort int,
	now_is numeric,
	last_month numeric,
	last_year numeric,
	trend text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
SET jit = off
AS $$
	WITH months AS (
		SELECT g AS ago, month_add(month_of(current_date), -g) AS month
		FROM generate_series(0, 12) g
	), counted AS (
		SELECT f.code, 0 AS ago, coalesce(sum(r.value), 0) AS value
		FROM figure f
		LEFT JOIN LATERAL figure_running(f.code, p_live) r ON true
		GROUP BY f.code
		UNION ALL
		SELECT k.figure, m.ago, sum(k.value)
		FROM months m
		JOIN figure_month k ON k.month = m.month
			AND k.county BETWEEN scope_county_lo() AND scope_county_hi()
		WHERE m.ago > 0
		GROUP BY k.figure, m.ago
	), shown AS (
		SELECT f.code, m.ago, CASE WHEN f.per IS NULL THEN c.value
			ELSE round(100 * c.value / nullif(b.value, 0), 1) END AS value
		FROM figure f
		CROSS JOIN months m
		LEFT JOIN counted c ON c.code = f.code AND c.ago = m.ago
		LEFT JOIN counted b ON b.code = f.per AND b.ago = m.ago
	)
	SELECT
		f.code,
		f.title::text,
		f.unit::text,
		CASE WHEN f.is_counted AND NOT p_live THEN '快照' ELSE '实时' END,
		f.screen,
		f.sort,
		max(s.value) FILTER (WHERE s.ago = 0),
		max(s.value) FILTER (WHERE s.ago = 1),
		max(s.value) FILTER (WHERE s.ago = 12),
		figure_spark(array_agg(s.value ORDER BY s.ago DESC)
			FILTER (WHERE s.ago < 6))
	FROM figure f
	JOIN shown s ON s.code = f.code
	WHERE f.sort IS NOT NULL
	GROUP BY f.code
$$;
COMMENT ON FUNCTION leader_page IS
	'every figure of the operator''s scope: of the month that runs, as counted
last or all live, of the last one, of the same a year ago, and the last six as a
line of bars';
GRANT EXECUTE ON FUNCTION leader_page TO zhen_supervisor;

CREATE FUNCTION figure_step(
	p_lo bigint,
	p_hi bigint
) RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE WHEN p_lo / 1000000 < p_hi / 1000000 THEN 1000000
		WHEN p_lo / 1000 < p_hi / 1000 THEN 1000 ELSE 1 END
$$;
COMMENT ON FUNCTION figure_step IS
	'how far apart the places of a range are: its counties, offices or villages';
GRANT EXECUTE ON FUNCTION figure_step TO zhen_supervisor;

CREATE FUNCTION figure_by(
	p_code text,
	p_month int,
	p_step bigint
) RETURNS TABLE (
	div bigint,
	value numeric
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT v.div, CASE WHEN f.per IS NULL THEN v.value ELSE round(100 * v.value
		/ nullif((SELECT sum(b.value) FROM figure_at(f.per, p_month) b
			WHERE b.div / p_step * p_step = v.div), 0), 1) END
	FROM figure f
	CROSS JOIN LATERAL (
		SELECT x.div / p_step * p_step AS div, sum(x.value) AS value
		FROM figure_at(p_code, p_month) x
		GROUP BY 1
	) v
	WHERE f.code = p_code
$$;
COMMENT ON FUNCTION figure_by IS
	'a figure of a month by county, office or village';
GRANT EXECUTE ON FUNCTION figure_by TO zhen_supervisor;

CREATE FUNCTION leader_places(
	p_code text,
	p_div bigint DEFAULT NULL
) RETURNS TABLE (
	div bigint,
	place text,
	value numeric,
	last_month numeric,
	last_year numeric,
	bar text,
	screen text,
	next text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
SET jit = off
AS $$
	SELECT v.div, division_name(v.div), v.value, v.last_month, v.last_year,
		repeat('█', ceil(10 * v.value / nullif(max(v.value) OVER (), 0))::int),
		f.screen,
		CASE s.step WHEN 1000000 THEN 'leader_places' ELSE f.screen END
	FROM figure f
	CROSS JOIN (
		SELECT coalesce(p_div, scope_lo()) AS lo,
			coalesce(division_last(p_div), scope_hi()) AS hi
	) r
	CROSS JOIN LATERAL (SELECT figure_step(r.lo, r.hi) AS step) s
	CROSS JOIN LATERAL (
		SELECT b.div,
			coalesce(max(b.value) FILTER (WHERE m.ago = 0), 0) AS value,
			coalesce(max(b.value) FILTER (WHERE m.ago = 1), 0) AS last_month,
			max(b.value) FILTER (WHERE m.ago = 12) AS last_year
		FROM unnest(ARRAY[0, 1, 12]) m (ago)
		CROSS JOIN LATERAL figure_by(p_code,
			month_add(month_of(current_date), -m.ago), s.step) b
		WHERE b.div BETWEEN r.lo AND r.hi
		GROUP BY b.div
	) v
	WHERE f.code = p_code
$$;
COMMENT ON FUNCTION leader_places IS
	'a figure county by county, or within a county office by office; its bar has ten
characters at most, which are twenty columns on a terminal of GBK';
GRANT EXECUTE ON FUNCTION leader_places TO zhen_supervisor;
