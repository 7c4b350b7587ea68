/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The slow twin of the funnel: the rules of funnel.h, read one after the other over one person's
 * events.  No walk, no codes, no lists: every run looks at every row. */
#include <stdlib.h>

#include "base/panic.h"
#include "base/vec.h"
#include "query/funnel.h"

struct row {
  const struct person_event *e;
  int64_t time;
  uint32_t steps, excludes; /* bits */
};

struct sought { /* whose runs */
  const struct funnel *f;
  const struct row *rows;
  uint32_t n;
  const struct row *like; /* has the values that all rows must have */
  int64_t from, to, after;
};

struct found {
  uint32_t done, furthest, first;
  int64_t begun, reached, at[FUNNEL_STEPS_MAX];
  const struct row *row[FUNNEL_STEPS_MAX];
};

/* ---- values ---- */

static struct value value_of(const struct row *r, struct str prop) {
  for (uint32_t i = 0; i < r->e->n_props; i++)
    if (str_eq(r->e->props[i], prop)) return r->e->values[i];
  return (struct value){.type = V_NONE};
}

/* What the funnel is broken down by. */
static struct value group_of(const struct funnel *f, const struct row *r) {
  struct value v = value_of(r, f->prop);
  return f->item ? item_column_value(f->item, &v) : v;
}

static bool same(struct value a, struct value b) {
  if (a.type != b.type) return false;
  return a.type == V_STR    ? str_eq(a.str, b.str)
         : a.type == V_NUM  ? dec_cmp(a.num, b.num) == 0
         : a.type == V_TIME ? a.time == b.time
         : a.type == V_BOOL ? a.b == b.b
                            : true;
}

/* A row of a step takes part when it has the held values; without one it never does. */
static bool takes_part(const struct funnel *f, const struct row *r, const struct row *like) {
  for (uint32_t i = 0; i < f->n_hold; i++) {
    struct value v = value_of(r, f->hold[i]);
    if (v.type == V_NONE || !same(v, value_of(like, f->hold[i]))) return false;
  }
  return f->by != FUNNEL_BY_EACH || same(group_of(f, r), group_of(f, like));
}

static bool concerns(const struct funnel *f, const struct row *r, const struct row *like) {
  for (uint32_t i = 0; i < f->n_hold; i++) {
    struct value v = value_of(r, f->hold[i]);
    if (v.type != V_NONE && !same(v, value_of(like, f->hold[i]))) return false;
  }
  if (f->by != FUNNEL_BY_EACH) return true;
  struct value v = group_of(f, r);
  return v.type == V_NONE || same(v, group_of(f, like));
}

/* ---- one run ---- */

static uint32_t last_bit(uint32_t bits) {
  uint32_t s = 31;
  while (!(bits >> s & 1))
    s--;
  return s;
}

/* Fills step s at that moment if it can. */
static bool fill(const struct sought *q, struct found *r, uint32_t s, int64_t when, uint32_t not_) {
  const struct row *best = NULL;
  for (uint32_t i = 0; i < q->n; i++) {
    const struct row *row = &q->rows[i];
    bool used = false;
    if (row->time != when || !(row->steps >> s & 1) || row->steps & not_ ||
        !takes_part(q->f, row, q->like))
      continue;
    for (uint32_t k = 0; k < q->f->n_steps; k++)
      used |= r->done >> k & 1 && r->row[k] == row;
    if (used || (best && last_bit(row->steps) >= last_bit(best->steps))) continue;
    best = row;
  }
  if (!best) return false;
  r->done |= 1u << s;
  r->furthest = s;
  r->row[s] = best;
  r->at[s] = r->reached = when;
  return true;
}

static void ordered_run(const struct sought *q, int64_t begun, struct found *r) {
  const struct funnel *f = q->f;
  *r = (struct found){.begun = begun};
  fill(q, r, 0, begun, 0);
  for (uint32_t i = 0; i < q->n; i++) {
    int64_t when = q->rows[i].time;
    if (when < begun || (i && q->rows[i - 1].time == when)) continue;
    if (when > begun + f->within) return;
    for (bool filled = true; filled && r->furthest + 1 < f->n_steps;) {
      uint32_t need = r->furthest + 1;
      while (f->steps[need].optional)
        need++;
      filled = false;
      for (uint32_t s = r->furthest + 1; s <= need && !filled; s++)
        filled = fill(q, r, s, when, s < need ? 1u << need : 0);
    }
    if (r->furthest + 1 == f->n_steps) return;
    if (f->order == FUNNEL_STRICT && r->reached < when)
      for (uint32_t k = i; k < q->n && q->rows[k].time == when; k++)
        if (!q->rows[k].steps) return;
  }
}

static bool is_spoiled(const struct sought *q, const struct found *r) {
  const struct funnel *f = q->f;
  for (uint32_t e = 0; e < f->n_excludes; e++) {
    const struct funnel_exclude *x = &f->excludes[e];
    if (!(r->done >> x->after & 1)) continue;
    for (uint32_t i = 0; i < q->n; i++) {
      const struct row *row = &q->rows[i];
      if (!(row->excludes >> e & 1) || !concerns(f, row, q->like)) continue;
      if (row->time <= r->at[x->after]) continue;
      if (r->done >> x->before & 1 ? row->time < r->at[x->before]
                                   : row->time <= r->begun + f->within)
        return true;
    }
  }
  return false;
}

static bool excluded_between(const struct sought *q, int64_t after, int64_t before) {
  for (uint32_t i = 0; i < q->n; i++)
    if (q->rows[i].excludes && q->rows[i].time > after && q->rows[i].time < before &&
        concerns(q->f, &q->rows[i], q->like))
      return true;
  return false;
}

static void any_run(const struct sought *q, uint32_t first, struct found *r) {
  const struct funnel *f = q->f;
  uint32_t left = (1u << f->n_steps) - 1, n = 0;
  *r = (struct found){.begun = q->rows[first].time};
  for (uint32_t i = first; i < q->n && left; i++) {
    const struct row *row = &q->rows[i];
    if (row->time > r->begun + f->within) break;
    if (!(row->steps & left) || !takes_part(f, row, q->like)) continue;
    if (n && excluded_between(q, r->reached, row->time)) break;
    left &= ~(1u << last_bit(row->steps & left));
    r->row[n] = row;
    r->at[n++] = r->reached = row->time;
  }
  r->done = (1u << n) - 1;
  r->furthest = n - 1;
}

/* ---- the run that counts ---- */

static bool beats(const struct found *a, const struct found *b) {
  if (a->furthest != b->furthest) return a->furthest > b->furthest;
  if (a->reached != b->reached) return a->reached < b->reached;
  if (a->begun != b->begun) return a->begun > b->begun;
  return a->row[0] < b->row[0];
}

static bool best_run(const struct sought *q, struct found *ret) {
  const struct funnel *f = q->f;
  bool any = false;
  int64_t before = INT64_MIN;
  for (uint32_t i = 0; i < q->n; i++) {
    const struct row *row = &q->rows[i];
    struct found r;
    bool starts = f->order == FUNNEL_ANY ? row->steps != 0 : row->steps & 1;
    if (!starts || row->time < q->from || row->time > q->to || row->time <= q->after ||
        row->time == before || !takes_part(f, row, q->like))
      continue;
    before = row->time;
    if (f->order == FUNNEL_ANY)
      any_run(q, i, &r);
    else
      ordered_run(q, row->time, &r);
    if (f->order != FUNNEL_ANY && is_spoiled(q, &r)) continue;
    if (!any || beats(&r, ret)) *ret = r;
    any = true;
  }
  return any;
}

/* ---- attempts ---- */

struct attempts {
  const struct funnel *f;
  VEC(struct funnel_attempt) v;
};

static void put(struct attempts *a, const struct found *r, struct value group) {
  struct funnel_attempt t = {.done = r->done, .group = group};
  memcpy(t.at, r->at, sizeof t.at);
  if (a->f->by == FUNNEL_BY_STEP)
    t.group = r->done >> a->f->by_step & 1 ? group_of(a->f, r->row[a->f->by_step])
                                           : (struct value){.type = V_NONE};
  vec_push(&a->v, t);
}

static struct value touch(const struct funnel *f, const struct row *rows, uint32_t n) {
  struct value got = {.type = V_NONE};
  for (uint32_t i = 0; i < n; i++) {
    struct value v = group_of(f, &rows[i]);
    if (!rows[i].steps || v.type == V_NONE || (v.type == V_STR && v.str.n == 0)) continue;
    if (f->by == FUNNEL_BY_LAST || got.type == V_NONE) got = v;
  }
  return got;
}

static bool same_key(const struct funnel *f, const struct row *a, const struct row *b, bool held) {
  for (uint32_t i = 0; held && i < f->n_hold; i++)
    if (!same(value_of(a, f->hold[i]), value_of(b, f->hold[i]))) return false;
  return f->by != FUNNEL_BY_EACH || same(group_of(f, a), group_of(f, b));
}

/* Whether row i is the first with its key (its group, when the held values do not matter). */
static bool first_of_key(const struct funnel *f, const struct row *rows, uint32_t i, bool held) {
  if (!rows[i].steps || !takes_part(f, &rows[i], &rows[i])) return false;
  for (uint32_t k = 0; k < i; k++)
    if (rows[k].steps && takes_part(f, &rows[k], &rows[k]) && same_key(f, &rows[i], &rows[k], held))
      return false;
  return true;
}

/* One group: the best over the held values, or every conversion of each. */
static void attempt_group(struct attempts *a, const struct row *rows, uint32_t n,
                          const struct row *of, struct value group) {
  const struct funnel *f = a->f;
  struct found best, r;
  bool any = false;
  for (uint32_t i = 0; i < n; i++) {
    if (!first_of_key(f, rows, i, true) || !same_key(f, of, &rows[i], false)) continue;
    struct sought q = {f, rows, n, &rows[i], f->from, f->to, INT64_MIN};
    while (best_run(&q, &r)) {
      if (f->count == FUNNEL_CONVERSIONS) {
        put(a, &r, group);
        q.after = r.reached;
        if (r.furthest + 1 == f->n_steps) continue;
      } else if (!any || beats(&r, &best)) {
        best = r;
        any = true;
      }
      break;
    }
  }
  if (any) put(a, &best, group);
}

static void attempt(struct attempts *a, const struct row *rows, uint32_t n) {
  const struct funnel *f = a->f;
  struct value group = {.type = V_NONE};
  if (f->by == FUNNEL_BY_FIRST || f->by == FUNNEL_BY_LAST) group = touch(f, rows, n);
  for (uint32_t i = 0; i < n; i++) {
    if (!first_of_key(f, rows, i, false)) continue;
    if (f->by == FUNNEL_BY_EACH) group = group_of(f, &rows[i]);
    attempt_group(a, rows, n, &rows[i], group);
  }
}

static bool satisfies(const struct funnel *f, const struct node *selector,
                      const struct person_event *e, bool *ret, struct err *err) {
  struct query_history h = {e, 1};
  struct query_input in = {.tz = f->tz};
  struct query_rows got;
  if (!query_one_rows(&h, selector->agg, f->as_of, &in, &got, err)) return false;
  *ret = got.n > 0;
  return true;
}

static bool read_row(const struct funnel *f, const struct person_event *e, struct row *ret,
                     struct err *err) {
  *ret = (struct row){.e = e, .time = e->time};
  bool yes;
  for (uint32_t s = 0; s < f->n_steps; s++) {
    if (!satisfies(f, f->steps[s].rows, e, &yes, err)) return false;
    ret->steps |= (uint32_t)yes << s;
  }
  for (uint32_t x = 0; x < f->n_excludes; x++) {
    if (!satisfies(f, f->excludes[x].rows, e, &yes, err)) return false;
    ret->excludes |= (uint32_t)yes << x;
  }
  return true;
}

bool funnel_naive(const struct funnel *given, const struct person_event *events, uint32_t n,
                  struct arena *out, struct funnel_attempt **ret, uint32_t *ret_n,
                  struct err *err) {
  struct funnel f = *given;
  struct attempts a = {.f = &f};
  VEC(struct row) rows = {0};
  if (f.to > f.as_of) f.to = f.as_of;
  int64_t end = f.to > f.as_of - f.within ? f.as_of : f.to + f.within;
  bool ok = true;
  for (uint32_t i = 0; ok && i < n; i++) {
    struct row r;
    ok = read_row(&f, &events[i], &r, err);
    bool counts = r.steps || r.excludes || !ev_undone(events[i].event);
    if (ok && counts && r.time >= f.from && r.time <= end) vec_push(&rows, r);
  }
  uint32_t from = 0;
  for (uint32_t i = 1; ok && i <= rows.n; i++) {
    bool apart =
        f.count == FUNNEL_SESSIONS && i < rows.n && rows.p[i].time - rows.p[i - 1].time > f.gap;
    if (i < rows.n && !apart) continue;
    attempt(&a, rows.p + from, i - from);
    from = i;
  }
  if (ok) {
    *ret = arena_array(out, struct funnel_attempt, a.v.n);
    if (a.v.n) memcpy(*ret, a.v.p, a.v.n * sizeof *a.v.p);
    *ret_n = (uint32_t)a.v.n;
  }
  vec_free(&rows);
  vec_free(&a.v);
  return ok;
}
