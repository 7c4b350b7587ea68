/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The slow twin of the trend: what rows somebody has, and what a measure makes of a list of them.
 * No plan, no slots, no groups: a figure looks at every row of everybody. */
#include <stdlib.h>

#include "base/panic.h"
#include "base/vec.h"
#include "query/trend.h"

static struct value value_of(const struct person_event *e, struct str prop) {
  for (uint32_t i = 0; i < e->n_props; i++)
    if (str_eq(e->props[i], prop)) return e->values[i];
  return (struct value){.type = V_NONE};
}

static struct value group_of(const struct trend *f, const struct trend_by *by, uint32_t subject,
                             const struct person_event *e) {
  struct value v = {.type = V_NONE};
  uint32_t g = subject < by->n_group_of ? by->group_of[subject] : UINT32_MAX;
  switch (by->kind) {
  case TREND_BY_PROP:
    v = value_of(e, by->prop);
    return by->item ? item_column_value(by->item, &v) : v;
  case TREND_BY_EVENT:
    return (struct value){.type = V_STR, .str = e->event};
  case TREND_BY_HOUR:
    return (struct value){.type = V_NUM, .num = dec_int(civil_of(f->tz, e->time).hour)};
  case TREND_BY_WEEKDAY:
    return (struct value){.type = V_NUM,
                          .num = dec_int((int64_t)day_weekday(day_of(f->tz, e->time)))};
  case TREND_BY_PERSON:
    if (g != UINT32_MAX) v = (struct value){.type = V_STR, .str = by->names[g]};
    return v;
  }
  return v;
}

static bool satisfies(const struct trend *f, uint32_t series, const struct person_event *e,
                      bool *ret, struct err *err) {
  struct query_history h = {e, 1};
  struct query_input in = {.tz = f->tz};
  struct query_rows got;
  if (!query_one_rows(&h, f->series[series].rows->agg, f->as_of, &in, &got, err)) return false;
  *ret = got.n > 0;
  return true;
}

bool trend_naive_hits(const struct trend *f, uint32_t subject, const struct person_event *events,
                      uint32_t n, struct arena *out, struct trend_hit **ret, uint32_t *ret_n,
                      struct err *err) {
  VEC(struct trend_hit) v = {0};
  bool ok = true, yes;
  for (uint32_t i = 0; ok && i < n; i++) {
    struct trend_hit hit = {.subject = subject, .time = events[i].time};
    for (uint32_t s = 0; ok && s < f->n_series; s++) {
      ok = satisfies(f, s, &events[i], &yes, err);
      if (ok && yes) hit.series |= 1u << s;
      if (f->series[s].prop.n) hit.number[s] = value_of(&events[i], f->series[s].prop);
    }
    for (uint32_t d = 0; d < f->n_by; d++)
      hit.group[d] = group_of(f, &f->by[d], subject, &events[i]);
    if (ok && hit.series) vec_push(&v, hit);
  }
  *ret = arena_array(out, struct trend_hit, v.n);
  if (v.n) memcpy(*ret, v.p, v.n * sizeof *v.p);
  *ret_n = (uint32_t)v.n;
  vec_free(&v);
  return ok;
}

/* ---- measures ---- */

struct rows {
  VEC(const struct trend_hit *) v;
};

static uint64_t people(const struct rows *r) {
  uint64_t n = 0;
  for (size_t i = 0; i < r->v.n; i++) {
    bool first = true;
    for (size_t k = 0; k < i && first; k++)
      first = r->v.p[k]->subject != r->v.p[i]->subject;
    n += first;
  }
  return n;
}

static uint64_t distinct(const struct rows *r, uint32_t s) {
  uint64_t n = 0;
  for (size_t i = 0; i < r->v.n; i++) {
    const struct value *a = &r->v.p[i]->number[s];
    bool first = a->type != V_NONE;
    for (size_t k = 0; k < i && first; k++) {
      const struct value *b = &r->v.p[k]->number[s];
      if (a->type != b->type) continue;
      first = a->type == V_STR    ? !str_eq(a->str, b->str)
              : a->type == V_NUM  ? dec_cmp(a->num, b->num) != 0
              : a->type == V_TIME ? a->time != b->time
                                  : a->b != b->b;
    }
    n += first;
  }
  return n;
}

static int compare(const void *x, const void *y) {
  return dec_cmp(*(const struct dec *)x, *(const struct dec *)y);
}

static struct trend_number told(bool present, struct dec v) {
  return (struct trend_number){present, v};
}

static struct trend_number over(struct dec a, uint64_t by) {
  struct dec q = DEC_ZERO;
  if (by) must(dec_div(a, dec_int((int64_t)by), 12, &q));
  return told(by > 0, q);
}

static struct trend_number percentile(struct dec *v, size_t n, uint32_t p) {
  struct dec step, part;
  if (n == 0) return told(false, DEC_ZERO);
  qsort(v, n, sizeof *v, compare);
  size_t whole = (n - 1) * p / 100, rest = (n - 1) * p % 100;
  if (rest == 0) return told(true, v[whole]);
  must(dec_sub(v[whole + 1], v[whole], &step));
  must(dec_mul(step, (struct dec){(i128)rest, 2}, &part) && dec_add(v[whole], part, &step));
  return told(true, step);
}

static struct trend_number measure(const struct trend *f, uint32_t s, const struct rows *r,
                                   uint64_t wide) {
  struct dec sum = DEC_ZERO, min = DEC_ZERO, max = DEC_ZERO;
  VEC(struct dec) v = {0};
  for (size_t i = 0; i < r->v.n; i++) {
    const struct value *n = &r->v.p[i]->number[s];
    if (n->type != V_NUM) continue;
    must(dec_add(sum, n->num, &sum));
    if (v.n == 0 || dec_cmp(n->num, min) < 0) min = n->num;
    if (v.n == 0 || dec_cmp(n->num, max) > 0) max = n->num;
    vec_push(&v, n->num);
  }
  struct trend_number ret = told(true, DEC_ZERO);
  switch (f->series[s].measure) {
  case TREND_EVENTS:
    ret.v = dec_int((int64_t)r->v.n);
    break;
  case TREND_PEOPLE:
    ret.v = dec_int((int64_t)people(r));
    break;
  case TREND_PER_PERSON:
    ret = over(dec_int((int64_t)r->v.n), people(r));
    break;
  case TREND_STICKINESS:
    ret = over(dec_int((int64_t)people(r)), wide);
    break;
  case TREND_SUM:
    ret.v = sum;
    break;
  case TREND_AVG:
    ret = over(sum, v.n);
    break;
  case TREND_SUM_PER_PERSON:
    ret = over(sum, people(r));
    break;
  case TREND_MIN:
    ret = told(v.n > 0, min);
    break;
  case TREND_MAX:
    ret = told(v.n > 0, max);
    break;
  case TREND_PERCENTILE:
    ret = percentile(v.p, v.n, f->series[s].percent);
    break;
  case TREND_DISTINCT:
    ret.v = dec_int((int64_t)distinct(r, s));
    break;
  }
  vec_free(&v);
  return ret;
}

static void choose(uint32_t series, const struct trend_hit *hits, const bool *in, uint32_t n,
                   int64_t from, int64_t to, struct rows *ret) {
  for (uint32_t i = 0; i < n; i++)
    if (in[i] && hits[i].series >> series & 1 && hits[i].time >= from && hits[i].time <= to)
      vec_push(&ret->v, &hits[i]);
}

struct trend_number trend_naive(const struct trend *f, uint32_t series,
                                const struct trend_hit *hits, const bool *in, uint32_t n,
                                int64_t from, int64_t to, int64_t wide) {
  struct rows r = {0}, around = {0};
  choose(series, hits, in, n, from, to, &r);
  choose(series, hits, in, n, wide, to, &around);
  struct trend_number ret = measure(f, series, &r, people(&around));
  vec_free(&r.v);
  vec_free(&around.v);
  return ret;
}
