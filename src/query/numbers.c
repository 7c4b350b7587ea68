/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Amounts of a question lie close together and there are as many as rows, so they are sorted by
 * digits; few values, or of a wide range, are compared. */
#include <stdlib.h>
#include <string.h>

#include "query/numbers_int.h"

static int compare_number(const void *x, const void *y) {
  i128 a = *(const i128 *)x, b = *(const i128 *)y;
  return a < b ? -1 : a > b;
}

void numbers_sort(i128 *v, size_t n, i128 *tmp) {
  i128 min = v[0], max = v[0];
  for (size_t i = 1; i < n; i++) {
    if (v[i] < min) min = v[i];
    if (v[i] > max) max = v[i];
  }
  u128 span = (u128)max - (u128)min;
  if (n < 512 || span >> 44) {
    qsort(v, n, sizeof *v, compare_number);
    return;
  }
  for (unsigned shift = 0; span >> shift; shift += 11) {
    size_t at[2048] = {0}, sum = 0;
    for (size_t i = 0; i < n; i++)
      at[(u128)(v[i] - min) >> shift & 2047]++;
    for (unsigned b = 0; b < 2048; b++) {
      size_t here = at[b];
      at[b] = sum;
      sum += here;
    }
    for (size_t i = 0; i < n; i++)
      tmp[at[(u128)(v[i] - min) >> shift & 2047]++] = v[i];
    memcpy(v, tmp, n * sizeof *v);
  }
}

bool numbers_percentile(const i128 *v, size_t n, uint32_t p, uint8_t scale, struct dec *ret) {
  u128 at = (u128)(n - 1) * p;
  size_t i = (size_t)(at / 100);
  struct dec low = {v[i], scale}, step, part = {(i128)(at % 100), 2};
  *ret = low;
  if (part.m == 0) return true;
  return dec_sub((struct dec){v[i + 1], scale}, low, &step) && dec_mul(step, part, &step) &&
         dec_add(low, step, ret);
}
