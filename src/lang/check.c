/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All that is wrong with a text, for an editor that marks as one types.
 *
 * Syntax: the clause around an error (up to the nearest and, or, or parenthesis of a group) is
 * taken for `true`, and the rest is read again; so each clause tells its first error and hides none
 * of its neighbours'.  Names and types: each condition between and, or and not is resolved by
 * itself.  A clause that was replaced says nothing about names.
 */
#include <stdlib.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "lang/grammar.h"
#include "lang/lang_int.h"

#define REFUSED UINT32_MAX /* code of a token the lexer has spoken about */

typedef VEC(const struct token *) token_list;

struct checking {
  const struct lang_names *names;
  struct arena *out;
  struct err *errs;
  uint32_t n, max;
};

static void note(struct checking *c, const struct err *err) {
  if (c->n < c->max) c->errs[c->n++] = *err;
}

/* What the lexer refuses is told at once and stands as `true` from then on. */
static bool read_tokens(struct checking *c, struct str text, token_list *ret) {
  struct lexer lx;
  lexer_init(&lx, text, c->out);
  for (;;) {
    struct token *t = arena_new(c->out, struct token);
    struct err err = {0};
    if (!lexer_next(&lx, t, &err)) {
      note(c, &err);
      if (c->n == c->max || t->text.n == 0) return false;
      lx.cur = t->text.p + t->text.n;
      if (err.code == ERR_unterminated) lx.cur += strcspn(lx.cur, "\n");
      t->kind = TK_TRUE;
      t->code = REFUSED;
    }
    vec_push(ret, t);
    if (t->kind == 0) return true;
  }
}

/* ---- clauses ---- */

static bool opens_group(const token_list *l, size_t i) {
  int before = i ? l->p[i - 1]->kind : TK_AND;
  return l->p[i]->kind == TK_LP &&
         (before == TK_AND || before == TK_OR || before == TK_NOT || before == TK_LP);
}

/* The `and` at i belongs to a between. */
static bool of_between(const token_list *l, size_t i) {
  for (int depth = 0; i-- > 0;) {
    int k = l->p[i]->kind;
    depth += k == TK_RP ? 1 : k == TK_LP ? -1 : 0;
    if (depth < 0 || (depth == 0 && (k == TK_AND || k == TK_OR))) return false;
    if (depth == 0 && k == TK_BETWEEN) return true;
  }
  return false;
}

static bool ends_clause(const token_list *l, size_t i) {
  int k = l->p[i]->kind;
  return k == TK_OR || (k == TK_AND && !of_between(l, i));
}

/* The first token of the clause around token i; *ret_out: parentheses of calls it lies in. */
static size_t clause_start(const token_list *l, size_t i, unsigned *ret_out) {
  int depth = 0;
  *ret_out = 0;
  while (i > 0) {
    int k = l->p[i - 1]->kind;
    if (depth == 0 && *ret_out == 0 && ends_clause(l, i - 1)) {
      /* an `or` of events inside a call: only known once the call's parenthesis is met */
      size_t k2 = i - 1;
      int d = 0;
      while (k2 > 0 && d >= 0) {
        k2--;
        d += l->p[k2]->kind == TK_RP ? 1 : l->p[k2]->kind == TK_LP ? -1 : 0;
      }
      if (d >= 0 || opens_group(l, k2)) return i;
    } else if (depth == 0 && *ret_out > 0 && ends_clause(l, i - 1)) {
      return i;
    }
    if (k == TK_RP) depth++;
    if (k == TK_LP && depth-- == 0) {
      if (opens_group(l, i - 1)) return i;
      depth = 0;
      ++*ret_out;
    }
    i--;
  }
  return 0;
}

static size_t clause_end(const token_list *l, size_t i, unsigned out) {
  unsigned depth = out;
  for (; l->p[i]->kind; i++) {
    int k = l->p[i]->kind;
    if (depth == 0 && (k == TK_RP || ends_clause(l, i))) return i;
    depth += k == TK_LP ? 1 : 0;
    if (k == TK_RP && depth > 0) depth--;
  }
  return i;
}

static const struct token *placeholder(struct checking *c, const struct token *at) {
  struct token *t = arena_new(c->out, struct token);
  *t = *at;
  t->kind = TK_TRUE;
  t->code = 0;
  return t;
}

static void splice(struct checking *c, token_list *l, size_t from, size_t to) {
  const struct token *t = placeholder(c, l->p[from]);
  if (to == from) vec_push(l, t); /* room for one more */
  size_t n = to == from ? l->n - 1 : l->n;
  memmove(l->p + from + 1, l->p + to, (n - to) * sizeof *l->p);
  l->p[from] = t;
  l->n = n - (to - from) + 1;
}

/* Parentheses before the end; what then fails at one of them has been told already. */
static void close_all(struct checking *c, token_list *l, int depth) {
  const struct token *end = l->p[--l->n];
  struct token *t = arena_new(c->out, struct token);
  *t = *end;
  t->kind = TK_RP;
  t->code = REFUSED;
  while (depth-- > 0)
    vec_push(l, t);
  vec_push(l, end);
}

/* Takes the clause around token `bad` for `true`; false when nothing is gained by going on. */
static bool replace(struct checking *c, token_list *l, size_t bad) {
  unsigned out;
  size_t from = clause_start(l, bad, &out), to = clause_end(l, bad, out);
  int depth = 0;
  for (size_t i = 0; i < bad; i++)
    depth += l->p[i]->kind == TK_LP ? 1 : l->p[i]->kind == TK_RP ? -1 : 0;
  if (l->p[bad]->kind == 0 && depth > 0) { /* open to the end */
    close_all(c, l, depth);
    return true;
  }
  if (l->p[bad]->kind == TK_RP && depth <= 0) { /* one too many */
    memmove(l->p + bad, l->p + bad + 1, (l->n - bad - 1) * sizeof *l->p);
    l->n--;
    return true;
  }
  if (to == from + 1 && l->p[from]->kind == TK_TRUE) return false;
  splice(c, l, from, to); /* to = from: a condition is missing there */
  return true;
}

/* The clause holds a token the lexer has refused: what follows from that is no news. */
static bool spoken_about(const token_list *l, size_t bad) {
  unsigned out;
  size_t from = clause_start(l, bad, &out), to = clause_end(l, bad, out);
  for (size_t i = from; i < to; i++)
    if (l->p[i]->code == REFUSED) return true;
  return l->p[bad]->code == REFUSED;
}

/* ---- names and types ---- */

static void check_names(struct checking *c, struct node *n, enum lang_type want) {
  struct err err = {0};
  if (n->kind == N_AND || n->kind == N_OR) {
    for (uint32_t i = 0; i < n->n_kids; i++)
      check_names(c, n->kids[i], LT_BOOL);
  } else if (n->kind == N_NOT) {
    check_names(c, n->a, LT_BOOL);
  } else if (!lang_resolve(n, c->names, want, c->out, &err)) {
    note(c, &err);
  }
}

static int by_place(const void *a, const void *b) {
  const struct err *x = a, *y = b;
  if (x->place.line != y->place.line) return x->place.line < y->place.line ? -1 : 1;
  return (x->place.column > y->place.column) - (x->place.column < y->place.column);
}

void lang_check(struct str text, const struct lang_names *names, const struct lang_param *params,
                uint32_t n_params, struct arena *out, struct err *errs, uint32_t max,
                uint32_t *ret_n, struct node **ret) {
  struct checking c = {.names = names, .out = out, .errs = errs, .max = max};
  token_list tokens = {0};
  struct node *tree = NULL;
  struct err err = {0};
  if (text.n > LANG_TEXT_MAX || !utf8_valid(text)) { /* lang_parse says which and where */
    if (!lang_parse(text, out, &tree, &err)) note(&c, &err);
  } else if (read_tokens(&c, text, &tokens)) {
    for (bool more = true; more && c.n < max;) {
      size_t bad;
      err = (struct err){0};
      more = !parse_tokens(tokens.p, tokens.n, out, &tree, &bad, &err);
      if (!more) break;
      if (!spoken_about(&tokens, bad)) note(&c, &err);
      more = replace(&c, &tokens, bad);
    }
  }
  err = (struct err){0};
  if (tree && n_params && !lang_bind(tree, params, n_params, &err)) note(&c, &err);
  if (tree) check_names(&c, tree, LT_ANY);
  vec_free(&tokens);
  if (c.n) qsort(errs, c.n, sizeof *errs, by_place);
  *ret_n = c.n;
  *ret = c.n ? NULL : tree;
  if (c.n == 0 && tree && !lang_resolve(tree, names, LT_ANY, out, &err)) {
    note(&c, &err);
    *ret_n = c.n;
    *ret = NULL;
  }
}
