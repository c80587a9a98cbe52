-- Back pay: a rate that is raised from a month that is accrued already. What was
-- accrued stays; the difference is a line of its own, which says what it corrects,
-- and goes the way of all: by hand, in a batch, or as a correction of one paid.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION allowance_rate_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	accrued int := (SELECT max(a.month)
		FROM allowance a
		JOIN staff s ON s.county = a.county AND s.id = a.staff
		WHERE s.kind = NEW.kind AND a.month >= NEW.since
			AND a.month < coalesce((SELECT min(r.since) FROM allowance_rate r
				WHERE r.kind = NEW.kind AND r.since > NEW.since), 999912));
BEGIN
	PERFORM code_check('staff_kind', NEW.kind, 'kind');
	IF accrued IS NOT NULL AND NOT session_is_superuser()
		AND NEW.amount < (SELECT r.amount FROM allowance_rate r
			WHERE r.kind = NEW.kind AND r.since <= NEW.since
			ORDER BY r.since DESC LIMIT 1) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'since',
			MESSAGE = format('%s已经计提到 %s，降低的标准最早从 %s 起；'
				'从以前的月份起只能提高', code_name('staff_kind', NEW.kind),
				to_char(month_first(accrued), 'YYYY-MM'),
				to_char(month_first(month_add(accrued, 1)), 'YYYY-MM'));
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION allowance_rate_before IS
	'a rate holds for whole months; from one that is accrued it can only be raised';
CREATE TRIGGER allowance_rate_before BEFORE INSERT OR UPDATE ON allowance_rate
FOR EACH ROW EXECUTE FUNCTION allowance_rate_before();

CREATE FUNCTION allowance_short(p_from int)
RETURNS TABLE (
	county int,
	month int,
	staff bigint,
	div bigint,
	accrued numeric,
	due numeric,
	amount numeric,
	line smallint,
	because text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT d.county, m.month, d.staff, d.div, a.amount, d.amount,
		d.amount - a.amount, a.line,
		format('应 %s 元，已计提 %s 元；%s', yuan_text(d.amount),
			yuan_text(a.amount), d.because)
	FROM (
		SELECT DISTINCT x.month::int AS month
		FROM allowance x
		WHERE x.month >= p_from
	) m
	CROSS JOIN LATERAL allowance_due(m.month) d
	JOIN staff s ON s.county = d.county AND s.id = d.staff
	JOIN LATERAL (
		SELECT sum(x.amount)::numeric AS amount, max(x.line) AS line,
			max(x.kind) AS kind
		FROM allowance x
		WHERE x.county = d.county AND x.month = m.month AND x.staff = d.staff
	) a ON a.amount < d.amount AND (a.kind = s.kind) IS NOT FALSE
$$;
COMMENT ON FUNCTION allowance_short IS
	'whose accrued months, from that one on, are less than what today''s rates give to
who is of the same kind still: another kind is no rate that was raised';
GRANT EXECUTE ON FUNCTION allowance_short TO zhen_operator;

CREATE FUNCTION allowance_back_pay(month int)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	said text;
BEGIN
	PERFORM duty_require('计提补差', 'reviewer', 'supervisor');
	PERFORM scope_require(scope_lo());
	PERFORM month_require(allowance_back_pay.month);
	WITH made AS (
		INSERT INTO allowance (county, month, staff, div, amount, because, line,
			corrects)
		SELECT s.county, s.month, s.staff, s.div, s.amount, s.because, s.line + 1,
			s.line
		FROM allowance_short(allowance_back_pay.month) s
		WHERE s.div BETWEEN scope_lo() AND scope_hi()
		ON CONFLICT DO NOTHING
		RETURNING staff, amount
	)
	SELECT format('补差 %s 人 %s 笔，%s 元', count(DISTINCT staff), count(*),
		yuan_text(coalesce(sum(amount), 0)))
	INTO said
	FROM made;
	RETURN said;
END
$$;
COMMENT ON FUNCTION allowance_back_pay IS
	'a line for each month, from that one on, that was accrued by a lower rate, for
all in scope; done again, nothing more comes of it';
GRANT EXECUTE ON FUNCTION allowance_back_pay TO zhen_operator;
