#!/bin/bash
# Form files that mean harm, or that a broken editor left: each is refused, or
# shown, within a second, and none gets past the quotes of a statement.
set -u
shopt -s lastpipe	# the counter lives on in a pipe
ctl=$(realpath "${BUILD:-build}/inst/sbin/zhenctl")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
n=0

head='entry x "甲" code 9100
table resident_entry key county, id version version
section "乙"
'

repeat() {	# TEXT TIMES
	head -c "$((${#1} * $2))" < <(yes "$1" | tr -d '\n')
}

# A second of its own time, however busy the machine is.
check() {
	(ulimit -t 1; exec timeout 20 "$ctl" "$@") >out 2>&1
}

# refused NAME TEXT <FORM: told so, in a line that has TEXT
refused() {
	n=$((n + 1))
	cat >x.form
	check form check x.form
	local status=$?
	if [ $status = 1 ] && grep -qF "$2" out; then echo "ok $n - $1"
	else
		echo "not ok $n - $1: status $status"
		cut -c1-200 out | head -n 5 | sed 's/^/# /'
	fi
}

printf '%stable resident" key id version version\n' "$head" |
	refused 'a quote in the name of a table' x.form:4
printf '%sname"; DROP TABLE resident; -- "姓名" name\n' "$head" |
	refused 'a statement in the name of a field' x.form:4
printf '%sname "姓名" name check {SELECT 1; DROP TABLE resident}\n' "$head" |
	refused 'two statements in the braces' x.form:4
printf '%sname "姓名" name check {SELECT 1} ; DROP TABLE resident}\n' "$head" |
	refused 'a statement behind the braces' x.form:4
printf '%skind "类别" code hukou'"'"'); DROP\n' "$head" |
	refused 'a quote in the name of a set' x.form:4
printf '%skey F6 "甲" calls f(a => 1)\n' "$head" |
	refused 'an argument that is none' x.form:4
printf '%skey F9 "甲" writes {SELECT 1} to "../../etc/passwd"\n' "$head" |
	refused 'a file outside of the folder' x.form:4
{ printf '%s# ' "$head"; repeat x 900000; printf '\nnmae "姓名" nmae\n'; } |
	refused 'an endless comment' x.form:5
{ printf '%s' "$head"; repeat 'required ' 90000; } |
	refused 'an endless line' x.form:4
{ printf '%sname "姓名" name \\\n' "$head"; yes 'required \' | head -n 90000; } |
	refused 'a line that always goes on' x.form
{ printf '%sname "' "$head"; repeat x 900000; } |
	refused 'an endless text' x.form:4
{ printf '%sname "姓名" name check {' "$head"; repeat '{' 400000; repeat '}' 400000; } |
	refused 'braces in braces' x.form
{ printf '%sname "姓名" name check {' "$head"; repeat '/*' 400000; repeat '*/' 100; } |
	refused 'comments in comments' x.form:4
{ printf '%sname "姓名" name check {SELECT ' "$head"; repeat '(' 100000; repeat ')' 100000; echo '}'; } |
	refused 'brackets in brackets, for the server' x.form:4
{ printf '%sname "姓名" name check {SELECT ' "$head"; repeat ':a,' 90000; echo ':a}'; } |
	refused 'as many parameters as nobody counts' x.form
printf '%s\xff\xfe "\xc0\xaf" name\n' "$head" | refused 'no UTF-8' x.form:4
printf '%sname "姓\0名" name\n' "$head" | refused 'a NUL' x.form:4
head -c 100000 /dev/zero | refused 'nothing but NULs' x.form:1
head -c 100000 /dev/urandom | refused 'noise' x.form
head -c 3000000 /dev/zero | tr '\0' '\n' | refused 'more than a form has' x.form
{ printf '%s' "$head"; seq -f 'f%.0f "f" date' 100000; } |
	refused '100,000 fields' x.form:1
{ printf '%s' "$head"; seq -f 'f%.0f "" date' 60000; } |
	refused '60,000 fields' x.form:2001
{ printf '%s' "$head"; seq -f 'f%.0f "f" idcard fills f1=birth' 1990; } |
	refused 'fields that fill each other' x.form
{ echo 'menu x "甲"'; seq -f 'item 1 "f" opens x%.0f' 15000; } |
	refused 'as many items' x.form
printf '%s' "${head/9100/99999999999999999999}" |
	refused 'a number that no number holds' x.form:1
printf '%sa "a" text 4294967297\nb "b" text -1\nc "c" money include 1 to 1e99\nd "d" integer include 99999999999999999999 to 1\n' "$head" |
	refused 'sizes that no number holds' x.form:4
printf '%sa "a" date fills a=a\nb "b" text 9 default :b check {SELECT :b}\n' "$head" |
	refused 'what means itself' x.form

# Two that open each other are as good as any.
n=$((n + 1))
sed 's/^\t//' >x.form <<-FORM
	menu x "甲" code 9101
	item 1 "乙" opens y
FORM
sed 's/ x / y /; s/opens y/opens x/; s/9101/9102/' x.form >y.form
if check form check x.form y.form; then echo "ok $n - a circle of screens"
else echo "not ok $n - a circle of screens"; sed 's/^/# /' out; fi

n=$((n + 1))
check form show .
if [ $? = 1 ]; then echo "ok $n - a folder"
else echo "not ok $n - a folder"; sed 's/^/# /' out; fi
echo "1..$n"
