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
            equal((see(v)["pages"], see(v)["acts"], see(v)["money"]), (["points", "coupons", "card"], ["claim", "join", "order"], "CNY"), "the visit")
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


main(a_shop_with_a_narrow_key, what_a_visitor_sees, claiming, tokens, people_who_merge_and_go, a_little_fast, the_page_itself)
