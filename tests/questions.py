#!/usr/bin/env python3
"""Questions, segments, people and the dictionary over HTTP, against a real server with a simulated brand: numbers equal the
command line's, parts add up, pages cover everybody once, personal data is masked, wrong input is told in both languages."""
import json
import math
import random
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from decimal import Decimal

sys.path.insert(0, __file__.rsplit("/", 1)[0])
from lib.shoal import PROGRAM, Temp, check, equal, main, shoal  # noqa: E402

NOW = "2026-11-21T04:00:30Z"
AS_OF = "2026-11-20"
ENV = {"SHOAL_NOW": NOW}
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))

EXPRESSIONS = [
    "true",
    "count(order_completed, last 90 days) >= 2",
    "class(rfm) = \"champions\" or class(lifecycle) in (\"growth\", \"maturity\")",
    "sum(order_completed.amount, last 365 days) > 300 and not did(order_refunded)",
    "city in (\"上海\", \"北京\", \"广州\") and age between 20 and 40",
    "days_since(last(order_completed)) <= 60 or did(product_added, last 14 days)",
    "did(order_completed where amount > 200 and channel = \"小程序\", last 180 days) and gender = \"女\"",
    "sequence(product_viewed -> product_added within 1 day -> not order_completed within 3 days)",
    "sequences(order_completed -> order_completed within 60 days by channel, last 365 days) >= 1 and streak(product_viewed) > 1",
    "(did(order_completed)) as of previous month and nth(2, order_completed) < 2026-11-01",
    "anniversary(birthday) within next 30 days or count(order_completed) > count(product_added)",
    "distinct(order_completed.day) >= 2 and not (class(aipl) = \"awareness\" or birthday < 1980-01-01)",
]


class Server:
    def __init__(self, data):
        self.data = data
        shoal(data, "user", "create", "owner@example.com", input=b"")
        self.keys = {name: self.key(name, scopes) for name, scopes in
                     (("all", "read,people,write,import,export,admin"), ("read", "read"), ("write", "read,write,export"))}
        self.process = subprocess.Popen([PROGRAM, "--data", str(data), "serve", "--listen", "127.0.0.1:0"],
                                        stdout=subprocess.PIPE, stderr=open(str(data) + ".log", "wb"), env=dict(ENV, LC_ALL="C.UTF-8"))
        line = self.process.stdout.readline().decode()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        check(found, "the server says where it listens: %r" % line)
        self.base = "http://127.0.0.1:%s/api/w/main" % found.group(1)

    def key(self, title, scopes):
        return shoal(self.data, "key", "create", title, "--scope", scopes, "--json")["secret"]

    def raw(self, method, path, body=None, key="all", headers=None):
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        q = urllib.request.Request(self.base + path, data=data, method=method)
        q.add_header("Authorization", "Bearer " + self.keys[key])
        if data is not None:
            q.add_header("Content-Type", "application/json")
        for k, v in (headers or {}).items():
            q.add_header(k, v)
        try:
            with OPENER.open(q, timeout=120) as r:
                return r.status, dict(r.headers), r.read()
        except urllib.error.HTTPError as e:
            return e.code, dict(e.headers), e.read()

    def call(self, method, path, body=None, status=200, **more):
        got, headers, text = self.raw(method, path, body, **more)
        if got != status:
            raise AssertionError("%s %s: %s, not %s: %s" % (method, path, got, status, text[:500]))
        return json.loads(text) if text else None

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def post(self, path, body, **more):
        return self.call("POST", path, body, **more)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)
        return self.process.returncode


def everybody(s, expression, sort="id", limit=137, key="all"):
    body = {"expression": expression, "as_of": AS_OF, "sort": sort, "limit": limit, "columns": ["last_seen", "orders", "revenue"]}
    out = []
    while True:
        page = s.post("/questions/people", body, key=key)
        out += page["items"]
        if not page["next"]:
            return page, out
        body["cursor"] = page["next"]


def counts(s):
    for e in EXPRESSIONS:
        cli = shoal(s.data, "query", e, "--as-of", AS_OF, "--json", env=ENV)
        got = s.post("/questions/count", {"expression": e, "as_of": AS_OF})
        equal((got["people"], got["everyone"]), (cli["people"], cli["of"]), e)
        equal(got["canonical"], cli["expression"], e)
        parts = s.post("/questions/count", {"expression": e, "as_of": AS_OF, "clauses": True})
        equal(parts["people"], got["people"], e)
        check_clauses(s, parts["clauses"], parts["everyone"])


def check_clauses(s, c, everyone, root=True):
    """Each part equals asking it alone; the narrowing ends at the whole; dropping a part never loses people."""
    alone = s.post("/questions/count", {"expression": c["text"], "as_of": AS_OF})
    equal(c["people"], alone["people"], c["text"])
    kids = c["children"]
    if c["kind"] == "not":
        equal(c["people"] + kids[0]["people"], everyone, c["text"])
    if root and c["kind"] == "and":
        equal(kids[-1]["cumulative"], c["people"], "the last step of " + c["text"])
        equal(kids[0]["cumulative"], kids[0]["people"], "the first step of " + c["text"])
        equal(sorted((k["cumulative"] for k in kids), reverse=True), [k["cumulative"] for k in kids], "narrows")
        for i, k in enumerate(kids):
            rest = " and ".join("(%s)" % o["text"] for n, o in enumerate(kids) if n != i)
            equal(k["reach_without"], s.post("/questions/count", {"expression": rest, "as_of": AS_OF})["people"], rest)
    for k in kids:
        check_clauses(s, k, everyone, False)


def members(s):
    rng = random.Random(5)
    _, people = everybody(s, "true", limit=500)
    for e in EXPRESSIONS[1:]:
        _, inside = everybody(s, e, limit=500)
        inside = {p["id"] for p in inside}
        for p in rng.sample(people, 200):
            why = s.post("/questions/explain", {"expression": e, "person": p["id"], "as_of": AS_OF})
            equal(why["member"], p["id"] in inside, "%s: %s" % (p["id"], e))
            check_why(why["tree"])


def check_why(y):
    kids = [k["holds"] for k in y["children"]]
    if y["kind"] == "and":
        equal(y["holds"], all(kids), y["text"])
    if y["kind"] == "or":
        equal(y["holds"], any(kids), y["text"])
    if y["kind"] == "not":
        equal(y["holds"], not kids[0], y["text"])
    if y["kind"] == "clause" and not kids:
        check(y["actual"], "what is so of " + y["text"])
    for a in y["actual"]:
        check(a["text"]["en"] and a["text"]["zh"], "words of " + y["text"])
    for k in y["children"]:
        check_why(k)


def pages(s):
    e = "did(order_completed)"
    want = shoal(s.data, "query", e, "--as-of", AS_OF, "--ids", env=ENV).split()
    for sort in ("id", "last_seen", "orders", "revenue"):
        for limit in (137, 500, 1 if sort == "id" else 60):
            if limit == 1:
                page = s.post("/questions/people", {"expression": e, "as_of": AS_OF, "limit": 1})
                equal(len(page["items"]), 1, "one")
                continue
            page, got = everybody(s, e, sort, limit)
            equal(page["total"], len(want), sort)
            equal(sorted(p["id"] for p in got), sorted(want), "everybody once, by " + sort)
            keys = [p["values"] for p in got]
            if sort == "last_seen":
                equal([k[0] for k in keys], sorted((k[0] for k in keys), reverse=True), sort)
            if sort == "orders":
                equal([k[1] for k in keys], sorted((k[1] for k in keys), reverse=True), sort)
            if sort == "revenue":
                equal([float(k[2]) for k in keys], sorted((float(k[2]) for k in keys), reverse=True), sort)
    sample = s.post("/questions/sample", {"expression": e, "as_of": AS_OF, "n": 30, "seed": 4})
    again = s.post("/questions/sample", {"expression": e, "as_of": AS_OF, "n": 30, "seed": 4})
    equal(sample, again, "the same seed")
    ids = {p["id"] for p in sample["items"]}
    equal(len(ids), 30, "30 different people")
    check(ids <= set(want), "of the set")
    bad = s.post("/questions/people", {"expression": "true", "as_of": AS_OF, "cursor": "AAAA"}, status=422)
    equal(bad["code"], "bad_cursor", "a made-up cursor")


def values(s):
    """A page's numbers are those of the person's own page."""
    _, got = everybody(s, "count(order_completed) >= 3", "revenue")
    for p in got[:5]:
        one = s.get("/people/%s?as_of=%s" % (p["id"], AS_OF))
        equal((one["last_seen"], one["numbers"]["orders"], one["numbers"]["revenue"]), tuple(p["values"]), p["id"])
        orders = s.get("/people/%s/orders" % p["id"])
        equal(orders["total"], one["numbers"]["orders"], "orders of " + p["id"])
        for c in one["classes"]:
            e = "class(%s) = \"%s\"" % (c["classification"], c["class"])
            equal(s.post("/questions/explain", {"expression": e, "person": p["id"], "as_of": AS_OF})["member"], True, e)
            equal(c["history"][-1]["class"], c["class"], "history ends now")
        month = one["classes"][0]["history"][6]
        e = "class(%s) = \"%s\"" % (one["classes"][0]["classification"], month["class"])
        equal(s.post("/questions/explain", {"expression": e, "person": p["id"], "as_of": month["at"]})["member"], True, "half a year ago")
        events, cursor = [], ""
        while True:
            page = s.get("/people/%s/events?limit=40%s" % (p["id"], cursor and "&cursor=" + cursor))
            events += page["items"]
            if not page["next"]:
                break
            cursor = page["next"]
        equal(len(events), page["total"], "events of " + p["id"])
        equal([e["time"] or "" for e in events], sorted((e["time"] or "" for e in events), reverse=True), "newest first")
        equal(len({(e["lsn"], e["event"], json.dumps(e["props"])) for e in events}), len(events), "each once")
    equal(s.get("/people/nobody-at-all", status=404)["code"], "unknown_person", "nobody")
    by_number = s.get("/people/~%d?as_of=%s" % (got[0]["subject"], AS_OF))
    equal(by_number["id"], got[0]["id"], "by subject")
    city = s.get("/people/%s/attributes/city" % got[0]["id"])["items"]
    equal(city[0]["value"], [a["value"] for a in by_number["attributes"] if a["name"] == "city"][0], "history of city")
    equal(s.get("/people/%s/attributes/nothing" % got[0]["id"], status=404)["code"], "unknown_attribute", "no attribute")


def search(s):
    equal(s.get("/people?q=u000123")["items"][0]["id"], "u000123", "exact")
    got = s.get("/people?q=U00012&limit=50")
    equal(sorted(p["id"] for p in got["items"]), ["u%06d" % i for i in range(120, 130)], "prefix, case-blind")
    name = s.get("/people/u000123")["name"]
    check("u000123" in [p["id"] for p in s.get("/people?q=%s&limit=500" % urllib.parse.quote(name))["items"]], "by name")
    equal(s.get("/people?q=zzzz")["items"], [], "nobody")


def masking(s):
    _, open_ = everybody(s, "count(order_completed) >= 4")
    _, shut = everybody(s, "count(order_completed) >= 4", key="read")
    equal([p["subject"] for p in open_], [p["subject"] for p in shut], "the same people")
    for a, b in zip(open_, shut):
        check("*" in b["id"] and a["id"] not in json.dumps(b), "masked id %r" % b["id"])
        check(b["name"].endswith("**") and a["name"] not in json.dumps(b, ensure_ascii=False), "masked name %r" % b["name"])
    p = open_[0]
    full = s.get("/people/%s" % p["id"])
    secret = [i["value"] for i in full["identities"]] + [full["name"]]
    secret += [a["value"] for a in full["attributes"] if a["name"] in ("phone", "email", "name", "birthday")]
    for path in ("", "/events?limit=500", "/orders"):
        text = json.dumps(s.get("/people/~%d%s" % (p["subject"], path), key="read"), ensure_ascii=False)
        for word in secret:
            check(word not in text, "%r shows in %s" % (word, path))
    equal(s.get("/people?q=u0001", key="read")["items"], [], "no prefixes for those who see masks")
    masked_questions(s, p["id"], full)
    seen = s.get("/questions/vocabulary", key="read")
    check(not [a for a in seen["attributes"] if a["name"] in ("name", "phone", "email") and a["samples"]], "no samples of names")
    top = [a["top"] for a in s.get("/data/attributes", key="read")["items"] if a["name"] == "name"]
    equal(top, [[]] if top else [], "no top names")


def masked_questions(s, person, full):
    """Who sees masks cannot find out by counting what is under them; whom an operator chose by it may be counted."""
    name = "name contains \"%s\"" % full["name"][0]
    for text, column, what in ((name, 1, "name"), ("age > 3 and\n phone contains \"139\"", 2, "phone"), ("not (age > 3 and email exists)", 18, "email"),
                               ("year(birthday) = 1990", 6, "birthday"), ("true or `手机` = \"1\"", 9, "手机")):
        for path, body in (("count", {}), ("count", {"clauses": True}), ("people", {}), ("sample", {}), ("profile", {}), ("explain", {"person": person})):
            for body in (dict(body, expression=text), ) + ((dict(expression="true", against=text), ) if path == "profile" else ()):
                got = s.post("/questions/" + path, body, status=403, key="read")
                equal((got["code"], got["place"]["column"], got["place"]["length"] > 0), ("masked_attribute", column, True), "%s %s" % (path, text))
                check(what in got["detail"] and got["hint"], "says what: %s" % got["detail"])
        s.post("/questions/count", {"expression": text})
    s.call("PUT", "/segments/named", {"title": "Named", "expression": name + " and birthday < 2020-01-01"}, status=201)
    open_ = s.post("/questions/count", {"expression": "segment(\"named\")"})
    for text in ("segment(\"named\")", "(" + name + ") and birthday < 2020-01-01"):
        equal(s.post("/questions/count", {"expression": text}, key="read")["people"], open_["people"], "what is saved: " + text)
        why = s.post("/questions/explain", {"expression": text, "person": person}, key="read")
        told = json.dumps(why["tree"], ensure_ascii=False)
        check(full["name"] not in told and str(why["member"]).lower() == "true", "explanation")
        for a in full["attributes"]:
            check(a["name"] != "birthday" or a["value"][:10] not in told, "birthday in the explanation")
    s.post("/questions/count", {"expression": "segment(\"named\") and " + name}, status=403, key="read")
    s.get("/segments/named/trend?days=3", key="read")
    # a definition is a question too
    s.call("PUT", "/segments/theirs", {"title": "x", "expression": name}, status=403, key="write")
    text = "kind: segment\nslug: theirs\ntitle: x\nexpression: %s\n" % json.dumps(name, ensure_ascii=False)
    for dry in (True, False):
        got = s.post("/resources/apply", {"documents": text, "dry": dry}, status=403, key="write")
        equal((got["code"], got["place"]["line"]), ("masked_attribute", 4), "applied")
    doc = {"title": "x", "classes": [{"name": "a", "title": "A", "when": name}, {"name": "b", "title": "B", "when": "true"}]}
    got = s.post("/classifications/preview", {"slug": "theirs", "doc": doc}, key="read")
    equal(([q["code"] for q in got["problems"]], [q["place"]["source"] for q in got["problems"]], got["classes"]),
          (["masked_attribute"], ["/doc/classes/0/when"], []), "previewed")
    equal(s.post("/classifications/preview", {"slug": "theirs", "doc": doc})["problems"], [], "previewed by who may")
    equal(s.call("PUT", "/classifications/theirs", {"doc": doc}, status=403, key="write")["code"], "masked_attribute", "classification")
    for what in ("exports", "questions"):
        body = {"what": "people", "format": "csv", "expression": name} if what == "exports" else {"what": "count", "expression": name}
        equal(s.post("/exports" if what == "exports" else "/questions/jobs", body, status=403, key="write")["code"], "masked_attribute", what)
    s.call("DELETE", "/segments/named", status=204)


def wrong_input(s):
    for text, code, line, column in (
            ("count(order_completed) >", "syntax_end", 1, None), ("coutn(order_completed) > 2", None, 1, None),
            ("city = 3", "type_mismatch", 1, 8), ("did(no_such_event)", "unknown_name", 1, 5),
            ("age > 3 and\n  class(nothing) = \"x\"", "unknown_name", 2, None), ("segment(\"none\")", "unknown_name", 1, None),
            ("age", "not_boolean", 1, 1), ("", "expression_empty", None, None)):
        for path, body in (("/questions/count", {}), ("/questions/people", {}), ("/questions/profile", {}),
                           ("/questions/explain", {"person": "u000001"}), ("/questions/sample", {})):
            en = s.post(path, dict(body, expression=text), status=422, headers={"Accept-Language": "en"})
            zh = s.post(path, dict(body, expression=text), status=422, headers={"Accept-Language": "zh-CN"})
            check(code is None or en["code"] == code, "%s: %s" % (text, en))
            check(not re.search("[\u4e00-\u9fff]", en["detail"]), "English: %s" % en["detail"])
            check(re.search("[\u4e00-\u9fff]", zh["detail"]), "Chinese: %s" % zh["detail"])
            if line:
                equal((en["place"]["source"], en["place"]["line"]), ("expression", line), text)
                check(column is None or en["place"]["column"] == column, "%s: %s" % (text, en["place"]))
    against = s.post("/questions/profile", {"expression": "true", "against": "age >"}, status=422)
    equal(against["place"]["source"], "against", "the other expression")
    deep = "(" * 100000 + "true" + ")" * 100000
    check(s.raw("POST", "/questions/count", {"expression": deep})[0] in (413, 422), "huge nesting")
    equal(s.post("/questions/count", {"expression": "not " * 5000 + "true"}, status=422)["code"], "expression_too_deep", "nots")
    nots = s.post("/questions/count", {"expression": "not " * 150 + "did(order_completed)", "clauses": True})
    equal(nots["clauses"]["people"], nots["people"], "150 nots are counted")
    s.post("/questions/parse", {"expression": "not " * 150 + "did(order_completed)"})
    s.post("/questions/explain", {"expression": "not " * 150 + "did(order_completed)", "person": "u000001"})
    wide = " or ".join("count(order_completed) = %d" % i for i in range(300))
    s.post("/questions/count", {"expression": wide, "clauses": True})
    for body in (b'{"expression":"city = \\u0000"}', b'{"expression":"city = \xff\xfe"}', b'{"expression":', b"[]", b"null",
                 b'{"expression":3}', b'{"expression":"true","nonsense":1}', b'{}'):
        got = s.raw("POST", "/questions/count", body)
        check(got[0] in (400, 422), "%r: %s %s" % (body, got[0], got[2][:200]))
    equal(s.post("/questions/people", {"expression": "true", "columns": ["nothing"]}, status=422)["code"], "unknown_column", "column")
    check(s.raw("POST", "/questions/people", {"expression": "true", "columns": ["city"] * 21})[0] == 422, "21 columns")
    check(s.raw("POST", "/questions/people", {"expression": "true", "limit": 501})[0] == 422, "limit 501")
    equal(s.get("/data/events/nothing", status=404)["code"], "unknown_event", "no event")
    equal(s.post("/questions/format", {"tree": {"kind": "attribute", "name": "age", "op": ">", "type": "number",
                                                "values": ["1 or true"]}}, status=422)["code"], "bad_form", "a value is a value")


def forms(s):
    for e in EXPRESSIONS:
        parsed = s.post("/questions/parse", {"expression": e})
        back = s.post("/questions/format", {"tree": parsed["tree"]})
        equal(back["expression"], parsed["canonical"], e)
        check(parsed["sentence"]["en"] and parsed["sentence"]["zh"], "words")
    number = s.post("/questions/parse", {"expression": "count(order_completed)"})
    equal((number["type"], number["tree"]), ("number", None), "a number has no form")


def checks(s):
    bad = s.post("/questions/check", {"expression": "age = and city = 5 and did(order_complte)"})
    equal([(e["code"], e["place"]["column"]) for e in bad["errors"]], [("syntax", 7), ("type_mismatch", 18), ("unknown_name", 28)], "three errors")
    check(bad["type"] is None and bad["cost"] is None and "order_completed" in bad["errors"][2]["hint"]["zh"], "no cost, a hint")
    good = s.post("/questions/check", {"expression": "sequence(product_viewed -> order_completed) and distinct(order_completed.channel) > $n", "parameters": {"n": 1}})
    equal((good["errors"], good["type"], good["cost"]["sequences"], good["cost"]["distinct"]), ([], "bool", 1, 1), "good")
    check(good["cost"]["level"] in ("cheap", "moderate") and good["cost"]["rows"] > 0, "cost")


def parameters(s):
    e = "count(order_completed where channel = $channel) >= $times"
    want = s.post("/questions/count", {"expression": "count(order_completed where channel = \"小程序\") >= 2"})
    got = s.post("/questions/count", {"expression": e, "parameters": {"channel": "小程序", "times": 2}})
    equal((got["people"], got["canonical"]), (want["people"], want["canonical"]), "values in their places")
    check(s.post("/questions/count", {"expression": e, "parameters": {"channel": "小程序", "times": 1}})["people"] > got["people"], "other values")
    equal(s.post("/questions/count", {"expression": e}, status=422)["code"], "parameter_missing", "missing")
    equal(s.post("/questions/count", {"expression": e, "parameters": {"chanel": "x", "times": 1}}, status=422)["code"], "no_such_parameter", "misspelt")
    day = {"expression": "did(order_completed, since $day) and not did(order_completed, last $n days)"}
    equal(s.post("/questions/count", dict(day, parameters={"day": "2026-01-01", "n": 30}))["people"],
          s.post("/questions/count", {"expression": "did(order_completed, since 2026-01-01) and not did(order_completed, last 30 days)"})["people"], "of windows")
    declared = {"day": {"type": "time", "default": "2026-01-01"}, "n": {"type": "number", "default": "30"}}
    equal(s.post("/questions/count", dict(day, parameters=declared))["canonical"], "did(order_completed, since 2026-01-01) and not did(order_completed, last 30 days)", "as declared")
    for bad in ({"day": "2026-01-01", "n": 0}, {"day": "2026-01-01", "n": 1.5}, {"day": 3, "n": 30}, {"day": "2026-01-01", "n": "x"}):
        equal(s.post("/questions/count", dict(day, parameters=bad), status=422)["code"], "parameter_value", bad)
    equal(s.post("/questions/parse", {"expression": e, "parameters": {"channel": "x", "times": 1}})["canonical"], e, "as written")


def profile(s):
    e = "count(order_completed, last 365 days) >= 2"
    p = s.post("/questions/profile", {"expression": e, "as_of": AS_OF})
    equal(p["people"], s.post("/questions/count", {"expression": e, "as_of": AS_OF})["people"], "people")
    ids = [d["id"] for d in p["dimensions"]]
    for want in ("rfm", "aipl", "lifecycle", "payers", "new_old", "behaviour", "city", "age"):
        check(want in ids, want)
    for d in p["dimensions"]:
        for b in d["buckets"]:
            got = s.post("/questions/count", {"expression": "(%s) and (%s)" % (e, b["expression"]), "as_of": AS_OF})
            equal(got["people"], b["people"], "%s in %s" % (b["expression"], d["id"]))
        if d["kind"] == "class" or d["id"] in ("city", "age"):
            equal(sum(b["people"] for b in d["buckets"]), p["people"], "all of " + d["id"])
            check(abs(sum(b["against_share"] for b in d["buckets"]) - 1) < 1e-9, "shares of " + d["id"])
    standing_out(p)
    other = s.post("/questions/profile", {"expression": e, "against": e, "as_of": AS_OF})
    equal((other["standouts"], {b["sure"] for d in other["dimensions"] for b in d["buckets"]}), ([], {False}), "nobody differs from themselves")
    check(all(abs(b["lift"] - 1) < 1e-9 for d in other["dimensions"] for b in d["buckets"] if b["people"]), "against itself")
    equal([(n["mean"], n["median"]) for n in other["numbers"]], [(n["against_mean"], n["against_median"]) for n in other["numbers"]], "numbers")


def standing_out(p):
    """Each p from the counts, adjusted over all of them; what is sure and farthest from 1 comes first."""
    buckets = [(d["id"], b) for d in p["dimensions"] for b in d["buckets"]]
    raw = []
    for i, (_, b) in enumerate(buckets):
        x, n = (b["people"], round(b["against_share"] * p["against_people"]) - b["people"]), (p["people"], p["against_people"] - p["people"])
        pooled = sum(x) / sum(n)
        if min(n) < 30 or min(pooled, 1 - pooled) * min(n) < 5:
            equal((b["p"], b["sure"]), (None, False), "too few to judge: %s" % b)
            continue
        z = (x[0] / n[0] - x[1] / n[1]) / math.sqrt(pooled * (1 - pooled) * (1 / n[0] + 1 / n[1]))
        raw.append((math.erfc(abs(z) / math.sqrt(2)), i))
    raw.sort()
    least = 1
    for rank in range(len(raw), 0, -1):
        value, i = raw[rank - 1]
        least = min(least, value * len(raw) / rank)
        check(abs(buckets[i][1]["p"] - least) <= 1e-9 + 1e-6 * least, "p of %s is %g" % (buckets[i], least))
        equal(buckets[i][1]["sure"], least < 0.05, "sure")
    check(len(raw) > 20, "many are judged")
    sure = [b for _, b in buckets if b["sure"] and b["lift"] is not None]
    far = sorted((-abs(math.log(b["lift"])) if b["lift"] > 0 else -math.inf for b in sure))
    got = [-abs(math.log(b["lift"])) if b["lift"] > 0 else -math.inf for b in p["standouts"]]
    equal(got, far[:12], "standouts")
    check(any(b["dimension"] == "behaviour" for b in p["standouts"]) or len(p["standouts"]) == 12, "behaviour")


def segments(s):
    one = s.call("PUT", "/segments/often", {"title": "常客", "expression": "count(order_completed) >= 3"}, status=201)
    equal((one["version"], one["title"]), (1, {"en": "常客", "zh": "常客"}), "made")
    equal(s.call("PUT", "/segments/often", {"title": "x", "expression": "true"}, status=412,
                 headers={"If-None-Match": "*"})["code"], "resource_changed", "only create")
    two = s.call("PUT", "/segments/often", {"title": {"en": "Often", "zh": "常客"}, "description": "三单以上",
                                            "expression": "count(order_completed) >= 2"}, headers={"If-Match": '"1"'})
    equal((two["version"], two["description"]), (2, {"en": "三单以上", "zh": "三单以上"}), "changed")
    equal(s.call("PUT", "/segments/often", {"title": "x", "expression": "true"}, status=412,
                 headers={"If-Match": '"1"'})["code"], "resource_changed", "somebody was faster")
    status, headers, _ = s.raw("GET", "/segments/often")
    equal((status, headers.get("ETag")), (200, '"2"'), "ETag")
    equal(s.raw("GET", "/segments/often", headers={"If-None-Match": '"2"'})[0], 304, "not modified")
    s.call("PUT", "/segments/often_here", {"title": "x", "expression": "segment(\"often\") and city = \"上海\""}, status=201)
    equal([u["slug"] for u in s.get("/segments/often")["used_by"]], ["often_here"], "used by")
    equal(s.call("DELETE", "/segments/often", status=409)["code"], "in_use", "in use")
    loop = s.call("PUT", "/segments/often", {"title": "x", "expression": "segment(\"often_here\")"}, status=422)
    equal(loop["code"], "reference_cycle", "cycle")
    bad = s.call("PUT", "/segments/often", {"title": "x", "expression": "age >\n 'x'"}, status=422)
    equal((bad["place"]["source"], bad["place"]["line"]), ("expression", 2), "place in the expression")
    equal(s.call("PUT", "/segments/Nope", {"title": "x", "expression": "true"}, status=422)["code"], "bad_slug", "slug")
    rows = {r["slug"]: r for r in s.get("/segments?sizes=true&as_of=" + AS_OF)["items"]}
    equal(rows["often"]["people"], s.post("/questions/count", {"expression": "count(order_completed) >= 2", "as_of": AS_OF})["people"], "size")
    equal(len(rows["often"]["trend"]), 15, "trend")
    equal(rows["often"]["trend"][-1], rows["often"]["people"], "ends now")
    equal(rows["often"]["trend"][0], s.post("/questions/count", {"expression": "segment(\"often\")", "as_of": "2026-11-06"})["people"], "14 days ago")
    trend = s.get("/segments/often/trend?days=20")
    equal((len(trend["days"]), trend["days"][-1]), (20, "2026-11-20"), "days")
    equal(trend["people"][0], s.post("/questions/count", {"expression": "segment(\"often\")", "as_of": trend["days"][0]})["people"], "first day")
    diff = s.get("/segments/often/diff?a=1&b=2")
    ops = [l["op"] for l in diff["lines"]]
    check("+" in ops and "-" in ops and " " in ops, "lines")
    p = diff["people"]
    equal(s.post("/questions/count", {"expression": p["entered_expression"]})["people"], p["b"] - p["both"], "entered")
    equal([v["version"] for v in s.get("/segments/often/versions")["items"]], [2, 1], "versions")
    s.call("DELETE", "/segments/often_here", status=204)
    s.call("DELETE", "/segments/often", status=204)
    equal([r["slug"] for r in s.get("/segments")["items"]], [], "gone")
    equal([r["slug"] for r in s.get("/segments?status=archived")["items"]], ["named", "often", "often_here"], "archived")
    equal(s.post("/segments/often/restore", None)["status"], "active", "restored")
    equal(s.call("PUT", "/segments/sneaky", {"title": "x", "expression": "true"}, status=403, key="read")["code"], "forbidden", "may not")
    equal([x["slug"] for x in s.get("/people/%s" % everybody(s, "count(order_completed) >= 2")[1][0]["id"])["segments"]], ["often"], "is in")


def dictionary(s):
    rows = {e["name"]: e for e in s.get("/data/events")["items"]}
    for name in ("order_completed", "product_viewed"):
        got = s.post("/questions/count", {"expression": "did(%s)" % name})
        equal(rows[name]["people"], got["people"], "people of " + name)
    one = s.get("/data/events/order_completed")
    equal((one["rows"], one["people"]), (rows["order_completed"]["rows"], rows["order_completed"]["people"]), "the same event")
    equal(one["counts"], rows["order_completed"]["trend"], "the same days")
    equal((len(one["days"]), len(one["samples"])), (30, 20), "30 days, 20 samples")
    times = [x["time"] for x in one["samples"]]
    equal(times, sorted(times, reverse=True), "newest first")
    equal(times[0], one["last_at"], "the newest")
    amount = [p for p in one["props"] if p["name"] == "amount"][0]
    equal((amount["types"], amount["coverage"]), (["number"], 1), "amount")
    check(float(amount["min"]) <= float(amount["mean"]) <= float(amount["max"]), "extent")
    for a in s.get("/data/attributes")["items"]:
        equal(a["people"], s.post("/questions/count", {"expression": "attr.`%s` exists" % a["name"]})["people"], a["name"])
        for t in a["top"][:2]:
            equal(t["people"], s.post("/questions/count", {"expression": t["expression"]})["people"], t["expression"])
    fresh = s.get("/data/freshness")
    equal(fresh["last_event_at"], max(e["last_at"] for e in rows.values() if e["last_at"]), "last event")
    check(fresh["last_import"]["status"] == "done" and "/" not in fresh["last_import"]["file"], "last import")
    words = s.get("/questions/vocabulary")
    check("小程序" in [x for e in words["events"] for p in e["props"] for x in p["samples"]], "samples")
    equal({c["slug"] for c in words["classifications"]} >= {"rfm", "aipl"}, True, "classifications")
    money = {(e["name"], p["name"]): p["money"] for e in words["events"] for p in e["props"]}
    equal((money["order_completed", "amount"], money["order_completed", "channel"]), (True, False), "what is money")


def paging_while_rows_arrive(s):
    """A list is one moment, however much arrives while its pages are turned."""
    before = {p["id"] for p in everybody(s, "did(signed_up)")[1]}
    extra = s.data / "extra.csv"
    with open(extra, "w") as f:
        f.write("user_id,event,time\n")
        for i in range(60000):
            f.write("new%06d,page_viewed,2026-11-19 10:00:00\n" % (i // 3))
    status, _, text = s.raw("POST", "/uploads?name=extra.csv", extra.read_bytes(), headers={"Content-Type": "application/octet-stream"})
    check(status in (200, 201), text[:300])
    up = json.loads(text)["id"]
    guess = s.get("/uploads/%s/inspect" % up)
    job = s.call("POST", "/imports", {"upload": up, "mapping": guess["mapping"]}, status=202)
    seen, rounds = [], 0
    while rounds < 3:
        page, got = everybody(s, "did(signed_up) or did(page_viewed)", ("id", "last_seen", "revenue")[rounds], limit=61)
        ids = [p["id"] for p in got]
        equal((len(ids), len(set(ids))), (page["total"], page["total"]), "everybody once")
        check(before <= set(ids), "nobody is missing")
        seen.append(len(ids))
        rounds += 1
    for _ in range(600):
        now = s.get("/jobs/%s" % job["id"])
        if now["status"] in ("done", "failed", "canceled"):
            break
        time.sleep(0.1)
    equal(now["status"], "done", "the import: %s" % now.get("problem"))
    ids = [p["id"] for p in everybody(s, "did(signed_up) or did(page_viewed)", limit=500)[1]]
    equal(len(ids), len(set(ids)), "nobody twice")
    check(len(ids) >= len(before) + 20000, "the new ones are there: %d" % len(ids))


def pages_expire(s):
    """Changes do not move a list under its reader; when too many other lists were begun since, it says so."""
    body = {"expression": "did(signed_up)", "as_of": AS_OF, "limit": 20}
    first = s.post("/questions/people", body)
    flow = "/classifications/aipl/flow/people?from=2026-08-01&to=2026-11-01&from_class=purchase&to_class=purchase&limit=5"
    status, _, text = s.raw("GET", flow)
    moved = json.loads(text)["next"] if status == 200 else None
    for i in range(5):
        s.call("PUT", "/segments/busy", {"title": "Busy %d" % i, "expression": "did(signed_up)"}, status=201 if i == 0 else 200)
        if i < 2:
            page = s.post("/questions/people", dict(body, cursor=first["next"]))
            equal((page["total"], page["lsn"]), (first["total"], first["lsn"]), "the same moment")
            check(not {p["id"] for p in page["items"]} & {p["id"] for p in first["items"]}, "the next ones")
        s.post("/questions/people", body)
    gone = s.post("/questions/people", dict(body, cursor=first["next"]), status=410)
    equal(gone["code"], "page_expired", "gone")
    if moved:
        equal(s.call("GET", flow + "&cursor=" + urllib.parse.quote(moved), status=410)["code"], "page_expired", "gone")
    s.call("DELETE", "/segments/busy", status=204)


FUNNEL = {"steps": ["product_viewed", {"events": "product_added", "optional": True}, "order_completed"], "within": "30 days"}


UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86400}


def seconds_of(border):
    """30 s, 5 min, 1 min 05 s."""
    words = border.split()
    return sum(float(n) * UNITS[unit] for n, unit in zip(words[::2], words[1::2]))


def times_in_text(text):
    """The rows of the table of times to convert."""
    lines = text.split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("time to convert"))
    rows = []
    for line in lines[at + 1:]:
        if not line.strip():
            break
        words = line.split()
        rows.append([" ".join(words[:-3])] + words[-3:])
    return rows


def funnels(s):
    """Numbers are the command line's; each has its people; groups add up; nobody learns what is masked."""
    for more, flags in (({}, ()), ({"by": {"attribute": "city"}, "trend": "month", "range": {"from": "2026-01-01"}},
                                   ("--by", "attribute:city", "--trend", "month", "--from", "2026-01-01")),
                        ({"count": "conversions", "hold": ["item_id"]}, ("--count", "conversions", "--hold", "item_id")),
                        ({"order": "strict", "exclude": ["order_refunded"], "who": "age > 30"},
                         ("--order", "strict", "--exclude", "order_refunded", "--who", "age > 30"))):
        got = s.post("/questions/funnel", dict(FUNNEL, as_of=AS_OF, **more))
        want = shoal(s.data, "query", "funnel", "product_viewed -> product_added? -> order_completed", "--within", "30d", *flags, "--as-of", AS_OF, "--json", env=ENV)
        for key in ("steps", "all", "groups", "periods", "histogram", "compare"):
            equal(got[key], want[key], "%s of %s" % (key, more))
    for bins in ({"n": 4}, {"scale": "linear", "n": 4}):
        asked = json.dumps(dict(FUNNEL, bins=bins))
        bars = shoal(s.data, "query", "funnel", asked, "--as-of", AS_OF, "--json", env=ENV)["histogram"]
        rows = times_in_text(shoal(s.data, "query", "funnel", asked, "--as-of", AS_OF, "--lang", "en", env=ENV))
        n, so_far = sum(b["n"] for b in bars), 0
        equal(len(rows), len(bars), "a row for each bin")
        for row, b in zip(rows, bars):
            so_far += b["n"]
            equal(row[1:], ["{:,}".format(b["n"]), "%.1f%%" % (100 * b["n"] / n), "%.1f%%" % (100 * so_far / n)], "the numbers of a bin in text")
            # From an hour on, what is no whole number of hours is said to the minute.
            for text, want in zip(row[0].split(" – "), (b["from"], b["to"])):
                check(abs(seconds_of(text) - want) < (60 if want > 3600 else 1), "the border %s is %s s" % (text, want))
    body = dict(FUNNEL, as_of=AS_OF, by={"attribute": "city"}, top=3)
    got = s.post("/questions/funnel", body)
    check(got["all"]["steps"][2]["reached"] > 20, "somebody buys")
    equal([g["kind"] for g in got["groups"]], ["value"] * 3 + ["other"], "three and the rest")
    for i in range(3):
        equal(sum(g["steps"][i]["reached"] for g in got["groups"]), got["all"]["steps"][i]["reached"], "groups add up")
    question = dict(FUNNEL, by={"attribute": "city"}, top=3)
    for cell, number in (({"step": 1}, got["all"]["steps"][0]["reached"]), ({"step": 1, "what": "dropped"}, got["all"]["steps"][0]["dropped"]),
                         ({"step": 3, "group": got["groups"][0]["label"]}, got["groups"][0]["steps"][2]["reached"]),
                         ({"step": 3, "other": True}, got["groups"][3]["steps"][2]["reached"])):
        seen, cursor = [], {}
        while cursor is not None:
            page = s.post("/questions/funnel/people", dict({"question": question, "cell": cell, "as_of": AS_OF, "limit": 170}, **cursor))
            seen += [p["id"] for p in page["items"]]
            cursor = {"cursor": page["next"]} if page["next"] else None
        equal((page["total"], len(seen), len(set(seen))), (number, number, number), "the people of %s" % cell)
    for bins in (None, {"n": 5}, {"scale": "linear"}, 7):
        asked = dict(question, **({"bins": bins} if bins else {}))
        bars = s.post("/questions/funnel", dict(asked, as_of=AS_OF))["histogram"]
        check(0 < len(bars) <= (bins if isinstance(bins, int) else (bins or {}).get("n", 20)), "no more than asked")
        equal(sum(b["n"] for b in bars), got["all"]["steps"][2]["reached"], "everybody who converted")
        for b in bars:
            equal(len(people_of(s, "funnel", asked, {"step": 3, "from": b["from"], "to": b["to"]})), b["n"], "the people of a bar")
    for bad, code, place in (({"step": 2, "from": -1}, "bad_field", "cell.from"), ({"step": 2, "to": 0.0005}, "bad_field", "cell.to"),
                             ({"step": 2, "what": "dropped", "to": 5}, "field_excludes", "cell.from / to")):
        no = s.post("/questions/funnel/people", {"question": question, "cell": bad, "as_of": AS_OF}, status=422)
        equal((no["code"], no["place"]["source"]), (code, place), str(bad))
    page = s.post("/questions/funnel/people", {"question": question, "cell": {}, "as_of": AS_OF}, key="read")
    check(all("*" in p["id"] for p in page["items"]), "masked")
    for bad, place in (({"steps": ["order_completed where phone contains \"139\""]}, "steps[0]"), ({"hold": ["phone"]}, "hold[0]"),
                       ({"by": {"attribute": "name"}}, "by.attribute"), ({"who": "email exists"}, "who")):
        no = s.post("/questions/funnel", dict(FUNNEL, as_of=AS_OF, **bad), status=403, key="read")
        equal((no["code"], no["place"]["source"]), ("masked_attribute", place), str(bad))
    for bad, code, place in (({"steps": []}, "bad_field", "steps"), ({"steps": ["product_viewed where"]}, "syntax_end", "steps[0]"),
                             ({"within": "soon"}, "bad_field", "within"), ({"steps": ["no such"]}, "syntax", "steps[0]")):
        no = s.post("/questions/funnel", dict(FUNNEL, as_of=AS_OF, **bad), status=422)
        equal((no["code"], no["place"]["source"]), (code, place), str(bad))
        check(no["detail"], "in words")


PATHS = {"from": "product_viewed", "depth": 4, "top": 20, "top_nodes": 3}


def people_of(s, kind, question, cell, key=None):
    """The ids behind a cell, over all pages."""
    seen, cursor, more = [], {}, ({} if key is None else {"key": key})
    while cursor is not None:
        page = s.post("/questions/%s/people" % kind, dict({"question": question, "cell": cell, "as_of": AS_OF, "limit": 170}, **cursor), **more)
        seen += [p["id"] for p in page["items"]]
        cursor = {"cursor": page["next"]} if page["next"] else None
    equal(page["total"], len(seen), "all")
    check(key or len(set(seen)) == len(seen), "each once")
    return seen


def paths(s):
    """Numbers are the command line's; each has its people; a level's parts add up; nobody learns what is masked."""
    for text, more, flags in (("product_viewed", {}, ()),
                              ("product_viewed -> order_completed", {"to": "order_completed", "converted": True}, ("--converted",)),
                              ("-> order_completed", {"from": None, "to": "order_completed", "within": "2 days", "count": "occurrences"},
                               ("--within", "2 days", "--count", "occurrences")),
                              ("product_viewed", {"split": {"product_viewed": "category"}, "who": "age > 30", "collapse": False},
                               ("--split", "product_viewed=category", "--who", "age > 30", "--repeats"))):
        body = {k: v for k, v in dict(PATHS, top_nodes=20, as_of=AS_OF, **more).items() if v is not None}
        got = s.post("/questions/paths", body)
        want = shoal(s.data, "query", "paths", text, "--depth", "4", "--top", "20", *flags, "--as-of", AS_OF, "--json", env=ENV)
        for key in ("all", "levels", "links", "paths", "other"):
            equal(got[key], want[key], "%s of %s" % (key, more))
        check(got["all"]["people"] > 20 and len(got["paths"]) > 3, "somebody is on the way")
    for count in ("people", "occurrences"):
        question = dict(PATHS, count=count)
        got = s.post("/questions/paths", dict(question, as_of=AS_OF))
        first, second = got["levels"][0]["nodes"], got["levels"][1]["nodes"]
        equal([n["kind"] for n in second], ["event"] * 3 + ["other"], "three and the rest")
        if count == "occurrences":
            equal(sum(p["count"] for p in got["paths"]) + got["other"]["count"], got["all"]["count"], "paths add up")
            equal(first[0]["ended"] + sum(k["count"] for k in got["links"] if k["level"] == 1), first[0]["count"], "nodes add up")
            continue
        link, path = got["links"][0], got["paths"][1]
        for cell, number in (({}, got["all"]["people"]), ({"level": 2, "node": second[0]["key"]}, second[0]["count"]),
                             ({"level": 2, "node": "*"}, second[3]["count"]), ({"level": 1, "node": "product_viewed", "ended": True}, first[0]["ended"]),
                             ({"level": 1, "from": link["from"], "to": link["to"]}, link["count"]),
                             ({"path": [n["key"] for n in path["nodes"]]}, path["count"]), ({"other": True}, got["other"]["count"])):
            equal(len(people_of(s, "paths", question, cell)), number, "the people of %s" % cell)
    check(all("*" in p for p in people_of(s, "paths", PATHS, {"level": 2, "node": "*"}, key="read")), "masked")
    for bad, place in (({"from": "order_completed where phone contains \"139\""}, "from"), ({"to": "order_completed where phone = \"1\""}, "to"),
                       ({"events": ["*", "* where name = \"x\""]}, "events[1]"), ({"split": {"product_viewed": "phone"}}, "split.product_viewed"), ({"who": "email exists"}, "who")):
        no = s.post("/questions/paths", dict(PATHS, **dict({"as_of": AS_OF}, **bad)), status=403, key="read")
        equal((no["code"], no["place"]["source"]), ("masked_attribute", place), str(bad))
    for bad, code, place in (({"split": {"no_such_event": "category"}}, "unknown_name", "split"), ({"split": {"product_viewed": "no_such_property"}}, "unknown_name", "split.product_viewed"),
                             ({"converted": True}, "field_needs", "converted"), ({"from": "product_viewed where"}, "syntax_end", "from")):
        no = s.post("/questions/paths", dict(PATHS, **dict({"as_of": AS_OF}, **bad)), status=422)
        equal((no["code"], no["place"]["source"]), (code, place), str(bad))
        check(no["detail"], "in words")


CELLS = (
    ("funnel", FUNNEL, {"step": 99}, "cell.step", "1 … "), ("funnel", FUNNEL, {"group": "x"}, "cell.group", None),
    ("funnel", dict(FUNNEL, by={"attribute": "city"}), {"group": "Atlantis"}, "cell.group", None), ("funnel", FUNNEL, {"other": True}, "cell.other", None),
    ("retention", {"start": "order_completed", "grain": "month", "periods": 3}, {"cohort": "1999-01-01"}, "cell.cohort", None),
    ("retention", {"start": "order_completed", "grain": "month", "periods": 3}, {"cohort": "2999-01-01"}, "cell.cohort", None),
    ("retention", {"start": "order_completed", "grain": "month", "periods": 3}, {"column": 4}, "cell.column", "0 … 3"),
    ("retention", {"start": "order_completed", "grain": "month", "periods": 12, "first": "each"}, {"cohort": AS_OF[:10], "column": 9}, "cell.column", "0 … 0"),
    ("trend", {"series": ["*"], "range": "last 7 days"}, {"period": 8}, "cell.period", "1 … 7"), ("trend", {"series": ["*"]}, {"series": 2}, "cell.series", "1 … 1"),
    ("trend", {"series": ["*"], "grain": "weekday_hour"}, {"period": 169}, "cell.period", "1 … 168"),
    ("trend", {"series": ["*"], "by": {"property": "channel"}}, {"group": "no such"}, "cell.group", None),
    ("distribution", {"value": "count(order_completed)", "bins": [3, 5]}, {"bin": 4}, "cell.bin", "1 … 3"),
    ("paths", {"from": "product_viewed", "depth": 3}, {"level": 4, "node": "*"}, "cell.level", "1 … 3"),
    ("paths", {"from": "product_viewed", "depth": 3}, {"level": 2, "node": "no_such"}, "cell.node", None),
    ("paths", {"from": "product_viewed", "depth": 3}, {"level": 1, "from": "product_viewed", "to": "no_such"}, "cell.to", None),
    ("paths", {"from": "product_viewed", "depth": 3}, {"path": ["product_viewed", "no_such"]}, "cell.path[1]", None),
    ("attribution", {"touch": "page_viewed", "conversion": "order_completed", "by": {"property": "channel"}}, {"group": "no such"}, "cell.group", None),
    ("attribution", {"touch": "page_viewed", "conversion": "order_completed", "by": {"property": "channel"}}, {"lag": 99}, "/cell/lag", None),
    ("overlap", {"sets": ["age > 20", "age > 30"]}, {"in": [3]}, "cell.in", None))


def no_such_cells(s):
    """A number that the answer does not have is refused with what it has, in both languages, never nobody."""
    for kind, question, cell, place, has in CELLS:
        for lang in ("en", "zh"):
            no = s.post("/questions/%s/people?lang=%s" % (kind, lang), {"question": question, "cell": cell, "as_of": AS_OF}, status=422)
            at = no["place"]["source"]
            check(at == place or at.startswith(place + "[") or "/" + place.replace(".", "/") in at, "%s %s: at %s" % (kind, cell, at))
            check(has is None or has in no["detail"], "%s %s: %s" % (kind, cell, no["detail"]))
    no = s.post("/questions/retention/people?lang=zh", {"question": {"start": "order_completed", "grain": "month"}, "cell": {"cohort": "1999-01-01"}, "as_of": AS_OF}, status=422)
    check("没有 1999-01-01 的群组" in no["detail"] and "现有群组从" in no["hint"], no)
    # of too many periods: the field, and the grains that fit
    for kind, doc, fit in (("trend", {"series": ["*"], "grain": "minute", "range": {"from": "2025-01-01"}}, "day, week, month, quarter, year"),
                           ("retention", {"start": "*", "grain": "hour", "range": {"from": "2025-01-01"}}, "day, week, month")):
        for lang in ("en", "zh"):
            no = s.post("/questions/%s?lang=%s" % (kind, lang), dict(doc, as_of=AS_OF), status=422)
            equal((no["place"]["source"], fit in no["hint"]), ("range", True), no)


def sets(s):
    """Overlap and difference: numbers are set operations on counts, have their people, and are the command line's."""
    a, b = "count(order_completed) >= 2", "did(product_shared)"
    question = {"sets": [a, {"expression": b, "title": "sharers"}, "age > 30"]}
    got = s.post("/questions/overlap", dict(question, as_of=AS_OF))
    both = s.post("/questions/count", {"expression": "%s and %s" % (a, b), "as_of": AS_OF})["people"]
    equal((got["matrix"][0][1]["people"], got["matrix"][1][0]["people"], got["sets"][1]["title"]), (both, both, "sharers"), "in both")
    check(both > 5, "somebody is in both")
    of = [s.post("/questions/count", {"expression": e, "as_of": AS_OF})["people"] for e in (a, b, "age > 30")]
    equal([x["people"] for x in got["sets"]], of, "sizes")
    check(all(x["words"]["zh"] not in (x["expression"], "") and x["words"]["en"] not in (x["words"]["zh"], "") for x in got["sets"]), "conditions in words: %s" % got["sets"])
    equal(sum(c["people"] for c in got["combinations"]), s.post("/questions/count", {"expression": "%s or %s or age > 30" % (a, b), "as_of": AS_OF})["people"], "combinations add up")
    for c in got["combinations"]:
        cell = {"in": c["sets"], "out": [i for i in (1, 2, 3) if i not in c["sets"]]}
        equal(len(people_of(s, "overlap", question, cell)), c["people"], str(cell))
    want = shoal(s.data, "query", "overlap", "%s; %s; age > 30" % (a, b), "--as-of", AS_OF, "--json", env=ENV)
    equal((got["matrix"], got["combinations"]), (want["matrix"], want["combinations"]), "command line")
    for bad, place in (({"sets": [a, "phone contains \"1\""]}, "sets[1]"), ({"sets": [a, b], "who": "email exists"}, "who")):
        no = s.post("/questions/overlap", bad, status=403, key="read")
        equal((no["code"], no["place"]["source"]), ("masked_attribute", place), str(bad))

    question = {"of": "did(order_completed, last 60 days)", "from": "2026-06-30", "to": "2026-10-31"}
    got = s.post("/questions/difference", dict(question, as_of=AS_OF))
    equal([s.post("/questions/count", {"expression": question["of"], "as_of": question[k]})["people"] for k in ("from", "to")],
          [got["from"]["people"], got["to"]["people"]], "sizes then")
    equal(got["from"]["people"] + got["entered"] - got["left"], got["to"]["people"], "balance")
    for what in ("entered", "left", "stayed"):
        check(got[what] > 5, what)
        equal(len(people_of(s, "difference", question, {"what": what})), got[what], what)
    want = shoal(s.data, "query", "difference", question["of"], "--from", "2026-06-30", "--to", "2026-10-31", "--as-of", AS_OF, "--json", env=ENV)
    equal([got[k] for k in ("from", "to", "entered", "left", "stayed")], [want[k] for k in ("from", "to", "entered", "left", "stayed")], "command line")
    audit = lambda: [(e["object"], e["detail"]) for e in s.get("/audit?limit=100")["items"] if e["action"] == "people.exported"]  # noqa: E731
    s.post("/questions/difference/people", {"question": question, "cell": {"what": "left"}, "as_of": AS_OF})
    equal(audit(), [], "looking at people is no export")
    page = s.post("/questions/difference/people", {"question": question, "cell": {"what": "left"}, "as_of": AS_OF, "limit": 5, "export": True})
    s.post("/questions/difference/people", {"question": question, "cell": {"what": "left"}, "as_of": AS_OF, "limit": 5, "export": True, "cursor": page["next"]})
    equal(audit(), [("difference", {"people": got["left"]})], "an export is told once, with its size")
    period = {"of": question["of"], "range": {"from": "2026-07-01", "to": "2026-10-31"}}
    same = s.post("/questions/difference", dict(period, as_of=AS_OF))
    equal([same[k] for k in ("from", "to", "entered", "left")], [got[k] for k in ("from", "to", "entered", "left")], "a period is its two ends")
    no = s.post("/questions/difference", dict(period, **{"from": "2026-01-01"}), status=422)
    equal((no["code"], no["place"]["source"]), ("field_excludes", "range"), "either a period or moments")


RETENTION = {"start": "signed_up", "return": "order_completed", "grain": "month", "periods": 4, "range": {"from": "2025-11-10"}}


def retentions(s):
    """Numbers are the command line's; each has its people; cohorts and groups add up; nobody learns what is masked."""
    for more, flags in (({}, ()), ({"by": {"attribute": "city"}, "mode": "until", "measure": {"sum": "amount"}},
                                   ("--by", "attribute:city", "--mode", "until", "--measure", "sum:amount")),
                        ({"clock": "rolling", "first": "range", "measure": "events", "who": "age > 30"},
                         ("--clock", "rolling", "--first", "range", "--measure", "events", "--who", "age > 30"))):
        got = s.post("/questions/retention", dict(RETENTION, as_of=AS_OF, **more))
        want = shoal(s.data, "query", "retention", "signed_up -> order_completed", "--grain", "month", "--periods", "4", "--from", "2025-11-10", *flags,
                     "--as-of", AS_OF, "--json", env=ENV)
        for key in ("start", "return", "columns", "all", "cohorts", "groups"):
            equal(got[key], want[key], "%s of %s" % (key, more))
    got = s.post("/questions/retention", dict(RETENTION, as_of=AS_OF, start="product_viewed", by={"attribute": "city"}, top=3, first="each"))
    equal([g["kind"] for g in got["groups"]], ["value"] * 3 + ["other"], "three and the rest")
    check(got["all"]["cells"][1]["people"] > 20, "somebody is back")
    for i, cohort in enumerate(got["cohorts"]):
        equal([len(g["cohorts"][i]["cells"]) for g in got["groups"]], [len(cohort["cells"])] * 4, "the same triangle")
        equal(sum(g["cohorts"][i]["size"] for g in got["groups"]), cohort["size"], "groups add up")
        for c, cell in enumerate(cohort["cells"]):
            equal(sum(g["cohorts"][i]["cells"][c]["people"] for g in got["groups"]), cell["people"], "cells add up")
    question = dict(RETENTION, start="product_viewed", by={"attribute": "city"}, top=3)
    got = s.post("/questions/retention", dict(question, as_of=AS_OF))
    cohort, group = got["cohorts"][3], got["groups"][0]
    pick = {"cohort": cohort["from"], "column": 2}
    for cell, number in ((pick, cohort["cells"][2]["people"]), (dict(pick, what="lost"), cohort["size"] - cohort["cells"][2]["people"]),
                         (dict(pick, what="members"), cohort["size"]), ({"column": 1}, got["all"]["cells"][1]["people"]),
                         ({"column": 1, "what": "lost"}, got["all"]["cells"][1]["of"] - got["all"]["cells"][1]["people"]),
                         ({"what": "members"}, got["all"]["size"]), (dict(pick, group=group["label"]), group["cohorts"][3]["cells"][2]["people"]),
                         ({"what": "members", "other": True}, got["groups"][3]["size"])):
        equal(len(people_of(s, "retention", question, cell)), number, "the people of %s" % cell)
    check(all("*" in p for p in people_of(s, "retention", question, pick, key="read")), "masked")
    for bad, place in (({"start": "order_completed where phone contains \"139\""}, "start"), ({"return": "* where phone = \"1\""}, "return"),
                       ({"by": {"attribute": "name"}}, "by.attribute"), ({"measure": {"sum": "phone"}}, "measure.sum"), ({"who": "email exists"}, "who")):
        no = s.post("/questions/retention", dict(RETENTION, **dict({"as_of": AS_OF}, **bad)), status=403, key="read")
        equal((no["code"], no["place"]["source"]), ("masked_attribute", place), str(bad))
    for bad, code, place in (({"brackets": [[1, 2]]}, "field_excludes", "brackets"), ({"start": "product_viewed where"}, "syntax_end", "start"),
                             ({"measure": {"sum": "category"}}, "needs_type", "measure.sum"), ({"by": {"property": "no_such"}}, "unknown_name", "by.property")):
        no = s.post("/questions/retention", dict(RETENTION, **dict({"as_of": AS_OF}, **bad)), status=422)
        equal((no["code"], no["place"]["source"]), (code, place), str(bad))
        check(no["detail"], "in words")
    no = s.post("/questions/retention", dict(RETENTION, as_of=AS_OF, by={"expression": "count(order_completed,\n  lst 3 days)"}), status=422)
    equal((no["place"]["source"], no["place"]["line"], no["place"]["column"]), ("by.expression", 2, 3), "the place in an expression of a breakdown")
    no = s.post("/questions/retention", dict(RETENTION, as_of=AS_OF, by={"class": "nothing"}), status=422)
    check(not no["place"].get("line"), "a slug has no place in a text nobody wrote")
    for cell, place in (({"column": 5}, "cell.column"), ({"cohort": "soon"}, "cell.cohort"), ({"what": "gone"}, "/cell/what")):
        no = s.post("/questions/retention/people", {"question": RETENTION, "cell": cell, "as_of": AS_OF}, status=422)
        equal(no["place"]["source"], place, str(cell))


ATTRIBUTION = {"touch": "page_viewed or promotion_clicked or message_clicked", "conversion": "order_completed", "by": {"property": "channel"},
               "model": ["last", "linear", "position", "time_decay", "shapley", "markov", "first", "last_non_direct"], "value": {"sum": "amount"}}


def attribution(s):
    """Numbers are the command line's; every model's sums are exactly the total; each number has its people; nobody learns what is masked."""
    for more, flags in (({}, ()), ({"within": "3 days", "top": 2, "who": "age > 30"}, ("--within", "3 days", "--top", "2", "--who", "age > 30")),
                        ({"count": "first", "range": {"from": "2026-01-01"}}, ("--count", "first", "--from", "2026-01-01"))):
        got = s.post("/questions/attribution", dict(ATTRIBUTION, as_of=AS_OF, **more))
        want = shoal(s.data, "query", "attribution", "%s -> %s" % (ATTRIBUTION["touch"], ATTRIBUTION["conversion"]), "--by", "channel", "--sum", "amount",
                     "--model", ",".join(ATTRIBUTION["model"]), *flags, "--as-of", AS_OF, "--json", env=ENV)
        for key in ("all", "models", "channels", "lengths", "lags", "seconds"):
            equal(got[key], want[key], "%s of %s" % (key, more))
        check(got["all"]["touched"] > 20, "somebody was touched")
        for m, model in enumerate(ATTRIBUTION["model"]):
            for what, total in (("conversions", got["all"]["conversions"]), ("value", got["all"]["value"])):
                equal(sum(Decimal(c["models"][m][what]) for c in got["channels"]), Decimal(total), "%s by %s" % (what, model))
        equal(sum(x["conversions"] for x in got["lengths"]), got["all"]["touched"], "lengths")
        equal(sum(x["conversions"] for x in got["lags"]), got["all"]["touched"], "lags")
    question = dict(ATTRIBUTION, count="first", top=2, model=["first", "last"])
    got = s.post("/questions/attribution", dict(question, as_of=AS_OF))
    channels = {c["label"] or c["kind"]: c for c in got["channels"]}
    first = got["channels"][0]
    for cell, number in (({}, got["all"]["people"]), ({"none": True}, channels["none"]["touched"]), ({"other": True, "what": "touched"}, channels["other"]["touched"]),
                         ({"group": first["label"], "what": "assisted"}, first["assisted"]), ({"group": first["label"], "what": "touches"}, first["people"]),
                         ({"group": first["label"]}, int(first["models"][0]["conversions"])), ({"group": first["label"], "model": "last"}, int(first["models"][1]["conversions"])),
                         ({"length": 11}, got["lengths"][10]["conversions"]), ({"lag": 3}, got["lags"][2]["conversions"])):
        equal(len(people_of(s, "attribution", question, cell)), number, "the people of %s" % cell)
    check(all("*" in p for p in people_of(s, "attribution", question, {}, key="read")), "masked")
    for bad, place in (({"conversion": "order_completed where phone contains \"139\""}, "conversion"), ({"touch": "* where name = \"x\""}, "touch"),
                       ({"by": {"property": "phone"}}, "by.property"), ({"value": {"sum": "phone"}}, "value.sum"), ({"who": "email exists"}, "who")):
        no = s.post("/questions/attribution", dict(question, **dict({"as_of": AS_OF}, **bad)), status=403, key="read")
        equal((no["code"], no["place"]["source"]), ("masked_attribute", place), str(bad))
    for bad, code, place in (({"by": {"property": "no_such_property"}}, "unknown_name", "by.property"), ({"touch": "page_viewed where"}, "syntax_end", "touch"),
                             ({"model": ["last", "last"]}, "bad_field", "model[1]")):
        no = s.post("/questions/attribution", dict(question, **dict({"as_of": AS_OF}, **bad)), status=422)
        equal((no["code"], no["place"]["source"]), (code, place), str(bad))
        check(no["detail"], "in words")


TREND = {"series": ["product_viewed", {"events": "order_completed", "measure": {"sum": "amount"}}, {"events": "*", "measure": "people"}], "grain": "month",
         "range": {"from": "2025-06-01"}}


def trends(s):
    """Numbers are the command line's; each has its people; groups add up where they can; nobody learns what is masked."""
    text, measures = "product_viewed; order_completed; *", ("--measure", "events; sum:amount; people", "--grain", "month", "--from", "2025-06-01")
    for more, flags in (({}, ()), ({"by": [{"attribute": "city"}], "top": 3, "compare": "previous"}, ("--by", "attribute:city", "--top", "3", "--compare", "previous")),
                        ({"rolling": 3, "formulas": ["B / C"], "who": "age > 30"}, ("--rolling", "3", "--formula", "B / C", "--who", "age > 30")),
                        ({"by": [{"property": "event"}, {"property": "weekday"}], "cumulative": True}, ("--by", "event,weekday", "--cumulative"))):
        got = s.post("/questions/trend", dict(TREND, as_of=AS_OF, **more))
        want = shoal(s.data, "query", "trend", text, *measures, *flags, "--as-of", AS_OF, "--json", env=ENV)
        for key in ("series", "formulas", "grain", "periods", "all", "groups"):
            equal(got[key], want[key], "%s of %s" % (key, more))
    question = dict(TREND, by={"attribute": "city"}, top=3, compare="previous")
    got = s.post("/questions/trend", dict(question, as_of=AS_OF))
    equal([g["kind"] for g in got["groups"]], ["value"] * 3 + ["other"], "three and the rest")
    equal([p["from"] for p in got["periods"]][:2], ["2025-06-01", "2025-07-01"], "months")
    for line in (0, 1, 2):  # everybody is in one city
        for i, n in enumerate(got["all"]["values"][line]):
            check(abs(sum(g["values"][line][i] for g in got["groups"]) - n) < 1e-6, "groups add up")
    check(got["all"]["totals"][2] > 20, "somebody comes")
    for cell, number in (({"series": 3}, got["all"]["totals"][2]), ({"series": 3, "period": 4}, got["all"]["values"][2][3]),
                         ({"series": 3, "period": 4, "before": True}, got["all"]["before"][2][3]),
                         ({"series": 3, "period": 2, "group": got["groups"][0]["label"]}, got["groups"][0]["values"][2][1]),
                         ({"series": 3, "other": True}, got["groups"][3]["totals"][2])):
        equal(len(people_of(s, "trend", question, cell)), number, "the people of %s" % cell)
    check(all("*" in p for p in people_of(s, "trend", question, {"series": 3}, key="read")), "masked")
    for bad, place in (({"series": ["order_completed where phone contains \"139\""]}, "series[0]"), ({"by": {"attribute": "name"}}, "by.attribute"),
                       ({"series": [{"events": "*", "measure": {"distinct": "phone"}}]}, "series[0].measure"), ({"who": "email exists"}, "who")):
        no = s.post("/questions/trend", dict(TREND, **dict({"as_of": AS_OF}, **bad)), status=403, key="read")
        equal((no["code"], no["place"]["source"]), ("masked_attribute", place), str(bad))
    for bad, code, place in (({"formulas": ["A / D"]}, "bad_field", "formulas[0]"), ({"series": ["product_viewed where"]}, "syntax_end", "series[0]"),
                             ({"grain": "none", "rolling": 7}, "field_excludes", "rolling"), ({"by": {"property": "no_such"}}, "unknown_name", "by.property")):
        no = s.post("/questions/trend", dict(TREND, **dict({"as_of": AS_OF}, **bad)), status=422)
        equal((no["code"], no["place"]["source"]), (code, place), str(bad))
        check(no["detail"], "in words")


def distributions(s):
    """Numbers are the command line's and the language's; each bin has its people."""
    base = {"events": "order_completed", "range": {"from": "2025-06-01"}}
    for more, flags in (({"measure": {"sum": "amount"}, "bins": 8}, ("--measure", "sum:amount", "--bins", "8")), ({"bins": "each", "zeros": True}, ("--bins", "each", "--zeros")),
                        ({"measure": "days", "bins": [2, 4], "by": {"attribute": "city"}, "top": 2, "who": "age > 30"},
                         ("--measure", "days", "--bins", "2,4", "--by", "attribute:city", "--top", "2", "--who", "age > 30"))):
        got = s.post("/questions/distribution", dict(base, as_of=AS_OF, **more))
        want = shoal(s.data, "query", "distribution", "order_completed", "--from", "2025-06-01", *flags, "--as-of", AS_OF, "--json", env=ENV)
        for key in ("of", "measure", "bins", "all", "groups"):
            equal(got[key], want[key], "%s of %s" % (key, more))
        equal(sum(got["all"]["counts"]), got["all"]["people"], "everybody is in a bin")
    question = {"value": "count(order_completed)", "bins": "each"}
    got = s.post("/questions/distribution", dict(question, as_of=AS_OF))
    for i, b in enumerate(got["bins"][:3]):
        want = s.post("/questions/count", {"expression": "count(order_completed) = %s" % b["from"], "as_of": AS_OF})["people"]
        equal(got["all"]["counts"][i], want, "people with %s" % b)
        equal(len(people_of(s, "distribution", question, {"bin": i + 1})), want, "the people of bin %d" % i)
    check(all("*" in p for p in people_of(s, "distribution", question, {"bin": 2}, key="read")), "masked")
    for bad, place in (({"value": "count(order_completed where phone = \"1\")"}, "value"), ({"by": {"attribute": "name"}}, "by.attribute")):
        no = s.post("/questions/distribution", dict(question, as_of=AS_OF, **{}) | bad, status=403, key="read")
        equal((no["code"], no["place"]["source"]), ("masked_attribute", place), str(bad))
    no = s.post("/questions/distribution", dict(question, as_of=AS_OF, bins=[3, 2]), status=422)
    equal((no["code"], no["place"]["source"]), ("bad_field", "bins"), "edges")


def together(s):
    """Many at once ask different things; all answers are what they are one by one."""
    want = [s.post("/questions/count", {"expression": e, "as_of": AS_OF})["people"] for e in EXPRESSIONS]
    wrong = []

    def ask(i):
        for k in range(6):
            n = (i + k) % len(EXPRESSIONS)
            got = s.post("/questions/count", {"expression": EXPRESSIONS[n] + " and count(share) >= 0" * (k % 2), "as_of": AS_OF})
            if got["people"] != want[n]:
                wrong.append((EXPRESSIONS[n], got["people"], want[n]))
            s.post("/questions/people", {"expression": EXPRESSIONS[n], "as_of": AS_OF, "sort": "revenue", "limit": 20})

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(8)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    equal(wrong, [], "answers")


def ends_well(s):
    code, log = s.stop(), open(str(s.data) + ".log", errors="replace").read()
    check(code == 0 and "ERROR" not in log and "runtime error" not in log, "exit code %s\n%s" % (code, log[-3000:]))


TESTS = (("counts equal the command line's and parts add up", counts), ("explanations agree with membership", members),
         ("pages cover everybody once and are sorted", pages), ("a person's page agrees with lists", values), ("search", search),
         ("masking", masking), ("wrong input", wrong_input), ("forms", forms), ("checks", checks), ("parameters", parameters), ("profile", profile), ("segments", segments),
         ("dictionary", dictionary), ("funnels", funnels), ("paths", paths), ("attribution", attribution), ("retentions", retentions), ("trends", trends), ("distributions", distributions), ("sets", sets), ("cells that an answer has not", no_such_cells), ("many at once", together), ("paging while rows arrive", paging_while_rows_arrive),
         ("pages expire", pages_expire),
         ("the server ends well", ends_well))


def named(name, fn, s):
    def t():
        fn(s)
    t.__name__ = name
    return t


with Temp() as tmp:
    brand, data = tmp / "brand", tmp / "data"
    shoal(None, "simulate", brand, "--events", "60k", "--people", "1500", "--seed", "11", "--until", AS_OF)
    for file in ("events.ndjson", "people.csv"):
        shoal(data, "import", brand / file, "--map", brand / (file.split(".")[0] + ".map.yaml"), env=ENV)
    server = Server(data)
    try:
        main(*(named(name, fn, server) for name, fn in TESTS))
    finally:
        if server.process.poll() is None:
            server.process.kill()
