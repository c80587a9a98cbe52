#!/usr/bin/python3
"""What operators may try with psql: tests/attack/attempts.sql as each role,
and the rule that refuses it. What row security refuses must do something when
a superuser tries it, or the attempt proves nothing."""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROLES = {
    'coordinator': 371002001001, 'window': 371002001000,
    'reviewer': 371002001000, 'supervisor': 371002000000,
    'admin': 371002000000, 'auditor': 371002000000,
}
RULE = re.compile(r'(row security|[0-9A-Z]{5}( |$))')
COUNT = re.compile(r'^(?:\((\d+) rows?\)|[A-Z]+(?: 0)? (\d+))$', re.M)
ALONE = re.compile(r'(CREATE|DROP) DATABASE|ALTER SYSTEM|'
                   r'CREATE (TABLESPACE|SUBSCRIPTION)')
MARK = '----- the next attempt'
ERROR = re.compile(r'^(?:psql:[^ ]* )?ERROR:  (.*)$', re.M)


def psql(text, user=None, *options):
    """Everything that is said, with the states of errors."""
    command = ['psql', '-XA', '-d', DATABASE, *options]
    if user:
        command += ['-U', user]
    return subprocess.run(command, input=text, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True,
                          env=ENV).stdout


def value(text, user=None):
    return psql(text, user, '-qt').strip()


def read_attempts(path):
    """Yields (rules, roles that are left out, statements, section)."""
    section, header = '', None
    for line in open(path, encoding='utf-8'):
        line = line.rstrip()
        if line.startswith('## '):
            section = line[3:]
        elif RULE.match(line):
            header = line
        elif line and not line.startswith('--'):
            rules, _, spared = header.partition('; not ')
            yield rules.split(' or '), spared.split(', '), line, section


def outcomes(texts, user):
    """Of each: how it is refused, or None; how many rows came or went; all
    that was said."""
    script = ''.join(
        '\\echo %s\n%s\n%s\nROLLBACK;\n'
        % (MARK, '' if ALONE.match(text) else 'BEGIN;', text)
        for text in texts)
    for said in psql('\\set VERBOSITY verbose\n' + SETTINGS[user] + script,
                     user).split(MARK + '\n')[1:]:
        errors = ERROR.findall(said)
        counts = [int(a or b) for a, b in COUNT.findall(said)] or \
            [len(said.splitlines()) - 2]
        yield (errors[0].replace(': ', ' ', 1) if errors else None,
               counts[-1] if counts else None, said)


def refused_by(rules, outcome, free):
    """The rule, or None."""
    error, count, _ = outcome
    for rule in rules:
        if rule == 'row security':
            if error is None and count == 0 and free[1]:
                return rule
        elif error is not None and error.startswith(rule):
            return error.split('\n')[0]
    return None


def set_up():
    """Logins of all kinds, and for each a batch and a save of their own."""
    for role, place in ROLES.items():
        name = 'try_' + role
        psql("SELECT operator_add('%s', '攻甲', %d, '{%s}');"
             "UPDATE operator SET must_change = false WHERE role = '%s';"
             % (name, place, role, name))
    SETTINGS[SUPERUSER] = ''
    victim = value("SELECT id FROM resident WHERE county = 371082 "
                   "ORDER BY id LIMIT 1")
    number, village = value('SELECT id_no, div FROM resident WHERE '
                            'county = 371082 AND id = ' + victim).split('|')
    stranger = value("SELECT request_open(gen_random_uuid(), 'resident');"
                     "SELECT 1", 'zhou') and value(
        "SELECT key FROM request WHERE operator = 'zhou' LIMIT 1")
    psql("SELECT session_open('zhen 1');"
         "SELECT draft_keep(gen_random_uuid(), 'resident', '试', '{}', '{}', 0)",
         'zhou')
    psql("INSERT INTO batch (county, programme, programme_version, month, div, "
         "people, total) VALUES (371082, 'aid', 1, 201001, 371082001000, 1, 90);"
         "INSERT INTO entitlement SELECT county, programme, month, %s, div, id, "
         "90, '90' FROM batch WHERE county = 371082 AND month = 201001;"
         "INSERT INTO payment SELECT county, programme, month, resident, div, "
         "batch, amount, '6228480000000099999', '某' FROM entitlement "
         "WHERE county = 371082;"
         "INSERT INTO correction (county, programme, month, resident, part, "
         "div, batch, kind, note, was, amount) SELECT county, programme, month, "
         "resident, 0, div, batch, '1', '攻乙', amount, 0 FROM payment "
         "WHERE county = 371082" % victim)
    twin = value('INSERT INTO duplicate (county, resident, div, other_county, '
                 "other, other_div, why) SELECT a.county, a.id, a.div, b.county, "
                 "b.id, b.div, 'told' FROM resident a, resident b WHERE "
                 'a.county = 371082 AND a.id = %s AND b.county = 371082 AND '
                 'b.id > a.id ORDER BY b.id LIMIT 1 RETURNING other' % victim)
    move = value('INSERT INTO relocation (county, resident, name, div, to_div, '
                 "way, reason, asked_by) SELECT county, id, name, div, (SELECT "
                 "min(code) FROM division WHERE county = 371083 AND level = "
                 "'village'), 'out', '搬家', 'zhou' FROM resident WHERE "
                 'county = 371082 AND id = %s RETURNING id' % victim)
    for n, role in enumerate(ROLES):
        name = 'try_' + role
        made = value("INSERT INTO batch (county, programme, programme_version, "
                     "month, div, state, made_by, submitted_by, people) VALUES "
                     "(371002, 'aid', 1, %d, 371002001000, 'submitted', '%s', "
                     "'%s', 0) RETURNING id" % (201001 + n, name, name))
        own = value('SELECT gen_random_uuid()')
        psql("SELECT request_open('%s', 'resident', 'one digest')" % own, name)
        asked = value("INSERT INTO correction (county, programme, month, "
                      "resident, part, div, batch, kind, note, was, amount, "
                      "made_by) SELECT county, programme, month, resident, "
                      "part, div, batch, '1', '攻丙', amount, 0, '%s' FROM "
                      "payment WHERE county = 371002 ORDER BY resident, month "
                      "OFFSET %d LIMIT 1 RETURNING id" % (name, n))
        SETTINGS[name] = ''.join('\\set %s %s\n' % pair for pair in (
            ('victim', victim), ('victim_id_no', number),
            ('village', village), ('request', stranger), ('own', own),
            ('made', made), ('asked', asked), ('twin', twin), ('move', move),
            ('other', OTHER), ('database', DATABASE),
            ('superuser', SUPERUSER)))
    SETTINGS[SUPERUSER] = SETTINGS['try_window']


def try_all():
    texts = [text for _, _, text, _ in ATTEMPTS]
    guarded = [text for rules, _, text, _ in ATTEMPTS
               if 'row security' in rules]
    able_to = dict(zip(guarded, outcomes(guarded, SUPERUSER)))
    n = 0
    for role in ROLES:
        for (rules, spared, text, section), outcome in zip(
                ATTEMPTS, outcomes(texts, 'try_' + role)):
            if role in spared:
                continue
            n += 1
            able = able_to.get(text)
            by = refused_by(rules, outcome, able)
            print('%s %d - %s, %s: %s%s' % (
                'ok' if by else 'not ok', n, role, section, text[:60],
                ' # ' + by if by else ''))
            if not by:
                print('# ' + (outcome[2] + (
                    'and a superuser: ' + able[2] if able else ''
                )).strip().replace('\n', '\n# '))
    print('1..%d' % n)


ENV = dict(os.environ, PGOPTIONS='-c search_path=zhen', LC_MESSAGES='C')
DATABASE = 'attack_%d' % os.getpid()
subprocess.run(['createdb', '-T', os.environ['PGDATABASE'], DATABASE],
               check=True)
# A copy has its own rights to connect and to make temporary tables.
psql("UPDATE pg_database SET datacl = o.datacl FROM pg_database o "
     "WHERE pg_database.datname = '%s' AND o.datname = '%s'"
     % (DATABASE, os.environ['PGDATABASE']))
SUPERUSER = value('SELECT session_user')
SETTINGS = {}
ATTEMPTS = list(read_attempts(os.path.join(HERE, 'attack', 'attempts.sql')))
COLLEAGUE = subprocess.Popen(['psql', '-XAtq', '-d', DATABASE, '-U', 'zhou'],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             universal_newlines=True, env=ENV)
COLLEAGUE.stdin.write('SELECT pg_backend_pid();\n')
COLLEAGUE.stdin.flush()
OTHER = COLLEAGUE.stdout.readline().strip()
try:
    set_up()
    try_all()
finally:
    COLLEAGUE.communicate()
    psql(''.join("DELETE FROM operator WHERE role = 'try_%s';"
                 "DROP ROLE try_%s;" % (role, role) for role in ROLES))
    subprocess.run(['dropdb', DATABASE], check=True)
