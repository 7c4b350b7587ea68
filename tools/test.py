#!/usr/bin/env python3
"""Runs every test program and adds up what they say.

Each program prints TAP: `ok N - name`, `not ok N - name`, `ok N - name # SKIP why`.
  build/tests/unit_*            cmocka programs (made to print TAP)
  build/fuzz/fuzz_NAME          fuzz targets over fuzz/corpus/NAME (fuzz/driver.c); not in a libFuzzer build
  tests/*.py                    scripts; get the build directory as their argument
Programs that want a PostgreSQL find one in SHOAL_TEST_PG (an address), started here for all of them; they skip without.
A program that dies, prints no result or runs over its time limit counts as one failure.
A program that drives others' programs (browser walks, tests/console*.py; clients of npm and browsers, tests/sdk*.py) and fails is run once more, as whole
browsers and clients on a loaded machine meet what nobody else does; the second result counts, and the reasons of the first are printed all the same: read them, a race that a user could meet looks like that too.
The last line is `N passed, N failed[, N skipped]`.
Usage: tools/test.py BUILD [NAME-PART...]
"""
import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "lib"))
import postgres  # noqa: E402

LIMIT_SECONDS = 1200
OTHERS = ("console", "sdk")
LINE = re.compile(r"^(ok|not ok)\b[ \t]*\d*[ \t]*-?[ \t]*(.*?)(?:#\s*(SKIP)\b\s*(.*))?$", re.I)


def run(cmd):
    env = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP", LC_ALL="C.UTF-8")
    env.pop("SHOAL_FAULT", None)
    env.setdefault("MALLOC_PERTURB_", "165")  # what malloc gives is not zero, what free took is gone
    started = time.monotonic()
    with tempfile.TemporaryFile() as out:
        try:
            code = subprocess.run(cmd, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                                  env=env, timeout=LIMIT_SECONDS).returncode
        except subprocess.TimeoutExpired:
            code = "time limit of %d s" % LIMIT_SECONDS
        out.seek(0)
        text = out.read().decode("utf-8", "replace")
    passed = failed = 0
    skipped = []
    for line in text.splitlines():
        m = LINE.match(line.strip())
        if not m:
            continue
        if m.group(3):
            skipped.append(": ".join(filter(None, (m.group(2).strip(), m.group(4)))))
        elif m.group(1).lower() == "ok":
            passed += 1
        else:
            failed += 1
    if (code != 0 and failed == 0) or passed + failed + len(skipped) == 0:
        failed += 1
        text += "\n(ended with %s)\n" % code
    return cmd, passed, failed, skipped, time.monotonic() - started, text


def name_of(cmd):
    return Path(cmd[1] if cmd[0] == sys.executable else cmd[0]).name


def run_or_again(cmd):
    """The result that counts, and the text of a first try that failed."""
    first = run(cmd)
    if not first[2] or not name_of(cmd).startswith(OTHERS):
        return first + (None,)
    return run(cmd) + (first[5],)


def main():
    build = Path(sys.argv[1]).resolve()
    root = Path(__file__).resolve().parent.parent
    parts = sys.argv[2:]
    jobs = [[str(p)] for p in sorted((build / "tests").glob("unit_*")) if p.is_file() and os.access(p, os.X_OK)]
    for p in sorted((build / "fuzz").glob("fuzz_*")):
        if p.is_file() and os.access(p, os.X_OK) and not build.name.endswith("fuzz"):
            jobs.append([str(p), str(root / "fuzz" / "corpus" / p.name[len("fuzz_"):])])
    jobs += [[sys.executable, str(p), str(build)] for p in sorted((root / "tests").glob("*.py"))]
    if parts:
        jobs = [j for j in jobs if any(p in " ".join(j[:2]) for p in parts)]
    with contextlib.ExitStack() as stack:
        if "SHOAL_TEST_PG" not in os.environ and postgres.programs() and any(wants_postgres(j) for j in jobs):
            os.environ["SHOAL_TEST_PG"] = stack.enter_context(postgres.postgres()).url
        return work(jobs)


def wants_postgres(job):
    program = Path(job[1] if job[0] == sys.executable else job[0])
    return b"SHOAL_TEST_PG" in program.read_bytes()


def reasons(text):
    """What a failed program said of its failures, first of all; then its last lines, where it died."""
    lines = text.splitlines()
    said = []
    for i, line in enumerate(lines):
        if line.strip().startswith("not ok"):
            said += [line] + lines[i + 1:i + 30]
    return said[:300] + ["..."] + lines[-60:]


def work(jobs):
    passed = failed = 0
    skipped = []
    with ThreadPoolExecutor(max_workers=max(1, os.cpu_count() or 1)) as pool:
        for cmd, p, f, s, seconds, text, before in pool.map(run_or_again, jobs):
            name = name_of(cmd)
            passed, failed = passed + p, failed + f
            skipped += s
            print("%-4s %-36s %4d passed%s%s  %.1f s" % (
                "FAIL" if f else "ok", name, p, ", %d failed" % f if f else "",
                ", %d skipped" % len(s) if s else "", seconds), flush=True)
            if before:
                print("\n".join("    first try: " + l for l in reasons(before)), flush=True)
            if f:
                print("\n".join("    " + l for l in reasons(text)), flush=True)
    for s in skipped:
        print("skipped: " + s)
    print("%d passed, %d failed" % (passed, failed) + (", %d skipped" % len(skipped) if skipped else ""))
    return 1 if failed or passed == 0 else 0


sys.exit(main())
