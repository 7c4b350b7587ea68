/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Durable ingest in one process: the whole way from decoded batches to acknowledged, applied rows.
 *
 *   bench_ingest DIR [seconds] [producers] [rows per batch] [sync ms] [part: 1, 2, 0 = both]
 *   bench_ingest DIR 60m …               until 60 million events are in, however long it takes: on
 * a machine that others use, what 60 s of a million/s would be bench_ingest DIR kill MEGABYTES part
 * 1 until the log has as many, then SIGKILL bench_ingest DIR open                how long opening
 * takes, and again after a clean stop
 *
 * Part 1: producers with batches of decoded events of at least 100 bytes (as encoded) with
 * properties, a million identities, a message id each, as fast as acknowledgements come back; then
 * how far parts are behind.  The batches are made before the clock starts, 64 for each producer,
 * and get new message ids, times and people's numbers from batch to batch, so that no two are
 * equal; they have a time of receipt, so every id is asked and remembered.  Part 2: single events
 * at 1, 8, 64 and 512 writers, beside the device's bare fdatasync rate.  Processor time is measured
 * over part 1 for the whole process, less what making batches takes (measured alone), and also for
 * each ten million events, because what is merged later costs more. */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "batches.h"

#define PEOPLE      1000000u
#define BATCHES     64
#define LATENCY_MAX 4000000u

static double cpu(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
         (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

/* ---- batches ---- */

static void make_batch(struct ev_batch *b, struct rng *r, uint32_t rows) {
  static const char *const events[] = {"page_viewed", "product_viewed", "cart_added", "order_paid"};
  static const char *const cities[] = {"上海", "北京", "广州", "深圳", "杭州", "成都"};
  static const char *const channels[] = {"wechat", "app", "web", "store"};
  char text[96];
  ev_batch_reset(b);
  for (uint32_t i = 0; i < rows; i++) {
    snprintf(text, sizeof text, "user-%06llu", (unsigned long long)rng_below(r, PEOPLE));
    uint32_t id = ev_batch_id(b, STR("user_id"), str_from(text));
    ev_batch_row(b, id, ev_batch_name(b, str_from(events[rng_below(r, 4)])),
                 INT64_C(1700000000000) + (int64_t)rng_below(r, 86400000),
                 (struct ev_key){rng_u64(r), rng_u64(r) & ~(uint64_t)1}, 0);
    put_text(b, "city", cities[rng_below(r, 6)]);
    put_text(b, "channel", channels[rng_below(r, 4)]);
    snprintf(text, sizeof text, "sku-%05llu", (unsigned long long)rng_below(r, 20000));
    put_text(b, "item_id", text);
    put_number(b, "price", (int64_t)rng_below(r, 100000), 2);
    put_number(b, "quantity", 1 + (int64_t)rng_below(r, 5), 0);
    snprintf(text, sizeof text, "s-%012llx-%04llx", (unsigned long long)(rng_u64(r) >> 16),
             (unsigned long long)rng_below(r, 65536));
    put_text(b, "session", text);
    snprintf(text, sizeof text, "/p/%llu/%llu", (unsigned long long)rng_below(r, 500),
             (unsigned long long)rng_below(r, 40));
    put_text(b, "path", text);
  }
}

/* ---- producers ---- */

struct producer {
  pthread_t thread;
  struct workspace *w;
  struct ev_batch *batches;
  uint32_t n_batches, number;
  uint64_t phase; /* ids of an earlier one would be duplicates, which cost no disk */
  uint64_t commits, rows;
  float *ms; /* of each acknowledgement */
};

static _Atomic bool over;
static _Atomic uint64_t all_rows;
static uint64_t kill_bytes, rows_wanted; /* rows_wanted: 0 = as many as come in the time */

static void *produce(void *arg) {
  struct producer *p = arg;
  struct rng r;
  rng_init(&r, 77 + p->phase, 1, p->number);
  while (!atomic_load_explicit(&over, memory_order_relaxed)) {
    struct ev_batch *b = &p->batches[p->commits % p->n_batches];
    struct err err;
    renew(b, &r, 1000);
    double t = now();
    while (!ws_ingest(p->w, b, NULL, &err))
      if (err.code != ERR_overloaded) die("ingest", &err);
    if (p->commits < LATENCY_MAX / 512) p->ms[p->commits] = (float)((now() - t) * 1e3);
    p->commits++;
    p->rows += b->rows.n;
    atomic_fetch_add_explicit(&all_rows, b->rows.n, memory_order_relaxed);
  }
  return NULL;
}

#define SLICE_ROWS 10000000u
#define SLICES_MAX 64

struct figures {
  double seconds, cpu;
  double slice[SLICES_MAX]; /* processor seconds, of SLICE_ROWS events each */
  uint32_t n_slices;
  uint64_t commits, rows;
  float p50, p95, p99;
};

static struct figures run(struct workspace *w, uint32_t producers, uint32_t batches, uint32_t rows,
                          double seconds) {
  static uint64_t phase;
  struct producer *ps = must_calloc(producers, sizeof *ps);
  phase++;
  struct figures f = {0};
  struct rng r;
  rng_init(&r, 42, rows, producers);
  for (uint32_t i = 0; i < producers; i++) {
    ps[i] = (struct producer){.w = w, .number = i, .phase = phase, .n_batches = batches};
    ps[i].batches = must_calloc(batches, sizeof *ps[i].batches);
    ps[i].ms = must_calloc(LATENCY_MAX / 512, sizeof *ps[i].ms);
    for (uint32_t k = 0; k < batches; k++) {
      ev_batch_init(&ps[i].batches[k]);
      make_batch(&ps[i].batches[k], &r, rows);
    }
  }
  atomic_store(&over, false);
  atomic_store(&all_rows, 0);
  double t = now(), c = cpu(), mark = c;
  for (uint32_t i = 0; i < producers; i++)
    if (pthread_create(&ps[i].thread, NULL, produce, &ps[i]) != 0) panic("cannot start a thread");
  for (uint64_t in = 0; rows_wanted ? in < rows_wanted : now() - t < seconds;) {
    usleep(10000);
    in = atomic_load(&all_rows);
    if (in < (uint64_t)(f.n_slices + 1) * SLICE_ROWS || f.n_slices == SLICES_MAX) continue;
    f.slice[f.n_slices++] = cpu() - mark;
    mark = cpu();
  }
  atomic_store(&over, true);
  VEC(float) all = {0};
  for (uint32_t i = 0; i < producers; i++) {
    pthread_join(ps[i].thread, NULL);
    f.commits += ps[i].commits;
    f.rows += ps[i].rows;
    for (uint64_t k = 0; k < ps[i].commits && k < LATENCY_MAX / 512; k++)
      vec_push(&all, ps[i].ms[k]);
    for (uint32_t k = 0; k < batches; k++)
      ev_batch_release(&ps[i].batches[k]);
    free(ps[i].batches);
    free(ps[i].ms);
  }
  f.seconds = now() - t;
  f.cpu = cpu() - c;
  qsort(all.p, all.n, sizeof *all.p, by_ms);
  if (all.n) {
    f.p50 = all.p[all.n / 2];
    f.p95 = all.p[all.n * 95 / 100];
    f.p99 = all.p[all.n * 99 / 100];
  }
  vec_free(&all);
  free(ps);
  return f;
}

/* What the producers' own renewing costs, to be taken off. */
static double renew_cost(uint32_t rows) {
  struct ev_batch b;
  struct rng r;
  rng_init(&r, 42, 0, 0);
  ev_batch_init(&b);
  make_batch(&b, &r, rows);
  double c = cpu();
  uint32_t times = 2000000 / rows;
  for (uint32_t i = 0; i < times; i++)
    renew(&b, &r, 1);
  c = (cpu() - c) / ((double)times * rows);
  ev_batch_release(&b);
  return c;
}

static double bytes_per_event(uint32_t rows) {
  struct ev_batch b;
  struct rng r;
  struct buf out = BUF_INIT;
  rng_init(&r, 42, 0, 0);
  ev_batch_init(&b);
  make_batch(&b, &r, rows);
  ev_batch_encode(&b, &out);
  double n = (double)out.n / rows;
  buf_release(&out);
  ev_batch_release(&b);
  return n;
}

/* A page written over and over and synced, as the log does it. */
static double sync_rate(const char *dir) {
  char path[4096], page[4096] = {1};
  snprintf(path, sizeof path, "%s/sync-rate", dir);
  int fd = open(path, O_RDWR | O_CREAT, 0600);
  if (fd < 0) return 0;
  for (int i = 0; i < 1024; i++)
    if (write(fd, page, sizeof page) < 0) return 0;
  fdatasync(fd);
  double t = now();
  int n = 0;
  for (; now() - t < 2; n++)
    if (pwrite(fd, page, sizeof page, n % 1024 * 4096) < 0 || fdatasync(fd) != 0) break;
  close(fd);
  unlink(path);
  return n / (now() - t);
}

/* ---- report ---- */

static void part_1(struct workspace *w, double seconds, uint32_t producers, uint32_t rows) {
  struct ws_health h, before;
  struct store_stats s;
  struct err err;
  double own = renew_cost(rows);
  ws_health(w, &before);
  struct figures f = run(w, producers, BATCHES, rows, seconds);
  double lag = now();
  uint64_t end = log_end(ws_log(w));
  if (!ws_wait_lsn(w, end, WS_WAIT_LSN_MS_MAX, &err)) die("wait", &err);
  lag = now() - lag;
  ws_health(w, &h);
  store_stats(ws_store(w), &s);
  printf("producers %u, batches of %u events of %.0f bytes, %s\n", producers, rows,
         bytes_per_event(rows), h.relaxed ? "relaxed" : "strict");
  printf("  %10.0f events/s  %8.0f commits/s  %6.0f groups/s\n", (double)f.rows / f.seconds,
         (double)f.commits / f.seconds, (double)(h.log.groups - before.log.groups) / f.seconds);
  printf("  %10.3f µs of processor per event (%.3f without making batches), %.2f processors\n",
         f.cpu / (double)f.rows * 1e6, (f.cpu / (double)f.rows - own) * 1e6, f.cpu / f.seconds);
  if (f.n_slices) printf("  µs per event of each ten million:");
  for (uint32_t i = 0; i < f.n_slices; i++)
    printf(" %.2f", f.slice[i] / SLICE_ROWS * 1e6);
  if (f.n_slices) printf("\n");
  printf("  acknowledged after p50 %.2f  p95 %.2f  p99 %.2f ms\n", (double)f.p50, (double)f.p95,
         (double)f.p99);
  printf("  message ids known %llu, %.1f bytes of memory and %.1f of disk each%s\n",
         (unsigned long long)h.ids.ids, (double)h.ids.memory / (double)h.ids.ids,
         (double)h.ids.disk / (double)h.ids.ids,
         h.ids.window_ms < h.ids.asked_window_ms ? "; window shrunk" : "");
  printf("  refused because of overload, and tried again: %llu\n",
         (unsigned long long)(h.refused - before.refused));
  printf("  columns behind at the end %.3f s; not yet in parts %.1f MB; log %.2f of raw\n", lag,
         (double)s.unflushed_bytes / 1e6,
         (double)h.log.stored_bytes / (double)(h.log.raw_bytes ? h.log.raw_bytes : 1));
  printf("  parts %llu after %llu flushes and %llu merges, written %.2f times\n",
         (unsigned long long)s.parts, (unsigned long long)s.flushes, (unsigned long long)s.merges,
         s.write_amplification);
}

static void part_2(struct workspace *w, const char *dir, double seconds) {
  static const uint32_t writers[] = {1, 8, 64, 512};
  printf("single events; bare fdatasync: %.0f /s\n", sync_rate(dir));
  for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
    struct figures f = run(w, writers[i], 4, 1, seconds);
    printf("  %4u writers %10.0f commits/s  p50 %.2f  p99 %.2f ms  %.1f µs of processor each\n",
           writers[i], (double)f.commits / f.seconds, (double)f.p50, (double)f.p99,
           f.cpu / (double)f.commits * 1e6);
  }
}

static struct workspace *open_timed(const char *dir, const struct ws_options *o, const char *what) {
  struct workspace *w;
  struct err err;
  double t = now();
  if (!ws_open(dir, STR("bench"), WS_WRITE, o, &w, &err)) die("open", &err);
  t = now() - t;
  printf("%s: %.2f s; log %.0f MB, %.1f M events\n", what, t, (double)log_bytes(ws_log(w)) / 1e6,
         (double)log_end(ws_log(w)) / 1e6);
  return w;
}

static int open_twice(const char *dir, const struct ws_options *o) {
  struct err err;
  struct workspace *w = open_timed(dir, o, "killed, opened again");
  if (!ws_checkpoint(w, false, &err)) die("checkpoint", &err);
  ws_close(w);
  ws_close(open_timed(dir, o, "stopped, opened again"));
  return 0;
}

/* When the log is as large as asked, in the middle of everything. */
static void *kill_at(void *arg) {
  struct workspace *w = arg;
  while (log_bytes(ws_log(w)) < kill_bytes)
    usleep(10000);
  kill(getpid(), SIGKILL);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "bench_ingest DIR [seconds] [producers] [rows per batch] [sync ms] [part]\n");
    return 64;
  }
  struct ws_options plain = {.background = true};
  if (argc > 2 && strcmp(argv[2], "open") == 0) return open_twice(argv[1], &plain);
  bool killed = argc > 3 && strcmp(argv[2], "kill") == 0;
  if (killed) kill_bytes = (uint64_t)(atof(argv[3]) * 1e6);
  double seconds = killed ? 1e9 : argc > 2 ? atof(argv[2]) : 10;
  if (argc > 2 && strchr(argv[2], 'm')) rows_wanted = (uint64_t)(seconds * 1e6);
  uint32_t producers = argc > 3 && !killed ? (uint32_t)atoi(argv[3]) : 32;
  uint32_t rows = argc > 4 ? (uint32_t)atoi(argv[4]) : 100;
  struct ws_options o = {.background = true, .sync_ms = argc > 5 ? (uint32_t)atoi(argv[5]) : 0};
  struct workspace *w;
  struct err err;
  if (!ws_exists(argv[1], STR("bench"), NULL) &&
      !ws_create(argv[1], STR("bench"), STR("UTC"), STR(""), &o, &err))
    die("create", &err);
  if (!ws_open(argv[1], STR("bench"), WS_WRITE, &o, &w, &err)) die("open", &err);
  pthread_t killer;
  if (killed && pthread_create(&killer, NULL, kill_at, w) != 0) panic("cannot start a thread");
  int part = argc > 6 ? atoi(argv[6]) : 0;
  if (part != 2) part_1(w, seconds, producers, rows);
  if (part != 1) part_2(w, argv[1], seconds < 3 ? seconds : 3);
  ws_close(w);
  return 0;
}
