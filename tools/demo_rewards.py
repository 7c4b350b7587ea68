#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What customers of the demo brand do with what they are given: they join, check in, draw, claim, use coupons, buy with points.  Over HTTP, as a
shop's back end does it, on three days: two before now, at which the clock of a server stands still, and now.  Usage: tools/demo_rewards.py SHOAL DATA"""
import datetime
import http.client
import json
import os
import random
import signal
import subprocess
import sys

SHOAL, DATA = sys.argv[1:3]
W = "/api/w/main"
CUSTOMERS, MEMBERS, WITH_COUPON = 160, 120, 300


class Shop:
    """A server on a free port, and one connection to it, signed in by the link that it prints."""

    def __init__(self, now):
        self.headers = {"Content-Type": "application/json"}
        self.process = subprocess.Popen([SHOAL, "--data", DATA, "--json", "serve", "--listen", "127.0.0.1:0", "--login-link"], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, env=dict(os.environ, **({"SHOAL_NOW": now} if now else {})))
        hello = json.loads(self.process.stdout.readline())
        self.c = http.client.HTTPConnection("127.0.0.1", hello["port"], timeout=60)
        r, me = self.send("POST", "/api/login/link", {"token": hello["login_link"].split("#token=")[1]})
        self.headers.update({"Cookie": r.getheader("Set-Cookie").split(";")[0], "X-CSRF-Token": me["csrf"]})

    def send(self, method, path, body, more={}):
        self.c.request(method, path, None if body is None else json.dumps(body), dict(self.headers, **more))
        r = self.c.getresponse()
        text = r.read()
        return r, (json.loads(text) if text else None)

    def ask(self, method, path, body=None, key=None):
        r, said = self.send(method, W + path, body, {"Idempotency-Key": "demo-" + key} if key else {})
        return r.status, said

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def day(shop, people, n, chance):
    """What people do on one day; some are held out, have too few points, have claimed: refused, as in life."""
    for who in people:
        if chance.random() < 0.7:
            shop.ask("POST", "/people/%s/check-ins" % who, {"check_in": "daily"}, "day%d-%s" % (n, who))
        for i in range(chance.choice((0, 0, 1, 1, 2))):
            shop.ask("POST", "/draws/lucky/people/%s/turns" % who, {}, "turn%d-%d-%s" % (n, i, who))


def once(shop, people, chance):
    for who in people[:MEMBERS]:
        shop.ask("POST", "/programmes/club/members/%s/join" % who, {"source": "app"})
    for who in people[::2]:
        shop.ask("POST", "/people/%s/tasks/claim" % who, {"task": "first-order"}, "claim-" + who)
        shop.ask("POST", "/people/%s/coupons/claim" % who, {"kind": "welcome"}, "welcome-" + who)


def use(shop, people, chance):
    """Coupons in orders, and points as money."""
    for i, who in enumerate(people[:60]):
        status, mine = shop.ask("GET", "/people/%s/coupons?limit=20" % who)
        usable = [c for c in (mine or {}).get("items", []) if c["status"] == "issued" and c["kind"] in ("welcome", "winter-50")] if status == 200 else []
        if usable and chance.random() < 0.6:
            off = "20" if usable[0]["kind"] == "welcome" else "50"
            shop.ask("POST", "/coupons/redeem", {"order": "demo-%d" % i, "order_total": str(chance.randint(300, 600)), "coupons": [{"coupon": usable[0]["id"], "discount": off}]}, "redeem-" + who)
        if chance.random() < 0.3:
            shop.ask("POST", "/people/%s/points" % who, {"op": "spend", "currency": "points", "amount": "50", "ref": "demo-%d" % i}, "spend-" + who)


def buy(shop, people, chance):
    """In the points mall, and at promotional prices."""
    for i, who in enumerate(people[:50]):
        item = chance.choice(("coffee-cup", "coffee-cup", "ship-free", "tea-set"))
        body = {"item": item}
        if item == "coffee-cup":
            body["store"] = chance.choice(("人民广场店", "五角场店"))
        if item == "tea-set":
            body["contact"] = {"name": "陈小山", "phone": "13800000000", "address": "上海市黄浦区人民大道 1 号"}
        status, made = shop.ask("POST", "/mall/people/%s/orders" % who, body, "mall-" + who)
        if status == 201 and made["order"]["state"] == "awaiting_payment" and chance.random() < 0.7:
            shop.ask("POST", "/mall/orders/%d/pay" % made["order"]["n"], {"money": made["order"]["money"], "ref": "demo"}, "pay-" + who)
        if status == 201 and item == "coffee-cup" and chance.random() < 0.5:
            shop.ask("POST", "/mall/orders/%d/ready" % made["order"]["n"], None, "ready-" + who)
        one = {"promotion": "tasting", "item": "p1", "units": chance.randint(1, 2), "price": "19.90"}
        shop.ask("POST", "/coupons/redeem", {"order": "tasting-%d" % i, "order_total": "39.80", "person": who, "promotions": [one]}, "tasting-" + who)


def main():
    chance = random.Random(7)
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    for n in (2, 1, 0):
        shop = Shop((now - datetime.timedelta(days=n)).isoformat().replace("+00:00", "Z") if n else None)
        if n == 2:
            _, found = shop.ask("POST", "/questions/people", {"expression": "count(order_completed, last 30 days) >= 1", "limit": CUSTOMERS})
            people = [p["id"] for p in found["items"]]
        day(shop, people, n, chance)
        if n == 0:
            once(shop, people, chance)
            use(shop, people, chance)
            buy(shop, people, chance)
        shop.stop()


main()
