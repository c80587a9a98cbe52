"""A line to the server that fails when a test says so.

It listens as a server does, in a folder for PGHOST.  Nothing here waits for
time to pass: it stops, swallows or cuts at what is said on the line.
"""
import os
import selectors
import socket
import threading

NAME = '.s.PGSQL.' + os.environ.get('PGPORT', '5432')
READY = b'Z\0\0\0\5I'			# the answer's end: nothing is open


def connect():
    host = os.environ['PGHOST']
    if host.startswith('/'):
        server = socket.socket(socket.AF_UNIX)
        server.connect(os.path.join(host, NAME))
        return server
    return socket.create_connection(
        (host, int(os.environ.get('PGPORT', '5432'))))


class Call:
    """One connection of a client, and ours to the server."""

    def __init__(self, client):
        self.client, self.server = client, connect()
        self.is_dead = False	# nothing goes through any more, ever
        self.answer = None	# what is kept back of an answer
        self.ends = False	# only its end is

    def close(self):
        self.client.close()
        self.server.close()


class Proxy:
    """Tests run in one thread, the line in another; what they share are a
    few marks, each written by one."""

    def __init__(self, folder):
        self.folder = folder
        self.is_silent = False
        self.swallow_from = None	# says what is the last to go through
        self.cut_answer_to = None
        self.keep_end_of = None		# the answer to the commit
        self.cut = threading.Event()
        self.calls = []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(os.path.join(folder, NAME))
        self.listener.listen()
        self.here, self.there = socket.socketpair()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _tell(self, what):
        self.here.send(what)
        self.here.recv(1)

    def silence(self):
        """From now on nothing goes through, in either direction."""
        self._tell(b's')

    def go(self):
        """What was said meanwhile arrives, and all goes on."""
        self._tell(b'g')

    def forget(self):
        """All goes on, but not for those who are connected: they never hear
        anything again."""
        self._tell(b'f')

    def forget_last(self):
        """The same for who called last only."""
        self._tell(b'l')

    def hang_up(self):
        """Cuts every connection; whoever calls then finds silence."""
        self._tell(b'h')

    def close(self):
        self._tell(b'q')
        self.thread.join()
        self.listener.close()
        os.unlink(os.path.join(self.folder, NAME))

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    def _obey(self):
        what = self.there.recv(1)
        if what in b'sh':
            self.is_silent = True
        if what in b'gfl':
            self.is_silent = False
        if what in b'fl':
            for call in self.calls[-1:] if what == b'l' else self.calls:
                call.is_dead = True
        if what in b'hq':
            self._close_all()
        self.there.send(what)
        return what != b'q'

    def _close_all(self):
        for call in self.calls:
            call.close()
        self.calls = []

    def _run(self):
        while True:
            with selectors.DefaultSelector() as selector:
                selector.register(self.there, selectors.EVENT_READ)
                selector.register(self.listener, selectors.EVENT_READ)
                for call in self.calls:
                    if self.is_silent or call.is_dead:
                        continue
                    for end in call.client, call.server:
                        selector.register(end, selectors.EVENT_READ, call)
                ready = [(key.fileobj, key.data)
                         for key, _ in selector.select()]
            for end, call in ready:
                if end is self.there:
                    if not self._obey():
                        return
                    break		# what is ready may not be any more
                if end is self.listener:
                    self.calls.append(Call(self.listener.accept()[0]))
                elif call in self.calls:
                    self._forward(call, end)

    def _forward(self, call, end):
        try:
            data = end.recv(65536)
            if data and end is call.client:
                self._to_server(call, data)
            elif data:
                self._to_client(call, data)
        except ConnectionError:
            data = b''
        if not data:
            self._end(call)

    def _end(self, call):
        call.close()
        self.calls.remove(call)

    def _to_server(self, call, data):
        if self.swallow_from and self.swallow_from in data:
            call.is_dead = True
            return
        if self.cut_answer_to and self.cut_answer_to in data:
            self.cut_answer_to, call.answer = None, b''
        if self.keep_end_of and self.keep_end_of in data:
            self.keep_end_of, call.answer, call.ends = None, b'', True
        call.server.sendall(data)

    def _to_client(self, call, data):
        if call.answer is None:
            call.client.sendall(data)
            return
        call.answer += data
        if not call.answer.endswith(READY):
            return
        if call.ends:
            call.client.sendall(call.answer[:-len(READY)])
            call.is_dead = True
        else:
            self._end(call)
        self.cut.set()
