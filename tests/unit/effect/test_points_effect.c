/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The points economy: random histories against plain loops over the ledger's rows, by day, week and
 * month, to the last point; the forecast against a life table made lot by lot; alarms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "effect_shop.h"

static const char documents[] =
    "kind: currency\nslug: points\ndecimals: 2\nexpires: {days: 120}\npending_days: 3\ndebt: 20\n"
    "worth: 0.02\nunit_cost: 0.015\ntransfers: yes\n---\n"
    "kind: currency\nslug: plain\n---\n"
    "kind: currency\nslug: coins\nexpires: never\nunit_cost: 0.5\n";

#define PEOPLE 60
#define STEPS  1600

/* ---- a random history ---- */

static bool post(struct shop *x, struct ledger_post p, struct ledger_posted *ret) {
  static uint64_t key;
  char text[32];
  struct err err;
  snprintf(text, sizeof text, "k%llu", (unsigned long long)++key);
  p.actor = STR("test");
  p.key = str_from(text);
  if (!p.currency.p) p.currency = STR("points");
  return ledger_do(x->l, &p, ret, &err);
}

static void step(struct shop *x, const uint32_t *who, int64_t *txns, uint32_t *n) {
  struct ledger_posted d;
  struct ledger_post p = {.subject = who[rng_below(&x->r, PEOPLE)]};
  uint64_t k = rng_below(&x->r, 100);
  p.amount = 1 + (int64_t)rng_below(&x->r, 20000);
  if (k < 40) {
    p.op = rng_below(&x->r, 2) ? LEDGER_EARN : LEDGER_GRANT;
  } else if (k < 62) {
    p.op = LEDGER_SPEND;
  } else if (k < 70) {
    p.op = LEDGER_ADJUST;
    if (rng_below(&x->r, 2)) p.amount = -p.amount / 4 - 1;
  } else if (k < 75) {
    p.op = LEDGER_FREEZE;
    p.amount = 1 + p.amount / 10;
  } else if (k < 80) {
    p.op = LEDGER_TRANSFER;
    p.to = who[rng_below(&x->r, PEOPLE)];
    p.amount = 1 + p.amount / 4;
  } else {
    static const enum ledger_kind back[] = {LEDGER_REFUND, LEDGER_REVERSE, LEDGER_CLAWBACK,
                                            LEDGER_UNFREEZE};
    if (*n == 0) return;
    p.op = back[rng_below(&x->r, 4)];
    p.subject = SUBJECT_NONE;
    p.of = txns[rng_below(&x->r, *n)];
    p.amount = rng_below(&x->r, 2) || p.op == LEDGER_REVERSE ? 0 : 1 + p.amount / 8;
    p.currency = STR("points");
  }
  if (post(x, p, &d)) txns[(*n)++] = d.txn;
}

static void live(struct shop *x) {
  uint32_t who[PEOPLE], n = 0, done;
  int64_t *txns = calloc(STEPS, sizeof *txns);
  struct err err;
  uint64_t no = 0;
  for (uint32_t i = 0; i < PEOPLE; i++)
    who[i] = subject(x, i);
  for (uint32_t i = 0; i < STEPS; i++) {
    x->clock.ms += (int64_t)rng_below(&x->r, 16 * MS_HOUR);
    if (i % 7 == 0)
      order(x, "order_completed", (uint32_t)rng_below(&x->r, PEOPLE), x->clock.ms, no++,
            (int64_t)rng_below(&x->r, 30000));
    if (i % 31 == 0) order(x, "order_refunded", 1, x->clock.ms, 7, 1234);
    step(x, who, txns, &n);
    if (i % 40 == 0) must_ok(ledger_sweep(x->l, 100000, &done, &err), &err);
  }
  send_rows(x);
  assert_true(n > STEPS / 2);
  free(txns);
}

/* ---- the naive twin: every entry, one by one ---- */

enum {
  IS_ISSUED,
  IS_REVERSED,
  IS_SPENT,
  IS_REFUNDED,
  IS_EXPIRED,
  IS_ADJUSTED,
  IS_SHORTFALL,
  FLOWS
};
static const char *const flow_names[] = {"issued",  "reversed", "spent",    "refunded",
                                         "expired", "adjusted", "shortfall"};
static const char *const bucket_names[] = {"available", "pending", "frozen"};

struct book {
  int64_t *entries, *txns,
      *accounts; /* txn account bucket amount · n kind at_ms currency · n owner */
  size_t n_entries, n_txns, n_accounts;
  int64_t currency;
};

static void read_book(struct shop *x, struct book *b) {
  size_t n;
  b->entries = table(x, "SELECT txn, account, bucket, amount FROM ledger_entry ORDER BY n", 4,
                     &b->n_entries);
  b->txns = table(x, "SELECT n, kind, at_ms, currency FROM ledger_txn ORDER BY n", 4, &b->n_txns);
  b->accounts = table(x, "SELECT n, owner FROM ledger_account ORDER BY n", 2, &b->n_accounts);
  int64_t *c = table(x, "SELECT n FROM ledger_currency WHERE slug = 'points'", 1, &n);
  assert_int_equal(n, 1);
  b->currency = c[0];
  free(c);
}
static void free_book(struct book *b) {
  free(b->entries);
  free(b->txns);
  free(b->accounts);
}

/* Numbers are dense from 1. */
static const int64_t *txn_of(const struct book *b, int64_t n) {
  assert_int_equal(b->txns[(n - 1) * 4], n);
  return &b->txns[(n - 1) * 4];
}

static void naive(const struct book *b, int64_t from, int64_t until, i128 flow[FLOWS],
                  i128 had[3]) {
  memset(flow, 0, FLOWS * sizeof *flow);
  memset(had, 0, 3 * sizeof *had);
  for (size_t i = 0; i < b->n_entries; i++) {
    const int64_t *e = &b->entries[i * 4], *t = txn_of(b, e[0]);
    int64_t owner = b->accounts[(e[1] - 1) * 2 + 1], kind = t[1], v = e[3];
    if (t[3] != b->currency || t[2] >= until) continue;
    if (owner > 0) had[e[2]] += v; /* since ever */
    if (t[2] < from) continue;
    if (owner == -1) flow[kind <= 2 ? IS_ISSUED : IS_REVERSED] += kind <= 2 ? -v : v;
    if (owner == -2) flow[kind == 3 ? IS_SPENT : IS_REFUNDED] += kind == 3 ? v : -v;
    if (owner == -3) flow[IS_EXPIRED] += v;
    if (owner == -4) flow[IS_SHORTFALL] -= v;
    if (owner == -5) flow[IS_ADJUSTED] -= v;
  }
}

static void check_flows(struct shop *x, struct asking *a, const struct book *b, enum grain grain) {
  struct err err;
  const struct tz *tz = ws_tz(x->w);
  const struct effect_points p = {.currency = STR("points"), .grain = grain};
  must_ok(effect_points(&a->in, &p, &a->mem, &a->r, &err), &err);
  const struct report_section *s = section(&a->r, "flows");
  assert_true(s->n_rows > 10);
  for (uint32_t i = 0; i < s->n_rows; i++) {
    i128 flow[FLOWS], had[3];
    int64_t from = day_start(tz, cell(&a->r, "flows", i, "period")->day);
    int64_t until = period_add(tz, grain, from, 1);
    naive(b, from, until, flow, had);
    for (int k = 0; k < FLOWS; k++)
      expect_dec(cell(&a->r, "flows", i, flow_names[k]), flow[k], 2, flow_names[k]);
    for (int k = 0; k < 3; k++)
      expect_dec(cell(&a->r, "flows", i, bucket_names[k]), had[k], 2, bucket_names[k]);
    expect_dec(cell(&a->r, "flows", i, "outstanding"), had[0] + had[1] + had[2], 2, "outstanding");
  }
}

/* The ledger's own totals, to the last point. */
static void check_totals(struct shop *x, struct asking *a) {
  struct ledger_totals *t;
  struct err err;
  uint32_t n, i = 0;
  must_ok(ledger_totals(x->l, &a->mem, &t, &n, &err), &err);
  while (!str_is(t[i].currency, "points"))
    assert_true(++i < n);
#define TOTAL(name) cell(&a->r, "total", 0, name)->dec.m
  assert_true(TOTAL("issued") - TOTAL("reversed") == -t[i].issued);
  assert_true(TOTAL("spent") - TOTAL("refunded") == t[i].spent);
  assert_true(TOTAL("expired") == t[i].expired);
  assert_true(TOTAL("shortfall") == -t[i].shortfall);
  assert_true(TOTAL("adjusted") == -t[i].adjusted);
  assert_true(TOTAL("available") == t[i].available);
  assert_true(TOTAL("pending") == t[i].pending);
  assert_true(TOTAL("frozen") == t[i].frozen);
  assert_true(TOTAL("outstanding") == TOTAL("issued") - TOTAL("reversed") - TOTAL("spent") +
                                          TOTAL("refunded") - TOTAL("expired") + TOTAL("adjusted") +
                                          TOTAL("shortfall"));
}

/* ---- lots, one by one ---- */

#define AGE (30 * MS_DAY)

static uint32_t age_of(int64_t ms) {
  return ms / AGE >= POINTS_AGES ? POINTS_AGES - 1 : (uint32_t)(ms / AGE);
}

/* What was unused of a lot at an age: all that left it later, or never did. */
static i128 unused_at(const int64_t *lot, const int64_t *uses, size_t n_uses, uint32_t age) {
  i128 timed = 0, later = 0, kept = (i128)lot[2] + lot[3] + lot[4];
  for (size_t i = 0; i < n_uses; i++) {
    const int64_t *u = &uses[i * 4];
    if (u[0] != lot[0] || u[3] == 8 || u[1] == 0) continue;
    timed += u[1];
    if (age_of(u[2] - lot[6]) >= age) later += u[1];
  }
  return kept + later + (age == 0 ? lot[1] - kept - timed : 0);
}

static void check_lots(struct shop *x, struct asking *a) {
  static const int32_t ends[] = {1, 3, 6, 12, INT32_MAX};
  size_t n, n_uses;
  int64_t *lots = table(x,
                        "SELECT l.n, l.granted, l.rest, l.held, l.lapsed, l.expires, t.at_ms FROM "
                        "ledger_lot l JOIN ledger_txn t ON t.n = l.txn JOIN ledger_currency c ON "
                        "c.n = t.currency WHERE c.slug = 'points' ORDER BY l.n",
                        7, &n);
  int64_t *uses = table(x,
                        "SELECT u.lot, u.amount - u.back, t.at_ms, t.kind FROM ledger_use u JOIN "
                        "ledger_txn t ON t.n = u.txn ORDER BY u.n",
                        4, &n_uses);
  i128 rest[POINTS_AGES] = {0}, shown[5] = {0}, unused[POINTS_AGES] = {0},
       lapsed[POINTS_AGES] = {0};
  i128 overdue = 0, will = 0, shown_will[5] = {0};
  int64_t mature = 0, open[5] = {0};
  for (size_t i = 0; i < n; i++) {
    const int64_t *l = &lots[i * 7];
    if (l[5] > x->clock.ms) {
      uint32_t age = age_of(x->clock.ms - l[6]), k = 0;
      while (age >= (uint32_t)ends[k])
        k++;
      rest[age] += l[2] + l[3];
      shown[k] += l[2] + l[3];
      open[k] += l[2] + l[3] > 0;
      continue;
    }
    mature++;
    overdue += l[2] + l[3];
    for (uint32_t g = 0; g <= age_of(l[5] - 1 - l[6]); g++) {
      unused[g] += unused_at(l, uses, n_uses, g);
      lapsed[g] += l[4] + l[2] + l[3];
    }
  }
  assert_true(mature >= POINTS_MATURE_MIN);
  for (uint32_t g = 0, last = 0; g < POINTS_AGES; g++) {
    if (unused[g] > 0) last = g;
    uint32_t k = 0;
    while (g >= (uint32_t)ends[k])
      k++;
    i128 part = (2 * rest[g] * lapsed[last] + unused[last]) / (2 * unused[last]);
    will += part;
    shown_will[k] += part;
  }
  for (uint32_t k = 0; k < 5; k++) {
    expect_count(cell(&a->r, "lots", k, "lots"), open[k], "lots");
    expect_dec(cell(&a->r, "lots", k, "rest"), shown[k], 2, "rest of lots");
    expect_dec(cell(&a->r, "lots", k, "will_lapse"), shown_will[k], 2, "forecast of an age");
  }
  assert_true(will > 0);
  expect_dec(cell(&a->r, "now", 0, "will_lapse"), will + overdue, 2, "forecast");
  i128 had = cell(&a->r, "now", 0, "outstanding")->dec.m;
  struct dec liability = {(had - will - overdue) * 15, 5}; /* unit cost 0.015, points of 0.01 */
  assert_true(dec_rescale(liability, 2, &liability));
  expect_dec(cell(&a->r, "now", 0, "liability"), liability.m, 2, "liability");
  /* What people have is their lots less their debts. */
  const struct report_section *e = section(&a->r, "ending");
  i128 sum = 0;
  for (uint32_t i = 0; i < e->n_rows; i++)
    sum += cell(&a->r, "ending", i, "points")->dec.m;
  assert_true(sum == had);
  free(lots);
  free(uses);
}

static void check_burn(struct shop *x, struct asking *a, const struct book *b) {
  const struct tz *tz = ws_tz(x->w);
  i128 flow[FLOWS], had[3];
  naive(b, day_start(tz, day_of(tz, x->clock.ms) - 89), x->clock.ms + 1, flow, had);
  double issued = (double)(flow[IS_ISSUED] - flow[IS_REVERSED]);
  double burn = (double)(flow[IS_SPENT] - flow[IS_REFUNDED]) / issued;
  expect_near(cell(&a->r, "now", 0, "burn"), burn, "burn rate");
  bool rings = burn < 0.4 || burn > 1.1;
  assert_true(str_is(cell(&a->r, "alarms", 0, "state")->text, rings ? "alarm" : "fine"));
}

static void test_random(void **state) {
  struct shop x;
  struct asking a;
  struct book b;
  struct err err;
  const char *seed = getenv("SEED");
  shop_new(&x, documents, "2025-01-05T10:00:00");
  rng_init(&x.r, seed ? (uint64_t)atoll(seed) : 11, 0, 0);
  live(&x);
  ask_begin(&a, &x);
  read_book(&x, &b);
  check_flows(&x, &a, &b, GRAIN_DAY);
  check_flows(&x, &a, &b, GRAIN_WEEK);
  check_flows(&x, &a, &b, GRAIN_MONTH);
  check_totals(&x, &a);
  check_burn(&x, &a, &b);
  check_lots(&x, &a);
  /* Net revenue of a month: completed less refunded. */
  assert_true(cell(&a.r, "flows", 3, "revenue")->present);
  const struct effect_points none = {.currency = STR("nope"), .grain = GRAIN_DAY};
  assert_false(effect_points(&a.in, &none, &a.mem, &a.r, &err));
  assert_int_equal(err.code, ERR_unknown_resource);
  const struct effect_points turned = {
      .currency = STR("points"), .grain = GRAIN_DAY, .from = 20100, .to = 20000};
  assert_false(effect_points(&a.in, &turned, &a.mem, &a.r, &err));
  assert_int_equal(err.code, ERR_effect_range);
  free_book(&b);
  ask_end(&a);
  shop_free(&x);
  (void)state;
}

/* ---- by hand ---- */

static void grant(struct shop *x, const char *currency, uint32_t user, int64_t amount) {
  struct ledger_posted d;
  assert_true(post(x,
                   (struct ledger_post){.op = LEDGER_GRANT,
                                        .subject = subject(x, user),
                                        .currency = str_from(currency),
                                        .amount = amount},
                   &d));
}

static void test_by_hand(void **state) {
  struct shop x;
  struct asking a;
  struct ledger_posted d;
  struct err err;
  struct effect_points p = {.currency = STR("coins"), .grain = GRAIN_MONTH};
  shop_new(&x, documents, "2026-01-10T10:00:00");
  /* Nothing was ever posted: everything is 0, nothing is known. */
  ask_begin(&a, &x);
  must_ok(effect_points(&a.in, &p, &a.mem, &a.r, &err), &err);
  expect_dec(cell(&a.r, "now", 0, "liability"), 0, 2, "liability");
  assert_false(cell(&a.r, "now", 0, "burn")->present);
  for (uint32_t i = 0; i < 3; i++)
    assert_true(str_is(cell(&a.r, "alarms", i, "state")->text, "unknown"));
  ask_end(&a);
  /* 200 people earn 10 each, one of them 1,990 more; half is spent. */
  for (uint32_t i = 0; i < 200; i++)
    grant(&x, "coins", i, 10);
  grant(&x, "coins", 0, 1990);
  assert_true(post(
      &x,
      (struct ledger_post){
          .op = LEDGER_SPEND, .subject = subject(&x, 0), .currency = STR("coins"), .amount = 2000},
      &d));
  ask_begin(&a, &x);
  must_ok(effect_points(&a.in, &p, &a.mem, &a.r, &err), &err);
  expect_near(cell(&a.r, "now", 0, "burn"), 2000.0 / 3990, "burn");
  assert_true(str_is(cell(&a.r, "alarms", 0, "state")->text, "fine"));
  expect_count(cell(&a.r, "now", 0, "top_people"), 2, "top 1 %");
  expect_near(cell(&a.r, "now", 0, "top_share"), 2010.0 / 3990, "top share");
  assert_true(str_is(cell(&a.r, "alarms", 2, "state")->text, "alarm"));
  expect_dec(cell(&a.r, "now", 0, "liability"), 99500, 2, "liability"); /* 1,990 × 0.5 */
  assert_true(says(&a.r, "No forecast of expiry: 0 lots"));
  assert_false(cell(&a.r, "now", 0, "breakage")->present);
  ask_end(&a);
  /* The liability grows by half each month while revenue stays. */
  for (int m = 0; m < 4; m++) {
    char when[32];
    snprintf(when, sizeof when, "2026-%02d-12T10:00:00", 2 + m);
    x.clock.ms = moment(&x, when);
    order(&x, "order_completed", 1, x.clock.ms, (uint64_t)m, 100000);
    grant(&x, "coins", 5, 1000 << m);
  }
  send_rows(&x);
  x.clock.ms = moment(&x, "2026-06-20T10:00:00");
  ask_begin(&a, &x);
  must_ok(effect_points(&a.in, &p, &a.mem, &a.r, &err), &err);
  /* End of March 4,990, April 8,990, May 16,990. */
  expect_near(cell(&a.r, "alarms", 1, "value"), 8990.0 / 4990 - 1, "outgrowth");
  assert_true(str_is(cell(&a.r, "alarms", 1, "state")->text, "alarm"));
  ask_end(&a);
  shop_free(&x);
  (void)state;
}

int main(void) {
  const struct CMUnitTest cases[] = {cmocka_unit_test(test_random), cmocka_unit_test(test_by_hand)};
  return RUN_ON_BOTH(cases, NULL, NULL);
}
