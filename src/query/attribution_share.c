/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sharing out exactly.  Weights are integers, so that every model is the same division with
 * remainders; only time_decay rounds its weights first, to 2^−40 of that of the newest touch. */
#include <math.h>
#include <stdlib.h>

#include "base/panic.h"
#include "query/attribution_int.h"

struct rest {
  u128 left;
  uint32_t at;
};

static int larger_first(const void *x, const void *y) {
  const struct rest *a = x, *b = y;
  if (a->left != b->left) return a->left > b->left ? -1 : 1;
  return a->at < b->at ? -1 : 1;
}

/* Small enough for machine words, which is nearly always. */
static u128 quotient(u128 a, uint64_t b, u128 *ret_left) {
  u128 q = a <= UINT64_MAX ? (uint64_t)a / b : a / b;
  *ret_left = a - q * b;
  return q;
}

void attribution_share(i128 units, const uint64_t *weight, uint32_t n, i128 *ret) {
  struct rest few[32], *rest = n <= 32 ? few : must_malloc(n * sizeof *rest);
  u128 whole = units < 0 ? -(u128)units : (u128)units, given = 0;
  uint64_t sum = 0;
  for (uint32_t i = 0; i < n; i++)
    sum += weight[i];
  for (uint32_t i = 0; i < n; i++) {
    u128 part = quotient(whole * weight[i], sum, &rest[i].left);
    rest[i].at = i;
    given += part;
    ret[i] = (i128)part;
  }
  uint32_t over = (uint32_t)(whole - given);
  if (over) qsort(rest, n, sizeof *rest, larger_first);
  for (uint32_t i = 0; i < over; i++)
    ret[rest[i].at]++;
  for (uint32_t i = 0; units < 0 && i < n; i++)
    ret[i] = -ret[i];
  if (rest != few) free(rest);
}

static void by_position(const struct attribution *a, uint32_t n, uint64_t *ret) {
  uint64_t first = a->first_percent, last = a->last_percent;
  if (n == 1) {
    ret[0] = 1;
  } else if (n == 2) {
    ret[0] = first + last ? first : 1;
    ret[1] = first + last ? last : 1;
  } else {
    for (uint32_t i = 0; i < n; i++)
      ret[i] = 100 - first - last;
    ret[0] = first * (n - 2);
    ret[n - 1] = last * (n - 2);
  }
}

void attribution_weights(const struct attribution *a, enum attribution_model model,
                         const int64_t *time, uint32_t n, uint64_t *ret) {
  if (model == ATTRIBUTION_POSITION) {
    by_position(a, n, ret);
    return;
  }
  for (uint32_t i = 0; i < n; i++) {
    double age = (double)(time[n - 1] - time[i]) / (double)a->half_life;
    ret[i] = model == ATTRIBUTION_TIME_DECAY ? (uint64_t)llround(ldexp(exp2(-age), 40)) : 1;
  }
}
