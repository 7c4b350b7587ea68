/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: what the files that read a coupon's document share. */
#ifndef SHOAL_RESOURCE_COUPON_INT_H
#define SHOAL_RESOURCE_COUPON_INT_H

#include "resource/coupon.h"

struct coupon_reading {
  struct coupon_kind *k;
  const struct tz *tz;
  struct arena *out;
  const struct json **at;
  struct err *err;
};

/* Each: false with *at and *err set.  `field` is what the error calls the value. */
bool coupon_refuse(struct coupon_reading *r, const struct json *at, const char *field,
                   const char *must_be);
bool coupon_missing(struct coupon_reading *r, const struct json *at, const char *of,
                    const char *field);
/* v is an object of these keys only (ends with NULL). */
bool coupon_object(struct coupon_reading *r, const struct json *v, const char *field,
                   const char *const *known);
/* The next four leave *ret as it is when o has no such field. */
bool coupon_money(struct coupon_reading *r, const struct json *o, const char *field, bool positive,
                  struct dec *ret);
bool coupon_whole(struct coupon_reading *r, const struct json *o, const char *field, int64_t min,
                  int64_t max, int64_t *ret);
bool coupon_bool(struct coupon_reading *r, const struct json *o, const char *field, bool *ret);
/* Percents of at most two fraction digits, as basis points. */
bool coupon_percent(struct coupon_reading *r, const struct json *o, const char *field,
                    uint32_t min_bp, uint32_t max_bp, uint32_t *ret);
/* The index of the word; words end with NULL; `all` is how the error lists them. */
bool coupon_word(struct coupon_reading *r, const struct json *o, const char *field,
                 const char *const *words, const char *all, unsigned *ret);
/* A list of texts of 1 … COUPON_ID_BYTES_MAX bytes, at most max; sorted, repeated ones dropped. */
bool coupon_list(struct coupon_reading *r, const struct json *o, const char *field, uint32_t max,
                 struct coupon_names *ret);

bool coupon_read_benefit(struct coupon_reading *r, const struct json *doc);
bool coupon_read_valid(struct coupon_reading *r, const struct json *doc);
bool coupon_read_terms(struct coupon_reading *r, const struct json *doc);

#endif
