-- A programme that pays less often than by the month: once, once a quarter, once
-- a year. What is due keeps its month, the one in which it is computed; another
-- of the same span is refused like what is excluded.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION span_first(
	p_period text,
	p_month int
) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE p_period
		WHEN 'year' THEN p_month / 100 * 100 + 1
		WHEN 'quarter' THEN p_month - (p_month % 100 - 1) % 3
		ELSE p_month
	END
$$;
COMMENT ON FUNCTION span_first IS
	'first month of the quarter or year that a month is in';
GRANT EXECUTE ON FUNCTION span_first TO zhen_operator;

CREATE FUNCTION span_last(
	p_period text,
	p_month int
) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE p_period
		WHEN 'year' THEN p_month / 100 * 100 + 12
		WHEN 'quarter' THEN p_month - (p_month % 100 - 1) % 3 + 2
		ELSE p_month
	END
$$;
COMMENT ON FUNCTION span_last IS
	'last month of the quarter or year that a month is in';
GRANT EXECUTE ON FUNCTION span_last TO zhen_operator;

CREATE FUNCTION compile_when(
	p_definition jsonb,
	OUT condition text,
	OUT reason text
) RETURNS SETOF record
LANGUAGE sql IMMUTABLE
AS $$
	SELECT format(E'(%s\n) IS DISTINCT FROM person.month', p_definition ->> 'in'),
		format(E'coalesce(''应在 '' || (%s\n) || '' 计算，不在本月'', ''还没有登记到可以计算的那一步'')',
			p_definition ->> 'in')
	WHERE p_definition ? 'in'
	UNION ALL
	SELECT format('person.month <> span_last(%L, person.month)',
			p_definition ->> 'period'),
		CASE p_definition ->> 'period'
			WHEN 'year' THEN '''按年发放，在十二月计算'''
			ELSE '''按季发放，在季末的月份（3、6、9、12 月）计算''' END
	WHERE NOT p_definition ? 'in'
		AND p_definition ->> 'period' IN ('quarter', 'year')
$$;
COMMENT ON FUNCTION compile_when IS
	'which months nothing is computed in, and why: all but the one that the form
names, or the last of the quarter or year';

CREATE FUNCTION compile_had(
	p_programme text,
	p_months text,
	p_lo text,
	p_hi text
) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT format('EXISTS (
		SELECT FROM entitlement e
		WHERE e.county BETWEEN %s AND %s AND e.county = person.county
			AND e.programme = %L AND %s AND e.resident = person.resident
			AND coalesce((SELECT p.part %% 2
				FROM payment p
				WHERE p.county = e.county AND p.programme = e.programme
					AND p.month = e.month AND p.resident = e.resident
				ORDER BY p.part DESC
				LIMIT 1), 0) = 0)', p_lo, p_hi, p_programme, p_months)
$$;
COMMENT ON FUNCTION compile_had IS
	'is due or was paid in some months, unless that was taken back. Text and not a
function: so it is looked up for all people at once, not for each by a query';

CREATE FUNCTION compile_again(
	p_definition jsonb,
	p_lo text,
	p_hi text,
	OUT condition text,
	OUT reason text
) RETURNS SETOF record
LANGUAGE sql IMMUTABLE
AS $$
	SELECT compile_had(p_definition ->> 'programme',
			format('e.month <> p_month AND e.month BETWEEN %s', s.months),
			p_lo, p_hi), s.reason
	FROM (VALUES
		('once', 'person.since AND coalesce(person.until, 999912)',
			'''这次登记已经发放过，只发一次'''),
		('quarter', 'span_first(''quarter'', p_month)
			AND span_last(''quarter'', p_month)', '''本季已经发放过'''),
		('year', 'span_first(''year'', p_month)
			AND span_last(''year'', p_month)', '''本年已经发放过''')
	) s (period, months, reason)
	WHERE s.period = p_definition ->> 'period'
$$;
COMMENT ON FUNCTION compile_again IS
	'nobody twice in what one payment is for; once is once an enrolment';
