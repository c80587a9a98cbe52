-- What of a person stands under rows that were closed in favour of another.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION card_rows(
	p_county int,
	p_resident bigint
) RETURNS TABLE (
	county int,
	resident bigint,
	place text,
	id_no text,
	closed text,
	closed_on date
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 2
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT s.county::int, s.id, division_path(s.div / 1000 * 1000),
		s.id_no::text,
		CASE s.closed_as WHEN 'merged' THEN '已合并' ELSE '已迁出' END,
		s.closed_at::date
	FROM resident_rows(p_county, p_resident) s
	CROSS JOIN LATERAL resident_here(s.county, s.id) h
	WHERE s.next_id IS NOT NULL
		AND h.div BETWEEN (SELECT scope_lo()) AND (SELECT scope_hi())
	ORDER BY s.closed_at DESC;
END
$$;
COMMENT ON FUNCTION card_rows IS
	'the rows that were closed in favour of a person in scope';

CREATE FUNCTION card_payments_elsewhere(
	p_county int,
	p_resident bigint
) RETURNS TABLE (
	county int,
	batch bigint,
	title text,
	month int,
	amount numeric,
	state_name text,
	because text,
	part int
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	IF EXISTS (SELECT FROM card_rows(p_county, p_resident)) THEN
		RETURN QUERY
		SELECT p.county::int, p.batch, p.title::text, p.month::int,
			p.amount::numeric, p.state_name,
			concat(division_name(p.county * 1000000::bigint), '：', p.because),
			p.part
		FROM card_rows(p_county, p_resident) s
		JOIN card_payments p ON p.county = s.county AND p.resident = s.resident;
	END IF;
END
$$;
COMMENT ON FUNCTION card_payments_elsewhere IS
	'what a person in scope was due and paid under rows that were closed since,
and what of it was corrected, as lines of card_payments: planned only for those of
whom there are such rows, which are few';
GRANT EXECUTE ON FUNCTION card_rows, card_payments_elsewhere TO zhen_operator;
