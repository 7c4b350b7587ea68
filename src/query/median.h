/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHOAL_QUERY_MEDIAN_H
#define SHOAL_QUERY_MEDIAN_H

#include <stdint.h>

/* The value that n numbers have in the middle (of an even number: between the two); n > 0.
 * Disturbs them. */
double query_median(uint64_t *v, uint64_t n);

#endif
