/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What should be known of documents that were applied, or would be, and does not block them. */
#ifndef SHOAL_API_WARNINGS_H
#define SHOAL_API_WARNINGS_H

#include "api/route.h"
#include "resource/resource.h"

extern const struct shape shape_warnings;

/* A list; empty when there are none, or they cannot be told. */
void put_warnings_of(struct call *c, const struct resource_change *changes, uint32_t n);

#endif
