#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file system that is really full, over HTTP: events, uploads, imports, codes of the mall, exports and backups are refused in
words that name the disk or finish, nothing is left half-done, questions go on, and when there is space again everything does,
with each acknowledged row there once.

The file systems are small ones in memory, in a mount namespace of this test's own, so that nothing is left of them."""
import atexit
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import LOOPBACK, Server  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

W = "/api/w/tea"
MAP = "kind: orders\nsource: shop\nformat: csv\ndelimiter: \",\"\nheader: true\ncolumns: {person: user, time: time, amount: amount, order_id: order}\n"
ALONE = "SHOAL_DISK_FULL_ALONE"
MIB = 1 << 20


def alone():
    """Goes on in a mount namespace of its own, or skips."""
    if os.environ.get(ALONE):
        return
    for how in (["-m"], ["-r", "-m"]):
        probe = "mount -t tmpfs -o size=1m none /mnt"
        if shutil.which("unshare") and subprocess.run(["unshare"] + how + ["sh", "-c", probe], capture_output=True).returncode == 0:
            os.execvpe("unshare", ["unshare"] + how + [sys.executable] + sys.argv, dict(os.environ, **{ALONE: "1"}))
    print("1..0 # SKIP no file system can be mounted here")
    sys.exit(0)


class Disk:
    """A file system of its own; full() leaves no byte, free() gives back what full() took."""

    def __init__(self, path, mib):
        self.path = path
        path.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%dm" % mib, "none", str(path)], check=True)

    def full(self):
        with open(self.path / "ballast", "ab", buffering=0) as f:
            for size in (MIB, 4096):
                try:
                    while True:
                        f.write(b"x" * size)
                except OSError:
                    pass

    def free(self):
        (self.path / "ballast").unlink()

    def __enter__(self):
        return self

    def __exit__(self, *a):
        subprocess.run(["umount", "-l", str(self.path)], check=True)


def server(t, disk, *args):
    s = Server(disk / "d", *args)
    s.log = t / "stderr"  # not on the full disk
    atexit.register(lambda: s.process and s.process.poll() is None and s.process.kill())  # of a test that failed
    return s.start()


class Shop:
    def __init__(self, s):
        self.s, self.sent = s, 0
        s.workspace("tea", zone="UTC")
        self.key = s.owner.ok("POST", W + "/collect/keys", {"title": "t", "kind": "server"}, 201)["secret"]

    def event(self, n, size=0):
        """Its status and error code; a repetition of one that was acknowledged counts once."""
        body = json.dumps({"event": "disk", "user_id": "u%d" % (n % 50), "message_id": "m%d" % n, "time": past(), "properties": {"text": "x" * size}}).encode()
        c = http.client.HTTPConnection(LOOPBACK, self.s.port, timeout=60)
        try:
            c.request("POST", "/v1/events", body, {"Authorization": "Bearer " + self.key})
            r = c.getresponse()
            answer = r.read()
        finally:
            c.close()
        return r.status, json.loads(answer).get("code") if r.status >= 400 else None

    def until_refused(self, first):
        """Acknowledged numbers, and how the first refusal was named.  What was reserved before may still take some."""
        kept = []
        for n in range(first, first + 20000):
            status, code = self.event(n, 20000)
            if status != 200:
                return kept, status, code
            kept.append(n)
        raise AssertionError("a full disk took everything")

    def rows(self, event):
        r = self.s.owner.get(W + "/data/events/" + event)
        return r.json["rows"] if r.status == 200 else 0

    def until(self, what, want, seconds=120):
        end = time.monotonic() + seconds
        while not want():
            check(time.monotonic() < end, what)
            time.sleep(0.1)

    def upload(self, name, data):
        return self.s.owner.request("POST", W + "/uploads", raw=data, query={"name": name}, type="application/octet-stream")

    def job(self, path, body):
        """The job when it is over; None when it was refused because of the disk."""
        a = self.s.owner.request("POST", W + path, body)
        if a.status == 202:
            return self.s.wait_job(self.s.owner, "tea", a.json)
        equal((a.status, a.code), (507, "disk_full"), path)
        return None

    def fails_of_the_disk(self, path, body):
        j = self.job(path, body)
        check(j is None or (j["status"] == "failed" and j["problem"]["code"] == "disk_full"), "%s: %s" % (path, j))


def past():
    """Questions are asked as of the last full minute."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() - 180))


def orders(first, n):
    return ("user,order,time,amount\n" + "".join("u%d,o%d,2026-01-01T00:00:00,%d.25\n" % (i % 997, i, i % 90 + 1) for i in range(first, first + n))).encode()


def files(path, *names):
    """What lies there in bytes, by path: to see that nothing is left of what failed."""
    return {str(f.relative_to(path)): f.stat().st_size for name in names if (path / name).exists() for f in sorted((path / name).rglob("*")) if f.is_file()}


def events_and_questions():
    with Temp() as t, Disk(t / "disk", 96) as disk:
        s = server(t, disk.path)
        shop = Shop(s)
        for n in range(100):
            equal(shop.event(n)[0], 200, "before")
        disk.full()
        kept, status, code = shop.until_refused(1000)
        equal((status, code), (503, "disk_full"), "named")
        equal(shop.event(5)[0] in (200, 503), True, "one that is there is there, or later")
        check(shop.rows("disk") >= 100, "questions are answered: %r" % s.owner.get(W + "/data/events/disk"))
        equal(s.client().get("/healthz").json["writes"], "stopped", "health says so")
        equal(s.client().get("/readyz").status, 503, "and readiness")
        care = s.owner.ok("GET", W + "/care")["writing"]
        equal((care["accepting"], care["problem"]["code"]), (False, "disk_full"), "care says why")
        s.owner.refused(507, "disk_full", "PUT", W + "/resources/segment/big", {"kind": "segment", "slug": "big", "expression": "count(disk) > 1"})
        disk.free()
        shop.until("it goes on by itself", lambda: shop.event(50000)[0] == 200)
        for n in kept:
            equal(shop.event(n, 20000)[0], 200, "again")
        want = 100 + len(kept) + 1
        shop.until("each once", lambda: shop.rows("disk") == want, 30)
        s.stop(signal.SIGKILL)
        shop.s = s = server(t, disk.path)
        shop.until("each once after a kill", lambda: shop.rows("disk") == want, 30)
        equal(s.stop(), 0, "it stops in order")
        shoal(disk.path / "d", "--workspace", "tea", "verify")


def uploads_imports_codes_and_exports():
    with Temp() as t, Disk(t / "disk", 160) as disk:
        d = disk.path / "d"
        s = server(t, disk.path)
        shop = Shop(s)
        small, large = orders(0, 20000), orders(20000, 150000)
        up = shop.upload("small.csv", small).json["id"]
        first = shop.job("/imports", {"upload": up, "yaml": MAP})
        equal((first["status"], first["result"]["imported"]), ("done", 20000), "before")
        waiting = shop.upload("large.csv", large).json["id"]
        lines = "code,pin\n" + "".join("JD-%0130d,%04d\n" % (i, i % 10000) for i in range(85000))
        check(len(lines) > 11 * MIB, "a large file of codes")
        cards = shop.upload("cards.csv", lines.encode()).json["id"]
        names = ("w/tea/uploads", "w/tea/jobs")
        disk.full()
        was = files(d, *names)
        a = shop.upload("more.csv", orders(500000, 100000))
        equal((a.status, a.code), (507, "disk_full"), "an upload")
        equal(files(d, *names), was, "nothing of it is left")
        shop.fails_of_the_disk("/imports", {"upload": waiting, "yaml": MAP})
        shop.fails_of_the_disk("/mall/pools/jd/import", {"upload": cards})
        shop.fails_of_the_disk("/exports", {"what": "people", "format": "csv"})
        body = {"codes": [{"code": "KFC-%05d" % i} for i in range(500)]}
        a = s.owner.request("POST", W + "/mall/pools/kfc/codes", body, headers={"Idempotency-Key": "k1"})
        check((a.status, a.code) == (507, "disk_full") or a.status == 200, "codes in a body: %r" % a)
        check(shop.rows("order_completed") >= 20000, "questions are answered: %r" % s.owner.get(W + "/data/events/order_completed"))
        check(not [f for f in files(d, "w/tea/jobs") if f not in was and "export" in f], "no half export: %s" % files(d, "w/tea/jobs"))
        disk.free()
        shop.until("an upload goes on", lambda: shop.upload("again.csv", orders(500000, 10)).status == 201)
        equal(s.owner.ok("POST", W + "/mall/pools/kfc/codes", body, headers={"Idempotency-Key": "k1"})["added"], 500, "under the same key")
        equal(s.owner.ok("GET", W + "/mall/pools/kfc")["pool"]["free"], 500, "each once")
        j = shop.job("/imports", {"upload": waiting, "yaml": MAP})
        equal((j["status"], j["result"]["read"], j["result"]["rejected"]), ("done", 150000, 0), "the import goes on")
        j = shop.job("/imports", {"upload": shop.upload("small.csv", small).json["id"], "yaml": MAP})
        equal(j["result"]["imported"], 0, "what was imported is known")
        shop.until("each row once", lambda: shop.rows("order_completed") == 170000, 30)
        j = shop.job("/mall/pools/jd/import", {"upload": cards})
        equal(j["status"], "done", "codes: %s" % j)
        equal(s.owner.ok("GET", W + "/mall/pools/jd")["pool"]["free"], 85000, "each code once")
        j = shop.job("/exports", {"what": "people", "format": "csv"})
        equal((j["status"], j["result"]["rows"]), ("done", 997), "the export")
        s.stop(signal.SIGKILL)
        shop.s = s = server(t, disk.path)
        shop.until("each row once after a kill", lambda: shop.rows("order_completed") == 170000, 30)
        equal(s.owner.ok("GET", W + "/mall/pools/jd")["pool"]["free"], 85000, "and each code")
        equal(s.stop(), 0, "it stops in order")
        shoal(d, "--workspace", "tea", "verify")


def backups():
    with Temp() as t, Disk(t / "disk", 24) as disk:
        with Server(t / "d", "--backup-dir", str(disk.path / "b")) as s:
            shop = Shop(s)
            up = shop.upload("a.csv", orders(0, 50000)).json["id"]
            equal(shop.job("/imports", {"upload": up, "yaml": MAP})["status"], "done", "before")

            def take():
                return s.wait_job(s.owner, "tea", s.owner.ok("POST", "/api/backups", {"shown_in": "tea"}, 202))

            def listed():
                return [(b["name"], b["damaged"]) for b in s.owner.ok("GET", W + "/care")["backups"]["items"]]
            equal(take()["status"], "done", "one")
            one = listed()
            up = shop.upload("b.csv", orders(50000, 20000)).json["id"]
            equal(shop.job("/imports", {"upload": up, "yaml": MAP})["status"], "done", "more")
            disk.full()
            j = take()
            equal((j["status"], j["problem"]["code"]), ("failed", "disk_full"), "named: %s" % j)
            equal(listed(), one, "no half backup is listed")
            equal(len([f for f in (disk.path / "b").rglob("*.tmp")]), 0, "and no half file is left")
            shoal(None, "restore", disk.path / "b", "--to", t / "r1")
            disk.free()
            equal(take()["status"], "done", "goes on")
            equal(len(listed()), 2, "two")
        shoal(None, "restore", disk.path / "b", "--to", t / "r2")
        for name, rows in (("r1", 50000), ("r2", 70000)):
            equal(shoal(t / name, "--workspace", "tea", "verify", "--json")["log_events"], rows, name)


alone()
main(events_and_questions, uploads_imports_codes_and_exports, backups)
