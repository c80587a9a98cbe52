#!/bin/bash
# A programme that one applies for is one file too: its steps and materials come
# with it, and its form's save waits for them.
set -eu -o pipefail
bin=${BUILD:-build}/inst
copy=application_$$
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

cp "$bin"/share/zhen/forms/*.form tests/data/grant.form "$forms"
is "$("$bin/sbin/zhenctl" programme load "$forms/grant.form")" \
	'已装入项目 grant（残疾人补贴）第 1 版：1 个条件，2 个标准' 'one file loads'
is "$("$bin/sbin/zhenctl" form check "$forms"/*.form 2>&1 | tail -n 1)" \
	"$(ls "$forms"/*.form | wc -l) 个表单没有问题" 'and fits the database'
is "$(psql -XAtqc "SELECT definition ->> 'who', definition -> 'materials' -> 2 ->> 'sql',
	definition -> 'steps' -> 2 ->> 'publicity' FROM programme WHERE code = 'grant'")" \
	"本市户籍的困难残疾人|grade = '1'|5" 'with who may, what to bring, who does what'

# Wrong lines are told with their place.
line=$(grep -n '^step reviewer at county' "$forms/grant.form" | cut -d: -f1)
sed 's/^step reviewer at county/step clerk at county/' "$forms/grant.form" >"$forms/wrong.form"
is "$("$bin/sbin/zhenctl" programme load "$forms/wrong.form" 2>&1 |
	grep -c "第 $line 行 step: 没有职责 clerk")" 1 'a duty that there isn'"'"'t is refused on its line'

# Acceptance makes no money; the month after the approval does.
ask="INSERT INTO enrol_grant (county, resident, since, grade, income)
	SELECT county, id, 202611, '1', 300 FROM resident WHERE div = 371002001001
	AND died IS NULL ORDER BY id LIMIT 1"
psql -XAtq -U wang -c "$ask"
month="SELECT coalesce(sum(amount), 0) FROM programme_grant(371002, 371002,
	371002000000, 371002999999, 202611)"
is "$(psql -XAtqc "$month")" 0 'an application is no entitlement'
step() {
	psql -XAtq -U "$1" -c "SELECT application_$2(county, id$3) FROM application WHERE programme = 'grant'" 2>&1
}
is "$(step wang submit ", '3'")" '缺3 监护人身份证：请打印一次性告知单交给当事人' 'one paper is missing'
is "$(step wang submit ", '0'")" \
	'已报送；下一步“初审”，由镇街复核人员办，2026-11-30 前办完。符合条件，每月 150.00 元' 'handed in'
is "$(step li pass '')" '初审通过；下一步“复核”，由县区复核人员办，2026-11-30 前办完' 'checked in the town'
is "$(step li pass '' | grep -c '自己受理、修改或审过的')" 1 'not twice by one hand'
psql -XAtq -c "SELECT operator_add('ding', '丁复核', 371002000000, '{reviewer}')" >/dev/null
is "$(step ding pass '')" '复核通过；下一步公示 5 个工作日，请张贴名单' 'reviewed in the county'
is "$(step wang post '')" '已记张贴，公示到 2026-11-30' 'posted'
is "$(step chen pass '' | grep -c '公示到 2026-11-30 才期满')" 1 'the days run'
psql -XAtqc "UPDATE application SET posted_on = '2026-11-13', posted_until = '2026-11-20'"
is "$(step chen pass '' | tail -n 1)" '371002001-20261123-0001 已批准，从 202611 起每月 150.00 元' 'approved'
is "$(psql -XAtqc "$month")" 150.00 'and due'
is "$("$bin/sbin/zhenctl" verify 2>&1 | grep -c '不一致')" 0 'all of it is on record'
psql -XAtqc "DROP ROLE ding" >/dev/null 2>&1 || true
echo "1..$n"
