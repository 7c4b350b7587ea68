"""What the scripts in tests/ share: running the program, and TAP."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build").resolve()
PROGRAM = str(BUILD / "shoal")
SHARED = Path(os.environ.get("SHOAL_SHARED") or ROOT.parent / "shared")


class Failed(Exception):
    pass


def shoal(data, *args, fails=False, env=None, input=None, raw=False):
    """Runs a command; the parsed JSON when --json is among the arguments, else its text.  fails=True expects an error and
    gives (exit code, stderr)."""
    cmd = [PROGRAM] + (["--data", str(data)] if data else []) + [str(a) for a in args]
    full = dict(os.environ, LC_ALL="C.UTF-8", **(env or {}))
    full.pop("SHOAL_DATA", None)
    r = subprocess.run(cmd, capture_output=True, env=full, input=input, timeout=600)
    out, err = r.stdout, r.stderr.decode("utf-8", "replace")
    if fails:
        if r.returncode == 0:
            raise Failed("%s: expected an error, got %r" % (cmd, out[:300]))
        return r.returncode, err
    if r.returncode != 0:
        raise Failed("%s: exit %s: %s" % (cmd, r.returncode, err))
    if raw:
        return out
    text = out.decode("utf-8")
    return json.loads(text) if "--json" in args else text


def equal(got, want, what=""):
    if got != want:
        raise Failed("%s: got %r, expected %r" % (what, got, want))


def check(condition, what):
    if not condition:
        raise Failed(what)


class Temp:
    """A directory that goes away.  With SHOAL_ON_POSTGRES (an address) the state of what is made in it is in a database of its own:
    tests/loyalty_postgres.py."""
    made = 0

    def __enter__(self):
        self.path = Path(tempfile.mkdtemp(prefix="shoal-test-"))
        url = os.environ.get("SHOAL_ON_POSTGRES")
        if url:
            Temp.made += 1
            name = "t%d_%d" % (os.getpid(), Temp.made)
            subprocess.run([Path(os.environ["SHOAL_PG_BIN"]) / "psql", "-X", "-q", "-d", url, "-c", "CREATE DATABASE " + name], check=True)
            os.environ["SHOAL_STATE"] = url.replace("/shoal?", "/%s?" % name)
        return self.path

    def __exit__(self, *a):
        shutil.rmtree(self.path, ignore_errors=True)


class Skip(Exception):
    pass


def shared(name):
    path = SHARED / name
    if not path.exists():
        raise Skip("the shared folder is not here")
    return path


def main(*tests):
    """Runs test functions, prints TAP, exits."""
    bad = 0
    print("1..%d" % len(tests))
    for i, t in enumerate(tests, 1):
        name = t.__name__.replace("_", " ")
        try:
            t()
            print("ok %d - %s" % (i, name), flush=True)
        except Skip as s:
            print("ok %d - %s # SKIP %s" % (i, name, s), flush=True)
        except Exception as e:  # one broken test must not hide the others
            bad += 1
            print("not ok %d - %s\n# %s: %s" % (i, name, type(e).__name__, str(e).replace("\n", "\n# ")), flush=True)
    sys.exit(1 if bad else 0)
