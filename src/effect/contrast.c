/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two arms of a trial of coupons, and what their difference says: precision, waste, profit, and
 * whether to stop (P8). */
#include <math.h>

#include "effect/trial_int.h"

void contrast_add(struct contrast *c, const struct target *t, unsigned decimals) {
  struct arm *a = t->held ? &c->held : &c->issued;
  double discount = t->held ? 0 : (double)t->discount / (double)dec_pow10(decimals);
  a->people++;
  a->buyers += t->orders > 0;
  sample_add(&a->bought, t->orders > 0);
  sample_add(&a->orders, t->orders);
  sample_add(&a->revenue, t->revenue);
  sample_add(&a->margin, t->margin);
  sample_add(&a->profit, t->margin - discount);
  sample_add(&a->discount, discount);
  sample_add(&a->before_orders, t->before_orders);
  sample_add(&a->before_revenue, t->before_revenue);
  if (!t->held) c->subsidy += t->discount;
}

bool contrast_enough(const struct contrast *c, uint32_t least) {
  return c->issued.people >= least && c->held.people >= least;
}

struct dec money_of(double v, unsigned decimals) {
  return (struct dec){(i128)llround(v * (double)dec_pow10(decimals)), (uint8_t)decimals};
}

struct interval contrast_profit(const struct contrast *c, double z) {
  struct interval d = sample_difference(&c->issued.profit, &c->held.profit, z);
  double n = c->issued.people;
  return (struct interval){d.value * n, d.low * n, d.high * n};
}

double contrast_precision(const struct contrast *c) {
  double p1 = c->issued.bought.mean, p0 = c->held.bought.mean;
  return p1 > 0 ? (p1 > p0 ? p1 - p0 : 0) / p1 : NAN;
}

double contrast_wasted(const struct contrast *c, unsigned decimals) {
  double p1 = c->issued.bought.mean, p0 = c->held.bought.mean;
  double d = (double)c->subsidy / (double)dec_pow10(decimals);
  return d * (p1 > p0 ? p0 / p1 : 1);
}

/* ---- advice ---- */

static const struct {
  const char *id;
  struct class_text text;
} advices[] = {
    [ADVICE_FEW] = {"few", T("not enough people to tell", "样本不足，暂无结论")},
    [ADVICE_STOP] = {"stop", T("stop: even the upper 90 % bound of the profit is below 0",
                               "建议停发：利润的 90% 区间上界低于 0")},
    [ADVICE_WORKS] = {"works", T("it pays: the lower 95 % bound of the profit is above 0",
                                 "有效：利润的 95% 区间下界高于 0")},
    [ADVICE_OPEN] = {
        "open", T("undecided: the interval of the profit contains 0", "尚无定论：利润区间包含 0")}};

enum advice contrast_advice(const struct contrast *c, uint32_t least) {
  if (!contrast_enough(c, least)) return ADVICE_FEW;
  if (contrast_profit(c, Z_90).high < 0) return ADVICE_STOP;
  return contrast_profit(c, Z_95).low > 0 ? ADVICE_WORKS : ADVICE_OPEN;
}

const char *advice_id(enum advice a) {
  return advices[a].id;
}

struct class_text advice_text(enum advice a) {
  return advices[a].text;
}

/* ---- margin ---- */

void say_margin(struct paper *p, const struct orders_facts *f, double rate, bool given) {
  rate *= 100;
  if (f->has_cost && f->costed)
    paper_say(
        p, false,
        class_textf(
            p->out,
            "Margin: price less `cost` of the item in the catalogue (%.1f %% of order "
            "lines have one); %.1f %% of list price where there is none.",
            "毛利：售价减商品目录中的 cost（%.1f%% 的订单明细有成本），其余按标价的 %.1f%% 计。",
            100.0 * (double)f->costed / (double)f->lines, rate));
  else
    paper_say(
        p, !given,
        given ? class_textf(p->out, "Margin: %.1f %% of list price, as given.",
                            "毛利：按给定的标价 %.1f%% 计。", rate)
              : class_textf(p->out,
                            "Margin: %.1f %% of list price is assumed, for items have no `cost` in "
                            "the catalogue and no rate was given.  Profits are only as good.",
                            "毛利：商品目录没有 cost，也未指定毛利率，暂按标价的 %.1f%% "
                            "假设，利润结论以此为前提。",
                            rate));
}

void say_erased(struct paper *p, uint32_t n) {
  if (n)
    paper_say(p, false,
              class_textf(p->out,
                          "%u targets were erased since: left out of both arms, for what they "
                          "ordered is gone.",
                          "有 %u 名目标用户的数据此后被删除，其订单已不存在，两组均不计入。", n));
}

void say_moments(struct paper *p) {
  paper_say(p, true,
            class_textf(
                p->out, "Classes are as of the first %d batches; later ones use the last of them.",
                "分层取前 %d 个批次的投放时刻，其后的批次沿用最后一个。", COUPON_MOMENTS_MAX));
}
