/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which rows of a batch each filter lets through: event set ∧ span ∧ predicate, as bit words over
 * the whole batch.
 *
 * The parts are shared between filters, so each is computed at most once a batch; and in order of
 * cost, so that a predicate is not evaluated where no row of the right event and time is left.  A
 * predicate runs tile by tile and only over tiles in which some filter still has rows. Values made
 * from time (day, hour …) are computed for the batch before, when the plan uses them.
 */
#include "kernel/ops.h"
#include "query/query_int.h"

static size_t words_of(const struct scan_batch *b) {
  return (b->n_rows + 63u) / 64;
}

static void fill_days(struct worker *w, const struct scan_batch *b) {
  const struct plan *p = &w->run->plan;
  const struct tz *tz = w->run->in->tz;
  int64_t *day = w->vm.gen[GEN_DAY], *start = w->vm.gen[GEN_DAY_START];
  int64_t *weekday = w->vm.gen[GEN_WEEKDAY], *hour = w->vm.gen[GEN_HOUR];
  int32_t last = INT32_MIN;
  int64_t last_start = 0;
  day_of_many(tz, b->time, b->n_rows, w->days);
  for (uint32_t i = 0; i < b->n_rows; i++) {
    if (p->gen_used[GEN_DAY]) day[i] = w->days[i];
    if (p->gen_used[GEN_WEEKDAY]) weekday[i] = day_weekday(w->days[i]);
    if (p->gen_used[GEN_HOUR]) {
      int64_t local = b->time[i] + tz_offset_s(tz, b->time[i]) * MS_SECOND;
      int64_t in_day = local % MS_DAY;
      hour[i] = (in_day < 0 ? in_day + MS_DAY : in_day) / MS_HOUR;
    }
    if (p->gen_used[GEN_DAY_START]) {
      if (w->days[i] != last) last_start = day_start(tz, last = w->days[i]);
      start[i] = last_start;
    }
  }
}

static void fill_generated(struct worker *w) {
  const struct scan_batch *b = w->batch;
  const bool *used = w->run->plan.gen_used;
  if (used[GEN_DAY] || used[GEN_DAY_START] || used[GEN_HOUR] || used[GEN_WEEKDAY]) fill_days(w, b);
  uint32_t *event = w->vm.gen[GEN_EVENT];
  for (uint32_t i = 0; used[GEN_EVENT] && i < b->n_rows; i++) {
    event[i] = w->event_code[b->event[i]];
  }
}

static const uint64_t *event_bits(struct worker *w, uint32_t id) {
  const struct event_set *set = &w->run->plan.event_sets.p[id];
  const struct scan_batch *b = w->batch;
  if (set->all) return NULL;
  if (!w->event_done[id]) {
    w->event_done[id] = 1;
    if (set->one != NONE)
      bits_equal_u32(b->event, b->n_rows, set->one, w->event_bits[id]);
    else
      bits_table_u32(b->event, b->n_rows, set->has, w->event_bits[id]);
  }
  return w->event_bits[id];
}

static const uint64_t *span_bits(struct worker *w, uint32_t id) {
  const struct span *s = &w->run->plan.spans.p[id];
  const struct scan_batch *b = w->batch;
  if (s->from == INT64_MIN && s->to == INT64_MAX) return NULL;
  if (!w->span_done[id]) {
    w->span_done[id] = 1;
    bits_range_i64(b->time, b->n_rows, s->from, s->to, w->span_bits[id]);
  }
  return w->span_bits[id];
}

static uint64_t and_words(uint64_t *to, const uint64_t *with, size_t n) {
  uint64_t any = 0;
  for (size_t i = 0; i < n; i++) {
    any |= to[i] &= with[i];
  }
  return any;
}

/* All rows of the batch, and no bit after them. */
static void all_rows(uint64_t *to, const struct scan_batch *b) {
  memset(to, 0xff, words_of(b) * 8);
  if (b->n_rows % 64) to[b->n_rows / 64] = (UINT64_C(1) << (b->n_rows % 64)) - 1;
}

/* Takes from `wanted` the rows that fail the predicate; nonzero when some are left. */
static uint64_t apply_pred(struct worker *w, uint32_t id, uint64_t *wanted) {
  struct vm *vm = &w->vm;
  uint32_t rows = w->batch->n_rows;
  uint64_t *bits = w->pred_bits[id], left = 0;
  for (uint32_t at = 0; at < rows; at += TILE) {
    uint32_t tile = at / TILE, n = rows - at < TILE ? rows - at : TILE, words = (n + 63) / 64;
    uint64_t any = 0;
    for (uint32_t k = 0; k < words; k++) {
      any |= wanted[at / 64 + k];
    }
    if (!any) continue;
    uint64_t done = UINT64_C(1) << tile;
    if (!(w->pred_done[id] & done)) {
      w->pred_done[id] |= done;
      vm->at = at;
      vm->n = n;
      vm_run(vm, &w->run->plan.preds.p[id]);
      memcpy(bits + at / 64, vm->regs[0].bits, words * 8);
    }
    left |= and_words(wanted + at / 64, bits + at / 64, words);
  }
  return left;
}

void mask_batch(struct worker *w) {
  const struct plan *p = &w->run->plan;
  const struct scan_batch *b = w->batch;
  memset(w->event_done, 0, p->event_sets.n);
  memset(w->span_done, 0, p->spans.n);
  memset(w->pred_done, 0, p->preds.n * sizeof *w->pred_done);
  if (b->n_rows) fill_generated(w);
  for (uint32_t i = 0; i < p->filters.n; i++) {
    const struct filter *f = &p->filters.p[i];
    uint64_t *to = w->filter_bits[i], any = b->n_rows;
    const uint64_t *events = any ? event_bits(w, f->events) : NULL;
    const uint64_t *span = any ? span_bits(w, f->span) : NULL;
    if (any) all_rows(to, b);
    if (any && events) any = and_words(to, events, words_of(b));
    if (any && span) any = and_words(to, span, words_of(b));
    if (any && f->pred != NONE) any = apply_pred(w, f->pred, to);
    if (!any) memset(to, 0, words_of(b) * 8);
    w->filter_any[i] = any != 0;
    to[words_of(b)] = 0;
    if (any) kernel->rank_words(to, words_of(b), w->filter_rank[i]);
    w->filter_all[i] = any && w->filter_rank[i][words_of(b)] == b->n_rows;
  }
}
