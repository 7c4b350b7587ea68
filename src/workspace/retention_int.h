/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of retention. */
#ifndef SHOAL_WORKSPACE_RETENTION_INT_H
#define SHOAL_WORKSPACE_RETENTION_INT_H

#include "workspace/retention.h"
#include "workspace_int.h"

/* retention_file.c: retention.json, what has been taken from the files.  Under w->retaining. */
bool floors_save(struct workspace *w, struct err *err);
struct retention_floor *floor_find(struct workspace *w, struct str event); /* NULL = none */
struct retention_floor *floor_of(struct workspace *w, struct str event);   /* found or made */

/* retention_log.c: the log without rows that are too old, up to the snapshot x is of. */
bool retention_log(struct workspace *w, const struct snapshot *n, const struct expiry *x,
                   uint32_t *ret_files, struct err *err);

#endif
