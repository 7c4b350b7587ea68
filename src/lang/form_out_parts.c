/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tree to form: what rows are made of.  Each part has a test whether the node is exactly what it
 * can express, and a writer of its fields. */
#include "lang/form_int.h"
#include "lang/lang_int.h"

bool form_literal(const struct node *n) {
  return n && n->kind == N_LITERAL && n->lit.type != LT_DURATION && n->lit.type != LT_ANY;
}

static const char *type_name(enum lang_type t) {
  return t == LT_NUM ? "number" : t == LT_TIME ? "time" : t == LT_BOOL ? "bool" : "text";
}

void form_put_text(struct jw *w, const struct node *n) {
  char text[DEC_TEXT_BYTES];
  switch (n->lit.type) {
  case LT_NUM:
    jw_cstr(w, dec_text(n->lit.num, text));
    break;
  case LT_BOOL:
    jw_cstr(w, n->lit.b ? "true" : "false");
    break;
  case LT_TIME:
    jw_str(w, n->lit.moment.text);
    break;
  default:
    jw_str(w, n->name.n ? n->name : n->lit.str);
  }
}

/* ---- tests: name, op, type, values ---- */

const char *form_test_op(const struct node *n) {
  switch (n->kind) {
  case N_CMP:
    return lang_op_text(n->op);
  case N_IN:
    return n->negated ? "not in" : "in";
  case N_CONTAINS:
    return n->negated ? "not contains" : "contains";
  case N_EXISTS:
    return n->negated ? "not exists" : "exists";
  default:
    return "between";
  }
}

bool form_same_types(const struct node *n) {
  for (uint32_t i = 0; i < n->n_kids; i++)
    if (!form_literal(n->kids[i]) || n->kids[i]->lit.type != n->kids[0]->lit.type) return false;
  return true;
}

bool form_is_test(const struct node *n, enum node_kind of) {
  switch (n->kind) {
  case N_CMP:
    return n->a->kind == of && form_literal(n->b);
  case N_CONTAINS:
    return n->a->kind == of && form_literal(n->b);
  case N_EXISTS:
    return n->a->kind == of;
  case N_IN:
    return n->a->kind == of && form_same_types(n);
  case N_BETWEEN:
    return n->a->kind == of && !n->negated && form_same_types(n);
  default:
    return false;
  }
}

void form_put_test(struct jw *w, const struct node *n) {
  enum lang_type t = n->kind == N_CMP || n->kind == N_CONTAINS ? n->b->lit.type
                     : n->n_kids                               ? n->kids[0]->lit.type
                                                               : n->a->type;
  jw_key(w, "op"), jw_cstr(w, form_test_op(n));
  jw_key(w, "type"), jw_cstr(w, type_name(t));
  jw_key(w, "values"), jw_begin_array(w);
  if (n->b) form_put_text(w, n->b);
  for (uint32_t i = 0; i < n->n_kids; i++)
    form_put_text(w, n->kids[i]);
  jw_end_array(w);
}

/* ---- events, filters, windows ---- */

bool form_shows_prop(struct str name, enum pseudo pseudo) {
  bool quoted = name.n > 2 && name.p[0] == '`' && name.p[name.n - 1] == '`';
  return pseudo != PSEUDO_NONE || !quoted ||
         lang_pseudo_find(str_of(name.p + 1, name.n - 2)) == PSEUDO_NONE;
}

void form_put_prop(struct jw *w, struct str name, enum pseudo pseudo) {
  struct buf b = BUF_INIT;
  if (pseudo != PSEUDO_NONE)
    buf_puts(&b, lang_pseudo_name(pseudo));
  else if (lang_pseudo_find(name) != PSEUDO_NONE)
    buf_putc(&b, '`'), buf_put_str(&b, name), buf_putc(&b, '`');
  else
    buf_put_str(&b, name);
  jw_str(w, buf_str(&b));
  buf_release(&b);
}

/* A field of the item stands among the properties as item.name; a property whose own name begins
 * so is left to code. */
static bool is_filter(const struct node *n) {
  if (form_is_test(n, N_ITEM)) return true;
  return form_is_test(n, N_PROP) && form_shows_prop(n->a->name, n->a->pseudo) &&
         !str_starts(n->a->name, STR("item."));
}

bool form_shows_window(const struct window *w) {
  return !w->n_param.n && !lang_moment_param(&w->from).n && !lang_moment_param(&w->to).n;
}

bool form_shows_agg(const struct agg *a) {
  if (a->nth_param.n || !form_shows_window(&a->window)) return false;
  for (uint32_t i = 0; i < a->n_events; i++)
    if (str_is(a->events[i], "*")) return false;
  if (a->prop.n && !form_shows_prop(a->prop_written, a->pseudo)) return false;
  if (!a->where || is_filter(a->where)) return true;
  if (a->where->kind != N_AND) return false;
  for (uint32_t i = 0; i < a->where->n_kids; i++)
    if (!is_filter(a->where->kids[i])) return false;
  return true;
}

static void put_filter(struct jw *w, const struct node *n) {
  jw_begin_object(w);
  jw_key(w, "prop");
  if (n->a->kind == N_ITEM) {
    struct buf b = BUF_INIT;
    buf_puts(&b, "item."), buf_put_str(&b, n->a->name);
    jw_str(w, buf_str(&b));
    buf_release(&b);
  } else {
    form_put_prop(w, n->a->name, n->a->pseudo);
  }
  form_put_test(w, n);
  jw_end_object(w);
}

void form_put_agg(struct jw *w, const struct agg *a) {
  jw_key(w, "events"), jw_begin_array(w);
  if (a->any_event) jw_cstr(w, "*");
  for (uint32_t i = 0; i < a->n_events; i++)
    jw_str(w, a->events[i]);
  jw_end_array(w);
  if (a->prop.n) jw_key(w, "prop"), form_put_prop(w, a->prop_written, a->pseudo);
  jw_key(w, "where"), jw_begin_array(w);
  if (a->where && a->where->kind == N_AND)
    for (uint32_t i = 0; i < a->where->n_kids; i++)
      put_filter(w, a->where->kids[i]);
  else if (a->where)
    put_filter(w, a->where);
  jw_end_array(w);
}

void form_put_window(struct jw *w, const struct window *v) {
  static const char *const kinds[] = {"all",      "last",  "last_full", "this",
                                      "previous", "since", "before",    "between"};
  jw_key(w, "window"), jw_begin_object(w);
  jw_key(w, "kind"), jw_cstr(w, kinds[v->kind]);
  if (v->kind == W_LAST || v->kind == W_LAST_FULL) jw_key(w, "n"), jw_uint(w, v->n);
  if (v->kind >= W_LAST && v->kind <= W_PREVIOUS)
    jw_key(w, "unit"), jw_cstr(w, lang_unit_name(v->unit, 1));
  if (v->kind == W_SINCE || v->kind == W_BETWEEN) jw_key(w, "from"), jw_str(w, v->from.text);
  if (v->kind == W_BEFORE) jw_key(w, "to"), jw_str(w, v->from.text);
  if (v->kind == W_BETWEEN) jw_key(w, "to"), jw_str(w, v->to.text);
  jw_end_object(w);
}
