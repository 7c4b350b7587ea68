/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of an erasure. */
#ifndef SHOAL_WORKSPACE_ERASE_INT_H
#define SHOAL_WORKSPACE_ERASE_INT_H

#include "workspace/erase.h"
#include "workspace_int.h"

/* erase_files.c: removes passing files (rejects, uploads, of jobs) and ended jobs that name one of
 * the values. */
bool erase_files(struct workspace *w, const struct str *values, uint32_t n, uint32_t *ret_files,
                 struct err *err);
/* What the rows of memberships (room loyalty) say of the people on the list: birthday, and the store
 * and staff that took them in. */
bool erase_members(struct workspace *w, const struct erasures *e, struct err *err);
/* erase_log.c: the log without identities and rows of everybody on the list. */
bool erase_log(struct workspace *w, const struct erasures *e, uint32_t *ret_files, struct err *err);

#endif
