/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Errors as problem+json.  The server room writes them; what is added here is what a client may do
 * next: when to come back, how to sign in, and all that was wrong at once. */
#include "api/api_int.h"

#define BUSY_SECONDS STR("5")

void problem_reply(struct call *c, const struct err *err, struct str list) {
  struct http_request *q = c->http;
  int status = err_http_status(err->code);
  if (err->code == ERR_login_throttled)
    http_add_header(q, "Retry-After", str_from(err->args[0]));
  else if (status == 503 || status == 429)
    http_add_header(q, "Retry-After", BUSY_SECONDS);
  if (err->code == ERR_unauthenticated) http_add_header(q, "WWW-Authenticate", STR("Bearer"));
  if (list.n)
    http_reply_error_list(q, err, list);
  else
    http_reply_error(q, err);
}
