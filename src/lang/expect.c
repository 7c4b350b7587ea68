/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Syntax errors in words: what was found and what could have stood there.
 *
 * The automaton is asked about every token (lang_grammar_accepts), and the tokens it would take are
 * told as the things a person thinks of: "a condition", "a unit such as days", "“)”".  A phrase is
 * used when its own token is acceptable and the token of a broader phrase is not: where any value
 * may stand, it would not help to list the sixteen tokens that begin one.
 *
 * Sentences are rendered later, in either language, so both lists travel as arguments of the error.
 */
#include "base/buf.h"
#include "base/utf8.h"
#include "lang/grammar.h"
#include "lang/lang_int.h"

#define TOKENS (TK_WHERE + 1) /* the grammar's last rules speak of it */

struct phrase {
  int token;  /* said when this one is acceptable … */
  int unless; /* … and this one is not (0: always) */
  const char *en, *zh;
};

/* In the order they are said.  TK_ID stands for any name, since soft words fall back to it. */
static const struct phrase phrases[] = {
    {TK_NOT, TK_CMP, "a condition", "条件"},
    {TK_CALL, TK_NOT, "a value", "值"},
    {TK_STAR, TK_SLASH, "an event", "事件"},
    {TK_QUOTED, TK_CALL, "a name", "名称"},
    {TK_CMP, 0, "a comparison (= < in between …)", "比较（= < in between 等）"},
    {TK_PLUS, TK_CMP, "an operator", "运算符"},
    {TK_LIST, 0, "list", "list"},
    {TK_LP, TK_CALL, "“(”", "“(”"},
    {TK_WHERE, 0, "where", "where"},
    {TK_AND, 0, "and", "and"},
    {TK_OR, 0, "or", "or"},
    {TK_DOT, 0, "“.”", "“.”"},
    {TK_COMMA, 0, "“,”", "“,”"},
    {TK_RP, 0, "“)”", "“)”"},
    {TK_ARROW, 0, "“->”", "“->”"},
    {TK_TODAY, TK_ID, "a window such as last 30 days", "时间窗口（如 last 30 days）"},
    {TK_BEFORE, TK_TODAY, "before and a date", "before 与日期"},
    {TK_UNIT, TK_ID, "a unit such as days", "时间单位（如 days）"},
    {TK_NUMBER, TK_CALL, "a number", "数字"},
    {TK_STRING, TK_CALL, "text in quotes", "带引号的文本"},
    {TK_DATE, TK_CALL, "a date such as 2026-01-31", "日期（如 2026-01-31）"},
    {0, 0, "the end", "结束"},
};
#define PHRASES (sizeof phrases / sizeof phrases[0])

static void list_phrases(const bool *accepts, struct buf *en, struct buf *zh) {
  const struct phrase *said[PHRASES];
  size_t n = 0;
  for (size_t i = 0; i < PHRASES; i++) {
    const struct phrase *f = &phrases[i];
    if (!accepts[f->token] || (f->unless && accepts[f->unless])) continue;
    /* A name that stands for a bare word only (an event, a property) is not "a name" and "an
     * event". */
    if (f->token == TK_QUOTED && accepts[TK_STAR] && !accepts[TK_SLASH]) continue;
    said[n++] = f;
  }
  for (size_t i = 0; i < n; i++) {
    if (i > 0) {
      buf_puts(en, i + 1 < n ? ", " : " or ");
      buf_puts(zh, i + 1 < n ? "、" : "或");
    }
    buf_puts(en, said[i]->en);
    buf_puts(zh, said[i]->zh);
  }
}

/* A misspelt keyword reads as a name: the nearest keyword that could stand there. */
static const char *near_word(const bool *accepts, const struct token *t) {
  struct str words[LANG_WORDS_MAX];
  const char *text[LANG_WORDS_MAX];
  size_t n = 0;
  if (t->kind != TK_ID) return "";
  for (size_t i = 0; i < lang_words_n; i++) {
    if (!accepts[lang_words[i].token] || (accepts[TK_ID] && !lang_words[i].hard)) continue;
    text[n] = lang_words[i].word;
    words[n++] = str_from(lang_words[i].word);
  }
  int at = str_nearest(t->text, words, n);
  return at < 0 ? "" : text[at];
}

bool syntax_fail(void *parser, const struct token *t, struct err *err) {
  struct arena tmp;
  struct buf en = BUF_INIT, zh = BUF_INIT;
  bool accepts[TOKENS];
  arena_init(&tmp, "error");
  for (int k = 0; k < TOKENS; k++)
    accepts[k] = lang_grammar_accepts(parser, k);
  list_phrases(accepts, &en, &zh);
  struct str found = err_text(&tmp, t->text);
  bool quoted = t->kind == TK_STRING || t->kind == TK_QUOTED;
  err_fail(err, t->kind ? ERR_syntax : ERR_syntax_end,
           "%s%.*s%s" ERR_SEP "%s" ERR_SEP "%s" ERR_SEP "%s", quoted ? "" : "“", STRF(found),
           quoted ? "" : "”", en.p ? en.p : "", zh.p ? zh.p : "", near_word(accepts, t));
  err_at(err, LANG_SOURCE, t->pos.line, t->pos.column, t->pos.length ? t->pos.length : 1);
  buf_release(&en);
  buf_release(&zh);
  arena_release(&tmp);
  return false;
}

struct str err_text(struct arena *a, struct str s) {
  const size_t max = 100;
  size_t keep = utf8_cut(s, s.n > max ? max - 3 : max);
  char *p = arena_alloc(a, keep + 4);
  for (size_t i = 0; i < keep; i++)
    p[i] = (unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f ? ' ' : s.p[i];
  struct str cut = {p, keep};
  return keep == s.n ? cut : arena_printf(a, "%.*s…", STRF(cut));
}

bool fail_unknown(struct err *err, struct node_pos at, struct str name, const char *kind_en,
                  const char *kind_zh, const struct str *candidates, size_t n) {
  struct arena tmp;
  arena_init(&tmp, "error");
  int near = str_nearest(name, candidates, n);
  struct str shown = err_text(&tmp, name);
  struct str nearest = near < 0 ? STR("") : err_text(&tmp, candidates[near]);
  err_fail(err, ERR_unknown_name, "%.*s" ERR_SEP "%s" ERR_SEP "%.*s" ERR_SEP "%s", STRF(shown),
           kind_en, STRF(nearest), kind_zh);
  arena_release(&tmp);
  return err_at(err, LANG_SOURCE, at.line, at.column, at.length);
}
