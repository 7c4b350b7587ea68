/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Windows as ranges of rows.
 *
 * Two hundred segments count the same few events over a week, a month, a quarter.  A person's rows
 * come in order of time, so a window is a range of them: where it begins is found once per person
 * and moment, whatever is counted, and what lies between is a difference of two ranks of the
 * event's bits, or of two sums.  So per event and `where` there is one bitmap (a base), per moment
 * one row (a border), and an accumulator costs two looks per person instead of bits of its own.
 *
 * Who needs each row of its filter (sequences, distinct values, streaks) keeps the bits; likewise
 * filters whose `where` may overflow, because of a base it is asked about rows of all times. */
#include <stdlib.h>

#include "query/query_int.h"

/* Can asking fail?  Then only rows that count may be asked. */
static bool may_fail(const struct plan *p, uint32_t pred) {
  const struct prog *prog = pred == NONE ? NULL : &p->preds.p[pred];
  for (uint32_t i = 0; prog && i < prog->n; i++)
    if (prog->steps[i].run == step_arith || prog->steps[i].run == step_rescale) return true;
  return false;
}

static uint32_t put_base(struct plan *p, struct base b) {
  struct plan_windows *x = p->windows;
  uint32_t id = intern_put(&x->base_keys, str_of(&b, sizeof b));
  if (id == x->bases.n) vec_push(&x->bases, b);
  return id;
}

static bool suits(const struct plan *p, const struct acc *a) {
  if (a->filter == NONE || may_fail(p, p->filters.p[a->filter].pred)) return false;
  switch (a->fn) {
  case ACC_COUNT:
    return true;
  case ACC_SUM:
  case ACC_AVG:
    return a->n_src == 1 && a->src[0].rep == REP_I64;
  case ACC_MIN:
  case ACC_MAX:
  case ACC_FIRST:
  case ACC_LAST:
  case ACC_ATTR:
    return a->n_src == 1;
  default:
    return false;
  }
}

static uint32_t acc_base(struct plan *p, const struct acc *a) {
  const struct filter *f = &p->filters.p[a->filter];
  bool col = a->fn != ACC_COUNT && a->src[0].kind == SRC_COL;
  return put_base(p, (struct base){f->events, f->pred, col ? a->src[0].i : NONE});
}

static uint32_t watch_base(struct plan *p, const struct watch *x) {
  const struct filter *f = &p->filters.p[x->filter];
  return may_fail(p, f->pred) ? NONE : put_base(p, (struct base){f->events, f->pred, NONE});
}

static void mask_sequences(struct plan *p) {
  for (size_t i = 0; i < p->seqs.n; i++) {
    const struct plan_seq *s = &p->seqs.p[i];
    for (uint32_t k = 0; k < s->n_filters; k++)
      p->windows->masked[s->look[k]] |= s->chained ? 1 : 3;
  }
}

static int latest_first(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x < y) - (x > y);
}

static uint32_t border_at(const struct plan_windows *x, int64_t moment) {
  uint32_t i = 0;
  while (x->borders.p[i] != moment)
    i++;
  return i;
}

static void put_borders(struct plan *p) {
  struct plan_windows *x = p->windows;
  for (size_t i = 0; i < p->spans.n; i++) {
    const struct span *s = &p->spans.p[i];
    if (s->from != INT64_MIN) vec_push(&x->borders, s->from);
    if (s->to != INT64_MAX) vec_push(&x->borders, s->to + 1);
  }
  if (x->borders.n) qsort(x->borders.p, x->borders.n, sizeof *x->borders.p, latest_first);
  size_t n = 0;
  for (size_t i = 0; i < x->borders.n; i++)
    if (n == 0 || x->borders.p[n - 1] != x->borders.p[i]) x->borders.p[n++] = x->borders.p[i];
  x->borders.n = n;
  for (size_t i = 0; i < p->spans.n; i++) {
    const struct span *s = &p->spans.p[i];
    x->span_lo[i] = s->from == INT64_MIN ? NONE : border_at(x, s->from);
    x->span_hi[i] = s->to == INT64_MAX ? NONE : border_at(x, s->to + 1);
  }
}

void plan_window(struct plan *p) {
  struct plan_windows *x = p->windows = arena_new(p->mem, struct plan_windows);
  intern_init(&x->base_keys, "plan");
  plan_join_watches(p);
  plan_look(p);
  x->span_lo = arena_array(p->mem, uint32_t, p->spans.n);
  x->span_hi = arena_array(p->mem, uint32_t, p->spans.n);
  x->acc_base = arena_array(p->mem, uint32_t, p->accs.n);
  x->watch_base = arena_array(p->mem, uint32_t, p->watches.n);
  x->masked = arena_array(p->mem, uint8_t, p->filters.n);
  for (size_t k = 0; k < p->accs.n; k++) {
    const struct acc *a = &p->accs.p[k];
    x->acc_base[k] = suits(p, a) ? acc_base(p, a) : NONE;
    if (a->filter != NONE && x->acc_base[k] == NONE && a->fn != ACC_SEQUENCE)
      x->masked[a->filter] = 3;
  }
  for (size_t k = 0; k < p->watches.n; k++) {
    const struct watch *w = &p->watches.p[k];
    x->watch_base[k] = watch_base(p, w);
    if (x->watch_base[k] == NONE) x->masked[w->filter] = 3;
  }
  mask_sequences(p);
  put_borders(p);
}
