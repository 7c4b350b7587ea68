#!/usr/bin/env python3
"""Small transactions through the SQL door, on SQLite and on a private PostgreSQL over its socket and over TCP: bench_state.c.

Usage: state.py BUILD [SECONDS]"""
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "lib"))
from postgres import postgres, programs  # noqa: E402

build, seconds = Path(sys.argv[1]).resolve(), sys.argv[2] if len(sys.argv) > 2 else "3"
there = tempfile.mkdtemp(prefix="shoal-bench-")
try:
    def run(name, place):
        print(name, flush=True)
        subprocess.run([build / "bench" / "bench_state", there, place, seconds], check=True)

    run("SQLite", there + "/state.db")
    if not programs():
        sys.exit("PostgreSQL is not installed")
    with postgres() as p:
        run("PostgreSQL over its socket", p.url + "#socket")
        run("PostgreSQL over TCP", p.url_with_password + "#tcp")
finally:
    shutil.rmtree(there, ignore_errors=True)
