#!/usr/bin/env python3
"""Fifty analysts at once ask every kind of question while a file is imported: all are answered, or told by name why not; the
import ends with every row in its place, and the server is well.  (Budgets of each kind: tests/unit/model/test_cases.c.)"""
import random
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from served import Served  # noqa: E402
from server import Client  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

UNTIL = "2026-11-21"
ANALYSTS, QUESTIONS = 50, 6
KINDS = {
    "funnel": {"steps": ["product_viewed", "product_added", "order_completed"], "by": {"property": "channel"}, "hold": ["item_id"]},
    "retention": {"start": "product_viewed", "return": "order_completed", "first": "each", "by": {"attribute": "city"}},
    "paths": {"from": "product_viewed", "depth": 6, "split": {"product_viewed": "category"}},
    "trend": {"series": [{"events": "order_completed", "measure": {"median": "amount"}}, {"events": "*", "measure": "people"}], "grain": "day",
              "range": {"from": "2026-01-01"}, "by": {"property": "channel"}},
    "distribution": {"events": "order_completed", "measure": {"sum": "amount"}},
    "overlap": {"sets": ["did(order_completed)", "did(product_added, last 30 days)", "count(product_viewed) > 10"]},
    "difference": {"of": "did(order_completed, last 60 days)", "from": "2026-06-30"},
}


def brand(t, events="120k"):
    shoal(None, "simulate", t / "brand", "--events", events, "--people", "2500", "--until", UNTIL)
    shoal(t / "d", "workspace", "create", "--zone", "Asia/Shanghai", "--currency", "CNY")
    shoal(t / "d", "import", t / "brand/events.ndjson", "--map", t / "brand/events.map.yaml")
    shoal(t / "d", "import", t / "brand/people.csv", "--map", t / "brand/people.map.yaml")
    return t / "d"


def analyst(s, n, seen):
    r = random.Random(n)
    for _ in range(QUESTIONS):
        kind = r.choice(list(KINDS))
        # Another moment each time, so that kept answers do not spare the work.
        a = s.ask("POST", "/questions/" + kind, dict(KINDS[kind], as_of="2026-11-%02dT%02d:%02d:00Z" % (r.randint(1, 20), r.randint(0, 23), r.randint(0, 59))))
        seen.append((kind, a.status, a.code))


def fifty_analysts_and_an_import():
    with Temp() as t, Served(brand(t)) as s:
        shoal(None, "simulate", t / "more", "--events", "60k", "--people", "1000", "--until", "2026-11-22", "--seed", "9")
        before, seen, refused = s.get("")["events"], [], {503: ("too_busy", "http_deadline", "memory_limit"), 504: ("query_timeout",), 429: ("too_many_requests",)}
        upload = Client(s.port, s.key).request("POST", "/api/w/main/uploads?name=" + quote("more.ndjson"), raw=(t / "more/events.ndjson").read_bytes(),
                                               type="application/octet-stream").json
        threads = [threading.Thread(target=analyst, args=(s, n, seen)) for n in range(ANALYSTS)]
        [x.start() for x in threads]
        job = s.ask("POST", "/imports", {"upload": upload["id"], "yaml": (t / "more/events.map.yaml").read_text(), "source": "more"}).json
        for _ in range(2400):
            done = s.get("/jobs/" + job["id"])
            if done["status"] not in ("queued", "running"):
                break
            time.sleep(0.05)
        asked = len(seen)
        [x.join() for x in threads]
        equal(done["status"], "done", "the import, with %d questions answered meanwhile" % asked)
        equal(len(seen), ANALYSTS * QUESTIONS, "all are answered")
        for kind, status, code in seen:
            check(status == 200 or code in refused.get(status, ()), "%s: %s %s" % (kind, status, code))
        check(sum(status == 200 for _, status, _ in seen) > len(seen) * 3 // 4, "most get their answer: %s" % seen)
        equal({kind for kind, _, _ in seen}, set(KINDS), "every kind")
        equal(s.get("")["events"] - before, done["result"]["events"], "as the import says")
        equal(Client(s.port).get("/healthz").status, 200, "healthy")


main(fifty_analysts_and_an_import)
