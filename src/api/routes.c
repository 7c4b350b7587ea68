/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list of route tables: one line per file.  README.md says how to add one. */
#include "api/route.h"

extern const struct route job_routes[], import_routes[];

const struct route *const route_tables[] = {
    job_routes,
    import_routes,
    NULL,
};
