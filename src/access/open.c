/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Three connections to DIR/server.db.
 *
 * Every request reads (who is this?), few write, and a commit waits for the disk.  With one
 * connection a login's fsync would stand before everybody's next request; in WAL mode a second
 * connection reads on meanwhile, and sees each commit (also another process's) with its next
 * statement; what is kept in memory (keys, key.c) is forgotten at each change.  The audit trail has
 * a connection of its own because looking through it may take long.
 *
 * The file is made before SQLite would make it: what is in it (hashes, addresses) is nobody else's
 * business, and SQLite gives its -wal and -shm files the permissions of the database. */
#include <stdio.h>
#include <stdlib.h>

#include "access/access_int.h"
#include "base/io.h"
#include "workspace/workspace.h"

/* One check takes 0.13–0.16 s on the two-core machines we build on (measured; 2 passes 0.09 s, 6
 * passes 0.22 s): slow for who guesses, not felt by who logs in. */
#define PASSES       4
#define MEMORY_BYTES ((size_t)64 << 20)

int64_t now_of(struct access *a) {
  return clock_wall_ms(a->clock);
}

bool tx_begin(struct access *a, struct tx *ret, struct err *err) {
  pthread_mutex_lock(&a->write.lock);
  if (!state_begin(a->write.state, err)) {
    pthread_mutex_unlock(&a->write.lock);
    return false;
  }
  *ret = (struct tx){a, a->write.state, now_of(a)};
  return true;
}

bool tx_end(struct tx *t, bool ok, struct err *err) {
  if (ok)
    ok = state_commit(t->s, err);
  else
    state_rollback(t->s);
  atomic_fetch_add(&t->a->changes, 1);
  pthread_mutex_unlock(&t->a->write.lock);
  return ok;
}

struct state *read_enter(struct access *a) {
  pthread_mutex_lock(&a->read.lock);
  return a->read.state;
}

void read_leave(struct access *a) {
  pthread_mutex_unlock(&a->read.lock);
}

static char *copy(const char *s) {
  char *p = must_malloc(strlen(s) + 1);
  return strcpy(p, s);
}

/* Its place, made if need be. */
static bool find_state(struct access *a, const char *url, enum access_mode mode, struct err *err) {
  struct io *io = io_posix();
  struct io_file *f;
  struct buf place = BUF_INIT;
  const char *dir = a->dir;
  bool there;
  if (url && mode == ACCESS_CREATE && !ws_init_dir_at(dir, url, io, err)) return false;
  bool ok = ws_state_at(dir, STR(""), url, io, &place, err);
  a->path = copy(ok ? place.p : "");
  buf_release(&place);
  if (!ok || !state_there(io, a->path, &there, err)) return false;
  if (there) return true;
  if (mode == ACCESS_EXISTING) return err_fail(err, ERR_server_missing, "%s", dir);
  if (url) return true;
  if (!io_mkdirs(io, dir, err) || !io_open(io, a->path, IO_CREATE_PRIVATE, &f, err)) return false;
  io_close(io, f);
  return io_sync_dir(io, dir, err);
}

bool access_open(const char *dir, enum access_mode mode, const struct access_options *o,
                 struct access **ret, struct err *err) {
  must(sodium_init() >= 0);
  struct access *a = must_calloc(1, sizeof *a);
  a->dir = copy(dir);
  a->clock = o && o->clock ? o->clock : clock_system();
  a->hash_passes = o && o->hash_passes ? o->hash_passes : PASSES;
  a->hash_bytes = o && o->hash_bytes ? o->hash_bytes : MEMORY_BYTES;
  pthread_mutex_init(&a->write.lock, NULL);
  pthread_mutex_init(&a->read.lock, NULL);
  pthread_mutex_init(&a->audit.lock, NULL);
  arena_init(&a->known.mem, "keys");
  if (find_state(a, o ? o->state : NULL, mode, err) &&
      state_open_server(a->path, true, &a->write.state, err) &&
      state_open_server(a->path, false, &a->read.state, err) &&
      state_open_server(a->path, false, &a->audit.state, err)) {
    *ret = a;
    return true;
  }
  access_close(a);
  return false;
}

void access_close(struct access *a) {
  if (!a) return;
  state_close(a->audit.state);
  state_close(a->read.state);
  state_close(a->write.state); /* last: whoever closes last moves the log into the database */
  arena_release(&a->known.mem);
  vec_free(&a->known.keys);
  pthread_mutex_destroy(&a->write.lock);
  pthread_mutex_destroy(&a->read.lock);
  pthread_mutex_destroy(&a->audit.lock);
  free(a->dir);
  free(a->path);
  free(a);
}

bool access_verify(struct access *a, void (*bad)(void *ctx, const struct err *what), void *ctx,
                   struct err *err) {
  pthread_mutex_lock(&a->audit.lock);
  bool ok = state_verify(a->audit.state, bad, ctx, err);
  pthread_mutex_unlock(&a->audit.lock);
  return ok;
}
