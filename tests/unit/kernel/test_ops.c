/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every variant of the stamped loops against loops a child could write, and so against each other.
 * Inputs lie in buffers of their exact size, so that the sanitizers see a read past the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "kernel/bits.h"
#include "kernel/ops.h"

static const struct kernel_ops *ops[3] = {&kernel_portable};
static unsigned n_ops = 1;

static int setup(void **state) {
  if (kernel_has_avx2()) ops[n_ops++] = &kernel_avx2;
  if (kernel_has_avx512()) ops[n_ops++] = &kernel_avx512;
  return 0;
}

static void unpackers(void **state) {
  struct rng r;
  rng_init(&r, 20261122, 21, 0);
  for (int round = 0; round < 600; round++) {
    unsigned width = round % 65;
    uint64_t v[PACK_GROUP], base = rng_u64(&r), out64[PACK_GROUP];
    uint32_t v32[PACK_GROUP], out32[PACK_GROUP];
    void *packed = malloc(pack_bytes(PACK_GROUP, width) + !width);
    for (unsigned i = 0; i < PACK_GROUP; i++) {
      v[i] = width ? rng_u64(&r) >> (64 - width) : 0;
      v32[i] = (uint32_t)v[i];
    }
    for (unsigned k = 0; k < n_ops; k++) {
      pack64(v, PACK_GROUP, width, packed);
      ops[k]->unpack64[width](packed, base, out64);
      for (unsigned i = 0; i < PACK_GROUP; i++)
        assert_true(out64[i] == base + v[i]);
      if (width > 32) continue;
      pack32(v32, PACK_GROUP, width, packed);
      ops[k]->unpack32[width](packed, (uint32_t)base, out32);
      for (unsigned i = 0; i < PACK_GROUP; i++)
        assert_true(out32[i] == (uint32_t)base + v32[i]);
    }
    free(packed);
  }
}

static void picking(void **state) {
  struct rng r;
  rng_init(&r, 20261122, 22, 0);
  for (int round = 0; round < 800; round++) {
    size_t n = 1 + rng_below(&r, 900);
    unsigned width = (unsigned)rng_below(&r, 65);
    uint64_t *v = malloc(n * 8);
    uint32_t *v32 = malloc(n * 4);
    void *packed = malloc(pack_bytes(n, width) + !width);
    for (size_t i = 0; i < n; i++) {
      v[i] = width ? rng_u64(&r) >> (64 - width) : 0;
      v32[i] = (uint32_t)v[i];
    }
    uint32_t idx[50], out32[50], n_idx = (uint32_t)rng_below(&r, 50);
    uint64_t out[50];
    for (uint32_t i = 0; i < n_idx; i++)
      idx[i] = (uint32_t)rng_below(&r, n);
    pack64(v, n, width, packed);
    for (size_t i = 0; i < n; i++)
      assert_true(pick64(packed, n, width, i) == v[i]);
    pick64_many(packed, n, width, idx, n_idx, out);
    for (uint32_t i = 0; i < n_idx; i++)
      assert_true(out[i] == v[idx[i]]);
    if (width <= 32) {
      pack32(v32, n, width, packed);
      for (size_t i = 0; i < n; i++)
        assert_true(pick32(packed, n, width, i) == v32[i]);
      pick32_many(packed, n, width, idx, n_idx, out32);
      for (uint32_t i = 0; i < n_idx; i++)
        assert_true(out32[i] == v32[idx[i]]);
      pick32_many(packed, n, width, idx, n_idx, idx);
      assert_true(memcmp(idx, out32, n_idx * sizeof *idx) == 0);
    }
    free(v);
    free(v32);
    free(packed);
  }
}

static void sets(void **state) {
  struct rng r;
  rng_init(&r, 20261122, 23, 0);
  for (int round = 0; round < 3000; round++) {
    size_t n = rng_below(&r, 700), words = bits_words(n);
    uint32_t *v = malloc(n * 4 + 1), set[MEMBERS_MAX / 32] = {0}, *rank = calloc(words + 1, 4);
    uint32_t codes = round % 3 == 0 ? 32 : round % 3 == 1 ? 300 : 40;
    uint64_t *out = malloc(words * 8 + 1);
    for (unsigned i = 0; i < (round % 3 == 0 ? 1 : MEMBERS_MAX / 32); i++)
      set[i] = (uint32_t)rng_u64(&r);
    for (size_t i = 0; i < n; i++)
      v[i] = rng_chance(&r, 0.02) ? (uint32_t)rng_u64(&r) : (uint32_t)rng_below(&r, codes);
    uint32_t most = 0;
    for (size_t i = 0; i < n; i++)
      if (v[i] > most) most = v[i];
    for (unsigned k = 0; k < n_ops; k++) {
      assert_int_equal(ops[k]->max_u32(v, n), most);
      ops[k]->members(v, n, set, out);
      ops[k]->rank_words(out, words, rank);
      uint32_t before = 0, *pos = malloc((n + 63) * 4);
      size_t n_pos = ops[k]->positions(out, words, pos);
      assert_int_equal(ops[k]->count(out, words), n_pos);
      for (size_t i = 0; i < words * 64; i++) {
        bool in = i < n && v[i] < MEMBERS_MAX && (set[v[i] / 32] >> v[i] % 32 & 1);
        uint32_t at = (uint32_t)i, got;
        assert_int_equal(bits_test(out, i), in);
        ops[k]->rank_at(out, rank, &at, 1, &got);
        assert_int_equal(got, before);
        if (in) assert_int_equal(pos[before], i);
        before += in;
      }
      assert_int_equal(n_pos, before);
      free(pos);
      assert_int_equal(rank[words], before);
    }
    free(v);
    free(rank);
    free(out);
  }
}

static void packed_sets(void **state) {
  struct rng r;
  rng_init(&r, 20261122, 26, 0);
  for (int round = 0; round < 1000; round++) {
    unsigned width = round % 4 ? (unsigned)rng_below(&r, 10) : (unsigned)rng_below(&r, 33);
    size_t groups = rng_below(&r, 4), n = groups * PACK_GROUP;
    uint32_t *v = malloc(n * 4 + 1), set[MEMBERS_MAX / 32] = {0};
    uint32_t base = round % 3             ? 0
                    : rng_chance(&r, 0.1) ? (uint32_t)rng_u64(&r)
                                          : (uint32_t)round % 50;
    uint64_t *out = malloc(n / 8 + 1);
    void *packed = malloc(pack_bytes(n, width) + 1);
    for (unsigned i = 0; i < (round % 5 ? MEMBERS_MAX / 32 : 1); i++)
      set[i] = (uint32_t)(rng_u64(&r) & rng_u64(&r));
    for (size_t i = 0; i < n; i++)
      v[i] = width ? (uint32_t)(rng_u64(&r) >> (64 - width)) : 0;
    pack32(v, n, width, packed);
    for (unsigned k = 0; k < n_ops; k++) {
      ops[k]->packed_members(packed, groups, width, base, set, out);
      for (size_t i = 0; i < n; i++) {
        uint32_t x = base + v[i];
        bool in = x < MEMBERS_MAX && (set[x / 32] >> x % 32 & 1);
        assert_int_equal(bits_test(out, i), in);
      }
    }
    free(v);
    free(out);
    free(packed);
  }
}

static void tallies(void **state) {
  struct rng r;
  rng_init(&r, 20261122, 24, 0);
  for (int round = 0; round < 200; round++) {
    unsigned shift = 1 + (unsigned)rng_below(&r, TALLY_SHIFT);
    uint32_t v[PACK_GROUP], *pairs = calloc((size_t)2 << 2 * shift, 4);
    for (unsigned k = 0; k < n_ops; k++) {
      uint64_t want[1 << TALLY_SHIFT] = {0}, got[1 << TALLY_SHIFT] = {0};
      for (int group = 0; group < 3; group++) {
        for (unsigned i = 0; i < PACK_GROUP; i++)
          want[v[i] = (uint32_t)rng_below(&r, UINT64_C(1) << shift)]++;
        ops[k]->tally(v, shift, pairs);
      }
      tally_fold(pairs, shift, got);
      assert_memory_equal(got, want, sizeof want);
      for (size_t i = 0; i < (size_t)2 << 2 * shift; i++)
        assert_int_equal(pairs[i], 0);
    }
    free(pairs);
  }
}

static void time_slots(void **state) {
  static const int64_t widths[] = {1, 7, 1000, 60000, 900000, 3600000, 86400000, 604800000};
  struct rng r;
  rng_init(&r, 20261122, 25, 0);
  struct slot_div d;
  assert_false(slot_div_make(0, 0, 1, &d));
  assert_false(slot_div_make(0, 86400000, 0, &d));
  assert_false(slot_div_make(0, INT64_MAX, 4, &d));
  for (int round = 0; round < 3000; round++) {
    int64_t width = round % 4 ? widths[rng_below(&r, 8)] : 1 + (int64_t)(rng_u64(&r) >> 30);
    int64_t from = (int64_t)rng_u64(&r) >> 20;
    uint32_t n = 1 + (uint32_t)(rng_u64(&r) >> (33 + rng_below(&r, 30)));
    if (!slot_div_make(from, width, n, &d)) continue;
    int64_t t[PACK_GROUP], end = from + width * n;
    uint32_t slot[PACK_GROUP];
    for (unsigned i = 0; i < PACK_GROUP; i++) {
      int64_t edge = from + width * (int64_t)rng_below(&r, n);
      t[i] = i % 4 == 0   ? edge
             : i % 4 == 1 ? edge + width - 1
             : i % 4 == 2 ? from + (int64_t)rng_below(&r, (uint64_t)(end - from))
                          : (int64_t)rng_u64(&r);
    }
    if (round % 3 == 0) { /* narrowed */
      d.low += (int64_t)rng_below(&r, (uint64_t)(end - from));
      d.span = rng_below(&r, (uint64_t)(end - d.low) + 1);
    }
    t[0] = INT64_MIN;
    t[1] = end;
    t[2] = end - 1;
    t[3] = from - 1;
    for (unsigned k = 0; k < n_ops; k++) {
      ops[k]->slots(t, &d, slot);
      for (unsigned i = 0; i < PACK_GROUP; i++) {
        bool in = t[i] >= d.low && (uint64_t)t[i] - (uint64_t)d.low < d.span;
        assert_int_equal(slot[i], in ? (uint32_t)((t[i] - from) / width) : n);
      }
      uint32_t trusting[PACK_GROUP];
      ops[k]->slots_within(t, &d, trusting);
      for (unsigned i = 0; i < PACK_GROUP; i++)
        assert_true(slot[i] < n ? trusting[i] == slot[i] : trusting[i] <= n);
    }
  }
}

static void slot_sets(void **state) {
  static const int64_t widths[] = {1, 1000, 3600000, 86400000, 604800000, 999};
  struct rng r;
  rng_init(&r, 20261122, 27, 0);
  for (int round = 0; round < 3000; round++) {
    struct slot_div d;
    size_t n = rng_below(&r, 70);
    int64_t width = widths[rng_below(&r, 6)], from = (int64_t)rng_u64(&r) >> 20;
    uint32_t slots = 1 + (uint32_t)rng_below(&r, 64);
    unsigned bit = (unsigned)rng_below(&r, 64);
    int64_t *t = malloc(n * 8 + 1);
    uint64_t *w = malloc(n * 8 + 1), want = 0;
    assert_true(slot_div_make(from, width, slots, &d));
    for (size_t i = 0; i < n; i++) {
      t[i] = from + (int64_t)rng_below(&r, (uint64_t)width * slots + 2) - 1;
      if (rng_chance(&r, 0.2)) t[i] = from + width * (int64_t)rng_below(&r, 80);
      if (rng_chance(&r, 0.1)) t[i] = (int64_t)rng_u64(&r);
      w[i] = rng_u64(&r) & rng_u64(&r);
      if (t[i] >= from && (uint64_t)t[i] - (uint64_t)from < d.span && w[i] >> bit & 1)
        want |= UINT64_C(1) << (t[i] - from) / width;
    }
    for (unsigned k = 0; k < n_ops; k++)
      assert_true(ops[k]->slot_set(t, w, bit, n, &d) == want);
    free(t);
    free(w);
  }
}

static void ranges(void **state) {
  struct rng r;
  rng_init(&r, 20261122, 26, 0);
  for (int round = 0; round < 2000; round++) {
    size_t n = rng_below(&r, 300), words = bits_words(n);
    int64_t *v = malloc(n * 8 + 1), lo = (int64_t)rng_u64(&r), hi = (int64_t)rng_u64(&r);
    uint64_t *out = malloc(words * 8 + 1);
    if (round % 5 == 0) lo = INT64_MIN;
    if (round % 7 == 0) hi = INT64_MAX;
    if (lo > hi) {
      int64_t x = lo;
      lo = hi;
      hi = x;
    }
    for (size_t i = 0; i < n; i++)
      v[i] = rng_chance(&r, 0.1) ? lo : rng_chance(&r, 0.1) ? hi : (int64_t)rng_u64(&r);
    for (unsigned k = 0; k < n_ops; k++) {
      ops[k]->range_i64(v, n, lo, hi, out);
      for (size_t i = 0; i < words * 64; i++)
        assert_int_equal(bits_test(out, i), i < n && v[i] >= lo && v[i] <= hi);
    }
    free(v);
    free(out);
  }
}

static void numbers(void **state) {
  struct rng r;
  rng_init(&r, 21, 1, 0);
  for (int round = 0; round < 200; round++) {
    size_t n = (size_t)rng_below(&r, 300), words = (n + 63) / 64;
    uint32_t some = 1 + (uint32_t)rng_below(&r, 40), x = (uint32_t)rng_below(&r, some);
    uint32_t *v = malloc(n * 4 + 4), *to = malloc(n * 4 + 4), table[40];
    uint64_t *out = malloc(words * 8 + 8);
    for (uint32_t i = 0; i < some; i++)
      table[i] = (uint32_t)rng_u64(&r);
    for (size_t i = 0; i < n; i++)
      v[i] = rng_chance(&r, 0.1) ? (uint32_t)rng_u64(&r) : (uint32_t)rng_below(&r, some);
    for (unsigned k = 0; k < n_ops; k++) {
      ops[k]->equal_u32(v, n, x, out);
      for (size_t i = 0; i < words * 64; i++)
        assert_int_equal(bits_test(out, i), i < n && v[i] == x);
      memcpy(to, v, n * 4);
      ops[k]->translate(to, n, table, some - 1);
      for (size_t i = 0; i < n; i++)
        assert_int_equal(to[i], table[v[i] < some ? v[i] : some - 1]);
    }
    free(v);
    free(to);
    free(out);
  }
}

/* Rows of people, each of them of a, of b, of both or of neither. */
static void neighbours(void **state) {
  enum { WORDS = 6, ROWS = WORDS * 64 };
  struct rng r;
  rng_init(&r, 20261123, 14, 0);
  for (int round = 0; round < 2000; round++) {
    size_t words = 1 + rng_below(&r, WORDS), n = words * 64, pairs = 0;
    uint64_t a[WORDS] = {0}, b[WORDS] = {0}, first[WORDS] = {0}, out[WORDS], same[WORDS];
    int64_t t[ROWS], begin[ROWS], gap[ROWS], want_begin[ROWS], want_gap[ROWS];
    uint32_t owner[ROWS], whose[ROWS], want_whose[ROWS];
    double of_a = rng_unit(&r), of_b = rng_unit(&r) / 2, person = rng_unit(&r) / 10;
    if (round % 3 == 0) of_a /= 50;
    for (size_t i = 0; i < n; i++) {
      if (rng_chance(&r, of_a)) a[i / 64] |= UINT64_C(1) << i % 64;
      if (rng_chance(&r, of_b)) b[i / 64] |= UINT64_C(1) << i % 64;
      bool begins = i == 0 || rng_chance(&r, person);
      if (begins) first[i / 64] |= UINT64_C(1) << i % 64;
      owner[i] = i ? owner[i - 1] + begins : 7;
      t[i] = (i ? t[i - 1] : 0) + (int64_t)rng_below(&r, 3);
    }
    for (unsigned k = 0; k < n_ops; k++) {
      size_t near = n;
      ops[k]->bits_after(a, b, first, words, out);
      ops[k]->as_next_i64(t, n - 1, same);
      pairs = 0;
      for (size_t i = 0; i < n; i++) {
        if (bits_test(first, i)) near = n;
        bool either = bits_test(a, i) || bits_test(b, i);
        bool want = either && near < n && bits_test(a, near);
        assert_int_equal(bits_test(out, i), want);
        if (i / 64 < (n + 62) / 64)
          assert_int_equal(bits_test(same, i), i + 1 < n && t[i] == t[i + 1]);
        if (want) {
          want_begin[pairs] = t[near];
          want_gap[pairs] = t[i] - t[near];
          want_whose[pairs++] = owner[i];
        }
        if (either) near = i;
      }
      assert_int_equal(ops[k]->gaps(a, out, words, t, owner, begin, gap, whose), pairs);
      assert_memory_equal(begin, want_begin, pairs * 8);
      assert_memory_equal(gap, want_gap, pairs * 8);
      assert_memory_equal(whose, want_whose, pairs * 4);
    }
  }
}

/* Of times as the calendar says, beside some that lie where only `reach` looks. */
static void calendar(void **state) {
  enum { N = 300, HOUR = 3600000, DAY = 24 * HOUR };
  struct rng r;
  rng_init(&r, 22, 1, 0);
  for (int round = 0; round < 200; round++) {
    int64_t t[N], hour[N], weekday[N], low, high, least = INT64_MAX, most = INT64_MIN;
    int64_t shift = ((int64_t)rng_below(&r, 105) - 48) * HOUR / 4, floor = DAY;
    int32_t day[N];
    size_t n = (size_t)rng_below(&r, N);
    bool ever = false;
    for (size_t i = 0; i < n; i++) {
      t[i] = (int64_t)rng_below(&r, (uint64_t)1 << 41) + DAY;
      if (rng_chance(&r, 0.2)) t[i] = t[i] / DAY * DAY - shift - (int64_t)rng_below(&r, 2);
      if (rng_chance(&r, round % 2 ? 0.1 : 0.001)) t[i] = INT64_MIN + (int64_t)rng_below(&r, 3);
      ever |= t[i] <= floor;
      if (t[i] > floor && t[i] < least) least = t[i];
      if (t[i] > most) most = t[i];
    }
    for (unsigned k = 0; k < n_ops; k++) {
      assert_int_equal(ops[k]->reach(t, n, floor, &low, &high), ever);
      assert_true(low == least && high == most);
      ops[k]->days(t, n, shift, day);
      ops[k]->hours(t, day, n, shift, hour);
      ops[k]->weekdays(day, n, weekday);
      for (size_t i = 0; i < n; i++) {
        if (t[i] < -shift || t[i] < 0) continue;
        int64_t local = t[i] + shift;
        assert_int_equal(day[i], local / DAY);
        assert_int_equal(hour[i], local % DAY / HOUR);
        assert_int_equal(weekday[i], (local / DAY + 3) % 7);
      }
    }
  }
}

/* Bits of which there are none, all, runs or some. */
static void some_bits(struct rng *r, uint64_t *w, size_t n) {
  double p = rng_below(r, 3) ? (double)rng_below(r, 101) / 100 : 0.02;
  bool runs = rng_chance(r, 0.3), on = false;
  memset(w, 0, bits_words(n) * 8);
  for (size_t i = 0; i < n; i++) {
    if (!runs || rng_chance(r, 0.02)) on = rng_chance(r, p);
    if (on) bits_set(w, i);
  }
}

static void moves(void **state) {
  struct rng r;
  rng_init(&r, 22, 2, 0);
  for (int round = 0; round < 3000; round++) {
    size_t n = rng_below(&r, 500), words = bits_words(n), m = 0, both = 0;
    uint64_t *w = malloc(words * 8 + 1), *mask = malloc(words * 8 + 1),
             *out = malloc(words * 8 + 1);
    uint64_t *v = malloc(n * 8 + 1), *to = malloc(n * 8 + 1);
    uint32_t *v32 = malloc(n * 4 + 1), *to32 = malloc(n * 4 + 1);
    some_bits(&r, w, n);
    some_bits(&r, mask, n);
    for (size_t i = 0; i < n; i++) {
      v[i] = rng_u64(&r);
      v32[i] = (uint32_t)v[i];
    }
    for (unsigned k = 0; k < n_ops; k++) {
      memcpy(out, mask, words * 8);
      size_t got = ops[k]->compact(w, round % 2 ? out : mask, words, out);
      m = both = 0;
      for (size_t i = 0; i < n; i++)
        if (bits_test(mask, i)) assert_int_equal(bits_test(out, m++), bits_test(w, i));
      assert_int_equal(got, m);
      assert_true(m % 64 == 0 || out[m / 64] >> m % 64 == 0);
      for (int in_place = 0; in_place < 2; in_place++) {
        memcpy(to, v, n * 8);
        memcpy(to32, v32, n * 4);
        assert_int_equal(ops[k]->compress_64(in_place ? to : v, mask, n, to), m);
        assert_int_equal(ops[k]->compress_32(in_place ? to32 : v32, mask, n, to32), m);
        both = 0;
        for (size_t i = 0; i < n; i++) {
          if (!bits_test(mask, i)) continue;
          assert_true(to[both] == v[i] && to32[both] == v32[i]);
          both++;
        }
      }
      ops[k]->expand_64(to, mask, n);
      ops[k]->expand_32(to32, mask, n);
      for (size_t i = 0; i < n; i++)
        assert_true(!bits_test(mask, i) || (to[i] == v[i] && to32[i] == v32[i]));
    }
    free(w), free(mask), free(out), free(v), free(to), free(v32), free(to32);
  }
}

static __int128 some_wide(struct rng *r) {
  static const uint64_t edges[] = {0, 1, UINT64_MAX, UINT64_C(1) << 63, (UINT64_C(1) << 63) - 1};
  uint64_t high = rng_below(r, 3) ? edges[rng_below(r, 5)] : rng_u64(r);
  uint64_t low = rng_below(r, 3) ? edges[rng_below(r, 5)] : rng_u64(r);
  return (__int128)((unsigned __int128)high << 64 | low);
}

static void wide_ranges(void **state) {
  struct rng r;
  rng_init(&r, 22, 3, 0);
  for (int round = 0; round < 2000; round++) {
    size_t n = rng_below(&r, 300);
    __int128 *v = malloc(n * 16 + 1), lo = some_wide(&r), hi = some_wide(&r);
    uint64_t *out = malloc(bits_words(n) * 8 + 1);
    if (lo > hi) {
      __int128 x = lo;
      lo = hi, hi = x;
    }
    for (size_t i = 0; i < n; i++) {
      v[i] = some_wide(&r);
      if (rng_chance(&r, 0.2)) v[i] = rng_chance(&r, 0.5) ? lo : hi;
    }
    for (unsigned k = 0; k < n_ops; k++) {
      ops[k]->range_i128(v, n, lo, hi, out);
      for (size_t i = 0; i < bits_words(n) * 64; i++)
        assert_int_equal(bits_test(out, i), i < n && v[i] >= lo && v[i] <= hi);
    }
    free(v), free(out);
  }
}

static void looks(void **state) {
  struct rng r;
  rng_init(&r, 22, 4, 0);
  for (int round = 0; round < 2000; round++) {
    size_t n = rng_below(&r, 300), words = bits_words(n);
    uint32_t some = 1 + (uint32_t)rng_below(&r, 40), *v = malloc(n * 4 + 1);
    uint8_t *answer = malloc(some + 3);
    uint64_t *first = malloc(words * 8 + 1), *second = malloc(words * 8 + 1);
    for (uint32_t i = 0; i < some + 3; i++)
      answer[i] = (uint8_t)rng_u64(&r);
    for (size_t i = 0; i < n; i++)
      v[i] = rng_chance(&r, 0.9) ? (uint32_t)rng_below(&r, some) : (uint32_t)rng_u64(&r);
    for (unsigned k = 0; k < n_ops; k++) {
      ops[k]->look(v, n, answer, some - 1, first, second);
      for (size_t i = 0; i < words * 64; i++) {
        unsigned x = i < n ? answer[v[i] < some ? v[i] : some - 1] : 0;
        assert_int_equal(bits_test(first, i), x & 1);
        assert_int_equal(bits_test(second, i), x >> 1 & 1);
      }
    }
    free(v), free(answer), free(first), free(second);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(unpackers),   cmocka_unit_test(picking),    cmocka_unit_test(sets),
      cmocka_unit_test(packed_sets), cmocka_unit_test(tallies),    cmocka_unit_test(time_slots),
      cmocka_unit_test(slot_sets),   cmocka_unit_test(ranges),     cmocka_unit_test(numbers),
      cmocka_unit_test(calendar),    cmocka_unit_test(moves),      cmocka_unit_test(wide_ranges),
      cmocka_unit_test(looks),       cmocka_unit_test(neighbours),
  };
  return cmocka_run_group_tests(tests, setup, NULL);
}
