#!/usr/bin/env python3
"""Users and API keys on the command line: both languages, JSON, wrong input, passwords only from files."""
import json
import os
import pty
import select
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from shoal import PROGRAM, Temp, check, equal, main, shoal  # noqa: E402

NOW = {"SHOAL_NOW": "2026-06-30T04:00:00Z"}


def server(t):
    d = t / "d"
    shoal(d, "workspace", "create", "--zone", "Asia/Shanghai", "--currency", "CNY")
    shoal(d, "--workspace", "tea", "workspace", "create", "--zone", "Asia/Shanghai", "--currency", "CNY")
    (t / "pw").write_text("four words in a row\n")
    u = shoal(d, "user", "create", "Ann@Example.com", "--name", "Ann", "--password-file", t / "pw", "--json", env=NOW)["user"]
    equal((u["email"], u["name"], u["has_password"], u["active"]), ("ann@example.com", "Ann", True, True), "first user")
    equal(u["roles"], [{"workspace": "*", "role": "owner"}], "the first user is owner of everything")
    equal((u["created"], u["last_login"]), ("2026-06-30T04:00:00.000Z", None), "times")
    return d


def error(*args, code, exit_code, env=None, input=None):
    got, err = shoal(*args, "--json", fails=True, env=env, input=input)
    equal((json.loads(err)["error"]["code"], got), (code, exit_code), " ".join(map(str, args)))


def the_life_of_a_user():
    with Temp() as t:
        d = server(t)
        bob = shoal(d, "user", "create", "bob@example.com", "--role", "analyst", "--on", "tea", "--json")["user"]
        equal((bob["roles"], bob["has_password"]), ([{"workspace": "tea", "role": "analyst"}], False), "bob")
        bob = shoal(d, "user", "role", "BOB@example.com", "operator", "--json")["user"]
        equal(bob["roles"], [{"workspace": "main", "role": "operator"}, {"workspace": "tea", "role": "analyst"}], "two roles")
        bob = shoal(d, "user", "role", bob["id"], "none", "--on", "tea", "--json")["user"]
        equal(bob["roles"], [{"workspace": "main", "role": "operator"}], "one taken away")
        equal([u["email"] for u in shoal(d, "user", "--json")["users"]], ["ann@example.com", "bob@example.com"], "list")
        equal([u["email"] for u in shoal(d, "user", "list", "--on", "tea", "--json")["users"]], ["ann@example.com"], "list of one")
        equal(shoal(d, "user", "disable", "bob@example.com", "--json")["user"]["active"], False, "disable")
        equal(shoal(d, "user", "enable", "bob@example.com", "--json")["user"]["active"], True, "enable")
        check("bob@example.com" in shoal(d, "user", "logout", "bob@example.com"), "logout")
        equal(shoal(d, "user", "sessions", "bob@example.com", "--json"), {"sessions": []}, "sessions")
        text = shoal(d, "user", "--lang", "zh")
        check("角色" in text and "bob@example.com" in text and "main:operator" in text, text)
        r = shoal(d, "user", "link", "bob@example.com", "--url", "https://x.example/", "--json", env=NOW)
        equal(r["url"], "https://x.example/login#token=" + r["token"], "link")
        equal((len(r["token"]), r["expires"]), (52, "2026-06-30T04:15:00.000Z"), "link")
        check(shoal(d, "user", "link", "bob@example.com", "--url", "https://x").strip() not in (d / "server.db").read_bytes().decode("latin1"), "not stored")


def passwords_come_from_files_and_terminals():
    with Temp() as t:
        d = server(t)
        equal(shoal(d, "user", "password", "ann@example.com", "--password-file", t / "pw", "--json")["user"]["has_password"], True, "file")
        shoal(d, "user", "password", "ann@example.com", "--password-file", "-", input=b"other words in a row\n")
        error(d, "user", "password", "ann@example.com", code="password_needed", exit_code=64, input=b"")
        for text, code in (("short", "password_short"), ("Password123", "password_common"), ("ann@example.com", "password_is_email"),
                           ("x" * 257, "password_long")):
            (t / "bad").write_text(text)
            error(d, "user", "password", "ann@example.com", "--password-file", t / "bad", code=code, exit_code=64)
        error(d, "user", "password", "ann@example.com", "--password-file", t / "none", code="not_found_file", exit_code=66)
        pid, fd = pty.fork()
        if pid == 0:
            os.execv(PROGRAM, [PROGRAM, "--data", str(d), "--lang", "en", "user", "password", "ann@example.com"])
        seen = b""
        for prompt in (b"Password: ", b"Once more: "):
            while not seen.endswith(prompt):
                if not select.select([fd], [], [], 60)[0]:
                    os.kill(pid, signal.SIGKILL)
                    raise AssertionError("no prompt: %r" % seen)
                seen += os.read(fd, 1024)
            os.write(fd, b"typed on a terminal\n")
        try:
            while more := os.read(fd, 1024):
                seen += more
        except OSError:  # the other side is closed
            pass
        equal(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0, "terminal: %r" % seen)
        check(b"typed" not in seen and b"password set" in seen, "no echo: %r" % seen)


def keys_are_shown_once():
    with Temp() as t:
        d = server(t)
        r = shoal(d, "key", "create", "夜间报表", "--scope", "read,export", "--on", "tea", "--days", "30", "--json", env=NOW)
        k = r["key"]
        check(r["secret"].startswith("shk_") and len(r["secret"]) == 56 and r["secret"].startswith(k["prefix"]), str(r))
        equal((k["title"], k["workspace"], k["scopes"], k["expires"], k["revoked"], k["created_by"]),
              ("夜间报表", "tea", ["read", "export"], "2026-07-30T04:00:00.000Z", None, "cli"), "key")
        check(r["secret"].encode() not in b"".join(f.read_bytes() for f in d.glob("server.db*")), "not stored")
        equal(shoal(d, "key", "--json"), {"keys": []}, "none in main")
        listed = shoal(d, "key", "list", "--on", "*", "--json")["keys"]
        equal([(x["id"], "secret" in x) for x in listed], [(k["id"], False)], "list")
        check(k["prefix"] in shoal(d, "key", "list", "--on", "tea") and r["secret"] not in shoal(d, "key", "list", "--on", "tea"), "table")
        equal(shoal(d, "key", "revoke", k["id"], "--json"), {"revoked": k["id"]}, "revoke")
        check(shoal(d, "key", "list", "--on", "tea", "--json")["keys"][0]["revoked"], "revoked")
        check("已吊销" in shoal(d, "key", "list", "--on", "tea", "--lang", "zh"), "zh")


def mistakes_are_named():
    with Temp() as t:
        d = server(t)
        for args, code, exit_code in (
                (["user", "create", "nonsense"], "bad_email", 64), (["user", "create", "ANN@example.com"], "user_exists", 73),
                (["user", "create", "b@c", "--role", "king"], "bad_option_value", 64),
                (["user", "create", "b@c", "--on", "nope"], "no_workspace", 66),
                (["user", "create"], "missing_argument", 64), (["user", "frob", "a@b"], "bad_option_value", 64),
                (["user", "role", "ann@example.com"], "missing_argument", 64),
                (["user", "role", "ann@example.com", "king"], "unknown_role", 64),
                (["user", "role", "ann@example.com", "admin", "--on", "*"], "last_owner", 77),
                (["user", "disable", "ann@example.com"], "last_owner", 77), (["user", "disable", "no@body"], "unknown_user", 66),
                (["user", "disable", "a@b", "c@d"], "extra_argument", 64), (["user", "list", "a@b"], "extra_argument", 64),
                (["user", "link", "ann@example.com", "--minutes", "0"], "bad_link_minutes", 64),
                (["user", "link", "ann@example.com", "--minutes", "2000"], "bad_link_minutes", 64),
                (["key", "create", "t"], "missing_argument", 64), (["key", "create", "t", "--scope", "all"], "unknown_scope", 64),
                (["key", "create", "t", "--scope", "read", "--on", "*"], "no_workspace", 66),
                (["key", "create", "t", "--scope", "read", "--days", "0"], "bad_key_days", 64),
                (["key", "create", " ", "--scope", "read"], "bad_name", 64), (["key", "revoke", "key_x"], "unknown_key", 66)):
            error(d, *args, code=code, exit_code=exit_code)
            for lang in ("en", "zh"):
                check(len(shoal(d, *args, "--lang", lang, fails=True)[1].strip().splitlines()) == 1, "one line: %s" % args)
        error(t / "absent", "user", "list", code="server_missing", exit_code=66)
        error(t / "absent", "key", "create", "t", "--scope", "read", code="server_missing", exit_code=66)
        check(not (t / "absent").exists(), "asking makes nothing")
        r = subprocess.run(["stat", "-c", "%a", str(d / "server.db")], capture_output=True, text=True)
        equal(r.stdout.strip(), "600", "nobody else's business")


def verify_reads_the_users_too():
    with Temp() as t:
        d = server(t)
        equal(shoal(d, "verify", "--json")["damage"], [], "sound")
        db = d / "server.db"
        data = bytearray(db.read_bytes())
        data[len(data) // 2:] = b"\x5a" * (len(data) - len(data) // 2)
        db.write_bytes(bytes(data))
        code, err = shoal(d, "verify", "--json", fails=True)
        equal((code, json.loads(err)["error"]["code"]), (76, "damage_found"), "damaged: " + err)


def commands_at_once_wait_for_each_other():
    with Temp() as t:
        d = server(t)
        with ThreadPoolExecutor(4) as pool:
            made = list(pool.map(lambda i: shoal(d, "user", "create", "u%d@x" % i, "--json")["user"]["email"], range(12)))
        equal(len(shoal(d, "user", "--json")["users"]), len(made) + 1, "all are there")
        code, err = shoal(d, "user", "create", "u1@x", "--json", fails=True)
        equal(json.loads(err)["error"]["code"], "user_exists", "once each")


main(the_life_of_a_user, passwords_come_from_files_and_terminals, keys_are_shown_once, mistakes_are_named, verify_reads_the_users_too, commands_at_once_wait_for_each_other)
