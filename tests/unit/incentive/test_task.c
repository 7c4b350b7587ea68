/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tasks, check-ins and badges by example. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "task_shop.h"

#define DAY INT64_C(86400000)

static _Atomic int64_t at_ms;
static struct wall test_wall(struct clock *c) {
  (void)c;
  return (struct wall){.ms = at_ms};
}
static struct clock test_clock;
static struct shop x;

static int begin(void **state) {
  (void)state;
  test_clock = *clock_system();
  test_clock.wall = test_wall;
  at_ms = INT64_C(1781000000000); /* 2026-06-09 18:13 in Shanghai */
  shop_new(&x, &test_clock);
  return 0;
}

static int end(void **state) {
  (void)state;
  shop_drop(&x);
  return 0;
}

/* Nobody is held out: a share too small to hit the few people of a test. */
#define ALL "holdout: 0.01\n"

static int64_t points_of(const char *user) {
  struct ledger_balance *b;
  struct err err;
  uint32_t n;
  int64_t have = 0;
  must_ok(loyalty_tick(x.l, &err), &err);
  must_ok(ledger_balances(x.l, who(&x, user), &x.mem, &b, &n, &err), &err);
  for (uint32_t i = 0; i < n; i++)
    if (str_is(b[i].currency, "points")) have = b[i].available;
  return have;
}

static struct task_view *view(const char *user, const char *slug) {
  struct task_view *v;
  struct err err;
  uint32_t n;
  must_ok(tasks_of_person(x.t, who(&x, user), &x.mem, &v, &n, &err), &err);
  for (uint32_t i = 0; i < n; i++)
    if (str_is(v[i].slug, slug)) return &v[i];
  return NULL;
}

static void buys(const char *user, const char *order) {
  happens(&x, user, "order_completed", 10000, order, NULL);
}

static void test_once(void **state) {
  (void)state;
  shop_apply(&x, CURRENCY "kind: task\nslug: two\ngoal: {on: order_completed, count: 2}\n"
                          "rewards: [{points: 10, currency: points}]\n" GATE ALL);
  buys("a", "o1");
  settle(&x);
  struct task_view *v = view("a", "two");
  assert_non_null(v);
  assert_int_equal(v->progress, 10000);
  assert_int_equal(v->reach, 20000);
  assert_true(v->open);
  assert_int_equal(points_of("a"), 0);
  buys("a", "o2");
  buys("a", "o3");
  settle(&x);
  assert_int_equal(points_of("a"), 10);
  v = view("a", "two");
  assert_int_equal(v->given, 1);
  assert_int_equal(v->left, 0);
  assert_false(v->open);
  /* What was given stays given. */
  happens(&x, "a", "order_refunded", 10000, "o1", NULL);
  settle(&x);
  assert_int_equal(view("a", "two")->given, 1);
  assert_int_equal(points_of("a"), 10);
  assert_int_equal(claim(&x, "a", "two", "k"), ERR_task_nothing);
}

static void test_taken_back(void **state) {
  (void)state;
  shop_apply(&x, CURRENCY "kind: task\nslug: two\ngoal: {on: order_completed, count: 2}\n"
                          "claim: by_person\nrewards: [{points: 10, currency: points}]\n" GATE ALL);
  buys("a", "o1");
  buys("a", "o2");
  settle(&x);
  assert_int_equal(view("a", "two")->claimable, 1);
  happens(&x, "a", "order_refunded", 10000, "o2", NULL);
  settle(&x);
  assert_int_equal(view("a", "two")->claimable, 0);
  assert_int_equal(view("a", "two")->progress, 10000);
  assert_int_equal(claim(&x, "a", "two", "k1"), ERR_task_nothing);
  /* A refund that comes first. */
  happens(&x, "a", "order_refunded", 10000, "o3", NULL);
  buys("a", "o3");
  settle(&x);
  assert_int_equal(view("a", "two")->progress, 10000);
  buys("a", "o4");
  settle(&x);
  assert_int_equal(claim(&x, "a", "two", "k2"), ERR_none);
  assert_int_equal(claim(&x, "a", "two", "k2"), ERR_none); /* the same answer again */
  assert_int_equal(claim(&x, "a", "two", "k3"), ERR_task_nothing);
  assert_int_equal(points_of("a"), 10);
}

/* Two who become one have reached together what neither had, and are given no more than one is. */
static void test_two_become_one(void **state) {
  (void)state;
  shop_apply(&x, CURRENCY "kind: task\nslug: three\ngoal: {on: order_completed, count: 3}\n"
                          "claim: by_person\nrewards: [{points: 10, currency: points}]\n" GATE ALL
                          "---\nkind: task\nslug: one\ngoal: {on: order_completed}\n"
                          "claim: by_person\nrewards: [{points: 1, currency: points}]\n" GATE ALL);
  buys("a", "o1");
  buys("a", "o2");
  buys("b", "o3");
  settle(&x);
  assert_int_equal(view("a", "three")->claimable, 0);
  assert_int_equal(view("b", "one")->claimable, 1);
  merge(&x, "a", "b");
  buys("c", "o4"); /* the log goes on */
  settle(&x);
  assert_int_equal(view("a", "three")->claimable, 1);
  assert_int_equal(view("a", "one")->claimable, 1);
  assert_int_equal(claim(&x, "b", "one", "k1"), ERR_none);
  assert_int_equal(claim(&x, "a", "one", "k2"), ERR_task_limit);
  assert_int_equal(claim(&x, "a", "three", "k3"), ERR_none);
  assert_int_equal(points_of("a"), 11);
  assert_int_equal(points_of("b"), 11);
}

/* What a limit kept from the one is enough for each of the two. */
static void test_taken_apart(void **state) {
  struct ws_moved moved;
  struct err err;
  (void)state;
  shop_apply(&x, CURRENCY "kind: task\nslug: pair\ngoal: {on: order_completed, count: 2}\n"
                          "period: {repeated: 2}\nclaim: by_person\n"
                          "rewards: [{points: 10, currency: points}]\n" GATE ALL);
  buys("a", "o1"), buys("a", "o2"), buys("b", "o3"), buys("b", "o4");
  settle(&x);
  merge(&x, "a", "b");
  buys("a", "o5"), buys("a", "o6"), buys("b", "o7"), buys("b", "o8");
  settle(&x);
  assert_int_equal(view("a", "pair")->done, 2);
  uint32_t b = who(&x, "b");
  must_ok(ws_unmerge_people(x.w, &b, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  settle(&x);
  assert_int_equal(view("a", "pair")->done, 2);
  assert_int_equal(view("b", "pair")->done, 2);
}

static void test_gate(void **state) {
  static const struct {
    const char *text;
    enum err_code code;
  } cases[] = {
      {"budget: {times: 1}\nunit_cost: 1\nuntil: 2100-01-01\nholdout: 1%\n", ERR_gate_goal},
      {"goal: {on: order_completed or page_viewed}\nbudget: {times: 1}\nunit_cost: 1\nuntil: "
       "2100-01-01\nholdout: 1%\n",
       ERR_gate_goal},
      {"goal: {on: order_completed where amount > 1 and amount < 9 and order_id exists}\nwho: "
       "count(page_viewed) > 1\nbudget: {times: 1}\nunit_cost: 1\nuntil: 2100-01-01\nholdout: 1%\n",
       ERR_gate_clauses},
      {"goal: {on: order_completed}\nunit_cost: 1\nuntil: 2100-01-01\nholdout: 1%\n",
       ERR_gate_budget},
      {"goal: {on: order_completed}\nbudget: {times: 1}\nuntil: 2100-01-01\nholdout: 1%\n",
       ERR_gate_unit_cost},
      {"goal: {on: order_completed}\nbudget: {times: 1}\nunit_cost: 1\nholdout: 1%\n",
       ERR_gate_end},
      {"goal: {on: order_completed}\nbudget: {times: 1}\nunit_cost: 1\nreview: 2100-01-01\n",
       ERR_gate_holdout},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (int active = 0; active < 2; active++) {
      struct err err = {0};
      struct str text = arena_printf(&x.mem, "kind: task\nslug: t%zu\n%s%s", i,
                                     active ? "active: true\n" : "", cases[i].text);
      bool ok = shop_try(&x, arena_cstr(&x.mem, text), &err);
      assert_int_equal(ok, !active);
      if (active) assert_int_equal(err.code, cases[i].code);
    }
}

/* ---- the race: budget 10, a hundred claims ---- */

static void *claimer(void *arg) {
  char user[16], key[16];
  int n = *(int *)arg;
  for (int i = 0; i < 10; i++) {
    snprintf(user, sizeof user, "u%d", n * 10 + i);
    snprintf(key, sizeof key, "k%d", n * 10 + i);
    enum err_code e = claim(&x, user, "race", key);
    if (e != ERR_none && e != ERR_task_budget) return arg;
  }
  return NULL;
}

static void test_race(void **state) {
  pthread_t th[10];
  int n[10];
  char user[16];
  (void)state;
  shop_apply(&x, CURRENCY "kind: task\nslug: race\nactive: true\ngoal: {on: page_viewed}\n"
                          "claim: by_person\nrewards: [{points: 3, currency: points}]\n"
                          "budget: {times: 10}\nunit_cost: 1\nuntil: 2100-01-01\n" ALL);
  for (int i = 0; i < 100; i++) {
    snprintf(user, sizeof user, "u%d", i);
    happens(&x, user, "page_viewed", 0, NULL, "i");
  }
  settle(&x);
  int64_t open = number(&x, "SELECT count(*) FROM task_done WHERE status = 0");
  assert_true(open >= 99);
  for (int i = 0; i < 10; i++) {
    n[i] = i;
    assert_int_equal(pthread_create(&th[i], NULL, claimer, &n[i]), 0);
  }
  for (int i = 0; i < 10; i++) {
    void *ret;
    pthread_join(th[i], &ret);
    assert_null(ret);
  }
  assert_int_equal(number(&x, "SELECT count(*) FROM task_done WHERE status = 1"), 10);
  assert_int_equal(number(&x, "SELECT given FROM task_doc WHERE slug = 'race'"), 10);
  assert_int_equal(number(&x, "SELECT count(*) FROM gift"), 10);
}

/* A budget of points that is too small for what is due; later more. */
static void test_budget(void **state) {
  static const char text[] =
      CURRENCY "kind: task\nslug: one\nactive: true\ngoal: {on: page_viewed}\nrewards: [{points: 3, "
               "currency: points}]\nbudget: {points: %d}\nunit_cost: 1\nuntil: 2100-01-01\n" ALL;
  char doc[600];
  (void)state;
  snprintf(doc, sizeof doc, text, 7);
  shop_apply(&x, doc);
  happens(&x, "a", "page_viewed", 0, NULL, "i");
  happens(&x, "b", "page_viewed", 0, NULL, "i");
  happens(&x, "c", "page_viewed", 0, NULL, "i");
  settle(&x);
  assert_int_equal(points_of("a") + points_of("b"), 6);
  assert_int_equal(points_of("c"), 0);
  assert_int_equal(claim(&x, "c", "one", "k1"), ERR_task_budget);
  snprintf(doc, sizeof doc, text, 9);
  shop_apply(&x, doc);
  assert_int_equal(claim(&x, "c", "one", "k1"), ERR_none); /* refusals are not kept */
  assert_int_equal(points_of("c"), 3);
}

static void test_held_out(void **state) {
  char user[16];
  int64_t held = 0;
  (void)state;
  shop_apply(&x, CURRENCY "kind: task\nslug: half\ngoal: {on: page_viewed}\nholdout: 50%\n"
                          "rewards: [{points: 3, currency: points}]\n" GATE);
  for (int i = 0; i < 60; i++) {
    snprintf(user, sizeof user, "u%d", i);
    held += view(user, "half") == NULL;
    happens(&x, user, "page_viewed", 0, NULL, "i");
  }
  settle(&x);
  assert_true(held > 10 && held < 50);
  assert_int_equal(number(&x, "SELECT held FROM task_doc WHERE slug = 'half'"), held);
  assert_int_equal(number(&x, "SELECT given FROM task_doc WHERE slug = 'half'"), 60 - held);
  assert_int_equal(number(&x, "SELECT count(*) FROM gift"), 60 - held);
}

static void test_periods(void **state) {
  (void)state;
  shop_apply(&x, CURRENCY "kind: task\nslug: daily\ngoal: {on: page_viewed}\nperiod: daily\n"
                          "rewards: [{points: 1, currency: points}]\nlimits: {per_person: 2}\n" GATE
                              ALL);
  for (int day = 0; day < 4; day++) {
    happens(&x, "a", "page_viewed", 0, NULL, "i");
    happens(&x, "a", "page_viewed", 0, NULL, "j");
    settle(&x);
    assert_int_equal(points_of("a"), day < 2 ? day + 1 : 2);
    at_ms += DAY;
  }
  assert_int_equal(view("a", "daily")->left, 0);
}

/* ---- check-ins ---- */

static enum err_code checks_in(const char *user, struct str *ret) {
  static int n;
  char key[16];
  snprintf(key, sizeof key, "c%d", n++);
  const struct task_ask q = {
      .actor = STR("ann"), .key = str_from(key), .slug = STR("daily"), .subject = who(&x, user)};
  struct task_answer a;
  struct err err = {0};
  if (!task_ask_do(x.t, TASK_CHECK_IN, &q, &x.mem, &a, &err)) return err.code;
  *ret = a.json;
  return ERR_none;
}

static void expect_streak(const char *user, int64_t streak) {
  struct check_in_view *v;
  struct err err;
  uint32_t n;
  must_ok(check_ins_of_person(x.t, who(&x, user), &x.mem, &v, &n, &err), &err);
  assert_int_equal(n, 1);
  assert_int_equal(v->streak, streak);
}

static void test_check_in(void **state) {
  struct str json;
  (void)state;
  shop_apply(&x, CURRENCY
             "kind: check_in\nslug: daily\ndays: [[{points: 1, currency: points}], [{points: 2, "
             "currency: points}]]\nmilestones: [{days: 3, rewards: [{points: 100, currency: "
             "points}]}]\n" GATE ALL);
  static const int64_t sums[] = {1, 3, 104, 106};
  for (int i = 0; i < 4; i++) {
    assert_int_equal(checks_in("a", &json), ERR_none);
    assert_int_equal(checks_in("a", &json), ERR_check_in_twice);
    assert_int_equal(points_of("a"), sums[i]);
    expect_streak("a", i + 1);
    at_ms += DAY;
  }
  at_ms += DAY; /* a day without */
  expect_streak("a", 0);
  assert_int_equal(checks_in("a", &json), ERR_none);
  assert_int_equal(points_of("a"), 107);
  assert_int_equal(checks_in("b", &json), ERR_none);
  merge(&x, "a", "b");
  assert_int_equal(checks_in("b", &json), ERR_check_in_twice);
  at_ms += DAY;
  assert_int_equal(checks_in("b", &json), ERR_none);
  expect_streak("a", 2);
}

/* ---- badges, the language ---- */

static bool has(const char *user, const char *slug) {
  struct badge_view *v;
  struct err err;
  uint32_t n;
  must_ok(badges_of_person(x.t, who(&x, user), &x.mem, &v, &n, &err), &err);
  for (uint32_t i = 0; i < n; i++)
    if (str_is(v[i].slug, slug)) return v[i].has;
  fail();
  return false;
}

static void test_badges(void **state) {
  struct err err;
  (void)state;
  shop_apply(&x, CURRENCY "kind: task\nslug: buy\ngoal: {on: order_completed}\nperiod: {repeated: "
                          "9}\n" GATE ALL
                          "---\nkind: badge\nslug: twice\nactive: true\ntask: buy\ntimes: 2\n"
                          "---\nkind: badge\nslug: looker\nactive: true\nkeep: while\nwhen: "
                          "count(page_viewed, last 3 days) >= 2\n"
                          "---\nkind: badge\nslug: buyer\nactive: true\nwhen: "
                          "count(order_completed, last 3 days) >= 1\n");
  buys("a", "o1");
  happens(&x, "a", "page_viewed", 0, NULL, "i");
  settle(&x);
  assert_false(has("a", "twice"));
  assert_false(has("a", "looker"));
  assert_true(has("a", "buyer"));
  buys("a", "o2");
  happens(&x, "a", "page_viewed", 0, NULL, "i");
  settle(&x);
  assert_true(has("a", "twice"));
  assert_true(has("a", "looker"));
  at_ms += 5 * DAY;
  for (int i = 0; i < 3; i++)
    must_ok(tasks_tick(x.t, &err), &err);
  assert_true(has("a", "twice"));
  assert_true(has("a", "buyer"));
  assert_false(has("a", "looker"));
}

static int64_t events_of(const char *event) {
  struct person_event *v;
  struct snapshot *snap;
  struct err err;
  uint32_t n;
  int64_t k = 0;
  must_ok(loyalty_settle(x.l, &err), &err);
  snap = ws_snapshot(x.w);
  must_ok(query_person_events(snap, person_of(ws_people(x.w), who(&x, "a")), at_ms + DAY, &x.mem, &v,
                              &n, &err),
          &err);
  for (uint32_t i = 0; i < n; i++)
    k += str_is(v[i].event, event);
  snapshot_free(snap);
  return k;
}

static void test_events(void **state) {
  (void)state;
  shop_apply(&x, CURRENCY "kind: task\nslug: two\ngoal: {on: order_completed, count: 2}\nclaim: "
                          "by_person\nrewards: [{points: 10, currency: points}]\n" GATE ALL);
  buys("a", "o1");
  buys("a", "o2");
  settle(&x);
  assert_int_equal(events_of("task_completed"), 1);
  happens(&x, "a", "order_refunded", 10000, "o2", NULL);
  settle(&x);
  assert_int_equal(events_of("task_reopened"), 1);
  buys("a", "o3");
  settle(&x);
  assert_int_equal(claim(&x, "a", "two", "k"), ERR_none);
  assert_int_equal(events_of("task_completed"), 2);
  assert_int_equal(events_of("task_claimed"), 1);
}

int main(void) {
  const struct CMUnitTest cases[] = {
      cmocka_unit_test_setup_teardown(test_once, begin, end),
      cmocka_unit_test_setup_teardown(test_taken_back, begin, end),
      cmocka_unit_test_setup_teardown(test_two_become_one, begin, end),
      cmocka_unit_test_setup_teardown(test_taken_apart, begin, end),
      cmocka_unit_test_setup_teardown(test_gate, begin, end),
      cmocka_unit_test_setup_teardown(test_race, begin, end),
      cmocka_unit_test_setup_teardown(test_budget, begin, end),
      cmocka_unit_test_setup_teardown(test_held_out, begin, end),
      cmocka_unit_test_setup_teardown(test_periods, begin, end),
      cmocka_unit_test_setup_teardown(test_check_in, begin, end),
      cmocka_unit_test_setup_teardown(test_badges, begin, end),
      cmocka_unit_test_setup_teardown(test_events, begin, end),
  };
  cmocka_set_message_output(CM_OUTPUT_TAP);
  return RUN_ON_BOTH(cases, NULL, NULL);
}
