#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dictionary over HTTP: what was observed beside what tracking plans declare, plans drafted from it and tried before
they are saved, by role, for another workspace, with nonsense, and the same after a restart."""
import http.client
import json
import sys
import time
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import LOOPBACK, Server  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

W = "/api/w/tea"
PLAN = {"title": "Shop", "unknown_events": "flag", "events": {
    "paid_up": {"on_violation": "reject", "properties": {"amount": {"type": "number", "required": True, "min": 0}, "where": {"values": ["app", "小程序"]}}},
    "looked": {"other_properties": "flag", "properties": {"item_id": {"required": True}, "price": {"type": "number"}}},
    "never_came": {"properties": {"x": {}}}},
    "attributes": {"level": {"values": ["gold"]}}}
world = {}


def now(shift):
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + shift))


def send(*events):
    s = world["s"]
    c = http.client.HTTPConnection(LOOPBACK, s.port, timeout=60)
    c.request("POST", "/v1/events", json.dumps(events), {"Authorization": "Bearer " + world["key"]})
    r = c.getresponse()
    out = json.loads(r.read())
    c.close()
    equal(r.status, 200, "%r" % out)
    return out


def event(name, person="u1", at=-180, **props):
    return {"event": name, "user_id": person, "time": now(at), "properties": props}


def listed():
    return {e["name"]: e for e in world["s"].owner.ok("GET", W + "/data/events")["items"]}


def detail(name, client=None):
    return (client or world["s"].owner).ok("GET", W + "/data/events/" + quote(name))


def soon(what, want, got, seconds=60):
    end = time.monotonic() + seconds
    while got() != want and time.monotonic() < end:
        time.sleep(0.05)
    equal(got(), want, what)


def preview(document, status=None, **more):
    s = world["s"].owner
    body = dict({"document": document}, **more)
    return s.refused(422, status, "POST", W + "/data/plan-preview", body).json if status else s.ok("POST", W + "/data/plan-preview", body)


# ---- before there is a plan ----

def what_was_observed():
    rows = [event("paid_up", "u%d" % (i % 5), amount=i, where="app" if i % 2 else "web", phone="13800138000") for i in range(25)]
    send(*rows, event("paid_up", amount="many", phone="13800138000"), event("paid_up", phone="13800138000"), event("looked", price=3, at=-20 * 86400), event("looked", item_id="p1", colour="red"))
    soon("stored", 27, lambda: listed().get("paid_up", {}).get("rows"))
    e = listed()
    equal({n: (e[n]["rows"], e[n]["last_day"], e[n]["last_week"], e[n]["plan"]) for n in ("paid_up", "looked")},
          {"paid_up": (27, 27, 27, {"status": "none", "flagged": 0, "refused": 0}), "looked": (2, 1, 1, {"status": "none", "flagged": 0, "refused": 0})}, "volumes")
    d = detail("paid_up")
    p = {x["name"]: x for x in d["props"]}
    equal(sorted((x["type"], x["rows"]) for x in p["amount"]["type_rows"]), [("number", 25), ("text", 1)], "types and their rows")
    equal((p["amount"]["distinct"], p["amount"]["distinct_exact"], p["where"]["distinct"]), (26, True, 2), "different values")
    equal((round(p["amount"]["coverage"], 3), p["phone"]["coverage"]), (round(26 / 27, 3), 1), "coverage")
    check(p["amount"]["first_at"] <= p["amount"]["last_at"] == d["last_at"], "freshness")
    equal((d["looked"], d["complete"], d["violations"]["items"], p["amount"]["plan"]), (27, True, [], {"status": "none", "type": None, "required": False}), "no plan")


def a_plan_is_drafted():
    s = world["s"].owner
    d = s.ok("GET", W + "/data/plan-draft")
    p = d["document"]["events"]["paid_up"]["properties"]
    equal((p["amount"], p["phone"], p["where"]), ({"type": "any"}, {"type": "text", "required": True}, {"type": "text"}), "types as seen, required when always there")
    equal(d["document"]["events"]["looked"]["properties"]["price"], {"type": "number"}, "two rows say nothing of what is always there")
    one = s.ok("GET", W + "/data/plan-draft", query={"event": "looked"})
    equal((list(one["document"]["events"]), one["events"], one["complete"]), (["looked"], 1, True), "one event")
    s.refused(404, "unknown_event", "GET", W + "/data/plan-draft", query={"event": "nothing"})
    equal(preview(d["document"])["violations"]["items"], [], "what was drafted from rows is kept by them")
    s.ok("PUT", W + "/resources/tracking_plan/drafted", dict(d["document"], title="Drafted"), 201)
    equal(listed()["looked"]["plan"]["status"], "declared", "and can be saved as it is")
    s.ok("DELETE", W + "/resources/tracking_plan/drafted")


def a_plan_is_tried_before_it_is_saved():
    a = preview(PLAN)
    got = {(v["event"], v["property"], v["reason"]): v["rows"] for v in a["violations"]["items"]}
    equal(got, {("paid_up", "where", "value"): 13, ("paid_up", "amount", "type"): 1, ("paid_up", "amount", "missing"): 1, ("looked", "colour", "unknown"): 1}, "of the last day")
    equal({e["name"]: (e["rows"], e["flagged"], e["rejected"]) for e in a["events"]}, {"paid_up": (27, 0, 15), "looked": (1, 1, 0)}, "by event")
    equal((a["violations"]["flagged"], a["violations"]["rejected"], a["violations"]["rows"], a["violations"]["complete"]), (1, 15, 28, True), "together")
    example = [v for v in a["violations"]["items"] if v["reason"] == "type"][0]
    equal((example["example"], example["person"], example["refused"], example["letter"]), ("many", "u1", 0, None), "the newest example")
    equal(listed()["looked"]["plan"]["status"], "none", "nothing was saved")
    bad = json.loads(json.dumps(PLAN))
    bad["events"]["paid_up"]["properties"]["amount"]["max"] = -5
    equal(preview(bad, "bad_field")["place"]["source"], "events/paid_up/properties/amount/max", "the field")
    for at, document in {"unknown_events": {"unknown_events": "maybe"}, "events/a": {"events": {"a": 3}}, "names/events/b": {"names": {"events": {"b": ""}}},
                         "attributes/x/type": {"attributes": {"x": {"type": "money"}}}}.items():
        equal(preview(document, "bad_field")["place"]["source"], at, "the field")
    for body in ({}, {"document": 3}, {"document": {}, "days": 8}, {"document": {}, "days": 0}, {"document": {}, "slug": "No Slug"}, {"document": {}, "more": 1}):
        equal(world["s"].owner.post(W + "/data/plan-preview", body).status, 422, "%r" % body)
    huge = {"events": {"e%d" % i: {} for i in range(2001)}}
    many = world["s"].owner.refused(413, "too_large", "POST", W + "/data/plan-preview", {"document": huge})
    equal(many.json["place"]["source"], "events", "too many")


# ---- with a plan ----

def observed_beside_declared():
    s = world["s"].owner
    s.ok("PUT", W + "/resources/tracking_plan/shop", PLAN, 201)
    refused = send(event("paid_up", amount=-1), event("paid_up", where="web"), event("paid_up", amount=-2), event("looked", price="free"), event("unheard"))
    equal(refused["rejected"], 3, "%r" % refused)
    soon("unheard", 1, lambda: listed().get("unheard", {}).get("rows"))
    e = listed()
    equal({n: e[n]["plan"] for n in ("paid_up", "looked", "unheard", "never_came")},
          {"paid_up": {"status": "declared", "flagged": 0, "refused": 3}, "looked": {"status": "declared", "flagged": 1, "refused": 0},
           "unheard": {"status": "undeclared", "flagged": 1, "refused": 0}, "never_came": {"status": "unseen", "flagged": 0, "refused": 0}}, "each beside its plan")
    equal((e["never_came"]["rows"], e["never_came"]["first_at"], len(e["never_came"]["trend"])), (0, None, 30), "never seen")
    d = detail("paid_up")
    got = {(v["property"], v["reason"]): (v["rows"], v["refused"]) for v in d["violations"]["items"]}
    equal(got, {("where", "value"): (13, 1), ("amount", "type"): (1, 0), ("amount", "missing"): (1, 1), ("amount", "small"): (0, 2)}, "stored, and refused")
    small = [v for v in d["violations"]["items"] if v["reason"] == "small"][0]
    letter = s.ok("GET", W + "/collect/dead/%d" % small["letter"])
    check("-2" in letter["text"] and small["refused_at"] == letter["received_at"], "the newest letter: %r" % letter)
    p = {x["name"]: x["plan"] for x in d["props"]}
    equal((p["amount"], p["phone"]), ({"status": "declared", "type": "number", "required": True}, {"status": "undeclared", "type": None, "required": False}), "properties")
    none = detail("never_came")
    equal(([x["name"] for x in none["props"]], none["props"][0]["plan"]["status"], none["rows"], none["samples"]), (["x"], "unseen", 0, []), "declared, never seen")
    s.refused(404, "unknown_event", "GET", W + "/data/events/nobody_knows")
    # The plan of now judges, not the one that rows came under; what is saved under a slug is not judged twice.
    loose = json.loads(json.dumps(PLAN))
    loose["events"]["paid_up"]["properties"] = {}
    equal([v for v in preview(loose, slug="shop")["violations"]["items"] if v["event"] == "paid_up"], [], "in its place")
    check(any(v["event"] == "paid_up" for v in preview(loose, slug="other")["violations"]["items"]), "beside it")


def by_role():
    viewer = world["s"].user("v@example.com", "viewer")
    d = detail("paid_up", viewer)
    phone = [x for x in d["props"] if x["name"] == "phone"][0]
    check(all("13800138000" not in t["value"] for t in phone["top"]) and "13800138000" not in json.dumps(d), "masked")
    tight = json.loads(json.dumps(PLAN))
    tight["events"]["paid_up"]["properties"]["phone"] = {"type": "number"}
    a = viewer.ok("POST", W + "/data/plan-preview", {"document": tight})
    check("13800138000" not in json.dumps(a), "examples too")
    equal(viewer.request("PUT", W + "/resources/tracking_plan/shop", PLAN).status, 403, "may not save")
    world["s"].workspace("coffee")
    equal(world["s"].owner.ok("GET", "/api/w/coffee/data/events")["items"], [], "another workspace has no plan")
    equal(world["s"].owner.ok("GET", "/api/w/coffee/data/plan-draft")["document"], {"events": {}}, "and nothing to draft from")


def the_shell():
    d = world["d"]
    world["s"].stop()
    rows = {e["name"]: e for e in shoal(d, "-w", "tea", "data", "list", "--json")["items"]}
    equal([(rows[n]["rows"], rows[n]["declared"], rows[n]["flagged"]) for n in ("paid_up", "unheard", "never_came")], [(27, True, 0), (1, False, 1), (0, True, 0)], "list")
    check("从未上报" in shoal(d, "-w", "tea", "--lang", "zh", "data", "list"), "in words")
    one = shoal(d, "-w", "tea", "data", "show", "paid_up", "--json")
    p = {x["name"]: x for x in one["props"]}
    equal((p["amount"]["types"], p["amount"]["distinct"], p["amount"]["distinct_exact"]), ("number 96.2 %, text 3.8 %", 26, True), "types and their shares")
    equal({(v["property"], v["reason"]): v["rows"] for v in one["violations"]}, {("where", "value"): 13, ("amount", "type"): 1, ("amount", "missing"): 1}, "violations")
    check("many" in shoal(d, "-w", "tea", "data", "show", "paid_up"), "the newest value")
    (world["t"] / "plan.yaml").write_text(shoal(d, "-w", "tea", "data", "draft"))
    got = shoal(d, "-w", "tea", "data", "check", world["t"] / "plan.yaml", "--json")
    equal((got["violations"], got["complete"]), ([], True), "what was drafted from rows is kept by them")
    shoal(d, "-w", "tea", "apply", world["t"] / "plan.yaml")
    (world["t"] / "plan.yaml").write_text("events:\n  looked: {properties: {item_id: {type: number}}}\nunknown_events: reject\n")
    got = shoal(d, "-w", "tea", "data", "check", world["t"] / "plan.yaml", "--days", "366", "--json")
    check({("looked", "item_id", "type"): 1}.items() <= {(v["event"], v["property"], v["reason"]): v["rows"] for v in got["violations"]}.items(), "%r" % got)
    (world["t"] / "plan.yaml").write_text("events:\n  looked: {properties: {item_id: {type: money}}}\n")
    check("plan.yaml:2" in shoal(d, "-w", "tea", "data", "check", world["t"] / "plan.yaml", fails=True)[1], "where it is wrong")
    for args, code in ((("show", "nothing"), 66), (("show",), 64), (("drop",), 64), (("list", "x"), 64), (("show", "paid_up", "--days", "0"), 64)):
        equal(shoal(d, "-w", "tea", "data", *args, fails=True)[0], code, " ".join(args))
    shoal(d, "-w", "tea", "data", "check", world["t"] / "nowhere.yaml", fails=True)
    world["s"].start()
    world["s"].owner.ok("DELETE", W + "/resources/tracking_plan/observed")


def after_a_restart():
    s = world["s"]
    before = [(v["event"], v["property"], v["reason"], v["rows"], v["refused"]) for v in detail("paid_up")["violations"]["items"]]
    s.stop()
    s.start()
    after = [(v["event"], v["property"], v["reason"], v["rows"], v["refused"]) for v in detail("paid_up")["violations"]["items"]]
    equal(after, before, "nothing was only in memory")


def what_is_taken_away_has_no_type():
    s = world["s"].owner
    send({"user_id": "u1", "time": now(-170), "set": {"age": 31, "vip": True, "city": "上海"}}, {"user_id": "u2", "time": now(-170), "set": {"age": 40}})
    send({"user_id": "u1", "time": now(-160), "unset": ["age", "vip", "city", "never"]})
    attributes = lambda: {a["name"]: a for a in world["s"].owner.ok("GET", W + "/data/attributes")["items"]}  # noqa: E731
    want = {"age": (["number"], 1), "vip": (["bool"], 0), "city": (["text"], 0), "never": ([], 0)}
    soon("types and people", want, lambda: {n: (a["types"], a["people"]) for n, a in attributes().items()})
    check(attributes()["vip"]["updated_at"] is not None, "and yet it changed")
    world["s"].stop()
    world["s"].start()
    s = world["s"].owner
    equal({n: a["types"] for n, a in attributes().items()}, {n: t for n, (t, _) in want.items()}, "after a restart")
    equal(s.ok("GET", W + "/data/plan-draft")["document"]["attributes"],
          {"age": {"type": "number"}, "vip": {"type": "bool"}, "city": {"type": "text"}, "never": {"type": "any"}}, "a draft")
    words = s.ok("GET", W + "/questions/vocabulary")["attributes"]
    equal({a["name"]: a["types"] for a in words}, {n: t for n, (t, _) in want.items()}, "completion")


if __name__ == "__main__":
    with Temp() as t, Server(t / "d") as server:
        world.update(s=server, d=t / "d", t=t)
        server.workspace("tea")
        world["key"] = server.owner.ok("POST", W + "/collect/keys", {"title": "test", "kind": "server"}, 201)["secret"]
        main(what_was_observed, a_plan_is_drafted, a_plan_is_tried_before_it_is_saved, observed_beside_declared, by_role, the_shell, after_a_restart, what_is_taken_away_has_no_type)
