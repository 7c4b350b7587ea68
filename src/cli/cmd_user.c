/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Users of the server.  Whoever can run this on the data directory is an owner of everything; a
 * running server sees each change with its next request. */
#include <string.h>

#include "cli/accounts.h"
#include "cli/cli_int.h"

static const struct cli_option options[] = {
    {"name", 0, OPT_TEXT, "NAME", "name of the new user", "新用户的姓名", NULL},
    {"role", 0, OPT_TEXT, "ROLE", "role of the new user (default: viewer)",
     "新用户的角色（默认 viewer）", "viewer|analyst|operator|admin|owner"},
    {"on", 0, OPT_TEXT, "WORKSPACE|*", "where the role holds (default: the workspace; * = all)",
     "角色适用的工作区（默认当前工作区；* 表示全部）", NULL},
    {"password-file", 0, OPT_TEXT, "FILE", "file with the password (- = standard input)",
     "存放密码的文件（- 表示标准输入）", NULL},
    {"url", 0, OPT_TEXT, "URL",
     "address of the server, for login links (default: setting public_url)",
     "服务器地址，用于登录链接（默认取设置 public_url）", NULL},
    {"minutes", 0, OPT_COUNT, "N", "how long a login link is good for (default: 15)",
     "登录链接的有效分钟数（默认 15）", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static struct str place(const struct cli *c) {
  const char *on = cli_get(c, "on");
  return str_from(on ? on : c->workspace);
}

static void put_user(struct jw *w, const struct access_user *u) {
  jw_begin_object(w);
  jw_key(w, "id"), jw_str(w, u->id);
  jw_key(w, "email"), jw_str(w, u->email);
  jw_key(w, "name"), jw_str(w, u->name);
  jw_key(w, "locale"), jw_cstr(w, u->locale == LANG_ZH ? "zh" : "en");
  jw_key(w, "active"), jw_bool(w, u->active);
  jw_key(w, "has_password"), jw_bool(w, u->has_password);
  put_time_json(w, "created", u->created_ms);
  put_time_json(w, "last_login", u->last_login_ms);
  jw_key(w, "roles"), jw_begin_array(w);
  for (uint32_t i = 0; i < u->n_grants; i++) {
    jw_begin_object(w);
    jw_key(w, "workspace"), jw_str(w, u->grants[i].workspace);
    jw_key(w, "role"), jw_cstr(w, access_roles[u->grants[i].role].name);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
}

static struct str roles_text(struct cli *c, const struct access_user *u) {
  struct str s = STR("");
  for (uint32_t i = 0; i < u->n_grants; i++)
    s = arena_printf(&c->arena, "%.*s%s%.*s:%s", STRF(s), i ? " " : "",
                     STRF(u->grants[i].workspace), access_roles[u->grants[i].role].name);
  return s.n ? s : STR("–");
}

/* What every change answers: the user as it is now. */
static bool show(struct cli *c, struct access *a, struct str who, const char *en, const char *zh,
                 struct err *err) {
  struct access_user u;
  struct jw w;
  if (!access_user_get(a, who, &c->arena, &u, err)) return false;
  if (!c->json) {
    struct str roles = roles_text(c, &u);
    buf_printf(&c->out, "%.*s: %s (%.*s)\n", STRF(u.email), tr(c, en, zh), STRF(roles));
    return true;
  }
  jw_init(&w, &c->out, 2);
  jw_begin_object(&w);
  jw_key(&w, "user"), put_user(&w, &u);
  jw_end_object(&w);
  buf_putc(&c->out, '\n');
  return true;
}

static void print_users(struct cli *c, const struct access_user *u, uint32_t n) {
  struct jw w;
  if (c->json) {
    jw_init(&w, &c->out, 2);
    jw_begin_object(&w);
    jw_key(&w, "users"), jw_begin_array(&w);
    for (uint32_t i = 0; i < n; i++)
      put_user(&w, &u[i]);
    jw_end_array(&w);
    jw_end_object(&w);
    buf_putc(&c->out, '\n');
    return;
  }
  struct table *t = table_new(&c->arena, 5);
  table_head(t, 0, tr(c, "e-mail", "电子邮件"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "name", "姓名"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "roles", "角色"), ALIGN_LEFT);
  table_head(t, 3, tr(c, "status", "状态"), ALIGN_LEFT);
  table_head(t, 4, tr(c, "last login (UTC)", "上次登录（UTC）"), ALIGN_LEFT);
  for (uint32_t i = 0; i < n; i++) {
    table_cell(t, u[i].email);
    table_cell(t, u[i].name);
    table_cell(t, roles_text(c, &u[i]));
    table_cell(t, str_from(u[i].active ? tr(c, "active", "启用") : tr(c, "disabled", "停用")));
    put_time_cell(t, u[i].last_login_ms);
  }
  table_print(c, t, "");
}

static bool list(struct cli *c, struct access *a, const struct actor *by, struct err *err) {
  const char *on = cli_get(c, "on");
  struct access_user *u;
  uint32_t n;
  if (!access_users(a, on ? str_from(on) : STR("*"), &c->arena, &u, &n, err)) return false;
  print_users(c, u, n);
  return true;
}

static bool create(struct cli *c, struct access *a, const struct actor *by, struct err *err) {
  const char *role = cli_get(c, "role"), *name = cli_get(c, "name");
  struct access_new_user n = {.email = str_from(c->args[1]),
                              .name = str_from(name ? name : ""),
                              .locale = c->lang,
                              .workspace = place(c)};
  struct access_user u;
  if (!access_role_parse(str_from(role ? role : "viewer"), &n.role, err)) return false;
  if (cli_has(c, "password-file") && !accounts_password(c, &n.password, err)) return false;
  if (!access_user_create(a, by, &n, &c->arena, &u, err) ||
      !show(c, a, u.id, "created", "已创建", err))
    return false;
  if (!u.has_password)
    cli_note(c,
             tr(c, "No password yet: `shoal user link %.*s` prints a login link.",
                "尚未设置密码：可用 `shoal user link %.*s` 生成登录链接。"),
             STRF(u.email));
  return true;
}

static bool role(struct cli *c, struct access *a, const struct actor *by, struct err *err) {
  struct str who = str_from(c->args[1]);
  enum role r;
  if (c->n_args < 3)
    return err_fail(err, ERR_missing_argument, "user" ERR_SEP "shoal user role EMAIL ROLE");
  return access_role_parse(str_from(c->args[2]), &r, err) &&
         access_grant(a, by, who, place(c), r, err) && show(c, a, who, "changed", "已更改", err);
}

static bool set_active(struct cli *c, struct access *a, const struct actor *by, bool active,
                       struct err *err) {
  struct access_user_change change = {.active = &active};
  struct str who = str_from(c->args[1]);
  return access_user_update(a, by, who, &change, err) &&
         (active ? show(c, a, who, "enabled", "已启用", err)
                 : show(c, a, who, "disabled", "已停用", err));
}

static bool disable(struct cli *c, struct access *a, const struct actor *by, struct err *err) {
  return set_active(c, a, by, false, err);
}

static bool enable(struct cli *c, struct access *a, const struct actor *by, struct err *err) {
  return set_active(c, a, by, true, err);
}

static bool password(struct cli *c, struct access *a, const struct actor *by, struct err *err) {
  struct str who = str_from(c->args[1]), text;
  struct access_user u;
  return access_user_get(a, who, &c->arena, &u, err) && accounts_password(c, &text, err) &&
         access_password_set(a, by, who, text, err) &&
         show(c, a, who, "password set, sessions ended", "密码已设置，会话已结束", err);
}

static bool link_(struct cli *c, struct access *a, const struct actor *by, struct err *err) {
  const char *url = cli_get(c, "url");
  struct str base = str_from(url ? url : ""), token;
  uint64_t minutes = cli_count(c, "minutes", ACCESS_LINK_MINUTES);
  int64_t expires;
  struct jw w;
  if (minutes < 1 || minutes > ACCESS_LINK_MINUTES_MAX)
    return err_fail(err, ERR_bad_link_minutes, "%d", ACCESS_LINK_MINUTES_MAX);
  if (!url && !access_setting(a, STR("public_url"), &c->arena, &base, err)) return false;
  if (base.n == 0) base = STR(SERVER_URL_DEFAULT);
  if (!access_link_make(a, by, str_from(c->args[1]), (uint32_t)minutes, &c->arena, &token, &expires,
                        err))
    return false;
  struct str full = access_link_url(base, token, &c->arena);
  if (c->json) {
    jw_init(&w, &c->out, 2);
    jw_begin_object(&w);
    jw_key(&w, "url"), jw_str(&w, full);
    jw_key(&w, "token"), jw_str(&w, token);
    put_time_json(&w, "expires", expires);
    jw_end_object(&w);
    buf_putc(&c->out, '\n');
  } else {
    buf_printf(&c->out, "%.*s\n", STRF(full));
    cli_note(c, tr(c, "Good once, for %d minutes.", "仅可使用一次，%d 分钟内有效。"), (int)minutes);
  }
  return true;
}

static bool sessions(struct cli *c, struct access *a, const struct actor *by, struct err *err) {
  struct access_session_info *s;
  struct access_user u;
  uint32_t n;
  struct jw w;
  if (!access_user_get(a, str_from(c->args[1]), &c->arena, &u, err) ||
      !access_sessions(a, u.id, &c->arena, &s, &n, err))
    return false;
  struct table *t = table_new(&c->arena, 5);
  table_head(t, 0, tr(c, "session", "会话"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "since (UTC)", "登录时间（UTC）"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "seen (UTC)", "最近活动（UTC）"), ALIGN_LEFT);
  table_head(t, 3, tr(c, "address", "地址"), ALIGN_LEFT);
  table_head(t, 4, tr(c, "program", "客户端"), ALIGN_LEFT);
  jw_init(&w, &c->out, 2);
  if (c->json) jw_begin_object(&w), jw_key(&w, "sessions"), jw_begin_array(&w);
  for (uint32_t i = 0; i < n; i++) {
    if (c->json) {
      jw_begin_object(&w);
      jw_key(&w, "id"), jw_str(&w, s[i].id);
      jw_key(&w, "via"), jw_cstr(&w, s[i].via);
      put_time_json(&w, "created", s[i].created_ms);
      put_time_json(&w, "seen", s[i].seen_ms);
      put_time_json(&w, "expires", s[i].expires_ms);
      jw_key(&w, "address"), jw_str(&w, s[i].address);
      jw_key(&w, "agent"), jw_str(&w, s[i].agent);
      jw_end_object(&w);
    } else {
      table_cell(t, s[i].id);
      put_time_cell(t, s[i].created_ms);
      put_time_cell(t, s[i].seen_ms);
      table_cell(t, s[i].address);
      table_cell(t, s[i].agent);
    }
  }
  if (c->json)
    jw_end_array(&w), jw_end_object(&w), buf_putc(&c->out, '\n');
  else
    table_print(c, t, "");
  return true;
}

static bool logout(struct cli *c, struct access *a, const struct actor *by, struct err *err) {
  struct str who = str_from(c->args[1]);
  return access_session_end(a, by, who, STR(""), err) &&
         show(c, a, who, "all sessions ended", "已结束全部会话", err);
}

static const struct verb {
  const char *name;
  int args; /* least number of arguments, the verb included */
  bool (*run)(struct cli *c, struct access *a, const struct actor *by, struct err *err);
} verbs[] = {
    {"list", 1, list},       {"create", 2, create},     {"role", 2, role},
    {"disable", 2, disable}, {"enable", 2, enable},     {"password", 2, password},
    {"link", 2, link_},      {"sessions", 2, sessions}, {"logout", 2, logout},
};
#define VERBS "list|create|role|disable|enable|password|link|sessions|logout"

static bool run(struct cli *c, struct err *err) {
  const char *name = c->n_args ? c->args[0] : "list";
  const struct actor by = access_cli();
  struct access *a;
  const struct verb *v = NULL;
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
    if (strcmp(verbs[i].name, name) == 0) v = &verbs[i];
  if (!v) return err_fail(err, ERR_bad_option_value, "user" ERR_SEP "%s" ERR_SEP VERBS, name);
  if (c->n_args < v->args && v->args > 1)
    return err_fail(err, ERR_missing_argument, "user" ERR_SEP "shoal user %s EMAIL", name);
  if (c->n_args > (v->run == role ? 3 : v->args > 1 ? 2 : 1))
    return err_fail(err, ERR_extra_argument, "user" ERR_SEP "%s", c->args[c->n_args - 1]);
  if (!accounts_open(c, v->run == create ? ACCESS_CREATE : ACCESS_EXISTING, &a, err)) return false;
  bool ok = v->run(c, a, &by, err);
  access_close(a);
  return ok;
}

const struct cli_command cmd_user = {
    .name = "user",
    .args =
        "[list | create EMAIL | role EMAIL ROLE | disable EMAIL | enable EMAIL | password EMAIL "
        "| link EMAIL | sessions EMAIL | logout EMAIL]",
    .min_args = 0,
    .max_args = 3,
    .en = "Users of the server: roles, passwords, login links, sessions",
    .zh = "服务器用户：角色、密码、登录链接、会话",
    .help_en =
        "The first user becomes owner of all workspaces.  Roles, each with what the ones "
        "before it may:\n"
        "viewer reads reports and counts; analyst asks questions and sees people; operator\n"
        "changes segments, imports, exports; admin manages users, keys and settings; owner\n"
        "also owners and, with --on '*', workspaces and the server.  `role EMAIL none` takes\n"
        "a role away.  A password comes from --password-file or is asked for on the\n"
        "terminal.  A running server notices every change at once.",
    .help_zh =
        "第一个用户自动成为全部工作区的所有者。角色依次包含前者的权限：\n"
        "viewer 查看报表和人数；analyst 查询并查看用户；operator 修改分群、导入、导出；\n"
        "admin 管理用户、密钥和设置；owner 管理所有者，加 --on '*' 时还可管理工作区和服务器。\n"
        "`role EMAIL none` 取消角色。密码取自 --password-file，或在终端上提示输入。\n"
        "运行中的服务器会立即看到所有更改。",
    .examples = "shoal user create ann@example.com --name Ann\n"
                "shoal user create bob@example.com --role analyst --on tea\n"
                "shoal user role bob@example.com admin --on '*'\n"
                "shoal user link ann@example.com --url https://crm.example.com",
    .options = options,
    .complete = VERBS,
    .run = run,
};
