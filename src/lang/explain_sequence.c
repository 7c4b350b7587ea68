/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sequences in words.
 *   sequence(product_viewed -> order_completed within 1 day -> not order_refunded within 3 days)
 *   en  did in sequence “View product”, then “Order” within 1 day, then not “Refund” within 3 days
 *   zh  依次发生查看商品、1天内支付订单、其后3天内没有退款
 */
#include "lang/explain_int.h"

static void say_bound(struct explain *x, const struct node *step) {
  if (!step->lit.n) return;
  say(x, " within ", "");
  say_length(x, step->part, step->lit.n, step->lit.unit, false);
  say(x, "", "内");
}

static void say_step(struct explain *x, const struct node *step, bool last) {
  bool no = step->negated;
  if (no) say(x, "not ", last ? "其后" : "其间");
  if (x->lang == LANG_ZH) say_bound(x, step);
  if (no) say(x, "", "没有");
  say_events(x, step->agg);
  if (x->lang == LANG_EN) say_bound(x, step);
}

static void say_steps(struct explain *x, const struct node *n) {
  uint32_t positive = n->n_kids;
  while (n->kids[positive - 1]->negated)
    positive--;
  for (uint32_t i = 0; i < n->n_kids; i++) {
    if (i > 0) say(x, ", then ", "、");
    say_step(x, n->kids[i], i >= positive);
  }
  if (!n->agg->prop.n) return;
  say(x, ", with the same ", "（");
  say_prop(x, n->agg->pseudo, n->agg->prop, n->agg->prop_written);
  say(x, "", "相同）");
}

void say_sequence(struct explain *x, const struct node *n, bool negated) {
  bool counts = n->agg->fn == AGG_COUNT;
  if (x->lang == LANG_ZH) say_window(x, &n->agg->window);
  if (counts)
    say(x, "the number of sequences ", "依次发生");
  else
    say(x, negated ? "did not do in sequence " : "did in sequence ",
        negated ? "没有依次发生" : "依次发生");
  say_steps(x, n);
  if (counts) say(x, "", "的次数");
  if (x->lang == LANG_EN) say_window(x, &n->agg->window);
}
