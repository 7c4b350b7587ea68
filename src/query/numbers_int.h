/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sorted numbers of one scale and their percentiles. */
#ifndef SHOAL_QUERY_NUMBERS_INT_H
#define SHOAL_QUERY_NUMBERS_INT_H

#include <stddef.h>

#include "base/decimal.h"

/* Ascending; n ≥ 1; tmp has room for n. */
void numbers_sort(i128 *v, size_t n, i128 *tmp);
/* Of n ≥ 1 sorted values the one at (n − 1) · p/100, between two neighbours in proportion; exact.
 * False: no decimal holds it. */
bool numbers_percentile(const i128 *v, size_t n, uint32_t p, uint8_t scale, struct dec *ret);

#endif
