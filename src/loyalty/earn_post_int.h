/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the effects of earn rules: earn_post.c, earn_back.c. */
#ifndef SHOAL_LOYALTY_EARN_POST_INT_H
#define SHOAL_LOYALTY_EARN_POST_INT_H

#include "loyalty/earn_int.h"

struct tally { /* of a rule in this work */
  const struct earn_active *rule;
  int64_t budget_used; /* as it stands */
  int64_t grants, granted, taken_back, errors;
  const struct earn_hit *first; /* that went wrong … */
  struct err why;               /* … because */
};
struct by_day {
  uint32_t rule;
  int64_t day, grants, points;
};

struct earn_posting {
  struct writer_work work;
  struct earn *e;
  struct earn_hit *hits;
  size_t n;
  uint64_t cursor;
  VEC(struct tally) tallies;
  VEC(struct by_day) days;
  struct arena mem;
};

struct granted {
  uint64_t lsn;
  uint32_t holder, subject;
  int64_t txn, at_ms, points, taken_back;
  struct dec base, refunded;
};

/* ---- earn_post.c ---- */
void earn_went_wrong(struct tally *t, const struct earn_hit *h, const struct err *why);
/* What the ledger says no to; all else fails the work. */
bool earn_refused(const struct err *why);
/* So many points count against the caps of these days. */
bool earn_use(struct state *s, const struct earn_active *a, uint32_t holder,
              const int64_t days[EARN_SPANS], int64_t points, struct err *err);

/* ---- earn_back.c ---- */
bool earn_refund(struct earn_posting *p, struct state *s, const struct earn_hit *h, struct tally *t,
                 struct err *err);
/* What came back before it was granted. */
bool earn_catch_up(struct earn_posting *p, struct state *s, const struct earn_hit *h,
                   struct tally *t, struct granted *g, struct err *err);

#endif
