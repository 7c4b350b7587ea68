/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which dose is best, and what one more step of it earns: two sections of the report (P8). */
#include <math.h>

#include "effect/dose_int.h"

/* ---- from one dose to another ---- */

struct step {
  double more; /* Δs */
  struct interval profit, marginal;
  bool has_marginal;
};

/* Of a level's difference to its holdout: variances of profit and of discount a head, and what they
 * have in common (margin = profit + discount). */
static void variances(const struct level *l, double *profit, double *given, double *both) {
  const struct arm *a = &l->all.issued, *b = &l->all.held;
  double n = a->people, p = sample_variance(&a->profit), s = sample_variance(&a->discount);
  *profit += p / n + sample_variance(&b->profit) / b->people;
  *given += s / n;
  *both += (sample_variance(&a->margin) - p - s) / 2 / n;
}

static void find_step(const struct level *from, const struct level *to, struct step *ret) {
  double vp = 0, vs = 0, c = 0, v = to->profit.value - from->profit.value;
  variances(from, &vp, &vs, &c);
  variances(to, &vp, &vs, &c);
  double half = Z_95 * sqrt(vp);
  *ret = (struct step){.more = to->given - from->given, .profit = {v, v - half, v + half}};
  ret->has_marginal = fieller(v, ret->more, vp, vs, c, Z_95, &ret->marginal);
}

/* ---- the best dose ---- */

struct best {
  const struct level *raw, *fitted; /* NULL: giving nothing is better than any */
  struct class_text rivals;         /* that chance alone may put behind it; empty: none */
};

double dose_fitted_profit(const struct level *l) {
  return l->fit_margin - l->given;
}

static void add_rival(const struct doses *d, struct class_text *to, struct class_text name) {
  const char *en = to->en.n ? ", " : "", *zh = to->zh.n ? "、" : "";
  to->en = arena_printf(d->out, "%.*s%s%.*s", STRF(to->en), en, STRF(name.en));
  to->zh = arena_printf(d->out, "%.*s%s%.*s", STRF(to->zh), zh, STRF(name.zh));
}

static void find_best(const struct doses *d, struct best *ret) {
  double top = 0, fitted = 0;
  *ret = (struct best){0};
  for (uint32_t i = 0; i < d->n_levels; i++) {
    const struct level *l = &d->levels[i];
    if (!l->enough) continue;
    if (l->profit.value > top) top = l->profit.value, ret->raw = l;
    if (dose_fitted_profit(l) > fitted) fitted = dose_fitted_profit(l), ret->fitted = l;
  }
  if (ret->raw && ret->raw->profit.low <= 0) add_rival(d, &ret->rivals, TEXT_OF("none", "不发"));
  for (uint32_t i = 0; i < d->n_levels; i++) {
    const struct level *l = &d->levels[i];
    struct step s;
    if (!l->enough || l == ret->raw) continue;
    if (ret->raw)
      find_step(l, ret->raw, &s);
    else
      s.profit = (struct interval){-l->profit.value, -l->profit.high, -l->profit.low};
    if (s.profit.low <= 0) add_rival(d, &ret->rivals, dose_title(d, l));
  }
}

uint32_t dose_n_enough(const struct doses *d) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < d->n_levels; i++)
    n += d->levels[i].enough;
  return n;
}

void dose_add_best(struct doses *d) {
  static const struct report_column columns[] = {
      {"doses", T("doses", "力度档数"), CELL_COUNT},
      {"compared", T("doses with enough people", "样本足够的档数"), CELL_COUNT},
      {"days", T("days of outcome", "观察天数"), CELL_COUNT},
      {"axis_id", T("", ""), CELL_TEXT},
      {"axis", T("dose is", "力度按"), CELL_TITLE},
      {"alike_id", T("", ""), CELL_TEXT},
      {"alike", T("can the doses be compared with one another?", "各档之间是否可比"), CELL_TITLE},
      {"best_id", T("", ""), CELL_TEXT},
      {"best", T("highest profit", "利润最高的一档"), CELL_TITLE},
      {"profit", T("its profit a head", "该档人均利润"), CELL_MONEY},
      {"profit_low", T("… lower 95 % bound", "95% 区间下界"), CELL_MONEY},
      {"profit_high", T("… upper 95 % bound", "95% 区间上界"), CELL_MONEY},
      {"rivals", T("chance alone may put behind it", "与其差异不显著的"), CELL_TITLE},
      {"fitted", T("highest profit by the fitted curve", "按拟合曲线利润最高"), CELL_TITLE},
  };
  static const struct class_text axes[] = {
      T("the subsidy given a head: an outcome, for the offers cannot be put in one order",
        "人均实际补贴（各券种面额无法统一排序，此为结果变量）"),
      T("the face value offered", "券面额"), T("the percentage offered", "折扣比例")};
  struct report_section *s =
      paper_facts(&d->paper, "best", TEXT_OF("Which dose pays most", "哪一档最划算"), columns,
                  sizeof columns / sizeof *columns);
  struct report_cell *c = s->cells;
  int axis = !d->offered ? 0 : d->levels[0].what == OFFER_MONEY ? 1 : 2;
  static const char *const axis_ids[] = {"given", "amount", "percent"};
  struct best b;
  bool differs = false;
  put_count_cell(&c[0], d->n_levels);
  put_count_cell(&c[1], dose_n_enough(d));
  put_count_cell(&c[2], d->days);
  if (dose_n_enough(d) < 2) return;
  for (uint32_t i = 0; i < d->n_levels; i++) {
    struct likeness k;
    doses_likeness(d, i, &k);
    differs |= k.differs;
  }
  find_best(d, &b);
  put_text_cell(&c[3], str_from(axis_ids[axis]));
  put_title_cell(&c[4], axes[axis]);
  put_text_cell(&c[5], differs ? STR("differ") : STR("alike"));
  put_title_cell(&c[6], differs ? TEXT_OF("no: they went to different people", "不可比：人群不同")
                                : TEXT_OF("no sign that their people differ", "未发现人群差异"));
  put_text_cell(&c[7], b.raw ? d->kinds[b.raw->trial].slug : STR(""));
  put_title_cell(&c[8], b.raw ? dose_title(d, b.raw) : TEXT_OF("none: no dose pays", "都不划算"));
  if (b.raw) dose_put_head(d, s, 0, 9, &b.raw->profit);
  put_title_cell(&c[12], b.rivals.en.n ? b.rivals : TEXT_OF("nothing", "无"));
  put_title_cell(&c[13],
                 b.fitted ? dose_title(d, b.fitted) : TEXT_OF("none: no dose pays", "都不划算"));
}

/* ---- steps ---- */

static void put_step(const struct doses *d, struct report_section *s, uint32_t row,
                     const struct level *from, const struct level *to) {
  static const struct class_text verdicts[] = {T("costs more than it brings", "得不偿失"),
                                               T("brings more than it costs", "值得加码"),
                                               T("undecided", "尚无定论")};
  struct step p;
  find_step(from, to, &p);
  put_title_cell(paper_at(s, row, 0), dose_title(d, from));
  put_title_cell(paper_at(s, row, 1), dose_title(d, to));
  put_dec_cell(paper_at(s, row, 2), dose_head(d, p.more));
  dose_put_head(d, s, row, 3, &p.profit);
  if (p.has_marginal) dose_put_share(s, row, 6, &p.marginal);
  put_title_cell(paper_at(s, row, 9), verdicts[p.profit.high < 0 ? 0 : p.profit.low > 0 ? 1 : 2]);
}

void dose_add_steps(struct doses *d) {
  static const struct report_column columns[] = {
      {"from", T("from", "从"), CELL_TITLE},
      {"to", T("to", "到"), CELL_TITLE},
      {"more", T("more subsidy a head", "人均多补贴"), CELL_MONEY},
      {"profit", T("more profit a head", "人均多赚"), CELL_MONEY},
      {"profit_low", DOSE_LOW, CELL_MONEY},
      {"profit_high", DOSE_HIGH, CELL_MONEY},
      {"marginal", T("profit of one more unit of subsidy", "每多补贴 1 元的利润"), CELL_REAL},
      {"marginal_low", DOSE_LOW, CELL_REAL},
      {"marginal_high", DOSE_HIGH, CELL_REAL},
      {"verdict", T("so", "结论"), CELL_TITLE}};
  uint32_t n = 0, row = 0;
  const struct level *from = NULL;
  for (int pass = 0; pass < 2; pass++) {
    struct report_section *s =
        pass ? paper_add(&d->paper, "steps", TEXT_OF("Step by step", "逐档加码"), columns,
                         sizeof columns / sizeof *columns, n)
             : NULL;
    from = NULL;
    for (uint32_t i = 0; i < d->n_levels; i++) {
      const struct level *to = &d->levels[i];
      if (!to->enough) continue;
      bool goes = from && to->x > from->x;
      if (goes && pass) put_step(d, s, row++, from, to);
      n += goes && !pass;
      from = to;
    }
  }
}
