/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Configuration as code over HTTP: the same apply, diff and pull as on the command line. */
#include "api/api_int.h"
#include "api/ask.h"
#include "api/warnings.h"

static const struct shape status = CHOICE(NULL, "draft|active|archived");
static const struct shape_field resource_fields[] = {
    MUST("id", shape_text, NULL, NULL),         MUST("kind", shape_text, NULL, NULL),
    MUST("slug", shape_slug, NULL, NULL),       MUST("title", shape_title, NULL, NULL),
    MUST("version", shape_count, NULL, NULL),   MUST("status", status, NULL, NULL),
    MUST("created_at", shape_time, NULL, NULL), MUST("updated_at", shape_time, NULL, NULL),
    MUST("author", shape_text, NULL, NULL),     {0},
};
static const struct shape resource =
    OBJECT("Resource", resource_fields, "A versioned document.", "一份有版本的文档。");
static const struct shape resources = LIST(resource);
static const struct shape_field list_fields[] = {MUST("items", resources, NULL, NULL), {0}};
static const struct shape shape_list = OBJECT(NULL, list_fields, NULL, NULL);

static const struct shape documents = {.kind = SHAPE_TEXT, .min = 1, .max = 1 << 20};
static const struct shape_field apply_fields[] = {
    MUST("documents", documents, "YAML or JSON; several documents are separated by ---.",
         "YAML 或 JSON；多个文档以 --- 分隔。"),
    MAY("dry", shape_bool, "Only say what would change.", "仅预览变更。"),
    {0},
};
static const struct shape apply_body = OBJECT("Apply", apply_fields, NULL, NULL);
static const struct shape what = CHOICE(NULL, "create|update|none|archive");
static const struct shape_field change_fields[] = {
    MUST("what", what, NULL, NULL),
    MUST("kind", shape_text, NULL, NULL),
    MUST("slug", shape_slug, NULL, NULL),
    MUST("old_version", shape_count, "0 = new.", "0 表示新建。"),
    MUST("new_version", shape_count, "0 when dry.", "预览时为 0。"),
    MUST("diff", shape_text, "Lines that begin with + , - or two blanks.",
         "以 +、- 或两个空格开头的行。"),
    {0},
};
static const struct shape change = OBJECT("ResourceChange", change_fields, NULL, NULL);
static const struct shape changes = LIST(change);
static const struct shape_field applied_fields[] = {
    MUST("changes", changes, NULL, NULL),
    MUST("warnings", shape_warnings, "Said beside; they block nothing.", "提示，不影响应用。"),
    {0}};
static const struct shape shape_applied = OBJECT(NULL, applied_fields, NULL, NULL);

static void put_resource(struct jw *w, const struct resource *r) {
  jw_begin_object(w);
  jw_key(w, "id"), jw_str(w, r->id);
  jw_key(w, "kind"), jw_str(w, r->kind);
  jw_key(w, "slug"), jw_str(w, r->slug);
  jw_key(w, "title"), put_title(w, r->title_en, r->title_zh);
  jw_key(w, "version"), jw_uint(w, r->version);
  jw_key(w, "status"), jw_str(w, r->status);
  jw_key(w, "created_at"), put_time(w, r->created_ms);
  jw_key(w, "updated_at"), put_time(w, r->updated_ms);
  jw_key(w, "author"), jw_str(w, r->author);
  jw_end_object(w);
}

static bool run_list(struct call *c, struct err *err) {
  struct resource *r;
  uint32_t n;
  struct workspace *ws = tenant_workspace(c->tenant);
  if (!resource_list(ws, call_query(c, "kind"), c->arena, &r, &n, err)) return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "items");
  jw_begin_array(&c->out);
  for (uint32_t i = 0; i < n; i++)
    put_resource(&c->out, &r[i]);
  jw_end_array(&c->out);
  jw_end_object(&c->out);
  return true;
}

static void put_change(struct jw *w, const struct resource_change *c) {
  static const char *const words[] = {[CHANGE_CREATE] = "create",
                                      [CHANGE_UPDATE] = "update",
                                      [CHANGE_NONE] = "none",
                                      [CHANGE_ARCHIVE] = "archive"};
  jw_begin_object(w);
  jw_key(w, "what"), jw_cstr(w, words[c->what]);
  jw_key(w, "kind"), jw_str(w, c->kind);
  jw_key(w, "slug"), jw_str(w, c->slug);
  jw_key(w, "old_version"), jw_uint(w, c->old_version);
  jw_key(w, "new_version"), jw_uint(w, c->new_version);
  jw_key(w, "diff"), jw_str(w, c->diff);
  jw_end_object(w);
}

static bool run_apply(struct call *c, struct err *err) {
  const struct resource_source src = {
      .name = STR("documents"), .text = json_get_str(c->body, "documents"), .allow = call_allow(c)};
  struct resource_change *made;
  uint32_t n;
  if (!resource_apply(tenant_workspace(c->tenant), &src, 1, call_author(c),
                      json_get_bool(c->body, "dry", false), c->arena, &made, &n, err))
    return false;
  tenant_rules_changed(c->tenant);
  jw_begin_object(&c->out);
  jw_key(&c->out, "changes");
  jw_begin_array(&c->out);
  for (uint32_t i = 0; i < n; i++)
    put_change(&c->out, &made[i]);
  jw_end_array(&c->out);
  jw_key(&c->out, "warnings"), put_warnings_of(c, made, n);
  jw_end_object(&c->out);
  return true;
}

static bool run_pull(struct call *c, struct err *err) {
  struct resource *r;
  struct buf b = BUF_INIT;
  uint32_t n;
  struct workspace *ws = tenant_workspace(c->tenant);
  bool ok = resource_list(ws, call_query(c, "kind"), c->arena, &r, &n, err);
  bool masked = access_masks(&c->actor, tenant_slug(c->tenant));
  for (uint32_t i = 0; ok && i < n; i++) {
    if (masked && mask_kind(r[i].kind)) continue;
    if (b.n) buf_puts(&b, "---\n");
    ok = resource_yaml(&r[i], c->arena, &b, err);
  }
  if (ok) {
    http_reply(c->http, 200, c->route->type, buf_str(&b));
    c->replied = true;
  }
  buf_release(&b);
  return ok;
}

static const struct shape kind = CHOICE(NULL, "segment|classification|list|question|board|tracking_plan|identity_rules|coupon|currency|programme|earn_rule");
static const struct route_param kind_params[] = {
    {"kind", &kind, "Only resources of this kind.", "仅该类型的资源。"}, {0}};

const struct route resource_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/w/{workspace}/resources",
     .id = "listResources",
     .tag = "resources",
     .rule = RULE_WORKSPACE,
     .role = ROLE_VIEWER,
     .scope = SCOPE_READ,
     .params = kind_params,
     .response = &shape_list,
     .title_en = "Resources that are not archived",
     .title_zh = "未归档的资源",
     .run = run_list},
    {.method = HTTP_POST,
     .path = "/api/w/{workspace}/resources/apply",
     .id = "applyResources",
     .tag = "resources",
     .rule = RULE_WORKSPACE,
     .role = ROLE_OPERATOR,
     .scope = SCOPE_WRITE,
     .body = &apply_body,
     .response = &shape_applied,
     .creates = true,
     .title_en = "Apply documents",
     .title_zh = "应用文档",
     .help_en = "All of them are checked, references between them included; then all are written, "
                "or none.",
     .help_zh = "先检查所有文档（包括相互引用），然后全部写入，或全部不写入。",
     .run = run_apply},
    {.method = HTTP_GET,
     .path = "/api/w/{workspace}/resources/pull",
     .id = "pullResources",
     .tag = "resources",
     .rule = RULE_WORKSPACE,
     .role = ROLE_VIEWER,
     .scope = SCOPE_READ,
     .params = kind_params,
     .type = "text/yaml; charset=utf-8",
     .title_en = "Resources as documents",
     .title_zh = "以文档形式导出资源",
     .help_en = "What apply takes; applying it again changes nothing.  Without lists for those who "
                "must not see personal data.",
     .help_zh = "可直接用于应用；重复应用不会产生变更。无权查看个人信息者得到的内容不含名单。",
     .run = run_pull},
    {0},
};
