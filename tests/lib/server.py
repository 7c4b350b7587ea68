# SPDX-License-Identifier: GPL-3.0-or-later
"""A server of one's own for a test, and small clients of it: signed in by cookie, by key, or nobody.

Answers are checked against their shapes (SHOAL_CHECK_ANSWERS=1): an answer that does not keep its promise is a 500 and
fails whatever test asked for it.
"""
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from shoal import PROGRAM, Failed

LOOPBACK = "127.0.0.1"
START_SECONDS = 60


class Answer:
    def __init__(self, r, body):
        self.status, self.body = r.status, body
        self.headers = {k.lower(): v for k, v in r.getheaders()}
        self.cookies = [v for k, v in r.getheaders() if k.lower() == "set-cookie"]

    @property
    def json(self):
        return json.loads(self.body.decode("utf-8"))

    @property
    def code(self):
        """Of a problem; "" if it is none."""
        return self.json["code"] if "problem+json" in self.headers.get("content-type", "") else ""

    def __repr__(self):
        return "%d %s" % (self.status, self.body[:300].decode("utf-8", "replace"))


class Client:
    """One browser or program.  Remembers the session cookie and its CSRF token."""

    def __init__(self, port, key=None):
        self.port, self.key, self.cookie, self.csrf = port, key, None, None

    def request(self, method, path, body=None, headers=None, query=None, raw=None, csrf=True, type="application/json"):
        c = http.client.HTTPConnection(LOOPBACK, self.port, timeout=120)
        h = {"Accept-Language": "en"}
        if self.key:
            h["Authorization"] = "Bearer " + self.key
        if self.cookie:
            h["Cookie"] = "shoal_session=" + self.cookie
            if csrf and self.csrf and method not in ("GET", "HEAD"):
                h["X-CSRF-Token"] = self.csrf
        data = raw
        if body is not None:
            data = json.dumps(body).encode()
        if data is not None:
            h["Content-Type"] = type
        h.update(headers or {})
        try:
            c.request(method, path + ("?" + urlencode(query) if query else ""), data, h)
            r = c.getresponse()
            a = Answer(r, r.read())
        finally:
            c.close()
        for cookie in a.cookies:
            m = re.match(r"shoal_session=([^;]*)", cookie)
            if m:
                self.cookie = m.group(1) or None
        return a

    def get(self, path, **kw):
        return self.request("GET", path, **kw)

    def post(self, path, body=None, **kw):
        return self.request("POST", path, body, **kw)

    def ok(self, method, path, body=None, status=None, **kw):
        """The JSON of a request that must go well."""
        a = self.request(method, path, body, **kw)
        if not (a.status == status if status else 200 <= a.status < 300):
            raise Failed("%s %s: %r" % (method, path, a))
        return a.json if a.body and "json" in a.headers.get("content-type", "") else a.body

    def refused(self, status, code, method, path, body=None, **kw):
        a = self.request(method, path, body, **kw)
        if a.status != status or (code and a.code != code):
            raise Failed("%s %s: expected %d %s, got %r" % (method, path, status, code, a))
        return a

    def signed_in(self, me):
        self.csrf = me["csrf"]
        return me

    def login(self, email, password):
        return self.signed_in(self.ok("POST", "/api/login", {"email": email, "password": password}))

    def link(self, token):
        return self.signed_in(self.ok("POST", "/api/login/link", {"token": token}))


class Server:
    """`with Server(dir) as s:`; s.owner is signed in as the owner of everything."""

    def __init__(self, data, *args, env=None, owner=True):
        self.data, self.args, self.env, self.wants_owner = Path(data), args, env or {}, owner
        self.process = self.owner = None
        self.log = self.data.parent / (self.data.name + ".stderr")

    def start(self):
        cmd = [PROGRAM, "--data", str(self.data), "--json", "serve", "--listen", LOOPBACK + ":0"]
        if self.wants_owner:
            cmd.append("--login-link")
        env = dict(os.environ, LC_ALL="C.UTF-8", SHOAL_CHECK_ANSWERS="1")
        env.pop("SHOAL_DATA", None)
        env.update(self.env)
        with open(self.log, "ab") as err:
            self.process = subprocess.Popen(cmd + list(self.args), stdout=subprocess.PIPE, stderr=err, env=env)
        timer = threading.Timer(START_SECONDS, self.process.kill)
        timer.start()
        line = self.process.stdout.readline()
        timer.cancel()
        if not line:
            raise Failed("the server did not start: " + self.errors())
        self.hello = json.loads(line)
        self.port = self.hello["port"]
        if self.wants_owner:
            self.owner = self.client()
            self.owner.link(self.hello["login_link"].split("#token=")[1])
        return self

    def stop(self, sig=signal.SIGTERM):
        """Its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(sig)
        try:
            return self.process.wait(60)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            self.process.stdout.close()

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *a):
        code = self.stop()
        if kind is None and code != 0:
            raise Failed("the server ended with %s: %s" % (code, self.errors()))

    def errors(self):
        return self.log.read_text("utf-8", "replace")[-2000:]

    def client(self, key=None):
        return Client(self.port, key)

    def user(self, email, role, workspace="tea", password="correct horse battery"):
        """A new user with a password, signed in; the role may be None."""
        invited = self.owner.ok("POST", "/api/w/%s/users" % workspace, {"email": email, "role": role or "viewer"})
        c = self.client()
        c.link(invited["link"]["token"])
        c.ok("POST", "/api/me/password", {"new": password})
        c.login(email, password)
        c.id = invited["user"]["id"]
        if role is None:
            self.owner.ok("PUT", "/api/w/%s/users/%s/role" % (workspace, c.id), {"role": None})
        return c

    def workspace(self, slug="tea", **kw):
        return self.owner.ok("POST", "/api/workspaces", dict({"slug": slug, "zone": "Asia/Shanghai", "currency": "CNY"}, **kw), 201)

    def wait_job(self, client, workspace, job, seconds=300):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            j = client.ok("GET", "/api/w/%s/jobs/%s" % (workspace, job["id"]))
            if j["status"] in ("done", "failed", "canceled"):
                return j
            time.sleep(0.1)
        raise Failed("the job is not over: %r" % j)

    def wire(self, data, timeout=20, half=False):
        """What comes back for these bytes, until the server closes."""
        with socket.create_connection((LOOPBACK, self.port), timeout) as s:
            try:
                s.sendall(data)
                if half:
                    s.shutdown(socket.SHUT_WR)
                out = b""
                while True:
                    got = s.recv(65536)
                    if not got:
                        return out
                    out += got
            except (ConnectionResetError, BrokenPipeError):
                return out if "out" in locals() else b""
