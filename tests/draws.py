#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prize draws over HTTP and from the shell: turns with keys, odds as of a version, what is handed over, many at once, after
kill -9; and the audit list, which this file computes again with Python's own hmac."""
import datetime
import hashlib
import hmac
import json
import signal
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import Server  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

D = "/api/w/tea/draws"
DOCS = """
kind: currency
slug: points
---
kind: draw
slug: spring
title: {en: Spring draw, zh: 春日抽奖}
goal: order_completed
from: %s
until: %s
price: {points: 10, currency: points}
free: {in_all: 2}
limits: {in_all: 20}
budget: 1000
holdout: 0.01
prizes:
- {slug: phone, title: {en: Phone, zh: 手机}, probability: 0.3, stock: 2, cost: 100, gift: by courier, falls_to: more}
- {slug: more, probability: 0.4, cost: 1, reward: {points: 5, currency: points}}
"""
NOW = datetime.date.today()
FROM, RUNS, OVER = (str(NOW + datetime.timedelta(days=n)) for n in (-9, 9, -5))


def number(seed, slug, seq, nonce, whole=10**9):
    end, n = (2**64 - 1) // whole * whole, 0
    while True:
        d = hmac.new(bytes.fromhex(seed), f"{slug}:{seq}:{nonce}:{n}".encode(), hashlib.sha256).digest()
        for i in range(0, 32, 8):
            if int.from_bytes(d[i:i + 8], "big") < end:
                return int.from_bytes(d[i:i + 8], "big") % whole
        n += 1


def open_shop(s, until):
    s.workspace("tea")
    s.owner.ok("POST", "/api/w/tea/resources/apply", {"documents": DOCS % (FROM, until)})
    return s.owner


def people(c, n):
    """Somebody is of the share that does not take part: those who are."""
    found = []
    for i in range(5 * n):
        who = "u%d" % i
        c.ok("POST", "/api/w/tea/people/user_id:%s/points" % who, {"op": "grant", "currency": "points", "amount": "60"},
             headers={"Idempotency-Key": "g%d" % i})
        if c.ok("GET", D + "/spring/people/" + who)["may"]:
            found.append(who)
        if len(found) == n:
            return found
    raise RuntimeError("too few take part")


def turn(c, who, key, nonce=""):
    a = c.request("POST", D + "/spring/people/%s/turns" % who, {"nonce": nonce} if nonce else {}, headers={"Idempotency-Key": key})
    return a.status, a.json


def recompute(lines):
    """The whole list by the words of docs/DRAWS.md."""
    head = lines[0]
    equal(hashlib.sha256(bytes.fromhex(head["seed"])).hexdigest(), head["commitment"], "commitment")
    chain, given, odds = head["commitment"], {}, {v["version"]: v["prizes"] for v in head["versions"]}
    for i, t in enumerate(lines[1:], 1):
        prizes = odds[t["version"]]
        equal((t["seq"], t["number"]), (i, number(head["seed"], head["draw"], i, t["nonce"])), "number")
        at, rest = "", t["number"]
        for p in prizes:
            if rest < p["chance"]:
                at = p["slug"]
                break
            rest -= p["chance"]
        equal(t["drawn"], at, "drawn")
        by_slug = {p["slug"]: p for p in prizes}
        while at and 0 <= by_slug[at]["stock"] <= given.get(at, 0):
            at = by_slug[at]["falls_to"]
        equal(t["prize"], at, "prize")
        given[at] = given.get(at, 0) + 1
        text = "".join("%s:%d:%d:%s\n" % (p["slug"], p["chance"], p["stock"], p["falls_to"]) for p in prizes)
        chain = hashlib.sha256("|".join(map(str, [
            chain, head["draw"], hashlib.sha256(text.encode()).hexdigest(), t["seq"], t["at_ms"], t["version"], t["who"],
            t["nonce"], t["number"], t["drawn"], t["prize"], t["why"]])).encode()).hexdigest()
        equal(t["chain"], chain, "chain")
    equal((chain, len(lines) - 1), (head["head"], head["turns"]), "end")


def a_draw():
    with Temp() as d:
        with Server(d / "data") as s:
            c = open_shop(s, RUNS)
            a, b = people(c, 2)
            status, body = turn(c, a, "k1", "lucky-7")
            equal((status, body["seq"], body["free"], body["again"]), (201, 1, True, False), "first")
            equal(turn(c, a, "k1", "lucky-7")[1]["chain"], body["chain"], "same key")
            equal(turn(c, a, "k1")[0], 409, "another request")
            equal(turn(c, a, "k2", "a b")[0], 422, "nonce")
            c.refused(422, None, "POST", D + "/spring/people/%s/turns" % a, {})
            c.refused(404, "unknown_person", "GET", D + "/spring/people/nobody")
            c.refused(404, "unknown_resource", "GET", D + "/none")
            for i in range(7):
                turn(c, a, "a%d" % i)
            mine = c.ok("GET", D + "/spring/people/" + a)
            equal((mine["free_left"], mine["in_all"]), (0, len(mine["turns"])), "mine")
            old = c.ok("GET", D + "/spring")
            equal((old["prizes"][0]["probability"], old["none"], old["seed"]), ("0.3", "0.3", None), "odds")
            c.ok("POST", "/api/w/tea/resources/apply",
                 {"documents": (DOCS % (FROM, RUNS)).replace("probability: 0.4", "probability: 0.6")})
            equal(turn(c, b, "b1")[1]["version"], old["version"] + 1, "under the new version")
            equal(c.ok("GET", D + "/spring", query={"version": old["version"]})["prizes"][1]["probability"], "0.4", "as of a version")
            wins = c.ok("GET", D + "/spring/wins", query={"things": "true"})["items"]
            if wins:
                hand = D + "/spring/wins/%d/hand" % wins[0]["seq"]
                equal([c.ok("POST", hand, {"note": "SF1"})["changed"] for _ in range(2)], [True, False], "handed once")
            row = c.ok("GET", D)["items"][0]
            equal((row["state"], row["people"]), ("running", 2), "list")
            check(c.ok("GET", D + "/spring/audit")["head"]["seed"] == "", "no seed before the end")


def a_crowd():
    """Four clients on two people with every key twice, a kill in the middle, the same keys again: each key one turn, and what
    was promised is kept."""
    with Temp() as d:
        answers, lock = {}, threading.Lock()

        def clients(c, who):
            def run(k):
                for i in range(12):
                    key = "c%d-%d" % (k // 2, i)
                    try:
                        status, body = turn(c, who[i % 2], key)
                    except Exception:  # the server is gone
                        return
                    if status == 201:
                        with lock:
                            equal(answers.setdefault(key, body["chain"]), body["chain"], "one outcome of a key")
            threads = [threading.Thread(target=run, args=(k,)) for k in range(4)]
            for t in threads:
                t.start()
            return threads

        s = Server(d / "data").start()
        c = open_shop(s, RUNS)
        who = people(c, 2)
        threads = clients(c, who)
        threads[0].join(0.1)
        s.process.send_signal(signal.SIGKILL)
        for t in threads:
            t.join()
        s.stop(signal.SIGKILL)
        with Server(d / "data") as s:
            c = s.owner
            for t in clients(c, who):
                t.join()
            draw = c.ok("GET", D + "/spring")
            equal(draw["turns"], len(answers), "a turn for each key")
            check(draw["prizes"][0]["given"] <= 2, "stock")
            # Over now: the seed is told, and the list can be computed again.
            c.ok("POST", "/api/w/tea/resources/apply", {"documents": DOCS % (FROM, OVER)})
            end = time.monotonic() + 60
            while not c.ok("GET", D + "/spring")["seed"]:
                check(time.monotonic() < end, "the seed is revealed")
                time.sleep(0.05)
            equal(turn(c, who[0], "late")[0], 409, "over")
            lines, cursor = [], ""
            while cursor is not None:
                page = c.ok("GET", D + "/spring/audit", query=dict({"limit": 5}, **({"cursor": cursor} if cursor else {})))
                lines = lines or [page["head"]]
                lines += page["items"]
                cursor = page["next"]
            recompute(lines)
        (d / "list").write_text("".join(json.dumps(x) + "\n" for x in lines))
        out = shoal(None, "draw", "verify", d / "list", "--json")
        equal((out["sound"], out["turns"], out["revealed"]), (True, len(answers), True), "verify")
        lines[3]["number"] += 1
        (d / "bad").write_text("".join(json.dumps(x) + "\n" for x in lines))
        equal(shoal(None, "draw", "verify", d / "bad", fails=True)[0], 65, "a list that was touched")
        text = shoal(d / "data", "--workspace", "tea", "draw", "audit", "spring")
        equal(len(text.splitlines()), len(answers) + 1, "audit from the shell")
        first, second = (shoal(d / "data", "--workspace", "tea", "draw", "show", "spring", "--odds-of", str(n), "--json") for n in (1, 2))
        check(first != second, "odds as of a version, from the shell")


main(a_draw, a_crowd)
