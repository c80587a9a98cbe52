-- Do the batches add up, and was every reversal and reissue approved: for
-- verify_county(). Each answer names the first that doesn't, in the operator's
-- words.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION verify_batches(p_county int)
RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
AS $$
	SELECT format('批次 %s（%s %s）：%s', b.id, b.programme, b.month, CASE
		WHEN (b.people, b.total) IS DISTINCT FROM (d.people, d.total) THEN
			format('批次记 %s 人 %s 元，应发名单是 %s 人 %s 元', b.people,
				yuan_text(b.total), d.people, yuan_text(d.total))
		WHEN b.left_out <> l.people THEN
			format('批次记未列入 %s 人，名单是 %s 人', b.left_out, l.people)
		WHEN b.state = 'paid' AND (b.people, b.total)
			IS DISTINCT FROM (p.people, p.total) THEN
			format('批次记 %s 人 %s 元，台账是 %s 人 %s 元', b.people,
				yuan_text(b.total), p.people, yuan_text(p.total))
		WHEN b.state <> 'paid' AND p.people > 0 THEN
			format('还没有审批，台账里却有 %s 人', p.people)
		ELSE format('居民 %s 的应发和台账不一样', p.differs)
	END)
	FROM batch b
	CROSS JOIN LATERAL (
		SELECT count(*) AS people, coalesce(sum(e.amount), 0) AS total
		FROM entitlement e
		WHERE e.county = b.county AND e.programme = b.programme
			AND e.month = b.month AND e.batch = b.id
	) d
	CROSS JOIN LATERAL (
		SELECT count(*) AS people
		FROM left_out l
		WHERE l.county = b.county AND l.batch = b.id
	) l
	CROSS JOIN LATERAL (
		SELECT count(*) AS people, coalesce(sum(p.amount), 0) AS total,
			min(p.resident) FILTER (WHERE e.amount IS DISTINCT FROM p.amount)
				AS differs
		FROM payment p
		LEFT JOIN entitlement e ON e.county = p.county
			AND e.programme = p.programme AND e.month = p.month
			AND e.resident = p.resident AND e.batch = p.batch
		WHERE p.county = b.county AND p.programme = b.programme
			AND p.month = b.month AND p.batch = b.id AND p.part = 0
	) p
	WHERE b.county = p_county
		AND ((b.people, b.total) IS DISTINCT FROM (d.people, d.total)
			OR b.left_out <> l.people
			OR CASE b.state WHEN 'paid' THEN (b.people, b.total)
				IS DISTINCT FROM (p.people, p.total) ELSE p.people > 0 END
			OR p.differs IS NOT NULL)
	ORDER BY b.id
	LIMIT 1
$$;
COMMENT ON FUNCTION verify_batches IS
	'the first batch whose totals aren''t those of what is due, of those left out
and of what was paid';

CREATE FUNCTION verify_corrections(p_county int)
RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
AS $$
	WITH approved AS (
		SELECT c.programme, c.month, c.resident, c.batch, c.id,
			v.part, v.amount
		FROM correction c
		CROSS JOIN LATERAL (VALUES
			(c.part + 1, -c.was),
			(c.reissued, c.amount)
		) v (part, amount)
		WHERE c.county = p_county AND c.state = 'approved' AND v.amount <> 0
	), entered AS (
		SELECT p.programme, p.month, p.resident, p.batch, p.part, p.amount,
			coalesce(x.amount + p.amount = 0, false) AS is_opposite,
			x.part IS NOT NULL AS follows
		FROM payment p
		LEFT JOIN payment x ON x.county = p_county
			AND x.programme = p.programme AND x.month = p.month
			AND x.resident = p.resident AND x.batch = p.batch
			AND x.part = p.part - 1
		WHERE p.county = p_county AND p.part > 0
	)
	SELECT format('居民 %s 的 %s %s 第 %s 笔：%s', coalesce(p.resident, c.resident),
		coalesce(p.programme, c.programme), coalesce(p.month, c.month),
		coalesce(p.part, c.part), CASE
			WHEN p.part IS NULL THEN
				format('更正 %s 已批准，台账里却没有', c.id)
			WHEN c.part IS NULL THEN '台账里有，却没有批准的更正'
			WHEN p.amount <> c.amount OR p.batch <> c.batch THEN
				format('台账是批次 %s 的 %s 元，更正 %s 批准的是批次 %s 的 %s 元',
					p.batch, yuan_text(p.amount), c.id, c.batch,
					yuan_text(c.amount))
			WHEN NOT p.follows THEN '前一笔不在台账里'
			ELSE '与前一笔不相反' END)
	FROM approved c
	FULL JOIN entered p ON p.programme = c.programme AND p.month = c.month
		AND p.resident = c.resident AND p.part = c.part
	WHERE p.part IS NULL OR c.part IS NULL OR p.amount <> c.amount
		OR p.batch <> c.batch OR NOT p.follows
		OR p.amount < 0 AND NOT p.is_opposite
	ORDER BY 1
	LIMIT 1
$$;
COMMENT ON FUNCTION verify_corrections IS
	'the first part of a payment that wasn''t approved so, or that isn''t about
the part before it';
