#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server as a browser, a program, a scanner and an operator meet it."""
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
import shoal  # noqa: E402
from server import LOOPBACK, Server  # noqa: E402
from shoal import PROGRAM, Failed, Temp, check, equal  # noqa: E402

SECURITY = {
    "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
}
PASSWORD = "correct horse battery"
one = {}


def server():
    """The server that most tests share."""
    return one["server"]


# ---- signing in ----

def a_link_signs_in_once():
    s = server()
    token = s.hello["login_link"].split("#token=")[1]
    check(s.hello["login_link"].startswith("http://127.0.0.1:%d/login#token=" % s.port), s.hello["login_link"])
    s.client().refused(401, "bad_link", "POST", "/api/login/link", {"token": token})
    s.client().refused(401, "bad_link", "POST", "/api/login/link", {"token": "a" * 52})
    made = s.owner.ok("POST", "/api/w/tea/users/%s/link" % s.ann.id)
    c = s.client()
    equal(c.link(made["token"])["user"]["email"], "ann@example.com")
    s.client().refused(401, "bad_link", "POST", "/api/login/link", {"token": made["token"]})


def the_cookie_is_guarded():
    s = server()
    c = s.client()
    a = c.post("/api/login", {"email": "ann@example.com", "password": PASSWORD})
    equal(len(a.cookies), 1)
    cookie = a.cookies[0]
    for part in ("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age="):
        check(part in cookie, cookie)
    check("Secure" not in cookie, "plain HTTP")
    check("Domain" not in cookie, cookie)
    me = a.json
    check(c.cookie not in a.body.decode(), "the token is in the cookie alone")
    equal((me["actor"], me["user"]["email"], me["server_owner"]), ("user", "ann@example.com", False))
    equal([(w["slug"], w["role"]) for w in me["workspaces"]], [("tea", "operator")])


def behind_a_trusted_proxy_the_cookie_is_secure():
    with Temp() as t, Server(t / "d", "--trusted-proxy", "127.0.0.0/8", "--host", "crm.example.com,127.0.0.1") as s:
        made = s.owner.ok("POST", "/api/workspaces", {"slug": "tea", "zone": "UTC", "currency": "EUR"}, 201)
        equal(made["currency"], "EUR")
        link = s.owner.ok("POST", "/api/w/tea/users", {"email": "a@example.com", "role": "viewer"})["link"]
        far = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "crm.example.com"}
        c = s.client()
        a = c.post("/api/login/link", {"token": link["token"]}, headers=far)
        check("Secure" in a.cookies[0], a.cookies[0])
        check("strict-transport-security" in a.headers, "HSTS")
        equal([x["address"] for x in c.ok("GET", "/api/me/sessions", headers=far)["items"]], ["192.0.2.7"])
        s.client().refused(401, "unauthenticated", "GET", "/metrics", headers=far)


def sessions_end():
    s = server()
    c, d = s.client(), s.client()
    c.login("ann@example.com", PASSWORD)
    d.login("ann@example.com", PASSWORD)
    listed = c.ok("GET", "/api/me/sessions")["items"]
    equal(sum(x["current"] for x in listed), 1)
    old = c.cookie
    c.ok("POST", "/api/logout", status=204)
    equal(c.cookie, None, "the browser forgets the cookie")
    c.cookie = old
    a = c.refused(401, "unauthenticated", "GET", "/api/me")
    check("Max-Age=0" in a.cookies[0], "a dead cookie is taken back")
    equal(d.get("/api/me").status, 200, "another browser stays signed in")
    # ending another session of one's own; not that of somebody else
    e = s.client()
    e.login("ann@example.com", PASSWORD)
    of_d = [x["id"] for x in d.ok("GET", "/api/me/sessions")["items"] if x["current"]][0]
    s.bob.refused(404, "unknown_session", "DELETE", "/api/me/sessions/" + of_d)
    e.ok("DELETE", "/api/me/sessions/" + of_d, status=204)
    d.refused(401, "unauthenticated", "GET", "/api/me")


def a_session_cannot_be_planted():
    """Signing in gives a new token and ends what the browser had before."""
    s = server()
    c = s.client()
    c.cookie = "b" * 52
    c.login("ann@example.com", PASSWORD)
    check(c.cookie != "b" * 52, "a planted token is not taken over")
    before = s.client()
    before.cookie = c.cookie
    c.login("ann@example.com", PASSWORD)
    check(c.cookie != before.cookie, "a new token each time")
    before.refused(401, "unauthenticated", "GET", "/api/me")


def csrf():
    s = server()
    ann, bob = s.ann, s.bob
    for token in ("", "x", bob.csrf, ann.csrf[:-1], ann.csrf + "a"):
        ann.refused(403, "csrf_failed", "PATCH", "/api/me", {"name": "A"}, headers={"X-CSRF-Token": token} if token else {}, csrf=False)
    equal(ann.ok("PATCH", "/api/me", {"name": "Ann"})["user"]["name"], "Ann")
    # forms of other sites: the types that need no permission are not understood
    for type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        s.client().refused(415, "bad_content_type", "POST", "/api/login", {"email": "ann@example.com", "password": PASSWORD}, type=type)
    a = ann.get("/api/me", headers={"Origin": "https://evil.example"})
    check("access-control-allow-origin" not in a.headers, "no other site may read")


def passwords_change():
    s = server()
    c = s.user("pat@example.com", "viewer")
    d = s.client()
    d.login("pat@example.com", PASSWORD)
    c.refused(422, "wrong_password", "POST", "/api/me/password", {"current": "not this one", "new": "another good one"})
    c.refused(422, "password_short", "POST", "/api/me/password", {"current": PASSWORD, "new": "short"})
    c.ok("POST", "/api/me/password", {"current": PASSWORD, "new": "another good one"}, status=204)
    equal(c.get("/api/me").status, 200, "the session that changed it stays")
    d.refused(401, "unauthenticated", "GET", "/api/me")
    s.client().refused(401, "bad_credentials", "POST", "/api/login", {"email": "pat@example.com", "password": PASSWORD})
    s.client().login("pat@example.com", "another good one")


def guessing_is_slowed():
    """On a server of its own, because an address that guesses is slowed in all it does."""
    with Temp() as t, Server(t / "d") as s:
        s.workspace()
        s.user("victim@example.com", "viewer")
        unknown = s.client().post("/api/login", {"email": "nobody-here@example.com", "password": "guess is wrong"})
        got = [s.client().post("/api/login", {"email": "victim@example.com", "password": "guess %d is wrong" % i}) for i in range(12)]
        equal(got[0].code, "bad_credentials")
        equal((unknown.status, unknown.json["detail"]), (401, got[0].json["detail"]), "who is not there looks like a wrong password")
        last = got[-1]
        equal((last.status, last.code), (429, "login_throttled"))
        check(int(last.headers["retry-after"]) >= 1, last.headers)
        s.client().refused(429, "login_throttled", "POST", "/api/login", {"email": "victim@example.com", "password": PASSWORD})
        equal(s.owner.get("/api/me").status, 200, "who is signed in does not notice")


# ---- keys ----

def keys_have_scopes_and_end():
    s = server()
    made = s.owner.ok("POST", "/api/w/tea/keys", {"title": "reader", "scopes": ["read"], "expires_days": 7}, 201)
    k = s.client(made["secret"])
    equal((made["key"]["scopes"], made["secret"][:12] == made["key"]["prefix"]), (["read"], True))
    me = k.ok("GET", "/api/me")
    equal((me["actor"], me["user"], me["csrf"]), ("key", None, None))
    equal(k.get("/api/w/tea/segments").status, 200)
    k.refused(403, None, "PUT", "/api/w/tea/segments/x", {"title": {"en": "X", "zh": "X"}, "expression": "did(order_paid)"})
    listed = json.dumps(s.owner.ok("GET", "/api/w/tea/keys"))
    check(made["secret"] not in listed, "a secret is shown once")
    for f in s.data.glob("server.db*"):
        check(made["secret"].encode() not in f.read_bytes(), "nor is it in " + f.name)
    s.owner.ok("DELETE", "/api/w/tea/keys/" + made["key"]["id"], status=204)
    k.refused(401, "unauthenticated", "GET", "/api/w/tea/segments")
    check(s.owner.ok("GET", "/api/w/tea/keys")["items"], "revoked keys stay listed")


# ---- requests and answers ----

def kinds_of_answers():
    """One of each kind: success, no content, error, 304, file, stream, redirect-free page."""
    s = server()
    etag = s.client().get("/").headers["etag"]
    yield "json", s.owner.get("/api/me")
    yield "204", s.owner.request("DELETE", "/api/w/tea/keys/" + s.owner.ok("POST", "/api/w/tea/keys", {"title": "x", "scopes": ["read"]})["key"]["id"])
    yield "401", s.client().get("/api/me")
    yield "404", s.client().get("/api/nothing")
    yield "405", s.client().request("PUT", "/api/me")
    yield "413", s.owner.post("/api/logout", {"x": 1})
    yield "422", s.owner.get("/api/me?x=1")
    yield "400", s.client().get("/..%2f..")
    yield "page", s.client().get("/")
    yield "304", s.client().get("/", headers={"If-None-Match": etag})
    yield "head", s.client().request("HEAD", "/")
    yield "yaml", s.owner.get("/api/w/tea/resources/pull")
    yield "metrics", s.client().get("/metrics")
    yield "openapi", s.client().get("/api/openapi.json")


def headers_are_on_every_answer():
    seen = set()
    for kind, a in kinds_of_answers():
        for name, value in SECURITY.items():
            equal(a.headers.get(name), value, "%s: %s" % (kind, name))
        csp = a.headers["content-security-policy"]
        check("default-src 'none'" in csp and "script-src 'self';" in csp and "frame-ancestors 'none'" in csp, "%s: %s" % (kind, csp))
        check("unsafe-eval" not in csp and "http:" not in csp and "https:" not in csp, csp)
        check("server" not in a.headers, "the server does not say what it is")
        check(re.fullmatch(r"[a-z0-9]{20,30}", a.headers["x-request-id"]), kind)
        check("cache-control" in a.headers, kind)
        seen.add(a.headers["x-request-id"])
    check(len(seen) >= 14, "ids differ")


def problems_say_what_is_wrong():
    s = server()
    a = s.owner.refused(422, "invalid_request", "POST", "/api/w/tea/users?lang=zh", {"emial": "a", "role": "king"})
    p = a.json
    equal(a.headers["content-type"], "application/problem+json")
    equal((p["type"], p["status"], p["request_id"]), ("about:blank", 422, a.headers["x-request-id"]))
    equal(sorted((e["field"], e["code"]) for e in p["errors"]), [("", "missing_field"), ("/emial", "unknown_field"), ("/role", "bad_field")])
    check(re.search("[一-鿿]", p["detail"]), p)
    a = s.owner.refused(422, "unknown_field", "PATCH", "/api/me", {"nmae": "x"})
    check("name" in a.json["hint"], "the nearest name: %r" % a)
    a = s.owner.refused(422, "unknown_parameter", "GET", "/api/w/tea/audit", query={"limt": 3})
    check("limit" in a.json["hint"], "the nearest name: %r" % a)
    s.owner.refused(422, "bad_parameter", "GET", "/api/w/tea/audit", query={"limit": 501})
    s.owner.refused(422, "invalid_request", "GET", "/api/w/tea/audit?limit=0&limit=2&x=1")
    s.owner.refused(422, "repeated_parameter", "GET", "/api/w/tea/audit?limit=1&limit=2")
    s.owner.refused(400, "bad_json", "PATCH", "/api/me", raw=b"{")
    s.owner.refused(422, "body_missing", "PATCH", "/api/me")
    s.owner.refused(413, "http_no_body", "POST", "/api/logout", {"x": 1})
    a = s.client().refused(405, "method_not_allowed", "DELETE", "/api/me")
    equal(a.headers["allow"], "GET, HEAD, PATCH")
    a = s.owner.refused(422, "bad_email", "POST", "/api/w/tea/users", {"email": "no address", "role": "viewer"})
    check(a.json["title"], a)


def a_slash_may_stand_in_a_name():
    """%2F inside a segment is part of the value, never a border."""
    s = server()
    a = s.owner.refused(404, "unknown_person", "GET", "/api/w/tea/people/a%2Fb%25")
    check("a/b%" in a.json["detail"], a)
    s.owner.refused(404, None, "GET", "/api/w/tea%2Fusers")
    s.ann.refused(404, "no_workspace", "GET", "/api/w/coffee%2F..%2Ftea")


def pages():
    s = server()
    for i in range(7):
        s.owner.ok("PATCH", "/api/w/tea", {"title": "Tea %d" % i})
    whole = s.owner.ok("GET", "/api/w/tea/audit", query={"limit": 500})["items"]
    equal([x["at"] for x in whole], sorted((x["at"] for x in whole), reverse=True), "newest first")
    check(any(x["action"] == "classification.create" and x["actor_kind"] == "system" for x in whole), "changes of resources are there")
    check(any(x["action"] == "workspace.changed" and x["detail"] == {"title": "Tea 3"} for x in whole), "and the others")
    got, cursor = [], None
    while True:
        page = s.owner.ok("GET", "/api/w/tea/audit", query=dict(limit=3, **({"cursor": cursor} if cursor else {})))
        check(len(page["items"]) <= 3, "a page is no longer than asked")
        got += page["items"]
        cursor = page["next"]
        if not cursor:
            break
        last = cursor
    equal([x["id"] for x in got], [x["id"] for x in whole], "pages are the list")
    some = s.owner.ok("GET", "/api/w/tea/audit", query={"action": "workspace", "limit": 500})["items"]
    equal([x["id"] for x in some], [x["id"] for x in whole if x["action"].startswith("workspace.")])
    # a cursor is of its list, and nobody can make one
    for q in ({"cursor": last, "action": "user"}, {"cursor": "x"}, {"cursor": last[:5] + ("A" if last[5] != "A" else "B") + last[6:]}, {"cursor": last + "AAAA"}, {"cursor": "A" * 60}):
        s.owner.refused(422, "bad_cursor", "GET", "/api/w/tea/audit", query=q)
    s.owner.refused(422, "bad_cursor", "GET", "/api/w/coffee/audit", query={"cursor": last})


def repetition_is_harmless():
    s = server()
    h = {"Idempotency-Key": "once-1"}
    a = s.owner.post("/api/w/tea/keys", {"title": "again", "scopes": ["read"]}, headers=h)
    b = s.owner.post("/api/w/tea/keys", {"scopes": ["read"], "title": "again"}, headers=h)
    equal((a.status, b.status, a.body), (201, 201, b.body), "the same answer")
    equal((a.headers.get("idempotency-replayed"), b.headers.get("idempotency-replayed")), (None, "true"))
    equal(sum(k["title"] == "again" for k in s.owner.ok("GET", "/api/w/tea/keys")["items"]), 1)
    s.owner.refused(409, "idempotency_conflict", "POST", "/api/w/tea/keys", {"title": "else", "scopes": ["read"]}, headers=h)
    s.owner.refused(422, "bad_header", "POST", "/api/w/tea/keys", {"title": "else", "scopes": ["read"]}, headers={"Idempotency-Key": "k" * 300})
    # keys are of the actor and the workspace
    equal(s.owner.post("/api/w/coffee/keys", {"title": "else", "scopes": ["read"]}, headers=h).status, 201)
    # a failure is not kept
    bad = {"Idempotency-Key": "once-2"}
    s.owner.refused(422, "bad_email", "POST", "/api/w/tea/users", {"email": "no address", "role": "viewer"}, headers=bad)
    s.owner.ok("POST", "/api/w/tea/users", {"email": "later@example.com", "role": "viewer"}, 201, headers=bad)
    # at the same time: one does it, the others are told to wait or get its answer
    answers = []
    h = {"Idempotency-Key": "once-3"}
    clients = [threading.Thread(target=lambda: answers.append(s.owner.post("/api/w/tea/keys", {"title": "race", "scopes": ["read"]}, headers=h))) for _ in range(8)]
    [c.start() for c in clients]
    [c.join() for c in clients]
    check({x.status for x in answers} <= {201, 409} and any(x.status == 201 for x in answers), answers)
    equal(len({x.body for x in answers if x.status == 201}), 1)
    equal(sum(k["title"] == "race" for k in s.owner.ok("GET", "/api/w/tea/keys")["items"]), 1)
    secret = json.loads(a.body)["secret"].encode()
    for f in s.data.glob("server.db*"):
        check(secret not in f.read_bytes() and b"once-1" not in f.read_bytes(), "kept answers are sealed: " + f.name)


def versions_guard_changes():
    s = server()
    doc = {"title": {"en": "Buyers", "zh": "买家"}, "expression": "did(order_paid)"}
    url = "/api/w/tea/segments/guarded"
    a = s.owner.request("PUT", url, doc, headers={"If-None-Match": "*"})
    check(a.status in (200, 201), a)
    etag = s.owner.get(url).headers["etag"]
    equal(s.owner.get(url, headers={"If-None-Match": etag}).status, 304)
    s.owner.ok("PUT", url, dict(doc, title={"en": "B", "zh": "买"}), headers={"If-Match": etag})
    s.owner.refused(412, "resource_changed", "PUT", url, doc, headers={"If-Match": etag})
    s.owner.refused(422, "bad_header", "PUT", url, doc, headers={"If-Match": "3"})
    check(s.owner.get(url).headers["etag"] != etag, "a new version has a new tag")


def answers_are_kept():
    s = server()
    a = s.owner.get("/api/w/tea/overview", query={"as_of": "2026-01-31"})
    equal(a.status, 200)
    check(a.headers["etag"].startswith('W/"'), a.headers)
    b = s.owner.get("/api/w/tea/overview", query={"as_of": "2026-01-31"}, headers={"If-None-Match": a.headers["etag"]})
    equal((b.status, b.body), (304, b""))
    equal(a.json["as_of"], "2026-01-31T15:59:59.999Z", "a date is its last millisecond in the brand's zone")
    c = s.ann.get("/api/w/tea/overview", query={"as_of": "2026-01-31"})
    equal(c.body, a.body)
    s.owner.refused(422, None, "GET", "/api/w/tea/overview", query={"as_of": "yesterday"})
    s.owner.ok("PATCH", "/api/w/tea", {"zone": "Asia/Tokyo"})
    d = s.owner.get("/api/w/tea/overview", query={"as_of": "2026-01-31"}, headers={"If-None-Match": a.headers["etag"]})
    equal((d.status, d.json["zone"]), (200, "Asia/Tokyo"), "a changed setting is another moment")
    s.owner.ok("PATCH", "/api/w/tea", {"zone": "Asia/Shanghai"})


def answers_name_what_they_saw():
    """Every answer about rows says up to where it saw the log; `wait` reads your own writes."""
    s = server()
    a = s.owner.get("/api/w/tea/overview", query={"as_of": "2026-01-31"})
    lsn = a.headers["shoal-lsn"]
    equal(int(lsn), a.json["lsn"])
    same = {"as_of": "2026-01-31", "wait": lsn}
    equal(s.owner.get("/api/w/tea/overview", query=same).headers["shoal-lsn"], lsn)
    b = s.owner.get("/api/w/tea/overview", query=same, headers={"If-None-Match": a.headers["etag"]})
    equal((b.status, b.headers["shoal-lsn"]), (304, lsn))
    equal(s.owner.post("/api/w/tea/questions/count", {"expression": "true"}, query={"wait": lsn}).headers["shoal-lsn"], lsn)
    check("shoal-lsn" not in s.owner.get("/api/me").headers, "nothing was looked at")
    s.owner.refused(422, None, "GET", "/api/w/tea/overview", query={"wait": "soon"})
    h = s.client().get("/healthz").json
    equal((h["writes"], h["upkeep"], h["durability"]), ("ok", "ok", "strict"))


def brands():
    s = server()
    s.owner.refused(409, "workspace_exists", "POST", "/api/workspaces", {"slug": "tea", "zone": "UTC", "currency": "EUR"})
    s.owner.refused(422, "unknown_zone", "POST", "/api/workspaces", {"slug": "moon", "zone": "Moon/Base", "currency": "EUR"})
    s.owner.refused(422, "bad_currency", "POST", "/api/workspaces", {"slug": "moon", "zone": "UTC", "currency": "eur"})
    s.owner.refused(422, None, "POST", "/api/workspaces", {"slug": "../moon", "zone": "UTC", "currency": "EUR"})
    w = s.owner.ok("PATCH", "/api/w/tea", {"title": "茶", "week_start": "sunday"})
    equal((w["title"], w["week_start"], w["zone"]), ("茶", "sunday", "Asia/Shanghai"))
    s.owner.refused(422, None, "PATCH", "/api/w/tea", {"title": "\u0007"})
    equal(json.loads((s.data / "w/tea/workspace.json").read_text("utf-8"))["title"], "茶")
    equal([x["slug"] for x in s.ann.ok("GET", "/api/workspaces")["items"]], ["tea"])
    zones = s.ann.ok("GET", "/api/zones")["items"]
    check("Asia/Shanghai" in zones and zones[0] == "UTC", zones[:5])
    check({"code": "CNY", "name": {"en": "Renminbi", "zh": "人民币"}} in s.ann.ok("GET", "/api/currencies")["items"], "currencies")
    docs = s.owner.ok("GET", "/api/w/tea/resources/pull").decode()
    check("kind: classification" in docs, docs[:200])
    dry = s.owner.ok("POST", "/api/w/coffee/resources/apply", {"documents": docs, "dry": True})["changes"]
    check(dry and all(c["what"] in ("none", "create") for c in dry), dry)
    made = s.owner.ok("POST", "/api/w/coffee/resources/apply", {"documents": docs})["changes"]
    check(any(c["what"] == "create" and c["slug"] == "guarded" for c in made), made)
    equal({c["what"] for c in s.owner.ok("POST", "/api/w/coffee/resources/apply", {"documents": docs})["changes"]}, {"none"})


def old_settings_files_are_read():
    with Temp() as t:
        with Server(t / "d") as s:
            s.workspace()
        path = t / "d/w/tea/workspace.json"
        doc = json.loads(path.read_text("utf-8"))
        path.write_text(json.dumps({k: doc[k] for k in ("id", "slug", "zone", "currency")}), "utf-8")
        with Server(t / "d") as s:
            w = s.owner.ok("GET", "/api/w/tea")
            equal((w["title"], w["week_start"]), ("tea", "monday"))


# ---- live ----

class Stream:
    def __init__(self, client, path):
        self.c = http.client.HTTPConnection(LOOPBACK, client.port, timeout=30)
        self.c.request("GET", path, headers={"Cookie": "shoal_session=" + client.cookie})
        self.r = self.c.getresponse()

    def event(self):
        """(name, data) of the next; None at the end."""
        name = data = None
        for line in iter(self.r.readline, b""):
            text = line.decode().rstrip("\r\n")
            if text.startswith("event:"):
                name = text[6:].strip()
            elif text.startswith("data:"):
                data = json.loads(text[5:])
            elif not text and name:
                return name, data
        return None

    def until(self, wanted):
        while True:
            e = self.event()
            if e is None or wanted(*e):
                return e


def live_tells_what_changes():
    s = server()
    c = s.client()
    c.login("ann@example.com", PASSWORD)
    stream = Stream(c, "/api/w/tea/live")
    equal(stream.r.getheader("content-type").split(";")[0], "text/event-stream")
    name, hello = stream.event()
    equal(name, "hello")
    s.owner.ok("PUT", "/api/w/tea/segments/seen-live", {"title": {"en": "L", "zh": "L"}, "expression": "did(order_paid)"})
    name, fresh = stream.until(lambda n, d: n == "fresh")
    check(fresh["revision"] > hello["revision"], (hello, fresh))
    job = s.owner.ok("POST", "/api/w/tea/exports", {"what": "people", "segment": "seen-live", "format": "csv"}, 202)
    name, told = stream.until(lambda n, d: n == "job" and d["id"] == job["id"] and d["status"] in ("done", "failed"))
    equal(told["status"], "done", told)
    # who may no longer look is no longer told
    c.ok("POST", "/api/logout", status=204)
    equal(stream.until(lambda n, d: False), None, "the stream ends with its session")
    s.client().refused(401, "unauthenticated", "GET", "/api/w/tea/live")


# ---- the usual bag of a scanner ----

def a_scanner_passes_by():
    s = server()
    head = b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    for path in (b"/../../etc/passwd", b"/..%2f..%2fetc/passwd", b"/%2e%2e/%2e%2e/etc/passwd", b"/assets/../../x", b"//etc/passwd", b"/%00",
                 b"/a\\..\\b", b"/.git/config", b"/.env", b"/wp-login.php", b"/api/../api/me", b"/api/w/..%2f..%2f/users", b"/" + b"a" * 70000):
        got = s.wire(head % path)
        status = int(got.split(b" ", 2)[1])
        check(status in (400, 401, 404, 414), "%r: %r" % (path[:60], got[:80]))
        check(b"root:" not in got, path)
    for bag in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", b"GET\r\n\r\n", b"\r\n\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00" * 100,
                b"POST /api/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
                b"POST /api/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                b"POST /api/login HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
                b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"y" * 100000 + b"\r\n\r\n"):
        got = s.wire(bag, half=True)
        check(not got or not got.startswith(b"HTTP/1.1 200"), "%r: %r" % (bag[:40], got[:80]))
    # a head so large that libmicrohttpd itself refuses it: its own words, but a whole answer with its end
    for bag, status in ((b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"y" * 2000000 + b"\r\n\r\n", b"431"),
                        (b"GET /" + b"y" * 2000000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", b"414")):
        got = s.wire(bag)
        if got:  # while the client still writes, the end of the connection may overtake the answer
            first, body = got.split(b"\r\n\r\n", 1)
            check(first.startswith(b"HTTP/1.1 " + status) and b"Connection: close" in first, first)
            equal(int(re.search(rb"Content-Length: (\d+)", first).group(1)), len(body), "a whole answer")
            check(b"yyy" not in body, "nothing of the request comes back")
    for q in ("' OR 1=1 --", "<script>alert(1)</script>", "${jndi:ldap://x}", "\u202e", "%s%n", "a" * 5000, "\x00"):
        a = s.owner.get("/api/w/tea/people", query={"q": q})
        check(a.status in (200, 400, 422), "%r: %r" % (q[:20], a))
        b = s.client().post("/api/login", {"email": q, "password": q})
        check(b.status in (400, 401, 422, 429), "%r: %r" % (q[:20], b))
        e = s.owner.post("/api/w/tea/questions/count", {"expression": q})
        check(e.status in (400, 422), "%r: %r" % (q[:20], e))
    deep = b"[" * 5000 + b"]" * 5000
    s.owner.refused(422, None, "PATCH", "/api/me", raw=deep)
    s.owner.refused(422, "bad_utf8", "PATCH", "/api/me", raw=b'{"name":"\xff"}')
    s.owner.refused(400, "bad_json", "PATCH", "/api/me", raw=b'{"name":"a","name":"b"}')
    equal(s.client().get("/healthz").json["status"], "ok")
    check(s.process.poll() is None, "it stands")


def who_is_slow_waits_alone():
    """A head that trickles holds a connection, not the server."""
    s = server()
    slow = [socket.create_connection((LOOPBACK, s.port), 10) for _ in range(50)]
    for c in slow:
        c.sendall(b"GET / HTTP/1.1\r\nHost:")
    for _ in range(20):
        equal(s.client().get("/healthz").status, 200)
    for c in slow:
        c.close()
    equal(s.client().get("/readyz").status, 200)


def the_console_is_served():
    s = server()
    c = s.client()
    page = c.get("/")
    equal(page.headers["content-type"], "text/html; charset=utf-8")
    equal(page.headers["cache-control"], "no-cache")
    equal(c.get("/segments/vip").body, page.body, "pages of the console are found by the console")
    equal(c.get("/", headers={"If-None-Match": page.headers["etag"]}).status, 304)
    zipped = c.get("/", headers={"Accept-Encoding": "gzip"})
    check(zipped.headers.get("content-encoding") in ("gzip", None), zipped.headers)
    c.refused(404, "no_route", "GET", "/assets/gone-abcdefgh.js")
    c.refused(405, "method_not_allowed", "POST", "/segments", raw=b"")
    c.refused(404, "no_route", "GET", "/api")
    c.refused(404, "no_route", "GET", "/api/unknown")


def metrics_are_for_this_machine():
    s = server()
    text = s.client().get("/metrics").body.decode()
    for line in text.splitlines():
        check(line.startswith("#") or re.fullmatch(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [-+0-9.eE]+', line), line)
    names = set(re.findall(r"^# TYPE (\S+)", text, re.M))
    equal(len(names), len(re.findall(r"^# TYPE ", text, re.M)), "each is described once")
    check({"shoal_request_seconds", "shoal_http_requests_total", "shoal_workspace_events", "shoal_jobs", "shoal_build_info"} <= names, names)
    s.owner.ok("GET", "/api/w/tea/overview")
    text = s.client().get("/metrics").body.decode()
    for name in sorted(n for n in names if n.startswith("shoal_workspace_") or n in ("shoal_outbox_waiting", "shoal_answers_bytes", "shoal_message_ids")):
        values = {w: float(v) for w, v in re.findall(r'^%s\{workspace="([^"]*)"\} (\S+)$' % name, text, re.M)}
        check("tea" in values and all(0 <= v < 1e12 for v in values.values()), (name, values))
    s.client().refused(401, "unauthenticated", "GET", "/metrics", headers={"X-Forwarded-For": "192.0.2.1"})
    s.ann.refused(403, "metrics_forbidden", "GET", "/metrics", headers={"X-Forwarded-For": "192.0.2.1"})
    key = s.owner.ok("POST", "/api/w/tea/keys", {"title": "prometheus", "scopes": ["admin"]})["secret"]
    equal(s.client(key).get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"}).status, 200)


# ---- the life of the process ----

def sessions_outlive_a_restart():
    with Temp() as t:
        log = t / "access.log"
        with Server(t / "d", "--access-log", log) as s:
            s.workspace()
            s.owner.get("/api/w/tea/people?q=secret-name@example.com")
            cookie, csrf, cursor = s.owner.cookie, s.owner.csrf, None
            cursor = s.owner.ok("GET", "/api/w/tea/audit", query={"limit": 1})["next"]
            log.rename(t / "moved.log")
            s.process.send_signal(signal.SIGHUP)
            end = time.monotonic() + 60
            while not (log.exists() and log.stat().st_size):
                check(time.monotonic() < end, "a new log is begun")
                s.owner.get("/api/me")
                time.sleep(0.02)
        lines = [json.loads(x) for f in (t / "moved.log", log) for x in f.read_text("utf-8").splitlines()]
        check(any(x["route"] == "/api/w/{workspace}/people" and x["actor"] == "owner@localhost" and x["status"] == 200 for x in lines), "access log")
        check("secret-name" not in json.dumps(lines), "values of queries are not logged")
        equal(set(lines[0]), {"ts", "id", "method", "path", "route", "status", "ms", "bytes_in", "bytes", "actor", "remote", "code"})
        with Server(t / "d", owner=False) as s:
            c = s.client()
            c.cookie, c.csrf = cookie, csrf
            equal(c.ok("GET", "/api/me")["user"]["email"], "owner@localhost")
            c.ok("PATCH", "/api/w/tea", {"title": "Still"})
            c.ok("GET", "/api/w/tea/audit", query={"limit": 1, "cursor": cursor})
            check("login_link" not in s.hello, "a link only when asked for")


def it_stops_gracefully():
    for sig in (signal.SIGTERM, signal.SIGINT):
        with Temp() as t:
            s = Server(t / "d").start()
            s.workspace()
            stream = Stream(s.owner, "/api/w/tea/live")
            equal(stream.event()[0], "hello")
            equal(s.stop(sig), 0)
            equal(stream.event(), None, "streams end")
            check("runtime error" not in s.errors() and "Sanitizer" not in s.errors(), s.errors())


def it_says_why_it_does_not_start():
    s = server()
    with Temp() as t:
        def fails(*args, env=None):
            r = subprocess.run([PROGRAM, "--lang", "en", "--data", str(t / "d"), "--json", "serve"] + list(args), capture_output=True, timeout=60,
                               env=dict(os.environ, **(env or {})))
            check(r.returncode != 0 and not r.stdout, r)
            return json.loads(r.stderr)["error"]
        equal(fails("--listen", "%s:%d" % (LOOPBACK, s.port))["code"], "http_listen")
        r = subprocess.run([PROGRAM, "--data", str(s.data), "--json", "serve", "--listen", LOOPBACK + ":0"], capture_output=True, timeout=60)
        equal(json.loads(r.stderr)["error"]["code"], "server_locked")
        equal(fails("--listen", "nowhere")["code"], "bad_option_value")
        equal(fails("--listen", "127.0.0.1:99999")["code"], "bad_option_value")
        equal(fails("--listen", LOOPBACK + ":0", "--trusted-proxy", "everybody")["code"], "http_bad_proxy")
        equal(fails("--tls-cert", "x.pem")["code"], "bad_option_value")
        equal(fails("--listne", "x")["code"], "unknown_option")
        (t / "c.yaml").write_text("listen: 127.0.0.1:0\nacess_log: x\n")
        e = fails("--config", str(t / "c.yaml"))
        equal((e["code"], e["place"]["line"]), ("unknown_server_setting", 2))
        check("access_log" in e["hint"], e)
        (t / "notes").mkdir()
        (t / "notes/a.txt").write_text("not ours")
        r = subprocess.run([PROGRAM, "--data", str(t / "notes"), "--json", "serve", "--listen", LOOPBACK + ":0"], capture_output=True, timeout=60)
        equal(json.loads(r.stderr)["error"]["code"], "no_data_dir")


def settings_have_an_order():
    """flag > environment > file > default"""
    with Temp() as t:
        (t / "c.yaml").write_text("listen: 127.0.0.1:1\naccess_log: %s\nhost: [a.example, b.example]\n" % (t / "file.log"))
        with Server(t / "d", "--config", str(t / "c.yaml"), env={"SHOAL_ACCESS_LOG": str(t / "env.log")}, owner=False) as s:
            check(s.port != 1, "the flag wins over the file")
            s.client().get("/healthz", headers={"Host": "a.example"})
            s.client().refused(421, "http_wrong_host", "GET", "/healthz", headers={"Host": "evil.example"})
        check((t / "env.log").exists() and not (t / "file.log").exists(), "the environment wins over the file")
        check(b"/healthz" in (t / "env.log").read_bytes(), "the log is written")
        with Server(t / "d", "--config", str(t / "c.yaml"), "--access-log", "off", env={"SHOAL_ACCESS_LOG": str(t / "no.log")}, owner=False):
            pass
        check(not (t / "no.log").exists(), "the flag wins over the environment")
        with Server(t / "d", "--public-url", "https://crm.example.com/") as s:
            check(s.hello["login_link"].startswith("https://crm.example.com/login#token="), s.hello)
        equal(shoal.shoal(t / "d", "user", "link", "owner@localhost", "--json")["url"].split("#")[0], "https://crm.example.com/login")


def systemd_is_told():
    with Temp() as t, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(str(t / "notify"))
        sock.settimeout(30)
        with Server(t / "d", env={"NOTIFY_SOCKET": str(t / "notify")}):
            equal(sock.recv(100), b"READY=1")
        equal(sock.recv(100), b"STOPPING=1")


def the_command_line_shares_the_server():
    """What is revoked on the command line stops working with the next request."""
    with Temp() as t, Server(t / "d") as s:
        s.workspace()
        link = shoal.shoal(t / "d", "user", "link", "owner@localhost", "--json")
        check("/login#token=" in link["url"], link)
        c = s.client()
        c.link(link["token"])
        shoal.shoal(t / "d", "user", "logout", "owner@localhost", "--json")
        c.refused(401, "unauthenticated", "GET", "/api/me")


TESTS = (a_link_signs_in_once, the_cookie_is_guarded, behind_a_trusted_proxy_the_cookie_is_secure, sessions_end, a_session_cannot_be_planted, csrf,
         passwords_change, keys_have_scopes_and_end, headers_are_on_every_answer, problems_say_what_is_wrong, a_slash_may_stand_in_a_name, pages,
         repetition_is_harmless, versions_guard_changes, answers_are_kept, answers_name_what_they_saw, brands, old_settings_files_are_read, live_tells_what_changes,
         a_scanner_passes_by, who_is_slow_waits_alone, the_console_is_served, metrics_are_for_this_machine, sessions_outlive_a_restart,
         it_stops_gracefully, it_says_why_it_does_not_start, settings_have_an_order, systemd_is_told, the_command_line_shares_the_server,
         guessing_is_slowed)
with Temp() as top, Server(top / "d") as shared_server:
    one["server"] = shared_server
    shared_server.workspace("tea")
    shared_server.workspace("coffee")
    shared_server.ann = shared_server.user("ann@example.com", "operator")
    shared_server.bob = shared_server.user("bob@example.com", "viewer")
    shoal.main(*TESTS)
