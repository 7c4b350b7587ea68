/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The trend as a kind of question. */
#include <stdio.h>

#include "model/question_trend_int.h"

static bool ask(const struct question_env *e, const struct json *doc, struct arena *out,
                struct jw *w, struct err *err) {
  struct trend_result r;
  struct trend_asked *q;
  if (!question_trend_read(e, doc, out, &q, err)) return false;
  bool ok = query_trend(e->snapshot, &q->f, e->env->pool, e->env->limits, NULL, out, &r, NULL, err);
  if (q->people) roaring_bitmap_free(q->people);
  if (!ok) return question_limited("range", err);
  return question_trend_put(e, q, &r, out, w, err);
}

/* ---- the people of a cell ---- */

/* "app", null, or one of these for each thing it is broken down by. */
static bool read_group(const struct json *v, uint32_t n_by, struct trend_cell *c, struct err *err) {
  const struct json *of = v->type == JSON_ARRAY ? v->items : v;
  uint32_t n = v->type == JSON_ARRAY ? v->n : 1;
  if (n != n_by) return question_bad("cell.group", "\"…\" / null / […] (by)", err);
  for (uint32_t d = 0; d < n; d++) {
    if (of[d].type != JSON_NULL && of[d].type != JSON_STRING)
      return question_bad("cell.group", "\"…\" / null / […] (by)", err);
    c->none[d] = of[d].type == JSON_NULL;
    if (!c->none[d]) c->label[d] = of[d].text;
  }
  return true;
}

static bool read_cell(const struct json *v, const struct trend_asked *q, struct trend_cell *ret,
                      struct err *err) {
  uint32_t series, period;
  const struct json *group = json_get(v, "group");
  uint32_t most = q->f.grain == GRAIN_WEEKDAY_HOUR ? 168 : TREND_PERIODS_MAX;
  if (!question_fields(v, "cell", "series,period,before,group,other", err) ||
      !question_count(json_get(v, "series"), "cell.series", 1, q->f.n_series, 1, &series, err) ||
      !question_count(json_get(v, "period"), "cell.period", 1, most, 1, &period, err))
    return false;
  *ret = (struct trend_cell){
      .series = series - 1, .period = period - 1, .whole = !json_get(v, "period")};
  if (!question_bool(v, "other", "cell.other", false, &ret->other, err) ||
      !question_bool(v, "before", "cell.before", false, &ret->before, err))
    return false;
  if (group && ret->other) return question_excludes("cell.group", "cell.other", err);
  ret->grouped = group || ret->other;
  if (ret->before && !q->f.compare) return question_needs("cell.before", "compare", err);
  if (ret->grouped && !q->f.n_by)
    return question_needs(group ? "cell.group" : "cell.other", "by", err);
  return !group || read_group(group, q->f.n_by, ret, err);
}

static bool is_group(const struct trend_asked *q, const struct trend_group *g,
                     const struct trend_cell *c) {
  if (c->other || g->kind != TREND_VALUE) return c->other && g->kind == TREND_OTHER;
  bool same = true;
  for (uint32_t d = 0; same && d < q->f.n_by; d++) {
    struct buf label = BUF_INIT;
    breakdown_label(&g->value[d], &label);
    same = (g->value[d].type == V_NONE) == c->none[d] && str_eq(buf_str(&label), c->label[d]);
    buf_release(&label);
  }
  return same;
}

/* Whether the answer has the cell at all. */
static bool has_cell(const struct trend_asked *q, const struct trend_result *r,
                     const struct trend_cell *c, struct err *err) {
  char range[40];
  bool group = !c->grouped;
  for (uint32_t i = 0; i < r->n_groups; i++)
    group = group || is_group(q, &r->groups[i], c);
  if (!group)
    return question_no_group(
        &(struct breakdown_pick){.other = c->other, .none = c->none[0], .label = c->label[0]}, err);
  if (c->whole || c->period < r->n_periods) return true;
  snprintf(range, sizeof range, "1 … %u", r->n_periods);
  return question_bad("cell.period", range, err);
}

static bool people(const struct question_env *e, const struct json *doc, const struct json *cell,
                   struct arena *out, roaring_bitmap_t **ret, struct err *err) {
  struct trend_result r;
  struct trend_cell c;
  struct trend_asked *q;
  if (!question_trend_read(e, doc, out, &q, err)) return false;
  bool ok = read_cell(cell, q, &c, err) &&
            query_trend(e->snapshot, &q->f, e->env->pool, e->env->limits, &c, out, &r, ret, err);
  if (q->people) roaring_bitmap_free(q->people);
  if (!ok) return question_limited("range", err);
  if (has_cell(q, &r, &c, err)) return true;
  roaring_bitmap_free(*ret);
  return false;
}

static bool check(const struct question_env *e, const struct json *doc, struct arena *tmp,
                  struct err *err) {
  struct trend_asked *q;
  return question_trend_read(e, doc, tmp, &q, err);
}

const struct question_kind question_trend = {"trend", "Trend", "趋势", "range", check, ask, people};
