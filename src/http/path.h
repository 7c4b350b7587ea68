/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Request targets: percent-decoding, clean paths, query parameters.  Pure functions; any bytes. */
#ifndef SHOAL_HTTP_PATH_H
#define SHOAL_HTTP_PATH_H

#include "base/arena.h"

#define HTTP_QUERY_MAX 256 /* parameters */

struct pair {
  struct str name, value;
};

/* Decodes the path of a target (what stands before `?`).  A clean path begins with `/`, has no
 * empty, `.` or `..` segment (a last `/` is fine), and is valid UTF-8 without control characters
 * and `\`.  A percent-encoded slash stays `%2F` (and a percent sign `%25`): decoded, it would move the
 * segment borders that routing and authorisation rely on; who takes a value from a segment decodes
 * these two. */
bool path_decode(struct str raw, struct arena *out, struct str *ret);

/* Decodes a query (what stands after `?`): `+` and %20 are blanks; valid UTF-8, no U+0000; at most
 * HTTP_QUERY_MAX.  The same name may come again; empty pieces are passed over. */
bool query_decode(struct str raw, struct arena *out, struct pair **ret, uint32_t *ret_n);

/* The target for the log: values of the query left out, bytes that are not plain ASCII as %XX. */
struct str target_for_log(struct str target, struct arena *out);

#endif
