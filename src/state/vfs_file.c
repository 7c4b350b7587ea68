/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes of the SQLite file system, and the checksums of pages.
 *
 * SQLite has no checksums of pages in the database file, and a flipped bit in a title would be an
 * answer.  Databases made here reserve eight bytes at the end of each page (byte 20 of the header
 * says so) for XXH3 of the page and its number; written and checked here, so that damage is an
 * error with file and page before SQLite sees it.  The -wal has checksums of its own. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "state/vfs_int.h"

#define PAGE_MIN 512
#define PAGE_MAX 65536
#define SUM_AT   20 /* header byte: bytes reserved per page */

/* ---- checksums ---- */

static bool is_page(int n, sqlite3_int64 off) {
  return n >= PAGE_MIN && n <= PAGE_MAX && (n & (n - 1)) == 0 && off % n == 0;
}

/* The number too: a page that landed in another's place is damage. */
static uint64_t page_sum(const uint8_t *p, int n, sqlite3_int64 off) {
  return XXH3_64bits_withSeed(p, (size_t)n - STATE_SUM_BYTES, (uint64_t)(off / n) + 1);
}

static bool sum_right(const uint8_t *p, int n, sqlite3_int64 off) {
  uint64_t sum = page_sum(p, n, off);
  return memcmp(p + n - STATE_SUM_BYTES, &sum, STATE_SUM_BYTES) == 0;
}

/* Does the header say that there are checksums?  One that denies them in a page whose checksum
 * would be right if it did not is damaged itself. */
static bool look_at_header(struct file *f, const uint8_t *p, int n) {
  f->sums = p[SUM_AT] == STATE_SUM_BYTES;
  if (f->sums || !is_page(n, 0)) return true;
  uint8_t page[PAGE_MAX];
  memcpy(page, p, (size_t)n);
  page[SUM_AT] = STATE_SUM_BYTES;
  return !sum_right(page, n, 0);
}

static int check_page(struct file *f, const uint8_t *p, int n, sqlite3_int64 off) {
  struct err err;
  bool header = off == 0 && n >= 100, right = true;
  if (!f->main) return SQLITE_OK;
  if (header) right = look_at_header(f, p, n);
  if (f->sums && is_page(n, off)) right = sum_right(p, n, off);
  if (right) return SQLITE_OK;
  err_fail(&err, ERR_corrupt, "%s" ERR_SEP "page %lld has another checksum", f->sh->path,
           (long long)(off / n) + 1);
  return vfs_failed(&err, SQLITE_IOERR_DATA);
}

static int f_close(sqlite3_file *sf) {
  struct file *f = file_of(sf);
  struct err err;
  pthread_mutex_lock(&vfs_mutex);
  if (f->under) f->under->pMethods->xClose(f->under); /* its locks go first */
  if (f->temporary) io_unlink(io_of(f), f->sh->path, &err);
  vfs_path_leave(f->sh);
  pthread_mutex_unlock(&vfs_mutex);
  return SQLITE_OK;
}

static int f_read(sqlite3_file *sf, void *p, int n, sqlite3_int64 off) {
  struct file *f = file_of(sf);
  struct err err;
  size_t got;
  if (!io_pread(io_of(f), f->f, p, (size_t)n, (uint64_t)off, &got, &err))
    return vfs_failed(&err, SQLITE_IOERR_READ);
  if (got == (size_t)n) return check_page(f, p, n, off);
  memset((char *)p + got, 0, (size_t)n - got);
  return SQLITE_IOERR_SHORT_READ;
}

static int f_write(sqlite3_file *sf, const void *p, int n, sqlite3_int64 off) {
  struct file *f = file_of(sf);
  struct err err;
  uint8_t page[PAGE_MAX];
  if (f->main && off == 0 && n >= 100) f->sums = ((const uint8_t *)p)[SUM_AT] == STATE_SUM_BYTES;
  if (f->main && f->sums && is_page(n, off)) {
    memcpy(page, p, (size_t)n);
    uint64_t sum = page_sum(page, n, off);
    memcpy(page + n - STATE_SUM_BYTES, &sum, STATE_SUM_BYTES);
    p = page;
  }
  return io_pwrite(io_of(f), f->f, p, (size_t)n, (uint64_t)off, &err)
             ? SQLITE_OK
             : vfs_failed(&err, SQLITE_IOERR_WRITE);
}

static int f_truncate(sqlite3_file *sf, sqlite3_int64 n) {
  struct file *f = file_of(sf);
  struct err err;
  return io_truncate(io_of(f), f->f, (uint64_t)n, &err) ? SQLITE_OK
                                                        : vfs_failed(&err, SQLITE_IOERR_TRUNCATE);
}

static int f_sync(sqlite3_file *sf, int flags) {
  struct file *f = file_of(sf);
  struct err err;
  if (!io_sync(io_of(f), f->f, &err)) return vfs_failed(&err, SQLITE_IOERR_FSYNC);
  if (!f->unsynced_name) return SQLITE_OK;
  if (!vfs_sync_name(io_of(f), f->sh->path, &err)) return vfs_failed(&err, SQLITE_IOERR_DIR_FSYNC);
  f->unsynced_name = false;
  return SQLITE_OK;
}

static int f_size(sqlite3_file *sf, sqlite3_int64 *ret) {
  struct file *f = file_of(sf);
  struct err err;
  uint64_t n;
  if (!io_size(io_of(f), f->f, &n, &err)) return vfs_failed(&err, SQLITE_IOERR_FSTAT);
  *ret = (sqlite3_int64)n;
  return SQLITE_OK;
}

static int f_control(sqlite3_file *sf, int op, void *arg) {
  struct file *f = file_of(sf);
  if (op == SQLITE_FCNTL_LOCKSTATE && !f->under) {
    *(int *)arg = f->level;
    return SQLITE_OK;
  }
  /* Hints about size would let the unix VFS write to the file behind our back. */
  if (op == SQLITE_FCNTL_SIZE_HINT || op == SQLITE_FCNTL_CHUNK_SIZE || !f->under)
    return SQLITE_NOTFOUND;
  return f->under->pMethods->xFileControl(f->under, op, arg);
}

static int f_sector(sqlite3_file *sf) {
  struct file *f = file_of(sf);
  return f->under ? f->under->pMethods->xSectorSize(f->under) : 4096;
}

static int f_traits(sqlite3_file *sf) {
  struct file *f = file_of(sf);
  return f->under ? f->under->pMethods->xDeviceCharacteristics(f->under)
                  : SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

const sqlite3_io_methods vfs_methods = {
    .iVersion = 2, /* no memory maps of the database: a broken disk would be a signal */
    .xClose = f_close,
    .xRead = f_read,
    .xWrite = f_write,
    .xTruncate = f_truncate,
    .xSync = f_sync,
    .xFileSize = f_size,
    .xLock = vfs_lock,
    .xUnlock = vfs_unlock,
    .xCheckReservedLock = vfs_reserved,
    .xFileControl = f_control,
    .xSectorSize = f_sector,
    .xDeviceCharacteristics = f_traits,
    .xShmMap = vfs_shm_map,
    .xShmLock = vfs_shm_lock,
    .xShmBarrier = vfs_shm_barrier,
    .xShmUnmap = vfs_shm_unmap,
};
