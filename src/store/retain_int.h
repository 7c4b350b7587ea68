/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bounds of time: as the store was told them, and as a snapshot reads them by code. */
#ifndef SHOAL_STORE_RETAIN_INT_H
#define SHOAL_STORE_RETAIN_INT_H

#include <stdatomic.h>

#include "store/catalog_int.h"

/* The store's: immutable, shared by snapshots. */
struct bounds {
  atomic_uint refs;
  struct store_bounds b; /* with arrays and names of its own */
};
struct bounds *bounds_new(const struct store_bounds *b);
struct bounds *bounds_ref(struct bounds *b);
void bounds_unref(struct bounds *b); /* NULL is fine */

/* A snapshot's: by event code. */
struct retain {
  const struct bounds *of; /* referenced */
  int64_t *shown;          /* rows before are hidden; INT64_MIN for $set */
  int64_t *low;            /* rows before may go from disk */
  int64_t *floor;          /* as of a moment before, there is no answer */
};
struct retain *retain_new(struct bounds *b, const struct catalog *c); /* refs b; NULL for NULL */
void retain_free(struct retain *r);                                   /* NULL is fine */

#endif
