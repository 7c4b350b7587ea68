#!/usr/bin/env python3
"""A deliberately dirty file is accounted for row by row, and memory stays bounded."""
import csv
import gzip
import random
import resource
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from shoal import PROGRAM, Failed, Temp, check, equal, main, shoal  # noqa: E402

MAP = """
kind: orders
source: dirty
format: csv
delimiter: ","
header: true
columns:
  person: 会员号
  time: 付款时间
  amount: 实付金额
  order_id: 订单号
properties: {note: 备注}
refunds: {negative_amount: true}
"""
HEADER = "会员号,付款时间,实付金额,订单号,备注"


def reject_rows(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def every_row_of_a_dirty_file_ends_somewhere():
    rng = random.Random(11)
    good = bad = dup = 0
    seen = set()
    lines = [HEADER.encode("utf-8")]
    for i in range(5000):
        who, when, amount, order, note = "m%03d" % rng.randrange(300), "2026-%02d-%02d 12:%02d:00" % (rng.randrange(1, 13), rng.randrange(1, 29), rng.randrange(60)), "%.2f" % rng.uniform(1, 500), "o%d" % i, ""
        kind = rng.random()
        if kind < 0.70:
            note = rng.choice(["", "加急", "a \"\"quoted\"\" word", "two,commas", "第一行\n第二行"])
            line = '%s,%s,%s,%s,"%s"' % (who, when, amount, order, note)
            good += 1
        elif kind < 0.75:
            line = "%s,%s,%s,%s,%s" % (who, "2026-02-30 10:00:00", amount, order, note)
            bad += 1
        elif kind < 0.80:
            line = "%s,%s,%s,%s,%s" % (who, when, rng.choice(["abc", "12,50,00", "--", "1e999"]).replace(",", ";"), order, note)
            bad += 1
        elif kind < 0.84:
            line = "%s,%s,%s,%s,%s" % (rng.choice(["", "null", " ", "游客"]), when, amount, order, note)
            bad += 1
        elif kind < 0.88:
            line = "%s,%s" % (who, when)
            bad += 1
        elif kind < 0.92 and seen:
            line = rng.choice(sorted(seen))
            # An equal row in the same file is a second, legitimate purchase (CDNOW has 255 of them).
            good += 1
        elif kind < 0.95:
            line = "%s,%s,%s,%s,%s" % (who, "31/31/2026", amount, order, note)
            bad += 1
        else:
            line = "%s,%s,%s,%s,%s" % (who, when, amount, order, "x" * rng.randrange(2000, 60000))
            good += 1
        if kind < 0.70:
            seen.add(line)
        lines.append(line.encode("utf-8"))
    with Temp() as t:
        path = t / "dirty.csv"
        path.write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(lines) + b"\r\n")
        (t / "m.yaml").write_text(MAP)
        r = shoal(t / "d", "import", path, "--map", t / "m.yaml", "--zone", "Asia/Shanghai", "--json")
        equal(r["read"], r["imported"] + r["duplicate"] + r["rejected"], "accounting")
        equal((r["read"], r["imported"], r["duplicate"], r["rejected"]), (5000, good, 0, bad), "each row's fate")
        rejects = reject_rows(r["rejects"])
        equal(len(rejects), bad, "reject file")
        for row in rejects:
            check(int(row["line"]) > 1 and row["code"] and row["reason"] and row["row"] is not None, "a reject says line, reason, row: %r" % row)
        again = shoal(t / "d", "import", path, "--map", t / "m.yaml", "--json")
        equal((again["imported"], again["duplicate"], again["rejected"]), (0, good, bad), "again")
        n = shoal(t / "d", "query", "count(*) >= 1", "--json")["people"]
        check(0 < n <= 300, "people")


def encodings_say_the_same():
    rows = [HEADER] + ["会员%02d,2026-03-%02d 08:00:00,%d.50,o%d,备注龘𠮷%d" % (i % 40, 1 + i % 28, i, i, i) for i in range(2000)]
    text = "\n".join(rows) + "\n"
    with Temp() as t:
        (t / "m.yaml").write_text(MAP)
        answers = []
        for name, data in (("utf8.csv", text.encode("utf-8")), ("bom.csv", b"\xef\xbb\xbf" + text.encode("utf-8")),
                           ("gb.csv", text.encode("gb18030")), ("crlf.csv", text.replace("\n", "\r\n").encode("gb18030")),
                           ("z.csv.gz", gzip.compress(text.encode("utf-8")))):
            (t / name).write_bytes(data)
            r = shoal(t / name.replace(".", "_"), "import", t / name, "--map", t / "m.yaml", "--zone", "UTC", "--json")
            equal((r["imported"], r["people"]), (2000, 40), name)
            answers.append(shoal(t / name.replace(".", "_"), "person", "会员07", "--json")["timeline"])
        for a in answers[1:]:
            equal(a, answers[0], "the same person whatever the encoding")
        # Mixed encodings in one file: valid rows count, the others are rejected, none is lost.
        mixed = text.encode("utf-8") + ("会员01,2026-03-01 08:00:00,1.00,x1,%s\n" % "乱码").encode("gb18030") + "会员02,2026-03-01 08:00:00,1.00,x2,好\n".encode()
        (t / "mixed.csv").write_bytes(mixed)
        r = shoal(t / "mixed", "import", t / "mixed.csv", "--map", t / "m.yaml", "--zone", "UTC", "--json")
        equal(r["read"], 2002, "mixed: read")
        equal(r["read"], r["imported"] + r["rejected"] + r["duplicate"], "mixed: accounting")
        check(r["rejected"] >= 1 and r["imported"] >= 2001, "mixed: %r" % r)


def a_line_of_a_gigabyte_is_one_rejected_row_in_bounded_memory():
    with Temp() as t:
        (t / "m.yaml").write_text(MAP)
        with gzip.open(t / "huge.csv.gz", "wb", compresslevel=1) as f:
            f.write((HEADER + "\nm1,2026-01-01 10:00:00,5.00,o1,ok\nm2,2026-01-01 10:00:00,5.00,o2,").encode())
            block = b"x" * (1 << 20)
            for _ in range(1024):
                f.write(block)
            f.write("\nm3,2026-01-02 10:00:00,7.00,o3,ok\n".encode())
        out = subprocess.run([PROGRAM, "--data", str(t / "d"), "import", str(t / "huge.csv.gz"), "--map", str(t / "m.yaml"), "--zone", "UTC", "--json"],
                             capture_output=True, timeout=600)
        if out.returncode:
            raise Failed(out.stderr.decode())
        r = __import__("json").loads(out.stdout)
        equal((r["read"], r["imported"], r["rejected"]), (3, 2, 1), "huge line")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        if "asan" not in PROGRAM and "tsan" not in PROGRAM:
            check(peak < 700 * 1024, "peak memory %d KiB" % peak)


def broken_quotes_cost_one_row():
    with Temp() as t:
        (t / "m.yaml").write_text(MAP)
        rows = [HEADER, "m1,2026-01-01 10:00:00,5.00,o1,fine", 'm2,2026-01-01 10:00:00,6.00,o2,"never closed']
        rows += ["m%d,2026-01-02 10:00:00,7.00,o%d,ok" % (i, i) for i in range(3, 203)]
        (t / "q.csv").write_text("\n".join(rows) + "\n")
        r = shoal(t / "d", "import", t / "q.csv", "--map", t / "m.yaml", "--zone", "UTC", "--json")
        equal((r["read"], r["imported"], r["rejected"]), (202, 201, 1), "one broken quote")


main(every_row_of_a_dirty_file_ends_somewhere, encodings_say_the_same, a_line_of_a_gigabyte_is_one_rejected_row_in_bounded_memory,
     broken_quotes_cost_one_row)
