/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any text in any dialect: cutting it in one piece and cutting it as it comes, a few bytes at a
 * time, gives the same records; every byte is used exactly once; every record makes progress. The
 * first three bytes choose delimiter, quote and how much comes at a time. */
#include <stdlib.h>

#include "base/panic.h"
#include "event/csv_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LIMIT 64

static void note(const struct csv *c, enum csv_result r, size_t used, struct buf *out) {
  buf_put_u8(out, (uint8_t)r);
  buf_put_varint(out, used);
  for (size_t i = 0; r == CSV_ROW && i < c->fields.n; i++)
    buf_put_lenstr(out, c->fields.p[i]);
}

/* Cuts all of `text`, of which `step` more bytes become visible whenever more is asked for (0: all
 * at once). */
static void cut_all(struct csv *c, struct str text, size_t step, struct buf *out) {
  size_t at = 0, shown = step && step < text.n ? step : text.n, used;
  uint32_t lines;
  bool skipping = false;
  while (at < text.n) {
    struct str view = {text.p + at, shown - at};
    if (skipping) { /* as the reader does with the rest of a record over the limit */
      const char *end = view.n ? memchr(view.p, c->newline, view.n) : NULL;
      skipping = !end;
      at += end ? (size_t)(end - view.p) + 1 : view.n;
    } else {
      enum csv_result r = view.n ? csv_next(c, view, shown == text.n, &used, &lines) : CSV_MORE;
      if (r != CSV_MORE) {
        must(used > 0 && used <= view.n);
        skipping = r == CSV_LONG && view.p[used - 1] != c->newline;
        note(c, r, r == CSV_LONG ? 0 : used, out);
        at += used;
        continue;
      }
      must(shown < text.n && view.n <= LIMIT + 1);
    }
    shown = shown + step < text.n ? shown + step : text.n;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char delimiters[] = {',', ';', '\t', '|', 1, CSV_BLANKS};
  if (size < 4) return 0;
  struct csv c;
  struct str text = {(const char *)data + 3, size - 3};
  csv_init(&c, delimiters[data[0] % sizeof delimiters], data[1] & 1 ? '"' : 0, csv_newline_of(text),
           LIMIT);
  struct buf whole = BUF_INIT, parts = BUF_INIT;
  cut_all(&c, text, 0, &whole);
  cut_all(&c, text, 1 + data[2] % 16, &parts);
  must(whole.n == parts.n && (whole.n == 0 || memcmp(whole.p, parts.p, whole.n) == 0));
  buf_release(&whole);
  buf_release(&parts);
  csv_release(&c);
  return 0;
}
