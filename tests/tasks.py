#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks, check-ins and badges over HTTP: claims with keys, a day that is checked in once, people who become one, budgets that
end, who is held out, who may see what, bad input; and what operators see of them."""
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import Server  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

W = "/api/w/tea"
DAY1, DAY2, DAY4 = "2026-11-20T04:00:00Z", "2026-11-21T04:00:00Z", "2026-11-23T04:00:00Z"
GATE = """budget: {times: %d}
unit_cost: 2.5
until: 2027-06-01
holdout: 1%%
"""
DOCS = """kind: currency
slug: points
title: {en: Points, zh: 积分}
---
kind: coupon
slug: thanks
title: {en: Thank you, zh: 感谢券}
benefit: {type: amount_off, amount: 5}
valid: {days: 7}
---
kind: task
slug: two-orders
title: {en: Two orders, zh: 下两单}
active: true
goal: {on: order_completed, count: 2}
period: {repeated: 3}
claim: by_person
rewards: [{points: 50, currency: points}, {coupon: thanks}]
""" + GATE % 3 + """---
kind: task
slug: big-spender
title: {en: Spend 100, zh: 消费满 100}
active: true
goal: {on: order_completed, sum: amount, reach: 100}
rewards: [{points: 7, currency: points}]
""" + GATE % 1000 + """---
kind: task
slug: after-two
active: true
goal: {on: product_viewed, count: 1}
after: two-orders
rewards: [{points: 1, currency: points}]
""" + GATE % 1000 + """---
kind: task
slug: sketch
goal: {on: product_viewed, count: 1}
---
kind: check_in
slug: daily
title: {en: Check in, zh: 每日签到}
active: true
days: [[{points: 5, currency: points}], [{points: 10, currency: points}]]
milestones: [{days: 2, rewards: [{coupon: thanks}]}]
""" + GATE % 1000 + """---
kind: badge
slug: regular
title: {en: Regular, zh: 常客}
picture: "🏅"
active: true
when: count(order_completed) >= 2
---
kind: badge
slug: finisher
picture: "🎯"
active: true
task: two-orders
times: 1
"""


def until(what, name, seconds=60):
    """What `what` says once it says something: events and gifts come a moment later."""
    end = time.monotonic() + seconds
    while True:
        got = what()
        if got:
            return got
        check(time.monotonic() < end, "waited for: %s" % name)
        time.sleep(0.02)


class Shop:
    """A shop's back end with a key of the scope `rewards`, and a write key for events."""

    def __init__(self, s):
        self.s, self.n = s, 0
        s.owner.ok("GET", W + "/tasks")  # the documents are noted: what comes now counts
        self.key = s.client(s.owner.ok("POST", W + "/keys", {"title": "shop", "scopes": ["rewards"]}, 201)["secret"])
        self.events = s.client(s.owner.ok("POST", W + "/collect/keys", {"title": "shop", "kind": "server"}, 201)["secret"])

    def event(self, who, event, **properties):
        self.n += 1
        self.events.ok("POST", "/v1/events", {"event": event, "user_id": who, "message_id": "m%d-%d" % (self.s.port, self.n), "properties": properties})

    def settled(self, what, path):
        """What the path answers when `what` holds of it: events come a moment later."""
        return until(lambda: (lambda a: a if what(a) else None)(self.key.ok("GET", W + path)), path)

    def task(self, who, slug):
        return next((t for t in self.key.ok("GET", W + "/people/%s/tasks" % who)["items"] if t["slug"] == slug), None)

    def claim(self, who, slug, key):
        return self.key.request("POST", W + "/people/%s/tasks/claim" % who, {"task": slug}, headers={"Idempotency-Key": key} if key else None)

    def check_in(self, who, key, slug="daily"):
        return self.key.request("POST", W + "/people/%s/check-ins" % who, {"check_in": slug}, headers={"Idempotency-Key": key} if key else None)

    def points(self, who):
        return next((a["available"] for a in self.key.ok("GET", W + "/people/%s/accounts" % who)["items"] if a["currency"] == "points"), "0")

    def takes_part(self, n):
        """People who are not held out of anything: a share is."""
        found, i = [], 0
        while len(found) < n:
            who, i = "p%d" % i, i + 1
            self.key.ok("POST", W + "/people/user_id:%s/visit" % who, {}, 201)
            seen = {t["slug"] for t in self.key.ok("GET", W + "/people/%s/tasks" % who)["items"]}
            if seen == {"two-orders", "big-spender", "after-two"} and self.key.ok("GET", W + "/people/%s/check-ins" % who)["items"]:
                found.append(who)
            check(i < 20 * n + 50, "too few take part")
        return found


def place(tmp, documents=DOCS, now=None):
    env = {"SHOAL_NOW": now} if now else {}
    shoal(tmp / "data", "-w", "tea", "workspace", "create", "--currency", "CNY", "--zone", "Asia/Shanghai", env=env)
    (tmp / "docs.yaml").write_text(documents, encoding="utf-8")
    shoal(tmp / "data", "-w", "tea", "apply", tmp / "docs.yaml", env=env)


def at(tmp, now=None):
    return Server(tmp / "data", env={"SHOAL_NOW": now} if now else None)


def claims():
    with Temp() as tmp:
        place(tmp)
        with at(tmp) as s:
            shop = Shop(s)
            ann, bob = shop.takes_part(2)
            equal((shop.claim(ann, "two-orders", "k0").code, shop.claim(ann, "two-orders", None).status >= 400), ("task_nothing", True), "nothing yet")
            equal(shop.task(ann, "after-two")["locked"], True, "after another")
            equal(shop.task(ann, "sketch"), None, "a draft is not there")
            equal(shop.claim(ann, "sketch", "k01").code, "task_closed", "nor can it be claimed")
            equal(shop.claim(ann, "nothing", "k02").status, 404, "no such task")
            for i in range(3):
                shop.event(ann, "order_completed", order_id="a%d" % i, amount="40")
            got = shop.settled(lambda a: next(t for t in a["items"] if t["slug"] == "two-orders")["claimable"] == 1, "/people/%s/tasks" % ann)
            two = next(t for t in got["items"] if t["slug"] == "two-orders")
            equal((two["progress"], two["reach"], two["done"], two["left"], two["claim"]), ("1", "2", 1, 2, "by_person"), "one, and half of the next")
            first = shop.claim(ann, "two-orders", "k1")
            equal((first.status, first.json["claimed"], first.json["rewards"]), (200, 1, [{"points": "50", "currency": "points"}, {"coupon": "thanks", "count": 1}]), repr(first))
            again = shop.claim(ann, "two-orders", "k1")
            equal((again.json, again.headers.get("idempotency-replayed")), (first.json, "true"), "the same key: the same answer")
            equal(shop.claim(bob, "two-orders", "k1").code, "idempotency_conflict", "another request with it")
            equal(shop.claim(ann, "two-orders", "k2").code, "task_nothing", "once")
            # 120 spent: the automatic one was given by itself, and the rewards arrive as gifts
            until(lambda: shop.points(ann) == "57", "50 of the claim, 7 of the automatic task")
            until(lambda: len(shop.key.ok("GET", W + "/people/%s/coupons" % ann)["items"]) == 1, "the coupon")
            equal(shop.task(ann, "after-two")["locked"], False, "open now")
            have = {b["slug"]: b["has"] for b in shop.settled(lambda a: all(b["has"] for b in a["items"]), "/people/%s/badges" % ann)["items"]}
            equal(have, {"regular": True, "finisher": True}, "both badges")
            equal([b["has"] for b in shop.key.ok("GET", W + "/people/%s/badges" % bob)["items"]], [False, False], "not his")
            # the budget of three: the fourth completion waits and is refused
            for i in range(6):
                shop.event(bob, "order_completed", order_id="b%d" % i, amount="1")
            shop.settled(lambda a: next(t for t in a["items"] if t["slug"] == "two-orders")["claimable"] == 3, "/people/%s/tasks" % bob)
            equal(shop.claim(bob, "two-orders", "k3").json["claimed"], 2, "as many as the budget has")
            equal(shop.claim(bob, "two-orders", "k4").code, "task_budget", "and then none")
            s.stop()
        with at(tmp) as s:
            again = s.owner.request("POST", W + "/people/%s/tasks/claim" % ann, {"task": "two-orders"}, headers={"Idempotency-Key": "k1"})
            equal(again.code, "task_nothing", "a key is its actor's")
            items = {(x["kind"], x["slug"]): x for x in s.owner.ok("GET", W + "/tasks")["items"]}
            two = items["task", "two-orders"]
            equal((two["state"], two["completed"], two["given"], two["claimable"], two["people"], two["coupons"], two["points"]), ("spent", 4, 3, 1, 2, 3, "150"), "the counts")
            equal((two["cost"], two["unit_cost"], two["budget"], two["holdout"], two["title"]["zh"]), ("7.5", "2.5", {"times": 3, "points": None, "coupons": None}, "0.01", "下两单"), "cost and budget")
            equal((items["task", "sketch"]["state"], items["badge", "regular"]["having"]), ("draft", 2), "a draft, a badge")
            rows = s.owner.ok("GET", W + "/tasks/two-orders/rows")["items"]
            equal(sorted(r["state"] for r in rows), ["claimable", "given", "given", "given"], "who completed it")
            equal({r["person"] for r in rows}, {ann, bob}, "by name")
            page = s.owner.ok("GET", W + "/tasks/two-orders/rows", query={"limit": 3})
            rest = s.owner.ok("GET", W + "/tasks/two-orders/rows", query={"limit": 3, "cursor": page["next"]})
            equal(([r["n"] for r in page["items"] + rest["items"]], rest["next"]), ([r["n"] for r in rows], None), "in pages")
            equal(len(s.owner.ok("GET", W + "/tasks/regular/rows", query={"kind": "badge"})["items"]), 2, "who has the badge")
            equal(s.owner.ok("GET", W + "/tasks/none/rows")["items"], [], "nobody")
            days = s.owner.ok("GET", W + "/tasks/two-orders/days", query={"days": 3})["items"]
            equal((len(days), sum(d["n"] for d in days), sum(d["held"] for d in days)), (3, 4, 0), "day by day")
            s.owner.refused(422, None, "GET", W + "/tasks/two-orders/rows", query={"kind": "draw"})
            s.owner.refused(409, "in_use", "DELETE", W + "/resources/task/two-orders")
            s.owner.ok("DELETE", W + "/resources/task/big-spender")
            items = {(x["kind"], x["slug"]): x for x in s.owner.ok("GET", W + "/tasks")["items"]}
            equal((items["task", "big-spender"]["state"], items["task", "big-spender"]["given"]), ("archived", 1), "what was given stays told")


def check_ins():
    with Temp() as tmp:
        place(tmp, now=DAY1)
        with at(tmp, DAY1) as s:
            shop = Shop(s)
            ann, bob = shop.takes_part(2)
            one = shop.check_in(ann, "c1")
            equal((one.status, one.json), (200, {"check_in": "daily", "streak": 1, "rewards": [{"points": "5", "currency": "points"}]}), repr(one))
            equal(shop.check_in(ann, "c1").json, one.json, "the same key: the same answer")
            equal(shop.check_in(ann, "c2").code, "check_in_twice", "twice a day")
            check(shop.check_in(ann, None).status >= 400, "a key is needed")
            equal(shop.check_in(ann, "c3", "weekly").status, 404, "no such check-in")
            equal(shop.key.request("POST", W + "/people/%s/check-ins" % ann, {}, headers={"Idempotency-Key": "c4"}).status, 422, "of what")
            s.stop()
        with at(tmp, DAY2) as s:
            shop = Shop(s)
            two = shop.key.request("POST", W + "/people/%s/check-ins" % ann, {"check_in": "daily"}, headers={"Idempotency-Key": "c5"})
            equal((two.json["streak"], two.json["rewards"]), (2, [{"points": "10", "currency": "points"}, {"coupon": "thanks", "count": 1}]), "the second day, and its milestone")
            equal(shop.check_in(bob, "c6").json["streak"], 1, "his first")
            mine = shop.key.ok("GET", W + "/people/%s/check-ins" % ann)["items"][0]
            equal((mine["today"], mine["open"], mine["streak"], mine["total"]), (True, False, 2, 2), "as the person sees it")
            equal(s.owner.ok("GET", W + "/tasks/daily/streaks")["items"], [{"days": 1, "people": 1}, {"days": 2, "people": 1}], "how long streaks are")
            # who becomes one with her has her streak
            s.owner.ok("POST", W + "/people/%s/merge" % ann, {"people": [bob], "force": True})
            mine = shop.key.ok("GET", W + "/people/%s/check-ins" % bob)["items"]
            equal((mine[0]["streak"], mine[0]["total"], mine[0]["today"]), (2, 2, True), "two of one day are one")
            equal(shop.check_in(bob, "c7").code, "check_in_twice", "the person has checked in")
            s.stop()
        with at(tmp, DAY4) as s:
            shop = Shop(s)
            equal(shop.check_in(ann, "c8").json["streak"], 1, "a day missed begins anew")
            days = s.owner.ok("GET", W + "/tasks/daily/days", query={"kind": "check_in", "days": 4})["items"]
            equal([(d["day"], d["n"]) for d in days], [("2026-11-20", 1), ("2026-11-21", 2), ("2026-11-22", 0), ("2026-11-23", 1)], "day by day")
            rows = s.owner.ok("GET", W + "/tasks/daily/rows", query={"kind": "check_in"})["items"]
            equal([r["number"] for r in rows], [1, 1, 2, 1], "every day, newest first")


def one_of_two():
    with Temp() as tmp:
        place(tmp)
        with at(tmp) as s:
            shop = Shop(s)
            ann, bob = shop.takes_part(2)
            shop.event(ann, "order_completed", order_id="o1", amount="60")
            shop.event(bob, "order_completed", order_id="o2", amount="50")
            shop.settled(lambda a: next(t for t in a["items"] if t["slug"] == "big-spender")["progress"] == "60", "/people/%s/tasks" % ann)
            shop.settled(lambda a: next(t for t in a["items"] if t["slug"] == "big-spender")["progress"] == "50", "/people/%s/tasks" % bob)
            s.owner.ok("POST", W + "/people/%s/merge" % ann, {"people": [bob], "force": True})
            shop.settled(lambda a: next(t for t in a["items"] if t["slug"] == "two-orders")["claimable"] == 1, "/people/%s/tasks" % ann)
            until(lambda: shop.points(ann) == "7", "together they spent 100")
            equal((shop.claim(bob, "two-orders", "m1").json["claimed"], shop.claim(ann, "two-orders", "m2").code), (1, "task_nothing"), "claimed by one, for both")


def who_may():
    with Temp() as tmp:
        place(tmp)
        with at(tmp) as s:
            shop = Shop(s)
            ann = shop.takes_part(1)[0]
            reader = s.client(s.owner.ok("POST", W + "/keys", {"title": "r", "scopes": ["read"]}, 201)["secret"])
            reader.ok("GET", W + "/tasks")
            reader.ok("GET", W + "/tasks/daily/streaks")
            for path in ("/people/%s/tasks" % ann, "/people/%s/badges" % ann, "/people/%s/check-ins" % ann, "/tasks/daily/rows"):
                reader.refused(403, None, "GET", W + path)
            reader.refused(403, None, "POST", W + "/people/%s/tasks/claim" % ann, {"task": "two-orders"})
            shop.key.refused(403, "missing_scope", "GET", W + "/tasks/daily/rows")
            shop.key.refused(404, "unknown_person", "GET", W + "/people/nobody/tasks")
            # the gate, in the words of the document
            bad = "kind: task\nslug: bad\nactive: true\ngoal: {on: order_completed, count: 1}\n"
            for more, code in (("", "gate_budget"), ("budget: {times: 1}\n", "gate_unit_cost"), ("budget: {times: 1}\nunit_cost: 1\n", "gate_end"), ("budget: {times: 1}\nunit_cost: 1\nuntil: 2027-01-01\n", "gate_holdout")):
                a = s.owner.request("POST", W + "/resources/apply", {"documents": bad + more, "dry": True})
                equal((a.status, a.code), (422, code), more)


def more_than_is_spent():
    """What gives more points than people spend says so, beside the answer: over HTTP, on the command line, in both languages."""
    gives = """kind: task
slug: generous
title: {en: Generous, zh: 慷慨}
active: true
goal: {on: order_completed, count: 1}
rewards: [{points: 10, currency: points}]
budget: {points: 900}
unit_cost: 1
from: 2026-11-20
until: 2026-11-29
holdout: 1%
"""
    with Temp() as tmp:
        place(tmp, now=DAY1)
        (tmp / "more.yaml").write_text(gives, encoding="utf-8")
        told = shoal(tmp / "data", "-w", "tea", "diff", tmp / "more.yaml", env={"SHOAL_NOW": DAY1})
        check('It could give 90 a day of "Points"; in the last 90 days none were spent.' in told, told)
        told = shoal(tmp / "data", "-w", "tea", "diff", tmp / "more.yaml", "--json", env={"SHOAL_NOW": DAY1})
        equal([w["code"] for w in told["warnings"]], ["issue_no_sinks"], "as JSON")
        with at(tmp, DAY1) as s:
            shop, c = Shop(s), s.owner
            who = shop.takes_part(1)[0]
            apply = lambda dry, text=gives: c.ok("POST", W + "/resources/apply", {"documents": text, "dry": dry})
            said, = apply(True)["warnings"]
            equal((said["kind"], said["slug"], said["code"], said["a_day"], said["spent"], said["days"], said["ways"]), ("task", "generous", "issue_no_sinks", "90", "0", 90, {"items": 0, "draws": 0, "checkout": False}), "nothing was spent")
            check("积分" in said["detail"]["zh"] and "Points" in said["detail"]["en"], "by its name: %r" % said["detail"])
            equal(apply(True, gives.replace("active: true", "active: false"))["warnings"], [], "a draft gives nothing")
            made = apply(False)
            equal(([x["what"] for x in made["changes"]], len(made["warnings"])), (["create"], 1), "it does not block")
            for n, (op, amount) in enumerate((("grant", "1000"), ("spend", "60"))):
                c.ok("POST", W + "/people/%s/points" % who, {"currency": "points", "op": op, "amount": amount}, headers={"Idempotency-Key": "w%d" % n})
            apply(False, "kind: mall_item\nslug: mug\nactive: true\nprice: {points: 60, currency: points}\nhand: pick_up\nunit_cost: 0\nuntil: 2027-01-01\n")
            said, = apply(True)["warnings"]
            equal((said["code"], said["spent"], said["issued"], said["days"], said["ways"]["items"]), ("issue_over_sinks", "60", "1000", 1, 1), "a young currency")
            doc = c.ok("GET", W + "/resources/task/generous")
            check("warnings" not in doc, "only what is written is weighed")
            put = c.ok("PUT", W + "/resources/task/generous", dict(doc["document"], budget={"coupons": 5}))
            equal([(w["code"], w["a_day"]) for w in put["warnings"]], [("issue_unlimited", None)], "no limit")
            c.ok("POST", W + "/people/%s/points" % who, {"currency": "points", "op": "spend", "amount": "30"}, headers={"Idempotency-Key": "w3"})
            equal(apply(True)["warnings"], [], "as much is spent")


def who_is_held_out():
    """Half of the people see nothing, and what they do is counted apart."""
    with Temp() as tmp:
        place(tmp, DOCS + "---\nkind: task\nslug: half\nactive: true\ngoal: {on: product_viewed, count: 1}\nrewards: [{points: 3, currency: points}]\nbudget: {times: 1000}\nunit_cost: 1\nuntil: 2027-06-01\nholdout: 50%\n")
        with at(tmp) as s:
            shop = Shop(s)
            people = ["q%d" % i for i in range(16)]
            for who in people:
                shop.event(who, "product_viewed", item_id="i")
            counts = until(lambda: next((x for x in s.owner.ok("GET", W + "/tasks")["items"] if x["slug"] == "half" and x["started"] == 16), None), "everybody began")
            sees = [who for who in people if shop.task(who, "half")]
            check(0 < len(sees) < 16, "half of them, about: %d" % len(sees))
            equal((counts["started_held"], counts["held"], counts["given"]), (16 - len(sees), 16 - len(sees), len(sees)), "counted apart")
            equal(sorted(r["person"] for r in s.owner.ok("GET", W + "/tasks/half/rows", query={"limit": 100})["items"] if r["state"] == "held"), sorted(set(people) - set(sees)), "by name")
            for who in people:
                want = "3" if who in sees else "0"
                until(lambda: shop.points(who) == want, "%s has %s" % (who, want))


def through_the_last_day():
    """A date as `until` is that whole day, of whatever gives."""
    dated = """kind: task
slug: dated
active: true
goal: {on: order_completed, count: 1}
until: 2026-11-30
budget: {times: 1}
unit_cost: 1
holdout: 1%
---
kind: check_in
slug: dated
active: true
days: [[{points: 1, currency: points}]]
until: "2026-11-30T12:00"
budget: {times: 1}
unit_cost: 1
holdout: 1%
---
kind: draw
slug: dated
goal: order_completed
from: 2026-11-01
until: 2026-11-30
free: {per_day: 1}
budget: 1
holdout: 0.05
prizes: [{slug: p, probability: 0.5, cost: 1, gift: A pen}]
"""
    ends = lambda s, what: next(x["until"] for x in s.owner.ok("GET", W + "/" + what)["items"] if x["slug"] == "dated")
    whole, noon = "2026-11-30T16:00:00.000Z", "2026-11-30T04:00:00.000Z"
    with Temp() as tmp:
        place(tmp, DOCS + "---\n" + dated, now=DAY1)
        with at(tmp, DAY1) as s:
            both = sorted(x["until"] for x in s.owner.ok("GET", W + "/tasks")["items"] if x["slug"] == "dated")
            equal((both, ends(s, "draws")), ([noon, whole], whole), "a date is the day, a moment is the moment")


main(through_the_last_day, claims, check_ins, one_of_two, who_may, more_than_is_spent, who_is_held_out)
