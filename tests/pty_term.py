"""A program on a pseudo-terminal, and a terminal that can't be fooled.

Every byte that comes out is decoded strictly in the terminal's charset by
Python's codecs, not by the program's iconv; an invalid one fails the test.
pyte keeps the screen and answers cursor reports from it, so that the probe
meets a UTF-8 or a GBK terminal as it would in the field.
"""
import codecs
import errno
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
import unicodedata

import pyte
import pyte.screens

KEYS = {
    'Enter': b'\r', 'Tab': b'\t', 'Esc': b'\x1b', 'Backspace': b'\x7f',
    'Up': b'\x1b[A', 'Down': b'\x1b[B', 'Right': b'\x1b[C', 'Left': b'\x1b[D',
    'Home': b'\x1b[H', 'End': b'\x1b[F', 'Insert': b'\x1b[2~',
    'Delete': b'\x1b[3~', 'PageUp': b'\x1b[5~', 'PageDown': b'\x1b[6~',
    'F1': b'\x1bOP', 'F2': b'\x1bOQ', 'F3': b'\x1bOR', 'F4': b'\x1bOS',
    'F5': b'\x1b[15~', 'F6': b'\x1b[17~', 'F7': b'\x1b[18~',
    'F8': b'\x1b[19~', 'F9': b'\x1b[20~', 'F10': b'\x1b[21~',
    'F11': b'\x1b[23~', 'F12': b'\x1b[24~', 'BackTab': b'\x1b[Z',
}
KEYS.update({'Ctrl-' + c: bytes([ord(c) - 64]) for c in
             'ACEKLPRUZ'})

PRINTER_ON, PRINTER_OFF = b'\x1b[5i', b'\x1b[4i'

# Python's gb18030 is the edition of 2000; these are what 2022 made of it.
GB18030_2022 = dict(zip(
    [*range(0xE78D, 0xE797), 0xE7C7, 0xE816, 0xE817, 0xE818, 0xE81E, 0xE826,
     0xE82B, 0xE82C, 0xE831, 0xE832, 0xE83B, 0xE843, 0xE854, 0xE855, 0xE864],
    [0xFE10, 0xFE12, 0xFE11, *range(0xFE13, 0xFE1A), 0x1E3F, 0x20087, 0x20089,
     0x200CC, 0x9FB4, 0x9FB5, 0x9FB6, 0x9FB7, 0x215D7, 0x9FB8, 0x2298F,
     0x9FB9, 0x9FBA, 0x241FE, 0x9FBB]))


def width_function(charset, ambiguous):
    """Columns of a character on a terminal of this charset; those of ambiguous
    ones may be a function's too."""
    def width(char):
        if unicodedata.category(char) in ('Mn', 'Me', 'Cf'):
            return 0
        if charset != 'utf-8' and len(char.encode(charset, 'replace')) == 2:
            return 2
        kind = unicodedata.east_asian_width(char)
        if kind == 'A':
            return ambiguous(char) if callable(ambiguous) else ambiguous
        return 2 if kind in 'WF' else 1
    return width


def without_four_bytes(error):
    """A terminal of GBK that is asked whether it knows those of GB18030."""
    pair = error.object[error.start:error.start + 2]
    if pair not in (b'\x81\x30', b'\x83\x34', b'\x81\x39', b'\xee\x39'):
        raise error
    return '\ufffd', error.start + 1


codecs.register_error('without_four_bytes', without_four_bytes)


class Screen(pyte.Screen):
    """A screen whose reports go back to the program."""

    def __init__(self, columns, rows, answer):
        super().__init__(columns, rows)
        self.answer = answer
        self.bells = 0

    def write_process_input(self, data):
        self.answer(data.encode('ascii'))

    def bell(self, *args):
        self.bells += 1

    def scroll(self, move, count):
        """The region's lines, wherever the cursor is."""
        row, column = self.cursor.y, self.cursor.x
        self.cursor.y = self.margins.top if self.margins else 0
        move(count)
        self.cursor.y, self.cursor.x = row, column

    def scroll_up(self, count=1):
        self.scroll(self.delete_lines, count)

    def scroll_down(self, count=1):
        self.scroll(self.insert_lines, count)


class Stream(pyte.Stream):
    """With the two sequences that pyte lacks and curses scrolls with."""
    csi = dict(pyte.Stream.csi, S='scroll_up', T='scroll_down')
    events = pyte.Stream.events | {'scroll_up', 'scroll_down'}


class PtyTerm:
    """Runs a command on a terminal of the given charset.

    answers: 'now', 'never', or 'late' (when release_answers() is called).
    ambiguous: columns of ambiguous characters; 2 unless it is UTF-8.
    width: columns of a character, if it isn't as wide as elsewhere.
    screen: what keeps the cells.
    executable: what is run, if the command's first word isn't its name.
    """

    def __init__(self, command, charset='utf-8', env=None, rows=24,
                 columns=80, ambiguous=None, answers='now', type='xterm',
                 width=None, screen=Screen, executable=None):
        self.charset = charset
        self.answers = answers
        self.held = []
        self.received = bytearray()
        self.is_closed = False
        self.paper = bytearray()        # what was sent to the printer
        self.is_printing = False
        self.cut = b''                  # the start of a mark, perhaps
        if ambiguous is None:
            ambiguous = 1 if charset == 'utf-8' else 2
        self.width = width or width_function(charset, ambiguous)
        self.decoder = codecs.getincrementaldecoder(charset)(
            'without_four_bytes' if charset == 'gbk' else 'strict')
        self.screen = screen(columns, rows, self._answer)
        self.stream = Stream(self.screen)
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ,
                    struct.pack('HHHH', rows, columns, 0, 0))
        self.original_modes = self.modes()
        environment = dict(os.environ, TERM=type, **(env or {}))
        environment.pop('LINES', None)
        environment.pop('COLUMNS', None)

        def take_terminal():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            command, executable=executable, stdin=slave, stdout=slave,
            stderr=slave, env=environment, preexec_fn=take_terminal)
        os.close(slave)

    def _answer(self, data):
        if self.answers == 'now':
            os.write(self.master, data)
        elif self.answers == 'late':
            self.held.append(data)

    def release_answers(self):
        """What was asked for before comes now."""
        self.answers = 'now'
        for data in self.held:
            os.write(self.master, data)
        self.held = []

    def _without_paper(self, data):
        """What is for the printer goes to paper, the rest to the screen."""
        shown = bytearray()
        data = self.cut + data
        while data:
            mark = PRINTER_OFF if self.is_printing else PRINTER_ON
            head, found, rest = data.partition(mark)
            keep = 0 if found else max(
                n for n in range(len(mark)) if head.endswith(mark[:n]))
            self.cut = head[len(head) - keep:]
            (self.paper if self.is_printing else shown).extend(
                head[:len(head) - keep])
            self.is_printing ^= bool(found)
            data = rest
        return bytes(shown)

    def _read(self, timeout):
        """One read; False if nothing came."""
        if self.is_closed:
            return False
        if not select.select([self.master], [], [], timeout)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            data = b''
        if not data:
            self.is_closed = True
            return False
        self.received += data
        text = self.decoder.decode(self._without_paper(data))
        if self.charset == 'gb18030':
            text = text.translate(GB18030_2022)
        before = pyte.screens.wcwidth
        pyte.screens.wcwidth = self.width
        try:
            self.stream.feed(text)
        finally:
            pyte.screens.wcwidth = before
        return True

    def _is_painting(self):
        """More has come, or the program runs and may still write."""
        if self.is_closed:
            return False
        if select.select([self.master], [], [], 0)[0]:
            return True
        return self._proc('stat').rpartition(') ')[2].startswith('R')

    def _proc(self, name):
        """What the kernel says of the program."""
        with open('/proc/%d/%s' % (self.process.pid, name)) as file:
            return file.read().strip()

    def wait_for(self, expected, timeout=30):
        """Until the screen has the text, or the function says so, and all
        that belongs to it is there: half a question is answered wrong."""
        is_there = expected if callable(expected) else \
            lambda term: expected in term.text()
        end = time.monotonic() + timeout
        while True:
            is_found = is_there(self)
            if is_found and not self._is_painting():
                return
            left = end - time.monotonic()
            if left <= 0 or not self._read(0.01 if is_found else left) and \
                    self.is_closed and not is_found:
                raise AssertionError('%r did not come; the screen:\n%s' %
                                     (expected, self.text()))

    def settle(self, quiet=0.15):
        """Until nothing has come for a while."""
        while self._read(quiet):
            pass

    def send(self, data):
        """Bytes, or text in the terminal's charset."""
        if isinstance(data, str):
            data = data.encode(self.charset)
        while data:
            data = data[os.write(self.master, data):]

    def press(self, *keys):
        """Keys by name; a single character stands for itself."""
        for key in keys:
            self.send(KEYS.get(key, key))

    def cost(self, data):
        """Sends and returns the bytes that came back."""
        self.settle()
        before = len(self.received)
        self.send(data)
        self.settle()
        return bytes(self.received[before:])

    def resize(self, rows, columns):
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ,
                    struct.pack('HHHH', rows, columns, 0, 0))

    def row(self, number):
        """A row without trailing blanks; the second half of a Han is ''."""
        cells = self.screen.buffer[number]
        return ''.join(cells[column].data for column
                       in range(self.screen.columns)).rstrip()

    def text(self):
        return '\n'.join(map(self.row, range(self.screen.lines)))

    def cursor(self):
        return self.screen.cursor.y, self.screen.cursor.x

    def modes(self):
        """The line's settings, to see that they are put back."""
        return termios.tcgetattr(self.master)

    def wait_exit(self, timeout=30):
        """The exit status; what is left to read is read and checked."""
        end = time.monotonic() + timeout
        while self._read(max(0, end - time.monotonic())):
            pass
        try:
            status = self.process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise AssertionError('still there, in state %s of %s; the screen:'
                                 '\n%s' % (self._proc('stat'),
                                           self._proc('wchan'), self.text()))
        self.decoder.decode(b'', True)
        return status

    def close(self):
        """Hangs up; kills what doesn't care."""
        if self.master >= 0:
            os.close(self.master)
            self.master = -1
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()
