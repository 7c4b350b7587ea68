/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: the search for the best combination, under way. */
#ifndef SHOAL_LOYALTY_QUOTE_SEARCH_INT_H
#define SHOAL_LOYALTY_QUOTE_SEARCH_INT_H

#include "loyalty/quote_int.h"

struct search {
  struct quote_problem *p;
  struct quote_bounder *bounder;
  int64_t whole;   /* what is paid without coupons */
  int64_t *line;   /* what is left at each depth: n_lines each */
  uint32_t *taken; /* likewise */
  int64_t *spent;  /* of each family */
  uint32_t *group_used, *family_used, *pool_used;
  uint32_t *group_most, *family_most; /* what those used allow; a stack is kept by the caller */
  const struct quote_candidate **by_worth; /* the dearest first */
  struct quote_set used;
  struct quote_found best;
  uint32_t steps_max;
  struct quote_set needed; /* they are in every combination that pays best.pay */
  bool hunt;               /* the least payment is known: looks for any combination that pays it */
  bool found;
};

/* ---- quote_search.c ---- */
/* Hunting: whether a combination pays best.pay with none of `out`; best.used is one then.  Without
 * steps left: only what is found at once. */
bool search_without(struct search *s, const struct quote_set *out);
/* ---- quote_ties.c ---- */
void search_ties(struct search *s);

#endif
