/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fits of a response to doses: formulas and sources are in dose_int.h. */
#include <math.h>

#include "base/panic.h"
#include "effect/dose_int.h"

struct block {
  double y, w;
  uint32_t n; /* points */
};

static void pool_last(struct block *b, uint32_t *n) {
  struct block *a = &b[*n - 2], *c = &b[*n - 1];
  a->y = (a->y * a->w + c->y * c->w) / (a->w + c->w);
  a->w += c->w;
  a->n += c->n;
  --*n;
}

void isotonic_fit(const double *x, const double *w, double *y, uint32_t n) {
  struct block *b = must_calloc(n + 1, sizeof *b);
  uint32_t k = 0, at = 0;
  for (uint32_t i = 0; i < n; i++) {
    b[k++] = (struct block){y[i], w[i], 1};
    if (i && x[i] == x[i - 1]) pool_last(b, &k);
    if (i + 1 < n && x[i + 1] == x[i]) continue; /* equal doses are one point first */
    while (k > 1 && b[k - 2].y >= b[k - 1].y)
      pool_last(b, &k);
  }
  for (uint32_t i = 0; i < k; i++)
    for (uint32_t j = 0; j < b[i].n; j++)
      y[at++] = b[i].y;
  free(b);
}

bool fieller(double a, double b, double va, double vb, double cab, double z, struct interval *ret) {
  double p = b * b - z * z * vb, q = a * b - z * z * cab, r = a * a - z * z * va;
  if (b <= 0 || p <= 0) return false;
  double root = q * q - p * r;
  root = root > 0 ? sqrt(root) : 0;
  *ret = (struct interval){a / b, (q - root) / p, (q + root) / p};
  return true;
}
