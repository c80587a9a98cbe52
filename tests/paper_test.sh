#!/bin/bash
# A list that is printed to be signed: the demo's 666 pensioners of a month, a
# village a part. Every page fits, says what it is of and is numbered within its
# part; the sums of the pages are those of the parts and of all.
set -u
inst=$(realpath "${BUILD:-build}/inst")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf 'type /2161\nkeys Enter\ntype xnb\nkeys Enter\ntype 202610\nkeys Enter Enter Enter\nshow\nkeys Esc-P\nshow\n' >"$work/keys"
(cd "$work" && "$inst/bin/zhen" -U wang -c utf-8 -p plain \
	-f "$inst/share/zhen/forms" -r keys >screen)
/usr/bin/python3 - "$work/paper_due.txt" <<'PY'
import sys
import unicodedata
from decimal import Decimal


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in text)


def amount(line):
    return Decimal(line.split()[-1].replace(',', ''))


pages = [p.split('\n') for p in open(sys.argv[1]).read().rstrip('\n').split('\f')]
pages[-1] = [line for line in pages[-1] if line]
cases = []


def case(ok, name):
    cases.append(ok)
    print(('' if ok else 'not ') + 'ok %d - %s' % (len(cases), name))


case(all(len(p) <= 61 for p in pages), 'no page is longer than paper')
case(all(width(line) <= 80 for p in pages for line in p), 'no line is wider')
case(all('2026 年 10 月' in p[1] for p in pages), 'each says what it is of')
case(all('核对人' in ''.join(p[-4:]) for p in pages), 'each can be signed')
rows, sums, parts, numbers = 0, Decimal(0), Decimal(0), []
for p in pages:
    own = [line for line in p if line[:6].strip().isdigit()]
    said = [line for line in p if line.startswith('本页小计')]
    whole = [line for line in p if line.startswith('各页合计')]
    numbers.append(int(p[0].split('第')[1].split('页')[0]))
    rows += len(own)
    sums += sum(map(amount, said))
    if said and sum(map(amount, own)) != amount(said[0]):
        print('#', p[0], said)
        sums = Decimal(-1)
    if whole:
        case(numbers[-1] > 1, 'a part of several pages is added up')
case(rows == 666, 'everybody stands there: %d' % rows)
case(sums == Decimal('68598.00'), 'pages are added up: %s' % sums)
total = [line for p in pages for line in p if line.startswith('合计')]
case(len(total) == 1 and amount(total[0]) == Decimal('68598.00'), 'and all of them')
case(all(b in (1, a + 1) for a, b in zip(numbers, numbers[1:])), 'numbered by part')
ends = [a for a, b in zip(numbers, numbers[1:] + [1]) if b == 1]
told = [int(p[0].split('共')[1].split('页')[0]) for p in pages]
case(told == [e for e in ends for i in range(e)], 'each page says of how many')
case(any('陆万捌仟伍佰玖拾捌元整' in line for line in pages[-1]), 'in capitals')
print('1..%d' % len(cases))
PY
