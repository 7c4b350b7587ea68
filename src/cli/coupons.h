/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to `shoal coupon`: cmd_coupon.c changes and lists, coupon_cart.c prices carts,
 * coupon_segment.c gives to many. */
#ifndef SHOAL_CLI_COUPONS_H
#define SHOAL_CLI_COUPONS_H

#include "cli/cli_int.h"
#include "loyalty/loyalty.h"

/* Any identity, or type:value, of which a new person is made if `make`.  ERR_unknown_person. */
bool coupon_subject(struct loyalty *l, struct str who, bool make, uint32_t *ret, struct err *err);
/* `coupon quote [FILE]`: the best combination for a cart, and why every other coupon is not in it.
 */
bool coupon_quote_verb(struct cli *c, struct loyalty *l, struct err *err);

/* coupon_segment.c */
bool coupon_segment_verb(struct cli *c, struct loyalty *l, struct err *err);

/* --person and --points of a request for an order. */
struct coupon_request;
bool coupon_points_of(struct cli *c, struct loyalty *l, struct coupon_request *q, struct err *err);
/* What an order uses of points, as OrderPoints; NULL: nothing. */
void points_of_order(struct cli *c, const struct json *points);

#endif
