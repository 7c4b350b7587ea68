#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Webhooks: signed, in order, each event at least once whatever fails; dead ones kept and sent again; nobody inside the network is reached."""
import base64
import hashlib
import hmac
import json
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from rewards import DOCUMENTS  # noqa: E402
from server import Server  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

W = "/api/w/tea"
SECONDS = 60  # only a hang takes as long
FAST = ("--allow-private-webhooks", "yes", "--webhook-retry-ms", "20")


class Sink:
    """Whom the events are posted to.  answer(self, n) says what the n-th request gets: a status, or None to hang up."""

    def __init__(self):
        self.got, self.lock, self.answer = [], threading.Condition(), lambda n: 200
        sink = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with sink.lock:
                    n = len(sink.got)
                    sink.got.append((dict((k.lower(), v) for k, v in self.headers.items()), body))
                    sink.lock.notify_all()
                status = sink.answer(n)
                if status is None:
                    self.close_connection = True
                    return
                text = b"said the shop" if status != 200 else b""
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *args):
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                pass

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d/hook?a=1" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self, n):
        with self.lock:
            check(self.lock.wait_for(lambda: len(self.got) >= n, SECONDS), "%d of %d came" % (len(self.got), n))

    def events(self):
        return [json.loads(body) for _, body in self.got]

    def ids(self):
        return [h["webhook-id"] for h, _ in self.got]

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.server.shutdown()
        self.server.server_close()


def place(tmp):
    shoal(tmp / "data", "-w", "tea", "workspace", "create")
    (tmp / "docs.yaml").write_text(DOCUMENTS, encoding="utf-8")
    shoal(tmp / "data", "-w", "tea", "apply", tmp / "docs.yaml")


def hook(s, url, events='["points_*"]', slug="shop", more=""):
    s.owner.ok("POST", W + "/resources/apply", {"documents": "kind: webhook\nslug: %s\ntitle: Shop\nurl: %s\nevents: %s\n%s" % (slug, url, events, more)})


def secret(s, slug="shop", **body):
    return s.owner.ok("POST", W + "/webhooks/%s/secret" % slug, body, 201)["secret"]


def state(s, slug="shop"):
    return next(x for x in s.owner.ok("GET", W + "/webhooks")["items"] if x["slug"] == slug)


def until(what, fn):
    end = time.monotonic() + SECONDS
    while not fn():
        check(time.monotonic() < end, what)
        time.sleep(0.02)


count = [0]


def grant(s, n, who="user_id:ann"):
    for _ in range(n):
        count[0] += 1
        s.owner.ok("POST", W + "/people/%s/points" % who, {"op": "grant", "currency": "points", "amount": str(count[0])}, 201, headers={"Idempotency-Key": "g%d" % count[0]})


def signatures(headers, body, key):
    text = ("%s.%s." % (headers["webhook-id"], headers["webhook-timestamp"])).encode() + body
    good = "v1," + base64.b64encode(hmac.new(base64.b64decode(key[len("whsec_"):]), text, hashlib.sha256).digest()).decode()
    return good in headers["webhook-signature"].split(" "), len(headers["webhook-signature"].split(" "))


def amounts(sink):
    return [int(e["data"]["properties"]["amount"]) for e in sink.events()]


def signed_and_in_order():
    with Temp() as tmp, Sink() as sink:
        place(tmp)
        with Server(tmp / "data", *FAST) as s:
            grant(s, 1)  # before there was a webhook, and told
            until("told", lambda: s.owner.ok("POST", W + "/questions/count", {"expression": "count(points_changed) = 1", "as_of": "2100-01-01"})["people"] == 1)
            hook(s, sink.url)
            equal(state(s)["status"], "secret", "it waits for a secret")
            s.owner.refused(409, "webhook_secret", "POST", W + "/webhooks/shop/test")
            first = secret(s)
            begun = count[0]
            grant(s, 20)
            s.owner.ok("POST", W + "/people/ann/coupons", {"kind": "postage"}, 201, headers={"Idempotency-Key": "c"})  # not wanted
            grant(s, 1)
            sink.wait(21)
            equal(amounts(sink), list(range(begun + 1, begun + 22)), "in order, each once")
            equal(len(set(sink.ids())), 21, "ids of their own")
            headers, body = sink.got[0]
            event = json.loads(body)
            equal((event["data"]["workspace"], event["data"]["person"], event["data"]["ids"]), ("tea", "ann", [{"type": "user_id", "value": "ann"}]), "whose")
            check(event["type"].startswith("points_") and event["timestamp"].endswith("Z"), event)
            equal(signatures(headers, body, first), (True, 1), "signed")
            check(abs(int(headers["webhook-timestamp"]) - time.time()) < 600, "when it was sent")
            # rotating: both sign
            second = secret(s, old_hours=1)
            grant(s, 1)
            sink.wait(22)
            equal([signatures(*sink.got[21], k) for k in (first, second)], [(True, 2), (True, 2)], "both keys sign")
            third = secret(s, old_hours=0)
            grant(s, 1)
            sink.wait(23)
            equal([signatures(*sink.got[22], k)[0] for k in (first, second, third)], [False, False, True], "only the new one")
            until("all is noted", lambda: state(s)["delivered"] == 23)
            x = state(s)
            equal((x["status"], x["dead"], x["answer"]), ("fine", 0, ""), "fine")
            t = s.owner.ok("POST", W + "/webhooks/shop/test")
            equal((t["ok"], t["http_status"]), (True, 200), "a test")
            equal(sink.events()[23]["type"], "webhook_test", "its name")
            d = s.owner.ok("GET", W + "/webhooks/shop/deliveries", query={"limit": "10"})
            equal(([x["state"] for x in d["items"]], d["next"] is not None), (["delivered"] * 10, True), "the list")
            # turned off and on: nothing in between is lost
            hook(s, sink.url, more="active: no\n")
            until("off", lambda: state(s)["status"] == "off")
            grant(s, 2)
            hook(s, sink.url)
            sink.wait(26)
            equal(amounts_of(sink, 24, 26), [count[0] - 1, count[0]], "what happened meanwhile")


def amounts_of(sink, a, b):
    return [int(e["data"]["properties"]["amount"]) for e in sink.events()[a:b]]


def only_those_that_fit():
    with Temp() as tmp, Sink() as sink:
        place(tmp)
        with Server(tmp / "data", *FAST) as s:
            grant(s, 1)
            first = count[0] + 4
            bad = "kind: webhook\nslug: shop\ntitle: Shop\nurl: %s\nevents: ['points_changed where amount >']\n" % sink.url
            wrong = s.owner.refused(422, None, "POST", W + "/resources/apply", {"documents": bad})
            check("line" in json.dumps(wrong.json), "where it is wrong: %r" % wrong.json)
            hook(s, sink.url, events="['points_changed where amount >= %d', coupon_claimed]" % first)
            secret(s)
            grant(s, 6)
            sink.wait(3)
            equal(amounts(sink), [first, first + 1, first + 2], "those from so much on, and no others before them")


def failing_then_well():
    with Temp() as tmp, Sink() as sink:
        place(tmp)
        with Server(tmp / "data", *FAST) as s:
            hook(s, sink.url)
            secret(s)
            sink.answer = lambda n: (None, 500, 302, 200)[n] if n < 4 else 200
            begun = count[0]
            grant(s, 3)
            sink.wait(6)
            equal(amounts(sink), [begun + 1] * 4 + [begun + 2, begun + 3], "the first until it went well, then the others")
            equal(len(set(sink.ids()[:4])), 1, "the same id each time")
            until("noted", lambda: state(s)["delivered"] == 3)
            equal([(x["state"], x["tries"]) for x in s.owner.ok("GET", W + "/webhooks/shop/deliveries")["items"]], [("delivered", 1), ("delivered", 1), ("delivered", 4)], "tries")


def dead_and_sent_again():
    with Temp() as tmp, Sink() as sink:
        place(tmp)
        with Server(tmp / "data", *FAST) as s:
            hook(s, sink.url, more="tries: 2\n")
            secret(s)
            sink.answer = lambda n: 503
            begun = count[0]
            grant(s, 3)
            until("the first is dead and the breaker open", lambda: state(s)["status"] == "broken" and state(s)["dead"] == 1 and len(sink.got) >= 3)
            x = state(s)
            equal((x["http_status"], x["answer"]), (503, "said the shop"), "what was answered")
            equal(sorted(set(amounts(sink))), [begun + 1, begun + 2], "the second waits, however often it fails")
            for _ in range(3):  # nothing is given up while the breaker is open
                n = len(sink.got)
                s.owner.ok("POST", W + "/webhooks/shop/resume", status=204)
                sink.wait(n + 1)
            equal((state(s)["dead"], max(amounts(sink))), (1, begun + 2), "the second is kept")
            sink.answer = lambda n: 200
            s.owner.ok("POST", W + "/webhooks/shop/resume", status=204)
            until("well again", lambda: state(s)["delivered"] == 2)
            equal(state(s)["status"], "fine", "closed")
            dead = s.owner.ok("GET", W + "/webhooks/shop/deliveries", query={"state": "dead"})["items"]
            equal([(x["tries"], x["http_status"], x["answer"]) for x in dead], [(2, 503, "said the shop")], "the dead one")
            s.owner.refused(404, "webhook_delivery", "POST", W + "/webhooks/shop/replay", {"n": 999})
            n = len(sink.got)
            equal(s.owner.ok("POST", W + "/webhooks/shop/replay", {"n": dead[0]["n"]})["waiting"], 1, "asked for")
            until("sent again", lambda: state(s)["dead"] == 0)
            equal((amounts_of(sink, n, n + 1), sink.ids()[n]), ([begun + 1], sink.ids()[0]), "the same event with the same id")
            equal(s.owner.ok("POST", W + "/webhooks/shop/replay")["waiting"], 0, "none is left")
            sink.answer = lambda n: 410
            grant(s, 1)
            until("gone opens the breaker at once", lambda: state(s)["status"] == "broken" and state(s)["http_status"] == 410)


def from_the_shell():
    with Temp() as tmp, Sink() as sink:
        place(tmp)
        with Server(tmp / "data", *FAST) as s:
            sink.answer = lambda n: 410
            hook(s, sink.url, more="tries: 1\n")
            secret(s)
            grant(s, 1)
            until("it is broken", lambda: state(s)["status"] == "broken")
        run = lambda *args, **kw: shoal(tmp / "data", "-w", "tea", "webhook", *args, **kw)  # noqa: E731
        posted = len(sink.got)
        one = run("show", "shop", "--json")
        equal((one["slug"], one["status"], one["http_status"], one["answer"]), ("shop", "broken", 410, "said the shop"), "show")
        equal(run("list", "--json"), one, "list")
        equal(run("dead", "shop"), "", "nothing is dead")
        equal(run("retry", "shop", "--json"), {"waiting": 0}, "nothing to send again")
        check(run("retry", "shop", "7", fails=True)[1].find("7") >= 0, "none of that number")
        equal(len(sink.got), posted, "a tool sends nothing by itself")
        sink.answer = lambda n: 200
        tested = run("send-test", "shop", "--private", "--json")
        equal((tested["ok"], tested["http_status"], sink.events()[-1]["type"]), (True, 200, "webhook_test"), "a test")
        check("shop" in run("list") and run("show", "none", fails=True)[0] != 0, "for people; unknown")


def nothing_is_lost_by_kill():
    with Temp() as tmp, Sink() as sink:
        place(tmp)
        begun = count[0]
        sink.answer = lambda n: time.sleep(0.02) or (200 if n % 7 else 500)
        for life in range(4):
            s = Server(tmp / "data", *FAST).start()
            try:
                if life == 0:
                    hook(s, sink.url)
                    secret(s)
                before = len(sink.got)
                grant(s, 15)
                sink.wait(before + 3 + 4 * life)
            finally:
                s.stop(signal.SIGKILL if life < 3 else signal.SIGTERM)
        with Server(tmp / "data", *FAST) as s:
            until("all came", lambda: state(s)["delivered"] == 60)
        got = amounts(sink)
        first = list(dict.fromkeys(got))
        equal(first, list(range(begun + 1, begun + 61)), "each, in order of their first coming")
        check(all(b >= a - 1 for a, b in zip(got, got[1:])), "repeated only right then: %r" % got)
        by_id = {}
        for (h, body) in sink.got:
            by_id.setdefault(h["webhook-id"], set()).add(body)
        equal((len(by_id), max(len(v) for v in by_id.values())), (60, 1), "an id is one event, with one body")


def a_slow_one_holds_up_nobody():
    with Temp() as tmp, Sink() as slow, Sink() as quick:
        place(tmp)
        free = threading.Event()
        slow.answer = lambda n: free.wait(SECONDS) and 200
        with Server(tmp / "data", *FAST) as s:
            for slug, sink in (("slow", slow), ("quick", quick)):
                hook(s, sink.url, slug=slug)
                secret(s, slug)
            grant(s, 5)
            quick.wait(5)
            equal(len(slow.got), 1, "one at a time")
            equal(s.stop(), 0, "and the server stops beside it")
        free.set()


def where_it_must_not_go():
    with Temp() as tmp, Sink() as sink:
        place(tmp)
        with Server(tmp / "data", "--webhook-retry-ms", "20") as s:
            for i, url in enumerate((sink.url.replace("http:", "https:"), "https://localhost:%d/" % sink.server.server_address[1], "https://[::1]:1/", "https://10.0.0.1/", "https://169.254.169.254/latest/meta-data",
                                     "https://[::ffff:127.0.0.1]:1/", "https://0.0.0.0:1/", "https://2130706433:1/", "https://0x7f.1:1/")):
                hook(s, url, slug="h%d" % i)
                secret(s, "h%d" % i)
                t = s.owner.ok("POST", W + "/webhooks/h%d/test" % i)
                equal((t["ok"], t["http_status"], t["answer"]), (False, None, "the address is not a public one"), url)
            hook(s, sink.url, slug="plain")
            secret(s, "plain")
            check("rotocol" in s.owner.ok("POST", W + "/webhooks/plain/test")["answer"], "without TLS")
            equal(sink.got, [], "nobody came")
            for bad in ("ftp://a.example/", "https://u:p@a.example/", "https://a.example/#x", "https:///x", "a.example", '"https://a.example/ x"'):
                s.owner.refused(422, "bad_field", "POST", W + "/resources/apply", {"documents": "kind: webhook\nslug: bad\nurl: %s\nevents: [a]\n" % bad})
            for events in ("[]", '["a*b"]', "all", "[1]"):
                s.owner.refused(422, "bad_field", "POST", W + "/resources/apply", {"documents": "kind: webhook\nslug: bad\nurl: https://a.example\nevents: %s\n" % events})
            # a secret is for one host: whoever may change documents cannot lead events elsewhere
            hook(s, "https://a.example/x", slug="moved")
            secret(s, "moved")
            hook(s, "https://a.example/y", slug="moved")
            check(state(s, "moved")["status"] != "secret", "another path of the same host")
            hook(s, "https://b.example/x", slug="moved")
            equal(state(s, "moved")["status"], "secret", "another host wants another secret")


main(signed_and_in_order, only_those_that_fit, failing_then_well, dead_and_sent_again, from_the_shell, nothing_is_lost_by_kill, a_slow_one_holds_up_nobody, where_it_must_not_go)
