/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the store costs per row, in CPU time of the process: apply, snapshot, flush and full
 * compaction, for rows like a shop's (page views, orders, app starts: 4 to 8 properties), once in
 * order of time and once at random times over a year; with a snapshot every 20,000 rows and
 * without; in batches of 10,000 and of 100.  Usage: bench_writes DIR [ROWS] [PEOPLE] (whole half
 * millions) */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/rng.h"
#include "store/store.h"

#define BATCH_MAX  10000
#define YEAR       (INT64_C(365) * 86400000)
#define FIRST_TIME INT64_C(1735689600000)
#define PART_ROWS  500000

static void must_ok(bool ok, const struct err *err) {
  if (ok) return;
  struct buf b = BUF_INIT;
  err_render(err, LANG_EN, &b);
  fprintf(stderr, "bench: %s\n", b.p);
  exit(1);
}

static double cpu_now(clockid_t which) {
  struct timespec t;
  clock_gettime(which, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static struct value text(char *room, const char *prefix, uint64_t n) {
  return (struct value){.type = V_STR,
                        .str = str_of(room, (size_t)sprintf(room, "%s%06" PRIu64, prefix, n))};
}

static void put(struct ev_batch *b, const char *prop, struct value v) {
  ev_batch_put(b, ev_batch_prop(b, str_from(prop)), &v);
}

static struct value number(uint64_t n, uint8_t scale) {
  return (struct value){.type = V_NUM, .num = {(i128)n, scale}};
}

static void add_row(struct ev_batch *b, struct rng *r, int64_t time, uint32_t *subject_of,
                    uint32_t people) {
  char room[64];
  uint32_t subject = (uint32_t)rng_below(r, people);
  struct str id = str_of(room, (size_t)sprintf(room, "u%u", subject));
  uint32_t i = ev_batch_id(b, STR("user_id"), id);
  subject_of[i] = subject;
  uint64_t kind = rng_below(r, 10);
  const char *name = kind < 6   ? "page_viewed"
                     : kind < 8 ? "cart_changed"
                     : kind < 9 ? "order_completed"
                                : "app_opened";
  ev_batch_row(b, i, ev_batch_name(b, str_from(name)), time, (struct ev_key){0, 0}, 0);
  put(b, "channel", text(room, "channel-", rng_below(r, 6)));
  put(b, "city", text(room, "城市", rng_below(r, 300)));
  put(b, "platform", text(room, "p", rng_below(r, 4)));
  put(b, "logged_in", (struct value){.type = V_BOOL, .b = rng_below(r, 2)});
  if (kind < 6) {
    put(b, "page", text(room, "/goods/", rng_below(r, 20000)));
    put(b, "seconds", number(rng_below(r, 600), 0));
  } else if (kind < 9) {
    put(b, "sku", text(room, "SKU", rng_below(r, 20000)));
    put(b, "price", number(100 + rng_below(r, 100000), 2));
    put(b, "quantity", number(1 + rng_below(r, 5), 0));
    if (kind == 8) put(b, "order_id", text(room, "O", rng_u64(r) % 1000000000000));
  }
}

struct costs {
  double apply, snapshot, flush, compact, snapshots;
};

static bool count_rows(void *ctx, const struct scan_batch *b, struct err *err) {
  *(uint64_t *)ctx += b->n_rows;
  return true;
}

static void check(struct store *s, uint64_t rows) {
  struct snapshot *n = store_snapshot(s);
  struct scan_want want = {.all_events = true, .t_max = INT64_MAX, .only = UINT32_MAX};
  struct scanner *scan;
  struct err err;
  uint64_t got = 0;
  must_ok(scanner_new(n, &want, &scan, &err), &err);
  for (uint32_t c = 0; c < scan_chunks(n); c++)
    must_ok(scanner_run(scan, c, count_rows, &got, &err), &err);
  scanner_free(scan);
  snapshot_free(n);
  if (got == rows) return;
  fprintf(stderr, "bench: %" PRIu64 " rows of %" PRIu64 "\n", got, rows);
  exit(1);
}

/* snapshot_every: rows between two snapshots; 0 = none. */
static void run(const char *dir, const char *name, uint64_t rows, uint32_t people, bool ordered,
                uint64_t snapshot_every, uint64_t batch) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s", dir, name);
  struct store_options o = {.memtable_bytes = (size_t)1 << 30};
  struct store *s;
  struct err err;
  must_ok(store_open(io_posix(), path, true, &o, &s, &err), &err);
  struct ev_batch b;
  struct rng r;
  struct costs cost = {0};
  uint32_t *subject_of = malloc(BATCH_MAX * sizeof *subject_of);
  ev_batch_init(&b);
  rng_init(&r, 20261122, 1, ordered);
  for (uint64_t done = 0; done < rows;) {
    ev_batch_reset(&b);
    for (uint64_t i = done; i < done + batch; i++)
      add_row(&b, &r,
              FIRST_TIME + (ordered ? (int64_t)((double)i / (double)rows * (double)YEAR)
                                    : (int64_t)rng_below(&r, (uint64_t)YEAR)),
              subject_of, people);
    double from = cpu_now(CLOCK_THREAD_CPUTIME_ID);
    store_apply(s, &b, subject_of, done + 1);
    cost.apply += cpu_now(CLOCK_THREAD_CPUTIME_ID) - from;
    done += batch;
    if (snapshot_every && done % snapshot_every == 0) {
      from = cpu_now(CLOCK_THREAD_CPUTIME_ID);
      snapshot_free(store_snapshot(s));
      cost.snapshot += cpu_now(CLOCK_THREAD_CPUTIME_ID) - from;
      cost.snapshots++;
    }
    if (done % PART_ROWS == 0 || done == rows) {
      from = cpu_now(CLOCK_THREAD_CPUTIME_ID);
      must_ok(store_flush_all(s, &err), &err);
      cost.flush += cpu_now(CLOCK_THREAD_CPUTIME_ID) - from;
    }
  }
  check(s, rows);
  double from = cpu_now(CLOCK_THREAD_CPUTIME_ID);
  must_ok(store_compact(s, true, &err), &err);
  cost.compact = cpu_now(CLOCK_THREAD_CPUTIME_ID) - from;
  struct snapshot *n = store_snapshot(s);
  double per = 1.0 / (double)rows;
  printf(
      "%-24s apply %6.1f  snapshots %6.1f (%.0f, %.2f ms each)  flush %6.1f  compact %6.1f ns/row  "
      "%.2f bytes/row\n",
      name, cost.apply * per, cost.snapshot * per, cost.snapshots,
      cost.snapshots > 0 ? cost.snapshot / cost.snapshots * 1e-6 : 0.0, cost.flush * per,
      cost.compact * per, (double)snapshot_bytes(n) * per);
  fflush(stdout);
  snapshot_free(n);
  store_close(s);
  ev_batch_release(&b);
  free(subject_of);
}

int main(int argc, char **argv) {
  if (argc < 2) return fprintf(stderr, "usage: bench_writes DIR [ROWS] [PEOPLE]\n"), 64;
  uint64_t rows = argc > 2 ? strtoull(argv[2], NULL, 10) : 4000000;
  uint32_t people = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 500000;
  rows = rows / PART_ROWS * PART_ROWS;
  run(argv[1], "ordered", rows, people, true, 0, BATCH_MAX);
  run(argv[1], "late", rows, people, false, 0, BATCH_MAX);
  run(argv[1], "ordered_snapshots", rows, people, true, 20000, BATCH_MAX);
  run(argv[1], "late_snapshots", rows, people, false, 20000, BATCH_MAX);
  run(argv[1], "ordered_by_100", rows, people, true, 20000, 100);
  return 0;
}
