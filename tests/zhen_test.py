#!/usr/bin/python3
"""The operator's program, whole, on real terminals and a line that drops."""
import contextlib
import glob
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import tap
from pty_term import KEYS, PtyTerm

ZHEN = os.path.join(os.environ.get('BUILD', 'build'), 'inst/bin/zhen')
COPY = 'zhen_test_%d' % os.getpid()
HOME = None
TERMS = []


def setUpModule():
    global HOME
    HOME = tempfile.mkdtemp()
    subprocess.run(['createdb', '-T', os.environ['PGDATABASE'], COPY],
                   check=True)


def own_forms(**texts):
    """A folder of all forms and those of a test, by name; goes with HOME."""
    folder = tempfile.mkdtemp(dir=HOME)
    shutil.copytree(os.path.join(os.path.dirname(ZHEN),
                                 '../share/zhen/forms'), folder,
                    dirs_exist_ok=True)
    for name, text in texts.items():
        with open('%s/%s.form' % (folder, name), 'w', encoding='utf-8') as file:
            file.write(text)
    return folder


def tearDownModule():
    sql("ALTER DATABASE %s ALLOW_CONNECTIONS true" % COPY, 'postgres')
    subprocess.run(['dropdb', '--force', COPY], check=True)
    shutil.rmtree(HOME)


def sql(text, database=None):
    """The rows, columns apart by |, as a superuser who passes every rule."""
    done = subprocess.run(
        ['psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', database or COPY,
         '-c', text], check=True, stdout=subprocess.PIPE,
        env=dict(os.environ, PGOPTIONS='-c search_path=zhen'))
    return done.stdout.decode().strip()


@contextlib.contextmanager
def locked(table):
    """Who reads the table waits until this is left."""
    psql = subprocess.Popen(
        ['psql', '-XAtq', '-d', COPY], text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    psql.stdin.write("BEGIN; LOCK TABLE zhen.%s; SELECT 'locked';\n" % table)
    psql.stdin.flush()
    psql.stdout.readline()
    try:
        yield
    finally:
        psql.communicate('COMMIT;\n')


def cut_line():
    """The server is gone for everybody, and stays so."""
    sql("ALTER DATABASE %s ALLOW_CONNECTIONS false" % COPY, 'postgres')
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = '%s'" % COPY, 'postgres')


def mend_line():
    sql("ALTER DATABASE %s ALLOW_CONNECTIONS true" % COPY, 'postgres')


def wait_until_gone():
    """The server knows of everybody who is gone that they are."""
    TERMS[:] = [term for term in TERMS if term.process.poll() is None]
    while int(sql("SELECT count(*) FROM pg_stat_activity WHERE datname = '%s' "
                  "AND backend_type = 'client backend' "
                  "AND pid <> pg_backend_pid()" % COPY)) > len(TERMS):
        pass


def forget_drafts():
    """What those who are gone have left is thrown away."""
    wait_until_gone()
    sql('DELETE FROM kept_draft')


def start(charset='utf-8', *options, user='wang', home=None, **more):
    """An operator at a terminal, with a home of their own or a given one; with
    one of their own, nobody has left drafts."""
    if home is None:
        forget_drafts()
        home = new_home()
    else:
        wait_until_gone()
    env = {'LC_ALL': 'C.UTF-8', 'PGDATABASE': COPY, 'HOME': home,
           'XDG_STATE_HOME': home + '/state', 'XDG_DATA_HOME': home + '/data',
           'XDG_CONFIG_HOME': home + '/config'}
    env.update(more.pop('env', {}))
    TERMS.append(PtyTerm([ZHEN, '--user', user, *options], charset=charset,
                         env=env, **more))
    return TERMS[-1]


def new_home():
    return tempfile.mkdtemp(dir=HOME)


def first_home():
    """The same, and there are no drafts at the server either."""
    forget_drafts()
    return new_home()


def id_no(first_17):
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    total = sum(int(d) * w for d, w in zip(first_17, weights))
    return first_17 + '10X98765432'[total % 11]


def open_form(term):
    term.wait_for('居民登记')
    term.press('1')
    term.wait_for('与户主关系')


def enter(term, *values):
    for value in values:
        term.send(value)
        term.press('Enter')
        term.settle(0.05)


def register(term, number, name):
    """All that is required; the caller saves."""
    enter(term, number, name, '', '2', 'dbc')


def before(term):
    """What stands before the caret in its row."""
    row, column = term.cursor()
    return ''.join(term.screen.buffer[row][i].data for i in range(column))


def count(number):
    return sql("SELECT count(*) FROM resident WHERE id_no = '%s'" % number)


def wait_for_rows(query, number):
    """Until the query counts so many."""
    end = time.monotonic() + 20
    while sql(query) != str(number):
        if time.monotonic() > end:
            raise AssertionError('%s: not %s but\n%s' % (
                query, number, sql('SELECT * FROM kept_draft')))


def wait_for_drafts(number):
    """Until the server has heard of all and keeps so many."""
    wait_for_rows('SELECT count(*) FROM kept_draft', number)


def wait_for_draft(text):
    """Until a draft with the text has come to the server."""
    wait_for_rows("SELECT least(count(*), 1) FROM kept_draft "
                  "WHERE value::text LIKE '%%%s%%'" % text, 1)


def drafts(home):
    return [os.path.join(folder, name)
            for folder, _, names in os.walk(home + '/state') for name in names]


class Terminals(unittest.TestCase):
    def check_register(self, charset, name, serial):
        number = id_no('371002198%d0101%s' % (serial, '701'))
        with start(charset, '--charset', charset) as term:
            open_form(term)
            register(term, number, name)
            term.press('F2')
            term.wait_for('已保存')
            term.press('F10')
            term.wait_for('F10 退出')
            term.press('F10')
            term.wait_for('退出系统吗')
            term.press('y')
            self.assertEqual(term.wait_exit(), 0)
            self.assertEqual(term.modes(), term.original_modes)
        self.assertEqual(
            sql("SELECT name FROM resident WHERE id_no = '%s'" % number), name)

    def test_register_utf8(self):
        self.check_register('utf-8', '张㛃𠮷', 0)

    def test_register_gbk(self):
        self.check_register('gbk', '买买提·江', 1)

    def test_register_gb18030(self):
        self.check_register('gb18030', '李䶮𠮷', 2)

    def test_rare_name_survives_gbk(self):
        number = id_no('37100219830202701')
        sql("SET SESSION AUTHORIZATION wang; INSERT INTO resident_entry "
            "(id_no, name, sex, hukou, village) VALUES "
            "('%s', '张㛃丽', '1', '2', 371002001001)" % number)
        with start('gbk') as term:
            open_form(term)
            enter(term, number)
            term.wait_for('已登记过')
            term.wait_for('张〓丽')
            term.send('江')
            term.press('Home', 'Right', 'Right', 'Right', 'Left')
            term.press('F2')
            term.wait_for('已保存')
            self.assertEqual(bytes(term.received).count(b'\x80'), 0)
        self.assertEqual(
            sql("SELECT name FROM resident WHERE id_no = '%s'" % number),
            '张㛃丽江')

    def test_typed_ahead_of_a_record_that_is_found(self):
        number = id_no('37100219850505701')
        with start() as term:
            open_form(term)
            register(term, number, '张先行')
            term.press('F2')
            term.wait_for('已保存')
            with locked('resident'):
                term.send(number + '\r张')
                term.wait_for('张')
            term.wait_for('F6')
            term.send('先行\r')
            term.press('F2')
            term.wait_for('没有改动')
        self.assertEqual(
            sql("SELECT name FROM resident WHERE id_no = '%s'" % number),
            '张先行')

    def test_letter_is_one_byte(self):
        for charset in 'utf-8', 'gbk':
            with start(charset, '--profile', 'plain') as term:
                open_form(term)
                term.settle()
                self.assertEqual(term.cost('3'), b'3')
                self.assertEqual(term.cost('7'), b'7')

    def test_split_key_and_bad_byte(self):
        with start() as term:
            open_form(term)
            term.send(b'\x1b[1')
            term.send(b'1~')
            term.wait_for('例：')
            term.press('Enter')
            term.wait_for('与户主关系')
            term.send(b'3\xff')
            term.wait_for('不成字的字节')
            term.send(b'7')
            term.settle()
            self.assertIn('37____', term.text())

    def test_pasted_controls_stay_marks(self):
        with start() as term:
            open_form(term)
            enter(term, id_no('37100219840303701'))
            term.send(b'\x1b[200~a\x1b[31mb\xc2\x9b2Jc\xe2\x80\xaed\x1b[201~')
            term.wait_for('2Jc')
            for control in b'\x1b[31m', b'\xc2\x9b', '\u202e'.encode():
                self.assertNotIn(control, bytes(term.received))

    def test_small_and_resized(self):
        with start(rows=20, columns=60) as term:
            open_form(term)
            enter(term, id_no('37100219850404701'), '张三')
            term.resize(10, 30)
            term.wait_for('窗口太小')
            term.resize(40, 132)
            term.wait_for('与户主关系')
            term.wait_for('F10 返回')
            self.assertIn('张三', term.text())

    def test_wrong_start(self):
        for options, more, status, said in (
                (('--charset', 'latin9'), {}, 1, '不认识的字符集'),
                (('--user', 'nobody_here'), {}, 1, '连不上数据库'),
                ((), {'type': 'dumb'}, 1, 'dumb'),
                ((), {'env': {'PGHOST': '/nowhere'}}, 1, '连不上数据库'),
                (('--nonsense',), {}, 2, '用法')):
            with start('utf-8', *options, **more) as term:
                term.wait_for(said)
                self.assertEqual(term.wait_exit(), status)
                self.assertEqual(term.modes(), term.original_modes)


    def test_type_that_nobody_knows(self):
        for name, said in (('', '没有设置 TERM'), ('newterm', 'newterm'),
                           ('../../etc/passwd', 'etc/passwd'),
                           ('x\x1b[2J' * 2000, 'x^[2J')):
            with start(type=name) as term:
                term.wait_for(said)
                open_form(term)
                enter(term, id_no('37100219850404702'), '张新')
                self.assertIn('张新', term.text())


class Paste(unittest.TestCase):
    """Bracketed, as terminals send it."""

    def paste(self, term, text, end='\x1b[201~'):
        term.send('\x1b[200~' + text + end)

    def test_whole_line(self):
        number = id_no('37100219870303722')
        for line in ('张粘贴\t女\t%s\t13800001234\r\n', '%s 女 张粘贴 13800001234',
                     '张粘贴，%s，女，13800001234'):
            with start() as term:
                open_form(term)
                self.paste(term, line % number)
                term.wait_for('粘贴的内容已分到 4 项里')
                text = term.text()
                for value in number, '张粘贴', '2 女', '1987-03-03', '13800001234':
                    self.assertIn(value, text)
                enter(term, '2')
                self.assertIn('2 农业', term.text())

    def test_line_with_something_else(self):
        with start() as term:
            open_form(term)
            self.paste(term, '张粘贴\t2\t%s\t无人\t第三组\t又一项\t末项' %
                       id_no('37100219870304721'))
            term.wait_for('没有一项能收')
            self.assertIn('：第三组 又一项 末项', term.text())
            self.assertIn('张粘贴', term.text())

    def test_one_value(self):
        number = id_no('37100219870305721')
        with start('gbk') as term:
            open_form(term)
            self.paste(term, ' %s\r\n' % number)
            term.wait_for(number)
            self.assertNotIn('粘贴的内容', term.text())
            term.press('Ctrl-U')
            self.paste(term, '371002 1987 0305 721' + number[-1])
            term.wait_for(number)
            enter(term, '')
            self.paste(term, '张\t粘贴\r\n')
            enter(term, '')
            self.assertIn('张粘贴', term.text())

    def test_while_finding(self):
        number = id_no('37100219870306721')
        with start() as term:
            open_form(term)
            term.press('F3')
            term.wait_for('查询：')
            self.paste(term, number + '\t张')
            term.settle()
            self.assertIn(number[-9:] + ' 张', term.text())
            self.assertNotIn('粘贴的内容已分到', term.text())

    def test_megabyte(self):
        for field, value in ((1, '张' * 350000), (0, '7' * 1000000)):
            with start() as term:
                open_form(term)
                if field:
                    enter(term, id_no('37100219870307721'))
                term.settle()
                before = len(term.received)
                threading.Thread(target=self.paste, args=(term, value)).start()
                term.wait_for(lambda t: re.search(r'有 \d{6} 个字', t.text()), 60)
                term.settle()
                # a screen, and a bell at most for each piece that was read
                self.assertLess(len(term.received) - before, 5000)
                enter(term, '')
                term.press('F10')
                term.wait_for('还没有保存')

    def test_megabyte_of_keys(self):
        with start() as term:
            open_form(term)
            enter(term, id_no('37100219870308721'))
            term.settle()
            before = len(term.received)
            threading.Thread(target=term.send,
                             args=('张' * 350000 + '\x1b[21~',)).start()
            term.wait_for('还没有保存', 60)
            self.assertLess(len(term.received) - before, 5000)

    def test_end_that_never_comes(self):
        with start() as term:
            open_form(term)
            self.paste(term, '371002 198703', end='')
            term.press('Ctrl-C')
            term.wait_for('还没有保存')
            self.assertIn('371002198703', term.text())


class Print(unittest.TestCase):
    NUMBER = id_no('37100219870401701')

    @classmethod
    def setUpClass(cls):
        cls.profiles = new_home()
        for name, lines in (
                ('paper', 'printer terminal\nprinter-feed yes\n'),
                ('utf8', 'printer terminal\nprinter-charset utf-8\n'),
                ('gbk', 'printer terminal\nprinter-charset gbk\n')):
            with open('%s/%s.profile' % (cls.profiles, name), 'w') as file:
                file.write(lines)
        with start() as term:
            open_form(term)
            register(term, cls.NUMBER, '张㛃打')
            term.press('F2')
            term.wait_for('已保存')

    def find(self, charset, *options, **env):
        env['ZHEN_PROFILES'] = self.profiles + ':profiles'
        term = start(charset, *options, env=env)
        open_form(term)
        term.press('F10')
        term.wait_for('F10 退出')
        term.send('/1201\r')
        term.wait_for('查谁')
        term.send(self.NUMBER + '\r')
        term.wait_for('共 1 条')
        return term

    def check_paper(self, paper):
        lines = paper.split('\r\n')
        self.assertRegex(lines[0], r'^ 查人  1201 ')
        row, = [line for line in lines if line.startswith('>')]
        self.assertNotRegex(''.join(lines), '[\x00-\x1f\x7f-\x9f]')
        return row

    def test_on_the_terminal(self):
        with self.find('gbk', '--profile', 'paper') as term:
            before = term.text()
            term.send('\x1bp')
            term.wait_for('打印机印不出 U+36C3 jie')
            self.assertEqual(term.paper, b'')
            term.press('y')
            term.wait_for('已交打印机')
            paper = term.paper.decode('gbk')
            self.assertTrue(paper.endswith('\f'))
            self.assertRegex(self.check_paper(paper[:-1]), '^> 张〓打 ')
            self.assertEqual(before.split('\n')[:20],
                             term.text().split('\n')[:20])

    def test_not_with_a_name_that_the_printer_lacks(self):
        with self.find('gbk', '--profile', 'paper') as term:
            term.send('\x1bp')
            term.wait_for('打印机印不出')
            term.press('n')
            term.wait_for('F10 返回')
            self.assertEqual(term.paper, b'')

    def test_printer_of_another_charset(self):
        with self.find('gbk', '--profile', 'utf8') as term:
            term.send('\x1bp')
            term.wait_for('已交打印机')
            paper = term.paper.decode('utf-8')
            self.assertRegex(self.check_paper(paper), '^> 张㛃打 ')

    def slip(self, term, answer):
        term.paper.clear()
        term.send('\x1bp')
        term.wait_for('打印机印不出')
        term.press(answer)
        term.wait_for('F10 ' if answer == 'n' else '已交打印机')
        return term.paper.decode('gbk')

    def test_slip_that_is_not_printed_does_not_count(self):
        with start('utf-8', '--profile', 'gbk',
                   env={'ZHEN_PROFILES': self.profiles + ':profiles'}) as term:
            open_form(term)
            term.press('F10')
            term.wait_for('F10 退出')
            term.send('/1601\r')
            term.wait_for('来信来访登记')
            enter(term, '2026-1-4', '', '张㛃回', '13800001234', 'dbc', '1',
                  '问补贴为什么少发')
            term.press('F2')
            term.wait_for('已保存')
            self.assertEqual(self.slip(term, 'n'), '')
            self.assertNotIn('补打', self.slip(term, 'y'))
            self.assertIn('补打', self.slip(term, 'y'))

    def test_command(self):
        page = self.profiles + '/page'
        with self.find('gbk', ZHEN_PRINT='cat > %s.new; mv %s.new %s' %
                       (page, page, page)) as term:
            term.send('\x1bp')
            term.wait_for('已交打印机')
            while not os.path.exists(page):
                term.settle(0.02)
            with open(page, encoding='utf-8') as file:
                self.check_paper(file.read().replace('\n', '\r\n'))

    def test_command_that_fails(self):
        with self.find('utf-8', ZHEN_PRINT='exit 1') as term:
            term.send('\x1bp')
            term.wait_for('打印命令出错')


class Lock(unittest.TestCase):
    """The cluster of the tests lets in anybody, as a proxy of passwords: one
    that the server refuses is a name that it doesn't know."""

    def lock(self, term):
        term.send('\x1bl')
        term.wait_for('已锁屏')

    def minutes(self, value):
        sql("UPDATE setting SET value = '%s' WHERE name = 'lock_minutes'"
            % value)

    def test_covered_and_opened(self):
        with start() as term:
            open_form(term)
            enter(term, id_no('37100219870501701'))
            term.send('张锁')
            self.lock(term)
            self.assertNotIn('张锁', term.text())
            self.assertNotIn('王丽娟', term.text())
            term.press('F10', 'Esc', 'F2', 'Ctrl-P', 'F1', 'Ctrl-C')
            term.send('geheim\x7f密')
            term.wait_for('******_')
            self.assertIn('已锁屏', term.text())
            self.assertNotIn('geheim', term.text())
            term.press('Enter')
            term.wait_for('张锁')
            self.assertEqual(before(term)[-2:], '张锁')

    def test_by_itself(self):
        self.addCleanup(self.minutes, '10')
        self.minutes('0.01')
        with start() as term:
            term.wait_for('已锁屏')
            term.press('Enter')
            term.wait_for('居民登记')
            sent = len(term.received)
            term.wait_for('已锁屏')
            # nothing ticks before it, and nothing after
            self.assertLess(len(term.received) - sent, 2000)
            term.settle(0.8)
            self.assertLess(len(term.received) - sent, 2000)

    def test_never(self):
        self.addCleanup(self.minutes, '10')
        self.minutes('0')
        with start() as term:
            term.wait_for('居民登记')
            term.settle(0.8)
            self.assertIn('居民登记', term.text())

    def test_refused(self):
        with start() as term:
            open_form(term)
            self.lock(term)
            term.press('Up', 'Ctrl-U')
            enter(term, 'nobody_here', '口令')
            term.wait_for('nobody_here')
            self.assertRegex(term.row(22), 'nobody_here')
            self.assertIn('已锁屏', term.text())
            self.assertNotIn('*', term.text())

    def test_line_down(self):
        with start() as term:
            open_form(term)
            enter(term, id_no('37100219870502701'), '张断锁')
            self.lock(term)
            cut_line()
            self.addCleanup(mend_line)
            enter(term, '')
            term.wait_for(lambda t: t.row(22))
            self.assertIn('已锁屏', term.text())
            self.assertNotIn('张断锁', term.text())
            mend_line()
            enter(term, '')
            term.wait_for('张断锁')

    def test_another_operator(self):
        number = id_no('37100219870503701')
        home = first_home()
        with start(home=home) as term:
            open_form(term)
            enter(term, number, '张换人')
            self.lock(term)
            term.press('Up', 'Ctrl-U')
            enter(term, 'li', '')
            term.wait_for('李建军')
            self.assertNotIn('张换人', term.text())
            self.assertNotIn('草稿', term.text())
            self.lock(term)
            term.press('Up', 'Ctrl-U')
            enter(term, 'wang', '')
            term.wait_for('没保存的草稿（居民登记，刚才）：' + number)
            term.press('y')
            term.wait_for('张换人')

    def test_answers_that_come_meanwhile(self):
        """What the server says of a save waits below the cover."""
        number = id_no('37100219870504701')
        self.addCleanup(self.minutes, '10')
        self.minutes('0.02')
        with start() as term:
            open_form(term)
            register(term, number, '张保锁')
            with locked('resident'):
                term.press('F2')
                term.wait_for('已锁屏')
            wait_for_rows("SELECT count(*) FROM resident WHERE id_no = '%s'"
                          % number, 1)
            term.settle()
            self.assertNotIn('已保存', term.text())
            term.press('Enter')
            term.wait_for('已保存')


class Traces(unittest.TestCase):
    """Who comes to the terminal next finds it as it was, and empty."""
    SAVED = b'\x1b[3J'
    # a sanitizer's own report is for programmers
    PLAIN = {'ASAN_OPTIONS': 'handle_segv=0:handle_sigbus=0:handle_sigfpe=0'}

    def check(self, end, type, status, charset='utf-8'):
        number = id_no('37100219790303701')
        with start(charset, '--charset', charset, type=type,
                   env=self.PLAIN) as term:
            open_form(term)
            enter(term, number, '张痕迹')
            term.settle()
            end(term)
            self.assertEqual(term.wait_exit(), status)
            self.assertEqual(term.modes(), term.original_modes)
            self.assertNotIn('张痕迹', term.text())
            self.assertNotIn('居民登记', term.text())
            received = bytes(term.received)
            if type in ('xterm', 'screen'):
                self.assertGreater(received.rindex(b'\x1b[?1049l'),
                                   received.rindex(b'\x1b[?1049h'))
                self.assertNotIn(self.SAVED, received)
            else:
                self.assertIn(self.SAVED, received)
            return term

    def signal(self, number):
        return lambda term: term.process.send_signal(number)

    def leave(self, term):
        term.press('F10')
        term.wait_for('还没有保存')
        term.press('y')
        term.wait_for('F10 退出')
        term.press('F10')
        term.wait_for('退出系统吗')
        term.press('y')

    def test_left(self):
        for type in 'xterm', 'screen', 'linux', 'vt100', 'vt220', 'ansi':
            self.check(self.leave, type, 0)

    def test_terminated(self):
        for type in 'xterm', 'linux', 'vt100':
            self.check(self.signal(signal.SIGTERM), type, 0)

    def test_fault(self):
        for fault in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS,
                      signal.SIGFPE, signal.SIGQUIT):
            term = self.check(self.signal(fault), 'xterm', -fault)
            self.assertIn('程序出错', term.text())
        for type in 'screen', 'linux', 'vt100', 'ansi':
            self.check(self.signal(signal.SIGSEGV), type, -signal.SIGSEGV)
        for charset in 'gbk', 'gb18030':
            term = self.check(self.signal(signal.SIGSEGV), 'vt100',
                              -signal.SIGSEGV, charset)
            self.assertIn('程序出错', term.text())


class Data(unittest.TestCase):
    """Nothing that comes from data speaks to the terminal, whatever way it
    takes; nor to the printer."""
    EVIL = 'a\x1b[31mEVIL\x9b2J\u202e\x1b[4i\x07z'
    SHOWN = 'a^[31mEVIL^2J^^[4i^z'
    FORM = """list evil "坏数据" code 9100
query {SELECT * FROM zhen.evil()}
column bad "内容" text 30
key Enter "开" opens evil_card with bad
key F6 "叫" calls evil_call(bad)
key F9 "写" writes {SELECT bad FROM zhen.evil()
	WHERE 1 <> ALL (:refused::int[])} to "evil.txt" charset gbk
key F11 "拒" calls evil_refuse(bad)
"""
    CARD = """entry evil_card "坏卡片"
with bad
query {SELECT * FROM zhen.evil()}
section "甲"
bad "内容" text 30
detail d "乙"
query {SELECT * FROM zhen.evil()}
column bad "内容" text 30
slip "回执" {SELECT bad FROM zhen.evil()}
line ":bad  尾"
"""

    @classmethod
    def setUpClass(cls):
        cls.forms = new_home()
        for path in glob.glob('forms/*.form'):
            shutil.copy(path, cls.forms)
        for name, text in ('evil', cls.FORM), ('evil_card', cls.CARD):
            with open('%s/%s.form' % (cls.forms, name), 'w') as file:
                file.write(text)
        codes = '||'.join('chr(%d)' % ord(c) for c in cls.EVIL)
        sql("""SET ROLE zhen_owner;
            CREATE FUNCTION evil() RETURNS TABLE (bad text)
            LANGUAGE sql AS 'SELECT %(codes)s';
            CREATE FUNCTION evil_call(bad text) RETURNS text
            LANGUAGE plpgsql AS $$ BEGIN
                RAISE WARNING '%%', bad; RETURN bad; END $$;
            CREATE FUNCTION evil_refuse(bad text) RETURNS text
            LANGUAGE plpgsql AS $$ BEGIN
                RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = bad;
                END $$;
            GRANT EXECUTE ON FUNCTION evil, evil_call, evil_refuse
            TO zhen_operator""" % {'codes': codes})
        with open(cls.forms + '/paper.profile', 'w') as file:
            file.write('printer terminal\n')

    def check(self, term):
        received = bytes(term.received)
        for bad in b'\x1b[31mEVIL', b'\xc2\x9b', b'\x9b2J', b'\xe2\x80\xae':
            self.assertNotIn(bad, received)
        self.assertNotIn(b'\x1b', bytes(term.paper))
        self.assertNotIn(b'\x07', bytes(term.paper))

    def test_every_way(self):
        with start('utf-8', '-f', self.forms, '-p', 'paper',
                   env={'ZHEN_PROFILES': self.forms + ':profiles'}) as term:
            term.wait_for('居民登记')
            term.send('/9100\r')
            term.wait_for('> ' + self.SHOWN)
            term.press('F6')
            term.wait_for(lambda t: t.row(22) == self.SHOWN)
            term.press('F11')
            term.wait_for(lambda t: t.row(22).startswith(self.SHOWN))
            term.press('F9')
            term.wait_for('U+009B')
            self.assertIn(self.SHOWN, term.text())
            term.press('F10')
            term.send('\x1bp')
            term.wait_for('已交打印机')
            self.assertIn(self.SHOWN, term.paper.decode())
            term.press('Enter')
            term.wait_for('坏卡片')
            term.wait_for(lambda t: t.text().count(self.SHOWN) == 2)
            term.send('\x1bp')
            term.wait_for('已交打印机')
            self.assertIn(self.SHOWN + ' 尾', term.paper.decode())
            self.check(term)

    def test_before_and_behind_the_screen(self):
        with start(user='\x1b[31mEVIL') as term:
            term.wait_for('^[31mEVIL')
            self.check(term)
        with start('utf-8', '-t', '\x1b[31mEVIL') as term:
            term.wait_for('^[31mEVIL')
            self.check(term)

    def test_commands(self):
        ctl = os.path.join(os.environ.get('BUILD', 'build'), 'inst/sbin/zhenctl')
        with PtyTerm([ctl, 'operator', 'disable', '\x1b[31mEVIL\x9b2J'],
                     env={'PGDATABASE': COPY, 'LC_ALL': 'C.UTF-8'}) as term:
            term.wait_for('^[31mEVIL^2J')
            self.check(term)


class Export(unittest.TestCase):
    """A file for a receiver of GBK, and a name that GBK lacks."""
    FORM = """list names "名单" code 9101
query {SELECT 1 AS one}
column one "一" integer 4
key F9 "写" writes {
	SELECT name FROM (VALUES (1, '张三'), (2, '李㛃'), (3, '王五')) v (n, name)
	WHERE n <> ALL (:refused::int[]) ORDER BY n
} to "names.txt" charset gbk
"""

    def setUp(self):
        self.forms = new_home()
        for path in glob.glob('forms/*.form'):
            shutil.copy(path, self.forms)
        with open(self.forms + '/names.form', 'w') as file:
            file.write(self.FORM)
        self.home = first_home()
        self.path = self.home + '/data/zhen/export/names.txt'

    def export(self, key, said):
        with start('gbk', '-f', self.forms, home=self.home) as term:
            term.wait_for('居民登记')
            term.send('/9101\r')
            term.wait_for('F9 写')
            term.send('\x1b[20~' + 'ww')   # too early: no answer
            term.wait_for('还没有写文件')
            self.assertIn('第 2 行', term.text())
            self.assertIn('U+36C3', term.text())
            self.assertFalse(os.path.exists(self.path))
            term.press('x', 'Enter', 'Down')
            term.settle()
            self.assertIn('还没有写文件', term.text())
            term.press(key)
            term.wait_for(said)

    def read(self):
        with open(self.path, 'rb') as file:
            return file.read()

    def test_nothing(self):
        self.export('F10', '没有写文件')
        self.assertFalse(os.path.exists(self.path))

    def test_without_them(self):
        self.export('w', '1 行没有写入')
        self.assertEqual(self.read(), '张三\r\n王五\r\n'.encode('gbk'))

    def test_in_gb18030(self):
        self.export('G', '已写入 3 行')
        self.assertEqual(self.read(),
                         '张三\r\n李㛃\r\n王五\r\n'.encode('gb18030'))


class Ledger(unittest.TestCase):
    """A list goes out; nothing is left of one that doesn't."""

    def setUp(self):
        self.home = first_home()
        self.folder = self.home + '/data/zhen/export'

    def tearDown(self):
        mend_line()

    def open(self, term):
        term.wait_for('居民登记')
        term.send('/1201\r')
        term.wait_for('查谁')
        term.send('王\r')
        term.wait_for('共 ')
        term.send('\x1be')
        term.wait_for('按哪个字母')

    def files(self):
        return sorted(os.listdir(self.folder))

    def test_the_way_is_remembered(self):
        with start(home=self.home) as term:
            self.open(term)
            self.assertIn('回车为 X 表格', term.text())
            term.send('c')
            term.wait_for('行已存进')
        with start(home=self.home) as term:
            self.open(term)
            self.assertIn('回车为 C CSV', term.text())
            term.press('F10')
            term.settle()
        path = '%s/%s' % (self.folder, self.files()[0])
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        with open(path, 'rb') as file:
            self.assertTrue(file.read().startswith('\ufeff姓名,'.encode()))

    def test_stopped_while_the_server_thinks(self):
        with start(home=self.home) as term:
            self.open(term)
            with locked('resident'):
                term.send('x')
                term.wait_for('Esc 停止')
                term.press('F10')
                term.wait_for('已停止')
        self.assertEqual(self.files(), [])

    def test_the_line_drops(self):
        with start(home=self.home) as term:
            self.open(term)
            with locked('resident'):
                term.send('x')
                term.wait_for('Esc 停止')
                cut_line()
            term.wait_for('没有写文件')
        self.assertEqual(self.files(), [])

    def test_the_folder_is_read_only(self):
        with start(home=self.home) as term:
            self.open(term)
            shutil.rmtree(self.folder)
            with open(self.folder, 'w'):
                pass
            term.send('x')
            term.wait_for('写不了')
        wait_for_rows("SELECT count(*) FROM exported WHERE state = 'stopped'", 1)


class Looks(unittest.TestCase):
    def papers(self, term):
        """The colours behind the menu's last line."""
        return {cell.bg for cell in term.screen.buffer[8].values()
                if cell.data.strip()}

    def command(self, term, words):
        term.press('Ctrl-P')
        term.wait_for('_____')
        term.send(words)
        term.settle(0.05)
        term.press('Enter')

    def test_theme_is_chosen_and_kept(self):
        home = first_home()
        with start(home=home) as term:
            term.wait_for('F10 退出')
            term.settle()
            self.assertEqual(self.papers(term), {'black'})
            self.command(term, '选主题配色')
            term.wait_for('高对比')
            term.send('浅')
            term.settle(0.05)
            term.press('Enter')
            term.wait_for('配色：浅色')
            term.settle()
            self.assertEqual(self.papers(term), {'white'})
        with start(home=home) as term:
            term.wait_for('F10 退出')
            term.settle()
            self.assertEqual(self.papers(term), {'white'})
        with start('utf-8', '--theme', 'dark', home=home) as term:
            term.wait_for('F10 退出')
            term.settle()
            self.assertEqual(self.papers(term), {'black'})

    def test_no_color(self):
        for env in {'NO_COLOR': '1'}, {'ZHEN_THEME': 'mono'}:
            with start(env=env) as term:
                term.wait_for('F10 退出')
                self.assertEqual(self.papers(term), {'default'})
                self.assertNotRegex(bytes(term.received),
                                    rb'\x1b\[([0-9]*;)?[34][0-7][m;]')

    def test_what_stands_out(self):
        forms = tempfile.mkdtemp(dir=HOME)
        with open(forms + '/main.form', 'w') as form:
            form.write('list main "余额"\n'
                       'query {SELECT * FROM (VALUES (1, -5.00, \'逾期 3 天\'),'
                       ' (2, 5.00, \'正常\'), (3, 6.00, \'逾期 1 天\'))'
                       ' AS v (n, money, state) ORDER BY n}\n'
                       'column money "金额" money 10\n'
                       'column state "状态" text 12 alarm "退回" | "逾期"\n')

        def inks(term, row, text):
            cells = term.screen.buffer[row]
            at = term.row(row).index(text)
            return {cells[at + i].fg for i in range(len(text))}

        with start('utf-8', '--forms', forms, '--theme', 'dark') as term:
            term.wait_for('逾期 1 天')
            term.settle()
            term.press('Down')
            term.settle()
            self.assertEqual(inks(term, 2, '-5.00'), {'brown'})
            self.assertEqual(inks(term, 4, '6.00'), {'white'})
            self.assertEqual(inks(term, 4, '逾期'), {'brown'})
        with start('utf-8', '--forms', forms, '--profile', 'plain') as term:
            term.wait_for('逾期 1 天')
            self.assertIn('-5.00', term.text())

    def test_error_looks_like_one(self):
        with start('utf-8', '--theme', 'dark') as term:
            open_form(term)
            enter(term, '371002198506124022')
            term.wait_for('校验码不对')
            term.settle()
            self.assertEqual(term.screen.buffer[22][0].bg, 'red')
            self.assertEqual(term.row(2)[2], '!')

    def test_theme_that_is_none(self):
        with start('utf-8', '--theme', 'pink') as term:
            term.wait_for('没有叫“pink”的配色')
            self.assertEqual(term.wait_exit(), 2)

    def test_keys_are_hidden_and_kept(self):
        home = first_home()
        with start(home=home) as term:
            open_form(term)
            term.send('37')
            self.command(term, '底行')
            term.wait_for('按键已收起')
            self.assertIn('按键已收起', term.row(23))
            self.assertIn('37____', term.text())
        with start(home=home) as term:
            term.wait_for('没保存的草稿')
            term.press('n')
            open_form(term)
            term.wait_for('没保存的草稿')
            self.assertIn('没保存的草稿', term.row(23))
            term.press('n')
            term.wait_for('草稿留着')
            self.assertIn('草稿留着', term.row(23))
            self.command(term, '底行')
            term.wait_for('F10 返回')
            self.assertIn('底行显示按键', term.row(22))


class Asked(unittest.TestCase):
    """A form whose questions the server answers late: nobody waits."""

    @classmethod
    def setUpClass(cls):
        here = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                            'replay')
        cls.forms = tempfile.mkdtemp(dir=HOME)
        shutil.copytree(os.path.join(os.path.dirname(ZHEN),
                                     '../share/zhen/forms'), cls.forms,
                        dirs_exist_ok=True)
        shutil.copy(os.path.join(here, 'asked.form'), cls.forms)
        with open(os.path.join(here, 'asked.sql')) as table:
            sql(table.read())
        sql("INSERT INTO asked (number) VALUES ('甲'), ('乙')")

    def open(self, term):
        term.wait_for('F10 退出')
        term.send('/9902')
        term.wait_for('9902')
        term.press('Enter')
        term.wait_for('问后台')

    def test_default_comes_late(self):
        with start('utf-8', '--forms', self.forms) as term:
            with locked('asked'):
                self.open(term)
                enter(term, '丙', '小王')
                term.wait_for('丙')
                term.wait_for('小王')
            term.settle()
            self.assertNotIn('第3号', term.text())
            self.assertIn('丙', term.text())

    def test_check_comes_late(self):
        with start('utf-8', '--forms', self.forms) as term:
            with locked('asked'):
                self.open(term)
                enter(term, '甲', '小王')
                term.wait_for('小王')
                self.assertNotIn('编号用过了', term.text())
            term.wait_for('编号用过了')
            self.assertIn('!编号', term.text())

    def test_check_comes_too_late(self):
        with start('utf-8', '--forms', self.forms) as term:
            with locked('asked'):
                self.open(term)
                enter(term, '甲')
                term.press('Up')
                term.press('Ctrl-U')
                enter(term, '丁', '小李')
                term.wait_for('小李')
            term.send('x')
            term.wait_for('x')
            term.settle()
            self.assertNotIn('编号用过了', term.text())
            self.assertNotIn('!编号', term.text())


class Line(unittest.TestCase):
    def tearDown(self):
        mend_line()

    def test_saved_once_after_the_line_is_back(self):
        number = id_no('37100219860505701')
        with start() as term:
            open_form(term)
            enter(term, number, '张线路', '', '2')
            cut_line()
            term.wait_for('线路中断')
            enter(term, 'dbc')
            term.press('F2')
            term.wait_for('线路中断')
            self.assertIn('张线路', term.text())
            mend_line()
            term.wait_for('已保存', 30)
        self.assertEqual(count(number), '1')

    def test_waiting_can_be_left(self):
        number = id_no('37100219860606701')
        with start() as term:
            open_form(term)
            register(term, number, '张不等')
            cut_line()
            term.wait_for('线路中断')
            term.press('F2')
            term.wait_for('恢复后自动保存')
            term.press('F10')
            term.wait_for('草稿留着')
            mend_line()
            term.wait_for('线路已恢复', 30)
            term.press('F2')
            term.wait_for('已保存')
        self.assertEqual(count(number), '1')


class Versions(unittest.TestCase):
    """Program and database speak with each other only if they can."""

    def set(self, version):
        sql("UPDATE zhen.setting SET value = '%s' WHERE name = 'version'"
            % version)

    def setUp(self):
        self.known = sql("SELECT value FROM zhen.setting"
                         " WHERE name = 'version'")

    def tearDown(self):
        mend_line()
        self.set(self.known)

    def check_end(self, term, words):
        self.assertEqual(term.wait_exit(), 1)
        self.assertIn(words, term.text().replace('\n', ''))
        self.assertEqual(term.modes(), term.original_modes)

    def test_database_too_old(self):
        self.set(0)
        with start() as term:
            self.check_end(term, '请管理员运行 zhenctl upgrade')

    def test_program_too_old(self):
        self.set(99)
        with start() as term:
            self.check_end(term, '请管理员更新这台机器上的 zhen')

    def test_upgraded_meanwhile(self):
        home = first_home()
        with start(home=home) as term:
            open_form(term)
            enter(term, id_no('37100219860606711'), '张升级')
            self.set(99)
            cut_line()
            term.wait_for('线路中断')
            mend_line()
            self.check_end(term, '请管理员更新这台机器上的 zhen')
        self.set(self.known)
        with start(home=home) as term:
            term.wait_for('张升级')

    def test_database_of_others(self):
        with start(env={'PGDATABASE': 'postgres'}) as term:
            self.check_end(term, '不是 zhen 的数据库')

    def test_both_are_shown(self):
        with start() as term:
            term.wait_for('F10 退出')
            term.press('F1')
            term.wait_for('其他键返回')
            term.press('PageDown', 'PageDown')
            term.wait_for('数据库版本 ' + self.known)


class Windows(unittest.TestCase):
    """Any size at any time: focus, caret, scroll and what is typed stay."""

    def test_wide_list_cuts_no_name(self):
        number = id_no('37100219880909711')
        name = '买买提·吐尔逊江·阿卜杜热西提'
        with start(rows=60, columns=200) as term:
            open_form(term)
            register(term, number, name)
            term.press('F2')
            term.wait_for('已保存')
            term.press('F10')
            term.wait_for('F10 退出')
            term.press('Q')
            term.wait_for('查谁')
            enter(term, '买买提')
            term.wait_for(name)
            term.resize(43, 132)
            term.wait_for(lambda term: 'F10 返回' in term.row(42) and
                          name in term.text())
            term.resize(24, 80)
            term.wait_for(lambda term: 'F10 返回' in term.row(23) and
                          '> ' + name[:3] in term.text())

    def test_column_without_room_is_left_out(self):
        with start(user='li') as term:
            term.wait_for('F10 退出')
            term.press('3')
            term.wait_for('金额  经办')
            term.settle()
            self.assertTrue(term.row(4).endswith('经办'), term.row(4))
            term.resize(43, 132)
            term.wait_for('经办      服务所')

    def test_more_rows(self):
        with start(rows=60, columns=200) as term:
            term.wait_for('F10 退出')
            term.press('Q')
            term.wait_for('查谁')
            enter(term, '王')
            term.wait_for(lambda term: '3706' in term.row(54) or
                          '3710' in term.row(54))
            term.press('PageDown', 'PageDown')
            term.settle()
            under_bar, = [row for row in map(term.row, range(60))
                          if row.startswith('>')]
            term.resize(24, 80)
            term.wait_for(lambda term: 'F10 返回' in term.row(23) and
                          under_bar[:30] in term.text())

    def test_while_something_is_open(self):
        for keys, typed, there in (
                (['Ctrl-P'], '配', '选主题配色'),
                (['F1'], '', '先输身份证号'),
                (['F10'], '', '还没有保存')):
            with start() as term:
                open_form(term)
                enter(term, id_no('37100219880909712'))
                term.send('张半')
                term.settle(0.05)
                term.press(*keys)
                term.wait_for(there)
                term.send(typed)
                term.settle(0.05)
                for rows, columns in (43, 132), (10, 30), (12, 40), (24, 80):
                    term.resize(rows, columns)
                    if rows == 10:
                        term.wait_for('窗口太小')
                        continue
                    term.wait_for(there[:2])
                term.settle()
                if typed:
                    self.assertIn(typed + '____', term.text())
                term.press('n' if there == '还没有保存' else 'F10')
                term.wait_for('张半____')
                term.settle()
                self.assertTrue(before(term).endswith('张半'), before(term))

    def test_caret_and_scroll_stay(self):
        with start() as term:
            open_form(term)
            enter(term, id_no('37100219880909713'), '张滚', '', '2', 'dbc')
            term.press('Down', 'Down', 'Down', 'Down')
            term.send('3710')
            term.press('Left', 'Left')
            term.settle()
            term.resize(12, 40)
            term.wait_for('户主身份证号')
            term.settle()
            self.assertTrue(before(term).endswith('37'), before(term))
            term.resize(60, 200)
            term.wait_for('张滚')
            term.settle()
            term.send('9')
            term.wait_for('37910____')


class TwoPeople(unittest.TestCase):
    """One record, open on two terminals."""
    serial = 0

    @contextlib.contextmanager
    def opened(self, name):
        """The record on both; each has typed a phone of their own."""
        TwoPeople.serial += 1
        self.number = id_no('37100219870707%d' % (700 + self.serial))
        with start() as one, start() as two:
            open_form(one)
            register(one, self.number, name)
            one.press('F2')
            one.wait_for('已保存')
            for term in one, two:
                if term is two:
                    open_form(term)
                enter(term, self.number)
                term.wait_for('已登记过')
            one.press('Down', 'Down', 'Down', 'Down')
            one.settle(0.05)
            enter(one, '同德路 1 号', '13800000001')
            two.press('Down', 'Down', 'Down', 'Down', 'Down')
            two.settle(0.05)
            enter(two, '13800000002')
            yield one, two

    def meet(self, one, two):
        one.press('F2')
        one.wait_for('已保存')
        two.press('F2')
        two.wait_for('两人改了同一条记录')
        two.wait_for('王丽娟 在')
        two.settle()

    def saved(self):
        return sql("SELECT address, phone FROM resident WHERE id_no = '%s'" %
                   self.number)

    def test_each_is_chosen(self):
        with self.opened('张对照') as (one, two):
            self.meet(one, two)
            two.press('F2')
            two.wait_for('“电话”两人都改了')
            two.press('Left')
            two.wait_for(lambda term: '我的' in term.row(5))
            two.press('F2')
            two.wait_for('已保存')
        self.assertEqual(self.saved(), '同德路 1 号|13800000002')

    def test_all_theirs(self):
        with self.opened('张全取') as (one, two):
            self.meet(one, two)
            two.press('b', 'F2')
            two.wait_for('没有改动')
            two.press('F10')
            two.wait_for('F10 退出')
        self.assertEqual(self.saved(), '同德路 1 号|13800000001')

    def test_back_and_once_more(self):
        with self.opened('张再来') as (one, two):
            self.meet(one, two)
            two.press('F10')
            two.wait_for('您输入的都在')
            self.assertIn('13800000002', two.text())
            self.assertNotIn('同德路', two.text())
            two.press('F2')
            two.wait_for('两人改了同一条记录')
            two.settle()
            two.press('a')
            sql("UPDATE resident SET phone = '13800000003' "
                "WHERE id_no = '%s'" % self.number)
            two.press('F2')
            two.wait_for('13800000003')
            two.wait_for('未选')
            two.settle()
            two.press('Right', 'F2')
            two.wait_for('已保存')
        self.assertEqual(self.saved(), '|13800000003')

    def test_record_is_out_of_reach(self):
        with self.opened('张迁走') as (one, two):
            sql("UPDATE resident SET div = 371002002001 "
                "WHERE id_no = '%s'" % self.number)
            two.press('F2')
            two.wait_for('不归您管')
            self.assertIn('13800000002', two.text())

    def test_line_drops(self):
        with self.opened('张断线') as (one, two):
            self.meet(one, two)
            two.press('a')
            cut_line()
            two.wait_for('线路中断')
            two.press('F2')
            two.wait_for('线路中断')
            mend_line()
            two.wait_for('已保存', 30)
        self.assertEqual(self.saved(), '|13800000002')

    def test_resized_and_keys_ahead(self):
        with self.opened('张早按') as (one, two):
            one.press('F2')
            one.wait_for('已保存')
            with locked('resident'):
                two.press('F2')
                two.wait_for('正在保存')
                two.press('F2', 'a', 'F2')
            two.wait_for('两人改了同一条记录')
            two.resize(12, 40)
            two.wait_for('未选')
            two.resize(43, 132)
            two.wait_for('未选')
            two.settle()
            self.assertIn('未选', two.text())
            two.press('F10')
            two.wait_for('您输入的都在')


class Drafts(unittest.TestCase):
    def setUp(self):
        self.addCleanup(mend_line)
        forget_drafts()

    def leave(self, number, home, *more):
        """Somebody types into a blank form, and is killed."""
        with start(home=home) as term:
            open_form(term)
            enter(term, number, '张草稿', '', *more)
            term.wait_for('张草稿')
            wait_for_draft('张草稿')
            term.process.send_signal(signal.SIGKILL)
            term.process.wait()

    def check(self, end):
        number = id_no('37100219880808701')
        home = first_home()
        with start(home=home) as term:
            open_form(term)
            enter(term, number, '张草稿', '', '2')
            term.wait_for('农业家庭户口')
            with start(home=home) as other:
                open_form(other)
                other.settle()
                self.assertNotIn('草稿', other.row(22))
            end(term)
        path, = drafts(home)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        with start(home=home) as term:
            term.wait_for('没保存的草稿')
            term.press('Enter')
            term.press('y')
            term.wait_for('草稿已取回')
            self.assertIn('张草稿', term.text())
            self.assertIn(number, term.text())
            term.wait_for('农业家庭户口')
            term.press('F10')
            term.wait_for('还没有保存')
            term.press('y')
            term.wait_for('F10 退出')
        self.assertEqual(drafts(home), [])
        self.assertEqual(count(number), '0')
        forget_drafts()

    def test_line_hangs_up(self):
        self.check(lambda term: term.close())

    def test_terminated(self):
        def end(term):
            term.process.send_signal(signal.SIGTERM)
            self.assertEqual(term.wait_exit(), 0)
        self.check(end)

    def test_killed(self):
        def end(term):
            term.process.send_signal(signal.SIGKILL)
            term.process.wait()
        self.check(end)

    def test_at_another_workstation(self):
        number = id_no('37100219880809701')
        self.leave(number, new_home())
        with start(home=new_home()) as term:
            term.wait_for('没保存的草稿（居民登记，刚才）：' + number)
            term.press('y')
            term.wait_for('草稿已取回')
            self.assertIn('张草稿', term.text())
            enter(term, '2', 'dbc')
            term.press('F2')
            term.wait_for('已保存')
            self.assertEqual(sql('SELECT count(*) FROM kept_draft'), '0')
        self.assertEqual(count(number), '1')

    def test_typed_while_the_server_was_gone(self):
        number = id_no('37100219880810701')
        home = first_home()
        with start(home=home) as term:
            open_form(term)
            enter(term, number, '张服务器')
            wait_for_draft('张服务器')
            cut_line()
            term.wait_for('线路中断')
            term.press('Home')
            enter(term, '', '2')
            term.wait_for('农业家庭户口')
            term.process.send_signal(signal.SIGKILL)
            term.process.wait()
        mend_line()
        with start(home=home) as term:
            term.wait_for('没保存的草稿')
            term.press('y')
            term.wait_for('草稿已取回')
            term.wait_for('农业家庭户口')
            wait_for_draft('hukou')

    def test_sent_when_the_line_is_back(self):
        with start() as term:
            open_form(term)
            cut_line()
            term.wait_for('线路中断')
            enter(term, id_no('37100219880811701'), '张甲', '', '2')
            mend_line()
            term.wait_for('线路已恢复', 30)
            wait_for_draft('hukou')
            self.assertEqual(sql('SELECT count(*) FROM kept_draft'), '1')

    def test_later_and_dropped(self):
        self.leave(id_no('37100219880812701'), new_home())
        with start(home=new_home()) as term:
            term.wait_for('没保存的草稿')
            term.press('n')
            term.wait_for('草稿留着')
            term.send('137')
            term.wait_for('没保存的草稿')
            term.settle()
            self.assertNotIn('37____', term.text())
            term.press('n')
            term.wait_for('37____')
            term.press('F10')
            term.wait_for('还没有保存')
            term.press('y')
            term.wait_for('有 1 份未完成的草稿')
            term.send('\x16')
            term.wait_for('未完成草稿')
            term.press('Enter')
            term.wait_for('没保存的草稿')
            term.send('dy')
            term.wait_for('真的丢弃')
            term.settle()
            self.assertIn('真的丢弃', term.text())
            term.press('y')
            term.wait_for('草稿已丢弃')
            wait_for_drafts(0)

    def test_dropped_isn_t_listed(self):
        with start() as term:
            open_form(term)
            with locked('kept_draft'):
                enter(term, id_no('37100219880818701'))
                term.press('F10')
                term.wait_for('还没有保存')
                term.press('y')
                term.wait_for('F10 退出')
                term.send('\x16')
                term.settle()
            term.wait_for('没有未完成的草稿')
            wait_for_drafts(0)

    def test_several(self):
        for serial in '5', '6':
            with start(home=new_home()) as term:
                term.wait_for('居民登记')
                if serial == '6':
                    term.wait_for('没保存的草稿')
                    term.press('n')
                open_form(term)
                if serial == '6':
                    term.wait_for('没保存的草稿')
                    term.press('n')
                enter(term, id_no('3710021988081%s701' % serial), '张' + serial)
                wait_for_draft('张' + serial)
        with start(home=new_home()) as term:
            term.wait_for('未完成草稿')
            term.wait_for('张5')
            term.wait_for('张6')
            term.send('张5')
            term.wait_for(lambda term: '张6' not in term.text())
            term.press('Enter')
            term.wait_for('没保存的草稿')
            term.press('y')
            term.wait_for('草稿已取回')
            self.assertIn('张5', term.text())

    def test_record_changed_meanwhile(self):
        number = id_no('37100219880817701')
        sql("SET SESSION AUTHORIZATION wang; INSERT INTO resident_entry "
            "(id_no, name, sex, hukou, village) VALUES "
            "('%s', '张原来', '1', '2', 371002001001)" % number)
        with start(home=new_home()) as term:
            open_form(term)
            enter(term, number)
            term.wait_for('已登记过')
            term.press(*['Down'] * 5)
            enter(term, '13800000009')
            wait_for_draft('13800000009')
            term.process.send_signal(signal.SIGKILL)
            term.process.wait()
        sql("SET SESSION AUTHORIZATION wang; UPDATE resident_entry SET "
            "phone = '13800000001', address = '新址' WHERE id_no = '%s'" % number)
        with start(home=new_home()) as term:
            term.wait_for('没保存的草稿')
            term.press('y')
            term.wait_for('草稿已取回')
            self.assertIn('张原来', term.text())
            self.assertIn('13800000009', term.text())
            term.press('F2')
            term.wait_for('两人改了同一条记录')
            term.wait_for('对方保存  13800000001')
            self.assertIn('原来      （空）', term.text())
            term.press('Left', 'F2')
            term.wait_for('已保存')
        self.assertEqual(
            sql("SELECT phone, address FROM resident WHERE id_no = '%s'"
                % number), '13800000009|新址')

    def test_hostile(self):
        for screen, value, said in (
                ('resident', '{"id_no": "zzz", "name": {"a": [1]}, "gone": 1, '
                 '"birth": "2010-99-99", "village": "\'; --", "": "x", '
                 '"%typed ": "y", "%with ": "z", "hukou": null, '
                 '"phone": "\\u001b[31m"}', '但有 3 项'),
                ('resident', '{"%version": "1", "county": "x", "id": "y"}',
                 'invalid input'),
                ('resident', '{"%version": "99", "county": "371002", '
                 '"id": "0"}', '这条记录'),
                ('resident', '{"%with id": "1\\n2", "address": "' +
                 '长' * 9000 + '"}', ''),
                ('no/../such', '{"a": "b"}', 'no/../such'),
                ('main', '{"a": "b"}', '')):
            forget_drafts()
            sql("INSERT INTO kept_draft VALUES ('wang', gen_random_uuid(), '%s', "
                "'张', '%s', now(), 0)"
                % (screen, value.replace("'", "''")))
            with start(home=new_home()) as term:
                term.wait_for('没保存的草稿')
                term.press('y')
                term.wait_for(said)
                term.settle()
                self.assertIsNone(term.process.poll(), value)
                self.assertNotIn(b'\x1b[31m', bytes(term.received))

    def test_ctrl_c_asks(self):
        with start() as term:
            open_form(term)
            enter(term, id_no('37100219890909701'), '张中断')
            term.press('Ctrl-C')
            term.wait_for('还没有保存')
            term.press('n')
            term.wait_for('F2 保存')
            self.assertIn('张中断', term.text())
            term.press('F10')
            term.wait_for('还没有保存')
            term.press('y')
            term.wait_for('F10 退出')


class Ahead(unittest.TestCase):
    """Keys typed before what they meet could be seen, in one piece."""

    def test_yes_typed_before_the_question(self):
        with start() as term:
            term.wait_for('居民登记')
            term.send('\x1b[21~yyY')
            term.wait_for('退出系统吗')
            term.settle()
            self.assertIsNone(term.process.poll())
            self.assertEqual(term.screen.bells, 1)
            term.press('y')
            self.assertEqual(term.wait_exit(), 0)

    def test_held_until_the_list_is_answered(self):
        number = id_no('37100219900101701')
        with start() as term:
            open_form(term)
            enter(term, number, '张名单', '')
            term.send('2\rd\r海滨路1号\r13800000001\r')
            term.wait_for('Enter 选定')
            term.settle()
            self.assertNotIn('海滨路', term.text())
            term.press('Down', 'Enter')
            term.wait_for('13800000001')
            self.assertIn('海滨路1号', term.text())
            self.assertIn('大众居委会', term.text())

    def test_dropped_when_the_list_is_left(self):
        with start() as term:
            open_form(term)
            enter(term, id_no('37100219900102701'), '张不选', '')
            term.send('2\rd\r\r海滨路2号\r')
            term.wait_for('Enter 选定')
            term.press('F10')
            term.wait_for('F2 保存')
            term.settle()
            self.assertNotIn('海滨路', term.text())
            self.assertGreater(term.screen.bells, 0)

    def test_typing_while_the_lists_are_on_their_way(self):
        with start() as term:
            term.wait_for('居民登记')
            with locked('division'):
                term.press('1')
                term.wait_for('与户主关系')
                term.send('37100219900105701')
                term.wait_for('37100219900105701_')
                term.press('Down')
                term.send('张先来\r')
                term.press('Down', 'Down')
                term.wait_for('张先来')
                term.send('dbc')        # its list isn't there: it waits
                term.settle()
                self.assertNotIn('dbc', term.text())
            term.wait_for('dbc')

    def test_row_of_a_list_that_is_on_its_way(self):
        with start(user='zhao') as term:
            term.wait_for('F10 退出')
            with locked('visit'):
                term.send('/3104\r\x1b[B\r')
                term.wait_for('按周登记走访')
                term.settle()
                self.assertNotIn('一周走访', term.row(0))
            monday = sql('SELECT week_of(current_date) - 7')
            term.wait_for(lambda term: monday in term.row(1))
            self.assertIn('一周走访', term.row(0))
            self.assertEqual(term.screen.bells, 0)

    def test_row_of_a_list_that_is_empty(self):
        with start() as term:
            term.wait_for('F10 退出')
            with locked('petition'):
                term.send('/1602\r')
                term.wait_for('1602')
                term.send('\r大众')
                term.settle()
                self.assertNotIn('大众', term.text())
            term.wait_for('没有符合条件的')
            term.settle()
            self.assertNotIn('大众', term.text())
            self.assertEqual(term.screen.bells, 1)

    def test_way_back_from_a_list_that_is_on_its_way(self):
        with start() as term:
            term.wait_for('F10 退出')
            with locked('petition'):
                term.send('/1602\r')
                term.wait_for('Esc 停止')
                term.press('Down', 'Enter')
                term.settle()
                self.assertEqual(term.screen.bells, 0)
                term.press('F10')
                term.wait_for('F10 退出')
                self.assertEqual(term.screen.bells, 1)

    def test_week_in_one_piece(self):
        keys = ('/3104', 'Enter', 'Down', 'Enter',
                '1', 'Enter', 'Enter', '1', '王建国家', 'Enter',
                '12', 'Enter', 'Enter', '8', 'Enter',
                'Enter', 'Enter', '3', '李秀英家', 'Enter', '8', 'F2')
        before = sql('SELECT coalesce(max(id), 0) FROM visit')
        with start('gbk', '--charset', 'gbk', '--profile', 'slow',
                   user='zhao') as term:
            term.wait_for('F10 退出')
            term.send(b''.join(KEYS.get(key, key.encode('gbk'))
                               for key in keys))
            term.wait_for('已保存')
        self.assertEqual(
            sql('SELECT visited_on - week_of(current_date), purpose, people,'
                ' transport, phone, meal FROM visit WHERE id > %s'
                ' ORDER BY id' % before),
            '-7|1|王建国家|12.00|0.00|8.00\n-7|3|李秀英家|8.00|0.00|0.00')

    def test_list_of_values_that_is_read_again(self):
        forms = tempfile.mkdtemp(dir=HOME)
        shutil.copytree(os.path.join(os.path.dirname(ZHEN),
                                     '../share/zhen/forms'), forms,
                        dirs_exist_ok=True)
        with open(forms + '/petition.form') as form:
            text = form.read()
        with open(forms + '/petition.form', 'w') as form:
            form.write(text.replace('division village required',
                                    'division village required new person'))
        with start('utf-8', '--forms', forms) as term:
            term.wait_for('居民登记')
            term.send('/1601')
            term.press('Enter')
            term.wait_for('所属村居')
            term.press('Down', 'Down', 'Down', 'Down', 'F4')
            term.wait_for('布谷夼居委会')
            term.send('\x0e')
            term.wait_for('wjg')
            with locked('division'):
                term.press('F10')
                term.wait_for('F4 选项')
                term.press('F4')        # the list is on its way: it waits
                term.settle()
                self.assertNotIn('布谷夼居委会', term.text())
            term.wait_for('布谷夼居委会')

    def test_next_record_while_the_save_is_under_way(self):
        number = id_no('37100219900103701')
        then = id_no('37100219900104701')
        with start() as term:
            open_form(term)
            register(term, number, '张头一')
            with locked('resident'):
                term.press('F2')
                term.wait_for('正在保存')
                term.send(then + '\r张第二\r')
                term.settle()
                self.assertIn('张头一', term.text())
            term.wait_for('张第二')
            self.assertIn(then, term.text())
        self.assertEqual(count(number), '1')

    def test_next_record_after_a_refusal(self):
        number = id_no('37100219900105701')
        with start() as term:
            open_form(term)
            register(term, number, '张拒绝')
            term.press(*['Down'] * 4)
            enter(term, id_no('37100219000101701'))
            term.wait_for('没有找到')
            with locked('resident'):
                term.press('F2')
                term.wait_for('正在保存')
                term.send(id_no('37100219900106701') + '\r张后来\r')
                term.settle()
            term.wait_for('请先登记户主')
            term.settle()
            self.assertNotIn('张后来', term.text())
            self.assertIn(number, term.text())
            self.assertGreater(term.screen.bells, 0)
        self.assertEqual(count(number), '0')

    def test_next_record_while_the_line_is_down(self):
        self.addCleanup(mend_line)
        number = id_no('37100219900107701')
        then = id_no('37100219900108701')
        with start() as term:
            open_form(term)
            register(term, number, '张断线')
            cut_line()
            term.wait_for('线路中断')
            term.press('F2')
            term.wait_for('恢复后自动保存')
            term.send(then + '\r张接着\r')
            term.settle()
            mend_line()
            term.wait_for('张接着', 30)
            self.assertIn(then, term.text())
        self.assertEqual(count(number), '1')


class Storm(unittest.TestCase):
    def test_keys_ahead(self):
        with start() as term:
            open_form(term)
            term.send('9' * 5000)
            term.press(*['Enter'] * 200)
            term.wait_for('9999-99-99 不存在')
            term.press('F10')
            term.wait_for('还没有保存')
            term.press(*['Enter'] * 5)
            term.settle()
            self.assertIn('还没有保存', term.text())
            term.press('y')
            term.wait_for('F10 退出')


class Rows(unittest.TestCase):
    """Rows that are filled in below their record."""

    def tearDown(self):
        mend_line()

    def window(self, text):
        """As the window operator, who has the rules."""
        done = subprocess.run(
            ['psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', COPY, '-U',
             'wang', '-c', text], check=True, stdout=subprocess.PIPE,
            env=dict(os.environ, PGOPTIONS='-c search_path=zhen'))
        return done.stdout.decode().strip()

    def petition(self, *steps):
        """A petition with steps; its number."""
        number = self.window(
            "INSERT INTO petition (village, received_on, way, matter, content)"
            " VALUES (371002001001, '2026-01-05', '2', '1', '问')"
            " RETURNING id")
        for cost, step in enumerate(steps, 1):
            self.window(
                "INSERT INTO petition_step (county, petition, done_on, way,"
                " content, cost) VALUES (371002, %s, '2026-01-06', '1', '%s',"
                " %d)" % (number, step, cost))
        return number

    def steps(self, number):
        return sql("SELECT string_agg(content || coalesce(cost::text, ''), ' '"
                   " ORDER BY id) FROM petition_step WHERE petition = %s"
                   " AND NOT is_removed" % number)

    def open(self, term, number):
        term.wait_for('来信来访')
        term.send('/1602')
        term.press('Enter')
        term.wait_for('2026-01-05')
        term.press('Enter')
        term.wait_for('办理经过 (')
        term.settle(0.05)
        term.press('Tab')
        term.settle(0.05)

    def test_somebody_else_was_faster(self):
        number = self.petition('甲', '乙', '丙')
        with start() as term:
            self.open(term, number)
            term.press('Up', 'Right', 'Right')
            term.send('了')
            term.press('Up', 'Right')
            term.send('20')
            term.press('Up')
            term.send('10')
            term.settle(0.05)
            self.window("UPDATE petition_step SET cost = 7"
                        " WHERE petition = %s AND content = '甲'" % number)
            self.window("UPDATE petition_step SET is_removed = true"
                        " WHERE petition = %s AND content = '丙'" % number)
            term.press('F2')
            term.wait_for('别人刚改过')
            self.assertEqual(self.steps(number), '甲7.00 乙2.00')
            term.settle()
            self.assertRegex(term.text(), r'\* .*甲.*\?10.00')
            self.assertRegex(term.text(), r'\* .*乙 .* 20.00')
            self.assertRegex(term.text(), r'\+ .*丙了.* 3.00')
            self.assertIn('__________  __________', term.row(15))
            term.press('F2')
            term.wait_for('已保存')
        self.assertEqual(self.steps(number), '甲10.00 乙20.00 丙了3.00')
        sql("DELETE FROM petition_step; DELETE FROM petition")

    def test_next_record_is_stopped(self):
        """A blank one doesn't stay in its place."""
        for step in '甲', '乙':
            self.petition(step)
        with start() as term:
            self.open(term, '')
            with locked('petition_step'):
                term.press('F8')
                term.wait_for('Esc 停止')
                term.press('Down')
                term.press('Esc')
                term.wait_for('已停止')
                self.assertIn('1602', term.row(0))
                self.assertEqual(term.screen.bells, 1)
        sql("DELETE FROM petition_step; DELETE FROM petition")

    def test_typed_ahead_of_the_rows(self):
        number = self.petition('甲')
        with start() as term:
            term.wait_for('来信来访')
            term.send('/1602\r')
            term.wait_for('2026-01-05')
            with locked('petition_step'):
                term.press('Enter', 'Tab', 'Up', 'Right', 'Right')
                term.send('了')
                term.press('F2')
                term.settle()
                self.assertNotIn('了', term.text())
            term.wait_for('已保存')
        self.assertEqual(self.steps(number), '甲了1.00')
        sql("DELETE FROM petition_step; DELETE FROM petition")

    def test_saved_once_after_the_line_is_back(self):
        number = self.petition('甲')
        with start() as term:
            self.open(term, number)
            enter(term, '2026-1-7', '2', '乙', '5')
            cut_line()
            term.wait_for('线路中断')
            term.press('F2')
            term.wait_for('线路中断')
            self.assertIn('乙', term.text())
            mend_line()
            term.wait_for('已保存', 30)
        self.assertEqual(self.steps(number), '甲1.00 乙5.00')
        sql("DELETE FROM petition_step; DELETE FROM petition")

    def test_killed(self):
        number = self.petition('甲', '乙')
        home = first_home()
        with start(home=home) as term:
            self.open(term, number)
            enter(term, '2026-1-7', '2', '丙', '5')
            term.press('Up', 'Up', 'Right', 'Right')
            term.send('改')
            term.press('Up')
            term.send('\x14')
            term.wait_for('已标为删去')
            term.process.send_signal(signal.SIGKILL)
            term.process.wait()
        with start(home=home) as term:
            term.wait_for('没保存的草稿')
            term.press('y')
            term.wait_for('草稿已取回')
            term.wait_for('乙改')
            self.assertRegex(term.text(), r'- .*甲')
            self.assertRegex(term.text(), r'\* .*乙改 .* 2.00')
            self.assertRegex(term.text(), r'\+ .*电话答复.*丙 .* 5.00')
            term.press('F2')
            term.wait_for('已保存')
        self.assertEqual(self.steps(number), '乙改2.00 丙5.00')
        sql("DELETE FROM petition_step; DELETE FROM petition")


if __name__ == '__main__':
    tap.main()
