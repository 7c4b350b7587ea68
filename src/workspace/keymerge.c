/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Merging runs of keys into one, and which.
 *
 * Keys are hashes, so the next two thousand of all runs together are found by their highest bits: a
 * slice of all that keys can be is read from every run, put in order by counting into as many
 * places as there are keys, and mended by insertion, which then moves a key by one or two.
 * Comparing the heads of eight runs for every key guesses wrong twice a key and took three times as
 * long.  Keys that are no hashes may crowd into one slice: that one is merged by comparing. */
#include <stdlib.h>
#include <string.h>

#include "keyrun_int.h"

#define SLICE_KEYS 2048 /* wanted */
#define SLICE_ROOM 8192 /* taken: pages of every run reach over the slice's ends */
#define PLACES     2048
#define CROWD      64 /* keys of one place that are too many for insertion */

struct head {
  const struct keyrun *r;
  uint64_t at;
  const uint8_t *page; /* of `at`, unless at the end */
  uint8_t room[KEYRUN_PAGE_BYTES];
};

struct merge {
  struct head *head;
  size_t n;
  struct keyrun_writer *out;
  struct err *err;
  struct ev_key taken[SLICE_ROOM], sorted[SLICE_ROOM];
  uint32_t place[PLACES + 1];
};

static inline struct ev_key key_at(const struct head *h) {
  uint64_t v[2];
  memcpy(v, h->page + h->at % KEYRUN_PAGE_KEYS * 16, sizeof v);
  return (struct ev_key){le64toh(v[0]), le64toh(v[1])};
}

static bool load(struct head *h, struct err *err) {
  if (h->at == h->r->n || h->at % KEYRUN_PAGE_KEYS != 0) return true;
  h->page = keyrun_page(h->r, h->at / KEYRUN_PAGE_KEYS, h->room);
  return h->page || keyrun_page_damaged(h->r, err);
}

/* ---- by comparing ---- */

static bool merge_slowly(struct merge *m, uint64_t last) {
  for (;;) {
    struct head *best = NULL;
    struct ev_key k = {0, 0};
    for (size_t i = 0; i < m->n; i++) {
      struct head *h = &m->head[i];
      if (h->at == h->r->n) continue;
      struct ev_key now = key_at(h);
      if (now.hi > last || (best && key_cmp(now, k) >= 0)) continue;
      best = h;
      k = now;
    }
    if (!best) return true;
    best->at++;
    if (!keyrun_put(m->out, &k, 1, m->err) || !load(best, m->err)) return false;
  }
}

/* ---- by counting ---- */

/* At least as many keys as lie in the slice. */
static uint64_t keys_up_to(const struct merge *m, uint64_t last) {
  uint64_t keys = 0;
  for (size_t i = 0; i < m->n && keys <= SLICE_ROOM; i++) {
    const struct keyrun *r = m->head[i].r;
    uint64_t p = m->head[i].at / KEYRUN_PAGE_KEYS;
    for (; p < r->n_pages && r->page[p].first.hi <= last && keys <= SLICE_ROOM; p++)
      keys += KEYRUN_PAGE_KEYS;
  }
  return keys;
}

static bool take(struct merge *m, uint64_t last, uint32_t *ret_n) {
  uint32_t n = 0;
  for (size_t i = 0; i < m->n; i++) {
    struct head *h = &m->head[i];
    for (; h->at < h->r->n; n++) {
      struct ev_key k = key_at(h);
      if (k.hi > last) break;
      m->taken[n] = k;
      h->at++;
      if (!load(h, m->err)) return false;
    }
  }
  *ret_n = n;
  return true;
}

static int by_key(const void *a, const void *b) {
  return key_cmp(*(const struct ev_key *)a, *(const struct ev_key *)b);
}

static inline uint32_t place_of(struct ev_key k, uint64_t first, uint64_t scale) {
  uint64_t at = key_scale(k.hi - first, scale);
  return at < PLACES ? (uint32_t)at : PLACES - 1;
}

static void sort_slice(struct merge *m, uint32_t n, uint64_t first, uint64_t scale) {
  struct ev_key *out = m->sorted;
  uint32_t most = 0, sum = 0;
  memset(m->place, 0, sizeof m->place);
  for (uint32_t i = 0; i < n; i++)
    m->place[place_of(m->taken[i], first, scale)]++;
  for (uint32_t p = 0; p < PLACES; p++) {
    uint32_t here = m->place[p];
    most = here > most ? here : most;
    m->place[p] = sum;
    sum += here;
  }
  for (uint32_t i = 0; i < n; i++)
    out[m->place[place_of(m->taken[i], first, scale)]++] = m->taken[i];
  if (most > CROWD) {
    qsort(out, n, sizeof *out, by_key);
    return;
  }
  for (uint32_t i = 1; i < n; i++) {
    struct ev_key v = out[i];
    uint32_t at = i;
    for (; at > 0 && key_cmp(out[at - 1], v) > 0; at--)
      out[at] = out[at - 1];
    out[at] = v;
  }
}

/* Slice number s of `slices` equal ones. */
static bool merge_slice(struct merge *m, uint64_t s, uint64_t slices) {
  uint64_t first = (uint64_t)((((u128)s << 64) + slices - 1) / slices);
  uint64_t last = (uint64_t)((((u128)(s + 1) << 64) + slices - 1) / slices - 1);
  uint32_t n;
  if (keys_up_to(m, last) > SLICE_ROOM) return merge_slowly(m, last);
  if (!take(m, last, &n)) return false;
  sort_slice(m, n, first, slices * PLACES);
  return keyrun_put(m->out, m->sorted, n, m->err);
}

bool keyrun_merge(struct io *io, const char *dir, uint64_t number, struct ev_key label,
                  uint64_t blocked_max, bool durable, struct keyrun *const *in, size_t n,
                  struct err *err) {
  uint64_t keys = 0;
  struct keyrun_writer *out;
  for (size_t i = 0; i < n; i++)
    keys += in[i]->n;
  if (!keyrun_create(io, dir, number, label, keys, blocked_max, durable, &out, err)) return false;
  struct merge *m = must_calloc(1, sizeof *m);
  *m = (struct merge){.head = must_calloc(n + 1, sizeof *m->head), .n = n, .out = out, .err = err};
  bool ok = true;
  for (size_t i = 0; i < n && ok; i++) {
    m->head[i].r = in[i];
    ok = load(&m->head[i], err);
  }
  uint64_t slices = keys / SLICE_KEYS + 1;
  for (uint64_t s = 0; s < slices && ok; s++)
    ok = merge_slice(m, s, slices);
  free(m->head);
  free(m);
  if (ok) return keyrun_finish(out, err);
  keyrun_abandon(out);
  return false;
}

static int by_size(const void *a, const void *b) {
  const struct keyrun *x = *(struct keyrun *const *)a, *y = *(struct keyrun *const *)b;
  if (x->n != y->n) return x->n < y->n ? -1 : 1;
  return x->number < y->number ? -1 : 1;
}

/* The smallest two, and as long as the next one is not larger than twice what is merged already,
 * that one too: daily small imports into a large source rewrite small runs often and the large one
 * seldom. */
size_t keyrun_choose(struct keyrun *const *runs, size_t n_runs, struct keyrun **out) {
  size_t n_fresh = 0, n = 0, take = 2;
  for (size_t i = 0; i < n_runs; i++)
    n_fresh += runs[i]->fresh;
  bool fresh = n_fresh > n_runs - n_fresh;
  for (size_t i = 0; i < n_runs; i++)
    if (runs[i]->fresh == fresh) out[n++] = runs[i];
  qsort(out, n, sizeof *out, by_size);
  must(n >= 2);
  uint64_t sum = out[0]->n + out[1]->n;
  for (; take < n && out[take]->n <= 2 * sum; take++)
    sum += out[take]->n;
  return take;
}
