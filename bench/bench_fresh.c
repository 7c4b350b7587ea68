/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What fresh rows cost a scan: a store in one part, and the same rows while some of them lie in
 * memory yet, of one person in a hundred, one in ten, all.
 *
 *   bench_fresh DIR [MILLION ROWS] [PEOPLE] [ONE IN] [TIMES]
 *
 * For each share the fresh rows are a tenth of all, 20,000 of them between two snapshots, so that
 * they lie in a few runs as they do while events come in.  Scans by one thread, best of TIMES (5),
 * in milliseconds: rows of two of six events with their amounts (as a segment asks), the same when
 * nobody looks at the order of a person's rows, all rows with two columns, rows by day without
 * batches, and one person's rows.  Then the same after everything was made one part. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/rng.h"
#include "base/tz.h"
#include "store/store.h"

#define BATCH      10000
#define BETWEEN    20000 /* rows between two snapshots */
#define FIRST_TIME INT64_C(1735689600000)
#define DAYS       365
#define ASKED      1000 /* persons */

static int times = 5;

static void must_ok(bool ok, const struct err *err) {
  if (ok) return;
  struct buf b = BUF_INIT;
  err_render(err, LANG_EN, &b);
  fprintf(stderr, "bench: %s\n", b.p);
  exit(1);
}

static double now_ms(void) {
  struct clock *c = clock_system();
  return (double)c->mono(c).ns * 1e-6;
}

static void add_row(struct ev_batch *b, struct rng *r, uint32_t subject, uint32_t *subject_of) {
  static const char *const events[] = {"page_viewed", "product_viewed", "order_completed",
                                       "order_item",  "product_shared", "cart_added"};
  static const char *const categories[] = {"tea", "shoes", "books", "toys", "phones", "home"};
  char room[32];
  struct str id = str_of(room, (size_t)sprintf(room, "u%u", subject));
  uint32_t i = ev_batch_id(b, STR("user_id"), id), e = (uint32_t)rng_below(r, 6);
  subject_of[i] = subject;
  ev_batch_row(b, i, ev_batch_name(b, str_from(events[e])),
               FIRST_TIME + (int64_t)rng_below(r, DAYS * (uint64_t)MS_DAY), (struct ev_key){0, 0},
               0);
  struct value category = {.type = V_STR, .str = str_from(categories[rng_below(r, 6)])};
  struct value amount = {.type = V_NUM, .num = {(i128)rng_below(r, 50000), 2}};
  ev_batch_put(b, ev_batch_prop(b, STR("category")), &category);
  if (e == 2) ev_batch_put(b, ev_batch_prop(b, STR("amount")), &amount);
}

struct filling {
  struct store *s;
  struct rng r;
  uint64_t done;
  uint32_t people;
};

/* Of every `one_in`th person. */
static void fill(struct filling *f, uint64_t rows, uint32_t one_in, bool snapshots) {
  static uint32_t subject_of[BATCH];
  struct ev_batch b;
  ev_batch_init(&b);
  for (uint64_t end = f->done + rows; f->done < end; f->done += BATCH) {
    ev_batch_reset(&b);
    for (uint32_t i = 0; i < BATCH; i++)
      add_row(&b, &f->r, (uint32_t)rng_below(&f->r, f->people / one_in) * one_in, subject_of);
    store_apply(f->s, &b, subject_of, f->done + 1);
    if (snapshots && f->done % BETWEEN == 0) snapshot_free(store_snapshot(f->s));
  }
  ev_batch_release(&b);
}

struct sums {
  uint64_t rows, people;
  int64_t amount, first;
};

static bool on_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct sums *t = ctx;
  t->rows += b->n_rows;
  t->people += b->n_people - b->first_continued;
  for (uint32_t i = b->first_continued; i < b->n_people; i++)
    t->first += b->first_time[i];
  for (uint32_t w = 0; w * 64 < b->n_rows; w++)
    for (uint64_t m = b->cols[0].present[w]; m; m &= m - 1)
      t->amount += b->cols[0].num[w * 64 + (uint32_t)__builtin_ctzll(m)];
  return true;
}

static struct sums scan(const struct snapshot *n, const struct scan_want *want) {
  struct sums t = {0};
  struct scanner *s;
  struct err err;
  must_ok(scanner_new(n, want, &s, &err), &err);
  uint32_t from = want->only == UINT32_MAX ? 0 : want->only >> SCAN_CHUNK_BITS;
  uint32_t end = want->only == UINT32_MAX ? scan_chunks(n) : from + 1;
  for (uint32_t c = from; c < end; c++)
    must_ok(scanner_run(s, c, on_batch, &t, &err), &err);
  scanner_free(s);
  return t;
}

static uint64_t tally(const struct snapshot *n) {
  static int64_t from[DAYS + 1];
  static uint64_t rows[DAYS];
  struct scan_want want = {.all_events = true, .t_max = INT64_MAX, .only = UINT32_MAX};
  struct scan_tally t = {.from = from, .n_slots = DAYS, .t_min = INT64_MIN, .rows = rows};
  struct scanner *s;
  struct err err;
  uint64_t all = 0;
  for (int i = 0; i <= DAYS; i++)
    from[i] = FIRST_TIME + i * MS_DAY;
  memset(rows, 0, sizeof rows);
  must_ok(scanner_new(n, &want, &s, &err), &err);
  for (uint32_t c = 0; c < scan_chunks(n); c++)
    must_ok(scanner_tally(s, c, &t, &err), &err);
  scanner_free(s);
  for (int i = 0; i < DAYS; i++)
    all += rows[i];
  return all;
}

enum { SOME, UNORDERED, ALL, BY_DAY, PERSON, WHATS };

static struct sums ask(const struct snapshot *n, int what, uint32_t person) {
  uint32_t codes[] = {snapshot_event_code(n, STR("order_completed")),
                      snapshot_event_code(n, STR("product_shared"))};
  struct scan_col_want cols[] = {{snapshot_prop_code(n, STR("amount")), V_NUM},
                                 {snapshot_prop_code(n, STR("category")), V_STR}};
  struct scan_want want = {.events = codes,
                           .n_events = 2,
                           .cols = cols,
                           .n_cols = 1,
                           .t_max = INT64_MAX,
                           .only = what == PERSON ? person : UINT32_MAX,
                           .any_order = what == UNORDERED,
                           .all_events = what == ALL || what == PERSON};
  if (what == ALL) want.n_cols = 2;
  if (what == BY_DAY) return (struct sums){.rows = tally(n)};
  return scan(n, &want);
}

static void measure(struct filling *f, const char *name, struct sums expect[WHATS]) {
  struct snapshot *n = store_snapshot(f->s);
  struct store_stats stats;
  store_stats(f->s, &stats);
  printf("%-24s %4.1f M rows in %" PRIu64 " runs:", name, (double)stats.memory_rows / 1e6,
         stats.runs);
  for (int what = 0; what < WHATS; what++) {
    double best = 1e9;
    for (int i = 0; i < times; i++) {
      double t = now_ms();
      struct sums got = {0};
      for (uint32_t k = 0; k < (what == PERSON ? ASKED : 1); k++) {
        struct sums one = ask(n, what, k * (f->people / ASKED));
        got.rows += one.rows;
        got.people += one.people;
        got.amount += one.amount;
        got.first += one.first;
      }
      t = (now_ms() - t) / (what == PERSON ? ASKED : 1);
      if (t < best) best = t;
      if (expect[what].rows == 0) expect[what] = got;
      if (memcmp(&got, &expect[what], sizeof got) == 0) continue;
      fprintf(stderr, "bench: another answer\n");
      exit(1);
    }
    static const char *const names[] = {"some", "unordered", "all", "by day", "person"};
    printf("  %s %.3f", names[what], best);
  }
  printf("\n");
  fflush(stdout);
  snapshot_free(n);
}

static void run(const char *dir, uint64_t rows, uint32_t people, uint32_t one_in) {
  char path[512], name[64];
  snprintf(path, sizeof path, "%s/%u", dir, one_in);
  struct store_options o = {.memtable_bytes = (size_t)1 << 30};
  struct filling f = {.people = people};
  struct sums sums[WHATS] = {0};
  struct err err;
  bool did = true;
  rng_init(&f.r, 20261122, 4, one_in);
  must_ok(store_open(io_posix(), path, true, &o, &f.s, &err), &err);
  fill(&f, rows, 1, false);
  must_ok(store_flush_all(f.s, &err) && store_compact(f.s, true, &err), &err);
  fill(&f, rows / 10 / BATCH * BATCH, one_in, true);
  while (did)
    must_ok(store_compact_step(f.s, &did, &err), &err);
  snprintf(name, sizeof name, "one in %u has fresh rows", one_in);
  measure(&f, name, sums);
  must_ok(store_flush_all(f.s, &err), &err);
  measure(&f, "in two parts", sums);
  must_ok(store_compact(f.s, true, &err), &err);
  measure(&f, "in one part", sums);
  store_close(f.s);
}

int main(int argc, char **argv) {
  if (argc < 2)
    return fprintf(stderr, "usage: bench_fresh DIR [MILLION ROWS] [PEOPLE] [ONE IN] [TIMES]\n"), 64;
  uint64_t rows = (uint64_t)((argc > 2 ? atof(argv[2]) : 3) * 1e6) / BATCH * BATCH;
  uint32_t people = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 200000;
  uint32_t only = argc > 4 ? (uint32_t)strtoul(argv[4], NULL, 10) : 0;
  if (argc > 5) times = atoi(argv[5]);
  for (uint32_t one_in = 100; one_in > 0; one_in /= 10)
    if (!only || only == one_in) run(argv[1], rows, people, one_in);
  return 0;
}
