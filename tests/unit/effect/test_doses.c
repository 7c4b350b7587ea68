/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dose and response: fits against slow ones; a brand whose response to each dose is known, every
 * figure against plain loops over what was simulated; one where no dose does anything; doses that
 * went to different people; a face value that was changed; people erased and become one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dose_shop.h"
#include "effect/dose_int.h"

#define KIND(slug_, amount_)                                                                       \
  "kind: coupon\nslug: " slug_ "\ntitle: {en: Off " amount_ ", zh: 减" amount_                     \
  "}\nbenefit: {type: amount_off, amount: " amount_ "}\nvalid: {days: 90}\nholdout: 40\n---\n"

static const char documents[] = KIND("d40", "40") KIND("d10", "10") KIND("d30", "30")
    KIND("d20", "20") "kind: coupon\nslug: open\nbenefit: {type: amount_off, amount: 5}\n"
                      "valid: {days: 90}\n";
static const char *const kinds[] = {"d10", "d20", "d30", "d40"};
enum { DOSES = 4 };

static struct dose_world w_;

/* ---- fits ---- */

/* Rising regression by its formula: the largest of the smallest means of blocks around a point;
 * points of one x stand or fall together. */
static void slow_fit(const double *x, const double *w, const double *y, uint32_t n, double *ret) {
  for (uint32_t i = 0; i < n; i++) {
    double best = -INFINITY;
    for (uint32_t a = 0; a <= i; a++) {
      double least = INFINITY;
      if (a && x[a] == x[a - 1]) continue;
      for (uint32_t b = i; b < n; b++) {
        double s = 0, m = 0;
        if (b + 1 < n && x[b + 1] == x[b]) continue;
        for (uint32_t k = a; k <= b; k++)
          s += w[k] * y[k], m += w[k];
        if (s / m < least) least = s / m;
      }
      if (least > best) best = least;
    }
    ret[i] = best;
  }
}

static void test_isotonic(void **state) {
  struct rng r;
  rng_init(&r, 11, 0, 0);
  for (int k = 0; k < 2000; k++) {
    double x[12], w[12], y[12], want[12];
    uint32_t n = (uint32_t)rng_below(&r, 12) + 1;
    for (uint32_t i = 0; i < n; i++) {
      x[i] = (i ? x[i - 1] : 0) + (double)rng_below(&r, 3);
      w[i] = 0.1 + rng_exp(&r);
      y[i] = (double)rng_below(&r, 9) + (double)i * (k & 1);
    }
    slow_fit(x, w, y, n, want);
    isotonic_fit(x, w, y, n);
    for (uint32_t i = 0; i < n; i++)
      if (fabs(y[i] - want[i]) > 1e-9) fail_msg("case %d point %u: %f not %f", k, i, y[i], want[i]);
  }
  (void)state;
}

/* Of many ratios of normal estimates 95 % of the intervals hold the true one. */
static void test_fieller(void **state) {
  struct rng r;
  int held = 0, n = 0;
  struct interval v;
  rng_init(&r, 12, 0, 0);
  for (int k = 0; k < 4000; k++) {
    double e = 0, f = 0;
    for (int i = 0; i < 12; i++) /* sums of twelve are normal enough */
      e += rng_unit(&r) - 0.5, f += rng_unit(&r) - 0.5;
    double a = 3 + 2 * e, b = 6 + 0.5 * e + f; /* variances 4 and 1.25, covariance 1 */
    if (!fieller(a, b, 4, 1.25, 1, Z_95, &v)) continue;
    n++;
    held += v.low <= 0.5 && v.high >= 0.5;
    assert_true(v.low <= v.value && v.value <= v.high);
  }
  assert_true(n > 3900);
  assert_in_range(held * 1000 / n, 938, 962);
  assert_false(fieller(1, 1, 1, 1, 0, Z_95, &v)); /* b is not surely above 0 */
  assert_false(fieller(1, -5, 1, 1, 0, Z_95, &v));
  (void)state;
}

/* ---- plain loops ---- */

static double value_of(const struct dosed *p, int k) {
  const double v[] = {
      p->bought,   p->orders,        p->revenue,       p->margin, p->margin - p->discount,
      p->discount, p->before_orders, p->before_revenue};
  return v[k];
}
enum { BOUGHT, ORDERS, REVENUE, MARGIN, PROFIT, GIVEN, BEFORE_N, BEFORE_M, MEASURES };

struct plain {
  double n[2], mean[2][MEASURES], var[2][MEASURES], both; /* both: covariance of profit, given */
};

static struct plain figures(const struct dose_world *w, int dose) {
  struct plain f = {0};
  for (uint32_t i = 0; i < w->n; i++) {
    const struct dosed *p = &w->people[i];
    if (p->dose != dose || p->gone) continue;
    f.n[p->held]++;
    for (int k = 0; k < MEASURES; k++)
      f.mean[p->held][k] += value_of(p, k);
  }
  for (int h = 0; h < 2; h++)
    for (int k = 0; k < MEASURES; k++)
      f.mean[h][k] /= f.n[h];
  for (uint32_t i = 0; i < w->n; i++) {
    const struct dosed *p = &w->people[i];
    if (p->dose != dose || p->gone) continue;
    for (int k = 0; k < MEASURES; k++) {
      double d = value_of(p, k) - f.mean[p->held][k];
      f.var[p->held][k] += d * d / (f.n[p->held] - 1);
    }
  }
  for (uint32_t i = 0; i < w->n; i++) {
    const struct dosed *p = &w->people[i];
    if (p->dose != dose || p->gone || p->held) continue;
    f.both += (value_of(p, PROFIT) - f.mean[0][PROFIT]) * (value_of(p, GIVEN) - f.mean[0][GIVEN]) /
              (f.n[0] - 1);
  }
  return f;
}

static double diff(const struct plain *f, int k) {
  return f->mean[0][k] - f->mean[1][k];
}
static double se2(const struct plain *f, int k) {
  return f->var[0][k] / f->n[0] + f->var[1][k] / f->n[1];
}

static void expect_head(const struct report_cell *c, double v, const char *what) {
  if (!c->present || fabs(dec_to_double(c->dec) - v) > 0.000051)
    fail_msg("%s is %f, not %f", what, c->present ? dec_to_double(c->dec) : NAN, v);
}

static void check_points(const struct dose_world *w, const struct report *r) {
  double x[DOSES], weight[DOSES], y[DOSES], fit[DOSES];
  for (uint32_t i = 0; i < DOSES; i++) {
    struct plain f = figures(w, (int)i);
    double low = diff(&f, PROFIT) - Z_95 * sqrt(se2(&f, PROFIT));
    assert_true(str_is(cell(r, "curve", i, "kind")->text, kinds[i]));
    expect_dec(cell(r, "doses", i, "amount"), 10 * ((int)i + 1), 0, "face value");
    expect_count(cell(r, "doses", i, "issued"), (int64_t)f.n[0], "issued");
    expect_count(cell(r, "doses", i, "held"), (int64_t)f.n[1], "held out");
    expect_head(cell(r, "doses", i, "given"), f.mean[0][GIVEN], "given a head");
    expect_near(cell(r, "curve", i, "bought"), diff(&f, BOUGHT), "bought");
    expect_near(cell(r, "curve", i, "orders_high"), diff(&f, ORDERS) + Z_95 * sqrt(se2(&f, ORDERS)),
                "orders");
    expect_head(cell(r, "curve", i, "revenue"), diff(&f, REVENUE), "revenue");
    expect_head(cell(r, "curve", i, "margin"), diff(&f, MARGIN), "margin");
    expect_head(cell(r, "curve", i, "profit"), diff(&f, PROFIT), "profit");
    expect_head(cell(r, "curve", i, "profit_low"), low, "lower bound of profit");
    expect_near(cell(r, "balance", i, "before_orders"),
                (f.mean[0][BEFORE_N] * f.n[0] + f.mean[1][BEFORE_N] * f.n[1]) / (f.n[0] + f.n[1]),
                "orders before");
    x[i] = i, weight[i] = 1 / se2(&f, MARGIN), y[i] = diff(&f, MARGIN);
  }
  slow_fit(x, weight, y, DOSES, fit);
  for (uint32_t i = 0; i < DOSES; i++) {
    struct plain f = figures(w, (int)i);
    double v = fit[i] > 0 ? fit[i] : 0;
    expect_head(cell(r, "curve", i, "fit_margin"), v, "fitted margin");
    expect_head(cell(r, "curve", i, "fit_profit"), v - f.mean[0][GIVEN], "fitted profit");
  }
}

/* The ratio's bounds found by walking towards where Δprofit − R Δs is just significant. */
static double bound(double a, double b, double va, double vb, double c, double to) {
  double in = a / b, out = to;
  for (int i = 0; i < 200; i++) {
    double r = (in + out) / 2, d = a - r * b;
    *(d * d <= Z_95 * Z_95 * (va - 2 * r * c + r * r * vb) ? &in : &out) = r;
  }
  return in;
}

static void check_steps(const struct dose_world *w, const struct report *r) {
  for (uint32_t i = 0; i + 1 < DOSES; i++) {
    struct plain f = figures(w, (int)i), g = figures(w, (int)i + 1);
    double profit = diff(&g, PROFIT) - diff(&f, PROFIT), more = g.mean[0][GIVEN] - f.mean[0][GIVEN];
    double vp = se2(&f, PROFIT) + se2(&g, PROFIT);
    double vs = f.var[0][GIVEN] / f.n[0] + g.var[0][GIVEN] / g.n[0];
    double c = f.both / f.n[0] + g.both / g.n[0];
    expect_head(cell(r, "steps", i, "more"), more, "more subsidy");
    expect_head(cell(r, "steps", i, "profit"), profit, "more profit");
    expect_head(cell(r, "steps", i, "profit_high"), profit + Z_95 * sqrt(vp), "upper bound");
    const struct report_cell *low = cell(r, "steps", i, "marginal_low");
    assert_true(low->present);
    expect_near(cell(r, "steps", i, "marginal"), profit / more, "marginal profit");
    assert_true(fabs(low->real - bound(profit, more, vp, vs, c, -1000)) < 1e-6);
    assert_true(fabs(cell(r, "steps", i, "marginal_high")->real -
                     bound(profit, more, vp, vs, c, 1000)) < 1e-6);
  }
}

/* ---- cases ---- */

static void issue_all(struct dose_world *w) {
  for (int i = 0; i < DOSES; i++)
    dose_batch(w, kinds[i], kinds[i], i, 0, w->n);
  dose_arms(w);
}

static void test_known_curve(void **state) {
  static const double before[DOSES] = {0.2, 0.2, 0.2, 0.2}, base[DOSES] = {0.1, 0.1, 0.1, 0.1},
                      adds[DOSES] = {0.05, 0.35, 0.40, 0.42};
  static const int64_t off[DOSES] = {1000, 2000, 3000, 4000};
  struct dose_world *w = &w_;
  struct asking a;
  struct err err;
  dose_begin(w, documents, 31, 2800, DOSES, before);
  issue_all(w);
  dose_plan(w, base, adds, off);
  dose_happen(w);
  dose_report(w, &a, "");
  assert_int_equal(section(&a.r, "curve")->n_rows, DOSES);
  check_points(w, &a.r);
  check_steps(w, &a.r);
  for (uint32_t i = 0; i < DOSES; i++) {
    /* Margin of an order before the discount is 100 on average. */
    double s = (base[i] + adds[i]) * 0.9 * (double)off[i] / 100, profit = adds[i] * 100 - s;
    assert_true(cell(&a.r, "curve", i, "bought_low")->real < adds[i]);
    assert_true(cell(&a.r, "curve", i, "bought_high")->real > adds[i]);
    assert_true(dec_to_double(cell(&a.r, "curve", i, "profit_low")->dec) < profit);
    assert_true(dec_to_double(cell(&a.r, "curve", i, "profit_high")->dec) > profit);
  }
  /* 20 and 30 are the best; the least is surely behind them and none is. */
  struct str best = cell(&a.r, "best", 0, "best_id")->text;
  struct class_text rivals = cell(&a.r, "best", 0, "rivals")->title;
  assert_true(str_is(best, "d20") || str_is(best, "d30"));
  assert_true(str_has(rivals.en, STR("Off 20 (20)")) || str_has(rivals.en, STR("Off 30 (30)")));
  assert_false(str_has(rivals.en, STR("Off 10 (10)")) || str_has(rivals.en, STR("none")));
  assert_true(str_is(cell(&a.r, "best", 0, "axis_id")->text, "amount"));
  assert_true(str_is(cell(&a.r, "best", 0, "alike_id")->text, "alike"));
  assert_true(says(&a.r, "No sign that the doses went to different people"));
  assert_true(str_is(cell(&a.r, "steps", 0, "verdict")->title.en, "brings more than it costs"));
  /* A dose says what the report of its kind says. */
  const struct effect_coupon p = {
      .kind = STR("d20"), .days = DOSE_DAYS, .margin_given = true, .margin = {5, 1}};
  struct report own;
  must_ok(effect_coupon(&a.in, &p, &a.mem, &own, &err), &err);
  double n = (double)cell(&own, "effect", 0, "issued")->count;
  assert_true(fabs(dec_to_double(cell(&own, "effect", 0, "profit")->dec) -
                   n * dec_to_double(cell(&a.r, "curve", 1, "profit")->dec)) < 0.0001 * n);
  ask_end(&a);
  /* Named, and in another order: the same. */
  dose_report(w, &a, "d30, d10");
  assert_int_equal(section(&a.r, "curve")->n_rows, 2);
  assert_true(str_is(cell(&a.r, "curve", 0, "kind")->text, "d10"));
  struct effect_doses q = {.kinds = STR("d10,d10")};
  assert_false(effect_doses(&a.in, &q, &a.mem, &a.r, &err));
  assert_int_equal(err.code, ERR_effect_doses);
  q.kinds = STR("d10,nope");
  assert_false(effect_doses(&a.in, &q, &a.mem, &a.r, &err));
  assert_int_equal(err.code, ERR_unknown_resource);
  ask_end(&a);
  shop_free(&w->x);
  (void)state;
}

/* Nobody uses a coupon and nobody buys differently: no dose does anything. */
static void test_flat(void **state) {
  static const double same[DOSES] = {0.3, 0.3, 0.3, 0.3}, none[DOSES] = {0};
  static const int64_t off[DOSES] = {0};
  struct dose_world *w = &w_;
  struct asking a;
  dose_begin(w, documents, 22, 2800, DOSES, same);
  issue_all(w);
  dose_plan(w, same, none, off);
  dose_happen(w);
  dose_report(w, &a, "");
  check_points(w, &a.r);
  for (uint32_t i = 0; i < DOSES; i++) {
    assert_true(cell(&a.r, "curve", i, "bought_low")->real < 0);
    assert_true(cell(&a.r, "curve", i, "bought_high")->real > 0);
    assert_true(str_is(cell(&a.r, "curve", i, "advice_id")->text, "open"));
    assert_true(fabs(dec_to_double(cell(&a.r, "curve", i, "fit_margin")->dec)) < 8);
  }
  for (uint32_t i = 0; i + 1 < DOSES; i++) { /* nothing was given, so a unit more has no profit */
    assert_false(cell(&a.r, "steps", i, "marginal")->present);
    assert_true(str_is(cell(&a.r, "steps", i, "verdict")->title.en, "undecided"));
  }
  ask_end(&a);
  shop_free(&w->x);
  (void)state;
}

/* The larger doses went to those who buy anyway, and later: every point is right, the curve is not
 * to be trusted, and the report says so. */
static void test_other_people(void **state) {
  static const double before[2] = {0.05, 0.6}, base[2] = {0.05, 0.5}, none[2] = {0};
  static const int64_t off[2] = {1000, 4000};
  struct dose_world *w = &w_;
  struct asking a;
  dose_begin(w, documents, 23, 1000, 2, before);
  dose_batch(w, "a", "d10", 0, 0, w->n);
  dose_batch(w, "b", "d40", 1, 0, w->n);
  dose_arms(w);
  dose_plan(w, base, none, off);
  dose_happen(w);
  dose_report(w, &a, "d10,d40");
  assert_true(str_is(cell(&a.r, "best", 0, "alike_id")->text, "differ"));
  assert_true(says(&a.r, "The people of Off 10 (10) were not like those of the other doses"));
  assert_true(cell(&a.r, "balance", 0, "smd_orders")->real < -1);
  assert_true(cell(&a.r, "balance", 1, "bought_low")->real > 0.3);
  assert_true(str_is(cell(&a.r, "curve", 1, "advice_id")->text, "stop"));
  assert_true(str_is(cell(&a.r, "best", 0, "best_id")->text, "") ||
              str_is(cell(&a.r, "best", 0, "best_id")->text, "d10"));
  ask_end(&a);
  shop_free(&w->x);
  (void)state;
}

/* A kind whose amount was changed has two doses; people of both its batches count in the first; who
 * is in the trial of another dose too is told. */
static void test_changed(void **state) {
  static const double before[1] = {0.2};
  struct dose_world *w = &w_;
  struct asking a;
  dose_begin(w, documents, 24, 900, 1, before);
  dose_batch(w, "a", "d10", -1, 0, 400);
  w->x.clock.ms += MS_DAY;
  dose_apply(w, KIND("d10", "15"));
  w->x.clock.ms += 9 * MS_DAY;
  dose_batch(w, "b", "d10", -1, 300, 800);
  dose_batch(w, "c", "d20", -1, 800, 900);
  dose_batch(w, "d", "d30", -1, 0, 200);
  w->x.clock.ms = moment(&w->x, "2026-05-20");
  dose_report(w, &a, "d10,d20");
  assert_int_equal(section(&a.r, "doses")->n_rows, 3);
  expect_dec(cell(&a.r, "doses", 0, "amount"), 10, 0, "before the change");
  expect_dec(cell(&a.r, "doses", 1, "amount"), 15, 0, "after it");
  assert_int_equal(cell(&a.r, "doses", 0, "issued")->count + cell(&a.r, "doses", 0, "held")->count,
                   400);
  assert_int_equal(cell(&a.r, "doses", 1, "issued")->count + cell(&a.r, "doses", 1, "held")->count,
                   400);
  assert_false(cell(&a.r, "curve", 2, "profit")->present); /* 100 people are too few */
  assert_true(str_is(cell(&a.r, "curve", 2, "advice_id")->text, "few"));
  assert_true(says(&a.r, "The doses began up to 10 days apart"));
  ask_end(&a);
  dose_report(w, &a, "d10,d30");
  expect_count(cell(&a.r, "doses", 0, "overlap"), 200, "in another dose too");
  assert_true(says(&a.r, "36.") || says(&a.r, "40."));
  ask_end(&a);
  dose_report(w, &a, "d20,d30");
  assert_true(says(&a.r, "No curve: two doses"));
  assert_false(cell(&a.r, "best", 0, "best")->present);
  assert_int_equal(section(&a.r, "balance")->n_rows, 0);
  ask_end(&a);
  dose_report(w, &a, "open");
  assert_int_equal(section(&a.r, "doses")->n_rows, 0);
  ask_end(&a);
  shop_free(&w->x);
  (void)state;
}

/* Whoever was erased is in no arm; two who have become one are one. */
static void test_erased_and_one(void **state) {
  static const double before[1] = {0.2};
  struct dose_world *w = &w_;
  struct ws_erased e;
  struct ws_moved moved;
  struct asking a;
  struct err err;
  dose_begin(w, documents, 25, 400, 1, before);
  dose_batch(w, "a", "d10", -1, 0, 400);
  w->x.clock.ms = moment(&w->x, "2026-05-20");
  dose_report(w, &a, "d10");
  int64_t all = cell(&a.r, "doses", 0, "issued")->count + cell(&a.r, "doses", 0, "held")->count;
  assert_int_equal(all, 400);
  ask_end(&a);
  for (uint32_t i = 0; i < 5; i++)
    must_ok(ws_erase_person(w->x.w, w->people[i].subject, STR("ann"), &e, &err), &err);
  for (uint32_t i = 10; i < 17; i++)
    must_ok(ws_merge_people(w->x.w, w->people[i].subject, &w->people[i + 10].subject, 1, WS_MOVES,
                            STR("ann"), &moved, &err),
            &err);
  dose_report(w, &a, "d10");
  all = cell(&a.r, "doses", 0, "issued")->count + cell(&a.r, "doses", 0, "held")->count;
  assert_int_equal(all, 400 - 5 - 7);
  assert_true(says(&a.r, "5 targets were erased"));
  ask_end(&a);
  shop_free(&w->x);
  (void)state;
}

int main(void) {
  const struct CMUnitTest cases[] = {
      cmocka_unit_test(test_isotonic),      cmocka_unit_test(test_fieller),
      cmocka_unit_test(test_known_curve),   cmocka_unit_test(test_flat),
      cmocka_unit_test(test_other_people),  cmocka_unit_test(test_changed),
      cmocka_unit_test(test_erased_and_one)};
  return RUN_ON_BOTH(cases, NULL, NULL);
}
