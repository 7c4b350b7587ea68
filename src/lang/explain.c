/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Trees as sentences, so that somebody who does not write the language can check what a segment
 * says.
 *
 * The two languages differ in order as well as in words (a Chinese window stands before its verb,
 * an English one after it), so each construction is said by one function that knows both, not by
 * templates over translated parts.  A negation is pulled into the verb where there is one ("did
 * not", 没有, 不为); only what has no verb of its own is negated as a whole.
 */
#include "lang/explain_int.h"

static bool is_time(const struct node *n) {
  return n->type == LT_TIME || (n->kind == N_LITERAL && n->lit.type == LT_TIME);
}

static bool is_number(const struct node *n) {
  return n->kind == N_LITERAL ? n->lit.type == LT_NUM : n->type == LT_NUM;
}

static void say_compare(struct explain *x, const struct node *n, bool negated) {
  static const char *const en[] = {" is ",         " is not ",          " is less than ",
                                   " is at most ", " is greater than ", " is at least "};
  static const char *const en_time[] = {" is on ",        " is not on ", " is before ",
                                        " is not after ", " is after ",  " is not before "};
  static const char *const zh[] = {"等于 ", "不等于 ", "小于 ", "不超过 ", "大于 ", "不少于 "};
  static const char *const zh_text[] = {"为", "不为", "小于", "不超过", "大于", "不少于"};
  static const char *const zh_time[] = {"在 ", "不在 ", "早于 ", "不晚于 ", "晚于 ", "不早于 "};
  /* = and != are exact negations of each other, also for missing values; < and >= are not. */
  enum node_op op = negated ? (n->op == OP_EQ ? OP_NE : OP_EQ) : n->op;
  bool time = is_time(n->a) || is_time(n->b), number = is_number(n->a) || is_number(n->b);
  say_value(x, n->a);
  say(x, (time ? en_time : en)[op], (time ? zh_time : number ? zh : zh_text)[op]);
  say_value(x, n->b);
}

static void say_list(struct explain *x, const struct node *n, bool negated) {
  say_value(x, n->a);
  if (n->kind == N_BETWEEN) {
    say(x, negated ? " is not between " : " is between ", negated ? "不在 " : "在 ");
    say_value(x, n->kids[0]);
    say(x, " and ", " 到 ");
    say_value(x, n->kids[1]);
    say(x, "", " 之间");
    return;
  }
  say(x, negated ? " is none of " : " is one of ", negated ? "不是" : "为");
  for (uint32_t i = 0; i < n->n_kids; i++) {
    if (i > 0) say(x, ", ", "、");
    say_value(x, n->kids[i]);
  }
  if (n->n_kids > 1) say(x, "", negated ? "中的任何一个" : "之一");
}

static void say_test(struct explain *x, const struct node *n, bool negated) {
  negated = negated != n->negated;
  switch (n->kind) {
  case N_IN:
  case N_BETWEEN:
    say_list(x, n, negated);
    break;
  case N_LISTED:
    if (n->list && n->list->people)
      say_identity(x, n->a);
    else
      say_value(x, n->a);
    if (n->category) {
      say(x, negated ? " is not in the category “" : " is in the category “",
          negated ? "不属于类目“" : "属于类目“");
      buf_put_str(x->out, say_titled(x, n, n->name));
      say(x, "” or below it", "”及其下级");
      break;
    }
    say(x, negated ? " is not in the list “" : " is in the list “",
        negated ? "不在名单“" : "在名单“");
    buf_put_str(x->out, say_titled(x, n, n->name));
    say(x, "”", "”中");
    break;
  case N_CONTAINS:
    say_value(x, n->a);
    say(x, negated ? " does not contain " : " contains ", negated ? "不包含" : "包含");
    say_value(x, n->b);
    break;
  default:
    say_value(x, n->a);
    say(x, negated ? " is not known" : " is known", negated ? "没有值" : "有值");
  }
}

static void say_whole_negation(struct explain *x, const struct node *n) {
  say(x, "not (", "不满足（");
  say_condition(x, n);
  say(x, ")", "）");
}

/* (…) as of the end of last month / 截至上月末（…） */
void say_as_of(struct explain *x, const struct node *n, bool negated) {
  static const char *const en[] = {[LU_DAY] = "yesterday",
                                   [LU_WEEK] = "last week",
                                   [LU_MONTH] = "last month",
                                   [LU_YEAR] = "last year"};
  static const char *const zh[] = {
      [LU_DAY] = "昨天结束时", [LU_WEEK] = "上周末", [LU_MONTH] = "上月末", [LU_YEAR] = "去年末"};
  struct str at = n->before.text;
  if (negated) say(x, "not ", "不满足");
  if (x->lang == LANG_ZH) {
    buf_puts(x->out, "截至");
    if (at.n)
      buf_printf(x->out, " %.*s", STRF(at));
    else
      buf_puts(x->out, zh[n->lit.unit]);
  }
  say(x, "(", "（");
  if (n->type == LT_BOOL)
    say_condition(x, n->a);
  else
    say_value(x, n->a);
  say(x, ")", "）");
  if (x->lang != LANG_EN) return;
  if (at.n)
    buf_printf(x->out, " as of %.*s", STRF(at));
  else
    buf_printf(x->out, " as of the end of %s", en[n->lit.unit]);
}

static void say_anniversary(struct explain *x, const struct node *n, bool negated) {
  say(x, "the anniversary of ", "");
  say_value(x, n->a);
  if (x->lang == LANG_EN)
    buf_printf(x->out, "%s within the %s ", negated ? " is not" : " is",
               n->lit.b ? "last" : "next");
  else
    buf_printf(x->out, "的周年日%s在%s", negated ? "不" : "", n->lit.b ? "过去" : "未来");
  say_length(x, n->part, n->lit.n, n->lit.unit, false);
  say(x, "", "内");
}

/* An attribute that is itself a condition; or, in a tree that is no condition, a value. */
static void say_truth(struct explain *x, const struct node *n, bool negated) {
  say_value(x, n);
  if (n->type == LT_BOOL || negated)
    say(x, negated ? " is not true" : " is true", negated ? "不为是" : "为是");
}

static void say_maybe_not(struct explain *x, const struct node *n, bool negated) {
  switch (n->kind) {
  case N_CMP:
    if (negated && n->op != OP_EQ && n->op != OP_NE)
      say_whole_negation(x, n);
    else
      say_compare(x, n, negated);
    break;
  case N_IN:
  case N_BETWEEN:
  case N_CONTAINS:
  case N_EXISTS:
  case N_LISTED:
    say_test(x, n, negated);
    break;
  case N_SEGMENT:
    say(x, negated ? "is not in the segment “" : "is in the segment “",
        negated ? "不属于分群“" : "属于分群“");
    buf_put_str(x->out, say_titled(x, n, n->name));
    buf_puts(x->out, "”");
    break;
  case N_FACT:
    if (n->type == LT_BOOL || lang_facts[n->index].type == LT_BOOL) {
      say(x, negated ? "is not " : "is ", negated ? "不是" : "是");
      say_fact(x, n);
    } else {
      say_truth(x, n, negated);
    }
    break;
  case N_NOT:
    if (negated)
      say_whole_negation(x, n);
    else
      say_maybe_not(x, n->a, true);
    break;
  case N_AND:
  case N_OR:
    if (negated)
      say_whole_negation(x, n);
    else
      say_condition(x, n);
    break;
  case N_LITERAL:
    if (n->lit.type == LT_BOOL)
      say(x, n->lit.b != negated ? "always" : "never", n->lit.b != negated ? "恒成立" : "恒不成立");
    else
      say_value(x, n);
    break;
  case N_AGG:
    if (n->agg->fn == AGG_DID)
      say_did(x, n->agg, negated);
    else
      say_truth(x, n, negated);
    break;
  case N_SEQUENCE:
    if (n->agg->fn == AGG_DID)
      say_sequence(x, n, negated);
    else
      say_truth(x, n, negated);
    break;
  case N_ANNIVERSARY:
    say_anniversary(x, n, negated);
    break;
  case N_AS_OF:
    if (n->type == LT_BOOL)
      say_as_of(x, n, negated);
    else
      say_truth(x, n, negated);
    break;
  default:
    say_truth(x, n, negated);
  }
}

void say_condition(struct explain *x, const struct node *n) {
  if (n->kind != N_AND && n->kind != N_OR) {
    say_maybe_not(x, n, false);
    return;
  }
  for (uint32_t i = 0; i < n->n_kids; i++) {
    const struct node *kid = n->kids[i];
    bool wrap = kid->kind == N_OR || kid->kind == N_AND;
    if (i > 0) say(x, n->kind == N_AND ? ", and " : ", or ", n->kind == N_AND ? "，且" : "，或");
    if (wrap) say(x, "(", "（");
    say_condition(x, kid);
    if (wrap) say(x, ")", "）");
  }
}

void lang_explain(const struct node *tree, enum lang lang, struct buf *out) {
  struct explain x = {lang, out};
  if (tree->kind == N_LITERAL && tree->lit.type == LT_BOOL)
    say(&x, tree->lit.b ? "everyone" : "no one", tree->lit.b ? "所有人" : "没有人");
  else
    say_condition(&x, tree);
}
