/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Leaderboards of many people.
 *
 *   bench_rank [PEOPLE [STORE_PEOPLE DIR]]      default 10,000,000, and no store
 *
 * First the standing in memory, its scores made up (a few people with much, many with little,
 * nearly everybody with a score that others have too): sorted once, then changed by batches while
 * places are asked.  Beside it, over the same scores and in the same run: sorting everybody,
 * counting who is better by a look at everybody, and a table of SQLite in memory with an index on
 * the score, which is how it is mostly done.
 *
 * Then, with STORE_PEOPLE, a workspace of so many people with two orders each, from end to end: the
 * first standings, an order and the standings with it, and settling.  One line of JSON each. */
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>

#include "base/panic.h"
#include "batches.h"
#include "incentive/rank.h"
#include "incentive/rank_order.h"
#include "resource/resource.h"

#define QUERIES     200000
#define BATCH       1000
#define BATCHES     300
#define NAIVE       20
#define SQL_QUERIES 40

static int by_double(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}
static double at_share(double *v, size_t n, double share) {
  qsort(v, n, sizeof *v, by_double);
  return v[(size_t)((double)(n - 1) * share)];
}
static double peak_mb(void) {
  struct rusage r;
  getrusage(RUSAGE_SELF, &r);
  return (double)r.ru_maxrss / 1024;
}

static int64_t some_score(struct rng *r) {
  int64_t s = 1 + (int64_t)rng_below(r, 1000);
  for (int i = 0; i < 6 && rng_below(r, 3) == 0; i++)
    s *= 1 + (int64_t)rng_below(r, 9);
  return s * 10000; /* whole numbers: many share one */
}
static struct rank_entry any(struct rng *r, uint32_t person) {
  return (struct rank_entry){-some_score(r), (int64_t)rng_below(r, 604800000), person};
}

/* ---- in memory ---- */

static uint64_t sink;

static double ask(const struct rank_order *o, uint32_t people, struct rng *r, double *us) {
  double begun = now();
  for (uint32_t i = 0; i < QUERIES; i++) {
    struct rank_entry e, near[7];
    double t = now();
    uint32_t at = rank_order_find(o, (uint32_t)rng_below(r, people), &e);
    if (at != RANK_NOBODY) {
      sink += rank_order_rank(o, at, &e);
      sink += rank_order_page(o, at > 3 ? at - 3 : 0, 7, near);
    }
    us[i] = (now() - t) * 1e6;
  }
  return now() - begun;
}

static void order_of(uint32_t people, enum leaderboard_ties ties, const char *name,
                     struct rank_entry *all) {
  struct rank_entry *e = must_malloc((size_t)people * sizeof *e),
                    *tmp = must_malloc((size_t)people * sizeof *tmp), top[100];
  struct rank_change *c = must_malloc(BATCH * sizeof *c);
  double *us = must_malloc(QUERIES * sizeof *us), *ms = must_malloc(BATCHES * sizeof *ms);
  struct rng r;
  rng_init(&r, 2, 0, 0);
  memcpy(e, all, (size_t)people * sizeof *e);
  double t = now();
  struct rank_order *o = rank_order_new(e, tmp, people, people, ties);
  double build = now() - t;
  size_t bytes = rank_order_bytes(o);
  free(e);
  free(tmp);
  ask(o, people, &r, us);
  double fresh50 = at_share(us, QUERIES, 0.5), fresh99 = at_share(us, QUERIES, 0.99);
  for (int b = 0; b < BATCHES; b++) {
    uint32_t person = (uint32_t)rng_below(&r, people / BATCH);
    for (uint32_t i = 0; i < BATCH; i++, person += 1 + (uint32_t)rng_below(&r, people / BATCH - 1))
      c[i] = (struct rank_change){any(&r, person % people), true};
    /* Ascending, each once. */
    uint32_t n = 0;
    for (uint32_t i = 0; i < BATCH; i++)
      if (n == 0 || c[i].e.person > c[n - 1].e.person) c[n++] = c[i];
    t = now();
    struct rank_order *next = rank_order_change(o, c, n);
    ms[b] = (now() - t) * 1e3;
    rank_order_unref(o);
    o = next;
  }
  double fold = at_share(ms, BATCHES, 1), change = at_share(ms, BATCHES, 0.5);
  ask(o, people, &r, us);
  double us50 = at_share(us, QUERIES, 0.5), us99 = at_share(us, QUERIES, 0.99);
  t = now();
  for (int i = 0; i < 1000; i++)
    sink += rank_order_page(o, 0, 100, top);
  double hundred = (now() - t) * 1e3;
  printf("{\"standing\":\"%s\",\"people\":%u,\"build_s\":%.2f,\"bytes_per_person\":%.1f,"
         "\"change_1000_ms\":%.2f,\"slowest_change_ms\":%.0f,\"place_us_p50\":%.2f,"
         "\"place_us_p99\":%.2f,\"place_fresh_us_p50\":%.2f,\"place_fresh_us_p99\":%.2f,"
         "\"top_100_us\":%.1f}\n",
         name, people, build, (double)bytes / people, change, fold, us50, us99, fresh50, fresh99,
         hundred);
  fflush(stdout);
  rank_order_unref(o);
  free(c);
  free(us);
  free(ms);
}

/* ---- naive ---- */

static int by_order(const void *a, const void *b) {
  const struct rank_entry *x = a, *y = b;
  if (x->key != y->key) return x->key < y->key ? -1 : 1;
  if (x->tie != y->tie) return x->tie < y->tie ? -1 : 1;
  return x->person < y->person ? -1 : x->person > y->person;
}

static void sorted_each_time(uint32_t people, const struct rank_entry *all) {
  struct rank_entry *e = must_malloc((size_t)people * sizeof *e);
  struct rng r;
  double us[NAIVE];
  rng_init(&r, 3, 0, 0);
  memcpy(e, all, (size_t)people * sizeof *e);
  double t = now();
  qsort(e, people, sizeof *e, by_order);
  double sort = now() - t;
  for (int i = 0; i < NAIVE; i++) {
    int64_t key = all[rng_below(&r, people)].key;
    t = now();
    uint64_t better = 0;
    for (uint32_t p = 0; p < people; p++)
      better += all[p].key < key;
    sink += better;
    us[i] = (now() - t) * 1e6;
  }
  printf("{\"naive\":\"sort, count\",\"people\":%u,\"sort_s\":%.2f,\"count_us_p50\":%.0f}\n",
         people, sort, at_share(us, NAIVE, 0.5));
  fflush(stdout);
  free(e);
}

static void sql(sqlite3 *db, const char *text) {
  if (sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK) return;
  fprintf(stderr, "bench: %s: %s\n", text, sqlite3_errmsg(db));
  exit(1);
}

static double timed(sqlite3_stmt *q, int64_t v) {
  double t = now();
  sqlite3_bind_int64(q, 1, v);
  while (sqlite3_step(q) == SQLITE_ROW)
    sink += (uint64_t)sqlite3_column_int64(q, 0);
  sqlite3_reset(q);
  return (now() - t) * 1e6;
}

static void in_sqlite(uint32_t people, const struct rank_entry *all) {
  sqlite3 *db;
  sqlite3_stmt *put, *rank, *top, *set;
  struct rng r;
  double us[SQL_QUERIES], set_us[SQL_QUERIES];
  rng_init(&r, 4, 0, 0);
  if (sqlite3_open(":memory:", &db) != SQLITE_OK) exit(1);
  double t = now();
  sql(db, "CREATE TABLE s (person INTEGER PRIMARY KEY, score INTEGER, at INTEGER); BEGIN");
  sqlite3_prepare_v2(db, "INSERT INTO s VALUES (?1, ?2, ?3)", -1, &put, NULL);
  for (uint32_t p = 0; p < people; p++) {
    sqlite3_bind_int64(put, 1, p);
    sqlite3_bind_int64(put, 2, -all[p].key);
    sqlite3_bind_int64(put, 3, all[p].tie);
    sqlite3_step(put);
    sqlite3_reset(put);
  }
  sql(db, "COMMIT; CREATE INDEX by_score ON s (score DESC, at, person)");
  double build = now() - t;
  sqlite3_prepare_v2(db,
                     "SELECT count(*) FROM s WHERE score > (SELECT score FROM s WHERE person = ?1)",
                     -1, &rank, NULL);
  sqlite3_prepare_v2(db, "SELECT person FROM s ORDER BY score DESC, at, person LIMIT 100", -1, &top,
                     NULL);
  sqlite3_prepare_v2(db, "UPDATE s SET score = score + 10000 WHERE person = ?1", -1, &set, NULL);
  for (int i = 0; i < SQL_QUERIES; i++)
    us[i] = timed(rank, (int64_t)rng_below(&r, people));
  for (int i = 0; i < SQL_QUERIES; i++)
    set_us[i] = timed(set, (int64_t)rng_below(&r, people));
  printf("{\"naive\":\"SQLite in memory, indexed\",\"people\":%u,\"build_s\":%.1f,"
         "\"rank_us_p50\":%.0f,\"rank_us_p99\":%.0f,\"top_100_us\":%.0f,\"update_us_p50\":%.1f}\n",
         people, build, at_share(us, SQL_QUERIES, 0.5), at_share(us, SQL_QUERIES, 0.99),
         timed(top, 0), at_share(set_us, SQL_QUERIES, 0.5));
  fflush(stdout);
  sqlite3_finalize(put);
  sqlite3_finalize(rank);
  sqlite3_finalize(top);
  sqlite3_finalize(set);
  sqlite3_close(db);
}

/* ---- from end to end ---- */

static int64_t wall_ms;
static struct wall set_wall(struct clock *c) {
  (void)c;
  return (struct wall){.ms = wall_ms};
}

static void order_row(struct ev_batch *b, uint32_t person, struct rng *r) {
  char user[16];
  snprintf(user, sizeof user, "u%u", person);
  ev_batch_row(b, ev_batch_id(b, STR("user_id"), str_from(user)),
               ev_batch_name(b, STR("order_completed")), wall_ms - (int64_t)rng_below(r, 3600000),
               (struct ev_key){rng_u64(r), rng_u64(r) & ~(uint64_t)1}, 0);
  put_number(b, "amount", 100 + (int64_t)rng_below(r, 100000), 2);
}

static void come(struct workspace *w, struct rng *r, uint32_t first, uint32_t n) {
  struct ev_batch b;
  struct err err;
  ev_batch_init(&b);
  b.received = wall_ms;
  for (uint32_t i = 0; i < n; i++)
    order_row(&b, first + i, r);
  if (!ws_ingest(w, &b, NULL, &err)) die("ingest", &err);
  ev_batch_release(&b);
}

static const char board[] =
    "kind: leaderboard\nslug: top\nactive: true\nperiod: day\nsettle: {minutes: 0}\n"
    "score: sum(order_completed.amount) - sum(order_refunded.amount)\n";

static void end_to_end(uint32_t people, const char *dir) {
  struct clock clock = *clock_system();
  struct ws_options o = {.threads = 2, .clock = &clock};
  struct resource_change *changes;
  struct resource_source src = {.name = STR("board"), .text = str_from(board)};
  struct workspace *w;
  struct loyalty *l;
  struct incentive *i;
  struct arena a;
  struct err err;
  struct rng r;
  struct rank_mine m;
  double ms[50], place_us[1000];
  uint32_t n;
  clock.wall = set_wall;
  wall_ms = INT64_C(1781000000000);
  rng_init(&r, 5, 0, 0);
  arena_init(&a, "bench");
  if (!ws_init_dir_at(dir, NULL, NULL, &err) ||
      !ws_create(dir, STR("main"), STR("Asia/Shanghai"), STR("CNY"), &o, &err) ||
      !ws_open(dir, STR("main"), WS_WRITE, &o, &w, &err) || !loyalty_open(w, &l, &err) ||
      !incentive_open(l, &i, &err))
    die("open", &err);
  double t = now();
  for (uint32_t round = 0; round < 2; round++)
    for (uint32_t p = 0; p < people; p += 10000)
      come(w, &r, p, people - p < 10000 ? people - p : 10000);
  double ingest = now() - t;
  struct ranks *k = incentive_ranks(i);
  if (!resource_apply(w, &src, 1, STR("bench"), false, &a, &changes, &n, &err)) die("apply", &err);
  double before = peak_mb();
  t = now();
  if (!rank_settle(k, &err)) die("first", &err);
  double first = now() - t;
  for (int x = 0; x < 50; x++) {
    come(w, &r, (uint32_t)rng_below(&r, people - 100), 100);
    t = now();
    if (!rank_settle(k, &err)) die("look", &err);
    ms[x] = (now() - t) * 1e3;
  }
  for (int x = 0; x < 1000; x++) {
    t = now();
    if (!rank_person(k, STR("top"), 0, (uint32_t)rng_below(&r, people), 3, &a, &m, &err))
      die("place", &err);
    place_us[x] = (now() - t) * 1e6;
  }
  struct rank_stats s;
  rank_stats(k, &s);
  wall_ms += 24 * INT64_C(3600000);
  t = now();
  if (!rank_settle(k, &err)) die("settle", &err);
  double final = now() - t;
  printf("{\"end_to_end\":%u,\"events\":%u,\"ingest_s\":%.1f,\"first_standings_s\":%.2f,"
         "\"look_100_touched_ms_p50\":%.1f,\"place_us_p50\":%.1f,\"place_us_p99\":%.1f,"
         "\"asked_one_by_one\":%llu,\"bytes_per_person\":%.1f,\"settle_s\":%.1f,"
         "\"peak_mb_before\":%.0f,\"peak_mb\":%.0f}\n",
         people, 2 * people, ingest, first, at_share(ms, 50, 0.5), at_share(place_us, 1000, 0.5),
         at_share(place_us, 1000, 0.99), (unsigned long long)s.asked, (double)s.bytes / people,
         final, before, peak_mb());
  incentive_close(i);
  loyalty_close(l);
  ws_close(w);
  arena_release(&a);
}

int main(int argc, char **argv) {
  uint32_t people = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 10000000;
  uint32_t store = argc > 3 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0;
  if (store) end_to_end(store, argv[3]);
  struct rank_entry *all = must_malloc(((size_t)people + 1) * sizeof *all);
  struct rng r;
  rng_init(&r, 1, 0, 0);
  for (uint32_t p = 0; p < people; p++)
    all[p] = any(&r, p);
  if (people >= 10 * BATCH) {
    order_of(people, RANK_SHARED, "shared", all);
    order_of(people, RANK_DENSE, "dense", all);
    sorted_each_time(people, all);
    in_sqlite(people, all);
  }
  free(all);
  return sink == 1;
}
