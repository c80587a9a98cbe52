"""A server of a test's own: it asks everybody but its superuser for a password,
and writes the log that failed logins are read from."""
import os
import pwd
import shutil
import subprocess
import tempfile

import zhen_test

BIN = subprocess.run(['pg_config', '--bindir'], check=True,
                     stdout=subprocess.PIPE).stdout.decode().strip() \
    if shutil.which('pg_config') else '/usr/lib/postgresql/15/bin'
SETTINGS = {
    'listen_addresses': '', 'fsync': 'off', 'shared_buffers': '16MB',
    'logging_collector': 'on', 'log_destination': 'jsonlog',
    'log_timezone': 'Asia/Shanghai',
}
HBA = ('local all,replication postgres trust\n'
       'local all all scram-sha-256\n')


def _as_server():
    """Root runs no server: somebody else does."""
    if os.getuid():
        return []
    for name in 'zhen', 'postgres':
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return ['setpriv', '--reuid', name, '--regid', name, '--clear-groups']
    raise RuntimeError('there is no account zhen or postgres for a server')


class Server:
    """Made with the schema and no people; zhen_test's functions use it."""

    def __init__(self, **settings):
        self.base = tempfile.mkdtemp()
        self.prefix = _as_server()
        if self.prefix:
            shutil.chown(self.base, self.prefix[2], self.prefix[4])
        self._run('initdb', '-A', 'trust', '-U', 'postgres', '-E', 'UTF8',
                  '--no-locale', '-N')
        with open(self.base + '/db/pg_hba.conf', 'w') as hba:
            hba.write(HBA)
        with open(self.base + '/db/postgresql.conf', 'a') as conf:
            for name, value in {**SETTINGS, **settings}.items():
                conf.write("%s = '%s'\n" % (name, value))
            conf.write("unix_socket_directories = '%s'\n" % self.base)
        self.start()
        os.environ.update(PGHOST=self.base, PGPORT='5432', PGUSER='postgres',
                          PGDATABASE='zhen')
        zhen_test.COPY, zhen_test.HOME = 'zhen', tempfile.mkdtemp()
        subprocess.run(['createdb', 'zhen'], check=True)
        self.zhenctl('init')

    def _run(self, program, *arguments, folder='db'):
        subprocess.run([*self.prefix, BIN + '/' + program, '-D',
                        self.base + '/' + folder, *arguments], check=True,
                       cwd='/', stdout=subprocess.DEVNULL)

    def start(self, folder='db'):
        self._run('pg_ctl', '-w', '-l', '/dev/null', 'start', folder=folder)

    def stop(self, folder='db', how='fast'):
        self._run('pg_ctl', '-w', '-m', how, 'stop', folder=folder)

    def is_running(self, folder='db'):
        return os.path.exists(self.base + '/' + folder + '/postmaster.pid')

    def add_replica(self, folder='replica', port=5433):
        """On the same socket folder, and started."""
        self._run('pg_basebackup', '-R', '-X', 'stream', '-c', 'fast', '-h',
                  self.base, '-U', 'postgres', folder=folder)
        shutil.rmtree(self.base + '/' + folder + '/log', ignore_errors=True)
        with open(self.base + '/' + folder + '/postgresql.conf', 'a') as conf:
            conf.write('port = %d\n' % port)
        self.start(folder)

    def zhenctl(self, *arguments, user='postgres', typed='', password=''):
        """What it says, right or wrong."""
        return subprocess.run(
            [os.path.join(os.environ.get('BUILD', 'build'), 'zhenctl'),
             *arguments], input=typed, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(os.environ, PGUSER=user, PGPASSWORD=password)).stdout

    def psql(self, user, password, query='SELECT 1'):
        """The answer, or None for who isn't let in."""
        done = subprocess.run(
            ['psql', '-XAtqc', query, '-U', user], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(os.environ, PGPASSWORD=password))
        return done.stdout.decode().strip() if done.returncode == 0 else None

    def close(self):
        for folder in os.listdir(self.base):
            if self.is_running(folder):
                self.stop(folder)
        shutil.rmtree(self.base)
        shutil.rmtree(zhen_test.HOME)
