/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What merging people costs, over an existing workspace that it changes: each merge, the first look
 * after many, and a scan of all events before, beside the moved rows in memory, beside those in a
 * part, and after compaction.  Usage: bench_persons DIR PERCENT [RUNS] */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/rng.h"
#include "workspace/persons.h"

static void must_ok(bool ok, const struct err *err) {
  struct buf b = BUF_INIT;
  if (ok) return;
  err_render(err, LANG_EN, &b);
  fprintf(stderr, "bench: %s\n", b.p);
  exit(1);
}

struct seen {
  uint64_t rows, people, sum;
};

static bool look(void *ctx, const struct scan_batch *b, struct err *err) {
  struct seen *s = ctx;
  (void)err;
  s->rows += b->n_rows;
  s->people += b->n_people - b->first_continued;
  for (uint32_t r = 0; r < b->n_rows; r++)
    s->sum += (uint64_t)b->time[r] ^ b->event[r];
  return true;
}

static double now(void) {
  struct clock *k = clock_system();
  return (double)k->mono(k).ns / 1e9;
}

/* Times and events of everybody, one thread; best of `runs`. */
static double scan(struct workspace *w, int runs, struct seen *ret) {
  double best = 1e9;
  struct snapshot *n = ws_snapshot(w);
  for (int i = 0; i < runs; i++) {
    struct scan_want want = {.all_events = true, .t_max = INT64_MAX, .only = SUBJECT_NONE};
    struct scanner *s;
    struct err err;
    double from = now();
    *ret = (struct seen){0};
    must_ok(scanner_new(n, &want, &s, &err), &err);
    for (uint32_t c = 0; c < scan_chunks(n); c++)
      must_ok(scanner_run(s, c, look, ret, &err), &err);
    scanner_free(s);
    double took = now() - from;
    best = took < best ? took : best;
  }
  snapshot_free(n);
  return best;
}

static void tell(struct workspace *w, const char *when, int runs) {
  struct seen s;
  struct store_stats t;
  double took = scan(w, runs, &s);
  store_stats(ws_store(w), &t);
  printf("%-28s %7.2f ms  %6.1f M rows/s  %llu rows, %llu people, %llu parts, %llu moved rows\n",
         when, took * 1e3, (double)s.rows / took / 1e6, (unsigned long long)s.rows,
         (unsigned long long)s.people, (unsigned long long)t.parts,
         (unsigned long long)t.moved_rows);
}

/* Pairs of neighbours and pairs of strangers in turns, until so many are merged. */
static void merge_some(struct workspace *w, double percent) {
  struct rng r;
  struct err err;
  struct ws_moved m;
  uint32_t people = people_count(ws_people(w)), n = (uint32_t)(people * percent / 100), done = 0;
  rng_init(&r, 1, 1, 1);
  double from = now();
  while (done < n) {
    uint32_t a = (uint32_t)rng_below(&r, people), b = (uint32_t)rng_below(&r, people);
    if (done % 2) b = (a + 1) % people;
    if (a == b) continue;
    must_ok(ws_merge_people(w, a, &b, 1, WS_MOVES, STR("bench"), &m, &err), &err);
    done += m.subjects > 0;
    if (done == 1 && n > 100) from = now(); /* the first also warms up */
  }
  double took = now() - from;
  printf("%u merges, each with a snapshot: %.3f ms a merge\n", done,
         took * 1e3 / (done ? done : 1));
  from = now();
  snapshot_free(ws_snapshot(w));
  printf("snapshot after the last: %.2f ms\n", (now() - from) * 1e3);
}

int main(int argc, char **argv) {
  struct ws_options o = {.threads = 1};
  struct workspace *w;
  struct err err;
  if (argc < 3) return fprintf(stderr, "usage: bench_persons DIR PERCENT [RUNS]\n"), 64;
  int runs = argc > 3 ? atoi(argv[3]) : 5;
  must_ok(ws_open(argv[1], STR("main"), WS_WRITE, &o, &w, &err), &err);
  must_ok(ws_checkpoint(w, true, &err), &err);
  tell(w, "before", runs);
  merge_some(w, atof(argv[2]));
  tell(w, "moved rows in memory", runs);
  double from = now();
  must_ok(store_flush_all(ws_store(w), &err), &err);
  printf("flush of moved rows: %.0f ms\n", (now() - from) * 1e3);
  tell(w, "moved rows in a part", runs);
  from = now();
  must_ok(store_compact(ws_store(w), true, &err), &err);
  printf("compaction: %.0f ms\n", (now() - from) * 1e3);
  tell(w, "compacted", runs);
  ws_close(w);
  return 0;
}
