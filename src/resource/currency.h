/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Currencies of the ledger: points, growth value, virtual coins, store credit.
 *
 *   kind: currency
 *   slug: points
 *   title: {en: Points, zh: 积分}
 *   type: points                       # points (default), growth, coins, credit
 *   unit: {en: pts, zh: 分}
 *   decimals: 0                        # 0 … 4; never changed once there are transactions
 *   expires: {months: 12, end_of: month}   # never (default); {days: 90}; {yearly: 12-31}
 *   pending_days: 7                    # what is granted can be spent so many days later
 *   debt: 500                          # how far below zero a person may be; 0 (default): not
 *   worth: 0.01                        # money, of one unit
 *   unit_cost: 0.006                   # what one costs the brand when it is spent; default: worth
 *   limits: {grant: 10000, spend: 50000, transfer: 1000, adjust: 100000}   # of one transaction
 *   approval_above: 1000               # an adjustment above it needs a second person
 *   transfers: yes                     # between people; default no
 *   refund_expired: {grace_days: 30}   # old_expiry (default): given back, and expired
 *   clawback: other_lots               # own_lots, other_lots (default), debt
 *   checkout: {step: 100, max_share: 0.5}  # points as money: resource/checkout.h
 *
 * Amounts inside are whole numbers of the smallest unit (10^-decimals).  What the rules do:
 * loyalty/ledger.h. */
#ifndef SHOAL_RESOURCE_CURRENCY_H
#define SHOAL_RESOURCE_CURRENCY_H

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/json.h"
#include "base/tz.h"
#include "resource/checkout.h"

#define CURRENCY_DECIMALS_MAX 4
#define CURRENCY_AMOUNT_MAX   INT64_C(1000000000000000) /* smallest units, of one transaction */
#define CURRENCY_DAYS_MAX     36500
#define CURRENCY_NEVER        INT64_MAX /* an expiry */
#define CURRENCY_TEXT_BYTES   32

enum currency_type { CURRENCY_POINTS, CURRENCY_GROWTH, CURRENCY_COINS, CURRENCY_CREDIT };
const char *currency_type_name(enum currency_type t);

enum currency_expires { EXPIRES_NEVER, EXPIRES_AFTER, EXPIRES_YEARLY };
enum currency_end { END_MOMENT, END_DAY, END_MONTH, END_YEAR };
enum currency_clawback { CLAWBACK_OWN_LOTS, CLAWBACK_OTHER_LOTS, CLAWBACK_DEBT };

struct currency {
  struct str slug, title_en, title_zh, unit_en, unit_zh;
  enum currency_type type;
  uint8_t decimals;
  enum currency_expires expires;
  uint32_t months, days; /* EXPIRES_AFTER: one of them */
  enum currency_end end; /* … and then the end of that day, month or year */
  uint8_t month, day;    /* EXPIRES_YEARLY: the last day of validity */
  uint32_t pending_days;
  int64_t debt;
  struct dec worth;                                               /* 0: none */
  struct dec unit_cost;                                           /* likewise */
  int64_t limit_grant, limit_spend, limit_transfer, limit_adjust; /* CURRENCY_AMOUNT_MAX: none */
  int64_t approval_above;                                         /* likewise */
  bool transfers;
  bool grace; /* refund_expired; false: old_expiry */
  uint32_t grace_days;
  enum currency_clawback clawback;
  struct checkout_terms checkout; /* without its lists */
};

/* Texts live in the document.  False: *ret_at is the value that is wrong (NULL: the document as a
 * whole).  ERR_bad_field, ERR_unknown_field, ERR_missing_field. */
bool currency_read(const struct json *doc, struct currency *ret, const struct json **ret_at,
                   struct err *err);

/* "12.50" in smallest units, exactly: digits, one point, a sign; no more decimals than the currency
 * has, at most CURRENCY_AMOUNT_MAX.  ERR_bad_amount. */
bool currency_amount(const struct currency *c, struct str text, int64_t *ret, struct err *err);
struct dec currency_dec(const struct currency *c, int64_t amount);
char *currency_text(const struct currency *c, int64_t amount, char out[CURRENCY_TEXT_BYTES]);

/* When what is granted at `ms` is no longer valid: its first moment, or CURRENCY_NEVER. */
int64_t currency_expiry(const struct currency *c, const struct tz *tz, int64_t ms);

#endif
