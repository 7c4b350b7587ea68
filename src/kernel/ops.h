/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The loops that pay for wider registers, once per variant: the same text (ops_stamp.h) compiled
 * for any processor, for one with AVX2 and one with AVX-512.  `kernel` is the variant of this
 * machine, chosen before main; tests run the others against it. */
#ifndef SHOAL_KERNEL_OPS_H
#define SHOAL_KERNEL_OPS_H

#include "kernel/pack.h"

#define MEMBERS_MAX 256 /* codes a set of `members` can hold */
#define TALLY_SHIFT 6   /* tally takes codes of at most so many bits */

/* Times to slots of equal width: slot = (t - from) / (odd << shift), as a multiplication.  Times
 * outside [low, low + span) have none; the maker may narrow these two. */
struct slot_div {
  int64_t from, low;
  uint64_t span;
  unsigned shift; /* of two in the width */
  uint64_t mul;   /* x / odd == x * mul >> mul_shift for x < 2^31 */
  unsigned mul_shift;
  uint32_t none;
};

struct kernel_ops {
  const char *name;
  unpack32_group_fn *const *unpack32; /* one group each, by width 0 … 32, 0 … 64 */
  unpack64_group_fn *const *unpack64;
  /* Bit i of out = v[i] is in the set (bit v[i] % 32 of set[v[i] / 32]); v[i] ≥ MEMBERS_MAX is not.
   * Bits past n are zero. */
  void (*members)(const uint32_t *v, size_t n, const uint32_t set[MEMBERS_MAX / 32], uint64_t *out);
  /* The same of whole groups of packed numbers (pack.h) + base, without unpacking them where that
   * pays. */
  void (*packed_members)(const void *in, size_t groups, unsigned width, uint32_t base,
                         const uint32_t set[MEMBERS_MAX / 32], uint64_t *out);
  size_t (*count)(const uint64_t *w, size_t words); /* bits set */
  /* Their numbers, ascending; returns how many.  pos has room for 63 more. */
  size_t (*positions)(const uint64_t *w, size_t words, uint32_t *pos);
  /* rank[i] = bits set before word i, for i = 0 … words. */
  void (*rank_words)(const uint64_t *w, size_t words, uint32_t *rank);
  /* out[i] = bits set before bit pos[i]; in place is fine.  w and rank have a word more than the
   * greatest pos / 64 needs. */
  void (*rank_at)(const uint64_t *w, const uint32_t *rank, const uint32_t *pos, size_t n,
                  uint32_t *out);
  uint32_t (*max_u32)(const uint32_t *v, size_t n); /* 0 of none */
  /* Counts PACK_GROUP codes < 2^shift, in pairs: adds to pairs[2 << 2 * shift], which tally_fold
   * turns into counts. */
  void (*tally)(const uint32_t *v, unsigned shift, uint32_t *pairs);
  /* slot[i] of t[i], i < PACK_GROUP. */
  void (*slots)(const int64_t *t, const struct slot_div *d, uint32_t *slot);
  /* The same when none lies outside [low, low + span); one that does gets some slot ≤ none. */
  void (*slots_within)(const int64_t *t, const struct slot_div *d, uint32_t *slot);
  /* Which slots times of rows lie in whose word has that bit: bit s of the result for slot s < 64.
   * Times outside [from, from + span) are left out; span is at most 64 slots. */
  uint64_t (*slot_set)(const int64_t *t, const uint64_t *w, unsigned bit, size_t n,
                       const struct slot_div *d);
  /* Bit i of out = lo ≤ v[i] ≤ hi; lo ≤ hi.  Bits past n are zero. */
  void (*range_i64)(const int64_t *v, size_t n, int64_t lo, int64_t hi, uint64_t *out);
  /* Bit i of out = v[i] is v[i + 1], i < n.  Bits past n are zero. */
  void (*as_next_i64)(const int64_t *v, size_t n, uint64_t *out);
  /* The bits of a or b below which, of the bits of both, the nearest is of a; none of those of
   * `first`, nor is anything looked for below one. */
  void (*bits_after)(const uint64_t *a, const uint64_t *b, const uint64_t *first, size_t words,
                     uint64_t *out);
  /* Of each bit i of `second` and the bit h of `first` that is the nearest below (there is one):
   * begin = t[h], gap = t[i] - t[h], whose = owner[i].  Returns how many. */
  size_t (*gaps)(const uint64_t *first, const uint64_t *second, size_t words, const int64_t *t,
                 const uint32_t *owner, int64_t *begin, int64_t *gap, uint32_t *whose);
  /* Bit i of out = v[i] is x.  Bits past n are zero. */
  void (*equal_u32)(const uint32_t *v, size_t n, uint32_t x, uint64_t *out);
  /* v[i] = table[v[i]], of greater numbers than last table[last]; last < 2^31. */
  void (*translate)(uint32_t *v, size_t n, const uint32_t *table, uint32_t last);
  void (*range_i128)(const __int128 *v, size_t n, __int128 lo, __int128 hi, uint64_t *out);
  /* Bit i of first and second = bits 0 and 1 of answer[v[i]], of greater numbers than last of
   * answer[last]; bits past n are zero.  answer has three bytes after the last; last < 2^31. */
  void (*look)(const uint32_t *v, size_t n, const uint8_t *answer, uint32_t last, uint64_t *first,
               uint64_t *second);
  /* The bits of w where mask has one, without gaps; returns how many.  The rest of the last word
   * written is zero.  out may be w or mask. */
  size_t (*compact)(const uint64_t *w, const uint64_t *mask, size_t words, uint64_t *out);
  /* Dense values at the start of v move to the rows of n that have a bit, in place; other rows get
   * anything. */
  void (*expand_32)(uint32_t *v, const uint64_t *bits, size_t n);
  void (*expand_64)(uint64_t *v, const uint64_t *bits, size_t n);
  /* The values of the rows that have a bit, dense; returns how many.  out has room for n and may be
   * v; what is behind the values is anything. */
  size_t (*compress_32)(const uint32_t *v, const uint64_t *bits, size_t n, uint32_t *out);
  size_t (*compress_64)(const uint64_t *v, const uint64_t *bits, size_t n, uint64_t *out);
  /* The least of the times after `floor` (INT64_MAX: none is) and the greatest of all; true: some
   * are not after it. */
  bool (*reach)(const int64_t *t, size_t n, int64_t floor, int64_t *ret_low, int64_t *ret_high);
  /* Of times that, with shift added, lie in [0, 2^42) ms: days since 1970; hours of the day, of
   * which `days` are the days; of days ≥ 0 the day of the week, Monday 0.  Of others anything. */
  void (*days)(const int64_t *t, size_t n, int64_t shift, int32_t *days);
  void (*hours)(const int64_t *t, const int32_t *days, size_t n, int64_t shift, int64_t *hours);
  void (*weekdays)(const int32_t *days, size_t n, int64_t *weekdays);
};

extern const struct kernel_ops *kernel;
extern const struct kernel_ops kernel_portable;
extern const struct kernel_ops kernel_avx2; /* name NULL where the compiler cannot make it */
extern const struct kernel_ops kernel_avx512;
bool kernel_has_avx2(void);
bool kernel_has_avx512(void);

/* Adds what tally counted to count[1 << shift] and clears the pairs. */
void tally_fold(uint32_t *pairs, unsigned shift, uint64_t *count);
/* False when the width (> 0) or n slots of it are too large for a multiplication. */
bool slot_div_make(int64_t from, int64_t width, uint32_t n, struct slot_div *ret);

#endif
