/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What accounts look like over HTTP. */
#include "api/account.h"

const struct shape shape_role = CHOICE("Role", "viewer|analyst|operator|admin|owner");
const struct shape shape_scope = CHOICE("Scope", "read|people|write|rewards|import|export|admin");
const struct shape shape_locale = CHOICE(NULL, LOCALES);
static const struct shape scopes = LIST(shape_scope);

static const struct shape actor_kind = CHOICE(NULL, "user|key");
static const struct shape_field me_user_fields[] = {
    MUST("id", shape_text, NULL, NULL),
    MUST("email", shape_text, NULL, NULL),
    MUST("name", shape_text, NULL, NULL),
    MUST("locale", shape_locale, NULL, NULL),
    {0},
};
static const struct shape me_user = OBJECT(NULL, me_user_fields, NULL, NULL);
static const struct shape_field me_workspace_fields[] = {
    MUST("slug", shape_slug, NULL, NULL),
    MUST("role", shape_role, NULL, NULL),
    MUST("zone", shape_text, "IANA time zone.", "IANA 时区。"),
    MUST("currency", shape_text, "ISO 4217.", "ISO 4217 代码。"),
    MUST("title", shape_text, NULL, NULL),
    {0},
};
static const struct shape me_workspace = OBJECT(NULL, me_workspace_fields, NULL, NULL);
static const struct shape me_workspaces = LIST(me_workspace);
static const struct shape_field me_fields[] = {
    MUST("actor", actor_kind, "A signed-in user, or an API key.", "登录用户或 API 密钥。"),
    MUST_OR_NULL("user", me_user, "Null for a key.", "密钥时为 null。"),
    MUST_OR_NULL("csrf", shape_text,
                 "For the header X-CSRF-Token of every request that is not a GET; null for a key.",
                 "所有非 GET 请求须放入 X-CSRF-Token 请求头；密钥时为 null。"),
    MUST("version", shape_text, "Of the server.", "服务端版本。"),
    MUST("workspaces", me_workspaces, "Those one may enter.", "可进入的工作区。"),
    MUST("server_owner", shape_bool, "Owner of all workspaces.", "是否为全部工作区的所有者。"),
    MUST("may_create_workspaces", shape_bool, NULL, NULL),
    MUST("now", shape_time, "The server's clock.", "服务器时间。"),
    {0},
};
const struct shape shape_me = OBJECT("Me", me_fields, "Who is asking.", "当前操作者。");

static const struct shape user_status = CHOICE(NULL, "active|disabled");
static const struct shape_field grant_fields[] = {
    MUST("workspace", shape_text, "A slug, or * for all workspaces.", "工作区标识，* 表示全部。"),
    MUST("role", shape_role, NULL, NULL),
    {0},
};
static const struct shape grant = OBJECT(NULL, grant_fields, NULL, NULL);
static const struct shape grants = LIST(grant);
static const struct shape_field user_fields[] = {
    MUST("id", shape_text, NULL, NULL),
    MUST("email", shape_text, NULL, NULL),
    MUST("name", shape_text, NULL, NULL),
    MUST("locale", shape_locale, NULL, NULL),
    MUST("status", user_status, NULL, NULL),
    MUST("created_at", shape_time, NULL, NULL),
    MUST_OR_NULL("last_login_at", shape_time, NULL, NULL),
    MUST("grants", grants, "Roles in workspaces.", "在各工作区的角色。"),
    {0},
};
const struct shape shape_user =
    OBJECT("User", user_fields, "A person who signs in.", "可登录的人。");
static const struct shape user_list = LIST(shape_user);
static const struct shape_field users_fields[] = {MUST("items", user_list, NULL, NULL), {0}};
const struct shape shape_users = OBJECT(NULL, users_fields, NULL, NULL);

static const struct shape_field session_fields[] = {
    MUST("id", shape_text, NULL, NULL),
    MUST("created_at", shape_time, NULL, NULL),
    MUST("last_seen_at", shape_time, NULL, NULL),
    MUST("expires_at", shape_time, "If it is not used before.", "如不再使用，届时失效。"),
    MUST("user_agent", shape_text, NULL, NULL),
    MUST("address", shape_text, NULL, NULL),
    MUST("current", shape_bool, "The one of this request.", "是否为当前会话。"),
    {0},
};
static const struct shape session =
    OBJECT("Session", session_fields, "A browser that is signed in.", "一个已登录的浏览器。");
static const struct shape sessions = LIST(session);
static const struct shape_field session_list_fields[] = {MUST("items", sessions, NULL, NULL), {0}};
const struct shape shape_session_list = OBJECT(NULL, session_list_fields, NULL, NULL);

static const struct shape_field key_fields[] = {
    MUST("id", shape_text, NULL, NULL),
    MUST("title", shape_text, NULL, NULL),
    MUST("workspace", shape_text, NULL, NULL),
    MUST("scopes", scopes, NULL, NULL),
    MUST("prefix", shape_text, "The first characters of the secret, to recognise it.",
         "密钥的前几个字符，用于辨认。"),
    MUST("created_at", shape_time, NULL, NULL),
    MUST("created_by", shape_text, NULL, NULL),
    MUST_OR_NULL("expires_at", shape_time, NULL, NULL),
    MUST_OR_NULL("last_used_at", shape_time, NULL, NULL),
    MUST_OR_NULL("revoked_at", shape_time, NULL, NULL),
    {0},
};
const struct shape shape_key = OBJECT("Key", key_fields, "An API key.", "API 密钥。");
static const struct shape keys = LIST(shape_key);
static const struct shape_field key_list_fields[] = {MUST("items", keys, NULL, NULL), {0}};
const struct shape shape_key_list = OBJECT(NULL, key_list_fields, NULL, NULL);
static const struct shape_field key_made_fields[] = {
    MUST("key", shape_key, NULL, NULL),
    MUST("secret", shape_text, "Shown this once.", "仅显示这一次。"),
    {0},
};
const struct shape shape_key_made = OBJECT(NULL, key_made_fields, NULL, NULL);

static const struct shape_field link_fields[] = {
    MUST("token", shape_text, "For POST /api/login/link, once.",
         "用于 POST /api/login/link，限一次。"),
    MUST("expires_at", shape_time, NULL, NULL),
    {0},
};
const struct shape shape_link = OBJECT("LoginLink", link_fields, "A login link.", "登录链接。");
static const struct shape_field invited_fields[] = {
    MUST("user", shape_user, NULL, NULL),
    MUST_OR_NULL("link", shape_link, "For a new user; shown this once.",
                 "新用户的登录链接，仅显示这一次。"),
    {0},
};
const struct shape shape_invited = OBJECT(NULL, invited_fields, NULL, NULL);

static const struct shape audit_actor = CHOICE(NULL, "user|key|cli|system");
static const struct shape_field audit_fields[] = {
    MUST("id", shape_int, NULL, NULL),
    MUST("at", shape_time, NULL, NULL),
    MUST("actor_kind", audit_actor, NULL, NULL),
    MUST("actor", shape_text, "E-mail, title of the key, or the author of a change.",
         "电子邮件、密钥名称或修改者。"),
    MUST("action", shape_text, NULL, NULL),
    MUST("workspace", shape_text, NULL, NULL),
    MUST("object", shape_text, "For example segment/vip.", "例如 segment/vip。"),
    MUST_OR_NULL("detail", shape_any, NULL, NULL),
    MUST("address", shape_text, "Of the client; empty if unknown.", "客户端地址，未知时为空。"),
    {0},
};
static const struct shape audit_entry =
    OBJECT("AuditEntry", audit_fields, "Something somebody did.", "一条操作记录。");
static const struct shape audit_entries = LIST(audit_entry);
static const struct shape_field audit_page_fields[] = {
    MUST("items", audit_entries, NULL, NULL),
    MUST_OR_NULL("next", shape_text, "The cursor of the next page.", "下一页的游标。"),
    {0},
};
const struct shape shape_audit_page = OBJECT(NULL, audit_page_fields, NULL, NULL);
