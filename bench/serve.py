#!/usr/bin/env python3
"""The served engine under load: wrk against one `shoal serve` on loopback, on a simulated brand.

Usage: bench/serve.py [BUILD] [--events 1m] [--people 20k] [--seconds 10] [--connections 16]

Both share the machine, so the numbers are of the pair.  Measured are:
  healthz        what HTTP alone costs
  overview       the page's one request; the answer is the same until data or definitions change (kept)
  count, kept    the same segment asked again and again
  count, new     every request another expression, so that each is a scan of all people
  page, static   the console's index.html
Prints a Markdown table.  Nothing is asserted.
"""
import argparse
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = Path(__file__).resolve().parent / "wrk"


def run(*cmd):
    return subprocess.run([str(c) for c in cmd], check=True, capture_output=True, text=True).stdout


def wait_for(url):
    for _ in range(200):
        try:
            return urllib.request.urlopen(url, timeout=2).read()
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server did not answer")


def wrk(base, path, args, script=None, key=None):
    cmd = ["wrk", "-t1", "-c%d" % args.connections, "-d%ds" % args.seconds, "--latency"]
    if key:
        cmd += ["-H", "Authorization: Bearer " + key]
    if script:
        cmd += ["-s", str(SCRIPTS / script)]
    text = run(*cmd, base + path)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    if bad:
        raise SystemExit("%s: %s answers were errors\n%s" % (path, bad.group(1), text))
    return float(rate), [re.search(r"\n\s+%d%%\s+([\d.]+\w+)" % p, text).group(1) for p in (50, 99)]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("build", nargs="?", default=str(ROOT / "build"))
    p.add_argument("--events", default="1m")
    p.add_argument("--people", default="20k")
    p.add_argument("--seconds", type=int, default=10)
    p.add_argument("--connections", type=int, default=16)
    args = p.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: tools/setup.sh --bench installs it")
    shoal = Path(args.build) / "shoal"
    tmp = Path(tempfile.mkdtemp(prefix="shoal-bench-"))
    server = None
    try:
        data = tmp / "data"
        run(shoal, "simulate", tmp / "brand", "--events", args.events, "--people", args.people, "--seed", 7)
        run(shoal, "--data", data, "workspace", "create", "--zone", "Asia/Shanghai", "--currency", "CNY")
        for name in ("people.csv", "items.csv", "events.ndjson"):
            run(shoal, "--data", data, "import", tmp / "brand" / name, "--map",
                tmp / "brand" / (name.split(".")[0] + ".map.yaml"))
        (tmp / "password").write_text("eight fishes swim north\n")
        run(shoal, "--data", data, "user", "create", "bench@localhost", "--role", "owner", "--on", "*", "--password-file", tmp / "password")
        key = json.loads(run(shoal, "--data", data, "key", "create", "bench", "--scope", "read,people", "--json"))["secret"]
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        server = subprocess.Popen([str(shoal), "--data", str(data), "serve", "--listen", "127.0.0.1:%d" % port,
                                   "--access-log", "off"], stdout=subprocess.DEVNULL)
        base = "http://127.0.0.1:%d" % port
        wait_for(base + "/readyz")
        rows = [
            ("healthz", wrk(base, "/healthz", args)),
            ("page, static", wrk(base, "/", args)),
            ("overview", wrk(base, "/api/w/main/overview?days=30&compare=previous", args, key=key)),
            ("count, kept", wrk(base, "/api/w/main/questions/count", args, "kept.lua", key)),
            ("count, new", wrk(base, "/api/w/main/questions/count", args, "new.lua", key)),
        ]
        print("%s events, %s people; wrk: 1 thread, %d connections, %d s each; server and wrk share %s\n" % (
            args.events, args.people, args.connections, args.seconds, run("nproc").strip() + " cores"))
        print("| request | requests/s | median | 99 % |\n|---|---|---|---|")
        for name, (rate, (p50, p99)) in rows:
            print("| %s | %s | %s | %s |" % (name, format(round(rate), ","), p50, p99))
    finally:
        if server:
            server.terminate()
            server.wait(30)
        shutil.rmtree(tmp, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
