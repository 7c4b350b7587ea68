#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Membership, and what all that is given achieves, in a real browser against a real server and in both languages."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from browser import walk  # noqa: E402
from dosed import doses  # noqa: E402


def before(data, t):
    people = (t / "brand/people.csv").read_text(encoding="utf-8").splitlines()[1:901]
    doses(data, t, (line.split(",")[0] for line in people))


sys.exit(walk("members", "effects", before=before))
