/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tree to form.  Each kind of row has a test that says whether the node is exactly what the row can
 * express, down to how it was written: `3 < age` means what `age > 3` means, but a form that turned
 * one into the other would change the author's text, so it is a code row. */
#include "lang/builder.h"
#include "lang/form_int.h"
#include "lang/grammar.h"
#include "lang/lang_int.h"

/* ---- rows ---- */

static bool is_number(const struct node *n) {
  return form_literal(n) && n->lit.type == LT_NUM;
}

/* An aggregate compared with numbers: = != < <= > >= between. */
static bool is_measured(const struct node *n) {
  if (n->kind == N_CMP) return n->a->kind == N_AGG && is_number(n->b);
  return n->kind == N_BETWEEN && !n->negated && n->a->kind == N_AGG && is_number(n->kids[0]) &&
         is_number(n->kids[1]);
}

static bool is_did(const struct node *n) {
  if (n->kind == N_AGG) return n->agg->fn == AGG_DID && form_shows_agg(n->agg);
  return is_measured(n) && n->a->agg->fn == AGG_COUNT && form_shows_agg(n->a->agg);
}

static bool is_aggregate(const struct node *n) {
  if (!is_measured(n) || !form_shows_agg(n->a->agg)) return false;
  enum agg_fn f = n->a->agg->fn;
  return f == AGG_SUM || f == AGG_AVG || f == AGG_MIN || f == AGG_MAX || f == AGG_DISTINCT ||
         f == AGG_GAP || f == AGG_STREAK || f == AGG_STREAK_NOW;
}

static bool is_pick(enum agg_fn f) {
  return f == AGG_FIRST || f == AGG_LAST || f == AGG_NTH;
}

/* What the first, last or nth such event says, or when it was. */
static bool is_value(const struct node *n) {
  return form_is_test(n, N_AGG) && is_pick(n->a->agg->fn) && form_shows_agg(n->a->agg);
}

static bool is_compare(const struct node *n) {
  return n->kind == N_CMP && n->a->kind == N_AGG && n->b->kind == N_AGG &&
         n->a->agg->fn != AGG_DID && n->b->agg->fn != AGG_DID && form_shows_agg(n->a->agg) &&
         form_shows_agg(n->b->agg);
}

static bool sequence_shown(const struct node *n) {
  if (n->agg->prop.n && !form_shows_prop(n->agg->prop_written, n->agg->pseudo)) return false;
  if (!form_shows_window(&n->agg->window)) return false;
  for (uint32_t i = 0; i < n->n_kids; i++)
    if (n->kids[i]->part.n || !form_shows_agg(n->kids[i]->agg)) return false;
  return true;
}

static bool is_counted(const struct node *n) {
  if (n->kind == N_CMP) return n->a->kind == N_SEQUENCE && is_number(n->b);
  return n->kind == N_BETWEEN && !n->negated && n->a->kind == N_SEQUENCE && is_number(n->kids[0]) &&
         is_number(n->kids[1]);
}

static bool is_sequence(const struct node *n) {
  if (n->kind == N_SEQUENCE) return n->agg->fn == AGG_DID && sequence_shown(n);
  return is_counted(n) && n->a->agg->fn == AGG_COUNT && sequence_shown(n->a);
}

static bool plain_attribute(const struct node *n) {
  return n->kind == N_ATTR && (n->is_attr || !str_starts(n->name, STR("attr.")));
}

static bool is_anniversary(const struct node *n) {
  return n->kind == N_ANNIVERSARY && !n->part.n && plain_attribute(n->a);
}

static bool is_list(const struct node *n) {
  return n->kind == N_LISTED && !n->category && plain_attribute(n->a);
}

static bool is_since(const struct node *n) {
  if (n->kind != N_CMP || !is_number(n->b) || n->a->kind != N_CALL || n->a->fn != CALL_DAYS_SINCE ||
      n->a->n_kids != 1 || n->a->kids[0]->kind != N_AGG)
    return false;
  const struct agg *a = n->a->kids[0]->agg;
  return (a->fn == AGG_FIRST || a->fn == AGG_LAST) && !a->prop.n && a->window.kind == W_ALL &&
         form_shows_agg(a);
}

static bool is_attribute(const struct node *n) {
  return form_is_test(n, N_ATTR) && plain_attribute(n->a);
}

static bool is_class(const struct node *n) {
  if (n->a && n->a->before.text.n) return false;
  if (n->kind == N_CMP)
    return n->a->kind == N_CLASS && (n->op == OP_EQ || n->op == OP_NE) && form_literal(n->b) &&
           n->b->lit.type == LT_STR;
  return n->kind == N_IN && n->a->kind == N_CLASS && form_same_types(n) &&
         n->kids[0]->lit.type == LT_STR;
}

/* points("…"), coupons("…") or tier("…") tested against values. */
static bool is_fact(const struct node *n) {
  return form_is_test(n, N_FACT) && n->a->index != FACT_MEMBER && !n->a->part.n &&
         n->kind != N_EXISTS;
}

static bool is_member(const struct node *n) {
  return n->kind == N_FACT && n->index == FACT_MEMBER && !n->part.n;
}

static void put_measured(struct jw *w, const struct node *n, const char *one, const char *two) {
  jw_key(w, "op"), jw_cstr(w, n->kind == N_BETWEEN ? "between" : lang_op_text(n->op));
  jw_key(w, one), form_put_text(w, n->kind == N_BETWEEN ? n->kids[0] : n->b);
  if (n->kind == N_BETWEEN) jw_key(w, two), form_put_text(w, n->kids[1]);
}

/* How often, or at least once. */
static void put_times(struct jw *w, const struct node *n, bool counted) {
  jw_key(w, "count");
  if (!counted) {
    jw_null(w);
    return;
  }
  jw_begin_object(w);
  put_measured(w, n, "n", "m");
  jw_end_object(w);
}

static void put_did(struct jw *w, const struct node *n, bool negated) {
  const struct agg *a = n->kind == N_AGG ? n->agg : n->a->agg;
  jw_key(w, "kind"), jw_cstr(w, "did");
  jw_key(w, "not"), jw_bool(w, negated);
  form_put_agg(w, a);
  put_times(w, n, n->kind != N_AGG);
  form_put_window(w, &a->window);
}

static void put_aggregate(struct jw *w, const struct node *n) {
  jw_key(w, "kind"), jw_cstr(w, "aggregate");
  jw_key(w, "fn"), jw_cstr(w, lang_agg_name(n->a->agg->fn));
  form_put_agg(w, n->a->agg);
  put_measured(w, n, "value", "value2");
  form_put_window(w, &n->a->agg->window);
}

/* fn and its number, events, property, where and window. */
static void put_whole(struct jw *w, const struct agg *a) {
  jw_key(w, "fn"), jw_cstr(w, lang_agg_name(a->fn));
  if (a->fn == AGG_NTH) jw_key(w, "nth"), jw_int(w, a->nth);
  form_put_agg(w, a);
  form_put_window(w, &a->window);
}

static void put_value(struct jw *w, const struct node *n) {
  jw_key(w, "kind"), jw_cstr(w, "value");
  put_whole(w, n->a->agg);
  form_put_test(w, n);
}

static void put_compare(struct jw *w, const struct node *n) {
  jw_key(w, "kind"), jw_cstr(w, "compare");
  jw_key(w, "a"), jw_begin_object(w), put_whole(w, n->a->agg), jw_end_object(w);
  jw_key(w, "op"), jw_cstr(w, lang_op_text(n->op));
  jw_key(w, "b"), jw_begin_object(w), put_whole(w, n->b->agg), jw_end_object(w);
}

static void put_step(struct jw *w, const struct node *n) {
  jw_begin_object(w);
  jw_key(w, "not"), jw_bool(w, n->negated);
  form_put_agg(w, n->agg);
  jw_key(w, "within");
  if (n->lit.n) {
    jw_begin_object(w);
    jw_key(w, "n"), jw_uint(w, n->lit.n);
    jw_key(w, "unit"), jw_cstr(w, lang_unit_name(n->lit.unit, 1));
    jw_end_object(w);
  } else {
    jw_null(w);
  }
  jw_end_object(w);
}

static void put_sequence(struct jw *w, const struct node *n, bool negated) {
  const struct node *s = n->kind == N_SEQUENCE ? n : n->a;
  jw_key(w, "kind"), jw_cstr(w, "sequence");
  jw_key(w, "not"), jw_bool(w, negated);
  jw_key(w, "steps"), jw_begin_array(w);
  for (uint32_t i = 0; i < s->n_kids; i++)
    put_step(w, s->kids[i]);
  jw_end_array(w);
  if (s->agg->prop.n) jw_key(w, "by"), form_put_prop(w, s->agg->prop_written, s->agg->pseudo);
  put_times(w, n, s != n);
  form_put_window(w, &s->agg->window);
}

static void put_since(struct jw *w, const struct node *n) {
  const struct agg *a = n->a->kids[0]->agg;
  jw_key(w, "kind"), jw_cstr(w, "since");
  jw_key(w, "fn"), jw_cstr(w, a->fn == AGG_FIRST ? "first" : "last");
  form_put_agg(w, a);
  put_measured(w, n, "days", "");
}

static void put_attribute_name(struct jw *w, const struct node *n) {
  struct buf b = BUF_INIT;
  if (n->is_attr) buf_puts(&b, "attr.");
  buf_put_str(&b, n->name);
  jw_key(w, "name"), jw_str(w, buf_str(&b));
  buf_release(&b);
}

static void put_attribute(struct jw *w, const struct node *n) {
  jw_key(w, "kind"), jw_cstr(w, "attribute");
  put_attribute_name(w, n->a);
  form_put_test(w, n);
}

static void put_anniversary(struct jw *w, const struct node *n) {
  jw_key(w, "kind"), jw_cstr(w, "anniversary");
  put_attribute_name(w, n->a);
  jw_key(w, "when"), jw_cstr(w, n->lit.b ? "last" : "next");
  jw_key(w, "n"), jw_uint(w, n->lit.n);
  jw_key(w, "unit"), jw_cstr(w, lang_unit_name(n->lit.unit, 1));
}

static void put_list(struct jw *w, const struct node *n) {
  jw_key(w, "kind"), jw_cstr(w, "list");
  put_attribute_name(w, n->a);
  jw_key(w, "slug"), jw_str(w, n->name);
  jw_key(w, "not"), jw_bool(w, n->negated);
}

static void put_class(struct jw *w, const struct node *n) {
  jw_key(w, "kind"), jw_cstr(w, "class");
  jw_key(w, "slug"), jw_str(w, n->a->name);
  jw_key(w, "op"), jw_cstr(w, form_test_op(n));
  jw_key(w, "values"), jw_begin_array(w);
  if (n->b) form_put_text(w, n->b);
  for (uint32_t i = 0; i < n->n_kids; i++)
    form_put_text(w, n->kids[i]);
  jw_end_array(w);
}

static void put_fact(struct jw *w, const struct node *n) {
  jw_key(w, "kind"), jw_cstr(w, "fact");
  jw_key(w, "fn"), jw_cstr(w, lang_function_name(TK_FACT, n->a->index));
  jw_key(w, "slug"), jw_str(w, n->a->name);
  form_put_test(w, n);
}

static void put_member(struct jw *w, const struct node *n, bool negated) {
  jw_key(w, "kind"), jw_cstr(w, "member");
  jw_key(w, "slug"), jw_str(w, n->name);
  jw_key(w, "not"), jw_bool(w, negated);
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
  else if (is_value(n))
    put_value(w, n);
  else if (is_compare(n))
    put_compare(w, n);
  else if (is_sequence(n))
    put_sequence(w, n, false);
  else if (is_anniversary(n))
    put_anniversary(w, n);
  else if (is_list(n))
    put_list(w, n);
  else if (is_since(n))
    put_since(w, n);
  else if (is_class(n))
    put_class(w, n);
  else if (is_fact(n))
    put_fact(w, n);
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
  else if (is_member(in))
    put_member(w, in, in != n);
  else if (in != n && is_did(in))
    put_did(w, in, true);
  else if (in != n && is_sequence(in))
    put_sequence(w, in, true);
  else if (in != n || n->kind == N_AND || n->kind == N_OR)
    put_group(w, in, in != n);
  else
    put_row(w, n);
  jw_end_object(w);
}
