/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One generator, cheap to make: a stream per (seed, stream, index) costs four splitmix64 steps, so
 * every simulated person has a stream of their own and results do not depend on who computes whom.
 * Only +, −, ×, ÷, sqrt, log, exp and pow of libm are used; the same machine gives the same
 * numbers. */
#include "base/rng.h"

#include <math.h>

#include "base/panic.h"

static uint64_t splitmix(uint64_t *x) {
  uint64_t z = (*x += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

void rng_init(struct rng *r, uint64_t seed, uint64_t stream, uint64_t index) {
  uint64_t x = seed;
  x = splitmix(&x) ^ stream;
  x = splitmix(&x) ^ index;
  for (int i = 0; i < 4; i++)
    r->s[i] = splitmix(&x);
}

static uint64_t rotl(uint64_t x, int k) {
  return (x << k) | (x >> (64 - k));
}

uint64_t rng_u64(struct rng *r) {
  uint64_t *s = r->s, result = rotl(s[0] + s[3], 23) + s[0], t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotl(s[3], 45);
  return result;
}

uint64_t rng_below(struct rng *r, uint64_t n) {
  must(n > 0);
  unsigned __int128 m = (unsigned __int128)rng_u64(r) * n;
  if ((uint64_t)m < n) {
    uint64_t least = -n % n;
    while ((uint64_t)m < least)
      m = (unsigned __int128)rng_u64(r) * n;
  }
  return (uint64_t)(m >> 64);
}

double rng_unit(struct rng *r) {
  return (double)(rng_u64(r) >> 11) * 0x1p-53;
}
bool rng_chance(struct rng *r, double p) {
  return rng_unit(r) < p;
}

double rng_normal(struct rng *r) {
  for (;;) {
    double u = 2 * rng_unit(r) - 1, v = 2 * rng_unit(r) - 1, s = u * u + v * v;
    if (s > 0 && s < 1) return u * sqrt(-2 * log(s) / s);
  }
}

double rng_exp(struct rng *r) {
  return -log(1 - rng_unit(r));
}

double rng_gamma(struct rng *r, double shape) {
  if (shape < 1) return rng_gamma(r, shape + 1) * pow(1 - rng_unit(r), 1 / shape);
  double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
  for (;;) {
    double x = rng_normal(r), v = 1 + c * x;
    if (v <= 0) continue;
    v = v * v * v;
    double u = 1 - rng_unit(r);
    if (log(u) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
  }
}

double rng_beta(struct rng *r, double a, double b) {
  double x = rng_gamma(r, a), y = rng_gamma(r, b);
  return x + y > 0 ? x / (x + y) : 0.5;
}

uint64_t rng_poisson(struct rng *r, double mean) {
  uint64_t n = 0;
  if (mean > 1e4) {
    double x = floor(mean + sqrt(mean) * rng_normal(r) + 0.5);
    return x > 0 ? (uint64_t)x : 0;
  }
  while (mean > 30) { /* a sum of Poissons is Poisson: keeps exp(-mean) from underflowing */
    double l = exp(-30.0), p = 1 - rng_unit(r);
    while (p > l)
      n++, p *= 1 - rng_unit(r);
    mean -= 30;
  }
  double l = exp(-mean), p = 1 - rng_unit(r);
  while (p > l)
    n++, p *= 1 - rng_unit(r);
  return n;
}

uint32_t rng_pick(struct rng *r, const double *weights, uint32_t n, double total) {
  double x = rng_unit(r) * total;
  for (uint32_t i = 0; i + 1 < n; i++) {
    x -= weights[i];
    if (x < 0) return i;
  }
  return n - 1;
}
