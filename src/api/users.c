/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Users and API keys of a workspace.  What an actor may do to whom is decided in room access, in
 * the transaction of the change; the rules here only keep out who could never do it. */
#include "api/account.h"
#include "api/api_int.h"

static const struct shape email = {.kind = SHAPE_TEXT, .min = 3, .max = ACCESS_EMAIL_MAX};
static const struct shape name = {.kind = SHAPE_TEXT, .max = ACCESS_NAME_MAX};
static const struct shape title = {.kind = SHAPE_TEXT, .min = 1, .max = ACCESS_NAME_MAX};
static const struct shape days = {.kind = SHAPE_INT, .min = 1, .max = ACCESS_KEY_DAYS_MAX};
static const struct shape scopes = {.kind = SHAPE_LIST, .of = &shape_scope, .min = 1, .max = 7};

static const struct shape_field invite_fields[] = {
    MUST("email", email, NULL, NULL),
    MAY("name", name, "Of a new user.", "新用户的姓名。"),
    MUST("role", shape_role, NULL, NULL),
    MAY("locale", shape_locale, "Of a new user.", "新用户的语言。"),
    {0},
};
static const struct shape invite_body = OBJECT("Invitation", invite_fields, NULL, NULL);
static const struct shape_field role_fields[] = {
    MUST_OR_NULL("role", shape_role, "Null takes the role away.", "null 表示取消角色。"), {0}};
static const struct shape role_body = OBJECT("RoleChange", role_fields, NULL, NULL);
static const struct shape_field key_fields[] = {
    MUST("title", title, "What it is for.", "用途。"),
    MUST("scopes", scopes, NULL, NULL),
    MAY_OR_NULL("expires_days", days, "Null or absent: it does not expire.",
                "null 或不填表示不过期。"),
    {0},
};
static const struct shape key_body = OBJECT("NewKey", key_fields, NULL, NULL);

/* Grants elsewhere are nobody's business but that of owners of everything. */
static struct str visible(const struct call *c) {
  bool all = access_role(&c->actor, STR("*")) == ROLE_OWNER;
  return all ? STR("") : tenant_slug(c->tenant);
}

static bool run_list(struct call *c, struct err *err) {
  struct access_user *u;
  struct jw *w = &c->out;
  uint32_t n;
  if (!access_users(c->api->access, tenant_slug(c->tenant), c->arena, &u, &n, err)) return false;
  jw_begin_object(w);
  jw_key(w, "items");
  jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++)
    put_user(w, &u[i], visible(c));
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

static void put_link(struct jw *w, struct str token, int64_t expires_ms) {
  jw_begin_object(w);
  jw_key(w, "token"), jw_str(w, token);
  jw_key(w, "expires_at"), put_time(w, expires_ms);
  jw_end_object(w);
}

static bool invite_known(struct call *c, const struct access_user *u, enum role role,
                         struct err *err) {
  return access_grant(c->api->access, &c->actor, u->id, tenant_slug(c->tenant), role, err);
}

static bool invite_new(struct call *c, enum role role, struct access_user *ret, struct str *token,
                       int64_t *expires_ms, struct err *err) {
  const struct access_new_user u = {
      .email = json_get_str(c->body, "email"),
      .name = json_get_str(c->body, "name"),
      .locale = json_get(c->body, "locale") ? locale_of(json_get_str(c->body, "locale")) : c->lang,
      .workspace = tenant_slug(c->tenant),
      .role = role};
  return access_user_create(c->api->access, &c->actor, &u, c->arena, ret, err) &&
         access_link_make(c->api->access, &c->actor, ret->id, ACCESS_LINK_MINUTES_MAX, c->arena,
                          token, expires_ms, err);
}

static bool run_invite(struct call *c, struct err *err) {
  struct access *a = c->api->access;
  struct str who = json_get_str(c->body, "email"), token = {0};
  struct access_user u;
  struct err why;
  enum role role;
  int64_t expires_ms = 0;
  if (!access_role_parse(json_get_str(c->body, "role"), &role, err)) return false;
  bool known = access_user_get(a, who, c->arena, &u, &why);
  if (!known && why.code != ERR_unknown_user) {
    *err = why;
    return false;
  }
  if (!(known ? invite_known(c, &u, role, err)
              : invite_new(c, role, &u, &token, &expires_ms, err)) ||
      !access_user_get(a, u.id, c->arena, &u, err))
    return false;
  c->status = known ? 200 : 201;
  jw_begin_object(&c->out);
  jw_key(&c->out, "user"), put_user(&c->out, &u, visible(c));
  jw_key(&c->out, "link");
  if (known)
    jw_null(&c->out);
  else
    put_link(&c->out, token, expires_ms);
  jw_end_object(&c->out);
  return true;
}

static bool run_role(struct call *c, struct err *err) {
  struct access *a = c->api->access;
  struct access_user u;
  enum role role = ROLE_NONE;
  struct str asked = json_get_str(c->body, "role");
  if ((asked.p && !access_role_parse(asked, &role, err)) ||
      !access_grant(a, &c->actor, call_path(c, "id"), tenant_slug(c->tenant), role, err) ||
      !access_user_get(a, call_path(c, "id"), c->arena, &u, err))
    return false;
  put_user(&c->out, &u, visible(c));
  return true;
}

static bool run_link(struct call *c, struct err *err) {
  struct str token;
  int64_t expires_ms;
  if (!access_link_make(c->api->access, &c->actor, call_path(c, "id"), ACCESS_LINK_MINUTES_MAX,
                        c->arena, &token, &expires_ms, err))
    return false;
  put_link(&c->out, token, expires_ms);
  return true;
}

/* ---- keys ---- */

static bool run_keys(struct call *c, struct err *err) {
  struct access_key_info *k;
  struct jw *w = &c->out;
  uint32_t n;
  if (!access_keys(c->api->access, tenant_slug(c->tenant), c->arena, &k, &n, err)) return false;
  jw_begin_object(w);
  jw_key(w, "items");
  jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++)
    put_key(w, &k[i]);
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

static unsigned scopes_of(const struct json *names) {
  unsigned set = 0;
  for (uint32_t i = 0; i < names->n; i++)
    for (const struct scope_def *s = access_scopes; s->name; s++)
      if (str_is(names->items[i].text, s->name)) set |= s->scope;
  return set;
}

static bool run_create_key(struct call *c, struct err *err) {
  struct access_key_info k;
  struct str secret;
  const struct json *expires = json_get(c->body, "expires_days");
  int64_t n = 0;
  if (expires && expires->type == JSON_NUMBER) json_int(expires, &n);
  if (!access_key_create(c->api->access, &c->actor, tenant_slug(c->tenant),
                         json_get_str(c->body, "title"), scopes_of(json_get(c->body, "scopes")),
                         (uint32_t)n, c->arena, &k, &secret, err))
    return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "key"), put_key(&c->out, &k);
  jw_key(&c->out, "secret"), jw_str(&c->out, secret);
  jw_end_object(&c->out);
  return true;
}

/* A key of another workspace is as unknown here as one that never was. */
static bool run_revoke_key(struct call *c, struct err *err) {
  struct access_key_info *k;
  uint32_t n;
  if (!access_keys(c->api->access, tenant_slug(c->tenant), c->arena, &k, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++)
    if (str_eq(k[i].id, call_path(c, "id")))
      return access_key_revoke(c->api->access, &c->actor, k[i].id, err);
  return err_fail(err, ERR_unknown_key, "%.*s", STRF(call_path(c, "id")));
}

const struct route user_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/w/{workspace}/users",
     .id = "listUsers",
     .tag = "users",
     .rule = RULE_WORKSPACE,
     .role = ROLE_ADMIN,
     .scope = SCOPE_ADMIN,
     .response = &shape_users,
     .title_en = "Users of the workspace",
     .title_zh = "工作区的用户",
     .run = run_list},
    {.method = HTTP_POST,
     .path = "/api/w/{workspace}/users",
     .id = "inviteUser",
     .tag = "users",
     .rule = RULE_WORKSPACE,
     .role = ROLE_ADMIN,
     .scope = SCOPE_ADMIN,
     .body = &invite_body,
     .response = &shape_invited,
     .creates = true,
     .title_en = "Invite somebody",
     .title_zh = "邀请用户",
     .help_en = "Who is known already gets the role; a new user gets a login link for a day, shown "
                "this once.",
     .help_zh = "已有用户直接获得角色；新用户获得一天内有效的登录链接，仅显示这一次。",
     .run = run_invite},
    {.method = HTTP_PUT,
     .path = "/api/w/{workspace}/users/{id}/role",
     .id = "setUserRole",
     .tag = "users",
     .rule = RULE_WORKSPACE,
     .role = ROLE_ADMIN,
     .scope = SCOPE_ADMIN,
     .body = &role_body,
     .response = &shape_user,
     .title_en = "Give or take a role",
     .title_zh = "授予或取消角色",
     .help_en = "Nobody gives or takes a role above their own.",
     .help_zh = "不能授予或取消高于自己的角色。",
     .run = run_role},
    {.method = HTTP_POST,
     .path = "/api/w/{workspace}/users/{id}/link",
     .id = "makeLoginLink",
     .tag = "users",
     .rule = RULE_WORKSPACE,
     .role = ROLE_ADMIN,
     .scope = SCOPE_ADMIN,
     .response = &shape_link,
     .creates = true,
     .title_en = "Make a login link for somebody",
     .title_zh = "为用户生成登录链接",
     .help_en = "Not for people of a higher role.  It works once, for a day.",
     .help_zh = "不能为角色更高的用户生成。限用一次，一天内有效。",
     .run = run_link},
    {.method = HTTP_GET,
     .path = "/api/w/{workspace}/keys",
     .id = "listKeys",
     .tag = "keys",
     .rule = RULE_WORKSPACE,
     .role = ROLE_ADMIN,
     .scope = SCOPE_ADMIN,
     .response = &shape_key_list,
     .title_en = "API keys of the workspace",
     .title_zh = "工作区的 API 密钥",
     .run = run_keys},
    {.method = HTTP_POST,
     .path = "/api/w/{workspace}/keys",
     .id = "createKey",
     .tag = "keys",
     .rule = RULE_WORKSPACE,
     .role = ROLE_ADMIN,
     .scope = SCOPE_ADMIN,
     .body = &key_body,
     .response = &shape_key_made,
     .status = 201,
     .creates = true,
     .title_en = "Make an API key",
     .title_zh = "创建 API 密钥",
     .help_en = "The secret is shown this once; only a hash of it is kept.",
     .help_zh = "密钥仅显示这一次，服务端只保存其哈希。",
     .run = run_create_key},
    {.method = HTTP_DELETE,
     .path = "/api/w/{workspace}/keys/{id}",
     .id = "revokeKey",
     .tag = "keys",
     .rule = RULE_WORKSPACE,
     .role = ROLE_ADMIN,
     .scope = SCOPE_ADMIN,
     .title_en = "Revoke an API key",
     .title_zh = "吊销 API 密钥",
     .help_en = "It stops working with the next request.",
     .help_zh = "下一个请求起即失效。",
     .run = run_revoke_key},
    {0},
};
