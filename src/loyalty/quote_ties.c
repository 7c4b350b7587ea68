/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Of all combinations that pay the least, the one that is kept: from the latest end to the
 * earliest, fewer of those that end at the same moment, then those of lower id.
 *
 * The rule is an order of words, so it is followed letter by letter: "is there one without this
 * coupon?", from the latest on.  What is answered with no is needed, and is in every combination
 * that is looked for afterwards.  Nearly every answer is found at once: "everybody else joins" pays
 * the same, or the bound says that nobody can.  Only of several that end together it may be that
 * each can be done without, but not all: then so many as are needed are tried in order. */
#include <stdlib.h>
#include <string.h>

#include "loyalty/quote_search_int.h"

struct ending { /* those that end at one moment and can be done without, each; highest id first */
  struct search *s;
  struct quote_set out; /* decided before: not used */
  uint32_t c[QUOTE_COUPONS_MAX], n;
};

/* Whether `keep` of those from `at` on are enough; the first combination in order is best.used. */
static bool enough(struct ending *e, uint32_t at, uint32_t keep, const struct quote_set *out) {
  struct quote_set more = *out;
  if (e->n - at == keep) return search_without(e->s, out);
  set_add(&more, e->c[at]);
  if (search_without(e->s, &more) && enough(e, at + 1, keep, &more)) return true;
  return e->s->best.exact && keep > 0 && enough(e, at + 1, keep - 1, out);
}

static void decide(struct ending *e) {
  struct search *s = e->s;
  struct quote_set out = e->out;
  for (uint32_t i = 0; i < e->n; i++)
    set_add(&out, e->c[i]);
  for (uint32_t keep = 0; keep < e->n; keep++)
    if (keep ? enough(e, 0, keep, &e->out) : search_without(s, &out))
      break;
    else if (!s->best.exact)
      break;
  for (uint32_t i = 0; i < e->n; i++)
    set_add(set_has(&s->best.used, e->c[i]) ? &s->needed : &e->out, e->c[i]);
}

static int latest_first(const void *a, const void *b) {
  const struct quote_candidate *x = *(const struct quote_candidate *const *)a;
  const struct quote_candidate *y = *(const struct quote_candidate *const *)b;
  if (x->rank != y->rank) return x->rank > y->rank ? -1 : 1;
  return str_cmp(y->coupon->id, x->coupon->id);
}

void search_ties(struct search *s) {
  const struct quote_problem *p = s->p;
  const struct quote_candidate **by = arena_array(p->mem, const struct quote_candidate *, p->n);
  struct ending e = {.s = s};
  for (uint32_t i = 0; i < p->n; i++)
    by[i] = &p->c[i];
  qsort(by, p->n, sizeof(void *), latest_first);
  for (uint32_t i = 0, end; i < p->n; i = end) {
    e.n = 0;
    for (end = i; end < p->n && by[end]->rank == by[i]->rank; end++) {
      uint32_t c = (uint32_t)(by[end] - p->c);
      struct quote_set out = e.out;
      if (set_has(&s->needed, c)) continue;
      set_add(&out, c);
      if (search_without(s, &out))
        e.c[e.n++] = c;
      else
        set_add(&s->needed, c);
    }
    decide(&e);
  }
}
