/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Points as money: how many, whose share and what returns bring, against naive twins; their life in
 * orders beside coupons; random histories with people that become one and part, on both databases;
 * and many threads that want the same points. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "loyalty/checkout.h"
#include "loyalty/ledger.h"
#include "shop.h"

static _Atomic int64_t now_ms;
static struct wall test_wall(struct clock *c) {
  (void)c;
  return (struct wall){now_ms};
}
static struct clock test_clock;
static struct arena mem;

#define TERMS                                                                                      \
  "kind: currency\nslug: points\ntitle: {en: Points, zh: 积分}\nworth: 0.01\n"                   \
  "expires: {days: 30}\n"

static void make(struct shop *x, const char *checkout) {
  char text[1024];
  now_ms = 1780000000000;
  test_clock = *clock_system();
  test_clock.wall = test_wall;
  *x = (struct shop){0};
  x->o.clock = &test_clock;
  shop_make(x);
  snprintf(text, sizeof text, TERMS "%s", checkout);
  shop_apply(x, text);
  shop_apply(x, "kind: coupon\nslug: ten\ntitle: Ten\nbenefit: {type: amount_off, amount: 10}\n"
                "valid: {days: 30}\nlimits: {used: 2}\n"
                "---\nkind: coupon\nslug: alone\ntitle: Alone\nbenefit: {type: amount_off, amount: "
                "10}\nvalid: {days: 30}\ncombines: {points: false}\n");
}

/* ---- how many: every number tried ---- */

static struct checkout_case random_case(struct rng *r, struct checkout_line *lines) {
  static const struct str ids[] = {{"d", 1}, {"b", 1}, {"c", 1}, {"a", 1}};
  struct checkout_case c = {.currency = {.worth = {1 + (int64_t)rng_below(r, 40), 3},
                                         .limit_spend = CURRENCY_AMOUNT_MAX,
                                         .decimals = (uint8_t)rng_below(r, 3)},
                            .terms = {.on = true,
                                      .step = 1 + (int64_t)rng_below(r, 7),
                                      .per_order = INT64_MAX,
                                      .per_day = INT64_MAX,
                                      .max_share = {1 + (int64_t)rng_below(r, 1000), 3},
                                      .with_coupons = true},
                            .decimals = 2,
                            .lines = lines,
                            .n = 1 + (uint32_t)rng_below(r, 4),
                            .balance = (int64_t)rng_below(r, 3000)};
  if (rng_chance(r, 0.3)) c.terms.per_order = (int64_t)rng_below(r, 900);
  if (rng_chance(r, 0.3)) c.terms.per_day = (int64_t)rng_below(r, 900);
  if (rng_chance(r, 0.3)) c.terms.minimum_points = (int64_t)rng_below(r, 200);
  if (rng_chance(r, 0.2)) c.terms.minimum_order = (struct dec){(int64_t)rng_below(r, 900), 2};
  if (rng_chance(r, 0.3)) c.used_today = (int64_t)rng_below(r, 500);
  for (uint32_t i = 0; i < c.n; i++)
    lines[i] = (struct checkout_line){.id = ids[i],
                                      .quantity = 1 + (uint32_t)rng_below(r, 5),
                                      .pay = (int64_t)rng_below(r, 400),
                                      .fits = rng_chance(r, 0.8)};
  return c;
}

static int64_t naive_worth(const struct checkout_case *c, int64_t p) {
  int64_t per = 1000; /* worth has three digits, money two */
  for (unsigned i = 0; i < c->currency.decimals; i++)
    per *= 10;
  return (int64_t)c->currency.worth.m * (c->currency.worth.scale == 3 ? 1 : 0) * p * 100 / per;
}

static int64_t naive_most(const struct checkout_case *c, int64_t asked, int64_t *ret_money) {
  const struct checkout_terms *t = &c->terms;
  int64_t fit = 0, all = 0, best = 0;
  for (uint32_t i = 0; i < c->n; i++) {
    all += c->lines[i].pay;
    if (c->lines[i].fits) fit += c->lines[i].pay;
  }
  *ret_money = 0;
  if (all < (int64_t)t->minimum_order.m) return 0;
  for (int64_t p = t->step; p <= c->balance; p += t->step) {
    int64_t money = naive_worth(c, p);
    if (asked && p > asked) break;
    if (p > t->per_order || (t->per_day != INT64_MAX && p > t->per_day - c->used_today)) break;
    if (money * 1000 > fit * (int64_t)t->max_share.m) break;
    if (money > *ret_money) best = p, *ret_money = money;
  }
  if (best < t->minimum_points) best = *ret_money = 0;
  return best;
}

static void check_shares(struct rng *r, struct checkout_case *c, int64_t points, int64_t money) {
  int64_t p = 0, m = 0, back_p = 0, back_m = 0;
  uint32_t left = 0;
  checkout_share(c, points, money);
  for (uint32_t i = 0; i < c->n; i++) {
    const struct checkout_line *l = &c->lines[i];
    assert_true(l->money >= 0 && l->points >= 0 && l->money <= l->pay);
    assert_true(l->fits || l->money + l->points == 0);
    p += l->points, m += l->money;
    left += l->quantity;
  }
  assert_true(p == points && m == money);
  /* Unit by unit in any order: never below nothing, never more than was paid, and all in the end.
   */
  while (left > 0) {
    struct checkout_line *l = &c->lines[rng_below(r, c->n)];
    if (l->returned == l->quantity) continue;
    struct checkout_part was = checkout_returned(l, l->returned);
    int64_t paid = l->pay * l->returned / l->quantity;
    struct checkout_part is = checkout_returned(l, ++l->returned);
    int64_t worth = l->pay * l->returned / l->quantity - paid;
    assert_true(is.points >= was.points && is.money >= was.money);
    assert_true(is.money - was.money <= worth);
    back_p += is.points - was.points, back_m += is.money - was.money;
    left--;
  }
  assert_true(back_p == points && back_m == money);
}

static void test_most(void **state) {
  (void)state;
  uint32_t used = 0;
  for (uint64_t i = 0; i < 20000; i++) {
    struct rng r;
    struct checkout_line lines[4];
    rng_init(&r, 20261123, 1, i);
    struct checkout_case c = random_case(&r, lines);
    struct checkout_most m;
    int64_t asked = rng_chance(&r, 0.5) ? 1 + (int64_t)rng_below(&r, 900) : 0, money;
    int64_t want = naive_most(&c, asked, &money);
    checkout_most(&c, asked, &m);
    if (m.points != want || m.money != money)
      fail_msg("case %llu: %lld for %lld, the twin %lld for %lld", (unsigned long long)i,
               (long long)m.points, (long long)m.money, (long long)want, (long long)money);
    if (m.points == 0) continue;
    used++;
    check_shares(&r, &c, m.points, m.money);
  }
  assert_true(used > 5000);
}

/* The largest amounts there may be. */
static void test_large(void **state) {
  (void)state;
  struct checkout_line l = {
      .id = STR("a"), .quantity = 1000000, .pay = COUPON_MONEY_MAX, .fits = true};
  struct checkout_case c = {.currency = {.worth = {1000000, 0}, .limit_spend = CURRENCY_AMOUNT_MAX},
                            .terms = {.step = 1,
                                      .per_order = INT64_MAX,
                                      .per_day = INT64_MAX,
                                      .max_share = {1, 0},
                                      .with_coupons = true},
                            .decimals = 4,
                            .lines = &l,
                            .n = 1,
                            .balance = CURRENCY_AMOUNT_MAX};
  struct checkout_most m;
  checkout_most(&c, 0, &m);
  assert_true(m.points == 100000 && m.money == COUPON_MONEY_MAX);
  checkout_share(&c, m.points, m.money);
  assert_true(checkout_returned(&l, 1000000).points == m.points);
  c.currency.worth = (struct dec){1, 6};
  c.currency.decimals = 4, c.decimals = 0;
  checkout_most(&c, 0, &m); /* 10^15 of 10^-4 points, a millionth each */
  assert_true(m.points == CURRENCY_AMOUNT_MAX && m.money == 100000);
}

/* ---- the life of points in orders ---- */

static int64_t has(struct shop *x, uint32_t who) {
  struct ledger_balance *all;
  struct err err;
  uint32_t n;
  must_ok(ledger_balances(x->l, who, &mem, &all, &n, &err), &err);
  return n ? all[0].available : 0;
}

static int64_t frozen(struct shop *x, uint32_t who) {
  struct ledger_balance *all;
  struct err err;
  uint32_t n;
  must_ok(ledger_balances(x->l, who, &mem, &all, &n, &err), &err);
  return n ? all[0].frozen : 0;
}

static void grant(struct shop *x, uint32_t who, int64_t amount, const char *key) {
  struct ledger_posted d;
  struct err err;
  const struct ledger_post p = {.op = LEDGER_GRANT,
                                .subject = who,
                                .currency = STR("points"),
                                .amount = amount,
                                .actor = STR("t"),
                                .key = str_from(key)};
  must_ok(ledger_do(x->l, &p, &d, &err), &err);
}

/* Two lines of 60.00 (3 pieces) and 40.01, and shipping of 5.00. */
static struct checkout_ask *ask(struct shop *x, int64_t points) {
  struct checkout_ask *a = arena_new(&mem, struct checkout_ask);
  struct quote_line *lines = arena_array(&mem, struct quote_line, 2);
  static const int64_t pay[] = {6000, 4001};
  struct err err;
  lines[0] = (struct quote_line){.id = STR("1"), .item = STR("cup"), .quantity = 3};
  lines[1] = (struct quote_line){.id = STR("2"), .item = STR("pot"), .quantity = 1};
  const struct quote_cart cart = {.lines = lines, .n = 2, .decimals = 2};
  must_ok(checkout_case_of(x->l, STR(""), &mem, &a->c, &err), &err);
  checkout_lines(&a->c, &cart, pay, 500, &mem);
  a->points = points;
  return a;
}

static struct coupon_request request(enum coupon_op op, const char *order, const char *key) {
  return (struct coupon_request){.op = op,
                                 .actor = STR("t"),
                                 .key = str_from(key),
                                 .order = str_from(order),
                                 .subject = SUBJECT_NONE};
}

static struct json *does(struct shop *x, const struct coupon_request *q) {
  struct coupon_answer a;
  struct json *v;
  struct err err;
  if (!coupon_do(x->l, q, &mem, &a, &err))
    fail_msg("%s %.*s: %s", err_name(err.code), STRF(q->order), err.args[0]);
  must_ok(json_parse(a.json, &mem, &v, &err), &err);
  return v;
}

static void fails(struct shop *x, const struct coupon_request *q, enum err_code want) {
  struct coupon_answer a;
  struct err err;
  assert_false(coupon_do(x->l, q, &mem, &a, &err));
  if (err.code != want) fail_msg("%s instead of %s", err_name(err.code), err_name(want));
}

static void is(const struct json *v, const char *field, const char *want) {
  const struct json *points = json_get(v, "points");
  struct str is = json_get_str(points ? points : v, field);
  if (!str_is(is, want)) fail_msg("%s is %.*s, not %s", field, STRF(is), want);
}

static void bad(void *ctx, const struct err *what) {
  struct buf b = BUF_INIT;
  err_render(what, LANG_EN, &b);
  buf_putc(&b, 0);
  print_message("%s\n", b.p);
  buf_release(&b);
  ++*(int *)ctx;
}

static void books_hold(struct shop *x) {
  struct state *r = loyalty_reader(x->l);
  struct err err;
  int n = 0;
  state_enter(r);
  bool ok = ledger_verify(r, bad, &n, &err);
  state_leave(r);
  must_ok(ok, &err);
  assert_int_equal(n, 0);
  shop_books_agree(x);
}

static void tick(struct shop *x) {
  struct err err;
  must_ok(loyalty_tick(x->l, &err), &err);
}

static void test_life(void **state) {
  (void)state;
  struct shop x;
  make(&x, "checkout: {step: 100, max_share: 0.5}\n");
  uint32_t u = shop_subject(&x, "u1");
  grant(&x, u, 10000, "g");
  struct coupon_request q = request(COUPON_OP_RESERVE, "o1", "k1");
  q.points = ask(&x, 0);
  fails(&x, &q, ERR_bad_field); /* whose? */
  q.subject = u;
  struct json *v = does(&x, &q); /* half of 100.01 is 50.00: 5000 points */
  is(v, "status", "reserved"), is(v, "points", "5000"), is(v, "money", "50.00");
  assert_true(has(&x, u) == 5000 && frozen(&x, u) == 5000);
  /* The same again is the same answer; again for the order replaces it. */
  does(&x, &q);
  assert_true(has(&x, u) == 5000);
  q.key = STR("k2");
  q.points = ask(&x, 3000);
  v = does(&x, &q);
  assert_true(has(&x, u) == 7000 && frozen(&x, u) == 3000);
  q.key = STR("k1");
  fails(&x, &q, ERR_idempotency_conflict);
  q.key = STR("k3");
  q.points = ask(&x, 150);
  fails(&x, &q, ERR_checkout_step);
  q.points = ask(&x, 5100);
  fails(&x, &q, ERR_checkout_limit);
  assert_true(frozen(&x, u) == 3000);
  /* The lots end while they are frozen, the order does not. */
  now_ms += 20 * MS_MINUTE - 6 * MS_MINUTE;
  struct coupon_request r = request(COUPON_OP_REDEEM, "o1", "k4");
  v = does(&x, &r);
  is(v, "status", "redeemed");
  assert_true(has(&x, u) == 7000 && frozen(&x, u) == 0);
  fails(&x,
        &(struct coupon_request){.op = COUPON_OP_REDEEM,
                                 .actor = STR("t"),
                                 .key = STR("k5"),
                                 .order = STR("o1"),
                                 .subject = SUBJECT_NONE},
        ERR_checkout_state);
  /* One of three cups: 60.00 of 100.01 are 17.99… of 30.00. */
  const struct checkout_back cup = {STR("1"), 1}, cups = {STR("1"), 3}, rest = {STR("1"), 2},
                             pot = {STR("2"), 1}, ship = {STR(""), 1};
  struct coupon_request b = request(COUPON_OP_RETURN, "o1", "k6");
  b.back = &cup, b.n_back = 1;
  v = does(&x, &b);
  is(v, "points_back", "600");
  assert_true(has(&x, u) == 7600);
  does(&x, &b);
  assert_true(has(&x, u) == 7600);
  b.key = STR("k7"), b.back = &cups;
  fails(&x, &b, ERR_checkout_return);
  b.back = &ship; /* paid in money alone: nothing comes back */
  v = does(&x, &b);
  is(v, "points_back", "600");
  b.key = STR("k8"), b.back = &rest;
  v = does(&x, &b);
  is(v, "points_back", "1800"), is(v, "money_back", "18.00");
  b.key = STR("k9"), b.back = &pot;
  v = does(&x, &b);
  is(v, "status", "returned"), is(v, "points_back", "3000"), is(v, "money_back", "30.00");
  assert_true(has(&x, u) == 10000);
  books_hold(&x);
  assert_int_equal(shop_told(&x, "points_reserved"), 2);
  assert_int_equal(shop_told(&x, "points_redeemed"), 1);
  assert_int_equal(shop_told(&x, "points_released"), 1);
  assert_int_equal(shop_told(&x, "points_returned"), 3);
  shop_close(&x);
}

static void test_over(void **state) {
  (void)state;
  struct shop x;
  make(&x, "checkout: {step: 100}\n");
  uint32_t u = shop_subject(&x, "u1");
  grant(&x, u, 1000, "g");
  struct coupon_request q = request(COUPON_OP_RESERVE, "o1", "k1");
  q.points = ask(&x, 1000), q.subject = u;
  does(&x, &q);
  now_ms += COUPON_HOLD_MS;
  struct coupon_request r = request(COUPON_OP_REDEEM, "o1", "k2");
  fails(&x, &r, ERR_checkout_state); /* before the sweep, and after */
  tick(&x), tick(&x);
  assert_true(has(&x, u) == 1000 && frozen(&x, u) == 0);
  fails(&x, &r, ERR_checkout_state);
  assert_int_equal(shop_told(&x, "points_released"), 1);
  /* The order comes back, and its points outlive their lots. */
  q.key = STR("k3");
  q.hold_ms = 2 * MS_DAY;
  now_ms += 29 * MS_DAY - COUPON_HOLD_MS;
  does(&x, &q);
  now_ms += MS_DAY + MS_HOUR;
  tick(&x);
  r.key = STR("k4");
  does(&x, &r);
  struct coupon_request back = request(COUPON_OP_REVERSE, "o1", "k5");
  struct json *v = does(&x, &back); /* they come back, and expire */
  is(v, "status", "returned");
  assert_true(has(&x, u) == 0 && frozen(&x, u) == 0);
  books_hold(&x);
  shop_close(&x);
}

static struct str coupon(struct shop *x, const char *kind, uint32_t u, const char *key) {
  struct coupon_request q = {.op = COUPON_OP_ISSUE,
                             .actor = STR("t"),
                             .key = str_from(key),
                             .kind = str_from(kind),
                             .subject = u,
                             .count = 1};
  struct json *v = does(x, &q);
  return json_get_str(&json_get(v, "coupons")->items[0], "id");
}

static void test_with_coupons(void **state) {
  (void)state;
  struct shop x;
  make(&x, "checkout: {step: 100, minimum_points: 200, exclude: {items: [pot]}}\n");
  uint32_t u = shop_subject(&x, "u1"), other = shop_subject(&x, "u2");
  grant(&x, u, 20000, "g");
  struct coupon_use ten = {coupon(&x, "ten", u, "c1"), 1000},
                    alone = {coupon(&x, "alone", u, "c2"), 1000};
  struct coupon_use theirs = {coupon(&x, "ten", other, "c3"), 1000};
  struct coupon_request q = request(COUPON_OP_RESERVE, "o1", "k1");
  q.subject = u, q.points = ask(&x, 0), q.uses = &alone, q.n_uses = 1;
  fails(&x, &q, ERR_checkout_coupon); /* all or nothing */
  assert_true(frozen(&x, u) == 0);
  q.uses = &theirs;
  fails(&x, &q, ERR_coupon_not_yours);
  q.uses = &ten;
  struct json *v = does(&x, &q); /* the pot cannot be paid with points */
  is(v, "points", "6000");
  assert_int_equal(json_get(v, "coupons")->n, 1);
  struct coupon_request more = request(COUPON_OP_REDEEM, "o1", "k2");
  more.uses = &alone, more.n_uses = 1;
  fails(&x, &more, ERR_checkout_coupon);
  struct coupon_request free = request(COUPON_OP_RELEASE, "o1", "k3");
  v = does(&x, &free);
  is(v, "status", "released");
  assert_true(has(&x, u) == 20000 && json_get(v, "coupons")->n == 1);
  /* Without a reservation; then all is undone at once. */
  q.op = COUPON_OP_REDEEM, q.key = STR("k4");
  v = does(&x, &q);
  is(v, "status", "redeemed");
  assert_true(has(&x, u) == 14000);
  struct coupon_request back = request(COUPON_OP_REVERSE, "o1", "k5");
  v = does(&x, &back);
  is(v, "status", "returned"), is(v, "points_back", "6000");
  assert_true(has(&x, u) == 20000 && json_get(v, "coupons")->n == 1);
  q.points = ask(&x, 100), q.order = STR("o2"), q.key = STR("k6"), q.n_uses = 0;
  fails(&x, &q, ERR_checkout_limit); /* fewer than 200 */
  shop_apply(&x, TERMS "checkout: {with_coupons: no}\n");
  q.points = ask(&x, 300), q.uses = &ten, q.n_uses = 1;
  fails(&x, &q, ERR_checkout_limit);
  books_hold(&x);
  shop_close(&x);
}

static void test_per_day(void **state) {
  (void)state;
  struct shop x;
  make(&x, "checkout: {per_day: 500}\n");
  uint32_t u = shop_subject(&x, "u1");
  grant(&x, u, 9000, "g");
  struct coupon_request q = request(COUPON_OP_REDEEM, "o1", "k1");
  q.subject = u, q.points = ask(&x, 400);
  does(&x, &q);
  q.order = STR("o2"), q.key = STR("k2");
  fails(&x, &q, ERR_checkout_limit);
  q.points = ask(&x, 0);
  is(does(&x, &q), "points", "100");
  now_ms += MS_DAY;
  q.order = STR("o3"), q.key = STR("k3");
  is(does(&x, &q), "points", "500");
  books_hold(&x);
  shop_close(&x);
}

/* ---- random histories against a twin ---- */

enum { USERS = 4, ORDERS = 12, STEPS = 500 };
static struct {
  int person[USERS];
  struct {
    int status; /* −1: none */
    int user;
    int64_t points, back, due;
    uint32_t returned[3]; /* lines 1, 2, shipping */
  } order[ORDERS];
} twin;

static int64_t all_points(struct shop *x, const uint32_t *users) {
  int64_t sum = 0;
  for (int i = 0; i < USERS; i++) {
    bool first = true;
    for (int j = 0; j < i; j++)
      first &= twin.person[j] != twin.person[i];
    if (first) sum += has(x, users[i]);
  }
  return sum;
}

static void lapse(void) {
  for (int i = 0; i < ORDERS; i++)
    if (twin.order[i].status == CHECKOUT_RESERVED && twin.order[i].due <= now_ms)
      twin.order[i].status = CHECKOUT_LAPSED;
}

/* What all orders hold or have spent of the person's points. */
static int64_t twin_out(int person) {
  int64_t sum = 0;
  for (int i = 0; i < ORDERS; i++) {
    int s = twin.order[i].status;
    if (s < 0 || twin.person[twin.order[i].user] != person) continue;
    if (s == CHECKOUT_RESERVED || s == CHECKOUT_REDEEMED || s == CHECKOUT_RETURNED)
      sum += twin.order[i].points - twin.order[i].back;
  }
  return sum;
}

static void test_random(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 3; seed++) {
    struct shop x;
    struct rng r;
    struct err err;
    uint32_t users[USERS];
    char order[16], key[32], name[16];
    int64_t granted = 0, merges = 0;
    make(&x, "checkout: {step: 10}\n");
    rng_init(&r, 20261123, 7, seed);
    memset(&twin, 0, sizeof twin);
    for (int i = 0; i < ORDERS; i++)
      twin.order[i].status = -1;
    for (int i = 0; i < USERS; i++) {
      snprintf(name, sizeof name, "r%d", i);
      snprintf(key, sizeof key, "g%d", i);
      users[i] = shop_subject(&x, name);
      twin.person[i] = i;
      grant(&x, users[i], 6000, key);
      granted += 6000;
    }
    for (int step = 0; step < STEPS; step++) {
      int o = (int)rng_below(&r, ORDERS), what = (int)rng_below(&r, 100);
      int u = (int)rng_below(&r, USERS);
      snprintf(order, sizeof order, "o%d", o);
      snprintf(key, sizeof key, "k%d", step);
      arena_reset(&mem);
      lapse();
      struct coupon_request q = request(COUPON_OP_RESERVE, order, key);
      if (what < 35) { /* into an order, reserved or at once */
        int64_t asked = 10 * (1 + (int64_t)rng_below(&r, 400)), had = 0;
        int s = twin.order[o].status;
        if (s == CHECKOUT_LAPSED) tick(&x); /* or what it had is free for it alone */
        q.op = rng_chance(&r, 0.7) ? COUPON_OP_RESERVE : COUPON_OP_REDEEM;
        q.subject = users[u], q.points = ask(&x, asked);
        if (s == CHECKOUT_RESERVED && twin.person[twin.order[o].user] != twin.person[u]) {
          fails(&x, &q, ERR_checkout_other);
          continue;
        }
        if (s == CHECKOUT_REDEEMED || s == CHECKOUT_RETURNED) {
          fails(&x, &q, ERR_checkout_state);
          continue;
        }
        if (s == CHECKOUT_RESERVED) had = twin.order[o].points;
        if (asked > has(&x, users[u]) + had) {
          fails(&x, &q, ERR_checkout_limit);
          continue;
        }
        does(&x, &q);
        memset(&twin.order[o], 0, sizeof twin.order[o]);
        twin.order[o].status = q.op == COUPON_OP_RESERVE ? CHECKOUT_RESERVED : CHECKOUT_REDEEMED;
        twin.order[o].user = u, twin.order[o].points = asked;
        twin.order[o].due = now_ms + COUPON_HOLD_MS;
      } else if (what < 55) {
        q.op = COUPON_OP_REDEEM;
        if (twin.order[o].status == CHECKOUT_RESERVED)
          does(&x, &q), twin.order[o].status = CHECKOUT_REDEEMED;
        else if (twin.order[o].status == CHECKOUT_RELEASED)
          does(&x, &q);
        else
          fails(&x, &q, twin.order[o].status < 0 ? ERR_coupon_no_order : ERR_checkout_state);
      } else if (what < 62) {
        q.op = COUPON_OP_RELEASE;
        int s = twin.order[o].status;
        if (s == CHECKOUT_RESERVED || s == CHECKOUT_LAPSED)
          does(&x, &q), twin.order[o].status = CHECKOUT_RELEASED;
        else
          fails(&x, &q, ERR_coupon_no_order);
      } else if (what < 67) {
        q.op = COUPON_OP_REVERSE;
        if (twin.order[o].status == CHECKOUT_REDEEMED) {
          does(&x, &q);
          twin.order[o].status = CHECKOUT_RETURNED, twin.order[o].back = twin.order[o].points;
          twin.order[o].returned[0] = 3, twin.order[o].returned[1] = twin.order[o].returned[2] = 1;
        } else {
          fails(&x, &q, ERR_coupon_no_order);
        }
      } else if (what < 85) { /* a piece of a line */
        uint32_t line = (uint32_t)rng_below(&r, 2);
        const struct checkout_back b = {line ? STR("2") : STR("1"), 1};
        int s = twin.order[o].status;
        q.op = COUPON_OP_RETURN, q.back = &b, q.n_back = 1;
        if (s < 0) {
          fails(&x, &q, ERR_unknown_checkout);
        } else if (s != CHECKOUT_REDEEMED && s != CHECKOUT_RETURNED) {
          fails(&x, &q, ERR_checkout_state);
        } else if (twin.order[o].returned[line] == (line ? 1 : 3)) {
          fails(&x, &q, ERR_checkout_return);
        } else {
          struct json *v = does(&x, &q);
          struct dec back;
          twin.order[o].returned[line]++;
          assert_true(dec_parse(json_get_str(json_get(v, "points"), "points_back"), &back));
          assert_true((int64_t)back.m >= twin.order[o].back &&
                      (int64_t)back.m <= twin.order[o].points);
          twin.order[o].back = (int64_t)back.m;
          bool all = twin.order[o].returned[0] == 3 && twin.order[o].returned[1] == 1;
          assert_true(!all || twin.order[o].back == twin.order[o].points);
          if (str_is(json_get_str(json_get(v, "points"), "status"), "returned")) {
            assert_true(twin.order[o].back == twin.order[o].points); /* cents may be in one line */
            twin.order[o].status = CHECKOUT_RETURNED;
          }
        }
      } else if (what < 92) {
        now_ms += (int64_t)rng_below(&r, 12) * MS_MINUTE;
        lapse();
        if (rng_chance(&r, 0.5)) tick(&x);
      } else if (what < 95) {
        int v = (int)rng_below(&r, USERS);
        if (twin.person[u] == twin.person[v] || merges > 1) continue;
        struct ws_moved moved;
        must_ok(ws_merge_people(x.w, users[u], &users[v], 1, WS_MOVES, STR("ann"), &moved, &err),
                &err);
        for (int i = 0, old = twin.person[v]; i < USERS; i++)
          if (twin.person[i] == old) twin.person[i] = twin.person[u];
        merges++;
      } else {
        shop_close(&x);
        shop_open(&x);
      }
      if (step % 25 == 0) {
        int64_t out = 0;
        tick(&x);
        for (int i = 0; i < USERS; i++) {
          bool first = true;
          for (int j = 0; j < i; j++)
            first &= twin.person[j] != twin.person[i];
          if (first) out += twin_out(twin.person[i]);
        }
        assert_true(all_points(&x, users) == granted - out);
        books_hold(&x);
      }
    }
    shop_close(&x);
  }
}

/* ---- many want the same ---- */

enum { THREADS = 8, TRIES = 40 };
struct wanting {
  struct shop *x;
  uint32_t user;
  int who;
  int64_t got;
};

static void *want(void *arg) {
  struct wanting *w = arg;
  struct arena own;
  arena_init(&own, "test");
  for (int i = 0; i < TRIES; i++) {
    struct checkout_ask a;
    struct coupon_answer answer;
    struct err err;
    static const int64_t pay[] = {5000};
    const struct quote_line line = {.id = STR("1"), .quantity = 1};
    const struct quote_cart cart = {.lines = &line, .n = 1, .decimals = 2};
    struct coupon_request q = {.op = i % 2 ? COUPON_OP_REDEEM : COUPON_OP_RESERVE,
                               .actor = STR("t"),
                               .key = arena_printf(&own, "w%d-%d", w->who, i),
                               .order = arena_printf(&own, "w%d-%d", w->who, i),
                               .subject = w->user,
                               .points = &a};
    a = (struct checkout_ask){.points = 70};
    if (!checkout_case_of(w->x->l, STR("points"), &own, &a.c, &err)) abort();
    checkout_lines(&a.c, &cart, pay, 0, &own);
    if (coupon_do(w->x->l, &q, &own, &answer, &err))
      w->got += 70;
    else if (err.code != ERR_checkout_limit)
      abort();
  }
  arena_release(&own);
  return NULL;
}

static void test_threads(void **state) {
  (void)state;
  struct shop x;
  pthread_t t[THREADS];
  struct wanting w[THREADS];
  int64_t got = 0;
  make(&x, "checkout: {step: 70}\n");
  uint32_t u = shop_subject(&x, "u1");
  grant(&x, u, 7033, "g"); /* a hundred times 70, and a rest that is no step */
  for (int i = 0; i < THREADS; i++) {
    w[i] = (struct wanting){&x, u, i, 0};
    assert_int_equal(pthread_create(&t[i], NULL, want, &w[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(t[i], NULL);
    got += w[i].got;
  }
  assert_true(got == 7000);
  assert_true(has(&x, u) == 33);
  books_hold(&x);
  shop_close(&x);
}

static int setup(void **state) {
  (void)state;
  arena_init(&mem, "test");
  return 0;
}
static int teardown(void **state) {
  (void)state;
  arena_release(&mem);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_most),         cmocka_unit_test(test_large),
      cmocka_unit_test(test_life),         cmocka_unit_test(test_over),
      cmocka_unit_test(test_with_coupons), cmocka_unit_test(test_per_day),
      cmocka_unit_test(test_random),       cmocka_unit_test(test_threads)};
  return RUN_ON_BOTH(tests, setup, teardown);
}
