/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random expressions over random people: the plan's run equals the naive evaluator; one thread
 * equals three, whatever the tiles; many expressions in one pass equal one by one; several as-ofs
 * share a pass. */
#include <malloc.h>

#include "texts.h"

#define EXPRS   16
#define MOMENTS 512
#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 20 /* mapping and poisoning each scan's memory is most of the time there */
#else
#define ROUNDS 400
#endif

struct case_ {
  struct world w;
  struct query_input in;
  struct query_expr exprs[EXPRS];
  char *text[EXPRS];
  struct query_classes classes[MOMENTS]; /* as of whatever the expressions ask */
  struct query_scores scores[MOMENTS];
  struct query_column measures[4], points[MOMENTS];
  unsigned n_moments;
  struct intern strings;
  uint64_t seed;
};

static const char *const zones[] = {"UTC",           "Asia/Shanghai", "America/New_York",
                                    "Europe/London", "+05:30",        "America/Sao_Paulo"};

static void make_columns(struct case_ *c, struct rng *r) {
  uint32_t n = snapshot_subjects(c->w.snap);
  struct arena *mem = &c->w.trees;
  intern_init(&c->strings, "measures");
  for (unsigned k = 0; k < 4; k++) {
    struct query_column *m = &c->measures[k];
    *m =
        (struct query_column){.type = measure_types[k], .scale = 2, .n = n, .strings = &c->strings};
    m->present = arena_array(mem, uint64_t, n / 64 + 1);
    if (k == 0) m->num = arena_array(mem, i128, n + 1);
    if (k == 1) m->code = arena_array(mem, uint32_t, n + 1);
    if (k == 2) m->time = arena_array(mem, int64_t, n + 1);
    for (uint32_t i = 0; i < n; i++) {
      if (rng_chance(r, 0.3)) continue;
      m->present[i / 64] |= UINT64_C(1) << (i % 64);
      if (k == 0) m->num[i] = random_num(r, false).num.m;
      if (k == 1) m->code[i] = intern_put(&c->strings, str_from(world_words[rng_below(r, 8)]));
      if (k == 2) m->time[i] = random_moment(r);
    }
  }
}

/* Classes and points of one moment are one array. */
static void make_moment(struct case_ *c, struct rng *r, int64_t moment) {
  unsigned at = c->n_moments;
  uint32_t n = snapshot_subjects(c->w.snap);
  struct query_column *q = &c->points[at];
  for (unsigned k = 0; k < at; k++) {
    if (c->classes[k].as_of == moment) return;
  }
  assert_true(at < MOMENTS);
  c->n_moments++;
  uint8_t *of = arena_array(&c->w.trees, uint8_t, n + 1);
  *q = (struct query_column){.type = LT_NUM, .scale = (uint8_t)rng_below(r, 3), .n = n};
  q->present = arena_array(&c->w.trees, uint64_t, n / 64 + 1);
  q->num = arena_array(&c->w.trees, i128, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    of[i] = rng_chance(r, 0.3)   ? QUERY_CLASS_NONE
            : rng_chance(r, 0.2) ? QUERY_CLASS_ABSENT
                                 : (uint8_t)rng_below(r, 2);
    q->num[i] = (i128)rng_below(r, 2000) - 1000;
    if (rng_chance(r, 0.7)) q->present[i / 64] |= UINT64_C(1) << (i % 64);
  }
  c->classes[at] = (struct query_classes){STR("tier"), moment, world_classes, 2, of};
  c->scores[at] = (struct query_scores){STR("tier"), STR("points"), moment, q};
}

static void make_asked(struct case_ *c, struct rng *r, const struct node *n, int64_t as_of) {
  if (!n) return;
  if (n->kind == N_CLASS || n->kind == N_SCORE) make_moment(c, r, lang_class_moment(n, as_of));
  if (n->kind == N_AS_OF) as_of = lang_as_of_moment(n, c->w.tz, as_of);
  make_asked(c, r, n->a, as_of);
  make_asked(c, r, n->b, as_of);
  for (uint32_t i = 0; i < n->n_kids; i++)
    make_asked(c, r, n->kids[i], as_of);
}

static void make_classes(struct case_ *c, struct rng *r) {
  c->n_moments = 0;
  for (unsigned e = 0; e < EXPRS; e++)
    make_asked(c, r, c->exprs[e].tree, c->exprs[e].as_of);
}

/* Measures cannot be asked as of another moment; texts that do are drawn again. */
static const struct node *make_tree(struct case_ *c, struct rng *r, struct buf *text) {
  for (;;) {
    enum lang_type type = random_text(r, text);
    struct node *tree;
    struct err err = {0};
    bool ok = lang_parse(buf_str(text), &c->w.trees, &tree, &err) &&
              lang_resolve(tree, &c->w.names, type, &c->w.trees, &err);
    if (ok) return tree;
    if (err.code != ERR_as_of_measure) print_message("# %.*s\n", STRF(buf_str(text)));
    if (err.code != ERR_as_of_measure) must_ok(ok, &err);
  }
}

static void make_case(struct case_ *c, uint64_t seed, enum world_place place) {
  struct rng r;
  struct err err;
  const struct tz *tz;
  rng_init(&r, seed, 1, 0);
  must_ok(tz_load(str_from(zones[rng_below(&r, COUNT(zones))]), &tz, &err), &err);
  c->seed = seed;
  world_open(&c->w, tz);
  world_fill(&c->w, &r, place);
  world_names(&c->w);
  int64_t shared = random_moment(&r);
  struct buf text = BUF_INIT;
  for (unsigned i = 0; i < EXPRS; i++) {
    c->exprs[i].tree = make_tree(c, &r, &text);
    c->text[i] = arena_cstr(&c->w.trees, buf_str(&text));
    c->exprs[i].as_of = rng_chance(&r, 0.5) ? shared : random_moment(&r);
    if (rng_chance(&r, 0.1)) c->exprs[i].as_of = TIME_MAX;
  }
  buf_release(&text);
  make_columns(c, &r);
  make_classes(c, &r);
  c->in = (struct query_input){.exprs = c->exprs,
                               .n_exprs = EXPRS,
                               .tz = tz,
                               .classes = c->classes,
                               .n_classes = c->n_moments,
                               .scores = c->scores,
                               .n_scores = c->n_moments,
                               .measures = c->measures,
                               .n_measures = 4};
}

static void drop_case(struct case_ *c) {
  intern_release(&c->strings);
  world_close(&c->w);
}

static bool has(const struct query_output *o, uint32_t p) {
  if (o->column.type == LT_BOOL) return roaring_bitmap_contains(o->set, p);
  return (o->column.present[p / 64] >> (p % 64)) & 1;
}

static void blame(const struct case_ *c, unsigned e, uint32_t p, const char *what) {
  fail_msg("seed %llu, person %u, as of %lld: %s: %s", (unsigned long long)c->seed, p,
           (long long)c->exprs[e].as_of, c->text[e], what);
}

static void compare_value(const struct case_ *c, unsigned e, uint32_t p,
                          const struct query_output *o, bool exists, const struct naive_value *v) {
  bool want = exists && !v->missing && (o->column.type != LT_BOOL || v->b);
  if (has(o, p) != want) blame(c, e, p, want ? "run has no value" : "run has a value");
  if (!want || o->column.type == LT_BOOL) return;
  if (v->type != o->column.type) blame(c, e, p, "types differ");
  bool same = true;
  const struct query_column *q = &o->column;
  if (q->type == LT_NUM) same = dec_cmp((struct dec){q->num[p], q->scale}, v->num) == 0;
  if (q->type == LT_TIME) same = q->time[p] == v->time;
  if (q->type == LT_STR) same = str_eq(intern_at(q->strings, q->code[p]), v->str);
  if (!same) blame(c, e, p, "values differ");
}

/* Everybody who might be there, and a few who are not. */
static uint32_t person_at(const struct case_ *c, uint32_t i) {
  return i < c->w.n_subjects ? c->w.subjects[i] : c->w.subjects[i - c->w.n_subjects] + 1;
}

static unsigned check_naive(struct case_ *c, struct pool *pool) {
  struct arena out, tmp;
  struct query_output *o;
  struct err err;
  unsigned overflows = 0;
  arena_init(&out, "out");
  arena_init(&tmp, "tmp");
  for (unsigned e = 0; e < EXPRS; e++) {
    struct query_input one = c->in;
    one.exprs = &c->exprs[e];
    one.n_exprs = 1;
    if (!query_run(c->w.snap, &one, pool, NULL, &out, &o, &err)) {
      if (err.code != ERR_number_overflow) blame(c, e, 0, err_name(err.code));
      c->exprs[e].tree = world_tree(&c->w, "count(buy) > 0", LT_BOOL); /* for the runs to come */
      c->text[e] = (char *)"count(buy) > 0";
      overflows++;
      continue;
    }
    for (uint32_t i = 0; i < 2 * c->w.n_subjects; i++) {
      uint32_t p = person_at(c, i);
      bool exists;
      struct naive_value v;
      if (p >= snapshot_subjects(c->w.snap)) continue;
      arena_reset(&tmp);
      if (!query_naive(c->w.snap, p, &one, 0, &tmp, &exists, &v, &err))
        blame(c, e, p, "naive failed");
      compare_value(c, e, p, o, exists, &v);
    }
    query_outputs_release(o, 1);
  }
  arena_release(&out);
  arena_release(&tmp);
  return overflows;
}

static void same_output(const struct case_ *c, unsigned e, const struct query_output *a,
                        const struct query_output *b) {
  if (a->column.type != b->column.type || a->column.scale != b->column.scale)
    blame(c, e, 0, "types differ");
  if (a->set) {
    if (!roaring_bitmap_equals(a->set, b->set)) blame(c, e, 0, "sets differ");
    return;
  }
  const struct query_column *x = &a->column, *y = &b->column;
  size_t n = x->n;
  bool same = n == y->n && memcmp(x->present, y->present, (n + 63) / 64 * 8) == 0;
  for (size_t i = 0; same && i < n; i++) {
    if (!(x->present[i / 64] >> (i % 64) & 1)) continue;
    if (x->num) same &= x->num[i] == y->num[i];
    if (x->time) same &= x->time[i] == y->time[i];
    if (x->code) same &= x->code[i] == y->code[i];
  }
  if (x->strings) same &= x->strings->n == y->strings->n;
  for (uint32_t i = 0; same && x->strings && i < x->strings->n; i++) {
    same = str_eq(intern_at(x->strings, i), intern_at(y->strings, i));
  }
  if (!same) blame(c, e, 0, "columns differ");
}

/* All in one pass, with one thread and with three, in tiles of some rows, and each alone: the same
 * to the bit. */
static void check_passes(struct case_ *c, struct pool *pool) {
  struct arena out;
  struct err err;
  struct query_output *all, *threads, *tiles, *one;
  struct query_limits few = {.tile_rows = 1 + (uint32_t)(c->seed * 37 % 301)};
  arena_init(&out, "out");
  must_ok(query_run(c->w.snap, &c->in, NULL, NULL, &out, &all, &err), &err);
  must_ok(query_run(c->w.snap, &c->in, NULL, &few, &out, &tiles, &err), &err);
  must_ok(query_run(c->w.snap, &c->in, pool, NULL, &out, &threads, &err), &err);
  for (unsigned e = 0; e < EXPRS; e++) {
    struct query_input in = c->in;
    in.exprs = &c->exprs[e];
    in.n_exprs = 1;
    must_ok(query_run(c->w.snap, &in, NULL, NULL, &out, &one, &err), &err);
    same_output(c, e, &all[e], &threads[e]);
    same_output(c, e, &all[e], &tiles[e]);
    same_output(c, e, &all[e], one);
    query_outputs_release(one, 1);
  }
  query_outputs_release(all, EXPRS);
  query_outputs_release(threads, EXPRS);
  query_outputs_release(tiles, EXPRS);
  arena_release(&out);
}

/* Under any ceiling a run gives the answer or says memory_limit, and frees what it took. */
static unsigned check_ceilings(struct case_ *c, struct pool *pool) {
  struct arena out;
  struct err err;
  struct rng r;
  struct query_output *all, *some;
  unsigned refused = 0;
  rng_init(&r, c->seed, 2, 0);
  arena_init(&out, "out");
  must_ok(query_run(c->w.snap, &c->in, pool, NULL, &out, &all, &err), &err);
  for (unsigned i = 0; i < 8; i++) {
    struct query_limits limits = {.memory = (size_t)1 << (10 + rng_below(&r, 14))};
    limits.memory += rng_below(&r, limits.memory);
    if (!query_run(c->w.snap, &c->in, i % 2 ? pool : NULL, &limits, &out, &some, &err)) {
      if (err.code != ERR_memory_limit) blame(c, 0, 0, err_name(err.code));
      refused++;
      continue;
    }
    for (unsigned e = 0; e < EXPRS; e++)
      same_output(c, e, &all[e], &some[e]);
    query_outputs_release(some, EXPRS);
  }
  query_outputs_release(all, EXPRS);
  arena_release(&out);
  return refused;
}

static void check_people(struct case_ *c, struct pool *pool) {
  struct err err;
  struct arena tmp;
  roaring_bitmap_t *people;
  arena_init(&tmp, "tmp");
  int64_t as_of = c->exprs[0].as_of;
  must_ok(query_people(c->w.snap, as_of, pool, &people, &err), &err);
  uint64_t known = 0;
  for (uint32_t i = 0; i < c->w.n_subjects; i++) {
    struct person_event *events;
    uint32_t n;
    must_ok(query_person_events(c->w.snap, c->w.subjects[i], as_of, &tmp, &events, &n, &err), &err);
    assert_int_equal(n > 0, roaring_bitmap_contains(people, c->w.subjects[i]));
    known += n > 0;
    for (uint32_t k = 1; k < n; k++) {
      assert_true(events[k - 1].time < events[k].time ||
                  (events[k - 1].time == events[k].time && events[k - 1].lsn < events[k].lsn));
    }
  }
  assert_int_equal(known, roaring_bitmap_get_cardinality(people));
  roaring_bitmap_free(people);
  arena_release(&tmp);
}

static void test_random(void **state) {
  const char *fixed = getenv("SEED"), *rounds = getenv("ROUNDS");
  uint64_t first = fixed ? strtoull(fixed, NULL, 10) : 1000, n = fixed ? 1
                                                                 : rounds
                                                                     ? strtoull(rounds, NULL, 10)
                                                                     : ROUNDS;
  unsigned overflows = 0, refused = 0;
  struct pool *pool = pool_new(3);
  static struct case_ c;
  print_message("# seeds %llu to %llu, %d expressions each\n", (unsigned long long)first,
                (unsigned long long)(first + n - 1), EXPRS);
  for (uint64_t seed = first; seed < first + n; seed++) {
    make_case(&c, seed, (enum world_place)(seed % PLACES));
    overflows += check_naive(&c, seed % 2 ? pool : NULL);
    check_passes(&c, pool);
    refused += check_ceilings(&c, pool);
    check_people(&c, pool);
    drop_case(&c);
  }
  print_message("# %u expressions overflowed, %u ceilings were too low\n", overflows, refused);
  assert_true(n < 10 || (refused > 0 && refused < 8 * n));
  assert_true(overflows < n * EXPRS / 20 + 1);
  pool_free(pool);
}

int main(void) {
  /* Thousands of small runs: keep their memory instead of giving it back to the system each time.
   */
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_MMAP_THRESHOLD, 1 << 28);
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_random)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
