#!/bin/bash
# Cases of each programme, worked out by hand from its rules: tests/data/cases/
# PROGRAMME.tsv has a person, a month, and the amount or why there is none; some
# have what the person worked as (work: state, since, until), what kinds they
# were of (kinds: the same), and which months were paid before (had); or what was
# paid in (paid: year, tier, on) and credited (credit), sons (children: birth, since
# when enrolled, died), and stays in hospital (stays, referred); or the posts of
# somebody of the staff, and which months were accrued, and paid by hand.
# earlier: enrolments that ended before. Then each programme gets a new version.
set -eu -o pipefail
bin=${BUILD:-build}/inst
copy=cases_$$
createdb -T "$PGDATABASE" "$copy"
trap 'dropdb "$copy"' EXIT
export PGDATABASE=$copy PGOPTIONS='-c search_path=zhen -c client_min_messages=warning'
"$bin/sbin/zhenctl" programme load tests/data/elder.form >/dev/null

psql -XAtq -v ON_ERROR_STOP=1 <<'SQL'
CREATE TABLE cases (
	programme text,
	n int GENERATED ALWAYS AS IDENTITY,
	birth date,
	sex text,
	died date,
	since int,
	until int,
	extra jsonb,
	hukou text,
	work jsonb,
	kinds jsonb,
	had int[],
	paid jsonb,
	credit jsonb,
	children jsonb,
	stays jsonb,
	referred jsonb,
	earlier jsonb,
	posts jsonb,
	accrued int[],
	paid_by_hand int[],
	month int,
	due text,
	rule text,
	resident bigint DEFAULT nextval('resident_id'),
	enrolment bigint DEFAULT nextval('enrolment_id')
);
SQL
for file in tests/data/cases/*.tsv; do
	psql -XAtq -v ON_ERROR_STOP=1 <<-SQL
	\\copy cases ($(head -n 1 "$file" | tr '\t' ,)) FROM '$file' WITH (FORMAT csv, DELIMITER E'\\t', QUOTE E'\\b', HEADER)
	UPDATE cases SET programme = '$(basename "$file" .tsv)' WHERE programme IS NULL;
	SQL
done
psql -XAtq -v ON_ERROR_STOP=1 <<'SQL'
BEGIN;
INSERT INTO household (county, div, head)
SELECT 371002, 371002001001, resident FROM cases;
INSERT INTO resident (county, id, id_no, name, div, household, died, hukou)
SELECT 371002, c.resident, body || idcard_check_digit(body), '案例', h.div, h.id,
	c.died, coalesce(c.hukou, '2')
FROM cases c
JOIN household h ON h.county = 371002 AND h.head = c.resident
CROSS JOIN LATERAL (SELECT format('%s%s%s', 110101 + n / 400,
	to_char(birth, 'YYYYMMDD'), lpad((n % 400 * 2
		+ CASE sex WHEN '1' THEN 1 ELSE 2 END)::text, 3, '0')) AS body) b;
INSERT INTO enrolment (county, id, programme, resident, div, since, until, extra)
SELECT 371002, enrolment, programme, resident, 371002001001, since, until, extra
FROM cases;
INSERT INTO enrolment (county, programme, resident, div, since, until, extra)
SELECT 371002, c.programme, c.resident, 371002001001, (p ->> 'since')::int,
	(p ->> 'until')::int, p -> 'extra'
FROM cases c, jsonb_array_elements(earlier) p;
INSERT INTO contribution (county, programme, resident, year, tier, paid_on)
SELECT 371002, c.programme, c.resident, (p ->> 'year')::int, p ->> 'tier',
	(p ->> 'on')::date
FROM cases c, jsonb_array_elements(paid) p;
INSERT INTO contribution (county, programme, resident, year, kind, amount, month,
	paid_on)
SELECT 371002, c.programme, c.resident, (p ->> 'year')::int, p ->> 'kind',
	(p ->> 'amount')::numeric, (p ->> 'year')::int * 100 + 12, '2026-01-01'
FROM cases c, jsonb_array_elements(credit) p;
INSERT INTO referral (county, programme, resident, from_hospital, hospital,
	diagnosis, referred_on, until)
SELECT 371002, c.programme, c.resident, '镇卫生院', '省立医院', '案例',
	(p ->> 'on')::date, (p ->> 'until')::date
FROM cases c, jsonb_array_elements(referred) p;
INSERT INTO treatment (county, programme, resident, month, hospital, level,
	diagnosis, admitted_on, left_on, is_urgent, cost, covered, invoice,
	is_removed)
SELECT 371002, c.programme, c.resident, (p ->> 'month')::int, '案例医院',
	p ->> 'level', '案例', (p ->> 'admitted')::date, (p ->> 'left')::date,
	coalesce((p ->> 'urgent')::boolean, false), (p ->> 'covered')::numeric,
	(p ->> 'covered')::numeric, format('%s-%s', c.n, i),
	coalesce((p ->> 'void')::boolean, false)
FROM cases c, jsonb_array_elements(stays) WITH ORDINALITY s (p, i);
CREATE TEMP TABLE child AS
SELECT c.programme, c.resident AS parent, p, nextval('resident_id') AS id,
	format('%s%s%s', 120101 + c.n / 400, to_char((p ->> 'birth')::date,
		'YYYYMMDD'), lpad((c.n % 400 * 2 + 1)::text, 3, '0')) AS body
FROM cases c, jsonb_array_elements(children) p;
INSERT INTO resident (county, id, id_no, name, div, household, kin, died)
SELECT 371002, c.id, body || idcard_check_digit(body), '案例子', 371002001001,
	h.id, '20', (p ->> 'died')::date
FROM child c
JOIN household h ON h.county = 371002 AND h.head = c.parent;
INSERT INTO enrolment (county, programme, resident, div, since)
SELECT 371002, c.programme, c.id, 371002001001, (p ->> 'since')::int
FROM child c
WHERE p ->> 'since' IS NOT NULL;
INSERT INTO staff (county, name, div, office_div, kind, since, until, resident)
SELECT 371002, '案例', 371002001001, 371002001000, p ->> 'kind',
	(p ->> 'since')::date, (p ->> 'until')::date, c.resident
FROM cases c, jsonb_array_elements(posts) p;
INSERT INTO allowance (county, month, staff, div, amount, because)
SELECT 371002, m, d.staff, d.div, d.amount, d.because
FROM cases c
JOIN staff s ON s.county = 371002 AND s.resident = c.resident
CROSS JOIN unnest(c.accrued) m
CROSS JOIN allowance_due(m) d
WHERE d.county = 371002 AND d.staff = s.id;
INSERT INTO allowance_payment (county, month, staff, div, amount, voucher)
SELECT a.county, a.month, a.staff, a.div, a.amount, '案例'
FROM cases c
JOIN staff s ON s.county = 371002 AND s.resident = c.resident
JOIN allowance a ON a.county = 371002 AND a.staff = s.id
	AND a.month = ANY (c.paid_by_hand);
SET LOCAL session_replication_role = replica;
INSERT INTO employer (county, id, no_code_reason, name, initials, spelling,
	kind, div, closed_on)
SELECT 371002, id, '案例', '案例厂', 'alc', 'anlichang', kind, 371002001001, closed_on
FROM (VALUES (9000001, '1', NULL::date), (9000002, '2', NULL),
	(9000003, '1', '2024-03-31'), (9000004, '1', NULL)) v (id, kind, closed_on);
INSERT INTO employer_contribution (county, employer, month, div, people, amount)
SELECT 371002, 9000001, m, 371002001001, 5, 6000
FROM unnest('{202601,202602,202603}'::int[]) m
UNION ALL
SELECT 371002, id, month_add(202401, i), 371002001001, 5, 6000
FROM generate_series(0, 35) i, generate_series(9000002, 9000004) id;
INSERT INTO resident_employment (county, resident, div, since, until, state,
	employer)
SELECT 371002, c.resident, 371002001001, (w ->> 'since')::date,
	(w ->> 'until')::date, w ->> 'state', (w ->> 'employer')::bigint
FROM cases c, jsonb_array_elements(work) w;
INSERT INTO resident_category (county, resident, div, since, until, category,
	evidence, confirmed_by)
SELECT 371002, c.resident, 371002001001, (k ->> 'since')::date,
	(k ->> 'until')::date, k ->> 'kind', '身份证', '环翠楼街道'
FROM cases c, jsonb_array_elements(kinds) k;
INSERT INTO entitlement (county, programme, month, resident, div, batch, amount,
	because)
SELECT 371002, c.programme, m, c.resident, 371002001001, 0, 1, ''
FROM cases c, unnest(c.had) m;
COMMIT;
CREATE FUNCTION case_due(cases) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	EXECUTE format('SELECT coalesce(reason, amount::text)
		FROM programme_%s(371002, 371002, 371002001001, 371002001001, $1, $2)',
		$1.programme) INTO said USING $1.month, $1.enrolment;
	RETURN coalesce(said, '不在册');
END
$$;
SELECT format('%sok %s - %s: %s%s', CASE WHEN got = due THEN '' ELSE 'not ' END, n,
	programme, rule, CASE WHEN got = due THEN ''
		ELSE format(E'\n# got      %s\n# expected %s', got, due) END)
FROM (SELECT c.*, case_due(c) AS got FROM cases c) c
ORDER BY n;
SELECT format('%sok %s - %s: %s cases, 15 at least',
	CASE WHEN count(*) < 15 THEN 'not ' ELSE '' END,
	(SELECT max(n) FROM cases) + row_number() OVER (ORDER BY programme),
	programme, count(*))
FROM cases
GROUP BY programme;
SQL
before=$(psql -XAtqc 'SELECT max(n) + count(DISTINCT programme) FROM cases')
psql -XAtq -v ON_ERROR_STOP=1 -v before="$before" -f tests/data/programmes.sql
