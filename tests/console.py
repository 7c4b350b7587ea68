#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console in a real browser against a real server: tests/browser/*.mjs walk it as a user does, in both languages.

SHOAL_SHOTS=DIR keeps pictures of every page; SHOAL_ONLY=WORDS runs only results whose name has them; SHOAL_WALK=NAME runs
only NAME.mjs.
"""
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import Server  # noqa: E402
from shoal import PROGRAM, ROOT, SHARED, Temp, shoal  # noqa: E402

CONSOLE = ROOT / "console"
WALKS = sorted((ROOT / "tests/browser").glob("*.mjs"))
WALK_SECONDS = 600  # a walk that takes longer hangs
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
    shoal(d, "apply", ROOT / "tools/demo.yaml")
    (t / "password").write_text(PASSWORD + "\n")
    users = {}
    for name, role, on in (("first", "owner", "*"), ("zh", "owner", "*"), ("en", "owner", "*")):
        email = name + "@example.com"
        shoal(d, "user", "create", email, "--name", name, "--role", role, "--on", on, "--password-file", t / "password")
        users[name] = {"email": email, "password": PASSWORD}
    return d, users


def run(walk, tour):
    """The TAP lines of one walk; a walk that dies is one more failure."""
    env = dict(os.environ, SHOAL_TOUR=json.dumps(tour), LC_ALL="C.UTF-8")
    try:
        r = subprocess.run(["node", str(walk)], env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=WALK_SECONDS)
        text, code = r.stdout.decode("utf-8", "replace"), r.returncode
        if code != 0 and "\nnot ok" not in "\n" + text:
            text += "not ok - %s ended with %s\n# %s\n" % (walk.stem, code, r.stderr.decode("utf-8", "replace")[-3000:].replace("\n", "\n# "))
    except subprocess.TimeoutExpired as e:
        text = (e.stdout or b"").decode("utf-8", "replace") + "\nnot ok - %s did not end within %d s\n" % (walk.stem, WALK_SECONDS)
    return text


def main():
    walks = [w for w in WALKS if os.environ.get("SHOAL_WALK") in (None, "", w.stem)]
    why = missing()
    if why:
        print("1..1\nok 1 - the console in a browser # SKIP %s" % why)
        return 0
    n = bad = 0
    with Temp() as t:
        data, users = brand(t)
        with Server(data, owner=False) as s:
            base = "http://127.0.0.1:%d" % s.port
            links = {w: shoal(data, "user", "link", w + "@example.com", "--url", base, "--json")["url"] for w in ("zh", "en")}
            cdnow = SHARED / "data/cdnow/CDNOW_master.txt"
            tour = {"base": base, "workspace": "main", "users": users, "links": links, "folder": str(t), "data": str(data),
                    "program": PROGRAM, "chromium": next(p for p in chromiums() if Path(p).exists()), "cdnow": str(cdnow) if cdnow.exists() else None}
            for walk in walks:
                for line in run(walk, tour).splitlines():
                    m = re.match(r"(ok|not ok) - (.*)", line)
                    if m:
                        n += 1
                        bad += m.group(1) != "ok"
                        line = "%s %d - %s" % (m.group(1), n, m.group(2))
                    print(line if m or line.startswith("#") else "# " + line, flush=True)
    print("1..%d" % n)
    return 1 if bad or n == 0 else 0


sys.exit(main())
