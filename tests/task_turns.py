#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks and check-ins over HTTP: what they give, turns of a draw among it, used before points are; many more requests at once
than the server has threads, each key twice, and a kill in the middle: each day, claim and turn once."""
import datetime
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import Server  # noqa: E402
from shoal import Temp, check, equal, main  # noqa: E402

W = "/api/w/tea/"
DAY = datetime.date.today()
FROM, UNTIL = (str(DAY + datetime.timedelta(days=n)) for n in (-9, 9))
GATE = "active: true\nbudget: {times: 10000}\nunit_cost: 1\nuntil: %s\nholdout: 0.01%%\n" % UNTIL
DOCS = """
kind: currency
slug: points
---
kind: draw
slug: spring
title: {en: Spring draw, zh: 春日抽奖}
goal: checked_in
from: %s
until: %s
free: none
price: {points: 10, currency: points}
budget: 1000
holdout: 0.01
prizes:
- {slug: pen, probability: 0.5, cost: 1, gift: by courier}
---
kind: check_in
slug: daily
title: {en: Daily, zh: 每日签到}
days: [[{draw: spring, turns: 1}, {points: 5, currency: points}]]
%s---
kind: task
slug: come
title: {en: Come by, zh: 到店}
goal: {on: checked_in, count: 1}
claim: by_person
rewards: [{draw: spring, turns: 2}]
%s""" % (FROM, UNTIL, GATE, GATE)


def poll(holds, what):
    end = time.monotonic() + 60
    while not holds():
        check(time.monotonic() < end, what)
        time.sleep(0.02)


def open_shop(s):
    s.workspace("tea")
    s.owner.ok("POST", W + "resources/apply", {"documents": DOCS})
    return s.owner


def make(c, n):
    """Somebody is of the share that does not draw: those who do."""
    found, i = [], 0
    while len(found) < n:
        who = "u%d" % i
        c.ok("POST", W + "people/user_id:%s/points" % who, {"op": "grant", "currency": "points", "amount": "15"},
             headers={"Idempotency-Key": "g%d" % i})
        if c.ok("GET", W + "draws/spring/people/" + who)["may"]:
            found.append(who)
        i += 1
    return found


def keyed(c, path, key, body):
    return c.request("POST", W + path, body, headers={"Idempotency-Key": key})


def check_in(c, who, key):
    return keyed(c, "people/%s/check-ins" % who, key, {"check_in": "daily"})


def claim(c, who, key):
    return keyed(c, "people/%s/tasks/claim" % who, key, {"task": "come"})


def turn(c, who, key):
    return keyed(c, "draws/spring/people/%s/turns" % who, key, {})


def mine(c, who):
    return c.ok("GET", W + "draws/spring/people/" + who)


def rewards():
    with Temp() as d:
        with Server(d / "data") as s:
            c = open_shop(s)
            a, b = make(c, 2)
            equal((mine(c, a)["free_left"], mine(c, a)["tickets_left"]), (0, 0), "nothing yet")
            day = check_in(c, a, "d1")
            equal((day.status, day.json["streak"]), (200, 1), "a day")
            equal(day.json["rewards"], [{"draw": "spring", "turns": 1}, {"points": "5", "currency": "points"}], "rewards")
            again = check_in(c, a, "d1")
            equal((again.json, again.headers.get("idempotency-replayed")), (day.json, "true"), "the same again")
            equal(check_in(c, a, "d2").code, "check_in_twice", "once a day")
            equal(claim(c, a, "d1").code, "idempotency_conflict", "another request")
            equal(claim(c, b, "c0").code, "task_nothing", "nothing to claim")
            poll(lambda: c.ok("GET", W + "people/%s/tasks" % a)["items"][0]["claimable"] == 1, "the task is done")
            done = claim(c, a, "c1")
            equal((done.json["claimed"], done.json["rewards"]), (1, [{"draw": "spring", "turns": 2}]), "claimed")
            poll(lambda: mine(c, a)["tickets_left"] == 3, "handed over")
            for i in range(3):
                t = turn(c, a, "t%d" % i).json
                equal((t["free"], t["ticket"], t["points"], t["balance"]), (True, True, "0", None), "a turn given")
            t = turn(c, a, "t3").json
            equal((t["free"], t["ticket"], t["points"], t["balance"]), (False, False, "10", "10"), "a turn paid")
            equal(mine(c, a)["tickets_left"], 0, "used")
            one = c.ok("GET", W + "draws/spring")
            equal((one["tickets_given"], one["tickets_used"], one["free_per_day"]), (3, 3, 0), "figures")


def a_crowd():
    with Temp() as d:
        s = Server(d / "data").start()
        c = open_shop(s)
        who = make(c, 24)
        seen, lock = {}, threading.Lock()

        def ask(c, job):
            f, person, key = job
            try:
                a = f(c, person, key)
            except Exception:  # the server is gone
                return
            if a.status < 300:
                with lock:
                    body = {k: v for k, v in a.json.items() if k != "again"}
                    equal(seen.setdefault(key, body), body, "one outcome of a key")

        def crowd(c, jobs, during=None):
            with ThreadPoolExecutor(96) as pool:
                all = [pool.submit(ask, c, j) for j in jobs for _ in range(2)]
                if during:
                    during(all)
            for f in all:
                f.result()

        days = [(check_in, w, "d-" + w) for w in who]
        crowd(c, days)
        equal(len(seen), len(who), "a day each")
        poll(lambda: next(t for t in c.ok("GET", W + "tasks")["items"] if t["slug"] == "come")["claimable"] == len(who), "all can claim")
        claims = [(claim, w, "c-" + w) for w in who] + [(claim, w, "again-" + w) for w in who]

        def kill(all):
            all[20].result()
            s.process.send_signal(signal.SIGKILL)

        crowd(c, claims, kill)
        s.stop(signal.SIGKILL)
        with Server(d / "data") as s:
            c = s.owner
            crowd(c, days + claims)
            poll(lambda: all(mine(c, w)["tickets_left"] == 3 for w in who), "each has what was promised, once")
            crowd(c, [(turn, w, "t%d-%s" % (i, w)) for w in who for i in range(5)])
            draw = c.ok("GET", W + "draws/spring")
            equal((draw["tickets_given"], draw["tickets_used"]), (3 * len(who), 3 * len(who)), "turns given")
            # 15 and 5 points: two more, paid.
            equal(draw["turns"], 5 * len(who), "turns")
            check(all(mine(c, w)["in_all"] == 5 for w in who), "of each")


main(rewards, a_crowd)
