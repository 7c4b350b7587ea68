#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page of the console in English: light and dark, wide and narrow."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from browser import walk  # noqa: E402

sys.exit(walk("pages", langs=["en"]))
