#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why several identities are one person, what an operator does about it, and rules of a workspace's own: through clients, the
API and the command line, over a kill and a rebuild."""
import base64
import http.client
import json
import signal
import sys
import time
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import LOOPBACK, Client, Server  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

W = "/api/w/tea"
PEOPLE = W + "/people/"
RULES = W + "/resources/identity_rules/identity"
HOUR = 3600


def at(shift):
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + shift))


class Shop:
    """A workspace that takes events."""

    def __init__(self, server):
        self.s, self.n = server, 0
        server.workspace("tea")
        self.browser, self.server = (server.owner.ok("POST", W + "/collect/keys", {"title": k, "kind": k}, 201)["secret"] for k in ("browser", "server"))

    def send(self, messages, key=None):
        c = http.client.HTTPConnection(LOOPBACK, self.s.port, timeout=60)
        for m in messages:
            self.n += 1
            m.setdefault("messageId", "m%d" % self.n)
        probe = self.track(0, event="probe", userId="probe%d" % self.n)
        body = json.dumps({"batch": messages + [dict(probe, messageId="p%d" % self.n)], "sentAt": at(0)})
        auth = base64.b64encode(((key or self.server) + ":").encode()).decode()
        c.request("POST", "/v1/batch", body, {"Authorization": "Basic " + auth, "Content-Type": "application/json"})
        r = c.getresponse()
        equal(r.status, 200, r.read())
        c.close()
        self.settle()

    def settle(self):
        """Until a view shows everything that was acknowledged."""
        end = time.monotonic() + 60
        want = "probe%d" % self.n
        while self.s.owner.get(PEOPLE + want).status != 200:
            check(time.monotonic() < end, "waited in vain for what was acknowledged")
            time.sleep(0.05)

    def track(self, shift, event="viewed", **ids):
        return dict({"type": "track", "event": event, "timestamp": at(shift), "context": {"library": {"name": "test-sdk"}}}, **ids)

    def identify(self, shift, traits, **ids):
        return dict({"type": "identify", "timestamp": at(shift), "traits": traits}, **ids)

    def subject(self, who):
        return self.s.owner.ok("GET", PEOPLE + who)["subject"]

    def graph(self, names):
        out = {}
        for n in names:
            a = self.s.owner.get(PEOPLE + n)
            out[n] = a.json["subject"] if a.status == 200 else None
        return out


def values(identity):
    return {(i["type"], i["value"]) for i in identity["identities"]}


def it_says_why():
    with Temp() as t, Server(t / "data") as s:
        shop, o = Shop(s), s.owner
        shop.send([shop.track(-3 * HOUR, anonymousId="d1"), shop.track(-2 * HOUR, anonymousId="d1")], shop.browser)
        shop.send([shop.identify(-HOUR, {"phone": "13812345678"}, userId="u1", anonymousId="d1")])
        shop.send([shop.track(-HOUR + 60, userId="u1", anonymousId="d1", event="bought")])
        i = o.ok("GET", PEOPLE + "u1/identity")
        equal(values(i), {("user_id", "u1"), ("anonymous_id", "d1"), ("phone", "+8613812345678")} if ("phone", "+8613812345678") in values(i) else
              {("user_id", "u1"), ("anonymous_id", "d1"), ("phone", "13812345678")}, "identities")
        by = {x["type"]: x for x in i["identities"]}
        equal((by["user_id"]["class"], by["phone"]["class"], by["anonymous_id"]["class"]), ("account", "strong", "device"), "classes")
        equal(by["anonymous_id"]["events"], 2, "claimed events stand under the device")
        check(by["anonymous_id"]["device"]["owned"] and by["anonymous_id"]["joined_at"] and by["user_id"]["joined_at"] is None, "device %s" % by)
        causes = {(e["cause"], e["rule"]) for e in i["evidence"]}
        equal(causes, {("claimed", "R7"), ("attached", "R5")}, "evidence")
        claim = [e for e in i["evidence"] if e["cause"] == "claimed"][0]
        equal({claim["a"]["type"], claim["b"]["type"]}, {"user_id", "anonymous_id"}, "what came together")
        check(claim["event"] and claim["time"], "the message %s" % claim)
        # By hand: merged although there are two accounts, told with its author, and taken apart again.
        shop.send([shop.identify(-HOUR, {"level": "gold"}, userId="u2")])
        shop.send([shop.identify(-2 * HOUR, {"level": "silver"}, userId="u1")])
        s.owner.ok("POST", W + "/resources/apply", {"documents": "kind: segment\nslug: gold\ntitle: Gold\nexpression: level = \"gold\"\n---\nkind: segment\nslug: silver\ntitle: Silver\nexpression: level = \"silver\"\n"})
        dry = o.ok("POST", PEOPLE + "u1/merge", {"people": ["u2"], "dry_run": True})
        equal(dry["conflicts"], [{"type": "user_id", "count": 2, "limit": 1}], "conflicts")
        equal([(m["type"], m["value"]) for m in dry["moving"]], [("user_id", "u2")], "moving")
        mine, theirs = dry["preview"]
        equal((mine["gone"], theirs["gone"]), (False, True), "sides")
        equal((mine["entered"], mine["left"], mine["attributes"]), ([], [], []), "the survivor's level wins, though hers is newer")
        mine = o.ok("POST", PEOPLE + "u2/merge", {"people": ["u1"], "dry_run": True})["preview"][0]
        equal((mine["entered"], mine["left"]), ([], []), "and the other way round")
        equal(theirs["attributes"][0]["name"] if theirs["attributes"] else "phone", "phone", "hers stays gold")
        o.refused(409, "merge_limit", "POST", PEOPLE + "u1/merge", {"people": ["u2"]})
        o.ok("POST", PEOPLE + "u1/freeze", {"frozen": True})
        o.refused(409, "person_frozen", "POST", PEOPLE + "u1/merge", {"people": ["u2"], "force": True})
        o.ok("POST", PEOPLE + "u1/freeze", {"frozen": False})
        o.ok("POST", PEOPLE + "u1/merge", {"people": ["u2"], "force": True})
        level = [x["value"] for x in o.ok("GET", PEOPLE + "u2")["attributes"] if x["name"] == "level"]
        equal(level, ["silver"], "as the preview said")
        e = [x for x in o.ok("GET", PEOPLE + "u2/identity")["evidence"] if x["cause"] == "admin"]
        check(len(e) == 1 and e[0]["author"] and e[0]["time"] and e[0]["identity"]["value"] == "u2", "by hand %s" % e)
        dry = o.ok("POST", PEOPLE + "u1/unmerge", {"identities": ["u2"], "dry_run": True})
        rest, part = dry["preview"]
        equal((rest["entered"], rest["left"]), ([], []), "apart")
        equal((part["identity"]["value"], [x["slug"] for x in part["entered"]], [x["slug"] for x in part["left"]]), ("u2", ["gold"], ["silver"]), "the part")
        o.ok("POST", PEOPLE + "u1/unmerge", {"identities": ["u2"]})
        check(shop.subject("u1") != shop.subject("u2"), "two again")
        # A device leaves with what was claimed on it.
        before = o.ok("GET", PEOPLE + "u1")["numbers"]["events"]
        o.ok("POST", PEOPLE + "u1/unmerge", {"identities": ["d1"]})
        equal(o.ok("GET", PEOPLE + "u1")["numbers"]["events"], before - 2, "claimed events left")
        check(shop.subject("d1") != shop.subject("u1"), "the device is nobody's")
        equal(o.ok("GET", PEOPLE + "d1")["numbers"]["events"], 2, "and they are its own")


def what_an_operator_looks_after():
    with Temp() as t, Server(t / "data") as s:
        shop, o = Shop(s), s.owner
        shop.send([shop.identify(-HOUR, {"phone": "13900000000"}, userId="a")])
        for n, who in enumerate("bcd"):
            shop.send([shop.track(-HOUR + n, userId=who, anonymousId="kiosk")])
        w = o.ok("GET", W + "/identity/watch")
        equal(([x["identity"]["value"] for x in w["shared"]], w["n_shared"], w["blocked"], w["frozen"]), (["kiosk"], 1, [], []), "a kiosk")
        phone = [i for i in o.ok("GET", PEOPLE + "a/identity")["identities"] if i["type"] == "phone"][0]
        name = PEOPLE + "~%d" % phone["subject"]
        dry = o.ok("POST", name + "/block", {"blocked": True, "dry_run": True})
        equal((dry["changes"], dry["lsn"], dry["others"]), (True, 0, 1), "only said")
        check(o.ok("POST", name + "/block", {"blocked": True})["lsn"] > 0, "blocked")
        equal(o.ok("POST", name + "/block", {"blocked": True})["changes"], False, "again")
        o.ok("POST", PEOPLE + "a/freeze", {"frozen": True})
        w = o.ok("GET", W + "/identity/watch")
        equal([(x["identity"]["type"], x["by"]) for x in w["blocked"] + w["frozen"]], [("phone", "hand"), ("user_id", "hand")], "watched")
        check(all(x["author"] and x["at"] for x in w["blocked"] + w["frozen"]), "by whom")
        metrics = s.client().get("/metrics").body.decode()
        check('shoal_identities_blocked{workspace="tea"} 1' in metrics and 'shoal_people_frozen{workspace="tea"} 1' in metrics, "an alarm can be set on it")
        shop.send([shop.identify(0, {"phone": "13900000000"}, userId="e")])
        check(shop.subject("e") != shop.subject("a"), "a blocked phone joins nobody")
        o.ok("POST", name + "/block", {"blocked": False})
        o.ok("POST", PEOPLE + "a/freeze", {"frozen": False})
        w = o.ok("GET", W + "/identity/watch")
        equal((w["blocked"], w["frozen"]), ([], []), "none any more")
        actions = [x["action"] for x in o.ok("GET", W + "/audit")["items"]]
        check(all(any(word in a for a in actions) for word in ("block", "freeze", "unblock", "unfreeze")), "audited %s" % actions)
        o.refused(404, "unknown_person", "POST", PEOPLE + "nobody/block", {"blocked": True})
        o.refused(404, "unknown_person", "GET", PEOPLE + "~99999999999/identity")


def rules_count_from_now_on():
    with Temp() as t:
        data = t / "data"
        s = Server(data).start()
        shop, o = Shop(s), s.owner
        r = o.ok("GET", W + "/identity/rules")
        equal((r["version"], r["devices"], r["breakers"]), (None, r["usual"]["devices"], r["usual"]["breakers"]), "as usual")
        card = {"context": {"externalIds": [{"id": "c1", "type": "card_no", "collection": "users", "encoding": "none"}]}}
        other = {"context": {"externalIds": [{"id": "c2", "type": "card_no", "collection": "users", "encoding": "none"}]}}
        shop.send([dict(shop.identify(-3 * HOUR, {}, userId="u1"), **card), dict(shop.identify(-3 * HOUR + 1, {}, userId="u1"), **other)])
        names = ["u1", "u2", "u3", "c1", "c2", "c3", "dev1", "t1"]
        first = shop.graph(names)
        check(first["c1"] == first["u1"] and first["c2"] is None or first["c2"] != first["u1"], "one card by default %s" % first)
        for bad in ({"types": {"user_id": {"limit": 2}}}, {"types": {"phone": {"class": "device"}}}, {"devices": {"sticky": 1}}, {"breakers": {"merges_per_person": 0}}):
            equal(o.request("PUT", RULES, dict(bad, title="x")).status, 422, "refused %s" % bad)
        equal(o.request("PUT", RULES.replace("identity_rules/identity", "identity_rules/other"), {"title": "x"}).status, 422, "there is one")
        doc = {"title": {"en": "Identities", "zh": "身份规则"}, "types": {"card_no": {"class": "strong", "limit": 2, "priority": 45}}, "reject": ["c3"], "devices": {"sticky_days": 0}}
        o.ok("PUT", RULES, doc, 201)
        r = o.ok("GET", W + "/identity/rules")
        equal(([(x["class"], x["limit"], x["priority"]) for x in r["types"] if x["type"] == "card_no"], r["reject"], r["devices"]["sticky_days"], r["version"]),
              ([("strong", 2, 45)], ["c3"], 0, 1), "in force")
        equal(shop.graph(names), first, "nothing of the past")
        shop.send([dict(shop.identify(-2 * HOUR, {}, userId="u1"), context={"externalIds": [{"id": x, "type": "card_no", "collection": "users", "encoding": "none"}]}) for x in ("c2", "c3")])
        now = shop.graph(names)
        equal(now["c3"], None, "a value that identifies nobody")
        # The same messages under the defaults would lead elsewhere; log and checkpoint ask no rule.
        s.stop(signal.SIGKILL)
        s = Server(data).start()
        shop.s, o = s, s.owner
        equal(shop.graph(names), now, "after a kill")
        o.ok("DELETE", RULES)
        equal(o.ok("GET", W + "/identity/rules")["version"], None, "archived: as usual")
        before = {n: o.ok("GET", PEOPLE + n + "/identity") for n in ("u1", "c1")}
        s.stop()
        shoal(data, "-w", "tea", "rebuild")
        shoal(data, "-w", "tea", "verify")
        why = shoal(data, "-w", "tea", "person", "why", "u1", "--json")
        s = Server(data).start()
        shop.s, o = s, s.owner
        equal(shop.graph(names), now, "rebuilt under other rules")
        equal({n: o.ok("GET", PEOPLE + n + "/identity") for n in ("u1", "c1")}, before, "with the same evidence")
        equal(len(why), len(before["u1"]["evidence"]), "the command line says the same")
        check(all(x["rule"] for x in why), "rules %s" % why)
        s.stop()


def numbers_as_people_type_them():
    with Temp() as t, Server(t / "d") as s:
        shop = Shop(s)
        o, c = s.owner, http.client.HTTPConnection(LOOPBACK, s.port, timeout=60)
        for user, phone in (("u1", "138 0013 8000"), ("u2", "+86-139-0013-9000"), ("u3", "+44 20 7946 0958")):
            c.request("POST", "/v1/events", json.dumps({"event": "a", "user_id": user, "time": at(-HOUR), "ids": {"phone": phone}}), {"Authorization": "Bearer " + shop.server})
            r = c.getresponse()
            equal(r.status, 200, r.read())
            r.read()
        c.close()
        shop.send([shop.track(-HOUR, userId="u4")])
        who = lambda name: o.ok("GET", PEOPLE + quote(name))["id"]  # noqa: E731
        u1, u2, u3 = who("u1"), who("u2"), who("u3")
        for typed, want in (("13800138000", u1), ("138-0013-8000", u1), ("+86 138 0013 8000", u1), ("8613800138000", u1), ("0086 13800138000", u1), ("139 0013 9000", u2), ("(139)00139000", u2), ("+442079460958", u3),
                            ("user_id:u1", u1), ("phone:+8613800138000", u1), ("phone:138 0013 8000", u1), ("~%d" % o.ok("GET", PEOPLE + "u1")["subject"], u1)):
            equal(who(typed), want, "looked up " + typed)
            equal([p["id"] for p in o.ok("GET", W + "/people", query={"q": typed})["items"]], [want], "searched " + typed)
            equal(o.ok("GET", PEOPLE + quote(typed) + "/accounts"), o.ok("GET", PEOPLE + want + "/accounts"), "what they own: " + typed)
        for typed in ("~99999999999", "~999999", "~", "~1x", "email:u1", "phone:", ":u1", "020 7946 0958", "1380013800", "-", "()", "+", "138001380001"):
            equal(o.request("GET", PEOPLE + quote(typed)).status, 404, "nobody's: " + typed)
        for typed, want in (("138", [u1]), ("1380013", [u1]), ("(138) 0013", [u1]), ("+86138", [u1]), ("1390", [u2]), ("13", []), ("8000", []), ("138 00 x", [])):
            equal([p["id"] for p in o.ok("GET", W + "/people", query={"q": typed})["items"]], want, "begins with " + typed)
        equal([m["value"] for m in [o.ok("GET", W + "/people", query={"q": "138-0013-8000"})["items"][0]["match"]]], ["+8613800138000"], "says as what it is stored")
        equal(o.ok("POST", PEOPLE + "u1/merge", {"people": ["139-0013-9000"], "force": True, "dry_run": True})["person"], o.ok("POST", PEOPLE + "u1/merge", {"people": ["u2"], "force": True, "dry_run": True})["person"], "merged by number")
        s.stop()
        equal(shoal(t / "d", "-w", "tea", "person", "138 0013 8000", "--json")["id"], u1, "the command line")
        s.start()


def events(shop, *lines):
    """The simplest way in, with a server key."""
    a = Client(shop.s.port, key=shop.server).post("/v1/events", list(lines))
    equal((a.status, a.json["rejected"]), (200, 0), repr(a))
    shop.send([shop.track(0, userId="somebody else")])


def attributes(shop, who):
    return {a["name"]: a["value"] for a in shop.s.owner.ok("GET", PEOPLE + who)["attributes"]}


def attributes_of_one():
    """R11: of two people who became one, as asked for, as counted, after more was said, and taken apart again."""
    with Temp() as t:
        s = Server(t / "data").start()
        shop, o = Shop(s), s.owner
        events(shop, {"user_id": "u1", "time": at(-9 * HOUR), "set": {"city": "杭州", "age": 30, "first_source": "qr"}, "add": {"visits": 5},
                      "append": {"tags": ["vip", "tea"]}},
               {"user_id": "u1", "time": at(-8 * HOUR), "set_once": {"joined_by": "friend"}})
        events(shop, {"user_id": "u2", "time": at(-10 * HOUR), "set": {"first_source": "douyin"}, "set_once": {"joined_by": "poster"}, "add": {"visits": 7}},
               {"user_id": "u2", "time": at(-2 * HOUR), "set": {"city": "苏州", "age": 31, "level": "gold"}, "append": {"tags": ["tea", "new"]}})
        one, two = attributes(shop, "u1"), attributes(shop, "u2")
        equal((one["visits"], two["visits"], one["city"], two["city"]), ("5", "7", "杭州", "苏州"), "apart")
        check("$operation" not in one and "$operation" not in json.dumps(o.ok("GET", W + "/data/attributes")), "how a value came about is no attribute")
        shown = {a["name"]: (a["before"], a["after"]) for a in o.ok("POST", PEOPLE + "u1/merge", {"people": ["u2"], "dry_run": True})["preview"][0]["attributes"]}
        equal(shown, {"visits": ("5", "12"), "tags": ('["vip","tea"]', '["vip","tea","new"]'), "level": (None, "gold"), "first_source": ("qr", "douyin"), "joined_by": ("friend", "poster")}, "what the preview shows")
        o.ok("POST", PEOPLE + "u1/merge", {"people": ["u2"], "force": True})
        both = attributes(shop, "u1")
        equal((both["visits"], both["city"], both["age"], both["level"]), ("12", "杭州", "30", "gold"), "counters add, the survivor's value wins, who has none gets the other's")
        equal((both["first_source"], both["joined_by"]), ("douyin", "poster"), "the earliest stays")
        equal(json.loads(both["tags"]), ["vip", "tea", "new"], "lists unite")
        for expression, n in (("attr.visits = 12", 1), ("attr.city = \"杭州\"", 1), ("attr.city = \"苏州\"", 0), ("attr.first_source = \"douyin\" and attr.age = 30", 1),
                              ("attr.visits = 7 or attr.visits = 5", 0)):
            equal(o.ok("POST", W + "/questions/count", {"expression": expression})["people"], n, expression)
        # What comes next is of both, whoever of them it came with; and what says the same again is news here.
        events(shop, {"user_id": "u2", "time": at(-HOUR), "add": {"visits": 1}, "append": {"tags": "late"}}, {"user_id": "u1", "time": at(-HOUR), "set_once": {"joined_by": "nobody"}},
               {"user_id": "u2", "time": at(-HOUR), "set": {"city": "苏州"}})
        end = time.monotonic() + 60
        while attributes(shop, "u1")["city"] != "苏州" and time.monotonic() < end:
            time.sleep(0.05)
        both = attributes(shop, "u1")
        equal((both["visits"], json.loads(both["tags"]), both["joined_by"], both["city"]), ("13", ["vip", "tea", "new", "late"], "poster", "苏州"), "said of both")
        equal(o.ok("POST", W + "/questions/count", {"expression": "attr.visits = 13 and attr.city = \"苏州\""})["people"], 1, "counted too")
        s.stop(signal.SIGKILL)
        s = Server(t / "data").start()
        shop.s, o = s, s.owner
        equal(attributes(shop, "u1"), both, "after a death")
        o.ok("POST", PEOPLE + "u1/unmerge", {"identities": ["u2"]})
        one = attributes(shop, "u1")
        equal((one["visits"], one["city"], one["age"], json.loads(one["tags"]), one["joined_by"]), ("5", "杭州", "30", ["vip", "tea"], "friend"), "taken apart")
        s.stop()


main(it_says_why, attributes_of_one, numbers_as_people_type_them, what_an_operator_looks_after, rules_count_from_now_on)
