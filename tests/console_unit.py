#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console's own unit tests (vitest), and that its types are those of the program."""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from shoal import PROGRAM, ROOT, Skip, Temp, check, equal, main  # noqa: E402

CONSOLE = ROOT / "console"
VITEST = CONSOLE / "node_modules/vitest/vitest.mjs"
SECONDS = 600  # vitest that takes longer hangs
results = {}


def run():
    """Every test of the console by its name."""
    if not shutil.which("node") or not VITEST.exists():
        raise Skip("the console's packages are not installed (tools/console.sh)")
    with Temp() as t:
        r = subprocess.run(["node", str(VITEST), "run", "--reporter=json", "--outputFile=" + str(t / "results.json")], cwd=CONSOLE, stdin=subprocess.DEVNULL,
                           env=dict(os.environ, LC_ALL="C.UTF-8"), capture_output=True, timeout=SECONDS)
        check((t / "results.json").exists(), r.stderr.decode("utf-8", "replace")[-2000:])
        files = json.loads((t / "results.json").read_text("utf-8"))["testResults"]
    broken = [f["name"] + ": " + f.get("message", "") for f in files if f["status"] != "passed" and not f["assertionResults"]]
    check(not broken, "\n".join(broken))
    results.update({(Path(f["name"]).name, a["fullName"]): a for f in files for a in f["assertionResults"]})


def the_unit_tests_of_the_console_pass():
    run()
    failed = ["%s: %s: %s" % (*k, "\n".join(a["failureMessages"])) for k, a in results.items() if a["status"] == "failed"]
    check(not failed, "\n".join(failed))
    check(len(results) > 100, "%d tests ran" % len(results))


def the_operations_it_calls_are_the_server_s():
    if not results:
        raise Skip("the console's packages are not installed (tools/console.sh)")
    equal([a["status"] for k, a in results.items() if k == ("ops.test.ts", "operations are the server's")], ["passed"], "ops.ts and schema.d.ts")


def its_types_are_the_program_s():
    if not results:
        raise Skip("the console's packages are not installed (tools/console.sh)")
    r = subprocess.run(["node", "scripts/types.mjs", "--check"], cwd=CONSOLE, stdin=subprocess.DEVNULL, env=dict(os.environ, SHOAL=str(PROGRAM)), capture_output=True, timeout=SECONDS)
    equal(r.returncode, 0, r.stderr.decode("utf-8", "replace")[-2000:])


main(the_unit_tests_of_the_console_pass, the_operations_it_calls_are_the_server_s, its_types_are_the_program_s)
