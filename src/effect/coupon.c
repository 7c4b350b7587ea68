/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The effect of a kind of coupons (P8): the sections of its report. */
#include <math.h>

#include "base/panic.h"
#include "effect/trial_int.h"
#include "resource/resource.h"

#define DAYS_SHOWN 90
#define SRM_Z      3.29 /* shares of the arms this far from the kind's: p < 0.001 */

struct effect_of {
  const struct effect_coupon *ask;
  struct trial t;
  struct coupon_kind k;
  struct paper paper;
  const struct classification *classes; /* NULL: not asked */
  struct contrast all, *of;             /* of: by class, the last of no class */
};

/* ---- reading ---- */

static bool read_kind(struct effect_of *x, struct err *err) {
  struct trial *t = &x->t;
  struct state_stmt *q;
  bool row = false, active;
  if (!resource_coupon_kind(t->in->w, x->ask->kind, t->out, &x->k, &active, err) ||
      !state_query(t->in->state, "SELECT n FROM coupon_book WHERE slug = ?1", &q, err))
    return false;
  state_bind_str(q, 1, x->ask->kind);
  if (!state_step(q, &row, err)) return false;
  t->kind = row ? state_int(q, 0) : 0;
  if (row) state_reset(q);
  return true;
}

static bool read_classes(struct effect_of *x, struct err *err) {
  const struct classification_env *env = &x->t.in->env;
  if (!env->find(env->ctx, x->ask->classification, &x->classes, err)) return false;
  x->of = arena_array(x->t.out, struct contrast, x->classes->n_classes + 1);
  return trial_classes(&x->t, x->classes, err);
}

static void add_up(struct effect_of *x) {
  for (size_t i = 0; i < x->t.targets.n; i++) {
    const struct target *g = &x->t.targets.p[i];
    if (!g->mature) continue;
    contrast_add(&x->all, g, x->t.decimals);
    if (x->classes) contrast_add(&x->of[g->class_of], g, x->t.decimals);
  }
}

/* ---- sections ---- */

static const struct report_column sum_columns[] = {
    {"kind", T("coupon", "优惠券"), CELL_TITLE},
    {"holdout", T("held out by the kind", "设定留出比例"), CELL_RATE},
    {"days", T("days of outcome", "观察天数"), CELL_COUNT},
    {"issued", T("people meant to get it", "发放组人数"), CELL_COUNT},
    {"held", T("people held out", "留出组人数"), CELL_COUNT},
    {"unripe", T("left out: targeted too recently", "未计入：观察期未满"), CELL_COUNT},
    {"got_one", T("held out, but got one elsewhere", "留出组中另行获得券的人数"), CELL_COUNT},
    {"subsidy", T("subsidy D", "补贴 D"), CELL_MONEY},
    {"precision", T("precision", "补贴精准度"), CELL_RATE},
    {"wasted", T("subsidy that went to natural buyers", "自然购买者占用的补贴"), CELL_MONEY},
    {"profit", T("profit of issuing", "发放带来的利润"), CELL_MONEY},
    {"profit_low", T("… lower 95 % bound", "95% 区间下界"), CELL_MONEY},
    {"profit_high", T("… upper 95 % bound", "95% 区间上界"), CELL_MONEY},
    {"profit_high90", T("… upper 90 % bound", "90% 区间上界"), CELL_MONEY},
    {"advice_id", T("", ""), CELL_TEXT},
    {"advice", T("advice", "建议"), CELL_TITLE},
};

static void add_sum(struct effect_of *x) {
  const struct trial *t = &x->t;
  const struct contrast *c = &x->all;
  struct report_section *s = paper_facts(&x->paper, "effect", TEXT_OF("Effect", "效果"),
                                         sum_columns, sizeof sum_columns / sizeof *sum_columns);
  struct report_cell *to = s->cells;
  uint32_t got = 0;
  enum advice a = contrast_advice(c, COUPON_ARM_MIN);
  for (size_t i = 0; i < t->targets.n; i++)
    got += t->targets.p[i].got_one && t->targets.p[i].mature;
  put_title_cell(&to[0], (struct class_text){x->k.texts.title_en, x->k.texts.title_zh});
  put_real_cell(&to[1], x->k.holdout_bp / 10000.0);
  put_count_cell(&to[2], t->days);
  put_count_cell(&to[3], c->issued.people);
  put_count_cell(&to[4], c->held.people);
  put_count_cell(&to[5], t->unripe);
  put_count_cell(&to[6], got);
  put_dec_cell(&to[7], (struct dec){c->subsidy, (uint8_t)t->decimals});
  put_text_cell(&to[14], str_from(advice_id(a)));
  put_title_cell(&to[15], advice_text(a));
  if (a == ADVICE_FEW) return;
  struct interval p = contrast_profit(c, Z_95);
  put_real_cell(&to[8], contrast_precision(c));
  put_dec_cell(&to[9], money_of(contrast_wasted(c, t->decimals), t->decimals));
  put_dec_cell(&to[10], money_of(p.value, x->t.decimals));
  put_dec_cell(&to[11], money_of(p.low, x->t.decimals));
  put_dec_cell(&to[12], money_of(p.high, x->t.decimals));
  put_dec_cell(&to[13], money_of(contrast_profit(c, Z_90).high, x->t.decimals));
}

static void add_measures(struct effect_of *x) {
  static const struct report_column columns[] = {
      {"id", T("", ""), CELL_TEXT},
      {"measure", T("per person", "人均指标"), CELL_TITLE},
      {"issued", T("issued", "发放组"), CELL_REAL},
      {"held", T("held out", "留出组"), CELL_REAL},
      {"difference", T("difference", "差异"), CELL_REAL},
      {"low", T("lower 95 %", "95% 下界"), CELL_REAL},
      {"high", T("upper 95 %", "95% 上界"), CELL_REAL},
      {"total", T("incremental, all issued", "发放组总增量"), CELL_REAL},
      {"total_low", T("lower 95 %", "95% 下界"), CELL_REAL},
      {"total_high", T("upper 95 %", "95% 上界"), CELL_REAL}};
  const struct contrast *c = &x->all;
  const struct {
    const char *id;
    struct class_text title;
    const struct sample *a, *b;
  } rows[] = {
      {"bought", T("bought (share)", "购买率"), &c->issued.bought, &c->held.bought},
      {"orders", T("orders", "订单数"), &c->issued.orders, &c->held.orders},
      {"revenue", T("revenue", "销售额"), &c->issued.revenue, &c->held.revenue},
      {"margin", T("margin before the discount", "优惠前毛利"), &c->issued.margin, &c->held.margin},
      {"profit", T("margin less the discount", "优惠后毛利"), &c->issued.profit, &c->held.profit},
  };
  uint32_t n = sizeof rows / sizeof *rows;
  struct report_section *s =
      paper_add(&x->paper, "measures", TEXT_OF("Issued against held out", "发放组与留出组对比"),
                columns, 10, n);
  for (uint32_t i = 0; i < n; i++) {
    put_text_cell(paper_at(s, i, 0), str_from(rows[i].id));
    put_title_cell(paper_at(s, i, 1), rows[i].title);
    if (c->issued.people) put_real_cell(paper_at(s, i, 2), rows[i].a->mean);
    if (c->held.people) put_real_cell(paper_at(s, i, 3), rows[i].b->mean);
    if (!contrast_enough(c, COUPON_ARM_MIN)) continue;
    struct interval d = sample_difference(rows[i].a, rows[i].b, Z_95);
    double k = c->issued.people, v[] = {d.value, d.low, d.high, k * d.value, k * d.low, k * d.high};
    for (uint32_t j = 0; j < 6; j++)
      put_real_cell(paper_at(s, i, 4 + j), v[j]);
  }
}

static void put_class(struct effect_of *x, struct report_section *s, uint32_t i) {
  const struct contrast *c = &x->of[i];
  bool none = i == x->classes->n_classes;
  enum advice a = contrast_advice(c, COUPON_CLASS_MIN);
  put_text_cell(paper_at(s, i, 0), none ? STR("none") : x->classes->classes[i].name);
  put_title_cell(paper_at(s, i, 1),
                 none ? TEXT_OF("in no class", "未入层") : x->classes->classes[i].title);
  put_count_cell(paper_at(s, i, 2), c->issued.people);
  put_count_cell(paper_at(s, i, 3), c->held.people);
  put_dec_cell(paper_at(s, i, 9), (struct dec){c->subsidy, (uint8_t)x->t.decimals});
  put_text_cell(paper_at(s, i, 16), str_from(advice_id(a)));
  put_title_cell(paper_at(s, i, 17), advice_text(a));
  if (a == ADVICE_FEW) return;
  struct interval d = sample_difference(&c->issued.bought, &c->held.bought, Z_95);
  struct interval p = contrast_profit(c, Z_95);
  put_real_cell(paper_at(s, i, 4), c->issued.bought.mean);
  put_real_cell(paper_at(s, i, 5), c->held.bought.mean);
  put_real_cell(paper_at(s, i, 6), d.value);
  put_real_cell(paper_at(s, i, 7), d.low);
  put_real_cell(paper_at(s, i, 8), d.high);
  put_real_cell(paper_at(s, i, 10), contrast_precision(c));
  put_dec_cell(paper_at(s, i, 11), money_of(contrast_wasted(c, x->t.decimals), x->t.decimals));
  put_dec_cell(paper_at(s, i, 12), money_of(p.value, x->t.decimals));
  put_dec_cell(paper_at(s, i, 13), money_of(p.low, x->t.decimals));
  put_dec_cell(paper_at(s, i, 14), money_of(p.high, x->t.decimals));
  put_dec_cell(paper_at(s, i, 15), money_of(contrast_profit(c, Z_90).high, x->t.decimals));
}

static void add_classes_of(struct effect_of *x) {
  static const struct report_column columns[] = {
      {"class", T("", ""), CELL_TEXT},
      {"title", T("class when targeted", "投放时所在层"), CELL_TITLE},
      {"issued", T("issued", "发放组"), CELL_COUNT},
      {"held", T("held out", "留出组"), CELL_COUNT},
      {"p1", T("bought, issued", "发放组购买率"), CELL_RATE},
      {"p0", T("bought, held out", "留出组购买率"), CELL_RATE},
      {"uplift", T("uplift", "提升"), CELL_RATE},
      {"low", T("lower 95 %", "95% 下界"), CELL_RATE},
      {"high", T("upper 95 %", "95% 上界"), CELL_RATE},
      {"subsidy", T("subsidy", "补贴"), CELL_MONEY},
      {"precision", T("precision", "精准度"), CELL_RATE},
      {"wasted", T("… to natural buyers", "自然购买占用"), CELL_MONEY},
      {"profit", T("profit", "利润"), CELL_MONEY},
      {"profit_low", T("lower 95 %", "95% 下界"), CELL_MONEY},
      {"profit_high", T("upper 95 %", "95% 上界"), CELL_MONEY},
      {"profit_high90", T("upper 90 %", "90% 上界"), CELL_MONEY},
      {"advice_id", T("", ""), CELL_TEXT},
      {"advice", T("advice", "建议"), CELL_TITLE}};
  struct report_section *s =
      paper_add(&x->paper, "classes", x->classes->title, columns, 18, x->classes->n_classes + 1);
  for (uint32_t i = 0; i <= x->classes->n_classes; i++)
    put_class(x, s, i);
}

/* ---- what it says of itself ---- */

/* Shares of the arms that the draw would not give: something kept people out of one of them. */
static void say_shares(struct effect_of *x) {
  double n = (double)x->t.targets.n, h = x->k.holdout_bp / 10000.0, held = 0;
  for (size_t i = 0; i < x->t.targets.n; i++)
    held += x->t.targets.p[i].held;
  if (n < COUPON_ARM_MIN || h <= 0 || fabs(held - n * h) <= SRM_Z * sqrt(n * h * (1 - h))) return;
  paper_say(
      &x->paper, true,
      class_textf(
          x->t.out,
          "%.2f %% of the target were held out, the kind says %.2f %%: more than chance "
          "explains.  The share was changed between batches, or people are missing from "
          "one arm; then the comparison is not fair.",
          "目标人群中 %.2f%% 被留出，而设定为 %.2f%%，偏差超出随机范围：可能在两次发放之间改过"
          "比例，或某一组有人缺失，此时对比不可靠。",
          100 * held / n, 100 * h));
}

static void say(struct effect_of *x) {
  struct paper *p = &x->paper;
  paper_say(
      p, false,
      class_textf(x->t.out,
                  "Everybody whom a batch with a holdout meant, from the moment of targeting for "
                  "%u days, whether a coupon was used or not (intention to treat); of several "
                  "batches the first.  Coupons given one by one or claimed are not compared.",
                  "统计所有“含留出组的批次”的目标用户，自投放时刻起 %u "
                  "天内的表现，无论是否用券（意向性分析）；多个批次取首次。单独发放或自行领取的券不"
                  "参与对比。",
                  x->t.days));
  paper_say(
      p, false,
      TEXT_OF(
          "Intervals: difference of means, Welch's variance, normal quantiles.  precision "
          "= max(0, p1 − p0) ÷ p1; wasted = D · min(1, p0 ÷ p1); profit = n1 (m1 − m0) − D, "
          "m before the discount.",
          "区间：均值之差，Welch 方差，正态分位数。精准度 = max(0, p1 − p0) ÷ "
          "p1；自然购买占用补贴 = D · min(1, p0 ÷ p1)；利润 = n1 (m1 − m0) − D，m 为优惠前毛利。"));
  say_margin(p, &x->t.facts, x->t.rate, x->ask->margin_given);
  if (x->t.targets.n == 0)
    paper_say(
        p, true,
        TEXT_OF("No batch of this kind held anybody out, so nothing can be said of its effect: "
                "what the daily figures show is association.  Set `holdout` in the kind and "
                "issue to a segment.",
                "该券种没有任何批次设置留出组，无法评估效果；按日数据仅反映相关性。请在券种中设置 "
                "holdout 后向分群发放。"));
  else if (!contrast_enough(&x->all, COUPON_ARM_MIN))
    paper_say(p, true,
              class_textf(
                  x->t.out, "Too few people whose %u days have passed: %d of each arm are needed.",
                  "观察满 %u 天的人数不足：每组至少需要 %d 人。", x->t.days, COUPON_ARM_MIN));
  say_shares(x);
  say_erased(p, x->t.erased);
  if (x->classes && x->t.batches.n > COUPON_MOMENTS_MAX) say_moments(p);
}

/* ---- the report ---- */

static bool read_all(struct effect_of *x, struct err *err) {
  struct trial *t = &x->t;
  if (!state_begin_read(t->in->state, err)) return false;
  bool ok =
      read_kind(x, err) && (t->kind == 0 || (trial_targets(t, err) && trial_discounts(t, err)));
  state_rollback(t->in->state);
  if (ok && t->targets.n) ok = trial_outcomes(t, 1, err);
  if (ok && x->ask->classification.n) ok = read_classes(x, err);
  if (ok) add_up(x);
  return ok;
}

static bool write_all(struct effect_of *x, const struct effect_coupon *ask, struct report *ret,
                      struct err *err) {
  const struct trial *t = &x->t;
  paper_begin(&x->paper, ret, "coupon", TEXT_OF("Coupon effect", "优惠券效果"), t->in, t->out);
  add_sum(x);
  add_measures(x);
  if (x->classes) add_classes_of(x);
  if (!state_begin_read(t->in->state, err)) return false;
  bool ok = coupon_days(&x->paper, t->in, ask, t->kind, t->decimals, err);
  state_rollback(t->in->state);
  if (!ok) return false;
  say(x);
  paper_end(&x->paper);
  return true;
}

bool effect_coupon(const struct effect_in *in, const struct effect_coupon *p, struct arena *out,
                   struct report *ret, struct err *err) {
  struct effect_coupon ask = *p;
  int32_t today = day_of(in->env.tz, in->now);
  if (!day_range(&ask.from, &ask.to, today - DAYS_SHOWN + 1, today, err)) return false;
  if (ask.to - ask.from >= EFFECT_PERIODS_MAX)
    return err_fail(err, ERR_trend_periods, "%d", EFFECT_PERIODS_MAX);
  if (!trial_asked(ask.days, ask.margin_given, ask.margin, err)) return false;
  struct effect_of x = {
      .ask = &ask,
      .t = {.in = in,
            .out = out,
            .from = TIME_MIN,
            .until = INT64_MAX,
            .decimals = iso_currency_decimals(ws_currency(in->w)),
            .days = ask.days ? ask.days : COUPON_EFFECT_DAYS,
            .rate = ask.margin_given ? dec_to_double(ask.margin) : MARGIN_ASSUMED}};
  bool ok = read_all(&x, err) && write_all(&x, &ask, ret, err);
  trial_release(&x.t);
  return ok;
}
