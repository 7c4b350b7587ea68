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

struct binding {
  const struct lang_param *params;
  uint32_t n;
  struct err *err;
};

static bool no_such(const struct binding *b, struct str name, struct node_pos at) {
  struct arena tmp;
  arena_init(&tmp, "parameters");
  struct str *names = arena_array(&tmp, struct str, b->n);
  for (uint32_t i = 0; i < b->n; i++)
    names[i] = b->params[i].name;
  int near = str_nearest(name, names, b->n);
  struct str shown = err_text(&tmp, name);
  struct str nearest = near < 0 ? STR("") : err_text(&tmp, names[near]);
  err_fail(b->err, ERR_no_such_parameter, "%.*s" ERR_SEP "%.*s", STRF(shown), STRF(nearest));
  arena_release(&tmp);
  return err_at(b->err, LANG_SOURCE, at.line, at.column, at.length);
}

static bool value_of(const struct binding *b, struct str name, struct node_pos at,
                     const struct literal **ret) {
  for (uint32_t i = 0; i < b->n; i++) {
    if (!str_eq(b->params[i].name, name)) continue;
    *ret = &b->params[i].value;
    return true;
  }
  return no_such(b, name, at);
}

/* This value will not do where $name stands. */
static bool refuse(const struct binding *b, struct str name, const struct literal *value,
                   struct node_pos at, const char *en, const char *zh) {
  const struct node n = {.kind = N_LITERAL, .lit = *value};
  struct arena tmp;
  struct buf shown = BUF_INIT;
  arena_init(&tmp, "parameters");
  lang_format(&n, &shown);
  err_fail(b->err, ERR_parameter_value, "%.*s" ERR_SEP "%.*s" ERR_SEP "%s" ERR_SEP "%s",
           STRF(err_text(&tmp, name)), STRF(err_text(&tmp, buf_str(&shown))), en, zh);
  buf_release(&shown);
  arena_release(&tmp);
  return err_at(b->err, LANG_SOURCE, at.line, at.column, at.length);
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

static bool bind_literal(const struct binding *b, struct node *n) {
  const struct literal *value;
  if (!value_of(b, n->part, n->pos, &value)) return false;
  n->lit = *value;
  n->part = (struct str){0};
  return true;
}

static bool bind_contained(const struct binding *b, const struct node *n, struct str name) {
  if (!name.n || n->b->lit.type == LT_STR) return true;
  return refuse(b, name, &n->b->lit, n->b->pos, "text", "文本");
}

struct str lang_moment_param(const struct lang_moment *m) {
  return m->text.n > 0 && m->text.p[0] == '$' ? str_of(m->text.p + 1, m->text.n - 1) : STR("");
}

static bool bind_moment(const struct binding *b, struct lang_moment *m, struct node_pos at) {
  struct str name = lang_moment_param(m);
  const struct literal *value;
  if (!name.n) return true;
  if (!value_of(b, name, at, &value)) return false;
  if (value->type != LT_TIME)
    return refuse(b, name, value, at, "a date such as 2026-01-31", "日期，如 2026-01-31");
  *m = value->moment;
  return true;
}

#define COUNT_EN "a whole number from 1, and the time at most 200 years"
#define COUNT_ZH "从 1 起的整数，且时长不超过 200 年"

static bool bind_window(const struct binding *b, struct window *w) {
  const struct literal *value;
  if (!bind_moment(b, &w->from, w->pos) || !bind_moment(b, &w->to, w->pos)) return false;
  if (!w->n_param.n) return true;
  if (!value_of(b, w->n_param, w->pos, &value)) return false;
  if (value->type != LT_NUM || !length_window(w, value->num))
    return refuse(b, w->n_param, value, w->pos, COUNT_EN, COUNT_ZH);
  w->n_param = (struct str){0};
  return true;
}

static bool bind_nth(const struct binding *b, struct agg *a, struct node_pos at) {
  const struct literal *value;
  if (!a->nth_param.n) return true;
  if (!value_of(b, a->nth_param, at, &value)) return false;
  if (value->type != LT_NUM || !length_nth(a, value->num))
    return refuse(b, a->nth_param, value, at, "a whole number from 1 to 1000, or from -1 back",
                  "1 到 1000 的整数，或从 -1 起的倒数");
  a->nth_param = (struct str){0};
  return true;
}

/* The length of a step's `within`, of an anniversary's span. */
static bool bind_length(const struct binding *b, struct node *n) {
  const struct literal *value;
  bool step = n->kind == N_AGG;
  if (!n->part.n) return true;
  if (!value_of(b, n->part, n->pos, &value)) return false;
  if (value->type != LT_NUM ||
      !(step ? length_bound(n, value->num) : length_anniversary(n, value->num)))
    return refuse(b, n->part, value, n->pos, step ? COUNT_EN : "a whole number, at most a year",
                  step ? COUNT_ZH : "整数，最长一年");
  n->part = (struct str){0};
  return true;
}

static bool bind(const struct binding *b, struct node *n) {
  struct str contained = n->kind == N_CONTAINS ? n->b->part : STR("");
  if (n->kind == N_LITERAL) return !n->part.n || bind_literal(b, n);
  if ((n->kind == N_AGG || n->kind == N_ANNIVERSARY) && !bind_length(b, n)) return false;
  if (!bind_moment(b, &n->before, n->pos)) return false;
  if (n->agg && (!bind_nth(b, n->agg, n->pos) || !bind_window(b, &n->agg->window) ||
                 (n->agg->where && !bind(b, (struct node *)n->agg->where))))
    return false;
  if ((n->a && !bind(b, n->a)) || (n->b && !bind(b, n->b))) return false;
  if (!bind_contained(b, n, contained)) return false;
  if (n->kind == N_NEG) fold(n);
  for (uint32_t i = 0; i < n->n_kids; i++)
    if (!bind(b, n->kids[i])) return false;
  return true;
}

bool lang_bind(struct node *tree, const struct lang_param *params, uint32_t n, struct err *err) {
  const struct binding b = {params, n, err};
  return bind(&b, tree);
}

static bool window_names(const struct window *w, struct str name) {
  return str_eq(w->n_param, name) || str_eq(lang_moment_param(&w->from), name) ||
         str_eq(lang_moment_param(&w->to), name);
}

bool lang_names_param(const struct node *n, struct str name) {
  if (n->kind != N_SCORE && str_eq(n->part, name)) return true;
  if (str_eq(lang_moment_param(&n->before), name)) return true;
  if (n->agg && (str_eq(n->agg->nth_param, name) || window_names(&n->agg->window, name) ||
                 (n->agg->where && lang_names_param(n->agg->where, name))))
    return true;
  if ((n->a && lang_names_param(n->a, name)) || (n->b && lang_names_param(n->b, name))) return true;
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
