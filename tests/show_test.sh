#!/bin/bash
# zhenctl form show lays a form out as zhen does: compared with the screen of a
# form that nobody has typed into yet, without its first line (who is there)
# and the two last (hints). The default of a field isn't known without a server.
set -u
inst=$(realpath "${BUILD:-build}/inst")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf 'keys Enter\nshow\n' >"$work/keys"
"$inst/bin/zhen" -U wang -c utf-8 -p plain -f "$inst/share/zhen/forms" \
	-r "$work/keys" | sed '/^--$/d; s/02 户主_________/________________/' |
	sed -n 's/ *$//; 2,22p' >"$work/screen"
"$inst/sbin/zhenctl" form show "$inst/share/zhen/forms/resident.form" |
	sed -n 's/ *$//; 2,22p' >"$work/shown"
echo 1..1
if diff "$work/screen" "$work/shown" >"$work/diff"; then echo 'ok 1 - as the screen'
else
	echo 'not ok 1 - as the screen'
	sed 's/^/# /' "$work/diff"
fi
