-- Figures for supervisors: each is a row and a function figure_CODE(month) that
-- gives its value by place, as it stood at the end of the month or stands now.
-- A month that is over is kept once, on record, and doesn't change any more. Of
-- the month that runs, what takes long is counted by a timer or on demand, and
-- the rest is asked live. A new figure is a row and its function.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE figure (
	code text COLLATE "C" NOT NULL,
	title line_text NOT NULL,
	unit line_text NOT NULL,
	screen text COLLATE "C" NOT NULL,
	sort int,
	per text COLLATE "C",
	is_counted boolean NOT NULL DEFAULT false,
	CONSTRAINT figure_code_key PRIMARY KEY (code),
	CONSTRAINT figure_per_fk FOREIGN KEY (per) REFERENCES figure (code),
	CONSTRAINT figure_code_check CHECK (code ~ '^[a-z][a-z_]{0,39}$')
);
COMMENT ON TABLE figure IS '主管看的指标';
COMMENT ON COLUMN figure.code IS '代码；数从函数 figure_代码(月份) 来';
COMMENT ON COLUMN figure.title IS '名称';
COMMENT ON COLUMN figure.unit IS '单位';
COMMENT ON COLUMN figure.screen IS '背后的名单在哪个画面';
COMMENT ON COLUMN figure.sort IS '次序；空为只作分母，不列出来';
COMMENT ON COLUMN figure.per IS '百分数的分母是哪个指标；空为本身的数';
COMMENT ON COLUMN figure.is_counted IS
	'本月的数是统计时的快照，算起来慢；否则是实时的';
COMMENT ON CONSTRAINT figure_code_key ON figure IS '此指标已有，请换一个代码';
COMMENT ON CONSTRAINT figure_per_fk ON figure IS '没有这个指标，请核对';
COMMENT ON CONSTRAINT figure_code_check ON figure IS
	'代码应以小写字母开头，只含小写字母和下划线';
SELECT shared_guard('figure');
GRANT SELECT ON figure TO zhen_operator;

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
CREATE TRIGGER figure_month_keep BEFORE DELETE ON figure_month
FOR EACH ROW EXECUTE FUNCTION audit_refuse();

CREATE TABLE figure_now (
	county county_code NOT NULL,
	div div_code NOT NULL,
	figure text COLLATE "C" NOT NULL,
	value numeric(16,2) NOT NULL,
	counted_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT figure_now_figure_key PRIMARY KEY (county, figure, div),
	CONSTRAINT figure_now_figure_fk FOREIGN KEY (figure)
		REFERENCES figure (code)
) PARTITION BY LIST (county);
COMMENT ON TABLE figure_now IS '本月指标的快照，重新统计时换掉';
COMMENT ON COLUMN figure_now.county IS '县区';
COMMENT ON COLUMN figure_now.div IS '服务所或村居';
COMMENT ON COLUMN figure_now.figure IS '指标';
COMMENT ON COLUMN figure_now.value IS '数';
COMMENT ON COLUMN figure_now.counted_at IS '何时统计';
COMMENT ON CONSTRAINT figure_now_figure_key ON figure_now IS
	'这个指标正在统计，请稍后再看';
COMMENT ON CONSTRAINT figure_now_figure_fk ON figure_now IS
	'没有这个指标，请核对';
SELECT scope_guard('figure_now');
GRANT SELECT ON figure_now TO zhen_supervisor;

CREATE TYPE figure_value AS (
	county int,
	div bigint,
	value numeric
);
COMMENT ON TYPE figure_value IS 'what a figure is at one place';

CREATE FUNCTION figure_values(
	p_code text,
	p_month int
) RETURNS SETOF figure_value
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET jit = off
SET work_mem = '64MB'
SET enable_partitionwise_join = on
AS $$
BEGIN
	RETURN QUERY EXECUTE format('SELECT * FROM %I($1)', 'figure_' || p_code)
	USING p_month;
END
$$;
COMMENT ON FUNCTION figure_values IS
	'a figure by office, computed; those in the operator''s scope. County by county:
what is hashed is of one of them, and fits into memory';
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
	SELECT v.county, v.div / 1000 * 1000, f.code, p_month, sum(v.value)
	FROM figure f
	CROSS JOIN LATERAL figure_values(f.code, p_month) v
	GROUP BY v.county, v.div / 1000, f.code
	ON CONFLICT DO NOTHING;
	GET DIAGNOSTICS kept = ROW_COUNT;
	RETURN kept;
END
$$;
COMMENT ON FUNCTION figure_keep IS
	'keeps the figures of a month that is over, once; again only what is missing';

CREATE FUNCTION figure_count()
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	kept text;
BEGIN
	IF NOT session_is_superuser() THEN
		PERFORM duty_require('统计指标', 'supervisor', 'admin');
	END IF;
	LOCK TABLE figure_now IN EXCLUSIVE MODE;
	IF EXISTS (SELECT FROM figure_now
		WHERE counted_at > now() - interval '1 minute') THEN
		RETURN '一分钟内刚统计过，已是最新';
	END IF;
	DELETE FROM figure_now;
	INSERT INTO figure_now (county, div, figure, value)
	SELECT v.county, v.div, f.code, v.value
	FROM figure f
	CROSS JOIN LATERAL figure_values(f.code, month_of(current_date)) v
	WHERE f.is_counted;
	SELECT string_agg(m.month::text, '、' ORDER BY m.month) INTO kept
	FROM (
		SELECT l.month
		FROM generate_series(1, 24) n
		CROSS JOIN LATERAL month_add(month_of(current_date), -n) l (month)
		WHERE NOT EXISTS (SELECT FROM figure_month k WHERE k.month = l.month)
		OFFSET 0
	) m
	WHERE figure_keep(m.month) > 0;
	RETURN concat('已重新统计本月快照', '；已记下月末数：' || kept);
END
$$;
COMMENT ON FUNCTION figure_count IS
	'counts what is slow of the month that runs, for all counties, and keeps the
months of two years that nobody has kept, which is asked first (OFFSET 0); by a
timer, or from the page';
GRANT EXECUTE ON FUNCTION figure_count TO zhen_supervisor, zhen_admin;

CREATE FUNCTION figure_keep_due()
RETURNS text
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	SELECT figure_count()
$$;
COMMENT ON FUNCTION figure_keep_due IS 'the same by the name that timers have';
GRANT EXECUTE ON FUNCTION figure_keep_due TO zhen_supervisor, zhen_admin;

CREATE FUNCTION figure_running(
	p_code text,
	p_live boolean DEFAULT false
) RETURNS TABLE (
	div bigint,
	value numeric
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	IF NOT p_live AND (SELECT is_counted FROM figure WHERE code = p_code) THEN
		RETURN QUERY SELECT n.div::bigint, n.value FROM figure_now n
			WHERE n.figure = p_code;
	ELSE
		RETURN QUERY SELECT v.div, v.value
			FROM figure_values(p_code, month_of(current_date)) v;
	END IF;
END
$$;
COMMENT ON FUNCTION figure_running IS
	'a figure of the month that runs: as counted last, or live';
GRANT EXECUTE ON FUNCTION figure_running TO zhen_supervisor;

CREATE FUNCTION figure_at(
	p_code text,
	p_month int
) RETURNS TABLE (
	div bigint,
	value numeric
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT r.div, r.value
	FROM figure_running(p_code) r
	WHERE p_month = month_of(current_date)
	UNION ALL
	SELECT k.div::bigint, k.value
	FROM figure_month k
	WHERE k.figure = p_code AND k.month = p_month
		AND k.county BETWEEN scope_county_lo() AND scope_county_hi()
$$;
COMMENT ON FUNCTION figure_at IS
	'a figure of the month that runs, or as it was kept at the end of another';
GRANT EXECUTE ON FUNCTION figure_at TO zhen_supervisor;

SELECT audit_attach('figure_month', 'div', ARRAY['month']::name[]);
