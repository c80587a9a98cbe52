-- How complete the ledgers of each office are, month by month: the current
-- month is counted when somebody asks for it, the last count of a month stays.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE completeness (
	county county_code NOT NULL,
	div div_code NOT NULL,
	month month_code NOT NULL,
	people int NOT NULL,
	complete int NOT NULL,
	waived int NOT NULL,
	gaps jsonb NOT NULL DEFAULT '{}',
	counted_at timestamptz NOT NULL DEFAULT now(),
	counted_by name NOT NULL DEFAULT session_user,
	CONSTRAINT completeness_month_key PRIMARY KEY (county, div, month),
	CONSTRAINT completeness_county_check CHECK (county = div / 1000000),
	CONSTRAINT completeness_complete_check CHECK (
		complete BETWEEN 0 AND people
	)
);
COMMENT ON TABLE completeness IS '台账完整率：每个服务所每月一行';
COMMENT ON COLUMN completeness.county IS '县区';
COMMENT ON COLUMN completeness.div IS '镇街';
COMMENT ON COLUMN completeness.month IS '月份';
COMMENT ON COLUMN completeness.people IS '在册的人，不含去世的';
COMMENT ON COLUMN completeness.complete IS '没有缺漏的人，暂缓的算没有';
COMMENT ON COLUMN completeness.waived IS '有暂缓项的人';
COMMENT ON COLUMN completeness.gaps IS '各条规则的人数';
COMMENT ON COLUMN completeness.counted_at IS '统计时间';
COMMENT ON COLUMN completeness.counted_by IS '统计人';
COMMENT ON CONSTRAINT completeness_month_key ON completeness IS
	'这个服务所这个月已有统计，请重新统计';
COMMENT ON CONSTRAINT completeness_county_check ON completeness IS
	'县区应为镇街代码的前六位，请联系技术人员';
COMMENT ON CONSTRAINT completeness_complete_check ON completeness IS
	'完整的人数应不超过总人数，请联系技术人员';
SELECT scope_guard('completeness');
GRANT SELECT ON completeness TO zhen_operator;

CREATE FUNCTION completeness_now(
	p_lo bigint,
	p_hi bigint
) RETURNS TABLE (
	county int,
	div bigint,
	people int,
	complete int,
	waived int,
	gaps jsonb
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
SET jit = off
AS $$
	WITH found AS MATERIALIZED (
		SELECT g.county, g.div / 1000 * 1000 AS town, g.resident, g.rule,
			u.of_dead
		FROM gap g
		JOIN gap_rule u ON u.code = g.rule
		WHERE g.div BETWEEN p_lo AND p_hi
			AND g.county BETWEEN p_lo / 1000000 AND p_hi / 1000000
	), living AS (
		SELECT r.county::int AS county, r.div / 1000 * 1000 AS town,
			count(*)::int AS people
		FROM resident r
		WHERE r.div BETWEEN p_lo AND p_hi AND r.died IS NULL
			AND r.next_id IS NULL
			AND r.county BETWEEN p_lo / 1000000 AND p_hi / 1000000
		GROUP BY 1, 2
	)
	SELECT
		l.county,
		l.town,
		l.people,
		(l.people - (SELECT count(DISTINCT f.resident)
			FROM found f
			WHERE f.county = l.county AND f.town = l.town
				AND NOT f.of_dead))::int,
		(SELECT count(DISTINCT w.resident)
			FROM gap_waived w
			WHERE w.county = l.county AND w.until >= current_date
				AND w.div BETWEEN l.town AND l.town + 999)::int,
		coalesce((SELECT jsonb_object_agg(c.rule, c.people)
			FROM (
				SELECT f.rule, count(*) AS people
				FROM found f
				WHERE f.county = l.county AND f.town = l.town
				GROUP BY f.rule
			) c), '{}')
	FROM living l
$$;
COMMENT ON FUNCTION completeness_now IS
	'the live figures of a range of divisions, as whoever asks sees them';

CREATE FUNCTION completeness_keep(
	p_lo bigint,
	p_hi bigint
) RETURNS int
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	kept int;
BEGIN
	INSERT INTO completeness AS c (county, div, month, people, complete,
		waived, gaps)
	SELECT n.county, n.div, month_of(current_date), n.people, n.complete,
		n.waived, n.gaps
	FROM completeness_now(p_lo, p_hi) n
	ON CONFLICT (county, div, month) DO UPDATE SET
		people = EXCLUDED.people,
		complete = EXCLUDED.complete,
		waived = EXCLUDED.waived,
		gaps = EXCLUDED.gaps,
		counted_at = now(),
		counted_by = session_user;
	GET DIAGNOSTICS kept = ROW_COUNT;
	RETURN kept;
END
$$;

CREATE FUNCTION completeness_count()
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	lo bigint := scope_lo();
	hi bigint := scope_hi();
	kept int;
BEGIN
	IF session_is_superuser() AND lo IS NULL THEN
		lo := 100000000000;
		hi := 999999999999;
	ELSE
		PERFORM duty_require('统计完整率', 'window', 'reviewer', 'supervisor',
			'admin');
	END IF;
	IF lo % 1000 <> 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '完整率按服务所统计，请由镇街或县区统计';
	END IF;
	kept := completeness_keep(lo, hi);
	RETURN format('%s 年 %s 月：已统计 %s 个服务所',
		extract(year FROM current_date), extract(month FROM current_date), kept);
END
$$;
COMMENT ON FUNCTION completeness_count IS
	'counts the current month anew, of the operator''s offices; a superuser''s, by
a timer, of all. Earlier months stay as they were counted last';
GRANT EXECUTE ON FUNCTION completeness_count
TO zhen_window, zhen_reviewer, zhen_supervisor, zhen_admin;

CREATE VIEW completeness_list
WITH (security_invoker = true)
AS
SELECT
	c.county,
	c.div,
	c.month,
	division_name(c.div) AS office_name,
	c.people,
	c.complete,
	c.people - c.complete AS lacking,
	c.waived,
	round(c.complete * 100.0 / nullif(c.people, 0), 1) AS percent,
	rpad(repeat('#', (c.complete * 10 / nullif(c.people, 0))::int), 10, '.')
		AS bar,
	round(c.complete * 100.0 / nullif(c.people, 0)
		- before.complete * 100.0 / nullif(before.people, 0), 1) AS change,
	c.counted_at::date AS counted_on
FROM completeness c
LEFT JOIN completeness before ON before.county = c.county
	AND before.div = c.div AND before.month = month_add(c.month, -1);
COMMENT ON VIEW completeness_list IS '台账完整率一览，与上月相比';
GRANT SELECT ON completeness_list TO zhen_operator;

CREATE VIEW completeness_rule
WITH (security_invoker = true)
AS
SELECT
	c.county,
	c.div,
	c.month,
	g.key AS rule,
	coalesce(u.title, g.key) AS gap,
	g.value::int AS people,
	before.gaps ->> g.key AS people_before
FROM completeness c
CROSS JOIN LATERAL jsonb_each_text(c.gaps) AS g (key, value)
LEFT JOIN gap_rule u ON u.code = g.key
LEFT JOIN completeness before ON before.county = c.county
	AND before.div = c.div AND before.month = month_add(c.month, -1);
COMMENT ON VIEW completeness_rule IS '台账完整率：各条规则的人数';
GRANT SELECT ON completeness_rule TO zhen_operator;

SELECT audit_attach('completeness');
