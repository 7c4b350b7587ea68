/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The browser SDK itself, for pages that load it by a script tag: where Segment's own snippet looks
 * for it, and the pieces that it loads when a page needs them.
 *
 *   /analytics.js/v1/KEY/analytics.min.js   /analytics-next/bundles/NAME.js   (also below /segment)
 *
 * It is the file of npm's @segment/analytics-next, which the console's build puts beside the
 * console; a program without a console has none.  The file is the same for every key: which key
 * works is said when events come.  Answered on the I/O thread, from memory. */
#include "api/collect_int.h"

#define BUNDLES "/analytics-next/bundles/"

static bool is_script(struct str path) {
  struct str rest = path;
  if (!str_starts(path, STR("/analytics.js/v1/"))) return false;
  rest = str_of(path.p + strlen("/analytics.js/v1/"), path.n - strlen("/analytics.js/v1/"));
  struct str key = str_cut(&rest, '/');
  return key.n && str_is(rest, "analytics.min.js");
}

/* "" = not one of ours. */
static struct str file_of(struct str path, struct arena *out) {
  if (str_starts(path, STR("/segment/"))) {
    path.p += strlen("/segment");
    path.n -= strlen("/segment");
  }
  if (is_script(path)) return STR("sdk/analytics.min.js");
  if (!str_starts(path, STR(BUNDLES))) return STR("");
  return arena_printf(out, "assets/analytics-next/%.*s", (int)(path.n - strlen(BUNDLES)),
                      path.p + strlen(BUNDLES));
}

/* A script of another site is kept out of a page unless the answer says that any may have it. */
bool client_script(struct call *c) {
  struct http_request *q = c->http;
  enum http_method m = http_method(q);
  struct str file = file_of(http_path(q), c->arena);
  struct err err;
  if (!file.n) return false;
  http_note_route(q, "collect:script");
  http_add_header(q, "Cross-Origin-Resource-Policy", STR("cross-origin"));
  http_add_header(q, "Access-Control-Allow-Origin", STR("*"));
  if ((m == HTTP_GET || m == HTTP_HEAD) && asset_reply(q, assets_console, file)) return true;
  if (m == HTTP_GET || m == HTTP_HEAD) {
    err_fail(&err, ERR_no_route, "%.*s", STRF(http_path(q)));
  } else {
    http_add_header(q, "Allow", STR("GET, HEAD"));
    err_fail(&err, ERR_method_not_allowed, "%s" ERR_SEP "%.*s" ERR_SEP "GET, HEAD",
             http_method_name(m), STRF(http_path(q)));
  }
  http_reply_error(q, &err);
  return true;
}
