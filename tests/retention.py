#!/usr/bin/env python3
"""How long events are kept: on the command line and on a running server; reach before the deed."""
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import Server  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

MAP = "kind: events\nsource: web\nformat: csv\ndelimiter: \",\"\nheader: true\ncolumns: {person: user, time: time, event: event}\nproperties: {note: note}\n"
OLD = "a-note-nobody-else-wrote"
AT = 1790000000000  # 2026-09-21
NOW = {"SHOAL_NOW": str(AT)}


def fill(t, data):
    (t / "m.yaml").write_text(MAP)
    rows = ["user,time,event,note"]
    for i in range(300):
        when = time.strftime("%Y-%m-%d %H:%M", time.gmtime(AT / 1000 - i * 86400))
        rows.append("u%d,%s,%s,%s%d" % (i % 20, when, ("product_viewed", "order_completed", "page_viewed")[i % 3], OLD if i > 200 and i % 3 != 1 else "n", i))
    (t / "e.csv").write_text("\n".join(rows) + "\n")
    return shoal(data, "import", t / "e.csv", "--map", t / "m.yaml", "--zone", "UTC", "--json", env=NOW)


def count(data, what, *more):
    return shoal(data, "query", "count(%s) >= 1" % what, "--json", *more, env=NOW)["people"]


def holders(root):
    return [str(p) for p in root.rglob("*") if p.is_file() and OLD.encode() in p.read_bytes()]


def ask(data, doc, refused=False):
    r = shoal(data, "query", doc["kind"], json.dumps(doc), "--json", fails=refused, env=NOW)
    if refused:
        check(r[0] == 65 and "range_too_old" in r[1] and "2026-08-22" in r[1], "%s: %s" % (doc, r))


def ranges_say_what_is_not_kept(data):
    """product_viewed is kept for 30 days: what begins earlier, or is compared with what was earlier, is refused."""
    viewed, paid = "product_viewed", "order_completed"
    for days, refused in ((30, False), (60, True)):
        last = "last %d days" % days
        ask(data, {"kind": "trend", "series": [viewed], "range": last}, refused)
        ask(data, {"kind": "funnel", "steps": [viewed, paid], "within": "1 day", "range": last}, refused)
        ask(data, {"kind": "paths", "from": viewed, "within": "1 day", "range": last}, refused)
        ask(data, {"kind": "distribution", "events": viewed, "range": last}, refused)
        ask(data, {"kind": "retention", "start": viewed, "return": paid, "range": last}, refused)
        ask(data, {"kind": "attribution", "conversion": paid, "touch": viewed, "by": {"property": "note"}, "within": "1 day", "range": "last %d days" % (days - 2)}, refused)
        ask(data, {"kind": "trend", "series": [viewed], "range": "last %d days" % (days // 3), "compare": "previous"}, refused)
    ask(data, {"kind": "trend", "series": [paid], "range": "last 200 days", "compare": "previous"})


def on_the_command_line():
    with Temp() as t:
        data = t / "data"
        equal(fill(t, data)["expired"], 0, "nothing is too old yet")
        equal(shoal(data, "retention", "--json", env=NOW)["retention"], "none", "no rules")
        everybody = shoal(data, "query", "count(*) >= 0", "--json", env=NOW)["people"]
        r = shoal(data, "retention", "--set", "100d,product_viewed=30d", "--dry-run", "--json", env=NOW)
        by = {e["event"]: e["rows"] for e in r["events"]}
        equal(by, {"product_viewed": 90 - 1, "page_viewed": 67}, "reach by event")
        equal(r["rows_total"], 300, "of all")
        code, _ = shoal(data, "retention", "--set", "100d", fails=True, env=NOW)
        equal(code, 64, "asked first")
        code, _ = shoal(data, "retention", "--set", "100 days", "--yes", fails=True, env=NOW)
        equal(code, 64, "no rule")
        shoal(data, "retention", "--set", "100d,product_viewed=30d", "--yes", env=NOW)
        equal(shoal(data, "query", "count(*) >= 0", "--json", env=NOW)["people"], everybody, "people stay")
        check(count(data, "order_completed", "--as-of", "2026-01-01") > 0, "orders are kept")
        code, text = shoal(data, "query", "count(product_viewed) >= 1", "--as-of", "2026-08-01", "--json", fails=True, env=NOW)
        check(code == 65 and "as_of_too_old" in text and "2026-08-22" in text, "as of before the bound: " + text)
        ranges_say_what_is_not_kept(data)
        shoal(data, "retention", "--run", env=NOW)
        equal(holders(data), [], "no file has the note")
        ranges_say_what_is_not_kept(data)
        equal(shoal(data, "retention", "--json", env=NOW), {"retention": "100d,product_viewed=30d", "waits": False}, "done")
        shoal(data, "rebuild", env=NOW)
        equal(shoal(data, "query", "count(*) >= 0", "--json", env=NOW)["people"], everybody, "also made anew")
        check("retention" in json.dumps(shoal(data, "audit", "--json")), "in the trail")
        (t / "late.csv").write_text("user,time,event,note\nu1,2025-12-01 10:00,page_viewed,late\nu1,2026-09-20 10:00,page_viewed,fresh\n")
        r = shoal(data, "import", t / "late.csv", "--map", t / "m.yaml", "--json", env=NOW)
        equal((r["imported"], r["expired"]), (2, 1), "late ones are counted, not shown")
        shoal(data, "verify", env=NOW)


def on_a_server():
    with Temp() as t:
        data = t / "data"
        fill(t, data)
        with Server(data) as s:
            path = "/api/w/main/retention"
            r = s.owner.ok("POST", path + "/reach", {"retention": "60d"})
            check(r["rows"] > 0 and r["retention"] == "60d", "reach")
            equal(s.owner.request("PUT", path, {"retention": "60d"}).status, 409, "not without the slug")
            equal(s.owner.ok("GET", "/api/w/main")["retention"], "none", "unchanged")
            s.owner.ok("PUT", path, {"retention": "60d", "confirm": "main"})
            equal(s.owner.ok("GET", "/api/w/main")["retention"], "60d", "set")
            end = time.monotonic() + 100
            while holders(data / "w") and time.monotonic() < end:
                time.sleep(0.5)
            equal(holders(data / "w"), [], "upkeep wrote the files again")
            equal(s.owner.request("PUT", path, {"retention": "6 weeks", "confirm": "main"}).status, 422, "no rule")
            person = s.owner.ok("GET", "/api/w/main/people/u1")
            check(all(1 < len(x["history"]) < 12 for x in person["classes"]), "classes only since events are kept")
            equal(s.owner.ok("GET", "/api/w/main/overview")["lsn"] > 0, True, "the overview answers")
            s.owner.ok("PUT", path, {"retention": "product_viewed=10d", "confirm": "main"})
            bars = s.owner.ok("GET", "/api/w/main/overview")["aipl"]
            check(all(x["previous"] is None for x in bars["classes"]), "no classes of a month ago")
            days = s.owner.ok("GET", "/api/w/main/classifications/aipl/daily")["days"]
            check(10 <= len(days) <= 11, "daily classes since events are kept: %d" % len(days))
            s.owner.request("PUT", "/api/w/main/segments/saw", {"title": "saw", "expression": "did(product_viewed, last 5 days)"})
            row = [x for x in s.owner.ok("GET", "/api/w/main/segments?sizes=true")["items"] if x["slug"] == "saw"][0]
            check(row["trend"][0] is None and row["trend"][-1] == 0, "sizes of days that can be asked about: %s" % row["trend"])
            n = len(s.owner.ok("GET", "/api/w/main/segments/saw/trend?days=30")["days"])
            check(9 <= n <= 11, "a trend as long as events are kept: %d" % n)
            r = s.owner.ok("GET", "/api/w/main/people/u1/reach")
            check(r["identities"] == 1 and r["events"] > 0, "reach of an erasure")


main(on_the_command_line, on_a_server)
