/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The head of a request: read once, checked wholly, copied into the request's arena, so that
 * everything behind this file works on strings that mean one thing and live until the end.
 *
 * What a proxy says (address, protocol, host, request id) is believed only when the connection
 * comes from a trusted one. */
#include <sodium.h>

#include "http/http_int.h"

static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

#define ALLOWED "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"

const char *http_method_name(enum http_method m) {
  return methods[m];
}

static bool read_method(struct http_request *q, const char *name) {
  q->method_name = arena_cstr(&q->arena, str_from(name));
  for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
    if (strcmp(name, methods[i]) == 0) {
      q->method = (enum http_method)i;
      return true;
    }
  q->method = HTTP_POST; /* whatever it is, an answer to it has a body */
  if (strcmp(name, "TRACE") == 0 || strcmp(name, "CONNECT") == 0) {
    http_add_header(q, "Allow", STR(ALLOWED));
    reply_refuse(q, ERR_http_method_refused, "%s", name);
  } else {
    reply_refuse(q, ERR_http_method_unknown, "%s", name);
  }
  return false;
}

struct copying {
  struct http_request *q;
  uint32_t room;
};

static enum MHD_Result copy_field(void *cls, enum MHD_ValueKind kind, const char *name, size_t n,
                                  const char *value, size_t value_n) {
  struct copying *c = cls;
  if (c->q->n_fields == c->room) return MHD_NO;
  struct field *f = &c->q->fields[c->q->n_fields++];
  f->name = arena_str(&c->q->arena, str_of(name, n));
  f->value = str_trim(arena_str(&c->q->arena, str_of(value ? value : "", value_n)));
  return MHD_YES;
}

static void read_fields(struct http_request *q) {
  int n = MHD_get_connection_values(q->mhd, MHD_HEADER_KIND, NULL, NULL);
  struct copying c = {q, n > 0 ? (uint32_t)n : 0};
  q->fields = arena_array(&q->arena, struct field, c.room);
  MHD_get_connection_values_n(q->mhd, MHD_HEADER_KIND, copy_field, &c);
}

/* Beside a target of so many bytes (at most HTTP_TARGET_MAX). */
static size_t headers_max(size_t target) {
  size_t left = HTTP_HEAD_SUM_MAX - target;
  return left < HTTP_HEAD_MAX ? left : HTTP_HEAD_MAX;
}

static bool sizes(struct http_request *q) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(q->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  if (q->target.n > HTTP_TARGET_MAX)
    reply_refuse(q, ERR_http_target_too_long, "%u", HTTP_TARGET_MAX);
  else if (info && info->header_size > q->target.n + headers_max(q->target.n))
    reply_refuse(q, ERR_http_head_too_large, "%zu", headers_max(q->target.n));
  else
    return true;
  return false;
}

/* Two readers of one message must find the same end of it (request smuggling): one length, or
 * chunks and nothing else. */
static bool framing(struct http_request *q) {
  struct str chunked = http_header(q, "Transfer-Encoding");
  uint32_t lengths = field_count(q->fields, q->n_fields, "Content-Length");
  if (chunked.p && !str_eq_nocase(chunked, STR("chunked")))
    reply_refuse(q, ERR_http_bad_encoding, "Transfer-Encoding: %.*s", STRF(chunked));
  else if (lengths + field_count(q->fields, q->n_fields, "Transfer-Encoding") > 1)
    reply_refuse(q, ERR_http_bad_request, "Content-Length, Transfer-Encoding");
  else
    return true;
  q->close = q->at_once = true; /* where the body ends, nobody knows */
  return false;
}

/* The last element of a field that each proxy appends to, or sets. */
static struct str last_of(struct str list) {
  const char *comma = list.n ? memrchr(list.p, ',', list.n) : NULL;
  return comma ? str_trim(str_of(comma + 1, list.n - (size_t)(comma + 1 - list.p))) : list;
}

static struct str joined(struct http_request *q, const char *name) {
  struct str all = {NULL, 0};
  for (uint32_t i = 0; i < q->n_fields; i++)
    if (str_eq_nocase(q->fields[i].name, str_from(name)))
      all = all.p ? arena_printf(&q->arena, "%.*s,%.*s", STRF(all), STRF(q->fields[i].value))
                  : q->fields[i].value;
  return all;
}

static void read_proxy(struct http_request *q) {
  struct http_server *s = q->s;
  struct addr client = q->c->addr;
  q->secure = s->tls;
  q->host = http_header(q, "Host");
  if (cidr_has(s->proxies, s->o.n_proxies, &client)) {
    struct str proto = last_of(joined(q, "X-Forwarded-Proto"));
    struct str host = last_of(joined(q, "X-Forwarded-Host"));
    struct str id = http_header(q, "X-Request-Id");
    client = proxy_client(client, joined(q, "X-Forwarded-For"), s->proxies, s->o.n_proxies);
    if (proto.n) q->secure = str_eq_nocase(proto, STR("https"));
    if (host.n) q->host = host;
    if (token_is_id(id, HTTP_ID_MAX)) {
      memcpy(q->id, id.p, id.n);
      q->id[id.n] = 0;
    }
  }
  addr_format(&client, q->remote);
}

static bool host_allowed(const struct http_server *s, struct str name) {
  for (uint32_t i = 0; i < s->o.n_hosts; i++)
    if (str_eq_nocase(name, str_from(s->o.hosts[i]))) return true;
  if (s->o.n_hosts || !s->loopback) return s->o.n_hosts == 0;
  return str_is(name, "localhost") || str_is(name, s->o.address);
}

/* A page elsewhere can make a browser resolve its name to 127.0.0.1 and talk to us; it cannot make
 * the browser lie about Host. */
static bool check_host(struct http_request *q) {
  struct str name = {0};
  bool present = field_count(q->fields, q->n_fields, "Host") == 1 || q->host.n > 0;
  if (field_count(q->fields, q->n_fields, "Host") > 1 ||
      (present && !host_parse(q->host, &q->arena, &name)))
    reply_refuse(q, ERR_http_bad_request, "Host");
  else if (!host_allowed(q->s, name) && (present || q->s->o.n_hosts || q->s->loopback))
    reply_refuse(q, ERR_http_wrong_host, "%.*s", STRF(name));
  else
    return true;
  q->close = true;
  return false;
}

static bool read_target(struct http_request *q) {
  struct str query = q->target, path = str_cut(&query, '?');
  q->query_raw = query;
  /* The query first: it may hold the language of the complaint about the path. */
  bool query_fine = query_decode(query, &q->arena, &q->query, &q->n_query);
  if (!path_decode(path, &q->arena, &q->path))
    reply_refuse(q, ERR_http_bad_path, NULL);
  else if (!query_fine)
    reply_refuse(q, ERR_http_bad_query, "%d", HTTP_QUERY_MAX);
  else
    return true;
  return false;
}

void head_try_path(struct http_request *q) {
  struct str query = q->target, path = str_cut(&query, '?'), clean;
  q->query_raw = query;
  if (!q->path.p && path_decode(path, &q->arena, &clean)) q->path = clean;
}

void head_read(struct http_request *q, const char *method) {
  read_fields(q);
  read_proxy(q);
  if (q->c->refuse || __atomic_load_n(&q->s->stopping, __ATOMIC_SEQ_CST)) q->close = true;
  if (!read_method(q, method)) return;
  if (q->c->refuse == ERR_http_busy)
    reply_refuse(q, ERR_http_busy, "%u", q->s->o.connections_max);
  else if (q->c->refuse)
    reply_refuse(q, ERR_http_busy_address, "%u", q->s->o.per_address_max);
  else if (__atomic_load_n(&q->s->stopping, __ATOMIC_SEQ_CST))
    reply_refuse(q, ERR_http_stopping, NULL);
  else if (sizes(q) && framing(q) && check_host(q))
    read_target(q);
}

uint64_t head_length(const struct http_request *q) {
  struct str text = http_header(q, "Content-Length");
  uint64_t n = 0;
  for (size_t i = 0; i < text.n && n < UINT64_MAX / 100; i++) /* checked by libmicrohttpd */
    n = n * 10 + (uint64_t)(text.p[i] - '0');
  return n;
}

bool head_has_body(const struct http_request *q) {
  return head_length(q) > 0 || http_header(q, "Transfer-Encoding").p;
}

enum http_method http_method(const struct http_request *q) {
  return q->method;
}
const char *http_id(const struct http_request *q) {
  return q->id;
}
struct str http_path(const struct http_request *q) {
  return q->path;
}
const char *http_remote(const struct http_request *q) {
  return q->remote;
}
bool http_secure(const struct http_request *q) {
  return q->secure;
}
struct str http_host(const struct http_request *q) {
  return q->host;
}
struct str http_header(const struct http_request *q, const char *name) {
  return field_get(q->fields, q->n_fields, name);
}
struct str http_cookie(const struct http_request *q, const char *name) {
  return cookie_get(http_header(q, "Cookie"), str_from(name));
}
uint32_t http_query_n(const struct http_request *q) {
  return q->n_query;
}
struct str http_query_name(const struct http_request *q, uint32_t i) {
  must(i < q->n_query);
  return q->query[i].name;
}
struct str http_query_value(const struct http_request *q, uint32_t i) {
  must(i < q->n_query);
  return q->query[i].value;
}
struct str http_query(const struct http_request *q, const char *name) {
  for (uint32_t i = 0; i < q->n_query; i++)
    if (str_is(q->query[i].name, name)) return q->query[i].value;
  return (struct str){NULL, 0};
}
struct str http_query_raw(const struct http_request *q) {
  return q->query_raw;
}
struct arena *http_arena(struct http_request *q) {
  return &q->arena;
}
const bool *http_gone(const struct http_request *q) {
  return &q->gone;
}
void *http_user(const struct http_request *q) {
  return q->user;
}
void http_set_user(struct http_request *q, void *user) {
  q->user = user;
}
void http_note_route(struct http_request *q, const char *pattern) {
  q->route = pattern;
}
void http_note_actor(struct http_request *q, struct str actor) {
  q->actor = arena_str(&q->arena, actor);
}
