#!/bin/bash
# A backup, and what comes of it on a server that has nothing: the same data,
# logins and rights, proved; and flows that go on. A damaged one isn't taken.
cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C.UTF-8
export PGDATABASE=${UNTOUCHED:-$PGDATABASE}
ctl=$BUILD/zhenctl
data=$(psql -XAtc 'SHOW data_directory') pg=$(psql -XAtc "SELECT setting FROM pg_config WHERE name = 'BINDIR'")
work=$(mktemp -d) n=0
owner=$(stat -c %u "$data")
as_server() {
	if [ "$(id -u)" = 0 ]; then (cd / && setpriv --reuid "$owner" --clear-groups "$@"); else "$@"; fi
}
trap 'as_server "$pg/pg_ctl" -D "$work/db" -m immediate stop >/dev/null 2>&1; rm -rf "$work"' EXIT

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
ask() { psql -XAtq -v ON_ERROR_STOP=1 -c "$1"; }
restore() { "$ctl" restore "$1"; }
damage() { rm -rf "$work/bad"; cp -r "$work/good" "$work/bad"; eval "$1"; restore "$work/bad"; }

# A copy has its own rights to connect, and nobody's yet.
ask "GRANT CONNECT ON DATABASE $PGDATABASE TO zhen_operator"
want 'a backup' "*$work/good 是完整的*" "$ctl" backup "$work/good"
want 'is nobody else'"'"'s' 700 stat -c %a "$work/good"
want 'and leaves nothing behind' '' eval 'ls -d "$work"/*.unfinished 2>/dev/null'
want 'it is never written over' '*文件已存在*' "$ctl" backup "$work/good"
want 'and not without its tools' '*pg_dump: *' env PATH="$work" "$ctl" backup "$work/none"
want 'nor where there is no room' '*pg_dump: *' eval 'ulimit -f 1000; trap "" XFSZ; "$ctl" backup "$work/none"'
want 'has no half' '' eval 'ls -d "$work/none"* 2>/dev/null'
want 'the data are refused where they were' '*不是空的*' restore "$work/good"
logins="SELECT string_agg(roles, '' ORDER BY roles) FROM zhen.backup_roles() roles"
before=$(ask "$logins")
now=$(date -d "$(ask 'SELECT now()')" '+%F %T')

export PGHOST=$work/socket
chmod 755 "$work"
mkdir "$work/db" "$work/socket"
[ "$(id -u)" != 0 ] || chown "$owner" "$work/db" "$work/socket"
as_server "$pg/initdb" -D "$work/db" -U "$PGUSER" -A trust -E UTF8 --no-locale --no-sync >/dev/null
as_server env "LD_PRELOAD=$(echo /usr/lib/*/faketime/libfaketime.so.1)" FAKETIME_DONT_FAKE_MONOTONIC=1 \
	FAKETIME_DONT_RESET=1 "FAKETIME=@$now" "$pg/pg_ctl" -D "$work/db" -l "$work/db/log" -w -o "\
	-c fsync=off -c full_page_writes=off -c listen_addresses= -c port=${PGPORT:-5432} \
	-c unix_socket_directories='$work/socket'" start >/dev/null
createdb county
export PGDATABASE=county
want 'damaged data' '*data.dump*损坏*' damage 'printf x | dd of="$work/bad/data.dump" bs=1 seek=5000 conv=notrunc 2>/dev/null'
want 'a changed login' '*roles.sql*损坏*' damage 'sed -i s/SCRAM/scram/ "$work/bad/roles.sql"; echo >>"$work/bad/roles.sql"'
want 'a missing part' '*data.dump*损坏*' damage 'rm "$work/bad/data.dump"'
want 'none of that does anything' '|0' ask "SELECT to_regnamespace('zhen'), count(*) FROM pg_roles WHERE rolname LIKE 'zhen%'"
want 'all of it comes back, proved' '*备份里的全部都在数据库里*记录都完整*设置 fsync*' restore "$work/good"
want 'with the logins' "$before" ask "$logins"
want 'and nothing is wrong' '' eval '"$ctl" check 2>/dev/null | grep -v -e "^设置 "'
want 'a second one has no place' '*不是空的*' restore "$work/good"
for flow in 1-register 2-subsidy 3-allowance; do
	createdb -T county flow
	want "$flow goes on" '' eval 'PGDATABASE=flow tests/replay.sh "$BUILD/inst" tests/replay/tour-'$flow'.keys |
		diff tests/replay/tour-'$flow'.screen -'
	dropdb flow
done

# A locked login comes back locked, and none is taken over that may more now.
ask "ALTER ROLE sun NOLOGIN VALID UNTIL '-infinity' CONNECTION LIMIT 3;
	CREATE ROLE clerks; GRANT clerks TO sun WITH ADMIN OPTION"
locked=$(ask "$logins")
want 'a second backup' '*是完整的*' "$ctl" backup "$work/locked"
dropdb county
createdb county
want 'is taken beside the logins it has' '*备份里的全部都在数据库里*' restore "$work/locked"
createdb other
while read -r change back; do
	ask "${change//_/ }"
	want "not beside a login after ${change//_/ }" '*登录名或角色 wang，与备份里的不一样*' \
		env PGDATABASE=other "$ctl" restore "$work/locked"
	ask "${back//_/ }"
done <<-CHANGES
	ALTER_ROLE_wang_SUPERUSER ALTER_ROLE_wang_NOSUPERUSER
	ALTER_ROLE_wang_BYPASSRLS ALTER_ROLE_wang_NOBYPASSRLS
	GRANT_clerks_TO_wang REVOKE_clerks_FROM_wang
	ALTER_ROLE_wang_PASSWORD_'anothersecret' SELECT
CHANGES
dropdb other
dropdb county
createdb county
ask "SELECT format('DROP OWNED BY %1\$I; DROP ROLE %1\$I;', rolname) FROM pg_roles
	WHERE rolname !~ '^pg_' AND rolname <> current_user" | psql -Xq -v ON_ERROR_STOP=1
want 'where there are none' '*备份里的全部都在数据库里*' restore "$work/locked"
want 'all are as they were' "$locked" ask "$logins"
echo "1..$n"
