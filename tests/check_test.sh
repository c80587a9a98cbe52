#!/bin/bash
# A form with a mistake of each kind: zhenctl finds all, by file and line.
set -u
ctl=${BUILD:-build}/inst/sbin/zhenctl
found=$("$ctl" form check tests/data/broken.form 2>&1)
status=$?
n=0

ok() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n - $2"
	else echo "not ok $n - $2"; echo "$found" | sed 's/^/# /'; fi
}

ok $((status != 1)) 'a bad form is a failure'
while IFS=$'\t' read -r line text; do
	echo "$found" | grep -qF "tests/data/broken.form:$line: $text"
	ok $? "line $line: $text"
done <tests/data/broken.expect
[ "$(echo "$found" | grep -c '^tests/data/broken.form:')" = \
	"$(wc -l <tests/data/broken.expect)" ]
ok $? 'and nothing else'
"$ctl" form check "${BUILD:-build}"/inst/share/zhen/forms/*.form >/dev/null 2>&1
ok $? 'all our own forms are good'
echo "1..$n"
