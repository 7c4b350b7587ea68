/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A shop with points, its incentives open, a clock that is set. */
#ifndef SHOAL_TESTS_INCENTIVE_SHOP_H
#define SHOAL_TESTS_INCENTIVE_SHOP_H

#include "../../lib/mem_io.h"
#include "../loyalty/moves.h"
#include "incentive/incentive.h"
#include "loyalty/ledger.h"

enum { USERS = 6 };

static struct arena mem;
static struct incentive *inc;
static uint32_t users[USERS];
static _Atomic int64_t now_ms;
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
__attribute__((unused)) static void tick(void) {
  struct err err;
  must_ok(incentive_tick(inc, &err), &err);
}

/* With the documents; who the users are is the caller's. */
static void make_shop(struct shop *x, const char *yaml) {
  now_ms = 1780000000000; /* Thursday 2026-05-28, UTC */
  test_clock = *clock_system();
  test_clock.wall = test_wall;
  x->o.clock = &test_clock;
  shop_make(x);
  shop_apply(x, "kind: currency\nslug: points\ntitle: P\ntype: points\ndecimals: 1\n");
  shop_apply(x, yaml);
  open_all(x);
}

__attribute__((unused)) static void grant(struct shop *x, uint32_t who, int64_t units,
                                          const char *key) {
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

__attribute__((unused)) static int64_t balance(struct shop *x, uint32_t who) {
  struct ledger_balance *b;
  struct err err;
  uint32_t n;
  must_ok(ledger_balances(x->l, who, &mem, &b, &n, &err), &err);
  for (uint32_t i = 0; i < n; i++)
    if (str_is(b[i].currency, "points")) return b[i].available;
  return 0;
}

#endif
