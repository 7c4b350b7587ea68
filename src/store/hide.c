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
#include "store/store_int.h"
#include "store/tally_int.h"

void tally_add(struct tally *t, uint32_t event, uint32_t prop, enum vtype type, uint64_t n) {
  if (prop == TALLY_ROWS) t->rows += n;
  for (size_t i = 0; i < t->cells.n; i++) {
    struct tally_cell *c = &t->cells.p[i];
    if (c->event != event || c->prop != prop || c->type != type) continue;
    c->n += n;
    return;
  }
  vec_push(&t->cells, ((struct tally_cell){event, prop, type, n}));
}

void tally_free(struct tally *t) {
  if (!t) return;
  vec_free(&t->cells);
  free(t);
}

static uint64_t less(uint64_t from, uint64_t n) {
  return n < from ? from - n : 0;
}

/* The table of pairs takes no deletions: it is filled again. */
static void subtract_pairs(const struct tally *t, struct catalog *c) {
  struct pair_count *old = c->pairs;
  uint32_t cap = c->pair_cap;
  c->pairs = NULL;
  c->pair_cap = c->pair_n = 0;
  for (uint32_t i = 0; i < cap; i++) {
    uint64_t rows = old[i].rows;
    for (size_t k = 0; rows && k < t->cells.n; k++) {
      const struct tally_cell *x = &t->cells.p[k];
      if (x->prop != TALLY_ROWS && ((uint64_t)x->event << 32 | x->prop) == old[i].key)
        rows = less(rows, x->n);
    }
    catalog_pair_add(c, (uint32_t)(old[i].key >> 32), (uint32_t)old[i].key, rows);
  }
  free(old);
}

void tally_subtract(const struct tally *t, struct catalog *c) {
  if (t->cells.n == 0) return;
  for (size_t i = 0; i < t->cells.n; i++) {
    const struct tally_cell *x = &t->cells.p[i];
    if (x->prop == TALLY_ROWS)
      c->event.p[x->event].rows = less(c->event.p[x->event].rows, x->n);
    else
      c->prop.p[x->prop].rows[x->type] = less(c->prop.p[x->prop].rows[x->type], x->n);
  }
  c->rows = less(c->rows, t->rows);
  subtract_pairs(t, c);
}

/* Under the store's lock, as every use of a tally. */
static void tally_less(struct tally *t, const struct tally *gone) {
  t->rows = less(t->rows, gone->rows);
  for (size_t i = 0; i < gone->cells.n; i++)
    for (size_t k = 0; k < t->cells.n; k++) {
      const struct tally_cell *x = &gone->cells.p[i];
      struct tally_cell *c = &t->cells.p[k];
      if (c->event == x->event && c->prop == x->prop && c->type == x->type) c->n = less(c->n, x->n);
    }
}

struct hidden *hidden_ref(struct hidden *h) {
  atomic_fetch_add(&h->refs, 1);
  return h;
}

void hidden_unref(struct hidden *h) {
  if (!h || atomic_fetch_sub(&h->refs, 1) != 1) return;
  tally_free(h->tally);
  free(h->subject);
  free(h);
}

/* ---- counting ---- */

struct counting {
  struct tally *t;
  const struct scan_col_want *cols;
  uint32_t n_cols;
};

static bool count_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct counting *k = ctx;
  for (uint32_t r = 0; r < b->n_rows; r++) {
    tally_add(k->t, b->event[r], TALLY_ROWS, V_NONE, 1);
    for (uint32_t c = 0; c < k->n_cols; c++)
      if (bits_test(b->cols[c].present, r))
        tally_add(k->t, b->event[r], k->cols[c].prop, k->cols[c].type, 1);
  }
  return true;
}

/* What the rows of these subjects count for in a snapshot that does not hide them. */
static bool count_rows(const struct snapshot *n, const uint32_t *subject, uint32_t n_subjects,
                       struct tally *t, struct err *err) {
  struct scan_want want = {.all_events = true, .t_max = INT64_MAX};
  struct scan_col_want *cols = all_columns(&n->catalog, &want.n_cols);
  struct counting k = {t, cols, want.n_cols};
  bool ok = true;
  want.cols = cols;
  for (uint32_t i = 0; ok && i < n_subjects; i++) {
    struct scanner *s;
    want.only = subject[i];
    ok = scanner_new(n, &want, &s, err);
    if (!ok) break;
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
  h->tally = must_calloc(1, sizeof *h->tally);
  return h;
}

static void install(struct store *s, struct hidden *h) {
  pthread_mutex_lock(&s->lock);
  hidden_unref(s->hidden);
  s->hidden = h;
  store_changed(s);
  pthread_mutex_unlock(&s->lock);
}

bool store_hide(struct store *s, const uint32_t *subjects, uint32_t n, struct err *err) {
  if (n == 0) {
    install(s, NULL);
    return true;
  }
  struct hidden *h = hidden_new(subjects, n);
  struct snapshot *now = store_snapshot(s), *all;
  if (now->frozen) atomic_fetch_add(&now->frozen->refs, 1);
  all = snapshot_make(&now->catalog, now->parts, now->n_parts, now->frozen, now->lsn);
  bool ok = count_rows(all, subjects, n, h->tally, err);
  snapshot_free(all);
  snapshot_free(now);
  install(s, h); /* also when the counting failed: hiding matters more than sums */
  return ok;
}

/* ---- purging ---- */

static bool catalog_less(struct store *s, const struct tally *t, struct buf *ret) {
  struct cursor c = cur_of(s->durable_catalog.p, s->durable_catalog.n);
  struct catalog durable;
  if (!catalog_decode(&c, &durable)) return false;
  tally_subtract(t, &durable);
  catalog_encode(&durable, ret);
  catalog_release(&durable);
  return true;
}

/* The live set with part `at` replaced by `fresh`, or without it. */
static bool replace_part(struct store *s, size_t at, struct part *fresh, const struct tally *t,
                         struct hidden *h, struct err *err) {
  struct buf catalog = BUF_INIT;
  VEC(struct manifest_part) live = {0};
  for (size_t i = 0; i < s->live.n; i++)
    if (i != at) vec_push(&live, s->live.p[i]);
  if (fresh) vec_push(&live, store_manifest_part(fresh));
  must(catalog_less(s, t, &catalog)); /* we encoded it */
  bool ok = store_switch(s, live.p, (uint32_t)live.n, s->durable, buf_str(&catalog), err);
  if (ok) {
    struct part *old = s->parts.p[at];
    char *path = must_malloc(strlen(old->path) + 1);
    strcpy(path, old->path);
    pthread_mutex_lock(&s->lock);
    memmove(&s->parts.p[at], &s->parts.p[at + 1], (s->parts.n - at - 1) * sizeof old);
    s->parts.n--;
    if (fresh) vec_push(&s->parts, fresh);
    s->live.n = 0;
    for (size_t i = 0; i < live.n; i++)
      vec_push(&s->live, live.p[i]);
    tally_subtract(t, &s->catalog);
    tally_less(h->tally, t); /* snapshots take it off from now on smaller facts */
    buf_reset(&s->durable_catalog);
    buf_put_str(&s->durable_catalog, buf_str(&catalog));
    store_changed(s);
    pthread_mutex_unlock(&s->lock);
    part_unref(old);
    ok = io_unlink(s->io, path, err);
    free(path);
  }
  buf_release(&catalog);
  vec_free(&live);
  return ok;
}

static bool purge_part(struct store *s, size_t at, struct hidden *h, bool *ret_did,
                       struct err *err) {
  struct part *old = s->parts.p[at], *fresh = NULL;
  struct tally *t = must_calloc(1, sizeof *t);
  struct snapshot *snap = snapshot_make(&s->catalog, &old, 1, NULL, s->durable);
  bool ok = count_rows(snap, h->subject, h->n, t, err);
  bool some = ok && t->rows > 0;
  if (some && t->rows < old->rows) {
    snapshot_hide(snap, h, false);
    ok = store_write_part(s, snap, &fresh, err);
    s->next_part++;
  }
  snapshot_free(snap);
  ok = ok && (!some || replace_part(s, at, fresh, t, h, err));
  tally_free(t);
  *ret_did = some;
  return ok;
}

bool store_purge(struct store *s, struct err *err) {
  must(s->write);
  if (!s->hidden) return true;
  struct hidden *h = hidden_ref(s->hidden);
  bool ok = true, did = false;
  /* A part that is replaced leaves its place to the next one. */
  for (size_t i = 0; ok && i < s->parts.n; i += !did)
    ok = purge_part(s, i, h, &did, err);
  hidden_unref(h);
  return ok;
}
