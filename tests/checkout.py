#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Points as money over HTTP and from the shell: a quote, an order with coupons and points, returns, kill -9 in between."""
import json
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from sale import people_file  # noqa: E402
from server import Server  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

W = "/api/w/tea"
DOCS = """kind: currency
slug: points
title: {en: Points, zh: 积分}
worth: 0.01
checkout: {step: 100, max_share: 0.5, minimum_order: 10, exclude: {items: [card]}}
---
kind: coupon
slug: ten
benefit: {type: amount_off, amount: 10}
valid: {days: 30}
---
kind: coupon
slug: alone
benefit: {type: amount_off, amount: 1}
valid: {days: 30}
combines: {points: false}
"""
LINES = [{"id": "a", "item": "cup", "price": "20.00", "quantity": 3}, {"id": "b", "item": "card", "price": "50.00"}]


def place(tmp):
    data = tmp / "data"
    shoal(data, "-w", "tea", "workspace", "create")
    people_file(tmp / "people.csv", 2)
    shoal(data, "-w", "tea", "import", tmp / "people.csv")
    (tmp / "docs.yaml").write_text(DOCS, encoding="utf-8")
    shoal(data, "-w", "tea", "apply", tmp / "docs.yaml")
    shoal(data, "-w", "tea", "points", "grant", "p0", "points", "10000")
    return data


def post(s, path, body, key, status=None):
    return s.owner.ok("POST", W + path, body, status, headers={"Idempotency-Key": key})


def refused(s, status, code, path, body, key):
    return s.owner.refused(status, code, "POST", W + path, body, headers={"Idempotency-Key": key})


def balance(s):
    a = s.owner.ok("GET", W + "/people/p0/accounts")["items"][0]
    return a["available"], a["frozen"]


def an_order():
    with Temp() as tmp:
        data = place(tmp)
        s = Server(data).start()
        try:
            ten = post(s, "/people/p0/coupons", {"kind": "ten"}, "c1", 201)["coupons"][0]["id"]
            alone = post(s, "/people/p0/coupons", {"kind": "alone"}, "c2", 201)["coupons"][0]["id"]
            ask = lambda **more: s.owner.ok("POST", W + "/people/p0/coupons/quote", dict({"lines": LINES, "shipping": "5.00"}, **more))  # noqa: E731
            q = ask()["points"]
            equal((q["balance"], q["most"], q["limit"], q["points"]), ("10000", "2700", "max_share", "0"), "how many could be used")
            q = ask(use_points="max")
            p = q["points"]
            # 10 off 110: 5.45 of the cups; half of 54.55 is 27.27, so 2,700 points.
            equal((q["pay"], p["most"], p["points"], p["money"], p["pay"], p["limit"]), ("105.00", "2700", "2700", "27.00", "78.00", "max_share"), json.dumps(q))
            equal([x["line"] for x in p["lines"]], ["a"], "cards are left out")
            equal(ask(use_points="150")["points"]["points"], "100", "in steps")
            s.owner.refused(422, "bad_amount", "POST", W + "/people/p0/coupons/quote", {"lines": LINES, "use_points": "many"})
            points = {"amount": "max", "lines": [{"line": x["line"], "item": x["item"], "quantity": x["quantity"], "pay": x["pay"]} for x in q["lines"]], "shipping": "5.00"}
            order = {"order": "o1", "person": "p0", "coupons": [{"coupon": ten, "discount": "10.00"}], "points": points}
            refused(s, 409, "checkout_coupon", "/coupons/reserve", dict(order, coupons=[{"coupon": alone, "discount": "1"}]), "k0")
            refused(s, 409, "checkout_limit", "/coupons/reserve", dict(order, points=dict(points, amount="2800")), "k0")
            refused(s, 422, "checkout_step", "/coupons/reserve", dict(order, points=dict(points, amount="150")), "k0")
            refused(s, 422, "bad_field", "/coupons/reserve", {k: v for k, v in order.items() if k != "person"}, "k0")
            equal(balance(s), ("10000", "0"), "nothing of a refused order")
            done = post(s, "/coupons/reserve", order, "k1")
            equal((done["coupons"][0]["status"], done["points"]["status"], done["points"]["points"]), ("reserved", "reserved", "2700"), json.dumps(done))
            equal(balance(s), ("7300", "2700"), "frozen")
            equal(ask(use_points="max", order="o1")["points"]["balance"], "10000", "its own are free for it")
        finally:
            s.stop(signal.SIGKILL)
        with Server(data) as s:
            equal(post(s, "/coupons/reserve", order, "k1"), done, "the same answer after a kill")
            paid = post(s, "/coupons/redeem", {"order": "o1", "order_total": "78.00"}, "k2")
            equal((paid["points"]["status"], paid["coupons"][0]["status"]), ("redeemed", "redeemed"), json.dumps(paid))
            equal(balance(s), ("7300", "0"), "spent")
            back = post(s, "/points/order/return", {"order": "o1", "lines": [{"line": "a", "quantity": 1}]}, "k3")
            equal(back["given_back"], {"points": "899", "money": "8.99"}, json.dumps(back))
            refused(s, 422, "checkout_return", "/points/order/return", {"order": "o1", "lines": [{"line": "a", "quantity": 3}]}, "k4")
            refused(s, 404, "unknown_checkout", "/points/order/return", {"order": "o9", "lines": [{"line": "a", "quantity": 1}]}, "k4")
            rest = post(s, "/coupons/reverse", {"order": "o1"}, "k5")
            equal((rest["points"]["status"], rest["given_back"]["points"]), ("returned", "1801"), json.dumps(rest))
            equal(balance(s), ("10000", "0"), "all came back")
            seen = s.owner.ok("GET", W + "/points/order", query={"order": "o1"})
            equal((seen["points_back"], seen["money_back"], seen["lines"][0]["returned"]), ("2700", "27.00", 3), json.dumps(seen))
            kinds = [t["kind"] for t in s.owner.ok("GET", W + "/ledger/transactions", query={"ref": "o1"})["items"]]
            equal(kinds, ["refund", "refund", "spend", "freeze"], "in the ledger")
        equal(shoal(data, "-w", "tea", "query", "count(points_redeemed where order_id = \"o1\") = 1", "--json")["people"], 1, "told")
        shoal(data, "-w", "tea", "verify")


def command_line():
    with Temp() as tmp:
        data = place(tmp)
        run = lambda *a, **kw: shoal(data, "-w", "tea", *a, "--json", **kw)  # noqa: E731
        cart = tmp / "cart.json"
        cart.write_text(json.dumps({"lines": LINES, "coupons": ["ten"], "use_points": "max"}))
        q = run("coupon", "quote", cart)
        equal((q["pay"], q["points"]["points"]), ("100.00", "2700"), json.dumps(q))
        check("积分" in shoal(data, "-w", "tea", "--lang", "zh", "coupon", "quote", cart, "--person", "p0"), "in words")
        ask = tmp / "points.json"
        ask.write_text(json.dumps({"amount": "1000", "lines": [{"line": "a", "item": "cup", "quantity": 2, "pay": "40"}]}))
        made = run("coupon", "redeem", "o1", "--points", ask, "--person", "p0")
        equal(made["points"]["money"], "10.00", json.dumps(made))
        equal(run("points", "return", "o1", "a=1")["given_back"]["points"], "500", "half of it")
        equal(run("points", "order", "o1")["points_back"], "500", "seen")
        check("已退" in shoal(data, "-w", "tea", "--lang", "zh", "points", "order", "o1"), "in words")
        code, err = shoal(data, "-w", "tea", "points", "order", "o2", fails=True)
        check(code != 0, err)


main(an_order, command_line)
