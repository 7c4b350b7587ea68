/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The slow twin's expressions: everything but aggregates. */
#include "lang/lang.h"
#include "query/naive_int.h"

/* -1, 0, 1; of a date and an instant: 0 when the instant is within the date. */
int naive_order(const struct naive_span *a, const struct naive_span *b) {
  switch (a->v.type) {
  case LT_NUM:
    return dec_cmp(a->v.num, b->v.num);
  case LT_STR:
    return str_cmp(a->v.str, b->v.str);
  case LT_BOOL:
    return (int)a->v.b - (int)b->v.b;
  default:
    return a->last < b->v.time ? -1 : a->v.time > b->last ? 1 : 0;
  }
}

static bool op_holds(const struct naive_span *a, enum node_op op, const struct naive_span *b) {
  if (a->v.missing || b->v.missing) return op == OP_NE;
  int c = naive_order(a, b);
  switch (op) {
  case OP_EQ:
    return c == 0;
  case OP_NE:
    return c != 0;
  case OP_LT:
    return c < 0;
  case OP_LE:
    return c <= 0;
  case OP_GT:
    return c > 0;
  default:
    return c >= 0;
  }
}

bool naive_holds(struct naive *n, const struct node *e, bool *ret) {
  struct naive_span v;
  if (!naive_eval(n, e, &v)) return false;
  *ret = !v.v.missing && v.v.b;
  return true;
}

/* All operands are evaluated, even when the answer is known: an overflow in one of them must not
 * depend on the others. */
static bool eval_logic(struct naive *n, const struct node *e, bool *ret) {
  bool all = true, any = false, one;
  for (uint32_t i = 0; i < e->n_kids; i++) {
    if (!naive_holds(n, e->kids[i], &one)) return false;
    all &= one;
    any |= one;
  }
  *ret = e->kind == N_AND ? all : any;
  return true;
}

static bool eval_test(struct naive *n, const struct node *e, bool *ret) {
  struct naive_span a, b, c;
  bool yes = false;
  if (!naive_eval(n, e->a, &a)) return false;
  switch (e->kind) {
  case N_CMP:
    if (!naive_eval(n, e->b, &b)) return false;
    *ret = op_holds(&a, e->op, &b);
    return true;
  case N_IN:
    for (uint32_t i = 0; i < e->n_kids; i++) {
      if (!naive_eval(n, e->kids[i], &b)) return false;
      yes |= op_holds(&a, OP_EQ, &b);
    }
    break;
  case N_BETWEEN:
    if (!naive_eval(n, e->kids[0], &b) || !naive_eval(n, e->kids[1], &c)) return false;
    yes = op_holds(&a, OP_GE, &b) && op_holds(&a, OP_LE, &c);
    break;
  case N_CONTAINS: {
    struct str part = e->b->lit.str;
    for (size_t i = 0; !a.v.missing && i + part.n <= a.v.str.n; i++) {
      yes |= str_eq(str_of(a.v.str.p + i, part.n), part);
    }
    break;
  }
  default: { /* exists: of a name, whatever the type of its value */
    struct node any = *e->a;
    if ((any.kind == N_PROP && any.pseudo == PSEUDO_NONE) || any.kind == N_ATTR) {
      any.type = LT_ANY;
      naive_name(n, &any, &a);
    }
    if (any.kind == N_ITEM) {
      any.type = LT_ANY;
      naive_item(n, &any, &a);
    }
    yes = !a.v.missing;
  }
  }
  *ret = yes != e->negated;
  return true;
}

/* Every value of the list is looked at. */
static bool eval_listed(struct naive *n, const struct node *e, bool *ret) {
  const struct lang_list *l = e->list;
  struct naive_span a;
  struct dec d;
  bool yes = false;
  if (l->people) {
    yes = n->self < l->n_people && (l->people[n->self / 64] >> (n->self % 64) & 1);
    *ret = yes != e->negated;
    if (!e->either) return true;
  }
  if (!naive_eval(n, e->a, &a)) return false;
  for (uint32_t i = 0; i < l->values->n && !a.v.missing; i++) {
    struct str value = intern_at(l->values, i);
    if (a.v.type == LT_STR)
      yes |= str_eq(a.v.str, value);
    else
      yes |= dec_parse(value, &d) && dec_cmp(a.v.num, d) == 0;
  }
  *ret = yes != e->negated;
  return true;
}

static bool eval_arith(struct naive *n, const struct node *e, struct naive_span *ret) {
  struct naive_span a, b;
  struct dec d = DEC_ZERO;
  if (!naive_eval(n, e->a, &a) || !naive_eval(n, e->b, &b)) return false;
  *ret = (struct naive_span){.v = {.missing = true, .type = LT_NUM}};
  if (a.v.missing || b.v.missing || (e->op == OP_DIV && b.v.num.m == 0)) return true;
  bool ok = e->op == OP_ADD   ? dec_add(a.v.num, b.v.num, &d)
            : e->op == OP_SUB ? dec_sub(a.v.num, b.v.num, &d)
            : e->op == OP_MUL ? dec_mul(a.v.num, b.v.num, &d)
                              : dec_div(a.v.num, b.v.num, 12, &d);
  if (!ok) return naive_overflow(n, e);
  ret->v.missing = false;
  ret->v.num = dec_normal(d);
  return true;
}

static struct dec floor_of(struct dec d) {
  i128 p = dec_pow10(d.scale), q = d.m / p;
  if (q * p > d.m) q--;
  return (struct dec){q, 0};
}

static bool eval_call(struct naive *n, const struct node *e, struct naive_span *ret) {
  struct naive_span a = {.v = {.missing = true}}, found = a;
  for (uint32_t i = 0; i < e->n_kids; i++) {
    if (!naive_eval(n, e->kids[i], &a)) return false;
    if (found.v.missing) found = a;
  }
  *ret = found;
  if (e->fn == CALL_COALESCE || found.v.missing) return true;
  struct dec x = found.v.num, minus = {-x.m, x.scale};
  const struct tz *tz = n->in->tz;
  struct civil c = civil_of(tz, found.v.time);
  switch (e->fn) {
  case CALL_DAYS_SINCE:
    x = dec_int(day_of(tz, n->as_of) - day_of(tz, found.v.time));
    break;
  case CALL_ABS:
    x = x.m < 0 ? minus : x;
    break;
  case CALL_FLOOR:
    x = floor_of(x);
    break;
  case CALL_CEIL:
    x = floor_of(minus);
    x.m = -x.m;
    break;
  case CALL_YEAR:
    x = dec_int(c.year);
    break;
  case CALL_MONTH:
    x = dec_int(c.month);
    break;
  case CALL_DAY_OF_MONTH:
    x = dec_int(c.day);
    break;
  case CALL_COALESCE:
    break;
  }
  *ret = (struct naive_span){.v = {.type = LT_NUM, .num = x}};
  return true;
}

static void eval_literal(const struct node *e, struct naive_span *ret) {
  *ret = (struct naive_span){.v = {.type = e->lit.type,
                                   .b = e->lit.b,
                                   .num = e->lit.num,
                                   .time = e->lit.moment.ms,
                                   .str = e->lit.str},
                             .last = e->lit.moment.ms_last};
}

static int64_t class_moment(const struct naive *n, const struct node *e) {
  int64_t before = e->before.text.n ? e->before.ms - 1 : n->as_of;
  return before < n->as_of ? before : n->as_of;
}

static void eval_class(const struct naive *n, const struct node *e, struct naive_span *ret) {
  struct str slug = e->canonical.n ? e->canonical : e->name;
  *ret = (struct naive_span){.v = {.type = LT_STR, .str = STR("none")}};
  for (uint32_t i = 0; i < n->in->n_classes; i++) {
    const struct query_classes *c = &n->in->classes[i];
    if (!str_eq(c->slug, slug) || c->as_of != class_moment(n, e)) continue;
    uint8_t k = c->class_of[n->subject];
    ret->v.missing = k == QUERY_CLASS_ABSENT;
    if (k < c->n_names) ret->v.str = c->names[k];
  }
}

static void eval_score(const struct naive *n, const struct node *e, struct naive_span *ret) {
  struct str slug = e->canonical.n ? e->canonical : e->name;
  uint32_t p = n->subject;
  *ret = (struct naive_span){.v = {.missing = true, .type = LT_NUM}};
  for (uint32_t i = 0; i < n->in->n_scores; i++) {
    const struct query_scores *s = &n->in->scores[i];
    const struct query_column *q = s->column;
    if (!str_eq(s->slug, slug) || !str_eq(s->name, e->part) || s->as_of != class_moment(n, e))
      continue;
    ret->v.missing = p >= q->n || !((q->present[p / 64] >> (p % 64)) & 1);
    if (!ret->v.missing) ret->v.num = (struct dec){q->num[p], q->scale};
  }
}

static void eval_measure(const struct naive *n, const struct node *e, struct naive_span *ret) {
  const struct query_column *m = &n->in->measures[e->index];
  uint32_t p = n->subject;
  bool has = p < m->n && ((m->present[p / 64] >> (p % 64)) & 1);
  *ret =
      (struct naive_span){.v = {.missing = !has && m->type != LT_BOOL, .type = m->type, .b = has}};
  if (!has) return;
  if (m->type == LT_NUM) ret->v.num = (struct dec){m->num[p], m->scale};
  if (m->type == LT_TIME) ret->v.time = ret->last = m->time[p];
  if (m->type == LT_STR) ret->v.str = intern_at(m->strings, m->code[p]);
}

/* The same person, without what came later. */
static bool eval_as_of(const struct naive *n, const struct node *e, struct naive_span *ret) {
  struct naive then = *n;
  then.as_of = lang_as_of_moment(e, n->in->tz, n->as_of);
  while (then.n && then.events[then.n - 1].time > then.as_of)
    then.n--;
  *ret = (struct naive_span){.v = {.missing = true, .type = e->type}};
  return then.n == 0 || naive_eval(&then, e->a, ret);
}

/* Every later year is asked for its day. */
static bool eval_anniversary(struct naive *n, const struct node *e, bool *ret) {
  struct naive_span a;
  int32_t from, to, year, y;
  unsigned month, day, m, d;
  *ret = false;
  if (!naive_eval(n, e->a, &a)) return false;
  if (a.v.missing) return true;
  lang_anniversary_days(e, n->in->tz, n->as_of, &from, &to);
  day_to_ymd(day_of(n->in->tz, a.v.time), &year, &month, &day);
  for (int32_t at = from; at <= to; at++) {
    day_to_ymd(at, &y, &m, &d);
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    unsigned kept = month == 2 && day == 29 && !leap ? 28 : day;
    if (y > year && m == month && d == kept) *ret = true;
  }
  return true;
}

bool naive_eval(struct naive *n, const struct node *e, struct naive_span *ret) {
  bool yes = false, ok = true;
  switch (e->kind) {
  case N_LITERAL:
    eval_literal(e, ret);
    return true;
  case N_ATTR:
  case N_PROP:
    naive_name(n, e, ret);
    return true;
  case N_ITEM:
    naive_item(n, e, ret);
    return true;
  case N_AGG:
    return naive_agg(n, e, ret);
  case N_LISTED:
    ok = eval_listed(n, e, &yes);
    break;
  case N_AS_OF:
    return eval_as_of(n, e, ret);
  case N_ANNIVERSARY:
    ok = eval_anniversary(n, e, &yes);
    break;
  case N_SEQUENCE:
    return naive_sequence(n, e, ret);
  case N_ARITH:
    return eval_arith(n, e, ret);
  case N_CALL:
    return eval_call(n, e, ret);
  case N_FACT:
  case N_SEGMENT:
    return naive_eval(n, e->a, ret);
  case N_CLASS:
    eval_class(n, e, ret);
    return true;
  case N_SCORE:
    eval_score(n, e, ret);
    return true;
  case N_MEASURE:
    eval_measure(n, e, ret);
    return true;
  case N_NEG:
    if (!naive_eval(n, e->a, ret)) return false;
    ret->v.num.m = -ret->v.num.m;
    return true;
  case N_NOT:
    ok = naive_holds(n, e->a, &yes);
    yes = !yes;
    break;
  case N_AND:
  case N_OR:
    ok = eval_logic(n, e, &yes);
    break;
  default:
    ok = eval_test(n, e, &yes);
  }
  *ret = (struct naive_span){.v = {.type = LT_BOOL, .b = yes}};
  return ok;
}
