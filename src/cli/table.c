/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables for people: widths are terminal cells (a Chinese character is two), numbers are flush
 * right, and nothing is drawn that a copy-and-paste would have to remove. */
#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "cli/cli.h"

#define COLUMN_WIDTH_MAX 60

struct table {
  struct arena *arena;
  uint32_t n_columns;
  const char **title;
  enum align *align;
  VEC(struct str) cells;
};

struct table *table_new(struct arena *a, uint32_t n_columns) {
  struct table *t = arena_new(a, struct table);
  t->arena = a;
  t->n_columns = n_columns;
  t->title = arena_array(a, const char *, n_columns);
  t->align = arena_array(a, enum align, n_columns);
  return t;
}

void table_head(struct table *t, uint32_t column, const char *title, enum align align) {
  t->title[column] = title;
  t->align[column] = align;
}

/* Tabs and line breaks would break the grid; long text is cut with an ellipsis. */
static struct str tidy(struct arena *a, struct str s) {
  struct buf b = BUF_INIT;
  struct str rest = s;
  size_t width = 0;
  while (rest.n) {
    struct str before = rest;
    uint32_t cp = utf8_next(&rest);
    unsigned w = utf8_width_cp(cp);
    if (width + w > COLUMN_WIDTH_MAX - 1 && utf8_width(before) > COLUMN_WIDTH_MAX - width) {
      buf_puts(&b, "…");
      break;
    }
    width += w;
    if (cp < 32 || cp == 127)
      buf_putc(&b, ' ');
    else
      buf_put(&b, before.p, (size_t)(rest.p - before.p));
  }
  struct str kept = arena_str(a, buf_str(&b));
  buf_release(&b);
  return kept;
}

void table_cell(struct table *t, struct str text) {
  struct str s = tidy(t->arena, text);
  vec_push(&t->cells, s);
}

void table_cellf(struct table *t, const char *fmt, ...) {
  struct buf b = BUF_INIT;
  va_list ap;
  va_start(ap, fmt);
  buf_vprintf(&b, fmt, ap);
  va_end(ap);
  table_cell(t, buf_str(&b));
  buf_release(&b);
}

static void put_cell(struct buf *out, struct str s, size_t width, enum align align, bool last) {
  size_t w = utf8_width(s);
  if (align == ALIGN_RIGHT)
    for (; w < width; w++)
      buf_putc(out, ' ');
  buf_put_str(out, s);
  if (align == ALIGN_LEFT && !last)
    for (; w < width; w++)
      buf_putc(out, ' ');
}

void table_print(struct cli *c, struct table *t, const char *indent) {
  size_t *width = arena_array(t->arena, size_t, t->n_columns), rows = t->cells.n / t->n_columns;
  bool any_title = false;
  for (uint32_t k = 0; k < t->n_columns; k++) {
    width[k] = t->title[k] ? utf8_width(str_from(t->title[k])) : 0;
    any_title |= t->title[k] != NULL;
    for (size_t r = 0; r < rows; r++) {
      size_t w = utf8_width(t->cells.p[r * t->n_columns + k]);
      if (w > width[k]) width[k] = w;
    }
  }
  for (size_t r = 0; r < rows + 1; r++) {
    if (r == 0 && !any_title) continue;
    buf_puts(&c->out, indent);
    if (r == 0 && c->color) buf_puts(&c->out, "\033[1m");
    for (uint32_t k = 0; k < t->n_columns; k++) {
      if (k) buf_puts(&c->out, "  ");
      struct str s = r ? t->cells.p[(r - 1) * t->n_columns + k] : str_from(t->title[k]);
      put_cell(&c->out, s, width[k], t->align[k], k + 1 == t->n_columns);
    }
    if (r == 0 && c->color) buf_puts(&c->out, "\033[0m");
    buf_putc(&c->out, '\n');
  }
  vec_free(&t->cells);
}

void put_count(struct buf *out, int64_t v) {
  dec_format_grouped(dec_int(v), 0, out);
}

void put_bytes(struct buf *out, uint64_t bytes) {
  static const char *const unit[] = {"B", "KB", "MB", "GB", "TB"};
  double v = (double)bytes;
  int u = 0;
  while (v >= 1000 && u < 4)
    v /= 1000, u++;
  buf_printf(out, u && v < 100 ? "%.1f %s" : "%.0f %s", v, unit[u]);
}

void put_duration(struct buf *out, double s) {
  if (s < 60)
    buf_printf(out, s < 10 ? "%.1f s" : "%.0f s", s);
  else if (s < 3600)
    buf_printf(out, "%d min %02d s", (int)(s / 60), (int)s % 60);
  else
    buf_printf(out, "%d h %02d min", (int)(s / 3600), (int)(s / 60) % 60);
}
