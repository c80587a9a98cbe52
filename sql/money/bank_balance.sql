-- Where the money of a batch is, to the cent: views that see no more than the
-- operator does.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION bank_run_name(
	p_run int,
	p_piece int
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE p_run WHEN 0 THEN '发放' ELSE format('补发 %s', p_run) END
		|| CASE WHEN p_piece > 1 THEN format('之 %s', p_piece) ELSE '' END
$$;
GRANT EXECUTE ON FUNCTION bank_run_name TO zhen_operator;

CREATE VIEW bank_file_list
WITH (security_invoker = true)
AS
SELECT
	b.county,
	f.id,
	b.id AS batch,
	b.programme,
	g.title,
	b.month,
	f.run,
	f.piece,
	CASE WHEN f.id IS NULL THEN '待编' ELSE bank_run_name(f.run, f.piece) END
		AS what,
	CASE WHEN f.id IS NULL THEN 'waiting' ELSE 'made' END AS state,
	f.file_name,
	f.charset AS file_charset,
	f.people,
	f.total,
	coalesce(r.good, 0) AS good,
	coalesce(r.good_total, 0) AS good_total,
	coalesce(r.failed, 0) AS failed,
	coalesce(r.failed_total, 0) AS failed_total,
	f.people - coalesce(r.good + r.failed, 0) AS pending,
	f.total - coalesce(r.good_total + r.failed_total, 0) AS pending_total,
	operator_office_name(b.div) AS office_name
FROM batch b
JOIN programme g ON g.code = b.programme
CROSS JOIN LATERAL (
	SELECT s.id, s.run, s.piece, s.file_name, s.charset, s.people, s.total
	FROM bank_sent s
	WHERE s.county = b.county AND s.batch = b.id
	UNION ALL
	SELECT NULL, 0, 1, NULL, NULL, b.people, b.total - b.cut
	WHERE NOT EXISTS (SELECT FROM bank_sent s
		WHERE s.county = b.county AND s.batch = b.id AND s.run = 0)
	UNION ALL
	SELECT NULL, c.file, 1, NULL, NULL, count(*)::int, sum(c.amount)
	FROM correction c
	WHERE c.county = b.county AND c.batch = b.id AND c.file IS NOT NULL
		AND NOT EXISTS (SELECT FROM bank_sent s
			WHERE s.county = b.county AND s.batch = b.id AND s.run = c.file)
	GROUP BY c.file
) f
LEFT JOIN LATERAL (
	SELECT sum(r.good)::int AS good, sum(r.good_total) AS good_total,
		sum(r.failed)::int AS failed, sum(r.failed_total) AS failed_total
	FROM bank_return r
	WHERE r.county = b.county AND r.sent = f.id
) r ON true
WHERE b.state = 'paid';
COMMENT ON VIEW bank_file_list IS '代发文件：等着编的和编好的，和银行的结果';
GRANT SELECT ON bank_file_list TO zhen_operator;

CREATE VIEW bank_sum
WITH (security_invoker = true)
AS
SELECT b.county, b.id AS batch, s.n, s.what, s.people, s.total
FROM batch b
CROSS JOIN LATERAL (
	SELECT count(*)::int AS people, coalesce(sum(p.amount - p.cut), 0) AS total,
		count(l.resident)::int AS sent, coalesce(sum(l.amount), 0) AS sent_total,
		count(r.resident) FILTER (WHERE r.is_good)::int AS good,
		coalesce(sum(r.amount) FILTER (WHERE r.is_good), 0) AS good_total,
		count(r.resident) FILTER (WHERE NOT r.is_good)::int AS failed,
		coalesce(sum(r.amount) FILTER (WHERE NOT r.is_good), 0)
			AS failed_total,
		count(h.resident) FILTER (WHERE l.resident IS NULL)::int AS held,
		coalesce(sum(p.amount - p.cut) FILTER (WHERE l.resident IS NULL
			AND h.resident IS NOT NULL), 0) AS held_total,
		count(c.resident) FILTER (WHERE NOT r.is_good)::int AS again,
		coalesce(sum(r.amount) FILTER (WHERE NOT r.is_good
			AND c.resident IS NOT NULL), 0) AS again_total
	FROM payment p
	LEFT JOIN bank_sent_line l ON l.county = p.county AND l.batch = p.batch
		AND l.resident = p.resident AND l.part = p.part
	LEFT JOIN bank_return_line r ON r.county = p.county AND r.batch = p.batch
		AND r.resident = p.resident AND r.part = p.part
	LEFT JOIN bank_refusal h ON h.county = p.county AND h.batch = p.batch
		AND h.resident = p.resident AND h.part = p.part
	LEFT JOIN correction c ON c.county = p.county AND c.programme = p.programme
		AND c.month = p.month AND c.resident = p.resident AND c.part = p.part
		AND c.state = 'approved' AND c.reissued IS NOT NULL
	WHERE p.county = b.county AND p.programme = b.programme
		AND p.month = b.month AND p.batch = b.id AND p.amount > 0
) t
CROSS JOIN LATERAL (VALUES
	(1, '发放和补发', t.people, t.total),
	(2, '　送出给银行', t.sent, t.sent_total),
	(3, '　　成功', t.good, t.good_total),
	(4, '　　失败', t.failed, t.failed_total),
	(5, '　　　已补发', t.again, t.again_total),
	(6, '　　　还没有补发', t.failed - t.again, t.failed_total - t.again_total),
	(7, '　　没有结果', t.sent - t.good - t.failed,
		t.sent_total - t.good_total - t.failed_total),
	(8, '　写不进文件', t.held, t.held_total),
	(9, '　没有编入文件', t.people - t.sent - t.held,
		t.total - t.sent_total - t.held_total)
) s (n, what, people, total)
WHERE b.state = 'paid';
COMMENT ON VIEW bank_sum IS '一个批次的发放和补发，钱在哪里';
GRANT SELECT ON bank_sum TO zhen_operator;

CREATE VIEW bank_balance
WITH (security_invoker = true)
AS
SELECT
	b.county,
	b.id AS batch,
	g.title,
	b.month,
	operator_office_name(b.div) AS office_name,
	CASE
		WHEN (f.people, f.total) IS DISTINCT FROM (l.people, l.total)
			THEN '文件与明细不符，请管理员核对'
		WHEN f.good_total <> r.good_total OR f.failed_total <> r.failed_total
			THEN '回盘与明细不符，请管理员核对'
		WHEN f.people > f.good + f.failed THEN '相符；还有没有结果的'
		ELSE '相符' END AS balance
FROM batch b
JOIN programme g ON g.code = b.programme
CROSS JOIN LATERAL (
	SELECT coalesce(sum(people), 0) AS people, coalesce(sum(total), 0) AS total,
		coalesce(sum(good), 0) AS good, coalesce(sum(failed), 0) AS failed,
		coalesce(sum(good_total), 0) AS good_total,
		coalesce(sum(failed_total), 0) AS failed_total
	FROM bank_file_list x
	WHERE x.county = b.county AND x.batch = b.id AND x.state = 'made'
) f
CROSS JOIN LATERAL (
	SELECT count(*) FILTER (WHERE x.is_first) AS people,
		coalesce(sum(amount), 0) AS total
	FROM bank_sent_line x
	WHERE x.county = b.county AND x.batch = b.id
) l
CROSS JOIN LATERAL (
	SELECT coalesce(sum(amount) FILTER (WHERE is_good), 0) AS good_total,
		coalesce(sum(amount) FILTER (WHERE NOT is_good), 0) AS failed_total
	FROM bank_return_line x
	WHERE x.county = b.county AND x.batch = b.id
) r
WHERE b.state = 'paid';
COMMENT ON VIEW bank_balance IS '一个批次的文件、回盘和明细是否分文不差';
GRANT SELECT ON bank_balance TO zhen_operator;
