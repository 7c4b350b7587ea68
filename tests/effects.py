#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What points, coupons and membership achieve, over HTTP and on the command line: one and the same, as much as was posted,
for whoever may look, refused in words."""
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from rewarded import ago, rewards  # noqa: E402
from server import Server  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

W = "/api/w/main"
PEOPLE = 360


def place(t):
    shoal(None, "simulate", t / "brand", "--events", "12k", "--people", "400", "--seed", "7")
    d = t / "d"
    shoal(d, "workspace", "create", "--zone", "Asia/Shanghai", "--currency", "CNY")
    for kind in ("people.csv", "items.csv", "events.ndjson"):
        shoal(d, "import", t / "brand" / kind, "--map", t / "brand" / (kind.split(".")[0] + ".map.yaml"))
    return d


def section(report, id):
    s = next(s for s in report["sections"] if s["id"] == id)
    return [dict(zip((c["id"] for c in s["columns"]), row)) for row in s["rows"]]


def settled(c):
    """The report once the server has booked what expired while nobody ran."""
    def past(r):
        return next(x["points"] for x in section(r, "ending") if x["when"] and x["when"]["en"].startswith("past its expiry"))
    end = time.monotonic() + 60
    while True:
        report = c.ok("GET", W + "/reports/points/points")
        if past(report) == "0" or time.monotonic() > end:
            return report
        time.sleep(0.05)


def reports():
    with Temp() as t:
        d = place(t)
        did = rewards(d, list(range(PEOPLE)))
        now = {"SHOAL_NOW": ago(0)}
        with Server(d, env=now) as s:
            c = s.owner
            points = settled(c)
            total, = section(points, "total")
            equal((total["issued"], total["spent"]), (str(did["granted"]), str(did["spent"])), "what was posted")
            ledger = c.ok("GET", W + "/ledger/totals")["items"][0]
            equal([total[k] for k in ("available", "pending", "frozen", "expired")], [ledger[k] for k in ("available", "pending", "frozen", "expired")], "the ledger's totals")
            flows = section(points, "flows")
            equal(sum(int(r["issued"]) for r in flows), did["granted"], "by month")
            equal(flows[-1]["outstanding"], total["outstanding"], "the last end is now")
            weeks = section(c.ok("GET", W + "/reports/points/points", query={"grain": "week"}), "flows")
            equal(sum(int(r["issued"]) for r in weeks), did["granted"], "by week")
            fact, = section(points, "now")
            check(0 < fact["breakage"] < 1 and float(fact["liability"]) < float(fact["liability_full"]), "a forecast: %r" % fact)

            coupon = c.ok("GET", W + "/reports/coupon/comeback", query={"days": 30, "classification": "new_old", "margin": "0.4"})
            effect, = section(coupon, "effect")
            equal((effect["issued"], effect["held"], effect["unripe"]), (did["batch"]["issued"], did["batch"]["held_out"], 0), "arms")
            equal(effect["subsidy"], "%.2f" % (15 * did["used"]), "subsidy")
            check(effect["profit"] is not None and effect["advice"]["zh"], "an effect: %r" % effect)
            equal(sum(r["issued"] for r in section(coupon, "classes")), effect["issued"], "classes")
            days = section(coupon, "days")
            equal((sum(r["used"] for r in days), sum(r["issued"] for r in days)), (did["used"], did["batch"]["issued"]), "day by day")
            early, = section(c.ok("GET", W + "/reports/coupon/comeback", query={"days": 60}), "effect")
            equal((early["unripe"], early["profit"]), (did["batch"]["targets"], None), "nothing before its time")

            check(all(r["wasted"] is not None and r["profit_high90"] is not None for r in section(coupon, "classes") if r["advice_id"] != "few"), "waste and the stop rule by class")

            doses = c.ok("GET", W + "/reports/coupons/doses", query={"days": 30, "classification": "new_old", "margin": "0.4"})
            one, = section(doses, "doses")
            equal((one["kind"], one["amount"], one["issued"], one["held"], one["subsidy"]), ("comeback", "15", effect["issued"], effect["held"], effect["subsidy"]), "the one dose there is")
            point, = section(doses, "curve")
            check(abs(float(point["profit"]) * effect["issued"] - float(effect["profit"])) < 0.0001 * effect["issued"], "as in its own report: %r" % point)
            check(any("No curve" in r["text"]["en"] for r in section(doses, "said")), "one dose is no curve")
            equal(c.ok("GET", W + "/reports/coupons/doses", query={"kinds": "comeback", "days": 30, "classification": "new_old", "margin": "0.4"})["sections"], doses["sections"], "named")
            c.refused(422, "effect_doses", "GET", W + "/reports/coupons/doses", query={"kinds": "comeback,comeback"})
            c.refused(404, "unknown_resource", "GET", W + "/reports/coupons/doses", query={"kinds": "nope"})

            club = c.ok("GET", W + "/reports/membership/club")
            equal(section(club, "now")[0]["members"], did["members"], "members")
            long = c.ok("GET", W + "/reports/membership/club", query={"from": ago(300)[:10], "to": ago(0)[:10]})
            twice, = section(long, "twice")
            equal((twice["joined"], twice["again"]), (did["members"], 0), "nobody joined twice")
            equal(sum(r["joined"] for r in section(long, "sources")), twice["joined"], "by source")
            equal([r["id"] for r in section(club, "frequency")], ["members", "others", "all"], "frequencies")
            check(any("association" in r["text"]["en"] for r in section(club, "said")), "too few to match")
            for path in ("points/nope", "coupon/nope", "membership/nope"):
                c.refused(404, "unknown_resource", "GET", W + "/reports/" + path)
            c.refused(422, "effect_range", "GET", W + "/reports/points/points", query={"from": "2026-05-01", "to": "2026-04-01"})
            c.refused(422, "trend_periods", "GET", W + "/reports/points/points", query={"grain": "day", "from": "2020-05-01", "to": "2026-04-01"})
            c.refused(422, "effect_days", "GET", W + "/reports/coupon/comeback", query={"margin": "1.5"})
            key = c.ok("POST", W + "/keys", {"title": "k", "scopes": ["read"]}, 201)["secret"]
            equal(s.client(key).ok("GET", W + "/reports/points/points")["sections"], points["sections"], "with a key")
        same(d, now, "points", points, "points")
        same(d, now, "coupon", coupon, "comeback", "--days", "30", "--classification", "new_old", "--margin", "0.4")
        same(d, now, "doses", doses, "--days", "30", "--classification", "new_old", "--margin", "0.4")
        same(d, now, "membership", club, "club")
        shoal(d, "report", "points", env=now, fails=True)
        for lang, word in (("zh", "未兑付"), ("en", "outstanding")):
            check(word in shoal(d, "report", "points", "points", "--lang", lang, env=now), lang)


def plain(v):
    """Exact numbers are strings over HTTP and numbers on the command line."""
    try:
        return float(v) if isinstance(v, (str, int, float)) and not isinstance(v, bool) else v
    except ValueError:
        return v


def same(d, now, name, report, *args):
    """The command line says what the server said."""
    out = shoal(d, "report", name, *args, "--json", env=now)
    for s in report["sections"]:
        rows = out[s["id"]] if isinstance(out[s["id"]], list) else [out[s["id"]]]
        equal([[plain(v) for v in r.values()] for r in rows], [[plain(v) for v in row] for row in s["rows"]], "%s %s" % (name, s["id"]))


main(reports)
