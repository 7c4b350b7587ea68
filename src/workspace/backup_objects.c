/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Content by its checksum.
 *
 * The name of an object is what is in it, so an incremental backup needs no dates and no trust:
 * what is there and has the right sum need not be copied.  It is read to know that (both sides),
 * because a backup that believes names is worth as much as they are.  BLAKE2b and not XXH3: a
 * target keeps objects of many moments, and two contents under one name would be silent. */
#include <stdio.h>
#include <stdlib.h>

#include <sodium.h>

#include "backup_int.h"
#include "base/panic.h"

#define CHUNK ((size_t)1 << 20)

void object_path(const char *target, const char *sum, char out[WS_PATH_MAX]) {
  int n = snprintf(out, WS_PATH_MAX, "%s/objects/%s", target, sum);
  must(n > 0 && n < WS_PATH_MAX);
}

/* The first `bytes` of a file through `chunk`, into another one if there is one; *ret_right false:
 * it is shorter. */
static bool pass(struct io *io, struct io_file *from, uint64_t bytes, struct io_file *to,
                 const struct pace *pace, uint8_t *chunk, char ret_sum[BACKUP_SUM_TEXT + 1],
                 bool *ret_right, struct err *err) {
  crypto_generichash_state h;
  uint8_t sum[BACKUP_SUM_BYTES];
  crypto_generichash_init(&h, NULL, 0, sizeof sum);
  *ret_right = true;
  for (uint64_t off = 0; off < bytes;) {
    size_t want = bytes - off < CHUNK ? (size_t)(bytes - off) : CHUNK, n;
    if (!io_pread(io, from, chunk, want, off, &n, err)) return false;
    if (n < want) {
      *ret_right = false;
      return true;
    }
    crypto_generichash_update(&h, chunk, n);
    if (to && !io_pwrite(io, to, chunk, n, off, err)) return false;
    if (!pace_on(pace, n, err)) return false;
    off += n;
  }
  crypto_generichash_final(&h, sum, sizeof sum);
  sodium_bin2hex(ret_sum, BACKUP_SUM_TEXT + 1, sum, sizeof sum);
  return true;
}

static bool is_there(struct io *io, const char *path, uint64_t bytes, const char *sum,
                     uint8_t *chunk, bool *ret, struct err *err) {
  struct io_file *f;
  uint64_t size;
  char is[BACKUP_SUM_TEXT + 1] = "";
  bool right = false;
  *ret = false;
  if (!io_exists(io, path)) return true;
  if (!io_open(io, path, IO_READ, &f, err)) return false;
  bool ok = io_size(io, f, &size, err);
  if (ok && size == bytes) ok = pass(io, f, bytes, NULL, NULL, chunk, is, &right, err);
  io_close(io, f);
  *ret = right && strcmp(is, sum) == 0;
  return ok;
}

/* Copied under another name and given its own when complete. */
static bool copy_in(struct io *io, struct io_file *from, uint64_t bytes, const char *path,
                    const char *sum, uint8_t *chunk, struct err *err) {
  char tmp[WS_PATH_MAX + 8], again[BACKUP_SUM_TEXT + 1];
  struct io_file *f;
  struct err ignored;
  bool right;
  snprintf(tmp, sizeof tmp, "%s.tmp", path);
  if (!io_open(io, tmp, IO_CREATE, &f, err)) return false;
  bool ok = io_truncate(io, f, 0, err) && pass(io, from, bytes, f, NULL, chunk, again, &right, err);
  if (ok && (!right || strcmp(again, sum) != 0))
    ok = err_fail(err, ERR_backup_overtaken, "%s", path);
  ok = ok && io_sync(io, f, err);
  io_close(io, f);
  ok = ok && io_rename(io, tmp, path, err);
  if (!ok) io_unlink(io, tmp, &ignored);
  return ok;
}

static bool put_file(struct io *io, const char *target, struct io_file *f, uint64_t bytes,
                     const struct pace *pace, char ret_sum[BACKUP_SUM_TEXT + 1], bool *ret_new,
                     struct err *err) {
  char path[WS_PATH_MAX];
  uint8_t *chunk = must_malloc(CHUNK);
  bool right, there = false;
  bool ok = pass(io, f, bytes, NULL, pace, chunk, ret_sum, &right, err);
  if (ok && !right) ok = err_fail(err, ERR_backup_overtaken, "%s", target);
  if (ok) {
    object_path(target, ret_sum, path);
    ok = is_there(io, path, bytes, ret_sum, chunk, &there, err);
  }
  if (ok && !there) ok = copy_in(io, f, bytes, path, ret_sum, chunk, err);
  free(chunk);
  if (ok) *ret_new = !there;
  return ok;
}

bool object_put(struct io *io, const char *target, const struct copy_item *item,
                const struct pace *pace, char ret_sum[BACKUP_SUM_TEXT + 1], bool *ret_new,
                struct err *err) {
  if (item->file) return put_file(io, target, item->file, item->bytes, pace, ret_sum, ret_new, err);
  uint8_t sum[BACKUP_SUM_BYTES];
  char path[WS_PATH_MAX];
  bool there;
  uint8_t *chunk = must_malloc(CHUNK);
  crypto_generichash(sum, sizeof sum, (const uint8_t *)item->content.p, item->content.n, NULL, 0);
  sodium_bin2hex(ret_sum, BACKUP_SUM_TEXT + 1, sum, sizeof sum);
  object_path(target, ret_sum, path);
  bool ok = is_there(io, path, item->content.n, ret_sum, chunk, &there, err) &&
            (there || io_write_atomic(io, path, item->content.p, item->content.n, err));
  free(chunk);
  if (ok) *ret_new = !there;
  return ok;
}

bool object_get(struct io *io, const char *target, const struct backup_file *f, const char *to,
                bool *ret_right, struct err *err) {
  char path[WS_PATH_MAX], sum[BACKUP_SUM_TEXT + 1] = "";
  struct io_file *in, *copy = NULL;
  uint64_t size = 0;
  struct err ignored;
  *ret_right = false;
  object_path(target, f->sum, path);
  if (!io_open(io, path, IO_READ, &in, &ignored)) return true;
  uint8_t *chunk = must_malloc(CHUNK);
  bool right = false, ok = io_size(io, in, &size, err);
  if (ok && size == f->bytes) {
    ok = io_open(io, to, IO_CREATE_PRIVATE, &copy, err) && io_truncate(io, copy, 0, err) &&
         pass(io, in, f->bytes, copy, NULL, chunk, sum, &right, err) && io_sync(io, copy, err);
    io_close(io, copy);
  }
  io_close(io, in);
  free(chunk);
  *ret_right = right && strcmp(sum, f->sum) == 0;
  return ok;
}

bool object_check(struct io *io, const char *target, const struct backup_file *f,
                  const struct pace *pace, bool *ret_right, struct err *err) {
  char path[WS_PATH_MAX], sum[BACKUP_SUM_TEXT + 1] = "";
  struct io_file *in;
  uint64_t size = 0;
  struct err ignored;
  bool right = false;
  *ret_right = false;
  object_path(target, f->sum, path);
  if (!io_open(io, path, IO_READ, &in, &ignored)) return true;
  uint8_t *chunk = must_malloc(CHUNK);
  bool ok = io_size(io, in, &size, err);
  if (ok && size == f->bytes) ok = pass(io, in, f->bytes, NULL, pace, chunk, sum, &right, err);
  io_close(io, in);
  free(chunk);
  *ret_right = ok && right && strcmp(sum, f->sum) == 0;
  return ok;
}
