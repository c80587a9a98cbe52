-- What is done in which order, for so many residents.

INSERT INTO demo.step VALUES
	(20, 0, '统计', 'ANALYZE'),
	(20, 1, '月末数', 'SELECT figure_keep_due()'),
	(20, 3, '留痕', 'SELECT audit_adopt_all(), audit_adopt(''station'')'),
	(21, 0, '收尾', 'DROP SCHEMA demo CASCADE');

CREATE OR REPLACE FUNCTION zhen.demo_plan(p_residents bigint)
RETURNS TABLE (
	step int,
	label text,
	sql text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT row_number() OVER (ORDER BY p.place, p.n)::int, p.label, p.sql
	FROM (
		SELECT place, n, label, sql
		FROM demo.step
		UNION ALL
		SELECT 2, 0, '村居', format('SELECT demo.settle(%s)', p_residents)
		UNION ALL
		SELECT 3, 0, '索引', 'SELECT demo.index_drop()'
		WHERE p_residents >= 500000
		UNION ALL
		SELECT
			4,
			n,
			format('居民 %s', least(n + setting.step, p_residents)),
			format('SELECT demo.residents(%s, %s)', n,
				least(n + setting.step, p_residents))
		FROM demo.setting
		CROSS JOIN LATERAL generate_series(0, p_residents - 1,
			setting.step) AS n
		UNION ALL
		SELECT 5, 0, '索引', format('SELECT demo.index_make(%L)', name)
		FROM demo.index
		WHERE p_residents >= 500000
		UNION ALL
		SELECT 7, d.code, p.title || ' ' || d.name,
			format('SELECT demo.pensioners(%s)', d.county)
		FROM programme p, division d
		WHERE p.code = 'pension' AND d.level = 'county'
		UNION ALL
		SELECT 9, d.code, '台账 ' || d.name, format(
			'SELECT demo.details(%1$s), demo.papers(%1$s)', d.county)
		FROM division d
		WHERE d.level = 'county'
		UNION ALL
		SELECT 7, 999999999999, p.title, 'SELECT demo.helped()'
		FROM programme p
		WHERE p.code = 'aid'
		UNION ALL
		SELECT 8, m, format('%s %s', p.title, m),
			format('SELECT demo.pay(%L, %s)', p.code, m)
		FROM programme p, generate_series(202609, 202610) m
		WHERE p.code IN ('pension', 'aid')
	) p (place, n, label, sql);
$$;
COMMENT ON FUNCTION zhen.demo_plan IS
	'the steps of a demo of so many residents, in order: a label and a statement';
REVOKE ALL ON FUNCTION zhen.demo_plan FROM PUBLIC;
ALTER FUNCTION zhen.demo_plan OWNER TO zhen_owner;
