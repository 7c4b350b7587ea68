#!/usr/bin/env python3
"""Uploads, imports, exports and jobs against a real server: the wizard's way through a file, files as bad as they come,
cancel, crash and retry without a row lost or doubled, exports read back, limits, and who may do what."""
import csv
import gzip
import http.client
import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from shoal import PROGRAM, Failed, Temp, check, equal, main, shared, shoal  # noqa: E402

WAIT_SECONDS = 240  # a job that takes longer hangs
ALL = "read,people,write,import,export"
W = "/api/w/main"
DENIED = (403, ("forbidden", "missing_scope"))  # the role of the key, or its scopes


def problem(status, answer, want, what):
    codes = want[1] if isinstance(want[1], tuple) else (want[1],)
    check(status == want[0] and answer and answer.get("code") in codes, "%s: got %s %s, expected %s" % (what, status, answer, want))


class Server:
    """`shoal serve` over a data directory with one workspace `main`; requests with the key of all scopes unless told otherwise."""

    def __init__(self, data, env=None):
        self.data, self.env = data, env or {}
        if not (data / "w").exists():
            shoal(data, "--workspace", "main", "workspace", "create", "--zone", "UTC", "--currency", "CNY")
            shoal(data, "user", "create", "owner@example.com")
        self.key = self.new_key(ALL)

    def new_key(self, scopes):
        return shoal(self.data, "key", "create", "test", "--scope", scopes, "--on", "main", "--json")["secret"]

    def __enter__(self):
        env = dict(os.environ, LC_ALL="C.UTF-8", SHOAL_CHECK_ANSWERS="1", **self.env)
        self.process = subprocess.Popen([PROGRAM, "--data", str(self.data), "serve", "--listen", "127.0.0.1:0"], env=env,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for line in self.process.stdout:
            found = re.search(rb"http://127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found.group(1))
                break
        else:
            raise Failed("the server did not start")
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        return self

    def __exit__(self, *a):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def request(self, method, path, body=None, key=None, type="application/json", headers=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        h = {"Authorization": "Bearer " + (key or self.key), **(headers or {})}
        if body is not None:
            h["Content-Type"] = type
        c.request(method, path, body, h)
        r = c.getresponse()
        data = r.read()
        c.close()
        return r.status, r.headers, data

    def call(self, method, path, body=None, want=None, key=None):
        """The parsed answer; `want` is a status, or (status, code) of a problem."""
        status, headers, data = self.request(method, path, body, key)
        answer = json.loads(data) if data else None
        if isinstance(want, tuple):
            problem(status, answer, want, method + " " + path)
        elif status != want if want else status >= 300:
            raise Failed("%s %s: %s %s" % (method, path, status, data[:500]))
        return answer

    def upload(self, name, data, want=201, key=None):
        status, _, body = self.request("POST", W + "/uploads?name=" + quote(name, safe=""), data, key, "application/octet-stream")
        answer = json.loads(body)
        if isinstance(want, tuple):
            problem(status, answer, want, "upload " + name)
        else:
            equal(status, want, "upload %s: %s" % (name, body[:300]))
        return answer

    def job(self, id):
        return self.call("GET", W + "/jobs/" + id)

    def wait(self, id, until=("done",)):
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            j = self.job(id)
            if j["status"] in until:
                return j
            if j["status"] in ("done", "failed", "canceled"):
                raise Failed("job is %s: %s" % (j["status"], j["problem"]))
            time.sleep(0.02)
        raise Failed("job %s hangs" % id)

    def file(self, job, name, key=None):
        status, headers, data = self.request("GET", "%s/jobs/%s/files/%s" % (W, job, name), key=key)
        equal(status, 200, "file %s" % name)
        check("attachment" in headers["Content-Disposition"], "files are attachments")
        return data

    def import_file(self, name, data, mapping=None, **more):
        u = self.upload(name, data)
        yaml = mapping or self.call("GET", "%s/uploads/%s/inspect" % (W, u["id"]))["yaml"]
        j = self.call("POST", W + "/imports", {"upload": u["id"], "yaml": yaml, **more}, 202)
        return self.wait(j["id"])


class Events(threading.Thread):
    """The workspace's event stream."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=WAIT_SECONDS)
        self.connection.request("GET", W + "/live", headers={"Authorization": "Bearer " + server.key})
        self.response = self.connection.getresponse()
        equal(self.response.status, 200, "event stream")
        self.jobs = []
        self.over = threading.Event()
        self.start()

    def run(self):
        event = None
        try:
            for line in self.response:
                line = line.decode().rstrip("\n")
                if line.startswith("event:"):
                    event = line[6:].strip()
                elif line.startswith("data:") and event == "job":
                    j = json.loads(line[5:])
                    self.jobs.append(j)
                    if j["status"] in ("done", "failed", "canceled"):
                        self.over.set()
        except (OSError, ValueError, http.client.HTTPException):
            pass


ORDERS = """kind: orders
source: shop
format: csv
header: true
columns: {person: user, time: time, amount: amount, order_id: order}
"""


def orders(n, people=5000):
    out = ["user,time,amount,order"]
    out += ["u%d,2025-%02d-%02dT10:00:%02dZ,%d.25,o%d" % (i % people, i % 12 + 1, i % 28 + 1, i % 60, i % 300, i) for i in range(n)]
    return ("\n".join(out) + "\n").encode()


def settled(read, want, what):
    """Views lag behind rows by a moment, and bodies that were refused go when their request is over."""
    end = time.monotonic() + 60
    while read() != want and time.monotonic() < end:
        time.sleep(0.05)
    equal(read(), want, what)


def expect_rows(server, want, what):
    settled(lambda: server.call("GET", W)["events"], want, what)


CDNOW_LIKE = b"".join(b" %05d %04d 1997%02d%02d %2d %6.2f\n" % (1 + i % 40, 4 + i % 40, i % 12 + 1, i % 28 + 1, i % 5 + 1, 10 + i % 77)
                      for i in range(600))


def the_wizard_walks_from_file_to_people():
    with Temp() as t, Server(t / "d") as s:
        u = s.upload("CDNOW.txt", CDNOW_LIKE + b" 00001 0004 1997aa01  1  11.77\n")
        equal(u["name"], "CDNOW.txt", "name")
        look = s.call("GET", "%s/uploads/%s/inspect" % (W, u["id"]))
        equal((look["format"], look["delimiter"], look["header"], len(look["columns"]), len(look["rows"])), ("csv", "blank", False, 5, 20), "look")
        check(look["problems"] and all(p["en"] and p["zh"] for p in look["problems"]), "doubts in both languages")
        equal(look["sources"], [], "nothing was imported before")
        # as an object and as YAML it is the same mapping
        a = s.call("POST", "%s/uploads/%s/preview" % (W, u["id"]), {"mapping": look["mapping"]})
        b = s.call("POST", "%s/uploads/%s/preview" % (W, u["id"]), {"yaml": look["yaml"], "rows": 3})
        equal(a["yaml"], b["yaml"], "one parser")
        equal((len(a["rows"]), len(b["rows"])), (20, 3), "rows shown")
        equal((look["upload"], b["mapping"]), (u, look["mapping"]), "the upload; the mapping, also when it was sent as text")
        bad = s.call("POST", "%s/uploads/%s/preview" % (W, u["id"]), {"mapping": look["mapping"], "only": "rejected"})["rows"]
        check(str(t) not in json.dumps(bad), "no path of the server in them")
        equal([(r["line"], "1997aa01" in r["text"]) for r in bad], [(601, True)], "rejected rows are found wherever they are, with their text")
        c = a["check"]
        equal((c["read"], c["good"], c["rejected"], c["complete"], c["new_people"], c["known_people"], c["duplicates"]),
              (601, 600, 1, True, 40, 0, None), "check")
        equal((c["reasons"][0]["code"], c["reasons"][0]["rows"], c["reasons"][0]["first_line"]), ("row_bad_time", 1, 601), "reason")
        total = "%.2f" % sum(float(line.split()[-1]) for line in CDNOW_LIKE.splitlines())
        equal(c["amount_sum"], total, "sum of amounts")
        check(c["time_min"].startswith("1997-01-01") and c["time_max"].startswith("1997-12-"), "times")
        row = a["rows"][0]
        equal((row["ok"], row["event"], row["time"], row["amount"], row["person"]["value"]), (True, "order_completed", "1997-01-01 00:00:00", "10.00", "00001"), "row")
        expect_rows(s, 0, "a preview imports nothing")
        events = Events(s)
        status, headers, data = s.request("POST", W + "/imports", {"upload": u["id"], "mapping": look["mapping"], "source": "cdnow"})
        j = json.loads(data)
        equal(status, 202, "accepted")
        check(headers["Location"].endswith("/jobs/" + j["id"]), "Location")
        j = s.wait(j["id"])
        equal([j["result"][k] for k in ("read", "imported", "duplicate", "rejected", "people", "source")], [601, 600, 0, 1, 40, "cdnow"], "result")
        equal((j["kind"], j["progress"], j["title"]["en"], j["files"][0]["name"]), ("import", 1, "Import CDNOW.txt", "rejects.csv"), "job")
        check(events.over.wait(30), "the stream tells the end")
        equal(events.jobs[-1]["id"], j["id"], "whose end")
        expect_rows(s, 600, "events")
        run = s.call("GET", W + "/imports")["items"][0]
        equal((run["source"], run["file"], run["status"], run["job"], run["rejects"], run["counts"]["imported"]), ("cdnow", "CDNOW.txt", "done", j["id"], True, 600), "run")
        rejects = s.call("GET", "%s/imports/%s/rejects" % (W, run["id"]))
        equal([(r["line"], r["code"]) for r in rejects["items"]], [(601, "row_bad_time")], "rejects")
        check("1997aa01" in rejects["items"][0]["text"], "the row itself")
        check(str(t) not in s.file(j["id"], "rejects.csv").decode("utf-8-sig"), "no path of the server")
        s.call("GET", "%s/jobs/%s/files/%s" % (W, j["id"], "..%2Frejects.csv"), want=(404, "unknown_job_file"))
        again = s.upload("CDNOW.txt", CDNOW_LIKE + b" 00001 0004 1997aa01  1  11.77\n")
        equal(s.call("GET", "%s/uploads/%s/inspect" % (W, again["id"]))["sources"], ["cdnow"], "a mapping that fits")
        c = s.call("POST", "%s/uploads/%s/preview" % (W, again["id"]), {"mapping": look["mapping"]})["check"]
        equal((c["known_people"], c["new_people"], c["duplicates"]), (40, 0, 600), "known already")
        s.call("DELETE", "%s/uploads/%s" % (W, again["id"]), want=204)
        s.call("GET", "%s/uploads/%s/inspect" % (W, again["id"]), want=(404, "unknown_upload"))


def cdnow_gives_its_published_totals():
    data = shared("data/cdnow/CDNOW_master.txt").read_bytes()
    with Temp() as t, Server(t / "d") as s:
        j = s.import_file("CDNOW_master.txt", data)
        equal([j["result"][k] for k in ("read", "imported", "duplicate", "rejected", "people")], [69659, 69659, 0, 0, 23570], "result")
        equal(s.call("GET", W)["people"], 23570, "people")


def a_canceled_import_is_finished_by_a_retry_exactly_once():
    n = 400000
    with Temp() as t, Server(t / "d") as s:
        u = s.upload("orders.csv", orders(n))
        events = Events(s)
        j = s.call("POST", W + "/imports", {"upload": u["id"], "yaml": ORDERS}, 202)
        s.call("DELETE", "%s/uploads/%s" % (W, u["id"]), want=(409, "upload_in_use"))
        while not s.job(j["id"])["progress"]:
            time.sleep(0.01)
        s.request("POST", "%s/jobs/%s/cancel" % (W, j["id"]))
        c = s.wait(j["id"], ("done", "canceled"))
        check(events.over.wait(30), "the stream tells the end")
        if c["status"] == "canceled":
            kept = c["result"]["imported"] if c["result"] else 0
            expect_rows(s, kept, "what it kept is there")
            s.call("POST", "%s/jobs/%s/cancel" % (W, j["id"]), want=(409, "job_over"))
            r = s.call("POST", "%s/jobs/%s/retry" % (W, j["id"]), want=202)
            c = s.wait(r["id"])
            equal(c["result"]["resumed_at"], kept, "goes on where it ended")
        equal(c["result"]["imported"], n, "all of it")
        expect_rows(s, n, "once")
        s.call("POST", "%s/jobs/%s/retry" % (W, c["id"]), want=(409, "job_not_over"))


def a_killed_server_finishes_its_import_exactly_once():
    n = 300000
    with Temp() as t:
        with Server(t / "d", {"SHOAL_FAULT": "import_batch:2:kill"}) as s:
            j = s.call("POST", W + "/imports", {"upload": s.upload("orders.csv", orders(n) + b"u1,bad,1,x\n")["id"], "yaml": ORDERS}, 202)
            s.process.wait(120)
            equal(s.process.returncode, -signal.SIGKILL, "killed in the middle")
        with Server(t / "d") as s:
            j = s.wait(j["id"])
            equal([j["result"][k] for k in ("imported", "rejected", "duplicate")], [n, 1, 0], "counts of the whole")
            check(j["result"]["resumed_at"] > 0, "resumed")
            expect_rows(s, n, "once")
            equal(len(s.call("GET", W + "/imports")["items"]), 1, "one run")
        shoal(t / "d", "verify")


def the_command_line_tells_of_jobs_and_cancels_what_a_crash_left():
    with Temp() as t:
        d = t / "d"
        with Server(d, {"SHOAL_FAULT": "import_batch:2:kill"}) as s:
            done = s.wait(s.call("POST", W + "/exports", {"what": "people", "format": "csv"}, 202)["id"])
            listed = shoal(d, "--workspace", "main", "job", "--json")["jobs"]
            equal([(j["id"], j["kind"], j["status"], j["result"]["rows"], len(j["files"])) for j in listed], [(done["id"], "export", "done", 0, 1)], "listed")
            shown = shoal(d, "--workspace", "main", "job", "show", done["id"], "--json")
            equal(shown, listed[0], "shown")
            check(done["id"] in shoal(d, "--workspace", "main", "job", "list", "--status", "done") and "已完成" in
                  shoal(d, "--workspace", "main", "--lang", "zh", "job", "show", done["id"]), "in words")
            equal(shoal(d, "--workspace", "main", "job", "list", "--status", "failed", "--json")["jobs"], [], "by status")
            code, text = shoal(d, "--workspace", "main", "job", "cancel", done["id"], "--json", fails=True)
            equal((code, json.loads(text)["error"]["code"]), (75, "job_of_server"), "the server's to cancel")
            left = s.call("POST", W + "/imports", {"upload": s.upload("orders.csv", orders(300000))["id"], "yaml": ORDERS}, 202)
            s.process.wait(120)
        equal(shoal(d, "--workspace", "main", "job", "show", left["id"], "--json")["status"], "running", "as the crash left it")
        equal(shoal(d, "--workspace", "main", "job", "cancel", left["id"], "--json")["status"], "canceled", "canceled")
        for verb, id, want in (("cancel", left["id"], "job_over"), ("cancel", "job_none", "unknown_job"), ("show", "job_none", "unknown_job")):
            equal(json.loads(shoal(d, "--workspace", "main", "job", verb, id, "--json", fails=True)[1])["error"]["code"], want, verb)
        with Server(d) as s:
            equal(s.job(left["id"])["status"], "canceled", "stays so")
            s.wait(s.call("POST", "%s/jobs/%s/retry" % (W, left["id"]), want=202)["id"])
            expect_rows(s, 300000, "once")


def files_as_bad_as_they_come():
    with Temp() as t, Server(t / "d") as s:
        s.upload("empty.csv", b"", (422, "upload_empty"))
        for name, data in (("blank.csv", b"\n\n\n"), ("word.txt", b"hello\n"), ("columns.csv", b",".join(b"c%d" % i for i in range(100000)) + b"\n" + b"1," * 99999 + b"1\n")):
            u = s.upload(name, data)
            e = s.call("GET", "%s/uploads/%s/inspect" % (W, u["id"]), want=(422, "cannot_guess"))
            check(name in e["detail"] and str(t) not in json.dumps(e), "says which file, not where")
            status, _, body = s.request("POST", "%s/uploads/%s/preview" % (W, u["id"]), {"yaml": ORDERS})
            answer = json.loads(body)
            want = {"blank.csv": (200, None), "word.txt": (422, "map_no_column"), "columns.csv": (413, "row_too_long")}[name]
            equal((status, answer.get("code")), want, "preview of " + name)
        gb = "会员号,付款时间,实付金额,备注\n张三,2026-01-03 10:00:00,12.50,好\n李四,2026-01-04 10:00:00,8.00,不错\n".encode("gb18030")
        u = s.upload("订单.csv", gb)
        equal(u["name"], "订单.csv", "Chinese name")
        look = s.call("GET", "%s/uploads/%s/inspect" % (W, u["id"]))
        equal((look["encoding"], look["columns"][0]["name"], look["rows"][1][0]), ("gb18030", "会员号", "张三"), "GB18030")
        equal(s.import_file("订单.csv", gb)["result"]["imported"], 2, "GB18030 imported")
        for told, name in (("../../../etc/passwd", "passwd"), ("C:\\tmp\\x.csv", "x.csv"), ("..", "file")):
            equal(s.upload(told, gb)["name"], name, told)
        broken = b"user,time,amount,order\nu1,2026-01-01,1,a\n\"u2,2026-01-02,2,b\nu3,2026-01-03,3,c\n"
        equal([s.import_file("broken.csv", broken, ORDERS)["result"][k] for k in ("imported", "rejected")], [2, 1], "broken quotes cost one row")
        ruined = b"user,time,amount,order\n1.23E+17,2026-01-01,1,a\n1.23E+17,2026-01-02,1,b\n"
        look = s.call("GET", "%s/uploads/%s/inspect" % (W, s.upload("r.csv", ruined)["id"]))
        check("1.23E+17" in look["columns"][0]["looks"]["note"]["en"], "ruined digits are told")
        bomb = gzip.compress(b"user,time,amount,order\n" + b"x" * (200 << 20), 1)
        u = s.upload("bomb.csv.gz", bomb)
        p = s.call("POST", "%s/uploads/%s/preview" % (W, u["id"]), {"yaml": ORDERS})
        equal((p["check"]["good"], p["check"]["rejected"]), (0, p["check"]["read"]), "a bomb holds no rows")
        cut = gzip.compress(orders(1000))[:-200]
        u = s.upload("cut.csv.gz", cut)
        j = s.call("POST", W + "/imports", {"upload": u["id"], "yaml": ORDERS, "source": "cut"}, 202)
        j = s.wait(j["id"], ("failed",))
        equal((j["problem"]["code"], str(t) in json.dumps(j)), ("bad_compression", False), "cut off")


def mistakes_in_mappings_are_placed():
    with Temp() as t, Server(t / "d") as s:
        u = s.upload("o.csv", orders(10))
        p = "%s/uploads/%s/preview" % (W, u["id"])
        e = s.call("POST", p, {"mapping": {"kind": "orders", "format": "csv", "columns": {"person": "user", "tim": "time"}}}, (422, "map_unknown_key"))
        equal(e["place"]["source"], "columns.tim", "an object's place is its key")
        e = s.call("POST", p, {"yaml": "kind: orders\nformat: csv\ncolumns:\n  person: user\n  tim: time\n"}, (422, "map_unknown_key"))
        equal((e["place"]["source"], e["place"]["line"]), ("yaml", 5), "a text's place is its line")
        s.call("POST", p, {}, (422, "mapping_needed"))
        s.call("POST", p, {"yaml": ORDERS, "mapping": {}}, (422, "mapping_needed"))
        e = s.call("POST", W + "/imports", {"upload": u["id"], "yaml": ORDERS.replace("user", "member")}, (422, "map_no_column"))
        check("member" in e["detail"], "told before a job is made")
        equal(s.call("GET", W + "/jobs")["items"], [], "no job")
        s.call("GET", "%s/uploads/%s/inspect?delimiter=ab" % (W, u["id"]), want=(422, "map_bad_value"))
        equal(s.call("GET", "%s/uploads/%s/inspect?header=false&delimiter=%%3B" % (W, u["id"]))["columns"][0]["name"], "1", "told better")


PEOPLE = "id,name,city,note\n" + "".join('p%03d,"=HYPERLINK(""x"")",%s,"+1, ""quoted""\nline"\n' % (i, ["上海", "北京"][i % 2]) for i in range(300)) + '-5,@x,,-7.5\n'
PEOPLE_MAP = "kind: people\nformat: csv\nheader: true\nsource: crm\ncolumns: {person: id}\nattributes: {name: name, city: city, note: note}\n"


def exports_come_back_as_they_were():
    with Temp() as t, Server(t / "d") as s:
        s.import_file("people.csv", PEOPLE.encode(), PEOPLE_MAP)
        s.import_file("orders.csv", orders(3000, 250), ORDERS)

        def export(**body):
            j = s.wait(s.call("POST", W + "/exports", {"format": "csv", **body}, 202)["id"])
            equal(len(j["files"]), 1, "one file")
            data = s.file(j["id"], j["files"][0]["name"])
            equal(len(data), j["files"][0]["bytes"], "bytes")
            return j, data

        j, data = export(what="people")
        check(data.startswith(b"\xef\xbb\xbf"), "begins with a byte order mark")
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        equal((len(rows), j["result"]["rows"], j["result"]["people"]), (551, 551, 551), "everybody")
        equal(len({r["id"] for r in rows}), 551, "once each")
        r = next(r for r in rows if r["id"] == "p001")
        equal((r["name"], r["city"], r["note"]), ("'=HYPERLINK(\"x\")", "北京", "'+1, \"quoted\"\nline"), "guarded")
        r = next(r for r in rows if r["id"] == "-5")
        equal((r["name"], r["note"]), ("'@x", "-7.5"), "numbers stay numbers")
        j, data = export(what="people", expression='city = "上海"', format="ndjson", columns=["city", "orders", "new_old"])
        rows = [json.loads(line) for line in data.decode().splitlines()]
        equal((len(rows), set(rows[0])), (150, {"id", "city", "orders", "new_old"}), "chosen")
        j, data = export(what="events", expression="did(order_completed)")
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        equal(sum(r["event"] == "order_completed" for r in rows), 3000, "events")
        j, data = export(what="people", expression="did(order_completed)", as_of="2020-01-01")
        equal(j["result"]["rows"], 0, "as of then")
        # the command line writes the same bytes
        equal(shoal(t / "d", "export", "people", "--bom", raw=True), export(what="people")[1], "one implementation")
        e = s.call("POST", W + "/exports", {"what": "people", "format": "csv", "expression": "did(nope"}, 422)
        equal(e["place"]["source"], "expression", "a mistake is told before a job is made")
        s.call("POST", W + "/exports", {"what": "people", "format": "csv", "expression": "true", "segment": "x"}, (422, "export_both"))
        s.call("POST", W + "/exports", {"what": "people", "format": "csv", "segment": "x"}, (404, "unknown_resource"))
        j = s.wait(s.call("POST", W + "/exports", {"what": "people", "format": "csv", "columns": ["nope"]}, 202)["id"], ("failed",))
        equal((j["problem"]["code"], j["files"]), ("unknown_column", []), "no such column")
        q = s.wait(s.call("POST", W + "/questions/jobs", {"what": "count", "expression": "did(order_completed)"}, 202)["id"])
        equal((q["result"]["people"], q["result"]["everyone"]), (250, 551), "question")
        page = s.call("GET", W + "/jobs?limit=2&kind=export")
        equal([x["kind"] for x in page["items"]], ["export"] * 2, "page")
        more = s.call("GET", W + "/jobs?limit=2&kind=export&cursor=" + quote(page["next"]))
        check(not {x["id"] for x in page["items"]} & {x["id"] for x in more["items"]}, "pages do not overlap")


def uploads_expire_and_have_a_quota():
    with Temp() as t, Server(t / "d") as s:
        u = s.upload("o.csv", orders(10))
        db = sqlite3.connect(t / "d/w/main/state.db", timeout=30)
        db.execute("UPDATE upload SET expires_ms = 1")
        db.commit()
        s.call("GET", "%s/uploads/%s/inspect" % (W, u["id"]), want=(410, "upload_expired"))
        s.call("POST", W + "/imports", {"upload": u["id"], "yaml": ORDERS}, (410, "upload_expired"))
        db.execute("UPDATE upload SET bytes = 17179869184")
        db.commit()
        s.upload("more.csv", orders(10), (413, "upload_quota"))
        settled(lambda: len(list((t / "d/w/main/uploads").iterdir())), 1, "nothing is left of what was refused")
        s.call("DELETE", "%s/uploads/%s" % (W, u["id"]), want=204)
        s.upload("more.csv", orders(10))


def who_may_do_what():
    with Temp() as t, Server(t / "d") as s:
        reader, analyst, importer, exporter = (s.new_key(k) for k in ("read", "read,people", "read,import", "read,export"))
        j = s.import_file("people.csv", PEOPLE.encode() + b"\n,,,\"x\"\n", PEOPLE_MAP)
        u = s.upload("o.csv", orders(10), key=importer)
        for key in (reader, analyst, exporter):
            s.upload("o.csv", orders(10), DENIED, key)
            s.call("GET", "%s/uploads/%s/inspect" % (W, u["id"]), want=DENIED, key=key)
            s.call("POST", W + "/imports", {"upload": u["id"], "yaml": ORDERS}, DENIED, key)
            s.call("POST", W + "/demo", {}, DENIED, key)
        for key in (reader, analyst, importer):
            s.call("POST", W + "/exports", {"what": "people", "format": "csv"}, DENIED, key)
        equal(s.call("GET", W + "/jobs/" + j["id"], key=reader)["id"], j["id"], "a reader sees jobs")
        s.call("POST", "%s/jobs/%s/cancel" % (W, j["id"]), want=DENIED, key=reader)
        x = s.wait(s.call("POST", W + "/exports", {"what": "people", "format": "csv"}, 202)["id"])
        for key in (reader, importer, exporter):  # none of them sees people
            s.call("GET", "%s/jobs/%s/files/people.csv" % (W, x["id"]), want=DENIED, key=key)
        m = s.wait(s.call("POST", W + "/exports", {"what": "people", "format": "csv"}, 202, exporter)["id"])
        rows = list(csv.DictReader(io.StringIO(s.file(m["id"], "people.csv", exporter).decode("utf-8-sig"), newline="")))
        equal(({r["name"] for r in rows}, all(r["id"].startswith("#") for r in rows)), ({"***"}, True), "masked")
        s.call("GET", "/api/w/other/jobs", want=(404, "no_workspace"))
        s.call("POST", W + "/demo", {}, (409, "demo_not_empty"))
        actions = {e["action"] for e in s.call("GET", W + "/audit?limit=100", key=s.new_key(ALL + ",admin"))["items"]}
        check({"upload.created", "import.started", "export.started", "job.downloaded"} <= actions, "audited: %s" % sorted(actions))


def an_empty_workspace_is_filled_with_a_demo():
    with Temp() as t, Server(t / "d") as s:
        j = s.wait(s.call("POST", W + "/demo", {"people": 300}, 202)["id"])
        equal(j["result"]["people"], 300, "people")
        check(j["result"]["events"] > 8000, "events")
        s.call("POST", W + "/demo", {}, (409, "demo_not_empty"))


main(the_wizard_walks_from_file_to_people, cdnow_gives_its_published_totals, a_canceled_import_is_finished_by_a_retry_exactly_once,
     a_killed_server_finishes_its_import_exactly_once, the_command_line_tells_of_jobs_and_cancels_what_a_crash_left,
     files_as_bad_as_they_come, mistakes_in_mappings_are_placed, exports_come_back_as_they_were,
     uploads_expire_and_have_a_quota, who_may_do_what, an_empty_workspace_is_filled_with_a_demo)
