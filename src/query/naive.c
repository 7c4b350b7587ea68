/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The slow twin: what an expression means, written down as directly as possible.
 *
 * Takes one person's events as query_person_events lists them and walks the tree; looks for names
 * by their text, for attributes backwards.  It shares decimals, civil time and window_bounds with
 * the fast way, and nothing else; random tests hold the two together.  For one person it is also
 * the quick way (query_one_…): a page about somebody asks a hundred things of one history, and
 * a plan over everybody's columns would be made for a single row of its result.
 */
#include <stdlib.h>

#include "base/vec.h"
#include "lang/lang.h"
#include "query/naive_int.h"

static const struct value *value_of(const struct person_event *ev, struct str name) {
  for (uint32_t i = 0; i < ev->n_props; i++) {
    if (str_eq(ev->props[i], name)) return &ev->values[i];
  }
  return NULL;
}

static bool type_fits(enum lang_type want, enum vtype have) {
  switch (want) {
  case LT_BOOL:
    return have == V_BOOL;
  case LT_NUM:
    return have == V_NUM;
  case LT_STR:
    return have == V_STR;
  case LT_TIME:
    return have == V_TIME;
  default:
    return true;
  }
}

static void from_value(const struct value *v, enum lang_type want, struct naive_span *ret) {
  *ret = (struct naive_span){.v = {.missing = true, .type = want}};
  if (!v || !type_fits(want, v->type)) return;
  ret->v.missing = false;
  switch (v->type) {
  case V_BOOL:
    ret->v.type = LT_BOOL;
    ret->v.b = v->b;
    break;
  case V_NUM:
    ret->v.type = LT_NUM;
    ret->v.num = v->num;
    break;
  case V_STR:
    ret->v.type = LT_STR;
    ret->v.str = v->str;
    break;
  default:
    ret->v.type = LT_TIME;
    ret->v.time = ret->last = v->time;
  }
}

static void set_num(struct naive_span *v, int64_t x) {
  *v = (struct naive_span){.v = {.type = LT_NUM, .num = dec_int(x)}};
}

static void set_time(struct naive_span *v, int64_t t) {
  *v = (struct naive_span){.v = {.type = LT_TIME, .time = t}, .last = t};
}

static void from_pseudo(const struct naive *n, const struct person_event *ev, enum pseudo pseudo,
                        enum lang_type type, struct naive_span *ret) {
  const struct tz *tz = n->in->tz;
  int32_t day = day_of(tz, ev->time);
  switch (pseudo) {
  case PSEUDO_DAY:
    if (type == LT_TIME)
      set_time(ret, day_start(tz, day));
    else
      set_num(ret, day);
    break;
  case PSEUDO_HOUR:
    set_num(ret, civil_of(tz, ev->time).hour);
    break;
  case PSEUDO_WEEKDAY:
    set_num(ret, day_weekday(day));
    break;
  case PSEUDO_EVENT:
    *ret = (struct naive_span){.v = {.type = LT_STR, .str = ev->event}};
    break;
  default:
    set_time(ret, ev->time);
  }
}

void naive_name(struct naive *n, const struct node *e, struct naive_span *ret) {
  struct str name = e->canonical.n ? e->canonical : e->name;
  *ret = (struct naive_span){.v = {.missing = true, .type = e->type}};
  if (e->kind == N_PROP && e->pseudo != PSEUDO_NONE) {
    from_pseudo(n, n->row, e->pseudo, e->type, ret);
  } else if (e->kind == N_PROP) {
    from_value(value_of(n->row, name), e->type, ret);
  } else {
    for (uint32_t i = n->n; i-- > 0;) {
      if (!str_is(n->events[i].event, EV_SET)) continue;
      const struct value *v = value_of(&n->events[i], name);
      if (!v) continue;
      if (!value_unsets(v)) from_value(v, e->type, ret);
      return;
    }
  }
}

void naive_item(const struct naive *n, const struct node *e, struct naive_span *ret) {
  const struct value *id = value_of(n->row, STR("item_id"));
  const struct item_column *f = e->item;
  *ret = (struct naive_span){.v = {.missing = true, .type = e->type}};
  for (uint32_t i = 0; id && id->type == V_STR && i < f->ids->n; i++)
    if (str_eq(intern_at(f->ids, i), id->str) && f->code[i] != INTERN_NONE)
      from_value(&f->values[f->code[i]], e->type, ret);
}

static bool event_matches(const struct agg *agg, struct str event) {
  if (agg->any_event) return !ev_undone(event);
  for (uint32_t i = 0; i < agg->n_events; i++) {
    if (str_eq(event, agg->canonical ? agg->canonical[i] : agg->events[i])) return true;
  }
  return false;
}

struct taken { /* what one aggregate takes from the rows that pass */
  VEC(struct naive_span) v;
  const struct person_event *first, *last;
};

bool naive_passes(struct naive *n, const struct agg *agg, const struct person_event *ev,
                  bool *ret) {
  const struct person_event *outer = n->row;
  if (!event_matches(agg, ev->event)) {
    *ret = false;
    return true;
  }
  *ret = true;
  n->row = ev;
  bool ok = !agg->where || naive_holds(n, agg->where, ret);
  n->row = outer;
  return ok;
}

void naive_value_of(const struct naive *n, const struct agg *agg, const struct person_event *ev,
                    struct naive_span *ret) {
  if (agg->pseudo != PSEUDO_NONE)
    from_pseudo(n, ev, agg->pseudo, agg->prop_type, ret);
  else
    from_value(value_of(ev, agg->prop), agg->prop_type, ret);
}

static bool take_row(struct naive *n, const struct agg *agg, const struct person_event *ev,
                     struct taken *t) {
  bool pass;
  if (!naive_passes(n, agg, ev, &pass)) return false;
  if (!pass) return true;
  struct naive_span v = {0};
  if (agg->fn == AGG_DID || agg->fn == AGG_COUNT)
    set_num(&v, 1);
  else if (agg->fn == AGG_GAP || agg->fn == AGG_STREAK || agg->fn == AGG_STREAK_NOW)
    from_pseudo(n, ev, PSEUDO_DAY, LT_NUM, &v);
  else if (agg->prop.n == 0)
    set_time(&v, ev->time);
  else
    naive_value_of(n, agg, ev, &v);
  if (v.v.missing) return true;
  if (t->v.n == 0) t->first = ev;
  t->last = ev;
  vec_push(&t->v, v);
  return true;
}

static int by_type_and_value(const void *a, const void *b) {
  const struct naive_span *x = a, *y = b;
  if (x->v.type != y->v.type) return x->v.type < y->v.type ? -1 : 1;
  return naive_order(x, y);
}

/* Sorted, because people with a hundred thousand events have pages too. */
static int64_t count_distinct(const struct taken *t) {
  int64_t n = 0;
  if (t->v.n) qsort(t->v.p, t->v.n, sizeof *t->v.p, by_type_and_value);
  for (size_t i = 0; i < t->v.n; i++) {
    n += i == 0 || by_type_and_value(&t->v.p[i - 1], &t->v.p[i]) != 0;
  }
  return n;
}

static void gap_of(const struct taken *t, struct naive_span *ret) {
  int64_t latest = INT64_MIN, before = INT64_MIN;
  for (size_t i = 0; i < t->v.n; i++) {
    int64_t day = (int64_t)t->v.p[i].v.num.m;
    if (day > latest) latest = day;
  }
  for (size_t i = 0; i < t->v.n; i++) {
    int64_t day = (int64_t)t->v.p[i].v.num.m;
    if (day < latest && day > before) before = day;
  }
  if (before != INT64_MIN) set_num(ret, latest - before);
}

/* Every day is asked whether it begins a run, and how far that goes. */
static int64_t streak_of(const struct taken *t, int64_t reaches) {
  int64_t best = 0;
  for (size_t i = 0; i < t->v.n; i++) {
    int64_t from = (int64_t)t->v.p[i].v.num.m, to = from - 1;
    bool more = true, begins = true;
    for (size_t k = 0; k < t->v.n; k++) {
      begins &= (int64_t)t->v.p[k].v.num.m != from - 1;
    }
    while (begins && more) {
      more = false;
      for (size_t k = 0; k < t->v.n; k++) {
        if ((int64_t)t->v.p[k].v.num.m == to + 1) {
          to++;
          more = true;
        }
      }
    }
    if (to >= reaches && to - from + 1 > best) best = to - from + 1;
  }
  return best;
}

static bool sum_of(const struct taken *t, struct dec *ret) {
  struct dec sum = DEC_ZERO;
  for (size_t i = 0; i < t->v.n; i++) {
    if (!dec_add(sum, t->v.p[i].v.num, &sum)) return false;
  }
  *ret = sum;
  return true;
}

static bool reduce(const struct agg *agg, const struct taken *t, int64_t today,
                   struct naive_span *ret) {
  struct naive_span *v = t->v.p;
  size_t n = t->v.n;
  switch (agg->fn) {
  case AGG_DID:
    *ret = (struct naive_span){.v = {.type = LT_BOOL, .b = n > 0}};
    return true;
  case AGG_COUNT:
    set_num(ret, (int64_t)n);
    return true;
  case AGG_DISTINCT:
    set_num(ret, count_distinct(t));
    return true;
  case AGG_SUM:
  case AGG_AVG:
    if (agg->fn == AGG_AVG && n == 0) return true;
    set_num(ret, 0);
    if (!sum_of(t, &ret->v.num)) return false;
    return agg->fn == AGG_SUM || dec_div(ret->v.num, dec_int((int64_t)n), 12, &ret->v.num);
  case AGG_MIN:
  case AGG_MAX:
    for (size_t i = 0; i < n; i++) {
      int c = i ? naive_order(&v[i], ret) : 1;
      if (i == 0 || (agg->fn == AGG_MAX ? c > 0 : c < 0)) *ret = v[i];
    }
    return true;
  case AGG_FIRST:
    if (n) *ret = v[0];
    return true;
  case AGG_LAST:
    if (n) *ret = v[n - 1];
    return true;
  case AGG_GAP:
    gap_of(t, ret);
    return true;
  case AGG_NTH: {
    size_t at = (size_t)(agg->nth < 0 ? -agg->nth : agg->nth);
    if (at <= n) *ret = agg->nth < 0 ? v[n - at] : v[at - 1];
    return true;
  }
  case AGG_STREAK:
  case AGG_STREAK_NOW:
    set_num(ret, streak_of(t, agg->fn == AGG_STREAK ? INT64_MIN : today - 1));
    return true;
  }
  return true;
}

static bool take_rows(struct naive *n, const struct agg *agg, struct taken *t) {
  int64_t from, to;
  window_bounds(&agg->window, n->in->tz, n->as_of, &from, &to);
  bool ok = true;
  for (uint32_t i = 0; ok && i < n->n; i++) {
    const struct person_event *ev = &n->events[i];
    if (ev->time < from || ev->time > to) continue;
    ok = take_row(n, agg, ev, t);
  }
  return ok;
}

bool naive_agg(struct naive *n, const struct node *e, struct naive_span *ret) {
  const struct agg *agg = e->agg;
  struct taken t = {0};
  *ret = (struct naive_span){.v = {.missing = true, .type = e->type}};
  bool ok = take_rows(n, agg, &t);
  if (ok && !reduce(agg, &t, day_of(n->in->tz, n->as_of), ret)) ok = naive_overflow(n, e);
  vec_free(&t.v);
  return ok;
}

bool naive_overflow(struct naive *n, const struct node *e) {
  err_fail(n->err, ERR_number_overflow, "%s", "expression");
  return err_at(n->err, "expression", e->pos.line, e->pos.column, e->pos.length);
}

/* ---- one person whose history is in memory ---- */

static struct naive naive_of(const struct query_history *h, int64_t as_of,
                             const struct query_input *in, struct err *err) {
  struct naive n = {
      .in = in, .self = h->subject, .as_of = as_of, .events = h->events, .n = h->n, .err = err};
  while (n.n && n.events[n.n - 1].time > as_of) {
    n.n--;
  }
  return n;
}

bool query_one_value(const struct query_history *h, const struct node *tree, int64_t as_of,
                     const struct query_input *in, bool *ret_exists, struct naive_value *ret,
                     struct err *err) {
  struct naive n = naive_of(h, as_of, in, err);
  struct naive_span v = {.v = {.missing = true, .type = tree->type}};
  if (n.n && !naive_eval(&n, tree, &v)) return false;
  *ret_exists = n.n > 0;
  *ret = v.v;
  return true;
}

bool query_one_rows(const struct query_history *h, const struct agg *agg, int64_t as_of,
                    const struct query_input *in, struct query_rows *ret, struct err *err) {
  struct naive n = naive_of(h, as_of, in, err);
  struct taken t = {0};
  bool ok = take_rows(&n, agg, &t);
  if (ok) *ret = (struct query_rows){.n = t.v.n, .first = t.first, .last = t.last};
  vec_free(&t.v);
  return ok;
}

bool query_naive(const struct snapshot *s, uint32_t subject, const struct query_input *in,
                 uint32_t expr, struct arena *tmp, bool *ret_exists, struct naive_value *ret,
                 struct err *err) {
  struct naive n = {.in = in, .subject = subject, .self = subject, .err = err, .every_way = true};
  struct person_event *events;
  struct naive_span v = {.v = {.missing = true}};
  n.as_of = in->exprs[expr].as_of;
  if (!query_person_events(s, subject, n.as_of, tmp, &events, &n.n, err)) return false;
  n.events = events;
  if (n.n && !naive_eval(&n, in->exprs[expr].tree, &v)) return false;
  *ret_exists = n.n > 0;
  *ret = v.v;
  return true;
}
