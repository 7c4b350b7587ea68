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
 * SQLite passes a number upward where io has a sentence: the sentence waits in the thread until
 * state_fail asks for it (vfs_take_error).
 */
#include "state/vfs_int.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/panic.h"

pthread_mutex_t vfs_mutex = PTHREAD_MUTEX_INITIALIZER;
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
int vfs_failed(const struct err *err, int rc) {
  last = *err;
  has_last = true;
  last_errno = err->code == ERR_not_found_file ? ENOENT : err->code == ERR_disk_full ? ENOSPC : EIO;
  return err->code == ERR_disk_full ? SQLITE_FULL : rc;
}

static struct vfs *vfs_of(sqlite3_vfs *v) {
  return v->pAppData;
}

/* ---- paths that are open ---- */

static struct shared *shared_find(const struct vfs *v, const char *path) {
  for (struct shared *s = shared_list; s; s = s->next)
    if (s->v == v && strcmp(s->path, path) == 0) return s;
  return NULL;
}

void vfs_path_leave(struct shared *s) {
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

bool vfs_path_enter(struct vfs *v, const char *path, bool write, struct shared **ret,
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
    vfs_path_leave(s);
    return false;
  }
  *ret = s;
  return true;
}

bool vfs_sync_name(struct io *io, const char *path, struct err *err) {
  char dir[VFS_PATH_BYTES];
  const char *slash = strrchr(path, '/');
  if (!slash) return io_sync_dir(io, ".", err);
  snprintf(dir, sizeof dir, "%.*s", slash == path ? 1 : (int)(slash - path), path);
  return io_sync_dir(io, dir, err);
}

/* ---- the file system ---- */

/* Never by opening a real one: closing it again would drop the locks of other connections. */
static bool exists(struct vfs *v, const char *path) {
  int found = 0;
  if (!v->real) return io_exists(v->io, path);
  return v->unix_vfs->xAccess(v->unix_vfs, path, SQLITE_ACCESS_EXISTS, &found) == SQLITE_OK &&
         found;
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
  pthread_mutex_lock(&vfs_mutex);
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
    rc = vfs_failed(&err, SQLITE_CANTOPEN);
  }
  if (rc == SQLITE_OK && !vfs_path_enter(v, path, write, &f->sh, &err)) {
    rc = vfs_failed(&err, SQLITE_CANTOPEN);
    if (f->under) f->under->pMethods->xClose(f->under);
  }
  pthread_mutex_unlock(&vfs_mutex);
  if (rc != SQLITE_OK) return rc;
  f->f = f->sh->file[write];
  f->unsynced_name = fresh;
  f->temporary = flags & SQLITE_OPEN_DELETEONCLOSE;
  f->main = flags & SQLITE_OPEN_MAIN_DB;
  f->base.pMethods = &vfs_methods;
  if (ret_flags) *ret_flags = got;
  return SQLITE_OK;
}

static int v_delete(sqlite3_vfs *sv, const char *path, int sync) {
  struct vfs *v = vfs_of(sv);
  struct err err;
  if (!io_unlink(v->io, path, &err)) return vfs_failed(&err, SQLITE_IOERR_DELETE);
  if (sync && !vfs_sync_name(v->io, path, &err)) return vfs_failed(&err, SQLITE_IOERR_DIR_FSYNC);
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
      .mxPathname = v->real ? v->unix_vfs->mxPathname : VFS_PATH_BYTES,
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
  pthread_mutex_lock(&vfs_mutex);
  struct vfs *v = vfs_list;
  while (v && v->io != io)
    v = v->next;
  if (!v) v = vfs_make(io);
  v->refs++;
  pthread_mutex_unlock(&vfs_mutex);
  return v;
}

const char *vfs_name(const struct vfs *v) {
  return v->name;
}

void vfs_leave(struct vfs *v) {
  if (!v) return;
  pthread_mutex_lock(&vfs_mutex);
  if (--v->refs == 0) {
    struct vfs **at = &vfs_list;
    while (*at != v)
      at = &(*at)->next;
    *at = v->next;
    sqlite3_vfs_unregister(&v->base);
    free(v);
  }
  pthread_mutex_unlock(&vfs_mutex);
}
