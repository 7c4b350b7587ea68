/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signing in and out, and one's own account. */
#include "api/account.h"
#include "api/api_int.h"

static const struct shape email = {.kind = SHAPE_TEXT, .min = 1, .max = ACCESS_EMAIL_MAX};
static const struct shape password = {.kind = SHAPE_TEXT, .min = 1, .max = ACCESS_PASSWORD_MAX};
static const struct shape token = {.kind = SHAPE_TEXT, .min = 1, .max = 200};
static const struct shape name = {.kind = SHAPE_TEXT, .max = ACCESS_NAME_MAX};

static const struct shape_field login_fields[] = {
    MUST("email", email, NULL, NULL), MUST("password", password, NULL, NULL), {0}};
static const struct shape login_body = OBJECT("LoginRequest", login_fields, NULL, NULL);
static const struct shape_field link_fields[] = {
    MUST("token", token, "From the link, after #token=.", "链接中 #token= 之后的部分。"), {0}};
static const struct shape link_body = OBJECT("LoginLinkRequest", link_fields, NULL, NULL);
static const struct shape_field me_fields[] = {
    MAY("name", name, NULL, NULL), MAY("locale", shape_locale, NULL, NULL), {0}};
static const struct shape me_body = OBJECT("MeChange", me_fields, NULL, NULL);
static const struct shape_field password_fields[] = {
    MAY("current", password, "Not needed if there is none yet, or right after a login by link.",
        "尚未设置密码，或刚通过登录链接登录时不需要。"),
    MUST("new", password, "At least 10 characters.", "至少 10 个字符。"),
    {0}};
static const struct shape password_body = OBJECT("PasswordChange", password_fields, NULL, NULL);

/* A session that was there before ends: who signs in anew does not leave another door open. */
static void end_old(struct call *c) {
  struct access_client client = call_client(c);
  struct str cookie = http_cookie(c->http, SESSION_COOKIE);
  struct actor old;
  struct err ignored;
  if (cookie.n && access_session(c->api->access, cookie, &client, c->arena, &old, &ignored))
    access_session_end(c->api->access, &old, old.id, old.session, &ignored);
}

static bool signed_in(struct call *c, const struct access_login *l, struct err *err) {
  end_old(c);
  call_sign_in(c, l);
  return put_me(c, err);
}

static bool run_login(struct call *c, struct err *err) {
  struct access_client client = call_client(c);
  struct access_login l;
  return access_login(c->api->access, json_get_str(c->body, "email"),
                      json_get_str(c->body, "password"), &client, c->arena, &l, err) &&
         signed_in(c, &l, err);
}

static bool run_link(struct call *c, struct err *err) {
  struct access_client client = call_client(c);
  struct access_login l;
  return access_login_link(c->api->access, json_get_str(c->body, "token"), &client, c->arena, &l,
                           err) &&
         signed_in(c, &l, err);
}

static bool run_logout(struct call *c, struct err *err) {
  if (!access_session_end(c->api->access, &c->actor, c->actor.id, c->actor.session, err))
    return false;
  http_set_cookie(c->http, SESSION_COOKIE, STR(""), 0, "/");
  return true;
}

static bool run_me(struct call *c, struct err *err) {
  return put_me(c, err);
}

static bool run_update(struct call *c, struct err *err) {
  struct str locale = json_get_str(c->body, "locale");
  enum lang lang = locale_of(locale);
  const struct access_user_change change = {.name = json_get_str(c->body, "name"),
                                            .locale = locale.p ? &lang : NULL};
  struct access_user now;
  if (!access_user_update(c->api->access, &c->actor, c->actor.id, &change, err) ||
      !access_user_get(c->api->access, c->actor.id, c->arena, &now, err))
    return false;
  c->actor.name = now.name;
  c->actor.locale = now.locale;
  return put_me(c, err);
}

static bool run_password(struct call *c, struct err *err) {
  return access_password_change(c->api->access, &c->actor, json_get_str(c->body, "current"),
                                json_get_str(c->body, "new"), err);
}

static bool run_sessions(struct call *c, struct err *err) {
  struct access_session_info *s;
  struct jw *w = &c->out;
  uint32_t n;
  if (!access_sessions(c->api->access, c->actor.id, c->arena, &s, &n, err)) return false;
  jw_begin_object(w);
  jw_key(w, "items");
  jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    jw_key(w, "id"), jw_str(w, s[i].id);
    jw_key(w, "created_at"), put_time(w, s[i].created_ms);
    jw_key(w, "last_seen_at"), put_time(w, s[i].seen_ms);
    jw_key(w, "expires_at"), put_time(w, s[i].expires_ms);
    jw_key(w, "user_agent"), jw_str(w, s[i].agent);
    jw_key(w, "address"), jw_str(w, s[i].address);
    jw_key(w, "current"), jw_bool(w, str_eq(s[i].id, c->actor.session));
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

static bool run_revoke(struct call *c, struct err *err) {
  struct str id = call_path(c, "id");
  if (!access_session_end(c->api->access, &c->actor, c->actor.id, id, err)) return false;
  if (str_eq(id, c->actor.session)) http_set_cookie(c->http, SESSION_COOKIE, STR(""), 0, "/");
  return true;
}

const struct route session_routes[] = {
    {.method = HTTP_POST,
     .path = "/api/login",
     .id = "login",
     .tag = "account",
     .rule = RULE_PUBLIC,
     .body = &login_body,
     .response = &shape_me,
     .title_en = "Sign in with e-mail and password",
     .title_zh = "用电子邮件和密码登录",
     .help_en =
         "Sets the cookie shoal_session.  After several failures each further try must wait: "
         "429 with Retry-After.",
     .help_zh = "设置 shoal_session Cookie。多次失败后须等待才能重试：返回 429 与 Retry-After。",
     .run = run_login},
    {.method = HTTP_POST,
     .path = "/api/login/link",
     .id = "loginWithLink",
     .tag = "account",
     .rule = RULE_PUBLIC,
     .body = &link_body,
     .response = &shape_me,
     .title_en = "Sign in with a login link",
     .title_zh = "用登录链接登录",
     .help_en = "A link works once and for 15 minutes.",
     .help_zh = "链接限用一次，15 分钟内有效。",
     .run = run_link},
    {.method = HTTP_POST,
     .path = "/api/logout",
     .id = "logout",
     .tag = "account",
     .rule = RULE_SIGNED_IN,
     .users_only = true,
     .title_en = "Sign out",
     .title_zh = "退出登录",
     .run = run_logout},
    {.method = HTTP_GET,
     .path = "/api/me",
     .id = "me",
     .tag = "account",
     .rule = RULE_SIGNED_IN,
     .response = &shape_me,
     .title_en = "Who is asking, and which workspaces there are",
     .title_zh = "当前操作者及可进入的工作区",
     .run = run_me},
    {.method = HTTP_PATCH,
     .path = "/api/me",
     .id = "updateMe",
     .tag = "account",
     .rule = RULE_SIGNED_IN,
     .users_only = true,
     .body = &me_body,
     .response = &shape_me,
     .title_en = "Change one's name or language",
     .title_zh = "修改本人的姓名或语言",
     .run = run_update},
    {.method = HTTP_POST,
     .path = "/api/me/password",
     .id = "changePassword",
     .tag = "account",
     .rule = RULE_SIGNED_IN,
     .users_only = true,
     .body = &password_body,
     .title_en = "Set one's password",
     .title_zh = "设置本人的密码",
     .help_en = "Ends all other sessions and all login links.",
     .help_zh = "其他会话和所有登录链接随之失效。",
     .run = run_password},
    {.method = HTTP_GET,
     .path = "/api/me/sessions",
     .id = "listSessions",
     .tag = "account",
     .rule = RULE_SIGNED_IN,
     .users_only = true,
     .response = &shape_session_list,
     .title_en = "Where one is signed in",
     .title_zh = "本人的登录会话",
     .run = run_sessions},
    {.method = HTTP_DELETE,
     .path = "/api/me/sessions/{id}",
     .id = "revokeSession",
     .tag = "account",
     .rule = RULE_SIGNED_IN,
     .users_only = true,
     .title_en = "End one of one's sessions",
     .title_zh = "结束本人的某个会话",
     .run = run_revoke},
    {0},
};
