#!/bin/bash
# zhenctl check on a database whose data is damaged: an index that doesn't hold
# what it says. What it finds in the catalogue is in tests/sql/doctor.sql.
cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C.UTF-8
ctl=$BUILD/zhenctl copy=doctor_$$ n=0
createdb -T "$PGDATABASE" $copy || exit 1
export PGDATABASE=$copy
trap 'dropdb --force $copy' EXIT

# ok NAME COMMAND...
ok() {
	local name=$1
	shift
	n=$((n + 1))
	if "$@" >/dev/null 2>&1; then echo "ok $n - $name"; else echo "not ok $n - $name"; fi
}
# Without what a copy on a server of tests, with logins of other copies, has wrong.
found() { "$ctl" check "$@" 2>/dev/null | grep -v -e '^设置 ' -e '^数据库	' -e '^角色 '; }
names() { found "${@:2}" | grep -q "^$1	"; }
nothing() { ! found "$@"; }
half() { psql -qX -v ON_ERROR_STOP=1 -c "CREATE OR REPLACE FUNCTION zhen.half(int)
	RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT \$1 / $1'"; }

ok 'nothing is wrong' nothing
ok 'nor with the data' nothing --data
half 2
psql -qXc 'CREATE INDEX broken ON zhen.staff (zhen.half(id::int))'
psql -qXc 'ALTER FUNCTION zhen.half(int) OWNER TO zhen_owner; REVOKE ALL ON FUNCTION zhen.half FROM PUBLIC'
half 3
ok 'a look at the catalogue sees nothing' nothing
ok 'one at the data finds the index' names broken --data
ok 'and only it' test "$(found --data | wc -l)" = 1
ok 'what is wrong is a failure' eval '! "$ctl" check --data'
ok 'no other words' eval '! "$ctl" check --date'
echo "1..$n"
