#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console as its users go through it, in a real browser against a real server and in both languages: entering,
asking, changing rules, looking people up, the keyboard, and somebody who may only look."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from browser import walk  # noqa: E402

sys.exit(walk("login", "keys", "person", "segment", "funnel", "questions", "classes", "viewer"))
