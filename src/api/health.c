/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Is it alive, and is it ready?  Alive: the process answers.  Ready: its database answers and no
 * workspace is ailing, so a balancer may send people here. */
#include "api/api_int.h"
#include "api/tenant_int.h"

static const struct shape ok_word = CHOICE(NULL, "ok");
static const struct shape_field health_fields[] = {
    MUST("status", ok_word, NULL, NULL), MUST("version", shape_text, NULL, NULL), {0}};
static const struct shape shape_health = OBJECT("Health", health_fields, NULL, NULL);

static bool run_health(struct call *c, struct err *err) {
  jw_begin_object(&c->out);
  jw_key(&c->out, "status"), jw_cstr(&c->out, "ok");
  jw_key(&c->out, "version"), jw_cstr(&c->out, SHOAL_VERSION);
  jw_end_object(&c->out);
  return true;
}

static bool run_ready(struct call *c, struct err *err) {
  struct access_user *users;
  struct err why;
  uint32_t n;
  struct tenant *t;
  if (!access_users(c->api->access, STR("*"), c->arena, &users, &n, err)) return false;
  for (size_t i = 0; (t = tenants_open_at(c->api->tenants, &i));)
    if (tenant_ailing(t, &why)) {
      struct buf b = BUF_INIT_MAX(ERR_ARG_BYTES);
      err_render(&why, LANG_EN, &b);
      err_fail(err, ERR_not_ready, "%.*s: %.*s", STRF(tenant_slug(t)), STRF(buf_str(&b)));
      buf_release(&b);
      return false;
    }
  return run_health(c, err);
}

const struct route health_routes[] = {
    {.method = HTTP_GET,
     .path = "/healthz",
     .id = "health",
     .tag = "server",
     .rule = RULE_PUBLIC,
     .response = &shape_health,
     .title_en = "Whether the process answers",
     .title_zh = "进程是否存活",
     .run = run_health},
    {.method = HTTP_GET,
     .path = "/readyz",
     .id = "ready",
     .tag = "server",
     .rule = RULE_PUBLIC,
     .response = &shape_health,
     .title_en = "Whether it may be sent requests",
     .title_zh = "是否可以接收请求",
     .help_en = "503 while its database does not answer or a workspace cannot be written.",
     .help_zh = "数据库无响应，或有工作区无法写入时返回 503。",
     .run = run_ready},
    {0},
};
