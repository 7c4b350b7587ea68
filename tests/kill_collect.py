#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 through the routes of clients, under load, with questions asked all the while: clients repeat what was not
acknowledged, and in the end each message is there once, and each dead letter once.

  SHOAL_KILL_ROUNDS=N    deaths (default 8)
  SHOAL_KILL_SECONDS=N   instead, as long as this takes
  SHOAL_KILL_SEED=N
"""
import base64
import collections
import http.client
import json
import os
import random
import re
import signal
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import LOOPBACK, Server  # noqa: E402
from shoal import Failed, Temp, check, equal, main, shoal  # noqa: E402

SEED = int(os.environ.get("SHOAL_KILL_SEED") or 1)
ROUNDS = int(os.environ.get("SHOAL_KILL_ROUNDS") or 8)
SECONDS = float(os.environ.get("SHOAL_KILL_SECONDS") or 0)
BATCH = 40  # the last of a batch is broken
GONE = (OSError, http.client.HTTPException)
W = "/api/w/tea"
JSON = {"Content-Type": "application/json"}


def moment(ms):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(ms // 1000)) + ".%03dZ" % (ms % 1000)


# Each: path, headers and body of a batch; `who` is its person, `n` the numbers of its messages.

def own(key, who, at, n):
    rows = [{"event": "kept", "message_id": "o%d" % i, "user_id": who, "time": at, "properties": {"n": i}} for i in n[:-1]]
    rows.append({"user_id": who, "time": at, "properties": {"n": "bad-%d" % n[-1]}})
    return "/v1/events", dict(JSON, Authorization="Bearer " + key), "\n".join(map(json.dumps, rows)).encode()


def segment(key, who, at, n):
    rows = [{"type": "track", "event": "kept", "messageId": "s%d" % i, "userId": who, "timestamp": moment(at), "properties": {"n": i}} for i in n[:-1]]
    rows.append({"type": "track", "messageId": "s%d" % n[-1], "userId": who, "timestamp": moment(at), "properties": {"n": "bad-%d" % n[-1]}})
    auth = base64.b64encode((key + ":").encode()).decode()
    return "/v1/batch", dict(JSON, Authorization="Basic " + auth), json.dumps({"batch": rows}).encode()


def sensors(key, who, at, n):
    rows = [{"type": "track", "event": "kept", "_track_id": i, "distinct_id": who, "login_id": who, "time": at, "properties": {"n": i}} for i in n[:-1]]
    rows.append({"type": "no such type", "distinct_id": who, "time": at, "properties": {"n": "bad-%d" % n[-1]}})
    text = base64.b64encode(json.dumps(rows).encode()).decode()
    return "/sa?project=" + key, {"Content-Type": "application/x-www-form-urlencoded"}, ("data_list=" + quote(text, safe="")).encode()


def posthog(key, who, at, n):
    rows = [{"event": "kept", "uuid": "0190%04x-0000-7000-8000-%012x" % (i >> 16 & 0xffff, i), "distinct_id": who, "timestamp": moment(at), "properties": {"n": i}} for i in n[:-1]]
    rows.append({"uuid": "bad-%d" % n[-1], "distinct_id": who, "timestamp": moment(at), "properties": {"n": "bad-%d" % n[-1]}})
    return "/batch/", JSON, json.dumps({"api_key": key, "batch": rows}).encode()


CLIENTS = (own, segment, sensors, posthog, own, segment)


class World:
    def __init__(self):
        self.port, self.owner = 0, None
        self.done = threading.Event()
        self.lock = threading.Lock()
        self.sent = {}  # by client: numbers of acknowledged messages
        self.letters = []  # numbers of acknowledged broken ones
        self.repeats = self.asked = 0
        self.errors = []


def until_acknowledged(w, conn, path, headers, body):
    """Whatever happens on the way, the same bytes again."""
    while True:
        try:
            if conn[0] is None:
                conn[0] = http.client.HTTPConnection(LOOPBACK, w.port, timeout=20)
            conn[0].request("POST", path, body, headers)
            r = conn[0].getresponse()
            r.read()
            if r.status == 200:
                return
            check(r.status in (429, 503), "%s: %d" % (path, r.status))
        except GONE:
            if conn[0]:
                conn[0].close()
            conn[0] = None
        with w.lock:
            w.repeats += 1
        time.sleep(0.02)


def client(w, at, number, form, key):
    conn, batch, mine, bad = [None], 0, [], []
    try:
        while not w.done.is_set():
            n = [number * 10000000 + batch * BATCH + i for i in range(BATCH)]
            until_acknowledged(w, conn, *form(key, "u%d" % number, at + batch, n))
            mine += n[:-1]
            bad.append(n[-1])
            batch += 1
    except Exception as e:  # told by the main thread
        w.errors.append(e)
    with w.lock:
        w.sent[number] = mine
        w.letters += bad


def asker(w):
    least = 0
    while not w.done.is_set():
        try:
            n = w.owner.ok("POST", W + "/questions/count", {"expression": "count(kept) >= 1", "as_of": "2100-01-01"})["people"]
            check(n >= least, "people vanish: %d after %d" % (n, least))
            least = n
            w.asked += 1
        except GONE:
            time.sleep(0.02)
        except Failed as e:
            first = least == 0 and "unknown_name" in str(e)  # nothing has come yet
            if ": 401 " not in str(e) and not first:  # the session of before a kill
                w.errors.append(e)
                return


def all_letters(w):
    texts, cursor = [], None
    while True:
        page = w.owner.ok("GET", W + "/collect/dead", query=dict({"limit": 500}, **({"cursor": cursor} if cursor else {})))
        for item in page["items"]:
            texts.append(w.owner.ok("GET", W + "/collect/dead/%d" % item["id"])["text"])
        cursor = page.get("next")
        if not cursor:
            return texts


def restart(w, s, t, rng):
    """Dies; now and then once more while it recovers."""
    s.stop(signal.SIGKILL)
    if rng.random() < 0.3:
        s = Server(t / "d", owner=False)
        timer = threading.Timer(rng.random() * 0.3, lambda: s.process and s.process.kill())
        timer.start()
        try:
            s.start()
        except Failed:
            pass
        timer.join()
        s.process.kill()  # the timer may have been faster than the start
        s.process.wait()
        s.process.stdout.close()
    s = Server(t / "d").start()
    w.port, w.owner = s.port, s.owner
    return s


def each_once(w):
    for number, mine in sorted(w.sent.items()):
        want = 'count(kept) = %d and distinct(kept.n) = %d and min(kept.n) = %d and max(kept.n) = %d' % (len(mine), len(mine), mine[0], mine[-1])
        end = time.monotonic() + 60
        while True:
            n = w.owner.ok("POST", W + "/questions/count", {"expression": want, "as_of": "2100-01-01"})["people"]
            if n or time.monotonic() > end:
                break
            time.sleep(0.05)
        equal(n, 1, "client %d (%s): each of %d messages once" % (number, CLIENTS[number].__name__, len(mine)))
    equal(w.owner.ok("GET", W + "/data/events/kept")["rows"], sum(map(len, w.sent.values())), "and no others")
    texts = all_letters(w)
    marks = collections.Counter(mark for text in texts for mark in set(re.findall(r"bad-(\d+)", text)))
    equal([n for n in w.letters if marks[str(n)] != 1], [], "each letter once")
    equal(len(texts), len(w.letters), "and no other letters")


def killed_while_clients_send():
    rng, w = random.Random(SEED), World()
    print("# seed %d" % SEED)
    with Temp() as t:
        s = Server(t / "d").start()
        s.workspace("tea")
        key = s.owner.ok("POST", W + "/collect/keys", {"title": "kill", "kind": "server", "rate": 1000000, "address_rate": 1000000}, 201)["secret"]
        w.port, w.owner = s.port, s.owner
        at = int(time.time() - 3600) * 1000
        threads = [threading.Thread(target=client, args=(w, at, i, form, key)) for i, form in enumerate(CLIENTS)]
        threads += [threading.Thread(target=asker, args=(w,)) for _ in range(2)]
        for x in threads:
            x.start()
        deaths, end = 0, time.monotonic() + SECONDS
        try:
            while (time.monotonic() < end) if SECONDS else (deaths < ROUNDS):
                time.sleep(0.2 + rng.random() * 0.9)
                s = restart(w, s, t, rng)
                deaths += 1
            time.sleep(0.3)
        finally:
            w.done.set()
            for x in threads:
                x.join(120)
        for e in w.errors:
            raise e
        check(w.repeats > 0 and w.asked > 0 and all(w.sent[i] for i in range(len(CLIENTS))), "nobody was disturbed: %d repeats, %d questions" % (w.repeats, w.asked))
        each_once(w)
        equal(s.stop(), 0, "it stops in order")
        equal(shoal(t / "d", "--workspace", "tea", "verify", "--json")["damage"], [], "verify")
        print("# %d deaths, %d messages, %d letters, %d repeats, %d questions" % (deaths, sum(map(len, w.sent.values())), len(w.letters), w.repeats, w.asked))


main(killed_while_clients_send)
