/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts of what a person has: points("gold"), tier("club"), member("club"), coupons("welcome"),
 * task("first-order").
 *
 * Each is an expression over the events that every change of state becomes, written out here once.
 * So it can be asked as of any moment, follows people who become one, and no engine needs to know
 * of it: a fact stands for its expression like a segment for its own. */
#include "lang/grammar.h"
#include "lang/resolve_int.h"

const struct lang_fact lang_facts[LANG_FACTS] = {
    [FACT_POINTS] = {'y', LT_NUM, "currency", "币种", "points of “", "”", "“", "”余额",
                     "sum(points_changed.amount where currency = @)"},
    [FACT_COUPONS] = {'o', LT_NUM, "coupon", "优惠券", "usable coupons “", "”", "可用的“", "”券数",
                      "count((coupon_issued or coupon_claimed or coupon_reversed) where coupon = "
                      "@) - count((coupon_redeemed or coupon_expired or coupon_revoked) where "
                      "coupon = @)"},
    [FACT_TIER] = {'m', LT_STR, "programme", "会员计划", "the level in “", "”", "“", "”等级",
                   "coalesce(last(tier_changed.level where programme = @), \"none\")"},
    [FACT_MEMBER] = {'m', LT_BOOL, "programme", "会员计划", "a member of “", "”", "“", "”会员",
                     "count(member_joined where programme = @) > count(member_left where programme "
                     "= @)"},
    [FACT_TASK] = {'t', LT_NUM, "task", "任务", "completions of the task “", "”", "任务“",
                   "”的完成次数",
                   "count(task_completed where task = @) - count(task_reopened where task = @)"},
};

/* The expression with the slug in the places of @. */
static void expand(const char *text, struct str slug, struct buf *out) {
  for (; *text; text++)
    if (*text == '@')
      format_string(slug, '"', out);
    else
      buf_putc(out, *text);
}

bool name_fact(struct resolver *r, struct node *n) {
  const struct lang_names *names = r->names;
  const struct lang_fact *f = &lang_facts[n->index];
  struct buf text = BUF_INIT;
  if (names->fact && !names->fact(names->ctx, f->kind, n->name, &n->title)) {
    struct str *list = NULL;
    uint32_t count = names->list ? names->list(names->ctx, f->kind, &r->tmp, &list) : 0;
    return fail_unknown(r->err, n->pos, n->name, f->en, f->zh, list, count);
  }
  n->canonical = n->name;
  expand(f->text, n->name, &text);
  bool ok = lang_parse(buf_str(&text), r->out, &n->a, r->err);
  buf_release(&text);
  return ok;
}
