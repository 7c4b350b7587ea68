/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a segment was, and whom a change of it moved. */
#include "api/questions.h"
#include "api/segments.h"

bool api_segment_versions(struct call *c, struct err *err) {
  struct resource *r;
  uint32_t n;
  struct jw *w = &c->out;
  if (!resource_versions(tenant_workspace(c->tenant), STR("segment"), call_path(c, "slug"),
                         c->arena, &r, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    struct json *doc;
    if (!json_parse(r[i].doc, c->arena, &doc, err)) return false;
    jw_begin_object(w);
    jw_key(w, "version"), jw_uint(w, r[i].version);
    jw_key(w, "at"), put_time(w, r[i].updated_ms);
    jw_key(w, "author"), jw_str(w, r[i].author);
    jw_key(w, "title"), put_title(w, r[i].title_en, r[i].title_zh);
    put_definition(w, doc);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

static void put_lines(struct jw *w, struct str diff) {
  jw_begin_array(w);
  while (diff.n) {
    struct str line = str_cut(&diff, '\n');
    char op[2] = {line.n ? line.p[0] : ' ', '\0'};
    jw_begin_object(w);
    jw_key(w, "op"), jw_cstr(w, op);
    jw_key(w, "text"), jw_str(w, line.n > 2 ? str_of(line.p + 2, line.n - 2) : STR(""));
    jw_end_object(w);
  }
  jw_end_array(w);
}

static bool compiles(struct ask *a, const struct resource *r, struct node **ret) {
  struct str text;
  struct err ignored;
  return segment_expression(r, a->c->arena, &text, &ignored) &&
         lang_compile(text, names_env_lang(view_names(a->v)), a->c->arena, ret, &ignored);
}

static bool put_people(struct ask *a, const struct resource *x, const struct resource *y,
                       struct err *err) {
  struct jw *w = &a->c->out;
  struct node *was, *is;
  roaring_bitmap_t *before, *after;
  jw_key(w, "people");
  if (!compiles(a, x, &was) || !compiles(a, y, &is)) {
    jw_null(w);
    return true;
  }
  if (!ask_set(a, was, &before, err)) return false;
  if (!ask_set(a, is, &after, err)) {
    roaring_bitmap_free(before);
    return false;
  }
  struct node no = {.kind = N_NOT, .a = was};
  struct node *kids[] = {is, &no};
  struct node entered = {.kind = N_AND, .kids = kids, .n_kids = 2};
  jw_begin_object(w);
  jw_key(w, "a"), jw_uint(w, roaring_bitmap_get_cardinality(before));
  jw_key(w, "b"), jw_uint(w, roaring_bitmap_get_cardinality(after));
  jw_key(w, "both"), jw_uint(w, roaring_bitmap_and_cardinality(before, after));
  jw_key(w, "entered_expression"), put_canonical(w, &entered);
  jw_end_object(w);
  roaring_bitmap_free(before);
  roaring_bitmap_free(after);
  return true;
}

static bool write_diff(struct call *c, int64_t as_of, const struct view *v, void *ctx,
                       struct err *err) {
  struct ask *a = ctx;
  struct workspace *ws = tenant_workspace(c->tenant);
  struct str slug = call_path(c, "slug"), lines;
  struct resource now, x, y;
  if (!resource_get(ws, STR("segment"), slug, c->arena, &now, err)) return false;
  int64_t to = call_query_int(c, "b", now.version);
  int64_t from = call_query_int(c, "a", to > 1 ? to - 1 : to);
  if (!resource_version_get(ws, STR("segment"), slug, (uint32_t)from, c->arena, &x, err) ||
      !resource_version_get(ws, STR("segment"), slug, (uint32_t)to, c->arena, &y, err) ||
      !resource_diff_text(&x, &y, c->arena, &lines, err))
    return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "lines"), put_lines(&c->out, lines);
  if (!put_people(a, &x, &y, err)) return false;
  jw_end_object(&c->out);
  return true;
}

bool api_diff_segment(struct call *c, struct err *err) {
  struct ask a;
  bool ok = ask_begin(c, &a, err) && call_cached(c, a.as_of, a.v, write_diff, &a, err);
  ask_end(&a);
  return ok;
}
