/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Message ids: nanoseconds of processor per id, bytes of memory and disk per id, false positives of
 * filters. Usage: bench_seen DIR [MILLIONS [DAYS]].  New ids in batches of 100, spread over DAYS of
 * the window; maintenance in the same thread but timed apart. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/cursor.h"
#include "base/rng.h"
#include "workspace/seen_int.h"

#define BATCH 100
#define T0    ((int64_t)1767225600000)

static void must_ok(bool ok, const struct err *err) {
  struct buf b = BUF_INIT;
  if (ok) return;
  err_render(err, LANG_EN, &b);
  fprintf(stderr, "bench: %s\n", b.p);
  exit(1);
}

static void draw(struct rng *r, struct ev_key *k) {
  for (int i = 0; i < BATCH; i++)
    k[i] = (struct ev_key){rng_u64(r), rng_u64(r)};
}

/* Processor time of this thread: others may use the machine. */
static double cpu(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Bits a key and false positives of one filter of n keys. */
static void one_filter(const char *kind, uint64_t n, uint64_t blocked_max) {
  struct rng r;
  struct buf b = BUF_INIT;
  struct keytable t = {0};
  struct keyfilter f;
  rng_init(&r, 3, 0, 0);
  for (uint64_t i = 0; i < n; i++)
    keytable_add(&t, (struct ev_key){rng_u64(&r), rng_u64(&r)});
  keytable_sorted(&t, t.slot);
  double at = cpu();
  struct keyfilter_maker *m = keyfilter_maker_new(n, blocked_max);
  keyfilter_maker_add(m, t.slot, t.n);
  keyfilter_maker_finish(m, &b);
  double build = cpu() - at;
  bool small = keyfilter_maker_small(m);
  keyfilter_maker_free(m);
  uint64_t passed = 0;
  struct cursor c = cur_of(b.p, b.n);
  if (!keyfilter_decode(&c, small, &f)) exit(1);
  at = cpu();
  for (uint64_t i = 0; i < 10 * n; i++)
    passed += keyfilter_may_have(&f, (struct ev_key){rng_u64(&r), rng_u64(&r)});
  double ask = cpu() - at;
  printf("%s filter: %.2f bits an id, %.3f %% false positives, %.0f ns to build, %.0f ns to ask\n",
         kind, (double)keyfilter_bytes(&f) * 8 / (double)n,
         (double)passed / (10.0 * (double)n) * 100, build * 1e9 / (double)n,
         ask * 1e9 / (10.0 * (double)n));
  keyfilter_release(&f);
  keytable_release(&t);
  buf_release(&b);
}

int main(int argc, char **argv) {
  if (argc < 2) return 64;
  uint64_t n = (argc > 2 ? strtoull(argv[2], NULL, 10) : 10) * 1000000;
  int64_t days = argc > 3 ? strtoll(argv[3], NULL, 10) : 7;
  struct seen_options o = {0};
  struct seen *s;
  struct err err;
  struct rng r;
  struct ev_key k[BATCH];
  uint8_t dup[BATCH];
  uint64_t lsn = 1, wrong = 0;
  double add = 0, maintain = 0, again = 0, add_before = 0;
  one_filter("blocked", 2 * KEYFILTER_SMALL, UINT64_MAX);
  one_filter("fuse", 2 * KEYFILTER_SMALL, 0);
  must_ok(seen_open(io_posix(), argv[1], STR("bench"), &o, &s, &err), &err);
  rng_init(&r, 1, 0, 0);
  for (uint64_t i = 0; i < n; i += BATCH) {
    int64_t received = T0 + (int64_t)((double)i / (double)n * (double)days * 86400000.0);
    draw(&r, k);
    double at = cpu();
    seen_add_many(s, k, BATCH, received, dup);
    seen_mark(s, lsn += BATCH);
    seen_keep(s, lsn);
    add += cpu() - at;
    for (int j = 0; j < BATCH; j++)
      wrong += dup[j];
    at = cpu();
    must_ok(seen_maintain(s, lsn, received, &err), &err);
    maintain += cpu() - at;
    if ((i + BATCH) % 10000000 > 0) continue;
    printf("%3" PRIu64 " M: %.0f ns an id to add, %u runs\n", (i + BATCH) / 1000000,
           (add - add_before) * 1e2, seen_stats(s).runs);
    add_before = add;
  }
  must_ok(seen_flush(s, lsn, &err), &err);
  struct seen_stats st = seen_stats(s);
  seen_free(s);
  double at = cpu();
  must_ok(seen_open(io_posix(), argv[1], STR("bench"), &o, &s, &err), &err);
  double open = cpu() - at;
  rng_init(&r, 1, 0, 0);
  at = cpu();
  for (uint64_t i = 0; i < n; i += BATCH) {
    draw(&r, k);
    seen_add_many(s, k, BATCH, T0 + days * 86400000, dup);
    seen_mark(s, 0);
    for (int j = 0; j < BATCH; j++)
      wrong += !dup[j];
  }
  again = cpu() - at;
  printf(
      "%" PRIu64 " ids over %" PRId64 " days, %u runs: %.0f ns an id to add, %.0f ns to maintain, "
      "%.0f ns a duplicate\n",
      n, days, st.runs, add * 1e9 / (double)n, maintain * 1e9 / (double)n, again * 1e9 / (double)n);
  printf("%.2f bytes of memory an id, %.2f on disk, opened in %.1f ms, %" PRIu64
         " wrong answers%s\n",
         (double)st.memory / (double)st.ids, (double)st.disk / (double)st.ids, open * 1e3, wrong,
         st.shrunk ? ", the window shrank" : "");
  seen_free(s);
  return wrong > 0;
}
