/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bounds of time: as the store was told them, and as a snapshot reads them by code. */
#ifndef SHOAL_STORE_RETAIN_INT_H
#define SHOAL_STORE_RETAIN_INT_H

#include <stdatomic.h>

#include "store/catalog_int.h"
#include "store/store.h"

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
  int64_t *taken;          /* before this rows have gone from the files */
};
struct retain *retain_new(struct bounds *b, const struct catalog *c); /* refs b; NULL for NULL */
void retain_free(struct retain *r);                                   /* NULL is fine */

/* ---- expiry.c ---- */

struct block_info;
/* Some row of the block may be before its bound, as its directory entry says. */
bool expiry_may_be_in(const struct expiry *x, const struct block_info *b);
enum old_rows { OLD_HIDDEN, OLD_TOO };
/* All people of a snapshot; what is hidden because it is too old comes with OLD_TOO only. */
bool expiry_scan(const struct snapshot *n, const struct scan_want *want, enum old_rows old,
                 scan_fn *fn, void *ctx, struct err *err);
/* The subject of a row of the batch's person number `i`. */
static inline uint32_t row_subject(const struct scan_batch *b, uint32_t i, uint32_t row) {
  return b->subject ? b->subject[row] : b->person[i];
}

#endif
