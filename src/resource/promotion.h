/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Promotional prices: what a document of kind `promotion` says (docs/PROMOTIONS.md has every
 * field).
 *
 * Money is in smallest units of the workspace's currency.  Threads: what was read never changes. */
#ifndef SHOAL_RESOURCE_PROMOTION_H
#define SHOAL_RESOURCE_PROMOTION_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/tz.h"
#include "resource/bilingual.h"
#include "resource/coupon.h"

#define PROMOTION_ITEMS_MAX      1000
#define PROMOTION_STOCK_MAX      INT64_C(1000000000)
#define PROMOTION_PER_PERSON_MAX INT64_C(1000000)

enum promotion_type {
  PROMOTION_FLASH_SALE,
  PROMOTION_MEMBER_PRICE,
  PROMOTION_PRE_SALE,
  PROMOTION_TYPES
};
const char *promotion_type_name(enum promotion_type t); /* "flash_sale" … */

struct promotion_item {
  struct str item;
  int64_t price;      /* of one, as the document says it */
  int64_t pays;       /* of one, in all: the price less what the deposit grows by */
  int64_t stock;      /* units; −1: no limit */
  int64_t per_person; /* units; 0: no limit */
  int64_t deposit;    /* pre-sale: paid when ordering … */
  int64_t expands_to; /* … and what it counts for, ≥ deposit, ≤ price */
};

struct promotion {
  struct str slug;
  struct bilingual title;
  enum promotion_type type;
  unsigned decimals;            /* of the currency it was read with */
  int64_t from_ms, until_ms;    /* [from, until); TIME_MIN, TIME_MAX: open (member prices) */
  struct promotion_item *items; /* by id */
  uint32_t n_items;
  struct coupon_names categories, brands; /* member_price, instead of items: percent_bp off … */
  uint32_t percent_bp;                    /* … the list price; 0: it has items */
  struct str programme, level;            /* people: at least this level; empty: any level */
  struct str audience;                    /* people: an expression; empty: none */
  int64_t per_person;                     /* units over the whole promotion; 0: no limit */
  int64_t budget;                         /* what the prices take off; 0: none */
  bool restock;                           /* returned units are for sale again (default) */
  int64_t rest_from_ms, rest_until_ms;    /* pre-sale: when the rest is due; 0: not said */
};

/* Reads a document; all of *ret lives in `out`.  The audience is not looked into and the programme
 * not looked for (kind_promotion.c does both).  False: *ret_at is the value that is wrong, or NULL
 * (the document as a whole).  ERR_bad_field, ERR_unknown_field, ERR_missing_field, ERR_too_large,
 * ERR_bad_date. */
bool promotion_read(const struct json *doc, const struct tz *z, unsigned decimals,
                    struct arena *out, struct promotion *ret, const struct json **ret_at,
                    struct err *err);

/* NULL: none. */
const struct promotion_item *promotion_item_find(const struct promotion *p, struct str item);
/* A share off a list price, in smallest units: what is paid is rounded half up. */
int64_t promotion_percent_off(int64_t list, uint32_t percent_bp);

#endif
