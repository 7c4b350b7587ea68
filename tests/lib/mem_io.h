/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file system in memory that can lose power.
 *
 * Every file is what the program sees, and for each sector that was changed since it last reached
 * the disk, what the disk still has.  A sync forgets those.  Names and their changes wait until
 * their directory is synced.  When the power fails, random numbers decide sector by sector what of
 * the unsynced survived, which size the file has, and how many of the waiting changes of names:
 * either of all in order (a journal), or of each directory for itself.
 *
 * A directory made here exists after a crash only if its name was durable; one at the top (a path
 * without a slash) always does.  Threads may use it together, as the real one.
 *
 * at_op is called before each write, sync, truncation, rename, removal, mkdir and synced
 * directory, with nothing of the operation done: a test may fork there, and the child crash a
 * clone. */
#ifndef TESTS_LIB_MEM_IO_H
#define TESTS_LIB_MEM_IO_H

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/panic.h"
#include "base/rng.h"
#include "base/vec.h"

#define MEM_SECTOR 512

struct mem_undo {
  uint32_t sector;
  bool lost; /* a sync failed: as Linux does, the page counts as clean and never reaches the disk */
  uint8_t disk[MEM_SECTOR];
};

struct mem_inode {
  uint8_t *now; /* what the program sees; zeros behind now_n */
  size_t now_n, disk_n, cap;
  uint32_t *undo_of; /* by sector: index in undo + 1; 0 = as on disk */
  VEC(struct mem_undo) undo;
  bool dir;
  const void *locked_by;
};

struct io_file {
  struct mem_inode *node;
};

struct mem_name {
  char path[160];
  struct mem_inode *node; /* NULL in a pending change: the name goes away */
};
typedef VEC(struct mem_name) mem_names;

struct mem_io {
  struct io io;
  pthread_mutex_t lock;
  VEC(struct mem_inode *) nodes;
  mem_names now, disk, pending;
  int64_t fail_in; /* writes, syncs and renames until one fails; < 0 = never */
  bool dead;       /* after a failure nothing works until the crash */
  struct rng rng;
  uint64_t ops;
  void (*before_read)(void *ctx); /* something that happens between two reads; may be NULL */
  void (*at_op)(void *ctx, const char *what, const char *path); /* may be NULL */
  void *ctx;
};

static inline struct mem_io *mem_of(struct io *io) {
  return io->ctx;
}

static inline struct mem_name *mem_find(mem_names *names, const char *path) {
  for (size_t i = 0; i < names->n; i++)
    if (strcmp(names->p[i].path, path) == 0) return &names->p[i];
  return NULL;
}

static inline const char *mem_path(struct mem_io *m, const struct mem_inode *node) {
  for (size_t i = 0; i < m->now.n; i++)
    if (m->now.p[i].node == node) return m->now.p[i].path;
  return "(removed)";
}

static inline void mem_set(mem_names *names, const char *path, struct mem_inode *node) {
  struct mem_name *at = mem_find(names, path), new_ = {.node = node};
  if (at && node)
    at->node = node;
  else if (at)
    *at = names->p[--names->n];
  else if (node) {
    must(snprintf(new_.path, sizeof new_.path, "%s", path) < (int)sizeof new_.path);
    vec_push(names, new_);
  }
}

static inline void mem_change(struct mem_io *m, const char *path, struct mem_inode *node) {
  struct mem_name change = {.node = node};
  must(snprintf(change.path, sizeof change.path, "%s", path) < (int)sizeof change.path);
  mem_set(&m->now, path, node);
  vec_push(&m->pending, change);
}

static inline bool mem_op(struct mem_io *m, const char *what, const char *path, struct err *err) {
  if (m->at_op && !m->dead) m->at_op(m->ctx, what, path);
  m->ops++;
  if (m->fail_in >= 0 && m->fail_in-- == 0) m->dead = true;
  return m->dead ? err_fail(err, ERR_io, "%s" ERR_SEP "the test's disk is broken", path) : true;
}

static inline void mem_room(struct mem_inode *n, size_t size) {
  if (size <= n->cap) return;
  size_t cap = n->cap ? n->cap * 2 : 4096;
  while (cap < size)
    cap *= 2;
  n->now = must_realloc(n->now, cap, 1);
  n->undo_of = must_realloc(n->undo_of, cap / MEM_SECTOR, sizeof *n->undo_of);
  memset(n->now + n->cap, 0, cap - n->cap);
  memset(n->undo_of + n->cap / MEM_SECTOR, 0, (cap - n->cap) / MEM_SECTOR * sizeof *n->undo_of);
  n->cap = cap;
}

/* Bytes [at, at + n) become p (NULL: zeros); what the disk has of them is remembered. */
static inline void mem_put(struct mem_inode *node, size_t at, const uint8_t *p, size_t n) {
  while (n > 0) {
    size_t s = at / MEM_SECTOR, in = at % MEM_SECTOR, len = MEM_SECTOR - in;
    if (len > n) len = n;
    uint8_t *to = node->now + at;
    static const uint8_t zeros[MEM_SECTOR];
    const uint8_t *from = p ? p : zeros;
    if (node->undo_of[s]) {
      node->undo.p[node->undo_of[s] - 1].lost = false;
    } else if (memcmp(to, from, len) != 0) {
      struct mem_undo u = {.sector = (uint32_t)s};
      memcpy(u.disk, node->now + s * MEM_SECTOR, MEM_SECTOR);
      vec_push(&node->undo, u);
      node->undo_of[s] = (uint32_t)node->undo.n;
    }
    memcpy(to, from, len);
    at += len;
    n -= len;
    if (p) p += len;
  }
}

static inline struct mem_inode *mem_node_new(struct mem_io *m) {
  struct mem_inode *node = must_calloc(1, sizeof *node);
  vec_push(&m->nodes, node);
  return node;
}

static inline bool mem_open_locked(struct mem_io *m, const char *path, enum io_mode mode,
                                   struct io_file **ret, struct err *err) {
  struct mem_name *at = mem_find(&m->now, path);
  if (at && at->node->dir) return err_fail(err, ERR_io, "%s" ERR_SEP "it is a directory", path);
  if (!at && mode == IO_READ) return err_fail(err, ERR_not_found_file, "%s", path);
  if (at && mode == IO_CREATE_NEW) return err_fail(err, ERR_io, "%s" ERR_SEP "it exists", path);
  if (m->dead && mode != IO_READ)
    return err_fail(err, ERR_io, "%s" ERR_SEP "the test's disk is broken", path);
  struct mem_inode *node = at ? at->node : NULL;
  if (!node) {
    node = mem_node_new(m);
    mem_change(m, path, node);
  }
  *ret = must_malloc(sizeof **ret);
  (*ret)->node = node;
  return true;
}

static inline bool mem_open(struct io *io, const char *path, enum io_mode mode,
                            struct io_file **ret, struct err *err) {
  struct mem_io *m = mem_of(io);
  pthread_mutex_lock(&m->lock);
  bool ok = mem_open_locked(m, path, mode, ret, err);
  pthread_mutex_unlock(&m->lock);
  return ok;
}

static inline void mem_close(struct io *io, struct io_file *f) {
  if (f->node->locked_by == f) f->node->locked_by = NULL;
  free(f);
}

static inline bool mem_pread(struct io *io, struct io_file *f, void *p, size_t n, uint64_t off,
                             size_t *ret_n, struct err *err) {
  struct mem_io *m = mem_of(io);
  if (m->before_read) m->before_read(m->ctx);
  pthread_mutex_lock(&m->lock);
  size_t have = off < f->node->now_n ? f->node->now_n - (size_t)off : 0;
  if (n > have) n = have;
  if (n) memcpy(p, f->node->now + off, n);
  *ret_n = n;
  pthread_mutex_unlock(&m->lock);
  return true;
}

static inline bool mem_pwrite(struct io *io, struct io_file *f, const void *p, size_t n,
                              uint64_t off, struct err *err) {
  struct mem_io *m = mem_of(io);
  pthread_mutex_lock(&m->lock);
  bool alive = !m->dead, ok = mem_op(m, "pwrite", mem_path(m, f->node), err);
  if (!ok && alive) n = rng_below(&m->rng, n + 1); /* the one that fails writes a part */
  if (ok || alive) {
    mem_room(f->node, (size_t)off + n);
    mem_put(f->node, (size_t)off, p, n);
    if (off + n > f->node->now_n) f->node->now_n = (size_t)off + n;
  }
  pthread_mutex_unlock(&m->lock);
  return ok;
}

static inline bool mem_size(struct io *io, struct io_file *f, uint64_t *ret, struct err *err) {
  struct mem_io *m = mem_of(io);
  pthread_mutex_lock(&m->lock);
  *ret = f->node->now_n;
  pthread_mutex_unlock(&m->lock);
  return true;
}

static inline bool mem_truncate(struct io *io, struct io_file *f, uint64_t size, struct err *err) {
  struct mem_io *m = mem_of(io);
  struct mem_inode *n = f->node;
  pthread_mutex_lock(&m->lock);
  bool ok = mem_op(m, "truncate", mem_path(m, n), err);
  if (ok) {
    mem_room(n, (size_t)size);
    if (size < n->now_n) mem_put(n, (size_t)size, NULL, n->now_n - (size_t)size);
    n->now_n = (size_t)size;
  }
  pthread_mutex_unlock(&m->lock);
  return ok;
}

/* Sectors whose write a failed sync has lost stay lost, whatever is synced later. */
static inline void mem_flush(struct mem_inode *n) {
  size_t left = 0;
  for (size_t i = 0; i < n->undo.n; i++) {
    struct mem_undo *u = &n->undo.p[i];
    n->undo_of[u->sector] = 0;
    if (!u->lost) continue;
    n->undo.p[left++] = *u;
    n->undo_of[n->undo.p[left - 1].sector] = (uint32_t)left;
  }
  n->undo.n = left;
  n->disk_n = n->now_n;
}

static inline bool mem_sync(struct io *io, struct io_file *f, struct err *err) {
  struct mem_io *m = mem_of(io);
  pthread_mutex_lock(&m->lock);
  bool ok = mem_op(m, "sync", mem_path(m, f->node), err);
  if (ok)
    mem_flush(f->node);
  else
    for (size_t i = 0; i < f->node->undo.n; i++)
      f->node->undo.p[i].lost = true;
  pthread_mutex_unlock(&m->lock);
  return ok;
}

static inline bool mem_rename(struct io *io, const char *from, const char *to, struct err *err) {
  struct mem_io *m = mem_of(io);
  pthread_mutex_lock(&m->lock);
  struct mem_name *at = mem_find(&m->now, from);
  bool ok = at || err_fail(err, ERR_not_found_file, "%s", from);
  ok = ok && mem_op(m, "rename", to, err);
  if (ok) {
    struct mem_inode *node = mem_find(&m->now, from)->node;
    mem_change(m, to, node);
    mem_change(m, from, NULL);
  }
  pthread_mutex_unlock(&m->lock);
  return ok;
}

static inline bool mem_in_dir(const char *path, const char *dir) {
  const char *slash = strrchr(path, '/');
  size_t n = slash ? (size_t)(slash - path) : 0;
  return slash ? strlen(dir) == n && strncmp(path, dir, n) == 0 : strcmp(dir, ".") == 0;
}

static inline bool mem_unlink(struct io *io, const char *path, struct err *err) {
  struct mem_io *m = mem_of(io);
  pthread_mutex_lock(&m->lock);
  bool ok = mem_op(m, "unlink", path, err);
  struct mem_name *at = mem_find(&m->now, path);
  if (ok && at && at->node->dir)
    for (size_t i = 0; ok && i < m->now.n; i++)
      if (mem_in_dir(m->now.p[i].path, path))
        ok = err_fail(err, ERR_io, "%s" ERR_SEP "it is not empty", path);
  if (ok && at) mem_change(m, path, NULL);
  pthread_mutex_unlock(&m->lock);
  return ok;
}

static inline bool mem_mkdir(struct io *io, const char *path, struct err *err) {
  struct mem_io *m = mem_of(io);
  pthread_mutex_lock(&m->lock);
  struct mem_name *at = mem_find(&m->now, path);
  bool ok = true;
  if (at && !at->node->dir) ok = err_fail(err, ERR_io, "%s" ERR_SEP "it is a file", path);
  if (!at && strchr(path, '/')) {
    ok = mem_op(m, "mkdir", path, err);
    if (ok) {
      struct mem_inode *node = mem_node_new(m);
      node->dir = true;
      mem_change(m, path, node);
    }
  }
  pthread_mutex_unlock(&m->lock);
  return ok;
}

static inline bool mem_sync_dir(struct io *io, const char *path, struct err *err) {
  struct mem_io *m = mem_of(io);
  pthread_mutex_lock(&m->lock);
  bool ok = mem_op(m, "sync_dir", path, err);
  size_t left = 0;
  for (size_t i = 0; ok && i < m->pending.n; i++) {
    struct mem_name *change = &m->pending.p[i];
    if (mem_in_dir(change->path, path))
      mem_set(&m->disk, change->path, change->node);
    else
      m->pending.p[left++] = *change;
  }
  if (ok) m->pending.n = left;
  pthread_mutex_unlock(&m->lock);
  return ok;
}

static inline int mem_by_name(const void *a, const void *b) {
  return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static inline bool mem_list(struct io *io, const char *path, struct arena *out, struct str **ret,
                            size_t *ret_n, struct err *err) {
  struct mem_io *m = mem_of(io);
  size_t len = strlen(path), n = 0;
  pthread_mutex_lock(&m->lock);
  struct str *names = arena_array(out, struct str, m->now.n + 1);
  for (size_t i = 0; i < m->now.n; i++)
    if (mem_in_dir(m->now.p[i].path, path))
      names[n++] = arena_str(out, str_from(m->now.p[i].path + len + 1));
  pthread_mutex_unlock(&m->lock);
  qsort(names, n, sizeof *names, mem_by_name);
  *ret = names;
  *ret_n = n;
  return true;
}

/* A copy: who maps a file does not expect it to change. */
static inline bool mem_map(struct io *io, struct io_file *f, size_t n, const void **ret,
                           struct err *err) {
  struct mem_io *m = mem_of(io);
  pthread_mutex_lock(&m->lock);
  uint8_t *p = must_malloc(n + 64);
  memcpy(p, f->node->now, n);
  *ret = p;
  pthread_mutex_unlock(&m->lock);
  return true;
}

static inline void mem_unmap(struct io *io, const void *p, size_t n) {
  free((void *)(uintptr_t)p);
}

static inline bool mem_lock(struct io *io, struct io_file *f, bool *ret_got, struct err *err) {
  struct mem_io *m = mem_of(io);
  pthread_mutex_lock(&m->lock);
  *ret_got = !f->node->locked_by || f->node->locked_by == f;
  if (*ret_got) f->node->locked_by = f;
  pthread_mutex_unlock(&m->lock);
  return true;
}

static const struct io_ops mem_ops = {
    .open = mem_open,
    .close = mem_close,
    .pread = mem_pread,
    .pwrite = mem_pwrite,
    .size = mem_size,
    .truncate = mem_truncate,
    .sync = mem_sync,
    .rename = mem_rename,
    .unlink = mem_unlink,
    .mkdir = mem_mkdir,
    .sync_dir = mem_sync_dir,
    .list = mem_list,
    .map = mem_map,
    .unmap = mem_unmap,
    .lock = mem_lock,
};

static inline struct mem_io *mem_io_new(uint64_t seed) {
  struct mem_io *m = must_calloc(1, sizeof *m);
  m->io = (struct io){&mem_ops, m};
  m->fail_in = -2;
  pthread_mutex_init(&m->lock, NULL);
  rng_init(&m->rng, seed, 99, 0);
  return m;
}

static inline void mem_io_free(struct mem_io *m) {
  for (size_t i = 0; i < m->nodes.n; i++) {
    free(m->nodes.p[i]->now);
    free(m->nodes.p[i]->undo_of);
    vec_free(&m->nodes.p[i]->undo);
    free(m->nodes.p[i]);
  }
  vec_free(&m->nodes);
  vec_free(&m->now);
  vec_free(&m->disk);
  vec_free(&m->pending);
  pthread_mutex_destroy(&m->lock);
  free(m);
}

/* The node behind a name, to be damaged at will; NULL if absent. */
static inline struct mem_inode *mem_io_node(struct mem_io *m, const char *path) {
  struct mem_name *at = mem_find(&m->now, path);
  return at ? at->node : NULL;
}

/* Puts a file there, durable. */
static inline struct mem_inode *mem_io_put(struct mem_io *m, const char *path, const void *p,
                                           size_t n) {
  struct mem_inode *node = mem_node_new(m);
  mem_room(node, n + 1);
  if (n) memcpy(node->now, p, n);
  node->now_n = node->disk_n = n;
  mem_set(&m->now, path, node);
  mem_set(&m->disk, path, node);
  return node;
}

static inline struct mem_inode *mem_copy_node(struct mem_io *to, const struct mem_inode *n) {
  struct mem_inode *c = mem_node_new(to);
  mem_room(c, n->cap);
  if (n->cap) memcpy(c->now, n->now, n->cap);
  if (n->cap) memcpy(c->undo_of, n->undo_of, n->cap / MEM_SECTOR * sizeof *c->undo_of);
  for (size_t i = 0; i < n->undo.n; i++)
    vec_push(&c->undo, n->undo.p[i]);
  c->now_n = n->now_n;
  c->disk_n = n->disk_n;
  c->dir = n->dir;
  return c;
}

static inline void mem_copy_names(mem_names *to, const mem_names *from,
                                  struct mem_inode *const *new_of, struct mem_inode *const *old,
                                  size_t n) {
  for (size_t i = 0; i < from->n; i++) {
    struct mem_name name = from->p[i];
    for (size_t k = 0; name.node && k < n; k++)
      if (old[k] == name.node) {
        name.node = new_of[k];
        break;
      }
    vec_push(to, name);
  }
}

/* All that has a name or may get one back, without handles and locks. */
static inline struct mem_io *mem_io_clone(const struct mem_io *m, uint64_t seed) {
  struct mem_io *c = mem_io_new(seed);
  const mem_names *const all[] = {&m->now, &m->disk, &m->pending};
  VEC(struct mem_inode *) old = {0}, copies = {0};
  for (size_t l = 0; l < 3; l++)
    for (size_t i = 0; i < all[l]->n; i++) {
      struct mem_inode *node = all[l]->p[i].node;
      bool known = !node;
      for (size_t k = 0; k < old.n && !known; k++)
        known = old.p[k] == node;
      if (known) continue;
      struct mem_inode *copy = mem_copy_node(c, node);
      vec_push(&old, node);
      vec_push(&copies, copy);
    }
  mem_copy_names(&c->now, &m->now, copies.p, old.p, old.n);
  mem_copy_names(&c->disk, &m->disk, copies.p, old.p, old.n);
  mem_copy_names(&c->pending, &m->pending, copies.p, old.p, old.n);
  vec_free(&old);
  vec_free(&copies);
  return c;
}

static inline void mem_lose_names(struct mem_io *m) {
  bool journal = rng_chance(&m->rng, 0.5);
  size_t keep = rng_below(&m->rng, m->pending.n + 1);
  uint64_t seed = rng_u64(&m->rng);
  for (size_t i = 0; i < m->pending.n; i++) {
    const struct mem_name *change = &m->pending.p[i];
    if (!journal) { /* a prefix per directory */
      size_t in_dir = 0, before = 0;
      const char *slash = strrchr(change->path, '/');
      size_t n = slash ? (size_t)(slash - change->path) : 0;
      uint64_t hash = seed;
      for (size_t k = 0; k < n; k++)
        hash = (hash ^ (uint8_t)change->path[k]) * 1099511628211u;
      for (size_t k = 0; k < m->pending.n; k++) {
        const char *other = strrchr(m->pending.p[k].path, '/');
        size_t other_n = other ? (size_t)(other - m->pending.p[k].path) : 0;
        if (other_n != n || strncmp(m->pending.p[k].path, change->path, n) != 0) continue;
        in_dir++;
        before += k < i;
      }
      struct rng r;
      rng_init(&r, hash, 98, 0);
      if (before >= rng_below(&r, in_dir + 1)) continue;
    } else if (i >= keep) {
      break;
    }
    mem_set(&m->disk, change->path, change->node);
  }
  m->pending.n = 0;
}

/* Is each directory above the path, as far as somebody made it, there? */
static inline bool mem_reachable(struct mem_io *m, const char *path) {
  char dir[160];
  snprintf(dir, sizeof dir, "%s", path);
  for (char *slash; (slash = strrchr(dir, '/'));) {
    *slash = 0;
    bool made = false;
    for (size_t i = 0; i < m->now.n && !made; i++)
      made = m->now.p[i].node->dir && strcmp(m->now.p[i].path, dir) == 0;
    if (made && !mem_find(&m->disk, dir)) return false;
  }
  return true;
}

/* The power fails: all handles must be closed. */
static inline void mem_io_crash(struct mem_io *m) {
  mem_lose_names(m);
  for (size_t i = m->disk.n; i-- > 0;)
    if (!mem_reachable(m, m->disk.p[i].path)) m->disk.p[i] = m->disk.p[--m->disk.n];
  m->now.n = 0;
  for (size_t i = 0; i < m->disk.n; i++)
    vec_push(&m->now, m->disk.p[i]);
  for (size_t i = 0; i < m->nodes.n; i++) {
    struct mem_inode *n = m->nodes.p[i];
    size_t size = rng_chance(&m->rng, 0.5) ? n->now_n : n->disk_n;
    uint64_t keep = rng_below(&m->rng, 3); /* none, some, all of the sectors */
    for (size_t k = 0; k < n->undo.n; k++) {
      const struct mem_undo *u = &n->undo.p[k];
      n->undo_of[u->sector] = 0;
      if (u->lost || !(keep == 2 || (keep == 1 && rng_chance(&m->rng, 0.5))))
        memcpy(n->now + (size_t)u->sector * MEM_SECTOR, u->disk, MEM_SECTOR);
    }
    n->undo.n = 0;
    mem_room(n, size);
    if (size < n->cap) memset(n->now + size, 0, n->cap - size);
    n->now_n = n->disk_n = size;
    n->locked_by = NULL;
  }
  m->dead = false;
  m->fail_in = -2;
}

#endif
