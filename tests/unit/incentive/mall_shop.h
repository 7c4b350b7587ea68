/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A shop with a mall, and what its tests do with it. */
#ifndef SHOAL_TESTS_MALL_SHOP_H
#define SHOAL_TESTS_MALL_SHOP_H

#include "../../lib/mem_io.h"
#include "../loyalty/shop.h"
#include "base/rng.h"
#include "incentive/mall_int.h"
#include "workspace/erase.h"

enum { USERS = 6, THREADS = 9 };

static struct arena mem;
static struct incentive *inc;
static uint32_t users[USERS];
static int64_t now_ms;
static struct wall test_wall(struct clock *c) {
  (void)c;
  return (struct wall){now_ms};
}
static struct clock test_clock;

static void open_all(struct shop *x) {
  struct err err;
  must_ok(incentive_open(x->l, &inc, &err), &err);
}
static void close_all(struct shop *x) {
  incentive_close(inc);
  inc = NULL;
  shop_close(x);
}
__attribute__((unused)) static void again(struct shop *x) {
  close_all(x);
  shop_open(x);
  open_all(x);
}
static void tick(void) {
  struct err err;
  must_ok(incentive_tick(inc, &err), &err);
}

static void make(struct shop *x, const char *yaml) {
  char name[24];
  now_ms = 1780000000000; /* Thursday 2026-05-28, UTC */
  test_clock = *clock_system();
  test_clock.wall = test_wall;
  x->o.clock = &test_clock;
  shop_make(x);
  shop_apply(x, "kind: currency\nslug: points\ntitle: P\ntype: points\ndecimals: 1\n");
  shop_apply(x, yaml);
  open_all(x);
  for (int i = 0; i < USERS; i++) {
    snprintf(name, sizeof name, "u%d", i);
    users[i] = shop_subject(x, name);
  }
}

static void say_bad(void *ctx, const struct err *what) {
  struct buf b = BUF_INIT;
  err_render(what, LANG_EN, &b);
  fail_msg("%.*s (%d)", (int)b.n, b.p, *(int *)ctx);
}
static void books_agree(struct shop *x, int where) {
  struct err err;
  struct state *r = loyalty_reader(x->l);
  state_enter(r);
  must_ok(mall_verify(r, say_bad, &where, &err), &err);
  must_ok(ledger_verify(r, say_bad, &where, &err), &err);
  state_leave(r);
}
static void end(struct shop *x) {
  books_agree(x, -1);
  close_all(x);
  if (!x->o.io) remove_dir(x->dir);
}

static void grant(struct shop *x, uint32_t who, int64_t units, const char *key) {
  const struct ledger_post p = {.op = LEDGER_GRANT,
                                .subject = who,
                                .currency = STR("points"),
                                .amount = units,
                                .actor = STR("ann"),
                                .key = str_from(key)};
  struct ledger_posted posted;
  struct err err;
  must_ok(ledger_do(x->l, &p, &posted, &err), &err);
}

static int64_t balance(struct shop *x, uint32_t who) {
  struct ledger_balance *b;
  struct err err;
  uint32_t n;
  must_ok(ledger_balances(x->l, who, &mem, &b, &n, &err), &err);
  for (uint32_t i = 0; i < n; i++)
    if (str_is(b[i].currency, "points")) return b[i].available;
  return 0;
}

static const struct mall_contact home = {
    {"Ann", 3}, {"13800000000", 11}, {"1 Tea Lane", 10}, {"", 0}};

static struct mall_ask order_of(uint32_t who, const char *item, const char *key, int64_t n) {
  return (struct mall_ask){.what = MALL_DO_ORDER,
                           .actor = STR("shop"),
                           .key = str_from(key),
                           .item = str_from(item),
                           .store = STR(""),
                           .subject = who,
                           .quantity = n};
}
static struct mall_ask act_of(enum mall_what what, int64_t order, const char *key) {
  return (struct mall_ask){.what = what,
                           .actor = STR("shop"),
                           .key = str_from(key),
                           .item = STR(""),
                           .store = STR(""),
                           .subject = SUBJECT_NONE,
                           .order = order,
                           .ref = STR("R1"),
                           .carrier = STR("SF"),
                           .tracking = STR("SF1"),
                           .reason = STR("why")};
}

__attribute__((unused)) static struct mall_done did(const struct mall_ask *a) {
  struct mall_done d;
  struct err err;
  must_ok(mall_do(inc, a, &mem, &d, &err), &err);
  return d;
}
__attribute__((unused)) static void refused(const struct mall_ask *a, enum err_code code) {
  struct mall_done d;
  struct err err = {0};
  if (mall_do(inc, a, &mem, &d, &err)) fail_msg("%s: done", a->key.p);
  if (err.code != code) fail_msg("%s: %s", a->key.p, err_name(err.code));
}
static struct mall_shown shown(const char *slug) {
  struct mall_shown s;
  struct err err;
  must_ok(mall_item_get(inc, str_from(slug), &mem, &s, &err), &err);
  return s;
}
static struct mall_offer offered(uint32_t who, const char *slug) {
  struct mall_offer o;
  struct err err;
  must_ok(mall_offer_of(inc, who, str_from(slug), &mem, &o, &err), &err);
  return o;
}

#endif
