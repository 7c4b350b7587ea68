/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the programs that ingest share: time, dying, values into a batch. */
#ifndef SHOAL_BENCH_BATCHES_H
#define SHOAL_BENCH_BATCHES_H

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/rng.h"
#include "workspace/workspace.h"

static inline double now(void) {
  struct clock *c = clock_system();
  return (double)c->mono(c).ns * 1e-9;
}

static inline void die(const char *what, const struct err *err) {
  struct buf b = BUF_INIT;
  err_render(err, LANG_EN, &b);
  fprintf(stderr, "bench: %s: %s\n", what, b.p);
  exit(1);
}

static inline void put_text(struct ev_batch *b, const char *name, const char *text) {
  struct value v = {.type = V_STR, .str = str_from(text)};
  ev_batch_put(b, ev_batch_prop(b, str_from(name)), &v);
}

static inline void put_number(struct ev_batch *b, const char *name, int64_t m, uint8_t scale) {
  struct value v = {.type = V_NUM, .num = {m, scale}};
  ev_batch_put(b, ev_batch_prop(b, str_from(name)), &v);
}

/* As if it had just been decoded: new ids and times, in place. */
static inline void renew(struct ev_batch *b, struct rng *r, int64_t shift) {
  b->received = clock_wall_ms(clock_system());
  for (size_t i = 0; i < b->rows.n; i++) {
    b->rows.p[i].key = (struct ev_key){rng_u64(r), rng_u64(r) & ~(uint64_t)1};
    b->rows.p[i].time += shift;
  }
}

static inline int by_ms(const void *a, const void *b) {
  float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

#endif
