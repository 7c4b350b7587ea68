/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Conditions on the item that an event names.
 *
 * A row says only item_id; what the item is stands in the catalogue.  A condition on one field asks
 * nothing of the row but that id, so it is answered here, once per question: first for each
 * different value of the field, then as a bit per item.  What is left for the rows is a condition
 * on one string, which each worker answers once per distinct id: it costs what `item_id in (…)`
 * costs, however many items pass.  Ids that are not in the catalogue have no field at all.
 */
#include "query/query_int.h"

static bool order_holds(int c, enum node_op op) {
  switch (op) {
  case OP_LT:
    return c < 0;
  case OP_LE:
    return c <= 0;
  case OP_GT:
    return c > 0;
  case OP_GE:
    return c >= 0;
  default: /* != is told by its positive form */
    return c == 0;
  }
}

/* -1, 0, 1; types are those of the field as the resolver settled it. */
static int compare(const struct value *v, const struct literal *l) {
  if (v->type == V_NUM) return dec_cmp(v->num, l->num);
  if (v->type == V_BOOL) return (int)v->b - (int)l->b;
  return str_cmp(v->str, l->str);
}

static bool compared(const struct node *n, const struct node *item, const struct value *v) {
  if (item == n->a) return order_holds(compare(v, &n->b->lit), n->op);
  enum node_op op = n->op == OP_LT   ? OP_GT
                    : n->op == OP_LE ? OP_GE
                    : n->op == OP_GT ? OP_LT
                    : n->op == OP_GE ? OP_LE
                                     : n->op;
  return order_holds(compare(v, &n->a->lit), op);
}

static bool value_passes(const struct node *n, const struct node *item, const struct value *v) {
  switch (n->kind) {
  case N_CMP:
    return compared(n, item, v);
  case N_IN:
    for (uint32_t i = 0; i < n->n_kids; i++)
      if (compare(v, &n->kids[i]->lit) == 0) return true;
    return false;
  case N_BETWEEN:
    return compare(v, &n->kids[0]->lit) >= 0 && compare(v, &n->kids[1]->lit) <= 0;
  case N_CONTAINS:
    return n->b->lit.str.n == 0 || str_has(v->str, n->b->lit.str);
  case N_LISTED:
    return intern_find(n->list->values, v->str) != INTERN_NONE;
  case N_EXISTS:
    return true;
  default: /* the field itself */
    return v->b;
  }
}

static bool has_type(const struct node *n, const struct node *item, const struct value *v) {
  return n->kind == N_EXISTS || plan_vtype(item->type) == v->type;
}

bool comp_item(struct comp *c, const struct node *n, const struct node *item, uint32_t dst) {
  struct plan *p = c->plan;
  const struct item_column *f = item->item;
  uint8_t scale;
  if (c->scope != SCOPE_ROW || !f) return plan_refuse(p, n, "a field of items outside where");
  uint8_t *pass = arena_array(p->mem, uint8_t, f->n_values + 1);
  uint64_t *bits = arena_array(p->mem, uint64_t, f->ids->n / 64 + 1);
  for (uint32_t i = 0; i < f->n_values; i++)
    pass[i] = has_type(n, item, &f->values[i]) && value_passes(n, item, &f->values[i]);
  for (uint32_t i = 0; i < f->ids->n; i++)
    if (f->code[i] != INTERN_NONE && pass[f->code[i]]) bit_set(bits, i);
  struct src src = plan_column(p, snapshot_prop_code(p->snap, STR("item_id")), V_STR, &scale);
  return comp_string(c, src, (struct str_test){.items = f->ids, .bits = bits}, dst);
}
