#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Coupons over HTTP and by the command line: their life, keys, pools, issue to a segment (killed in the middle), and a
small flash sale that has to be exact."""
import json
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from sale import people_file, sale  # noqa: E402
from server import Server  # noqa: E402
from shoal import BUILD, Temp, check, equal, main, shoal  # noqa: E402

W = "/api/w/tea"
KINDS = """kind: coupon
slug: open
title: Open
benefit: {type: amount_off, amount: 10}
valid: {days: 7}
claim: open
---
kind: coupon
slug: partner
title: Partner
benefit: {type: amount_off, amount: 10}
valid: {until: 2099-01-01}
claim: code
code: {prefix: P, length: 10}
---
kind: coupon
slug: gift
title: Gift
benefit: {type: amount_off, amount: 10}
valid: {days: 7}
holdout: 20
limits: {claimed: 5}
---
kind: coupon
slug: fresh
title: Fresh
benefit: {type: amount_off, amount: 1}
valid: {days: 7}
claim: open
audience: count(order_completed) >= 1
---
kind: coupon
slug: first
title: First
benefit: {type: amount_off, amount: 1}
valid: {days: 7}
claim: open
audience: count(order_completed) = 0
"""


def place(tmp, people):
    data = tmp / "data"
    shoal(data, "-w", "tea", "workspace", "create")
    people_file(tmp / "people.csv", people)
    shoal(data, "-w", "tea", "import", tmp / "people.csv")
    (tmp / "kinds.yaml").write_text(KINDS, encoding="utf-8")
    shoal(data, "-w", "tea", "apply", tmp / "kinds.yaml")
    return data


def post(s, path, body, key, status=None):
    return s.owner.ok("POST", W + path, body, status, headers={"Idempotency-Key": key})


def refused(s, status, code, path, body, key):
    return s.owner.refused(status, code, "POST", W + path, body, headers={"Idempotency-Key": key})


def life_over_HTTP():
    with Temp() as tmp, Server(place(tmp, 3)) as s:
        s.owner.refused(422, "coupon_key_needed", "POST", W + "/people/p0/coupons/claim", {"kind": "open"})
        one = post(s, "/people/p0/coupons/claim", {"kind": "open"}, "a", 201)["coupons"][0]
        equal(post(s, "/people/p0/coupons/claim", {"kind": "open"}, "a")["coupons"][0]["id"], one["id"], "repeated")
        refused(s, 409, "idempotency_conflict", "/people/p1/coupons/claim", {"kind": "open"}, "a")
        refused(s, 409, "coupon_limit_claimed", "/people/p0/coupons/claim", {"kind": "open"}, "b")
        refused(s, 404, "unknown_person", "/people/nobody/coupons/claim", {"kind": "open"}, "c")
        post(s, "/people/user_id:newcomer/coupons/claim", {"kind": "open"}, "d", 201)
        for nobody in ("user_id:" + "x" * 300, "User-Id:a", ":a", "user_id:"):
            refused(s, 404, "unknown_person", "/people/%s/coupons/claim" % nobody, {"kind": "open"}, "n")
        refused(s, 409, "coupon_not_for_you", "/people/p1/coupons/claim", {"kind": "fresh"}, "e")
        post(s, "/people/user_id:justnow/coupons/claim", {"kind": "first"}, "e1", 201)
        refused(s, 409, "coupon_not_open", "/people/p1/coupons/claim", {"kind": "gift"}, "f")
        use = {"order": "o1", "order_total": "89.50", "coupons": [{"coupon": one["code"].lower(), "discount": "10"}], "person": "p0"}
        refused(s, 409, "coupon_not_yours", "/coupons/reserve", dict(use, person="p1"), "g")
        refused(s, 422, "bad_field", "/coupons/reserve", dict(use, order_total="1.234"), "h")
        equal(post(s, "/coupons/reserve", use, "i")["coupons"][0]["status"], "reserved", "reserved")
        equal(post(s, "/coupons/redeem", {"order": "o1", "order_total": "89.50"}, "j")["coupons"][0]["discount"], "10.00", "redeemed")
        refused(s, 409, "coupon_state", "/coupons/revoke", {"coupons": [one["id"]]}, "k")
        equal(post(s, "/coupons/reverse", {"order": "o1"}, "l")["coupons"][0]["status"], "issued", "reversed")
        found = s.owner.ok("GET", W + "/coupons/" + one["code"])
        equal((found["person"], found["coupon"]["order"]), ("p0", None), "found by code")
        equal(len(s.owner.ok("GET", W + "/people/p0/coupons")["items"]), 1, "of the person")
        equal(s.owner.ok("GET", W + "/coupons/counts/open")["issued"], 2, "counts")
        first = s.owner.ok("GET", W + "/coupons", query={"kind": "open", "limit": 1})
        second = s.owner.ok("GET", W + "/coupons", query={"kind": "open", "limit": 1, "cursor": first["next"]})
        check(first["items"][0]["id"] != second["items"][0]["id"], "pages")


def pools_of_codes():
    with Temp() as tmp, Server(place(tmp, 3)) as s:
        job = s.wait_job(s.owner, "tea", s.owner.ok("POST", W + "/coupons/pools", {"kind": "partner", "count": 1000}, 202))
        equal(job["result"]["issued"], 1000, json.dumps(job))
        out = s.wait_job(s.owner, "tea", s.owner.ok("POST", W + "/coupons/pools/%s/export" % job["result"]["batch"], None, 202))
        equal(out["status"], "done", json.dumps(out))
        lines = s.owner.ok("GET", W + "/jobs/%s/files/codes.csv" % out["id"]).decode().split()
        codes = [line.split(",")[0] for line in lines[1:]]
        equal((len(set(codes)), codes[0][0], len(codes[0])), (1000, "P", 11), "codes")
        s.owner.refused(409, "coupon_pool_exported", "POST", W + "/coupons/pools/%s/export" % job["result"]["batch"])
        got = post(s, "/people/p0/coupons/claim", {"code": codes[5].lower()}, "a", 201)["coupons"][0]
        equal((got["code"], got["kind"], got["held"]), (codes[5], "partner", True), "claimed")
        refused(s, 409, "coupon_code_taken", "/people/p1/coupons/claim", {"code": codes[5]}, "b")
        wrong = codes[6][:-1] + ("2" if codes[6][-1] != "2" else "3")
        refused(s, 404, "coupon_code_mistyped", "/people/p1/coupons/claim", {"code": wrong}, "c")
        file = "code\nWELCOME-2024\n%s\nfriend-0001,x\n\n" % codes[7]
        up = s.owner.ok("POST", W + "/uploads", raw=file.encode(), query={"name": "codes.csv"}, type="application/octet-stream")
        job = s.wait_job(s.owner, "tea", s.owner.ok("POST", W + "/coupons/pools", {"kind": "partner", "upload": up["id"]}, 202))
        equal((job["result"]["issued"], job["result"]["refused"]), (3, 1), json.dumps(job))
        post(s, "/people/p2/coupons/claim", {"code": "welc0me2o24"}, "d", 201)
        n = s.owner.ok("GET", W + "/coupons/counts/partner")
        equal((n["pool"], n["issued"], n["claimed"]), (1001, 2, 2), "counts")


def kinds_and_their_counts():
    with Temp() as tmp, Server(place(tmp, 3)) as s:
        post(s, "/people/p0/coupons/claim", {"kind": "open"}, "a", 201)
        s.wait_job(s.owner, "tea", s.owner.ok("POST", W + "/coupons/pools", {"kind": "partner", "count": 3}, 202))
        s.wait_job(s.owner, "tea", s.owner.ok("POST", W + "/coupons/segment", {"kind": "gift", "expression": "count(signed_up) >= 1"}, 202))
        all = {k["slug"]: k for k in s.owner.ok("GET", W + "/coupons/kinds")["items"]}
        equal(sorted(all), ["first", "fresh", "gift", "open", "partner"], "kinds")
        equal((all["open"]["counts"]["claimed"], all["partner"]["counts"]["pool"], all["gift"]["holdout"], all["open"]["state"]), (1, 3, "20", "open"), "in one request")
        equal(all["open"]["sentence"], {"en": "10 off; valid for 7 days from being issued; at most 1 a person; open to claim.",
                                        "zh": "立减 10；发放当天起 7 天有效；每人限领 1 张；开放领取。"}, "in words")
        equal(s.owner.ok("GET", W + "/coupons/kinds/partner"), all["partner"], "one of them")
        batch, = s.owner.ok("GET", W + "/coupons/batches", query={"kind": "gift"})["items"]
        equal((batch["what"], batch["targets"], batch["issued"] + batch["held_out"], batch["exported_at"]), ("segment", 3, 3, None), "its batch")
        s.owner.refused(422, "bad_parameter", "GET", W + "/coupons/batches")
        post(s, "/people/p1/coupons/claim", {"code": s.owner.ok("GET", W + "/coupons", query={"kind": "partner"})["items"][0]["code"]}, "b", 201)
        whose = lambda held: [c["person"] for c in s.owner.ok("GET", W + "/coupons", query={"kind": "partner", "held": held})["items"]]  # noqa: E731
        equal((whose("true"), whose("false")), (["p1"], [None, None]), "whose they are")
        s.owner.ok("DELETE", W + "/resources/coupon/open", status=204)
        gone, = s.owner.ok("GET", W + "/coupons/kinds", query={"status": "archived"})["items"]
        equal((gone["slug"], gone["state"], gone["counts"]["issued"]), ("open", "archived", 1), "archived, with what it gave")


def documents_while_they_are_written():
    with Temp() as tmp, Server(place(tmp, 1)) as s:
        ask = lambda **body: s.owner.ok("POST", W + "/coupons/preview", body)  # noqa: E731
        doc = {"title": {"en": "T", "zh": "题"}, "benefit": {"type": "threshold", "spend": 200, "amount": "30.50"}, "valid": {"until": "2099-01-01"}}
        good = ask(doc=doc)
        equal((good["problem"], good["sentence"]["zh"]), (None, "满 200 减 30.5；有效期至 2099-01-01；由商家发放。"), "good")
        again = ask(yaml=good["yaml"])
        equal((again["doc"], again["sentence"], again["problem"]), (doc, good["sentence"], None), "the text is the document")
        for change, field in (({"benefit": {"type": "threshold", "spend": 200, "amount": -1}}, "/benefit/amount"),
                              ({"benefit": {"type": "threshold", "spend": 200}}, "/benefit/amount"),
                              ({"benefit": {"type": "tiered", "tiers": [{"spend": 1, "amount": 1}, {"spend": 1, "amount": 2}]}}, "/benefit/tiers/1"),
                              ({"benefit": {"type": "gift", "items": []}}, "/benefit/items"),
                              ({"valid": {}}, "/valid"), ({"valid": {"days": 7, "hours": 3}}, "/valid/hours"),
                              ({"audience": "count(nothing_like_it) > 1"}, "/audience"), ({"colour": "red"}, "/colour"), ({"scope": {"exclude": {"brands": [1]}}}, "/scope/exclude/brands/0")):
            bad = ask(doc=dict(doc, **change))["problem"]
            equal(bad and bad["field"], field, json.dumps(bad))
        bad = ask(yaml="title: x\nbenefit: {type: amount_off, amount: 1}\nvalid:\n  days: x\n")
        equal((bad["problem"]["field"], bad["problem"]["line"], bad["problem"]["column"]), ("/valid/days", 4, 9), json.dumps(bad))
        broken = ask(yaml="title: {")
        equal((broken["doc"], broken["sentence"], broken["problem"]["line"] > 0), (None, None, True), json.dumps(broken))
        equal(ask(slug="open", yaml="slug: other\ntitle: x")["problem"]["field"], "/slug", "another one's name")
        s.owner.refused(422, "document_or_yaml", "POST", W + "/coupons/preview", {"slug": "open"})
        equal(len(s.owner.ok("GET", W + "/coupons/kinds")["items"]), 5, "nothing is kept")


def to_a_segment_through_a_kill():
    people = 4000
    with Temp() as tmp:
        data = place(tmp, people)
        s = Server(data).start()
        try:
            job = s.owner.ok("POST", W + "/coupons/segment", {"kind": "gift", "expression": "count(signed_up) >= 1"}, 202)
            while s.owner.ok("GET", W + "/coupons/counts/gift")["issued"] == 0:
                pass
        finally:
            s.stop(signal.SIGKILL)
        with Server(data) as s:
            done = s.wait_job(s.owner, "tea", job)
            r = done["result"]
            equal((done["status"], r["targets"], r["issued"] + r["held_out"], r["refused"]), ("done", people, people, 0), json.dumps(done))
            check(0.15 * people < r["held_out"] < 0.25 * people, "holdout of %d" % r["held_out"])
            equal(s.owner.ok("GET", W + "/coupons/counts/gift")["issued"], r["issued"], "counts")
            for i in range(0, people, 97):
                check(len(s.owner.ok("GET", W + "/people/p%d/coupons" % i)["items"]) <= 1, "one each")
            again = s.wait_job(s.owner, "tea", s.owner.ok("POST", W + "/coupons/segment", {"kind": "gift", "expression": "count(signed_up) >= 1"}, 202))
            equal(again["result"]["held_out"], r["held_out"], "the same people are held out")


def small_flash_sale():
    with Temp() as tmp:
        told = sale(tmp / "data", BUILD / "bench" / "bench_sale", 200, 2000, 50)
        equal((told["given"], told["sold_out"], told["other"]), (200, 1800, 0), json.dumps(told))
        equal((told["counts"]["issued"], told["counts"]["claimed"]), (200, 200), "counts")


def command_line():
    with Temp() as tmp:
        data = place(tmp, 2)
        run = lambda *a, **kw: shoal(data, "-w", "tea", "coupon", *a, "--json", **kw)  # noqa: E731
        one = run("issue", "gift", "p0", "--key", "k1")["coupons"][0]
        equal(run("issue", "gift", "p0", "--key", "k1")["coupons"][0]["id"], one["id"], "repeated")
        run("reserve", "o1", one["id"] + "=5.5", "--total", "20")
        equal(run("redeem", "o1", "--total", "20")["coupons"][0]["discount"], "5.50", "redeemed")
        equal(run("reverse", "o1")["coupons"][0]["status"], "issued", "reversed")
        equal(run("revoke", one["id"])["coupons"][0]["status"], "revoked", "revoked")
        equal(run("counts", "gift")["revoked"], 1, "counts")
        equal(run("pool", "partner", "--count", "300")["codes"], 300, "pool")
        equal(len(run("list", "p0")["coupons"]), 1, "list")
        cart = tmp / "cart.json"
        cart.write_text(json.dumps({"lines": [{"price": "20"}], "coupons": ["open", "first", "gift"]}))
        quote = run("quote", cart)
        equal((quote["pay"], [u["kind"] for u in quote["used"]], len(quote["unused"])), ("10.00", ["open"], 2), json.dumps(quote))
        equal(run("quote", input=cart.read_bytes()), quote, "from standard input")
        run("issue", "open", "p1")
        own = run("quote", cart, "--person", "p1")
        equal((own["pay"], [u["kind"] for u in own["used"]]), ("10.00", ["open"]), json.dumps(own))
        said = shoal(data, "-w", "tea", "--lang", "zh", "coupon", "quote", cart)
        check("实付  10.00" in said and "未使用" in said, said)
        for wrong in ("[]", "{", json.dumps({"lines": [{"price": "1"}]}), json.dumps({"lines": [{"price": "1"}], "coupons": 3})):
            code, err = run("quote", input=wrong.encode(), fails=True)
            check(code == 65, "%s: %s %s" % (wrong, code, err))
        code, err = run("wrong", fails=True)
        check("quote" in err, err)
        code, err = run("issue", "none", "p0", fails=True)
        check(code != 0 and "unknown_resource" in err, err)
        equal(shoal(data, "-w", "tea", "query", "count(coupon_issued) = 1", "--json")["people"], 2, "told")


main(life_over_HTTP, pools_of_codes, kinds_and_their_counts, documents_while_they_are_written, to_a_segment_through_a_kill, small_flash_sale, command_line)
