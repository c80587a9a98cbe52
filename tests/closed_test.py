#!/usr/bin/python3
"""The program as a login shell, or as what sshd is told to run."""
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import tap
from pty_term import PtyTerm

ROOT = os.path.join(os.path.abspath(os.environ.get('BUILD', 'build')), 'inst')
ZHEN = ROOT + '/bin/zhen'
FILE = ROOT + '/etc/zhen/environment'
HOME = None


def setUpModule():
    """The administrator's file: a closed program hears of nothing else."""
    global HOME
    HOME = tempfile.mkdtemp()
    os.makedirs(os.path.dirname(FILE), exist_ok=True)
    write_file()


def tearDownModule():
    os.unlink(FILE)
    shutil.rmtree(HOME)


def write_file(*more):
    with open(FILE, 'w') as file:
        file.write('# where the county keeps its data\n\n')
        for name, value in os.environ.items():
            if name.startswith('PG'):
                file.write('%s=%s\n' % (name, value))
        for line in 'PGUSER=wang', 'XDG_STATE_HOME=' + HOME, \
                'XDG_CONFIG_HOME=' + HOME, 'XDG_DATA_HOME=' + HOME, *more:
            file.write(line + '\n')


def start(*argv, **env):
    """As sshd does: argv[0] is what it is told, and the client's variables."""
    return PtyTerm(list(argv), executable=ZHEN, type=env.pop('TERM', 'xterm'),
                   env={'LC_ALL': 'C.UTF-8', **env})


class Shell(unittest.TestCase):
    def check_screens(self, *argv, **env):
        with start(*argv, **env) as term:
            term.wait_for('居民登记')
            term.press('F10')
            term.wait_for('退出系统吗')
            term.press('y')
            self.assertEqual(term.wait_exit(), 0)

    def check_refused(self, *argv, **env):
        with start(*argv, **env) as term:
            term.wait_for('不能执行命令')
            self.assertEqual(term.wait_exit(), 2)
            self.assertNotIn(b'root:', bytes(term.received))
            self.assertNotIn(b'uid=', bytes(term.received))

    def test_login_shell(self):
        self.check_screens('-zhen')

    def test_forced_command_of_a_login_shell(self):
        self.check_screens('-zhen', '-c', 'zhen')
        self.check_screens('-zhen', '-c', ZHEN)

    def test_forced_command_with_options(self):
        self.check_screens('zhen', '--closed', '-p', 'plain')

    def test_command(self):
        for command in ('id', 'zhen; id', '/usr/lib/openssh/sftp-server',
                        'scp -t /tmp', 'zhen -r /etc/passwd', ''):
            self.check_refused('-zhen', '-c', command)

    def test_options_of_a_client(self):
        for options in (('-r', '/etc/passwd'), ('-f', '/tmp'), ('--closed=',),
                        ('-h',), ('service=x',), ('-c',), ('--',)):
            self.check_refused('-zhen', *options)

    def test_original_command(self):
        for command in 'id', 'internal-sftp', '':
            self.check_refused('zhen', SSH_ORIGINAL_COMMAND=command)
            self.check_refused('zhen', '--closed',
                               SSH_ORIGINAL_COMMAND=command)

    def test_closed_in_time_only(self):
        with start('zhen', '--close') as term:
            term.wait_for('用法')
            self.assertEqual(term.wait_exit(), 2)


class Environment(unittest.TestCase):
    """What the client sends is of no use to it."""

    def test_libraries_don_t_hear_of_it(self):
        mark = HOME + '/was-run'
        forms = tempfile.mkdtemp(dir=HOME)
        evil = {
            'PAGER': 'touch ' + mark, 'EDITOR': 'touch ' + mark,
            'VISUAL': 'touch ' + mark, 'ZHEN_PRINT': 'touch ' + mark,
            'BASH_ENV': mark, 'ENV': mark, 'SHELL': '/bin/sh',
            'PATH': forms, 'HOME': forms, 'USER': 'li', 'LOGNAME': 'li',
            'ZHEN_FORMS': forms, 'ZHEN_PROFILES': forms,
            'ZHEN_PROFILE': 'nothing', 'ZHEN_THEME': 'pink',
            'ZHEN_LANG': 'C', 'ZHEN_PATIENCE': '1',
            'LOCPATH': forms, 'LANGUAGE': 'en', 'NLSPATH': forms + '/%N',
            'GCONV_PATH': forms, 'OPENSSL_CONF': forms + '/openssl.cnf',
            'TERMINFO': forms, 'TERMINFO_DIRS': forms, 'TERMCAP': forms,
            'LINES': '999999', 'COLUMNS': '1', 'ESCDELAY': '0',
            'PGUSER': 'li', 'PGHOST': '/nowhere', 'PGDATABASE': 'postgres',
            'PGSERVICE': 'x', 'PGSERVICEFILE': '/etc/passwd',
            'PGSYSCONFDIR': forms, 'PGPASSFILE': '/etc/passwd',
            'PGOPTIONS': '-c search_path=evil', 'PGSSLMODE': 'require',
            'PGSSLROOTCERT': '/etc/passwd', 'PGSSLKEY': 'engine:key',
            'XDG_CONFIG_HOME': forms, 'XDG_STATE_HOME': forms,
            'XDG_DATA_HOME': forms, 'TMPDIR': forms,
        }
        with start('-zhen', **evil) as term:
            term.wait_for('居民登记')
            term.wait_for('王')
            self.assertEqual(os.listdir(forms), [])
            term.send('\x1bp')
            term.wait_for('打印')
            term.settle()
        self.assertFalse(os.path.exists(mark))
        self.assertEqual(os.listdir(forms), [])

    def test_home_is_the_account_s(self):
        """Nobody's drafts go where a client says."""
        home = pwd.getpwuid(os.getuid()).pw_dir
        write_file('ZHEN_PRINT=printf "%s" "$HOME $USER $PATH" >' + HOME +
                   '/printed')
        try:
            with start('-zhen', HOME='/nowhere', USER='x') as term:
                term.wait_for('居民登记')
                term.send('\x1bp')
                term.wait_for('打印')
                term.settle()
        finally:
            write_file()
        with open(HOME + '/printed') as file:
            self.assertTrue(file.read().startswith(home + ' '))

    def test_terminal_and_locale(self):
        for env in ({'TERM': '../../etc/passwd'}, {'TERM': 'x' * 10000},
                    {'TERM': '/etc/passwd'},
                    {'LC_ALL': '../../../tmp/evil'}, {'LANG': 'x' * 10000},
                    {'LC_ALL': '', 'LC_CTYPE': '/tmp/\x1b[2J'}):
            with start('-zhen', **env) as term:
                term.wait_for('居民登记')

    def test_can_t_be_suspended(self):
        with start('-zhen') as term:
            term.wait_for('居民登记')
            term.press('Ctrl-Z')
            term.send(b'\x1c')
            os.kill(term.process.pid, 20)
            term.press('F10')
            term.wait_for('退出系统吗')
            with open('/proc/%d/limits' % term.process.pid) as limits:
                self.assertRegex(limits.read(), 'Max core file size +0 +0')

    def test_administrator_s_mistake(self):
        write_file('no value')
        try:
            with start('-zhen') as term:
                term.wait_for('environment:')
                self.assertEqual(term.wait_exit(), 2)
        finally:
            write_file()


if __name__ == '__main__':
    tap.main()
