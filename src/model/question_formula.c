/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Formulas over series: `A / B * 100`.  They are arithmetic of the expression language whose names
 * are the letters of the series, with its rules: exact decimals, quotients of 12 fraction digits,
 * what is divided by zero or made of something missing is missing. */
#include <stdio.h>

#include "lang/lang.h"
#include "model/question_int.h"

static bool is_letter(const struct node *n, uint32_t n_series) {
  return n->kind == N_ATTR && n->name.n == 1 && n->name.p[0] >= 'A' &&
         (uint32_t)(n->name.p[0] - 'A') < n_series;
}

static bool checked(const struct node *n, uint32_t n_series) {
  switch (n->kind) {
  case N_LITERAL:
    return n->lit.type == LT_NUM;
  case N_NEG:
    return checked(n->a, n_series);
  case N_ARITH:
    return checked(n->a, n_series) && checked(n->b, n_series);
  default:
    return is_letter(n, n_series);
  }
}

bool question_formula(struct str text, const char *path, uint32_t n_series, struct arena *out,
                      const struct node **ret, struct err *err) {
  struct node *tree;
  if (!lang_parse(text, out, &tree, err)) {
    snprintf(err->place.source, sizeof err->place.source, "%s", path);
    return false;
  }
  if (!checked(tree, n_series)) {
    char rule[64], last = (char)('A' + (n_series ? n_series - 1 : 0));
    snprintf(rule, sizeof rule,
             last == 'A' ? "%c, 0 … 9, + - * / ( )" : "A … %c, 0 … 9, + - * / ( )", last);
    return question_bad(path, rule, err);
  }
  *ret = tree;
  return true;
}

static bool calculate(enum node_op op, struct trend_number a, struct trend_number b,
                      struct trend_number *ret) {
  ret->present = a.present && b.present && !(op == OP_DIV && b.v.m == 0);
  if (!ret->present) return true;
  switch (op) {
  case OP_ADD:
    return dec_add(a.v, b.v, &ret->v);
  case OP_SUB:
    return dec_sub(a.v, b.v, &ret->v);
  case OP_MUL:
    return dec_mul(a.v, b.v, &ret->v);
  default:
    return dec_div(a.v, b.v, 12, &ret->v);
  }
}

static bool value_of(const struct node *n, const struct trend_number *series, uint32_t step,
                     struct trend_number *ret) {
  struct trend_number a, b;
  switch (n->kind) {
  case N_LITERAL:
    *ret = (struct trend_number){true, n->lit.num};
    return true;
  case N_NEG:
    if (!value_of(n->a, series, step, ret)) return false;
    ret->v.m = -ret->v.m;
    return true;
  case N_ARITH:
    return value_of(n->a, series, step, &a) && value_of(n->b, series, step, &b) &&
           calculate(n->op, a, b, ret);
  default:
    *ret = series[(size_t)(n->name.p[0] - 'A') * step];
    return true;
  }
}

bool question_formula_value(const struct node *formula, const struct trend_number *series,
                            uint32_t step, struct trend_number *ret, struct err *err) {
  struct buf text = BUF_INIT;
  *ret = (struct trend_number){0};
  if (value_of(formula, series, step, ret)) return true;
  lang_format(formula, &text);
  err_fail(err, ERR_number_overflow, "%.*s", STRF(buf_str(&text)));
  buf_release(&text);
  return false;
}
