#!/usr/bin/env python3
"""Classifications over HTTP: every cell opens its people, flows balance, a preview tells what saving then does and saves
nothing, versions and conditions of saving, and errors are placed where they are."""
import copy
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from served import Served  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

UNTIL = "2026-11-21"
C = "/classifications"


def brand(t):
    shoal(None, "simulate", t / "brand", "--events", "150k", "--people", "3000", "--until", UNTIL)
    shoal(t / "d", "workspace", "create", "--zone", "Asia/Shanghai", "--currency", "CNY")
    shoal(t / "d", "import", t / "brand/events.ndjson", "--map", t / "brand/events.map.yaml")
    return t / "d"


def near(a, b, what):
    check(abs(float(a) - float(b)) < 1e-6 * max(1, abs(float(b))), "%s: %s is not %s" % (what, a, b))


def every_cell_opens_its_people():
    with Temp() as t, Served(brand(t)) as s:
        for as_of in (UNTIL, "2026-06-30T10:20:00"):
            for k in s.get(C)["items"]:
                slug = k["slug"]
                v = s.get("%s/%s/values" % (C, slug), as_of=as_of)
                want = shoal(t / "d", "report", "class", "--classification", slug, "--as-of", as_of, "--json")["classes"]
                equal([(c["name"], c["people"], c["buyers"], c["orders"]) for c in v["classes"]],
                      [(c["class"], c["people"], c["buyers"], c["orders"]) for c in want], slug)
                for c, w in zip(v["classes"], want):
                    near(c["revenue"], w["revenue"], c["name"])
                    equal(s.count(c["expression"], as_of), c["people"], c["expression"])
                for h in v["histogram"]:
                    check(len(h["bins"]) <= 20 and h["title"]["en"] and h["title"]["zh"], "bins of " + h["measure"])
                    for a, b in zip(h["bins"], h["bins"][1:]):
                        equal(a["to"], b["from"], "bins meet")
                    for b in h["bins"]:
                        equal(s.count(b["expression"], as_of), b["people"], b["expression"])
                    check(sum(b["people"] for b in h["bins"]) <= v["population"], "no more than the population")
                for r in v["thresholds"]:
                    score = next(x for x in k["scores"] if x["name"] == r["score"])
                    equal((len(r["at"]), r["of"]), (score["bins"] - 1, score["of"]), "thresholds of " + r["score"])
                equal({r["name"] for r in v["references"]}, {r["name"] for r in k["references"]}, "references")
            grid_adds_up(s, t / "d", as_of)


def grid_adds_up(s, data, as_of):
    v = s.get(C + "/rfm/values", as_of=as_of)
    want = shoal(data, "report", "rfm", "--as-of", as_of, "--json")
    cells = v["grid"]["cells"]
    equal([(c["r"], c["f"], c["people"]) for c in cells], [(c["r"], c["f"], c["people"]) for c in want["grid"]], "grid")
    for c, w in zip(cells, want["grid"]):
        near(c["mean_m"] or 0, w["mean_m"] or 0, "mean of %s" % c["expression"])
        equal(sum(k["people"] for k in c["classes"]), c["people"], "classes of a cell")
        equal(s.count(c["expression"], as_of), c["people"], c["expression"])
    equal(sum(c["people"] for c in cells), v["population"], "everybody scored is in a cell")
    for name in ("champions", "hibernating", "lost"):
        equal(sum(k["people"] for c in cells for k in c["classes"] if k["name"] == name),
              next(c["people"] for c in v["classes"] if c["name"] == name), name)
    big = max(cells, key=lambda c: c["people"])
    shoal_segment = {"title": {"en": "A cell", "zh": "一格"}, "expression": big["expression"]}
    a = s.ask("PUT", "/segments/cell", shoal_segment)
    if a.status != 404:  # a cell becomes a segment
        check(a.status in (200, 201), "%d %s" % (a.status, a.body))
    equal(s.get(C + "/aipl/values", as_of=as_of)["grid"], None, "no scores, no grid")


def flows_balance_and_open_their_people():
    with Temp() as t, Served(brand(t)) as s:
        for slug, a, b in (("rfm", "2026-06-30", "2026-09-30"), ("lifecycle", "2025-07-01", "2026-11-21"), ("aipl", "2026-11-01", "2026-11-01")):
            f = s.get("%s/%s/flow" % (C, slug), **{"from": a, "to": b})
            names = [c["name"] for c in f["classes"]]
            equal(names[-2:], ["none", "absent"], "ends")
            m, n = f["matrix"], len(names)
            days = [s.get("%s/%s/daily" % (C, slug), **{"from": d, "to": d})["counts"][0] for d in (a, b)]
            for i in range(n - 1):
                equal(sum(m[i]), days[0][i], "%s at the start" % names[i])
                equal(sum(m[j][i] for j in range(n)), days[1][i], "%s at the end" % names[i])
            equal([m[i][n - 1] for i in range(n)], [0] * n, "nobody becomes unknown")
            for i, k in enumerate(f["identity"]):
                equal(k["class"], names[i], "order")
                equal(k["start"], k["stayed"] + k["up"] + k["down"] + k["lost"], "start of " + names[i])
                equal(k["end"], k["stayed"] + k["arrived"] + k["entered"], "end of " + names[i])
                equal((k["start"], k["end"], k["stayed"]), (days[0][i], days[1][i], m[i][i]), names[i])
                equal(k["entered"], m[n - 1][i], "entered " + names[i])
            if a == b:
                equal([m[i][j] for i in range(n) for j in range(n) if i != j], [0] * (n * n - n), "a day against itself")
            for i in range(n):
                for j in range(n - 1):
                    if m[i][j]:
                        p = s.get("%s/%s/flow/people" % (C, slug), from_class=names[i], to_class=names[j], limit=1, **{"from": a, "to": b})
                        equal(p["total"], m[i][j], "%s to %s" % (names[i], names[j]))
        up = {k["class"]: k for k in s.get(C + "/lifecycle/flow", **{"from": "2026-01-01", "to": "2026-11-21"})["identity"]}
        check(up["maturity"]["down"] > 0 and up["maturity"]["up"] == 0, "falling asleep is down, whatever the order of rules")
        pages_are_whole(s)


def pages_are_whole(s):
    query = {"from": "2026-01-01", "to": "2026-11-21", "from_class": "growth", "limit": 7}
    seen, cursor = [], None
    while True:
        p = s.get(C + "/lifecycle/flow/people", **query, **({"cursor": cursor} if cursor else {}))
        seen += [i["subject"] for i in p["items"]]
        cursor = p["next"]
        if not cursor:
            break
    equal((len(seen), len(set(seen))), (p["total"], p["total"]), "all, each once")
    check(p["total"] > 20, "some pages")
    s.refused("GET", C + "/lifecycle/flow/people", 422, "bad_cursor", query={**query, "from_class": "maturity", "cursor": "x" * 40})
    s.refused("GET", C + "/lifecycle/flow/people", 422, "unknown_class", query={"from_class": "grown"})
    s.refused("GET", C + "/lifecycle/flow/people", 422, "unknown_class", query={"to_class": "absent"})


def days_are_counted():
    with Temp() as t, Served(brand(t)) as s:
        d = s.get(C + "/aipl/daily", **{"from": "2026-10-20", "to": "2026-11-21"})
        want = shoal(t / "d", "report", "aipl", "--daily", "--from", "2026-10-20", "--to", "2026-11-21", "--json")["daily"]
        names = [c["name"] for c in d["classes"]]
        equal(d["days"], [w["date"] for w in want], "days")
        equal(d["counts"], [[w[n] for n in names] for w in want], "counts")
        long = s.get(C + "/aipl/daily", **{"from": "2026-01-05", "to": "2026-11-21"})
        equal((long["step_days"], d["step_days"], long["days"][-1]), (7, 1, "2026-11-21"), "long ones by week")
        equal(long["counts"][-5:][::1], [d["counts"][d["days"].index(x)] for x in long["days"][-5:]], "the same counts")
        for query, code in (({"from": "2026-02-01", "to": "2026-01-01"}, "bad_period"), ({"from": "1990-01-01"}, "bad_period"),
                            ({"to": "today"}, "bad_parameter"), ({"until": "2026-01-01"}, "unknown_parameter")):
            s.refused("GET", C + "/aipl/daily", 422, code, query=query)
        s.refused("GET", C + "/nope/daily", 404, "unknown_resource")


def a_preview_tells_what_saving_does():
    with Temp() as t, Served(brand(t)) as s:
        before = s.get(C + "/payers")
        doc = copy.deepcopy(before["doc"])
        doc["classes"][0]["when"] = "percentile >= 95"
        doc["classes"][1]["name"] = "big"
        now = s.get(C + "/payers/values", as_of=UNTIL)
        p = s.post(C + "/preview", {"slug": "payers", "doc": doc, "as_of": UNTIL})
        equal(p["problems"], [], "good")
        equal(s.get(C + "/payers"), before, "nothing was saved")
        equal(len(s.get(C + "/payers/versions")["items"]), 1, "no version")
        was = {c["name"]: c["people"] for c in now["classes"]}
        equal({c["name"]: c["was"] for c in p["classes"]}, {c["name"]: was.get(c["name"], 0) for c in p["classes"]}, "was")
        equal(sum(m["people"] for m in p["matrix"]), sum(was.values()), "everybody is in the matrix")
        equal(p["moved"], sum(m["people"] for m in p["matrix"] if m["from"] != m["to"]), "moved")
        check(p["moved"] > 0 and all(m["people"] > 0 for m in p["matrix"]), "somebody moves")
        yaml = s.post(C + "/preview", {"slug": "payers", "yaml": before["yaml"].replace("percentile = 100", "percentile >= 95").replace("name: large", "name: big"), "as_of": UNTIL})
        equal([yaml[k] for k in ("classes", "matrix", "moved", "thresholds")], [p[k] for k in ("classes", "matrix", "moved", "thresholds")], "YAML says the same")
        a = s.ask("PUT", C + "/payers", {"doc": doc})
        equal((a.status, a.json["version"], a.headers["etag"]), (200, 2, '"2"'), "saved")
        then = s.get(C + "/payers/values", as_of=UNTIL)
        equal([(c["name"], c["people"]) for c in then["classes"]], [(c["name"], c["people"]) for c in p["classes"]], "as the preview said")
        new = s.post(C + "/preview", {"slug": "fresh", "doc": {"title": "F", "classes": [{"name": "a", "when": "did(order_completed)"}]}, "as_of": UNTIL})
        equal((new["problems"], [c["was"] for c in new["classes"]]), ([], [0, 3000]), "a new one moves people out of none")
        problems_are_placed(s, before)


def problems_are_placed(s, before):
    def one(body, code, source, line, column=None):
        p = s.post(C + "/preview", {"slug": "payers", **body})
        equal((len(p["problems"]), p["classes"], p["moved"]), (1, [], 0), str(body)[:80])
        q = p["problems"][0]
        equal((q["code"], q["place"]["source"], q["place"]["line"]), (code, source, line), str(q))
        check(q["detail"]["en"] and q["detail"]["zh"], "both languages")
        if column:
            equal(q["place"]["column"], column, str(q))

    good = [{"name": "a", "when": "spend > 1"}]
    base = {"title": "P", "measures": {"spend": "count(*)"}}
    one({"doc": {**base, "classes": good + [{"name": "b", "when": "spend > 1 and spnd > 2"}]}}, "unknown_name", "/doc/classes/1/when", 1, 15)
    one({"doc": {**base, "classes": [{"name": "a", "when": "spend >"}]}}, "syntax_end", "/doc/classes/0/when", 1, 8)
    one({"doc": {**base, "measures": {"spend": "sum(order_completed.amunt)"}, "classes": good}}, "unknown_name", "/doc/measures/spend", 1, 21)
    one({"doc": {**base, "scores": {"S": {"of": "spend", "by": "thirds"}}, "classes": good}}, "bad_field", "/doc/scores/S", 0)
    one({"doc": {**base, "classes": good + good}}, "bad_field", "/doc/classes/0", 0)
    one({"doc": {**base, "classes": "all"}}, "bad_field", "/doc/classes", 0)
    one({"doc": {**base, "slug": "other", "classes": good}}, "bad_field", "/doc/slug", 0)
    one({"doc": {**base, "classes": [{"name": "a", "when": "class(payers) = \"a\""}]}}, "reference_cycle", "/doc/classes/0/when", 1)
    bad = before["yaml"].replace("percentile = 100", "percentle = 100")
    line = next(i for i, text in enumerate(bad.split("\n"), 1) if "percentle" in text)
    one({"yaml": bad}, "unknown_name", "yaml", line)
    one({"yaml": "a: [1"}, "bad_yaml", "yaml", 2)
    one({"yaml": "- 1"}, "bad_field", "yaml", 1)
    s.refused("POST", C + "/preview", 422, "document_or_yaml", {"slug": "payers"})
    s.refused("POST", C + "/preview", 422, "document_or_yaml", {"slug": "payers", "doc": {}, "yaml": "x: 1"})
    s.refused("POST", C + "/preview", 422, "missing_field", {"doc": {}})
    s.refused("POST", C + "/preview", 422, "unknown_field", {"slug": "payers", "doc": {}, "asof": "2026-01-01"})
    a = s.refused("PUT", C + "/payers", 422, "unknown_name", {"doc": {**base, "classes": [{"name": "b", "when": "spnd > 2"}]}})
    equal((a["place"]["source"], a["place"]["column"]), ("/doc/classes/0/when", 1), "a refused PUT is placed as well")


def saving_has_conditions():
    with Temp() as t:
        shoal(t / "d", "workspace", "create", "--zone", "Asia/Shanghai", "--currency", "CNY")
        with Served(t / "d") as s:
            doc = {"title": {"en": "Mine", "zh": "我的"}, "description": "x", "classes": [{"name": "yes", "when": "did(order_completed)"}]}
            a = s.ask("PUT", C + "/mine", {"doc": doc}, headers={"If-None-Match": "*"})
            equal((a.status, a.json["version"], a.headers["etag"], a.json["preset"]), (201, 1, '"1"', False), "made")
            equal((a.json["title"], a.json["description"], a.json["classes"][0]["rank"]), (doc["title"], {"en": "x", "zh": "x"}, 1), "what was given")
            check(a.json["classes"][0]["sentence"]["zh"] and a.json["yaml"].startswith("kind: classification"), "in words and as YAML")
            s.refused("PUT", C + "/mine", 412, "resource_changed", {"doc": doc}, headers={"If-None-Match": "*"})
            equal(s.ask("PUT", C + "/mine", {"doc": doc}).json["version"], 1, "the same document is no new version")
            doc["classes"][0]["when"] = "count(order_completed) > 1"
            s.refused("PUT", C + "/mine", 412, "resource_changed", {"doc": doc}, headers={"If-Match": '"7"'})
            equal(s.ask("PUT", C + "/mine", {"doc": doc}, headers={"If-Match": '"1"'}).json["version"], 2, "changed")
            s.refused("PUT", C + "/mine", 412, "resource_changed", {"doc": doc}, headers={"If-Match": '"1"'})
            v = s.get(C + "/mine/versions")["items"]
            equal([x["version"] for x in v], [2, 1], "versions")
            check("count(order_completed) > 1" in v[0]["yaml"] and "did(order_completed)" in v[1]["yaml"], "each its own text")
            lines = s.get(C + "/mine/diff")["lines"]
            equal([x["op"] for x in lines if x["op"] != " "], ["-", "+"], "one line changed")
            equal("\n".join(x["text"] for x in lines if x["op"] != "-"), v[0]["yaml"].rstrip("\n"), "the new text")
            equal([x for x in s.get(C + "/mine/diff", a=2, b=1)["lines"] if x["op"] == "+"][0]["text"].strip(), "when: did(order_completed)", "backwards")
            s.refused("GET", C + "/mine/diff", 404, "unknown_version", query={"a": 1, "b": 9})
            equal(s.ask("GET", C + "/mine", headers={"If-None-Match": '"2"'}).status, 304, "unchanged")
            in_use(s)
            wrong_input(s, doc)


def in_use(s):
    shoal_apply = {"kind": "classification", "title": "Over", "classes": [{"name": "a", "when": "class(mine) = \"yes\" and score(rfm, R) > 1"}]}
    equal(s.ask("PUT", C + "/over", {"doc": shoal_apply}).status, 201, "refers to two")
    equal([u["slug"] for u in s.get(C + "/mine")["used_by"]], ["over"], "used by")
    check("over" in [u["slug"] for u in s.get(C + "/rfm")["used_by"]], "a score is a use as well")
    a = s.refused("DELETE", C + "/mine", 409, "in_use")
    check("over" in a["detail"], a["detail"])
    s.refused("DELETE", C + "/over", 412, "resource_changed", headers={"If-Match": '"9"'})
    equal(s.ask("DELETE", C + "/over").status, 204, "archived")
    s.refused("GET", C + "/over", 404, "unknown_resource")
    s.refused("GET", C + "/over/values", 404, "unknown_resource")
    equal(s.ask("DELETE", C + "/mine").status, 204, "free now")
    check("mine" not in [k["slug"] for k in s.get(C)["items"]], "gone from the list")


def wrong_input(s, doc):
    read = s.new_key("read")
    s.refused("PUT", C + "/other", 403, "forbidden", {"doc": doc}, key=read)
    s.refused("DELETE", C + "/rfm", 403, "forbidden", key=read)
    equal(s.ask("POST", C + "/preview", {"slug": "x", "doc": doc}, key=read).status, 200, "looking is reading")
    s.refused("PUT", C + "/other", 422, "document_or_yaml", {})
    s.refused("PUT", C + "/other", 422, "bad_field", {"doc": []})
    s.refused("PUT", C + "/other", 422, "bad_field", {"doc": {**doc, "kind": "segment"}})
    s.refused("PUT", C + "/other", 422, "unknown_field", {"doc": {**doc, "colour": "red"}})
    s.refused("PUT", C + "/other", 422, "unknown_field", {"doc": doc, "dry": True})
    s.refused("PUT", C + "/other", 400, "bad_json", b"{")
    s.refused("PUT", C + "/other", 422, "bad_field", {"doc": {**doc, "classes": [{"name": "a", "when": "true", "rank": 1.5}]}})
    check(s.ask("PUT", C + "/" + "x" * 65, {"doc": doc}).status in (404, 422), "a slug too long")
    check(s.ask("PUT", C + "/Bad%2FSlug", {"doc": doc}).status in (404, 422), "no slug")
    zh = s.refused("DELETE", C + "/nothing", 404, "unknown_resource", headers={"Accept-Language": "zh-CN"})
    check("没有" in zh["detail"], zh["detail"])


if __name__ == "__main__":
    main(every_cell_opens_its_people, flows_balance_and_open_their_people, days_are_counted, a_preview_tells_what_saving_does,
         saving_has_conditions)
