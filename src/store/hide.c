/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Erased people: gone from every answer at once, from the files a little later.
 *
 * A snapshot carries the erased subjects; the one decoding path leaves their rows and themselves
 * out, so no question can see them.  Blocks without any of them (nearly all) pay one search in a
 * short list.  The facts of the catalogue (rows per event, values per property …) are sums, so what
 * the hidden rows count for is counted once, when they are hidden, and taken off each snapshot's
 * copy.  Ranges of time and the scales of numbers stay as wide as they were: they bound, they do
 * not tell.
 *
 * Purging writes a part that holds hidden rows again by the same scan, and takes what they count
 * for off the catalogue itself in the same switch of the manifest. */
#include <stdlib.h>

#include "base/fault.h"
#include "base/panic.h"
#include "kernel/bits.h"
#include "store/share_int.h"
#include "store/store_int.h"

void share_add(struct share *t, uint32_t event, uint32_t prop, enum vtype type, int64_t n) {
  if (prop == SHARE_ROWS) t->rows += n;
  for (size_t i = 0; i < t->cells.n; i++) {
    struct share_cell *c = &t->cells.p[i];
    if (c->event != event || c->prop != prop || c->type != type) continue;
    c->n += n;
    return;
  }
  vec_push(&t->cells, ((struct share_cell){event, prop, type, n}));
}

void share_free(struct share *t) {
  if (!t) return;
  vec_free(&t->cells);
  free(t);
}

/* Never below nothing.  A negative n adds. */
static uint64_t less(uint64_t from, int64_t n) {
  return n < 0 || (uint64_t)n < from ? from - (uint64_t)n : 0;
}

/* The table of pairs takes no deletions: it is filled again. */
static void subtract_pairs(const struct share *t, struct catalog *c) {
  struct pair_count *old = c->pairs;
  uint32_t cap = c->pair_cap;
  c->pairs = NULL;
  c->pair_cap = c->pair_n = 0;
  for (uint32_t i = 0; i < cap; i++) {
    uint64_t rows = old[i].rows;
    for (size_t k = 0; rows && k < t->cells.n; k++) {
      const struct share_cell *x = &t->cells.p[k];
      if (x->prop != SHARE_ROWS && x->type != V_NONE &&
          ((uint64_t)x->event << 32 | x->prop) == old[i].key)
        rows = less(rows, x->n);
    }
    catalog_pair_add(c, (uint32_t)(old[i].key >> 32), (uint32_t)old[i].key, rows);
  }
  free(old);
}

void share_subtract(const struct share *t, struct catalog *c) {
  if (t->cells.n == 0) return;
  for (size_t i = 0; i < t->cells.n; i++) {
    const struct share_cell *x = &t->cells.p[i];
    if (x->prop == SHARE_ROWS)
      c->event.p[x->event].rows = less(c->event.p[x->event].rows, x->n);
    else
      c->prop.p[x->prop].rows[x->type] = less(c->prop.p[x->prop].rows[x->type], x->n);
  }
  c->rows = less(c->rows, t->rows);
  subtract_pairs(t, c);
}

/* Under the store's lock, as every use of a share. */
static void share_less(struct share *t, const struct share *gone) {
  t->rows = less(t->rows, gone->rows);
  for (size_t i = 0; i < gone->cells.n; i++)
    for (size_t k = 0; k < t->cells.n; k++) {
      const struct share_cell *x = &gone->cells.p[i];
      struct share_cell *c = &t->cells.p[k];
      if (c->event == x->event && c->prop == x->prop && c->type == x->type) c->n = less(c->n, x->n);
    }
}

struct hidden *hidden_ref(struct hidden *h) {
  atomic_fetch_add(&h->refs, 1);
  return h;
}

void hidden_unref(struct hidden *h) {
  if (!h || atomic_fetch_sub(&h->refs, 1) != 1) return;
  share_free(h->share);
  free(h->subject);
  free(h);
}

/* ---- counting ---- */

struct counting {
  struct share *t;
  const struct scan_col_want *cols;
  const struct intern *strings;
  uint32_t n_cols, set;
};

void share_add_value(struct share *t, const struct scan_batch *b, const struct scan_col *col,
                     struct scan_col_want want, uint32_t row, uint32_t set,
                     const struct intern *strings) {
  share_add(t, b->event[row], want.prop, want.type, 1);
  if (b->event[row] == set && want.type == V_STR && intern_at(strings, col->code[row]).n == 0)
    share_add(t, set, want.prop, V_NONE, 1);
}

static bool count_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct counting *k = ctx;
  for (uint32_t r = 0; r < b->n_rows; r++) {
    share_add(k->t, b->event[r], SHARE_ROWS, V_NONE, 1);
    for (uint32_t c = 0; c < k->n_cols; c++)
      if (bits_test(b->cols[c].present, r))
        share_add_value(k->t, b, &b->cols[c], k->cols[c], r, k->set, k->strings);
  }
  return true;
}

/* What the rows of these subjects count for in a snapshot that does not hide them. */
static bool count_rows(const struct snapshot *n, const uint32_t *subject, uint32_t n_subjects,
                       struct share *t, struct err *err) {
  struct scan_want want = {.all_events = true, .t_max = INT64_MAX};
  struct scan_col_want *cols = all_columns(&n->catalog, &want.n_cols);
  struct counting k = {
      .t = t, .cols = cols, .n_cols = want.n_cols, .set = snapshot_event_code(n, STR(EV_SET))};
  bool ok = true;
  want.cols = cols;
  for (uint32_t i = 0; ok && i < n_subjects; i++) {
    struct scanner *s;
    want.only = subject[i];
    ok = scanner_new(n, &want, &s, err);
    if (!ok) break;
    k.strings = scanner_strings(s);
    ok = scanner_run(s, subject[i] >> SCAN_CHUNK_BITS, count_batch, &k, err);
    scanner_free(s);
  }
  free(cols);
  return ok;
}

static struct hidden *hidden_new(const uint32_t *subjects, uint32_t n) {
  struct hidden *h = must_calloc(1, sizeof *h);
  atomic_init(&h->refs, 1);
  h->n = n;
  h->subject = must_malloc((n + 1) * sizeof *h->subject);
  if (n) memcpy(h->subject, subjects, n * sizeof *subjects);
  h->share = must_calloc(1, sizeof *h->share);
  return h;
}

static void install(struct store *s, struct hidden *h) {
  pthread_mutex_lock(&s->lock);
  struct hidden *old = s->hidden;
  s->hidden = h;
  struct snapshot *stale = store_changed(s);
  pthread_mutex_unlock(&s->lock);
  snapshot_free(stale);
  hidden_unref(old);
}

static void copy_facts(struct store *s, struct catalog *ret) {
  pthread_mutex_lock(&s->lock);
  catalog_copy(ret, &s->catalog);
  pthread_mutex_unlock(&s->lock);
}

/* The rows of a snapshot, hidden or not, with the facts that count them all: those of a moment
 * later know no less. */
static struct snapshot *unhidden(struct store *s) {
  struct snapshot *now = store_snapshot(s);
  struct catalog c;
  copy_facts(s, &c);
  struct snapshot *all =
      snapshot_make(&c, now->parts, now->n_parts, now->runs, now->n_runs, now->lsn);
  for (uint32_t i = 0; i < now->n_parts; i++)
    snapshot_leave(all, i, now->gone[i]);
  if (now->damage) {
    all->damage = must_malloc(sizeof *all->damage);
    *all->damage = *now->damage;
  }
  snapshot_free(now);
  return all;
}

bool store_hide(struct store *s, const uint32_t *subjects, uint32_t n, struct err *err) {
  bool ok = true;
  pthread_mutex_lock(&s->hiding);
  struct hidden *h = n ? hidden_new(subjects, n) : NULL;
  if (h) {
    struct snapshot *all = unhidden(s);
    ok = count_rows(all, subjects, n, h->share, err);
    snapshot_free(all);
  }
  install(s, h); /* also when the counting failed: hiding matters more than sums */
  pthread_mutex_unlock(&s->hiding);
  return ok;
}

/* ---- purging ---- */

static void durable_less(struct store *s, const struct share *t, struct buf *ret) {
  struct cursor c = cur_of(s->durable_catalog.p, s->durable_catalog.n);
  struct catalog durable;
  must(catalog_decode(&c, true, &durable)); /* we encoded it */
  share_subtract(t, &durable);
  catalog_encode(&durable, ret);
  catalog_release(&durable);
}

/* The rows are gone from memory's facts too: those of now, those that memtables were sealed with,
 * and what is taken off for those who hide. */
static void forget_share(struct store *s, const struct share *t, bool hidden) {
  share_subtract(t, &s->catalog);
  for (size_t i = 0; i < s->sealed.n; i++)
    share_subtract(t, &s->sealed.p[i]->catalog);
  if (hidden && s->hidden) share_less(s->hidden->share, t);
}

static void take_place(struct store *s, struct part *old, struct part *fresh, const struct share *t,
                       bool hidden) {
  size_t at = 0;
  pthread_mutex_lock(&s->lock);
  while (s->parts.p[at] != old)
    at++;
  memmove(&s->parts.p[at], &s->parts.p[at + 1], (s->parts.n - at - 1) * sizeof *s->parts.p);
  memmove(&s->live.p[at], &s->live.p[at + 1], (s->live.n - at - 1) * sizeof *s->live.p);
  s->parts.n--;
  s->live.n--;
  if (fresh) {
    dirty_succeed(fresh, &old, 1);
    vec_push(&s->parts, fresh);
    vec_push(&s->live, store_manifest_part(fresh));
  }
  forget_share(s, t, hidden);
  struct snapshot *stale = store_changed(s);
  pthread_mutex_unlock(&s->lock);
  snapshot_free(stale);
}

bool store_replace_part(struct store *s, struct part *old, struct part *fresh,
                        const struct share *t, bool hidden, struct err *err) {
  struct buf catalog = BUF_INIT;
  VEC(struct manifest_part) live = {0};
  for (size_t i = 0; i < s->live.n; i++)
    if (s->parts.p[i] != old) vec_push(&live, s->live.p[i]);
  if (fresh) vec_push(&live, store_manifest_part(fresh));
  durable_less(s, t, &catalog);
  pthread_mutex_lock(&s->hiding);
  bool ok = store_switch(s, live.p, (uint32_t)live.n, s->durable, buf_str(&catalog), fresh, err);
  if (ok) take_place(s, old, fresh, t, hidden);
  pthread_mutex_unlock(&s->hiding);
  vec_free(&live);
  if (!ok) {
    part_unref(fresh);
    buf_release(&catalog);
    return false;
  }
  buf_release(&s->durable_catalog);
  s->durable_catalog = catalog;
  uint64_t id = old->id;
  part_unref(old);
  if (fault_hit(FAULT_manifest_switched))
    return err_fail(err, ERR_io, "%s" ERR_SEP "fault manifest_switched", s->dir);
  store_forget_file(s, id);
  return true;
}

static bool purge_part(struct store *s, struct part *old, struct hidden *h, bool *ret_did,
                       struct err *err) {
  struct part *fresh = NULL;
  struct share *t = must_calloc(1, sizeof *t);
  struct catalog c;
  copy_facts(s, &c);
  struct snapshot *snap = snapshot_make(&c, &old, 1, NULL, 0, s->durable);
  snapshot_leave(snap, 0, old->dirt.taken_gone);
  bool ok = count_rows(snap, h->subject, h->n, t, err);
  /* Rows that moved elsewhere may be of somebody who is hidden now. */
  bool some = ok && (t->rows > 0 || old->dirt.taken_rows > 0);
  if (some && (uint64_t)t->rows < dirty_own_rows(old)) {
    snapshot_hide(snap, h);
    ok = store_write_part(s, snap, store_between_batches, &fresh, err);
    if (ok) dirty_begin(fresh, old);
  }
  snapshot_free(snap);
  if (ok && some && !store_replace_part(s, old, fresh, t, true, err)) ok = false;
  share_free(t);
  *ret_did = some;
  return ok;
}

/* Files that could not be removed yet may hold rows too. */
static bool remove_strays(struct store *s, struct err *err) {
  if (s->strays.n == 0) return true;
  if (!store_switch(s, s->live.p, (uint32_t)s->live.n, s->durable, buf_str(&s->durable_catalog),
                    NULL, err))
    return false;
  return s->strays.n == 0 || err_fail(err, ERR_io, "%s" ERR_SEP "part %llu cannot be removed",
                                      s->dir, (unsigned long long)s->strays.p[0]);
}

static bool purge(struct store *s, struct hidden *h, struct err *err) {
  bool ok = true, did;
  ok = store_take_moved(s, err);
  /* A part that is replaced leaves its place to the next one. */
  for (size_t i = 0; ok && i < s->parts.n; i += !did)
    ok = purge_part(s, s->parts.p[i], h, &did, err);
  return ok && remove_strays(s, err);
}

bool store_purge(struct store *s, struct err *err) {
  must(s->write);
  bool ok = true;
  pthread_mutex_lock(&s->lock);
  struct hidden *h = s->hidden ? hidden_ref(s->hidden) : NULL;
  pthread_mutex_unlock(&s->lock);
  if (!h) return true;
  store_begin_work(s);
  ok = purge(s, h, err);
  if (!ok && err->code != ERR_canceled) s->failures++;
  store_end_work(s);
  hidden_unref(h);
  return ok;
}
