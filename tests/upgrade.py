#!/usr/bin/env python3
"""A workspace written by the first format opens, answers what it answered, verifies; and its rebuild answers the same wherever it is interrupted."""
import json
import os
import signal
import subprocess
import sys
import tarfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from shoal import PROGRAM, ROOT, Temp, check, equal, main, shoal  # noqa: E402

V1 = ROOT / "tests" / "fixtures" / "v1"
WANT = json.loads((V1 / "answers.json").read_text())


def unpack(to):
    with tarfile.open(V1 / "data.tar.gz") as t:
        t.extractall(to, filter="data")
    return to / "data"


def answers(data):
    out = {"queries": {q: shoal(data, "query", q, "--as-of", "2026-12-31", "--json")["people"] for q in WANT["queries"]},
           "people": {p: shoal(data, "person", p, "--as-of", "2026-12-31", "--json") for p in WANT["people"]}}
    o = shoal(data, "report", "overview", "--from", "2026-01-01", "--to", "2026-06-30", "--as-of", "2026-12-31", "--json")
    return dict(out, overview={m["metric"]: m["value"] for m in o["metrics"]}, events=o["summary"]["events"])


def imports_nothing_twice(data):
    for kind in ("orders", "events", "items"):
        equal(shoal(data, "import", V1 / (kind + ".csv"), "--map", V1 / (kind + ".yaml"), "--json")["imported"], 0, kind)


def the_first_format_is_still_read():
    with Temp() as t:
        data = unpack(t)
        equal(answers(data), WANT, "read only")
        shoal(data, "verify")
        imports_nothing_twice(data)  # opens for writing, replays the tail
        equal(answers(data), WANT, "after writing")
        shoal(data, "verify")


def a_rebuild_answers_the_same():
    with Temp() as t:
        data = unpack(t)
        r = shoal(data, "rebuild", "--json")
        equal((r["rows"], r["people"]), (WANT["events"], 8), "counts")
        equal(answers(data), WANT, "rebuilt")
        for what in ("people/people.shp", "store/manifest"):
            (data / "w/main" / what).write_bytes(b"nonsense")
        shoal(data, "query", "count(*) >= 1", fails=True)
        shoal(data, "rebuild")
        equal(answers(data), WANT, "rebuilt over damage")
        imports_nothing_twice(data)
        shoal(data, "verify")
        check(not (data / "w/main/rebuild").exists(), "nothing is left over")


def a_rebuild_may_be_killed_anywhere():
    killed = 0
    with Temp() as t:
        for point in ("io_pwrite", "io_sync", "io_rename", "part_written", "manifest_switched"):
            for n in (1, 2, 3, 4, 6, 9):
                data = unpack(t / ("%s-%d" % (point, n)))
                r = subprocess.run([PROGRAM, "--data", str(data), "rebuild"], env=dict(os.environ, SHOAL_FAULT="%s:%d" % (point, n)), capture_output=True)
                killed += r.returncode == -signal.SIGKILL
                equal(answers(data), WANT, "after %s:%d" % (point, n))
                imports_nothing_twice(data)
                equal(answers(data), WANT, "after %s:%d and an import" % (point, n))
        check(killed >= 10, "the faults were met: %d" % killed)


def a_shortened_log_is_said():
    with Temp() as t:
        data = unpack(t)
        imports_nothing_twice(data)
        (data / "w/main/log/log-0000000000000001.shl").unlink()
        code, text = shoal(data, "rebuild", fails=True)
        check(code == 65 and "begins at LSN 36" in text, text)


main(the_first_format_is_still_read, a_rebuild_answers_the_same, a_rebuild_may_be_killed_anywhere, a_shortened_log_is_said)
