#!/usr/bin/env python3
"""Merging people: every answer is that of the same data imported with one name instead of two, in memory and in parts, with one thread and two;
taking apart gives the old answers back; the command line and the API say what they do."""
import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import Server  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

MAP = ("kind: orders\nsource: shop\nformat: csv\ndelimiter: \",\"\nheader: true\n"
       "columns: {person: user, time: time, amount: amount, order_id: order}\n")
AS_OF = "2026-12-31"
QUERIES = ["count(*) >= 1", "count(order_completed) >= 8", "sum(order_completed.amount, last 365 days) > 1500",
           "count(order_completed) >= 1 and not did(order_completed, last 200 days)", "count(order_completed) = 1"]


def orders(t, name, rename):
    rng = random.Random(7)
    rows = ["user,order,time,amount"]
    for i in range(900):
        user = "u%d" % rng.randrange(120)
        rows.append("%s,o%d,2026-%02d-%02d %02d:%02d,%d" % (rename.get(user, user), i, rng.randrange(1, 9), rng.randrange(1, 29), rng.randrange(24), rng.randrange(60), rng.randrange(10, 900)))
    (t / "m.yaml").write_text(MAP)
    (t / name).write_text("\n".join(rows) + "\n")
    return t / name


def fill(t, data, file):
    shoal(data, "import", file, "--map", t / "m.yaml", "--zone", "UTC", "--json")


def answers(data, *more):
    out = {q: shoal(data, "query", q, "--as-of", AS_OF, "--json", *more)["people"] for q in QUERIES}
    for name in ("rfm", "lifecycle", "new-old", "payers", "value"):
        r = shoal(data, "report", name, "--as-of", AS_OF, "--json", *more)
        r.pop("lsn", None)
        out[name] = r
    o = shoal(data, "report", "overview", "--from", "2026-01-01", "--to", "2026-06-30", "--as-of", AS_OF, "--json", *more)
    out["overview"] = {m["metric"]: m["value"] for m in o["metrics"]}
    rows = shoal(data, "export", "people", "--as-of", AS_OF, raw=True).decode().splitlines()
    out["export"] = sorted(rows)
    return out


def persons(data, who):
    return {w: shoal(data, "person", w, "--as-of", AS_OF, "--json", "--limit", "1000") for w in who}


def every_answer_is_that_of_one_name():
    with Temp() as t:
        pairs = {"u%d" % (i * 2 + 1): "u%d" % (i * 2) for i in range(20)}
        pairs.update({"u70": "u60", "u71": "u60", "u72": "u60"})
        data, twin = t / "data", t / "twin"
        fill(t, data, orders(t, "two.csv", {}))
        fill(t, twin, orders(t, "one.csv", pairs))
        before = answers(data)
        for old, new in list(pairs.items())[:20]:
            r = shoal(data, "person", "merge", new, old, "--force", "--json")
            check(r["merged"] == 1 and r["person"] == new and r["events"] > 0, "merged %s" % r)
        shoal(data, "person", "merge", "u60", "u70", "u71", "u72", "--force")
        want = answers(twin)
        for more in ((), ("--threads", "1"), ("--threads", "2")):
            equal(answers(data, *more), want, "merged %s" % (more,))
        for who in ("u1", "u0", "u71"):
            mine, theirs = (persons(d, [pairs.get(who, who) if d == twin else who])[pairs.get(who, who) if d == twin else who] for d in (data, twin))
            equal(mine["timeline"], theirs["timeline"], "timeline of %s" % who)
            equal((mine["id"], mine["orders"], mine["spent"], mine["classes"]), (theirs["id"], theirs["orders"], theirs["spent"], theirs["classes"]), who)
        equal(len(persons(data, ["u60"])["u60"]["identities"]), 4, "identities")
        shoal(data, "verify")
        shoal(data, "rebuild")
        equal(answers(data), want, "rebuilt")
        shoal(data, "backup", "--to", t / "b")
        shoal(None, "restore", t / "b", "--to", t / "back")
        equal(answers(t / "back"), want, "restored")
        for old, new in pairs.items():
            equal(shoal(data, "person", "unmerge", old, "--json")["merged"], 1, "apart")
        equal(answers(data), before, "taken apart")
        shoal(data, "verify")


def the_command_says_what_it_does():
    with Temp() as t:
        data = t / "data"
        fill(t, data, orders(t, "o.csv", {}))
        n = answers(data)[QUERIES[0]]
        r = shoal(data, "person", "merge", "u1", "u2", "--dry-run", "--json")
        check(r["dry_run"] and r["merged"] == 1 and r["lsn"] == 0 and r["events"] > 0, "reach %s" % r)
        check({"type": "user_id", "value": "u2"}.items() <= r["moving"][0].items() and r["conflicts"] == [{"type": "user_id", "count": 2, "limit": 1}], "what and why not %s" % r)
        said = shoal(data, "--lang", "en", "person", "merge", "u1", "u2", "--dry-run")
        check("u2" in said and "2 of user_id" in said and "Nothing was written" in said, said)
        equal(answers(data)[QUERIES[0]], n, "nothing happened")
        for act in ("block", "freeze"):
            r = shoal(data, "person", act, "u1", "--dry-run", "--json")
            equal((r["person"], r["others"], r["changes"], r["lsn"], r["dry_run"]), ("u1", 0, True, 0, True), act)
            check(shoal(data, "person", act, "u1", "--json")["changes"], act + " was only shown before")
            check(not shoal(data, "person", act, "u1", "--dry-run", "--json")["changes"], act + ": it is so already")
            check("u1" in shoal(data, "--lang", "en", "person", "un" + act, "u1", "--dry-run"), "in words")
            check(shoal(data, "person", "un" + act, "u1", "--json")["changes"], "un" + act)
        check("force" in shoal(data, "--lang", "en", "person", "merge", "u1", "u2", fails=True)[1], "two accounts need force")
        shoal(data, "person", "merge", "u1", "u2", "--force")
        equal(answers(data)[QUERIES[0]], n - 1, "one fewer")
        r = shoal(data, "person", "merge", "u1", "u2", "--json")
        equal((r["merged"], r["lsn"]), (0, 0), "again")
        equal(shoal(data, "person", "merge", "u1", "u1", fails=True)[0], 65, "oneself")
        equal(shoal(data, "person", "merge", "u1", "nobody", fails=True)[0], 66, "nobody")
        equal(shoal(data, "person", "unmerge", "u1", "u9", fails=True)[0], 65, "two people")
        equal(shoal(data, "person", "merge", "u1", fails=True)[0], 64, "into whom")
        check("合并" in shoal(data, "--lang", "zh", "person", "--help"), "said in Chinese")
        r = shoal(data, "person", "erase", "u2", "--yes", "--json")
        equal(r["identities"], 2, "both names go")
        equal(answers(data)[QUERIES[0]], n - 2, "erased whole")
        shoal(data, "person", "u1", fails=True)
        shoal(data, "verify")
        trail = json.dumps(shoal(data, "audit", "--json"))
        check('"merge"' in trail and "u2" not in trail, "audited")


def the_server_merges():
    with Temp() as t:
        data = t / "data"
        fill(t, data, orders(t, "o.csv", {}))
        with Server(data) as s:
            people = "/api/w/main/people/"
            one, two = (s.owner.ok("GET", people + w)["numbers"]["orders"] for w in ("u1", "u2"))
            r = s.owner.ok("POST", people + "u1/merge", {"people": ["u2"], "dry_run": True})
            check(r["merged"] == 1 and r["lsn"] == 0, "reach")
            r = s.owner.ok("POST", people + "u1/merge", {"people": ["u2"], "force": True})
            check(r["merged"] == 1 and r["lsn"] > 0, "merged")
            p = s.owner.ok("GET", people + "u2")
            equal((p["numbers"]["orders"], len(p["identities"])), (one + two, 2), "found by either name")
            equal(len(s.owner.ok("GET", "/api/w/main/people", query={"q": "u2"})["items"]) > 0, True, "search")
            r = s.owner.ok("POST", people + "u1/unmerge", {"identities": ["u2"]})
            equal(r["merged"], 1, "apart")
            equal(s.owner.ok("GET", people + "u2")["numbers"]["orders"], two, "as before")
            equal(s.owner.request("POST", people + "u1/unmerge", {"identities": ["u2"]}).status, 422, "not one person")


main(every_answer_is_that_of_one_name, the_command_says_what_it_does, the_server_merges)
