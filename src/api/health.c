/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Is it alive, and is it ready?  Alive: the process answers.  Ready: its database answers and no
 * workspace is ailing, so a balancer may send people here. */
#include "api/api_int.h"
#include "api/tenant_int.h"

static const struct shape ok_word = CHOICE(NULL, "ok");
static const struct shape writes_word = CHOICE(NULL, "ok|stopped");
static const struct shape upkeep_word = CHOICE(NULL, "ok|failing");
static const struct shape durability_word = CHOICE(NULL, "strict|relaxed");
static const struct shape_field health_fields[] = {
    MUST("status", ok_word, NULL, NULL),
    MUST("version", shape_text, NULL, NULL),
    MUST("writes", writes_word,
         "`stopped` while a workspace takes no events because its disk failed; questions are "
         "answered, and writing goes on by itself when the disk works again.",
         "某个工作区因磁盘故障暂停写入时为 `stopped`；查询照常，磁盘恢复后自动继续写入。"),
    MUST("upkeep", upkeep_word,
         "`failing` while parts of some workspace cannot be merged, for want of disk space say; "
         "events and questions go on, and it is tried again every few seconds.",
         "某个工作区的数据分片暂时无法合并（例如磁盘空间不足）时为 `failing`；写入与查询照常，"
         "每隔几秒自动重试。"),
    MUST("durability", durability_word,
         "`strict`: acknowledged means synced. `relaxed`: a power failure may lose what came in "
         "after the last sync.",
         "`strict`：应答即已落盘。`relaxed`：断电可能丢失最近一次落盘之后的数据。"),
    {0}};
static const struct shape shape_health = OBJECT("Health", health_fields, NULL, NULL);

static bool run_health(struct call *c, struct err *err) {
  bool stopped = false, failing = false, relaxed = c->api->o.ws.sync_ms != 0;
  struct tenant *t;
  struct ws_health h;
  for (size_t i = 0; (t = tenants_open_at(c->api->tenants, &i));) {
    ws_health(tenant_workspace(t), &h);
    stopped |= !h.accepting;
    failing |= h.merge_failing;
  }
  jw_begin_object(&c->out);
  jw_key(&c->out, "status"), jw_cstr(&c->out, "ok");
  jw_key(&c->out, "version"), jw_cstr(&c->out, SHOAL_VERSION);
  jw_key(&c->out, "writes"), jw_cstr(&c->out, stopped ? "stopped" : "ok");
  jw_key(&c->out, "upkeep"), jw_cstr(&c->out, failing ? "failing" : "ok");
  jw_key(&c->out, "durability"), jw_cstr(&c->out, relaxed ? "relaxed" : "strict");
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
