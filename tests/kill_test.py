#!/usr/bin/python3
"""A payroll run whose clients and server are killed at random moments, and
taken up again each time: the bank pays everybody once, to the cent."""
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import tap
from own_server import Server

KILLS = int(os.environ.get('KILLS', '6'))
PEOPLE = int(os.environ.get('PEOPLE', '120'))
SEED = int(os.environ.get('SEED', str(random.randrange(10 ** 6))))
PASSWORD = '口令八个字以上'
MONTHS = [year * 100 + month for year in range(2010, 2026)
          for month in range(1, 13)]

PREPARE = """
SET search_path = zhen;
SELECT operator_add('wang', '王经办', 371002001000, '{window}');
SELECT operator_add('li', '李复核', 371002001000, '{reviewer}');
SELECT partition_add(371002);
SELECT programme_load('{"programme": "try", "title": "试验", "form": "try",
	"table": "enrol_try", "basis": "试验", "fund": "project", "require": [],
	"amount": "100.01 + share", "because": "''定额''",
	"fields": [{"name": "share", "sql": "numeric(12,2)"}]}');
CREATE TEMP TABLE made AS
SELECT n, nextval('resident_id') AS id, nextval('household_id') AS home,
		'1101011950' || lpad((101 + n / 900 %% 12 * 100)::text, 4, '0')
			|| lpad((n %% 900 + 1)::text, 3, '0') AS body,
		CASE WHEN n %% 50 = 7 THEN '䶮' ELSE '张' END || n AS name
	FROM generate_series(1, %(people)d) n;
INSERT INTO household (county, id, div, head)
SELECT 371002, home, 371002001001, id FROM made;
INSERT INTO resident (county, id, id_no, name, div, household)
SELECT 371002, id, body || idcard_check_digit(body), name, 371002001001,
	home
FROM made;
INSERT INTO account (county, resident, div, number, holder)
SELECT 371002, id, 371002001001, '62284800' || lpad(n::text, 11, '0'), name
FROM made;
INSERT INTO enrolment (county, programme, resident, div, since, extra)
SELECT 371002, 'try', id, 371002001001, 201001,
	jsonb_build_object('share', n %% 100 + 0.37)
FROM made;
"""

STATE = """
SELECT coalesce(b.id, 0), coalesce(b.state, 'none'),
	(SELECT count(*) FROM bank_sent s WHERE s.batch = b.id AND s.run = 0),
	(SELECT count(*) FROM bank_sent s WHERE s.batch = b.id AND s.run > 0),
	(SELECT count(*) FROM bank_failed f WHERE f.batch = b.id
		AND f.state = 'same'),
	(SELECT count(*) FROM bank_failed f WHERE f.batch = b.id
		AND f.state = 'mended'),
	(SELECT count(*) FROM bank_failed f WHERE f.batch = b.id
		AND f.state = 'asked'),
	(SELECT count(*) FROM correction c WHERE c.batch = b.id
		AND c.state = 'approved' AND c.file IS NULL),
	(SELECT max(c.file) FROM correction c WHERE c.batch = b.id),
	(SELECT min(f.id) FROM bank_file_list f WHERE f.batch = b.id
		AND f.state = 'made' AND f.pending > 0)
FROM (SELECT 1) one
LEFT JOIN batch b ON b.programme = 'try' AND b.month = %d
"""


class Lost(Exception):
    """The client or the server was killed."""


class Office:
    """Clients one after the other, one of which may be killed."""

    def __init__(self, server):
        self.server, self.client = server, None
        self.lock, self.last = threading.Lock(), ''
        self.step, self.struck = 'nothing', {}
        self.folder = tempfile.mkdtemp()
        self.paid = {}          # what the bank was given: file -> text

    def run(self, *argv, user, check=True):
        env = dict(os.environ, PGUSER=user, PGPASSWORD=PASSWORD,
                   PGOPTIONS='-c search_path=zhen')
        with self.lock:
            self.client = subprocess.Popen(argv, env=env, text=True,
                                           stdout=subprocess.PIPE,
                                           stderr=subprocess.PIPE)
        said, wrong = self.client.communicate()
        if self.client.returncode != 0 and check:
            raise Lost(wrong)
        return said

    def ask(self, query, user='wang', check=True):
        return self.run('psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', query,
                        user=user, check=check).strip()

    def take_up(self):
        """Until the server answers; it is started if it is gone."""
        while True:
            with self.lock:
                pid = self.postmaster()
                if pid is None or not alive(pid):
                    self.server.start()
            if subprocess.run(['psql', '-XAtqc', 'SELECT 1'], env=dict(
                    os.environ, PGUSER='postgres'), stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL).returncode == 0:
                return

    def postmaster(self):
        try:
            with open(self.server.base + '/db/postmaster.pid') as file:
                return int(file.readline())
        except (FileNotFoundError, ValueError):
            return None

    def kill(self, what):
        with self.lock:
            self.struck.setdefault(self.step, []).append(what)
            pid = self.postmaster()
            if what == 'client':
                if self.client is not None:
                    self.client.kill()
            elif what == 'backend':
                for child in children(pid):
                    if b'[local]' in line_of(child):
                        end(child)
            else:
                rest = children(pid)
                end(pid)
                for child in rest:
                    end(child)
                while any(alive(one) for one in [pid, *rest]):
                    pass
                # Where nobody reaps it, it would be taken for running.
                for path in '/db/postmaster.pid', '/.s.PGSQL.5432.lock':
                    os.unlink(self.server.base + path)


def alive(pid):
    try:
        with open('/proc/%d/stat' % pid) as file:
            return file.read().rsplit(')', 1)[1].split()[0] != 'Z'
    except (FileNotFoundError, ProcessLookupError):
        return False


def line_of(pid):
    try:
        with open('/proc/%d/cmdline' % pid, 'rb') as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):
        return b''


def children(pid):
    try:
        with open('/proc/%d/task/%d/children' % (pid, pid)) as file:
            return [int(one) for one in file.read().split()]
    except (FileNotFoundError, TypeError):
        return []


def end(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


class Payroll:
    def __init__(self, office):
        self.office = office

    def state(self, month):
        row = self.office.ask(STATE % month).split('|')
        names = ('batch state files again same mended asked ready run open'
                 .split())
        return {name: value if name == 'state' else int(value or 0)
                for name, value in zip(names, row)}

    def next(self, month):
        """The step that comes next, and who does it how; None at the end."""
        now = self.state(month)
        batch = '371002, %d' % now['batch']
        for name, due, user, call in (
                ('compute', now['state'] == 'none', 'wang',
                 "batch_compute('try', %d)" % month),
                ('submit', now['state'] == 'draft', 'wang',
                 'batch_submit(%s)' % batch),
                ('approve', now['state'] == 'submitted', 'li',
                 'batch_approve(%s)' % batch),
                ('file', now['files'] == 0, 'wang',
                 'bank_file_make(%s, 0)' % batch),
                ('return', now['open'], None, now['open']),
                ('mend', now['same'], None, None),
                ('ask', now['mended'], 'wang', 'bank_reissue_ask(%s)' % batch),
                ('approve again', now['asked'], 'li',
                 'bank_reissue_approve(%s)' % batch),
                ('supplement', now['ready'], 'wang',
                 'bank_supplement_make(%s)' % batch),
                ('file again', now['run'] > now['again'], 'wang',
                 'bank_file_make(%s, %d)' % (batch, now['run']))):
            if due:
                return name, user, call, now
        return None

    def answer(self, sent):
        """Takes a file to the bank, which pays what it says it does."""
        office = self.office
        text = office.ask('SELECT line_text FROM bank_file_text(371002, %d)'
                          % sent)
        if office.paid.setdefault(sent, text) != text:
            raise AssertionError('file %d says something else' % sent)
        rows = [line.split('|') for line in text.split('\n')[1:]]
        is_first = office.ask('SELECT run FROM bank_sent WHERE id = %d'
                              % sent) == '0'
        done = office.ask('SELECT count(*) FROM bank_return WHERE sent = %d'
                          % sent) != '0'
        said = [[*row, *(('失败', '账号不存在') if is_first and bad(row)
                         else ('处理中', '') if not done and row is rows[-1]
                         else ('成功', ''))] for row in rows]
        path = '%s/%d-%d.txt' % (office.folder, sent, done)
        with open(path, 'w', encoding='gb18030') as file:
            file.write('%d|%.2f\r\n' % (len(said), sum(
                float(row[4]) for row in said)))
            for row in said:
                file.write('|'.join(row) + '\r\n')
        zhenctl = os.path.join(os.environ.get('BUILD', 'build'), 'zhenctl')
        office.run(zhenctl, 'bank', 'return', path, str(sent), user='wang')

    def mend(self, batch):
        self.office.ask("""
            UPDATE resident_entry e SET account_number = concat('62170000',
                lpad(f.resident::text, 5, '0'), f.month)
            FROM bank_failed f
            WHERE f.batch = %d AND f.state = 'same' AND e.county = f.county
                AND e.id = f.resident""" % batch)

    def month(self, month):
        for _ in range(60):
            try:
                self.office.step = 'look'
                todo = self.next(month)
                if todo is None:
                    return
                name, user, call, now = todo
                self.office.step = name
                if name == 'return':
                    self.answer(call)
                elif name == 'mend':
                    self.mend(now['batch'])
                else:
                    self.office.ask('SELECT ' + call, user=user)
            except Lost as lost:
                self.office.take_up()
                self.last = str(lost)
        raise AssertionError('%d comes to no end: %s: %s'
                             % (month, todo, self.last))


def bad(row):
    return int(row[3][-3:]) % 20 == 3


def killer(office, random_, month_takes, over, count):
    for _ in range(count):
        if over.wait(random_.uniform(0.01, month_takes)):
            return
        office.kill(random_.choice(('client', 'client', 'backend', 'server')))


def setUpModule():
    global SERVER, OFFICE
    print('# SEED=%d KILLS=%d PEOPLE=%d' % (SEED, KILLS, PEOPLE))
    SERVER = Server()
    for query in (PREPARE % {'people': PEOPLE},
                  "ALTER ROLE wang PASSWORD '%s'" % PASSWORD,
                  "ALTER ROLE li PASSWORD '%s'" % PASSWORD):
        subprocess.run(['psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', query],
                       check=True, stdout=subprocess.DEVNULL)
    OFFICE = Office(SERVER)


def tearDownModule():
    SERVER.close()


class Kill(unittest.TestCase):
    def sql(self, query):
        return subprocess.run(['psql', '-XAtqc', 'SET search_path = zhen; '
                               + query], check=True, text=True,
                              stdout=subprocess.PIPE).stdout.strip()

    def test_everybody_once(self):
        payroll, months = Payroll(OFFICE), iter(MONTHS)
        begun = time.monotonic()
        payroll.month(next(months))
        takes = time.monotonic() - begun
        over = threading.Event()
        thread = threading.Thread(target=killer, args=(
            OFFICE, random.Random(SEED), takes, over, KILLS))
        thread.start()
        done = 1
        try:
            while thread.is_alive():
                payroll.month(next(months))
                done += 1
        finally:
            over.set()
            thread.join()
        OFFICE.take_up()
        print('# %d months, %d kills: %s' % (done, sum(
            map(len, OFFICE.struck.values())), ', '.join(
                '%s %d' % (step, len(what))
                for step, what in sorted(OFFICE.struck.items()))))
        self.assertEqual(sum(map(len, OFFICE.struck.values())), KILLS)
        self.look(done)

    def look(self, months):
        people = int(self.sql("SELECT count(*) FROM enrolment"))
        self.assertEqual(people, PEOPLE)
        self.assertEqual(self.sql("""
            SELECT count(*), count(DISTINCT (resident, month))
            FROM entitlement"""), '%d|%d' % (PEOPLE * months, PEOPLE * months))
        # The record: what is paid is what is due, whatever its parts.
        self.assertEqual(self.sql("""
            SELECT count(*) FROM entitlement e
            WHERE amount <> (SELECT sum(p.amount) FROM payment p
                WHERE p.county = e.county AND p.programme = e.programme
                    AND p.month = e.month AND p.resident = e.resident)"""), '0')
        # The outcome: each got it once, or is held back by name.
        self.assertEqual(self.sql("""
            SELECT count(*) FROM entitlement e
            WHERE NOT EXISTS (
                SELECT FROM (
                    SELECT r.amount FROM bank_return_line r
                    WHERE r.is_good AND r.county = e.county
                        AND r.batch = e.batch AND r.resident = e.resident
                    UNION ALL
                    SELECT e.amount FROM bank_refusal h
                    WHERE h.county = e.county AND h.batch = e.batch
                        AND h.resident = e.resident) x
                HAVING sum(x.amount) = e.amount AND count(*) = 1)"""), '0')
        # The bank: what it was given adds up to that.
        given = sum(round(float(line.split('|')[4]) * 100)
                    for text in OFFICE.paid.values()
                    for line in text.split('\n')[1:])
        self.assertEqual(str(given), self.sql("""
            SELECT (100 * sum(amount))::bigint FROM bank_sent_line"""))
        self.assertEqual(self.sql("""
            SELECT (100 * sum(amount) FILTER (WHERE amount > 0))::bigint -
                (SELECT (100 * sum(e.amount))::bigint FROM bank_refusal h
                JOIN entitlement e USING (county, batch, resident))
            FROM payment"""), str(given))
        self.assertEqual(self.sql(
            "SELECT DISTINCT balance FROM bank_balance"), '相符')
        self.ledger(given)
        self.assertEqual(self.sql("SELECT count(*) FROM verify()"), '0')

    def ledger(self, given):
        """By account and by batch what the bank's own files come to."""
        self.assertEqual(self.sql("SELECT sum(amount) FROM ledger_line"),
                         '0.00')
        due = int(self.sql(
            "SELECT (100 * sum(amount))::bigint FROM entitlement"))
        back = sum(round(float(row[4]) * 100) for text in self.first()
                   for row in text if bad(row))
        self.assertEqual(dict(
            line.split('|') for line in self.sql("""
                SELECT account, (100 * sum(amount))::bigint FROM ledger_line
                WHERE programme = 'try' GROUP BY account
                HAVING sum(amount) <> 0""").split('\n')), {
                    '5001': str(due), '1001': str(back - given),
                    **({'2001': str(given - back - due)}
                       if due + back > given else {})})
        self.assertEqual(self.sql("""
            SELECT count(*) FROM batch b
            CROSS JOIN LATERAL (
                SELECT sum(l.amount) FILTER (WHERE l.account = '5001') AS due,
                    sum(l.amount) FILTER (WHERE l.account = '1001') AS out
                FROM ledger_entry e
                JOIN ledger_line l ON l.county = e.county AND l.entry = e.id
                WHERE e.county = b.county AND e.ref = b.id AND e.source IN
                    ('payment', 'bank_sent', 'bank_return')) x
            WHERE b.total <> x.due OR x.out <> (
                SELECT -sum(r.amount) FROM bank_return_line r
                WHERE r.is_good AND r.county = b.county
                    AND r.batch = b.id)"""), '0')

    def first(self):
        """The rows of the files that aren't supplements."""
        runs = self.sql("SELECT id FROM bank_sent WHERE run = 0").split('\n')
        return [[line.split('|') for line in text.split('\n')[1:]]
                for sent, text in OFFICE.paid.items() if str(sent) in runs]


if __name__ == '__main__':
    tap.main()
