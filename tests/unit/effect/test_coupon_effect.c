/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The effect of coupons: a simulated brand whose effect is known by class, every figure against
 * plain loops over what was simulated; nobody treated differently (A/A); intervals that hold what
 * they say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "effect/effect_int.h"
#include "effect_shop.h"
#include "workspace/catalogue.h"

static const char documents[] =
    "kind: coupon\nslug: deal\ntitle: Deal\nbenefit: {type: amount_off, amount: 20}\n"
    "valid: {days: 90}\nlimits: {claimed: 1}\nholdout: 30\n---\n"
    "kind: coupon\nslug: idle\ntitle: Idle\nbenefit: {type: amount_off, amount: 20}\n"
    "valid: {days: 90}\nholdout: 50\n---\n"
    "kind: coupon\nslug: open\ntitle: Open\nbenefit: {type: amount_off, amount: 5}\n"
    "valid: {days: 90}\n---\n"
    "kind: classification\nslug: kinds\ntitle: {en: Kinds, zh: 类}\nclasses:\n"
    "  - {name: new, title: {en: New, zh: 新}, when: 'days_since(first(order_completed)) < 30'}\n"
    "  - {name: old, title: {en: Old, zh: 老}, when: did(order_completed)}\n";

#define PEOPLE  1800
#define REFUSED 30  /* have one already: a limit refuses them another */
#define LATE    120 /* targeted too late to be counted */
#define DAYS    30
#define RATE    0.25
enum { CLASS_NEW, CLASS_OLD, CLASS_NONE, CLASSES };

struct lived { /* what one person did, as the test knows it */
  uint32_t subject;
  int kind;
  bool held;
  uint32_t orders;
  double paid, margin;
  int64_t discount;
};
struct act { /* an order that is to come */
  int64_t at;
  uint32_t user;
  int64_t list, back;
  bool uses, cancelled, lines;
};
struct world {
  struct shop x;
  struct lived people[PEOPLE + LATE];
  struct act acts[2 * PEOPLE];
  uint32_t n_acts;
  int64_t targeted;
  int64_t gmv[400]; /* by day since the epoch, from `first` */
  int64_t used[400], discount[400], sold[400];
  int32_t first;
};

/* ---- making it ---- */

static void begin(struct world *w, uint64_t seed) {
  struct shop *x = &w->x;
  memset(w, 0, sizeof *w);
  shop_new(x, documents, "2026-03-01T12:00:00");
  rng_init(&x->r, seed, 0, 0);
  w->first = day_from_ymd(2026, 1, 1);
  for (uint32_t i = 0; i < 2; i++) { /* item i0 costs 40 of 100, nothing is known of i1 */
    struct value price = {.type = V_NUM, .num = {100, 0}}, cost = {.type = V_NUM, .num = {40, 0}};
    item_begin(&x->b, STR(ITEM_TYPE), i ? STR("i1") : STR("i0"), STR("item"), x->clock.ms);
    item_put(&x->b, STR("price"), &price);
    if (i == 0) item_put(&x->b, STR("cost"), &cost);
  }
  for (uint32_t i = 0; i < PEOPLE + LATE; i++) {
    int k = (int)(i % CLASSES);
    w->people[i].kind = k;
    row(x, i, "page_viewed", moment(x, "2026-01-03"));
    if (k == CLASS_NEW) order(x, "order_completed", i, moment(x, "2026-02-20"), 900000 + i, 5000);
    if (k == CLASS_OLD) order(x, "order_completed", i, moment(x, "2026-01-05"), 900000 + i, 5000);
    if (k == CLASS_NEW) w->gmv[day_from_ymd(2026, 2, 20) - w->first] += 5000;
    if (k == CLASS_OLD) w->gmv[day_from_ymd(2026, 1, 5) - w->first] += 5000;
  }
  send_rows(x);
  for (uint32_t i = 0; i < PEOPLE + LATE; i++)
    w->people[i].subject = subject(x, i);
}

static void give(struct world *w, const char *kind, uint32_t user) {
  static uint64_t key;
  char text[32];
  struct arena mem;
  struct coupon_answer a;
  struct err err;
  snprintf(text, sizeof text, "g%llu", (unsigned long long)++key);
  const struct coupon_request q = {.op = COUPON_OP_ISSUE,
                                   .actor = STR("test"),
                                   .key = str_from(text),
                                   .kind = str_from(kind),
                                   .subject = w->people[user].subject,
                                   .count = 1};
  arena_init(&mem, "test");
  must_ok(coupon_do(w->x.l, &q, &mem, &a, &err), &err);
  arena_release(&mem);
}

static void batch(struct world *w, const char *id, const char *kind, uint32_t from,
                  uint32_t until) {
  uint32_t *all = calloc(until - from, sizeof *all);
  struct arena mem;
  struct coupon_batch b;
  struct err err;
  arena_init(&mem, "test");
  for (uint32_t i = from; i < until; i++)
    all[i - from] = w->people[i].subject;
  must_ok(coupon_batch_begin(w->x.l, str_from(id), str_from(kind), COUPON_TO_SEGMENT, until - from,
                             7, &mem, &b, &err),
          &err);
  while (b.done < b.targets) {
    int64_t n = b.targets - b.done < COUPON_BATCH_STEP ? b.targets - b.done : COUPON_BATCH_STEP;
    must_ok(coupon_batch_people(w->x.l, &b, all + b.done, (uint32_t)n, &err), &err);
  }
  arena_release(&mem);
  free(all);
}

/* Who was held out, by the rows. */
static void read_arms(struct world *w) {
  size_t n;
  int64_t *held =
      table(&w->x, "SELECT h.subject FROM coupon_holdout x JOIN holder h ON h.n = x.holder", 1, &n);
  for (uint32_t i = 0; i < PEOPLE + LATE; i++)
    w->people[i].held = false;
  for (size_t k = 0; k < n; k++)
    for (uint32_t i = 0; i < PEOPLE + LATE; i++)
      if (w->people[i].subject == (uint32_t)held[k]) w->people[i].held = true;
  free(held);
}

static int by_time(const void *p, const void *q) {
  const struct act *a = p, *b = q;
  if (a->at != b->at) return a->at < b->at ? -1 : 1;
  return (a->user > b->user) - (a->user < b->user);
}

/* Chances of an order by class, and what the coupon adds: nothing for the old. */
static void plan(struct world *w, const double base[CLASSES], const double adds[CLASSES]) {
  struct rng *r = &w->x.r;
  for (uint32_t i = 0; i < PEOPLE; i++) {
    const struct lived *p = &w->people[i];
    double chance = base[p->kind] + (p->held ? 0 : adds[p->kind]);
    for (int k = 0; k < 2; k++) {
      if (!rng_chance(r, k ? chance / 4 : chance)) continue;
      struct act *a = &w->acts[w->n_acts++];
      *a = (struct act){.user = i, .list = 3000 + (int64_t)rng_below(r, 20000)};
      a->at = w->targeted + (int64_t)rng_below(r, (uint64_t)(36 * MS_DAY));
      a->uses = k == 0 && !p->held && i >= REFUSED && rng_chance(r, 0.6);
      a->cancelled = rng_chance(r, 0.05);
      a->lines = rng_chance(r, 0.7);
      if (rng_chance(r, 0.1)) a->back = rng_below(r, 3) ? 1000 : a->list - (a->uses ? 2000 : 0);
    }
  }
  qsort(w->acts, w->n_acts, sizeof *w->acts, by_time);
}

static void redeem(struct world *w, const struct act *a, uint32_t no) {
  struct shop *x = &w->x;
  struct arena mem;
  struct coupon_answer answer;
  struct coupon *c;
  struct err err;
  uint32_t n;
  int64_t next;
  char key[32], ref[32];
  const struct coupon_filter f = {
      .of_person = true, .subject = w->people[a->user].subject, .status = -1, .limit = 10};
  arena_init(&mem, "test");
  must_ok(coupon_list_of(x->l, &f, &mem, &c, &n, &next, &err), &err);
  assert_true(n > 0);
  const struct coupon_use use = {c[0].id, 2000};
  snprintf(key, sizeof key, "r%u", no);
  snprintf(ref, sizeof ref, "o%u", no);
  const struct coupon_request q = {.op = COUPON_OP_REDEEM,
                                   .actor = STR("test"),
                                   .key = str_from(key),
                                   .uses = &use,
                                   .n_uses = 1,
                                   .order = str_from(ref),
                                   .order_total = a->list - 2000,
                                   .subject = w->people[a->user].subject};
  must_ok(coupon_do(x->l, &q, &mem, &answer, &err), &err);
  arena_release(&mem);
}

static void line(struct world *w, const struct act *a, uint32_t no, const char *item,
                 int64_t cents) {
  order(&w->x, "order_item", a->user, a->at, no, cents);
  word(&w->x, "item_id", item);
  number(&w->x, "price", cents, 2);
  number(&w->x, "quantity", 1, 0);
}

/* Half of an order's list price is item i0, as far as it has lines. */
static void happen(struct world *w) {
  struct shop *x = &w->x;
  for (uint32_t i = 0; i < w->n_acts; i++) {
    const struct act *a = &w->acts[i];
    struct lived *p = &w->people[a->user];
    int64_t paid = a->list - (a->uses ? 2000 : 0);
    int32_t day = day_of(ws_tz(x->w), a->at) - w->first;
    x->clock.ms = a->at;
    order(x, "order_completed", a->user, a->at, i, paid);
    if (a->lines) line(w, a, i, "i0", a->list / 2);
    if (a->lines) line(w, a, i, "i1", a->list - a->list / 2);
    if (a->uses) redeem(w, a, i);
    if (a->back) order(x, "order_refunded", a->user, a->at + MS_DAY, i, a->back);
    if (a->cancelled) order(x, "order_cancelled", a->user, a->at + 1000, i, 0);
    w->gmv[day] += paid;
    w->used[day] += a->uses;
    w->discount[day] += a->uses ? 2000 : 0;
    w->sold[day] += a->uses ? paid : 0;
    if (a->at >= w->targeted + DAYS * MS_DAY) continue;
    if (a->uses) p->discount += 2000;
    if (a->cancelled || (a->back && a->back >= paid)) continue;
    double net = (double)(paid - a->back) / 100;
    double half = a->lines ? (double)(a->list / 2) / (double)a->list : 0;
    p->orders++;
    p->paid += net;
    p->margin += half * net - (a->lines ? 40 : 0) + (1 - half) * net * RATE;
  }
  send_rows(x);
}

/* ---- plain loops ---- */

struct figures {
  uint32_t n[2], buyers[2];
  double mean[2][3], var[2][3]; /* held; of: bought, paid, profit */
  int64_t subsidy;
};

/* The share of a person's revenue whose cost is known, to spread the discount. */
static double share_of(const struct world *w, uint32_t user) {
  double costed = 0, paid = 0;
  for (uint32_t i = 0; i < w->n_acts; i++) {
    const struct act *a = &w->acts[i];
    int64_t got = a->list - (a->uses ? 2000 : 0);
    if (a->user != user || a->at >= w->targeted + DAYS * MS_DAY || a->cancelled ||
        (a->back && a->back >= got))
      continue;
    double net = (double)(got - a->back) / 100;
    paid += net;
    if (a->lines) costed += (double)(a->list / 2) / (double)a->list * net;
  }
  return paid > 0 ? costed / paid : 0;
}

static double value_of(const struct world *w, uint32_t i, int k) {
  const struct lived *p = &w->people[i];
  if (k == 0) return p->orders > 0;
  if (k == 1) return p->paid;
  double d = (double)p->discount / 100, s = share_of(w, i);
  return p->margin + d * (s + (1 - s) * RATE) - (p->held ? 0 : d);
}

static struct figures count(const struct world *w, int kind) {
  struct figures f = {0};
  for (uint32_t i = 0; i < PEOPLE; i++) {
    const struct lived *p = &w->people[i];
    if (kind >= 0 && p->kind != kind) continue;
    f.n[p->held]++;
    f.buyers[p->held] += p->orders > 0;
    f.subsidy += p->held ? 0 : p->discount;
    for (int k = 0; k < 3; k++)
      f.mean[p->held][k] += value_of(w, i, k);
  }
  for (int h = 0; h < 2; h++)
    for (int k = 0; k < 3; k++)
      f.mean[h][k] /= f.n[h];
  for (uint32_t i = 0; i < PEOPLE; i++) {
    const struct lived *p = &w->people[i];
    for (int k = 0; k < 3 && (kind < 0 || p->kind == kind); k++) {
      double d = value_of(w, i, k) - f.mean[p->held][k];
      f.var[p->held][k] += d * d;
    }
  }
  for (int h = 0; h < 2; h++)
    for (int k = 0; k < 3; k++)
      f.var[h][k] /= f.n[h] - 1;
  return f;
}

static double half(const struct figures *f, int k, double z) {
  return z * sqrt(f->var[0][k] / f->n[0] + f->var[1][k] / f->n[1]);
}

/* To the cent. */
static void expect_money(const struct report_cell *c, double v, const char *what) {
  if (!c->present || fabs(dec_to_double(c->dec) - v) > 0.0101)
    fail_msg("%s is %f, not %f", what, c->present ? dec_to_double(c->dec) : NAN, v);
}

static void check_effect(const struct report *r, const struct figures *f) {
  static const char *const ids[] = {"bought", "revenue", "profit"};
  double p1 = f->mean[0][0], p0 = f->mean[1][0], d = (double)f->subsidy / 100;
  double n = f->n[0], profit = n * (f->mean[0][2] - f->mean[1][2]);
  expect_count(cell(r, "effect", 0, "issued"), f->n[0], "issued");
  expect_count(cell(r, "effect", 0, "held"), f->n[1], "held out");
  expect_dec(cell(r, "effect", 0, "subsidy"), f->subsidy, 2, "subsidy");
  expect_near(cell(r, "effect", 0, "precision"), p1 > p0 ? (p1 - p0) / p1 : 0, "precision");
  expect_money(cell(r, "effect", 0, "wasted"), d * (p0 < p1 ? p0 / p1 : 1), "wasted");
  expect_money(cell(r, "effect", 0, "profit"), profit, "profit");
  expect_money(cell(r, "effect", 0, "profit_low"), profit - n * half(f, 2, Z_95), "lower bound");
  expect_money(cell(r, "effect", 0, "profit_high90"), profit + n * half(f, 2, Z_90), "upper 90 %");
  for (int k = 0; k < 3; k++) {
    const struct report_section *s = section(r, "measures");
    uint32_t i = 0;
    while (!str_is(cell(r, "measures", i, "id")->text, ids[k]))
      assert_true(++i < s->n_rows);
    expect_near(cell(r, "measures", i, "issued"), f->mean[0][k], ids[k]);
    expect_near(cell(r, "measures", i, "held"), f->mean[1][k], ids[k]);
    double diff = f->mean[0][k] - f->mean[1][k];
    expect_near(cell(r, "measures", i, "low"), diff - half(f, k, Z_95), "lower bound");
    expect_near(cell(r, "measures", i, "total_high"), n * (diff + half(f, k, Z_95)), "total");
  }
}

static void check_classes(const struct world *w, const struct report *r) {
  for (int k = 0; k < CLASSES; k++) {
    struct figures f = count(w, k);
    expect_count(cell(r, "classes", (uint32_t)k, "issued"), f.n[0], "issued of a class");
    expect_count(cell(r, "classes", (uint32_t)k, "held"), f.n[1], "held out of a class");
    expect_near(cell(r, "classes", (uint32_t)k, "p1"), f.mean[0][0], "p1 of a class");
    expect_near(cell(r, "classes", (uint32_t)k, "low"),
                f.mean[0][0] - f.mean[1][0] - half(&f, 0, Z_95), "uplift of a class");
    expect_dec(cell(r, "classes", (uint32_t)k, "subsidy"), f.subsidy, 2, "subsidy of a class");
  }
}

static void check_days(const struct world *w, const struct report *r) {
  const struct report_section *s = section(r, "days");
  int64_t used = 0, sold = 0, gmv = 0;
  for (uint32_t i = 0; i < s->n_rows; i++) {
    int32_t d = cell(r, "days", i, "day")->day - w->first;
    expect_count(cell(r, "days", i, "used"), w->used[d], "used of a day");
    expect_dec(cell(r, "days", i, "discount"), w->discount[d], 2, "discount of a day");
    expect_dec(cell(r, "days", i, "revenue"), w->sold[d], 2, "revenue of a day");
    expect_dec(cell(r, "days", i, "gmv"), w->gmv[d], 2, "GMV of a day");
    used += w->used[d], sold += w->sold[d], gmv += w->gmv[d];
  }
  assert_true(used > 100);
  expect_count(cell(r, "period", 0, "used"), used, "used");
  expect_near(cell(r, "period", 0, "ratio"), (double)sold / (double)gmv, "revenue ÷ GMV");
}

/* ---- cases ---- */

static void report(struct world *w, struct asking *a, const char *kind) {
  struct err err;
  const struct effect_coupon p = {.kind = str_from(kind),
                                  .days = DAYS,
                                  .margin_given = true,
                                  .margin = {25, 2},
                                  .from = day_from_ymd(2026, 2, 15),
                                  .to = day_from_ymd(2026, 5, 20),
                                  .classification = STR("kinds")};
  ask_begin(a, &w->x);
  must_ok(effect_coupon(&a->in, &p, &a->mem, &a->r, &err), &err);
}

/* The chance to have bought, of somebody whose chance of a first order is so. */
static double bought(double chance) {
  double q = 30.0 / 36 * 0.95 * (1 - 0.1 / 3);
  return 1 - (1 - chance * q) * (1 - chance / 4 * q);
}

static struct world w_;

static void test_known_effect(void **state) {
  static const double base[CLASSES] = {0.15, 0.35, 0.05}, adds[CLASSES] = {0.15, 0, 0.15};
  struct world *w = &w_;
  struct asking a;
  begin(w, 5);
  for (uint32_t i = 0; i < REFUSED; i++)
    give(w, "deal", i);
  w->x.clock.ms += MS_HOUR;
  w->targeted = w->x.clock.ms;
  batch(w, "b1", "deal", 0, PEOPLE);
  batch(w, "b1", "deal", 0, PEOPLE); /* the same again changes nothing */
  read_arms(w);
  plan(w, base, adds);
  happen(w);
  /* Some who were held out get one all the same. */
  uint32_t got = 0;
  w->x.clock.ms = w->targeted + 10 * MS_DAY;
  for (uint32_t i = REFUSED; got < 3; i++)
    if (w->people[i].held) {
      give(w, "deal", i);
      got++;
    }
  w->x.clock.ms = moment(&w->x, "2026-05-10");
  batch(w, "b2", "deal", PEOPLE, PEOPLE + LATE);
  batch(w, "b3", "deal", 0, PEOPLE); /* a second time: the first counts */
  w->x.clock.ms = moment(&w->x, "2026-05-20");
  report(w, &a, "deal");
  struct figures f = count(w, -1);
  assert_int_equal(f.n[0] + f.n[1], PEOPLE);
  check_effect(&a.r, &f);
  check_classes(w, &a.r);
  check_days(w, &a.r);
  expect_count(cell(&a.r, "effect", 0, "unripe"), LATE, "unripe");
  expect_count(cell(&a.r, "effect", 0, "got_one"), 3, "got one elsewhere");
  /* The truth is within the intervals: nothing for the old. */
  for (uint32_t k = 0; k < CLASSES; k++) {
    double truth = bought(base[k] + adds[k]) - bought(base[k]);
    assert_true(cell(&a.r, "classes", k, "low")->real < truth);
    assert_true(cell(&a.r, "classes", k, "high")->real > truth);
  }
  assert_true(cell(&a.r, "classes", CLASS_NONE, "low")->real > 0);
  assert_true(says(&a.r, "Margin: price less `cost`"));
  ask_end(&a);
  shop_free(&w->x);
  (void)state;
}

/* Nobody uses the coupon and nobody buys differently. */
static void test_same(void **state) {
  static const double base[CLASSES] = {0.2, 0.3, 0.1}, adds[CLASSES] = {0};
  struct world *w = &w_;
  struct asking a;
  begin(w, 8);
  w->targeted = w->x.clock.ms;
  batch(w, "a1", "idle", 0, PEOPLE);
  read_arms(w);
  plan(w, base, adds);
  for (uint32_t i = 0; i < w->n_acts; i++)
    w->acts[i].uses = false;
  happen(w);
  w->x.clock.ms = moment(&w->x, "2026-05-20");
  report(w, &a, "idle");
  for (uint32_t i = 0; i < section(&a.r, "measures")->n_rows; i++) {
    assert_true(cell(&a.r, "measures", i, "low")->real < 0);
    assert_true(cell(&a.r, "measures", i, "high")->real > 0);
  }
  assert_true(str_is(cell(&a.r, "effect", 0, "advice_id")->text, "open"));
  assert_false(says(&a.r, "50.")); /* the shares of the arms are as drawn */
  ask_end(&a);
  /* A kind without a holdout has no effect to tell. */
  batch(w, "a2", "open", 0, 200);
  report(w, &a, "open");
  assert_true(str_is(cell(&a.r, "effect", 0, "advice_id")->text, "few"));
  assert_false(cell(&a.r, "effect", 0, "profit")->present);
  assert_true(says(&a.r, "No batch of this kind held anybody out"));
  ask_end(&a);
  shop_free(&w->x);
  (void)state;
}

/* Of many comparisons of the same skewed thing, 95 % of the intervals hold 0. */
static void test_coverage(void **state) {
  struct rng r;
  int held = 0;
  rng_init(&r, 3, 0, 0);
  for (int k = 0; k < 3000; k++) {
    struct sample a = {0}, b = {0}, part = {0};
    for (int i = 0; i < 200; i++)
      sample_add(i < 120 ? &a : &part, rng_chance(&r, 0.2) ? rng_exp(&r) * 100 : 0);
    for (int i = 0; i < 100; i++)
      sample_add(&b, rng_chance(&r, 0.2) ? rng_exp(&r) * 100 : 0);
    sample_merge(&a, &part);
    struct interval d = sample_difference(&a, &b, Z_95);
    held += d.low <= 0 && d.high >= 0;
  }
  assert_in_range(held, 2800, 2900);
  (void)state;
}

int main(void) {
  const struct CMUnitTest cases[] = {cmocka_unit_test(test_known_effect),
                                     cmocka_unit_test(test_same), cmocka_unit_test(test_coverage)};
  return RUN_ON_BOTH(cases, NULL, NULL);
}
