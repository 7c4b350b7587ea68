/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The thin callers, and what is built on them.  Atomic replacement is write, sync, rename, sync
 * directory: the order matters, a rename before the sync may name a file whose bytes never reached
 * the disk. */
#include "base/io.h"

#include <stdio.h>
#include <string.h>

bool io_open(struct io *io, const char *path, enum io_mode mode, struct io_file **ret,
             struct err *err) {
  return io->ops->open(io, path, mode, ret, err);
}
void io_close(struct io *io, struct io_file *f) {
  if (f) io->ops->close(io, f);
}
bool io_pread(struct io *io, struct io_file *f, void *p, size_t n, uint64_t off, size_t *ret_n,
              struct err *err) {
  return io->ops->pread(io, f, p, n, off, ret_n, err);
}
bool io_pwrite(struct io *io, struct io_file *f, const void *p, size_t n, uint64_t off,
               struct err *err) {
  return io->ops->pwrite(io, f, p, n, off, err);
}
bool io_size(struct io *io, struct io_file *f, uint64_t *ret, struct err *err) {
  return io->ops->size(io, f, ret, err);
}
bool io_truncate(struct io *io, struct io_file *f, uint64_t size, struct err *err) {
  return io->ops->truncate(io, f, size, err);
}
bool io_sync(struct io *io, struct io_file *f, struct err *err) {
  return io->ops->sync(io, f, err);
}
bool io_rename(struct io *io, const char *from, const char *to, struct err *err) {
  return io->ops->rename(io, from, to, err);
}
bool io_unlink(struct io *io, const char *path, struct err *err) {
  return io->ops->unlink(io, path, err);
}
bool io_mkdir(struct io *io, const char *path, struct err *err) {
  return io->ops->mkdir(io, path, err);
}
bool io_sync_dir(struct io *io, const char *path, struct err *err) {
  return io->ops->sync_dir(io, path, err);
}
bool io_list(struct io *io, const char *path, struct arena *out, struct str **ret, size_t *ret_n,
             struct err *err) {
  return io->ops->list(io, path, out, ret, ret_n, err);
}
bool io_map(struct io *io, struct io_file *f, size_t n, const void **ret, struct err *err) {
  return io->ops->map(io, f, n, ret, err);
}
void io_unmap(struct io *io, const void *p, size_t n) {
  io->ops->unmap(io, p, n);
}
bool io_map_lost(struct io *io, const void *p) {
  return io->ops->map_lost && io->ops->map_lost(io, p);
}
void io_map_want(struct io *io, const void *p, size_t n) {
  if (io->ops->map_want && n) io->ops->map_want(io, p, n);
}
bool io_lock(struct io *io, struct io_file *f, bool *ret_got, struct err *err) {
  return io->ops->lock(io, f, ret_got, err);
}

bool io_exists(struct io *io, const char *path) {
  struct io_file *f;
  struct err err;
  if (!io_open(io, path, IO_READ, &f, &err)) return false;
  io_close(io, f);
  return true;
}

bool io_read_all(struct io *io, const char *path, size_t max, struct arena *out, struct str *ret,
                 struct err *err) {
  struct io_file *f;
  if (!io_open(io, path, IO_READ, &f, err)) return false;
  uint64_t size;
  bool ok = io_size(io, f, &size, err);
  if (ok && size > max) ok = err_fail(err, ERR_too_large, "%s" ERR_SEP "%zu bytes", path, max);
  if (ok) {
    char *p = arena_alloc(out, (size_t)size + 1);
    size_t n;
    ok = io_pread(io, f, p, (size_t)size, 0, &n, err);
    if (ok) {
      p[n] = 0;
      *ret = (struct str){p, n};
    }
  }
  io_close(io, f);
  return ok;
}

static bool sync_parent(struct io *io, const char *path, struct err *err) {
  char dir[4096];
  const char *slash = strrchr(path, '/');
  if (!slash) return io_sync_dir(io, ".", err);
  snprintf(dir, sizeof dir, "%.*s", slash == path ? 1 : (int)(slash - path), path);
  return io_sync_dir(io, dir, err);
}

static bool write_whole(struct io *io, const char *path, enum io_mode mode, const void *p, size_t n,
                        struct err *err) {
  char tmp[4096];
  struct err ignored;
  struct io_file *f;
  if (snprintf(tmp, sizeof tmp, "%s.tmp", path) >= (int)sizeof tmp)
    return err_fail(err, ERR_too_large, "%s" ERR_SEP "%zu bytes", path, sizeof tmp);
  if (!io_open(io, tmp, mode, &f, err)) return false;
  bool ok = io_truncate(io, f, 0, err) && io_pwrite(io, f, p, n, 0, err) && io_sync(io, f, err);
  io_close(io, f);
  if (ok) ok = io_rename(io, tmp, path, err) && sync_parent(io, path, err);
  if (!ok) io_unlink(io, tmp, &ignored);
  return ok;
}

bool io_write_atomic(struct io *io, const char *path, const void *p, size_t n, struct err *err) {
  return write_whole(io, path, IO_CREATE, p, n, err);
}
bool io_write_secret(struct io *io, const char *path, const void *p, size_t n, struct err *err) {
  return write_whole(io, path, IO_CREATE_PRIVATE, p, n, err);
}

static bool is_there(struct io *io, const char *path) {
  struct io_file *f;
  struct err err;
  if (!io_open(io, path, IO_READ, &f, &err)) return err.code != ERR_not_found_file;
  io_close(io, f);
  return true;
}

/* Each new name is synced: a workspace whose directory goes with the power was never made (found by
 * the crash simulator). */
bool io_mkdirs(struct io *io, const char *path, struct err *err) {
  char part[4096];
  size_t n = strlen(path);
  if (n >= sizeof part)
    return err_fail(err, ERR_too_large, "%s" ERR_SEP "%zu bytes", path, sizeof part);
  for (size_t i = 1; i <= n; i++) {
    if (path[i] != '/' && path[i] != 0) continue;
    memcpy(part, path, i);
    part[i] = 0;
    if (is_there(io, part)) continue;
    if (!io_mkdir(io, part, err) || !sync_parent(io, part, err)) return false;
  }
  return true;
}
