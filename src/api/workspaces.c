/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Workspaces: which there are, making one, its settings. */
#include "api/account.h"
#include "api/api_int.h"
#include "workspace/retention.h"

static const struct shape week = CHOICE(NULL, "monday|sunday");
static const struct shape title = {.kind = SHAPE_TEXT, .min = 1, .max = WS_TITLE_MAX};
static const struct shape zone = {.kind = SHAPE_TEXT, .min = 1, .max = 64};
static const struct shape currency = {.kind = SHAPE_TEXT, .min = 3, .max = 3};

static const struct shape_field workspace_fields[] = {
    MUST("slug", shape_slug, NULL, NULL),
    MUST("title", shape_text, NULL, NULL),
    MUST("zone", shape_text, "IANA time zone: whose days are counted.",
         "IANA 时区：按其划分日期。"),
    MUST("currency", shape_text, "ISO 4217.", "ISO 4217 代码。"),
    MUST("week_start", week, "First day of weeks as they are shown.", "展示时每周的第一天。"),
    MUST("retention", shape_text, "How long events are kept, e.g. 36m,product_viewed=13m; none.",
         "事件保留期限，如 36m,product_viewed=13m；none 表示不设期限。"),
    MUST("people", shape_count, NULL, NULL),
    MUST("events", shape_count, NULL, NULL),
    MUST("bytes", shape_count, "Of columns on disk.", "列存占用的磁盘字节数。"),
    MUST_OR_NULL("first_event_at", shape_time, NULL, NULL),
    MUST_OR_NULL("last_event_at", shape_time, NULL, NULL),
    MUST("lsn", shape_count, "Position of the log up to which it answers.", "已可查询的日志位置。"),
    {0},
};
static const struct shape shape_workspace =
    OBJECT("Workspace", workspace_fields, "One brand.", "一个品牌。");
static const struct shape workspaces = LIST(shape_workspace);
static const struct shape_field list_fields[] = {MUST("items", workspaces, NULL, NULL), {0}};
static const struct shape shape_list = OBJECT(NULL, list_fields, NULL, NULL);

static const struct shape_field create_fields[] = {
    MUST("slug", shape_slug, "Its name in addresses; it stays.", "地址中的名称，不可更改。"),
    MAY("title", title, NULL, NULL),
    MUST("zone", zone, NULL, NULL),
    MUST("currency", currency, NULL, NULL),
    {0},
};
static const struct shape create_body = OBJECT("NewWorkspace", create_fields, NULL, NULL);
static const struct shape_field change_fields[] = {
    MAY("title", title, NULL, NULL),
    MAY("zone", zone, NULL, NULL),
    MAY("currency", currency, NULL, NULL),
    MAY("week_start", week, NULL, NULL),
    {0},
};
static const struct shape change_body = OBJECT("WorkspaceChange", change_fields, NULL, NULL);

static bool put_workspace(struct call *c, struct tenant *t, struct err *err) {
  struct workspace *ws = tenant_workspace(t);
  struct jw *w = &c->out;
  struct view *v;
  int64_t first, last;
  if (!tenant_view(t, &v, err)) return false;
  const struct snapshot *n = view_snapshot(v);
  snapshot_time_range(n, &first, &last);
  bool any = snapshot_rows(n) > 0 && first <= last;
  jw_begin_object(w);
  jw_key(w, "slug"), jw_str(w, tenant_slug(t));
  jw_key(w, "title"), jw_str(w, ws_title(ws));
  jw_key(w, "zone"), jw_str(w, tz_name(ws_tz(ws)));
  jw_key(w, "currency"), jw_str(w, ws_currency(ws));
  jw_key(w, "week_start"), jw_cstr(w, ws_week_sunday(ws) ? "sunday" : "monday");
  struct str rules = ws_retention_text(ws);
  jw_key(w, "retention"), jw_str(w, rules.n ? rules : STR("none"));
  jw_key(w, "people"), jw_uint(w, people_living(ws_people(ws)));
  jw_key(w, "events"), jw_uint(w, snapshot_rows(n));
  jw_key(w, "bytes"), jw_uint(w, snapshot_bytes(n));
  jw_key(w, "first_event_at");
  any ? put_time(w, first) : jw_null(w);
  jw_key(w, "last_event_at");
  any ? put_time(w, last) : jw_null(w);
  jw_key(w, "lsn"), jw_uint(w, view_lsn(v));
  jw_end_object(w);
  view_release(v);
  return true;
}

static bool run_list(struct call *c, struct err *err) {
  struct str *slugs;
  uint32_t n;
  if (!tenants_list(c->api->tenants, c->arena, &slugs, &n, err)) return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "items");
  jw_begin_array(&c->out);
  for (uint32_t i = 0; i < n; i++) {
    struct tenant *t;
    if (access_role(&c->actor, slugs[i]) == ROLE_NONE) continue;
    if (!tenant_get(c->api->tenants, slugs[i], &t, err)) return false;
    bool ok = put_workspace(c, t, err);
    tenant_release(t);
    if (!ok) return false;
  }
  jw_end_array(&c->out);
  jw_end_object(&c->out);
  return true;
}

static bool run_create(struct call *c, struct err *err) {
  struct str name = json_get_str(c->body, "title");
  const struct ws_change change = {.title = name};
  if (!tenants_create(c->api->tenants, json_get_str(c->body, "slug"), json_get_str(c->body, "zone"),
                      json_get_str(c->body, "currency"), &c->tenant, err))
    return false;
  if (name.n && !ws_set(tenant_workspace(c->tenant), &change, err)) return false;
  if (!jobs_attach(c->api->jobs, tenant_slug(c->tenant), err)) return false;
  http_add_header(c->http, "Location",
                  arena_printf(c->arena, "/api/w/%.*s", STRF(tenant_slug(c->tenant))));
  return call_audit(c, "workspace.created", tenant_slug(c->tenant), STR(""), err) &&
         put_workspace(c, c->tenant, err);
}

static bool run_get(struct call *c, struct err *err) {
  return put_workspace(c, c->tenant, err);
}

static bool run_change(struct call *c, struct err *err) {
  bool sunday = str_is(json_get_str(c->body, "week_start"), "sunday");
  const struct ws_change change = {.title = json_get_str(c->body, "title"),
                                   .zone = json_get_str(c->body, "zone"),
                                   .currency = json_get_str(c->body, "currency"),
                                   .sunday = json_get(c->body, "week_start") ? &sunday : NULL};
  struct buf detail = BUF_INIT;
  json_write_tree(c->body, true, &detail);
  bool ok = ws_set(tenant_workspace(c->tenant), &change, err) &&
            call_audit(c, "workspace.changed", tenant_slug(c->tenant), buf_str(&detail), err);
  buf_release(&detail);
  return ok && put_workspace(c, c->tenant, err);
}

const struct route workspace_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/workspaces",
     .id = "listWorkspaces",
     .tag = "workspaces",
     .rule = RULE_SIGNED_IN,
     .response = &shape_list,
     .title_en = "The workspaces one may enter",
     .title_zh = "可进入的工作区",
     .run = run_list},
    {.method = HTTP_POST,
     .path = "/api/workspaces",
     .id = "createWorkspace",
     .tag = "workspaces",
     .rule = RULE_SERVER,
     .role = ROLE_OWNER,
     .users_only = true,
     .body = &create_body,
     .response = &shape_workspace,
     .status = 201,
     .creates = true,
     .title_en = "Make a workspace",
     .title_zh = "创建工作区",
     .help_en = "For owners of everything.  The preset classifications are installed.",
     .help_zh = "仅限全部工作区的所有者。预置的分层会一并安装。",
     .run = run_create},
    {.method = HTTP_GET,
     .path = "/api/w/{workspace}",
     .id = "getWorkspace",
     .tag = "workspaces",
     .rule = RULE_WORKSPACE,
     .role = ROLE_VIEWER,
     .scope = SCOPE_READ,
     .response = &shape_workspace,
     .title_en = "One workspace",
     .title_zh = "查看工作区",
     .run = run_get},
    {.method = HTTP_PATCH,
     .path = "/api/w/{workspace}",
     .id = "updateWorkspace",
     .tag = "workspaces",
     .rule = RULE_WORKSPACE,
     .role = ROLE_ADMIN,
     .scope = SCOPE_ADMIN,
     .body = &change_body,
     .response = &shape_workspace,
     .title_en = "Change a workspace's settings",
     .title_zh = "修改工作区设置",
     .help_en = "Another zone counts days anew; another currency only names amounts anew.",
     .help_zh = "更改时区后日期会重新划分；更改币种只改变金额的标示。",
     .run = run_change},
    {0},
};
