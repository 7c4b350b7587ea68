/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Views: one immutable moment for all who ask at about that moment.
 *
 * Making one costs a sort of the rows that are not in parts yet, so it is shared: by everybody as
 * long as nothing changes, and for VIEW_FRESH_MS while rows stream in.  That is counted from when
 * its rows were taken to when the question came, whatever making it or waiting for it cost: who
 * asks a tenth of a second after an acknowledgement has those rows.  Resources and settings cost
 * nothing, so nobody ever sees old ones.
 *
 * One thread makes, those who cannot use the present view wait for it and then look again; those
 * who can do not notice.  While somebody asks and rows stream in, the next one is made ahead: else
 * whoever comes first after a tenth of a second pays for it, which for a question about one person
 * was twenty times what the question itself costs.  Ahead no more than a fifth of a processor is
 * spent on it, counted in its time and not on the clock; where views cost more than that allows,
 * who asks makes the next one.
 *
 * A list is one moment: who turns its pages goes on in the moment of the first (view_keep), or is
 * told that it is gone.  Only a few are kept, because each may hold files that were merged since
 * and a sorted copy of fresh rows; while nothing changes they all are the newest one.
 */
#include <stdlib.h>

#include "api/tenant_int.h"
#include "base/panic.h"
#include "base/thread.h"

static int64_t now_ns(const struct tenant *t) {
  struct clock *c = t->ts->clock;
  return c->mono(c).ns;
}

static int64_t ms(int64_t n) {
  return n * INT64_C(1000000);
}

static void drop(struct view *v) {
  if (!v || atomic_fetch_sub(&v->refs, 1) != 1) return;
  names_env_free(v->names);
  snapshot_free(v->snap);
  free(v);
}

/* The revision is read first: what is read after it is at least as new. */
static bool make(struct tenant *t, struct view **ret, struct err *err) {
  struct workspace *w = t->ws;
  struct view *v = must_calloc(1, sizeof *v);
  atomic_init(&v->refs, 1);
  v->t = t;
  v->taken_ns = now_ns(t);
  int64_t cpu = thread_cpu_ns();
  v->revision = ws_revision(w);
  v->snap = ws_snapshot(w);
  v->lsn = snapshot_lsn(v->snap);
  v->currency = ws_currency(w);
  if (!names_env_new(w, v->snap, &v->names, err)) {
    drop(v);
    return false;
  }
  v->tz = names_env_lang(v->names)->tz;
  v->spent_ns = thread_cpu_ns() - cpu;
  v->made_ns = now_ns(t);
  *ret = v;
  return true;
}

/* For who came at asked_ns. */
static bool suits(const struct tenant *t, const struct view *v, uint64_t lsn, uint64_t revision,
                  int64_t asked_ns) {
  if (!v || v->lsn < lsn || v->revision < revision) return false;
  return v->lsn == ws_lsn(t->ws) || asked_ns - v->taken_ns < ms(VIEW_FRESH_MS);
}

/* Caller has view_lock, which is let go meanwhile, and drops *ret_old without it: megabytes of
 * sorted rows may go. */
static bool make_newest(struct tenant *t, struct view **ret_old, struct err *err) {
  struct view *v = NULL;
  t->making = true;
  pthread_mutex_unlock(&t->view_lock);
  bool ok = make(t, &v, err);
  pthread_mutex_lock(&t->view_lock);
  t->making = false;
  if (ok) {
    int64_t took = v->made_ns - v->taken_ns, slow = t->slow_ns - t->slow_ns / 8;
    t->slow_ns = took > slow ? took : slow;
    *ret_old = t->view;
    t->view = v;
  }
  pthread_cond_broadcast(&t->view_made);
  return ok;
}

bool tenant_view_at_least(struct tenant *t, uint64_t lsn, uint64_t revision, struct view **ret,
                          struct err *err) {
  uint64_t lsn_now = ws_lsn(t->ws), revision_now = ws_revision(t->ws);
  int64_t asked_ns = now_ns(t); /* before waiting for anything */
  if (lsn > lsn_now) lsn = lsn_now;
  if (revision > revision_now) revision = revision_now;
  bool ok = true, mine = false;
  struct view *old = NULL;
  pthread_mutex_lock(&t->view_lock);
  t->asked_ns = asked_ns;
  /* what I just made is new enough for me, however long the lock took to come back */
  while (ok && !mine && !suits(t, t->view, lsn, revision, asked_ns)) {
    if (t->making) {
      pthread_cond_wait(&t->view_made, &t->view_lock);
    } else {
      ok = make_newest(t, &old, err);
      mine = true;
    }
  }
  struct view *v = ok ? t->view : NULL;
  if (v) atomic_fetch_add(&v->refs, 1);
  pthread_mutex_unlock(&t->view_lock);
  drop(old);
  if (!ok) return false;
  tenant_ref(t);
  *ret = v;
  return true;
}

/* In time for as long as a slow one of late took, and for being looked at twice.  What it leaves to
 * others counts in processor time: who waited for a processor took nothing from anybody. */
static bool gets_old(const struct tenant *t, const struct view *v) {
  int64_t now = now_ns(t), spare = t->slow_ns + 2 * ms(VIEW_AHEAD_MS);
  return v->lsn != ws_lsn(t->ws) && now - v->taken_ns >= ms(VIEW_FRESH_MS) - spare &&
         now - v->made_ns >= v->spent_ns * VIEW_AHEAD_TIMES;
}

bool view_ahead(struct tenant *t) {
  struct err ignored; /* who asks will meet it too */
  struct view *old = NULL;
  pthread_mutex_lock(&t->view_lock);
  bool asked = t->asked_ns && now_ns(t) - t->asked_ns < ms(VIEW_ASKED_MS);
  if (asked && t->view && !t->making && gets_old(t, t->view)) make_newest(t, &old, &ignored);
  pthread_mutex_unlock(&t->view_lock);
  drop(old);
  return asked;
}

bool tenant_view(struct tenant *t, struct view **ret, struct err *err) {
  return tenant_view_at_least(t, 0, ws_revision(t->ws), ret, err);
}

struct view *view_ref(struct view *v) {
  atomic_fetch_add(&v->refs, 1);
  tenant_ref(v->t);
  return v;
}

void view_release(struct view *v) {
  if (!v) return;
  struct tenant *t = v->t;
  drop(v);
  tenant_release(t); /* last: it may let the workspace close */
}

void view_forget(struct tenant *t, bool all) {
  pthread_mutex_lock(&t->view_lock);
  struct view *v = t->view;
  if (v && !all && v->lsn == ws_lsn(t->ws)) v = NULL;
  if (v) t->view = NULL;
  pthread_mutex_unlock(&t->view_lock);
  drop(v);
}

/* ---- moments whose pages are being turned ---- */

/* With view_lock; takes the hold out of the table. */
static struct view *take_kept(struct tenant *t, uint32_t i) {
  struct view *v = t->kept[i].v;
  t->kept[i] = t->kept[--t->n_kept];
  return v;
}

static uint32_t oldest_kept(const struct tenant *t) {
  uint32_t oldest = 0;
  for (uint32_t i = 1; i < t->n_kept; i++)
    if (t->kept[i].used_ns < t->kept[oldest].used_ns) oldest = i;
  return oldest;
}

/* With view_lock; VIEWS_KEPT_MAX if there is none. */
static uint32_t find_kept(const struct tenant *t, uint64_t lsn, uint64_t revision) {
  for (uint32_t i = 0; i < t->n_kept; i++)
    if (t->kept[i].v->lsn == lsn && t->kept[i].v->revision == revision) return i;
  return VIEWS_KEPT_MAX;
}

void view_keep(struct view *v) {
  struct tenant *t = v->t;
  struct view *old = NULL;
  int64_t now = now_ns(t);
  pthread_mutex_lock(&t->view_lock);
  uint32_t i = find_kept(t, v->lsn, v->revision);
  if (i == VIEWS_KEPT_MAX) {
    if (t->n_kept == VIEWS_KEPT_MAX) old = take_kept(t, oldest_kept(t));
    i = t->n_kept++;
    t->kept[i].v = v;
    atomic_fetch_add(&v->refs, 1);
  }
  t->kept[i].used_ns = now;
  pthread_mutex_unlock(&t->view_lock);
  drop(old);
}

bool tenant_view_again(struct tenant *t, uint64_t lsn, uint64_t revision, struct view **ret,
                       struct err *err) {
  struct view *v = NULL;
  int64_t now = now_ns(t);
  pthread_mutex_lock(&t->view_lock);
  uint32_t i = find_kept(t, lsn, revision);
  if (i < VIEWS_KEPT_MAX) {
    v = t->kept[i].v;
    t->kept[i].used_ns = now;
    atomic_fetch_add(&v->refs, 1);
  }
  pthread_mutex_unlock(&t->view_lock);
  if (v) {
    tenant_ref(t);
  } else {
    if (!tenant_view(t, &v, err)) return false;
    if (v->lsn != lsn || v->revision != revision) {
      view_release(v);
      return err_fail(err, ERR_page_expired, NULL);
    }
  }
  *ret = v;
  return true;
}

void view_forget_kept(struct tenant *t, bool all) {
  struct view *gone[VIEWS_KEPT_MAX];
  uint32_t n = 0;
  int64_t before = now_ns(t) - ms(VIEW_KEPT_MS);
  pthread_mutex_lock(&t->view_lock);
  for (uint32_t i = t->n_kept; i-- > 0;)
    if (all || t->kept[i].used_ns < before) gone[n++] = take_kept(t, i);
  pthread_mutex_unlock(&t->view_lock);
  for (uint32_t i = 0; i < n; i++)
    drop(gone[i]);
}

struct tenant *view_tenant(const struct view *v) {
  return v->t;
}
const struct snapshot *view_snapshot(const struct view *v) {
  return v->snap;
}
uint64_t view_lsn(const struct view *v) {
  return v->lsn;
}
uint64_t view_revision(const struct view *v) {
  return v->revision;
}
const struct tz *view_tz(const struct view *v) {
  return v->tz;
}
struct str view_currency(const struct view *v) {
  return v->currency;
}
struct names_env *view_names(const struct view *v) {
  return v->names;
}
struct classification_env view_env(const struct view *v, const struct query_limits *limits) {
  return names_env_classes(v->names, limits);
}
