"""A real server over a data directory, asked over loopback."""
import http.client
import json
import os
import re
import subprocess
import threading

from shoal import PROGRAM, Failed, shoal


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {k.lower(): v for k, v in response.getheaders()}
        self.bytes = response.read()
        self.json = json.loads(self.bytes) if "json" in self.headers.get("content-type", "") else None


class Served:
    """`with Served(data) as s: s.get("/overview", days=30)`: paths are those of the workspace `main` unless they begin with
    /api; the key has all scopes unless another is given."""

    def __init__(self, data, workspace="main"):
        self.data, self.workspace = data, workspace
        if not (data / "server.db").exists():
            shoal(data, "user", "create", "owner@example.com")
        self.key = self.new_key("read,people,write,import,export,admin")

    def new_key(self, scopes):
        return shoal(self.data, "key", "create", "test", "--scope", scopes, "--on", self.workspace, "--json")["secret"]

    def __enter__(self):
        self.process = subprocess.Popen([PROGRAM, "--data", str(self.data), "serve", "--listen", "127.0.0.1:0"],
                                        env=dict(os.environ, LC_ALL="C.UTF-8", SHOAL_CHECK_ANSWERS="1"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for line in self.process.stdout:
            found = re.search(rb"http://127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found.group(1))
                break
        else:
            raise Failed("the server did not start")
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        return self

    def __exit__(self, *a):
        self.process.terminate()
        code = self.process.wait(timeout=60)
        if code != 0 and a[0] is None:
            raise Failed("the server ended with %d" % code)

    def ask(self, method, path, body=None, key=None, headers=None, query=None):
        from urllib.parse import urlencode
        if not path.startswith("/api"):
            path = "/api/w/%s%s" % (self.workspace, path)
        if query:
            path += "?" + urlencode(query)
        head = {"Authorization": "Bearer " + (key or self.key), **(headers or {})}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if body is not None:
            head.setdefault("Content-Type", "application/json")
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            c.request(method, path, body, head)
            return Answer(c.getresponse())
        finally:
            c.close()

    def get(self, path, **query):
        """A 200; its JSON."""
        a = self.ask("GET", path, query=query)
        if a.status != 200:
            raise Failed("GET %s %s: %d %s" % (path, query, a.status, a.bytes[:400]))
        return a.json

    def post(self, path, body, status=200):
        a = self.ask("POST", path, body)
        if a.status != status:
            raise Failed("POST %s: %d %s" % (path, a.status, a.bytes[:400]))
        return a.json

    def count(self, expression, as_of):
        return self.post("/questions/count", {"expression": expression, "as_of": as_of})["people"]

    def refused(self, method, path, status, code, body=None, key=None, headers=None, query=None):
        a = self.ask(method, path, body, key, headers, query)
        if (a.status, (a.json or {}).get("code")) != (status, code):
            raise Failed("%s %s %s: got %d %s, expected %d %s" % (method, path, query, a.status, a.bytes[:300], status, code))
        return a.json
