/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which rows of a batch each filter lets through: event set ∧ span ∧ predicate, as bit words.
 *
 * Rows are taken in stretches, of whole words: two hundred segments have as many filters, and what
 * they write of eight thousand rows stays in the second cache until accumulators have read it, what
 * they write of a batch does not.  The parts are shared between filters, so each is computed at
 * most once a stretch; and in order of cost, so that a predicate is not evaluated where no row of
 * the right event and time is left.  A predicate runs tile by tile and only over tiles in which
 * some filter still has rows. Values made from time (day, hour …) are computed before, as far as
 * tiles reach, when the plan uses them.
 */
#include "kernel/ops.h"
#include "query/query_int.h"

/* Of one row. */
static void fill_day(struct worker *w, const struct scan_batch *b, uint32_t i) {
  const struct tz *tz = w->run->in->tz;
  const bool *used = w->run->plan.gen_used;
  int64_t local = b->time[i] + tz_offset_s(tz, b->time[i]) * MS_SECOND, in_day = local % MS_DAY;
  w->days[i] = day_of(tz, b->time[i]);
  if (used[GEN_DAY]) ((int64_t *)w->vm.gen[GEN_DAY])[i] = w->days[i];
  if (used[GEN_WEEKDAY]) ((int64_t *)w->vm.gen[GEN_WEEKDAY])[i] = day_weekday(w->days[i]);
  if (used[GEN_HOUR])
    ((int64_t *)w->vm.gen[GEN_HOUR])[i] = (in_day < 0 ? in_day + MS_DAY : in_day) / MS_HOUR;
}

static void widen(const int32_t *restrict days, uint32_t n, int64_t *restrict day) {
  for (uint32_t i = 0; i < n; i++)
    day[i] = days[i];
}

/* Where the clock is not set between the first row and the last.  Attributes known since ever are
 * the few rows apart.  False: do it otherwise. */
static bool fill_steady(struct worker *w, const struct scan_batch *b, uint32_t from, uint32_t n) {
  const bool *used = w->run->plan.gen_used;
  const int64_t *time = b->time + from;
  int64_t low, high, *const *gen = (int64_t *const *)w->vm.gen;
  int32_t offset, *days = w->days + from;
  bool ever = kernel->reach(time, n, MS_DAY, &low, &high);
  if (used[GEN_DAY_START] || low > high || high >= INT64_C(1) << 41 ||
      !tz_one_offset(w->run->in->tz, low, high, &offset))
    return false;
  if (from == 0) w->day_offset = offset;
  w->days_rise &= !ever && offset == w->day_offset; /* a later row of a later day, so far */
  const int64_t shift = offset * MS_SECOND;
  kernel->days(time, n, shift, days);
  if (used[GEN_DAY]) widen(days, n, gen[GEN_DAY] + from);
  if (used[GEN_WEEKDAY]) kernel->weekdays(days, n, gen[GEN_WEEKDAY] + from);
  if (used[GEN_HOUR]) kernel->hours(time, days, n, shift, gen[GEN_HOUR] + from);
  for (uint32_t i = 0; ever && i < n; i++)
    if (time[i] <= MS_DAY) fill_day(w, b, from + i);
  return true;
}

static void fill_days(struct worker *w, const struct scan_batch *b, uint32_t from, uint32_t to) {
  const struct plan *p = &w->run->plan;
  const struct tz *tz = w->run->in->tz;
  int64_t *day = w->vm.gen[GEN_DAY], *start = w->vm.gen[GEN_DAY_START];
  int64_t *weekday = w->vm.gen[GEN_WEEKDAY], *hour = w->vm.gen[GEN_HOUR];
  const bool *used = p->gen_used;
  int32_t last = INT32_MIN;
  int64_t last_start = 0, last_weekday = 0;
  if (fill_steady(w, b, from, to - from)) {
    bits_as_before(w->days + from, to - from, w->same_day + from / 64); /* tiles are whole words */
    return;
  }
  w->days_rise = false;
  day_of_many(tz, b->time + from, to - from, w->days + from);
  bits_as_before(w->days + from, to - from, w->same_day + from / 64);
  for (uint32_t i = from; i < to; i++) {
    if (w->days[i] != last) {
      last = w->days[i];
      if (used[GEN_WEEKDAY]) last_weekday = day_weekday(last);
      if (used[GEN_DAY_START]) last_start = day_start(tz, last);
    }
    if (used[GEN_DAY]) day[i] = last;
    if (used[GEN_WEEKDAY]) weekday[i] = last_weekday;
    if (used[GEN_DAY_START]) start[i] = last_start;
    if (used[GEN_HOUR]) {
      int64_t local = b->time[i] + tz_offset_s(tz, b->time[i]) * MS_SECOND;
      int64_t in_day = local % MS_DAY;
      hour[i] = (in_day < 0 ? in_day + MS_DAY : in_day) / MS_HOUR;
    }
  }
}

/* Of all rows before `to`. */
static void fill_generated(struct worker *w, uint32_t to) {
  const struct scan_batch *b = w->batch;
  const bool *used = w->run->plan.gen_used;
  uint32_t from = w->filled;
  if (from >= to) return;
  w->filled = to;
  if (used[GEN_DAY] || used[GEN_DAY_START] || used[GEN_HOUR] || used[GEN_WEEKDAY])
    fill_days(w, b, from, to);
  uint32_t *event = w->vm.gen[GEN_EVENT];
  for (uint32_t i = from; used[GEN_EVENT] && i < to; i++) {
    event[i] = w->event_code[b->event[i]];
  }
}

static const uint64_t *event_bits(struct worker *w, const struct stretch *s, uint32_t id) {
  const struct event_set *set = &w->run->plan.event_sets.p[id];
  const uint32_t *event = w->batch->event + s->row;
  if (set->all) return NULL;
  if (!w->event_done[id]) {
    uint64_t *to = w->event_bits[id] + s->w0;
    w->event_done[id] = 1;
    if (set->few)
      kernel->members(event, s->n, set->few, to);
    else if (set->one != NONE)
      bits_equal_u32(event, s->n, set->one, to);
    else
      bits_table_u32(event, s->n, set->has, to);
  }
  return w->event_bits[id];
}

static const uint64_t *span_bits(struct worker *w, const struct stretch *s, uint32_t id) {
  const struct span *span = &w->run->plan.spans.p[id];
  if (span->from == INT64_MIN && span->to == INT64_MAX) return NULL;
  if (!w->span_done[id]) {
    w->span_done[id] = 1;
    bits_range_i64(w->batch->time + s->row, s->n, span->from, span->to, w->span_bits[id] + s->w0);
  }
  return w->span_bits[id];
}

/* All rows of the stretch, and no bit after them. */
static void all_rows(const struct stretch *s, uint64_t *to) {
  memset(to + s->w0, 0xff, (s->w1 - s->w0) * 8);
  if (s->n % 64) to[s->w1 - 1] = (UINT64_C(1) << (s->n % 64)) - 1;
}

/* Rows of these events (NULL: all) in this span (NULL: any); nonzero when there are some. */
static uint64_t both(const struct stretch *s, const uint64_t *events, const uint64_t *span,
                     uint64_t *to) {
  uint64_t any = 0;
  if (!events && !span) {
    all_rows(s, to);
    return 1;
  }
  if (!events || !span) {
    const uint64_t *of = events ? events : span;
    for (size_t i = s->w0; i < s->w1; i++)
      any |= to[i] = of[i];
    return any;
  }
  for (size_t i = s->w0; i < s->w1; i++)
    any |= to[i] = events[i] & span[i];
  return any;
}

/* Takes from `wanted` the rows that fail the predicate; nonzero when some are left. */
static uint64_t apply_pred(struct worker *w, const struct stretch *s, uint32_t id,
                           uint64_t *wanted) {
  struct vm *vm = &w->vm;
  uint32_t rows = w->batch->n_rows;
  uint64_t *bits = w->pred_bits[id], left = 0;
  for (uint32_t at = s->row / TILE * TILE; at < s->row + s->n; at += TILE) {
    uint32_t tile = at / TILE, n = rows - at < TILE ? rows - at : TILE;
    size_t from = at / 64, to = from + (n + 63) / 64;
    uint64_t any = 0, done = UINT64_C(1) << tile;
    if (from < s->w0) from = s->w0;
    if (to > s->w1) to = s->w1;
    for (size_t k = from; k < to; k++)
      any |= wanted[k];
    if (!any) continue;
    if (!(w->pred_done[id] & done)) {
      w->pred_done[id] |= done;
      vm->at = at;
      vm->n = n;
      vm_run(vm, &w->run->plan.preds.p[id]);
      memcpy(bits + at / 64, vm->regs[0].bits, (n + 63) / 64 * 8);
    }
    for (size_t k = from; k < to; k++)
      left |= wanted[k] &= bits[k];
  }
  return left;
}

static void mask_filter(struct worker *w, const struct stretch *s, uint32_t id) {
  const struct filter *f = &w->run->plan.filters.p[id];
  uint64_t *to = w->filter_bits[id];
  uint32_t *rank = w->filter_rank[id];
  uint64_t any = s->n ? both(s, event_bits(w, s, f->events), span_bits(w, s, f->span), to) : 0;
  if (any && f->pred != NONE) any = apply_pred(w, s, f->pred, to);
  if (!any) memset(to + s->w0, 0, (s->w1 - s->w0) * 8);
  to[s->w1] = 0;
  bool ranks = any && (!w->bases || w->run->plan.windows->masked[id] > 1);
  if (ranks) kernel->rank_words(to + s->w0, s->w1 - s->w0, rank + s->w0);
  w->filter_any[id] = any != 0;
  w->filter_all[id] = ranks && rank[s->w1] == s->n;
}

uint64_t mask_base(struct worker *w, uint32_t id, uint64_t *to) {
  const struct base *b = &w->run->plan.windows->bases.p[id];
  const struct stretch *s = &w->stretch;
  uint64_t any = s->n ? both(s, event_bits(w, s, b->events), NULL, to) : 0;
  if (any && b->pred != NONE) any = apply_pred(w, s, b->pred, to);
  if (any && b->col != NONE) {
    const uint64_t *present = w->batch->cols[b->col].present;
    any = 0;
    for (size_t i = s->w0; i < s->w1; i++)
      any |= to[i] &= present[i];
  }
  return any;
}

/* Words keep their numbers in the batch, but those of every stretch lie in the same memory, the
 * start of each array: it is in the second cache when the next stretch is written. */
static void move_on(struct worker *w, const struct stretch *to) {
  const struct plan *p = &w->run->plan;
  ptrdiff_t by = (ptrdiff_t)w->stretch.w0 - (ptrdiff_t)to->w0;
  for (size_t i = 0; i < p->filters.n; i++) {
    w->filter_bits[i] += by;
    w->filter_rank[i] += by;
  }
  for (size_t i = 0; i < p->event_sets.n; i++)
    w->event_bits[i] += by;
  for (size_t i = 0; i < p->spans.n; i++)
    w->span_bits[i] += by;
  for (size_t i = 0; w->bases && i < p->windows->bases.n; i++) {
    w->bases[i].bits += by;
    w->bases[i].rank += by;
  }
  w->stretch = *to;
}

void mask_begin(struct worker *w) {
  w->filled = 0;
  w->days_rise = true;
  memset(w->pred_done, 0, w->run->plan.preds.n * sizeof *w->pred_done);
}

void mask_rows(struct worker *w, uint32_t r0, uint32_t r1) {
  const struct plan *p = &w->run->plan;
  uint32_t rows = w->batch->n_rows, ahead = (r1 + TILE - 1) / TILE * TILE;
  struct stretch s = {.w0 = r0 / 64, .w1 = ((size_t)r1 + 63) / 64, .row = r0 / 64 * 64};
  if (r0 == r1) s.w1 = s.w0;
  s.n = (uint32_t)(s.w1 * 64 < rows ? s.w1 * 64 : rows) - s.row;
  if (s.w1 == s.w0) s.n = 0;
  memset(w->event_done, 0, p->event_sets.n);
  memset(w->span_done, 0, p->spans.n);
  move_on(w, &s);
  if (w->in_apart) return; /* attributes are looked for by base, and whenever they were */
  if (s.n) fill_generated(w, ahead < rows ? ahead : rows);
  for (uint32_t i = 0; i < p->filters.n; i++)
    if (!p->windows || p->windows->masked[i]) mask_filter(w, &s, i);
}

void mask_batch(struct worker *w) {
  mask_begin(w);
  mask_rows(w, 0, w->batch->n_rows);
}
