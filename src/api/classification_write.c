/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Changing a classification, and looking first at what a change would do.
 *
 * A document comes as JSON (`doc`) or as YAML text.  Both go through resource_apply, so that what
 * the console saves, what `shoal apply` writes and what the preview accepts is judged by the same
 * rules.  Errors are placed where the client can show them: in YAML by line and column, in JSON by
 * a pointer into the body and the place within that expression. */
#include <stdio.h>

#include "api/ask.h"
#include "api/classification_int.h"
#include "base/panic.h"

#define KIND STR("classification")

/* ---- the document of a request ---- */

struct proposal {
  struct resource_source source;
  const struct json *tree; /* kind and slug filled in */
  bool yaml;
};

/* kind and slug stand in the path already: they may be left out, but not be others. */
static bool check_name(const struct json *doc, const char *key, struct str want, bool yaml,
                       struct err *err) {
  const struct json *v = json_get(doc, key);
  char pointer[64];
  if (!v || (v->type == JSON_STRING && str_eq(v->text, want))) return true;
  err_fail(err, ERR_bad_field, "%s" ERR_SEP "%.*s", key, STRF(want));
  snprintf(pointer, sizeof pointer, "/doc/%s", key);
  return err_at(err, yaml ? "yaml" : pointer, v->line, v->column, 0);
}

static void fill_in(struct call *c, const struct json *doc, struct str slug, struct json *ret) {
  const char *const names[] = {"kind", "slug"};
  const struct str values[] = {KIND, slug};
  *ret = *doc;
  ret->items = arena_array(c->arena, struct json, doc->n + 2);
  ret->keys = arena_array(c->arena, struct str, doc->n + 2);
  ret->n = 0;
  for (int i = 0; i < 2; i++) {
    if (json_get(doc, names[i])) continue;
    ret->keys[ret->n] = str_from(names[i]);
    ret->items[ret->n++] = (struct json){.type = JSON_STRING, .text = values[i]};
  }
  for (uint32_t i = 0; i < doc->n; i++) {
    ret->keys[ret->n] = doc->keys[i];
    ret->items[ret->n++] = doc->items[i];
  }
}

/* YAML that leaves out kind or slug gets them behind its end, where they move no line. */
static struct str completed_yaml(struct call *c, const struct json *doc, struct str text,
                                 struct str slug) {
  struct buf b = BUF_INIT;
  buf_put_str(&b, text);
  if (!json_get(doc, "kind")) buf_puts(&b, "\nkind: classification");
  if (!json_get(doc, "slug")) buf_printf(&b, "\nslug: %.*s", STRF(slug));
  struct str s = arena_str(c->arena, buf_str(&b));
  buf_release(&b);
  return s;
}

static bool proposal_of(struct call *c, struct str slug, struct proposal *ret, struct err *err) {
  const struct json *doc = json_get(c->body, "doc"), *yaml = json_get(c->body, "yaml");
  struct json *tree = NULL, *filled = arena_new(c->arena, struct json);
  struct buf text = BUF_INIT;
  if (!doc == !yaml) return err_fail(err, ERR_document_or_yaml, NULL);
  *ret = (struct proposal){.yaml = yaml != NULL, .source.allow = call_allow(c)};
  if (yaml) {
    if (!yaml_parse(yaml->text, c->arena, &tree, err))
      return err_at(err, "yaml", err->place.line, err->place.column, err->place.length);
    doc = tree;
    if (doc->type != JSON_OBJECT) {
      err_fail(err, ERR_bad_field, "yaml" ERR_SEP "an object");
      return err_at(err, "yaml", 1, 1, 0);
    }
  }
  if (!check_name(doc, "kind", KIND, ret->yaml, err) ||
      !check_name(doc, "slug", slug, ret->yaml, err))
    return false;
  fill_in(c, doc, slug, filled);
  ret->tree = filled;
  ret->source.name = yaml ? STR("yaml") : STR("doc");
  if (yaml) {
    ret->source.text = completed_yaml(c, doc, yaml->text, slug);
    return true;
  }
  json_write_tree(filled, false, &text);
  ret->source.text = arena_str(c->arena, buf_str(&text));
  buf_release(&text);
  return true;
}

/* ---- places ---- */

static void put_escaped(struct buf *b, struct str name) { /* RFC 6901 */
  for (size_t i = 0; i < name.n; i++) {
    if (name.p[i] == '~')
      buf_puts(b, "~0");
    else if (name.p[i] == '/')
      buf_puts(b, "~1");
    else
      buf_putc(b, name.p[i]);
  }
}

/* "classes.vip" of the parser to "/doc/classes/3/when". */
static void put_pointer(const struct json *doc, struct str path, bool in_expression,
                        struct buf *b) {
  struct str rest = path, head = str_cut(&rest, '.');
  const struct json *group;
  char key[32];
  snprintf(key, sizeof key, "%.*s", STRF(head));
  group = json_get(doc, key);
  buf_puts(b, "/doc");
  if (head.n == 0 || (!group && !str_is(head, "classes"))) return;
  buf_putc(b, '/');
  put_escaped(b, head);
  if (head.n == path.n || !group) return;
  if (group->type != JSON_ARRAY) {
    buf_putc(b, '/');
    put_escaped(b, rest);
    return;
  }
  for (uint32_t i = 0; i < group->n; i++) {
    if (!str_eq(json_get_str(&group->items[i], "name"), rest)) continue;
    buf_printf(b, "/%u%s", i, in_expression ? "/when" : "");
    return;
  }
}

static bool place(const struct proposal *p, struct err *err) {
  struct str source = str_from(err->place.source);
  struct buf b = BUF_INIT;
  if (p->yaml || !str_starts(source, STR("doc")) || (source.n > 3 && source.p[3] != ':'))
    return false;
  struct str path = source.n > 5 ? str_of(source.p + 5, source.n - 5) : STR("");
  put_pointer(p->tree, path, err->place.line > 0, &b);
  buf_putc(&b, '\0');
  err_at(err, b.p, err->place.line, err->place.column, err->place.length);
  buf_release(&b);
  return false;
}

static bool apply(struct call *c, const struct proposal *p, bool dry, struct resource_change **ret,
                  struct err *err) {
  uint32_t n;
  if (!resource_apply(tenant_workspace(c->tenant), &p->source, 1, call_author(c), dry, c->arena,
                      ret, &n, err))
    return place(p, err);
  must(n == 1);
  return true;
}

/* ---- writing ---- */

bool api_put_classification(struct call *c, struct err *err) {
  struct str slug = call_path(c, "slug");
  struct proposal p;
  struct resource_change *change;
  if (!proposal_of(c, slug, &p, err) || !call_if_match(c, &p.source.if_version, err)) return false;
  if (str_is(str_trim(http_header(c->http, "If-None-Match")), "*"))
    p.source.if_version = RESOURCE_NEW;
  if (!apply(c, &p, false, &change, err)) return false;
  if (change->what == CHANGE_CREATE) c->status = 201;
  return classification_answer(c, slug, err);
}

bool api_archive_classification(struct call *c, struct err *err) {
  uint32_t version;
  return call_if_match(c, &version, err) &&
         resource_archive(tenant_workspace(c->tenant), KIND, call_path(c, "slug"), version,
                          call_author(c), err);
}

/* ---- preview ---- */

static void put_problem(struct jw *w, const struct err *e) {
  jw_begin_object(w);
  jw_key(w, "code"), jw_cstr(w, err_name(e->code));
  jw_key(w, "detail"), put_detail(w, e);
  jw_key(w, "hint"), put_hint(w, e);
  jw_key(w, "place"), jw_begin_object(w);
  jw_key(w, "source"), jw_cstr(w, e->place.source);
  jw_key(w, "line"), jw_uint(w, e->place.line);
  jw_key(w, "column"), jw_uint(w, e->place.column);
  jw_key(w, "length"), jw_uint(w, e->place.length);
  jw_end_object(w);
  jw_end_object(w);
}

static void put_nothing(struct jw *w, const struct err *e) {
  static const char *const lists[] = {"classes", "matrix", "thresholds"};
  jw_key(w, "moved"), jw_int(w, 0);
  for (int i = 0; i < 3; i++) {
    jw_key(w, lists[i]), jw_begin_array(w);
    jw_end_array(w);
  }
  jw_key(w, "problems"), jw_begin_array(w);
  put_problem(w, e);
  jw_end_array(w);
}

static struct str name_at(const struct classification *k, uint32_t i) {
  return k && i < k->n_classes ? k->classes[i].name : STR("none");
}

static void put_preview(struct jw *w, const struct class_preview *v) {
  const struct classification *now = v->now.def, *then = v->then.def;
  uint32_t a = now ? now->n_classes : 0, b = then->n_classes;
  uint64_t people = roaring_bitmap_get_cardinality(v->then.people);
  jw_key(w, "classes"), jw_begin_array(w);
  for (uint32_t i = 0; i <= b; i++) {
    const struct class_text *t = i < b ? &then->classes[i].title : &classification_none_title;
    jw_begin_object(w);
    jw_key(w, "name"), jw_str(w, name_at(then, i));
    jw_key(w, "title"), put_title(w, t->en, t->zh);
    jw_key(w, "people"), jw_uint(w, v->then.counts[i]);
    jw_key(w, "share");
    if (people)
      jw_double(w, (double)v->then.counts[i] / (double)people);
    else
      jw_null(w);
    jw_key(w, "was"), jw_int(w, v->was[i]);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_key(w, "moved"), jw_int(w, v->moved);
  jw_key(w, "matrix"), jw_begin_array(w);
  for (uint32_t i = 0; i <= a; i++)
    for (uint32_t j = 0; j <= b; j++) {
      int64_t n = v->matrix[(size_t)i * (b + 1) + j];
      if (n == 0) continue;
      jw_begin_object(w);
      jw_key(w, "from"), jw_str(w, name_at(now, i));
      jw_key(w, "to"), jw_str(w, name_at(then, j));
      jw_key(w, "people"), jw_int(w, n);
      jw_end_object(w);
    }
  jw_end_array(w);
  put_thresholds(w, &v->then);
  jw_key(w, "problems"), jw_begin_array(w);
  jw_end_array(w);
}

/* The definition in force, or NULL. */
static bool in_force(const struct view *v, struct str slug, const struct classification **ret,
                     struct err *err) {
  struct err missing = {0};
  *ret = NULL;
  if (names_env_classification(view_names(v), slug, ret, &missing)) return true;
  *ret = NULL;
  if (missing.code == ERR_unknown_name) return true;
  *err = missing;
  return false;
}

static bool evaluate(struct call *c, const struct view *v, int64_t as_of, struct str slug,
                     const struct proposal *p, struct err *err) {
  struct report_params params = report_params_of(c, v, as_of);
  const struct classification *now;
  struct classification *then;
  struct class_preview preview;
  if (!in_force(v, slug, &now, err) ||
      !classification_parse(p->tree, params.names, c->arena, &then, err) ||
      !class_preview_run(&params, now, then, c->arena, &preview, err))
    return false;
  put_preview(&c->out, &preview);
  classification_result_release(&preview.now);
  classification_result_release(&preview.then);
  return true;
}

bool api_preview_classification(struct call *c, struct err *err) {
  struct str slug = json_get_str(c->body, "slug");
  struct view *v;
  struct proposal p;
  struct resource_change *change;
  struct err wrong = {0};
  int64_t as_of;
  if (!call_view(c, &v, err) || !call_as_of(c, &as_of, err)) return false;
  if (!json_get(c->body, "doc") == !json_get(c->body, "yaml"))
    return err_fail(err, ERR_document_or_yaml, NULL);
  jw_begin_object(&c->out);
  put_asof(c, as_of, v);
  if (!proposal_of(c, slug, &p, &wrong) || !apply(c, &p, true, &change, &wrong)) {
    if (err_http_status(wrong.code) >= 500) {
      *err = wrong;
      return false;
    }
    put_nothing(&c->out, &wrong);
  } else if (!evaluate(c, v, as_of, slug, &p, err)) {
    return false;
  }
  jw_end_object(&c->out);
  return true;
}
