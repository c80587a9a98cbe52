#!/bin/bash
# A third programme is one file: loaded, computed, and no word of C.
set -eu -o pipefail
bin=${BUILD:-build}/inst
copy=one_file_$$
forms=$(mktemp -d)
createdb -T "$PGDATABASE" "$copy"
trap 'dropdb "$copy"; rm -rf "$forms"' EXIT
export PGDATABASE=$copy PGOPTIONS='-c search_path=zhen -c client_min_messages=warning'
n=0

is() {
	n=$((n + 1))
	if [ "$1" = "$2" ]; then echo "ok $n - $3"
	else echo "not ok $n - $3"; printf '# got      %s\n# expected %s\n' "$1" "$2"; fi
}

cp "$bin"/share/zhen/forms/*.form tests/data/elder.form "$forms"
is "$("$bin/sbin/zhenctl" programme load "$forms/elder.form")" \
	'已装入项目 elder（高龄津贴）第 1 版：1 个条件，3 个标准' 'one file loads'
is "$("$bin/sbin/zhenctl" form check "$forms"/*.form 2>&1 | tail -n 1)" \
	"$(ls "$forms"/*.form | wc -l) 个表单没有问题" 'and fits the database'

# By hand: 80 on 15 October 2026 is due from November; on 1 November from December.
for id_no in 371002194610159912 371002194611019911; do
	psql -XAtq -U wang -v id_no="$id_no" <<-'SQL' >/dev/null
		INSERT INTO resident_entry
			(id_no, name, sex, hukou, village, account_number, account_bank)
		VALUES (:'id_no', '试老人', '1', '2', 371002001001, '6228480000000000018', '农业银行');
		INSERT INTO enrol_elder (county, resident, since)
		SELECT county, id, 202601 FROM resident WHERE id_no = :'id_no';
	SQL
done
story=$forms/story.keys
cat >"$story" <<-'KEYS'
	type 2
	type gljt
	keys Enter F2
	show computed
KEYS
"$bin/bin/zhen" --user wang --forms "$forms" --charset utf-8 --replay "$story" >"$forms/out"
is "$(grep -o '应发 1 人 100.00 元，未列入 1 人' "$forms/out")" \
	'应发 1 人 100.00 元，未列入 1 人' 'the month after the birthday, not before'
is "$(psql -XAtq -c "SELECT reason FROM left_out WHERE batch = (SELECT max(id) FROM batch)")" \
	'未到 80 周岁的次月' 'with the reason of who is left out'

# Another rule from a month on: told before it is stored, by name, and then kept.
sed -e 's/^programme elder "高龄津贴"/& from 202611/' -e 's/THEN rate.ninety/THEN rate.ninety * 2/' \
	-e 's/ELSE rate.eighty/ELSE rate.eighty + 20/' "$forms/elder.form" >"$forms/later.form"
said=$("$bin/sbin/zhenctl" programme load --dry-run "$forms/later.form")
is "$said" '试算 202611：每月由 1 人 100.00 元变为 1 人 120.00 元
新列入 0 人，不再列入 0 人，增加 1 人，减少 0 人
试老人（东北村居委会）100.00 → 120.00' 'a dry run tells who gets what'
is "$(psql -XAtq -c "SELECT max(version) FROM programme_version WHERE programme = 'elder'")" 1 \
	'and stores nothing'
is "$("$bin/sbin/zhenctl" programme load "$forms/later.form")" "$said
已装入项目 elder（高龄津贴）第 2 版，从 202611 起：1 个条件，3 个标准" 'a load tells it too'
is "$("$bin/sbin/zhenctl" programme load "$forms/elder.form" 2>&1 | grep -c 'from: 第 2 版的规则从 202611 起')" 1 \
	'what held before stays, and its file is no longer loaded'
sed -i -e 's/from 202611/from 202612/' -e 's/rate.eighty + 20/rate.eighty + random()::numeric/' "$forms/later.form"
is "$("$bin/sbin/zhenctl" programme load "$forms/later.form" 2>&1 | grep -c "later.form: 第 $(grep -n '^amount' "$forms/later.form" | cut -d: -f1) 行 amount: 不能用函数 random")" 1 \
	'a rule that asks chance is refused on its line'
echo "1..$n"
