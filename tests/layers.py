#!/usr/bin/env python3
"""The layer law, from the includes.

base <- event, log, state, kernel, http, sim <- wire <- person <- store <- workspace <- collect <- lang <- query, clickhouse <- model <- resource
<- members <- experiment <- loyalty <- incentive <- effect <- access <- job <- touch, referral <- decide <- journey <- api <- cli <- main
A room includes only its own headers and public headers (x.h, not x_int.h) of rooms to its left.

And no two rooms have a function of one name: the linker would take either for both, without a word.
"""
import re
import subprocess
import sys
from pathlib import Path

LAYERS = [
    ["base"], ["event", "log", "state", "kernel", "http", "sim"], ["wire"], ["person"], ["store"], ["workspace"],
    ["collect"], ["lang"],
    ["query", "clickhouse"], ["model"], ["resource"], ["members"], ["experiment"], ["loyalty"], ["incentive"], ["effect"], ["access"], ["job"], ["touch", "referral"],
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

build = Path(sys.argv[1]) if len(sys.argv) > 1 else root.parent / "build"
rooms_of = {}
for lib in sorted(build.glob("lib*.a")):
    for line in subprocess.run(["nm", "--defined-only", "-g", str(lib)], capture_output=True, text=True, check=True).stdout.splitlines():
        word = line.split()
        if len(word) == 3 and word[1] in "TDRB":
            rooms_of.setdefault(word[2], set()).add(lib.stem[3:])
twice = ["%s is in %s" % (name, " and ".join(sorted(rooms))) for name, rooms in sorted(rooms_of.items()) if len(rooms) > 1]

print("1..2")
for b in bad + twice:
    print("# " + b)
print("%s 1 - layer law holds for %d includes" % ("not ok" if bad else "ok", count))
print("%s 2 - %d names of functions and data are one room's each" % ("not ok" if twice or not rooms_of else "ok", len(rooms_of)))
sys.exit(1 if bad or twice or not rooms_of else 0)
