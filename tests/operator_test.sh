#!/bin/bash
# Logins as an administrator makes them: what reaches the server of a password,
# and what each command answers.
cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C.UTF-8
ctl=$BUILD/zhenctl role=ctl$$ copy=operator_$$ n=0
createdb -T "$PGDATABASE" $copy || exit 1
export PGDATABASE=$copy
trap 'dropdb --force $copy; psql -qXc "DROP ROLE IF EXISTS $role" postgres' EXIT

# want NAME PATTERN COMMAND...: what it says, right or wrong, is like this
want() {
	local name=$1 pattern=$2 said
	shift 2
	said=$("$@" 2>&1)
	n=$((n + 1))
	case $said in
	$pattern) echo "ok $n - $name" ;;
	*) printf 'not ok %d - %s\n# %s\n' $n "$name" "$said" ;;
	esac
}

operator() { "$ctl" operator "$@"; }
kept() { psql -XAtc "SELECT rolpassword FROM pg_authid WHERE rolname = '$role'"; }
row() { operator list | grep "^$role	"; }

want 'a password that is too short' '*至少 8 个字*' operator add $role 钱试 371002001000 window <<<1234567
want 'no login was made' '' row
want 'one that is the login' '*不能就是登录名*' operator add "$role-long" 钱试 371002001000 window <<<"$role-LONG"
want 'a login' "已添加操作员 $role（钱试，环翠区 环翠楼街道）*须改" operator add $role 钱试 371002001000 window <<<'口令八个字以上。'
want 'whose password the server never saw' 'SCRAM-SHA-256$4096:*' kept
want 'which only serves to change it' "$role	钱试	*	window	须改口令" row
want 'other duties' "$role（钱试）的职责现为 reviewer,coordinator" operator duties $role coordinator,reviewer
want 'no auditor who writes' '*审计员只看不办*' operator duties $role window,auditor
want 'another place' "$role（钱试）已由*调到环翠区 张村镇；留在原处：*" operator move $role 371002100000
want 'no place that there is not' '*没有区划*' operator move $role 371002100999
want 'disabled' "已停用*" operator disable $role
want 'as the list says' "*	环翠区 张村镇	reviewer,coordinator	停用" row
want 'enabled' "已启用*" operator enable $role
before=$(kept)
want 'no password' '*没有输口令*' operator passwd $role </dev/null
want 'another password' "已重设 $role（钱试）的口令*" operator passwd $role <<<'another one'
want 'is another' yes bash -c "[ '$before' != '$(kept)' ] && echo yes"
want 'somebody else' '*没有操作员 nobody*' operator passwd nobody <<<'another one'
want 'what it takes' '*ROLE DIVISION*' operator move $role
sleeper() { # a session of the operator's own while we look
	coproc psql -XAtq -U $role
	echo "SELECT 'in';" >&"${COPROC[1]}"
	read -r _ <&"${COPROC[0]}"
	operator sessions
	echo '\q' >&"${COPROC[1]}"
}
want 'who is logged in' "*$role	钱试	环翠区 张村镇	local	????-??-?? ??:??	psql*" sleeper
echo 1..$n
