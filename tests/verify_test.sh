#!/bin/bash
# zhenctl verify: what it says, its status, and the heads of the chains held
# against a chain that was made anew with all rights on the server.
set -eu -o pipefail
work=$(mktemp -d)
copy=verify_$$
createdb -T "$PGDATABASE" "$copy"
trap 'rm -rf "$work"; dropdb --force "$copy"' EXIT
export PGDATABASE=$copy LC_ALL=C.UTF-8 LANGUAGE=en
export PGOPTIONS='-c search_path=zhen -c client_min_messages=warning'
ctl=${BUILD:-build}/zhenctl
n=0

ask() {
	psql -XAtq -v ON_ERROR_STOP=1 -c "$1"
}

# says STATUS PATTERN WHY ARGUMENTS...: of zhenctl verify
says() {
	local status=0 wanted=$1 pattern=$2 why=$3
	shift 3
	n=$((n + 1))
	"$ctl" verify "$@" >"$work/out" 2>&1 || status=$?
	if [ $status = "$wanted" ] && grep -q -- "$pattern" "$work/out"; then
		echo "ok $n - $why"
	else
		echo "not ok $n - $why"
		sed "s/^/# $status: /" "$work/out"
	fi
}

says 0 '^the audit record is whole, of 8 counties$' 'all is as it was written'
says 0 '^the audit record is whole, of 1 counties$' 'of one county' \
	--county 371002
says 0 'is whole' 'since a day' --since 2026-01-01
says 1 'no county 110101' 'a county that there isn'\''t' --county 110101
says 1 'verify takes' 'an option that there isn'\''t' --all
says 0 '^371002	[0-9]*	[0-9a-f]\{64\}$' 'the heads' --head
{
	echo '# written down'
	cut -c -50 "$work/out"
	echo
} >"$work/heads"
says 0 'still run through' 'and they stand' --against "$work/heads"

ask "UPDATE office SET phone = '0631-1' WHERE county = 371002"
says 0 'still run through' 'also when more was written' --against "$work/heads"
echo 371002 >"$work/short"
says 1 'a line is COUNTY NUMBER DIGEST' 'a line that is none' \
	--against "$work/short"
says 1 'No such file' 'a file that there isn'\''t' --against "$work/none"

# Somebody with all rights changes a payment and what was said about it.
ask "SET session_replication_role = replica;
	UPDATE payment SET amount = amount + 500
	WHERE (county, resident) = (SELECT county, min(resident) FROM payment
		WHERE county = 371002 GROUP BY county)"
says 1 '^371002	发放台账.*这一行被改动' 'a payment changed' --county 371002
says 1 '^371002	批次 .*台账是' 'and its batch' --county 371002
ask "SET session_replication_role = replica;
	UPDATE payment SET amount = amount - 500
	WHERE (county, resident) = (SELECT county, min(resident) FROM payment
		WHERE county = 371002 GROUP BY county)"
says 0 'is whole' 'put back' --county 371002
ask "SET session_replication_role = replica;
	UPDATE audit SET operator = 'sun' WHERE county = 371002 AND seq = (
		SELECT min(seq) FROM audit WHERE county = 371002 AND op = 'ADOPT')"
says 1 '^371002	[0-9]*	第 .*第 1 行被改动' 'the trace changed' --county 371002
ask "SET session_replication_role = replica;
	DO \$\$
	DECLARE
		c audit_chain;
		prev bytea := sha256('');
	BEGIN
		FOR c IN SELECT * FROM audit_chain WHERE county = 371002
			ORDER BY link LOOP
			c.body := (SELECT audit_body(string_agg(audit_line(a), E'\n'
				ORDER BY row_no), c.hashes) FROM audit a
				WHERE a.county = c.county AND a.seq = c.seq);
			UPDATE audit_chain k SET body = c.body, prev = prev_,
				digest = audit_digest(prev_, c.county, c.link, c.seq, c.rows, c.body)
			FROM (SELECT prev AS prev_) p
			WHERE k.county = c.county AND k.seq = c.seq
			RETURNING k.digest INTO prev;
		END LOOP;
		UPDATE audit_head SET digest = prev WHERE county = 371002;
	END
	\$\$"
says 0 'is whole' 'a chain made anew is whole in itself' --county 371002
says 1 '^371002	第 .*重做过' 'but not the one that was written down' \
	--against "$work/heads"
echo "1..$n"
