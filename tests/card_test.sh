#!/bin/bash
# The card of a person as the server runs it: no query reads a table of people
# through, whatever it holds, and all of them together are no more steps than
# they were when it took 20 ms. Asked as an operator, by plans that are kept.
set -eu -o pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

awk '/^query \{$/ { is_query = 1; n++
		print "PREPARE q" n " (int, bigint) AS"; next }
	is_query && /^}$/ { is_query = 0; print ";"
		print "EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE q" n "(:county, :resident);"
		next }
	is_query { gsub(":county", "$1"); gsub(":resident", "$2"); print }
	END { exit !n }' forms/card.form >"$work/card.sql"
{
	cat <<-'SQL'
	SET search_path = zhen;
	SELECT e.county, e.resident
	FROM enrolment e, operator o
	WHERE o.role = 'wang' AND e.div BETWEEN o.scope_lo AND o.scope_hi
		AND e.programme = 'pension'
	ORDER BY e.county, e.resident LIMIT 1 \gset
	SET SESSION AUTHORIZATION wang;
	SET enable_seqscan = off;
	SET plan_cache_mode = force_generic_plan;
	SQL
	cat "$work/card.sql"
} | psql -XAtq -v ON_ERROR_STOP=1 >"$work/plans"

/usr/bin/python3 - "$work/plans" <<'PY'
import json
import sys

MOST = 200


def nodes(plan):
    yield plan
    for below in plan.get('Plans', ()):
        yield from nodes(below)


text, at, plans = open(sys.argv[1], encoding='utf-8').read().strip(), 0, []
while at < len(text):
    plan, at = json.JSONDecoder().raw_decode(text, at)
    plans.append(plan[0]['Plan'])
    at += len(text[at:]) - len(text[at:].lstrip())
ran = [n for p in plans for n in nodes(p) if n['Actual Loops'] > 0]
through = {n['Relation Name'] for n in ran if n['Node Type'] == 'Seq Scan'}
print('1..2')
print('%sok 1 - nothing is read through' % ('not ' if through else ''))
print('# %s' % ' '.join(sorted(through)))
print('%sok 2 - %d queries in at most %d steps' % (
    '' if len(ran) <= MOST else 'not ', len(plans), MOST))
print('# %d steps' % len(ran))
PY
