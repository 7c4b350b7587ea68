#!/usr/bin/env python3
"""The program as a user meets it: the tour of the README, wrong input, both languages, the contract with scripts."""
import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from shoal import PROGRAM, Temp, check, equal, main, shoal  # noqa: E402

ORDERS = """订单编号,买家会员名,订单付款时间,买家实际支付金额,宝贝标题,收货城市
1001,张三,2026-05-01 10:00:00,120.50,龙井茶,杭州
1002,李四,2026-05-02 11:30:00,88.00,普洱茶,昆明
1003,张三,2026-06-10 09:15:00,45.00,"茶杯, 白瓷",杭州
1004,王五,2026-06-11 20:00:00,"1,300.00",茶具套装,上海
1005,李四,2026-06-20 08:00:00,60.00,龙井茶,昆明
1006,张三,2026-06-29 23:59:59,30.00,茶叶罐,杭州
"""
PEOPLE = "会员名,年龄,会员等级,城市\n张三,31,金,杭州\n李四,45,银,昆明\n王五,28,金,上海\n赵六,50,普通,北京\n"
PEOPLE_MAP = """
kind: people
source: members
format: csv
delimiter: ","
header: true
columns: {person: 会员名}
attributes: {age: {column: 年龄, type: number}, level: 会员等级, city: 城市}
"""
NOW = {"SHOAL_NOW": "2026-06-30T04:00:00Z"}


def brand(t):
    (t / "orders.csv").write_text(ORDERS)
    (t / "people.csv").write_text(PEOPLE)
    (t / "people.map.yaml").write_text(PEOPLE_MAP)
    d = t / "d"
    r = shoal(d, "import", t / "orders.csv", "--yes", "--zone", "Asia/Shanghai", "--currency", "CNY", "--json", env=NOW)
    equal((r["read"], r["imported"], r["people"]), (6, 6, 3), "guessed import")
    r = shoal(d, "import", t / "people.csv", "--map", t / "people.map.yaml", "--json", env=NOW)
    equal((r["imported"], r["people"]), (4, 1), "people file")
    return d


def people(d, expression, *more):
    return shoal(d, "query", expression, *more, "--json", env=NOW)["people"]


def the_tour_of_the_readme_works():
    with Temp() as t:
        d = brand(t)
        equal(people(d, 'count(order_completed, last 90 days) >= 2'), 2, "two orders")
        equal(people(d, 'sum(支付订单.金额) > 150'), 2, "Chinese names")
        equal(people(d, 'city = "杭州" and age between 30 and 40'), 1, "attributes")
        equal(people(d, 'level in ("金", "银") and not did(order_completed, last 15 days)'), 1, "in, not")
        equal(people(d, 'not did(order_completed)'), 1, "nobody is forgotten")
        equal(people(d, 'count(order_completed) >= 1', "--as-of", "2026-05-01"), 1, "as of a date includes that day")
        ids = shoal(d, "query", "did(order_completed, this month)", "--ids", env=NOW).split()
        equal(sorted(ids), sorted(["张三", "李四", "王五"]), "ids")
        shoal(d, "segment", "save", "gold", 'level = "金"', "--title", "金卡会员", env=NOW)
        shoal(d, "segment", "save", "gold_buyers", 'segment("gold") and did(order_completed, last 10 days)', env=NOW)
        listed = {s["slug"]: s["people"] for s in shoal(d, "segment", "list", "--json", env=NOW)["segments"]}
        equal(listed, {"gold": 2, "gold_buyers": 1}, "segment list")
        equal(shoal(d, "segment", "people", "gold_buyers", env=NOW).split(), ["张三"], "segment people")
        (t / "vips.csv").write_text("user,note\n张三,a\n\"赵六\",b\n张三,again\nnobody,c\n")
        equal(shoal(d, "list", "import", "vips", t / "vips.csv", "--header", "--title", "贵宾", "--json", env=NOW)["version"], 1, "a list")
        equal(shoal(d, "list", "import", "vips", t / "vips.csv", "--header", "--title", "贵宾", "--json", env=NOW)["changed"], False, "the same list")
        equal(people(d, 'user_id in list("vips")'), 2, "people of a list")
        equal(people(d, 'not user_id in list("vips") and city not in list("vips")'), 2, "not in a list")
        check("version 1, 3 values" in shoal(d, "list", "show", "vips", env=NOW) and "vips" in shoal(d, "list", "list", env=NOW), "show, list")
        (t / "gbk.csv").write_bytes("姓名\n张三\n".encode("gbk"))
        code, said = shoal(d, "list", "import", "names", t / "gbk.csv", fails=True, env=NOW)
        check(code == 65 and "UTF-8" in said, "a list in another encoding is refused, not garbled")
        shoal(d, "segment", "save", "uploaded", 'user_id in list("vips")', env=NOW)
        equal(people(d, 'segment("uploaded") and level = "金"'), 1, "an uploaded segment")
        equal(people(d, 'sequence(order_completed -> order_completed within 60 days)'), 2, "in order")
        equal(people(d, 'count(order_completed) >= $n', "--param", "n = 2"), 2, "a parameter")
        (t / "p.yaml").write_text("kind: segment\nslug: often\nexpression: count(order_completed) >= $n\nparameters: {n: {type: number, default: 3}}\n")
        shoal(d, "apply", t / "p.yaml", env=NOW)
        equal(len(shoal(d, "segment", "people", "often", env=NOW).split()), 1, "by default")
        equal(len(shoal(d, "segment", "people", "often", "--param", "n = 1", env=NOW).split()), 3, "with another value")
        equal(people(d, 'segment("often")'), 1, "a reference sees the default")
        text = shoal(d, "export", "people", "--segment", "gold", "--classes", "rfm,lifecycle", env=NOW)
        rows = {r["id"]: r for r in csv.DictReader(io.StringIO(text))}
        equal(sorted(rows), ["张三", "王五"], "export")
        equal((rows["张三"]["age"], rows["张三"]["lifecycle"]), ("31", "growth"), "export columns")
        p = shoal(d, "person", "张三", "--json", env=NOW)
        equal((p["orders"], p["spent"], p["attributes"]["level"]), (3, 195.5, "金"), "person")
        events = [json.loads(l) for l in shoal(d, "export", "events", "--format", "ndjson", env=NOW).splitlines()]
        equal(sum(e["event"] == "order_completed" for e in events), 6, "events")
        for name in ("overview", "rfm", "aipl", "lifecycle", "new-old", "payers", "value"):
            r = shoal(d, "report", name, "--json", env=NOW)
            equal(r["report"], name, "report")
            for lang in ("en", "zh"):
                check(len(shoal(d, "report", name, "--lang", lang, env=NOW)) > 200, "report %s in %s" % (name, lang))
        equal(shoal(d, "report", "overview", "--json", env=NOW)["summary"]["people"], 4, "overview people")
        shoal(d, "verify", "--json")


def resources_are_files():
    with Temp() as t:
        d = brand(t)
        shoal(d, "segment", "save", "gold", 'level = "金"', env=NOW)
        out = t / "res"
        shoal(d, "pull", "-o", out, env=NOW)
        names = sorted(str(p.relative_to(out)) for p in out.rglob("*.yaml"))
        check("segment/gold.yaml" in names and "classification/rfm.yaml" in names, str(names))
        r = shoal(d, "diff", out, "--json", env=NOW)
        check(all(c["what"] == "none" for c in r["changes"]), "pull then diff is empty")
        f = out / "classification" / "lifecycle.yaml"
        before = shoal(d, "report", "lifecycle", "--json", env=NOW)["classes"]
        f.write_text(f.read_text().replace("idle > 90", "idle > 5"))
        changes = shoal(d, "diff", out, "--json", env=NOW)["changes"]
        equal([c["slug"] for c in changes if c["what"] == "update"], ["lifecycle"], "diff")
        equal(shoal(d, "report", "lifecycle", "--json", env=NOW)["classes"], before, "diff writes nothing")
        shoal(d, "apply", out, env=NOW)
        after = shoal(d, "report", "lifecycle", "--json", env=NOW)["classes"]
        check(after != before, "an edited rule moves people")
        f.write_text(f.read_text().replace("days >= 4", "dayz >= 4"))
        code, err = shoal(d, "apply", out, "--json", fails=True, env=NOW)
        e = json.loads(err)["error"]
        check("dayz" in e["message"] and "lifecycle.yaml" in e["place"]["source"], err)
        equal(shoal(d, "report", "lifecycle", "--json", env=NOW)["classes"], after, "all or nothing")


def numbers_find_their_people():
    with Temp() as t:
        d = t / "d"
        def found(text):
            return shoal(d, "query", text, "--json")["people"]
        shoal(d, "workspace", "create", "--zone", "Asia/Shanghai", "--currency", "CNY")
        # A number is who somebody is to one source and what is known of them to another, and is written in many ways.
        (t / "tel.csv").write_text("tel,mail\n13900000001,\n+86 139 0000 0002,x@y.cn\n")
        (t / "tel.yaml").write_text("kind: people\ncolumns: {person: {column: tel, type: phone}}\nattributes: {email: mail}\n")
        (t / "known.csv").write_text("user,phone\n张三,13900000003\n李四,\n")
        (t / "known.yaml").write_text("kind: people\ncolumns: {person: user}\n")
        for name in ("tel", "known"):
            shoal(d, "import", t / (name + ".csv"), "--map", t / (name + ".yaml"))
        (t / "call.txt").write_text("139-0000-0001\n8613900000002\n13900000003\n13900000009\n")
        done = shoal(d, "list", "import", "call", t / "call.txt", "--json")
        equal((json.loads(done) if isinstance(done, str) else done)["values"], 4, "values of the list")
        (t / "headed.csv").write_text("手机号,备注\n13900000001,a\n13900000001,b\n")
        for more, said in (((), 2), (("--header",), 1)):
            p = subprocess.run([PROGRAM, "--data", d, "list", "import", "headed", t / "headed.csv", *more], capture_output=True, text=True, env={**os.environ, "LANG": "en_US.UTF-8"}, timeout=60)
            equal((p.returncode, "version %d: %d values (1 repeats left out)" % (3 - said, said) in p.stdout, "--header" in p.stderr), (0, True, said == 2), p.stdout + p.stderr)
        equal(found('phone in list("call")'), 3, "identities and the attribute, however they are written")
        equal(found('attr.phone in list("call")'), 1, "the attribute only")
        equal(found('phone not in list("call")'), 1, "all others")


def exports_lose_nothing():
    """No and nothing are two things; values of several types in one column; names that look like syntax."""
    with Temp() as t:
        d = t / "d"
        rows = [{"user": "a", "vip": True, "x": 5, "q`b": "1"}, {"user": "b", "vip": False, "x": "five"}, {"user": "c", "x": True}]
        (t / "p.ndjson").write_text("\n".join(json.dumps(r) for r in rows))
        (t / "p.yaml").write_text("kind: people\nformat: ndjson\ncolumns: {person: user}\nrest: keep\n")
        shoal(d, "import", t / "p.ndjson", "--map", t / "p.yaml", env=NOW)
        out = [json.loads(l) for l in shoal(d, "export", "people", "--format", "ndjson", env=NOW).splitlines()]
        equal([dict(r, user=r.pop("id")) for r in out], rows, "ndjson")
        table = list(csv.DictReader(io.StringIO(shoal(d, "export", "people", env=NOW))))
        equal([(r["vip"], r["x"], r["q`b"]) for r in table], [("true", "5", "1"), ("false", "five", ""), ("", "true", "")], "csv")
        events = [json.loads(l) for l in shoal(d, "export", "events", "--format", "ndjson", env=NOW).splitlines()]
        equal({e["time"] for e in events}, {None}, "since ever is no time")
        old = t / "list.csv"
        old.write_text("old")
        shoal(d, "export", "people", "--classes", "nope", "-o", old, fails=True, env=NOW)
        equal((old.read_text(), list(t.glob("*.part"))), ("old", []), "a failed export leaves the old file")


def imports_of_several_files_and_wrong_names():
    with Temp() as t:
        d = t / "d"
        (t / "m.yaml").write_text("kind: orders\ncolumns: {person: u, time: t, amount: a}\n")
        for name, body in (("x", "a,2026-01-01,1\n,2026-01-01,2\n"), ("y", "b,2026-01-01,1\nc,zzz,2\n")):
            (t / name).mkdir()
            (t / name / "o.csv").write_text("u,t,a\n" + body)
        files = [t / "x" / "o.csv", t / "y" / "o.csv"]
        shoal(d, "import", files[0], t / "nosuch.csv", "--map", t / "m.yaml", fails=True, env=NOW)
        shoal(d, "import", files[0], fails=True, env=NOW)  # a guess nobody confirms
        check(not d.exists(), "a wrong name makes no data directory")
        code, err = shoal(d, "verify", "--json", fails=True)
        equal(json.loads(err)["error"]["code"], "no_data_dir", "verify of nothing")
        for more in ([], ["--rejects", t / "r.csv"]):
            r = shoal(d, "import", *files, "--map", t / "m.yaml", *more, "--zone", "Asia/Shanghai", "--json", env=NOW)
            equal((r["read"], r["rejected"]), (4, 2), "counts")
            with open(r["rejects"], encoding="utf-8-sig", newline="") as f:
                equal([(x["code"], Path(x["file"]).parent.name) for x in csv.DictReader(f)],
                      [("row_no_person", "x"), ("row_bad_time", "y")], "rejects of both files")
        shoal(d, "import", files[0], "--map", t / "m.yaml", "--rejects", t / "m.yaml", fails=True)
        shoal(d, "import", files[0], "--map", t / "m.yaml", "--rejects", files[0], fails=True)
        check("kind: orders" in (t / "m.yaml").read_text(), "the mapping is not overwritten")
        code, err = shoal(d, "import", files[0], "--map", t / "m.yaml", "--zone", "Europe/London", "--json", fails=True)
        equal(json.loads(err)["error"]["code"], "setting_differs", "another zone than the workspace has")
        equal(len(shoal(d, "import", *files, "--map", t / "m.yaml", "--dry-run", "--json")["rows"]), 2, "one object")


def what_members_lists_and_order_lines_hide_is_said():
    with Temp() as t:
        d = t / "d"
        for day, level in ((1, "gold"), (8, "silver"), (15, "gold")):
            (t / "p.csv").write_text("id,level\na,%s\n" % level)
            (t / "p.yaml").write_text("kind: people\ntime: 2026-01-%02d\ncolumns: {person: id}\nattributes: {level: level}\n" % day)
            for imported in (1, 0):
                equal(shoal(d, "import", t / "p.csv", "--map", t / "p.yaml", "--json", env=NOW)["imported"], imported, "list")
        equal(shoal(d, "query", 'level = "gold"', "--json", env=NOW)["people"], 1, "back at gold")
        equal(shoal(d, "query", 'level = "gold"', "--as-of", "2026-01-09", "--json", env=NOW)["people"], 0, "silver between")
        (t / "l.csv").write_text("u,t,o,p\na,2026-01-01,1,x\nb,2026-01-01,2,3\na,2026-01-01,1,4\n")
        (t / "l.yaml").write_text("kind: orders\ncolumns: {person: u, time: t, order_id: o}\nline_items: true\n"
                                  "properties: {price: {column: p, type: number}}\n")
        r = shoal(d, "import", t / "l.csv", "--map", t / "l.yaml", "--json", env=NOW)
        equal((r["scattered_orders"], r["kept_as_text"]), (1, 1), "warnings")


def no_shares_of_less_than_nothing():
    with Temp() as t:
        (t / "m.yaml").write_text("kind: orders\ncolumns: {person: u, time: t, amount: a}\n")
        (t / "o.csv").write_text("u,t,a\na,2026-05-01,10\nb,2026-05-01,-20\n")
        shoal(t / "d", "import", t / "o.csv", "--map", t / "m.yaml", env=NOW)
        rows = shoal(t / "d", "report", "aipl", "--json", env=NOW)["classes"]
        equal({r.get("revenue_share") for r in rows}, {None}, "share of a negative total")


def two_first_imports_at_once():
    with Temp() as t:
        (t / "m.yaml").write_text("kind: orders\ncolumns: {person: u, time: t, amount: a}\n")
        (t / "o.csv").write_text("u,t,a\n" + "".join("u%d,2026-01-01,%d\n" % (i, i) for i in range(20000)))
        cmd = [PROGRAM, "--data", str(t / "d"), "import", str(t / "o.csv"), "--map", str(t / "m.yaml"), "--json"]
        both = [subprocess.Popen(cmd, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
        results = [(p.communicate(), p.returncode) for p in both]
        for (out, err), code in results:
            check(code == 0 or (code == 75 and b"workspace_locked" in err), "one waits its turn: %s %r" % (code, err))
        check(any(code == 0 for _, code in results), "one of them imports")
        equal(shoal(t / "d", "query", "did(order_completed)", "--json")["people"], 20000, "once")


def mistakes_point_at_the_spot():
    with Temp() as t:
        d = brand(t)
        code, err = shoal(d, "query", "count(order_complted) >= 2", fails=True, env=NOW)
        equal(code, 65, "exit code")
        check("order_completed" in err and "^" in err, err)
        code, err = shoal(d, "query", "count(order_complted) >= 2", "--json", fails=True, env=NOW)
        e = json.loads(err)["error"]
        equal((e["code"], e["place"]["line"], e["place"]["column"]), ("unknown_name", 1, 7), "place")
        code, err = shoal(d, "query", "年龄 >= >= 3", "--lang", "zh", fails=True, env=NOW)
        check("第" in err or "应" in err or "期" in err, err)
        for args, exit_code, word in (
                (["frobnicate"], 64, "frobnicate"), (["reprot", "rfm"], 64, "report"), (["report", "rmf"], 64, "rfm"),
                (["query"], 64, "query"), (["query", "did(order_completed)", "--as-of", "yesterdayish"], 65, "yesterdayish"),
                (["import", "/no/such/file.csv", "--yes"], 66, "/no/such/file.csv"), (["person", "nobody"], 66, "nobody"),
                (["segment", "show", "nope"], 66, "nope"), (["report", "class"], 64, "--classification"),
                (["report", "rfm", "--threads", "many"], 64, "many"), (["report", "rfm", "--clasification", "3"], 64, "--classification")):
            code, err = shoal(d, *args, fails=True, env=NOW)
            equal(code, exit_code, " ".join(args) + ": " + err)
            check(word in err and len(err.strip().splitlines()) == 1, "one line naming it: " + err)
            code, err = shoal(d, *args, "--json", fails=True, env=NOW)
            check("error" in json.loads(err), "an object with --json: " + err)
        code, err = shoal(t / "absent", "query", "did(order_completed)", fails=True)
        equal(code, 66, "no data directory")
        check(not (t / "absent").exists(), "asking makes nothing")


def help_speaks_both_languages_and_completion_knows_everything():
    commands = [l.split()[0] for l in shoal(None, "--help").splitlines() if l.startswith("  ") and not l.strip().startswith("-")]
    check({"import", "query", "report", "segment", "person", "export", "apply", "simulate"} <= set(commands), str(commands))
    for c in commands:
        en, zh = shoal(None, c, "--help", "--lang", "en"), shoal(None, c, "--help", "--lang", "zh")
        check(en != zh and any("\u4e00" <= ch <= "\u9fff" for ch in zh) and not any("\u4e00" <= ch <= "\u9fff" for ch in en.split("Examples")[0]), c)
    for shell in ("bash", "zsh", "fish"):
        script = shoal(None, "completion", shell)
        check(all(c in script for c in commands) and "--as-of" in script or "as-of" in script, shell)
    with Temp() as t:
        (t / "c.bash").write_text(shoal(None, "completion", "bash"))
        words = subprocess.run(["bash", "-c", "source %s; COMP_WORDS=(shoal report life); COMP_CWORD=2; _shoal; echo ${COMPREPLY[@]}" % (t / "c.bash")],
                               capture_output=True, text=True).stdout.split()
        equal(words, ["lifecycle"], "bash completes report names")
    check(".TH SHOAL 1" in shoal(None, "manual"), "manual")


def two_writers_are_refused_and_readers_are_not():
    with Temp() as t:
        d = brand(t)
        code = "import fcntl,sys,time; f=open(sys.argv[1],'r+'); fcntl.flock(f,fcntl.LOCK_EX); print('locked',flush=True); time.sleep(30)"
        p = subprocess.Popen([sys.executable, "-c", code, str(d / "w" / "main" / "lock")], stdout=subprocess.PIPE, text=True)
        try:
            equal(p.stdout.readline().strip(), "locked", "lock held")
            exit_code, err = shoal(d, "import", t / "orders.csv", "--yes", "--json", fails=True)
            equal((exit_code, json.loads(err)["error"]["code"]), (75, "workspace_locked"), "a second writer")
            equal(people(d, "did(order_completed)"), 3, "a reader")
        finally:
            p.kill()
            p.wait()


def damage_is_found_and_named():
    with Temp() as t:
        d = brand(t)
        parts = sorted((d / "w" / "main" / "store").rglob("*"))
        part = max((p for p in parts if p.is_file()), key=lambda p: p.stat().st_size)
        data = bytearray(part.read_bytes())
        data[len(data) // 2] ^= 0x40
        part.write_bytes(bytes(data))
        code, err = shoal(d, "verify", "--json", fails=True)
        equal(code, 76, "verify: " + err)


def one_thread_and_four_agree():
    with Temp() as t:
        d = brand(t)
        for q in ('count(*) >= 2', 'class(rfm) != "none"', 'avg(order_completed.amount) > 50', 'distinct(order_completed.day) = 2'):
            one = shoal(d, "query", q, "--ids", "--threads", 1, env=NOW)
            equal(shoal(d, "query", q, "--ids", "--threads", 4, env=NOW), one, q)


main(the_tour_of_the_readme_works, resources_are_files, mistakes_point_at_the_spot, help_speaks_both_languages_and_completion_knows_everything,
     numbers_find_their_people, exports_lose_nothing, imports_of_several_files_and_wrong_names, what_members_lists_and_order_lines_hide_is_said,
     no_shares_of_less_than_nothing, two_first_imports_at_once, two_writers_are_refused_and_readers_are_not, damage_is_found_and_named, one_thread_and_four_agree)
