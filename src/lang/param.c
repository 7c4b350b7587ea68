/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parameters: `$name` stands for a value that is given when the expression is asked.
 *
 * Binding turns each into the literal it stands for, before names and types are decided, so that
 * everything after it (types, plans, cache keys, sentences) sees an ordinary constant.  What is
 * left unbound is an error of resolve with its place. */
#include "lang/grammar.h"
#include "lang/lang_int.h"

static bool is_date(struct str text, struct arena *tmp) {
  struct lexer lx;
  struct token t, end;
  struct err ignored;
  lexer_init(&lx, text, tmp);
  return lexer_next(&lx, &t, &ignored) && t.kind == TK_DATE && t.text.n == text.n &&
         lexer_next(&lx, &end, &ignored) && end.kind == 0;
}

bool lang_literal(struct str text, enum lang_type type, struct arena *out, struct literal *ret) {
  struct literal l = {.type = type};
  switch (type) {
  case LT_NUM:
    if (!dec_parse(text, &l.num)) return false;
    break;
  case LT_STR:
    l.str = arena_str(out, text);
    break;
  case LT_TIME:
    if (!is_date(text, out)) return false;
    l.moment = (struct lang_moment){.text = arena_str(out, text), .is_date = text.n == 10};
    break;
  case LT_BOOL:
    l.b = str_is(text, "true");
    if (!l.b && !str_is(text, "false")) return false;
    break;
  default:
    return false;
  }
  *ret = l;
  return true;
}

static bool no_such(const struct node *n, const struct lang_param *p, uint32_t n_params,
                    struct err *err) {
  struct arena tmp;
  arena_init(&tmp, "parameters");
  struct str *names = arena_array(&tmp, struct str, n_params);
  for (uint32_t i = 0; i < n_params; i++)
    names[i] = p[i].name;
  int near = str_nearest(n->part, names, n_params);
  struct str shown = err_text(&tmp, n->part);
  struct str nearest = near < 0 ? STR("") : err_text(&tmp, names[near]);
  err_fail(err, ERR_no_such_parameter, "%.*s" ERR_SEP "%.*s", STRF(shown), STRF(nearest));
  arena_release(&tmp);
  return err_at(err, LANG_SOURCE, n->pos.line, n->pos.column, n->pos.length);
}

/* The normal form has no minus before a number. */
static void fold(struct node *n) {
  const struct node *a = n->a;
  if (a->kind != N_LITERAL || a->lit.type != LT_NUM || a->lit.num.m < 0) return;
  n->kind = N_LITERAL;
  n->lit = a->lit;
  n->lit.num.m = -n->lit.num.m;
  n->a = NULL;
}

static bool no_text(const struct node *n, struct err *err) {
  struct buf b = BUF_INIT;
  lang_format(n, &b);
  err_fail(err, ERR_parameter_value, "%s" ERR_SEP "%.*s" ERR_SEP "%s" ERR_SEP "%s", "contains",
           STRF(buf_str(&b)), "text", "文本");
  buf_release(&b);
  return err_at(err, LANG_SOURCE, n->pos.line, n->pos.column, n->pos.length);
}

static bool bind(struct node *n, const struct lang_param *p, uint32_t n_params, struct err *err) {
  if (n->kind == N_LITERAL && n->part.n) {
    uint32_t i = 0;
    while (i < n_params && !str_eq(p[i].name, n->part))
      i++;
    if (i == n_params) return no_such(n, p, n_params, err);
    n->lit = p[i].value;
    n->part = (struct str){0};
    return true;
  }
  if (n->a && !bind(n->a, p, n_params, err)) return false;
  if (n->b && !bind(n->b, p, n_params, err)) return false;
  if (n->kind == N_CONTAINS && n->b->lit.type != LT_STR) return no_text(n->b, err);
  if (n->kind == N_NEG) fold(n);
  if (n->agg && n->agg->where && !bind((struct node *)n->agg->where, p, n_params, err))
    return false;
  for (uint32_t i = 0; i < n->n_kids; i++)
    if (!bind(n->kids[i], p, n_params, err)) return false;
  return true;
}

bool lang_bind(struct node *tree, const struct lang_param *params, uint32_t n, struct err *err) {
  return bind(tree, params, n, err);
}

bool lang_names_param(const struct node *n, struct str name) {
  if (n->kind == N_LITERAL && str_eq(n->part, name)) return true;
  if ((n->a && lang_names_param(n->a, name)) || (n->b && lang_names_param(n->b, name))) return true;
  if (n->agg && n->agg->where && lang_names_param(n->agg->where, name)) return true;
  for (uint32_t i = 0; i < n->n_kids; i++)
    if (lang_names_param(n->kids[i], name)) return true;
  return false;
}

/* name = literal { "," name = literal } */
bool lang_params_parse(struct str text, struct arena *out, struct lang_param **ret, uint32_t *ret_n,
                       struct err *err) {
  struct lexer lx;
  struct lang_param *list = arena_array(out, struct lang_param, LANG_PARAMS_MAX);
  uint32_t n = 0;
  lexer_init(&lx, text, out);
  for (;;) {
    struct token name, is, t;
    bool minus = false;
    if (!lexer_next(&lx, &name, err) || !lexer_next(&lx, &is, err) || !lexer_next(&lx, &t, err))
      return false;
    if (t.kind == TK_MINUS) {
      minus = true;
      if (!lexer_next(&lx, &t, err)) return false;
    }
    enum lang_type type = t.kind == TK_NUMBER                       ? LT_NUM
                          : t.kind == TK_STRING                     ? LT_STR
                          : t.kind == TK_DATE                       ? LT_TIME
                          : t.kind == TK_TRUE || t.kind == TK_FALSE ? LT_BOOL
                                                                    : LT_ANY;
    struct literal l;
    struct str value = t.kind == TK_STRING ? t.value : t.text;
    if (name.text.n == 0 || is.kind != TK_CMP || is.code != OP_EQ || type == LT_ANY ||
        (minus && type != LT_NUM) || !lang_literal(value, type, out, &l)) {
      struct str shown = err_text(out, text), what = err_text(out, name.text);
      return err_fail(err, ERR_parameter_value, "%.*s" ERR_SEP "%.*s" ERR_SEP "%s" ERR_SEP "%s",
                      STRF(what), STRF(shown),
                      "written days = 30, city = \"上海\", from = 2026-01-31",
                      "days = 30, city = \"上海\", from = 2026-01-31 这样的写法");
    }
    if (minus) l.num.m = -l.num.m;
    if (n == LANG_PARAMS_MAX)
      return err_fail(err, ERR_too_many_parameters, "%u" ERR_SEP "%d", n + 1, LANG_PARAMS_MAX);
    list[n++] = (struct lang_param){name.value.n ? name.value : name.text, l};
    if (!lexer_next(&lx, &t, err)) return false;
    if (t.kind == TK_COMMA) continue;
    if (t.kind == 0) break;
    struct str what = err_text(out, t.text);
    return err_fail(err, ERR_wrong_symbol, "%.*s" ERR_SEP ",", STRF(what));
  }
  *ret = list;
  *ret_n = n;
  return true;
}
