#!/bin/bash
# Plays a story: tests/replay.sh PREFIX FILE.keys
# A story is key scripts of several operators, each begun by a line
# "# operator: NAME" (and, if wanted, "# charset: NAME" and "# profile: NAME"),
# on one database.
# A story of what no screen of ours has brings FILE.form, for the screen of that
# name, and FILE.sql, which a superuser runs first.
# CHARSET is that of the operators of whom the story doesn't say.
# Times of day are shown as hh:mm and versions as N, so that screens can be
# compared.
set -eu -o pipefail
prefix=$(cd "$1" && pwd) story=$2
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT
awk -v dir="$parts" '/^# operator: / { n++ } n { print > sprintf("%s/%02d.keys", dir, n) }' \
	"$story"
mkdir "$parts/out"
forms=${ZHEN_FORMS:-$prefix/share/zhen/forms}
if [ -e "${story%.keys}.form" ]; then
	mkdir "$parts/forms"
	cp "$forms"/*.form "${story%.keys}.form" "$parts/forms"
	forms=$parts/forms
fi
if [ -e "${story%.keys}.sql" ]; then
	PGOPTIONS='-c search_path=zhen -c client_min_messages=warning' psql -XAtq -o /dev/null -v ON_ERROR_STOP=1 -f "${story%.keys}.sql"
fi
without_time() {
	sed -E 's/([0-9]{4}-[0-9]{2}-[0-9]{2}) [0-9]{2}:[0-9]{2}/\1 hh:mm/g
		s/zhen [0-9.]+，数据库版本 [0-9]+/zhen N，数据库版本 N/'
}
for part in "$parts"/*.keys; do
	user=$(sed -n 's/^# operator: //p' "$part")
	charset=$(sed -n 's/^# charset: //p' "$part")
	profile=$(sed -n 's/^# profile: //p' "$part")
	echo "#### $user"
	(cd "$parts/out" && "$prefix/bin/zhen" --user "$user" --forms "$forms" \
		--charset "${charset:-${CHARSET:-utf-8}}" --profile "${profile:-plain}" --replay "$part") |
		without_time
done
# What was written to files stands at the end: how many lines, and the first of
# them, or the whole page.
for file in "$parts"/out/*; do
	[ -e "$file" ] || continue
	if [[ $file == *.xlsx ]]; then
		echo "#### $(basename "$file")"
		/usr/bin/python3 tests/xlsx.py "$file" | without_time
		continue
	fi
	echo "#### $(basename "$file"): $(wc -l <"$file") lines"
	{ iconv -f UTF-8 -t UTF-8 "$file" 2>/dev/null || iconv -f GB18030 -t UTF-8 "$file"; } |
		tr -d '\r' | without_time |
		awk 'NR <= 24 { line[NR] = $0 } END {
			for (i = 1; i <= (NR <= 24 ? NR : 8); i++) print line[i] }'
done
