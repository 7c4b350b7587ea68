/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: small readers of one value, for those who read documents.  What they refuse is a clear
 * error at its place. */
#ifndef SHOAL_RESOURCE_READING_INT_H
#define SHOAL_RESOURCE_READING_INT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/tz.h"
#include "resource/bilingual.h"
#include "resource/reward.h"

#define READING_TEXT_MAX 500 /* bytes of a text in one language */
#define READING_SCALE    4   /* fraction digits of amounts; at most REWARD_AMOUNT_MAX */

struct reading {
  struct arena *out;      /* of texts */
  const struct json **at; /* where it stopped */
  struct err *err;
};

/* Each: false with *at and *err set.  `field` is what the error calls the value. */
bool reading_refuse(struct reading *r, const struct json *at, const char *field,
                    const char *must_be);
bool reading_missing(struct reading *r, const struct json *at, const char *of, const char *field);
/* v is an object of these keys only (ends with NULL). */
bool reading_object(struct reading *r, const struct json *v, const char *field,
                    const char *const *known);
/* A list of at most max; *ret NULL when o has none. */
bool reading_list(struct reading *r, const struct json *o, const char *field, uint32_t max,
                  const struct json **ret);
/* These leave *ret as it is when o has no such field. */
bool reading_whole(struct reading *r, const struct json *o, const char *field, int64_t min,
                   int64_t max, int64_t *ret);
bool reading_amount(struct reading *r, const struct json *o, const char *field, bool positive,
                    struct dec *ret, bool *ret_given);
bool reading_text_of(struct reading *r, const struct json *o, const char *field,
                     struct bilingual *ret);
bool reading_word(struct reading *r, const struct json *o, const char *field,
                  const char *const *words, unsigned *ret);
bool reading_expression(struct reading *r, const struct json *o, const char *field,
                        struct str *ret);
bool reading_flag(struct reading *r, const struct json *o, const char *field, bool *ret);
/* A date is its first moment; as an end the first one after it, because ends are kept exclusive.
 * ERR_bad_date. */
bool reading_moment(struct reading *r, const struct json *o, const char *field, const struct tz *tz,
                    bool is_end, int64_t *ret);
/* Must be there. */
bool reading_slug(struct reading *r, const struct json *o, const char *of, const char *field,
                  struct str *ret);

/* {coupon, count} or {points, currency}. */
bool reward_read(struct reading *r, const struct json *v, const char *field, struct reward *ret);

#endif
