/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When does time alone change what is true of a person?
 *
 * An expression sees time only through its windows and absences.  A rolling window (as-of − n,
 * as-of] moves with as-of, millisecond by millisecond: a row at t leaves it when as-of has moved on
 * by t − from + 1.  An absence at the end of a sequence comes true at the same distance behind the
 * row it waits for.  So each is a filter of rows and a base, and the moment is t + base for the
 * first row that passes; while that row is in, nothing of the filter changes.  did() asks for less:
 * it changes when its last row leaves, which spares most people most looks.
 *
 * Months and years go by the calendar and do not move evenly, but within a day they do (turn.c sees
 * to the exceptions), and at the end of a day everybody is asked anew; so the same holds for them.
 *
 * The filters are those of the accumulators nearly always, so a watch costs one look at the
 * person's bits and no row more. */
#include "lang/lang.h"
#include "query/query_int.h"

static void put_watch(struct plan *p, uint32_t filter, bool last, int64_t base) {
  for (size_t i = 0; i < p->watches.n; i++) {
    struct watch *w = &p->watches.p[i];
    if (w->filter != filter || w->base != base) continue;
    w->last &= last;
    return;
  }
  vec_push(&p->watches, ((struct watch){filter, last, base}));
}

/* Rows of agg in [from, to] matter until as-of is `from` further than they are now. */
static bool watch_rows(struct plan *p, const struct agg *agg, int64_t from, int64_t to,
                       int64_t as_of, bool last) {
  uint32_t filter;
  if (!plan_rows(p, agg, from, to, as_of, &filter)) return false;
  if (filter != NONE) put_watch(p, filter, last, as_of - from + 1);
  return true;
}

static bool watch_agg(struct plan *p, const struct agg *agg, int64_t as_of) {
  int64_t from, to;
  if (agg->window.kind != W_LAST) return true;
  window_bounds(&agg->window, p->in->tz, as_of, &from, &to);
  return from <= TIME_MIN || watch_rows(p, agg, from, to, as_of, agg->fn == AGG_DID);
}

/* Steps leave a rolling window; an absence after the last step waits for its time to pass. */
static bool watch_sequence(struct plan *p, const struct node *n, int64_t as_of) {
  struct seq_def d;
  int64_t from, to;
  uint32_t last = 0;
  bool rolls = n->agg->window.kind == W_LAST;
  window_bounds(&n->agg->window, p->in->tz, as_of, &from, &to);
  seq_def_of(n, as_of, &d);
  for (uint32_t i = 0; i < n->n_kids; i++) {
    if (!n->kids[i]->negated) last = i;
    if (rolls && from > TIME_MIN &&
        !watch_rows(p, n->kids[i]->agg, from, n->kids[i]->negated ? as_of : to, as_of, false))
      return false;
  }
  for (uint32_t k = 0; k < d.n_after; k++) {
    if (d.after_ms[k] == INT64_MAX || as_of - d.after_ms[k] >= to) continue;
    int64_t open = as_of - d.after_ms[k] + 1;
    uint32_t filter;
    if (!plan_rows(p, n->kids[last]->agg, open > from ? open : from, to, as_of, &filter))
      return false;
    if (filter != NONE) put_watch(p, filter, false, d.after_ms[k]);
  }
  return true;
}

bool plan_watch(struct plan *p, const struct node *n, int64_t as_of) {
  if (!n) return true;
  if (n->kind == N_AS_OF) {
    int64_t then = lang_as_of_moment(n, p->in->tz, as_of);
    return then < as_of || plan_watch(p, n->a, as_of); /* an earlier moment stands still */
  }
  if (n->kind == N_AGG && !watch_agg(p, n->agg, as_of)) return false;
  if (n->kind == N_SEQUENCE) return watch_sequence(p, n, as_of);
  if (!plan_watch(p, n->a, as_of) || !plan_watch(p, n->b, as_of)) return false;
  for (uint32_t i = 0; i < n->n_kids; i++)
    if (!plan_watch(p, n->kids[i], as_of)) return false;
  return true;
}

/* The first row of any of the events is the first of their first rows. */
void plan_join_watches(struct plan *p) {
  size_t n = 0;
  for (size_t i = 0; i < p->watches.n; i++) {
    struct watch x = p->watches.p[i];
    const struct filter f = p->filters.p[x.filter];
    size_t k = 0;
    for (; k < n; k++) {
      const struct watch *y = &p->watches.p[k];
      const struct filter *g = &p->filters.p[y->filter];
      if (!x.last && !y->last && x.base == y->base && f.span == g->span && f.pred == g->pred) break;
    }
    if (k < n)
      p->watches.p[k].filter = plan_either(p, p->watches.p[k].filter, x.filter);
    else
      p->watches.p[n++] = x;
  }
  p->watches.n = n;
}

/* ---- hot ---- */

/* The first or last of the bits [r0, r1), which are not all clear. */
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

void watch_tile(struct worker *w, uint32_t p0, uint32_t n) {
  const struct plan *plan = &w->run->plan;
  const struct scan_batch *b = w->batch;
  const uint32_t *begin = b->row_begin + p0, *person = b->person + p0;
  int64_t *until = w->run->in->until;
  for (size_t k = 0; k < plan->watches.n; k++) {
    const struct watch *x = &plan->watches.p[k];
    if (w->bases && plan->windows->watch_base[k] != NONE) {
      window_watch(w, x, plan->windows->watch_base[k], p0, n);
      continue;
    }
    if (!w->filter_any[x->filter]) continue;
    const uint64_t *bits = w->filter_bits[x->filter];
    uint64_t some[TILE_WORDS];
    bits_with_rows(bits, w->filter_rank[x->filter], begin, n, some);
    for (uint32_t word = 0; word * 64 < n; word++)
      for (uint64_t m = some[word]; m; m &= m - 1) {
        uint32_t p = word * 64 + (uint32_t)__builtin_ctzll(m);
        size_t row = x->last ? last_bit(bits, begin[p + 1]) : first_bit(bits, begin[p]);
        int64_t *u = &until[w->alone ? 0 : person[p]], due = b->time[row] + x->base;
        if (due < *u) *u = due;
      }
  }
}
