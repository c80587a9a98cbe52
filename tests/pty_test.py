#!/usr/bin/python3
"""The terminal floor on real terminals: UTF-8, GBK and GB18030."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import tap
from pty_term import PtyTerm, width_function

DEMO = os.environ.get('UI_DEMO', 'tests/ui_demo')
LOCALES = None
WORK = None


def setUpModule():
    global LOCALES, WORK
    WORK = tempfile.mkdtemp()
    LOCALES = os.path.join(WORK, 'locales')
    os.mkdir(LOCALES)
    for codeset in 'GBK', 'GB18030':
        subprocess.run(
            ['localedef', '-i', 'zh_CN', '-f', codeset,
             os.path.join(LOCALES, 'zh_CN.' + codeset)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def tearDownModule():
    shutil.rmtree(WORK)


def start(charset='utf-8', *options, **more):
    more.setdefault('env', {'LC_ALL': 'C.UTF-8'})
    return PtyTerm([DEMO, '--profile', 'plain', '--locales', LOCALES,
                    *options, os.path.join(WORK, 'result')],
                   charset=charset, **more)


def result():
    with open(os.path.join(WORK, 'result'), encoding='utf-8') as file:
        return file.read().split('\n')


class Terminal(unittest.TestCase):
    def leave(self, term):
        term.press('F10')
        self.assertEqual(term.wait_exit(), 0)
        return result()

    def check_form(self, term, rare):
        term.wait_for('F10 离开')
        term.settle()
        self.assertEqual(term.row(0), '居民登记 “1101” — ①')
        self.assertEqual(term.row(8), '  ' + rare)
        self.assertEqual(term.cursor(), (3, 14))
        term.send('张三丰a')
        term.wait_for('张三丰a____')
        term.settle()
        self.assertEqual(term.cursor(), (3, 21))
        term.press('Left', 'Left', 'Backspace', '李')
        term.wait_for('张李丰a___')
        term.press('Enter', '1', '3')
        term.wait_for('电话        13____')
        self.assertEqual(self.leave(term)[:3], ['张李丰a', '13', ''])

    def test_utf8(self):
        with start() as term:
            self.check_form(term, '䶮 𠮷 € ñ ^[2J · ℃')

    def test_utf8_wide(self):
        with start(ambiguous=2) as term:
            self.check_form(term, '䶮 𠮷 € ñ ^[2J · ℃')

    def test_gbk(self):
        with start('gbk') as term:
            self.check_form(term, '〓 〓 〓 〓 ^[2J · ℃')

    def test_gb18030(self):
        with start('gb18030') as term:
            self.check_form(term, '䶮 𠮷 € ñ ^[2J · ℃')

    def test_four_bytes_in_one_column(self):
        """As mlterm shows them in GB18030: the safe thing is GBK."""
        usual = width_function('gb18030', 2)

        def width(char):
            return min(usual(char), 4 // len(char.encode('gb18030')))
        with start('gb18030', width=width) as term:
            self.check_form(term, '〓 〓 〓 〓 ^[2J · ℃')

    def test_gb18030_by_option(self):
        with start('gb18030', '--charset', 'gb18030') as term:
            self.check_form(term, '䶮 𠮷 € ñ ^[2J · ℃')

    def test_gb18030_by_environment(self):
        env = {'LC_ALL': 'zh_CN.GB18030'}
        with start('gb18030', env=env) as term:
            self.check_form(term, '䶮 𠮷 € ñ ^[2J · ℃')

    def test_gbk_in_a_locale_of_gb18030(self):
        only = os.path.join(WORK, 'only')
        os.mkdir(only)
        os.symlink(os.path.join(LOCALES, 'zh_CN.GB18030'),
                   os.path.join(only, 'zh_CN.GB18030'))
        with PtyTerm([DEMO, '--locales', only, os.path.join(WORK, 'result')],
                     charset='gbk', env={'LC_ALL': 'C'}) as term:
            self.check_form(term, '〓 〓 〓 〓 ^[2J · ℃')

    def test_caret_after_ambiguous(self):
        """curses counts with our wcwidth(), not with libc's."""
        for charset, ambiguous, column in (
                ('utf-8', 1, 18), ('utf-8', 2, 21), ('gbk', 2, 21)):
            with start(charset, ambiguous=ambiguous) as term:
                term.wait_for('F10 离开')
                term.send('“·℃a')
                term.wait_for('“·℃a____')
                term.settle()
                self.assertEqual(term.cursor(), (3, column))
                term.press('Left', 'Backspace')
                term.wait_for('“·a____')
                self.leave(term)

    def test_caret_where_the_font_decides(self):
        """Some of the ambiguous are wide, some narrow, in all combinations."""
        for wide in '“…', 'αЯ', '℃→', '①⑴', '─│', '●★', '“…①⑴●★', '℃→αЯ─│':
            with start(ambiguous=lambda c: 2 if c in wide else 1) as term:
                term.wait_for('F10 离开')
                for text in '“…', 'αЯ', '℃→', '①⑴', '─│', '●★':
                    term.send(text + 'a')
                    term.wait_for(text + 'a____')
                    columns = 4 if text[0] in wide else 2
                    self.assertEqual(term.cursor(), (3, 15 + columns))
                    term.press('Ctrl-U')
                self.leave(term)

    def test_every_character(self):
        """All that the charset holds, page by page, columns right."""
        for charset in 'gbk', 'gb18030':
            with start(charset, '--charset', charset) as term:
                term.wait_for('F10 离开')
                seen = set()
                while 'END' not in term.row(23):
                    before = term.row(0)
                    term.press('F3')
                    term.wait_for(lambda t: t.row(0) != before)
                    term.settle(0.02)
                    for row in range(23):
                        seen.update(term.row(row)[1:])
                self.leave(term)
            lost = {c for c in map(chr, range(0x4E00, 0x9FA6))} - seen
            self.assertFalse(lost)

    def test_cost_of_a_key(self):
        for charset, cost in ('utf-8', 3), ('gbk', 2):
            with start(charset, type='vt220') as term:
                term.wait_for('F10 离开')
                self.assertEqual(term.cost('a'), b'a')
                self.assertEqual(term.cost('b'), b'b')
                self.assertEqual(len(term.cost('中')), cost)
                self.assertEqual(len(term.cost('7')), 1)
                self.leave(term)

    def test_no_repetition(self):
        """putty's terminfo has REP; not every GBK terminal knows it."""
        for type in 'xterm', 'putty':
            with start('gbk', type=type) as term:
                term.wait_for('F10 离开')
                self.leave(term)
                self.assertNotRegex(bytes(term.received), rb'_\x1b\[\d+b')
                self.assertIn(b'_' * 20, bytes(term.received))

    def test_no_answer(self):
        with start('gbk', answers='never',
                   env={'LC_ALL': 'zh_CN.GBK'}) as term:
            self.check_form(term, '〓 〓 〓 〓 ^[2J · ℃')
        with start(answers='never', env={'LC_ALL': '', 'LC_CTYPE': '',
                                         'LANG': 'zh_CN.UTF-8'}) as term:
            self.check_form(term, '䶮 𠮷 € ñ ^[2J · ℃')

    def test_late_answer_is_no_text(self):
        with start(answers='late') as term:
            term.wait_for('F10 离开')
            term.release_answers()
            term.press('x')
            term.wait_for('x____')
            self.assertEqual(self.leave(term), ['x', '', '', 'bad 0', ''])

    def test_typed_ahead(self):
        with start(answers='late') as term:
            term.wait_for(lambda t: b'\x1b[6n' in t.received)
            term.send('张')
            term.release_answers()
            term.send('三')
            term.wait_for('张三____')
            self.assertEqual(self.leave(term)[0], '张三')

    def test_split_key(self):
        with start() as term:
            term.wait_for('F10 离开')
            term.send(b'\x1b')
            term.settle(0.1)
            term.send(b'[1')
            term.settle(0.7)
            term.send(b'5~a')
            term.wait_for('a____')
            self.assertEqual(self.leave(term)[0], 'a')

    def test_bad_byte(self):
        for charset in 'utf-8', 'gbk':
            with start(charset) as term:
                term.wait_for('F10 离开')
                term.send(b'a\xff')
                term.send('中b')
                term.wait_for('a中b____')
                self.assertGreater(term.screen.bells, 0)
                self.assertEqual(self.leave(term),
                                 ['a中b', '', '', 'bad 1', ''])

    def test_paste(self):
        with start() as term:
            term.wait_for('F10 离开')
            self.assertIn(b'\x1b[?2004h', bytes(term.received))
            term.send('\x1b[200~张\x1b[21~三\x1b[201~')
            term.wait_for('张三____')
            self.assertEqual(self.leave(term)[0], '张三')
            self.assertIn(b'\x1b[?2004l', bytes(term.received))

    def test_put_back(self):
        with start() as term:
            term.wait_for('F10 离开')
            self.leave(term)
            self.assertEqual(term.received.count(b'\x1b[?1049h'), 1)
            self.assertEqual(term.received.count(b'\x1b[?1049l'), 1)
        with start(type='vt220') as term:
            term.wait_for('F10 离开')
            self.assertNotEqual(term.modes(), term.original_modes)
            self.leave(term)
            self.assertEqual(term.modes(), term.original_modes)
            self.assertEqual(term.text().strip(), '')

    def test_resize(self):
        with start() as term:
            term.wait_for('F10 离开')
            term.settle()
            term.resize(30, 60)
            term.wait_for(lambda t: t.row(29).startswith('F10'))
            term.press('x')
            term.wait_for('x____')
            self.leave(term)

    def test_hang_up(self):
        with start() as term:
            term.wait_for('F10 离开')
        self.assertIsNotNone(term.process.returncode)

    def test_refusals(self):
        with start(type='dumb') as term:
            self.assertEqual(term.wait_exit(), 1)
            self.assertIn('TERM', term.text())
            self.assertIn('dumb', term.text())
        with PtyTerm([DEMO, '--charset', 'gbk'],
                     env={'LC_ALL': 'C.UTF-8', 'LOCPATH': WORK}) as term:
            self.assertEqual(term.wait_exit(), 1)
            self.assertIn('localedef', term.text().replace('\n', ''))


if __name__ == '__main__':
    tap.main()
