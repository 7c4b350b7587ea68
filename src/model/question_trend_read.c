/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The document of a trend: its fields into struct trend. */
#include <stdio.h>

#include "model/question_trend_int.h"

#define FIELDS "kind,series,formulas,grain,range,rolling,cumulative,compare,who,by,top,as_of"

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
    return s->measure == TREND_DISTINCT
               ? question_prop(e, &v->items[0], path, out, &s->prop, err)
               : question_number(e, &v->items[0], path, of[i].key, out, &s->prop, err);
  }
  return question_bad(path,
                      "events / people / per_person / {sum / avg / … / p99: property} / "
                      "{stickiness: n}",
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
                     struct arena *out, struct trend_asked *q, struct err *err) {
  char path[40], field[60];
  snprintf(path, sizeof path, "series[%u]", i);
  snprintf(field, sizeof field, "%s.measure", path);
  const struct json *measure = NULL;
  if (v->type != JSON_STRING) {
    if (!question_fields(v, path, "events,measure,title", err) ||
        !question_title(v, path, &q->titles[i], err))
      return false;
    measure = json_get(v, "measure");
  }
  return question_selector(e, v, path, out, &q->series[i].rows, err) &&
         read_measure(e, measure, field, out, &q->series[i], &q->measures[i], err);
}

static bool read_series(const struct question_env *e, const struct json *doc, struct arena *out,
                        struct trend_asked *q, struct err *err) {
  const struct json *v = json_get(doc, "series"), *f = json_get(doc, "formulas");
  char path[40];
  if (!items(v) || v->n > TREND_SERIES_MAX)
    return question_bad("series", "[\"view or add\"] (1 … 10)", err);
  if ((f && f->type != JSON_ARRAY) || items(f) > TREND_FORMULAS_MAX)
    return question_bad("formulas", "[\"A / B\"] (≤ 10)", err);
  q->f.series = q->series;
  q->f.n_series = v->n;
  for (uint32_t i = 0; i < v->n; i++)
    if (!read_one(e, &v->items[i], i, out, q, err)) return false;
  for (uint32_t i = 0; i < items(f); i++) {
    const struct json *one = &f->items[i], *text = one;
    snprintf(path, sizeof path, "formulas[%u]", i);
    if (one->type != JSON_STRING) {
      if (!question_fields(one, path, "formula,title", err) ||
          !question_title(one, path, &q->formula_titles[i], err))
        return false;
      text = json_get(one, "formula");
      snprintf(path, sizeof path, "formulas[%u].formula", i);
    }
    if (!text || text->type != JSON_STRING) return question_bad(path, "\"A / B\"", err);
    if (!question_formula(text->text, path, v->n, out, &q->formulas[i], err)) return false;
  }
  q->n_formulas = items(f);
  return true;
}

static bool read_by_property(const struct question_env *e, const struct json *by, const char *path,
                             struct arena *out, struct trend_by *to, struct err *err) {
  struct str name = json_get_str(by, "property");
  char field[40];
  snprintf(field, sizeof field, "%s.property", path);
  to->kind = str_is(name, "event")     ? TREND_BY_EVENT
             : str_is(name, "hour")    ? TREND_BY_HOUR
             : str_is(name, "weekday") ? TREND_BY_WEEKDAY
                                       : TREND_BY_PROP;
  return question_fields(by, path, "property", err) &&
         (to->kind != TREND_BY_PROP ||
          question_dimension(e, json_get(by, "property"), field, out, &to->prop, &to->item, err));
}

static bool read_one_by(const struct question_env *e, const struct json *by, const char *path,
                        struct arena *out, struct trend_asked *q, struct err *err) {
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
                    struct trend_asked *q, struct err *err) {
  if (!by) return true;
  if (by->type != JSON_ARRAY) return read_one_by(e, by, "by", out, q, err);
  if (by->n == 0 || by->n > TREND_BY_MAX)
    return question_bad("by", "{property} / [{property}, {attribute}]", err);
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

static bool read_windows(const struct json *doc, struct trend_asked *q, struct err *err) {
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
  const char *no_calendar = f->grain == GRAIN_NONE ? "grain: none" : "grain: weekday_hour";
  if (f->rolling > 1 && !calendar) return question_excludes("rolling", no_calendar, err);
  if (f->cumulative && !calendar) return question_excludes("cumulative", no_calendar, err);
  if (f->cumulative && f->rolling > 1) return question_excludes("cumulative", "rolling", err);
  for (uint32_t i = 0; i < f->n_series; i++) {
    char path[32];
    if (f->series[i].measure != TREND_STICKINESS) continue;
    snprintf(path, sizeof path, "series[%u].measure", i);
    if (!calendar) return question_excludes(path, no_calendar, err);
    if (f->rolling > 1) return question_excludes(path, "rolling", err);
    if (f->cumulative) return question_excludes(path, "cumulative", err);
  }
  return true;
}

static bool read_all(const struct question_env *e, const struct json *doc, struct arena *out,
                     struct trend_asked *q, struct err *err) {
  static const enum grain grains[] = {GRAIN_DAY,     GRAIN_NONE, GRAIN_MINUTE,
                                      GRAIN_HOUR,    GRAIN_WEEK, GRAIN_MONTH,
                                      GRAIN_QUARTER, GRAIN_YEAR, GRAIN_WEEKDAY_HOUR};
  struct trend *f = &q->f;
  if (!question_fields(doc, "question", FIELDS, err) ||
      !question_choice(json_get(doc, "grain"), "grain", TREND_GRAINS, &q->grain, err))
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

bool question_trend_read(const struct question_env *e, const struct json *doc, struct arena *out,
                         struct trend_asked **ret, struct err *err) {
  struct trend_asked *q = *ret = arena_new(out, struct trend_asked);
  if (!read_all(e, doc, out, q, err)) {
    if (q->people) roaring_bitmap_free(q->people);
    return false;
  }
  q->f.people = q->people;
  return true;
}
