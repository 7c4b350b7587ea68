/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The points mall over HTTP: handlers and shapes behind routes_mall.c, and what customers' pages
 * share with them. */
#ifndef SHOAL_API_MALL_H
#define SHOAL_API_MALL_H

#include "api/route.h"
#include "incentive/mall.h"

#define MALL_PARCELS_MAX 200 /* orders of one request to ship many */

/* shapes_mall.c */
extern const struct shape shape_mall_state, shape_mall_items, shape_mall_item, shape_mall_offers,
    shape_mall_orders, shape_mall_order_file, shape_mall_ordered, shape_mall_report,
    shape_mall_place, shape_mall_pay, shape_mall_ship, shape_mall_parcels, shape_mall_shipped,
    shape_mall_cancel, shape_mall_back, shape_visit_mall, shape_visit_mall_offer,
    shape_visit_mall_place, shape_visit_mall_ordered, shape_visit_mall_orders, shape_mall_pools,
    shape_mall_pool, shape_mall_codes_body, shape_mall_codes_added, shape_mall_codes_file,
    shape_mall_withdraw, shape_mall_withdrawn, shape_mall_codes, shape_mall_bulk, shape_mall_reach;

/* mall_read.c */
bool api_list_mall_items(struct call *c, struct err *err);
bool api_get_mall_item(struct call *c, struct err *err);
bool api_mall_report(struct call *c, struct err *err);

/* mall_orders.c */
bool api_list_mall_orders(struct call *c, struct err *err);
bool api_get_mall_order(struct call *c, struct err *err);
struct mall_names; /* titles of items in the version that was ordered; of one answer */
/* Those that the answer to a request will need: nothing is read afterwards. */
struct mall_names *mall_names_for(struct call *c, struct incentive *i, const struct mall_ask *a);
struct str mall_names_currency(const struct mall_names *names); /* empty: none known */
/* The fields of an order, inside an object; `whose`: person, cost, contact and the ledger too.
 * *names NULL: they are read, and kept there. */
void put_mall_order(struct call *c, struct mall_names **names, const struct mall_order *o,
                    bool whose);
void put_mall_money(struct call *c, const char *name, int64_t units);

/* mall_change.c */
bool api_place_mall_order(struct call *c, struct err *err);
bool api_pay_mall_order(struct call *c, struct err *err);
bool api_ship_mall_order(struct call *c, struct err *err);
bool api_ship_mall_orders(struct call *c, struct err *err);
bool api_ready_mall_order(struct call *c, struct err *err);
bool api_finish_mall_order(struct call *c, struct err *err);
bool api_cancel_mall_order(struct call *c, struct err *err);
bool api_return_mall_order(struct call *c, struct err *err);
/* What a body asks to order. */
bool mall_body(struct call *c, struct mall_ask *a, struct err *err);

bool api_restock_mall_order(struct call *c, struct err *err);

/* mall_codes.c */
#define MALL_CODES_MAX 5000 /* codes of one request */
bool api_list_mall_pools(struct call *c, struct err *err);
bool api_get_mall_pool(struct call *c, struct err *err);
bool api_add_mall_codes(struct call *c, struct err *err);
bool api_import_mall_codes(struct call *c, struct err *err);
bool api_withdraw_mall_codes(struct call *c, struct err *err);
bool api_show_mall_codes(struct call *c, struct err *err);
bool api_visit_mall_codes(struct call *c, struct err *err);
/* Field `codes` of an order's file: masked. */
bool put_masked_codes(struct call *c, struct incentive *i, int64_t order, struct err *err);

/* mall_many.c */
bool api_mall_bulk(struct call *c, struct err *err);
bool api_mall_bulk_preview(struct call *c, struct err *err);

/* mall_offers.c */
bool api_mall_offers(struct call *c, struct err *err);
bool api_visit_mall(struct call *c, struct err *err);
bool api_visit_mall_item(struct call *c, struct err *err);
bool api_visit_mall_place(struct call *c, struct err *err);
bool api_visit_mall_orders(struct call *c, struct err *err);
bool api_visit_mall_cancel(struct call *c, struct err *err);

#endif
