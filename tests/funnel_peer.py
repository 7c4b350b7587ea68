#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ordered funnel against ClickHouse's windowFunnel (chdb, in process) on random rows, where the two definitions coincide: each
row satisfies one condition, no two rows of a person share a moment.  Skipped when bench/node_modules has no chdb."""
import json
import os
import random
import shutil
import subprocess
import sys
from datetime import datetime, timezone

sys.path.insert(0, __file__.rsplit("/", 1)[0])
from lib.shoal import ROOT, Skip, Temp, equal, main, shoal  # noqa: E402

EVENTS = ["view", "add", "pay", "share"]
FUNNELS = [(["view", "add", "pay"], 3600), (["view", "add", "pay", "share"], 86400), (["pay", "view"], 7200),
           (["share", "pay", "add", "view"], 20000), (["view", "pay"], 60), (["add", "view", "pay", "share"], 500000), (["view"], 0)]
MAP = """\
kind: events
columns: {person: user, time: time, event: event}
"""
PEER = """
const { Session } = await import('chdb');
const s = new Session(process.argv[1]);
const read = sql => s.query(sql, 'JSONCompact');
read("CREATE DATABASE IF NOT EXISTS f"); read("CREATE TABLE f.e (p UInt32, t UInt64, e String) ENGINE = MergeTree ORDER BY (p, t)");
read(`INSERT INTO f.e SELECT * FROM file('${process.argv[2]}', CSV, 'p UInt32, t UInt64, e String')`);
const out = JSON.parse(process.argv[3]).map(([steps, w]) => JSON.parse(read(
  `SELECT ${steps.map((_, i) => `countIf(l > ${i})`).join(', ')} FROM (SELECT windowFunnel(${w})(t, ${steps.map(x => `e = '${x}'`).join(', ')}) AS l FROM f.e GROUP BY p)`)).data[0].map(Number));
console.log(JSON.stringify(out));
"""


def rows(seed):
    r = random.Random(seed)
    for person in range(1, 2001):
        moments = r.sample(range(1, 400000), r.choice([0, 1, 3, 8, 20, 60]))
        for t in sorted(moments):
            yield person, 1767225600 + t, r.choice(EVENTS)


def test_counts_are_those_of_window_funnel():
    modules = ROOT / "bench" / "node_modules"
    if not (modules / "chdb").is_dir() or not shutil.which("node"):
        raise Skip("no bench/node_modules/chdb")
    with Temp() as dir:
        data = list(rows(7))
        (dir / "e.csv").write_text("".join("%d,%d,%s\n" % row for row in data))
        iso = lambda t: datetime.fromtimestamp(t, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")  # noqa: E731
        (dir / "shoal.csv").write_text("user,time,event\n" + "".join("u%d,%s,%s\n" % (p, iso(t), e) for p, t, e in data))
        (dir / "map.yaml").write_text(MAP)
        shoal(dir / "data", "import", dir / "shoal.csv", "--map", dir / "map.yaml", "--yes", "--json")
        theirs = json.loads(subprocess.run(["node", "--input-type=module", "-e", PEER, str(dir / "chdb"), str(dir / "e.csv"), json.dumps(FUNNELS)],
                                           cwd=ROOT / "bench", capture_output=True, check=True, env=dict(os.environ)).stdout)
        for (steps, within), want in zip(FUNNELS, theirs):
            got = shoal(dir / "data", "query", "funnel", " -> ".join(steps), "--within", "%ds" % within, "--as-of", "2026-12-31", "--json")
            equal([s["reached"] for s in got["all"]["steps"]], want, "%s within %d s" % (steps, within))


main(test_counts_are_those_of_window_funnel)
