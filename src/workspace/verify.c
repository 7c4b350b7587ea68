/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal verify`: each room looks at its own files; here they are asked one after another, and what
 * they find gets two things that only the whole knows: whether it can be made again from the log,
 * and who is affected.
 *
 * Names come from the checkpoint of people and what the log adds to it; where those are damaged the
 * range of numbers must do.  At the end, if nothing was found, the workspace is opened as a
 * question would open it, because rooms that are each in order may still not belong together. */
#include "workspace/verify.h"

#include <stdio.h>
#include <time.h>

#include "seen_int.h"
#include "workspace_int.h"

struct verify {
  struct io *io;
  const char *ws;
  const char *state_at;
  struct people *people; /* NULL until somebody asks */
  bool derived;          /* of the room that looks just now */
  ws_damage_fn *bad;
  void *ctx;
  uint64_t problems;
};

/* As far as checkpoint and log go. */
static void load_people(struct verify *v) {
  char path[WS_PATH_MAX];
  struct log *log;
  struct log_iter *it;
  struct log_record rec;
  struct err ignored;
  bool more;
  ws_join(path, v->ws, "people");
  if (v->people || !people_open(v->io, path, &v->people, &ignored)) return;
  ws_join(path, v->ws, "log");
  if (!log_open(v->io, path, false, &log, &ignored)) return;
  uint64_t from = people_lsn(v->people);
  if (from < log_oldest(log)) from = log_oldest(log);
  if (from <= log_end(log) && log_iter_new(log, from, &it, &ignored)) {
    while (log_iter_next(it, &rec, &more, &ignored) && more)
      if (rec.kind == LOG_SUBJECTS && !people_apply(v->people, rec.body, rec.lsn + rec.n, &ignored))
        break;
    log_iter_free(it);
  }
  log_close(log);
}

static void on_bad(void *ctx, const struct err *what) {
  struct verify *v = ctx;
  struct ws_damage d = {.what = what, .derived = v->derived};
  v->problems++;
  d.has_people = store_damage_people(what, &d.first, &d.last);
  if (d.has_people) {
    load_people(v);
    for (uint32_t s = d.first; s <= d.last && d.n_names < WS_DAMAGE_NAMES; s++) {
      if (!v->people || s >= people_count(v->people)) break;
      d.names[d.n_names++] = people_external_id(v->people, s);
    }
  }
  v->bad(v->ctx, &d);
}

static void check_people(struct verify *v) {
  char dir[WS_PATH_MAX], path[WS_PATH_MAX];
  struct people *p;
  struct err what;
  const char *reason;
  ws_join(dir, v->ws, "people");
  ws_join(path, dir, "people.shp");
  if (!io_exists(v->io, path) || !people_open(v->io, dir, &p, &what)) return;
  bool ok = people_lsn(p) > 0;
  if (!ok)
    err_fail(&what, ERR_corrupt, "%s" ERR_SEP "it is no valid checkpoint", path);
  else if (!people_validate(p, &reason))
    ok = err_fail(&what, ERR_corrupt, "%s" ERR_SEP "%s", path, reason);
  if (!ok) on_bad(v, &what);
  people_close(p);
}

static bool check_keys(struct verify *v, struct err *err) {
  char top[WS_PATH_MAX], dir[WS_PATH_MAX];
  struct arena tmp;
  struct str *names;
  struct err what;
  size_t n;
  ws_join(top, v->ws, "imports");
  arena_init(&tmp, "verify");
  bool ok = io_list(v->io, top, &tmp, &names, &n, err);
  for (size_t i = 0; ok && i < n; i++) {
    ws_join(dir, top, arena_cstr(&tmp, names[i]));
    if (!keyset_check(v->io, dir, &what)) on_bad(v, &what);
  }
  arena_release(&tmp);
  return ok;
}

/* Without a log there is nothing they could belong to. */
static void check_ids(struct verify *v) {
  char path[WS_PATH_MAX];
  struct log *log;
  struct err ignored;
  ws_join(path, v->ws, "log");
  if (!log_open(v->io, path, false, &log, &ignored)) return;
  ws_join(path, v->ws, "seen");
  seen_verify(v->io, path, log_id(log), on_bad, v);
  log_close(log);
}

/* Damage is a finding, anything else an error of the looking. */
static bool found(struct verify *v, const struct err *what, struct err *err) {
  if (err_class_of(what->code) == ERR_CLASS_CORRUPT) {
    on_bad(v, what);
    return true;
  }
  *err = *what;
  return false;
}

/* SQLite does not open a database for reading beside which it cannot make files; that is not
 * damage.  The connection recovers nothing: it is read-only. */
static bool check_state(struct verify *v, struct err *err) {
  struct state *s;
  struct err what;
  if (!state_open_in(v->io, v->state_at, false, &s, &what)) return found(v, &what, err);
  bool ok = state_verify(s, on_bad, v, &what) || found(v, &what, err);
  state_close(s);
  return ok;
}

static bool check_together(struct verify *v, const char *dir, struct str slug,
                           const struct ws_options *o, struct err *err) {
  struct workspace *w;
  struct err what;
  const char *reason;
  if (!ws_open(dir, slug, WS_READ, o, &w, &what)) return found(v, &what, err);
  if (!people_validate(ws_people(w), &reason)) {
    err_fail(&what, ERR_corrupt, "people" ERR_SEP "%s", reason);
    on_bad(v, &what);
  }
  ws_close(w);
  return true;
}

static bool check_settings(struct verify *v, const char *dir, struct str slug, struct err *err) {
  struct err what;
  struct workspace w = {.io = v->io};
  arena_init(&w.life, "settings");
  w.path = (char *)(uintptr_t)v->ws;
  w.slug = slug;
  bool ok = ws_dir_check(dir, v->io, &what) && ws_settings_load(&w, &what);
  arena_release(&w.life);
  return ok || found(v, &what, err);
}

static bool check_floors(struct verify *v, struct err *err) {
  struct workspace w = {.io = v->io, .path = (char *)(uintptr_t)v->ws};
  struct err what;
  bool ok = floors_load(&w, &what);
  floors_release(&w);
  return ok || found(v, &what, err);
}

static bool check_files(struct verify *v, const char *dir, struct str slug, const struct pace *pace,
                        struct ws_verified *n, struct err *err) {
  char path[WS_PATH_MAX];
  bool ok = check_settings(v, dir, slug, err) && check_floors(v, err);
  ws_join(path, v->ws, "log");
  ok = ok && log_verify(v->io, path, &n->log_groups, &n->log_events, on_bad, v, pace, err);
  ok = ok && check_state(v, err);
  v->derived = true;
  ws_join(path, v->ws, "store");
  ok = ok && store_verify(v->io, path, &n->parts, &n->rows, on_bad, v, pace, err);
  if (ok) check_people(v);
  return ok;
}

bool ws_verify(const char *dir, struct str slug, const struct ws_options *o, ws_damage_fn *bad,
               void *ctx, struct ws_verified *ret, struct err *err) {
  char ws[WS_PATH_MAX], path[WS_PATH_MAX];
  struct verify v = {.io = o && o->io ? o->io : io_posix(), .ws = ws, .bad = bad, .ctx = ctx};
  struct ws_verified n = {0};
  if (!ws_path_of(dir, slug, ws, err)) return false;
  ws_join(path, dir, "shoal.json");
  if (!io_exists(v.io, path)) return err_fail(err, ERR_no_data_dir, "%s", dir);
  ws_join(path, ws, "workspace.json");
  if (!io_exists(v.io, path)) return err_fail(err, ERR_no_workspace, "%.*s", STRF(slug));
  struct buf place = BUF_INIT;
  bool ok = ws_state_at(dir, slug, o ? o->state : NULL, v.io, &place, err);
  v.state_at = place.p;
  ok = ok && check_files(&v, dir, slug, NULL, &n, err) && check_keys(&v, err);
  if (ok) check_ids(&v);
  v.derived = false;
  if (ok && v.problems == 0) ok = check_together(&v, dir, slug, o, err);
  buf_release(&place);
  people_close(v.people);
  if (!ok) return false;
  n.problems = v.problems;
  *ret = n;
  return true;
}

/* ---- beside a writer ----
 *
 * Log, SQL, columns and checkpoints can be read while they are written: what is replaced is
 * replaced whole, and what is open stays readable.  Keys of imports and message ids are several
 * files that belong together, so whoever changes them is kept out while they are looked at.  That
 * the rooms belong together was found when the workspace was opened. */

#define KEYS_WAIT_NS 50000000

static bool hold_keys(struct workspace *w, const struct pace *pace, struct err *err) {
  while (pthread_mutex_trylock(&w->import) != 0) {
    if (!pace_on(pace, 0, err)) return false;
    nanosleep(&(struct timespec){.tv_nsec = KEYS_WAIT_NS}, NULL);
  }
  return true;
}

bool ws_verify_open(struct workspace *w, const struct pace *pace, ws_damage_fn *bad, void *ctx,
                    struct ws_verified *ret, struct err *err) {
  struct verify v = {.io = w->io,
                     .ws = w->path,
                     .state_at = w->state_at,
                     .people = w->people,
                     .bad = bad,
                     .ctx = ctx};
  struct ws_verified n = {0};
  char dir[WS_PATH_MAX];
  must(w->mode == WS_WRITE);
  snprintf(dir, sizeof dir, "%.*s", (int)(strlen(w->path) - w->slug.n - strlen("/w/")), w->path);
  bool ok = check_files(&v, dir, w->slug, pace, &n, err) && hold_keys(w, pace, err);
  if (!ok) return false;
  ok = check_keys(&v, err);
  pthread_mutex_unlock(&w->import);
  seen_hold(w->seen);
  if (ok) check_ids(&v);
  seen_let_go(w->seen);
  if (!ok) return false;
  n.problems = v.problems;
  *ret = n;
  return true;
}

uint64_t ws_verify_bytes(struct workspace *w) {
  struct store_stats s;
  store_stats(w->store, &s);
  return log_bytes(w->log) + s.part_bytes;
}
