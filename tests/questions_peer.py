#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions about behaviour against ClickHouse's functions (chdb, in process) on random rows, where the two definitions coincide: the
ordered funnel and windowFunnel (each row satisfies one condition, no two rows of a person share a moment); retention of everybody who
did something on a day and retention() with a condition per day.  Skipped when bench/node_modules has no chdb."""
import json
import os
import random
import shutil
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone

sys.path.insert(0, __file__.rsplit("/", 1)[0])
from lib.shoal import ROOT, Skip, Temp, equal, main, shoal  # noqa: E402

EVENTS = ["view", "add", "pay", "share"]
FUNNELS = [(["view", "add", "pay"], 3600), (["view", "add", "pay", "share"], 86400), (["pay", "view"], 7200),
           (["share", "pay", "add", "view"], 20000), (["view", "pay"], 60), (["add", "view", "pay", "share"], 500000), (["view"], 0)]
RETENTIONS = [("view", "pay"), ("pay", "pay"), ("view or share", "add"), ("*", "*")]
DAYS = 5  # that the rows spread over, from the first of January
MAP = """\
kind: events
columns: {person: user, time: time, event: event}
"""
PEER = """
const { Session } = await import('chdb');
const s = new Session(process.argv[1]);
const read = sql => JSON.parse(s.query(sql, 'JSONCompact') || '{"data": []}').data;
read("CREATE DATABASE IF NOT EXISTS f"); read("CREATE TABLE f.e (p UInt32, t UInt64, e String) ENGINE = MergeTree ORDER BY (p, t)");
read(`INSERT INTO f.e SELECT * FROM file('${process.argv[2]}', CSV, 'p UInt32, t UInt64, e String')`);
console.log(JSON.stringify(JSON.parse(process.argv[3]).map(sql => read(sql)[0].map(Number))));
"""


def rows(seed):
    r = random.Random(seed)
    for person in range(1, 2001):
        moments = r.sample(range(1, 400000), r.choice([0, 1, 3, 8, 20, 60]))
        for t in sorted(moments):
            yield person, 1767225600 + t, r.choice(EVENTS)


def compare(questions):
    """questions: of (words, ClickHouse's query of one row, the arguments of `shoal query`, its answer to the same numbers)."""
    modules = ROOT / "bench" / "node_modules"
    if not (modules / "chdb").is_dir() or not shutil.which("node"):
        raise Skip("no bench/node_modules/chdb")
    with Temp() as dir:
        data = list(rows(7))
        (dir / "e.csv").write_text("".join("%d,%d,%s\n" % row for row in data))
        iso = lambda t: datetime.fromtimestamp(t, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")  # noqa: E731
        (dir / "shoal.csv").write_text("user,time,event\n" + "".join("u%d,%s,%s\n" % (p, iso(t), e) for p, t, e in data))
        (dir / "map.yaml").write_text(MAP)
        shoal(dir / "data", "workspace", "create", "--zone", "UTC", "--json")
        shoal(dir / "data", "import", dir / "shoal.csv", "--map", dir / "map.yaml", "--yes", "--json")
        theirs = json.loads(subprocess.run(["node", "--input-type=module", "-e", PEER, str(dir / "chdb"), str(dir / "e.csv"), json.dumps([q[1] for q in questions])],
                                           cwd=ROOT / "bench", capture_output=True, check=True, env=dict(os.environ)).stdout)
        for (words, _, arguments, numbers), want in zip(questions, theirs):
            equal(numbers(shoal(dir / "data", "query", *arguments, "--as-of", "2026-12-31", "--json")), want, words)


def test_funnels_are_those_of_window_funnel():
    compare([("%s within %d s" % (steps, within),
              "SELECT %s FROM (SELECT windowFunnel(%d)(t, %s) AS l FROM f.e GROUP BY p)" % (
                  ", ".join("countIf(l > %d)" % i for i in range(len(steps))), within, ", ".join("e = '%s'" % s for s in steps)),
              ["funnel", " -> ".join(steps), "--within", "%ds" % within],
              lambda got: [s["reached"] for s in got["all"]["steps"]]) for steps, within in FUNNELS])


def test_retention_is_that_of_retention():
    def condition(selector, day):
        names = "1" if selector == "*" else "e IN (%s)" % ", ".join("'%s'" % e for e in selector.split(" or "))
        return "%s AND intDiv(t - 1767225600, 86400) = %d" % (names, day)

    def question(start, again, first):
        conditions = [condition(start, first)] + [condition(again, day) for day in range(first + 1, DAYS)]
        sums = ", ".join("sum(r[%d])" % (i + 1) for i in range(len(conditions)))
        day = str(date(2026, 1, 1) + timedelta(days=first))

        def numbers(got):
            cohort = next(c for c in got["cohorts"] if c["from"] == day)
            return [cohort["size"]] + [c["people"] for c in cohort["cells"][1:DAYS - first]]
        return ("%s, then %s, from day %d" % (start, again, first), "SELECT %s FROM (SELECT retention(%s) AS r FROM f.e GROUP BY p)" % (sums, ", ".join(conditions)),
                ["retention", "%s -> %s" % (start, again), "--first", "each", "--grain", "day"], numbers)
    compare([question(start, again, first) for start, again in RETENTIONS for first in range(DAYS - 1)])


main(test_funnels_are_those_of_window_funnel, test_retention_is_that_of_retention)
