#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Leaderboards over HTTP and from the shell: live standings, one person's place, previews, periods that turn on a clock that is
set, prizes once through kill -9, and what a visitor sees."""
import csv
import io
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import Server  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

W = "/api/w/tea"
L = W + "/leaderboards"
PATIENCE = 60
ROUNDS = int(os.environ.get("SHOAL_KILL_ROUNDS") or 4)
DOCS = """
kind: currency
slug: points
---
kind: leaderboard
slug: top
title: {en: Buyers of the day, zh: 今日消费榜}
active: true
score: sum(order_completed.amount) - sum(order_refunded.amount)
period: day
settle: {hours: 1}
show: 3
prizes:
- {ranks: 1, rewards: [{points: 50, currency: points}]}
- {ranks: 2-3, rewards: [{points: 10, currency: points}]}
budget: {points: 1000}
unit_cost: 1
until: 2100-01-01
holdout: 0.01
"""
DAY1, LATE1, DAY2, DAY3 = "2026-11-20T04:00:00Z", "2026-11-20T16:30:00Z", "2026-11-21T05:00:00Z", "2026-11-22T05:00:00Z"


def wait(what, look):
    end = time.monotonic() + PATIENCE
    while True:
        found = look()
        if found:
            return found
        check(time.monotonic() < end, "waited in vain: " + what)
        time.sleep(0.1)


def orders(data, now, rows):
    """(user, amount, time) as a file, before a server is there."""
    path = data.parent / "orders.csv"
    path.write_text("user,time,order,amount\n" + "".join(
        "%s,%s,%s-%s,%s\n" % (u, t, abs(hash((u, t, a))), i, a) for i, (u, a, t) in enumerate(rows)), encoding="utf-8")
    (data.parent / "map.yaml").write_text("""kind: orders
source: shop
format: csv
header: true
columns: {person: user, time: time, order_id: order, amount: amount}
""", encoding="utf-8")
    shoal(data, "-w", "tea", "import", path, "--map", data.parent / "map.yaml", env={"SHOAL_NOW": now})


def place(tmp):
    data = tmp / "data"
    shoal(data, "-w", "tea", "workspace", "create", "--currency", "CNY", "--zone", "Asia/Shanghai", env={"SHOAL_NOW": DAY1})
    (tmp / "docs.yaml").write_text(DOCS, encoding="utf-8")
    shoal(data, "-w", "tea", "apply", tmp / "docs.yaml", env={"SHOAL_NOW": DAY1})
    shoal(data, "-w", "tea", "leaderboard", "list", env={"SHOAL_NOW": DAY1})  # met on the first day
    return data


def at(data, now):
    return Server(data, env={"SHOAL_NOW": now})


def standing(c, **query):
    a = c.request("GET", L + "/top/standings", query=query)
    if a.status == 503:
        return None
    equal(a.status, 200, a.json)
    return [(p["id"], p["rank"], p["score"]) for p in a.json["items"]], a.json["period"]


def points(c, who):
    a = c.ok("GET", W + "/people/%s/accounts" % who)
    return sum(float(x["available"]) for x in a["items"])


def exported(data):
    out = shoal(data, "-w", "tea", "leaderboard", "export", "top", "--at", "2026-11-20", env={"SHOAL_NOW": DAY2}, raw=True)
    rows = csv.DictReader(io.StringIO(out if isinstance(out, str) else out.decode()))
    return [(r["rank"], r["person"], r["score"], r["prize_given"]) for r in rows]


def live_and_near():
    with Temp() as d:
        data = place(d)
        orders(data, DAY1, [("a", 10, DAY1), ("b", 30, DAY1), ("c", 20, DAY1), ("d", 20, DAY1)])
        with at(data, DAY1) as s:
            c = s.owner
            got = wait("standings", lambda: standing(c))
            equal(got[0], [("b", 1, "30"), ("c", 2, "20"), ("d", 2, "20"), ("a", 4, "10")])
            equal((got[1]["state"], got[1]["people"]), ("running", 4))
            me = c.ok("GET", L + "/top/people/a", query={"around": 2})
            equal((me["place"]["rank"], me["gap"], me["behind"], me["better_than"]), (4, "10", 0, "0"))
            equal([p["id"] for p in me["above"]], ["c", "d"])
            equal(me["below"], [])
            # Friends: in order, who has nothing left out, who is nobody counted; the shop's key may ask.
            few = c.ok("POST", L + "/top/among", {"people": ["user_id:a", "d", "nobody", "c", "a"]})
            equal([(x["among"], x["rank"], x["id"], x["score"]) for x in few["items"]], [(1, 2, "c", "20"), (1, 2, "d", "20"), (3, 4, "a", "10")])
            equal((few["unknown"], few["period"]["people"]), (1, 4))
            c.refused(422, None, "POST", L + "/top/among", {"people": ["a"] * 501})
            c.refused(422, None, "POST", L + "/top/among", {})
            # A page anywhere, and pages on.
            one = c.ok("GET", L + "/top/standings", query={"from": 2, "limit": 2})
            equal([p["id"] for p in one["items"]], ["c", "d"])
            two = c.ok("GET", L + "/top/standings", query={"from": 2, "limit": 2, "cursor": one["next"]})
            equal(([p["id"] for p in two["items"]], two["next"]), (["a"], None))
            # What is not kept anywhere.
            p = c.ok("POST", L + "/preview", {"doc": {"period": "day", "score": "count(order_completed)", "ties": "dense"}})
            equal((p["period"]["people"], [x["rank"] for x in p["items"]]), (4, [1, 1, 1, 1]))
            c.refused(422, "rank_window", "POST", L + "/preview", {"doc": {"period": "day", "score": "count(order_completed, today)"}})
            c.refused(404, "unknown_resource", "GET", L + "/none/standings")
            c.refused(404, "rank_period", "GET", L + "/top/standings", query={"at": "2025-01-01"})
            board = c.ok("GET", L + "/top")
            equal((board["state"], board["prizes"][1]["to"], board["used"]["points"]), ("running", 3, "0"))
            # A visitor: the first three, masked, nobody's identity; and a place of their own.
            made = c.ok("POST", W + "/people/a/visit", {}, 201)
            v = s.client(made["token"])
            mine = v.ok("GET", "/api/visit/leaderboards")["items"]
            equal([(b["slug"], b["me"]["rank"], b["people"]) for b in mine], [("top", 4, 4)])
            whole = v.ok("GET", "/api/visit/leaderboards/top")
            equal([(p["rank"], p["me"]) for p in whole["top"]], [(1, False), (2, False), (2, False)])
            check("id" not in whole["top"][0], "a visitor sees no identity")
            equal([p["me"] for p in whole["above"]], [False, False])


def from_the_shell():
    with Temp() as d:
        data = place(d)
        orders(data, DAY1, [("a", 10, DAY1), ("b", 30, DAY1), ("c", 20, DAY1)])
        env = {"SHOAL_NOW": DAY1}
        lines = shoal(data, "-w", "tea", "leaderboard", "among", "top", "a", "b", "--json", env=env, raw=True)
        some = [json.loads(x) for x in lines.decode().splitlines()]
        equal([(x["among"], x["place"]["rank"], x["place"]["person"]) for x in some], [(1, 1, "b"), (2, 3, "a")])
        for args, code in ((("among", "top", "zz"), "Nobody is known as"), (("among", "top"), "shoal leaderboard among BOARD PERSON"), (("show", "top", "a"), "does not take")):
            said = shoal(data, "-w", "tea", "leaderboard", *args, env=env, fails=True)[1]
            check(code in said, "%s: %s" % (args, said))


def periods_and_prizes():
    with Temp() as d:
        data = place(d)
        orders(data, DAY1, [("a", 10, DAY1), ("b", 30, DAY1), ("c", 20, DAY1), ("d", 15, DAY1)])
        with at(data, LATE1) as s:  # half an hour after the end: late events count
            wait("the day before", lambda: (standing(s.owner, at="2026-11-20") or [0, {"state": ""}])[1]["state"] == "settling")
        orders(data, LATE1, [("a", 100, DAY1)])
        with at(data, DAY2) as s:
            c = s.owner
            period = lambda: c.ok("GET", L + "/top/periods")["items"]  # noqa: E731
            wait("settled", lambda: period() and period()[0]["awarded"])
            got, when = standing(c, at="2026-11-20")
            equal(got, [("a", 1, "110"), ("b", 2, "30"), ("c", 3, "20"), ("d", 4, "15")])
            equal((when["state"], when["winners"]), ("settled", 3))
            wait("prizes", lambda: (points(c, "a"), points(c, "b"), points(c, "d")) == (50, 10, 0))
        # Later orders change nothing that is final.
        orders(data, DAY2, [("d", 1000, DAY1), ("d", 5, DAY2)])
        with at(data, DAY2) as s:
            c = s.owner
            wait("today", lambda: (standing(c) or [[]])[0] == [("d", 1, "5")])
            equal(standing(c, at="2026-11-20")[0][0], ("a", 1, "110"))
            equal(c.ok("GET", L + "/top/people/d", query={"at": "2026-11-20"})["place"]["rank"], 4)
        final = [("1", "a", "110", "yes"), ("2", "b", "30", "yes"), ("3", "c", "20", "yes"), ("4", "d", "15", "no")]
        equal(exported(data), final)
        # Made again from the log, and without somebody.
        shoal(data, "-w", "tea", "rebuild", env={"SHOAL_NOW": DAY2})
        equal(exported(data), final)
        shoal(data, "-w", "tea", "person", "erase", "b", "--yes", env={"SHOAL_NOW": DAY2})
        equal(exported(data), [f if f[1] != "b" else ("2", "", "30", "yes") for f in final])


def killed():
    """Dying anywhere in a settlement: places and prizes are there once."""
    with Temp() as d:
        data = place(d)
        n = 1500
        orders(data, DAY1, [("u%d" % i, n - i, DAY1) for i in range(n)])
        r = random.Random(7)
        for _ in range(ROUNDS):
            s = at(data, DAY2).start()
            time.sleep(r.random() * 1.5)
            s.stop(signal.SIGKILL)
        with at(data, DAY2) as s:
            c = s.owner
            wait("settled", lambda: [p["awarded"] for p in c.ok("GET", L + "/top/periods")["items"]] == [True])
            wait("prizes", lambda: [points(c, "u%d" % i) for i in range(4)] == [50, 10, 10, 0])
            equal(c.ok("GET", L + "/top")["used"], {"times": 3, "points": "70", "coupons": 0})
            got, when = standing(c, at="2026-11-20", limit=500)
            equal(([x[0] for x in got], when["people"]), (["u%d" % i for i in range(500)], n))
            equal(c.ok("GET", L + "/top/people/u1499", query={"at": "2026-11-20"})["place"]["rank"], n)


main(live_and_near, from_the_shell, periods_and_prizes, killed)
