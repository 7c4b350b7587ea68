/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A request against its route: no parameter and no field that the route does not know, each value
 * of its shape, a body of the right type.  All that is wrong is told at once, because a form that
 * reveals its mistakes one by one is a bad form. */
#include <stdio.h>

#include "api/api_int.h"
#include "base/utf8.h"

static const struct shape lang_shape = CHOICE(NULL, "en|zh");
static const struct route_param everywhere = {"lang", &lang_shape, NULL, NULL};

struct list {
  struct call *c;
  struct err first;
  uint32_t n;
  struct buf buf;
  struct jw w;
};

static void add(void *ctx, const struct err *what) {
  struct list *l = ctx;
  struct buf text = BUF_INIT;
  if (l->n++ == 0) l->first = *what;
  if (l->n > SHAPE_ERRORS_MAX) return;
  err_render(what, l->c->lang, &text);
  jw_begin_object(&l->w);
  jw_key(&l->w, "field"), jw_cstr(&l->w, what->place.source);
  jw_key(&l->w, "code"), jw_cstr(&l->w, err_name(what->code));
  jw_key(&l->w, "detail"), jw_str(&l->w, buf_str(&text));
  jw_end_object(&l->w);
  buf_release(&text);
}

static void add_parameter(struct list *l, struct err *e, struct str name) {
  snprintf(e->place.source, sizeof e->place.source, "?%.*s", (int)utf8_cut(name, 100), name.p);
  add(l, e);
}

static const struct route_param *param_of(const struct route *r, struct str name) {
  if (r->rule == RULE_WORKSPACE)
    for (const struct route_param *p = workspace_params; p->name; p++)
      if (str_is(name, p->name)) return p;
  for (const struct route_param *p = r->params; p && p->name; p++)
    if (str_is(name, p->name)) return p;
  return str_is(name, everywhere.name) ? &everywhere : NULL;
}

static void unknown(struct list *l, struct str name) {
  struct str names[32];
  char known[ERR_ARG_BYTES] = "";
  size_t n = 0, used = 0;
  struct err e = {0};
  for (const struct route_param *p = l->c->route->params; p && p->name && n < 31; p++)
    names[n++] = str_from(p->name);
  names[n++] = str_from(everywhere.name);
  int near = str_nearest(name, names, n);
  for (size_t i = 0; near < 0 && i < n && used < sizeof known; i++)
    used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", names[i].p);
  err_fail(&e, ERR_unknown_parameter, "%.*s" ERR_SEP "%s", STRF(name),
           near >= 0 ? names[near].p : known);
  add_parameter(l, &e, name);
}

static void check_query(struct list *l) {
  struct http_request *q = l->c->http;
  for (uint32_t i = 0; i < http_query_n(q); i++) {
    struct str name = http_query_name(q, i);
    const struct route_param *p = param_of(l->c->route, name);
    struct err e = {0};
    if (!p) {
      unknown(l, name);
      continue;
    }
    for (uint32_t k = 0; k < i; k++)
      if (str_eq(http_query_name(q, k), name)) {
        err_fail(&e, ERR_repeated_parameter, "%.*s", STRF(name));
        add_parameter(l, &e, name);
      }
    if (!shape_check_text(p->shape, http_query_value(q, i), p->name, &e))
      add_parameter(l, &e, name);
  }
}

static bool is_json(struct str type) {
  struct str media = str_trim(str_cut(&type, ';'));
  return str_eq_nocase(media, STR("application/json"));
}

static bool check_body(struct list *l, struct err *err) {
  struct call *c = l->c;
  struct str body = http_body(c->http), type = http_header(c->http, "Content-Type");
  struct json *v;
  if (c->route->upload) return true;
  if (!c->route->body) {
    return body.n == 0 || err_fail(err, ERR_body_unexpected, NULL);
  }
  if (body.n == 0) return c->route->body_optional || err_fail(err, ERR_body_missing, NULL);
  if (!is_json(type))
    return err_fail(err, ERR_bad_content_type, "%.*s" ERR_SEP "application/json", STRF(type));
  if (!json_parse(body, c->arena, &v, err)) return err_at(err, "body", 0, 0, 0);
  shape_check_all(c->route->body, v, "body", add, l);
  c->body = v;
  return true;
}

bool call_validate(struct call *c, struct str *ret_list, struct err *err) {
  struct list l = {.c = c, .buf = BUF_INIT};
  jw_init(&l.w, &l.buf, 0);
  jw_begin_array(&l.w);
  check_query(&l);
  bool ok = check_body(&l, err);
  jw_end_array(&l.w);
  if (ok && l.n > 0) {
    ok = false;
    *err = l.first;
    if (l.n > 1) err_fail(err, ERR_invalid_request, "%u", l.n);
    *ret_list = arena_str(c->arena, buf_str(&l.buf));
  }
  buf_release(&l.buf);
  return ok;
}
