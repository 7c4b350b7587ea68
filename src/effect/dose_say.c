/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a curve of doses may be taken for.  A point is sound by itself, for its holdout was drawn by
 * lot; points are comparable with one another only where the doses went to people alike, at one
 * time, and differ in nothing else.  Nobody wrote down whether the doses were drawn by lot against
 * each other, so it is looked for what such a draw would not leave: people who bought differently
 * before, holdouts that behave differently. */
#include <math.h>

#include "effect/dose_int.h"

#define FAR_Z 3.29 /* apart for sure: p < 0.001, for there are many comparisons */

/* ---- likeness ---- */

static double smd(const struct sample *a, const struct sample *b) {
  double v = (sample_variance(a) + sample_variance(b)) / 2;
  return v > 0 ? (a->mean - b->mean) / sqrt(v) : 0;
}

static bool apart(const struct interval *d, double z) {
  double se = (d->high - d->low) / (2 * Z_95);
  return se > 0 ? fabs(d->value) > z * se : d->value != 0;
}

struct before {
  struct sample orders, revenue;
};
static void add_before(struct before *b, const struct contrast *c) {
  sample_merge(&b->orders, &c->issued.before_orders);
  sample_merge(&b->orders, &c->held.before_orders);
  sample_merge(&b->revenue, &c->issued.before_revenue);
  sample_merge(&b->revenue, &c->held.before_revenue);
}

/* Chance alone gives small groups large standardised differences: they have to be sure as well. */
static bool unlike(const struct sample *a, const struct sample *b, double size) {
  struct interval d = sample_difference(a, b, Z_95);
  return fabs(size) > DOSE_SMD && apart(&d, FAR_Z);
}

void doses_likeness(const struct doses *d, uint32_t level, struct likeness *ret) {
  const struct level *l = &d->levels[level];
  struct before own = {0}, rest = {0};
  struct sample bought = {0}, revenue = {0};
  *ret = (struct likeness){0};
  if (!l->enough) return;
  add_before(&own, &l->all);
  for (uint32_t i = 0; i < d->n_levels; i++) {
    const struct level *o = &d->levels[i];
    if (i == level || !o->enough) continue;
    add_before(&rest, &o->all);
    sample_merge(&bought, &o->all.held.bought);
    sample_merge(&revenue, &o->all.held.revenue);
  }
  if (bought.n == 0) return;
  ret->bought = sample_difference(&l->all.held.bought, &bought, Z_95);
  ret->revenue = sample_difference(&l->all.held.revenue, &revenue, Z_95);
  ret->smd_orders = smd(&own.orders, &rest.orders);
  ret->smd_revenue = smd(&own.revenue, &rest.revenue);
  ret->differs = apart(&ret->bought, FAR_Z) || apart(&ret->revenue, FAR_Z) ||
                 unlike(&own.orders, &rest.orders, ret->smd_orders) ||
                 unlike(&own.revenue, &rest.revenue, ret->smd_revenue);
}

/* ---- warnings ---- */

static void say_alike(struct doses *d) {
  for (uint32_t i = 0; i < d->n_levels; i++) {
    const struct level *l = &d->levels[i];
    struct likeness k;
    doses_likeness(d, i, &k);
    if (!k.differs) continue;
    struct class_text t = dose_title(d, l);
    // clang-format off
    paper_say(&d->paper, true, (struct class_text){
        arena_printf(d->out, "The people of %.*s were not like those of the other doses: %+.1f points in the share of the holdout that "
                             "bought, %+.2f and %+.2f standard deviations of orders and revenue before.  The doses were not drawn by lot "
                             "against each other.  Each point stands by itself; the differences between points may be those of the people.",
                     STRF(t.en), 100 * k.bought.value, k.smd_orders, k.smd_revenue),
        arena_printf(d->out, "%.*s的人群与其他档不同：留出组购买率相差 %+.1f 个百分点，投放前订单与销售额相差 %+.2f 和 %+.2f 个标准差。"
                             "各档并非随机分配：单档结论成立，档与档之间的差异可能来自人群。",
                     STRF(t.zh), 100 * k.bought.value, k.smd_orders, k.smd_revenue)});
    // clang-format on
    return;
  }
  paper_say(
      &d->paper, false,
      TEXT_OF("No sign that the doses went to different people; but nobody wrote down "
              "whether they were drawn by lot against each other.  To be sure, split one "
              "target at random and issue one dose to each part.",
              "未发现各档人群有差异，但系统不知道它们是否随机分配。要得到可靠曲线，请把同一目标"
              "人群随机拆分，每份发放一档。"));
}

static void say_times(struct doses *d) {
  int64_t first = INT64_MAX, last = INT64_MIN;
  for (uint32_t i = 0; i < d->n_levels; i++) {
    const struct level *l = &d->levels[i];
    if (!l->enough) continue;
    if (l->first_ms < first) first = l->first_ms;
    if (l->first_ms > last) last = l->first_ms;
  }
  if (last - first > DOSE_APART_DAYS * MS_DAY)
    paper_say(&d->paper, true,
              class_textf(d->out,
                          "The doses began up to %lld days apart: seasons and prices may differ.",
                          "各档开始时间最多相差 %lld 天，季节与价格可能不同。",
                          (long long)((last - first) / MS_DAY)));
}

static void say_overlap(struct doses *d) {
  uint64_t both = 0, people = 0;
  for (uint32_t i = 0; i < d->n_levels; i++) {
    const struct level *l = &d->levels[i];
    both += l->overlap;
    people += l->all.issued.people + l->all.held.people;
  }
  if ((double)both > DOSE_OVERLAP_MAX * (double)people)
    paper_say(&d->paper, true,
              class_textf(d->out,
                          "%.1f %% of the people were in the trial of another dose within the "
                          "same days: a point then says what its dose adds to the other.",
                          "%.1f%% 的人在同一段时间内也处于另一档的试验中，此时该点表示在另一档"
                          "之上的额外效果。",
                          100 * (double)both / (double)people));
}

static bool same_names(const struct coupon_names *a, const struct coupon_names *b) {
  bool same = a->n == b->n;
  for (uint32_t i = 0; same && i < a->n; i++)
    same = str_eq(a->p[i], b->p[i]);
  return same;
}
static bool same_set(const struct coupon_set *a, const struct coupon_set *b) {
  return same_names(&a->items, &b->items) && same_names(&a->categories, &b->categories) &&
         same_names(&a->brands, &b->brands) && same_names(&a->roles, &b->roles);
}
static bool same_terms(const struct coupon_kind *a, const struct coupon_kind *b) {
  return a->benefit == b->benefit && dec_cmp(a->minimum_spend, b->minimum_spend) == 0 &&
         dec_cmp(a->spend, b->spend) == 0 && dec_cmp(a->max_discount, b->max_discount) == 0 &&
         a->minimum_quantity == b->minimum_quantity && a->days == b->days &&
         a->hours_after == b->hours_after && same_set(&a->in, &b->in) && same_set(&a->out, &b->out);
}

static void say_terms(struct doses *d) {
  const struct level *first = NULL;
  for (uint32_t i = 0; i < d->n_levels; i++) {
    const struct level *l = &d->levels[i];
    if (!l->enough) continue;
    if (!first) first = l;
    if (same_terms(&d->kinds[first->trial].k, &d->kinds[l->trial].k)) continue;
    paper_say(
        &d->paper, true,
        TEXT_OF(
            "The kinds differ in more than the amount (what they are, minimum spend, "
            "scope or validity): the curve mixes that with the dose.",
            "这些券种不只面额不同（类型、门槛、适用范围或有效期也不同），曲线会混入这些差异。"));
    return;
  }
}

static void say_left_out(struct doses *d) {
  uint32_t erased = 0;
  for (uint32_t i = 0; i < d->n_trials; i++)
    erased += d->trials[i].erased;
  if (d->mixed)
    paper_say(&d->paper, true,
              class_textf(d->out,
                          "%u batches are left out: their face value was changed while they ran, "
                          "or there are more than %d doses.",
                          "%u 个批次未计入：发放途中改过面额，或力度超过 %d 档。", d->mixed,
                          DOSE_LEVELS_MAX));
  if (d->more_kinds)
    paper_say(&d->paper, true,
              class_textf(d->out, "Only the latest %d kinds; name others in `kinds`.",
                          "仅包含最近的 %d 个券种，其他券种请用 kinds 指定。", DOSE_KINDS_MAX));
  say_erased(&d->paper, erased);
  for (uint32_t i = 0; d->classes && i < d->n_trials; i++)
    if (d->trials[i].batches.n > COUPON_MOMENTS_MAX) {
      say_moments(&d->paper);
      break;
    }
}

/* ---- method ---- */

static void say_method(struct doses *d) {
  struct paper *p = &d->paper;
  paper_say(
      p, false,
      class_textf(
          d->out,
          "A dose is a kind of coupons at a face value.  Each is compared with its own "
          "holdout for %u days from the moment of targeting, whether a coupon was used or "
          "not; a head of all who were meant to get it.  What was claimed or given one by "
          "one is not compared.",
          "每档是一个券种的一个面额，只与自己的留出组对比，自投放时刻起 %u 天，无论是否用券，按"
          "全部目标人数平均。自行领取或单独发放的券不参与对比。",
          d->days));
  paper_say(
      p, false,
      TEXT_OF(
          "profit = (m1 − m0) − s, a head: m margin before the discount, s the discounts given. "
          "The fitted curve is the rising one nearest to the points (isotonic regression, "
          "weighted by precision, not below 0).  Profit of one more unit of subsidy = change of "
          "profit ÷ change of s, interval by Fieller.",
          "人均利润 = (m1 − m0) − s，m 为优惠前毛利，s "
          "为人均优惠。拟合曲线为最接近各点的单调不减曲线"
          "（保序回归，按精度加权，不低于 0）。每多补贴 1 元的利润 = 利润变化 ÷ s 变化，区间用 "
          "Fieller 法。"));
  if (d->n_trials) say_margin(p, &d->trials[0].facts, d->rate, d->ask->margin_given);
}

void doses_say(struct doses *d) {
  struct paper *p = &d->paper;
  uint32_t enough = 0;
  for (uint32_t i = 0; i < d->n_levels; i++)
    enough += d->levels[i].enough;
  say_method(d);
  if (enough < 2)
    paper_say(
        p, true,
        class_textf(d->out,
                    "No curve: two doses with %d people of each arm are needed, whose %u days "
                    "have passed; there are %u.  Issue kinds of different amounts, each with "
                    "`holdout`, to parts of one target.",
                    "没有曲线：至少需要两档，且每档发放组与留出组各有 %d 人观察满 %u 天；目前有 "
                    "%u 档。请向同一目标人群的不同部分发放不同面额、均设置 holdout 的券种。",
                    COUPON_ARM_MIN, d->days, enough));
  say_left_out(d);
  if (enough < 2) return;
  say_alike(d);
  say_times(d);
  say_overlap(d);
  say_terms(d);
  if (!d->offered)
    paper_say(
        p, true,
        TEXT_OF(
            "The offers cannot be put in one order (amounts and percentages, or gifts), so "
            "doses are ordered by what was given a head: that depends on who bought, and "
            "the curve is rough.",
            "各券种的面额无法统一排序（金额、折扣或赠品混合），因此按人均实际补贴排序；该值受购买"
            "情况影响，曲线较粗略。"));
  paper_say(p, false,
            TEXT_OF("The highest of several estimates is too high on average: issue the best dose "
                    "again beside its neighbour before relying on it.",
                    "多个估计中的最高者平均会偏高：依赖它之前，请与相邻档再试一次。"));
}
