/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tracking plans before they are there: one drafted from what was observed, and what one would have
 * found in the rows of the last days. */
#include <stdio.h>

#include "api/data.h"
#include "api/questions.h"
#include "resource/resource.h"

/* ---- a draft ---- */

static bool write_draft(struct call *c, int64_t as_of, const struct view *v, void *ctx,
                        struct err *err) {
  struct value_census values;
  const struct snapshot *n = view_snapshot(v);
  struct str name = call_query(c, "event");
  uint32_t event = INTERN_NONE;
  struct jw *w = &c->out;
  (void)ctx;
  if (name.n) {
    event = snapshot_event_code(n, name);
    if (event == INTERN_NONE) return err_fail(err, ERR_unknown_event, "%.*s", STRF(name));
  }
  if (!query_value_census(n, event, UINT8_MAX, as_of, PLAN_DRAFT_ROWS, 0, &c->limits, c->arena,
                          &values, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "document"), jw_begin_object(w);
  uint32_t events = resource_plan_draft(n, &values, w);
  jw_end_object(w);
  jw_key(w, "events"), jw_uint(w, events);
  jw_key(w, "rows"), jw_uint(w, values.rows);
  jw_key(w, "complete"), jw_bool(w, values.complete);
  jw_end_object(w);
  return true;
}

bool api_draft_plan(struct call *c, struct err *err) {
  struct ask a;
  bool ok = ask_begin(c, &a, err) && write_draft(c, a.as_of, a.v, &a, err);
  ask_end(&a);
  return ok;
}

/* ---- a preview ---- */

/* Names from the document down to `at`, joined by a character that no name has. */
static bool path_to(const struct json *v, const struct json *at, struct buf *out) {
  size_t n = out->n;
  if (v == at) return true;
  for (uint32_t i = 0; (v->type == JSON_OBJECT || v->type == JSON_ARRAY) && i < v->n; i++) {
    if (n) buf_putc(out, '/');
    if (v->type == JSON_OBJECT)
      buf_put_str(out, v->keys[i]);
    else
      buf_printf(out, "%u", i);
    if (path_to(&v->items[i], at, out)) return true;
    out->n = n;
  }
  return false;
}

static bool placed(const struct json *doc, const struct json *at, struct err *err) {
  struct buf path = BUF_INIT;
  if (at) (void)path_to(doc, at, &path);
  buf_putc(&path, 0);
  (void)err_at(err, path.n > 1 ? path.p : "document", 0, 0, 0);
  buf_release(&path);
  return false;
}

/* The document, beside the active plans of other slugs: plans add up. */
static bool plan_with(struct call *c, const struct json *doc, struct plan **ret, struct err *err) {
  struct str slug = json_get_str(c->body, "slug");
  const struct json *at, **docs;
  struct resource *r;
  uint32_t n, used = 0;
  if (!plan_new(&doc, 1, ret, &at, err)) return placed(doc, at, err);
  plan_free(*ret);
  if (!resource_list(tenant_workspace(c->tenant), STR("tracking_plan"), c->arena, &r, &n, err))
    return false;
  docs = arena_array(c->arena, const struct json *, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    struct json *tree;
    if (str_eq(r[i].slug, slug)) continue;
    if (!json_parse(r[i].doc, c->arena, &tree, err)) return false;
    docs[used++] = tree;
  }
  docs[used++] = doc;
  return plan_new(docs, used, ret, &at, err);
}

static void put_events(struct ask *a, const struct breaches *b) {
  const struct snapshot *n = view_snapshot(a->v);
  struct jw *w = &a->c->out;
  jw_key(w, "events"), jw_begin_array(w);
  for (uint32_t e = 0; e < snapshot_events(n); e++) {
    if (b->events[e].flagged + b->events[e].rejected == 0) continue;
    jw_begin_object(w);
    jw_key(w, "name"), jw_str(w, snapshot_event(n, e)->name);
    jw_key(w, "rows"), jw_uint(w, b->events[e].rows);
    jw_key(w, "flagged"), jw_uint(w, b->events[e].flagged);
    jw_key(w, "rejected"), jw_uint(w, b->events[e].rejected);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static bool preview(struct ask *a, struct plan *plan, struct err *err) {
  struct call *c = a->c;
  int64_t days = 1, from;
  struct breaches b;
  const struct json *given = json_get(c->body, "days");
  if (given) (void)json_int(given, &days);
  from = a->as_of - days * MS_DAY;
  if (!query_breaches(view_snapshot(a->v), plan, INTERN_NONE, from, a->as_of, BREACH_ROWS_MAX,
                      &c->limits, c->arena, &b, err))
    return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "to"), put_time(&c->out, a->as_of);
  put_events(a, &b);
  jw_key(&c->out, "violations"), put_violations(a, &b, from, NULL, NULL);
  jw_end_object(&c->out);
  return true;
}

bool api_preview_plan(struct call *c, struct err *err) {
  struct plan *plan = NULL;
  struct ask a;
  if (!plan_with(c, json_get(c->body, "document"), &plan, err)) return false;
  bool ok = ask_begin(c, &a, err) && preview(&a, plan, err);
  ask_end(&a);
  plan_free(plan);
  return ok;
}
