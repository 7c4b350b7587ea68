#!/usr/bin/env python3
"""Kill an import anywhere and run it again: the totals come out the same, and so does every person."""
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from shoal import PROGRAM, Temp, check, equal, main, shoal  # noqa: E402

MAP = """
kind: orders
format: csv
delimiter: ","
header: true
columns: {person: user, time: time, amount: amount, order_id: order}
attributes: {city: city}
"""
POINTS = ["log_synced", "import_batch", "io_pwrite", "io_sync", "io_rename", "part_written", "manifest_switched"]


def write_orders(path, rows, seed):
    rng = random.Random(seed)
    with open(path, "w") as f:
        f.write("user,order,time,amount,city\n")
        for i in range(rows):
            if i % 997 == 5:
                f.write("u1,o%d,not a time,1.00,x\n" % i)
            elif i % 499 == 3:
                f.write("u7,same,2026-01-05T08:00:00,3.00,北京\n")  # equal rows, all legitimate
            else:
                f.write("u%d,o%d,2026-%02d-%02dT%02d:00:00,%d.25,%s\n" % (rng.randrange(3000), i, rng.randrange(1, 7), rng.randrange(1, 29), rng.randrange(24),
                                                                       rng.randrange(1, 400), rng.choice(["上海", "北京", "广州"])))


def answers(data):
    counts = [shoal(data, "query", q, "--json", "--as-of", "2026-12-31")["people"] for q in
              ("count(*) >= 1", "count(order_completed) >= 20", "sum(order_completed.amount) > 4000", 'city = "上海"', "count(order_completed, last 200 days) = 3")]
    o = shoal(data, "report", "overview", "--from", "2026-01-01", "--to", "2026-06-30", "--as-of", "2026-12-31", "--json")
    return counts, {m["metric"]: m["value"] for m in o["metrics"]}, o["summary"]["events"], shoal(data, "person", "u7", "--json", "--as-of", "2026-12-31")["timeline"]


def import_again(data, args, what):
    r = shoal(data, "import", *args)
    equal(r["read"], r["imported"] + r["duplicate"] + r["rejected"], what + ": accounting")
    return r


def killed_at_every_fault_point():
    with Temp() as t:
        write_orders(t / "o.csv", 30000, 1)
        (t / "m.yaml").write_text(MAP)
        args = [t / "o.csv", "--map", t / "m.yaml", "--zone", "UTC", "--json"]
        whole = import_again(t / "whole", args, "whole")
        want = answers(t / "whole")
        rng = random.Random(2)
        killed = 0
        for point in POINTS:
            for n in sorted({1, 2, 3, rng.randrange(4, 20)}):
                data = t / ("%s-%d" % (point, n))
                env = dict(os.environ, SHOAL_FAULT="%s:%d" % (point, n))
                r = subprocess.run([PROGRAM, "--data", str(data), "import"] + [str(a) for a in args], env=env, capture_output=True, timeout=300)
                killed += r.returncode == -signal.SIGKILL
                again = import_again(data, args, data.name)
                equal(again["rejected"], whole["rejected"], data.name)
                equal(answers(data), want, data.name)
                shoal(data, "verify")
        check(killed >= 12, "the faults were met: %d kills" % killed)


def killed_at_random_moments_again_and_again():
    with Temp() as t:
        write_orders(t / "o.csv", 200000, 3)
        (t / "m.yaml").write_text(MAP)
        args = [t / "o.csv", "--map", t / "m.yaml", "--zone", "UTC", "--json"]
        import_again(t / "whole", args, "whole")
        want = answers(t / "whole")
        rng = random.Random(4)
        for round in range(4):
            data = t / ("r%d" % round)
            for _ in range(4):
                p = subprocess.Popen([PROGRAM, "--data", str(data), "import"] + [str(a) for a in args], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(rng.uniform(0.01, 0.35))
                p.kill()
                p.wait()
            import_again(data, args, data.name)
            equal(answers(data), want, data.name)
            equal(import_again(data, args, "twice")["imported"], 0, "the same file again")
            equal(answers(data), want, data.name + " after importing twice")
            shoal(data, "verify")


def failing_writes_are_reported_and_nothing_is_half_done():
    with Temp() as t:
        write_orders(t / "o.csv", 20000, 5)
        (t / "m.yaml").write_text(MAP)
        args = [t / "o.csv", "--map", t / "m.yaml", "--zone", "UTC", "--json"]
        import_again(t / "whole", args, "whole")
        want = answers(t / "whole")
        for point in ("io_pwrite", "io_sync", "io_rename"):
            for n in (1, 2, 4, 7):
                data = t / ("%s-%d" % (point, n))
                env = dict(os.environ, SHOAL_FAULT="%s:%d:fail" % (point, n))
                r = subprocess.run([PROGRAM, "--data", str(data), "import"] + [str(a) for a in args], env=env, capture_output=True, timeout=300)
                check(r.returncode >= 0, "%s: died with %s: %s" % (data.name, r.returncode, r.stderr[-300:]))
                import_again(data, args, data.name)
                equal(answers(data), want, data.name)


main(killed_at_every_fault_point, killed_at_random_moments_again_and_again, failing_writes_are_reported_and_nothing_is_half_done)
