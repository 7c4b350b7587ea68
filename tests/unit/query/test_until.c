/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When time alone changes an answer: random conditions of random people are followed from one
 * promised moment to the next, and in between, minute by minute and at the last millisecond, the
 * naive evaluator must say the same as at the start.  One person asked alone equals everybody's
 * pass, answers and moments. */
#include <malloc.h>

#include "texts.h"

#define EXPRS 6
#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 15
#else
#define ROUNDS 150
#endif
#define WAKES 12

struct case_ {
  struct world w;
  struct query_input in;
  struct query_expr exprs[EXPRS];
  char *text[EXPRS];
  uint64_t seed;
  struct arena tmp;
};

static const char *const zones[] = {
    "UTC",    "Asia/Shanghai",     "America/New_York", "Europe/London",
    "+05:30", "America/Sao_Paulo", "Africa/Cairo",     "Australia/Lord_Howe"};

/* Classes and measures are of a moment; here moments move. */
static bool of_rows(const struct node *n) {
  if (!n) return true;
  if (n->kind == N_CLASS || n->kind == N_SCORE || n->kind == N_MEASURE) return false;
  if (!of_rows(n->a) || !of_rows(n->b)) return false;
  for (uint32_t i = 0; i < n->n_kids; i++)
    if (!of_rows(n->kids[i])) return false;
  return true;
}

/* What people really write about time, so that chance need not find it. */
static const char *const known[] = {
    "not did(buy, last 30 days)",
    "count(view, last 2 months) >= 2",
    "sum(buy.amount, last 36 hours) > 0",
    "did(view or buy, last 1 month)",
    "count(*, last 1 year) > 1",
    "sequence(view -> not buy within 3 days)",
    "sequence(view -> buy -> not pay within 36 hours, last 20 days)",
    "sequences(view -> not share within 2 weeks) >= 1",
    "days_since(last(*)) > 10",
    "streak_now(*) >= 1",
    "count(buy, this week) > 0 or count(view, previous month) > 0",
    "(did(buy, last 3 days)) as of yesterday",
    "(did(buy, last 40 days)) as of 2024-09-30",
    "anniversary(born) within next 7 days",
};

static void make_tree(struct case_ *c, struct rng *r, unsigned i) {
  struct buf text = BUF_INIT;
  for (;;) {
    struct node *tree;
    struct err err = {0};
    enum lang_type type = LT_BOOL;
    if (rng_chance(r, 0.5)) {
      buf_reset(&text);
      buf_puts(&text, known[rng_below(r, COUNT(known))]);
    } else {
      type = random_text(r, &text);
    }
    if (type != LT_BOOL || !lang_parse(buf_str(&text), &c->w.trees, &tree, &err) ||
        !lang_resolve(tree, &c->w.names, LT_BOOL, &c->w.trees, &err) || !of_rows(tree))
      continue;
    c->exprs[i].tree = tree;
    c->text[i] = arena_cstr(&c->w.trees, buf_str(&text));
    break;
  }
  buf_release(&text);
}

static void make_case(struct case_ *c, uint64_t seed, struct rng *r) {
  struct err err;
  const struct tz *tz;
  rng_init(r, seed, 1, 0);
  must_ok(tz_load(str_from(zones[rng_below(r, COUNT(zones))]), &tz, &err), &err);
  c->seed = seed;
  world_open(&c->w, tz);
  world_fill(&c->w, r, (enum world_place)(seed % 3));
  world_names(&c->w);
  arena_init(&c->tmp, "tmp");
  for (unsigned i = 0; i < EXPRS; i++)
    make_tree(c, r, i);
  c->in = (struct query_input){.exprs = c->exprs, .n_exprs = EXPRS, .tz = tz};
}

static void drop_case(struct case_ *c) {
  arena_release(&c->tmp);
  world_close(&c->w);
}

static void set_moment(struct case_ *c, int64_t as_of) {
  for (unsigned i = 0; i < EXPRS; i++)
    c->exprs[i].as_of = as_of;
}

static int64_t turn(const struct case_ *c, int64_t as_of) {
  int64_t next = INT64_MAX;
  for (unsigned i = 0; i < EXPRS; i++) {
    int64_t t = query_turn(c->exprs[i].tree, c->w.tz, as_of);
    assert_true(t > as_of);
    if (t < next) next = t;
  }
  return next;
}

/* 1 = holds, 0 = does not, -1 = overflows */
static int naive_holds_at(struct case_ *c, uint32_t person, unsigned e, int64_t at) {
  struct query_expr one = {c->exprs[e].tree, at};
  struct query_input in = {.exprs = &one, .n_exprs = 1, .tz = c->w.tz};
  struct naive_value v;
  struct err err;
  bool exists;
  arena_reset(&c->tmp);
  if (!query_naive(c->w.snap, person, &in, 0, &c->tmp, &exists, &v, &err)) return -1;
  return exists && !v.missing && v.b;
}

/* ---- alone as together ---- */

static bool run_all(struct case_ *c, struct pool *pool, int64_t as_of, int64_t **ret_until,
                    struct query_output **ret, struct arena *out) {
  uint32_t n = snapshot_subjects(c->w.snap);
  struct err err;
  struct query_input in = c->in;
  struct query_limits few = {.tile_rows = 1 + (uint32_t)(as_of % 100)};
  set_moment(c, as_of);
  in.until = arena_array(out, int64_t, n + 1);
  for (uint32_t i = 0; i <= n; i++)
    in.until[i] = INT64_MAX;
  *ret_until = in.until;
  if (!query_run(c->w.snap, &in, pool, &few, out, ret, &err)) {
    assert_int_equal(err.code, ERR_number_overflow);
    return false;
  }
  must_ok(query_future(c->w.snap, as_of, in.until, &err), &err);
  return true;
}

static void check_alone(struct case_ *c, struct rng *r, struct pool *pool) {
  struct arena out;
  int64_t *until, as_of = random_moment(r);
  struct query_output *o;
  struct query_each *each;
  struct err err;
  arena_init(&out, "out");
  if (!run_all(c, pool, as_of, &until, &o, &out)) {
    arena_release(&out);
    return;
  }
  must_ok(query_each_new(c->w.snap, &c->in, NULL, &each, &err), &err);
  for (uint32_t i = 0; i < 2 * c->w.n_subjects; i++) {
    uint32_t p = c->w.subjects[i % c->w.n_subjects] + i / c->w.n_subjects;
    struct query_asked a;
    if (p >= snapshot_subjects(c->w.snap)) continue;
    must_ok(query_each_ask(each, p, &a, &err), &err);
    for (unsigned e = 0; e < EXPRS; e++)
      if ((a.holds[0] >> e & 1) != roaring_bitmap_contains(o[e].set, p))
        fail_msg("seed %llu, person %u alone differs: %s", (unsigned long long)c->seed, p,
                 c->text[e]);
    if (a.until != until[p])
      fail_msg("seed %llu, person %u: until %lld alone, %lld together", (unsigned long long)c->seed,
               p, (long long)a.until, (long long)until[p]);
  }
  query_each_free(each);
  query_outputs_release(o, EXPRS);
  arena_release(&out);
}

/* ---- nothing changes before its time ---- */

static unsigned follow(struct case_ *c, struct rng *r, uint32_t person) {
  int64_t now = random_moment(r);
  unsigned changes = 0;
  for (unsigned wake = 0; wake < WAKES; wake++) {
    struct query_each *each;
    struct query_asked a;
    struct err err;
    set_moment(c, now);
    must_ok(query_each_new(c->w.snap, &c->in, NULL, &each, &err), &err);
    if (!query_each_ask(each, person, &a, &err)) {
      assert_int_equal(err.code, ERR_number_overflow);
      query_each_free(each);
      return changes;
    }
    int64_t next = turn(c, now), until = a.until < next ? a.until : next;
    assert_true(until > now);
    int64_t end = until == INT64_MAX ? now + 400 * MS_DAY : until;
    for (unsigned e = 0; e < EXPRS; e++) {
      int holds = (int)(a.holds[0] >> e & 1);
      for (unsigned k = 0; k < 4; k++) {
        int64_t at = k == 0   ? now
                     : k == 1 ? end - 1
                              : now + (int64_t)rng_below(r, (uint64_t)(end - now));
        int is = naive_holds_at(c, person, e, at);
        if (is >= 0 && is != holds)
          fail_msg("seed %llu, person %u: %s: as of %lld %d until %lld, but %d at %lld",
                   (unsigned long long)c->seed, person, c->text[e], (long long)now, holds,
                   (long long)until, is, (long long)at);
      }
      changes += naive_holds_at(c, person, e, end) != holds;
    }
    query_each_free(each);
    now = end;
  }
  return changes;
}

/* As the server does it: looked at again only when due; right at every minute of two days. */
static void follow_minutes(struct case_ *c, struct rng *r, uint32_t person) {
  int64_t from = random_moment(r), until = INT64_MIN;
  uint64_t holds = 0;
  for (int64_t now = from; now < from + 2 * MS_DAY; now += MS_MINUTE) {
    if (now >= until) {
      struct query_each *each;
      struct query_asked a;
      struct err err;
      set_moment(c, now);
      must_ok(query_each_new(c->w.snap, &c->in, NULL, &each, &err), &err);
      bool ok = query_each_ask(each, person, &a, &err);
      int64_t next = turn(c, now);
      if (ok) {
        until = a.until < next ? a.until : next;
        holds = a.holds[0];
      }
      query_each_free(each);
      if (!ok) return;
    }
    for (unsigned e = 0; e < EXPRS; e++) {
      int is = naive_holds_at(c, person, e, now);
      if (is >= 0 && is != (int)(holds >> e & 1))
        fail_msg("seed %llu, person %u: %s: wrong at %lld", (unsigned long long)c->seed, person,
                 c->text[e], (long long)now);
    }
  }
}

static void test_until(void **state) {
  const char *fixed = getenv("SEED"), *rounds = getenv("ROUNDS");
  uint64_t first = fixed ? strtoull(fixed, NULL, 10) : 500;
  uint64_t n = fixed ? 1 : rounds ? strtoull(rounds, NULL, 10) : ROUNDS;
  struct pool *pool = pool_new(3);
  unsigned changes = 0;
  for (uint64_t seed = first; seed < first + n; seed++) {
    static struct case_ c;
    struct rng r;
    make_case(&c, seed, &r);
    check_alone(&c, &r, seed % 2 ? pool : NULL);
    for (unsigned i = 0; i < 3; i++)
      changes += follow(&c, &r, c.w.subjects[rng_below(&r, c.w.n_subjects)]);
    if (seed % 15 == 0) follow_minutes(&c, &r, c.w.subjects[rng_below(&r, c.w.n_subjects)]);
    drop_case(&c);
  }
  print_message("# %u changes by time alone\n", changes);
  assert_true(n < 10 || 2 * changes > n);
  pool_free(pool);
}

int main(void) {
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_MMAP_THRESHOLD, 1 << 28);
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_until)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
