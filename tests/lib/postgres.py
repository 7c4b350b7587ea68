# SPDX-License-Identifier: GPL-3.0-or-later
"""A private PostgreSQL for tests: on a free port of 127.0.0.1 and a socket, in a directory of its own, gone afterwards.

As root it runs as the user postgres (or nobody), because PostgreSQL does not run as root."""
import contextlib
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PASSWORD = "s3cret-of-the-tests"


def programs():
    """Where initdb and postgres are, the newest; None: not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    path = shutil.which("initdb")
    return Path(path).parent if path else None


def free_port():
    """Not of those that the kernel gives to whoever asks: such a one may be gone before it is used, or while the server is down."""
    for _ in range(100):
        port = random.randrange(15000, 32000)
        with contextlib.suppress(OSError), socket.socket() as s:
            s.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no free port")


class Postgres:
    def __init__(self):
        self.bin = programs()
        self.dir = Path(tempfile.mkdtemp(prefix="shoal-pg-"))
        self.port = free_port()
        self.process = None
        self.who = {}
        if os.getuid() == 0:
            names = [u.pw_name for u in pwd.getpwall()]
            user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
            os.chown(self.dir, user.pw_uid, user.pw_gid)
            self.who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        secret = self.dir / "pw"
        secret.write_text(PASSWORD)
        os.chmod(secret, 0o644)
        self.run("initdb", "-D", self.dir / "data", "-U", "shoal", "-E", "UTF8", "--locale=C", "--pwfile", secret,
                 "--auth-host=scram-sha-256", "--auth-local=trust", "--no-instructions")
        self.start()
        self.sql("CREATE DATABASE shoal")

    def run(self, name, *args):
        done = subprocess.run([self.bin / name, *map(str, args)], cwd=self.dir, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=120, **self.who)
        if done.returncode != 0:
            raise RuntimeError("%s: %s" % (name, done.stdout))
        return done.stdout

    def start(self):
        for _ in range(20):
            if self.comes_up():
                return
            said = (self.dir / "log").read_text()[-2000:]
            if "already in use" not in said:
                break
            time.sleep(0.5)  # somebody else's test has the port
        raise RuntimeError("PostgreSQL did not start: " + said)

    def comes_up(self):
        log = open(self.dir / "log", "ab")
        self.process = subprocess.Popen(
            [self.bin / "postgres", "-D", self.dir / "data", "-k", self.dir, "-p", str(self.port), "-h", "127.0.0.1",
             "-c", "max_connections=200"], cwd=self.dir, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self.who)
        log.close()
        for _ in range(600):
            if subprocess.run([self.bin / "pg_isready", "-q", "-h", self.dir, "-p", str(self.port)]).returncode == 0:
                return True
            if self.process.poll() is not None:
                return False
            time.sleep(0.1)
        return False

    def stop(self, how=signal.SIGINT):
        """SIGINT: in order, ending sessions; SIGQUIT: as in a crash."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(300)  # a last checkpoint, on a disk that others use too
        self.process = None

    def sql(self, text, database="postgres"):
        return self.run("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.dir, "-p", self.port, "-U", "shoal",
                        "-d", database, "-c", text).strip()

    def drop_sessions(self, database="shoal"):
        """Ends every session of the database, as a restart would."""
        return self.sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '%s'" % database)

    @property
    def url(self):
        """Over the socket, without a password."""
        return "postgresql://shoal@:%d/shoal?host=%s" % (self.port, self.dir)

    @property
    def url_with_password(self):
        return "postgresql://shoal:%s@127.0.0.1:%d/shoal" % (PASSWORD, self.port)

    def close(self):
        self.stop(signal.SIGQUIT)  # its files go, so nothing need be in order
        shutil.rmtree(self.dir, ignore_errors=True)


@contextlib.contextmanager
def postgres():
    p = Postgres()
    try:
        yield p
    finally:
        p.close()
