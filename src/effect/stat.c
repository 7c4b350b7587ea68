/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Means and their intervals.  Sums are Welford's, so that many large amounts do not lose the small
 * differences between them. */
#include <math.h>

#include "effect/effect_int.h"

void sample_add(struct sample *s, double x) {
  double d = x - s->mean;
  s->n += 1;
  s->mean += d / s->n;
  s->m2 += d * (x - s->mean);
}

void sample_merge(struct sample *to, const struct sample *from) {
  double n = to->n + from->n, d = from->mean - to->mean;
  if (from->n == 0) return;
  to->mean += d * from->n / n;
  to->m2 += from->m2 + d * d * to->n * from->n / n;
  to->n = n;
}

double sample_variance(const struct sample *s) {
  return s->n > 1 ? s->m2 / (s->n - 1) : 0;
}

struct interval sample_difference(const struct sample *a, const struct sample *b, double z) {
  double d = a->mean - b->mean, se = 0;
  if (a->n > 0) se += sample_variance(a) / a->n;
  if (b->n > 0) se += sample_variance(b) / b->n;
  se = sqrt(se);
  return (struct interval){d, d - z * se, d + z * se};
}
