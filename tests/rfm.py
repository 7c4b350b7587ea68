#!/usr/bin/env python3
"""RFM, value, payer, new/old and lifecycle classes, person by person, against an independent computation.

The naive side reads the same CSV with Python's decimals and zoneinfo and follows docs/CLASSIFICATIONS.md literally.
"""
import csv
import io
import random
import re
import sys
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from shoal import Temp, check, equal, main, shared, shoal  # noqa: E402

RFM_MAP = """
kind: orders
source: orders
format: csv
delimiter: ","
header: true
columns:
  person: user
  time: time
  amount: amount
  order_id: order
refunds: {negative_amount: true}
"""


def end_of(day, zone):
    d = datetime.fromisoformat(day)
    return datetime(d.year, d.month, d.day, tzinfo=zone) + timedelta(days=1) - timedelta(milliseconds=1)


def elapsed(a, b):
    """True time between two instants, whatever the zone did in between."""
    return a.astimezone(ZoneInfo("UTC")) - b.astimezone(ZoneInfo("UTC"))


class Naive:
    """rows: (person, instant, amount) with refunds negative."""

    def __init__(self, rows, as_of, zone):
        self.zone, self.as_of = zone, as_of
        self.orders, self.refunds = {}, {}
        for person, at, amount in rows:
            if elapsed(at, as_of) > timedelta(0):
                continue
            side = self.refunds if amount < 0 else self.orders
            side.setdefault(person, []).append((at, abs(amount)))
            self.orders.setdefault(person, [])
            self.refunds.setdefault(person, [])

    def days_since(self, at):
        return (self.as_of.astimezone(self.zone).date() - at.astimezone(self.zone).date()).days

    def within(self, rows, days):
        return [r for r in rows if elapsed(self.as_of, r[0]) < timedelta(days=days)]

    def rfm(self):
        out = {}
        for p in self.orders:
            o, f = self.within(self.orders[p], 365), self.within(self.refunds[p], 365)
            if o:
                out[p] = (self.days_since(max(t for t, _ in o)), len(o), sum(a for _, a in o) - sum((a for _, a in f), Decimal(0)))
        return out


def scores(values, k, descending=False):
    """Literally: t_i is the smallest value with at least i/k of the population at or below it."""
    if descending:
        return scores({p: -v for p, v in values.items()}, k)
    order = sorted(values.values())
    n = len(order)
    cuts = [order[-(-i * n // k) - 1] for i in range(1, k)] if n else []
    return {p: 1 + sum(v > t for t in cuts) for p, v in values.items()}


def median(values):
    v = sorted(values)
    return (Decimal(v[(len(v) - 1) // 2]) + Decimal(v[len(v) // 2])) / 2 if v else Decimal(0)


def name11(r, fm2):
    fm = fm2 / 2
    if r >= 4 and fm >= 4: return "champions"
    if r == 1 and fm >= 4: return "cant_lose"
    if r >= 3 and fm >= 3: return "loyal"
    if r <= 2 and fm >= 2.5: return "at_risk"
    if r >= 4 and fm >= 2: return "potential_loyal"
    if r == 5: return "new"
    if r == 4: return "promising"
    if r == 3: return "needs_attention" if fm >= 2 else "about_to_sleep"
    return "hibernating" if r == 2 else "lost"


GROUPS = {(1, 1, 1): "key_value", (1, 0, 1): "key_develop", (0, 1, 1): "key_keep", (0, 0, 1): "key_win_back",
          (1, 1, 0): "general_value", (1, 0, 0): "general_develop", (0, 1, 0): "general_keep", (0, 0, 0): "general_win_back"}


def expected(naive):
    rfm = naive.rfm()
    R = scores({p: v[0] for p, v in rfm.items()}, 5, descending=True)
    F = scores({p: v[1] for p, v in rfm.items()}, 5)
    M = scores({p: v[2] for p, v in rfm.items()}, 5)
    ref = [median([v[i] for v in rfm.values()]) for i in range(3)]
    spend = {p: sum(a for _, a in naive.orders[p]) - sum(a for _, a in naive.refunds[p]) for p in naive.orders}
    top = scores({p: s for p, s in spend.items() if s > 0}, 100)
    out = {}
    for p in naive.orders:
        row = {}
        if p in rfm:
            r, f, m = rfm[p]
            row["rfm"] = name11(R[p], F[p] + M[p])
            row["rfm8"] = GROUPS[(int(r < ref[0]), int(f > ref[1]), int(m > ref[2]))]
            mean3 = R[p] + F[p] + M[p]
            row["value"] = ("high" if mean3 >= 12 and R[p] >= 3 else "low" if mean3 <= 6 or (R[p] == 1 and F[p] <= 2) else "middle")
        else:
            row["rfm"] = row["rfm8"] = row["value"] = "none"
        row["payers"] = ("free" if spend[p] <= 0 else "whale" if top[p] == 100 else "large" if top[p] > 90 else "small")
        o = naive.orders[p]
        row["new_old"] = "none" if not o else "new" if naive.days_since(min(t for t, _ in o)) < 30 else "old"
        days = sorted({t.astimezone(naive.zone).date() for t, _ in o})
        idle = naive.days_since(max(t for t, _ in o)) if o else None
        if idle is not None and idle > 180: row["lifecycle"] = "loss"
        elif idle is not None and idle > 90: row["lifecycle"] = "dormancy"
        elif len(days) > 1 and (days[-1] - days[-2]).days > 90: row["lifecycle"] = "return"
        elif len(days) >= 4: row["lifecycle"] = "maturity"
        elif len(days) >= 2: row["lifecycle"] = "growth"
        elif len(days) == 1: row["lifecycle"] = "introduction"
        else: row["lifecycle"] = "prospect"
        out[p] = row
    return out


CLASSES = ["rfm", "rfm8", "value", "payers", "new_old", "lifecycle"]


def compare(data, rows, day, zone, threads=None):
    want = expected(Naive(rows, end_of(day, zone), zone))
    args = ["--threads", threads] if threads else []
    text = shoal(data, "export", "people", "--classes", ",".join(CLASSES), "--as-of", day, *args)
    got = {r["id"]: {k: r[k] for k in CLASSES} for r in csv.DictReader(io.StringIO(text))}
    equal(sorted(got), sorted(want), "people as of " + day)
    for p in want:
        equal(got[p], want[p], "%s as of %s" % (p, day))
    rep = shoal(data, "report", "rfm", "--as-of", day, "--json")
    for g in rep["groups"]:
        equal(g["people"], sum(w["rfm"] == g["class"] for w in want.values()), "report rfm " + g["class"])
    return want


def cdnow_imports_to_the_published_totals_and_rfm_is_exact():
    path = shared("data/cdnow/CDNOW_master.txt")
    with Temp() as t:
        r = shoal(t, "import", path, "--yes", "--zone", "UTC", "--currency", "USD", "--json")
        equal([r[k] for k in ("read", "imported", "duplicate", "rejected", "people")], [69659, 69659, 0, 0, 23570], "import")
        rep = shoal(t, "report", "overview", "--from", "1997-01-01", "--to", "1998-06-30", "--as-of", "1998-06-30", "--json")
        metric = {m["metric"]: m for m in rep["metrics"]}
        equal(metric["gmv"]["value"], 2500315.63, "GMV")
        equal((metric["orders"]["value"], metric["buyers"]["value"]), (69659, 23570), "orders, buyers")
        rows = []
        for line in path.read_text().splitlines()[1:]:
            if line.split():
                who, day, _, amount = line.split()
                rows.append((who, datetime.strptime(day, "%Y%m%d").replace(tzinfo=ZoneInfo("UTC")), Decimal(amount)))
        for day in ("1997-09-30", "1998-06-30", "1998-07-01", "1997-01-01"):
            compare(t, rows, day, ZoneInfo("UTC"))
        again = shoal(t, "import", path, "--yes", "--json")
        equal([again[k] for k in ("read", "imported", "duplicate", "rejected")], [69659, 0, 69659, 0], "again")
        shoal(t, "verify")


def random_orders_classify_like_the_naive_computation():
    for seed in range(6):
        rng = random.Random(seed)
        zone = ZoneInfo(["Asia/Shanghai", "Europe/Berlin", "America/New_York"][seed % 3])
        start = datetime(2025, 1, 1, tzinfo=zone)
        rows, text = [], "user,order,time,amount\n"
        for i in range(4000):
            who = "u%04d" % int(rng.paretovariate(0.7) * 3 % 700)
            at = start.astimezone(ZoneInfo("UTC")) + timedelta(milliseconds=rng.randrange(600 * 86400) * 1000 + rng.choice([0, 0, 1, 999]))
            if rng.random() < 0.2:
                at = at.replace(hour=0, minute=0, second=0, microsecond=0)
            amount = Decimal(rng.choice(["0.00", "10.00", "9.99", "%.2f" % (rng.lognormvariate(4, 1)), "%.4f" % rng.uniform(1, 300)]))
            if rng.random() < 0.08:
                amount = -amount if amount else Decimal("-1")
            rows.append((who, at, amount))
            text += "%s,o%d,%s,%s\n" % (who, i, at.isoformat(timespec="milliseconds"), amount)
        with Temp() as t:
            (t / "o.csv").write_text(text)
            (t / "o.map.yaml").write_text(RFM_MAP)
            r = shoal(t / "d", "import", t / "o.csv", "--map", t / "o.map.yaml", "--zone", zone.key, "--json")
            equal(r["imported"], 4000, "imported, seed %d" % seed)
            a = compare(t / "d", rows, "2025-12-31", zone, 1)
            compare(t / "d", rows, "2026-03-29", zone, 2)
            compare(t / "d", rows, "2026-08-01", zone)
            check(len({w["rfm"] for w in a.values()}) >= 8, "the data reach most groups")


def daily_counts_and_flow_add_up():
    rng = random.Random(5)
    with Temp() as t:
        text = "user,order,time,amount\n"
        for i in range(3000):
            text += "u%d,o%d,2025-%02d-%02dT10:00:00Z,%d.00\n" % (rng.randrange(400), i, rng.randrange(1, 13), rng.randrange(1, 29), rng.randrange(1, 90))
        (t / "o.csv").write_text(text)
        (t / "o.map.yaml").write_text(RFM_MAP)
        shoal(t / "d", "import", t / "o.csv", "--map", t / "o.map.yaml", "--zone", "UTC", "--json")
        for name in ("lifecycle", "aipl", "value", "payers"):
            d1, d2 = "2025-08-20", "2025-10-05"
            rep = shoal(t / "d", "report", name, "--as-of", d2, "--from", d1, "--to", d2, "--daily", "--flow", "--json")
            classes = [c["class"] for c in rep["classes"]]
            equal(len(rep["daily"]), 47, "days")
            last, first = rep["daily"][-1], rep["daily"][0]
            equal([last[c] for c in classes], [c["people"] for c in rep["classes"]], name + ": last day is the report")
            flow = {r["from"]: r for r in rep["flow"]}
            equal([flow["total"][c] for c in classes], [last[c] for c in classes], name + ": columns")
            for c in classes:
                equal(flow[c]["total"], first[c], "%s: row %s" % (name, c))
            equal(sum(flow[r]["total"] for r in flow if r != "total"), flow["total"]["total"], name + ": all")


CUTS = """
kind: classification
slug: cuts
measures: {f: count(order_completed), m: sum(order_completed.amount), idle: days_since(last(order_completed))}
population: f > 0
scores:
  A: {of: m, by: mean}
  B: {of: m, by: median, descending: true}
  C: {of: f, by: fixed, thresholds: [2, 4, 8]}
  D: {of: idle, by: fixed, thresholds: [30, 90.5, 180], descending: true}
references:
  m_mean: {of: m, by: mean}
  m_mid: {of: m, by: median}
  floor: {of: m, by: fixed, value: 100}
classes:
%s"""


def every_kind_of_cut_is_what_the_page_says():
    rng = random.Random(8)
    zone = ZoneInfo("UTC")
    rows, text = [], "user,order,time,amount\n"
    for i in range(900):
        who, at = "u%d" % (rng.randrange(150)), datetime(2025, rng.randrange(1, 13), rng.randrange(1, 29), tzinfo=zone)
        amount = Decimal("%d.%02d" % (rng.choice([5, 20, 20, 50, 100]), rng.choice([0, 0, 33])))
        rows.append((who, at, amount))
        text += "%s,o%d,%s,%s\n" % (who, i, at.isoformat(), amount)
    cells = [(a, b, c, d, r) for a in (1, 2) for b in (1, 2) for c in (1, 2, 3, 4) for d in (1, 2, 3, 4) for r in range(8)]
    refs = ["m > m_mean", "m > m_mid", "m > floor"]
    lines = ""
    for a, b, c, d, r in cells:
        when = " and ".join((x if r >> i & 1 else "not " + x) for i, x in enumerate(refs))
        if len(lines) < 1 << 20 and (a, b) == (1 + (r & 1), 2 - (r >> 1 & 1)):
            lines += "  - {name: c%d%d%d%d%d, when: A = %d and B = %d and C = %d and D = %d and %s}\n" % (a, b, c, d, r, a, b, c, d, when)
    naive = Naive(rows, end_of("2025-12-31", zone), zone)
    m = {p: sum(x for _, x in o) for p, o in naive.orders.items()}
    mean, mid = sum(m.values()) / len(m), median(m.values())
    want = {}
    for p, o in naive.orders.items():
        idle = naive.days_since(max(t for t, _ in o))
        r = int(m[p] > mean) | int(m[p] > mid) << 1 | int(m[p] > 100) << 2
        want[p] = "c%d%d%d%d%d" % (1 + (m[p] > mean), 1 + (m[p] < mid), 1 + sum(len(o) >= t for t in (2, 4, 8)), 1 + sum(idle <= t for t in (30, 90.5, 180)), r)
    names = set(re.findall(r"name: (c\d+)", lines))
    with Temp() as t:
        (t / "o.csv").write_text(text)
        (t / "o.map.yaml").write_text(RFM_MAP)
        (t / "cuts.yaml").write_text(CUTS % lines)
        shoal(t / "d", "import", t / "o.csv", "--map", t / "o.map.yaml", "--zone", "UTC", "--json")
        shoal(t / "d", "apply", t / "cuts.yaml")
        got = csv.DictReader(io.StringIO(shoal(t / "d", "export", "people", "--classes", "cuts", "--as-of", "2025-12-31")))
        for row in got:
            w = want[row["id"]]
            equal(row["cuts"], w if w in names else "none", row["id"])
        check(len(set(want.values()) & names) > 15, "many cells are met")


main(every_kind_of_cut_is_what_the_page_says, cdnow_imports_to_the_published_totals_and_rfm_is_exact, random_orders_classify_like_the_naive_computation, daily_counts_and_flow_add_up)
