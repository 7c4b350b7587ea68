/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Class expressions of several moments run in one pass, but each moment has its own measure columns
 * and its own references.  So every moment gets a copy of the trees: columns are shifted,
 * references have become literals.  Aggregates and literals hold no measures (the parser refuses
 * them inside `where`), so those are shared. */
#include "model/model_int.h"

struct copy {
  uint32_t offset;
  const struct dec *const *constants;
  uint32_t n;
  struct arena *out;
};

static struct node *copy_node(const struct copy *c, const struct node *t) {
  if (!t) return NULL;
  struct node *n = arena_new(c->out, struct node);
  *n = *t;
  if (t->kind == N_MEASURE && t->index < c->n && c->constants[t->index]) {
    n->kind = N_LITERAL;
    n->type = LT_NUM;
    n->lit = (struct literal){.type = LT_NUM, .num = *c->constants[t->index]};
    return n;
  }
  if (t->kind == N_MEASURE) n->index += c->offset;
  if (t->kind == N_SEGMENT) return n; /* a segment knows nothing of measures */
  n->a = copy_node(c, t->a);
  n->b = copy_node(c, t->b);
  n->kids = arena_array(c->out, struct node *, t->n_kids);
  for (uint32_t i = 0; i < t->n_kids; i++)
    n->kids[i] = copy_node(c, t->kids[i]);
  return n;
}

struct node *tree_with_measures(const struct node *tree, uint32_t offset,
                                const struct dec *const *constants, uint32_t n, struct arena *out) {
  struct copy c = {offset, constants, n, out};
  return copy_node(&c, tree);
}
