#!/usr/bin/python3
"""A password that has to be changed, and one that is changed at will."""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import tap
import zhen_test
from own_server import Server
from zhen_test import enter, id_no, open_form, sql, start

LOGIN, GIVEN, OWN = 'qian_kouling', '给的口令 1', '自己的新口令 2'


def setUpModule():
    global SERVER
    SERVER = Server()
    sql("SELECT operator_add('%s', '钱口令', 371002001000, ARRAY['window'])"
        % LOGIN)


def tearDownModule():
    SERVER.close()


class Password(unittest.TestCase):
    def setUp(self):
        sql("ALTER ROLE %s PASSWORD '%s'" % (LOGIN, GIVEN))
        sql('DELETE FROM kept_draft')

    def begin(self, must_change):
        sql("UPDATE operator SET must_change = %s WHERE role = '%s'"
            % (must_change, LOGIN))
        return start(user=LOGIN, env={'PGPASSWORD': GIVEN})

    def refuse(self, term, typed, why):
        enter(term, *typed)
        term.wait_for(why)
        term.wait_for('修改口令')

    def refusals(self, term):
        self.refuse(term, (GIVEN, '七个字的口令.', '七个字的口令.'), '至少 8 个字')
        self.refuse(term, (GIVEN, OWN + '1', OWN), '两次输的不一样')
        self.refuse(term, (GIVEN, LOGIN.upper(), OWN), '不能就是登录名')
        self.refuse(term, (OWN, OWN, OWN), '这是原来的口令')
        self.refuse(term, ('wrong', OWN, OWN), '原口令：登录名或口令不对')
        self.assertNotIn('口令 1', term.text())

    def check_changed(self):
        kept = sql("SELECT rolpassword FROM pg_authid WHERE rolname = '%s'"
                   % LOGIN)
        self.assertTrue(kept.startswith('SCRAM-SHA-256$'))
        self.assertEqual(SERVER.psql(LOGIN, OWN), '1')
        self.assertIsNone(SERVER.psql(LOGIN, GIVEN))

    def test_forced(self):
        with self.begin(True) as term:
            term.wait_for('请先改成自己的口令')
            term.send('\x1bl')
            term.settle()
            self.assertNotIn('已锁屏', term.text())
            self.refusals(term)
            self.assertNotIn('居民登记', term.text())
            enter(term, GIVEN, OWN, OWN)
            term.wait_for('居民登记')
        self.check_changed()
        self.assertEqual(sql("SELECT must_change FROM operator "
                             "WHERE role = '%s'" % LOGIN), 'f')

    def test_left(self):
        with self.begin(True) as term:
            term.wait_for('请先改成自己的口令')
            term.press('F10')
            self.assertEqual(term.process.wait(), 0)

    def test_at_will(self):
        with self.begin(False) as term:
            open_form(term)
            enter(term, id_no('37100219810303701'), '张口令')
            term.press('Ctrl-P')
            term.wait_for('命令')
            term.send('修改口令')
            term.wait_for('修改口令')
            term.press('Enter')
            term.wait_for('下次登录用新口令')
            enter(term, GIVEN, OWN, OWN)
            term.wait_for('口令已改')
            term.wait_for('张口令')
            zhen_test.cut_line()
            term.wait_for('线路中断')
            zhen_test.mend_line()
            term.wait_for('线路已恢复')
            self.assertIn('张口令', term.text())
        self.check_changed()

    def test_changed_elsewhere(self):
        """The line comes back to a password that isn't any more."""
        with self.begin(False) as term:
            open_form(term)
            enter(term, id_no('37100219810303701'), '张口令')
            sql("ALTER ROLE %s PASSWORD '%s'" % (LOGIN, OWN))
            zhen_test.cut_line()
            zhen_test.mend_line()
            term.wait_for('请重新输入口令')
            self.assertNotIn('张口令', term.text())
            enter(term, OWN)
            term.wait_for('张口令')
            term.send('\x1bl')
            term.wait_for('已锁屏')
            enter(term, OWN)
            term.wait_for('张口令')


if __name__ == '__main__':
    tap.main()
