/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stored rows judged by a plan, against a judge that reads everybody's events and knows this one
 * plan by heart. */
#include "query/breaches.h"
#include "world.h"

#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 10
#else
#define ROUNDS 60
#endif

static const char text[] = "unknown_events: flag\n"
                           "events:\n"
                           "  view: {other_properties: flag, properties: {cat: {required: true},"
                           " item_id: {}, amount: {}, qty: {}, wide: {}, due: {}, vip: {}}}\n"
                           "  buy: {on_violation: reject, properties: {mixed: {type: text},"
                           " amount: {min: 0, max: 10}, cat: {values: [red, x]}}}\n"
                           "  pay: {properties: {}}\n"
                           "attributes: {city: {values: [上海]}, age: {max: 3}}\n";

static struct plan *plan_of(struct arena *a) {
  const struct json *at, *doc;
  struct json *tree;
  struct plan *p;
  struct err err;
  must_ok(yaml_parse(STR(text), a, &tree, &err), &err);
  doc = tree;
  must_ok(plan_new(&doc, 1, &p, &at, &err), &err);
  return p;
}

static const struct value *prop_of(const struct person_event *e, const char *name) {
  for (uint32_t i = 0; i < e->n_props; i++)
    if (str_is(e->props[i], name)) return &e->values[i];
  return NULL;
}

struct naive {
  uint64_t rows, flagged, rejected, missing, others, type, large, small, value, level, old;
  uint64_t unknown;
};

static void judge(const struct person_event *e, struct naive *n) {
  const struct value *v;
  uint64_t before = n->missing + n->others, broken = n->type + n->large + n->small + n->value;
  uint64_t attrs = n->level + n->old;
  n->rows++;
  if (str_is(e->event, "view")) {
    n->missing += !prop_of(e, "cat");
    n->others += prop_of(e, "mixed") != NULL;
    n->flagged += n->missing + n->others > before;
  } else if (str_is(e->event, "buy")) {
    if ((v = prop_of(e, "mixed"))) n->type += v->type != V_STR;
    if ((v = prop_of(e, "amount"))) {
      n->small += dec_cmp(v->num, dec_int(0)) < 0;
      n->large += dec_cmp(v->num, dec_int(10)) > 0;
    }
    if ((v = prop_of(e, "cat"))) n->value += !str_is(v->str, "red") && !str_is(v->str, "x");
    n->rejected += n->type + n->large + n->small + n->value > broken;
  } else if (str_is(e->event, EV_SET)) {
    if ((v = prop_of(e, "city"))) n->level += v->str.n && !str_is(v->str, "上海");
    if ((v = prop_of(e, "age"))) n->old += dec_cmp(v->num, dec_int(3)) > 0;
    n->flagged += n->level + n->old > attrs;
  } else if (!str_is(e->event, "pay")) {
    n->unknown++, n->flagged++;
  }
}

static struct naive by_hand(const struct world *w, int64_t from, int64_t as_of, struct arena *a) {
  struct naive n = {0};
  for (uint32_t i = 0; i < w->n_subjects; i++) {
    struct person_event *e;
    struct err err;
    uint32_t n_e;
    must_ok(query_person_said(w->snap, w->subjects[i], as_of, a, &e, &n_e, &err), &err);
    for (uint32_t k = 0; k < n_e; k++)
      if (e[k].time > from) judge(&e[k], &n);
  }
  return n;
}

static uint64_t rows_of(const struct world *w, const struct breaches *b, const char *event,
                        const char *prop, enum plan_reason reason) {
  uint64_t rows = 0;
  for (uint32_t i = 0; i < b->n; i++) {
    const struct breach *one = &b->list[i];
    assert_true(one->rows > 0 && one->newest.time != INT64_MIN);
    assert_true(i == 0 || b->list[i - 1].rows >= one->rows);
    if (str_is(snapshot_event(w->snap, one->event)->name, event) && str_is(one->prop, prop) &&
        one->reason == reason)
      rows += one->rows;
  }
  return rows;
}

static uint64_t check(const struct world *w, const struct plan *p, int64_t from, int64_t as_of) {
  struct arena a;
  struct breaches b, one, cut;
  struct err err;
  uint64_t rows = 0;
  arena_init(&a, "breaches");
  must_ok(query_breaches(w->snap, p, INTERN_NONE, from, as_of, BREACH_ROWS_MAX, NULL, &a, &b, &err),
          &err);
  struct naive n = by_hand(w, from, as_of, &a);
  assert_true(b.complete);
  assert_int_equal(b.rows, n.rows);
  assert_int_equal(b.flagged, n.flagged);
  assert_int_equal(b.rejected, n.rejected);
  assert_int_equal(rows_of(w, &b, "view", "cat", PLAN_MISSING), n.missing);
  assert_int_equal(rows_of(w, &b, "view", "mixed", PLAN_UNKNOWN_PROPERTY), n.others);
  assert_int_equal(rows_of(w, &b, "buy", "mixed", PLAN_TYPE), n.type);
  assert_int_equal(rows_of(w, &b, "buy", "amount", PLAN_SMALL), n.small);
  assert_int_equal(rows_of(w, &b, "buy", "amount", PLAN_LARGE), n.large);
  assert_int_equal(rows_of(w, &b, "buy", "cat", PLAN_VALUE), n.value);
  assert_int_equal(rows_of(w, &b, EV_SET, "city", PLAN_VALUE), n.level);
  assert_int_equal(rows_of(w, &b, EV_SET, "age", PLAN_LARGE), n.old);
  assert_int_equal(rows_of(w, &b, "share", "", PLAN_UNKNOWN_EVENT), n.unknown);
  for (uint32_t e = 0; e < snapshot_events(w->snap); e++) {
    must_ok(query_breaches(w->snap, p, e, from, as_of, BREACH_ROWS_MAX, NULL, &a, &one, &err),
            &err);
    assert_memory_equal(&one.events[e], &b.events[e], sizeof *b.events);
    rows += one.rows;
  }
  assert_int_equal(rows, b.rows);
  must_ok(query_breaches(w->snap, p, INTERN_NONE, from, as_of, 3, NULL, &a, &cut, &err), &err);
  assert_int_equal(cut.rows, b.rows < 3 ? b.rows : 3);
  assert_int_equal(cut.complete, b.rows <= 3);
  arena_release(&a);
  return b.flagged + b.rejected;
}

static void test_breaches(void **state) {
  uint64_t broken = 0;
  struct arena a;
  (void)state;
  arena_init(&a, "plan");
  struct plan *p = plan_of(&a);
  for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
    struct rng r;
    struct world w;
    rng_init(&r, seed, 31, 0);
    world_open(&w, tz_utc());
    world_fill(&w, &r, (enum world_place)(seed % 3));
    int64_t as_of = random_moment(&r);
    broken += check(&w, p, INT64_MIN, as_of);
    broken += check(&w, p, as_of - 100 * MS_DAY, as_of);
    world_close(&w);
  }
  assert_true(broken > ROUNDS * 5);
  plan_free(p);
  arena_release(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_breaches)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
