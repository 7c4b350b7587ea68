/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Message ids against a twin that remembers everything: random streams with groups in flight,
 * failures, maintenance, restarts, moving clocks; window edges; ceilings; damage; every fault
 * point.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fault.h"
#include "base/rng.h"
#include "workspace/seen_int.h"
#include "ws_dir.h"

#define DAY       ((int64_t)24 * 3600 * 1000)
#define T0        ((int64_t)1767225600000)
#define BATCH_MAX 40
#define ID_RANGE  4000

static struct ev_key key_of(uint64_t v) {
  if (v == 0) return (struct ev_key){0, 0};
  return (struct ev_key){v * UINT64_C(0x9e3779b97f4a7c15),
                         v * UINT64_C(0xd6e8feb86659fd93) & ~1ull};
}

/* ---- the log that would be, and the twin ---- */

struct record {
  uint64_t lsn_end;
  int64_t received;
  uint32_t n;
  uint16_t id[BATCH_MAX];
};

struct stage {
  char dir[PATH_BYTES];
  struct seen *s;
  struct seen_options o;
  VEC(struct record) log; /* the first `durable` of them are durable */
  size_t durable;
  int64_t clock; /* of the machine */
};

/* Time and last acceptance of each id, by the rules of seen_int.h, from the whole log. */
struct twin {
  int64_t high, now;
  int64_t slot[ID_RANGE]; /* -1: never */
};

static void twin_time(struct twin *t, int64_t received) {
  if (t->now == 0) {
    t->now = t->high = received;
  } else if (received > t->high) {
    t->now += received - t->high > DAY ? DAY : received - t->high;
    t->high = received;
  } else if (t->high - received > 3600000) {
    t->high = received;
  }
}

static void twin_of(const struct stage *g, struct twin *t) {
  int64_t width = (g->o.window_ms + 6) / 7;
  *t = (struct twin){0};
  for (int i = 0; i < ID_RANGE; i++)
    t->slot[i] = -1;
  for (size_t i = 0; i < g->log.n; i++) {
    const struct record *r = &g->log.p[i];
    twin_time(t, r->received);
    for (uint32_t k = 0; k < r->n; k++)
      t->slot[r->id[k]] = t->now / width;
  }
}

static void reopen(struct stage *g) {
  struct err err;
  seen_free(g->s);
  g->log.n = g->durable;
  must_ok(seen_open(io_posix(), g->dir, STR("log-1"), &g->o, &g->s, &err), &err);
  uint64_t from = seen_lsn(g->s);
  seen_replay_from(g->s, from ? from : 1);
  for (size_t i = 0; i < g->log.n; i++) {
    const struct record *r = &g->log.p[i];
    struct ev_key k[BATCH_MAX];
    if (r->lsn_end <= from) continue;
    for (uint32_t j = 0; j < r->n; j++)
      k[j] = key_of(r->id[j]);
    seen_replay(g->s, k, r->n, r->received, r->lsn_end);
    if (seen_wants_maintain(g->s))
      must_ok(seen_maintain(g->s, r->lsn_end, r->received, &err), &err);
  }
}

static uint64_t end_of(const struct stage *g) {
  return g->log.n ? g->log.p[g->log.n - 1].lsn_end : 1;
}

static uint64_t durable_end(const struct stage *g) {
  return g->durable ? g->log.p[g->durable - 1].lsn_end : 1;
}

/* One batch, judged by both.  The twin's view is made anew from the log: slow and obvious. */
static void one_batch(struct stage *g, struct rng *r, uint64_t seed, uint64_t range) {
  struct twin t;
  struct record rec = {.received = g->clock};
  struct ev_key k[BATCH_MAX];
  uint16_t id[BATCH_MAX];
  uint8_t dup[BATCH_MAX];
  uint32_t n = (uint32_t)rng_below(r, BATCH_MAX + 1);
  int64_t width = (g->o.window_ms + 6) / 7;
  twin_of(g, &t);
  twin_time(&t, rec.received);
  for (uint32_t i = 0; i < n; i++) {
    id[i] = (uint16_t)rng_below(r, range);
    k[i] = key_of(id[i]);
  }
  seen_add_many(g->s, k, n, rec.received, dup);
  for (uint32_t i = 0; i < n; i++) {
    int64_t at = t.slot[id[i]];
    bool want = id[i] != 0 && at >= 0 && t.now / width - at <= 7;
    if (dup[i] != want)
      fail_msg("seed %llu record %zu id %d: %d, twin %d", (unsigned long long)seed, g->log.n, id[i],
               dup[i], want);
    if (want) continue;
    if (id[i] != 0) {
      rec.id[rec.n++] = id[i];
      t.slot[id[i]] = t.now / width;
    }
  }
  bool logged = rec.n > 0 || rng_chance(r, 0.5); /* rows without an id are rows */
  rec.lsn_end = end_of(g) + rec.n + 1;
  seen_mark(g->s, logged ? rec.lsn_end : 0);
  if (logged) vec_push(&g->log, rec);
}

static void move_clock(struct stage *g, struct rng *r) {
  uint64_t what = rng_below(r, 100);
  int64_t width = (g->o.window_ms + 6) / 7;
  if (what < 90)
    g->clock += (int64_t)rng_below(r, (uint64_t)width / 20 + 2);
  else if (what < 94)
    g->clock -= (int64_t)rng_below(r, 7200000); /* steps back, a little or much */
  else if (what < 97)
    g->clock += width;
  else if (what < 98)
    g->clock += 300 * DAY; /* far in the future … */
  else if (g->clock > T0 + 300 * DAY)
    g->clock -= 300 * DAY; /* … and back */
}

static void stage_init(struct stage *g, int64_t window) {
  struct err err;
  *g = (struct stage){.clock = T0, .o = {.window_ms = window, .memory_max = SEEN_MEMORY_MIN}};
  if (window < 1000) g->o.memory_max *= 8; /* a table for every other batch, or it shrinks */
  temp_dir(g->dir);
  must_ok(seen_open(io_posix(), g->dir, STR("log-1"), &g->o, &g->s, &err), &err);
}

static void stage_release(struct stage *g) {
  seen_free(g->s);
  vec_free(&g->log);
  remove_dir(g->dir);
}

static void step(struct stage *g, struct rng *r) {
  struct err err;
  uint64_t what = rng_below(r, 100);
  if (what < 30) { /* a sync: some of what is in flight is durable */
    g->durable += rng_below(r, g->log.n - g->durable + 1);
    seen_keep(g->s, durable_end(g));
  } else if (what < 33) { /* a failed one: the rest never will be */
    seen_undo(g->s);
    g->log.n = g->durable;
  } else if (what < 43) {
    must_ok(seen_maintain(g->s, durable_end(g), g->clock, &err), &err);
  } else if (what < 46) {
    must_ok(seen_flush(g->s, durable_end(g), &err), &err);
  } else if (what < 49) { /* a crash: what is not durable is gone, what is in memory too */
    reopen(g);
  }
}

static void one_history(uint64_t seed, int64_t window) {
  struct stage g;
  struct rng r;
  rng_init(&r, seed, 0, 0);
  stage_init(&g, window);
  for (int i = 0; i < 500; i++) {
    move_clock(&g, &r);
    one_batch(&g, &r, seed, 50 + rng_below(&r, ID_RANGE - 50));
    step(&g, &r);
  }
  struct seen_stats st = seen_stats(g.s);
  assert_false(st.shrunk || st.damaged);
  assert_int_equal(st.window_ms, window);
  stage_release(&g);
}

static void twin_agrees(void **state) {
  (void)state;
  static const int64_t windows[] = {7 * DAY, DAY, 3600000, 1000, 5};
  for (uint64_t seed = 1; seed <= 20; seed++)
    one_history(seed, windows[seed % 5]);
}

/* ---- edges ---- */

static bool is_new(struct seen *s, uint64_t v, int64_t at, uint64_t *lsn) {
  bool fresh = seen_add(s, key_of(v), at);
  seen_mark(s, fresh ? ++*lsn : 0);
  seen_keep(s, *lsn);
  return fresh;
}

static void window_edges(void **state) {
  (void)state;
  struct stage g;
  uint64_t lsn = 1;
  int64_t width = DAY, begin = (T0 / width + 1) * width;
  struct err err;
  stage_init(&g, 7 * DAY);
  assert_true(is_new(g.s, 1, begin, &lsn));             /* first ms of slot 0 */
  assert_true(is_new(g.s, 2, begin + width - 1, &lsn)); /* last ms of slot 0 */
  assert_false(is_new(g.s, 1, begin + width - 1, &lsn));
  for (int day = 1; day <= 7; day++) {
    assert_true(is_new(g.s, 100 + (uint64_t)day, begin + day * width, &lsn));
    assert_true(is_new(g.s, 200 + (uint64_t)day, begin + day * width + width - 1, &lsn));
    must_ok(seen_maintain(g.s, lsn, begin + day * width, &err), &err);
  }
  /* the last ms of slot 7: 7 days and a seventh after id 1, 7 days after id 2 */
  assert_false(is_new(g.s, 1, begin + 8 * width - 1, &lsn));
  assert_false(is_new(g.s, 2, begin + 8 * width - 1, &lsn));
  assert_true(is_new(g.s, 1, begin + 8 * width, &lsn));
  assert_true(is_new(g.s, 2, begin + 8 * width, &lsn));
  assert_false(is_new(g.s, 101, begin + 8 * width, &lsn));
  assert_false(is_new(g.s, 1, begin + 8 * width, &lsn)); /* known again, from its new arrival */
  /* set back by a year, time stands still and then goes on */
  assert_false(is_new(g.s, 1, begin - 365 * DAY, &lsn));
  assert_false(is_new(g.s, 207, begin - 365 * DAY, &lsn));
  stage_release(&g);
}

static void twice_in_a_batch(void **state) {
  (void)state;
  struct stage g;
  struct ev_key k[200];
  uint8_t dup[200];
  stage_init(&g, 7 * DAY);
  for (uint64_t i = 0; i < 200; i++)
    k[i] = key_of(i % 100);
  seen_add_many(g.s, k, 200, T0, dup);
  for (int i = 0; i < 200; i++)
    assert_int_equal(dup[i], i > 100); /* id 0 is no id, neither time */
  seen_mark(g.s, 0);                   /* it could not be appended */
  seen_add_many(g.s, k, 100, T0, dup);
  for (int i = 0; i < 100; i++)
    assert_int_equal(dup[i], 0);
  seen_mark(g.s, 200);
  seen_undo(g.s);
  seen_add_many(g.s, k, 100, T0, dup);
  for (int i = 0; i < 100; i++)
    assert_int_equal(dup[i], 0); /* the retry of what never became durable */
  assert_int_equal(seen_stats(g.s).ids, 99);
  stage_release(&g);
}

/* Rows of a message share its fate; a batch from the log decides as it did when it came. */
static void rows_of_a_message(void **state) {
  (void)state;
  struct stage g;
  struct err err;
  struct ev_batch b, less;
  stage_init(&g, 7 * DAY);
  ev_batch_init(&b);
  ev_batch_init(&less);
  static const uint64_t ids[] = {5, 6, 0, 5, 7};
  uint32_t id = ev_batch_id(&b, STR("user_id"), STR("u")), name = ev_batch_name(&b, STR("e"));
  b.received = T0;
  for (int i = 0; i < 5; i++) {
    struct ev_key k = key_of(ids[i]);
    ev_batch_row(&b, id, name, T0 + i, k, 0);
    k.lo |= 1;
    if (ids[i]) ev_batch_row(&b, id, name, T0 + i, k, 0);
  }
  assert_int_equal(seen_judge(g.s, &b, &less), 2); /* the second 5 and its line */
  assert_int_equal(less.rows.n, 7);
  assert_int_equal(less.received, T0);
  seen_mark(g.s, 8);
  seen_free(g.s);
  must_ok(seen_open(io_posix(), g.dir, STR("log-1"), &g.o, &g.s, &err), &err);
  seen_replay_batch(g.s, &less, 8);
  assert_int_equal(seen_stats(g.s).ids, 3);
  assert_int_equal(seen_judge(g.s, &b, &less), 8); /* all but the row without an id */
  assert_int_equal(less.rows.n, 1);
  ev_batch_release(&b);
  ev_batch_release(&less);
  stage_release(&g);
}

/* ---- ceilings ---- */

static void ceiling_shrinks_openly(void **state) {
  (void)state;
  const uint64_t n = 3000000, batch = 1000;
  struct ev_key *k = must_calloc(n, sizeof *k);
  uint8_t dup[1000];
  struct rng r;
  rng_init(&r, 9, 0, 0);
  for (uint64_t i = 0; i < n; i++)
    k[i] = (struct ev_key){rng_u64(&r), rng_u64(&r)};
  for (int by_disk = 0; by_disk < 2; by_disk++) {
    struct stage g;
    struct err err;
    stage_init(&g, 7 * DAY);
    seen_free(g.s);
    if (by_disk) g.o = (struct seen_options){.disk_max = (uint64_t)16 << 20};
    must_ok(seen_open(io_posix(), g.dir, STR("log-1"), &g.o, &g.s, &err), &err);
    uint64_t lsn = 1;
    for (uint64_t i = 0; i < n; i += batch) {
      seen_add_many(g.s, k + i, batch, T0 + (int64_t)i, dup);
      for (uint64_t j = 0; j < batch; j++)
        assert_false(dup[j]);
      seen_mark(g.s, lsn += batch);
      seen_keep(g.s, lsn);
      must_ok(seen_maintain(g.s, lsn, T0 + (int64_t)i, &err), &err);
      struct seen_stats st = seen_stats(g.s);
      assert_true(by_disk || st.memory <= SEEN_MEMORY_MIN);
      assert_true(!by_disk || st.disk <= g.o.disk_max);
    }
    struct seen_stats st = seen_stats(g.s);
    assert_true(st.shrunk && st.window_ms > 0 && st.window_ms < st.asked_window_ms);
    assert_true(st.ids > (by_disk ? 600000u : 300000u));
    print_message("%s ceiling: %llu ids, %zu KiB, %llu MiB on disk, %u runs\n",
                  by_disk ? "disk" : "memory", (unsigned long long)st.ids, (size_t)st.memory >> 10,
                  (unsigned long long)st.disk >> 20, st.runs);
    /* exactly what it promises: all of the last window_ms are known */
    int64_t now = T0 + (int64_t)(n - batch);
    for (uint64_t i = 0; i < n; i += batch) {
      seen_add_many(g.s, k + i, batch, now, dup);
      bool promised = T0 + (int64_t)i > now - st.window_ms;
      for (uint64_t j = 0; promised && j < batch; j++)
        assert_true(dup[j]);
      seen_undo(g.s);
    }
    /* and it says the same after opening again */
    must_ok(seen_flush(g.s, lsn, &err), &err);
    st = seen_stats(g.s);
    seen_free(g.s);
    must_ok(seen_open(io_posix(), g.dir, STR("log-1"), &g.o, &g.s, &err), &err);
    assert_int_equal(seen_lsn(g.s), lsn);
    assert_int_equal(seen_stats(g.s).window_ms, st.window_ms);
    stage_release(&g);
  }
  free(k);
}

/* Maintenance that cannot write: memory stays bounded, and the window says so. */
static void stuck_disk(void **state) {
  (void)state;
  struct stage g;
  struct rng r;
  struct ev_key k[500];
  uint8_t dup[500];
  uint64_t lsn = 1;
  stage_init(&g, 7 * DAY);
  rng_init(&r, 4, 0, 0);
  for (int i = 0; i < 400; i++) {
    for (int j = 0; j < 500; j++)
      k[j] = (struct ev_key){rng_u64(&r), rng_u64(&r)};
    seen_add_many(g.s, k, 500, T0 + i, dup);
    seen_mark(g.s, lsn += 500);
    seen_keep(g.s, lsn);
    assert_true(seen_stats(g.s).memory <= SEEN_MEMORY_MIN);
  }
  assert_true(seen_stats(g.s).shrunk);
  stage_release(&g);
}

/* How many runs there are to ask stays bounded while ids come in, the largest ones included, and
 * once the slot is over they take no more memory than the contract says. */
static void runs_stay_few(void **state) {
  (void)state;
  enum { BATCH = 1000, IDS = 4000000 };
  struct stage g;
  struct rng r;
  struct ev_key k[BATCH];
  uint8_t dup[BATCH];
  struct err err;
  uint64_t lsn = 1;
  uint32_t most = 0;
  stage_init(&g, 7 * DAY);
  seen_free(g.s);
  g.o.memory_max = 48 * SEEN_MEMORY_MIN; /* the largest runs are of 2.3 million ids */
  must_ok(seen_open(io_posix(), g.dir, STR("log-1"), &g.o, &g.s, &err), &err);
  rng_init(&r, 8, 0, 0);
  for (int i = 0; i < IDS; i += BATCH) {
    for (int j = 0; j < BATCH; j++)
      k[j] = (struct ev_key){rng_u64(&r), rng_u64(&r)};
    seen_add_many(g.s, k, BATCH, T0 + i, dup);
    seen_mark(g.s, lsn += BATCH);
    seen_keep(g.s, lsn);
    must_ok(seen_maintain(g.s, lsn, T0 + i, &err), &err);
    uint32_t runs = seen_stats(g.s).runs;
    most = runs > most ? runs : most;
  }
  assert_true(most >= 8 && most <= 1 + 7 + 7); /* of the largest size, of two classes below */
  seen_add_many(g.s, k, 1, T0 + DAY, dup);
  assert_true(dup[0]);
  seen_mark(g.s, 0);
  k[0] = (struct ev_key){1, 2};
  seen_add_many(g.s, k, 1, T0 + DAY, dup);
  seen_mark(g.s, ++lsn);
  seen_keep(g.s, lsn);
  for (int i = 0; i < 10; i++)
    must_ok(seen_maintain(g.s, lsn, T0 + DAY, &err), &err);
  must_ok(seen_flush(g.s, lsn, &err), &err);
  seen_free(g.s);
  must_ok(seen_open(io_posix(), g.dir, STR("log-1"), &g.o, &g.s, &err), &err);
  struct seen_stats st = seen_stats(g.s);
  assert_int_equal(st.ids, IDS + 1);
  assert_true(st.runs <= 3 && !st.shrunk && !st.damaged);
  assert_true(st.memory < IDS / 100 * 140); /* no table is held right after opening */
  rng_init(&r, 8, 0, 0);
  for (int i = 0; i < IDS; i += BATCH) {
    for (int j = 0; j < BATCH; j++)
      k[j] = (struct ev_key){rng_u64(&r), rng_u64(&r)};
    if (i % (50 * BATCH) > 0) continue;
    seen_add_many(g.s, k, BATCH, T0 + DAY, dup);
    seen_mark(g.s, 0);
    for (int j = 0; j < BATCH; j++)
      assert_true(dup[j]);
  }
  stage_release(&g);
}

/* ---- damage ---- */

static void history_of(struct stage *g, uint64_t seed, int batches) {
  struct rng r;
  struct err err;
  rng_init(&r, seed, 1, 0);
  for (int i = 0; i < batches; i++) {
    g->clock += DAY / 8;
    one_batch(g, &r, seed, ID_RANGE);
    g->durable = g->log.n;
    seen_keep(g->s, durable_end(g));
    if (i % 4 == 3) must_ok(seen_maintain(g->s, durable_end(g), g->clock, &err), &err);
  }
  must_ok(seen_flush(g->s, durable_end(g), &err), &err);
}

static void count_bad(void *ctx, const struct err *what) {
  assert_int_equal(what->code, ERR_corrupt);
  ++*(int *)ctx;
}

/* Any changed byte or cut of any file: noticed by verify; after opening and replay every decision
 * is that of the twin, or was refused to be made wrongly. */
static void damage_is_repaired(void **state) {
  (void)state;
  struct rng r;
  rng_init(&r, 21, 0, 0);
  int manifests = 0, runs = 0;
  for (int round = 0; round < 40; round++) {
    struct stage g;
    struct arena tmp;
    struct str *names;
    size_t n;
    struct err err;
    char path[PATH_BYTES + 64];
    int bad = 0;
    stage_init(&g, 7 * DAY);
    history_of(&g, 50 + (uint64_t)round, 60);
    seen_free(g.s);
    g.s = NULL;
    seen_verify(io_posix(), g.dir, STR("log-1"), count_bad, &bad);
    assert_int_equal(bad, 0);
    arena_init(&tmp, "test");
    must_ok(io_list(io_posix(), g.dir, &tmp, &names, &n, &err), &err);
    struct str name = names[rng_below(&r, n)];
    if (round % 8 == 0) name = STR("manifest.seen");
    str_is(name, "manifest.seen") ? manifests++ : runs++;
    snprintf(path, sizeof path, "%s/%.*s", g.dir, STRF(name));
    arena_release(&tmp);
    round % 3 == 0 ? cut_file(path, &r) : flip_byte(path, &r);
    seen_verify(io_posix(), g.dir, STR("log-1"), count_bad, &bad);
    assert_true(bad > 0);
    /* judging may meet the damage at once; what it cannot confirm it lets in, and says so */
    must_ok(seen_open(io_posix(), g.dir, STR("log-1"), &g.o, &g.s, &err), &err);
    uint64_t from = seen_lsn(g.s);
    if (from == durable_end(&g)) { /* a page of keys: not read until asked for */
      struct twin t;
      twin_of(&g, &t);
      uint32_t let_in = 0;
      for (uint64_t id = 1; id < ID_RANGE; id++) {
        uint8_t dup;
        struct ev_key k = key_of(id);
        bool known = t.slot[id] >= 0 && t.now / DAY - t.slot[id] <= 7;
        seen_add_many(g.s, &k, 1, g.clock, &dup);
        assert_false(dup && !known);
        let_in += known && !dup;
        seen_undo(g.s);
      }
      if (let_in > 0) assert_true(seen_stats(g.s).damaged && seen_stats(g.s).shrunk);
      must_ok(seen_maintain(g.s, durable_end(&g), g.clock, &err), &err);
      if (seen_stats(g.s).damaged) /* learned: the manifest makes the next opening replay */
        must_ok(seen_flush(g.s, durable_end(&g), &err), &err);
    }
    bool told = seen_stats(g.s).damaged;
    reopen(&g);
    if (told) {
      for (int i = 0; i < 20; i++) {
        one_batch(&g, &r, (uint64_t)round, ID_RANGE);
        g.clock += DAY / 10;
      }
    }
    stage_release(&g);
  }
  assert_true(manifests > 3 && runs > 3);
}

/* The log no longer reaches back: it says since when it knows. */
static void short_log(void **state) {
  (void)state;
  struct stage g;
  struct err err;
  char path[PATH_BYTES + 64];
  struct rng r;
  rng_init(&r, 2, 0, 0);
  stage_init(&g, 7 * DAY);
  history_of(&g, 3, 60);
  seen_free(g.s);
  snprintf(path, sizeof path, "%s/manifest.seen", g.dir);
  flip_byte(path, &r);
  must_ok(seen_open(io_posix(), g.dir, STR("log-1"), &g.o, &g.s, &err), &err);
  assert_int_equal(seen_lsn(g.s), 0);
  seen_replay_from(g.s, g.log.p[44].lsn_end);
  for (size_t i = 45; i < g.log.n; i++) {
    struct ev_key k[BATCH_MAX];
    for (uint32_t j = 0; j < g.log.p[i].n; j++)
      k[j] = key_of(g.log.p[i].id[j]);
    seen_replay(g.s, k, g.log.p[i].n, g.log.p[i].received, g.log.p[i].lsn_end);
  }
  struct seen_stats st = seen_stats(g.s);
  assert_true(st.shrunk && st.damaged);
  assert_int_equal(st.window_ms, g.log.p[g.log.n - 1].received - g.log.p[45].received);
  stage_release(&g);
}

/* ---- every fault point ---- */

/* The stream that is interrupted; the seed alone decides it. */
static int interrupted(struct stage *g, uint64_t seed, bool *ret_failed) {
  struct rng r;
  struct err err;
  int done = 0;
  *ret_failed = false;
  rng_init(&r, seed, 2, 0);
  for (int i = 0; i < 24; i++) {
    g->clock += DAY / 3;
    one_batch(g, &r, seed, ID_RANGE);
    g->durable = g->log.n;
    seen_keep(g->s, durable_end(g));
    if (i % 2 == 0) continue;
    bool ok = seen_maintain(g->s, durable_end(g), g->clock, &err);
    if (!ok) assert_int_equal(err.code, ERR_io);
    *ret_failed |= !ok;
    done++;
  }
  return done;
}

/* Failing: all goes on and stays true.  Killed: another process finds what the log says. */
static void every_fault_point(void **state) {
  (void)state;
  static const char *const points[] = {"io_pwrite", "io_sync", "io_rename"};
  int failed = 0, killed = 0;
  for (size_t p = 0; p < 3; p++) {
    for (int nth = 1; nth < 60; nth += 1 + nth / 12) {
      for (int kill = 0; kill < 2; kill++) {
        struct stage g;
        char arm[64];
        bool hit = false;
        stage_init(&g, 7 * DAY);
        snprintf(arm, sizeof arm, "%s:%d:%s", points[p], nth, kill ? "kill" : "fail");
        if (kill) {
          fflush(NULL);
          pid_t child = fork();
          if (child == 0) {
            setenv("SHOAL_FAULT", arm, 1);
            fault_init();
            interrupted(&g, 77, &hit);
            _exit(0);
          }
          int status;
          assert_int_equal(waitpid(child, &status, 0), child);
          killed += WIFSIGNALED(status);
          if (!WIFSIGNALED(status)) assert_int_equal(WEXITSTATUS(status), 0);
          /* the log of the killed one, made again without its set: its decisions are the twin's */
          struct stage again;
          stage_init(&again, 7 * DAY);
          interrupted(&again, 77, &hit);
          vec_free(&g.log);
          g.log.p = again.log.p, g.log.n = again.log.n, g.log.cap = again.log.cap;
          g.durable = again.durable;
          g.clock = again.clock;
          seen_free(again.s);
          remove_dir(again.dir);
        } else {
          setenv("SHOAL_FAULT", arm, 1);
          fault_init();
          interrupted(&g, 77, &hit);
          unsetenv("SHOAL_FAULT");
          fault_init();
          failed += hit;
        }
        reopen(&g);
        struct rng r;
        rng_init(&r, 5, 0, 0);
        for (int i = 0; i < 6; i++)
          one_batch(&g, &r, 77, ID_RANGE);
        assert_false(seen_stats(g.s).damaged);
        stage_release(&g);
      }
    }
  }
  assert_true(failed > 20 && killed > 20);
}

/* ---- threads ---- */

struct beside {
  struct seen *s;
  _Atomic uint64_t durable;
  atomic_bool done;
};

static void *maintain_beside(void *arg) {
  struct beside *b = arg;
  struct err err;
  while (!b->done) {
    if (!seen_maintain(b->s, b->durable, T0, &err)) return arg;
    if (seen_stats(b->s).shrunk) return arg;
  }
  return NULL;
}

/* Every id twice, the second time some batches later, while tables are written and merged. */
static void adds_beside_maintenance(void **state) {
  (void)state;
  enum { BATCH = 100, LATER = 700, BATCHES = 2500 };
  struct stage g;
  struct beside b = {0};
  pthread_t thread;
  void *why;
  uint64_t lsn = 1;
  struct err err;
  stage_init(&g, 7 * DAY);
  seen_free(g.s);
  g.o.memory_max = 64 * SEEN_MEMORY_MIN; /* all of it fits while nothing is written */
  must_ok(seen_open(io_posix(), g.dir, STR("log-1"), &g.o, &g.s, &err), &err);
  b.s = g.s;
  b.durable = lsn;
  assert_int_equal(pthread_create(&thread, NULL, maintain_beside, &b), 0);
  int wrong = 0;
  for (int i = 0; i < BATCHES; i++) {
    struct ev_key k[2 * BATCH];
    uint8_t dup[2 * BATCH];
    int again = i < LATER ? i : i - LATER;
    for (int j = 0; j < BATCH; j++) {
      k[j] = key_of((uint64_t)i * BATCH + (uint64_t)j + 1);
      k[BATCH + j] = key_of((uint64_t)again * BATCH + (uint64_t)j + 1);
    }
    seen_add_many(g.s, k, 2 * BATCH, T0 + i * 60000, dup);
    for (int j = 0; j < 2 * BATCH; j++)
      wrong += dup[j] != (j >= BATCH);
    seen_mark(g.s, lsn += BATCH);
    if (i % 7 == 3) {
      seen_keep(g.s, lsn);
      b.durable = lsn;
    }
    /* On a busy machine the other thread may not have come that far yet. */
    for (int ms = 0; i == BATCHES - LATER && seen_stats(g.s).runs == 0 && ms < 60000; ms++)
      usleep(1000);
  }
  b.done = true;
  pthread_join(thread, &why);
  assert_null(why);
  assert_int_equal(wrong, 0);
  assert_true(seen_stats(g.s).runs > 0);
  stage_release(&g);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(twin_agrees),
      cmocka_unit_test(window_edges),
      cmocka_unit_test(twice_in_a_batch),
      cmocka_unit_test(rows_of_a_message),
      cmocka_unit_test(ceiling_shrinks_openly),
      cmocka_unit_test(stuck_disk),
      cmocka_unit_test(runs_stay_few),
      cmocka_unit_test(damage_is_repaired),
      cmocka_unit_test(short_log),
      cmocka_unit_test(every_fault_point),
      cmocka_unit_test(adds_beside_maintenance),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
