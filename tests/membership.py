#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of programmes over HTTP and from the shell; many at once; after kill -9."""
import signal
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import Server  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

P = "/api/w/tea/programmes"
DOCS = """
kind: currency
slug: growth
---
kind: currency
slug: pts
---
kind: programme
slug: club
growth: growth
levels:
  - slug: silver
  - slug: gold
    growth: 1000
    benefits: {points: 1.5, texts: [{en: Free shipping, zh: 包邮}], services: [{slug: pickup, quota: 3, per: year}]}
    gifts: {upgrade: [{points: 5, currency: pts}]}
---
kind: programme
slug: green
join: paid
levels: [{slug: card}]
plans: [{slug: month, price: 30, months: 1, trial_days: 7, refund: full}]
"""


def open_shop(s):
    s.workspace("tea")
    s.owner.ok("POST", "/api/w/tea/resources/apply", {"documents": DOCS})
    return s.owner


def a_member():
    with Temp() as d, Server(d / "data") as s:
        c = open_shop(s)
        c.refused(404, "unknown_person", "POST", P + "/club/members/u1/join", {})
        a = c.ok("POST", P + "/club/members/u1/join", {"type": "user_id", "source": "till", "store": "s1"})
        equal((a["changed"], a["level"], a["status"]), (True, "silver", "active"), "joined")
        equal(c.ok("POST", P + "/club/members/u1/join", {})["changed"], False, "is one")
        c.refused(409, "not_member", "GET", P + "/green/members/u1")
        c.refused(404, "unknown_resource", "GET", P + "/none/members/u1")
        a = c.ok("POST", P + "/club/members/u1/level", {"level": "gold", "reason": "apology", "until": "2099-01-01"})
        equal((a["level"], a["changed"]), ("gold", True), "by hand")
        for i in range(3):
            a = c.ok("POST", P + "/club/members/u1/use", {"service": "pickup", "key": "k%d" % i})
            equal(a["remaining"], 2 - i, "left")
        equal(c.ok("POST", P + "/club/members/u1/use", {"service": "pickup", "key": "k1"})["again"], True, "again")
        c.refused(409, "idempotency_conflict", "POST", P + "/club/members/u1/use", {"service": "pickup", "quantity": 2, "key": "k1"})
        c.refused(409, "quota_used", "POST", P + "/club/members/u1/use", {"service": "pickup", "key": "k9"})
        c.refused(422, None, "POST", P + "/club/members/u1/use", {"service": "pickup"})
        m = c.ok("GET", P + "/club/members/u1")
        equal((m["level"]["slug"], m["multiplier"], m["source"], m["services"][0]["remaining"]), ("gold", "1.5", "till", 0), "one member")
        equal([h["cause"] for h in m["history"]], ["by_hand", "upgraded"], "history")
        all_of = c.ok("GET", "/api/w/tea/people/u1/memberships")["items"]
        equal([(x["programme"]["slug"], x["level"]["slug"]) for x in all_of], [("club", "gold")], "memberships of a person")
        equal(c.ok("GET", P + "/club/members")["items"][0]["known"]["id"], "u1", "who it is")
        c.refused(404, "unknown_person", "GET", "/api/w/tea/people/nobody/memberships")
        for n in range(2, 6):
            c.ok("POST", P + "/club/members/u%d/join" % n, {"type": "user_id"})
        one = c.ok("GET", P + "/club/members", query={"limit": 3})
        two = c.ok("GET", P + "/club/members", query={"limit": 3, "cursor": one["next"]})
        equal(([r["member"] for r in one["items"] + two["items"]], two["next"]), ([1, 2, 3, 4, 5], None), "pages")
        equal({(r["level"], r["members"]) for r in c.ok("GET", P + "/club/counts")["items"]}, {("gold", 1), ("silver", 4)}, "counts")
        a = c.ok("POST", P + "/green/members/u2/subscribe", {"plan": "month", "order": "o1", "price": "29.90", "key": "s1"})
        equal(a["amount"], "29.9", "paid")
        c.refused(409, "term_runs", "POST", P + "/green/members/u2/subscribe", {"plan": "month", "order": "o2", "key": "s2"})
        c.ok("POST", P + "/green/members/u2/renew", {"order": "o2", "key": "r1"})
        equal(c.ok("POST", P + "/green/members/u2/refund", {"order": "o2", "key": "f1"})["amount"], "30", "given back")
        equal(c.ok("POST", P + "/green/members/u2/cancel", {})["status"], "active", "until the end")
        equal(c.ok("POST", P + "/green/members/u2/cancel", {"at_once": True})["status"], "left", "at once")
        equal(len(c.ok("GET", P + "/green/members/u2")["terms"]), 2, "terms")
        s.workspace("coffee")
        c.refused(404, "unknown_resource", "GET", "/api/w/coffee/programmes/club/members")


def many_at_once_and_death():
    """Uses of a quota by many, a kill -9 in the middle, the same keys again: never more than the quota."""
    with Temp() as d:
        got, lock = [], threading.Lock()
        s = Server(d / "data").start()
        c = open_shop(s)
        for n in range(4):
            c.ok("POST", P + "/club/members/u%d/join" % n, {"type": "user_id"})
            c.ok("POST", P + "/club/members/u%d/level" % n, {"level": "gold", "reason": "test"})

        def use(k):
            for i in range(8):
                try:
                    a = s.owner.request("POST", P + "/club/members/u%d/use" % (i % 4), {"service": "pickup", "key": "%d-%d" % (k, i)})
                except Exception:  # the server is gone
                    return
                if a.status == 200:
                    with lock:
                        got.append((i % 4, k, i))

        threads = [threading.Thread(target=use, args=(k,)) for k in range(6)]
        [t.start() for t in threads]
        time.sleep(0.05)
        s.process.send_signal(signal.SIGKILL)
        [t.join() for t in threads]
        s.stop(signal.SIGKILL)
        with Server(d / "data") as s:
            for n, k, i in got:
                a = s.owner.ok("POST", P + "/club/members/u%d/use" % n, {"service": "pickup", "key": "%d-%d" % (k, i)})
                equal(a["again"], True, "what was acknowledged is there")
            for n in range(4):
                m = s.owner.ok("GET", P + "/club/members/u%d" % n)
                used = m["services"][0]["used"]
                check(len([g for g in got if g[0] == n]) <= used <= 3, "u%d: %d used, %s" % (n, used, got))


def from_the_shell():
    with Temp() as d:
        with Server(d / "data") as s:
            c = open_shop(s)
            c.ok("POST", P + "/club/members/u1/join", {"type": "user_id"})

        def run(*args):
            return shoal(d / "data", "-w", "tea", "member", *args, "--json")
        equal(run("counts", "club")["counts"], [{"level": "silver", "status": "active", "members": 1}], "counts")
        equal(run("level", "club", "u1", "gold", "--reason", "test")["level"], "gold", "by hand")
        equal(run("show", "club", "u1")["level"], "gold", "one")
        equal(run("leave", "club", "u1")["status"], "left", "left")
        equal([m["person"] for m in run("list", "club", "--status", "left")["members"]], ["u1"], "list")


main(a_member, many_at_once_and_death, from_the_shell)
