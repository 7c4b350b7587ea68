/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The trend as a document: its fields into struct trend, its answer as JSON. */
#include <stdio.h>

#include "model/question_int.h"
#include "query/trend.h"

#define FIELDS       "kind,series,formulas,grain,range,rolling,cumulative,compare,who,by,top,as_of"
#define GRAINS       "day|none|minute|hour|week|month|quarter|year|weekday_hour"
#define FORMULAS_MAX 10

struct asked {
  struct trend f;
  struct trend_series series[TREND_SERIES_MAX];
  struct str titles[TREND_SERIES_MAX], measures[TREND_SERIES_MAX]; /* title: empty, the selector */
  const struct node *formulas[FORMULAS_MAX];
  struct str formula_titles[FORMULAS_MAX];
  uint32_t n_formulas, grain; /* grain: its place in GRAINS */
  roaring_bitmap_t *people;
  struct str by_name[TREND_BY_MAX]; /* of the property or attribute it is broken down by */
};

struct writing {
  const struct question_env *e;
  const struct asked *q;
  const struct trend_result *r;
  struct arena *out;
  struct jw *w;
};

/* ---- the document ---- */

static uint32_t items(const struct json *v) {
  return v && v->type == JSON_ARRAY ? v->n : 0;
}

/* One key whose value names a property, or is a number of periods. */
static bool read_measure_of(const struct question_env *e, const struct json *v, const char *path,
                            struct arena *out, struct trend_series *s, struct err *err) {
  static const struct {
    const char *key;
    enum trend_measure measure;
    uint32_t percent;
  } of[] = {{"sum", TREND_SUM, 0},
            {"avg", TREND_AVG, 0},
            {"min", TREND_MIN, 0},
            {"max", TREND_MAX, 0},
            {"distinct", TREND_DISTINCT, 0},
            {"sum_per_person", TREND_SUM_PER_PERSON, 0},
            {"median", TREND_PERCENTILE, 50},
            {"p25", TREND_PERCENTILE, 25},
            {"p75", TREND_PERCENTILE, 75},
            {"p90", TREND_PERCENTILE, 90},
            {"p95", TREND_PERCENTILE, 95},
            {"p99", TREND_PERCENTILE, 99}};
  if (v->n == 1 && str_is(v->keys[0], "stickiness")) {
    s->measure = TREND_STICKINESS;
    return question_count(&v->items[0], path, 2, TREND_ROLLING_MAX, 7, &s->over, err);
  }
  for (size_t i = 0; v->n == 1 && i < sizeof of / sizeof of[0]; i++) {
    if (!str_is(v->keys[0], of[i].key)) continue;
    s->measure = of[i].measure;
    s->percent = of[i].percent;
    return question_prop(e, &v->items[0], path, out, &s->prop, err);
  }
  return question_bad(path,
                      "events / people / per_person / {sum, avg, min, max, median, p25, p75, p90, "
                      "p95, p99, distinct, sum_per_person: property} / {stickiness: n}",
                      err);
}

static bool read_measure(const struct question_env *e, const struct json *v, const char *path,
                         struct arena *out, struct trend_series *s, struct str *ret_text,
                         struct err *err) {
  uint32_t plain;
  if (v && v->type == JSON_OBJECT) {
    struct buf text = BUF_INIT;
    json_write_tree(v, false, &text);
    *ret_text = arena_str(out, buf_str(&text));
    buf_release(&text);
    return read_measure_of(e, v, path, out, s, err);
  }
  if (!question_choice(v, path, "events|people|per_person", &plain, err)) return false;
  static const char *const texts[] = {"\"events\"", "\"people\"", "\"per_person\""};
  s->measure = (enum trend_measure)plain;
  *ret_text = str_from(texts[plain]);
  return true;
}

static bool read_one(const struct question_env *e, const struct json *v, uint32_t i,
                     struct arena *out, struct asked *q, struct err *err) {
  char path[40];
  snprintf(path, sizeof path, "series[%u]", i);
  struct str text = v->text;
  const struct json *measure = NULL;
  if (v->type != JSON_STRING) {
    if (!question_fields(v, path, "events,measure,title", err)) return false;
    text = json_get_str(v, "events");
    if (!text.p) return question_bad(path, "{events: \"…\"}", err);
    q->titles[i] = json_get_str(v, "title");
    measure = json_get(v, "measure");
  }
  return question_events(e, text, path, out, &q->series[i].rows, err) &&
         read_measure(e, measure, path, out, &q->series[i], &q->measures[i], err);
}

static bool read_series(const struct question_env *e, const struct json *doc, struct arena *out,
                        struct asked *q, struct err *err) {
  const struct json *v = json_get(doc, "series"), *f = json_get(doc, "formulas");
  char path[40];
  if (!items(v) || v->n > TREND_SERIES_MAX) return question_bad("series", "1 … 10", err);
  if ((f && f->type != JSON_ARRAY) || items(f) > FORMULAS_MAX)
    return question_bad("formulas", "[\"A / B\"] (≤ 10)", err);
  q->f.series = q->series;
  q->f.n_series = v->n;
  for (uint32_t i = 0; i < v->n; i++)
    if (!read_one(e, &v->items[i], i, out, q, err)) return false;
  for (uint32_t i = 0; i < items(f); i++) {
    const struct json *one = &f->items[i];
    struct str text = one->text;
    snprintf(path, sizeof path, "formulas[%u]", i);
    if (one->type != JSON_STRING) {
      if (!question_fields(one, path, "formula,title", err)) return false;
      text = json_get_str(one, "formula");
      q->formula_titles[i] = json_get_str(one, "title");
      if (!text.p) return question_bad(path, "{formula: \"A / B\"}", err);
    }
    if (!question_formula(text, path, v->n, out, &q->formulas[i], err)) return false;
  }
  q->n_formulas = items(f);
  return true;
}

static bool read_by_property(const struct question_env *e, const struct json *by, const char *path,
                             struct arena *out, struct trend_by *to, struct err *err) {
  struct str name = json_get_str(by, "property");
  to->kind = str_is(name, "event")     ? TREND_BY_EVENT
             : str_is(name, "hour")    ? TREND_BY_HOUR
             : str_is(name, "weekday") ? TREND_BY_WEEKDAY
                                       : TREND_BY_PROP;
  return question_fields(by, path, "property", err) &&
         (to->kind != TREND_BY_PROP ||
          question_dimension(e, json_get(by, "property"), path, out, &to->prop, &to->item, err));
}

static bool read_one_by(const struct question_env *e, const struct json *by, const char *path,
                        struct arena *out, struct asked *q, struct err *err) {
  struct trend_by *to = &q->f.by[q->f.n_by];
  struct question_groups g;
  bool property = json_get(by, "property") != NULL;
  q->by_name[q->f.n_by++] = json_get_str(by, property ? "property" : "attribute");
  if (property) return read_by_property(e, by, path, out, to, err);
  if (!question_fields(by, path, "attribute,class,segment,expression", err) ||
      !question_groups(e, by, path, out, &g, err))
    return false;
  *to = (struct trend_by){.kind = TREND_BY_PERSON,
                          .group_of = g.of,
                          .n_group_of = g.n_of,
                          .names = g.names,
                          .n_names = g.n_names};
  return true;
}

static bool read_by(const struct question_env *e, const struct json *by, struct arena *out,
                    struct asked *q, struct err *err) {
  if (!by) return true;
  if (by->type != JSON_ARRAY) return read_one_by(e, by, "by", out, q, err);
  if (by->n == 0 || by->n > TREND_BY_MAX) return question_bad("by", "1 … 2", err);
  for (uint32_t i = 0; i < by->n; i++) {
    char path[16];
    snprintf(path, sizeof path, "by[%u]", i);
    if (!read_one_by(e, &by->items[i], path, out, q, err)) return false;
  }
  return true;
}

static bool read_range(const struct question_env *e, const struct json *v, struct arena *out,
                       struct trend *f, struct err *err) {
  if (!question_recent(e, v, "range", out, &f->from, &f->to, err)) return false;
  if (!v && f->grain == GRAIN_MINUTE)
    f->from = period_start(f->tz, GRAIN_MINUTE, f->to) - 59 * MS_MINUTE;
  return true;
}

static bool read_windows(const struct json *doc, struct asked *q, struct err *err) {
  struct trend *f = &q->f;
  const struct json *cumulative = json_get(doc, "cumulative");
  uint32_t compare;
  bool calendar = f->grain != GRAIN_NONE && f->grain != GRAIN_WEEKDAY_HOUR;
  if (!question_count(json_get(doc, "rolling"), "rolling", 1, TREND_ROLLING_MAX, 1, &f->rolling,
                      err) ||
      !question_choice(json_get(doc, "compare"), "compare", "none|previous|year", &compare, err))
    return false;
  if (cumulative && cumulative->type != JSON_BOOL)
    return question_bad("cumulative", "true / false", err);
  f->cumulative = cumulative && cumulative->boolean;
  f->compare = (enum trend_compare)compare;
  if (f->rolling > 1 && !calendar) return question_bad("rolling", "grain minute … year", err);
  if (f->cumulative && (!calendar || f->rolling > 1))
    return question_bad("cumulative", "grain minute … year, no rolling", err);
  for (uint32_t i = 0; i < f->n_series; i++)
    if (f->series[i].measure == TREND_STICKINESS && (!calendar || f->rolling > 1 || f->cumulative))
      return question_bad("series", "stickiness: grain minute … year, no rolling, no cumulative",
                          err);
  return true;
}

static bool read_all(const struct question_env *e, const struct json *doc, struct arena *out,
                     struct asked *q, struct err *err) {
  static const enum grain grains[] = {GRAIN_DAY,     GRAIN_NONE, GRAIN_MINUTE,
                                      GRAIN_HOUR,    GRAIN_WEEK, GRAIN_MONTH,
                                      GRAIN_QUARTER, GRAIN_YEAR, GRAIN_WEEKDAY_HOUR};
  struct trend *f = &q->f;
  if (!question_fields(doc, "question", FIELDS, err) ||
      !question_choice(json_get(doc, "grain"), "grain", GRAINS, &q->grain, err))
    return false;
  f->grain = grains[q->grain];
  f->as_of = e->as_of;
  f->tz = e->env->tz;
  return read_series(e, doc, out, q, err) && read_range(e, json_get(doc, "range"), out, f, err) &&
         read_windows(doc, q, err) &&
         question_count(json_get(doc, "top"), "top", 1, TREND_TOP_MAX, 10, &f->top, err) &&
         read_by(e, json_get(doc, "by"), out, q, err) &&
         question_who(e, json_get(doc, "who"), "who", out, &q->people, err);
}

static bool read(const struct question_env *e, const struct json *doc, struct arena *out,
                 struct asked **ret, struct err *err) {
  struct asked *q = *ret = arena_new(out, struct asked);
  if (!read_all(e, doc, out, q, err)) {
    if (q->people) roaring_bitmap_free(q->people);
    return false;
  }
  q->f.people = q->people;
  return true;
}

/* ---- the answer ---- */

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
  const struct asked *q = p->q;
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

static bool ask(const struct question_env *e, const struct json *doc, struct arena *out,
                struct jw *w, struct err *err) {
  struct trend_result r;
  struct asked *q;
  if (!read(e, doc, out, &q, err)) return false;
  bool ok = query_trend(e->snapshot, &q->f, e->env->pool, e->env->limits, NULL, out, &r, NULL, err);
  if (q->people) roaring_bitmap_free(q->people);
  if (!ok) return false;
  struct writing p = {e, q, &r, out, w};
  struct str grains = STR(GRAINS), grain = {NULL, 0};
  for (uint32_t i = 0; i <= q->grain; i++)
    grain = str_cut(&grains, '|');
  put_asked(&p);
  jw_key(w, "grain"), jw_str(w, grain);
  put_periods(&p);
  jw_key(w, "all");
  if (!put_group(&p, &r.all, err)) return false;
  jw_key(w, "groups"), jw_begin_array(w);
  for (uint32_t i = 0; i < r.n_groups; i++)
    if (!put_group(&p, &r.groups[i], err)) return false;
  jw_end_array(w);
  return true;
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

static bool read_cell(const struct json *v, const struct asked *q, struct trend_cell *ret,
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
  ret->other = json_get_bool(v, "other", false);
  ret->before = json_get_bool(v, "before", false);
  ret->grouped = group || ret->other;
  if (ret->before && !q->f.compare) return question_bad("cell.before", "compare", err);
  if (ret->grouped && !q->f.n_by) return question_bad("cell.group", "by", err);
  return !group || read_group(group, q->f.n_by, ret, err);
}

static bool people(const struct question_env *e, const struct json *doc, const struct json *cell,
                   struct arena *out, roaring_bitmap_t **ret, struct err *err) {
  struct trend_result r;
  struct trend_cell c;
  struct asked *q;
  if (!read(e, doc, out, &q, err)) return false;
  bool ok = read_cell(cell, q, &c, err) &&
            query_trend(e->snapshot, &q->f, e->env->pool, e->env->limits, &c, out, &r, ret, err);
  if (q->people) roaring_bitmap_free(q->people);
  return ok;
}

static bool check(const struct question_env *e, const struct json *doc, struct arena *tmp,
                  struct err *err) {
  struct asked *q;
  return read(e, doc, tmp, &q, err);
}

const struct question_kind question_trend = {"trend", "Trend", "趋势", "range", check, ask, people};
