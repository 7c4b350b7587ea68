# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients as npm has them, in tests/sdk: installed once, as the lock file names them."""
import os
import shutil
import subprocess
from pathlib import Path

from shoal import ROOT, Skip

SDK = ROOT / "tests/sdk"
tried = []


def packages():
    if not shutil.which("npm"):
        raise Skip("Node is not installed (tools/setup.sh)")
    have = SDK / "node_modules/cloudevents"
    if not have.exists() and not tried:
        tried.append(True)
        subprocess.run(["npm", "install", "--no-save", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=SDK, stdin=subprocess.DEVNULL, timeout=300, capture_output=True)
    if not have.exists():
        raise Skip("npm cannot install the clients here")


def chromium():
    packages()
    if not any(Path(p).exists() for p in ([os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else ["/usr/bin/chromium", "/usr/bin/chromium-browser"])):
        raise Skip("Chromium is not installed (tools/setup.sh --dev)")
