/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Grouping the rows of a count: a trend of one or two series with as many groups, or periods, as
 * there are; those without rows are left out. */
#include "query/groups.h"
#include "lang/lang.h"
#include "query/trend.h"

static void ask_by(const struct groups_query *q, struct trend *f) {
  switch (q->by) {
  case GROUP_EVENT:
    f->n_by = 1;
    f->by[0].kind = TREND_BY_EVENT;
    break;
  case GROUP_VALUE:
    f->n_by = 1;
    f->by[0].kind = TREND_BY_PROP;
    f->by[0].prop = q->prop;
    f->by[0].item = q->item;
    break;
  case GROUP_DAY:
    f->grain = GRAIN_DAY;
    break;
  case GROUP_WEEK:
    f->grain = GRAIN_WEEK;
    break;
  case GROUP_MONTH:
    f->grain = GRAIN_MONTH;
    break;
  }
}

static void put(struct query_group *to, const struct value *v, const struct trend_number *rows,
                const struct trend_number *people) {
  to->type = v->type;
  if (v->type == V_STR)
    to->text = v->str;
  else if (v->type == V_NUM)
    to->num = v->num;
  else if (v->type == V_TIME)
    to->time = v->time;
  else
    to->yes = v->type == V_BOOL && v->b;
  to->rows = (uint64_t)rows->v.m;
  if (people) to->people = (uint64_t)people->v.m;
}

static uint32_t tell(const struct groups_query *q, const struct trend *f,
                     const struct trend_result *r, struct query_group *to) {
  uint32_t n = 0, periods = f->n_by ? 0 : r->n_periods;
  for (uint32_t i = 0; i < periods; i++) {
    const struct trend_number *people = q->people ? &r->all.points[r->n_periods + i] : NULL;
    int64_t start = period_start(f->tz, f->grain, r->periods[i].from);
    struct value v = {.type = V_TIME, .time = start};
    if (r->all.points[i].v.m) put(&to[n++], &v, &r->all.points[i], people);
  }
  for (uint32_t g = 0; g < r->n_groups; g++) {
    const struct trend_group *group = &r->groups[g];
    put(&to[n++], &group->value[0], &group->totals[0], q->people ? &group->totals[1] : NULL);
  }
  return n;
}

bool query_groups(const struct snapshot *n, const struct groups_query *q, struct pool *pool,
                  const struct query_limits *limits, struct arena *out, struct query_group **ret,
                  uint32_t *ret_n, struct err *err) {
  if (q->rows->kind != N_AGG || q->rows->agg->fn != AGG_COUNT) {
    err_fail(err, ERR_not_a_count, NULL);
    return err_at(err, "expression", q->rows->pos.line, q->rows->pos.column, q->rows->pos.length);
  }
  int64_t min, max;
  struct trend_result r;
  const struct trend_series series[] = {{.rows = q->rows, .measure = TREND_EVENTS},
                                        {.rows = q->rows, .measure = TREND_PEOPLE}};
  struct trend f = {.series = series,
                    .n_series = 1 + q->people,
                    .top = UINT32_MAX,
                    .as_of = q->as_of,
                    .tz = q->tz};
  ask_by(q, &f);
  window_bounds(&q->rows->agg->window, q->tz, q->as_of, &f.from, &f.to);
  snapshot_time_range(n, &min, &max);
  if (f.n_by == 0 && f.from < min) f.from = min;
  if (f.n_by == 0 && f.to > max) f.to = max;
  *ret = NULL;
  *ret_n = 0;
  if (f.from > f.to) return true;
  if (!query_trend(n, &f, pool, limits, NULL, out, &r, NULL, err)) return false;
  *ret = arena_array(out, struct query_group, r.n_periods + r.n_groups);
  *ret_n = tell(q, &f, &r, *ret);
  return true;
}
