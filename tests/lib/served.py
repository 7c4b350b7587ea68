# SPDX-License-Identifier: GPL-3.0-or-later
"""A workspace of a server asked with a key: paths are those of the workspace unless they begin with /api.

    with Served(data) as s:
        s.get("/overview", days=30)
"""
from server import Client, Server
from shoal import Failed, shoal


class Served(Server):
    def __init__(self, data, workspace="main", env=None):
        super().__init__(data, owner=False, env=env)
        self.name = workspace
        if not (data / "server.db").exists():
            shoal(data, "user", "create", "owner@example.com", env=env)
        self.key = self.new_key("read,people,write,import,export,admin")

    def new_key(self, scopes):
        return shoal(self.data, "key", "create", "test", "--scope", scopes, "--on", self.name, "--json", env=self.env)["secret"]

    def ask(self, method, path, body=None, key=None, headers=None, query=None):
        if not path.startswith("/api"):
            path = "/api/w/%s%s" % (self.name, path)
        raw = isinstance(body, bytes)
        return Client(self.port, key or self.key).request(method, path, None if raw else body, headers, query, body if raw else None)

    def get(self, path, **query):
        """The JSON of a 200."""
        a = self.ask("GET", path, query=query)
        if a.status != 200:
            raise Failed("GET %s %s: %r" % (path, query, a))
        return a.json

    def post(self, path, body):
        a = self.ask("POST", path, body)
        if a.status != 200:
            raise Failed("POST %s: %r" % (path, a))
        return a.json

    def count(self, expression, as_of):
        return self.post("/questions/count", {"expression": expression, "as_of": as_of})["people"]

    def refused(self, method, path, status, code, body=None, key=None, headers=None, query=None):
        a = self.ask(method, path, body, key, headers, query)
        if (a.status, a.code) != (status, code):
            raise Failed("%s %s %s: expected %d %s, got %r" % (method, path, query, status, code, a))
        return a.json
