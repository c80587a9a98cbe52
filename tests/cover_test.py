#!/usr/bin/python3
"""Standing in for a colleague at the terminal, and ending it."""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import tap
from own_server import Server
from zhen_test import enter, id_no, open_form, sql, start

PASSWORD = '口令八个字以上'


def setUpModule():
    global SERVER
    SERVER = Server()
    for role, name, place in (('qian', '钱一', 371002001000),
                              ('guo', '郭二', 371002100000)):
        sql("SELECT operator_add('%s', '%s', %d, '{window}')"
            % (role, name, place))
        sql("ALTER ROLE %s PASSWORD '%s'" % (role, PASSWORD))
    print('#', SERVER.zhenctl('operator', 'cover', 'qian', 'guo', 'tomorrow'))


def tearDownModule():
    SERVER.close()


class Cover(unittest.TestCase):
    def find(self, term, words):
        term.press('Ctrl-P')
        term.wait_for('| 命令')
        term.send(words)
        term.wait_for('9103')
        term.press('Enter')

    def test_begun_and_ended(self):
        with start(user='qian', env={'PGPASSWORD': PASSWORD}) as term:
            open_form(term)
            enter(term, id_no('37100219810303701'), '张半途')
            self.find(term, '代班')
            term.wait_for('郭二')
            term.press('Enter')
            term.wait_for('没保存的内容留作草稿')
            term.send('y')
            term.wait_for('代班：郭二·张村镇')
            term.wait_for('现在给 郭二 代班')
            self.assertIn('钱一', term.row(0))
            self.assertNotIn('代班到', term.text())
            self.assertNotIn('张半途', term.text())
            self.find(term, '代班')
            term.wait_for('正在代班')
            term.press('F6')
            term.wait_for('已回到自己的岗位')
            term.wait_for('环翠楼街道')
            self.assertNotIn('代班：', term.row(0))
            self.assertIn('环翠楼街道', term.row(0))
            term.send('\x16')
            term.wait_for('张半途')


if __name__ == '__main__':
    tap.main()
