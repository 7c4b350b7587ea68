/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bitmaps, selection and the row order against loops a child could write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "kernel/bits.h"
#include "kernel/select.h"
#include "kernel/sort.h"

static void bitmaps(void **state) {
  struct rng r;
  rng_init(&r, 20261122, 3, 0);
  for (int round = 0; round < 3000; round++) {
    size_t n = rng_below(&r, 700), words = bits_words(n);
    double density = round % 4 == 0 ? 1 : rng_unit(&r);
    uint64_t *w = calloc(words + 1, 8), *again = calloc(words + 1, 8);
    uint8_t *bytes = calloc(n + 1, 1), *back = calloc(n + 1, 1);
    uint32_t *pos = calloc(n + 64, 4);
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
      if ((bytes[i] = rng_chance(&r, density)) != 0) {
        bits_set(w, i);
        count++;
      }
    if (n % 64) w[n / 64] |= ~UINT64_C(0) << (n % 64); /* rubbish past the end must not matter */
    assert_int_equal(bits_count(w, n), count);
    assert_int_equal(bits_positions(w, n, pos), count);
    for (size_t i = 0, k = 0; i < n; i++)
      if (bytes[i]) assert_int_equal(pos[k++], i);
    bits_of_positions(pos, count, n, again);
    for (size_t i = 0; i < n; i++)
      assert_int_equal(bits_test(again, i), bytes[i]);
    bits_to_bytes(w, n, back);
    assert_memory_equal(back, bytes, n);
    bits_of_bytes(bytes, n, again);
    bits_to_bytes(again, n, back);
    assert_memory_equal(back, bytes, n);
    bits_fill(again, n);
    assert_int_equal(bits_count(again, n), n);
    /* append pieces of w at an odd place */
    size_t from = n ? rng_below(&r, n) : 0, take = n - from, at = rng_below(&r, 130);
    uint64_t *dst = calloc(bits_words(at + take) + 1, 8);
    for (size_t done = 0; done < take;) {
      size_t piece = 1 + rng_below(&r, take - done);
      bits_append(dst, at + done, w, from + done, piece);
      done += piece;
    }
    for (size_t i = 0; i < at; i++)
      assert_false(bits_test(dst, i));
    for (size_t i = 0; i < take; i++)
      assert_int_equal(bits_test(dst, at + i), bytes[from + i]);
    assert_int_equal(dst[bits_words(at + take)], 0);
    bits_gather(w, pos, count, again);
    for (size_t i = 0; i < count; i++)
      assert_true(bits_test(again, i));
    free(w);
    free(again);
    free(bytes);
    free(back);
    free(pos);
    free(dst);
  }
}

static void moving(void **state) {
  struct rng r;
  rng_init(&r, 20261122, 4, 0);
  for (int round = 0; round < 2000; round++) {
    size_t n = rng_below(&r, 600), k = 0;
    uint32_t *idx = calloc(n + 1, 4);
    uint64_t *v = calloc(n + 1, 8), *out = calloc(n + 1, 8);
    double share = round % 3 == 0 ? 0.5 : round % 3 == 1 ? 0.99 : 1;
    for (size_t i = 0; i < n; i++) {
      v[i] = rng_u64(&r);
      if (rng_chance(&r, share)) idx[k++] = (uint32_t)i;
    }
    gather_64(v, idx, k, out);
    for (size_t i = 0; i < k; i++)
      assert_true(out[i] == v[idx[i]]);
    spread_64(out, idx, k);
    for (size_t i = 0; i < k; i++)
      assert_true(out[idx[i]] == v[idx[i]]);
    memset(out, 0, (n + 1) * 8);
    scatter_64(v, idx, k, out);
    for (size_t i = 0; i < k; i++)
      assert_true(out[idx[i]] == v[i]);
    memset(out, 0, (n + 1) * 8);
    size_t from = rng_below(&r, 130);
    if (from > n * 64) from = 0;
    if (k > n * 64 - from) k = n * 64 - from;
    bits_scatter(v, from, idx, k, out);
    for (size_t i = 0, next = 0; i < n; i++) {
      bool to = next < k && idx[next] == i;
      assert_int_equal(bits_test(out, i), to && bits_test(v, from + next));
      next += to;
    }
    free(idx);
    free(v);
    free(out);
  }
}

static const uint32_t *by_subject;
static const int64_t *by_time;
static int compare(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  if (by_subject[x] != by_subject[y]) return by_subject[x] < by_subject[y] ? -1 : 1;
  if (by_time[x] != by_time[y]) return by_time[x] < by_time[y] ? -1 : 1;
  return x < y ? -1 : x > y;
}

static void row_order(void **state) {
  struct rng r;
  rng_init(&r, 20261122, 5, 0);
  for (int round = 0; round < 400; round++) {
    size_t n = rng_below(&r, round % 20 ? 500 : 20000);
    uint64_t people = 1 + rng_below(&r, round % 3 ? 50 : UINT32_MAX),
             times = 1 + rng_below(&r, 1000);
    uint32_t *subject = calloc(n + 1, 4), *perm = calloc(n + 1, 4), *tmp = calloc(n + 1, 4);
    uint32_t *naive = calloc(n + 1, 4);
    int64_t *time = calloc(n + 1, 8);
    for (size_t i = 0; i < n; i++) {
      subject[i] = (uint32_t)rng_below(&r, people);
      time[i] = (int64_t)rng_below(&r, times) - 500 + (round % 2 ? (int64_t)i * 20 : 0);
      naive[i] = (uint32_t)i;
    }
    by_subject = subject;
    by_time = time;
    qsort(naive, n, 4, compare);
    sort_rows(subject, time, n, perm, tmp);
    assert_memory_equal(perm, naive, n * 4);
    free(subject);
    free(perm);
    free(tmp);
    free(naive);
    free(time);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(bitmaps), cmocka_unit_test(moving),
                                     cmocka_unit_test(row_order)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
