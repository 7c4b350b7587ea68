/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Accumulators of windows that are ranges of a person's rows (plan_window.c says why).
 *
 * Of a tile of people: for each border the row where it lies, for each base that is asked its bits
 * and ranks, and running sums of its values.  Rows must be in order; those of a person who is cut
 * by an end of the batch are a range here as well, and states are added to. */
#include "kernel/ops.h"
#include "query/query_int.h"

/* The first of rows lo … hi - 1 at or after the moment; hi: none. */
static uint32_t first_from(const int64_t *time, uint32_t lo, uint32_t hi, int64_t moment) {
  uint32_t n = hi - lo;
  if (n == 0) return lo;
  while (n > 1) { /* which way is anybody's guess: so no jump */
    uint32_t half = n / 2;
    lo = time[lo + half - 1] < moment ? lo + half : lo;
    n -= half;
  }
  return lo + (time[lo] < moment);
}

/* Borders descend, so each is looked for before the one found last; most people did nothing between
 * two of them. */
static void find_borders(struct worker *w, uint32_t p0, uint32_t n) {
  const struct plan_windows *x = w->run->plan.windows;
  const uint32_t *begin = w->batch->row_begin + p0;
  const int64_t *time = w->batch->time;
  for (uint32_t p = 0; p < n; p++) {
    uint32_t at = begin[p + 1];
    for (size_t k = 0; k < x->borders.n; k++) {
      int64_t moment = x->borders.p[k];
      if (at > begin[p] && time[at - 1] >= moment) at = first_from(time, begin[p], at - 1, moment);
      w->border_row[k][p] = at;
    }
  }
}

void window_tile(struct worker *w, uint32_t p0, uint32_t n) {
  const struct plan_windows *x = w->run->plan.windows;
  for (size_t i = 0; i < x->bases.n; i++)
    w->bases[i].done = w->bases[i].summed = false;
  find_borders(w, p0, n);
}

static struct base_rows *rows_of(struct worker *w, uint32_t base, uint32_t p0, uint32_t n) {
  struct base_rows *b = &w->bases[base];
  const struct stretch *s = &w->stretch;
  if (b->done) return b;
  b->done = true;
  b->any = mask_base(w, base, b->bits) != 0;
  if (!b->any) return b;
  b->bits[s->w1] = 0;
  kernel->rank_words(b->bits + s->w0, s->w1 - s->w0, b->rank + s->w0);
  kernel->rank_at(b->bits, b->rank, w->batch->row_begin + p0, n + 1, b->ends);
  return b;
}

/* A window of a base: rows from … to - 1 of each person, and how many bits stand before. */
struct range {
  const uint32_t *from, *to, *before_from, *before_to;
};

static struct range range_of(struct worker *w, const struct base_rows *b, uint32_t span,
                             uint32_t p0, uint32_t n) {
  const struct plan_windows *x = w->run->plan.windows;
  const uint32_t *begin = w->batch->row_begin + p0;
  uint32_t lo = x->span_lo[span], hi = x->span_hi[span];
  struct range r = {begin, begin + 1, b->ends, b->ends + 1};
  if (lo != NONE) {
    r.from = w->border_row[lo];
    kernel->rank_at(b->bits, b->rank, r.from, n, w->rank_lo);
    r.before_from = w->rank_lo;
  }
  if (hi != NONE) {
    r.to = w->border_row[hi];
    kernel->rank_at(b->bits, b->rank, r.to, n, w->rank_hi);
    r.before_to = w->rank_hi;
  }
  return r;
}

/* A window that ends before it begins has no rows. */
static inline uint32_t rows_in(const struct range *r, uint32_t p) {
  return r->before_to[p] > r->before_from[p] ? r->before_to[p] - r->before_from[p] : 0;
}

/* The first or last of the bits [r0, r1), of which there are some. */
static size_t first_bit(const uint64_t *w, size_t r0) {
  size_t at = r0 / 64;
  uint64_t m = w[at] & UINT64_MAX << r0 % 64;
  while (!m)
    m = w[++at];
  return at * 64 + (size_t)__builtin_ctzll(m);
}

static size_t last_bit(const uint64_t *w, size_t r1) {
  size_t at = (r1 - 1) / 64;
  uint64_t m = w[at] & UINT64_MAX >> (63 - (r1 - 1) % 64);
  while (!m)
    m = w[--at];
  return at * 64 + 63 - (size_t)__builtin_clzll(m);
}

static void count(const struct range *r, uint32_t n, int64_t *to) {
  for (uint32_t p = 0; p < n; p++)
    to[p] += rows_in(r, p);
}

static void sum_values(struct base_rows *b, const struct stretch *s, const int64_t *v) {
  i128 sum = 0, *to = b->sums;
  *to++ = 0;
  for (size_t word = s->w0; word < s->w1; word++)
    for (uint64_t m = b->bits[word]; m; m &= m - 1) {
      sum += v[word * 64 + (size_t)__builtin_ctzll(m)];
      *to++ = sum;
    }
  b->summed = true;
}

static bool sum(const struct base_rows *b, const struct range *r, uint32_t n,
                const struct acc_vec *to) {
  bool fits = true;
  for (uint32_t p = 0; p < n; p++) {
    uint32_t rows = rows_in(r, p), from = r->before_from[p]; /* of none the sum is 0 */
    i128 more = b->sums[from + rows] - b->sums[from];
    fits &= !__builtin_add_overflow(to->v[p], more, &to->v[p]);
    to->n[p] += rows;
  }
  return fits;
}

static void last(const struct base_rows *b, const struct range *r, const void *v, enum rep rep,
                 int64_t tag, uint32_t n, const struct acc_vec *to) {
  for (uint32_t p = 0; p < n; p++) {
    if (!rows_in(r, p)) continue;
    to->v[p] = accum_value(v, rep, last_bit(b->bits, r->to[p]));
    to->n[p] = tag;
  }
}

static void first(const struct base_rows *b, const struct range *r, const void *v, enum rep rep,
                  uint32_t n, const struct acc_vec *to) {
  for (uint32_t p = 0; p < n; p++) {
    if (to->n[p] || !rows_in(r, p)) continue;
    to->v[p] = accum_value(v, rep, first_bit(b->bits, r->from[p]));
    to->n[p] = 1;
  }
}

/* For each bit of rows r0 … r1 - 1. */
#define EACH_BIT(w, r0, r1, BODY)                                                                  \
  for (size_t word = (r0) / 64; word * 64 < (r1); word++) {                                        \
    uint64_t m = (w)[word];                                                                        \
    if (word == (r0) / 64) m &= UINT64_MAX << (r0) % 64;                                           \
    if ((r1) < word * 64 + 64) m &= (UINT64_C(1) << (r1) % 64) - 1;                                \
    for (; m; m &= m - 1) {                                                                        \
      size_t i = word * 64 + (size_t)__builtin_ctzll(m);                                           \
      BODY;                                                                                        \
    }                                                                                              \
  }

static void extreme(const struct base_rows *b, const struct range *r, const void *v, enum rep rep,
                    bool max, uint32_t n, const struct acc_vec *to) {
  const int64_t *narrow = v;
  for (uint32_t p = 0; p < n; p++) {
    if (!rows_in(r, p)) continue;
    size_t some = first_bit(b->bits, r->from[p]);
    i128 best = to->n[p] ? to->v[p] : accum_value(v, rep, some);
    if (rep == REP_I64) {
      int64_t near = narrow[some];
      EACH_BIT(b->bits, some, r->to[p],
               near = (max ? narrow[i] > near : narrow[i] < near) ? narrow[i] : near)
      if (max ? near > best : near < best) best = near;
    } else {
      EACH_BIT(b->bits, some, r->to[p], {
        i128 x = accum_value(v, rep, i);
        if (max ? x > best : x < best) best = x;
      })
    }
    to->v[p] = best;
    to->n[p] = 1;
  }
}

bool window_accum(struct worker *w, uint32_t acc, uint32_t p0, uint32_t n) {
  const struct plan *plan = &w->run->plan;
  const struct acc *a = &plan->accs.p[acc];
  const struct acc_vec *to = &w->accs[acc];
  struct base_rows *b = rows_of(w, plan->windows->acc_base[acc], p0, n);
  if (!b->any) return false;
  struct range r = range_of(w, b, plan->filters.p[a->filter].span, p0, n);
  if (a->fn == ACC_COUNT) {
    count(&r, n, to->n);
    return true;
  }
  const uint64_t *present; /* is in the base */
  w->vm.at = 0;
  const void *v = vm_values(&w->vm, a->src[0], &present);
  enum rep rep = a->src[0].rep;
  switch (a->fn) {
  case ACC_SUM:
  case ACC_AVG:
    if (!b->summed) sum_values(b, &w->stretch, v);
    if (!sum(b, &r, n, to)) w->vm.overflow = a->node;
    break;
  case ACC_MIN:
  case ACC_MAX:
    extreme(b, &r, v, rep, a->fn == ACC_MAX, n, to);
    break;
  case ACC_FIRST:
    first(b, &r, v, rep, n, to);
    break;
  case ACC_LAST:
    last(b, &r, v, rep, 1, n, to);
    break;
  default:
    last(b, &r, v, rep, a->tag[0], n, to);
  }
  return true;
}

void window_watch(struct worker *w, const struct watch *x, uint32_t base, uint32_t p0, uint32_t n) {
  const struct plan *plan = &w->run->plan;
  const uint32_t *person = w->batch->person + p0;
  const struct base_rows *b = rows_of(w, base, p0, n);
  if (!b->any) return;
  struct range r = range_of(w, b, plan->filters.p[x->filter].span, p0, n);
  int64_t *until = w->run->in->until;
  for (uint32_t p = 0; p < n; p++) {
    if (!rows_in(&r, p)) continue;
    size_t row = x->last ? last_bit(b->bits, r.to[p]) : first_bit(b->bits, r.from[p]);
    int64_t *u = &until[w->alone ? 0 : person[p]], due = w->batch->time[row] + x->base;
    if (due < *u) *u = due;
  }
}
