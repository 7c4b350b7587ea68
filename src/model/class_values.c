/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the classes, the cells of the R × F grid and the ranges of the measures hold.
 *
 * Bins have round edges: a step of 1, 2 or 5 times a power of ten, the smallest with which
 * HISTOGRAM_BINS bins reach the 99th percentile; the last bin takes the rest.  Money has a long
 * tail, and even bins up to its largest value would put everybody into the first. */
#include "model/class_views.h"
#include "model/model_int.h"
#include "model/overview_int.h"

static const struct measure_def *measure_named(const struct classification_result *r,
                                               const char *name, const struct query_column **ret) {
  for (uint32_t i = 0; i < r->def->n_measures; i++) {
    const struct measure_def *m = &r->def->measures[i];
    if (!str_is(m->name, name) || !measure_per_person(m)) continue;
    *ret = &r->measures[i];
    return m;
  }
  return NULL;
}

static bool has(const struct query_column *q, uint32_t s) {
  return s < q->n && q->present[s >> 6] >> (s & 63) & 1;
}

/* ---- grid ---- */

static bool fill_cells(struct class_values *v, const struct person_money *money,
                       const struct query_column *R, const struct query_column *F,
                       const struct query_column *m, uint32_t rows, uint32_t columns,
                       struct err *err) {
  const struct classification_result *k = &v->result;
  roaring_uint32_iterator_t it;
  roaring_init_iterator(k->people, &it);
  for (; it.has_value; roaring_advance_uint32_iterator(&it)) {
    uint32_t s = it.current_value, at = k->class_of[s];
    if (!has(R, s) || !has(F, s)) continue;
    struct grid_cell *cell =
        &v->cells[(rows - (uint32_t)R->num[s]) * columns + (uint32_t)F->num[s] - 1];
    cell->totals.people++;
    cell->classes[at == QUERY_CLASS_NONE ? k->def->n_classes : at]++;
    if (m && has(m, s) && __builtin_add_overflow(cell->mean_m.m, m->num[s], &cell->mean_m.m))
      return err_fail(err, ERR_number_overflow, "m");
    if (!money_add(money, s, &cell->totals, err)) return false;
  }
  return true;
}

static bool add_grid(struct class_values *v, const struct person_money *money, struct arena *out,
                     struct err *err) {
  const struct classification *c = v->result.def;
  const struct query_column *r, *f, *m = NULL;
  const struct measure_def *R = measure_named(&v->result, "R", &r), *F
  = measure_named(&v->result, "F", &f);
  if (!R || !F || R->kind != MEASURE_SCORE || F->kind != MEASURE_SCORE) return true;
  measure_named(&v->result, "m", &m);
  v->n_cells = R->bins * F
  ->bins;
  v->cells = arena_array(out, struct grid_cell, v->n_cells);
  for (uint32_t i = 0; i < v->n_cells; i++) {
    struct grid_cell *cell = &v->cells[i];
    cell->r = R->bins - i / F
    ->bins;
    cell->f = i % F
    ->bins + 1;
    cell->classes = arena_array(out, int64_t, c->n_classes + 1);
    cell->mean_m.scale = m ? m->scale : 0;
    cell->totals.revenue.scale = money->revenue->scale;
    cell->expression = expression_text(out, "score(\"%.*s\", R) = %u and score(\"%.*s\", F) = %u",
                                       STRF(c->slug), cell->r, STRF(c->slug), cell->f);
  }
  if (!fill_cells(v, money, r, f, m, R->bins, F->bins, err)) return false;
  for (uint32_t i = 0; m && i < v->n_cells; i++) {
    struct grid_cell *cell = &v->cells[i];
    cell->has_mean = cell->totals.people > 0;
    cell->mean_m = dec_ratio(cell->mean_m, cell->totals.people, 2);
  }
  return true;
}

/* ---- histograms ---- */

static i128 floor_div(i128 a, i128 b) {
  return a / b - (a % b < 0);
}

/* The smallest 1, 2, 5 · 10^k (in mantissas) that covers `range` in one bin less than there are. */
static i128 round_step(i128 range) {
  static const int digits[] = {1, 2, 5};
  for (unsigned k = 0; k < DEC_DIGITS_MAX; k++)
    for (int d = 0; d < 3; d++)
      if (dec_pow10(k) * digits[d] * (HISTOGRAM_BINS - 2) >= range) return dec_pow10(k) * digits[d];
  return dec_pow10(DEC_DIGITS_MAX);
}

/* The population's own condition; measures stand in it as what they are defined as, so that it
 * means the same outside the classification. */
static struct node *outside(const struct classification *c, const struct node *t,
                            struct arena *out) {
  if (!t) return NULL;
  if (t->kind == N_MEASURE) return c->measures[t->index].tree;
  struct node *n = arena_new(out, struct node);
  *n = *t;
  if (t->kind == N_SEGMENT) return n;
  n->a = outside(c, t->a, out);
  n->b = outside(c, t->b, out);
  n->kids = arena_array(out, struct node *, t->n_kids);
  for (uint32_t i = 0; i < t->n_kids; i++)
    n->kids[i] = outside(c, t->kids[i], out);
  return n;
}

static struct str population_text(const struct classification *c, struct arena *out) {
  struct buf b = BUF_INIT;
  if (!c->population_tree) return (struct str){0};
  lang_format(outside(c, c->population_tree, out), &b);
  struct str s = arena_str(out, buf_str(&b));
  buf_release(&b);
  return s;
}

static struct str bin_expression(const struct classification *c, const struct measure_def *m,
                                 const struct histogram_bin *bin, bool first, struct str population,
                                 struct arena *out) {
  struct buf b = BUF_INIT;
  char from[DEC_TEXT_BYTES], to[DEC_TEXT_BYTES];
  dec_text(bin->from, from), dec_text(bin->to, to);
  if (population.n) buf_printf(&b, "(%.*s) and ", STRF(population));
  buf_printf(&b, "score(\"%.*s\", \"%.*s\") ", STRF(c->slug), STRF(m->name));
  if (first && bin->open)
    buf_puts(&b, "exists");
  else
    buf_printf(&b, ">= %s", from);
  if (!bin->open)
    buf_printf(&b, " and score(\"%.*s\", \"%.*s\") < %s", STRF(c->slug), STRF(m->name), to);
  struct str s = expression_text(out, "%.*s", STRF(buf_str(&b)));
  buf_release(&b);
  return s;
}

/* v: ascending values of the population; the step is at the scale of whole numbers when all are. */
static void add_histogram(struct class_values *v, const struct measure_def *m,
                          const struct population_values *p, struct str population,
                          struct arena *out) {
  i128 low = p->v[0], high = p->v[(p->n * 99 + 99) / 100 - 1], unit = dec_pow10(p->scale), step = 1;
  bool whole = true;
  for (uint64_t i = 0; whole && i < p->n; i++)
    whole = p->v[i] % unit == 0;
  step = round_step(high - low);
  if (whole && step < unit) step = unit;
  i128 first = floor_div(low, step) * step;
  uint32_t n = (uint32_t)((high - first) / step) + 1;
  bool rest = p->v[p->n - 1] >= first + (i128)n * step;
  struct histogram *h = &v->histograms[v->n_histograms++];
  *h = (struct histogram){m, arena_array(out, struct histogram_bin, n + 1), n + rest};
  must(h->n <= HISTOGRAM_BINS);
  for (uint32_t b = 0; b < h->n; b++) {
    struct histogram_bin *bin = &h->bins[b];
    bin->from = dec_normal((struct dec){first + (i128)b * step, p->scale});
    bin->to = dec_normal((struct dec){first + (i128)(b + 1) * step, p->scale});
    bin->open = rest && b == n;
    bin->expression = bin_expression(v->result.def, m, bin, b == 0, population, out);
  }
  for (uint64_t i = 0; i < p->n; i++) {
    i128 b = (p->v[i] - first) / step;
    h->bins[b < (i128)n ? (uint32_t)b : n].people++;
  }
}

static void add_histograms(struct class_values *v, struct arena *out) {
  const struct classification *c = v->result.def;
  struct str population = population_text(c, out);
  v->histograms = arena_array(out, struct histogram, c->n_measures);
  for (uint32_t i = 0; i < c->n_measures; i++) {
    struct population_values p;
    struct arena tmp;
    if (c->measures[i].kind != MEASURE_VALUE || !measure_per_person(&c->measures[i])) continue;
    arena_init(&tmp, "histogram");
    population_values(&v->result.measures[i], v->result.population, &tmp, &p);
    if (p.n) add_histogram(v, &c->measures[i], &p, population, out);
    arena_release(&tmp);
  }
}

bool class_values_run(const struct report_params *p, const struct classification *c,
                      struct arena *out, struct class_values *ret, struct err *err) {
  struct class_values v = {0};
  struct person_money money;
  if (!money_of_people(p, out, &money, err) ||
      !classification_run(c, p->snapshot, &p->as_of, 1, &p->env, out, &v.result, err))
    return false;
  v.expressions = arena_array(out, struct str, c->n_classes + 1);
  for (uint32_t i = 0; i <= c->n_classes; i++)
    v.expressions[i] =
        class_expression(out, c->slug, i < c->n_classes ? c->classes[i].name : STR("none"));
  if (!class_sums(&money, &v.result, out, &v.totals, err) || !add_grid(&v, &money, out, err)) {
    classification_result_release(&v.result);
    return false;
  }
  add_histograms(&v, out);
  *ret = v;
  return true;
}
