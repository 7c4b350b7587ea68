/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A history written down before it happens: batches for the applier and all its rows for the twin,
 * so that a snapshot of any moment can be compared with the twin of that moment. */
#ifndef SHOAL_TEST_STORE_HISTORY_H
#define SHOAL_TEST_STORE_HISTORY_H

#include "twin.h"

struct history {
  struct feed *batches;
  uint64_t *first_lsn;
  uint32_t n;
  struct twin all; /* in order of LSN; read by any thread, never sorted */
};

static void history_value(struct rng *r, struct feed *f, struct twin *t, const char *prop,
                          struct value v) {
  feed_put(f, str_from(prop), v);
  twin_add_value(t, str_from(prop), v);
}

static void history_row(struct rng *r, struct feed *f, struct twin *t, uint64_t lsn,
                        uint32_t people) {
  static const char *const names[] = {"view", "order", "open", "share"};
  char text[32];
  uint32_t kind = (uint32_t)rng_below(r, 4), subject = (uint32_t)rng_below(r, people) * 97;
  int64_t time = rng_chance(r, 0.02) ? TIME_MIN : (int64_t)rng_below(r, 5000);
  if (rng_chance(r, 0.5)) time = (int64_t)lsn; /* the other half comes in order */
  feed_row(f, subject, str_from(names[kind]), time, 0);
  twin_add(t, subject, str_from(names[kind]), time, lsn);
  history_value(r, f, t, "n", (struct value){.type = V_NUM, .num = {(i128)lsn, 0}});
  if (kind == 1) {
    struct dec price = {(i128)rng_below(r, 100000), (uint8_t)rng_below(r, 4)};
    if (rng_chance(r, 0.01)) price.m *= dec_pow10(20);
    history_value(r, f, t, "price", (struct value){.type = V_NUM, .num = price});
    history_value(r, f, t, "paid", (struct value){.type = V_BOOL, .b = rng_chance(r, 0.5)});
  }
  if (kind != 2 || rng_chance(r, 0.1)) {
    int n = snprintf(text, sizeof text, "s%llu",
                     (unsigned long long)rng_below(r, rng_chance(r, 0.3) ? 1000000 : 20));
    history_value(r, f, t, "text", (struct value){.type = V_STR, .str = str_of(text, (size_t)n)});
  }
  if (kind == 0) history_value(r, f, t, "at", (struct value){.type = V_TIME, .time = time / 3});
}

__attribute__((unused)) static void history_make(struct history *h, struct rng *r, uint32_t batches,
                                                 uint32_t rows_max, uint32_t people) {
  *h = (struct history){.n = batches};
  h->batches = calloc(batches, sizeof *h->batches);
  h->first_lsn = calloc(batches + 1, sizeof *h->first_lsn);
  twin_init(&h->all);
  for (uint32_t b = 0; b < batches; b++) {
    h->first_lsn[b] = h->all.next_lsn;
    feed_init(&h->batches[b]);
    uint32_t n = 1 + (uint32_t)rng_below(r, rows_max);
    for (uint32_t i = 0; i < n; i++)
      history_row(r, &h->batches[b], &h->all, h->all.next_lsn++, people);
    h->all.next_lsn += rng_below(r, 3); /* records without events */
  }
  h->first_lsn[batches] = h->all.next_lsn;
}

__attribute__((unused)) static void history_release(struct history *h) {
  for (uint32_t i = 0; i < h->n; i++)
    feed_release(&h->batches[i]);
  free(h->batches);
  free(h->first_lsn);
  twin_release(&h->all);
}

__attribute__((unused)) static void history_apply(struct history *h, struct store *s, uint32_t b) {
  store_apply(s, &h->batches[b].b, h->batches[b].subject_of.p, h->first_lsn[b]);
  store_advance(s, h->first_lsn[b + 1]);
}

/* The snapshot against the history up to its LSN. */
__attribute__((unused)) static void history_compare(const struct history *h,
                                                    const struct snapshot *n) {
  struct twin t = h->all;
  struct scan_col_want cols[64];
  struct scan_want want = {
      .all_events = true, .cols = cols, .lsn = true, .t_max = INT64_MAX, .only = UINT32_MAX};
  memset(&t.rows, 0, sizeof t.rows);
  t.sorted = false;
  for (size_t i = 0; i < h->all.rows.n && h->all.rows.p[i].lsn < snapshot_lsn(n); i++)
    vec_push(&t.rows, h->all.rows.p[i]);
  want.n_cols = every_column(n, cols, 64);
  assert_true(snapshot_rows(n) == t.rows.n);
  twin_compare(&t, n, &want);
  vec_free(&t.rows);
}

#endif
