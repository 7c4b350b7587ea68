/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that are in the program: the console, and the documentation page.
 *
 * They were compressed when the program was built (tools/embed_files.py) and are sent as they lie
 * in memory.  A name with a hash of its content never changes, so browsers keep it for good;
 * everything else is asked for again and mostly answered 304.  Paths that are pages of the console,
 * not files, get its index.html: the page finds its way by the address. */
#include "api/api_int.h"

static const struct asset *find(const struct asset *table, struct str path) {
  for (const struct asset *a = table; a->path; a++)
    if (str_is(path, a->path)) return a;
  return NULL;
}

static void send(struct http_request *q, const struct asset *a) {
  http_add_header(q, "ETag", str_from(a->etag));
  http_add_header(q, "Cache-Control",
                  a->immutable ? STR("public, max-age=31536000, immutable") : STR("no-cache"));
  http_reply_static(q, 200, a->type, str_of(a->bytes, a->n), a->gzipped);
}

bool asset_reply(struct http_request *q, const struct asset *table, struct str path) {
  const struct asset *a = find(table, path);
  if (!a) return false;
  send(q, a);
  return true;
}

/* A page has no dot in its last segment (/assets/gone.js must not be answered with HTML), none at
 * the begin of any (/.git/config), and nothing that was escaped. */
static bool may_be_page(struct str path) {
  if (path.n && memchr(path.p, '%', path.n)) return false;
  while (path.n) {
    struct str segment = str_cut(&path, '/');
    if (segment.n && segment.p[0] == '.') return false;
    if (!path.n && segment.n && memchr(segment.p, '.', segment.n)) return false;
  }
  return true;
}

void console_reply(struct http_request *q, struct str path) {
  struct err err;
  enum http_method m = http_method(q);
  struct str file = str_of(path.p + 1, path.n - 1);
  if (m != HTTP_GET && m != HTTP_HEAD) {
    http_add_header(q, "Allow", STR("GET, HEAD"));
    err_fail(&err, ERR_method_not_allowed, "%s" ERR_SEP "%.*s" ERR_SEP "GET, HEAD",
             http_method_name(m), STRF(path));
    http_reply_error(q, &err);
    return;
  }
  if (file.n && asset_reply(q, assets_console, file)) return;
  if (may_be_page(path) && asset_reply(q, assets_console, STR("index.html"))) return;
  err_fail(&err, ERR_no_route, "%.*s", STRF(path));
  http_reply_error(q, &err);
}
