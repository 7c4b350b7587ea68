/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Items of the points mall: the meaning of a `kind: mall_item` document (docs/MALL.md). */
#ifndef SHOAL_RESOURCE_MALL_ITEM_H
#define SHOAL_RESOURCE_MALL_ITEM_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/tz.h"
#include "resource/bilingual.h"
#include "resource/reward.h"

#define MALL_STOCK_MAX    INT64_C(1000000000)
#define MALL_LIMIT_MAX    100000
#define MALL_QUANTITY_MAX 100 /* of one order */
#define MALL_LEVELS_MAX   10  /* lower prices */
#define MALL_STORES_MAX   500
#define MALL_WARN         100     /* of `codes`, when not said … */
#define MALL_WARN_MAX     1000000 /* … and at most */
#define MALL_STORE_BYTES  120
#define MALL_URL_MAX      500           /* bytes */
#define MALL_COST_MAX     10000000000LL /* of one, in the workspace's currency */
#define MALL_MINUTES      30            /* to pay, unless the item says otherwise … */
#define MALL_MINUTES_MAX  10080         /* … and at most */

/* How somebody gets it; numbers are stored. */
enum mall_hand {
  MALL_REWARD,  /* coupons or points, at once */
  MALL_SHIP,    /* sent: an order has a contact */
  MALL_PICK_UP, /* in a store that the order names */
  MALL_VIRTUAL, /* by whoever looks after the order */
  MALL_HANDS
};
extern const char *const mall_hand_names[]; /* reward, ship, pick_up, virtual, NULL */

enum mall_limit { MALL_IN_ALL, MALL_PER_DAY, MALL_PER_WEEK, MALL_PER_MONTH, MALL_LIMITS };
extern const char *const mall_limit_names[]; /* in_all, per_day …, NULL */

struct mall_price {
  struct dec points; /* of the item's currency */
  int64_t money;     /* smallest units of the workspace's currency */
  struct str when;   /* for whom: an expression; empty: everybody */
  struct bilingual title;
};

struct mall_item {
  struct str slug;
  struct bilingual title, text, category; /* empty: none */
  struct str picture;                     /* https; empty: none */
  bool active;                            /* false: a draft */
  struct str currency;
  struct mall_price price, *levels; /* the first that holds of somebody counts, else `price` */
  uint32_t n_levels;
  int64_t stock, stock_day;    /* -1: no limit */
  int64_t limits[MALL_LIMITS]; /* of a person, of calendar days …; 0: none */
  int64_t quantity;            /* of one order, at most */
  int64_t pay_minutes;         /* for what costs money too */
  struct str pay_url;          /* https; {order} stands for the number; empty: none */
  struct str audience;         /* an expression; empty: everybody */
  int64_t from_ms, until_ms;   /* [from, until): TIME_MIN, TIME_MAX if not given */
  enum mall_hand hand;
  struct reward reward; /* MALL_REWARD: what one of it gives */
  struct str *stores;   /* MALL_PICK_UP: one of these; none: any name */
  uint32_t n_stores;
  struct str pool;           /* MALL_VIRTUAL: each piece is a code of this pool; empty: none */
  int64_t warn;              /* few codes are left when fewer than this are */
  int64_t unit_cost, budget; /* ten-thousandths of the workspace's currency; budget -1: none */
};

/* Reads a document; `decimals` are of the workspace's currency.  All of *ret lives in `out`.
 * Expressions are not looked into and names of other documents not looked for (kind_mall_item.c
 * does both).  False: *ret_at is the value that is wrong, or NULL (the document as a whole).
 * ERR_bad_field, ERR_unknown_field, ERR_missing_field, ERR_gate_…, ERR_bad_date. */
bool mall_item_read(const struct json *doc, const struct tz *z, unsigned decimals,
                    struct arena *out, struct mall_item *ret, const struct json **ret_at,
                    struct err *err);

/* Of a slug in a version (0: of now); *ret_active: neither archived nor a draft.
 * ERR_unknown_resource, ERR_unknown_version. */
struct workspace;
bool resource_mall_item(struct workspace *w, struct str slug, uint32_t version, struct arena *out,
                        struct mall_item *ret, uint32_t *ret_version, bool *ret_active,
                        struct err *err);

#endif
