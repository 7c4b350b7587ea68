#!/usr/bin/env python3
"""The exact state in PostgreSQL: a whole server on it, moving there and back, backups, and losing the connection."""
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from postgres import PASSWORD, Postgres, programs  # noqa: E402
from served import Served  # noqa: E402
from server import Server  # noqa: E402
from shoal import PROGRAM, Skip, Temp, check, equal, main, shoal  # noqa: E402

MAP = """kind: orders
source: shop
format: csv
header: true
columns: {person: user, time: time, amount: amount, order_id: order}
"""
SEGMENT = "kind: segment\nslug: %s\ntitle: Buyers\nexpression: count(order_completed) >= %d\n"
pg = None


def server():
    """One for all tests, made by the first that wants it."""
    global pg
    if not programs():
        raise Skip("PostgreSQL is not installed")
    pg = pg or Postgres()
    return pg


def database(name):
    """The environment in which the state is in a new database."""
    p = server()
    p.sql("DROP DATABASE IF EXISTS %s" % name)
    p.sql("CREATE DATABASE %s" % name)
    return {"SHOAL_STATE": p.url_with_password[: -len("shoal")] + name}


def write_orders(path, n, first=0):
    with open(path, "w") as f:
        f.write("user,time,amount,order\n")
        for i in range(first, first + n):
            f.write("u%d,2026-0%d-%02dT10:00:00Z,%d.25,o%d\n" % (i % 97, i % 6 + 1, i % 28 + 1, i % 300, i))


def filled(t, env, rows=3000):
    (t / "m.yaml").write_text(MAP)
    write_orders(t / "a.csv", rows)
    (t / "res").mkdir(exist_ok=True)
    (t / "res/s.yaml").write_text(SEGMENT % ("buyers", 3))
    shoal(t / "data", "import", t / "a.csv", "--map", t / "m.yaml", "--zone", "UTC", "--json", env=env)
    shoal(t / "data", "apply", t / "res", "--yes", env=env)
    return t / "data"


def answers(data, env):
    o = shoal(data, "report", "overview", "--from", "2026-01-01", "--to", "2026-06-30", "--as-of", "2026-12-31", "--json", env=env)
    people = shoal(data, "query", 'segment("buyers")', "--json", "--as-of", "2026-12-31", env=env)["people"]
    return people, {m["metric"]: m["value"] for m in o["metrics"]}


def a_whole_server_on_postgresql():
    env = database("whole")
    with Temp() as t:
        data = filled(t, env)
        check(not list(data.glob("**/*.db")), "no file of SQLite: %s" % list(data.glob("**/*.db")))
        want = answers(data, env)
        check(want[0] > 0, "somebody buys")
        equal(shoal(data, "import", t / "a.csv", "--map", t / "m.yaml", "--json", env=env)["imported"], 0, "nothing twice")
        shoal(data, "verify", env=env)
        with Served(data, env=env) as s:
            equal(s.count('segment("buyers")', "2026-12-31"), want[0], "over HTTP")
            k = s.ask("POST", "/collect/keys", {"title": "shop", "kind": "server"})
            check(k.status in (200, 201), "a write key: %r" % k)
            (t / "res/s.yaml").write_text(SEGMENT % ("buyers", 4))
            code, err = shoal(data, "apply", t / "res", "--yes", env=env, fails=True)
            equal(code, 75, "the server has it: " + err)
            s.process.send_signal(signal.SIGKILL)
            s.process.wait()
            check(PASSWORD not in s.errors(), "no password in the log")
            s.start()  # the lease of the dead is given back
            equal(s.count('segment("buyers")', "2026-12-31"), want[0], "after kill -9")
            equal(len(s.get("/collect/keys")["items"]), 1, "the key is there")
        shoal(data, "apply", t / "res", "--yes", env=env)
        shoal(data, "rebuild", env=env)
        check(answers(data, env)[0] <= want[0], "fewer buy four times")
        shoal(data, "verify", env=env)


def a_server_survives_the_loss_of_its_connections():
    env = database("losing")
    with Temp() as t:
        data = filled(t, env, 300)
        with Served(data, env=env) as s:
            for i in range(4):
                dropped = int(server().drop_sessions("losing"))
                check(dropped >= (1 if i else 4), "it had %d sessions" % dropped)
                title = "key %d" % i
                for _ in range(20):  # what was in flight may fail, by name; the next is fine
                    a = s.ask("POST", "/collect/keys", {"title": title, "kind": "server"})
                    if a.status < 300:
                        break
                    check(a.status == 503 and a.code.startswith("state_"), "by name: %r" % a)
                    time.sleep(0.2)
                check(a.status < 300, "it goes on: %r" % a)
            equal(sorted(k["title"] for k in s.get("/collect/keys")["items"]), ["key 0", "key 1", "key 2", "key 3"], "each once")
            equal(s.count('segment("buyers")', "2026-12-31"), answers(data, env)[0], "readers too")


def there_and_back():
    env = database("moving")
    with Temp() as t:
        data = filled(t, None)
        shoal(data, "user", "create", "owner@example.com")
        want = answers(data, None)
        code, err = shoal(data, "query", 'segment("buyers")', env=env, fails=True)
        check(code == 78 and "state move" in err, "it is in files: " + err)
        r = shoal(data, "state", "move", "--to", "postgresql", "--json", env=env)
        check(r["workspaces"] == 1 and r["rows"] > 20, "moved: %s" % r)
        check(not list(data.glob("**/*.db*")), "the files are gone")
        code, err = shoal(data, "query", 'segment("buyers")', fails=True)
        check(code == 78 and "SHOAL_STATE" in err, "it is elsewhere: " + err)
        equal(answers(data, env), want, "there")
        check(shoal(data, "user", "list", "--json", env=env), "the users too")
        shoal(data, "verify", env=env)
        code, err = shoal(data, "state", "move", "--to", "postgresql", "--json", env=env, fails=True)
        equal(code, 78, "it is there already: " + err)
        with Server(data, owner=False, env=env):
            code, err = shoal(data, "state", "move", "--to", "sqlite", env=env, fails=True)
            equal(code, 75, "not under a server: " + err)
        back = shoal(data, "state", "move", "--to", "sqlite", "--json", env=env)
        check(back["rows"] >= r["rows"], "nothing is lost: %s" % back)
        equal(answers(data, None), want, "back")
        shoal(data, "verify")
        equal(server().sql("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'shoal%'", "moving"), "0", "nothing is left there")
        equal((data / "server.db").stat().st_mode & 0o077, 0, "only its owner reads the users")


def a_backup_is_restored_to_files():
    env = database("saving")
    with Temp() as t:
        data = filled(t, env)
        want = answers(data, env)
        shoal(data, "user", "create", "owner@example.com", env=env)
        shoal(data, "backup", "--to", t / "b", "--json", env=env)
        shoal(None, "restore", t / "b", "--to", t / "copy")
        equal(answers(t / "copy", None), want, "restored")
        shoal(t / "copy", "verify")
        check(shoal(t / "copy", "user", "list", "--json"), "the users too")
        other = database("restored")
        shoal(t / "copy", "state", "move", "--to", other["SHOAL_STATE"])
        equal(answers(t / "copy", other), want, "and from there to another PostgreSQL")
        equal(shoal(t / "copy", "import", t / "a.csv", "--map", t / "m.yaml", "--json", env=other)["imported"], 0, "nothing twice")
        shoal(data, "repair", "--to", t / "new", env=env)
        equal(answers(t / "new", None), want, "repaired into files")


def what_is_wrong_is_said():
    env = database("wrong")
    with Temp() as t:
        data = filled(t, env, 50)
        for url in ("postgresql://nobody:%s@127.0.0.1:%d/wrong" % (PASSWORD, server().port),
                    "postgresql://shoal:not-%s@127.0.0.1:%d/wrong" % (PASSWORD, server().port),
                    "postgresql://shoal:%s@127.0.0.1:%d/nowhere" % (PASSWORD, server().port),
                    "postgresql://shoal:%s@127.0.0.1:1/wrong" % PASSWORD, "postgresql://shoal:%zz" + PASSWORD + "@h/d", "mysql://" + PASSWORD):
            code, err = shoal(data, "query", "count(order_completed) >= 1", env={"SHOAL_STATE": url}, fails=True)
            check(code in (64, 75, 78) and PASSWORD not in err, "%s: %d %s" % (url, code, err))
        r = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, env=dict(env, LC_ALL="C.UTF-8"))
        check(PASSWORD not in r.stdout + r.stderr, "--help is silent")
        code, err = shoal(t / "second", "workspace", "create", env=env, fails=True)
        check(code == 73 and "already" in err, "another directory's: " + err)
        equal(json.loads((data / "shoal.json").read_text())["format"], 2, "an older program refuses")


def end():
    if pg:
        pg.close()


try:
    main(a_whole_server_on_postgresql, a_server_survives_the_loss_of_its_connections, there_and_back, a_backup_is_restored_to_files,
         what_is_wrong_is_said)
finally:
    end()
