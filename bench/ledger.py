#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger over HTTP: bench/ledger.py BUILD DIR [PEOPLE] [CONNECTIONS] [SECONDS] [postgresql].

Starts a server on DIR (made, on the disk to be measured), makes the people by importing them, gives each something, and then
keeps CONNECTIONS requests under way (bench_ledger_http).  `postgresql`: with the state in a private PostgreSQL, whose directory is
the machine's temporary one."""
import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

BUILD, DATA = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
PEOPLE, CONNECTIONS, SECONDS = (int(sys.argv[i]) if len(sys.argv) > i else n for i, n in ((3, 100000), (4, 512), (5, 20)))
os.environ.setdefault("SHOAL", str(BUILD / "shoal"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "lib"))
from postgres import postgres  # noqa: E402
from sale import people_file  # noqa: E402
from server import Server  # noqa: E402
from shoal import Failed, shoal  # noqa: E402

CURRENCY = "kind: currency\nslug: points\nexpires: {months: 12, end_of: month}\n"


def run():
    data = DATA / "data"
    shoal(data, "-w", "tea", "workspace", "create")
    csv, currency = DATA / "people.csv", DATA / "points.yaml"
    people_file(csv, PEOPLE)
    shoal(data, "-w", "tea", "import", csv)
    currency.write_text(CURRENCY, encoding="utf-8")
    shoal(data, "-w", "tea", "apply", currency)
    with Server(data, env={"SHOAL_CHECK_ANSWERS": "0"}) as s:
        key = s.owner.ok("POST", "/api/w/tea/keys", {"title": "shop", "scopes": ["read", "people", "write"]})["secret"]
        client = [BUILD / "bench" / "bench_ledger_http", str(s.port), key, "tea", str(PEOPLE)]
        r = subprocess.run([*client, str(CONNECTIONS), str(SECONDS), DATA], capture_output=True, timeout=SECONDS + 120)
        if r.returncode != 0:
            raise Failed(r.stderr.decode())
        told = json.loads(r.stdout)
        alone = subprocess.run([*client, "1", "5", DATA], capture_output=True, timeout=120, check=True)
        told["one_connection_per_second"] = json.loads(alone.stdout)["per_second"]
        return told


def main():
    DATA.mkdir(parents=True)
    with contextlib.ExitStack() as stack:
        if sys.argv[6:] == ["postgresql"]:
            os.environ["SHOAL_STATE"] = stack.enter_context(postgres()).url
        print(json.dumps(run()))


main()
