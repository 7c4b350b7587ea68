/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cold half of the walk: selectors become counts of a plan with absolute windows, so that event
 * sets, spans and predicates are shared, compiled and evaluated exactly as those of expressions
 * are; only what happens to the passing rows differs (walk_batch.c). */
#include <stdlib.h>

#include "base/panic.h"
#include "query/walk_int.h"

/* The same rows within [from, to]. */
static const struct node *bounded(const struct walk_select *s, struct arena *mem) {
  struct node *n = arena_new(mem, struct node);
  struct agg *agg = arena_new(mem, struct agg);
  *n = *s->rows;
  *agg = *s->rows->agg;
  agg->window = (struct window){.kind = W_BETWEEN,
                                .from = {.ms = s->from, .ms_last = s->from},
                                .to = {.ms = s->to, .ms_last = s->to}};
  n->agg = agg;
  return n;
}

static void plan_props(struct walk *w) {
  struct plan *p = &w->run.plan;
  for (uint32_t i = 0; i < w->q.n_props; i++) {
    struct walk_source *s = &w->props[i];
    s->item = w->q.items ? w->q.items[i] : NULL;
    uint32_t prop = snapshot_prop_code(p->snap, w->q.props[i]);
    for (unsigned t = V_BOOL; t < V_TYPES; t++) {
      uint8_t scale;
      if (s->item && t != V_STR) continue;
      struct src src = plan_column(p, prop, t, &scale);
      if (t == V_NUM) s->scale = scale;
      if (src.kind == SRC_NEVER) continue;
      s->src[s->n] = src;
      s->tag[s->n++] = (uint8_t)t;
    }
  }
}

static void plan_nums(struct walk *w) {
  struct plan *p = &w->run.plan;
  for (uint32_t i = 0; i < w->q.n_nums; i++)
    w->nums[i] = plan_column(p, snapshot_prop_code(p->snap, w->q.nums[i]), V_NUM, &w->scales[i]);
}

static void plan_plain(struct walk *w) {
  const struct plan *p = &w->run.plan;
  uint32_t events = snapshot_events(p->snap), span = NONE;
  w->plain = true;
  w->event_mask = arena_array(&w->mem, uint64_t, events + 1);
  for (uint32_t i = 0; i < w->q.n_selects; i++) {
    if (w->filter[i] == NONE) continue;
    const struct filter *f = &p->filters.p[w->filter[i]];
    if (f->pred != NONE || (span != NONE && f->span != span)) w->plain = false;
    span = f->span;
    for (uint32_t e = 0; e < events; e++)
      if (p->event_sets.p[f->events].has[e]) w->event_mask[e] |= UINT64_C(1) << i;
  }
  if (span == NONE) return;
  w->span = p->spans.p[span];
  w->all_time = w->span.from <= TIME_MIN && w->span.to >= p->t_max;
}

static bool plan_selects(struct walk *w, const struct snapshot *n,
                         const struct query_limits *limits, struct err *err) {
  struct query_expr *exprs = arena_array(&w->mem, struct query_expr, w->q.n_selects);
  for (uint32_t i = 0; i < w->q.n_selects; i++)
    if (!query_reaches_back(n, w->q.selects[i].rows->agg, w->q.selects[i].from, err)) return false;
  for (uint32_t i = 0; i < w->q.n_selects; i++)
    exprs[i] = (struct query_expr){bounded(&w->q.selects[i], &w->mem), w->q.as_of};
  w->in = (struct query_input){.exprs = exprs, .n_exprs = w->q.n_selects, .tz = w->q.tz};
  if (!run_start(&w->run, n, &w->in, limits, &w->mem, err)) return false;
  for (uint32_t i = 0; i < w->q.n_selects; i++) /* known keys: the accumulators there are */
    w->filter[i] = w->run.plan.accs.p[plan_agg(&w->run.plan, exprs[i].tree, w->q.as_of)].filter;
  w->run.plan.gen_used[GEN_TIME] = true;
  w->run.in_order = true;
  plan_props(w);
  plan_nums(w);
  plan_plain(w);
  return true;
}

bool walk_new(const struct snapshot *n, const struct walk_query *q, struct pool *pool,
              const struct query_limits *limits, struct walk **ret, struct err *err) {
  must(q->n_selects <= WALK_SELECTS_MAX && q->n_props <= WALK_PROPS_MAX &&
       q->n_nums <= WALK_NUMS_MAX);
  struct walk *w = must_calloc(1, sizeof *w);
  w->q = *q;
  w->pool = pool;
  arena_init(&w->mem, "walk");
  if (!plan_selects(w, n, limits, err)) {
    arena_release(&w->mem);
    free(w);
    return false;
  }
  run_prepare(&w->run, pool);
  w->walkers = must_calloc(w->run.n_workers, sizeof *w->walkers);
  *ret = w;
  return true;
}

void walk_free(struct walk *w) {
  if (!w) return;
  for (unsigned i = 0; i < w->run.n_workers; i++) {
    struct walker *k = &w->walkers[i];
    if (!k->w) continue;
    intern_release(&k->keys);
    free(k->cut.time);
    free(k->cut.mask);
    free(k->cut.event);
    for (uint32_t p = 0; p < w->q.n_props; p++) {
      free(k->cut.code[p]);
      vec_free(&k->item_code[p]);
    }
    for (uint32_t p = 0; p < w->q.n_nums; p++)
      free(k->cut.num[p]);
  }
  free(w->walkers);
  run_release(&w->run);
  plan_release(&w->run.plan);
  arena_release(&w->mem);
  free(w);
}

/* ---- threads ---- */

static bool walker_start(struct walk *w, unsigned number, struct err *err) {
  struct walker *k = &w->walkers[number];
  size_t rows = w->run.batch_rows, each = 8 + 8 + 4 + 4 + 4 + 4 * w->q.n_props + 16 * w->q.n_nums;
  if (!charge_add(&w->run.charge, rows * each + CHUNK_WORDS * 8, err) ||
      !worker_new(&w->run, &w->run.workers[number], err))
    return false;
  k->walk = w;
  k->w = w->run.workers[number];
  k->number = number;
  struct arena *mem = &k->w->mem;
  k->mask = arena_array(mem, uint64_t, rows + 1);
  if (!w->plain) {
    k->time_mem = arena_array(mem, int64_t, rows + 1);
    k->row_mem = arena_array(mem, uint32_t, rows + 1);
    k->event_mem = arena_array(mem, uint32_t, rows + 1);
    k->begin_mem = arena_array(mem, uint32_t, rows + 2);
  }
  for (uint32_t p = 0; p < w->q.n_props; p++)
    k->code[p] = arena_array(mem, uint32_t, rows + 1);
  for (uint32_t p = 0; p < w->q.n_nums; p++)
    k->num[p] = arena_array(mem, i128, rows + 1);
  if (w->q.people) k->wanted = arena_array(mem, uint64_t, CHUNK_WORDS);
  intern_init(&k->keys, "walk values");
  k->empty = 2 * intern_put(k->w->vm.strings, STR("")) + 1;
  return true;
}

static void want_people(struct walker *k, uint32_t chunk) {
  roaring_uint32_iterator_t it;
  memset(k->wanted, 0, CHUNK_WORDS * 8);
  roaring_init_iterator(k->walk->q.people, &it);
  if (!roaring_move_uint32_iterator_equalorlarger(&it, chunk * CHUNK_PEOPLE)) return;
  for (; it.has_value && it.current_value / CHUNK_PEOPLE == chunk;
       roaring_advance_uint32_iterator(&it))
    bit_set(k->wanted, it.current_value % CHUNK_PEOPLE);
}

struct walking {
  struct walk *w;
  walk_fn *fn;
  void *ctx;
};

static bool walk_chunk(void *ctx, uint32_t chunk, unsigned worker) {
  struct walking *g = ctx;
  struct walk *w = g->w;
  struct walker *k = &w->walkers[worker];
  struct err err = {0};
  bool ok = k->w || walker_start(w, worker, &err);
  if (ok) {
    k->fn = g->fn;
    k->ctx = g->ctx;
    k->chunk = chunk;
    k->cut.n = 0;
    if (k->wanted) want_people(k, chunk);
    ok = scanner_run(k->w->scanner, chunk, walk_batch, k, &err);
  }
  if (!ok) run_failed(&w->run, chunk, &err);
  return ok;
}

bool walk_run(struct walk *w, walk_fn *fn, void *ctx, struct err *err) {
  struct walking g = {w, fn, ctx};
  bool ok = true, any = false;
  for (uint32_t i = 0; i < w->q.n_selects; i++)
    any |= w->filter[i] != NONE;
  if (!any) return query_may_go_on(&w->run, err);
  if (w->pool) ok = pool_run(w->pool, w->run.chunks, walk_chunk, &g);
  for (uint32_t i = 0; !w->pool && ok && i < w->run.chunks; i++)
    ok = walk_chunk(&g, i, 0);
  if (!ok) *err = w->run.err;
  return ok;
}

unsigned walk_workers(const struct walk *w) {
  return w->run.n_workers;
}

uint32_t walk_chunks(const struct walk *w) {
  return w->run.chunks;
}

bool walk_charge(struct walk *w, size_t bytes, struct err *err) {
  return charge_add(&w->run.charge, bytes, err);
}

struct value walk_value(const struct walk *w, unsigned worker, uint32_t code) {
  const struct walker *k = &w->walkers[worker];
  struct value v = {.type = V_NONE};
  if (code == 0) return v;
  if (code & 1) {
    v.type = V_STR;
    v.str = intern_at(k->w->vm.strings, code / 2);
    return v;
  }
  struct walk_key key;
  memcpy(&key, intern_at(&k->keys, code / 2 - 1).p, sizeof key);
  v.type = key.type;
  if (v.type == V_NUM)
    v.num = dec_normal((struct dec){key.v, key.scale});
  else if (v.type == V_TIME)
    v.time = (int64_t)key.v;
  else
    v.b = key.v != 0;
  return v;
}

uint32_t walk_empty(const struct walk *w, unsigned worker) {
  return w->walkers[worker].empty;
}

uint8_t walk_scale(const struct walk *w, uint32_t num) {
  return w->scales[num];
}
