#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carts over HTTP, tried with kinds of coupons: the catalogue fills lines in, reasons in two languages, bad input; and with
a person's own: from the quote through the reservation to the order."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import Server  # noqa: E402
from shoal import Temp, equal, main  # noqa: E402

W = "/api/w/tea"


def kind(c, slug, benefit, status=201, **more):
    return c.ok("PUT", W + "/resources/coupon/" + slug, dict({"title": {"en": slug, "zh": slug}, "benefit": benefit, "valid": {"days": 7}}, **more), status)


def carts_are_priced():
    with Temp() as d, Server(d / "data") as s:
        s.workspace("tea")
        c = s.owner
        c.ok("PUT", W + "/catalogue/categories", {"items": [{"id": "all-tea"}, {"id": "green", "parent": "all-tea"}]})
        c.ok("PUT", W + "/catalogue/items/sku-1", {"name": "龙井", "category": "green", "brand": "西湖", "price": "128.50"})
        kind(c, "tea-30", {"type": "threshold", "spend": 200, "amount": 30}, scope={"categories": ["all-tea"]})
        kind(c, "ten", {"type": "percent_off", "percent": 10}, stacking={"group": "p"})
        kind(c, "free", {"type": "shipping", "free": True}, stacking={"group": "s"}, minimum={"spend": 500})
        body = {"lines": [{"item": "sku-1", "quantity": 2}, {"item": "cup", "price": "10.05"}], "shipping": "8", "coupons": ["tea-30", "ten", "free"]}
        q = c.ok("POST", W + "/coupons/quote", body)
        # 257.00 of tea − 30 = 227.00; 237.05 − 23.70 = 213.35; shipping 8
        equal((q["goods"], q["shipping"], q["discount"], q["pay"], q["exact"]), ("267.05", "8.00", "53.70", "221.35", True), "sums")
        equal([(u["kind"], u["discount"]) for u in q["used"]], [("tea-30", "30.00"), ("ten", "23.70")], "used")
        equal(q["used"][0]["lines"], [{"line": "1", "discount": "30.00"}], "only tea, by the tree of categories")
        equal([(u["kind"], u["reason"], u["sentence"]) for u in q["unused"]],
              [("free", "minimum", {"en": "232.95 more is needed to reach 500.00.", "zh": "还差 232.95，满 500.00 可用。"})], "not used")
        equal([x["pay"] for x in q["lines"]], ["204.30", "9.05"], "of lines")
        late = c.ok("POST", W + "/coupons/quote", dict(body, coupons=[]))
        equal((late["pay"], late["used"]), ("275.05", []), "without coupons")
        for wrong, status in ((dict(body, coupons=["nothing"]), 404), (dict(body, lines=[{"item": "unknown"}]), 422), (dict(body, shipping="-1"), 422),
                              (dict(body, lines=[{"price": "1.005"}]), 422), (dict(body, lines=[{"id": "a", "price": "1"}, {"id": "a", "price": "1"}]), 422)):
            equal(c.request("POST", W + "/coupons/quote", wrong).status, status, str(wrong))
        kind(c, "bad", {"type": "amount_off", "amount": -1}, status=422)


def post(c, path, body, key, status=None):
    return c.ok("POST", W + path, body, status, headers={"Idempotency-Key": key})


def used(q):
    return sorted((u["kind"], u["discount"]) for u in q["used"])


def own_coupons_in_an_order():
    with Temp() as d, Server(d / "data") as s:
        s.workspace("tea")
        c = s.owner
        kind(c, "ten", {"type": "amount_off", "amount": 10}, limits={"used": 1}, stacking={"group": "a"})
        kind(c, "share", {"type": "percent_off", "percent": 50}, budget={"amount": 30}, stacking={"group": "b"})
        kind(c, "big", {"type": "amount_off", "amount": 5}, minimum={"spend": 1000}, stacking={"group": "c"})
        for n, slug in enumerate(("ten", "share", "big")):
            post(c, "/people/user_id:ann/coupons", {"kind": slug, "count": 2 if slug == "ten" else 1}, "i%d" % n, 201)
        cart = {"lines": [{"price": "20", "quantity": 2}], "order": "o1"}
        q = c.ok("POST", W + "/people/ann/coupons/quote", cart)
        equal((q["pay"], used(q)), ("15.00", [("share", "15.00"), ("ten", "10.00")]), "40 - 10, half of 30")
        equal(sorted((u["kind"], u["reason"]) for u in q["unused"]), [("big", "minimum"), ("ten", "per_order")], "why not")
        uses = [{"coupon": u["coupon"], "discount": u["discount"]} for u in q["used"]]
        post(c, "/coupons/reserve", {"order": "o1", "order_total": q["pay"], "coupons": uses}, "r")
        equal(c.ok("POST", W + "/people/ann/coupons/quote", cart), q, "the order that has reserved them sees them still")
        other = c.ok("POST", W + "/people/ann/coupons/quote", dict(cart, order="o2"))
        equal((other["used"], sorted((u["kind"], u["reason"]) for u in other["unused"])),
              ([], [("big", "minimum"), ("share", "reserved"), ("ten", "limit"), ("ten", "reserved")]), "another order does not")
        post(c, "/coupons/redeem", {"order": "o1", "order_total": q["pay"]}, "d")
        after = c.ok("POST", W + "/people/ann/coupons/quote", dict(cart, order="o2"))
        equal((after["used"], sorted((u["kind"], u["reason"]) for u in after["unused"])), ([], [("big", "minimum"), ("ten", "limit")]), "what is used is gone")
        post(c, "/coupons/reverse", {"order": "o1"}, "v")
        post(c, "/people/user_id:bob/coupons", {"kind": "share"}, "b", 201)
        dear = {"lines": [{"price": "100"}], "order": "o3"}
        dear = c.ok("POST", W + "/people/bob/coupons/quote", dear)
        equal((dear["used"], [u["reason"] for u in dear["unused"]]), ([], ["budget"]), "more than is left of the budget")
        equal(used(c.ok("POST", W + "/people/bob/coupons/quote", {"lines": [{"price": "60"}]})), [("share", "30.00")], "all that is left of it")
        c.refused(404, "unknown_person", "POST", W + "/people/nobody/coupons/quote", cart)


main(carts_are_priced, own_coupons_in_an_order)
