/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Locks and shared memory of the SQLite file system: over the real file system those of SQLite's
 * own unix VFS, else of this process alone. */
#include "base/panic.h"
#include "state/vfs_int.h"

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

int vfs_lock(sqlite3_file *sf, int level) {
  struct file *f = file_of(sf);
  if (f->under) return f->under->pMethods->xLock(f->under, level);
  pthread_mutex_lock(&vfs_mutex);
  int rc = own_lock(f, level);
  pthread_mutex_unlock(&vfs_mutex);
  return rc;
}

int vfs_unlock(sqlite3_file *sf, int level) {
  struct file *f = file_of(sf);
  if (f->under) return f->under->pMethods->xUnlock(f->under, level);
  pthread_mutex_lock(&vfs_mutex);
  own_unlock(f, level);
  pthread_mutex_unlock(&vfs_mutex);
  return SQLITE_OK;
}

int vfs_reserved(sqlite3_file *sf, int *ret) {
  struct file *f = file_of(sf);
  if (f->under) return f->under->pMethods->xCheckReservedLock(f->under, ret);
  pthread_mutex_lock(&vfs_mutex);
  *ret = f->sh->writer != NULL;
  pthread_mutex_unlock(&vfs_mutex);
  return SQLITE_OK;
}

/* ---- shared memory of this process alone ---- */

int vfs_shm_map(sqlite3_file *sf, int region, int bytes, int extend, void volatile **ret) {
  struct file *f = file_of(sf);
  if (f->under) return f->under->pMethods->xShmMap(f->under, region, bytes, extend, ret);
  pthread_mutex_lock(&vfs_mutex);
  while (extend && f->sh->regions.n <= (size_t)region) {
    void *p = must_calloc(1, (size_t)bytes);
    vec_push(&f->sh->regions, p);
  }
  *ret = (size_t)region < f->sh->regions.n ? f->sh->regions.p[region] : NULL;
  pthread_mutex_unlock(&vfs_mutex);
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

int vfs_shm_lock(sqlite3_file *sf, int from, int n, int flags) {
  struct file *f = file_of(sf);
  if (f->under) return f->under->pMethods->xShmLock(f->under, from, n, flags);
  pthread_mutex_lock(&vfs_mutex);
  int rc = own_shm_lock(f, from, n, flags);
  pthread_mutex_unlock(&vfs_mutex);
  return rc;
}

void vfs_shm_barrier(sqlite3_file *sf) {
  struct file *f = file_of(sf);
  if (f->under) {
    f->under->pMethods->xShmBarrier(f->under);
    return;
  }
  pthread_mutex_lock(&vfs_mutex); /* a full fence, and an order with those who map and lock */
  pthread_mutex_unlock(&vfs_mutex);
}

int vfs_shm_unmap(sqlite3_file *sf, int remove) {
  struct file *f = file_of(sf);
  if (f->under) return f->under->pMethods->xShmUnmap(f->under, remove);
  pthread_mutex_lock(&vfs_mutex);
  for (int i = 0; i < VFS_SHM_LOCKS; i++) {
    if (f->shm_owned >> i & 1) f->sh->shm_owner[i] = NULL;
    if (f->shm_shared >> i & 1) f->sh->shm_shared[i]--;
  }
  f->shm_owned = f->shm_shared = 0;
  pthread_mutex_unlock(&vfs_mutex); /* the regions go with the last connection */
  return SQLITE_OK;
}
