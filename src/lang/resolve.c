/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Types.  Columns of real files hold what they hold: an attribute may have been seen as a number
 * and as text, or never.  So a name has a *set* of possible types, and its use decides: infer()
 * walks up with sets, and where two sides meet (a comparison, a list, coalesce) their common type
 * is settled on both.  When several are left, a number is preferred, then a time, then text.
 *
 * What cannot fit is said at once with what the column holds; the alternative (comparing a number
 * with a text is false) gives empty segments that nobody notices.
 *
 * The tree is at most LANG_DEPTH_MAX deep (build.c), so walking it may recurse.
 */
#include "lang/resolve_int.h"

#include "lang/grammar.h"

static bool infer(struct resolver *r, struct node *n, types_t *ret);

static enum lang_type preferred(types_t t) {
  return t & T(LT_NUM) ? LT_NUM : t & T(LT_TIME) ? LT_TIME : t & T(LT_STR) ? LT_STR : LT_BOOL;
}

static void words_of(types_t t, const char **en, const char **zh) {
  static const struct {
    types_t types;
    const char *en, *zh;
  } words[] = {
      {T(LT_NUM), "a number (written 100, without quotes)", "数字（写作 100，不加引号）"},
      {T(LT_STR), "text (written \"…\", in quotes)", "文本（写在引号中，如 \"…\"）"},
      {T(LT_TIME), "a time (written 2026-01-31)", "时间（写作 2026-01-31）"},
      {T(LT_BOOL), "true or false", "是否值（true 或 false）"},
      {T_ORDERED, "a number or a time", "数字或时间"},
      {T(LT_NUM) | T(LT_STR), "a number or text", "数字或文本"},
      {T_ANY, "a name whose value may be missing", "可能缺少值的名称"},
  };
  *en = "values of several types";
  *zh = "多种类型的值";
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (words[i].types == t) *en = words[i].en, *zh = words[i].zh;
}

static struct str text_of(struct resolver *r, const struct node *n) {
  struct buf b = BUF_INIT;
  lang_format(n, &b);
  struct str s = err_text(&r->tmp, buf_str(&b));
  buf_release(&b);
  return s;
}

/* Gives every node below that was waiting for its use the type t. */
static void settle(struct node *n, enum lang_type t) {
  n->type = t;
  if (n->kind == N_AGG && n->agg->prop.n && n->agg->fn != AGG_DISTINCT) n->agg->prop_type = t;
  if (n->kind == N_AS_OF) settle(n->a, t);
  if (n->kind == N_CALL && n->fn == CALL_COALESCE)
    for (uint32_t i = 0; i < n->n_kids; i++)
      settle(n->kids[i], t);
}

static bool fail_mismatch(struct resolver *r, const struct node *a, types_t ta,
                          const struct node *b) {
  const char *en, *zh;
  struct str sa = text_of(r, a), sb = text_of(r, b);
  words_of(ta, &en, &zh);
  err_fail(r->err, ERR_type_mismatch, "%.*s" ERR_SEP "%s" ERR_SEP "%s" ERR_SEP "%.*s", STRF(sa), en,
           zh, STRF(sb));
  return fail_at(r->err, b->pos);
}

static bool fail_needs(struct resolver *r, const char *what, types_t want, struct str text,
                       struct node_pos at) {
  const char *en, *zh;
  words_of(want, &en, &zh);
  err_fail(r->err, ERR_needs_type, "%s" ERR_SEP "%s" ERR_SEP "%s" ERR_SEP "%.*s", what, en, zh,
           STRF(text));
  return fail_at(r->err, at);
}

/* n as one of `want`, for the sake of `what`. */
static bool need(struct resolver *r, struct node *n, types_t want, const char *what) {
  types_t t;
  if (!infer(r, n, &t)) return false;
  if (!(t & want)) return fail_needs(r, what, want, text_of(r, n), n->pos);
  settle(n, preferred(t & want));
  return true;
}

static bool need_bool(struct resolver *r, struct node *n) {
  types_t t;
  if (!infer(r, n, &t)) return false;
  if (t & T(LT_BOOL)) {
    settle(n, LT_BOOL);
    return true;
  }
  enum lang_type first = preferred(t);
  err_fail(r->err, ERR_not_boolean, "%.*s" ERR_SEP "%s", STRF(text_of(r, n)),
           first == LT_NUM    ? "> 0"
           : first == LT_TIME ? ">= 2026-01-01"
                              : "= \"…\"");
  return fail_at(r->err, n->pos);
}

static bool is_literal(const struct node *n) {
  return n->kind == N_LITERAL;
}

/* Two sides that must agree; `a` is the one to speak about unless only it is a literal. */
static bool unify(struct resolver *r, struct node *a, types_t *ta, struct node *b) {
  types_t tb;
  if (!infer(r, b, &tb)) return false;
  if (!(*ta & tb))
    return is_literal(a) && !is_literal(b) ? fail_mismatch(r, b, tb, a)
                                           : fail_mismatch(r, a, *ta, b);
  *ta &= tb;
  return name_literal(r, a, b) && name_literal(r, b, a);
}

static bool infer_compare(struct resolver *r, struct node *n) {
  types_t t;
  if (!infer(r, n->a, &t) || !unify(r, n->a, &t, n->b)) return false;
  if (n->op != OP_EQ && n->op != OP_NE) {
    if (!(t & T_ORDERED))
      return fail_needs(r, lang_op_text(n->op), T_ORDERED, text_of(r, n->a), n->a->pos);
    t &= T_ORDERED;
  }
  settle(n->a, preferred(t));
  settle(n->b, preferred(t));
  return true;
}

static bool infer_list(struct resolver *r, struct node *n) {
  types_t t;
  if (!infer(r, n->a, &t)) return false;
  for (uint32_t i = 0; i < n->n_kids; i++)
    if (!unify(r, n->a, &t, n->kids[i])) return false;
  if (n->kind == N_BETWEEN) {
    if (!(t & T_ORDERED)) return fail_needs(r, "between", T_ORDERED, text_of(r, n->a), n->a->pos);
    t &= T_ORDERED;
  }
  settle(n->a, preferred(t));
  for (uint32_t i = 0; i < n->n_kids; i++)
    settle(n->kids[i], preferred(t));
  return true;
}

/* Categories are text, and so is what a list may say of an item. */
static types_t listed_types(const struct node *n) {
  return n->category || n->a->kind == N_ITEM ? T(LT_STR) : T(LT_NUM) | T(LT_STR);
}

static bool infer_exists(struct resolver *r, struct node *n) {
  struct node *a = n->a;
  types_t t;
  if (!infer(r, a, &t)) return false;
  if ((a->kind <= N_EXISTS || a->kind == N_SEGMENT || a->kind == N_FACT) && a->kind != N_ATTR &&
      a->kind != N_PROP && a->kind != N_ITEM && a->kind != N_AGG)
    return fail_needs(r, "exists", T_ANY, text_of(r, a), a->pos);
  bool several =
      (t & (t - 1)) != 0 && (a->kind == N_ATTR || a->kind == N_PROP || a->kind == N_ITEM);
  settle(a, several ? LT_ANY : preferred(t));
  return true;
}

static bool known_count(struct resolver *r, struct str param, struct node_pos at) {
  if (!param.n) return true;
  err_fail(r->err, ERR_parameter_missing, "%.*s", STRF(err_text(&r->tmp, param)));
  return fail_at(r->err, at);
}

static bool infer_window(struct resolver *r, struct window *w) {
  if (!known_count(r, w->n_param, w->pos)) return false;
  if (w->kind != W_SINCE && w->kind != W_BEFORE && w->kind != W_BETWEEN) return true;
  if (!resolve_moment(r, &w->from, w->pos)) return false;
  if (w->kind != W_BETWEEN) return true;
  if (!resolve_moment(r, &w->to, w->pos)) return false;
  if (w->from.ms <= w->to.ms_last) return true;
  err_fail(r->err, ERR_window_order, NULL);
  return fail_at(r->err, w->pos);
}

static bool infer_where(struct resolver *r, const struct node *where) {
  r->in_where = true;
  bool good = !where || need_bool(r, (struct node *)where);
  r->in_where = false;
  return good;
}

static bool infer_agg(struct resolver *r, struct node *n, types_t *ret) {
  struct agg *agg = n->agg;
  types_t prop, want;
  if (!known_count(r, agg->nth_param, n->pos)) return false;
  if (!name_agg(r, agg, &prop) || !infer_window(r, &agg->window)) return false;
  if (!infer_where(r, agg->where)) return false;
  switch (agg->fn) {
  case AGG_DID:
    *ret = T(LT_BOOL);
    return true;
  case AGG_COUNT:
  case AGG_DISTINCT:
  case AGG_GAP:
  case AGG_STREAK:
  case AGG_STREAK_NOW:
    *ret = T(LT_NUM);
    return true;
  case AGG_FIRST:
  case AGG_LAST:
  case AGG_NTH:
    if (agg->prop.n == 0) agg->prop_type = LT_TIME;
    *ret = agg->prop.n ? prop : T(LT_TIME);
    return true;
  case AGG_SUM:
  case AGG_AVG:
  case AGG_MIN:
  case AGG_MAX:
    break;
  }
  want = agg->fn == AGG_SUM || agg->fn == AGG_AVG ? T(LT_NUM) : T_ORDERED;
  if (!(prop & want))
    return fail_needs(r, lang_agg_name(agg->fn), want, err_text(&r->tmp, agg->prop_written),
                      agg->prop_pos);
  *ret = prop & want;
  return true;
}

static bool infer_as_of(struct resolver *r, struct node *n, types_t *ret) {
  bool outer = r->as_of;
  r->as_of = true;
  bool good = infer(r, n->a, ret);
  r->as_of = outer;
  return good && (!n->before.text.n || resolve_moment(r, &n->before, n->pos));
}

static bool infer_sequence(struct resolver *r, struct node *n, types_t *ret) {
  types_t any;
  for (uint32_t i = 0; i < n->n_kids; i++) {
    struct node *s = n->kids[i];
    if (!known_count(r, s->part, s->pos) || !name_agg(r, s->agg, &any)) return false;
    if (!infer_where(r, s->agg->where)) return false;
    s->type = LT_BOOL;
  }
  *ret = T(n->agg->fn == AGG_DID ? LT_BOOL : LT_NUM);
  return name_agg(r, n->agg, &any) && infer_window(r, &n->agg->window);
}

static bool infer_call(struct resolver *r, struct node *n, types_t *ret) {
  const char *name = lang_function_name(TK_CALL, n->fn);
  *ret = T(LT_NUM);
  switch (n->fn) {
  case CALL_ABS:
  case CALL_FLOOR:
  case CALL_CEIL:
    return need(r, n->kids[0], T(LT_NUM), name);
  case CALL_DAYS_SINCE:
  case CALL_YEAR:
  case CALL_MONTH:
  case CALL_DAY_OF_MONTH:
    return need(r, n->kids[0], T(LT_TIME), name);
  case CALL_COALESCE:
    break;
  }
  if (!infer(r, n->kids[0], ret)) return false;
  for (uint32_t i = 1; i < n->n_kids; i++)
    if (!unify(r, n->kids[0], ret, n->kids[i])) return false;
  return true;
}

static bool refuse_item(struct resolver *r, const struct node *n) {
  err_fail(r->err, ERR_item_constant, "%.*s", STRF(err_text(&r->tmp, n->name)));
  return fail_at(r->err, n->pos);
}

/* What an item is can be asked once per item and question only if nothing of the row is asked with
 * it; so a field stands alone on its side of a test whose other side is fixed. */
static bool items_alone(struct resolver *r, const struct node *n) {
  const struct node *a = n->a && n->a->kind == N_ITEM ? n->a : NULL;
  const struct node *b = n->b && n->b->kind == N_ITEM ? n->b : NULL;
  bool test = n->kind >= N_CMP && n->kind <= N_EXISTS;
  if (a && !test && n->kind != N_LISTED && n->kind != N_NOT) return refuse_item(r, a);
  if (a && n->b && !is_literal(n->b)) return refuse_item(r, a);
  if (b && (n->kind != N_CMP || !is_literal(n->a))) return refuse_item(r, b);
  for (uint32_t i = 0; i < n->n_kids; i++) {
    const struct node *kid = n->kids[i];
    if (a && !is_literal(kid)) return refuse_item(r, a);
    if (kid->kind == N_ITEM && n->kind != N_AND && n->kind != N_OR) return refuse_item(r, kid);
  }
  return true;
}

static bool infer(struct resolver *r, struct node *n, types_t *ret) {
  bool good = true;
  *ret = T(LT_BOOL);
  if (!items_alone(r, n)) return false;
  switch (n->kind) {
  case N_LITERAL:
    if (n->lit.type == LT_ANY) {
      err_fail(r->err, ERR_parameter_missing, "%.*s", STRF(err_text(&r->tmp, n->part)));
      return fail_at(r->err, n->pos);
    }
    *ret = T(n->lit.type);
    if (n->lit.type == LT_TIME) good = resolve_moment(r, &n->lit.moment, n->pos);
    break;
  case N_ATTR:
  case N_MEASURE:
    return name_attr(r, n, ret);
  case N_PROP:
    return name_prop(r, n, ret);
  case N_ITEM:
    return name_item(r, n, ret);
  case N_AGG:
    good = infer_agg(r, n, ret);
    break;
  case N_ANNIVERSARY:
    good = known_count(r, n->part, n->pos) && need(r, n->a, T(LT_TIME), "anniversary");
    break;
  case N_AS_OF:
    return infer_as_of(r, n, ret);
  case N_SEQUENCE:
    good = infer_sequence(r, n, ret);
    break;
  case N_NOT:
    good = need_bool(r, n->a);
    break;
  case N_AND:
  case N_OR:
    for (uint32_t i = 0; good && i < n->n_kids; i++)
      good = need_bool(r, n->kids[i]);
    break;
  case N_CMP:
    good = infer_compare(r, n);
    break;
  case N_IN:
  case N_BETWEEN:
    good = infer_list(r, n);
    break;
  case N_LISTED:
    good = name_listed(r, n) &&
           ((n->list->people && !n->either) || need(r, n->a, listed_types(n), "in list"));
    break;
  case N_CONTAINS:
    good = need(r, n->a, T(LT_STR), "contains") && need(r, n->b, T(LT_STR), "contains");
    break;
  case N_EXISTS:
    good = infer_exists(r, n);
    break;
  case N_ARITH:
    *ret = T(LT_NUM);
    good = need(r, n->a, *ret, lang_op_text(n->op)) && need(r, n->b, *ret, lang_op_text(n->op));
    break;
  case N_NEG:
    *ret = T(LT_NUM);
    good = need(r, n->a, *ret, "-");
    break;
  case N_CALL:
    good = infer_call(r, n, ret);
    break;
  case N_SEGMENT:
    good = name_segment(r, n);
    break;
  case N_FACT:
    *ret = T(lang_facts[n->index].type);
    good = name_fact(r, n) && need(r, n->a, *ret, lang_function_name(TK_FACT, n->index));
    break;
  case N_CLASS:
  case N_SCORE:
    *ret = T(n->kind == N_CLASS ? LT_STR : LT_NUM);
    good = name_class(r, n);
    break;
  }
  if (good && (*ret & (*ret - 1)) == 0) settle(n, preferred(*ret));
  return good;
}

bool lang_resolve(struct node *tree, const struct lang_names *names, enum lang_type want,
                  struct arena *out, struct err *err) {
  struct resolver r = {.names = names, .out = out, .err = err};
  arena_init(&r.tmp, "resolve");
  bool good;
  if (want == LT_BOOL) {
    good = need_bool(&r, tree);
  } else {
    types_t wanted = want == LT_ANY ? T_ANY : T(want);
    good = need(&r, tree, wanted, "…");
  }
  arena_release(&r.tmp);
  return good;
}
