#!/bin/bash
# Who may do what with each table, exactly as tests/data/grants.tsv says, which
# is read line by line when it changes: ACCEPT=1 tests/grants_test.sh writes it.
# Left out are functions, whose definers catalogue.sql lists, and views that
# every operator may read, which show what row security lets through.
set -eu -o pipefail
cd "$(dirname "$0")/.."
kept=tests/data/grants.tsv now=$(mktemp)
trap 'rm -f "$now"' EXIT
PGOPTIONS='-c search_path=zhen' psql -XAtq -F $'\t' -v ON_ERROR_STOP=1 >"$now" <<'SQL'
WITH held AS (
	SELECT split_part(object, '.', 1) AS object, split_part(object, '.', 2) AS part,
		grantee, privilege
	FROM grants_now()
	WHERE object !~ '^(大对象)?函数 '
		AND NOT (object ~ '^视图 ' AND grantee = 'zhen_operator'
			AND privilege = 'SELECT')
), shown AS (
	SELECT object, grantee, privilege || CASE WHEN part = '' THEN ''
		ELSE format('(%s)', string_agg(part, ',' ORDER BY part COLLATE "C")) END
		AS what
	FROM held
	GROUP BY object, grantee, privilege, part = ''
)
SELECT object, grantee, string_agg(what, ' ' ORDER BY what COLLATE "C")
FROM shown
GROUP BY object, grantee
ORDER BY object COLLATE "C", grantee COLLATE "C";
SQL
[ -z "${ACCEPT-}" ] || cp "$now" "$kept"
echo 1..1
if diff -u "$kept" "$now" >"$now.diff"; then
	echo 'ok 1 - grants are as listed'
else
	echo 'not ok 1 - grants are as listed'
	sed 's/^/# /' "$now.diff"
fi
rm -f "$now.diff"
