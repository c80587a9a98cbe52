#!/bin/bash
# Cases of each programme, worked out by hand from its rules: tests/data/cases/
# PROGRAMME.tsv has a person, a month, and the amount or why there is none.
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
	month int,
	due text,
	rule text,
	resident bigint DEFAULT nextval('resident_id'),
	enrolment bigint DEFAULT nextval('enrolment_id')
);
SQL
for file in tests/data/cases/*.tsv; do
	psql -XAtq -v ON_ERROR_STOP=1 <<-SQL
	\\copy cases (birth, sex, died, since, until, extra, month, due, rule) FROM '$file' WITH (FORMAT csv, DELIMITER E'\\t', QUOTE E'\\b', HEADER)
	UPDATE cases SET programme = '$(basename "$file" .tsv)' WHERE programme IS NULL;
	SQL
done
psql -XAtq -v ON_ERROR_STOP=1 <<'SQL'
BEGIN;
INSERT INTO household (county, div, head)
SELECT 371002, 371002001001, resident FROM cases;
INSERT INTO resident (county, id, id_no, name, div, household, died)
SELECT 371002, c.resident, body || idcard_check_digit(body), '案例', h.div, h.id,
	c.died
FROM cases c
JOIN household h ON h.county = 371002 AND h.head = c.resident
CROSS JOIN LATERAL (SELECT format('%s%s%s', 110101 + n / 400,
	to_char(birth, 'YYYYMMDD'), lpad((n % 400 * 2
		+ CASE sex WHEN '1' THEN 1 ELSE 2 END)::text, 3, '0')) AS body) b;
INSERT INTO enrolment (county, id, programme, resident, div, since, until, extra)
SELECT 371002, enrolment, programme, resident, 371002001001, since, until, extra
FROM cases;
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
SELECT format('1..%s', max(n) + count(DISTINCT programme)) FROM cases;
SQL
