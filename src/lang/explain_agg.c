/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Aggregates and windows in words.
 *   sum(order_completed.amount where channel = "小程序", last 90 days)
 *   en  the total “Amount” of “Order” (“Channel” is “小程序”) in the last 90 days
 *   zh  近90天支付订单（渠道为“小程序”）的金额合计
 */
#include "lang/explain_int.h"

void say_length(struct explain *x, struct str param, uint32_t n, enum lang_unit unit, bool full) {
  static const char *const zh[2][7] = {{"秒", "分钟", "小时", "天", "周", "个月", "年"},
                                       {"", "", "", "个整天", "个整周", "个整月", "个整年"}};
  bool en = x->lang == LANG_EN;
  if (param.n)
    buf_printf(x->out, en ? "$%.*s" : " $%.*s ", STRF(param));
  else
    buf_printf(x->out, "%u", n);
  if (en)
    buf_printf(x->out, full ? " full %s" : " %s", lang_unit_name(unit, param.n ? 2 : n));
  else
    buf_puts(x->out, zh[full][unit]);
}

void say_window(struct explain *x, const struct window *w) {
  static const char *const zh_this[] = {"", "", "", "今天", "本周", "本月", "今年"};
  static const char *const zh_previous[] = {"", "", "", "昨天", "上周", "上月", "去年"};
  const char *unit = lang_unit_name(w->unit, 1);
  struct buf *out = x->out;
  bool en = x->lang == LANG_EN, day = w->unit == LU_DAY;
  switch (w->kind) {
  case W_ALL:
    break;
  case W_LAST:
    buf_puts(out, en ? " in the last " : "近");
    say_length(x, w->n_param, w->n, w->unit, false);
    break;
  case W_LAST_FULL:
    buf_puts(out, en ? " in the last " : "最近");
    say_length(x, w->n_param, w->n, w->unit, true);
    break;
  case W_THIS:
    if (en)
      buf_printf(out, "%s%s", day ? " today" : " this ", day ? "" : unit);
    else
      buf_puts(out, zh_this[w->unit]);
    break;
  case W_PREVIOUS:
    if (en)
      buf_printf(out, "%s%s", day ? " yesterday" : " in the previous ", day ? "" : unit);
    else
      buf_puts(out, zh_previous[w->unit]);
    break;
  case W_SINCE:
    buf_printf(out, en ? " since %.*s" : "自 %.*s 起", STRF(w->from.text));
    break;
  case W_BEFORE:
    buf_printf(out, en ? " before %.*s" : "在 %.*s 之前", STRF(w->from.text));
    break;
  case W_BETWEEN:
    buf_printf(out, en ? " between %.*s and %.*s" : "在 %.*s 至 %.*s 期间", STRF(w->from.text),
               STRF(w->to.text));
    break;
  }
}

void say_events(struct explain *x, const struct agg *a) {
  if (a->any_event) say(x, "any event", "任意事件");
  for (uint32_t i = 0; i < a->n_events; i++) {
    if (i > 0) say(x, " or ", "或");
    say_name(x, NAME_EVENT, a->canonical ? a->canonical[i] : (struct str){0}, a->events[i]);
  }
  if (!a->where) return;
  say(x, " (", "（");
  say_condition(x, a->where);
  say(x, ")", "）");
}

void say_did(struct explain *x, const struct agg *a, bool negated) {
  if (x->lang == LANG_ZH) say_window(x, &a->window);
  say(x, negated ? "did not do " : "did ", negated ? "没有" : "有");
  say_events(x, a);
  if (x->lang == LANG_EN) say_window(x, &a->window);
}

static void say_agg_prop(struct explain *x, const struct agg *a) {
  say_prop(x, a->pseudo, a->prop, a->prop_written);
}

static void nth_en(struct explain *x, const struct agg *a) {
  int n = a->nth < 0 ? -a->nth : a->nth, ten = n % 100 / 10;
  const char *end = ten == 1      ? "th"
                    : n % 10 == 1 ? "st"
                    : n % 10 == 2 ? "nd"
                    : n % 10 == 3 ? "rd"
                                  : "th";
  buf_puts(x->out, "the ");
  if (a->prop.n)
    say_agg_prop(x, a);
  else
    buf_puts(x->out, "time");
  if (a->nth_param.n)
    buf_printf(x->out, " of number $%.*s of ", STRF(a->nth_param));
  else if (a->nth == -1)
    buf_puts(x->out, " of the last ");
  else
    buf_printf(x->out, " of the %d%s%s ", n, end, a->nth < 0 ? " from last" : "");
}

static void aggregate_en(struct explain *x, const struct agg *a) {
  static const char *const what[] = {
      "", "the number of ", "the total ", "the average ", "the smallest ", "the largest "};
  switch (a->fn) {
  case AGG_COUNT:
    buf_puts(x->out, what[AGG_COUNT]);
    break;
  case AGG_DISTINCT:
    if (a->pseudo == PSEUDO_DAY) {
      buf_puts(x->out, "the number of days with ");
      break;
    }
    buf_puts(x->out, "the number of different ");
    say_agg_prop(x, a);
    buf_puts(x->out, " of ");
    break;
  case AGG_FIRST:
  case AGG_LAST:
    if (a->prop.n > 0) {
      buf_puts(x->out, "the ");
      say_agg_prop(x, a);
    } else {
      buf_puts(x->out, "the time");
    }
    buf_puts(x->out, a->fn == AGG_FIRST ? " of the first " : " of the last ");
    break;
  case AGG_GAP:
    buf_puts(x->out, "the days between the last two ");
    break;
  case AGG_NTH:
    nth_en(x, a);
    break;
  case AGG_STREAK:
    buf_puts(x->out, "the longest run of days with ");
    break;
  case AGG_STREAK_NOW:
    buf_puts(x->out, "the present run of days with ");
    break;
  default:
    buf_puts(x->out, what[a->fn]);
    say_agg_prop(x, a);
    buf_puts(x->out, " of ");
  }
  say_events(x, a);
  say_window(x, &a->window);
}

static void aggregate_zh(struct explain *x, const struct agg *a) {
  static const char *const after[] = {"", "的次数", "合计", "平均值", "最小值", "最大值"};
  say_window(x, &a->window);
  if (a->fn == AGG_FIRST) buf_puts(x->out, "首次");
  if (a->fn == AGG_LAST) buf_puts(x->out, "最近一次");
  if (a->fn == AGG_GAP) buf_puts(x->out, "最近两次");
  if (a->fn == AGG_NTH && a->nth_param.n)
    buf_printf(x->out, "第 $%.*s 次", STRF(a->nth_param));
  else if (a->fn == AGG_NTH)
    buf_printf(x->out, a->nth < 0 ? "倒数第%d次" : "第%d次", a->nth < 0 ? -a->nth : a->nth);
  say_events(x, a);
  switch (a->fn) {
  case AGG_COUNT:
    break;
  case AGG_DISTINCT:
    if (a->pseudo == PSEUDO_DAY) {
      buf_puts(x->out, "的天数");
      return;
    }
    buf_puts(x->out, "的不同");
    say_agg_prop(x, a);
    buf_puts(x->out, "数");
    return;
  case AGG_GAP:
    buf_puts(x->out, "相隔的天数");
    return;
  case AGG_STREAK:
    buf_puts(x->out, "的最长连续天数");
    return;
  case AGG_STREAK_NOW:
    buf_puts(x->out, "的当前连续天数");
    return;
  default:
    buf_puts(x->out, "的");
    if (a->prop.n > 0)
      say_agg_prop(x, a);
    else
      buf_puts(x->out, "时间");
    if (a->fn == AGG_FIRST || a->fn == AGG_LAST || a->fn == AGG_NTH) return;
  }
  buf_puts(x->out, after[a->fn]);
}

void say_aggregate(struct explain *x, const struct agg *a) {
  if (x->lang == LANG_EN)
    aggregate_en(x, a);
  else
    aggregate_zh(x, a);
}
