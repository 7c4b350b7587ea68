#!/usr/bin/env python3
"""kill -9 of a real server under concurrent load: what it acknowledged is there afterwards, exactly once.

  SHOAL_KILL_ROUNDS=N    deaths (default 10)
  SHOAL_KILL_SECONDS=N   instead, as long as this takes
  SHOAL_KILL_SEED=N
"""
import http.client
import json
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import Server  # noqa: E402
from shoal import Failed, Temp, check, equal, main, shoal  # noqa: E402

SEED = int(os.environ.get("SHOAL_KILL_SEED") or 1)
ROUNDS = int(os.environ.get("SHOAL_KILL_ROUNDS") or 10)
SECONDS = float(os.environ.get("SHOAL_KILL_SECONDS") or 0)
W = "/api/w/tea"
GONE = (OSError, http.client.HTTPException, ValueError)
MAP = """kind: orders
source: shop
format: csv
header: true
columns: {person: user, time: time, amount: amount, order_id: order}
"""
BAD_EVERY = 17


class Known:
    """What the server said is so; guarded by `lock`."""

    def __init__(self):
        self.lock = threading.Lock()
        self.files = []  # [name, text, good, bad]: those whose job was accepted
        self.doubt = []  # those whose acceptance may have been lost on the way
        self.uploads = []  # of `files`, until they are deleted
        self.segment = 0  # version of "mark"
        self.texts = {}  # by version
        self.tried = {}
        self.users = set()
        self.tried_users = set()
        self.number = 0


def orders(k, rng):
    rows, bad = rng.randrange(50, 900), 0
    out = ["user,time,amount,order"]
    for i in range(rows):
        if i % BAD_EVERY == 5:
            out.append("u%d,never,%d.25,f%d-%d" % (i % 40, i, k, i))
            bad += 1
        else:
            out.append("u%d,2025-%02d-%02dT10:00:%02dZ,%d.25,f%d-%d" % ((i * 7 + k) % 300, i % 12 + 1, i % 28 + 1, i % 60, i, k, i))
    return ("\n".join(out) + "\n").encode(), rows - bad, bad


def importer(c, known, rng, stop):
    while not stop.is_set():
        with known.lock:
            known.number += 1
            k = known.number
        text, good, bad = orders(k, rng)
        name = "f%d.csv" % k
        file = (name, text, good, bad)
        with known.lock:
            known.doubt.append(file)
        u = c.ok("POST", W + "/uploads", raw=text, query={"name": name}, type="application/octet-stream")
        c.ok("POST", W + "/imports", {"upload": u["id"], "yaml": MAP}, 202)
        with known.lock:
            known.doubt.remove(file)
            known.files.append(file)
            known.uploads.append(u["id"])
        time.sleep(rng.random() * 0.3)


def editor(c, known, rng, stop):
    while not stop.is_set():
        with known.lock:
            n = known.segment
            text = "count(order_completed) >= %d" % (n + 1)
            known.tried[n + 1] = text
        head = {"If-Match": '"%d"' % n} if n else {"If-None-Match": "*"}
        a = c.request("PUT", W + "/segments/mark", {"title": "mark", "expression": text}, headers=head)
        if a.status not in (200, 201):
            raise Failed("segment: %r" % a)
        with known.lock:
            known.segment = a.json["version"]
            known.texts[known.segment] = text
        time.sleep(rng.random() * 0.05)


def inviter(c, known, rng, stop):
    while not stop.is_set():
        email = "p%d@example.com" % rng.randrange(1 << 40)
        with known.lock:
            known.tried_users.add(email)
        c.ok("POST", W + "/users", {"email": email, "role": "viewer"})
        with known.lock:
            known.users.add(email)
        time.sleep(rng.random() * 0.2)


def asker(c, known, rng, stop):
    least = 0
    while not stop.is_set():
        n = c.ok("POST", W + "/questions/count", {"expression": "count(order_completed) >= 1"})["people"]
        check(n >= least, "people vanish: %d after %d" % (n, least))
        least = n


def living(job, *a):
    """Errors of the connection are what a kill looks like from outside; others are failures."""
    try:
        job(*a)
    except GONE as e:
        if isinstance(e, json.JSONDecodeError) or not isinstance(e, ValueError):
            return None
        return e
    except Exception as e:  # of the test: told by the main thread
        return e
    return None


def load(s, known, rng, seconds):
    stop, errors, threads = threading.Event(), [], []
    for job in (importer, importer, editor, inviter, asker, asker):
        c = s.client()
        c.cookie, c.csrf = s.owner.cookie, s.owner.csrf
        args = (job, c, known, random.Random(rng.random()), stop)
        threads.append(threading.Thread(target=lambda a=args: errors.append(living(*a))))
    for t in threads:
        t.start()
    time.sleep(seconds)
    s.process.send_signal(signal.SIGKILL)
    stop.set()
    for t in threads:
        t.join(120)
    s.process.wait()
    s.process.stdout.close()
    for e in errors:
        if e is not None:
            raise e


def everything(s, what):
    """All items of a list, however many pages it has: a long run imports more than one holds."""
    items, cursor = [], None
    while True:
        page = s.owner.ok("GET", W + what, query=dict({"limit": 200}, **({"cursor": cursor} if cursor else {})))
        items, cursor = items + page["items"], page["next"]
        if not cursor:
            return items


def whole(s, known):
    """All jobs end, and everything adds up."""
    end = time.monotonic() + 240
    while True:
        jobs = everything(s, "/jobs")
        if all(j["status"] not in ("queued", "running") for j in jobs):
            break
        check(time.monotonic() < end, "jobs hang")
        time.sleep(0.1)
    bad = [j for j in jobs if j["status"] == "failed"]
    check(not bad, "failed jobs: %s" % [(j["id"], j.get("problem")) for j in bad])
    for id in known.uploads:  # a long run has more than a workspace may keep
        s.owner.ok("DELETE", W + "/uploads/" + id, status=204)
    known.uploads = []
    runs = everything(s, "/imports")
    by_name = {}
    for run in runs:
        r = dict(run["counts"], status=run["status"])
        equal(r["read"], r["imported"] + r["duplicate"] + r["rejected"], "accounting of a run")
        by_name.setdefault(run["file"], []).append(r)
    there = 0
    for name, _, good, bad in known.files:
        check(name in by_name, "%s was accepted and never imported" % name)
        equal(sum(r["imported"] for r in by_name[name]), good, "rows of " + name)
        check(all(r["rejected"] == bad for r in by_name[name] if r["status"] == "done"), "rejects of " + name)
        there += good
    for name, _, good, _ in known.doubt:
        n = sum(r["imported"] for r in by_name.get(name, []))
        check(n in (0, good), "a doubtful file is there by half: %d of %d" % (n, good))
        there += n
    end = time.monotonic() + 30
    while s.owner.ok("GET", W)["events"] != there and time.monotonic() < end:
        time.sleep(0.05)
    equal(s.owner.ok("GET", W)["events"], there, "events")
    a = s.owner.request("GET", W + "/segments/mark")
    if a.status == 404:
        equal(known.segment, 0, "an acknowledged segment")
    else:
        version = a.json["version"]
        check(version in (known.segment, known.segment + 1), "version %d after %d" % (version, known.segment))
        equal(a.headers["etag"], '"%d"' % version, "ETag")
        equal(a.json["expression"].replace(" ", ""), known.tried[version].replace(" ", ""), "the newest text")
        known.segment = version
    told, page = 0, {}
    while page is not None:
        a = s.owner.ok("GET", W + "/audit", query=dict({"limit": 200}, **page))
        told += sum(i["action"] in ("segment.create", "segment.update") and i["object"].endswith("mark") for i in a["items"])
        page = {"cursor": a["next"]} if a.get("next") else None
    equal(told, known.segment, "each version is in the audit once")
    emails = {u["email"] for u in s.owner.ok("GET", W + "/users")["items"]}
    check(known.users <= emails, "users lost: %s" % sorted(known.users - emails)[:3])
    check({e for e in emails if e.startswith("p")} <= known.tried_users, "users from nowhere")
    known.users = {e for e in emails if e.startswith("p")}


def killed_under_load():
    rng, known, deaths = random.Random(SEED), Known(), 0
    print("# seed %d" % SEED)
    with Temp() as t:
        s = Server(t / "d").start()
        s.workspace("tea")
        end = time.monotonic() + SECONDS
        while (time.monotonic() < end) if SECONDS else (deaths < ROUNDS):
            load(s, known, rng, 0.15 + rng.random() * 1.2)
            deaths += 1
            if rng.random() < 0.3:  # and once more while it recovers
                s = Server(t / "d", owner=False)
                thread = threading.Timer(rng.random() * 0.4, lambda: s.process and s.process.kill())
                thread.start()
                try:
                    s.start()
                except Failed:
                    pass
                thread.join()
                s.process.kill()  # the timer came before there was anybody to kill, on a slow machine
                s.process.wait()
                s.process.stdout.close()
                deaths += 1
            s = Server(t / "d").start()
            whole(s, known)
        equal(s.stop(), 0, "exit")
        found = shoal(t / "d", "--workspace", "tea", "verify", "--json")
        equal(found["damage"], [], "verify")
        print("# %d deaths, %d files, %d events, %d versions, %d users" % (deaths, len(known.files), found["log_events"], known.segment, len(known.users)))


main(killed_under_load)
