#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chinese that people read keeps to Chinese punctuation: every string of the program, code in backquotes apart.

The console's own strings are looked at by its unit tests (console/src/i18n/strings.test.ts)."""
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from shoal import ROOT, check, equal, main  # noqa: E402

HAN = "\u3400-\u9fff\u3001-\u303f\u201c\u201d\uff08\uff09"
SLIP = re.compile("[%s][,;:!?()]|[,;:!?()][%s]" % (HAN, HAN))
TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:[^"\\\n]|\\.)*"', re.S)
# Words that files bring along (headers are matched as they are written), the head of a CSV file, and syntax.
APART = {"src/event/columns.def", "src/event/names.def", "src/job/rejects.c", "src/workspace/import_rejects.c"}
SYNTAX = {"http(s)://主机[:端口][/路径]"}


def strings(text):
    for m in TOKEN.finditer(text):
        if m.group().startswith('"'):
            yield m.start(), m.group()[1:-1]


def slips(text):
    for at, s in strings(text):
        words = re.sub(r"`[^`]*`|\b\w+\([^()]*\)", "", s)
        if s not in SYNTAX and re.search("[\u4e00-\u9fff]", words) and SLIP.search(words):
            yield text.count("\n", 0, at) + 1, s


def a_slip_is_seen():
    equal([s for _, s in slips('x("文件,行") y("`a(b),` 与 sum(金额)") /* "注,释" */')], ["文件,行"])


def the_program_speaks_with_full_width_punctuation():
    found, seen = [], 0
    for f in sorted(p for e in ("*.c", "*.def") for p in (ROOT / "src").rglob(e)):
        name = str(f.relative_to(ROOT))
        if name in APART or name.startswith("src/sim/"):
            continue
        text = f.read_text("utf-8")
        seen += len(re.findall("[\u4e00-\u9fff]", text))
        found += ["%s:%d: %s" % (name, line, s) for line, s in slips(text)]
    check(seen > 5000, "%d Chinese characters read" % seen)
    check(not found, "\n".join(found))


main(a_slip_is_seen, the_program_speaks_with_full_width_punctuation)
