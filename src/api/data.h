/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by the pages of the dictionary. */
#ifndef SHOAL_API_DATA_H
#define SHOAL_API_DATA_H

#include "api/ask.h"
#include "query/census.h"

#define DATA_DAYS 30 /* of trends */

/* name … last_day, inside an object. */
void put_event_facts(struct jw *w, const struct snapshot *n, uint32_t code,
                     const struct event_census *e);
uint32_t event_props(const struct snapshot *n, uint32_t code);

#endif
