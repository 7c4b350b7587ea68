/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Promotional prices, step by step: carts, limits, stock, budgets, orders, pre-sales, and the races
 * that naive systems lose. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "loyalty/membership.h"
#include "loyalty/promo_int.h"
#include "promo_shop.h"

static _Atomic int64_t now_ms;
static struct wall test_wall(struct clock *c) {
  (void)c;
  return (struct wall){now_ms};
}
static struct clock test_clock;
static struct arena mem;

#define SALE                                                                                       \
  "kind: promotion\nslug: night\ntitle: {en: Night, zh: 夜场}\ntype: flash_sale\n"               \
  "from: 2026-06-01\nuntil: 2026-06-30\nper_person: 3\n"                                           \
  "items:\n  - {item: tea, price: 9.90, stock: 10, per_person: 2}\n"                               \
  "  - {item: cup, price: 5, stock: 1}\n"

static void make(struct shop *x, const char *yaml) {
  *x = (struct shop){0};
  now_ms = 1780704000000; /* 2026-06-06 */
  test_clock = *clock_system();
  test_clock.wall = test_wall;
  x->o.clock = &test_clock;
  shop_make(x);
  shop_apply(x, yaml);
}
static void unmake(struct shop *x) {
  promo_books_agree(x);
  shop_close(x);
  remove_dir(x->dir);
}

static enum err_code order(struct shop *x, enum coupon_op op, const char *key, const char *no,
                           uint32_t who, struct promo_ask a) {
  return promo_order(x, op, key, no, who, &a, 1, &mem, NULL);
}
static enum err_code plain(struct shop *x, enum coupon_op op, const char *key, const char *no) {
  return promo_order(x, op, key, no, SUBJECT_NONE, NULL, 0, &mem, NULL);
}
static struct promo_counts counts(struct shop *x, const char *slug, const char *item) {
  struct promo_counts c;
  promo_counts_of(x->l, str_from(slug), str_from(item), &c);
  return c;
}

static struct promo_priced price(struct shop *x, uint32_t who, const char *for_order,
                                 const struct quote_line *lines, uint32_t n) {
  const struct quote_cart cart = {.lines = lines, .n = n, .decimals = 2};
  struct promo_hand h;
  struct promo_priced p;
  struct err err;
  must_ok(promo_hand(x->l, who, str_from(for_order), &cart, now_ms, &mem, &h, &err), &err);
  must_ok(promo_price_cart(&h, &cart, &mem, &p, &err), &err);
  promo_hand_free(&h);
  return p;
}

static void test_life(void **state) {
  struct shop x;
  (void)state;
  make(&x, SALE);
  uint32_t ann = shop_subject(&x, "ann"), bob = shop_subject(&x, "bob");
  assert_int_equal(order(&x, COUPON_OP_RESERVE, "1", "o1", ann, promo_units("night", "tea", 2)), 0);
  assert_int_equal(counts(&x, "night", "tea").held, 2);
  assert_int_equal(counts(&x, "night", "").held, 2);
  /* The same request again is the same answer; the limit holds over orders. */
  assert_int_equal(order(&x, COUPON_OP_RESERVE, "1", "o1", ann, promo_units("night", "tea", 2)), 0);
  assert_int_equal(counts(&x, "night", "tea").held, 2);
  assert_int_equal(order(&x, COUPON_OP_RESERVE, "2", "o2", ann, promo_units("night", "tea", 1)),
                   ERR_promotion_limit_item);
  /* Reserving anew replaces. */
  assert_int_equal(order(&x, COUPON_OP_RESERVE, "3", "o1", ann, promo_units("night", "tea", 1)), 0);
  assert_int_equal(counts(&x, "night", "tea").held, 1);
  assert_int_equal(order(&x, COUPON_OP_RESERVE, "4", "o3", bob, promo_units("night", "cup", 1)), 0);
  assert_int_equal(order(&x, COUPON_OP_RESERVE, "5", "o4", ann, promo_units("night", "cup", 1)),
                   ERR_promotion_sold_out);
  assert_int_equal(plain(&x, COUPON_OP_RELEASE, "6", "o3"), 0);
  assert_int_equal(counts(&x, "night", "cup").held, 0);
  assert_int_equal(order(&x, COUPON_OP_RESERVE, "7", "o4", ann, promo_units("night", "cup", 1)), 0);
  /* Sold, by what is reserved; the end of the promotion does not take it away. */
  now_ms += 14 * MS_MINUTE;
  assert_int_equal(plain(&x, COUPON_OP_REDEEM, "8", "o4"), 0);
  assert_int_equal(counts(&x, "night", "cup").sold, 1);
  assert_int_equal(order(&x, COUPON_OP_RESERVE, "9", "o4", ann, promo_units("night", "cup", 1)),
                   ERR_promotion_sold_out);
  assert_int_equal(order(&x, COUPON_OP_RESERVE, "10", "o4", ann, promo_units("night", "tea", 1)),
                   ERR_promotion_state);
  /* A reservation ends by itself, and cannot be redeemed then. */
  now_ms += 2 * MS_MINUTE;
  assert_int_equal(plain(&x, COUPON_OP_REDEEM, "11", "o1"), ERR_promotion_state);
  struct err err;
  must_ok(loyalty_tick(x.l, &err), &err);
  assert_int_equal(counts(&x, "night", "tea").held, 0);
  assert_int_equal(plain(&x, COUPON_OP_REDEEM, "12", "o1"), ERR_promotion_state);
  assert_int_equal(plain(&x, COUPON_OP_RELEASE, "13", "o1"), 0);
  assert_int_equal(plain(&x, COUPON_OP_REDEEM, "14", "o1"), ERR_coupon_no_order);
  /* Returned: for sale again. */
  assert_int_equal(plain(&x, COUPON_OP_REVERSE, "15", "o4"), 0);
  assert_int_equal(counts(&x, "night", "cup").sold, 0);
  assert_int_equal(counts(&x, "night", "cup").returned, 1);
  assert_int_equal(order(&x, COUPON_OP_REDEEM, "16", "o5", bob, promo_units("night", "cup", 1)), 0);
  assert_int_equal((int)shop_told(&x, "promotion_redeemed"), 2);
  assert_int_equal((int)shop_told(&x, "promotion_reversed"), 1);
  unmake(&x);
}

static void test_refused(void **state) {
  struct shop x;
  (void)state;
  make(&x, SALE "---\nkind: promotion\nslug: later\ntitle: L\ntype: flash_sale\nfrom: 2027-01-01\n"
                "until: 2027-01-02\nitems: [{item: tea, price: 1}]\n");
  uint32_t ann = shop_subject(&x, "ann");
  assert_int_equal(order(&x, COUPON_OP_RESERVE, "1", "o", ann, promo_units("later", "tea", 1)),
                   ERR_promotion_closed);
  assert_int_equal(order(&x, COUPON_OP_RESERVE, "2", "o", ann, promo_units("none", "tea", 1)),
                   ERR_unknown_resource);
  assert_int_equal(order(&x, COUPON_OP_RESERVE, "3", "o", ann, promo_units("night", "pot", 1)),
                   ERR_promotion_no_item);
  struct promo_ask a = promo_units("night", "tea", 1);
  a.price = 980;
  assert_int_equal(order(&x, COUPON_OP_RESERVE, "4", "o", ann, a), ERR_promotion_price);
  assert_int_equal(
      order(&x, COUPON_OP_RESERVE, "5", "o", SUBJECT_NONE, promo_units("night", "tea", 1)),
      ERR_bad_field);
  a = promo_units("night", "tea", 1);
  a.unchecked = true; /* nobody asked whether it is for ann */
  assert_int_equal(order(&x, COUPON_OP_RESERVE, "8", "o", ann, a), ERR_promotion_sold_out);
  /* All or nothing: the second line is sold out, the first is not held. */
  struct promo_ask two[] = {promo_units("night", "tea", 1), promo_units("night", "cup", 2)};
  assert_int_equal(promo_order(&x, COUPON_OP_RESERVE, "6", "o", ann, two, 2, &mem, NULL),
                   ERR_promotion_sold_out);
  /* … and the whole promotion's limit counts the first. */
  two[1] = promo_units("night", "tea", 1);
  assert_int_equal(promo_order(&x, COUPON_OP_RESERVE, "7", "o", ann, two, 2, &mem, NULL),
                   ERR_quote_twice);
  assert_int_equal(counts(&x, "night", "tea").held, 0);
  assert_int_equal(shop_number(&x, "SELECT count(*) FROM promotion_use"), 0);
  unmake(&x);
}

static void test_returns(void **state) {
  struct shop x;
  (void)state;
  make(&x, "kind: promotion\nslug: keep\ntitle: K\ntype: flash_sale\nfrom: 2026-06-01\n"
           "until: 2026-06-30\nrestock: false\nbudget: 100\n"
           "items: [{item: tea, price: 9, stock: 5, per_person: 4}]\n");
  uint32_t ann = shop_subject(&x, "ann"), bob = shop_subject(&x, "bob");
  struct promo_ask a = promo_units("keep", "tea", 4);
  a.list = 1900; /* takes 10 off each */
  assert_int_equal(order(&x, COUPON_OP_REDEEM, "1", "o", ann, a), 0);
  assert_int_equal((int)counts(&x, "keep", "").sold_off, 4000);
  a.units = 1;
  assert_int_equal(order(&x, COUPON_OP_REVERSE, "2", "o", SUBJECT_NONE, a), 0);
  a.units = 4;
  assert_int_equal(order(&x, COUPON_OP_REVERSE, "3", "o", SUBJECT_NONE, a), ERR_promotion_return);
  struct promo_counts c = counts(&x, "keep", "tea");
  assert_true(c.sold == 3 && c.returned == 1 && c.kept == 1 && c.sold_off == 3000);
  /* Kept units are neither for sale nor forgotten of the person. */
  assert_int_equal(order(&x, COUPON_OP_REDEEM, "4", "p", ann, promo_units("keep", "tea", 1)),
                   ERR_promotion_limit_item);
  assert_int_equal(order(&x, COUPON_OP_REDEEM, "5", "p", bob, promo_units("keep", "tea", 2)),
                   ERR_promotion_sold_out);
  a.units = 1, a.list = 900 + 7001; /* 30 are spent, 70.01 more are too many */
  assert_int_equal(order(&x, COUPON_OP_REDEEM, "6", "p", bob, a), ERR_promotion_budget);
  a.list = 900 + 7000;
  assert_int_equal(order(&x, COUPON_OP_REDEEM, "7", "p", bob, a), 0);
  unmake(&x);
}

static void test_cart(void **state) {
  struct shop x;
  (void)state;
  make(&x, SALE "---\nkind: promotion\nslug: club\ntitle: Club\ntype: member_price\n"
                "percent_off: 12.5\nscope: {categories: [drinks]}\n"
                "---\nkind: promotion\nslug: vip\ntitle: V\ntype: member_price\n"
                "people: count(order_completed) > 0\nitems: [{item: tea, price: 1}]\n");
  uint32_t ann = shop_subject(&x, "ann");
  const struct str drinks = STR("drinks");
  const struct quote_line lines[] = {
      {.id = STR("b"),
       .item = STR("tea"),
       .categories = &drinks,
       .n_categories = 1,
       .price = 1999,
       .quantity = 5},
      {.id = STR("a"), .item = STR("cup"), .price = 400, .quantity = 1},
      {.id = STR("c"), .item = STR("pot"), .price = 100, .quantity = 2}};
  struct promo_priced p = price(&x, ann, "", lines, 3);
  /* By id: a keeps its own price, b has two at the sale and three at the club's, c nothing. */
  assert_int_equal(p.cart.n, 4);
  assert_true(str_is(p.cart.lines[0].id, "a") && p.cart.lines[0].price == 400 &&
              !p.cart.lines[0].promotion.n);
  assert_true(str_is(p.cart.lines[1].id, "b:night") && p.cart.lines[1].price == 990 &&
              p.cart.lines[1].quantity == 2 && p.cart.lines[1].promoted &&
              str_is(p.cart.lines[1].of, "b"));
  assert_true(str_is(p.cart.lines[2].id, "b:club") &&
              p.cart.lines[2].price == 1749 && /* 1749.125 */
              p.cart.lines[2].quantity == 3 && p.cart.lines[2].member_price);
  assert_true(str_is(p.cart.lines[3].id, "c"));
  const enum quote_reason want[] = {QUOTE_price_own, QUOTE_price_people, QUOTE_price_partly_limit,
                                    QUOTE_used};
  assert_int_equal(p.n_told, 4);
  for (uint32_t i = 0; i < 4; i++)
    assert_int_equal(p.told[i].reason, want[i]);
  struct buf b = BUF_INIT;
  promo_told_text(&p.told[2], LANG_EN, &b);
  assert_true(str_is(buf_str(&b), "2 of them at the price of “Night”; a person gets no more."));
  buf_release(&b);
  /* What an order holds is free for itself only. */
  assert_int_equal(order(&x, COUPON_OP_RESERVE, "1", "o", ann, promo_units("night", "tea", 2)), 0);
  p = price(&x, ann, "o", lines, 1);
  assert_true(p.cart.lines[0].quantity == 2 && p.cart.lines[0].price == 990);
  p = price(&x, ann, "", lines, 1);
  assert_true(p.cart.n == 1 && str_is(p.cart.lines[0].id, "b") && p.cart.lines[0].price == 1749);
  p = price(&x, SUBJECT_NONE, "", lines, 1);
  assert_int_equal(p.cart.n, 2);
  unmake(&x);
}

static void test_pre_sale(void **state) {
  struct shop x;
  (void)state;
  make(&x, "kind: promotion\nslug: pre\ntitle: P\ntype: pre_sale\nfrom: 2026-06-01\n"
           "until: 2026-06-07\nrest: {from: 2026-06-08, until: 2026-06-09}\n"
           "items: [{item: tea, price: 100, deposit: 10, expands_to: 30}]\n");
  const struct quote_line line = {
      .id = STR("1"), .item = STR("tea"), .price = 12000, .quantity = 2};
  struct promo_priced p = price(&x, SUBJECT_NONE, "", &line, 1);
  assert_true(p.cart.n == 1 && p.cart.lines[0].price == 8000); /* 10 now, 70 later */
  assert_true(p.told[0].item->deposit == 1000 && p.told[0].item->expands_to == 3000);
  assert_true(p.told[0].doc->p.rest_until_ms == p.told[0].doc->p.rest_from_ms + 2 * MS_DAY);
  unmake(&x);
}

static void test_merge(void **state) {
  struct shop x;
  struct ws_moved moved;
  struct err err;
  (void)state;
  make(&x, SALE);
  uint32_t ann = shop_subject(&x, "ann"), annie = shop_subject(&x, "annie");
  assert_int_equal(order(&x, COUPON_OP_REDEEM, "1", "o1", ann, promo_units("night", "tea", 2)), 0);
  must_ok(ws_merge_people(x.w, ann, &annie, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  assert_int_equal(order(&x, COUPON_OP_REDEEM, "2", "o2", annie, promo_units("night", "tea", 1)),
                   ERR_promotion_limit_item);
  const struct quote_line line = {.id = STR("1"), .item = STR("tea"), .price = 1999, .quantity = 1};
  assert_int_equal(price(&x, annie, "", &line, 1).told[0].reason, QUOTE_price_limit);
  unmake(&x);
}

static void act(struct shop *x, struct membership_ask a) {
  struct membership_done d;
  struct err err = {0};
  a.actor = STR("ann");
  a.programme = STR("club");
  must_ok(membership_do(x->l, &a, &d, &err), &err);
}

/* Of members of a level or a higher one, or of all members. */
static void test_level(void **state) {
  struct shop x;
  struct err err;
  (void)state;
  make(&x, "kind: programme\nslug: club\nlevels: [{slug: silver}, {slug: gold, growth: 10}, "
           "{slug: black, growth: 20}]\ngrowth: growth\n---\nkind: currency\nslug: growth\n"
           "type: growth\n---\n"
           "kind: promotion\nslug: gold\ntitle: G\ntype: member_price\n"
           "people: {programme: club, level: gold}\nitems: [{item: tea, price: 2}]\n"
           "---\nkind: promotion\nslug: member\ntitle: M\ntype: member_price\n"
           "people: {programme: club}\nitems: [{item: tea, price: 3}]\n");
  uint32_t ann = shop_subject(&x, "ann");
  const struct quote_line line = {.id = STR("1"), .item = STR("tea"), .price = 1999, .quantity = 1};
  const struct {
    const char *level; /* NULL: no member */
    int64_t price;
  } steps[] = {{NULL, 1999}, {"silver", 300}, {"black", 200}, {"gold", 200}, {"silver", 300}};
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    if (i == 1) act(&x, (struct membership_ask){.act = MEMBERSHIP_JOIN, .subject = ann});
    if (i > 1)
      act(&x, (struct membership_ask){.act = MEMBERSHIP_SET_LEVEL,
                                      .subject = ann,
                                      .level = str_from(steps[i].level),
                                      .until_ms = now_ms + MS_DAY,
                                      .reason = STR("test")});
    assert_int_equal((int)price(&x, ann, "", &line, 1).cart.lines[0].price, (int)steps[i].price);
  }
  assert_int_equal((int)price(&x, SUBJECT_NONE, "", &line, 1).cart.lines[0].price, 1999);
  act(&x, (struct membership_ask){.act = MEMBERSHIP_LEAVE, .subject = ann});
  assert_int_equal((int)price(&x, ann, "", &line, 1).cart.lines[0].price, 1999);
  struct arena out;
  struct resource_change *change;
  uint32_t n;
  const struct resource_source bad = {
      .name = STR("test"),
      .text = STR("kind: promotion\nslug: bad\ntitle: B\ntype: member_price\n"
                  "people: {programme: club, level: none}\nitems: [{item: tea, price: 3}]\n")};
  arena_init(&out, "test");
  assert_false(resource_apply(x.w, &bad, 1, STR("ann"), false, &out, &change, &n, &err));
  assert_int_equal(err.code, ERR_programme_no);
  arena_release(&out);
  unmake(&x);
}

/* ---- races ---- */

enum { BUYERS = 9 };
struct buyer {
  struct shop *x;
  int i;
  uint32_t subject;
  enum err_code got;
};
static void *buy(void *ctx) {
  struct buyer *b = ctx;
  struct arena own;
  char key[8], no[8];
  arena_init(&own, "buyer");
  snprintf(key, sizeof key, "k%d", b->i);
  snprintf(no, sizeof no, "o%d", b->i);
  struct promo_ask ask = promo_units("one", "cup", 1);
  b->got = promo_order(b->x, COUPON_OP_RESERVE, key, no, b->subject, &ask, 1, &own, NULL);
  arena_release(&own);
  return NULL;
}

static void race(bool same_person, const char *limits, enum err_code otherwise) {
  struct shop x;
  struct buyer b[BUYERS];
  pthread_t t[BUYERS];
  int won = 0;
  char name[8];
  make(&x, limits);
  for (int i = 0; i < BUYERS; i++) {
    snprintf(name, sizeof name, "u%d", same_person ? 0 : i);
    b[i] = (struct buyer){.x = &x, .i = i, .subject = shop_subject(&x, name)};
  }
  for (int i = 0; i < BUYERS; i++)
    assert_int_equal(pthread_create(&t[i], NULL, buy, &b[i]), 0);
  for (int i = 0; i < BUYERS; i++) {
    pthread_join(t[i], NULL);
    won += b[i].got == ERR_none;
    assert_true(b[i].got == ERR_none || b[i].got == otherwise);
  }
  assert_int_equal(won, 1);
  assert_int_equal(counts(&x, "one", "cup").held, 1);
  unmake(&x);
}

static void test_stock_1_nine_buyers(void **state) {
  (void)state;
  race(false,
       "kind: promotion\nslug: one\ntitle: One\ntype: flash_sale\nfrom: 2026-06-01\n"
       "until: 2026-06-30\nitems: [{item: cup, price: 5, stock: 1}]\n",
       ERR_promotion_sold_out);
}

static void test_limit_1_nine_carts(void **state) {
  (void)state;
  race(true,
       "kind: promotion\nslug: one\ntitle: One\ntype: flash_sale\nfrom: 2026-06-01\n"
       "until: 2026-06-30\nitems: [{item: cup, price: 5, stock: 100, per_person: 1}]\n",
       ERR_promotion_limit_item);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_life),
                                     cmocka_unit_test(test_refused),
                                     cmocka_unit_test(test_returns),
                                     cmocka_unit_test(test_cart),
                                     cmocka_unit_test(test_pre_sale),
                                     cmocka_unit_test(test_merge),
                                     cmocka_unit_test(test_level),
                                     cmocka_unit_test(test_stock_1_nine_buyers),
                                     cmocka_unit_test(test_limit_1_nine_carts)};
  arena_init(&mem, "test");
  int failed = RUN_ON_BOTH(tests, NULL, NULL);
  arena_release(&mem);
  return failed;
}
