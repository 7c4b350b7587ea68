/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sequences: steps, absences, gaps.
 *
 * A step is an aggregate that nobody counts: its node carries events and `where` like any other, so
 * whoever walks a tree for names meets them as usual.  What a bound can mean depends on where the
 * step stands, which only the whole chain knows; so build_sequence checks.
 */
#include <stdio.h>

#include "lang/build_int.h"

struct node *build_step(struct parse *p, const struct target *t, struct node *where,
                        struct bound within) {
  struct node *n = node_make(p, N_AGG, t->pos);
  struct agg *agg = n->agg = arena_new(p->out, struct agg);
  agg->fn = AGG_DID;
  agg->prop_type = LT_ANY;
  agg_events(p, agg, t);
  if (where) {
    n->pos = pos_join(n->pos, where->pos);
    agg_where(p, n, where);
  }
  if (!within.n) return n;
  n->lit = (struct literal){.type = LT_DURATION, .unit = (enum lang_unit)within.unit->code};
  if (!length_bound(n, build_count(within.n, &n->part)))
    parse_fail(p, pos_join(within.word->pos, within.unit->pos), ERR_bad_bound, "%.*s %.*s",
               STRF(within.n->text), STRF(within.unit->text));
  return n;
}

struct node *build_absence(struct parse *p, const struct token *no, struct node *step) {
  step->negated = true;
  step->pos = pos_join(no->pos, step->pos);
  return step;
}

static void check_steps(struct parse *p, const struct node *n) {
  uint32_t last = n->n_kids; /* the last step that is no absence */
  while (last > 0 && n->kids[last - 1]->negated)
    last--;
  if (n->n_kids < 2) parse_fail(p, n->pos, ERR_sequence_short, "%s", "");
  if (n->n_kids > LANG_STEPS_MAX)
    parse_fail(p, n->pos, ERR_sequence_long, "%u" ERR_SEP "%d", n->n_kids, LANG_STEPS_MAX);
  for (uint32_t i = 0; i < n->n_kids; i++) {
    const struct node *s = n->kids[i];
    if (s->lit.n && i == 0) parse_fail(p, s->pos, ERR_sequence_first_bound, "%s", "");
    if (s->lit.n && s->negated && i < last) parse_fail(p, s->pos, ERR_sequence_bound, "%s", "");
  }
}

struct node *build_sequence(struct parse *p, const struct token *f, struct node_list steps,
                            const struct token *by, const struct window *w,
                            const struct token *end) {
  struct node *n = node_make(p, N_SEQUENCE, pos_join(f->pos, end->pos));
  struct agg *agg = n->agg = arena_new(p->out, struct agg);
  agg->fn = (enum agg_fn)f->code;
  agg->prop_type = LT_ANY;
  agg_prop(agg, by);
  if (w) agg->window = *w;
  node_take(p, n, steps);
  check_steps(p, n);
  return n;
}
