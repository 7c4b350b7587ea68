# SPDX-License-Identifier: GPL-3.0-or-later
"""A brand that gave points, coupons and a membership for some time: a server whose clock stands is run a few times."""
import datetime
import json

from server import Server
from shoal import equal, shoal

DOCUMENTS = """kind: currency
slug: points
title: {en: Points, zh: 积分}
expires: {days: 60}
unit_cost: 0.01
---
kind: coupon
slug: comeback
title: {en: Come back, zh: 回归礼}
benefit: {type: amount_off, amount: 15}
valid: {days: 90}
holdout: 30
---
kind: programme
slug: club
title: {en: The club, zh: 会员俱乐部}
levels: [{slug: base, title: {en: Member, zh: 会员}}]
"""


def ago(days):
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Life:
    def __init__(self, data, workspace="main"):
        self.data, self.w, self.keys = data, "/api/w/" + workspace, 0
        self.workspace = workspace

    def at(self, days, do):
        """do(client) with the clock `days` ago."""
        with Server(self.data, env={"SHOAL_NOW": ago(days)}) as s:
            self.s = s
            do(s.owner)

    def post(self, c, path, body):
        self.keys += 1
        return c.ok("POST", self.w + path, body, headers={"Idempotency-Key": "seed%d" % self.keys})

    def points(self, c, who, op, amount):
        return self.post(c, "/people/~%d/points" % who, {"currency": "points", "op": op, "amount": str(amount)})


def rewards(data, people, workspace="main"):
    """`people`: numbers of subjects.  What was done, to compare with."""
    life, did = Life(data, workspace), {"granted": 0, "spent": 0, "members": 0}
    (data.parent / "rewards.yaml").write_text(DOCUMENTS, encoding="utf-8")
    shoal(data, "-w", workspace, "apply", data.parent / "rewards.yaml", env={"SHOAL_NOW": ago(320)})

    def grant(c, some, amount):
        for i, who in enumerate(some):
            life.points(c, who, "grant", amount + i % 7 * 10)
            did["granted"] += amount + i % 7 * 10

    def spend(c, some, amount):
        for who in some:
            life.points(c, who, "spend", amount)
            did["spent"] += amount

    def join(c, some):
        for who in some:
            c.ok("POST", life.w + "/programmes/club/members/~%d/join" % who, {"source": ("till", "app", "friend")[who % 3]})
            did["members"] += 1

    def issue(c):
        job = life.s.wait_job(c, workspace, life.post(c, "/coupons/segment", {"kind": "comeback", "expression": "did(*)"}))
        equal(job["status"], "done", json.dumps(job))
        did["batch"] = job["result"]

    n = len(people)
    life.at(260, lambda c: (grant(c, people[:n // 4], 100), join(c, people[:n // 8])))
    life.at(170, lambda c: (grant(c, people[n // 8:n // 3], 150), spend(c, people[n // 4:n // 3], 40), join(c, people[n // 8:n // 4])))
    life.at(100, lambda c: grant(c, people[:n // 5], 120))
    life.at(45, lambda c: (issue(c), grant(c, people[:n // 4], 200), spend(c, people[:n // 10], 90)))
    life.at(20, lambda c: (grant(c, people[:n // 6], 80), spend(c, people[:n // 8], 60), redeem(life, c, people[:n // 2], did)))
    return did


def redeem(life, c, some, did):
    did["used"] = 0
    for who in some:
        mine = c.ok("GET", life.w + "/people/~%d/coupons" % who)["items"]
        if mine and who % 3 == 0:
            life.post(c, "/coupons/redeem", {"order": "seed-order-%d" % who, "order_total": "88.00",
                                             "coupons": [{"coupon": mine[0]["id"], "discount": "15"}]})
            did["used"] += 1
