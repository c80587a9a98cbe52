#!/usr/bin/python3
"""A server that doesn't answer, and lines that fail at the worst moment."""
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import tap
import zhen_test
from proxy import Proxy
from zhen_test import (count, enter, id_no, open_form, register, sql,
                       wait_for_rows)


def setUpModule():
    zhen_test.setUpModule()


def tearDownModule():
    zhen_test.tearDownModule()


class Line(unittest.TestCase):
    def setUp(self):
        self.proxy = Proxy(tempfile.mkdtemp(dir=zhen_test.HOME))
        self.addCleanup(self.proxy.close)

    def start(self, *options, home=None):
        return zhen_test.start(
            'utf-8', *options, home=home,
            env={'PGHOST': self.proxy.folder, 'ZHEN_PATIENCE': '1'})


class Late(Line):
    """The line is up, but the server says nothing."""

    def save(self, term, number, name):
        """A save whose answer doesn't come."""
        open_form(term)
        register(term, number, name)
        self.proxy.silence()
        term.press('F2')
        term.wait_for('正在保存')
        term.wait_for('秒没有答复')

    def test_save_comes_late(self):
        number = id_no('37100219910101701')
        with self.start() as term:
            self.save(term, number, '张慢慢')
            self.assertIn('张慢慢', term.text())
            self.assertIn('（没有答复）', term.row(0))
            term.settle()
            self.assertEqual(term.cost(''), b'')
            self.proxy.go()
            term.wait_for('已保存')
            self.assertNotIn('没有答复', term.text())
        self.assertEqual(count(number), '1')

    def test_told_again_but_seldom(self):
        with self.start() as term:
            self.save(term, id_no('37100219910102701'), '张再等')
            term.settle()
            before = len(term.received)
            term.wait_for('已等 3 秒')
            self.assertLess(len(term.received) - before, 300)
            self.assertNotIn(' 2 秒'.encode(), term.received[before:])

    def test_save_is_left(self):
        number = id_no('37100219910103701')
        with self.start() as term:
            self.save(term, number, '张不等')
            term.press('F10')
            term.wait_for('不知道是否已存上')
            self.assertIn('张不等', term.text())
            term.press('F10')
            term.wait_for('还没有保存')
            term.press('n')
            self.proxy.go()
            term.wait_for('没等结果的那次，已保存')
            term.press('F2')
            term.wait_for('已保存：')
        self.assertEqual(count(number), '1')

    def test_save_is_sent_twice(self):
        number = id_no('37100219910104701')
        with self.start() as term:
            self.save(term, number, '张两次')
            term.press('F10')
            term.wait_for('不知道是否已存上')
            term.press('F2')
            self.proxy.go()
            term.wait_for('已保存：')
        self.assertEqual(count(number), '1')

    def test_left_and_changed(self):
        """The key is known, but for what was typed then."""
        number = id_no('37100219910107701')
        with self.start() as term:
            self.save(term, number, '张改了')
            term.press('F10')
            term.wait_for('不知道是否已存上')
            term.send('后来的住址')
            term.press('F2')
            self.proxy.go()
            term.wait_for('已打开原记录')
            self.assertIn('后来的住址', term.text())
        self.assertEqual(sql("SELECT address IS NULL FROM resident"
                             " WHERE id_no = '%s'" % number), 't')

    def test_left_and_known_at_the_next_login(self):
        number = id_no('37100219910105701')
        home = zhen_test.new_home()
        zhen_test.forget_drafts()
        with self.start(home=home) as term:
            self.save(term, number, '张下回')
        self.proxy.go()
        wait_for_rows("SELECT count(*) FROM resident WHERE id_no = '%s'"
                      % number, 1)
        with self.start(home=home) as term:
            term.wait_for('服务器已经存好')

    def test_list_is_left(self):
        with self.start() as term:
            term.wait_for('F10 退出')
            self.proxy.silence()
            term.send('/1602')
            term.press('Enter')
            term.wait_for('Esc 停止')
            term.wait_for('（没有答复）')
            term.press('F10')
            term.wait_for('F10 退出')
            self.proxy.go()
            term.wait_for(lambda term: '没有答复' not in term.text())

    def test_keys_wait_for_a_list_of_values(self):
        number = id_no('37100219910106701')
        with self.start() as term:
            term.wait_for('F10 退出')
            self.proxy.silence()
            term.press('1')
            term.wait_for('秒没有答复')
            term.send(number + '\r张字典\r')
            term.wait_for('张字典')
            term.press('Down', 'Down')
            term.send('dbc')
            term.settle()
            self.assertNotIn('dbc', term.text())
            self.proxy.go()
            term.wait_for('dbc')
            self.assertIn(number, term.text())

    def test_screen_is_left(self):
        with self.start() as term:
            term.wait_for('F10 退出')
            self.proxy.silence()
            term.press('1')
            term.wait_for('秒没有答复')
            term.press('F10')
            term.wait_for('F10 退出')
            self.proxy.go()
            term.wait_for(lambda term: '没有答复' not in term.text())

    def test_login(self):
        self.proxy.swallow_from = b'session_open'
        with self.start() as term:
            term.wait_for('秒，数据库没有答复')
            term.press('F10')
            self.assertEqual(term.wait_exit(), 1)
            self.assertEqual(term.modes(), term.original_modes)


class Cut(Line):
    def test_commit_is_answered_into_the_void(self):
        number = id_no('37100219910201701')
        with self.start() as term:
            open_form(term)
            register(term, number, '张刚好')
            self.proxy.cut_answer_to = b'request_open'
            term.press('F2')
            self.assertTrue(self.proxy.cut.wait(10))
            self.assertEqual(count(number), '1')
            term.wait_for('已保存： ' + number, 30)
            self.assertNotIn('张刚好', term.row(3))
        self.assertEqual(count(number), '1')
        self.assertEqual(sql(
            "SELECT count(*) FROM audit WHERE tbl = 'resident' "
            "AND new ->> 'id_no' = '%s'" % number), '1')

    def test_commit_isn_t_answered(self):
        """All was done, says the server, but not that it stays done."""
        number = id_no('37100219910202701')
        with self.start() as term:
            open_form(term)
            register(term, number, '张差一')
            self.proxy.keep_end_of = b'request_open'
            term.press('F2')
            self.assertTrue(self.proxy.cut.wait(10))
            self.assertEqual(count(number), '1')
            term.settle()
            self.assertNotIn('已保存', term.text())
            self.proxy.hang_up()
            self.proxy.go()
            term.wait_for('已保存： ' + number, 30)
        self.assertEqual(count(number), '1')
        self.assertEqual(sql("SELECT count(*) FROM request WHERE screen ="
                             " 'resident' AND rows = 0"), '0')

    def test_who_calls_again_meets_silence(self):
        with self.start() as term:
            open_form(term)
            self.proxy.hang_up()
            term.wait_for('线路中断')
            while not self.proxy.calls:
                pass
            self.proxy.forget()
            term.wait_for('线路已恢复', 30)


if __name__ == '__main__':
    tap.main()
