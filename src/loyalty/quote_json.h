/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Carts and quotes as JSON: what the API and the command line have in common. */
#ifndef SHOAL_LOYALTY_QUOTE_JSON_H
#define SHOAL_LOYALTY_QUOTE_JSON_H

#include "loyalty/quote.h"
#include "workspace/workspace.h"

/* {"lines": [{"item": "sku-1", "quantity": 2, "price": "19.90", "id": …, "brand": …, "category": …,
 * "role": …, "promoted": true, "member_price": true}], "shipping": "10.00", "channel": …,
 * "store": …, "points": true}.  What a line does not say the catalogue does (NULL w: nothing does),
 * quantity is 1, id the number of the line from 1.  Texts live as long as `doc` and `out`.
 * ERR_quote_line, ERR_too_large. */
bool quote_cart_read(const struct json *doc, struct workspace *w, unsigned decimals,
                     struct arena *out, struct quote_cart *ret, struct err *err);

/* {"lines": [{"line": "1", "item": "sku-1", "quantity": 2, "pay": "35.80"}], "shipping": "10.00"}:
 * what is to be paid after coupons, as the answer of a quote has it.  Likewise; ERR_quote_twice. */
bool quote_paid_read(const struct json *doc, struct workspace *w, unsigned decimals,
                     struct arena *out, struct quote_cart *ret, int64_t **ret_pay, struct err *err);

/* A coupon of each slug as if it were issued at now_ms, without budgets and limits of persons; ids
 * are the numbers from 1.  ERR_unknown_resource, ERR_too_large. */
bool quote_try_kinds(struct workspace *w, const struct str *slugs, uint32_t n, int64_t now_ms,
                     struct arena *out, struct quote_coupon **ret, struct err *err);

/* Fields of an object: amounts as text, uses with their shares, those not used with their reasons.
 */
void quote_put(struct jw *w, const struct quote *q, const struct quote_cart *cart,
               const struct quote_coupon *coupons, const struct tz *tz);

#endif
