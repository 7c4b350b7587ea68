/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Definitions of classifications: one, all, their versions and differences. */
#include "api/ask.h"
#include "api/classification_int.h"

const struct class_text classification_none_title = {STR("(in none)"), STR("（未归入）")};

bool classification_of(struct call *c, const struct view *v, struct str slug,
                       const struct classification **ret, struct err *err) {
  struct err missing = {0};
  struct resource r;
  if (names_env_classification(view_names(v), slug, ret, &missing)) return true;
  if (missing.code != ERR_unknown_name) {
    *err = missing;
    return false;
  }
  /* Tells which there are; one that is archived is not there either. */
  if (resource_get(tenant_workspace(c->tenant), STR("classification"), slug, c->arena, &r, err))
    err_fail(err, ERR_unknown_resource, "classification" ERR_SEP "%.*s" ERR_SEP ERR_SEP "分层",
             STRF(slug));
  return false;
}

/* ---- writing one ---- */

static const char *method_name(enum cut_method m) {
  static const char *const names[] = {"quantile", "mean", "median", "fixed"};
  return names[m];
}

static void put_measure(struct jw *w, const struct measure_def *m) {
  jw_begin_object(w);
  jw_key(w, "name"), jw_str(w, m->name);
  if (m->kind == MEASURE_VALUE) {
    jw_key(w, "expression"), jw_str(w, m->of);
    jw_key(w, "sentence"), put_sentence(w, m->tree);
    jw_end_object(w);
    return;
  }
  jw_key(w, "of"), jw_str(w, m->of);
  jw_key(w, "by"), jw_cstr(w, method_name(m->method));
  if (m->kind == MEASURE_SCORE) {
    jw_key(w, "bins"), jw_int(w, m->bins);
    jw_key(w, "descending"), jw_bool(w, m->descending);
    jw_key(w, "at"), jw_begin_array(w);
    for (uint32_t i = 0; i < m->n_fixed; i++)
      put_decimal(w, m->fixed[i]);
    jw_end_array(w);
  } else {
    jw_key(w, "value");
    if (m->n_fixed)
      put_decimal(w, m->fixed[0]);
    else
      jw_null(w);
  }
  jw_end_object(w);
}

static void put_measures(struct jw *w, const char *key, const struct classification *k, int kind) {
  jw_key(w, key), jw_begin_array(w);
  for (uint32_t i = 0; i < k->n_measures; i++)
    if ((int)k->measures[i].kind == kind) put_measure(w, &k->measures[i]);
  jw_end_array(w);
}

static void put_rules(struct jw *w, const struct classification *k) {
  jw_key(w, "classes"), jw_begin_array(w);
  for (uint32_t i = 0; i < k->n_classes; i++) {
    const struct class_def *d = &k->classes[i];
    jw_begin_object(w);
    jw_key(w, "name"), jw_str(w, d->name);
    jw_key(w, "title"), put_title(w, d->title.en, d->title.zh);
    jw_key(w, "when"), jw_str(w, d->when);
    jw_key(w, "sentence"), put_sentence(w, d->tree);
    jw_key(w, "rank"), jw_int(w, d->rank);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static bool put_uses(struct call *c, struct str slug, struct err *err) {
  struct resource_use *uses;
  uint32_t n;
  struct jw *w = &c->out;
  if (!resource_used_by(tenant_workspace(c->tenant), STR("classification"), slug, c->arena, &uses,
                        &n, err))
    return false;
  jw_key(w, "used_by"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    jw_key(w, "kind"), jw_str(w, uses[i].kind);
    jw_key(w, "slug"), jw_str(w, uses[i].slug);
    jw_key(w, "title"), put_title(w, uses[i].title_en, uses[i].title_zh);
    jw_end_object(w);
  }
  jw_end_array(w);
  return true;
}

static bool is_preset(struct str slug) {
  for (const struct preset *p = classification_presets; p->slug; p++)
    if (str_is(slug, p->slug)) return true;
  return false;
}

static bool put_yaml(struct call *c, const struct resource *r, struct err *err) {
  struct buf yaml = BUF_INIT;
  bool ok = resource_yaml(r, c->arena, &yaml, err);
  if (ok) jw_key(&c->out, "yaml"), jw_str(&c->out, buf_str(&yaml));
  buf_release(&yaml);
  return ok;
}

static bool put_classification(struct call *c, const struct view *v, const struct resource *r,
                               struct err *err) {
  const struct classification *k;
  struct jw *w = &c->out;
  if (!classification_of(c, v, r->slug, &k, err)) return false;
  jw_begin_object(w);
  jw_key(w, "slug"), jw_str(w, r->slug);
  jw_key(w, "title"), put_title(w, k->title.en, k->title.zh);
  jw_key(w, "description"), put_description(w, k->doc);
  jw_key(w, "version"), jw_int(w, r->version);
  jw_key(w, "status"), jw_str(w, r->status);
  jw_key(w, "preset"), jw_bool(w, is_preset(r->slug));
  jw_key(w, "updated_at"), put_time(w, r->updated_ms);
  jw_key(w, "author"), jw_str(w, r->author);
  put_measures(w, "measures", k, MEASURE_VALUE);
  put_measures(w, "scores", k, MEASURE_SCORE);
  put_measures(w, "references", k, MEASURE_REFERENCE);
  jw_key(w, "population"), jw_str(w, k->population);
  put_rules(w, k);
  jw_key(w, "doc"), jw_raw(w, r->doc);
  if (!put_yaml(c, r, err) || !put_uses(c, r->slug, err)) return false;
  jw_end_object(w);
  return true;
}

bool classification_answer(struct call *c, struct str slug, struct err *err) {
  struct view *v;
  struct resource r;
  if (!call_view(c, &v, err) ||
      !resource_get(tenant_workspace(c->tenant), STR("classification"), slug, c->arena, &r, err))
    return false;
  call_etag(c, "%u", r.version);
  return put_classification(c, v, &r, err);
}

bool api_get_classification(struct call *c, struct err *err) {
  return classification_answer(c, call_path(c, "slug"), err);
}

bool api_list_classifications(struct call *c, struct err *err) {
  struct view *v;
  struct resource *r;
  uint32_t n;
  if (!call_view(c, &v, err) ||
      !resource_list(tenant_workspace(c->tenant), STR("classification"), c->arena, &r, &n, err))
    return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "items"), jw_begin_array(&c->out);
  for (uint32_t i = 0; i < n; i++)
    if (!put_classification(c, v, &r[i], err)) return false;
  jw_end_array(&c->out);
  jw_end_object(&c->out);
  return true;
}

/* ---- versions ---- */

bool api_classification_versions(struct call *c, struct err *err) {
  struct resource *r;
  uint32_t n;
  struct jw *w = &c->out;
  if (!resource_versions(tenant_workspace(c->tenant), STR("classification"), call_path(c, "slug"),
                         c->arena, &r, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    jw_key(w, "version"), jw_int(w, r[i].version);
    jw_key(w, "at"), put_time(w, r[i].updated_ms);
    jw_key(w, "author"), jw_str(w, r[i].author);
    if (!put_yaml(c, &r[i], err)) return false;
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

static void put_lines(struct jw *w, struct str text) {
  static const char *const ops[] = {" ", "+", "-"};
  jw_begin_array(w);
  while (text.n) {
    struct str line = str_cut(&text, '\n');
    const char *op = str_starts(line, STR("+"))   ? ops[1]
                     : str_starts(line, STR("-")) ? ops[2]
                                                  : ops[0];
    jw_begin_object(w);
    jw_key(w, "op"), jw_cstr(w, op);
    jw_key(w, "text"), jw_str(w, line.n > 2 ? str_of(line.p + 2, line.n - 2) : STR(""));
    jw_end_object(w);
  }
  jw_end_array(w);
}

bool api_diff_classification(struct call *c, struct err *err) {
  struct workspace *ws = tenant_workspace(c->tenant);
  struct str kind = STR("classification"), slug = call_path(c, "slug"), text;
  struct resource now, a, b;
  if (!resource_get(ws, kind, slug, c->arena, &now, err)) return false;
  int64_t vb = call_query_int(c, "b", now.version),
          va = call_query_int(c, "a", vb > 1 ? vb - 1 : 1);
  if (va > UINT32_MAX || vb > UINT32_MAX) va = vb = 0; /* there is no such version */
  if (!resource_version_get(ws, kind, slug, (uint32_t)va, c->arena, &a, err) ||
      !resource_version_get(ws, kind, slug, (uint32_t)vb, c->arena, &b, err) ||
      !resource_diff_text(&a, &b, c->arena, &text, err))
    return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "lines"), put_lines(&c->out, text);
  jw_end_object(&c->out);
  return true;
}
