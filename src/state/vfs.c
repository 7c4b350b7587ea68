/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SQLite's files through struct io.
 *
 * Every read, write, truncation, sync and removal of a database, its -wal and its journal goes
 * through `io`, so that one seam (fault points, crash simulator, errors with names) covers SQL as
 * it covers the log.  What is not bytes on disk has two forms:
 *
 *   over the real file system   locks and shared memory stay with SQLite's own unix VFS: other
 *                               processes read beside us, and its rules are what they obey;
 *   over any other io           both live in this process, as those files do.
 *
 * POSIX drops all locks a process has on a file when the process closes *any* descriptor of it.
 * Therefore descriptors of io are shared by all connections to one path and closed with the last
 * of them (`struct shared`); nobody else may open and close a database that is in use.
 *
 * A new file's name is made durable with its first sync, as the unix VFS does for journals.
 * Files without a name (sorters) hold nothing that is to survive and stay with the unix VFS.
 *
 * SQLite has no checksums of pages in the database file, and a flipped bit in a title would be an
 * answer.  Databases made here reserve eight bytes at the end of each page (byte 20 of the header
 * says so) for XXH3 of the page and its number; written and checked here, so that damage is an
 * error with file and page before SQLite sees it.  The -wal has checksums of its own.
 *
 * SQLite passes a number upward where io has a sentence: the sentence waits in the thread until
 * state_fail asks for it (vfs_take_error).
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/panic.h"
#include "state/sqlite_int.h"

#define SHM_LOCKS  8
#define PATH_BYTES 1024
#define PAGE_MIN   512
#define PAGE_MAX   65536
#define SUM_AT     20 /* header byte: bytes reserved per page */

struct vfs {
  sqlite3_vfs base; /* registered under `name` while refs > 0 */
  char name[48];
  struct io *io;
  sqlite3_vfs *unix_vfs; /* SQLite's own */
  bool real;             /* locks and shared memory are unix_vfs's */
  unsigned refs;
  struct vfs *next;
};

/* One path that some connection has open. */
struct shared {
  struct vfs *v;
  char *path;
  unsigned refs;
  struct io_file *file[2]; /* for reading; for writing too */
  /* unless v->real: */
  unsigned readers;            /* connections with at least SHARED */
  const void *writer, *closer; /* who has RESERVED or more; PENDING or EXCLUSIVE */
  VEC(void *) regions;
  unsigned shm_shared[SHM_LOCKS];
  const void *shm_owner[SHM_LOCKS];
  struct shared *next;
};

struct file {
  sqlite3_file base;
  struct shared *sh;
  struct io_file *f; /* sh's */
  bool unsynced_name, temporary;
  bool main, sums;                /* the database; with checksums */
  int level;                      /* SQLITE_LOCK_… */
  unsigned shm_shared, shm_owned; /* bits */
  sqlite3_file *under;            /* the unix VFS's; NULL unless v->real */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* all below */
static struct vfs *vfs_list;
static struct shared *shared_list;

static _Thread_local struct err last;
static _Thread_local bool has_last;
static _Thread_local int last_errno;

bool vfs_take_error(struct err *ret) {
  if (!has_last) return false;
  has_last = false;
  *ret = last;
  return true;
}

/* The result code for an error of io. */
static int failed(const struct err *err, int rc) {
  last = *err;
  has_last = true;
  last_errno = err->code == ERR_not_found_file ? ENOENT : err->code == ERR_disk_full ? ENOSPC : EIO;
  return err->code == ERR_disk_full ? SQLITE_FULL : rc;
}

static struct vfs *vfs_of(sqlite3_vfs *v) {
  return v->pAppData;
}

/* ---- files ---- */

static struct shared *shared_find(const struct vfs *v, const char *path) {
  for (struct shared *s = shared_list; s; s = s->next)
    if (s->v == v && strcmp(s->path, path) == 0) return s;
  return NULL;
}

static void shared_leave(struct shared *s) {
  if (--s->refs > 0) return;
  struct shared **at = &shared_list;
  while (*at != s)
    at = &(*at)->next;
  *at = s->next;
  io_close(s->v->io, s->file[0]);
  io_close(s->v->io, s->file[1]);
  for (size_t i = 0; i < s->regions.n; i++)
    free(s->regions.p[i]);
  vec_free(&s->regions);
  free(s->path);
  free(s);
}

static bool shared_enter(struct vfs *v, const char *path, bool write, struct shared **ret,
                         struct err *err) {
  struct shared *s = shared_find(v, path);
  if (!s) {
    s = must_calloc(1, sizeof *s);
    s->v = v;
    s->path = must_malloc(strlen(path) + 1);
    strcpy(s->path, path);
    s->next = shared_list;
    shared_list = s;
  }
  s->refs++;
  if (!s->file[write] && !io_open(v->io, path, write ? IO_CREATE : IO_READ, &s->file[write], err)) {
    shared_leave(s);
    return false;
  }
  *ret = s;
  return true;
}

static struct file *file_of(sqlite3_file *f) {
  return (struct file *)f;
}
static struct io *io_of(const struct file *f) {
  return f->sh->v->io;
}

static int f_close(sqlite3_file *sf) {
  struct file *f = file_of(sf);
  struct err err;
  pthread_mutex_lock(&lock);
  if (f->under) f->under->pMethods->xClose(f->under); /* its locks go first */
  if (f->temporary) io_unlink(io_of(f), f->sh->path, &err);
  shared_leave(f->sh);
  pthread_mutex_unlock(&lock);
  return SQLITE_OK;
}

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
  return failed(&err, SQLITE_IOERR_DATA);
}

static int f_read(sqlite3_file *sf, void *p, int n, sqlite3_int64 off) {
  struct file *f = file_of(sf);
  struct err err;
  size_t got;
  if (!io_pread(io_of(f), f->f, p, (size_t)n, (uint64_t)off, &got, &err))
    return failed(&err, SQLITE_IOERR_READ);
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
             : failed(&err, SQLITE_IOERR_WRITE);
}

static int f_truncate(sqlite3_file *sf, sqlite3_int64 n) {
  struct file *f = file_of(sf);
  struct err err;
  return io_truncate(io_of(f), f->f, (uint64_t)n, &err) ? SQLITE_OK
                                                        : failed(&err, SQLITE_IOERR_TRUNCATE);
}

static bool sync_name(struct io *io, const char *path, struct err *err) {
  char dir[PATH_BYTES];
  const char *slash = strrchr(path, '/');
  if (!slash) return io_sync_dir(io, ".", err);
  snprintf(dir, sizeof dir, "%.*s", slash == path ? 1 : (int)(slash - path), path);
  return io_sync_dir(io, dir, err);
}

static int f_sync(sqlite3_file *sf, int flags) {
  struct file *f = file_of(sf);
  struct err err;
  if (!io_sync(io_of(f), f->f, &err)) return failed(&err, SQLITE_IOERR_FSYNC);
  if (!f->unsynced_name) return SQLITE_OK;
  if (!sync_name(io_of(f), f->sh->path, &err)) return failed(&err, SQLITE_IOERR_DIR_FSYNC);
  f->unsynced_name = false;
  return SQLITE_OK;
}

static int f_size(sqlite3_file *sf, sqlite3_int64 *ret) {
  struct file *f = file_of(sf);
  struct err err;
  uint64_t n;
  if (!io_size(io_of(f), f->f, &n, &err)) return failed(&err, SQLITE_IOERR_FSTAT);
  *ret = (sqlite3_int64)n;
  return SQLITE_OK;
}

/* ---- locks of this process alone ---- */

static int own_lock(struct file *f, int level) {
  struct shared *s = f->sh;
  if (level <= f->level) return SQLITE_OK;
  if (f->level == SQLITE_LOCK_NONE) {
    if (s->closer) return SQLITE_BUSY;
    s->readers++;
    f->level = SQLITE_LOCK_SHARED;
  }
  if (level >= SQLITE_LOCK_RESERVED) {
    if (s->writer && s->writer != f) return SQLITE_BUSY;
    s->writer = f;
    f->level = SQLITE_LOCK_RESERVED;
  }
  if (level >= SQLITE_LOCK_PENDING) {
    s->closer = f;
    f->level = SQLITE_LOCK_PENDING;
    if (level == SQLITE_LOCK_EXCLUSIVE) {
      if (s->readers > 1) return SQLITE_BUSY;
      f->level = SQLITE_LOCK_EXCLUSIVE;
    }
  }
  return SQLITE_OK;
}

static void own_unlock(struct file *f, int level) {
  struct shared *s = f->sh;
  if (f->level <= level) return;
  if (s->writer == f) s->writer = NULL;
  if (s->closer == f) s->closer = NULL;
  if (level == SQLITE_LOCK_NONE) s->readers--;
  f->level = level;
}

static int f_lock(sqlite3_file *sf, int level) {
  struct file *f = file_of(sf);
  if (f->under) return f->under->pMethods->xLock(f->under, level);
  pthread_mutex_lock(&lock);
  int rc = own_lock(f, level);
  pthread_mutex_unlock(&lock);
  return rc;
}

static int f_unlock(sqlite3_file *sf, int level) {
  struct file *f = file_of(sf);
  if (f->under) return f->under->pMethods->xUnlock(f->under, level);
  pthread_mutex_lock(&lock);
  own_unlock(f, level);
  pthread_mutex_unlock(&lock);
  return SQLITE_OK;
}

static int f_reserved(sqlite3_file *sf, int *ret) {
  struct file *f = file_of(sf);
  if (f->under) return f->under->pMethods->xCheckReservedLock(f->under, ret);
  pthread_mutex_lock(&lock);
  *ret = f->sh->writer != NULL;
  pthread_mutex_unlock(&lock);
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

/* ---- shared memory of this process alone ---- */

static int f_shm_map(sqlite3_file *sf, int region, int bytes, int extend, void volatile **ret) {
  struct file *f = file_of(sf);
  if (f->under) return f->under->pMethods->xShmMap(f->under, region, bytes, extend, ret);
  pthread_mutex_lock(&lock);
  while (extend && f->sh->regions.n <= (size_t)region) {
    void *p = must_calloc(1, (size_t)bytes);
    vec_push(&f->sh->regions, p);
  }
  *ret = (size_t)region < f->sh->regions.n ? f->sh->regions.p[region] : NULL;
  pthread_mutex_unlock(&lock);
  return SQLITE_OK;
}

static int own_shm_lock(struct file *f, int from, int n, int flags) {
  struct shared *s = f->sh;
  unsigned bits = ((1u << n) - 1) << from;
  bool exclusive = flags & SQLITE_SHM_EXCLUSIVE;
  if (flags & SQLITE_SHM_LOCK) {
    for (int i = from; i < from + n; i++) {
      unsigned others = s->shm_shared[i] - (f->shm_shared >> i & 1);
      if (s->shm_owner[i] && s->shm_owner[i] != f) return SQLITE_BUSY;
      if (exclusive && others > 0) return SQLITE_BUSY;
    }
  }
  for (int i = from; i < from + n; i++) {
    bool take = flags & SQLITE_SHM_LOCK;
    if (exclusive)
      s->shm_owner[i] = take ? f : NULL;
    else if (take != (f->shm_shared >> i & 1))
      s->shm_shared[i] += take ? 1u : -1u;
  }
  unsigned *mine = exclusive ? &f->shm_owned : &f->shm_shared;
  *mine = flags & SQLITE_SHM_LOCK ? *mine | bits : *mine & ~bits;
  return SQLITE_OK;
}

static int f_shm_lock(sqlite3_file *sf, int from, int n, int flags) {
  struct file *f = file_of(sf);
  if (f->under) return f->under->pMethods->xShmLock(f->under, from, n, flags);
  pthread_mutex_lock(&lock);
  int rc = own_shm_lock(f, from, n, flags);
  pthread_mutex_unlock(&lock);
  return rc;
}

static void f_shm_barrier(sqlite3_file *sf) {
  struct file *f = file_of(sf);
  if (f->under) {
    f->under->pMethods->xShmBarrier(f->under);
    return;
  }
  pthread_mutex_lock(&lock); /* a full fence, and an order with those who map and lock */
  pthread_mutex_unlock(&lock);
}

static int f_shm_unmap(sqlite3_file *sf, int remove) {
  struct file *f = file_of(sf);
  if (f->under) return f->under->pMethods->xShmUnmap(f->under, remove);
  pthread_mutex_lock(&lock);
  for (int i = 0; i < SHM_LOCKS; i++) {
    if (f->shm_owned >> i & 1) f->sh->shm_owner[i] = NULL;
    if (f->shm_shared >> i & 1) f->sh->shm_shared[i]--;
  }
  f->shm_owned = f->shm_shared = 0;
  pthread_mutex_unlock(&lock); /* the regions go with the last connection */
  return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2, /* no memory maps of the database: a broken disk would be a signal */
    .xClose = f_close,
    .xRead = f_read,
    .xWrite = f_write,
    .xTruncate = f_truncate,
    .xSync = f_sync,
    .xFileSize = f_size,
    .xLock = f_lock,
    .xUnlock = f_unlock,
    .xCheckReservedLock = f_reserved,
    .xFileControl = f_control,
    .xSectorSize = f_sector,
    .xDeviceCharacteristics = f_traits,
    .xShmMap = f_shm_map,
    .xShmLock = f_shm_lock,
    .xShmBarrier = f_shm_barrier,
    .xShmUnmap = f_shm_unmap,
};

/* ---- the file system ---- */

/* Never by opening a real one: closing it again would drop the locks of other connections. */
static bool exists(struct vfs *v, const char *path) {
  int found = 0;
  if (!v->real) return io_exists(v->io, path);
  return v->unix_vfs->xAccess(v->unix_vfs, path, SQLITE_ACCESS_EXISTS, &found) == SQLITE_OK && found;
}

static int v_open(sqlite3_vfs *sv, const char *path, sqlite3_file *sf, int flags, int *ret_flags) {
  struct vfs *v = vfs_of(sv);
  struct file *f = file_of(sf);
  struct err err;
  memset(f, 0, sizeof *f);
  has_last = false;
  if (!path) return v->unix_vfs->xOpen(v->unix_vfs, NULL, sf, flags, ret_flags);
  bool write = flags & SQLITE_OPEN_READWRITE;
  bool fresh = write && !exists(v, path);
  int got = flags, rc = SQLITE_OK;
  pthread_mutex_lock(&lock);
  if (v->real) { /* first: it gives a new -wal the permissions of its database */
    sqlite3_file *under = (sqlite3_file *)(f + 1);
    rc = v->unix_vfs->xOpen(v->unix_vfs, path, under, flags & ~SQLITE_OPEN_DELETEONCLOSE, &got);
    if (rc == SQLITE_OK)
      f->under = under;
    else
      last_errno = errno;
    write = got & SQLITE_OPEN_READWRITE;
  } else if (fresh && !(flags & SQLITE_OPEN_CREATE)) {
    err_fail(&err, ERR_not_found_file, "%s", path);
    rc = failed(&err, SQLITE_CANTOPEN);
  }
  if (rc == SQLITE_OK && !shared_enter(v, path, write, &f->sh, &err)) {
    rc = failed(&err, SQLITE_CANTOPEN);
    if (f->under) f->under->pMethods->xClose(f->under);
  }
  pthread_mutex_unlock(&lock);
  if (rc != SQLITE_OK) return rc;
  f->f = f->sh->file[write];
  f->unsynced_name = fresh;
  f->temporary = flags & SQLITE_OPEN_DELETEONCLOSE;
  f->main = flags & SQLITE_OPEN_MAIN_DB;
  f->base.pMethods = &methods;
  if (ret_flags) *ret_flags = got;
  return SQLITE_OK;
}

static int v_delete(sqlite3_vfs *sv, const char *path, int sync) {
  struct vfs *v = vfs_of(sv);
  struct err err;
  if (!io_unlink(v->io, path, &err)) return failed(&err, SQLITE_IOERR_DELETE);
  if (sync && !sync_name(v->io, path, &err)) return failed(&err, SQLITE_IOERR_DIR_FSYNC);
  return SQLITE_OK;
}

static int v_access(sqlite3_vfs *sv, const char *path, int flags, int *ret) {
  struct vfs *v = vfs_of(sv);
  if (v->real) return v->unix_vfs->xAccess(v->unix_vfs, path, flags, ret);
  *ret = exists(v, path);
  return SQLITE_OK;
}

static int v_full_path(sqlite3_vfs *sv, const char *path, int n, char *out) {
  struct vfs *v = vfs_of(sv);
  if (v->real) return v->unix_vfs->xFullPathname(v->unix_vfs, path, n, out);
  return snprintf(out, (size_t)n, "%s", path) < n ? SQLITE_OK : SQLITE_CANTOPEN;
}

static int v_random(sqlite3_vfs *sv, int n, char *out) {
  struct vfs *v = vfs_of(sv);
  return v->unix_vfs->xRandomness(v->unix_vfs, n, out);
}
static int v_sleep(sqlite3_vfs *sv, int us) {
  struct vfs *v = vfs_of(sv);
  return v->unix_vfs->xSleep(v->unix_vfs, us);
}
static int v_time(sqlite3_vfs *sv, sqlite3_int64 *ret) {
  struct vfs *v = vfs_of(sv);
  return v->unix_vfs->xCurrentTimeInt64(v->unix_vfs, ret);
}
static int v_last_error(sqlite3_vfs *sv, int n, char *out) {
  (void)sv, (void)n, (void)out;
  return last_errno;
}

static struct vfs *vfs_make(struct io *io) {
  static unsigned long number;
  struct vfs *v = must_calloc(1, sizeof *v);
  v->io = io;
  v->unix_vfs = sqlite3_vfs_find("unix");
  must(v->unix_vfs);
  v->real = io->ops == io_posix()->ops;
  snprintf(v->name, sizeof v->name, "shoal-%lu", number++);
  v->base = (sqlite3_vfs){
      .iVersion = 2,
      .szOsFile = (int)sizeof(struct file) + v->unix_vfs->szOsFile,
      .mxPathname = v->real ? v->unix_vfs->mxPathname : PATH_BYTES,
      .zName = v->name,
      .pAppData = v,
      .xOpen = v_open,
      .xDelete = v_delete,
      .xAccess = v_access,
      .xFullPathname = v_full_path,
      .xRandomness = v_random,
      .xSleep = v_sleep,
      .xCurrentTimeInt64 = v_time,
      .xGetLastError = v_last_error,
  };
  must(sqlite3_vfs_register(&v->base, 0) == SQLITE_OK);
  v->next = vfs_list;
  vfs_list = v;
  return v;
}

struct vfs *vfs_enter(struct io *io) {
  must(sqlite3_initialize() == SQLITE_OK);
  pthread_mutex_lock(&lock);
  struct vfs *v = vfs_list;
  while (v && v->io != io)
    v = v->next;
  if (!v) v = vfs_make(io);
  v->refs++;
  pthread_mutex_unlock(&lock);
  return v;
}

const char *vfs_name(const struct vfs *v) {
  return v->name;
}

void vfs_leave(struct vfs *v) {
  if (!v) return;
  pthread_mutex_lock(&lock);
  if (--v->refs == 0) {
    struct vfs **at = &vfs_list;
    while (*at != v)
      at = &(*at)->next;
    *at = v->next;
    sqlite3_vfs_unregister(&v->base);
    free(v);
  }
  pthread_mutex_unlock(&lock);
}
