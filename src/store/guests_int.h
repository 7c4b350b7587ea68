/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sources without wanted rows, beside one that has some (guests.c). */
#ifndef SHOAL_STORE_GUESTS_INT_H
#define SHOAL_STORE_GUESTS_INT_H

#include "store/scan_int.h"

struct guests {
  struct cursor_of_source *c;
  uint32_t n;
  uint32_t last; /* who was delivered last, since when he is known */
  int64_t last_first;
};

/* Whether at most one of the chunk's sources has wanted rows; it is then the first of them. */
bool guests_only(const struct scanner *s, struct cursor_of_source *c, uint32_t n);
bool guests_begin(struct scanner *s, struct cursor_of_source *c, uint32_t n, struct guests *ret,
                  struct err *err);
bool guests_wait(const struct guests *g); /* some were not delivered yet */
/* The people of the batch: d's, and the guests up to `limit` between them.  Valid until the next
 * call. */
bool guests_join(struct scanner *s, struct guests *g, const struct dblock *d, uint32_t limit,
                 struct scan_batch *b, struct err *err);

#endif
