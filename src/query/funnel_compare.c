/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two conversion rates compared; formulas and sources in funnel.h. */
#include <math.h>

#include "query/funnel.h"

#define Z_95 1.959963984540054

static void wilson(double p, double n, double *ret_low, double *ret_high) {
  double z2 = Z_95 * Z_95, mid = p + z2 / (2 * n);
  double half = Z_95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  *ret_low = (mid - half) / (1 + z2 / n);
  *ret_high = (mid + half) / (1 + z2 / n);
  if (*ret_low < 0) *ret_low = 0;
  if (*ret_high > 1) *ret_high = 1;
}

void funnel_compare(const uint64_t x[2], const uint64_t n[2], struct funnel_test *ret) {
  *ret = (struct funnel_test){.p = 1};
  bool enough = true;
  double all = (double)(n[0] + n[1]), pooled = all ? (double)(x[0] + x[1]) / all : 0;
  for (int i = 0; i < 2; i++) {
    double least = (double)n[i] * (pooled < 0.5 ? pooled : 1 - pooled);
    enough = enough && n[i] >= FUNNEL_SAMPLE_MIN && least >= 5;
    if (!n[i]) continue;
    ret->rate[i] = (double)x[i] / (double)n[i];
    wilson(ret->rate[i], (double)n[i], &ret->low[i], &ret->high[i]);
  }
  if (!enough) return;
  double spread = pooled * (1 - pooled) * (1 / (double)n[0] + 1 / (double)n[1]);
  ret->told = true;
  ret->z = (ret->rate[0] - ret->rate[1]) / sqrt(spread);
  ret->p = erfc(fabs(ret->z) / sqrt(2));
}
