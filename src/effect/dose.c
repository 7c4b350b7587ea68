/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dose and response of coupons (P8): the sections of the report.  dose_int.h has the formulas. */
#include <math.h>
#include <stdlib.h>

#include "base/panic.h"
#include "effect/dose_int.h"

/* Money a head has two digits more than money: of a hundred people it is whole. */
#define HEAD_DIGITS 2

struct dec dose_head(const struct doses *d, double v) {
  return money_of(v, d->decimals + HEAD_DIGITS);
}

void dose_put_head(const struct doses *d, struct report_section *s, uint32_t row, uint32_t column,
                   const struct interval *v) {
  put_dec_cell(paper_at(s, row, column), dose_head(d, v->value));
  put_dec_cell(paper_at(s, row, column + 1), dose_head(d, v->low));
  put_dec_cell(paper_at(s, row, column + 2), dose_head(d, v->high));
}

void dose_put_share(struct report_section *s, uint32_t row, uint32_t column,
                    const struct interval *v) {
  put_real_cell(paper_at(s, row, column), v->value);
  put_real_cell(paper_at(s, row, column + 1), v->low);
  put_real_cell(paper_at(s, row, column + 2), v->high);
}

/* ---- names ---- */

static struct class_text kind_title(const struct doses *d, const struct level *l) {
  const struct dose_kind *k = &d->kinds[l->trial];
  struct str en = k->k.texts.title_en, zh = k->k.texts.title_zh;
  if (en.n == 0) en = zh.n ? zh : k->slug;
  return (struct class_text){en, zh.n ? zh : en};
}

/* "Ten off (10.00)", "Fifth off (20 %)". */
struct class_text dose_title(const struct doses *d, const struct level *l) {
  struct class_text t = kind_title(d, l);
  struct dec v = l->offer;
  char text[DEC_TEXT_BYTES];
  if (l->what == OFFER_NONE) return t;
  if (l->what == OFFER_PERCENT) v.scale -= 2;
  dec_text(v, text);
  const char *unit = l->what == OFFER_PERCENT ? " %" : "";
  return (struct class_text){
      arena_printf(d->out, "%.*s (%s%s)", STRF(t.en), text, unit),
      arena_printf(d->out, "%.*s（%s%s）", STRF(t.zh), text, l->what == OFFER_PERCENT ? "%" : "")};
}

static void put_names(const struct doses *d, struct report_section *s, uint32_t row,
                      const struct level *l) {
  put_text_cell(paper_at(s, row, 0), d->kinds[l->trial].slug);
  put_title_cell(paper_at(s, row, 1), dose_title(d, l));
}

/* ---- doses ---- */

static void add_doses(struct doses *d) {
  static const struct report_column columns[] = {
      {"kind", T("", ""), CELL_TEXT},
      {"dose", T("dose", "力度"), CELL_TITLE},
      {"amount", T("offered", "面额"), CELL_MONEY},
      {"percent", T("offered, of the price", "折扣比例"), CELL_RATE},
      {"first", T("from", "首批"), CELL_DATE},
      {"last", T("to", "末批"), CELL_DATE},
      {"issued", T("meant to get it", "发放组"), CELL_COUNT},
      {"held", T("held out", "留出组"), CELL_COUNT},
      {"unripe", T("too recent", "观察期未满"), CELL_COUNT},
      {"overlap", T("in another dose too", "同时在其他档"), CELL_COUNT},
      {"subsidy", T("subsidy", "补贴"), CELL_MONEY},
      {"given", T("… a head", "人均补贴"), CELL_MONEY}};
  const struct tz *tz = d->in->env.tz;
  struct report_section *s = paper_add(&d->paper, "doses", TEXT_OF("Doses", "各档力度"), columns,
                                       sizeof columns / sizeof *columns, d->n_levels);
  for (uint32_t i = 0; i < d->n_levels; i++) {
    const struct level *l = &d->levels[i];
    put_names(d, s, i, l);
    if (l->what == OFFER_MONEY) put_dec_cell(paper_at(s, i, 2), l->offer);
    if (l->what == OFFER_PERCENT) put_real_cell(paper_at(s, i, 3), dec_to_double(l->offer));
    put_day_cell(paper_at(s, i, 4), day_of(tz, l->first_ms));
    put_day_cell(paper_at(s, i, 5), day_of(tz, l->last_ms));
    put_count_cell(paper_at(s, i, 6), l->all.issued.people);
    put_count_cell(paper_at(s, i, 7), l->all.held.people);
    put_count_cell(paper_at(s, i, 8), l->unripe);
    put_count_cell(paper_at(s, i, 9), l->overlap);
    put_dec_cell(paper_at(s, i, 10), (struct dec){l->all.subsidy, (uint8_t)d->decimals});
    if (l->all.issued.people) put_dec_cell(paper_at(s, i, 11), dose_head(d, l->given));
  }
}

/* ---- the curve ---- */

static void put_point(const struct doses *d, struct report_section *s, uint32_t i) {
  const struct level *l = &d->levels[i];
  enum advice a = contrast_advice(&l->all, COUPON_ARM_MIN);
  put_names(d, s, i, l);
  put_text_cell(paper_at(s, i, 21), str_from(advice_id(a)));
  put_title_cell(paper_at(s, i, 22), advice_text(a));
  if (!l->enough) return;
  put_real_cell(paper_at(s, i, 2), l->x);
  dose_put_share(s, i, 3, &l->bought);
  dose_put_share(s, i, 6, &l->orders);
  dose_put_head(d, s, i, 9, &l->revenue);
  dose_put_head(d, s, i, 12, &l->margin);
  dose_put_head(d, s, i, 15, &l->profit);
  if (dose_n_enough(d) < 2) return;
  put_real_cell(paper_at(s, i, 18), l->fit_bought);
  put_dec_cell(paper_at(s, i, 19), dose_head(d, l->fit_margin));
  put_dec_cell(paper_at(s, i, 20), dose_head(d, dose_fitted_profit(l)));
}

static void add_curve(struct doses *d) {
  static const struct report_column columns[] = {
      {"kind", T("", ""), CELL_TEXT},
      {"dose", T("dose", "力度"), CELL_TITLE},
      {"x", T("", ""), CELL_REAL},
      {"bought", T("more who bought", "购买率提升"), CELL_RATE},
      {"bought_low", DOSE_LOW, CELL_RATE},
      {"bought_high", DOSE_HIGH, CELL_RATE},
      {"orders", T("more orders a head", "人均增量订单"), CELL_REAL},
      {"orders_low", DOSE_LOW, CELL_REAL},
      {"orders_high", DOSE_HIGH, CELL_REAL},
      {"revenue", T("more revenue a head", "人均增量销售额"), CELL_MONEY},
      {"revenue_low", DOSE_LOW, CELL_MONEY},
      {"revenue_high", DOSE_HIGH, CELL_MONEY},
      {"margin", T("more margin a head, before the discount", "人均增量毛利（优惠前）"),
       CELL_MONEY},
      {"margin_low", DOSE_LOW, CELL_MONEY},
      {"margin_high", DOSE_HIGH, CELL_MONEY},
      {"profit", T("profit a head", "人均利润"), CELL_MONEY},
      {"profit_low", DOSE_LOW, CELL_MONEY},
      {"profit_high", DOSE_HIGH, CELL_MONEY},
      {"fit_bought", T("fitted: more who bought", "拟合：购买率提升"), CELL_RATE},
      {"fit_margin", T("fitted: more margin", "拟合：增量毛利"), CELL_MONEY},
      {"fit_profit", T("fitted: profit", "拟合：利润"), CELL_MONEY},
      {"advice_id", T("", ""), CELL_TEXT},
      {"advice", T("advice", "建议"), CELL_TITLE}};
  struct report_section *s =
      paper_add(&d->paper, "curve", TEXT_OF("Response to each dose", "各档效果"), columns,
                sizeof columns / sizeof *columns, d->n_levels);
  for (uint32_t i = 0; i < d->n_levels; i++)
    put_point(d, s, i);
}

/* ---- were their people alike ---- */

static void add_balance(struct doses *d) {
  static const struct report_column columns[] = {
      {"kind", T("", ""), CELL_TEXT},
      {"dose", T("dose", "力度"), CELL_TITLE},
      {"held_bought", T("held out who bought", "留出组购买率"), CELL_RATE},
      {"bought", T("less that of the other doses", "与其他档之差"), CELL_RATE},
      {"bought_low", DOSE_LOW, CELL_RATE},
      {"bought_high", DOSE_HIGH, CELL_RATE},
      {"held_revenue", T("revenue of the held out, a head", "留出组人均销售额"), CELL_MONEY},
      {"revenue", T("less that of the other doses", "与其他档之差"), CELL_MONEY},
      {"revenue_low", DOSE_LOW, CELL_MONEY},
      {"revenue_high", DOSE_HIGH, CELL_MONEY},
      {"before_orders", T("orders a head in the days before", "投放前人均订单"), CELL_REAL},
      {"smd_orders", T("standardised difference", "标准化差异"), CELL_REAL},
      {"before_revenue", T("revenue a head in the days before", "投放前人均销售额"), CELL_MONEY},
      {"smd_revenue", T("standardised difference", "标准化差异"), CELL_REAL},
      {"verdict", T("so", "结论"), CELL_TITLE}};
  uint32_t n = dose_n_enough(d) < 2 ? 0 : dose_n_enough(d), row = 0;
  struct report_section *s =
      paper_add(&d->paper, "balance", TEXT_OF("Were their people alike?", "各档人群是否可比"),
                columns, sizeof columns / sizeof *columns, n);
  for (uint32_t i = 0; n && i < d->n_levels; i++) {
    const struct level *l = &d->levels[i];
    struct sample orders = l->all.issued.before_orders, revenue = l->all.issued.before_revenue;
    struct likeness k;
    if (!l->enough) continue;
    sample_merge(&orders, &l->all.held.before_orders);
    sample_merge(&revenue, &l->all.held.before_revenue);
    doses_likeness(d, i, &k);
    put_names(d, s, row, l);
    put_real_cell(paper_at(s, row, 2), l->all.held.bought.mean);
    dose_put_share(s, row, 3, &k.bought);
    put_dec_cell(paper_at(s, row, 6), dose_head(d, l->all.held.revenue.mean));
    dose_put_head(d, s, row, 7, &k.revenue);
    put_real_cell(paper_at(s, row, 10), orders.mean);
    put_real_cell(paper_at(s, row, 11), k.smd_orders);
    put_dec_cell(paper_at(s, row, 12), dose_head(d, revenue.mean));
    put_real_cell(paper_at(s, row, 13), k.smd_revenue);
    put_title_cell(paper_at(s, row++, 14),
                   k.differs ? TEXT_OF("others", "人群不同") : TEXT_OF("no sign", "未见差异"));
  }
}

/* ---- by class ---- */

static void put_class(const struct doses *d, struct report_section *s, uint32_t row, uint32_t class,
                      const struct level *l) {
  const struct contrast *c = &l->of[class];
  bool none = class == d->classes->n_classes;
  enum advice a = contrast_advice(c, COUPON_CLASS_MIN);
  put_text_cell(paper_at(s, row, 0), none ? STR("none") : d->classes->classes[class].name);
  put_title_cell(paper_at(s, row, 1),
                 none ? TEXT_OF("in no class", "未入层") : d->classes->classes[class].title);
  put_title_cell(paper_at(s, row, 2), dose_title(d, l));
  put_count_cell(paper_at(s, row, 3), c->issued.people);
  put_count_cell(paper_at(s, row, 4), c->held.people);
  put_text_cell(paper_at(s, row, 11), str_from(advice_id(a)));
  put_title_cell(paper_at(s, row, 12), advice_text(a));
  if (a == ADVICE_FEW) return;
  struct interval p = sample_difference(&c->issued.profit, &c->held.profit, Z_95);
  put_dec_cell(paper_at(s, row, 5), dose_head(d, c->issued.discount.mean));
  put_real_cell(paper_at(s, row, 6), c->issued.bought.mean - c->held.bought.mean);
  put_real_cell(paper_at(s, row, 7), contrast_precision(c));
  dose_put_head(d, s, row, 8, &p);
}

static void add_classes_of(struct doses *d) {
  static const struct report_column columns[] = {
      {"class", T("", ""), CELL_TEXT},
      {"title", T("class when targeted", "投放时所在层"), CELL_TITLE},
      {"dose", T("dose", "力度"), CELL_TITLE},
      {"issued", T("meant to get it", "发放组"), CELL_COUNT},
      {"held", T("held out", "留出组"), CELL_COUNT},
      {"given", T("subsidy a head", "人均补贴"), CELL_MONEY},
      {"uplift", T("more who bought", "购买率提升"), CELL_RATE},
      {"precision", T("precision", "精准度"), CELL_RATE},
      {"profit", T("profit a head", "人均利润"), CELL_MONEY},
      {"profit_low", DOSE_LOW, CELL_MONEY},
      {"profit_high", DOSE_HIGH, CELL_MONEY},
      {"advice_id", T("", ""), CELL_TEXT},
      {"advice", T("advice", "建议"), CELL_TITLE}};
  uint32_t n = d->classes->n_classes + 1;
  struct report_section *s = paper_add(&d->paper, "classes", d->classes->title, columns,
                                       sizeof columns / sizeof *columns, n * d->n_levels);
  for (uint32_t k = 0; k < n; k++)
    for (uint32_t i = 0; i < d->n_levels; i++)
      put_class(d, s, k * d->n_levels + i, k, &d->levels[i]);
}

/* ---- the report ---- */

bool effect_doses(const struct effect_in *in, const struct effect_doses *p, struct arena *out,
                  struct report *ret, struct err *err) {
  struct effect_doses ask = *p;
  int32_t from = ask.from ? ask.from : INT32_MIN, to = ask.to ? ask.to : INT32_MAX;
  struct doses d = {.in = in,
                    .ask = &ask,
                    .out = out,
                    .decimals = iso_currency_decimals(ws_currency(in->w)),
                    .days = ask.days ? ask.days : COUPON_EFFECT_DAYS,
                    .rate = ask.margin_given ? dec_to_double(ask.margin) : MARGIN_ASSUMED};
  if (!day_range(&from, &to, from, to, err) ||
      !trial_asked(ask.days, ask.margin_given, ask.margin, err))
    return false;
  bool ok = doses_read(&d, err);
  if (ok) {
    paper_begin(&d.paper, ret, "doses", TEXT_OF("Dose and response of coupons", "优惠券力度与效果"),
                in, out);
    dose_add_best(&d);
    add_curve(&d);
    dose_add_steps(&d);
    add_doses(&d);
    add_balance(&d);
    if (d.classes) add_classes_of(&d);
    doses_say(&d);
    paper_end(&d.paper);
  }
  doses_release(&d);
  return ok;
}
