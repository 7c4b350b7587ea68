#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Promotional prices over HTTP and from the shell: a quote, orders with coupons, a small flash sale that has to be exact,
kill -9 in between."""
import json
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from sale import people_file  # noqa: E402
from server import Client, Server  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

W = "/api/w/tea"
DOCS = """kind: promotion
slug: night
title: {en: Night sale, zh: 夜场秒杀}
type: flash_sale
from: 2026-01-01
until: 2099-01-01
items:
  - {item: cup, price: 9.90, stock: 3, per_person: 2}
  - {item: rare, price: 1, stock: 10, per_person: 1}
---
kind: promotion
slug: buyers
title: {en: For buyers, zh: 老客价}
type: member_price
people: count(order_completed) >= 1
percent_off: 10
---
kind: coupon
slug: ten
benefit: {type: amount_off, amount: 10}
valid: {days: 30}
combines: {promotions: false}
"""
LINES = [{"id": "a", "item": "cup", "price": "20.00", "quantity": 3}, {"id": "b", "item": "pot", "price": "50.00"}]
BUYERS = 60


def place(tmp):
    data = tmp / "data"
    shoal(data, "-w", "tea", "workspace", "create")
    people_file(tmp / "people.csv", BUYERS)
    shoal(data, "-w", "tea", "import", tmp / "people.csv")
    (tmp / "docs.yaml").write_text(DOCS, encoding="utf-8")
    shoal(data, "-w", "tea", "apply", tmp / "docs.yaml")
    return data


def post(s, path, body, key, status=None):
    return s.owner.ok("POST", W + path, body, status, headers={"Idempotency-Key": key})


def refused(s, status, code, path, body, key):
    return s.owner.refused(status, code, "POST", W + path, body, headers={"Idempotency-Key": key})


def cup(units, **more):
    return [dict({"promotion": "night", "item": "cup", "units": units}, **more)]


def counts(s):
    p = s.owner.ok("GET", W + "/promotions/night")
    item = [x for x in p["prices"] if x["item"] == "cup"][0]
    return item["held"], item["sold"], item["left"]


def orders():
    with Temp() as tmp:
        data = place(tmp)
        s = Server(data).start()
        try:
            ten = post(s, "/people/p0/coupons", {"kind": "ten"}, "c1", 201)["coupons"][0]["id"]
            q = s.owner.ok("POST", W + "/people/p0/coupons/quote", {"lines": LINES})
            # Two cups at 9.90, one at 20, the pot at 50; the coupon is for what carries no promotion.
            equal([(x["line"], x["of"], x["price"], x["quantity"], x["promotion"]) for x in q["lines"]],
                  [("a:night", "a", "9.90", 2, "night"), ("a", "a", "20.00", 1, None), ("b", "b", "50.00", 1, None)], "lines")
            equal((q["goods"], q["discount"], q["pay"]), ("89.80", "10.00", "79.80"), "sums")
            check(not any(x["line"] == "a:night" for x in q["used"][0]["lines"]), "the coupon takes nothing off promoted units")
            equal([(x["promotion"], x["units"], x["reason"]) for x in q["promotions"] if x["line"] == "a"],
                  [("night", 2, "price_partly_limit"), ("buyers", 0, "price_people")], "reasons")
            order = {"order": "o1", "person": "p0", "promotions": cup(2, price="9.90", list_price="20"),
                     "coupons": [{"coupon": ten, "discount": "10.00"}]}
            refused(s, 409, "promotion_price", "/coupons/reserve", dict(order, promotions=cup(2, price="9.80")), "k0")
            refused(s, 409, "promotion_limit_item", "/coupons/reserve", dict(order, promotions=cup(3)), "k0")
            refused(s, 409, "promotion_not_for_you", "/coupons/reserve",
                    dict(order, promotions=[{"promotion": "buyers", "item": "pot", "list_price": "50"}]), "k0")
            refused(s, 422, "bad_field", "/coupons/reserve", {"order": "o1", "promotions": cup(1)}, "k0")
            refused(s, 409, "promotion_sold_out", "/coupons/reserve", dict(order, promotions=cup(4)), "k0")
            a = post(s, "/coupons/reserve", order, "k1")
            equal([(x["item"], x["units"], x["status"]) for x in a["promotions"]], [("cup", 2, "reserved")], json.dumps(a))
            equal(len(a["coupons"]), 1, "with the coupon")
            equal(counts(s), (2, 0, 1), "held")
            prices = s.owner.ok("GET", W + "/promotions/prices", query={"items": "cup,pot", "person": "p1"})["items"]
            told = prices[0]["promotions"][0] if prices[0]["promotions"] else None
            equal((prices[0]["list_price"], prices[0]["price"]), (None, "9.90"), "the catalogue does not know it")
            equal((prices[1]["price"], prices[1]["promotions"]), (None, []), "no price at all")
            check(told is not None and told["left"] == 1 and told["limit_left"] == 2, json.dumps(prices))
            s.stop(signal.SIGKILL)
            s = Server(data).start()
            equal(counts(s), (2, 0, 1), "held after a kill")
            equal(post(s, "/coupons/reserve", order, "k1"), a, "the same request is the same answer")
            post(s, "/coupons/redeem", {"order": "o1"}, "k2")
            equal(counts(s), (0, 2, 1), "sold")
            post(s, "/coupons/reverse", {"order": "o1", "promotions": cup(1)}, "k3")
            equal(counts(s), (0, 1, 2), "one came back")
            refused(s, 422, "promotion_return", "/coupons/reverse", {"order": "o1", "promotions": cup(2)}, "k4")
            post(s, "/coupons/reverse", {"order": "o1"}, "k5")
            equal(counts(s), (0, 0, 3), "all came back")
            b = s.owner.ok("GET", W + "/promotions/night/buyers")["items"]
            equal([(x["person"], x["order"], x["units"], x["returned"]) for x in b], [("p0", "o1", 2, 2)], "buyers")
            equal([x["slug"] for x in s.owner.ok("GET", W + "/promotions")["items"]], ["buyers", "night"], "list")
        finally:
            s.stop()
        equal(shoal(data, "-w", "tea", "promotion", "verify", "--json"), {"wrong": 0}, "verify")
        rows = [json.loads(x) for x in shoal(data, "-w", "tea", "promotion", "buyers", "night").splitlines()]
        equal([(x["order"], x["returned"]) for x in rows], [("o1", 2)], "buyers from the shell")
        check("cup" in shoal(data, "-w", "tea", "promotion", "show", "night"), "show")


def flash_sale():
    """Ten units, sixty people with three tries each: ten are sold, to ten people."""
    with Temp() as tmp:
        data = place(tmp)
        with Server(data) as s:
            key = s.owner.ok("POST", W + "/keys", {"title": "shop", "scopes": ["read", "people", "write"]})["secret"]

            def buy(i):
                c = Client(s.port, key)
                codes = []
                for n in range(3):
                    r = c.request("POST", W + "/coupons/reserve", {
                        "order": "o%d-%d" % (i, n), "person": "p%d" % i,
                        "promotions": [{"promotion": "night", "item": "rare"}]}, headers={"Idempotency-Key": "%d-%d" % (i, n)})
                    codes.append(r.code or "yes" if r.status != 200 else "yes")
                return codes

            with ThreadPoolExecutor(16) as pool:
                all = [x for codes in pool.map(buy, range(BUYERS)) for x in codes]
            equal(all.count("yes"), 10, "units that went out")
            check(set(all) <= {"yes", "promotion_sold_out", "promotion_limit_item"}, str(set(all)))
            p = s.owner.ok("GET", W + "/promotions/night")
            rare = [x for x in p["prices"] if x["item"] == "rare"][0]
            equal((rare["held"], rare["left"]), (10, 0), "counters")


main(orders, flash_sale)
