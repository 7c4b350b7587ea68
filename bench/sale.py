#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The flash sale: bench/sale.py BUILD DIR [COUPONS] [PEOPLE] [CONNECTIONS].

Starts a server on DIR (made, on the disk to be measured), makes the people by importing them, lets them claim over HTTP
(bench_sale), checks that exactly COUPONS went out, and then lets the same client ask the naive form (bench_sale_naive): the same
statements behind the same HTTP, one transaction a request, on a database of its own in DIR."""
import json
import os
import subprocess
import sys
from pathlib import Path

BUILD, DATA = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
COUPONS, PEOPLE, CONNECTIONS = (int(sys.argv[i]) if len(sys.argv) > i else n for i, n in ((3, 10000), (4, 100000), (5, 200)))
os.environ.setdefault("SHOAL", str(BUILD / "shoal"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "lib"))
from sale import sale  # noqa: E402


def naive():
    server = subprocess.Popen([BUILD / "bench" / "bench_sale_naive", DATA / "naive.db", str(COUPONS)], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE)
    try:
        port = server.stdout.readline().decode().strip()
        r = subprocess.run([BUILD / "bench" / "bench_sale", port, "none", "tea", str(PEOPLE), str(CONNECTIONS)], check=True,
                           capture_output=True, timeout=600)
        return json.loads(r.stdout)
    finally:
        server.stdin.close()
        server.wait(60)


def main():
    DATA.mkdir(parents=True)
    ours = sale(DATA / "data", BUILD / "bench" / "bench_sale", COUPONS, PEOPLE, CONNECTIONS, check_answers=False)
    theirs = naive()
    ratio = {k: round(ours[k] / theirs[k], 2) for k in ("requests_per_s", "given_per_s")}
    print(json.dumps({"sale": ours, "naive": theirs, "times": ratio}, indent=1))


main()
