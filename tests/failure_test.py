#!/usr/bin/python3
"""Failed logins: read from the log, on record, locked and let in again; and
what a covered screen says of them."""
import glob
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
    for role in 'admin', 'qian', 'guo':
        sql("SELECT operator_add('%s', '钱某', 371002001000, '{%s}')" % (
            role, 'admin' if role == 'admin' else 'window'))
        sql("ALTER ROLE %s PASSWORD '%s'" % (role, PASSWORD))


def tearDownModule():
    SERVER.close()


def log():
    """The server's log, newest last."""
    return sorted(glob.glob(SERVER.base + '/db/log/*.json'),
                  key=os.path.getmtime)


def fail(role, times):
    """Wrong passwords, until the log has them all."""
    def in_log():
        count = 0
        for path in log():
            with open(path, 'rb') as file:
                count += sum(b'"28P01"' in line and
                             b'"user":"%s"' % role.encode() in line
                             for line in file)
        return count
    before = in_log()
    for _ in range(times):
        assert SERVER.psql(role, 'wrong') is None
    while in_log() < before + times:
        pass


def sweep(user='admin'):
    return SERVER.zhenctl('operator', 'sweep', user=user, password=PASSWORD)


def record(role):
    return sql("SELECT string_agg(what, ' ' ORDER BY at) FROM sign_in "
               "WHERE operator = '%s'" % role)


class Failure(unittest.TestCase):
    def setUp(self):
        SERVER.psql('postgres', '', 'SELECT zhen.login_sweep()')
        SERVER.zhenctl('operator', 'enable', 'qian')
        sql("DELETE FROM sign_in; DELETE FROM kept_draft")

    def test_locked_and_unlocked(self):
        fail('qian', 4)
        fail('nobody', 6)
        self.assertIn('新的失败登录 4 次，锁定 0 个', sweep())
        self.assertEqual(SERVER.psql('qian', PASSWORD), '1')
        fail('qian', 1)
        self.assertIn('新的失败登录 1 次，锁定 1 个', sweep())
        self.assertEqual(record('qian'), 'failed failed failed failed failed locked')
        self.assertIsNone(SERVER.psql('qian', PASSWORD))
        self.assertIn('已锁至', SERVER.zhenctl('operator', 'list'))
        self.assertIn('解锁 0 个', sweep())
        sql("UPDATE login_lock SET until = now()")
        self.assertIn('解锁 1 个', sweep())
        self.assertEqual(SERVER.psql('qian', PASSWORD), '1')
        self.assertTrue(record('qian').endswith('locked failed unlocked'))
        fail('qian', 4)
        self.assertIn('锁定 0 个', sweep())

    def test_a_login_between(self):
        """Anybody's session reads the log; one's own ends the count."""
        fail('qian', 4)
        SERVER.psql('qian', PASSWORD, "SELECT * FROM session_open('t')")
        fail('qian', 4)
        SERVER.psql('guo', PASSWORD, "SELECT * FROM session_open('t')")
        self.assertEqual(record('qian'), ' '.join(
            ['failed'] * 4 + ['in'] + ['failed'] * 4))
        self.assertEqual(SERVER.psql('qian', PASSWORD), '1')
        fail('qian', 1)
        SERVER.psql('guo', PASSWORD, "SELECT * FROM session_open('t')")
        self.assertIsNone(SERVER.psql('qian', PASSWORD))
        self.assertEqual(SERVER.psql('qian', 'wrong'), None)

    def test_enabled(self):
        fail('qian', 5)
        self.assertIn('锁定 1 个', sweep())
        self.assertIn('已启用', SERVER.zhenctl(
            'operator', 'enable', 'qian', user='admin', password=PASSWORD))
        self.assertEqual(SERVER.psql('qian', PASSWORD), '1')

    def test_disabled_stays_so(self):
        fail('qian', 5)
        self.assertIn('锁定 1 个', sweep())
        SERVER.zhenctl('operator', 'disable', 'qian')
        sql("UPDATE login_lock SET until = now()")
        sweep()
        self.assertIsNone(SERVER.psql('qian', PASSWORD))

    def test_old_failures(self):
        fail('qian', 4)
        sweep()
        sql("UPDATE sign_in SET at = at - interval '16 minutes'")
        fail('qian', 4)
        self.assertIn('锁定 0 个', sweep())

    def test_rotated(self):
        fail('qian', 2)
        before = log()
        sql('SELECT pg_rotate_logfile()')
        while log() == before:
            pass
        fail('qian', 3)
        self.assertIn('新的失败登录 5 次，锁定 1 个', sweep())

    def test_log_is_gone(self):
        """Logins go on, and the sweep tells."""
        sweep()
        before = log()
        sql('SELECT pg_rotate_logfile()')
        while log() == before:
            pass
        for path in before:
            os.unlink(path)
        fail('qian', 1)
        self.assertIsNotNone(SERVER.psql(
            'guo', PASSWORD, "SELECT count(*) FROM session_open('t')"))
        self.assertEqual(record('qian'), 'failed')
        sql("UPDATE login_log SET file = 'log/no.json'")
        self.assertIn('不见了', sweep())
        with open(log()[-1], 'r+') as file:
            file.truncate(0)
        self.assertIn('被截短', sweep())

    def test_what_is_no_line(self):
        """Who tries to log in decides what stands in the log."""
        SERVER.psql('q","state_code":"28P01","user":"qian', 'x')
        for _ in range(6):
            SERVER.psql(b'\xff\xfeqian', 'x')
            SERVER.psql('qian\n{"user":"qian","state_code":"28P01",'
                        '"error_severity":"FATAL"}', 'x')
        fail('guo', 1)
        self.assertIn('新的失败登录 1 次，锁定 0 个', sweep())

    def test_who_may(self):
        self.assertIn('permission denied', sweep('guo'))
        for query in ("SELECT login_sweep()", "SELECT log_part('x', 0)",
                      "SELECT pg_read_binary_file('PG_VERSION', 0, 9, true)",
                      "SELECT * FROM login_log", "SELECT log_is_read()"):
            self.assertIsNone(SERVER.psql('admin' if 'sweep' not in query
                                          else 'guo', PASSWORD, query))

    def test_no_log(self):
        self.assertNotIn('log_destination', SERVER.zhenctl('check'))
        sql("UPDATE login_log SET trouble = '服务器没有写'")
        self.assertIn('设置 log_destination\t服务器没有写',
                      SERVER.zhenctl('check'))
        sql('DELETE FROM login_log')
        self.assertIsNotNone(SERVER.psql(
            'guo', PASSWORD, "SELECT count(*) FROM session_open('t')"))
        sql('INSERT INTO login_log DEFAULT VALUES')

    def test_covered(self):
        with start(user='qian', env={'PGPASSWORD': PASSWORD}) as term:
            open_form(term)
            enter(term, id_no('37100219810303701'), '张锁定')
            term.send('\x1bl')
            term.wait_for('已锁屏')
            for left in '还可以试 4 次', '还可以试 3 次', '还可以试 2 次', '还可以试 1 次':
                enter(term, 'wrong')
                term.wait_for(left)
            enter(term, 'wrong')
            term.wait_for('请管理员启用')
            while '锁定 1' not in sweep() and 'locked' not in record('qian'):
                pass
            enter(term, PASSWORD)
            term.wait_for('自动解锁')
            self.assertNotIn('张锁定', term.text())
            SERVER.zhenctl('operator', 'enable', 'qian')
            enter(term, PASSWORD)
            term.wait_for('张锁定')


if __name__ == '__main__':
    tap.main()
