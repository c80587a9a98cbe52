#!/bin/bash
# Certificates as zhen-certificate makes them, on a server of their own: who
# gets through with verify-full, and who doesn't.
cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C.UTF-8
ctl=$BUILD/inst/sbin/zhen-certificate
data=$(psql -XAtc 'SHOW data_directory') pg=$(dirname "$(psql -XAtc "SELECT setting FROM pg_config WHERE name = 'BINDIR'")/x")
work=$(mktemp -d) n=0 port=$((20000 + RANDOM % 20000))
owner=$(stat -c %u "$data")
as_server() {
	if [ "$(id -u)" = 0 ]; then setpriv --reuid "$owner" --clear-groups "$@"; else "$@"; fi
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
# through HOST ROOT: by psql
through() {
	PGHOST=$1 psql -XAtc 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()' \
		"port=$port user=op dbname=postgres sslmode=verify-full sslrootcert=$2"
}
modes() { (cd "$work/a" && stat -c '%a %n' -- *); }

want 'no host' '*usage*' "$ctl" "$work/a"
want 'no such host' '*no name*' "$ctl" "$work/a" 'a,DNS:b'
want 'made' '*server.crt*root.crt*ca.key*' "$ctl" "$work/a" localhost 10.20.0.5
want 'whom they are open to' $'600 ca.key\n644 root.crt\n644 server.crt\n600 server.key' modes
before=$(sha256sum "$work/a/root.crt")
want 'made anew' '*server.crt*' "$ctl" "$work/a" localhost
want 'by the same authority' "$before" sha256sum "$work/a/root.crt"
"$ctl" "$work/b" localhost >/dev/null

chmod 755 "$work"
mkdir "$work/db"
[ "$(id -u)" != 0 ] || chown "$owner" "$work/db" "$work/a/server.key"
chmod 755 "$work/a"
as_server "$pg/initdb" -D "$work/db" -U op -A trust --no-sync >/dev/null
printf 'hostssl all all 127.0.0.1/32 trust\nhostssl all all ::1/128 trust\n' >"$work/db/pg_hba.conf"
as_server "$pg/pg_ctl" -D "$work/db" -l "$work/db/log" -w -o "-c port=$port -c fsync=off \
	-c listen_addresses=localhost -c unix_socket_directories= -c ssl=on \
	-c ssl_cert_file='$work/a/server.crt' -c ssl_key_file='$work/a/server.key' \
	-c ssl_min_protocol_version=TLSv1.2" start >/dev/null
want 'the right host' t through localhost "$work/a/root.crt"
want 'not by another name' '*does not match*' through 127.0.0.1 "$work/a/root.crt"
want 'not with another authority' '*certificate verify failed*' through localhost "$work/b/root.crt"
want 'not without encryption' '*no encryption*' psql -XAtc 'SELECT 1' \
	"host=localhost port=$port user=op dbname=postgres sslmode=disable"
want 'the program gets through' '*不是 zhen 的数据库*' env LC_ALL=C.UTF-8 "$BUILD/inst/bin/zhen" -c utf-8 -r /dev/null \
	"host=localhost port=$port user=op dbname=postgres sslmode=verify-full sslrootcert=$work/a/root.crt"
want 'or says what is wrong' '*证书*' env LC_ALL=C.UTF-8 "$BUILD/inst/bin/zhen" -c utf-8 -r /dev/null \
	"host=localhost port=$port user=op dbname=postgres sslmode=verify-full sslrootcert=$work/b/root.crt"

export PGPORT=$port PGUSER=op PGSSLROOTCERT=$work/a/root.crt
createdb -h localhost zhen
PGDATABASE=zhen PGHOST=localhost "$BUILD/zhenctl" init >/dev/null
PGDATABASE=zhen PGHOST=localhost "$BUILD/zhenctl" operator add dan 单丽 371002001000 window </dev/null >/dev/null
psql -h localhost -d zhen -c 'UPDATE zhen.operator SET must_change = false' >/dev/null
menu() {
	echo 'show menu' | env LC_ALL=C.UTF-8 "$BUILD/inst/bin/zhen" -c utf-8 -U dan -r - \
		"host=localhost dbname=zhen sslmode=$1"
}
want 'an unproved server is told of' '*没有核对服务器证书*' menu require
want 'a proved one is not' '*平台*' eval '! menu verify-full | grep 核对 && menu verify-full'
echo "1..$n"
