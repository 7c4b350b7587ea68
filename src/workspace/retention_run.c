/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Taking what is too old out of the files.
 *
 * Columns clustered by person have old rows in every part, so a run writes all of them again and
 * with them the log's old files.  Once a day would be too dear; so it is due when something has
 * been too old for a week, and the files then lose a week at once.
 *
 * The floors are written first: whatever becomes of the run, nobody is told an answer as of a
 * moment of which some may be gone.  Repeating it at any time is right: everything it does is "make
 * it so". */
#include "base/panic.h"
#include "retention_int.h"

/* Of events without an old row nothing goes, so that questions about then may go on. */
static void note(struct workspace *w, const struct snapshot *n, const struct making *m, bool done) {
  for (uint32_t i = 0; i < snapshot_events(n); i++) {
    struct str name = snapshot_event(n, i)->name;
    int64_t low = retention_low(m, name);
    struct retention_floor *f = floor_find(w, name);
    const struct event_info *e = snapshot_event(n, i);
    bool old = e->rows > 0 && e->time_min < low;
    if (!f && (low == INT64_MIN || !old)) continue;
    f = f ? f : floor_of(w, name);
    if (done)
      f->done_ms = f->floor_ms;
    else if (old && low > f->floor_ms)
      f->floor_ms = low;
  }
}

static bool sign(struct workspace *w, const struct snapshot *n, const struct making *m, bool done,
                 struct err *err) {
  pthread_mutex_lock(&w->retaining);
  note(w, n, m, done);
  bool ok = floors_save(w, err);
  pthread_mutex_unlock(&w->retaining);
  return ok && retention_apply(w, err);
}

bool ws_retention_waits(struct workspace *w) {
  struct arena tmp;
  struct ws_retention r;
  struct err ignored;
  bool waits = false;
  struct str text = ws_retention_text(w);
  if (text.n == 0) return false;
  arena_init(&tmp, "retention");
  struct snapshot *n = ws_snapshot(w);
  bool ok = ws_retention_parse(text, &tmp, &r, &ignored);
  pthread_mutex_lock(&w->retaining);
  for (uint32_t i = 0; ok && !waits && i < snapshot_events(n); i++) {
    const struct event_info *e = snapshot_event(n, i);
    const struct retention_floor *f = floor_find(w, e->name);
    int64_t low = ws_retention_low(w, &r, e->name);
    if (e->rows == 0 || low == INT64_MIN || e->time_min >= low) continue;
    waits = !f || f->done_ms < f->floor_ms || f->done_ms < low - WS_RETENTION_RUN_DAYS * MS_DAY;
  }
  pthread_mutex_unlock(&w->retaining);
  snapshot_free(n);
  arena_release(&tmp);
  return waits;
}

/* Everything that is old in the log is in files that end here. */
static bool roll(struct workspace *w, struct err *err) {
  if (!pipeline_hold(w, err)) return false;
  bool ok = log_roll(w->log, err);
  if (!ok) pipeline_stop(w, err);
  pipeline_let_go(w);
  return ok;
}

static bool expire_by(struct workspace *w, const struct snapshot *n, const struct making *m,
                      struct ws_retention_done *r, struct err *err) {
  struct expiry *x;
  if (!sign(w, n, m, false, err) || !expiry_new(n, &m->b, &x, err)) return false;
  bool ok = retention_log(w, n, x, &r->log_files, err) && store_expire(w->store, x, &r->rows, err);
  expiry_free(x);
  return ok && sign(w, n, m, true, err);
}

/* Rules may be set and a day may begin meanwhile: what is signed is what is done. */
static bool expire(struct workspace *w, const struct snapshot *n, struct ws_retention_done *ret,
                   struct err *err) {
  struct arena tmp;
  struct ws_retention r;
  struct making m;
  arena_init(&tmp, "retention");
  bool ok = ws_retention_parse(ws_retention_text(w), &tmp, &r, err);
  if (ok) {
    pthread_mutex_lock(&w->retaining);
    retention_bounds(&m, w, &r, &tmp);
    pthread_mutex_unlock(&w->retaining);
    ok = expire_by(w, n, &m, ret, err);
  }
  arena_release(&tmp);
  return ok;
}

bool ws_retention_run(struct workspace *w, struct ws_retention_done *ret, struct err *err) {
  struct ws_retention_done r = {0};
  must(w->mode == WS_WRITE);
  pthread_mutex_lock(&w->import);
  bool ok = roll(w, err) && ws_checkpoint_people(w, err) && store_flush_all(w->store, err);
  if (ok) {
    struct snapshot *n = ws_snapshot(w);
    ok = expire(w, n, &r, err);
    snapshot_free(n);
  }
  pthread_mutex_unlock(&w->import);
  ws_revise(w);
  if (ok) *ret = r;
  return ok;
}
