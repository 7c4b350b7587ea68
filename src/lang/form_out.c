/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tree to form.  Each kind of row has a test that says whether the node is exactly what the row can
 * express, down to how it was written: `3 < age` means what `age > 3` means, but a form that turned
 * one into the other would change the author's text, so it is a code row. */
#include "lang/builder.h"
#include "lang/lang_int.h"

static bool bare_literal(const struct node *n) {
  return n && n->kind == N_LITERAL && n->lit.type != LT_DURATION && n->lit.type != LT_ANY;
}

static const char *type_name(enum lang_type t) {
  return t == LT_NUM ? "number" : t == LT_TIME ? "time" : t == LT_BOOL ? "bool" : "text";
}

static void put_text(struct jw *w, const struct node *n) {
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

static const char *test_op(const struct node *n) {
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

static bool same_types(const struct node *n) {
  for (uint32_t i = 0; i < n->n_kids; i++)
    if (!bare_literal(n->kids[i]) || n->kids[i]->lit.type != n->kids[0]->lit.type) return false;
  return true;
}

static bool is_test(const struct node *n, enum node_kind of) {
  switch (n->kind) {
  case N_CMP:
    return n->a->kind == of && bare_literal(n->b);
  case N_CONTAINS:
    return n->a->kind == of && bare_literal(n->b);
  case N_EXISTS:
    return n->a->kind == of;
  case N_IN:
    return n->a->kind == of && same_types(n);
  case N_BETWEEN:
    return n->a->kind == of && !n->negated && same_types(n);
  default:
    return false;
  }
}

static void put_test(struct jw *w, const struct node *n) {
  enum lang_type t = n->kind == N_CMP || n->kind == N_CONTAINS ? n->b->lit.type
                     : n->n_kids                               ? n->kids[0]->lit.type
                                                               : n->a->type;
  jw_key(w, "op"), jw_cstr(w, test_op(n));
  jw_key(w, "type"), jw_cstr(w, type_name(t));
  jw_key(w, "values"), jw_begin_array(w);
  if (n->b) put_text(w, n->b);
  for (uint32_t i = 0; i < n->n_kids; i++)
    put_text(w, n->kids[i]);
  jw_end_array(w);
}

/* ---- events, filters, windows ---- */

static bool prop_shown(struct str name, enum pseudo pseudo) {
  bool quoted = name.n > 2 && name.p[0] == '`' && name.p[name.n - 1] == '`';
  return pseudo != PSEUDO_NONE || !quoted ||
         lang_pseudo_find(str_of(name.p + 1, name.n - 2)) == PSEUDO_NONE;
}

static void put_prop(struct jw *w, struct str name, enum pseudo pseudo) {
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
  if (is_test(n, N_ITEM)) return true;
  return is_test(n, N_PROP) && prop_shown(n->a->name, n->a->pseudo) &&
         !str_starts(n->a->name, STR("item."));
}

static bool agg_shown(const struct agg *a) {
  for (uint32_t i = 0; i < a->n_events; i++)
    if (str_is(a->events[i], "*")) return false;
  if (a->prop.n && !prop_shown(a->prop_written, a->pseudo)) return false;
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
    put_prop(w, n->a->name, n->a->pseudo);
  }
  put_test(w, n);
  jw_end_object(w);
}

static void put_agg(struct jw *w, const struct agg *a) {
  jw_key(w, "events"), jw_begin_array(w);
  if (a->any_event) jw_cstr(w, "*");
  for (uint32_t i = 0; i < a->n_events; i++)
    jw_str(w, a->events[i]);
  jw_end_array(w);
  if (a->prop.n) jw_key(w, "prop"), put_prop(w, a->prop_written, a->pseudo);
  jw_key(w, "where"), jw_begin_array(w);
  if (a->where && a->where->kind == N_AND)
    for (uint32_t i = 0; i < a->where->n_kids; i++)
      put_filter(w, a->where->kids[i]);
  else if (a->where)
    put_filter(w, a->where);
  jw_end_array(w);
}

static void put_window(struct jw *w, const struct window *v) {
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

/* ---- rows ---- */

static bool is_number(const struct node *n) {
  return bare_literal(n) && n->lit.type == LT_NUM;
}

/* An aggregate compared with numbers: = != < <= > >= between. */
static bool is_measured(const struct node *n) {
  if (n->kind == N_CMP) return n->a->kind == N_AGG && is_number(n->b);
  return n->kind == N_BETWEEN && !n->negated && n->a->kind == N_AGG && is_number(n->kids[0]) &&
         is_number(n->kids[1]);
}

static bool is_did(const struct node *n) {
  if (n->kind == N_AGG) return n->agg->fn == AGG_DID && agg_shown(n->agg);
  return is_measured(n) && n->a->agg->fn == AGG_COUNT && agg_shown(n->a->agg);
}

static bool is_aggregate(const struct node *n) {
  if (!is_measured(n) || !n->a->agg->prop.n || !agg_shown(n->a->agg)) return false;
  enum agg_fn f = n->a->agg->fn;
  return f == AGG_SUM || f == AGG_AVG || f == AGG_MIN || f == AGG_MAX || f == AGG_DISTINCT;
}

static bool is_since(const struct node *n) {
  if (n->kind != N_CMP || !is_number(n->b) || n->a->kind != N_CALL || n->a->fn != CALL_DAYS_SINCE ||
      n->a->n_kids != 1 || n->a->kids[0]->kind != N_AGG)
    return false;
  const struct agg *a = n->a->kids[0]->agg;
  return (a->fn == AGG_FIRST || a->fn == AGG_LAST) && !a->prop.n && a->window.kind == W_ALL &&
         agg_shown(a);
}

static bool is_attribute(const struct node *n) {
  return is_test(n, N_ATTR) && (n->a->is_attr || !str_starts(n->a->name, STR("attr.")));
}

static bool is_class(const struct node *n) {
  if (n->a && n->a->before.text.n) return false;
  if (n->kind == N_CMP)
    return n->a->kind == N_CLASS && (n->op == OP_EQ || n->op == OP_NE) && bare_literal(n->b) &&
           n->b->lit.type == LT_STR;
  return n->kind == N_IN && n->a->kind == N_CLASS && same_types(n) &&
         n->kids[0]->lit.type == LT_STR;
}

static void put_measured(struct jw *w, const struct node *n, const char *one, const char *two) {
  jw_key(w, "op"), jw_cstr(w, n->kind == N_BETWEEN ? "between" : lang_op_text(n->op));
  jw_key(w, one), put_text(w, n->kind == N_BETWEEN ? n->kids[0] : n->b);
  if (n->kind == N_BETWEEN) jw_key(w, two), put_text(w, n->kids[1]);
}

static void put_did(struct jw *w, const struct node *n, bool negated) {
  const struct agg *a = n->kind == N_AGG ? n->agg : n->a->agg;
  jw_key(w, "kind"), jw_cstr(w, "did");
  jw_key(w, "not"), jw_bool(w, negated);
  put_agg(w, a);
  jw_key(w, "count");
  if (n->kind == N_AGG) {
    jw_null(w);
  } else {
    jw_begin_object(w);
    put_measured(w, n, "n", "m");
    jw_end_object(w);
  }
  put_window(w, &a->window);
}

static void put_aggregate(struct jw *w, const struct node *n) {
  jw_key(w, "kind"), jw_cstr(w, "aggregate");
  static const char *const names[] = {[AGG_SUM] = "sum",
                                      [AGG_AVG] = "avg",
                                      [AGG_MIN] = "min",
                                      [AGG_MAX] = "max",
                                      [AGG_DISTINCT] = "distinct"};
  jw_key(w, "fn"), jw_cstr(w, names[n->a->agg->fn]);
  put_agg(w, n->a->agg);
  put_measured(w, n, "value", "value2");
  put_window(w, &n->a->agg->window);
}

static void put_since(struct jw *w, const struct node *n) {
  const struct agg *a = n->a->kids[0]->agg;
  jw_key(w, "kind"), jw_cstr(w, "since");
  jw_key(w, "fn"), jw_cstr(w, a->fn == AGG_FIRST ? "first" : "last");
  put_agg(w, a);
  put_measured(w, n, "days", "");
}

static void put_attribute(struct jw *w, const struct node *n) {
  struct buf b = BUF_INIT;
  if (n->a->is_attr) buf_puts(&b, "attr.");
  buf_put_str(&b, n->a->name);
  jw_key(w, "kind"), jw_cstr(w, "attribute");
  jw_key(w, "name"), jw_str(w, buf_str(&b));
  put_test(w, n);
  buf_release(&b);
}

static void put_class(struct jw *w, const struct node *n) {
  jw_key(w, "kind"), jw_cstr(w, "class");
  jw_key(w, "slug"), jw_str(w, n->a->name);
  jw_key(w, "op"), jw_cstr(w, test_op(n));
  jw_key(w, "values"), jw_begin_array(w);
  if (n->b) put_text(w, n->b);
  for (uint32_t i = 0; i < n->n_kids; i++)
    put_text(w, n->kids[i]);
  jw_end_array(w);
}

static void put_code(struct jw *w, const struct node *n) {
  struct buf b = BUF_INIT;
  lang_format(n, &b);
  jw_key(w, "kind"), jw_cstr(w, "code");
  jw_key(w, "text"), jw_str(w, buf_str(&b));
  buf_release(&b);
}

static void put_row(struct jw *w, const struct node *n) {
  if (is_did(n))
    put_did(w, n, false);
  else if (is_aggregate(n))
    put_aggregate(w, n);
  else if (is_since(n))
    put_since(w, n);
  else if (is_class(n))
    put_class(w, n);
  else if (is_attribute(n))
    put_attribute(w, n);
  else
    put_code(w, n);
}

static void put_segment(struct jw *w, const struct node *n, bool negated) {
  jw_key(w, "kind"), jw_cstr(w, "segment");
  jw_key(w, "slug"), jw_str(w, n->name);
  jw_key(w, "not"), jw_bool(w, negated);
}

static void put_group(struct jw *w, const struct node *n, bool negated) {
  bool list = n->kind == N_AND || n->kind == N_OR;
  jw_key(w, "op"), jw_cstr(w, n->kind == N_OR ? "or" : "and");
  if (negated) jw_key(w, "not"), jw_bool(w, true);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; list && i < n->n_kids; i++)
    lang_to_form(n->kids[i], w);
  if (!list) lang_to_form(n, w);
  jw_end_array(w);
}

void lang_to_form(const struct node *n, struct jw *w) {
  const struct node *in = n->kind == N_NOT ? n->a : n;
  /* The writer nests no deeper; two levels a group, and a row needs a few of its own. */
  bool deep = w->depth > JSON_DEPTH_MAX - 8;
  jw_begin_object(w);
  if (deep)
    put_code(w, n);
  else if (in->kind == N_SEGMENT)
    put_segment(w, in, in != n);
  else if (in != n && is_did(in))
    put_did(w, in, true);
  else if (in != n || n->kind == N_AND || n->kind == N_OR)
    put_group(w, in, in != n);
  else
    put_row(w, n);
  jw_end_object(w);
}
