/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What tests of promotional prices do with a shop. */
#ifndef SHOAL_TESTS_PROMO_SHOP_H
#define SHOAL_TESTS_PROMO_SHOP_H

#include "loyalty/promo.h"
#include "shop.h"

/* Asks for `units` of an item; the answer's text or the error. */
static inline enum err_code promo_order(struct shop *x, enum coupon_op op, const char *key,
                                        const char *order, uint32_t subject,
                                        const struct promo_ask *asks, uint32_t n, struct arena *mem,
                                        struct str *ret) {
  struct coupon_answer a = {0};
  struct err err = {0};
  const struct coupon_request q = {.op = op,
                                   .actor = STR("test"),
                                   .key = arena_str(mem, str_from(key)),
                                   .order = arena_str(mem, str_from(order)),
                                   .subject = subject,
                                   .prices = asks,
                                   .n_prices = n};
  if (!coupon_do(x->l, &q, mem, &a, &err)) return err.code;
  if (ret) *ret = a.json;
  return ERR_none;
}

static inline struct promo_ask promo_units(const char *promotion, const char *item, int64_t units) {
  return (struct promo_ask){.promotion = str_from(promotion),
                            .item = str_from(item),
                            .units = units,
                            .list = -1,
                            .price = -1};
}

/* Counters are what the rows say. */
static inline void promo_books_agree(struct shop *x) {
  int64_t wrong = -1;
  struct err err;
  must_ok(promos_verify(x->l, NULL, NULL, &wrong, &err), &err);
  assert_int_equal(wrong, 0);
}

#endif
