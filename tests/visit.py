#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The doors of a shop's back end and of its customers: keys with the scope `rewards`, visit links, and what their tokens reach."""
import base64
import http.client
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from rewards import DOCUMENTS  # noqa: E402
from server import Server  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

W = "/api/w/tea"
PAGES = """kind: customer_pages
slug: pages
title: {en: Tea House, zh: 茶馆}
color: "#8a1c3b"
embed: ["https://shop.example.com"]
"""
NOW, LATER, NEXT_DAY = "2026-11-20T04:00:00Z", "2026-11-20T04:15:00Z", "2026-11-21T05:00:00Z"


def place(tmp):
    data = tmp / "data"
    shoal(data, "-w", "tea", "workspace", "create", "--currency", "CNY", env={"SHOAL_NOW": NOW})
    (tmp / "docs.yaml").write_text(DOCUMENTS, encoding="utf-8")
    shoal(data, "-w", "tea", "apply", tmp / "docs.yaml", env={"SHOAL_NOW": NOW})
    return data


def at(tmp, now):
    return Server(tmp / "data", env={"SHOAL_NOW": now})


class Shop:
    """A shop's back end with a key of the scope `rewards`, and nothing else."""

    def __init__(self, s):
        self.s, self.n = s, 0
        self.key = s.client(s.owner.ok("POST", W + "/keys", {"title": "shop", "scopes": ["rewards"]}, 201)["secret"])

    def post(self, path, body, status=None):
        self.n += 1
        return self.key.ok("POST", W + path, body, status, headers={"Idempotency-Key": "shop-%d" % self.n})

    def visit(self, who, **body):
        made = self.key.ok("POST", W + "/people/%s/visit" % who, body, 201)
        return self.s.client(made["token"])


def ask(v, path, key=None, body=None, method="POST"):
    return v.request(method, "/api/visit" + path, body, headers={"Idempotency-Key": key} if key else None)


def see(v, path=""):
    return v.ok("GET", "/api/visit" + path)


def a_shop_with_a_narrow_key():
    with Temp() as tmp:
        place(tmp)
        with at(tmp, NOW) as s:
            shop = Shop(s)
            shop.post("/people/user_id:ann/points", {"op": "grant", "currency": "points", "amount": "120"}, 201)
            shop.post("/people/user_id:ann/coupons", {"kind": "postage"}, 201)
            shop.key.ok("POST", W + "/programmes/club/members/ann/join", {})
            equal(shop.key.ok("GET", W + "/people/ann/accounts")["items"][0]["available"], "120", "what the person has can be read")
            check(shop.key.ok("GET", W + "/people/ann/coupons")["items"][0]["code"], "and the coupons with their codes")
            shop.key.ok("POST", W + "/people/ann/coupons/quote", {"lines": [{"item": "t", "price": "30"}]})
            for method, path, body in (("POST", "/resources/apply", {"documents": PAGES}), ("PUT", "/segments/x", {"doc": {}}), ("POST", "/coupons/segment", {"kind": "postage", "segment": "all"}),
                                       ("POST", "/programmes/club/members/ann/level", {"level": "leaf", "reason": "x"}), ("POST", "/ledger/proposals", {})):
                shop.key.refused(403, "missing_scope", method, W + path, body)
            shop.key.refused(403, None, "GET", W + "/users")
            shop.key.refused(403, "missing_scope", "GET", W + "/segments")
            shop.key.refused(403, "missing_scope", "GET", W + "/coupons", query={"kind": "postage"})


def what_a_visitor_sees():
    with Temp() as tmp:
        place(tmp)
        with at(tmp, NOW) as s:
            shop = Shop(s)
            shop.post("/people/user_id:ann/points", {"op": "earn", "currency": "points", "amount": "500", "reason": "kept to ourselves"}, 201)
            shop.post("/people/ann/points", {"op": "spend", "currency": "points", "amount": "80"}, 201)
            shop.post("/people/ann/points", {"op": "grant", "currency": "points", "amount": "20", "pending": "2026-12-01T00:00:00Z"}, 201)
            shop.post("/people/user_id:bob/points", {"op": "earn", "currency": "points", "amount": "7"}, 201)
            shop.post("/people/ann/coupons", {"kind": "postage"}, 201)
            used = shop.post("/people/ann/coupons", {"kind": "postage"}, 201)["coupons"][0]
            shop.post("/coupons/redeem", {"order": "o1", "order_total": "80", "coupons": [{"coupon": used["id"], "discount": "6"}]})
            shop.key.ok("POST", W + "/programmes/club/members/ann/join", {})
            shop.post("/people/ann/points", {"op": "earn", "currency": "growth", "amount": "1200"}, 201)
            v = shop.visit("ann")
            equal((see(v)["pages"], see(v)["acts"], see(v)["money"]), (["points", "coupons", "card"], ["claim", "join", "check_in", "draw", "order"], "CNY"), "the visit: pages of what there is")
            coins = {b["currency"]: b for b in see(v, "/points")["items"]}
            equal((coins["points"]["available"], coins["points"]["pending"], coins["points"]["title"]["zh"]), ("420", "20", "积分"), "balance")
            check(coins["points"]["expires_at"].startswith("2027-12-01T00:00"), "the end is the workspace's: %r" % coins["points"])
            history = v.request("GET", "/api/visit/points/points")
            equal([(x["kind"], x["amount"]) for x in history.json["items"]], [("grant", "20"), ("spend", "-80"), ("earn", "500")], "history")
            check(b"kept to ourselves" not in history.body, "reasons are the brand's")
            equal([c["status"] for c in see(v, "/coupons")["items"]], ["issued"], "usable")
            one = see(v, "/coupons?group=used")["items"][0]
            equal((one["title"]["en"], one["benefit"]["type"], one["benefit"]["free"], one["used_at"] is not None), ("Free delivery", "shipping", True, True), "used")
            equal(see(v, "/coupons?group=over")["items"], [], "none is over")
            card = see(v, "/memberships")["items"][0]
            equal((card["member"], card["level"]["en"], card["next"]["en"], card["missing"], card["growth"]), (True, "Blossom", "Harvest", "3800", "1200"), "membership")
            equal((card["services"][0]["remaining"], card["services"][0]["title"]["zh"]), (2, "品茶体验"), "services")
            bob = shop.visit("bob")
            equal(see(bob, "/points")["items"][0]["available"], "7", "each sees their own")
            equal(see(bob, "/memberships")["items"][0]["member"], False, "not a member")


def claiming():
    with Temp() as tmp:
        place(tmp)
        (tmp / "codes.csv").write_text("code\nAU1\n")
        with at(tmp, NOW) as s:
            shop = Shop(s)
            v = shop.visit("user_id:new")
            equal(sorted(o["kind"] for o in see(v, "/coupons/open")["items"]), ["welcome"], "open, and of the audience")
            got = ask(v, "/coupons/claim", "k1", {"kind": "welcome"})
            equal((got.status, got.json["coupon"]["benefit"]["amount"], got.json["coupon"]["benefit"]["spend"]), (201, "30", "200"), repr(got))
            equal(ask(v, "/coupons/claim", "k1", {"kind": "welcome"}).json["coupon"]["id"], got.json["coupon"]["id"], "the same key gives it once")
            equal(ask(v, "/coupons/claim", "k2", {"kind": "welcome"}).code, "coupon_limit_claimed", "one each")
            equal(see(v, "/coupons/open")["items"], [], "and it is not offered again")
            equal(ask(v, "/coupons/claim", None, {"kind": "welcome"}).code, "coupon_key_needed", "a key is needed")
            equal(ask(v, "/coupons/claim", "k3", {"kind": "buyers"}).code, "coupon_not_for_you", "not of its audience")
            equal(ask(v, "/coupons/claim", "k4", {"kind": "postage"}).code, "coupon_not_open", "not open")
            equal(ask(v, "/coupons/claim", "k5", {"kind": "welcome", "code": "X"}).code, "bad_field", "one of them")
            equal(ask(v, "/coupons/claim", "k6", {"code": "AU00000000"}).status, 404, "no such code")
            joined = ask(v, "/memberships/club/join", "j1")
            equal((joined.status, joined.json), (200, {"joined": True}), repr(joined))
            equal(see(v, "/memberships")["items"][0]["level"]["en"], "Leaf", "a member")
            equal(ask(shop.visit("new", acts=[]), "/coupons/claim", "k7", {"kind": "welcome"}).code, "visit_act", "for looking only")
            equal(ask(shop.visit("new", acts=["claim"]), "/memberships/club/join", "j2").code, "visit_act", "claiming only")


PLAY = """kind: task
slug: first
title: {en: First order, zh: 首单有礼}
description: {en: Anything counts, zh: 任意商品均可}
active: true
goal: {on: order_completed, count: 1}
claim: by_person
rewards: [{points: 50, currency: points}, {coupon: postage, count: 2}]
GATE---
kind: task
slug: second
title: {en: Look around, zh: 逛一逛}
active: true
goal: {on: product_viewed, count: 3}
after: first
GATE---
kind: task
slug: sketch
goal: {on: product_viewed, count: 3}
---
kind: check_in
slug: daily
title: {en: Daily, zh: 每日签到}
active: true
days: [[{points: 5, currency: points}], [{points: 10, currency: points}]]
milestones: [{days: 30, rewards: [{coupon: postage}]}]
GATE---
kind: badge
slug: regular
title: {en: Regular, zh: 常客}
picture: "🏅"
active: true
when: count(order_completed) >= 5
---
kind: mall_item
slug: cup
title: {en: Cup, zh: 茶杯}
active: true
price: {points: 5, currency: points}
hand: virtual
unit_cost: 0
until: 2027-01-01
---
kind: draw
slug: wheel
title: {en: Lucky draw, zh: 幸运抽奖}
goal: order_completed
from: 2026-11-01
until: 2026-11-30
price: {points: 20, currency: points}
free: {in_all: 1}
limits: {in_all: 3}
budget: 1000
holdout: 0.01
prizes:
- {slug: cup, title: {en: A cup, zh: 茶杯}, probability: 0.9999, cost: 9, gift: {en: At the till, zh: 到店领取}, stock: 2, falls_to: pts}
- {slug: pts, title: {en: 5 points, zh: 5 积分}, probability: 0.0001, cost: 1, reward: {points: 5, currency: points}}
""".replace("GATE", "budget: {times: 1000}\nunit_cost: 1\nuntil: 2027-01-01\nholdout: 1%\n")


def takes_part(shop):
    """Somebody who is not held out of anything."""
    for i in range(100):
        v = shop.visit("user_id:p%d" % i)
        if len(see(v, "/tasks")["items"]) == 2 and see(v, "/check-ins")["items"] and see(v, "/draws")["items"]:
            return v, "p%d" % i
    raise RuntimeError("nobody takes part")


def playing():
    with Temp() as tmp:
        place(tmp)
        (tmp / "play.yaml").write_text(PLAY, encoding="utf-8")
        shoal(tmp / "data", "-w", "tea", "apply", tmp / "play.yaml", env={"SHOAL_NOW": NOW})
        with at(tmp, NOW) as s:
            shop = Shop(s)
            v, who = takes_part(shop)
            equal(see(v)["pages"], ["points", "coupons", "card", "tasks", "check_in", "badges", "draws", "mall"], "pages of what there is now")
            s.owner.ok("POST", W + "/resources/apply", {"documents": PAGES + "pages: [draws, leaderboards, mall]\n"})
            equal(see(v)["pages"], ["draws", "leaderboards", "mall"], "as the brand says")
            first, second = see(v, "/tasks")["items"]
            equal((first["task"], first["progress"], first["reach"], first["claimable"], first["until"]), ("first", "0", "1", 0, "2027-01-02T00:00:00.000Z"), "a task")
            equal([(r["kind"], r["count"], r["title"]["zh"]) for r in first["rewards"]], [("points", "50", "积分"), ("coupon", "2", "免运费券")], "rewards by their names")
            equal((second["locked"], second["after"]["en"]), (True, "First order"), "what comes first, by its name")
            equal(ask(v, "/tasks/claim", "t1", {"task": "first"}).code, "task_nothing", "nothing to claim")
            equal(ask(v, "/tasks/claim", "t2", {"task": "sketch"}).code, "task_closed", "a draft")
            check(ask(v, "/tasks/claim", None, {"task": "first"}).status >= 400, "a key is needed")
            day = see(v, "/check-ins")["items"][0]
            equal((day["today"], day["done"], day["open"], day["days"], [[r["count"] for r in d] for d in day["plan"]], day["milestones"][0]["days"]), ("2026-11-20", False, True, [], [["5"], ["10"]], 30), "a check-in")
            got = ask(v, "/check-ins", "c1", {"check_in": "daily"})
            equal((got.status, got.json), (200, {"streak": 1, "rewards": [{"kind": "points", "count": "5", "title": {"en": "Points", "zh": "积分"}}]}), repr(got))
            equal(ask(v, "/check-ins", "c1", {"check_in": "daily"}).json, got.json, "the same key: the same answer")
            equal(ask(v, "/check-ins", "c2", {"check_in": "daily"}).code, "check_in_twice", "once a day")
            equal((see(v, "/check-ins")["items"][0]["days"], see(v, "/check-ins")["items"][0]["done"]), (["2026-11-20"], True), "and it is in the calendar")
            badge = see(v, "/badges")["items"][0]
            equal((badge["has"], badge["picture"], badge["since"], badge["title"]["en"]), (False, "🏅", None, "Regular"), "a badge")
            # drawing: one free, two for points
            draw = see(v, "/draws")["items"][0]
            equal((draw["open"], draw["free_left"], draw["turns_left"], draw["price"]["amount"], draw["none"], draw["seed"]), (True, 1, 3, "20", "0", None), "a draw")
            equal([(p["title"]["en"], p["probability"], p["left"]) for p in draw["prizes"]], [("A cup", "0.9999", 2), ("5 points", "0.0001", None)], "its odds")
            one = ask(v, "/draws/wheel/turns", "d1", {"nonce": "mine"})
            equal((one.status, ask(v, "/draws/wheel/turns", "d1", {"nonce": "mine"}).json), (201, one.json), "the same key: the same turn")
            equal(ask(v, "/draws/wheel/turns", "d1", {"nonce": "other"}).code, "idempotency_conflict", "another request with it")
            check(one.json["turn"]["prize"]["en"] in ("A cup", "5 points") and len(one.json["turn"]["chain"]) == 64, repr(one))
            shop.post("/people/%s/points" % who, {"op": "grant", "currency": "points", "amount": "35"}, 201)
            equal(ask(v, "/draws/wheel/turns", "d2").status, 201, "for points")
            equal(ask(v, "/draws/wheel/turns", "d3").code, "ledger_balance", "not enough for another")
            check(ask(v, "/draws/wheel/turns", None).status in (400, 422), "a key is needed")
            mine = see(v, "/draws")["items"][0]
            equal(([t["seq"] for t in mine["turns"]], mine["turns_left"], mine["free_left"]), ([2, 1], 1, 0), "what became of them")
            equal(ask(v, "/draws/none/turns", "d4").status, 404, "no such draw")
            # what a link may do besides looking
            w = shop.visit(who, acts=["claim"])
            equal([ask(w, p, "w%d" % i, b).code for i, (p, b) in enumerate((("/check-ins", {"check_in": "daily"}), ("/draws/wheel/turns", {})))], ["visit_act", "visit_act"], "claiming only")
            equal(ask(shop.visit(who, acts=["draw"]), "/tasks/claim", "w9", {"task": "first"}).code, "visit_act", "drawing only")
            for path in ("/tasks", "/check-ins", "/badges", "/draws"):
                body = v.request("GET", "/api/visit" + path).body
                check(b"budget" not in body and b"unit_cost" not in body and b"holdout" not in body and b"audience" not in body, "what is the brand's stays with it: %r" % body)


def tokens():
    with Temp() as tmp:
        place(tmp)
        with at(tmp, NOW) as s:
            shop = Shop(s)
            made = shop.key.ok("POST", W + "/people/user_id:ann/visit", {"page": "coupons", "lang": "zh"}, 201)
            equal(made["url"], "http://127.0.0.1:%d/me/tea/coupons?lang=zh#%s" % (s.port, made["token"]), "where it goes")
            equal(made["expires_at"], "2026-11-20T04:15:00.000Z", "15 minutes")
            day = shop.key.ok("POST", W + "/people/ann/visit", {"minutes": 1440}, 201)["token"]
            shop.key.refused(422, "bad_field", "POST", W + "/people/ann/visit", {"minutes": 1441})
            shop.key.refused(404, "unknown_person", "POST", W + "/people/nobody/visit", {})
            good = made["token"]
            see(s.client(good))
            head, code = good.rsplit(".", 1)
            raw = bytearray(base64.urlsafe_b64decode(code + "="))
            raw[0] ^= 1
            parts = head.split(".")
            wrong = [head + "." + base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("="), head + ".", head, "", "vst_1.", good[:-1], good + "A", "shk_" + "a" * 52]
            for i, other in ((1, "coffee"), (2, "2"), (3, "1"), (3, "4000000000"), (4, str(int(parts[4]) + 1)), (5, str(int(parts[5]) + 8))):
                wrong.append(".".join(parts[:i] + [other] + parts[i + 1:] + [code]))
            for token in wrong:
                s.client(token or None).refused(401, "visit_over", "GET", "/api/visit")
            equal(s.owner.get("/api/visit").code, "visit_over", "a session is no visit")
            equal(shop.key.get("/api/visit").code, "visit_over", "nor is a key")
            visitor = s.client(good)
            for path in ("/api/me", W, W + "/people/ann/accounts", "/api/workspaces"):
                visitor.refused(401, "unauthenticated", "GET", path)
            # rotated: what was made stays open until its end; at once: it does not
            s.owner.ok("POST", W + "/visits/rotate", {}, 204)
            see(visitor)
            second = shop.visit("ann", minutes=1440)
            check(second.key.split(".")[2] != parts[2], "another key signs")
        with at(tmp, LATER) as s:
            s.client(good).refused(401, "visit_over", "GET", "/api/visit")
            see(s.client(day))
            see(s.client(second.key))
            s.owner.ok("POST", W + "/visits/rotate", {"at_once": True}, 204)
            for token in (day, second.key):
                s.client(token).refused(401, "visit_over", "GET", "/api/visit")
            third = Shop(s).visit("ann", minutes=1440)
            see(third)
            s.stop()
        with at(tmp, LATER) as s:
            see(s.client(third.key))
            check((tmp / "data" / "secrets.key").stat().st_mode & 0o777 == 0o600, "the key of secrets is its owner's")
            s.stop()
        # another key of secrets: what it cannot read is over, and new links work
        (tmp / "data" / "secrets.key").unlink()
        with at(tmp, LATER) as s:
            s.client(third.key).refused(401, "visit_over", "GET", "/api/visit")
            see(Shop(s).visit("ann"))
        with at(tmp, NEXT_DAY) as s:
            s.client(third.key).refused(401, "visit_over", "GET", "/api/visit")


def people_who_merge_and_go():
    with Temp() as tmp:
        place(tmp)
        with at(tmp, NOW) as s:
            shop = Shop(s)
            for who, n in (("ann", "10"), ("bea", "5"), ("cat", "3")):
                shop.post("/people/user_id:%s/points" % who, {"op": "grant", "currency": "points", "amount": n}, 201)
            a, b = shop.visit("ann"), shop.visit("bea")
            s.owner.ok("POST", W + "/people/ann/merge", {"people": ["bea"], "force": True})
            equal([see(v, "/points")["items"][0]["available"] for v in (a, b)], ["15", "15"], "a merged person is whole")
            equal(len(see(a, "/points/points")["items"]), 2, "with both histories")
            c = shop.visit("cat")
            s.owner.ok("DELETE", W + "/people/cat")
            c.refused(410, "visit_gone", "GET", "/api/visit")
            c.refused(410, "visit_gone", "GET", "/api/visit/points")
            shop.key.refused(404, "unknown_person", "POST", W + "/people/cat/visit", {})


def a_little_fast():
    with Temp() as tmp:
        place(tmp)
        with at(tmp, NOW) as s:
            shop = Shop(s)
            v, w = shop.visit("user_id:ann"), shop.visit("user_id:bob")
            equal([ask(v, "/coupons/claim", "k%d" % i, {"kind": "postage"}).code for i in range(21)].count("visit_busy"), 1, "20 acts a minute")
            equal([v.get("/api/visit").status for _ in range(120)].count(429), 21, "120 requests a minute")
            see(w)


def the_page_itself():
    with Temp() as tmp:
        place(tmp)
        with at(tmp, NOW) as s:
            def policy(path):
                c = http.client.HTTPConnection("127.0.0.1", s.port, timeout=60)
                c.request("GET", path)
                r = c.getresponse()
                body = r.read()
                c.close()
                return r.status, r.getheader("Content-Security-Policy"), r.getheader("X-Frame-Options"), r.getheader("Set-Cookie"), body
            status, csp, _, _, _ = policy("/me/tea")
            equal(status, 200, "the page")
            check(csp.endswith("frame-ancestors 'none'") and "unsafe" not in csp, csp)
            for bad in ('"*"', '"https://a.example; script-src *"', '"shop.example"', '"https://"', '"https://a..b"', '"https://a.example/x"', '"javascript:x"'):
                s.owner.refused(422, "bad_field", "POST", W + "/resources/apply", {"documents": PAGES.replace('"https://shop.example.com"', bad)})
            for a, b in (('"#8a1c3b"', "red"), ("embed:", "pages: [points, points]\nembed:"), ("embed:", "pages: [secrets]\nembed:"), ("slug: pages", "slug: other")):
                s.owner.refused(422, "bad_field", "POST", W + "/resources/apply", {"documents": PAGES.replace(a, b)})
            s.owner.ok("POST", W + "/resources/apply", {"documents": PAGES})
            for path in ("/me/tea", "/me/tea/points", "/me/tea/coupons?lang=en"):
                status, csp, frame, cookie, body = policy(path)
                check(csp.endswith("frame-ancestors https://shop.example.com") and frame is None and cookie is None, "%s %s %s" % (csp, frame, cookie))
            equal(policy("/me/nope")[1].endswith("frame-ancestors 'none'"), True, "a brand that is not there looks like one without frames")
            equal(see(Shop(s).visit("user_id:x"))["brand"], {"en": "Tea House", "zh": "茶馆"}, "the brand's name")


main(a_shop_with_a_narrow_key, what_a_visitor_sees, claiming, playing, tokens, people_who_merge_and_go, a_little_fast, the_page_itself)
