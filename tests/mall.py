#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The points mall over HTTP and from the shell: a shop's orders with keys, money, parcels; what a customer sees and does; who
does not see where something is sent; many buyers at once through a kill -9."""
import json
import signal
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import Server  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

W = "/api/w/tea"
M = W + "/mall"
HOME = {"name": "Ann", "phone": "13800000000", "address": "1 Tea Lane"}
DOCS = """
kind: currency
slug: points
title: {en: Points, zh: 积分}
unit: {en: pts, zh: 分}
---
kind: mall_item
slug: cup
title: {en: Tea cup, zh: 茶杯}
active: true
review: 2099-01-01
hand: ship
unit_cost: 12.5
budget: 1000
price: {points: 100, currency: points}
stock: {in_all: 5}
order: {most: 2}
---
kind: mall_item
slug: lamp
title: {en: Lamp, zh: 台灯}
active: true
review: 2099-01-01
hand: pick_up
stores: [North, South]
unit_cost: 0
price: {points: 50, currency: points, money: 9.90}
order: {pay_url: "https://shop.example.com/pay?order={order}"}
limits: {in_all: 1}
---
kind: mall_item
slug: badge
title: {en: Badge, zh: 徽章}
active: true
review: 2099-01-01
hand: virtual
unit_cost: 0
price: {points: 1, currency: points}
stock: {in_all: 30}
limits: {in_all: 5}
---
kind: mall_item
slug: secret
title: {en: Not for everybody, zh: 专享}
active: true
review: 2099-01-01
hand: virtual
unit_cost: 0
price: {points: 1, currency: points}
audience: count(order_completed) >= 1
"""


class Shop:
    """A shop's back end with a key of the scope `rewards`."""

    def __init__(self, s, secret=None):
        self.s = s
        self.secret = secret or s.owner.ok("POST", W + "/keys", {"title": "shop", "scopes": ["rewards"]}, 201)["secret"]
        self.key = s.client(self.secret)

    def post(self, path, key, body=None):
        return self.key.request("POST", W + path, body, headers={"Idempotency-Key": key})

    def done(self, path, key, body=None):
        a = self.post(path, key, body)
        check(a.status in (200, 201), "%s: %r" % (path, a))
        return a.json

    def refused(self, code, path, key, body=None):
        equal(self.post(path, key, body).code, code, path)

    def grant(self, who, amount):
        self.done("/people/user_id:%s/points" % who, "g-" + who, {"op": "grant", "currency": "points", "amount": amount})

    def visit(self, who, **body):
        return self.s.client(self.key.ok("POST", W + "/people/%s/visit" % who, body, 201)["token"])


def open_mall(s):
    s.workspace("tea")
    s.owner.ok("POST", W + "/resources/apply", {"documents": DOCS})
    return Shop(s)


def a_shop():
    with Temp() as d:
        with Server(d / "data") as s:
            shop = open_mall(s)
            shop.grant("ann", "1000")
            o = "/mall/people/ann/orders"
            shop.refused("mall_contact", o, "1", {"item": "cup"})
            shop.refused("unknown_resource", o, "1", {"item": "none"})
            shop.refused("unknown_person", "/mall/people/nobody/orders", "1", {"item": "cup", "contact": HOME})
            shop.refused("invalid_request", o, "1", {"item": "cup", "quantity": 0, "contact": {"name": "x"}})
            shop.refused("mall_price", o, "1", {"item": "cup", "contact": HOME, "expect": {"points": "99"}})
            equal(shop.key.request("POST", W + o, {"item": "cup", "contact": HOME}).code, "bad_header", "no key")
            made = shop.done(o, "1", {"item": "cup", "quantity": 2, "contact": HOME, "expect": {"points": "200"}})
            equal((made["order"]["state"], made["order"]["points"], made["balance"], made["again"]), ("placed", "200", "800", False), "ordered")
            n = made["order"]["n"]
            again = shop.post(o, "1", {"item": "cup", "quantity": 2, "contact": HOME})
            equal((again.json["order"]["n"], again.json["again"]), (n, True), "the same key")
            shop.refused("idempotency_conflict", o, "1", {"item": "cup", "quantity": 1, "contact": HOME})
            equal((made["order"]["has_contact"], made["order"]["contact"]), (True, None), "a key without `people` does not see people")
            equal(s.owner.ok("GET", M + "/orders/%d" % n)["contact"]["address"], "1 Tea Lane", "who may sees where it goes")

            check("Tea Lane" not in json.dumps(shop.key.ok("GET", M + "/orders")), "nor in lists")
            s.user("vi@example.com", "viewer").refused(403, None, "GET", M + "/orders/%d" % n)

            # Sent, many at once, and one by one; done; back.
            b = shop.done(o, "2", {"item": "cup", "contact": HOME})["order"]["n"]
            out = shop.done("/mall/orders/ship", "p", {"parcels": [{"order": n, "carrier": "SF", "number": "SF1"}, {"order": 99}, {"order": b}]})["items"]
            equal([(x["order"], x["ok"], x["code"]) for x in out], [(n, True, None), (99, False, "unknown_mall_order"), (b, True, None)], "parcels")
            shop.done("/mall/orders/%d/ship" % b, "s", {"carrier": "SF", "number": "SF2"})
            shop.refused("mall_state", "/mall/orders/%d/cancel" % n, "c")
            shop.done("/mall/orders/%d/done" % n, "d")
            back = shop.done("/mall/orders/%d/return" % n, "r", {"reason": "broken", "restock": False})["order"]
            equal((back["state"], back["kept"]), ("returned", True), "back")
            f = s.owner.ok("GET", M + "/orders/%d" % n)
            equal([x["what"] for x in f["steps"]], ["order", "ship", "done", "return"], "steps")
            equal(f["steps"][0]["actor_name"], "shop", "who did it")
            item = s.owner.ok("GET", M + "/items/cup")
            equal((item["left"], item["sold"], item["gone"], item["cost"], item["state"]), (2, 1, 2, "37.5", "on_sale"), "item")

            # Money too.
            o2 = shop.done(o, "3", {"item": "lamp", "store": "North"})["order"]
            equal((o2["state"], o2["money"], o2["pay_url"]), ("awaiting_payment", "9.90", "https://shop.example.com/pay?order=%d" % o2["n"]), "waits")
            shop.refused("mall_amount", "/mall/orders/%d/pay" % o2["n"], "x", {"money": "9.89"})
            shop.refused("mall_limit", o, "4", {"item": "lamp", "store": "North"})
            equal(shop.done("/mall/orders/%d/pay" % o2["n"], "pay", {"money": "9.90", "ref": "wx1"})["order"]["state"], "placed", "paid")
            shop.done("/mall/orders/%d/ready" % o2["n"], "rdy")
            equal([x["n"] for x in s.owner.ok("GET", M + "/orders", query={"state": "ready"})["items"]], [o2["n"]], "by state")
            equal(len(s.owner.ok("GET", M + "/orders", query={"item": "cup", "person": "ann"})["items"]), 2, "by item and person")
            page = s.owner.ok("GET", M + "/orders", query={"limit": 1})
            equal(s.owner.ok("GET", M + "/orders", query={"limit": 1, "cursor": page["next"]})["items"][0]["n"], b, "pages")
            r = s.owner.ok("GET", M + "/report")
            equal(([(x["item"], x["orders"], x["points"], x["back"]) for x in r["items"]], r["people"]), ([("cup", 1, "100", 1), ("lamp", 1, "50", 0)], 1), "report")
            offers = {x["slug"]: x for x in shop.key.ok("GET", M + "/people/ann")["items"]}
            equal((offers["lamp"]["why"], offers["cup"]["most"], offers["secret"]["why"]), ("limit", 2, "audience"), "offers")
            actions = [x["action"] for x in s.owner.ok("GET", W + "/audit")["items"]]
            check("mall.return" in actions and "mall.ship" in actions, "in the audit trail")

        # From the shell, where no server runs.
        data = d / "data"
        (d / "parcels.csv").write_text("order,carrier,number\n%d,\"S, F\",SF9\n77,SF,x\n" % b, encoding="utf-8")
        check(shoal(data, "--workspace", "tea", "mall", "ship", d / "parcels.csv", "--json", fails=True)[0] == 66, "one is refused")
        shown = shoal(data, "--workspace", "tea", "mall", "order", str(b), "--json")
        equal((shown["carrier"], shown["number"]), ("S, F", "SF9"), "the other one was sent")
        check("cup" in shoal(data, "--workspace", "tea", "mall", "list"), "list")
        shoal(data, "--workspace", "tea", "verify")


def a_customer():
    with Temp() as d:
        with Server(d / "data") as s:
            shop = open_mall(s)
            shop.grant("ann", "100")
            shop.grant("bob", "100")
            v, other = shop.visit("ann"), shop.visit("bob")

            def do(path, key, body=None, who=v):
                return who.request("POST", "/api/visit/mall" + path, body, headers={"Idempotency-Key": key})
            items = {x["slug"]: x for x in v.ok("GET", "/api/visit/mall")["items"]}
            equal(sorted(items), ["badge", "cup", "lamp"], "what is not for them is not shown")
            equal((items["cup"]["points"], items["cup"]["most"], items["cup"]["unit"]["zh"]), ("100", 1, "分"), "what it costs")
            equal(v.ok("GET", "/api/visit/mall/lamp")["stores"], ["North", "South"], "one")
            equal(v.request("GET", "/api/visit/mall/none").code, "unknown_resource", "none")
            made = do("/orders", "1", {"item": "lamp", "store": "South"}).json
            equal((made["order"]["state"], made["balance"]), ("awaiting_payment", "50"), "ordered")
            check("cost" not in made["order"] and "person" not in made["order"] and "contact" not in made["order"], "nothing of the brand's own")
            n = made["order"]["n"]
            equal(do("/orders/%d/cancel" % n, "c", who=other).code, "unknown_mall_order", "somebody else's")
            equal(do("/orders/%d/cancel" % n, "c").json["order"]["state"], "canceled", "taken back")
            equal(v.ok("GET", "/api/visit/points")["items"][0]["available"], "100", "the points are back")
            placed = do("/orders", "2", {"item": "cup", "contact": HOME}).json["order"]
            equal(do("/orders/%d/cancel" % placed["n"], "c2").code, "mall_state", "not once it is placed")
            equal(do("/orders", "3", {"item": "badge"}).code, "ledger_balance", "spent")
            equal([x["n"] for x in v.ok("GET", "/api/visit/mall/orders")["items"]], [placed["n"], n], "mine")
            equal(other.ok("GET", "/api/visit/mall/orders")["items"], [], "theirs")
            equal(do("/orders", "4", {"item": "badge"}, who=shop.visit("bob", acts=[])).code, "visit_act", "for looking only")


def a_crowd():
    """30 badges, 8 people with 5 each at most, every key twice, a kill in the middle and the same keys again: each key one
    order, none too many."""
    with Temp() as d:
        answers, lock = {}, threading.Lock()

        def clients(shop):
            def run(k):
                for i in range(10):
                    key = "c%d-%d" % (k // 2, i)
                    try:
                        a = shop.post("/mall/people/p%d/orders" % ((k // 2 + i) % 8), key, {"item": "badge"})
                    except Exception:  # the server is gone
                        return
                    if a.status == 201:
                        with lock:
                            equal(answers.setdefault(key, a.json["order"]["n"]), a.json["order"]["n"], "one order of a key")
                    elif a.code not in ("mall_sold_out", "mall_limit"):
                        raise RuntimeError(repr(a))
            threads = [threading.Thread(target=run, args=(k,)) for k in range(8)]
            for t in threads:
                t.start()
            return threads

        s = Server(d / "data").start()
        shop = open_mall(s)
        for i in range(8):
            shop.grant("p%d" % i, "100")
        threads = clients(shop)
        threads[0].join(0.05)
        s.process.send_signal(signal.SIGKILL)
        for t in threads:
            t.join()
        s.stop(signal.SIGKILL)
        with Server(d / "data") as s:
            shop = Shop(s, shop.secret)  # whose keys they were
            for t in clients(shop):
                t.join()
            item = s.owner.ok("GET", M + "/items/badge")
            equal(item["sold"], len(answers), "an order for each key")
            equal((item["left"], item["state"]), (0, "sold_out"), "all of them, and no more")
            orders = s.owner.ok("GET", M + "/orders", query={"limit": 100})["items"]
            equal(len(orders), 30, "orders")
            check(all(sum(o["person"] == p for o in orders) <= 5 for p in {o["person"] for o in orders}), "limits")
        shoal(d / "data", "--workspace", "tea", "verify")


CARD = """
kind: mall_item
slug: card
title: {en: Gift card, zh: 礼品卡}
active: true
review: 2099-01-01
hand: virtual
codes: {pool: jd-50, warn: 5}
unit_cost: 48
budget: 100000
price: {points: 10, currency: points}
order: {most: 3}
"""


def codes_of_others():
    """Imported by lines and by file, again, and through a kill; to their owner and nobody else; given back."""
    with Temp() as d:
        s = Server(d / "data").start()
        shop = open_mall(s)
        s.owner.ok("POST", W + "/resources/apply", {"documents": CARD})
        pools = s.owner.ok("GET", M + "/pools")["items"]
        equal([(x["slug"], x["free"], x["few"]) for x in pools], [("jd-50", 0, True)], "waited for")
        body = {"codes": [{"code": "JD-0001-AAAA", "pin": "1111"}, {"code": "JD-0002-BBBB"}, {"code": "JD-0001-AAAA"}]}
        made = shop.done("/mall/pools/jd-50/codes", "i1", body)
        equal((made["added"], [(x["line"], x["code"]) for x in made["refused"]], made["again"]), (2, [(3, "mall_code_twice")], False), "by line")
        equal(shop.done("/mall/pools/jd-50/codes", "i1", body)["again"], True, "once")
        shop.refused("idempotency_conflict", "/mall/pools/jd-50/codes", "i1", {"codes": [{"code": "x"}]})

        for who in ("ann", "bob"):
            shop.grant(who, "1000")
        o = shop.done("/mall/people/ann/orders", "1", {"item": "card"})["order"]
        equal((o["state"], o["has_codes"], o["pool"]), ("done", True, "jd-50"), "at once")
        n = o["n"]
        f = s.owner.ok("GET", M + "/orders/%d" % n)
        equal(f["codes"], [{"shown": "\u2022\u2022\u2022\u2022AAAA", "state": "given"}], "masked")
        check("JD-0001" not in json.dumps(s.owner.ok("GET", M + "/orders")), "not in lists")
        ann, bob = shop.visit("ann"), shop.visit("bob")
        equal(ann.ok("GET", "/api/visit/mall/orders/%d/codes" % n)["codes"], [{"code": "JD-0001-AAAA", "pin": "1111"}], "to its owner")
        equal(bob.request("GET", "/api/visit/mall/orders/%d/codes" % n).code, "unknown_mall_order", "to nobody else")
        s.user("vi@example.com", "viewer").refused(403, None, "POST", M + "/orders/%d/codes" % n)
        equal(s.owner.ok("POST", M + "/orders/%d/codes" % n)["codes"][0]["pin"], "1111", "shown, and written down")
        check("mall.codes_shown" in [x["action"] for x in s.owner.ok("GET", W + "/audit")["items"]], "in the audit trail")

        back = shop.done("/mall/orders/%d/return" % n, "b")["order"]
        equal((back["state"], back["kept"]), ("returned", True), "spent")
        equal(ann.request("GET", "/api/visit/mall/orders/%d/codes" % n).code, "mall_codes_shut", "shown no more")
        pool = s.owner.ok("GET", M + "/pools/jd-50")["pool"]
        equal((pool["free"], pool["given"], pool["spent"], pool["few"]), (1, 0, 1, True), "the pool")
        check(s.owner.ok("GET", M + "/items/card")["few_codes"], "few are left")
        shop.done("/mall/orders/%d/restock" % n, "r")
        equal(s.owner.ok("GET", M + "/items/card")["left"], 2, "asked for by name")

        # A file, by a job that is killed and goes on.
        text = "卡号,卡密\n" + "".join("F-%06d,%d\n" % (i, i) for i in range(20000)) + "F-000007\n\n" + "x" * 161 + "\n"
        up = s.owner.ok("POST", W + "/uploads", raw=text.encode(), query={"name": "codes.csv"}, type="application/octet-stream")
        job = s.owner.ok("POST", M + "/pools/jd-50/import", {"upload": up["id"]}, 202)
        for _ in range(200):
            if s.owner.ok("GET", M + "/pools/jd-50")["pool"]["free"] > 1000:
                break
        s.process.send_signal(signal.SIGKILL)
        s.stop(signal.SIGKILL)
        with Server(d / "data") as s:
            done = s.wait_job(s.owner, "tea", job)
            equal({k: done["result"][k] for k in ("pool", "lines", "added", "refused")}, {"pool": "jd-50", "lines": 20002, "added": 20000, "refused": 2}, "goes on")
            rejects = s.owner.ok("GET", W + "/jobs/%s/files/rejects.csv" % done["id"]).decode().splitlines()
            equal([x.split(",")[:2] for x in rejects[1:]], [["20002", "mall_code_twice"], ["20004", "mall_code_bad"]], "by line of the file")
            equal(s.owner.ok("GET", M + "/pools/jd-50")["pool"]["free"], 20002, "each once")
            shop = Shop(s, shop.secret)

            # Nobody gets one twice.
            got, lock = {}, threading.Lock()

            def buy(k):
                for i in range(10):
                    a = shop.post("/mall/people/ann/orders", "m%d-%d" % (k, i), {"item": "card", "quantity": 1 + i % 3})
                    check(a.status == 201, repr(a))
                    n = a.json["order"]["n"]
                    codes = [x["code"] for x in shop.key.ok("POST", M + "/orders/%d/codes" % n)["codes"]]
                    with lock:
                        got[n] = codes
            threads = [threading.Thread(target=buy, args=(k,)) for k in range(4)]
            for t in threads:
                t.start()
            for t in threads:
                t.join()
            every = [c for codes in got.values() for c in codes]
            equal((len(got), len(every), len(set(every))), (40, 76, 76), "each code to one order")
            r = s.owner.ok("GET", M + "/report")
            equal([(x["item"], x["pieces"], x["codes"]) for x in r["items"]], [("card", 76, 76)], "report")
            equal(len(r["days"]), 30, "every day")

            # Taken out.
            equal(s.owner.ok("POST", M + "/pools/jd-50/withdraw", {"reason": "expired"})["codes"], 20002 - 76, "withdrawn")
            shop.refused("mall_sold_out", "/mall/people/bob/orders", "last", {"item": "card"})
        data = d / "data"
        (d / "more.txt").write_text("CLI-1\nCLI-2\nF-000001\n", encoding="utf-8")
        code = shoal(data, "--workspace", "tea", "mall", "codes", "jd-50", d / "more.txt", fails=True)[0]
        equal(code, 65, "one is refused")
        equal([x for x in shoal(data, "--workspace", "tea", "mall", "pools").splitlines() if "jd-50" in x][0].split()[1], "2", "the others are there")
        shoal(data, "--workspace", "tea", "verify")


def many_orders():
    """The same done to many: what it would mean, by a job, once for each through a kill."""
    with Temp() as d:
        s = Server(d / "data").start()
        shop = open_mall(s)
        for k in range(6):
            shop.grant("p%d" % k, "100")
            for i in range(5):
                shop.done("/mall/people/p%d/orders" % k, "o%d-%d" % (k, i), {"item": "badge"})
        def say(path, body):
            return s.owner.ok("POST", M + "/orders/bulk" + path, body, 202 if not path else 200)
        s.owner.refused(422, "mall_bulk_what", "POST", M + "/orders/bulk/preview", {"what": "cancel"})
        reach = say("/preview", {"what": "cancel", "item": "badge"})
        equal((reach["orders"], reach["people"], reach["points"]), (30, 6, [{"currency": "points", "points": "30"}]), "reach")
        equal(say("/preview", {"what": "ready", "item": "badge"})["orders"], 0, "not picked up")
        job = s.wait_job(s.owner, "tea", say("", {"what": "done", "orders": [1, 2, 99]}))
        equal({k: job["result"][k] for k in ("orders", "done", "refused")}, {"orders": 2, "done": 2, "refused": 0}, "named ones")
        job = say("", {"what": "cancel", "item": "badge", "reason": "out of stock"})
        s.process.send_signal(signal.SIGKILL)
        s.stop(signal.SIGKILL)
        with Server(d / "data") as s:
            done = s.wait_job(s.owner, "tea", job)
            equal({k: done["result"][k] for k in ("orders", "done", "refused")}, {"orders": 28, "done": 28, "refused": 0}, "the others")
            equal(s.owner.ok("GET", M + "/items/badge")["sold"], 2, "sold")
            equal(sorted({o["reason"] for o in s.owner.ok("GET", M + "/orders", query={"state": "canceled"})["items"]}), ["out of stock"], "why")
            totals = s.owner.ok("GET", W + "/ledger/totals")["items"][0]
            equal(totals["available"], str(600 - 2), "the points are back, once")
        data = d / "data"
        equal(shoal(data, "--workspace", "tea", "mall", "bulk", "cancel", "--item", "badge", "--dry-run", "--json")["orders"], 0, "from the shell")
        shoal(data, "--workspace", "tea", "verify")


main(a_shop, a_customer, a_crowd, codes_of_others, many_orders)
