-- Places held against each other: a figure by county, office, or town and
-- country, and what was paid by office, programme, month and state. They read
-- snapshots and batches, never people, so that they are quick.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE division_urban (
	code div_code NOT NULL,
	is_urban boolean NOT NULL,
	source line_text NOT NULL,
	CONSTRAINT division_urban_code_key PRIMARY KEY (code),
	CONSTRAINT division_urban_code_fk FOREIGN KEY (code)
		REFERENCES division (code)
);
COMMENT ON TABLE division_urban IS
	'城乡分类；没有登记的按名称：街道、社区和居委会为城镇，其余为乡村（演示规则，未核实）';
COMMENT ON COLUMN division_urban.code IS '区划';
COMMENT ON COLUMN division_urban.is_urban IS '城镇；否则为乡村';
COMMENT ON COLUMN division_urban.source IS '出处';
COMMENT ON CONSTRAINT division_urban_code_key ON division_urban IS
	'此区划的城乡分类已有，请直接修改';
COMMENT ON CONSTRAINT division_urban_code_fk ON division_urban IS
	'没有这个区划，请核对 12 位代码';
SELECT shared_guard('division_urban');
GRANT SELECT ON division_urban TO zhen_operator;
GRANT INSERT, UPDATE ON division_urban TO zhen_admin;
SELECT audit_attach('division_urban', 'code');

CREATE FUNCTION division_is_urban(p_code bigint)
RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(u.is_urban, d.name ~ '街道|社区|居委会')
	FROM division d
	LEFT JOIN division_urban u ON u.code = d.code
	WHERE d.code = p_code
$$;
COMMENT ON FUNCTION division_is_urban IS
	'by what is entered for the place, or else by its name';
GRANT EXECUTE ON FUNCTION division_is_urban TO zhen_operator;

CREATE FUNCTION compare_key(
	p_div bigint,
	p_by text
) RETURNS bigint
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE p_by
		WHEN 'county' THEN p_div / 1000000 * 1000000
		WHEN 'town' THEN p_div / 1000 * 1000
		ELSE division_is_urban(p_div)::int END
$$;
COMMENT ON FUNCTION compare_key IS
	'the county or office of a place, or 1 for town and 0 for country';
GRANT EXECUTE ON FUNCTION compare_key TO zhen_supervisor;

CREATE FUNCTION compare_label(p_key bigint)
RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE p_key WHEN 1 THEN '城镇' WHEN 0 THEN '乡村' ELSE (
		SELECT CASE WHEN d.level = 'town'
			AND scope_county_lo() < scope_county_hi()
			THEN format('%s（%s）', d.name, division_name(d.parent))
			ELSE d.name END
		FROM division d
		WHERE d.code = p_key) END
$$;
COMMENT ON FUNCTION compare_label IS
	'what stands in the comparison for a key of compare_key()';
GRANT EXECUTE ON FUNCTION compare_label TO zhen_supervisor;

CREATE FUNCTION compare_values(
	p_figure text,
	p_month int,
	p_by text
) RETURNS TABLE (
	key bigint,
	value numeric
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	WITH part AS (
		SELECT compare_key(a.div, p_by) AS key, sum(a.value) AS value
		FROM figure_at(p_figure, p_month) a
		GROUP BY 1
	), whole AS (
		SELECT compare_key(a.div, p_by) AS key, sum(a.value) AS value
		FROM figure f
		CROSS JOIN LATERAL figure_at(f.per, p_month) a
		WHERE f.code = p_figure AND f.per IS NOT NULL
		GROUP BY 1
	)
	SELECT p.key, CASE WHEN w.key IS NULL THEN p.value
		ELSE round(100 * p.value / nullif(w.value, 0), 1) END
	FROM part p
	LEFT JOIN whole w ON w.key = p.key
$$;
COMMENT ON FUNCTION compare_values IS
	'a figure of a month by what is compared; a share is that of each group';
GRANT EXECUTE ON FUNCTION compare_values TO zhen_supervisor;

CREATE FUNCTION compare_list(
	p_figure text,
	p_month int,
	p_by text
) RETURNS TABLE (
	key bigint,
	rank bigint,
	place text,
	value numeric,
	change numeric,
	last_year numeric,
	bar text,
	screen text,
	for_div bigint
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
SET jit = off
AS $$
	WITH asked AS (
		SELECT coalesce(p_month, month_of(current_date)) AS month
	), ranked AS (
		SELECT v.key, coalesce(max(v.value) FILTER (WHERE v.ago = 0), 0) AS value,
			max(v.value) FILTER (WHERE v.ago = 1) AS last_month,
			max(v.value) FILTER (WHERE v.ago = 12) AS last_year
		FROM (
			SELECT m.ago, c.key, c.value
			FROM asked a
			CROSS JOIN unnest(ARRAY[0, 1, 12]) m (ago)
			CROSS JOIN LATERAL compare_values(p_figure,
				month_add(a.month, -m.ago), p_by) c
		) v
		GROUP BY v.key
	)
	SELECT r.key, rank() OVER (ORDER BY r.value DESC), compare_label(r.key),
		r.value, r.value - r.last_month, r.last_year,
		repeat('█', ceil(9 * r.value / nullif(max(r.value) OVER (), 0))::int),
		f.screen, nullif(r.key, r.key % 1000)
	FROM ranked r
	JOIN figure f ON f.code = p_figure
$$;
COMMENT ON FUNCTION compare_list IS
	'places by a figure of a month, the highest first: with the change since the
month before, and the same month of the year before';
GRANT EXECUTE ON FUNCTION compare_list TO zhen_supervisor;

CREATE FUNCTION compare_paid(
	p_by text,
	p_from int,
	p_to int,
	p_programme text DEFAULT NULL,
	p_state text DEFAULT NULL,
	p_div bigint DEFAULT NULL
) RETURNS TABLE (
	key text,
	label text,
	batches bigint,
	people bigint,
	left_out bigint,
	total numeric,
	share numeric,
	bar text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
SET jit = off
AS $$
	SELECT g.key, g.label, g.batches, g.people, g.left_out, g.total,
		round(100 * g.total / nullif(sum(g.total) OVER (), 0), 1),
		repeat('█', ceil(7 * g.total / nullif(max(g.total) OVER (), 0))::int)
	FROM (
		SELECT k.key,
			CASE p_by
				WHEN 'month' THEN to_char(month_first(k.key::int), 'YYYY-MM')
				WHEN 'state' THEN batch_state_name(k.key)
				WHEN 'programme' THEN (SELECT p.title FROM programme p
					WHERE p.code = k.key)
				ELSE compare_label(k.key::bigint) END AS label,
			count(*) AS batches, sum(k.people) AS people,
			sum(k.left_out) AS left_out, sum(k.total) AS total
		FROM (
			SELECT b.people, b.left_out, b.total, CASE p_by
				WHEN 'month' THEN b.month::text
				WHEN 'state' THEN b.state
				WHEN 'programme' THEN b.programme
				ELSE compare_key(b.div, p_by)::text END AS key
			FROM batch b
			WHERE b.month BETWEEN coalesce(p_from, 0) AND coalesce(p_to, 999999)
				AND (p_programme IS NULL OR b.programme = p_programme)
				AND (p_state IS NULL OR b.state = p_state)
				AND (p_div IS NULL OR b.div = p_div)
		) k
		GROUP BY 1, 2
	) g
$$;
COMMENT ON FUNCTION compare_paid IS
	'what batches come to, by county, town, urban, programme, month or state';
GRANT EXECUTE ON FUNCTION compare_paid TO zhen_supervisor;

CREATE VIEW lookup_figure
WITH (security_invoker = true)
AS
SELECT
	f.code,
	f.title::text AS name,
	pinyin_place_initials(f.title) AS initials,
	pinyin_place_spelling(f.title) AS spelling,
	f.unit::text AS note
FROM figure f
WHERE f.sort IS NOT NULL
ORDER BY f.sort;
COMMENT ON VIEW lookup_figure IS '主管看的指标';
GRANT SELECT ON lookup_figure TO zhen_operator;
