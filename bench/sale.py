#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The flash sale: bench/sale.py BUILD DIR [COUPONS] [PEOPLE] [CONNECTIONS].

Starts a server on DIR (made, on the disk to be measured), makes the people by importing them, lets them claim over HTTP
(bench_sale), checks that exactly COUPONS went out, and then runs the naive form on a database of its own in DIR."""
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


def main():
    DATA.mkdir(parents=True)
    told = sale(DATA / "data", BUILD / "bench" / "bench_sale", COUPONS, PEOPLE, CONNECTIONS, check_answers=False)
    naive = subprocess.run([BUILD / "bench" / "bench_sale_naive", DATA / "naive.db", str(COUPONS), str(PEOPLE), "10"], check=True, capture_output=True)
    print(json.dumps({"sale": told, "naive": json.loads(naive.stdout)}, indent=1))


main()
