#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The points mall, leaderboards and promotions, for operators and on the customer's pages, in a real browser against a real server
and in both languages."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from browser import walk  # noqa: E402

sys.exit(walk("shop", "promotions", "shop_me"))
