/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The log's naive twin: a list of records in memory.  Bodies are made from a seed, so that the twin
 * of a large log stays small. */
#ifndef TESTS_LOG_TWIN_H
#define TESTS_LOG_TWIN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "log/log_int.h"
#include "../../lib/mem_io.h"

#define DIR   "log"
#define SMALL ((struct log_sizes){16 << 10, 64 << 10})

struct twin_rec {
  enum log_kind kind;
  uint32_t n;
  uint64_t lsn, seed;
  size_t bytes;
};

struct twin {
  VEC(struct twin_rec) recs;
  size_t durable; /* records of finished commits */
};

/* Half of the bodies are noise, half are words. */
static void twin_body(const struct twin_rec *rec, struct buf *out) {
  struct rng r;
  buf_reset(out);
  rng_init(&r, rec->seed, 0, 0);
  while (out->n < rec->bytes) {
    uint64_t v = rec->seed & 1 ? rng_u64(&r) : rng_below(&r, 4) * 0x0101010101010101u;
    size_t left = rec->bytes - out->n;
    buf_put(out, &v, left < 8 ? left : 8);
  }
}

static inline void twin_append(struct twin *t, struct log *log, struct rng *r, size_t bytes_max) {
  struct buf body = BUF_INIT;
  struct err err;
  struct twin_rec rec = {.kind = (enum log_kind)(1 + rng_below(r, 3)),
                         .n = 1 + (uint32_t)rng_below(r, 5),
                         .seed = rng_u64(r),
                         .bytes = rng_below(r, rng_chance(r, 0.1) ? bytes_max : 200)};
  if (rng_chance(r, 0.02)) rec.n = 1u << 20;
  twin_body(&rec, &body);
  assert_true(log_append(log, rec.kind, rec.n, buf_str(&body), &rec.lsn, &err));
  vec_push(&t->recs, rec);
  buf_release(&body);
}

static inline uint64_t twin_end(const struct twin *t, size_t n) {
  return n ? t->recs.p[n - 1].lsn + t->recs.p[n - 1].n : 1;
}

/* The log holds exactly the first n records (n from its end), read from record i on.  The answer is
 * n. */
static inline size_t twin_check(const struct twin *t, struct log *log, size_t i, uint64_t from) {
  struct log_iter *it;
  struct err err;
  struct buf body = BUF_INIT;
  struct log_record rec;
  bool more;
  assert_true(log_iter_new(log, from, &it, &err));
  for (;; i++) {
    assert_true(log_iter_next(it, &rec, &more, &err));
    if (!more) break;
    assert_true(i < t->recs.n);
    const struct twin_rec *want = &t->recs.p[i];
    twin_body(want, &body);
    assert_int_equal(rec.lsn, want->lsn);
    assert_int_equal(rec.n, want->n);
    assert_int_equal(rec.kind, want->kind);
    assert_true(str_eq(rec.body, buf_str(&body)));
  }
  assert_int_equal(log_end(log), twin_end(t, i));
  log_iter_free(it);
  buf_release(&body);
  return i;
}

static inline struct log *twin_open(struct mem_io *m, bool write) {
  struct log *log;
  struct err err;
  assert_true(log_open_sized(&m->io, DIR, write, SMALL, &log, &err));
  return log;
}

static inline void twin_count_bad(void *ctx, const struct err *what) {
  ++*(int *)ctx;
}

static inline void twin_free(struct twin *t) {
  vec_free(&t->recs);
}

#endif
