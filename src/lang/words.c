/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of the language in one place: the lexer looks them up, format prints them, errors
 * suggest them, and a test checks that each stands in docs/LANGUAGE.md.
 *
 * A function is a word only before an opening parenthesis, so `count`, `last` or `year` stay free
 * as names of attributes: columns of real files are called exactly that. */
#include "lang/grammar.h"
#include "lang/lang_int.h"

const struct lang_word lang_words[] = {
    {"or", TK_OR, 0, true},
    {"and", TK_AND, 0, true},
    {"not", TK_NOT, 0, true},
    {"in", TK_IN, 0, true},
    {"between", TK_BETWEEN, 0, true},
    {"contains", TK_CONTAINS, 0, true},
    {"exists", TK_EXISTS, 0, true},
    {"where", TK_WHERE, 0, true},
    {"true", TK_TRUE, 0, true},
    {"false", TK_FALSE, 0, true},
    {"last", TK_LAST, 0, false},
    {"full", TK_FULL, 0, false},
    {"today", TK_TODAY, 0, false},
    {"yesterday", TK_YESTERDAY, 0, false},
    {"this", TK_THIS, 0, false},
    {"previous", TK_PREVIOUS, 0, false},
    {"since", TK_SINCE, 0, false},
    {"before", TK_BEFORE, 0, false},
    {"within", TK_WITHIN, 0, false},
    {"by", TK_BY, 0, false},
    {"seconds", TK_UNIT, LU_SECOND, false},
    {"second", TK_UNIT, LU_SECOND, false},
    {"minutes", TK_UNIT, LU_MINUTE, false},
    {"minute", TK_UNIT, LU_MINUTE, false},
    {"hours", TK_UNIT, LU_HOUR, false},
    {"hour", TK_UNIT, LU_HOUR, false},
    {"days", TK_UNIT, LU_DAY, false},
    {"day", TK_UNIT, LU_DAY, false},
    {"weeks", TK_UNIT, LU_WEEK, false},
    {"week", TK_UNIT, LU_WEEK, false},
    {"months", TK_UNIT, LU_MONTH, false},
    {"month", TK_UNIT, LU_MONTH, false},
    {"years", TK_UNIT, LU_YEAR, false},
    {"year", TK_UNIT, LU_YEAR, false},
};
const size_t lang_words_n = sizeof lang_words / sizeof lang_words[0];

const struct lang_function lang_functions[] = {
    {"did", TK_AGG, AGG_DID, 0, 0},
    {"count", TK_AGG, AGG_COUNT, 0, 0},
    {"sum", TK_AGG, AGG_SUM, 0, 0},
    {"avg", TK_AGG, AGG_AVG, 0, 0},
    {"min", TK_AGG, AGG_MIN, 0, 0},
    {"max", TK_AGG, AGG_MAX, 0, 0},
    {"distinct", TK_AGG, AGG_DISTINCT, 0, 0},
    {"first", TK_AGG, AGG_FIRST, 0, 0},
    {"last", TK_AGG, AGG_LAST, 0, 0},
    {"gap", TK_AGG, AGG_GAP, 0, 0},
    {"sequence", TK_SEQUENCE, AGG_DID, 0, 0},
    {"sequences", TK_SEQUENCE, AGG_COUNT, 0, 0},
    {"days_since", TK_CALL, CALL_DAYS_SINCE, 1, 1},
    {"abs", TK_CALL, CALL_ABS, 1, 1},
    {"floor", TK_CALL, CALL_FLOOR, 1, 1},
    {"ceil", TK_CALL, CALL_CEIL, 1, 1},
    {"year", TK_CALL, CALL_YEAR, 1, 1},
    {"month", TK_CALL, CALL_MONTH, 1, 1},
    {"day_of_month", TK_CALL, CALL_DAY_OF_MONTH, 1, 1},
    {"coalesce", TK_CALL, CALL_COALESCE, 2, 20},
    {"segment", TK_SEGMENT, 0, 1, 1},
    {"class", TK_CLASS, 0, 1, 1},
    {"score", TK_SCORE, 0, 2, 2},
};
const size_t lang_functions_n = sizeof lang_functions / sizeof lang_functions[0];

const struct lang_word *lang_word_find(struct str s) {
  for (size_t i = 0; i < lang_words_n; i++)
    if (str_eq_nocase(s, str_from(lang_words[i].word))) return &lang_words[i];
  return NULL;
}

const struct lang_function *lang_function_find(struct str s) {
  for (size_t i = 0; i < lang_functions_n; i++)
    if (str_eq_nocase(s, str_from(lang_functions[i].name))) return &lang_functions[i];
  return NULL;
}

const char *lang_function_name(int token, uint32_t code) {
  for (size_t i = 0; i < lang_functions_n; i++)
    if (lang_functions[i].token == token && lang_functions[i].code == code)
      return lang_functions[i].name;
  return "?";
}

/* The plural stands before the singular in the table. */
const char *lang_unit_name(enum lang_unit u, uint32_t n) {
  for (size_t i = 0; i < lang_words_n; i++)
    if (lang_words[i].token == TK_UNIT && lang_words[i].code == u)
      return lang_words[i + (n == 1)].word;
  return "?";
}

const char *lang_op_text(enum node_op op) {
  static const char *const text[] = {"=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/"};
  return text[op];
}

/* Exactly as written here: a column called `Day` is a property, `day` is the event's day. */
static const char *const pseudo_names[] = {"", "time", "day", "hour", "weekday", "event"};

enum pseudo lang_pseudo_find(struct str s) {
  for (enum pseudo p = PSEUDO_TIME; p <= PSEUDO_EVENT; p++)
    if (str_is(s, pseudo_names[p])) return p;
  return PSEUDO_NONE;
}

const char *lang_pseudo_name(enum pseudo p) {
  return pseudo_names[p];
}
