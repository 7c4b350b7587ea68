/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The answer of a trend as JSON. */
#include "model/question_trend_int.h"

struct writing {
  const struct question_env *e;
  const struct trend_asked *q;
  const struct trend_result *r;
  struct arena *out;
  struct jw *w;
};

static void put_number(struct jw *w, const struct trend_number *n) {
  if (n->present)
    jw_dec(w, dec_normal(n->v));
  else
    jw_null(w);
}

/* What it has become of `before`, as a share of it. */
static struct trend_number change(const struct trend_number *now,
                                  const struct trend_number *before) {
  struct trend_number c = {0};
  struct dec by = {before->v.m < 0 ? -before->v.m : before->v.m, before->v.scale}, more;
  if (!now->present || !before->present || by.m == 0) return c;
  c.present = dec_sub(now->v, before->v, &more) && dec_div(more, by, 6, &c.v);
  return c;
}

/* Series, then formulas: figures of each period. */
struct table {
  struct trend_number *points, *totals; /* [line * n_periods + period], [line] */
};

static bool with_formulas(const struct writing *p, const struct trend_number *points,
                          const struct trend_number *totals, struct table *ret, struct err *err) {
  uint32_t n = p->r->n_periods, series = p->q->f.n_series, lines = series + p->q->n_formulas;
  ret->points = arena_array(p->out, struct trend_number, (size_t)lines * n);
  ret->totals = arena_array(p->out, struct trend_number, lines);
  memcpy(ret->points, points, (size_t)series * n * sizeof *points);
  memcpy(ret->totals, totals, series * sizeof *totals);
  for (uint32_t i = 0; i < p->q->n_formulas; i++) {
    const struct node *f = p->q->formulas[i];
    for (uint32_t k = 0; k < n; k++)
      if (!question_formula_value(f, points + k, n, &ret->points[(size_t)(series + i) * n + k],
                                  err))
        return false;
    if (!question_formula_value(f, totals, 1, &ret->totals[series + i], err)) return false;
  }
  return true;
}

static void put_points(const struct writing *p, const char *key, const struct trend_number *now,
                       const struct trend_number *before) {
  uint32_t n = p->r->n_periods, lines = p->q->f.n_series + p->q->n_formulas;
  jw_key(p->w, key), jw_begin_array(p->w);
  for (uint32_t i = 0; i < lines; i++) {
    jw_begin_array(p->w);
    for (uint32_t k = 0; k < n; k++) {
      struct trend_number v = now[(size_t)i * n + k];
      if (before) v = change(&v, &before[(size_t)i * n + k]);
      put_number(p->w, &v);
    }
    jw_end_array(p->w);
  }
  jw_end_array(p->w);
}

static void put_totals(const struct writing *p, const char *key, const struct trend_number *now,
                       const struct trend_number *before) {
  jw_key(p->w, key), jw_begin_array(p->w);
  for (uint32_t i = 0; i < p->q->f.n_series + p->q->n_formulas; i++) {
    struct trend_number v = before ? change(&now[i], &before[i]) : now[i];
    put_number(p->w, &v);
  }
  jw_end_array(p->w);
}

/* As it may be shown; false: there is none. */
static bool label_of(const struct writing *p, const struct trend_group *g, uint32_t d,
                     struct str *ret) {
  struct buf b = BUF_INIT;
  if (g->kind != TREND_VALUE || g->value[d].type == V_NONE) return false;
  breakdown_label(&g->value[d], &b);
  *ret = arena_str(p->out, buf_str(&b));
  if (p->e->mask && p->q->by_name[d].n) *ret = p->e->mask(p->q->by_name[d], *ret, p->out);
  buf_release(&b);
  return true;
}

static void put_labels(const struct writing *p, const struct trend_group *g) {
  struct str part[TREND_BY_MAX] = {STR("–"), STR("–")};
  bool any = false;
  jw_key(p->w, "labels"), jw_begin_array(p->w);
  for (uint32_t d = 0; g->kind == TREND_VALUE && d < p->q->f.n_by; d++) {
    bool some = label_of(p, g, d, &part[d]);
    any |= some;
    if (some)
      jw_str(p->w, part[d]);
    else
      jw_null(p->w);
  }
  jw_end_array(p->w);
  if (any && p->q->f.n_by == 1) question_put_name(p->e, p->q->by_name[0], part[0], p->w);
  jw_key(p->w, "label");
  if (!any)
    jw_null(p->w);
  else if (p->q->f.n_by == 1)
    jw_str(p->w, part[0]);
  else
    jw_str(p->w, arena_printf(p->out, "%.*s / %.*s", STRF(part[0]), STRF(part[1])));
}

static bool put_group(const struct writing *p, const struct trend_group *g, struct err *err) {
  static const char *const kinds[] = {"all", "value", "other"};
  struct jw *w = p->w;
  struct table now, before;
  if (!with_formulas(p, g->points, g->totals, &now, err) ||
      (g->before && !with_formulas(p, g->before, g->totals_before, &before, err)))
    return false;
  jw_begin_object(w);
  jw_key(w, "kind"), jw_cstr(w, kinds[g->kind]);
  put_labels(p, g);
  put_points(p, "values", now.points, NULL);
  put_totals(p, "totals", now.totals, NULL);
  if (g->before) {
    put_points(p, "before", before.points, NULL);
    put_totals(p, "totals_before", before.totals, NULL);
    put_points(p, "change", now.points, before.points);
    put_totals(p, "total_change", now.totals, before.totals);
  }
  jw_end_object(w);
  return true;
}

static void put_asked(const struct writing *p) {
  const struct trend_asked *q = p->q;
  struct jw *w = p->w;
  jw_key(w, "series"), jw_begin_array(w);
  for (uint32_t i = 0; i < q->f.n_series; i++) {
    struct buf text = BUF_INIT;
    lang_format_events(q->series[i].rows, &text);
    jw_begin_object(w);
    jw_key(w, "letter"), jw_str(w, str_of(&"ABCDEFGHIJ"[i], 1));
    jw_key(w, "events"), jw_str(w, buf_str(&text));
    jw_key(w, "title"), jw_str(w, q->titles[i].n ? q->titles[i] : buf_str(&text));
    jw_key(w, "measure"), jw_raw(w, q->measures[i]);
    jw_end_object(w);
    buf_release(&text);
  }
  jw_end_array(w);
  jw_key(w, "formulas"), jw_begin_array(w);
  for (uint32_t i = 0; i < q->n_formulas; i++) {
    struct buf text = BUF_INIT;
    lang_format(q->formulas[i], &text);
    jw_begin_object(w);
    jw_key(w, "formula"), jw_str(w, buf_str(&text));
    jw_key(w, "title"), jw_str(w, q->formula_titles[i].n ? q->formula_titles[i] : buf_str(&text));
    jw_end_object(w);
    buf_release(&text);
  }
  jw_end_array(w);
}

/* Days, or moments where periods are shorter. */
static void put_moment(const struct writing *p, const char *key, int64_t ms) {
  struct buf b = BUF_INIT;
  if (p->q->f.grain == GRAIN_MINUTE || p->q->f.grain == GRAIN_HOUR)
    time_format_iso(ms, &b);
  else
    day_format(day_of(p->q->f.tz, ms), &b);
  jw_key(p->w, key), jw_str(p->w, buf_str(&b));
  buf_release(&b);
}

static void put_periods(const struct writing *p) {
  struct jw *w = p->w;
  jw_key(w, "periods"), jw_begin_array(w);
  for (uint32_t i = 0; i < p->r->n_periods; i++) {
    const struct trend_period *t = &p->r->periods[i];
    jw_begin_object(w);
    put_moment(p, "from", t->from);
    put_moment(p, "to", t->to);
    jw_key(w, "incomplete"), jw_bool(w, t->incomplete);
    if (p->q->f.grain == GRAIN_WEEKDAY_HOUR) {
      jw_key(w, "weekday"), jw_uint(w, i / 24);
      jw_key(w, "hour"), jw_uint(w, i % 24);
    }
    if (p->q->f.compare) {
      put_moment(p, "before_from", t->before_from);
      put_moment(p, "before_to", t->before_to);
    }
    jw_end_object(w);
  }
  jw_end_array(w);
}

bool question_trend_put(const struct question_env *e, const struct trend_asked *q,
                        const struct trend_result *r, struct arena *out, struct jw *w,
                        struct err *err) {
  struct writing p = {e, q, r, out, w};
  struct str grains = STR(TREND_GRAINS), grain = {NULL, 0};
  for (uint32_t i = 0; i <= q->grain; i++)
    grain = str_cut(&grains, '|');
  put_asked(&p);
  jw_key(w, "grain"), jw_str(w, grain);
  put_periods(&p);
  jw_key(w, "all");
  if (!put_group(&p, &r->all, err)) return false;
  jw_key(w, "groups"), jw_begin_array(w);
  for (uint32_t i = 0; i < r->n_groups; i++)
    if (!put_group(&p, &r->groups[i], err)) return false;
  jw_end_array(w);
  return true;
}
