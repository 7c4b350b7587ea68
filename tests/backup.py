#!/usr/bin/env python3
"""Backups: taken while somebody imports, restored elsewhere, compared by answers; interrupted, damaged, pruned."""
import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from shoal import PROGRAM, Temp, check, equal, main, shoal  # noqa: E402

MAP = "kind: orders\nsource: shop\nformat: csv\ndelimiter: \",\"\nheader: true\ncolumns: {person: user, time: time, amount: amount, order_id: order}\nattributes: {city: city}\n"
QUESTIONS = ["count(*) >= 1", "count(order_completed) >= 20", "sum(order_completed.amount) > 4000", 'city = "上海"', "count(order_completed, last 200 days) = 3"]


def write_orders(path, rows, first, seed):
    rng = random.Random(seed)
    with open(path, "w") as f:
        f.write("user,order,time,amount,city\n")
        for i in range(first, first + rows):
            f.write("u%d,o%d,2026-%02d-%02dT%02d:00:00,%d.25,%s\n" % (rng.randrange(3000), i, rng.randrange(1, 7), rng.randrange(1, 29), rng.randrange(24), rng.randrange(1, 400),
                                                                   rng.choice(["上海", "北京", "广州"])))


def start(t):
    (t / "m.yaml").write_text(MAP)
    write_orders(t / "a.csv", 20000, 0, 1)
    shoal(t / "data", "import", t / "a.csv", "--map", t / "m.yaml", "--zone", "UTC", "--json")
    return t / "data"


def answers(data):
    out = [shoal(data, "query", q, "--json", "--as-of", "2026-12-31")["people"] for q in QUESTIONS]
    o = shoal(data, "report", "overview", "--from", "2026-01-01", "--to", "2026-06-30", "--as-of", "2026-12-31", "--json")
    return out, {m["metric"]: m["value"] for m in o["metrics"]}, o["summary"]["events"], shoal(data, "person", "u7", "--json", "--as-of", "2026-12-31")["timeline"]


def a_restored_backup_answers_the_same():
    with Temp() as t:
        data = start(t)
        want = answers(data)
        first = shoal(data, "backup", "--to", t / "b", "--json")
        again = shoal(data, "backup", "--to", t / "b", "--json")
        equal((again["new_files"], again["new_bytes"]), (0, 0), "nothing is copied twice")
        equal(again["bytes"], first["bytes"], "the same")
        shoal(None, "restore", t / "b", "--to", t / "copy")
        equal(answers(t / "copy"), want, "restored")
        shoal(t / "copy", "verify")
        equal(shoal(t / "copy", "import", t / "a.csv", "--map", t / "m.yaml", "--json")["imported"], 0, "the same file again")
        write_orders(t / "b.csv", 5000, 50000, 2)
        for d in (data, t / "copy"):  # both go on, each in its own history
            shoal(d, "import", t / "b.csv", "--map", t / "m.yaml", "--json")
        equal(answers(t / "copy"), answers(data), "after going on")
        epoch = shoal(t / "copy", "backup", "--to", t / "b2", "--json")["workspaces"][0]["lsn"] >> 48
        equal(epoch, 1, "a new epoch")
        shoal(t / "copy", "rebuild")
        equal(answers(t / "copy"), answers(data), "rebuilt over two epochs")
        more = shoal(data, "backup", "--to", t / "b", "--json")
        check(0 < more["new_bytes"] < more["bytes"], "only what is new: %s" % more)
        code, _ = shoal(None, "restore", t / "b", "--to", data, fails=True)
        equal(code, 73, "not over a data directory")
        code, _ = shoal(None, "restore", t / "data", "--to", t / "x", fails=True)
        equal(code, 65, "not a backup")


def a_backup_during_an_import_is_one_moment():
    with Temp() as t:
        data = start(t)
        write_orders(t / "b.csv", 150000, 100000, 3)
        p = subprocess.Popen([PROGRAM, "--data", str(data), "import", str(t / "b.csv"), "--map", str(t / "m.yaml"), "--json"], stdout=subprocess.DEVNULL)
        lsns = []
        for i in range(6):
            lsns.append(shoal(data, "backup", "--to", t / "b", "--json")["workspaces"][0]["lsn"])
        p.wait()
        equal(p.returncode, 0, "the import")
        equal(lsns, sorted(lsns), "LSNs grow")
        names = sorted(f.stem for f in (t / "b/backups").iterdir())
        want = None
        for name in (names[0], names[2], names[-1]):
            to = t / name
            shoal(None, "restore", t / "b", "--to", to, "--backup", name)
            shoal(to, "verify")
            r = shoal(to, "import", t / "b.csv", "--map", t / "m.yaml", "--json")  # the rest, and nothing twice
            equal(r["read"], 150000, name)
            got = answers(to)
            want = want or answers(data)
            equal(got, want, name)


def interrupted_backups_and_restores_leave_what_there_was():
    with Temp() as t:
        data = start(t)
        want = answers(data)
        first = shoal(data, "backup", "--to", t / "b", "--json")["backup"]
        write_orders(t / "b.csv", 3000, 70000, 4)
        shoal(data, "import", t / "b.csv", "--map", t / "m.yaml")
        killed = 0
        for point in ("io_pwrite", "io_sync", "io_rename"):
            for n in (1, 2, 3, 5, 8):
                env = dict(os.environ, SHOAL_FAULT="%s:%d" % (point, n))
                r = subprocess.run([PROGRAM, "--data", str(data), "backup", "--keep", "0", "--to", str(t / "b")], env=env, capture_output=True)
                killed += r.returncode == -signal.SIGKILL
                to = t / ("r-%s-%d" % (point, n))
                r = subprocess.run([PROGRAM, "restore", str(t / "b"), "--to", str(to), "--backup", first], env=env, capture_output=True)
                killed += r.returncode == -signal.SIGKILL
                check(r.returncode == 0 or not to.exists(), "all or nothing")
        check(killed >= 10, "the faults were met: %d" % killed)
        shoal(None, "restore", t / "b", "--to", t / "old", "--backup", first)
        equal(answers(t / "old"), want, "the first backup is still whole")
        shoal(data, "backup", "--to", t / "b", "--keep", "1")
        equal(len(list((t / "b/backups").iterdir())), 1, "kept")
        shoal(None, "restore", t / "b", "--to", t / "new")
        equal(answers(t / "new"), answers(data), "after pruning")


def damage_is_named_and_nothing_restored():
    with Temp() as t:
        data = start(t)
        shoal(data, "backup", "--to", t / "b")
        files = {f["path"]: t / "b/objects" / f["sum"] for f in json.loads((t / "b/backup.json").read_text())["files"]}
        hurt = [p for p in files if "part-" in p or p.endswith("state.db")]
        for p in hurt:
            raw = bytearray(files[p].read_bytes())
            raw[len(raw) // 2] ^= 1
            files[p].write_bytes(raw)
        files["w/main/log/log.json"].unlink()
        code, text = shoal(None, "restore", t / "b", "--to", t / "x", fails=True)
        equal(code, 76, "exit code")
        for p in hurt + ["w/main/log/log.json"]:
            check(p in text, "%s is named: %s" % (p, text))
        check(not (t / "x").exists() and not (t / "x.restoring").exists(), "nothing is left")
        shoal(data, "backup", "--to", t / "b")  # the next one repairs what it needs
        shoal(None, "restore", t / "b", "--to", t / "x")
        equal(answers(t / "x"), answers(data), "repaired")
        text = (t / "b/backup.json").read_text()
        (t / "b/backup.json").write_text(text.replace('"bytes": ', '"bytes": 1', 1))
        shoal(None, "restore", t / "b", "--to", t / "y", fails=True)


main(a_restored_backup_answers_the_same, a_backup_during_an_import_is_one_moment, interrupted_backups_and_restores_leave_what_there_was, damage_is_named_and_nothing_restored)
