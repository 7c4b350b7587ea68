#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking after the data over HTTP: looking for damage beside everybody, backups while rows come in, and who may."""
import json
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import Server  # noqa: E402
from shoal import Failed, Temp, check, equal, main, shoal  # noqa: E402

MAP = {"kind": "orders", "source": "shop", "format": "csv", "delimiter": ",", "header": True, "columns": {"person": "user", "time": "time", "amount": "amount", "order_id": "order"}, "attributes": {"city": "city"}}
QUESTIONS = ["count(*) >= 1", "count(order_completed) >= 20", "sum(order_completed.amount) > 4000", 'city = "上海"']
W = "/api/w/tea"


def orders(rows, first, seed):
    rng = random.Random(seed)
    lines = ["user,order,time,amount,city"]
    for i in range(first, first + rows):
        lines.append("u%d,o%d,2026-%02d-%02dT%02d:00:00,%d.25,%s" % (rng.randrange(3000), i, rng.randrange(1, 7), rng.randrange(1, 29), rng.randrange(24), rng.randrange(1, 400), rng.choice(["上海", "北京"])))
    return "\n".join(lines).encode() + b"\n"


def bring(s, data, name, wait=True):
    up = s.owner.ok("POST", W + "/uploads", raw=data, query={"name": name}, type="application/octet-stream")
    job = s.owner.ok("POST", W + "/imports", {"upload": up["id"], "mapping": MAP}, 202)
    return s.wait_job(s.owner, "tea", job) if wait else job


def over(s, job, status="done"):
    j = s.wait_job(s.owner, "tea", job)
    equal(j["status"], status, json.dumps(j))
    return j


def answers(data):
    return [shoal(data, "--workspace", "tea", "query", q, "--json", "--as-of", "2026-12-31")["people"] for q in QUESTIONS]


def backup(s, **body):
    return s.owner.ok("POST", "/api/backups", dict({"workspace": "tea"}, **body), 202)


def a_backup_taken_while_rows_come_in_answers_the_same():
    with Temp() as t:
        with Server(t / "d", "--backup-dir", str(t / "b"), "--backup-keep", "3") as s:
            s.workspace("tea")
            s.workspace("coffee")
            bring(s, orders(20000, 0, 1), "a.csv")
            check(s.owner.ok("GET", W + "/care")["backups"]["items"] == [], "none yet")
            more = orders(150000, 50000, 2)
            running = bring(s, more, "b.csv", wait=False)
            results, verified = [], []
            for _ in range(3):
                results.append(over(s, backup(s))["result"])
                verified.append(over(s, s.owner.ok("POST", W + "/care/verify", status=202))["result"])
            over(s, running)
            lsns = [r["lsn"] for r in results]
            equal(lsns, sorted(lsns), "LSNs grow")
            equal([(r["damaged"], r["findings"]) for r in results], [(0, [])] * 3, "read back")
            equal([v["problems"] for v in verified], [0] * 3, "nothing is wrong beside an import")
            check(verified[-1]["log_events"] >= 20000 and verified[-1]["bytes"] > 100000, verified[-1])
            last = over(s, backup(s))["result"]
            b = s.owner.ok("GET", W + "/care")["backups"]
            equal([x["name"] for x in b["items"]], [r["backup"] for r in [last] + results[:0:-1]], "the newest three, newest first")
            equal((b["items"][0]["lsn"], b["items"][0]["damaged"], b["keep"], b["directory"]), (last["lsn"], 0, 3, str(t / "b")), b)
            check(all(x["checked_at"] for x in b["items"]), "checked")
        want = answers(t / "d")
        for name in (results[1]["backup"], last["backup"]):
            shoal(None, "restore", t / "b", "--to", t / name, "--backup", name)
            shoal(t / name, "--workspace", "tea", "verify")
            with Server(t / name, owner=True) as r:
                again = bring(r, more, "b.csv")
                equal(again["result"]["read"], 150000, name)
            equal(answers(t / name), want, "with the rest of the file, nothing twice: " + name)
        listed = shoal(None, "backup", "--to", t / "b", "--list", "--json")
        equal([(x["readable"], x["damaged"]) for x in listed], [(True, 0)] * 3, "on the command line")


def damage_is_found_and_told_to_whom_it_may():
    with Temp() as t, Server(t / "d", "--backup-dir", str(t / "b")) as s:
        s.workspace("tea")
        bring(s, orders(20000, 0, 3), "a.csv")
        people = {r: s.user(r + "@example.com", r) for r in ("viewer", "admin")}
        name = over(s, backup(s))["result"]["backup"]
        part = sorted((t / "d/w/tea/store").glob("part-*"))[0]
        raw = bytearray(part.read_bytes())
        raw[len(raw) // 2] ^= 1
        with open(part, "r+b") as f:
            f.seek(len(raw) // 2)
            f.write(bytes([raw[len(raw) // 2]]))
        job = over(s, people["admin"].ok("POST", W + "/care/verify", status=202))
        r = job["result"]
        check(r["problems"] >= 1 and r["derived"] == r["problems"], r)
        found = [f for f in r["findings"] if f["people"]]
        check(found and part.name in found[0]["what"]["en"] and "names" not in found[0]["people"], r)
        full = people["admin"].ok("GET", W + "/jobs/%s/files/findings.json" % job["id"])
        check(any(f["people"] and len(f["people"]["names"]) == 5 for f in full), full)
        path = W + "/jobs/%s" % job["id"]
        check("names" not in json.dumps(people["viewer"].ok("GET", path)["result"]), "a viewer sees the job, not who it is about")
        people["viewer"].refused(403, "forbidden", "GET", path + "/files/findings.json")
        people["viewer"].refused(403, "forbidden", "GET", W + "/care")
        people["admin"].refused(403, "forbidden", "POST", "/api/backups", {"workspace": "tea"})
        care = people["admin"].ok("GET", W + "/care")
        equal((care["backups"]["may_start"], care["backups"]["directory"], len(care["backups"]["items"])), (False, None, 1), "an admin of one brand")
        files = {f["path"]: f["sum"] for f in json.loads((t / "b/backup.json").read_text())["files"]}
        (t / "b/objects" / files["w/tea/log/log.json"]).unlink()
        checked = over(s, backup(s, check=name))["result"]
        equal((checked["damaged"], len(checked["findings"])), (1, 1), checked)
        check("w/tea/log/log.json" in checked["findings"][0]["en"], checked)
        equal(s.owner.ok("GET", W + "/care")["backups"]["items"][0]["damaged"], 1, "kept")
        code, text = shoal(None, "backup", "--to", t / "b", "--check", "latest", fails=True)
        equal(code, 76, text)
        equal(over(s, backup(s, check="20200101T000000.000Z"), "failed")["problem"]["code"], "unknown_backup")
        audit = [e["action"] for e in s.owner.ok("GET", W + "/audit")["items"]]
        check({"verify.started", "backup.started", "backup.check_started"} <= set(audit), audit)


def without_a_directory_there_are_no_backups():
    with Temp() as t, Server(t / "d") as s:
        s.workspace("tea")
        s.owner.refused(409, "no_backup_dir", "POST", "/api/backups", {"workspace": "tea"})
        s.owner.refused(422, None, "POST", "/api/backups", {})
        care = s.owner.ok("GET", W + "/care")
        equal((care["backups"]["configured"], care["writing"]["accepting"], care["writing"]["durability"]), (False, True, "strict"), care)
        bring(s, orders(1000, 0, 4), "a.csv")
        care = s.owner.ok("GET", W + "/care")
        w, ids = care["writing"], care["message_ids"]
        check(w["synced_at"] and w["durable_lsn"] == w["acknowledged_lsn"] > 1000, w)
        equal(ids["asked_window_ms"], 7 * 24 * 3600 * 1000, ids)
        code, text = shoal(t / "x", "serve", "--backup-at", "03:00", fails=True)
        check("--backup-dir" in text, text)


def a_daily_backup_that_fell_due_is_taken_once():
    with Temp() as t:
        args = ("--backup-dir", str(t / "b"), "--backup-at", "00:00")
        with Server(t / "d") as s:
            s.workspace("tea")
        for _ in range(2):
            with Server(t / "d", *args) as s:
                for _ in range(600):
                    jobs = s.owner.ok("GET", W + "/jobs", query={"kind": "backup"})["items"]
                    if jobs and jobs[0]["status"] == "done":
                        break
                    time.sleep(0.1)
                else:
                    raise Failed("no backup: %r" % jobs)
                equal([(j["author"], j["title"]["zh"]) for j in jobs], [("shoal", "每日备份")], "one, whoever starts the server again")
                equal(s.owner.ok("GET", W + "/care")["backups"]["daily_at"], "00:00")
        equal(len(list((t / "b/backups").iterdir())), 1, "one")


main(a_backup_taken_while_rows_come_in_answers_the_same, damage_is_found_and_told_to_whom_it_may, without_a_directory_there_are_no_backups, a_daily_backup_that_fell_due_is_taken_once)
