#!/usr/bin/python3
"""Every shipped screen on every kind of terminal, cell by cell.

What the program means to show is what its replay prints; what a terminal makes
of the bytes has to be the same, in each row and column.  On a terminal of GBK
or GB18030 nothing may be sent that some of them do by characters: erasing and
shifting parts of a row, and repeating.

tests/cells_test.py [all]: the kinds of terminal that differ most, or all.
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import pty_term

ZHEN = os.path.join(os.environ.get('BUILD', 'build'), 'inst/bin/zhen')

# terminfo's type, charset, further profiles
TERMINALS = [
    ('xterm-256color', 'utf-8', ''), ('xterm', 'gbk', ''),
    ('vt100', 'utf-8', 'acs'), ('vt220', 'gb18030', 'slow'), ('ansi', 'gbk', ''),
]
MORE = [
    (type, charset, '')
    for type in ('xterm', 'xterm-256color', 'putty', 'linux', 'vt100', 'vt220',
                 'screen', 'screen-256color', 'tmux', 'tmux-256color', 'ansi')
    for charset in ('utf-8', 'gbk', 'gb18030')
    if charset == 'utf-8' or type.split('-')[0] not in ('linux', 'tmux')
] + [('xterm', 'utf-8', 'slow'), ('xterm', 'gbk', 'slow'),
     ('vt100', 'utf-8', 'acs'), ('vt220', 'gbk', 'slow')]

# Beside opening each screen by its code and asking for help there.
WALKS = {
    'wang': [
        ('type', '1'), ('type', '371002198506124021'), ('keys', 'Enter'),
        ('type', '张㛃·𠮷'), ('keys', 'Enter'), ('keys', 'Home'),
        ('type', '“①—…℃'), ('keys', 'F3'), ('keys', 'F10'), ('keys', 'Ctrl-P'),
        ('type', 'jmdj'), ('keys', 'F10'), ('keys', 'F10'), ('keys', 'F10'),
        ('type', '/1201'), ('keys', 'Enter'), ('type', 'z'), ('keys', 'Enter'),
        ('keys', 'PageDown'), ('keys', 'End'), ('keys', 'Up'),
        ('keys', 'Enter'), ('keys', 'F8'), ('keys', 'F10'), ('keys', 'F10'),
    ],
    'li': [], 'zhao': [], 'chen': [], 'ma': [],
}


COPY = 'cells_test_%d' % os.getpid()


def forget_drafts():
    subprocess.run(['psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', COPY, '-c',
                    'DELETE FROM zhen.kept_draft'], check=True)


def environment(**more):
    return dict(more, LC_ALL='C.UTF-8', PGDATABASE=COPY,
                ZHEN_PROFILES='profiles:tests/profiles')


def codes():
    """Of all the forms that there are."""
    found = []
    for path in glob.glob('forms/*.form'):
        with open(path, encoding='utf-8') as file:
            found += re.findall(r'^\w+ \w+ ".*" code (\d+)', file.read(),
                                re.M)
    return sorted(found)


def holds(charset, char):
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def walk(user, charset):
    """What is typed, as far as the terminal has keys for it."""
    steps = [(what, ''.join(c for c in value if holds(charset, c)))
             for what, value in WALKS[user]]
    for code in codes():
        steps += [('type', '/' + code), ('keys', 'Enter'), ('keys', 'F1'),
                  ('keys', 'F10'), ('keys', 'F10')]
    return steps


def options(charset, *profiles):
    names = ','.join(name for name in profiles if name)
    return ['--charset', charset] + (['--profile', names] if names else [])


def screens(user, type, charset, profile):
    """What each step should show."""
    with tempfile.NamedTemporaryFile('w', encoding='utf-8') as script:
        script.write('drafts\nshow first\n')
        for what, value in walk(user, charset):
            script.write('%s %s\nshow it\n' % (what, value))
        script.flush()
        family = type.split('-')[0]
        out = subprocess.run(
            [ZHEN, '--user', user, '--replay', script.name,
             *options(charset, family, profile)],
            check=True, stdout=subprocess.PIPE,
            env=dict(os.environ, **environment())).stdout.decode()
    return ['\n'.join(part.split('\n')[1:25])
            for part in ('\n' + out).split('\n== ')[1:]]


class Strict(pty_term.Screen):
    """Fails where terminals differ; is_gb: some of them do by characters."""
    is_gb = False

    def refuse(self, what):
        if self.is_gb:
            raise AssertionError('%s sent to a terminal of GBK' % what)

    def erase_characters(self, count=None):
        self.refuse('ECH')
        super().erase_characters(count)

    def insert_characters(self, count=None):
        self.refuse('ICH')
        super().insert_characters(count)

    def delete_characters(self, count=None):
        self.refuse('DCH')
        super().delete_characters(count)


def terminal(user, type, charset, profile, home):
    term = pty_term.PtyTerm(
        [ZHEN, '--user', user, *options(charset, profile)], charset=charset,
        type=type, screen=Strict,
        env=environment(HOME=home, XDG_STATE_HOME=home, XDG_DATA_HOME=home,
                        XDG_CONFIG_HOME=home))
    term.screen.is_gb = charset != 'utf-8'
    term.stream.use_utf8 = False        # pyte: shifts to the line-drawing set
    return term


def differences(expected, got):
    lines = zip(expected.split('\n'), got.split('\n'))
    return '\n'.join('# row %d: %r\n#      is %r' % (i, *pair)
                     for i, pair in enumerate(lines) if pair[0] != pair[1])


def compare(user, type, charset, profile):
    """The number of screens compared; an AssertionError tells the rest."""
    forget_drafts()
    expected = screens(user, type, charset, profile)
    forget_drafts()
    with tempfile.TemporaryDirectory() as home, \
            terminal(user, type, charset, profile, home) as term:
        for i, (what, value) in enumerate([('type', '')] +
                                          walk(user, charset)):
            if what == 'keys':
                term.press(value)
            else:
                term.send(value)
            try:
                term.wait_for(lambda t: t.text() == expected[i], 5)
            except AssertionError:
                raise AssertionError('after %s %s:\n%s' % (
                    what, value, differences(expected[i], term.text())))
    return len(expected)


def test_all():
    terminals = MORE if sys.argv[1:] == ['all'] else TERMINALS
    count = 0
    for name in terminals:
        for user in WALKS:
            count += 1
            title = '%s as %s' % (' '.join(filter(None, name)), user)
            try:
                print('ok %d - %s: %d screens' %
                      (count, title, compare(user, *name)), flush=True)
            except AssertionError as error:
                print('not ok %d - %s\n# %s' % (count, title, error),
                      flush=True)
    print('1..%d' % count)


def main():
    subprocess.run(['createdb', '-T', os.environ['PGDATABASE'], COPY],
                   check=True)
    try:
        test_all()
    finally:
        subprocess.run(['dropdb', '--force', COPY], check=True)


if __name__ == '__main__':
    main()
