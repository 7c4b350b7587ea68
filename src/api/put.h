/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small writers of a field of an answer, for those who want them; what all answers share is in
 * route.h. */
#ifndef SHOAL_API_PUT_H
#define SHOAL_API_PUT_H

#include "api/route.h"
#include "resource/bilingual.h"

/* Null for 0 and for what never was or never will be (TIME_MIN, TIME_MAX and beyond). */
void put_moment(struct jw *w, const char *name, int64_t ms);
/* Of a window: as put_moment, but 0 is a moment. */
void put_bound(struct jw *w, const char *name, int64_t ms);
void put_named(struct jw *w, const char *name, const struct bilingual *t);
void put_units(struct jw *w, const char *name, int64_t v); /* of 10^-4 */
void put_left(struct jw *w, const char *name, int64_t n);  /* -1, no limit: null */

/* {"items": [ … ]} */
void begin_items(struct jw *w);
void end_items(struct jw *w);

#endif
