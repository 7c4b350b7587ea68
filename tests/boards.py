#!/usr/bin/env python3
"""Kept questions and boards: written, read, versioned, archived as any resource; asked again for another range, fewer people,
another moment; asked by themselves on a schedule, once, also by a server that was down when it was due."""
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from served import Served  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

UNTIL = "2026-11-21"
Q, B = "/resources/question/", "/resources/board/"
FUNNEL = {"steps": ["product_viewed", "product_added", "order_completed"], "within": "7 days", "range": {"from": "2026-06-01", "to": "2026-09-30"}}


def brand(t):
    shoal(None, "simulate", t / "brand", "--events", "60k", "--people", "1500", "--until", UNTIL)
    shoal(t / "d", "workspace", "create", "--zone", "Asia/Shanghai", "--currency", "CNY")
    shoal(t / "d", "import", t / "brand/events.ndjson", "--map", t / "brand/events.map.yaml")
    shoal(t / "d", "import", t / "brand/people.csv", "--map", t / "brand/people.map.yaml")
    return t / "d"


def put(s, path, body, status=200, **more):
    a = s.ask("PUT", path, body, **more)
    equal(a.status, status, "PUT %s %s" % (path, a))
    return a


def kept_and_asked_again():
    with Temp() as t, Served(brand(t)) as s:
        put(s, "/segments/vip", {"title": {"en": "VIP", "zh": "贵宾"}, "expression": "sum(order_completed.amount) > 1000"}, 201)
        question = dict(FUNNEL, who='segment("vip")')
        a = put(s, Q + "checkout", {"title": {"en": "Checkout", "zh": "下单"}, "asks": "funnel", "question": question, "view": {"chart": "steps"}}, 201)
        equal((a.json["version"], a.json["document"]["question"], a.json["title"]["zh"]), (1, question, "下单"), "as written")
        got = s.get(Q + "checkout")
        equal((got["document"], got["used_by"]), (a.json["document"], []), "as read")

        saved = s.post("/questions/saved/checkout", {"as_of": UNTIL})
        plain = s.post("/questions/funnel", dict(question, as_of=UNTIL))
        equal((saved["answer"]["all"], saved["asks"], saved["slug"]), (plain["all"], "funnel", "checkout"), "the same answer")
        check(plain["all"]["steps"][2]["reached"] > 5, "somebody buys")
        equal(saved["answer"]["all"]["steps"][0]["reached"], shoal(t / "d", "query", "saved", "checkout", "--as-of", UNTIL, "--json")["all"]["steps"][0]["reached"], "command line")
        fewer = s.post("/questions/saved/checkout", {"as_of": UNTIL, "range": "last 180 days", "who": 'age > 25'})
        want = s.post("/questions/funnel", dict(question, as_of=UNTIL, range="last 180 days", who='segment("vip") and age > 25'))
        equal(fewer["answer"]["all"], want["all"], "filtered")
        check(fewer["answer"]["all"]["steps"][0]["reached"] > 0, "somebody is left")
        # a board's period is a difference's two moments, and none of an overlap's business
        put(s, Q + "moved", {"asks": "difference", "question": {"of": "did(order_completed, last 30 days)", "from": "2026-01-01", "to": "2026-02-01"}}, 201)
        got = s.post("/questions/saved/moved", {"as_of": UNTIL, "range": {"from": "2026-07-01", "to": "2026-07-31"}})
        want = s.post("/questions/difference", {"of": "did(order_completed, last 30 days)", "from": "2026-06-30", "to": "2026-07-31", "as_of": UNTIL})
        equal([got["answer"][k] for k in ("from", "to", "entered", "left")], [want[k] for k in ("from", "to", "entered", "left")], "moments of the period")
        equal(got["question"], {"of": "did(order_completed, last 30 days)", "range": {"from": "2026-07-01", "to": "2026-07-31"}, "as_of": UNTIL}, "what was asked")
        put(s, Q + "shared", {"asks": "overlap", "question": {"sets": ["did(order_completed)", "age > 25"]}}, 201)
        equal(s.post("/questions/saved/shared", {"as_of": UNTIL, "range": "last 7 days"})["answer"]["matrix"],
              s.post("/questions/overlap", {"sets": ["did(order_completed)", "age > 25"], "as_of": UNTIL})["matrix"], "an overlap has no period")
        s.refused("POST", "/questions/saved/nothing", 404, "unknown_resource", {})
        no = s.refused("POST", "/questions/saved/checkout", 422, "syntax_end", {"who": "age >"})
        equal(no["place"]["source"], "who", "place")

        # one who must not see personal data
        viewer = s.new_key("read")
        equal(s.ask("POST", "/questions/saved/checkout", {"as_of": UNTIL}, viewer).json["answer"]["all"], plain["all"], "a viewer may ask")
        put(s, Q + "by-name", {"asks": "funnel", "question": dict(FUNNEL, by={"attribute": "name"})}, 201)
        s.refused("POST", "/questions/saved/by-name", 403, "masked_attribute", {"as_of": UNTIL}, viewer)
        s.refused("PUT", Q + "by-name", 403, "masked_attribute", {"asks": "funnel", "question": dict(FUNNEL, by={"attribute": "phone"})}, s.new_key("read,write"))

        # one life with all resources
        s.refused("DELETE", "/segments/vip", 409, "in_use")
        s.refused("PUT", Q + "checkout", 412, "resource_changed", {"asks": "funnel", "question": question}, headers={"If-Match": '"7"'})
        put(s, Q + "checkout", {"asks": "funnel", "question": FUNNEL}, headers={"If-Match": '"1"'})
        equal([v["version"] for v in s.get(Q + "checkout/versions")["items"]], [2, 1], "versions")
        equal(s.ask("DELETE", "/segments/vip").status, 204, "free again")
        yaml = s.ask("GET", "/resources/pull", query={"kind": "question"}).body.decode()
        changes = s.post("/resources/apply", {"documents": yaml})["changes"]
        equal([c["what"] for c in changes], ["none"] * 4, "pulled and applied")


def lists_are_personal():
    """Neither read, nor pulled, nor guessed at by a change, by those who must not see personal data."""
    with Temp() as t, Served(brand(t)) as s:
        viewer, writer, phone, path = s.new_key("read"), s.new_key("read,write"), "13812345678", "/resources/list/vip-phones"
        put(s, path, {"values": [phone]}, 201)
        equal(s.get(path)["document"]["values"], [phone], "who may see it")
        for method, end, key in (("GET", "", viewer), ("GET", "/versions", viewer), ("PUT", "", writer), ("POST", "/restore", writer)):
            no = s.refused(method, path + end, 403, "masked_attribute", {"values": ["1"]} if method == "PUT" else None, key)
            check(phone not in str(no), "not in the refusal")
        s.refused("POST", "/resources/apply", 403, "masked_attribute", {"documents": "kind: list\nslug: vip-phones\nvalues: ['1']\n", "dry": True}, writer)
        put(s, Q + "checkout", {"asks": "funnel", "question": FUNNEL}, 201, key=writer)
        pulled = [s.ask("GET", "/resources/pull", key=k).body.decode() for k in (viewer, s.key)]
        equal([phone in x for x in pulled], [False, True], "pull")
        check("slug: checkout" in pulled[0] and not pulled[0].startswith("---"), "the others are there")
        equal(s.get(path)["version"], 1, "nothing was written")


def wrong_documents_are_told():
    with Temp() as t, Served(brand(t)) as s:
        for doc, code, words in (({"question": FUNNEL}, "missing_field", "asks"), ({"asks": "funnels", "question": FUNNEL}, "bad_field", "funnel"),
                                 ({"asks": "funnel"}, "missing_field", "question"), ({"asks": "funnel", "question": []}, "bad_field", "question"),
                                 ({"asks": "funnel", "question": {"steps": []}}, "bad_field", "steps"),
                                 ({"asks": "funnel", "question": dict(FUNNEL, who='segment("no")')}, "unknown_name", "no"),
                                 ({"asks": "funnel", "question": dict(FUNNEL, colour="red")}, "unknown_field", "colour"),
                                 ({"asks": "funnel", "question": FUNNEL, "schedule": {"every": "hour", "at": "08:00"}}, "bad_field", "schedule"),
                                 ({"asks": "funnel", "question": FUNNEL, "schedule": {"every": "day", "at": "24:00"}}, "bad_field", "schedule"),
                                 ({"asks": "funnel", "question": FUNNEL, "schedule": {"every": "week", "day": 8, "at": "08:00"}}, "bad_field", "schedule"),
                                 ({"asks": "funnel", "question": FUNNEL, "view": 3}, "bad_field", "view")):
            no = s.refused("PUT", Q + "x", 422, code, doc)
            check(words in no["detail"], "%s in %s" % (words, no["detail"]))
        put(s, Q + "checkout", {"asks": "funnel", "question": FUNNEL}, 201)
        tile = {"question": "checkout", "x": 0, "y": 0, "w": 6, "h": 4}
        for doc, code, words in (({}, "missing_field", "tiles"), ({"tiles": {}}, "bad_field", "tiles"), ({"tiles": [{}]}, "bad_field", "tiles"),
                                 ({"tiles": [dict(tile, question="chekout")]}, "unknown_name", "chekout"), ({"tiles": [dict(tile, x=7)]}, "bad_field", "x + w"),
                                 ({"tiles": [dict(tile, h=0)]}, "bad_field", "h"), ({"tiles": [dict(tile, text="and")]}, "bad_field", "tiles"),
                                 ({"tiles": [dict(tile, z=1)]}, "unknown_field", "z"), ({"tiles": [tile] * 61}, "too_large", "60"),
                                 ({"tiles": [tile], "filters": {"range": "soon"}}, "bad_field", "range"),
                                 ({"tiles": [tile], "filters": {"who": "age >"}}, "syntax_end", "")):
            no = s.refused("PUT", B + "x", 413 if code == "too_large" else 422, code, doc)
            check(words in no["detail"], "%s in %s" % (words, no["detail"]))
        put(s, B + "growth", {"title": "增长", "filters": {"range": "last 90 days", "who": "age > 20"}, "tiles": [tile, {"text": "hello", "y": 4}]}, 201)
        equal([u["slug"] for u in s.get(Q + "checkout")["used_by"]], ["growth"], "used by")
        s.refused("DELETE", Q + "checkout", 409, "in_use")
        equal(s.ask("DELETE", B + "growth").status, 204, "archived")
        equal(s.ask("POST", B + "growth/restore").json["version"], 2, "restored")
        s.refused("GET", B + "nothing", 404, "unknown_resource")
        # where: the field inside the document, and the place in its expression
        for path, doc, source, field, column in (
                (Q + "x", {"asks": "funnel", "question": {"steps": ["product_viewed", {"events": "no such"}]}}, "question/x", "question.steps[1].events", 4),
                (Q + "x", {"asks": "trend", "question": {"series": ["*", {"events": "order_completed where"}]}}, "question/x", "question.series[1].events", 22),
                (Q + "x", {"asks": "funnel", "question": dict(FUNNEL, colour="red")}, "question/x", "question.colour", 0),
                (Q + "x", {"asks": "funnel", "question": dict(FUNNEL, hold=["no_such"])}, "question/x", "question.hold[0]", 0),
                (Q + "x", {"asks": "funnel", "question": dict(FUNNEL, range={"from": "2026-02-30"})}, "question/x", "question.range.from", 0),
                (Q + "x", {"asks": "funnel", "question": {"steps": [{"events": "product_viewed", "title": "x" * 121}, "*"]}}, "question/x", "question.steps[0].title", 0),
                (B + "x", {"tiles": [tile], "filters": {"who": "age > 20 and no_such = 1"}}, "board/x", "filters.who", 14),
                (B + "x", {"tiles": [tile, dict(tile, y=4, h=0)]}, "board/x", "tiles[1].h", 0),
                (B + "x", {"tiles": [{"text": "x" * 2001}]}, "board/x", "tiles[0].text", 0),
                (B + "x", {"tiles": [tile], "title": {"en": "x", "zh": "鱼" * 121}}, "board/x", "title.zh", 0),
                ("/resources/segment/x", {"expression": "age > 1", "title": "鱼" * 121}, "segment/x", "title", 0),
                ("/resources/segment/x", {"expression": "age > 1", "description": "x" * 4001}, "segment/x", "description", 0)):
            for lang in ("en", "zh"):
                no = s.ask("PUT", path + "?lang=" + lang, doc)
                equal((no.status, no.json["place"]["source"], no.json["place"].get("field"), no.json["place"]["column"]), (422, source, field, column), no)
        put(s, Q + "y", {"asks": "funnel", "question": FUNNEL, "title": "鱼" * 120}, 201)
        text = "kind: question\nslug: z\nasks: funnel\nquestion:\n  steps:\n    - product_viewed\n    - events: no such\n"
        no = s.ask("POST", "/resources/apply", {"documents": text, "dry": True}).json
        equal((no["place"]["line"], no["place"]["column"], no["place"]["field"]), (7, 18, "question.steps[1].events"), no)
        # a filter given beside a kept question is none of its document
        no = s.refused("POST", "/questions/saved/checkout", 422, "unknown_name", {"who": "age > 20 and no_such = 1"})
        equal((no["place"]["source"], no["place"]["column"]), ("who", 14), "the filter's own place")
        s.refused("GET", "/resources/bord/growth", 422, "unknown_kind")


def asked_in_the_background():
    with Temp() as t, Served(brand(t)) as s:
        put(s, Q + "checkout", {"asks": "funnel", "question": FUNNEL}, 201)
        s.refused("POST", "/questions/jobs", 422, "missing_field", {"what": "ask"})
        s.refused("POST", "/questions/jobs", 404, "unknown_resource", {"what": "ask", "question": "no"})
        job = s.ask("POST", "/questions/jobs", {"what": "ask", "question": "checkout", "as_of": UNTIL}).json
        done = wait(s, lambda: ended(s, job["id"]), "the job ends")
        equal((done["status"], done["result"]["asks"], done["result"]["slug"]), ("done", "funnel", "checkout"), "job")
        answer = s.get("/jobs/%s/files/answer.json" % job["id"])
        equal(answer["answer"]["all"], s.post("/questions/saved/checkout", {"as_of": UNTIL})["answer"]["all"], "the same answer")


def ended(s, job):
    j = s.get("/jobs/" + job)
    return j if j["status"] not in ("queued", "running") else None


def wait(s, what, words):
    for _ in range(1200):
        got = what()
        if got:
            return got
        time.sleep(0.05)
    check(False, words)


def asked_on_time():
    """Due at 08:00 in Shanghai = 00:00 UTC; the server was down then."""
    with Temp() as t:
        data = brand(t)
        doc = t / "q.yaml"
        doc.write_text("kind: question\nslug: morning\nasks: funnel\nquestion: {steps: [product_viewed]}\nschedule: {every: day, at: '08:00'}\n---\n"
                       "kind: question\nslug: monday\nasks: funnel\nquestion: {steps: [product_viewed]}\nschedule: {every: week, day: 2, at: '08:00'}\n")
        shoal(data, "apply", doc, env={"SHOAL_NOW": "2026-11-19T12:00:00Z"})
        for now, want in (("2026-11-21T12:00:00Z", ["2026-11-21T00:00:00.000Z"]), ("2026-11-21T15:00:00Z", ["2026-11-21T00:00:00.000Z"]),
                          ("2026-11-23T06:00:00Z", ["2026-11-21T00:00:00.000Z", "2026-11-23T00:00:00.000Z"])):
            with Served(data, env={"SHOAL_NOW": now}) as s:
                jobs = wait(s, lambda: len(asked(s)) >= len(want) and asked(s), "served at %s" % now)
                equal(jobs, want, now)
        job = shoal(data, "job", "list", "--json")["jobs"][0]
        check("morning" in job["title"], "title")


def asked(s):
    return sorted(j["params"]["as_of"] for j in s.get("/jobs", kind="question")["items"] if j["status"] == "done")


main(kept_and_asked_again, lists_are_personal, wrong_documents_are_told, asked_in_the_background, asked_on_time)
