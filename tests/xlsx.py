"""Shows what stands in a spreadsheet: python3 tests/xlsx.py FILE.xlsx

A line for each page and each of its first and last rows, a cell with its place
and kind: "text", a number with its format, a formula with its value. Whatever
isn't well-formed, a formula that isn't a sum, or a control character ends it.
"""
import re
import sys
import unicodedata
import zipfile
from xml.etree import ElementTree

NS = {'x': 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'}
BUILTIN = {0: 'General', 4: '#,##0.00', 49: '@'}


def formats(book):
    styles = ElementTree.fromstring(book.read('xl/styles.xml'))
    own = {int(f.get('numFmtId')): f.get('formatCode')
           for f in styles.iterfind('x:numFmts/x:numFmt', NS)}
    return [own.get(int(f.get('numFmtId')), BUILTIN.get(int(f.get('numFmtId'))))
            for f in styles.iterfind('x:cellXfs/x:xf', NS)]


def show(cell, styles):
    formula = cell.find('x:f', NS)
    value = cell.find('x:v', NS)
    look = styles[int(cell.get('s', 0))]
    if cell.get('t') == 'inlineStr':
        text = ''.join(cell.itertext())
        bad = [c for c in text if unicodedata.category(c) in ('Cc', 'Cf')]
        assert not bad, f'control in {cell.get("r")}: {bad!r}'
        return f'{cell.get("r")} "{text}"'
    if formula is not None:
        assert re.fullmatch(r'SUM\([A-Z]+\d+:[A-Z]+\d+\)', formula.text), formula.text
        return f'{cell.get("r")} ={formula.text} {value.text} {look}'
    return f'{cell.get("r")} {value.text} {look}' if value is not None else ''


def main():
    book = zipfile.ZipFile(sys.argv[1])
    assert book.testzip() is None
    styles = formats(book)
    core = ElementTree.fromstring(book.read('docProps/core.xml'))
    print('properties:', ' | '.join(e.text for e in core
                                    if e.text and not e.tag.endswith(('created', 'modified'))))
    for name in sorted(n for n in book.namelist() if 'worksheets/sheet' in n):
        page = ElementTree.fromstring(book.read(name))
        pane = page.find('.//x:pane', NS)
        rows = page.findall('.//x:row', NS)
        print(f'{name}: {len(rows)} rows, frozen',
              pane.get('topLeftCell') if pane is not None else '-')
        for n, row in enumerate(rows):
            if n < 24 or n >= len(rows) - 3:
                print('  ' + '  '.join(filter(None, (show(c, styles) for c in row))))
    for name in sorted(n for n in book.namelist() if n.startswith('xl/charts/chart')):
        chart = ElementTree.fromstring(book.read(name))
        kind = [e.tag.split('}')[1] for e in chart.iter()
                if e.tag.endswith(('barChart', 'lineChart'))]
        print(f'{name}: {" ".join(kind)}', *(e.text for e in chart.iter()
                                             if e.tag.endswith('}f')))


main()
