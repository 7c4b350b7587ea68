#!/usr/bin/env python3
"""The layer law, from the includes.

base <- event, log, state, kernel, http, sim <- wire <- person <- store <- workspace <- collect <- lang <- query, clickhouse <- model <- resource
<- members <- access <- job <- experiment <- loyalty <- touch, referral <- decide <- journey <- api <- cli <- main
A room includes only its own headers and public headers (x.h, not x_int.h) of rooms to its left.
"""
import re
import sys
from pathlib import Path

LAYERS = [
    ["base"], ["event", "log", "state", "kernel", "http", "sim"], ["wire"], ["person"], ["store"], ["workspace"],
    ["collect"], ["lang"],
    ["query", "clickhouse"], ["model"], ["resource"], ["members"], ["access"], ["job"], ["experiment"], ["loyalty"], ["touch", "referral"],
    ["decide"], ["journey"], ["api"], ["cli"], ["main"],
]
LEVEL = {room: i for i, rooms in enumerate(LAYERS) for room in rooms}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)

root = Path(__file__).resolve().parent.parent / "src"
count = 0
bad = []
for path in sorted(p for p in root.rglob("*") if p.suffix in {".c", ".h", ".cc", ".re", ".y"}):
    rel = path.relative_to(root)
    room = rel.parts[0] if len(rel.parts) > 1 else rel.stem
    if room not in LEVEL:
        bad.append("%s: room %s is not in the layer law" % (rel, room))
        continue
    for inc in INCLUDE.findall(path.read_text("utf-8")):
        count += 1
        other = inc.split("/")[0] if "/" in inc else room
        if other == room:
            continue
        if other not in LEVEL:
            bad.append("%s includes %s: no such room" % (rel, inc))
        elif LEVEL[other] >= LEVEL[room]:
            bad.append("%s includes %s: %s is not to the left of %s" % (rel, inc, other, room))
        elif inc.endswith("_int.h"):
            bad.append("%s includes %s: private to %s" % (rel, inc, other))

for b in bad:
    print("# " + b)
print("%s 1 - layer law holds for %d includes" % ("not ok" if bad else "ok", count))
sys.exit(1 if bad else 0)
