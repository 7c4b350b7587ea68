/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of retention. */
#ifndef SHOAL_WORKSPACE_RETENTION_INT_H
#define SHOAL_WORKSPACE_RETENTION_INT_H

#include "workspace/retention.h"
#include "workspace_int.h"

/* retention.c: bounds of now by these rules. */
struct making {
  struct workspace *w;
  const struct ws_retention *r;
  const struct tz *tz;
  int32_t today;
  struct store_bounds b; /* its arrays lie in tmp, its names in r and w->floors */
  struct store_bound *list;
};
/* Under w->retaining: what is gone counts for the floors. */
void retention_bounds(struct making *m, struct workspace *w, const struct ws_retention *r,
                      struct arena *tmp);
/* The first moment of an event that is kept. */
int64_t retention_low(const struct making *m, struct str event);

/* retention_file.c: retention.json, what has been taken from the files.  Under w->retaining. */
bool floors_save(struct workspace *w, struct err *err);
struct retention_floor *floor_find(struct workspace *w, struct str event); /* NULL = none */
struct retention_floor *floor_of(struct workspace *w, struct str event);   /* found or made */

/* retention_log.c: the log without rows that are too old, up to the snapshot x is of. */
bool retention_log(struct workspace *w, const struct snapshot *n, const struct expiry *x,
                   uint32_t *ret_files, struct err *err);

#endif
