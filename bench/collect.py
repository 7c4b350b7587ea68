#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Load on `shoal serve` over loopback, beside Debian's clickhouse-server in the same run: the same events by the same client.

Usage: collect.py BUILD [SECONDS [ROUNDS]]

A round is, on a server that keeps its data from round to round: 50,000 events/s for the time of an answer, then as fast as answers
come, Shoal and its peer in turns.  Whoever is not measured is stopped (SIGSTOP) once it has come to rest, so that upkeep of one is not
paid for by the other.  At the end: medians, goals, ratios of neighbours in the same round."""
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

GOALS = {"events": 500_000, "events+gzip": 350_000}
GOAL_P99_MS, RATE = 10, 50_000
HTTP, TCP = 18123, 19123
TICK = os.sysconf("SC_CLK_TCK")
ROWS = """event String, user_id String, message_id String, time DateTime, product_id String, category String, price Float64, quantity UInt8,
  url String, referrer String, campaign String, channel String, store String"""
TABLE = "(%s) ENGINE = MergeTree PARTITION BY toYYYYMM(time) ORDER BY (user_id, time)" % ROWS

NO_ANSWER = '{"rate":0,"requests":0,"failed":0,"events_per_s":0,"p50_ms":0,"p99_ms":0,"p999_ms":0,"repeated_bodies":false}'

CONFIG = """<clickhouse><logger><level>error</level><log>{0}/log</log><errorlog>{0}/err</errorlog></logger>
<listen_host>127.0.0.1</listen_host><http_port>{1}</http_port><tcp_port>{2}</tcp_port><path>{0}/data/</path>
<tmp_path>{0}/tmp/</tmp_path><users_config>{0}/users.xml</users_config><mark_cache_size>536870912</mark_cache_size>
<max_concurrent_queries>200</max_concurrent_queries></clickhouse>"""
USERS = """<clickhouse><profiles><default/></profiles><quotas><default/></quotas><users><default><password/><networks><ip>127.0.0.1</ip>
</networks><profile>default</profile><quota>default</quota></default></users></clickhouse>"""


class Server:
    """A process that is measured, or stands still."""

    def __init__(self, command, **more):
        self.p = subprocess.Popen(command, **more)

    def cpu(self):
        f = Path("/proc/%d/stat" % self.p.pid).read_text().rsplit(")", 1)[1].split()
        return (int(f[11]) + int(f[12])) / TICK

    def rest(self, seconds=15):
        """Until it uses less than a twentieth of a processor."""
        for _ in range(seconds * 2):
            before = self.cpu()
            time.sleep(0.5)
            if self.cpu() - before < 0.025:
                return
        print("  (still busy after %d s)" % seconds)

    def hold(self):
        self.rest()
        self.p.send_signal(signal.SIGSTOP)

    def go(self):
        self.p.send_signal(signal.SIGCONT)

    def end(self):
        self.go()
        self.p.terminate()
        try:
            self.p.wait(60)
        except subprocess.TimeoutExpired:
            self.p.kill()
            self.p.wait()


class Shoal(Server):
    name = "Shoal"

    def __init__(self, build, there):
        env = dict(os.environ, SHOAL_DATA=str(there / "d"))
        program = str(build / "shoal")
        subprocess.run([program, "workspace", "create"], env=env, check=True, stdout=subprocess.DEVNULL)
        key = subprocess.run([program, "collect", "key", "create", "bench", "--kind", "server"], env=env, check=True, capture_output=True, text=True)
        self.key = key.stdout.split()[0]
        with open(there / "hello", "wb") as out:
            super().__init__([program, "serve", "--listen", "127.0.0.1:0", "--json"], env=env, stdout=out)
        while '"port"' not in (there / "hello").read_text():
            time.sleep(0.1)
        self.port = json.loads((there / "hello").read_text().splitlines()[0])["port"]

    def form(self, form):
        return form

    def rows(self):
        with urllib.request.urlopen("http://127.0.0.1:%d/metrics" % self.port, timeout=60) as r:
            text = r.read().decode()
        return int(float(text.split('shoal_workspace_events{workspace="main"} ')[1].split()[0]))


class ClickHouse(Server):
    def __init__(self, there, buffered):
        self.name, self.port, self.key, self.buffered = "ClickHouse, " + ("Buffer" if buffered else "MergeTree"), HTTP, "none", buffered
        there.mkdir()
        (there / "config.xml").write_text(CONFIG.format(there, HTTP, TCP))
        (there / "users.xml").write_text(USERS)
        super().__init__(["clickhouse-server", "--config-file=%s/config.xml" % there], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                self.ask("SELECT 1")
                break
            except OSError:
                time.sleep(0.2)
        self.ask("CREATE DATABASE bench")
        self.tables()

    def tables(self):
        """A table of its natural layout, by user and time as our columns are.  Clients' requests are small, and each insert into a MergeTree
        is a part: so the peer's own remedy stands beside it, a Buffer that gathers rows in memory."""
        self.ask("DROP TABLE IF EXISTS bench.events")
        self.ask("DROP TABLE IF EXISTS bench.kept")
        if self.buffered:
            self.ask("CREATE TABLE bench.kept " + TABLE)
            self.ask("CREATE TABLE bench.events AS bench.kept ENGINE = Buffer(bench, kept, 16, 1, 10, 10000, 1000000, 1000000, 100000000)")
        else:
            self.ask("CREATE TABLE bench.events " + TABLE)

    def as_tree(self):
        self.buffered, self.name = False, "ClickHouse, MergeTree"
        self.tables()

    def ask(self, sql):
        with urllib.request.urlopen("http://127.0.0.1:%d/" % HTTP, data=sql.encode(), timeout=300) as r:
            return r.read().decode().strip()

    def rows(self):
        if self.buffered:
            self.ask("OPTIMIZE TABLE bench.events")  # a Buffer writes down what it has
        return int(self.ask("SELECT count() FROM bench.events"))

    def form(self, form):
        return form.replace("events", "clickhouse")


def syncs(there):
    """What the disk itself takes for a small write and its sync: no acknowledgement can be quicker."""
    took = []
    fd = os.open(there / "sync", os.O_WRONLY | os.O_CREAT)
    os.posix_fallocate(fd, 0, 1 << 20)
    for i in range(400):
        began = time.monotonic()
        os.pwrite(fd, b"x" * 4096, i % 256 * 4096)
        os.fdatasync(fd)
        took.append(time.monotonic() - began)
    os.close(fd)
    took.sort()
    return "write and fdatasync of 4 KiB: p50 %.2f, p99 %.2f, worst %.2f ms" % tuple(1000 * took[i] for i in (200, 396, 399))


def machine():
    model = next((x.split(":", 1)[1].strip() for x in Path("/proc/cpuinfo").read_text().splitlines() if x.startswith("model name")), "?")
    load = os.getloadavg()[0]
    print("%s, %d processors, load %.2f%s" % (model, os.cpu_count(), load, " — NOT QUIET" if load > 0.5 else ""))


def run(server, client, form, seconds, rate=0):
    server.go()
    before, cpu = server.rows(), server.cpu()
    out = subprocess.run([client, str(server.port), server.key, server.form(form), str(seconds), str(rate)], capture_output=True, text=True)
    if not out.stdout and out.stderr:
        sys.exit("%s, %s: %s" % (server.name, form, out.stderr))
    r = json.loads(out.stdout or NO_ANSWER)
    cpu = server.cpu() - cpu
    done = r["requests"] - r["failed"]
    r.update(server=server.name, cpu_us=1e6 * cpu / max(1, done * 100), kept=server.rows() - before)
    # More than was acknowledged are kept when the clock runs out on requests under way.
    lost = "" if r["kept"] >= done * 100 else ", KEPT %d OF %d" % (r["kept"], done * 100)
    print("%-24s %-13s %9s/s  p50 %6.2f  p99 %6.2f  p99.9 %6.2f ms  %4.1f µs an event%s%s%s" % (
        server.name, form + (" 50k" if rate else ""), format(round(r["events_per_s"]), ","), r["p50_ms"], r["p99_ms"], r["p999_ms"], r["cpu_us"],
        ", FAILED %d %s" % (r["failed"], out.stderr.strip()) if r["failed"] else "", lost, ", BODIES SENT TWICE" if r["repeated_bodies"] else ""), flush=True)
    server.hold()
    return r


def report(all_runs, rounds, peer):
    def of(name, form, rate, what="events_per_s"):
        return [r[what] for r in all_runs if r["server"] == name and r["asked"] == form and (r["rate"] > 0) == rate]
    print()
    for form, goal in GOALS.items():
        v = of("Shoal", form, False)
        line = "%-12s %s events/s acknowledged durable (rounds: %s); goal %s: %s" % (
            form, format(round(statistics.median(v)), ","), ", ".join(format(round(x), ",") for x in v), format(goal, ","), "reached" if statistics.median(v) >= goal else "MISSED")
        if peer:
            ratios = [a / b for a, b in zip(v, of("ClickHouse, Buffer", form, False)) if b]
            line += "; %s× ClickHouse with a Buffer" % " and ".join("%.2f" % x for x in ratios)
            tree = of("ClickHouse, MergeTree", form, False)
            line += ", %.1f× its MergeTree" % (v[-1] / tree[-1]) if tree and tree[-1] else ""
        print(line)
    for form in GOALS:
        v = of("Shoal", form, True, "p99_ms")
        print("%-12s at %s events/s: p99 %s ms; goal %d: %s" % (form, format(RATE, ","), ", ".join("%.2f" % x for x in v), GOAL_P99_MS, "reached" if statistics.median(v) <= GOAL_P99_MS else "MISSED"))
    for form in ("segment", "segment+gzip"):
        for v in of("Shoal", form, False):
            print("%-12s %s events/s" % (form, format(round(v), ",")))


def main():
    build = Path(sys.argv[1]).resolve()
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 10
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    client, there = str(build / "bench" / "bench_collect"), Path(tempfile.mkdtemp(prefix="shoal-bench-"))
    servers, runs, began = [], [], time.monotonic()

    def one(server, form, rate=0):
        r = run(server, client, form, seconds, rate)
        runs.append(dict(r, asked=form))

    try:
        machine()
        print(syncs(there))
        shoal = Shoal(build, there)
        servers.append(shoal)
        peer = None
        if shutil.which("clickhouse-server"):
            peer = ClickHouse(there / "ch", buffered=True)
            servers.append(peer)
            peer.hold()
        else:
            print("clickhouse-server is not installed (apt-get install clickhouse-server): no comparison")
        for _ in range(rounds):
            for form in GOALS:
                one(shoal, form, RATE)
            for form in GOALS:
                one(shoal, form)
                if peer:
                    one(peer, form)
        for form in ("segment", "segment+gzip"):
            one(shoal, form)
        if peer:
            peer.go()
            peer.as_tree()
            for form in GOALS:
                one(peer, form)
        report(runs, rounds, peer)
        print(syncs(there))
        print("took %.0f s" % (time.monotonic() - began))
    finally:
        for s in servers:
            s.end()
        shutil.rmtree(there, ignore_errors=True)


main()
