#!/bin/bash
# Holds the tree against the rules of HACKING.md that a machine can see: who
# includes whom, who may touch curses and libpq, that C names no table and no
# form, and how long things get. Prints TAP; needs no database.
cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Each floor, and those that it may include beside itself.
floors='base:
text: base
form: base text
sheet: base text
db: base text form
ui: base text form
screen: base text form db ui
admin: base text form db sheet
zhen.c: base text form db ui screen
zhenctl.c: base text form db sheet admin'

# Words that name a table, view, column or form, but say something else here.
excused='account src/form/type_account.c the field type
account src/zhen.c the login of the computer
audit src/admin/* prose: the audit record
card src/form/* what a person carries, and the screen without a table
case src/form/reader_token.c prose: lower-case
code src/admin/* a transaction code
code src/form/* a word of the form language
code src/screen/* a transaction code, or one of a list of values
division src/form/type_* a part of a number that a form can ask for
main src/screen/* the first screen: something has to be
office_name src/screen/* a value that session_open() returns
operator src/admin/* a command of zhenctl
operator src/form/reader* prose: the person
operator src/zhen.c prose: the person
hold src/* prose: to hold
holds src/* prose: it holds
period src/form/* a word of the form language
pinyin src/screen/* prose: how a value may be typed
payee src/form/* a word of the form language
employer src/form/reader* a word of the form language
person src/form/reader* prose: who is paid
programme src/admin/* a command of zhenctl
programme src/form/* a word of the form language
rate src/form/* a word of the form language
transfer src/base/closed.c prose: moving files'

sources=$(find src -name '*.c' | sort)
headers=$(find src -name '*.h' | sort)
count=0 failed=0

# rule NAME COMMAND...: it holds when the command has nothing to tell
rule() {
	local name=$1 problems
	shift
	problems=$("$@")
	count=$((count + 1))
	if [ -z "$problems" ]; then
		echo "ok $count - $name"
	else
		failed=$((failed + 1))
		echo "not ok $count - $name"
		sed 's/^/# /' <<<"$problems"
	fi
}

# "FILE:LINE: NAME" of every #include
includes() {
	grep -nHE '^[[:space:]]*#[[:space:]]*include' $sources $headers |
		sed -E 's/^([^:]+:[0-9]+):[^"<]*["<]([^">]+)[">].*/\1: \2/'
}

wrong_floors() {
	awk -v floors="$floors" '
		BEGIN {
			n = split(floors, line, "\n")
			for (i = 1; i <= n; i++) {
				m = split(line[i], word, /:? +|:/)
				known[word[1]] = may[word[1], word[1]] = 1
				for (j = 2; j <= m; j++)
					may[word[1], word[j]] = 1
			}
		}
		{
			split($1, path, /[\/:]/)
			from = path[2]
			if (!(from in known)) {
				print $1 " " from " is no floor"
				next
			}
			to = $2
			if (sub(/\/.*/, "", to) && to in known && !((from, to) in may))
				print $1 " " from " includes " $2
		}' "$work/includes"
}

only_in() {
	grep -vE "^$1/" "$work/includes" | grep -E " ($2)\$"
}

uses_libpq() {
	only_in src/db 'libpq-fe\.h|postgres.*\.h|libpq/.*'
	grep -nE '\b(PQ[a-z][A-Za-z]*|PG(conn|result|notify)\b)' \
		$(printf '%s\n' $sources $headers | grep -v '^src/db/')
}

bad_headers() {
	local flags
	flags=$(pkg-config --cflags ncursesw libpq)
	for header in $headers; do
		${CC:-gcc} -fsyntax-only -std=c11 -D_GNU_SOURCE -Isrc $flags -x c \
			"$header" >"$work/errors" 2>&1 ||
			echo "$header: $(grep -m1 error "$work/errors")"
	done
}

# "FILE:LINE<tab>TEXT" of every string literal
literals() {
	awk '
		FNR == 1 { is_comment = 0 }
		/^[ \t]*#[ \t]*include/ { next }
		{
			quote = ""
			for (i = 1; i <= length($0); i++) {
				c = substr($0, i, 1)
				two = substr($0, i, 2)
				if (is_comment) {
					if (two == "*/") { is_comment = 0; i++ }
				} else if (quote != "") {
					if (c == "\\") { text = text " "; i++ }
					else if (c != quote) text = text c
					else {
						if (quote == "\"")
							print FILENAME ":" FNR "\t" text
						quote = ""
					}
				} else if (two == "/*") { is_comment = 1; i++ }
				else if (two == "//") break
				else if (c == "\"" || c == "\047") { quote = c; text = "" }
			}
		}' $sources $headers
}

# The files of the schema, without demo data.
schema() { sed '/^version /d; s,^,sql/,' sql/order; }

tables() {
	sed -nE 's/^[[:space:]]*CREATE (OR REPLACE )?(UNLOGGED )?(TABLE|VIEW) (IF NOT EXISTS )?(zhen\.)?([a-z_]+)( .*)?$/\6/p' \
		$(schema) | sort -u
}

# Columns of tables and views whose name no other word is likely to be.
columns() {
	{
		awk '/^CREATE (UNLOGGED )?TABLE .*\($/ { inside = 1; next }
			/^\)|;$/ { inside = 0 }
			inside && /^\t[a-z]+_[a-z_]+ / { print $1 }' $(schema)
		grep -ohE '\bAS [a-z]+_[a-z_]+\b' $(schema) | sed 's/AS //'
	} | sort -u
}

forms() {
	for form in forms/*.form; do
		basename "$form" .form
	done
}

# names FILE: the literals that hold one of its words and aren't excused
named() {
	awk -v excused="$excused" '
		BEGIN {
			FS = "\t"
			n = split(excused, line, "\n")
			for (i = 1; i <= n; i++) {
				split(line[i], part, " ")
				place = part[2]
				gsub(/[.]/, "[.]", place)
				sub(/[*]$/, ".*", place)
				where[part[1]] = where[part[1]] "|^" place ":"
			}
		}
		NR == FNR { names[$1] = 1; next }
		{
			n = split($2, word, /[^A-Za-z0-9_]+/)
			for (i = 1; i <= n; i++)
				if (word[i] in names && !(word[i] in where &&
					$1 ":" ~ substr(where[word[i]], 2)))
					print $1 ": " word[i] " in \"" $2 "\""
		}' "$1" "$work/literals"
}

# A rule whose list of names is empty would always hold.
names_in_c() {
	"$1" >"$work/$1"
	[ -s "$work/$1" ] || echo "no $1 found"
	named "$work/$1"
}

long_files() {
	wc -l $sources | awk '$1 > 400 && $2 != "total" {
		print $2 ": " $1 " lines: look for the second topic" }'
}

long_functions() {
	awk '
		/^{/ { start = FNR; name = before; next }
		/^}/ && start {
			if (FNR - start + 1 > 100)
				print FILENAME ":" start ": " name ", " \
					FNR - start + 1 " lines"
			start = 0
		}
		/^[a-z]/ { before = $1 }' $sources
}

curses='(n?curses(w/.*)?|term|panel|menu|form|ncursesw/.*)\.h'
includes >"$work/includes"
literals >"$work/literals"
echo 1..9
rule 'a floor includes only the ones before it' wrong_floors
rule 'curses is used in src/ui only' only_in src/ui "$curses"
rule 'libpq is used in src/db only' uses_libpq
rule 'each header compiles alone' bad_headers
rule 'C names no table and no view' names_in_c tables
rule 'C names no column' names_in_c columns
rule 'C names no form' names_in_c forms
rule 'no file is over 400 lines' long_files
rule 'no function is over 100 lines' long_functions
[ $failed = 0 ]
