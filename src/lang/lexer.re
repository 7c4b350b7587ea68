/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text to tokens.  The text is valid UTF-8 without U+0000 (lang_parse looked), so a NUL ends it and no
 * rule can run past it.
 *
 * What an input method produces in a Chinese sentence is accepted: full-width punctuation is the ASCII
 * one, an ideographic blank is a blank.  Names are letters of any script; punctuation and pictures of
 * other scripts are refused with a word about back quotes rather than swallowed into a name, where
 * nobody would see them.
 *
 * A word before an opening parenthesis is a function; what is no function there is an unknown name at
 * once, with the nearest one. */
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wunused-variable"
#include <stdio.h>

#include "base/utf8.h"
#include "event/value.h"
#include "lang/grammar.h"
#include "lang/lang_int.h"

void lexer_init(struct lexer *lx, struct str text, struct arena *out) {
  struct str copy = arena_str(out, text);
  *lx = (struct lexer){.start = copy.p, .cur = copy.p, .mark = copy.p, .line = 1, .column = 1,
                       .out = out};
}

/* Moves line and column to `to`. */
static void advance(struct lexer *lx, const char *to) {
  struct str s = {lx->mark, (size_t)(to - lx->mark)};
  while (s.n > 0) {
    if (utf8_next(&s) == '\n') {
      lx->line++;
      lx->column = 1;
    } else {
      lx->column++;
    }
  }
  lx->mark = to;
}

static bool lex_fail(struct err *err, const struct token *t, enum err_code code, const char *arg,
                     const char *arg2) {
  err_fail(err, code, "%s" ERR_SEP "%s", arg, arg2);
  return err_at(err, LANG_SOURCE, t->pos.line, t->pos.column, t->pos.length);
}

/* \u{hex} at *s (after the u); false when it is not one. */
static bool unescape_code(struct str *s, char out[4], unsigned *ret_n) {
  uint32_t cp = 0;
  size_t i = 1;
  if (s->n < 3 || s->p[0] != '{') return false;
  for (; i < s->n && s->p[i] != '}'; i++) {
    char c = s->p[i], low = (char)(c | 32);
    uint32_t digit = c >= '0' && c <= '9' ? (uint32_t)(c - '0')
                     : low >= 'a' && low <= 'f' ? (uint32_t)(low - 'a' + 10) : 16;
    if (digit == 16 || i > 6) return false;
    cp = cp * 16 + digit;
  }
  if (i == s->n || i == 1 || cp == 0 || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff)) return false;
  *s = str_of(s->p + i + 1, s->n - i - 1);
  *ret_n = utf8_put(cp, out);
  return true;
}

/* Takes the quotes (open and close bytes) off and decodes the escapes. */
static bool unquote(struct lexer *lx, struct token *t, size_t open, size_t close, struct err *err) {
  struct str s = str_of(t->text.p + open, t->text.n - open - close);
  char *to = arena_alloc(lx->out, s.n + 1), *p = to;
  while (s.n > 0) {
    if (s.p[0] != '\\') {
      *p++ = s.p[0];
      s = str_of(s.p + 1, s.n - 1);
      continue;
    }
    const char *at = s.p;
    unsigned n = 1;
    char c = s.p[1];
    s = str_of(s.p + 2, s.n - 2);
    if (c == 'n' || c == 't' || c == 'r') {
      *p = c == 'n' ? '\n' : c == 't' ? '\t' : '\r';
    } else if (c == '"' || c == '\'' || c == '`' || c == '\\') {
      *p = c;
    } else if (c != 'u' || !unescape_code(&s, p, &n)) {
      advance(lx, at);
      t->pos.line = lx->line;
      t->pos.column = lx->column;
      t->pos.length = 2;
      struct str rest = str_of(at + 1, (size_t)(t->text.p + t->text.n - at - 1));
      utf8_next(&rest);
      char shown[8] = {0};
      memcpy(shown, at, (size_t)(rest.p - at));
      return lex_fail(err, t, ERR_bad_escape, shown, "");
    }
    p += n;
  }
  *p = 0;
  t->value = str_of(to, (size_t)(p - to));
  return true;
}

static bool lex_quoted_name(struct lexer *lx, struct token *t, struct err *err) {
  char limit[16];
  t->kind = TK_QUOTED;
  t->quoted = true;
  if (!unquote(lx, t, 1, 1, err)) return false;
  if (t->value.n == 0) return lex_fail(err, t, ERR_empty_name, "", "");
  snprintf(limit, sizeof limit, "%d", NAME_MAX_BYTES);
  return t->value.n <= NAME_MAX_BYTES || lex_fail(err, t, ERR_name_too_long, limit, "");
}

static bool before_parenthesis(const char *p) {
  static const char ideographic[] = "\xe3\x80\x80", full_width[] = "\xef\xbc\x88";
  for (;; p++) {
    if (strncmp(p, ideographic, 3) == 0)
      p += 2;
    else if (*p != ' ' && *p != '\t' && *p != '\n' && *p != '\r')
      return *p == '(' || strncmp(p, full_width, 3) == 0;
  }
}

static bool lex_word(struct lexer *lx, struct token *t, struct err *err) {
  const struct lang_word *w = lang_word_find(t->text);
  char limit[16];
  t->value = t->text;
  if (w && w->hard) {
    t->kind = w->token;
    return true;
  }
  if (before_parenthesis(lx->cur)) {
    const struct lang_function *f = lang_function_find(t->text);
    if (!f) {
      struct str names[LANG_FUNCTIONS_MAX];
      for (size_t i = 0; i < lang_functions_n; i++) names[i] = str_from(lang_functions[i].name);
      return fail_unknown(err, t->pos, t->text, "function", "函数", names, lang_functions_n);
    }
    t->kind = f->token;
    t->code = f->code;
    return true;
  }
  t->kind = w ? w->token : TK_ID;
  t->code = w ? w->code : 0;
  snprintf(limit, sizeof limit, "%d", NAME_MAX_BYTES);
  return t->value.n <= NAME_MAX_BYTES || lex_fail(err, t, ERR_name_too_long, limit, "");
}

static bool lex_number(struct lexer *lx, struct token *t, struct err *err) {
  char *digits = arena_alloc(lx->out, t->text.n + 1);
  size_t n = 0;
  for (size_t i = 0; i < t->text.n; i++)
    if (t->text.p[i] != '_') digits[n++] = t->text.p[i];
  t->kind = TK_NUMBER;
  if (dec_parse(str_of(digits, n), &t->num)) return true;
  err_fail(err, ERR_number_overflow, "%.*s", STRF(t->text));
  return err_at(err, LANG_SOURCE, t->pos.line, t->pos.column, t->pos.length);
}

/* Only whether such a day and minute exist; the instant waits for the workspace's zone. */
static bool lex_date(struct token *t, struct err *err) {
  const char *p = t->text.p;
#define TWO(i) (uint8_t)((p[i] - '0') * 10 + p[(i) + 1] - '0')
  struct civil c = {.year = TWO(0) * 100 + TWO(2), .month = TWO(5), .day = TWO(8)};
  if (t->text.n > 10) c.hour = TWO(11), c.minute = TWO(14);
  if (t->text.n > 16) c.second = TWO(17);
#undef TWO
  t->kind = TK_DATE;
  return (c.year > 0 && civil_valid(c)) || (err_fail(err, ERR_bad_date, "%.*s", STRF(t->text)),
         err_at(err, LANG_SOURCE, t->pos.line, t->pos.column, t->pos.length));
}

static bool lex_parenthesis(struct lexer *lx, struct token *t, int kind, struct err *err) {
  char limit[16];
  t->kind = kind;
  if (kind == TK_RP) {
    if (lx->parens > 0) lx->parens--;
    return true;
  }
  snprintf(limit, sizeof limit, "%d", LANG_PARENS_MAX);
  return ++lx->parens <= LANG_PARENS_MAX || lex_fail(err, t, ERR_expression_too_deep, limit, "");
}

bool lexer_next(struct lexer *lx, struct token *t, struct err *err) {
  const char *YYCURSOR = lx->cur, *YYMARKER, *start;
#define TAKE(k)                                                                                    \
  {                                                                                                \
    t->kind = (k);                                                                                 \
    break;                                                                                         \
  }
#define THEN(call)                                                                                 \
  {                                                                                                \
    then = (call);                                                                                 \
    break;                                                                                         \
  }
  enum { DONE, OP, WORD, PARAM, NUM, DATE, NAME, STRING_ASCII, STRING_WIDE, PAREN, OPEN, WRONG, BAD } then = DONE;
  const char *instead = "";
  *t = (struct token){0};
  for (;;) {
    start = YYCURSOR;
    /*!re2c
      re2c:define:YYCTYPE = "unsigned char";
      re2c:yyfill:enable = 0;
      re2c:encoding:utf8 = 1;
      re2c:indent:top = 2;

      end = "\x00";
      blank = [ \t\r\n\u00a0\u2000-\u200b\u3000\ufeff];
      digit = [0-9];
      latin = [a-zA-Z_\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2c00-\u2dff];
      eastern = [\u3005-\u3007\u3021-\u302f\u3031-\u303c\u3041-\ud7ff\uf900-\ufdff\ufe70-\ufefe];
      other = [\uff66-\uffdc\U00010000-\U0001efff\U00020000-\U0003ffff];
      letter = latin | eastern | other;
      word = letter (letter | digit | "\u00b7")*;
      escape = "\\" [^\n\x00];
      time = "T" digit{2} ":" digit{2} (":" digit{2})?;

      end                                   { YYCURSOR = start; TAKE(0) }
      blank+                                { continue; }
      "--" [^\n\x00]*                       { continue; }
      "(" | "（"                            { t->kind = TK_LP; THEN(PAREN) }
      ")" | "）"                            { t->kind = TK_RP; THEN(PAREN) }
      "," | "，"                            { TAKE(TK_COMMA) }
      "."                                   { TAKE(TK_DOT) }
      "+" | "＋"                            { TAKE(TK_PLUS) }
      "-" | "－"                            { TAKE(TK_MINUS) }
      ("-" | "－") (">" | "＞") | "→"       { TAKE(TK_ARROW) }
      "*" | "＊"                            { TAKE(TK_STAR) }
      "/" | "／"                            { TAKE(TK_SLASH) }
      "=" | "＝"                            { t->code = OP_EQ; THEN(OP) }
      ("!" | "！") ("=" | "＝") | "≠"       { t->code = OP_NE; THEN(OP) }
      "<" | "＜"                            { t->code = OP_LT; THEN(OP) }
      ("<" | "＜") ("=" | "＝") | "≤"       { t->code = OP_LE; THEN(OP) }
      ">" | "＞"                            { t->code = OP_GT; THEN(OP) }
      (">" | "＞") ("=" | "＝") | "≥"       { t->code = OP_GE; THEN(OP) }
      "=="                                  { instead = "="; THEN(WRONG) }
      "<>"                                  { instead = "!="; THEN(WRONG) }
      "&" | "&&"                            { instead = "and"; THEN(WRONG) }
      "|" | "||"                            { instead = "or"; THEN(WRONG) }
      "!" | "！"                            { instead = "not"; THEN(WRONG) }
      "、" | "；" | ";"                     { instead = ","; THEN(WRONG) }
      "[" | "{" | "【"                      { instead = "("; THEN(WRONG) }
      "]" | "}" | "】"                      { instead = ")"; THEN(WRONG) }
      "%"                                   { instead = "/ 100"; THEN(WRONG) }
      "。"                                  { instead = "."; THEN(WRONG) }
      digit+ ("_" digit+)* ("." digit+)?    { THEN(NUM) }
      digit{4} "-" digit{2} "-" digit{2} time?  { THEN(DATE) }
      "$" word                              { THEN(PARAM) }
      word                                  { THEN(WORD) }
      "`" ([^`\\\n\x00] | escape)* "`"      { THEN(NAME) }
      ["] ([^"\\\n\x00] | escape)* ["]      { THEN(STRING_ASCII) }
      ['] ([^'\\\n\x00] | escape)* [']      { THEN(STRING_ASCII) }
      ("“" | "”") ([^”\\\n\x00] | escape)* "”"  { THEN(STRING_WIDE) }
      ("‘" | "’") ([^’\\\n\x00] | escape)* "’"  { THEN(STRING_WIDE) }
      [`"'] | "“" | "”" | "‘" | "’"         { THEN(OPEN) }
      *                                     { THEN(BAD) }
    */
  }
#undef TAKE
#undef THEN
  advance(lx, start);
  lx->cur = YYCURSOR;
  t->text = str_of(start, (size_t)(YYCURSOR - start));
  if (then == BAD && (unsigned char)*start >= 0x80) { /* `*` takes one byte: take the code point */
    struct str rest = str_of(start, strlen(start));
    utf8_next(&rest);
    t->text.n = (size_t)(rest.p - start);
  }
  t->pos = (struct node_pos){lx->line, lx->column, (uint32_t)utf8_count(t->text)};

  switch (then) {
  case DONE:
    return true;
  case OP:
    t->kind = TK_CMP;
    return true;
  case PAREN:
    return lex_parenthesis(lx, t, t->kind, err);
  case WORD:
    return lex_word(lx, t, err);
  case PARAM:
    t->kind = TK_PARAM;
    t->value = str_of(t->text.p + 1, t->text.n - 1);
    return true;
  case NUM:
    return lex_number(lx, t, err);
  case DATE:
    return lex_date(t, err);
  case NAME:
    return lex_quoted_name(lx, t, err);
  case STRING_ASCII:
    t->kind = TK_STRING;
    return unquote(lx, t, 1, 1, err);
  case STRING_WIDE:
    t->kind = TK_STRING;
    return unquote(lx, t, 3, 3, err);
  case OPEN:
  case WRONG:
  case BAD:
    break;
  }
  const char *text = arena_cstr(lx->out, err_text(lx->out, t->text));
  return lex_fail(err, t, then == OPEN ? ERR_unterminated : then == WRONG ? ERR_wrong_symbol : ERR_bad_character,
                  text, instead);
}

bool lang_plain_name(struct str s) {
  char text[NAME_MAX_BYTES + 1] = {0};
  if (s.n == 0 || s.n > NAME_MAX_BYTES) return false;
  memcpy(text, s.p, s.n);
  const char *YYCURSOR = text, *YYMARKER;
  /*!re2c
    word   { goto whole; }
    *      { return false; }
  */
whole:
  if (YYCURSOR != text + s.n) return false;
  const struct lang_word *w = lang_word_find(s);
  return !w || !w->hard;
}
