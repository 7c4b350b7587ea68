/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where exports go.  A file is written under a temporary name and renamed when it is whole, so that
 * nobody picks up half a list; standard output is written as it comes. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/cli.h"

#define SINK_BYTES ((size_t)1 << 20)

struct cli_sink {
  struct io *io;
  struct io_file *file; /* NULL: standard output */
  uint64_t off;
  char *path, *tmp;
};

bool cli_sink_open(struct cli *c, const char *path, struct cli_sink **ret, struct err *err) {
  struct cli_sink *s = arena_new(&c->arena, struct cli_sink);
  s->io = io_posix();
  if (path && strcmp(path, "-") != 0) {
    s->path = arena_cstr(&c->arena, str_from(path));
    s->tmp = arena_cstr(&c->arena, arena_printf(&c->arena, "%s.part", path));
    if (!io_open(s->io, s->tmp, IO_CREATE, &s->file, err)) return false;
    if (!io_truncate(s->io, s->file, 0, err)) {
      io_close(s->io, s->file);
      return false;
    }
  }
  *ret = s;
  return true;
}

static bool put_stdout(const char *p, size_t n, struct err *err) {
  while (n) {
    ssize_t done = write(1, p, n);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return err_fail_errno(err, ERR_io, errno, "stdout");
    p += done;
    n -= (size_t)done;
  }
  return true;
}

bool cli_sink_write(struct cli_sink *s, struct buf *b, bool force, struct err *err) {
  if (b->n < SINK_BYTES && !force) return true;
  bool ok =
      s->file ? io_pwrite(s->io, s->file, b->p, b->n, s->off, err) : put_stdout(b->p, b->n, err);
  s->off += b->n;
  buf_reset(b);
  return ok;
}

bool cli_sink_close(struct cli_sink *s, struct err *err) {
  if (!s->file) return true;
  struct err ignored;
  bool ok = io_sync(s->io, s->file, err);
  io_close(s->io, s->file);
  ok = ok && io_rename(s->io, s->tmp, s->path, err);
  if (!ok) io_unlink(s->io, s->tmp, &ignored);
  return ok;
}

void cli_sink_abandon(struct cli_sink *s) {
  struct err ignored;
  if (!s->file) return;
  io_close(s->io, s->file);
  io_unlink(s->io, s->tmp, &ignored);
}
