/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `a -> b` of a whole tile of people: whether, and how often.
 *
 * Whatever the window and the distance allowed, only a row of a matters that is next to one of b,
 * of all rows of either: between the two of any other match lies such a pair, closer together.  And
 * within a window, which is a stretch of a person's rows, the same rows are neighbours.  So the
 * pairs are found once a tile for all sequences of the same two, as (begin, gap, person), and each
 * sequence compares two numbers of each.  Distinct pairs have no row in common unless a row is of
 * both steps, so how many pairs hold is how many disjoint matches there are; where some are, the
 * one that begins latest is taken first (sequence.c).
 *
 * The neighbours are found by adding words of bits (kernel/ops_stamp.h). */
#include "kernel/ops.h"
#include "query/query_int.h"

/* Bits of the seconds, of people of rows r0 … r1 - 1; true: a row may be of both. */
static bool find_seconds(const struct worker *w, const struct plan_pair *pair, size_t r0, size_t r1,
                         uint64_t *out) {
  size_t w0 = r0 / 64, words = (r1 + 63) / 64 - w0;
  const uint64_t *a = w->filter_bits[pair->a] + w0, *b = w->filter_bits[pair->b] + w0;
  uint64_t touch = 0;
  kernel->bits_after(a, b, w->firsts + w0, words, out);
  for (size_t word = 0; word < words; word++) {
    touch |= a[word] & b[word];
    out[word] &= b[word];
  }
  out[0] &= UINT64_MAX << r0 % 64;
  if (r1 % 64) out[words - 1] &= (UINT64_C(1) << r1 % 64) - 1;
  return touch != 0;
}

static void find_pairs(struct worker *w, const struct plan_pair *pair, struct seq_pairs *to,
                       size_t r0, size_t r1) {
  size_t w0 = r0 / 64, words = (r1 + 63) / 64 - w0;
  uint64_t *second = w->chain[0];
  to->touch = find_seconds(w, pair, r0, r1, second);
  to->n =
      (uint32_t)kernel->gaps(w->filter_bits[pair->a] + w0, second, words, w->batch->time + w0 * 64,
                             w->owner + w0 * 64, to->begin, to->gap, to->person);
}

static const struct seq_pairs *pairs_of(struct worker *w, uint32_t id, uint32_t p0, uint32_t n) {
  const struct plan_pair *pair = &w->run->plan.pairs.p[id];
  const uint32_t *begin = w->batch->row_begin;
  struct seq_pairs *to = &w->pairs[id];
  if (to->done) return to;
  to->done = true;
  to->n = 0;
  if (w->filter_any[pair->a] && w->filter_any[pair->b] && begin[p0] < begin[p0 + n])
    find_pairs(w, pair, to, begin[p0], begin[p0 + n]);
  return to;
}

/* Bits of the pairs that are near enough and in the window. */
static void holding(const struct seq_pairs *of, const struct plan_seq *s, uint64_t *hit,
                    uint64_t *tmp) {
  size_t words = ((size_t)of->n + 63) / 64;
  kernel->range_i64(of->gap, of->n, 0, s->def.gap[1], hit);
  if (s->from != INT64_MIN) {
    kernel->range_i64(of->begin, of->n, s->from, INT64_MAX, tmp);
    for (size_t word = 0; word < words; word++)
      hit[word] &= tmp[word];
  }
  for (size_t word = 0; word < words && s->to != INT64_MAX; word++)
    for (uint64_t m = hit[word]; m; m &= m - 1) {
      size_t i = word * 64 + (unsigned)__builtin_ctzll(m);
      if (of->begin[i] + of->gap[i] > s->to) hit[word] &= ~(m & -m);
    }
}

static void count_disjoint(const struct seq_pairs *of, const uint64_t *hit, int64_t *count) {
  uint32_t whose = NONE;
  int64_t taken = 0; /* where his last match begins */
  for (size_t word = ((size_t)of->n + 63) / 64; word-- > 0;)
    for (uint64_t m = hit[word]; m;) {
      unsigned bit = 63 - (unsigned)__builtin_clzll(m);
      size_t i = word * 64 + bit;
      m &= ~(UINT64_C(1) << bit);
      if (of->person[i] == whose && of->begin[i] + of->gap[i] >= taken) continue;
      whose = of->person[i];
      taken = of->begin[i];
      count[whose]++;
    }
}

void pair_tile(struct worker *w, const struct plan_seq *s, uint32_t p0, uint32_t n,
               int64_t *count) {
  const struct seq_pairs *of = pairs_of(w, s->pair, p0, n);
  uint64_t *hit = w->chain[0];
  if (of->n == 0) return;
  count -= p0; /* people are numbered as in the batch */
  holding(of, s, hit, w->chain[1]);
  if (s->def.count && of->touch) {
    count_disjoint(of, hit, count);
    return;
  }
  for (size_t word = 0; word * 64 < of->n; word++)
    for (uint64_t m = hit[word]; m; m &= m - 1) {
      int64_t *his = &count[of->person[word * 64 + (unsigned)__builtin_ctzll(m)]];
      *his = s->def.count ? *his + 1 : 1;
    }
}
