/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One document of any kind over HTTP: read, written, archived, restored, its versions.  The body is
 * the document without `kind` and `slug`, which the path has; it is checked by its kind as any
 * applied file is, so nothing here knows what a kind's fields mean. */
#include "api/ask.h"
#include "api/warnings.h"

static const struct shape any_object = {
    .kind = SHAPE_MAP, .of = &shape_any, .en = "Fields of the kind.", .zh = "该类型的字段。"};
static const struct shape status = CHOICE(NULL, "draft|active|archived");
static const struct shape_field use_fields[] = {MUST("kind", shape_text, NULL, NULL),
                                                MUST("slug", shape_slug, NULL, NULL),
                                                MUST("title", shape_title, NULL, NULL),
                                                {0}};
static const struct shape use =
    OBJECT("DocumentUse", use_fields, "Who refers to it.", "引用它的资源。");
static const struct shape uses = LIST(use);
static const struct shape_field document_fields[] = {
    MUST("id", shape_text, NULL, NULL),
    MUST("kind", shape_text, NULL, NULL),
    MUST("slug", shape_slug, NULL, NULL),
    MUST("title", shape_title, NULL, NULL),
    MUST("version", shape_count, NULL, NULL),
    MUST("status", status, NULL, NULL),
    MUST("created_at", shape_time, NULL, NULL),
    MUST("updated_at", shape_time, NULL, NULL),
    MUST("author", shape_text, NULL, NULL),
    MUST("document", any_object, "Without kind and slug: what PUT takes.",
         "不含 kind 与 slug，即 PUT 的请求体。"),
    MUST("used_by", uses, NULL, NULL),
    MAY("warnings", shape_warnings, "Of what PUT wrote; they block nothing.",
        "仅 PUT 返回，不影响保存。"),
    {0}};
static const struct shape shape_document =
    OBJECT("Document", document_fields, "A resource and its document.", "资源及其文档。");
static const struct shape_field version_fields[] = {
    MUST("version", shape_count, NULL, NULL), MUST("at", shape_time, NULL, NULL),
    MUST("author", shape_text, NULL, NULL),   MUST("title", shape_title, NULL, NULL),
    MUST("document", any_object, NULL, NULL), {0}};
static const struct shape version =
    OBJECT("DocumentVersion", version_fields, "What it was.", "历史版本。");
static const struct shape versions = LIST(version);
static const struct shape_field versions_fields[] = {
    MUST("items", versions, "Newest first.", "从新到旧。"), {0}};
static const struct shape shape_versions = OBJECT(NULL, versions_fields, NULL, NULL);

static bool is_own(struct str key) {
  return !str_is(key, "kind") && !str_is(key, "slug");
}

static void put_fields(struct jw *w, const struct json *doc) {
  jw_begin_object(w);
  for (uint32_t i = 0; i < doc->n; i++) {
    struct buf value = BUF_INIT;
    if (!is_own(doc->keys[i])) continue;
    json_write_tree(&doc->items[i], false, &value);
    jw_key_str(w, doc->keys[i]), jw_raw(w, buf_str(&value));
    buf_release(&value);
  }
  jw_end_object(w);
}

/* Of a list neither what it is nor what it was. */
static bool may_read(const struct call *c, struct err *err) {
  bool hidden = access_masks(&c->actor, tenant_slug(c->tenant)) && mask_kind(call_path(c, "kind"));
  return !hidden || err_fail(err, ERR_masked_attribute, "values");
}

/* made: what PUT wrote, or NULL. */
static bool answer(struct call *c, const struct resource_change *made, struct err *err) {
  struct workspace *ws = tenant_workspace(c->tenant);
  struct jw *w = &c->out;
  struct resource r;
  struct resource_use *by;
  struct json *doc;
  uint32_t n;
  if (!may_read(c, err) ||
      !resource_get(ws, call_path(c, "kind"), call_path(c, "slug"), c->arena, &r, err) ||
      !resource_used_by(ws, r.kind, r.slug, c->arena, &by, &n, err) ||
      !json_parse(r.doc, c->arena, &doc, err))
    return false;
  call_etag(c, "%u", r.version);
  jw_begin_object(w);
  jw_key(w, "id"), jw_str(w, r.id);
  jw_key(w, "kind"), jw_str(w, r.kind);
  jw_key(w, "slug"), jw_str(w, r.slug);
  jw_key(w, "title"), put_title(w, r.title_en, r.title_zh);
  jw_key(w, "version"), jw_uint(w, r.version);
  jw_key(w, "status"), jw_str(w, r.status);
  jw_key(w, "created_at"), put_time(w, r.created_ms);
  jw_key(w, "updated_at"), put_time(w, r.updated_ms);
  jw_key(w, "author"), jw_str(w, r.author);
  jw_key(w, "document"), put_fields(w, doc);
  jw_key(w, "used_by"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    jw_key(w, "kind"), jw_str(w, by[i].kind);
    jw_key(w, "slug"), jw_str(w, by[i].slug);
    jw_key(w, "title"), put_title(w, by[i].title_en, by[i].title_zh);
    jw_end_object(w);
  }
  jw_end_array(w);
  if (made) jw_key(w, "warnings"), put_warnings_of(c, made, 1);
  jw_end_object(w);
  return true;
}

static bool reply(struct call *c, struct err *err) {
  return answer(c, NULL, err);
}

static bool run_put(struct call *c, struct err *err) {
  struct str kind = call_path(c, "kind"), slug = call_path(c, "slug");
  struct resource_source src = {.name = arena_printf(c->arena, "%.*s/%.*s", STRF(kind), STRF(slug)),
                                .allow = call_allow(c)};
  struct resource_change *change;
  struct buf text = BUF_INIT;
  struct jw w;
  uint32_t n;
  if (!may_read(c, err) || !call_if_match(c, &src.if_version, err)) return false;
  if (str_is(str_trim(http_header(c->http, "If-None-Match")), "*")) src.if_version = RESOURCE_NEW;
  jw_init(&w, &text, 0);
  jw_begin_object(&w);
  jw_key(&w, "kind"), jw_str(&w, kind);
  jw_key(&w, "slug"), jw_str(&w, slug);
  for (uint32_t i = 0; i < c->body->n; i++) {
    struct buf value = BUF_INIT;
    if (is_own(c->body->keys[i])) {
      json_write_tree(&c->body->items[i], false, &value);
      jw_key_str(&w, c->body->keys[i]), jw_raw(&w, buf_str(&value));
    }
    buf_release(&value);
  }
  jw_end_object(&w);
  src.text = arena_str(c->arena, buf_str(&text));
  buf_release(&text);
  if (!resource_apply(tenant_workspace(c->tenant), &src, 1, call_author(c), false, c->arena,
                      &change, &n, err))
    return false;
  tenant_rules_changed(c->tenant);
  if (change[0].what == CHANGE_CREATE) {
    c->status = 201;
    call_location(c, "resources/%.*s/%.*s", STRF(kind), STRF(slug));
  }
  return answer(c, change, err);
}

static bool run_archive(struct call *c, struct err *err) {
  uint32_t if_version;
  if (!call_if_match(c, &if_version, err) ||
      !resource_archive(tenant_workspace(c->tenant), call_path(c, "kind"), call_path(c, "slug"),
                        if_version, call_author(c), err))
    return false;
  tenant_rules_changed(c->tenant);
  return true;
}

static bool run_restore(struct call *c, struct err *err) {
  if (!may_read(c, err) || !resource_restore(tenant_workspace(c->tenant), call_path(c, "kind"),
                                             call_path(c, "slug"), call_author(c), err))
    return false;
  tenant_rules_changed(c->tenant);
  return reply(c, err);
}

static bool run_versions(struct call *c, struct err *err) {
  struct resource *r;
  uint32_t n;
  struct jw *w = &c->out;
  if (!may_read(c, err) || !resource_versions(tenant_workspace(c->tenant), call_path(c, "kind"),
                                              call_path(c, "slug"), c->arena, &r, &n, err))
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
    jw_key(w, "document"), put_fields(w, doc);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

#define PATH                                                                                       \
  .tag = "resources", .rule = RULE_WORKSPACE, .path = "/api/w/{workspace}/resources/{kind}/{slug}"
#define READS  .role = ROLE_VIEWER, .scope = SCOPE_READ
#define WRITES .role = ROLE_OPERATOR, .scope = SCOPE_WRITE

const struct route document_routes[] = {
    {PATH, READS, .method = HTTP_GET, .id = "getDocument", .response = &shape_document,
     .title_en = "One resource and its document", .title_zh = "查看资源及其文档", .run = reply},
    {PATH, WRITES, .method = HTTP_PUT, .id = "putDocument", .body = &any_object,
     .response = &shape_document, .title_en = "Create or change a resource",
     .title_zh = "新建或修改资源",
     .help_en = "If-Match with the ETag refuses to overwrite what somebody else changed; "
                "If-None-Match: * only creates.  201 when it is new.",
     .help_zh =
         "If-Match 携带 ETag 可避免覆盖他人的修改；If-None-Match: * 仅新建。新建时返回 201。",
     .run = run_put},
    {PATH, WRITES, .method = HTTP_DELETE, .id = "archiveDocument", .title_en = "Archive a resource",
     .title_zh = "归档资源", .help_en = "409 in_use while others refer to it.",
     .help_zh = "被引用时返回 409 in_use。", .run = run_archive},
    {.tag = "resources",
     .rule = RULE_WORKSPACE,
     WRITES,
     .method = HTTP_POST,
     .path = "/api/w/{workspace}/resources/{kind}/{slug}/restore",
     .id = "restoreDocument",
     .response = &shape_document,
     .title_en = "Restore an archived resource",
     .title_zh = "恢复已归档的资源",
     .run = run_restore},
    {.tag = "resources",
     .rule = RULE_WORKSPACE,
     READS,
     .method = HTTP_GET,
     .path = "/api/w/{workspace}/resources/{kind}/{slug}/versions",
     .id = "documentVersions",
     .response = &shape_versions,
     .title_en = "Versions of a resource",
     .title_zh = "资源的历史版本",
     .run = run_versions},
    {0}};
