/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One pass of a trend, cold half: selectors become counts of a plan with an absolute window, as in
 * a walk; series that look at the same rows and values become one lane; threads get their parts. */
#include <stdlib.h>

#include "base/panic.h"
#include "query/trend_int.h"

/* ---- the plan ---- */

static const struct node *bounded(const struct node *rows, const struct trend_slots *s,
                                  struct arena *mem) {
  struct node *n = arena_new(mem, struct node);
  struct agg *agg = arena_new(mem, struct agg);
  int64_t from = s->from[0], to = s->from[s->cyclic ? 1 : s->n] - 1;
  *n = *rows;
  *agg = *rows->agg;
  agg->window = (struct window){
      .kind = W_BETWEEN, .from = {.ms = from, .ms_last = from}, .to = {.ms = to, .ms_last = to}};
  n->agg = agg;
  return n;
}

static void plan_source(struct plan *p, struct str prop, const struct item_column *item,
                        struct trend_source *ret) {
  uint32_t code = snapshot_prop_code(p->snap, prop);
  *ret = (struct trend_source){.item = item};
  for (unsigned t = V_BOOL; t < V_TYPES; t++) {
    uint8_t scale;
    if (item && t != V_STR) continue;
    struct src src = plan_column(p, code, t, &scale);
    if (t == V_NUM) ret->scale = scale;
    if (src.kind == SRC_NEVER) continue;
    ret->src[ret->n] = src;
    ret->tag[ret->n++] = (uint8_t)t;
  }
}

static uint32_t reach_of(const struct trend *f, const struct trend_series *s) {
  if (f->cumulative) return UINT32_MAX;
  if (s->measure == TREND_STICKINESS) return s->over;
  return f->rolling > 1 ? f->rolling : 1;
}

/* The lane of a series: one that is there, when it looks at the same. */
static void plan_lane(struct trend_pass *p, uint32_t i, uint32_t filter) {
  const struct trend_series *s = &p->f->series[i];
  struct trend_lane_plan want = {.filter = filter, .reach = reach_of(p->f, s)};
  bool property = s->measure >= TREND_SUM;
  if (property && s->measure != TREND_DISTINCT)
    want.number =
        plan_column(&p->run.plan, snapshot_prop_code(p->run.snap, s->prop), V_NUM, &want.scale);
  uint32_t k = 0;
  for (; k < p->n_lanes; k++) {
    const struct trend_lane_plan *l = &p->lanes[k];
    bool same_number = l->number.kind == want.number.kind && l->number.i == want.number.i;
    if (l->filter == filter && l->reach == want.reach && same_number && !l->distinct &&
        s->measure != TREND_DISTINCT)
      break;
  }
  if (k == p->n_lanes) p->lanes[p->n_lanes++] = want;
  struct trend_lane_plan *l = &p->lanes[k];
  p->lane_of[i] = k;
  l->rows |= s->measure != TREND_PEOPLE && s->measure != TREND_STICKINESS;
  l->people |= s->measure == TREND_PEOPLE || s->measure == TREND_PER_PERSON ||
               s->measure == TREND_STICKINESS || s->measure == TREND_SUM_PER_PERSON;
  l->sums |=
      s->measure == TREND_SUM || s->measure == TREND_AVG || s->measure == TREND_SUM_PER_PERSON;
  l->extremes |= s->measure == TREND_MIN || s->measure == TREND_MAX;
  l->values |= s->measure == TREND_PERCENTILE;
  l->distinct |= s->measure == TREND_DISTINCT;
  if (l->distinct) plan_source(&p->run.plan, s->prop, NULL, &l->any);
}

static void plan_dims(struct trend_pass *p) {
  /* A person counts once per period, so periods have to come in order; and sums of wide numbers
   * must not depend on it whether they overflow. */
  p->run.in_order = p->slots->n > 1;
  for (uint32_t k = 0; k < p->n_lanes; k++)
    p->run.in_order |= p->lanes[k].sums;
  bool *used = p->run.plan.gen_used;
  for (uint32_t k = 0; k < p->n_lanes; k++) /* of one period the plan's window says all */
    used[GEN_TIME] |= p->slots->n > 1 || p->lanes[k].reach > 1;
  used[GEN_WEEKDAY] |= p->slots->cyclic;
  used[GEN_HOUR] |= p->slots->cyclic;
  for (uint32_t d = 0; d < p->f->n_by; d++) {
    const struct trend_by *by = &p->f->by[d];
    if (by->kind == TREND_BY_PROP) plan_source(&p->run.plan, by->prop, by->item, &p->dims[d]);
    used[GEN_HOUR] |= by->kind == TREND_BY_HOUR;
    used[GEN_WEEKDAY] |= by->kind == TREND_BY_WEEKDAY;
  }
}

static bool plan(struct trend_pass *p, const struct snapshot *n, const struct query_limits *limits,
                 struct err *err) {
  const struct trend *f = p->f;
  struct query_expr *exprs = arena_array(&p->mem, struct query_expr, f->n_series);
  for (uint32_t i = 0; f->from > TIME_MIN && !p->slots->empty && i < f->n_series; i++)
    if (!query_reaches_back(n, f->series[i].rows->agg, p->slots->from[0], err)) return false;
  for (uint32_t i = 0; i < f->n_series; i++)
    exprs[i] = (struct query_expr){bounded(f->series[i].rows, p->slots, &p->mem), f->as_of};
  p->in = (struct query_input){.exprs = exprs, .n_exprs = f->n_series, .tz = f->tz};
  if (!run_start(&p->run, n, &p->in, limits, &p->mem, err)) return false;
  for (uint32_t i = 0; i < f->n_series; i++) {
    uint32_t acc = plan_agg(&p->run.plan, exprs[i].tree, f->as_of); /* known already */
    plan_lane(p, i, p->slots->empty ? NONE : p->run.plan.accs.p[acc].filter);
  }
  plan_dims(p);
  struct buf key = BUF_INIT;
  for (uint32_t g = 0; p->groups->mode == TREND_FIXED && g < p->groups->n; g++) {
    buf_reset(&key);
    trend_key_text(&p->groups->keys[g], f->n_by, &key);
    intern_put(&p->fixed, buf_str(&key));
  }
  buf_release(&key);
  return true;
}

/* ---- threads ---- */

static bool part_start(struct trend_pass *p, unsigned worker, struct err *err) {
  struct trend_part *r = &p->parts[worker];
  if (r->w) return true;
  if (!worker_new(&p->run, &p->run.workers[worker], err)) return false;
  r->pass = p;
  r->w = p->run.workers[worker];
  intern_init(&r->keys, "trend values");
  intern_init(&r->pairs, "trend pairs");
  if (p->f->people) r->wanted = arena_array(&r->w->mem, uint64_t, CHUNK_WORDS);
  if (!trend_new_lanes(r, err)) return false;
  bool given = p->groups->mode == TREND_FIXED && p->f->n_by;
  for (uint32_t g = 0; given && g <= p->groups->n; g++) {
    if (!trend_new_lanes(r, err)) return false;
    r->n_groups++;
  }
  return true;
}

static void want_people(struct trend_part *r) {
  roaring_uint32_iterator_t it;
  memset(r->wanted, 0, CHUNK_WORDS * 8);
  roaring_init_iterator(r->pass->f->people, &it);
  if (!roaring_move_uint32_iterator_equalorlarger(&it, r->chunk * CHUNK_PEOPLE)) return;
  for (; it.has_value && it.current_value / CHUNK_PEOPLE == r->chunk;
       roaring_advance_uint32_iterator(&it))
    bit_set(r->wanted, it.current_value % CHUNK_PEOPLE);
}

static bool batch_chunk(struct trend_pass *p, uint32_t chunk, unsigned worker, struct err *err) {
  if (!part_start(p, worker, err)) return false;
  struct trend_part *r = &p->parts[worker];
  r->chunk = chunk;
  if (r->wanted) want_people(r);
  if (p->sets) p->sets[chunk] = roaring_bitmap_create();
  return scanner_run(r->w->scanner, chunk, trend_batch, r, err);
}

static bool chunk_task(void *ctx, uint32_t chunk, unsigned worker) {
  struct trend_pass *p = ctx;
  struct err err = {0};
  if (__atomic_load_n(&p->stop, __ATOMIC_RELAXED)) return false;
  if (p->scanners ? trend_tally_chunk(p, chunk, worker, &err) : batch_chunk(p, chunk, worker, &err))
    return true;
  if (err.code != ERR_none) run_failed(&p->run, chunk, &err);
  return false;
}

static bool run_chunks(struct trend_pass *p, struct pool *pool, struct err *err) {
  bool ok = true, any = false;
  for (uint32_t k = 0; k < p->n_lanes; k++)
    any |= p->lanes[k].filter != NONE;
  if (!any) return query_may_go_on(&p->run, err);
  if (pool) ok = pool_run(pool, p->run.chunks, chunk_task, p);
  for (uint32_t i = 0; !pool && ok && i < p->run.chunks; i++)
    ok = chunk_task(p, i, 0);
  if (!ok && p->run.err.code == ERR_none) p->groups->many = true;
  if (p->run.err.code != ERR_none) *err = p->run.err;
  return p->run.err.code == ERR_none;
}

static bool overflowed(const struct trend_pass *p, struct err *err) {
  for (unsigned i = 0; i < p->run.n_workers; i++)
    if (p->parts[i].overflow) return err_fail(err, ERR_number_overflow, "sum");
  return true;
}

static void take_sets(struct trend_pass *p, struct trend_collect *collect) {
  collect->set = roaring_bitmap_create();
  for (uint32_t i = 0; i < p->run.chunks; i++)
    if (p->sets[i]) roaring_bitmap_or_inplace(collect->set, p->sets[i]);
}

static void release(struct trend_pass *p) {
  for (unsigned i = 0; p->parts && i < p->run.n_workers; i++) {
    struct trend_part *r = &p->parts[i];
    if (p->scanners) scanner_free(p->scanners[i]);
    if (p->scanners) free(p->tallied[i]);
    vec_free(&r->lanes);
    vec_free(&r->group_at);
    for (uint32_t d = 0; d < TREND_BY_MAX; d++)
      vec_free(&r->item_code[d]);
    vec_free(&r->pair_group);
    vec_free(&r->codes);
    vec_free(&r->values.v);
    vec_free(&r->values.at);
    free(r->set.p);
    if (!r->w) continue;
    intern_release(&r->keys);
    intern_release(&r->pairs);
  }
  for (uint32_t i = 0; p->sets && i < p->run.chunks; i++)
    if (p->sets[i]) roaring_bitmap_free(p->sets[i]);
  free(p->sets);
  free(p->scanners);
  free(p->tallied);
  free(p->parts);
}

static bool run_planned(struct trend_pass *p, struct pool *pool, struct trend_collect *collect,
                        struct arena *out, struct trend_figures *ret, struct err *err) {
  run_prepare(&p->run, pool);
  p->parts = must_calloc(p->run.n_workers, sizeof *p->parts);
  if (collect) {
    p->sets = must_calloc(p->run.chunks + 1, sizeof *p->sets);
    p->collect = collect->group;
    p->only_slot = collect->slot;
  } else if (trend_plan_tally(p)) {
    p->scanners = must_calloc(p->run.n_workers, sizeof *p->scanners);
    p->tallied = must_calloc(p->run.n_workers, sizeof *p->tallied);
  }
  bool ok = run_chunks(p, pool, err);
  if (ok && !p->groups->many) {
    ok = (!p->scanners || trend_sum_tallies(p, err)) && overflowed(p, err);
    if (ok && collect) take_sets(p, collect);
    if (ok && !collect) ok = trend_merge(p, out, ret, err);
  }
  release(p);
  run_release(&p->run);
  return ok;
}

bool trend_pass(const struct snapshot *n, const struct trend *f, const struct trend_slots *slots,
                struct trend_groups *groups, struct pool *pool, const struct query_limits *limits,
                struct trend_collect *collect, struct arena *out, struct trend_figures *ret,
                struct err *err) {
  struct trend_pass p = {.f = f, .slots = slots, .groups = groups, .only_slot = UINT32_MAX};
  arena_init(&p.mem, "trend plan");
  intern_init(&p.fixed, "trend groups");
  groups->many = groups->others = false;
  bool ok = plan(&p, n, limits, err);
  if (ok) {
    ok = run_planned(&p, pool, collect, out, ret, err);
    plan_release(&p.run.plan);
  }
  intern_release(&p.fixed);
  arena_release(&p.mem);
  return ok;
}
