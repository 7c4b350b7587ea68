/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a workspace knows of people's attributes now, for normal.h.
 *
 * It sees what was acknowledged when it is first asked.  So whoever works out new values from it
 * holds a lock of the workspace's from before the first question until its rows are ingested; then
 * operations are exact among themselves.  A plain set that others send meanwhile counts as before
 * or after, whole.  One thread's. */
#ifndef SHOAL_COLLECT_KNOWN_H
#define SHOAL_COLLECT_KNOWN_H

#include "collect/normal.h"
#include "workspace/workspace.h"

struct known;
/* *ret is valid until known_free; values live in `mem`. */
struct known *known_new(struct workspace *w, struct arena *mem, struct collect_known *ret);
/* From here on it sees what was acknowledged since, too. */
void known_renew(struct known *k);
void known_free(struct known *k); /* NULL is fine */

#endif
