/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names and values as words: what stands on either side of a comparison. */
#include "lang/explain_int.h"

void say(struct explain *x, const char *en, const char *zh) {
  buf_puts(x->out, x->lang == LANG_EN ? en : zh);
}

void say_name(struct explain *x, enum name_kind kind, struct str canonical, struct str written) {
  const struct known_name *known =
      canonical.n ? known_name_exact(kind, canonical) : known_name_find(kind, written);
  struct str title = known ? str_from(x->lang == LANG_EN ? known->en : known->zh) : written;
  say(x, "“", "");
  buf_put_str(x->out, title);
  say(x, "”", "");
}

void say_prop(struct explain *x, enum pseudo pseudo, struct str canonical, struct str written) {
  static const char *const en[] = {"", "time", "day", "hour", "weekday", "event"};
  static const char *const zh[] = {"", "时间", "日期", "小时", "星期", "事件"};
  if (pseudo == PSEUDO_NONE)
    say_name(x, NAME_PROP, canonical, written);
  else
    say(x, en[pseudo], zh[pseudo]);
}

struct str say_titled(const struct explain *x, const struct node *n, struct str name) {
  struct str title = x->lang == LANG_EN ? n->title.en : n->title.zh;
  return title.n ? title : name;
}

void say_identity(struct explain *x, const struct node *n) {
  say(x, "“", "");
  buf_put_str(x->out, say_titled(x, n, n->name));
  say(x, "”", "");
}

static void say_literal(struct explain *x, const struct node *n) {
  switch (n->lit.type) {
  case LT_BOOL:
    say(x, n->lit.b ? "true" : "false", n->lit.b ? "是" : "否");
    break;
  case LT_STR: {
    const struct known_name *known = n->name.n ? known_name_exact(NAME_EVENT, n->lit.str) : NULL;
    struct str s =
        known ? str_from(x->lang == LANG_EN ? known->en : known->zh) : say_titled(x, n, n->lit.str);
    buf_puts(x->out, "“");
    buf_put_str(x->out, s);
    buf_puts(x->out, "”");
    break;
  }
  case LT_TIME:
    buf_put_str(x->out, n->lit.moment.text);
    break;
  default:
    lang_format(n, x->out);
  }
}

static void say_operand(struct explain *x, const struct node *n) {
  bool wrap = n->kind == N_ARITH;
  if (wrap) buf_putc(x->out, '(');
  say_value(x, n);
  if (wrap) buf_putc(x->out, ')');
}

/* "days since X" / 距X的天数: words before and after, by function. */
static void say_call(struct explain *x, const struct node *n) {
  static const struct {
    const char *en_before, *en_after, *zh_before, *zh_after;
  } words[] = {
      [CALL_DAYS_SINCE] = {"days since ", "", "距", "的天数"},
      [CALL_ABS] = {"the absolute value of ", "", "", "的绝对值"},
      [CALL_FLOOR] = {"", " rounded down", "", "向下取整"},
      [CALL_CEIL] = {"", " rounded up", "", "向上取整"},
      [CALL_YEAR] = {"the year of ", "", "", "的年份"},
      [CALL_MONTH] = {"the month of ", "", "", "的月份"},
      [CALL_DAY_OF_MONTH] = {"the day of the month of ", "", "", "是当月第几天"},
      [CALL_COALESCE] = {"", "", "", ""},
  };
  say(x, words[n->fn].en_before, words[n->fn].zh_before);
  for (uint32_t i = 0; i < n->n_kids; i++) {
    if (i > 0) say(x, ", or if missing ", "（缺失时取");
    say_value(x, n->kids[i]);
  }
  for (uint32_t i = 1; i < n->n_kids; i++)
    say(x, "", "）");
  say(x, words[n->fn].en_after, words[n->fn].zh_after);
}

/* the class in “rfm” before 2026-10-01 / 2026-10-01 之前“rfm”分层的 R */
static void say_class(struct explain *x, const struct node *n) {
  struct str before = n->before.text, name = say_titled(x, n, n->name);
  if (before.n && x->lang == LANG_ZH) buf_printf(x->out, "%.*s 之前", STRF(before));
  if (n->kind == N_SCORE && x->lang == LANG_EN)
    buf_printf(x->out, "%.*s in “%.*s”", STRF(n->part), STRF(name));
  else
    buf_printf(x->out, x->lang == LANG_EN ? "the class in “%.*s”" : "“%.*s”分层", STRF(name));
  if (n->kind == N_SCORE && x->lang == LANG_ZH) buf_printf(x->out, "的 %.*s", STRF(n->part));
  if (before.n && x->lang == LANG_EN) buf_printf(x->out, " before %.*s", STRF(before));
}

/* points of “Gold” / “金币”余额 */
void say_fact(struct explain *x, const struct node *n) {
  const struct lang_fact *f = &lang_facts[n->index];
  say(x, f->before_en, f->before_zh);
  buf_put_str(x->out, say_titled(x, n, n->name));
  say(x, f->after_en, f->after_zh);
}

/* the item's price / 商品的价格 */
static void say_item(struct explain *x, const struct node *n) {
  enum item_field f = item_field_of(n->canonical.n ? n->canonical : n->name);
  say(x, "the item's ", "商品的");
  if (f == ITEM_OTHER)
    buf_printf(x->out, x->lang == LANG_EN ? "“%.*s”" : "%.*s", STRF(n->name));
  else if (x->lang == LANG_ZH)
    buf_puts(x->out, item_field_words[f].zh);
  else
    buf_puts(x->out, item_field_words[f].name);
}

void say_value(struct explain *x, const struct node *n) {
  switch (n->kind) {
  case N_LITERAL:
    say_literal(x, n);
    break;
  case N_ATTR:
    say_name(x, NAME_ATTR, n->canonical, n->name);
    break;
  case N_PROP:
    say_prop(x, n->pseudo, n->canonical, n->name);
    break;
  case N_MEASURE:
    buf_put_str(x->out, n->name);
    break;
  case N_ITEM:
    say_item(x, n);
    break;
  case N_FACT:
    say_fact(x, n);
    break;
  case N_CLASS:
  case N_SCORE:
    say_class(x, n);
    break;
  case N_AGG:
    if (n->agg->fn == AGG_DID)
      say_did(x, n->agg, false);
    else
      say_aggregate(x, n->agg);
    break;
  case N_SEQUENCE:
    say_sequence(x, n, false);
    break;
  case N_AS_OF:
    say_as_of(x, n, false);
    break;
  case N_ARITH:
    say_operand(x, n->a);
    buf_printf(x->out, " %s ", n->op == OP_MUL ? "×" : n->op == OP_DIV ? "÷" : lang_op_text(n->op));
    say_operand(x, n->b);
    break;
  case N_NEG:
    buf_puts(x->out, "−");
    say_operand(x, n->a);
    break;
  case N_CALL:
    say_call(x, n);
    break;
  default: /* a condition compared with a condition */
    say(x, "(", "（");
    say_condition(x, n);
    say(x, ")", "）");
  }
}
