#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger over HTTP and from the shell: postings, keys, refusals, a history that adds up, after kill -9 too."""
import datetime
import http.client
import json
import signal
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from sale import people_file  # noqa: E402
from server import LOOPBACK, Server  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

W = "/api/w/tea"
DOCS = """kind: currency
slug: points
decimals: 2
transfers: yes
approval_above: 1000
limits: {spend: 5000}
---
kind: currency
slug: coins
type: coins
"""


def place(tmp, people):
    data = tmp / "data"
    shoal(data, "-w", "tea", "workspace", "create", "--zone", "Asia/Shanghai", "--currency", "CNY")
    people_file(tmp / "people.csv", people)
    shoal(data, "-w", "tea", "import", tmp / "people.csv")
    (tmp / "docs.yaml").write_text(DOCS, encoding="utf-8")
    shoal(data, "-w", "tea", "apply", tmp / "docs.yaml")
    return data


def points(op, amount, **more):
    return dict({"currency": "points", "op": op, "amount": amount}, **more)


def post(s, path, body, key, status=201):
    return s.owner.ok("POST", W + path, body, status, headers={"Idempotency-Key": key})


def refused(s, status, code, path, body, key):
    return s.owner.refused(status, code, "POST", W + path, body, headers={"Idempotency-Key": key})


def account(s, who, currency="points"):
    """The account with its whole history, page by page, after adding it up."""
    path = W + "/people/%s/accounts/%s" % (who, currency)
    a = s.owner.ok("GET", path, query={"limit": 2})
    lines, following = a["items"], a["next"]
    while following:
        more = s.owner.ok("GET", path, query={"limit": 2, "cursor": following})
        check(more["items"] and more["items"][0]["n"] < lines[-1]["n"], "pages go down")
        lines, following = lines + more["items"], more["next"]
    running = {}
    for x in reversed(lines):
        at = (x["account"], x["bucket"])
        running[at] = running.get(at, Decimal(0)) + Decimal(x["amount"])
        equal(Decimal(x["balance"]), running[at], "running balance of entry %d" % x["n"])
    for bucket in ("available", "pending", "frozen"):
        equal(sum((v for (_, b), v in running.items() if b == bucket), Decimal(0)), Decimal(a[bucket]), "%s of %s adds up" % (bucket, who))
    equal(sum((Decimal(t["rest"]) for t in a["lots"]), Decimal(0)), Decimal(a["available"]) + Decimal(a["pending"]), "lots of " + who)
    return a, lines


def postings_over_HTTP():
    with Temp() as tmp:
        data = place(tmp, 3)
        s = Server(data).start()
        try:
            one = post(s, "/people/p0/points", points("grant", "100", reason="welcome", ref="r1"), "a")
            equal((one["kind"], one["amount"], one["balance"]), ("grant", "100.00", "100.00"), "granted")
            again = s.owner.request("POST", W + "/people/p0/points", points("grant", "100", reason="welcome", ref="r1"), headers={"Idempotency-Key": "a"})
            equal((again.status, again.json, again.headers.get("idempotency-replayed")), (201, one, "true"), "repeated")
            refused(s, 409, "idempotency_conflict", "/people/p0/points", points("grant", "101", reason="welcome", ref="r1"), "a")
            refused(s, 409, "idempotency_conflict", "/people/p1/points", points("grant", "100", reason="welcome", ref="r1"), "a")
            spent = post(s, "/people/p0/points", points("spend", "30.5", ref="o1"), "b")
            equal(spent["balance"], "69.50", "spent")
            equal(post(s, "/ledger/transactions/%d/refund" % spent["txn"], {"amount": "10"}, "c")["balance"], "79.50", "refunded in part")
            refused(s, 409, "ledger_returned", "/ledger/transactions/%d/refund" % spent["txn"], {"amount": "20.51"}, "d")
            equal(post(s, "/ledger/transactions/%d/reverse" % spent["txn"], {}, "e")["amount"], "20.50", "the rest reversed")
            equal(post(s, "/people/p0/points", points("transfer", "40", to="p1"), "f")["balance"], "60.00", "transferred")
        finally:
            s.stop(signal.SIGKILL)
        with Server(data) as s:
            equal(post(s, "/people/p0/points", points("transfer", "40", to="p1"), "f")["balance"], "60.00", "repeated after the kill")
            frozen = post(s, "/people/p0/points", points("freeze", "25"), "g")
            refused(s, 409, "ledger_balance", "/people/p0/points", points("spend", "35.01"), "h")
            refused(s, 422, "ledger_not_of", "/ledger/transactions/%d/refund" % frozen["txn"], {}, "i")
            a, _ = account(s, "p0")
            equal((a["available"], a["frozen"], a["expires_at"]), ("35.00", "25.00", None), "frozen")
            equal(post(s, "/ledger/transactions/%d/unfreeze" % frozen["txn"], {}, "j")["balance"], "60.00", "unfrozen")
            late = post(s, "/people/p1/points", points("earn", "7", pending="2099-01-01T00:00:00Z", expires="2099-02-01T00:00:00Z"), "k")
            equal(late["balance"], "40.00", "pending")
            b, _ = account(s, "p1")
            equal((b["available"], b["pending"], b["expiring"], b["expires_at"][:10]), ("40.00", "7.00", "7.00", "2099-02-01"), "lots of both")
            equal(post(s, "/ledger/transactions/%d/clawback" % late["txn"], {"amount": "3"}, "l")["kind"], "clawback", "clawed back")
            for who in ("p0", "p1"):
                account(s, who)
            t = s.owner.ok("GET", W + "/ledger/transactions/%d" % spent["txn"])
            equal((t["person"], t["kind"], t["returned"], t["ref"]), ("p0", "spend", "30.50", "o1"), "one transaction")
            equal(sum(Decimal(x["amount"]) for x in t["entries"]), 0, "entries sum to zero")
            total = s.owner.ok("GET", W + "/ledger/totals")["items"][0]
            equal(sum(Decimal(v) for k, v in total.items() if k not in ("currency", "accounts")), 0, json.dumps(total))
            new = post(s, "/people/user_id:newcomer/points", {"currency": "coins", "op": "grant", "amount": "5"}, "m")
            equal(new["balance"], "5", "somebody new")
            # A cashier types the number as it is spoken; files and the mini program will say +86.
            for i, number in enumerate(("phone:138%200013%208000", "phone:8613800138000", "%2B8613800138000")):
                equal(post(s, "/people/%s/points" % number, {"currency": "coins", "op": "grant", "amount": "5"}, "phone%d" % i)["balance"], str(5 * i + 5), "one number is one account")
            equal([x["currency"] for x in s.owner.ok("GET", W + "/people/newcomer/accounts")["items"]], ["coins"], "accounts")
            equal(account(s, "p2")[0]["available"], "0.00", "nothing yet")
        equal(shoal(data, "-w", "tea", "query", 'points("points") = 60', "--json")["people"], 1, "told")
        equal(shoal(data, "-w", "tea", "query", 'points("points") = 40', "--json")["people"], 1, "told of who got them")


def what_is_refused():
    with Temp() as tmp, Server(place(tmp, 2)) as s:
        path = "/people/p0/points"
        s.owner.refused(422, "bad_header", "POST", W + path, points("grant", "1"))
        for amount in ("0", "-1", "1.001", "10000000000000.01", "99999999999999999999999"):
            refused(s, 422, "bad_amount", path, points("grant", amount), "k")
        for amount in ("", "1e2", "abc", " 1", "1,000", 5):
            equal(s.owner.request("POST", W + path, points("grant", amount), headers={"Idempotency-Key": "k"}).status, 422, repr(amount))
        refused(s, 404, "unknown_resource", path, points("grant", "1", currency="none"), "k")
        refused(s, 404, "unknown_person", "/people/nobody/points", points("grant", "1"), "k")
        refused(s, 404, "unknown_person", "/people/user_id:new/points", points("spend", "1"), "k")
        refused(s, 404, "unknown_person", path, points("transfer", "1", to="nobody"), "k")
        refused(s, 422, "bad_field", path, points("transfer", "1"), "k")
        refused(s, 422, "bad_field", path, points("spend", "1", to="p1"), "k")
        refused(s, 422, "bad_field", path, points("spend", "1", expires=None), "k")
        refused(s, 422, "bad_field", path, points("expire", "1"), "k")
        refused(s, 422, "ledger_expiry", path, points("grant", "1", expires="1970-01-01"), "k")
        refused(s, 422, "ledger_text", path, points("adjust", "1"), "k")
        refused(s, 422, "ledger_limit", path, points("spend", "5001"), "k")
        refused(s, 422, "ledger_transfer", "/people/p0/points", dict(points("transfer", "1", to="p1"), currency="coins"), "k")
        refused(s, 409, "ledger_balance", path, points("spend", "1"), "k")
        for n in ("999", "x", "-1", "99999999999999999999"):
            refused(s, 404, "unknown_transaction", "/ledger/transactions/%s/refund" % n, {}, "k")
            s.owner.refused(404, "unknown_transaction", "GET", W + "/ledger/transactions/" + n)
        grant = post(s, path, points("grant", "10"), "g")
        refused(s, 422, "bad_amount", "/ledger/transactions/%d/clawback" % grant["txn"], {"amount": "0"}, "k")
        s.owner.refused(404, "unknown_resource", "GET", W + "/people/p0/accounts/none")
        s.workspace("coffee")
        s.owner.refused(404, "unknown_transaction", "GET", "/api/w/coffee/ledger/transactions/%d" % grant["txn"])
        analyst = s.user("analyst@example.com", "analyst")
        analyst.refused(403, "forbidden", "POST", W + path, points("grant", "1"), headers={"Idempotency-Key": "k"})
        equal(analyst.ok("GET", W + "/people/p0/accounts")["items"][0]["available"], "10.00", "an analyst reads")
        s.user("viewer@example.com", "viewer").refused(403, "forbidden", "GET", W + "/people/p0/accounts")


def adjustments_by_two():
    with Temp() as tmp, Server(place(tmp, 2)) as s:
        other = s.user("other@example.com", "admin")
        post(s, "/people/p0/points", points("adjust", "1000", reason="small"), "a")
        refused(s, 409, "ledger_approval", "/people/p0/points", points("adjust", "1000.01", reason="large"), "b")
        ask = {"person": "p0", "currency": "points", "amount": "5000", "reason": "large"}
        n = post(s, "/ledger/proposals", ask, "c")["proposal"]
        equal(post(s, "/ledger/proposals", ask, "c")["proposal"], n, "repeated")
        refused(s, 409, "idempotency_conflict", "/ledger/proposals", dict(ask, amount="5001"), "c")
        refused(s, 409, "idempotency_conflict", "/ledger/proposals", dict(ask, person="p1"), "c")
        s.owner.refused(403, "proposal_own", "POST", W + "/ledger/proposals/%d/approve" % n, {})
        equal([x["n"] for x in other.ok("GET", W + "/ledger/proposals")["items"]], [n], "it waits")
        done = other.ok("POST", W + "/ledger/proposals/%d/approve" % n, {"note": "fine"})
        equal(done["status"], "approved", "approved")
        other.refused(409, "proposal_over", "POST", W + "/ledger/proposals/%d/reject" % n, {})
        other.refused(404, "unknown_proposal", "POST", W + "/ledger/proposals/77/reject", {})
        equal(s.owner.ok("GET", W + "/people/p0/accounts")["items"][0]["available"], "6000.00", "adjusted")
        m = post(s, "/ledger/proposals", dict(ask, amount="-5500"), "d")["proposal"]
        equal(other.ok("POST", W + "/ledger/proposals/%d/reject" % m, {})["txn"], None, "rejected")
        every = s.owner.ok("GET", W + "/ledger/proposals", query={"all": "true", "limit": 1})
        equal((every["items"][0]["status"], every["items"][0]["amount"]), ("rejected", "-5500.00"), "all")
        rest = s.owner.ok("GET", W + "/ledger/proposals", query={"all": "true", "limit": 1, "cursor": every["next"]})
        equal((rest["items"][0]["txn"], rest["items"][0]["note"], rest["next"]), (done["txn"], "fine", None), "the other page")
        trail = s.owner.ok("GET", W + "/audit", query={"action": "points"})["items"]
        equal([x["action"] for x in trail].count("points.approve"), 1, json.dumps(trail))
        check({"points.adjust", "points.propose", "points.reject"} <= {x["action"] for x in trail}, json.dumps(trail))


def keys_are_who_made_them():
    """Who proposes with an API key of theirs cannot approve it as themselves; a repeated proposal is one entry of the trail."""
    with Temp() as tmp, Server(place(tmp, 1)) as s:
        other = s.user("other@example.com", "admin")
        shop = s.client(s.owner.ok("POST", W + "/keys", {"title": "shop", "scopes": ["rewards"]}, 201)["secret"])
        by_hand = {"op": "adjust", "currency": "points", "amount": "1", "reason": "r"}
        shop.refused(403, "missing_scope", "POST", W + "/people/p0/points", by_hand, headers={"Idempotency-Key": "by-hand"})
        shop.ok("POST", W + "/people/p0/points", {"op": "earn", "currency": "points", "amount": "1"}, headers={"Idempotency-Key": "earned"})
        shop.ok("POST", W + "/people/p0/points", {"op": "spend", "currency": "points", "amount": "1"}, headers={"Idempotency-Key": "spent"})
        ask = {"person": "p0", "currency": "points", "amount": "5000", "reason": "large"}
        made = s.owner.ok("POST", W + "/keys", {"title": "till", "scopes": ["read", "people", "write"]}, 201)
        machine = s.client(made["secret"])
        machine.ok("POST", W + "/people/p0/points", by_hand, headers={"Idempotency-Key": "by-hand"})
        send = lambda who, key: who.ok("POST", W + "/ledger/proposals", ask, 201, headers={"Idempotency-Key": key})["proposal"]  # noqa: E731
        n = send(machine, "m")
        equal(send(machine, "m"), n, "repeated")
        equal([x["action"] for x in s.owner.ok("GET", W + "/audit", query={"action": "points"})["items"]].count("points.propose"), 1, "audited once")
        s.owner.refused(403, "proposal_own", "POST", W + "/ledger/proposals/%d/approve" % n, {})
        mine = s.owner.ok("GET", W + "/ledger/proposals")
        equal((mine["waiting"], mine["items"][0]["own"], mine["items"][0]["actor_name"]), (1, True, "till"), "one's own")
        check(not other.ok("GET", W + "/ledger/proposals")["items"][0]["own"], "not the other's")
        done = other.ok("POST", W + "/ledger/proposals/%d/approve" % n, {})
        equal(s.owner.ok("GET", W + "/ledger/transactions/%d" % done["txn"])["moved"], "5000.00", "made")


def the_list():
    with Temp() as tmp, Server(place(tmp, 3)) as s:
        for i in range(5):
            post(s, "/people/p%d/points" % (i % 3), points("grant", "10", ref="o%d" % (i % 2)), "g%d" % i)
        post(s, "/people/p0/points", points("adjust", "-3", reason="slip"), "a")
        path = W + "/ledger/transactions"
        every = s.owner.ok("GET", path)
        equal([x["kind"] for x in every["items"]], ["adjust"] + ["grant"] * 5, "newest first")
        equal((every["items"][0]["moved"], every["items"][0]["person"]["id"], every["next"]), ("-3.00", "p0", None), "which way")
        first = s.owner.ok("GET", path, query={"ref": "o0", "limit": 2})
        rest = s.owner.ok("GET", path, query={"ref": "o0", "limit": 2, "cursor": first["next"]})
        equal([x["ref"] for x in first["items"] + rest["items"]], ["o0"] * 3, "of an order")
        equal(rest["next"], None, "the last page")
        equal(len(s.owner.ok("GET", path, query={"kind": "adjust", "currency": "points"})["items"]), 1, "of a kind")
        equal(s.owner.ok("GET", path, query={"currency": "coins"})["items"], [], "of another currency")
        equal([x["kind"] for x in s.owner.ok("GET", path, query={"reason": "slip"})["items"]], ["adjust"], "for a reason")
        equal(len(s.owner.ok("GET", path, query={"from": every["items"][-1]["at"], "to": "2999-01-01", "kind": "grant"})["items"]), 5, "of some time")
        equal(s.owner.ok("GET", path, query={"to": "2000-01-01"})["items"], [], "before")
        equal(s.owner.ok("GET", path, query={"from": "2999-01-01"})["items"], [], "behind")
        s.owner.refused(422, "bad_parameter", "GET", path, query={"from": "soon"})
        s.owner.refused(422, "bad_parameter", "GET", path, query={"kind": "lost"})
        one = s.owner.ok("GET", path + "/%d" % every["items"][0]["txn"])
        equal([x["amount"] for x in one["took"]], ["3.00"], "the lots it took")
        s.owner.ok("DELETE", W + "/resources/currency/points", status=204)
        refused(s, 409, "ledger_archived", "/people/p0/points", points("grant", "1"), "late")
        equal(post(s, "/people/p0/points", points("spend", "1"), "use")["balance"], "16.00", "what is there can be used")


def command_line():
    with Temp() as tmp:
        data = place(tmp, 2)
        run = lambda *a, **kw: shoal(data, "-w", "tea", "points", "--json", *a, **kw)  # noqa: E731
        one = run("grant", "p0", "points", "100", "--key", "k1", "--expires", "2099-01-01")
        equal((one["balance"], one["again"]), ("100.00", False), "granted")
        equal(run("grant", "p0", "points", "100", "--key", "k1", "--expires", "2099-01-01"), dict(one, again=True), "repeated")
        spent = run("spend", "p0", "points", "40", "--ref", "o1")["txn"]
        equal(run("refund", str(spent), "10")["balance"], "70.00", "refunded")
        equal(run("reverse", str(spent))["balance"], "100.00", "reversed")
        equal(run("transfer", "p0", "points", "5.25", "p1")["balance"], "94.75", "transferred")
        equal([x["txn"] for x in run("list", "points", "--kind", "spend", "--from", "2000-01-01", "--until", "2999-01-01")["transactions"]], [spent], "of a kind, of some time")
        frozen = run("freeze", "p0", "points", "4.75")["txn"]
        equal(run("balance", "p0")["balances"][0]["frozen"], "4.75", "frozen")
        equal(run("unfreeze", str(frozen))["balance"], "94.75", "unfrozen")
        equal(run("adjust", "p0", "points", "--reason", "slip", "--", "-4.75")["balance"], "90.00", "adjusted")
        equal(run("clawback", str(one["txn"]), "10")["balance"], "80.00", "clawed back")
        lines = run("history", "p0", "points", "--limit", "3")["history"]
        more = run("history", "p0", "points", "--before", str(lines[-1]["n"]))["history"]
        equal((len(lines), sum(Decimal(x["amount"]) for x in lines + more if x["bucket"] == "available")), (3, 80), "history adds up")
        listed = run("list", "points", "--limit", "2")
        equal((len(listed["transactions"]), listed["transactions"][0]["kind"]), (2, "clawback"), "newest first")
        older = run("list", "points", "--before", str(listed["before"]))["transactions"]
        check(older and older[0]["txn"] < listed["transactions"][-1]["txn"], "pages go down")
        equal([x["txn"] for x in run("list", "--ref", "o1", "--kind", "spend")["transactions"]], [spent], "of an order")
        equal([x["amount"] for x in run("show", str(spent))["took"]], ["40.00"], "what it took")
        equal(run("totals")["totals"][0]["available"], "85.25", "totals")
        equal(run("verify")["damage"], [], "sound")
        for wrong, code in ((("spend", "p0", "points", "81"), "ledger_balance"), (("spend", "p0", "none", "1"), "unknown_resource"),
                            (("grant", "nobody", "points", "1"), "unknown_person"), (("grant", "p0", "points", "1.001"), "bad_amount"),
                            (("refund", "x"), "unknown_transaction"), (("adjust", "p0", "points", "2000", "--reason", "r"), "ledger_approval"),
                            (("refund",), "missing_argument"), (("lose", "p0"), "bad_option_value")):
            status, err = run(*wrong, fails=True)
            check(status != 0 and code in err, "%s: %s" % (wrong, err))
        check("80.00" in shoal(data, "-w", "tea", "points", "balance", "p0"), "a table")
        equal(shoal(data, "-w", "tea", "query", 'points("points") = 80', "--json")["people"], 1, "told")


def why_not():
    """Of one event every rule says why it gave what it did, or nothing."""
    with Temp() as tmp, Server(place(tmp, 1)) as s:
        rules = {"gave": {}, "capped": {"caps": {"day": 0}}, "other": {"on": "product_viewed"}, "large": {"on": "order_completed where amount > 1000"},
                 "loyal": {"who": "count(order_completed) >= 9"}, "past": {"until": "2020-01-01"}, "first": {"exclusive_group": "g", "priority": 2},
                 "second": {"exclusive_group": "g"}, "broken": {"reward": {"of": "weight", "points": 1}}}
        for slug, more in rules.items():
            doc = dict({"currency": "points", "on": "order_completed", "reward": {"points": 5}}, **more)
            s.owner.ok("PUT", W + "/resources/earn_rule/" + slug, doc, 201)
        key = s.owner.ok("POST", W + "/collect/keys", {"title": "till", "kind": "server"}, 201)["secret"]
        sent = s.client().request("POST", "/v1/batch", {"batch": [{"type": "track", "event": "order_completed", "userId": "p0", "messageId": "o1",
                                  "properties": {"amount": 20, "order_id": "A1"}}], "writeKey": key})
        equal(sent.status, 200, repr(sent))
        items = []
        while not items:  # until the rules came to it; the suite's limit ends a wait that has no end
            items = s.owner.ok("GET", W + "/earn-rules/why", query={"order": "A1"})["items"]
            time.sleep(0.05)
        lsn = items[0]["lsn"]
        why = s.owner.ok("GET", W + "/earn-rules/why", query={"lsn": lsn})
        equal({x["rule"]: x["verdict"] for x in why["rules"]},
              {"gave": "granted", "capped": "capped", "other": "event", "large": "where", "loyal": "who", "past": "time", "first": "granted", "second": "group", "broken": "error"}, "verdicts")
        check([x["why"] for x in why["rules"] if x["rule"] == "broken"][0], "why it failed")
        equal((why["event"]["event"], why["event"]["person"]["id"]), ("order_completed", "p0"), "of what")
        seen = s.user("viewer@example.com", "viewer").ok("GET", W + "/earn-rules/why", query={"lsn": lsn})
        equal(seen["rules"], [], "what people are is not told to viewers")


RULE = """kind: earn_rule
slug: shopping
currency: points
on: order_completed where amount > 0
reward: {of: amount, points: 1, per: 10}
"""


def earning_from_the_shell():
    with Temp() as tmp:
        data = place(tmp, 1)
        (tmp / "rule.yaml").write_text(RULE, encoding="utf-8")
        day = (datetime.date.today() - datetime.timedelta(days=30)).isoformat()
        (tmp / "orders.csv").write_text("id,time,amount,order\np0,%sT10:00:00Z,120.50,A1\np0,%sT11:00:00Z,9,A2\n" % (day, day), encoding="utf-8")
        (tmp / "orders.yaml").write_text("kind: orders\nsource: till\nformat: csv\nheader: true\ncolumns: {person: id, time: time, amount: amount, order_id: order}\n", encoding="utf-8")
        run = lambda *a, **kw: shoal(data, "-w", "tea", "earn", "--json", *a, **kw)  # noqa: E731
        equal(run("list")["rules"], [], "none yet")
        (tmp / "live.yaml").write_text(RULE + "history: true\n", encoding="utf-8")
        shoal(data, "-w", "tea", "apply", tmp / "live.yaml")
        run("settle")
        shoal(data, "-w", "tea", "import", tmp / "orders.csv", "--map", tmp / "orders.yaml")
        settled = run("settle")
        rule = settled["rules"][0]
        equal(settled["lag"], 0, "what was granted is told as events, and these were looked at too")
        equal((rule["slug"], rule["granted"], rule["grants"], rule["problem"]), ("shopping", "12.95", 2, None), "earned")
        why = run("why", "--order", "A1")["why"]
        equal([(x["rule"], x["person"], x["base"], x["points"]) for x in why], [("shopping", "p0", "120.5", "12.05")], "why")
        event = run("why", "--lsn", str(why[0]["lsn"]))
        equal((event["why"], [(x["rule"], x["verdict"]) for x in event["rules"]]), (why, [("shopping", "matches")]), "of the event")
        early = [x["verdict"] for n in range(1, why[0]["lsn"]) for x in run("why", "--lsn", str(n))["rules"]]
        check("later" in early and "matches" not in early, "of one before the rule: %s" % early)
        would = run("preview", "shopping", "--days", "90")
        equal((would["points"], would["people"], would["top"][0]["person"]), ("12.95", 1, "p0"), "what it would have granted")
        equal(run("preview", str(tmp / "rule.yaml"), "--days", "90")["points"], "12.95", "of a file")
        check("12.95" in shoal(data, "-w", "tea", "earn", "list"), "a table")
        for wrong, code in ((("why",), "missing_argument"), (("preview",), "missing_argument"), (("preview", "none"), "not_found_file"),
                            (("give",), "bad_option_value"), (("preview", "shopping", "--days", "401"), "bad_option_value")):
            status, err = run(*wrong, fails=True)
            check(status != 0 and code in err, "%s: %s" % (wrong, err))


def stopping_while_postings_wait():
    """Many connections, each posting one after the other; the server is asked to stop in the middle.  Who was told 201 finds it
    there afterwards, with the same answer to the same key; nobody is left without an answer or the end of the connection."""
    with Temp() as tmp:
        data, n, told, asked = place(tmp, 40), 40, {}, []
        with Server(data, env={"SHOAL_CHECK_ANSWERS": "0"}) as s:
            key = s.owner.ok("POST", W + "/keys", {"title": "shop", "scopes": ["read", "people", "write"]})["secret"]
            enough = threading.Event()

            def shop(i):
                c = http.client.HTTPConnection(LOOPBACK, s.port, timeout=60)
                for k in range(100000):
                    name = "k%d-%d" % (i, k)
                    try:
                        c.request("POST", W + "/people/p%d/points" % i, json.dumps(points("grant", "1")),
                                  {"Authorization": "Bearer " + key, "Idempotency-Key": name, "Content-Type": "application/json"})
                        r = c.getresponse()
                        body = r.read()
                    except (OSError, http.client.HTTPException):
                        return
                    if r.status != 201:
                        asked.append((r.status, body))
                        return
                    told[name] = (i, json.loads(body))
                    if len(told) > 400:
                        enough.set()

            threads = [threading.Thread(target=shop, args=(i,)) for i in range(n)]
            for t in threads:
                t.start()
            check(enough.wait(60), "postings go on")
            equal(s.stop(), 0, "stopped in order")
            for t in threads:
                t.join(60)
                check(not t.is_alive(), "everybody heard something")
            check(all(status == 503 for status, _ in asked), "refused: %s" % asked[:3])
        with Server(data) as s:
            total = s.owner.ok("GET", W + "/ledger/totals")["items"][0]
            check(Decimal(total["available"]) >= len(told), "what was acknowledged is there: %s, %d" % (total, len(told)))
            again = s.client(key)
            for name in sorted(told)[::37]:
                i, first = told[name]
                a = again.post(W + "/people/p%d/points" % i, points("grant", "1"), headers={"Idempotency-Key": name})
                equal((a.status, a.json, a.headers.get("idempotency-replayed")), (201, first, "true"), name)
        equal(shoal(data, "-w", "tea", "points", "verify", "--json")["damage"], [], "sound")


main(postings_over_HTTP, what_is_refused, adjustments_by_two, keys_are_who_made_them, the_list, command_line, why_not, earning_from_the_shell, stopping_while_postings_wait)
