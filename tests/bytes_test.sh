#!/bin/bash
# What a screen costs on the wire, counted and never timed: a letter one byte,
# the registration form little more than its text, a save one round trip.
set -eu -o pipefail
zhen=${BUILD:-build}/inst/bin/zhen
keys=$(mktemp)
copy=bytes_$$
createdb -T "$PGDATABASE" "$copy"
export PGDATABASE=$copy
trap 'rm -f "$keys"; dropdb "$copy"' EXIT
n=0

check() {
	n=$((n + 1))
	if [ "$1" -le "$2" ]; then echo "ok $n - $3: $1 of $2"
	else echo "not ok $n - $3: $1, at most $2"; fi
}

# The form's rows without trailing blanks, in the terminal's charset.
text_size() {
	sed -n '/^== form/,/^--/p' | sed '1d;$d;s/ *$//' | iconv -f UTF-8 -t "$1" |
		wc -c
}

cat >"$keys" <<-'KEYS'
	bytes
	type 1
	bytes
	show form
	type 3
	bytes
	type 7
	bytes
KEYS
for charset in utf-8 gbk gb18030; do
	out=$("$zhen" --user wang --charset "$charset" --profile slow --replay "$keys")
	set -- $(echo "$out" | sed -n 's/^bytes //p')
	text=$(echo "$out" | text_size "$charset")
	check "$2" $((text * 115 / 100)) "$charset: the registration form to 1.15 of its text"
	check "$3" 1 "$charset: the first letter"
	check "$4" 1 "$charset: a letter"
done

cat >"$keys" <<-'KEYS'
	type /1201
	keys Enter
	type 3710
	bytes
	keys Enter
	bytes
	show form
	keys PageDown PageDown Down
	bytes
	keys Down
	bytes
KEYS
for charset in utf-8 gbk; do
	out=$("$zhen" --user wang --charset "$charset" --profile slow --replay "$keys")
	set -- $(echo "$out" | sed -n 's/^bytes //p')
	text=$(echo "$out" | text_size "$charset")
	check "$2" "$text" "$charset: a list to its text"
	check "$4" 40 "$charset: a row further"
done

cat >"$keys" <<-'KEYS'
	type 1
	bytes
	type 3
	bytes
KEYS
for theme in light dark contrast mono; do
	out=$(TERM=xterm-256color "$zhen" --user wang --theme "$theme" --replay "$keys")
	check "$(echo "$out" | sed -n 's/^bytes //p' | tail -n 1)" 1 "$theme: a letter"
done

cat >"$keys" <<-'KEYS'
	type 1
	type 371002198506124021
	keys Enter
	type 张㛃
	keys Enter Enter
	type 2
	keys Enter
	type dbc
	keys Enter
	trips
	keys F2
	trips
	show saved
KEYS
out=$("$zhen" --user wang --charset utf-8 --replay "$keys")
check "$(echo "$out" | sed -n 's/^trips //p' | tail -n 1)" 1 'round trips of a save'
cat >"$keys" <<-'KEYS'
	type /王建国
	keys Enter
	trips
	keys Enter
	trips
	show card
KEYS
card=$("$zhen" --user wang --charset utf-8 --replay "$keys")
check "$(echo "$card" | sed -n 's/^trips //p' | tail -n 1)" 1 'round trips of a card'
n=$((n + 1))
if echo "$card" | grep -q '接下来 (1)'; then echo "ok $n - all of it"
else echo "not ok $n - all of it"; echo "$card" | sed 's/^/# /'; fi
n=$((n + 1))
if echo "$out" | grep -q '已保存： 371002198506124021 张㛃'; then echo "ok $n - it was saved"
else echo "not ok $n - it was saved"; echo "$out" | sed 's/^/# /'; fi
echo "1..$n"
