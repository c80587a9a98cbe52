#!/usr/bin/python3
"""What takes long: told while it lasts, stopped by Esc or when nobody wants it
any more, and nothing that is saved is stopped with it."""
import contextlib
import os
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import tap
import zhen_test
from proxy import Proxy
from zhen_test import count, id_no, locked, open_form, register, sql

FORM = '''list slow "慢慢查" code 9001
section "条件"
word "条件" text 8
query {SELECT n, word FROM slow_view WHERE :word::text IS NULL OR :word = 'ac'}
order n
column n "序号" integer 4
column word "词" text 8
'''
LONG = '''list long "长名单" code 9002
query {SELECT n FROM generate_series(1, 300) n}
order n
column n "序号" integer 4
'''
LOCK = 4222


def setUpModule():
    zhen_test.setUpModule()
    global FORMS
    FORMS = zhen_test.own_forms(slow=FORM, long=LONG)
    sql('CREATE VIEW slow_view AS SELECT 1 AS n, \'查完了\' AS word FROM '
        '(SELECT pg_advisory_xact_lock_shared(%d) OFFSET 0) AS held; '
        'GRANT SELECT ON slow_view TO PUBLIC' % LOCK)


def tearDownModule():
    zhen_test.tearDownModule()


@contextlib.contextmanager
def held():
    """What is looked up doesn't end before this is left."""
    psql = subprocess.Popen(
        ['psql', '-XAtq', '-d', zhen_test.COPY], text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    psql.stdin.write('SELECT pg_advisory_lock(%d);\n\\echo held\n' % LOCK)
    psql.stdin.flush()
    while 'held' not in psql.stdout.readline():
        pass
    try:
        yield
    finally:
        psql.communicate('')


def wait_for_waiters(number):
    """Until so many statements wait for what is held."""
    zhen_test.wait_for_rows("SELECT count(*) FROM pg_locks WHERE locktype = "
                            "'advisory' AND NOT granted", number)


def start(charset='utf-8', *options, **more):
    return zhen_test.start(charset, '--forms', FORMS, *options, **more)


def open_slow(term):
    term.wait_for('F10 退出')
    term.send('/9001')
    term.press('Enter')


class Wait(unittest.TestCase):
    def stop(self, charset):
        with start(charset) as term, held():
            open_slow(term)
            term.wait_for('正在查“慢慢查”')
            term.wait_for('已 1 秒')
            wait_for_waiters(1)
            term.press('Esc')
            term.wait_for('已停止')
            self.assertIn('慢慢查', term.row(0))
            wait_for_waiters(0)
            term.press('F10')
            open_form(term)

    def test_stop(self):
        self.stop('utf-8')

    def test_stop_on_gbk(self):
        self.stop('gbk')

    def test_comes_after_all(self):
        with start() as term:
            with held():
                open_slow(term)
                term.wait_for('Esc 停止')
            term.wait_for('查完了')
            self.assertNotIn('停止', term.text())

    def test_nothing_is_told_of_quick_ones(self):
        with start() as term:
            open_slow(term)
            term.wait_for('查完了')
            self.assertNotIn('停止'.encode(), term.received)

    def test_keys_keep_their_order(self):
        with start() as term:
            with held():
                open_slow(term)
                term.wait_for('Esc 停止')
                term.send('abc')
                term.press('Left', 'Backspace')
                term.wait_for('ac')
                term.press('Esc')
                term.wait_for('已停止')
                self.assertIn('ac', term.text())
            term.press('Enter')
            term.wait_for('查完了')

    def test_typing_goes_on_when_the_rows_come(self):
        with start() as term:
            with held():
                open_slow(term)
                term.wait_for('Esc 停止')
                term.send('a')
                term.wait_for('a_')
            term.wait_for('查完了')
            term.send('c')
            term.wait_for('ac_')
            term.press('Enter')
            term.wait_for('共 1 条')

    def test_keys_for_rows_go_when_it_is_stopped(self):
        with start() as term, held():
            open_slow(term)
            term.wait_for('Esc 停止')
            term.press('Down')
            term.send('xyz')
            term.settle()
            self.assertNotIn('xyz', term.text())
            term.press('Esc')
            term.wait_for('已停止')
            self.assertEqual(term.screen.bells, 1)
            self.assertNotIn('xyz', term.text())
            term.send('abc')
            term.wait_for('abc')

    def test_down_past_the_page_that_is_here(self):
        with start() as term:
            term.wait_for('F10 退出')
            term.send('/9002\r' + '\x1b[B' * 250)
            term.wait_for(lambda term: re.search('> +251', term.text()))

    def test_left_for_another_screen(self):
        with start() as term, held():
            open_slow(term)
            term.wait_for('Esc 停止')
            term.press('F10')
            term.wait_for('F10 退出')
            term.send('/1602')
            term.press('Enter')
            wait_for_waiters(0)
            term.wait_for('没有符合条件的')
            term.wait_for(lambda term: '停止' not in term.text())

    def aside(self, charset, number):
        """Left running, it is told of in another screen and opened from it."""
        with start(charset) as term:
            with held():
                open_slow(term)
                term.wait_for('Ctrl-E 放到后台')
                term.press('Ctrl-E')
                term.wait_for('“慢慢查”在后台查')
                wait_for_waiters(1)
                open_form(term)
                register(term, number, '张边等')
                term.press('F2')
                term.wait_for('已保存：')
                term.press('Ctrl-E')
                term.wait_for('停止并打开吗')
                term.send('n')
                term.wait_for(lambda term: '停止' not in term.text())
                wait_for_waiters(1)
            term.wait_for('“慢慢查”查好了，先有 1 行：按 Ctrl-E 打开')
            self.assertIn('居民登记', term.row(0))
            term.press('Ctrl-E')
            term.wait_for('查完了')
            self.assertIn('慢慢查', term.row(0))
            term.press('F10')
            term.wait_for('居民登记')
        self.assertEqual(count(number), '1')

    def test_aside(self):
        self.aside('utf-8', id_no('37100219910504701'))

    def test_aside_on_gbk(self):
        self.aside('gbk', id_no('37100219910505701'))

    def test_aside_is_stopped(self):
        with start() as term, held():
            open_slow(term)
            term.wait_for('Ctrl-E 放到后台')
            term.press('Ctrl-E')
            wait_for_waiters(1)
            term.press('Ctrl-E')
            term.wait_for('停止并打开吗')
            term.send('y')
            wait_for_waiters(0)
            term.wait_for('慢慢查')
            self.assertIn('慢慢查', term.row(0))

    def test_one_aside_at_a_time(self):
        with start() as term, held():
            open_slow(term)
            term.wait_for('Ctrl-E 放到后台')
            term.press('Ctrl-E')
            wait_for_waiters(1)
            open_slow(term)
            term.wait_for('Esc 停止')
            self.assertNotIn('Ctrl-E', term.row(22))
            term.press('Esc')
            term.wait_for('已停止')

    def test_left_with_something_aside(self):
        with start() as term, held():
            open_slow(term)
            term.wait_for('Ctrl-E 放到后台')
            term.press('Ctrl-E')
            wait_for_waiters(1)
            term.press('F10')
            term.wait_for('Y 是')
            term.send('y')
            wait_for_waiters(0)

    def test_save_behind_what_was_left(self):
        number = id_no('37100219910501701')
        with start() as term, held():
            open_slow(term)
            term.wait_for('Esc 停止')
            term.press('F10')
            open_form(term)
            register(term, number, '张跟着')
            term.press('F2')
            term.wait_for('已保存：')
        self.assertEqual(count(number), '1')

    def test_save_is_not_stopped(self):
        number = id_no('37100219910502701')
        with start() as term:
            open_form(term)
            register(term, number, '张不停')
            with locked('resident'):
                term.press('F2')
                zhen_test.wait_for_rows(
                    'SELECT count(*) FROM pg_locks WHERE NOT granted', 1)
                while '不能半途停下' not in term.text():
                    term.press('Esc')
                    term.settle()
                self.assertIn('张不停', term.text())
            term.wait_for('已保存：')
        self.assertEqual(count(number), '1')


class Stray(unittest.TestCase):
    def test_word_to_stop_reaches_a_save(self):
        """The word comes when the lookup is over, and the server is at
        something else."""
        number = id_no('37100219910503701')
        with Proxy(tempfile.mkdtemp(dir=zhen_test.HOME)) as proxy, \
                start(env={'PGHOST': proxy.folder}) as term:
            with held():
                open_slow(term)
                term.wait_for('Esc 停止')
                proxy.silence()
                term.press('Esc')
                term.wait_for('已停止')
                while len(proxy.calls) < 2:
                    pass
                proxy.forget_last()
            term.press('F10')
            open_form(term)
            register(term, number, '张误中')
            with locked('resident'):
                term.press('F2')
                zhen_test.wait_for_rows(
                    'SELECT count(*) FROM pg_locks WHERE NOT granted', 1)
                sql("SELECT pg_cancel_backend(pid) FROM pg_locks "
                    "WHERE NOT granted")
            term.wait_for('已保存：')
        self.assertEqual(count(number), '1')

    def test_line_is_dead(self):
        with Proxy(tempfile.mkdtemp(dir=zhen_test.HOME)) as proxy, \
                start(env={'PGHOST': proxy.folder}) as term:
            term.wait_for('F10 退出')
            proxy.silence()
            open_slow(term)
            term.wait_for('Esc 停止')
            term.press('Esc')
            term.wait_for('已停止')
            proxy.go()


if __name__ == '__main__':
    tap.main()
