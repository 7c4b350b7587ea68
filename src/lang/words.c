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
    {"next", TK_NEXT, 0, false},
    {"as", TK_AS, 0, false},
    {"of", TK_OF, 0, false},
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
_Static_assert(sizeof lang_words / sizeof lang_words[0] <= LANG_WORDS_MAX, "LANG_WORDS_MAX");

const struct lang_function lang_functions[] = {
    {"did", TK_AGG, AGG_DID, 0, 0, "events where …, window", "Whether something was done.",
     "是否做过某事。"},
    {"count", TK_AGG, AGG_COUNT, 0, 0, "events where …, window", "How many times.", "次数。"},
    {"sum", TK_AGG, AGG_SUM, 0, 0, "events.property where …, window", "Total of a number.",
     "数值合计。"},
    {"avg", TK_AGG, AGG_AVG, 0, 0, "events.property where …, window", "Average of a number.",
     "数值平均。"},
    {"min", TK_AGG, AGG_MIN, 0, 0, "events.property where …, window",
     "Smallest number or earliest time.", "最小的数或最早的时间。"},
    {"max", TK_AGG, AGG_MAX, 0, 0, "events.property where …, window",
     "Largest number or latest time.", "最大的数或最晚的时间。"},
    {"distinct", TK_AGG, AGG_DISTINCT, 0, 0, "events.property where …, window",
     "How many different values.", "不同值的个数。"},
    {"first", TK_AGG, AGG_FIRST, 0, 0, "events[.property] where …, window",
     "Time or value of the first.", "首次的时间或取值。"},
    {"last", TK_AGG, AGG_LAST, 0, 0, "events[.property] where …, window",
     "Time or value of the last.", "最近一次的时间或取值。"},
    {"gap", TK_AGG, AGG_GAP, 0, 0, "events where …, window",
     "Days between the last two days with it.", "最近两个发生日相隔的天数。"},
    {"streak", TK_AGG, AGG_STREAK, 0, 0, "events where …, window", "Longest run of days with it.",
     "最长连续天数。"},
    {"streak_now", TK_AGG, AGG_STREAK_NOW, 0, 0, "events where …, window",
     "Run of days up to today or yesterday.", "到今天或昨天为止的连续天数。"},
    {"nth", TK_NTH, AGG_NTH, 0, 0, "n, events[.property] where …, window",
     "Time or value of the nth; from the last when negative.",
     "第 n 次的时间或取值，负数从最近一次倒数。"},
    {"sequence", TK_SEQUENCE, AGG_DID, 0, 0, "events where … -> [not] events within …, window",
     "Whether steps were done in order.", "是否依次发生各步骤。"},
    {"sequences", TK_SEQUENCE, AGG_COUNT, 0, 0, "events where … -> [not] events within …, window",
     "How often steps were done in order.", "依次发生各步骤的次数。"},
    {"anniversary", TK_ANNIVERSARY, 0, 0, 0, "time",
     "Whether its yearly return falls in a span, as in … within next 7 days.",
     "周年日是否落在范围内，后接 within next 7 days 等。"},
    {"days_since", TK_CALL, CALL_DAYS_SINCE, 1, 1, "time",
     "Whole days from then to the moment asked about.", "从该时间到查询时刻的整天数。"},
    {"abs", TK_CALL, CALL_ABS, 1, 1, "number", "Without its sign.", "绝对值。"},
    {"floor", TK_CALL, CALL_FLOOR, 1, 1, "number", "Rounded down.", "向下取整。"},
    {"ceil", TK_CALL, CALL_CEIL, 1, 1, "number", "Rounded up.", "向上取整。"},
    {"year", TK_CALL, CALL_YEAR, 1, 1, "time", "Year in the workspace's zone.",
     "年份（工作区时区）。"},
    {"month", TK_CALL, CALL_MONTH, 1, 1, "time", "Month, 1 to 12.", "月份，1 至 12。"},
    {"day_of_month", TK_CALL, CALL_DAY_OF_MONTH, 1, 1, "time", "Day of the month.", "当月第几天。"},
    {"coalesce", TK_CALL, CALL_COALESCE, 2, 20, "values", "The first that is not missing.",
     "第一个有值的。"},
    {"segment", TK_SEGMENT, 0, 1, 1, "\"slug\"", "Whether in a segment.", "是否属于分群。"},
    {"list", TK_LIST, 0, 1, 1, "\"slug\"", "Values uploaded as a list; stands after in.",
     "上传的名单，写在 in 之后。"},
    {"category", TK_LIST, 1, 1, 1, "\"id\"",
     "A category of the catalogue and all below it; stands after in.",
     "商品类目及其全部下级，写在 in 之后。"},
    {"points", TK_FACT, FACT_POINTS, 1, 1, "\"currency\"", "What can be spent of a currency.",
     "某币种的可用余额。"},
    {"coupons", TK_FACT, FACT_COUPONS, 1, 1, "\"kind\"", "How many coupons of a kind can be used.",
     "某种优惠券的可用张数。"},
    {"tier", TK_FACT, FACT_TIER, 1, 1, "\"programme\"",
     "Level in a programme, \"none\" for who is no member.",
     "会员计划中的等级，非会员为 \"none\"。"},
    {"member", TK_FACT, FACT_MEMBER, 1, 1, "\"programme\"", "Whether a member of a programme.",
     "是否为会员计划的会员。"},
    {"task", TK_FACT, FACT_TASK, 1, 1, "\"task\"", "How often a task was completed.",
     "任务的完成次数。"},
    {"class", TK_CLASS, 0, 1, 1, "slug", "Class in a classification, or \"none\".",
     "所在层级，或 \"none\"。"},
    {"score", TK_SCORE, 0, 2, 2, "slug, name", "A score or measure of a classification.",
     "分层的得分或数值度量。"},
};
const size_t lang_functions_n = sizeof lang_functions / sizeof lang_functions[0];
_Static_assert(sizeof lang_functions / sizeof lang_functions[0] <= LANG_FUNCTIONS_MAX,
               "LANG_FUNCTIONS_MAX");

bool lang_function_help(size_t i, struct lang_help *ret) {
  if (i >= lang_functions_n) return false;
  const struct lang_function *f = &lang_functions[i];
  *ret = (struct lang_help){f->name, f->args, f->en, f->zh};
  return true;
}

/* Units once, in the plural. */
const char *lang_keyword(size_t i) {
  static const char *const names[] = {"attr", "item", "time", "day", "hour", "weekday", "event"};
  for (size_t k = 0; k < lang_words_n; k++) {
    bool singular = k && lang_words[k].token == TK_UNIT && lang_words[k - 1].token == TK_UNIT &&
                    lang_words[k].code == lang_words[k - 1].code;
    if (!singular && i-- == 0) return lang_words[k].word;
  }
  return i < sizeof names / sizeof names[0] ? names[i] : NULL;
}

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

const char *lang_agg_name(enum agg_fn fn) {
  return lang_function_name(fn == AGG_NTH ? TK_NTH : TK_AGG, fn);
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
