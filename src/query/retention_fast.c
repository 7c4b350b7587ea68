/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Retention of people by the calendar in one pass over a person's rows: a row's period is a look
 * into a table (or, where clocks never change, a multiplication of several at once), and what is
 * kept of it is a bit.  No list of returns is made, nothing is searched.
 * retention.c does the same for every clock and measure; test_retention asks both. */
#include "query/retention_int.h"

#define BIT(i) (UINT64_C(1) << (i))

static void set_bit(uint64_t *w, uint32_t i) {
  w[i / 64] |= BIT(i % 64);
}
static bool has_bit(const uint64_t *w, uint32_t i) {
  return w[i / 64] >> (i % 64) & 1;
}

/* Whether a row of the same moment, stored before the start row, is a return. */
static bool tie_before(const struct walk_person *w, uint32_t start) {
  for (uint32_t i = start; i-- > 0 && w->time[i] == w->time[start];)
    if (w->mask[i] & AGAIN) return true;
  return false;
}

/* Segments of the returns among rows [i, n), where all periods are equally long. */
static uint64_t even_segments(const struct retention_plan *p, const struct walk_person *w,
                              uint32_t i, uint32_t period) {
  struct slot_div slots = p->slots;
  uint32_t end = w->n;
  slots.from = slots.low = p->edge[period];
  uint64_t bits = kernel->slot_set(w->time + i, w->mask + i, AGAIN_BIT, end - i, &slots);
  while (end > i && !(w->mask[end - 1] & AGAIN))
    end--;
  bool later = end > i && (uint64_t)(w->time[end - 1] - slots.from) >= slots.span;
  return bits | (uint64_t)later << (p->n_segments - 1);
}

static uint64_t segments(const struct retention_plan *p, const struct walk_person *w, uint32_t i,
                         uint32_t period) {
  uint64_t bits = 0;
  for (; i < w->n; i++) {
    uint32_t u = retention_period_of(p, w->time[i]) - period;
    uint64_t is_return = -(w->mask[i] / AGAIN & 1);
    bits |= p->segment_bit[u <= p->last ? u : p->last + 1] & is_return;
  }
  return bits;
}

bool retention_one(const struct retention_plan *p, const struct walk_person *w, uint32_t *ret_row,
                   uint32_t *ret_period, uint64_t *ret_bits) {
  int64_t from = p->f->first == RETENTION_RANGE ? p->first_start : INT64_MIN;
  uint32_t i = 0;
  while (i < w->n && (!(w->mask[i] & START) || w->time[i] < from))
    i++;
  if (i == w->n || w->time[i] < p->first_start || w->time[i] > p->last_start) return false;
  uint32_t period = retention_period_of(p, w->time[i]);
  uint64_t after = p->even ? even_segments(p, w, i + 1, period) : segments(p, w, i + 1, period);
  *ret_row = i;
  *ret_period = period;
  *ret_bits = after | tie_before(w, i);
  return true;
}

void retention_each(const struct retention_plan *p, const struct walk_person *w,
                    struct retention_each *ret) {
  uint32_t words = (p->n_edges + 63) / 64;
  memset(ret->started, 0, words * 8);
  memset(ret->seen, 0, words * 8);
  memset(ret->again, 0, words * 8);
  for (uint32_t i = 0; i < w->n; i++) {
    uint64_t mask = w->mask[i];
    int64_t time = w->time[i];
    if (!mask || time < p->edge[0]) continue;
    uint32_t period = retention_period_of(p, time);
    if (mask & AGAIN) set_bit(ret->seen, period);
    if (has_bit(ret->started, period)) {
      if (mask & AGAIN) set_bit(ret->again, period);
    } else if (mask & START && time >= p->first_start && time <= p->last_start) {
      set_bit(ret->started, period);
      if (tie_before(w, i)) set_bit(ret->again, period);
    }
  }
}

void retention_each_bits(const struct retention_plan *p, const struct retention_each *e,
                         uint32_t period, uint64_t *ret_bits) {
  uint32_t words = (p->n_edges + 63) / 64, later = p->last + 1, shift = period % 64;
  for (uint32_t i = 0; i < p->words; i++) {
    uint32_t at = period / 64 + i;
    uint64_t low = at < words ? e->seen[at] : 0, high = at + 1 < words ? e->seen[at + 1] : 0;
    ret_bits[i] = shift ? low >> shift | high << (64 - shift) : low;
  }
  bool after = false; /* segment `later` is all periods from there on */
  for (uint32_t at = period + later; at < p->n_edges && !after; at = (at / 64 + 1) * 64)
    after = e->seen[at / 64] >> (at % 64) != 0;
  if (later % 64 < 63) ret_bits[later / 64] &= BIT(later % 64 + 1) - 1;
  ret_bits[later / 64] &= ~BIT(later % 64);
  ret_bits[later / 64] |= (uint64_t)after << (later % 64);
  ret_bits[0] = (ret_bits[0] & ~UINT64_C(1)) | has_bit(e->again, period);
}
