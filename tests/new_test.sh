#!/bin/bash
# A new entry of a list of values is made from the list, and taken at once.
set -eu -o pipefail
bin=${BUILD:-build}/inst
copy=new_$$
forms=$(mktemp -d)
createdb -T "$PGDATABASE" "$copy"
trap 'dropdb "$copy"; rm -rf "$forms"' EXIT
export PGDATABASE=$copy
n=0

is() {
	n=$((n + 1))
	if [ "$1" = "$2" ]; then echo "ok $n - $3"
	else echo "not ok $n - $3"; printf '# got      %s\n# expected %s\n' "$1" "$2"; fi
}

psql -XAtq -v ON_ERROR_STOP=1 <<'SQL' >/dev/null
SET search_path = zhen;
CREATE SEQUENCE tool_id;
CREATE TABLE tool (id bigint PRIMARY KEY DEFAULT nextval('tool_id'),
	name text NOT NULL, version int NOT NULL DEFAULT 1);
CREATE TABLE loan (id bigint PRIMARY KEY DEFAULT nextval('tool_id'),
	tool bigint NOT NULL, version int NOT NULL DEFAULT 1);
CREATE VIEW lookup_tool AS SELECT id AS code, name,
	pinyin_place_initials(name) AS initials,
	pinyin_place_spelling(name) AS spelling, '' AS note FROM tool;
SELECT audit_attach('tool') IS NULL, audit_attach('loan') IS NULL;
GRANT SELECT, INSERT, UPDATE ON tool, loan TO zhen_window;
GRANT SELECT ON lookup_tool TO zhen_window;
GRANT USAGE ON SEQUENCE tool_id TO zhen_window;
INSERT INTO tool (name) VALUES ('身份证阅读器');
SQL
cat >"$forms/main.form" <<'FORM'
menu main "试验"
section "试验"
item 1 "借用" opens loan
FORM
cat >"$forms/loan.form" <<'FORM'
entry loan "借用"
table loan key id version version
section "借用"
tool "设备" lookup tool required new tool source "《设备管理办法》第三条"
FORM
cat >"$forms/tool.form" <<'FORM'
entry tool "设备"
table tool key id version version
with typed
section "设备"
name "名称" text 20 required default :typed
FORM
is "$("$bin/sbin/zhenctl" form check "$forms"/*.form)" '3 个表单没有问题' 'forms fit'

cat >"$forms/story.keys" <<'KEYS'
type 1
keys F1
show source
keys F10
type 打印机
keys Enter F4
show list
keys Ctrl-U
type 打印机
keys Ctrl-N
show new
keys F2
keys Ctrl-U
type dyj
keys Enter F2
show saved
KEYS
"$bin/bin/zhen" --user wang --forms "$forms" --charset utf-8 --profile plain \
	--replay "$forms/story.keys" >"$forms/out"
is "$(grep -c '依据：《设备管理办法》第三条' "$forms/out")" 1 'F1 tells the source'
is "$(sed -n '/^== list/,/^--/p' "$forms/out" | grep -c 'Ctrl-N 新增')" 1 \
	'the list offers a new one'
is "$(sed -n '/^== new/,/^--/p' "$forms/out" | grep -c '名称  打印机')" 1 \
	'what was typed is there already'
is "$(psql -XAtq -c 'SELECT t.name FROM zhen.loan l JOIN zhen.tool t ON t.id = l.tool')" \
	'打印机' 'and it is taken by its initials'
echo "1..$n"
