/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A shop with a mall, and what its tests do with it. */
#ifndef SHOAL_TESTS_MALL_SHOP_H
#define SHOAL_TESTS_MALL_SHOP_H

#include "incentive/mall_int.h"
#include "incentive_shop.h"
#include "workspace/erase.h"

enum { THREADS = 9 };

static void make(struct shop *x, const char *yaml) {
  char name[24];
  make_shop(x, yaml);
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
