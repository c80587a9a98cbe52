#!/usr/bin/python3
"""A primary and its replica, named in one service file: who is asked what, and
what an operator sees when either lags, says nothing or is gone."""
import glob
import os
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import tap
import zhen_test
from own_server import Server
from zhen_test import enter, id_no, open_form, register, sql

PASSWORD = '口令八个字以上'
SERVICES = """[zhen]
host={0},{0}
port=5432,5433
dbname=zhen
target_session_attrs=read-write

[zhen_lookup]
host={0},{0}
port=5433,5432
dbname=zhen
target_session_attrs=prefer-standby
"""
NUMBER = id_no('37100219850612402')


def setUpModule():
    global SERVER
    SERVER = Server(log_statement='all', wal_receiver_status_interval='1s')
    for role, name in ('qian', '钱一'), ('guo', '郭二'):
        sql("SELECT operator_add('%s', '%s', 371002001000, '{window}')"
            % (role, name))
        sql("ALTER ROLE %s PASSWORD '%s'" % (role, PASSWORD))
    SERVER.psql('qian', PASSWORD, "SET search_path = zhen; "
                "INSERT INTO resident_entry (id_no, name, village, hukou, phone) "
                "VALUES ('%s', '王先有', 371002001001, '2', '13800000001')"
                % NUMBER)
    SERVER.add_replica()
    path = SERVER.base + '/pg_service.conf'
    with open(path, 'w') as file:
        file.write(SERVICES.format(SERVER.base))
    os.environ['PGSERVICEFILE'] = path


def tearDownModule():
    SERVER.close()


def wait(condition, seconds=40):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, 'it never came to that'


def at_replica(query):
    done = subprocess.run(
        ['psql', '-XAtqc', query, 'zhen'], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env=dict(os.environ, PGPORT='5433'))
    return done.stdout.decode().strip()


def asked(folder, words):
    """How often a server was asked so, by its log."""
    count = 0
    for path in glob.glob('%s/%s/log/*.json' % (SERVER.base, folder)):
        with open(path, encoding='utf-8') as file:
            count += sum(words in line and 'execute' in line for line in file)
    return count


def caught_up():
    lsn = sql('SELECT pg_current_wal_flush_lsn()')
    wait(lambda: at_replica("SELECT pg_last_wal_replay_lsn() >= '%s'" % lsn)
         == 't')


class Replica(unittest.TestCase):
    def setUp(self):
        for folder in 'db', 'replica':
            if not SERVER.is_running(folder):
                SERVER.start(folder)
        at_replica('SELECT pg_wal_replay_resume()')
        wait(lambda: sql('SELECT count(*) FROM pg_stat_replication') == '1')
        sql("UPDATE resident SET phone = '13800000001', version = version + 1 "
            "WHERE id_no = '%s' AND phone <> '13800000001'" % NUMBER)
        zhen_test.forget_drafts()
        caught_up()

    def start(self, has_replica=True):
        term = zhen_test.start(
            'utf-8', 'service=zhen', user='qian', home=zhen_test.new_home(),
            env={'PGPASSWORD': PASSWORD, 'ZHEN_PATIENCE': '2'})
        term.wait_for('F10 退出')
        if has_replica:
            self.joined()
        return term

    def joined(self):
        wait(lambda: at_replica("SELECT count(*) FROM pg_stat_activity "
                                "WHERE usename = 'qian'") == '1')

    def find(self, term, name='王先有', phone='13800000001'):
        term.press('Q')
        term.wait_for('查人')
        enter(term, name)
        term.wait_for(phone)

    def leave(self, term):
        term.press('F10')
        term.wait_for('居民登记')

    def search(self, term, **what):
        """Who was asked."""
        before = {f: asked(f, 'needle_search') for f in ('db', 'replica')}
        self.find(term, **what)
        who = []

        def is_known():
            who[:] = [f for f in before
                      if asked(f, 'needle_search') > before[f]]
            return who
        wait(is_known)
        self.leave(term)
        return who

    def asks(self, term, folder, **what):
        """The one that is there is asked, and it alone, as soon as the program
        knows of it, and has left it alone for a while if it was behind."""
        wait(lambda: self.search(term, **what) == [folder])

    def test_who_is_asked(self):
        with self.start() as term:
            before = sql("SELECT count(*) FROM sign_in WHERE operator = 'qian'")
            self.assertGreater(int(before), 0)
            self.asks(term, 'replica')
            saves = asked('db', 'resident_entry')
            open_form(term)
            register(term, id_no('37100219910301701'), '张主库')
            term.press('F2')
            term.wait_for('已保存')
            wait(lambda: asked('db', 'resident_entry') > saves)
            self.assertEqual(asked('replica', 'INSERT'), 0)
            self.assertEqual(asked('replica', 'session_open'), 0)
            self.assertEqual(sql("SELECT count(*) FROM sign_in "
                                 "WHERE operator = 'qian'"), before)

    def test_password_is_asked_once(self):
        with zhen_test.start('utf-8', 'service=zhen', user='qian') as term:
            term.wait_for('口令')
            term.send(PASSWORD + '\r')
            term.wait_for('F10 退出')
            self.joined()
            self.asks(term, 'replica')

    def change_phone(self, term, phone):
        """In the card of who is found, which it comes back to."""
        term.press('Enter')
        term.wait_for('个人总览')
        term.press('F9')
        term.wait_for('开户银行')
        row = next(n for n in range(24) if term.row(n).startswith('   电话'))
        while term.cursor()[0] != row:
            before = term.cursor()
            term.press('Down')
            term.wait_for(lambda term: term.cursor() != before)
        term.press('Ctrl-U')
        term.send(phone)
        term.press('F2')
        term.wait_for('个人总览')
        term.wait_for(phone)

    def test_own_save_is_never_missed(self):
        with self.start() as term:
            self.find(term)
            at_replica('SELECT pg_wal_replay_pause()')
            self.change_phone(term, '13900000002')
            term.press('F10')
            term.wait_for('查人')
            term.wait_for('13900000002')
            self.leave(term)
            self.find(term, phone='13900000002')
            self.assertEqual(at_replica('SELECT phone FROM zhen.resident '
                                        "WHERE id_no = '%s'" % NUMBER),
                             '13800000001')
            self.leave(term)
            at_replica('SELECT pg_wal_replay_resume()')
            caught_up()
            self.asks(term, 'replica', phone='13900000002')

    def test_behind_for_others_only(self):
        """What others save later is no reason to wait."""
        with self.start() as term:
            self.asks(term, 'replica')
            at_replica('SELECT pg_wal_replay_pause()')
            sql("UPDATE resident SET phone = '13900000003' "
                "WHERE id_no = '%s'" % NUMBER)
            self.asks(term, 'replica')

    def test_check_tells_of_lag(self):
        self.assertNotIn('备用库', SERVER.zhenctl('check'))
        at_replica('SELECT pg_wal_replay_pause()')
        sql("SELECT pg_logical_emit_message(true, 'x', repeat('x', 17 << 20))")
        self.assertIn('备用库 本机\t落后', SERVER.zhenctl('check'))

    def test_replica_is_killed(self):
        with self.start() as term:
            self.asks(term, 'replica')
            SERVER.stop('replica', 'immediate')
            self.find(term)
            self.assertNotIn('线路', term.text())
            self.leave(term)
            self.asks(term, 'db')
            wait(lambda: sql("SELECT count(*) FROM pg_stat_activity "
                             "WHERE usename = 'qian'") == '1')
            SERVER.start('replica')
            self.joined()
            caught_up()
            self.asks(term, 'replica')

    def test_replica_says_nothing(self):
        with self.start() as term:
            pid = int(at_replica("SELECT pid FROM pg_stat_activity "
                                 "WHERE usename = 'qian'"))
            os.kill(pid, signal.SIGSTOP)
            self.addCleanup(os.kill, pid, signal.SIGCONT)
            self.find(term)
            self.assertNotIn('没有答复', term.text())

    def test_primary_is_killed(self):
        number = id_no('37100219910302701')
        with self.start() as term:
            self.asks(term, 'replica')
            SERVER.stop('db', 'immediate')
            term.wait_for('不能保存')
            self.find(term)
            term.press('Enter')
            term.wait_for('个人总览')
            term.press('F10')
            self.leave(term)
            open_form(term)
            register(term, number, '张等着')
            term.press('F2')
            term.wait_for('恢复后自动保存')
            SERVER.start('db')
            term.wait_for('已保存： ' + number)
            self.leave(term)
            wait(lambda: '不能保存' not in term.text())
        self.assertEqual(sql("SELECT count(*) FROM resident "
                             "WHERE id_no = '%s'" % number), '1')

    def test_own_save_is_gone_with_the_primary(self):
        """A replica that never got it isn't asked."""
        with self.start() as term:
            self.find(term)
            at_replica('SELECT pg_wal_replay_pause()')
            self.change_phone(term, '13900000004')
            term.press('F10')
            term.wait_for('13900000004')
            self.leave(term)
            SERVER.stop('db', 'immediate')
            term.wait_for('不能保存')
            term.press('Q')
            term.wait_for('查人')
            term.send('王先有\r')
            term.wait_for('线路')
            self.assertNotIn('13800000001', term.text())


if __name__ == '__main__':
    tap.main()
