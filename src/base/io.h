/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The seam between Shoal and the file system.  All durable files go through a struct io, so that
 * the crash simulator can stand below it.  io_posix is the real one; it honours fault points
 * (fault.h).
 *
 * Paths are absolute or relative to the process.  All calls are thread-safe on distinct files.
 * Errors: ERR_io, ERR_disk_full, ERR_not_found_file. */
#ifndef SHOAL_BASE_IO_H
#define SHOAL_BASE_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

struct io_file; /* open file; belongs to the io that opened it */

enum io_mode {
  IO_READ,           /* must exist */
  IO_CREATE,         /* read and write; made if absent */
  IO_CREATE_NEW,     /* read and write; an existing file is an error */
  IO_CREATE_PRIVATE, /* as IO_CREATE; a new file is readable by its owner only */
};

struct io {
  const struct io_ops *ops;
  void *ctx;
};

struct io_ops {
  bool (*open)(struct io *, const char *path, enum io_mode, struct io_file **ret, struct err *);
  void (*close)(struct io *, struct io_file *);
  /* Reads up to n bytes at off; *ret_n < n only at the end of the file. */
  bool (*pread)(struct io *, struct io_file *, void *p, size_t n, uint64_t off, size_t *ret_n,
                struct err *);
  bool (*pwrite)(struct io *, struct io_file *, const void *p, size_t n, uint64_t off,
                 struct err *);
  bool (*size)(struct io *, struct io_file *, uint64_t *ret, struct err *);
  bool (*truncate)(struct io *, struct io_file *, uint64_t size, struct err *);
  bool (*sync)(struct io *, struct io_file *,
               struct err *); /* fdatasync; a failure is final for the file */
  bool (*rename)(struct io *, const char *from, const char *to, struct err *);
  bool (*unlink)(struct io *, const char *path,
                 struct err *); /* also an empty directory; absent is no error */
  bool (*mkdir)(struct io *, const char *path, struct err *); /* existing is no error */
  bool (*sync_dir)(struct io *, const char *path, struct err *);
  /* Names in a directory in byte order, without . and ..; an absent directory is empty. */
  bool (*list)(struct io *, const char *path, struct arena *out, struct str **ret, size_t *ret_n,
               struct err *);
  /* Read-only view of the first n bytes; valid until unmap. */
  bool (*map)(struct io *, struct io_file *, size_t n, const void **ret, struct err *);
  void (*unmap)(struct io *, const void *p, size_t n);
  /* May be NULL: never. */
  bool (*map_lost)(struct io *, const void *p);
  /* May be NULL: a map knows no haste. */
  void (*map_want)(struct io *, const void *p, size_t n);
  /* Exclusive advisory lock for the process's life or until close; *ret_got false if another has
   * it. */
  bool (*lock)(struct io *, struct io_file *, bool *ret_got, struct err *);
};

struct io *io_posix(void);

/* Thin callers. */
bool io_open(struct io *, const char *path, enum io_mode, struct io_file **ret, struct err *);
void io_close(struct io *, struct io_file *); /* NULL is fine */
bool io_pread(struct io *, struct io_file *, void *p, size_t n, uint64_t off, size_t *ret_n,
              struct err *);
bool io_pwrite(struct io *, struct io_file *, const void *p, size_t n, uint64_t off, struct err *);
bool io_size(struct io *, struct io_file *, uint64_t *ret, struct err *);
bool io_truncate(struct io *, struct io_file *, uint64_t size, struct err *);
bool io_sync(struct io *, struct io_file *, struct err *);
bool io_rename(struct io *, const char *from, const char *to, struct err *);
bool io_unlink(struct io *, const char *path, struct err *);
bool io_mkdir(struct io *, const char *path, struct err *);
bool io_sync_dir(struct io *, const char *path, struct err *);
bool io_list(struct io *, const char *path, struct arena *out, struct str **ret, size_t *ret_n,
             struct err *);
bool io_map(struct io *, struct io_file *, size_t n, const void **ret, struct err *);
void io_unmap(struct io *, const void *p, size_t n);
/* Did bytes of this map turn out unreadable (a disk error, a file cut short under it)?  They read
 * as zeros from then on, and the process lives: whoever has computed anything from a map asks this
 * before believing the result.  A few ns. */
bool io_map_lost(struct io *, const void *p);
/* Bytes within a map that will be read soon: the disk starts, nobody waits.  About a microsecond
 * where they are in memory already. */
void io_map_want(struct io *, const void *p, size_t n);
/* How often this thread has waited for a disk because it touched a map; only grows. */
uint64_t io_map_waits(void);
bool io_lock(struct io *, struct io_file *, bool *ret_got, struct err *);

/* Built on the above. */
bool io_exists(struct io *, const char *path);
/* The whole file, NUL-terminated past its end; over `max` bytes is ERR_too_large. */
bool io_read_all(struct io *, const char *path, size_t max, struct arena *out, struct str *ret,
                 struct err *);
/* Writes path.tmp, syncs, renames over path, syncs the directory: old or new after a crash, never
 * half. */
bool io_write_atomic(struct io *, const char *path, const void *p, size_t n, struct err *);
/* The same, readable by its owner only. */
bool io_write_secret(struct io *, const char *path, const void *p, size_t n, struct err *);
bool io_mkdirs(struct io *, const char *path, struct err *); /* with parents; durable */

#endif
