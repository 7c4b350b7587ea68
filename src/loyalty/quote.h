/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a cart costs with the coupons at hand: the combination with which the customer pays least,
 * why every other coupon is not in it, and what is given back when lines are returned.  Pure: no
 * state, no clock; docs/COUPONS.md says the same in words.
 *
 * Amounts are in smallest units of the currency.  Coupons apply one after the other, each to what
 * those before it have left: (1) fixed prices and gifts, (2) amounts, (3) percents, (4) shipping;
 * within a step by falling priority, then fewer lines in scope, then slug, version, end and id.  A
 * discount never exceeds what is left of its lines; it is shared among them in proportion to what
 * is left of each, by largest remainder, ties to the earlier line (by id).
 *
 * Of two combinations that cost the same, going through the coupons from the latest end to the
 * earliest, the better one uses fewer of those that end at the same moment, then those of lower id.
 * A coupon that would take nothing off is never used.
 *
 * Threads: any; everything given lives in `out` and points into cart and coupons. */
#ifndef SHOAL_LOYALTY_QUOTE_H
#define SHOAL_LOYALTY_QUOTE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "resource/coupon.h"

#define QUOTE_LINES_MAX    200
#define QUOTE_COUPONS_MAX  200
#define QUOTE_QUANTITY_MAX 1000000
/* Places looked at: so many that lines × coupons × places is this, about a millisecond; within
 * these bounds.  Then it is the best found. */
#define QUOTE_WORK_MAX  INT64_C(750000)
#define QUOTE_STEPS_MAX 50000
#define QUOTE_STEPS_MIN 100
#define QUOTE_NONE      UINT32_MAX

enum quote_reason {
#define R(name, en, zh) QUOTE_##name,
#include "loyalty/quote_reasons.def"
#undef R
  QUOTE_REASONS
};

struct quote_line {
  struct str id; /* unique in the cart */
  struct str item, brand, role;
  const struct str *categories; /* its category and all above it */
  uint32_t n_categories;
  int64_t price; /* of one, promotions and member price included */
  uint32_t quantity;
  bool promoted, member_price;
  struct str of, promotion; /* told: the line it is a part of, its promotional price; or empty */
};

struct quote_cart {
  const struct quote_line *lines;
  uint32_t n;
  int64_t shipping;
  unsigned decimals;
  struct str channel, store; /* empty: none is known, and coupons bound to some do not count */
  bool points;               /* points are used in the same order */
};

struct quote_coupon {
  struct str id; /* unique among the coupons */
  const struct coupon_kind *kind;
  uint32_t version;          /* of the kind; coupons of one slug and version are alike */
  int64_t from_ms, until_ms; /* of this very coupon */
  int64_t budget_left;       /* of its kind; INT64_MAX: no budget */
  uint32_t uses_left;        /* of its kind, for this person now; UINT32_MAX: no limit */
  enum quote_reason blocked; /* what state knows against it; QUOTE_used: nothing */
};

struct quote_use {
  uint32_t coupon;      /* index */
  int64_t discount;     /* = Σ shares + shipping */
  const int64_t *share; /* of each line of the cart */
  int64_t shipping;
};

struct quote_unused {
  uint32_t coupon;
  enum quote_reason reason;
  uint32_t other;      /* index of the coupon it yields to, or QUOTE_NONE */
  int64_t missing, of; /* minimum: amounts or pieces; less: alone, chosen */
  int64_t alone;       /* what it would take off if it were the only one; 0 when it cannot */
};

struct quote {
  int64_t goods, shipping; /* before coupons */
  int64_t discount, pay;   /* pay = goods + shipping − discount ≥ 0 */
  struct quote_use *uses;  /* in order of application */
  uint32_t n_uses;
  struct quote_unused *unused; /* in the order of the coupons */
  uint32_t n_unused;
  bool exact; /* nothing better exists; false: the best found in time */
  uint32_t steps;
};

/* ERR_too_large (lines, coupons, sum), ERR_quote_line, ERR_quote_coupon, ERR_quote_twice. */
bool quote_cart(const struct quote_cart *cart, const struct quote_coupon *coupons, uint32_t n,
                const struct tz *tz, int64_t now_ms, struct arena *out, struct quote *ret,
                struct err *err);

const char *quote_reason_name(enum quote_reason r); /* "minimum" … */
/* In the language, with {0} … in it; never freed. */
const char *quote_reason_sentence(enum quote_reason r, enum lang lang);
/* The sentence about one that is not used. */
void quote_reason_text(const struct quote_unused *u, const struct quote_cart *cart,
                       const struct quote_coupon *coupons, const struct tz *tz, enum lang lang,
                       struct buf *out);

/* ---- returns ---- */

struct quote_refund {
  int64_t pay;   /* to give back */
  int64_t *lost; /* of each coupon used, in the order of uses: its discount that is undone */
};
/* `before` and `after`: how many units of each line are returned until now and with this return;
 * shipping_before, shipping_after likewise.  Depends on these numbers only, so that any sequence of
 * partial returns adds up to what one return of all gives; pay and every lost are never negative;
 * pay + Σ lost = list price of what is returned.  ERR_quote_return. */
struct quote_returned {
  const uint32_t *units; /* of each line */
  bool shipping;
};
bool quote_refund(const struct quote_cart *cart, const struct quote *q,
                  struct quote_returned before, struct quote_returned after, struct arena *out,
                  struct quote_refund *ret, struct err *err);

#endif
