/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal state move`.
 *
 * Every writer's lock is held from beginning to end.  The one word in shoal.json decides which of
 * two copies is the state: until it is changed the new one is nobody's, and is taken away again
 * when something fails; afterwards the old one is.  A crash in between leaves a copy too many:
 * files in the directory are simply replaced the next time, in PostgreSQL it is ERR_state_taken,
 * because what is found there might as well be another directory's.
 */
#include "workspace/move.h"

#include <stdlib.h>

#include "base/panic.h"
#include "base/vec.h"
#include "workspace_int.h"

struct one { /* of the server, or of a workspace */
  struct str slug;
  struct buf from, to;
  bool made;
};

struct moving {
  struct io *io;
  const char *dir, *url;
  bool away; /* to PostgreSQL */
  struct arena a;
  VEC(struct io_file *) locks;
  VEC(struct one) all;
  struct ws_moved r;
};

static bool lock_file(struct moving *m, const char *path, enum err_code code, struct str whom,
                      struct err *err) {
  struct io_file *f;
  bool got = false;
  if (!io_open(m->io, path, IO_CREATE, &f, err)) return false;
  vec_push(&m->locks, f);
  if (!io_lock(m->io, f, &got, err)) return false;
  return got || err_fail(err, code, "%.*s", STRF(whom));
}

static bool lock_all(struct moving *m, const struct str *slugs, uint32_t n, struct err *err) {
  char path[WS_PATH_MAX], ws[WS_PATH_MAX];
  ws_join(path, m->dir, "server.lock");
  if (!lock_file(m, path, ERR_server_locked, str_from(m->dir), err)) return false;
  for (uint32_t i = 0; i < n; i++) {
    if (!ws_path_of(m->dir, slugs[i], ws, err)) return false;
    ws_join(path, ws, "lock");
    if (!lock_file(m, path, ERR_workspace_locked, slugs[i], err)) return false;
  }
  return true;
}

/* Where it should be according to shoal.json, and where it goes. */
static bool plan_one(struct moving *m, struct str slug, struct err *err) {
  struct one x = {.slug = slug, .from = BUF_INIT, .to = BUF_INIT};
  bool there = false, taken = false;
  bool ok = ws_state_at(m->dir, slug, m->away ? NULL : m->url, m->io, &x.from, err) &&
            state_there(m->io, x.from.p, &there, err);
  if (ok && there) {
    if (m->away)
      state_place(m->url, slug, &x.to);
    else if (slug.n)
      buf_printf(&x.to, "%s/w/%.*s/state.db", m->dir, STRF(slug));
    else
      buf_printf(&x.to, "%s/server.db", m->dir);
    ok = state_there(m->io, x.to.p, &taken, err);
    if (ok && taken && m->away)
      ok = err_fail(err, ERR_state_taken, "%.*s", STRF(slug.n ? slug : STR("server")));
    if (ok && taken) ok = state_remove(m->io, x.to.p, err); /* of an attempt that was cut short */
  }
  if (!ok || !there) {
    buf_release(&x.from);
    buf_release(&x.to);
    return ok;
  }
  vec_push(&m->all, x);
  return true;
}

/* Only the owner may read the server's. */
static bool copy_one(struct moving *m, struct one *x, struct err *err) {
  uint64_t rows;
  x->made = true;
  if (!m->away) {
    struct io_file *f;
    if (!io_open(m->io, x->to.p, IO_CREATE_PRIVATE, &f, err)) return false;
    io_close(m->io, f);
  }
  if (!state_copy(m->io, x->from.p, x->to.p, x->slug.n == 0, &rows, err)) return false;
  m->r.rows += rows;
  m->r.workspaces += x->slug.n > 0;
  return true;
}

/* What cannot be taken away is only a copy too many. */
static void clear(struct moving *m, bool old) {
  struct err ignored;
  for (size_t i = 0; i < m->all.n; i++) {
    const struct one *x = &m->all.p[i];
    if (old || x->made) state_remove(m->io, old ? x->from.p : x->to.p, &ignored);
  }
}

static bool move(struct moving *m, struct err *err) {
  struct str *slugs;
  uint32_t n;
  if (!ws_list(m->dir, m->io, &m->a, &slugs, &n, err) || !lock_all(m, slugs, n, err)) return false;
  bool ok = plan_one(m, STR(""), err);
  for (uint32_t i = 0; ok && i < n; i++)
    ok = plan_one(m, slugs[i], err);
  for (size_t i = 0; ok && i < m->all.n; i++)
    ok = copy_one(m, &m->all.p[i], err);
  ok = ok && ws_state_note(m->io, m->dir, m->away, err);
  clear(m, ok);
  return ok;
}

bool ws_state_move(const char *dir, const char *url, bool to_postgresql, struct io *io,
                   struct ws_moved *ret, struct err *err) {
  struct moving m = {.io = io, .dir = dir, .url = url, .away = to_postgresql};
  if (!ws_dir_check(dir, io, err)) return false;
  if (!state_is_url(url)) return err_fail(err, ERR_bad_state_url, NULL);
  arena_init(&m.a, "moving the state");
  bool ok = move(&m, err);
  for (size_t i = 0; i < m.all.n; i++) {
    buf_release(&m.all.p[i].from);
    buf_release(&m.all.p[i].to);
  }
  for (size_t i = 0; i < m.locks.n; i++)
    io_close(io, m.locks.p[i]);
  vec_free(&m.all);
  vec_free(&m.locks);
  arena_release(&m.a);
  if (ok) *ret = m.r;
  return ok;
}
