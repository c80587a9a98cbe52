#!/bin/bash
# Two databases a version apart: the older one, with people in it, becomes what
# the newer one was made as, and the flows go on. And what isn't upgraded.
cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C.UTF-8 PGOPTIONS='-c client_min_messages=warning'
ctl=$BUILD/zhenctl old=upgrade_old_$$ new=upgrade_new_$$ n=0
work=$(mktemp -d)
trap 'for d in $old $new $old.tour $old.else; do dropdb --if-exists --force $d; done; rm -rf "$work"' EXIT
export ZHEN_SQL=$PWD/sql
programmes=$(grep -lE '^programme [a-z]' forms/*.form)

# want NAME PATTERN COMMAND...: what it says, right or wrong, is like this
want() {
	local name=$1 pattern=$2 said
	shift 2
	said=$("$@" 2>&1)
	n=$((n + 1))
	case $said in
	$pattern) echo "ok $n - $name" ;;
	*) printf 'not ok %d - %s\n' $n "$name"; printf '%s\n' "$said" | head -20 | sed 's/^/# /' ;;
	esac
}
upgrade() { "$ctl" upgrade "$@"; }
ask() { psql -XAtq -v ON_ERROR_STOP=1 -c "$1"; }
schema() { pg_dump -s -n zhen "$1" | grep -v '^\\\(un\)\?restrict '; }
with_sql() { ZHEN_SQL=$work/sql upgrade; }
copy_sql() { rm -rf "$work/sql"; cp -r sql "$work/sql"; }
# Someone who is logged in, until the input ends.
at_work() { psql -XAtqU wang -c '\echo in' -c '\! read x' "$PGDATABASE"; }
people="SELECT count(*), sum(amount) FROM zhen.resident LEFT JOIN zhen.payment p
	ON p.county = resident.county AND p.resident = resident.id"

createdb $new && PGDATABASE=$new "$ctl" init >/dev/null &&
	PGDATABASE=$new "$ctl" programme load $programmes >/dev/null
createdb $old && export PGDATABASE=$old && "$ctl" init --to 1 >/dev/null &&
	"$ctl" programme load $programmes >/dev/null && "$ctl" demo >/dev/null
want 'the older one' 1 ask "SELECT value FROM zhen.setting WHERE name = 'version'"
before=$(ask "$people")
schema $old >"$work/before"

want 'a rehearsal says what will change' '*version*2*setting_set*' env ZHEN_LANG=C "$ctl" upgrade --dry-run
want 'and changes nothing' '' eval 'schema $old | diff - "$work/before"'

ask 'GRANT DELETE ON zhen.payment TO zhen_window'
want 'grants that nobody knows' '*表 payment*DELETE*zhenctl check*' upgrade
ask 'REVOKE DELETE ON zhen.payment FROM zhen_window'
mkfifo "$work/in" "$work/out"
at_work <"$work/in" >"$work/out" &
exec 4>"$work/in" 5<"$work/out"
read -r _ <&5
want 'people at work' '*1 位操作员正在用*' upgrade
exec 4>&- 5<&-
wait $!
copy_sql
echo '-- edited' >>"$work/sql/counter/slip.sql"
want 'a database of other files' '*第 1 版 counter/slip.sql*' with_sql
copy_sql
sed -i '/slip.sql$/d' "$work/sql/order"
want 'or of more' '*不认得的文件（第 1 版 counter/slip.sql）*' with_sql
copy_sql
printf 'version 3\nbroken.sql\n' >>"$work/sql/order"
echo 'CREATE TABLE zhen.half (a int); SELECT nonsense;' >"$work/sql/broken.sql"
want 'a step that fails' '*broken.sql:1: *nonsense*' with_sql
want 'is undone, those before stay' '2|' ask "SELECT value, to_regclass('zhen.half')
	FROM zhen.setting WHERE name = 'version'"
want 'nothing is left to do' '*2*' upgrade
copy_sql
sed -i '/^version 2$/,$d' "$work/sql/order"
want 'no way back' '*数据库已是第 2 版，本程序只到第 1 版*' with_sql

ask 'DROP FUNCTION zhen.demo_plan'
schema $old >"$work/old"
# What is under four eyes is a row, which only the older one has.
ask "SELECT format('SELECT zhen.review_attach(%L);', 'zhen.' || tbl)
	FROM zhen.review_rule" | psql -XAtqd $new >/dev/null
want 'both are the same now' '' eval 'schema $new | diff - "$work/old"'
want 'with the people that there were' "$before" ask "$people"
want 'the record is whole' '*完整*' "$ctl" verify
want 'and nothing wrong' '' eval '"$ctl" check 2>/dev/null | grep -v -e "^设置 " -e "^角色 "'
for story in tests/replay/tour-*.keys; do
	createdb -T $old $old.tour
	PGDATABASE=$old.tour want "$(basename "$story" .keys) goes on" '' eval \
		'tests/replay.sh "$BUILD/inst" "$story" 2>&1 | diff - "${story%.keys}.screen"'
	dropdb $old.tour
done
want 'a setting is changed on record' '1' eval '"$ctl" settings lock_minutes.371002 5 >/dev/null;
	ask "SELECT count(*) FROM zhen.audit WHERE tbl = '"'setting'"' AND new ->> '"'value'"' = '"'5'"'"'
want 'but no other' '*没有能改的设置 version*' "$ctl" settings version 1
want 'nor to nonsense' '*应为一个数*' "$ctl" settings lock_minutes soon
createdb -T template0 $old.else && PGDATABASE=$old.else want 'a database of others' '*zhenctl init*' "$ctl" upgrade
dropdb $old.else
echo "1..$n"
