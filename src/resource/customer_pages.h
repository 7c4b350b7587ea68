/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a workspace's customer pages look and who may embed them (docs/CUSTOMER_PAGES.md).
 *
 *   kind: customer_pages
 *   slug: pages                     # a workspace has one
 *   title: {en: Tea House, zh: 茶馆}  # the brand, as customers read it
 *   pages: [points, coupons, card]  # which, in this order; all that have something when absent
 *   color: "#1f6f54"                # of the brand
 *   embed: ["https://shop.example.com"]   # sites whose pages may show them in a frame */
#ifndef SHOAL_RESOURCE_CUSTOMER_PAGES_H
#define SHOAL_RESOURCE_CUSTOMER_PAGES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"

#define CUSTOMER_PAGES_MAX  16
#define CUSTOMER_EMBEDS_MAX 20
#define CUSTOMER_ORIGIN_MAX 255 /* bytes */

struct customer_pages {
  struct str title_en, title_zh;        /* empty: the workspace's */
  struct str color;                     /* "#rrggbb" in lower case; empty: Shoal's */
  struct str pages[CUSTOMER_PAGES_MAX]; /* names of customer_page_names */
  uint32_t n_pages;
  bool chosen; /* the document says which */
  struct str embed[CUSTOMER_EMBEDS_MAX]; /* origins: scheme://host[:port] */
  uint32_t n_embed;
};

extern const char *const customer_page_names[]; /* in their usual order; ends with NULL */

/* Texts live in the document.  False: *ret_at is the value that is wrong (NULL: the document as a
 * whole).  ERR_bad_field. */
bool customer_pages_read(const struct json *doc, struct customer_pages *ret,
                         const struct json **ret_at, struct err *err);

/* Those of the workspace, or the usual ones. */
struct workspace;
bool resource_customer_pages(struct workspace *w, struct arena *out, struct customer_pages *ret,
                             struct err *err);

#endif
