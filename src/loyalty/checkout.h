/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Points as money in orders: how many may be used, what they are worth, and their life.
 *
 *   reserve (frozen) ─▶ redeemed (spent) ─▶ returned, line by line or at once
 *        └─▶ released, or lapsed: the reservation is over ─▶ may be reserved anew
 *
 * Changes are requests about coupons (loyalty/coupon.h): what an order does with its coupons and
 * its points happens together or not at all, under one key.  An order uses points of one currency
 * once.  The terms are resource/checkout.h's; docs/LOYALTY.md says the same in words.
 *
 * Money is in the smallest unit of the workspace's currency, points in that of theirs.  Of p points
 * the worth is floor(p · worth): never more than they are worth.  It is shared among the lines that
 * may be paid with points in proportion to what is to be paid for each, by largest remainder, ties
 * to the line with the lower id (shipping last); the points likewise by the money of each.
 *
 * Of a line for which P is paid, M of it with p points, k of its q units returned are worth
 * a = floor(P·k / q) together, as in any return (quote.h); of that floor(M·a / P) were points, and
 * floor(p·a / P) points come back.  All of it depends on how many are returned in the end only, and
 * the last unit brings the rest. */
#ifndef SHOAL_LOYALTY_CHECKOUT_H
#define SHOAL_LOYALTY_CHECKOUT_H

#include "base/json.h"
#include "loyalty/loyalty.h"
#include "loyalty/quote.h"
#include "resource/checkout.h"
#include "resource/currency.h"

#define CHECKOUT_ORDER_MAX 200 /* bytes of the number of an order that uses points */

/* ---- how many: pure ---- */

enum checkout_limit {               /* what keeps it from being more */
                      CHECKOUT_ALL, /* nothing: all that may be paid with points is */
                      CHECKOUT_ASKED,
                      CHECKOUT_BALANCE,
                      CHECKOUT_SHARE,
                      CHECKOUT_PER_ORDER,
                      CHECKOUT_PER_DAY,
                      CHECKOUT_MINIMUM_ORDER,
                      CHECKOUT_MINIMUM_POINTS,
                      CHECKOUT_COUPONS,  /* they do not go together with the coupons of the order */
                      CHECKOUT_EXCLUDED, /* no line may be paid with them */
                      CHECKOUT_LIMITS
};
const char *checkout_limit_name(enum checkout_limit l);               /* "balance" … */
const char *checkout_limit_text(enum checkout_limit l, bool chinese); /* … in words */

struct checkout_line {
  struct str id; /* empty: shipping */
  uint32_t quantity, returned;
  int64_t pay; /* after coupons */
  int64_t money, points;
  bool fits; /* may be paid with points */
};

struct checkout_case {
  struct currency currency;
  struct checkout_terms terms;
  unsigned decimals; /* of money */
  struct checkout_line *lines;
  uint32_t n;
  bool barred;     /* by a coupon of the order */
  int64_t balance; /* INT64_MAX: nobody's */
  int64_t used_today;
};

struct checkout_most {
  int64_t points, money;
  enum checkout_limit limit;
};

/* Which lines may: those of a cart, and shipping behind them when there is something to pay for it.
 * pay: of each line, after coupons. */
void checkout_lines(struct checkout_case *c, const struct quote_cart *cart, const int64_t *pay,
                    int64_t shipping, struct arena *out);
/* The most that may be used, `asked` at most (0: as many as may): a multiple of the step, and no
 * more than its money needs. */
void checkout_most(const struct checkout_case *c, int64_t asked, struct checkout_most *ret);
int64_t checkout_worth(const struct checkout_case *c, int64_t points);
/* Shares of all lines; points ≥ 1 are worth money ≥ 1, which the lines that fit can take. */
void checkout_share(struct checkout_case *c, int64_t points, int64_t money);

struct checkout_part { /* of what was used */
  int64_t points, money;
};
/* What k returned units of a line bring back in all. */
struct checkout_part checkout_returned(const struct checkout_line *l, uint32_t k);

/* ---- requests: see coupon.h ---- */

struct checkout_ask { /* with RESERVE and REDEEM; c: balance and what was used are looked up then */
  struct checkout_case c;
  int64_t points; /* 0: as many as may */
};
struct checkout_back { /* with RETURN */
  struct str line;     /* empty: shipping */
  uint32_t quantity;
};

/* The currency that is meant: `slug`, or (empty) the only one that is money at checkout; with its
 * terms, and the money's decimals.  ERR_unknown_resource, ERR_checkout_off, ERR_checkout_which. */
bool checkout_case_of(struct loyalty *l, struct str slug, struct arena *out,
                      struct checkout_case *ret, struct err *err);
/* Likewise; *ret_any false: there is none (which is no error when slug is empty). */
bool checkout_case_if_any(struct loyalty *l, struct str slug, struct arena *out,
                          struct checkout_case *ret, bool *ret_any, struct err *err);

/* ---- reading: what is committed ---- */

enum checkout_status {
  CHECKOUT_RESERVED,
  CHECKOUT_REDEEMED,
  CHECKOUT_RELEASED,
  CHECKOUT_LAPSED, /* the reservation was over by itself */
  CHECKOUT_RETURNED
};
extern const char *const checkout_status_names[];

struct checkout {
  int64_t n;
  struct str order, currency;
  uint8_t decimals; /* of the currency */
  uint32_t holder, subject;
  enum checkout_status status;
  int64_t points, money, points_back, money_back;
  int64_t hold, spend;          /* ledger transactions; 0: none */
  int64_t steps, at_ms, due_ms; /* due_ms INT64_MIN: none */
  struct checkout_line *lines;
  uint32_t n_lines;
};
/* ERR_unknown_checkout. */
bool checkout_get(struct loyalty *l, struct str order, struct arena *out, struct checkout *ret,
                  struct err *err);
bool checkouts_tick(struct loyalty *l, struct err *err);
void checkout_put(struct jw *w, const struct checkout *c, unsigned decimals);
/* What the person has, and has used today in other orders than `order`. */
bool checkout_person(struct loyalty *l, uint32_t subject, struct str order, struct arena *tmp,
                     struct checkout_case *c, struct err *err);

/* ---- with a cart ---- */

struct checkout_quote {
  bool any; /* there is a currency that is money at checkout; else all below is nothing */
  bool person;
  struct checkout_case c;    /* its lines have their shares of what is used */
  struct checkout_most most; /* that could be used */
  int64_t points, money;     /* that are used */
};
/* What is asked of points in a quote: "use_points" ("max" or an amount) and "currency" of `doc`. */
struct checkout_wish {
  struct str currency, use; /* empty: only how many could be */
};
struct checkout_wish checkout_wish_of(const struct json *doc);
/* quote_cart with them: coupons that do not go with points stay out when points are used.  subject
 * SUBJECT_NONE: nobody's, without a balance.  ERR_checkout_off, ERR_checkout_which, ERR_bad_amount,
 * and as quote_cart. */
bool checkout_quote(struct loyalty *l, uint32_t subject, struct str order,
                    const struct checkout_wish *wish, struct quote_cart *cart,
                    const struct quote_coupon *coupons, uint32_t n, int64_t now_ms,
                    struct arena *out, struct quote *ret_quote, struct checkout_quote *ret,
                    struct err *err);
/* The field "points" of its answer, when there is any currency for it. */
void checkout_quote_put(struct jw *w, const struct checkout_quote *q, int64_t pay);

/* {"currency": "points", "amount": "300" or "max", "lines": […], "shipping": "10.00"}: with the
 * lines of quote_paid_read. */
bool checkout_ask_read(struct loyalty *l, const struct json *doc, struct arena *out,
                       struct checkout_ask *ret, struct err *err);

#endif
