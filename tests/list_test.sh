#!/bin/bash
# What a long list reads: the server's own count of rows and index entries of
# the residents, never time. tests/soak/list does it over three million.
set -eu -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
inst=$(cd "${BUILD:-build}/inst" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PGOPTIONS='-c search_path=zhen'
cp "$inst"/share/zhen/forms/*.form "$here/data/people.form" "$work"
n=0

ask() {
	psql -XAtq -v ON_ERROR_STOP=1 -c "$1"
}

ok() {
	n=$((n + 1))
	if [ "$1" -le "$2" ]; then echo "ok $n - $3: $1 rows, at most $2"
	else echo "not ok $n - $3: $1 rows, at most $2"; fi
}

says() {
	n=$((n + 1))
	if grep -q -- "$1" "$work/out"; then echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		sed 's/^/# /' "$work/out"
	fi
}

# The figures of a session are there when it is gone.
rows_read() {
	until [ "$(ask "SELECT count(*) FROM pg_stat_activity WHERE usename = 'gao'
			AND datname = current_database()")" = 0 ]; do :; done
	ask "SELECT (SELECT sum(seq_tup_read) FROM pg_stat_user_tables
			WHERE schemaname = 'zhen' AND relname LIKE 'resident%')
		+ (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes
			WHERE schemaname = 'zhen' AND relname LIKE 'resident%')"
}

# play KEYS...: everybody, for somebody who sees the whole city; $read rows
play() {
	local before
	before=$(rows_read)
	printf '%s\n' 'type /9903' 'keys Enter' "$@" show >"$work/keys"
	"$inst/bin/zhen" -U gao -f "$work" -c utf-8 -p plain -r "$work/keys" >"$work/out"
	read=$(($(rows_read) - before))
}

down='keys PageDown PageDown PageDown PageDown PageDown PageDown PageDown'
people=$(ask 'SELECT count(*) FROM resident')
echo "# $people people"
play
ok "$read" 500 'the first page'
says '^前 100 条' 'of a hundred'
play "$down"
ok "$read" 1000 'and the next'
play 'keys End'
ok "$read" 1000 'the last'
play 'keys End' 'keys PageUp PageUp PageUp PageUp PageUp PageUp PageUp'
ok "$read" 1500 'and the one before'
play 'keys Ctrl-O' 'type 1' 'keys Enter' "$down"
ok "$read" 3000 'two pages by name, which has an index'
says '^> ' 'in which one can go down'
play 'keys Ctrl-O' 'type 1' 'keys Enter' 'keys End'
ok "$read" 3000 'the last page by name'
play 'keys Ctrl-O' 'type 3' 'keys Enter'
if [ "$people" -gt 1000000 ]; then
	ok "$read" 500 'by telephone, which has none'
	says '请先缩小范围' 'is refused in words'
else
	ok "$read" $((people * 2)) 'by telephone, which has none'
	says '已按电话排序' 'so few are sorted'
fi
play "$down" "$down" 'keys Down Down' 'show' 'keys Enter' 'keys F10'
for part in 1 2; do	# all but the message line and the keys
	awk -v RS='--\n' -v part=$part 'NR == part' "$work/out" | sed -n 1,22p >"$work/$part"
done
cp "$work/1" "$work/out"
says '^ *>' 'the bar is on the third page'
if cmp -s "$work/1" "$work/2"; then cat "$work/1" "$work/2" >"$work/out"; else : >"$work/out"; fi
says '^ *>' 'back from a person, the place is kept'
echo "1..$n"
