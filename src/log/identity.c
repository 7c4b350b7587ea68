/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A copy of a log becomes a log of its own.
 *
 * Two logs that once were one agree up to a point and then tell different histories.  The id is
 * what cursors compare, so a restored copy gets a new one, in log.json and in every file's header.
 * The headers are written in place, which L2 forbids to a log in use: nobody may have this one
 * open, and whoever restores throws the directory away if it is not finished. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/panic.h"
#include "log/log_int.h"

static bool put_id(struct io *io, const char *dir, uint64_t first, const uint8_t id[LOG_ID_BYTES],
                   struct err *err) {
  char name[LOG_NAME_BYTES];
  uint8_t page[LOG_PAGE];
  struct log_file_head h;
  struct io_file *f = NULL;
  size_t n = 0;
  log_name(first, name);
  char *path = log_path(dir, name);
  bool ok = io_open(io, path, IO_CREATE, &f, err) && io_pread(io, f, page, LOG_PAGE, 0, &n, err);
  if (ok && n < LOG_PAGE)
    ok = err_fail(err, ERR_corrupt, "%s" ERR_SEP "it is only %zu bytes long", name, n);
  ok = ok && log_file_head_get(page, name, &h, err);
  if (ok) {
    memcpy(h.id, id, LOG_ID_BYTES);
    log_file_head_put(&h, page);
    ok = io_pwrite(io, f, page, LOG_PAGE, 0, err) && io_sync(io, f, err);
  }
  io_close(io, f);
  free(path);
  return ok;
}

bool log_new_identity(struct io *io, const char *dir, struct err *err) {
  uint8_t id[LOG_ID_BYTES];
  log_files files = {0};
  must(sodium_init() >= 0);
  randombytes_buf(id, sizeof id);
  bool ok = log_list(io, dir, &files, err);
  for (size_t i = 0; ok && i < files.n; i++)
    ok = put_id(io, dir, files.p[i], id, err);
  ok = ok && log_id_write(io, dir, id, err);
  vec_free(&files);
  return ok;
}
