/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What frame-of-reference needs to know of a block of numbers. */
#ifndef SHOAL_KERNEL_RANGE_H
#define SHOAL_KERNEL_RANGE_H

#include <stddef.h>
#include <stdint.h>

/* n > 0 */
void range_i64(const int64_t *v, size_t n, int64_t *ret_min, int64_t *ret_max);
uint32_t range_max_u32(const uint32_t *v, size_t n); /* 0 if empty */
uint64_t range_sum_u32(const uint32_t *v, size_t n);

/* Greatest common divisor of v[i] - base, modulo 2^64; 0 if all are equal to base.  Stops looking
 * at 1: data in milliseconds cost a few rows, data in whole seconds one remainder a row. */
uint64_t range_step(const int64_t *v, size_t n, int64_t base);

/* out[i] = (v[i] - base) / step, modulo 2^64; step ≥ 1.  In place is fine. */
void range_divide(const int64_t *v, size_t n, int64_t base, uint64_t step, uint64_t *out);
/* v[i] = base + v[i] * step, modulo 2^64 */
void range_multiply(uint64_t *v, size_t n, int64_t base, uint64_t step);

/* How often all v are divisible by ten, at most `most` times. */
unsigned range_tens(const int64_t *v, size_t n, unsigned most);

#endif
