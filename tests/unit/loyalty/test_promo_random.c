/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random histories of promotional prices: against a naive twin that counts every unit anew at every
 * request (people merge and part, keys are repeated, time passes, the workspace is opened again);
 * by many threads; and with the power failing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "../../lib/mem_io.h"
#include "moves.h"
#include "promo_shop.h"

enum { USERS = 6, THINGS = 4, ORDERS = 40, UNITS_MAX = 5000 };

static _Atomic int64_t now_ms;
static struct wall test_wall(struct clock *c) {
  (void)c;
  return (struct wall){now_ms};
}
static struct clock test_clock;

/* Items of the two promotions below; 0: no limit. */
static const struct {
  const char *promotion, *item;
  int64_t stock, per_person, all, budget,
      off; /* all, budget: of the promotion; off: list 20 − price */
  bool restock;
} things[THINGS] = {{"a", "tea", 30, 4, 6, 0, 1000, true},
                    {"a", "cup", 12, 0, 6, 0, 500, true},
                    {"b", "tea", 25, 0, 0, 20000, 1500, false},
                    {"b", "pot", 0, 3, 0, 20000, 700, false}};

static void make(struct shop *x) {
  now_ms = 1780704000000;
  test_clock = *clock_system();
  test_clock.wall = test_wall;
  x->o.clock = &test_clock;
  shop_make(x);
  shop_apply(x, "kind: promotion\nslug: a\ntitle: A\ntype: flash_sale\nfrom: 2026-06-01\n"
                "until: 2027-06-30\nper_person: 6\n"
                "items: [{item: tea, price: 10, stock: 30, per_person: 4}, "
                "{item: cup, price: 15, stock: 12}]\n"
                "---\nkind: promotion\nslug: b\ntitle: B\ntype: flash_sale\nfrom: 2026-06-01\n"
                "until: 2027-06-30\nbudget: 200\nrestock: false\n"
                "items: [{item: tea, price: 5, stock: 25}, "
                "{item: pot, price: 13, per_person: 3}]\n");
}

static struct promo_ask ask_of(int thing, int64_t units) {
  struct promo_ask a = promo_units(things[thing].promotion, things[thing].item, units);
  a.list = 2000;
  return a;
}
static bool same_promotion(int a, int b) {
  return things[a].promotion[0] == things[b].promotion[0];
}

/* ---- the twin: one entry for every unit that was ever taken ---- */

enum { FREE, HELD, SOLD, KEPT }; /* KEPT: returned, and not for sale again */
struct twin_unit {
  int thing, user, order, state;
  int64_t until;
};
static struct {
  struct twin_unit u[UNITS_MAX];
  int n, person[USERS];
  bool lapsed[ORDERS]; /* the order lost a reservation by itself, and nobody has said so since */
} twin;
static struct arena mem;
static uint32_t users[USERS];
static char order_name[ORDERS][8];

/* What is over by itself is over; the engine's sweep is run before, so that both know. */
static void twin_sweep(void) {
  for (int i = 0; i < twin.n; i++) {
    struct twin_unit *u = &twin.u[i];
    if (u->state != HELD || u->until > now_ms) continue;
    u->state = FREE;
    twin.lapsed[u->order] = true;
  }
}

static int64_t twin_has(int order, int state) {
  int64_t n = 0;
  for (int i = 0; i < twin.n; i++)
    n += twin.u[i].order == order && twin.u[i].state == state;
  return n;
}

/* May the user take so many more, when those of `but` (an order's reservation) are not counted. */
static enum err_code twin_may(int thing, int user, int64_t units, int but) {
  int64_t taken = 0, own = 0, all = 0, off = 0;
  for (int i = 0; i < twin.n; i++) {
    const struct twin_unit *u = &twin.u[i];
    if (u->state == FREE || (u->state == HELD && u->order == but)) continue;
    if (!same_promotion(u->thing, thing)) continue;
    bool same = u->thing == thing, his = twin.person[u->user] == twin.person[user];
    taken += same;
    own += same && his;
    all += his;
    if (u->state != KEPT) off += things[u->thing].off;
  }
  if (things[thing].stock && taken + units > things[thing].stock) return ERR_promotion_sold_out;
  if (things[thing].budget && off + units * things[thing].off > things[thing].budget)
    return ERR_promotion_budget;
  if (things[thing].per_person && own + units > things[thing].per_person)
    return ERR_promotion_limit_item;
  if (things[thing].all && all + units > things[thing].all) return ERR_promotion_limit;
  return ERR_none;
}

static void twin_drop(int order) {
  for (int i = 0; i < twin.n; i++)
    if (twin.u[i].order == order && twin.u[i].state == HELD) twin.u[i].state = FREE;
  twin.lapsed[order] = false;
}

static void twin_take(int thing, int user, int order, int64_t units, int state) {
  for (int64_t i = 0; i < units; i++) {
    assert_true(twin.n < UNITS_MAX);
    twin.u[twin.n++] = (struct twin_unit){thing, user, order, state, now_ms + COUPON_HOLD_MS};
  }
}

static int holder_of(int order, int state) {
  for (int i = 0; i < twin.n; i++)
    if (twin.u[i].order == order && twin.u[i].state == state) return twin.u[i].user;
  return -1;
}

/* ---- one history against it ---- */

static void expect(struct shop *x, enum coupon_op op, int order, uint32_t subject,
                   const struct promo_ask *a, uint32_t n, enum err_code want, int step) {
  struct str first, again;
  char key[16];
  snprintf(key, sizeof key, "s%d", step);
  enum err_code got = promo_order(x, op, key, order_name[order], subject, a, n, &mem, &first);
  if (got != want)
    fail_msg("step %d, op %d: %s, the twin says %s", step, op, got ? err_name(got) : "yes",
             want ? err_name(want) : "yes");
  if (got) return;
  got = promo_order(x, op, key, order_name[order], subject, a, n, &mem, &again);
  assert_true(got == ERR_none && str_eq(first, again));
}

/* Into an order, one thing or two of them. */
static void step_enter(struct shop *x, struct rng *r, enum coupon_op op, int step) {
  int order = (int)rng_below(r, ORDERS), user = (int)rng_below(r, USERS);
  int first = (int)rng_below(r, THINGS), second = (int)rng_below(r, THINGS);
  int64_t n1 = 1 + (int64_t)rng_below(r, 3), n2 = 1 + (int64_t)rng_below(r, 2);
  uint32_t n = first != second && rng_below(r, 3) == 0 ? 2 : 1;
  const struct promo_ask a[] = {ask_of(first, n1), ask_of(second, n2)};
  bool held = twin_has(order, HELD) > 0, sold = twin_has(order, SOLD) > 0;
  int own = holder_of(order, HELD);
  enum err_code want = ERR_none;
  int state = op == COUPON_OP_RESERVE ? HELD : SOLD, was = twin.n;
  if (own >= 0 && twin.person[own] != twin.person[user]) return; /* who asks, reserved it */
  if (op == COUPON_OP_REDEEM && held) return;                    /* step_follow does it */
  /* What is sold out for sure is told before what the order has. */
  for (uint32_t i = 0; i < n && !want; i++) {
    int t = i ? second : first;
    int64_t gone = 0;
    for (int k = 0; k < twin.n; k++)
      gone += twin.u[k].thing == t && (twin.u[k].state == SOLD || twin.u[k].state == KEPT);
    if (things[t].stock && gone + (i ? n2 : n1) > things[t].stock) want = ERR_promotion_sold_out;
  }
  if (!want && sold) want = ERR_promotion_state;
  if (!want) want = twin_may(first, user, n1, order);
  if (!want && n == 2) {
    int64_t kept = twin.n;
    twin_take(first, user, -1, n1, SOLD); /* counted, but of no order yet */
    want = twin_may(second, user, n2, order);
    twin.n = (int)kept;
  }
  expect(x, op, order, users[user], a, n, want, step);
  if (want) return;
  twin_drop(order);
  assert_int_equal(twin.n, was);
  twin_take(first, user, order, n1, state);
  if (n == 2) twin_take(second, user, order, n2, state);
}

static void step_follow(struct shop *x, struct rng *r, enum coupon_op op, int step) {
  int order = (int)rng_below(r, ORDERS);
  bool held = twin_has(order, HELD) > 0, sold = twin_has(order, SOLD) > 0;
  enum err_code want = ERR_none;
  if (op == COUPON_OP_REDEEM && !held)
    want = twin.lapsed[order] && !sold ? ERR_promotion_state : ERR_coupon_no_order;
  if (op == COUPON_OP_RELEASE && !held && !twin.lapsed[order]) want = ERR_coupon_no_order;
  if (op == COUPON_OP_REVERSE && !sold) want = ERR_coupon_no_order;
  expect(x, op, order, SUBJECT_NONE, NULL, 0, want, step);
  if (want) return;
  if (op == COUPON_OP_RELEASE) twin_drop(order);
  for (int i = 0; i < twin.n; i++) {
    struct twin_unit *u = &twin.u[i];
    if (u->order != order) continue;
    if (op == COUPON_OP_REDEEM && u->state == HELD) u->state = SOLD;
    if (op == COUPON_OP_REVERSE && u->state == SOLD)
      u->state = things[u->thing].restock ? FREE : KEPT;
  }
}

/* Some units of an item go back. */
static void step_return(struct shop *x, struct rng *r, int step) {
  int order = (int)rng_below(r, ORDERS), thing = (int)rng_below(r, THINGS);
  int64_t units = 1 + (int64_t)rng_below(r, 2), there = 0;
  const struct promo_ask a = ask_of(thing, units);
  for (int i = 0; i < twin.n; i++)
    there += twin.u[i].order == order && twin.u[i].thing == thing && twin.u[i].state == SOLD;
  enum err_code want = units > there ? ERR_promotion_return : ERR_none;
  expect(x, COUPON_OP_REVERSE, order, SUBJECT_NONE, &a, 1, want, step);
  for (int i = 0; !want && units > 0 && i < twin.n; i++) {
    struct twin_unit *u = &twin.u[i];
    if (u->order != order || u->thing != thing || u->state != SOLD) continue;
    u->state = things[thing].restock ? FREE : KEPT;
    units--;
  }
}

static void compare(struct shop *x) {
  for (int t = 0; t < THINGS; t++) {
    struct promo_counts c;
    int64_t n[4] = {0};
    for (int i = 0; i < twin.n; i++)
      if (twin.u[i].thing == t) n[twin.u[i].state]++;
    promo_counts_of(x->l, str_from(things[t].promotion), str_from(things[t].item), &c);
    assert_true(c.held == n[HELD] && c.sold == n[SOLD] && c.kept == n[KEPT]);
    assert_true(c.sold_off == n[SOLD] * things[t].off && c.held_off == n[HELD] * things[t].off);
  }
  promo_books_agree(x);
}

/* Everybody has a holder: then what is sold out is the writer's to say, as the twin does. */
static void meet_all(struct shop *x) {
  char name[8], key[16];
  for (int i = 0; i < USERS; i++) {
    const struct promo_ask a = ask_of(3, 1);
    snprintf(name, sizeof name, "u%d", i);
    users[i] = shop_subject(x, name);
    snprintf(key, sizeof key, "meet%d", i);
    assert_int_equal(promo_order(x, COUPON_OP_RESERVE, key, name, users[i], &a, 1, &mem, NULL), 0);
    snprintf(key, sizeof key, "part%d", i);
    assert_int_equal(
        promo_order(x, COUPON_OP_RELEASE, key, name, SUBJECT_NONE, NULL, 0, &mem, NULL), 0);
  }
}

static void test_twin(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 4; seed++) {
    struct shop x = {0};
    struct rng r;
    make(&x);
    rng_init(&r, seed, 0, 0);
    memset(&twin, 0, sizeof twin);
    meet_all(&x);
    for (int i = 0; i < USERS; i++)
      twin.person[i] = i;
    for (int step = 0; step < 700; step++) {
      uint64_t what = rng_below(&r, 100);
      if (what < 35)
        step_enter(&x, &r, COUPON_OP_RESERVE, step);
      else if (what < 45)
        step_enter(&x, &r, COUPON_OP_REDEEM, step);
      else if (what < 60)
        step_follow(&x, &r, COUPON_OP_REDEEM, step);
      else if (what < 68)
        step_follow(&x, &r, COUPON_OP_RELEASE, step);
      else if (what < 76)
        step_follow(&x, &r, COUPON_OP_REVERSE, step);
      else if (what < 86)
        step_return(&x, &r, step);
      else if (what < 92)
        shop_move(&x, &r, users, twin.person, USERS);
      else if (what < 98)
        now_ms += (int64_t)rng_below(&r, 12) * MS_MINUTE;
      else if (what < 99)
        shop_close(&x), shop_open(&x);
      if (what >= 92) {
        struct err err;
        must_ok(loyalty_tick(x.l, &err), &err);
        twin_sweep();
      }
      if (step % 50 == 0) compare(&x);
    }
    compare(&x);
    shop_close(&x);
    remove_dir(x.dir);
    arena_reset(&mem);
  }
}

/* ---- many at once ---- */

enum { THREADS = 8, ROUNDS = 80 };
struct actor {
  struct shop *x;
  int i;
  int64_t changes; /* acknowledged, not repeated */
};

static void *act(void *ctx) {
  struct actor *a = ctx;
  struct rng r;
  struct arena tmp;
  char key[24], no[16];
  rng_init(&r, 77, (uint64_t)a->i, 0);
  arena_init(&tmp, "actor");
  for (int step = 0; step < ROUNDS; step++) {
    static const enum coupon_op after[] = {COUPON_OP_REDEEM, COUPON_OP_RELEASE};
    const struct promo_ask ask = ask_of((int)rng_below(&r, THINGS), 1 + (int64_t)rng_below(&r, 2));
    arena_reset(&tmp);
    snprintf(no, sizeof no, "t%d-%d", a->i, step);
    snprintf(key, sizeof key, "k%d-%d-1", a->i, step);
    if (promo_order(a->x, COUPON_OP_RESERVE, key, no, users[rng_below(&r, USERS)], &ask, 1, &tmp,
                    NULL))
      continue;
    a->changes++;
    snprintf(key, sizeof key, "k%d-%d-2", a->i, step);
    if (rng_below(&r, 4) == 0) continue;
    if (promo_order(a->x, after[rng_below(&r, 2)], key, no, SUBJECT_NONE, NULL, 0, &tmp, NULL))
      continue;
    a->changes++;
    snprintf(key, sizeof key, "k%d-%d-3", a->i, step);
    if (rng_below(&r, 3) == 0 &&
        !promo_order(a->x, COUPON_OP_REVERSE, key, no, SUBJECT_NONE, NULL, 0, &tmp, NULL))
      a->changes++;
  }
  arena_release(&tmp);
  return NULL;
}

static int64_t crowd(struct shop *x) {
  struct actor a[THREADS];
  pthread_t t[THREADS];
  int64_t changes = 0;
  for (int i = 0; i < THREADS; i++) {
    a[i] = (struct actor){.x = x, .i = i};
    assert_int_equal(pthread_create(&t[i], NULL, act, &a[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(t[i], NULL);
    changes += a[i].changes;
  }
  return changes;
}

/* Stocks, limits and budgets as SQL counts them; nobody merged. */
static void limits_hold(struct shop *x) {
  char sql[600];
  for (int t = 0; t < THINGS; t++) {
    const char *where = "FROM promotion_use WHERE status <= 1 AND promotion =";
    snprintf(sql, sizeof sql,
             "SELECT coalesce(sum(units - returned + kept), 0) %s '%s' AND item = '%s'", where,
             things[t].promotion, things[t].item);
    if (things[t].stock) assert_true(shop_number(x, sql) <= things[t].stock);
    snprintf(
        sql, sizeof sql,
        "SELECT coalesce(max(n), 0) FROM (SELECT sum(units - returned + kept) AS n %s '%s' AND "
        "item = '%s' GROUP BY holder) AS t",
        where, things[t].promotion, things[t].item);
    if (things[t].per_person) assert_true(shop_number(x, sql) <= things[t].per_person);
    snprintf(sql, sizeof sql,
             "SELECT coalesce(max(n), 0) FROM (SELECT sum(units - returned + kept) AS n %s '%s' "
             "GROUP BY holder) AS t",
             where, things[t].promotion);
    if (things[t].all) assert_true(shop_number(x, sql) <= things[t].all);
    snprintf(sql, sizeof sql,
             "SELECT coalesce(sum((list - price) * (units - returned)), 0) %s '%s'", where,
             things[t].promotion);
    if (things[t].budget) assert_true(shop_number(x, sql) <= things[t].budget);
  }
  promo_books_agree(x);
}

static void test_crowd(void **state) {
  struct shop x = {0};
  (void)state;
  make(&x);
  meet_all(&x);
  int64_t changes = crowd(&x);
  limits_hold(&x);
  assert_true(changes > 0);
  assert_int_equal(shop_number(&x, "SELECT count(*) FROM coupon_act"), changes + 2 * USERS);
  shop_close(&x);
  remove_dir(x.dir);
}

/* ---- power ---- */

static void test_crash(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 12; seed++) {
    struct mem_io *m = mem_io_new(seed);
    struct shop x = {.o.io = &m->io};
    struct rng r;
    make(&x);
    meet_all(&x);
    rng_init(&r, seed, 1, 0);
    m->fail_in = (int64_t)(20 + rng_below(&r, 300));
    m->dead = false;
    int64_t changes = crowd(&x);
    shop_close(&x);
    mem_io_crash(m);
    shop_open(&x);
    limits_hold(&x);
    /* What was acknowledged is there; what was not may be, when its commit was durable. */
    assert_true(shop_number(&x, "SELECT count(*) FROM coupon_act") >= changes + 2 * USERS);
    shop_close(&x);
    mem_io_free(m);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_twin), cmocka_unit_test(test_crowd),
                                     cmocka_unit_test(test_crash)};
  arena_init(&mem, "test");
  for (int i = 0; i < ORDERS; i++)
    snprintf(order_name[i], sizeof order_name[i], "o%d", i);
  int failed = RUN_ON_BOTH(tests, NULL, NULL);
  arena_release(&mem);
  return failed;
}
