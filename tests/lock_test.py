#!/usr/bin/python3
"""A covered screen whose operator has a password, and who gets past it."""
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import tap
import zhen_test
from zhen_test import (drafts, enter, forget_drafts, id_no, new_home,
                       open_form, sql, start)

LOGIN, PASSWORD = 'pwuser', '密a码 1'
REFUSED = '登录名或口令不对'


def knows(password):
    return subprocess.run(
        ['psql', '-Xqc', '', '-U', LOGIN, zhen_test.COPY],
        env=dict(os.environ, PGPASSWORD=password),
        stderr=subprocess.DEVNULL).returncode == 0


def setUpModule():
    zhen_test.setUpModule()
    sql("SELECT operator_add('%s', '钱口令', home_div, ARRAY['window']) "
        "FROM operator WHERE role = 'wang'" % LOGIN)
    sql("ALTER ROLE %s PASSWORD '%s'" % (LOGIN, PASSWORD))


def tearDownModule():
    """The login stays: another run may be using it."""
    zhen_test.tearDownModule()


def lock(term):
    term.send('\x1bl')
    term.wait_for('已锁屏')


class Password(unittest.TestCase):
    def setUp(self):
        if knows('wrong'):
            self.skipTest('the server asks %s for no password' % LOGIN)

    def locked(self, *options, **env):
        """A form with something in it, and covered."""
        term = start('utf-8', *options, user=LOGIN, env=env)
        open_form(term)
        enter(term, id_no('37100219810303701'), '张锁住')
        lock(term)
        return term

    def refuse(self, term, typed, why):
        enter(term, typed)
        term.wait_for(why)
        self.assertIn('已锁屏', term.text())
        self.assertNotIn('张锁住', term.text())

    def check(self, term):
        self.refuse(term, '', '还没有输口令')
        self.refuse(term, 'wrong', REFUSED)
        self.refuse(term, PASSWORD + 'x', REFUSED)
        enter(term, PASSWORD)
        term.wait_for('张锁住')

    def test_typed(self):
        with self.locked(PGPASSWORD=PASSWORD) as term:
            self.check(term)

    def test_of_the_connection(self):
        with self.locked("dbname=%s password='%s'" % (
                zhen_test.COPY, PASSWORD)) as term:
            self.check(term)

    def test_of_a_file(self):
        path = new_home() + '/passwords'
        with open(path, 'w', opener=lambda p, flags:
                  os.open(p, flags, 0o600)) as file:
            file.write('*:*:*:*:%s\n' % PASSWORD)
        with self.locked('dbname=%s passfile=%s' % (
                zhen_test.COPY, path)) as term:
            self.check(term)

    def test_of_a_service(self):
        path = new_home() + '/services'
        with open(path, 'w') as file:
            file.write('[zhen]\npassword=%s\n' % PASSWORD)
        with self.locked(PGSERVICEFILE=path, PGSERVICE='zhen') as term:
            self.check(term)

    def test_another_s(self):
        with start() as term:
            term.wait_for('居民登记')
            lock(term)
            term.press('Up', 'Ctrl-U')
            enter(term, LOGIN)
            self.refuse(term, 'wrong', REFUSED)
            enter(term, PASSWORD)
            term.wait_for('钱口令')
            term.wait_for('居民登记')


class Covered(unittest.TestCase):
    def test_draft_is_kept(self):
        """To the letter, though the field was never left."""
        forget_drafts()
        home = new_home()
        with start(home=home) as term:
            open_form(term)
            enter(term, id_no('37100219810404701'))
            term.send('张半途')
            term.wait_for('张半途')
            lock(term)
            term.settle()
            term.process.kill()
            term.process.wait()
        self.assertEqual(len(drafts(home)), 1)
        with open(drafts(home)[0]) as draft:
            self.assertIn('张半途', draft.read())

    def test_whose_minutes(self):
        self.addCleanup(sql, "DELETE FROM setting "
                        "WHERE name LIKE 'lock_minutes.%'")
        for name, minutes in ('371002', '0.02'), ('wang', '0'):
            sql("INSERT INTO setting VALUES ('lock_minutes.%s', '%s')"
                % (name, minutes))
            with start() as term:
                term.wait_for('居民登记')
                if name == '371002':
                    term.wait_for('已锁屏')
                else:
                    term.settle(2)
                    self.assertNotIn('已锁屏', term.text())

    def test_nothing_gets_through(self):
        with start() as term:
            open_form(term)
            enter(term, id_no('37100219810505701'), '张锁住')
            lock(term)
            term.send(b'\x1bp/1101\x1b[200~' + b'y' * 5000 + b'\x1b[201~')
            term.settle()
            term.resize(30, 100)
            term.settle()
            self.assertIn('已锁屏', term.text())
            self.assertNotIn('张锁住', term.text())
            term.press('Ctrl-U', 'Enter')
            term.wait_for('张锁住')


if __name__ == '__main__':
    tap.main()
