/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the SQLite file system share: vfs.c (the file system), vfs_file.c (bytes and
 * checksums), vfs_lock.c (locks and shared memory). */
#ifndef SHOAL_STATE_VFS_INT_H
#define SHOAL_STATE_VFS_INT_H

#include <pthread.h>

#include "state/sqlite_int.h"

#define VFS_SHM_LOCKS  8
#define VFS_PATH_BYTES 1024

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
  unsigned shm_shared[VFS_SHM_LOCKS];
  const void *shm_owner[VFS_SHM_LOCKS];
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

/* Guards all of them, and the list of paths. */
extern pthread_mutex_t vfs_mutex;

static inline struct file *file_of(sqlite3_file *f) {
  return (struct file *)f;
}
static inline struct io *io_of(const struct file *f) {
  return f->sh->v->io;
}

/* The result code for an error of io, whose sentence waits for vfs_take_error. */
int vfs_failed(const struct err *err, int rc);
/* Makes the name of a new file durable. */
bool vfs_sync_name(struct io *io, const char *path, struct err *err);
/* With vfs_mutex; the last who leaves closes the descriptors. */
bool vfs_path_enter(struct vfs *v, const char *path, bool write, struct shared **ret,
                    struct err *err);
void vfs_path_leave(struct shared *s);

/* ---- vfs_file.c ---- */
extern const sqlite3_io_methods vfs_methods;

/* ---- vfs_lock.c: of sqlite3_io_methods ---- */
int vfs_lock(sqlite3_file *sf, int level);
int vfs_unlock(sqlite3_file *sf, int level);
int vfs_reserved(sqlite3_file *sf, int *ret);
int vfs_shm_map(sqlite3_file *sf, int region, int bytes, int extend, void volatile **ret);
int vfs_shm_lock(sqlite3_file *sf, int from, int n, int flags);
void vfs_shm_barrier(sqlite3_file *sf);
int vfs_shm_unmap(sqlite3_file *sf, int remove);

#endif
