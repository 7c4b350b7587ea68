/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kinds of coupons: what a document of kind `coupon` says (docs/COUPONS.md has every field).
 *
 * Money is in the workspace's currency, never below zero, with no more fraction digits than the
 * currency has.  Percents are whole basis points (12.5 % = 1250).  0 of a limit means there is
 * none, unless said otherwise.
 *
 * Threads: what was read never changes. */
#ifndef SHOAL_RESOURCE_COUPON_H
#define SHOAL_RESOURCE_COUPON_H

#include "base/arena.h"
#include "base/decimal.h"
#include "base/json.h"
#include "base/tz.h"

#define COUPON_TIERS_MAX      20
#define COUPON_REPEAT_MAX     1000       /* benefit.repeat */
#define COUPON_UNITS_MAX      1000000    /* quantities */
#define COUPON_SCOPE_MAX      5000       /* ids of one list of scope, gifts, channels, stores */
#define COUPON_ID_BYTES_MAX   255        /* of each of them */
#define COUPON_DAYS_MAX       3660       /* valid.days, valid.delay_days; hours 24 times as many */
#define COUPON_HOURS_MAX      12         /* valid.hours */
#define COUPON_ISSUE_MAX      1000000000 /* budget.issue; also every limit */
#define COUPON_GROUPS_MAX     50         /* stacking.with */
#define COUPON_PRIORITY_MAX   1000
#define COUPON_CODE_MIN       8  /* code.length, without the prefix */
#define COUPON_CODE_MAX       24 /* likewise */
#define COUPON_PREFIX_MAX     12
#define COUPON_SHARES_MAX     10
#define COUPON_HOLDOUT_MAX_BP 5000
#define COUPON_TITLE_MAX      200   /* bytes of texts.title in one language */
#define COUPON_RULES_MAX      20000 /* of texts.rules */
/* Smallest units of any amount: exact in int64 and in double, and so are sums of a thousand. */
#define COUPON_MONEY_MAX INT64_C(1000000000000000)

enum coupon_benefit {
  COUPON_AMOUNT_OFF,  /* amount */
  COUPON_PERCENT_OFF, /* percent, max_discount */
  COUPON_THRESHOLD,   /* spend S get amount, `repeat` times at most */
  COUPON_TIERED,      /* tiers */
  COUPON_FIXED_PRICE, /* units in scope cost `price` */
  COUPON_GIFT,        /* units of `gifts` cost nothing */
  COUPON_SHIPPING,    /* amount, or all of it (shipping_free) */
  COUPON_BENEFITS
};
enum coupon_rounding {
  COUPON_DOWN, /* what is less than the smallest unit stays with the shop */
  COUPON_UP,
  COUPON_HALF_UP,
  COUPON_HALF_EVEN,
  COUPON_ROUNDINGS
};
enum coupon_claim {
  COUPON_ISSUED,  /* only who is given one has one */
  COUPON_OPEN,    /* anybody of the audience takes one on a page */
  COUPON_BY_CODE, /* whoever types a code */
  COUPON_CLAIMS
};
enum coupon_start { COUPON_FROM_ISSUE, COUPON_FROM_CLAIM };
enum coupon_refund {              /* what becomes of a used coupon whose order is refunded */
                     COUPON_BACK, /* it can be used again, as long as it would have been valid */
                     COUPON_BACK_FOR_DAYS, /* likewise, and `refund_days` from then at least */
                     COUPON_STAYS_USED
};

const char *coupon_benefit_name(enum coupon_benefit b); /* "amount_off" … */
const char *coupon_rounding_name(enum coupon_rounding r);
const char *coupon_claim_name(enum coupon_claim c);

struct coupon_tier { /* reached by `spend`, or by `quantity` when that is not 0 */
  struct dec spend;
  uint32_t quantity;
  struct dec amount;   /* COUPON_TIERED of amounts: percent_bp is 0 */
  uint32_t percent_bp; /* otherwise */
};

struct coupon_names { /* sorted by str_cmp, each once */
  const struct str *p;
  uint32_t n;
};
bool coupon_names_have(const struct coupon_names *names, struct str s);

struct coupon_set { /* of scope or of what is excluded */
  struct coupon_names items, categories, brands, roles;
};

struct coupon_hours { /* minutes of the day, until exclusive (1440 = midnight) */
  uint16_t from, until;
};

struct coupon_share {
  struct str name;
  uint32_t percent_bp;
};

struct coupon_texts {
  struct str title_en, title_zh; /* the document's title when texts.title is absent */
  struct str rules_en, rules_zh; /* empty when absent */
};

struct coupon_kind {
  struct str slug;
  unsigned decimals; /* of the currency it was read with */

  enum coupon_benefit benefit;
  struct dec amount;       /* AMOUNT_OFF, THRESHOLD, SHIPPING (not free), FIXED_PRICE: the price */
  struct dec spend;        /* THRESHOLD: S */
  uint32_t repeat;         /* THRESHOLD: how often at most, ≥ 1 */
  uint32_t percent_bp;     /* PERCENT_OFF */
  struct dec max_discount; /* PERCENT_OFF, TIERED of percents; zero: no cap */
  enum coupon_rounding rounding;
  struct coupon_tier
      *tiers; /* TIERED: rising; all by spend or all by quantity, amounts or percents */
  uint32_t n_tiers;
  struct coupon_names gifts;
  uint32_t quantity; /* FIXED_PRICE: units at most (0: all); GIFT: units free, ≥ 1 */
  bool shipping_free;

  struct coupon_set in, out; /* a line is in scope when every list of `in` that is not empty has it,
                                and no list of `out` */
  struct dec minimum_spend;
  uint32_t minimum_quantity;
  bool after_coupons; /* minimum, spend and tiers look at what the coupons before it have left */

  int64_t from_ms, until_ms;  /* fixed window, until exclusive; TIME_MIN, TIME_MAX: open */
  enum coupon_start starts;   /* what days, hours and delay_days count from */
  uint32_t days, hours_after; /* at most one of them; 0: until until_ms */
  uint32_t delay_days;        /* whole days of the zone before it is valid (次日生效: 1) */
  bool rolling;               /* days are 24 hours each, not days of the zone */
  uint8_t weekdays;           /* bit 0 = Monday; 0x7f: all */
  struct coupon_hours hours[COUPON_HOURS_MAX]; /* rising, apart; n_hours 0: all day */
  uint32_t n_hours;

  uint64_t budget_issue;    /* coupons */
  struct dec budget_amount; /* discounts given; zero: none */
  uint32_t per_person_claimed, per_person_used, per_person_used_per_day;
  uint32_t per_order; /* ≥ 1 (default 1) */

  struct str group;   /* default: "default" */
  bool exclusive;     /* no other coupon in the order */
  uint32_t per_group; /* coupons of its group in an order, this one included; ≥ 1 (default) */
  struct coupon_names with; /* only with coupons of these groups and its own */
  bool with_any;            /* `with` is absent: every group */
  int32_t priority;         /* higher applies earlier within its step */
  bool with_promotions;     /* lines that carry a promotion are in scope too (default) */
  bool with_member_price;   /* likewise lines at a member price (default) */
  bool with_points;         /* may be used with points (default) */

  struct str audience;                  /* boolean expression; empty: everybody */
  struct coupon_names channels, stores; /* empty: all */
  enum coupon_claim claim;
  struct str code_prefix;
  uint32_t code_length;
  enum coupon_refund refund;
  uint32_t refund_days;
  struct coupon_share shares[COUPON_SHARES_MAX]; /* who bears the cost; sums to 10000 */
  uint32_t n_shares;
  uint32_t holdout_bp; /* share of the target to whom nothing is issued */
  struct coupon_texts texts;
};

/* Reads a document; tz is the workspace's zone, decimals those of its currency (0 … 4).  Everything
 * in *ret lives in `out`.  The audience is not looked into (kind_coupon.c compiles it).  False:
 * *ret_at is the value that is wrong, or NULL (the document as a whole).  ERR_bad_field,
 * ERR_unknown_field, ERR_missing_field, ERR_too_large, ERR_bad_date. */
bool coupon_kind_read(const struct json *doc, const struct tz *tz, unsigned decimals,
                      struct arena *out, struct coupon_kind *ret, const struct json **ret_at,
                      struct err *err);

/* When a coupon that began (was issued or claimed, as k->starts says) at start_ms is valid: from
 * inclusive, until exclusive, within the fixed window; *ret_from ≥ *ret_until: never. */
void coupon_window(const struct coupon_kind *k, const struct tz *tz, int64_t start_ms,
                   int64_t *ret_from, int64_t *ret_until);
/* Whether weekday and hour of now_ms are among those of the kind. */
bool coupon_hour_fits(const struct coupon_kind *k, const struct tz *tz, int64_t now_ms);

/* Fraction digits of a currency of ISO 4217: 2 unless the standard says otherwise. */
unsigned iso_currency_decimals(struct str code);
/* An amount of at most `decimals` fraction digits as smallest units, and back. */
int64_t coupon_units(struct dec amount, unsigned decimals);
struct dec coupon_amount(int64_t units, unsigned decimals);

/* The kind of a slug as it is now, read with the workspace's zone and currency; *ret_active: not
 * archived.  ERR_unknown_resource; errors of reading after the currency was changed. */
struct workspace;
bool resource_coupon_kind(struct workspace *w, struct str slug, struct arena *out,
                          struct coupon_kind *ret, bool *ret_active, struct err *err);

#endif
