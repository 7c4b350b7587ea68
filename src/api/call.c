/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What handlers ask of their call: parameters, the moment, the view, versions, the audit trail, and
 * answers that are computed once for everybody who asks the same of the same moment. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "api/api_int.h"
#include "base/panic.h"

static const struct shape shape_lsn = {.kind = SHAPE_INT, .min = 1, .max = INT64_MAX};
const struct route_param workspace_params[] = {
    {"wait", &shape_lsn,
     "Read your writes: wait until this position of the log (as a write or the header " LSN_HEADER
     " named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached.",
     "读己之写：等待至该日志位置（由写入结果或响应头 " LSN_HEADER
     " 给出）可查询，最多 10 秒；超时返回 503 lsn_not_reached。"},
    {0},
};

const struct shape shape_limit = {.kind = SHAPE_INT, .min = 1, .max = PAGE_MAX};
const struct shape shape_cursor = {.kind = SHAPE_TEXT, .min = 1, .max = 4096};

struct str call_path(const struct call *c, const char *name) {
  return route_value(c->route, c->own->path, name);
}

struct str call_query(const struct call *c, const char *name) {
  return http_query(c->http, name);
}

int64_t call_query_int(const struct call *c, const char *name, int64_t otherwise) {
  struct str t = call_query(c, name);
  struct json v = {.type = JSON_NUMBER, .text = t};
  int64_t n;
  return t.p && json_int(&v, &n) ? n : otherwise;
}

bool call_moment(struct call *c, const char *name, struct str text, bool end, int64_t *ret,
                 struct err *err) {
  const struct tz *tz = ws_tz(tenant_workspace(c->tenant));
  if (!text.n) return true;
  bool ok = end ? time_parse_until(text, tz, ret, err) : time_parse_iso(text, tz, ret, NULL, err);
  return ok || err_at(err, name, 0, 0, 0);
}

bool call_query_bool(const struct call *c, const char *name, bool otherwise) {
  struct str t = call_query(c, name);
  return t.p ? str_is(t, "true") : otherwise;
}

bool call_as_of(struct call *c, int64_t *ret, struct err *err) {
  struct str t = call_query(c, "as_of");
  int64_t ms;
  bool date;
  if (!t.p) t = json_get_str(c->body, "as_of");
  if (!t.p) {
    ms = clock_wall_ms(c->api->clock);
    *ret = ms - ms % MS_MINUTE;
    return true;
  }
  const struct tz *z = c->tenant ? ws_tz(tenant_workspace(c->tenant)) : tz_utc();
  if (!time_parse_iso(t, z, &ms, &date, err)) return err_at(err, "/as_of", 0, 0, 0);
  *ret = date ? day_start(z, day_of(z, ms) + 1) - 1 : ms;
  return true;
}

static bool view_for(struct call *c, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  uint64_t wait = (uint64_t)call_query_int(c, "wait", 0);
  if (!wait) return tenant_view(c->tenant, &c->own->view, err);
  return ws_wait_lsn(w, wait, WS_WAIT_LSN_MS_MAX, err) &&
         tenant_view_at_least(c->tenant, wait, ws_revision(w), &c->own->view, err);
}

bool call_view(struct call *c, struct view **ret, struct err *err) {
  must(c->tenant);
  if (!c->own->view && !view_for(c, err)) return false;
  *ret = c->own->view;
  return true;
}

bool call_view_knows(struct call *c, uint32_t subject, struct err *err) {
  struct view *v;
  if (!call_view(c, &v, err)) return false;
  if (subject < snapshot_subjects(view_snapshot(v))) return true;
  view_release(v);
  c->own->view = NULL;
  return tenant_view_at_least(c->tenant, tenant_lsn(c->tenant), tenant_revision(c->tenant),
                              &c->own->view, err);
}

bool call_view_again(struct call *c, uint64_t lsn, uint64_t revision, struct err *err) {
  must(c->tenant && !c->own->view);
  return tenant_view_again(c->tenant, lsn, revision, &c->own->view, err);
}

/* ---- versions ---- */

bool call_if_match(struct call *c, uint32_t *ret_version, struct err *err) {
  struct str t = str_trim(http_header(c->http, "If-Match"));
  struct json v = {.type = JSON_NUMBER};
  int64_t n;
  *ret_version = 0;
  if (t.n == 0 || str_is(t, "*")) return true;
  if (t.n < 3 || t.p[0] != '"' || t.p[t.n - 1] != '"')
    return err_fail(err, ERR_bad_header, "If-Match" ERR_SEP "\"<version>\"");
  v.text = str_of(t.p + 1, t.n - 2);
  for (size_t i = 0; i < v.text.n; i++)
    if (v.text.p[i] < '0' || v.text.p[i] > '9')
      return err_fail(err, ERR_bad_header, "If-Match" ERR_SEP "\"<version>\"");
  if (!json_int(&v, &n) || n < 1 || n >= UINT32_MAX)
    return err_fail(err, ERR_bad_header, "If-Match" ERR_SEP "\"<version>\"");
  *ret_version = (uint32_t)n;
  return true;
}

/* Whether an If-None-Match names this tag; weak comparison (RFC 9110, 13.1.2). */
static bool none_match(const struct call *c, struct str tag) {
  struct str rest = http_header(c->http, "If-None-Match");
  while (rest.n) {
    struct str one = str_trim(str_cut(&rest, ','));
    if (str_starts(one, STR("W/"))) one.p += 2, one.n -= 2;
    if (str_is(one, "*") || str_eq(one, tag)) return true;
  }
  return false;
}

static void set_etag(struct call *c, struct str text, bool weak) {
  enum http_method m = http_method(c->http);
  c->own->etag = arena_printf(c->arena, "\"%.*s\"", STRF(text));
  c->own->weak = weak;
  c->own->not_modified = (m == HTTP_GET || m == HTTP_HEAD) && none_match(c, c->own->etag);
}

void call_etag(struct call *c, const char *fmt, ...) {
  struct buf b = BUF_INIT_MAX(256);
  va_list ap;
  va_start(ap, fmt);
  buf_vprintf(&b, fmt, ap);
  va_end(ap);
  set_etag(c, buf_str(&b), false);
  buf_release(&b);
}

/* ---- small writers ---- */

static void put_text(struct jw *w, struct buf *b) {
  jw_str(w, buf_str(b));
  buf_release(b);
}

void put_time(struct jw *w, int64_t ms) {
  struct buf b = BUF_INIT_MAX(64);
  time_format_iso(ms, &b);
  put_text(w, &b);
}

void put_day(struct jw *w, int32_t day) {
  struct buf b = BUF_INIT_MAX(64);
  day_format(day, &b);
  put_text(w, &b);
}

void put_title(struct jw *w, struct str en, struct str zh) {
  jw_begin_object(w);
  jw_key(w, "en"), jw_str(w, en);
  jw_key(w, "zh"), jw_str(w, zh);
  jw_end_object(w);
}

static void put_both(struct jw *w, const struct err *e,
                     void (*render)(const struct err *, enum lang, struct buf *)) {
  struct buf en = BUF_INIT, zh = BUF_INIT;
  render(e, LANG_EN, &en);
  render(e, LANG_ZH, &zh);
  put_title(w, buf_str(&en), buf_str(&zh));
  buf_release(&en), buf_release(&zh);
}

void put_detail(struct jw *w, const struct err *e) {
  put_both(w, e, err_render);
}

void put_hint(struct jw *w, const struct err *e) {
  put_both(w, e, err_render_hint);
}

void put_description(struct jw *w, const struct json *doc) {
  const struct json *d = json_get(doc, "description");
  bool both = d && d->type == JSON_OBJECT;
  struct str en = both ? json_get_str(d, "en") : json_get_str(doc, "description"),
             zh = both ? json_get_str(d, "zh") : en;
  if (en.n || zh.n)
    put_title(w, en.n ? en : zh, zh.n ? zh : en);
  else
    jw_null(w);
}

void put_decimal(struct jw *w, struct dec v) {
  char text[DEC_TEXT_BYTES];
  jw_cstr(w, dec_text(v, text));
}

void put_asof(struct call *c, int64_t as_of, const struct view *v) {
  jw_key(&c->out, "as_of"), put_time(&c->out, as_of);
  jw_key(&c->out, "lsn"), jw_uint(&c->out, view_lsn(v));
}

/* ---- what changed, and who did it ---- */

bool call_audit(struct call *c, const char *action, struct str object, struct str detail,
                struct err *err) {
  struct str workspace = c->tenant ? tenant_slug(c->tenant) : STR("");
  return access_audit_add(c->api->access, &c->actor, action, object, workspace, detail, err);
}

struct str call_author(const struct call *c) {
  if (c->actor.kind != ACTOR_KEY) return c->actor.label;
  return arena_printf(c->arena, "key:%.*s", STRF(c->actor.label));
}

void call_location(struct call *c, const char *fmt, ...) {
  struct buf b = BUF_INIT_MAX(1024);
  va_list ap;
  if (c->tenant)
    buf_printf(&b, "/api/w/%.*s/", STRF(tenant_slug(c->tenant)));
  else
    buf_puts(&b, "/api/");
  va_start(ap, fmt);
  buf_vprintf(&b, fmt, ap);
  va_end(ap);
  c->own->location = arena_str(c->arena, buf_str(&b));
  http_add_header(c->http, "Location", c->own->location);
  buf_release(&b);
}

/* ---- answers kept ---- */

struct work {
  struct call *c;
  int64_t as_of;
  const struct view *v;
  bool (*compute)(struct call *c, int64_t as_of, const struct view *v, void *ctx, struct err *err);
  void *ctx;
};

static bool compute(void *ctx, struct buf *out, struct err *err) {
  struct work *w = ctx;
  struct jw saved = w->c->out;
  jw_init(&w->c->out, out, 0);
  bool ok = w->compute(w->c, w->as_of, w->v, w->ctx, err);
  w->c->out = saved;
  return ok;
}

/* Everything but LSN and revision that the bytes depend on.  Whether personal data are masked is
 * part of it: the same question has two answers. */
static void answer_key(struct call *c, int64_t as_of, struct buf *key) {
  const struct route *r = c->route;
  buf_printf(key, "%s\n%" PRId64 "\n%d\n%d\n", r->id, as_of, (int)c->lang,
             access_masks(&c->actor, tenant_slug(c->tenant)));
  for (int i = 0; i < ROUTE_VALUES_MAX; i++)
    buf_put_lenstr(key, c->own->path[i]);
  for (const struct route_param *p = r->params; p && p->name; p++)
    if (strcmp(p->name, "as_of") != 0) {
      struct str v = call_query(c, p->name);
      buf_putc(key, v.p ? '+' : '-');
      buf_put_lenstr(key, v);
    }
  if (c->body) json_write_tree(c->body, true, key);
}

bool call_cached(struct call *c, int64_t as_of, const struct view *v,
                 bool (*fn)(struct call *c, int64_t as_of, const struct view *v, void *ctx,
                            struct err *err),
                 void *ctx, struct err *err) {
  struct work w = {.c = c, .as_of = as_of, .v = v, .compute = fn, .ctx = ctx};
  struct buf key = BUF_INIT_MAX(ANSWER_KEY_MAX), tag = BUF_INIT;
  char hex[33];
  uint8_t mac[16];
  must(v == c->own->view && !c->own->answer);
  answer_key(c, as_of, &key);
  if (key.overflow) {
    buf_release(&key);
    return err_fail(err, ERR_too_large, "%s" ERR_SEP "%d", "body", ANSWER_KEY_MAX);
  }
  buf_put_str(&tag, buf_str(&key));
  buf_printf(&tag, "\n%" PRIu64 "\n%" PRIu64, view_lsn(v), view_revision(v));
  secret_mac(c->api, "etag", buf_str(&tag), mac, sizeof mac);
  buf_release(&tag);
  for (size_t i = 0; i < sizeof mac; i++)
    snprintf(hex + 2 * i, 3, "%02x", mac[i]);
  set_etag(c, str_of(hex, 32), true);
  bool ok = c->own->not_modified || tenant_cached(c->own->view, buf_str(&key), http_gone(c->http),
                                                  compute, &w, &c->own->answer, err);
  buf_release(&key);
  return ok;
}
