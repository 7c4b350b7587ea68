/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Leaderboards by example. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rank_shop.h"

static struct shop x;

static int begin(void **state) {
  (void)state;
  rank_clock_begin();
  shop_new(&x, &rank_clock);
  return 0;
}

static int end(void **state) {
  (void)state;
  shop_drop(&x);
  return 0;
}

static void buys(const char *user, int64_t cents) {
  happens(&x, user, "order_completed", cents, NULL, NULL);
  rank_now += 1000;
}

#define SPEND "score: sum(order_completed.amount) - sum(order_refunded.amount)\n"
#define BOARD "kind: leaderboard\nslug: top\nactive: true\nperiod: day\n" SPEND

static void test_order(void **state) {
  (void)state;
  shop_apply(&x, BOARD);
  buys("a", 1000);
  buys("b", 3000);
  buys("c", 2000);
  buys("d", 2000);
  stands(&x, "top", "b 1 30|c 2 20|d 2 20|a 4 10");
  buys("a", 2500);
  stands(&x, "top", "a 1 35|b 2 30|c 3 20|d 3 20");
  happens(&x, "a", "order_refunded", 3000, NULL, NULL);
  stands(&x, "top", "b 1 30|c 2 20|d 2 20|a 4 5");
  /* People who become one have one place, and each their own again when taken apart. */
  merge(&x, "c", "a");
  stands(&x, "top", "b 1 30|c 2 25|d 3 20");
  unmerge(&x, "a");
  stands(&x, "top", "b 1 30|c 2 20|d 2 20|a 4 5");
  erase(&x, "b");
  stands(&x, "top", "c 1 20|d 1 20|a 3 5");
  shop_reopen(&x);
  stands(&x, "top", "c 1 20|d 1 20|a 3 5");
}

/* The clock of the room builds no board: that is asked for by itself, where nothing else waits. */
static void test_tick_builds_nothing(void **state) {
  struct rank_stats s;
  struct rank_page p;
  struct err err = {0};
  (void)state;
  shop_apply(&x, BOARD);
  buys("a", 1000);
  must_ok(loyalty_settle(x.l, &err), &err);
  must_ok(incentive_tick(x.i, &err), &err);
  rank_stats(incentive_ranks(x.i), &s);
  assert_int_equal(s.builds, 0);
  assert_false(rank_standings(incentive_ranks(x.i), STR("top"), 0, 0, 10, &x.mem, &p, &err));
  assert_int_equal(err.code, ERR_rank_building);
  stands(&x, "top", "a 1 10");
  rank_stats(incentive_ranks(x.i), &s);
  assert_int_equal(s.builds, 1);
}

static void test_ties(void **state) {
  (void)state;
  shop_apply(&x, BOARD "ties: dense\n---\n"
                       "kind: leaderboard\nslug: first\nactive: true\nperiod: day\nties: first\n"
                       "score: count(order_completed)\n---\n"
                       "kind: leaderboard\nslug: low\nactive: true\nperiod: day\norder: lowest\n"
                       "minimum: 2\nscore: min(order_completed.amount)\n");
  buys("a", 100);
  buys("b", 100);
  buys("c", 200);
  buys("b", 100);
  buys("a", 100);
  stands(&x, "top", "c 1 2|b 1 2|a 1 2");
  stands(&x, "first", "b 1 2|a 2 2|c 3 1");
  stands(&x, "low", "c 1 2");
  buys("d", 50);
  stands(&x, "top", "c 1 2|b 1 2|a 1 2|d 2 0.5");
}

static void test_people(void **state) {
  (void)state;
  shop_apply(&x, BOARD "people: city = \"Shanghai\"\n");
  sets(&x, "a", "city", "Shanghai");
  buys("a", 100);
  buys("b", 300);
  stands(&x, "top", "a 1 1");
  sets(&x, "b", "city", "Shanghai");
  stands(&x, "top", "b 1 3|a 2 1");
  sets(&x, "a", "city", "Beijing");
  stands(&x, "top", "b 1 3");
  shop_apply(&x, BOARD);
  stands(&x, "top", "b 1 3|a 2 1");
  shop_apply(&x, BOARD "people: did(page_viewed, last 2 hours)\n");
  happens(&x, "a", "page_viewed", 0, NULL, NULL);
  stands(&x, "top", "a 1 1");
  rank_now += 2 * 3600000 + 1000; /* time alone */
  stands(&x, "top", "");
}

static void test_mine(void **state) {
  (void)state;
  struct rank_mine m;
  struct err err;
  shop_apply(&x, BOARD);
  buys("a", 1000);
  buys("b", 3000);
  buys("c", 2000);
  looks(&x);
  must_ok(rank_person(incentive_ranks(x.i), STR("top"), 0, who(&x, "a"), 1, &x.mem, &m, &err),
          &err);
  assert_true(m.listed);
  assert_int_equal(m.place.rank, 3);
  assert_int_equal(m.behind, 0);
  assert_true(m.has_gap);
  assert_int_equal(m.gap, 100000); /* 10, in units */
  assert_int_equal(m.n_above, 1);
  assert_int_equal(m.above[0].position, 2);
  assert_int_equal(m.n_below, 0);
  must_ok(rank_person(incentive_ranks(x.i), STR("top"), 0, who(&x, "nobody"), 1, &x.mem, &m, &err),
          &err);
  assert_false(m.listed);
}

#define PRIZES                                                                                     \
  "settle: {hours: 2}\nprizes: [{ranks: 1, rewards: [{points: 50, currency: points}]}, "           \
  "{ranks: 2-3, rewards: [{points: 10, currency: points}]}]\nbudget: {points: 160}\n"              \
  "unit_cost: 1\nuntil: 2100-01-01\nholdout: 0.01\n"

static void test_settled(void **state) {
  (void)state;
  struct rank_period *p;
  struct err err;
  uint32_t n;
  shop_apply(&x, CURRENCY BOARD PRIZES);
  looks(&x);
  buys("a", 1000);
  buys("b", 3000);
  buys("c", 2000);
  int64_t evening = rank_now;
  stands(&x, "top", "b 1 30|c 2 20|a 3 10");
  rank_now += 7 * 3600000; /* the next day, 01:13 */
  buys("b", 100);
  stands(&x, "top", "b 1 1");
  stands_at(&x, "top", evening, "b 1 30|c 2 20|a 3 10");
  happens_at(&x, "a", "order_completed", 5000, evening); /* late, but not too late */
  stands_at(&x, "top", evening, "a 1 60|b 2 30|c 3 20");
  rank_now += 3 * 3600000;
  looks(&x);
  looks(&x);
  stands_at(&x, "top", evening, "a 1 60|b 2 30|c 3 20");
  assert_int_equal(points(&x, "a"), 50);
  assert_int_equal(points(&x, "c"), 10);
  assert_int_equal(told(&x, "leaderboard_ended"), 3);
  /* Final is final. */
  happens_at(&x, "c", "order_completed", 90000, evening);
  merge(&x, "a", "b");
  stands_at(&x, "top", evening, "a 1 60|a 2 30|c 3 20");
  shop_reopen(&x);
  looks(&x);
  stands_at(&x, "top", evening, "a 1 60|a 2 30|c 3 20");
  assert_int_equal(points(&x, "a"), 60); /* the two places of two people then */
  assert_int_equal(told(&x, "leaderboard_ended"), 3);
  struct rank_mine m;
  must_ok(rank_person(incentive_ranks(x.i), STR("top"), evening, who(&x, "b"), 2, &x.mem, &m, &err),
          &err);
  assert_true(m.listed);
  assert_int_equal(m.place.rank, 1);
  must_ok(rank_periods(incentive_ranks(x.i), STR("top"), INT64_MAX, 10, &x.mem, &p, &n, &err),
          &err);
  assert_int_equal(n, 1);
  assert_int_equal(p[0].people, 3);
  assert_int_equal(p[0].winners, 3);
  assert_true(p[0].awarded);
  /* The budget of the next days: 70 + 50, then nothing. */
  rank_now += 24 * 3600000;
  looks(&x);
  looks(&x);
  struct rank_view v;
  must_ok(rank_get(incentive_ranks(x.i), STR("top"), &x.mem, &v, &err), &err);
  assert_int_equal(v.settled, 2);
  assert_int_equal(v.points, 1200000);
}

static void test_refused(void **state) {
  (void)state;
  static const struct {
    const char *text;
    enum err_code code;
  } cases[] = {
      {"kind: leaderboard\nslug: t\nactive: true\nperiod: day\nscore: count(order_completed, last "
       "3 "
       "days)\n",
       ERR_rank_window},
      {"kind: leaderboard\nslug: t\nactive: true\nscore: count(order_completed)\n",
       ERR_missing_field},
      {"kind: leaderboard\nslug: t\nactive: true\nperiod: day\nscore: count(order_completed)\n"
       "settle: {days: 3}\n",
       ERR_bad_field},
      {CURRENCY "kind: leaderboard\nslug: t\nactive: true\nperiod: day\nscore: "
                "count(order_completed)\n"
                "prizes: [{ranks: 1, rewards: [{points: 1, currency: points}]}]\n",
       ERR_gate_budget},
      {CURRENCY "kind: leaderboard\nslug: t\nactive: true\nperiod: day\nscore: "
                "count(order_completed)\n"
                "prizes: [{ranks: 1-20, rewards: [{points: 1, currency: points}]}]\nbudget: "
                "{points: 19}\nunit_cost: 1\nuntil: 2100-01-01\nholdout: 1%\n",
       ERR_bad_field},
      {"kind: leaderboard\nslug: t\nperiod: day\nscore: count(order_completed)\nprizes: [{ranks: "
       "2-1, rewards: [{points: 1, currency: points}]}]\n",
       ERR_bad_field},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct err err = {0};
    if (shop_try(&x, cases[i].text, &err)) fail_msg("case %zu is not refused", i);
    assert_string_equal(err_name(err.code), err_name(cases[i].code));
  }
}

/* Days of 23 and 25 hours are days. */
static void test_clock_changes(void **state) {
  (void)state;
  struct leaderboard l = {.period = RANK_DAY, .launch = {.from = TIME_MIN, .until = TIME_MAX}};
  const struct tz *tz;
  struct err err;
  int64_t from, until, at;
  must_ok(tz_load(STR("America/New_York"), &tz, &err), &err);
  must_ok(time_parse_iso(STR("2026-03-08T12:00"), tz, &at, NULL, &err), &err);
  assert_true(leaderboard_period_at(&l, tz, TIME_MIN, at, &from, &until));
  assert_int_equal(until - from, 23 * MS_HOUR);
  must_ok(time_parse_iso(STR("2026-11-01T12:00"), tz, &at, NULL, &err), &err);
  assert_true(leaderboard_period_at(&l, tz, TIME_MIN, at, &from, &until));
  assert_int_equal(until - from, 25 * MS_HOUR);
  l.period = RANK_WEEK;
  assert_true(leaderboard_period_at(&l, tz, TIME_MIN, at, &from, &until));
  assert_int_equal(until - from, 7 * MS_DAY + MS_HOUR);
  l.period = RANK_MONTH;
  assert_true(leaderboard_period_at(&l, tz, TIME_MIN, at, &from, &until));
  assert_int_equal(until - from, 30 * MS_DAY + MS_HOUR);
  assert_false(leaderboard_period_at(&l, tz, until, at, &from, &until));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_order, begin, end),
      cmocka_unit_test_setup_teardown(test_tick_builds_nothing, begin, end),
      cmocka_unit_test_setup_teardown(test_ties, begin, end),
      cmocka_unit_test_setup_teardown(test_people, begin, end),
      cmocka_unit_test_setup_teardown(test_mine, begin, end),
      cmocka_unit_test_setup_teardown(test_settled, begin, end),
      cmocka_unit_test_setup_teardown(test_refused, begin, end),
      cmocka_unit_test(test_clock_changes),
  };
  cmocka_set_message_output(CM_OUTPUT_TAP);
  return RUN_ON_BOTH(tests, NULL, NULL);
}
