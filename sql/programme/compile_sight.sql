-- What expressions may read of a person beyond registration: their work, the
-- unit and what it paid, the kinds they are of, at the end of the month that is
-- computed, and the allowance that they accrued in it. Joined only for programmes that name it, and once for all people.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION compile_sights()
RETURNS TABLE (
	name text,
	sql text,
	source text
)
LANGUAGE sql IMMUTABLE
SET search_path = zhen, pg_temp
AS $$
	VALUES
		('employment', 'w.state::text', 'work'),
		('employed_since', 'w.since', 'work'),
		('employer', 'w.employer', 'work'),
		('employer_kind', 'u.kind::text', 'unit'),
		('employer_closed', 'u.closed_on', 'unit'),
		('employer_people', 'c.people', 'paid'),
		('employer_paid', 'c.amount::numeric', 'paid'),
		('categories', 'k.categories', 'kind'),
		('category_since', 'k.since', 'kind'),
		('accrued', 'd.amount', 'duty'),
		('accrued_because', 'd.because', 'duty')
	UNION ALL
	SELECT * FROM account_sights()
	UNION ALL
	SELECT * FROM household_sights()
$$;
COMMENT ON FUNCTION compile_sights IS
	'the names, what each is, and what has to be joined for it';

CREATE FUNCTION compile_sight_sources(
	p_lo text,
	p_hi text
) RETURNS TABLE (
	n int,
	source text,
	serves text[],
	joins text
)
LANGUAGE sql IMMUTABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT n, source, serves, replace(replace(joins, 'LO', p_lo), 'HI', p_hi)
	FROM (VALUES
		(1, 'work', '{work,unit,paid}'::text[], '
			LEFT JOIN resident_employment w ON w.county = r.county
				AND w.county BETWEEN LO AND HI
				AND w.resident = r.id AND NOT w.is_removed
				AND w.since <= month_last(p_month)
				AND coalesce(w.until, ''infinity'') >= month_last(p_month)'),
		(2, 'unit', '{unit}', '
			LEFT JOIN employer u ON u.county = w.county AND u.id = w.employer'),
		(3, 'paid', '{paid}', '
			LEFT JOIN (
				SELECT DISTINCT ON (county, employer) county, employer, people,
					amount
				FROM employer_contribution
				WHERE county BETWEEN LO AND HI AND month = p_month
				ORDER BY county, employer, id DESC
			) c ON c.county = w.county AND c.employer = w.employer'),
		(4, 'kind', '{kind}', '
			LEFT JOIN (
				SELECT county, resident, min(since) AS since,
					array_agg(category::text ORDER BY since, id) FILTER (
						WHERE coalesce(until, ''infinity'') >= month_last(p_month)
					) AS categories
				FROM resident_category
				WHERE county BETWEEN LO AND HI AND NOT is_removed
					AND since <= month_last(p_month)
				GROUP BY county, resident
			) k ON k.county = r.county AND k.resident = r.id'),
		(5, 'duty', '{duty}', '
			LEFT JOIN (
				SELECT s.county, s.resident, sum(a.amount)::numeric AS amount,
					string_agg(a.because, ''；'' ORDER BY a.staff, a.line) AS because
				FROM staff s
				JOIN allowance a ON a.county = s.county AND a.staff = s.id
					AND a.month = p_month
				WHERE s.county BETWEEN LO AND HI AND NOT EXISTS (
					SELECT FROM allowance_settled y
					WHERE y.county = a.county AND y.month = a.month
						AND y.staff = a.staff AND y.line = a.line
						AND y.batch IS NULL)
				GROUP BY s.county, s.resident
			) d ON d.county = r.county AND d.resident = r.id')
		UNION ALL
		SELECT * FROM account_sight_sources()
		UNION ALL
		SELECT * FROM household_sight_sources()
	) s (n, source, serves, joins)
$$;
COMMENT ON FUNCTION compile_sight_sources IS
	'the joins, for a range of counties: each gives a person one row at most';

CREATE FUNCTION compile_sight(
	p_definition jsonb,
	p_lo text,
	p_hi text,
	OUT columns text,
	OUT joins text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	WITH said AS (
		SELECT concat_ws(' ', p_definition ->> 'amount',
			p_definition ->> 'because', p_definition ->> 'in',
			p_definition ->> 'payee',
			p_definition ->> 'require', p_definition ->> 'stop',
			p_definition ->> 'materials') AS words
	), own AS (
		SELECT quote_literal(p_definition ->> 'programme') AS code
	), seen AS (
		SELECT s.name, replace(s.sql, 'PROGRAMME', own.code) AS sql, s.source
		FROM compile_sights() s, said, own
		WHERE said.words ~ ('\y' || s.name || '\y')
	)
	SELECT
		coalesce((SELECT string_agg(format(', %s AS %I', sql, name), '')
			FROM seen), ''),
		coalesce((SELECT string_agg(replace(j.joins, 'PROGRAMME', own.code), ''
				ORDER BY j.n)
			FROM compile_sight_sources(p_lo, p_hi) j, own
			WHERE j.serves && ARRAY(SELECT seen.source FROM seen)), '')
$$;
COMMENT ON FUNCTION compile_sight IS
	'columns and joins for what the expressions of a programme name';
