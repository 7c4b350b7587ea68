/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Moving values between "all rows of a block" and "some of them". */
#ifndef SHOAL_KERNEL_SELECT_H
#define SHOAL_KERNEL_SELECT_H

#include <stddef.h>
#include <stdint.h>

/* out[i] = v[idx[i]]; idx ascending: in place is fine. */
void gather_8(const uint8_t *v, const uint32_t *idx, size_t n, uint8_t *out);
void gather_32(const uint32_t *v, const uint32_t *idx, size_t n, uint32_t *out);
void gather_64(const uint64_t *v, const uint32_t *idx, size_t n, uint64_t *out);
void gather_128(const unsigned __int128 *v, const uint32_t *idx, size_t n, unsigned __int128 *out);

/* Spreads n values over rows, in place: v[idx[i]] = old v[i]; idx ascending.  Other places keep
 * what they had. */
void spread_8(uint8_t *v, const uint32_t *idx, size_t n);
void spread_32(uint32_t *v, const uint32_t *idx, size_t n);
void spread_64(uint64_t *v, const uint32_t *idx, size_t n);
void spread_128(unsigned __int128 *v, const uint32_t *idx, size_t n);

/* out[idx[i]] = v[i]; idx ascending.  Values that stay together are copied together. */
void scatter_8(const uint8_t *v, const uint32_t *idx, size_t n, uint8_t *out);
void scatter_32(const uint32_t *v, const uint32_t *idx, size_t n, uint32_t *out);
void scatter_64(const uint64_t *v, const uint32_t *idx, size_t n, uint64_t *out);
void scatter_128(const unsigned __int128 *v, const uint32_t *idx, size_t n, unsigned __int128 *out);

#endif
