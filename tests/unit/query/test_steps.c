/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sequences of many people who seldom do two things at one instant, so that tiles of people are
 * answered at once (where others, of test_random, mostly are one by one): the run equals the twin,
 * alone and beside others that ask about the same steps, whatever the tiles and threads; and one
 * person alone is told the same. */
#include <malloc.h>

#include "world.h"

#define EXPRS 40 /* more than the filters of which windows become ranges of rows */
#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 8
#else
#define ROUNDS 200
#endif

struct case_ {
  struct world w;
  struct query_input in;
  struct query_expr exprs[EXPRS];
  enum lang_type type[EXPRS];
  char *text[EXPRS];
  uint64_t seed;
};

#define ONE_OF(r, list) (list)[rng_below((r), COUNT(list))]
static const char *const steps[] = {"view", "view", "buy",           "buy",
                                    "pay",  "*",    "(view or buy)", "share where qty > 0"};
static const char *const gaps[] = {"", " within 12 hours", " within 3 days", " within 20 days",
                                   " within 9 weeks"};
static const char *const windows[] = {"",
                                      "",
                                      ", last 390 days",
                                      ", last 200 days",
                                      ", last 50 days",
                                      ", before 2024-09-01",
                                      ", between 2024-03-01 and 2024-07-31",
                                      ", previous month"};
static const char *const keys[] = {" by cat",     " by cat", " by cat",
                                   " by item_id", " by qty", " by weekday"};

static void random_steps(struct rng *r, struct buf *out, enum lang_type *ret) {
  const char *a = ONE_OF(r, steps), *b = ONE_OF(r, steps), *c = ONE_OF(r, steps);
  *ret = rng_chance(r, 0.4) ? LT_NUM : LT_BOOL;
  buf_reset(out);
  buf_puts(out, *ret == LT_NUM ? "sequences(" : "sequence(");
  switch (rng_below(r, 8)) {
  default:
    buf_printf(out, "%s -> %s%s", a, b, ONE_OF(r, gaps));
    break;
  case 0:
  case 1:
    buf_printf(out, "%s -> not %s%s", a, b, ONE_OF(r, gaps));
    break;
  case 2:
    buf_printf(out, "%s -> %s%s -> %s%s", a, b, ONE_OF(r, gaps), c, ONE_OF(r, gaps));
    break;
  case 3:
    buf_printf(out, "%s -> %s%s -> not %s%s", a, b, ONE_OF(r, gaps), c, ONE_OF(r, gaps));
    break;
  case 4:
    buf_printf(out, "%s -> not %s -> %s%s", a, b, c, ONE_OF(r, gaps));
    break;
  }
  if (rng_chance(r, 0.3)) buf_puts(out, ONE_OF(r, keys));
  buf_puts(out, ONE_OF(r, windows));
  buf_puts(out, ")");
}

static void fill(struct world *w, struct rng *r) {
  uint32_t at = 0, rows = 0;
  double tie = rng_chance(r, 0.5) ? 0 : 0.02;
  w->n_subjects = 1 + (uint32_t)rng_below(r, 150);
  for (uint32_t i = 0; i < w->n_subjects; i++) {
    w->subjects[i] = at;
    at += 1 + (uint32_t)(rng_chance(r, 0.1) ? rng_below(r, 70) : 0);
  }
  for (uint32_t i = 0; i < w->n_subjects; i++) {
    uint32_t n = (uint32_t)rng_below(r, rng_chance(r, 0.1) ? 40 : 14);
    double dense = rng_chance(r, 0.5) ? 1 : 0.1;
    int64_t t = JAN_2024 + (int64_t)((double)rng_below(r, 300 * MS_DAY) * (1 - dense));
    for (uint32_t k = 0; k < n; k++, rows++) {
      int64_t span = (int64_t)((double)(400 * MS_DAY) * dense);
      if (!rng_chance(r, tie))
        t = JAN_2024 + (t - JAN_2024 + (int64_t)rng_below(r, (uint64_t)span)) % (400 * MS_DAY);
      world_row(w, w->subjects[i], world_events[rng_below(r, COUNT(world_events))], t, 0);
      if (rng_chance(r, 0.8)) world_put(w, "cat", str_value(world_words[rng_below(r, 3)]));
      if (rng_chance(r, 0.8)) world_put(w, "item_id", random_value(r, V_STR));
      if (rng_chance(r, 0.8)) world_put(w, "qty", random_value(r, V_NUM));
    }
    if (rows < 900) continue; /* of identities a batch holds so many */
    world_apply(w, rng_chance(r, 0.5));
    rows = 0;
  }
  world_apply(w, rng_chance(r, 0.5));
  w->snap = store_snapshot(w->store);
}

static void make_case(struct case_ *c, uint64_t seed) {
  struct rng r;
  struct err err;
  struct buf text = BUF_INIT;
  const struct tz *tz;
  rng_init(&r, seed, 1, 0);
  must_ok(tz_load(STR("Europe/London"), &tz, &err), &err);
  c->seed = seed;
  world_open(&c->w, tz);
  fill(&c->w, &r);
  world_names(&c->w);
  int64_t as_of = random_moment(&r);
  for (unsigned i = 0; i < EXPRS; i++) {
    struct node *tree;
    random_steps(&r, &text, &c->type[i]);
    c->text[i] = arena_cstr(&c->w.trees, buf_str(&text));
    if (!lang_parse(buf_str(&text), &c->w.trees, &tree, &err) ||
        !lang_resolve(tree, &c->w.names, c->type[i], &c->w.trees, &err))
      fail_msg("%s: %s", c->text[i], err_name(err.code));
    c->exprs[i] = (struct query_expr){tree, as_of};
  }
  buf_release(&text);
  c->in = (struct query_input){.exprs = c->exprs, .n_exprs = EXPRS, .tz = tz};
}

static int64_t number_of(const struct query_output *o, uint32_t p) {
  if (o->column.type == LT_BOOL) return roaring_bitmap_contains(o->set, p);
  bool has = o->column.present[p / 64] >> (p % 64) & 1;
  return has ? (int64_t)o->column.num[p] : 0;
}

static void blame(const struct case_ *c, unsigned e, uint32_t p, int64_t is, int64_t want) {
  fail_msg("seed %llu, person %u, as of %lld: %s: %lld, not %lld", (unsigned long long)c->seed, p,
           (long long)c->exprs[e].as_of, c->text[e], (long long)is, (long long)want);
}

static void run(struct case_ *c, unsigned from, unsigned n, struct pool *pool, uint32_t tile_rows,
                struct arena *out, int64_t *number) {
  struct query_limits few = {.tile_rows = tile_rows};
  struct query_input in = c->in;
  struct query_output *o;
  struct err err;
  in.exprs += from;
  in.n_exprs = n;
  must_ok(query_run(c->w.snap, &in, pool, &few, out, &o, &err), &err);
  for (uint32_t i = 0; i < c->w.n_subjects; i++)
    for (unsigned e = 0; e < n; e++)
      number[i * EXPRS + from + e] =
          c->w.subjects[i] < snapshot_subjects(c->w.snap) ? number_of(&o[e], c->w.subjects[i]) : 0;
  query_outputs_release(o, n);
}

static void same(const struct case_ *c, const int64_t *is, const int64_t *want) {
  for (uint32_t i = 0; i < c->w.n_subjects * EXPRS; i++)
    if (is[i] != want[i]) blame(c, i % EXPRS, c->w.subjects[i / EXPRS], is[i], want[i]);
}

static void ask_twin(struct case_ *c, struct arena *tmp, int64_t *number) {
  for (uint32_t i = 0; i < c->w.n_subjects; i++)
    for (unsigned e = 0; e < EXPRS; e++) {
      struct query_input one = c->in;
      struct naive_value v;
      struct err err;
      bool exists;
      one.exprs += e;
      one.n_exprs = 1;
      arena_reset(tmp);
      number[i * EXPRS + e] = 0;
      if (c->w.subjects[i] >= snapshot_subjects(c->w.snap)) continue;
      must_ok(query_naive(c->w.snap, c->w.subjects[i], &one, 0, tmp, &exists, &v, &err), &err);
      if (!exists || v.missing) continue;
      number[i * EXPRS + e] = c->type[e] == LT_BOOL ? v.b : (int64_t)v.num.m;
    }
}

static void ask_each(struct case_ *c, int64_t *number) {
  struct query_each *each;
  struct err err;
  must_ok(query_each_new(c->w.snap, &c->in, NULL, &each, &err), &err);
  for (uint32_t i = 0; i < c->w.n_subjects; i++) {
    struct query_asked a = {0};
    bool there = c->w.subjects[i] < snapshot_subjects(c->w.snap);
    if (there) must_ok(query_each_ask(each, c->w.subjects[i], &a, &err), &err);
    for (unsigned e = 0; e < EXPRS; e++)
      number[i * EXPRS + e] = !there || !a.known      ? 0
                              : c->type[e] == LT_BOOL ? (int64_t)(a.holds[e / 64] >> e % 64 & 1)
                                                      : (int64_t)a.values[e].num;
  }
  query_each_free(each);
}

static void test_steps(void **state) {
  const char *fixed = getenv("SEED"), *rounds = getenv("ROUNDS");
  uint64_t first = fixed ? strtoull(fixed, NULL, 10) : 1, many = 0, once = 0;
  uint64_t n = fixed ? 1 : rounds ? strtoull(rounds, NULL, 10) : ROUNDS;
  struct pool *pool = pool_new(3);
  static struct case_ c;
  print_message("# seeds %llu to %llu\n", (unsigned long long)first,
                (unsigned long long)(first + n - 1));
  for (uint64_t seed = first; seed < first + n; seed++) {
    struct arena out, tmp;
    make_case(&c, seed);
    arena_init(&out, "out");
    arena_init(&tmp, "tmp");
    size_t numbers = (size_t)c.w.n_subjects * EXPRS;
    int64_t *twin = arena_array(&out, int64_t, numbers), *is = arena_array(&out, int64_t, numbers);
    ask_twin(&c, &tmp, twin);
    run(&c, 0, EXPRS, NULL, 0, &out, is);
    same(&c, is, twin);
    run(&c, 0, EXPRS, pool, 1 + (uint32_t)(seed * 37 % 701), &out, is);
    same(&c, is, twin);
    for (unsigned e = 0; e < EXPRS; e++)
      run(&c, e, 1, NULL, 0, &out, is);
    same(&c, is, twin);
    ask_each(&c, is);
    same(&c, is, twin);
    for (size_t i = 0; i < numbers; i++) {
      once += twin[i] > 0;
      many += twin[i] > 1;
    }
    arena_release(&out);
    arena_release(&tmp);
    world_close(&c.w);
  }
  print_message("# %llu matches, %llu times more than one\n", (unsigned long long)once,
                (unsigned long long)many);
  assert_true(fixed || (once > 200 * n && many > 20 * n));
  pool_free(pool);
}

int main(void) {
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_MMAP_THRESHOLD, 1 << 28);
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_steps)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
