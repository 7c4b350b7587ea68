/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sequences `by` a text of a whole tile of people: is there a text whose rows hold one?
 *
 * Texts are numbered densely, so what sequence.c keeps of the rows after the one at hand (when
 * steps i … n can begin) is kept per text, in a table that is never cleared: who it is of stands
 * beside it.  Going backwards over the rows of the tile, most are of texts of which no last step
 * was seen, which is one look; and who has a match is left at once.
 *
 * As in accum_chain.c, people with two rows of the sequence at one instant are left to
 * accum_sequence.c, and whom a batch cuts. */
#include <stdlib.h>

#include "query/query_int.h"

bool by_suits(const struct plan_seq *s, const struct acc *a) {
  const struct seq_def *d = &s->def;
  uint32_t between = 0;
  for (uint32_t i = 0; i < d->n; i++)
    between |= d->between[i];
  return a->n_src == 1 && a->src[0].rep == REP_U32 && !d->count && !d->n_after && !between &&
         s->n_filters == d->n;
}

static bool room_for_texts(struct worker *w, struct err *err) {
  struct seq_texts *t = &w->seq_texts;
  size_t n = w->vm.strings->n, each = t->stride * sizeof *t->p;
  if (n <= t->n) return true;
  if (n < 2 * t->n) n = 2 * t->n;
  if (!charge_add(&w->run->charge, (n - t->n) * each, err)) return false;
  t->p = must_realloc(t->p, n, each);
  memset(t->p + t->n * t->stride, 0, (n - t->n) * each);
  t->n = n;
  return true;
}

/* The steps of def.n that a row (bit of its word of each step) can begin, with what is known of its
 * text: his[0] says which steps are open, his[i] when. */
static uint32_t steps_of(const struct seq_def *d, const uint64_t *step, unsigned bit, int64_t time,
                         uint32_t open, const int64_t *his) {
  uint32_t found = 0;
  for (uint32_t i = 0; i < d->n; i++) {
    if (!(step[i] >> bit & 1)) continue;
    bool holds = i + 1 == d->n || ((open >> (i + 1) & 1) && his[i + 1] - time <= d->gap[i + 1]);
    found |= (uint32_t)holds << i;
  }
  return found;
}

/* Rows of the word before row `limit`. */
static uint64_t below(size_t limit, size_t word) {
  if (limit <= word * 64) return 0;
  return limit - word * 64 < 64 ? (UINT64_C(1) << (limit - word * 64)) - 1 : UINT64_MAX;
}

static void sweep(struct worker *w, const struct plan_seq *s, const uint64_t *present,
                  const uint32_t *text, uint32_t p0, uint32_t n, int64_t *count) {
  const struct seq_def *d = &s->def;
  const struct scan_batch *b = w->batch;
  struct seq_texts *t = &w->seq_texts;
  size_t r0 = b->row_begin[p0], limit = b->row_begin[p0 + n];
  const uint32_t last = d->n - 1, *owner = w->owner;
  int64_t *const table = t->p;
  const int64_t *time = b->time;
  const size_t stride = t->stride;
  const uint64_t base = t->people + 1 - p0; /* + a person of the batch: the mark */
  for (size_t word = (limit + 63) / 64; word-- > r0 / 64;) {
    uint64_t step[LANG_STEPS_MAX], m = 0, known = present[word] & below(limit, word);
    if (word == r0 / 64) known &= UINT64_MAX << r0 % 64;
    for (uint32_t i = 0; i < d->n; i++)
      m |= step[i] = w->filter_bits[s->look[i]][word] & known;
    while (m) {
      unsigned bit = 63 - (unsigned)__builtin_clzll(m);
      size_t row = word * 64 + bit;
      int64_t *his = table + text[row] * stride;
      uint64_t mark = base + owner[row];
      uint32_t open = 0, found;
      m ^= UINT64_C(1) << bit;
      if ((uint64_t)his[0] >> 16 == mark)
        open = (uint32_t)(his[0] & 0xffff);
      else if (!(step[last] >> bit & 1))
        continue;
      found = steps_of(d, step, bit, time[row], open, his);
      if (found & 1) {
        count[owner[row] - p0] = 1;
        limit = b->row_begin[owner[row]];
        m &= below(limit, word);
        continue;
      }
      for (uint32_t x = found; x; x &= x - 1)
        his[__builtin_ctz(x)] = time[row];
      his[0] = (int64_t)(mark << 16 | open | found);
    }
  }
}

bool by_tile(struct worker *w, const struct plan_seq *s, const uint64_t *present,
             const uint32_t *text, uint32_t p0, uint32_t n, int64_t *count, uint64_t *slow,
             struct err *err) {
  bool some = true;
  chain_slow(w, s, p0, n, slow);
  for (uint32_t i = 0; i < s->n_need; i++)
    some &= w->filter_any[s->need[i]];
  if (!some) return true;
  if (!room_for_texts(w, err)) return false;
  sweep(w, s, present, text, p0, n, count);
  w->seq_texts.people += n;
  for (uint32_t k = 0; k < TILE_WORDS; k++)
    for (uint64_t m = slow[k]; m; m &= m - 1)
      count[k * 64 + (uint32_t)__builtin_ctzll(m)] = 0;
  return true;
}
