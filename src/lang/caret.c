/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The line of an error with carets under the place.  A Chinese letter is two columns wide, so the
 * blanks before the caret and the carets themselves are counted in columns, not letters.  Long
 * lines are shown around the place only. */
#include "base/utf8.h"
#include "lang/lang.h"

#define CARET_LINE_COLUMNS 100

static struct str line_of(struct str text, uint64_t line) {
  struct str rest = text, s = str_cut(&rest, '\n');
  while (--line > 0 && rest.n > 0)
    s = str_cut(&rest, '\n');
  if (s.n > 0 && s.p[s.n - 1] == '\r') s.n--;
  return s;
}

/* Tabs and other controls take one column. */
static unsigned shown_width(uint32_t cp) {
  return cp < 0x20 || cp == 0x7f ? 1 : utf8_width_cp(cp);
}

static void put_cp(struct str before, struct str after, uint32_t cp, struct buf *out) {
  if (cp < 0x20 || cp == 0x7f)
    buf_putc(out, ' ');
  else
    buf_put(out, before.p, before.n - after.n);
}

void lang_caret(struct str text, const struct err *err, struct buf *out) {
  if (err->place.line == 0 || err->place.column == 0) return;
  struct str line = line_of(text, err->place.line), s = line;
  uint32_t column = err->place.column, length = err->place.length ? err->place.length : 1;

  /* Cut away whole code points on the left until the place lies in view. */
  size_t before = 0;
  for (uint32_t i = 1; i < column && s.n > 0; i++)
    before += shown_width(utf8_next(&s));
  s = line;
  bool cut_left = false;
  while (before > CARET_LINE_COLUMNS / 2 && s.n > 0) {
    before -= shown_width(utf8_next(&s));
    column--;
    cut_left = true;
  }

  size_t width = 0, under = 0, pad = 0;
  if (cut_left) buf_puts(out, "…");
  for (uint32_t i = 1; s.n > 0 && width < CARET_LINE_COLUMNS; i++) {
    struct str at = s;
    uint32_t cp = utf8_next(&s);
    unsigned w = shown_width(cp);
    put_cp(at, s, cp, out);
    width += w;
    if (i < column) pad += w;
    if (i >= column && i < column + length) under += w;
  }
  if (s.n > 0) buf_puts(out, "…");
  buf_putc(out, '\n');
  for (size_t i = 0; i < pad + cut_left; i++)
    buf_putc(out, ' ');
  for (size_t i = 0; i < (under ? under : 1); i++)
    buf_putc(out, '^');
  buf_putc(out, '\n');
}
