/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every response has: the security headers, the request id, a cache rule; and errors, which
 * are all written here, in the client's language, as problem+json (RFC 9457).
 *
 * Values of headers may come from users (a file name, an address to go to), so control characters
 * are taken out of every value: nobody can add a header or a body by a line break. */
#include <stdio.h>

#include "base/json.h"
#include "http/http_int.h"

#define FRAME_OPTIONS 1 /* its place in the table */
static const struct {
  const char *name, *value;
} always[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' "
     "data: "
     "blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
     "form-action 'self'; manifest-src 'self'; worker-src 'self' blob:"},
};

void http_add_header(struct http_request *q, const char *name, struct str value) {
  struct out_header *h;
  char *p = arena_cstr(&q->arena, value);
  must(!q->status); /* headers come before the answer */
  for (size_t i = 0; i < value.n; i++)
    if ((unsigned char)p[i] < 0x20 || p[i] == 0x7f) p[i] = ' ';
  struct str clean = str_trim(str_of(p, value.n));
  if (clean.n == 0) return;
  h = arena_new(&q->arena, struct out_header);
  h->name = arena_cstr(&q->arena, str_from(name));
  h->value = arena_cstr(&q->arena, clean);
  *q->headers_end = h;
  q->headers_end = &h->next;
}

void http_set_cookie(struct http_request *q, const char *name, struct str value, int64_t max_age_s,
                     const char *path) {
  struct buf b = BUF_INIT;
  buf_printf(&b, "%s=", name);
  cookie_put(value, &b);
  if (max_age_s >= 0) buf_printf(&b, "; Max-Age=%lld", (long long)max_age_s);
  buf_printf(&b, "; Path=%s; HttpOnly; SameSite=Strict%s", path, q->secure ? "; Secure" : "");
  http_add_header(q, "Set-Cookie", buf_str(&b));
  buf_release(&b);
}

struct str reply_header(const struct http_request *q, const char *name) {
  for (const struct out_header *h = q->headers; h; h = h->next)
    if (str_eq_nocase(str_from(h->name), str_from(name))) return str_from(h->value);
  return (struct str){NULL, 0};
}

static void add(struct MHD_Response *r, const char *name, const char *value) {
  if (MHD_add_response_header(r, name, value) != MHD_YES)
    panic("libmicrohttpd takes no header %s: %s", name, value);
}

void reply_set(struct http_request *q, int status, const char *type, struct MHD_Response *r,
               uint64_t bytes) {
  must(!q->status && r);
  for (const struct out_header *h = q->headers; h; h = h->next)
    add(r, h->name, h->value);
  /* A policy of its own says who may show the answer in a frame; the older header cannot. */
  bool framed = reply_header(q, "Content-Security-Policy").p != NULL;
  for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
    if (!reply_header(q, always[i].name).p && !(framed && i == FRAME_OPTIONS))
      add(r, always[i].name, always[i].value);
  if (q->secure) add(r, "Strict-Transport-Security", "max-age=31536000");
  if (!reply_header(q, "Cache-Control").p) add(r, "Cache-Control", "no-store");
  if (type) add(r, "Content-Type", type);
  add(r, "X-Request-Id", q->id);
  if (q->close) add(r, "Connection", "close");
  q->response = r;
  q->status = status;
  q->bytes_out = q->method == HTTP_HEAD ? 0 : bytes;
}

bool reply_unchanged(struct http_request *q, int status) {
  struct str etag = reply_header(q, "ETag"), known = http_header(q, "If-None-Match");
  if (status != 200 || !etag.p || !known.p || (q->method != HTTP_GET && q->method != HTTP_HEAD) ||
      !etag_matches(known, etag))
    return false;
  reply_set(q, 304, NULL, MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT), 0);
  return true;
}

enum lang http_lang(const struct http_request *q) {
  struct str asked = http_query(q, "lang");
  return accepts_language(asked.n ? asked : http_header(q, "Accept-Language"));
}

static void place(struct jw *w, const struct err_place *p) {
  jw_key(w, "place");
  jw_begin_object(w);
  if (p->source[0]) {
    jw_key(w, "source");
    jw_cstr(w, p->source);
  }
  if (p->field[0]) {
    jw_key(w, "field");
    jw_cstr(w, p->field);
  }
  jw_key(w, "line");
  jw_uint(w, p->line);
  jw_key(w, "column");
  jw_uint(w, p->column);
  jw_key(w, "length");
  jw_uint(w, p->length);
  jw_end_object(w);
}

void reply_problem(const struct http_request *q, const struct err *err, struct str errors,
                   struct buf *out) {
  struct buf text = BUF_INIT;
  struct jw w;
  enum lang lang = http_lang(q);
  jw_init(&w, out, 0);
  jw_begin_object(&w);
  jw_key(&w, "type");
  jw_cstr(&w, "about:blank");
  err_render(err, lang, &text);
  jw_key(&w, "title");
  jw_str(&w, buf_str(&text));
  jw_key(&w, "status");
  jw_int(&w, err_http_status(err->code));
  jw_key(&w, "code");
  jw_cstr(&w, err_name(err->code));
  jw_key(&w, "detail");
  jw_str(&w, buf_str(&text));
  buf_reset(&text);
  err_render_hint(err, lang, &text);
  if (text.n) {
    jw_key(&w, "hint");
    jw_str(&w, buf_str(&text));
  }
  if (err->place.source[0] || err->place.line || err->place.column) place(&w, &err->place);
  if (errors.n) {
    jw_key(&w, "errors");
    jw_raw(&w, errors);
  }
  jw_key(&w, "request_id");
  jw_cstr(&w, q->id);
  jw_end_object(&w);
  buf_release(&text);
}

/* Headers that speak of the answer there would have been. */
static void forget_headers(struct http_request *q) {
  static const char *const of_answer[] = {"ETag", "Cache-Control", "Content-Disposition",
                                          "Last-Modified", "Accept-Ranges"};
  struct out_header **at = &q->headers;
  while (*at) {
    bool drop = false;
    for (size_t i = 0; i < sizeof of_answer / sizeof of_answer[0]; i++)
      drop |= str_eq_nocase(str_from((*at)->name), str_from(of_answer[i]));
    if (drop)
      *at = (*at)->next;
    else
      at = &(*at)->next;
  }
  q->headers_end = at;
}

void http_reply_error(struct http_request *q, const struct err *err) {
  http_reply_error_list(q, err, STR(""));
}

void http_reply_error_list(struct http_request *q, const struct err *err, struct str errors) {
  struct buf body = BUF_INIT;
  struct err late;
  if (err->code == ERR_canceled && __atomic_load_n(&q->late, __ATOMIC_RELAXED)) {
    err_fail(&late, ERR_http_deadline, "%g", q->plan.seconds);
    err = &late;
  }
  forget_headers(q);
  if (!reply_header(q, "Vary").p) http_add_header(q, "Vary", STR("Accept-Language"));
  q->code = err_name(err->code);
  reply_problem(q, err, errors, &body);
  reply_set(q, err_http_status(err->code), "application/problem+json",
            MHD_create_response_from_buffer(body.n, body.p, MHD_RESPMEM_MUST_FREE), body.n);
}

void reply_refuse(struct http_request *q, enum err_code code, const char *fmt, ...) {
  struct err err;
  char text[ERR_ARGS_MAX * ERR_ARG_BYTES] = "";
  va_list ap;
  if (fmt) {
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
  }
  err_fail(&err, code, "%s", text);
  if (err_http_status(code) == 503 || err_http_status(code) == 429)
    http_add_header(q, "Retry-After", STR("5"));
  stat_add(q->s, refused, 1);
  if (code == ERR_canceled && __atomic_load_n(&q->late, __ATOMIC_RELAXED))
    err_fail(&err, ERR_http_deadline, "%g", q->plan.seconds);
  if (!q->routed) head_try_path(q);
  if (q->s->app.refuse) q->s->app.refuse(q->s->app.ctx, q, &err);
  if (!q->status) http_reply_error(q, &err);
}

/* libmicrohttpd wants a response for every request; this one meets a socket that sends no more. */
void http_drop(struct http_request *q) {
  q->dropped = q->close = q->at_once = true;
  conn_cut(q);
  reply_set(q, HTTP_DROPPED, NULL, MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT),
            0);
}
