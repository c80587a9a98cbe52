#!/bin/bash
# Several people do the same thing at the same moment: it happens once. Each
# session waits at a gate, an advisory lock, until all of them are there.
# SAVES of one key come from 20 sessions, PEOPLE approve and the like.
saves=${SAVES:-100} people=${PEOPLE:-10}
set -eu -o pipefail
work=$(mktemp -d)
copy=race_$$
createdb -T "$PGDATABASE" "$copy"
export PGDATABASE=$copy
export PGOPTIONS='-c search_path=zhen -c client_min_messages=warning'
clean() {
	rm -rf "$work"
	dropdb --force "$copy"
	psql -Xq -c "DROP ROLE $window" -c "DROP ROLE $reviewer" postgres
}
window=race_w$$ reviewer=race_r$$
trap clean EXIT
n=0

ask() {
	psql -XAtq -v ON_ERROR_STOP=1 -c "$1"
}

is() {
	n=$((n + 1))
	if [ "$1" = "$2" ]; then echo "ok $n - $3"
	else
		printf 'not ok %d - %s\n# have %s, want %s\n' $n "$3" "$1" "$2"
		sort "$work"/out.* | uniq -c | sed 's/^/# /'
	fi
}

# at_once SQL OPERATOR...: SQL in a session of each, let go together
at_once() {
	local sql=$1 i=0 pids=
	shift
	rm -f "$work"/out.*
	coproc gate { psql -XAtq; }
	echo 'SELECT pg_advisory_lock(7);' >&"${gate[1]}"
	read -r _ <&"${gate[0]}"
	for operator; do
		i=$((i + 1))
		printf 'SELECT pg_advisory_lock_shared(7);\n%s\n' "$sql" |
			psql -XAtq -v VERBOSITY=sqlstate -U "$operator" \
			>"$work/out.$i" 2>&1 &
		pids="$pids $!"
	done
	until [ "$(ask "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'
			AND NOT granted AND database = (SELECT oid FROM pg_database
				WHERE datname = '$copy')")" = $# ]; do :; done
	local end=${gate[1]} gate_pid=$gate_PID
	exec {end}>&-
	wait $pids $gate_pid || :
}

# said WORD: how many times the sessions said it
said() {
	cat "$work"/out.* | grep -c -- "$1" || :
}

# times COUNT WORD...
times() {
	local count=$1
	shift
	for ((; count > 0; count--)); do printf '%s ' "$@"; done
}

ask "SELECT operator_add('$window', '另一经办', 371002001000, '{window}')" >"$work/added"
ask "SELECT operator_add('$reviewer', '另一复核', 371002001000, '{reviewer}')" >"$work/added"

save="BEGIN;
SELECT request_open('00000000-0000-4000-8000-00000000000a', 'resident');
INSERT INTO resident_entry (id_no, name, village, account_number)
VALUES ('371002198506124021', '张三', 371002001001, '6228480000000018127');
SELECT request_close('00000000-0000-4000-8000-00000000000a');
COMMIT;
SELECT 'tried';"
at_once "$(times $((saves / 20)) "$save")" $(times 20 wang)
is "$(said tried)" "$saves" "a save is sent $saves times"
is "$(said ZH100)" $((saves - 1)) 'each time but one it is told that it was done'
is "$(ask "SELECT count(*) FROM resident WHERE id_no = '371002198506124021'")" 1 \
	'and there is one person'
is "$(ask "SELECT count(*) FROM audit WHERE request =
	'00000000-0000-4000-8000-00000000000a' AND tbl = 'household'")" 1 \
	'with one household'

person=$(ask "SELECT id FROM resident WHERE id_no = '371002198506124021'")
at_once "SELECT gen_random_uuid() AS key \gset
BEGIN;
SELECT request_open(:'key', 'resident');
UPDATE resident_entry SET phone = '13800000001'
WHERE county = 371002 AND id = $person AND version = 1;
SELECT request_close(:'key');
COMMIT;" $(times $((people / 2)) wang "$window")
is "$(said ZH101)" $((people - 1)) \
	"$people change one person: all but one are told that another did"
is "$(ask "SELECT version FROM resident WHERE id = $person")" 2 'who was changed once'

at_once "INSERT INTO enrol_aid (resident, since, until, category, certified)
VALUES ($person, 202601, 202603, '1', '2026-01-01') RETURNING 'enrolled';" \
	$(times $((people / 2)) wang "$window")
is "$(said enrolled) $(said ZH001)" "1 $((people - 1))" \
	"$people enrol one person for the same months: one does"

at_once "SELECT batch_compute('pension', 202608);" $(times $((people / 2)) wang "$window")
is "$(said 批次) $(said ERROR)" "$people 0" "$people compute a month"
is "$(ask "SELECT count(*) FROM batch WHERE programme = 'pension'
	AND month = 202608 AND div = 371002001000")" 1 'of which there is one batch'
batch=$(ask "SELECT id FROM batch WHERE programme = 'pension' AND month = 202608
	AND div = 371002001000")
is "$(ask "SELECT b.people - count(*) FROM batch b
	JOIN entitlement e ON e.county = b.county AND e.batch = b.id
	WHERE b.id = $batch GROUP BY b.people")" 0 'with as many people as it says'

at_once "SELECT batch_submit(371002, $batch);" $(times $((people / 2)) wang "$window")
is "$(said 已提交) $(said ZH001)" "1 $((people - 1))" "$people submit it, one does"

at_once "SELECT batch_approve(371002, $batch);" $(times $((people / 2)) li "$reviewer")
is "$(said 已审批) $(said ZH001)" "1 $((people - 1))" "$people approve it, one does"
is "$(ask "SELECT b.people - count(*) || ' ' || b.total - sum(p.amount)
	FROM batch b JOIN payment p ON p.county = b.county AND p.batch = b.id
	WHERE b.id = $batch GROUP BY b.people, b.total")" '0 0.00' \
	'and everybody is paid once'

paid=$(ask "SELECT min(resident) FROM payment WHERE batch = $batch")
at_once "SELECT correction_ask(371002, 'pension', 202608, $paid, '3', '银行退回');" \
	$(times 5 wang "$window")
is "$(said 已申请) $(said ZH001)" '1 9' 'ten ask for a payment to be corrected, one does'
asked=$(ask "SELECT id FROM correction WHERE state = 'open' AND resident = $paid")
at_once "SELECT correction_approve(371002, $asked);" $(times 5 li "$reviewer")
is "$(said 已批准) $(said ZH001)" '1 9' 'ten approve it, one does'
is "$(ask "SELECT string_agg((amount > 0)::text, ' ' ORDER BY part), sum(amount) > 0
	FROM payment WHERE resident = $paid AND batch = $batch")" 'true false true|t' \
	'and it is reversed and reissued once'

at_once "INSERT INTO case_entry (matter, way, name) VALUES ('1', '1', '同时')
	RETURNING 'number ' || number;" $(times 20 wang "$window")
is "$(cat "$work"/out.* | grep number | sort -u | wc -l)" 40 \
	'forty cases of one office at once have forty numbers'

# Who has begun to write and doesn't end keeps no colleague of the county.
coproc slow { psql -XAtq -U wang; }
echo "BEGIN; UPDATE resident_entry SET phone = '13000000001' WHERE id = (
	SELECT min(id) FROM resident); SELECT 'begun';" >&"${slow[1]}"
read -r _ <&"${slow[0]}"
printf '%s\n' "SET lock_timeout = '9s'; UPDATE resident_entry
	SET phone = '13000000002' WHERE id = (SELECT max(id) FROM resident);
	SELECT 'saved';" | psql -XAtq -U "$window" >"$work/out.1" 2>&1
slow_end=${slow[1]} slow_pid=$slow_PID
exec {slow_end}>&-
wait $slow_pid || :
is "$(cat "$work/out.1")" saved 'one who has begun keeps no colleague waiting'

# Somebody moves, and is in one place whoever confirms, and whoever asks besides.
number=$(ask "SELECT id_no FROM resident WHERE county = 371002 AND id = $person")
there=$(ask "SELECT min(code) FROM division WHERE county = 371082 AND level = 'village'")
at_once "SELECT relocation_ask('$number', $there, '随子女住') IS NOT NULL AS asked_once;" \
	$(times 10 zhou)
is "$(said ^t) $(said ZH001)" '1 9' 'ten ask for one person, one does'
move=$(ask "SELECT id FROM relocation WHERE state = 'asked'")
at_once "SELECT relocation_confirm(371002, $move);
SELECT relocation_ask('$number', $there, '再问');" $(times 5 wang "$window")
is "$(said 已迁移)" 1 'ten confirm the move, one does'
is "$(ask "SELECT string_agg(concat(county, ' ', closed_as), ', ' ORDER BY county)
	FROM resident WHERE id_no = '$number'")" '371002 moved, 371082 ' \
	'who moved is in one place'
is "$(ask "SELECT concat(count(*), ' ', min(county)) FROM identity
	WHERE id_no = '$number'")" '1 371082' 'to which the number leads'

# Two rows are merged once, while others ask, refuse and move them.
pair=$(ask "SELECT concat_ws(', ', county, min(id), county, max(id)) FROM (
	SELECT r.county, r.id FROM resident r JOIN household h ON h.county = r.county
		AND h.id = r.household AND h.head = r.id
	WHERE r.div / 1000 = 371002001 AND r.next_id IS NULL AND NOT EXISTS (
		SELECT FROM resident m WHERE m.county = r.county
			AND m.household = r.household AND m.id <> r.id)
	ORDER BY r.id LIMIT 2) x GROUP BY county")
ask "SELECT duplicate_keep($pair, 'told')" >"$work/kept"
ask "SET SESSION AUTHORIZATION wang; SELECT merge_ask($pair, '两次登记')" >"$work/kept"
at_once "SELECT merge_accept($pair);" $(times 5 li "$reviewer")
is "$(said 已合并) $(said ZH001)" '1 9' 'ten merge two rows, one does'
at_once "SELECT merge_undo($pair, '错了');" $(times 5 li "$reviewer")
is "$(said 已撤销) $(said ZH001)" '1 9' 'ten undo it, one does'

is "$(ask 'SELECT count(*) FROM verify()')" 0 'the chains hold'
echo "1..$n"
