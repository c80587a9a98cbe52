-- What expressions may read of an account (contribution_account.sql), of a family
-- (family.sql) and of stays in hospital (medical_due.sql). An account is one
-- look-up by an index a person, stays are reckoned for those who handed any in
-- that month, and programmes that name none of them pay nothing.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION account_sights()
RETURNS TABLE (
	name text,
	sql text,
	source text
)
LANGUAGE sql IMMUTABLE
AS $$
	VALUES
		('account_saved', 'coalesce(a.saved, 0)', 'account'),
		('account_years', 'coalesce(a.years, 0)', 'account'),
		('account_year', 'coalesce(a.this_year, 0) > 0', 'account'),
		('children_out', 'children_out(r.county, r.id, PROGRAMME, p_month)',
			'family'),
		('benefit_left', 'CASE WHEN EXISTS (
				SELECT FROM enrolment x
				WHERE x.county = r.county AND x.resident = r.id
					AND x.programme = PROGRAMME AND x.until < p_month)
			THEN benefit_left(r.county, r.id, PROGRAMME, p_month) ELSE 0 END',
			'benefit'),
		('treatment_cases', 'coalesce(t.cases, 0)', 'treatment'),
		('treatment_amount', 't.amount', 'treatment'),
		('treatment_because', 't.because', 'treatment')
$$;
COMMENT ON FUNCTION account_sights IS
	'as compile_sights(): saved and interest until the benefit began, years paid,
whether the month''s year is paid, living children of age who aren''t enrolled,
months left of earlier benefits (benefit.sql)';

CREATE FUNCTION account_sight_sources()
RETURNS TABLE (
	n int,
	source text,
	serves text[],
	joins text
)
LANGUAGE sql IMMUTABLE
AS $$
	VALUES
		(21, 'account', '{account}'::text[], '
			LEFT JOIN LATERAL (
				SELECT
					sum(c.amount + c.match + c.collective) AS saved,
					sum(CASE WHEN c.corrects IS NULL THEN 1 ELSE -1 END)
						FILTER (WHERE c.kind <> ''3'')::int AS years,
					sum(CASE WHEN c.corrects IS NULL THEN 1 ELSE -1 END)
						FILTER (WHERE c.kind <> ''3''
							AND c.year = p_month / 100)::int AS this_year
				FROM contribution c
				WHERE c.county = r.county AND c.county BETWEEN LO AND HI
					AND c.resident = r.id AND c.programme = PROGRAMME
					AND c.month <= p_month AND c.kind IN (''1'', ''2'', ''3'')
			) a ON true'),
		(22, 'treatment', '{treatment}', '
			LEFT JOIN (
				SELECT DISTINCT x.county, x.resident
				FROM treatment x
				WHERE x.county BETWEEN LO AND HI AND x.programme = PROGRAMME
					AND x.month = p_month AND NOT x.is_removed
			) m ON m.county = r.county AND m.resident = r.id
			LEFT JOIN LATERAL treatment_month(m.county, PROGRAMME, m.resident,
				p_month) t ON true')
$$;
COMMENT ON FUNCTION account_sight_sources IS
	'as compile_sight_sources(); "family" and "benefit" need no join: they are asked
only where a condition comes to it';
