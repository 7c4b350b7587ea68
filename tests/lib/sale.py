# SPDX-License-Identifier: GPL-3.0-or-later
"""A flash sale against a server of one's own: as a test (tests/coupons.py) and to be measured (bench/sale.py)."""
import json
import subprocess

from server import Server
from shoal import Failed, shoal

KIND = """kind: coupon
slug: sale
title: {en: Flash sale, zh: 秒杀券}
benefit: {type: amount_off, amount: 20}
valid: {days: 7}
budget: {issue: %d}
claim: open
"""


def people_file(path, n):
    with open(path, "w", encoding="utf-8") as f:
        f.write("user_id,event,time\n")
        for i in range(n):
            f.write("p%d,signed_up,2026-01-01 00:00:00\n" % i)


def sale(data, client, coupons, people, connections, check_answers=True):
    """What the client printed, and the counts of the kind afterwards."""
    shoal(data, "-w", "tea", "workspace", "create")
    csv = data.parent / "people.csv"
    people_file(csv, people)
    shoal(data, "-w", "tea", "import", csv)
    kind = data.parent / "sale.yaml"
    kind.write_text(KIND % coupons, encoding="utf-8")
    shoal(data, "-w", "tea", "apply", kind)
    with Server(data, env={} if check_answers else {"SHOAL_CHECK_ANSWERS": "0"}) as s:
        key = s.owner.ok("POST", "/api/w/tea/keys", {"title": "shop", "scopes": ["read", "people", "write"]})["secret"]
        r = subprocess.run([client, str(s.port), key, "tea", str(people), str(connections)], capture_output=True, timeout=300)
        if r.returncode != 0:
            raise Failed(r.stderr.decode())
        told = json.loads(r.stdout)
        told["counts"] = s.owner.ok("GET", "/api/w/tea/coupons/counts/sale")
        if told["other"]:
            raise Failed(r.stderr.decode())
        return told
