#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data in the console, in a real browser against a real server and in both languages: the catalogue, connecting clients, what
arrives, identities, tracking plans, importing, backups and what is kept."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from browser import walk  # noqa: E402

sys.exit(walk("catalogue", "connect", "collect", "identity", "plans", "import", "care"))
