/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by the pages of segments. */
#ifndef SHOAL_API_SEGMENTS_H
#define SHOAL_API_SEGMENTS_H

#include "api/ask.h"

/* Fields of a segment's document: expression as written, and parameters if it has any. */
void put_definition(struct jw *w, const struct json *doc);
/* Its expression with the defaults of its parameters. */
bool segment_expression(const struct resource *r, struct arena *out, struct str *ret,
                        struct err *err);
/* slug … sentence, inside an object. */
bool put_segment_facts(struct ask *a, const struct resource *r, struct err *err);

#define SIZE_UNKNOWN UINT64_MAX

/* Sizes of n sets at n_as_of moments: ret[i · n_as_of + t].  Sets whose numbers overflow are
 * SIZE_UNKNOWN; so are those without a tree. */
bool segment_sizes(struct ask *a, struct node *const *trees, uint32_t n, const int64_t *as_of,
                   uint32_t n_as_of, uint64_t *ret, struct err *err);

#endif
