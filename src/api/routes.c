/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list of route tables: one line per file.  README.md says how to add one. */
#include "api/route.h"

extern const struct route session_routes[], user_routes[], audit_routes[], workspace_routes[],
    live_routes[], place_routes[], resource_routes[], openapi_routes[], health_routes[],
    metrics_routes[];

const struct route *const route_tables[] = {
    session_routes, workspace_routes, live_routes,   user_routes,    audit_routes, resource_routes,
    place_routes,   openapi_routes,   health_routes, metrics_routes, NULL,
};
