/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A connection, whichever database is behind it: who has it, and whether a transaction is open.
 *
 * One connection serves all threads of a process, one at a time: a fair lock that a transaction
 * holds from its beginning to its end.  Statements are cached and shared, so there could not be two
 * users at once even where the database would allow it; and a second connection would see the first
 * one's transaction as "busy" instead of waiting for it.
 */
#include <stdatomic.h>
#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/panic.h"
#include "state/state_int.h"

#define PLACE_SLUG_MAX 55

static char *copy_of(const char *s) {
  return strcpy(must_malloc(strlen(s) + 1), s);
}

void state_start(struct state *s, const struct door *door, const char *path, const char *shown,
                 bool write, const struct state_setup *setup) {
  s->door = door;
  s->path = copy_of(path);
  s->shown = copy_of(shown);
  s->write = write;
  s->setup = *setup;
  intern_init(&s->sql, "sql texts");
  pthread_mutex_init(&s->turn, NULL);
  pthread_mutex_init(&s->lock, NULL);
}

void state_end(struct state *s) {
  vec_free(&s->stmts);
  intern_release(&s->sql);
  pthread_mutex_destroy(&s->lock);
  pthread_mutex_destroy(&s->turn);
  free(s->shown);
  free(s->path);
}

bool state_is_url(const char *path) {
  return str_starts(str_from(path), STR("postgresql://")) ||
         str_starts(str_from(path), STR("postgres://"));
}

/* A name of PostgreSQL has 63 bytes.  A longer slug ends with its hash, under another prefix, so
 * that no short one can be named so that they meet. */
void state_place(const char *url, struct str slug, struct buf *out) {
  buf_puts(out, url);
  if (slug.n == 0)
    buf_puts(out, "#shoal_server");
  else if (slug.n <= PLACE_SLUG_MAX)
    buf_printf(out, "#shoal_w_%.*s", STRF(slug));
  else {
    XXH128_hash_t h = XXH3_128bits(slug.p, slug.n);
    buf_printf(out, "#shoal_l_%.*s_%016llx%016llx", PLACE_SLUG_MAX - 33, slug.p,
               (unsigned long long)h.high64, (unsigned long long)h.low64);
  }
}

bool state_open_with(const char *path, bool write, const struct state_setup *setup,
                     struct state **ret, struct err *err) {
  const struct door *door = state_is_url(path) ? &state_door_postgres : &state_door_sqlite;
  struct state *s;
  if (!door->connect(path, write, setup, &s, err)) return false;
  if (!state_migrate(s, setup->migrations, err)) {
    state_close(s);
    return false;
  }
  *ret = s;
  return true;
}

bool state_open(const char *path, bool write, struct state **ret, struct err *err) {
  return state_open_in(io_posix(), path, write, ret, err);
}

bool state_open_in(struct io *io, const char *path, bool write, struct state **ret,
                   struct err *err) {
  const struct state_setup setup = {
      .migrations = state_migrations, .busy_ms = STATE_BUSY_MS, .io = io, .alone = write};
  return state_open_with(path, write, &setup, ret, err);
}

bool state_open_server(const char *path, bool write, struct state **ret, struct err *err) {
  const struct state_setup setup = {.migrations = state_migrations_server,
                                    .busy_ms = STATE_BUSY_MS};
  return state_open_with(path, write, &setup, ret, err);
}

bool state_reader(const struct state *s, struct state **ret, struct err *err) {
  struct state_setup setup = s->setup;
  must(*s->path); /* one in memory has no other way in */
  setup.alone = false;
  return state_open_with(s->path, false, &setup, ret, err);
}

void state_close(struct state *s) {
  if (!s) return;
  for (size_t i = 0; i < s->stmts.n; i++)
    s->door->drop(s->stmts.p[i]);
  s->stmts.n = 0;
  s->door->close(s);
}

void state_reset_all(struct state *s) {
  for (size_t i = 0; i < s->stmts.n; i++)
    state_reset(s->stmts.p[i]);
}

/* The turn makes it fair: whoever waits for the lock holds it, so that a writer with one group of
 * requests behind the other does not keep everybody else out. */
void state_enter(struct state *s) {
  if (atomic_load(&s->owner) != pthread_self()) {
    must(pthread_mutex_lock(&s->turn) == 0);
    must(pthread_mutex_lock(&s->lock) == 0);
    atomic_store(&s->owner, pthread_self());
    must(pthread_mutex_unlock(&s->turn) == 0);
  }
  s->depth++;
}

void state_leave(struct state *s) {
  must(atomic_load(&s->owner) == pthread_self() && s->depth > 0);
  if (--s->depth > 0) return;
  atomic_store(&s->owner, (pthread_t)0);
  must(pthread_mutex_unlock(&s->lock) == 0);
}

bool state_begin(struct state *s, struct err *err) {
  state_enter(s);
  must(!s->open);
  /* A read-only connection may begin, and is refused at the first write. */
  bool ok = s->write ? s->door->begin(s, err) : err_fail(err, ERR_state_read_only, "%s", s->shown);
  s->open = ok;
  if (!ok) state_leave(s);
  return ok;
}

bool state_begin_read(struct state *s, struct err *err) {
  state_enter(s);
  must(!s->open);
  s->open = s->door->begin_read(s, err);
  if (!s->open) state_leave(s);
  return s->open;
}

bool state_commit(struct state *s, struct err *err) {
  must(s->open);
  bool ok = s->door->commit(s, err);
  s->open = false;
  state_leave(s);
  return ok;
}

void state_rollback(struct state *s) {
  state_enter(s); /* another thread's transaction is not ours to end: wait, then see */
  if (s->open) {
    s->door->rollback(s);
    s->open = false;
    state_leave(s);
  }
  state_leave(s);
}

static bool mark(struct state *s, const char *sql, struct err *err) {
  struct state_stmt *q;
  must(s->open);
  return state_query(s, sql, &q, err) && state_later(q, err);
}

bool state_savepoint(struct state *s, struct err *err) {
  return mark(s, "SAVEPOINT one", err);
}

bool state_release(struct state *s, struct err *err) {
  return mark(s, "RELEASE one", err);
}

bool state_rollback_to(struct state *s, struct err *err) {
  struct err undone;
  must(s->open);
  s->door->settle(s, &undone); /* what failed in it is undone with it */
  state_reset_all(s);
  return state_run(s, "ROLLBACK TO one; RELEASE one", err);
}

bool state_settle(struct state *s, struct err *err) {
  return s->door->settle(s, err);
}

bool state_changed(struct state *s) {
  state_enter(s);
  bool changed = s->door->changed(s);
  state_leave(s);
  return changed;
}

bool state_scrub(struct state *s, struct err *err) {
  state_enter(s);
  bool ok = s->door->scrub(s, err);
  state_leave(s);
  return ok;
}

bool state_verify(struct state *s, void (*bad)(void *ctx, const struct err *what), void *ctx,
                  struct err *err) {
  state_enter(s);
  bool ok = s->door->verify(s, bad, ctx, err);
  state_leave(s);
  return ok;
}
