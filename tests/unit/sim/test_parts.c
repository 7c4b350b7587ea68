/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts that the rest leans on: the bent calendar and its inverse, numbers as text, the
 * shelves. */
#include <math.h>

#include "support.h"

static struct sim_options opts;
static struct arena arena;
static struct calendar cal;

static int set_up(void **state) {
  arena_init(&arena, "test");
  opts = options("", 1000000);
  sim_calendar_init(&cal, &opts, &arena);
  return 0;
}

static int tear_down(void **state) {
  arena_release(&arena);
  return 0;
}

/* The hour by walking from the start. */
static double slow_hour(const struct warp *w, double value) {
  uint32_t h = 0;
  while (h + 1 < w->n && w->at[h + 1] <= value)
    h++;
  return h + (value - w->at[h]) / (w->at[h + 1] - w->at[h]);
}

static void warp_and_back(void **state) {
  const struct warp *warps[] = {&cal.business, &cal.joins};
  struct rng r;
  rng_init(&r, 11, 0, 0);
  for (int k = 0; k < 2; k++) {
    const struct warp *w = warps[k];
    assert_true(w->at[0] == 0 && w->at[w->n] == w->n);
    for (int i = 0; i < 4000; i++) {
      double x = rng_unit(&r) * w->n, h = sim_warp_hour(w, x);
      assert_true(fabs(h - slow_hour(w, x)) < 1e-9);
      assert_true(fabs(sim_warp_value(w, h) - x) < 1e-6);
    }
    assert_true(sim_warp_hour(w, -1) == 0 && sim_warp_hour(w, w->n + 5.0) == w->n);
    assert_true(sim_warp_value(w, -1) == 0 && sim_warp_value(w, w->n + 5.0) == w->n);
  }
}

static double business_of(int32_t y, unsigned m, unsigned d) {
  int64_t from = day_start(opts.tz, day_from_ymd(y, m, d));
  return sim_warp_value(&cal.business, sim_hour(&cal, from + MS_DAY)) -
         sim_warp_value(&cal.business, sim_hour(&cal, from));
}

static void the_year_breathes(void **state) {
  assert_true(business_of(2025, 11, 11) > 4 * business_of(2025, 11, 18));
  assert_true(business_of(2025, 6, 18) > 2 * business_of(2025, 7, 9));
  assert_true(business_of(2025, 1, 29) < 0.6 * business_of(2025, 2, 26)); /* Spring Festival */
  assert_true(business_of(2025, 7, 12) > business_of(2025, 7, 9));        /* a Saturday */
}

static void sales_have_names(void **state) {
  int64_t t = day_start(opts.tz, day_from_ymd(2025, 11, 11));
  uint16_t c = cal.campaign[sim_day(&cal, t)];
  assert_true(str_is(cal.campaigns[c], "2025双11") && cal.big[c]);
  c = cal.campaign[sim_day(&cal, t + 9 * MS_DAY)];
  assert_true(str_is(cal.campaigns[c], "2025年11月会员日") && !cal.big[c]);
}

/* A day of 23 hours and one of 25 are one day of the calendar each. */
static void summer_time(void **state) {
  struct sim_options o = opts;
  struct calendar c;
  struct err err = {0};
  assert_ok(tz_load(STR("America/New_York"), &o.tz, &err), &err);
  o.end_ms = day_start(o.tz, END_DAY);
  sim_calendar_init(&c, &o, &arena);
  for (int64_t t = c.start_ms; t < c.end_ms; t += MS_HOUR)
    assert_int_equal(c.first_day + (int32_t)sim_day(&c, t), day_of(o.tz, t));
}

static void text_of_numbers(void **state) {
  struct rng r;
  char fast[32], slow[32];
  rng_init(&r, 3, 0, 0);
  for (int i = 0; i < 20000; i++) {
    uint64_t v = rng_u64(&r) >> rng_below(&r, 64);
    int digits = 1 + (int)rng_below(&r, 10);
    *put_uint(fast, v) = 0;
    snprintf(slow, sizeof slow, "%llu", (unsigned long long)v);
    assert_string_equal(fast, slow);
    *put_cents(fast, v >> 8) = 0;
    snprintf(slow, sizeof slow, "%llu.%02u", (unsigned long long)(v >> 8) / 100,
             (unsigned)((v >> 8) % 100));
    assert_string_equal(fast, slow);
    v %= (uint64_t)pow(10, digits);
    *put_padded(fast, v, digits) = 0;
    snprintf(slow, sizeof slow, "%010llu", (unsigned long long)v);
    assert_string_equal(fast, slow + 10 - digits);
  }
}

static void shelves(void **state) {
  static struct catalogue c;
  sim_catalogue_init(&c, &arena);
  for (int i = 0; i < SIM_ITEMS; i++) {
    const struct item *item = &c.items[i];
    assert_int_equal(item->category, i / (SIM_SERIES * SIM_SPECS));
    assert_true(item->cents >= 500 && item->cents < 300000 && item->cents % 100 == 90);
    if (i % SIM_SPECS) assert_true(item->cents > c.items[i - 1].cents);
    for (int k = 0; k < i; k++)
      assert_false(str_eq(item->name, c.items[k].name));
  }
  for (int i = 1; i < COUPON_COUNT; i++)
    assert_true(sim_coupon_rules[i][0] < sim_coupon_rules[i - 1][0]);
}

/* Against insertion, on keys from crowded to wide. */
static bool after(const struct sim_ref *a, const struct sim_ref *b) {
  if (a->key != b->key) return a->key > b->key;
  if (a->ev->person != b->ev->person) return a->ev->person > b->ev->person;
  if (a->ev->kind != b->ev->kind) return a->ev->kind > b->ev->kind;
  return a->ev->order > b->ev->order;
}

static void sorting(void **state) {
  static struct ev ev[400];
  struct sim_ref r[400], slow[400];
  struct sim_sorter sorter = {0};
  struct rng g;
  rng_init(&g, 5, 0, 0);
  for (int round = 0; round < 1000; round++) {
    size_t n = (size_t)rng_below(&g, 400);
    unsigned wide = (unsigned)rng_below(&g, 50);
    uint64_t base = rng_u64(&g) >> 14;
    for (size_t i = 0; i < n; i++) {
      ev[i] = (struct ev){.person = (uint32_t)rng_below(&g, 5),
                          .order = (uint32_t)i,
                          .kind = (uint8_t)rng_below(&g, 3)};
      r[i] = (struct sim_ref){base + (rng_u64(&g) >> 14 >> wide), &ev[i]};
      size_t j = i;
      for (; j > 0 && after(&slow[j - 1], &r[i]); j--)
        slow[j] = slow[j - 1];
      slow[j] = r[i];
    }
    sim_sort(&sorter, r, n);
    for (size_t i = 0; i < n; i++)
      assert_ptr_equal(r[i].ev, slow[i].ev);
  }
  free(sorter.tmp);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(warp_and_back),    cmocka_unit_test(the_year_breathes),
      cmocka_unit_test(sales_have_names), cmocka_unit_test(summer_time),
      cmocka_unit_test(text_of_numbers),  cmocka_unit_test(shelves),
      cmocka_unit_test(sorting),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
