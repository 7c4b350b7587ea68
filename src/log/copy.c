/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A log handed out file by file, beside its writer.
 *
 * Files that are not the last are complete under their name, sealed or not (L3, L15).  The last one
 * is opened once, and where it ends is read through the same opening that is then copied: by then
 * it may have been followed by others, or sealed, and is right all the same up to the LSN found.
 * Files that came later are not looked at. */
#include <stdlib.h>

#include "base/panic.h"
#include "log/log_int.h"

static bool one(struct log_reader *r, uint64_t bytes, copy_fn *fn, void *ctx, struct err *err) {
  struct copy_item item = {.name = r->name, .file = r->f, .bytes = bytes};
  return fn(ctx, &item, err);
}

static bool last(struct log_reader *r, uint64_t *ret_end, copy_fn *fn, void *ctx, struct err *err) {
  struct log_tail t;
  if (!log_reader_tail(r, &t, err) || !one(r, t.off, fn, ctx, err)) return false;
  *ret_end = t.lsn;
  return true;
}

bool log_copy(struct io *io, const char *dir, copy_fn *fn, void *ctx, uint64_t *ret_end,
              struct err *err) {
  uint8_t id[LOG_ID_BYTES];
  log_files files = {0};
  struct arena tmp;
  struct str json;
  bool found;
  arena_init(&tmp, "log copy");
  char *path = log_path(dir, "log.json");
  bool ok = log_id_read(io, dir, id, &found, err) && log_list(io, dir, &files, err);
  if (ok && (!found || files.n == 0)) ok = err_fail(err, ERR_not_found_file, "%s", path);
  ok = ok && io_read_all(io, path, LOG_PAGE, &tmp, &json, err);
  if (ok) {
    struct copy_item item = {.name = "log.json", .content = json, .bytes = json.n};
    ok = fn(ctx, &item, err);
  }
  for (size_t i = 0; ok && i < files.n; i++) {
    struct log_reader r;
    ok = log_reader_open(io, dir, files.p[i], id, &r, err);
    if (!ok) break;
    ok = i + 1 < files.n ? one(&r, r.size, fn, ctx, err) : last(&r, ret_end, fn, ctx, err);
    log_reader_close(&r);
  }
  free(path);
  vec_free(&files);
  arena_release(&tmp);
  return ok;
}
