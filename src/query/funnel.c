/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everybody's funnel: a walk whose selectors are the steps, the exclusions and, where silence
 * between them matters, any event.
 *
 * Each person's rows are cut into attempts (the person, sessions), these by the values that must
 * stay the same, and each part becomes a tape of lists in which runs are sought (funnel_run.c); the
 * plain case needs none of that (funnel_fast.c).  What was found is kept as records, because the
 * groups told apart, medians and the people of a cell are only known at the end (funnel_answer.c).
 */
#include <stdlib.h>

#include "base/panic.h"
#include "query/funnel_int.h"
#include "query/periods.h"

struct group {              /* the rows of an attempt that have one key */
  uint32_t first, n, begin; /* first: the row that the key is of */
};

struct part { /* of a worker */
  struct arena mem;
  struct funnel_keys keys;
  struct funnel_run *best; /* per slot, then of all; across held values */
  uint32_t *touched, n_touched;
  bool *has;
  bool ready;
};

struct funnels {
  const struct funnel *f;
  struct funnel_plan plan;
  struct walk *walk;
  struct funnel_records *chunks;
  struct part *parts;
  struct funnel_slot *slots;
  uint32_t n_slots;
};

struct attempt {
  struct funnels *a;
  struct part *part;
  struct funnel_records *to;
  const struct walk_person *p;
  uint32_t group; /* FIRST, LAST, EACH, GROUP */
};

/* ---- records ---- */

static bool keep(struct attempt *t, uint32_t slot, const struct funnel_run *r, struct err *err) {
  struct funnel_records *to = t->to;
  const struct funnel *f = t->a->f;
  uint32_t group = t->group;
  if (to->n + 2 + FUNNEL_STEPS_MAX > to->cap) {
    size_t cap = to->cap ? to->cap * 2 : 1024;
    if (!walk_charge(t->a->walk, (cap - to->cap) * 8, err)) return false;
    vec_reserve(to, cap);
  }
  if (f->by == FUNNEL_BY_STEP)
    group = r->done >> f->by_step & 1 ? t->p->code[t->a->plan.by_code][r->row[f->by_step]] : 0;
  struct funnel_record head = {t->p->subject, group, slot, r->done};
  memcpy(&to->p[to->n], &head, sizeof head);
  to->n += 2;
  for (uint32_t s = 0; slot == NO_SLOT && s < f->n_steps; s++)
    if (r->done >> s & 1) to->p[to->n++] = (uint64_t)t->p->time[r->row[s]];
  return true;
}

/* ---- one tape ---- */

static uint32_t slot_of(const struct funnels *a, int64_t when) {
  uint32_t lo = 0, hi = a->n_slots;
  while (hi - lo > 1) {
    uint32_t mid = lo + (hi - lo) / 2;
    if (a->slots[mid].from <= when)
      lo = mid;
    else
      hi = mid;
  }
  return lo;
}

/* A run of slot `at` across held values: the best stays. */
static void note(struct part *part, uint32_t at, const struct funnel_run *r) {
  if (!part->has[at]) part->touched[part->n_touched++] = at;
  if (!part->has[at] || funnel_better(r, &part->best[at])) part->best[at] = *r;
  part->has[at] = true;
}

/* Runs that begin in [from, to], for slot `at` (n_slots: the whole). */
static bool seek(struct attempt *t, const struct tape *tape, int64_t from, int64_t to, uint32_t at,
                 struct err *err) {
  struct funnels *a = t->a;
  struct part *part = t->part;
  struct funnel_run r;
  int64_t after = INT64_MIN;
  uint32_t slot = at == a->n_slots ? NO_SLOT : at;
  if (a->f->count == FUNNEL_CONVERSIONS) {
    while (funnel_best(&a->plan, tape, from, to, after, &r)) {
      if (!keep(t, slot, &r, err)) return false;
      if (r.furthest + 1 < a->f->n_steps) break;
      after = r.reached;
    }
    return true;
  }
  if (!funnel_best(&a->plan, tape, from, to, after, &r)) return true;
  note(part, at, &r);
  return true;
}

static bool seek_all(struct attempt *t, const struct tape *tape, struct err *err) {
  struct funnels *a = t->a;
  const struct list *starts = &tape->starts;
  if (!seek(t, tape, a->f->from, a->f->to, a->n_slots, err)) return false;
  uint32_t done = UINT32_MAX;
  for (uint32_t i = 0; a->n_slots && i < starts->n; i++) {
    int64_t when = tape->time[starts->row[i]];
    if (when < a->slots[0].from || when > a->slots[a->n_slots - 1].to) continue;
    uint32_t slot = slot_of(a, when);
    if (slot == done) continue;
    done = slot;
    if (!seek(t, tape, a->slots[slot].from, a->slots[slot].to, slot, err)) return false;
  }
  return true;
}

static bool flush(struct attempt *t, struct err *err) {
  struct part *part = t->part;
  bool ok = true;
  for (uint32_t i = 0; i < part->n_touched; i++) {
    uint32_t at = part->touched[i];
    part->has[at] = false;
    ok = ok && keep(t, at == t->a->n_slots ? NO_SLOT : at, &part->best[at], err);
  }
  part->n_touched = 0;
  return ok;
}

/* ---- rows to tapes ---- */

static struct list list_of(struct arena *mem, const struct walk_person *p, const uint32_t *rows,
                           uint32_t n, uint64_t any, uint64_t none) {
  struct list l = {.n = 0};
  uint32_t count = 0;
  for (uint32_t i = 0; i < n; i++)
    count += (p->mask[rows[i]] & any) && !(p->mask[rows[i]] & none);
  l.row = arena_alloc(mem, count * sizeof *l.row);
  for (uint32_t i = 0; i < n; i++)
    if ((p->mask[rows[i]] & any) && !(p->mask[rows[i]] & none)) l.row[l.n++] = rows[i];
  return l;
}

/* Lists of the rows that have this key. */
static void fill_tape(struct attempt *t, const uint32_t *rows, uint32_t n, struct tape *tape) {
  const struct funnel *f = t->a->f;
  struct arena *mem = &t->part->mem;
  for (uint32_t s = 0; s < f->n_steps; s++)
    tape->step[s] = list_of(mem, t->p, rows, n, BIT(s), 0);
  for (uint32_t e = 0; e < f->n_excludes; e++) {
    struct list l = list_of(mem, t->p, rows, n, BIT(f->n_steps + e), 0);
    uint32_t own = 0;
    for (uint32_t i = 0; i < l.n; i++)
      if (funnel_key_whole(&t->a->plan, t->p, l.row[i], 0)) l.row[own++] = l.row[i];
    l.n = own;
    tape->exclude[e] = l;
  }
  tape->starts =
      f->order == FUNNEL_ANY ? list_of(mem, t->p, rows, n, t->a->plan.step_bits, 0) : tape->step[0];
}

/* The rows of one key: in one pass when the plan is plain, else by lists. */
static bool run_tape(struct attempt *t, const uint32_t *rows, uint32_t n, struct tape *tape,
                     struct err *err) {
  struct part *part = t->part;
  if (t->a->plan.plain) {
    bool special = false;
    struct funnel_run r;
    if (funnel_fast(t->a->f, tape->time, tape->mask, rows, n, &r, &special)) note(part, 0, &r);
    if (!special) return true;
  }
  fill_tape(t, rows, n, tape);
  return seek_all(t, tape, err);
}

static bool run_keyed(struct attempt *t, struct tape *tape, struct err *err) {
  const struct funnel_keys *keys = &t->part->keys;
  bool each = t->a->f->by == FUNNEL_BY_EACH;
  for (uint32_t g = 0; g < keys->groups.n; g++) {
    const struct funnel_key *group = &keys->groups.p[g];
    for (uint32_t k = 0; k < t->a->plan.n_key; k++)
      tape->key[k] = t->p->code[k][group->first];
    if (each) t->group = tape->key[0];
    if (!run_tape(t, keys->order.p + group->begin, group->n, tape, err)) return false;
    bool last = g + 1 == keys->groups.n || (each && t->p->code[0][group[1].first] != tape->key[0]);
    if (last && !flush(t, err)) return false;
  }
  return true;
}

static uint32_t touch_of(const struct attempt *t, const uint32_t *rows, uint32_t n,
                         unsigned worker) {
  const struct funnel_plan *plan = &t->a->plan;
  uint32_t empty = walk_empty(t->a->walk, worker), code = 0;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t c = t->p->code[plan->by_code][rows[i]];
    if (!(t->p->mask[rows[i]] & plan->step_bits) || !c || c == empty) continue;
    code = c;
    if (plan->f->by == FUNNEL_BY_FIRST) break;
  }
  return code;
}

/* An attempt of n rows, ascending. */
static bool run_attempt(struct attempt *t, const uint32_t *rows, uint32_t n, unsigned worker,
                        struct err *err) {
  const struct funnel *f = t->a->f;
  const struct funnel_plan *plan = &t->a->plan;
  struct arena *mem = &t->part->mem;
  struct tape tape = {.time = t->p->time, .mask = t->p->mask, .code = t->p->code};
  if (f->by == FUNNEL_BY_FIRST || f->by == FUNNEL_BY_LAST) t->group = touch_of(t, rows, n, worker);
  if (f->order == FUNNEL_STRICT)
    tape.barrier = list_of(mem, t->p, rows, n, UINT64_MAX, plan->step_bits);
  if (!plan->n_key) {
    return run_tape(t, rows, n, &tape, err) && flush(t, err);
  }
  for (uint32_t e = 0; e < f->n_excludes; e++) {
    struct list l = list_of(mem, t->p, rows, n, BIT(f->n_steps + e), 0);
    uint32_t loose = 0;
    for (uint32_t i = 0; i < l.n; i++)
      if (!funnel_key_whole(&t->a->plan, t->p, l.row[i], 0)) l.row[loose++] = l.row[i];
    l.n = loose;
    tape.loose[e] = l;
  }
  funnel_group_rows(plan, t->p, rows, n, mem, &t->part->keys);
  return run_keyed(t, &tape, err);
}

/* ---- people ---- */

static bool run_fast(struct attempt *t, bool *ret_special, struct err *err) {
  struct funnels *a = t->a;
  struct funnel_run r;
  bool found = funnel_fast(a->f, t->p->time, t->p->mask, NULL, t->p->n, &r, ret_special);
  return !found || keep(t, NO_SLOT, &r, err);
}

static void part_start(struct funnels *a, struct part *part) {
  if (part->ready) return;
  arena_init(&part->mem, "funnel attempt");
  part->best = must_calloc(a->n_slots + 1, sizeof *part->best);
  part->touched = must_calloc(a->n_slots + 1, sizeof *part->touched);
  part->has = must_calloc(a->n_slots + 1, sizeof *part->has);
  part->ready = true;
}

static bool on_person(void *ctx, unsigned worker, uint32_t chunk, const struct walk_person *p,
                      struct err *err) {
  struct funnels *a = ctx;
  const struct funnel *f = a->f;
  struct part *part = &a->parts[worker];
  struct attempt t = {.a = a, .part = part, .to = &a->chunks[chunk], .p = p};
  t.to->worker = worker;
  if (f->by == FUNNEL_BY_GROUP)
    t.group = p->subject < f->n_group_of ? f->group_of[p->subject] : UINT32_MAX;
  if (a->plan.whole) {
    bool special = false;
    if (!run_fast(&t, &special, err)) return false;
    if (!special) return true;
  }
  part_start(a, part);
  arena_reset(&part->mem);
  uint32_t *rows = arena_alloc(&part->mem, p->n * sizeof *rows), n = 0, from = 0;
  for (uint32_t i = 0; i < p->n; i++)
    if (p->mask[i]) rows[n++] = i;
  if (f->count != FUNNEL_SESSIONS) return n == 0 || run_attempt(&t, rows, n, worker, err);
  for (uint32_t i = 1; i <= n; i++) {
    if (i < n && p->time[rows[i]] - p->time[rows[i - 1]] <= f->gap) continue;
    if (!run_attempt(&t, rows + from, i - from, worker, err)) return false;
    from = i;
  }
  return true;
}

/* ---- the whole ---- */

static bool make_slots(struct funnels *a, const struct snapshot *n, struct arena *out,
                       struct err *err) {
  static const enum grain grains[] = {GRAIN_NONE, GRAIN_DAY, GRAIN_WEEK, GRAIN_MONTH};
  const struct funnel *f = a->f;
  int64_t min, max;
  VEC(struct funnel_slot) v = {0};
  snapshot_time_range(n, &min, &max);
  int64_t from = f->from > min ? f->from : min, to = f->to < max ? f->to : max;
  if (f->trend == FUNNEL_TREND_NONE || from > to) return true;
  enum grain grain = grains[f->trend];
  int64_t start = period_start(f->tz, grain, from);
  while (start <= to && v.n <= FUNNEL_SLOTS_MAX) {
    int64_t next = period_add(f->tz, grain, start, 1);
    struct funnel_slot s = {.from = start, .to = next - 1};
    s.incomplete = s.to > f->as_of - f->within;
    if (s.from < f->from) s.from = f->from;
    if (s.to > f->to) s.to = f->to;
    vec_push(&v, s);
    start = next;
  }
  bool ok = v.n <= FUNNEL_SLOTS_MAX;
  if (!ok) {
    char fit[PERIODS_FIT_BYTES];
    periods_fit(f->tz, grain, GRAIN_MONTH, from, to, FUNNEL_SLOTS_MAX, fit);
    err_fail(err, ERR_funnel_slots, "%d" ERR_SEP "%s", FUNNEL_SLOTS_MAX, fit);
  }
  a->n_slots = ok ? (uint32_t)v.n : 0;
  a->slots = arena_array(out, struct funnel_slot, v.n);
  if (ok && v.n) memcpy(a->slots, v.p, v.n * sizeof *v.p);
  vec_free(&v);
  return ok;
}

static void make_plan(struct funnels *a, struct walk_query *q, struct walk_select *sel,
                      struct str *props, const struct item_column **fields) {
  const struct funnel *f = a->f;
  struct funnel_plan *p = &a->plan;
  int64_t end = f->to > f->as_of - f->within ? f->as_of : f->to + f->within;
  uint32_t n = 0;
  p->f = f;
  for (uint32_t s = 0; s < f->n_steps; s++)
    sel[n++] = (struct walk_select){f->steps[s].rows, f->from, end};
  p->step_bits = BIT(n) - 1;
  for (uint32_t e = 0; e < f->n_excludes; e++)
    sel[n++] = (struct walk_select){f->excludes[e].rows, f->from, end};
  p->exclude_bits = (BIT(n) - 1) & ~p->step_bits;
  if (f->order == FUNNEL_STRICT || f->count == FUNNEL_SESSIONS)
    sel[n++] = (struct walk_select){f->others, f->from, end};
  q->n_selects = n;
  bool valued = f->by >= FUNNEL_BY_FIRST && f->by <= FUNNEL_BY_EACH;
  if (valued) fields[f->by == FUNNEL_BY_EACH ? 0 : f->n_hold] = f->item;
  if (f->by == FUNNEL_BY_EACH) props[q->n_props++] = f->prop;
  for (uint32_t i = 0; i < f->n_hold; i++)
    props[q->n_props++] = f->hold[i];
  p->n_key = q->n_props;
  p->by_code = f->by == FUNNEL_BY_EACH ? 0 : q->n_props;
  if (valued && f->by != FUNNEL_BY_EACH) props[q->n_props++] = f->prop;
  p->plain =
      f->order == FUNNEL_ORDERED && f->count != FUNNEL_CONVERSIONS && !f->n_excludes && !f->trend;
  for (uint32_t s = 0; s < f->n_steps; s++)
    p->plain &= !f->steps[s].optional;
  p->whole = p->plain && f->count == FUNNEL_PEOPLE && !p->n_key && f->by != FUNNEL_BY_FIRST &&
             f->by != FUNNEL_BY_LAST;
}

static void release(struct funnels *a) {
  for (uint32_t i = 0; a->walk && i < walk_chunks(a->walk); i++)
    vec_free(&a->chunks[i]);
  for (unsigned i = 0; a->walk && i < walk_workers(a->walk); i++) {
    if (!a->parts[i].ready) continue;
    arena_release(&a->parts[i].mem);
    funnel_keys_release(&a->parts[i].keys);
    free(a->parts[i].best);
    free(a->parts[i].touched);
    free(a->parts[i].has);
  }
  free(a->chunks);
  free(a->parts);
  walk_free(a->walk);
}

bool query_funnel(const struct snapshot *n, const struct funnel *f, struct pool *pool,
                  const struct query_limits *limits, const struct funnel_cell *cell,
                  struct arena *out, struct funnel_result *ret, roaring_bitmap_t **ret_people,
                  struct err *err) {
  struct funnel bounded = *f;
  struct funnels a = {.f = &bounded};
  struct walk_select sel[WALK_SELECTS_MAX];
  struct str props[WALK_PROPS_MAX];
  const struct item_column *fields[WALK_PROPS_MAX] = {NULL};
  if (bounded.to > f->as_of) bounded.to = f->as_of;
  struct walk_query q = {.selects = sel,
                         .props = props,
                         .items = fields,
                         .people = f->people,
                         .as_of = f->as_of,
                         .tz = f->tz};
  make_plan(&a, &q, sel, props, fields);
  bool ok = make_slots(&a, n, out, err) && walk_new(n, &q, pool, limits, &a.walk, err);
  if (ok) {
    a.chunks = must_calloc(walk_chunks(a.walk) + 1, sizeof *a.chunks);
    a.parts = must_calloc(walk_workers(a.walk), sizeof *a.parts);
    struct funnel_answer answer = {.f = &bounded,
                                   .walk = a.walk,
                                   .chunks = a.chunks,
                                   .n_chunks = walk_chunks(a.walk),
                                   .slots = a.slots,
                                   .n_slots = a.n_slots};
    ok = walk_run(a.walk, on_person, &a, err) &&
         funnel_answer(&answer, cell, out, ret, ret_people, err);
  }
  release(&a);
  return ok;
}
