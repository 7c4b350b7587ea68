/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to earning.
 *
 *   earn_rules.c    which rules there are, since which LSN each version counts      cold
 *   earn_people.c   people as they were at a place of the log, and what they had done
 *   earn_match.c    one event and all rules: who gets how much before caps          pure
 *   earn_math.c     exact amounts, rounded once
 *   earn_post.c     caps, grants, what refunds take back, postings                  SQL
 *   earn.c          the consumer
 *   earn_show.c     what is so, and why                                             SQL
 *   earn_preview.c  what a rule would have granted
 *   earn_explain.c  what every rule says of one event
 */
#ifndef SHOAL_LOYALTY_EARN_INT_H
#define SHOAL_LOYALTY_EARN_INT_H

#include <stdatomic.h>

#include "base/vec.h"
#include "loyalty/consumer.h"
#include "loyalty/earn.h"
#include "loyalty/earn_people.h"
#include "loyalty/holder.h"
#include "loyalty/since.h"
#include "resource/selector.h"

#define EARN_CONSUMER  "earn"
#define EARN_REF_BYTES 512     /* of what names an order; longer ones name none */
#define EARN_SAVE_LSNS 1000000 /* the cursor is saved after so many rows without effects */

/* ---- earn_math.c ---- */

/* num / den, both ≥ 0, den > 0. */
i128 earn_round(i128 num, i128 den, enum earn_rounding how);
/* amount × points ÷ per × times in units of 10^-decimals, rounded once; 0 for what is negative.
 * False: too large. */
bool earn_units(struct dec amount, struct dec points, struct dec per, struct dec times,
                uint8_t decimals, enum earn_rounding how, int64_t *ret);
/* What is left of `points` when `left` of `base` (> 0) is, 0 ≤ left ≤ base. */
bool earn_left(int64_t points, struct dec left, struct dec base, enum earn_rounding how,
               int64_t *ret);
/* An amount of a document in units, rounded down; too large ones are INT64_MAX. */
int64_t earn_limit(struct dec amount, uint8_t decimals);

/* ---- rules ---- */

struct earn_active { /* a version of a rule, for LSNs [from, until) */
  uint32_t n, version;
  struct str slug;
  uint64_t from_lsn, until_lsn, first_lsn;
  int64_t first_ms;
  bool ended;  /* archived: it grants nothing, but what it granted is taken back */
  bool broken; /* it grants nothing, because of: */
  struct err problem;
  struct earn_rule rule;
  uint8_t decimals;
  int64_t cap[EARN_CAPS], minimum;
};

struct earn_rules {
  struct since_set set;
  struct earn_active *p; /* by priority, highest first, then slug */
  uint32_t n;
};

/* ---- matching ---- */

struct earn_hit {
  const struct earn_active *rule;
  bool refund;
  uint64_t lsn;
  int64_t at_ms;
  uint32_t subject, *others, n_others; /* others: of the person then, itself among them */
  struct str ref;                      /* empty: of no order */
  struct dec base;                     /* of the order, or of what was given back */
  struct str times;                    /* "2 gold, tea" */
  int64_t raw;
  struct err *why; /* NULL: nothing is wrong */
};
typedef VEC(struct earn_hit) earn_hits;

/* What the rules say of one event; v->at is as of it.  False only when reading fails. */
bool earn_match(struct earn_view *v, const struct earn_active *rules, uint32_t n,
                const struct person_event *ev, struct arena *out, earn_hits *hits, struct err *err);
/* The same, with what each rule says: n of them. */
bool earn_match_says(struct earn_view *v, const struct earn_active *rules, uint32_t n,
                     const struct person_event *ev, struct arena *out, earn_hits *hits,
                     enum earn_verdict *says, struct err *err);
/* Whether an event of this name can be a hit of the rule. */
bool earn_listens(const struct earn_active *a, struct str event);
/* The days whose caps an event counts against: of itself, its week, its month, 0. */
#define EARN_SPANS 4
void earn_spans(const struct tz *tz, int64_t at_ms, int64_t ret[EARN_SPANS]);

/* ---- the consumer ---- */

struct earn {
  struct consumer c; /* whose turn guards what follows */
  struct earn_rules rules;
  struct earn_view view;
  earn_hits hits;     /* of the step */
  atomic_uint active; /* rules; read by any thread */
};

/* Notes new versions and makes e->rules anew if needed.  The caller has the turn. */
bool rules_update(struct earn *e, struct err *err);
/* The versions that count from `lsn` on, as they are noted; for one question about the past, which
 * releases the set. */
bool rules_at(struct earn *e, uint64_t lsn, struct earn_rules *ret, struct err *err);
/* Reads a document for computing; the currency must be there. */
bool rules_compile(struct earn *e, const struct json *doc, const struct names_env *names,
                   struct arena *out, struct earn_active *ret, struct err *err);

/* Effects of the hits and the cursor, in one transaction. */
bool earn_post(struct earn *e, struct earn_hit *hits, size_t n, uint64_t cursor, struct err *err);

#endif
