-- Units, who works there, and what they paid in.

CREATE FUNCTION demo.credit_code(
	p_kind text,
	p_county int,
	n bigint
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT body || c
	FROM (
		SELECT p_kind || p_county || 'YY' || lpad(n::text, 6, '0')
			|| substr('0X987654321', ((SELECT sum(weight
				* (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXY',
					substr('YY' || lpad(n::text, 6, '0'), i::int, 1)) - 1))
				FROM unnest(ARRAY[3, 7, 9, 10, 5, 8, 4, 2])
					WITH ORDINALITY w (weight, i)) % 11)::int + 1, 1) AS body
	) b, string_to_table('0123456789ABCDEFGHJKLMNPQRTUWXY', NULL) c
	WHERE credit_code_is_valid(body || c)
$$;
COMMENT ON FUNCTION demo.credit_code IS
	'valid in form; no registry gives numbers that begin with YY';

CREATE FUNCTION demo.employers()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO employer (county, name, initials, spelling, kind, credit_code,
		no_code_reason, legal_person, phone, div, established_on)
	SELECT e.county, e.name, pinyin_place_initials(e.name),
		pinyin_place_spelling(e.name), e.kind,
		CASE WHEN e.registry IS NOT NULL
			THEN demo.credit_code(e.registry, e.county, e.n) END,
		CASE WHEN e.registry IS NULL THEN '未办执照的小店' END,
		demo.name(e.div * 10 + e.n), '0631-0000' || lpad((e.n % 1000)::text, 3, '0'),
		e.div, setting.today - 1000 - demo.h(e.n, 80, 4000)
	FROM (
		SELECT d.county, d.code AS div, k.kind, k.registry,
			row_number() OVER (ORDER BY d.code, i) AS n,
			format('%s%s%s(演示)', division_short(d.name),
				(ARRAY['兴隆', '顺达', '海润', '鑫源', '宏泰', '永和'])
					[1 + demo.h(d.code + i, 81, 6)], k.suffix) AS name
		FROM division d
		CROSS JOIN demo.setting
		CROSS JOIN generate_series(1, 3) i
		CROSS JOIN LATERAL (
			SELECT (ARRAY['1 91 水产食品有限公司', '1 91 服装有限公司',
				'1 91 渔具有限公司', '4 92 百货商店', '4  小吃店',
				'5 93 果蔬专业合作社'])[1 + demo.h(d.code + i, 82, 6)] AS word
		) w
		CROSS JOIN LATERAL (
			SELECT left(word, 1) AS kind, nullif(split_part(word, ' ', 2), '')
				AS registry, split_part(word, ' ', 3) AS suffix
		) k
		WHERE d.level = 'village'
			AND (d.parent = setting.town OR demo.h(d.code + i, 83, 9) = 0)
	) e
	CROSS JOIN demo.setting
	ORDER BY e.n;
	INSERT INTO employer_contribution (county, employer, month, div, people,
		amount, paid_on, kept_by)
	SELECT e.county, e.id, m, e.div, p.people, p.people * 905.5,
		month_first(month_add(m, 1)) + 4, 'demo'
	FROM employer e
	CROSS JOIN generate_series(202605, 202610) m
	CROSS JOIN LATERAL (
		SELECT 1 + demo.h(e.id, 84, CASE e.kind WHEN '1' THEN 60 ELSE 5 END)
			AS people
	) p
	WHERE m < 202611 - CASE WHEN demo.h(e.id, 85, 8) = 0
		THEN 1 + demo.h(e.id, 86, 6) ELSE 0 END
	ORDER BY m, e.id;
$$;
COMMENT ON FUNCTION demo.employers IS
	'three in each village of the demo town; one of eight has stopped paying';

INSERT INTO demo.step VALUES
	(9, 0, '单位', 'SELECT demo.employers()');
