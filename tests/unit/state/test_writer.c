/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Group commit: many threads, refusals before and after writing, what is kept in memory beside, and
 * commits that fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "base/rng.h"
#include "dir.h"
#include "state/state_int.h"
#include "state/writer.h"

static const struct embedded schema[] = {
    {"0001_t.sql",
     "CREATE TABLE jar (n @i64 PRIMARY KEY, coins @i64 NOT NULL CHECK (coins >= 0)) @strict;"
     "CREATE TABLE note (n @i64 PRIMARY KEY, jar @i64 NOT NULL REFERENCES jar (n) DEFERRABLE "
     "INITIALLY DEFERRED) @strict;"
     "INSERT INTO jar (n, coins) VALUES (0, 1000), (1, 1000), (2, 1000), (3, 1000);"},
    {0}};

static struct state *opened(const char *name) {
  struct state *s;
  struct err err = {0};
  const struct state_setup setup = {schema, 5000, NULL};
  assert_true(state_open_with(at(name), true, &setup, &s, &err));
  return s;
}

static int64_t one(struct state *s, const char *sql) {
  struct state_stmt *q;
  struct err err = {0};
  bool row;
  state_enter(s);
  assert_true(state_query(s, sql, &q, &err) && state_step(q, &row, &err) && row);
  int64_t v = state_int(q, 0);
  state_reset(q);
  state_leave(s);
  return v;
}

/* ---- moving coins ---- */

/* Memory beside the database: how many moves there were. */
struct count {
  int64_t now, begun, marked;
  uint64_t groups;
};
static bool count_begin(void *ctx, struct state *s, struct writer_work *first, struct err *err) {
  struct count *c = ctx;
  (void)s, (void)err;
  assert_non_null(first);
  c->begun = c->now;
  return true;
}
static void count_mark(void *ctx) {
  struct count *c = ctx;
  c->marked = c->now;
}
static void count_undo(void *ctx) {
  struct count *c = ctx;
  c->now = c->marked;
}
static void count_over(void *ctx, bool committed) {
  struct count *c = ctx;
  if (!committed) c->now = c->begun;
  c->groups += committed;
}

struct move {
  struct writer_work work;
  int64_t from, to, coins;
  bool late; /* takes before it looks whether there are enough */
  struct count *count;
};

static bool add(struct state *s, int64_t jar, int64_t coins, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, "UPDATE jar SET coins = coins + ?2 WHERE n = ?1", &q, err)) return false;
  state_bind_int(q, 1, jar);
  state_bind_int(q, 2, coins);
  return state_exec(q, err);
}

static bool enough(struct state *s, const struct move *m, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(s, "SELECT coins FROM jar WHERE n = ?1", &q, err)) return false;
  state_bind_int(q, 1, m->from);
  if (!state_step(q, &row, err)) return false;
  bool ok = row && state_int(q, 0) >= m->coins;
  state_reset(q);
  return ok || err_fail(err, ERR_bad_field, "coins");
}

static bool move_run(struct writer_work *k, struct state *s, struct err *err) {
  struct move *m = (struct move *)k;
  m->count->now++;
  if (m->late) return add(s, m->to, m->coins, err) && add(s, m->from, -m->coins, err);
  return enough(s, m, err) && add(s, m->to, m->coins, err) && add(s, m->from, -m->coins, err);
}

struct mover {
  struct writer *w;
  struct count *count;
  uint64_t seed;
  int64_t done, net[4];
  bool late;
};

#define MOVES 400
static void *mover_thread(void *ctx) {
  struct mover *v = ctx;
  struct rng r;
  rng_init(&r, v->seed, 1, 0);
  for (int i = 0; i < MOVES; i++) {
    struct move m = {.work = {.run = move_run},
                     .from = (int64_t)rng_below(&r, 4),
                     .coins = (int64_t)rng_below(&r, 900),
                     .late = v->late && rng_below(&r, 8) == 0,
                     .count = v->count};
    struct err err = {0};
    m.to = (m.from + 1) % 4;
    if (writer_do(v->w, &m.work, &err)) {
      v->done++;
      v->net[m.from] -= m.coins;
      v->net[m.to] += m.coins;
    } else {
      assert_true(err.code == ERR_bad_field || err.code == ERR_state_constraint);
    }
  }
  return NULL;
}

static void movers(bool late) {
  enum { N = 16 };
  struct state *s = opened(late ? "late" : "early");
  struct count count = {0};
  const struct writer_hooks hooks = {.name = "test",
                                     .ctx = &count,
                                     .begin = count_begin,
                                     .mark = count_mark,
                                     .undo = count_undo,
                                     .over = count_over};
  struct mover v[N];
  pthread_t t[N];
  struct writer *w;
  struct err err = {0};
  int64_t done = 0, net[4] = {0};
  assert_true(writer_open(s, &hooks, &w, &err));
  for (int i = 0; i < N; i++) {
    v[i] = (struct mover){.w = w, .count = &count, .seed = (uint64_t)i, .late = late};
    assert_int_equal(pthread_create(&t[i], NULL, mover_thread, &v[i]), 0);
  }
  /* Somebody else of the same connection gets in between. */
  for (int i = 0; i < 20; i++)
    assert_int_equal(one(s, "SELECT sum(coins) FROM jar"), 4000);
  for (int i = 0; i < N; i++) {
    pthread_join(t[i], NULL);
    done += v[i].done;
    for (int j = 0; j < 4; j++)
      net[j] += v[i].net[j];
  }
  struct writer_stats st;
  writer_stats(w, &st);
  assert_int_equal(st.works, N * MOVES);
  assert_int_equal(st.works - st.refused, done);
  assert_int_equal(st.failed, 0);
  assert_int_equal(st.waiting, 0);
  assert_int_equal(st.groups, count.groups);
  assert_true(late ? st.again > 0 : st.again == 0);
  assert_int_equal(count.now, done); /* memory and database agree */
  writer_close(w);
  state_close(s);
  s = opened(late ? "late" : "early");
  for (int j = 0; j < 4; j++) {
    char sql[4][64];
    snprintf(sql[j], sizeof sql[j], "SELECT coins FROM jar WHERE n = %d", j);
    assert_int_equal(one(s, sql[j]), 1000 + net[j]);
  }
  state_close(s);
}

static void test_refused_before_writing(void **state) {
  (void)state;
  movers(false);
}
static void test_refused_after_writing(void **state) {
  (void)state;
  movers(true);
}

/* ---- outcomes ---- */

struct note {
  struct writer_work work;
  int64_t n, jar;
  int busy; /* answers "try again" so often first */
};
static bool note_run(struct writer_work *k, struct state *s, struct err *err) {
  struct note *m = (struct note *)k;
  struct state_stmt *q;
  if (m->busy-- > 0) return err_fail(err, ERR_state_retry, "test");
  if (!state_query(s, "INSERT INTO note (n, jar) VALUES (?1, ?2)", &q, err)) return false;
  state_bind_int(q, 1, m->n);
  state_bind_int(q, 2, m->jar);
  return state_later(q, err);
}

static void test_commits_that_fail(void **state) {
  (void)state;
  struct state *s = opened("fail");
  const struct writer_hooks hooks = {.name = "test"};
  struct writer *w;
  struct err err = {0};
  assert_true(writer_open(s, &hooks, &w, &err));
  struct note bad = {.work = {.run = note_run}, .n = 1, .jar = 99},
              good = {.work = {.run = note_run}, .n = 2, .jar = 1},
              busy = {.work = {.run = note_run}, .n = 3, .jar = 1, .busy = WRITER_TRIES - 1},
              hopeless = {.work = {.run = note_run}, .n = 4, .jar = 1, .busy = WRITER_TRIES};
  assert_false(writer_do(w, &bad.work, &err)); /* the constraint speaks at the commit */
  assert_int_equal(err.code, ERR_state_constraint);
  err_clear(&err);
  assert_true(writer_do(w, &good.work, &err));
  assert_true(writer_do(w, &busy.work, &err));
  assert_false(writer_do(w, &hopeless.work, &err));
  assert_int_equal(err.code, ERR_state_retry);
  writer_close(w);
  assert_int_equal(one(s, "SELECT count(*) FROM note"), 2);
  state_close(s);
}

/* ---- at the end, and too many ---- */

struct slow {
  struct writer_work work;
  int *done;
};
static bool slow_run(struct writer_work *k, struct state *s, struct err *err) {
  (void)k, (void)s, (void)err;
  return true;
}
static void slow_done(struct writer_work *k, const struct err *why) {
  struct slow *x = (struct slow *)k;
  assert_null(why);
  ++*x->done;
}

static void test_closing_does_what_waits(void **state) {
  (void)state;
  enum { N = 3000 };
  struct state *s = opened("close");
  const struct writer_hooks hooks = {.name = "test"};
  struct writer *w;
  struct err err = {0};
  static struct slow x[N];
  int done = 0;
  assert_true(writer_open(s, &hooks, &w, &err));
  for (int i = 0; i < N; i++) {
    x[i] = (struct slow){.work = {.run = slow_run, .done = slow_done}, .done = &done};
    assert_true(writer_add(w, &x[i].work, &err));
  }
  writer_close(w);
  assert_int_equal(done, N);
  state_close(s);
}

static void test_too_many(void **state) {
  (void)state;
  struct state *s = opened("many");
  const struct writer_hooks hooks = {.name = "shop"};
  struct writer *w;
  struct err err = {0};
  struct slow *x = calloc(WRITER_WAITING_MAX + 1, sizeof *x);
  int done = 0;
  assert_true(writer_open(s, &hooks, &w, &err));
  state_enter(s); /* nothing can begin */
  for (int i = 0; i <= WRITER_WAITING_MAX; i++)
    x[i] = (struct slow){.work = {.run = slow_run, .done = slow_done}, .done = &done};
  for (int i = 0; i < WRITER_WAITING_MAX; i++)
    assert_true(writer_add(w, &x[i].work, &err));
  assert_false(writer_add(w, &x[WRITER_WAITING_MAX].work, &err));
  assert_int_equal(err.code, ERR_overloaded);
  state_leave(s);
  writer_close(w);
  assert_int_equal(done, WRITER_WAITING_MAX);
  free(x);
  state_close(s);
}

/* A reading connection sees what is committed, beside an open transaction. */
static void test_reader(void **state) {
  (void)state;
  struct state *s = opened("reader"), *r;
  struct err err = {0};
  assert_true(state_reader(s, &r, &err));
  assert_true(state_begin(s, &err));
  assert_true(add(s, 0, 5, &err));
  assert_int_equal(one(r, "SELECT coins FROM jar WHERE n = 0"), 1000);
  assert_true(state_savepoint(s, &err) && add(s, 0, 7, &err) && state_rollback_to(s, &err));
  assert_true(state_savepoint(s, &err) && add(s, 1, 7, &err) && state_release(s, &err));
  assert_true(state_commit(s, &err));
  assert_int_equal(one(r, "SELECT coins FROM jar WHERE n = 0"), 1005);
  assert_int_equal(one(r, "SELECT coins FROM jar WHERE n = 1"), 1007);
  assert_false(state_begin(r, &err));
  state_close(r);
  state_close(s);
}

int main(void) {
  int failed = 0;
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_refused_before_writing),
                                     cmocka_unit_test(test_refused_after_writing),
                                     cmocka_unit_test(test_commits_that_fail),
                                     cmocka_unit_test(test_closing_does_what_waits),
                                     cmocka_unit_test(test_too_many),
                                     cmocka_unit_test(test_reader)};
  RUN_ON_BOTH(tests, failed);
  return failed;
}
