/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Points as money in orders: shapes and handlers (routes_points.c; reserving and redeeming are
 * routes of coupons). */
#ifndef SHOAL_API_CHECKOUT_H
#define SHOAL_API_CHECKOUT_H

#include "api/route.h"
#include "loyalty/coupon.h"

/* shapes_checkout.c */
extern const struct shape shape_order_points, shape_points_ask, shape_points_return;

/* checkout.c */
bool api_order_points(struct call *c, struct err *err);
bool api_return_order_points(struct call *c, struct err *err);
/* `points` of the body, if it is there. */
bool checkout_asked(struct call *c, struct coupon_request *q, struct err *err);

/* coupons.c: asks for it, without a thread that waits. */
bool coupon_ask(struct call *c, struct coupon_request *q, struct err *err);

#endif
