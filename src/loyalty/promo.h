/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Promotional prices: who gets which price for how many units, and the life of such units; what
 * documents say: resource/promotion.h, in words: docs/PROMOTIONS.md.
 *
 *    quoted ─▶ reserved for an order ─▶ redeemed (sold) ─▶ returned, unit by unit
 *                 │        ▲
 *                 └────────┴── released, or the reservation is over: for sale again
 *
 * Units are reserved, redeemed, released and returned by the request that does the same to the
 * coupons of the order (loyalty/coupon.h), all or nothing.  They stand on the holder of the subject
 * that bought them; limits of a person count over all holders of the person.
 *
 * Counters of a promotion and of each of its items are in memory, in step with the writer's groups
 * and equal to the rows at every commit: a request for what is sold out is refused without a
 * statement.
 *
 * Money is in smallest units of the workspace's currency.  Threads: any, unless said otherwise. */
#ifndef SHOAL_LOYALTY_PROMO_H
#define SHOAL_LOYALTY_PROMO_H

#include "base/json.h"
#include "loyalty/loyalty.h"
#include "loyalty/quote.h"
#include "resource/promotion.h"

#define PROMO_LINES_MAX   200 /* of one request */
#define PROMO_LIST_MAX    500 /* of one page */
#define PROMO_TRIED_MAX   100 /* promotions looked at for one cart or page of prices */
#define PROMO_SWEEP_ROWS  500 /* reservations ended by one work of the sweep … */
#define PROMO_SWEEP_WORKS 20  /* … and so many works by one tick */
#define PROMO_NO_LIMIT    INT64_C(-1)

/* ---- documents: those of now, shared by reference ---- */

struct promo_doc {
  struct promotion p;
  uint32_t version;
};
struct promo_set;
bool promo_set_get(struct loyalty *l, struct promo_set **ret, struct err *err);
void promo_set_release(struct promo_set *s); /* NULL is fine */
/* Archived ones are not among them. */
uint32_t promo_set_count(const struct promo_set *s);
const struct promo_doc *promo_set_at(const struct promo_set *s, uint32_t i); /* by slug */
/* ERR_unknown_resource; ERR_promotion_closed: archived. */
bool promo_set_find(struct loyalty *l, const struct promo_set *s, struct str slug,
                    const struct promo_doc **ret, struct err *err);

/* Whether it has a price for the line; *ret_item NULL: a share off the list price. */
bool promo_has(const struct promotion *p, const struct quote_line *line,
               const struct promotion_item **ret_item);
static inline bool promo_runs(const struct promotion *p, int64_t now) {
  return p->from_ms <= now && now < p->until_ms;
}

/* ---- counters: what is committed ---- */

struct promo_counts {
  int64_t held, sold, returned, kept; /* units; sold: less those returned */
  int64_t held_off, sold_off;
};
/* item empty: all of the promotion.  Zeros where nothing was ever reserved. */
void promo_counts_of(struct loyalty *l, struct str slug, struct str item, struct promo_counts *ret);
/* Of a stock or limit (0 and less mean what `none` says): what is left; PROMO_NO_LIMIT. */
int64_t promo_left(const struct promotion_item *it, const struct promo_counts *c);

/* ---- prices ---- */

struct promo_try { /* a running promotion that has some line of the cart */
  const struct promo_doc *doc;
  bool fits;      /* of its people; the caller says it where `asks` */
  bool asks;      /* it has an expression that must be asked of the person */
  int64_t all;    /* units the person may still buy in it; INT64_MAX: no limit */
  int64_t budget; /* INT64_MAX: none */
};
struct promo_left { /* of an item in a promotion */
  uint32_t of;      /* tries */
  struct str item;
  int64_t stock, person; /* INT64_MAX: no limit */
};
struct promo_hand {
  struct promo_set *set;
  struct promo_try *tries; /* by slug */
  uint32_t n;
  struct promo_left *left;
  uint32_t n_left;
};
/* What the lines may get now; subject SUBJECT_NONE: nobody is known, then promotions for some
 * people do not fit.  What `order` (empty: none) has reserved is free for it.  It says how things
 * are: nothing is promised until it is reserved.  Not inside a work; promo_hand_free also after a
 * failure.  ERR_too_large (PROMO_TRIED_MAX). */
bool promo_hand(struct loyalty *l, uint32_t subject, struct str order,
                const struct quote_cart *cart, int64_t now, struct arena *out,
                struct promo_hand *ret, struct err *err);
void promo_hand_free(struct promo_hand *h);

struct promo_told { /* about a line and a promotion that has it */
  uint32_t line;    /* of the cart that was given */
  const struct promo_doc *doc;
  const struct promotion_item *item; /* NULL: a share off the list price */
  int64_t price, units;
  enum quote_reason reason; /* QUOTE_used: all units that were left to it */
  int64_t stock, person;    /* left before this line; INT64_MAX: no limit */
};
struct promo_priced {
  struct quote_cart cart; /* lines that have two prices are split; see below */
  struct promo_told *told;
  uint32_t n_told;
};
/* Pure.  Each line in the order of ids: its promotions from the lowest price on (ties by slug),
 * each for as many units as stock, limits and budget allow, never for one whose price is not below
 * the line's own.  Parts of a line are lines of their own: the rest at its own price keeps the id,
 * a part is id:slug when the line has others; `of` names the line that was given.  ERR_too_large
 * (QUOTE_LINES_MAX), ERR_quote_line (an id that becomes too long). */
bool promo_price_cart(const struct promo_hand *h, const struct quote_cart *cart, struct arena *out,
                      struct promo_priced *ret, struct err *err);
/* The sentence about one. */
void promo_told_text(const struct promo_told *t, enum lang lang, struct buf *out);
/* A JSON array of what was told. */
void promo_told_put(struct jw *w, const struct promo_priced *p, const struct quote_cart *cart);

/* ---- in orders: part of a request about coupons ---- */

struct promo_ask { /* units of one item; each (promotion, item) once */
  struct str promotion, item;
  bool in_scope;  /* of promotions that take a share off: they have the item (promo_has) */
  bool unchecked; /* it was sold out, so nobody asked whether it is for this person: refused even
                     when units came back meanwhile */
  int64_t units;  /* ≥ 1 */
  int64_t list;   /* of one; −1: unknown */
  int64_t price;  /* as the customer has seen it; −1: not said */
};

enum promo_status { PROMO_RESERVED, PROMO_REDEEMED, PROMO_RELEASED, PROMO_LAPSED };
extern const char *const promo_status_names[]; /* by enum promo_status */
struct promo_use {
  int64_t n; /* grows */
  struct str promotion, item, order;
  uint32_t version, holder, subject; /* SUBJECT_NONE: nobody goes by it any more */
  enum promo_status status;
  int64_t units, returned, kept;
  int64_t price, list;
  int64_t at_ms, due_ms; /* due INT64_MIN: none */
};
/* One JSON object, or the fields of one. */
void promo_use_put(struct jw *w, const struct promo_use *u, unsigned decimals);
void promo_use_fields(struct jw *w, const struct promo_use *u, unsigned decimals);

/* What can be refused at once, by committed counters: nothing of it is left for anybody.
 * ERR_promotion_sold_out, ERR_promotion_closed, ERR_promotion_no_item, ERR_unknown_resource. */
bool promo_some_left(struct loyalty *l, const struct promo_ask *a, uint32_t n, struct err *err);
/* Whether the person may buy in it, but for its expression: levels of programmes.  Not inside a
 * work. */
bool promo_level_fits(struct loyalty *l, const struct promotion *p, uint32_t subject, bool *ret,
                      struct err *err);

/* ---- reading: what is committed; a reservation whose end has come is told so ---- */

struct promo_filter {
  struct str promotion, item, order; /* empty: any; one of promotion and order is given */
  int status;                        /* enum promo_status, or −1: reserved and redeemed */
  int64_t before;                    /* only n below; 0: from the newest */
  uint32_t limit;                    /* 1 … PROMO_LIST_MAX */
};
/* Newest first; *ret_next: `before` of the next page, 0 after the last. */
bool promo_uses_of(struct loyalty *l, const struct promo_filter *f, struct arena *out,
                   struct promo_use **ret, uint32_t *ret_n, int64_t *ret_next, struct err *err);

/* Reservations that are over; called by loyalty_tick. */
bool promos_tick(struct loyalty *l, struct err *err);

/* How many counters are not what the rows say; each is told to `bad`.  Between groups only. */
bool promos_verify(struct loyalty *l, void (*bad)(void *ctx, struct str promotion, struct str item),
                   void *ctx, int64_t *ret, struct err *err);

#endif
