/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The order of rows: by subject, then time, then as they came. */
#ifndef SHOAL_KERNEL_SORT_H
#define SHOAL_KERNEL_SORT_H

#include <stddef.h>
#include <stdint.h>

/* perm = row numbers in order, stable; tmp has room for n.  n < 2^32. */
void sort_rows(const uint32_t *subject, const int64_t *time, size_t n, uint32_t *perm,
               uint32_t *tmp);

#endif
