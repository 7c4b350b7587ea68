/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The mall by example: what is sent, picked up, given at once, paid with money too; prices of
 * levels and versions; limits through days and merges; what comes back; erasing; documents that are
 * wrong; and the races "stock 1, nine buyers" and "limit 1, nine clicks". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "mall_shop.h"

#define HEAD(slug) "kind: mall_item\nslug: " slug "\ntitle: T\nactive: true\nreview: 2026-12-31\n"
#define CUP                                                                                        \
  HEAD("cup")                                                                                      \
  "hand: ship\nunit_cost: 12.5\nbudget: 50\nprice: {points: 10, currency: points}\n"               \
  "stock: {in_all: 4, per_day: 3}\norder: {most: 2}\n"
#define LAMP                                                                                       \
  "---\n" HEAD("lamp") "hand: pick_up\nstores: [North, South]\nunit_cost: 0\n"                     \
                       "price: {points: 20.5, currency: points, money: 9.90}\n"                    \
                       "order: {most: 3, pay_minutes: 10}\nstock: {in_all: 3}\n"                   \
                       "limits: {in_all: 3}\n"
#define COIN                                                                                       \
  "---\n" HEAD("coin") "reward: {points: 1.5, currency: points}\nunit_cost: 0\n"                   \
                       "price: {points: 1, currency: points}\norder: {most: 5}\n"                  \
                       "limits: {per_day: 5, per_week: 6, per_month: 7}\n"

static void test_shipped(void **state) {
  struct shop x = {0};
  struct mall_file f;
  struct err err;
  (void)state;
  make(&x, CUP);
  grant(&x, users[0], 1000, "g");
  struct mall_ask a = order_of(users[0], "cup", "1", 2);
  refused(&a, ERR_mall_contact);
  struct mall_contact bad = home;
  bad.phone = STR("1\n2");
  a.contact = &bad;
  refused(&a, ERR_mall_contact);
  a.contact = &home;
  a.expects = true;
  a.points = dec_int(19);
  refused(&a, ERR_mall_price);
  a.points = dec_int(20);
  struct mall_done d = did(&a);
  assert_int_equal(d.order.state, MALL_PLACED);
  assert_int_equal(d.order.points, 200);
  assert_int_equal(d.order.balance, 800);
  assert_true(did(&a).again);
  assert_int_equal(balance(&x, users[0]), 800);
  a.quantity = 1;
  refused(&a, ERR_idempotency_conflict);
  a = order_of(users[0], "cup", "2", 3);
  a.contact = &home;
  refused(&a, ERR_mall_quantity);
  a.quantity = 2;
  refused(&a, ERR_mall_sold_out_day);
  a.quantity = 1;
  a.store = STR("North");
  refused(&a, ERR_bad_field);
  a.store = STR("");
  d = did(&a);
  assert_int_equal(shown("cup").left, 1);
  assert_int_equal(shown("cup").left_day, 0);
  assert_int_equal(shown("cup").shelf, MALL_IS_SOLD_OUT);
  assert_int_equal(shown("cup").waiting, 2);
  assert_int_equal(offered(users[0], "cup").why, MALL_NONE_TODAY);
  struct mall_ask ready = act_of(MALL_DO_READY, 1, "r");
  refused(&ready, ERR_mall_state);
  struct mall_ask back = act_of(MALL_DO_RETURN, 1, "b");
  refused(&back, ERR_mall_state);
  struct mall_ask ship = act_of(MALL_DO_SHIP, 1, "s");
  assert_int_equal(did(&ship).order.state, MALL_SHIPPED);
  assert_true(did(&ship).again);
  ship = act_of(MALL_DO_SHIP, 1, "s2");
  ship.tracking = STR("SF2");
  assert_true(str_is(did(&ship).order.tracking, "SF2"));
  struct mall_ask cancel = act_of(MALL_DO_CANCEL, 1, "c");
  refused(&cancel, ERR_mall_state); /* it is under way */
  /* Back broken: the points return, the stock and its cost do not. */
  back.keep = true;
  assert_int_equal(did(&back).order.state, MALL_RETURNED);
  assert_int_equal(balance(&x, users[0]), 900);
  assert_int_equal(shown("cup").counts.gone, 2);
  assert_int_equal(shown("cup").left, 1);
  assert_int_equal(shown("cup").left_day, 0);
  /* Canceled before it was sent: everything does. */
  cancel.order = 2;
  assert_int_equal(did(&cancel).order.state, MALL_CANCELED);
  assert_int_equal(balance(&x, users[0]), 1000);
  assert_int_equal(shown("cup").left, 2);
  assert_int_equal(shown("cup").left_day, 1);
  assert_int_equal(shown("cup").counts.cost, 250000);
  cancel.key = STR("c2");
  refused(&cancel, ERR_mall_state);
  now_ms += MS_DAY;
  a = order_of(users[0], "cup", "3", 2);
  a.contact = &home;
  d = did(&a); /* 25 + 25 = the budget */
  a.key = STR("4");
  refused(&a, ERR_mall_sold_out);
  struct mall_ask done = act_of(MALL_DO_DONE, d.order.n, "d");
  did(&done);
  must_ok(mall_order_get(inc, d.order.n, &mem, &f, &err), &err);
  assert_true(f.order.state == MALL_DONE && f.n_steps == 2 && f.order.has_contact);
  assert_true(str_is(f.order.contact.address, "1 Tea Lane"));
  must_ok(mall_order_get(inc, 1, &mem, &f, &err), &err);
  assert_int_equal(f.n_steps, 4);
  assert_false(mall_order_get(inc, 99, &mem, &f, &err));
  assert_int_equal(err.code, ERR_unknown_mall_order);
  assert_int_equal(shop_told(&x, "mall_ordered"), 3);
  assert_int_equal(shop_told(&x, "mall_shipped"), 2);
  assert_int_equal(shop_told(&x, "mall_returned"), 1);
  assert_int_equal(shop_told(&x, "mall_canceled"), 1);
  assert_int_equal(shop_told(&x, "mall_done"), 1);
  end(&x);
}

static void test_money(void **state) {
  struct shop x = {0};
  (void)state;
  make(&x, CUP LAMP);
  grant(&x, users[0], 1000, "g");
  struct mall_ask a = order_of(users[0], "lamp", "1", 2);
  refused(&a, ERR_mall_store);
  a.store = STR("West");
  refused(&a, ERR_mall_store);
  a.store = STR("North");
  a.contact = &home;
  refused(&a, ERR_mall_no_contact);
  a.contact = NULL;
  struct mall_done d = did(&a);
  assert_int_equal(d.order.state, MALL_AWAITING);
  assert_int_equal(d.order.points, 410);
  assert_int_equal(d.order.money, 1980);
  assert_int_equal(balance(&x, users[0]), 590);
  assert_int_equal(shown("lamp").counts.held, 2);
  assert_int_equal(offered(users[0], "lamp").most, 1);
  struct mall_ask ready = act_of(MALL_DO_READY, d.order.n, "r");
  refused(&ready, ERR_mall_state);
  struct mall_ask pay = act_of(MALL_DO_PAY, d.order.n, "p");
  pay.money = 1979;
  refused(&pay, ERR_mall_amount);
  pay.money = 1980;
  assert_int_equal(did(&pay).order.state, MALL_PLACED);
  assert_true(did(&pay).again);
  pay.key = STR("p2");
  refused(&pay, ERR_mall_state);
  assert_int_equal(shown("lamp").counts.sold, 2);
  assert_int_equal(did(&ready).order.state, MALL_READY);
  /* Another one, not paid: the last one is free again, and so are the points. */
  a = order_of(users[0], "lamp", "2", 1);
  a.store = STR("South");
  d = did(&a);
  a.key = STR("3");
  refused(&a, ERR_mall_sold_out);
  now_ms += 10 * MS_MINUTE - 1;
  tick();
  assert_int_equal(balance(&x, users[0]), 385);
  now_ms++;
  pay = act_of(MALL_DO_PAY, d.order.n, "p3");
  pay.money = 990;
  refused(&pay, ERR_mall_late); /* before the sweep */
  tick();
  tick();
  assert_int_equal(balance(&x, users[0]), 590);
  refused(&pay, ERR_mall_late); /* and after it */
  assert_int_equal(shown("lamp").counts.held, 0);
  assert_int_equal(shown("lamp").left, 1);
  /* A customer may take back what is not paid, and only their own. */
  a.key = STR("4");
  d = did(&a);
  struct mall_ask cancel = act_of(MALL_DO_CANCEL, d.order.n, "c");
  cancel.unpaid_only = true;
  cancel.subject = users[1];
  refused(&cancel, ERR_unknown_mall_order);
  cancel.subject = users[0];
  did(&cancel);
  cancel = act_of(MALL_DO_CANCEL, 1, "c1");
  cancel.unpaid_only = true;
  refused(&cancel, ERR_mall_state);
  assert_int_equal(balance(&x, users[0]), 590);
  /* Somebody refunded the transaction already: canceling gives nothing twice. */
  struct mall_ask all = act_of(MALL_DO_CANCEL, 1, "c3");
  const struct ledger_post p = {.op = LEDGER_REFUND,
                                .of = 1 + 1, /* grant, spend */
                                .actor = STR("ann"),
                                .key = STR("by hand")};
  struct ledger_posted posted;
  struct err err;
  must_ok(ledger_do(x.l, &p, &posted, &err), &err);
  did(&all);
  assert_int_equal(balance(&x, users[0]), 1000);
  assert_int_equal(shop_told(&x, "mall_paid"), 1);
  assert_int_equal(shop_told(&x, "mall_ready"), 1);
  assert_int_equal(shop_told(&x, "mall_canceled"), 3);
  end(&x);
}

static void test_reward(void **state) {
  struct shop x = {0};
  struct mall_file f;
  struct err err;
  uint32_t given;
  (void)state;
  make(&x, CUP LAMP COIN
       "---\nkind: coupon\nslug: tea\ntitle: Tea\nbenefit: {type: amount_off, amount: 5}\n"
       "valid: {days: 30}\nbudget: {issue: 3}\n"
       "---\n" HEAD("voucher") "reward: {coupon: tea}\nunit_cost: 5\nbudget: 100\n"
                               "price: {points: 2, currency: points, money: 1}\n"
                               "order: {most: 4}\n");
  grant(&x, users[0], 300, "g");
  struct mall_ask a = order_of(users[0], "coin", "1", 4);
  struct mall_done d = did(&a);
  assert_int_equal(d.order.state, MALL_DONE);
  must_ok(mall_order_get(inc, d.order.n, &mem, &f, &err), &err);
  assert_true(f.gifts == 1 && f.given == 0);
  must_ok(gifts_hand_over(x.l, 100, &given, &err), &err);
  assert_int_equal(given, 1);
  assert_int_equal(balance(&x, users[0]), 300 - 40 + 60);
  must_ok(mall_order_get(inc, d.order.n, &mem, &f, &err), &err);
  assert_true(f.given == 1);
  struct mall_ask back = act_of(MALL_DO_RETURN, d.order.n, "b");
  refused(&back, ERR_mall_given);
  /* Limits of calendar days, weeks, months: Thursday 28 May. */
  a = order_of(users[0], "coin", "2", 2);
  refused(&a, ERR_mall_limit);
  assert_int_equal(offered(users[0], "coin").left_person, 1);
  now_ms += 3 * MS_DAY; /* Sunday, the same week */
  did(&a);
  now_ms += MS_DAY; /* Monday, 1 June */
  a = order_of(users[0], "coin", "3", 5);
  did(&a);
  a = order_of(users[0], "coin", "4", 1);
  refused(&a, ERR_mall_limit);
  now_ms += MS_DAY;
  did(&a);
  a.key = STR("5");
  refused(&a, ERR_mall_limit); /* of the week */
  now_ms += 7 * MS_DAY;
  did(&a);
  a.key = STR("6");
  refused(&a, ERR_mall_limit); /* of the month */
  /* Coupons are looked for before, and given when the money is there. */
  a = order_of(users[0], "voucher", "v1", 4);
  refused(&a, ERR_coupon_sold_out);
  a.quantity = 2;
  d = did(&a);
  assert_int_equal(d.order.state, MALL_AWAITING);
  must_ok(gifts_hand_over(x.l, 100, &given, &err), &err);
  assert_int_equal(shop_number(&x, "SELECT count(*) FROM coupon"), 0);
  struct mall_ask pay = act_of(MALL_DO_PAY, d.order.n, "p");
  pay.money = 200;
  assert_int_equal(did(&pay).order.state, MALL_DONE);
  must_ok(gifts_hand_over(x.l, 100, &given, &err), &err);
  assert_int_equal(shop_number(&x, "SELECT count(*) FROM coupon"), 2);
  assert_true(did(&a).again); /* although the coupons would not do now */
  end(&x);
}

static void test_prices(void **state) {
  struct shop x = {0};
  struct mall_offer *all;
  struct err err;
  uint32_t n;
  (void)state;
  make(&x, "kind: mall_item\nslug: a\ntitle: A\nactive: true\nreview: 2026-12-31\nhand: "
           "virtual\nunit_cost: 0\nprice: {points: 10, currency: points, money: 1}\nlevels:\n"
           "- {when: 'count(order_completed) >= 1', title: Buyers, points: 5}\n"
           "- {when: 'true', points: 8, money: 1}\n"
           "---\nkind: mall_item\nslug: b\ntitle: B\nactive: true\nfrom: 2026-06-01\nuntil: "
           "2026-06-01\nhand: virtual\nunit_cost: 0\nprice: {points: 1, currency: points}\n"
           "audience: 'count(order_completed) >= 1'\n"
           "---\nkind: mall_item\nslug: c\ntitle: C\nhand: virtual\nprice: {points: 1, currency: "
           "points}\n");
  grant(&x, users[0], 200, "g");
  struct mall_ask a = order_of(users[0], "a", "1", 1);
  struct mall_done d = did(&a);
  assert_true(d.order.points == 80 && d.order.money == 100);
  assert_true(offered(users[0], "a").level == 1 && offered(users[0], "a").full_points == 100);
  assert_int_equal(offered(users[1], "a").why, MALL_BALANCE);
  assert_int_equal(offered(users[1], "a").missing, 80);
  a = order_of(users[0], "b", "2", 1);
  refused(&a, ERR_mall_early);
  now_ms += 4 * MS_DAY;
  refused(&a, ERR_mall_audience);
  assert_int_equal(offered(users[0], "b").why, MALL_AUDIENCE);
  now_ms += MS_DAY;
  refused(&a, ERR_mall_over);
  a.item = STR("c");
  refused(&a, ERR_mall_closed); /* a draft */
  a.item = STR("none");
  refused(&a, ERR_unknown_resource);
  must_ok(mall_offers(inc, users[0], &mem, &all, &n, &err), &err);
  assert_int_equal(n, 1); /* b is over, c is a draft */
  /* A new version is for new orders only. */
  shop_apply(&x, "kind: mall_item\nslug: a\ntitle: A\nactive: true\nreview: 2026-12-31\nhand: "
                 "virtual\nunit_cost: 0\nprice: {points: 3, currency: points}\n");
  a = order_of(users[0], "a", "1", 1);
  assert_true(did(&a).again && did(&a).order.points == 80);
  a.key = STR("3");
  d = did(&a);
  assert_true(d.order.points == 30 && d.order.version == 2 && d.order.state == MALL_PLACED);
  must_ok(resource_archive(x.w, STR("mall_item"), STR("a"), 0, STR("ann"), &err), &err);
  assert_true(did(&a).again);
  a.key = STR("4");
  refused(&a, ERR_mall_closed);
  assert_int_equal(shown("a").shelf, MALL_IS_ARCHIVED);
  struct mall_ask done = act_of(MALL_DO_DONE, d.order.n, "d"); /* what was ordered goes on */
  did(&done);
  end(&x);
}

/* Limits are of the person, whatever they are called; a contact goes with who is erased. */
static void test_people(void **state) {
  struct shop x = {0};
  struct ws_moved moved;
  struct ws_erased erased;
  struct ws_erase_done ran;
  struct mall_file f;
  struct err err;
  (void)state;
  make(&x, HEAD("cup") "hand: ship\nunit_cost: 0\nprice: {points: 1, currency: points}\n"
                       "limits: {in_all: 2}\n");
  grant(&x, users[0], 100, "g0");
  grant(&x, users[1], 100, "g1");
  struct mall_ask a = order_of(users[0], "cup", "1", 1), b = order_of(users[1], "cup", "2", 1);
  a.contact = b.contact = &home;
  did(&a);
  did(&b);
  must_ok(ws_merge_people(x.w, users[0], &users[1], 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  a.key = STR("3");
  refused(&a, ERR_mall_limit);
  struct mall_order *o;
  uint32_t n;
  const struct mall_find find = {.state = -1, .item = STR(""), .subject = users[1], .limit = 10};
  must_ok(mall_orders(inc, &find, &mem, &o, &n, &err), &err);
  assert_true(n == 2 && o[0].n == 2 && o[1].n == 1);
  struct mall_report r;
  int32_t day = (int32_t)(now_ms / MS_DAY);
  must_ok(mall_report(inc, STR("cup"), day, day, &mem, &r, &err), &err);
  assert_true(r.people == 1 && r.n_items == 1 && r.items[0].orders == 2 && r.n_days == 1);
  must_ok(ws_unmerge_people(x.w, &users[1], 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  did(&a);
  must_ok(loyalty_settle(x.l, &err), &err);
  must_ok(ws_erase_person(x.w, users[0], STR("ann"), &erased, &err), &err);
  must_ok(mall_order_get(inc, 1, &mem, &f, &err), &err);
  assert_true(f.order.subject == SUBJECT_NONE && !f.order.has_contact);
  assert_int_equal(shop_number(&x, "SELECT count(*) FROM mall_contact"), 3);
  must_ok(ws_erase_run(x.w, &ran, &err), &err);
  assert_int_equal(shop_number(&x, "SELECT count(*) FROM mall_contact"), 1);
  a.key = STR("4");
  refused(&a, ERR_unknown_person);
  struct mall_ask cancel = act_of(MALL_DO_CANCEL, 1, "c"); /* it still can be put away */
  did(&cancel);
  end(&x);
}

static void test_documents(void **state) {
  struct shop x = {0};
  static const struct {
    const char *more;
    enum err_code code;
  } cases[] = {
      {"review: 2026-12-31\nbudget: 1\nhand: ship\n", ERR_gate_unit_cost},
      {"review: 2026-12-31\nunit_cost: 1\nhand: ship\n", ERR_gate_budget},
      {"unit_cost: 0\nhand: ship\n", ERR_gate_end},
      {"review: 2026-12-31\nunit_cost: 0\n", ERR_bad_field},
      {"review: 2026-12-31\nunit_cost: 0\nhand: ship\nreward: {coupon: c}\n", ERR_bad_field},
      {"review: 2026-12-31\nunit_cost: 0\nhand: mail\n", ERR_bad_field},
      {"review: 2026-12-31\nunit_cost: 0\nhand: ship\nstores: [a]\n", ERR_bad_field},
      {"review: 2026-12-31\nunit_cost: 0\nhand: ship\npicture: http://x\n", ERR_bad_field},
      {"review: 2026-12-31\nunit_cost: 0\nhand: ship\npicture: 'https://x/\"y'\n", ERR_bad_field},
      {"review: 2026-12-31\nunit_cost: 0\nhand: ship\norder: {most: 101}\n", ERR_bad_field},
      {"review: 2026-12-31\nunit_cost: 0\nhand: ship\nlimits: {per_year: 1}\n", ERR_unknown_field},
      {"review: 2026-12-31\nunit_cost: 0\nhand: ship\nstock: {in_all: -1}\n", ERR_bad_field},
      {"review: 2026-12-31\nunit_cost: 0\nhand: ship\nlevels: [{when: 'true', points: 11}]\n",
       ERR_bad_field},
      {"review: 2026-12-31\nunit_cost: 0\nhand: ship\nlevels: [{when: 'nonsense(', points: 1}]\n",
       ERR_none},
      {"review: 2026-12-31\nunit_cost: 0\nhand: ship\naudience: 'nonsense('\n", ERR_none},
      {"review: 2026-12-31\nunit_cost: 0\nreward: {coupon: none}\n", ERR_unknown_name},
      {"review: 2026-12-31\nunit_cost: 20000000000\nbudget: 1\nhand: ship\n", ERR_bad_field},
      {"from: 2026-06-02\nuntil: 2026-06-01\nunit_cost: 0\nhand: ship\n", ERR_bad_field},
  };
  (void)state;
  make(&x, CUP);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char yaml[1024];
    struct resource_change *change;
    uint32_t n;
    struct err err = {0};
    snprintf(yaml, sizeof yaml,
             "kind: mall_item\nslug: e\ntitle: E\nactive: true\nprice: {points: 10, currency: "
             "points}\n%s",
             cases[i].more);
    const struct resource_source src = {.name = STR("test"), .text = str_from(yaml)};
    if (resource_apply(x.w, &src, 1, STR("ann"), true, &mem, &change, &n, &err)) fail_msg("%zu", i);
    if (cases[i].code && err.code != cases[i].code) fail_msg("%zu: %s", i, err_name(err.code));
  }
  static const char *const prices[] = {"{points: 0, currency: points}",
                                       "{points: 1.25, currency: points}", /* one decimal */
                                       "{points: 1, currency: points, money: 0.001}",
                                       "{points: 1, currency: none}",
                                       "{points: 1}",
                                       "{points: -1, currency: points}"};
  for (size_t i = 0; i < sizeof prices / sizeof *prices; i++) {
    char yaml[512];
    struct resource_change *change;
    uint32_t n;
    struct err err = {0};
    snprintf(yaml, sizeof yaml, "kind: mall_item\nslug: e\ntitle: E\nhand: ship\nprice: %s\n",
             prices[i]);
    const struct resource_source src = {.name = STR("test"), .text = str_from(yaml)};
    if (resource_apply(x.w, &src, 1, STR("ann"), true, &mem, &change, &n, &err))
      fail_msg("%s", prices[i]);
  }
  end(&x);
}

/* ---- races ---- */

struct racer {
  pthread_t t;
  uint32_t who;
  char key[16];
  enum err_code code;
};

static void *race(void *arg) {
  struct racer *r = arg;
  struct arena tmp;
  struct mall_done d;
  struct err err = {0};
  const struct mall_ask a = order_of(r->who, "cup", r->key, 1);
  arena_init(&tmp, "racer");
  mall_do(inc, &a, &tmp, &d, &err);
  r->code = err.code;
  arena_release(&tmp);
  return NULL;
}

/* How many of nine at once got one; all others were told `other`. */
static int nine(bool one_person, enum err_code other) {
  struct racer r[9];
  int got = 0;
  for (int i = 0; i < 9; i++) {
    r[i] = (struct racer){.who = one_person ? users[i % 2] : users[i % USERS]};
    snprintf(r[i].key, sizeof r[i].key, "race%d", i);
    assert_int_equal(pthread_create(&r[i].t, NULL, race, &r[i]), 0);
  }
  for (int i = 0; i < 9; i++) {
    pthread_join(r[i].t, NULL);
    got += r[i].code == ERR_none;
    if (r[i].code && r[i].code != other) fail_msg("%s", err_name(r[i].code));
  }
  return got;
}

static void rich(struct shop *x) {
  for (int i = 0; i < USERS; i++) {
    char key[16];
    snprintf(key, sizeof key, "g%d", i);
    grant(x, users[i], 1000, key);
  }
}

static void test_stock_1_nine_buyers(void **state) {
  struct shop x = {0};
  (void)state;
  make(&x, HEAD("cup") "hand: virtual\nunit_cost: 0\nprice: {points: 1, currency: points}\n"
                       "stock: {in_all: 1}\n");
  rich(&x);
  assert_int_equal(nine(false, ERR_mall_sold_out), 1);
  assert_int_equal(shown("cup").left, 0);
  end(&x);
}

/* Nine keys, two names, one person. */
static void test_limit_1_nine_clicks(void **state) {
  struct shop x = {0};
  struct ws_moved moved;
  struct err err;
  (void)state;
  make(&x, HEAD("cup") "hand: virtual\nunit_cost: 0\nprice: {points: 1, currency: points}\n"
                       "limits: {in_all: 1}\n");
  rich(&x);
  must_ok(ws_merge_people(x.w, users[0], &users[1], 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  assert_int_equal(nine(true, ERR_mall_limit), 1);
  assert_int_equal(balance(&x, users[0]), 1990);
  end(&x);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_shipped),
                                     cmocka_unit_test(test_money),
                                     cmocka_unit_test(test_reward),
                                     cmocka_unit_test(test_prices),
                                     cmocka_unit_test(test_people),
                                     cmocka_unit_test(test_documents),
                                     cmocka_unit_test(test_stock_1_nine_buyers),
                                     cmocka_unit_test(test_limit_1_nine_clicks)};
  arena_init(&mem, "test");
  int failed = RUN_ON_BOTH(tests, NULL, NULL);
  arena_release(&mem);
  return failed;
}
