/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The reject file: what was wrong with which row, for a person to mend and import again.
 *
 * CSV in UTF-8 with a byte order mark, because the reader is a spreadsheet.  Reasons stand in both
 * languages.  The file is made with the first rejected row; an import that is resumed reads its
 * input from the start and so writes the whole file anew.  Several inputs of one command share a
 * file, each going on where the one before it ended; hence the column that names the input.
 */
#include "import_int.h"

#include <stdlib.h>

#define REJECTS_BUFFER ((size_t)64 << 10)

void rejects_init(struct rejects *r, struct io *io, const char *path, uint64_t keep,
                  const char *input) {
  *r = (struct rejects){.io = io, .off = keep, .input = input, .buf = BUF_INIT};
  r->path = must_malloc(strlen(path) + 1);
  strcpy(r->path, path);
}

void rejects_release(struct rejects *r) {
  io_close(r->io, r->file);
  buf_release(&r->buf);
  free(r->path);
  *r = (struct rejects){0};
}

static void put_cell(struct buf *b, struct str s) {
  buf_putc(b, '"');
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] == '"') buf_putc(b, '"');
    buf_putc(b, s.p[i]);
  }
  buf_putc(b, '"');
}

static bool write_out(struct rejects *r, struct err *err) {
  if (r->buf.n && !io_pwrite(r->io, r->file, r->buf.p, r->buf.n, r->off, err)) return false;
  r->off += r->buf.n;
  buf_reset(&r->buf);
  return true;
}

static bool start(struct rejects *r, struct err *err) {
  if (!io_open(r->io, r->path, IO_CREATE, &r->file, err) ||
      !io_truncate(r->io, r->file, r->off, err))
    return false;
  if (r->off == 0) buf_puts(&r->buf, "\xef\xbb\xbfline,code,reason,原因,row,file\r\n");
  return true;
}

bool rejects_add(struct rejects *r, uint64_t line, const struct parsed_reject *p, struct err *err) {
  struct buf text = BUF_INIT;
  if (!r->file && !start(r, err)) return false;
  buf_printf(&r->buf, "%llu,%s,", (unsigned long long)line, err_name(p->why.code));
  err_render(&p->why, LANG_EN, &text);
  put_cell(&r->buf, buf_str(&text));
  buf_putc(&r->buf, ',');
  buf_reset(&text);
  err_render(&p->why, LANG_ZH, &text);
  put_cell(&r->buf, buf_str(&text));
  buf_putc(&r->buf, ',');
  put_cell(&r->buf, p->text);
  buf_putc(&r->buf, ',');
  put_cell(&r->buf, str_from(r->input));
  buf_puts(&r->buf, "\r\n");
  buf_release(&text);
  return r->buf.n < REJECTS_BUFFER || write_out(r, err);
}

bool rejects_finish(struct rejects *r, struct err *err) {
  return !r->file || (write_out(r, err) && io_sync(r->io, r->file, err));
}
