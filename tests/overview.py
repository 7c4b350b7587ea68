#!/usr/bin/env python3
"""The overview and named reports over HTTP: the numbers are those of the command line, every number that counts people is the
size of what its expression selects, comparison is of equally long spans, and wrong input is told what is wrong."""
import sys
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from served import Served  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

UNTIL = "2026-11-21"
MIDDAY = "2026-11-19T13:37:00"  # the day is not over: what it is compared with ends at the same time
MOMENTS = ["2026-11-21", MIDDAY, "2026-03-08T00:00:00"]
BARS = ["aipl", "lifecycle", "rfm"]


def brand(t):
    shoal(None, "simulate", t / "brand", "--events", "150k", "--people", "3000", "--until", UNTIL)
    shoal(t / "d", "workspace", "create", "--zone", "Asia/Shanghai", "--currency", "CNY")
    shoal(t / "d", "import", t / "brand/events.ndjson", "--map", t / "brand/events.map.yaml")
    return t / "d"


def near(a, b, what):
    check(abs(float(a) - float(b)) < 1e-6 * max(1, abs(float(b))), "%s: %s is not %s" % (what, a, b))


def metrics(o):
    return {m["id"]: m for m in o["metrics"]}


def numbers_are_those_of_the_command_line():
    same = {m: m for m in ("gmv", "refunded", "net", "orders", "buyers", "aov", "orders_per_buyer", "new_buyers", "new_gmv")}
    same["returning_buyers"] = "old_buyers"
    with Temp() as t, Served(brand(t)) as s:
        for as_of, span in ((UNTIL, {}), (UNTIL, {"from": "2026-05-01", "to": "2026-06-17"}), (MIDDAY, {}), (MIDDAY, {"from": "2026-10-01", "to": MIDDAY[:10]})):
            args = [x for k, v in span.items() for x in ("--" + k, v)]
            want = shoal(t / "d", "report", "overview", "--as-of", as_of, "--json", *args)
            old = {m["metric"]: m for m in want["metrics"]}
            got = s.get("/overview", as_of=as_of, **span)
            now = metrics(got)
            for a, b in same.items():
                near(now[a]["value"], old[b]["value"], a)
                near(now[a]["previous"], old[b]["previous"], a + " before")
                if now[a]["change"] is not None:
                    near(now[a]["change"], old[b]["change"], a + " change")
            near(now["repurchase_rate"]["value"], want["summary"]["repurchase_rate"], "repurchase rate")
            equal(got["days"], [d["date"] for d in want["daily"]], "days")
            for m in ("gmv", "orders", "buyers", "new_buyers", "refunded"):
                for got_day, d in zip(now[m]["trend"], want["daily"]):
                    near(got_day, d[m], "%s of %s" % (m, d["date"]))
            equal((got["from"], got["to"]), (want["summary"]["from"], want["summary"]["to"]), "period")
            equal((got["people"], got["events"]), (want["summary"]["people"], want["summary"]["events"]), "people and events")
            for bar in ("aipl", "lifecycle"):
                equal([(c["name"], c["people"]) for c in got[bar]["classes"]], [(c["class"], c["people"]) for c in want[bar]], bar)
                for c, d in zip(got[bar]["classes"], want[bar]):
                    near(c["revenue"], d["revenue"], "revenue of " + c["name"])
            equal(sum(c["people"] for c in got["rfm"]["classes"]), got["people"], "everybody has an RFM class or none")
        for name in ("overview", "rfm", "aipl", "lifecycle", "new-old", "payers", "value"):
            report_is_the_table(s, t / "d", name)
        report_is_the_table(s, t / "d", "aipl", daily="true", flow="true", to="2026-06-30", **{"from": "2026-06-21"})
        report_is_the_table(s, t / "d", "class", classification="rfm8")


def report_is_the_table(s, data, name, **query):
    flags = []
    for k, v in query.items():
        flags += ["--" + k] if v == "true" else ["--" + k, v]
    want = shoal(data, "report", name, "--as-of", UNTIL, "--json", *flags)
    got = s.get("/reports/" + name, as_of=UNTIL, **query)
    equal((got["report"], got["zone"]), (want["report"], want["zone"]), name)
    for section in got["sections"]:
        if section["reader"] == "person":
            check(section["id"] not in want, section["id"])
            continue
        rows = want[section["id"]] if not section["single"] else [want[section["id"]]]
        equal(len(section["rows"]), len(rows), "rows of " + section["id"])
        for got_row, row in zip(section["rows"], rows):
            for column, cell in zip(section["columns"], got_row):
                expect = row[column["id"]]
                if column["type"] in ("money", "dec") and expect is not None:
                    check(isinstance(cell, str), "money is text")
                    near(cell, expect, column["id"])
                else:
                    equal(cell, expect, "%s.%s" % (section["id"], column["id"]))


def doors(s, o, as_of):
    seen = 0
    for m in o["metrics"]:
        people = s.count(m["people_expression"], as_of)
        if m["counts_people"]:
            equal(people, m["value"], "%s as of %s: %s" % (m["id"], as_of, m["people_expression"]))
            seen += 1
    for bar in BARS:
        for c in o[bar]["classes"]:
            equal(s.count(c["expression"], as_of), c["people"], "%s as of %s" % (c["expression"], as_of))
        equal(sum(c["people"] for c in o[bar]["classes"]), o["people"], bar)
    for c in o["changes"]:
        equal(s.count(c["expression"], as_of), c["people"], "%s as of %s: %s" % (c["id"], as_of, c["expression"]))
    money = [float(c["revenue"]) for c in o["changes"]]
    equal(money, sorted(money, reverse=True), "changes by money at stake")
    for c in o["changes"]:
        equal(c["money"] is not None, c["id"] == "gmv", "%s speaks of money" % c["id"])
        if c["money"]:
            gmv = next(m for m in o["metrics"] if m["id"] == "gmv")
            equal((float(c["money"]["was"]), float(c["money"]["now"])), (float(gmv["previous"]), float(gmv["value"])), "the amounts are the metric's")
            parts = sum(float(p["amount"]) for p in c["money"]["parts"])
            check(not c["money"]["parts"] or abs(parts - (float(gmv["value"]) - float(gmv["previous"]))) <= 0.03, "the parts add up: %f" % parts)
    check(len(o["changes"]) <= 5, "at most five changes")
    equal(seen, 4, "metrics that count people")


def every_number_is_a_door():
    told = set()
    with Temp() as t, Served(brand(t)) as s:
        for as_of in MOMENTS:
            for query in ({"days": 30}, {"days": 365, "compare": "year"}, {"days": 7, "compare": "none"},
                          {"from": "2026-01-01", "to": "2026-02-28"}):
                o = s.get("/overview", as_of=as_of, **query)
                doors(s, o, as_of)
                told |= {c["id"] for c in o["changes"]}
    check(len(told) >= 5, "changes of several kinds are told: %s" % told)


def trends_add_up():
    with Temp() as t, Served(brand(t)) as s:
        for query, bucket in (({"days": 90}, "day"), ({"days": 365}, "week"), ({"from": "2026-01-01", "to": "2026-04-03"}, "week"),
                              ({"from": "2026-01-01", "to": "2026-04-02"}, "day")):
            o = s.get("/overview", as_of="2026-11-19T13:37:00", **query)
            n = len(o["days"])
            equal((o["bucket"], len(o["bucket_days"])), (bucket, n), str(query))
            equal(o["bucket_days"][1:], [7 if bucket == "week" else 1] * (n - 1), "whole buckets")
            equal(o["days"][0], o["from"], "the first begins with the period")
            for m in o["metrics"]:
                equal((len(m["trend"]), len(m["previous_trend"])), (n, n), m["id"])
                if m["id"] in ("gmv", "net", "orders", "refunded"):
                    near(sum(m["trend"]), m["value"], m["id"])
                    near(sum(m["previous_trend"]), m["previous"], m["id"] + " before")
            rate = metrics(o)["repurchase_rate"]
            near(rate["trend"][-1], rate["value"], "the rate's last point is its value")
            active = metrics(o)["active_people"]
            check(max(active["trend"]) <= active["value"] <= sum(active["trend"]), "active people of buckets and of all")


def day(text, plus):
    return (date.fromisoformat(text) + timedelta(days=plus)).isoformat()


def points_are_what_the_language_counts():
    as_of = "2026-11-19T13:37:00"
    with Temp() as t, Served(brand(t)) as s:
        for query in ({"days": 365}, {"days": 30, "compare": "year"}):
            o = s.get("/overview", as_of=as_of, **query)
            m = metrics(o)
            shift = (date.fromisoformat(o["from"]) - date.fromisoformat(o["compare"]["from"])).days
            for i in (0, 1, len(o["days"]) // 2, len(o["days"]) - 1):
                for trend, moment, back in (("trend", as_of, 0), ("previous_trend", o["compare"]["until"], shift)):
                    a, b = day(o["days"][i], -back), day(o["days"][i], o["bucket_days"][i] - 1 - back)
                    span = "between %s and %s" % (a, b)
                    for metric, expression in (("buyers", "did(order_completed, %s)" % span), ("active_people", "did(*, %s)" % span),
                                               ("new_buyers", "first(order_completed) " + span),
                                               ("returning_buyers", "did(order_completed, %s) and did(order_completed, before %s)" % (span, a))):
                        equal(m[metric][trend][i], s.count(expression, moment), "%s of %s" % (metric, span))
                    year = "count(order_completed, between %s and %s)" % (day(b, -364), b)
                    buyers, repeat = s.count(year + " >= 1", moment), s.count(year + " >= 2", moment)
                    rate = m["repurchase_rate"][trend][i]
                    if buyers:
                        near(rate, repeat / buyers, "repurchase rate to " + b)
                    else:
                        equal(rate, None, "a rate of nobody")


def spans_of_comparison_are_equally_long():
    with Temp() as t, Served(brand(t)) as s:
        for as_of in MOMENTS:
            for compare in ("previous", "year"):
                for days in (7, 30):
                    o = s.get("/overview", as_of=as_of, days=days, compare=compare)
                    c = o["compare"]
                    alone = s.get("/overview", as_of=c["until"], compare="none", **{"from": c["from"], "to": c["to"]})
                    for a, b in zip(o["metrics"], alone["metrics"]):
                        equal(a["previous"], b["value"], "%s, %s of %s days as of %s" % (a["id"], compare, days, as_of))
                        equal((b["previous"], b["previous_trend"], b["change"]), (None, None, None), "nothing to compare with")
                        if a["previous"] is not None and a["value"] is not None and a["change"] is not None:
                            x, y = float(a["value"]), float(a["previous"])
                            near(a["change"], x - y if a["type"] == "rate" else (x - y) / abs(y), a["id"])
                    then = s.get("/overview", as_of=c["classes_at"], compare="none", days=7)
                    for bar in BARS:
                        equal([k["previous"] for k in o[bar]["classes"]], [k["people"] for k in then[bar]["classes"]], bar)
                        check(all(k["previous"] is None for k in then[bar]["classes"]), "no previous without comparison")
                    equal(o["complete_to"] == o["to"], as_of == "2026-11-21", "the unfinished day is told")


def both_languages_and_nothing_to_show():
    with Temp() as t:
        shoal(t / "d", "workspace", "create", "--zone", "Asia/Shanghai", "--currency", "CNY")
        with Served(t / "d") as s:
            o = s.get("/overview")
            equal((o["has_data"], o["people"], o["last_event_at"], o["changes"]), (False, 0, None, []), "nothing yet")
            for m in o["metrics"]:
                for words in (m["title"], m["help"]):
                    check(words["en"] and words["zh"], "words of " + m["id"])
                check(any("一" <= ch <= "鿿" for ch in m["help"]["zh"]), "Chinese is Chinese: " + m["id"])
            for r in s.get("/reports")["items"]:
                if r["name"] != "class":
                    s.get("/reports/" + r["name"])
            zh = s.refused("GET", "/reports/nope", 404, "unknown_report", headers={"Accept-Language": "zh-CN"})
            check("报表" in zh["detail"], zh["detail"])


def answers_are_kept_and_wrong_input_is_told():
    with Temp() as t, Served(brand(t)) as s:
        a = s.ask("GET", "/overview", query={"as_of": UNTIL})
        b = s.ask("GET", "/overview", query={"as_of": UNTIL}, headers={"If-None-Match": a.headers["etag"]})
        equal((a.status, b.status, b.body), (200, 304, b""), "unchanged")
        for query, status, code in (({"days": 31}, 422, "bad_parameter"), ({"days": "x"}, 422, "bad_parameter"),
                                    ({"from": "2026-01-01"}, 422, "period_parameters"),
                                    ({"from": "2026-01-01", "to": "2026-01-02", "days": 7}, 422, "period_parameters"),
                                    ({"from": "2026-02-01", "to": "2026-01-01"}, 422, "bad_period"),
                                    ({"from": "2020-02-01", "to": "2026-01-01"}, 422, "bad_period"),
                                    ({"from": "2026-02-30", "to": "2026-03-01"}, 422, "bad_parameter"),
                                    ({"compare": "last"}, 422, "bad_parameter"), ({"as_of": "soon"}, 422, "bad_parameter"),
                                    ({"day": 7}, 422, "unknown_parameter")):
            s.refused("GET", "/overview", status, code, query=query)
        s.refused("GET", "/reports/rfm", 422, "not_rfm", query={"classification": "aipl"})
        s.refused("GET", "/reports/class", 400, "missing_slug")
        s.refused("GET", "/reports/overview", 422, "bad_period", query={"from": "2026-02-01", "to": "2026-01-01"})
        s.refused("GET", "/overview", 403, "missing_scope", key=s.new_key("import"))
        s.refused("GET", "/api/w/other/overview", 404, "no_workspace")


if __name__ == "__main__":
    main(numbers_are_those_of_the_command_line, every_number_is_a_door, trends_add_up, points_are_what_the_language_counts, spans_of_comparison_are_equally_long,
         both_languages_and_nothing_to_show, answers_are_kept_and_wrong_input_is_told)
