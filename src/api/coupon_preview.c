/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A document of a kind of coupons while it is being written: what it says in a sentence, the same
 * as a document and as YAML, or what is wrong with it and where.
 *
 * Whatever comes is made YAML first and judged as `shoal apply` would: so every error has a line
 * and a column, and from these follows the field, for whoever fills in a form. */
#include "api/ask.h"
#include "api/coupons.h"
#include "resource/coupon_words.h"

// clang-format off
static const struct shape any_object = {
    .kind = SHAPE_MAP, .of = &shape_any, .en = "The document.", .zh = "文档。"};
static const struct shape yaml_text = TEXT_MAX(RESOURCE_DOC_MAX);
static const struct shape_field given_fields[] = {
    MAY("slug", shape_slug, "Of the kind; a new one may have none yet.", "券种标识，新建时可省略。"),
    MAY("doc", any_object, "The document; this or `yaml`.", "文档，与 yaml 二选一。"),
    MAY("yaml", yaml_text, NULL, NULL),
    {0}};
static const struct shape given = OBJECT("CouponPreviewGiven", given_fields, NULL, NULL);
static const struct shape_field problem_fields[] = {
    MUST("code", shape_text, NULL, NULL),
    MUST("detail", shape_title, NULL, NULL),
    MUST("hint", shape_title, NULL, NULL),
    MUST("field", shape_text, "JSON pointer into the document.", "文档内的 JSON 指针。"),
    MUST("line", shape_count, "Of `yaml`; 0 = not known.", "yaml 中的行号，0 表示未知。"),
    MUST("column", shape_count, NULL, NULL),
    MUST("length", shape_count, NULL, NULL),
    {0}};
static const struct shape problem =
    OBJECT("CouponProblem", problem_fields, "Why a document would be refused.", "文档不被接受的原因。");
static const struct shape_field preview_fields[] = {
    MUST_OR_NULL("sentence", shape_title, "What it says; null when it says nothing yet.",
                 "规则说明；无法读取时为 null。"),
    MUST_OR_NULL("doc", any_object, "Without kind and slug; null when `yaml` is none.",
                 "不含 kind 与 slug；yaml 无法解析时为 null。"),
    MUST("yaml", yaml_text, "As given, or the document as YAML.", "所给文本，或文档的 YAML。"),
    MUST_OR_NULL("problem", problem, NULL, NULL),
    {0}};
static const struct shape shape_preview = OBJECT("CouponPreview", preview_fields, NULL, NULL);

// clang-format on
#define NEW_SLUG "new" /* stands in for the slug that a new kind has not got yet */

/* ---- in: one text, one tree ---- */

static struct json text_of(struct str s) {
  return (struct json){.type = JSON_STRING, .text = s};
}

/* kind and slug first, then what the document has of its own. */
static void completed(struct call *c, const struct json *doc, struct str slug, struct json *ret) {
  static const char *const own[] = {"kind", "slug"};
  const struct str values[] = {STR("coupon"), slug};
  *ret = (struct json){.type = JSON_OBJECT,
                       .items = arena_array(c->arena, struct json, doc->n + 2),
                       .keys = arena_array(c->arena, struct str, doc->n + 2)};
  for (int i = 0; i < 2; i++) {
    ret->keys[ret->n] = str_from(own[i]);
    ret->items[ret->n++] = text_of(values[i]);
  }
  for (uint32_t i = 0; i < doc->n; i++) {
    if (str_is(doc->keys[i], own[0]) || str_is(doc->keys[i], own[1])) continue;
    ret->keys[ret->n] = doc->keys[i];
    ret->items[ret->n++] = doc->items[i];
  }
}

static struct str yaml_of(struct call *c, const struct json *doc, struct str slug) {
  struct json all;
  struct buf b = BUF_INIT;
  completed(c, doc, slug, &all);
  yaml_write_tree(&all, &b);
  struct str s = arena_str(c->arena, buf_str(&b));
  buf_release(&b);
  return s;
}

/* What may be left out of a text is put behind its end, where it moves no line. */
static struct str completed_yaml(struct call *c, const struct json *doc, struct str text,
                                 struct str slug) {
  const char *kind = json_get(doc, "kind") ? "" : "\nkind: coupon";
  struct str given_slug = json_get(doc, "slug") ? STR("") : slug;
  return arena_printf(c->arena, "%.*s%s%s%.*s", STRF(text), kind, given_slug.n ? "\nslug: " : "",
                      STRF(given_slug));
}

/* ---- where ---- */

static void put_step(struct buf *b, struct str name) { /* RFC 6901 */
  buf_putc(b, '/');
  for (size_t i = 0; i < name.n; i++) {
    if (name.p[i] == '~' || name.p[i] == '/')
      buf_puts(b, name.p[i] == '~' ? "~0" : "~1");
    else
      buf_putc(b, name.p[i]);
  }
}

static bool behind(const struct json *v, const struct err_place *at) {
  return v->line > at->line || (v->line == at->line && v->column > at->column);
}

/* The innermost value that begins at the place or is the last to begin before it. */
static void put_pointer(const struct json *v, const struct err_place *at, struct buf *b) {
  const struct json *in = NULL;
  struct str name = {0};
  uint32_t index = 0;
  for (uint32_t i = 0; v->type >= JSON_ARRAY && i < v->n; i++) {
    const struct json *x = &v->items[i];
    if (x->line == 0 || behind(x, at) ||
        (in && behind(in, &(struct err_place){.line = x->line, .column = x->column})))
      continue;
    in = x;
    index = i;
    if (v->type == JSON_OBJECT) name = v->keys[i];
  }
  /* A complaint about all of a value stands where it begins, and its first member may begin there
   * too: then it is about the value. */
  if (!in || (v->line == at->line && v->column == at->column)) return;
  if (v->type == JSON_OBJECT)
    put_step(b, name);
  else
    buf_printf(b, "/%u", index);
  put_pointer(in, at, b);
}

static void put_problem(struct jw *w, const struct err *e, const struct json *tree) {
  struct buf field = BUF_INIT;
  if (tree && e->place.line) put_pointer(tree, &e->place, &field);
  if (e->code == ERR_missing_field && e->n_args > 1) put_step(&field, str_from(e->args[1]));
  jw_begin_object(w);
  jw_key(w, "code"), jw_cstr(w, err_name(e->code));
  jw_key(w, "detail"), put_detail(w, e);
  jw_key(w, "hint"), put_hint(w, e);
  jw_key(w, "field"), jw_str(w, buf_str(&field));
  jw_key(w, "line"), jw_uint(w, e->place.line);
  jw_key(w, "column"), jw_uint(w, e->place.column);
  jw_key(w, "length"), jw_uint(w, e->place.length);
  jw_end_object(w);
  buf_release(&field);
}

/* ---- out ---- */

static void put_doc(struct jw *w, const struct json *tree) {
  jw_key(w, "doc");
  if (!tree) {
    jw_null(w);
    return;
  }
  jw_begin_object(w);
  for (uint32_t i = 0; i < tree->n; i++) {
    struct buf value = BUF_INIT;
    if (str_is(tree->keys[i], "kind") || str_is(tree->keys[i], "slug")) continue;
    json_write_tree(&tree->items[i], false, &value);
    jw_key_str(w, tree->keys[i]), jw_raw(w, buf_str(&value));
    buf_release(&value);
  }
  jw_end_object(w);
}

/* The sentence needs less than the document: it is said although the audience is wrong, say. */
static void put_sentence_of(struct call *c, const struct json *tree) {
  struct workspace *w = tenant_workspace(c->tenant);
  struct jw *out = &c->out;
  struct coupon_kind k;
  const struct json *at;
  struct catalogue *names = NULL;
  struct err unnamed;
  jw_key(out, "sentence");
  if (!tree || !coupon_kind_read(tree, ws_tz(w), iso_currency_decimals(ws_currency(w)), c->arena,
                                 &k, &at, &unnamed)) {
    jw_null(out);
    return;
  }
  if (!catalogue_get(w, &names, &unnamed)) names = NULL;
  struct buf en = BUF_INIT, zh = BUF_INIT;
  coupon_kind_words(&k, ws_tz(w), names, LANG_EN, &en);
  coupon_kind_words(&k, ws_tz(w), names, LANG_ZH, &zh);
  put_title(out, buf_str(&en), buf_str(&zh));
  buf_release(&en), buf_release(&zh);
  catalogue_release(names);
}

static bool other_name(const struct json *tree, const char *key, struct str want, struct err *err) {
  const struct json *v = json_get(tree, key);
  if (!v || want.n == 0 || (v->type == JSON_STRING && str_eq(v->text, want))) return false;
  err_fail(err, ERR_bad_field, "%s" ERR_SEP "%.*s", key, STRF(want));
  err_at(err, "yaml", v->line, v->column, 0);
  return true;
}

/* False: *wrong says why; *tree is what could be parsed, or NULL. */
static bool judge(struct call *c, struct str text, struct str slug, struct json **tree,
                  struct err *wrong) {
  struct resource_source src = {.name = STR("yaml"), .allow = call_allow(c)};
  struct resource_change *change;
  uint32_t n;
  if (!yaml_parse(text, c->arena, tree, wrong)) {
    *tree = NULL;
    return false;
  }
  if ((*tree)->type != JSON_OBJECT) {
    err_fail(wrong, ERR_not_a_document, NULL);
    err_at(wrong, "yaml", 1, 1, 0);
    *tree = NULL;
    return false;
  }
  if (other_name(*tree, "kind", STR("coupon"), wrong) || other_name(*tree, "slug", slug, wrong))
    return false;
  src.text = completed_yaml(c, *tree, text, slug.n ? slug : STR(NEW_SLUG));
  return resource_apply(tenant_workspace(c->tenant), &src, 1, call_author(c), true, c->arena,
                        &change, &n, wrong);
}

static bool run_preview(struct call *c, struct err *err) {
  const struct json *doc = json_get(c->body, "doc"), *yaml = json_get(c->body, "yaml");
  struct str slug = json_get_str(c->body, "slug"), text;
  struct json *tree = NULL;
  struct err wrong = {0};
  if (!doc == !yaml) return err_fail(err, ERR_document_or_yaml, NULL);
  text = yaml ? yaml->text : yaml_of(c, doc, slug.n ? slug : STR(NEW_SLUG));
  bool good = judge(c, text, yaml || slug.n ? slug : STR(NEW_SLUG), &tree, &wrong);
  if (!good && err_http_status(wrong.code) >= 500) {
    *err = wrong;
    return false;
  }
  jw_begin_object(&c->out);
  put_sentence_of(c, tree);
  put_doc(&c->out, tree);
  jw_key(&c->out, "yaml"), jw_str(&c->out, text);
  jw_key(&c->out, "problem");
  if (good)
    jw_null(&c->out);
  else
    put_problem(&c->out, &wrong, tree);
  jw_end_object(&c->out);
  return true;
}

// clang-format off
const struct route coupon_preview_routes[] = {
    {.rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ, .tag = "coupons", .method = HTTP_POST,
     .path = "/api/w/{workspace}/coupons/preview", .id = "previewCoupon", .body = &given, .response = &shape_preview,
     .title_en = "Read a kind of coupons without keeping it", .title_zh = "预览券种文档",
     .help_en = "As a document or as YAML: what it says in a sentence, and why it would be refused.  Nothing is stored.",
     .help_zh = "以文档或 YAML 给出，返回规则说明与不被接受的原因。不保存任何内容。", .run = run_preview},
    {0}};
