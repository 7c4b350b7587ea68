/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between the files of the catalogue. */
#ifndef SHOAL_API_CATALOGUE_H
#define SHOAL_API_CATALOGUE_H

#include "api/route.h"
#include "workspace/catalogue.h"

#define ITEMS_AT_ONCE 1000
#define ITEMS_NAMED   100 /* looked up by one request */
#define BRANDS_SHOWN  500
#define ITEM_TAGS_MAX 50

extern const struct shape shape_catalogue, shape_item, shape_item_page, shape_items_of, shape_items_found, shape_item_change,
    shape_items_change, shape_items_changed, shape_categories, shape_categories_change,
    shape_brands, shape_item_kind, shape_item_role;

bool api_get_catalogue(struct call *c, struct err *err);
bool api_list_items(struct call *c, struct err *err);
bool api_get_item(struct call *c, struct err *err);
bool api_look_up_items(struct call *c, struct err *err);
bool api_get_categories(struct call *c, struct err *err);
bool api_get_brands(struct call *c, struct err *err);

/* catalogue_write.c */
bool api_put_item(struct call *c, struct err *err);
bool api_patch_item(struct call *c, struct err *err);
bool api_delete_item(struct call *c, struct err *err);
bool api_post_items(struct call *c, struct err *err);
bool api_put_categories(struct call *c, struct err *err);

void put_item(struct jw *w, const struct catalogue_item *item, const struct json *properties);
/* The item of the path as it is now. */
bool answer_item(struct call *c, struct err *err);

#endif
