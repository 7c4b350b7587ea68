#!/usr/bin/env python3
"""Segments that are kept: entries and exits by event, by time, by definition, over HTTP; and kill -9 while people come and go.

  SHOAL_KILL_ROUNDS=N    deaths (default 6)
  SHOAL_KILL_SEED=N
"""
import http.client
import json
import os
import random
import signal
import sys
import threading
import time
from datetime import datetime, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import LOOPBACK, Server  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

W = "/api/w/tea"
ROUNDS = int(os.environ.get("SHOAL_KILL_ROUNDS") or 6)
SEED = int(os.environ.get("SHOAL_KILL_SEED") or 1)
MAP = """kind: orders
source: shop
format: csv
header: true
columns: {person: user, time: time, order_id: order}
"""
PATIENCE = 60


def stamp(ago):
    return datetime.fromtimestamp(time.time() - ago, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:23] + "Z"


def send(c, name, rows):
    """Orders of (user, seconds ago), as a file."""
    text = "user,time,order\n" + "".join("%s,%s,%s-%d\n" % (u, stamp(ago), name, i) for i, (u, ago) in enumerate(rows))
    u = c.ok("POST", W + "/uploads", raw=text.encode(), query={"name": name + ".csv"}, type="application/octet-stream")
    c.ok("POST", W + "/imports", {"upload": u["id"], "yaml": MAP}, 202)


def put(c, slug, expression, **more):
    c.ok("PUT", W + "/segments/" + slug, dict({"title": slug, "expression": expression}, **more))


def moves(c, slug, limit=200, **query):
    """All of them, newest first, page by page."""
    out, page = [], {}
    while page is not None:
        a = c.ok("GET", W + "/segments/%s/changes" % slug, query=dict(dict(query, limit=limit), **page))
        out += a["items"]
        page = {"cursor": a["next"]} if a["next"] else None
    return out


def wait(what, look):
    end = time.monotonic() + PATIENCE
    while True:
        found = look()
        if found:
            return found
        check(time.monotonic() < end, "waited in vain: " + what)
        time.sleep(0.1)


def who(items):
    return sorted((m["person"]["id"], "enters" if m["entered"] else "leaves", m["cause"]) for m in items)


class Listener(threading.Thread):
    """The `segments` events of the stream."""

    def __init__(self, s):
        super().__init__(daemon=True)
        self.c = http.client.HTTPConnection(LOOPBACK, s.port, timeout=120)
        self.c.request("GET", W + "/live", headers={"Cookie": "shoal_session=" + s.owner.cookie})
        self.r, self.told = self.c.getresponse(), []
        self.start()

    def run(self):
        name = None
        try:
            for line in iter(self.r.readline, b""):
                text = line.decode().rstrip("\r\n")
                if text.startswith("event:"):
                    name = text[6:].strip()
                elif text.startswith("data:") and name == "segments":
                    self.told += json.loads(text[5:])["segments"]
        except (OSError, ValueError):
            pass


def comes_and_goes():
    with Temp() as t, Server(t / "d") as s:
        c = s.owner
        s.workspace("tea")
        listener = Listener(s)
        put(c, "buyers", "did(order_completed)")
        put(c, "recent", "did(order_completed, last 6 seconds)")
        put(c, "quiet", "did(order_completed) and not did(order_completed, last 6 seconds)")
        put(c, "asked", "did(order_completed)", update="manual")
        equal(c.ok("GET", W + "/segments/asked")["update"], "manual")
        wait("the first look", lambda: c.ok("GET", W + "/segments/quiet")["recorded"])
        send(c, "a", [("ann", 0), ("ben", 1), ("old", 90000)])
        wait("entries", lambda: len(moves(c, "buyers")) == 3)
        equal(who(moves(c, "buyers")), [("ann", "enters", "event"), ("ben", "enters", "event"), ("old", "enters", "late")])
        wait("exits by time", lambda: len(moves(c, "recent")) == 4)
        equal(who(moves(c, "recent")), sorted([(p, w, k) for p in ("ann", "ben") for w, k in (("enters", "event"), ("leaves", "time"))]))
        wait("entries by time", lambda: c.ok("GET", W + "/segments/quiet")["recorded"]["people"] == 3)
        equal(sorted(m["cause"] for m in moves(c, "quiet")), ["late", "time", "time"])
        equal(moves(c, "buyers", limit=1), moves(c, "buyers"))
        equal(who(moves(c, "buyers", person="ann")), [("ann", "enters", "event")])
        equal(who(moves(c, "buyers", cause="late")), [("old", "enters", "late")])
        # by hand
        equal(moves(c, "asked"), [])
        look = c.ok("POST", W + "/segments/asked/look")
        equal((look["people"], look["entered"], look["exited"]), (3, 3, 0))
        # by definition; archived: everybody leaves; restored: they come back
        put(c, "buyers", "count(order_completed) >= 2")
        wait("a new definition", lambda: c.ok("GET", W + "/segments/buyers")["recorded"]["people"] == 0)
        check(all(m["cause"] == "definition" and m["version"] == 2 for m in moves(c, "buyers")[:3]), "causes")
        c.ok("DELETE", W + "/segments/quiet", status=204)
        wait("leaving an archived one", lambda: sum(not m["entered"] for m in moves(c, "quiet")) == 3)
        c.ok("POST", W + "/segments/quiet/restore")
        wait("coming back", lambda: c.ok("GET", W + "/segments/quiet")["recorded"]["people"] == 3)
        days = c.ok("GET", W + "/segments/quiet/history")["days"]
        equal(days[-1]["people"], 3)
        equal(sum(d["entered"] for d in days) - sum(d["exited"] for d in days), 3)
        equal(sum(d["exited_by"].get("definition", 0) for d in days), 3)
        told = [n for n in listener.told if n["slug"] == "recent"]
        equal((sum(n["entered"] for n in told), sum(n["exited"] for n in told), told[-1]["people"]), (2, 2, 0))
        c.refused(422, "bad_field", "PUT", W + "/segments/bad", {"title": "x", "expression": "true", "update": "daily 25:00"})
        c.refused(404, "unknown_resource", "GET", W + "/segments/nobody/changes")
        c.refused(404, "unknown_resource", "POST", W + "/segments/nobody/look")


SEGMENTS = {
    "any": "did(order_completed)",
    "two": "count(order_completed) >= 2",
    "now": "did(order_completed, last 3 seconds)",
    "odd": "count(order_completed) = 1 or count(order_completed) = 3",
    "rest": 'segment("any") and not segment("now")',
}


def come_in(c, rng, number, stop):
    try:
        while not stop.is_set():
            number[0] += 1
            send(c, "f%d" % number[0], [("p%d" % rng.randrange(40), rng.random() * 2) for _ in range(rng.randrange(1, 12))])
            time.sleep(rng.random() * 0.2)
    except (OSError, http.client.HTTPException, ValueError):
        pass


def settled(c):
    """Nothing is on its way any more, and a look has seen it."""
    wait("jobs", lambda: all(j["status"] not in ("queued", "running") for j in c.ok("GET", W + "/jobs", query={"limit": 200})["items"]))
    time.sleep(4.5)


def adds_up(c):
    total = 0
    for slug, expression in SEGMENTS.items():
        look = c.ok("POST", W + "/segments/%s/look" % slug)
        inside, at = set(), ""
        for m in reversed(moves(c, slug, limit=37)):
            p = m["person"]["subject"]
            check((p in inside) != m["entered"], "%s: %s %s twice" % (slug, p, "entered" if m["entered"] else "left"))
            (inside.add if m["entered"] else inside.remove)(p)
            check(m["at"] >= at, "%s: time goes back" % slug)
            at = m["at"]
            total += 1
        items = c.ok("POST", W + "/questions/people", {"expression": expression, "limit": 200, "as_of": look["at"]})["items"]
        equal(inside, {i["subject"] for i in items}, slug)
        equal(look["people"], len(inside), slug)
    return total


def exact_over_deaths():
    rng, number, total = random.Random(SEED), [0], 0
    with Temp() as t:
        s = Server(t / "d").start()
        s.workspace("tea")
        for slug, expression in SEGMENTS.items():
            put(s.owner, slug, expression)
        for _ in range(ROUNDS):
            stop = threading.Event()
            c = s.client()
            c.cookie, c.csrf = s.owner.cookie, s.owner.csrf
            feeder = threading.Thread(target=come_in, args=(c, random.Random(rng.random()), number, stop))
            feeder.start()
            time.sleep(0.5 + rng.random() * 3)
            s.stop(signal.SIGKILL)
            stop.set()
            feeder.join(120)
            s = Server(t / "d").start()
            if rng.random() < 0.6:
                settled(s.owner)
                total = adds_up(s.owner)
        settled(s.owner)
        total = adds_up(s.owner)
        equal(s.stop(), 0, "exit")
        equal(shoal(t / "d", "--workspace", "tea", "verify", "--json")["damage"], [], "verify")
        check(total > 50, "hardly anything happened: %d" % total)
        print("# %d deaths, %d files, %d entries and exits" % (ROUNDS, number[0], total))


main(comes_and_goes, exact_over_deaths)
