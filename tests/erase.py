#!/usr/bin/env python3
"""Erasing a person on a running server and on the command line: gone at once, out of the files soon, also out of an old backup."""
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import Server  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

MAP = "kind: orders\nsource: shop\nformat: csv\ndelimiter: \",\"\nheader: true\ncolumns: {person: user, time: time, amount: amount, order_id: order}\nattributes: {city: city}\n"
WHO = "zhang.wei@example.com"


def fill(t, data):
    (t / "m.yaml").write_text(MAP)
    rows = ["user,order,time,amount,city"]
    for i in range(400):
        rows.append("%s,o%d,2026-%02d-%02d 10:00,%d,Hangzhou" % (WHO if i % 40 == 7 else "u%d" % (i % 50), i, i % 6 + 1, i % 28 + 1, i))
    rows.append("%s,o999,never,1,x" % WHO)  # a rejected row names the person too
    (t / "o.csv").write_text("\n".join(rows) + "\n")
    shoal(data, "import", t / "o.csv", "--map", t / "m.yaml", "--zone", "UTC", "--json")


def holders(root):
    return [str(p) for p in root.rglob("*") if p.is_file() and WHO.encode() in p.read_bytes()]


def everybody(data):
    return shoal(data, "query", "count(*) >= 1", "--json", "--as-of", "2026-12-31")["people"]


def on_the_command_line():
    with Temp() as t:
        data = t / "data"
        fill(t, data)
        shoal(data, "backup", "--to", t / "b")
        n = everybody(data)
        check(holders(data), "the name is somewhere before")
        code, text = shoal(data, "person", "erase", WHO, fails=True)
        check(code == 64 and everybody(data) == n, "asked first")
        r = shoal(data, "person", "erase", WHO, "--yes", "--json")
        equal((r["identities"], r["files"]), (1, 1), "what went")
        equal(everybody(data), n - 1, "one fewer")
        shoal(data, "person", WHO, fails=True)
        shoal(data, "person", "erase", WHO, "--yes", fails=True)
        equal(holders(data), [], "no file names them")
        audit = shoal(data, "audit", "--json")
        check("erase" in json.dumps(audit) and WHO not in json.dumps(audit), "the trail says that, not whom")
        shoal(data, "verify")
        equal(shoal(data, "import", t / "o.csv", "--map", t / "m.yaml", "--json")["imported"], 0, "rows of before stay known")
        shoal(None, "restore", t / "b", "--to", t / "old", "--erasures", data / "w/main/erasures.json")
        equal(everybody(t / "old"), n - 1, "restored without them")
        equal(holders(t / "old"), [], "nor their name")
        shoal(None, "restore", t / "b", "--to", t / "older")
        equal(everybody(t / "older"), n, "without the list they are back")
        shoal(t / "older", "erase", "--list", data / "w/main/erasures.json", "--yes")
        equal(everybody(t / "older"), n - 1, "until it is applied")


def on_a_server():
    with Temp() as t:
        data = t / "data"
        fill(t, data)
        with Server(data) as s:
            path = "/api/w/main/people/" + WHO
            s.owner.ok("GET", path)
            r = s.owner.ok("DELETE", path)
            equal(r["identities"], 1, "one identity")
            equal(s.owner.request("GET", path).status, 404, "nobody there")
            equal(s.owner.request("GET", "/api/w/main/people/~%d" % 7).status, 404, "nor by number")
            equal(s.owner.ok("GET", "/api/w/main/people", query={"q": WHO})["items"], [], "nor by search")
            equal(s.owner.request("DELETE", path).status, 404, "once")
            end = time.monotonic() + 100
            while not json.loads((data / "w/main/erasures.json").read_text())["erased"][0]["done"] and time.monotonic() < end:
                time.sleep(0.5)
            equal(holders(data / "w"), [], "upkeep wrote the files again")
        equal(everybody(data), 50, "the others")


main(on_the_command_line, on_a_server)
