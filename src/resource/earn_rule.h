/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Earn rules as documents: what an event gives, to whom, how much, and what takes it back.
 *
 *   kind: earn_rule
 *   slug: shopping
 *   title: {en: A point per yuan, zh: 消费积分}
 *   currency: points
 *   on: order_completed where amount > 0     # as in the brackets of a count
 *   who: city = "Shanghai"                   # of the person, as of the event; optional
 *   reward: {of: amount, points: 1, per: 1, rounding: down, minimum: 1}
 *   #       {points: 10}                                          the same for every event
 *   #       {of: amount, steps: [{from: 0, points: 5}, {from: 100, rate: 0.1}]}
 *   multipliers:
 *     - {name: gold, tier: {programme: vip, levels: [gold]}, by: 2}
 *     - {name: member_day, month_days: [8, 18, 28], hours: "10:00-22:00", by: 3}
 *     - {name: tea, event: order_completed where category = "tea", by: 1.5}
 *   combine: max                             # product, sum
 *   caps: {event: 500, order: 500, day: 1000, week: 3000, month: 9000, total: 90000, budget:
 * 1000000} refund: {on: order_refunded, by: order_id, of: amount, points: proportional}   # all, or
 * none
 *
 * Amounts are decimals, as numbers or text.  A rule says by itself what it means: it may not name
 * segments, classes, lists or fields of the catalogue, whose meaning changes without it, because
 * what was granted must be computable again from the log.  What everything means: docs/EARNING.md.
 */
#ifndef SHOAL_RESOURCE_EARN_RULE_H
#define SHOAL_RESOURCE_EARN_RULE_H

#include "base/json.h"
#include "lang/lang.h"

#define EARN_MULTIPLIERS_MAX 32
#define EARN_STEPS_MAX       32
#define EARN_DATES_MAX       366
#define EARN_REF_PROPS_MAX   3    /* properties that name an order together */
#define EARN_DAYS_MAX        3660 /* of a pending period and an expiry */
#define EARN_PRIORITY_MAX    1000000

enum earn_rounding { EARN_DOWN, EARN_UP, EARN_HALF_UP, EARN_HALF_EVEN };
enum earn_combine { EARN_MAX, EARN_PRODUCT, EARN_SUM };
enum earn_refund { EARN_KEEPS, EARN_PROPORTIONAL, EARN_ALL };
/* In the order in which they are looked at. */
enum earn_cap {
  EARN_CAP_EVENT,
  EARN_CAP_ORDER,
  EARN_CAP_DAY, /* this and the next three: of a person */
  EARN_CAP_WEEK,
  EARN_CAP_MONTH,
  EARN_CAP_TOTAL,
  EARN_CAP_BUDGET, /* of the rule */
  EARN_CAPS
};
extern const char *const earn_cap_names[EARN_CAPS];

struct earn_step { /* ascending by from */
  struct dec from, points;
  bool rate; /* points are per unit of the amount */
};

struct earn_multiplier {
  struct str name;
  struct dec by;
  const struct node *event; /* a count: holds if the event passes; NULL = any */
  const struct node *who;   /* of the person; NULL = anybody */
  uint32_t month_days;      /* bit d: day d of the month; 0 = any */
  uint8_t weekdays;         /* bit 0 = Monday; 0 = any */
  int32_t *dates;           /* days; n_dates 0 = any */
  uint32_t n_dates;
  uint16_t minute_from,
      minute_to; /* [from, to) of the day; both 0 = any.  from > to: over midnight */
};

struct earn_rule {
  struct str currency;
  const struct node *on;  /* a count of the events */
  const struct node *who; /* NULL = everybody */
  struct str of;          /* property of the amount; empty: a fixed reward */
  struct dec points, per; /* without steps: points for each `per` of the amount, or fixed */
  struct earn_step *steps;
  uint32_t n_steps;
  enum earn_rounding rounding;
  struct dec minimum; /* of what is granted at all */
  struct earn_multiplier *multipliers;
  uint32_t n_multipliers;
  enum earn_combine combine;
  bool has_cap[EARN_CAPS];
  struct dec cap[EARN_CAPS];
  bool caps_give_back;               /* what is taken back may be earned again */
  int32_t pending_days, expiry_days; /* −1: as the currency says */
  int64_t from, until;               /* of the event's time, [from, until) */
  int32_t priority;
  struct str group; /* empty: of none */
  enum earn_refund refund;
  const struct node *refund_on;
  struct str refund_of, refund_by[EARN_REF_PROPS_MAX];
  uint32_t n_refund_by;
  bool history; /* what happened before the rule was there counts when it comes in */
};

/* Reads the document's fields into `out`, with expressions resolved.  The zone of `names` says
 * which moment a date is.  On failure *ret_at is what is wrong in the document; an error with a
 * place is inside the text of *ret_at.  ERR_missing_field, ERR_bad_field, ERR_unknown_field,
 * ERR_too_large, ERR_earn_names, ERR_earn_loop, and those of the language. */
bool earn_rule_read(const struct json *doc, const struct lang_names *names, struct arena *out,
                    struct earn_rule *ret, const struct json **ret_at, struct err *err);

/* Asks `allow` of every expression of a rule; false with its error. */
bool earn_rule_allowed(const struct earn_rule *r,
                       bool (*allow)(const struct node *tree, struct err *err), struct err *err);

#endif
