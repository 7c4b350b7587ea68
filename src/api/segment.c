/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One segment: read, written, archived, restored.
 *
 * An expression is compiled before it is applied, so that its errors have a place in the expression
 * and not in the document made of it; applying checks everything else (slugs, cycles, versions). */
#include <stdio.h>

#include "api/jobs.h"
#include "api/questions.h"
#include "api/segments.h"

bool segment_expression(const struct resource *r, struct arena *out, struct str *ret,
                        struct err *err) {
  struct json *doc;
  if (!json_parse(r->doc, out, &doc, err)) return false;
  return segment_bound(doc, NULL, 0, out, ret, err);
}

/* As written: `expression: true` reads as a truth value. */
static struct str written(const struct json *doc) {
  const struct json *e = json_get(doc, "expression");
  if (e && e->type == JSON_BOOL) return e->boolean ? STR("true") : STR("false");
  return json_get_str(doc, "expression");
}

void put_definition(struct jw *w, const struct json *doc) {
  const struct json *parameters = json_get(doc, "parameters");
  struct buf b = BUF_INIT;
  jw_key(w, "expression"), jw_str(w, written(doc));
  if (!parameters) return;
  json_write_tree(parameters, false, &b);
  jw_key(w, "parameters"), jw_raw(w, buf_str(&b));
  buf_release(&b);
}

static void put_update(struct jw *w, struct segment_update u) {
  char text[16];
  if (u.mode == SEGMENT_DAILY)
    snprintf(text, sizeof text, "daily %02u:%02u", u.minute / 60 % 24, u.minute % 60);
  else
    snprintf(text, sizeof text, "%s", u.mode == SEGMENT_LIVE ? "live" : "manual");
  jw_cstr(w, text);
}

bool put_segment_facts(struct ask *a, const struct resource *r, struct err *err) {
  struct jw *w = &a->c->out;
  struct str text;
  struct json *doc;
  struct node *tree;
  struct err ignored;
  if (!segment_expression(r, a->c->arena, &text, err) ||
      !json_parse(r->doc, a->c->arena, &doc, err))
    return false;
  jw_key(w, "slug"), jw_str(w, r->slug);
  jw_key(w, "title"), put_title(w, r->title_en, r->title_zh);
  jw_key(w, "description"), put_description(w, doc);
  put_definition(w, doc);
  jw_key(w, "version"), jw_uint(w, r->version);
  jw_key(w, "status"), jw_cstr(w, str_is(r->status, "archived") ? "archived" : "active");
  jw_key(w, "created_at"), put_time(w, r->created_ms);
  jw_key(w, "updated_at"), put_time(w, r->updated_ms);
  jw_key(w, "author"), jw_str(w, r->author);
  struct segment_update u;
  if (!segment_update(doc, &u, &ignored)) u = (struct segment_update){0};
  jw_key(w, "update"), put_update(w, u);
  jw_key(w, "events"), jw_bool(w, u.events);
  jw_key(w, "sentence");
  /* An archived one may speak of names that are gone; its words are told as they were written. */
  if (lang_compile(text, names_env_lang(view_names(a->v)), a->c->arena, &tree, &ignored) ||
      lang_parse(text, a->c->arena, &tree, &ignored))
    put_sentence(w, tree);
  else
    put_title(w, text, text);
  return true;
}

static bool put_recorded(struct call *c, struct str slug, struct err *err) {
  struct members *m;
  struct member_state s;
  struct jw *w = &c->out;
  bool read = tenant_members(c->tenant, &m, err);
  if (read && !members_state(m, slug, &s, err)) return false;
  if (!read || !s.met) {
    jw_null(w);
    return true;
  }
  jw_begin_object(w);
  jw_key(w, "people"), jw_uint(w, s.people);
  jw_key(w, "at"), put_time(w, s.asked_ms);
  jw_key(w, "problem");
  if (s.problem.code == ERR_none)
    jw_null(w);
  else
    put_problem(w, &s.problem, c->lang);
  jw_end_object(w);
  return true;
}

static bool put_segment(struct ask *a, struct str slug, struct err *err) {
  struct call *c = a->c;
  struct workspace *ws = tenant_workspace(c->tenant);
  struct resource r;
  struct resource_use *use;
  uint32_t n;
  if (!resource_get(ws, STR("segment"), slug, c->arena, &r, err) ||
      !resource_used_by(ws, STR("segment"), slug, c->arena, &use, &n, err))
    return false;
  call_etag(c, "%u", r.version);
  jw_begin_object(&c->out);
  if (!put_segment_facts(a, &r, err)) return false;
  jw_key(&c->out, "used_by"), jw_begin_array(&c->out);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(&c->out);
    jw_key(&c->out, "kind"), jw_str(&c->out, use[i].kind);
    jw_key(&c->out, "slug"), jw_str(&c->out, use[i].slug);
    jw_key(&c->out, "title"), put_title(&c->out, use[i].title_en, use[i].title_zh);
    jw_end_object(&c->out);
  }
  jw_end_array(&c->out);
  jw_key(&c->out, "recorded");
  if (!put_recorded(c, slug, err)) return false;
  jw_end_object(&c->out);
  return true;
}

bool api_get_segment(struct call *c, struct err *err) {
  struct ask a;
  bool ok = ask_begin(c, &a, err) && put_segment(&a, call_path(c, "slug"), err);
  ask_end(&a);
  return ok;
}

/* ---- writing ---- */

static void document(const struct call *c, struct str slug, struct buf *out) {
  struct jw w;
  const struct json *body = c->body;
  jw_init(&w, out, 0);
  jw_begin_object(&w);
  jw_key(&w, "kind"), jw_cstr(&w, "segment");
  jw_key(&w, "slug"), jw_str(&w, slug);
  for (uint32_t i = 0; i < body->n; i++) {
    struct buf value = BUF_INIT;
    json_write_tree(&body->items[i], false, &value);
    jw_key_str(&w, body->keys[i]), jw_raw(&w, buf_str(&value));
    buf_release(&value);
  }
  jw_end_object(&w);
}

static bool put(struct ask *a, struct err *err) {
  struct call *c = a->c;
  struct str slug = call_path(c, "slug");
  struct resource_source src = {.name = arena_printf(c->arena, "segment/%.*s", STRF(slug)),
                                .allow = call_allow(c)};
  struct resource_change *change;
  struct node *tree;
  struct buf doc = BUF_INIT;
  uint32_t n;
  if (!ask_condition(a, json_get_str(c->body, "expression"), "expression", &tree, err) ||
      !call_if_match(c, &src.if_version, err))
    return false;
  if (str_is(str_trim(http_header(c->http, "If-None-Match")), "*")) src.if_version = RESOURCE_NEW;
  document(c, slug, &doc);
  src.text = arena_str(c->arena, buf_str(&doc));
  buf_release(&doc);
  if (!resource_apply(tenant_workspace(c->tenant), &src, 1, call_author(c), false, c->arena,
                      &change, &n, err))
    return false;
  if (change[0].what == CHANGE_CREATE) {
    c->status = 201;
    call_location(c, "segments/%.*s", STRF(slug));
  }
  return put_segment(a, slug, err);
}

bool api_put_segment(struct call *c, struct err *err) {
  struct ask a;
  bool ok = ask_begin(c, &a, err) && put(&a, err);
  ask_end(&a);
  return ok;
}

bool api_archive_segment(struct call *c, struct err *err) {
  uint32_t version;
  return call_if_match(c, &version, err) &&
         resource_archive(tenant_workspace(c->tenant), STR("segment"), call_path(c, "slug"),
                          version, call_author(c), err);
}

bool api_restore_segment(struct call *c, struct err *err) {
  struct ask a;
  bool ok = resource_restore(tenant_workspace(c->tenant), STR("segment"), call_path(c, "slug"),
                             call_author(c), err) &&
            ask_begin(c, &a, err);
  if (!ok) return false;
  ok = put_segment(&a, call_path(c, "slug"), err);
  ask_end(&a);
  return ok;
}
