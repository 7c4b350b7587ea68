/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: what the files that read a programme's document share. */
#ifndef SHOAL_RESOURCE_PROGRAMME_INT_H
#define SHOAL_RESOURCE_PROGRAMME_INT_H

#include "resource/programme.h"

struct programme_reading {
  struct programme *p;
  struct arena *out;
  const struct json **at;
  struct err *err;
};

/* Each: false with *at and *err set.  `field` is what the error calls the value. */
bool programme_refuse(struct programme_reading *r, const struct json *at, const char *field,
                      const char *must_be);
bool programme_missing(struct programme_reading *r, const struct json *at, const char *of,
                       const char *field);
/* v is an object of these keys only (ends with NULL). */
bool programme_object(struct programme_reading *r, const struct json *v, const char *field,
                      const char *const *known);
/* A list of at most max; *ret NULL when o has none. */
bool programme_list(struct programme_reading *r, const struct json *o, const char *field,
                    uint32_t max, const struct json **ret);
/* These leave *ret as it is when o has no such field. */
bool programme_whole(struct programme_reading *r, const struct json *o, const char *field,
                     int64_t min, int64_t max, int64_t *ret);
bool programme_amount(struct programme_reading *r, const struct json *o, const char *field,
                      bool positive, struct dec *ret, bool *ret_given);
bool programme_text_of(struct programme_reading *r, const struct json *o, const char *field,
                       struct programme_text *ret);
bool programme_word(struct programme_reading *r, const struct json *o, const char *field,
                    const char *const *words, unsigned *ret);
bool programme_expression(struct programme_reading *r, const struct json *o, const char *field,
                          struct str *ret);
/* Must be there. */
bool programme_slug(struct programme_reading *r, const struct json *o, const char *of,
                    const char *field, struct str *ret);

bool programme_read_levels(struct programme_reading *r, const struct json *doc);
bool programme_read_plans(struct programme_reading *r, const struct json *doc);

#endif
