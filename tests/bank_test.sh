#!/bin/bash
# From payments to the bank and back: files in each format as zhen writes them,
# answers as zhenctl reads them, each wrong one with its sentence, what failed
# sent once more, and the money to the cent. On a database of its own.
cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C.UTF-8 LANG=zh_CN.UTF-8 LANGUAGE=zh_CN
export PGOPTIONS='-c search_path=zhen -c client_min_messages=warning'
prefix=$(cd "${BUILD:-build}/inst" && pwd) copy=bank_$$ n=0
createdb -T "$UNTOUCHED" $copy || exit 1
export PGDATABASE=$copy
work=$(mktemp -d)
trap 'rm -rf "$work"; dropdb --force $copy' EXIT

# ok NAME COMMAND...; is NAME GOT EXPECTED
ok() {
	local name=$1
	shift
	n=$((n + 1))
	if "$@" >/dev/null 2>&1; then echo "ok $n - $name"; else
		echo "not ok $n - $name"; sed 's/^/# /' "$work/out" | head -20; fi
}
is() {
	n=$((n + 1))
	if [ "$2" = "$3" ]; then echo "ok $n - $1"; else
		echo "not ok $n - $1"; printf '# got      %s\n# expected %s\n' "$2" "$3"; fi
}
ask() { psql -XAtqc "$1"; }
as() { psql -XAtq -U "$1" -c "SELECT $2" >"$work/out" 2>&1; }
says() { grep -qF -- "$1" "$work/out"; }
# keys KEY...: what wang presses in the list of files
keys() {
	printf '%s\n' '# operator: wang' 'type /2141' 'keys Enter' "$@" show >"$work/keys"
	(cd "$work" && "$prefix/bin/zhen" --user wang --forms "$prefix/share/zhen/forms" \
		--charset utf-8 --profile plain --replay keys) >"$work/out" 2>&1
}
answers() { PGUSER=wang "$prefix/sbin/zhenctl" bank return "$@" >"$work/out" 2>&1; }
# refused NAME SENTENCE FILE [NUMBER]
refused() {
	local name=$1 sentence=$2
	shift 2
	ok "$name" eval "! answers $* && says '$sentence'"
}
utf8() { iconv -f GB18030 -t UTF-8 "$1" | tr -d '\r'; }
uses() {
	ask "DELETE FROM bank_use WHERE programme = 'aid'; INSERT INTO bank_use
		(county, div, programme, since, format)
		VALUES (371002, 371002000000, 'aid', '2009-01-01', '$1')"
}
# pays MONTH: a batch of 就业援助 from compute to payments; its number is in batch
pays() {
	as wang "batch_compute('aid', $1)"
	batch=$(ask "SELECT max(id) FROM batch WHERE programme = 'aid' AND month = $1")
	as wang "batch_submit(371002, $batch)"
	as li "batch_approve(371002, $batch)"
}
sent() { ask "SELECT id FROM bank_sent WHERE batch = $batch AND run = ${1-0} AND piece = ${2-1}"; }
mends() {
	ask "SELECT account_change(p.county::int, p.resident, p.div, p.holder, '$2', NULL)
		FROM bank_sent_line l JOIN payment p ON (p.county, p.batch, p.resident, p.part)
			= (l.county, l.batch, l.resident, l.part)
		WHERE l.batch = $batch AND l.run = 0 AND l.line = $1"
}

# A name that GBK hasn't, held back by its line
ask "SELECT account_change(e.county::int, e.resident, e.div, '于䶮', a.number, NULL)
	FROM enrolment e JOIN account a ON a.county = e.county AND a.resident = e.resident
		AND a.is_current
	WHERE e.programme = 'aid' AND e.div / 1000 = 371002001 AND e.resident = (
		SELECT resident FROM entitlement WHERE programme = 'aid' AND month = 202610
			AND div / 1000 = 371002001 ORDER BY resident OFFSET 2 LIMIT 1)" >/dev/null
uses plain
pays 202611
people=$(ask "SELECT count(*) FROM payment WHERE batch = $batch")
ok 'somebody is paid' test "$people" -gt 6
keys 'keys F6' 'type y'
ok 'the window makes the file' says '1 人写不进文件，请用其他方式发放'
keys 'keys F12'
plain=$work/aid-202611-$batch.txt
ok 'and takes it' test -s "$plain"
is 'nothing half written is left' "$(ls "$work" | grep -c part)" 0
is 'its first line has count and total' "$(utf8 "$plain" | head -1)" \
	"$((people - 1))|$(ask "SELECT sum(amount) FROM payment WHERE batch = $batch AND holder <> '于䶮'")"
is 'a line each' "$(utf8 "$plain" | sed 1d | wc -l)" $((people - 1))
is 'numbered' "$(utf8 "$plain" | sed 1d | cut -d'|' -f1 | tr -d '\n')" \
	"$(seq $((people - 1)) | tr -d '\n')"
is 'as the payments say' "$(utf8 "$plain" | sed 1d | cut -d'|' -f2,4,5)" \
	"$(ask "SELECT concat_ws('|', holder, account_number, amount) FROM payment
		WHERE batch = $batch AND holder <> '于䶮' ORDER BY resident")"
is 'who is held has a line and a reason' "$(ask "SELECT line || reason FROM bank_refusal
	WHERE batch = $batch")" '4姓名里有银行文件写不出的字，请改用其他方式发放'
cp "$plain" "$work/first"
keys 'keys F12'
ok 'taken again it is the same' cmp "$plain" "$work/first"

# The same file with other content is never given out
tampers() {
	ask "SET session_replication_role = replica; UPDATE bank_sent_line
		SET said = replace(said, '$1', '$2') WHERE batch = $batch AND line = 1"
}
account=$(utf8 "$plain" | sed -n 2p | cut -d'|' -f4)
tampers "$account" 6666666666666666666
rm "$plain"
keys 'keys F12'
ok 'other content is refused' says '的内容和编制时不一样'
ok 'and nothing is written' test ! -e "$plain"
tampers 6666666666666666666 "$account"
keys 'keys F12'
ok 'until it is what was made' cmp "$plain" "$work/first"
keys 'keys F6' 'type y'
is 'it is made once' "$(ask "SELECT count(*) FROM bank_sent WHERE batch = $batch")" 1

# Answers that are wrong are refused whole
one=$(sent)
# answer COUNT TOTAL LINES...: results by line, as 1:成功 2:失败:户名不符
answer() {
	local count=$1 total=$2 line
	shift 2
	echo "$count|$total"
	for line; do
		IFS=: read -r at result reason <<<"$line"
		echo "$(utf8 "$work/first" | sed -n "$((at + 1))p")|$result|$reason"
	done
}
each=$(utf8 "$plain" | sed -n 2p | cut -d'|' -f5)
sum() { ask "SELECT sum(amount) FROM bank_sent_line WHERE batch = $batch AND run = 0 AND piece = 1 AND line IN ($1)"; }
two=$(sum 1,2) three=$(sum 1,2,3)
wrong() {
	local name=$1 sentence=$2
	shift 2
	answer "$@" >"$work/wrong.txt"
	refused "$name" "$sentence" "$work/wrong.txt" "$one"
}
wrong 'another count' '首行写着 3 笔，下面有 2 行，请向银行要完整的' 3 "$two" 1:成功 2:成功
wrong 'another sum' "首行写着 0.01 元，各行加起来是" 2 0.01 1:成功 2:成功
wrong 'no such result' '第 3 行：不认识结果“好了”' 2 "$two" 1:成功 2:好了
wrong 'a line twice' '第 2 行：序号重复；第 3 行：序号重复' 2 "$two" 1:成功 1:成功
answer 2 "$two" 1:成功 2:成功 | sed 's/^2|\([^|]*\)|\([^|]*\)|[0-9]*/2|\1|\2|6666/' >"$work/wrong.txt"
refused 'another account' '第 3 行：账号与代发文件不符' "$work/wrong.txt" "$one"
answer 1 "$each" 1:成功 | sed '2s/|成功|$/|成功/' >"$work/wrong.txt"
refused 'a column less' '第 2 行：应有 7 栏' "$work/wrong.txt" "$one"
answer 0 0.00 >"$work/wrong.txt"
refused 'no line' '一笔也没有，请核对文件' "$work/wrong.txt" "$one"
: >"$work/wrong.txt"
refused 'an empty file' '' "$work/wrong.txt" "$one"
printf '\377\377\n' >"$work/wrong.txt"
refused 'not text' '' "$work/wrong.txt" "$one"
answer 2 "$two" 1:成功 2:成功 >"$work/right.txt"
refused 'no such file of ours' '没有代发文件 999999，请核对文件号（2141 里有）' "$work/right.txt" 999999
refused 'a number that is none' 'bank return 后面写文件' "$work/right.txt" 1x
ok 'another office' eval '! PGUSER=sun "$prefix/sbin/zhenctl" bank return "$work/right.txt" "$one"'
is 'nothing of these is kept' "$(ask "SELECT count(*) FROM bank_return_line WHERE batch = $batch")" 0

# Partly good, in GBK and found by itself; the same twice adds nothing
answer 3 "$three" 1:成功 2:失败:账号不存在 3:处理中 | iconv -f UTF-8 -t GBK >"$work/part.txt"
ok 'partly good' answers "$work/part.txt" "$one"
ok 'is said' says '，处理中 1 人'
ok 'the same file again' answers "$work/part.txt" "$one"
ok 'adds nothing' says '已经读过'
is 'two have an outcome' "$(ask "SELECT count(*) FROM bank_return_line WHERE batch = $batch")" 2
answer 1 "$(sum 2)" 2:成功 >"$work/wrong.txt"
refused 'another outcome' '以前的回盘记为失败，结果不一样，请与银行核对' "$work/wrong.txt" "$one"
rest=$(seq 3 $((people - 1)))
answer $((people - 3)) "$(sum "$(echo $rest | tr ' ' ,)")" $(for i in $rest; do
	[ "$i" = 4 ] && echo "$i:失败:户名不符" || echo "$i:成功"; done) >"$work/rest.txt"
ok 'the rest' answers "$work/rest.txt" "$one"
is 'two came back' "$(ask "SELECT string_agg(reason, '，' ORDER BY part, resident)
	FROM bank_failed WHERE batch = $batch")" '账号不存在，户名不符'

# Mended by account and by name, asked for, approved by another, sent once more
ok 'nothing is mended yet' eval '! as wang "bank_reissue_ask(371002, $batch)" && says 没有改过账户'
mends 2 6217000011112222333 >/dev/null
ask "SELECT account_change(p.county::int, p.resident, p.div, '于新名', p.account_number, NULL)
	FROM bank_sent_line l JOIN payment p ON (p.county, p.batch, p.resident, p.part)
		= (l.county, l.batch, l.resident, l.part)
	WHERE l.batch = $batch AND l.run = 0 AND l.line = 4" >/dev/null
ok 'both are asked for' as wang "bank_reissue_ask(371002, $batch)"
ok 'and told' says "已申请补发 2 人，$(ask "SELECT yuan_text($(sum 2,4))") 元"
ok 'who asks approves nothing' eval '! as wang "bank_reissue_approve(371002, $batch)"'
ok 'another does' as li "bank_reissue_approve(371002, $batch)"
uses fixed
ok 'a run of reissues' as wang "bank_supplement_make(371002, $batch)"
keys 'keys F6' 'type y'
keys 'keys F12'
fixed=$work/aid-202611-$batch-1.dat
is 'its file has columns of bytes' "$(tr -d '\r' <"$fixed" | LC_ALL=C awk '{ print length }' | tr '\n' ' ')" \
	'15 60 60 22 '
is 'the mended account is in it' "$(utf8 "$fixed" | sed -n 2p | cut -c7-28)" '6217000011112222333   '
is 'and the mended name' "$(utf8 "$fixed" | sed -n '3s/^.\{28\}\(...\).*/\1/p')" 于新名
refused 'the answer to the first file' '有 2 行对不上' "$work/part.txt" "$(sent 1)"
pad() { printf '%s%*s' "$1" $((40 - ${#1} * 2)) ''; }
utf8 "$fixed" | sed "2,3s/\$/00$(pad '')/" | iconv -f UTF-8 -t GBK >"$work/back.dat"
ok 'all of them arrive' answers "$work/back.dat" "$(sent 1)"
ok 'as is said' says '成功 2 人'

# To the cent
sums() { ask "SELECT people || ' ' || total FROM bank_sum WHERE batch = $batch AND n = $1"; }
all=$(ask "SELECT sum(amount) FROM payment WHERE batch = $batch AND part = 0")
is 'what the person has' "$(ask "SELECT sum(amount) FROM payment WHERE batch = $batch")" "$all"
is 'paid and paid once more' "$(sums 1)" \
	"$((people + 2)) $(ask "SELECT $all + $(sum 2,4)")"
is 'is good' "$(sums 3)" "$((people - 1)) $(ask "SELECT sum(amount) FROM payment
	WHERE batch = $batch AND part = 0 AND holder <> '于䶮'")"
is 'or failed' "$(sums 4)" "2 $(sum 2,4)"
is 'of which nothing waits' "$(sums 6)" '0 0.00'
is 'or held' "$(sums 8)" "1 $(ask "SELECT amount FROM payment WHERE batch = $batch AND holder = '于䶮'")"
is 'and nothing else' "$(sums 7),$(sums 9)" '0 0.00,0 0.00'
is 'files and lines agree' "$(ask "SELECT balance FROM bank_balance WHERE batch = $batch")" 相符

# Several files in UTF-8, with their totals last
ask "INSERT INTO bank_format SELECT (jsonb_populate_record(f,
	'{\"code\": \"fives\", \"id\": 90003, \"lines\": 5}')).* FROM bank_format f WHERE code = 'comma'"
uses fives
batch=$(ask "SELECT id FROM batch WHERE programme = 'aid' AND month = 202610 AND div = 371002001000")
people=$(ask "SELECT count(*) FROM payment WHERE batch = $batch AND part = 0")
keys 'keys Down Down F6' 'type y'
is 'a file for every five' "$(ask "SELECT count(*) FROM bank_sent WHERE batch = $batch")" $(((people + 4) / 5))
keys 'keys Down Down F12'
comma=$work/aid-202610-$batch-1.csv
is 'ends in its count and total' "$(tail -1 "$comma" | tr -d '\r')" \
	"T,5,$(sum 1,2,3,4,5)"
is 'is UTF-8' "$(iconv -f UTF-8 -t UTF-8 "$comma" | cmp - "$comma" && echo same)" same
tr -d '\r' <"$comma" | awk -F, '/^T/ { print; next } { print $1 "," $2 "," $3 "," $4 ",S," }' >"$work/back.csv"
ok 'its answer finds it' answers "$work/back.csv"
ok 'among the others' says "代发文件 $(sent)，"
ok 'the ledger sums to zero' test "$(ask 'SELECT sum(amount) = 0 FROM ledger_line')" = t
echo "1..$n"
