-- What a unit was paid for its people: by month for whoever has the unit in
-- scope, by person only for those in scope themselves.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE VIEW employer_person
WITH (security_invoker = true)
AS
SELECT
	p.county,
	p.employer,
	p.programme,
	g.title,
	p.month,
	p.batch,
	p.resident,
	max(p.part) AS part,
	sum(p.amount) AS amount
FROM payment p
JOIN programme g ON g.code = p.programme
WHERE p.employer IS NOT NULL
GROUP BY p.county, p.employer, p.programme, g.title, p.month, p.batch,
	p.resident;
COMMENT ON VIEW employer_person IS
	'为一个人拨付给单位的，每项目每月一行，冲正、补发算在内';
GRANT SELECT ON employer_person TO zhen_operator;

CREATE FUNCTION employer_received(
	county int,
	employer bigint
) RETURNS TABLE (
	programme text,
	title text,
	month int,
	people int,
	amount numeric,
	failed int
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT p.programme, p.title::text, p.month::int,
		(count(*) FILTER (WHERE p.amount > 0))::int, sum(p.amount),
		count(f.resident)::int
	FROM employer u
	JOIN employer_person p ON p.county = u.county AND p.employer = u.id
	LEFT JOIN bank_return_line f ON f.county = p.county AND f.batch = p.batch
		AND f.resident = p.resident AND f.part = p.part AND NOT f.is_good
	WHERE u.county = employer_received.county
		AND u.id = employer_received.employer
		AND u.div BETWEEN scope_lo() AND scope_hi()
	GROUP BY p.programme, p.title, p.month
	ORDER BY p.month DESC, p.programme
$$;
COMMENT ON FUNCTION employer_received IS
	'what a unit in scope was paid, wherever in the county its people live; and for
how many the bank sent it back';
GRANT EXECUTE ON FUNCTION employer_received TO zhen_operator;
