/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What header fields say.  Pure functions over any bytes; a field that cannot be understood is as
 * good as absent, unless said otherwise. */
#ifndef SHOAL_HTTP_FIELD_H
#define SHOAL_HTTP_FIELD_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

struct field {
  struct str name, value;
};

/* The value of the first field of this name; {NULL,0} if absent. */
struct str field_get(const struct field *f, uint32_t n, const char *name);
uint32_t field_count(const struct field *f, uint32_t n, const char *name);

/* A cookie out of a Cookie field; {NULL,0} if absent.  The value as sent. */
struct str cookie_get(struct str field, struct str name);
/* Appends a value as cookie octets (RFC 6265); other bytes and % as %XX. */
void cookie_put(struct str value, struct buf *out);

/* Whether Accept-Encoding takes gzip. */
bool accepts_gzip(struct str field);
/* The better liked of zh and en in Accept-Language, or in a language tag; en when neither is. */
enum lang accepts_language(struct str field);

/* Whether If-None-Match names the tag (weak comparison), or is `*`. */
bool etag_matches(struct str field, struct str etag);

enum range { RANGE_NONE, RANGE_PART, RANGE_BAD };
/* One byte range of a body of `size` bytes.  RANGE_NONE: send the whole (absent, several ranges, or
 * not understood); RANGE_BAD: outside the body (416). */
enum range range_parse(struct str field, uint64_t size, uint64_t *ret_from, uint64_t *ret_n);

/* Host: name without port and brackets in lower case; false if it is not host[:port]. */
bool host_parse(struct str field, struct arena *out, struct str *ret_name);

/* attachment; filename="…"; filename*=UTF-8''…  (RFC 6266, 8187).  Any bytes in the name. */
void disposition_put(struct str name, struct buf *out);

bool type_is_text(struct str type);         /* compresses well */
bool token_is_id(struct str s, size_t max); /* [A-Za-z0-9_-]{8,max} */

#endif
