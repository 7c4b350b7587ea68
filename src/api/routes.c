/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list of route tables: one line per file.  README.md says how to add one. */
#include "api/route.h"

const struct route *const route_tables[] = {
    NULL,
};
