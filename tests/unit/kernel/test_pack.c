/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packing against a twin that reads one bit at a time from the layout's definition. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "kernel/pack.h"
#include "kernel/range.h"

static uint64_t naive_bit(const uint8_t *p, uint64_t bit) {
  return p[bit / 8] >> (bit % 8) & 1;
}

/* Number i of n, from pack.h's words: vertical groups of `bits`-bit words, then a plain bit string.
 */
static uint64_t naive_get(const uint8_t *p, size_t i, size_t n, unsigned width, unsigned bits) {
  size_t lanes = bits == 32 ? 8 : 4, group = i / PACK_GROUP;
  uint64_t v = 0;
  for (unsigned b = 0; b < width; b++) {
    uint64_t at;
    if (group < n / PACK_GROUP) {
      size_t lane = i % PACK_GROUP % lanes, bit = i % PACK_GROUP / lanes * width + b;
      at = group * PACK_GROUP * width + (bit / bits * lanes + lane) * bits + bit % bits;
    } else {
      at = group * PACK_GROUP * width + i % PACK_GROUP * width + b;
    }
    v |= naive_bit(p, at) << b;
  }
  return v;
}

static void every_width(void **state) {
  struct rng r;
  rng_init(&r, 20261122, 1, 0);
  static const size_t sizes[] = {0, 1, 2, 63, 255, 256, 257, 300, 512, 1000, 1279};
  for (unsigned width = 0; width <= 64; width++)
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
      size_t n = sizes[s], bytes = pack_bytes(n, width);
      uint64_t base = rng_u64(&r), mask = width == 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;
      uint64_t *in = malloc(n * 8 + 8), *out = malloc(n * 8 + 8);
      uint8_t *packed = malloc(bytes + 1); /* exact: the sanitizer watches the end */
      for (size_t i = 0; i < n; i++)
        in[i] = rng_u64(&r) & (i % 7 ? mask : mask >> width / 2);
      pack64(in, n, width, packed);
      unpack64(packed, n, width, base, out);
      for (size_t i = 0; i < n; i++) {
        assert_true(out[i] == base + in[i]);
        assert_true(naive_get(packed, i, n, width, 64) == in[i]);
      }
      if (width <= 32) {
        uint32_t *in32 = malloc(n * 4 + 8), *out32 = malloc(n * 4 + 8);
        for (size_t i = 0; i < n; i++)
          in32[i] = (uint32_t)in[i];
        pack32(in32, n, width, packed);
        unpack32(packed, n, width, (uint32_t)base, out32);
        for (size_t i = 0; i < n; i++) {
          assert_true(out32[i] == (uint32_t)base + in32[i]);
          assert_true(naive_get(packed, i, n, width, 32) == in32[i]);
        }
        free(in32);
        free(out32);
      }
      free(in);
      free(out);
      free(packed);
    }
}

static void ranges(void **state) {
  struct rng r;
  rng_init(&r, 20261122, 2, 0);
  for (int round = 0; round < 3000; round++) {
    size_t n = 1 + rng_below(&r, 300);
    int64_t *v = malloc(n * 8), lo, hi, base = (int64_t)rng_u64(&r);
    uint64_t step = 1 + rng_below(&r, 100000);
    if (round % 3) base /= 1000000;
    for (size_t i = 0; i < n; i++)
      v[i] = (int64_t)((uint64_t)base + rng_below(&r, 1000) * step);
    range_i64(v, n, &lo, &hi);
    bool seen_lo = false, seen_hi = false;
    for (size_t i = 0; i < n; i++) {
      assert_true(lo <= v[i] && v[i] <= hi);
      seen_lo |= v[i] == lo;
      seen_hi |= v[i] == hi;
    }
    assert_true(seen_lo && seen_hi);
    uint64_t g = range_step(v, n, lo), *q = malloc(n * 8);
    if (g == 0) g = 1;
    range_divide(v, n, lo, g, q);
    range_multiply(q, n, lo, g);
    assert_memory_equal(q, v, n * 8);
    if ((uint64_t)hi - (uint64_t)lo <= INT64_MAX && hi > lo) assert_true(g % step == 0);
    unsigned tens = range_tens(v, n, 5);
    int64_t p = 1, bad = 0;
    for (unsigned t = 0; t < tens; t++)
      p *= 10;
    for (size_t i = 0; i < n; i++) {
      assert_true(v[i] % p == 0);
      bad += v[i] % (p * 10) != 0;
    }
    assert_true(tens == 5 || bad);
    free(v);
    free(q);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_width), cmocka_unit_test(ranges)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
