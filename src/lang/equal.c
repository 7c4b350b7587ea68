/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether two trees were written the same: positions and what names resolved to do not count, so a
 * parsed tree equals its resolved self. */
#include "lang/lang_int.h"

static enum node_kind written_kind(const struct node *n) {
  return n->kind == N_MEASURE ? N_ATTR : n->kind;
}

static struct str written_text(const struct node *n) {
  return n->name.n ? n->name : n->lit.str;
}

static bool literal_equal(const struct node *a, const struct node *b) {
  if (a->lit.type != b->lit.type) return false;
  switch (a->lit.type) {
  case LT_BOOL:
    return a->lit.b == b->lit.b;
  case LT_NUM:
    return a->lit.num.m == b->lit.num.m && a->lit.num.scale == b->lit.num.scale;
  case LT_STR:
    return str_eq(written_text(a), written_text(b));
  case LT_TIME:
    return str_eq(a->lit.moment.text, b->lit.moment.text);
  case LT_DURATION:
    return a->lit.n == b->lit.n && a->lit.unit == b->lit.unit;
  case LT_ANY:
    return str_eq(a->part, b->part);
  }
  return true;
}

static bool window_equal(const struct window *a, const struct window *b) {
  if (a->kind != b->kind) return false;
  switch (a->kind) {
  case W_ALL:
    return true;
  case W_LAST:
  case W_LAST_FULL:
    return a->unit == b->unit && a->n == b->n && str_eq(a->n_param, b->n_param);
  case W_THIS:
  case W_PREVIOUS:
    return a->unit == b->unit;
  case W_SINCE:
  case W_BEFORE:
    return str_eq(a->from.text, b->from.text);
  case W_BETWEEN:
    return str_eq(a->from.text, b->from.text) && str_eq(a->to.text, b->to.text);
  }
  return false;
}

static bool agg_equal(const struct agg *a, const struct agg *b) {
  if (a->fn != b->fn || a->nth != b->nth || !str_eq(a->nth_param, b->nth_param) ||
      a->any_event != b->any_event || a->n_events != b->n_events)
    return false;
  for (uint32_t i = 0; i < a->n_events; i++)
    if (!str_eq(a->events[i], b->events[i])) return false;
  if (!str_eq(a->prop_written, b->prop_written) || a->pseudo != b->pseudo) return false;
  if (!a->where != !b->where || (a->where && !lang_equal(a->where, b->where))) return false;
  return window_equal(&a->window, &b->window);
}

bool lang_equal(const struct node *a, const struct node *b) {
  if (written_kind(a) != written_kind(b) || a->negated != b->negated || a->n_kids != b->n_kids)
    return false;
  for (uint32_t i = 0; i < a->n_kids; i++)
    if (!lang_equal(a->kids[i], b->kids[i])) return false;
  switch (written_kind(a)) {
  case N_LITERAL:
    return literal_equal(a, b);
  case N_ATTR:
    return str_eq(a->name, b->name) && a->is_attr == b->is_attr;
  case N_PROP:
    return str_eq(a->name, b->name) && a->pseudo == b->pseudo;
  case N_LISTED:
    if (!str_eq(a->name, b->name) || a->category != b->category) return false;
    break;
  case N_ITEM:
    return str_eq(a->name, b->name);
  case N_SEGMENT: /* a is what the name refers to, not part of what was written */
  case N_FACT:
  case N_CLASS:
  case N_SCORE:
    return (a->kind != N_FACT || a->index == b->index) && str_eq(a->name, b->name) && str_eq(a->part, b->part) &&
           str_eq(a->before.text, b->before.text);
  case N_AGG: /* lit: the bound of a step */
    return agg_equal(a->agg, b->agg) && a->lit.n == b->lit.n && a->lit.unit == b->lit.unit &&
           str_eq(a->part, b->part);
  case N_SEQUENCE:
    return agg_equal(a->agg, b->agg);
  case N_ANNIVERSARY:
    if (a->lit.n != b->lit.n || a->lit.b != b->lit.b || a->lit.unit != b->lit.unit ||
        !str_eq(a->part, b->part))
      return false;
    break;
  case N_AS_OF:
    if (!str_eq(a->before.text, b->before.text) || a->lit.unit != b->lit.unit) return false;
    break;
  case N_CALL:
    if (a->fn != b->fn) return false;
    break;
  case N_CMP:
  case N_ARITH:
    if (a->op != b->op) return false;
    break;
  default:
    break;
  }
  return (!a->a || lang_equal(a->a, b->a)) && (!a->b || lang_equal(a->b, b->b));
}
