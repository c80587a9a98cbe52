#!/bin/bash
# Forms with the mistakes that only a database, or another form, can tell:
# zhenctl finds all of them, by file and line, and nothing else. What it
# finds in FILE.form stands in FILE.expect: a line's number and its text.
set -u
ctl=${BUILD:-build}/inst/sbin/zhenctl
found=$("$ctl" form check tests/check/opens.form \
	$(ls tests/check/*.form | grep -v opens.form) 2>&1)
status=$?
n=0

ok() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n - $2"
	else echo "not ok $n - $2"; echo "$found" | sed 's/^/# /'; fi
}

ok $((status != 1)) 'a bad form is a failure'
for form in tests/check/*.form; do
	expect=${form%.form}.expect
	[ -e "$expect" ] || expect=/dev/null
	while IFS=$'\t' read -r line text; do
		echo "$found" | grep -qxF "$form:$line: $text"
		ok $? "$form:$line: $text"
	done <"$expect"
	[ "$(echo "$found" | grep -c "^$form:")" = "$(wc -l <"$expect")" ]
	ok $? "$form: and nothing else"
done
"$ctl" form check "${BUILD:-build}"/inst/share/zhen/forms/*.form >/dev/null 2>&1
ok $? 'all our own forms are good'
echo "1..$n"
