# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks of tests/browser/ through the console: a real server over a small simulated brand, a real browser, TAP.

SHOAL_SHOTS=DIR keeps pictures of every page; SHOAL_ONLY=WORDS,… runs only results whose name has one of them; SHOAL_WALK=NAME runs
only NAME.mjs.
"""
import datetime
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

from server import Server
from shoal import PROGRAM, ROOT, SHARED, Temp, shoal

CONSOLE = ROOT / "console"
WALK_SECONDS = 840  # a walk that takes longer hangs
PASSWORD = "eight fishes swim north"


def missing():
    """Why the browser cannot run here, or None."""
    if not shutil.which("node"):
        return "Node is not installed (tools/setup.sh)"
    if not any(Path(p).exists() for p in chromiums()):
        return "Chromium is not installed (tools/setup.sh --dev)"
    for package in ("playwright-core", "axe-core"):
        if not (CONSOLE / "node_modules" / package).exists():
            return "the console's packages are not installed (tools/console.sh)"
    return None


def chromiums():
    return [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else ["/usr/bin/chromium", "/usr/bin/chromium-browser"]


def brand(t):
    """A small simulated brand with the demo's segments, and an owner for each language."""
    d = t / "d"
    shoal(None, "simulate", t / "brand", "--events", "60k", "--people", "2000", "--seed", "7")
    shoal(d, "workspace", "create", "--zone", "Asia/Shanghai", "--currency", "CNY")
    for kind in ("people.csv", "items.csv", "events.ndjson"):
        shoal(d, "import", t / "brand" / kind, "--map", t / "brand" / (kind.split(".")[0] + ".map.yaml"))
    # Whoever buys at the till is known by phone alone; one order, long enough ago for the segment of first orders.
    day = (datetime.date.today() - datetime.timedelta(days=30)).isoformat()
    (t / "till.csv").write_text("phone,time,amount,order\n" + "".join("1390000%04d,%sT10:00:00Z,%d.50,till%d\n" % (i, day, 20 + i, i) for i in range(5)))
    (t / "till.yaml").write_text("kind: orders\nsource: till\nformat: csv\nheader: true\ncolumns: {person: {column: phone, type: phone}, time: time, amount: amount, order_id: order}\n")
    shoal(d, "import", t / "till.csv", "--map", t / "till.yaml")
    shoal(d, "apply", ROOT / "tools/demo.yaml")
    shoal(d, "apply", ROOT / "tests/fixtures/coupons.yaml")
    shoal(d, "apply", ROOT / "tests/fixtures/promotions.yaml")
    shoal(d, "coupon", "pool", "partner", "--count", "40")
    (t / "password").write_text(PASSWORD + "\n")
    users = {}
    for name, role, on in (("first", "owner", "*"), ("zh", "owner", "*"), ("en", "owner", "*")):
        email = name + "@example.com"
        shoal(d, "--lang", "zh" if name == "zh" else "en", "user", "create", email, "--name", name, "--role", role, "--on", on, "--password-file", t / "password")
        users[name] = {"email": email, "password": PASSWORD}
    return d, users


def run(walk, tour):
    """The lines of one walk as they come; a walk that dies or hangs is one more failure."""
    env = dict(os.environ, SHOAL_TOUR=json.dumps(tour), LC_ALL="C.UTF-8")
    with tempfile.TemporaryFile() as err:
        p = subprocess.Popen(["node", str(walk)], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=err)
        timer = threading.Timer(WALK_SECONDS, p.kill)
        timer.start()
        failed = False
        for line in p.stdout:
            failed = failed or line.startswith(b"not ok")
            yield line.decode("utf-8", "replace").rstrip()
        code = p.wait()
        timer.cancel()
        if code != 0 and not (failed and code == 1):
            err.seek(0)
            yield "not ok - %s ended with %s (limit %d s)" % (walk.stem, code, WALK_SECONDS)
            yield from ("# " + line for line in err.read().decode("utf-8", "replace")[-3000:].splitlines())


def walk(*names, before=None, **more):
    """Runs these walks and prints their results; `more` goes to them.  before(data, folder): what happened until now.  The exit code."""
    walks = [ROOT / "tests/browser" / (n + ".mjs") for n in names]
    walks = [w for w in walks if os.environ.get("SHOAL_WALK") in (None, "", w.stem)]
    why = missing()
    if why:
        print("1..1\nok 1 - the console in a browser # SKIP %s" % why)
        return 0
    n = bad = 0
    with Temp() as t:
        data, users = brand(t)
        if before:
            before(data, t)
        with Server(data, "--backup-dir", str(t / "backups"), "--allow-private-webhooks", "yes", "--webhook-retry-ms", "50", owner=False) as s:
            base = "http://127.0.0.1:%d" % s.port
            links = {w: shoal(data, "user", "link", w + "@example.com", "--url", base, "--minutes", "60", "--json")["url"] for w in ("zh", "en")}
            cdnow = SHARED / "data/cdnow/CDNOW_master.txt"
            tour = {"base": base, "workspace": "main", "users": users, "links": links, "folder": str(t), "data": str(data),
                    "program": PROGRAM, "chromium": next(p for p in chromiums() if Path(p).exists()), "cdnow": str(cdnow) if cdnow.exists() else None, **more}
            for w in walks:
                for line in run(w, tour):
                    m = re.match(r"(ok|not ok) - (.*)", line)
                    if m:
                        n += 1
                        bad += m.group(1) != "ok"
                        line = "%s %d - %s" % (m.group(1), n, m.group(2))
                    print(line if m or line.startswith("#") else "# " + line, flush=True)
    print("1..%d" % n)
    return 1 if bad or n == 0 else 0
