/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file system in memory that can lose power.
 *
 * Every file has what the program sees (`now`) and what is on the disk (`disk`); a sync copies.
 * Names have pending changes until their directory is synced.  mem_io_crash decides with random
 * numbers, sector by sector, what of the unsynced survived, and for names, how many of the pending
 * changes did. One directory level is enough: a path is just a name. */
#ifndef TESTS_LOG_MEM_IO_H
#define TESTS_LOG_MEM_IO_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/panic.h"
#include "base/rng.h"
#include "base/vec.h"

#define MEM_SECTOR 512

struct mem_inode {
  uint8_t *now, *disk;
  size_t now_n, disk_n, cap;
  size_t dirty_lo, dirty_hi;
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
  VEC(struct mem_inode *) nodes;
  mem_names now, disk, pending;
  int64_t fail_in; /* writes, syncs and renames until one fails; < 0 = never */
  bool dead;       /* after a failure nothing works until the crash */
  struct rng rng;
  uint64_t ops;
  void (*before_read)(void *ctx); /* something that happens between two reads; may be NULL */
  void *ctx;
};

static struct mem_io *mem_of(struct io *io) {
  return io->ctx;
}

static inline struct mem_name *mem_find(mem_names *names, const char *path) {
  for (size_t i = 0; i < names->n; i++)
    if (strcmp(names->p[i].path, path) == 0) return &names->p[i];
  return NULL;
}

static void mem_set(mem_names *names, const char *path, struct mem_inode *node) {
  struct mem_name *at = mem_find(names, path), new = {.node = node};
  if (at && node)
    at->node = node;
  else if (at)
    *at = names->p[--names->n];
  else if (node) {
    snprintf(new.path, sizeof new.path, "%s", path);
    vec_push(names, new);
  }
}

static void mem_change(struct mem_io *m, const char *path, struct mem_inode *node) {
  struct mem_name change = {.node = node};
  snprintf(change.path, sizeof change.path, "%s", path);
  mem_set(&m->now, path, node);
  vec_push(&m->pending, change);
}

static bool mem_op(struct mem_io *m, const char *what, struct err *err) {
  m->ops++;
  if (m->fail_in >= 0 && m->fail_in-- == 0) m->dead = true;
  return m->dead ? err_fail(err, ERR_io, "%s" ERR_SEP "the test's disk is broken", what) : true;
}

static void mem_room(struct mem_inode *n, size_t size) {
  if (size > n->cap) {
    size_t cap = n->cap ? n->cap * 2 : 4096;
    while (cap < size)
      cap *= 2;
    n->now = must_realloc(n->now, cap, 1);
    n->disk = must_realloc(n->disk, cap, 1);
    memset(n->now + n->cap, 0, cap - n->cap);
    memset(n->disk + n->cap, 0, cap - n->cap);
    n->cap = cap;
  }
}

static void mem_dirty(struct mem_inode *n, size_t lo, size_t hi) {
  if (n->dirty_hi == 0) n->dirty_lo = lo;
  if (lo < n->dirty_lo) n->dirty_lo = lo;
  if (hi > n->dirty_hi) n->dirty_hi = hi;
}

static bool mem_open(struct io *io, const char *path, enum io_mode mode, struct io_file **ret,
                     struct err *err) {
  struct mem_io *m = mem_of(io);
  struct mem_name *at = mem_find(&m->now, path);
  if (!at && mode == IO_READ) return err_fail(err, ERR_not_found_file, "%s", path);
  if (at && mode == IO_CREATE_NEW) return err_fail(err, ERR_io, "%s" ERR_SEP "it exists", path);
  if (m->dead && mode != IO_READ) return mem_op(m, path, err);
  struct mem_inode *node = at ? at->node : NULL;
  if (!node) {
    node = must_calloc(1, sizeof *node);
    vec_push(&m->nodes, node);
    mem_change(m, path, node);
  }
  *ret = must_malloc(sizeof **ret);
  (*ret)->node = node;
  return true;
}

static void mem_close(struct io *io, struct io_file *f) {
  free(f);
}

static bool mem_pread(struct io *io, struct io_file *f, void *p, size_t n, uint64_t off,
                      size_t *ret_n, struct err *err) {
  struct mem_io *m = mem_of(io);
  if (m->before_read) m->before_read(m->ctx);
  size_t have = off < f->node->now_n ? f->node->now_n - (size_t)off : 0;
  if (n > have) n = have;
  if (n) memcpy(p, f->node->now + off, n);
  *ret_n = n;
  return true;
}

static bool mem_pwrite(struct io *io, struct io_file *f, const void *p, size_t n, uint64_t off,
                       struct err *err) {
  struct mem_io *m = mem_of(io);
  bool ok = mem_op(m, "pwrite", err);
  if (!ok && m->fail_in == -1) n = rng_below(&m->rng, n + 1); /* the one that fails writes a part */
  if (!ok && m->fail_in != -1) return false;
  if (!ok) m->fail_in = -2;
  mem_room(f->node, (size_t)off + n);
  if (n) memcpy(f->node->now + off, p, n);
  if (off + n > f->node->now_n) f->node->now_n = (size_t)off + n;
  mem_dirty(f->node, (size_t)off, (size_t)off + n);
  return ok;
}

static bool mem_size(struct io *io, struct io_file *f, uint64_t *ret, struct err *err) {
  *ret = f->node->now_n;
  return true;
}

static bool mem_truncate(struct io *io, struct io_file *f, uint64_t size, struct err *err) {
  struct mem_inode *n = f->node;
  if (!mem_op(mem_of(io), "truncate", err)) return false;
  mem_room(n, (size_t)size);
  if (size < n->now_n) {
    memset(n->now + size, 0, n->now_n - (size_t)size);
    mem_dirty(n, (size_t)size, n->now_n);
  }
  n->now_n = (size_t)size;
  return true;
}

static void mem_flush(struct mem_inode *n) {
  if (n->dirty_hi) memcpy(n->disk + n->dirty_lo, n->now + n->dirty_lo, n->dirty_hi - n->dirty_lo);
  n->disk_n = n->now_n;
  n->dirty_lo = n->dirty_hi = 0;
}

static bool mem_sync(struct io *io, struct io_file *f, struct err *err) {
  if (!mem_op(mem_of(io), "sync", err)) {
    /* As Linux does: the pages stay readable, but count as clean, and no later sync writes them. */
    f->node->dirty_lo = f->node->dirty_hi = 0;
    return false;
  }
  mem_flush(f->node);
  return true;
}

static bool mem_rename(struct io *io, const char *from, const char *to, struct err *err) {
  struct mem_io *m = mem_of(io);
  struct mem_name *at = mem_find(&m->now, from);
  if (!at) return err_fail(err, ERR_not_found_file, "%s", from);
  if (!mem_op(m, to, err)) return false;
  struct mem_inode *node = at->node;
  mem_change(m, to, node);
  mem_change(m, from, NULL);
  return true;
}

static bool mem_unlink(struct io *io, const char *path, struct err *err) {
  struct mem_io *m = mem_of(io);
  if (!mem_op(m, path, err)) return false;
  if (mem_find(&m->now, path)) mem_change(m, path, NULL);
  return true;
}

static bool mem_mkdir(struct io *io, const char *path, struct err *err) {
  return true;
}

static void mem_apply(mem_names *names, const mem_names *changes, size_t n) {
  for (size_t i = 0; i < n; i++)
    mem_set(names, changes->p[i].path, changes->p[i].node);
}

static bool mem_in_dir(const char *path, const char *dir) {
  const char *slash = strrchr(path, '/');
  size_t n = slash ? (size_t)(slash - path) : 0;
  return slash ? strlen(dir) == n && strncmp(path, dir, n) == 0 : strcmp(dir, ".") == 0;
}

static bool mem_sync_dir(struct io *io, const char *path, struct err *err) {
  struct mem_io *m = mem_of(io);
  size_t left = 0;
  if (!mem_op(m, path, err)) return false;
  for (size_t i = 0; i < m->pending.n; i++) {
    struct mem_name *change = &m->pending.p[i];
    if (mem_in_dir(change->path, path))
      mem_set(&m->disk, change->path, change->node);
    else
      m->pending.p[left++] = *change;
  }
  m->pending.n = left;
  return true;
}

static int mem_by_name(const void *a, const void *b) {
  return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static bool mem_list(struct io *io, const char *path, struct arena *out, struct str **ret,
                     size_t *ret_n, struct err *err) {
  struct mem_io *m = mem_of(io);
  size_t len = strlen(path), n = 0;
  struct str *names = arena_array(out, struct str, m->now.n + 1);
  for (size_t i = 0; i < m->now.n; i++) {
    const char *name = m->now.p[i].path;
    if (strncmp(name, path, len) == 0 && name[len] == '/')
      names[n++] = arena_str(out, str_from(name + len + 1));
  }
  qsort(names, n, sizeof *names, mem_by_name);
  *ret = names;
  *ret_n = n;
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
};

static inline struct mem_io *mem_io_new(uint64_t seed) {
  struct mem_io *m = must_calloc(1, sizeof *m);
  m->io = (struct io){&mem_ops, m};
  m->fail_in = -2;
  rng_init(&m->rng, seed, 99, 0);
  return m;
}

static inline void mem_io_free(struct mem_io *m) {
  for (size_t i = 0; i < m->nodes.n; i++) {
    free(m->nodes.p[i]->now);
    free(m->nodes.p[i]->disk);
    free(m->nodes.p[i]);
  }
  vec_free(&m->nodes);
  vec_free(&m->now);
  vec_free(&m->disk);
  vec_free(&m->pending);
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
  struct mem_inode *node = must_calloc(1, sizeof *node);
  vec_push(&m->nodes, node);
  mem_room(node, n + 1);
  if (n) memcpy(node->now, p, n);
  if (n) memcpy(node->disk, p, n);
  node->now_n = node->disk_n = n;
  mem_set(&m->now, path, node);
  mem_set(&m->disk, path, node);
  return node;
}

/* The power fails: all handles must be closed. */
static inline void mem_io_crash(struct mem_io *m) {
  mem_apply(&m->disk, &m->pending, rng_below(&m->rng, m->pending.n + 1));
  m->pending.n = m->now.n = 0;
  for (size_t i = 0; i < m->disk.n; i++)
    vec_push(&m->now, m->disk.p[i]);
  for (size_t i = 0; i < m->nodes.n; i++) {
    struct mem_inode *n = m->nodes.p[i];
    size_t size = rng_chance(&m->rng, 0.5) ? n->now_n : n->disk_n;
    uint64_t keep = rng_below(&m->rng, 3); /* none, some, all of the sectors */
    for (size_t s = 0; s < n->cap; s += MEM_SECTOR) {
      size_t len = n->cap - s < MEM_SECTOR ? n->cap - s : MEM_SECTOR;
      if (memcmp(n->now + s, n->disk + s, len) == 0) continue;
      bool dirty = s + len > n->dirty_lo && s < n->dirty_hi;
      if (dirty && (keep == 2 || (keep == 1 && rng_chance(&m->rng, 0.5))))
        memcpy(n->disk + s, n->now + s, len);
      else
        memcpy(n->now + s, n->disk + s, len);
    }
    if (size < n->cap) memset(n->now + size, 0, n->cap - size);
    if (size < n->cap) memset(n->disk + size, 0, n->cap - size);
    n->now_n = n->disk_n = size;
    n->dirty_lo = n->dirty_hi = 0;
  }
  m->dead = false;
  m->fail_in = -2;
}

#endif
