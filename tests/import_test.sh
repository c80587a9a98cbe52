#!/bin/bash
# zhenctl import: the ledgers of tests/data/import, each ugly in its way, on a
# database of its own. What is said about a line is compared word by word.
cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C.UTF-8 LANG=zh_CN.UTF-8 LANGUAGE=zh_CN
ctl=$BUILD/inst/sbin/zhenctl copy=import_$$ n=0 data=tests/data/import
[ -x "$ctl" ] || ctl=$BUILD/zhenctl
createdb -T "$UNTOUCHED" $copy || exit 1
export PGDATABASE=$copy
work=$(mktemp -d)
trap 'rm -rf "$work"; dropdb --force $copy' EXIT

# ok NAME COMMAND...
ok() {
	local name=$1
	shift
	n=$((n + 1))
	if "$@" >/dev/null 2>&1; then echo "ok $n - $name"; else
		echo "not ok $n - $name"; sed 's/^/# /' "$work/out" | head -40; fi
}
# import FILE [OPTION...] as wang; what it says is in out
import() { PGUSER=${who-wang} ZHEN_FORMS=$PWD/forms "$ctl" import "${form-resident}" "$@" >"$work/out" 2>&1; }
fails() { ! import "$@"; }
says() { grep -qF -- "$1" "$work/out"; }
ask() { psql -XAtqc "SET search_path = zhen" -c "$1"; }
people() { ask 'SELECT count(*) FROM resident'; }
# line N LABEL VALUE: and the sentence below it, which holds WHY
why() {
	grep -A1 -E "^第 $1 行( |\$)" "$work/out" | grep -qF -- "$2"
}
before=$(people)

ok 'GBK, commas, headings in line 3' import $data/plain.csv --dry-run
ok 'is said' says '按 GBK 读，逗号分隔，标题在第 3 行'
ok 'a dry run stores nothing' test "$(people)" = "$before"
ok 'but says what would be' says '只检查，没有存入：3 行可以导入，0 行已经有了，0 行有问题'
ok 'a column that means nothing is told' says '备注 → （不用）'
ok 'the same without it' import $data/plain.csv
ok 'adds three' says '新增 3 行，0 行已经有了，0 行有问题'
ok 'passes over the rest' says '略过 1 个空行，3 行合计、说明或重复的标题'
ok 'a blank in a name is left out, and told' says '去掉中间的空格：张三'
ok 'full-width digits are digits' test "$(ask "SELECT address FROM resident
	WHERE name = '买买提·艾山'")" = 东北村3号,东头
ok 'pinyin is there' test "$(ask "SELECT initials, spelling FROM resident
	WHERE name = '丛培军'")" = 'cpj|congpeijun'
ok 'the same file again' import $data/plain.csv
ok 'adds nothing' says '没有新增'
cp $data/plain.csv "$work/other.csv"; echo >>"$work/other.csv"
ok 'as does one that differs' import "$work/other.csv"
ok 'its lines are there already' says '新增 0 行，3 行已经有了，0 行有问题'

ok 'an ugly one fails' fails $data/ugly.csv --bad "$work/bad.csv"
sort "$work/out" >"$work/sorted"
PGUSER=wang psql -XAtq -F'|' -c "SET search_path = zhen" -c "SELECT line, severity, coalesce(label, ''), message
	FROM import_problem WHERE import = (SELECT max(import) FROM import_problem) ORDER BY line, n" >"$work/told"
ok 'each line has its sentence' diff $data/ugly.told "$work/told"
diff $data/ugly.told "$work/told" | sed 's/^/# /'
ok 'the bad lines are in GBK' eval 'iconv -f GBK -t UTF-8 "$work/bad.csv" >"$work/bad" || true; grep -aq "^姓名,身份证号,出生日期,户口性质,所属村居,电话,户主身份证号,与户主关系,导入问题" "$work/bad"'
ok 'with their reasons' grep -aq '^钱一,.*,出生日期：日期缺年、月或日' "$work/bad"
ok 'the good ones are not' eval 'test "$(grep -ac "^孙" "$work/bad")" = 1'
head -1 "$work/bad" >"$work/mended"
grep -a '^钱一' "$work/bad" | sed 's/,1971,/,,/' >>"$work/mended"
iconv -f UTF-8 -t GBK "$work/mended" >"$work/mended.csv"
ok 'one is mended and fed again' import "$work/mended.csv"
ok 'and only it comes in' says '新增 1 行，0 行已经有了，0 行有问题'
ok 'a file isn'\''t written over' fails $data/ugly.csv --bad "$work/bad.csv"

for f in tabs.txt bars.txt semicolons.csv fixed.txt two_lines.csv; do
	ok "$f comes in" import $data/$f
	cp "$work/out" "$work/$f"
done
ok 'UTF-8 with tabs' grep -q '按 UTF-8 读，制表符分隔，标题在第 1 行' "$work/tabs.txt"
ok 'GB18030 with bars' grep -q '按 GB18030 读，竖线分隔，标题在第 1 行' "$work/bars.txt"
ok 'semicolons' grep -q '按 UTF-8 读，分号分隔' "$work/semicolons.csv"
ok 'fixed columns' grep -q '按 GBK 读，按固定列宽，标题在第 1 行' "$work/fixed.txt"
ok 'headings of two lines' grep -q '标题在第 3 行' "$work/two_lines.csv"
ok 'a rare character' test "$(ask "SELECT count(*) FROM resident WHERE name = '吴㛃'")" = 1
ok 'who joins a household of the file' test "$(ask "SELECT count(DISTINCT household)
	FROM resident WHERE name IN ('陈一', '陈二')")" = 1
ok 'unknown headings' fails $data/unknown.csv
ok 'say what to do' says '请用 --heading 行号'
ok 'are mapped once' import $data/unknown.csv --heading 1 --map 名字=name \
	--map 号码=id_no --map 3=hukou --map 地=village --dry-run
ok 'and remembered' import $data/unknown.csv --heading 1
ok 'adding one' says '新增 1 行'
ok 'a spreadsheet' fails $data/book.xlsx --bad "$work/book.csv"
ok 'its shown sheet' says '按电子表格读，工作表“台账”，标题在第 2 行'
ok 'rounded numbers are refused' why 4 '舍入'
ok 'and explained' why 5 '号码被电子表格舍入'
ok 'a day without a format' why 6 '日期的序号'
ok 'the others come in' says '新增 2 行，0 行已经有了，3 行有问题'
ok 'bad lines of a book are CSV' grep -aq '^褚二,' "$work/book.csv"
printf 'PK\3\4junk' >"$work/broken.xlsx"
ok 'a broken one' fails "$work/broken.xlsx"
ok 'is told' says '不能当电子表格打开'
printf '\320\317\021\340old' >"$work/old.xls"
ok 'an old one' fails "$work/old.xls"
ok 'says what to do' says '另存为 .xlsx'
: >"$work/empty.csv"
ok 'an empty file' fails "$work/empty.csv"
who=postgres ok 'nobody but operators' fails $data/tabs.txt
who=li ok 'and not the reviewer' fails $data/tabs.txt
ok 'says why' says '要由登记它的人员导入'
who=zhao ok 'nor the coordinator' fails $data/tabs.txt

# Killed while the server is at it: nothing is half done, and it goes on.
coproc keep { psql -XAtq; }
echo "BEGIN; LOCK TABLE zhen.household; SELECT 'held';" >&"${keep[1]}"
read -r held <&"${keep[0]}"
printf '姓名,身份证号,户口性质,村居\n' >"$work/long.csv"
ask "SELECT '丛' || n || ',' || b || idcard_check_digit(b) || ',农业,东北村'
	FROM (SELECT n, '371002' || to_char(date '1950-01-01' + n, 'YYYYMMDD') || '998' AS b
		FROM generate_series(1, 6000) n) made" >>"$work/long.csv"
at_work() { ask "SELECT count(*) FROM pg_stat_activity WHERE usename = 'wang'
	AND datname = current_database() AND $1"; }
before=$(people)
(PGUSER=wang ZHEN_FORMS=$PWD/forms exec "$ctl" import resident "$work/long.csv") >/dev/null 2>&1 &
killed=$!
until [ "$(at_work "wait_event_type = 'Lock'")" = 1 ]; do :; done
kill -9 $killed
wait $killed 2>/dev/null
echo 'COMMIT; \q' >&"${keep[1]}"
until [ "$(at_work true)" = 0 ]; do :; done
before_again=$(people)
ok 'killed, the step under way is whole, or not at all' \
	eval '[ $((before_again - before)) = 4999 ] || [ $before_again = $before ]'
ok 'the same command goes on' import "$work/long.csv"
ok 'and all are in, once' test "$(($(people) - before))" = 6000
id=$(ask "SELECT max(id) FROM import_file WHERE file = 'plain.csv' AND state = 'in'")
ok 'undone' env PGUSER=wang "$ctl" import undo "$id"
ok 'the numbers are free' import $data/plain.csv
ok 'and come in again' says '新增 3 行'
id=$(ask "SELECT max(id) FROM import_file WHERE file = 'plain.csv'")
ask "UPDATE resident SET phone = '13900000000' WHERE name = '丛培军'"
ok 'not once somebody was changed' eval '! PGUSER=wang "$ctl" import undo "$id" 2>"$work/out"'
ok 'and says so' says '1 人已改过登记'
ok 'the audit record is whole' "$ctl" verify
ok 'nothing waits any more' test "$(ask 'SELECT count(*) FROM import_stage')" = 0
echo "1..$n"
