/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the classes, the grid and the measures of a classification hold (model/class_views.h). */
#include "api/ask.h"
#include "api/classification_int.h"

static void put_name(struct jw *w, const struct classification *k, uint32_t i) {
  bool none = i == k->n_classes;
  const struct class_text *t = none ? &classification_none_title : &k->classes[i].title;
  jw_key(w, "name"), jw_str(w, none ? STR("none") : k->classes[i].name);
  jw_key(w, "title"), put_title(w, t->en, t->zh);
}

static void put_share(struct jw *w, double part, double whole) {
  if (whole > 0)
    jw_double(w, part / whole);
  else
    jw_null(w);
}

static void put_classes(struct jw *w, const struct class_values *v) {
  const struct classification *k = v->result.def;
  double people = 0, revenue = 0;
  for (uint32_t i = 0; i <= k->n_classes; i++) {
    people += (double)v->totals[i].people;
    revenue += dec_to_double(v->totals[i].revenue);
  }
  jw_key(w, "classes"), jw_begin_array(w);
  for (uint32_t i = 0; i <= k->n_classes; i++) {
    const struct class_totals *t = &v->totals[i];
    jw_begin_object(w);
    put_name(w, k, i);
    jw_key(w, "people"), jw_int(w, t->people);
    jw_key(w, "share"), put_share(w, (double)t->people, people);
    jw_key(w, "buyers"), jw_int(w, t->buyers);
    jw_key(w, "orders"), jw_int(w, t->orders);
    jw_key(w, "revenue"), put_decimal(w, t->revenue);
    jw_key(w, "revenue_share"), put_share(w, dec_to_double(t->revenue), revenue);
    jw_key(w, "expression"), jw_str(w, v->expressions[i]);
    jw_end_object(w);
  }
  jw_end_array(w);
}

void put_thresholds(struct jw *w, const struct classification_result *r) {
  jw_key(w, "thresholds"), jw_begin_array(w);
  for (uint32_t i = 0; i < r->def->n_measures; i++) {
    const struct measure_def *m = &r->def->measures[i];
    if (m->kind != MEASURE_SCORE) continue;
    jw_begin_object(w);
    jw_key(w, "score"), jw_str(w, m->name);
    jw_key(w, "of"), jw_str(w, m->of);
    jw_key(w, "at"), jw_begin_array(w);
    for (uint32_t t = 0; t + 1 < m->bins; t++)
      put_decimal(w, dec_normal(r->thresholds[i][t]));
    jw_end_array(w);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void put_references(struct jw *w, const struct classification_result *r) {
  jw_key(w, "references"), jw_begin_array(w);
  for (uint32_t i = 0; i < r->def->n_measures; i++) {
    if (r->def->measures[i].kind != MEASURE_REFERENCE) continue;
    jw_begin_object(w);
    jw_key(w, "name"), jw_str(w, r->def->measures[i].name);
    jw_key(w, "value"), put_decimal(w, dec_normal(r->thresholds[i][0]));
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void put_grid_cell(struct jw *w, const struct grid_cell *cell,
                          const struct classification *k) {
  jw_begin_object(w);
  jw_key(w, "r"), jw_int(w, cell->r);
  jw_key(w, "f"), jw_int(w, cell->f);
  jw_key(w, "people"), jw_int(w, cell->totals.people);
  jw_key(w, "orders"), jw_int(w, cell->totals.orders);
  jw_key(w, "revenue"), put_decimal(w, cell->totals.revenue);
  jw_key(w, "mean_m");
  if (cell->has_mean)
    put_decimal(w, cell->mean_m);
  else
    jw_null(w);
  jw_key(w, "classes"), jw_begin_array(w);
  for (uint32_t i = 0; i <= k->n_classes; i++) {
    if (cell->classes[i] == 0) continue;
    jw_begin_object(w);
    jw_key(w, "name"), jw_str(w, i < k->n_classes ? k->classes[i].name : STR("none"));
    jw_key(w, "people"), jw_int(w, cell->classes[i]);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_key(w, "expression"), jw_str(w, cell->expression);
  jw_end_object(w);
}

static void put_grid(struct jw *w, const struct class_values *v) {
  jw_key(w, "grid");
  if (!v->cells) {
    jw_null(w);
    return;
  }
  jw_begin_object(w);
  jw_key(w, "r"), jw_cstr(w, "R");
  jw_key(w, "f"), jw_cstr(w, "F");
  jw_key(w, "cells"), jw_begin_array(w);
  for (uint32_t i = 0; i < v->n_cells; i++)
    put_grid_cell(w, &v->cells[i], v->result.def);
  jw_end_array(w);
  jw_end_object(w);
}

static void put_histogram(struct jw *w, const struct histogram *h) {
  jw_begin_object(w);
  jw_key(w, "measure"), jw_str(w, h->measure->name);
  jw_key(w, "title"), put_sentence(w, h->measure->tree);
  jw_key(w, "bins"), jw_begin_array(w);
  for (uint32_t i = 0; i < h->n; i++) {
    const struct histogram_bin *b = &h->bins[i];
    jw_begin_object(w);
    jw_key(w, "from"), put_decimal(w, b->from);
    jw_key(w, "to");
    if (b->open)
      jw_null(w);
    else
      put_decimal(w, b->to);
    jw_key(w, "people"), jw_int(w, b->people);
    jw_key(w, "expression"), jw_str(w, b->expression);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
}

static bool compute(struct call *c, int64_t as_of, const struct view *v, void *ctx,
                    struct err *err) {
  struct report_params p = report_params_of(c, v, as_of);
  struct class_values k;
  struct jw *w = &c->out;
  if (!class_values_run(&p, ctx, c->arena, &k, err)) return false;
  jw_begin_object(w);
  put_asof(c, as_of, v);
  put_classes(w, &k);
  jw_key(w, "population"), jw_uint(w, roaring_bitmap_get_cardinality(k.result.population));
  put_thresholds(w, &k.result);
  put_references(w, &k.result);
  put_grid(w, &k);
  jw_key(w, "histogram"), jw_begin_array(w);
  for (uint32_t i = 0; i < k.n_histograms; i++)
    put_histogram(w, &k.histograms[i]);
  jw_end_array(w);
  jw_end_object(w);
  classification_result_release(&k.result);
  return true;
}

bool api_classification_values(struct call *c, struct err *err) {
  const struct classification *k;
  struct view *v;
  int64_t as_of;
  return call_view(c, &v, err) && call_as_of(c, &as_of, err) &&
         classification_of(c, v, call_path(c, "slug"), &k, err) &&
         call_cached(c, as_of, v, compute, (void *)(uintptr_t)k, err);
}
