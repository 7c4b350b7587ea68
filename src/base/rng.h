/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Seeded random numbers (xoshiro256++, Blackman & Vigna 2019, seeded by splitmix64).  Streams: the
 * same (seed, stream, index) always gives the same numbers, whatever the number of threads. */
#ifndef SHOAL_BASE_RNG_H
#define SHOAL_BASE_RNG_H

#include <stdbool.h>
#include <stdint.h>

struct rng {
  uint64_t s[4];
};

void rng_init(struct rng *r, uint64_t seed, uint64_t stream, uint64_t index);
uint64_t rng_u64(struct rng *r);
uint64_t rng_below(struct rng *r, uint64_t n); /* 0 … n-1, unbiased (Lemire); n > 0 */
double rng_unit(struct rng *r);                /* [0, 1) */
bool rng_chance(struct rng *r, double p);
double rng_normal(struct rng *r);              /* mean 0, sd 1 (polar) */
double rng_exp(struct rng *r);                 /* mean 1 */
double rng_gamma(struct rng *r, double shape); /* scale 1 (Marsaglia & Tsang 2000) */
double rng_beta(struct rng *r, double a, double b);
uint64_t rng_poisson(struct rng *r, double mean); /* mean ≥ 0; normal approximation above 1e4 */
/* Index by weights; total = their sum > 0. */
uint32_t rng_pick(struct rng *r, const double *weights, uint32_t n, double total);

#endif
