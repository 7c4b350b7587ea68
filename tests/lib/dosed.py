# SPDX-License-Identifier: GPL-3.0-or-later
"""A brand that tried coupons of three face values on parts of one target, and whose members joined twice: some time ago, so
that the effect of both can be looked at."""
import datetime
import json
import random

from rewarded import Life, ago
from shoal import equal, shoal

FACES = (10, 20, 40)
CHANCE = (0.15, 0.45, 0.5)  # of buying, of those who got one
NATURAL = 0.1
KIND = """kind: coupon
slug: dose-{0}
title: {{en: Off {0}, zh: 减 {0} 元}}
benefit: {{type: amount_off, amount: {0}}}
valid: {{days: 30}}
holdout: 40
---
kind: list
slug: dose-{0}
values: {1}
---
"""
PROGRAMME = """kind: programme
slug: dose-club
title: {en: Fish club, zh: 鱼群会}
levels: [{slug: base, title: {en: Member, zh: 会员}}]
"""


def doses(data, t, users):
    """`users`: user ids, the first 20 of whom are made ten people.  Numbers of coupons used."""
    r, life, orders, used = random.Random(5), Life(data), [], []
    users = list(users)
    r.shuffle(users)
    parts = [users[i::len(FACES)] for i in range(len(FACES))]
    (t / "doses.yaml").write_text("".join(KIND.format(f, json.dumps(p)) for f, p in zip(FACES, parts)) + PROGRAMME, encoding="utf-8")
    shoal(data, "apply", t / "doses.yaml", env={"SHOAL_NOW": ago(60)})
    day = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=40)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def issue(c):
        for f in FACES:
            job = life.s.wait_job(c, "main", life.post(c, "/coupons/segment", {"kind": "dose-%d" % f, "expression": 'user_id in list("dose-%d")' % f}))
            equal(job["status"], "done", json.dumps(job))
        for i, user in enumerate(users[:60]):
            c.ok("POST", life.w + "/programmes/dose-club/members/%s/join" % user, {"source": ("shop", "app", "mini")[i % 3]})
        for a, b in zip(users[:10], users[10:20]):
            c.ok("POST", life.w + "/people/%s/merge" % a, {"people": [b], "force": True})

    def buy(c):
        for f, chance, part in zip(FACES, CHANCE, parts):
            for user in part:
                mine = [x for x in c.ok("GET", life.w + "/people/%s/coupons" % user)["items"] if x["kind"] == "dose-%d" % f and x["status"] == "issued"]
                if r.random() >= (chance if mine else NATURAL):
                    continue
                total = r.randrange(120, 260)
                orders.append("%s,%s,%d.00,dose%s" % (user, day, total - (f if mine else 0), user))
                if mine:
                    life.post(c, "/coupons/redeem", {"order": "dose" + user, "order_total": "%d" % (total - f), "coupons": [{"coupon": mine[0]["id"], "discount": str(f)}]})
                    used.append(user)

    life.at(45, issue)
    life.at(40, buy)
    (t / "doses.csv").write_text("user,time,amount,order\n" + "\n".join(orders) + "\n", encoding="utf-8")
    (t / "doses-map.yaml").write_text("kind: orders\nsource: doses\nformat: csv\nheader: true\ncolumns: {person: user, time: time, amount: amount, order_id: order}\n")
    shoal(data, "import", t / "doses.csv", "--map", t / "doses-map.yaml")
    return len(used)
