#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that send events, byte by byte: each rule of the front end (docs/COLLECT.md), what is refused and how, what
becomes a dead letter, what is counted, and that what was acknowledged is there once, whatever happens to the server."""
import base64
import gzip
import http.client
import json
import signal
import socket
import sys
import threading
import time
import zlib
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import LOOPBACK, Server  # noqa: E402
from shoal import Failed, Temp, check, equal, main, shoal  # noqa: E402

W = "/api/w/tea"
KEYS = W + "/collect/keys"
DEAD = W + "/collect/dead"
PAST = -180  # seconds: questions are asked as of the last full minute
world = {}


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return "%s %r %r" % (self.status, self.headers, self.body[:300])


def send(port, path, body=None, method=None, headers=None):
    """One request on a connection of its own."""
    c = http.client.HTTPConnection(LOOPBACK, port, timeout=60)
    data = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
    try:
        c.request(method or ("POST" if data is not None else "GET"), path, data, headers or {})
        r = c.getresponse()
        return Reply(r.status, {k.lower(): v for k, v in r.getheaders()}, r.read())
    finally:
        c.close()


def basic(key):
    return {"Authorization": "Basic " + base64.b64encode((key + ":").encode()).decode()}


def track(n, event="probe", **more):
    return dict({"type": "track", "event": event, "userId": "u%d" % (n % 7), "messageId": "m-%s-%d" % (event, n), "timestamp": now(PAST)}, **more)


def now(shift=0):
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + shift))


def key(kind="browser", server=None, **more):
    s = server or world["s"]
    return s.owner.ok("POST", KEYS, dict({"title": "test", "kind": kind}, **more), 201)


def events_of(name, server=None):
    """How many events of this name there are by now."""
    s = server or world["s"]
    a = s.owner.get(W + "/data/events/" + quote(name))
    return a.json["rows"] if a.status == 200 else 0


def soon(what, want, got, seconds=60):
    """Rows show within a moment of their acknowledgement."""
    end = time.monotonic() + seconds
    while got() != want and time.monotonic() < end:
        time.sleep(0.05)
    equal(got(), want, what)


def raw(port, data, wait=20, end=True):
    with socket.create_connection((LOOPBACK, port), wait) as s:
        s.sendall(data)
        out = b""
        while True:
            try:
                got = s.recv(65536)
            except ConnectionResetError:
                return out
            if not got:
                return out
            out += got
            if not end and b"\r\n\r\n" in out:
                return out


def metric(name, *labels):
    text = world["s"].client().get("/metrics").body.decode()
    total = 0
    for line in text.splitlines():
        if line.startswith(name) and all(x in line for x in labels):
            total += float(line.rsplit(" ", 1)[1])
    return total


def letters(**query):
    return world["s"].owner.ok("GET", DEAD, query=query)["items"]


# ---- what gets in ----

def an_event_is_durable_and_can_be_asked_for():
    s, k = world["s"], key()
    r = send(s.port, "/v1/t", track(1, "first"), headers=basic(k["secret"]))
    equal((r.status, r.json), (200, {"success": True}), "a single event")
    equal(r.headers["content-type"], "application/json", "type")
    soon("first", 1, lambda: events_of("first"))
    r = send(s.port, "/v1/batch", {"batch": [track(i, "batched") for i in range(20)], "sentAt": now(), "writeKey": k["secret"]})
    equal(r.status, 200, "key in the body")
    soon("batched", 20, lambda: events_of("batched"))


def keys_are_found_wherever_they_are():
    s, k = world["s"], key()["secret"]
    ways = [
        ("/v1/batch", {"batch": [track(0, "where")]}, basic(k)),
        ("/v1/batch", {"batch": [track(1, "where")], "writeKey": k}, {}),
        ("/v1/batch", {"batch": [track(2, "where", writeKey=k)]}, {}),
        ("/v1/batch?writeKey=" + k, {"batch": [track(3, "where")]}, {}),
        ("/v1/batch/", {"batch": [track(4, "where")]}, {"Authorization": "Bearer " + k}),
        ("/segment/v1/batch", {"batch": [track(5, "where")]}, {"Authorization": "Basic " + base64.b64encode(k.encode()).decode()}),
        ("/v1/import/", {"batch": [track(6, "where")]}, basic(k)),
    ]
    for path, body, headers in ways:
        equal(send(s.port, path, body, headers=headers).status, 200, path)
    soon("where", len(ways), lambda: events_of("where"))
    origin = "https://only.example"
    key(origins=[origin])
    equal(send(s.port, "/v1/t", track(7, "where"), headers={"Origin": origin}).status, 200, "by its origin alone")
    equal(send(s.port, "/v1/t", track(8, "where"), headers={"Origin": "https://other.example"}).status, 401, "another origin")
    soon("where", len(ways) + 1, lambda: events_of("where"))


def bodies_as_clients_send_them():
    s, k = world["s"], key()["secret"]
    plain = json.dumps({"batch": [track(0, "body")]}).encode()
    zipped = gzip.compress(json.dumps({"batch": [track(1, "body")]}).encode())
    equal(send(s.port, "/v1/batch", plain, headers=dict(basic(k), **{"Content-Type": "text/plain"})).status, 200, "text/plain")
    equal(send(s.port, "/v1/batch", zipped, headers=dict(basic(k), **{"Content-Type": "text/plain"})).status, 200, "gzip without a word")
    twice = gzip.compress(json.dumps({"batch": [track(2, "body")]}).encode())
    equal(send(s.port, "/v1/batch", twice, headers=dict(basic(k), **{"Content-Encoding": "gzip", "Content-Type": "application/x-www-form-urlencoded"})).status, 200, "gzip as a form")
    chunks = json.dumps({"batch": [track(3, "body")]}).encode()
    head = "POST /v1/batch HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" % basic(k)["Authorization"]
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(chunks[i:i + 50]), chunks[i:i + 50]) for i in range(0, len(chunks), 50))
    check(raw(s.port, head.encode() + pieces + b"0\r\n\r\n").startswith(b"HTTP/1.1 200"), "chunked")
    again = json.dumps({"batch": [track(4, "body")]}).encode()
    head = "POST /v1/batch HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\nExpect: 100-continue\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (basic(k)["Authorization"], len(again))
    check(b"HTTP/1.1 200" in raw(s.port, head.encode() + again), "Expect")
    soon("body", 5, lambda: events_of("body"))


def connections_are_kept():
    s, k = world["s"], key()["secret"]
    c = http.client.HTTPConnection(LOOPBACK, s.port, timeout=30)
    for i in range(50):
        c.request("POST", "/v1/t", json.dumps(track(i, "kept")), basic(k))
        r = c.getresponse()
        equal((r.status, r.read()), (200, b'{"success":true}'), "request %d" % i)
    c.close()
    soon("kept", 50, lambda: events_of("kept"))


def sixteen_megabytes():
    s, k = world["s"], key("server")["secret"]
    big = [track(i, "big", properties={"pad": "x" * 31500}) for i in range(500)]
    body = json.dumps({"batch": big}).encode()
    check(15 << 20 < len(body) < 16 << 20, "%d bytes" % len(body))
    equal(send(s.port, "/v1/batch", body, headers=basic(k)).status, 200, "16 MiB")
    soon("big", 500, lambda: events_of("big"))
    more = raw(s.port, b"POST /v1/batch HTTP/1.1\r\nHost: localhost\r\nOrigin: https://a.example\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (17 << 20))
    check(more.startswith(b"HTTP/1.1 413") and b'"code":"http_too_large"' in more, "more: %r" % more[:200])
    check(b"Access-Control-Allow-Origin: https://a.example" in more, "CORS of a refusal by the server")


def hostile_bodies_all_at_once():
    """What is cheap to send and dear to keep: the server stays up, small requests are answered, memory is bounded."""
    with Temp() as t, Server(t / "d") as s:
        s.workspace("tea")
        k = key("server", s)["secret"]
        nothing, nested = b"[" + b"0," * (7 << 20) + b"0]", b"[" + b'{"a":[' * 20 + b"1" + b"]}" * 20 + b"]"
        bodies = [nothing, gzip.compress(nothing), b'{"batch":' + nothing + b"}", b"\n" * (15 << 20) + b"{}", nested * 20000, nothing[:-1]]
        got = []

        def one(body):
            got.append(send(s.port, "/v1/batch", body, headers=basic(k)).status)

        threads = [threading.Thread(target=one, args=(b,)) for b in bodies]
        for x in threads:
            x.start()
        equal(send(s.port, "/v1/t", track(1, "small"), headers=basic(k)).status, 200, "beside them")
        for x in threads:
            x.join()
        check(len(got) == len(bodies) and all(x in (200, 400, 413, 503, 408) for x in got), "answers: %r" % got)
        peak = int([x for x in Path("/proc/%d/status" % s.process.pid).read_text().split("\n") if x.startswith("VmHWM")][0].split()[1]) >> 10
        check(peak < 5000, "%d MiB at most in memory" % peak)
        print("# peak %d MiB, answers %r" % (peak, got))
        equal(send(s.port, "/v1/t", track(2, "small"), headers=basic(k)).status, 200, "after them")


def pixels_in_a_query():
    s, k = world["s"], key()["secret"]
    long = {"type": "track", "event": "pixel", "distinct_id": "d1", "anonymous_id": "d1", "_track_id": 7, "time": int((time.time() + PAST) * 1000), "properties": {"pad": "y" * 30000}}
    data = quote(base64.b64encode(json.dumps(long).encode()).decode(), safe="")
    r = send(s.port, "/sa.gif?project=%s&data=%s" % (k, data))
    equal((r.status, r.headers["content-type"], len(r.body)), (200, "image/gif", 43), "a pixel")
    equal(r.headers["cross-origin-resource-policy"], "cross-origin", "pages elsewhere may load it")
    soon("pixel", 1, lambda: events_of("pixel"))


# ---- CORS ----

def every_answer_may_be_read_by_pages():
    s, k = world["s"], key()["secret"]
    page = {"Origin": "https://shop.example"}
    for path in ("/v1/t", "/v1/batch", "/sa.gif", "/e/", "/track/", "/batch/", "/v1/projects/%s/settings" % k):
        r = send(s.port, path, method="OPTIONS", headers=dict(page, **{"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}))
        equal((r.status, r.body), (204, b""), "OPTIONS " + path)
        check("authorization" in r.headers["access-control-allow-headers"] and "*" not in r.headers["access-control-allow-headers"], "headers by name")
        equal(r.headers["access-control-max-age"], "86400", "age")
    for body, headers, status in ((track(0, "cors"), basic(k), 200), (track(1, "cors"), {}, 401), (b"{", basic(k), 400)):
        r = send(s.port, "/v1/t", body, headers=dict(headers, **page))
        equal(r.status, status, "status")
        equal(r.headers["access-control-allow-origin"], page["Origin"], "origin of %d" % status)
        equal(r.headers["access-control-allow-credentials"], "true", "credentials of %d" % status)
        check("Origin" in r.headers["vary"], "vary of %d" % status)
        check("set-cookie" not in r.headers, "no cookies")
    r = send(s.port, "/v1/t", b"x", method="PUT", headers=page)
    equal((r.status, r.headers["access-control-allow-origin"]), (405, page["Origin"]), "PUT")


def settings_for_pages():
    s, k = world["s"], key()["secret"]
    doc = send(s.port, "/v1/projects/%s/settings" % k).json
    own = doc["integrations"]["Segment.io"]
    equal((own["apiKey"], own["protocol"]), (k, "http"), "settings")
    check(own["apiHost"].endswith(":%d/v1" % s.port), own["apiHost"])
    equal(doc["metrics"]["sampleRate"], 0, "no remote metrics")
    equal(send(s.port, "/v1/m", {"series": []}).status, 200, "remote metrics are taken and forgotten")


# ---- what does not get in ----

def who_has_no_key_is_told_so():
    s = world["s"]
    before = metric("shoal_collect_refused_total", 'code="collect_no_key"')
    for headers in ({}, basic("wk_nothing"), basic("shk_nothing"), basic("")):
        r = send(s.port, "/v1/batch", {"batch": [track(0)]}, headers=headers)
        equal(r.status, 401, "Segment")
        equal((r.json["success"], r.json["code"], bool(r.json["message"])), (False, "collect_no_key", True), "words that clients need")
    equal(send(s.port, "/sa?project=none", b"data=e30%3D").status, 403, "Sensors: what Android keeps")
    equal(metric("shoal_collect_refused_total", 'code="collect_no_key"') - before, 5, "counted")


def revoked_and_rotated_keys():
    s, made = world["s"], key()
    old = made["secret"]
    new = s.owner.ok("POST", KEYS + "/%s/rotate" % made["key"]["id"], {"overlap_days": 7})
    for i, secret in enumerate((old, new["secret"])):
        equal(send(s.port, "/v1/t", track(i, "rotated"), headers=basic(secret)).status, 200, "both work")
    equal([bool(x["until"]) for x in sorted(new["key"]["secrets"], key=lambda x: x["created_at"])].count(True), 1, "one ends")
    cut = s.owner.ok("POST", KEYS + "/%s/rotate" % made["key"]["id"], {"overlap_days": 0})["secret"]
    equal([send(s.port, "/v1/t", track(9, "rotated"), headers=basic(x)).status for x in (old, new["secret"])], [401, 401], "ended at once")
    equal(send(s.port, "/v1/t", track(2, "rotated"), headers=basic(cut)).status, 200, "the newest works")
    listed = [k for k in s.owner.ok("GET", KEYS)["items"] if k["id"] == made["key"]["id"]][0]
    equal((listed["events"], listed["secrets"][0]["secret"]), (3, cut), "counts stay with the key; public secrets are shown again")
    check(listed["last_event_at"], "last event")
    equal((listed["today"], listed["last_24h"]), (listed["last_24h"], {"events": 3, "rejected": 0, "refused": 0}), "use of today")
    s.owner.ok("DELETE", KEYS + "/" + made["key"]["id"])
    equal(send(s.port, "/v1/t", track(3, "rotated"), headers=basic(cut)).status, 401, "revoked")
    soon("rotated", 3, lambda: events_of("rotated"))


def pages_that_are_not_let_in():
    s, made = world["s"], key(origins=["https://shop.example", "https://*.shop.example"])
    k = made["secret"]
    for origin, status in (("https://shop.example", 200), ("https://m.shop.example", 200), ("https://evil.example", 403), ("http://shop.example", 403)):
        equal(send(s.port, "/v1/t", track(status, "origin" + origin), headers=dict(basic(k), Origin=origin)).status, status, origin)
    equal(send(s.port, "/v1/t", track(1, "origin"), headers=dict(basic(k), Referer="https://shop.example/a?b")).status, 200, "a referer will do")
    equal(send(s.port, "/v1/t", track(1, "origin"), headers=basic(k)).status, 403, "nothing said")
    check(metric("shoal_collect_refused_total", 'code="collect_origin"') >= 3, "counted")
    equal([x["last_24h"] for x in s.owner.ok("GET", KEYS)["items"] if x["id"] == made["key"]["id"]], [{"events": 3, "rejected": 0, "refused": 3}], "and with the key")


def too_fast():
    s = world["s"]
    k = key(rate=10)["secret"]
    many = {"batch": [track(i, "fast") for i in range(300)]}
    equal(send(s.port, "/v1/batch", many, headers=basic(k)).status, 200, "a batch is not cut in two")
    r = send(s.port, "/v1/batch", {"batch": [track(1000, "fast")]}, headers=basic(k))
    equal((r.status, r.json["code"]), (429, "collect_rate"), "then enough")
    check(1 <= int(r.headers["retry-after"]) <= 300, "Retry-After in whole seconds: " + r.headers["retry-after"])
    body = b"data_list=" + quote(base64.b64encode(b"[]").decode(), safe="").encode()
    r = send(s.port, "/sa?project=" + k, body)
    equal(r.status, 503, "Sensors' SDKs would delete on 429")
    got = raw(s.port, ("POST /sa?project=%s HTTP/1.1\r\nHost: localhost\r\nReferer: https://servicewechat.com/wx1/0/page-frame.html\r\nContent-Length: %d\r\n\r\n" % (k, len(body))).encode() + body)
    equal(got, b"", "WeChat takes any answer for a yes")
    k = key(address_rate=1)["secret"]
    equal(send(s.port, "/v1/batch", many, headers=basic(k)).status, 200, "an address too")
    equal(send(s.port, "/v1/batch", many, headers=basic(k)).json["code"], "collect_address_rate", "has its share")
    soon("fast", 300, lambda: events_of("fast"))


def what_a_key_may_say():
    s = world["s"]
    made = key(scopes=["events"])
    k = made["secret"]
    body = {"batch": [track(0, "scoped"), {"type": "identify", "userId": "u1", "traits": {"city": "杭州"}, "messageId": "scoped-i"}]}
    equal(send(s.port, "/v1/batch", body, headers=basic(k)).status, 200, "200 all the same")
    found = letters(code="collect_scope", key=made["key"]["id"])
    equal((len(found), found[0]["problem"]["code"]), (1, "collect_scope"), "what it may not is a dead letter")
    r = s.owner.request("POST", DEAD + "/%d/replay" % found[0]["id"])
    equal((r.status, r.code), (403, "collect_scope"), "still not")
    s.owner.ok("PATCH", KEYS + "/" + made["key"]["id"], {"scopes": ["events", "people"]})
    equal(s.owner.ok("POST", DEAD + "/%d/replay" % found[0]["id"]), {"taken": 1, "left": 0}, "now it may")
    equal(letters(key=made["key"]["id"]), [], "and the letter is gone")
    soon("scoped", 1, lambda: events_of("scoped"))


# ---- nonsense ----

def bad_events_do_not_stop_good_ones():
    s, made = world["s"], key()
    k = made["secret"]
    deep = json.loads("[" * 40 + "]" * 40)
    batch = [track(0, "good"), {"type": "track", "userId": "u1", "messageId": "no-name"}, {"type": "frobnicate"}, 17, None,
             track(1, "good", properties={"deep": deep}), track(2, "good", properties={"p%d" % i: i for i in range(10000)}),
             {"type": "track", "event": "nobody", "messageId": "nobody"}, track(3, "good")]
    r = send(s.port, "/v1/batch", {"batch": batch}, headers=basic(k))
    equal((r.status, r.json), (200, {"success": True}), "200: the client would lose the rest on anything else")
    soon("good", 3, lambda: events_of("good"))
    found = letters(key=made["key"]["id"])
    equal(len(found), 6, "letters: %r" % [x["problem"]["code"] for x in found])
    for x in found:
        check(x["problem"]["detail"] and x["received_at"] and x["protocol"] == "segment", "%r" % x)
    one = s.owner.ok("GET", DEAD + "/%d" % [x for x in found if x["problem"]["code"] == "wire_no_event"][0]["id"])
    equal(json.loads(one["text"])["messageId"], "no-name", "its text")
    mended = dict(json.loads(one["text"]), event="mended", timestamp=now(PAST))
    equal(s.owner.ok("POST", DEAD + "/%d/replay" % one["id"], {"text": json.dumps(mended)}), {"taken": 1, "left": 0}, "mended")
    soon("mended", 1, lambda: events_of("mended"))
    rest = s.owner.ok("POST", DEAD + "/replay", query={"key": made["key"]["id"]})
    equal(rest, {"taken": 0, "left": 5, "next": None}, "the others fail again")
    equal(s.owner.ok("DELETE", DEAD, query={"key": made["key"]["id"], "code": "wire_no_id"})["discarded"], 1, "discarded by filter")
    s.owner.refused(404, "unknown_dead_letter", "GET", DEAD + "/%d" % one["id"])
    s.owner.refused(404, "unknown_dead_letter", "GET", DEAD + "/x1")


def a_tracking_plan_is_kept():
    s, made = world["s"], key()
    k = made["secret"]
    plan = """kind: tracking_plan
slug: shop
names: {events: {买单: paid_up}, properties: {jine: amount}}
unknown_events: flag
events:
  paid_up:
    on_violation: reject
    properties:
      amount: {type: number, required: true, min: 0}
      where: {values: [app, 小程序]}
  looked: {properties: {item_id: {required: true}}}
attributes: {level: {values: [gold]}}
"""
    apply = lambda text: s.owner.ok("POST", W + "/resources/apply", {"documents": text})
    bad = s.owner.refused(422, "bad_field", "POST", W + "/resources/apply", {"documents": plan.replace("number", "money")})
    equal(bad.json["place"]["line"], 9, "%r" % bad.json)
    apply(plan)
    one = lambda event, i, **props: dict(track(i, event), properties=props)
    batch = [one("买单", 0, jine="12.50", where="小程序"), one("买单", 1, where="app"), one("买单", 2, jine=-1), one("looked", 3), one("looked", 4, item_id="p1"),
             one("never heard of", 5), {"type": "identify", "userId": "u1", "messageId": "lv", "traits": {"level": "iron"}}]
    equal(send(s.port, "/v1/batch", {"batch": batch}, headers=basic(k)).status, 200, "taken")
    soon("paid_up", 1, lambda: events_of("paid_up"))
    dead = letters(key=made["key"]["id"])
    equal(sorted(x["problem"]["code"] for x in dead), ["collect_plan"] * 2, "two are refused")
    check(any("amount is missing" in x["problem"]["detail"] for x in dead) and any("amount is too small" in x["problem"]["detail"] for x in dead), "%r" % dead)
    count = lambda text: s.owner.ok("POST", W + "/questions/count", {"expression": text, "as_of": "2100-01-01"})["people"]
    soon("flagged", 2, lambda: count('count(looked where item_id = "p1") = 1 or count(looked where plan_violations = "item_id missing") = 1'))
    equal(count('count(`never heard of` where plan_violations = "unknown event") = 1'), 1, "an event that no plan names")
    equal(count("sum(paid_up.amount) = 12.5"), 1, "names of the plan, numbers as numbers")
    apply(plan.replace("required: true, min: 0", "min: -5"))
    equal(s.owner.ok("POST", DEAD + "/replay", query={"key": made["key"]["id"]}), {"taken": 2, "left": 0, "next": None}, "another plan, and they are taken")
    soon("paid_up", 3, lambda: events_of("paid_up"))
    s.owner.ok("DELETE", W + "/resources/tracking_plan/shop")
    send(s.port, "/v1/batch", {"batch": [one("买单", 9)]}, headers=basic(k))
    soon("no plan, no names", 1, lambda: events_of("买单"))


def bodies_that_are_no_json():
    s, made = world["s"], key()
    k = made["secret"]
    for body, code in ((b"{", "wire_json"), (b"", "wire_empty"), (b"\xff\xfe", "wire_json"), (b"\x1f\x8b\x08garbage", "wire_gzip"),
                       (b'{"batch":[{"type":"track","event":"\xff","userId":"u"}]}', None)):
        r = send(s.port, "/v1/batch", body, headers=basic(k))
        if code:
            equal((r.status, r.json["code"]), (400, code), repr(body))
        else:
            check(r.status in (200, 400), "%r" % r)
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    zipped = b"".join(bomb.compress(b" " * (1 << 20)) for _ in range(200)) + bomb.flush()
    r = send(s.port, "/v1/batch", zipped, headers=basic(k))
    equal(r.status, 413, "a decompression bomb: %r" % r)
    nested = b'{"event":"a","user_id":"u","properties":{"a":[' + b"[]," * 150000 + b"0]}}\n"
    for path, many in (("/v1/events", b"[" + b"1," * 4300000 + b"1]"), ("/v1/batch", b'{"batch":[' + b"{}," * 4300000 + b"{}]}"), ("/v1/events", nested * 30),
                       ("/v1/events", nested * 10 + b"{broken\n" + nested * 20)):
        r = send(s.port, path, many, headers=basic(k))
        check(r.status == 413 and b"json_values" in r.body, "too many values: %r" % r)
    equal(send(s.port, "/v1/t", track(1, "alive"), headers=basic(k)).status, 200, "the server lives")


def clocks_that_are_years_off():
    s, k = world["s"], key("server")["secret"]
    for i, shift in enumerate((-10 * 365 * 86400, 10 * 365 * 86400, 30)):
        r = send(s.port, "/v1/batch", {"batch": [track(i, "clock", timestamp=now(shift))], "sentAt": now(shift)}, headers=basic(k))
        equal(r.status, 200, "shift %d" % shift)
    ask = {"expression": "count(clock, since %s) = 1" % now(-7200)[:10], "as_of": now(3600)}
    soon("all three lie near the moment they came", 3, lambda: s.owner.post(W + "/questions/count", ask).json.get("people"))


def floods_of_repetitions():
    s, k = world["s"], key("server")["secret"]
    body = json.dumps({"batch": [track(i, "flood") for i in range(100)]}).encode()
    bad = []

    def flood():
        for _ in range(10):
            if send(s.port, "/v1/batch", body, headers=basic(k)).status != 200:
                bad.append(1)
    threads = [threading.Thread(target=flood) for _ in range(8)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    equal(bad, [], "all are acknowledged")
    soon("flood", 100, lambda: events_of("flood"))
    check(metric("shoal_collect_duplicates_total", 'protocol="segment"') >= 7900, "and counted as repetitions")


def two_alike_are_two():
    """What adds to a number and brings no id counts as often as it is sent: in one millisecond too, and from many at once."""
    s, secret = world["s"], key()["secret"]

    def add(who, n=10):
        r = send(s.port, "/mixpanel/engage", [{"$token": secret, "$distinct_id": who, "$add": {"stamps": n}}])
        equal((r.status, r.body), (200, b"1"), "an operation")

    for i in range(60):
        add("twice-%d" % i), add("twice-%d" % i)
    crowd = [threading.Thread(target=lambda: [add("crowded", 1) for _ in range(20)]) for _ in range(8)]
    [x.start() for x in crowd], [x.join() for x in crowd]
    count = lambda n: s.owner.ok("POST", W + "/questions/count", {"expression": "attr.stamps = %d" % n, "as_of": "2100-01-01"})["people"]  # noqa: E731
    soon("two times ten", 60, lambda: count(20))
    soon("eight times twenty", 1, lambda: count(160))


def slow_and_half_open_clients():
    s, k = world["s"], key()["secret"]
    half = []
    for i in range(60):
        c = socket.create_connection((LOOPBACK, s.port), 20)
        c.sendall(b"POST /v1/t HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n{" if i % 2 else b"POST /v1/t HT")
        half.append(c)
    for i in range(5):
        equal(send(s.port, "/v1/t", track(i, "patient"), headers=basic(k)).status, 200, "others are served")
    for c in half[::2]:
        c.shutdown(socket.SHUT_WR)
    [c.close() for c in half]
    soon("patient", 5, lambda: events_of("patient"))


WECHAT = b"Referer: https://servicewechat.com/wx1/0/page-frame.html\r\n"


def refused_before_anything_is_known():
    """Heads that are refused before it is asked what they are for: each client's own words, readable for pages, none for WeChat."""
    s = world["s"]
    ask = lambda head, path=b"/v1/t", host=b"localhost": raw(s.port, b"POST %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n" % (path, host, head))
    origin = b"Origin: https://a.example\r\n"
    got = ask(origin, host=b"shop.example")
    check(got.startswith(b"HTTP/1.1 429") and b"Retry-After: 5" in got and b'"code":"http_wrong_host"' in got, "a host that is not ours: %r" % got)
    check(b"Access-Control-Allow-Origin: https://a.example" in got, "readable: %r" % got)
    equal(ask(origin, b"/sa?project=x", b"shop.example")[:12], b"HTTP/1.1 503", "phones would delete on 421")
    equal(ask(WECHAT, b"/sa?project=x", b"shop.example"), b"", "a mini program takes it for a yes")
    check(b"Access-Control-Allow-Origin" in ask(origin, b"/v1/t?a=%zz"), "a query that is none")
    check(b"Access-Control-Allow-Origin" in ask(origin, b"/v1/t%zz"), "a path that is none")
    check(b"Access-Control-Allow-Origin" in ask(origin, b"/v1/t?" + b"x" * 65600), "a line that is too long")
    for path in (b"/api/me", b"/people"):
        got = ask(origin, path, b"shop.example")
        check(got.startswith(b"HTTP/1.1 421") and b"Access-Control" not in got, "nobody else's business: %r" % got)
    many = [socket.create_connection((LOOPBACK, s.port), 20) for _ in range(270)]
    try:
        answers = []
        for c in many[-3:]:
            c.sendall(b"POST /sa?project=x HTTP/1.1\r\nHost: localhost\r\n%s\r\n" % WECHAT)
            try:
                answers.append(c.recv(100))
            except ConnectionResetError:
                answers.append(b"")
        equal(answers, [b""] * 3, "beyond the connections of an address")
        many[-4].sendall(b"POST /v1/t HTTP/1.1\r\nHost: localhost\r\n%s\r\n" % origin)
        got = many[-4].recv(4096)
        check(got.startswith(b"HTTP/1.1 429") and b"Access-Control-Allow-Origin: https://a.example" in got, "told so: %r" % got)
    finally:
        [c.close() for c in many]


def bodies_that_are_too_slow():
    """Begun before the other tests, over by now or soon."""
    slow = world["slow"]
    got = {name: c.makefile("rb").read() for name, c in slow.items()}
    [c.close() for c in slow.values()]
    check(got["segment"].startswith(b"HTTP/1.1 429 ") and b'"code":"http_slow"' in got["segment"] and b"Retry-After: 5" in got["segment"], "%r" % got["segment"])
    check(b"Access-Control-Allow-Origin: https://a.example\r\n" in got["segment"], "readable: %r" % got["segment"])
    check(got["sensors"].startswith(b"HTTP/1.1 503 "), "phones would delete on 408: %r" % got["sensors"])
    equal(got["wechat"], b"", "a mini program takes it for a yes")


def begin_slow_ones(s):
    heads = {"segment": b"POST /v1/t HTTP/1.1\r\nOrigin: https://a.example\r\n", "sensors": b"POST /sa?project=x HTTP/1.1\r\n", "wechat": b"POST /sa?project=x HTTP/1.1\r\n" + WECHAT}
    world["slow"] = {name: socket.create_connection((LOOPBACK, s.port), 120) for name in heads}
    for name, c in world["slow"].items():
        c.sendall(heads[name] + b"Host: localhost\r\nContent-Length: 500\r\n\r\n{")


def who_is_refused_all_the_time():
    """A server of its own: the address has to wait afterwards."""
    with Temp() as t, Server(t / "d") as s:
        s.workspace("tea")
        good, c, statuses = key(server=s)["secret"], http.client.HTTPConnection(LOOPBACK, s.port, timeout=60), []
        while len(statuses) < 20000 and 429 not in statuses:
            c.request("POST", "/v1/t", b"{}", basic("wk_wrong"))
            r = c.getresponse()
            r.read()
            statuses.append(r.status)
        c.close()
        check(len(statuses) > 1200 and set(statuses) == {401, 429}, "refused, then told to wait: %d" % len(statuses))
        equal(send(s.port, "/v1/t", track(0, "neighbour"), headers=basic(good)).status, 200, "a neighbour with a key goes on")
        said = {send(s.port, "/sa?project=wrong", b"data=e30").status for _ in range(100)}
        check(503 in said and said <= {403, 503}, "in each client's words: %r" % said)


# ---- looking on ----

def live_view():
    s, made = world["s"], key()
    k = made["secret"]
    c = http.client.HTTPConnection(LOOPBACK, s.port, timeout=30)
    viewer = s.user("eyes@example.com", "viewer")

    def listen(who, query):
        sock = socket.create_connection((LOOPBACK, s.port), 30)
        sock.sendall(("GET %s/collect/live?%s HTTP/1.1\r\nHost: localhost\r\nCookie: shoal_session=%s\r\n\r\n" % (W, query, who.cookie)).encode())
        return sock.makefile("rb"), sock

    heard = set()

    def next_message(f, *wanted):
        wanted = wanted or ("message",)
        kind = None
        while True:
            line = f.readline().decode().strip()
            if line.startswith("event:"):
                kind = line.split(":", 1)[1].strip()
                heard.add(kind)
            elif line.startswith("data:") and kind in wanted:
                return dict(json.loads(line.split(":", 1)[1]), kind=kind)
    send(s.port, "/v1/t", track(0, "seen", properties={"phone": "13812345678", "n": 5}), headers=basic(k))
    f, one = listen(s.owner, "key=" + made["key"]["id"])
    m = next_message(f)
    equal((m["event"], m["outcome"], m["protocol"], m["problem"]), ("seen", "taken", "segment", None), "one that was kept")
    equal(json.loads(m["text"])["properties"]["phone"], "13812345678", "its text")
    equal((m["rows"][0]["event"], m["rows"][0]["properties"]["n"]), ("seen", 5), "what it became")
    g, two = listen(viewer, "event=seen&key=" + made["key"]["id"])
    m = next_message(g)
    check("13812345678" not in json.dumps(m) and "u0" not in [x["value"] for x in m["ids"]], "masked: %r" % m)
    send(s.port, "/v1/batch", {"batch": [{"type": "track", "userId": "u1", "messageId": "x"}]}, headers=basic(k))
    m = next_message(f)
    equal((m["outcome"], m["problem"]["code"]), ("rejected", "wire_no_event"), "and one that was not")
    equal(send(s.port, "/v1/t", b"{", headers=basic(k)).status, 400, "a request that is no JSON")
    m = next_message(f)
    equal((m["outcome"], m["path"], m["text"], m["rows"], m["problem"]["code"]), ("refused", "/v1/t", "", [], "wire_json"), "shows without its text")
    totals = next_message(f, "pulse")
    check(totals["taken"] > 0 and totals["rejected"] > 0 and totals["refused"] > 0 and totals["at"], "a pulse: %r" % totals)
    named = [x for x in viewer.ok("GET", KEYS + "/names")["items"] if x["id"] == made["key"]["id"]]
    equal(named, [{"id": made["key"]["id"], "title": "test", "kind": "browser", "revoked": False}], "names of keys are for everybody")
    equal(viewer.request("GET", KEYS).status, 403, "their secrets are not")
    h, three = listen(s.owner, "outcome=taken&id=user_id:u3&key=" + made["key"]["id"])
    send(s.port, "/v1/batch", {"batch": [track(i, "seen2") for i in range(7)]}, headers=basic(k))
    m = next_message(h)
    equal([x["value"] for x in m["ids"] if x["type"] == "user_id"], ["u3"], "filtered by identity")
    equal(heard, {"hello", "message", "pulse"}, "what clients send and nothing else")
    # one connection for that and for what changes
    b, four = listen(s.owner, "changes=true&key=" + made["key"]["id"])
    next_message(b, "pulse"), next_message(b, "pulse")  # the second one comes to those who are told everything
    send(s.port, "/v1/batch", {"batch": [track(8, "seen3")]}, headers=basic(k))
    told = {}
    while len(told) < 2:  # in either order
        m = next_message(b, "message", "fresh")
        told[m["kind"]] = m
    check(told["fresh"]["lsn"] > 0 and told["message"]["event"] == "seen3", "rows came, and the message: %r" % told)
    job = s.owner.ok("POST", W + "/exports", {"what": "people", "expression": "count(seen3) > 0", "format": "csv"}, 202)["id"]
    while True:
        told = next_message(b, "job")
        if told["id"] == job and told["status"] in ("done", "failed"):
            break
    equal(told["status"], "done", "a job: %r" % told)
    [x.close() for x in (one, two, three, four)]
    c.close()


def letters_by_reason_and_in_pages():
    s, made = world["s"], key("server")
    k, mine = made["secret"], {"key": made["key"]["id"]}
    bad = [{"type": "track", "userId": "u1", "messageId": "r%d" % i, "timestamp": now(PAST)} for i in range(405)]
    send(s.port, "/v1/batch", {"batch": bad + [{"type": "track", "event": "lonely", "messageId": "l%d" % i} for i in range(3)]}, headers=basic(k))
    why = s.owner.ok("GET", DEAD + "/reasons", query=mine)
    equal([(x["code"], x["letters"], x["keys"]) for x in why["items"]], [("wire_no_event", 405, 1), ("wire_no_id", 3, 1)], "most frequent first")
    equal((why["letters"], why["items"][1]["newest"]["event"], "text" in why["items"][0]["newest"]), (408, "lonely", False), "with its newest")
    equal(len(letters(event="lonely", **mine)), 3, "by event")
    equal(len(letters(since=now(3600), **mine)), 0, "none from the future")
    equal(s.owner.ok("GET", DEAD + "/reasons", query=dict(mine, until=now(-3600)))["letters"], 0, "none before")
    equal(s.owner.request("GET", DEAD, query={"since": "yesterday"}).status, 422, "no moment")
    one = s.owner.ok("GET", DEAD + "/%d" % letters(event="lonely", **mine)[0]["id"])
    equal((one["masked"], len(one["about"]) > 0), (False, True), "what it speaks of")
    left, cursor, rounds = 0, None, 0
    while True:
        r = s.owner.ok("POST", DEAD + "/replay", query=dict(mine, code="wire_no_event", **({"cursor": cursor} if cursor else {})))
        left, cursor, rounds = left + r["left"], r["next"], rounds + 1
        if not cursor:
            break
    equal((left, rounds), (405, 3), "each once, in pages, though all of them stay")
    fixed = s.owner.ok("POST", DEAD + "/%d/replay" % one["id"], {"text": json.dumps(dict(json.loads(one["text"]), userId="u3", timestamp=now(PAST)))})
    equal(fixed, {"taken": 1, "left": 0}, "mended")
    soon("lonely", 1, lambda: events_of("lonely"))
    equal(s.owner.ok("DELETE", DEAD, query=dict(mine, event="lonely")), {"discarded": 2}, "only those of the filter")
    equal(s.owner.ok("GET", DEAD + "/reasons", query=mine)["letters"], 405, "the others stay")
    s.workspace("silk")
    equal(s.owner.ok("GET", "/api/w/silk/collect/dead/reasons", query=mine)["letters"], 0, "another workspace knows nothing of them")


def letters_are_masked():
    s, made = world["s"], key()
    send(s.port, "/v1/batch", {"batch": [{"type": "track", "userId": "u1", "properties": {"note": "call 13912345678"}}]}, headers=basic(made["secret"]))
    viewer = s.user("mask@example.com", "viewer")
    found = viewer.ok("GET", DEAD, query={"key": made["key"]["id"]})["items"]
    seen = viewer.ok("GET", DEAD + "/%d" % found[0]["id"])
    text = seen["text"]
    equal((seen["masked"], seen["about"]), (True, []), "and says so")
    check("13912345678" not in text and "note" in text, text)
    check("13912345678" in s.owner.ok("GET", DEAD + "/%d" % found[0]["id"])["text"], "the owner sees it")


def erasing_takes_letters_too():
    s, made = world["s"], key()
    k = made["secret"]
    send(s.port, "/v1/t", {"type": "track", "event": "leaving", "userId": "leaver-77", "messageId": "l1", "timestamp": now(PAST)}, headers=basic(k))
    soon("leaving", 1, lambda: events_of("leaving"))
    for user in ("leaver-77", "stayer-78"):
        send(s.port, "/v1/batch", {"batch": [{"type": "track", "userId": user}]}, headers=basic(k))
    equal(len(letters(key=made["key"]["id"])), 2, "two letters")
    s.owner.ok("DELETE", W + "/people/leaver-77")
    left = [s.owner.ok("GET", DEAD + "/%d" % x["id"])["text"] for x in letters(key=made["key"]["id"])]
    equal(len(left), 1, "the other stays")
    check("stayer-78" in left[0], left[0])


# ---- trouble ----

def a_workspace_that_is_stopped():
    with Temp() as t:
        with Server(t / "d") as s:
            s.workspace("tea")
            k = key(server=s)["secret"]
            equal(send(s.port, "/v1/t", track(0, "before"), headers=basic(k)).status, 200, "before")
        with Server(t / "d", env={"SHOAL_FAULT": "log_synced:1:fail"}) as s:
            r = send(s.port, "/v1/t", track(1, "stopped"), headers=basic(k))
            equal(r.status, 429, "told to come back: %r" % r)
            check(int(r.headers["retry-after"]) > 0, "when")
            body = b"data_list=" + quote(base64.b64encode(json.dumps([{"type": "track", "event": "stopped", "distinct_id": "d", "time": 1700000000000, "_track_id": 1, "properties": {}}]).encode()).decode(), safe="").encode()
            equal(send(s.port, "/v1/t", track(1, "before2"), headers=basic(k)).status in (200, 429), True, "then it recovers by itself")
            end = time.monotonic() + 30
            while send(s.port, "/v1/t", track(1, "stopped"), headers=basic(k)).status != 200:
                check(time.monotonic() < end, "it never went on")
                time.sleep(0.2)
            equal(send(s.port, "/sa?project=" + k, body).status, 200, "Sensors")


def killed_in_the_middle():
    """Clients repeat what was not acknowledged; afterwards each message is there once."""
    with Temp() as t:
        s = Server(t / "d").start()
        s.workspace("tea")
        k = key("server", server=s)["secret"]
        rounds, lock, sent, done = 4, threading.Lock(), set(), threading.Event()
        state = {"port": s.port}

        def client(n):
            batch = 0
            while not done.is_set():
                ids = [n * 1000000 + batch * 50 + i for i in range(50)]
                body = {"batch": [track(i, "killed") for i in ids]}
                while True:
                    try:
                        if send(state["port"], "/v1/batch", body, headers=basic(k)).status == 200:
                            break
                    except (OSError, http.client.HTTPException):
                        pass
                    time.sleep(0.02)
                with lock:
                    sent.update(ids)
                batch += 1
        threads = [threading.Thread(target=client, args=(n,)) for n in range(4)]
        [x.start() for x in threads]
        try:
            for _ in range(rounds):
                time.sleep(0.6)
                s.stop(signal.SIGKILL)
                s = Server(t / "d").start()
                state["port"] = s.port
            time.sleep(0.5)
        finally:
            done.set()
            [x.join(60) for x in threads]
        check(len(sent) > 200, "%d messages" % len(sent))
        soon("each once", len(sent), lambda: events_of("killed", s))
        equal(s.stop(), 0, "it stops in order")
        got = shoal(t / "d", "query", "count(killed) > 0", "--json", "-w", "tea")
        equal(got["people"], 7, "people")


def commands():
    with Temp() as t:
        d = t / "d"
        shoal(d, "workspace", "create", "-w", "tea")
        made = shoal(d, "collect", "key", "create", "shop", "--origin", "https://shop.example", "--json", "-w", "tea")
        check(made["secret"].startswith("wk_") and made["key"]["origins"] == ["https://shop.example"], "%r" % made)
        key_id = made["key"]["id"]
        shoal(d, "collect", "key", "change", key_id, "--rate", "50", "--origin", "", "-w", "tea")
        listed = shoal(d, "collect", "key", "--json", "-w", "tea")["keys"]
        equal((listed[0]["rate"], listed[0]["origins"], listed[0]["secrets"][0]["secret"]), (50, [], made["secret"]), "changed")
        turned = shoal(d, "collect", "key", "rotate", key_id, "--overlap", "3", "--json", "-w", "tea")
        equal(len(turned["key"]["secrets"]), 2, "two secrets")
        with Server(d) as s:
            for secret in (made["secret"], turned["secret"]):
                equal(send(s.port, "/v1/t", track(0, "cli" + secret[-3:]), headers=basic(secret)).status, 200, "works")
            send(s.port, "/v1/batch", {"batch": [{"type": "track", "userId": "u1", "messageId": "z"}]}, headers=basic(made["secret"]))
        dead = shoal(d, "collect", "dead", "list", "--json", "-w", "tea")
        equal((dead["letters"], dead["dead"][0]["code"]), (1, "wire_no_event"), "a letter")
        one = str(dead["dead"][0]["id"])
        why = shoal(d, "collect", "dead", "reasons", "--json", "-w", "tea")
        equal([(x["code"], x["letters"], str(x["newest"]["id"])) for x in why], [("wire_no_event", 1, one)], "its reason")
        equal(shoal(d, "collect", "dead", "reasons", "--until", "2020-01-01", "--json", "-w", "tea"), [], "none so old")
        check("wire_no_event" in shoal(d, "collect", "dead", "reasons", "-w", "tea"), "as a table")
        text = dict(json.loads(shoal(d, "collect", "dead", "get", one, "-w", "tea")), timestamp=now(PAST))
        equal(text["messageId"], "z", "its text")
        equal(shoal(d, "collect", "dead", "replay", one, "-w", "tea", fails=True)[0], 65, "fails again")
        (t / "mended.json").write_text(json.dumps(dict(text, event="mended")))
        equal(shoal(d, "collect", "dead", "replay", one, "--text", t / "mended.json", "--json", "-w", "tea"), {"taken": 1, "left": 0}, "mended")
        equal(shoal(d, "query", "count(mended) = 1", "--json", "-w", "tea")["people"], 1, "there it is")
        equal(shoal(d, "collect", "dead", "discard", "--json", "-w", "tea"), {"discarded": 0}, "nothing left")
        shoal(d, "collect", "key", "revoke", key_id, "-w", "tea")
        check("revoked" in shoal(d, "collect", "key", "list", "-w", "tea"), "revoked")


if __name__ == "__main__":
    with Temp() as t, Server(t / "d") as server:
        world["s"] = server
        server.workspace("tea")
        begin_slow_ones(server)
        main(an_event_is_durable_and_can_be_asked_for, keys_are_found_wherever_they_are, bodies_as_clients_send_them, connections_are_kept,
             sixteen_megabytes, hostile_bodies_all_at_once, pixels_in_a_query, every_answer_may_be_read_by_pages, settings_for_pages, who_has_no_key_is_told_so,
             revoked_and_rotated_keys, pages_that_are_not_let_in, too_fast, what_a_key_may_say, bad_events_do_not_stop_good_ones, a_tracking_plan_is_kept,
             bodies_that_are_no_json, clocks_that_are_years_off, floods_of_repetitions, two_alike_are_two, slow_and_half_open_clients, refused_before_anything_is_known, bodies_that_are_too_slow, who_is_refused_all_the_time,
             live_view, letters_by_reason_and_in_pages, letters_are_masked, erasing_takes_letters_too, a_workspace_that_is_stopped, killed_in_the_middle, commands)
