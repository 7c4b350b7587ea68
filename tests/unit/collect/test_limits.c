/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Allowances against a twin that keeps every balance, and a flood of strangers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/rng.h"
#include "collect/limits.h"

#define SECOND INT64_C(1000000000)

static void a_burst_then_a_rate(void **state) {
  struct limits *l = limits_new();
  uint64_t who = limits_who(STR("key"), STR("192.0.2.1"));
  uint32_t wait = 0;
  int64_t now = 5 * SECOND;
  assert_true(limits_take(l, who, 10, 20, 199, now, &wait));
  assert_true(limits_take(l, who, 10, 20, 50, now, &wait)); /* one left: a batch is not cut */
  assert_false(limits_take(l, who, 10, 20, 1, now, &wait));
  assert_int_equal(wait, 5);
  assert_false(limits_take(l, who, 10, 20, 0, now + 4 * SECOND, &wait));
  assert_true(limits_take(l, who, 10, 20, 1, now + 5 * SECOND, &wait));
  assert_true(limits_take(l, limits_who(STR("key"), STR("192.0.2.2")), 10, 20, 1, now, &wait));
  /* A full allowance gathers, and no more than that. */
  assert_true(limits_take(l, who, 10, 20, 200, now + 900 * SECOND, &wait));
  assert_false(limits_take(l, who, 10, 20, 1, now + 900 * SECOND, &wait));
  limits_free(l);
}

static void equals_the_twin(void **state) {
  enum { WHO = 40 };
  struct limits *l = limits_new();
  double left[WHO];
  int64_t seen[WHO], now = 1;
  struct rng r;
  rng_init(&r, 7, 0, 0);
  for (int i = 0; i < WHO; i++)
    left[i] = 300, seen[i] = now;
  for (int i = 0; i < 200000; i++) {
    uint32_t k = (uint32_t)rng_below(&r, WHO), n = (uint32_t)rng_below(&r, 90), wait = 0;
    char name[16];
    now += (int64_t)rng_below(&r, SECOND / 30);
    snprintf(name, sizeof name, "k%u", k);
    left[k] += (double)(now - seen[k]) * 1e-9 * 30;
    if (left[k] > 300) left[k] = 300;
    seen[k] = now;
    bool want = left[k] > 0;
    if (left[k] > -1e-6 && left[k] < 1e-6) continue; /* where rounding decides */
    assert_int_equal(limits_take(l, limits_who(str_from(name), STR("")), 30, 10, n, now, &wait),
                     want);
    if (want) left[k] -= n;
    if (!want) assert_true(wait >= 1);
  }
  limits_free(l);
}

/* Who is in debt is not forgotten because many others come by. */
static void strangers_do_not_wash_a_debt_away(void **state) {
  struct limits *l = limits_new();
  uint64_t debtor = limits_who(STR("debtor"), STR(""));
  uint32_t wait;
  int64_t now = SECOND;
  assert_true(limits_take(l, debtor, 10, 20, 100000, now, &wait));
  for (uint32_t i = 0; i < 200000; i++) {
    char name[16];
    snprintf(name, sizeof name, "s%u", i);
    assert_true(limits_take(l, limits_who(str_from(name), STR("")), 10, 20, 1, now + i, &wait));
  }
  assert_false(limits_take(l, debtor, 10, 20, 1, now + 200001, &wait));
  limits_free(l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_burst_then_a_rate),
      cmocka_unit_test(equals_the_twin),
      cmocka_unit_test(strangers_do_not_wash_a_debt_away),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
