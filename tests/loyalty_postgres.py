#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server tests of what is exact (ledger, coupons, members, quotes, tasks, draws, the mall, boards) with the state in PostgreSQL: each of the scripts once more,
with a database for each of its directories."""
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "lib"))
from postgres import postgres, programs  # noqa: E402
from shoal import BUILD, Failed, Skip, main  # noqa: E402

SCRIPTS = ("points.py", "coupons.py", "membership.py", "quote.py", "checkout.py", "tasks.py", "task_turns.py", "draws.py", "mall.py", "leaderboards.py",
           "visit.py", "webhooks.py", "promotions.py")
LIMIT_SECONDS = 600


def case(name, url):
    def run():
        if not programs():
            raise Skip("PostgreSQL is not installed")
        env = dict(os.environ, SHOAL_ON_POSTGRES=url(), SHOAL_PG_BIN=str(programs()))
        r = subprocess.run([sys.executable, HERE / name, BUILD], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True, timeout=LIMIT_SECONDS)
        if r.returncode != 0:
            raise Failed("\n".join(line for line in r.stdout.splitlines() if not line.startswith("ok "))[-3000:])

    run.__name__ = name[:-3] + "_on_postgresql"
    return run


def cases():
    server = []

    def url():
        if not server:
            server.append(postgres())
            server.append(server[0].__enter__())
        return server[1].url

    def end():
        if server:
            server[0].__exit__(None, None, None)

    return [case(name, url) for name in SCRIPTS], end


tests, end = cases()
try:
    main(*tests)
finally:
    end()
