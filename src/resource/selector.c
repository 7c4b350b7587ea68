/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events that documents listen to. */
#include "resource/selector.h"

#include "event/batch.h"

static const struct node *foreign(const struct node *n) {
  if (!n) return NULL;
  if (n->kind == N_SEGMENT || n->kind == N_CLASS || n->kind == N_SCORE || n->kind == N_ITEM ||
      n->kind == N_LISTED || n->kind == N_MEASURE)
    return n;
  const struct node *x = n->agg ? foreign(n->agg->where) : NULL;
  if (!x) x = foreign(n->a);
  if (!x) x = foreign(n->b);
  for (uint32_t i = 0; !x && i < n->n_kids; i++)
    x = foreign(n->kids[i]);
  return x;
}

bool selector_own(const struct node *tree, struct err *err) {
  const struct node *x = foreign(tree);
  if (!x) return true;
  err_fail(err, ERR_earn_names, "%.*s", STRF(x->name));
  return err_at(err, "expression", x->pos.line, x->pos.column, x->pos.length);
}

bool selector_read(struct str text, const struct lang_names *names, struct arena *out,
                   const struct node **ret, struct err *err) {
  struct node *tree;
  if (!lang_parse_events(arena_str(out, text), out, &tree, err) ||
      !lang_resolve(tree, names, LT_NUM, out, err) || !selector_own(tree, err))
    return false;
  *ret = tree;
  return true;
}

bool selector_names(const struct node *selector, struct str event) {
  const struct agg *g = selector->agg;
  if (g->any_event) return !ev_undone(event);
  for (uint32_t i = 0; i < g->n_events; i++)
    if (str_eq(g->canonical[i], event)) return true;
  return false;
}
