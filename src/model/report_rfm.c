/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * RFM: the named groups, the R × F grid with revenue, and the thresholds behind the scores.  Works
 * for any classification that has measures r, f, m and scores R, F, M; --classification rfm8 shows
 * the eight groups with their references. */
#include "model/report_int.h"

#define SCORES_MAX 10

static const struct report_column grid_columns[] = {
    {"r", T("R", "R"), CELL_COUNT},
    {"f", T("F", "F"), CELL_COUNT},
    {"people", T("people", "人数"), CELL_COUNT},
    {"share", T("share", "占比"), CELL_RATE},
    {"revenue", T("m, sum", "M 合计"), CELL_MONEY},
    {"mean_m", T("m per person", "人均 M"), CELL_MONEY},
};
static const struct report_column cut_columns[] = {
    {"score", T("score", "打分"), CELL_TEXT},
    {"of", T("of", "度量"), CELL_TEXT},
    {"step", T("step", "档"), CELL_COUNT},
    {"threshold", T("threshold", "阈值"), CELL_DEC},
};
static const struct report_column fact_columns[] = {
    {"population", T("people with scores", "参与打分人数"), CELL_COUNT},
    {"mean_r", T("mean recency (days)", "平均最近购买间隔（天）"), CELL_DAYS},
    {"mean_f", T("mean orders", "平均订单数"), CELL_REAL},
    {"mean_m", T("mean net spend", "人均净消费"), CELL_MONEY},
    {"revenue", T("net revenue", "净销售额"), CELL_MONEY},
};

static const struct query_column *column(const struct classification_result *k, const char *name) {
  for (uint32_t i = 0; i < k->def->n_measures; i++)
    if (str_is(k->def->measures[i].name, name) && k->def->measures[i].kind != MEASURE_REFERENCE &&
        k->measures[i].num)
      return &k->measures[i];
  return NULL;
}

static bool has(const struct query_column *q, uint32_t s) {
  return s < q->n && q->present[s >> 6] >> (s & 63) & 1;
}

static void add_facts(struct report *rep, const struct classification_result *k,
                      struct arena *out) {
  const struct query_column *r = column(k, "r"), *f = column(k, "f"), *m = column(k, "m");
  struct dec sum[3] = {{0, r->scale}, {0, f->scale}, {0, m->scale}};
  int64_t n = 0;
  roaring_uint32_iterator_t it;
  roaring_init_iterator(k->population, &it);
  for (; it.has_value; roaring_advance_uint32_iterator(&it), n++) {
    uint32_t s = it.current_value;
    if (has(r, s)) sum[0].m += r->num[s];
    if (has(f, s)) sum[1].m += f->num[s];
    if (has(m, s)) sum[2].m += m->num[s];
  }
  struct report_section *sec = report_add(
      rep, "summary", (struct class_text)T("Population", "总体"), fact_columns, 5, 1, out);
  sec->single = true;
  cell_put_number(report_at(sec, 0, 0), n);
  cell_put_ratio(report_at(sec, 0, 1), dec_to_double(sum[0]), (double)n);
  cell_put_ratio(report_at(sec, 0, 2), dec_to_double(sum[1]), (double)n);
  cell_put_dec(report_at(sec, 0, 3), dec_ratio(sum[2], n, 2));
  cell_put_dec(report_at(sec, 0, 4), sum[2]);
}

struct grid {
  int64_t people[SCORES_MAX][SCORES_MAX], all;
  i128 money[SCORES_MAX][SCORES_MAX];
  uint32_t top_r, top_f;
  uint8_t scale;
};

/* False when this classification has no R and F scores, or too many steps for a picture. */
static bool fill_grid(const struct classification_result *k, struct grid *g) {
  const struct query_column *R = column(k, "R"), *F
  = column(k, "F"), *m = column(k, "m");
  roaring_uint32_iterator_t it;
  *g = (struct grid){.scale = m->scale};
  for (uint32_t i = 0; R && F && i < k->def->n_measures; i++) {
    if (&k->measures[i] == R) g->top_r = k->def->measures[i].bins;
    if (&k->measures[i] == F) g->top_f = k->def->measures[i].bins;
  }
  if (!R || !F || g->top_r > SCORES_MAX || g->top_f > SCORES_MAX) return false;
  roaring_init_iterator(k->population, &it);
  for (; it.has_value; roaring_advance_uint32_iterator(&it)) {
    uint32_t s = it.current_value;
    if (!has(R, s) || !has(F, s)) continue;
    g->people[R->num[s] - 1][F->num[s] - 1]++;
    if (has(m, s)) g->money[R->num[s] - 1][F->num[s] - 1] += m->num[s];
    g->all++;
  }
  return true;
}

static void add_cells(struct report *rep, const struct grid *g, struct arena *out) {
  struct report_section *s = report_add(rep, "grid", (struct class_text)T("R × F", "R × F"),
                                        grid_columns, 6, g->top_r * g->top_f, out);
  uint32_t row = 0;
  s->reader = READER_JSON;
  for (uint32_t r = g->top_r; r > 0; r--)
    for (uint32_t f = 1; f <= g->top_f; f++, row++) {
      int64_t people = g->people[r - 1][f - 1];
      struct dec sum = {g->money[r - 1][f - 1], g->scale};
      cell_put_number(report_at(s, row, 0), r);
      cell_put_number(report_at(s, row, 1), f);
      cell_put_number(report_at(s, row, 2), people);
      cell_put_ratio(report_at(s, row, 3), (double)people, (double)g->all);
      cell_put_dec(report_at(s, row, 4), sum);
      if (people) cell_put_dec(report_at(s, row, 5), dec_ratio(sum, people, 2));
    }
}

/* Rows are R from best to worst, columns F. */
static void add_matrix(struct report *rep, const struct grid *g, bool money, struct arena *out) {
  struct report_column *cols = arena_array(out, struct report_column, g->top_f + 1);
  cols[0] = (struct report_column){"r", T("R", "R"), CELL_TEXT};
  for (uint32_t f = 1; f <= g->top_f; f++) {
    struct str name = arena_printf(out, "F%u", f);
    cols[f] = (struct report_column){name.p, {name, name}, money ? CELL_MONEY : CELL_COUNT};
  }
  struct class_text title = T("R × F: people", "R × F 热力：人数");
  if (money) title = (struct class_text)T("R × F: net spend per person", "R × F 热力：人均净消费");
  struct report_section *s =
      report_add(rep, money ? "matrix_money" : "matrix", title, cols, g->top_f + 1, g->top_r, out);
  s->reader = READER_PERSON;
  for (uint32_t i = 0; i < g->top_r; i++) {
    uint32_t r = g->top_r - i;
    cell_put_text(report_at(s, i, 0), arena_printf(out, "R%u", r));
    for (uint32_t f = 1; f <= g->top_f; f++) {
      int64_t people = g->people[r - 1][f - 1];
      if (!money)
        cell_put_number(report_at(s, i, f), people);
      else if (people)
        cell_put_dec(report_at(s, i, f),
                     dec_ratio((struct dec){g->money[r - 1][f - 1], g->scale}, people, 2));
    }
  }
}

static void add_grid(struct report *rep, const struct classification_result *k, struct arena *out) {
  struct grid g;
  if (!fill_grid(k, &g)) return;
  add_cells(rep, &g, out);
  add_matrix(rep, &g, false, out);
  add_matrix(rep, &g, true, out);
}

/* For scores the k − 1 thresholds, for references the one value. */
static void add_cuts(struct report *rep, const struct classification_result *k, struct arena *out) {
  const struct classification *c = k->def;
  uint32_t rows = 0, row = 0;
  for (uint32_t i = 0; i < c->n_measures; i++)
    rows += c->measures[i].kind == MEASURE_SCORE ? c->measures[i].bins - 1
                                                 : c->measures[i].kind == MEASURE_REFERENCE;
  struct report_section *sec =
      report_add(rep, "thresholds", (struct class_text)T("Thresholds", "分层参考值"), cut_columns,
                 4, rows, out);
  for (uint32_t i = 0; i < c->n_measures; i++) {
    const struct measure_def *d = &c->measures[i];
    uint32_t n = d->kind == MEASURE_SCORE ? d->bins - 1 : d->kind == MEASURE_REFERENCE;
    for (uint32_t t = 0; t < n; t++, row++) {
      cell_put_text(report_at(sec, row, 0), d->name);
      cell_put_text(report_at(sec, row, 1), d->of);
      cell_put_number(report_at(sec, row, 2), t + 1);
      cell_put_dec(report_at(sec, row, 3), dec_normal(k->thresholds[i][t]));
    }
  }
}

static bool run(const struct report_params *p, struct arena *out, struct report *ret,
                struct err *err) {
  const struct classification *c;
  struct classification_result k;
  if (!p->env.find(p->env.ctx, p->slug.n ? p->slug : STR("rfm"), &c, err) ||
      !classification_run(c, p->snapshot, &p->as_of, 1, &p->env, out, &k, err))
    return false;
  if (!column(&k, "r") || !column(&k, "f") || !column(&k, "m")) {
    classification_result_release(&k);
    return err_fail(err, ERR_not_rfm, "%.*s", STRF(c->slug));
  }
  report_begin(ret, &report_rfm, p, 6, out);
  add_facts(ret, &k, out);
  bool ok = add_classes(ret, p, &k, "groups", c->title, out, err);
  if (ok) {
    add_grid(ret, &k, out);
    add_cuts(ret, &k, out);
  }
  classification_result_release(&k);
  return ok;
}

const struct report_def report_rfm = {"rfm", T("RFM", "RFM"),
                                      T("Groups, grid and thresholds", "分组、热力与阈值"), run};
