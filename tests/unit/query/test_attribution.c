/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Attribution against its slow twin on random people; removal effects against walking the chain
 * step by step; Shapley's closed form against its definition; shares against their rule.  Many
 * ties; memory, parts and both; one thread and three; people longer than a batch. */
#include <math.h>

#include "query/attribution_int.h"
#include "world.h"

#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 60
#else
#define ROUNDS 500
#endif

static const char *const selectors[] = {"view",
                                        "buy",
                                        "view or share",
                                        "pay where amount > 0",
                                        "*",
                                        "* where cat exists",
                                        "view where cat != \"x\""};
static const char *const zones[] = {"UTC", "Asia/Shanghai", "America/New_York"};
static const char *const words[] = {"x", "y", "", "direct", "a", "上海"};
#define MARCH_2024 INT64_C(1709960400000) /* the hour before New York's clocks go forward */

static const struct node *selector(struct world *w, const char *text) {
  struct node *tree;
  struct err err;
  must_ok(lang_parse_events(str_from(text), &w->trees, &tree, &err) &&
              lang_resolve(tree, &w->names, LT_ANY, &w->trees, &err),
          &err);
  return tree;
}

static void random_event(struct world *w, struct rng *r, uint32_t who, int64_t when) {
  world_row(w, who, rng_chance(r, 0.05) ? EV_SET : world_events[rng_below(r, 4)], when, 0);
  if (rng_chance(r, 0.8)) world_put(w, "cat", str_value(words[rng_below(r, COUNT(words))]));
  if (rng_chance(r, 0.7)) world_put(w, "amount", random_num(r, false));
  if (rng_chance(r, 0.3)) world_put(w, "mixed", random_value(r, 1 + (unsigned)rng_below(r, 4)));
}

static void fill(struct world *w, struct rng *r, enum world_place place) {
  int64_t grain = rng_chance(r, 0.5) ? 10 * MS_MINUTE : 7 * MS_HOUR;
  uint32_t moments = 3 + (uint32_t)rng_below(r, 60);
  w->n_subjects = 1 + (uint32_t)rng_below(r, 20);
  for (uint32_t i = 0; i < w->n_subjects; i++)
    w->subjects[i] = i * 3 + (i > 15 ? 70000 : 0);
  for (uint32_t b = 0; b < 3; b++) {
    uint32_t rows = (uint32_t)rng_below(r, 10 * w->n_subjects);
    for (uint32_t i = 0; i < rows; i++) {
      uint32_t who = w->subjects[rng_below(r, w->n_subjects)];
      if (rng_chance(r, 0.3)) who = w->subjects[0];
      random_event(w, r, who, MARCH_2024 + (int64_t)rng_below(r, moments) * grain);
    }
    world_apply(w, place == IN_PARTS || (place == HALF_HALF && b == 0));
  }
  w->snap = store_snapshot(w->store);
}

struct question {
  struct attribution a;
  enum attribution_model models[ATTRIBUTION_MODELS];
  struct str direct[3];
  roaring_bitmap_t *people;
};

static void random_question(struct world *w, struct rng *r, struct question *q) {
  static const int64_t windows[] = {0, MS_HOUR, 9 * MS_HOUR, 2 * MS_DAY, 80 * MS_DAY};
  struct attribution *a = &q->a;
  memset(q, 0, sizeof *q);
  a->tz = w->tz;
  a->conversion = selector(w, selectors[rng_below(r, COUNT(selectors))]);
  a->touch = selector(w, selectors[rng_below(r, COUNT(selectors))]);
  a->prop = rng_chance(r, 0.7) ? STR("cat") : rng_chance(r, 0.5) ? STR("amount") : STR("mixed");
  random_item(w, r, &a->prop, &a->item);
  if (rng_chance(r, 0.5)) a->value = STR("amount");
  a->within = windows[rng_below(r, COUNT(windows))];
  a->half_life = windows[1 + rng_below(r, 3)];
  a->models = q->models;
  for (uint32_t m = 0; m < ATTRIBUTION_MODELS; m++)
    if (rng_chance(r, 0.5)) q->models[a->n_models++] = (enum attribution_model)m;
  if (!a->n_models) q->models[a->n_models++] = (enum attribution_model)rng_below(r, 8);
  a->direct = q->direct;
  q->direct[a->n_direct++] = STR("direct");
  if (rng_chance(r, 0.5)) q->direct[a->n_direct++] = STR("");
  a->direct_none = rng_chance(r, 0.5);
  a->first_percent = (uint32_t)rng_below(r, 101);
  a->last_percent = (uint32_t)rng_below(r, 101 - a->first_percent);
  a->first_only = rng_chance(r, 0.3);
  a->top = 1 + (uint32_t)rng_below(r, 6);
  a->as_of = MARCH_2024 + (int64_t)rng_below(r, 12) * MS_DAY;
  a->from = rng_chance(r, 0.5) ? TIME_MIN : MARCH_2024 + (int64_t)rng_below(r, 3) * MS_DAY;
  a->to = rng_chance(r, 0.5) ? a->as_of : MARCH_2024 + (int64_t)rng_below(r, 8) * MS_DAY;
  if (rng_chance(r, 0.2)) {
    a->people = q->people = roaring_bitmap_create();
    for (uint32_t i = 0; i < w->n_subjects; i += 2)
      roaring_bitmap_add(q->people, w->subjects[i]);
  }
}

/* ---- what the twin says ---- */

#define JOURNEYS 20000
struct twin {
  const struct attribution *a;
  const struct attribution_result *res;
  struct attribution_journey *of[JOURNEYS];
  uint32_t n;
  struct {
    uint32_t person, n;
    struct value *channel;
  } visits[256];
  uint32_t n_visits;
};

static void ask_twin(struct world *w, const struct attribution *a, uint8_t scale, struct arena *mem,
                     struct twin *t) {
  for (uint32_t i = 0; i < w->n_subjects; i++) {
    struct person_event *e;
    struct attribution_journey *v;
    uint32_t who = w->subjects[i], n, got;
    struct err err;
    if (a->people && !roaring_bitmap_contains(a->people, who)) continue;
    must_ok(query_person_events(w->snap, who, a->as_of, mem, &e, &n, &err), &err);
    must_ok(attribution_naive(a, who, e, n, scale, mem, &v, &got, &err), &err);
    for (uint32_t k = 0; k < got; k++) {
      assert_true(t->n < JOURNEYS);
      t->of[t->n++] = &v[k];
    }
    t->visits[t->n_visits].person = who;
    must_ok(attribution_naive_visits(a, e, n, mem, &t->visits[t->n_visits].channel,
                                     &t->visits[t->n_visits].n, &err),
            &err);
    t->n_visits++;
  }
}

static bool same_value(const struct value *a, const struct value *b) {
  struct buf x = BUF_INIT, y = BUF_INIT;
  breakdown_label(a, &x);
  breakdown_label(b, &y);
  bool same = a->type == b->type && str_eq(buf_str(&x), buf_str(&y));
  buf_release(&x);
  buf_release(&y);
  return same;
}

/* Which channel of the answer a value belongs to. */
static uint32_t place(const struct attribution_result *res, const struct value *v) {
  for (uint32_t i = 0; i < res->n_channels; i++)
    if (res->channels[i].kind == ATTRIBUTION_VALUE && same_value(&res->channels[i].value, v))
      return i;
  for (uint32_t i = 0; i < res->n_channels; i++)
    if (res->channels[i].kind == ATTRIBUTION_OTHER) return i;
  fail_msg("a channel is missing");
  return 0;
}

static bool touches(const struct twin *t, const struct attribution_journey *j, uint32_t c) {
  for (uint32_t i = 0; i < j->n; i++)
    if (place(t->res, &j->touches[i].channel) == c) return true;
  return false;
}

static bool assists(const struct twin *t, const struct attribution_journey *j, uint32_t c) {
  return touches(t, j, c) && place(t->res, &j->touches[j->n - 1].channel) != c;
}

static i128 units(struct dec d, uint8_t scale) {
  struct dec up;
  assert_true(dec_rescale(d, scale, &up) && dec_cmp(up, d) == 0);
  return up.m;
}

static void check_counts(const struct twin *t) {
  const struct attribution_result *res = t->res;
  uint64_t conversions = 0, touched = 0, people = 0, lengths = 0;
  for (uint32_t i = 0, last = UINT32_MAX; i < t->n; i++) {
    const struct attribution_journey *j = t->of[i];
    if (j->open) continue;
    conversions++;
    touched += j->n > 0;
    people += j->person != last;
    last = j->person;
  }
  assert_true(res->conversions == conversions && res->touched == touched && res->people == people);
  for (uint32_t b = 0; b < ATTRIBUTION_LENGTHS; b++) {
    uint64_t n = 0;
    for (uint32_t i = 0; i < t->n; i++)
      n += !t->of[i]->open &&
           (t->of[i]->n == b + 1 || (b + 1 == ATTRIBUTION_LENGTHS && t->of[i]->n > b));
    assert_int_equal(res->lengths[b], n);
    lengths += n;
  }
  for (uint32_t b = 0; b < ATTRIBUTION_LAGS; b++)
    lengths -= res->lags[b];
  assert_int_equal(lengths, 0);
  for (uint32_t c = 0; c < res->n_channels; c++) {
    const struct attribution_channel *ch = &res->channels[c];
    uint64_t hits = 0, assisted = 0, rows = 0, who = 0;
    for (uint32_t i = 0; i < t->n; i++) {
      const struct attribution_journey *j = t->of[i];
      if (j->open) continue;
      hits += ch->kind == ATTRIBUTION_NONE ? j->n == 0 : touches(t, j, c);
      assisted += ch->kind != ATTRIBUTION_NONE && assists(t, j, c);
    }
    for (uint32_t i = 0; i < t->n_visits && ch->kind != ATTRIBUTION_NONE; i++) {
      uint64_t own = 0;
      for (uint32_t k = 0; k < t->visits[i].n; k++)
        own += place(res, &t->visits[i].channel[k]) == c;
      rows += own;
      who += own > 0;
    }
    assert_true(ch->touched == hits && ch->assisted == assisted && ch->touches == rows &&
                ch->people == who);
    if (c && ch->kind == ATTRIBUTION_VALUE) assert_true(ch[-1].touched >= ch->touched);
  }
}

/* Removal effects by walking all journeys' chain many steps. */
static double chance(const double *p, uint32_t n, uint32_t gone) {
  double at[64] = {0}, next[64], converted = 0;
  at[0] = 1;
  for (int round = 0; round < 20000; round++) {
    double moving = 0;
    memset(next, 0, sizeof next);
    for (uint32_t s = 0; s <= n; s++) {
      if (s && s == gone) continue;
      converted += at[s] * p[s * (n + 2)];
      for (uint32_t to = 1; to <= n; to++)
        next[to] += at[s] * p[s * (n + 2) + to];
    }
    for (uint32_t s = 0; s <= n; s++)
      moving += at[s] = next[s];
    if (moving < 1e-15) break;
  }
  return converted;
}

static void check_markov(const struct twin *t, uint32_t m, uint8_t scale) {
  const struct attribution_result *res = t->res;
  uint32_t n = 0;
  double p[64 * 66] = {0}, effect[64], sum = 0;
  while (n < res->n_channels && res->channels[n].kind != ATTRIBUTION_NONE)
    n++;
  for (uint32_t i = 0; i < t->n; i++) {
    const struct attribution_journey *j = t->of[i];
    uint32_t at = 0;
    if (j->n == 0) continue;
    for (uint32_t k = 0; k < j->n; k++) {
      uint32_t to = place(res, &j->touches[k].channel) + 1;
      if (to != at) p[at * (n + 2) + to]++;
      at = to;
    }
    p[at * (n + 2) + (j->open ? n + 1 : 0)]++;
  }
  for (uint32_t s = 0; s <= n; s++) {
    double all = 0;
    for (uint32_t to = 0; to < n + 2; to++)
      all += p[s * (n + 2) + to];
    for (uint32_t to = 0; to < n + 2 && all > 0; to++)
      p[s * (n + 2) + to] /= all;
  }
  double all = chance(p, n, 0);
  for (uint32_t i = 0; i < n; i++)
    sum += effect[i] = all > 0 ? 1 - chance(p, n, i + 1) / all : 0;
  double none = res->n_channels > n ? dec_to_double(res->channels[n].credits[m].value) : 0;
  double total = dec_to_double(res->value) - none;
  for (uint32_t i = 0; i < n; i++) {
    double want = sum > 0 ? effect[i] / sum : 0;
    double part = want * (double)res->touched, value = want * total;
    assert_true(fabs(dec_to_double(res->channels[i].credits[m].conversions) - part) < 1e-5);
    assert_true(fabs(dec_to_double(res->channels[i].credits[m].value) - value) <
                1e-5 + 1e-8 * fabs(total));
  }
  assert_true(scale >= ATTRIBUTION_SCALE);
}

static void check_credits(const struct twin *t, uint8_t scale) {
  const struct attribution_result *res = t->res;
  const struct attribution *a = t->a;
  for (uint32_t m = 0; m < a->n_models; m++) {
    enum attribution_model model = a->models[m];
    i128 all = 0, value = 0;
    for (uint32_t c = 0; c < res->n_channels; c++) {
      i128 n = 0, v = 0;
      for (uint32_t i = 0; i < t->n; i++) {
        const struct attribution_journey *j = t->of[i];
        bool none = res->channels[c].kind == ATTRIBUTION_NONE;
        if (!j->open && none && !j->n) n += dec_pow10(6), v += units(j->value, scale);
        for (uint32_t k = 0; !j->open && !none && k < j->n; k++)
          if (place(res, &j->touches[k].channel) == c && j->touches[k].first) {
            n += j->touches[k].credit[model];
            v += j->touches[k].value[model];
          }
      }
      i128 got = units(res->channels[c].credits[m].conversions, 6);
      i128 gave = units(res->channels[c].credits[m].value, scale);
      all += got;
      value += gave;
      if (model == ATTRIBUTION_MARKOV && res->channels[c].kind != ATTRIBUTION_NONE) continue;
      assert_true(got == n && gave == (a->value.n ? v : n));
    }
    assert_true(all == (i128)res->conversions * dec_pow10(6)); /* exactly the total */
    assert_true(value == units(res->value, scale));
    if (model == ATTRIBUTION_MARKOV) check_markov(t, m, scale);
  }
}

static bool is_asked(const struct twin *t, const struct attribution_ask *ask, uint32_t c,
                     const struct attribution_journey *j) {
  if (j->open) return false;
  if (ask->none) return j->n == 0;
  int64_t lag = j->n ? j->time - j->touches[0].time : -1;
  uint32_t last = j->n ? j->n - 1 : 0;
  switch (ask->what) {
  case ATTRIBUTION_OF_CREDIT:
    if (ask->model == ATTRIBUTION_FIRST) return j->n && place(t->res, &j->touches[0].channel) == c;
    if (ask->model == ATTRIBUTION_LAST)
      return j->n && place(t->res, &j->touches[last].channel) == c;
    if (ask->model != ATTRIBUTION_LAST_NON_DIRECT) return touches(t, j, c);
    for (uint32_t i = 0; i < j->n; i++)
      if (j->touches[i].credit[ATTRIBUTION_LAST_NON_DIRECT] > 0)
        return place(t->res, &j->touches[i].channel) == c;
    return false;
  case ATTRIBUTION_OF_TOUCHED:
    return touches(t, j, c);
  case ATTRIBUTION_OF_ASSISTED:
    return j->n && assists(t, j, c);
  case ATTRIBUTION_OF_LENGTH:
    return j->n == ask->bin + 1 || (ask->bin + 1 == ATTRIBUTION_LENGTHS && j->n > ask->bin);
  case ATTRIBUTION_OF_LAG:
    return lag >= attribution_lags[ask->bin] && lag < attribution_lags[ask->bin + 1];
  default:
    return true;
  }
}

/* Values of different types may be written alike; a label is all of them. */
static bool written_alike(const struct attribution_result *res, uint32_t c) {
  for (uint32_t i = 0; i < res->n_channels; i++) {
    struct buf x = BUF_INIT, y = BUF_INIT;
    breakdown_label(&res->channels[i].value, &x);
    breakdown_label(&res->channels[c].value, &y);
    bool alike = i != c && res->channels[i].kind == ATTRIBUTION_VALUE &&
                 res->channels[c].kind == ATTRIBUTION_VALUE && str_eq(buf_str(&x), buf_str(&y));
    buf_release(&x);
    buf_release(&y);
    if (alike) return true;
  }
  return false;
}

static void check_people(struct world *w, const struct question *q, const struct twin *t,
                         struct rng *r, struct pool *pool, struct arena *mem) {
  const struct attribution_result *res = t->res;
  struct attribution_ask ask = {.what = rng_below(r, 7), .model = rng_below(r, 8)};
  struct buf label = BUF_INIT;
  struct attribution_result again;
  roaring_bitmap_t *people, *mine = roaring_bitmap_create();
  struct err err;
  uint32_t c = 0;
  ask.bin = (uint32_t)rng_below(r, ATTRIBUTION_LAGS);
  if (res->n_channels) {
    c = (uint32_t)rng_below(r, res->n_channels);
    ask.none = res->channels[c].kind == ATTRIBUTION_NONE;
    ask.channel.grouped = true;
    ask.channel.other = res->channels[c].kind == ATTRIBUTION_OTHER;
    ask.channel.none = !ask.channel.other && res->channels[c].value.type == V_NONE;
    if (!ask.channel.other) breakdown_label(&res->channels[c].value, &label);
    ask.channel.label = buf_str(&label);
    if (ask.none && ask.what == ATTRIBUTION_OF_TOUCHES) ask.what = ATTRIBUTION_OF_TOUCHED;
  }
  bool odd = res->n_channels && (written_alike(res, c) || res->n_channels > q->a.top);
  for (uint32_t i = 0; i < t->n; i++)
    if (res->n_channels && is_asked(t, &ask, c, t->of[i]))
      roaring_bitmap_add(mine, t->of[i]->person);
  for (uint32_t i = 0; i < t->n_visits && ask.what == ATTRIBUTION_OF_TOUCHES && !ask.none; i++)
    for (uint32_t k = 0; k < t->visits[i].n; k++)
      if (place(res, &t->visits[i].channel[k]) == c) roaring_bitmap_add(mine, t->visits[i].person);
  if (ask.what == ATTRIBUTION_OF_TOUCHES) {
    roaring_bitmap_clear(mine);
    for (uint32_t i = 0; i < t->n_visits; i++)
      for (uint32_t k = 0; k < t->visits[i].n; k++)
        if (place(res, &t->visits[i].channel[k]) == c)
          roaring_bitmap_add(mine, t->visits[i].person);
  }
  must_ok(query_attribution(w->snap, &q->a, pool, NULL, &ask, mem, &again, &people, &err), &err);
  /* a label written alike names more than one, or one that is not told apart */
  if (odd && !ask.none && !ask.channel.other)
    assert_true(roaring_bitmap_is_subset(mine, people) || ask.what == ATTRIBUTION_OF_ASSISTED);
  else
    assert_true(roaring_bitmap_equals(people, mine));
  roaring_bitmap_free(people);
  roaring_bitmap_free(mine);
  buf_release(&label);
}

static void same_answer(const struct attribution *a, const struct attribution_result *x,
                        const struct attribution_result *y) {
  assert_true(x->conversions == y->conversions && x->people == y->people &&
              x->touched == y->touched && dec_cmp(x->value, y->value) == 0 &&
              x->n_channels == y->n_channels && x->lag_median == y->lag_median);
  assert_memory_equal(x->lengths, y->lengths, sizeof x->lengths);
  assert_memory_equal(x->lags, y->lags, sizeof x->lags);
  for (uint32_t i = 0; i < x->n_channels; i++) {
    const struct attribution_channel *b = &x->channels[i], *c = &y->channels[i];
    assert_true(b->kind == c->kind && same_value(&b->value, &c->value) &&
                b->touches == c->touches && b->people == c->people && b->touched == c->touched &&
                b->assisted == c->assisted);
    for (uint32_t m = 0; m < a->n_models; m++)
      assert_true(dec_cmp(b->credits[m].conversions, c->credits[m].conversions) == 0 &&
                  dec_cmp(b->credits[m].value, c->credits[m].value) == 0);
  }
}

static uint64_t ask(struct world *w, struct rng *r, struct pool *pool) {
  struct question q;
  struct attribution_result res, alone;
  struct arena mem;
  struct err err;
  arena_init(&mem, "attribution");
  random_question(w, r, &q);
  must_ok(query_attribution(w->snap, &q.a, pool, NULL, NULL, &mem, &res, NULL, &err), &err);
  must_ok(query_attribution(w->snap, &q.a, NULL, NULL, NULL, &mem, &alone, NULL, &err), &err);
  same_answer(&q.a, &res, &alone);
  struct twin *t = arena_new(&mem, struct twin);
  t->a = &q.a;
  t->res = &res;
  ask_twin(w, &q.a, ATTRIBUTION_SCALE, &mem, t);
  check_counts(t);
  check_credits(t, ATTRIBUTION_SCALE);
  check_people(w, &q, t, r, pool, &mem);
  if (q.people) roaring_bitmap_free(q.people);
  arena_release(&mem);
  return res.touched;
}

static void test_random(void **state) {
  struct pool *pool = pool_new(3);
  uint64_t touched = 0, one = getenv("SEED") ? strtoull(getenv("SEED"), NULL, 10) : 0;
  for (uint64_t seed = one ? one : 1; seed <= (one ? one : ROUNDS); seed++) {
    struct rng r;
    struct err err;
    struct world w;
    const struct tz *tz;
    rng_init(&r, seed, 57, 0);
    must_ok(tz_load(str_from(zones[seed % 3]), &tz, &err), &err);
    world_open(&w, tz);
    fill(&w, &r, (enum world_place)(seed / 3 % 3));
    world_names(&w);
    print_message("# seed %d\n", (int)seed);
    for (int i = 0; i < 8; i++)
      touched += ask(&w, &r, pool);
    world_close(&w);
  }
  assert_true(touched > (one ? 0 : ROUNDS * 20));
  pool_free(pool);
}

/* A person of more rows than a batch; what is charged; numbers too large. */
static void test_limits(void **state) {
  struct rng r;
  struct err err;
  struct world w;
  struct question q;
  struct attribution_result res;
  rng_init(&r, 5, 58, 0);
  world_open(&w, tz_utc());
  w.n_subjects = 2;
  w.subjects[0] = 4, w.subjects[1] = 9;
  for (uint32_t i = 0; i < 30000; i++) {
    world_row(&w, i % 5000 ? 4 : 9, i % 100 == 99 ? "buy" : "view",
              MARCH_2024 + (int64_t)i * MS_MINUTE, 0);
    world_put(&w, "cat", str_value(words[rng_below(&r, COUNT(words))]));
    if (i % 11000 == 0) world_apply(&w, i < 20000);
  }
  world_apply(&w, false);
  w.snap = store_snapshot(w.store);
  world_names(&w);
  random_question(&w, &r, &q);
  q.a.touch = selector(&w, "view");
  q.a.conversion = selector(&w, "buy");
  q.a.prop = STR("cat");
  q.a.within = 100 * MS_DAY; /* more than ATTRIBUTION_TOUCHES_MAX touches */
  q.a.from = TIME_MIN;
  q.a.to = q.a.as_of = MARCH_2024 + 1000 * MS_DAY;
  q.a.first_only = false;
  q.a.value = (struct str){NULL, 0};
  q.models[0] = ATTRIBUTION_LINEAR;
  q.a.n_models = 1;
  if (q.people) roaring_bitmap_free(q.people);
  q.a.people = NULL;
  must_ok(query_attribution(w.snap, &q.a, NULL, NULL, NULL, &w.trees, &res, NULL, &err), &err);
  assert_int_equal(res.touched, 300);
  i128 all = 0;
  for (uint32_t c = 0; c < res.n_channels; c++)
    all += units(res.channels[c].credits[0].conversions, 6);
  assert_true(all == 300 * (i128)1000000);
  struct query_limits little = {.memory = 100000};
  assert_false(query_attribution(w.snap, &q.a, NULL, &little, NULL, &w.trees, &res, NULL, &err));
  assert_int_equal(err.code, ERR_memory_limit);
  world_row(&w, 4, "pay", MARCH_2024, 0);
  world_put(&w, "amount", num_value("1000000000000000000000000"));
  world_apply(&w, false);
  snapshot_free(w.snap);
  w.snap = store_snapshot(w.store);
  q.a.conversion = selector(&w, "pay");
  q.a.value = STR("amount");
  assert_false(query_attribution(w.snap, &q.a, NULL, NULL, NULL, &w.trees, &res, NULL, &err));
  assert_int_equal(err.code, ERR_number_overflow);
  world_close(&w);
}

/* ---- parts ---- */

static void test_share(void **state) {
  struct rng r;
  rng_init(&r, 8, 59, 0);
  for (int round = 0; round < 20000; round++) {
    uint64_t weight[50];
    uint32_t n = 1 + (uint32_t)rng_below(&r, 50);
    i128 got[50], sum = 0, units_ = (i128)rng_below(&r, 1000000000);
    u128 all = 0;
    if (rng_chance(&r, 0.2)) units_ *= (i128)1000000000000;
    if (rng_chance(&r, 0.3)) units_ = -units_;
    for (uint32_t i = 0; i < n; i++)
      all += weight[i] = rng_below(&r, rng_chance(&r, 0.5) ? 4 : SHARE_WEIGHTS);
    if (!all) weight[0] = 1, all = 1;
    attribution_share(units_, weight, n, got);
    for (uint32_t i = 0; i < n; i++) {
      i128 exact = (i128)((u128)(units_ < 0 ? -units_ : units_) * weight[i] / all);
      i128 size = units_ < 0 ? -got[i] : got[i];
      assert_true(size == exact || size == exact + 1);
      sum += got[i];
    }
    assert_true(sum == units_);
  }
}

/* φ(i) = Σ over S without i of |S|! (n − |S| − 1)! / n! (v(S + i) − v(S)), v(S) the number of
 * conversions whose channels all lie in S: what the model's closed form must be. */
static void test_shapley(void **state) {
  struct rng r;
  rng_init(&r, 9, 60, 0);
  for (int round = 0; round < 300; round++) {
    uint32_t n = 1 + (uint32_t)rng_below(&r, 6), sets[30], m = 1 + (uint32_t)rng_below(&r, 30);
    double closed[6] = {0}, fact[8] = {1};
    for (uint32_t i = 1; i < 8; i++)
      fact[i] = fact[i - 1] * i;
    for (uint32_t k = 0; k < m; k++) {
      sets[k] = 1 + (uint32_t)rng_below(&r, (1u << n) - 1);
      for (uint32_t i = 0; i < n; i++)
        if (sets[k] >> i & 1) closed[i] += 1.0 / __builtin_popcount(sets[k]);
    }
    for (uint32_t i = 0; i < n; i++) {
      double phi = 0;
      for (uint32_t s = 0; s < 1u << n; s++) {
        if (s >> i & 1) continue;
        double gain = 0;
        uint32_t with = s | 1u << i, size = (uint32_t)__builtin_popcount(s);
        for (uint32_t k = 0; k < m; k++)
          gain += ((sets[k] & ~with) == 0) - ((sets[k] & ~s) == 0);
        phi += fact[size] * fact[n - size - 1] / fact[n] * gain;
      }
      assert_true(fabs(phi - closed[i]) < 1e-9);
    }
  }
}

/* The chain of Anderl and others' first example: C1 → C2 → C3 → conversion; C1 → nothing; C2 → C3 →
 * nothing.  Without C1 half, without C2 all is lost: effects 1/2, 1, 1. */
static void test_removal(void **state) {
  static const char *const journeys[] = {"123+", "1-", "23-"};
  uint64_t counts[4 * 5] = {0}, weights[3];
  struct arena tmp;
  arena_init(&tmp, "chain");
  for (int i = 0; i < 3; i++) {
    uint32_t at = 0;
    for (const char *p = journeys[i]; *p; p++) {
      uint32_t to = *p == '+' ? 0 : *p == '-' ? 4 : (uint32_t)(*p - '0');
      counts[at * 5 + to]++;
      at = to;
    }
  }
  attribution_removal(counts, 3, &tmp, weights);
  double all = (double)SHARE_WEIGHTS;
  assert_true(fabs((double)weights[0] / all - 0.2) < 1e-9 &&
              fabs((double)weights[1] / all - 0.4) < 1e-9 &&
              fabs((double)weights[2] / all - 0.4) < 1e-9);
  arena_release(&tmp);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_random), cmocka_unit_test(test_limits),
                                     cmocka_unit_test(test_share), cmocka_unit_test(test_shapley),
                                     cmocka_unit_test(test_removal)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
