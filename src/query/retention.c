/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everybody's retention: a walk whose selectors are the start and the return.
 *
 * A person's returns become a list of times (with sums up to each); every membership cuts it at the
 * edges of its segments, by searching forward, so that a person who is in many cohorts does not
 * cost rows × cohorts.  The plain cases need no list (retention_fast.c).  Without groups each
 * worker counts what it finds; with them it is kept as records, because which groups are the
 * largest is only known at the end (retention_answer.c). */
#include <stdlib.h>

#include "base/panic.h"
#include "query/retention_int.h"

struct part { /* of a worker */
  struct arena mem;
  bool ready;
  struct retention_counts counts;
  struct retention_each each;
  /* the returns of a person */
  uint32_t *row;
  int64_t *time;
  struct wide *before; /* the sum of all before each; n + 1 */
  uint32_t n, cap;
  /* one membership */
  uint64_t bits[BIT_WORDS], events[SEGMENTS_MAX];
  struct wide sums[SEGMENTS_MAX];
};

struct retaining {
  const struct retention *f;
  struct retention_plan plan;
  struct walk *walk;
  struct part *parts;
  struct retention_records *chunks;
  enum { WAY_LIST, WAY_ONE, WAY_EACH } way;
  bool direct; /* counted at once, without records */
};

struct person {
  struct retaining *a;
  struct part *part;
  struct retention_records *to;
  const struct walk_person *w;
  uint32_t group;
};

/* ---- what is found ---- */

static uint32_t count_bits(const uint64_t *bits, uint32_t words) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < words; i++)
    n += (uint32_t)__builtin_popcountll(bits[i]);
  return n;
}

static bool keep(struct person *t, uint32_t period, uint32_t group, struct err *err) {
  const struct retaining *a = t->a;
  struct retention_records *to = t->to;
  const struct part *part = t->part;
  bool measured = a->f->measure != RETENTION_PEOPLE, sum = a->f->measure == RETENTION_SUM;
  uint32_t n = count_bits(part->bits, a->plan.words);
  size_t need = 2 + a->plan.words + (measured ? n : 0) + (sum ? 3 * (size_t)n : 0);
  if (to->n + need > to->cap) {
    size_t cap = to->cap ? to->cap : 1024;
    while (cap < to->n + need)
      cap *= 2;
    if (!walk_charge(a->walk, (cap - to->cap) * 8, err)) return false;
    vec_reserve(to, cap);
  }
  uint64_t *p = to->p + to->n;
  uint32_t head[4] = {t->w->subject, group, period, n};
  memcpy(p, head, sizeof head);
  memcpy(p + 2, part->bits, a->plan.words * 8);
  if (measured) memcpy(p + 2 + a->plan.words, part->events, n * 8);
  if (sum) memcpy(p + 2 + a->plan.words + n, part->sums, n * sizeof *part->sums);
  to->n += need;
  return true;
}

/* The membership whose segments stand in the part; `row`: its start row. */
static bool found(struct person *t, uint32_t period, uint32_t row, struct err *err) {
  struct retaining *a = t->a;
  if (!a->direct) {
    bool valued = a->f->by == RETENTION_BY_PROP;
    return keep(t, period, valued ? t->w->code[0][row] : t->group, err);
  }
  struct retention_membership m = {t->w->subject, 0, period, t->part->bits, t->part->events,
                                   t->part->sums};
  retention_count(&a->plan, &t->part->counts, &m);
  return true;
}

/* ---- by a list of returns ---- */

static bool room(struct person *t, struct err *err) {
  struct part *part = t->part;
  bool sum = t->a->f->measure == RETENTION_SUM;
  uint32_t cap = part->cap ? part->cap : 4096;
  while (cap < t->w->n)
    cap *= 2;
  if (cap == part->cap) return true;
  size_t each = 12 + (sum ? sizeof *part->before : 0);
  if (!walk_charge(t->a->walk, (cap - part->cap) * each, err)) return false;
  part->row = must_realloc(part->row, cap, sizeof *part->row);
  part->time = must_realloc(part->time, cap, sizeof *part->time);
  if (sum) part->before = must_realloc(part->before, (size_t)cap + 1, sizeof *part->before);
  part->cap = cap;
  return true;
}

static bool list_returns(struct person *t, struct err *err) {
  struct part *part = t->part;
  const struct walk_person *w = t->w;
  if (!room(t, err)) return false;
  part->n = 0;
  for (uint32_t i = 0; i < w->n; i++) {
    part->row[part->n] = i;
    part->time[part->n] = w->time[i];
    part->n += w->mask[i] / AGAIN & 1;
  }
  if (t->a->f->measure != RETENTION_SUM) return true;
  part->before[0] = wide_of(0);
  for (uint32_t i = 0; i < part->n; i++) {
    struct wide v = wide_of(w->num[0][part->row[i]]);
    part->before[i + 1] = part->before[i];
    wide_add(&part->before[i + 1], &v);
  }
  return true;
}

/* The first return from `at` on that is not before `time`: in steps that double, then by halves. */
static uint32_t seek(const struct part *part, uint32_t at, int64_t time) {
  uint32_t low = at, step = 1;
  while (low + step <= part->n && part->time[low + step - 1] < time) {
    low += step;
    step *= 2;
  }
  uint32_t high = low + step <= part->n ? low + step : part->n;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (part->time[mid] < time)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

/* Returns [at, end) but `own` into a segment. */
static void put_segment(struct person *t, uint32_t segment, uint32_t at, uint32_t end, uint32_t own,
                        uint32_t *n) {
  struct part *part = t->part;
  bool without = own >= at && own < end;
  if (end - at == without) return;
  part->bits[segment / 64] |= UINT64_C(1) << (segment % 64);
  if (t->a->f->measure == RETENTION_PEOPLE) return;
  part->events[*n] = end - at - without;
  if (t->a->f->measure == RETENTION_SUM) {
    struct wide sum = wide_minus(&part->before[end], &part->before[at]);
    if (without) {
      struct wide v = wide_of(t->w->num[0][part->row[own]]);
      sum = wide_minus(&sum, &v);
    }
    part->sums[*n] = sum;
  }
  ++*n;
}

/* The membership that begins with this row; *at: the first return not before it. */
static bool one_start(struct person *t, uint32_t row, uint32_t period, uint32_t *at,
                      struct err *err) {
  const struct retention_plan *p = &t->a->plan;
  struct part *part = t->part;
  int64_t start = t->w->time[row];
  uint32_t own = UINT32_MAX, n = 0;
  *at = seek(part, *at, start);
  if (t->w->mask[row] & AGAIN) {
    own = *at;
    while (part->row[own] != row)
      own++;
  }
  memset(part->bits, 0, p->words * 8);
  for (uint32_t i = *at; i < part->n;) {
    uint32_t u = retention_after(p, period, start, part->time[i]), s = p->segment_of[u];
    bool last = s + 1 == p->n_segments;
    uint32_t end =
        last ? part->n : seek(part, i, retention_begin(p, period, start, p->begin[s + 1]));
    put_segment(t, s, i, end, own, &n);
    i = end;
  }
  return found(t, period, row, err);
}

static bool by_list(struct person *t, struct err *err) {
  const struct retention_plan *p = &t->a->plan;
  const struct walk_person *w = t->w;
  uint32_t at = 0, member_of = UINT32_MAX;
  bool listed = false;
  for (uint32_t i = 0; i < w->n; i++) {
    if (!(w->mask[i] & START)) continue;
    if (w->time[i] < p->first_start && t->a->f->first == RETENTION_RANGE) continue;
    bool counts = w->time[i] >= p->first_start && w->time[i] <= p->last_start;
    uint32_t period = counts ? retention_period_of(p, w->time[i]) : UINT32_MAX;
    if (counts && period != member_of) {
      if (!listed && !list_returns(t, err)) return false;
      listed = true;
      member_of = period;
      if (!one_start(t, i, period, &at, err)) return false;
    }
    if (t->a->f->first != RETENTION_EACH) return true;
  }
  return true;
}

/* ---- people ---- */

static bool every_period(struct person *t, struct err *err) {
  const struct retention_plan *p = &t->a->plan;
  struct part *part = t->part;
  retention_each(p, t->w, &part->each);
  for (uint32_t w = 0; w * 64 < p->n_edges; w++)
    for (uint64_t m = part->each.started[w]; m; m &= m - 1) {
      uint32_t period = w * 64 + (uint32_t)__builtin_ctzll(m);
      retention_each_bits(p, &part->each, period, part->bits);
      if (!found(t, period, 0, err)) return false;
    }
  return true;
}

static bool part_start(struct retaining *a, struct part *part, struct err *err) {
  if (part->ready) return true;
  arena_init(&part->mem, "retention counts");
  part->ready = true;
  if (!a->direct) return true;
  if (!walk_charge(a->walk, retention_counts_bytes(&a->plan), err)) return false;
  part->counts = retention_counts_new(&a->plan, &part->mem);
  return true;
}

static bool on_person(void *ctx, unsigned worker, uint32_t chunk, const struct walk_person *w,
                      struct err *err) {
  struct retaining *a = ctx;
  const struct retention *f = a->f;
  struct person t = {.a = a, .part = &a->parts[worker], .to = &a->chunks[chunk], .w = w};
  uint32_t row, period;
  if (!t.part->ready && !part_start(a, t.part, err)) return false;
  if (t.to->worker != worker) t.to->worker = worker; /* its neighbours are other threads' */
  if (f->by == RETENTION_BY_GROUP)
    t.group = w->subject < f->n_group_of ? f->group_of[w->subject] : UINT32_MAX;
  if (a->way == WAY_LIST) return by_list(&t, err);
  if (a->way == WAY_EACH) return every_period(&t, err);
  return !retention_one(&a->plan, w, &row, &period, t.part->bits) || found(&t, period, row, err);
}

/* ---- the whole ---- */

/* Both selectors get the same bounds, and without conditions none, so that the walk need not look
 * at times; which starts count is looked at here. */
static void make_walk(const struct retaining *a, struct walk_query *q, struct walk_select *sel) {
  const struct retention *f = a->f;
  bool conditions = f->start->agg->where || f->again->agg->where;
  int64_t from = f->first == RETENTION_EVER || !conditions ? TIME_MIN : f->from;
  sel[0] = (struct walk_select){f->start, from, f->as_of};
  sel[1] = (struct walk_select){f->again, from, f->as_of};
  *q = (struct walk_query){.selects = sel,
                           .n_selects = 2,
                           .props = &f->prop,
                           .n_props = f->by == RETENTION_BY_PROP,
                           .items = &f->item,
                           .nums = &f->sum,
                           .n_nums = f->measure == RETENTION_SUM,
                           .people = f->people,
                           .as_of = f->as_of,
                           .tz = f->tz};
}

static void choose_way(struct retaining *a, const struct retention_pick *pick) {
  const struct retention *f = a->f;
  bool plain = f->clock == RETENTION_CALENDAR && f->measure == RETENTION_PEOPLE;
  bool valued = f->by == RETENTION_BY_PROP; /* of the start row, which that way does not tell */
  a->direct = f->by == RETENTION_BY_NONE && !pick;
  if (plain && f->first == RETENTION_EACH && a->plan.gapless && !valued) a->way = WAY_EACH;
  if (plain && f->first != RETENTION_EACH && a->plan.words == 1) a->way = WAY_ONE;
}

static void release(struct retaining *a) {
  for (uint32_t i = 0; a->walk && i < walk_chunks(a->walk); i++)
    vec_free(&a->chunks[i]);
  for (unsigned i = 0; a->walk && i < walk_workers(a->walk); i++) {
    if (a->parts[i].ready) arena_release(&a->parts[i].mem);
    free(a->parts[i].row);
    free(a->parts[i].time);
    free(a->parts[i].before);
  }
  free(a->chunks);
  free(a->parts);
  walk_free(a->walk);
}

/* What the workers counted, together. */
static bool add_parts(struct retaining *a, struct arena *mem, struct retention_counts *ret,
                      struct err *err) {
  if (!walk_charge(a->walk, retention_counts_bytes(&a->plan), err)) return false;
  *ret = retention_counts_new(&a->plan, mem);
  for (unsigned i = 0; i < walk_workers(a->walk); i++)
    if (a->parts[i].ready) retention_counts_add(&a->plan, ret, &a->parts[i].counts);
  return true;
}

static bool run(struct retaining *a, const struct retention_pick *pick, struct arena *mem,
                struct arena *out, struct retention_result *ret, roaring_bitmap_t **ret_people,
                struct err *err) {
  struct retention_counts all;
  struct retention_answer answer = {&a->plan, a->walk, a->chunks, walk_chunks(a->walk),
                                    a->direct ? &all : NULL};
  if (a->plan.n_periods && !walk_run(a->walk, on_person, a, err)) return false;
  if (a->direct && !add_parts(a, mem, &all, err)) return false;
  return retention_answer(&answer, pick, out, ret, ret_people, err);
}

bool query_retention(const struct snapshot *n, const struct retention *given, struct pool *pool,
                     const struct query_limits *limits, const struct retention_pick *pick,
                     struct arena *out, struct retention_result *ret, roaring_bitmap_t **ret_people,
                     struct err *err) {
  struct retention f = *given;
  struct retaining a = {.f = &f};
  struct walk_select sel[2];
  struct walk_query q;
  struct arena mem;
  if (f.to > f.as_of) f.to = f.as_of;
  arena_init(&mem, "retention");
  bool ok = query_reaches_back(n, f.start->agg, f.from, err) &&
            query_reaches_back(n, f.again->agg, f.from, err) &&
            retention_plan(&f, n, out, &a.plan, err);
  if (ok) {
    make_walk(&a, &q, sel);
    choose_way(&a, pick);
    ok = walk_new(n, &q, pool, limits, &a.walk, err);
  }
  if (ok) {
    a.chunks = must_calloc(walk_chunks(a.walk) + 1, sizeof *a.chunks);
    a.parts = must_calloc(walk_workers(a.walk), sizeof *a.parts);
    ok = run(&a, pick, &mem, out, ret, ret_people, err);
  }
  release(&a);
  arena_release(&mem);
  return ok;
}
