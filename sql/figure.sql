-- Figures for supervisors: each is a row and a function figure_CODE(month) that
-- gives its value by office, as it stood at the end of the month or stands now.
-- A month that is over is kept once and doesn't change any more; the page of a
-- leader reads what is kept, and the month that runs. A new figure is a row and
-- its function.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE figure (
	code text COLLATE "C" NOT NULL,
	title line_text NOT NULL,
	unit line_text NOT NULL,
	screen text COLLATE "C" NOT NULL,
	sort int NOT NULL,
	CONSTRAINT figure_code_key PRIMARY KEY (code),
	CONSTRAINT figure_code_check CHECK (code ~ '^[a-z][a-z_]{0,39}$')
);
COMMENT ON TABLE figure IS '主管看的指标';
COMMENT ON COLUMN figure.code IS '代码；数从函数 figure_代码(月份) 来';
COMMENT ON COLUMN figure.title IS '名称';
COMMENT ON COLUMN figure.unit IS '单位';
COMMENT ON COLUMN figure.screen IS '背后的名单在哪个画面';
COMMENT ON COLUMN figure.sort IS '次序';
COMMENT ON CONSTRAINT figure_code_key ON figure IS '此指标已有，请换一个代码';
COMMENT ON CONSTRAINT figure_code_check ON figure IS
	'代码应以小写字母开头，只含小写字母和下划线';
SELECT shared_guard('figure');
GRANT SELECT ON figure TO zhen_supervisor;

CREATE TABLE figure_month (
	county county_code NOT NULL,
	div div_code NOT NULL,
	figure text COLLATE "C" NOT NULL,
	month month_code NOT NULL,
	value numeric(16,2) NOT NULL,
	kept_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT figure_month_month_key PRIMARY KEY (county, figure, month, div),
	CONSTRAINT figure_month_figure_fk FOREIGN KEY (figure)
		REFERENCES figure (code)
) PARTITION BY LIST (county);
CREATE INDEX figure_month_div ON figure_month (figure, month, div);
COMMENT ON TABLE figure_month IS '指标的月末数，记下以后不变';
COMMENT ON COLUMN figure_month.county IS '县区';
COMMENT ON COLUMN figure_month.div IS '服务所';
COMMENT ON COLUMN figure_month.figure IS '指标';
COMMENT ON COLUMN figure_month.month IS '月份';
COMMENT ON COLUMN figure_month.value IS '数';
COMMENT ON COLUMN figure_month.kept_at IS '何时记下';
COMMENT ON CONSTRAINT figure_month_month_key ON figure_month IS
	'这个月的数已经记下，不能重复';
COMMENT ON CONSTRAINT figure_month_figure_fk ON figure_month IS
	'没有这个指标，请核对';
SELECT scope_guard('figure_month');
GRANT SELECT ON figure_month TO zhen_supervisor;
CREATE TRIGGER figure_month_keep BEFORE UPDATE OR DELETE ON figure_month
FOR EACH ROW EXECUTE FUNCTION audit_refuse();

CREATE FUNCTION figure_enrolled(p_month int)
RETURNS TABLE (county int, div bigint, value numeric)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT e.county::int, e.div / 1000 * 1000, count(*)
	FROM enrolment e
	WHERE e.since <= p_month AND (e.until IS NULL OR e.until >= p_month)
	GROUP BY 1, 2
$$;

CREATE FUNCTION figure_paid(p_month int)
RETURNS TABLE (county int, div bigint, value numeric)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT b.county::int, b.div::bigint, sum(b.total)
	FROM batch b
	WHERE b.state = 'paid' AND b.month = p_month
	GROUP BY 1, 2
$$;

CREATE FUNCTION figure_left_out(p_month int)
RETURNS TABLE (county int, div bigint, value numeric)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT b.county::int, b.div::bigint, sum(b.left_out)
	FROM batch b
	WHERE b.month = p_month
	GROUP BY 1, 2
$$;

CREATE FUNCTION figure_arrears(p_month int)
RETURNS TABLE (county int, div bigint, value numeric)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT m.county::int, s.office_div::bigint, sum(m.amount)
	FROM staff_money m
	JOIN staff s ON s.county = m.county AND s.id = m.staff
	WHERE m.month <= p_month
		AND (m.paid_on IS NULL OR m.paid_on > month_last(p_month))
	GROUP BY 1, 2
$$;

CREATE FUNCTION figure_visits(p_month int)
RETURNS TABLE (county int, div bigint, value numeric)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT v.county::int, v.div / 1000 * 1000, count(*)
	FROM visit v
	WHERE v.visited_on BETWEEN month_first(p_month) AND month_last(p_month)
	GROUP BY 1, 2
$$;

CREATE FUNCTION figure_late(p_month int)
RETURNS TABLE (county int, div bigint, value numeric)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT l.county::int, l.village / 1000 * 1000, count(*)
	FROM petition_list l
	WHERE l.received_on <= month_last(p_month)
		AND l.due_on < least(month_last(p_month), current_date)
		AND (l.closed_on IS NULL OR l.closed_on > month_last(p_month))
	GROUP BY 1, 2
$$;

CREATE FUNCTION figure_vacant(p_month int)
RETURNS TABLE (county int, div bigint, value numeric)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT v.county::int, v.div / 1000 * 1000, count(*)
	FROM station v
	WHERE NOT EXISTS (SELECT FROM staff s
		WHERE s.county = v.county AND s.div = v.div
			AND s.since <= month_last(p_month)
			AND (s.until IS NULL OR s.until >= month_last(p_month)))
	GROUP BY 1, 2
$$;

CREATE FUNCTION figure_short(p_month int)
RETURNS TABLE (county int, div bigint, value numeric)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT e.county::int, e.div::bigint, -e.gap
	FROM establishment e
	WHERE e.gap < 0
$$;
GRANT EXECUTE ON FUNCTION figure_enrolled, figure_paid, figure_left_out,
	figure_arrears, figure_visits, figure_late, figure_vacant, figure_short
TO zhen_supervisor;

INSERT INTO figure (code, title, unit, screen, sort)
VALUES
	('enrolled', '在册参保和享受', '人次', 'batches', 1),
	('paid', '本月发放', '元', 'batches', 2),
	('left_out', '本月未列入', '人次', 'batches', 3),
	('arrears', '拖欠补贴和报销', '元', 'arrears_county', 4),
	('visits', '本月走访', '次', 'claims', 5),
	('late', '来信来访逾期', '件', 'petitions', 6),
	('vacant', '没有人的社区和村', '个', 'station_gaps', 7),
	('short', '服务所缺人', '人', 'establishment', 8);

CREATE FUNCTION figure_values(
	p_code text,
	p_month int
) RETURNS TABLE (county int, div bigint, value numeric)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	RETURN QUERY EXECUTE format('SELECT * FROM %I($1)', 'figure_' || p_code)
	USING p_month;
END
$$;
COMMENT ON FUNCTION figure_values IS
	'a figure by office, computed; those in the operator''s scope';
GRANT EXECUTE ON FUNCTION figure_values TO zhen_supervisor;

CREATE FUNCTION figure_keep(p_month int)
RETURNS int
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	kept int;
BEGIN
	IF p_month >= month_of(current_date) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'month',
			MESSAGE = '这个月还没有过完，月末数请下个月再记';
	END IF;
	INSERT INTO figure_month (county, div, figure, month, value)
	SELECT v.county, v.div, f.code, p_month, v.value
	FROM figure f
	CROSS JOIN LATERAL figure_values(f.code, p_month) v
	ON CONFLICT DO NOTHING;
	GET DIAGNOSTICS kept = ROW_COUNT;
	RETURN kept;
END
$$;
COMMENT ON FUNCTION figure_keep IS
	'keeps the figures of a month that is over, once; again only what is missing';

CREATE FUNCTION figure_keep_due()
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	kept text;
BEGIN
	IF NOT session_is_superuser() THEN
		PERFORM duty_require('记下月末数', 'supervisor', 'admin');
	END IF;
	SELECT string_agg(m.month::text, '、' ORDER BY m.month) INTO kept
	FROM (
		SELECT month_add(month_of(current_date), -n) AS month
		FROM generate_series(1, 24) n
	) m
	WHERE NOT EXISTS (SELECT FROM figure_month k WHERE k.month = m.month)
		AND figure_keep(m.month) > 0;
	RETURN coalesce('已记下月末数：' || kept, '过去两年的月末数都已记下');
END
$$;
COMMENT ON FUNCTION figure_keep_due IS
	'the months of two years that nobody has kept; by a timer, or from the page';
GRANT EXECUTE ON FUNCTION figure_keep_due TO zhen_supervisor, zhen_admin;

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

CREATE FUNCTION leader_page()
RETURNS TABLE (
	code text,
	title text,
	unit text,
	screen text,
	sort int,
	now_is numeric,
	last_month numeric,
	last_year numeric,
	trend text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT
		f.code,
		f.title::text,
		f.unit::text,
		f.screen,
		f.sort,
		n.value,
		k.value[12],
		k.value[1],
		figure_spark(k.value[5 :] || n.value)
	FROM figure f
	CROSS JOIN LATERAL (
		SELECT coalesce(sum(v.value), 0) AS value
		FROM figure_values(f.code, month_of(current_date)) v
	) n
	CROSS JOIN LATERAL (
		SELECT array_agg(x.value ORDER BY m.month) AS value
		FROM (
			SELECT month_add(month_of(current_date), -g) AS month
			FROM generate_series(1, 12) g
		) m
		LEFT JOIN LATERAL (
			SELECT sum(k.value) AS value
			FROM figure_month k
			WHERE k.figure = f.code AND k.month = m.month
				AND k.county BETWEEN scope_county_lo() AND scope_county_hi()
		) x ON true
	) k
$$;
COMMENT ON FUNCTION leader_page IS
	'every figure of the operator''s scope: of the month that runs, of the last
one, of the same a year ago, and the last nine as a line of bars';
GRANT EXECUTE ON FUNCTION leader_page TO zhen_supervisor;

CREATE FUNCTION leader_places(p_code text)
RETURNS TABLE (
	div bigint,
	place text,
	value numeric,
	last_month numeric,
	bar text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT v.div, division_path(v.div), v.value, k.value,
		repeat('█', ceil(10 * v.value / nullif(max(v.value) OVER (), 0))::int)
	FROM (
		SELECT
			CASE WHEN scope_lo() / 1000000 < scope_hi() / 1000000
				THEN x.div / 1000000 * 1000000 ELSE x.div END AS div,
			sum(x.value) AS value
		FROM figure_values(p_code, month_of(current_date)) x
		GROUP BY 1
	) v
	LEFT JOIN LATERAL (
		SELECT sum(m.value) AS value
		FROM figure_month m
		WHERE m.figure = p_code AND m.month = month_add(month_of(current_date), -1)
			AND m.div BETWEEN v.div AND division_last(v.div)
	) k ON true
$$;
COMMENT ON FUNCTION leader_places IS
	'a figure county by county, or within a county office by office; its bar has ten
characters at most, which are twenty columns on a terminal of GBK';
GRANT EXECUTE ON FUNCTION leader_places TO zhen_supervisor;

SELECT audit_attach('figure');
