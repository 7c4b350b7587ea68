/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Classes over time: day by day, from one day to another, and the people of one move. */
#include "api/ask.h"
#include "api/classification_int.h"
#include "api/people_page.h"

#define SPAN_DAYS   30
#define WEEKLY_FROM 93 /* days: from so many on, one point a week */

static void put_names(struct jw *w, const struct classification *k, bool absent) {
  jw_key(w, "classes"), jw_begin_array(w);
  for (uint32_t i = 0; i <= k->n_classes + absent; i++) {
    struct class_text t = i < k->n_classes ? k->classes[i].title
                          : i == k->n_classes
                              ? classification_none_title
                              : (struct class_text){STR("(not yet known)"), STR("（尚不存在）")};
    struct str name = i < k->n_classes    ? k->classes[i].name
                      : i == k->n_classes ? STR("none")
                                          : STR("absent");
    jw_begin_object(w);
    jw_key(w, "name"), jw_str(w, name);
    jw_key(w, "title"), put_title(w, t.en, t.zh);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void put_row(struct jw *w, const int64_t *row, uint32_t n) {
  jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++)
    jw_int(w, row[i]);
  jw_end_array(w);
}

static bool span_of(const struct call *c, const struct tz *tz, int64_t as_of, int32_t *ret_from,
                    int32_t *ret_to, struct err *err) {
  if (!report_day(c, "from", ret_from, err) || !report_day(c, "to", ret_to, err)) return false;
  if (!*ret_to) *ret_to = day_of(tz, as_of);
  if (!*ret_from) *ret_from = *ret_to - SPAN_DAYS + 1;
  return true;
}

/* ---- day by day ---- */

static bool daily(struct call *c, int64_t as_of, const struct view *v, void *ctx, struct err *err) {
  const struct classification *k = ctx;
  struct report_params p = report_params_of(c, v, as_of);
  struct jw *w = &c->out;
  int32_t from, to, step = 1;
  int64_t *counts;
  if (!span_of(c, p.env.tz, as_of, &from, &to, err)) return false;
  if (to - from >= WEEKLY_FROM - 1) {
    step = 7;
    from = to - (to - from) / 7 * 7;
  }
  if (!class_daily(&p, k, &from, to, step, c->arena, &counts, err)) return false;
  jw_begin_object(w);
  put_asof(c, as_of, v);
  put_names(w, k, false);
  jw_key(w, "step_days"), jw_int(w, step);
  jw_key(w, "days"), jw_begin_array(w);
  for (int32_t d = from; d <= to; d += step)
    put_day(w, d);
  jw_end_array(w);
  jw_key(w, "counts"), jw_begin_array(w);
  for (int32_t d = from; d <= to; d += step)
    put_row(w, counts + (size_t)((d - from) / step) * (k->n_classes + 1), k->n_classes + 1);
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

/* ---- from one day to another ---- */

static void put_identity(struct jw *w, struct str name, const struct flow_identity *i) {
  jw_begin_object(w);
  jw_key(w, "class"), jw_str(w, name);
  jw_key(w, "start"), jw_int(w, i->start);
  jw_key(w, "stayed"), jw_int(w, i->stayed);
  jw_key(w, "up"), jw_int(w, i->up);
  jw_key(w, "down"), jw_int(w, i->down);
  jw_key(w, "lost"), jw_int(w, i->lost);
  jw_key(w, "arrived"), jw_int(w, i->arrived);
  jw_key(w, "entered"), jw_int(w, i->entered);
  jw_key(w, "end"), jw_int(w, i->end);
  jw_end_object(w);
}

static bool flow(struct call *c, int64_t as_of, const struct view *v, void *ctx, struct err *err) {
  const struct classification *k = ctx;
  struct report_params p = report_params_of(c, v, as_of);
  struct class_flow f;
  struct jw *w = &c->out;
  int32_t from, to;
  uint32_t width = k->n_classes + 2;
  if (!span_of(c, p.env.tz, as_of, &from, &to, err) ||
      !class_flow(&p, k, from, to, c->arena, &f, err))
    return false;
  jw_begin_object(w);
  put_asof(c, as_of, v);
  jw_key(w, "from"), put_day(w, from);
  jw_key(w, "to"), put_day(w, to);
  put_names(w, k, true);
  jw_key(w, "matrix"), jw_begin_array(w);
  for (uint32_t i = 0; i < width; i++)
    put_row(w, f.matrix + (size_t)i * width, width);
  jw_end_array(w);
  jw_key(w, "identity"), jw_begin_array(w);
  for (uint32_t i = 0; i <= k->n_classes; i++)
    put_identity(w, i < k->n_classes ? k->classes[i].name : STR("none"), &f.identity[i]);
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

static bool cached(struct call *c,
                   bool (*fn)(struct call *, int64_t, const struct view *, void *, struct err *),
                   struct err *err) {
  const struct classification *k;
  struct view *v;
  int64_t as_of;
  return call_view(c, &v, err) && call_as_of(c, &as_of, err) &&
         classification_of(c, v, call_path(c, "slug"), &k, err) &&
         call_cached(c, as_of, v, fn, (void *)(uintptr_t)k, err);
}

bool api_classification_daily(struct call *c, struct err *err) {
  return cached(c, daily, err);
}

bool api_classification_flow(struct call *c, struct err *err) {
  return cached(c, flow, err);
}

/* ---- the people of a move ---- */

/* By subject; the cursor holds the last one shown. */
static bool people(struct ask *a, const struct page_key *from, bool given, struct err *err) {
  struct call *c = a->c;
  const struct classification *k;
  struct people_columns *cols = arena_new(c->arena, struct people_columns);
  struct str expression;
  struct node *tree;
  roaring_bitmap_t *set;
  int32_t day_from, day_to;
  if (!classification_of(c, a->v, call_path(c, "slug"), &k, err) ||
      !span_of(c, a->env.tz, a->as_of, &day_from, &day_to, err) ||
      !class_flow_expression(k, day_from, day_to, call_query(c, "from_class"),
                             call_query(c, "to_class"), c->arena, &expression, err) ||
      !ask_saved(a, expression, "expression", &tree, err) || !people_columns(a, NULL, cols, err) ||
      !ask_set(a, tree, &set, err))
    return false;
  put_set_page(a, cols, set, from, given);
  roaring_bitmap_free(set);
  return true;
}

bool api_flow_people(struct call *c, struct err *err) {
  struct ask a;
  struct page_key from;
  bool given;
  bool ok = people_begin(c, &a, &from, &given, err) && people(&a, &from, given, err);
  ask_end(&a);
  return ok;
}
