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
from server import Server  # noqa: E402
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


def objects(target):
    return {f.name: f.stat().st_size for f in (target / "objects").iterdir()}


def contents(target):
    return {f["path"]: f["sum"] for f in json.loads((target / "backup.json").read_text())["files"]}


def the_next_backup_copies_what_changed():
    """By whole files: those that were written again, none of those that hold what was there before."""
    with Temp() as t:
        data = start(t)
        write_orders(t / "more.csv", 120000, 200000, 6)
        shoal(data, "import", t / "more.csv", "--map", t / "m.yaml", "--json")
        first = shoal(data, "backup", "--to", t / "b", "--json")
        had, was = objects(t / "b"), contents(t / "b")
        equal((sum(had.values()), len(had)), (first["new_bytes"], first["new_files"]), "the first is all")
        again = shoal(data, "backup", "--to", t / "b", "--json")
        equal((again["new_files"], again["new_bytes"], objects(t / "b")), (0, 0, had), "after nothing: not a byte")
        write_orders(t / "few.csv", 10, 900000, 7)
        shoal(data, "import", t / "few.csv", "--map", t / "m.yaml", "--json")
        last_log = sorted(p for p in was if "/log/log-" in p)[-1]
        few = shoal(data, "backup", "--to", t / "b", "--json")
        now, new = contents(t / "b"), {k: v for k, v in objects(t / "b").items() if k not in had}
        equal((sum(new.values()), len(new)), (few["new_bytes"], few["new_files"]), "said as it is")
        again = {p for p in now if now[p] != was.get(p)}
        kept = [p for p in now if p not in again]
        old_parts = [p for p in was if "/part-" in p]
        check(old_parts and all(now.get(p) == was[p] for p in old_parts), "columns of before are not copied: %s" % again)
        # Beside the file that the log writes to, at most one is there in another form: sealed files are compressed one by one.
        logs = {p for p in again if "/log/log-" in p}
        check(last_log in logs and len(logs) <= 2, "of the log only its end: %s" % logs)
        check(again - logs <= {"w/main/state.db", "w/main/people/people.shp", "w/main/store/manifest", "server.db"} | {p for p in again if "/part-" in p}, "%s" % again)
        check(sum(v for k, v in new.items() if any(now[p] == k for p in again if "/part-" in p)) < 10000, "ten rows are a small part")
        check(kept and few["new_bytes"] == sum(new[now[p]] for p in again), "what is said is what changed: %s" % few)
        shoal(None, "restore", t / "b", "--to", t / "copy")
        equal(answers(t / "copy"), answers(data), "and it is whole")


def the_key_goes_along_only_when_asked_for():
    with Temp() as t:
        codes = {"codes": [{"code": "JD-0001-AAAA", "pin": "1111"}, {"code": "JD-0002-BBBB"}]}
        pool = "/api/w/tea/mall/pools/jd/codes"

        def give(s):
            return {k: v for k, v in s.owner.ok("POST", pool, codes, headers={"Idempotency-Key": "i%d" % random.randrange(1 << 60)}).items() if k in ("added", "refused")}

        (t / "phrase").write_text("correct horse battery 鱼群\n")
        (t / "short").write_text("elf zeichen\nand a longer second line\n")
        (t / "other").write_text("another passphrase\n")
        with Server(t / "d") as s:
            s.workspace("tea")
            equal(give(s)["added"], 2, "codes of others")
            for what, file, exit_code, word in (("short", t / "short", 64, "shorter"), ("absent", t / "nothing", 66, "no file")):
                code, text = shoal(t / "d", "backup", "--to", t / "b", "--key-passphrase", file, fails=True)
                equal((code, word in text), (exit_code, True), what + text)
            check(not (t / "b").exists(), "before anything is copied")
            equal(shoal(t / "d", "backup", "--to", t / "plain", "--json")["has_key"], False, "not by itself")
            equal(shoal(t / "d", "backup", "--to", t / "b", "--key-passphrase", t / "phrase", "--json")["has_key"], True, "asked for")
        secret = (t / "d/secrets.key").read_bytes()
        for target in ("plain", "b"):
            check(all(secret.strip() not in f.read_bytes() for f in (t / target).rglob("*") if f.is_file()), "nowhere as it is")
        equal([b["has_key"] for b in shoal(t / "d", "backup", "--to", t / "b", "--list", "--json")], [True], "listed")
        equal(shoal(t / "d", "backup", "--to", t / "b", "--check", "latest", "--json")["damaged"], 0, "and read")

        def restore(name, target, *args):
            """What it said, its secrets.key, and what verify counts."""
            r = subprocess.run([PROGRAM, "restore", str(t / target), "--to", str(t / name)] + [str(a) for a in args], capture_output=True, text=True)
            equal(r.returncode, 0, r.stderr)
            v = shoal(t / name, "--workspace", "tea", "verify", "--json")
            key = t / name / "secrets.key"
            return r.stderr, key.read_bytes() if key.exists() else None, (v["secrets"], v["secrets_unreadable"])

        for name, target in (("r1", "plain"), ("r2", "b")):
            said, key, counts = restore(name, target)
            check("secrets.key" in said and "codes of the mall 2" in said, "says so: %s" % said)
            equal((key, counts), (None, (2, 2)), name)
            check(not (t / name / "secrets.wrapped").exists(), "it is of the backup only")
        equal(shoal(None, "restore", t / "b", "--to", t / "r4", "--json")["secrets_unreadable"], 2, "for programs")
        said, key, counts = restore("r3", "b", "--key-passphrase", t / "phrase")
        equal((key, counts, "secrets.key" in said), (secret, (2, 0), False), "put back")
        equal((t / "r3/secrets.key").stat().st_mode & 0o077, 0, "its owner's only")
        with Server(t / "r3") as s:
            got = give(s)
            equal((got["added"], [x["code"] for x in got["refused"]]), (0, ["mall_code_known"] * 2), "codes are known again")
        with Server(t / "r2") as s:
            equal(give(s)["added"], 2, "with another key they are not: why it matters")
        check("2" in subprocess.run([PROGRAM, "--data", str(t / "r2"), "--workspace", "tea", "verify"], capture_output=True, text=True).stderr, "and verify says so")
        for args, exit_code, what in ((("b", t / "other"), 77, "a wrong one"), (("plain", t / "phrase"), 65, "no key in it")):
            equal(shoal(None, "restore", t / args[0], "--to", t / "x", "--key-passphrase", args[1], fails=True)[0], exit_code, what)
            check(not (t / "x").exists() and not (t / "x.restoring").exists(), "nothing is made")
        wrapped = t / "b/objects" / [f["sum"] for f in json.loads((t / "b/backup.json").read_text())["files"] if f["path"] == "secrets.wrapped"][0]
        wrapped.write_bytes(wrapped.read_bytes()[:-1] + b"x")
        code, text = shoal(None, "restore", t / "b", "--to", t / "x", "--key-passphrase", t / "phrase", fails=True)
        equal((code, "secrets.wrapped" in text), (76, True), text)


def a_server_takes_the_key_along():
    with Temp() as t:
        (t / "phrase").write_text("correct horse battery\n")
        with Server(t / "d", "--backup-dir", str(t / "b"), "--backup-key-passphrase", str(t / "phrase")) as s:
            s.workspace("tea")
            s.owner.ok("POST", "/api/w/tea/mall/pools/jd/codes", {"codes": [{"code": "A-1"}]}, headers={"Idempotency-Key": "i"})
            job = s.owner.ok("POST", "/api/backups", {"shown_in": "tea"}, 202)
            equal(s.wait_job(s.owner, "tea", job)["status"], "done", "the job")
            equal([b["has_key"] for b in s.owner.ok("GET", "/api/w/tea/care")["backups"]["items"]], [True], "told")
        shoal(None, "restore", t / "b", "--to", t / "r", "--key-passphrase", t / "phrase")
        equal((t / "r/secrets.key").read_bytes(), (t / "d/secrets.key").read_bytes(), "the same")
        (t / "phrase").write_text("short\n")
        r = subprocess.run([PROGRAM, "--data", str(t / "d"), "serve", "--listen", "127.0.0.1:0", "--backup-dir", str(t / "b"), "--backup-key-passphrase", str(t / "phrase")], capture_output=True, text=True, timeout=60)
        equal((r.returncode, "shorter" in r.stderr), (64, True), "known at the start: " + r.stderr)


main(a_restored_backup_answers_the_same, a_backup_during_an_import_is_one_moment, interrupted_backups_and_restores_leave_what_there_was, damage_is_named_and_nothing_restored,
     the_next_backup_copies_what_changed, the_key_goes_along_only_when_asked_for, a_server_takes_the_key_along)
