/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of a reject file: line,code,reason,原因,row,file with the last four quoted always, so that a
 * record ends at the first line end outside quotes. */
#include "job/rejects.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/panic.h"

#define CELLS  6
#define WINDOW ((size_t)256 << 10)

/* Cuts one record off s; 0: it does not end there. */
static size_t cut_record(struct str s, struct buf cells[CELLS]) {
  size_t k = 0;
  bool quoted = false;
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    if (quoted && c == '"' && i + 1 < s.n && s.p[i + 1] == '"') {
      buf_putc(&cells[k], '"');
      i++;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',' && k + 1 < CELLS) {
      k++;
    } else if (!quoted && c == '\n') {
      return i + 1;
    } else if (quoted || c != '\r') {
      buf_putc(&cells[k], c);
    }
  }
  return 0;
}

static struct reject_row row_of(struct buf cells[CELLS], enum lang lang, struct arena *out) {
  return (struct reject_row){.line = cells[0].n ? strtoull(cells[0].p, NULL, 10) : 0,
                             .code = arena_str(out, buf_str(&cells[1])),
                             .detail = arena_str(out, buf_str(&cells[lang == LANG_ZH ? 3 : 2])),
                             .text = arena_str(out, buf_str(&cells[4]))};
}

/* Rows of one window; *ret_used bytes of it. */
static uint32_t cut_window(struct str view, bool head, enum lang lang, uint32_t room,
                           struct arena *out, struct reject_row *rows, size_t *ret_used) {
  struct buf cells[CELLS];
  uint32_t n = 0;
  size_t used = 0, step = 1;
  for (int i = 0; i < CELLS; i++)
    cells[i] = (struct buf)BUF_INIT;
  while (n < room && step > 0) {
    for (int i = 0; i < CELLS; i++)
      buf_reset(&cells[i]);
    step = cut_record(str_of(view.p + used, view.n - used), cells);
    used += step;
    if (step && !head) rows[n++] = row_of(cells, lang, out);
    head = false;
  }
  for (int i = 0; i < CELLS; i++)
    buf_release(&cells[i]);
  *ret_used = used;
  return n;
}

static bool read_rows(struct io *io, struct io_file *f, enum lang lang, uint64_t *at,
                      uint32_t limit, struct arena *out, struct reject_row *rows, uint32_t *ret_n,
                      struct err *err) {
  char *window = arena_alloc(out, WINDOW);
  uint64_t off = *at;
  uint32_t n = 0;
  size_t got, used = 1;
  bool end = false;
  while (n < limit && used > 0 && !end) {
    if (!io_pread(io, f, window, WINDOW, off, &got, err)) return false;
    n += cut_window(str_of(window, got), off == 0, lang, limit - n, out, rows + n, &used);
    off += used;
    end = got < WINDOW && (used == got || n < limit);
  }
  *at = end || used == 0 ? 0 : off;
  *ret_n = n;
  return true;
}

bool rejects_read(struct io *io, const char *path, enum lang lang, uint64_t *at, uint32_t limit,
                  struct arena *out, struct reject_row **ret, uint32_t *ret_n, struct err *err) {
  struct io_file *f;
  struct reject_row *rows = arena_array(out, struct reject_row, limit + 1);
  if (!io_open(io, path, IO_READ, &f, err)) return false;
  bool ok = read_rows(io, f, lang, at, limit, out, rows, ret_n, err);
  io_close(io, f);
  if (ok) *ret = rows;
  return ok;
}
