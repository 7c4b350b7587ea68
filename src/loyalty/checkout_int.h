/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: what orders use of points, inside works. */
#ifndef SHOAL_LOYALTY_CHECKOUT_INT_H
#define SHOAL_LOYALTY_CHECKOUT_INT_H

#include "loyalty/checkout.h"
#include "loyalty/coupon_int.h"

/* ---- checkout_row.c ---- */
bool checkout_load(struct state *s, struct str order, struct arena *out, struct checkout *ret,
                   bool *ret_found, struct err *err);
/* Those whose reservation is over, the oldest first. */
bool checkout_due(struct state *s, int64_t now, uint32_t limit, struct arena *out,
                  struct checkout *ret, uint32_t *ret_n, struct err *err);
bool checkout_write(struct state *s, const struct checkout *c, bool fresh, struct err *err);
/* Points that these holders have used in other orders than `order` since day_ms. */
bool checkout_used(struct state *s, const uint32_t *holders, uint32_t n, struct str currency,
                   struct str order, int64_t day_ms, int64_t now, int64_t *ret, struct err *err);
/* What has ended by now is told so. */
void checkout_look(struct checkout *c, int64_t now);
void checkout_tell(struct loyalty *l, const struct checkout *c, const char *event, int64_t points,
                   int64_t money);

/* ---- checkout_use.c ---- */
/* Of a request about coupons, after these: points that it brings, or that its order has.
 * *ret_any: there were some. */
bool checkout_use(struct coupon_work *x, bool *ret_any, struct err *err);
/* Coupons of the order that do not go together with the points it uses: ERR_checkout_coupon,
 * ERR_checkout_limit. */
bool checkout_fits_coupons(struct coupon_work *x, struct err *err);
/* The reservation is over: unfrozen, row, event. */
bool checkout_let_go(struct loyalty *l, struct state *s, struct checkout *c, struct err *err);

#endif
