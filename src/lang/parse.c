/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The driver: text → tokens → grammar, and what is said about the first error.
 *
 * Tokens are fed as they are read, so that the first error in the text is the one reported, whether
 * the lexer, the grammar or a constructor finds it.  By the time the automaton refuses a token it
 * may already have reduced by default and forgotten what else could have stood there; so after a
 * syntax error the tokens before it are fed to a fresh parser, which then stands exactly before the
 * bad one and can be asked. Errors are rare and texts short; the good path pays nothing.
 */
#include <stdlib.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "lang/grammar.h"
#include "lang/lang_int.h"

struct token_ptrs {
  const struct token **p;
  size_t n, cap;
};

static void *parser_alloc(size_t size) {
  return must_malloc(size);
}

/* A scratch parser that has eaten `tokens`; what it builds is thrown away with tmp. */
static bool explain_syntax(struct arena *tmp, const struct token_ptrs *tokens,
                           const struct token *bad, struct err *err) {
  bool selector = tokens->n == 1 && tokens->p[0]->kind == TK_SELECTOR;
  if (bad->kind == 0 && (tokens->n == 0 || selector)) {
    err_fail(err, ERR_expression_empty, NULL);
    return err_at(err, LANG_SOURCE, bad->pos.line, bad->pos.column, 1);
  }
  struct err ignored = {0};
  struct parse again = {.out = tmp, .tmp = tmp, .err = &ignored};
  void *parser = lang_grammarAlloc(parser_alloc, &again);
  for (size_t i = 0; i < tokens->n; i++)
    lang_grammar(parser, tokens->p[i]->kind, tokens->p[i]);
  syntax_fail(parser, bad, err);
  lang_grammarFree(parser, free);
  return false;
}

/* Feeds one token; false with *err when it cannot stand there. */
static bool feed(void *parser, struct parse *p, const struct token_ptrs *before,
                 const struct token *t, struct err *err) {
  lang_grammar(parser, t->kind, t);
  if (p->overflow) {
    err_fail(err, ERR_expression_too_deep, "%d", LANG_DEPTH_MAX);
    return err_at(err, LANG_SOURCE, t->pos.line, t->pos.column, t->pos.length);
  }
  if (p->failed && err->code == ERR_none) explain_syntax(p->tmp, before, t, err);
  return !p->failed;
}

/* `start`, if any, is a token that no text has: which kind of text this is. */
static bool run(struct lexer *lx, struct parse *p, const struct token *start,
                struct token_ptrs *tokens, struct err *err) {
  void *parser = lang_grammarAlloc(parser_alloc, p);
  bool done = false, good = true;
  if (start) {
    lang_grammar(parser, start->kind, start);
    vec_push(tokens, start);
  }
  while (good && !done) {
    struct token *t = arena_new(p->tmp, struct token);
    good = lexer_next(lx, t, err) && feed(parser, p, tokens, t, err);
    vec_push(tokens, t);
    done = t->kind == 0;
  }
  lang_grammarFree(parser, free);
  return good;
}

bool parse_tokens(const struct token *const *tokens, size_t n, struct arena *out, struct node **ret,
                  size_t *ret_bad, struct err *err) {
  struct arena tmp;
  struct err first = {0};
  struct parse p = {.out = out, .tmp = &tmp, .err = &first};
  struct token_ptrs before = {0};
  bool good = true;
  arena_init(&tmp, "parse");
  void *parser = lang_grammarAlloc(parser_alloc, &p);
  for (size_t i = 0; good && i < n; i++) {
    good = feed(parser, &p, &before, tokens[i], &first);
    vec_push(&before, tokens[i]);
    if (!good) *ret_bad = i;
  }
  lang_grammarFree(parser, free);
  if (good)
    *ret = p.root;
  else
    *err = first;
  vec_free(&before);
  arena_release(&tmp);
  return good;
}

/* Where in the text the first byte stands that is not UTF-8. */
static bool fail_utf8(struct str text, struct err *err) {
  uint32_t line = 1, column = 1;
  struct str s = text;
  while (s.n > 0) {
    struct str before = s;
    uint32_t cp = utf8_next(&s);
    if (!utf8_valid(str_of(before.p, before.n - s.n))) break;
    line += cp == '\n';
    column = cp == '\n' ? 1 : column + 1;
  }
  err_fail(err, ERR_bad_utf8, LANG_SOURCE);
  return err_at(err, LANG_SOURCE, line, column, 1);
}

static bool parse_text(struct str text, const struct token *start, struct arena *out,
                       struct node **ret, struct err *err) {
  if (text.n > LANG_TEXT_MAX) {
    err_fail(err, ERR_expression_too_long, "%zu" ERR_SEP "%d", text.n, LANG_TEXT_MAX);
    return err_at(err, LANG_SOURCE, 1, 1, 1);
  }
  if (!utf8_valid(text)) return fail_utf8(text, err);

  struct arena tmp;
  struct lexer lx;
  struct err first = {0};
  struct parse p = {.out = out, .tmp = &tmp, .err = &first};
  struct token_ptrs tokens = {0};
  arena_init(&tmp, "parse");
  lexer_init(&lx, text, out);
  bool good = run(&lx, &p, start, &tokens, &first);
  if (good)
    *ret = p.root;
  else
    *err = first;
  vec_free(&tokens);
  arena_release(&tmp);
  return good;
}

bool lang_parse(struct str text, struct arena *out, struct node **ret, struct err *err) {
  return parse_text(text, NULL, out, ret, err);
}

bool lang_parse_events(struct str text, struct arena *out, struct node **ret, struct err *err) {
  static const struct token start = {
      .kind = TK_SELECTOR, .pos = {1, 1, 1}, .text = {"", 0}, .code = AGG_COUNT};
  return parse_text(text, &start, out, ret, err);
}

bool lang_compile(struct str text, const struct lang_names *names, struct arena *out,
                  struct node **ret, struct err *err) {
  struct node *tree;
  if (!lang_parse(text, out, &tree, err)) return false;
  if (!lang_resolve(tree, names, LT_BOOL, out, err)) return false;
  *ret = tree;
  return true;
}
