/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Promotional prices: handlers and shapes (routes_promotions.c; reserving and redeeming are routes
 * of coupons). */
#ifndef SHOAL_API_PROMOTIONS_H
#define SHOAL_API_PROMOTIONS_H

#include "api/route.h"
#include "loyalty/coupon.h"
#include "loyalty/promo.h"

/* shapes_promotions.c */
extern const struct shape shape_promotion_list, shape_promotion_one, shape_promotion_buyers,
    shape_promotion_prices;
/* Of quotes; of requests about orders; of their answers. */
extern const struct shape shape_promotion_tolds, shape_promotion_asks, shape_promotion_uses;

/* promotions.c */
bool api_list_promotions(struct call *c, struct err *err);
bool api_get_promotion(struct call *c, struct err *err);
bool api_promotion_buyers(struct call *c, struct err *err);

/* promotions_cart.c */
bool api_promotion_prices(struct call *c, struct err *err);
/* The cart with promotional prices, of a person or (SUBJECT_NONE) of nobody known.  What is in
 * *ret lives until the call is over; promo_hand_free also after a failure. */
bool promotions_price(struct call *c, struct loyalty *l, uint32_t subject, struct str order,
                      const struct quote_cart *cart, int64_t now, struct promo_hand *hand,
                      struct promo_priced *ret, struct err *err);
/* `promotions` of the body, if it is there. */
bool promotions_asked(struct call *c, struct coupon_request *q, struct err *err);

/* coupons.c: whether an expression that an operator chose holds of the person; the caller need not
 * be allowed to ask what it asks. */
bool audience_fits(struct call *c, uint32_t subject, struct str audience, bool *ret,
                   struct err *err);
/* A field of the body's object, in smallest units; *ret stays as it is when there is none. */
bool money_field(struct call *c, const struct json *o, const char *field, int64_t *ret,
                 struct err *err);

#endif
