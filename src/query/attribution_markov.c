/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Removal effects of a first-order chain.
 *
 * p(s), the chance to convert from state s, solves p(s) = Σ T(s, t) p(t) + T(s, conversion).
 * Without channel c its equation is p(c) = 0; so there is one linear system for the whole chain and
 * one per channel, of at most a hundred unknowns: Gauss with pivots, no iteration. */
#include <math.h>

#include "query/attribution_int.h"

struct chain {
  const uint64_t *counts;
  uint32_t n;    /* channels */
  double *m, *p; /* (n + 1) × (n + 2) coefficients, n + 1 solutions */
};

/* The equations, without channel `gone` (0: with all). */
static void set_up(struct chain *c, uint32_t gone) {
  uint32_t n = c->n + 1, width = n + 1;
  for (uint32_t s = 0; s < n; s++) {
    const uint64_t *row = c->counts + (size_t)s * (c->n + 2);
    double *to = c->m + (size_t)s * width, all = 0;
    for (uint32_t t = 0; t < c->n + 2; t++)
      all += (double)row[t];
    for (uint32_t t = 0; t <= n; t++)
      to[t] = 0;
    to[s] = 1;
    if (all == 0 || (gone && s == gone)) continue;
    for (uint32_t t = 1; t < n; t++)
      to[t] -= (double)row[t] / all;
    to[n] = (double)row[0] / all;
  }
}

static void swap_rows(double *a, double *b, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    double x = a[i];
    a[i] = b[i];
    b[i] = x;
  }
}

/* The chance to convert from the beginning.  States from which nothing ends do not exist (every
 * journey ends), so the system has one solution. */
static double solve(struct chain *c, uint32_t gone) {
  uint32_t n = c->n + 1, width = n + 1;
  set_up(c, gone);
  for (uint32_t k = 0; k < n; k++) {
    uint32_t best = k;
    for (uint32_t r = k + 1; r < n; r++)
      if (fabs(c->m[(size_t)r * width + k]) > fabs(c->m[(size_t)best * width + k])) best = r;
    double *pivot = c->m + (size_t)k * width;
    if (best != k) swap_rows(pivot, c->m + (size_t)best * width, width);
    for (uint32_t r = k + 1; r < n; r++) {
      double *row = c->m + (size_t)r * width, f = row[k] / pivot[k];
      for (uint32_t i = k; f != 0 && i < width; i++)
        row[i] -= f * pivot[i];
    }
  }
  for (uint32_t k = n; k-- > 0;) {
    const double *row = c->m + (size_t)k * width;
    double x = row[n];
    for (uint32_t i = k + 1; i < n; i++)
      x -= row[i] * c->p[i];
    c->p[k] = x / row[k];
  }
  return c->p[0];
}

void attribution_removal(const uint64_t *counts, uint32_t n, struct arena *tmp, uint64_t *ret) {
  struct chain c = {.counts = counts, .n = n};
  double *effect = arena_array(tmp, double, n), sum = 0;
  c.m = arena_array(tmp, double, (size_t)(n + 1) * (n + 2));
  c.p = arena_array(tmp, double, n + 1);
  double all = solve(&c, 0);
  for (uint32_t i = 0; all > 0 && i < n; i++) {
    effect[i] = fmax(0, 1 - solve(&c, i + 1) / all);
    sum += effect[i];
  }
  for (uint32_t i = 0; i < n; i++)
    ret[i] = sum > 0 ? (uint64_t)llround(effect[i] / sum * (double)SHARE_WEIGHTS) : 0;
}
