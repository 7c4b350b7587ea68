/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Grouping rows.
 *
 * Two ways.  Rows alone by event or time are counted where they lie, without batches (the store's
 * tally).  Everything else goes through the machine of the expressions: the same plan says which
 * rows pass, and each passing row finds its group.  People come whole and in order, so "somebody
 * new in this group" is a comparison with the group's last person.  Each worker has groups of its
 * own; they are joined at the end by value, and counts are sums, so it does not matter who counted
 * what. */
#include <stdlib.h>

#include "base/panic.h"
#include "lang/lang.h"
#include "query/groups.h"
#include "query/query_int.h"

#define GROUP_BYTES 64 /* charged for each, with its place in the tables */

struct slot_list { /* starts of days, weeks, months, and the end of the last */
  int64_t *from;
  uint32_t n;
};

struct tally_group {
  uint64_t rows, people, last; /* last: 1 + the person last counted */
};

struct key { /* of a group that is no string */
  i128 v;
  uint8_t type;
};

struct grouper {
  struct groups *all;
  struct worker *w;
  VEC(struct tally_group) by_code; /* GROUP_EVENT: code, times: slot, values: worker's string */
  VEC(struct tally_group) by_key;
  struct intern keys; /* struct key */
  struct tally_group missing;
  size_t charged;
  const void *values[V_TYPES]; /* of the batch, per source */
  const uint64_t *present[V_TYPES];
};

struct groups {
  struct run run;
  const struct groups_query *q;
  uint32_t filter;
  struct src src[V_TYPES]; /* GROUP_VALUE */
  uint8_t scale, n_src;
  uint8_t tag[V_TYPES];
  struct slot_list slots;
  struct grouper *workers;
  /* the tally's */
  struct scan_want want;
  struct scan_tally tally;
  struct scanner **scanners;
  uint64_t **rows;
  uint32_t n_codes;
};

/* ---- slots of time ---- */

static int32_t slot_start_day(enum group_by by, int32_t day) {
  if (by == GROUP_WEEK) return day - (int32_t)day_weekday(day);
  return by == GROUP_MONTH ? day_month_start(day) : day;
}

static bool make_slots(struct groups *g, int64_t from, int64_t to, struct arena *mem,
                       struct err *err) {
  int64_t min, max;
  snapshot_time_range(g->run.snap, &min, &max);
  if (from > min) min = from;
  if (to < max) max = to;
  if (min > max) return true;
  enum group_by by = g->q->by;
  int32_t first = slot_start_day(by, day_of(g->q->tz, min)), last = day_of(g->q->tz, max);
  VEC(int64_t) v = {0};
  for (int32_t day = first; day <= last && v.n <= GROUP_SLOTS_MAX;
       day = by == GROUP_MONTH ? day_add_months(day, 1) : day + (by == GROUP_WEEK ? 7 : 1))
    vec_push(&v, day_start(g->q->tz, day));
  g->slots.n = (uint32_t)v.n;
  int32_t end = by == GROUP_MONTH  ? day_add_months(slot_start_day(by, last), 1)
                : by == GROUP_WEEK ? slot_start_day(by, last) + 7
                                   : last + 1;
  vec_push(&v, day_start(g->q->tz, end));
  g->slots.from = arena_array(mem, int64_t, v.n);
  memcpy(g->slots.from, v.p, v.n * sizeof *v.p);
  vec_free(&v);
  return g->slots.n <= GROUP_SLOTS_MAX ||
         err_fail(err, ERR_memory_limit, "query" ERR_SEP "%d", GROUP_SLOTS_MAX);
}

static uint32_t slot_of(const struct slot_list *s, int64_t t) {
  uint32_t lo = 0, hi = s->n;
  if (s->n == 0 || t < s->from[0] || t >= s->from[s->n]) return NONE;
  while (hi - lo > 1) {
    uint32_t mid = lo + (hi - lo) / 2;
    if (s->from[mid] <= t)
      lo = mid;
    else
      hi = mid;
  }
  return lo;
}

/* ---- one row ---- */

static void add(struct tally_group *t, uint32_t person) {
  t->rows++;
  t->people += t->last != (uint64_t)person + 1;
  t->last = (uint64_t)person + 1;
}

static struct tally_group *at_code(struct grouper *r, uint32_t code) {
  while (r->by_code.n <= code)
    vec_push(&r->by_code, ((struct tally_group){0}));
  return &r->by_code.p[code];
}

static struct tally_group *at_key(struct grouper *r, uint8_t type, i128 v) {
  struct key k;
  memset(&k, 0, sizeof k);
  k.v = v;
  k.type = type;
  uint32_t i = intern_put(&r->keys, str_of(&k, sizeof k));
  if (i == r->by_key.n) vec_push(&r->by_key, ((struct tally_group){0}));
  return &r->by_key.p[i];
}

static struct tally_group *value_group(struct grouper *r, uint32_t row) {
  const struct groups *g = r->all;
  for (uint32_t k = 0; k < g->n_src; k++) {
    const void *v = r->values[k];
    if (!bit_at(r->present[k], row)) continue;
    switch (g->src[k].rep) {
    case REP_U32:
      return at_code(r, ((const uint32_t *)v)[row]);
    case REP_I64:
      return at_key(r, g->tag[k], ((const int64_t *)v)[row]);
    case REP_I128:
      return at_key(r, g->tag[k], ((const i128 *)v)[row]);
    case REP_U8:
      return at_key(r, g->tag[k], ((const uint8_t *)v)[row] != 0);
    }
  }
  return &r->missing;
}

static void add_row(struct grouper *r, const struct scan_batch *b, uint32_t row, uint32_t person) {
  const struct groups *g = r->all;
  uint32_t slot;
  switch (g->q->by) {
  case GROUP_EVENT:
    add(at_code(r, b->event[row]), person);
    break;
  case GROUP_VALUE:
    add(value_group(r, row), person);
    break;
  default:
    slot = slot_of(&g->slots, b->time[row]);
    if (slot != NONE) add(at_code(r, slot), person);
  }
}

static bool on_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct grouper *r = ctx;
  struct worker *w = r->w;
  if (!worker_may_go_on(w, err)) return false;
  if (b->n_rows == 0) return true;
  w->batch = w->vm.batch = b;
  mask_batch(w);
  w->vm.at = 0; /* predicates move it */
  if (!w->filter_any[r->all->filter]) return true;
  const uint64_t *pass = w->filter_bits[r->all->filter];
  for (uint32_t k = 0; k < r->all->n_src; k++)
    r->values[k] = vm_values(&w->vm, r->all->src[k], &r->present[k]);
  uint32_t p = 0;
  for (uint32_t word = 0; word * 64 < b->n_rows; word++)
    for (uint64_t m = pass[word]; m; m &= m - 1) {
      uint32_t row = word * 64 + (uint32_t)__builtin_ctzll(m);
      while (b->row_begin[p + 1] <= row)
        p++;
      add_row(r, b, row, b->person[p]);
    }
  size_t bytes = (r->by_code.n + r->by_key.n) * GROUP_BYTES;
  if (bytes > r->charged) {
    if (!charge_add(&r->all->run.charge, bytes - r->charged, err)) return false;
    r->charged = bytes;
  }
  return true;
}

static bool batch_chunk(struct groups *g, uint32_t chunk, unsigned worker, struct err *err) {
  struct grouper *r = &g->workers[worker];
  if (!r->w) {
    if (!worker_new(&g->run, &g->run.workers[worker], err)) return false;
    r->all = g;
    r->w = g->run.workers[worker];
    intern_init(&r->keys, "group keys");
  }
  return scanner_run(r->w->scanner, chunk, on_batch, r, err);
}

/* ---- rows alone ---- */

static bool tally_chunk(struct groups *g, uint32_t chunk, unsigned worker, struct err *err) {
  struct run *run = &g->run;
  if (!query_may_go_on(run, err)) return false;
  if (!g->scanners[worker]) {
    size_t cells = (size_t)g->n_codes * g->tally.n_slots;
    if (!charge_add(&run->charge, cells * 8 + scanner_bytes(run->snap, &g->want), err) ||
        !scanner_new(run->snap, &g->want, &g->scanners[worker], err))
      return false;
    g->rows[worker] = must_calloc(cells + 1, sizeof **g->rows);
  }
  struct scan_tally t = g->tally;
  t.rows = g->rows[worker];
  return scanner_tally(g->scanners[worker], chunk, &t, err);
}

/* What the tally needs; false when this question is not for it. */
static bool plan_tally(struct groups *g, int64_t from, int64_t to, struct arena *mem) {
  const struct plan *p = &g->run.plan;
  const struct filter *f = &p->filters.p[g->filter];
  if (g->q->people || g->q->by == GROUP_VALUE || f->pred != NONE) return false;
  uint32_t events = snapshot_events(g->run.snap), n = 0;
  uint32_t *codes = arena_array(mem, uint32_t, events);
  for (uint32_t i = 0; i < events; i++)
    if (p->event_sets.p[f->events].has[i]) codes[n++] = i;
  g->want = (struct scan_want){.all_events = n == events,
                               .events = codes,
                               .n_events = n,
                               .t_max = to < g->q->as_of ? to : g->q->as_of,
                               .only = UINT32_MAX};
  g->tally = (struct scan_tally){.t_min = from};
  if (g->q->by == GROUP_EVENT) {
    int64_t *all = arena_array(mem, int64_t, 2);
    all[0] = INT64_MIN;
    all[1] = INT64_MAX;
    g->tally.from = all;
    g->tally.n_slots = 1;
    g->tally.by_event = true;
    g->n_codes = events;
  } else {
    g->tally.from = g->slots.from;
    g->tally.n_slots = g->slots.n;
    g->n_codes = 1;
  }
  return true;
}

static void sum_tallies(struct groups *g) {
  struct grouper *to = &g->workers[0];
  uint32_t n = g->q->by == GROUP_EVENT ? g->n_codes : g->tally.n_slots;
  for (unsigned k = 0; k < g->run.n_workers; k++)
    for (uint32_t i = 0; g->rows[k] && i < n; i++)
      if (g->rows[k][i]) at_code(to, i)->rows += g->rows[k][i];
}

/* ---- the answer ---- */

static int compare_value(const struct query_group *a, const struct query_group *b) {
  if (a->type != b->type) return a->type < b->type ? -1 : 1;
  switch (a->type) {
  case V_STR:
    return str_cmp(a->text, b->text);
  case V_NUM:
    return dec_cmp(a->num, b->num);
  case V_TIME:
    return a->time < b->time ? -1 : a->time > b->time;
  case V_BOOL:
    return (int)a->yes - (int)b->yes;
  default:
    return 0;
  }
}

static int compare_rows(const void *x, const void *y) {
  const struct query_group *a = x, *b = y;
  if (a->rows != b->rows) return a->rows > b->rows ? -1 : 1;
  return compare_value(a, b);
}

static int compare_time(const void *x, const void *y) {
  return compare_value(x, y);
}

struct joined {
  VEC(struct query_group) v;
  struct intern index; /* type and value → place in v */
};

static void join(struct joined *j, struct query_group q, const void *key, size_t bytes,
                 const struct tally_group *t, struct arena *out) {
  if (t->rows == 0) return;
  struct buf b = BUF_INIT;
  buf_put_u8(&b, (uint8_t)q.type);
  buf_put(&b, key, bytes);
  uint32_t i = intern_put(&j->index, buf_str(&b));
  buf_release(&b);
  if (i == j->v.n) {
    if (q.type == V_STR) q.text = arena_str(out, q.text);
    q.rows = q.people = 0;
    vec_push(&j->v, q);
  }
  j->v.p[i].rows += t->rows;
  j->v.p[i].people += t->people;
}

static void join_worker(const struct groups *g, const struct grouper *r, struct joined *j,
                        struct arena *out) {
  for (uint32_t i = 0; i < r->by_code.n; i++) {
    struct query_group q = {.type = V_STR};
    if (g->q->by == GROUP_EVENT)
      q.text = snapshot_event(g->run.snap, i)->name;
    else if (g->q->by == GROUP_VALUE)
      q.text = intern_at(r->w->vm.strings, i);
    else
      q = (struct query_group){.type = V_TIME, .time = g->slots.from[i]};
    if (q.type == V_STR)
      join(j, q, q.text.p, q.text.n, &r->by_code.p[i], out);
    else
      join(j, q, &q.time, sizeof q.time, &r->by_code.p[i], out);
  }
  for (uint32_t i = 0; i < r->by_key.n; i++) {
    struct key k;
    memcpy(&k, intern_at(&r->keys, i).p, sizeof k);
    struct query_group q = {.type = k.type};
    if (k.type == V_NUM)
      q.num = (struct dec){k.v, g->scale};
    else if (k.type == V_TIME)
      q.time = (int64_t)k.v;
    else
      q.yes = k.v != 0;
    join(j, q, &k, sizeof k, &r->by_key.p[i], out);
  }
  join(j, (struct query_group){.type = V_NONE}, NULL, 0, &r->missing, out);
}

static void finish(struct groups *g, struct arena *out, struct query_group **ret, uint32_t *ret_n) {
  struct joined j = {0};
  intern_init(&j.index, "groups");
  for (unsigned i = 0; i < g->run.n_workers; i++)
    join_worker(g, &g->workers[i], &j, out);
  bool time = g->q->by != GROUP_EVENT && g->q->by != GROUP_VALUE;
  if (j.v.n) qsort(j.v.p, j.v.n, sizeof *j.v.p, time ? compare_time : compare_rows);
  *ret = arena_array(out, struct query_group, j.v.n);
  for (size_t i = 0; i < j.v.n; i++) {
    (*ret)[i] = j.v.p[i];
    if (!g->q->people) (*ret)[i].people = 0;
  }
  *ret_n = (uint32_t)j.v.n;
  vec_free(&j.v);
  intern_release(&j.index);
}

/* ---- the run ---- */

static bool chunk_task(void *ctx, uint32_t chunk, unsigned worker) {
  struct groups *g = ctx;
  struct err err = {0};
  if (g->scanners ? tally_chunk(g, chunk, worker, &err) : batch_chunk(g, chunk, worker, &err))
    return true;
  run_failed(&g->run, chunk, &err);
  return false;
}

static bool run_chunks(struct groups *g, struct pool *pool, struct err *err) {
  struct run *run = &g->run;
  bool ok = true;
  if (pool) {
    ok = pool_run(pool, run->chunks, chunk_task, g);
  } else {
    for (uint32_t i = 0; ok && i < run->chunks; i++)
      ok = chunk_task(g, i, 0);
  }
  if (!ok) *err = run->err;
  return ok;
}

static void plan_values(struct groups *g) {
  struct plan *p = &g->run.plan;
  uint32_t prop = snapshot_prop_code(p->snap, g->q->prop);
  for (unsigned t = V_BOOL; t < V_TYPES; t++) {
    uint8_t scale;
    struct src src = plan_column(p, prop, t, &scale);
    if (t == V_NUM) g->scale = scale;
    if (src.kind == SRC_NEVER) continue;
    g->src[g->n_src] = src;
    g->tag[g->n_src++] = (uint8_t)t;
  }
}

static bool run_planned(struct groups *g, struct pool *pool, struct arena *mem, struct arena *out,
                        struct query_group **ret, uint32_t *ret_n, struct err *err) {
  struct run *run = &g->run;
  int64_t from, to;
  g->filter = run->plan.accs.p[0].filter;
  *ret = NULL;
  *ret_n = 0;
  if (g->filter == NONE) return true; /* no such event, or an empty window */
  window_bounds(&g->q->rows->agg->window, g->q->tz, g->q->as_of, &from, &to);
  bool timed = g->q->by != GROUP_EVENT && g->q->by != GROUP_VALUE;
  if (timed && !make_slots(g, from, to < g->q->as_of ? to : g->q->as_of, mem, err)) return false;
  if (timed && g->slots.n == 0) return true;
  if (g->q->by == GROUP_VALUE) plan_values(g);
  if (timed) run->plan.gen_used[GEN_TIME] = true;
  run_prepare(run, pool);
  g->workers = must_calloc(run->n_workers, sizeof *g->workers);
  bool tally = plan_tally(g, from, to, mem);
  if (tally) {
    g->scanners = must_calloc(run->n_workers, sizeof *g->scanners);
    g->rows = must_calloc(run->n_workers, sizeof *g->rows);
  }
  bool ok = run_chunks(g, pool, err);
  if (ok && tally) sum_tallies(g);
  if (ok) finish(g, out, ret, ret_n);
  for (unsigned i = 0; i < run->n_workers; i++) {
    if (tally) scanner_free(g->scanners[i]);
    if (tally) free(g->rows[i]);
    vec_free(&g->workers[i].by_code);
    vec_free(&g->workers[i].by_key);
    if (g->workers[i].w) intern_release(&g->workers[i].keys);
  }
  free(g->scanners);
  free(g->rows);
  free(g->workers);
  run_release(run);
  return ok;
}

bool query_groups(const struct snapshot *n, const struct groups_query *q, struct pool *pool,
                  const struct query_limits *limits, struct arena *out, struct query_group **ret,
                  uint32_t *ret_n, struct err *err) {
  if (q->rows->kind != N_AGG || q->rows->agg->fn != AGG_COUNT) {
    err_fail(err, ERR_not_a_count, NULL);
    return err_at(err, "expression", q->rows->pos.line, q->rows->pos.column, q->rows->pos.length);
  }
  struct query_expr expr = {q->rows, q->as_of};
  struct query_input in = {.exprs = &expr, .n_exprs = 1, .tz = q->tz};
  struct groups g = {.q = q};
  struct arena mem;
  arena_init(&mem, "groups plan");
  bool ok = run_start(&g.run, n, &in, limits, &mem, err);
  if (ok) {
    ok = run_planned(&g, pool, &mem, out, ret, ret_n, err);
    plan_release(&g.run.plan);
  }
  arena_release(&mem);
  return ok;
}
